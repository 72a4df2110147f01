"""The floor plan holds: who may import whom is read from every import in the code."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FLOOR = {
    "errors": 0,
    "forms": 1,
    "store": 1,
    "casework": 2,
    "exchange": 3,
    "sample": 3,
    "desk": 4,
    "commands": 5,
}
MODULES = sorted((ROOT / "suprovid").rglob("*.py"))
ONLY_IN = {
    "streamlit": lambda path: path.parts[0] in {"pages", "app.py"} or path.parts[:2] == ("suprovid", "desk"),
    "tinydb": lambda path: path.as_posix() == "suprovid/store/tinydb_tables.py",
    "psycopg": lambda path: path.as_posix() == "suprovid/store/database.py",
}


def imports(path: Path) -> Iterator[str]:
    """The absolute names that a module imports, relative ones made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (base, node.module or "") if part)
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def floor_of(name: str) -> str | None:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "suprovid" and parts[1] in FLOOR else None


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_import_goes_upwards(path: Path) -> None:
    """A module imports from its own floor and from those below; forms and store do not know each other."""
    here = floor_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
    if here is None:
        return
    for name in imports(path):
        there = floor_of(name)
        if there and there != here:
            assert FLOOR[there] < FLOOR[here], f"{path.name} imports {name}"


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_stays_where_it_belongs(library: str) -> None:
    """Streamlit is at the desk only; each database is behind one module."""
    for path in [*MODULES, *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]:
        if path.exists() and any(name.split(".")[0] == library for name in imports(path)):
            assert ONLY_IN[library](path.relative_to(ROOT)), f"{path} imports {library}"


def test_no_import_hides_inside_a_function_to_escape_a_circle() -> None:
    """Imports of our own modules stand at the top of the file."""
    for path in MODULES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert not [name for inner in ast.walk(node) for name in _ours(inner)], path


def _ours(node: ast.AST) -> list[str]:
    """The modules of ours that a statement imports."""
    if isinstance(node, ast.ImportFrom):
        return [node.module or "."] if node.level or (node.module or "").startswith("suprovid") else []
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    return [name for name in names if name.startswith("suprovid")]
