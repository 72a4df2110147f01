"""People who prove who they are to their organisation's own OpenID Connect provider.

The provider says who somebody is; our table of people decides who that is here, what they may do and whether
they still work here. Nobody becomes a person by signing in. Passphrases that we keep work beside it.

Code flow with PKCE, state and nonce in routes of our own. Streamlit's `st.login` was tried: it needs a script
that runs for strangers, leaves signed cookies with the tokens for 30 days that no sign-out on the server
ends, takes the issuer from what it downloads, and accepts unsigned tokens where that download offers `none`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode, urlsplit

from suprovid.casework import people
from suprovid.casework.people import Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import Local
from suprovid.desk.sign_in.providers.oidc_wire import Client, NotProven, Wire
from suprovid.desk.sign_in.providers.slots import Slots
from suprovid.errors import SuprovidError


class NoClient(SuprovidError):
    """A setting is missing without which nobody can sign in through the provider (`place`: the variable)."""

    sentence = "signin.oidc.no_client"


@dataclass(frozen=True)
class Proven:
    """Who the provider says it was: `subject` is its own name for them, `email` only one that it verified.

    `hint` is what the provider wants to see again when they sign out.
    """

    subject: str
    email: str = ""
    hint: str = ""

    @property
    def called(self) -> str:
        """What an administrator may write into the account."""
        return self.email or self.subject


class Oidc:
    """The provider of `SUPROVID_SIGN_IN=oidc`; `own` checks the passphrases that we keep."""

    def __init__(
        self,
        work: Workspace,
        passwords: Passwords,
        now: Callable[[], datetime],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        self.own: Local | Slots = Local(work, passwords, now)
        self._work, self._now = work, now
        self._wire = Wire(client_of(environment), now)
        self.title = (
            environment.get("SUPROVID_OIDC_NAME") or urlsplit(self._wire.client.issuer).hostname or ""
        )

    def check(self, login: str, secret: str) -> Person | None:
        """The person whose passphrase this is, if we keep one for them."""
        return self.own.check(login, secret)

    def mark(self, person: Person) -> str:
        """What changes when either way in does."""
        return f"{person.identity}|{self.own.mark(person)}"

    def begin(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """The provider's address at which somebody proves who they are, and which then leads `back`."""
        return self._wire.authorization(back, state, nonce, verifier)

    def prove(self, back: str, code: str, nonce: str, verifier: str) -> Proven:
        """Who it was, from the provider itself; `NotProven`, `Unreachable`."""
        claims, hint = self._wire.claims(back, code, nonce, verifier)
        email = claims.get("email")
        verified = claims.get("email_verified") is True and isinstance(email, str)
        return Proven(str(claims["sub"]), str(email) if verified else "", hint)

    def is_from(self, issuer: str) -> bool:
        """Whether an answer that names its issuer comes from ours."""
        return not issuer or issuer.rstrip("/") == self._wire.client.issuer

    def person(self, proven: Proven) -> Person | None:
        """The one active person whose account names this subject or this verified e-mail."""
        found = people.by_identity(self._work, proven.subject, proven.email)
        return found if found and found.active else None

    def goodbye(self, hint: str, back: str) -> str:
        """Where the provider signs them out too; nothing where it has no such place."""
        try:
            place = self._wire.metadata().get("end_session_endpoint")
        except SuprovidError:
            return ""
        if not place or not hint:
            return ""
        asked = {
            "client_id": self._wire.client.id,
            "id_token_hint": hint,
            "post_logout_redirect_uri": back,
        }
        return f"{place}{'&' if '?' in str(place) else '?'}{urlencode(asked)}"


def client_of(environment: Mapping[str, str]) -> Client:
    """What the organisation's provider knows us as; `NoClient` names the setting that is missing."""
    needed = {name: environment.get(f"SUPROVID_OIDC_{name}", "") for name in ("ISSUER", "CLIENT")}
    for name, value in needed.items():
        if not value:
            raise NoClient(place=f"SUPROVID_OIDC_{name}")
    return Client(needed["ISSUER"].rstrip("/"), needed["CLIENT"], _secret(environment))


def _secret(environment: Mapping[str, str]) -> str:
    """The client's secret from its file; a client without one is proved by PKCE alone."""
    named = environment.get("SUPROVID_OIDC_SECRET")
    if not named:
        return ""
    try:
        return Path(named).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise NoClient(place=named) from error


__all__ = ["NoClient", "NotProven", "Oidc", "Proven"]
