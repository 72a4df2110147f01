"""What makes the first page as quick as the next, and twenty people at once nearly as quick as one.

Everybody's pages are drawn in one process, whose threads take turns: whoever makes one wait makes all wait.
"""

from __future__ import annotations

import gc
import importlib
import pkgutil
import sys

from suprovid import desk
from suprovid.desk import session_lookup

YOUNG, MIDDLE, OLD = 20_000, 20, 50
"""So much is made before the collector looks for what nobody needs; Python's own are 700, 10, 10."""
TURN = 0.001
"""Seconds until a thread that computes gives way: short, since those who wait mostly send a message."""

SCRIPT = ".front"
"""What Streamlit runs is no module."""


def warm_up() -> None:
    """Before the first visitor: load what pages need, and keep it out of the collector's way for good.

    A look at everything that was loaded takes a third of a second, in which nobody's page goes on.
    """
    for module in pkgutil.iter_modules(desk.__path__, f"{desk.__name__}."):
        if not module.name.endswith(SCRIPT):
            importlib.import_module(module.name)
    session_lookup.quicken()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
    sys.setswitchinterval(TURN)
