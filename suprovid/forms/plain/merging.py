"""Everything that several schemas say about one answer, as it is now, put together for drawing.

Only drawing looks at this; the verdict is always that of the schemas as they are written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.forms.answers import Path
from suprovid.forms.fields import RULES, choice_schemas
from suprovid.forms.plain.choosing import Sketch, choose, marked, sketch, type_of_value
from suprovid.forms.plain.judging import fits, step
from suprovid.forms.plain.parts import Part, targets

ABSENT: Any = type("Absent", (), {"__repr__": lambda self: "ABSENT"})()
"""No answer at all; `null` is one."""
HIGHEST = frozenset({"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"})
LOWEST = frozenset({"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"})
TRUE = frozenset({"readOnly", "writeOnly", "deprecated", "uniqueItems"})
FIRST = frozenset({"title", "description", "format", "pattern", "const", "examples", "default", "multipleOf",
                   "contentEncoding", "contentMediaType", "x-format", "x-widget", "x-help", "x-placeholder",
                   "x-unit", "x-errors", "x-i18n-title", "x-i18n-description", "x-i18n-help",
                   "x-i18n-placeholder", "x-i18n-unit", "x-i18n-errors", "x-lock", "x-keep-hidden",
                   *RULES})  # fmt: skip
OBJECT = frozenset({"properties", "patternProperties", "additionalProperties", "propertyNames",
                    "unevaluatedProperties", "minProperties", "maxProperties", "dependentRequired",
                    "dependentSchemas", "required"})  # fmt: skip
ARRAY = frozenset({"items", "prefixItems", "contains", "unevaluatedItems", "minItems", "maxItems",
                   "uniqueItems"})  # fmt: skip
STRING = frozenset({"minLength", "maxLength", "pattern", "format", "contentEncoding", "contentMediaType"})
NUMBER = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})
HINTS = ((OBJECT, "object"), (ARRAY, "array"), (STRING, "string"), (NUMBER, "number"))


@dataclass(frozen=True, eq=False)
class Fork:
    """A choice between branches at one answer; `chosen` is None while nothing speaks for one."""

    key: str
    branches: tuple[Part, ...]
    sketches: tuple[Sketch, ...]
    chosen: int | None


@dataclass
class Merged:
    """What is said about one answer: words for its widget, and schemas of what stands inside it."""

    words: dict[str, Any] = field(default_factory=dict)
    types: tuple[str, ...] | None = None
    hinted: tuple[str, ...] = ()
    nullable: bool = False
    never: bool = False
    properties: dict[str, list[Part]] = field(default_factory=dict)
    patterns: list[tuple[str, Part]] = field(default_factory=list)
    additional: list[Part] | None = None
    closed: bool = False
    named: bool = False
    prefix: list[list[Part]] = field(default_factory=list)
    items: list[Part] = field(default_factory=list)
    ended: bool = False
    required: dict[str, None] = field(default_factory=dict)
    forks: list[Fork] = field(default_factory=list)
    dormant: dict[str, None] = field(default_factory=dict)
    targets: set[int] = field(default_factory=set)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The types that an answer may have, without `null`; empty when there may be any."""
        if self.types is not None:
            return tuple(kind for kind in self.types if kind != "null")
        constants = [self.words["const"]] if "const" in self.words else []
        values = constants or [entry["const"] for entry in choice_schemas(self.words)]
        if values:
            return tuple(dict.fromkeys(type_of_value(value) for value in values))
        return self.hinted


class Merging:
    """Merges the parts that speak about one answer; `picked` is what somebody chose on the screen."""

    def __init__(self, value: Any, path: Path, picked: Mapping[tuple[Path, str], int]) -> None:
        self.merged = Merged()
        self._value, self._path, self._picked = value, path, picked
        self._open: set[int] = set()

    def absorb(self, part: Part, number: str = "") -> None:
        """Take in what a part says and everything that holds with it."""
        step()
        if isinstance(part.schema, bool):
            self.merged.never = self.merged.never or not part.schema
            return
        key = id(part.schema)
        if key in self._open:
            return
        self._open.add(key)
        self.merged.targets.add(key)
        self._words(part.words)
        self._insides(part)
        for _, target in targets(part):
            self.absorb(target, number)
        for place, inner in enumerate(part.words.get("allOf") or ()):
            self.absorb(part.inner(inner), f"{number}.{place}")
        self._conditions(part, number)
        for word in ("oneOf", "anyOf"):
            if word in part.words:
                self._branches(part, word, f"{number}/{word}")
        self._open.discard(key)

    def _words(self, words: Mapping[str, Any]) -> None:
        merged = self.merged
        for word, value in words.items():
            if word in FIRST:
                merged.words.setdefault(word, value)
            elif word in HIGHEST or word in LOWEST:
                best = max if word in HIGHEST else min
                merged.words[word] = best(merged.words.get(word, value), value)
            elif word in TRUE:
                merged.words[word] = bool(value) or bool(merged.words.get(word))
            elif word == "enum":
                merged.words["enum"] = _common(merged.words.get("enum"), value)
                merged.nullable = merged.nullable or None in value
            elif word == "type":
                self._type(value)
        hints = tuple(kind for known, kind in HINTS if any(word in known for word in words))
        merged.hinted = merged.hinted or hints
        merged.required.update(dict.fromkeys(words.get("required") or ()))
        if self._is_object():
            for name, needed in (words.get("dependentRequired") or {}).items():
                if name in self._value:
                    merged.required.update(dict.fromkeys(needed))

    def _type(self, value: Any) -> None:
        kinds = (value,) if isinstance(value, str) else tuple(value)
        before = self.merged.types
        both = tuple(kind for kind in kinds if before is None or kind in before)
        if before is not None and not both:
            both = ("integer",) if {"integer", "number"} <= {*before, *kinds} else kinds
        self.merged.types = both
        self.merged.nullable = "null" in both

    def _insides(self, part: Part) -> None:
        merged, words = self.merged, part.words
        for name, inner in (words.get("properties") or {}).items():
            merged.properties.setdefault(name, []).append(part.inner(inner))
        for pattern, inner in (words.get("patternProperties") or {}).items():
            merged.patterns.append((pattern, part.inner(inner)))
        for word in ("additionalProperties", "unevaluatedProperties"):
            if words.get(word) is False:
                merged.closed = True
            elif word in words:
                merged.additional = [*(merged.additional or ()), part.inner(words[word])]
        merged.named = merged.named or "propertyNames" in words
        for number, inner in enumerate(words.get("prefixItems") or ()):
            if number == len(merged.prefix):
                merged.prefix.append([])
            merged.prefix[number].append(part.inner(inner))
        for word in ("items", "unevaluatedItems"):
            if words.get(word) is False:
                merged.ended = True
            elif word in words:
                merged.items.append(part.inner(words[word]))

    def _conditions(self, part: Part, number: str) -> None:
        words = part.words
        if "if" in words and ("then" in words or "else" in words):
            holds = fits(part.inner(words["if"]), self._judged())
            for word, active in (("then", holds), ("else", not holds)):
                if word in words:
                    self._perhaps(part.inner(words[word]), active, f"{number}/{word}")
        for name, inner in (words.get("dependentSchemas") or {}).items():
            active = self._is_object() and name in self._value
            self._perhaps(part.inner(inner), active, f"{number}/dependentSchemas/{name}")

    def _perhaps(self, part: Part, active: bool, number: str) -> None:
        if active:
            self.absorb(part, number)
        else:
            self.merged.dormant.update(dict.fromkeys(sketch(part).names))

    def _judged(self) -> Any:
        """The value that a condition is put to; nothing yet counts as empty."""
        if self._value is not ABSENT:
            return self._value
        kinds = self.merged.kinds
        return [] if kinds[:1] == ("array",) else {}

    def _branches(self, part: Part, word: str, number: str) -> None:
        """Choices, an optional `null`, pure conditions, or a fork."""
        schemas = part.words[word]
        entries = choice_schemas({word: schemas})
        if entries:
            self.merged.words.setdefault("oneOf", [entry for entry in entries if entry["const"] is not None])
            self.merged.nullable = self.merged.nullable or any(entry["const"] is None for entry in entries)
            return
        branches = [part.inner(schema) for schema in schemas]
        rest = [branch for branch in branches if branch.words.get("type") != "null"]
        if len(rest) < len(branches):
            self.merged.nullable = True
        if len(rest) == 1 and len(branches) > 1:
            self.absorb(rest[0], number)
        elif any(_draws(branch) for branch in rest):
            self._fork(rest, word, number)

    def _fork(self, branches: list[Part], word: str, number: str) -> None:
        chosen, sure = self._chosen(branches, word, number)
        sketches = tuple(sketch(branch) for branch in branches)
        self.merged.forks.append(Fork(number, tuple(branches), sketches, chosen))
        if chosen is not None:
            self.absorb(branches[chosen], f"{number}/{chosen}")
        if sure and word == "oneOf":
            others = (names.names for place, names in enumerate(sketches) if place != chosen)
            self.merged.dormant.update(dict.fromkeys(name for names in others for name in names))

    def _chosen(self, branches: list[Part], word: str, number: str) -> tuple[int | None, bool]:
        """(branch, is it certain): marked by its constants, chosen by hand, valid alone, or alike."""
        picked = self._picked.get((self._path, number))
        if self._value is ABSENT:
            return picked, False
        found = marked(branches, self._value)
        if found is not None:
            return found, True
        if picked is not None and picked < len(branches):
            return picked, False
        if self._value == {}:
            return None, False
        valid = [place for place, branch in enumerate(branches) if fits(branch, self._value)]
        if valid:
            return valid[0], len(valid) == 1
        return choose(branches, self._value), False

    def _is_object(self) -> bool:
        return isinstance(self._value, Mapping)


def merge(parts: list[Part], value: Any, path: Path, picked: Mapping[tuple[Path, str], int]) -> Merged:
    """What several parts say about one value."""
    merging = Merging(value, path, picked)
    for number, part in enumerate(parts):
        merging.absorb(part, str(number) if number else "")
    return merging.merged


def _common(before: list[Any] | None, values: list[Any]) -> list[Any]:
    return list(values) if before is None else [value for value in before if value in values]


def _draws(branch: Part) -> bool:
    """Does a branch say what is asked, and not only when it is right?"""
    return any(
        word in each.words
        for each in (branch, *(target for _, target in targets(branch)))
        for word in ("type", "properties", "items", "prefixItems", "enum", "const", "oneOf", "anyOf", "allOf",
                     "title", "format", "patternProperties", "additionalProperties", "$ref", "$dynamicRef")
    )  # fmt: skip
