"""What an organisation has chosen about itself, over what the programme proposes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KIND, OWN = "workspace", "own"

CHOSEN: Mapping[str, Any] = {
    "name": "",
    "languages": ["uk", "en"],
    "language": "uk",
    "profile": "short",
    "show_codes": False,
    "competence": [],
    "legal_services": [],
    "approvals": {},
    "one_person": False,
    "phone": "",
    "address": "",
    "hours": "",
    "sample": False,
    "max_shown": 50,
    "daily_backups": True,
    "backup_medium": "",
    "clear_copies": "keep",
}
"""The settings that the organisation itself has; rules have theirs in the programme."""


@dataclass(frozen=True)
class Settings:
    """The organisation's own choices; `value` falls back to the programme's and then to ours."""

    chosen: Mapping[str, Any] = field(default_factory=dict)
    proposed: Mapping[str, Any] = field(default_factory=dict)
    revision: int = 0

    def value(self, name: str) -> Any:
        """A setting by its name; None where nobody has heard of it."""
        for source in (self.chosen, self.proposed, CHOSEN):
            if name in source:
                return source[name]
        return None

    def knows(self, name: str) -> bool:
        """Whether there is such a setting."""
        return name in CHOSEN or name in self.proposed

    @property
    def name(self) -> str:
        """What the organisation is called."""
        return str(self.value("name"))

    @property
    def language(self) -> str:
        """The language of whoever has not chosen one."""
        return str(self.value("language"))

    @property
    def profile(self) -> str:
        """Which questions forms show: short or full."""
        return str(self.value("profile"))

    @property
    def show_codes(self) -> bool:
        """Whether lists show a code instead of a name."""
        return bool(self.value("show_codes"))

    def approves(self, form: str, proposed: str) -> bool:
        """Whether documents of this form wait for somebody's approval.

        `proposed` is the form's own word (never, optional, always): an organisation turns `optional` on,
        may turn `always` off, and an organisation of one person approves by submitting.
        """
        if proposed == "never" or self.value("one_person"):
            return False
        chosen: Mapping[str, bool] = self.value("approvals") or {}
        return bool(chosen.get(form, proposed == "always"))
