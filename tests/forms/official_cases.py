"""The official cases of JSON Schema, where they are to be had, draft by draft in one folder.

They come with the source of the library `jsonschema`; `.ci/run` unpacks it and names the folder in
`SUPROVID_OFFICIAL_CASES`. They are read where they lie and are no part of this project.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

FOLDER = os.environ.get("SUPROVID_OFFICIAL_CASES", "")
REQUIRED = "official" in os.environ.get("SUPROVID_REQUIRE", "")
IDENTITY = frozenset({"$schema", "$id", "$comment", "title", "description"})


@dataclass(frozen=True)
class Case:
    """One answer to judge by one schema, and what the draft says of it."""

    name: str
    schema: Any
    answer: Any
    is_valid: bool


def official_cases() -> Iterator[Case]:
    """Every case of the draft that is not optional; skips the test where there are none."""
    for case in cases_of("draft2020-12"):
        yield replace(case, schema=bare(case.schema))


def cases_of(draft: str) -> Iterator[Case]:
    """The same of any draft, each schema as it is written; those of one group have the very same schema."""
    files = sorted((Path(FOLDER) / draft).glob("*.json")) if FOLDER else []
    if not files and not REQUIRED:
        pytest.skip(f"no official cases: SUPROVID_OFFICIAL_CASES names no folder with {draft}")
    assert files, f"no cases in {FOLDER}/{draft}"
    for file in files:
        for group in json.loads(file.read_text("utf-8")):
            for test in group["tests"]:
                name = f"{file.stem}: {group['description']}: {test['description']}"
                yield Case(name, group["schema"], test["data"], test["valid"])


def bare(schema: Any) -> Any:
    """A schema without the words that only say what it is."""
    if not isinstance(schema, dict):
        return schema
    return {word: value for word, value in schema.items() if word not in IDENTITY}
