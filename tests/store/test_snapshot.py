"""A snapshot goes down and comes back part by part, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from suprovid.store import snapshot
from suprovid.store.memory import PARTS, Memory, Part
from suprovid.store.snapshot import Head, Snapshot

HEAD = {"stamp": "1"}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Of a memory with something in each of its parts, in many pieces."""
    monkeypatch.setattr(snapshot, "PIECE", 5000)
    memory = Memory()
    for name in PARTS:
        memory.raw.execute(f"CREATE TABLE {name}.of_{name} (said TEXT)")
        memory.raw.execute(f"INSERT INTO of_{name} VALUES (?)", (name * 5000,))
    memory.raw.commit()
    found = Snapshot(tmp_path / "index.snapshot")
    assert found.keep(taking(memory))
    return found


@contextmanager
def taking(memory: Memory) -> Iterator[tuple[Head, Iterable[Part]]]:
    with memory.lock:
        yield HEAD, memory.parts()


def said(head: Head, parts: Iterable[Part]) -> dict[str, str]:
    """What stands in each part."""
    raw = Memory(parts).raw
    return {name: raw.execute(f"SELECT said FROM of_{name}").fetchone()[0] for name in PARTS}


def test_every_part_comes_back(kept: Snapshot) -> None:
    """Each under its own name."""
    assert kept.read(said) == {name: name * 5000 for name in PARTS}


def test_one_part_is_in_memory_at_a_time(kept: Snapshot) -> None:
    """The next is read when the one before is taken in: an organisation is never in memory twice."""

    def sizes(head: Head, parts: Iterator[Part]) -> list[int]:
        found = [len(next(parts)[1])]
        assert kept._path.exists()
        kept._path.write_bytes(b"")
        found += [len(content) for _, content in parts]
        return found

    assert kept.read(sizes) is None, "what was not read yet is missing"


@pytest.mark.parametrize("left", range(0, 100, 7))
def test_what_is_cut_off_is_none(kept: Snapshot, left: int) -> None:
    """Between two parts too: the last piece says that it was all."""
    content = kept._path.read_bytes()
    kept._path.write_bytes(content[: len(content) * left // 100])
    assert kept.read(said) is None
    last = content.rindex(b'["", 0]') - 2 * snapshot.WORD
    kept._path.write_bytes(content[:last])
    assert kept.read(said) is None
