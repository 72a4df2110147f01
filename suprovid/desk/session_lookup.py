"""One question about a session costs one look, however much the session holds.

Each text, number or choice that Streamlit draws asks whether its own key is in the session.
For that Streamlit copies all that the session holds: sixty questions make forty copies of sixty answers,
a third of what the page costs, and 411 questions make it three times as dear as it needs to be.
Here it is handed a view that looks up what is asked, and copies only for whoever wants everything.
A Streamlit whose copy is not the one this was written for is left as it came.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.common import is_element_id
from streamlit.runtime.state.session_state import _is_internal_key

AS_IT_CAME = SafeSessionState.filtered_state
KNOWN = frozenset({"c9cebb3efcc6df9b61a80704ccae7c5fa08b2bedfb2cb5783ae44c8f7f319daf"})
"""Digests of the text of Streamlit's copy, each read and found to hold what `Looked` finds."""


class Looked(Mapping[str, Any]):
    """What `filtered_state` copies, looked up when it is asked for."""

    def __init__(self, state: SafeSessionState) -> None:
        self._state = state

    def __getitem__(self, key: str) -> Any:
        if is_element_id(key) or _is_internal_key(key):
            raise KeyError(key)
        with self._state._lock:
            return self._state._state[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._whole())

    def __len__(self) -> int:
        return len(self._whole())

    def __repr__(self) -> str:
        return repr(self._whole())

    def _whole(self) -> dict[str, Any]:
        with self._state._lock:
            return self._state._state.filtered_state


def is_known() -> bool:
    """Whether this Streamlit copies as the one did for which the view was written."""
    return digest() in KNOWN


def digest() -> str:
    """Of the text of Streamlit's copy."""
    copies: property = SessionState.filtered_state  # type: ignore[assignment]
    return sha256(inspect.getsource(copies.fget or len).encode("utf-8")).hexdigest()


def quicken() -> None:
    """From now on sessions of this process are looked into, not copied."""
    if is_known():
        SafeSessionState.filtered_state = property(Looked)  # type: ignore[method-assign, assignment]


def slacken() -> None:
    """Back to Streamlit as it came."""
    SafeSessionState.filtered_state = AS_IT_CAME  # type: ignore[method-assign]
