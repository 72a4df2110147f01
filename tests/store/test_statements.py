"""Every SQL statement keeps to what one server and many do alike, and names one folder or is a report."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from suprovid.store import statements

PACKAGE = Path(__file__).parents[2] / "suprovid"
ELSEWHERE = {
    "store/database.py": "how a connection is set up",
    "store/index.py": "the rows of the index in memory, in SQLite",
    "store/lookups.py": "how that database is told to find rows",
    "store/memory.py": "that database itself",
    "store/register.py": "what folders say about themselves, in the same memory",
    "store/spelling.py": "short numbers for its texts",
    "store/words.py": "its full text",
}
SQL = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|CREATE\s+(TABLE|INDEX|VIEW|SEQUENCE|"
    r"TRIGGER|FUNCTION|VIRTUAL)|ALTER\s|DROP\s|LISTEN\b|NOTIFY\b|LOCK\s+TABLE|SET\s+\w+\s*=|"
    r"SET\s+(LOCAL|TRANSACTION)|WITH\s+\w+\s+AS)",
    re.DOTALL,
)
WHERE = r"id = %s AND kind = %s( AND \w+ = %s)*"
SHAPES = (
    rf"SELECT [\w, ]+ FROM \w+ WHERE {WHERE}( ORDER BY \w+)?",
    rf"UPDATE \w+ SET \w+ = [^()]+(\(\))?(, \w+ = [^()]+(\(\))?)* WHERE {WHERE}",
    rf"DELETE FROM \w+ WHERE {WHERE}",
    r"INSERT INTO \w+ \(id, kind(, \w+)*\) VALUES \([%s, now()]+\) ON CONFLICT DO NOTHING",
)
UNPORTABLE = (
    "nextval|serial|sequence|identity|trigger|advisory|listen|notify|for update|for share|lock table|"
    r"do update|on conflict \(|with \w+ as|merge|returning (?!last)|ctid|xmin|jsonb|using|temporary|copy|"
    "random|clock_timestamp|lateral|unlogged|references"
)


def said() -> dict[str, str]:
    """Every statement of the module by its name."""
    return {
        name: value for name, value in vars(statements).items() if isinstance(value, str) and name[0] != "_"
    }


def test_every_statement_is_in_one_list() -> None:
    """Of one folder, of one series, or a report: a new one must say what it is."""
    lists = [*statements.ONE_FOLDER, *statements.ONE_SERIES, *statements.REPORTS]
    lists += [*statements.ONE_RECORD, *statements.CHORES]

    assert sorted(said().values()) == sorted(lists)


@pytest.mark.parametrize("statement", statements.ONE_FOLDER)
def test_it_names_one_folder(statement: str) -> None:
    """By its whole key, so that a server among many can be found from the statement alone."""
    assert any(re.fullmatch(shape, statement) for shape in SHAPES), statement


@pytest.mark.parametrize("statement", statements.REPORTS)
def test_a_report_changes_nothing(statement: str) -> None:
    """It reads over all servers; a replica may answer it."""
    assert re.match(r"SELECT ", statement)
    assert not re.search(r"\b(insert|update|delete|create)\b", statement, re.IGNORECASE)


@pytest.mark.parametrize("statement", statements.ONE_SERIES)
def test_a_series_is_one_row(statement: str) -> None:
    """Counted without a sequence."""
    assert " numbers " in statement
    assert re.search(r"series = %s|\(series, last\) VALUES \(%s, %s\)", statement)


@pytest.mark.parametrize("statement", statements.ONE_RECORD)
def test_a_record_is_one_row(statement: str) -> None:
    """Named by its whole key."""
    assert re.search(r" records .*(key = %s AND room = %s|\(key, room, .*\) VALUES)", statement)


@pytest.mark.parametrize("statement", statements.CHORES)
def test_chores_are_about_records_only(statement: str) -> None:
    """Nothing goes over all folders to change them."""
    assert re.match(r"(SELECT|DELETE) [^,]*FROM records ", statement)


@pytest.mark.parametrize(
    "statement", [*said().values(), *statements.TABLES, *statements.PROBES], ids=lambda said: said[:40]
)
def test_only_what_all_of_them_do_is_used(statement: str) -> None:
    """No sequence, trigger, lock, conflict clause by columns, common table expression, hidden column."""
    assert not re.search(rf"\b({UNPORTABLE})", statement, re.IGNORECASE)


@pytest.mark.parametrize("table", [table for table in statements.TABLES if " kind text" in table])
def test_keys_are_led_by_the_folder(table: str) -> None:
    """The rows of one folder are together on one server, whatever splits them by their id."""
    key = re.search(r"PRIMARY KEY \((\w+), (\w+)", table)
    assert key
    assert key.groups() == ("id", "kind")


def test_sql_is_written_in_one_place() -> None:
    """No module of the package but these says a statement of its own."""
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "forms" not in path.parts
        for text in texts(parsed(path))
        if SQL.match(text)
    }
    assert found - {"store/statements.py"} == set(ELSEWHERE)


def test_a_transaction_is_over_one_folder() -> None:
    """There are two: forgetting one folder, and reading for a backup."""
    found = [
        (path.name, function.name)
        for path in PACKAGE.rglob("*.py")
        if ".transaction(" in path.read_text(encoding="utf-8")
        for function in ast.walk(parsed(path))
        if isinstance(function, ast.FunctionDef)
        and any(isinstance(node, ast.Attribute) and node.attr == "transaction" for node in ast.walk(function))
    ]
    assert set(found) == {
        ("postgres_store.py", "remove"),
        ("postgres_store.py", "delete"),
        ("database.py", "one_moment"),
    }


@cache
def parsed(path: Path) -> ast.Module:
    """A module as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"))


def texts(tree: ast.AST) -> list[str]:
    """Every piece of text in a module that is no docstring."""
    held = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, held) and node.body and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described
    ]


def test_the_check_can_fail() -> None:
    """What must be refused is refused."""
    bad = [
        "UPDATE folders SET sheet = %s WHERE kind = %s",
        "SELECT sheet FROM folders",
        "DELETE FROM folders WHERE id = %s",
        "INSERT INTO folders (kind, id) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        "INSERT INTO folders (id, kind) VALUES (%s, %s) ON CONFLICT (id, kind) DO UPDATE SET sheet = %s",
        "WITH found AS (SELECT 1) UPDATE folders SET sheet = %s WHERE id = %s AND kind = %s",
    ]
    assert not [one for one in bad if any(re.fullmatch(shape, one) for shape in SHAPES)]
    assert all(re.search(rf"\b({UNPORTABLE})", one, re.IGNORECASE) for one in bad[-2:])
