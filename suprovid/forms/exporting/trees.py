"""The conditions inside the trees of a form, said beside the questions that they rule, at every depth.

A schema sees only what is below it: a condition that asks for the node around is said there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from suprovid.forms.exporting.lifting import Lifted
from suprovid.forms.form import Form
from suprovid.forms.plain.groves import Bough
from suprovid.forms.plain.growing import MORE
from suprovid.forms.plain.parts import Part

DEMANDING = ("x-required-if", "x-constraint")


@dataclass(frozen=True)
class Twig:
    """One schema of a tree that asks or needs questions: those of them that have conditions.

    `asked` has their schemas, by the way to each; what is `aside` is said from a node around, and what is
    `loose` is only asked in a branch that somebody chooses.
    """

    tree: str
    bough: Bough
    part: Part
    asked: Mapping[str, Any]
    needed: frozenset[str]
    aside: frozenset[str]
    loose: frozenset[str]

    @property
    def is_torn(self) -> bool:
        """Has one of them other conditions in another branch?"""
        named = (key for key in (*self.asked, *self.needed) if "." not in key)
        return any(self.bough.children[key].is_torn for key in named)

    @property
    def untold(self) -> Iterator[tuple[str, str, str]]:
        """(key, word, expression) of what only holds in a branch of somebody's choice: no validator knows."""
        for key in sorted(self.loose):
            rules = self.bough.children[key].rules
            yield from ((key, word, rules[word].text) for word in DEMANDING if word in rules)

    @property
    def kept_aside(self) -> frozenset[str]:
        """What is kept when a condition that stands aside hides it."""
        named = {key: self.bough.children[key] for key in self.aside}
        return frozenset(
            key
            for key, child in named.items()
            if child.words.get("x-keep-hidden") and "x-visible-if" in child.rules
        )

    @property
    def full(self) -> str:
        """What its node is called from outside; empty where that may mean another one."""
        return self.named() if self.tree != MORE and self._is_single() else ""

    def _is_single(self) -> bool:
        """Does it stand at one place only, and not in itself?"""
        seen, bough = {id(self.bough)}, self.bough
        while len(bough.around) == 1 and id(bough.around[0]) not in seen:
            bough = bough.around[0]
            seen.add(id(bough))
        return not bough.around

    def named(self, *key: str) -> str:
        """How it, or a question of it, is called where something is told of it."""
        place = self.bough.place
        steps = [str(step) for word, step in pairwise(place) if word == "properties"]
        return ".".join((self.tree, *steps, *key))


def twigs(form: Form, lifted: Mapping[str, Lifted]) -> Iterator[Twig]:
    """Every schema of the trees of a form that conditions have something to say about."""
    for tree, grove in form.groves.items():
        ruled: dict[int, set[str]] = {}
        for bough, key, _ in grove.ruled():
            ruled.setdefault(id(bough), set()).add(key)
        for bough in grove.boughs:
            yield from _of_bough(tree, bough, frozenset(ruled.get(id(bough), ())), lifted[tree])


def _of_bough(tree: str, bough: Bough, ruled: frozenset[str], lifted: Lifted) -> Iterator[Twig]:
    aside, said = lifted.aside(bough), lifted.said(bough)
    for part in bough.whole if ruled or said else ():
        properties = part.words.get("properties") or {}
        needed = frozenset(key for _, key in owed(part.words))
        here = (ruled - aside) & properties.keys()
        loose = frozenset(key for key in here if bough.is_loose(key))
        told = sorted(
            key for key in here if key not in loose or bough.children[key].words.get("x-keep-hidden")
        )
        asked = {key: properties[key] for key in told}
        asked |= {way: schema for way, schema in said.items() if way.partition(".")[0] in properties}
        aside_here = aside & (needed | properties.keys())
        if asked or loose or aside_here or (ruled - aside) & needed:
            yield Twig(tree, bough, part, asked, (ruled - aside) & needed, aside_here, loose)


def owed(words: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(the answer that asks for it, or nothing, and the one that is asked for) of a schema's own words."""
    yield from (("", key) for key in words.get("required") or ())
    for given, keys in (words.get("dependentRequired") or {}).items():
        yield from ((given, key) for key in keys)


def with_rules(
    twig: Twig, rules: list[Any], required: list[str], when_shown: frozenset[str]
) -> dict[str, Any]:
    """The schema of a twig with its conditions beside it; `when_shown` are judged by these alone."""
    words = dict(twig.part.words)
    properties = dict(words.get("properties") or {})
    for key in when_shown & properties.keys():
        properties[key] = _texts(properties[key])
    return {
        **words,
        **({"properties": properties} if properties else {}),
        **_still_owed(words, twig.needed | twig.aside, required),
        **({"allOf": [*(words.get("allOf") or ()), *rules]} if rules else {}),
    }


def _still_owed(words: Mapping[str, Any], ruled: frozenset[str], required: list[str]) -> dict[str, Any]:
    """What the words ask for without any condition."""
    found: dict[str, Any] = {}
    if "required" in words:
        found["required"] = [key for key in words["required"] if key not in ruled or key in required]
    if "dependentRequired" in words:
        found["dependentRequired"] = {
            given: [key for key in keys if key not in ruled]
            for given, keys in words["dependentRequired"].items()
        }
    return found


def _texts(schema: Mapping[str, Any]) -> dict[str, Any]:
    texts = ("title", "description", "deprecated", "readOnly", "examples")
    return {word: schema[word] for word in texts if word in schema}


def agree(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Do the same schema's conditions say the same wherever it stands?"""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
