"""A slip of the pen in the roles is told, and opens nothing meanwhile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casework_house import SCHEMAS

from suprovid.casework import programme_check, roles
from suprovid.casework.roles_check import check
from suprovid.errors import Damaged

PAGES = {path.stem for path in (SCHEMAS.parent / "pages").glob("*.py")}


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder that may be spoilt."""
    return Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))


def spoil(file: Path, edit: Callable[[dict[str, Any]], object]) -> None:
    said = json.loads(file.read_text("utf-8"))
    edit(said)
    file.write_text(json.dumps(said, ensure_ascii=False), "utf-8")


def test_the_shipped_roles_are_sound(schemas: Path) -> None:
    """Beside the pages that there are; without the file there is nothing to say."""
    assert check(schemas, PAGES) == ()
    (schemas / "roles.json").unlink()
    assert check(schemas, PAGES) == ()


def grant(**words: object) -> dict[str, Any]:
    """A role with one grant of its own."""
    return {"grants": [{"rights": ["read"], "kinds": ["case"], **words}]}


UNKNOWN = "programme_unknown_word"
SLIPS: dict[str, tuple[dict[str, Any], str, str, str]] = {
    "a word of a role": ({"hide": ["note"]}, "/hide", UNKNOWN, "hides"),
    "a word of a grant": (grant(whos="own"), "/grants/0/whos", UNKNOWN, "whose"),
    "whose folders": (grant(whose="tea"), "/grants/0/whose", "unknown_value", "team"),
    "a right": (grant(rights=["raed"]), "/grants/0/rights/0", "unknown_value", "read"),
    "a kind of folder": (grant(kinds=["cas"]), "/grants/0/kinds/0", "unknown_value", "case"),
    "what is seen": (grant(sees=["speciall"]), "/grants/0/sees/0", "unknown_value", "special"),
    "a page": ({"pages": ["my_dai"]}, "/pages/0", "unknown_value", "my_day"),
    "no title": ({"title": None}, "/title", "programme_malformed", ""),
    "another shape": ({"grants": {}}, "/grants", "programme_malformed", ""),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_told_with_its_place_and_what_was_meant(schemas: Path, slip: str) -> None:
    """Nothing is passed over in silence."""
    words, place, key, meant = SLIPS[slip]
    spoil(schemas / "roles.json", lambda said: said["roles"]["coordinator"].update(words))

    (fault,) = check(schemas, PAGES)

    assert (fault.file, fault.place, fault.key) == ("roles.json", "/roles/coordinator" + place, key)
    assert meant in ("", *(str(fact) for fact in fault.facts.values()))


@pytest.mark.parametrize("slip", ["a word of a role", "a word of a grant"])
def test_a_misspelt_word_opens_nothing(schemas: Path, slip: str) -> None:
    """`whos: own` would be everybody's folders; such a file is not taken up."""
    spoil(schemas / "roles.json", lambda said: said["roles"]["coordinator"].update(SLIPS[slip][0]))

    with pytest.raises(Damaged):
        roles.read(schemas)


def test_what_is_missing_is_told(schemas: Path) -> None:
    """By its name, where it is missing."""
    spoil(schemas / "roles.json", lambda said: said["roles"]["coordinator"].pop("title"))

    (fault,) = check(schemas, PAGES)

    assert (fault.place, fault.key, fault.facts) == (
        "/roles/coordinator",
        "missing_word",
        {"word": "title"},
    )


def test_a_file_that_cannot_be_read_is_told(schemas: Path) -> None:
    """Its line, as of any other file."""
    (schemas / "roles.json").write_text('{"roles": ', "utf-8")
    assert [fault.key for fault in check(schemas, PAGES)] == ["syntax"]
    (schemas / "roles.json").write_text("[]", "utf-8")
    assert [fault.key for fault in check(schemas, PAGES)] == ["programme_malformed"]


def test_a_form_names_stages_and_roles_that_there_are(schemas: Path) -> None:
    """Otherwise nobody would ever be offered it, and nobody would know why."""
    words = {"stages": ["asessment"], "write": ["coordinatr"]}
    spoil(schemas / "forms" / "contact_note.json", lambda said: said["x-form"].update(words))

    told = [*programme_check.check(schemas), *check(schemas, PAGES)]

    assert [(fault.place, fault.key) for fault in told] == [
        ("/x-form/stages", "programme_unknown_stage"),
        ("/x-form/write", "unknown_value"),
    ]
