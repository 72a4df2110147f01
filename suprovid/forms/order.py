"""The order in which conditions and calculations are worked out, so that each finds its names ready."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from graphlib import CycleError, TopologicalSorter

from suprovid.forms.fields import Field

MOST_TOLD = 20
Needs = dict[str, set[str]]
Inside = Mapping[str, Collection[str]]
NOTHING: Inside = {}


def ordered(named: Mapping[str, Field], inside: Inside = NOTHING) -> tuple[Field, ...]:
    """The fields, each after those that its visibility and its calculation depend on.

    `inside` has what the conditions inside a tree ask for.
    With a circle (which the check refuses) the order is that of the form.
    """
    try:
        return tuple(named[name] for name in TopologicalSorter(_all_needs(named, inside)).static_order())
    except CycleError:
        return tuple(named.values())


def needs(field: Field, named: Mapping[str, Field], inside: Inside = NOTHING) -> set[str]:
    """The fields that must be settled before this one: what it stands in, and what its rules name."""
    asked = {field.inside[-1][0]} if field.inside else set[str]()
    for expression in (field.visible_if, field.calculate):
        if expression is not None:
            asked |= expression.names
    own = {owner(name, named) for name in inside.get(field.name, ())} - {field.name}
    return ({owner(name, named) for name in asked} | own) - {""}


def owner(name: str, named: Mapping[str, Field]) -> str:
    """The question that a name belongs to: itself, or the tree that it stands in; empty for the world."""
    while name not in named:
        name = name.rpartition(".")[0]
        if not name or (name in named and named[name].kind != "tree"):
            return ""
    return name


def circles(named: Mapping[str, Field], inside: Inside = NOTHING) -> tuple[tuple[str, ...], ...]:
    """The circles found, one after the other: each is the names that need each other."""
    rest = _all_needs(named, inside)
    found: list[tuple[str, ...]] = []
    while len(found) < MOST_TOLD:
        try:
            TopologicalSorter(rest).prepare()
        except CycleError as error:
            circle = tuple(reversed(error.args[1][1:]))
            found.append(circle)
            rest = {name: set() if name in circle else needed for name, needed in rest.items()}
            continue
        break
    return tuple(found)


def _all_needs(named: Mapping[str, Field], inside: Inside) -> Needs:
    return {name: needs(field, named, inside) for name, field in named.items()}
