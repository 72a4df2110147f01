"""The trees of a form: what grows for some answers, and what the conditions in it make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

from suprovid.forms.answers import Answers, Path, at, copied, drop, name_of, put, put_exactly, unanswered
from suprovid.forms.expression import Scope
from suprovid.forms.fields import Field
from suprovid.forms.plain.growing import MORE, Garden, Node
from suprovid.forms.plain.judging import TooMuchWork
from suprovid.forms.plain.merging import ABSENT
from suprovid.forms.plain.settling import Ground, Lines, Settled, settle

if TYPE_CHECKING:
    from suprovid.forms.form import Form
    from suprovid.forms.setting import Setting

MOST_ROUNDS = 5
MOST_TURNS = 40
NOTHING = Settled({}, (), {}, (), (), ())


@dataclass(frozen=True)
class Pruned:
    """What the conditions of one tree say in the end, and the answers that went."""

    settled: Settled
    paths: tuple[Path, ...] = ()


class Marks(Protocol):
    """What a view says of each path (`View`)."""

    def hides(self, path: Path) -> bool: ...

    def requires(self, path: Path) -> bool: ...

    def locks(self, path: Path) -> bool: ...


class Trees:
    """The trees in the answers to save; `kept` is pruned in place."""

    def __init__(self, form: Form, setting: Setting, kept: Answers) -> None:
        self._form, self._setting, self._kept = form, setting, kept
        self._grown: dict[Path, Node] = {}
        self.overgrown: list[Path] = []

    def at(self, path: Path, marks: Marks) -> Node:
        """The tree of the question at a path, as it is drawn."""
        if path not in self._grown:
            name = name_of(path)
            node = self._grow(path, self._form.field(name), whole=False)
            self._grown[path] = _marked(node, marks) if name in self._form.groves else node
        return self._grown[path]

    def asleep(self, path: Path, marks: Marks) -> list[Path]:
        """The answers that only a branch asks for that does not hold; they are dropped."""
        found = list(self._own_to_drop(self._asleep(self.at(path, marks))))
        for each in found:
            drop(self._kept, each)
        if found:
            del self._grown[path]
        return found

    def settle(self, field: Field, path: Path, lines: Lines, is_literal: bool) -> Pruned:
        """Work out the conditions of one tree; what they hide is dropped, what they compute put in.

        Each round grows the tree that the one before has left, until nothing changes any more.
        """
        place = () if field.name == MORE else path
        before = copied(at(self._kept, place, ABSENT))
        asleep: dict[Path, None] = {}
        settled = NOTHING
        for _ in range(MOST_TURNS):
            grown_from = copied(at(self._kept, place, ABSENT))
            settled, asleep = self._turn(field, path, lines, before, asleep)
            if grown_from is ABSENT or at(self._kept, place, ABSENT) == grown_from:
                break
        gone = [*asleep, *(path for path, drops in settled.hidden.items() if drops)]
        return Pruned(settled, tuple(self._really_gone(gone, place, before, is_literal)))

    # How it is worked out.

    def _turn(
        self, field: Field, path: Path, lines: Lines, before: Any, asleep: Mapping[Path, None]
    ) -> tuple[Settled, dict[Path, None]]:
        """One round: the conditions over the tree as it is, and the answers put right by them."""
        place = () if field.name == MORE else path
        node = self._grow(path, field, whole=True)
        value = at(self._kept, place, ABSENT)

        def scope(around: Lines, current: Any) -> Scope:
            return self._setting.scope(self._form, self._kept, around, current)

        def once(where: Path) -> Any:
            return at(before, where[len(place) :], ABSENT)

        ground = Ground(
            scope, lines, field.key if place else "", self._form.has, once,
            self._form.groves[field.name].root, self._setting.frozen, self._setting.submitted,
        )  # fmt: skip
        settled = settle(node, value, ground)
        still = _still_asleep(asleep, node)
        still.update(dict.fromkeys(self._own_to_drop(settled.dormant)))
        if value is not ABSENT:
            self._put_back(place, before)
        for each in (*still, *(path for path, drops in settled.hidden.items() if drops)):
            drop(self._kept, each)
        for where, computed in settled.computed.items():
            put(self._kept, where, computed)
        return settled, still

    def _put_back(self, place: Path, before: Any) -> None:
        if place:
            put_exactly(self._kept, place, copied(before))
        else:
            self._kept.clear()
            self._kept.update(copied(before))

    def _really_gone(self, gone: list[Path], place: Path, before: Any, is_literal: bool) -> Iterator[Path]:
        """Those that were answered, without what stands inside another one."""
        away = set(gone)
        for path in dict.fromkeys(gone):
            value = at(before, path[len(place) :], ABSENT)
            was_there = value is not ABSENT and (is_literal or not unanswered(value))
            if was_there and not any(path[:length] in away for length in range(1, len(path))):
                yield path

    def _asleep(self, tree: Node) -> Iterator[Path]:
        return ((*node.path, name) for node in tree.walk() for name in node.dormant)

    def _own_to_drop(self, asleep: Iterator[Path] | tuple[Path, ...]) -> Iterator[Path]:
        """What the form itself asks for is never pruned by a branch."""
        return (each for each in asleep if len(each) > 1 or not self._form.has(str(each[0])))

    def _grow(self, path: Path, field: Field, whole: bool) -> Node:
        seed, title = self._form.seed(field.name), field.title(self._setting.language)
        parts = [seed] if seed else []
        known: frozenset[str] = frozenset()
        if field.name == MORE:
            path, known = (), frozenset(each.key for each in self._form.fields)
        value = at(self._kept, path, ABSENT)
        hands = self._setting.hands
        garden = Garden(field.words, self._setting.language, hands, field.name in self._form.groves)
        try:
            if whole:
                return garden.grow_whole(parts, value, path, known)
            return garden.grow(parts, value, path, title, known)
        except TooMuchWork:
            self.overgrown.append(path)
            return Node(path, field, "odd", present=value is not ABSENT)


def _still_asleep(asleep: Mapping[Path, None], tree: Node) -> dict[Path, None]:
    """Those of the round before whose branch has not woken up."""
    if not asleep:
        return {}
    awake = {(*node.path, name) for node in tree.walk() for name in node.declared}
    return {path: None for path in asleep if path not in awake}


def _marked(node: Node, marks: Marks, locked: bool = False) -> Node:
    """The tree without what is hidden, with what conditions require and lock."""
    locked = locked or (bool(node.path) and marks.locks(node.path))
    children = (child for child in node.children if not marks.hides(child.path))
    return replace(
        node,
        children=tuple(_marked(child, marks, locked) for child in children),
        required=node.required or marks.requires(node.path),
        locked=locked,
    )


def beside_trees(clean: Answers, answers: Answers, paths: Collection[Path], is_done: bool = False) -> Answers:
    """Answers that were cleaned of what is empty, with the trees at these paths put back to the letter.

    An empty item of a tree is one that somebody is about to fill in; without it, those behind it would move.
    A tree that `is_done` loses the groups and lists in it that are empty.
    """
    for path in paths:
        value = at(answers, path, ABSENT)
        whole = swept(value) if is_done else copied(value)
        if whole is not ABSENT and not unanswered(whole):
            put_exactly(clean, path, whole)
        else:
            drop(clean, path)
    return clean


def swept(value: Any) -> Any:
    """A tree without the groups and lists in its groups that are empty; items of lists keep their places."""
    if isinstance(value, dict):
        inner = {key: swept(each) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each or not isinstance(each, dict | list)}
    return [swept(each) for each in value] if isinstance(value, list) else value
