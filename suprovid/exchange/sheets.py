"""Tables that leave and come as spreadsheets: every cell that goes out is text, never a formula.

What comes in is measured before it is parsed, so that a small file cannot become an enormous one.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook  # type: ignore[import-untyped] # has no types
from openpyxl.cell import WriteOnlyCell  # type: ignore[import-untyped]
from openpyxl.styles import Font  # type: ignore[import-untyped]

from suprovid.errors import SuprovidError

CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠|%]")
"""What a spreadsheet would take for a formula, or for text that was guarded already."""
GUARD = "'"
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
LONGEST_CELL = 32_000

LARGEST_FILE = 10 * 2**20
LARGEST = 50 * 2**20
RATIO, ENTRIES = 100, 200
ROWS, COLUMNS = 5_000, 200
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
DECLARATIONS = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)
CELL = re.compile(rb'<(?:\w+:)?(?:c|row)\b[^>]*?\br="([A-Z]*)(\d+)"')
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")

Cells = tuple[str, ...]


class NotASheet(SuprovidError):
    """A file that is not read as a spreadsheet (`why`: the key of a sentence, `most`: the limit)."""

    sentence = "sheet.refused"


@dataclass(frozen=True)
class Table:
    """A heading and rows under it, all text."""

    head: Cells
    rows: tuple[Cells, ...]


def as_csv(table: Table) -> bytes:
    """The table as Excel opens it with a double click here: UTF-8 with a mark, semicolons between."""
    out = io.StringIO(newline="")
    write = csv.writer(out, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    write.writerows([guarded(cell) for cell in row] for row in (table.head, *table.rows))
    return out.getvalue().encode("utf-8-sig")


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula; `unguarded` gives it back as it was."""
    text = UNWRITABLE.sub("", text)
    return GUARD + text if FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """The text before it was guarded."""
    return text[len(GUARD) :] if text.startswith(GUARD) and FORMULA.match(text) else text


def as_xlsx(table: Table) -> bytes:
    """The table as a workbook of one sheet with a bold heading; each cell is marked as text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    for number, row in enumerate((table.head, *table.rows)):
        sheet.append([_text_cell(sheet, cell, bold=not number) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _text_cell(sheet: Any, text: str, bold: bool) -> Any:
    cell = WriteOnlyCell(sheet, UNWRITABLE.sub("", text)[:LONGEST_CELL])
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell


# -- what comes in ---------------------------------------------------------------------------------------


def read(content: bytes) -> Table:
    """The first sheet of a workbook, or the lines of a CSV file; `NotASheet` says what to do instead."""
    if len(content) > LARGEST_FILE:
        raise NotASheet(why="sheet.why.large", most=LARGEST_FILE // 2**20)
    if content.startswith(OLD_EXCEL):
        raise NotASheet(why="sheet.why.old", most="")
    rows = _workbook(content) if content.startswith(b"PK") else _lines(content)
    filled = [row for row in rows if any(row)]
    if not filled:
        raise NotASheet(why="sheet.why.empty", most="")
    width = max(map(len, filled))
    head, *rest = (row + ("",) * (width - len(row)) for row in filled)
    return Table(head, tuple(rest))


def _workbook(content: bytes) -> Iterator[Cells]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _measured(archive)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # what the file says of its own size is not believed
            yield from _bounded(tuple(map(_said, row)) for row in sheet.iter_rows(values_only=True))
        finally:
            book.close()
    except NotASheet:
        raise
    except Exception as error:  # the parser meets hostile files with every kind of error there is
        raise NotASheet(why="sheet.why.unreadable", most="") from error


def _measured(archive: zipfile.ZipFile) -> None:
    """Nothing in it is larger unpacked, farther away or cleverer than an honest sheet needs."""
    entries = archive.infolist()
    if not set(NEEDED) <= {entry.filename for entry in entries}:
        raise NotASheet(why="sheet.why.unreadable", most="")
    if len(entries) > ENTRIES or sum(entry.file_size for entry in entries) > LARGEST:
        raise NotASheet(why="sheet.why.unpacked", most=LARGEST // 2**20)
    for entry in entries:
        if entry.file_size > RATIO * max(entry.compress_size, 100):
            raise NotASheet(why="sheet.why.unpacked", most=LARGEST // 2**20)
        text = archive.read(entry)
        if any(word in text for word in DECLARATIONS):
            raise NotASheet(why="sheet.why.unreadable", most="")
        if entry.filename.startswith("xl/worksheets/") and any(_is_far(*cell) for cell in CELL.findall(text)):
            raise NotASheet(why="sheet.why.far", most=f"{ROWS} × {COLUMNS}")


def _is_far(letters: bytes, number: bytes) -> bool:
    column = 0
    for letter in letters[:4]:
        column = column * 26 + letter - 64
    return len(number) > 7 or int(number) > ROWS + 1 or column > COLUMNS


def _said(value: Any) -> str:
    """A cell as people read it: whole numbers without a point, days without a time at midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).removesuffix(" 00:00:00").strip()


def _bounded(rows: Iterable[Cells]) -> Iterator[Cells]:
    for number, row in enumerate(rows):
        if number > ROWS or len(row) > COLUMNS:
            raise NotASheet(why="sheet.why.far", most=f"{ROWS} × {COLUMNS}")
        yield row


def _lines(content: bytes) -> Iterator[Cells]:
    text = _decoded(content)
    if "\0" in text:
        raise NotASheet(why="sheet.why.unreadable", most="")
    first = text.partition("\n")[0]
    between = max(";\t,", key=first.count)
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=between)
        yield from _bounded(tuple(unguarded(cell) for cell in row) for row in rows)
    except csv.Error as error:
        raise NotASheet(why="sheet.why.unreadable", most="") from error


def _decoded(content: bytes) -> str:
    """UTF-8, or the code page that Excel here has written for thirty years."""
    for code in ("utf-8-sig", "cp1251"):
        try:
            return content.decode(code)
        except UnicodeDecodeError:
            continue
    raise NotASheet(why="sheet.why.unreadable", most="")


def table(head: Iterable[str], rows: Iterable[Sequence[str]]) -> Table:
    """A table of texts."""
    return Table(tuple(head), tuple(tuple(row) for row in rows))
