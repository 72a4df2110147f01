"""The organisation's own OpenID Connect provider: a real one on this machine, and what must not pass."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from asgi_browser import Answer, Browser
from door_house import HOST, PHRASE, Clock, hire, settle, sign_in, street
from oidc_provider import CLIENT, SECRET, Provider, standing

from suprovid.casework import acts, people
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.sign_in import first_vault, passphrases
from suprovid.desk.sign_in.errands import LASTS, MANY, Errands
from suprovid.desk.sign_in.providers import oidc_wire
from suprovid.desk.sign_in.providers.oidc import NoClient, Oidc
from suprovid.errors import NotPossible, SuprovidError
from suprovid.store.records import InMemory

OLENA = {"sub": "s-1", "email": "olena@example.org", "email_verified": True}
PEOPLE = {
    "olena": OLENA,
    "by subject": {"sub": "s-2"},
    "stranger": {"sub": "s-9", "email": "stranger@example.org", "email_verified": True},
    "unverified": {"sub": "s-8", "email": "olena@example.org", "email_verified": False},
    "says so itself": {"sub": "s-7", "email": "olena@example.org", "email_verified": "true"},
    "named like an e-mail": {"sub": "olena@example.org"},
    "disabled": {"sub": "s-3", "email": "petro@example.org", "email_verified": True},
}


@pytest.fixture(scope="module")
def standing_provider() -> Iterator[Provider]:
    with standing(PEOPLE) as provider:
        yield provider


@pytest.fixture
def provider(standing_provider: Provider) -> Provider:
    """The provider, honest again."""
    standing_provider.signing = "RS256"
    for spoilt in (standing_provider.spoilt, standing_provider.metadata, standing_provider.codes):
        spoilt.clear()
    standing_provider.left.clear()
    return standing_provider


def settings(provider: Provider, tmp_path: Path) -> dict[str, str]:
    secret = tmp_path / "client.secret"
    secret.write_text(SECRET + "\n", encoding="utf-8")
    return {
        "SUPROVID_SIGN_IN": "oidc",
        "SUPROVID_OIDC_ISSUER": provider.issuer,
        "SUPROVID_OIDC_CLIENT": CLIENT,
        "SUPROVID_OIDC_SECRET": str(secret),
        "SUPROVID_OIDC_NAME": "Спілка",
    }


@pytest.fixture
def house(empty_door: Door, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    """A door that the provider's people come to; the clock goes as the provider's does."""
    for name, value in settings(provider, tmp_path).items():
        monkeypatch.setenv(name, value)
    empty_door.now = Clock()
    empty_door.now.now = empty_door.now.now.fromtimestamp(time.time(), tz=empty_door.now.now.tzinfo)
    first = settle(empty_door)
    for login, identity in (
        ("olena", "Olena@Example.org"),
        ("by_subject", "s-2"),
        ("petro", "petro@example.org"),
    ):
        person = hire(empty_door, first, login, "frontliner")
        change(empty_door, person, identity=identity)
    by = By(first, empty_door.now())
    petro = people.by_login(empty_door.work, "petro")
    assert petro
    acts.set_active(empty_door.work, by, acts.person_at(empty_door.work, petro.id), False)
    return empty_door


def first_of(door: Door) -> Person:
    found = people.by_login(door.work, "оксана")
    assert found
    return found


def change(door: Door, person: Person, **changes: str) -> None:
    at = acts.person_at(door.work, person.id)
    acts.change_person(door.work, By(first_of(door), door.now()), at, changes)


def go_out(browser: Browser, target: str = "/") -> str:
    """To the provider; its address."""
    answer = browser.get("/auth/oidc", next=target)
    assert answer.status == 303, answer.text
    return answer.headers["location"]


def come_back(provider: Provider, place: str, who: str) -> str:
    """Somebody is chosen at the provider; the address of ours that it leads to."""
    answer = requests.get(
        place.replace("/authorize?", "/chosen?"), {"who": who}, allow_redirects=False, timeout=5
    )
    back = urlsplit(answer.headers["location"])
    assert back.netloc == HOST
    return f"{back.path}?{back.query}"


def through(browser: Browser, provider: Provider, who: str, target: str = "/") -> Answer:
    """The whole way out and back."""
    return browser.get(come_back(provider, go_out(browser, target), who))


def written(door: Door) -> list[str]:
    return [entry.what for entry in door.work.journal.read()]


@pytest.mark.parametrize(("who", "login"), [("olena", "olena"), ("by subject", "by_subject")])
def test_the_provider_proves_who_it_is_and_our_people_decide_the_rest(
    house: Door, provider: Provider, who: str, login: str
) -> None:
    """By a verified e-mail or by the subject; our own cookie, and back to what was asked for."""
    browser = street(house)
    page = browser.get("/auth/login", next="/cases?page=2")
    assert "Увійти через «Спілка»" in page.text
    assert 'href="/auth/oidc?next=%2Fcases%3Fpage%3D2"' in page.text
    answer = through(browser, provider, who, "/cases?page=2")
    assert (answer.status, answer.headers["location"]) == (303, "/cases?page=2")
    cookie = next(line for line in answer.headers.getlist("set-cookie") if line.startswith(house.cookie))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age" not in cookie
    found = house.session(browser.cookies[house.cookie])
    assert found
    assert found[1].login == login
    assert browser.get("/").text == "inside /"
    assert written(house)[-1] == "sign_in"
    assert not [name for name in browser.cookies if "streamlit" in name]


def test_what_goes_out_can_be_used_once_and_here_only(house: Door, provider: Provider) -> None:
    """State, nonce and a PKCE challenge, new each time; the redirect is ours."""
    asked = [parse_qs(urlsplit(go_out(street(house))).query) for _ in range(2)]
    assert asked[0]["code_challenge_method"] == ["S256"]
    assert asked[0]["redirect_uri"] == [f"http://{HOST}/auth/oidc/back"]
    assert asked[0]["scope"] == ["openid email"]
    for name in ("state", "nonce", "code_challenge"):
        assert asked[0][name] != asked[1][name]
        assert len(asked[0][name][0]) >= 43


SPOILT = {
    "wrong nonce": {"spoilt": {"nonce": "another"}},
    "no nonce": {"spoilt": {"nonce": None}},
    "wrong audience": {"spoilt": {"aud": "another client"}},
    "two audiences, for the other": {"spoilt": {"aud": [CLIENT, "other"], "azp": "other"}},
    "expired": {"spoilt": {"exp": int(time.time()) - 600}},
    "no expiry": {"spoilt": {"exp": None}},
    "issued in the future": {"spoilt": {"iat": int(time.time()) + 6000}},
    "no subject": {"spoilt": {"sub": None}},
    "empty subject": {"spoilt": {"sub": ""}},
    "another issuer in the token": {"spoilt": {"iss": "https://evil.example"}},
    "unsigned": {"signing": "none"},
    "unsigned, as the provider offers": {
        "signing": "none",
        "metadata": {"id_token_signing_alg_values_supported": ["none"]},
    },
    "signed with the public key as a secret": {"signing": "HS256"},
    "signed with the client's secret": {"signing": "secret"},
    "signed by somebody else": {"signing": "other key"},
    "changed after signing": {"signing": "tampered"},
    "another access token": {"spoilt": {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}},
}


def test_a_token_that_is_not_sound_opens_nothing(
    house: Door, provider: Provider, caplog: pytest.LogCaptureFixture
) -> None:
    """The same sentence for all, a line in the journal, no session; the log has no name and no token."""
    for how, spoilt in SPOILT.items():
        provider.signing, provider.spoilt, provider.metadata = "RS256", {}, {}
        for name, value in spoilt.items():
            setattr(provider, name, value)
        house.provider._wire._published = None  # type: ignore[attr-defined]
        browser = street(house)
        answer = through(browser, provider, "olena")
        assert answer.status == 401, how
        assert "не пройшла перевірку" in answer.text, how
        assert house.cookie not in browser.cookies, how
    assert written(house)[-len(SPOILT) :] == ["sign_in_refused"] * len(SPOILT)
    assert "olena" not in caplog.text
    assert "eyJ" not in caplog.text
    provider.signing, provider.spoilt, provider.metadata = "RS256", {}, {}
    assert through(street(house), provider, "olena").status == 303


def test_a_changed_issuer_is_not_followed(house: Door, provider: Provider) -> None:
    """What the provider publishes names another issuer than the one that was set: nobody is sent anywhere."""
    provider.metadata = {"issuer": "https://evil.example"}
    answer = street(house).get("/auth/oidc")
    assert answer.status == 401
    assert "location" not in answer.headers


@pytest.mark.parametrize("place", ["token_endpoint", "jwks_uri"])
def test_no_secret_goes_over_an_open_line(house: Door, provider: Provider, place: str) -> None:
    """An address of the provider without https, and not on this machine, is not used."""
    provider.metadata = {place: "http://id.example.org/x"}
    assert through(street(house), provider, "olena").status == 401


def test_an_answer_of_another_issuer_is_not_taken_to_ours(house: Door, provider: Provider) -> None:
    """The code of a provider that mixes itself in is sent to nobody."""
    browser = street(house)
    back = come_back(provider, go_out(browser), "olena")
    answer = browser.get(back.replace("iss=http", "iss=https%3A%2F%2Fevil.example%2Fhttp"))
    assert answer.status == 401
    assert provider.codes


def test_a_code_is_good_once(house: Door, provider: Provider) -> None:
    """Played again by the same browser, by another one, or by one with its own sign-in under way."""
    browser, thief = street(house), street(house)
    back = come_back(provider, go_out(browser), "olena")
    thief.get("/auth/login")
    assert thief.get(back).status == 401
    assert browser.get(back).status == 401, "and what a thief tried is spent"
    back = come_back(provider, go_out(browser), "olena")
    assert browser.get(back).status == 303
    assert browser.get(back).status == 401
    code = parse_qs(urlsplit(back).query)["code"][0]
    state = parse_qs(urlsplit(go_out(thief)).query)["state"][0]
    assert thief.get("/auth/oidc/back", code=code, state=state).status == 401
    assert house.cookie not in thief.cookies


def test_nobody_can_be_signed_in_as_somebody_else(house: Door, provider: Provider) -> None:
    """An answer that another browser began is not taken: a victim is not slipped the thief's account."""
    victim, thief = street(house), street(house)
    victim.get("/auth/login")
    assert victim.get(come_back(provider, go_out(thief), "olena")).status == 401
    assert house.cookie not in victim.cookies


def test_a_sign_in_that_took_too_long_begins_anew(house: Door, provider: Provider) -> None:
    """Ten minutes."""
    browser = street(house)
    back = come_back(provider, go_out(browser), "olena")
    house.now.turn(minutes=11)
    answer = browser.get(back)
    assert answer.status == 401
    assert "Почніть знову" in answer.text


@pytest.mark.parametrize(
    "who", ["stranger", "unverified", "says so itself", "named like an e-mail", "disabled"]
)
def test_who_has_no_account_here_stays_out(house: Door, provider: Provider, who: str) -> None:
    """Unknown, disabled, an e-mail that is not verified, a subject that looks like one; nobody is made."""
    before = set(house.work.people)
    browser = street(house)
    answer = through(browser, provider, who)
    assert answer.status == 401
    assert "доступу сюди для вас немає" in answer.text
    assert house.cookie not in browser.cookies
    assert set(house.work.people) == before
    assert written(house)[-1] == "sign_in_refused"


@pytest.mark.parametrize("what", ["disabled", "identity", "idle", "everywhere"])
def test_what_ends_a_session_that_the_provider_opened(house: Door, provider: Provider, what: str) -> None:
    """At once: a person who was disabled or is called otherwise, a quiet quarter of an hour, a sign-out."""
    browser, person = street(house), people.by_login(house.work, "olena")
    assert person
    through(browser, provider, "olena")
    assert browser.get("/").status == 200
    by = By(first_of(house), house.now())
    if what == "disabled":
        acts.set_active(house.work, by, acts.person_at(house.work, person.id), False)
    elif what == "identity":
        change(house, person, identity="other@example.org")
    elif what == "idle":
        house.now.turn(minutes=15)
    else:
        found = house.session(browser.cookies[house.cookie])
        assert found
        house.leave(found[0], everywhere=True)
    assert browser.get("/").status == 303


def test_signing_out_ends_both(house: Door, provider: Provider) -> None:
    """Ours first; then the provider hears whose session it was, once, and leads back."""
    browser = street(house)
    through(browser, provider, "olena")
    found = house.session(browser.cookies[house.cookie])
    assert found
    place = house.leave(found[0])
    assert browser.get("/").status == 303
    page = browser.get(place)
    there = page.headers["refresh"].partition("url=")[2]
    assert there.startswith(f"{provider.issuer}/leave?")
    answer = requests.get(there, allow_redirects=False, timeout=5)
    assert answer.headers["location"] == f"http://{HOST}/auth/login"
    assert provider.left[0]["client_id"] == CLIENT
    assert provider.left[0]["id_token_hint"] == found[0].hint
    again = browser.get(place)
    assert (again.status, again.headers["location"]) == (303, "/auth/login?left=1")


def test_a_passphrase_that_we_keep_still_opens(house: Door) -> None:
    """The first administrator comes in without the provider, and so does anybody while it is away."""
    browser = street(house)
    assert "<details>" in browser.get("/auth/login").text
    assert sign_in(browser).status == 303
    found = house.session(browser.cookies[house.cookie])
    assert found
    assert house.leave(found[0]) == "/auth/login?left=1"


def test_a_provider_that_is_away_is_told(
    house: Door, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what to do instead."""
    wire = house.provider._wire  # type: ignore[attr-defined]
    monkeypatch.setattr(wire, "client", replace(wire.client, issuer="http://127.0.0.1:9"))
    answer = street(house).get("/auth/oidc")
    assert answer.status == 401
    assert "не відповідає" in answer.text
    assert "парольною фразою" in answer.text


def test_where_there_is_no_provider_its_way_leads_to_the_sign_in(door: Door) -> None:
    """The addresses are there and open nothing."""
    browser = street(door)
    assert browser.get("/auth/oidc").headers["location"] == "/auth/login"
    assert browser.get("/auth/oidc/back?code=x&state=y").status == 401
    assert browser.get("/auth/oidc/leave").headers["location"] == "/auth/login?left=1"


@pytest.mark.parametrize("missing", ["SUPROVID_OIDC_ISSUER", "SUPROVID_OIDC_CLIENT", "SUPROVID_OIDC_SECRET"])
def test_what_is_not_set_up_is_named(
    door: Door, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    """At the start, with the variable; and with the library, where that is what is missing."""
    asked = settings(provider, tmp_path)
    asked[missing] = str(tmp_path / "nowhere") if missing.endswith("SECRET") else ""
    with pytest.raises(NoClient):
        Oidc(door.work, door.passwords, door.now, asked)
    monkeypatch.setattr(oidc_wire, "OAuth2Session", None)
    with pytest.raises(oidc_wire.NoLibrary):
        Oidc(door.work, door.passwords, door.now, settings(provider, tmp_path))


def test_an_issuer_over_an_open_line_is_refused(door: Door, provider: Provider, tmp_path: Path) -> None:
    """https, but for this machine."""
    asked = {**settings(provider, tmp_path), "SUPROVID_OIDC_ISSUER": "http://id.example.org"}
    with pytest.raises(SuprovidError):
        Oidc(door.work, door.passwords, door.now, asked)


def test_an_identity_is_one_person_s(house: Door) -> None:
    """Nobody else can be given it, in whatever spelling; an e-mail is never a subject."""
    with pytest.raises(NotPossible, match="identity_taken"):
        change(house, first_of(house), identity=" OLENA@example.org")
    assert people.by_identity(house.work, "olena@example.org") is None
    assert people.by_identity(house.work, "S-2") is None
    assert people.by_identity(house.work, "", "") is None


def test_sign_ins_under_way_do_not_pile_up() -> None:
    """The oldest give way."""
    errands, now = Errands(InMemory()), Clock()()
    first = errands.begin("/", "browser", now)
    for _ in range(MANY):
        last = errands.begin("/", "browser", now)
    assert errands.finish(first.state, "browser", now) is None
    assert errands.finish(last.state, "browser", now + LASTS) == last
    assert last.state not in repr(last)


def test_while_the_vault_is_locked_the_page_says_who_can_open_it(
    house: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider's people wait for somebody with a passphrase; their way is not offered."""
    monkeypatch.setattr(type(house.safe), "is_locked", True)
    page = street(house).get("/auth/login")
    assert "хтось, хто має тут парольну фразу" in page.text
    assert "/auth/oidc" not in page.text
    assert street(house).get("/auth/oidc").headers["location"] == "/auth/login"


def test_with_a_vault_somebody_with_a_slot_comes_first(house: Door, provider: Provider) -> None:
    """The provider proves who it is and has no key: its people come in while it is open, and not before."""
    first_vault.around(house, By(first_of(house), house.now()), PHRASE)
    theirs = street(house)
    assert through(theirs, provider, "olena").status == 303

    house.lock()
    assert theirs.get("/").status == 303
    assert theirs.get("/auth/oidc").headers["location"] == "/auth/login"
    assert sign_in(street(house)).status == 303
    assert through(theirs, provider, "olena").status == 303
    assert theirs.get("/").status == 200
    assert "/auth/login" in through(street(house), provider, "disabled").headers.get(
        "location", "/auth/login"
    )
    olena = people.by_login(house.work, "olena")
    assert olena
    acts.set_active(house.work, By(first_of(house), house.now()), acts.person_at(house.work, olena.id), False)
    passphrases.follow(house, olena.id)
    assert theirs.get("/").status == 303
    house.lock()
