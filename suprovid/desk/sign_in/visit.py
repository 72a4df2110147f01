"""What one request to our own routes brings: its cookies, its language, where it wants to go."""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from suprovid.casework.people import Person
from suprovid.desk.door import Door

FORM_COOKIE = "suprovid_form"
LANGUAGE_COOKIE = "suprovid_language"
YEAR = 365 * 24 * 3600


def local(target: str) -> str:
    """The address inside this app that was asked for, its query kept; `/` for anything else."""
    plain = all(letter.isprintable() for letter in target) and "\\" not in target
    if not plain or not target.startswith("/") or target.startswith(("//", "/auth/", "/_stcore/")):
        return "/"
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else target


class Visit:
    """One request, read once."""

    def __init__(self, door: Door, request: Request) -> None:
        self.door = door
        self.request = request
        self.language = self._language()
        self.form_token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)

    @property
    def session_token(self) -> str | None:
        """The secret of the session cookie."""
        return self.request.cookies.get(self.door.cookie)

    @property
    def address(self) -> str:
        """Where the request comes from."""
        return self.request.client.host if self.request.client else ""

    @property
    def base(self) -> str:
        """How this browser reaches us: the public address, or the one it asked for, which the guard knows."""
        return self.door.place.address or f"{self.request.url.scheme}://{self.request.url.netloc}"

    def say(self, key: str, **facts: object) -> str:
        """A sentence in the language of the reader."""
        return self.door.say(key, self.language, **facts)

    def languages(self) -> list[str]:
        """The languages that this organisation reads."""
        return self.door.languages

    def is_ours(self, form: FormData) -> bool:
        """Whether the form comes from a page that we drew for this browser (double-submit token)."""
        shown, kept = str(form.get("token", "")), self.request.cookies.get(FORM_COOKIE, "")
        return bool(kept) and hmac.compare_digest(shown.encode(), kept.encode())

    def person(self, may: Callable[[Door, Person], bool] = lambda *_: True) -> Person | None:
        """Who is signed in here, if they may do what is asked for; the page speaks their language."""
        found = self.door.session(self.session_token)
        if found is None or not may(self.door, found[1]):
            return None
        if found[1].language in self.languages() and not self.request.query_params.get("language"):
            self.language = found[1].language
        return found[1]

    def finish(self, response: Response) -> Response:
        """The response with the cookies of this visit."""
        self.keep(response, FORM_COOKIE, self.form_token)
        if self.request.query_params.get("language"):
            self.keep(response, LANGUAGE_COOKIE, self.language, None if self.door.safe.is_on else YEAR)
        return response

    def keep(self, response: Response, name: str, value: str, seconds: int | None = None) -> None:
        """Set a cookie that no script can read and no other site can send."""
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path="/",
            httponly=True,
            samesite="lax",
            secure=self.door.place.is_https,
        )

    def _language(self) -> str:
        known = self.door.words.languages
        asked = (self.request.query_params.get("language"), self.request.cookies.get(LANGUAGE_COOKIE))
        return next((code for code in asked if code in known), self.door.language)
