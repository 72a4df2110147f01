"""An encrypted sample: no name, phone or note of it can be found on the disk, in backups or in logs."""

from __future__ import annotations

import base64
import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from suprovid.__main__ import main
from suprovid.casework.opening import open_workspace
from suprovid.casework.workspace import Workspace
from suprovid.commands import demo, unlocking
from suprovid.sample.staff import STAFF
from suprovid.store import Context, custody, keyring, recovery_key
from suprovid.store.drafts import Draft
from suprovid.store.slots import Cost

SCHEMAS = Path(__file__).parents[2] / "schemas"
NOTE, PHONE, PERSON = "Планує виїхати до сестри в Полтаву", "+380671234509", "Вовкобій-Заєць Ярина"
SHORTEST = 6
ID = re.compile(r"[0-9a-f]{16}")
FREE = re.compile(r".*[^\W\d_]{4,}.*\s.*|\+?\d[\d ()-]{8,}", re.DOTALL)
"""What may be looked for: a phone, or several words; a word alone may be in a form as well."""


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command printed; the folder is `vault`."""
    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "vault"))
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "uk")
    monkeypatch.setattr(demo, "COST", Cost(memory=8, time=1))
    assert main(["demo", "--vault", "--cases", "3"]) == 0
    return capsys.readouterr().out


def test_nothing_of_an_encrypted_sample_can_be_read(
    told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every text that people typed, in every file, in the spellings that a search would try."""
    data = tmp_path / "vault"
    key = re.search(r"(?:[0-9A-Z]{5}-){7}[0-9A-Z]{5}", told)
    assert key
    opened = custody.unlock_with_recovery(data, key[0])
    assert opened is not None
    with open_workspace(data, SCHEMAS, cover=opened.vault) as work:
        worker = next(iter(work.people))
        work.drafts.keep(Draft(worker, "d1", "intake", {"note": NOTE, "phone": PHONE, "name": PERSON}))
        kind, id = next(key for key in work.store.folders("case"))
        work.store.attach(kind, id, NOTE.encode())
        planted = {NOTE, PHONE, PERSON, *(member.name for member in STAFF), *texts_of(work)}
        work.keep_snapshot()
        clear = b"".join(
            opened.vault.open(path.read_bytes(), Context(path.parts[-3], path.parts[-2], path.name))
            for path in data.glob("*/*/folder.json")
        )
    opened.close()
    assert main(["backup"]) == 0
    log = tmp_path / "vault.log"
    log.write_text(capsys.readouterr().out, encoding="utf-8")

    assert sum(any(spelling in clear for spelling in spellings(text)) for text in planted) > 150
    assert all(map(is_found_in_base64, planted))
    for path, content in contents([*data.rglob("*"), log]):
        found = [text for text in planted if any(spelling in content for spelling in spellings(text))]
        assert not found, path
        for member in STAFF:
            assert ":schemas/" in path or f'"{member.login}"'.encode() not in content, path

    monkeypatch.setenv(unlocking.VARIABLE, key[0])
    assert main(["verify"]) == 0
    monkeypatch.setenv(unlocking.VARIABLE, recovery_key.made())
    assert main(["verify"]) == 2


def test_the_people_of_an_encrypted_sample_can_sign_in(told: str, tmp_path: Path) -> None:
    """Each with the printed phrase; and a second sample is not written over it."""
    phrases = re.findall(r": ((?:[a-z]+-){3}[a-z]+)", told)
    assert len(phrases) == len(STAFF)
    for member, phrase in zip(STAFF, phrases, strict=True):
        assert custody.unlock(tmp_path / "vault", member.login, phrase) is not None
    assert keyring.read(tmp_path / "vault").is_kept
    assert main(["demo", "--vault"]) == 1


def texts_of(work: Workspace) -> set[str]:
    """What was typed about people and organisations: names, phones, notes."""
    said: set[str] = set()
    for kind, id in work.store.folders():
        folder = work.store.read(kind, id)
        for value in leaves([folder.about, [document["answers"] for document in folder.documents.values()]]):
            if len(value) >= SHORTEST and FREE.fullmatch(value) and not ID.fullmatch(value):
                said.add(value)
    in_clear = "".join(path.read_text(encoding="utf-8") for path in SCHEMAS.rglob("*.json"))
    return {text for text in said if text not in in_clear}


def leaves(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)


def spellings(text: str) -> list[bytes]:
    """UTF-8, UTF-16, Windows, JSON-escaped, base64 at each of its three beginnings."""
    raw = text.encode()
    shifted = [
        base64.b64encode(bytes(shift) + raw)[shift + (shift > 0) :].rstrip(b"=")[:-2] for shift in range(3)
    ]
    return [
        raw,
        text.encode("utf-16-le"),
        text.encode("utf-16-be"),
        text.encode("cp1251", "ignore"),
        json.dumps(text)[1:-1].encode(),
        *shifted,
    ]


def is_found_in_base64(text: str) -> bool:
    """Whether the spellings do what they are for, wherever in a base64 text the sought one begins."""
    return all(
        any(
            spelling in base64.b64encode(b"x" * shift + text.encode() + b"zzz")
            for spelling in spellings(text)
        )
        for shift in range(3)
    )


def contents(paths: list[Path]) -> Iterator[tuple[str, bytes]]:
    """Every file, and every file inside a zip."""
    for path in paths:
        if path.is_file():
            content = path.read_bytes()
            yield str(path), content
            if path.suffix == ".zip":
                with zipfile.ZipFile(io.BytesIO(content)) as archive:
                    yield from ((f"{path}:{name}", archive.read(name)) for name in archive.namelist())
