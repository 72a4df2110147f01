"""What is wrong with the roles: a slip would give somebody nothing, or more than was meant, in silence."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from suprovid.casework.roles import ALL, FILE, OWN, TEAM
from suprovid.forms.expression.likeness import nearest
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.library import Library
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.plain.judging import PlainJudge
from suprovid.forms.validator import Finding
from suprovid.forms.vocabulary import ONE_OF

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXTS: Schema = {"type": "object", "additionalProperties": TEXT}


def check(schemas: Path, pages: Collection[str]) -> tuple[Fault, ...]:
    """The faults of `roles.json` beside these pages, and of what forms say of roles; none without it."""
    if not (schemas / FILE).exists():
        return ()
    text, unread = read_text(schemas / FILE, FILE)
    said, broken = read_json(text, FILE) if not unread else (None, unread)
    if said is None:
        return broken
    rights = said.get("rights") if isinstance(said, dict) else None
    judge = PlainJudge(_schema(rights if isinstance(rights, dict) else (), pages))
    found = tuple(_fault(said, finding) for finding in judge.findings(said))
    return (*broken, *found) if found else (*broken, *_writers(Library.read(schemas), said["roles"]))


def _schema(rights: Collection[str], pages: Collection[str]) -> Schema:
    """How the file must look, beside what there is to name in it; any right where none has a title."""
    titles = {"title": TEXT, "x-i18n-title": TEXTS}
    grant = {
        "rights": _some(rights) if rights else {"type": "array", "items": TEXT},
        "kinds": _some(ONE_OF["folder_kind"]),
        "whose": {"enum": [OWN, TEAM, ALL]},
        "sees": _some(ONE_OF["sensitivity"]),
        "anonymous": {"type": "boolean"},
    }
    role = {
        **titles,
        "grants": {"type": "array", "items": _closed(grant, "rights", "kinds")},
        "pages": _some(pages),
        "hides": {"type": "array", "items": TEXT},
    }
    each = {"rights": _closed(titles, "title"), "roles": _closed(role, "title", "grants")}
    whole = {name: {"type": "object", "additionalProperties": inner} for name, inner in each.items()}
    return _closed(whole, "roles")


def _some(words: Collection[str]) -> Schema:
    return {"type": "array", "items": {"enum": sorted(words)}}


def _closed(properties: Schema, *required: str) -> Schema:
    return {
        "type": "object",
        "properties": properties,
        "required": [*required],
        "additionalProperties": False,
    }


def _fault(said: Any, finding: Finding) -> Fault:
    place, word = pointer(finding.path), str(finding.path[-1]) if finding.path else FILE
    if finding.keyword == "additionalProperties":
        known = finding.schema["properties"]
        facts = {"word": word, "instead": nearest(word, known) or ", ".join(sorted(known))}
        return Fault(FILE, place, "programme_unknown_word", facts)
    if finding.keyword == "required":
        return Fault(FILE, pointer(finding.path[:-1]), "missing_word", {"word": word})
    if finding.keyword == "enum":
        for step in finding.path:
            said = said[step]
        name = next(str(step) for step in reversed(finding.path) if isinstance(step, str))
        return _other(FILE, place, name, str(said), finding.schema["enum"])
    return Fault(FILE, place, "programme_malformed")


def _other(file: str, place: str, word: str, found: str, allowed: Collection[str]) -> Fault:
    near = nearest(found, allowed)
    facts = {"word": word, "found": found, "nearest": near or "", "allowed": ", ".join(allowed)}
    return Fault(file, place, "unknown_value" if near else "unknown_value_far", facts)


def _writers(library: Library, roles: Collection[str]) -> Iterator[Fault]:
    """Forms that only a role may write which there is not."""
    for form in library.forms:
        for role in form.settings.get("write", ()):
            if role not in roles:
                yield _other(f"forms/{form.key}.json", "/x-form/write", "write", role, roles)
