"""Who proves that somebody is who they say; our own people decide what they may do.

A provider answers one question, so that a vault or an OpenID Connect provider can stand in the same place.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol

from suprovid.casework.people import Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.authenticator import Authenticator
from suprovid.desk.sign_in.providers.local import Local
from suprovid.desk.sign_in.providers.oidc import Oidc
from suprovid.errors import SuprovidError


class Provider(Protocol):
    """Checks a sign-in name and a secret; takes as long for an unknown name as for a known one."""

    def check(self, login: str, secret: str) -> Person | None:
        """The person, active, whose name and secret these are; None otherwise, whatever the reason."""

    def mark(self, person: Person) -> str:
        """Something that changes when the person's secret does, so that older sessions end."""


PROVIDERS: Mapping[str, Callable[[Workspace, Passwords, Callable[[], datetime]], Provider]] = {
    "local": Local,
    "authenticator": Authenticator,
    "oidc": Oidc,
}


class UnknownProvider(SuprovidError):
    """`SUPROVID_SIGN_IN` or the workspace names a provider that there is not (`name`, `known`)."""

    sentence = "signin.unknown_provider"


def chosen(
    work: Workspace,
    passwords: Passwords,
    now: Callable[[], datetime],
    environment: Mapping[str, str] = os.environ,
) -> Provider:
    """The provider that `SUPROVID_SIGN_IN` or the workspace names; `local` otherwise."""
    name = environment.get("SUPROVID_SIGN_IN") or work.settings.value("sign_in") or "local"
    if name not in PROVIDERS:
        raise UnknownProvider(name=name, known=", ".join(PROVIDERS))
    return PROVIDERS[name](work, passwords, now)
