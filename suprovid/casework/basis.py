"""What the rows of the index are worked out from, in digests: when one changes, so may the rows.

Kept with a snapshot, so that a start knows what of it still holds.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any, Self

from suprovid.casework.ground import Ground
from suprovid.forms.fields import Field

FLOORS = ("store", "forms", "casework")
TEXTS, I18N = frozenset({"title", "description"}), "x-i18n-"
LOOKS = frozenset(
    {"name", "languages", "language", "show_codes", "phone", "address", "hours", "sample", "max_shown"}
    | {"daily_backups", "profile"}
)
"""Settings that change how things look, and no row."""


@dataclass(frozen=True)
class Basis:
    """Digests of the program, the rules with the settings, what all forms share, and each form."""

    program: str
    rules: str
    shared: str
    forms: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, ground: Ground) -> Basis:
        """The basis as it is now."""
        forms = {key: _digest(form.schema) for key, form in ground.forms.items()}
        return cls(program(), _digest(_rules(ground)), _digest(_shared(ground)), forms)

    @classmethod
    def read(cls, kept: Any) -> Self | None:
        """A basis as `kept` gave it; None when it is none."""
        try:
            return cls(**kept)
        except TypeError:
            return None

    def kept(self) -> dict[str, Any]:
        """The basis as JSON."""
        return asdict(self)

    def changed_forms(self, before: Basis) -> frozenset[str] | None:
        """The forms whose documents must be read again since `before`; None when that is every folder."""
        if (self.program, self.rules, self.shared) != (before.program, before.rules, before.shared):
            return None
        keys = self.forms.keys() | before.forms.keys()
        return frozenset(key for key in keys if self.forms.get(key) != before.forms.get(key))


@cache
def program() -> str:
    """The code that works rows out, and what it runs on."""
    package = Path(__file__).parents[1]
    files = sorted(path for floor in FLOORS for path in (package / floor).rglob("*.py"))
    code = blake2b(digest_size=16)
    for path in files:
        code.update(path.read_bytes())
    return f"{code.hexdigest()} {sys.version} {sqlite3.sqlite_version}"


def _rules(ground: Ground) -> Any:
    chosen = {name: value for name, value in ground.settings.chosen.items() if name not in LOOKS}
    return [ground.programme.source, chosen, dict(ground.settings.proposed)]


def _shared(ground: Ground) -> Any:
    """What one form may change for documents of others: tags with choices, and what each form is for."""
    tags = {tag: [field.kind, *_choices(field)] for tag, field in ground.tags.fields.items()}
    forms = {key: {**form.settings, "version": ""} for key, form in ground.forms.items()}
    return [tags, forms]


def _choices(field: Field) -> list[Any]:
    if field.kind not in ("choice", "choices", "scale"):
        return []
    return [[choice.value, _plain(choice.schema)] for choice in field.choices("")]


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A choice without its texts: no row has a label in it."""
    return {name: said for name, said in schema.items() if name not in TEXTS and not name.startswith(I18N)}


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
