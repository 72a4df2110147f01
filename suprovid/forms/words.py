"""The sentences of the interface by language, with plurals and a fallback that never hides a gap."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError

from suprovid.forms.figures import figure

Sentence = str | Mapping[str, str]
ONLY = "language.only"
"""In a file that speaks of a part of the interface: how the keys of that part begin (`problem.`)."""
COUNTED = frozenset({"count", "documents", "done", "limit", "most", "texts", "total"})
"""Facts that say how many, so that their thousands stand apart; other whole numbers may be names."""
PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


def chain(language: str) -> Iterator[str]:
    """A language and what it falls back to: `uk-UA`, then `uk`."""
    parts = language.replace("_", "-").split("-")
    for length in range(len(parts), 0, -1):
        yield "-".join(parts[:length])


def said(schema: Mapping[str, Any], word: str, language: str) -> str:
    """The text of a word (`title`, `x-help`) in a language, or in the default language of the file."""
    texts = schema.get(f"x-i18n-{word.removeprefix('x-')}")
    if isinstance(texts, Mapping):
        for code in chain(language):
            if isinstance(texts.get(code), str) and texts[code]:
                return str(texts[code])
    text = schema.get(word)
    return text if isinstance(text, str) else ""


def filled(sentence: str, facts: Mapping[str, object]) -> str:
    """The sentence with its placeholders replaced once; a fact is text, whatever markup or braces it has."""
    return PLACEHOLDER.sub(lambda hit: str(facts[hit[1]]) if hit[1] in facts else hit[0], sentence)


def shown(name: str, value: object, language: str) -> object:
    """A fact as it stands in a sentence: a number as the language writes it."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    return figure(value, language) if name in COUNTED or not isinstance(value, int) else value


def placeholders(sentence: Sentence) -> frozenset[str]:
    """The names between braces, over all plural forms."""
    texts = [sentence] if isinstance(sentence, str) else list(sentence.values())
    return frozenset(name for text in texts for name in PLACEHOLDER.findall(text))


def plural(forms: Mapping[str, str], language: str, count: object) -> str:
    """The plural form that a language uses for a count."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
        kind = locale.plural_form(abs(count) if isinstance(count, int | float) else 0)
    except (UnknownLocaleError, ValueError):
        kind = "other"
    return forms.get(kind) or forms.get("other") or next(iter(forms.values()), "")


class Words:
    """Every sentence of `schemas/languages/`; `missed` collects what nobody has written yet."""

    def __init__(self, languages: Mapping[str, Mapping[str, Sentence]], default: str = "uk") -> None:
        self._languages = languages
        self.default = default
        self.missed: set[tuple[str, str]] = set()

    @classmethod
    def read(cls, folder: Path, default: str = "uk") -> Words:
        """The sentences of all `*.json` in a folder; a file that cannot be read counts as empty."""
        return cls({path.stem: _read(path) for path in sorted(folder.glob("*.json"))}, default)

    @property
    def sentences(self) -> Mapping[str, Mapping[str, Sentence]]:
        """Every sentence by language and key."""
        return self._languages

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the interface, the default one first; those of a part of it are not offered."""
        whole = (code for code in self._languages if not self._part(code))
        return tuple(sorted(whole, key=lambda code: (code != self.default, code)))

    def _part(self, code: str) -> str:
        """How the keys begin that a language speaks of; empty when it speaks of everything."""
        part = self._languages[code].get(ONLY, "")
        return part if isinstance(part, str) else ""

    def say(self, key: str, language: str, /, **facts: object) -> str:
        """A sentence with its facts; a missing one shows its key between ⟦⟧ and is recorded."""
        for code in chain(language):
            if key in self._languages.get(code, {}):
                return self._said(key, code, facts)
        self.missed.add((language, key))
        if key in self._languages.get(self.default, {}):
            return self._said(key, self.default, facts)
        return f"⟦{key}⟧"

    def _said(self, key: str, code: str, facts: Mapping[str, object]) -> str:
        sentence = self._languages[code][key]
        text = sentence if isinstance(sentence, str) else plural(sentence, code, facts.get("count"))
        return filled(text, {name: shown(name, value, code) for name, value in facts.items()})

    def has(self, key: str, language: str) -> bool:
        """Is there such a sentence, in the language or its fallbacks?"""
        return any(key in self._languages.get(code, {}) for code in (*chain(language), self.default))

    def gaps(self) -> tuple[tuple[str, str], ...]:
        """(language, key) of every sentence that another language has and this one has not,
        or that mentions other facts than the default language."""
        keys = {key for sentences in self._languages.values() for key in sentences} - {ONLY}
        codes = sorted(self._languages, key=lambda code: (code != self.default, code))
        return tuple(
            (code, key)
            for code in codes
            for key in sorted(keys)
            if key.startswith(self._part(code)) and self._differs(code, key)
        )

    def _differs(self, code: str, key: str) -> bool:
        mine, model = self._languages[code].get(key), self._languages.get(self.default, {}).get(key)
        if mine is None or model is None:
            return mine is None
        return placeholders(mine) != placeholders(model)


def _read(path: Path) -> dict[str, Sentence]:
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(words, dict):
        return {}
    return {key: sentence for key, sentence in words.items() if isinstance(sentence, str | dict)}
