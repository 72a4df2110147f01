"""The same agreement on PostgreSQL: what the evaluator says of a row, that database says too."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, MetaData, create_engine, delete, insert, select
from test_asking import COLUMNS, CONDITIONS, KINDS, NOW, ROW, SETTINGS, TODAY

from suprovid.casework.asking import Untranslatable, condition
from suprovid.forms.expression import Scope, parse
from suprovid.store.questions import Reach
from suprovid.store.tables import Sheet, sheet

sys.path.append(str(Path(__file__).parents[1] / "store"))

from postgres_server import server


@pytest.fixture(scope="module")
def table() -> Iterator[tuple[Connection, Sheet]]:
    """An empty table of folders in a server of the tests' own."""
    with server() as address:
        engine = create_engine(address.replace("postgresql:", "postgresql+psycopg:"))
        metadata = MetaData()
        folders = sheet(metadata, "folders", COLUMNS, prefix="index_")
        metadata.create_all(engine)
        with engine.connect() as connection:
            yield connection, folders
        engine.dispose()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=CONDITIONS, rows=st.lists(ROW, min_size=1, max_size=5))
def test_python_and_postgresql_agree(
    table: tuple[Connection, Sheet], text: str, rows: list[dict[str, Any]]
) -> None:
    """True, false and not known are the same, row by row; or the index refuses."""
    connection, folders = table
    reach, expression = Reach(folders, folders), parse(text)
    columns = {name: (reach.column(name)[0], kind) for name, kind in KINDS.items()}
    try:
        asked = condition(expression, columns, Scope({}, TODAY, NOW, outside=SETTINGS.get), SETTINGS)
    except Untranslatable:
        return
    connection.rollback()
    connection.execute(delete(folders.table))
    for number, row in enumerate(rows):
        kept = folders.row({"kind": "case", "id": str(number), "revision": 1, **row})
        connection.execute(insert(folders.table), [kept | {"number__": number + 1}])

    said = dict(map(tuple, connection.execute(select(folders.table.c.id, asked))))
    given_back = [folders.given(row) for row in connection.execute(select(folders.table)).mappings()]

    assert said == {
        row["id"]: expression.holds(Scope(row, TODAY, NOW, outside=SETTINGS.get)) for row in given_back
    }
