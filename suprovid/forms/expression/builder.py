"""A condition as it is put together by clicking: groups (all, any, none) of rows (field, comparison, value).

What does not fit a row stays as text, to the letter, so that nothing is lost on the way there and back.
Values only; who draws it is another matter.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from .builder_rows import Row, row_of
from .expression import Expression, parse
from .kinds import Kinds
from .tree import All, Any, Call, Name, Node, each_line
from .writing import write

JOINS = ("all", "any", "none")
QUANTIFIERS = ("some", "every")
Path = tuple[int, ...]


@dataclass(frozen=True)
class TextRow:
    """A part that no row can say, as it is written."""

    text: str


@dataclass(frozen=True)
class Group:
    """Parts of which all, at least one, or none hold."""

    join: str = "all"
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True)
class Lines:
    """A group that holds in some or in every line of a repeat."""

    quantifier: str
    name: str
    inside: Group = Group()


Part = Row | TextRow | Group | Lines


def from_expression(expression: Expression, kinds: Kinds, within: str = "") -> Group:
    """The condition as groups and rows; `within` is the repeat where it stands."""
    part = Reading(kinds, within).part(expression.tree)
    return part if isinstance(part, Group) else Group("all", (part,))


def to_expression(group: Group) -> Expression | None:
    """The expression that a group says, without rows that are not finished; None when nothing is left."""
    node = _node(group)
    return Expression(node) if node is not None else None


def is_finished(part: Part) -> bool:
    """Does this part, and everything in it, say something?"""
    match part:
        case Group(_, parts):
            return bool(parts) and all(map(is_finished, parts))
        case Lines(_, _, inside):
            return is_finished(inside)
        case Row():
            return part.is_finished
    return bool(part.text.strip())


# -- from a tree ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """The kinds of all names, and the repeat that names are first looked for in."""

    kinds: Kinds
    within: str = ""

    def part(self, node: Node) -> Part:
        """A row where one fits, a group for and, or, not; text for all else."""
        return row_of(node, self.kind) or self._nested(node) or TextRow(write(node))

    def kind(self, name: str) -> str | None:
        """The kind of a name as it is written here; None when nobody knows it."""
        found = self._resolved(name)
        known = self.kinds.get(found) if found else None
        return (known if isinstance(known, str) else known.name) if known else None

    def _resolved(self, name: str) -> str | None:
        steps = self.within.split(".") if self.within else []
        places = [".".join([*steps[:n], name]) for n in range(len(steps), -1, -1)]
        return next((place for place in places if place in self.kinds), None)

    def _nested(self, node: Node) -> Part | None:
        match node:
            case All(parts):
                return Group("all", tuple(map(self.part, parts)))
            case Any(parts):
                return Group("any", tuple(map(self.part, parts)))
            case Call("not", (Any(parts),)):
                return Group("none", tuple(map(self.part, parts)))
            case Call("not", (inner,)):
                return Group("none", (self.part(inner),))
            case Call(quantifier, (Name(name, home=False), inner)) if each_line(node):
                return self._lines(quantifier, name, inner)
        return None

    def _lines(self, quantifier: str, name: str, inner: Node) -> Part | None:
        lines = self._resolved(name)
        if quantifier not in QUANTIFIERS or lines is None or self.kind(name) != "lines":
            return None
        part = replace(self, within=lines).part(inner)
        return Lines(quantifier, name, part if isinstance(part, Group) else Group("all", (part,)))


# -- to a tree ----------------------------------------------------------------------------------------------


def _node(part: Part) -> Node | None:
    match part:
        case Row():
            return part.node if part.is_finished else None
        case TextRow(text):
            return parse(text).tree if text.strip() else None
        case Lines(quantifier, name, inside):
            condition = _node(inside)
            return Call(quantifier, (Name(name), condition)) if condition is not None and name else None
        case Group(join, parts):
            found = [node for node in map(_node, parts) if node is not None]
            return _joined(join, tuple(found)) if found else None
    return None


def _joined(join: str, parts: tuple[Node, ...]) -> Node:
    one = parts[0] if len(parts) == 1 else None
    if join == "all":
        return one or All(parts)
    return Call("not", (one or Any(parts),)) if join == "none" else one or Any(parts)


# -- edits --------------------------------------------------------------------------------------------------


def parts_of(part: Part) -> tuple[Part, ...]:
    """What stands inside a part."""
    match part:
        case Group(_, parts):
            return parts
        case Lines(_, _, inside):
            return inside.parts
    return ()


def at(group: Group, path: Path) -> Part:
    """The part at a place: the empty path is the group itself."""
    part: Part = group
    for step in path:
        part = parts_of(part)[step]
    return part


def changed(group: Group, path: Path, new: Part | None) -> Group:
    """The group with another part at a place, or without it."""
    if not path:
        return new if isinstance(new, Group) else Group(group.join)
    return _with(group, path, new)


def added(group: Group, path: Path, new: Part) -> Group:
    """The group with one more part at the end of the group at a place."""
    inside = at(group, path)
    return changed(group, path, _filled(inside, (*parts_of(inside), new)))


def _with(group: Group, path: Path, new: Part | None) -> Group:
    parts = list(group.parts)
    place, *rest = path
    if not rest:
        parts[place : place + 1] = [] if new is None else [new]
        return replace(group, parts=tuple(parts))
    inner = parts[place]
    holder = inner.inside if isinstance(inner, Lines) else inner
    assert isinstance(holder, Group)
    changed_inside = _with(holder, tuple(rest), new)
    parts[place] = replace(inner, inside=changed_inside) if isinstance(inner, Lines) else changed_inside
    return replace(group, parts=tuple(parts))


def _filled(part: Part, parts: tuple[Part, ...]) -> Part:
    if isinstance(part, Lines):
        return replace(part, inside=replace(part.inside, parts=parts))
    assert isinstance(part, Group)
    return replace(part, parts=parts)
