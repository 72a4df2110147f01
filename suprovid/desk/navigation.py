"""The frame of the desk: menu by roles, organisation, person, language and the way out."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from functools import lru_cache
from pathlib import Path

import streamlit as st

from suprovid.casework.acts import person_at, set_language
from suprovid.desk import care, chrome, days, style, vault_signs
from suprovid.desk.door import door
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk, desk_of, signed_in
from suprovid.desk.menu import ICONS, OTHER_ICON, PAGES, first_of
from suprovid.desk.sign_in.account import HERE as ACCOUNT
from suprovid.desk.sign_in.html import link
from suprovid.desk.sign_in.sessions import Session
from suprovid.desk.watch import leave, watch
from suprovid.forms.tongues import own_name

MARK = Path(__file__).with_name("mark.svg")
OWNER = "desk.session"
LANGUAGE = "desk.language"
ASKED = "desk.asked"
HERE = "here"
"""What the first page is called inside: its own name is kept for those who come by it."""
FILES = tuple(sorted(PAGES.glob("*.py")))


def draw() -> None:
    """One run: nobody but the person of this session gets as far as a page."""
    session, person = signed_in()
    door().catch_up()
    _own_the_state(session)
    desk = desk_of(person)
    st.set_page_config(
        page_title=desk.work.settings.name or desk.say("signin.brand"), page_icon=MARK, layout="wide"
    )
    style.apply()
    chrome.apply(desk)
    watch(session.key)
    page = st.navigation(list(_pages(desk)))
    _write_the_address(page.url_path)
    with st.sidebar:
        _sidebar(desk, session)
    vault_signs.draw(desk)
    care.draw(desk, page.url_path, is_first=page.url_path in ("", HERE))
    page.run()


def _write_the_address(page: str) -> None:
    """A link from a page to itself leaves the browser's address as it was: write there what is asked now."""
    asked = st.query_params.to_dict()
    before = st.session_state.get(ASKED)
    st.session_state[ASKED] = (page, asked)
    if before is not None and before[0] == page and before[1] != asked:
        st.query_params.from_dict(asked)


def _own_the_state(session: Session) -> None:
    """A browser tab that changed hands starts afresh: nothing of the former person stays in its state."""
    if st.session_state.get(OWNER, session.key) != session.key:
        st.session_state.clear()
    st.session_state[OWNER] = session.key


def _pages(desk: Desk) -> Iterator[st.Page]:
    """Every page file; those that the roles do not open stay out of the menu and guard themselves.

    Copies, because Streamlit marks the one of them that a run may draw.
    """
    may = desk.work.roles.pages(desk.by.person.roles)
    titles = tuple(desk.say(f"page.{file.stem}.title") for file in FILES)
    return (copy(page) for page in _menu(may, titles))


@lru_cache(maxsize=64)
def _menu(may: tuple[str, ...], titles: tuple[str, ...]) -> tuple[st.Page, ...]:
    """The pages of everybody with these pages in the menu, who reads these titles (those of `FILES`)."""
    called = dict(zip(FILES, titles, strict=True))
    usual = [page for page in ICONS if page in may]
    order = {key: place for place, key in enumerate((*usual, *(page for page in may if page not in usual)))}
    files = sorted(FILES, key=lambda file: (order.get(file.stem, len(order)), file.stem))
    first = next((file for file in files if file.stem == first_of(may)), files[0])
    pages = [_page(file, called[file], file == first, file.stem in order) for file in files]
    return (*pages, _by_its_name(first))


def _page(file: Path, title: str, is_first: bool, is_shown: bool) -> st.Page:
    return st.Page(
        file,
        title=title,
        icon=ICONS.get(file.stem, OTHER_ICON),
        url_path=HERE if is_first else file.stem,
        default=is_first,
        visibility="visible" if is_shown else "hidden",
    )


def _by_its_name(first: Path) -> st.Page:
    """The first page is at the bare address; who comes by its name is led there, with what is asked of it."""

    def lead() -> None:
        st.switch_page(str(first), query_params=st.query_params.to_dict())

    return st.Page(lead, title=first.stem, url_path=first.stem, visibility="hidden")


def _sidebar(desk: Desk, session: Session) -> None:
    st.markdown(f"**{plain(desk.work.settings.name)}**")
    st.text(desk.by.person.name)
    known = desk.work.library.words.languages
    languages = [code for code in desk.work.settings.value("languages") if code in known]
    st.segmented_control(
        desk.say("desk.language"),
        languages if desk.language in languages else [*languages, desk.language],
        default=desk.language,
        format_func=own_name,
        label_visibility="collapsed",
        required=True,
        key=LANGUAGE,
        on_change=_change_language,
        args=(desk,),
    )
    st.html(link(ACCOUNT, desk.say("account.link"), "color:inherit"))
    _before(desk)
    if vault_signs.lock_button(desk):
        leave("/auth/login?left=1")
        st.stop()
    if st.button(desk.say("signin.leave"), icon=":material/logout:", width="stretch"):
        leave(door().leave(session))
        st.stop()


def _before(desk: Desk) -> None:
    """When this person was here before, and whether somebody else tried to come in by their name."""
    arrival = door().arrival(desk.by.person.id)
    if arrival.failed:
        st.warning(desk.say("account.failed", count=arrival.failed), icon=":material/key_off:")
    if arrival.last:
        st.caption(plain(desk.say("account.before", when=days.moment(desk, arrival.last))))


def _change_language(desk: Desk) -> None:
    """Keep the choice with the person, so that it holds in every browser."""
    chosen = st.session_state[LANGUAGE]
    if chosen and chosen != desk.language:
        set_language(desk.work, desk.by, person_at(desk.work, desk.by.person.id), chosen)
