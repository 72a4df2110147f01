"""Every schema of a file upgraded where it stands, and every local reference led to its new place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from suprovid.forms import vocabulary
from suprovid.forms.answers import at
from suprovid.forms.exporting.left_open import is_broken
from suprovid.forms.faults import pointer
from suprovid.forms.importing.changes import Change, Changes, Place, Refused
from suprovid.forms.importing.keywords import FORMATS, upgraded
from suprovid.forms.importing.names import Names
from suprovid.forms.importing.spots import Spot, Words
from suprovid.forms.plain.drafts import as_current, draft_of, is_official
from suprovid.forms.plain.parts import Lost, inside, root_of
from suprovid.forms.references import ANNOTATED, LISTED, SINGLE, TELLING

HELD = (*ANNOTATED, "definitions", "dependencies")
REFERRING = ("$ref", "$dynamicRef")
REFERRED = frozenset(REFERRING)
ANCHORS = ("$dynamicAnchor", "$recursiveAnchor")
MOVING = ("$dynamicRef", "$recursiveRef")
"""References that may lead elsewhere, by the way one came; with one anchor there is one place only."""
JUDGED = (*vocabulary.FORMATS, *FORMATS)
PATTERNS = ("pattern", "patternProperties")
SCRIPTS = re.compile(r"(?<!\\)(?:\\\\)*\\[wWdDsS]")
"""`\\w` and its like, which are Latin for the standard and of all scripts here."""
ONCE = frozenset({"dependencies", "extends", "disallow", "divisibleBy", "nullable", "$recursiveRef",
                  "$dynamicRef"})  # fmt: skip
JUDGING = (vocabulary.STANDARD.keys() | ONCE) - {"$schema", "$id", "$comment", "$defs", *TELLING}
"""Words that ask something of an answer."""
MOST_NAMED = 3
STEPS = ("multipleOf", "divisibleBy")
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


def walked(root: Mapping[str, Any], changes: Changes) -> tuple[Words, Mapping[str, str]]:
    """The file as our dialect has it, and their key for each key of ours that is another one.

    What has changed is told as it was written; what holds now is what the draft of the file meant.
    Raises Refused for a reference that leads out of the file.
    """
    Walk(root, changes).said()
    _without_old_words(changes, root)
    if draft_of(root).number == 4 and any(each.get("type") == "integer" for _, each in schemas(root, ())):
        changes.tell(("type",), "whole_fractions")
    _tell_otherwise(root, changes)
    told = Changes()
    walk = Walk(as_current(root), told, root)
    whole = walk.upgraded()
    _tell_adopted(changes, told)
    return whole, walk.old_keys()


def _tell_adopted(changes: Changes, told: Changes) -> None:
    """What was brought from where no schema stands, and what changed in it: it was not dropped after all."""
    places = [change.place for change in told if change.key == "adopted"]
    changes[:] = [
        change
        for change in changes
        if change.key != "dropped" or not any(_is_within(place, change.place) for place in places)
    ]
    changes.extend(change for change in told if any(_is_within(change.place, place) for place in places))


def _is_within(place: Place, around: Place) -> bool:
    return place[: len(around)] == around


def _without_old_words(changes: Changes, root: Mapping[str, Any]) -> None:
    """What the draft of the file does not know any more is not renamed, but gone."""
    if draft_of(root).knows("dependencies"):
        return
    for number, change in enumerate(changes):
        if change.key == "renamed" and change.facts.get("word") == "dependencies":
            changes[number] = Change(change.place, "dependencies_unknown")


def _tell_otherwise(root: Mapping[str, Any], changes: Changes) -> None:
    """Where a form judges otherwise than the standard, whatever is written anew; each is told once."""
    known = list(schemas(root, ()))
    if JUDGING.isdisjoint(root) and not vocabulary.FIELD.keys() - {"$defs"} >= root.keys():
        _tell_nothing_said(root, changes)
    said = root.get("$schema")
    if isinstance(said, str) and said and not is_official(said):
        changes.tell(("$schema",), "own_dialect", schema=said[:100])
    noted = [place for place, each in known if each.get("format") in JUDGED]
    if noted:
        changes.tell((*noted[0], "format"), "formats_judged")
    wide = [(*place, word) for place, each in known for word in PATTERNS if _has_scripts(each.get(word))]
    if wide:
        changes.tell(wide[0], "patterns_wide")
    broken = [(*place, word) for place, each in known for word in STEPS if is_broken(each.get(word))]
    if broken:
        changes.tell(broken[0], "steps_decimal", step=at(root, broken[0]))
    anchors = [word for _, each in known for word in ANCHORS if each.get(word)]
    moving = [(*place, word) for place, each in known for word in MOVING if word in each]
    if moving and len(anchors) > 1:
        changes.tell(moving[0], "dynamic", word=moving[0][-1])


def _tell_nothing_said(root: Mapping[str, Any], changes: Changes) -> None:
    """No word at the beginning asks for anything; perhaps the schemas stand further inside."""
    inner = (place for place, each in _everything(root, ()) if place and _is_like_a_schema(each))
    found = [pointer(place) for place in islice(inner, MOST_NAMED)]
    if found:
        changes.tell((), "said_inside", places=", ".join(found), first=found[0])
    else:
        changes.tell((), "nothing_said")


def _is_like_a_schema(value: Mapping[str, Any]) -> bool:
    return isinstance(value.get("properties"), Mapping) or value.get("type") in ("object", "array")


def _has_scripts(patterns: Any) -> bool:
    """Does a pattern, or one of those that are names, speak of letters or digits of any script?"""
    return any(SCRIPTS.search(each) for each in ([patterns] if isinstance(patterns, str) else _map(patterns)))


class Walk:
    """One file on its way to our dialect."""

    def __init__(self, root: Mapping[str, Any], changes: Changes, written: Any = None) -> None:
        """Walk a file; `written` is how it was written before anything was said anew."""
        self._root, self._changes, self._written = root, changes, written
        self._known = list(schemas(root, ()))
        self._names = Names(_field_keys(root))
        self._new: dict[Place, Place] = {}
        self._referring: list[tuple[Words, Mapping[str, Any]]] = []

    def said(self) -> Words:
        """Every schema in our words, references as they are."""
        return self._schema(self._root, (), ())  # type: ignore[no-any-return]  # the root is an object

    def upgraded(self) -> Words:
        """The same, each reference led to the new place of what it meant; raises Refused."""
        self._parts = {id(part.schema): part for _, part in inside(root_of(self._root))}
        self._places = {id(value): place for place, value in _everything(self._root, ())}
        for place, schema in self._known:
            self._check(place, schema)
        whole = self.said()
        while self._referring:
            self._lead(*self._referring.pop(0), whole)
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
        found = {
            word: self._word(word, value, (*old, spot.came.get(word, word)), (*new, word))
            for word, value in words.items()
        }
        if not REFERRED.isdisjoint(schema):
            self._referring.append((found, schema))
        return found

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
        return {self._names.of(key): key for key in self._names.strange}

    # References.

    def _check(self, place: Place, schema: Mapping[str, Any]) -> None:
        for word in REFERRING:
            reference = schema.get(word)
            if isinstance(reference, str) and self._target(schema, reference) is None:
                raise Refused(place=pointer((*place, self._word_of(place, word))), why=reference[:100])

    def _word_of(self, place: Place, word: str) -> str:
        """The word that a reference was written with."""
        return "$recursiveRef" if "$recursiveRef" in _map(at(self._written, place)) else word

    def _target(self, schema: Mapping[str, Any], reference: str) -> Place | None:
        """The old place that a reference leads to; None when it leads out of the file."""
        part = self._parts.get(id(schema))
        try:
            target = part.target(reference).schema if part is not None else None
        except Lost:
            return None
        return self._places.get(id(target)) if isinstance(target, Mapping) else None

    def _lead(self, ours: Words, theirs: Mapping[str, Any], whole: Words) -> None:
        """A reference of ours, to where that of theirs has gone."""
        reference = next((theirs[word] for word in REFERRING if isinstance(theirs.get(word), str)), None)
        target = self._target(theirs, reference) if reference is not None else None
        if target is not None:
            if target not in self._new:
                self._adopt(target, whole)
            ours["$ref"] = f"#{pointer(self._new[target])}"

    def _adopt(self, target: Place, whole: Words) -> None:
        """What stands where no schema does (`components`), brought to `$defs`."""
        found: Any = self._root
        for step in target:
            found = found[step]
        name = str(target[-1])
        while name in whole.setdefault("$defs", {}):
            name += "_"
        self._changes.tell(target, "adopted", new=f"$defs/{name}")
        self._new[target] = ("$defs", name)
        whole["$defs"][name] = self._schema(found, target, ("$defs", name))


def _field_keys(root: Mapping[str, Any]) -> Iterator[str]:
    """The keys that will be fields of ours: what only judges, or stands in a tree, keeps its names."""
    waiting, seen = [root], set()
    while waiting:
        holder = waiting.pop()
        if id(holder) in seen:
            continue
        seen.add(id(holder))
        fields, required = _map(holder.get("properties")), holder.get("required")
        must = required if isinstance(required, list) and (fields or holder is root) else ()
        names = [*fields, *must]
        yield from (key for key in names if isinstance(key, str))
        inner = [holder.get("items"), *fields.values()]
        for word in ("$defs", "definitions"):
            inner.extend(_map(holder.get(word)).values())
        waiting.extend(each for each in inner if isinstance(each, Mapping))


def _everything(value: Any, place: Place) -> Iterator[tuple[Place, Any]]:
    """(place, object) of every object in a file, schema or not."""
    if isinstance(value, Mapping):
        yield place, value
    inner = (
        value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    )
    for step, each in inner:
        yield from _everything(each, (*place, step))


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
