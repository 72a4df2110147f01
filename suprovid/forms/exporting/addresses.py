"""An address (`uri`) as RFC 3986 writes it, said as one pattern."""

from __future__ import annotations

HEX = "[0-9A-Fa-f]"
PERCENT = f"%{HEX}{{2}}"
NAMES = r"A-Za-z0-9._~!$&'()*+,;=\-"
SIGN = f"([{NAMES}:@]|{PERCENT})"
GROUP = f"{HEX}{{1,4}}"
BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
LAST = rf"({GROUP}:{GROUP}|{BYTE}(\.{BYTE}){{3}})"
SIX = "|".join((
    f"({GROUP}:){{6}}{LAST}",
    f"::({GROUP}:){{5}}{LAST}",
    *(f"(({GROUP}:){{0,{before}}}{GROUP})?::({GROUP}:){{{4 - before}}}{LAST}" for before in range(5)),
    f"(({GROUP}:){{0,5}}{GROUP})?::{GROUP}",
    f"(({GROUP}:){{0,6}}{GROUP})?::",
))  # fmt: skip
"""An address of the sixth version of the protocol."""
FUTURE = rf"[Vv]{HEX}+\.[{NAMES}:]+"
HOST = rf"(\[({SIX}|{FUTURE})\]|([{NAMES}]|{PERCENT})*)"
AUTHORITY = f"//(([{NAMES}:]|{PERCENT})*@)?{HOST}(:[0-9]*)?"
REST = f"(/{SIGN}*)*"
URI = (
    rf"^[A-Za-z][A-Za-z0-9+.\-]*:({AUTHORITY}{REST}|/({SIGN}+{REST})?|{SIGN}+{REST}|)"
    rf"(\?({SIGN}|[/?])*)?(#({SIGN}|[/?])*)?$"
)
