"""Facts as one person may read them: lines of a case put into words, with a mark where they do not see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suprovid.casework import access, live, naming
from suprovid.casework.access import MARK, Eyes
from suprovid.casework.known import Known
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.store.folder import Folder
from suprovid.store.register import Key

Place = tuple[Key, str]


class Reading:
    """The answers behind the facts of a folder, each judged by its question and by who wrote it down."""

    def __init__(self, work: Workspace, by: By, known: Known) -> None:
        self._work, self._by, self._known = work, by, known
        self._offers = live.Offers(work, by, known.folder)
        folders = (known.folder, *known.linked, *known.others)
        self._folders: dict[Key, Folder] = {(folder.kind, folder.id): folder for folder in folders}
        self._eyes: dict[Place, Eyes] = {}

    def says(self, tag: str, line: Mapping[str, Any]) -> str:
        """The answer of a line to the question with this tag, as text; empty where there is none."""
        return self.text(tag, line.get(tag.rpartition(".")[2]), line)

    def text(self, tag: str, value: Any, line: Mapping[str, Any]) -> str:
        """A value as the question with this tag reads it, seen in the document that a line comes from."""
        field = self._known.field(tag)
        if field is None or value in (None, "", []):
            return ""
        seen = self._eyes_for(line).shown(field, value)
        if seen == MARK or field.source is None:
            return MARK if seen == MARK else field.reads(seen, self._by.language)
        stored = seen if isinstance(seen, list) else [seen]
        return ", ".join(self._offers.names(field, each) or self._called(str(each)) for each in stored)

    def _called(self, value: str) -> str:
        """What was stored for something that the question does not offer: an organisation, or typed text."""
        if self._work.links.about(live.ORGANISATION, value):
            return naming.shown_name(self._work, self._by, live.ORGANISATION, value)
        return value

    def latest(self, tag: str) -> str:
        """The newest answer to the question with this tag, as text."""
        found = next(self._known.answers(tag), None)
        if found is None:
            return ""
        paper, value = found
        return self.text(tag, value, {"_document": paper.id, "_folder": paper.folder})

    def _eyes_for(self, line: Mapping[str, Any]) -> Eyes:
        """The eyes for the document that a line stands in; for the folder, where it is not known."""
        own = (self._known.folder.kind, self._known.folder.id)
        place = (line.get("_folder") or own, str(line.get("_document", "")))
        if place not in self._eyes:
            folder = self._folders.get(place[0], self._known.folder)
            document = folder.documents.get(place[1], {})
            self._eyes[place] = access.eyes(self._work, self._by, folder, document)
        return self._eyes[place]
