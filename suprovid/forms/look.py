"""A look at answers through a form: what is shown, required, locked and computed now.

Fields are worked out in the order of their dependencies; an answer that is hidden counts as missing for
everything after it, so that one pass settles all, and looking again changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from suprovid.forms.answers import (
    Answers,
    Path,
    at,
    copied,
    drop,
    name_of,
    normalised,
    put,
    stored,
    unanswered,
)
from suprovid.forms.expression import Expression, Scope
from suprovid.forms.fields import Field
from suprovid.forms.look_trees import MOST_ROUNDS, Trees, beside_trees, swept
from suprovid.forms.places import Lines, Place, places
from suprovid.forms.plain.growing import MORE, Node
from suprovid.forms.plain.merging import ABSENT
from suprovid.forms.problems import Problem, told
from suprovid.forms.sections import ShownSection
from suprovid.forms.setting import Setting
from suprovid.forms.validator import Finding

if TYPE_CHECKING:
    from suprovid.forms.form import Form


class View:
    """What a form makes of answers, worked out once; nothing here changes the answers given."""

    def __init__(self, form: Form, answers: Answers, setting: Setting) -> None:
        self.form, self.setting = form, setting
        self._is_literal = form.plain or setting.literal
        self.answers: Answers = copied(answers) if self._is_literal else self._cleaned(answers)
        self._kept: Answers = copied(self.answers)
        self._is_changed = False
        self._hidden: set[Path] = set()
        self._folded: set[Path] = set()
        self._is_folded = False
        self._required: dict[Path, None] = {}
        self._locked: set[Path] = set()
        self._pruned: list[Path] = []
        self._told: dict[tuple[str, bool], tuple[Problem, ...]] = {}
        self._trees = Trees(form, setting, self._kept)
        self._computed: dict[Path, Any] = {}
        self._inside: set[Path] = set()
        self._broken_inside: list[Finding] = []
        self._settle_all()
        for _ in range(MOST_ROUNDS if self._prune_trees() and form.ruled else 0):
            self._settle_all()
            if not self._prune_trees():
                break

    def shows(self, path: Path) -> bool:
        """Is the field at this path drawn now?"""
        self._fold_all()
        away = self._folded or self._hidden
        starts = (path[:length] for length in range(1, len(path) + 1))
        return not away or not any(start in self._hidden or start in self._folded for start in starts)

    def hides(self, path: Path) -> bool:
        """Is the field at this path, or what it stands in, hidden by a condition now?"""
        return self._is_hidden(path)

    def requires(self, path: Path) -> bool:
        """Must the field at this path be answered now? A hidden one never."""
        return path in self._required

    def locks(self, path: Path) -> bool:
        """Is the field at this path read-only now, itself or with what it stands in?"""
        return bool(self._locked) and any(path[:n] in self._locked for n in range(1, len(path) + 1))

    def kept(self) -> Answers:
        """The answers to save: computed ones in, those hidden by a condition out."""
        kept: Answers = copied(self._kept) if self._is_clean() else self._cleaned(self._kept, True)
        return kept

    def untouched(self, stored: Answers, computed: bool = True) -> Answers:
        """The stored answers to the letter, less what is pruned, with what is computed (or without)."""
        kept: Answers = copied(stored)
        for path in self._pruned:
            drop(kept, path)
        for field in self.form.ruled if computed else ():
            for place in places(field, self._kept) if field.calculate is not None else ():
                if at(kept, place.path) != at(self._kept, place.path):
                    put(kept, place.path, at(self._kept, place.path))
        for path, value in self._computed.items() if computed else ():
            if at(kept, path) != value and at(kept, path[:-1], ABSENT) is not ABSENT:
                put(kept, path, value)
        return kept

    def tree(self, path: Path) -> Node:
        """The questions inside the question at this path, as they are for these answers."""
        return self._trees.at(path, self)

    def asked(self, path: Path) -> Field | None:
        """The question at a path, also inside a tree; None for an answer that the form does not know."""
        name = name_of(path)
        if self.form.has(name):
            return self.form.field(name)
        starts = (path[:length] for length in range(1, len(path)))
        trees = (start for start in starts if self.form.has(name_of(start)))
        root = next((start for start in trees if self.form.seed(name_of(start))), (MORE,))
        nodes = self.tree(root).walk() if self.form.has(name_of(root)) else ()
        return next((node.field for node in nodes if node.path == path), None)

    def pruned(self) -> tuple[Path, ...]:
        """The paths of the answers that saving drops, because a condition hides them."""
        return tuple(self._pruned)

    @property
    def sections(self) -> tuple[ShownSection, ...]:
        """The sections with something to show."""
        shown = (
            ShownSection(section, tuple(self._shown_rows(section.rows))) for section in self.form.sections
        )
        return tuple(section for section in shown if section.rows)

    def children(self, path: Path) -> tuple[tuple[Field, ...], ...]:
        """The rows shown inside a group or one line of a repeat."""
        field = self.form.field(".".join(step for step in path if isinstance(step, str)))
        rows = (tuple(child for child in row if self.shows((*path, child.key))) for row in field.rows)
        return tuple(row for row in rows if row)

    def problems(self, language: str, draft: bool = False) -> tuple[Problem, ...]:
        """What is wrong with the answers to save, in the order of the form.

        A draft needs its identity fields only; that what is there has the right type is judged always.
        """
        if (language, draft) not in self._told:
            findings = [*self._missing(draft), *self._judged(draft), *self._broken(draft)]
            self._told[language, draft] = told(self.form, self._kept, findings, language)
        return self._told[language, draft]

    # How it is worked out.

    def _settle_all(self) -> None:
        """What is shown and computed, each after what it depends on; then what is asked of what is shown."""
        for found in (self._hidden, self._required, self._locked, self._inside, self._broken_inside):
            found.clear()
        alone = self.scope()
        for field in self.form.ruled:
            for place in places(field, self._kept):
                self._settle(field, place, self.scope(place.lines) if place.lines else alone)
        for field in self.form.demanding:
            for place in places(field, self._kept):
                if not self._is_hidden(place.path):
                    self._demand(field, place, self.scope(place.lines) if place.lines else alone)

    def _prune_trees(self) -> bool:
        """Drop what only a branch asks for that does not hold; that may close other branches."""
        before = len(self._pruned)
        for field in self.form.trees:
            for place in places(field, self._kept) if field.name not in self.form.groves else ():
                for _ in range(MOST_ROUNDS):
                    asleep = self._trees.asleep(place.path, self)
                    if not asleep:
                        break
                    self._pruned += asleep
                    self._is_changed = True
        return len(self._pruned) > before

    def _settle_tree(self, field: Field, place: Place) -> None:
        """The conditions inside a tree of questions."""
        found = self._trees.settle(field, place.path, self._around(field, place), self._is_literal)
        settled = found.settled
        self._hidden.update(settled.hidden)
        self._required.update(dict.fromkeys(settled.required))
        self._inside.update(settled.required)
        self._locked.update(settled.locked)
        self._pruned += found.paths
        self._computed.update(settled.computed)
        for path, value in settled.computed.items():
            put(self.answers, path, value)
        self._is_changed = self._is_changed or bool(found.paths or settled.computed)
        self._broken_inside += (Finding(path, "constraint", {}, schema) for path, schema in settled.broken)

    def _around(self, field: Field, place: Place) -> Lines:
        """What a tree stands in, as conditions inside it see it: each question, answered or not."""
        found, length = [], 0
        for name, kind in field.inside:
            length += 2 if kind == "lines" else 1
            asked = dict.fromkeys(child.key for child in self.form.field(name).children)
            given = at(self._kept, place.path[:length])
            around = {**asked, **(given if isinstance(given, dict) else {})}
            found.append((name if kind == "lines" else "", around))
        return tuple(found)

    def _settle(self, field: Field, place: Place, scope: Scope) -> None:
        if not self._is_shown(field, place, scope):
            return
        if field.calculate is not None and not self.setting.frozen:
            self._compute(field, place, scope)
        if field.required and not field.retired:
            self._required[place.path] = None
        if field.readonly or self._is_sealed(field, place.path):
            self._locked.add(place.path)
        if field.name in self.form.groves:
            self._settle_tree(field, place)

    def _demand(self, field: Field, place: Place, scope: Scope) -> None:
        """What a condition asks of a question that is shown, once all hidden answers are out."""
        if not field.retired and _holds(field.required_if, scope):
            self._required[place.path] = None
        if _holds(field.readonly_if, scope):
            self._locked.add(place.path)

    def _is_sealed(self, field: Field, path: Path) -> bool:
        return field.lock and self.setting.submitted and not unanswered(at(self._kept, path))

    def scope(self, lines: Lines = ()) -> Scope:
        """What an expression sees: the answers kept so far, inside the given lines."""
        return self.setting.scope(self.form, self._kept, lines)

    def _is_shown(self, field: Field, place: Place, scope: Scope) -> bool:
        if field.inside and self._is_hidden(place.path[:-1]):
            return False
        condition = field.visible_if
        outcome = True if condition is None else condition.holds(scope)
        if condition is None or outcome is True:
            return True
        self._hidden.add(place.path)
        is_there = at(self._kept, place.path, ABSENT) is not ABSENT
        if is_there and not field.keeps_hidden and self._may_drop(condition, outcome, scope):
            if not self._is_missing(at(self.answers, place.path, ABSENT)):
                self._pruned.append(place.path)
            self._drop(place.path)
        return False

    def _may_drop(self, condition: Expression, outcome: bool | None, scope: Scope) -> bool:
        """Hidden by the answers; not only because something outside the form is unknown today."""
        return outcome is False or any(map(self.form.asks, condition.missing(scope)))

    def _compute(self, field: Field, place: Place, scope: Scope) -> None:
        holder = at(self._kept, place.path[:-1])
        if field.calculate is None or not isinstance(holder, dict):
            return
        value = stored(field.calculate.value(scope), field.kind)
        put(self._kept, place.path, value)
        self._is_changed = True
        put(self.answers, place.path, value)

    def _drop(self, path: Path) -> None:
        drop(self._kept, path)
        self._is_changed = True

    def _fold_all(self) -> None:
        """Once, when somebody draws: whoever only saves never asks. Children come before their group."""
        if not self._is_folded:
            self._is_folded = True
            short = self.setting.profile == "short"
            for field in self.form.order[::-1] if short else self.form.foldable:
                self._fold(field)

    def _fold(self, field: Field) -> None:
        """Leave out what the profile leaves out, and retired fields without an answer."""
        for place in places(field, self.answers):
            empty = unanswered(at(self._kept, place.path))
            short = self.setting.profile == "short" and not self._is_core(field, place.path)
            if (empty and (field.retired or short)) or (
                field.kind == "group" and not self.children(place.path)
            ):
                self._folded.add(place.path)

    def _is_core(self, field: Field, path: Path) -> bool:
        if field.core or path in self._required:
            return True
        if field.kind == "group":
            return any(self._is_core(child, (*path, child.key)) for child in field.children)
        return self._in_plain_lines(field)

    def _in_plain_lines(self, field: Field) -> bool:
        """Inside a repeat that marks none of its columns as core, all of them are."""
        if not field.inside or field.inside[-1][1] != "lines":
            return False
        return not any(child.schema.get("x-core") for child in self.form.field(field.inside[-1][0]).children)

    def _shown_rows(self, rows: tuple[tuple[str, ...], ...]) -> Iterator[tuple[Field, ...]]:
        for row in rows:
            shown = tuple(self.form.field(name) for name in row if self.shows((name,)))
            if shown:
                yield shown

    def _missing(self, draft: bool) -> Iterator[Finding]:
        for path in self._identities() if draft else self._required:
            if not isinstance(at(self._kept, path[:-1], {}), dict):
                continue
            is_due = draft or (self._is_begun if path in self._inside else self._is_entered)(path)
            if is_due and self._is_missing(at(self._kept, path, ABSENT)):
                yield Finding(path, "required")

    def _identities(self) -> Iterator[Path]:
        """What a document cannot be found without."""
        for field in self.form.named.values():
            for place in places(field, self._kept) if field.identity else ():
                if not self._is_hidden(place.path):
                    yield place.path

    def _is_begun(self, path: Path) -> bool:
        """In a tree a group that is empty is not kept; an item of a list is."""
        is_item = len(path) > 1 and isinstance(path[-2], int)
        return is_item or len(path) == 1 or not unanswered(swept(at(self._kept, path[:-1])))

    def _is_entered(self, path: Path) -> bool:
        """Inside an optional group, requiredness begins with the first answer there; a line is there."""
        for length in range(1, len(path)):
            group = path[:length]
            is_line = isinstance(group[-1], int)
            if (
                not is_line
                and group not in self._required
                and self._is_missing(at(self._kept, group, ABSENT))
            ):
                return False
        return True

    def _is_clean(self) -> bool:
        """Is nothing empty left behind, since nothing was put in or taken out?"""
        return self._is_literal or not (self._is_changed or self.form.trees)

    def _cleaned(self, answers: Answers, is_done: bool = False) -> Answers:
        """A copy without what is empty, and with the trees as they are."""
        clean: Answers = normalised(answers)
        if self.form.trees:
            beside_trees(clean, answers, list(self._tree_paths(answers)), is_done)
        return clean

    def _tree_paths(self, answers: Answers) -> Iterator[Path]:
        for field in self.form.trees:
            if field.name == MORE:
                yield from ((key,) for key in answers if not self.form.has(key))
            else:
                yield from (place.path for place in places(field, answers))

    def _is_missing(self, value: Any) -> bool:
        return value is ABSENT or (unanswered(value) and not self._is_literal)

    def _is_hidden(self, path: Path) -> bool:
        return bool(self._hidden) and any(path[:n] in self._hidden for n in range(1, len(path) + 1))

    def _judged(self, draft: bool) -> Iterator[Finding]:
        if self._trees.overgrown:
            yield from (Finding(path, "too_much_work") for path in self._trees.overgrown)
            return
        kept = self._kept if self._is_clean() else self.kept()
        judge = self.form.literal_validator if self.setting.literal else self.form.validator
        if judge.surely_fits(kept):
            return
        for finding in judge.findings(kept):
            if not (draft and finding.keyword in LATER) and not self._is_of_hidden(finding):
                yield finding

    def _is_of_hidden(self, finding: Finding) -> bool:
        """Is it only about what is hidden? A branch that asks for nothing else asks for nothing."""
        if not self._hidden:
            return False
        return self._is_hidden(finding.path) or any(
            all(map(self._is_of_hidden, branch)) for branch in finding.branches
        )

    def _broken(self, draft: bool) -> Iterator[Finding]:
        yield from () if draft else self._broken_inside
        for field in () if draft else self.form.constrained:
            for place in places(field, self._kept):
                answer = at(self._kept, place.path)
                if unanswered(answer) or self._is_hidden(place.path):
                    continue
                scope = self.setting.scope(self.form, self._kept, place.lines, answer)
                if field.constraint is not None and field.constraint.holds(scope) is False:
                    yield Finding(place.path, "constraint")


LATER = frozenset({"required", "dependentRequired", "minItems", "minProperties", "contains", "minContains",
                   "oneOf", "anyOf", "not"})  # fmt: skip


def _holds(condition: Expression | None, scope: Scope) -> bool:
    return condition is not None and condition.holds(scope) is True
