"""A disk that refuses while somebody saves: it is told, and everything typed is still on the screen."""

from __future__ import annotations

import errno
import os

import pytest
from casework_house import House
from pages_house import Reader, Seen, filling

CALLS = ("open", "write", "fsync", "replace")


def refusing(patch: pytest.MonkeyPatch, call: str) -> None:
    """From now on every such call is refused: the disk is full."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    patch.setattr(os, call, refuse)


@pytest.mark.parametrize("call", CALLS)
def test_what_was_typed_stays_when_the_disk_refuses(
    house: House, reader: Reader, typed: Seen, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Nothing is stored, the sentence says what to do; once there is room, the same button stores it."""
    before = dict(filling(typed).answers)  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        refusing(patch, call)
        seen = reader.press(typed, "Подати")
    seen = reader.again(seen.ran)

    assert "Перевірте вільне місце" in seen.text
    assert filling(seen).answers == before  # type: ignore[attr-defined]
    assert [kind for kind, _ in house.work.store.folders() if kind == "enquiry"] == []

    seen = reader.press(seen, "Подати")
    page, query = seen.sent[-1]
    assert page == "enquiry"
    assert house.work.read("enquiry", query["id"]).about["code"]
