"""A database that goes away while somebody saves: the same act is asked for again, and is done once."""

from __future__ import annotations

from typing import Any

import pytest
from casework_house import House
from pages_house import Reader, Seen, filling

from suprovid.store.database import Unreachable


@pytest.mark.parametrize("arrived", [False, True])
def test_it_is_done_once_when_it_is_back(
    house: House, reader: Reader, typed: Seen, monkeypatch: pytest.MonkeyPatch, arrived: bool
) -> None:
    """Whether it had arrived and only the answer was lost, or it had not: without another press."""
    create = house.work.store.create

    def lost(*asked: Any) -> int:
        if arrived:
            create(*asked)
        raise Unreachable(place="x", why="store.why.database")

    with monkeypatch.context() as patch:
        patch.setattr(house.work.store, "create", lost)
        next(button for button in typed.ran.button if "Подати" in button.label).set_value(True)
        typed.ran.run()
    assert len(typed.ran.exception) == 1, "the page says that the database is away"

    seen = reader.again(typed.ran)

    page, query = seen.sent[-1]
    assert page == "enquiry"
    assert [id for kind, id in house.work.store.folders() if kind == "enquiry"] == [query["id"]]
    assert len(house.work.read("enquiry", query["id"]).documents) == 1


def test_what_is_typed_after_it_is_another_act(typed: Seen) -> None:
    """Answers that are changed meanwhile are never taken for those that arrived."""
    held: Any = filling(typed)
    held.event = "e1"
    held.touched()
    assert held.event == ""
