"""Values of a condition as SQL: what compares with what, as the evaluator in Python does it.

NULL is "not known". What the database could only answer differently is refused with `Untranslatable`.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Numeric,
    Text,
    and_,
    case,
    cast,
    false,
    func,
    literal,
    null,
    true,
)

from suprovid.errors import SuprovidError
from suprovid.forms.expression.values import Several, boolean, is_missing, moment, number, truth
from suprovid.store.spoken import day_at
from suprovid.store.tables import kept, zone

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
    Moments are microseconds; `zone` is how many their clock was ahead of UTC, NULL where nobody said.
    """

    sql: Sql
    kind: str
    fixed: Any = None
    counted: bool = False
    zone: Sql | None = None

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
        return Said(literal(kept("datetime", value), BigInteger), "datetime", value, zone=_ahead(value))
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


def _ahead(value: datetime) -> Sql:
    return literal(zone(value), BigInteger)


def clock(said: Said) -> Sql:
    """What the clock beside a moment showed, in microseconds."""
    return said.sql + func.coalesce(said.zone, 0)


def side_by_side(left: Said, right: Said) -> tuple[Sql, Sql]:
    """Two moments as they are compared: by their clocks where one of them names no zone."""
    zones = [said.zone for said in (left, right) if said.zone is not None]
    both = and_(*(ahead.is_not(None) for ahead in zones))
    one, other = (case((both, said.sql), else_=clock(said)) for said in (left, right))
    return one, other


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
    return day_at(clock(said)) if said.kind == "datetime" else said.sql


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
        return SIGNS[sign](*side_by_side(left, right))
    return SIGNS[sign](day_of(left), day_of(right))


def _texts(sign: str, left: Said, right: Said) -> Sql:
    """Texts are only equal or not; their order, and dates among them, differ from database to database."""
    dated = right.is_fixed and (right.kind != "text" or moment(right.fixed) is not None)
    loose = not right.is_fixed and {left.kind, right.kind} != {"choice"}
    if sign not in {"=", "!="} or dated or loose:
        raise Untranslatable(part="text")
    return SIGNS[sign](left.sql, right.sql)
