"""The journal as somebody may read it: chosen lines, newest first, with names and codes instead of ids.

What one may read follows from the right `journal` over kinds of folder: an administrator reads of accounts,
settings and copies, a supervisor of folders too. A line has no answer in it, so nothing is masked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from suprovid.casework import access, naming, people
from suprovid.casework.people import By
from suprovid.casework.settings import KIND as WORKSPACE
from suprovid.casework.upkeep import SUBJECTS
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing
from suprovid.forms.tongues import side_by_side
from suprovid.store.journal import Checked, Entry
from suprovid.store.questions import Filter
from suprovid.store.register import Key

RIGHT = "journal"
RECENT = timedelta(days=35)
LOCKS = frozenset(
    {
        "locked",
        "unlocked",
        "recovered",
        "recovery_key_made",
        "recovery_key_kept",
        "encryption_begun",
        "encryption_done",
    }
)
GROUPS: Mapping[str, frozenset[str]] = {
    "looks": frozenset({"looked", "opened"}),
    "paper": frozenset({"printed", "exported"}),
    "sign_in": frozenset({"sign_in", "sign_out", "passphrase_changed", "sessions_ended", *LOCKS}),
    "refusals": frozenset(
        {"refused", "page_refused", "sign_in_refused", "session_refused", "recovery_refused"}
    ),
    "people": frozenset({"add_person", "change_person", "let_in", "put_out", "set_credential"}),
    "rules": frozenset({"setup", "change_settings", "form_published", "form_rolled_back"}),
    "backups": frozenset({"backup"}),
}
"""Kinds of act by the first word of a line's `what`."""
BY_ITSELF: frozenset[str] = GROUPS["backups"] | {"setup", "folder_older"}
"""What the application does without anybody; who is not known in another line was not signed in."""


@dataclass(frozen=True)
class Wanted:
    """Which lines are asked for; what is empty is not asked."""

    since: date | None = None
    until: date | None = None
    who: str = ""
    group: str = ""
    folder: Key | None = None


@dataclass(frozen=True)
class Read:
    """A line as it is read: the moment, the person, what was done and to what, and the folder to go to."""

    at: str
    who: str
    act: str
    about: str
    folder: Key | None = None


def chosen(work: Workspace, by: By, wanted: Wanted) -> tuple[Entry, ...]:
    """The lines that this person may read and asks for, newest first; `NotAllowed`."""
    access.require(work, by, RIGHT)
    may: dict[str, bool] = {}
    since, until = (day.isoformat() if day else "" for day in (wanted.since, wanted.until))
    exactly = {"who": wanted.who} if wanted.who else {}
    if wanted.folder:
        exactly |= {"kind": wanted.folder[0], "id": wanted.folder[1]}
    heads = GROUPS.get(wanted.group)
    found = [
        entry
        for entry in work.journal.read(since, until, **exactly)
        if (heads is None or head(entry) in heads)
        and (may[entry.kind] if entry.kind in may else may.setdefault(entry.kind, _may(work, by, entry.kind)))
    ]
    return tuple(reversed(found))


def looks(work: Workspace, by: By, folder: Key) -> tuple[Entry, ...]:
    """Who looked at a folder, printed it or was refused, newest first."""
    acts = GROUPS["looks"] | GROUPS["paper"] | GROUPS["refusals"]
    return tuple(entry for entry in chosen(work, by, Wanted(folder=folder)) if head(entry) in acts)


@dataclass(frozen=True)
class Arrival:
    """When somebody signed in the last time, "" if it is long ago, and how often others failed since."""

    last: str = ""
    failed: int = 0


def arrivals(work: Workspace, today: date, who: str = "") -> dict[str, Arrival]:
    """The last arrival of everybody, or of one person, within five weeks."""
    found: dict[str, Arrival] = {}
    exactly = {"who": who} if who else {}
    for entry in work.journal.read((today - RECENT).isoformat(), **exactly):
        if entry.what == "sign_in":
            found[entry.who] = Arrival(entry.at)
        elif entry.what == "sign_in_refused" and entry.who:
            before = found.get(entry.who, Arrival())
            found[entry.who] = Arrival(before.last, before.failed + 1)
    return found


def may_read_of(work: Workspace, by: By, kind: str) -> bool:
    """Whether this person reads who did what with folders of a kind."""
    return _may(work, by, kind)


def state(work: Workspace, by: By) -> Checked:
    """The whole journal, gone over; `NotAllowed`."""
    access.require(work, by, RIGHT)
    return work.journal.check()


def coded(work: Workspace, by: By, code: str) -> Key | None:
    """The folder that has this code, of those whose journal this person reads."""
    for each in dict.fromkeys((code.strip(), code.strip().upper())):
        rows = work.index.find([Filter("code", "=", each)]).rows
        for row in rows:
            if _may(work, by, str(row["kind"])):
                return str(row["kind"]), str(row["id"])
    return None


def head(entry: Entry) -> str:
    """The first word of what was done."""
    return entry.what.partition(".")[0]


def read(work: Workspace, by: By, entry: Entry) -> Read:
    """A line in the reader's language."""
    first, _, rest = entry.what.partition(".")
    words, language = work.library.words, by.language
    key = f"journal.{entry.what}"
    if rest and not words.has(key, language):
        key = f"journal.{first}.of"
    known = words.has(key, language)
    act = words.say(key, language, about=_rest(work, by, first, rest)) if known else entry.what
    folder = (entry.kind, entry.id) if entry.kind in SUBJECTS else None
    by_itself = work.library.words.say("journal.itself", language) if head(entry) in BY_ITSELF else ""
    who = people.name(work, entry.who) if entry.who else by_itself
    return Read(entry.at, who, act, _about(work, by, entry), folder)


def page_of(lines: tuple[Entry, ...], page: int, size: int) -> Iterator[Entry]:
    """The lines of one page, counted from 1."""
    return iter(lines[(page - 1) * size : page * size])


def _may(work: Workspace, by: By, kind: str) -> bool:
    asked = kind if kind in (*SUBJECTS, people.KIND) else WORKSPACE
    return access.may(work, by, RIGHT, work.any_folder(asked))


def _rest(work: Workspace, by: By, first: str, rest: str) -> str:
    """What stands behind the first word, as people read it."""
    if first == "refused":
        return work.roles.right_title(rest, by.language)
    return _form(work, by, rest)


def _form(work: Workspace, by: By, key: str) -> str:
    try:
        return work.library.form(key).title(by.language)
    except Missing:
        return key


def _about(work: Workspace, by: By, entry: Entry) -> str:
    """What it was done to: a folder by its code and the name that may be seen, a person, a page, a form."""
    if entry.kind in SUBJECTS:
        return _called(work, by, entry.kind, entry.id)
    say = ABOUT.get(entry.kind)
    return say(work, by, entry.id) if say else entry.id


def _called(work: Workspace, by: By, kind: str, id: str) -> str:
    if not work.links.about(kind, id):
        return work.library.words.say("journal.gone" if id else "journal.any", by.language)
    code, name = naming.code(work, kind, id), naming.shown_name(work, by, kind, id)
    return side_by_side((code, name))


def _version(work: Workspace, by: By, id: str) -> str:
    key, _, version = id.partition(":")
    return " ".join(part for part in (_form(work, by, key), version) if part)


def _page(work: Workspace, by: By, id: str) -> str:
    key = f"page.{id}.title"
    return work.library.words.say(key, by.language) if work.library.words.has(key, by.language) else id


ABOUT: Mapping[str, Callable[[Workspace, By, str], str]] = {
    people.KIND: lambda work, by, id: people.name(work, id),
    "page": _page,
    "form": _version,
    WORKSPACE: lambda work, by, id: "",
}
