"""Schemas and answers from elsewhere that would take forever: refused in time, and in little memory."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from bounded import bounded

from suprovid.desk import trying
from suprovid.forms.importing.changes import Refused
from suprovid.forms.importing.form import imported
from suprovid.forms.loading import read_json
from suprovid.forms.plain.form import ROOT
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.setting import Setting
from suprovid.forms.words import Words

WORDS = Words.read(Path(__file__).resolve().parents[2] / "schemas" / "languages")
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SELF = {"$ref": "#"}


def nested(depth: int) -> dict[str, Any]:
    """A group in a group in a group."""
    whole: dict[str, Any] = {}
    for _ in range(depth):
        whole = {"c": whole}
    return whole


def outcome(schema: Any, answers: Any) -> list[str]:
    """The keywords of the problems, or the faults of the schema."""
    compiled = compile_any(schema, "f.json", {}, WORDS)
    if compiled.form is None:
        return [fault.key for fault in compiled.faults]
    given = {ROOT: answers} if compiled.form.plain else answers
    view = compiled.form.look(given, Setting(NOW.date(), NOW, language="en", literal=not compiled.form.plain))
    for field in compiled.form.trees:
        view.tree((field.name,))
    return [problem.keyword for problem in view.problems("en")]


def own(**words: Any) -> dict[str, Any]:
    """A form of ours with one question."""
    question = {"title": "Q", "type": "object", **words}
    settings = {"id": "f", "version": "1", "subject": ["case"], "languages": ["uk"]}
    return {"title": "F", "type": "object", "x-form": settings, "properties": {"q": question}}


def ruled(depth: int) -> tuple[dict[str, Any], Any]:
    """A tree of ours with sums and conditions, filled so deep."""
    total = {"title": "T", "type": "integer", "x-calculate": "sum(${parts.total}) + 1"}
    note = {"title": "N", "type": "string", "x-visible-if": "${total} > 3"}
    parts = {"title": "P", "type": "array", "items": {"$ref": "#/$defs/node"}}
    node = {"title": "K", "type": "object", "properties": {"total": total, "note": note, "parts": parts}}
    answers: dict[str, Any] = {"note": "x"}
    for _ in range(depth):
        answers = {"note": "x", "parts": [answers, {"note": "y"}]}
    return {**own(**{"$ref": "#/$defs/node"}), "$defs": {"node": node}}, {"q": answers}


SLOW_NAME = "a" * 5_000 + "!"
BLOWN: dict[str, tuple[Any, Any, list[str]]] = {
    "doubling by allOf": ({"properties": {"c": {"allOf": [SELF, SELF]}}}, nested(50), ["too_much_work"]),
    "doubling by names": (
        {"properties": {"c": SELF}, "patternProperties": {"c": SELF}},
        nested(50),
        ["too_much_work"],
    ),
    "doubling by dependents": (
        {"properties": {"c": SELF}, "dependentSchemas": {"c": {"properties": {"c": SELF}}}},
        nested(50),
        ["too_much_work"],
    ),
    "a slow pattern": ({"pattern": "^(a+)+$"}, "a" * 50_000 + "b", ["pattern"]),
    "a slow pattern of alternatives": ({"pattern": "^(a|aa)+$"}, "a" * 50_000 + "b", ["pattern"]),
    "a pattern of names that refers back": (
        {"patternProperties": {r"^(a)\1$": {}}, "unevaluatedProperties": False},
        {"a" * 40 + "b": 1},
        ["pattern_slow"],
    ),
    "slow names beside a closing word": (
        {"patternProperties": {"^(a+)+$": {}}, "unevaluatedProperties": False},
        {SLOW_NAME: 1},
        ["unevaluatedProperties"],
    ),
    "slow names in a form of ours": (
        own(patternProperties={"^(a+)+$": {}}, additionalProperties=False),
        {"q": {SLOW_NAME: 1}},
        ["additionalProperties"],
    ),
    "slow names in a form of ours beside a closing word": (
        own(allOf=[{"patternProperties": {"^(a|aa)+$": {}}}], unevaluatedProperties=False),
        {"q": {SLOW_NAME: 1}},
        ["unevaluatedProperties"],
    ),
    "names by their kind of letters": (
        own(patternProperties={r"^\p{L}+$": {}}, additionalProperties=False),
        {"q": {"ґанок": 1, "7": 1}},
        ["additionalProperties"],
    ),
    "sums and conditions in a deep tree": (*ruled(22), []),
    "thousands of different items": (
        {"type": "array", "uniqueItems": True},
        [{"a": n, "b": [n]} for n in range(5000)],
        [],
    ),
    "thousands of items, two the same": (
        {"type": "array", "uniqueItems": True},
        [*({"a": n} for n in range(5000)), {"a": 1}],
        ["uniqueItems"],
    ),
    "thousands of digits": ({"type": "number", "multipleOf": 0.1}, 10**4200 + 1, ["multipleOf"]),
    "deep and sound": ({"properties": {"c": SELF}, "type": "object"}, nested(55), []),
    "required without end": ({"properties": {"c": SELF}, "required": ["c"]}, {}, ["required"]),
    "lists in lists": ({"type": "array", "items": SELF}, [[[[]]]], []),
}


@pytest.mark.parametrize("case", BLOWN)
def test_what_blows_up_is_told_in_time(case: str) -> None:
    """The problem has a name, nothing hangs, and what is only large is judged: in 2 s and 100 MB."""
    schema, answers, expected = BLOWN[case]

    assert bounded(lambda: outcome(schema, answers)) == expected


def wide(count: int) -> dict[str, Any]:
    """Questions side by side, without any section."""
    return {"type": "object", "properties": {f"q{n}": {"title": f"Question {n}"} for n in range(count)}}


def test_a_very_wide_form_is_tried_a_part_at_a_time(tmp_path: Path) -> None:
    """Three thousand questions are read, drawn, saved and judged within the same limits."""
    (tmp_path / "wide.json").write_text(json.dumps(wide(3000)), encoding="utf-8")
    (tmp_path / "answers.json").write_text('{"q2999": "here"}', encoding="utf-8")
    paths = tmp_path / "wide.json", tmp_path / "answers.json"
    small = tmp_path / "small.json"
    small.write_text(json.dumps(wide(1)), encoding="utf-8")
    trying.tried(small, None, tmp_path, WORDS, "en")  # what is loaded at the first use is no part of it

    trial = bounded(lambda: trying.tried(*paths, tmp_path, WORDS, "en"))

    assert (trial.answers, trial.problems, trial.faults) == ({"q2999": "here"}, (), ())


def test_very_many_questions_without_sections_are_parts_by_themselves() -> None:
    """A form of ours that arranges nothing: forty at a time, each part with its name; a few stay together."""
    many = compile_any({**wide(100), "x-form": {"id": "wide"}}, "f.json", {}, WORDS).form
    few = compile_any({**wide(60), "x-form": {"id": "wide"}}, "f.json", {}, WORDS).form

    assert many is not None
    assert few is not None
    assert [len(section.names) for section in many.sections] == [40, 40, 20]
    assert [section.title("uk") for section in many.sections] == ["Частина 1", "Частина 2", "Частина 3"]
    assert [section.title("uk") for section in few.sections] == [""]


@pytest.mark.parametrize(
    "reference", ["http://127.0.0.1:9/x", "file:///etc/hostname", "//host/x", "other.json"]
)
def test_no_reference_is_followed_out_of_the_file(reference: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No request is made and no file opened; the refusal says which reference it is."""

    def refuse(*given: Any, **more: Any) -> None:
        raise AssertionError("something was fetched")

    monkeypatch.setattr("urllib.request.urlopen", refuse)
    monkeypatch.setattr("socket.create_connection", refuse)
    compiled = compile_any({"properties": {"a": {"$ref": reference}}}, "f.json", {}, WORDS)

    (fault,) = compiled.faults
    assert fault.place == "/properties/a/$ref"
    assert fault.facts["ref"] == reference
    assert fault.key in ("foreign_ref", "unknown_ref")


def read_and_brought(text: str) -> set[str]:
    """What stands against a text as a form that is tried, and against bringing it in."""
    data, faults = read_json(text, "f.json")
    if faults:
        return {fault.key for fault in faults}
    tried = {fault.key for fault in compile_any(data, "f.json", {}, WORDS).faults}
    try:
        return tried | {fault.key for fault in imported(data, "f", ["case"], WORDS).faults}
    except Refused as error:
        return {*tried, type(error).__name__}


DOUBLING = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(60)} | {"d60": {}}
HOSTILE = {
    "a remote reference": ('{"$ref": "http://127.0.0.1:9/x"}', {"foreign_ref", "Refused"}),
    "a file": ('{"$ref": "file:///etc/passwd"}', {"foreign_ref", "Refused"}),
    "itself": ('{"$ref": "#"}', {"recursive"}),
    "a circle": ('{"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"anyOf": [{"$ref": "#"}]}}}',
                 {"recursive"}),
    "depth": ('{"not":' * 300 + "{}" + "}" * 300, {"too_deep"}),
    "very much depth": ("[" * 1_000_000, {"too_deep"}),
    "doubling": (json.dumps({"$ref": "#/$defs/d0", "$defs": DOUBLING}), {"too_large"}),
    "no number": ('{"const": NaN}', {"not_a_number"}),
    "no end": ('{"maximum": -Infinity}', {"not_a_number"}),
    "beyond any number": ('{"maximum": 1e999}', {"not_a_number"}),
    "digits": ('{"minimum": ' + "9" * 5000 + "}", {"not_a_number"}),
    "a key twice": ('{"type": "string", "type": "number"}', {"duplicate_key"}),
    "a division that has no exact half": ('{"type": "number", "multipleOf": 0.1}', set()),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_is_refused_in_time(case: str) -> None:
    """Tried or brought in: a typed refusal within 2 s and 100 MB, and nobody else is asked for anything."""
    text, expected = HOSTILE[case]

    assert bounded(lambda: read_and_brought(text)) == expected


OPEN = {"type": "object", "additionalProperties": True}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_answers_are_read_or_refused_in_time(case: str) -> None:
    """The same texts as answers: what is no JSON or too deep is refused, anything else is only an answer."""
    text, expected = HOSTILE[case]

    def told() -> list[str]:
        answers, faults = read_json(text, "f.answers.json")
        return [fault.key for fault in faults] or outcome(OPEN, answers)

    unreadable = expected & {"too_deep", "not_a_number", "duplicate_key"}
    assert bounded(told) == sorted(unreadable)
