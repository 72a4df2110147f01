"""The sentences of the terminal, in the language of whoever reads it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from suprovid.desk.door import ROOT
from suprovid.desk.telling import told
from suprovid.errors import SuprovidError
from suprovid.forms.words import Words

FALLBACK = "uk"
_ASKED: ContextVar[str] = ContextVar("_ASKED", default="")


@cache
def words() -> Words:
    """The shipped sentences: a folder of schemas may be broken, and it must be possible to say so."""
    return Words.read(ROOT / "schemas" / "languages")


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Say everything in this language meanwhile; an empty one changes nothing."""
    before = _ASKED.set(code or _ASKED.get())
    try:
        yield
    finally:
        _ASKED.reset(before)


def language(environment: Mapping[str, str] = os.environ) -> str:
    """The one asked for, `SUPROVID_LANGUAGE`, or the terminal's language if we speak it; else Ukrainian."""
    if code := _ASKED.get():
        return code
    asked = environment.get("SUPROVID_LANGUAGE") or environment.get("LC_ALL") or environment.get("LANG") or ""
    code = asked.replace("-", "_").split("_")[0].split(".")[0]
    return code if code in words().languages else FALLBACK


def tell(error: SuprovidError) -> str:
    """What went wrong, as a sentence for the terminal."""
    return told(words(), error, language())


def say(key: str, **facts: object) -> str:
    """A sentence for the terminal."""
    return words().say(key, language(), **facts)
