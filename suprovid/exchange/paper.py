"""A sheet of A4 as data, and as one self-contained HTML page that a browser prints well.

Every text is escaped here and nowhere else; a sheet never carries markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")

PRINT_SCRIPT = "document.getElementById('print').addEventListener('click', function () { window.print(); });"


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Text:
    text: str
    lead: bool = False


@dataclass(frozen=True)
class Rows:
    """Labels with their answers."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Step:
    """One action of the algorithm: number, what, the rest as labelled rows; `mark` says where to begin."""

    number: int
    what: str
    rows: Sequence[tuple[str, str]]
    mark: str = ""


@dataclass(frozen=True)
class Table:
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Signatures:
    people: Sequence[str]


@dataclass(frozen=True)
class Groups:
    """Signs that will be read out and typed, in numbered groups."""

    groups: Sequence[str]


Block = Heading | Text | Rows | Step | Table | Signatures | Groups


@dataclass(frozen=True)
class Sheet:
    """What is printed: who gives it, its title, its blocks; `language` is a BCP-47 tag."""

    title: str
    language: str
    organisation: str = ""
    contact: str = ""
    blocks: Sequence[Block] = field(default_factory=tuple)
    footer: str = ""


def page(sheet: Sheet, print_label: str, back_label: str, back_to: str = "/") -> str:
    """The sheet as one HTML page; the buttons on top are not printed."""
    body = "\n".join(_block(block) for block in sheet.blocks)
    return f"""<!doctype html>
<html lang="{escape(sheet.language, quote=True)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer"><title>{escape(sheet.title)}</title><style>{STYLE}</style></head>
<body>
<nav class="tools"><button id="print" type="button">{escape(print_label)}</button>
<a href="{escape(back_to, quote=True)}">{escape(back_label)}</a></nav>
<header><p><strong>{escape(sheet.organisation)}</strong></p><p>{escape(sheet.contact)}</p></header>
<main><h1>{escape(sheet.title)}</h1>
{body}
</main>
<footer>{escape(sheet.footer)}</footer>
<script>{PRINT_SCRIPT}</script>
</body></html>
"""


def _block(block: Block) -> str:
    match block:
        case Heading(text):
            return f"<h2>{escape(text)}</h2>"
        case Text(text, lead):
            return f'<p class="lead">{escape(text)}</p>' if lead else f"<p>{escape(text)}</p>"
        case Rows(rows):
            return _rows(rows)
        case Step():
            return _step(block)
        case Table(head, rows):
            return _table(head, rows)
        case Groups(groups):
            return '<ol class="groups">' + "".join(f"<li>{escape(group)}</li>" for group in groups) + "</ol>"
        case Signatures(people):
            return (
                '<div class="signatures">'
                + "".join(f"<div>{escape(name)}</div>" for name in people)
                + "</div>"
            )


def _rows(rows: Sequence[tuple[str, str]]) -> str:
    return (
        "<dl>" + "".join(f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in rows) + "</dl>"
    )


def _step(step: Step) -> str:
    mark = f'<span class="mark">{escape(step.mark)}</span>' if step.mark else ""
    css = "step first" if step.mark else "step"
    title = f"<h2>{step.number}. {escape(step.what)}</h2>"
    return f'<section class="{css}">{mark}{title}{_rows(step.rows)}</section>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
