"""Those who come in stand in a line of their own: nobody who is in already waits for them.

Everything else that the server does beside drawing shares forty threads; forty strangers who try passphrases
would take them all, and no page would go on.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
ABREAST = 2
"""So many are looked after at a time; the others wait, first come, first served.

Fewer than the failures that cost a pause: an attempt counts as one until it is checked (`attempts`), and an
office where all come in at nine has one address.
"""
_desk = ThreadPoolExecutor(ABREAST, "door")


async def in_line(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """What the work answers, in a thread, once it is its turn."""
    return await asyncio.get_running_loop().run_in_executor(_desk, partial(work, *args, **more))
