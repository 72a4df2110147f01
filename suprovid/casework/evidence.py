"""What a lamp is lit by: the facts that its condition asks about, said in words, those that speak for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suprovid.casework.fact import FACTS, Facts
from suprovid.casework.known import day
from suprovid.casework.rules import Lamp

TAG_OF = {
    "start_proposal": "start.proposal",
    "review_change": "review.change",
    "plan_agreed_by_client": "plan.agreement",
    "legal_services": "help.legal_service",
}
"""Facts that are choices, and the question whose labels they have."""
SILENT = frozenset({"setting", "today"})


def evidence(facts: Facts, lamp: Lamp, language: str) -> tuple[str, ...]:
    """What speaks for a lamp, one short phrase each; nothing for what is not there."""
    names = sorted(lamp.when.expression.names, key=lamp.when.expression.text.find)
    said = (each for name in names for each in _phrases(facts, name, language))
    return tuple(dict.fromkeys(said))


def _phrases(facts: Facts, name: str, language: str) -> Iterator[str]:
    family, _, rest = name.partition(".")
    value = facts.value(name)
    if family in SILENT or value in (None, "", False, 0, (), []):
        return
    if family == "document":
        yield from _document(facts, rest.partition(".")[0], language)
    elif family == "permitted":
        yield facts.known.label("consent.purpose", rest, language)
    elif name in TAG_OF:
        field = facts.known.field(TAG_OF[name])
        title = field.title(language) if field else ""
        yield f"{title}: {_labels(facts, TAG_OF[name], value, language)}"
    else:
        yield from _counted(facts, name, value, language)


def _document(facts: Facts, key: str, language: str) -> Iterator[str]:
    """A form that was filled in, with the day of the newest document."""
    form = facts.known.ground.forms.get(key)
    on = day(facts.value(f"document.{key}.on"))
    if form is not None:
        yield f"{form.title(language)} ({on:%d.%m.%Y})" if on else form.title(language)


def _labels(facts: Facts, tag: str, value: Any, language: str) -> str:
    values = value if isinstance(value, list | tuple) else [value]
    return ", ".join(facts.known.label(tag, each, language) for each in values)


def _counted(facts: Facts, name: str, value: Any, language: str) -> Iterator[str]:
    """A fact that counts or names a day, where the language has a phrase for it."""
    words, key = facts.known.ground.library.words, f"evidence.{name}"
    if name not in FACTS or not words.has(key, language):
        return
    count = len(value) if isinstance(value, tuple | list) else value
    on = day(value) if isinstance(value, str) else None
    yield words.say(key, language, count=count, on=f"{on:%d.%m.%Y}" if on else "")
