"""A sheet of A4 as data, and as one self-contained HTML page that a browser prints well.

Every text is escaped here and nowhere else; a sheet never carries markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

STYLE = """
@page { size: A4; margin: 16mm 16mm 18mm 20mm; }
* { box-sizing: border-box; }
html { background: #e9ece8; }
body { font: 11.5pt/1.45 "Liberation Sans", "DejaVu Sans", Arial, sans-serif; color: #111; background: #fff;
       max-width: 190mm; margin: 0 auto; padding: 14mm 16mm; overflow-wrap: anywhere; hyphens: auto; }
header { display: flex; justify-content: space-between; gap: 8mm; border-bottom: 1.2pt solid #111; padding-bottom: 2.5mm; }
header p { margin: 0; font-size: 9.5pt; }
h1 { font-size: 17pt; line-height: 1.2; margin: 6mm 0 2mm; }
h2 { font-size: 12.5pt; margin: 6mm 0 1.5mm; break-after: avoid; }
p { margin: 0 0 2mm; white-space: pre-line; }
.lead { font-size: 12.5pt; }
dl { display: grid; grid-template-columns: minmax(32mm, 30%) 1fr; gap: 1mm 5mm; margin: 1.5mm 0; }
dt { color: #444; } dd { margin: 0; white-space: pre-line; }
.step { border: .8pt solid #777; border-radius: 2mm; padding: 3mm 4mm; margin: 0 0 3mm; break-inside: avoid; }
.step h3 { font-size: 12pt; margin: 0 0 1mm; }
.step.first { border-width: 2pt; border-color: #111; }
.mark { display: inline-block; background: #111; color: #fff; padding: .3mm 2.5mm; border-radius: 1mm; font-size: 9.5pt;
        print-color-adjust: exact; -webkit-print-color-adjust: exact; }
table { border-collapse: collapse; width: 100%; margin: 1.5mm 0 3mm; font-size: 10.5pt; }
th, td { border: .6pt solid #888; padding: 1.2mm 2mm; text-align: left; vertical-align: top; white-space: pre-line; }
th { background: #f0f0ee; } tr { break-inside: avoid; }
.signatures { display: grid; grid-template-columns: 1fr 1fr; gap: 14mm; margin-top: 12mm; break-inside: avoid; }
.signatures div { border-top: .8pt solid #111; padding-top: 1mm; font-size: 9.5pt; }
footer { margin-top: 8mm; font-size: 9pt; color: #444; border-top: .6pt solid #999; padding-top: 2mm; }
.tools { position: sticky; top: 0; background: #fff; padding: 2mm 0; display: flex; gap: 3mm; }
.tools button, .tools a { font: inherit; padding: 1.5mm 5mm; border: 1pt solid #285943; border-radius: 2mm; background: #285943;
        color: #fff; text-decoration: none; cursor: pointer; }
.tools a { background: #fff; color: #285943; }
@media print { html { background: #fff; } body { padding: 0; max-width: none; } .tools { display: none; } }
@media screen and (max-width: 600px) { body { padding: 5mm 4mm; } dl { grid-template-columns: 1fr; } header { display: block; } }
"""

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


Block = Heading | Text | Rows | Step | Table | Signatures


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
    return f'<section class="{css}">{mark}<h3>{step.number}. {escape(step.what)}</h3>{_rows(step.rows)}</section>'


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    lines = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{lines}</tbody></table>"
