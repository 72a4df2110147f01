"""Which form is sensible next, and where it is filled in."""

from __future__ import annotations

from casework_house import House, started, with_problems

from suprovid.casework import acts, ways
from suprovid.casework.acts import At, Done
from suprovid.casework.facts import Facts
from suprovid.store.folder import Folder


def begun(house: House) -> Folder:
    """A case that has just begun."""
    enquiry = house.ready(house.oksana)
    done = house.submit(house.oksana, "start_check", started(house), enquiry)
    return house.work.read(*done.opened[0])


def facts(house: House, folder: Folder) -> Facts:
    return Facts(house.work.known_of(folder, house.now.date()))


def next_form(house: House, folder: Folder) -> str:
    found = ways.next_way(house.work, house.oksana, facts(house, folder))
    return found.form.key if found else ""


def test_what_the_gate_misses_comes_first(house: House) -> None:
    """Before the assessment a permission is missing; once it is passed, the assessment itself."""
    case = begun(house)
    assert next_form(house, case) == "consent"

    for gate in ("special_data", "contact"):
        at = At("case", case.id, house.work.read("case", case.id).revision)
        acts.pass_gate(house.work, house.oksana, at, f"engaged/assessment/{gate}", "Пізніше")

    assert next_form(house, house.work.read("case", case.id)) == "needs_assessment"


def test_what_was_begun_goes_on(house: House) -> None:
    """A draft is opened again, not begun anew."""
    case = begun(house)
    into = Done("case", case.id, case.revision, "", None)
    answers = {"assessed_on": "2026-05-06", "assessment_kind": "initial"}
    done = house.draft(house.oksana, "needs_assessment", answers, into)

    folder = house.work.read("case", case.id)
    found = ways.way(house.work, house.oksana, folder, "needs_assessment")

    assert found is not None
    assert (found.state, (found.document or {})["id"]) == ("draft", done.document)
    assert next_form(house, folder) == "needs_assessment"


def test_a_form_of_the_enquiry_is_filled_in_there(house: House) -> None:
    """From the case one comes to the intake of its enquiry; a single form goes on in its document."""
    case = begun(house)

    found = ways.way(house.work, house.oksana, case, "intake")

    assert found is not None
    assert (found.folder.kind, found.state) == ("enquiry", "submitted")


def test_whoever_may_not_write_gets_no_way(house: House) -> None:
    """The supervisor reads and approves; the forms are for others."""
    case = begun(house)

    assert ways.way(house.work, house.halyna, case, "needs_assessment") is None
    assert ways.way(house.work, house.oksana, case, "nothing_like_this") is None
    assert ways.next_way(house.work, house.halyna, facts(house, case)) is None


def test_the_forms_of_a_stage_stand_in_their_order(house: House) -> None:
    """Only forms for a case, and only those that fit where it stands."""
    case = begun(house)

    keys = [way.form.key for way in ways.fitting(house.work, house.oksana, facts(house, case))]

    assert "intake" not in keys
    assert keys.index("consent") < keys.index("needs_assessment") < keys.index("contact_note")


def test_an_enquiry_has_ways_too(house: House) -> None:
    """Nothing here is about cases alone."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    folder = house.work.read("enquiry", done.id)

    assert next_form(house, folder) in ("consent", "start_check")
