"""Every version of every form that was ever in force: written once, never changed.

A version keeps the form as it was written and as it was with its lists in place.
"""

from __future__ import annotations

import json
import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from suprovid.errors import Unwritable
from suprovid.forms.tidy import tidy

KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.-]{0,39}")
DEVICES = re.compile(r"con|prn|aux|nul|(com|lpt)\d")
CURRENT = "current"


def is_key(key: str) -> bool:
    """Whether a form may be called so: its files have this name, on Windows too."""
    return bool(KEY.fullmatch(key)) and not DEVICES.fullmatch(key)


def write_atomically(path: Path, text: str) -> None:
    """The whole new text or the whole old one, also after a crash; raises Unwritable."""
    beside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
        _settle(path.parent)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        raise Unwritable(place=str(path), why=error.strerror or "") from error


def _settle(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def text_of(schema: Any) -> str:
    """A schema as the text of a file."""
    return tidy(schema)


def with_version(schema: Mapping[str, Any], version: str) -> dict[str, Any]:
    """The schema under another version."""
    return {**schema, "x-form": {**schema.get("x-form", {}), "version": version}}


def content(schema: Mapping[str, Any]) -> str:
    """What a version consists of, whatever it is called."""
    return json.dumps(with_version(schema, ""), sort_keys=True, ensure_ascii=False)


def version_order(version: str) -> tuple[tuple[int, str], ...]:
    """Sorts versions as people read them: 2026.2 before 2026.10."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"[.-]", version))


class Archive:
    """The folder `forms/KEY/VERSION.json`, with the version in force beside them in `current`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keys(self) -> tuple[str, ...]:
        """The forms that ever had a version."""
        if not self._folder.is_dir():
            return ()
        return tuple(sorted(path.name for path in self._folder.iterdir() if is_key(path.name)))

    def versions(self, key: str) -> tuple[str, ...]:
        """The versions of a form, oldest first."""
        if not is_key(key):
            return ()
        names = (path.stem for path in (self._folder / key).glob("*.json") if VERSION.fullmatch(path.stem))
        return tuple(sorted(names, key=version_order))

    def read(self, key: str, version: str) -> dict[str, Any] | None:
        """`{"form": with its lists in place, "source": as written}`, or None."""
        if not is_key(key) or not VERSION.fullmatch(version):
            return None
        try:
            kept = json.loads((self._folder / key / f"{version}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return kept if isinstance(kept, dict) and isinstance(kept.get("form"), dict) else None

    def current(self, key: str) -> str:
        """The version that was in force last; empty when there was none."""
        versions = self.versions(key)
        if not versions:
            return ""
        try:
            version = (self._folder / key / CURRENT).read_text(encoding="utf-8").strip()
        except OSError:
            version = ""
        return version if version in versions else versions[-1]

    def keep(self, key: str, declared: str, form: Mapping[str, Any], source: Mapping[str, Any]) -> str:
        """Keep a form that is in force; says its version.

        The declared version when it is new or holds the same content, else the first of
        `declared-2`, `declared-3`, ... of which that is true.
        """
        version, number, wanted = declared, 1, content(form)
        kept = self.read(key, version)
        while kept is not None and content(kept["form"]) != wanted:
            number += 1
            version = f"{declared}-{number}"
            kept = self.read(key, version)
        if kept is None:
            self._write(key, version, form, source)
        if self._named_current(key) != version:
            write_atomically(self._folder / key / CURRENT, version + "\n")
        return version

    def _named_current(self, key: str) -> str:
        path = self._folder / key / CURRENT
        return path.read_text(encoding="utf-8").strip() if path.exists() else ""

    def _write(self, key: str, version: str, form: Mapping[str, Any], source: Mapping[str, Any]) -> None:
        text = text_of({"form": with_version(form, version), "source": with_version(source, version)})
        write_atomically(self._folder / key / f"{version}.json", text)
