"""Three-valued outcomes as formulas: what surely makes a condition hold, fail, or do neither.

A part that a schema cannot express leaves all four open, and the parts around it may still be sure:
`${a} = 1 or ${fact.b}` surely holds when `${a}` is 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from suprovid.forms.exporting.formula import Formula, every, negated, some


@dataclass(frozen=True)
class Truth:
    """Each formula is enough for its word; `exact` says that nothing was left open."""

    yes: Formula
    not_yes: Formula
    no: Formula
    not_no: Formula
    exact: bool = True


OPEN = Truth(False, False, False, False, exact=False)


def sure(yes: Formula, no: Formula) -> Truth:
    """A condition whose outcomes are known exactly."""
    return Truth(yes, negated(yes), no, negated(no))


def opposite(truth: Truth) -> Truth:
    """`not(...)`: not known stays not known."""
    return Truth(truth.no, truth.not_no, truth.yes, truth.not_yes, truth.exact)


def all_of(truths: list[Truth]) -> Truth:
    """`and`."""
    return Truth(
        every(*(each.yes for each in truths)),
        some(*(each.not_yes for each in truths)),
        some(*(each.no for each in truths)),
        every(*(each.not_no for each in truths)),
        all(each.exact for each in truths),
    )


def any_of(truths: list[Truth]) -> Truth:
    """`or`: the opposite of all opposites."""
    return opposite(all_of([opposite(each) for each in truths]))


def chosen(condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """`if(condition, then, otherwise)`: not known when the condition is not."""
    return Truth(
        some(every(condition.yes, then.yes), every(condition.no, otherwise.yes)),
        every(some(condition.not_yes, then.not_yes), some(condition.not_no, otherwise.not_yes)),
        some(every(condition.yes, then.no), every(condition.no, otherwise.no)),
        every(some(condition.not_yes, then.not_no), some(condition.not_no, otherwise.not_no)),
        condition.exact and then.exact and otherwise.exact,
    )


def some_line(has: Callable[[Formula], Formula], inner: Truth) -> Truth:
    """`some(lines, ...)`; `has` makes "there is a line with" of a formula about a line."""
    return Truth(
        has(inner.yes),
        negated(has(negated(inner.not_yes))),
        negated(has(negated(inner.no))),
        has(inner.not_no),
        inner.exact,
    )


def every_line(has: Callable[[Formula], Formula], inner: Truth) -> Truth:
    """`every(lines, ...)`: no line for which the opposite holds."""
    return opposite(some_line(has, opposite(inner)))
