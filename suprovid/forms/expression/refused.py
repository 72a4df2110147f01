"""Functions of XLSForm that are not worked out here, each with the reason: one row each.

An expression with one of them is not read; who brings it from a spreadsheet keeps it to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping

IMPURE = "impure"
PLACES = "places"
ELSEWHERE = "elsewhere"

REFUSED: Mapping[str, str] = {
    "once": "once",
    "uuid": IMPURE,
    "random": IMPURE,
    "randomize": IMPURE,
    "area": PLACES,
    "distance": PLACES,
    "geofence": PLACES,
    "enclosed-area": PLACES,
    "intersects": PLACES,
    "pulldata": ELSEWHERE,
    "instance": ELSEWHERE,
    "property": ELSEWHERE,
    "digest": "digest",
    "hmac": "digest",
    "base64-decode": "digest",
    "base64-encode": "digest",
    "extract-signed": "digest",
    "current": "current",
    "last": "last",
    "jr:itext": "itext",
    "version": "version",
}
"""Function -> the sentence `expression.bad.WHY`, which says why, and what to do instead."""
