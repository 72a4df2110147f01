"""Attachments at addresses of their own: `/file/KIND/ID/SHA256`, behind the guard; in a draft, of one's own.

What is given is given to keep, never to be opened by the browser as a page; a picture to look at is drawn
anew and smaller, a PDF is left to the browser's own viewer, which has nothing of this application.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from suprovid.casework import attaching, contents, pictures
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.desk.door import door
from suprovid.errors import Missing, SuprovidError

DRAFT = "draft"
TAKEN = "opened.attachment"
SIDES = {"small": 224, "large": 1800}
"""How long the longer side of a picture is that is looked at, by what the address asks for."""
PDF = "application/pdf"
SHUT = "default-src 'none'; sandbox; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
VIEWER = (
    "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'"
)


def routes() -> list[Route]:
    """The routes of attachments."""
    return [Route("/file/{kind}/{id}/{digest}", file, methods=["GET"])]


def address(kind: str, id: str, digest: str) -> str:
    """Where an attachment of a folder is, or of a draft when `kind` is DRAFT."""
    return f"/file/{quote(kind)}/{quote(id)}/{quote(digest)}"


async def file(request: Request) -> Response:
    """The attachment for the person who is signed in; 404 for what is not there or not theirs to see."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    found = door().session(request.cookies.get(door().cookie))
    if found is None:
        return Response(status_code=403)
    by = By(found[1], door().now(), found[1].language)
    asked, look = request.path_params, request.query_params.get("look", "")
    try:
        if asked["kind"] == DRAFT:
            entry, content = _of_draft(door().work, by, asked["id"], asked["digest"])
        else:
            entry, content = attaching.find(door().work, by, asked["kind"], asked["id"], asked["digest"])
            if look != "small":
                door().work.journal.add(by.now, by.person.id, TAKEN, asked["kind"], asked["id"])
    except SuprovidError:
        return Response(status_code=404)
    return _shown(entry, content, look) if look else _given(entry, content)


def _of_draft(work: Workspace, by: By, draft: str, digest: str) -> tuple[attaching.Entry, bytes]:
    """A file that waits beside a draft of this very person."""
    content = work.drafts.attachments(by.person.id, draft).get(digest)
    if content is None:
        raise Missing(kind="attachment", id=digest[:12])
    return {"name": ""}, content


def _shown(entry: attaching.Entry, content: bytes, look: str) -> Response:
    """To look at; what cannot be shown is given to keep."""
    type = contents.type_of(content)
    if type == PDF:
        return _response(content, PDF, _how("inline", entry), VIEWER)
    drawn = pictures.small(content, type, SIDES.get(look, SIDES["large"]))
    return _response(drawn, "image/jpeg", "inline", SHUT) if drawn else _given(entry, content)


def _given(entry: attaching.Entry, content: bytes) -> Response:
    """To keep, under its name; where there is none, the link has said it."""
    type = contents.type_of(content) or "application/octet-stream"
    return _response(content, type, _how("attachment", entry), SHUT)


def _how(how: str, entry: attaching.Entry) -> str:
    name = str(entry.get("name", ""))
    return f"{how}; filename*=UTF-8''{quote(name, safe='')}" if name else how


def _response(content: bytes, type: str, how: str, policy: str) -> Response:
    headers = {
        "Content-Disposition": how,
        "Content-Security-Policy": policy,
        "Cache-Control": "private, no-store",
    }
    return Response(content, media_type=type, headers=headers)
