"""An error as a sentence, for the door and the terminal, where no page is open yet."""

from __future__ import annotations

from suprovid.errors import SuprovidError
from suprovid.forms.words import Words


def told(words: Words, error: SuprovidError, language: str) -> str:
    """What went wrong in the reader's language; facts that are sentence keys are said too."""
    facts = {
        name: words.say(fact, language) if isinstance(fact, str) and words.has(fact, language) else fact
        for name, fact in error.facts.items()
    }
    return words.say(error.sentence, language, **facts)
