"""The verdict of JSON Schema 2020-12 on any answers, with a bound on the work that it may take.

The keywords are those of the library; ours only put a problem where it can be put right, let the chosen
branch speak alone, and count the steps.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from suprovid.forms.answers import Path
from suprovid.forms.free_names import evaluated, is_free, matches
from suprovid.forms.plain.choosing import choose
from suprovid.forms.plain.drafts import WHOLE
from suprovid.forms.plain.parts import Part, root_of
from suprovid.forms.validator import (
    DRAFT_FORMATS,
    FORMATS,
    JUDGE,
    Finding,
    Validator,
    conforms,
    found,
)

MOST_STEPS = 25_000
UNEVALUATED = frozenset({"unevaluatedProperties", "unevaluatedItems"})


class TooMuchWork(Exception):
    """Judging these answers by this schema would take longer than anybody waits."""


class _Effort(threading.local):
    left: int | None = None


EFFORT = _Effort()


@contextmanager
def bounded(steps: int = MOST_STEPS) -> Iterator[None]:
    """Judge within this many steps; raises TooMuchWork. Inside another bound, that one counts."""
    if EFFORT.left is not None:
        yield
        return
    EFFORT.left = steps
    try:
        yield
    except RecursionError as error:
        raise TooMuchWork from error
    finally:
        EFFORT.left = None


def step() -> None:
    """One step of work."""
    if EFFORT.left is not None:
        EFFORT.left -= 1
        if EFFORT.left < 0:
            raise TooMuchWork


class PlainJudge:
    """Judges answers by one schema; `within` is the path that the answers stand at."""

    def __init__(self, schema: Any, within: Path = ()) -> None:
        self.root = root_of(schema)
        self._within = within
        self._judge = judge_of(self.root)

    def surely_fits(self, answers: Any) -> bool:
        """Never told beforehand: references and free names take the careful judge."""
        return False

    def findings(self, answers: Any) -> Iterator[Finding]:
        """What does not fit, in the order of the schema; one finding alone when it cannot be told."""
        for key in self._within:
            if not isinstance(answers, Mapping) or key not in answers:
                return
            answers = answers[key]
        try:
            with bounded():
                told = [each for error in self._judge.iter_errors(answers) for each in found(error)]
        except TooMuchWork:
            told = [Finding((), "too_much_work")]
        for finding in told:
            if finding.keyword in UNEVALUATED and _is_told_inside(finding, told):
                continue
            yield Finding((*self._within, *finding.path), finding.keyword, finding.facts, finding.schema)


class OwnJudge(Validator):
    """Judges answers to a form of ours: each problem at the place where it can be put right.

    Sound answers, which most are, are cleared by the library's own shorter ways.
    """

    def __init__(self, schema: Mapping[str, Any], closed: bool = False) -> None:
        super().__init__(schema, closed)
        self._is_finite = "$defs" not in self.rules
        self._careful = OWN(self.rules, format_checker=FORMATS)

    def findings(self, answers: Mapping[str, Any]) -> Iterator[Finding]:
        """What does not fit, in the order of the schema; one finding alone when it cannot be told."""
        if self._is_finite and self._validator.is_valid(answers):
            return
        try:
            with bounded():
                told = [each for error in self._careful.iter_errors(answers) for each in found(error)]
        except TooMuchWork:
            told = [Finding((), "too_much_work")]
        for finding in told:
            if not (finding.keyword in UNEVALUATED and _is_told_inside(finding, told)):
                yield finding


def _is_told_inside(finding: Finding, told: list[Finding]) -> bool:
    """Is there a closer word on the same answer? What fails elsewhere counts as not evaluated too."""
    length = len(finding.path)
    return any(each is not finding and each.path[:length] == finding.path for each in told)


def judge_of(part: Part) -> Any:
    """The library's validator of a part."""
    return PLAIN(part.schema, format_checker=DRAFT_FORMATS, _resolver=part.resolver)


def fits(part: Part, value: Any) -> bool:
    """Is the value valid by this part?"""
    if isinstance(part.schema, bool):
        return part.schema
    return bool(judge_of(part).is_valid(value))


def _counted(keyword: str) -> Callable[..., Iterator[ValidationError]]:
    """The keyword as it is, counted."""
    judge = JUDGE.VALIDATORS[keyword]

    def counting(validator: Any, value: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
        step()
        yield from judge(validator, value, answer, schema) or ()

    return counting


def _format(validator: Any, name: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """A format of the draft."""
    if not isinstance(answer, str) or not isinstance(name, str):
        return
    if not conforms(name, answer):
        yield ValidationError("format")


def _names(validator: Any, rule: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`propertyNames`, told at the answer whose name does not do."""
    if validator.is_type(answer, "object"):
        for name in answer:
            step()
            if any(True for _ in validator.descend(name, rule)):
                yield ValidationError("propertyNames", path=(name,))


def _additional(validator: Any, rule: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`additionalProperties`, each told at its own place."""
    if validator.is_type(answer, "object"):
        for name in answer:
            if is_free(name, schema):
                yield from _more("additionalProperties", validator, rule, answer, name)


def _unevaluated(validator: Any, rule: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`unevaluatedProperties`, each told at its own place."""
    if validator.is_type(answer, "object"):
        step()
        known = evaluated(validator, answer, schema)
        for name in answer:
            if name not in known:
                yield from _more("unevaluatedProperties", validator, rule, answer, name)


def _more(keyword: str, validator: Any, rule: Any, answer: Any, name: str) -> Iterator[ValidationError]:
    """One answer more than the form names: forbidden, or judged by the rule for such."""
    step()
    if rule is False:
        yield ValidationError(keyword, path=(name,))
    else:
        yield from _inside(validator, answer[name], rule, name)


def _by_pattern(validator: Any, rules: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`patternProperties`, each name compared within a bounded amount of work."""
    if validator.is_type(answer, "object"):
        for pattern, rule in rules.items():
            for name, value in answer.items():
                step()
                if matches(pattern, name):
                    yield from _inside(validator, value, rule, name)


def _properties(validator: Any, rules: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`properties`, where also what may never be there is told at its place."""
    if validator.is_type(answer, "object"):
        for name, rule in rules.items():
            if name in answer:
                yield from _inside(validator, answer[name], rule, name)


def _prefix(validator: Any, rules: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`prefixItems`, in the same way."""
    if validator.is_type(answer, "array"):
        for number, (value, rule) in enumerate(zip(answer, rules, strict=False)):
            yield from _inside(validator, value, rule, number)


def _inside(validator: Any, value: Any, rule: Any, step_: str | int) -> Iterator[ValidationError]:
    """The problems of an answer inside; the library forgets the place when the rule is `false`."""
    step()
    if rule is False:
        yield ValidationError("false", validator="false", path=(step_,))
    else:
        yield from validator.descend(value, rule, path=step_, schema_path=step_)


def _branches(
    keyword: str, validator: Any, branches: Any, answer: Any, schema: Any
) -> Iterator[ValidationError]:
    """`oneOf` and `anyOf`: when no branch fits, the one that is meant says why."""
    told = _told_by_each(keyword, validator, branches, answer)
    if told is not None:
        meant = _meant(validator, branches, answer, schema) if all(told) else None
        yield from [_undecided(keyword, told)] if meant is None else told[meant]


def _own_branches(
    keyword: str, validator: Any, branches: Any, answer: Any, schema: Any
) -> Iterator[ValidationError]:
    """The same with what every branch says: one that asks only for what is hidden may do."""
    told = _told_by_each(keyword, validator, branches, answer)
    if told is None:
        return
    error = _undecided(keyword, told)
    if all(told):
        error = ValidationError(keyword, context=[each for errors in told for each in errors])
        error.meant = _meant(validator, branches, answer, schema)
    yield error


def _undecided(keyword: str, told: list[list[ValidationError]]) -> ValidationError:
    """No branch fits, or several do."""
    error = ValidationError(keyword)
    error.several = not all(told)
    return error


def _told_by_each(
    keyword: str, validator: Any, branches: Any, answer: Any
) -> list[list[ValidationError]] | None:
    """What each branch says; None when as many fit as should."""
    told: list[list[ValidationError]] = []
    for number, branch in enumerate(branches):
        step()
        told.append(list(validator.descend(answer, branch, schema_path=number)))
        if keyword == "anyOf" and not told[-1]:
            return None
    return None if sum(not errors for errors in told) == 1 else told


def _meant(validator: Any, branches: Any, answer: Any, schema: Any) -> int | None:
    whole = Part(schema, validator._resolver)
    return choose([whole.inner(each) for each in branches], answer)


def _whole(validator: Any, wanted: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """An integer of draft 4: written without a decimal point."""
    if wanted is True and isinstance(answer, float) and answer.is_integer():
        yield ValidationError("type", validator="type", validator_value="integer")


PLAIN = extend(
    JUDGE,
    {
        **{
            word: _counted(word)
            for word in ("$ref", "$dynamicRef", "if", "items", "contains", "not", "allOf")
        },
        **{word: partial(_branches, word) for word in ("oneOf", "anyOf")},
        "additionalProperties": _additional,
        "unevaluatedProperties": _unevaluated,
        "patternProperties": _by_pattern,
        "properties": _properties,
        "prefixItems": _prefix,
        "propertyNames": _names,
        "format": _format,
        WHOLE: _whole,
    },
)
OWN = extend(
    PLAIN,
    {
        "format": JUDGE.VALIDATORS["format"],
        **{word: partial(_own_branches, word) for word in ("oneOf", "anyOf")},
    },
)
"""The same for answers of ours, whose times are shorter than those of the draft, and which may be hidden."""
