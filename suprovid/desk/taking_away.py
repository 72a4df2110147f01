"""Taking a table away as a file: made when somebody asks for it, and the journal knows who did."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from suprovid.casework.reminders import Task
from suprovid.desk.front_desk import Desk
from suprovid.exchange import sheets
from suprovid.exchange.calendar import ICS, calendar
from suprovid.exchange.sheets import Table

WRITTEN: Mapping[str, tuple[Callable[[Table], bytes], str]] = {
    "xlsx": (sheets.as_xlsx, sheets.XLSX),
    "csv": (sheets.as_csv, sheets.CSV),
}
"""How a table is written, by the ending of the file."""


def offer(desk: Desk, what: str, made: Callable[[], Table]) -> None:
    """A button with the kinds of file behind it; `what` names the list, in the file and in the journal."""
    with st.popover(
        desk.say("export.label"),
        icon=":material/download:",
        help=desk.say("export.help"),
        key=f"export-{what}",
        type="tertiary",
    ):
        st.caption(desk.say("export.about"))
        for ending, (_, mime) in WRITTEN.items():
            st.download_button(
                desk.say(f"export.{ending}"),
                writing(desk, what, ending, made),
                f"{what}-{desk.by.today.isoformat()}.{ending}",
                mime,
                key=f"export-{what}-{ending}",
                on_click="ignore",
                icon=":material/table:",
            )


def offer_calendar(desk: Desk, tasks: Sequence[Task]) -> None:
    """A button that takes what is due into one's calendar."""
    st.download_button(
        desk.say("export.calendar"),
        _noted(desk, "calendar", lambda: calendar(desk.work, desk.by, tasks)),
        f"suprovid-{desk.by.today.isoformat()}.ics",
        ICS,
        key="export-calendar",
        on_click="ignore",
        icon=":material/event:",
        help=desk.say("export.calendar.help"),
        type="tertiary",
    )


def writing(desk: Desk, what: str, ending: str, made: Callable[[], Table]) -> Callable[[], bytes]:
    """What makes the file when it is asked for, after the journal was told."""

    return _noted(desk, what, lambda: WRITTEN[ending][0](made()))


def _noted(desk: Desk, what: str, made: Callable[[], bytes]) -> Callable[[], bytes]:
    def write() -> bytes:
        desk.work.journal.add(desk.by.now, desk.by.person.id, "exported", "list", what)
        return made()

    return write
