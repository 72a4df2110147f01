"""What is read back from a case: history, passed warnings, changed answers, what a person may read."""

from __future__ import annotations

from casework_house import SCHEMAS, House, started

from suprovid.casework import acts, history, overrides, supervision
from suprovid.casework.access import MARK
from suprovid.casework.acts import At
from suprovid.casework.changes import changed
from suprovid.casework.evidence import evidence
from suprovid.casework.facts import Facts
from suprovid.casework.reading import Reading
from suprovid.forms.library import Library
from suprovid.store.folder import Folder


def begun(house: House) -> Folder:
    """A case that has just begun."""
    enquiry = house.ready(house.oksana)
    done = house.submit(house.oksana, "start_check", started(house), enquiry)
    return house.work.read(*done.opened[0])


def test_history_is_newest_first_and_says_each_thing_once(house: House) -> None:
    """A document tells of its own submission; other acts stand beside it."""
    case = begun(house)
    house.day("2026-05-07")
    at = At("case", case.id, case.revision)
    acts.set_flags(house.work, house.oksana, at, ["crisis"], "Погрози")
    folder = house.work.read("case", case.id)

    found = history.moments(house.work, [folder])

    assert [(each.kind, each.what) for each in found][:1] == [("event", "set_flags")]
    assert not [each for each in found if each.kind == "event" and each.what == "submit"]
    assert {each.kind for each in history.moments(house.work, [folder], "event")} == {"event"}


def test_a_passed_warning_keeps_its_label_and_reason(house: House) -> None:
    """The event names the stages and the check; the programme says what it is called."""
    case = begun(house)
    at = At("case", case.id, case.revision)
    acts.pass_gate(house.work, house.oksana, at, "engaged/assessment/special_data", "Пізніше")
    folder = house.work.read("case", case.id)

    found = overrides.overrides(folder, house.work.programme, "uk")[-1]

    assert (found.label, found.reason) == ("Є дозвіл на чутливі дані (про здоров'я)", "Пізніше")
    assert overrides.passed(folder) == {"engaged/assessment/special_data"}


def test_the_supervisor_sees_what_was_passed_and_who_is_in_crisis(house: House) -> None:
    """Within thirty days; a coordinator who asks sees nothing."""
    case = begun(house)
    at = At("case", case.id, case.revision)
    done = acts.pass_gate(house.work, house.oksana, at, "engaged/assessment/contact", "Так склалося")
    acts.set_flags(house.work, house.oksana, done.at, ["crisis"], "Погрози")

    reasons = [one.override.reason for one in supervision.lately(house.work, house.halyna).passed]

    assert "Так склалося" in reasons
    assert supervision.in_crisis(house.work, house.halyna) == (("case", case.id),)
    assert supervision.in_crisis(house.work, house.oksana) == ()
    house.day("2026-07-01")
    assert supervision.lately(house.work, house.halyna).passed == ()


def test_changes_are_matched_by_line(house: House) -> None:
    """A line that moved is no change; one that was added, changed or taken away is."""
    form = Library.read(SCHEMAS).form("intake")
    before = {
        "requests": [{"_id": "a", "words": "Перше"}, {"_id": "b", "words": "Друге"}],
        "channel": "phone",
    }
    now = {"requests": [{"_id": "b", "words": "Друге!"}, {"_id": "c", "words": "Третє"}], "channel": "phone"}

    found = [(one.field.name, one.before, one.now, one.line) for one in changed(form, before, now)]

    assert found == [
        ("requests.words", "Друге", "Друге!", 1),
        ("requests", None, [{"_id": "c", "words": "Третє"}], 2),
        ("requests", [{"_id": "a", "words": "Перше"}], None, 1),
    ]


def test_a_reading_puts_a_mark_where_the_reader_does_not_see(house: House) -> None:
    """The same line, read by two people: what is restricted is for the coordinator."""
    case = begun(house)
    known = house.work.known_of(case, house.now.date())
    line = Facts(known).lines("requests")[0]

    assert Reading(house.work, house.oksana, known).says("request.words", line) == "Проблема 0"
    assert Reading(house.work, house.iryna, known).says("request.words", line) == MARK
    assert Reading(house.work, house.oksana, known).says("request.words", {}) == ""


def test_evidence_says_what_lit_a_lamp(house: House) -> None:
    """The proposal to start, by its question and its answer."""
    case = begun(house)
    lamp = next(lamp for lamp in house.work.programme.functions if lamp.key == "identify")

    found = evidence(Facts(house.work.known_of(case, house.now.date())), lamp, "uk")

    assert found == ("Пропозиція фахівця: Почати",)
