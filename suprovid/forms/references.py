"""Local references and shared lists put in place, within limits; nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from suprovid.forms.faults import Fault, pointer

DEEPEST = 40
LARGEST = 50_000
LISTS = "../lists/"
ANNOTATED = ("properties", "$defs", "patternProperties", "dependentSchemas")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
TELLING = frozenset({"title", "description", "$comment", "default", "examples", "deprecated", "readOnly",
                     "writeOnly"})  # fmt: skip
RELATED = (
    frozenset({"properties", "patternProperties", "additionalProperties", "unevaluatedProperties"}),
    frozenset({"prefixItems", "items", "contains", "minContains", "maxContains", "unevaluatedItems"}),
    frozenset({"if", "then", "else"}),
)
"""Rules that look at each other where they stand together."""
SINGLE = ("items", "if", "then", "else", "not", "contains", "additionalProperties", "propertyNames",
          "unevaluatedProperties", "unevaluatedItems")  # fmt: skip


UNSAFE = re.compile(r"[^\w.-]")
"""What would have to be spelt otherwise in a reference."""


class Unresolvable(Exception):
    """A reference that leads nowhere, or a schema that is too deep or too large."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.key)


class Resolver:
    """Puts references of one form in place; where a schema stands in itself, its reference stays.

    What such references lead to is kept in `$defs`, as it is written.
    """

    def __init__(self, root: Mapping[str, Any], lists: Mapping[str, Mapping[str, Any]], file: str) -> None:
        self._root, self._lists, self._file = root, lists, file
        self._count = 0
        self._kept: dict[str, str] = {}
        self.used: set[str] = set()

    def resolved(self) -> dict[str, Any]:
        """The whole schema without `$ref` and `$defs`, except what refers to itself."""
        whole: dict[str, Any] = self._schema(self._root, (), ())
        whole.pop("$defs", None)
        kept: dict[str, Any] = {}
        while len(kept) < len(self._kept):
            reference, name = list(self._kept.items())[len(kept)]
            kept[name] = self._as_written(self._target(reference, ()))
        return {**whole, **({"$defs": kept} if kept else {})}

    def _as_written(self, schema: Any) -> Any:
        """A schema that is kept: its references lead to others that are kept, shared lists stand in place."""
        if not isinstance(schema, Mapping):
            return schema
        reference = schema.get("$ref")
        if isinstance(reference, str) and not reference.startswith("#"):
            return self._joined(schema, (), ())
        words = {key: self._inner(key, value) for key, value in schema.items() if key != "$defs"}
        return {**words, "$ref": self._keep(reference)} if isinstance(reference, str) else words

    def _inner(self, key: str, value: Any) -> Any:
        if key in ANNOTATED and isinstance(value, Mapping):
            return {name: self._as_written(inner) for name, inner in value.items()}
        if key in LISTED and isinstance(value, list):
            return [self._as_written(inner) for inner in value]
        return self._as_written(value) if key in SINGLE else value

    def _keep(self, reference: str) -> str:
        """The new reference to what is kept of an old one."""
        plain = UNSAFE.sub("_", reference.rpartition("/")[2].strip("#")) or "whole"
        name = self._kept.setdefault(reference, plain)
        if list(self._kept.values()).count(name) > 1:
            name = self._kept[reference] = f"{name}_{len(self._kept)}"
        return f"#/$defs/{name}"

    def _schema(self, schema: Any, place: tuple[str | int, ...], open_refs: tuple[str, ...]) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        self._count += 1
        if len(place) > DEEPEST * 2 or self._count > LARGEST:
            raise self._refused("too_large", place)
        if isinstance(schema.get("$ref"), str):
            return self._joined(schema, place, open_refs)
        return {key: self._word(key, value, (*place, key), open_refs) for key, value in schema.items()}

    def _word(self, key: str, value: Any, place: tuple[str | int, ...], open_refs: tuple[str, ...]) -> Any:
        if key == "$defs":
            return {}
        if key in ANNOTATED and isinstance(value, Mapping):
            return {name: self._schema(inner, (*place, name), open_refs) for name, inner in value.items()}
        if key in LISTED and isinstance(value, list):
            return [self._schema(inner, (*place, number), open_refs) for number, inner in enumerate(value)]
        return self._schema(value, place, open_refs) if key in SINGLE else value

    def _joined(
        self, schema: Mapping[str, Any], place: tuple[str | int, ...], open_refs: tuple[str, ...]
    ) -> Any:
        """What the reference says, with the words beside it laid over."""
        reference = schema["$ref"]
        if reference in open_refs:
            if self._is_empty_circle(reference):
                raise self._refused("recursive", place, ref=reference)
            beside = {key: value for key, value in schema.items() if key != "$ref"}
            return {**self._schema(beside, place, open_refs), "$ref": self._keep(reference)}
        target = self._schema(self._target(reference, place), place, (*open_refs, reference))
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        titles = {"x-i18n-title"} if "title" in beside else set()
        kept = {key: value for key, value in target.items() if key not in titles}
        return laid_over(kept, self._schema(beside, place, open_refs))

    def _is_empty_circle(self, reference: str) -> bool:
        """Does following it never come to an answer?"""
        seen: set[str] = set()
        waiting = [reference]
        while waiting:
            each = waiting.pop()
            if each in seen:
                return each == reference
            seen.add(each)
            waiting.extend(_in_place(step_to(self._root, each)))
        return False

    def _target(self, reference: str, place: tuple[str | int, ...]) -> Mapping[str, Any]:
        target: Any = None
        if reference.startswith("#"):
            target = step_to(self._root, reference)
        elif reference.startswith(LISTS) and reference.endswith(".json"):
            name = reference[len(LISTS) : -len(".json")]
            self.used.add(name)
            target = self._lists.get(name)
        else:
            raise self._refused("foreign_ref", place, ref=reference)
        if not isinstance(target, Mapping):
            raise self._refused("unknown_ref", place, ref=reference)
        return target

    def _refused(self, key: str, place: tuple[str | int, ...], **facts: object) -> Unresolvable:
        spot = (*place, "$ref") if "ref" in facts else place
        return Unresolvable(Fault(self._file, pointer(spot), key, facts))


def laid_over(target: Mapping[str, Any], beside: Mapping[str, Any]) -> dict[str, Any]:
    """Both hold: texts and our own words of `beside` win, rules that meet are kept apart."""
    must = dict.fromkeys((*target.get("required", ()), *beside.get("required", ())))
    whole = {**target, **beside, **({"required": list(must)} if must else {})}
    if not _meet(target, beside):
        return whole
    told = {key: value for key, value in target.items() if key == "type" or _only_tells(key)}
    return {**told, **beside, "allOf": [*beside.get("allOf", ()), dict(target)]}


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Would rules of one change what those of the other mean, if they stood side by side?"""
    both = {key for key in one if key in other and one[key] != other[key]}
    if any(key != "required" and not _only_tells(key) for key in both):
        return True
    return any(
        not words.isdisjoint(one) and not words.isdisjoint(other) and not both.issuperset(words)
        for words in RELATED
    )


def _only_tells(key: str) -> bool:
    return key in TELLING or key.startswith("x-")


def _in_place(schema: Any) -> list[str]:
    """The references that judge the very same answer as a schema does."""
    waiting, found = [schema], []
    while waiting:
        each = waiting.pop()
        if not isinstance(each, Mapping):
            continue
        if isinstance(each.get("$ref"), str):
            found.append(each["$ref"])
        for word in ("allOf", "anyOf", "oneOf"):
            waiting.extend(each[word] if isinstance(each.get(word), list) else ())
        waiting.extend(each.get(word) for word in ("if", "then", "else", "not"))
    return found


def step_to(root: Any, reference: str) -> Any:
    """The schema that `#/$defs/a` points to in a document, or None; data is never taken for a schema."""
    steps = [raw.replace("~1", "/").replace("~0", "~") for raw in reference.lstrip("#").split("/")[1:]]
    while steps:
        word = steps.pop(0)
        inner = root.get(word) if isinstance(root, Mapping) else None
        if word in SINGLE:
            root = inner
        elif word in ANNOTATED and isinstance(inner, Mapping) and steps:
            root = inner.get(steps.pop(0))
        elif word in LISTED and isinstance(inner, list) and steps and steps[0].isdigit():
            number = int(steps.pop(0)[:6])
            root = inner[number] if number < len(inner) else None
        else:
            return None
    return root
