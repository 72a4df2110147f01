"""One document before the supervisor: to read on the one side, to comment, approve or return on the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from suprovid.casework import access, acts, overrides, people
from suprovid.casework.acts import At
from suprovid.casework.changes import Changed, changed
from suprovid.desk import days, document_view, doing, form_view, places
from suprovid.desk.document_page import COLOURS
from suprovid.desk.document_view import Sheet, Wanted
from suprovid.desk.escaping import in_badge, lines, plain
from suprovid.desk.form_view import Opened
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of
from suprovid.desk.style import TOOLS
from suprovid.errors import SuprovidError
from suprovid.forms.answers import Path
from suprovid.forms.fields import Field
from suprovid.forms.look import View

WAITS = "submitted"
Said = tuple[Path, str, str]
"""A comment that is not sent yet: the path, the name of the place, the text."""


@dataclass(frozen=True)
class Place:
    """Something in a document that can be commented on."""

    path: Path
    label: str


def draw(desk: Desk, kind: str, id: str, document: str) -> None:
    """The document on the left, what to do about it on the right; on a phone one under another."""
    st.page_link(file_of("review"), label=desk.say("review.back"), icon=":material/arrow_back:")
    try:
        sheet = document_view.open_sheet(desk, Wanted(kind, id, document=document))
        access.require(desk.work, desk.by, "return", sheet.folder)
    except SuprovidError as error:
        doing.show(desk, error)
        return
    opened = replace(document_view.opened(sheet), read_only=True)
    _head(sheet)
    left, right = st.columns([3, 2], gap="large")
    with left:
        form_view.draw(desk, opened)
    with right, st.container(key="review-tools"):
        _despite(sheet)
        _changed(sheet, opened)
        _comments(sheet)
        if sheet.document["state"] == WAITS:
            _judge(sheet, opened)
        else:
            st.caption(desk.say("review.not_waiting"))


def _head(sheet: Sheet) -> None:
    """What it is, whose, who submitted it and when."""
    desk, document = sheet.desk, sheet.document
    st.title(plain(sheet.form.title(desk.language)), anchor=False)
    with st.container(horizontal=True, vertical_alignment="center", key="review-head"):
        places.folder(desk, sheet.folder.kind, sheet.folder.id)
        state = str(document["state"])
        st.badge(in_badge(desk.say(f"document.state.{state}")), color=COLOURS.get(state, "gray"))
        who = people.name(desk.work, document.get("submitted_by") or document.get("author"))
        on = days.read(document.get("submitted"))
        said = " · ".join(part for part in (who, days.said(sheet.desk, on) if on else "") if part)
        st.markdown(f":gray[{plain(said)}]", width="content")


def _despite(sheet: Sheet) -> None:
    """The warnings that were passed when it was submitted, and why."""
    desk, id = sheet.desk, sheet.document["id"]
    events = [event for event in sheet.folder.events if event.get("document") == id]
    found = overrides.overrides(replace(sheet.folder, events=events), desk.work.programme, desk.language)
    if found:
        said = [f"- {plain(one.label)}: {plain(one.reason or desk.say('review.no_reason'))}" for one in found]
        st.warning("\n".join([plain(desk.say("review.despite")), *said]), icon=":material/redo:")


# -- what changed -------------------------------------------------------------------------------------------


def _changed(sheet: Sheet, opened: Opened) -> None:
    """For a document that came back: each answer that is another now, before and after."""
    desk, before = sheet.desk, sheet.document.get("before")
    if before is None or sheet.document["state"] != WAITS:
        return
    earlier = access.masked(
        desk.work, desk.by, sheet.folder, {**sheet.document, "answers": before}, sheet.form
    )
    found = changed(sheet.form, sheet.form.upgraded(earlier.answers), opened.answers)
    label = desk.say("review.changed", count=len(found))
    with st.expander(plain(label), expanded=True, icon=":material/difference:", key="review-changed"):
        if not found:
            st.caption(desk.say("review.nothing_changed"))
        for one in found:
            st.markdown(f"**{plain(_called(desk, one))}**")
            st.markdown(f":gray[~~{_text(opened, one.field, one.before)}~~]" if one.before else "")
            st.markdown(_text(opened, one.field, one.now) or f":gray[{plain(desk.say('review.taken_away'))}]")


def _called(desk: Desk, one: Changed) -> str:
    title = one.field.title(desk.language)
    if one.within is not None:
        return f"{one.within.title(desk.language)} {one.line} → {title}"
    return f"{title} {one.line}" if one.line else title


def _text(opened: Opened, field: Field, value: Any) -> str:
    """An answer as text; references by their names, lines in short."""
    if value is None:
        return ""
    if field.source is None:
        return plain(field.reads(value, opened.setting.language))
    stored = value if isinstance(value, list) else [value]
    return plain(", ".join(opened.names(field, each) or str(each) for each in stored))


# -- comments -----------------------------------------------------------------------------------------------


def _comments(sheet: Sheet) -> None:
    """What was said before, each with its question."""
    found = sheet.document.get("comments", ())
    if not found:
        return
    desk = sheet.desk
    label = desk.say("review.earlier", count=len(found))
    with st.expander(plain(label), icon=":material/comment:", key="review-earlier"):
        for comment in found:
            on = days.read(comment.get("at"))
            who = people.name(desk.work, comment.get("by"))
            where = _name(sheet, tuple(comment.get("path", ())))
            said = " · ".join(part for part in (where, who, days.said(sheet.desk, on) if on else "") if part)
            st.markdown(f":gray[{plain(said)}]  \n{lines(str(comment.get('text', '')))}")


def _name(sheet: Sheet, path: Path) -> str:
    """The question at a path, with the number of its line."""
    parts: list[str] = []
    name = ""
    for step in path:
        if isinstance(step, int):
            parts[-1:] = [f"{parts[-1]} {step + 1}"] if parts else []
            continue
        name = f"{name}.{step}" if name else step
        parts.append(sheet.form.field(name).title(sheet.desk.language) if sheet.form.has(name) else step)
    return " → ".join(parts)


def _places(sheet: Sheet, view: View) -> Iterator[Place]:
    """Every shown question of the document, and each line of its tables."""
    for section in view.sections:
        for field in section.fields:
            title = field.title(sheet.desk.language)
            yield Place((field.key,), title)
            value = view.answers.get(field.key)
            if field.kind == "lines" and isinstance(value, list):
                for position, line in enumerate(value):
                    yield Place((field.key, position), f"{title} {position + 1}: {_first(line)}"[:90])


def _first(line: Mapping[str, Any]) -> str:
    """The longest text of a line, to know it by."""
    texts = [str(value) for key, value in line.items() if key != "_id" and isinstance(value, str)]
    return max(texts, key=len, default="")


# -- the judgement ------------------------------------------------------------------------------------------


def _judge(sheet: Sheet, opened: Opened) -> None:
    """Comments by question, then approve or return."""
    desk, pending = sheet.desk, _pending(sheet)
    st.header(desk.say("review.comment"), anchor=False)
    view = opened.form.look(opened.answers, opened.setting)
    found = {place.path: place.label for place in _places(sheet, view)}
    path = st.selectbox(
        desk.say("review.where"),
        list(found),
        index=None,
        format_func=lambda path: found.get(path, ""),
        key=_key(sheet, "where"),
    )
    text = st.text_area(desk.say("review.text"), key=_key(sheet, "text"), height=90)
    st.button(
        desk.say("review.add"),
        key="review-add",
        icon=":material/add_comment:",
        on_click=_add,
        args=(sheet, found),
    )
    for number, (_, label, said) in enumerate(pending):
        with st.container(horizontal=True, vertical_alignment="center", key=f"pending-{number}{TOOLS}"):
            st.markdown(f"**{plain(label)}**  \n{lines(said)}", width="stretch")
            st.button(
                desk.say("review.take_back"),
                key=f"pending-off-{number}",
                icon=":material/close:",
                help=desk.say("review.take_back"),
                on_click=_take_back,
                args=(sheet, number),
                type="tertiary",
            )
    _buttons(sheet, [*pending, *_unsent(path, found, text)])


def _unsent(path: Path | None, found: Mapping[Path, str], text: str | None) -> Iterator[Said]:
    """A comment that is written and not added yet: nobody should lose it."""
    if path is not None and (text or "").strip():
        yield path, found[path], str(text).strip()


def _buttons(sheet: Sheet, said: Sequence[Said]) -> None:
    desk, document = sheet.desk, sheet.document
    own = desk.by.person.id in (document.get("author"), document.get("submitted_by"))
    with st.container(horizontal=True, key="review-buttons"):
        if st.button(
            desk.say("review.approve"),
            key="review-approve",
            type="primary",
            icon=":material/check:",
            disabled=own,
            help=desk.say("act.why.own_document") if own else None,
        ):
            _approve(sheet, said)
        if st.button(
            desk.say("review.return", count=len(said)),
            key="review-return",
            icon=":material/reply:",
            disabled=not said,
            help=None if said else desk.say("review.return_help"),
        ):
            _return(sheet, said)


def _approve(sheet: Sheet, said: Sequence[Said]) -> None:
    """Agree; comments that were written are kept with the document."""
    desk, id = sheet.desk, str(sheet.document["id"])

    def act() -> acts.Done:
        at = At(sheet.folder.kind, sheet.folder.id, sheet.folder.revision)
        for path, _, text in said:
            at = acts.comment(desk.work, desk.by, at, id, (path, text)).at
        return acts.approve(desk.work, desk.by, at, id)

    if doing.attempt(desk, act) is not None:
        _leave(sheet, "review.approved")


def _return(sheet: Sheet, said: Sequence[Said]) -> None:
    desk, id = sheet.desk, str(sheet.document["id"])
    at = At(sheet.folder.kind, sheet.folder.id, sheet.folder.revision)
    comments = [(path, text) for path, _, text in said]
    if doing.attempt(desk, lambda: acts.return_document(desk.work, desk.by, at, id, comments)) is not None:
        _leave(sheet, "review.returned")


def _leave(sheet: Sheet, key: str) -> None:
    """Back to what waits."""
    for name in ("where", "text", "pending"):
        st.session_state.pop(_key(sheet, name), None)
    doing.say_after(sheet.desk, key, form=sheet.form.title(sheet.desk.language))
    st.switch_page(file_of("review"))


def _pending(sheet: Sheet) -> list[Said]:
    found: list[Said] = st.session_state.setdefault(_key(sheet, "pending"), [])
    return found


def _take_back(sheet: Sheet, number: int) -> None:
    del _pending(sheet)[number]


def _add(sheet: Sheet, found: Mapping[Path, str]) -> None:
    """Put what is written on the list of comments, and make room for the next."""
    path, text = (st.session_state.get(_key(sheet, name)) for name in ("where", "text"))
    if path is not None and (text or "").strip():
        _pending(sheet).append((path, found[path], str(text).strip()))
        st.session_state[_key(sheet, "where")] = None
        st.session_state[_key(sheet, "text")] = ""


def _key(sheet: Sheet, name: str) -> str:
    return f"review-{sheet.document['id']}-{name}"
