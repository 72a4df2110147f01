"""The journal at the desk: who may read it, what it says, and whether it is whole."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from casework_house import House
from pages_house import Reader, Seen

from suprovid.casework import access, oversight, safekeeping
from suprovid.casework.oversight import Wanted
from suprovid.casework.people import By
from suprovid.errors import NotAllowed
from suprovid.exchange.prints import printed
from suprovid.store.folder import Folder
from suprovid.store.journal import Entry


@pytest.fixture
def enquiry(house: House) -> Folder:
    """An enquiry that Oksana looked at and printed, and that Marta was not let into."""
    done = house.ready(house.oksana)
    folder = house.work.read(done.kind, done.id)
    access.keep_look(house.work, house.oksana, folder)
    printed(house.work, house.oksana, "contacts", folder)
    with pytest.raises(NotAllowed):
        access.require(house.work, house.marta, "read", folder)
    return folder


def supervisor(house: House) -> str:
    house.hire("vira", "Віра", "supervisor")
    return "vira"


def administrator(house: House) -> str:
    house.hire("taras", "Тарас", "administrator")
    return "taras"


def test_the_supervisor_reads_who_did_what_by_name_and_code(
    house: House, reader: Reader, enquiry: Folder
) -> None:
    """Sentences with names and codes; the state of the whole in one line; a link to the folder."""
    seen = reader.open("journal", supervisor(house))
    for words in ("Оксана", "перегляд теки", "друк контактів", "відмовлено: Читати", "Марта", "вхід"):
        assert words in seen.text
    assert "нічого не вилучено й не змінено" in seen.ran.success[0].value
    assert seen.link(enquiry.about["code"]) == ("enquiry", {"id": enquiry.id})
    assert house.ids["oksana"] not in seen.text
    assert enquiry.id not in seen.text


def test_an_administrator_reads_of_accounts_and_not_of_clients(
    house: House, reader: Reader, enquiry: Folder
) -> None:
    """Sign-ins, people, settings: yes; which folder somebody opened: not by this role."""
    seen = reader.open("journal", administrator(house))
    assert "додано людину" in seen.text
    assert "вхід" in seen.text
    assert "перегляд теки" not in seen.text
    assert enquiry.about["code"] not in seen.text


def test_nobody_else_reads_it(house: House, reader: Reader, enquiry: Folder) -> None:
    """The page is not theirs, and neither is what stands behind it."""
    for login in ("oksana", "iryna", "dmytro", "marta"):
        assert "не для ваших ролей" in reader.open("journal", login).text
        with pytest.raises(NotAllowed):
            oversight.chosen(house.work, house.by(login), Wanted())
        with pytest.raises(NotAllowed):
            oversight.state(house.work, house.by(login))


def choose(reader: Reader, seen: Seen, **chosen: str) -> Seen:
    for name, value in chosen.items():
        if name == "code":
            seen.ran.text_input(key="journal.code").input(value)
        else:
            seen.ran.selectbox(key=f"journal.{name}").set_value(value)
    return reader.again(seen.ran)


def test_lines_are_chosen_by_person_kind_of_act_and_folder(
    house: House, reader: Reader, enquiry: Folder
) -> None:
    """Each filter, then all of them; a code that is nobody's is told."""
    seen = reader.open("journal", supervisor(house))
    seen = choose(reader, seen, who=house.ids["marta"])
    assert "відмовлено: Читати" in seen.text
    assert "перегляд теки" not in seen.text
    seen = choose(reader, seen, who=house.ids["oksana"], group="paper")
    assert "друк контактів" in seen.text
    assert "перегляд теки" not in seen.text
    seen = choose(reader, seen, group="looks", code=enquiry.about["code"].lower())
    assert "перегляд теки" in seen.text
    assert "Код" not in "".join(warning.value for warning in seen.ran.warning)
    assert "Теки з кодом" in choose(reader, seen, code="немає такого").text


def test_days_and_pages(house: House, enquiry: Folder) -> None:
    """Both days included; the newest line first; so many on a page."""
    folder = enquiry
    for day in range(1, 6):
        house.day(f"2026-05-1{day}")
        access.keep_look(house.work, house.halyna, folder)
    lines = oversight.chosen(
        house.work,
        house.halyna,
        Wanted(house.now.date() - timedelta(days=2), house.now.date() - timedelta(days=1)),
    )
    assert [line.at[:10] for line in lines] == ["2026-05-14", "2026-05-13"]
    assert [line.at[:10] for line in oversight.page_of(lines, 2, 1)] == ["2026-05-13"]


def test_on_the_folder_itself_a_supervisor_sees_who_looked(
    house: House, reader: Reader, enquiry: Folder
) -> None:
    """Folded until it is asked for, and not there for others."""
    login = supervisor(house)
    assert oversight.may_read_of(house.work, house.by(login), "enquiry")
    assert not oversight.may_read_of(house.work, house.oksana, "enquiry")
    lines = oversight.looks(house.work, house.by(login), ("enquiry", enquiry.id))
    read = [oversight.read(house.work, house.by(login), line) for line in lines]
    assert [(line.who, line.act) for line in read] == [
        ("Марта", "відмовлено: Читати"),
        ("Оксана", "друк контактів"),
        ("Оксана", "перегляд теки"),
    ]
    labels = lambda seen: [each.label for each in seen.ran.expander]  # noqa: E731 - used twice, here
    assert "Хто дивився цю теку" in labels(reader.open("enquiry", login, id=enquiry.id))
    assert "Хто дивився цю теку" not in labels(reader.open("enquiry", "oksana", id=enquiry.id))


@pytest.mark.parametrize(
    ("touch", "words"),
    [
        (lambda path: path.write_bytes(b"".join(path.read_bytes().splitlines(True)[:-1])), "відрізано"),
        (lambda path: path.write_bytes(b"".join(path.read_bytes().splitlines(True)[1:])), "рядок 1"),
        (lambda path: path.with_name("00-end.json").unlink(), "00-end.json"),
    ],
)
def test_where_it_is_broken_stands_on_top(
    house: House, reader: Reader, enquiry: Folder, touch, words: str
) -> None:
    """A line taken out, the end cut off, the mark removed: said before anything else, with what to do."""
    login = supervisor(house)
    token = house.by(login)
    touch(next((house.work.data / "journal").glob("*.jsonl")))
    checked = oversight.state(house.work, token)
    assert checked.faults
    seen = reader.open("journal", login)
    assert not seen.ran.success
    assert "Журнал ушкоджено" in seen.ran.error[0].value
    if words != "відрізано" and words != "00-end.json":
        assert words in seen.ran.error[0].value


def test_every_word_that_the_code_writes_is_read_as_a_sentence(house: House) -> None:
    """No line of the journal is shown as a key, in either language."""
    words = house.work.library.words
    written = {safekeeping.MADE, safekeeping.FAILED, safekeeping.REHEARSED, safekeeping.RESTORED}
    written |= {safekeeping.PUT_BACK, safekeeping.THROWN_AWAY, "opened.attachment", "sign_out.everywhere"}
    for path in (Path(__file__).parents[2] / "suprovid").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        written |= set(re.findall(r'\bnote\(\s*"([a-z_.]+)"', text))
        written |= set(re.findall(r"journal\.add\([\w.()]+, [\w.]+, \"([a-z_.]+)\"", text))
    assert {"sign_in_refused", "exported", "setup", "sessions_ended"} <= written
    for language in ("uk", "en"):
        assert not [key for key in written if not words.has(f"journal.{key}", language)]
        entry = Entry("2026-05-06T10:00:00", "", "sign_out.everywhere")
        read = oversight.read(house.work, By(house.halyna.person, house.now, language), entry)
        assert read.act == words.say("journal.sign_out.everywhere", language)
    heads = {head for group in oversight.GROUPS.values() for head in group}
    assert not {word.partition(".")[0] for word in written} - heads
