"""Filters of a list, each one row of a table; what is chosen stands in the address, as keys and ids."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from suprovid.casework import directory, filters, people
from suprovid.casework.directory import KIND as ORGANISATION
from suprovid.casework.programme import say
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.store.questions import Asked, Either, Filter

OPEN, ALL, MINE, CLOSED = "open", "all", "mine", "closed"
PAGE = "page"

Option = tuple[str, str]


@dataclass(frozen=True)
class Choosing:
    """One filter: its name in the address, its options, what it asks of the index, its value at rest."""

    name: str
    options: Callable[[Desk, str], Sequence[Option]]
    asks: Callable[[Desk, str, str], Sequence[Asked]]
    silent: str = ""
    kinds: tuple[str, ...] = ("enquiry", "case")


def chosen(name: str, silent: str = "") -> str:
    """What the address says about a filter."""
    return st.query_params.get(name, silent)


def _whose(silent: str) -> str:
    """Mine or everybody's, as the address says."""
    said = chosen("whose", silent)
    return said if said in (MINE, ALL) else silent


def asked(desk: Desk, kind: str, whose: str) -> tuple[Asked, ...]:
    """What all filters together ask of the index."""
    found: list[Asked] = [Filter("kind", "=", kind)]
    if _whose(whose) == MINE:
        me = desk.by.person.id
        found.append(Either([Filter("coordinator", "=", me), Filter("deputy", "=", me)]))
    for filter in of(kind):
        value = _valid(desk, kind, filter)
        if value != ALL and value:
            found.extend(filter.asks(desk, kind, value))
    return tuple(found)


def of(kind: str) -> Iterator[Choosing]:
    """The filters of a kind of folder."""
    return (filter for filter in FILTERS if kind in filter.kinds)


def draw(desk: Desk, kind: str, whose: str) -> None:
    """Whose folders, the other filters behind one button, and what is set, each with a way to take it off."""
    with st.container(horizontal=True, vertical_alignment="center", key=f"filters-{kind}"):
        st.segmented_control(
            desk.say("list.whose"),
            [MINE, ALL],
            default=_whose(whose),
            format_func=lambda value: desk.say(f"list.whose.{value}"),
            key=f"{kind}-whose",
            label_visibility="collapsed",
            required=True,
            on_change=_choose,
            args=("whose", f"{kind}-whose", whose),
        )
        popover(desk, kind)


def popover(desk: Desk, kind: str) -> None:
    """The filters of a kind behind one button, and beside it what is set."""
    with st.popover(desk.say("list.filters"), icon=":material/filter_list:"):
        for filter in of(kind):
            _choice(desk, kind, filter)
    for filter in of(kind):
        _taken(desk, kind, filter)


def value(desk: Desk, kind: str, name: str) -> str:
    """What is asked of one filter; empty where nothing is."""
    found = next((_valid(desk, kind, filter) for filter in of(kind) if filter.name == name), "")
    return "" if found == ALL else found


def is_at_rest(desk: Desk, kind: str) -> bool:
    """Has nobody set any filter? Then what is open is shown."""
    return all(_valid(desk, kind, filter) == filter.silent for filter in of(kind))


def show_closed() -> None:
    """Set the filter that shows what has come to its end."""
    st.query_params["stage"] = CLOSED


def _choice(desk: Desk, kind: str, filter: Choosing) -> None:
    options = dict(filter.options(desk, kind))
    value = _valid(desk, kind, filter)
    st.selectbox(
        desk.say(f"list.{filter.name}"),
        list(options),
        index=list(options).index(value) if value in options else 0,
        format_func=lambda key: options[key],
        key=f"{kind}-filter-{filter.name}-{value}",
        on_change=_choose,
        args=(filter.name, f"{kind}-filter-{filter.name}-{value}", filter.silent),
    )


def _taken(desk: Desk, kind: str, filter: Choosing) -> None:
    """A filter that is set: its value, and a click takes it off."""
    value = _valid(desk, kind, filter)
    if value != filter.silent:
        label = dict(filter.options(desk, kind)).get(value, value)
        st.button(
            plain(label),
            key=f"{kind}-off-{filter.name}",
            icon=":material/close:",
            icon_position="right",
            help=desk.say("list.take_off"),
            on_click=_off,
            args=(filter.name,),
        )


def _valid(desk: Desk, kind: str, filter: Choosing) -> str:
    """What the address says, if that can be chosen here."""
    value = chosen(filter.name, filter.silent)
    known = {key for key, _ in filter.options(desk, kind)}
    return value if value in known else filter.silent


def _choose(name: str, key: str, silent: str) -> None:
    value = st.session_state.get(key) or silent
    st.query_params.pop(PAGE, None)
    if value == silent:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def _off(name: str) -> None:
    st.query_params.pop(name, None)
    st.query_params.pop(PAGE, None)


# -- the table ------------------------------------------------------------------------------------------


def _stages(desk: Desk, kind: str) -> Sequence[Option]:
    stages = desk.work.programme.stages_of(kind)
    said = [(stage.key, say(stage.label, desk.language)) for stage in stages]
    return [(key, desk.say(f"list.{key}")) for key in (OPEN, CLOSED, ALL)] + said


def _in_stage(desk: Desk, kind: str, value: str) -> Sequence[Asked]:
    if value in (OPEN, CLOSED):
        return [Filter("open", "=", value == OPEN)]
    return [Filter("stage", "=", value)]


def _late(desk: Desk, kind: str, value: str) -> Sequence[Asked]:
    today = desk.by.today.isoformat()
    late = [Filter("line", "=", "task"), Filter("kind", "=", kind), Filter("amber_on", "<=", today)]
    return [desk.work.index.having("lines", late)]


def _named(desk: Desk, kind: str) -> Sequence[Option]:
    """The conditions that the organisation has given names to."""
    known = [(one.key, one.title(desk.language)) for one in filters.of(desk.work, kind)]
    return [(ALL, desk.say("list.any")), *known]


def _in_named(desk: Desk, kind: str, value: str) -> Sequence[Asked]:
    found = (one for one in filters.of(desk.work, kind) if one.key == value)
    return [asked for one in found for asked in filters.asked(desk.work, desk.by, kind, one)]


def choices(desk: Desk, tag: str) -> Sequence[Option]:
    """The choices of the question with a tag."""
    field = desk.work.ground.tags.fields.get(tag)
    return [(str(c.value), c.title) for c in field.choices(desk.language)] if field else []


def _listed(tag: str) -> Callable[[Desk, str], Sequence[Option]]:
    return lambda desk, kind: [(ALL, desk.say("list.any")), *choices(desk, tag)]


def _staff(desk: Desk, kind: str) -> Sequence[Option]:
    return [(ALL, desk.say("list.any")), *((who.id, who.name) for who in people.active(desk.work))]


def _of_directory(name: str, tag: str) -> Choosing:
    """A filter of the directory, which asks the directory itself."""
    return Choosing(name, _listed(tag), lambda desk, kind, value: (), ALL, (ORGANISATION,))


def _places(desk: Desk, kind: str) -> Sequence[Option]:
    found = directory.places(desk.work, desk.by)
    return [(ALL, desk.say("list.any")), *((place, place) for place in found)]


DIRECTORY: Mapping[str, str] = {
    "field": "service.areas",
    "group": "service.target_groups",
    "language": "service.languages",
    "cost": "service.cost",
    "status": "service.status",
    "relation": "organisation.relation",
    "provider_kind": "organisation.provider_kind",
}
"""The filters of the directory by name, and the question whose choices each offers."""

FILTERS: tuple[Choosing, ...] = (
    Choosing("stage", _stages, _in_stage, OPEN),
    Choosing("named", _named, _in_named, ALL),
    Choosing(
        "outcome",
        _listed("enquiry.outcome"),
        lambda desk, kind, value: [Filter("enquiry_outcome", "=", value)],
        ALL,
        ("enquiry",),
    ),
    Choosing("coordinator", _staff, lambda desk, kind, value: [Filter("coordinator", "=", value)], ALL),
    Choosing("area", _listed("request.area"), lambda desk, kind, value: [Filter("areas", "has", value)], ALL),
    Choosing(
        "category",
        _listed("demographic.category"),
        lambda desk, kind, value: [Filter("categories", "has", value)],
        ALL,
    ),
    *(_of_directory(name, tag) for name, tag in DIRECTORY.items()),
    Choosing("place", _places, lambda desk, kind, value: (), ALL, (ORGANISATION,)),
    Choosing(
        "late",
        lambda desk, kind: [(ALL, desk.say("list.any")), ("yes", desk.say("list.late.yes"))],
        _late,
        ALL,
    ),
)


def labels(desk: Desk, tag: str) -> Mapping[str, Any]:
    """Choice key -> label of the question with a tag."""
    return dict(choices(desk, tag))
