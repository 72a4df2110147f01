"""Where the data of this process is, and its workspace: opened, followed, named, before anybody signs in.

Streamlit's threads and the routes before Streamlit meet here, so everything is safe to ask at once.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

from suprovid.casework import copies, safekeeping
from suprovid.casework.acts import finish
from suprovid.casework.copies import Media
from suprovid.casework.opening import open_workspace
from suprovid.casework.settings import CHOSEN
from suprovid.casework.upkeep import Told, quietly
from suprovid.casework.workspace import Workspace
from suprovid.desk.installation import Place, clock
from suprovid.desk.opening import Opening, Stopped
from suprovid.desk.safe import Safe
from suprovid.desk.sign_in.sessions import Sessions, fingerprint
from suprovid.desk.telling import told
from suprovid.errors import SuprovidError
from suprovid.forms.words import Words
from suprovid.store.memory import settle
from suprovid.store.port import PLAIN, Cover
from suprovid.store.records import Rooms
from suprovid.store.vault import Locked

LOOK_EVERY = 2.0
"""How many seconds pass at least between two looks for changed files."""
PATIENCE = 5.0
"""So many seconds a start waits for the folders; then the server answers, and says how far they are."""


class Premises:
    """The data, its workspace, and what can be said without knowing who asks."""

    def __init__(self, place: Place, now: Callable[[], datetime] = clock) -> None:
        self.place = place
        self.now = now
        self.rooms = Rooms(place.store)
        self.sessions = Sessions(self.rooms.room("session"))
        self.safe = Safe(place.data, place.store)
        self.told: Told = quietly
        self.opening = Opening()
        self._work: Workspace | None = None
        self._looked = 0.0
        self._words: Words | None = None
        self._lock = threading.RLock()

    @property
    def work(self) -> Workspace:
        """The workspace, opened once, by whoever needs it first; `Locked` until somebody opens the vault."""
        work = self._work
        if work is not None and work.cover is PLAIN and self.safe.is_locked:
            self._leave_clear(work)
            work = None
        if work is None:
            with self._lock:
                work = self._work or self._open(self.safe.cover)
        return work

    def begin(self) -> bool:
        """Open what can be opened before anybody comes; False when it takes long, and goes on meanwhile."""
        if not self.opening.is_over():
            return False
        self.opening.start()
        failed: list[BaseException] = []
        thread = threading.Thread(target=self._begin, args=(failed,), name="opening", daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if failed:
            raise failed[0]
        return not thread.is_alive()

    def _begin(self, failed: list[BaseException]) -> None:
        try:
            _ = self.work
        except (Locked, Stopped):  # it waits for the first who signs in, or for the next start
            pass
        except Exception as error:
            failed.append(error)

    def _leave_clear(self, work: Workspace) -> None:
        """Another process gave this workspace a vault: nobody is signed in until somebody opens it here."""
        with self._lock:
            if self._work is work:
                if not self.rooms.are_shared:
                    self.sessions.end_everybody()
                self._let_go()
                work.close()

    def _let_go(self) -> Workspace | None:
        """Work with this workspace no more; whoever called closes it, when its time has come."""
        former, self._work = self._work, None
        return former

    def _open(self, cover: Cover) -> Workspace:
        place = self.place
        with self.opening.going(self.told) as told:
            work = open_workspace(place.data, place.schemas, place.store, cover, told)
        finish(work)
        safekeeping.take_note(work.data, work.journal)
        self._work = work
        settle()
        return work

    @property
    def words(self) -> Words:
        """The sentences of the interface, which nobody has to unlock."""
        if self._work is not None:
            return self._work.library.words
        if self._words is None:
            self._words = Words.read(self.place.schemas / "languages")
        return self._words

    @property
    def languages(self) -> list[str]:
        """The languages that this organisation reads."""
        known = self.words.languages
        return [code for code in self._setting("languages") or known if code in known] or list(known)

    @property
    def language(self) -> str:
        """The language of somebody who has not chosen one."""
        return str(self._setting("language") or CHOSEN["language"])

    @property
    def organisation(self) -> str:
        """What the organisation is called; nothing while it is locked."""
        return "" if self.safe.is_locked else self.work.settings.name

    @property
    def wants_backups(self) -> bool:
        """Whether there shall be one a day."""
        return self._setting("daily_backups") is not False

    def _setting(self, name: str) -> Any:
        if self._work is None and not self.opening.is_over():
            return self.safe.clear.get(name) if self.safe.is_on else None
        return self.safe.clear.get(name) if self.safe.is_locked else self.work.settings.value(name)

    @property
    def cookie(self) -> str:
        """The name of the session cookie; two workspaces on one machine do not sign each other out."""
        return f"suprovid_{fingerprint(self.place.store or str(self.place.data))[:8]}"

    def catch_up(self) -> None:
        """Take up what others changed while we run: forms and rules by hand, folders in another process.

        Looks at most every two seconds.
        """
        if self._may_look():
            self.work.catch_up()
            if self.work.owes:
                finish(self.work)
            self._follow()

    def _follow_shared(self) -> None:
        """Take up what processes beside us wrote, before saying who somebody is; as seldom."""
        if self.rooms.are_shared and self._may_look():
            self._follow()

    def _may_look(self) -> bool:
        moment = time.monotonic()
        is_time = moment - self._looked >= LOOK_EVERY
        self._looked = moment if is_time else self._looked
        return is_time

    def _follow(self) -> None:
        with contextlib.suppress(SuprovidError):  # a database that is away is told by whoever reads
            self.work.follow_others()

    def media(self) -> Media:
        """Where copies lie: beside the data, and on a second medium if one is named or chosen."""
        return copies.media(self.work, self.place.second)

    def say(self, key: str, language: str, **facts: object) -> str:
        """A sentence of the interface."""
        return self.words.say(key, language, **facts)

    def tell(self, error: SuprovidError, language: str) -> str:
        """What went wrong, as a sentence."""
        return told(self.words, error, language)

    def note(self, what: str, person: str = "", page: str = "") -> None:
        """Write to the journal who came, left or was refused; a full disk does not close the door."""
        with contextlib.suppress(OSError, SuprovidError):
            if self.safe.is_locked:
                self.safe.note(self.now(), what)
                return
            self.work.journal.add(self.now(), person, what, "page" if page else "", page)
