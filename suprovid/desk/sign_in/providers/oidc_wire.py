"""What goes over the line to an OpenID Connect provider, and what of its answers is believed.

Believed is an id token that the provider of the set issuer signed with a key of its own, for us, just now,
for the very sign-in that began here.
What the provider publishes about itself is believed only when it names the issuer that the organisation set,
and never about how tokens may be signed.
"""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from suprovid.errors import SuprovidError

try:
    from authlib.common.errors import AuthlibBaseError
    from authlib.integrations.requests_client import OAuth2Session
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet
except ModuleNotFoundError:  # the extra `oidc` is not there; told when somebody chooses this provider
    OAuth2Session = None

LOG = logging.getLogger("suprovid.sign_in")
SCOPE = "openid email"
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that only the provider can make: never none, never one that is made with a shared secret."""
PATIENCE = (3.05, 8.0)
LARGEST = 1_000_000
LEEWAY = 60
FRESH, KEYS_AT_MOST_EVERY = 3600.0, 60.0
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class NoLibrary(SuprovidError):
    """Authlib is not installed."""

    sentence = "signin.oidc.no_library"


class Unreachable(SuprovidError):
    """The provider does not answer, or not as one (`place`: its host)."""

    sentence = "signin.oidc.unreachable"


class NotProven(SuprovidError):
    """What came back proves nothing (`why`: a word for the log)."""

    sentence = "signin.oidc.not_proven"


@dataclass(frozen=True)
class Client:
    """We, as the provider knows us."""

    issuer: str
    id: str
    secret: str = ""


class Wire:
    """The line to one provider; what it publishes is remembered for an hour."""

    def __init__(self, client: Client, now: Callable[[], datetime]) -> None:
        if OAuth2Session is None:
            raise NoLibrary()
        self.client, self._now = client, now
        self._published: tuple[float, Mapping[str, Any]] | None = None
        self._keys: tuple[float, Any] | None = None
        self._lock = threading.Lock()
        _refuse_open_line(client.issuer, client.issuer)

    def authorization(self, back: str, state: str, nonce: str, verifier: str) -> str:
        """Where the browser goes to."""
        place = self._place("authorization_endpoint")
        with self._session(back) as session:
            url, _ = session.create_authorization_url(place, state=state, code_verifier=verifier, nonce=nonce)
        return str(url)

    def claims(self, back: str, code: str, nonce: str, verifier: str) -> tuple[Mapping[str, Any], str]:
        """What the provider says of whoever brought this code, and its token; `NotProven`."""
        try:
            with self._session(back) as session:
                said = session.fetch_token(
                    self._place("token_endpoint"), code=code, code_verifier=verifier, timeout=PATIENCE
                )
            token = str(said["id_token"])
            return self._checked(token, nonce, said.get("access_token")), token
        except (JoseError, AuthlibBaseError, ValueError, KeyError, TypeError) as error:
            LOG.warning("A sign-in was not proven: %s", type(error).__name__)
            raise NotProven(why=type(error).__name__) from error
        except requests.RequestException as error:
            raise self._away(error) from error

    def metadata(self) -> Mapping[str, Any]:
        """What the provider publishes, if it is the one that was set; `Unreachable`, `NotProven`."""
        with self._lock:
            if self._published is None or time.monotonic() - self._published[0] > FRESH:
                said = self._fetched(f"{self.client.issuer}/.well-known/openid-configuration")
                if said.get("issuer") not in (self.client.issuer, f"{self.client.issuer}/"):
                    LOG.warning("The provider names another issuer than the one that was set")
                    raise NotProven(why="issuer")
                self._published = time.monotonic(), said
            return self._published[1]

    def _checked(self, token: str, nonce: str, access_token: object) -> Mapping[str, Any]:
        """The claims of a token that is sound in every respect."""
        try:
            read = jwt.decode(token, self._keyset(), algorithms=list(SIGNED_BY))
        except (JoseError, ValueError):  # the provider may have changed its keys a moment ago
            read = jwt.decode(token, self._keyset(afresh=True), algorithms=list(SIGNED_BY))
        claims = CodeIDToken(
            dict(read.claims),
            read.header,
            options={
                "iss": {"essential": True, "value": self.metadata()["issuer"]},
                "aud": {"essential": True, "value": self.client.id},
                "sub": {"essential": True},
                "nonce": {"essential": True, "value": nonce},
            },
            params={"nonce": nonce, "client_id": self.client.id, "access_token": access_token},
        )
        claims.validate(now=int(self._now().timestamp()), leeway=LEEWAY)
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ValueError("no subject")
        return dict(claims)

    def _keyset(self, afresh: bool = False) -> Any:
        """The provider's keys; asked again at most once a minute, whoever sends strange tokens."""
        place = self._place("jwks_uri")
        with self._lock:
            age = time.monotonic() - self._keys[0] if self._keys else FRESH + 1
            if self._keys is None or age > (KEYS_AT_MOST_EVERY if afresh else FRESH):
                self._keys = time.monotonic(), KeySet.import_key_set(self._fetched(place))
            return self._keys[1]

    def _place(self, name: str) -> str:
        """An address that the provider publishes, reached over a line that nobody else reads."""
        place = str(self.metadata().get(name) or "")
        _refuse_open_line(place, self.client.issuer)
        return place

    def _session(self, back: str) -> Any:
        """Authlib's client; our secret goes along as a client without one does not need it."""
        method = {} if self.client.secret else {"token_endpoint_auth_method": "none"}
        session = OAuth2Session(
            self.client.id,
            self.client.secret or None,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            **method,
        )
        session.max_redirects = 0
        return session

    def _fetched(self, place: str) -> Any:
        """A JSON object from the provider: no detours, no more than it may be."""
        try:
            with requests.get(place, timeout=PATIENCE, allow_redirects=False, stream=True) as answer:
                content = answer.raw.read(LARGEST + 1, decode_content=True)
            said = json.loads(content) if answer.status_code == 200 and len(content) <= LARGEST else None
        except (requests.RequestException, OSError, ValueError) as error:
            raise self._away(error) from error
        if not isinstance(said, dict):
            raise self._away(ValueError())
        return said

    def _away(self, error: Exception) -> Unreachable:
        LOG.warning("The sign-in provider does not answer: %s", type(error).__name__)
        return Unreachable(place=urlsplit(self.client.issuer).hostname or "")


def _refuse_open_line(place: str, issuer: str) -> None:
    """Only https, but for a provider on this very machine."""
    parts, own = urlsplit(place), urlsplit(issuer)
    if parts.scheme == "https" or (parts.scheme == "http" and {parts.hostname, own.hostname} <= HERE):
        return
    raise NotProven(why="address")
