"""Forms with our own words and with schemas from elsewhere, as far as they can be drawn at all.

A form of ours is compiled as such, also without its settings; anything else is drawn as a plain schema.
A condition that cannot be worked out is never passed over: then nothing is drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from suprovid.forms.compiling import Compiled, Lists, compile_data
from suprovid.forms.faults import Fault
from suprovid.forms.fields import RULES
from suprovid.forms.form import Form
from suprovid.forms.plain.drafts import as_current
from suprovid.forms.plain.form import compile_plain
from suprovid.forms.plain.parts import inside, root_of
from suprovid.forms.plain.refusing import refusals, shapeless
from suprovid.forms.references import ANNOTATED, LISTED, LISTS, SINGLE, Resolver, Unresolvable
from suprovid.forms.soundness import expression_faults
from suprovid.forms.words import Words

OURS = frozenset(
    {*RULES, "x-form", "x-layout", "x-choices-from", "x-lines-from", "x-keep-hidden", "x-aliases"}
)
UNSAID = frozenset({"no_title", "no_uk_title", "id_is_not_name", "missing_word", "duplicate_choice",
                    "bad_choice_key", "bad_key", "untranslated"})  # fmt: skip
"""Faults that change nothing of how a form is filled."""
TOLERATED = UNSAID | {"unknown_word", "unknown_word_far", "not_in_layout", "bad_default",
                      "unknown_value", "unknown_value_far"}  # fmt: skip
RUNS = frozenset({"unordered", "never_equal", "use_selected", "not_countable", "wrong_argument",
                  "not_a_choice", "not_a_number", "not_a_boolean", "not_a_date", "not_a_datetime",
                  "not_a_time", "not_a_lines"})  # fmt: skip
"""What may be wrong with an expression that can be worked out all the same."""


def compile_any(schema: Any, file: str, lists: Lists, words: Words, ours: bool = True) -> Compiled:
    """A form for any schema of any draft, with the faults that it has all the same; or what stands against
    drawing it.

    Without `ours`, also a form in our own words is taken for a plain schema.
    """
    faults = shapeless(schema, file)
    if faults:
        return Compiled(None, faults)
    schema = as_current(with_lists(schema, lists))
    faults = refusals(schema, file)
    if faults:
        return Compiled(None, faults)
    if ours and isinstance(schema, Mapping) and speaks_ours(schema):
        compiled = _ours(schema, file, lists, words)
        if compiled.form is not None or says_when(schema):
            return compiled
    return compile_plain(schema, file, words)


def speaks_ours(schema: Mapping[str, Any]) -> bool:
    """Does the schema say anything with our own words that changes how it is filled?"""
    return any(not OURS.isdisjoint(part.words) for _, part in inside(root_of(schema)))


def says_when(schema: Mapping[str, Any]) -> bool:
    """Does it have conditions? Nobody else's words are called like that."""
    return any(not RULES.keys().isdisjoint(part.words) for _, part in inside(root_of(schema)))


def _ours(schema: Mapping[str, Any], file: str, lists: Lists, words: Words) -> Compiled:
    """The form in our dialect, with the faults that were passed over, or those that cannot be."""
    key = file.rpartition("/")[2].removesuffix(".json")
    whole = _with_settings({"type": "object", "title": key, **schema}, key, frozenset())
    found = compile_data(whole, file, lists, words)
    if found.form is not None:
        return Compiled(found.form, ())
    strange = {fault.place.split("/")[2] for fault in found.faults if fault.place.startswith("/x-form/")}
    whole = _with_settings(whole, key, strange)
    if any(fault.place.startswith("/x-layout") and not _is_tolerated(fault) for fault in found.faults):
        whole.pop("x-layout", None)
    again = compile_data(whole, file, lists, words)
    stops = tuple(fault for fault in again.faults if not _is_tolerated(fault))
    form = None if stops else _built(whole, file, lists, words)
    if form is not None:
        stops = tuple(fault for fault in expression_faults(form, file) if not _is_tolerated(fault))
    if form is None or stops:
        return Compiled(None, stops or again.faults)
    return Compiled(form, tuple(fault for fault in found.faults if fault.key not in UNSAID))


def _with_settings(schema: Mapping[str, Any], key: str, strange: Collection[str]) -> dict[str, Any]:
    """The form with all the settings that it needs; those that are strange as if they were not given."""
    given = schema.get("x-form")
    settings = (
        {name: value for name, value in given.items() if name not in strange}
        if isinstance(given, Mapping)
        else {}
    )
    needed = {"id": key, "version": "1", "languages": ["uk"], "subject": ["case"]}
    return {**schema, "x-form": {**needed, **settings}}


def _is_tolerated(fault: Fault) -> bool:
    why = str(fault.facts.get("why", "")).rpartition(".")[2]
    return fault.warning or fault.key in TOLERATED or (fault.key == "expression" and why in RUNS)


def _built(whole: Mapping[str, Any], file: str, lists: Lists, words: Words) -> Form | None:
    try:
        return Form(Resolver(whole, lists, file).resolved(), words, source=whole)
    except (Unresolvable, TypeError, ValueError, AttributeError):
        return None


def with_lists(schema: Any, lists: Lists) -> Any:
    """The schema with shared lists in place; a list that is not there is left for the judgement to tell."""
    if not isinstance(schema, Mapping):
        return schema
    reference = schema.get("$ref")
    found = lists.get(_list_named(reference)) if isinstance(reference, str) else None
    if found is not None:
        schema = {**found, **{word: value for word, value in schema.items() if word != "$ref"}}
    return {word: _with_lists(word, value, lists) for word, value in schema.items()}


def _list_named(reference: str) -> str:
    is_list = reference.startswith(LISTS) and reference.endswith(".json")
    return reference[len(LISTS) : -len(".json")] if is_list else ""


def _with_lists(word: str, value: Any, lists: Lists) -> Any:
    if word in ANNOTATED and isinstance(value, Mapping):
        return {name: with_lists(inner, lists) for name, inner in value.items()}
    if word in LISTED and isinstance(value, list):
        return [with_lists(inner, lists) for inner in value]
    return with_lists(value, lists) if word in SINGLE else value
