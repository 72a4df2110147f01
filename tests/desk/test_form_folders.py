"""`suprovid form schema` and `form import` over a folder of schemas: one line of JSON for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from suprovid.__main__ import main
from suprovid.forms.plain.lenient import speaks_ours

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.json") if not path.name.endswith(".answers.json"))
OTHERWISE = {"only_judging", "undeclared"}
"""Where the library divides binary fractions and we decimals, or does not read old words of no draft."""
APART = {
    "draft_4": "to that draft 1.0 is no integer, which no later one can say",
    "dynamic": "a form has no references that depend on who asks",
    "formats": "an e-mail of ours has a dot, a time of ours may be HH:MM",
    "moments_at_the_edge": "a leap second is no time of ours",
}


def read(name: str, ending: str = ".json") -> Any:
    return json.loads((SCHEMAS / f"{name}{ending}").read_text(encoding="utf-8"))


def is_plain(name: str) -> bool:
    schema = read(name)
    return not (isinstance(schema, dict) and speaks_ours(schema)) and name not in OTHERWISE


def has_answers(name: str) -> bool:
    return (SCHEMAS / f"{name}.answers.json").exists()


def lines(*arguments: str) -> dict[str, dict[str, Any]]:
    """What a command prints for every schema, worked through in one process."""
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda text, **more: printed.append(text))
        main([*arguments])
    return {line["name"]: line for line in map(json.loads, (text for text in printed if text[:1] == "{"))}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return lines("form", "schema", str(SCHEMAS), "-o", str(tmp_path_factory.mktemp("schemas")))


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return lines("form", "import", str(SCHEMAS), "-o", str(tmp_path_factory.mktemp("forms")))


@pytest.mark.parametrize("name", NAMES)
def test_a_written_schema_is_one_of_draft_2020_12_with_our_verdict(
    name: str, written: dict[str, dict[str, Any]]
) -> None:
    """Any validator says of the saved answers what we say, conditions of ours included."""
    line = written[name]
    Draft202012Validator.check_schema(line["schema"])
    if not has_answers(name) or name in {"only_judging", "draft_4"}:
        pytest.skip("no answers, or decimals, or an integer of draft 4")
    judge = Draft202012Validator(line["schema"], format_checker=Draft202012Validator.FORMAT_CHECKER)

    assert judge.is_valid(line["answers"]) == (not line["problems"])


@pytest.mark.parametrize("name", [name for name in NAMES if is_plain(name)])
def test_an_imported_form_judges_as_the_schema_did(name: str, brought: dict[str, dict[str, Any]]) -> None:
    """The form is sound, and its verdict is that of the draft that the schema was written in."""
    line, schema = brought[name], read(name)
    assert line["form"], "true and false are schemas too"
    assert line["faults"] == []
    if not has_answers(name) or name in APART:
        pytest.skip(APART.get(name, "no answers"))
    draft = validator_for(schema, default=Draft202012Validator)

    fits = draft(schema, format_checker=draft.FORMAT_CHECKER).is_valid(read(name, ".answers.json"))

    assert bool(line["problems"]) != fits
