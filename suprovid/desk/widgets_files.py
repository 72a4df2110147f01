"""Attachments: judged by their content, kept beside the draft until the document is saved, then in a folder.

The bytes never lie in the answers or in the session: what is drawn are links, and the server asks at each.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from suprovid.casework import attaching, pictures
from suprovid.desk.escaping import in_html, plain
from suprovid.desk.style import TOOLS
from suprovid.desk.widgets import Place, widget
from suprovid.errors import NotTaken
from suprovid.forms.files import MEGABYTE, Limits, limits_of

SHOWN = frozenset({*pictures.FORMATS, "application/pdf"})
"""What a browser can show; the rest is given to keep."""
HEIC = "image/heic"
"""How an iPhone keeps its photographs: hardly any browser shows them."""


@widget("", "attachments")
@widget("attachments", "attachments")
def attachments(place: Place) -> Any:
    """The files that are there, each with ways to look at it, keep it, remove it; and room for more."""
    stored, limits = _stored(place), limits_of(place.field.schema)
    with st.container(key=place.key, gap="small"):
        if not place.disabled and (limits.most is None or len(stored) < limits.most):
            _room(place, limits)
        else:
            st.markdown(f":small[{plain(place.label)}]")
        for sentence in st.session_state.get(f"{place.key}~refused", ()):
            st.error(plain(sentence), icon=":material/error:")
        for position, entry in enumerate(stored):
            _row(place, position, entry)
    return place.value


def _stored(place: Place) -> list[dict[str, Any]]:
    return (
        [entry for entry in place.value if isinstance(entry, dict)] if isinstance(place.value, list) else []
    )


def _room(place: Place, limits: Limits) -> None:
    """A place to drop files, what is taken there, and a camera for whoever has the paper in their hands.

    It is given no list of types: a file is judged by its content, a phone offers its photographs as well,
    and an iPhone hands them over as JPEG by itself.
    """
    turn = st.session_state.get(f"{place.key}~turn", 0)
    box = f"{place.key}~box{turn}"
    st.file_uploader(
        place.label,
        key=box,
        help=place.help,
        accept_multiple_files=True,
        max_upload_size=max(1, round(limits.largest)),
        on_change=_take,
        args=(place, box),
    )
    st.caption(plain(_takes(place, limits)))
    if "picture" in limits.kinds and limits.camera:
        _camera(place, turn)


def _camera(place: Place, turn: int) -> None:
    """The camera is asked for only when somebody wants it."""
    held = f"{place.key}~camera"
    is_on = bool(st.session_state.get(held))
    st.button(
        place.say("file.camera_off" if is_on else "file.camera"),
        key=f"{place.key}~camera-switch",
        icon=":material/photo_camera:",
        type="tertiary",
        on_click=_switch,
        args=(held, not is_on),
    )
    if is_on:
        shot = f"{place.key}~shot{turn}"
        st.camera_input(place.say("file.camera"), key=shot, on_change=_take, args=(place, shot))


def _switch(key: str, on: bool) -> None:
    st.session_state[key] = on


def _takes(place: Place, limits: Limits) -> str:
    """What may be attached here, in words."""
    most = (place.say("file.takes_most", count=limits.most),) if limits.most is not None else ()
    return "; ".join((_kinds(place, limits), *most))


def _kinds(place: Place, limits: Limits) -> str:
    return ", ".join(place.say(f"file.kind.{kind}") for kind in limits.kinds)


def _take(place: Place, key: str) -> None:
    """Keep each new file and put its description into the answer; say of each that is not taken why."""
    given = st.session_state.get(key) or ()
    stored, limits, refused = _stored(place), limits_of(place.field.schema), []
    for upload in given if isinstance(given, list) else [given] if given else []:
        content = upload.getvalue()
        try:
            entry = attaching.described(upload.name, content, limits)
            if limits.most is not None and len(stored) >= limits.most:
                raise NotTaken("many", name=upload.name, count=limits.most)
        except NotTaken as error:
            refused.append(_why_not(place, limits, error))
            continue
        if all(entry["hash"] != known.get("hash") for known in stored):
            if place.files is not None:
                place.files.attach(content)
            stored.append(entry)
    st.session_state[f"{place.key}~refused"] = tuple(refused)
    st.session_state[f"{place.key}~turn"] = st.session_state.get(f"{place.key}~turn", 0) + 1
    st.session_state[f"{place.key}~camera"] = False
    place.write(stored)


def _why_not(place: Place, limits: Limits, error: NotTaken) -> str:
    facts = {**error.facts, "kinds": _kinds(place, limits)}
    return place.say(f"file.refused.{error.why}", **facts)


def _row(place: Place, position: int, entry: dict[str, Any]) -> None:
    """A small picture, the name to keep it by, and buttons to look at it and to remove it."""
    name, key = str(entry.get("name", "?")), f"{place.key}~file{position}"
    address = place.files.address(str(entry.get("hash"))) if place.files is not None else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}{TOOLS}"):
        st.html(_link(address, entry, name, f"{name}{_size(place, entry.get('size'))}"), width="stretch")
        if address and entry.get("type") in SHOWN:
            st.link_button(
                plain(place.say("file.look")), f"{address}?look=large", type="tertiary", key=f"{key}-look"
            )
        if not place.disabled:
            st.button(
                plain(f"{place.say('form.file_remove')}: {name}"),
                key=f"{key}-remove",
                help=plain(place.say("form.file_remove")),
                on_click=_remove,
                args=(place, position),
                type="tertiary",
                icon=":material/delete:",
            )
    if entry.get("type") == HEIC:
        st.caption(plain(place.say("file.heic")))


def _link(address: str, entry: dict[str, Any], name: str, text: str) -> str:
    if not address:
        return f'<span class="suprovid-file"><bdi>{in_html(text)}</bdi></span>'
    picture = (
        f'<img src="{in_html(address)}?look=small" alt="" loading="lazy" height="56">'
        if entry.get("type") in pictures.FORMATS
        else ""
    )
    return (
        f'<a class="suprovid-file" href="{in_html(address)}" download="{in_html(name)}">'
        f"{picture}<bdi>{in_html(text)}</bdi></a>"
    )


def _remove(place: Place, position: int) -> None:
    place.write([entry for number, entry in enumerate(_stored(place)) if number != position])


def _size(place: Place, size: Any) -> str:
    if not isinstance(size, int):
        return ""
    small = size < MEGABYTE
    number = round(size / 1024) if small else round(size / MEGABYTE, 1)
    return f" · {place.say('file.kilobytes' if small else 'file.megabytes', size=number)}"
