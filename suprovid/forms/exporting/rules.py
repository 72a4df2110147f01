"""Rules of a form collected where they can be asked: at the document, or at the lines of a repeat."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from suprovid.forms.exporting.formula import ROOT, Formula, TooWide, atoms, cases, guarded
from suprovid.forms.fields import Field


class Rules:
    """The `if/then/else` of each level; rules with the same question become one."""

    def __init__(self) -> None:
        self._rules: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
        self._levels: dict[str, tuple[str, ...]] = {}

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
        self._levels[levels[start]] = levels[: start + 1]
        for rule in found:
            self._put(levels[start], rule)
        return True

    def at(self, level: str) -> list[dict[str, Any]]:
        """The rules of a level, in the order they were found."""
        return list(self._rules[level].values())

    def whole(self) -> list[Any]:
        """All rules, as they are said to the document."""
        return [self.around(ROOT, level, rule) for level, rule in self.all()]

    def take(self, others: Rules, levels: tuple[str, ...]) -> None:
        """Say the rules of others here; those further in than these levels are said at the last of them."""
        for level, rule in others.all():
            if level in levels:
                self._put(level, rule)
            else:
                self._put(levels[-1], others.around(levels[-1], level, rule))

    def around(self, name: str, level: str, rule: dict[str, Any]) -> dict[str, Any]:
        """A rule of a level as it is said to what stands around it at a name."""
        inside = [each for each in self._levels[level] if each.startswith(f"{name}.") or (each and not name)]
        for outer, inner in reversed([*pairwise((name, *inside))]):
            rule = below(outer, inner, rule, lines=True)
        return rule

    def all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(level, rule) of every rule."""
        for level, rules in self._rules.items():
            yield from ((level, rule) for rule in rules.values())

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
    found = {"items": consequence} if lines else consequence
    for key in reversed(_keys(level, name)):
        found = {"properties": {key: found}}
    return found


def _keys(level: str, name: str) -> list[str]:
    """The way from a level to what stands in it."""
    if name == level:
        return []
    return (name[len(level) + 1 :] if level else name).split(".")


def local(rules: Rules, level: str, name: str) -> list[Any] | None:
    """All rules as they are said to what stands at a name; None where one asks about what stands around."""
    found: list[Any] = []
    for asked, rule in rules.all():
        if asked == level:
            found.append(_inner(rule, _keys(level, name)))
        else:
            is_inside = not name or asked.startswith(f"{name}.")
            found.append(rules.around(name, asked, rule) if is_inside else None)
    return None if None in found else found


def _inner(rule: Mapping[str, Any], steps: list[str]) -> dict[str, Any] | None:
    """A rule said to what stands a few steps below; None where it asks about something else."""
    if "if" not in rule:
        found: dict[str, Any] = _said(rule, steps)
        return found
    asked = _asked(rule["if"], steps)
    said = {word: _said(schema, steps) for word, schema in rule.items() if word != "if"}
    return None if asked is None else {"if": asked, **said}


def _said(schema: Any, steps: list[str]) -> Any:
    for step in steps:
        schema = schema["properties"][step]
    return schema


def _asked(schema: Any, steps: list[str]) -> Any:
    if not steps:
        return schema
    if {*schema} in ({"allOf"}, {"anyOf"}):
        ((word, parts),) = schema.items()
        found = [_asked(part, steps) for part in parts]
        return None if None in found else {word: found}
    if {*schema} == {"not"}:
        part = _asked(schema["not"], steps)
        return None if part is None else {"not": part}
    if schema.get("required") != steps[:1] or {*schema} != {"required", "properties"}:
        return None
    return _asked(schema["properties"][steps[0]], steps[1:])


def answered(level: str, name: str, key: str) -> Any:
    """The question, put at a level above, whether there is anything of this key in what stands at a name."""
    found: dict[str, Any] = {"required": [key]}
    for step in reversed(_keys(level, name)):
        found = {"required": [step], "properties": {step: found}}
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
