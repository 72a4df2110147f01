"""The few pages before Streamlit as plain HTML: readable, calm, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse

from suprovid.forms.tongues import own_name

STYLE = Path(__file__).with_name("html.css").read_text(encoding="utf-8")

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def document(
    title: str,
    body: str,
    language: str,
    *,
    brand: str,
    links: str = "",
    wide: bool = False,
    status: int = 200,
) -> HTMLResponse:
    """A whole page as a response; `title` and `brand` are escaped here, `body` and `links` are HTML."""
    text = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>'
        f'<body{" class=wide" if wide else ""}><header class="top"><span class="brand">{escape(brand)}</span>'
        f"{links}</header><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(text, status, headers={"Content-Security-Policy": POLICY})


def language_links(languages: Iterable[str], current: str, path: str, query: Mapping[str, str]) -> str:
    """Links to the same page in the other languages."""
    links = "".join(
        f'<a lang="{escape(code)}" hreflang="{escape(code)}" '
        f'href="{escape(path)}?{escape(urlencode({**query, "language": code}, quote_via=quote))}">'
        f"{escape(own_name(code))}</a>"
        for code in languages
        if code != current
    )
    return f'<nav class="languages">{links}</nav>'


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f"<p{_class(kind)}>{escape(text)}</p>"


def told(text: str, bad: bool = False) -> str:
    """A sentence that the reader should see first."""
    return (
        f'<div class="told{" bad" if bad else ""}" role="{"alert" if bad else "status"}">{escape(text)}</div>'
    )


def summary(title: str, errors: Mapping[str, str]) -> str:
    """What is wrong on the page, each line a link to its field."""
    if not errors:
        return ""
    lines = "".join(f'<li><a href="#{escape(key)}">{escape(text)}</a></li>' for key, text in errors.items())
    return f'<div class="told bad" role="alert">{escape(title)}<ul>{lines}</ul></div>'


def hidden(**values: str) -> str:
    """Answers that travel with the form and are not shown."""
    return "".join(
        f'<input type="hidden" name="{escape(key)}" value="{escape(value)}">' for key, value in values.items()
    )


def line(key: str, label: str, value: str = "", *, error: str = "", help: str = "", **extra: str) -> str:
    """A field of one line; `extra` are further attributes such as type or autocomplete."""
    attributes = {
        "type": "text",
        "id": key,
        "name": key,
        "value": value,
        **_described(key, error, help),
        **extra,
    }
    said = " ".join(f'{name.replace("_", "-")}="{escape(text)}"' for name, text in attributes.items())
    return (
        f'<div class="field{" wrong" if error else ""}"><label for="{escape(key)}">{escape(label)}</label>'
        f"{_help(key, help)}<input {said}>{_error(key, error)}</div>"
    )


def choices(
    key: str,
    label: str,
    options: Sequence[tuple[str, str]],
    chosen: Iterable[str],
    *,
    several: bool = True,
    error: str = "",
    help: str = "",
) -> str:
    """Check boxes, or radio buttons when only one may be chosen; `options` are (value, text)."""
    kind, picked = ("checkbox" if several else "radio"), set(chosen)
    boxes = "".join(
        f'<label><input type="{kind}" name="{escape(key)}" value="{escape(value)}"'
        f"{' checked' if value in picked else ''}><span>{escape(text)}</span></label>"
        for value, text in options
    )
    described = "".join(
        f' {name.replace("_", "-")}="{text}"' for name, text in _described(key, error, help).items()
    )
    return (
        f'<fieldset id="{escape(key)}"{described}><legend>{escape(label)}</legend>{_help(key, help)}'
        f'<div class="choices">{boxes}</div>{_error(key, error)}</fieldset>'
    )


def button(text: str, kind: str = "") -> str:
    """The button that sends the form."""
    return f'<button type="submit"{_class(kind)}>{escape(text)}</button>'


def form(action: str, inside: str) -> str:
    """A form that is posted to `action`."""
    return f'<form method="post" action="{escape(action)}" novalidate>{inside}</form>'


def progress(text: str, part: int) -> str:
    """How far something is, in a sentence and as a bar; `part` of a hundred."""
    bar = f'<progress max="100" value="{part}" aria-hidden="true"></progress>'
    return f'<div class="told" role="status">{escape(text)}{bar}</div>'


def link(target: str, text: str, style: str = "") -> str:
    """A link inside the app; `style` is for Streamlit's pages, ours have a sheet."""
    dressed = f' style="{escape(style)}"' if style else ""
    return f'<a href="{escape(target)}"{dressed}>{escape(text)}</a>'


def way(target: str, text: str) -> str:
    """A link that looks like the button it is for the reader."""
    return f'<p><a class="way" href="{escape(target)}">{escape(text)}</a></p>'


def folded(title: str, inside: str, opened: bool = False) -> str:
    """Something that few need, behind its title."""
    return f"<details{' open' if opened else ''}><summary>{escape(title)}</summary>{inside}</details>"


def link_button(target: str, text: str, kind: str = "") -> str:
    """A link that looks like a button; `plain` is the quieter one."""
    return f'<a class="button{" " + escape(kind) if kind else ""}" href="{escape(target)}">{escape(text)}</a>'


def paragraph_link(target: str, text: str) -> str:
    """A link in a paragraph of its own, at the foot of a page."""
    return f'<p class="foot">{link(target, text)}</p>'


def groups(signs: Iterable[str]) -> str:
    """Signs that will be read out and typed, in numbered groups."""
    return '<ol class="groups">' + "".join(f"<li>{escape(group)}</li>" for group in signs) + "</ol>"


def points(texts: Iterable[str]) -> str:
    """A few sentences, one under the other."""
    return '<ul class="points">' + "".join(f"<li>{escape(text)}</li>" for text in texts) + "</ul>"


def heading(text: str) -> str:
    """A heading inside the page."""
    return f"<h2>{escape(text)}</h2>"


def _class(kind: str) -> str:
    return f' class="{escape(kind)}"' if kind else ""


def _described(key: str, error: str, help: str) -> dict[str, str]:
    by = " ".join([*([f"{key}-help"] if help else []), *([f"{key}-error"] if error else [])])
    return {**({"aria_describedby": by} if by else {}), **({"aria_invalid": "true"} if error else {})}


def _help(key: str, help: str) -> str:
    return f'<div class="help" id="{escape(key)}-help">{escape(help)}</div>' if help else ""


def _error(key: str, error: str) -> str:
    return f'<div class="error" id="{escape(key)}-error">{escape(error)}</div>' if error else ""
