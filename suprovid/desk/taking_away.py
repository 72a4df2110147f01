"""Taking a table away as a file: made when somebody asks for it, and the journal knows who did."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from suprovid.desk.front_desk import Desk
from suprovid.exchange import sheets
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


def writing(desk: Desk, what: str, ending: str, made: Callable[[], Table]) -> Callable[[], bytes]:
    """What makes the file when it is asked for, after the journal was told."""

    def write() -> bytes:
        desk.work.journal.add(desk.by.now, desk.by.person.id, "exported", "list", what)
        return WRITTEN[ending][0](made())

    return write
