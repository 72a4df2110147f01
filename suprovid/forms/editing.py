"""Small edits of a form for whoever has never seen JSON: each takes the text and gives the text back.

They only write; whether the result is a sound form is judged like any text, before publishing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from suprovid.errors import BadForm, Missing, SharedList
from suprovid.forms.editing_nodes import Json, holder_of, inside, node_of
from suprovid.forms.editing_order import placed, section_of
from suprovid.forms.loading import read_json
from suprovid.forms.tidy import tidy

Labels = Mapping[str, str]
"""A label by language; the first language of the form is the one without which there is no label."""

KINDS: Mapping[str, Json] = {
    "text": {"type": "string"},
    "long": {"type": "string", "x-widget": "long"},
    "choice": {"type": "string"},
    "choices": {"type": "array", "uniqueItems": True},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "phone": {"type": "string", "x-widget": "phone"},
    "email": {"type": "string", "format": "email"},
}
"""The kinds of question that can be added, and what each is in JSON Schema."""
CHOOSING = frozenset({"choice", "choices"})
LAST = frozenset({"other", "none", "unknown", "not_discussed", "prefers_not_to_say"})
"""Choices that stay at the end of their list."""
SENSITIVITY = "personal"
LONGEST_KEY = 40

LETTERS = {
    **dict(zip("абвгґдезиійклмнопрстуфыэ", "abvhgdezyiiklmnoprstufye", strict=True)),
    "є": "ie",
    "ж": "zh",
    "ї": "i",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ю": "iu",
    "я": "ia",
    "ё": "io",
    "ь": "",
    "ъ": "",
    "'": "",
    "’": "",
    "ʼ": "",
}
"""Ukrainian letters as passports write them."""


@dataclass(frozen=True)
class Question:
    """A question to add: its label and hint by language, its kind, its choices as lines, and where it stands.

    `after` is the question before it in its section; without one it is the last.
    """

    labels: Labels
    kind: str = "text"
    choices: Sequence[str] = ()
    required: bool = False
    section: str = ""
    after: str = ""
    hints: Labels = field(default_factory=dict)


def edited(text: str, edit: Callable[[Json], Json]) -> str:
    """The text of a form after an edit; raises BadForm while the text is no JSON."""
    data, faults = read_json(text, "form")
    if faults or not isinstance(data, dict):
        raise BadForm(faults)
    return tidy(edit(data))


def with_question(schema: Json, question: Question) -> Json:
    """The form with one more question in a section."""
    new = deepcopy(schema)
    fields = new.setdefault("properties", {})
    key = key_of(own_label(new, question.labels), fields, "question")
    fields[key] = _field(new, question)
    if question.required:
        new["required"] = [*new.get("required", ()), key]
    if layout := new.get("x-layout"):
        section = section_of(layout, question.section)
        rows = section.get("fields", [])
        section["fields"] = placed(rows, key, question.after) if question.after else [*rows, key]
    return new


def with_label(schema: Json, name: str, labels: Labels) -> Json:
    """The form with another label on a question; its key stays, so no document loses an answer."""
    new = deepcopy(schema)
    _put(new, node_of(new, name), "title", labels)
    return new


def with_hint(schema: Json, name: str, hints: Labels) -> Json:
    """The form with another hint under a question; an empty one takes it off."""
    new = deepcopy(schema)
    _put(new, node_of(new, name), "description", hints)
    return new


def with_required(schema: Json, name: str, required: bool) -> Json:
    """The form with a question that must be answered whenever it is shown, or need not."""
    new = deepcopy(schema)
    outer, _, key = name.rpartition(".")
    node_of(new, name)
    holder = holder_of(new, outer)
    others = [each for each in holder.get("required", ()) if each != key]
    holder["required"] = [*others, key] if required else others
    if not holder["required"]:
        del holder["required"]
    return new


def with_choice_label(schema: Json, name: str, choice: str, labels: Labels) -> Json:
    """The form with another label on one choice of a question."""
    new = deepcopy(schema)
    _put(new, _choice(new, name, choice), "title", labels)
    return new


def with_choice(schema: Json, name: str, labels: Labels) -> Json:
    """The form with one more choice, before «other» and its like; raises SharedList."""
    new = deepcopy(schema)
    choices = _choices(new, name)
    key = key_of(own_label(new, labels), [str(each.get("const")) for each in choices], "choice")
    place = next((n for n, each in enumerate(choices) if each.get("const") in LAST), len(choices))
    choices.insert(place, _put(new, {"const": key}, "title", labels))
    return new


def with_condition(schema: Json, name: str, word: str, condition: str) -> Json:
    """The form with a condition on a question (`x-visible-if`, ...); an empty one takes it off."""
    new = deepcopy(schema)
    node = node_of(new, name)
    if condition.strip():
        node[word] = condition.strip()
    else:
        node.pop(word, None)
    return new


def with_field_retired(schema: Json, name: str, retired: bool = True) -> Json:
    """The form with a question that is not asked any more, or asked again; stored answers stay."""
    new = deepcopy(schema)
    _retire(node_of(new, name), retired)
    return new


def with_choice_retired(schema: Json, name: str, choice: str, retired: bool = True) -> Json:
    """The form with a choice that is not offered any more, or offered again; raises SharedList."""
    new = deepcopy(schema)
    _retire(_choice(new, name, choice), retired)
    return new


def key_of(label: str, taken: Collection[str], fallback: str) -> str:
    """A key made from a label, in Latin letters, unlike those that are taken."""
    spelt = "".join(LETTERS.get(letter, letter) for letter in label.casefold())
    words = re.findall(r"[a-z0-9]+", spelt)
    key = "_".join(words)[:LONGEST_KEY].strip("_") or fallback
    key = key if key[0].isalpha() else f"{fallback}_{key}"
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    return found


def own_label(schema: Mapping[str, Any], labels: Labels) -> str:
    """The label in the form's own language, without which it has none."""
    return labels.get(language_of(schema), "").strip()


def language_of(schema: Mapping[str, Any]) -> str:
    """The language in which the form itself is written."""
    languages = schema.get("x-form", {}).get("languages") or ["uk"]
    return str(languages[0])


# -- how ---------------------------------------------------------------------------------------------------


def _field(schema: Json, question: Question) -> Json:
    field = _put(schema, {}, "title", question.labels)
    _put(schema, field, "description", question.hints)
    field |= deepcopy(KINDS[question.kind])
    if question.kind in CHOOSING:
        choices: list[Json] = []
        for label in filter(None, map(str.strip, question.choices)):
            key = key_of(label, [each["const"] for each in choices], "choice")
            choices.append({"const": key, "title": label})
        if question.kind == "choice":
            field["oneOf"] = choices
        else:
            field["items"] = {"type": "string", "oneOf": choices}
    return {**field, "x-sensitivity": SENSITIVITY, "x-core": True}


def _put(schema: Json, node: Json, word: str, texts: Labels) -> Json:
    """Put a text in each language, the form's own in the word itself and the others beside it.

    An empty one is taken off; languages that are not named keep theirs.
    """
    own, beside = language_of(schema), f"x-i18n-{word}"
    told = {**node.get(beside, {}), own: node.get(word, "")}
    told = {code: text.strip() for code, text in {**told, **texts}.items() if text.strip()}
    for key, value in ((word, told.pop(own, "")), (beside, told)):
        if value:
            node[key] = value
        else:
            node.pop(key, None)
    return node


def _retire(node: Json, retired: bool) -> None:
    if retired:
        node["deprecated"] = True
    else:
        node.pop("deprecated", None)


def _choices(schema: Json, name: str) -> list[Json]:
    """The choices of a question, where they can be changed: written in the form itself."""
    node = node_of(schema, name)
    holder = inside(node)
    reference = str(holder.get("$ref", ""))
    if reference.startswith("#/"):
        for step in reference.removeprefix("#/").split("/"):
            schema = schema[step]
        holder = schema
    elif reference:
        raise SharedList(file=reference.removeprefix("../"))
    found = holder.get("oneOf")
    if not isinstance(found, list):
        raise Missing(kind="choice", id=name)
    return found


def _choice(schema: Json, name: str, choice: str) -> Json:
    for each in _choices(schema, name):
        if each.get("const") == choice:
            return each
    raise Missing(kind="choice", id=f"{name} {choice}")
