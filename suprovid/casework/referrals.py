"""Referrals: what may sensibly follow, what else to offer after a decline, when the loop is closed.

A decline is no end: its reasons suggest other formats, never choose one; the floor is a contact left.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.casework.fact import Facts
from suprovid.casework.known import Ground, Line
from suprovid.casework.programme import State, say
from suprovid.forms.words import said

REASON, FORMAT = "referral.offer.decline_reason", "referral.offer.format"
ANSWERED = {"agreed": "agreed", "declined": "declined", "thinking": "thinking", "not_needed_now": "thinking"}
HEARD = frozenset({"client", "provider", "both"})


@dataclass(frozen=True)
class Suggestion:
    """Something else to offer: a format (with its key) or a piece of advice in words; never preselected."""

    label: str
    format: str = ""


def suggested(ground: Ground, reasons: Iterable[str], language: str = "uk") -> tuple[Suggestion, ...]:
    """What the reasons of a decline suggest to offer instead, each once, in the order of the reasons."""
    field = ground.tags.fields.get(REASON)
    found: dict[str, Suggestion] = {}
    choices = {choice.value: choice for choice in field.choices(language)} if field else {}
    for reason in reasons:
        for word in choices[reason].schema.get("x-suggests", ()) if reason in choices else ():
            found.setdefault(str(word), _suggestion(ground, str(word), language))
    return tuple(found.values())


def _suggestion(ground: Ground, word: str, language: str) -> Suggestion:
    """A format by its key; anything else is advice: a key of another list, or the words themselves."""
    field = ground.tags.fields.get(FORMAT)
    formats = {choice.value: choice.title for choice in field.choices(language)} if field else {}
    if word in formats:
        return Suggestion(formats[word], word)
    return Suggestion(_advice(ground, word, language))


def _advice(ground: Ground, word: str, language: str) -> str:
    listed = ground.library.lists.get(str(ground.setting("other_ways")), {})
    entries = (entry for entry in listed.get("oneOf", ()) if entry["const"] == word)
    titles = (said(entry, "title", language) for entry in entries)
    return next(titles, word.replace("_", " "))


def warning(facts: Facts, *provider: str) -> Line | None:
    """The bad experience that the person had with a provider; None if there was none.

    `provider` is its id or name, or everything that it is called by (`naming.called`).
    """
    wanted = {_plain(word) for word in provider} - {""}
    return next(
        (line for line in facts.lines("bad_experiences") if _plain(line.get("service")) in wanted), None
    )


def _plain(text: Any) -> str:
    return " ".join(str(text or "").casefold().split()).strip("«»\"'")


def next_states(ground: Ground, state: str) -> tuple[State, ...]:
    """The short menu: the states that may sensibly follow, in the programme's order."""
    states = ground.programme.referral_states
    known = states.get(state)
    return tuple(states[key] for key in (known.next if known else states) if key in states)


def state_label(ground: Ground, state: str, language: str = "uk") -> str:
    """A state as people read it."""
    known = ground.programme.referral_states.get(state)
    return say(known.label, language) if known else state


def implied_state(ground: Ground, offers: Sequence[Line], state: str) -> str:
    """The state that follows from the newest offer's answer, while nothing further has happened."""
    if not offers or state not in ("", "draft", "offered", "thinking", "declined"):
        return state
    return ANSWERED.get(str(offers[-1].get("answer")), "offered")


def lacks(ground: Ground, referral: Line, state: str) -> tuple[str, ...]:
    """The columns that must be answered before a referral may be in a state (`needs` of the state).

    A closing needs to know from whom we heard; a decline at the end, whether a contact was left.
    """
    known = ground.programme.referral_states.get(state)
    return tuple(column for column in (known.needs if known else ()) if referral.get(column) in (None, ""))


def loop_closed(referral: Line) -> bool:
    """Whether somebody, the client or the provider, has said what happened."""
    return str(referral.get("state", "")).startswith("closed_") and referral.get("feedback_from") in HEARD


def chain(facts: Facts, document: str) -> tuple[Line, ...]:
    """The offers of one referral, oldest first."""
    return tuple(line for line in facts.lines("offers") if line["_document"] == document)


def outside_directory(facts: Facts, known: Iterable[str]) -> tuple[str, ...]:
    """The providers that were typed by hand: neither an organisation nor a service of the directory."""
    inside = set(known)
    named = [line.get("provider") for line in (*facts.lines("offers"), *facts.lines("package"))]
    return tuple(dict.fromkeys(str(each) for each in named if each and each not in inside))
