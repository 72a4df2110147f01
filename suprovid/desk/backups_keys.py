"""What opens a copy on the page of copies: what is open here, or a recovery key that was typed."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from suprovid.casework import copy_seal, safekeeping
from suprovid.casework.copies import Copy
from suprovid.desk.front_desk import Desk
from suprovid.errors import NotPossible
from suprovid.store import custody
from suprovid.store.copy_keys import Keys
from suprovid.store.port import Cover

FIELD = "backup-recovery-key"


def _typed() -> str:
    """The recovery key in its field."""
    return str(st.session_state.get(FIELD) or "").strip()


def keys(desk: Desk, copy: Copy) -> Keys:
    """What opens a copy that is sealed as a whole: what is known here, or the recovery key of copies."""
    typed = _typed() if copy.lacks_key else ""
    return copy_seal.keys_for(copy.path, desk.work.data, typed, desk.work.cover)


def opens(desk: Desk) -> safekeeping.Opens:
    """A copy is opened with the recovery key, if somebody typed it, else with the key that is open here."""
    typed = _typed()
    if not typed:
        return lambda data: desk.work.cover

    def by_recovery_key(data: Path) -> Cover:
        found = custody.unlock_with_recovery(data, typed)
        if found is None:
            raise NotPossible(what="act.rehearse", why="backup.why.key")
        return found.vault

    return by_recovery_key
