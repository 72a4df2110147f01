"""The languages beside every page: what the organisation reads, and what this person reads."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from casework_house import House
from pages_house import ROOT, Reader, Seen
from streamlit.testing.v1 import AppTest

from suprovid.casework import acts

POLISH = {"settings.save": "Zapisz"}
FRAME = "from suprovid.desk import navigation; navigation.draw()"


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """What the program brings, and one file more, which does not yet say everything."""
    schemas = shutil.copytree(ROOT / "schemas", tmp_path / "schemas")
    (schemas / "languages" / "pl.json").write_text(json.dumps(POLISH), encoding="utf-8")
    return schemas


def speak(house: House, *languages: str) -> None:
    """The organisation reads these languages."""
    at = acts.settings_at(house.work)
    acts.change_settings(house.work, house.by("halyna"), at, {"languages": list(languages)})


def frame(reader: Reader, login: str) -> Seen:
    """The menu, the person and the languages beside every page."""
    reader.open("settings", login)
    return reader.again(AppTest.from_string(FRAME, default_timeout=30))


def test_it_is_switched_on_in_the_settings_and_chosen_beside_every_page(house: House, reader: Reader) -> None:
    """And then spoken; the choice is kept with the person."""
    settings = reader.open("settings", "halyna").ran.multiselect(key="settings.languages")
    assert settings.options == ["Українська", "English", "Polski"]
    speak(house, "uk", "pl")
    seen = frame(reader, "halyna")
    switch = seen.ran.sidebar.button_group(key="desk.language")
    assert switch.options == ["Українська", "Polski"]
    switch.set_value("pl")
    reader.again(seen.ran)
    assert house.by("halyna").person.language == "pl"
    assert "Zapisz" in reader.open("settings", "halyna").text


def test_who_reads_a_language_that_was_switched_off_goes_on_reading_it(house: House, reader: Reader) -> None:
    """It stays in the choice until another one is chosen; nobody stands before an error."""
    speak(house, "uk", "pl")
    by = house.by("oksana")
    acts.set_language(house.work, by, acts.person_at(house.work, by.person.id), "pl")
    speak(house, "uk")
    assert frame(reader, "oksana").ran.sidebar.button_group(key="desk.language").options == [
        "Українська",
        "Polski",
    ]
