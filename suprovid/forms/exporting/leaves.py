"""What a value must look like for a comparison to hold, and for it to fail: two small schemas.

Both may be false at once: then the comparison is not known, whatever the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from suprovid.forms.exporting.plain import WHITE
from suprovid.forms.expression.values import ORDERING, compare, moment, number, text, truth
from suprovid.forms.fields import CHOOSING, Field, choice_schemas

Leaf = tuple[Any, Any]
NEVER: Leaf = (False, False)
TEXTUAL = frozenset({"text", "long", "phone", "email", "reference"})
LISTED = frozenset({"choices", "texts", "references"})
OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
BOUNDS = {"<": "exclusiveMaximum", "<=": "maximum", ">": "exclusiveMinimum", ">=": "minimum"}
EMPTY: dict[str, Any] = {"string": "", "array": [], "object": {}, "null": None}
"""The empty value of each type that has one."""
LEAST = {"string": "minLength", "array": "minItems", "object": "minProperties"}
SETTLING = frozenset({"const", "enum"})
"""Words that no empty answer fits anyhow."""
SPECIAL = frozenset("\\^$.|?*+()[]{}/")


def domain(field: Field) -> list[Any] | None:
    """Every answer that the field can have; None when there are too many to name."""
    if field.kind == "boolean":
        return [True, False]
    values = [entry["const"] for entry in choice_schemas(field.schema)]
    return values if field.kind in CHOOSING and field.kind != "choices" and values else None


def answered(field: Field) -> dict[str, Any]:
    """What tells an answer from an empty one, which is stored but counts as none; empty when nothing can."""
    named = field.schema.get("type", list(EMPTY))
    values = domain(field)
    types = [each for each in ([named] if isinstance(named, str) else named) if each in EMPTY]
    types = types if values is None else [each for each in types if EMPTY[each] in values]
    if len(types) == 1 and types[0] in LEAST:
        word = LEAST[types[0]]
        return {} if field.schema.get(word) else {word: 1}
    return {"not": one_of([EMPTY[each] for each in types])} if types else {}


def filled(leaf: dict[str, Any], field: Field) -> dict[str, Any]:
    """A leaf that no empty answer fits."""
    least = answered(field)
    holds = any(leaf.get(word) for word in least) or ("contains" in leaf and "minItems" in least)
    if not least or holds or not SETTLING.isdisjoint(leaf):
        return leaf
    return {**leaf, **least} if least.keys().isdisjoint(leaf) else {"allOf": [leaf, least]}


def compared(field: Field, sign: str, constant: Any) -> Leaf | None:
    """The leaves of `field sign constant`; None when a schema cannot say it."""
    values = domain(field)
    if values is not None:
        return enumerated((value, compare(sign, value, constant)) for value in values)
    if field.kind in ("integer", "number"):
        return _numeric(sign, constant)
    if field.kind in ("date", "datetime"):
        return _dated(field.kind, sign, constant)
    if field.kind in LISTED:
        return _listed(field, sign, constant)
    if field.kind in TEXTUAL and sign not in ORDERING and isinstance(constant, str) and not moment(constant):
        return _by_sign(sign, {"const": constant})
    return None


def enumerated(outcomes: Iterator[tuple[Any, bool | None]]) -> Leaf:
    """Leaves that name the values: those that hold, and those that fail."""
    pairs = list(outcomes)
    held = [value for value, outcome in pairs if outcome is True]
    failed = [value for value, outcome in pairs if outcome is False]
    return one_of(held), one_of(failed)


def one_of(values: Sequence[Any]) -> Any:
    """A schema that fits these values."""
    if not values:
        return False
    return {"const": values[0]} if len(values) == 1 else {"enum": list(values)}


def believed(field: Field) -> Leaf | None:
    """The leaves of a name that stands alone as a condition."""
    values = domain(field)
    if values is not None:
        return enumerated((value, truth(value)) for value in values)
    if field.kind in ("integer", "number"):
        return {"not": {"const": 0}}, {"const": 0}
    if field.kind in TEXTUAL:
        said = {"pattern": f"^[{WHITE}]*([nN][oO]|[fF][aA][lL][sS][eE])[{WHITE}]*$"}
        return {"not": said}, said
    return True, False


def selected(field: Field, wanted: str) -> Leaf | None:
    """The leaves of `selected(field, wanted)`."""
    values = domain(field)
    if values is not None:
        return enumerated((value, wanted in text(value).split()) for value in values)
    if field.kind in LISTED:
        found = {"contains": item(field, wanted)}
        return found, {"not": found}
    if field.kind in TEXTUAL:
        found = {"pattern": f"(^|[{WHITE}]){literal(wanted)}([{WHITE}]|$)"}
        return found, {"not": found}
    return None


def item(field: Field, wanted: str) -> Any:
    """The element of a list that reads as this text."""
    values = [entry["const"] for entry in choice_schemas(field.schema)]
    return one_of([value for value in values if text(value) == wanted]) if values else {"const": wanted}


def literal(plain: str) -> str:
    """A text as a pattern that fits just this text."""
    return "".join(f"\\{sign}" if sign in SPECIAL else sign for sign in plain)


def spans(sign: str, limit: Decimal) -> list[tuple[int, int | None]]:
    """The whole numbers from 0 that compare so with the limit, as (least, most)."""
    low, high = int(limit.__floor__()), int(limit.__ceil__())
    exact: list[tuple[int, int | None]] = [(low, low)] if low == high else []
    found = {
        "=": exact,
        "!=": [(0, low - 1), (low + 1, None)] if exact else [(0, None)],
        "<": [(0, high - 1)],
        "<=": [(0, low)],
        ">": [(low + 1, None)],
        ">=": [(high, None)],
    }[sign]
    return [(max(least, 0), most) for least, most in found if most is None or most >= max(least, 0)]


def bounded(word: str, span: tuple[int, int | None]) -> dict[str, Any]:
    """`minItems` and `maxItems`, or their kin (`word` is `Items`, `Length`, `Contains`)."""
    least, most = span
    low = {f"min{word}": least} if least or word == "Contains" else {}
    return {**low, **({} if most is None else {f"max{word}": most})}


def _by_sign(sign: str, equal: Any) -> Leaf:
    return (equal, {"not": equal}) if sign == "=" else ({"not": equal}, equal)


def _numeric(sign: str, constant: Any) -> Leaf:
    limit = number(constant) if not isinstance(constant, list | tuple) else None
    if limit is None:
        return {"=": (False, True), "!=": (True, False)}.get(sign, NEVER)
    plain = int(limit) if limit == limit.to_integral_value() else float(limit)
    if sign in BOUNDS:
        return {BOUNDS[sign]: plain}, {BOUNDS[OPPOSITE[sign]]: plain}
    return _by_sign(sign, {"const": plain})


def _dated(kind: str, sign: str, constant: Any) -> Leaf | None:
    if moment(constant) is None or not isinstance(constant, str):
        return None
    if kind == "datetime" and len(constant) > len("2026-01-01"):
        return None
    day = constant[: len("2026-01-01")]
    return {"pattern": ordered(sign, day)}, {"pattern": ordered(OPPOSITE[sign], day)}


def ordered(sign: str, day: str) -> str:
    """A pattern of the days (or moments) that stand so to a day, by their digits."""
    found = [day] if sign in ("=", "<=", ">=") else []
    for place, digit in enumerate(day):
        if digit.isdigit() and sign in ("<", "<=", "!=") and digit > "0":
            found.append(f"{day[:place]}[0-{int(digit) - 1}]")
        if digit.isdigit() and sign in (">", ">=", "!=") and digit < "9":
            found.append(f"{day[:place]}[{int(digit) + 1}-9]")
    return f"^({'|'.join(found)})" if found else "^[^\\s\\S]"


def _listed(field: Field, sign: str, constant: Any) -> Leaf | None:
    if not isinstance(constant, str):
        return None
    if sign in ORDERING:
        return NEVER
    wanted = [item(field, each) for each in dict.fromkeys(constant.split())]
    if any(each is False for each in wanted):
        return _by_sign(sign, False)
    only = {"items": {"anyOf": wanted}, "minItems": 1}
    return _by_sign(sign, {"allOf": [only, *({"contains": each} for each in wanted)]})
