"""`docs/promises.md` says what is true: every test and every command that it names is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROMISES = (ROOT / "docs" / "promises.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PROMISES)))


@pytest.mark.parametrize(("file", "name"), NAMED)
def test_every_test_that_is_named_is_there(file: str, name: str) -> None:
    """As a function of that file."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_promise_is_held_by_something() -> None:
    """A row of a promise names a test or a command; enough of them to be worth the page."""
    parts = PROMISES.split("## The last figures")[0]
    rows = [line for line in parts.splitlines() if line.startswith("| ") and "Held by" not in line]
    assert len(rows) > 15
    assert not [row for row in rows if "::" not in row and "bench." not in row]


def test_every_command_that_is_named_is_there() -> None:
    """Each module of `bench`."""
    named = set(re.findall(r"bench\.(\w+)", PROMISES))
    assert {"endure", "store"} <= named
    assert not [name for name in named if not (ROOT / "bench" / f"{name}.py").exists()]
