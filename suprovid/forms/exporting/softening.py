"""What the conditions of a schema itself require, where the field is shown: a hidden field owes no answer.

What only asks whether something fits (`if`, `not`, `contains`) is left as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.forms.exporting.formula import ROOT, Formula, atom, every
from suprovid.forms.exporting.rules import Rules, answered, below, levels_of, local
from suprovid.forms.fields import Field

IN_PLACE = ("then", "else")
LISTED = ("allOf", "anyOf", "oneOf")


@dataclass(frozen=True)
class Debt:
    """What is owed while a formula holds: a consequence for what the field stands in."""

    formula: Formula
    field: Field
    consequence: Any

    @property
    def holder(self) -> str:
        return self.field.name.rpartition(".")[0]


@dataclass(frozen=True)
class Softening:
    """Softens the conditions that stand in a form beside its fields.

    `shown` says when a field is shown; `leave_open` is told of one that cannot be said where it is asked for.
    """

    named: Mapping[str, Field]
    shown: Callable[[str], Formula]
    leave_open: Callable[[Field, str], None]

    def soft(self, schema: Any, name: str) -> tuple[Any, list[Debt]]:
        """The schema of what is called `name` (the form itself: nothing), and what it owes when shown."""
        if not isinstance(schema, Mapping):
            return schema, []
        found, debts = dict(schema), list[Debt]()
        if "required" in schema:
            found["required"] = self._owed(schema["required"], name, True, debts)
        if "dependentRequired" in schema:
            found["dependentRequired"] = {
                given: self._owed(keys, name, self._answered(name, given), debts)
                for given, keys in schema["dependentRequired"].items()
            }
        if "properties" in schema:
            found["properties"] = self._inside(schema["properties"], name, debts)
        for word in IN_PLACE:
            if word in schema:
                found[word] = self._settled(schema[word], name)
        for word in LISTED:
            if word in schema:
                found[word] = [self._settled(inner, name) for inner in schema[word]]
        if "dependentSchemas" in schema:
            found["dependentSchemas"] = {
                given: self._settled(inner, name) for given, inner in schema["dependentSchemas"].items()
            }
        return (either(found, schema["oneOf"]) if "oneOf" in schema else found), debts

    def _owed(self, keys: list[str], name: str, given: Formula, debts: list[Debt]) -> list[str]:
        """Those of the keys that are owed in any case; the others become debts."""
        kept = []
        for key in keys:
            full = f"{name}.{key}".lstrip(".")
            when = self.shown(full)
            if when is True:
                kept.append(key)
            else:
                debts.append(Debt(every(given, when), self.named[full], {"required": [key]}))
        return kept

    def _answered(self, name: str, key: str) -> Formula:
        """Something of this key is there."""
        level = self._level(name)
        return atom(level, answered(level, name, key))

    def _level(self, name: str) -> str:
        """The repeat that the fields of what is called so are asked in, or the document."""
        field = self.named.get(name)
        if field is None:
            return ROOT
        return name if field.kind == "lines" else levels_of(field)[-1]

    def _inside(self, properties: Mapping[str, Any], name: str, debts: list[Debt]) -> dict[str, Any]:
        """What is said about the fields inside; of one that is kept when hidden, while it is shown."""
        found = {}
        for key, schema in properties.items():
            full = f"{name}.{key}".lstrip(".")
            field = self.named.get(full)
            if field is None:
                found[key] = schema
                continue
            found[key], more = self._of_field(schema, field)
            debts += more
            if field.keeps_hidden and self.shown(full) is not True:
                debts.append(Debt(self.shown(full), field, {"properties": {key: found.pop(key)}}))
        return found

    def _of_field(self, schema: Any, field: Field) -> tuple[Any, list[Debt]]:
        if field.kind == "group":
            return self.soft(schema, field.name)
        if field.kind != "lines" or not isinstance(schema, Mapping) or "items" not in schema:
            return schema, []
        items, debts = self.soft(schema["items"], field.name)
        return {**schema, "items": items}, debts

    def _settled(self, schema: Any, name: str) -> Any:
        """The schema with what it owes said in it; what cannot be told from here is left open."""
        found, debts = self.soft(schema, name)
        rules = [rule for debt in debts for rule in self._rules(debt, name)]
        return {**found, "allOf": [*found.get("allOf", ()), *rules]} if rules else found

    def _rules(self, debt: Debt, name: str) -> list[Any]:
        rules = Rules()
        level = levels_of(debt.field)[-1]
        if rules.add(debt.formula, debt.field, below(level, debt.holder, debt.consequence)):
            found = local(rules, self._level(name), name)
            if found is not None:
                return found
        self.leave_open(debt.field, "x-visible-if")
        return []


def either(schema: Mapping[str, Any], literal: list[Any]) -> dict[str, Any]:
    """The same schema, in which a branch of `oneOf` that asks only for what is hidden counts where no
    other one fits, as if somebody had chosen it; `literal` are the branches as they stand."""
    soft = schema["oneOf"]
    if soft == literal:
        return dict(schema)
    rest = {word: value for word, value in schema.items() if word != "oneOf"}
    fits = {"anyOf": [{"oneOf": literal}, {"not": {"anyOf": literal}, "anyOf": soft}]}
    return {**rest, "allOf": [*rest.get("allOf", ()), fits]}
