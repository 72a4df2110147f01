"""An OpenID Connect provider on this machine: real keys, real HTTP, and a hand that spoils what it says."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from typing import Any
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "suprovid", "a secret of the client that nobody guesses"


@dataclass
class Provider:
    """Signs in whoever is chosen; `spoilt` replaces claims, `signing` and `metadata` what else is said."""

    people: dict[str, dict[str, Any]]
    issuer: str = ""
    signing: str = "RS256"
    spoilt: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: list[Mapping[str, str]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))
    other: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "k1"}))

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/.well-known/openid-configuration", self.discovery),
                Route("/authorize", self.authorize),
                Route("/chosen", self.chosen),
                Route("/token", self.token, methods=["POST"]),
                Route("/keys", self.keys),
                Route("/leave", self.leave),
            ]
        )

    async def discovery(self, request: Request) -> Response:
        self.asked.append("discovery")
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/leave",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
        }
        return JSONResponse({**said, **self.metadata})

    async def authorize(self, request: Request) -> Response:
        """Who are you? One link for each person."""
        asked = dict(request.query_params)
        links = "".join(
            f'<p><a href="/chosen?{escape(urlencode({**asked, "who": name}))}">{escape(name)}</a></p>'
            for name in self.people
        )
        return HTMLResponse(f"<h1>Provider</h1>{links}")

    async def chosen(self, request: Request) -> Response:
        asked = dict(request.query_params)
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        back = {"code": code, "state": asked["state"], "iss": self.issuer}
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode(back)}", 302)

    async def token(self, request: Request) -> Response:
        sent = dict(await request.form())
        asked = self.codes.pop(str(sent.get("code")), None)
        if asked is None or not self._is_client(request, sent):
            return JSONResponse({"error": "invalid_grant"}, 400)
        challenge = base64.urlsafe_b64encode(
            hashlib.sha256(str(sent.get("code_verifier", "")).encode()).digest()
        )
        if sent.get("redirect_uri") != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if asked.get("code_challenge") != challenge.decode().rstrip("="):
            return JSONResponse({"error": "invalid_grant"}, 400)
        access = secrets.token_urlsafe(16)
        said = {"access_token": access, "token_type": "Bearer", "expires_in": 300}
        return JSONResponse({**said, "id_token": self.id_token(asked)})

    def _is_client(self, request: Request, sent: Mapping[str, Any]) -> bool:
        basic = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET.replace(' ', '+')}".encode()).decode()
        plain = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        posted = (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        return posted or request.headers.get("authorization") in {basic, plain}

    def id_token(self, asked: Mapping[str, Any]) -> str:
        """What proves who it is, spoilt where a test wants it."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": asked.get("nonce"),
        }
        claims |= {**self.people[str(asked["who"])], **self.spoilt}
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signing == "none":
            return ".".join((_packed({"alg": "none"}), _packed(claims), ""))
        if self.signing == "HS256":
            public = json.dumps(self.key.as_dict(private=False))
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(public))
        if self.signing == "secret":
            return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(SECRET))
        key = self.other if self.signing == "other key" else self.key
        token = jwt.encode({"alg": "RS256", "kid": "k1"}, claims, key)
        if self.signing == "tampered":
            head, _, seal = token.split(".")
            return ".".join((head, _packed({**claims, "sub": "s-2"}), seal))
        return token

    async def keys(self, request: Request) -> Response:
        self.asked.append("keys")
        return JSONResponse({"keys": [{**self.key.as_dict(private=False), "use": "sig", "alg": "RS256"}]})

    async def leave(self, request: Request) -> Response:
        self.left.append(dict(request.query_params))
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


def _packed(said: Mapping[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


@contextmanager
def standing(people: dict[str, dict[str, Any]]) -> Iterator[Provider]:
    """The provider at an address of this machine, for as long as it is needed."""
    room = socket.create_server(("127.0.0.1", 0))
    provider = Provider(people, f"http://127.0.0.1:{room.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="error", access_log=False, ws="none"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [room]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield provider
    finally:
        server.should_exit = True
        thread.join(5)
        room.close()
