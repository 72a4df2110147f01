"""An expression in words, in the reader's language: sentences of `schemas/languages/` put into each other.

Every construct has its sentence; `not` prefers the sentence that a construct has for its own denial.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from babel.dates import format_date, format_datetime

from suprovid.errors import BadExpression
from suprovid.forms.figures import figure

from .functions import FUNCTIONS
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
    each_line,
    lines_name,
)
from .values import moment
from .writing import write


class Titles(Protocol):
    """The label of a name, or with a value that choice's label; what has none is named as it is."""

    def __call__(self, name: str, value: str | None = None, /) -> str: ...


class Sentences(Protocol):
    """The sentences of the interface."""

    def say(self, key: str, language: str, /, **facts: object) -> str: ...

    def has(self, key: str, language: str) -> bool: ...


SIGNS = {"=": "equal", "!=": "unequal", "<": "less", "<=": "at_most", ">": "more", ">=": "at_least"}
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
DAYS = frozenset({"date", "datetime"})
SAME = frozenset({"same", "any"})
"""What functions give that give what they get."""
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Explaining:
    """A reader's language, the sentences, the titles of names, and the names that hold dates."""

    titles: Titles
    words: Sentences
    language: str
    days: Collection[str] = frozenset()

    def condition(self, node: Node) -> str:
        """A part that is true or not, as a statement."""
        match node:
            case All(parts):
                return self._choice_among("none_of", "!=", parts) or self._list("all", parts)
            case Any(parts):
                return self._choice_among("one_of", "=", parts) or self._list("any", parts)
            case Comparison():
                return self._comparison(node, node.sign)
            case Call("not", (inner,)):
                return self._denied(inner)
            case Call(function, _) if FUNCTIONS[function].gives == "boolean":
                return self._call(node)
        return self._say("is_yes", a=self.value(node))

    def value(self, node: Node) -> str:
        """A part that is worth something, as a phrase."""
        match node:
            case Text(value):
                return self._text(value)
            case Number(value):
                return figure(value, self.language)
            case Name(name):
                return self.titles(name)
            case Path(_, keys):
                return self.titles(keys[-1])
            case Current():
                return self._say("current")
            case Negative(operand):
                return f"−{self._inner(operand)}"
            case Arithmetic():
                return self._arithmetic(node)
            case Filtered():
                return self._filtered(node)
            case Field(lines, _):
                return self._say("field", a=self.titles(lines_name(node) or write(node)), b=self.value(lines))
            case Call(function, _) if FUNCTIONS[function].gives != "boolean" or not _arguments(node):
                return self._call(node)
        return f"({self.condition(node)})"

    def _list(self, kind: str, parts: tuple[Node, ...]) -> str:
        said = [self._part(part) for part in parts]
        if len(said) == 2:
            return self._say(f"{kind}_of_two", a=said[0], b=said[1])
        return self._say(f"{kind}_of", parts="; ".join(said))

    def _choice_among(self, key: str, sign: str, parts: tuple[Node, ...]) -> str | None:
        """`x = 'a' or x = 'b'` in one breath; None when the parts are not all of that shape."""
        pairs = [
            (part.left, part.right)
            for part in parts
            if isinstance(part, Comparison) and part.sign == sign and _is_said(part.right)
        ]
        if len(pairs) < len(parts) or len({left for left, _ in pairs}) > 1:
            return None
        left = pairs[0][0]
        values = ", ".join(self._beside(left, right) for _, right in pairs)
        return self._say(key, a=self.value(left), b=values)

    def _part(self, node: Node) -> str:
        nested = isinstance(node, All | Any) or (isinstance(node, Call) and each_line(node))
        return f"({self.condition(node)})" if nested else self.condition(node)

    def _denied(self, node: Node) -> str:
        """The opposite of a part, by its own sentence if it has one."""
        match node:
            case Call("not", (inner,)):
                return self.condition(inner)
            case Comparison(sign, _, _):
                return self._comparison(node, OPPOSITE[sign])
            case Call(function, _) if self.words.has(f"expression.not.{function}", self.language):
                return self._call(node, "not")
            case Name():
                return self._say("is_no", a=self.value(node))
        return self._say("untrue", a=self._part(node))

    def _comparison(self, node: Comparison, sign: str) -> str:
        left, right = node.left, node.right
        if isinstance(left, Text | Number) and not isinstance(right, Text | Number):
            left, right, sign = right, left, MIRROR.get(sign, sign)
        if right == Text("") and sign in "!=":
            return self._say("unanswered" if sign == "=" else "answered", a=self.value(left))
        if isinstance(right, Call) and right.function in {"true", "false"} and sign in {"=", "!="}:
            yes = (right.function == "true") == (sign == "=")
            return self._say("is_yes" if yes else "is_no", a=self.value(left))
        kind = SIGNS[sign]
        if sign[0] in "<>" and any(map(self._dated, (left, right))):
            kind = f"{kind}_day"
        return self._say(kind, a=self.value(left), b=self._beside(left, right))

    def _beside(self, left: Node, right: Node) -> str:
        """A value compared with a name is called as that name's choice is."""
        name = lines_name(left)
        if isinstance(right, Text) and name:
            label = self.titles(name, right.value)
            return self._text(right.value) if label == right.value else self._quoted(label)
        return self.value(right)

    def _text(self, value: str) -> str:
        when = moment(value)
        if isinstance(when, datetime):
            return format_datetime(when, "medium", locale=self._locale)
        return format_date(when, "medium", locale=self._locale) if when else self._quoted(value)

    def _arithmetic(self, node: Arithmetic) -> str:
        first, *others = (self._inner(operand) for operand in node.operands)
        pairs = zip(node.signs, others, strict=True)
        return first + "".join(f" {MARKS.get(sign) or self._say(sign)} {other}" for sign, other in pairs)

    def _inner(self, node: Node) -> str:
        return f"({self.value(node)})" if isinstance(node, Arithmetic) else self.value(node)

    def _filtered(self, node: Filtered) -> str:
        if isinstance(node.condition, Number):
            return self._say("line", a=self.value(node.lines), b=self.value(node.condition))
        return self._say("lines", a=self.value(node.lines), b=self.condition(node.condition))

    def _call(self, node: Call, form: str = "call") -> str:
        said = self._arguments(node)
        facts = dict(zip(LETTERS, said, strict=False))
        for key in (f"expression.{form}.{node.function}.{len(said)}", f"expression.{form}.{node.function}"):
            if self.words.has(key, self.language):
                facts |= {"all": "; ".join(said), "rest": "; ".join(said[1:])}
                listed = "; ".join(_weighed(node.function, said))
                return self.words.say(key, self.language, **facts, listed=listed)
        return f"{node.function}({'; '.join(said)})"

    def _arguments(self, node: Call) -> list[str]:
        arguments = node.arguments
        if node.function == "selected":
            return [self.value(arguments[0]), self._beside(arguments[0], arguments[1])]
        conditions = {1} if each_line(node) else {0} if node.function in {"if", "not", "boolean"} else set()
        return [
            self.condition(argument) if place in conditions else self.value(argument)
            for place, argument in enumerate(arguments)
        ]

    def _dated(self, node: Node) -> bool:
        """Is a part plainly a day or a moment? What is between two of them is a number."""
        match node:
            case Text(value):
                return moment(value) is not None
            case Name() | Field():
                return lines_name(node) in self.days
            case Arithmetic(operands, signs):
                is_gap = any(
                    sign == "-" and not isinstance(each, Number)
                    for sign, each in zip(signs, operands[1:], strict=True)
                )
                return set(signs) <= {"+", "-"} and not is_gap and any(map(self._dated, operands))
            case Call(function, arguments):
                gives = FUNCTIONS[function].gives
                return gives in DAYS or (gives in SAME and any(map(self._dated, arguments)))
        return False

    def _quoted(self, text: str) -> str:
        return self._say("quoted", a=text)

    def _say(self, key: str, **facts: object) -> str:
        return self.words.say(f"expression.{key}", self.language, **facts)

    @property
    def _locale(self) -> str:
        return self.language.replace("-", "_")


MARKS = {"+": "+", "-": "−", "*": "×", "div": "÷"}
MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _is_said(node: Node) -> bool:
    return isinstance(node, Text) and bool(node.value)


def _weighed(function: str, said: list[str]) -> list[str]:
    """What a list of answers counts, after its two limits; with the weights where it has them."""
    if function != "weighted-checklist":
        return said[2:]
    return [f"{answer} — {weight}" for answer, weight in zip(said[2::2], said[3::2], strict=False)]


def _arguments(node: Node) -> tuple[Node, ...]:
    return node.arguments if isinstance(node, Call) else ()


def told(fault: BadExpression, words: Sentences, language: str) -> str:
    """A fault as one line: the column, what is wrong and what to write instead."""
    why = words.say(str(fault.facts["why"]), language, **fault.facts)
    return words.say("expression.fault", language, place=fault.facts["place"], why=why)
