"""Odd schemas: tried, written anew and brought in, each judges as the standard does, and nothing changes.

They stand in `odd_schemas.jsonl`, one a line, with answers that fit and answers that do not.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from test_importing_official import SHIPPED, STRICTER

from suprovid.desk.trying import judged_as_stored
from suprovid.forms.answers import leaves
from suprovid.forms.exporting.foreign import current_schema
from suprovid.forms.importing.form import imported
from suprovid.forms.plain.lenient import compile_any

CHECKER = Draft202012Validator.FORMAT_CHECKER
LOOSER = {"required_unknown", "duplicate_choice", "format_email", "format_moment"}
LINES = (Path(__file__).parent / "odd_schemas.jsonl").read_text("utf-8").split("\n")
ODD = {each["name"]: (each["schema"], each["answers"]) for each in map(json.loads, filter(None, LINES))}


def spelt(answers: Any) -> str:
    return json.dumps(answers, sort_keys=True)


def fits(schema: Any, answers: Any) -> bool:
    return bool(Draft202012Validator(schema, format_checker=CHECKER).is_valid(answers))


@pytest.mark.parametrize("name", ODD)
def test_an_odd_schema_judges_as_the_standard_does(name: str) -> None:
    """Sound answers have no problem, others have one with a sentence; untouched they stay what they are."""
    schema, every = ODD[name]
    form = compile_any(schema, "odd.json", {}, SHIPPED, ours=False).form
    assert form is not None
    plain = current_schema(form.validator.root.schema)  # type: ignore[attr-defined]
    is_looser = any(each.word == "multipleOf" for each in plain.left_open)

    for answers in every:
        saved, problems = judged_as_stored(form, answers, "uk")
        is_pruned = len(list(leaves(saved))) < len(list(leaves(answers)))
        assert is_pruned or spelt(saved) == spelt(answers)
        assert (not problems) == fits(schema, saved), (answers, problems)
        assert fits(plain.schema, saved) == fits(schema, saved) or (is_looser and problems), answers
        assert all(each.sentence and "⟦" not in each.sentence for each in problems)


@pytest.mark.parametrize("name", ODD)
def test_an_odd_schema_brought_in_judges_alike_or_says_so(name: str) -> None:
    """As a form of ours; what is judged otherwise stands among the changes."""
    schema, every = ODD[name]
    found = imported(schema if schema else {}, "odd", ["case"], SHIPPED)
    told = {change.key for change in found.changes} | {fault.key for fault in found.faults}
    form = compile_any(found.form, "odd.json", {}, SHIPPED).form
    assert form is not None

    for answers in every:
        given = {found.wrapped: answers} if found.wrapped else answers
        saved, problems = judged_as_stored(form, given, "en")
        if len(list(leaves(saved))) < len(list(leaves(given))):
            continue
        reasons = STRICTER.get(problems[0].keyword, LOOSER) if problems else LOOSER
        assert (not problems) == fits(schema, answers) or told & reasons, (answers, problems, told)
