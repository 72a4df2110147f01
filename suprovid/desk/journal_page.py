"""The journal for those who look after it: its state in one line, filters, lines by day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import groupby

import streamlit as st

from suprovid.casework import oversight, people
from suprovid.casework.oversight import GROUPS, Read, Wanted
from suprovid.desk import days, places
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.store.journal import TORN, Checked

ROWS = 30
DAYS = 30
"""How many days are shown as long as nobody asks for others."""
WHO, GROUP, CODE, SPAN, PAGE = (f"journal.{name}" for name in ("who", "group", "code", "days", "page"))


def draw(desk: Desk) -> None:
    """The whole page."""
    st.title(desk.say("page.journal.title"), anchor=False)
    st.caption(plain(desk.say("journal.about")))
    _state(desk, oversight.state(desk.work, desk.by))
    wanted = _filters(desk)
    if wanted is None:
        return
    found = oversight.chosen(desk.work, desk.by, wanted)
    if not found:
        st.info(desk.say("journal.none"), icon=":material/inbox:")
        return
    st.caption(plain(desk.say("journal.count", count=len(found))))
    pages = -(-len(found) // ROWS)
    page = min(int(st.session_state.get(PAGE) or 1), pages)
    read = [oversight.read(desk.work, desk.by, entry) for entry in oversight.page_of(found, page, ROWS)]
    rows(desk, read)
    if pages > 1:
        st.pagination(pages, default=page, key=f"{PAGE}.{page}.{pages}", on_change=_turn, args=(page, pages))


def rows(desk: Desk, lines: Iterable[Read], with_folder: bool = True) -> None:
    """Lines under the day on which they were written."""
    with st.container(key="journal-lines", gap="xxsmall"):
        _days(desk, lines, with_folder)


def _days(desk: Desk, lines: Iterable[Read], with_folder: bool) -> None:
    for number, (day, of_day) in enumerate(groupby(lines, lambda line: line.at[:10])):
        st.markdown(f"**{plain(days.long(date.fromisoformat(day), desk.language))}**")
        for place, line in enumerate(of_day):
            with st.container(
                horizontal=True, vertical_alignment="center", key=f"journal-{number}-{place}", gap="small"
            ):
                _row(desk, line, with_folder)


def _row(desk: Desk, line: Read, with_folder: bool) -> None:
    """When, who, what, and to what; a folder is a link for who may go there."""
    who = f"**{plain(line.who)}**" if line.who else f":gray[{plain(desk.say('journal.nobody'))}]"
    said = [f":gray[{plain(line.at[11:16])}]", who, plain(line.act)]
    if line.about and not (line.folder and with_folder):
        said += [] if line.folder else [plain(line.about)]
    st.markdown("&ensp;".join(said), width="content")
    if line.folder and with_folder:
        places.folder(desk, *line.folder, plain(line.about))


def _state(desk: Desk, checked: Checked) -> None:
    """Whether anything was removed or changed, and where."""
    broken = [fault for fault in checked.faults if fault.why != TORN]
    if broken:
        first = broken[0]
        why = desk.say(f"journal.fault.{first.why}", file=first.file, line=first.line)
        st.error(plain(desk.say("journal.broken", count=len(broken), first=why)), icon=":material/link_off:")
        return
    key = "journal.whole_but_torn" if checked.faults else "journal.whole"
    text = desk.say(key, entries=checked.entries, torn=len(checked.faults), code=_spaced(checked.code[:12]))
    st.success(plain(text), icon=":material/link:")


def _spaced(code: str) -> str:
    """A code that can be read out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4)) or "-"


def _filters(desk: Desk) -> Wanted | None:
    """What is asked for; None while it cannot be answered, which is told."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="journal-filters"):
        span = st.date_input(
            desk.say("journal.days"),
            (desk.by.today - timedelta(days=DAYS), desk.by.today),
            max_value=desk.by.today,
            min_value=date(2020, 1, 1),
            format="DD.MM.YYYY",
            width=270,
            key=SPAN,
            on_change=_first_page,
        )
        who = st.selectbox(
            desk.say("journal.who"),
            [person.id for person in people.all(desk.work)],
            index=None,
            format_func=lambda id: people.name(desk.work, id),
            placeholder=desk.say("journal.anybody"),
            key=WHO,
            on_change=_first_page,
        )
        group = st.selectbox(
            desk.say("journal.what"),
            list(GROUPS),
            index=None,
            format_func=lambda name: desk.say(f"journal.group.{name}"),
            placeholder=desk.say("journal.anything"),
            key=GROUP,
            on_change=_first_page,
        )
        code = st.text_input(
            desk.say("journal.code"),
            placeholder=desk.say("journal.code_example"),
            key=CODE,
            on_change=_first_page,
        )
    folder = oversight.coded(desk.work, desk.by, code) if code.strip() else None
    if code.strip() and folder is None:
        st.warning(plain(desk.say("journal.no_such_code", code=code.strip())), icon=":material/search_off:")
        return None
    first, last = span if isinstance(span, tuple) and len(span) == 2 else (None, None)
    return Wanted(first, last, who or "", group or "", folder)


def _first_page() -> None:
    st.session_state[PAGE] = 1


def _turn(page: int, pages: int) -> None:
    st.session_state[PAGE] = st.session_state[f"{PAGE}.{page}.{pages}"]


def looked_at(desk: Desk, kind: str, id: str) -> None:
    """On the page of a folder, for who may know: who looked at it; read only when it is opened."""
    if not oversight.may_read_of(desk.work, desk.by, kind):
        return
    opened = st.expander(
        desk.say("journal.looked_at"), key=f"looked-at-{id}", icon=":material/visibility:", on_change="rerun"
    )
    if not opened.open:
        return
    with opened:
        found = oversight.looks(desk.work, desk.by, (kind, id))
        rows(desk, [oversight.read(desk.work, desk.by, entry) for entry in found[:ROWS]], with_folder=False)
        if len(found) > ROWS:
            st.caption(plain(desk.say("journal.more", count=len(found) - ROWS)))
