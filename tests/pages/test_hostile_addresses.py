"""Addresses that somebody made by hand: a page says that there is nothing, and nothing is read or made."""

from __future__ import annotations

from pathlib import Path

import pytest
from casework_house import House
from pages_house import Reader

NAMES = (
    "../x",
    "..",
    "a/../../b",
    "CON",
    "nul",
    "a:b",
    "a\\b",
    "x" * 300,
    "a\0b",
    "%2e%2e%2f",
    "drafts",
    "<script>",
    "\u202eexe",
)
PAGES = ("enquiry", "case", "client", "organisation", "document", "review")


def files(house: House) -> set[str]:
    """Everything that lies in the data folder, locks left out."""
    data = house.work.data
    found = (path.relative_to(data).as_posix() for path in data.rglob("*") if ".locks" not in path.parts)
    return {path for path in found if not path.startswith("journal")}


@pytest.mark.parametrize("page", PAGES)
def test_a_hostile_address_leads_nowhere(house: House, reader: Reader, page: str) -> None:
    """Each page is drawn with a sentence; no file is read beside the data, and none is made."""
    before = files(house)
    for name in NAMES:
        seen = reader.open(page, "oksana" if page != "review" else "halyna", id=name, kind=name, folder=name)
        assert seen.text or seen.sent, name
    assert files(house) == before


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_kind_form_or_document_leads_nowhere(house: House, reader: Reader, name: str) -> None:
    """The address of a document has four words; none of them is trusted."""
    before = files(house)
    for word in ("kind", "folder", "form", "document", "draft", "client", "id"):
        query = {"kind": "case", "id": "a1", "form": "contact_note", word: name}
        seen = reader.open("document", "oksana", **query)
        assert seen.text or seen.sent, word
    assert files(house) == before
    assert not list(Path(house.work.data).parent.glob("x*"))
