"""What is wrong with answers, as sentences on the field that each concerns; never the answer itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from suprovid.forms.answers import Answers, Path, at, name_of
from suprovid.forms.fields import Field, choice_schemas, own_error
from suprovid.forms.validator import Finding

if TYPE_CHECKING:
    from suprovid.forms.form import Form

KEYWORDS = frozenset({
    "required", "enum", "const", "constraint", "pattern", "minimum", "maximum", "exclusiveMinimum",
    "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf",
    "minProperties", "maxProperties", "contains", "minContains", "maxContains", "oneOf", "not",
    "propertyNames", "additionalProperties", "unevaluatedProperties", "unevaluatedItems",
    "contentEncoding", "contentMediaType", "too_much_work", "false",
})  # fmt: skip
KINDS = {
    "type": frozenset({"string", "integer", "number", "boolean", "array", "object", "null"}),
    "format": frozenset({
        "date", "time", "date-time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4",
        "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer",
        "relative-json-pointer", "regex",
    }),
}  # fmt: skip
"""Keywords whose sentence depends on their value."""
SAME = {
    "anyOf": "oneOf", "dependentRequired": "required", "items": "unevaluatedItems",
    "prefixItems": "unevaluatedItems", "contentSchema": "contentMediaType",
}  # fmt: skip
"""Keywords that say the same as another one does."""


@dataclass(frozen=True)
class Problem:
    """One problem: `path` has positions, `section` is where the field is drawn."""

    path: Path
    keyword: str
    sentence: str
    section: str


def told(form: Form, answers: Answers, findings: Iterable[Finding], language: str) -> tuple[Problem, ...]:
    """Findings as problems in the order in which the form is drawn, one for each path and keyword."""
    problems: dict[tuple[Path, str], Problem] = {}
    for finding in findings:
        path = field_path(form, answers, finding.path)
        problems.setdefault((path, finding.keyword), _problem(form, path, finding, language))
    if len(problems) < 2:
        return tuple(problems.values())
    places = {name: number for number, name in enumerate(_as_drawn(form))}
    for path, _ in problems:  # inside trees, what belongs together is told together
        for length in range(1, len(path) + 1):
            places.setdefault(name_of(path[:length]), len(places))
    return tuple(sorted(problems.values(), key=lambda problem: _rank(places, problem.path)))


def _as_drawn(form: Form) -> Iterator[str]:
    """The names of the fields in the order of the layout: section by section, row by row."""
    for section in form.sections:
        for name in section.names:
            if form.has(name):
                yield from _with_children(form.field(name))


def _with_children(field: Field) -> Iterator[str]:
    yield field.name
    for row in field.rows:
        for child in row:
            yield from _with_children(child)


def _rank(places: dict[str, int], path: Path) -> tuple[int, tuple[tuple[int, int], ...]]:
    """By the place of the top field, then line by line, then by the place of the column."""
    steps: list[tuple[int, int]] = []
    for length, step in enumerate(path, start=1):
        if isinstance(step, int):
            steps.append((0, step))
        else:
            steps.append((1, places[name_of(path[:length])]))
    return places.get(name_of(path[:1]), len(places)), tuple(steps)


def field_path(form: Form, answers: Answers, path: Path) -> Path:
    """The path cut to the deepest field or line of the form: a choice belongs to its question."""
    if form.plain:
        return path
    for length in range(len(path), 0, -1):
        start = path[:length]
        name = name_of(start)
        if not form.has(name):
            continue
        if form.field(name).kind == "tree":
            return path
        is_line = isinstance(start[-1], int)
        if not is_line or (form.field(name).kind == "lines" and isinstance(at(answers, start), dict)):
            return start
    return path


def _problem(form: Form, path: Path, finding: Finding, language: str) -> Problem:
    name = name_of(path)
    field = form.field(name) if form.has(name) else None
    return Problem(
        path=path,
        keyword=finding.said,
        sentence=sentence(form, field, finding, language),
        section=form.section_of(name),
    )


def sentence(form: Form, field: Field | None, finding: Finding, language: str) -> str:
    """The form's own sentence for the keyword, or ours."""
    words = dict.fromkeys((finding.said, finding.keyword, SAME.get(finding.keyword, finding.keyword)))
    own = next((said for word in words if field and (said := field.error(word, language))), "")
    own = own or next((said for word in words if (said := own_error(finding.schema, word, language))), "")
    key = _of_file(field, finding) if field and field.kind == "attachments" else ""
    return own or form.words.say(key or sentence_key(finding), language, **finding.facts)


def _of_file(field: Field, finding: Finding) -> str:
    """The sentence about one of the attachments: what its entry says is nothing that anybody has typed."""
    lengths = range(1, len(finding.path))
    length = next((each for each in lengths if name_of(finding.path[:each]) == field.name), 0)
    if not length:
        return ""
    part = next((step for step in finding.path[length:] if isinstance(step, str)), "")
    return f"problem.file.{FILES.get(part, 'other')}"


FILES = {"type": "kind", "size": "size"}
"""What is wrong with an attachment, by the part of its entry; anything else is a broken entry."""


def sentence_key(finding: Finding) -> str:
    """The key of our sentence: `problem.minimum`, `problem.format.date`, `problem.type.integer`."""
    keyword = SAME.get(finding.keyword, finding.keyword)
    if "several" in finding.facts:
        return "problem.oneOf.several"
    if keyword == "oneOf" and choice_schemas(finding.schema):
        return "problem.enum"
    if keyword == "const" and "value" in finding.facts:
        value = finding.facts["value"]
        return f"problem.const.{str(value).lower() if isinstance(value, bool) else 'value'}"
    if keyword in KINDS:
        kind = finding.facts.get(keyword)
        return f"problem.{keyword}.{kind if kind in KINDS[keyword] else 'other'}"
    return f"problem.{keyword}" if keyword in KEYWORDS else "problem.other"
