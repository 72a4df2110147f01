"""Answers are found by their meaning; the newest word wins; a missing tag switches facts off."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from knowing import Pile, form, ground, library, small

from suprovid.casework.facts import FACTS, Facts, kinds, missing_tags
from suprovid.casework.known import Ground

STATES = {
    "type": "string",
    "oneOf": [{"const": each, "title": each} for each in ("planned", "done", "failed")],
}


def text(title: str, **more: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, **more}


def rows(title: str, **columns: Any) -> dict[str, Any]:
    return {"type": "array", "title": title, "items": {"type": "object", "properties": columns}}


ROUTE = form(
    "route",
    {
        "things": rows(
            "Steps",
            what=text("What", **{"x-means": "step.what"}),
            how={"title": "State", **STATES, "x-means": "step.state"},
        ),
        "call": text("Call on", format="date", **{"x-means": "next_contact"}),
    },
    current="one",
)
DIARY = form(
    "diary",
    {
        "news": rows(
            "News",
            about=text("About", **{"x-choices-from": {"from": "steps"}}),
            now={"title": "Now", **STATES, "x-means": "step.state"},
        ),
        "call": text("Call on", format="date", **{"x-means": "next_contact"}),
    },
)


@pytest.fixture
def forms(tmp_path: Path) -> Ground:
    """Two forms that nobody has heard of: a route with steps, a diary with news about them."""
    return ground({}, small(tmp_path, ROUTE, DIARY))


@pytest.fixture
def case() -> Pile:
    """A case with a route of two steps."""
    pile = Pile("case")
    things = [{"_id": "s1", "what": "Довідка", "how": "planned"}, {"_id": "s2", "what": "Виписка"}]
    pile.add("route", "2026-03-01", {"things": things, "call": "2026-03-10"}, id="v1")
    return pile


def states(facts: Facts) -> dict[str, str]:
    return {line["what"]: line["state"] for line in facts.lines("steps")}


def test_lines_are_keyed_by_the_last_part_of_their_tags(forms: Ground, case: Pile) -> None:
    """Whatever the columns are called, rules see `what` and `state`, and where the line is kept."""
    line = case.known("2026-03-02", forms).lines("step")[0]
    assert (line["what"], line["state"]) == ("Довідка", "planned")
    assert (line["_id"], line["_document"], line["_folder"]) == ("s1", "v1", ("case", "f1"))


def test_a_later_document_has_the_newer_word(forms: Ground, case: Pile) -> None:
    """News about a step wins over the route, and makes no step of its own."""
    case.add("diary", "2026-03-05", {"news": [{"_id": "n1", "about": "s1", "now": "done"}]})
    assert states(case.facts("2026-03-06", forms)) == {"Довідка": "done", "Виписка": "planned"}


def test_of_two_words_the_later_wins(forms: Ground, case: Pile) -> None:
    """The order of the words counts, not the order of keeping."""
    case.add("diary", "2026-03-07", {"news": [{"_id": "n1", "about": "s1", "now": "failed"}]})
    case.add("diary", "2026-03-05", {"news": [{"_id": "n1", "about": "s1", "now": "done"}]})
    assert states(case.facts("2026-03-08", forms))["Довідка"] == "failed"


def test_a_copied_word_keeps_its_age(forms: Ground, case: Pile) -> None:
    """A new version that only copies the old state does not undo what a note has said between."""
    case.documents["v1"]["answers"]["things"][0]["how"] = "failed"
    case.add("diary", "2026-03-05", {"news": [{"_id": "n1", "about": "s1", "now": "done"}]})
    case.documents["v1"]["state"] = "superseded"
    copied = [{"_id": "s1", "what": "Довідка", "how": "failed"}]
    case.add("route", "2026-03-09", {"things": copied}, id="v2", previous="v1")
    assert states(case.facts("2026-03-10", forms)) == {"Довідка": "done"}


def test_a_new_word_in_a_new_version_wins(forms: Ground, case: Pile) -> None:
    """What the new version says anew is newer than the note."""
    case.add("diary", "2026-03-05", {"news": [{"_id": "n1", "about": "s1", "now": "done"}]})
    case.documents["v1"]["state"] = "superseded"
    changed = [{"_id": "s1", "what": "Довідка", "how": "failed"}]
    case.add("route", "2026-03-09", {"things": changed}, id="v2", previous="v1")
    assert states(case.facts("2026-03-10", forms)) == {"Довідка": "failed"}


@pytest.mark.parametrize(("state", "counts"), [("draft", False), ("void", False), ("returned", True)])
def test_only_what_was_submitted_counts(forms: Ground, case: Pile, state: str, counts: bool) -> None:
    """A draft and a voided document say nothing; a returned one still does."""
    case.add("diary", "2026-03-05", {"call": "2026-04-01"}, state=state)
    assert (case.facts("2026-03-06", forms).value("next_contact") == "2026-04-01") is counts


def test_a_version_that_waits_for_approval_does_not_replace_the_one_in_force(
    forms: Ground, case: Pile
) -> None:
    """Two versions side by side: the one in force counts until the other is approved."""
    case.add("route", "2026-03-09", {"things": [{"_id": "s9", "what": "Нове"}]}, awaits=True, previous="v1")
    assert list(states(case.facts("2026-03-10", forms))) == ["Довідка", "Виписка"]


def test_answers_being_given_can_be_asked_about(forms: Ground, case: Pile) -> None:
    """While a new version is filled in, facts are those that it would make."""
    draft = {
        "id": "v2",
        "form": "route",
        "previous": "v1",
        "answers": {"things": [{"_id": "s1", "what": "А"}]},
    }
    facts = Facts(case.known("2026-03-10", forms).considering(draft))
    assert [line["what"] for line in facts.lines("steps")] == ["А"]


def test_a_fact_without_its_tag_is_switched_off(forms: Ground, case: Pile) -> None:
    """No form asks for requests: the facts about them are not known, the tags are named, nothing crashes."""
    facts = case.facts("2026-03-06", forms)
    assert [name for name in FACTS if facts.value(name) is Ellipsis] == []
    assert facts.value("problem_requests") is None
    assert "problem_requests" in missing_tags(forms.library)["request.nature"]
    assert "step.what" not in missing_tags(forms.library)


def test_the_shipped_forms_carry_every_tag() -> None:
    """No fact is switched off with the forms that we ship."""
    assert missing_tags(library()) == {}


def test_generic_facts_about_documents_and_answers(forms: Ground, case: Pile) -> None:
    """A condition may ask about any form and any tag without a fact written for it."""
    facts = case.facts("2026-03-06", forms)
    assert facts.value("document.route.count") == 1
    assert facts.value("document.route.submitted") is True
    assert facts.value("document.route.on") == "2026-03-01"
    assert facts.value("document.diary.state") is None
    assert facts.value("latest.next_contact") == "2026-03-10"
    assert facts.value("no_such_fact") is None


def test_every_fact_has_a_kind_for_checking(forms: Ground) -> None:
    """The kinds of facts, columns, documents, tags and settings are known before a rule is used."""
    known = kinds(forms)
    assert known["problem_requests"] == "number"
    assert known["requests.nature"] == "choice"
    assert known["document.diary.on"] == "date"
    assert known["latest.next_contact"] == "date"


def test_an_older_version_is_read_through_aliases(tmp_path: Path) -> None:
    """A document from before a key was renamed answers under the new key."""
    renamed = form(
        "route", {"next": text("Next", format="date", **{"x-means": "next_contact", "x-aliases": ["call"]})}
    )
    case = Pile("case")
    case.add("route", "2026-03-01", {"call": "2026-03-10"}, version="2025.1")
    facts = case.facts("2026-03-02", ground({}, small(tmp_path, renamed)))
    assert facts.value("next_contact") == "2026-03-10"
