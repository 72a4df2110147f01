"""What is wrong with a programme: each fault with its place, so that a misspelt rule never stays silent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from suprovid.casework import filters_check, programme
from suprovid.casework.facts import FACTS, kind_of, kinds
from suprovid.casework.known import Ground
from suprovid.casework.programme import FILE, Condition, Place, Programme
from suprovid.casework.settings import CHOSEN, Settings
from suprovid.forms.dialect import expression_fault
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.library import Library

WORDS: Mapping[str, frozenset[str]] = {
    "": frozenset({"settings", "stages", "criteria", "gates", "lamps", "referral_states", "reminders"}),
    "settings": frozenset({"value", "label", "choices"}),
    "stages": frozenset({"key", "label", "of", "when", "open", "optional", "next", "forms"}),
    "criteria": frozenset({"key", "label", "parts"}),
    "parts": frozenset({"key", "when", "met", "not_met", "unknown", "unclear", "asks", "counts", "details"}),
    "gates": frozenset({"from", "to", "checks"}),
    "checks": frozenset({"key", "label", "hard", "when", "remedy", "over", "asks", "unless"}),
    "lamps": frozenset({"functions", "tasks"}),
    "functions": frozenset({"key", "label", "when"}),
    "tasks": frozenset({"key", "label", "when"}),
    "referral_states": frozenset({"key", "label", "next", "closed", "needs", "group"}),
    "reminders": frozenset(
        {"key", "rule", "label", "of", "over", "when", "due", "owner", "amber", "red", "supervisor"}
    ),
}
"""The words of each part of the file: anything else is a slip of the pen."""

FOLDERS = frozenset({"client", "enquiry", "case", "organisation"})
ANYWHERE = frozenset({"*", "sharing"})
OUTSIDE = ("fact.", "setting.")
CHOSEN_NAMES = {f"setting.{name}": value for name, value in CHOSEN.items()}
TEXTS = ("label", "met", "not_met", "unknown", "unclear")


def check(schemas: Path) -> tuple[Fault, ...]:
    """The faults of the programme and the filters in a schemas folder, beside the forms in it."""
    rules = programme.read(schemas)
    ground = Ground(Library.read(schemas), rules, Settings({}, rules.settings))
    return (*faults(ground), *filters_check.faults(ground, schemas))


def faults(ground: Ground) -> tuple[Fault, ...]:
    """Everything that is wrong with the programme, beside the forms in force; empty when all is well."""
    rules = ground.programme
    if any(fault.key == "programme_malformed" for fault in rules.unread):
        return rules.unread
    return (
        *rules.unread,
        *_misspelt(rules.source),
        *_conditions(rules, kinds(ground)),
        *_stages(rules),
        *_forms(rules, ground),
        *_tags(rules, ground),
        *_overs(rules),
        *_states(rules),
        *_unsaid(rules.source, ()),
        *_asked_by_forms(ground),
    )


def _fault(place: Place, key: str, instead: str = "", **facts: object) -> Fault:
    return Fault(FILE, pointer(place), f"programme_{key}", {**facts, "instead": instead})


def _nearest(word: str, known: Iterable[str]) -> str:
    """The likeliest word, or some of those that there are."""
    there = sorted(known)
    return next(iter(get_close_matches(word, there, 1)), ", ".join(there[:8]))


def _misspelt(source: Mapping[str, Any]) -> Iterator[Fault]:
    yield from _words("", source, ())
    for name in _setting_names(source):
        yield from _words("settings", source["settings"][name], ("settings", name))
    for part, inner in (("stages", ""), ("criteria", "parts"), ("gates", "checks"), ("reminders", "")):
        yield from _each(source, part, inner, ())
    yield from _each(source, "referral_states", "", ())
    lamps = source.get("lamps", {})
    yield from _words("lamps", lamps, ("lamps",))
    for part in ("functions", "tasks"):
        yield from _each(lamps, part, "", ("lamps",))


def _setting_names(source: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the settings, where there are any."""
    said = source.get("settings")
    return tuple(said) if isinstance(said, Mapping) else ()


def _each(source: Mapping[str, Any], part: str, inner: str, above: Place) -> Iterator[Fault]:
    for number, said in enumerate(source.get(part, ())):
        yield from _words(part, said, (*above, part, number))
        if inner:
            yield from _each(said, inner, "", (*above, part, number))


def _words(part: str, said: Any, place: Place) -> Iterator[Fault]:
    if isinstance(said, Mapping):
        for word in said:
            if word not in WORDS[part]:
                yield _fault((*place, word), "unknown_word", _nearest(word, WORDS[part]), word=word)


def _conditions(rules: Programme, known: Mapping[str, str]) -> Iterator[Fault]:
    for condition, over in rules.conditions():
        for error in condition.expression.faults(known, over):
            yield expression_fault(FILE, condition.place, error)
    for rule in rules.reminders:
        yield from _ageless(rule.when)


def _ageless(condition: Condition) -> Iterator[Fault]:
    """Tasks are kept as dates: whether there is one must not depend on the day of the last save."""
    for word in ("today()", "now()"):
        if word in condition.expression.text:
            yield _fault(condition.place, "asks_today", "due", word=word)


def _asked_by_forms(ground: Ground) -> Iterator[Fault]:
    """The facts and settings that forms ask for and nobody knows."""
    known = kinds(ground) | {name: kind_of(value) for name, value in CHOSEN_NAMES.items()}
    for form in ground.forms.values():
        for field in form.named.values():
            for word, expression in field.rules.all():
                for name in sorted(expression.names):
                    if name.startswith(OUTSIDE) and name.removeprefix("fact.") not in known:
                        near = _nearest(name.removeprefix("fact."), known)
                        place = pointer((field.name, word))
                        facts = {"word": name, "instead": near}
                        yield Fault(f"forms/{form.key}.json", place, "programme_unknown_fact", facts)


def _stages(rules: Programme) -> Iterator[Fault]:
    known = {stage.key for stage in rules.stages}
    for number, stage in enumerate(rules.stages):
        yield from _listed(stage.next, known, ("stages", number, "next"), "unknown_stage")
        yield from _listed(sorted(stage.of), FOLDERS, ("stages", number, "of"), "unknown_folder")
    for number, gate in enumerate(rules.gates):
        yield from _listed(gate.before, known | ANYWHERE, ("gates", number, "from"), "unknown_stage")
        yield from _listed(gate.after, known | ANYWHERE, ("gates", number, "to"), "unknown_stage")
    for number, rule in enumerate(rules.reminders):
        yield from _listed(sorted(rule.of), FOLDERS, ("reminders", number, "of"), "unknown_folder")


def _listed(words: Iterable[str], known: Iterable[str], place: Place, key: str) -> Iterator[Fault]:
    for word in words:
        if word not in set(known):
            yield _fault(place, key, _nearest(word, known), word=word)


def _forms(rules: Programme, ground: Ground) -> Iterator[Fault]:
    for number, stage in enumerate(rules.stages):
        yield from _listed(stage.forms, ground.forms, ("stages", number, "forms"), "unknown_form")
    for number, gate in enumerate(rules.gates):
        for inner, check in enumerate(gate.checks):
            place = ("gates", number, "checks", inner, "remedy")
            yield from _listed(filter(None, [check.remedy]), ground.forms, place, "unknown_form")
    keys = [stage.key for stage in rules.stages]
    for form in ground.forms.values():
        for key in form.settings.get("stages", ()):
            if keys and key not in keys:
                facts = {"word": key, "instead": _nearest(key, keys)}
                yield Fault(f"forms/{form.key}.json", "/x-form/stages", "programme_unknown_stage", facts)


def _tags(rules: Programme, ground: Ground) -> Iterator[Fault]:
    tags = ground.tags.fields
    for number, criterion in enumerate(rules.criteria):
        for inner, part in enumerate(criterion.parts):
            here: Place = ("criteria", number, "parts", inner)
            yield from _listed(filter(None, [part.asks]), tags, (*here, "asks"), "unknown_tag")
            named = filter(None, [part.counts, part.details])
            yield from _listed(named, FACTS, here, "unknown_fact")
    for number, gate in enumerate(rules.gates):
        for inner, check in enumerate(gate.checks):
            place = ("gates", number, "checks", inner, "asks")
            yield from _listed(filter(None, [check.asks]), tags, place, "unknown_tag")


def _overs(rules: Programme) -> Iterator[Fault]:
    lines = {name for name, fact in FACTS.items() if fact.kind == "lines"}
    for number, rule in enumerate(rules.reminders):
        yield from _listed([rule.over], lines | {"folder"}, ("reminders", number, "over"), "unknown_lines")


def _states(rules: Programme) -> Iterator[Fault]:
    states = rules.referral_states
    for number, state in enumerate(states.values()):
        yield from _listed(state.next, states, ("referral_states", number, "next"), "unknown_state")


def _unsaid(said: Any, place: Place) -> Iterator[Fault]:
    """A label without one of the two languages: a warning, the default language stands in."""
    if isinstance(said, Mapping):
        for word, inner in said.items():
            if word in TEXTS and isinstance(inner, Mapping):
                yield from (_unsaid_in(inner, language, (*place, word)) for language in _lacking(inner))
            else:
                yield from _unsaid(inner, (*place, word))
    elif isinstance(said, list):
        for number, inner in enumerate(said):
            yield from _unsaid(inner, (*place, number))


def _lacking(text: Mapping[str, Any]) -> list[str]:
    return [language for language in ("uk", "en") if not text.get(language)]


def _unsaid_in(text: Mapping[str, Any], language: str, place: Place) -> Fault:
    return Fault(FILE, pointer(place), "programme_unsaid", {"language": language}, warning=True)
