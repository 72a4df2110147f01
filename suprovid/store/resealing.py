"""Sealing the rows of a database anew, as `rekeying` does it with files.

Who saves meanwhile is right: a row is replaced at the revision that was read, or left for the next round.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from suprovid.store import statements as say
from suprovid.store.port import Context
from suprovid.store.postgres_store import Key, PostgresStore
from suprovid.store.rooms import FILE
from suprovid.store.vault import MAGIC, Vault


def renewed(store: PostgresStore, vault: Vault) -> Iterator[str]:
    """The places of what was not sealed with today's key and now is; what is damaged stays as it is."""
    keys = []
    for kind, id, head in store.database.rows(say.HEADS):
        keys.append((id, kind))
        if not _is_sealed(vault, bytes(head)) and _renew_row(store, vault, (id, kind)):
            yield f"{kind}/{id}"
    for kind, id, name, head in store.scans.heads(keys):
        if not _is_sealed(vault, head) and _renew_scan(store, vault, (id, kind), name):
            yield f"{kind}/{id}/files/{name}"


def _renew_row(store: PostgresStore, vault: Vault, key: Key) -> bool:
    id, kind = key
    stands = store.sheet(kind, id)
    if stands is None:
        return False
    revision, sheet = stands
    with contextlib.suppress(ValueError):
        context = Context(kind, id, FILE, revision)
        sealed = vault.seal(vault.open(sheet, context), context)
        return store.database.count(say.SEAL_AGAIN, sealed, id, kind, revision) == 1
    return False


def _renew_scan(store: PostgresStore, vault: Vault, key: Key, name: str) -> bool:
    """One attachment; one that lay in clear gets another name, because its digest would confirm a guess."""
    id, kind = key
    stands = store.scans.get(key, name)
    if stands is None:
        return False
    with contextlib.suppress(ValueError):
        hidden = name if stands.startswith(MAGIC) else vault.alias(name, Context(kind, id, name))
        content = vault.open(stands, Context(kind, id, name))
        sealed = vault.seal(content, Context(kind, id, hidden, 0))
        if hidden == name:
            store.scans.put_again(key, name, sealed)
        else:
            store.scans.put(key, hidden, sealed)
            store.scans.take_out(key, name)
        return True
    return False


def _is_sealed(vault: Vault, head: bytes) -> bool:
    try:
        return vault.is_current(head)
    except ValueError:
        return True  # cut off in its head: nothing can open that
