"""The database goes away under a running application and comes back: it is said, and nothing is lost."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from playwright.sync_api import Error as PlaywrightError
from running_app import Running, start
from street import PRESS, Visitor, visiting

from suprovid.casework import acts
from suprovid.casework.acts import At, Filled
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import staff

sys.path.append(str(Path(__file__).parents[1] / "store"))

from postgres_server import Server, empty
from postgres_server import running as running_server

pytestmark = pytest.mark.browser
pytest.importorskip("psycopg", reason="the extra postgresql is not installed")

SCHEMAS = Path(__file__).parents[2] / "schemas"
PROFILE = {"_id": "p1", "sex": "female", "age_band": "60+", "displacement": "non_displaced"}


@pytest.fixture
def server() -> Iterator[Server]:
    with running_server() as own:
        yield own


class Office:
    """An application over a database, a note that Oksana began there, and her passphrase."""

    def __init__(self, data: Path, store: str) -> None:
        self.data, self.store = data, store
        passwords, now = Passwords(), datetime.now(UTC)
        with open_workspace(data, SCHEMAS, store) as work:
            accounts = staff.found(
                work, now - timedelta(days=9), lambda phrase: credential(passwords, phrase)
            )
            ids = {account.worker.login: account.id for account in accounts}
            self.phrase = next(each.passphrase for each in accounts if each.worker.login == "oksana")
            oksana = By(work.people[ids["oksana"]], now)
            answers = {
                "enquiry_date": now.date().isoformat(),
                "channel": "phone",
                "received_by": ids["taras"],
            }
            opened = acts.save_draft(
                work, oksana, At("enquiry"), Filled("intake", {**answers, "anon_profile": [PROFILE]})
            )
            note = {"contact_at": now.isoformat(), "attempt_result": "no_answer", "client_words": "Як було"}
            done = acts.save_draft(work, oksana, opened.at, Filled("contact_note", note))
        self.document = (str(done.id), str(done.document))

    @property
    def address(self) -> str:
        return f"/document?kind=enquiry&id={self.document[0]}&document={self.document[1]}"

    def words(self) -> str:
        """What the database has."""
        with open_workspace(self.data, SCHEMAS, self.store) as work:
            document = work.read("enquiry", self.document[0]).documents[self.document[1]]
        return str(document["answers"]["client_words"])


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Office:
    return Office(tmp_path / "data", empty(server.address))


@pytest.fixture
def running(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[Running]:
    monkeypatch.setenv("SUPROVID_STORE", office.store)
    found = start(office.data)
    yield found
    found.kill()


SAID = {
    "uk": (
        "База даних зараз не відповідає",
        "Спробувати ще раз",
        "Важливе словами людини",
        "Зберегти чернетку",
    ),
    "en": (
        "The database does not answer just now",
        "Look again",
        "Important, in own words",
        "Save draft",
    ),
}


def test_it_is_said_and_nothing_typed_is_lost(
    browser: Browser, office: Office, running: Running, server: Server
) -> None:
    """On the page that is being filled in and on those opened meanwhile, without a trace of the program."""
    with visiting(browser, running) as oksana:
        oksana.go("/auth/login")
        oksana.sign_in("oksana", office.phrase)
        for language, said in SAID.items():
            goes_away_and_comes_back(oksana, office, server, language, *said)
            assert office.words() == f"Почуто саме тепер ({language})"
            if language == "uk":
                oksana.speak("en")


def goes_away_and_comes_back(
    oksana: Visitor, office: Office, server: Server, language: str, *said: str
) -> None:
    """In the middle of a form."""
    away, again, words, save = said
    typed = f"Почуто саме тепер ({language})"
    oksana.go(office.address)
    oksana.settle()
    server.kill()

    oksana.type(words, typed)
    with suppress(PlaywrightError):  # the form may have made room already for what is said
        oksana.page.get_by_role("button", name=save).first.click(delay=PRESS, timeout=2_000)
    oksana.see(away)
    oksana.picture(f"away-document-{language}")
    other = Visitor(oksana.page.context.new_page(), oksana.running)
    pages = ("/enquiries", f"/enquiry?kind=enquiry&id={office.document[0]}")
    for page in ("/", *(pages if language == "uk" else ())):
        other.go(page)
        other.settle()
        other.see(away)
        text = other.page.inner_text("body")
        assert not [word for word in ("Traceback", "Error", "psycopg", "SUPROVID_") if word in text]
        other.picture(f"away{page.split('?')[0].replace('/', '-')}-{language}")
    other.page.close()

    server.start()
    if language == "en":  # else it looks by itself
        oksana.press(again)
        oksana.settle()
    expect(oksana.page.get_by_text(away)).to_have_count(0)
    oksana.picture(f"away-back-{language}")
    box = oksana.page.get_by_role("textbox", name=words, exact=True)
    if box.count():  # the page was gone before the press reached it: what was typed is still there
        expect(box).to_have_value(typed)
        oksana.press(save)
    expect(box).to_have_count(0)
