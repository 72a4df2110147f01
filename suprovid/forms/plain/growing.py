"""The questions of a plain schema, as a tree that grows with the answers.

What is filled is drawn as deep as it goes; of a schema that refers to itself one more level is offered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from suprovid.forms.answers import Path
from suprovid.forms.expression import parse
from suprovid.forms.fields import RULES, Field, Rules, Says, Schema, choice_schemas, kind_of
from suprovid.forms.free_names import matches
from suprovid.forms.plain.choosing import type_of_value
from suprovid.forms.plain.judging import bounded
from suprovid.forms.plain.merging import ABSENT, Fork, Merged, merge
from suprovid.forms.plain.parts import Part

DEEPEST_EMPTY = 8
NO_RULES = Rules()
MANY = 40
TYPE = "type"
MORE = "x-more"
"""The name of the tree of all that conditions of a whole form bring up beside its own questions."""
ZONED = "x-zoned"
"""A time as the draft has it, with seconds and an offset; our own forms store it shorter."""
NOT_HERE = ("tree", "attachments", "lines", "table", "note")
"""Widgets of our own forms that make no sense inside a tree."""


@dataclass(frozen=True, eq=False)
class Node:
    """One question at one place. `kind` is that of a field, or `group`, `array`, `odd`, `closed`, `nothing`.

    `odd` is stored, and of a type that is not asked; `closed` waits for somebody who wants one level more.
    """

    path: Path
    field: Field
    kind: str
    children: tuple[Node, ...] = ()
    forks: tuple[Fork, ...] = ()
    required: bool = False
    present: bool = False
    nullable: bool = False
    free: bool = False
    tree: Path = ()
    removable: bool = False
    takes_more: bool = False
    hidden: int = 0
    dormant: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    locked: bool = False

    @property
    def key(self) -> str:
        return str(self.path[-1]) if self.path else ""

    @property
    def read_only(self) -> bool:
        return self.field.readonly or self.locked

    @property
    def secret(self) -> bool:
        """Written, never shown back."""
        return bool(self.field.schema.get("writeOnly"))

    def walk(self) -> Iterator[Node]:
        """The node and everything in it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Hands:
    """What somebody chose on the screen: branches, empty levels to show, lengths of lists."""

    picked: Mapping[tuple[Path, str], int] = field(default_factory=dict)
    opened: Collection[Path] = ()
    shown: Mapping[Path, int] = field(default_factory=dict)


NO_HANDS = Hands()


@dataclass(frozen=True)
class Way:
    """How one came to a place: the empty levels above it, and the schemas that they referred to."""

    empty: int = 0
    seen: frozenset[int] = frozenset()


class Garden:
    """Grows the tree of one schema for some answers."""

    def __init__(self, words: Says | None, language: str, hands: Hands, reads_rules: bool = False) -> None:
        """`reads_rules` for a form of ours, in which our own words rule the questions of a tree, too."""
        self._words, self._language, self._hands = words, language, hands
        self._reads_rules, self._whole = reads_rules, False
        self._tree: Path = ()

    def grow_whole(self, parts: list[Part], value: Any, path: Path, known: Collection[str] = ()) -> Node:
        """The same tree with long lists grown to their end, for whoever works out its conditions."""
        self._whole = True
        return self.grow(parts, value, path, "", known)

    def grow(
        self, parts: list[Part], value: Any, path: Path, title: str, known: Collection[str] = ()
    ) -> Node:
        """The tree of what stands at a path; names that are `known` are drawn by somebody else.

        Raises TooMuchWork.
        """
        self._tree = path or (MORE,)
        with bounded():
            return self._node(parts, value, path, title, Way(), known=known)

    def _node(
        self,
        parts: list[Part],
        value: Any,
        path: Path,
        title: str,
        way: Way,
        known: Collection[str] = (),
        **more: Any,
    ) -> Node:
        merged = merge(parts, value, path, self._hands.picked)
        forks = list(merged.forks)
        kind, asked = self._kind(merged, value, path, forks)
        present = value is not ABSENT
        closed = not present and kind in ("group", "array") and self._is_closed(path, way, merged)
        way = Way(way.empty + (not present), way.seen | merged.targets)
        common = {
            "path": path,
            "tree": self._tree,
            "forks": tuple(forks),
            "present": present,
            "nullable": merged.nullable,
            **more,
        }
        whole = self._field(merged, asked, path, title, kind)
        if more.get("free"):
            whole = replace(whole, schema=_with_name(whole.schema, str(path[-1])))
        if closed:
            return Node(field=whole, kind="closed", **common)
        if kind == "group":
            answers = value if isinstance(value, Mapping) else {}
            return Node(
                field=whole,
                kind=kind,
                children=tuple(self._children(merged, answers, path, way, known)),
                takes_more=_takes_more(merged, answers),
                dormant=tuple(name for name in answers if self._sleeps(merged, name)),
                declared=(*merged.properties, *merged.required),
                **common,
            )
        if kind == "array":
            return self._array(merged, value if isinstance(value, list) else [], whole, way, common)
        return Node(field=whole, kind=kind, **common)

    def _is_closed(self, path: Path, way: Way, merged: Merged) -> bool:
        """Is this one empty level too many? A schema that stands in itself is opened by hand."""
        if path in self._hands.opened:
            return False
        return bool(merged.targets & way.seen) or way.empty > DEEPEST_EMPTY

    def _kind(self, merged: Merged, value: Any, path: Path, forks: list[Fork]) -> tuple[str, str]:
        """(kind, type) of a question; a choice of types is a fork like any other."""
        if merged.never:
            return ("odd" if value is not ABSENT else "nothing"), "null"
        if "const" in merged.words or choice_schemas(
            {k: merged.words[k] for k in ("oneOf", "enum") if k in merged.words}
        ):
            return "choice", ""
        kinds = merged.kinds
        if any(fork.chosen is None for fork in forks) and not kinds:
            return ("odd" if value is not ABSENT and value is not None else "nothing"), ""
        if merged.types is not None and not kinds:
            return ("nothing" if value is ABSENT or value is None else "odd"), "null"
        asked = self._asked(kinds, value, path, forks)
        if not asked:
            return "nothing", ""
        if asked in ("object", "array"):
            fitting = value is ABSENT or value is None or type_of_value(value) == asked
            return (("group" if asked == "object" else "array") if fitting else "odd"), asked
        return "", asked

    def _asked(self, kinds: tuple[str, ...], value: Any, path: Path, forks: list[Fork]) -> str:
        """The one type to draw: that of the value, the only one, or the one that somebody picked."""
        offered = kinds or ("string", "number", "boolean", "array", "object")
        if "number" in offered:
            offered = tuple(kind for kind in offered if kind != "integer")
        if len(offered) == 1:
            return offered[0]
        of_value = "" if value is ABSENT or value is None else type_of_value(value)
        if of_value == "integer" and "number" in offered:
            of_value = "number"
        picked = self._hands.picked.get((path, TYPE))
        chosen = offered.index(of_value) if of_value in offered else picked
        forks.append(Fork(TYPE, tuple(Part({"type": kind}, None) for kind in offered), (), chosen))
        return offered[chosen] if chosen is not None and chosen < len(offered) else ""

    def _field(self, merged: Merged, asked: str, path: Path, title: str, kind: str) -> Field:
        """The question as the widgets know it."""
        schema = {**merged.words, "title": merged.words.get("title") or title or "—"}
        if asked:
            schema["type"] = asked
        if "x-format" in schema:
            schema.setdefault("format", schema["x-format"])
        if schema.get("format") in ("time", "date-time"):
            schema[ZONED] = True
        if schema.get("x-widget") in NOT_HERE:
            del schema["x-widget"]
        if schema.get("examples") and "x-widget" not in schema and all(map(_is_line, schema["examples"])):
            schema["x-widget"] = "suggest"
        if "contentMediaType" in schema or "contentEncoding" in schema:
            schema.setdefault("x-widget", "long")
        if "const" in schema:
            schema["enum"] = [schema.pop("const")]
            schema.pop("oneOf", None)
        elif "enum" in schema:
            schema = _without_others(schema)
        name = ".".join(str(step) for step in path) or "_"
        return Field(
            name=name,
            kind=kind or kind_of(schema),
            schema=schema,
            rules=rules_of(merged.words) if self._reads_rules else NO_RULES,
            words=self._words,
            language=self._language,
        )

    def _children(
        self, merged: Merged, answers: Mapping[str, Any], path: Path, way: Way, known: Collection[str]
    ) -> Iterator[Node]:
        """Declared answers first, then those that are required or there without being declared."""
        names = dict.fromkeys((*merged.properties, *merged.required, *answers))
        for name in names:
            if name in known or self._sleeps(merged, name):
                continue
            declared = name in merged.properties
            parts = [*merged.properties.get(name, ()), *_by_pattern(merged, name)]
            if not parts and merged.additional:
                parts = merged.additional
            free = not declared and name not in merged.required
            child = self._node(
                parts or [Part(True, None)],
                answers.get(name, ABSENT),
                (*path, name),
                name,
                way,
                required=name in merged.required,
                free=free,
                removable=free,
            )
            if child.present or child.required or not (child.field.retired or _is_barred(child)):
                yield child

    def _sleeps(self, merged: Merged, name: str) -> bool:
        """Is this the name of an answer that only a branch asks for which does not hold now?"""
        declared = name in merged.properties or name in merged.required
        return name in merged.dormant and not declared and next(_by_pattern(merged, name), None) is None

    def _array(
        self, merged: Merged, items: list[Any], whole: Field, way: Way, common: dict[str, Any]
    ) -> Node:
        path: Path = common["path"]
        count = max(len(items), len(merged.prefix))
        shown = count if self._whole else self._hands.shown.get(path, MANY)
        title = whole.title(self._language)
        said = merged.words.get("minItems")
        least = said if isinstance(said, int) else 0
        children = tuple(
            self._node(
                self._item(merged, number),
                items[number] if number < len(items) else ABSENT,
                (*path, number),
                f"{title} {number + 1}",
                way,
                removable=len(merged.prefix) <= number,
                required=number < min(len(merged.prefix), max(len(items), least)),
            )
            for number in range(min(count, shown))
        )
        most = merged.words.get("maxItems")
        more = not merged.ended and (not isinstance(most, int) or count < most)
        return Node(
            field=whole,
            kind="array",
            children=children,
            takes_more=more,
            hidden=max(count - shown, 0),
            **common,
        )

    def _item(self, merged: Merged, number: int) -> list[Part]:
        if number < len(merged.prefix):
            return merged.prefix[number]
        return merged.items or [Part(not merged.ended, None)]


def rules_of(words: Mapping[str, Any]) -> Rules:
    """The conditions of one question; the names in them are looked for when they are asked."""
    found = {rule: words[word] for word, rule in RULES.items() if isinstance(words.get(word), str)}
    return Rules(**{rule: parse(text) for rule, text in found.items() if text}) if found else NO_RULES


def _with_name(schema: Schema, name: str) -> Schema:
    """A question of a free name is called by that too: several may have one title."""
    if schema["title"] == name:
        return schema
    titles = {code: f"{title}: {name}" for code, title in schema.get("x-i18n-title", {}).items()}
    return {**schema, "title": f"{schema['title']}: {name}", "x-i18n-title": titles}


def _is_line(example: Any) -> bool:
    """Can an example be offered as it is?"""
    return isinstance(example, str) and example.strip() == example != "" and "\n" not in example


def _is_barred(node: Node) -> bool:
    """Is this a place where nothing may be?"""
    return node.kind == "nothing" and not node.forks


def _by_pattern(merged: Merged, name: str) -> Iterator[Part]:
    return (part for pattern, part in merged.patterns if matches(pattern, name))


def _takes_more(merged: Merged, answers: Mapping[str, Any]) -> bool:
    """May an answer of a new name be added?"""
    most = merged.words.get("maxProperties")
    if isinstance(most, int) and len(answers) >= most:
        return False
    return bool(merged.additional or merged.patterns or merged.named) or not (
        merged.properties or merged.closed or merged.forks
    )


def _without_others(schema: dict[str, Any]) -> dict[str, Any]:
    """Titled choices that an `enum` beside them allows; the bare ones when there are none."""
    entries = [
        entry
        for entry in choice_schemas({"oneOf": schema.get("oneOf", ())})
        if entry["const"] in schema["enum"]
    ]
    rest = {key: value for key, value in schema.items() if key != "oneOf"}
    if not entries:
        return rest
    del rest["enum"]
    return {**rest, "oneOf": entries}
