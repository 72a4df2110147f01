"""What would be done anew for each of thousands of tests, and is the same each time, is done once."""

from __future__ import annotations

import gc
import pickle
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pytest

from suprovid.desk import premises
from suprovid.desk.searching import search_once
from suprovid.forms import library
from suprovid.forms.compiling import Compiled, Lists, compile_text
from suprovid.forms.words import Words

FORMS = 200
"""More than the forms that are shipped, with what tests make of them."""


class CompiledOnce:
    """Compiles a form; the same text beside the same lists and words gives the form of last time."""

    def __init__(self) -> None:
        self._beside: tuple[Any, Any, bytes] = (None, None, b"")
        self._compiled = lru_cache(FORMS)(self._compile)

    def __call__(self, text: str, file: str, lists: Lists, words: Words) -> Compiled:
        known_lists, known_words, _ = self._beside
        if lists is not known_lists or words is not known_words:
            self._beside = (lists, words, pickle.dumps((lists, words.sentences, words.default)))
        return self._compiled(text, file, self._beside[2])

    def _compile(self, text: str, file: str, beside: bytes) -> Compiled:
        lists, sentences, default = pickle.loads(beside)
        return compile_text(text, file, lists, Words(sentences, default))


@pytest.fixture(scope="session", autouse=True)
def _forms_are_compiled_once() -> Iterator[None]:
    """Opening a workspace compiles all its forms, which takes longer than most tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "compile_text", CompiledOnce())
        yield


@pytest.fixture(scope="session", autouse=True)
def _memory_is_settled_once() -> Iterator[None]:
    """A server settles when it opens its one workspace; here a thousand are opened."""
    gc.freeze()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(premises, "settle", lambda: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def _packages_are_searched_once() -> None:
    """As a command does that draws many forms."""
    search_once()
