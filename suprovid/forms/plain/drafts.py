"""Schemas of older drafts read as draft 2020-12, with the very verdict that their own draft gives.

Every word that has become another one is said anew, words that a draft does not know yet are left out,
and references lead where their target has gone. Nothing is told here: an import tells (`importing`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

from jsonschema import (
    Draft4Validator,
    Draft6Validator,
    Draft7Validator,
    Draft201909Validator,
    Draft202012Validator,
)
from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it has no types
from referencing import Specification
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT4, DRAFT6, DRAFT7, DRAFT201909, DRAFT202012

from suprovid.forms.faults import pointer
from suprovid.forms.references import ANNOTATED, LISTED, SINGLE
from suprovid.forms.validator import SAID

SAFE = "/~!$&'()*+,;=:@?"
WHOLE = "x-whole"
"""A number that is written as a whole one: to draft 4, 1.0 is no integer."""
RECURSIVE = "recursive"
BESIDE = frozenset({"$ref", "$defs", "definitions", "title", "description", "$comment", "default", "examples",
                    "deprecated", "readOnly", "writeOnly"})  # fmt: skip
"""What stands beside a `$ref` of draft 7 and before without judging anything."""
SINCE = {
    **dict.fromkeys(("const", "contains", "propertyNames"), 6),
    **dict.fromkeys(("if", "then", "else"), 7),
    **dict.fromkeys(("dependentRequired", "dependentSchemas", "unevaluatedProperties", "unevaluatedItems",
                     "minContains", "maxContains", "$anchor", "$recursiveRef", "$recursiveAnchor"), 2019),
    **dict.fromkeys(("prefixItems", "$dynamicRef", "$dynamicAnchor"), 2020),
}  # fmt: skip
"""The draft that brought a word; before it, the word means nothing."""
UNTIL = {"dependencies": 7}
"""The last draft that judged by a word."""
NAMED = re.compile(r"json-schema\.org/draft(?:-0?(\d)|/(\d{4})-\d\d)/(?:hyper-)?schema#?$")


@dataclass(frozen=True)
class Draft:
    """One draft. `open` is for a schema that does not say which: it may speak all of them."""

    number: int
    specification: Specification[Any]
    formats: frozenset[str]
    open: bool = False

    @property
    def id_word(self) -> str:
        return "id" if self.number < 6 else "$id"

    def knows(self, word: str) -> bool:
        if word == "$id":
            return self.number >= 6
        is_past = not self.open and self.number > UNTIL.get(word, self.number)
        return SINCE.get(word, 0) <= self.number and not is_past


def _draft(number: int, specification: Specification[Any], validator: Any, is_open: bool = False) -> Draft:
    return Draft(number, specification, frozenset(validator.FORMAT_CHECKER.checkers), is_open)


DRAFTS = {
    4: _draft(4, DRAFT4, Draft4Validator),
    6: _draft(6, DRAFT6, Draft6Validator),
    7: _draft(7, DRAFT7, Draft7Validator),
    2019: _draft(2019, DRAFT201909, Draft201909Validator),
    2020: _draft(2020, DRAFT202012, Draft202012Validator),
}
ANY = _draft(2020, DRAFT202012, Draft202012Validator, is_open=True)


def draft_of(schema: Any, otherwise: Draft = ANY) -> Draft:
    """The draft that a schema says it is written in; draft 3 is read as draft 4."""
    said = schema.get("$schema") if isinstance(schema, Mapping) else None
    found = NAMED.search(said) if isinstance(said, str) else None
    number = int(found[1] or found[2]) if found else 0
    return DRAFTS.get(max(number, 4) if number else 0, otherwise)


def is_official(said: str) -> bool:
    """Does `$schema` name a draft of the standard, with all its words?"""
    return NAMED.search(said) is not None


def as_current(schema: Any) -> Any:
    """The schema as draft 2020-12 says it; the schema itself when it is of that draft anyhow.

    Nesting must be bounded beforehand.
    """
    if not isinstance(schema, Mapping):
        return schema
    for word in ("id", "$id"):
        if not isinstance(schema.get(word, ""), str):
            schema = _without(schema, word)
    reading = _Reading(schema)
    return reading.copied(schema) if reading.differs() else schema


@dataclass(frozen=True)
class _Spot:
    """Where one schema stands: its draft, what its references are resolved against, the root of its file."""

    draft: Draft
    resolver: Any
    resource: Any


class _Reading:
    """One file: first where its schemas are, then a copy that says them anew."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._spots: dict[int, _Spot] = {}
        self._nodes: list[Mapping[str, Any]] = []
        draft = draft_of(schema)
        root = draft.specification.create_resource(schema)
        self._walk(schema, _Spot(draft, REGISTRY.resolver_with_root(root), schema))
        self._evaluates = any("unevaluatedItems" in node for node in self._nodes)

    def differs(self) -> bool:
        """Is there anything to say anew?"""
        return any(self._said_anew(node) is not node for node in self._nodes)

    def copied(self, value: Any) -> Any:
        """A copy in which every schema is said anew; data stays as it is."""
        if isinstance(value, Mapping):
            words = self._said_anew(value) if id(value) in self._spots else value
            return {word: self.copied(inner) for word, inner in words.items()}
        return [self.copied(inner) for inner in value] if isinstance(value, list) else value

    # Where schemas are.

    def _walk(self, schema: Any, spot: _Spot) -> None:
        waiting = [(schema, spot)]
        while waiting:
            each, here = waiting.pop()
            if not isinstance(each, Mapping) or id(each) in self._spots:
                continue
            here = self._entered(each, here)
            self._spots[id(each)] = here
            self._nodes.append(each)
            waiting.extend((inner, here) for inner in _inner(each))
            waiting.extend(self._targets(each, here))

    def _entered(self, schema: Mapping[str, Any], around: _Spot) -> _Spot:
        draft = draft_of(schema, around.draft)
        own = schema.get(draft.id_word)
        alone = draft.number <= 7 and "$ref" in schema
        if not isinstance(own, str) or own.startswith("#") or alone or schema is around.resource:
            return _Spot(draft, around.resolver, around.resource)
        resource = draft.specification.create_resource(schema)
        return _Spot(draft, around.resolver.in_subresource(resource), schema)

    def _targets(self, schema: Mapping[str, Any], here: _Spot) -> Iterator[tuple[Any, _Spot]]:
        """What references lead to, which may stand where no schema is looked for."""
        reference = schema.get("$ref")
        if isinstance(reference, str) and "#/" in reference:
            found = _looked_up(here.resolver, reference)
            if found is not None and id(found.contents) not in self._spots:
                yield found.contents, _Spot(here.draft, found.resolver, here.resource)

    # Said anew.

    def _said_anew(self, schema: Mapping[str, Any]) -> Mapping[str, Any]:
        spot = self._spots[id(schema)]
        words: Mapping[str, Any] = schema
        for say in SAYINGS:
            words = say(words, spot.draft)
        words = self._recursive(counted(words) if self._counts_later(spot) else words, spot)
        return self._led(words, spot)

    def _counts_later(self, spot: _Spot) -> bool:
        return self._evaluates and spot.draft.number == 2019

    def _recursive(self, words: Mapping[str, Any], spot: _Spot) -> Mapping[str, Any]:
        """`$recursiveRef` of 2019-09 is a `$dynamicRef` where its file says that it may be extended."""
        reference = words.get("$recursiveRef")
        if spot.draft.number != 2019 and not (spot.draft.open and isinstance(reference, str)):
            return words
        words = {word: value for word, value in words.items() if word != "$recursiveRef"}
        if words.pop("$recursiveAnchor", False) is True:
            words["$dynamicAnchor"] = RECURSIVE
        if isinstance(reference, str):
            extends = isinstance(spot.resource, Mapping) and spot.resource.get("$recursiveAnchor") is True
            new = {"$dynamicRef": f"#{RECURSIVE}"} if extends else {"$ref": reference}
            words = _joined(words, new)
        return words

    def _led(self, words: Mapping[str, Any], spot: _Spot) -> Mapping[str, Any]:
        """References with pointers, each to the place where its target is now."""
        reference = words.get("$ref")
        if not isinstance(reference, str) or "#/" not in reference:
            return words
        address, _, path = reference.partition("#")
        found = _looked_up(spot.resolver, address or "#")
        steps = [raw.replace("~1", "/").replace("~0", "~") for raw in unquote(path).split("/")[1:]]
        new = self._new_place(found.contents, steps) if found is not None else steps
        return words if new == steps else {**words, "$ref": f"{address}#{quote(pointer(new), SAFE)}"}

    def _new_place(self, node: Any, steps: list[str]) -> list[str]:
        place: list[str] = []
        for step in steps:
            place.append(self._new_word(node, step))
            if isinstance(node, list):
                node = node[int(step)] if step.isdigit() and int(step) < len(node) else None
            else:
                node = node.get(step) if isinstance(node, Mapping) else None
        return place

    def _new_word(self, node: Any, word: str) -> str:
        """The word of 2020-12 under which an inner schema stands now."""
        spot = self._spots.get(id(node))
        if spot is None:
            return word
        if word == "items" and isinstance(node.get("items"), list):
            return "prefixItems"
        if word == "additionalItems" and isinstance(node.get("items"), list):
            return "items"
        if word == "dependencies" and "dependencies" not in dependencies(node, spot.draft):
            return "dependentSchemas"
        return word


def _inner(schema: Mapping[str, Any]) -> Iterator[Any]:
    """The schemas that stand directly in one, of whatever draft."""
    for word, value in schema.items():
        if word in (*ANNOTATED, "definitions", "dependencies") and isinstance(value, Mapping):
            yield from value.values()
        elif word in (*LISTED, "items") and isinstance(value, list):
            yield from value
        elif word in (*SINGLE, "additionalItems", "contentSchema"):
            yield value


def _looked_up(resolver: Any, reference: str) -> Any:
    try:
        return resolver.lookup(reference)
    except (Unresolvable, ValueError, AttributeError, TypeError, KeyError):
        return None


def _without(words: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {word: value for word, value in words.items() if word not in names}


def _joined(words: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """The words with new ones that must hold as well, also where a word is there already."""
    if set(new).isdisjoint(words):
        return {**words, **new}
    return {**words, "allOf": [*words.get("allOf", ()), dict(new)]}


# One function for each thing that is said otherwise; each gives the words back, the same ones when none is.


def undeclared(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """Which draft it was is no longer true, and the library would judge by that one."""
    return _without(words, "$schema") if "$schema" in words else words


def alone(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """Up to draft 7, nothing judges beside a `$ref`."""
    if draft.number > 7 or not isinstance(words.get("$ref"), str):
        return words
    return {
        word: value for word, value in words.items() if word in BESIDE or word == "$ref" or word[:2] == "x-"
    }


def unknown(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """Words that the draft does not know yet judge nothing."""
    strange = [word for word in words if not draft.knows(word)]
    return _without(words, *strange) if strange else words


def names(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """`id` is `$id`, and one that is only a fragment is an `$anchor`."""
    word = "id" if draft.number < 6 or (draft.open and "$id" not in words) else "$id"
    own = words.get(word)
    if not isinstance(own, str) or (draft.number > 2018 and not draft.open):
        return words
    address, sign, anchor = own.partition("#")
    if word == "$id" and not sign:
        return words
    if draft.open and word == "id" and not anchor and "://" not in address:
        return words
    new = {"$id": address} if address else {}
    return {**_without(words, word), **new, **({"$anchor": anchor} if anchor else {})}


def tuples(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """A list in `items` is `prefixItems`, and `additionalItems` is what `items` says of the rest."""
    items = words.get("items")
    if not isinstance(items, list):
        is_idle = "additionalItems" in words and (draft.open or draft.number < 2020)
        return _without(words, "additionalItems") if is_idle else words
    rest: dict[str, Any] = {}
    if "additionalItems" in words:
        rest = {"items": words["additionalItems"], f"{SAID}items": "additionalItems"}
    return {
        **_without(words, "items", "additionalItems"),
        **({"prefixItems": items} if items else {}),
        **rest,
    }


def dependencies(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """`dependencies`: lists of names, and schemas, have words of their own."""
    found = words.get("dependencies")
    if not isinstance(found, Mapping) or (draft.number > 7 and not draft.open):
        return words
    listed = {name: each for name, each in found.items() if isinstance(each, list | str)}
    required = {name: [each] if isinstance(each, str) else each for name, each in listed.items()}
    schemas = {name: each for name, each in found.items() if name not in listed}
    rest = _without(words, "dependencies")
    for word, new in (("dependentRequired", required), ("dependentSchemas", schemas)):
        if new:
            rest = _joined(rest, {word: new, f"{SAID}{word}": "dependencies"})
    return rest


def bounds(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """`exclusiveMinimum: true` is the minimum itself, exclusively; the same for the maximum."""
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(words.get(word), bool):
            is_exclusive = words[word] and limit in words
            new = {word: words[limit]} if is_exclusive else {}
            words = {**_without(words, word, *([limit] if is_exclusive else ())), **new}
    return words


def whole(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """To draft 4, an integer is written without a decimal point."""
    kinds = words.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return (
        {**words, WHOLE: True} if draft.number < 6 and "integer" in kinds and "number" not in kinds else words
    )


def counted(words: Mapping[str, Any]) -> Mapping[str, Any]:
    """To 2019-09, what `contains` has found is not evaluated yet."""
    if "contains" not in words:
        return words
    rule = {word: words[word] for word in ("contains", "minContains", "maxContains") if word in words}
    return _joined(_without(words, *rule), {"not": {"not": rule}})


def formats(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """A format that the draft does not know yet says what to draw, and judges nothing."""
    name = words.get("format")
    later = isinstance(name, str) and name not in draft.formats and name in ANY.formats
    return {**_without(words, "format"), "x-format": name} if later else words


COUNTS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minContains",
          "maxContains")  # fmt: skip


def counts(words: Mapping[str, Any], draft: Draft) -> Mapping[str, Any]:
    """`minLength: 3.0` is 3."""
    found = {
        word: int(words[word])
        for word in COUNTS
        if isinstance(words.get(word), float) and words[word].is_integer()
    }
    return {**words, **found} if found else words


SAYINGS: tuple[Callable[[Mapping[str, Any], Draft], Mapping[str, Any]], ...] = (
    undeclared, alone, unknown, names, tuples, dependencies, bounds, whole, formats, counts,
)  # fmt: skip
