"""Markup planted wherever somebody may write: in answers, names, files, forms, lists, rules and roles."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from suprovid.casework.acts import At, Done, Filled
from suprovid.casework.opening import open_workspace
from suprovid.desk.door import clock
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.forms.fields import Field
from suprovid.sample import demo, staff
from suprovid.sample.office import Office

SCHEMAS = Path(__file__).parents[2] / "schemas"
HOST = "planted.example"
MARK = (
    f"<img src=//{HOST}/i onerror=planted=1>![p](//{HOST}/j)[l](//{HOST})"
    "**grubo** :red[rudo] $$zlo$$ `kodo` <script>planted=1</script>"
)
"""Every kind of markup that a browser, Markdown or Streamlit would read, each with a word of its own."""
LITERAL = {"grubo": "**grubo**", "rudo": ":red[rudo]", "zlo": "$$zlo$$", "kodo": "`kodo`"}
"""How each of these words must stand wherever it can be read."""
WORDS = ("title", "description", "x-help", "x-placeholder", "note")
TEXTS = frozenset({"text", "long"})
"""Kinds of question that are answered by typing."""


@dataclass
class PlantedOffice(Office):
    """The sample's office, in which everybody types markup into everything that may be typed."""

    def _submit(self, login: str, at: At, filled: Filled) -> Done:
        return super()._submit(login, at, self._planted(filled))

    def _planted(self, filled: Filled) -> Filled:
        form = self.work.library.form(filled.form)
        return replace(filled, answers=_answers(form.fields, filled.answers))


def _answers(fields: tuple[Field, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    known = {field.key: field for field in fields}
    return {key: _answer(known[key], said) if key in known else said for key, said in answers.items()}


def _answer(field: Field, said: Any) -> Any:
    if isinstance(said, str) and field.kind in TEXTS and not field.source:
        return _text(said, int(field.schema.get("maxLength", 100_000)))
    if isinstance(said, Mapping):
        return _answers(field.children, said)
    if isinstance(said, list):
        return [_answers(field.children, line) if isinstance(line, Mapping) else line for line in said]
    return said


def _text(said: str, longest: int = 100_000) -> str:
    return said if MARK in said or len(said) + len(MARK) + 1 > longest else f"{said} {MARK}"


def planted_schemas(to: Path) -> Path:
    """A copy of the shipped schemas in which every text has markup behind it."""
    shutil.copytree(SCHEMAS, to)
    for path in [*to.glob("forms/*.json"), *to.glob("lists/*.json"), *to.glob("filters/*.json")]:
        _plant_file(path)
    for name in ("programme.json", "roles.json"):
        _plant_file(to / name)
    return to


def _plant_file(path: Path) -> None:
    whole = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(_schema(whole), ensure_ascii=False), encoding="utf-8")


def _schema(node: Any) -> Any:
    if isinstance(node, list):
        return [_schema(each) for each in node]
    if not isinstance(node, dict):
        return node
    return dict(_words(node))


def _words(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for key, value in node.items():
        if key in WORDS and isinstance(value, str):
            yield key, _text(value)
        elif key.startswith("x-i18n-") and key != "x-i18n-errors" and isinstance(value, dict):
            yield key, {language: _text(text) for language, text in value.items()}
        else:
            yield key, _schema(value)


@dataclass(frozen=True)
class Planted:
    """An organisation full of markup: where it is, and how its people sign in."""

    data: Path
    schemas: Path
    phrases: Mapping[str, str]


def planted(tmp_path: Path, patch: pytest.MonkeyPatch) -> Planted:
    """The sample with two long stories, the directory and some cases, everything in it planted."""
    data, schemas, passwords = tmp_path / "data", planted_schemas(tmp_path / "schemas"), Passwords()
    patch.setattr(demo, "Office", PlantedOffice)
    patch.setattr(
        staff,
        "STAFF",
        tuple(replace(who, name=f"{who.name} {MARK}", title=_text(who.title)) for who in staff.STAFF),
    )
    patch.setattr(staff, "SETTINGS", {**staff.SETTINGS, "name": f"Центр {MARK}", "hours": MARK})
    with open_workspace(data, schemas) as work:
        accounts = demo.found(work, clock(), lambda phrase: credential(passwords, phrase), 6)
    return Planted(data, schemas, {each.worker.login: each.passphrase for each in accounts})
