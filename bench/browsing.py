"""A browser without a screen: it signs in, opens pages, types, chooses and clicks over Streamlit's websocket.

It draws nothing, so that twenty of them measure the server and not themselves.
"""

from __future__ import annotations

import asyncio
import http.cookiejar
import re
import time
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

PATIENCE = 120
TOKEN = re.compile(r'name="token" value="([^"]+)"')
LARGEST = 64 * 2**20
OF_THE_PERSON = frozenset({":material/crisis_alert:", ":material/priority_high:"})
"""What a page says in red about a case, which is no error of the page."""
EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN


@dataclass(frozen=True)
class Widget:
    """Something that can be typed in or clicked on, and the part of the page that it redraws."""

    id: str
    kind: str
    fragment: str
    label: str
    options: tuple[str, ...] = ()

    @property
    def is_wanted(self) -> bool:
        """Whether it is marked as a question that must be answered."""
        return self.label.endswith(" *")


@dataclass
class Browser:
    """One person's browser on one address."""

    address: str
    cookies: str = ""
    page: str = ""
    query: str = ""
    pages: dict[str, str] = field(default_factory=dict)
    widgets: dict[str, Widget] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    _typed: dict[str, str] = field(default_factory=dict)
    _part: str = ""
    _line: ClientConnection | None = None

    def sign_in(self, login: str, passphrase: str) -> None:
        """Through the same form as everybody."""
        jar = http.cookiejar.CookieJar()
        street = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        shown = street.open(f"{self.address}/auth/login", timeout=PATIENCE).read().decode()
        token = TOKEN.search(shown)
        assert token, "no sign-in form"
        sent = {"token": token.group(1), "login": login, "passphrase": passphrase, "next": "/"}
        body = urllib.parse.urlencode(sent).encode()
        street.open(f"{self.address}/auth/login", body, timeout=PATIENCE).read()
        self.cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)

    async def arrive(self) -> float:
        """Connect and see the first page; how many seconds that took."""
        line = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        headers = {"Cookie": self.cookies, "Origin": self.address}
        self._line = await connect(
            line, additional_headers=headers, subprotocols=["streamlit"], max_size=LARGEST, ping_interval=None
        )
        return await self._run()

    async def open(self, page: str, **query: str) -> float:
        """Go to a page."""
        self.page, self.query = self.pages[page], urllib.parse.urlencode(query)
        self._typed.clear()
        return await self._run()

    async def type(self, widget: Widget, text: str) -> float:
        """Type a text and leave the field."""
        self._typed[widget.id] = text
        return await self._run(fragment=widget.fragment)

    async def choose(self, widget: Widget, number: int = 0) -> float:
        """Choose one of the options of a list."""
        return await self.type(widget, widget.options[number])

    async def click(self, widget: Widget) -> float:
        """Press a button."""
        return await self._run(pressed=widget.id)

    async def leave(self) -> None:
        """Close the window."""
        if self._line is not None:
            await self._line.close()

    def find(self, ending: str) -> Widget | None:
        """The first widget whose key ends so."""
        return next((one for one in self.widgets.values() if one.id.endswith(ending)), None)

    def question(self) -> Widget | None:
        """The first question of a form that wants a text."""
        texts = (one for one in self.widgets.values() if one.kind in ("text_area", "text_input"))
        return next((one for one in texts if one.fragment), None)

    def wanted(self) -> Widget | None:
        """The first list of a form from which something must be chosen, and nothing was yet."""
        lists = (one for one in self.widgets.values() if one.kind == "selectbox" and one.fragment)
        return next((one for one in lists if one.is_wanted and one.id not in self._typed), None)

    async def _run(self, fragment: str = "", pressed: str = "") -> float:
        message, self._part = BackMsg(), fragment
        asked = message.rerun_script
        asked.query_string, asked.page_script_hash, asked.fragment_id = self.query, self.page, fragment
        for id, text in self._typed.items():
            state = asked.widget_states.widgets.add()
            state.id, state.string_value = id, text
        if pressed:
            state = asked.widget_states.widgets.add()
            state.id, state.trigger_value = pressed, True
        assert self._line is not None
        began = time.perf_counter()
        await self._line.send(message.SerializeToString())
        await asyncio.wait_for(self._drawn(), PATIENCE)
        return time.perf_counter() - began

    async def _drawn(self) -> None:
        assert self._line is not None
        while True:
            told = ForwardMsg()
            received = await self._line.recv()
            told.ParseFromString(received if isinstance(received, bytes) else received.encode())
            kind = told.WhichOneof("type")
            if kind == "script_finished" and told.script_finished != EARLY:
                return
            if kind == "script_finished":
                self._part = ""  # the page was left for another, which is drawn whole
            self._take(kind, told)

    def _take(self, kind: str | None, told: ForwardMsg) -> None:
        if kind == "new_session":
            self.widgets = {
                one.id: one for one in self.widgets.values() if self._part and one.fragment != self._part
            }
            self.page = told.new_session.page_script_hash or self.page
        elif kind == "navigation":
            self.pages = {page.url_pathname: page.page_script_hash for page in told.navigation.app_pages}
            self.page = told.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = told.page_info_changed.query_string
        elif kind == "delta" and told.delta.WhichOneof("type") == "new_element":
            self._see(told.delta.new_element, told.delta.fragment_id)

    def _see(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        shown = getattr(element, kind)
        if kind == "exception":
            self.troubles.append(f"{shown.type}: {shown.message}")
        elif kind == "alert" and shown.format == shown.ERROR and shown.icon not in OF_THE_PERSON:
            self.troubles.append(shown.body)
        if getattr(shown, "id", ""):
            options = tuple(shown.options) if kind == "selectbox" else ()
            self.widgets[shown.id] = Widget(shown.id, kind, fragment, getattr(shown, "label", ""), options)
