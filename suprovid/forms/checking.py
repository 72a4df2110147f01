"""Every fault of a schemas folder, for the command line and the methodologist's page."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from suprovid.forms.compiling import Compiled, compile_text
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.lists import read_lists
from suprovid.forms.loading import read_text
from suprovid.forms.sentences import read_languages, untold
from suprovid.forms.words import Words


def check(folder: Path) -> list[Fault]:
    """The faults and warnings of all forms and lists in a schemas folder, file by file."""
    sentences, unread = read_languages(folder / "languages", {})
    words = Words(sentences)
    lists, faults = read_lists(folder / "lists")
    found = [*unread, *untold(words), *faults]
    forms: list[Form] = []
    for path in sorted((folder / "forms").glob("*.json")):
        file = f"forms/{path.name}"
        text, unreadable = read_text(path, file)
        compiled = Compiled(None, unreadable) if unreadable else compile_text(text, file, lists, words)
        found.extend(compiled.faults)
        forms += [compiled.form] if compiled.form else []
    return [*found, *_unknown_forms(forms, {path.stem for path in (folder / "forms").glob("*.json")})]


def _unknown_forms(forms: Sequence[Form], keys: Collection[str]) -> Iterator[Fault]:
    """Faults of forms that open a form which nobody has written."""
    for form in forms:
        name = str(form.settings.get("opens", {}).get("form", ""))
        if name and name not in keys:
            facts = {"name": name, "allowed": ", ".join(sorted(keys))}
            yield Fault(f"forms/{form.key}.json", "/x-form/opens/form", "unknown_form", facts)
