"""Conditions in a tree that ask for what stands around their node: a schema can only say them from there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.forms.expression.scope import WORLD
from suprovid.forms.form import Form
from suprovid.forms.node_forms import DEPTH, form_of, opened
from suprovid.forms.plain.groves import Bough, Grove
from suprovid.forms.plain.growing import MORE


@dataclass(frozen=True)
class Way:
    """How a question is called from a node around; without a node, from the form itself."""

    holder: Bough | None
    name: str


class Lifted:
    """The questions of one tree whose conditions are said from around."""

    def __init__(self, form: Form, tree: str, grove: Grove) -> None:
        self._form, self._tree, self._grove = form, tree, grove
        self._aside: dict[int, set[str]] = defaultdict(set)
        self._said: dict[int, dict[str, Any]] = defaultdict(dict)
        self.outside: dict[str, Any] = {}
        """The schemas of those that are said from the form itself, by their full names."""
        for bough, key, _ in grove.ruled():
            if self._is_certain(bough, key) and self._asks_around(bough, key):
                self._lift(bough, key)

    def aside(self, bough: Bough) -> frozenset[str]:
        """The keys of a node of which nothing is said in itself."""
        return frozenset(self._aside.get(id(bough), ()))

    def said(self, bough: Bough) -> Mapping[str, Any]:
        """The schemas of the questions below a node of which it speaks, by the way to them."""
        return self._said.get(id(bough), {})

    def _lift(self, bough: Bough, key: str) -> None:
        ways = self._knowing(bough, key)
        if not ways:
            return
        schema = _joined([part.words["properties"][key] for part in bough.sure if key in _asked(part)])
        self._aside[id(bough)].add(key)
        for way in ways:
            (self.outside if way.holder is None else self._said[id(way.holder)])[way.name] = schema

    def _knowing(self, bough: Bough, key: str) -> list[Way]:
        """The ways to a question from the nearest nodes that know all its conditions ask for.

        None where somebody comes from a node that does not, or has no end of nodes around it.
        """
        waiting, found = self._ways(bough, key), []
        while waiting:
            way = waiting.pop(0)
            if self._is_known(way):
                found.append(way)
                continue
            further = self._ways(way.holder, way.name) if way.holder is not None else []
            if not further or way.name.count(".") >= DEPTH:
                return []
            waiting += further
        return found

    def _ways(self, bough: Bough, inside: str, lists: tuple[Bough, ...] = ()) -> list[Way]:
        """The ways to what stands in a node, in these lists; none where one of them has no name or no end."""
        is_root = bough is self._grove.root and self._tree != MORE
        found = [Way(None, f"{self._tree}.{inside}")] if is_root else []
        for around in bough.around:
            if any(item is bough for item in around.items):
                is_named = bough.place[-1:] == ("items",) and not any(each is around for each in lists)
                more = self._ways(around, inside, (*lists, around)) if is_named else []
            else:
                names = (name for name, child in around.children.items() if child is bough)
                more = [Way(around, f"{name}.{inside}") for name in names]
            if not more:
                return []
            found += more
        return found

    def _is_certain(self, bough: Bough, key: str) -> bool:
        """Does nothing but what always holds ask it or for it?"""
        sure = {id(part.schema) for part in bough.sure}
        branches = (part for part in bough.whole if id(part.schema) not in sure)
        is_split = any(key in _asked(part) or key in (part.words.get("required") or ()) for part in branches)
        depends = any(
            key in keys
            for part in bough.whole
            for keys in (part.words.get("dependentRequired") or {}).values()
        )
        return not (is_split or depends or bough.children[key].is_torn)

    def _asks_around(self, bough: Bough, key: str) -> bool:
        own = form_of(self._form, bough, (key,))
        around = {name.partition(".")[0] for name in _names(own, key) if not own.has(name)}
        return bool(around - set(bough.children) - set(WORLD) - {self._tree.rpartition(".")[2]})

    def _is_known(self, way: Way) -> bool:
        """Are all names of its conditions found from there?"""
        around, asked = way.holder, (way.name,)
        form = opened(self._form, asked) if around is None else form_of(self._form, around, asked)
        return form.has(way.name) and all(
            form.has(name) or name.partition(".")[0] in WORLD for name in _names(form, way.name)
        )


def _names(form: Form, name: str) -> Iterator[str]:
    for _, rule in form.field(name).rules.all():
        yield from rule.names


def _asked(part: Any) -> Mapping[str, Any]:
    return part.words.get("properties") or {}


def _joined(schemas: list[Any]) -> Any:
    return schemas[0] if len(schemas) == 1 else {"allOf": schemas}
