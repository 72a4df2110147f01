"""Makes acts on one folder from many processes: python adding.py DIRECTORY PROCESSES ACTS [ADDRESS]."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from suprovid.errors import Stale
from suprovid.store import Change, Store
from suprovid.store.opening import open_store

LATE = 7


def add(store: Store, name: str, acts: int) -> int:
    """Make the acts, each repeated until it was in time; how often it was not."""
    late = 0
    for number in range(acts):
        while True:
            folder = store.read("case", "a1")
            document = {"id": "d1", "sum": folder.documents["d1"]["sum"] + 1}
            try:
                store.write(
                    "case", "a1", Change(None, {"d1": document}, [{"id": f"{name}{number}"}]), folder.revision
                )
                break
            except Stale:
                late += 1
        store.number("acts")
    return late


def main(data: Path, processes: int, acts: int, address: str = "") -> None:
    """Fork, wait, and print how many processes ended well and were late at least once."""
    store = open_store(data, address)
    store.create("case", "a1", Change(documents={"d1": {"id": "d1", "sum": 0}}))
    children = []
    for process in range(processes):
        child = os.fork()
        if child == 0:
            os._exit(LATE if add(store, f"p{process}e", acts) else 0)
        children.append(child)
    endings = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    print(endings.count(LATE) if set(endings) <= {0, LATE} else endings)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:])
