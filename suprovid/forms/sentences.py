"""The language files, with their faults: a broken one keeps the sentences that were read before."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suprovid.forms.faults import Fault, pointer
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.words import Sentence, Words

Sentences = Mapping[str, Mapping[str, Sentence]]


def read_languages(folder: Path, before: Sentences) -> tuple[Sentences, tuple[Fault, ...]]:
    """The sentences by language, and the faults of the files."""
    sentences: dict[str, Mapping[str, Sentence]] = {}
    found: list[Fault] = []
    for path in sorted(folder.glob("*.json")):
        data, faults = _read(path)
        found.extend(faults)
        sentences[path.stem] = before.get(path.stem, {}) if faults else data
    return sentences, tuple(found)


def untold(words: Words) -> tuple[Fault, ...]:
    """A warning for each sentence that one language has and another has not, or tells with other facts."""
    return tuple(
        Fault(f"languages/{language}.json", pointer((key,)), "untold", {"key": key}, warning=True)
        for language, key in words.gaps()
    )


def _read(path: Path) -> tuple[Any, tuple[Fault, ...]]:
    file = f"languages/{path.name}"
    text, faults = read_text(path, file)
    data, faults = (None, faults) if faults else read_json(text, file)
    if faults:
        return None, faults
    if not isinstance(data, Mapping):
        return None, (Fault(file, "", "not_an_object"),)
    wrong = [key for key, sentence in data.items() if not _is_sentence(sentence)]
    return data, tuple(Fault(file, pointer((key,)), "no_sentence", {"key": key}) for key in wrong)


def _is_sentence(value: Any) -> bool:
    plural = (
        isinstance(value, Mapping) and bool(value) and all(isinstance(text, str) for text in value.values())
    )
    return isinstance(value, str) or plural
