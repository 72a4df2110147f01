"""Who may do what, and how deep they see: the page asks, and every act and every read asks again.

Rights come from `roles.json`; somebody with several roles has the union of them.
What is restricted is seen by its author, the coordinator and those whose role says so, and each look is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.casework import earlier, people
from suprovid.casework.links import CASE, CLIENT, ENQUIRY, OWNERS
from suprovid.casework.people import By
from suprovid.casework.roles import OWN, TEAM, Grant, Role
from suprovid.casework.workspace import Workspace
from suprovid.errors import NotAllowed, SuprovidError
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.store.folder import Folder, Json

MARK = "•••"
"""What stands where somebody does not see an answer."""

RESTRICTED = "restricted"
READ, LOOKED = "read", "looked"
SERVING = frozenset({"organisation"})
"""Kinds of folder that are about what is offered, not about the people who come."""


@dataclass(frozen=True)
class Masked:
    """Answers as one person sees them, and the dotted names of what they do not see."""

    answers: dict[str, Any]
    hidden: frozenset[str]


def may(work: Workspace, by: By, right: str, folder: Folder | None = None, form: Form | None = None) -> bool:
    """Whether this person has a right, over this folder or (without one) over some folder at all."""
    return role_for(work, by, right, folder, form) is not None


def require(
    work: Workspace, by: By, right: str, folder: Folder | None = None, form: Form | None = None
) -> str:
    """The role in which this person may; `NotAllowed`, which the journal keeps, if there is none."""
    role = role_for(work, by, right, folder, form)
    if role is None:
        at = (folder.kind, folder.id) if folder else ("", "")
        if right != READ or work.looks.begins(by.now, by.person.id, f"refused.{right}", *at):
            work.journal.add(by.now, by.person.id, f"refused.{right}", *at)
        elsewhere = folder is not None and any(_grants(work, by, right, folder))
        raise NotAllowed(what=right, elsewhere=elsewhere)
    return role


def role_for(
    work: Workspace, by: By, right: str, folder: Folder | None = None, form: Form | None = None
) -> str | None:
    """The first role of this person that gives the right, None if none does."""
    if not by.person.active:
        return None
    writers = form.settings.get("write") if form is not None and right in ("write", "found") else None
    grants = _grants(work, by, right, None) if folder is None else _reaching(work, by, right, folder)
    return next((role.key for role, _ in grants if not writers or role.key in writers), None)


def reach(work: Workspace, by: By, right: str, kind: str) -> frozenset[str] | None:
    """The ids of the folders of a kind over which this person has a right; None for all of them.

    For lists; an act and a look at one folder ask `may`.
    """
    grants = [grant for _, grant in _grants(work, by, right, Folder(kind, "", 0))] if by.person.active else []
    if any(grant.whose == "all" and not grant.anonymous for grant in grants):
        return None
    if not grants:
        return frozenset()
    ids = _near_ids(work, by, kind)
    folders = (Folder(kind, id, 1, dict(work.links.about(kind, id))) for id in ids)
    return frozenset(folder.id for folder in folders if may(work, by, right, folder))


def insight(work: Workspace, by: By, kind: str, needed: frozenset[str]) -> frozenset[str] | None:
    """The ids of the folders of a kind in which this person sees as deep as needed; None for all of them.

    For lists: `sensitivities` asked once for a kind, and then only of the folders that they are nearer to.
    """
    if not by.person.active:
        return frozenset()
    grants = [grant for _, grant in _grants(work, by, READ, work.any_folder(kind)) if grant.whose == "all"]
    if needed <= {sensitivity for grant in grants if not grant.anonymous for sensitivity in grant.sees}:
        return None
    ids = set(_near_ids(work, by, kind))
    if any(grant.anonymous for grant in grants):
        ids |= work.links.without_client(kind)
    folders = (Folder(kind, id, 1, dict(work.links.about(kind, id))) for id in ids)
    return frozenset(folder.id for folder in folders if needed <= sensitivities(work, by, folder))


def closeness(
    work: Workspace, person: str, kind: str, id: str, about: Mapping[str, Any] | None = None
) -> str:
    """How near a person is to a folder: own, team or all (anybody)."""
    said = work.links.about(kind, id) if about is None else about
    owners, team = _near(work, kind, id, said)
    if person in owners or people.deputises(work, person, owners):
        return OWN
    return TEAM if person in team else "all"


def sees(work: Workspace, by: By, folder: Folder, document: Json, field: Field) -> bool:
    """Whether this person sees the answer to this question in this document."""
    return Eyes.of(work, by, folder, document).see(field)


def eyes(work: Workspace, by: By, folder: Folder, document: Json) -> Eyes:
    """What a person sees in one document, to ask about many of its answers."""
    return Eyes.of(work, by, folder, document)


def masked(work: Workspace, by: By, folder: Folder, document: Json, form: Form) -> Masked:
    """The answers of a document with those that this person does not see replaced by a mark."""
    who, answers = Eyes.of(work, by, folder, document), form.upgraded(document.get("answers", {}))
    return who.mask(answers, form, earlier.unseen(work, form, answers, who.see_earlier))


def look(work: Workspace, by: By, folder: Folder, document: Json, form: Form) -> Masked:
    """As `masked`, for the screen: reading is checked, and a look at what is restricted is kept."""
    require(work, by, READ, folder)
    seen = masked(work, by, folder, document, form)
    restricted = any(
        field.sensitivity == RESTRICTED
        and field.name not in seen.hidden
        and _answered(document["answers"], field)
        for field in form.named.values()
    )
    if restricted:
        keep_look(work, by, folder, document)
    return seen


def keep_look(work: Workspace, by: By, folder: Folder, document: Json | None = None) -> None:
    """One entry for one look at a folder, or at one of its documents, however often it is drawn meanwhile."""
    what = f"{LOOKED}.{document['form']}" if document else LOOKED
    key = (by.person.id, what, folder.kind, folder.id, str(document["id"]) if document else "")
    if work.looks.begins(by.now, *key):
        try:
            work.journal.add(by.now, by.person.id, what, folder.kind, folder.id)
        except SuprovidError:
            work.looks.forget(*key)
            raise


def restored(answers: Mapping[str, Any], stored: Mapping[str, Any], hidden: frozenset[str]) -> dict[str, Any]:
    """Answers that a person gave, with what they do not see taken from the stored ones, line by line."""
    return _restored(answers, stored, hidden, "")


def sensitivities(work: Workspace, by: By, folder: Folder) -> frozenset[str]:
    """How deep this person sees in a folder, in documents of others; nothing where they may not read."""
    return Eyes.of(work, by, folder, {}).sensitivities


def pages(work: Workspace, by: By) -> tuple[str, ...]:
    """The pages in this person's menu."""
    return work.roles.pages(by.person.roles)


# -- behind the questions -------------------------------------------------------------------------------


def _near_ids(work: Workspace, by: By, kind: str) -> frozenset[str]:
    """The folders of a kind that have to do with this person, or with those whom they stand in for."""
    covered = (by.person.id, *(who.id for who in work.people.values() if who.deputy == by.person.id))
    return frozenset(id for who in covered for found, id in work.links.near(who) if found == kind)


def _grants(work: Workspace, by: By, right: str, folder: Folder | None) -> Iterator[tuple[Role, Grant]]:
    for role in work.roles.of(by.person.roles):
        for grant in role.grants:
            if right in grant.rights and (folder is None or folder.kind in grant.kinds):
                yield role, grant


def _reaching(work: Workspace, by: By, right: str, folder: Folder) -> Iterator[tuple[Role, Grant]]:
    """The grants of a right that reach as far as this folder; how near it is, is worked out once."""
    near = ""
    for role, grant in _grants(work, by, right, folder):
        if grant.anonymous and folder.about.get("client"):
            continue
        if folder.revision and grant.whose != "all":
            near = near or closeness(work, by.person.id, folder.kind, folder.id, folder.about)
            if near != OWN and (grant.whose, near) != (TEAM, TEAM):
                continue
        yield role, grant


def _near(work: Workspace, kind: str, id: str, about: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """The owners of a folder and its team, through the folders that it hangs together with."""
    owners = {str(about[name]) for name in OWNERS if about.get(name)}
    team = {str(who) for who in about.get("team", ())}
    for other_kind, other in _inherited(work, kind, id, about):
        more, mates = _near(work, other_kind, other, work.links.about(other_kind, other))
        owners |= more
        team |= mates
    return owners, team


def _inherited(work: Workspace, kind: str, id: str, about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Whose enquiry or client it is: the case's people work with both."""
    if kind == ENQUIRY and about.get("case"):
        yield CASE, about["case"]
    if kind == CLIENT:
        yield from work.links.pointing_at(CLIENT, id)


@dataclass(frozen=True)
class Eyes:
    """What one person sees in one document: the sensitivities, and tags that stay hidden from them."""

    sensitivities: frozenset[str]
    hides: frozenset[str]
    about_people: bool = True

    @classmethod
    def of(cls, work: Workspace, by: By, folder: Folder, document: Json) -> Eyes:
        author = document.get("author") == by.person.id
        grants = list(_reaching(work, by, READ, folder))
        sensitivities = {sensitivity for _, grant in grants for sensitivity in grant.sees}
        if grants and (author or _coordinates(work, by.person.id, folder)):
            sensitivities |= {"operational", "personal", "special", RESTRICTED}
        hides = [frozenset(role.hides) for role, _ in grants]
        hidden = frozenset.intersection(*hides) if hides and not author else frozenset()
        return cls(frozenset(sensitivities), hidden, folder.kind not in SERVING)

    def see(self, field: Field) -> bool:
        hidden = any(field.means == tag or field.means.startswith(f"{tag}.") for tag in self.hides)
        return field.sensitivity in self.sensitivities and not hidden

    def shown(self, field: Field, value: Any) -> Any:
        """One answer as they see it: the mark in place of it, or of the choices that they do not see."""
        return _unsaid(value, self._secret(field)) if self.see(field) else MARK

    def see_earlier(self, field: Field | None, value: Any) -> bool:
        """An answer that nothing asks for any more; where nobody knows what it answered, it is special."""
        return "special" in self.sensitivities if field is None else self.shown(field, value) == value

    def mask(self, answers: Mapping[str, Any], form: Form, more: frozenset[str] = frozenset()) -> Masked:
        hidden = {field.name for field in form.named.values() if not field.children and not self.see(field)}
        hidden |= more
        secret = {field.name: values for field in form.named.values() if (values := self._secret(field))}
        return Masked(_mask(answers, hidden, secret, ""), frozenset(hidden))

    def _secret(self, field: Field) -> frozenset[Any]:
        """The choices of a field that are more sensitive than the field itself.

        Whom an organisation serves says nothing of anybody.
        """
        if not self.about_people:
            return frozenset()
        return frozenset(
            choice.value
            for choice in (field.choices("") if field.kind in ("choice", "choices", "scale") else ())
            if choice.schema.get("x-sensitivity", field.sensitivity) not in self.sensitivities
        )


def _coordinates(work: Workspace, person: str, folder: Folder) -> bool:
    about = folder.about
    if folder.kind == ENQUIRY and about.get("case"):
        about = {**about, **work.links.about(CASE, about["case"])}
    leads = [about.get("coordinator"), about.get("deputy")]
    if folder.kind == CLIENT:
        leads += [
            work.links.about(*key).get("coordinator") for key in work.links.pointing_at(CLIENT, folder.id)
        ]
    return person in leads or people.deputises(work, person, leads)


def _mask(answers: Any, hidden: set[str], secret: Mapping[str, frozenset[Any]], within: str) -> Any:
    if not isinstance(answers, Mapping):
        return answers
    seen: dict[str, Any] = {}
    for key, value in answers.items():
        name = f"{within}{key}"
        if name in hidden:
            seen[key] = MARK
        elif isinstance(value, list) and any(isinstance(line, Mapping) for line in value):
            seen[key] = [_mask(line, hidden, secret, f"{name}.") for line in value]
        elif isinstance(value, Mapping):
            seen[key] = _mask(value, hidden, secret, f"{name}.")
        else:
            seen[key] = _unsaid(value, secret.get(name, frozenset()))
    return seen


def _unsaid(value: Any, secret: frozenset[Any]) -> Any:
    if isinstance(value, list):
        said = [choice for choice in value if choice not in secret]
        return [*said, MARK] if len(said) < len(value) else value
    return MARK if not isinstance(value, Mapping) and value in secret else value


def _restored(
    answers: Mapping[str, Any], stored: Mapping[str, Any], hidden: frozenset[str], within: str
) -> dict[str, Any]:
    whole = {key: value for key, value in answers.items() if f"{within}{key}" not in hidden}
    for key, value in stored.items():
        name = f"{within}{key}"
        if name in hidden:
            whole[key] = value
        elif isinstance(value, list) and isinstance(whole.get(key), list):
            whole[key] = _restored_list(whole[key], value, hidden, f"{name}.")
        elif isinstance(value, Mapping) and isinstance(whole.get(key), Mapping):
            whole[key] = _restored(whole[key], value, hidden, f"{name}.")
        elif whole.get(key) == MARK:
            whole[key] = value
    return whole


def _restored_list(given: list[Any], stored: list[Any], hidden: frozenset[str], within: str) -> list[Any]:
    if MARK in given:
        return [value for value in given if value != MARK] + [value for value in stored if value not in given]
    before = {line.get("_id"): line for line in stored if isinstance(line, Mapping)}
    return [
        _restored(line, before.get(line.get("_id"), {}), hidden, within)
        if isinstance(line, Mapping)
        else line
        for line in given
    ]


def _answered(answers: Mapping[str, Any], field: Field) -> bool:
    key, _, rest = field.name.partition(".")
    value = answers.get(key)
    if not rest:
        return value is not None
    return any(isinstance(line, Mapping) and rest.rpartition(".")[2] in line for line in value or ())
