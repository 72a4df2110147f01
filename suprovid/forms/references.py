"""Local references and shared lists put in place, within limits; nothing is ever fetched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suprovid.forms.faults import Fault, pointer

DEEPEST = 40
LARGEST = 50_000
LISTS = "../lists/"
ANNOTATED = ("properties", "$defs", "patternProperties", "dependentSchemas")
LISTED = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = ("items", "if", "then", "else", "not", "contains", "additionalProperties", "propertyNames",
          "unevaluatedProperties", "unevaluatedItems")  # fmt: skip


class Unresolvable(Exception):
    """A reference that leads nowhere, or a schema that is too deep or too large."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.key)


class Resolver:
    """Puts references of one form in place; the result is a tree, so recursion is refused for now."""

    def __init__(self, root: Mapping[str, Any], lists: Mapping[str, Mapping[str, Any]], file: str) -> None:
        self._root, self._lists, self._file = root, lists, file
        self._count = 0
        self.used: set[str] = set()

    def resolved(self) -> dict[str, Any]:
        """The whole schema without `$ref` and `$defs`."""
        whole: dict[str, Any] = self._schema(self._root, (), ())
        whole.pop("$defs", None)
        return whole

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
            raise self._refused("recursive", place, ref=reference)
        target = self._schema(self._target(reference, place), place, (*open_refs, reference))
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        titles = {"x-i18n-title"} if "title" in beside else set()
        kept = {key: value for key, value in target.items() if key not in titles}
        return {**kept, **self._schema(beside, place, open_refs)}

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
