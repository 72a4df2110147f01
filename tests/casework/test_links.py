"""How folders hang together: who names whom, as it is now."""

from __future__ import annotations

from suprovid.casework.links import CASE, CLIENT, ENQUIRY, Links
from suprovid.store.folder import Folder
from suprovid.store.memory import Memory


def folder(kind: str, id: str, **about: object) -> tuple[Folder, int]:
    return Folder(kind, id, 1, dict(about)), 1


def test_who_names_a_folder_is_asked_again_once_that_changed() -> None:
    """It is remembered, and never older than the last folder that was put or dropped."""
    links = Links(Memory())
    assert links.pointing_at(CLIENT, "anna") == ()

    links.put(folder(CASE, "first", client="anna"))
    assert links.pointing_at(CLIENT, "anna") == ((CASE, "first"),)

    links.put(folder(ENQUIRY, "second", client="anna"), folder(CASE, "first", client="boris"))
    assert links.pointing_at(CLIENT, "anna") == ((ENQUIRY, "second"),)
    assert links.pointing_at(CLIENT, "boris") == ((CASE, "first"),)

    links.drop(ENQUIRY, "second")
    assert links.pointing_at(CLIENT, "anna") == ()
