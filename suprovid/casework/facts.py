"""All facts: importing this module fills the table, and from here they are asked for.

To add a fact, write one function with `@fact` in the module of its subject.
"""

from __future__ import annotations

from collections.abc import Mapping

from suprovid.casework import (
    criteria,
    facts_case,
    facts_contact,
    facts_documents,
    facts_ending,
    facts_load,
    facts_people,
    facts_plan,
    facts_referrals,
    facts_requests,
    facts_results,
    lamps,
    reminders,
)
from suprovid.casework.fact import FACTS, FAMILIES, Fact, Facts
from suprovid.casework.known import Ground
from suprovid.casework.tags import Tags
from suprovid.forms.library import Library

SUBJECTS = (
    facts_case,
    facts_contact,
    facts_documents,
    facts_ending,
    facts_load,
    facts_people,
    facts_plan,
    facts_referrals,
    facts_requests,
    facts_results,
    criteria,
    lamps,
    reminders,
)
ASKED_OF_FORMS = {"state": "choice", "count": "number", "submitted": "boolean", "on": "date"}


def missing_tags(library: Library) -> dict[str, tuple[str, ...]]:
    """The tags that no form carries, each with the facts that are therefore switched off."""
    tags, found = Tags.of(library), dict[str, list[str]]()
    for known in FACTS.values():
        for tag in known.needs:
            if not tags.has(tag):
                found.setdefault(tag, []).append(known.name)
    return {tag: tuple(sorted(names)) for tag, names in sorted(found.items())}


def switched_off(ground: Ground) -> frozenset[str]:
    """The facts whose tags some form lacks."""
    return frozenset(fact.name for fact in FACTS.values() if not all(map(ground.tags.has, fact.needs)))


def kinds(ground: Ground) -> dict[str, str]:
    """The kind of every name that a condition of the programme may use."""
    found = {name: fact.kind for name, fact in FACTS.items()}
    for known in FACTS.values():
        found |= {f"{known.name}.{column}": kind for column, kind in known.columns.items()}
    for form in ground.forms:
        found |= {f"document.{form}.{asked}": kind for asked, kind in ASKED_OF_FORMS.items()}
    for tag, field in ground.tags.fields.items():
        found[f"latest.{tag}"] = found[f"closing.{tag}"] = plain_kind(field.kind)
    for name, option in ground.programme.options.items():
        found[f"setting.{name}"] = kind_of(option.value)
    for purpose in purposes(ground):
        found[f"permitted.{purpose}"] = "boolean"
    return found


def purposes(ground: Ground) -> tuple[str, ...]:
    """What may be permitted, as the forms list it."""
    field = ground.tags.fields.get("consent.purpose")
    return tuple(str(choice.value) for choice in field.choices("uk")) if field else ()


def plain_kind(kind: str) -> str:
    """The kind of a field as conditions know it."""
    return PLAIN.get(kind, kind)


PLAIN: Mapping[str, str] = {
    "long": "text",
    "phone": "text",
    "email": "text",
    "reference": "text",
    "references": "choices",
    "integer": "number",
    "scale": "choice",
    "group": "any",
    "attachments": "any",
    "texts": "choices",
}


def kind_of(value: object) -> str:
    """The kind of a setting, from the value that the programme proposes."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "choices" if isinstance(value, list) else "any"


__all__ = ["FACTS", "FAMILIES", "Fact", "Facts", "kinds", "missing_tags", "switched_off"]
