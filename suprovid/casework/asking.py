"""A condition as a question to the index: the tree of an expression as SQL over columns of facts.

It answers as the evaluator does, three values included, or refuses with `Untranslatable`;
then the caller asks each folder. Only Core constructs, so that another database answers the same.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, and_, or_

from suprovid.casework.asking_calls import CALLS
from suprovid.casework.asking_numbers import calculated, combined
from suprovid.casework.asking_values import DAYS, TEXTS, Said, Sql, Untranslatable, compared, fixed, holds
from suprovid.forms.expression import Expression, Scope
from suprovid.forms.expression.evaluation import asks_missing, work_out
from suprovid.forms.expression.tree import (
    All,
    Arithmetic,
    Call,
    Comparison,
    Current,
    Name,
    Negative,
    Node,
    Path,
    walk,
)
from suprovid.forms.expression.tree import (
    Any as AnyOf,
)
from suprovid.store.tables import ZONE

Columns = Mapping[str, tuple[ColumnElement[Any], str]]


KNOWN = frozenset({*TEXTS, *DAYS, "number", "boolean", "choices"})
"""Kinds of column that can be asked."""


def condition(
    expression: Expression, columns: Columns, scope: Scope, constants: Collection[str] = ()
) -> ColumnElement[bool]:
    """The expression as a condition over rows: true, false or NULL; `Untranslatable` where that is not exact.

    `columns` are name -> (column, kind); `constants` are names whose values the scope has for all rows.
    """
    asking = Asking(columns, scope, frozenset(constants))
    return asking.condition(expression.tree)


@dataclass(frozen=True)
class Asking:
    """The columns that may be asked, and the scope that knows what is the same for all rows."""

    columns: Columns
    scope: Scope
    constants: frozenset[str]

    def condition(self, node: Node) -> Sql:
        """A part that is true or not."""
        return holds(self.say(node))

    def say(self, node: Node) -> Said:
        """A part as a value."""
        if self._is_fixed(node):
            return fixed(work_out(node, self.scope))
        match node:
            case Name(name):
                return self._name(name)
            case All(parts):
                return Said(and_(*map(self.condition, parts)), "boolean")
            case AnyOf(parts):
                return Said(or_(*map(self.condition, parts)), "boolean")
            case Comparison():
                return Said(self._comparison(node), "boolean")
            case Arithmetic():
                return self._arithmetic(node)
            case Negative(operand):
                return combined(self.say(operand), fixed(-1), "*")
            case Call(function, arguments) if function in CALLS:
                return CALLS[function](self, *arguments)
        raise Untranslatable(part=getattr(node, "function", type(node).__name__))

    def _is_fixed(self, node: Node) -> bool:
        """Does no part depend on the row?"""
        return not any(
            isinstance(part, Current | Path) or (isinstance(part, Name) and part.name not in self.constants)
            for part in walk(node)
        )

    def _name(self, name: str) -> Said:
        column, kind = self.columns.get(name, (None, ""))
        if column is None or kind not in KNOWN:
            raise Untranslatable(part=name)
        if kind != "datetime":
            return Said(column, kind)
        ahead = f"{name}{ZONE}"
        if not isinstance(column, Column) or ahead not in column.table.c:
            raise Untranslatable(part=name)
        return Said(column, kind, zone=column.table.c[ahead])

    def _comparison(self, node: Comparison) -> Sql:
        asked = asks_missing(node)
        if asked is None:
            return compared(node.sign, self.say(node.left), self.say(node.right))
        said = self.say(asked).sql
        return said.is_(None) if node.sign == "=" else said.is_not(None)

    def _arithmetic(self, node: Arithmetic) -> Said:
        operands = map(self.say, node.operands)
        result = next(operands)
        for sign, operand in zip(node.signs, operands, strict=True):
            result = calculated(sign, result, operand)
        return result


__all__ = ["Columns", "Untranslatable", "condition"]
