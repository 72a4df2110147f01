"""The answers of a new document or a new line: defaults, prefills and first lines, filled in once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from suprovid.forms.answers import Answers, Path, at, copied, drop, normalised, put, stored, unanswered
from suprovid.forms.expression import Scope
from suprovid.forms.fields import Field, choice_schemas
from suprovid.forms.look import View
from suprovid.forms.places import Lines, places
from suprovid.forms.setting import Setting

if TYPE_CHECKING:
    from suprovid.forms.form import Form

MakeId = Callable[[], str]


def start(form: Form, setting: Setting, make_id: MakeId, answers: Answers) -> Answers:
    """The answers of a new document; what is given already is never overwritten."""
    begun: Answers = normalised(answers)
    for field in form.fields:
        if field.kind == "lines":
            _begin_lines(field, begun, setting, make_id)
    for field in form.named.values():
        for place in places(field, begun):
            holder = at(begun, place.path[:-1])
            if isinstance(holder, dict) and field.key not in holder:
                _fill(field, holder, setting.scope(form, begun, place.lines))
    view = form.look(begun, setting)
    for path in _too_early(form, view, answers):
        drop(view.answers, path)
    return view.answers


def _too_early(form: Form, view: View, given: Answers) -> Iterator[Path]:
    """What was filled in where a condition has not brought the question up yet."""
    for field in form.filled_late:
        for place in places(field, view.answers):
            if view.hides(place.path) and unanswered(at(given, place.path)):
                yield place.path


def start_line(form: Form, name: str, answers: Answers, setting: Setting, make_id: MakeId) -> Answers:
    """A new line of the repeat `name`; inside another repeat, the conditions see the document only."""
    line: Answers = {"_id": make_id()}
    lines: Lines = ((name, line),)
    for field in form.field(name).children:
        _fill(field, line, setting.scope(form, answers, lines))
    return line


def appeared(form: Form, before: View, answers: Answers, setting: Setting) -> Answers:
    """The answers with defaults for the fields that a condition has brought up since `before`.

    A field that was shown already, or that has an answer, is left alone.
    """
    if not form.filled_late and not form.groves:
        return answers
    filled: Answers = copied(answers)
    after = form.look(filled, setting)
    for path, default in list(_appeared_in_trees(form, before, after)):
        put(filled, path, copied(default))
    for field in form.filled_late:
        for place in places(field, filled):
            holder = at(filled, place.path[:-1]) if place.path[:-1] else filled
            fresh = before.hides(place.path) and not after.hides(place.path)
            if fresh and isinstance(holder, dict) and unanswered(holder.get(field.key)):
                _fill(field, holder, setting.scope(form, filled, place.lines))
    return filled


def _appeared_in_trees(form: Form, before: View, after: View) -> Iterator[tuple[Path, Any]]:
    """The same inside trees, where each node that is there may have such a question: its path and default."""
    for name in form.groves:
        for place in places(form.field(name), after.answers):
            for node in after.tree(place.path).walk():
                is_fresh = not node.present and before.hides(node.path) and not node.field.retired
                holder = at(after.answers, node.path[:-1]) if node.path[:-1] else after.answers
                if is_fresh and "default" in node.field.schema and isinstance(holder, dict):
                    yield node.path, node.field.schema["default"]


def _fill(field: Field, holder: Answers, scope: Scope) -> None:
    """One missing answer: what the prefill says, else the default. Groups and lines are never made."""
    if field.calculate is not None or field.retired or field.kind in ("lines", "group"):
        return
    value = stored(field.prefill.value(scope), field.kind) if field.prefill is not None else None
    if unanswered(value):
        value = copied(field.schema.get("default"))
    if not unanswered(value):
        holder[field.key] = value


def _begin_lines(field: Field, begun: Answers, setting: Setting, make_id: MakeId) -> None:
    """The first lines of a repeat; lines that came with the answers get an `_id` if they have none."""
    given = begun.get(field.key)
    lines = given if isinstance(given, list) else [dict(line) for line in _first_lines(field, setting)]
    for line in lines:
        if isinstance(line, dict):
            line.setdefault("_id", make_id())
    if lines:
        begun[field.key] = lines


def _first_lines(field: Field, setting: Setting) -> Iterator[Answers]:
    """One line for each choice of a column, or for each line of a fact outside the form."""
    source = field.lines_from or {}
    if "choices" in source:
        column = next((child for child in field.children if child.key == source["choices"]), None)
        for choice in choice_schemas(column.schema) if column else ():
            if not choice.get("deprecated"):
                yield {str(source["choices"]): choice["const"]}
    elif "fact" in source:
        for line in setting.outside(f"fact.{source['fact']}") or ():
            if isinstance(line, Mapping) and line.get("_id"):
                yield {str(source["field"]): line["_id"]}
