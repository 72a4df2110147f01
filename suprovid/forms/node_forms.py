"""One node of a tree as a small form of its own: its questions, and what stands a few levels below."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from suprovid.forms.fields import RULES
from suprovid.forms.form import Form
from suprovid.forms.plain.groves import Bough, Grove
from suprovid.forms.plain.growing import MORE

NEVER = re.compile(r"(?!)")
SHOWING = ("x-visible-if",)
OF_GROUPS = ("type", "title", "minProperties", "x-keep-hidden")
DEPTH = 3
"""So many levels below a node its conditions may name; further down any name is believed."""


def form_of(
    form: Form,
    bough: Bough,
    asked: Collection[str] | None = None,
    needed: Collection[str] = (),
    full: str = "",
) -> Form:
    """The form of one node, with the conditions of the questions `asked`, and with those that say when
    the `needed` ones are shown.

    Of what stands further down, `asked` has the ways: `members.age`; without any, its kinds are as they grow.
    `full` is what the node is called from outside, where that means this node and no other.
    """
    is_own = bool(full) and full.partition(".")[0] not in bough.children
    start = re.compile(rf"(?<=\$\{{)\s*{re.escape(full)}\.") if is_own else NEVER
    fields = {}
    for name, child in bough.children.items():
        heeded = RULES if name in (asked or ()) else SHOWING if name in needed else ()
        rules = {word: start.sub("", child.words[word]) for word in child.rules if word in heeded}
        fields[name] = {**_expanded(child, DEPTH, _below(name, asked)), **rules}
    return Form({"properties": fields}, form.words)


def opened(form: Form, asked: Collection[str] = ()) -> Form:
    """A form with the trees in it as its own questions, as far as they are known before any answer.

    The conditions of the questions `asked` stand in it, and no others.
    """
    properties = _opened(form, form.schema.get("properties", {}), "", asked)
    if form.grows:
        more = _root(form, MORE).children
        properties = {**{name: _expanded(child, DEPTH, ()) for name, child in more.items()}, **properties}
    return Form({"properties": properties}, form.words)


def _opened(form: Form, properties: Mapping[str, Any], start: str, asked: Collection[str]) -> dict[str, Any]:
    found = {}
    for key, schema in properties.items():
        name = f"{start}{key}"
        kind = form.field(name).kind if form.has(name) else ""
        found[key] = {word: value for word, value in schema.items() if word not in RULES} if kind else schema
        if kind == "tree":
            found[key] = _expanded(_root(form, name), DEPTH, _below(name, asked))
        elif kind in ("group", "lines"):
            holder = schema if kind == "group" else schema["items"]
            inner = {**holder, "properties": _opened(form, holder.get("properties", {}), f"{name}.", asked)}
            found[key] |= {"properties": inner["properties"]} if kind == "group" else {"items": inner}
    return found


def _root(form: Form, tree: str) -> Bough:
    """What a tree is before any answer."""
    seed = form.seed(tree)
    if tree in form.groves or seed is None:
        return form.groves[tree].root
    return Grove(seed).root


def _below(name: str, asked: Collection[str] | None) -> frozenset[str] | None:
    if asked is None:
        return None
    start = f"{name}."
    return frozenset(each.removeprefix(start) for each in asked if each.startswith(start))


def _expanded(bough: Bough, depth: int, asked: Collection[str] | None) -> dict[str, Any]:
    """What is certainly said about a question, with the questions inside it.

    Where conditions are `asked`, a group is a group, whatever else may grow in it.
    """
    words = {word: value for word, value in bough.words.items() if word not in RULES}
    if not depth:
        return words
    if bough.children:
        kept = words if asked is None else {word: words[word] for word in OF_GROUPS if word in words}
        inner = {name: _inner(name, child, depth - 1, asked) for name, child in bough.children.items()}
        required = [name for name in sorted(bough.required) if name in (asked or ())]
        words = {"type": "object", **kept, "properties": inner, "required": required}
    lists = [item for item in bough.items if item.place[-1:] == ("items",)]
    if lists and "prefixItems" not in words:
        further = depth - bool(lists[0].items)
        words = {"type": "array", **words, "items": _expanded(lists[0], further, asked)}
    return words


def _inner(name: str, bough: Bough, depth: int, asked: Collection[str] | None) -> dict[str, Any]:
    rules = {word: bough.words[word] for word in bough.rules} if name in (asked or ()) else {}
    return {**_expanded(bough, depth, _below(name, asked)), **rules}
