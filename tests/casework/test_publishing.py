"""A methodologist changes forms and rules on a running system; nothing is lost and no code is touched."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from casework_house import House, on

from suprovid.casework import access, acts, publishing
from suprovid.casework.acts import At, Filled
from suprovid.casework.facts import Facts
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.casework.programme import say
from suprovid.errors import BadForm, NotAllowed, Stale

ROOT = Path(__file__).parents[2]
SAMPLE = json.loads((ROOT / "tests" / "samples" / "e4_intake.json").read_text(encoding="utf-8"))


@pytest.fixture
def writable(tmp_path: Path) -> Iterator[House]:
    """An organisation with schemas of its own, which may be changed."""
    shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    work = open_workspace(tmp_path / "data", tmp_path / "schemas")
    who = {"name": "Галина", "login": "halyna", "roles": ["supervisor", "administrator"]}
    first = acts.setup(work, By(Person("", ""), on("2026-05-06")), {"name": "Центр"}, who)
    house = House(work, {"halyna": first.id}, on("2026-05-06"))
    house.hire("oksana", "Оксана", "frontliner", "coordinator")
    house.hire("marta", "Марта", "methodologist")
    yield house
    work.close()


def enquire(house: House, **more: Any) -> acts.Done:
    answers = {**SAMPLE["answers"], "received_by": house.ids["oksana"], **more}
    return acts.submit(house.work, house.oksana, At("enquiry"), Filled("intake", answers))


def edited(house: House, change: Any) -> str:
    """The text of the intake form after a change."""
    data = json.loads(house.work.library.source("intake"))
    change(data)
    return json.dumps(data, ensure_ascii=False)


def ask_digital_access(data: dict[str, Any]) -> None:
    data["properties"]["digital_access"] = {
        "title": "Чи є доступ до Дії?",
        "x-i18n-title": {"en": "Is there access to Diia?"},
        "type": "string",
        "oneOf": [
            {"const": "yes", "title": "Так", "x-i18n-title": {"en": "Yes"}},
            {"const": "no", "title": "Ні", "x-i18n-title": {"en": "No"}},
        ],
        "x-core": True,
    }
    data["x-layout"][0]["fields"].append("digital_access")
    data["properties"]["desired_result"]["title"] = "Що має змінитися на краще"


def test_a_question_is_added_while_people_work(writable: House) -> None:
    """The new question is offered at once, documents made before stay as they are and stay sound."""
    work = writable.work
    before = enquire(writable)
    text = edited(writable, ask_digital_access)
    proposal = publishing.propose(work, writable.marta, "intake", text)

    assert {change.key for change in proposal.changes} >= {"added", "text"}
    assert proposal.rehearsal is not None
    assert (proposal.rehearsal.documents, proposal.rehearsal.with_problems) == (1, 0)

    version = publishing.publish(work, writable.marta, "intake", text, work.library.form("intake").version)
    after = enquire(writable, digital_access="no")

    assert work.library.form("intake").version == version
    assert work.library.form("intake").field("desired_result").title("uk") == "Що має змінитися на краще"
    old, new = (work.read("enquiry", done.id).documents[done.document] for done in (before, after))
    assert "digital_access" not in old["answers"]
    assert old["version"] != new["version"] == version
    assert new["answers"]["digital_access"] == "no"


def test_a_faulty_text_is_never_in_force(writable: House) -> None:
    """A condition on a question that is not there is refused with a sentence; workers notice nothing."""
    work, version = writable.work, writable.work.library.form("intake").version

    def spoil(data: dict[str, Any]) -> None:
        data["properties"]["source"]["x-visible-if"] = "${chanel} = 'office'"

    with pytest.raises(BadForm) as caught:
        publishing.publish(work, writable.marta, "intake", edited(writable, spoil), version)

    told = caught.value.faults[0].told(work.library.words, "uk")
    assert "chanel" in told
    assert "channel" in told
    assert work.library.form("intake").version == version
    assert enquire(writable).document


def test_two_methodologists_do_not_overwrite_each_other(writable: House) -> None:
    """Whoever publishes second is told that another version is in force."""
    work, version = writable.work, writable.work.library.form("intake").version
    text = edited(writable, ask_digital_access)
    publishing.publish(work, writable.marta, "intake", text, version)

    with pytest.raises(Stale):
        publishing.publish(work, writable.marta, "intake", text, version)


def test_an_earlier_version_can_be_put_in_force_again(writable: House) -> None:
    """After a roll-back the question is gone, and what was answered to it is still there."""
    work, version = writable.work, writable.work.library.form("intake").version
    publishing.publish(work, writable.marta, "intake", edited(writable, ask_digital_access), version)
    done = enquire(writable, digital_access="yes")

    publishing.roll_back(work, writable.marta, "intake", version, work.library.form("intake").version)

    form = work.library.form("intake")
    answers = work.read("enquiry", done.id).documents[done.document]["answers"]
    assert not form.has("digital_access")
    assert (("digital_access",), "yes") in form.unknown(answers)


def test_a_frontliner_does_not_publish(writable: House) -> None:
    """Changing forms needs the right to; so does seeing what a change would do to stored documents."""
    with pytest.raises(NotAllowed):
        publishing.propose(writable.work, writable.oksana, "intake", "{}")


def test_a_choice_and_a_stage_are_data(writable: House) -> None:
    """A choice is added to a shared list and a stage is called otherwise, by editing files only."""
    work = writable.work
    lists, programme = work.schemas / "lists" / "source.json", work.schemas / "programme.json"
    source = json.loads(lists.read_text(encoding="utf-8"))
    source["oneOf"].append({"const": "poster", "title": "Плакат", "x-i18n-title": {"en": "Poster"}})
    lists.write_text(json.dumps(source, ensure_ascii=False), encoding="utf-8")
    text = programme.read_text(encoding="utf-8")
    programme.write_text(text.replace('"Звернення завершено"', '"Розмову завершено"'), encoding="utf-8")

    assert work.catch_up()
    assert not work.catch_up()
    assert not [fault for fault in publishing.faults(work) if not fault.warning]
    done = enquire(writable, source="poster")
    stage = Facts(work.known("enquiry", done.id, writable.oksana.today)).value("stage")
    assert say(work.programme.stage(stage).label, "uk") == "Розмову завершено"


@pytest.mark.parametrize("name", ["programme.json", "roles.json", "forms/intake.json"])
def test_a_file_that_cannot_be_read_replaces_nothing(writable: House, name: str) -> None:
    """Whatever is broken by hand, people go on with what was good before."""
    work = writable.work
    stages, version = work.programme.stages, work.library.form("intake").version
    (work.schemas / name).write_text('{"stages": [', encoding="utf-8")

    work.catch_up()

    assert work.programme.stages == stages
    assert work.library.form("intake").version == version
    assert enquire(writable).document


def test_a_breaking_edit_needs_an_action(writable: House) -> None:
    """P12: the naive way publishes whatever is sound.

    Here a question that documents have answered goes only by the decision to leave the answers among the
    earlier ones, and its type and choices are never taken away.
    """
    work, marta, key, name = writable.work, writable.marta, "intake", "digital_access"
    without = work.library.source(key)
    publishing.publish(work, marta, key, edited(writable, ask_digital_access), work.library.form(key).version)
    enquire(writable, digital_access="yes")
    version = work.library.form(key).version

    proposal = publishing.propose(work, marta, key, without)
    assert proposal.form is not None, "naively it would be published"
    assert not proposal.is_publishable(leave=False)
    assert proposal.is_publishable(leave=True)
    with pytest.raises(BadForm) as refused:
        publishing.publish(work, marta, key, without, version)
    assert [fault.key for fault in refused.value.faults] == ["breaking.removed"]

    def another_type(data: dict[str, Any]) -> None:
        data["properties"][name] = {"title": "Скільки", "x-i18n-title": {"en": "How many"}, "type": "boolean"}

    def fewer_choices(data: dict[str, Any]) -> None:
        del data["properties"][name]["oneOf"][0]

    for change, fault in ((another_type, "breaking.kind"), (fewer_choices, "breaking.choice_removed")):
        with pytest.raises(BadForm) as refused:
            publishing.publish(work, marta, key, edited(writable, change), version, leave=True)
        assert [each.key for each in refused.value.faults] == [fault]

    publishing.publish(work, marta, key, without, version, leave=True)
    (stored,) = publishing.stored(work, key)
    assert stored[name] == "yes"
    assert ((name,), "yes") in work.library.form(key).unknown(stored)


def test_what_a_question_hid_stays_hidden_when_it_is_renamed_or_taken_out(writable: House) -> None:
    """The naive way shows an answer without a question to everybody who opens the document.

    Whoever may not see it sees a mark before and after, and what they save keeps it.
    """
    work, marta, key, name = writable.work, writable.marta, "intake", "digital_access"
    petro = writable.hire("petro", "Петро", "frontliner")

    def ask(data: dict[str, Any]) -> None:
        ask_digital_access(data)
        data["properties"][name]["x-sensitivity"] = "special"

    def rename(data: dict[str, Any]) -> None:
        data["properties"]["digital"] = {**data["properties"].pop(name), "x-aliases": [name]}
        data["x-layout"][0]["fields"][-1] = "digital"

    def take_out(data: dict[str, Any]) -> None:
        del data["properties"]["digital"]
        data["x-layout"][0]["fields"].pop()

    publishing.publish(work, marta, key, edited(writable, ask), work.library.form(key).version)
    done = enquire(writable, digital_access="yes")
    for change, found in ((rename, "digital"), (take_out, name)):
        version = work.library.form(key).version
        publishing.publish(work, marta, key, edited(writable, change), version, leave=True)
        folder, form = work.read(done.kind, done.id), work.library.form(key)
        document = folder.documents[str(done.document)]
        for by, seen in ((petro, access.MARK), (writable.oksana, "yes")):
            shown = access.masked(work, by, folder, document, form)
            assert shown.answers[found] == seen
            kept = access.restored(shown.answers, form.upgraded(document["answers"]), shown.hidden)
            assert kept[found] == "yes"


def test_without_documents_any_edit_may_be_published(writable: House) -> None:
    """Nobody has answered yet: a draft of a form is free."""
    work, marta, key = writable.work, writable.marta, "intake"
    without = work.library.source(key)
    publishing.publish(work, marta, key, edited(writable, ask_digital_access), work.library.form(key).version)
    publishing.publish(work, marta, key, without, work.library.form(key).version)
    assert not work.library.form(key).has("digital_access")
