"""A browser for an ASGI application in this process: requests, cookies, one talk over a websocket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode

from starlette.datastructures import Headers


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Headers
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Browser:
    """Keeps cookies and follows nothing by itself."""

    def __init__(self, app: Any, host: str, scheme: str = "http", address: str = "10.0.0.1") -> None:
        self.app, self.host, self.scheme, self.address = app, host, scheme, address
        self.cookies: dict[str, str] = {}

    def get(self, target: str, headers: Mapping[str, str] | None = None, **query: str) -> Answer:
        return self.send("GET", target + (f"?{urlencode(query)}" if query else ""), headers)

    def post(self, target: str, data: Any = (), headers: Mapping[str, str] | None = None) -> Answer:
        kind = {"content-type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.send("POST", target, kind, urlencode(data, doseq=True).encode())

    def send(
        self, method: str, target: str, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """One request and its answer."""
        return asyncio.run(self.ask(method, target, body, headers))

    async def ask(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """The same beside others, in one loop."""
        sent: list[dict[str, Any]] = []
        given = {"content-length": str(len(body)), **(headers or {})}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        await self.app(self._scope("http", target, given) | {"method": method}, receive, send)
        answer = Answer(
            sent[0]["status"],
            Headers(raw=sent[0]["headers"]),
            b"".join(part.get("body", b"") for part in sent[1:]),
        )
        self._keep(answer.headers.getlist("set-cookie"))
        return answer

    def talk(
        self,
        target: str,
        *said: str | dict[str, Any] | Callable[[], Any],
        headers: Mapping[str, str] | None = None,
    ) -> list[Any]:
        """What the server does while texts are said one after another; a function is done in between."""
        heard: list[dict[str, Any]] = []
        left: list[Any] = [{"type": "websocket.connect"}, *said]

        async def receive() -> dict[str, Any]:
            while left:
                following = left.pop(0)
                if isinstance(following, dict):
                    return following
                if isinstance(following, str):
                    return {"type": "websocket.receive", "text": following}
                following()
            return {"type": "websocket.disconnect", "code": 1000}

        async def send(message: dict[str, Any]) -> None:
            heard.append(message)

        asyncio.run(
            self.app(self._scope("websocket", target, headers or {}) | {"subprotocols": []}, receive, send)
        )
        return heard

    def _scope(self, kind: str, target: str, headers: Mapping[str, str]) -> dict[str, Any]:
        path, _, query = target.partition("?")
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        lines = {"host": self.host, **({"cookie": cookies} if cookies else {}), **headers}
        return {
            "type": kind,
            "http_version": "1.1",
            "scheme": self.scheme if kind == "http" else "ws",
            "path": path,
            "raw_path": quote(path).encode(),
            "root_path": "",
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in lines.items()],
            "client": (self.address, 5000),
            "server": ("127.0.0.1", 8501),
        }

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            for name, found in SimpleCookie(line).items():
                if found["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = found.value
