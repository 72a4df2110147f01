"""The order in which conditions and calculations are worked out, so that each finds its names ready."""

from __future__ import annotations

from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter

from suprovid.forms.fields import Field

MOST_TOLD = 20
Needs = dict[str, set[str]]


def ordered(named: Mapping[str, Field]) -> tuple[Field, ...]:
    """The fields, each after those that its visibility and its calculation depend on.

    With a circle (which the check refuses) the order is that of the form.
    """
    try:
        return tuple(named[name] for name in TopologicalSorter(_all_needs(named)).static_order())
    except CycleError:
        return tuple(named.values())


def needs(field: Field, named: Mapping[str, Field]) -> set[str]:
    """The fields that must be settled before this one: what it stands in, and what its rules name."""
    needed = {field.inside[-1][0]} if field.inside else set()
    for expression in (field.visible_if, field.calculate):
        if expression is not None:
            needed |= {name for name in expression.names if name in named}
    return needed


def circles(named: Mapping[str, Field]) -> tuple[tuple[str, ...], ...]:
    """The circles found, one after the other: each is the names that need each other."""
    rest = _all_needs(named)
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


def _all_needs(named: Mapping[str, Field]) -> Needs:
    return {name: needs(field, named) for name, field in named.items()}
