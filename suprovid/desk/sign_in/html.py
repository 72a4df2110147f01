"""The few pages before Streamlit as plain HTML: readable, calm, nothing loaded from anywhere."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from urllib.parse import quote, urlencode

from starlette.responses import HTMLResponse

STYLE = """
:root{color-scheme:light dark;--ground:#f5f3ee;--sheet:#fffdf9;--ink:#22312f;--quiet:#566663;--line:#c9cfc8;
--edge:#75837f;--main:#1f6459;--on-main:#fff;--wrong:#a3261b;--wrong-ground:#fdf0ee;--note:#eaf1ee}
@media (prefers-color-scheme:dark){:root{--ground:#161c1b;--sheet:#1e2625;--ink:#e6ebe8;--quiet:#a9b6b2;
--line:#3a4644;--edge:#80908c;--main:#7cc8b8;--on-main:#10211e;--wrong:#ffb0a6;--wrong-ground:#3a211f;--note:#24312e}}
*{box-sizing:border-box}
html{font:17px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif}
body{margin:0;min-height:100vh;background:var(--ground);color:var(--ink);display:flex;flex-direction:column;
align-items:center;padding:1.25rem 1rem 3rem}
.top{width:100%;max-width:26rem;display:flex;justify-content:space-between;align-items:baseline;gap:1rem;
margin-bottom:clamp(1rem,9vh,5.5rem)}
.wide .top,.wide main{max-width:44rem}.wide .top{margin-bottom:1.25rem}
.brand{font-weight:650;letter-spacing:.01em;font-size:1.05rem}
.languages{display:flex;gap:1rem}
main{width:100%;max-width:26rem;background:var(--sheet);border:1px solid var(--line);border-radius:.9rem;
padding:1.75rem clamp(1.1rem,5vw,2rem) 2rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .35rem;font-weight:650}
h2{font-size:1.12rem;margin:2.4rem 0 .2rem;font-weight:650;padding-top:1.4rem;border-top:1px solid var(--line)}
p{margin:.35rem 0 1rem}.quiet{color:var(--quiet);font-size:.94rem}
label,legend{font-weight:600;display:block;padding:0}
fieldset{border:0;margin:1.2rem 0 0;padding:0;min-width:0}
.field{margin-top:1.2rem}
.help{color:var(--quiet);font-size:.9rem;margin:.05rem 0 .35rem}
input[type=text],input[type=password],input[type=tel],select{width:100%;font:inherit;color:inherit;
background:var(--sheet);border:1px solid var(--edge);border-radius:.5rem;padding:.55rem .7rem;min-height:2.9rem;
margin-top:.3rem}
input:focus-visible,select:focus-visible,button:focus-visible,a:focus-visible{outline:3px solid var(--main);
outline-offset:2px}
.wrong input,.wrong select{border-color:var(--wrong);border-width:2px}
.error{color:var(--wrong);font-size:.94rem;margin:.35rem 0 0}
.told{border-radius:.5rem;padding:.7rem .9rem;margin:1rem 0 0;background:var(--note)}
.told.bad{background:var(--wrong-ground);color:var(--wrong)}
.told ul{margin:.3rem 0 0;padding-left:1.2rem}.told a{color:inherit}
.choices{display:grid;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr));gap:.1rem 1rem;margin-top:.3rem}
.choices.one{grid-template-columns:1fr}
.choices label{font-weight:400;display:flex;gap:.6rem;align-items:flex-start;padding:.3rem 0;min-height:2.2rem}
.choices input{width:1.15rem;height:1.15rem;margin:.2rem 0 0;flex:none;accent-color:var(--main)}
button{font:inherit;font-weight:650;width:100%;min-height:3rem;margin-top:1.7rem;border:0;border-radius:.5rem;
background:var(--main);color:var(--on-main);cursor:pointer;padding:.6rem 1rem}
button:hover{filter:brightness(1.08)}
button.plain{background:none;color:var(--main);border:1px solid var(--edge)}
a{color:var(--main)}
@media (max-width:30rem){main{padding:1.35rem 1.1rem 1.6rem}.choices{grid-template-columns:1fr}}
"""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
LANGUAGES = {"uk": "Українська", "en": "English", "ru": "Русский"}


def document(
    title: str, body: str, language: str, *, brand: str, links: str = "", wide: bool = False, status: int = 200
) -> HTMLResponse:
    """A whole page as a response; `title` and `brand` are escaped here, `body` and `links` are HTML."""
    text = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<title>{escape(title)}</title><link rel="icon" href="data:,"><style>{STYLE}</style></head>'
        f'<body{" class=wide" if wide else ""}><header class="top"><span class="brand">{escape(brand)}</span>'
        f'{links}</header><main><h1>{escape(title)}</h1>{body}</main></body></html>'
    )
    return HTMLResponse(text, status, headers={"Content-Security-Policy": POLICY})


def language_links(languages: Iterable[str], current: str, path: str, query: Mapping[str, str]) -> str:
    """Links to the same page in the other languages."""
    links = "".join(
        f'<a lang="{escape(code)}" hreflang="{escape(code)}" '
        f'href="{escape(path)}?{escape(urlencode({**query, "language": code}, quote_via=quote))}">'
        f"{escape(LANGUAGES.get(code, code))}</a>"
        for code in languages
        if code != current
    )
    return f'<nav class="languages">{links}</nav>'


def paragraph(text: str, kind: str = "") -> str:
    """A paragraph of plain text."""
    return f'<p{_class(kind)}>{escape(text)}</p>'


def told(text: str, bad: bool = False) -> str:
    """A sentence that the reader should see first."""
    return f'<div class="told{" bad" if bad else ""}" role="{"alert" if bad else "status"}">{escape(text)}</div>'


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
    attributes = {"type": "text", "id": key, "name": key, "value": value, **_described(key, error, help), **extra}
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
        f'{" checked" if value in picked else ""}><span>{escape(text)}</span></label>'
        for value, text in options
    )
    described = "".join(f' {name.replace("_", "-")}="{text}"' for name, text in _described(key, error, help).items())
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
