"""Attachments: known by their content, kept once, seen by those who may see the answer, gone when removed."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any

import pytest
from casework_house import House
from PIL import Image

from suprovid.casework import acts, attaching, contents, pictures
from suprovid.casework.acts import Done, Filled
from suprovid.errors import Missing, NotAllowed, NotPossible, NotSound, NotTaken
from suprovid.forms.files import LARGEST, MEGABYTE, OFFICE, OPEN, Limits

PDF = b"%PDF-1.7 a certificate"
EXE = b"MZ\x90\x00" + bytes(64)


def picture(form: str = "PNG", size: tuple[int, int] = (300, 200)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "olive").save(out, form)
    return out.getvalue()


def packed(**parts: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/"), text)
    return out.getvalue()


def word(main: str = f"{OFFICE}wordprocessingml.document") -> bytes:
    return packed(**{"[Content_Types].xml": f'<Override ContentType="{main}.main+xml"/>'})


def macros() -> bytes:
    """A document that says it has no macros, and has some."""
    listed = f'"{OFFICE}wordprocessingml.document.main+xml"'
    return packed(**{"[Content_Types].xml": listed, "word__vbaProject.bin": "x"})


def swelling() -> bytes:
    """A small document that says it unpacks to more than any computer should be given."""
    listed = f'"{OFFICE}wordprocessingml.document.main+xml"'
    content = packed(**{"[Content_Types].xml": listed, "word__document.xml": " " * 12_345})
    return content.replace((12_345).to_bytes(4, "little"), (contents.UNPACKED + 1).to_bytes(4, "little"))


def bomb() -> bytes:
    """A PNG of a few hundred bytes that says it is 60,000 x 60,000 pixels."""
    head = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    chunk = (13).to_bytes(4, "big") + head + zlib.crc32(head).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk + picture()[33:]


@pytest.mark.parametrize(
    ("content", "type"),
    [
        (PDF, "application/pdf"),
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("WEBP"), "image/webp"),
        (picture("GIF"), "image/gif"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(20), "image/heic"),
        (word(), f"{OFFICE}wordprocessingml.document"),
        (packed(mimetype=f"{OPEN}text"), f"{OPEN}text"),
        (b"{\\rtf1 abc}", "application/rtf"),
        ("Прийшла довідка.\n".encode(), "text/plain"),
        (EXE, ""),
        (b"#!/bin/sh\nrm -rf /", ""),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", ""),
        (b"  <!doctype html><script>x</script>", ""),
        (b"\xef\xbb\xbf<html>", ""),
        (packed(**{"run.exe": "MZ"}), ""),
        (word("application/vnd.ms-word.document.macroEnabled"), ""),
        (macros(), ""),
        (macros().replace(b"vbaProject", b"VBAPROJECT"), ""),
        (swelling(), ""),
        (b"PK\x03\x04 not a packed file", ""),
        (bytes(40), ""),
    ],
)
def test_a_file_is_what_its_content_says(content: bytes, type: str) -> None:
    """No name is asked; programs, markup, macros and unknown things have no type."""
    assert contents.type_of(content) == type


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("паспорт.pdf", "паспорт.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\temp\\скан.PDF", "скан.PDF"),
        ("a\x00b\u202efdp.exe", "abfdp.pdf"),
        ("...", "file.pdf"),
        ("x" * 400 + ".pdf", "x" * 150 + ".pdf"),
        ("a\u061cb\u200b\u2028\x85c.pdf", "abc.pdf"),
        ("ї" * 300 + ".pdf", "ї" * 120 + ".pdf"),
        ('a:b<c>"|?*.pdf', "a_b_c_____.pdf"),
        ("CON.pdf", "_CON.pdf"),
        ("nul.x.pdf", "_nul.x.pdf"),
        ("Conклад.pdf", "Conклад.pdf"),
        ("Рішення від 01.02.2026", "Рішення від 01.02.2026.pdf"),
    ],
)
def test_a_name_cannot_mislead(name: str, kept: str) -> None:
    """Its last part is kept, without what would hide the ending; the ending goes with the content."""
    assert contents.harmless_name(name, "application/pdf") == kept


@pytest.mark.parametrize(
    ("content", "limits", "why"),
    [
        (EXE, Limits(), "kind"),
        (PDF, Limits(("picture",)), "kind"),
        (b"", Limits(), "empty"),
        (PDF + bytes(MEGABYTE), Limits(largest=1), "large"),
        (bomb(), Limits(), "picture"),
        (picture("PNG")[:20], Limits(), "picture"),
    ],
    ids=["program", "other kind", "empty", "large", "bomb", "torn"],
)
def test_what_does_not_fit_is_not_taken(content: bytes, limits: Limits, why: str) -> None:
    """Each refusal has its reason; a picture that would fill the memory is never unpacked."""
    with pytest.raises(NotTaken) as refused:
        attaching.described("довідка.pdf", content, limits)
    assert refused.value.why == why


def test_a_picture_is_drawn_anew_and_small() -> None:
    """What is shown is a JPEG of its own, without what was hidden behind the picture."""
    hidden = picture("PNG", (4000, 2000)) + b"<script>alert(1)</script>"
    drawn = pictures.small(hidden, "image/png", 500)
    assert drawn is not None
    assert b"script" not in drawn
    with Image.open(BytesIO(drawn)) as image:
        assert (image.format, image.size) == ("JPEG", (500, 250))
    assert pictures.small(bomb(), "image/png", 500) is None


# -- in folders


def entry(content: bytes = PDF, name: str = "довідка.pdf") -> dict[str, Any]:
    return attaching.described(name, content, Limits(largest=LARGEST))


def note(house: House, *entries: dict[str, Any]) -> dict[str, Any]:
    return {
        "contact_at": house.now.isoformat(),
        "attempt_result": "no_answer",
        "channel": "phone",
        "attachments": list(entries),
    }


def kept(house: House, at: Done) -> list[str]:
    return list(house.work.store.attachments(at.kind, at.id))


def with_note(house: House, content: bytes = PDF) -> tuple[Done, str]:
    """An enquiry with a talk that has one attachment; the id of the talk."""
    enquiry = house.ready(house.oksana)
    filled = Filled("contact_note", note(house, entry(content)), files=(content, b"left over"))
    done = acts.save_draft(house.work, house.oksana, house.at(enquiry), filled)
    return done, str(done.document)


def test_a_document_brings_its_files(house: House) -> None:
    """What it names is kept beside it, once; what it does not name is not."""
    done, _ = with_note(house)
    assert kept(house, done) == [entry()["hash"]]
    again = Filled("contact_note", note(house, entry(name="інша назва.pdf")), files=(PDF,))
    acts.save_draft(house.work, house.oksana, done.at, again)
    assert kept(house, done) == [entry()["hash"]]


def test_a_removed_file_is_gone(house: House) -> None:
    """It leaves the folder with the last answer that named it."""
    done, document = with_note(house)
    filled = Filled("contact_note", note(house), document)
    acts.save_draft(house.work, house.oksana, done.at, filled)
    assert kept(house, done) == []


def test_a_folder_that_is_erased_takes_its_files_along(house: House) -> None:
    """Nothing of them is left on the disk."""
    done, _ = with_note(house)
    house.work.store.remove(done.kind, done.id)
    assert kept(house, done) == []


def test_an_entry_must_tell_the_truth(house: House) -> None:
    """A content that nobody brought, or that is another than the entry says, is refused by the act itself."""
    enquiry = house.ready(house.oksana)
    lies = ((entry(), ()), ({**entry(), "type": "image/png"}, (PDF,)), ({**entry(), "size": 1}, (PDF,)))
    for lie, files in lies:
        filled = Filled("contact_note", note(house, lie), files=files)
        with pytest.raises(NotPossible):
            acts.save_draft(house.work, house.oksana, house.at(enquiry), filled)
    wrong = {**entry(), "type": "application/x-msdownload"}
    with pytest.raises(NotSound):
        acts.submit(house.work, house.oksana, house.at(enquiry), Filled("contact_note", note(house, wrong)))
    assert kept(house, enquiry) == []


def test_an_attachment_is_found_by_those_who_see_the_answer(house: House) -> None:
    """The worker has it; a colleague from elsewhere has nothing, not even that it is there."""
    done, _ = with_note(house)
    found, content = attaching.find(house.work, house.oksana, done.kind, done.id, entry()["hash"])
    assert (found["name"], content) == ("довідка.pdf", PDF)
    with pytest.raises((NotAllowed, Missing)):
        attaching.find(house.work, house.iryna, done.kind, done.id, entry()["hash"])
    with pytest.raises(Missing):
        attaching.find(house.work, house.oksana, done.kind, done.id, "0" * 64)
