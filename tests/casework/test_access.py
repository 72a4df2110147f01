"""Who may do what, and how deep they see: the table of roles, row by row."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from casework_house import House, one_question, started, told

from suprovid.casework import access, acts, lists, upkeep
from suprovid.casework.people import By
from suprovid.casework.roles import Grant, Role, Roles
from suprovid.errors import NotAllowed
from suprovid.store.folder import Folder


def case_of(house: House, **more: object) -> Folder:
    """A case of Oksana's with a restricted answer in its enquiry."""
    enquiry = house.ready(house.oksana, safety_quick="unsure", safety_kind=["violence_from_other"], **more)
    [key] = house.submit(house.oksana, "start_check", started(house), enquiry).opened
    return house.work.read(*key)


def intake_of(house: House, case: Folder) -> tuple[Folder, dict[str, object]]:
    enquiry = house.work.read("enquiry", case.about["enquiries"][0])
    return enquiry, next(iter(enquiry.documents.values()))


def seen(house: House, by: By, folder: Folder, document: dict[str, object]) -> access.Masked:
    return access.masked(house.work, by, folder, document, house.work.library.form(str(document["form"])))


TABLE = [
    ("oksana", "read", "case", True),
    ("oksana", "write", "case", True),
    ("oksana", "approve", "case", False),
    ("oksana", "reassign", "case", False),
    ("halyna", "read", "case", True),
    ("halyna", "approve", "case", True),
    ("halyna", "return", "case", True),
    ("halyna", "reassign", "case", True),
    ("halyna", "write", "case", False),
    ("iryna", "read", "case", False),
    ("iryna", "referrals", "case", True),
    ("iryna", "write", "organisation", True),
    ("oksana", "write", "organisation", False),
    ("dmytro", "read", "case", False),
    ("marta", "read", "case", False),
    ("marta", "forms", "workspace", True),
    ("marta", "read", "client", False),
    ("oksana", "forms", "workspace", False),
    ("halyna", "people", "person", True),
    ("marta", "people", "person", False),
]


@pytest.mark.parametrize(("login", "right", "kind", "may"), TABLE)
def test_the_table_of_rights(house: House, login: str, right: str, kind: str, may: bool) -> None:
    """Each role does what its row says, and nothing else."""
    folder = case_of(house) if kind == "case" else Folder(kind, "any", 1, {"author": "somebody"})

    assert access.may(house.work, house.by(login), right, folder) is may


@pytest.mark.parametrize("role", ["methodologist", "director", "administrator"])
def test_some_roles_never_read_a_client(house: House, role: str) -> None:
    """Forms, figures and accounts need no names."""
    by = house.hire("other", "Хтось", role)
    case = case_of(house)

    for folder in (
        case,
        house.work.read("enquiry", case.about["enquiries"][0]),
        Folder("client", "x", 1, {}),
    ):
        assert not access.may(house.work, by, "read", folder)
    assert lists.folders(house.work, by, lists.Query("case")).count == 0


def test_several_roles_add_up(house: House) -> None:
    """Somebody with two roles may what either may; the history says in which role."""
    both = house.hire("olena", "Олена", "integrator", "supervisor")
    case = case_of(house)

    assert access.may(house.work, both, "write", Folder("organisation", "x", 1, {}))
    assert access.role_for(house.work, both, "approve", case) == "supervisor"


def test_somebody_who_left_may_nothing(house: House) -> None:
    """An account that is switched off has no rights at all."""
    acts.set_active(house.work, house.halyna, acts.person_at(house.work, house.ids["dmytro"]), False)

    assert not access.may(house.work, house.dmytro, "read", Folder("organisation", "x", 1, {}))


def test_a_deputy_stands_in_for_the_coordinator(house: House) -> None:
    """A colleague reads no case of Oksana's until she names them her deputy."""
    petro = house.hire("petro", "Петро", "coordinator")
    case = case_of(house)
    assert not access.may(house.work, petro, "write", case)

    changes = {"deputy": petro.person.id}
    acts.change_person(house.work, house.halyna, acts.person_at(house.work, house.ids["oksana"]), changes)

    assert access.may(house.work, petro, "write", case)
    assert lists.folders(house.work, petro, lists.Query("case")).count == 1


def test_the_team_of_a_case_reads_it(house: House) -> None:
    """A lawyer who is on the team works in the case and reads its enquiry."""
    case = case_of(house)
    [card] = case.documents.values()
    line = {"_id": "t1", "who": house.ids["dmytro"], "role": "advocate", "may_see": "full"}
    filled = acts.Filled("case", {**card["answers"], "case_team": [line]}, card["id"])
    told(lambda: acts.submit(house.work, house.oksana, acts.At(case.kind, case.id, case.revision), filled))

    enquiry, document = intake_of(house, case)
    assert access.may(house.work, house.dmytro, "write", house.work.read(case.kind, case.id))
    assert "safety_quick" in seen(house, house.dmytro, enquiry, document).hidden


def test_what_is_restricted_is_seen_by_author_coordinator_and_supervisor(house: House) -> None:
    """A colleague who reads all enquiries sees a mark there, and knows that something stands behind it."""
    petro = house.hire("petro", "Петро", "frontliner")
    enquiry, document = intake_of(house, case_of(house))

    for by in (house.oksana, house.halyna):
        assert seen(house, by, enquiry, document).answers["safety_quick"] == "unsure"
    masked = seen(house, petro, enquiry, document)
    assert masked.answers["safety_quick"] == access.MARK
    assert masked.answers["safety_kind"] == access.MARK
    assert masked.answers["channel"] == "office"
    assert "requests.words" not in masked.hidden


def test_a_look_at_what_is_restricted_is_kept(house: House) -> None:
    """Each one, the author's own too; a look at a mark is none, drawing the page anew is the same look."""
    petro = house.hire("petro", "Петро", "frontliner")
    enquiry, document = intake_of(house, case_of(house))
    form = house.work.library.form("intake")

    for by in (house.oksana, petro, house.halyna, house.halyna):
        access.look(house.work, by, enquiry, document, form)

    looks = [entry for entry in house.work.journal.read() if entry.what.startswith("looked")]
    assert [entry.who for entry in looks] == [house.ids["oksana"], house.ids["halyna"]]
    house.day("2026-05-07")
    access.look(house.work, house.halyna, enquiry, document, form)
    assert len([entry for entry in house.work.journal.read() if entry.what == "looked.intake"]) == 3
    assert {(entry.kind, entry.id) for entry in looks} == {("enquiry", enquiry.id)}


def test_a_refusal_is_kept(house: House) -> None:
    """Whoever tried stands in the journal, with what and where, never with an answer."""
    case = case_of(house)

    with pytest.raises(NotAllowed):
        access.require(house.work, house.marta, "read", case)

    [entry] = [entry for entry in house.work.journal.read() if entry.who == house.ids["marta"]]
    assert (entry.what, entry.kind, entry.id) == ("refused.read", "case", case.id)


def test_saving_what_one_does_not_see_loses_nothing(house: House) -> None:
    """A person who edits a document with marks in it gives back what stood behind them."""
    stored = {
        "safety_quick": "yes",
        "channel": "phone",
        "rows": [{"_id": "a", "x": 1, "secret": 2}, {"_id": "b"}],
    }
    given = {"safety_quick": access.MARK, "channel": "office", "rows": [{"_id": "b"}, {"_id": "a", "x": 5}]}

    whole = access.restored(given, stored, frozenset({"safety_quick", "rows.secret"}))

    assert whole == {
        "safety_quick": "yes",
        "channel": "office",
        "rows": [{"_id": "b"}, {"_id": "a", "x": 5, "secret": 2}],
    }


def test_the_integrator_sees_how_referrals_stand_and_not_what_they_say(house: House) -> None:
    """State, provider and format, under a code."""
    case = case_of(house)
    answers = {
        "kind": "refer",
        "purpose": "Психолог, страхи вночі",
        "urgency": "normal",
        "state": "offered",
        "offers": [{"_id": "o1", "provider": "Служба", "format": "contact_given", "answer": "thinking"}],
    }
    at = acts.At(case.kind, case.id, case.revision)
    told(lambda: acts.save_draft(house.work, house.oksana, at, acts.Filled("referral", answers)))

    [mine] = lists.referrals(house.work, house.oksana)
    [row] = lists.referrals(house.work, house.iryna)

    assert mine["words"]
    assert row["shown"] == case.about["code"]
    assert "words" not in row
    assert row["state"] == "offered"


def test_a_volunteer_writes_anonymous_enquiries_only(house: House) -> None:
    """Their own, and no longer once somebody is named in them."""
    by = house.hire("vira", "Віра", "volunteer")
    done = house.submit(by, "intake", one_question(house, received_by=by.person.id), kind="enquiry")
    folder = house.work.read(done.kind, done.id)
    assert access.may(house.work, by, "write", folder)

    client = house.draft(house.oksana, "client", {"kind": "person", "identity_given": False}, kind="client")
    acts.link_client(house.work, house.halyna, house.at(done), client.id)

    assert not access.may(house.work, by, "read", house.work.read(done.kind, done.id))


DEPTHS = [frozenset({"personal"}), frozenset({"personal", "restricted"}), frozenset({"operational"})]


@pytest.mark.parametrize("whose", ["all", "own", "team"])
@pytest.mark.parametrize("anonymous", [True, False])
def test_how_deep_one_sees_is_the_same_asked_of_a_kind_or_of_each_folder(
    house: House, whose: str, anonymous: bool
) -> None:
    """For every role that is shipped, a deputy, and a role of any make, of everything that is there."""
    case_of(house)
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    kinds, sees = frozenset(upkeep.SUBJECTS), frozenset({"personal", "operational"})
    odd = Role("odd", {"": "odd"}, (Grant(frozenset({"read"}), kinds, whose, sees, anonymous),))
    house.work.roles = Roles({**house.work.roles.known, "odd": odd}, house.work.roles.rights)
    people = [house.hire(role, role, role) for role in house.work.roles.known]
    oksana, deputy = house.oksana.person, house.hire("standing", "In", "frontliner")
    house.work.people[oksana.id] = replace(oksana, deputy=deputy.person.id)

    for by in (house.oksana, house.halyna, deputy, *people):
        for kind, needed in product(upkeep.SUBJECTS, DEPTHS):
            ids = {id for id, _ in house.work.links.of_kind(kind)}
            each = {id for id in ids if needed <= depth(house, by, kind, id)}
            asked = access.insight(house.work, by, kind, needed)
            assert (ids if asked is None else asked) == each


def depth(house: House, by: By, kind: str, id: str) -> frozenset[str]:
    about = dict(house.work.links.about(kind, id))
    return access.sensitivities(house.work, by, Folder(kind, id, 1, about))


def test_pages_follow_the_roles(house: House) -> None:
    """The menu of a methodologist has the forms; a frontliner's has not."""
    assert "forms" in access.pages(house.work, house.marta)
    assert "forms" not in access.pages(house.work, house.oksana)
    assert "review" in access.pages(house.work, house.halyna)
