"""Whatever an act refuses, there is a sentence for it in every language."""

from __future__ import annotations

import json
import re

import pytest
from casework_house import SCHEMAS

ACTS = SCHEMAS.parent / "suprovid" / "casework" / "acts"
SAID = {
    key for path in ACTS.glob("*.py") for key in re.findall(r'"(act\.[a-z_.]+)"', path.read_text("utf-8"))
}
NAMES = {
    name for path in ACTS.glob("*.py") for name in re.findall(r'Act\("([a-z_]+)"', path.read_text("utf-8"))
}
STATES = {
    f"act.why.{state}" for state in ("draft", "submitted", "returned", "approved", "superseded", "void")
}


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_refusal_and_every_act_has_a_sentence(language: str) -> None:
    """The reason is said, and the act is named in the history."""
    sentences = json.loads((SCHEMAS / "languages" / f"{language}.json").read_text("utf-8"))

    assert len(SAID) > 20
    assert {*SAID, *STATES, *(f"act.name.{name}" for name in NAMES)} - sentences.keys() == set()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_right_is_named(language: str) -> None:
    """A refusal names the right that is missing."""
    roles = json.loads((SCHEMAS / "roles.json").read_text("utf-8"))
    used = {
        right for role in roles["roles"].values() for grant in role["grants"] for right in grant["rights"]
    }

    assert used <= roles["rights"].keys()
    assert all(language == "uk" or "en" in title["x-i18n-title"] for title in roles["rights"].values())
