"""From the text of a form file to a form in force, or to the list of its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.forms.coverage import coverage_faults
from suprovid.forms.dialect import form_faults
from suprovid.forms.faults import Fault
from suprovid.forms.fields import Schema
from suprovid.forms.form import Form
from suprovid.forms.loading import read_json
from suprovid.forms.references import Resolver, Unresolvable
from suprovid.forms.soundness import expression_faults, settings_faults, shape_faults, source_faults
from suprovid.forms.words import Words

Lists = Mapping[str, Mapping[str, Any]]

HARMLESS = frozenset({"unknown_word", "unknown_word_far", "no_title", "bad_key", "duplicate_choice",
                      "bad_choice_key", "id_is_not_name"})  # fmt: skip


@dataclass(frozen=True)
class Compiled:
    """A form, or None with the faults that stand against it; warnings may come with either."""

    form: Form | None
    faults: tuple[Fault, ...]


def compile_text(text: str, file: str, lists: Lists, words: Words) -> Compiled:
    """Judge and compile the text of a form file."""
    data, faults = read_json(text, file)
    if faults:
        return Compiled(None, faults)
    return compile_data(data, file, lists, words)


def compile_data(data: Any, file: str, lists: Lists, words: Words) -> Compiled:
    """Judge and compile a form that is read already."""
    if not isinstance(data, Mapping):
        return Compiled(None, (Fault(file, "", "not_an_object"),))
    faults = [*form_faults(data, file), *settings_faults(data, file)]
    try:
        resolved = Resolver(data, lists, file).resolved()
    except Unresolvable as error:
        known = {(fault.place, fault.key) for fault in faults}
        missing = [] if (error.fault.place, error.fault.key) in known else [error.fault]
        return Compiled(None, (*faults, *missing))
    if any(fault.key not in HARMLESS for fault in faults):
        return Compiled(None, tuple(faults))
    faults += shape_faults(resolved, file)
    if any(fault.key == "too_many_fields" for fault in faults):
        return Compiled(None, tuple(faults))
    return _compile_sound(resolved, data, file, words, faults)


def _compile_sound(resolved: Schema, data: Schema, file: str, words: Words, faults: list[Fault]) -> Compiled:
    """Compile a form that can be compiled, and judge how its words fit together."""
    form = Form(resolved, words, source=data)
    faults += [*expression_faults(form, file), *source_faults(form, file)]
    warnings = tuple(coverage_faults(data, file, form.languages))
    return Compiled(None if faults else form, (*faults, *warnings))
