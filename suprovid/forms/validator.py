"""JSON Schema as a judge of answers: flat facts (path, keyword, parameters), never the library's texts.

Requiredness of the form's own fields is not judged here: it depends on what is shown (see `look`).
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation, localcontext
from functools import partial
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError
from jsonschema.validators import extend

from suprovid.forms.answers import Path
from suprovid.forms.fields import choice_schemas, kind_of
from suprovid.forms.files import entry_schema
from suprovid.forms.free_names import additional, by_pattern, matches, unevaluated
from suprovid.forms.quick import quick_judge

DATE = re.compile(r"\d{4}-\d\d-\d\d")
TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
MOMENT = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d([Zz]|[+-]\d\d:[0-5]\d)")
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
ONE_LINE = frozenset(
    {"time", "date-time", "email", "idn-email", "hostname", "uri", "uri-reference", "uri-template"}
)
TITLES = frozenset({"title", "description", "$schema", "$id", "$comment", "default", "examples", "deprecated",
                    "readOnly", "writeOnly", "$defs"})  # fmt: skip
LIMITED = frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength",
                     "minItems", "maxItems", "multipleOf", "minProperties", "maxProperties", "minContains",
                     "maxContains"})  # fmt: skip


NOWHERE = -1
"""The branch of a `false`, of which the library does not say which one it was."""
LONGEST_SAID = 100
"""What the form wants to the letter is told when it is no longer than this."""
SAID = "x-said-"
"""With a keyword after it: the word that the author of a schema wrote for that one."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit: `keyword` as in JSON Schema, `facts` for the sentence.

    `schema` is the one that says so, where that is known; `branches` has what does not fit in each other
    branch of an `anyOf` or a `oneOf`.
    """

    path: Path
    keyword: str
    facts: Mapping[str, object] = field(default_factory=dict)
    schema: Mapping[str, Any] = field(default_factory=dict)
    branches: tuple[tuple[Finding, ...], ...] = ()

    @property
    def said(self) -> str:
        """The keyword as the author wrote it, where an older draft has another word for the same."""
        return str(self.schema.get(f"{SAID}{self.keyword}", self.keyword))


class Validator:
    """Judges answers by one schema; made once, used often."""

    def __init__(self, schema: Mapping[str, Any], closed: bool = False) -> None:
        self.rules = judged(schema, own=True, closed=closed)
        self._validator = JUDGE(self.rules, format_checker=FORMATS)
        self._surely = quick_judge(self.rules, OWN_WORDS, FORMATS)

    def surely_fits(self, answers: Mapping[str, Any]) -> bool:
        """Is there certainly no finding? False when it takes the careful judge to know."""
        return self._surely(answers)

    def findings(self, answers: Mapping[str, Any]) -> Iterator[Finding]:
        """What does not fit, in the order of the schema."""
        for error in self._validator.iter_errors(answers):
            yield from found(error)


def judged(schema: Any, own: bool, closed: bool = False) -> Any:
    """The part of a schema that judges: without texts and `x-` words.

    `own` objects are those whose properties are fields: what is required there is the form's business,
    and, unless `closed`, an answer from an earlier version is no fault.
    """
    if not isinstance(schema, Mapping):
        return schema
    rest = {key: value for key, value in schema.items() if not key.startswith("x-") and key not in TITLES}
    constants = choice_schemas({key: rest[key] for key in ("oneOf", "anyOf") if key in rest})
    if constants:
        rest.pop("oneOf", None), rest.pop("anyOf", None)
        rest["enum"] = [entry["const"] for entry in constants]
    if kind_of(schema) == "attachments":
        rest["items"] = entry_schema(schema)
    if own:
        rest.pop("required", None)
        if not closed:
            rest = _opened(rest)
    rules = {key: _inner(key, value, schema, (own, closed)) for key, value in rest.items()}
    return {**rules, **_kept(schema)}


def _kept(schema: Mapping[str, Any]) -> dict[str, Any]:
    """What the references lead to that stayed, since it refers to itself."""
    kept = schema.get("$defs")
    if not isinstance(kept, Mapping):
        return {}
    return {"$defs": {name: judged(inner, False) for name, inner in kept.items()}}


def _opened(rules: dict[str, Any]) -> dict[str, Any]:
    """The rules of an object in which earlier answers may stand."""
    closing = {"unevaluatedProperties"} | (
        {"additionalProperties"} if rules.get("additionalProperties") is False else set()
    )
    return {key: value for key, value in rules.items() if key not in closing}


def _inner(key: str, value: Any, schema: Mapping[str, Any], how: tuple[bool, bool]) -> Any:
    own, closed = how
    if key in ("properties", "patternProperties", "dependentSchemas") and isinstance(value, Mapping):
        inner_own = own and key == "properties"
        return {
            name: judged(inner, inner_own and _has_fields(inner), closed) for name, inner in value.items()
        }
    if key in ("allOf", "anyOf", "oneOf", "prefixItems") and isinstance(value, list | tuple):
        return [judged(inner, False) for inner in value]
    if key == "items":
        is_lines = own and kind_of(schema) == "lines"
        rules = judged(value, is_lines, closed)
        return {**rules, "properties": {"_id": True, **rules.get("properties", {})}} if is_lines else rules
    return judged(value, False) if isinstance(value, Mapping) and key not in ("const", "enum") else value


def _has_fields(schema: Any) -> bool:
    """Are its properties fields of the form? Those of a tree are nobody's business but the schema's."""
    return isinstance(schema, Mapping) and kind_of(schema) != "tree"


def found(error: Any) -> Iterator[Finding]:
    """The findings of an error of the library; of several branches only the chosen one speaks."""
    path, keyword = tuple(error.absolute_path), str(error.validator or "false")
    if keyword in ("oneOf", "anyOf") and error.context:
        yield from _of_branches(error, path, keyword)
        return
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    facts = dict(_facts(keyword, error.validator_value))
    yield Finding(path, keyword, facts | {"several": True} if _is_torn(error) else facts, schema)


def _is_torn(error: Any) -> bool:
    """Do the answers fit several branches, where they should fit one?"""
    return bool(getattr(error, "several", False))


def _of_branches(error: Any, path: Path, keyword: str) -> Iterator[Finding]:
    """What the branch says that is meant, each with what the others say; or that none of them fits."""
    told: dict[int, list[Finding]] = {}
    for inner in error.context:
        number = inner.schema_path[0] if inner.schema_path else NOWHERE
        told.setdefault(number, []).extend(found(inner))
    meant = error.meant if hasattr(error, "meant") else _chosen(error)
    others = tuple(tuple(findings) for number, findings in told.items() if number != meant)
    if meant not in told:
        yield Finding(path, keyword, branches=others)
    else:
        yield from (replace(each, branches=(*each.branches, *others)) for each in told[meant])


def _facts(keyword: str, value: Any) -> Iterator[tuple[str, object]]:
    if keyword in LIMITED:
        yield "limit", value
        yield "count", value
    elif keyword in ("format", "type"):
        kinds = [value] if isinstance(value, str) else [name for name in value if name != "null"]
        yield keyword, kinds[0] if len(kinds) == 1 else "null" if not kinds else ""
    elif keyword == "const" and isinstance(value, str | int | float) and 0 < len(str(value)) <= LONGEST_SAID:
        yield "value", value


def _chosen(error: Any) -> int | None:
    """The branch whose constants agree with the answers, if exactly one does."""
    if not isinstance(error.instance, Mapping):
        return None
    fitting = [
        number
        for number, branch in enumerate(error.validator_value)
        if _discriminates(branch, error.instance)
    ]
    return fitting[0] if len(fitting) == 1 else None


def _discriminates(branch: Any, answers: Mapping[str, Any]) -> bool:
    properties = branch.get("properties", {}) if isinstance(branch, Mapping) else {}
    constants = {
        key: inner["const"]
        for key, inner in properties.items()
        if isinstance(inner, Mapping) and "const" in inner
    }
    return bool(constants) and all(answers.get(key) == value for key, value in constants.items())


def _required(validator: Any, names: Any, answers: Any, schema: Any) -> Iterator[ValidationError]:
    """`required` that puts the missing field into the path, one error for each."""
    if validator.is_type(answers, "object"):
        for name in names:
            if name not in answers:
                yield ValidationError("required", path=(name,))


def _dependent(validator: Any, needs: Any, answers: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(answers, "object"):
        for name, needed in needs.items():
            if name in answers:
                yield from _required(validator, needed, answers, schema)


def _multiple(validator: Any, step: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`multipleOf` in decimals: 0.3 is a multiple of 0.1."""
    if not _is_multiple(step, answer):
        yield ValidationError("multipleOf")


def _is_multiple(step: Any, answer: Any) -> bool:
    return not _is_number(None, answer) or not _remainder(answer, step)


def _remainder(answer: float, step: float) -> bool:
    """Is there a rest? Whole numbers of any length are divided as such."""
    if isinstance(answer, int) and isinstance(step, int):
        return bool(answer % step)
    with localcontext(prec=400):
        try:
            return bool(Decimal(str(answer)) % Decimal(str(step)))
        except InvalidOperation:
            return True


def _unique(validator: Any, wanted: Any, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`uniqueItems` in one pass, so that thousands of lines do not take minutes."""
    if not _are_different(wanted, answer):
        yield ValidationError("uniqueItems")


def _are_different(wanted: Any, answer: Any) -> bool:
    if not wanted or not isinstance(answer, list):
        return True
    return len({_spelt(item) for item in answer}) == len(answer)


def _spelt(item: Any) -> str:
    """An item as text, the same for what JSON Schema takes for equal: 1 and 1.0 are, 1 and true are not."""
    text = json.dumps(item, sort_keys=True, ensure_ascii=False)
    if "." not in text and "e" not in text:
        return text
    return json.dumps(_whole(item), sort_keys=True, ensure_ascii=False)


def _whole(value: Any) -> Any:
    """Whole numbers as such, however they are written."""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, dict):
        return {name: _whole(inner) for name, inner in value.items()}
    return [_whole(inner) for inner in value] if isinstance(value, list) else value


def _pattern(validator: Any, pattern: str, answer: Any, schema: Any) -> Iterator[ValidationError]:
    """`pattern` within a bounded amount of work; a text too long to be judged does not fit."""
    if not _is_matching(pattern, answer):
        yield ValidationError("pattern")


def _is_matching(pattern: Any, answer: Any) -> bool:
    return not isinstance(answer, str) or matches(pattern, answer)


def _is_number(checker: Any, value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def _is_integer(checker: Any, value: Any) -> bool:
    return _is_number(checker, value) and (isinstance(value, int) or value.is_integer())


def _formats() -> FormatChecker:
    """The formats of the draft; answers of ours are stored shorter: a time is HH:MM."""
    checker = FormatChecker(formats=())
    checker.checkers = {name: (partial(conforms, name), ValueError) for name in DRAFT_FORMATS.checkers}
    for name, judge in (("date", _date), ("time", _time), ("date-time", _moment), ("email", _email)):
        checker.checkers[name] = (judge, ValueError)
    return checker


def conforms(name: str, value: object) -> bool:
    """A format as the draft has it; an answer that a checker stumbles over does not fit."""
    if name in ONE_LINE and isinstance(value, str) and value.endswith("\n"):
        return False  # to Python, `$` stands before the last new line too
    try:
        return bool(DRAFT_FORMATS.conforms(value, name))
    except Exception:  # the checkers are other people's code, and answers are anything
        return False


def _date(value: object) -> bool:
    return not isinstance(value, str) or bool(DATE.fullmatch(value) and date.fromisoformat(value))


def _time(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if TIME.fullmatch(value):
        return time.fromisoformat(value) is not None
    return conforms("time", value) and ":60" not in value


def _moment(value: object) -> bool:
    if not isinstance(value, str):
        return True
    if conforms("date-time", value):
        return ":60" not in value
    return bool(MOMENT.fullmatch(value) and datetime.fromisoformat(value.upper()))


def _email(value: object) -> bool:
    return not isinstance(value, str) or bool(EMAIL.fullmatch(value))


DRAFT_FORMATS = Draft202012Validator.FORMAT_CHECKER
FORMATS = _formats()
OWN_WORDS = {"multipleOf": _is_multiple, "uniqueItems": _are_different, "pattern": _is_matching}
"""The words that we judge by functions of our own: (what the schema says, the answer) -> does it fit?"""
JUDGE = extend(
    Draft202012Validator,
    {
        "required": _required,
        "dependentRequired": _dependent,
        "multipleOf": _multiple,
        "pattern": _pattern,
        "uniqueItems": _unique,
        "patternProperties": by_pattern,
        "additionalProperties": additional,
        "unevaluatedProperties": unevaluated,
    },
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"number": _is_number, "integer": _is_integer}
    ),
)
