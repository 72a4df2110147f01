"""Working out a tree over a scope: a tree becomes one small function, made once and called often.

Each kind of node has a row that makes its function from those of its parts; none of them raises.
"""

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

Run = Callable[[Scope], Value]


def made(node: Node) -> Run:
    """The function that works a tree out over a scope; None when the value is not known."""
    return MAKES[type(node)](node)


def work_out(node: Node, scope: Scope) -> Value:
    """The value of a tree that is asked once."""
    return made(node)(scope)


def _constant(value: Value) -> Run:
    return lambda scope: value


def _text(node: Text) -> Run:
    return _constant(node.value or None)


def _number(node: Number) -> Run:
    return _constant(node.value)


def _name(node: Name) -> Run:
    name, absolute, parts = node.name, node.absolute, node.name.split(".")
    if node.home:
        return lambda scope: scope.home().find(name, parts, absolute)
    return lambda scope: scope.find(name, parts, absolute)


def _path(node: Path) -> Run:
    """A path that nobody has bound is taken for the question at its end."""
    return _name(Name(node.keys[-1], home=node.home))


def _current(node: Current) -> Run:
    return lambda scope: scope.current


def _negative(node: Negative) -> Run:
    operand = made(node.operand)
    return lambda scope: negative(operand(scope))


def _arithmetic(node: Arithmetic) -> Run:
    first, *rest = map(made, node.operands)
    steps = tuple(zip(node.signs, rest, strict=True))

    def run(scope: Scope) -> Value:
        result = first(scope)
        for sign, operand in steps:
            if is_missing(result):
                return None
            result = calculate(sign, result, operand(scope))
        return result

    return run


def _comparison(node: Comparison) -> Run:
    asked, sign = asks_missing(node), node.sign
    if asked is not None:
        value, wanted = made(asked), sign == "="
        return lambda scope: is_missing(value(scope)) == wanted
    left, right = made(node.left), made(node.right)
    return lambda scope: compare(sign, left(scope), right(scope))


def asks_missing(node: Comparison) -> Node | None:
    """What `${x} = ''` or `'' != ${x}` asks about; None when it is another comparison."""
    if node.sign not in {"=", "!="}:
        return None
    if isinstance(node.right, Text) and not node.right.value:
        return node.left
    return node.right if isinstance(node.left, Text) and not node.left.value else None


def _all(node: All) -> Run:
    parts = tuple(map(made, node.parts))
    return lambda scope: kleene_all(truth(part(scope)) for part in parts)


def _any(node: Any) -> Run:
    parts = tuple(map(made, node.parts))
    return lambda scope: kleene_any(truth(part(scope)) for part in parts)


def _call(node: Call) -> Run:
    function = FUNCTIONS[node.function]
    work, arguments = function.work, tuple(map(made, node.arguments))
    if function.lazily:
        return _lazy_call(work, node.arguments, arguments)
    if function.scoped:
        return lambda scope: work(scope, *(argument(scope) for argument in arguments))
    if len(arguments) == 1:
        (only,) = arguments
        return lambda scope: work(only(scope))
    return lambda scope: work(*(argument(scope) for argument in arguments))


def _lazy_call(work: Callable[..., Value], nodes: tuple[Node, ...], arguments: tuple[Run, ...]) -> Run:
    """A function that gets its arguments as nodes, and works out those that it wants."""
    runs = {id(node): argument for node, argument in zip(nodes, arguments, strict=True)}

    def working(node: Node, scope: Scope) -> Value:
        return runs[id(node)](scope)

    return lambda scope: work(working, scope, *nodes)


def _filtered(node: Filtered) -> Run:
    lines, condition, name = made(node.lines), made(node.condition), lines_name(node.lines) or ""

    def run(scope: Scope) -> Value:
        kept = []
        for place, line in enumerate(lines_of(lines(scope)), 1):
            found = condition(scope.inside(name, line))
            wanted = found == place if _is_place(found) else truth(found)
            if wanted:
                kept.append(line)
        return Lines(kept)

    return run


def _is_place(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


def _field(node: Field) -> Run:
    lines, keys = made(node.lines), [node.key]
    single = isinstance(node.lines, Filtered) and isinstance(node.lines.condition, Number)

    def run(scope: Scope) -> Value:
        found = reach(lines(scope), keys)
        return found[0] if single and isinstance(found, Spread) and len(found) == 1 else found

    return run


MAKES: dict[type[Node], Callable[[Anything], Run]] = {
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
