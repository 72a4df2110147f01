"""What encryption costs: a save in an encrypted folder beside the same save in clear, in turns.

uv run python -m bench.vault [DIRECTORY ON THE DISK TO BE MEASURED]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from bench.store import case, took
from suprovid.store import Change, Context, TinyStore, custody
from suprovid.store.custody import Founder
from suprovid.store.opening import open_store

TURNS, MOST = 400, 1.1
SIZE = 20_000


def main(directory: str | None = None) -> None:
    """Print the figures and the promise."""
    with tempfile.TemporaryDirectory(dir=directory) as room:
        keys, _ = custody.found(Path(room) / "vault", Founder("o", "зелений чайник біля вікна", "p"), {})
        stores = {
            "clear": open_store(Path(room) / "clear"),
            "vault": TinyStore(Path(room) / "vault", keys.vault),
        }
        for store in stores.values():
            store.create("case", "a1", case(1))
        times: dict[str, list[float]] = {name: [] for name in stores}
        for turn in range(1, TURNS + 1):
            change = Change(documents={"d0": {"id": "d0", "n": turn}})
            for name in sorted(stores, reverse=bool(turn % 2)):
                save = stores[name]
                times[name].append(
                    took(lambda save=save, at=turn, what=change: save.write("case", "a1", what, at))
                )
        content, place = bytes(SIZE), Context("case", "a1", "x", 1)
        sealing = median(took(lambda: keys.vault.seal(content, place)) for _ in range(TURNS))
        began = time.perf_counter()
        assert custody.unlock(Path(room) / "vault", "o", "зелений чайник біля вікна")
        unlocking = time.perf_counter() - began
    clear, sealed = median(times["clear"]), median(times["vault"])
    print(f"one save in clear {clear:.3f} ms, encrypted {sealed:.3f} ms")
    print(f"sealing {SIZE // 1000} KB {sealing * 1000:.0f} µs; unlocking {unlocking:.2f} s")
    ratio = sealed / clear
    said = "ok" if ratio <= MOST else "MISSED"
    print(f"encryption / plain save: {ratio:.2f} (promised: at most {MOST}) {said}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
