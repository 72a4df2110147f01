"""Values of a condition as SQL: what compares with what, as the evaluator in Python does it.

NULL is "not known". What the database could only answer differently is refused with `Untranslatable`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Numeric, Text, case, cast, false, func, literal, null, true

from suprovid.errors import SuprovidError
from suprovid.forms.expression.values import Several, boolean, is_missing, moment, number, truth

TEXTS = frozenset({"text", "choice"})
DAYS = frozenset({"date", "datetime"})
PLACES = 9
Sql = ColumnElement[Any]
SIGNS: Mapping[str, Callable[[Any, Any], Sql]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
MIRROR = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


class Untranslatable(SuprovidError):
    """The index cannot answer this part of a condition (`part`); it has to be asked of each folder."""

    sentence = "error.untranslatable"


@dataclass(frozen=True)
class Said:
    """A value as SQL and its kind; `fixed` is the value itself where it is the same for all rows.

    `counted` numbers come from arithmetic: they are compared to nine decimals.
    """

    sql: Sql
    kind: str
    fixed: Any = None
    counted: bool = False

    @property
    def is_fixed(self) -> bool:
        """Is this the same for all rows?"""
        return self.fixed is not None or self.kind == "nothing"


def unknown() -> Sql:
    """Not known."""
    return cast(null(), Boolean)


NOTHING = Said(null(), "nothing")


def fixed(value: Any) -> Said:
    """A value that is the same for all rows."""
    if is_missing(value):
        return NOTHING
    if isinstance(value, bool):
        return Said(true() if value else false(), "boolean", value)
    if isinstance(value, int | float | Decimal):
        return _fixed_number(value)
    if isinstance(value, datetime):
        return Said(literal(_utc(value)), "datetime", value)
    if isinstance(value, date):
        return Said(literal(value.isoformat()), "date", value)
    if isinstance(value, str):
        return Said(literal(value, Text), "text", value)
    if isinstance(value, Several):
        return Said(null(), "choices", value)
    raise Untranslatable(part=type(value).__name__)


def _fixed_number(value: float | Decimal) -> Said:
    exact = number(value)
    if exact is None:
        return NOTHING
    if Decimal(repr(float(exact))) != exact:
        raise Untranslatable(part="digits")
    return Said(literal(float(exact)), "number", exact)


def _utc(value: datetime) -> str:
    """As the index keeps moments; one without a zone is compared by its clock."""
    try:
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC).isoformat()
    except OverflowError:
        raise Untranslatable(part="calendar") from None


def holds(said: Said) -> Sql:
    """A value standing alone as a condition."""
    if said.is_fixed:
        outcome = truth(said.fixed)
        return unknown() if outcome is None else true() if outcome else false()
    if said.kind == "boolean":
        return said.sql
    if said.kind == "number":
        return said.sql != 0
    if said.kind == "choice":
        return func.lower(said.sql).not_in(("no", "false"))
    if said.kind == "text":
        raise Untranslatable(part="text")
    return when_known(said.sql, true())


def when_known(sql: Sql, outcome: Sql) -> Sql:
    """The outcome where there is a value, not known where there is none."""
    return case((sql.is_not(None), outcome), else_=unknown())


def compared(sign: str, left: Said, right: Said) -> Sql:
    """`left sign right`."""
    if "nothing" in (left.kind, right.kind):
        return unknown()
    if left.is_fixed:
        left, right, sign = right, left, MIRROR.get(sign, sign)
    if "choices" in (left.kind, right.kind):
        raise Untranslatable(part="choices")
    if "boolean" in (left.kind, right.kind):
        return _booleans(sign, left, right)
    if "number" in (left.kind, right.kind):
        return _numbers(sign, left, right)
    return _days(sign, left, right) if left.kind in DAYS else _texts(sign, left, right)


def _never(sign: str, sql: Sql) -> Sql:
    """Values of different kinds are unequal and have no order."""
    if sign not in {"=", "!="}:
        return unknown()
    return when_known(sql, true() if sign == "!=" else false())


def _booleans(sign: str, left: Said, right: Said) -> Sql:
    if left.kind != "boolean":
        raise Untranslatable(part="boolean")
    if sign not in {"=", "!="}:
        return unknown()
    if not right.is_fixed:
        if right.kind != "boolean":
            raise Untranslatable(part="boolean")
        return SIGNS[sign](_whole(left.sql), _whole(right.sql))
    wanted = boolean(right.fixed)
    if wanted is None:
        return _never(sign, left.sql)
    return SIGNS[sign](_whole(left.sql), 1 if wanted else 0)


def _whole(sql: Sql) -> Sql:
    """Yes as 1, no as 0."""
    return case((sql.is_(None), null()), (sql, 1), else_=0)


def _numbers(sign: str, left: Said, right: Said) -> Sql:
    if right.is_fixed and left.kind == "number":
        exact = number(right.fixed)
        if exact is None:
            return _never(sign, left.sql)
        right = _fixed_number(exact)
        if left.counted and exact != round(exact, PLACES):
            raise Untranslatable(part="digits")
    if {left.kind, right.kind} <= {"number"}:
        if left.counted or right.counted:
            return SIGNS[sign](rounded(left.sql), rounded(right.sql))
        return SIGNS[sign](left.sql, right.sql)
    if left.kind in DAYS or right.kind in DAYS:
        return when_known(right.sql, _never(sign, left.sql))
    raise Untranslatable(part="number")


def rounded(sql: Sql) -> Sql:
    """To nine decimals, so that floats agree with decimals."""
    return func.round(cast(sql, Numeric(38, PLACES)), PLACES)


def day_of(said: Said) -> Sql:
    """The day of a date or a moment."""
    if said.is_fixed:
        found = moment(said.fixed)
        assert found is not None
        return literal((found.date() if isinstance(found, datetime) else found).isoformat())
    return func.substr(said.sql, 1, 10) if said.kind == "datetime" else said.sql


def _days(sign: str, left: Said, right: Said) -> Sql:
    if right.kind == "text" and right.is_fixed:
        found = moment(right.fixed)
        if found is None:
            if sign in {"=", "!="}:
                return _never(sign, left.sql)
            raise Untranslatable(part="order")
        right = fixed(found)
    if right.kind not in DAYS:
        raise Untranslatable(part="text")
    if left.kind == right.kind == "datetime":
        return SIGNS[sign](left.sql, right.sql)
    return SIGNS[sign](day_of(left), day_of(right))


def _texts(sign: str, left: Said, right: Said) -> Sql:
    """Texts are only equal or not; their order, and dates among them, differ from database to database."""
    dated = right.is_fixed and (right.kind != "text" or moment(right.fixed) is not None)
    loose = not right.is_fixed and {left.kind, right.kind} != {"choice"}
    if sign not in {"=", "!="} or dated or loose:
        raise Untranslatable(part="text")
    return SIGNS[sign](left.sql, right.sql)
