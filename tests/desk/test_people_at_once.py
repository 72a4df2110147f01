"""Some people at once, in short: nothing lost, no error. How long they wait is told by `bench.people`."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from bench import cloning, people  # noqa: E402  (it stands beside the package)
from bench.serving import serving  # noqa: E402

LINUX = sys.platform == "linux"
WAY = people.Way((0.1, 0.4), reopens=True, at_once=True)


def test_a_few_people_at_once_lose_nothing_and_meet_no_error(tmp_path: Path) -> None:
    """Each signs in at the running application, begins an enquiry and writes a note; all of it is stored."""
    data = tmp_path / "data"
    cloning.organisation(data, 8)
    all_ = people.workers(data, 2)
    assert len(all_) == 2

    with serving(data) as server:
        together = asyncio.run(people.work_together(server.address, all_, 1, WAY))
        loaded = Path(f"/proc/{server.pid}/maps").read_text(encoding="utf-8") if LINUX else ""

    assert together.troubles == []
    assert len(together.saved) >= 2 * len(all_)
    assert len(together.seconds["contact_note: save"]) >= len(all_)
    assert "/pandas/" not in loaded, "no page of theirs needs a table machine of ninety megabytes"
    assert people.lost(data, together.saved) == 0
