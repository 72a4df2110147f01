"""Rows of a condition: one field, one comparison, its values; each comparison one row of a table.

A tree is taken for a row only where the row writes exactly that tree again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from .tree import All, Any, Arithmetic, Call, Comparison, Name, Negative, Node, Number, Text
from .values import moment
from .writing import digits

SIGNS = {"equal": "=", "unequal": "!=", "less": "<", "at_most": "<=", "more": ">", "at_least": ">="}
KEYS = {sign: key for key, sign in SIGNS.items()}
ORDER = ("less", "at_most", "more", "at_least")
TODAY = re.compile(r"today(?:([+-])(\d{1,6}))?")
NUMERAL = re.compile(r"-?\d{1,20}(\.\d{1,10})?")
CHOOSING = frozenset({"choice", "choices"})
DAYS = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class Row:
    """`field comparison values`; `kind` is the field's, values are keys, numerals, days or `today-30`."""

    field: str = ""
    comparison: str = ""
    values: tuple[str, ...] = ()
    kind: str = "any"

    @property
    def is_finished(self) -> bool:
        """Can this be written?"""
        row = COMPARISONS.get(self.comparison)
        if not self.field or row is None:
            return False
        values = [value for value in self.values if value]
        if row.takes == "none":
            return True
        enough = len(values) > 1 if row.takes == "several" else len(values) == 1
        return enough and all(is_value(self.kind, value) for value in values)

    @cached_property
    def node(self) -> Node:
        """The tree of a finished row."""
        values = [_value(self.kind, value) for value in self.values]
        return COMPARISONS[self.comparison].write(Name(self.field), values)


@dataclass(frozen=True)
class Compared:
    """One comparison: how many values it takes (none, one, several), and the tree that it writes."""

    takes: str
    write: Callable[[Name, list[Node]], Node]


def _compares(sign: str) -> Compared:
    return Compared("one", lambda field, values: Comparison(sign, field, values[0]))


def _calls(function: str) -> Compared:
    return Compared("one", lambda field, values: Call(function, (field, values[0])))


def _is(sign: str, value: Node) -> Compared:
    return Compared("none", lambda field, values: Comparison(sign, field, value))


def _each(join: type[All] | type[Any], sign: str) -> Compared:
    return Compared(
        "several",
        lambda field, values: join(tuple(Comparison(sign, field, value) for value in values)),
    )


def _selected(field: Node, value: Node) -> Node:
    return Call("selected", (field, value))


COMPARISONS: Mapping[str, Compared] = {
    **{key: _compares(sign) for key, sign in SIGNS.items()},
    "yes": _is("=", Call("true", ())),
    "no": _is("=", Call("false", ())),
    "one_of": _each(Any, "="),
    "none_of": _each(All, "!="),
    "has": _calls("selected"),
    "has_not": Compared("one", lambda field, values: Call("not", (_selected(field, values[0]),))),
    "has_any": Compared(
        "several", lambda field, values: Any(tuple(_selected(field, value) for value in values))
    ),
    "has_all": Compared(
        "several", lambda field, values: All(tuple(_selected(field, value) for value in values))
    ),
    "contains": _calls("contains"),
    "starts-with": _calls("starts-with"),
    "answered": _is("!=", Text("")),
    "unanswered": _is("=", Text("")),
}
"""All comparisons; which are offered depends on the kind of the field."""

ASKED = ("answered", "unanswered")
OFFERED: Mapping[str, tuple[str, ...]] = {
    "text": ("equal", "unequal", "contains", "starts-with", *ASKED),
    "number": ("equal", "unequal", *ORDER, *ASKED),
    "boolean": ("yes", "no", *ASKED),
    "date": ("equal", *ORDER, *ASKED),
    "datetime": ("equal", *ORDER, *ASKED),
    "time": ("equal", *ORDER, *ASKED),
    "choice": ("equal", "unequal", "one_of", "none_of", *ASKED),
    "choices": ("has", "has_not", "has_any", "has_all", *ASKED),
    "lines": ASKED,
    "any": ("equal", "unequal", *ASKED),
}
"""The comparisons for each kind of field, in the order of the list."""


def row_of(node: Node, kind_of: Callable[[str], str | None]) -> Row | None:
    """The row that writes exactly this tree, if there is one."""
    found = _guessed(node)
    if found is None:
        return None
    field, comparison, values = found
    kind = kind_of(field)
    if kind is None:
        return None
    row = Row(field, comparison, values, kind)
    fits = comparison in OFFERED.get(kind, ()) or (kind == "choice" and comparison in OFFERED["choices"])
    return row if fits and row.is_finished and row.node == node else None


Guess = tuple[str, str, tuple[str, ...]]


def _guessed(node: Node) -> Guess | None:
    match node:
        case Comparison(sign, Name(field), Text("")):
            return (field, "answered" if sign == "!=" else "unanswered", ())
        case Comparison("=", Name(field), Call("true" | "false" as truth, ())):
            return (field, "yes" if truth == "true" else "no", ())
        case Comparison(sign, Name(field), value):
            said = _said(value)
            return None if said is None else (field, KEYS[sign], (said,))
        case Call("not", (Call("selected", (Name(field), Text(value))),)):
            return (field, "has_not", (value,))
        case Call("selected", (Name(field), Text(value))):
            return (field, "has", (value,))
        case Call("contains" | "starts-with" as function, (Name(field), Text(value))):
            return (field, function, (value,))
        case Any(parts):
            return _together(parts, {"equal": "one_of", "has": "has_any"})
        case All(parts):
            return _together(parts, {"unequal": "none_of", "has": "has_all"})
    return None


def _together(parts: tuple[Node, ...], joined: Mapping[str, str]) -> Guess | None:
    """`x = 'a' or x = 'b'` as one comparison with several values."""
    found = [_guessed(part) if isinstance(part, Comparison | Call) else None for part in parts]
    same = {(guess[0], guess[1]) for guess in found if guess is not None}
    if None in found or len(same) != 1:
        return None
    ((field, comparison),) = same
    values = tuple(guess[2][0] for guess in found if guess is not None and guess[2])
    return (field, joined[comparison], values) if comparison in joined and len(values) == len(parts) else None


def _said(value: Node) -> str | None:
    """A value as a row keeps it; None when it is worked out from something else."""
    match value:
        case Text(said):
            return said
        case Number(number):
            return digits(number)
        case Negative(Number(number)):
            return f"-{digits(number)}"
        case Call("today", ()):
            return "today"
        case Arithmetic((Call("today", ()), Number(days)), (sign,)) if sign in "+-":
            return f"today{sign}{digits(days)}"
    return None


def is_value(kind: str, value: str) -> bool:
    """Can a text stand for a value of this kind?"""
    if "'" in value and '"' in value:
        return False
    if kind == "number":
        return NUMERAL.fullmatch(value) is not None
    if kind in DAYS:
        return TODAY.fullmatch(value) is not None or moment(value) is not None
    return bool(value)


def _value(kind: str, value: str) -> Node:
    if kind == "number":
        number = Number(Decimal(value.removeprefix("-")))
        return Negative(number) if value.startswith("-") else number
    relative = TODAY.fullmatch(value) if kind in DAYS else None
    if relative is None:
        return Text(value)
    today = Call("today", ())
    if not relative[2]:
        return today
    return Arithmetic((today, Number(Decimal(relative[2]))), (relative[1],))
