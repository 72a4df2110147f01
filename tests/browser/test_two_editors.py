"""Two people in two browsers change one document: who comes second sees what came first, and chooses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from running_app import Running, start
from street import Visitor, visiting

from suprovid.casework import acts
from suprovid.casework.acts import At, Filled
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import staff

pytestmark = pytest.mark.browser

SCHEMAS = Path(__file__).parents[2] / "schemas"
WORDS, VIEW = "Важливе словами людини", "Спостереження фахівця"
PROFILE = {"_id": "p1", "sex": "female", "age_band": "60+", "displacement": "non_displaced"}


@dataclass
class Shared:
    """A document that two may change: where it is, and how they sign in."""

    data: Path
    address: str
    phrases: dict[str, str]
    name: str

    def stored(self) -> dict[str, str]:
        """The answers as the store has them now."""
        query = dict(part.split("=") for part in self.address.partition("?")[2].split("&"))
        with open_workspace(self.data, SCHEMAS) as work:
            answers = work.read(query["kind"], query["id"]).documents[query["document"]]["answers"]
        return {name: answers[name] for name in ("client_words", "worker_view") if name in answers}


@pytest.fixture
def shared(tmp_path: Path) -> Shared:
    """A note that Oksana began on an enquiry that Taras received."""
    passwords, now = Passwords(), datetime.now(UTC)
    with open_workspace(tmp_path / "data", SCHEMAS) as work:
        accounts = staff.found(work, now - timedelta(days=9), lambda phrase: credential(passwords, phrase))
        ids = {account.worker.login: account.id for account in accounts}
        oksana = By(work.people[ids["oksana"]], now)
        name = work.people[ids["taras"]].name
        answers = {"enquiry_date": now.date().isoformat(), "channel": "phone", "received_by": ids["taras"]}
        opened = acts.save_draft(
            work, oksana, At("enquiry"), Filled("intake", {**answers, "anon_profile": [PROFILE]})
        )
        note = {"contact_at": now.isoformat(), "attempt_result": "no_answer", "client_words": "Як було"}
        done = acts.save_draft(work, oksana, opened.at, Filled("contact_note", note))
    address = f"/document?kind=enquiry&id={done.id}&document={done.document}"
    phrases = {account.worker.login: account.passphrase for account in accounts}
    return Shared(tmp_path / "data", address, phrases, name)


@pytest.fixture
def running(shared: Shared) -> Iterator[Running]:
    """The application over it."""
    found = start(shared.data)
    yield found
    found.kill()


def open_note(visitor: Visitor, shared: Shared, login: str) -> None:
    """The document, in the hands of this person."""
    visitor.go("/auth/login")
    visitor.sign_in(login, shared.phrases[login])
    visitor.go(shared.address)
    visitor.settle()
    visitor.see(WORDS)


def test_the_second_of_two_editors_sees_what_came_first_and_merges(
    browser: Browser, shared: Shared, running: Running
) -> None:
    """What only one changed is taken over, for what both changed one chooses; nothing typed is lost."""
    with visiting(browser, running) as oksana, visiting(browser, running) as taras:
        open_note(oksana, shared, "oksana")
        open_note(taras, shared, "taras")
        oksana.type(WORDS, "Так почула Оксана")
        taras.type(WORDS, "Так почув Тарас")
        taras.type(VIEW, "Тарас помітив утому")
        taras.press("Зберегти чернетку")

        oksana.press("Зберегти чернетку")

        oksana.see("Так почула Оксана", f"{shared.name}: Так почув Тарас", "Тарас помітив утому")
        oksana.picture("two-editors")
        oksana.page.get_by_role("radio", name="Моє: Так почула Оксана").first.check(force=True)
        oksana.settle()
        oksana.press("Застосувати і продовжити")
        words = oksana.page.get_by_role("textbox", name=WORDS, exact=True)
        expect(words).to_have_value("Так почула Оксана")
        view = oksana.page.get_by_role("textbox", name=VIEW, exact=True)
        expect(view).to_have_value("Тарас помітив утому")
        oksana.press("Зберегти чернетку")

    assert shared.stored() == {"client_words": "Так почула Оксана", "worker_view": "Тарас помітив утому"}
