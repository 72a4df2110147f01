"""What is packed small comes out as it went in, and in the same order."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from suprovid.store.packing import opened, packed, pressed, unpacked

DRAWN = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)
USUAL = b'"created":"2026-01-01","client":"'


@given(one=DRAWN | st.text(), other=DRAWN | st.text())
def test_an_id_comes_back(one: str, other: str) -> None:
    """Ours in half the room, any other as it is; no two become the same."""
    assert unpacked(packed(one)) == one
    assert (packed(one) == packed(other)) == (one == other)


@given(one=DRAWN, other=DRAWN)
def test_ids_stay_in_order(one: str, other: str) -> None:
    """As lists have them that are in the order of ids."""
    assert (packed(one) < packed(other)) == (one < other)  # type: ignore[operator]


@given(said=st.dictionaries(st.text(), DRAWN | st.text() | st.lists(DRAWN) | st.none() | st.integers()))
def test_what_a_folder_says_comes_back(said: dict[str, Any]) -> None:
    """Whatever it says, in whatever script, ids within it included."""
    text = json.dumps(said, ensure_ascii=False)
    assert opened(pressed(text, USUAL), USUAL) == text


def test_what_is_usual_takes_little_room() -> None:
    """That is what it is for."""
    text = json.dumps({"created": "2026-01-01", "client": "0123456789abcdef"}, separators=(",", ":"))
    assert len(pressed(text, USUAL)) < len(text) / 2
