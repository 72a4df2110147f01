"""A tree of questions before any answer: its groups, their questions, and the conditions that rule them.

A schema that stands in itself is one group here, however deep answers fill it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from suprovid.errors import BadExpression
from suprovid.forms.expression import Expression, parse
from suprovid.forms.fields import RULES
from suprovid.forms.plain.choosing import straight
from suprovid.forms.plain.parts import Part, Place, in_place, inside

MOST_GROUPS = 2000
ASIDE = frozenset({"$ref", "$dynamicRef", "$defs", "allOf", "anyOf", "if", "then", "else", "not", "required",
                   "properties", "dependentSchemas", "items", "$id", "$anchor"})  # fmt: skip
CHOICES = ("anyOf", "oneOf")
FREE = ("additionalProperties", "unevaluatedProperties", "unevaluatedItems", "contains")


@dataclass(frozen=True)
class Seed:
    """Where a bough begins: `is_sure` if that always holds, `is_firm` if nobody has to choose a branch."""

    part: Part
    is_sure: bool
    is_firm: bool


@dataclass(eq=False)
class Bough:
    """One group, list or question of a tree, wherever in it it stands; `place` is where it was met first,
    counted from the question that is the tree.

    `whole` is all that may be said about it, `own` what is said without a further branch inside it, `sure`
    what always holds, and `firm` what holds without anybody's choice among `anyOf` or `oneOf`.
    """

    place: Place
    own: tuple[Part, ...]
    sure: tuple[Part, ...]
    firm: tuple[Part, ...]
    whole: tuple[Part, ...]
    is_named: bool
    is_torn: bool = False
    """Has it other conditions in one branch than in another?"""
    children: dict[str, Bough] = field(default_factory=dict)
    items: list[Bough] = field(default_factory=list)
    around: list[Bough] = field(default_factory=list)

    @cached_property
    def words(self) -> Mapping[str, Any]:
        """What is certainly said about it, the nearest word first."""
        found: dict[str, Any] = {}
        for part in self.own:
            for word, value in part.words.items():
                if word not in ASIDE:
                    found.setdefault(word, value)
        return found

    @cached_property
    def rules(self) -> Mapping[str, Expression]:
        """Its conditions by their words; what cannot be read is told elsewhere."""
        return {word: found for word in RULES if (found := _read(self.words.get(word))) is not None}

    @cached_property
    def required(self) -> frozenset[str]:
        """What is certainly required in it."""
        return frozenset(name for part in self.sure for name in part.words.get("required") or ())

    def seed(self, part: Part, inner: Any) -> Seed:
        """A schema in one of its parts, as the beginning of what stands in it."""
        return Seed(part.inner(inner), _has(self.sure, part), _has(self.firm, part))

    def is_loose(self, name: str) -> bool:
        """Is a question asked only where somebody has chosen a branch?"""
        return not any(name in (part.words.get("properties") or ()) for part in self.firm)

    @property
    def strays(self) -> Iterator[str]:
        """Words of conditions that say something about one of its branches only."""
        certain = {id(part.schema) for part in self.own}
        for part in self.whole:
            if id(part.schema) not in certain:
                yield from (word for word in RULES if word in part.words)

    def levels(self) -> Iterator[Bough]:
        """The groups around it, the nearest first; what stands in itself comes once."""
        seen, waiting = {id(self)}, list(self.around)
        while waiting:
            each = waiting.pop(0)
            if id(each) not in seen:
                seen.add(id(each))
                yield each
                waiting.extend(each.around)


def _read(text: Any) -> Expression | None:
    try:
        return parse(text) if isinstance(text, str) and text else None
    except BadExpression:
        return None


class Grove:
    """One tree; `known` are the questions at its root that are not its own."""

    def __init__(self, seed: Part, known: Collection[str] = ()) -> None:
        self.known = known
        self._boughs: dict[frozenset[int], Bough] = {}
        self.root = self._bough([Seed(seed, True, True)], (), is_named=True)

    @property
    def boughs(self) -> tuple[Bough, ...]:
        """Everything in the tree, once."""
        return tuple(self._boughs.values())

    def ruled(self) -> Iterator[tuple[Bough, str, Bough]]:
        """(group, name, question) of every question with conditions."""
        for bough in self.boughs:
            for name, child in bough.children.items() if id(bough) in self._own else ():
                if child.rules and self._has(bough, name):
                    yield bough, name, child

    @cached_property
    def _own(self) -> frozenset[int]:
        """The ids of what stands in it otherwise than inside a question that is not its own."""
        below: dict[int, list[Bough]] = {}
        for bough in self.boughs:
            for each in bough.around:
                below.setdefault(id(each), []).append(bough)
        others = {id(self.root.children[name]) for name in self.known if name in self.root.children}
        found, waiting = {id(self.root)}, [self.root]
        while waiting:
            for inner in below.get(id(waiting.pop()), ()):
                if id(inner) not in found | others:
                    found.add(id(inner))
                    waiting.append(inner)
        return frozenset(found)

    def asked_outside(self) -> frozenset[str]:
        """The names in its conditions that are may be no question of the tree."""
        return frozenset(
            name
            for bough, _, child in self.ruled()
            for rule in child.rules.values()
            for name in rule.names
            if self._leads_out(bough, name.partition(".")[0], set())
        )

    def _leads_out(self, bough: Bough, name: str, seen: set[int]) -> bool:
        """Is there a way outwards on which no node has a question of this name?"""
        if id(bough) in seen or self._has(bough, name):
            return False
        seen.add(id(bough))
        return bough is self.root or any(self._leads_out(each, name, seen) for each in bough.around)

    def _has(self, bough: Bough, name: str) -> bool:
        return name in bough.children and not (bough is self.root and name in self.known)

    def _bough(self, seeds: list[Seed], place: Place, is_named: bool, around: Bough | None = None) -> Bough:
        parts = [seed.part for seed in seeds]
        key = frozenset(id(part.schema) for part in parts)
        found = self._boughs.get(key)
        if found is None:
            found = self._boughs[key] = Bough(
                place,
                own=_straight(parts),
                sure=_straight([seed.part for seed in seeds if seed.is_sure]),
                firm=_everything([seed.part for seed in seeds if seed.is_firm], CHOICES),
                whole=_everything(parts),
                is_named=is_named,
            )
            if len(self._boughs) < MOST_GROUPS:
                self._grow(found)
        found.is_named = found.is_named and is_named
        if around is not None and around not in found.around:
            found.around.append(around)
        return found

    def _grow(self, bough: Bough) -> None:
        named: dict[str, list[Seed]] = {}
        for part in bough.whole:
            for name, inner in (part.words.get("properties") or {}).items():
                named.setdefault(name, []).append(bough.seed(part, inner))
        for name, seeds in named.items():
            child = self._bough(seeds, (*bough.place, "properties", name), True, bough)
            child.is_torn = _are_torn(seeds)
            bough.children[name] = child
        for word, number, seeds in _nameless(bough):
            place = (*bough.place, word, *number)
            inner_bough = self._bough(seeds, place, False, bough)
            if word in ("items", "prefixItems"):
                bough.items.append(inner_bough)


def _straight(parts: list[Part]) -> tuple[Part, ...]:
    seen: set[int] = set()
    return tuple(each for part in parts for each in straight(part, seen))


def item_of(bough: Bough | None, number: int) -> Bough | None:
    """The item of a list at a place, from 0; None where there is none of its own."""
    if bough is None:
        return None
    items = {item.place[-2:] if item.place[-2:-1] == ("prefixItems",) else (): item for item in bough.items}
    return items.get(("prefixItems", number), items.get(()))


def _are_torn(seeds: list[Seed]) -> bool:
    """Do branches say other conditions of the same question than one another, or than is certain?"""
    held = [_conditions(seed.part) for seed in seeds if seed.is_sure]
    said = [_conditions(seed.part) for seed in seeds if not seed.is_sure]
    wanted = next((each for each in (*held, *said) if each), {})
    return any(each != wanted for each in said if each or not any(held))


def _conditions(part: Part) -> dict[str, Any]:
    return {word: each.words[word] for each in straight(part, set()) for word in RULES if word in each.words}


def _has(parts: tuple[Part, ...], part: Part) -> bool:
    return any(each.schema is part.schema for each in parts)


def _everything(seeds: list[Part], without: tuple[str, ...] = ()) -> tuple[Part, ...]:
    """All that may be said about the same answer, in whatever branch; not in those `without`."""
    waiting, seen, found = list(seeds), set[int](), []
    while waiting:
        part = waiting.pop(0)
        if id(part.schema) in seen or not part.words:
            continue
        seen.add(id(part.schema))
        found.append(part)
        aside = {id(part.words[word]) for word in ("if", "not") if word in part.words}
        aside |= {id(branch) for word in without for branch in part.words.get(word) or ()}
        waiting.extend(each for each in in_place(part) if id(each.schema) not in aside)
    return tuple(found)


def _nameless(bough: Bough) -> Iterator[tuple[str, Place, list[Seed]]]:
    """(word, steps, seeds) of what has no name of its own: items, answers of free names."""
    parts = bough.whole
    items = [
        bough.seed(part, part.words["items"])
        for part in parts
        if isinstance(part.words.get("items"), Mapping)
    ]
    if items:
        yield "items", (), items
    for part in parts:
        for number, inner in enumerate(part.words.get("prefixItems") or ()):
            yield "prefixItems", (number,), [bough.seed(part, inner)]
        for pattern, inner in (part.words.get("patternProperties") or {}).items():
            yield "patternProperties", (pattern,), [bough.seed(part, inner)]
        for word in FREE:
            if isinstance(part.words.get(word), Mapping):
                yield word, (), [bough.seed(part, part.words[word])]


def speaks_of_rules(seed: Part) -> bool:
    """Is there any condition at all inside? Most trees have none, and are not looked at any further."""
    return any(not RULED.isdisjoint(part.words) for place, part in inside(seed) if place)


DEAD = ("x-prefill", "x-choices-from", "x-lines-from", "x-files")
"""Words that nothing inside a tree heeds."""
RULED = frozenset({*RULES, *DEAD, "x-lock"})
