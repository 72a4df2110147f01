"""People and settings: accounts, roles, capacity; what the organisation has chosen."""

from __future__ import annotations

from casework_house import House
from pages_house import Reader

NASTY = "<b>Олена</b> *Гай* :red[x]"


def test_only_an_administrator_sees_people(reader: Reader) -> None:
    """And settings."""
    for page in ("people", "settings"):
        assert "не для ваших ролей" in reader.open(page, "oksana").text


def test_everybody_is_listed_with_roles_and_load(house: House, reader: Reader) -> None:
    """A name is shown as it was typed."""
    house.hire("olena", NASTY, "coordinator", capacity=12)

    text = reader.open("people", "halyna").text

    assert "\\<b\\>Олена\\</b\\> \\*Гай\\*" in text
    assert "Координатор" in text
    assert "12" in text


def test_somebody_new_gets_a_passphrase(reader: Reader) -> None:
    """Proposed by the program, to hand over."""
    seen = reader.press(reader.open("people", "halyna"), "Додати")
    prefix = "people.new"
    assert len(str(seen.ran.text_input(key=f"{prefix}.passphrase").value)) > 15


def test_settings_are_kept(house: House, reader: Reader) -> None:
    """What was typed is what everybody reads; markup too."""
    seen = reader.open("settings", "halyna")
    name = next(widget for widget in seen.ran.text_input if widget.value == "Центр")
    name.input(NASTY)
    reader.press(reader.again(seen.ran), "Зберегти")

    assert house.work.settings.name == NASTY


def test_codes_instead_of_names(house: House, reader: Reader) -> None:
    """One switch."""
    seen = reader.open("settings", "halyna")
    seen.ran.toggle(key="settings.codes").set_value(True)
    reader.press(reader.again(seen.ran), "Зберегти")

    assert house.work.settings.show_codes
