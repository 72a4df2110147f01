"""The Streamlit settings that we ship, in force wherever the app is started from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from streamlit import config

from suprovid.desk.door import ROOT

FILE = ROOT / ".streamlit" / "config.toml"


def settings() -> dict[str, Any]:
    """The shipped file as `section.option` names with their values."""
    return dict(_flat(tomllib.loads(FILE.read_text(encoding="utf-8"))))


def apply(public_host: str = "") -> None:
    """Put every shipped setting in force, whatever a folder nearby wishes; a public name is answered too."""
    for name, value in settings().items():
        config.set_option(name, value, str(FILE))
    if public_host:
        config.set_option("server.allowedHosts", [*hosts(), public_host], "SUPROVID_ADDRESS")


def hosts() -> list[str]:
    """The host names under which we answer."""
    return list(config.get_option("server.allowedHosts"))


def _flat(table: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}.")
        else:
            yield f"{before}{key}", value
