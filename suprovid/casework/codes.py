"""What a folder says about itself: its code, its links, and who is near it, following its documents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from suprovid.casework.links import CASE, CLIENT, ENQUIRY
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.forms.form import Form
from suprovid.store.folder import Folder

PATTERNS: Mapping[str, str] = {
    CLIENT: "{year}-{number:04}",
    ENQUIRY: "{year}-E-{number:04}",
    CASE: "{year}-C-{number:03}",
    "organisation": "P-{number:04}",
}
"""How the code of each kind of folder is written."""

LINKS: Mapping[str, str] = {
    "enquiry.received_by": "received_by",
    "case.coordinator": "coordinator",
    "case.deputy": "deputy",
    "team.who": "team",
}
"""Which tagged answers say who is near a folder."""


def next_code(work: Workspace, by: By, kind: str) -> str:
    """A code that no other folder has, for people to say and write."""
    pattern = PATTERNS[kind]
    series = f"{kind}-{by.today.year}" if "{year}" in pattern else kind
    return pattern.format(year=by.today.year, number=work.store.number(series))


def drawn(work: Workspace) -> dict[str, int]:
    """The highest number in each series that the code of any folder tells of."""
    highest: dict[str, int] = {}
    for kind, pattern in PATTERNS.items():
        for _, said in work.links.of_kind(kind):
            year, number = _read(pattern, str(said.get("code", "")))
            if number:
                series = f"{kind}-{year}" if year else kind
                highest[series] = max(number, highest.get(series, 0))
    return highest


def _read(pattern: str, code: str) -> tuple[str, int]:
    """The year and the number in a code; 0 where it is none of ours."""
    wanted = re.sub(r"\\{year\\}", r"(?P<year>[0-9]{4})", re.escape(pattern))
    wanted = re.sub(r"\\{number:[0-9]+\\}", r"(?P<number>[0-9]{1,9})", wanted)
    found = re.fullmatch(wanted, code)
    return (found.groupdict().get("year") or "", int(found["number"])) if found else ("", 0)


def about(work: Workspace, by: By, folder: Folder, form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """What the folder says about itself once this document is in it."""
    said = dict(folder.about)
    if "code" not in said and form.settings.get("founds") == folder.kind:
        said["code"] = next_code(work, by, folder.kind)
    for link, name in links_of(form):
        found = values(answers, name)
        value = linked(work, link, found)
        if value is not None and value != []:
            said[link] = value
    return said


def links_of(form: Form) -> Iterator[tuple[str, str]]:
    """(link, dotted name of the question that fills it): what the form says, and what its tags say."""
    yield from form.settings.get("links", {}).items()
    for tag, link in LINKS.items():
        for field in form.fields_meaning(tag):
            if field.means == tag:
                yield link, field.name


def linked(work: Workspace, link: str, found: list[Any]) -> Any:
    """A link from the answers: a client must be one that we have, a team is a list, the rest is one id."""
    if link in ("team", "enquiries"):
        return [value for value in found if isinstance(value, str)]
    value = found[0] if found else None
    if link in (CLIENT, CASE) and not work.links.about(link, value):
        return None
    return value


def values(answers: Mapping[str, Any], name: str) -> list[Any]:
    """Every answer under a dotted name, over all lines."""
    return list(_values(answers, name.split(".")))


def _values(found: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(found, list) and (steps or not any(isinstance(item, Mapping) for item in found)):
        for item in found:
            yield from _values(item, steps)
    elif not steps:
        if found is not None:
            yield found
    elif isinstance(found, Mapping):
        yield from _values(found.get(steps[0]), steps[1:])
