"""Schemas and answers from elsewhere that would take forever: refused in time, and in little memory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from time import process_time
from typing import Any

import pytest

from suprovid.forms.look import Setting
from suprovid.forms.plain.form import ROOT
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.words import Words

WORDS = Words.read(Path(__file__).resolve().parents[2] / "schemas" / "languages")
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SELF = {"$ref": "#"}
SECONDS, KILOBYTES = 2, 100_000


def nested(depth: int) -> dict[str, Any]:
    """A group in a group in a group."""
    whole: dict[str, Any] = {}
    for _ in range(depth):
        whole = {"c": whole}
    return whole


def outcome(schema: Any, answers: Any) -> list[str]:
    """The keywords of the problems, or the faults of the schema, within the limits of time and memory."""
    began, before = process_time(), getrusage(RUSAGE_SELF).ru_maxrss
    compiled = compile_any(schema, "f.json", {}, WORDS)
    if compiled.form is None:
        found = [fault.key for fault in compiled.faults]
    else:
        view = compiled.form.look({ROOT: answers}, Setting(NOW.date(), NOW, language="en"))
        view.tree((ROOT,))
        found = [problem.keyword for problem in view.problems("en")]
    assert process_time() - began < SECONDS
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < KILOBYTES
    return found


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
    """The problem has a name, nothing hangs, and what is only large is judged."""
    schema, answers, expected = BLOWN[case]

    assert outcome(schema, answers) == expected


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
