"""Two processes at work on the same folders: what one writes, the other soon shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from casework_house import SCHEMAS, House, client, one_question

from suprovid.casework import acts, lists, people
from suprovid.casework.lists import Query
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing
from suprovid.store import Change


@pytest.fixture
def other(house: House) -> Iterator[Workspace]:
    """The same organisation, opened again beside the first."""
    with open_workspace(house.work.data, SCHEMAS) as work:
        yield work


def shown(work: Workspace, house: House, kind: str) -> list[str]:
    by = By(people.find(work, house.ids["oksana"]), house.now)
    return [row["id"] for row in lists.folders(work, by, Query(kind)).rows]


def test_what_another_process_writes_is_shown(house: House, other: Workspace) -> None:
    """After catching up, its folders are in the lists as they are in its own."""
    done = client(house)
    enquiry = house.ready(house.oksana, client=done.id)
    assert shown(other, house, "client") == []

    assert other.follow_others() >= 2

    assert shown(other, house, "client") == [done.id]
    assert shown(other, house, "enquiry") == [enquiry.id]
    assert other.follow_others() == 0


def test_one_does_not_read_again_what_one_wrote(house: House, other: Workspace) -> None:
    """Own acts are no news."""
    client(house)

    assert house.work.follow_others() == 0


def test_a_person_who_is_stopped_elsewhere_is_stopped_here(house: House, other: Workspace) -> None:
    """People and settings follow too."""
    acts.set_active(house.work, house.halyna, acts.person_at(house.work, house.ids["oksana"]), False)
    house.settings(show_codes=True)

    other.follow_others()

    assert not people.find(other, house.ids["oksana"]).active
    assert other.settings.show_codes is True


def test_what_was_removed_or_damaged_elsewhere_leaves_the_lists(house: House, other: Workspace) -> None:
    """The one is missing, the other is named."""
    gone = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    broken = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    other.follow_others()
    house.work.store.remove("enquiry", gone.id)
    house.work.store.write("enquiry", broken.id, Change(), broken.revision)
    (house.work.data / "enquiry" / broken.id / "folder.json").write_bytes(b"{}")

    other.follow_others()

    assert shown(other, house, "enquiry") == []
    assert list(other.damaged) == [("enquiry", broken.id)]
    with pytest.raises(Missing):
        other.read("enquiry", gone.id)


def test_too_late_to_be_told_reads_everything_again(house: House, other: Workspace) -> None:
    """Whoever slept for days misses nothing."""
    client(house)
    for day in (house.work.data / ".notices").iterdir():
        day.unlink()
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    (stamped,) = (house.work.data / ".notices").iterdir()
    stamped.rename(stamped.with_name("999999"))

    other.follow_others()

    assert shown(other, house, "enquiry") == [done.id]
    assert len(shown(other, house, "client")) == 1
