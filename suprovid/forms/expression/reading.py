"""Reading a text into a tree, within limits, or saying where it goes wrong."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError

from suprovid.errors import BadExpression

from . import tree
from .functions import FUNCTIONS
from .likeness import nearest
from .refused import REFUSED
from .slips import slip_at
from .tree import Node, depth

LONGEST = 10_000
DEEPEST = 50
GRAMMAR = Path(__file__).with_name("grammar.lark")


@lru_cache(maxsize=4096)
def read(text: str) -> Node:
    """The tree of a text; BadExpression (`text`, `place`, `why`, `instead`) where it cannot be read."""
    if len(text) > LONGEST:
        raise BadExpression(
            text=text[:40] + "…", place=LONGEST, why="expression.bad.long", instead="", found=""
        )
    try:
        found = _parser().parse(text)
    except VisitError as wrapped:
        raise _within(text, wrapped) from None
    except UnexpectedInput as unexpected:
        raise slip_at(text, _column(text, unexpected)) from None
    assert isinstance(found, Node)
    if depth(found) > DEEPEST:
        raise BadExpression(text=text, place=1, why="expression.bad.deep", instead="", found="")
    for call in tree.walk(found):
        if isinstance(call, tree.Call):
            _check_call(text, call)
    return found


def _check_call(text: str, call: tree.Call) -> None:
    """A function that exists, with as many arguments as it takes."""
    row = FUNCTIONS.get(call.function)
    if row is None and call.function in REFUSED:
        why = f"expression.bad.{REFUSED[call.function]}"
        raise BadExpression(text=text, place=call.at, why=why, instead="", found=call.function)
    if row is None:
        near = nearest(call.function, FUNCTIONS)
        why = "expression.bad.function_nearest" if near else "expression.bad.function"
        instead = f"{near}(...)" if near else ""
        raise BadExpression(text=text, place=call.at, why=why, instead=instead, found=call.function)
    if not row.least <= len(call.arguments) <= row.most:
        raise BadExpression(
            text=text, place=call.at, why="expression.bad.arguments", instead=row.usage, found=call.function
        )


def _within(text: str, wrapped: VisitError) -> Exception:
    fault = wrapped.orig_exc
    if isinstance(fault, BadExpression):
        fault.facts["text"] = text
    return fault


def _column(text: str, unexpected: UnexpectedInput) -> int:
    """Where reading stopped, from 0; the end of the text when more was expected."""
    place = getattr(unexpected, "pos_in_stream", None)
    token = getattr(unexpected, "token", None)
    if isinstance(token, Token) and token.type == "$END":
        return len(text)
    return place if isinstance(place, int) and place >= 0 else len(text)


@cache
def _parser() -> Lark:
    return Lark(
        GRAMMAR.read_text(encoding="utf-8"),
        parser="lalr",
        transformer=Builder(),
        maybe_placeholders=False,
    )


SPACES = re.compile(r"\s+")
QUOTED_NAME = re.compile(r"\$\{\s*([^\W\d][\w-]*(?:\.[\w-]+)*)\s*\}")


@v_args(inline=True)
class Builder(Transformer[Token, Any]):
    """Makes nodes as the parser goes, so that no depth of a text needs recursion."""

    def number(self, token: Token) -> Node:
        return tree.Number(Decimal(token), at=_at(token))

    def text(self, token: Token) -> Node:
        return tree.Text(str(token[1:-1]), at=_at(token))

    def name(self, token: Token) -> Node:
        return tree.Name(SPACES.sub("", token[2:-1]), at=_at(token))

    def path(self, token: Token) -> Node:
        steps = token.split("/")
        first = next(n for n, step in enumerate(steps) if step not in {"", "..", "current()"})
        first += not steps[0]
        return tree.Path("/".join(steps[:first]), tuple(steps[first:]), at=_at(token))

    def current(self, token: Token) -> Node:
        return tree.Current(at=_at(token))

    def call(self, word: Token, *arguments: Node) -> Node:
        if word == "jr:choice-name" and len(arguments) == 2:
            arguments = (arguments[0], _named(arguments[1]))
        return tree.Call(str(word), arguments, at=_at(word))

    def call_of_parent(self, word: Token, parent: Token) -> Node:
        if word != "position":
            raise BadExpression(
                text="", place=_at(parent), why="expression.bad.parent", instead="position(..)", found=".."
            )
        return tree.Call("position", (), at=_at(word))

    def bracketed(self, inside: Node) -> Node:
        return inside

    def filtered(self, lines: Node, condition: Node) -> Node:
        return tree.Filtered(lines, condition, at=lines.at)

    def field(self, lines: Node, key: Token) -> Node:
        return tree.Field(lines, str(key), at=lines.at)

    def negative(self, minus: Token, operand: Node) -> Node:
        return tree.Negative(operand, at=_at(minus))

    def sum(self, *parts: Any) -> Node:
        return _arithmetic(parts)

    def product(self, *parts: Any) -> Node:
        return _arithmetic(parts)

    def compared(self, left: Node, sign: Token, right: Node) -> Node:
        return tree.Comparison(str(sign), left, right, at=left.at)

    def both(self, *parts: Node) -> Node:
        return tree.All(parts, at=parts[0].at)

    def either(self, *parts: Node) -> Node:
        return tree.Any(parts, at=parts[0].at)


def _named(node: Node) -> Node:
    """XLSForm writes the question whose choices are meant as a text: `'${area}'`."""
    found = QUOTED_NAME.fullmatch(node.value) if isinstance(node, tree.Text) else None
    return tree.Name(found[1], at=node.at) if found else node


def _arithmetic(parts: tuple[Any, ...]) -> Node:
    return tree.Arithmetic(parts[::2], tuple(map(str, parts[1::2])), at=parts[0].at)


def _at(token: Token) -> int:
    return int(token.start_pos or 0) + 1
