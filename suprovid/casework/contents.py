"""What a file is, told by its content: the name and what the browser says of it count for nothing."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from io import BytesIO

from suprovid.forms.files import ENDINGS, OFFICE, OPEN

NAMED_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
LISTING = 200_000
"""Bytes of the list of contents of an office file that are read, however long it unpacks to be."""
PARTS = 3000
UNPACKED = 200 * 2**20
"""Bytes that the parts of an office file say they unpack to, all together: more would stop a computer."""
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
MARKUP = re.compile(r"\s*<")
UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
REFUSED = re.compile(r'[:"<>|?*]')
"""Signs that Windows takes in no name."""
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
"""Names that mean a device to Windows, with any ending."""
LONGEST = 150
LONGEST_STORED = 240
"""Letters, and bytes: most disks take no name of more than 255 bytes."""

Sign = Callable[[bytes], bool]


def type_of(content: bytes) -> str:
    """The type of a file that may be attached; empty for any other."""
    return next((type for type, sign in SIGNS.items() if sign(content)), "")


def begins(*starts: bytes) -> Sign:
    return lambda content: content.startswith(starts)


def _is_webp(content: bytes) -> bool:
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in NAMED_HEIC


def office(main: str) -> Sign:
    """An office file whose main part is of this type; one with macros names another."""
    wanted = f'"{OFFICE}{main}.main+xml"'.encode()
    return lambda content: wanted in _part(content, "[Content_Types].xml")


def opened(kind: str) -> Sign:
    """An open document of this kind."""
    return lambda content: _part(content, "mimetype").strip() == f"{OPEN}{kind}".encode()


def _part(content: bytes, name: str) -> bytes:
    """The beginning of one part of a packed file; empty where there is none, or all parts are too much."""
    if not content.startswith(b"PK\x03\x04"):
        return b""
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
            if len(parts) > PARTS or any("vbaproject" in part.filename.lower() for part in parts):
                return b""
            if sum(part.file_size for part in parts) > UNPACKED:
                return b""
            with packed.open(name) as part:
                return part.read(LISTING)
    except (OSError, ValueError, KeyError, NotImplementedError, RuntimeError, EOFError, zipfile.BadZipFile):
        return b""


def _is_text(content: bytes) -> bool:
    """Plain words in UTF-8: nothing that a browser or a computer would carry out."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not CONTROL.search(text) and not MARKUP.match(text) and text[:2] != "#!"


SIGNS: dict[str, Sign] = {
    "image/jpeg": begins(b"\xff\xd8\xff"),
    "image/png": begins(b"\x89PNG\r\n\x1a\n"),
    "image/webp": _is_webp,
    "image/gif": begins(b"GIF87a", b"GIF89a"),
    "image/heic": _is_heic,
    "application/pdf": begins(b"%PDF-", b"\xef\xbb\xbf%PDF-"),
    f"{OFFICE}wordprocessingml.document": office("wordprocessingml.document"),
    f"{OPEN}text": opened("text"),
    "application/rtf": begins(b"{\\rtf"),
    f"{OFFICE}spreadsheetml.sheet": office("spreadsheetml.sheet"),
    f"{OPEN}spreadsheet": opened("spreadsheet"),
    "text/plain": _is_text,
}
"""How each type is told; plain text is what nothing else is."""


def harmless_name(name: str, type: str) -> str:
    """The last part of a name without what could mislead, with an ending that goes with the type."""
    last = REFUSED.sub("_", UNPRINTABLE.sub("", re.split(r"[/\\]", name)[-1])).strip(". ")
    stem, dot, ending = last.rpartition(".")
    if not dot or len(ending) > 5 or not ending.isalnum() or ending.isdigit():
        stem, ending = last, ""
    endings = ENDINGS[type]
    kept = ending.lower() in endings
    stem = stem[:LONGEST].encode("utf-8")[:LONGEST_STORED].decode("utf-8", "ignore").rstrip(". ") or "file"
    return f"{'_' if DEVICE.match(stem) else ''}{stem}.{ending if kept else endings[0]}"
