"""Patterns that look ahead or behind, walked by sets of positions: bounded work, never a hang.

Python's own parser reads the pattern; its engine, which may try every way there is, is not used.
References back to a group cannot be walked like this: such a pattern is told as one that cannot be judged.
"""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from re import _constants as constants
from re import _parser as parser
from typing import Any

from .re2_syntax import KINDS, hyphens_apart

MOST_STEPS = 60_000
NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
UNICODE = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}")
KIND = re.compile(r"((?:^|[^\\])(?:\\\\)*)\\([pP])\{([A-Za-z_= ]+)\}")
SHORT = re.compile("[CLMNPSZ][a-z]?")
STANDS_IN = 0x10E000
"""From here on in the last private plane a sign stands for a kind of signs, which the parser cannot read."""
sign: Any = constants
Positions = set[int]
AROUND = (sign.ASSERT, sign.ASSERT_NOT)
REFERRING = (sign.GROUPREF, sign.GROUPREF_EXISTS, sign.ATOMIC_GROUP, sign.POSSESSIVE_REPEAT)


class _TooFar(Exception):
    """More steps than anybody waits for."""


class _Unknown(Exception):
    """Something that positions alone do not tell."""


@dataclass(frozen=True)
class Walker:
    """One pattern as the parser reads it."""

    tree: Any
    kinds: tuple[tuple[str, bool], ...] = ()

    @property
    def refers_back(self) -> bool:
        """Does it ask for what a group has found, which positions alone do not tell?"""
        return self._has(REFERRING)

    @property
    def looks_around(self) -> bool:
        """Does it ask for what stands before or after the place that it is at?"""
        return self._has(AROUND)

    def _has(self, operations: Iterable[Any]) -> bool:
        read = repr(self.tree)
        return any(f"({word}, " in read for word in operations)

    def finds(self, text: str, whole: bool) -> bool | None:
        """Does the pattern occur in the text, or fit all of it? None when that takes too long to tell."""
        walk = _Walk(text, bool(self.tree.state.flags & re.IGNORECASE), self.kinds)
        try:
            if not whole:
                return bool(walk.through(self.tree, set(range(len(text) + 1))))
            return len(text) in walk.through(self.tree, {0})
        except (_TooFar, _Unknown, RecursionError):
            return None


def walker_of(pattern: str) -> Walker | None:
    """The walker of a pattern; None for one that nobody can read."""
    kinds: list[tuple[str, bool]] = []
    plain = UNICODE.sub(lambda found: f"\\U{found[1]:0>8}", NAMED.sub("(?P<", hyphens_apart(pattern)))
    while (found := KIND.search(plain)) and (kind := kind_of(found[3])):
        plain = f"{plain[: found.end(1)]}{chr(STANDS_IN + len(kinds))}{plain[found.end() :]}"
        kinds.append((kind, found[2] == "p"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Walker(parser.parse(plain), tuple(kinds))
    except (re.error, OverflowError, RecursionError, ValueError):
        return None


def kind_of(name: str) -> str:
    """The short name of a kind of signs (`L`, `Nd`); empty for one that is not told by categories."""
    short = name.rpartition("=")[2]
    short = KINDS.get(short.lower().replace(" ", "_"), short)
    return short if SHORT.fullmatch(short) else ""


@dataclass
class _Walk:
    text: str
    folds: bool
    kinds: tuple[tuple[str, bool], ...] = ()
    left: int = field(default=MOST_STEPS)

    def through(self, nodes: Iterable[tuple[Any, Any]], starts: Positions) -> Positions:
        """Where one may stand after all the nodes, having begun at any of the starts."""
        for operation, argument in nodes:
            self.left -= len(starts) + 1
            if self.left < 0:
                raise _TooFar
            starts = self._step(operation, argument, starts)
            if not starts:
                break
        return starts

    def _step(self, operation: Any, argument: Any, starts: Positions) -> Positions:
        step = STEPS.get(operation)
        if step is not None:
            return step(self, argument, starts)
        return {
            start + 1
            for start in starts
            if start < len(self.text) and self._is_one(operation, argument, self.text[start])
        }

    def branch(self, argument: Any, starts: Positions) -> Positions:
        return set().union(*(self.through(branch, starts) for branch in argument[1]))

    def group(self, argument: Any, starts: Positions) -> Positions:
        _, added, removed, inner = argument
        before, self.folds = self.folds, (self.folds or bool(added & re.I)) and not removed & re.I
        ends = self.through(inner, starts)
        self.folds = before
        return ends

    def repeat(self, argument: Any, starts: Positions) -> Positions:
        least, most, inner = argument
        for _ in range(least):
            before, starts = starts, self.through(inner, starts)
            if starts == before:
                break
        reached, edge, times = set(starts), starts, least
        while edge and times < most:
            edge = self.through(inner, edge) - reached
            reached |= edge
            times += 1
        return reached

    def ahead(self, argument: Any, starts: Positions) -> Positions:
        return {start for start in starts if self._looks(argument, start)}

    def not_ahead(self, argument: Any, starts: Positions) -> Positions:
        return {start for start in starts if not self._looks(argument, start)}

    def _looks(self, argument: Any, start: int) -> bool:
        direction, inner = argument
        if direction > 0:
            return bool(self.through(inner, {start}))
        least, most = inner.getwidth()
        return any(
            start in self.through(inner, {start - width})
            for width in range(least, min(most, start) + 1)
            if width <= start
        )

    def at(self, place: Any, starts: Positions) -> Positions:
        last = len(self.text)
        if place in (sign.AT_BEGINNING, sign.AT_BEGINNING_STRING):
            return starts & {0}
        if place in (sign.AT_END, sign.AT_END_STRING):
            return starts & {last}
        wanted = place == sign.AT_BOUNDARY
        return {start for start in starts if self._is_edge(start) == wanted}

    def _is_edge(self, start: int) -> bool:
        before = start > 0 and _is_letter(self.text[start - 1])
        return before != (start < len(self.text) and _is_letter(self.text[start]))

    def _is_one(self, operation: Any, argument: Any, letter: str) -> bool:
        """Is this sign one of those that the node names?"""
        if operation == sign.ANY:
            return letter != "\n"
        if operation == sign.IN:
            negated = argument[0][0] == sign.NEGATE
            return bool(negated != any(self._is_one(each[0], each[1], letter) for each in argument[negated:]))
        if operation == sign.CATEGORY:
            return CATEGORIES[argument](letter)
        letters = {letter, letter.lower(), letter.upper()} if self.folds else {letter}
        codes = [ord(each) for each in letters if len(each) == 1]
        if operation == sign.RANGE:
            return any(argument[0] <= code <= argument[1] for code in codes)
        if operation in (sign.LITERAL, sign.NOT_LITERAL):
            kind = self._of_kind(argument, letter)
            named = argument in codes if kind is None else kind
            return bool(named == (operation == sign.LITERAL))
        raise _Unknown

    def _of_kind(self, code: int, letter: str) -> bool | None:
        """Is the sign of the kind that this code stands for? None when it stands for itself."""
        if not 0 <= code - STANDS_IN < len(self.kinds):
            return None
        kind, wanted = self.kinds[code - STANDS_IN]
        return unicodedata.category(letter).startswith(kind) == wanted


def _is_letter(letter: str) -> bool:
    return letter.isalnum() or letter == "_"


def _is_digit(letter: str) -> bool:
    return unicodedata.category(letter) == "Nd"


def _is_white(letter: str) -> bool:
    return letter.isspace() and letter not in "\x1c\x1d\x1e\x1f\x85"


CATEGORIES: dict[Any, Callable[[str], bool]] = {
    sign.CATEGORY_DIGIT: _is_digit,
    sign.CATEGORY_NOT_DIGIT: lambda letter: not _is_digit(letter),
    sign.CATEGORY_SPACE: _is_white,
    sign.CATEGORY_NOT_SPACE: lambda letter: not _is_white(letter),
    sign.CATEGORY_WORD: _is_letter,
    sign.CATEGORY_NOT_WORD: lambda letter: not _is_letter(letter),
}
STEPS: dict[Any, Callable[[_Walk, Any, Positions], Positions]] = {
    sign.BRANCH: _Walk.branch,
    sign.SUBPATTERN: _Walk.group,
    sign.MAX_REPEAT: _Walk.repeat,
    sign.MIN_REPEAT: _Walk.repeat,
    sign.ASSERT: _Walk.ahead,
    sign.ASSERT_NOT: _Walk.not_ahead,
    sign.AT: _Walk.at,
}
