"""E9.4: the same person is proposed, however the name or the phone is written; nobody is merged."""

from __future__ import annotations

import pytest
from casework_house import House, client

from suprovid.casework.duplicates import Described, similar


@pytest.mark.parametrize(
    ("person", "reasons"),
    [
        (Described(name="Мар'яна"), ("name",)),
        (Described(name="Мар’яна Коваль"), ("name",)),
        (Described(name="мapʼянa"), ("name",)),
        (Described(name="Мар'янна Коваль"), ("name",)),
        (Described(phone="+380 67 123 45 67"), ("phone",)),
        (Described(phone="0671234567"), ("phone",)),
        (Described(phone="(067) 123-45-67"), ("phone",)),
        (Described(code="2026-0001"), ("code",)),
        (Described(name="Коваль", birth_date="1990-03-04"), ("name", "birth_date")),
    ],
)
def test_the_same_person_is_proposed(house: House, person: Described, reasons: tuple[str, ...]) -> None:
    """With what speaks for it."""
    done = client(house)

    [likeness] = similar(house.work, house.oksana, person)

    assert (likeness.id, likeness.code, likeness.reasons) == (done.id, "2026-0001", reasons)


@pytest.mark.parametrize(
    "person",
    [
        Described(),
        Described(name="Олена"),
        Described(name="М"),
        Described(phone="067"),
        Described(phone="+380501112233"),
        Described(birth_date="1990-03-04"),
    ],
)
def test_others_are_not(house: House, person: Described) -> None:
    """Nothing, somebody else, too little of a phone, a birth date alone."""
    client(house)

    assert similar(house.work, house.oksana, person) == ()


def test_the_likeliest_comes_first(house: House) -> None:
    """Name and phone outweigh the name."""
    client(house, phone="+380509999999")
    second = client(house)

    found = similar(house.work, house.oksana, Described(name="Мар'яна", phone="0671234567"))

    assert [one.code for one in found] == ["2026-0002", "2026-0001"]
    assert found[0].id == second.id


def test_whoever_may_not_read_clients_learns_nothing(house: House) -> None:
    """Searching is reading."""
    client(house)

    assert similar(house.work, house.marta, Described(name="Мар'яна")) == ()
