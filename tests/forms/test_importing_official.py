"""The official cases of every draft after `form import`: where a form judges otherwise is told."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from jsonschema.validators import validator_for
from official_cases import Case, cases_of

from suprovid.desk.trying import judged_as_stored
from suprovid.forms.answers import leaves
from suprovid.forms.form import Form
from suprovid.forms.importing.changes import Refused
from suprovid.forms.importing.form import Imported, imported
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.words import Words

SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
OLD, NEW = "http://json-schema.org/draft-0{}/schema#", "https://json-schema.org/draft/{}/schema"
DRAFTS = {
    **{f"draft{number}": OLD.format(number) for number in (4, 6, 7)},
    **{f"draft{year}": NEW.format(year) for year in ("2019-09", "2020-12")},
}
STRICTER = {
    "format": {"formats_judged", "format_email", "format_time", "format_moment"},
    "type": {"root_object", "dynamic"},
}
"""What must be told when a form complains with this keyword and the draft does not."""
ANYWHERE = {
    "dynamic",
    "own_dialect",
    "whole_fractions",
    "format_email",
    "patterns_wide",
    "dependencies_unknown",
}
"""What may be told when it is any other, or when the form lets through what the draft refuses."""

NOTED = "content:"
"""What is in an encoded text is a note, also for a draft that lets a validator judge it."""


@lru_cache(maxsize=1)
def brought(text: str) -> tuple[Imported, Form] | None:
    """What the import makes of a schema; None for one that it refuses."""
    try:
        found = imported(json.loads(text), "official", ["case"], SHIPPED)
    except Refused:
        return None
    form = compile_any(found.form, "official.json", {}, SHIPPED).form
    assert form is not None, text
    return found, form


def written(case: Case, draft: str) -> str:
    """The schema as the command reads it, saying its draft."""
    words = case.schema if isinstance(case.schema, dict) else {} if case.schema else {"not": {}}
    return json.dumps({"$schema": draft, **words})


def wanted(case: Case, schema: Any, saved: Any, is_pruned: bool) -> bool:
    """What the draft says of the answers that are saved."""
    return validator_for(schema)(schema).is_valid(saved) if is_pruned else case.is_valid


@pytest.mark.parametrize("part", ["", "/optional"])
@pytest.mark.parametrize("draft", DRAFTS)
def test_where_a_form_judges_otherwise_the_import_tells(draft: str, part: str) -> None:
    """Not one case of the draft is judged otherwise without a change that says why."""
    judged, otherwise = 0, 0
    for text, cases in groupby(cases_of(draft + part), lambda case: written(case, DRAFTS[draft])):
        known = brought(text)
        for case in (each for each in cases if not each.name.startswith(NOTED)) if known else ():
            found, form = known  # type: ignore[misc]
            given = {found.wrapped: case.answer} if found.wrapped else case.answer
            saved, problems = judged_as_stored(form, given, "en")
            inner = saved.get(found.wrapped) if found.wrapped else saved
            is_pruned = len(list(leaves(saved))) < len(list(leaves(given)))
            judged += 1
            if (not problems) == wanted(case, json.loads(text), inner, is_pruned):
                continue
            otherwise += 1
            told = {change.key for change in found.changes}
            reasons = STRICTER.get(problems[0].keyword, ANYWHERE) if problems else ANYWHERE
            assert told & reasons, (case.name, [problem.keyword for problem in problems], told)
    assert judged > (90 if part else 500)
    assert otherwise < judged / (5 if part else 15)
