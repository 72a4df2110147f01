"""Attachments: bytes go to the store by their hash at once, the answer keeps name, type, size and hash."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from functools import partial
from typing import Any

import streamlit as st

from suprovid.desk.escaping import plain
from suprovid.desk.widgets import Place, widget

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
LONGEST = 150


@widget("", "attachments")
@widget("attachments", "attachments")
def attachments(place: Place) -> Any:
    """The files that are there, each with a way to open and to remove it, and room for more."""
    stored = [entry for entry in place.value if isinstance(entry, dict)] if _is_list(place.value) else []
    if not place.disabled:
        st.file_uploader(
            place.label,
            key=f"{place.key}-{len(stored)}",
            help=place.help,
            accept_multiple_files=True,
            on_change=_take,
            args=(place, f"{place.key}-{len(stored)}"),
        )
    else:
        st.caption(place.label)
    for position, entry in enumerate(stored):
        _row(place, position, entry)
    return place.value


def _is_list(value: Any) -> bool:
    return isinstance(value, list)


def _take(place: Place, key: str) -> None:
    """Put each new file into the store and its description into the answer."""
    stored = list(place.value) if _is_list(place.value) else []
    for upload in st.session_state[key] or ():
        entry = described(upload.name, upload.getvalue())
        if place.files is not None:
            place.files.attach(upload.getvalue())
        if all(entry["hash"] != known.get("hash") for known in stored if isinstance(known, dict)):
            stored.append(entry)
    place.write(stored)


def described(name: str, content: bytes) -> dict[str, Any]:
    """What an answer keeps of a file: a harmless name, its type, size and SHA-256."""
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    digest = hashlib.sha256(content).hexdigest()
    return {"name": file_name(name), "type": kind, "size": len(content), "hash": digest}


def file_name(name: str) -> str:
    """The last part of a name without what could mislead; the ending stays."""
    last = UNPRINTABLE.sub("", re.split(r"[/\\]", name)[-1]).strip(". ")
    stem, dot, ending = last.rpartition(".")
    if not dot:
        stem, ending = ending, ""
    return (stem[: LONGEST - len(ending)] or "file") + dot + ending[:20]


def _row(place: Place, position: int, entry: dict[str, Any]) -> None:
    name, size = str(entry.get("name", "?")), entry.get("size")
    key = f"{place.key}-file-{position}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-row"):
        st.text(f"{name}{_size(size)}", width="stretch")
        digest = str(entry.get("hash"))
        if place.files is not None and place.files.fetch(digest) is not None:
            st.download_button(
                plain(place.say("form.file_open")),
                partial(place.files.take, digest),
                name,
                key=key,
                on_click="ignore",
                type="tertiary",
            )
        if not place.disabled:
            st.button(
                plain(place.say("form.file_remove")),
                key=f"{key}-remove",
                on_click=_remove,
                args=(place, position),
                type="tertiary",
                icon=":material/close:",
            )


def _remove(place: Place, position: int) -> None:
    place.write([entry for number, entry in enumerate(place.value) if number != position])


def _size(size: Any) -> str:
    if not isinstance(size, int):
        return ""
    return f" · {size / 1024:.0f} KB" if size < 1024 * 1024 else f" · {size / 1024 / 1024:.1f} MB"
