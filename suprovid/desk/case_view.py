"""The page that everybody works from: one case, what stands before it, and its parts, one of them open."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from suprovid.casework.links import CASE
from suprovid.desk import (
    case_view_consents,
    case_view_gate,
    case_view_head,
    case_view_lamps,
    case_view_plan,
    case_view_referrals,
    case_view_thread,
    case_view_timeline,
    chrome,
    folder_view,
    journal_page,
)
from suprovid.desk.folder_view import Open
from suprovid.desk.front_desk import Desk
from suprovid.desk.places import STEP
from suprovid.desk.style import selector

PARTS: Mapping[str, Callable[[Open], None]] = {
    "thread": case_view_thread.draw,
    "plan": case_view_plan.draw,
    "referrals": case_view_referrals.draw,
    "consents": case_view_consents.draw,
    "timeline": case_view_timeline.draw,
    "lamps": case_view_lamps.draw,
}
"""The parts of a case in the order of their tabs."""


def draw(desk: Desk, id: str) -> None:
    """The whole page."""
    look = folder_view.opened(desk, CASE, id)
    if look is None:
        return
    case_view_head.draw(look)
    folder_view.warnings(look)
    case_view_gate.draw(look)
    _parts(look)
    journal_page.looked_at(desk, *look.at)


def _parts(look: Open) -> None:
    """The parts as tabs: only the open one is worked out and drawn."""
    titles = [look.desk.say(f"case.part.{name}") for name in PARTS]
    step = st.query_params.get(STEP, "")
    first = titles[list(PARTS).index("plan")] if step else None
    key = f"case-parts-{look.folder.id}" + (f"-{step}" if step else "")
    tabs = st.tabs(titles, key=key, on_change="rerun", default=first)
    if step:
        chrome.jump(
            selector(f"{case_view_plan.STEP}{step}"), key=f"jump-{look.folder.id}-{step}", focus=False
        )
    for tab, part in zip(tabs, PARTS.values(), strict=True):
        if tab.open:
            with tab:
                part(look)
