"""From the text of a form file to a form in force, or to the list of its faults."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.errors import BadExpression
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.loading import read_json
from suprovid.forms.references import Resolver, Unresolvable
from suprovid.forms.words import Words

Lists = Mapping[str, Mapping[str, Any]]


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
    try:
        resolved = Resolver(data, lists, file).resolved()
        return Compiled(Form(resolved, words, source=data), ())
    except Unresolvable as error:
        return Compiled(None, (error.fault,))
    except BadExpression as error:
        return Compiled(None, (Fault(file, "", "expression", error.facts),))
