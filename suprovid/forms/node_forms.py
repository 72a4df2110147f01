"""One node of a tree as a small form of its own: its questions, and what stands a few levels below."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from suprovid.forms.fields import RULES
from suprovid.forms.form import Form
from suprovid.forms.plain.groves import Bough

NEVER = re.compile(r"(?!)")
SHOWING = ("x-visible-if",)
DEPTH = 3
"""So many levels below a node its conditions may name; further down any name is believed."""


def form_of(
    form: Form, bough: Bough, asked: Collection[str] = (), needed: Collection[str] = (), full: str = ""
) -> Form:
    """The form of one node, with the conditions of the questions `asked`, and with those that say when
    the `needed` ones are shown.

    `full` is what the node is called from outside, where that means this node and no other.
    """
    is_own = bool(full) and full.partition(".")[0] not in bough.children
    start = re.compile(rf"(?<=\$\{{)\s*{re.escape(full)}\.") if is_own else NEVER
    fields = {}
    for name, child in bough.children.items():
        heeded = RULES if name in asked else SHOWING if name in needed else ()
        rules = {word: start.sub("", child.words[word]) for word in child.rules if word in heeded}
        fields[name] = {**_expanded(child, DEPTH), **rules}
    return Form({"properties": fields}, form.words)


def _expanded(bough: Bough, depth: int) -> dict[str, Any]:
    """What is certainly said about a question, with the questions inside it."""
    words = {word: value for word, value in bough.words.items() if word not in RULES}
    if not depth:
        return words
    if bough.children:
        inner = {name: _expanded(child, depth - 1) for name, child in bough.children.items()}
        words = {"type": "object", **words, "properties": inner}
    lists = [item for item in bough.items if item.place[-1:] == ("items",)]
    if lists and "prefixItems" not in words:
        words = {"type": "array", **words, "items": _expanded(lists[0], depth)}
    return words
