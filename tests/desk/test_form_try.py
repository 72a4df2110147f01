"""`suprovid form try` over many small schemas from elsewhere: nothing is filled in, lost or left untold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from suprovid.__main__ import main

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.json") if not path.name.endswith(".answers.json"))
DECIMALS = {"only_judging"}
"""Where the library divides binary fractions and we divide decimals."""


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, Any]]:
    """What the command says of every schema, worked through in one process."""
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda text, **more: printed.append(text))
        assert main(["form", "try", str(SCHEMAS), "--language", "en"]) == 0
    return {line["name"]: line for line in map(json.loads, printed)}


def read(name: str, ending: str = ".json") -> Any:
    return json.loads((SCHEMAS / f"{name}{ending}").read_text(encoding="utf-8"))


def given(name: str) -> Any:
    """The answers beside a schema; without any, an object begins empty."""
    if (SCHEMAS / f"{name}.answers.json").exists():
        return read(name, ".answers.json")
    schema = read(name)
    return {} if isinstance(schema, Mapping) and schema.get("type") == "object" else None


def put_back(answers: Any, whole: Any, path: list[Any]) -> None:
    """Put what was pruned where it was."""
    for step in path[:-1]:
        answers, whole = answers[step], whole[step]
    answers[path[-1]] = whole[path[-1]]


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_save_gives_back_what_was_given(name: str, results: Mapping[str, Any]) -> None:
    """Byte for byte after sorting keys, except what is told as pruned."""
    saved, before = results[name]["answers"], given(name)

    for path in results[name]["pruned"]:
        put_back(saved, before, path)

    assert json.dumps(saved, sort_keys=True) == json.dumps(before, sort_keys=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_is_that_of_any_validator(name: str, results: Mapping[str, Any]) -> None:
    """There are problems exactly when the saved answers do not fit the schema."""
    if (given(name) is None and results[name]["answers"] is None) or name in DECIMALS:
        return
    validator = Draft202012Validator(read(name), format_checker=Draft202012Validator.FORMAT_CHECKER)

    fits = validator.is_valid(results[name]["answers"])

    assert bool(results[name]["problems"]) != fits


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_has_a_sentence(name: str, results: Mapping[str, Any]) -> None:
    """A sentence of ours in the reader's language, and not the library's text."""
    for problem in results[name]["problems"]:
        assert problem["sentence"]
        assert "⟦" not in problem["sentence"]
        assert "is not valid under" not in problem["sentence"]
