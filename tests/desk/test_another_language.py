"""A language of the interface is one file: it is offered at the first start, by its own name."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from door_house import ASKED, PHRASE, SCHEMAS, Clock, close, put_back, stand_door, street

from suprovid.desk.door import Place
from suprovid.forms.tongues import own_name


def test_a_language_is_one_file(tmp_path: Path) -> None:
    """Offered, chosen, and spoken from then on; nobody wrote its name anywhere."""
    schemas = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, schemas)
    said = json.loads((schemas / "languages" / "en.json").read_text(encoding="utf-8"))
    said["signin.enter"] = "Zaloguj się"
    (schemas / "languages" / "pl.json").write_text(json.dumps(said), encoding="utf-8")
    with put_back():
        door = stand_door(Place(tmp_path / "data", schemas, ""), Clock())
        browser = street(door)
        page = browser.get("/auth/start", key=door.start_key).text
        assert page.count("Polski") >= 3, "as a link, among all, and as the main one"

        form = {"organisation": ASKED.organisation, "languages": "pl", "language": "pl", "name": ASKED.name}
        mine = {"login": ASKED.login, "passphrase": PHRASE, "again": PHRASE, "alone": "yes", "vault": "no"}
        token = page.partition('name="token" value="')[2].partition('"')[0]
        sent = {**form, **mine, "profile": "short", "key": door.start_key, "token": token}
        assert browser.post("/auth/start", sent).status == 303

        assert door.languages == ["pl"]
        assert "Zaloguj się" in street(door).get("/auth/login").text
        close(door)


def test_languages_call_themselves_by_their_own_names() -> None:
    """From CLDR; and the one of this country that it does not know."""
    assert [own_name(code) for code in ("uk", "pl", "crh", "xx")] == [
        "Українська",
        "Polski",
        "Qırımtatarca",
        "xx",
    ]
