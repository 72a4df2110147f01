"""Rules of a form collected where they can be asked: at the document, or at the lines of a repeat."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from suprovid.forms.exporting.formula import ROOT, Formula, TooWide, atoms, cases, guarded
from suprovid.forms.fields import Field


class Rules:
    """The `if/then/else` of each level; rules with the same question become one."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)

    def add(self, formula: Formula, field: Field, consequence: Any) -> bool:
        """Say what follows at the field's level; False when that would take too many cases."""
        if formula is False:
            return True
        levels = levels_of(field)
        asked = {each.level for each in atoms(formula)}
        start = next((place for place, level in enumerate(levels) if level in asked), len(levels) - 1)
        try:
            found = list(_rules(formula, levels[start:], consequence))
        except TooWide:
            return False
        for rule in found:
            self._put(levels[start], rule)
        return True

    def at(self, level: str) -> list[dict[str, Any]]:
        """The rules of a level, in the order they were found."""
        return list(self._rules[level].values())

    def _put(self, level: str, rule: dict[str, Any]) -> None:
        question = json.dumps(rule["if"], sort_keys=True) if "if" in rule else json.dumps(rule)
        known = self._rules[level].get(question)
        if known is None:
            self._rules[level][question] = dict(rule)
            return
        for word in ("then", "else"):
            if word in rule:
                known[word] = joined(known[word], rule[word]) if word in known else rule[word]


def levels_of(field: Field) -> tuple[str, ...]:
    """The document and the repeats that a field stands in, outermost first."""
    return (ROOT, *(name for name, kind in field.inside if kind == "lines"))


def below(level: str, name: str, consequence: Any, lines: bool = False) -> Any:
    """A consequence for what stands at a name, said at a level above it; `lines` says it of each line."""
    keys = (name[len(level) + 1 :] if level else name).split(".") if name != level else []
    found = {"items": consequence} if lines else consequence
    for key in reversed(keys):
        found = {"properties": {key: found}}
    return found


def joined(one: Any, other: Any) -> Any:
    """Two consequences as one."""
    words = ({*one}, {*other}) if isinstance(one, dict) and isinstance(other, dict) else ({0}, {0})
    if not (words[0] | words[1]) <= {"required", "properties"}:
        return {"allOf": [*_parts(one), *_parts(other)]}
    found: dict[str, Any] = {}
    if required := [*one.get("required", ()), *other.get("required", ())]:
        found["required"] = list(dict.fromkeys(required))
    properties = dict(one.get("properties", {}))
    for key, inner in other.get("properties", {}).items():
        properties[key] = joined(properties[key], inner) if key in properties else inner
    return {**found, **({"properties": properties} if properties else {})}


def _parts(consequence: Any) -> list[Any]:
    return (
        consequence["allOf"]
        if isinstance(consequence, dict) and {*consequence} == {"allOf"}
        else [consequence]
    )


def _rules(formula: Formula, levels: tuple[str, ...], consequence: Any) -> Iterator[dict[str, Any]]:
    """The formula asked level by level, from the outermost in."""
    if len(levels) == 1:
        yield guarded(formula, consequence)
        return
    for outside, inside in cases(formula, frozenset(levels[1:])):
        if inside is False:
            continue
        for rule in _rules(inside, levels[1:], consequence):
            yield guarded(outside, below(levels[0], levels[1], rule, lines=True))
