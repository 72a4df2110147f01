"""Do the conditions inside a tree of questions fit: names that exist there, values that can meet, no circle.

A condition rules a question with a name of its own; where it could rule nothing, it is a fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from typing import NamedTuple

from suprovid.forms.answer_kinds import Kinds, form_kinds
from suprovid.forms.answers import Path
from suprovid.forms.dialect import expression_fault
from suprovid.forms.expression.binding import contexts
from suprovid.forms.expression.kinds import ANY, Kind
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.fields import RULES
from suprovid.forms.form import Form
from suprovid.forms.node_forms import form_of
from suprovid.forms.plain.groves import DEAD, Bough, Grove
from suprovid.forms.plain.growing import MORE

Known = Mapping[str, Kind | str]
Spot = tuple[int, str]


class Edge(NamedTuple):
    """One question needs another: of the same node (0), of one inside (1), of one around (-1)."""

    start: Spot
    end: Spot
    way: int


def tree_faults(form: Form, kinds: Known, places: Mapping[str, Path], file: str) -> Iterator[Fault]:
    """The faults of the conditions in all trees of a form."""
    for name, grove in form.groves.items():
        place = places.get(name, ())
        drawn = frozenset(places.values()) if name == MORE else frozenset()
        yield from _stray(grove, place, drawn, file)
        outer = _outer(kinds, name)
        for bough, key, child in grove.ruled():
            yield from _expressions(form, bough, (key, child), outer, file, place)
        for circle in _circles(grove):
            facts = {"names": " → ".join((*circle, circle[0]))}
            yield Fault(file, pointer(place), "circle", facts)


def _stray(grove: Grove, place: Path, drawn: Collection[Path], file: str) -> Iterator[Fault]:
    """Conditions where there is no question that they could rule, and words that nobody would heed.

    What stands at the places in `drawn` is a field of the form all the same.
    """
    for bough in grove.boughs:
        at_bough = (*place, *bough.place)
        lost = (
            [] if bough.is_named or bough is grove.root else [word for word in RULES if word in bough.words]
        )
        for word in dict.fromkeys((*lost, *bough.strays)):
            yield Fault(file, pointer((*at_bough, word)), "nameless_condition", {"word": word})
        if bough is not grove.root and at_bough not in drawn:
            for word in DEAD:
                if word in bough.words and word not in lost:
                    yield Fault(file, pointer((*at_bough, word)), "not_in_tree", {"word": word})


def _outer(kinds: Known, tree: str) -> dict[str, Kind | str]:
    """What the names outside a tree are to the conditions in it: those nearest to it win."""
    found = dict(kinds)
    for around in reversed(contexts(tree.rpartition(".")[0])):
        start = f"{around}."
        found.update((name[len(start) :], kind) for name, kind in kinds.items() if name.startswith(start))
    return found


def _expressions(
    form: Form, bough: Bough, asked: tuple[str, Bough], outer: Known, file: str, place: Path
) -> Iterator[Fault]:
    """The faults of the conditions of one question."""
    key, child = asked
    around = {name: ANY for level in bough.levels() for name in level.children}
    own = form_kinds(form_of(form, bough))
    known = Kinds({**outer, **around, **own})
    known.trees = own.trees
    for word, rule in child.rules.items():
        current = ANY if word != "x-constraint" else own[key]
        for error in rule.faults(known, "", current if isinstance(current, Kind) else Kind(current)):
            yield expression_fault(file, (*place, *child.place, word), error)


def _circles(grove: Grove) -> Iterator[tuple[str, ...]]:
    """Questions that need each other with no end: within one node, or upwards and downwards at once.

    A sum over the nodes inside ends where the tree ends, and what is handed down ends where it begins.
    """
    edges = list(_edges(grove))
    reached = _reached(edges)
    told: set[Spot] = set()
    for spot in reached:
        if spot in told or spot not in reached[spot]:
            continue
        ring = {other for other in reached[spot] if spot in reached.get(other, ())}
        told |= ring
        inner = [edge for edge in edges if edge.start in ring and edge.end in ring]
        if {1, -1} <= {edge.way for edge in inner} or _turns([edge for edge in inner if not edge.way]):
            yield tuple(dict.fromkeys(name for _, name in sorted(ring, key=lambda each: each[1])))


def _edges(grove: Grove) -> Iterator[Edge]:
    """What must be settled before each question, as `order.needs` has it for fields."""
    for bough in grove.boughs:
        for name in bough.children:
            for around in bough.around:
                yield from _to_holder(around, bough, (id(bough), name))
    for bough, name, child in grove.ruled():
        for word in ("x-visible-if", "x-calculate"):
            for asked in child.rules[word].names if word in child.rules else ():
                yield from _to_name(bough, (id(bough), name), asked.split("."))


def _to_holder(around: Bough, bough: Bough, start: Spot) -> Iterator[Edge]:
    """The question that is, or holds, the node in which another one stands; a list may stand in itself."""
    waiting, seen = [(around, bough)], {id(bough)}
    while waiting:
        outer, inner = waiting.pop()
        for name, child in outer.children.items():
            if child is inner or inner in child.items:
                yield Edge(start, (id(outer), name), -1)
        if inner in outer.items and id(outer) not in seen:
            seen.add(id(outer))
            waiting += [(above, outer) for above in outer.around]


def _to_name(bough: Bough, start: Spot, parts: list[str]) -> Iterator[Edge]:
    if parts[0] not in bough.children:
        for above in bough.levels():
            if parts[0] in above.children:
                yield Edge(start, (id(above), parts[0]), -1)
        return
    here: list[Bough] = [bough]
    for depth, part in enumerate(parts):
        for each in here:
            if part in each.children:
                yield Edge(start, (id(each), part), 1 if depth else 0)
        here = [inner for each in here if part in each.children for inner in _groups(each.children[part])]


def _groups(bough: Bough) -> Iterator[Bough]:
    """The nodes that an answer is or consists of."""
    found = [bough]
    for each in found:
        found += [item for item in each.items if item not in found]
    yield from found


def _reached(edges: list[Edge]) -> dict[Spot, set[Spot]]:
    """Everything that each question needs, directly or not."""
    direct: dict[Spot, set[Spot]] = {}
    for edge in edges:
        direct.setdefault(edge.start, set()).add(edge.end)
    found: dict[Spot, set[Spot]] = {}
    for spot in direct:
        waiting, seen = list(direct[spot]), set[Spot]()
        while waiting:
            each = waiting.pop()
            if each not in seen:
                seen.add(each)
                waiting.extend(direct.get(each, ()))
        found[spot] = seen
    return found


def _turns(edges: list[Edge]) -> bool:
    graph: dict[Spot, set[Spot]] = {}
    for edge in edges:
        graph.setdefault(edge.start, set()).add(edge.end)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError:
        return True
    return False
