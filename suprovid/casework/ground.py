"""What every case stands on: the forms, the programme, the settings, and what is read from them once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from suprovid.casework.programme import Programme
from suprovid.casework.settings import Settings
from suprovid.casework.tags import Tags
from suprovid.forms.form import Form
from suprovid.forms.library import Library


@dataclass(frozen=True)
class Ground:
    """What every case stands on: the forms, the programme and the organisation's settings."""

    library: Library
    programme: Programme
    settings: Settings = field(default_factory=Settings)

    @cached_property
    def tags(self) -> Tags:
        """Where tagged answers live; read once for all folders."""
        return Tags.of(self.library)

    @cached_property
    def forms(self) -> Mapping[str, Form]:
        """The forms in force by key."""
        return {form.key: form for form in self.library.forms}

    @cached_property
    def founds(self) -> Mapping[str, str]:
        """Which form founds which kind of folder."""
        return {key: str(form.settings.get("founds", "")) for key, form in self.forms.items()}

    @cached_property
    def single(self) -> frozenset[str]:
        """The forms of which one document at a time is in force."""
        return frozenset(key for key, form in self.forms.items() if form.settings.get("current") == "one")

    def setting(self, name: str) -> Any:
        """A setting: the organisation's choice, else what the programme proposes."""
        found = self.settings.value(name)
        return self.programme.settings.get(name) if found is None else found
