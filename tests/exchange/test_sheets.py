"""Spreadsheets: what goes out is text for every program, what comes in cannot blow up."""

from __future__ import annotations

import io
import zipfile
from resource import RUSAGE_SELF, getrusage
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from suprovid.exchange import sheets
from suprovid.exchange.sheets import NotASheet, Table, as_csv, as_xlsx, read, table

NASTY = (
    "=1+1",
    "+380501112233",
    "-5",
    "@SUM(A1)",
    "\tx",
    "\r=1",
    "＝1+1",
    "'=1",
    "''=1",
    "|cmd",
    "'ім'я",
    "%0A",
)
SECONDS, KILOBYTES = 2, 100_000
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20)


@pytest.mark.parametrize("written", [as_csv, as_xlsx], ids=["csv", "xlsx"])
@pytest.mark.parametrize("text", NASTY)
def test_a_formula_leaves_as_text_and_comes_back_unchanged(written: object, text: str) -> None:
    """In a workbook the cell is marked as text; in a CSV file nothing begins like a formula."""
    out = written(table(["a", "b"], [[text, "x"]]))  # type: ignore[operator]

    if out.startswith(b"PK"):
        cell = load_workbook(io.BytesIO(out)).active["A2"]  # type: ignore[index]
        assert (cell.data_type, cell.value) == ("s", text.replace("\r", "\n"))  # type: ignore[union-attr]
    else:
        assert f'"{text}"'.encode() not in out or text == "'ім'я"
    assert read(out).rows[0][0].strip() == text.strip()


@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=1, max_size=5))
def test_any_table_comes_back_from_csv(rows: list[list[str]]) -> None:
    """Separators, quotes, guards: whatever was typed stands there again."""
    wanted = tuple(row for row in map(tuple, rows) if any(row))

    assert read(as_csv(table(["a", "b", "c"], rows))).rows == wanted


def workbook(**entries: bytes) -> bytes:
    """An honest workbook with some of its parts replaced, or with parts more."""
    book = Workbook()
    book.active.append(["Назва", "Телефон"])  # type: ignore[union-attr]
    book.active.append(["Лікарня", 380501112233])  # type: ignore[union-attr]
    honest = io.BytesIO()
    book.save(honest)
    out = io.BytesIO()
    with zipfile.ZipFile(honest) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in entries:
                new.writestr(name, old.read(name))
        for name, content in entries.items():
            new.writestr(name, content)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
ROWS = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s<sheetData>%s</sheetData></worksheet>'
FAR = ROWS % (b"", b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>')
LYING = ROWS % (
    b'<dimension ref="A1:XFD1048576"/>',
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
)
LAUGHING = b'<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx">]>' + ROWS % (b"", b"<row><c><v>&b;</v></c></row>")

HOSTILE: dict[str, tuple[bytes, str]] = {
    "a far cell": (workbook(**{SHEET: FAR}), "sheet.why.far"),
    "a bomb": (workbook(**{"xl/media/x.bin": b"\0" * 30_000_000}), "sheet.why.unpacked"),
    "many entries": (workbook(**{f"x/{n}": b"" for n in range(300)}), "sheet.why.unpacked"),
    "entities": (workbook(**{SHEET: LAUGHING}), "sheet.why.unreadable"),
    "entities in another spelling": (
        workbook(**{SHEET: LAUGHING.decode().encode("utf-16")}),
        "sheet.why.unreadable",
    ),
    "no XML": (workbook(**{SHEET: b"\x00\x01"}), "sheet.why.unreadable"),
    "another zip": (b"PK\x03\x04", "sheet.why.unreadable"),
    "an old workbook": (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "sheet.why.old"),
    "a program": (b"MZ\x90\x00\x03\x00", "sheet.why.unreadable"),
    "too many columns": (b";" * 300, "sheet.why.far"),
    "too many lines": (b"a;b\n" * 6_000, "sheet.why.far"),
    "too large": (b"a" * (11 * 2**20), "sheet.why.large"),
    "nothing": (b"", "sheet.why.empty"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_spreadsheet_is_refused_in_time(case: str) -> None:
    """With what to do instead, and before it has cost anything."""
    content, why = HOSTILE[case]
    began, before = process_time(), getrusage(RUSAGE_SELF).ru_maxrss

    with pytest.raises(NotASheet) as refused:
        read(content)

    assert refused.value.facts["why"] == why
    assert process_time() - began < SECONDS
    assert getrusage(RUSAGE_SELF).ru_maxrss - before < KILOBYTES


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    """The size it claims costs nothing."""
    began = process_time()
    assert read(workbook(**{SHEET: LYING})) == Table(("x",), ())
    assert process_time() - began < SECONDS


def test_cells_are_read_as_people_wrote_them() -> None:
    """A telephone that a spreadsheet took for a number has no point; code page 1251 is understood."""
    assert read(workbook()).rows == (("Лікарня", "380501112233"),)
    assert read("Назва;Місто\nЦентр;Львів\n".encode("cp1251")).rows == (("Центр", "Львів"),)
    assert read("Назва\tМісто\n".encode()).head == ("Назва", "Місто")
    assert sheets.guarded("звичайний текст - так") == "звичайний текст - так"
