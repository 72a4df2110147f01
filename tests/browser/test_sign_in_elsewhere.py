"""Through the organisation's own provider in a real browser: in, to the page asked for, and out of both."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from running_app import ROOT, Running, start
from street import PATIENCE, PRESS, visiting

sys.path.append(str(ROOT / "tests" / "desk"))

from oidc_provider import CLIENT, SECRET, Provider, standing

from suprovid.casework import acts
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person

pytestmark = pytest.mark.browser
PEOPLE = {
    "Olena": {"sub": "s-1", "email": "olena@example.org", "email_verified": True},
    "Stranger": {"sub": "s-9", "email": "stranger@example.org", "email_verified": True},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    with standing(PEOPLE) as found:
        yield found


@pytest.fixture(scope="module")
def running(provider: Provider, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """An organisation in which Olena has an account without a passphrase."""
    room = tmp_path_factory.mktemp("elsewhere")
    with open_workspace(room / "data", ROOT / "schemas") as work:
        who = {
            "name": "Олена Гай",
            "login": "olena",
            "identity": "olena@example.org",
            "roles": ["supervisor"],
        }
        acts.setup(work, By(Person("", ""), datetime.now(UTC)), {"name": "Центр «Поруч»"}, who)
    (room / "secret").write_text(SECRET, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPROVID_SIGN_IN", "oidc")
        patch.setenv("SUPROVID_OIDC_ISSUER", provider.issuer)
        patch.setenv("SUPROVID_OIDC_CLIENT", CLIENT)
        patch.setenv("SUPROVID_OIDC_SECRET", str(room / "secret"))
        patch.setenv("SUPROVID_OIDC_NAME", "Спілка")
        app = start(room / "data")
    yield app
    app.process.terminate()
    app.process.wait(timeout=30)


def test_in_through_the_provider_and_out_of_both(
    browser: Browser, running: Running, provider: Provider
) -> None:
    """The link that was asked for is where one arrives; after the sign-out neither knows us any more."""
    with visiting(browser, running) as visitor:
        page = visitor.page
        visitor.go("/journal")
        visitor.picture("oidc-sign-in")
        page.get_by_role("link", name="Увійти через «Спілка»").click(delay=PRESS)
        page.get_by_role("link", name="Olena").click(delay=PRESS)
        page.wait_for_url("**/journal", timeout=PATIENCE)
        visitor.settle()
        visitor.see("нічого не вилучено й не змінено")
        visitor.picture("oidc-journal")
        cookies = {cookie["name"]: cookie for cookie in page.context.cookies(running.address)}
        session = next(cookie for name, cookie in cookies.items() if len(name) == len("suprovid_") + 8)
        assert session["httpOnly"]
        assert session["sameSite"] == "Lax"
        assert session["expires"] == -1
        left = len(provider.left)
        page.get_by_role("button", name="Вийти").click(delay=PRESS)
        page.wait_for_url("**/auth/login", timeout=PATIENCE)
        assert len(provider.left) == left + 1
        visitor.go("/journal")
        expect(page.get_by_role("link", name="Увійти через «Спілка»")).to_be_visible(timeout=PATIENCE)


def test_who_has_no_account_is_told_by_what_name_to_ask_for_one(browser: Browser, running: Running) -> None:
    """The provider knows them, we do not."""
    with visiting(browser, running) as visitor:
        visitor.go("/")
        visitor.page.get_by_role("link", name="Увійти через «Спілка»").click(delay=PRESS)
        visitor.page.get_by_role("link", name="Stranger").click(delay=PRESS)
        visitor.see("stranger@example.org", "доступу сюди для вас немає")
        visitor.picture("oidc-unknown")
        assert Path(running.log).read_text(encoding="utf-8").count("stranger@example.org") == 0
