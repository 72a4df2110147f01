"""The criteria for beginning a case: met, not met, or not enough information, and why, in words.

They are worked out and explained, never applied: the worker and the client decide.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suprovid.casework.fact import Facts, fact
from suprovid.casework.facts_requests import services_in_words
from suprovid.casework.programme import Criterion, Part, Text, say

OUTCOMES: dict[bool | None, Text] = {
    True: {"uk": "виконано", "en": "met"},
    False: {"uk": "не виконано", "en": "not met"},
    None: {"uk": "бракує відомостей", "en": "not enough information"},
}
CONCLUSIONS: dict[bool | None, str] = {True: "start", False: "not_now", None: "unclear"}


@dataclass(frozen=True)
class Reason:
    """One part of a criterion: whether it holds, said in a sentence; `missing` is the open question."""

    key: str
    outcome: bool | None
    sentence: str
    details: str = ""
    missing: str = ""


@dataclass(frozen=True)
class Outcome:
    """A criterion with its reasons; `sentence` is the line that people read."""

    key: str
    label: str
    met: bool | None
    reasons: tuple[Reason, ...]
    sentence: str

    @property
    def missing(self) -> tuple[str, ...]:
        """The questions without whose answers nobody can say."""
        return tuple(reason.missing for reason in self.reasons if reason.missing)


def outcomes(facts: Facts, language: str | None = None) -> tuple[Outcome, ...]:
    """Every criterion of the programme, with its reasons in a language."""
    speaks = language or facts.known.language
    return tuple(_outcome(facts, criterion, speaks) for criterion in facts.known.ground.programme.criteria)


def met(facts: Facts, criterion: Criterion) -> bool | None:
    """Whether a criterion is met, without a word about why."""
    return conjunction([part.when.holds(facts) for part in criterion.parts])


def conclusion(facts: Facts) -> bool | None:
    """Whether the case may begin: any criterion is met, or all of them (setting `start_rule`)."""
    found = [met(facts, criterion) for criterion in facts.known.ground.programme.criteria]
    if facts.known.ground.setting("start_rule") == "all":
        return conjunction(found)
    none_met = conjunction([None if outcome is None else not outcome for outcome in found])
    return None if none_met is None else not none_met


def conjunction(values: Sequence[bool | None]) -> bool | None:
    """All of them: one no is a no, else one unknown is unknown."""
    if False in values:
        return False
    return None if None in values or not values else True


def _outcome(facts: Facts, criterion: Criterion, language: str) -> Outcome:
    reasons = tuple(_reason(facts, part, language) for part in criterion.parts)
    outcome = conjunction([reason.outcome for reason in reasons])
    line = _line(reasons, outcome, language)
    return Outcome(criterion.key, say(criterion.label, language), outcome, reasons, line)


def _line(reasons: Sequence[Reason], outcome: bool | None, language: str) -> str:
    """`reasons: outcome (details)`: what decided stands in it, not what did not matter."""
    told = [reason for reason in reasons if reason.outcome is outcome]
    details = "; ".join(reason.details for reason in told if reason.details)
    line = f"{', '.join(reason.sentence for reason in told)}: {say(OUTCOMES[outcome], language)}"
    return f"{line} ({details})" if details else line


def _reason(facts: Facts, part: Part, language: str) -> Reason:
    holds = part.when.holds(facts)
    template = {True: part.met, False: part.not_met, None: _open(facts, part)}[holds]
    missing = question(facts, part.asks, language) if holds is None else ""
    words: dict[str, object] = {**_settings(facts), "question": missing}
    if part.counts:
        words["count"] = facts.value(part.counts)
    details = in_words(facts, part.details, language) if part.details and holds is not None else ""
    sentence = say(template, language, **words, details=details)
    shown = details if "{details}" not in str(template) and holds else ""
    return Reason(part.key, holds, sentence, shown, missing)


def _open(facts: Facts, part: Part) -> Text:
    """Why nobody can say yet: no answer, or an answer that leaves it open."""
    answered = bool(part.asks) and facts.known.latest(part.asks) is not None
    return part.unclear if part.unclear and answered else part.unknown


def _settings(facts: Facts) -> dict[str, object]:
    options = facts.known.ground.programme.options
    return {name: facts.known.ground.setting(name) for name in options}


def question(facts: Facts, tag: str, language: str) -> str:
    """The label of the question with a tag; the tag where no form asks it."""
    field = facts.known.field(tag)
    return field.title(language) if field else tag


def in_words(facts: Facts, name: str, language: str) -> str:
    """A fact as words: services with their barriers, choices by their labels."""
    if name == "vital_services":
        return services_in_words(facts.known, facts.lines(name), language)
    value = facts.value(name)
    if name == "unmet_basic_needs":
        return ", ".join(facts.known.label("basic_need.item", each, language).lower() for each in value or ())
    return "" if value is None else str(value)


CRITERION = {"key": "text", "met": "boolean", "sentence": "text"}


@fact("criteria", "lines", columns=CRITERION)
def criteria(facts: Facts) -> tuple[dict[str, object], ...]:
    """Every start criterion with its outcome and its line."""
    return tuple({"_id": x.key, "key": x.key, "met": x.met, "sentence": x.sentence} for x in outcomes(facts))


@fact("criteria_met", "number", column=True)
def criteria_met(facts: Facts) -> int:
    """How many start criteria are met."""
    return sum(met(facts, criterion) is True for criterion in facts.known.ground.programme.criteria)


@fact("start_allowed", "boolean")
def start_allowed(facts: Facts) -> bool | None:
    """The conclusion: yes, no, or not enough information."""
    return conclusion(facts)


@fact("start_result", "choice")
def start_result(facts: Facts) -> str:
    """The conclusion as a key: start, not_now, unclear."""
    return CONCLUSIONS[conclusion(facts)]


@fact("start_explanation", "text")
def start_explanation(facts: Facts) -> str:
    """One sentence for each criterion, numbered."""
    return "\n".join(f"{number}. {x.sentence}" for number, x in enumerate(outcomes(facts), 1))
