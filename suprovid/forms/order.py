"""The order in which conditions and calculations are worked out, so that each finds its names ready."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from suprovid.forms.fields import Field


def ordered(named: Mapping[str, Field]) -> tuple[Field, ...]:
    """The fields, each after those that its visibility and its calculation depend on.

    Inside a circle (which the check refuses) the order is that of the form.
    """
    done: dict[str, Field] = {}
    for name in named:
        _visit(name, named, done, set())
    return tuple(done.values())


def _visit(name: str, named: Mapping[str, Field], done: dict[str, Field], open_names: set[str]) -> None:
    if name in done or name in open_names:
        return
    open_names.add(name)
    for needed in needs(named[name], named):
        _visit(needed, named, done, open_names)
    done[name] = named[name]


def needs(field: Field, named: Mapping[str, Field]) -> Iterator[str]:
    """The fields that must be settled before this one: what it stands in, and what its rules name."""
    if field.inside:
        yield field.inside[-1][0]
    for expression in (field.visible_if, field.calculate):
        for name in sorted(expression.names) if expression else ():
            if name in named:
                yield name


def circles(named: Mapping[str, Field]) -> tuple[tuple[str, ...], ...]:
    """Every circle found: names that need each other, each circle told once."""
    found: dict[frozenset[str], tuple[str, ...]] = {}
    settled: set[str] = set()
    for name in named:
        for circle in _circles_from(name, named, settled, ()):
            found.setdefault(frozenset(circle), circle)
    return tuple(found.values())


def _circles_from(
    name: str, named: Mapping[str, Field], settled: set[str], path: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    if name in path:
        yield path[path.index(name) :]
        return
    if name in settled:
        return
    for needed in needs(named[name], named):
        yield from _circles_from(needed, named, settled, (*path, name))
    settled.add(name)
