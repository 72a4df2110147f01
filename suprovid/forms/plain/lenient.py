"""Forms with our own words and with schemas from elsewhere, as far as they can be drawn at all.

A form of ours is compiled as such, also without its settings; anything else is drawn as a plain schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suprovid.forms.compiling import Compiled, Lists, compile_data
from suprovid.forms.fields import RULES
from suprovid.forms.form import Form
from suprovid.forms.plain.drafts import as_current
from suprovid.forms.plain.form import compile_plain
from suprovid.forms.plain.parts import inside, root_of
from suprovid.forms.plain.refusing import refusals, shapeless
from suprovid.forms.references import ANNOTATED, LISTED, LISTS, SINGLE, Resolver, Unresolvable
from suprovid.forms.words import Words

OURS = frozenset(
    {*RULES, "x-form", "x-layout", "x-choices-from", "x-lines-from", "x-keep-hidden", "x-aliases"}
)
TOLERATED = frozenset({"unknown_word", "unknown_word_far", "no_title", "no_uk_title", "id_is_not_name",
                       "missing_word", "duplicate_choice", "bad_choice_key", "not_in_layout", "bad_default",
                       "unknown_value", "unknown_value_far", "untranslated"})  # fmt: skip


def compile_any(schema: Any, file: str, lists: Lists, words: Words, ours: bool = True) -> Compiled:
    """A form for any schema of any draft, or what stands against drawing it.

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
        form = _ours(schema, file, lists, words)
        if form is not None:
            return Compiled(form, ())
    return compile_plain(schema, file, words)


def speaks_ours(schema: Mapping[str, Any]) -> bool:
    """Does the schema say anything with our own words that changes how it is filled?"""
    return any(not OURS.isdisjoint(part.words) for _, part in inside(root_of(schema)))


def _ours(schema: Mapping[str, Any], file: str, lists: Lists, words: Words) -> Form | None:
    """The form in our dialect, if nothing worse than a missing text or an unknown word is wrong with it."""
    key = file.rpartition("/")[2].removesuffix(".json")
    settings = schema.get("x-form")
    settings = settings if isinstance(settings, Mapping) else {}
    whole = {
        "type": "object",
        "title": key,
        **schema,
        "x-form": {"id": key, "version": "1", "languages": ["uk"], "subject": ["case"], **settings},
    }
    compiled = compile_data(whole, file, lists, words)
    if compiled.form is not None or any(
        not fault.warning and fault.key not in TOLERATED for fault in compiled.faults
    ):
        return compiled.form
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
