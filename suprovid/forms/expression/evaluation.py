"""Working out a tree over a scope: one small function for each kind of node, none of which raises."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any as Anything

from .functions import FUNCTIONS, lines_of
from .scope import Scope, reach
from .tree import (
    All,
    Any,
    Arithmetic,
    Call,
    Comparison,
    Current,
    Field,
    Filtered,
    Name,
    Negative,
    Node,
    Number,
    Path,
    Text,
    lines_name,
)
from .values import (
    Spread,
    Value,
    calculate,
    compare,
    is_missing,
    kleene_all,
    kleene_any,
    negative,
    truth,
)
from .values import Spread as Lines


def work_out(node: Node, scope: Scope) -> Value:
    """The value of a tree; None when it is not known."""
    return WORK[type(node)](node, scope)


def _text(node: Text, scope: Scope) -> Value:
    return node.value or None


def _number(node: Number, scope: Scope) -> Value:
    return node.value


def _name(node: Name, scope: Scope) -> Value:
    where = scope.home() if node.home else scope
    return where.look(node.name, node.absolute)


def _path(node: Path, scope: Scope) -> Value:
    """A path that nobody has bound is taken for the question at its end."""
    where = scope.home() if node.home else scope
    return where.look(node.keys[-1])


def _current(node: Current, scope: Scope) -> Value:
    return scope.current


def _negative(node: Negative, scope: Scope) -> Value:
    return negative(work_out(node.operand, scope))


def _arithmetic(node: Arithmetic, scope: Scope) -> Value:
    result = work_out(node.operands[0], scope)
    for sign, operand in zip(node.signs, node.operands[1:], strict=True):
        if is_missing(result):
            return None
        result = calculate(sign, result, work_out(operand, scope))
    return result


def _comparison(node: Comparison, scope: Scope) -> bool | None:
    asked = asks_missing(node)
    if asked is not None:
        return is_missing(work_out(asked, scope)) == (node.sign == "=")
    return compare(node.sign, work_out(node.left, scope), work_out(node.right, scope))


def asks_missing(node: Comparison) -> Node | None:
    """What `${x} = ''` or `'' != ${x}` asks about; None when it is another comparison."""
    if node.sign not in {"=", "!="}:
        return None
    if isinstance(node.right, Text) and not node.right.value:
        return node.left
    return node.right if isinstance(node.left, Text) and not node.left.value else None


def _all(node: All, scope: Scope) -> bool | None:
    return kleene_all(truth(work_out(part, scope)) for part in node.parts)


def _any(node: Any, scope: Scope) -> bool | None:
    return kleene_any(truth(work_out(part, scope)) for part in node.parts)


def _call(node: Call, scope: Scope) -> Value:
    function = FUNCTIONS[node.function]
    if function.lazily:
        return function.work(work_out, scope, *node.arguments)
    arguments = (work_out(argument, scope) for argument in node.arguments)
    return function.work(scope, *arguments) if function.scoped else function.work(*arguments)


def _filtered(node: Filtered, scope: Scope) -> Value:
    lines, name = lines_of(work_out(node.lines, scope)), lines_name(node.lines) or ""
    kept = []
    for place, line in enumerate(lines, 1):
        found = work_out(node.condition, scope.inside(name, line))
        wanted = found == place if _is_place(found) else truth(found)
        if wanted:
            kept.append(line)
    return Lines(kept)


def _is_place(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _field(node: Field, scope: Scope) -> Value:
    found = reach(work_out(node.lines, scope), [node.key])
    single = isinstance(node.lines, Filtered) and isinstance(node.lines.condition, Number)
    return found[0] if single and isinstance(found, Spread) and len(found) == 1 else found


WORK: dict[type[Node], Callable[[Anything, Scope], Value]] = {
    Text: _text,
    Number: _number,
    Name: _name,
    Path: _path,
    Current: _current,
    Negative: _negative,
    Arithmetic: _arithmetic,
    Comparison: _comparison,
    All: _all,
    Any: _any,
    Call: _call,
    Filtered: _filtered,
    Field: _field,
}
