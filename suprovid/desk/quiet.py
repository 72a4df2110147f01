"""Errors without answers: the log gets a number, the kind of error and the places; the screen a sentence.

The text of an exception may hold what a client said, so neither the log nor the screen shows it.
"""

from __future__ import annotations

import logging
import secrets
import traceback
from typing import Any

import streamlit as st

from suprovid.desk import away
from suprovid.desk.door import door
from suprovid.desk.escaping import plain
from suprovid.errors import Busy, Unwritable
from suprovid.store.database import Unreachable

LOG = logging.getLogger("suprovid")
_make = logging.getLogRecordFactory()


def tell(error: Exception) -> bool:
    """Streamlit's handler for an error in a page: a sentence with a number; True keeps its own quiet.

    A store that does not answer is no fault of the page: then it says that, and what to do.
    """
    number = secrets.token_hex(4)
    LOG.error("Error %s in a page: %s", number, places(error))
    found = door().session(st.context.cookies.get(door().cookie))
    language = found[1].language if found else door().language
    if isinstance(error, Unreachable):
        away.draw(lambda key: door().say(key, language))
        return True
    said = door().say("error.in_page", language, number=number)
    if isinstance(error, Unwritable | Busy):
        said = door().tell(error, language)
    st.error(plain(said), icon=":material/error:")
    return True


def places(error: BaseException) -> str:
    """Where an error came from, without its words: kinds and lines of code."""
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        steps = traceback.extract_tb(cause.__traceback__)
        where = " > ".join(f"{step.filename.rpartition('/')[2]}:{step.lineno} {step.name}" for step in steps)
        lines.append(f"{type(cause).__name__} at {where or 'nowhere'}")
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "; after ".join(lines[:6])


def install() -> None:
    """From now on no log record of this process prints the text of an exception."""
    logging.setLogRecordFactory(_record)


def _record(*args: Any, **kwargs: Any) -> logging.LogRecord:
    record = _make(*args, **kwargs)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        record.exc_info = None
        record.exc_text = places(error)
    return record
