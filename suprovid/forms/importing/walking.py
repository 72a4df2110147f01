"""Every schema of a file upgraded where it stands, and every local reference led to its new place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suprovid.forms.faults import pointer
from suprovid.forms.importing.changes import Changes, Place, Refused
from suprovid.forms.importing.keywords import Spot, Words, upgraded
from suprovid.forms.importing.names import Names
from suprovid.forms.references import ANNOTATED, LISTED, SINGLE

HELD = (*ANNOTATED, "definitions", "dependencies")
REFERRING = ("$ref", "$recursiveRef", "$dynamicRef")
RENAMED_KEYS = ("properties", "dependentSchemas", "dependentRequired")


def schemas(value: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, Any]]]:
    """(place, schema) of a schema of any draft and of all inside it, without what is data."""
    if not isinstance(value, Mapping):
        return
    yield place, value
    for word, inner in value.items():
        if word in HELD and isinstance(inner, Mapping):
            for key, each in inner.items():
                yield from schemas(each, (*place, word, key))
        elif (word in LISTED or word in ("items", "extends", "type")) and isinstance(inner, list):
            for number, each in enumerate(inner):
                yield from schemas(each, (*place, word, number))
        elif word in SINGLE or word in ("additionalItems", "extends"):
            yield from schemas(inner, (*place, word))


class Walk:
    """One file on its way to our dialect."""

    def __init__(self, root: Mapping[str, Any], changes: Changes) -> None:
        self._root, self._changes = root, changes
        self._known = list(schemas(root, ()))
        self._anchors = dict(_anchors(self._known))
        self._names = Names(key for _, schema in self._known for key in _map(schema.get("properties")))
        self._new: dict[Place, Place] = {}
        for place, schema in self._known:
            self._check(place, schema)

    def upgraded(self) -> Words:
        """The whole file, upgraded; raises Refused for a reference that leads out of it."""
        whole: Words = self._schema(self._root, (), ())
        self._lead(whole, whole)
        return whole

    # Down the tree.

    def _schema(self, schema: Any, old: Place, new: Place) -> Any:
        if not isinstance(schema, Mapping):
            return schema
        self._new[old] = new
        spot = Spot(old, self._changes)
        words = upgraded(self._own_required(dict(schema), old), spot)
        if isinstance(words.get("required"), list):
            words["required"] = [
                self._names.of(key) if isinstance(key, str) else key for key in words["required"]
            ]
        return {
            word: self._word(word, value, (*old, spot.came.get(word, word)), (*new, word))
            for word, value in words.items()
        }

    def _own_required(self, words: Words, place: Place) -> Words:
        """`required: true` of draft 3, said by the field, is said by what it stands in."""
        if isinstance(words.get("required"), bool):
            words = {word: value for word, value in words.items() if word != "required"}
        must = [
            key for key, inner in _map(words.get("properties")).items() if _map(inner).get("required") is True
        ]
        if must:
            self._changes.tell((*place, "properties"), "boolean_required", names=", ".join(must))
            said = words.get("required")
            words["required"] = [*(said if isinstance(said, list) else ()), *must]
        return words

    def _word(self, word: str, value: Any, old: Place, new: Place) -> Any:
        if word in ANNOTATED and isinstance(value, Mapping):
            return {
                self._key(word, key, old): self._schema(inner, (*old, key), (*new, self._key(word, key)))
                for key, inner in value.items()
            }
        if word == "dependentRequired" and isinstance(value, Mapping):
            return {
                self._names.of(key): [self._names.of(each) for each in names] for key, names in value.items()
            }
        if word in LISTED and isinstance(value, list):
            return [self._schema(inner, (*old, number), (*new, number)) for number, inner in enumerate(value)]
        return self._schema(value, old, new) if word in SINGLE else self._data(word, value)

    def _key(self, word: str, key: str, told: Place | None = None) -> str:
        """Our key of a field; a new one reads answers under the old one by an alias."""
        if word not in RENAMED_KEYS:
            return key
        ours = self._names.of(key)
        if told is not None and ours != key and word == "properties":
            self._changes.tell((*told, key), "key", old=key, new=ours)
        return ours

    def _data(self, word: str, value: Any) -> Any:
        """Data about objects has their keys."""
        if word not in ("default", "const", "examples", "enum"):
            return value
        return self._rekeyed(value)

    def _rekeyed(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {self._names.of(key): self._rekeyed(inner) for key, inner in value.items()}
        return [self._rekeyed(each) for each in value] if isinstance(value, list) else value

    def old_keys(self) -> Mapping[str, str]:
        """Their key for each key of ours that is another one."""
        theirs = {key for _, schema in self._known for key in _map(schema.get("properties"))}
        return {self._names.of(key): key for key in theirs if self._names.of(key) != key}

    # References.

    def _check(self, place: Place, schema: Mapping[str, Any]) -> None:
        for word in REFERRING:
            reference = schema.get(word)
            if isinstance(reference, str) and self._target(reference) is None:
                raise Refused(place=pointer((*place, word)), why=reference[:100])

    def _target(self, reference: str) -> Place | None:
        """The old place that a reference leads to; None when it leads out of the file."""
        if reference in self._anchors:
            return self._anchors[reference]
        start, sign, rest = reference.partition("#")
        if start and start not in self._anchors:
            return None
        base = self._anchors.get(start, ()) if start else ()
        if rest and not rest.startswith("/"):
            return self._anchors.get(f"#{rest}", ("$defs", rest))
        steps = [step.replace("~1", "/").replace("~0", "~") for step in rest.split("/")[1:]]
        return (*base, *steps) if sign or start else None

    def _lead(self, value: Any, whole: Words) -> None:
        """The references of the new tree, each to the new place of what it meant."""
        for _, schema in [*schemas(value, ())]:
            reference = schema.get("$ref")
            if isinstance(reference, str) and isinstance(schema, dict):
                schema["$ref"] = self._new_reference(reference, whole)

    def _new_reference(self, reference: str, whole: Words) -> str:
        target = _numbered(self._target(reference) or ())
        if target not in self._new:
            self._adopt(target, whole)
        return f"#{pointer(self._new.get(target, target))}"

    def _adopt(self, target: Place, whole: Words) -> None:
        """What stands where no schema does (`components`), brought to `$defs`."""
        found: Any = self._root
        for step in target:
            found = found.get(step) if isinstance(found, Mapping) else None
        if isinstance(found, Mapping):
            name = str(target[-1])
            while name in whole.setdefault("$defs", {}):
                name += "_"
            self._changes.tell(target, "adopted", new=f"$defs/{name}")
            whole["$defs"][name] = self._schema(found, target, ("$defs", name))
            self._lead(whole["$defs"][name], whole)


def _numbered(place: Place) -> Place:
    """Steps as pointers have them made steps as places have them: numbers in lists."""
    steps: list[str | int] = []
    for step in place:
        after_list = steps and steps[-1] in (*LISTED, "items", "extends")
        steps.append(int(step) if after_list and isinstance(step, str) and step.isdigit() else step)
    return tuple(steps)


def _anchors(known: list[tuple[Place, Mapping[str, Any]]]) -> Iterator[tuple[str, Place]]:
    """What a reference may say to mean a schema of this file: its id, its anchor."""
    for place, schema in known:
        for word in ("$id", "id"):
            if isinstance(schema.get(word), str):
                yield schema[word], place
                yield schema[word].rstrip("#"), place
        for word in ("$anchor", "$dynamicAnchor"):
            if isinstance(schema.get(word), str):
                yield f"#{schema[word]}", place


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
