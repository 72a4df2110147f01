"""Sheets for paper at addresses of their own: `/print/WHAT/KIND/ID`, behind the guard."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from suprovid.casework.people import By
from suprovid.desk.door import door
from suprovid.errors import SuprovidError
from suprovid.exchange.paper import Sheet, Text, page
from suprovid.exchange.prints import printed

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'"
)


def routes() -> list[Route]:
    """The routes of paper."""
    return [Route("/print/{what}/{kind}/{id}", sheet, methods=["GET"])]


def address(what: str, kind: str, id: str, document: str = "") -> str:
    """Where a sheet is found."""
    return f"/print/{what}/{kind}/{id}" + (f"?document={document}" if document else "")


async def sheet(request: Request) -> Response:
    """A sheet for the person who is signed in, or a sentence that says why there is none."""
    return await run_in_threadpool(_answer, request)


def _answer(request: Request) -> Response:
    found = door().session(request.cookies.get(door().cookie))
    if found is None:
        return Response(status_code=403)
    work, person = door().work, found[1]
    by = By(person, door().now(), person.language)
    asked = request.path_params
    words = work.library.words
    try:
        folder = work.read(asked["kind"], asked["id"])
        made, status = printed(work, by, asked["what"], folder, request.query_params.get("document", "")), 200
    except SuprovidError as error:
        said = Text(door().tell(error, by.language))
        made, status = Sheet(words.say("print.nothing", by.language), by.language, blocks=(said,)), 404
    back = f"/{quote(asked['kind'], safe='')}?{urlencode({'id': asked['id']})}"
    buttons = words.say("print.print", by.language), words.say("print.back", by.language)
    return HTMLResponse(page(made, *buttons, back), status, {"Content-Security-Policy": POLICY})
