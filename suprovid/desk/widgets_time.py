"""Widgets for days and hours: what is stored is shown as people write it, and bounds widen to hold it."""

from __future__ import annotations

from datetime import date, datetime, time, tzinfo
from functools import partial
from typing import Any

import streamlit as st

from suprovid.desk.widgets import Place, odd, widget
from suprovid.forms.plain.growing import ZONED

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)
FORMAT = "DD.MM.YYYY"
STEP = 300


@widget("", "date")
@widget("date", "date")
def day(place: Place) -> Any:
    """A day; any year from 1900 to 2100, and the stored one whatever it is."""
    shown = _day(place.value)
    odd(place, shown)
    return place.put(
        st.date_input,
        shown,
        _iso,
        value=shown,
        min_value=min(FIRST, shown or FIRST),
        max_value=max(LAST, shown or LAST),
        format=FORMAT,
    )


@widget("", "time")
@widget("time", "time")
def hour(place: Place) -> Any:
    """An hour and minutes."""
    shown = _hour(place.value)
    odd(place, shown)
    said = partial(_full, today=place.now) if place.field.schema.get(ZONED) else _minutes
    return place.put(st.time_input, shown, said, value=shown, step=STEP)


@widget("", "datetime")
@widget("datetime", "datetime")
def moment(place: Place) -> Any:
    """A day and an hour where the reader is; stored with its offset."""
    zone = place.now.tzinfo
    shown = _moment(place.value, zone)
    odd(place, shown)
    return place.put(
        st.datetime_input,
        shown,
        partial(_stamp, zone=zone, precision="seconds" if place.field.schema.get(ZONED) else "minutes"),
        value=shown,
        min_value=min(datetime.combine(FIRST, time()), shown or datetime.max),
        max_value=max(datetime.combine(LAST, time(23, 59)), shown or datetime.min),
        format=FORMAT,
        step=STEP,
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value[:10]) if isinstance(value, str) else None
    except ValueError:
        return None


def _hour(value: Any) -> time | None:
    try:
        read = time.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return read.replace(second=0, microsecond=0, tzinfo=None) if read else None


def _moment(value: Any, zone: tzinfo | None) -> datetime | None:
    """The wall clock of the reader, to the minute."""
    try:
        read = datetime.fromisoformat(value) if isinstance(value, str) else None
        local = read.astimezone(zone) if read and read.tzinfo and zone else read
    except (ValueError, OverflowError):
        return None
    return local.replace(second=0, microsecond=0, tzinfo=None) if local else None


def _iso(given: date | None) -> str | None:
    return given.isoformat() if given else None


def _minutes(given: time | None) -> str | None:
    return given.strftime("%H:%M") if given is not None else None


def _full(given: time | None, today: datetime) -> str | None:
    """With seconds and today's offset, as the draft asks."""
    if given is None:
        return None
    moment = datetime.combine(today.date(), given, today.tzinfo)
    return (moment if moment.tzinfo else moment.astimezone()).isoformat(timespec="seconds").partition("T")[2]


def _stamp(given: datetime | None, zone: tzinfo | None, precision: str) -> str | None:
    if given is None:
        return None
    return (given.replace(tzinfo=zone) if zone else given.astimezone()).isoformat(timespec=precision)
