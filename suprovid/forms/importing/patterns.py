"""Patterns of other people: what could take forever, or does not read, is said otherwise or not judged by."""

from __future__ import annotations

import re
from collections.abc import Mapping

from suprovid.forms.exporting.patterns import folded
from suprovid.forms.exporting.plain import RULES
from suprovid.forms.expression.patterns import refused
from suprovid.forms.importing.spots import Spot, Words, without


def patterns(words: Words, spot: Spot) -> Words:
    """A pattern that could take forever, or that does not read, is not judged by."""
    words = _named_by_patterns(_without_format(words), spot)
    if isinstance(words.get("pattern"), str):
        words = {**words, "pattern": folded(words["pattern"])}
    pattern = words.get("pattern")
    why = refused(pattern) if isinstance(pattern, str) else None
    if why is None:
        return words
    rest, parts = without(words, "pattern"), _apart(str(pattern)) if why == "slow" else []
    if not parts:
        spot.tell("pattern", f"pattern_{why}")
        return rest
    spot.tell("pattern", "pattern_apart", count=len(parts))
    return {**rest, "allOf": [*rest.get("allOf", ()), *parts]}


def _without_format(words: Words) -> Words:
    """Without what we ourselves write of a format for those who only note it."""
    said = RULES.get(words["format"], {}) if isinstance(words.get("format"), str) else {}
    is_ours = bool(said) and all(words.get(word) == value for word, value in said.items())
    return without(words, *said) if is_ours else words


def _named_by_patterns(words: Words, spot: Spot) -> Words:
    """The same for names: looking around is bounded there."""
    rules = words.get("patternProperties")
    why = {each: refused(each, foreign=True) for each in rules} if isinstance(rules, Mapping) else {}
    for each, reason in why.items():
        if reason is not None:
            spot.changes.tell((*spot.place, "patternProperties", each), f"pattern_{reason}")
    if not any(why.values()) or not isinstance(rules, Mapping):
        return words
    return {**words, "patternProperties": {each: rule for each, rule in rules.items() if not why[each]}}


AHEAD = re.compile(r"\(\?([=!])")
SIGN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|.", re.DOTALL)


def _apart(pattern: str) -> list[Words]:
    """`^(?=X)(?!Y)Z` as patterns that must all fit, or must not; empty when it is not made of such."""
    found, rest = [], pattern.removeprefix("^")
    while rest != pattern and (look := AHEAD.match(rest)):
        inner, rest = _closed(rest[look.end() :])
        rule: Words = {"pattern": f"^(?:{inner})"}
        found.append(rule if look[1] == "=" else {"not": {"type": "string", **rule}})
    found += [{"pattern": f"^{rest}"}] if rest else []
    is_one = not any(sign[0] == "|" for sign in SIGN.finditer(_outside(rest)))
    sound = all(refused(each.get("not", each)["pattern"]) is None for each in found)
    return found if is_one and sound and rest != pattern else []


def _closed(text: str) -> tuple[str, str]:
    """What stands before the bracket that closes, and what stands after it."""
    depth = 1
    for sign in SIGN.finditer(text):
        depth += (sign[0] == "(") - (sign[0] == ")")
        if depth == 0:
            return text[: sign.start()], text[sign.end() :]
    return text, ""


def _outside(pattern: str) -> str:
    """The pattern without what stands in brackets."""
    depth, outside = 0, []
    for sign in SIGN.finditer(pattern):
        depth += sign[0] == "("
        outside.append(sign[0] if depth == 0 else "")
        depth -= sign[0] == ")"
    return "".join(outside)
