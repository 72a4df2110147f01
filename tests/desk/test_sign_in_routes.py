"""The way in and out over HTTP, as browsers and people who try doors do it."""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest
from asgi_browser import Browser
from door_house import ASKED, HOST, PHRASE, Clock, hire, sign_in, stand_door, street, token_in

from suprovid.casework import acts, people
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.sign_in.providers.local import credential
from suprovid.desk.sign_in.visit import local


def oksana(door: Door) -> Person:
    found = people.by_login(door.work, "оксана")
    assert found
    return found


def written(door: Door) -> list[str]:
    return [entry.what for entry in door.work.journal.read()]


def test_signing_in_leads_back_with_the_query_kept(door: Door, browser_at: Browser) -> None:
    """The cookie is out of reach of scripts and of other sites; the journal knows."""
    asked = browser_at.get("/cases?filter=mine&page=2", headers={"sec-fetch-dest": "document"})
    assert (asked.status, asked.headers["location"]) == (
        303,
        "/auth/login?next=%2Fcases%3Ffilter%3Dmine%26page%3D2",
    )
    answer = sign_in(browser_at, "  ОКСАНА ", next="/cases?filter=mine&page=2")
    assert (answer.status, answer.headers["location"]) == (303, "/cases?filter=mine&page=2")
    cookie = next(line for line in answer.headers.getlist("set-cookie") if line.startswith(door.cookie))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie
    assert browser_at.get("/cases").text == "inside /cases"
    assert written(door)[-1] == "sign_in"


def test_behind_https_every_cookie_is_secure(tmp_path, clock: Clock, door: Door) -> None:
    """The public address decides, because the app itself sees plain HTTP behind a proxy."""
    public = stand_door(door.place.data, clock, "https://case.example.org")
    for answer in (street(public).get("/auth/login"), sign_in(street(public))):
        assert all("Secure" in line for line in answer.headers.getlist("set-cookie"))


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil",
        "evil",
        "/auth/logout",
        "/%0d%0a\r\nx",
        "/\t/evil.example",
        "javascript:alert(1)",
        "",
        "/_stcore/health",
    ],
)
def test_nobody_is_sent_elsewhere(target: str) -> None:
    """Only addresses inside the app are followed."""
    assert local(target) == "/"


def test_wrong_names_and_wrong_passphrases_read_the_same(browser_at: Browser) -> None:
    """The page says nothing about which of the two it was, and keeps the name typed."""
    pages = [
        sign_in(browser_at, login, phrase) for login, phrase in (("оксана", "wrong"), ("nobody", PHRASE))
    ]
    assert [page.status for page in pages] == [401, 401]
    texts = [page.text.replace('value="оксана"', "NAME").replace('value="nobody"', "NAME") for page in pages]
    assert texts[0] == texts[1]
    assert "Перевірте розкладку" in texts[0]


@pytest.mark.flaky(reruns=2)  # it measures time
def test_an_unknown_name_takes_as_long_as_a_known_one(door: Door) -> None:
    """Medians within a fifth of each other, with the real parameters of Argon2id."""
    from suprovid.desk.sign_in.passwords import Passwords
    from suprovid.desk.sign_in.providers.local import Local

    passwords = Passwords()
    by = By(oksana(door), door.now())
    acts.set_credential(door.work, by, acts.person_at(door.work, by.person.id), credential(passwords, PHRASE))
    provider, times = Local(door.work, passwords, door.now), {"оксана": [], "nobody": []}
    for _ in range(7):
        for login, found in times.items():
            began = perf_counter()
            assert provider.check(login, "not the passphrase at all") is None
            found.append(perf_counter() - began)
    known, unknown = median(times["оксана"]), median(times["nobody"])
    assert abs(known - unknown) / max(known, unknown) < 0.2


def test_guessing_gets_slower_through_new_browsers_and_a_restart(door: Door, clock: Clock) -> None:
    """Fifty wrong passphrases; the right one works after the wait."""
    told = set()
    for number in range(50):
        browser = street(door)
        browser.address = f"10.1.{number}.1"
        told.add(sign_in(browser, phrase="wrong wrong wrong").status)
        clock.turn(seconds=1)
        if number == 25:
            door = stand_door(door.place.data, clock)
    browser = street(door)
    answer = sign_in(browser)
    assert answer.status == 401
    assert "Зачекайте" in answer.text
    clock.turn(seconds=31)
    assert sign_in(browser).status == 303


def test_a_form_of_another_site_is_refused(browser_at: Browser) -> None:
    """Without our token, with another one, or from another origin nobody signs in."""
    sent = {"login": "оксана", "passphrase": PHRASE}
    assert browser_at.post("/auth/login", sent).status == 403
    browser_at.get("/auth/login")
    assert browser_at.post("/auth/login", {**sent, "token": "x"}).status == 403
    token = token_in(browser_at.get("/auth/login").text)
    foreign = {"origin": "https://evil.example"}
    assert browser_at.post("/auth/login", {**sent, "token": token}, headers=foreign).status == 403
    assert (
        browser_at.post("/auth/login", {**sent, "token": token}, {"origin": f"http://{HOST}"}).status == 303
    )


def test_signing_out_ends_the_session_at_once(door: Door, browser_at: Browser) -> None:
    """The old cookie is refused, the other browser stays; the refusal is in the journal once."""
    other = street(door)
    sign_in(browser_at)
    sign_in(other)
    old = dict(browser_at.cookies)
    answer = browser_at.post("/auth/logout", {"token": token_in(browser_at.get("/auth/logout").text)})
    assert (answer.status, answer.headers["location"]) == (303, "/auth/login?left=1")
    assert door.cookie not in browser_at.cookies
    browser_at.cookies = old
    assert [browser_at.get("/").status for _ in range(3)] == [303] * 3
    assert other.get("/").status == 200
    assert written(door)[-2:] == ["sign_out", "session_refused"]


def test_signing_out_everywhere(door: Door, browser_at: Browser) -> None:
    """All browsers of the person are out, a colleague stays in."""
    hire(door, oksana(door), "iryna", "integrator")
    browsers = [browser_at, street(door), street(door)]
    for browser in browsers:
        sign_in(browser)
    colleague = street(door)
    sign_in(colleague, "iryna")
    token = token_in(browser_at.get("/auth/logout").text)
    browser_at.post("/auth/logout", {"token": token, "everywhere": "yes"})
    assert [browser.get("/").status for browser in browsers] == [303] * 3
    assert colleague.get("/").status == 200


@pytest.mark.parametrize("change", ["disabled", "passphrase", "restart", "idle", "twelve hours"])
def test_what_ends_a_session(door: Door, clock: Clock, change: str) -> None:
    """A token after any of these is refused and the journal has it."""
    first = oksana(door)
    person = hire(door, first, "iryna", "integrator")
    browser = street(door)
    sign_in(browser, "iryna")
    assert browser.get("/").status == 200
    by, at = By(first, door.now()), acts.person_at(door.work, person.id)
    if change == "disabled":
        acts.set_active(door.work, by, at, False)
    elif change == "passphrase":
        acts.set_credential(door.work, by, at, credential(door.passwords, "інша фраза для входу"))
    elif change == "restart":
        door = stand_door(door.place.data, clock)
    else:
        clock.turn(minutes=15 if change == "idle" else 12 * 60)
    old, browser = browser.cookies, street(door)
    browser.cookies = old
    assert browser.get("/").status == 303
    assert written(door)[-1] == "session_refused"


def test_typing_keeps_the_session_alive_and_looking_does_not(
    door: Door, clock: Clock, browser_at: Browser
) -> None:
    """The watch in the page asks without being counted; a key pressed counts."""
    sign_in(browser_at)
    clock.turn(minutes=10)
    assert browser_at.get("/auth/here").status == 200
    clock.turn(minutes=4)
    assert browser_at.post("/auth/here").status == 200
    clock.turn(minutes=14)
    assert browser_at.get("/auth/here").status == 200
    clock.turn(minutes=1)
    assert browser_at.get("/auth/here").status == 401
    assert written(door)[-1] == "sign_in"


def test_a_new_sign_in_ends_the_old_session_of_the_browser(door: Door, browser_at: Browser) -> None:
    """One browser, one session."""
    sign_in(browser_at)
    old = browser_at.cookies[door.cookie]
    page = browser_at.get("/auth/logout")
    browser_at.post("/auth/login", {"token": token_in(page.text), "login": "оксана", "passphrase": PHRASE})
    assert browser_at.cookies[door.cookie] != old
    assert door.session(old) is None


def test_our_pages_load_nothing_and_cannot_be_framed(browser_at: Browser) -> None:
    """No script, no remote style, picture or font; nothing is kept in caches."""
    page = browser_at.get("/auth/login")
    assert "http" not in page.text
    assert "<script" not in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert page.headers["x-frame-options"] == "DENY"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"


def test_the_page_speaks_the_reader_s_language(browser_at: Browser) -> None:
    """Ukrainian by default; English by the link and then by the cookie; unknown ones change nothing."""
    assert '<html lang="uk">' in browser_at.get("/auth/login").text
    assert (
        'href="/auth/login?next=%2Fcases&amp;language=en"'
        in browser_at.get("/auth/login", next="/cases").text
    )
    assert "Passphrase" in browser_at.get("/auth/login", language="en").text
    assert "Passphrase" in browser_at.get("/auth/login").text
    assert '<html lang="en">' in browser_at.get("/auth/login", language="<b>").text


def test_markup_in_what_was_typed_is_shown_as_typed(browser_at: Browser) -> None:
    """The name and the address asked for come back escaped."""
    page = sign_in(browser_at, '"><script>alert(1)</script>', "x" * 15, next='/cases?"><img src=x>')
    assert "<script" not in page.text
    assert "<img" not in page.text


def start_page(browser: Browser, door: Door) -> str:
    return token_in(browser.get("/auth/start", key=door.start_key).text)


ANSWERS = {
    "organisation": ASKED.organisation,
    "languages": ["uk", "en"],
    "language": "uk",
    "name": ASKED.name,
    "login": ASKED.login,
    "passphrase": PHRASE,
    "again": PHRASE,
    "alone": "no",
    "roles": ["supervisor"],
    "areas": ["benefits"],
    "legal_services": ["mediation"],
    "phone": "067 123 45 67",
    "profile": "full",
    "sample": "no",
}


def test_the_first_start_founds_the_organisation_and_signs_in(empty_door: Door) -> None:
    """Settings and first person are there, with the role that manages accounts; the key works once."""
    browser = street(empty_door)
    sent = {**ANSWERS, "key": empty_door.start_key, "token": start_page(browser, empty_door)}
    assert browser.post("/auth/start", sent).headers["location"] == "/auth/recovery"
    assert browser.get("/").status == 200
    assert empty_door.safe.is_open
    settings, person = empty_door.work.settings, oksana(empty_door)
    assert set(person.roles) == {"supervisor", "administrator"}
    assert settings.name == ASKED.organisation
    assert settings.profile == "full"
    assert settings.value("competence") == ["benefits"]
    assert settings.value("legal_services") == ["mediation"]
    assert settings.value("one_person") is False
    assert browser.get("/auth/start", key=empty_door.start_key).status == 403
    assert browser.post("/auth/start", sent).status == 403
    assert len(empty_door.work.people) == 1


def test_who_works_alone_has_all_roles(empty_door: Door) -> None:
    """And approves by submitting."""
    browser = street(empty_door)
    sent = {**ANSWERS, "alone": "yes", "key": empty_door.start_key, "token": start_page(browser, empty_door)}
    browser.post("/auth/start", sent)
    assert set(oksana(empty_door).roles) == set(empty_door.work.roles.known)
    assert empty_door.work.settings.value("one_person") is True


def test_a_mistake_at_the_first_start_loses_nothing(empty_door: Door) -> None:
    """Each error stands beside its field and in the list on top; what was typed and chosen is still there."""
    browser = street(empty_door)
    wrong = {"login": "о", "again": "щось інше", "language": "ru", "phone": "нема"}
    sent = {**ANSWERS, **wrong, "key": empty_door.start_key, "token": start_page(browser, empty_door)}
    page = browser.post("/auth/start", sent)
    assert page.status == 422
    for field in wrong:
        assert f'id="{field}-error"' in page.text
        assert f'href="#{field}"' in page.text
    assert f'value="{ASKED.organisation}"' in page.text
    assert 'name="areas" value="benefits" checked' in page.text
    assert PHRASE not in page.text
    assert not empty_door.work.people


def test_without_the_key_nobody_founds_anything(empty_door: Door) -> None:
    """The sign-in says where the key is; guessing does not help."""
    browser = street(empty_door)
    assert "одноразовий ключ" in browser.get("/auth/login").text
    assert browser.get("/auth/start", key="").status == 403
    token = token_in(browser.get("/auth/start", key=empty_door.start_key).text)
    assert browser.post("/auth/start", {**ANSWERS, "key": "guess", "token": token}).status == 403
    assert browser.post("/auth/start", {**ANSWERS, "key": empty_door.start_key}).status == 422
    assert not empty_door.work.people


def test_another_passphrase_of_one_s_own(door: Door, browser_at: Browser) -> None:
    """It needs the present one; afterwards this browser goes on and every other one is out."""
    other = street(door)
    sign_in(browser_at)
    sign_in(other)
    new = "сорок дві сірі чаплі"
    sent = {"token": token_in(browser_at.get("/auth/account").text), "passphrase": new, "again": new}
    assert "current-error" in browser_at.post("/auth/account", {**sent, "current": "wrong"}).text
    weak = {"current": PHRASE, "passphrase": "оксана гай 2026!", "again": "оксана гай 2026!"}
    assert "passphrase-error" in browser_at.post("/auth/account", {**sent, **weak}).text
    assert browser_at.post("/auth/account", {**sent, "current": PHRASE, "token": "x"}).status == 422
    assert browser_at.post("/auth/account", {**sent, "current": PHRASE}).status == 303
    assert browser_at.get("/").status == 200
    assert other.get("/").status == 303
    assert sign_in(street(door)).status == 401
    assert sign_in(street(door), phrase=new).status == 303
    assert "passphrase_changed" in written(door)


def test_one_s_own_account_is_not_for_strangers(browser_at: Browser) -> None:
    """Open to ask for, because it stands before the guard, and it leads to the sign-in."""
    assert browser_at.get("/auth/account").headers["location"] == "/auth/login"
    assert browser_at.post("/auth/account", {"current": PHRASE}).headers["location"] == "/auth/login"


@pytest.mark.parametrize("alone", ["yes", "no"])
def test_the_first_start_may_bring_invented_cases(empty_door: Door, alone: str) -> None:
    """They are there when one comes in, for one who works alone too; the invented people cannot sign in."""
    browser = street(empty_door)
    sent = {**ANSWERS, "sample": "yes", "alone": alone, "key": empty_door.start_key}
    assert browser.post("/auth/start", {**sent, "token": start_page(browser, empty_door)}).status == 303
    assert [kind for kind, _ in empty_door.work.store.folders()].count("case") >= 2
    assert {who.login for who in people.all(empty_door.work) if who.credential} == {"оксана"}


def test_who_comes_in_hears_of_those_who_failed_in_their_name(door: Door, clock: Clock) -> None:
    """When they were here before, and how often somebody else tried since; a stranger's page says nothing."""
    person = oksana(door)
    sign_in(street(door))
    assert door.arrival(person.id).last == ""
    before = clock().isoformat()
    clock.turn(hours=2)
    for _ in range(3):
        assert sign_in(street(door), phrase="not the right phrase").status == 401
    sign_in(street(door), "nobody", "not the right phrase")
    clock.turn(hours=2)
    sign_in(street(door))
    assert (door.arrival(person.id).last, door.arrival(person.id).failed) == (before, 3)
    clock.turn(hours=2)
    sign_in(street(door))
    assert door.arrival(person.id).failed == 0
