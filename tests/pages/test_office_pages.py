"""People and settings: accounts, roles, capacity; what the organisation has chosen."""

from __future__ import annotations

from casework_house import House
from pages_house import Reader
from streamlit.testing.v1 import AppTest

from suprovid.casework import acts
from suprovid.desk import people_page

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


def test_an_administrator_ends_the_sessions_of_somebody(house: House, reader: Reader) -> None:
    """At once, in every browser; the journal says who did it, and the account stays open."""
    tokens = [reader.door.enter(house.oksana.person) for _ in range(2)]
    seen = reader.open("people", "halyna")
    seen.ran.button(key=f"people.change.{house.ids['oksana']}~~heard").set_value(True)
    seen = reader.again(seen.ran)
    seen.ran.button(key=f"people.change.{house.ids['oksana']}~~heard").set_value(True)
    reader.press(seen, "Завершити всі сеанси")
    assert not any(reader.door.session(token) for token in tokens)
    last = [entry for entry in house.work.journal.read() if entry.what == "sessions_ended"]
    assert [(entry.who, entry.id) for entry in last] == [(house.ids["halyna"], house.ids["oksana"])]
    assert house.oksana.person.active


def test_people_are_listed_with_their_last_sign_in(house: House, reader: Reader) -> None:
    """And with the attempts in their name that failed since."""
    reader.door.now = lambda: house.now  # type: ignore[method-assign]
    reader.door.enter(house.oksana.person)
    reader.door.note("sign_in_refused", house.ids["oksana"])
    text = reader.open("people", "halyna").text
    assert "останній вхід: 06.05.2026 10:00 · 1 невдала спроба після нього" in text


SIGNS = """
from suprovid.desk import vault_signs
from suprovid.desk.front_desk import front_desk

vault_signs.draw(front_desk("pages/enquiries.py"))
"""


def test_a_workspace_in_clear_says_so_and_leads_to_the_encryption(reader: Reader) -> None:
    """On top of every page; those who look after people get the way there, and among the settings too."""
    assert 'href="/auth/encrypt"' in reader.open("settings", "halyna").text
    for login, may in (("halyna", True), ("oksana", False)):
        reader.open("enquiries", login)
        text = reader.again(AppTest.from_string(SIGNS)).text
        assert "Дані не зашифровані" in text
        assert ('href="/auth/encrypt"' in text) == may


def test_who_signs_in_elsewhere_gets_no_passphrase(house: House, reader: Reader) -> None:
    """An account with an identity and no passphrase opens for nobody who types none."""
    answers = {"name": "Леся", "login": "леся", "roles": ["frontliner"], "identity": "lesia@example.org"}
    done = people_page._add(reader.desk("halyna"), people_page.NOBODY, answers, "")

    assert house.work.people[done.id].credential is None
    assert reader.door.check("леся", "") is None


def test_the_history_names_what_was_changed_of_an_account(house: House, reader: Reader) -> None:
    """And what somebody else changed while the dialog was open stays."""
    person, desk = house.oksana.person, reader.desk("halyna")
    answers = {"name": person.name, "title": "Координаторка", "roles": list(person.roles), "deputy": None}
    at = acts.person_at(house.work, person.id)
    acts.change_person(house.work, house.halyna, at, {"deputy": house.ids["dmytro"]})

    people_page._change(desk, person, answers, "")

    assert house.work.read("person", person.id).events[-1]["changed"] == ["title"]
    assert house.oksana.person.deputy == house.ids["dmytro"]
