"""Text shown as it was typed, also where Streamlit reads Markdown: labels, options, captions, tooltips.

Backslashes guard what the Markdown parser reads; an invisible word joiner breaks what Streamlit replaces
afterwards in the finished text (icons, emoji, arrows, bare addresses).
Text without any of these comes back unchanged, so the names that screen readers read stay clean.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

JOINER = "\u2060"

_REPLACED_LATER = re.compile(
    r"""(?ix)
      (?P<icon>     : ) (?= material/ | streamlit: | [a-z0-9_+-]+: )
    | (?P<protocol> \bhttps? ) (?= :// )
    | (?P<host>     \bwww ) (?= \. )
    | (?P<address>  (?<=\S) @ ) (?= \S )
    | (?P<arrow>    (?<!\S) [<>=~-] ) (?= (?: -> | > | - | = ) (?!\S) )
    """
)
_SYNTAX = re.compile(r"[\\`*_\[\]<>$~|]|:(?=[^\W\d_]|:)|&(?=\#?\w+;)|:(?=" + JOINER + ")")
_BLOCK = re.compile(r"^(?P<indent>\s*)(?P<mark>[#+=-])")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])(?=\s|$)")
_INDENT = re.compile(r"^[ \t]+")


@lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """The text on one line, for labels, options, captions, tooltips and buttons."""
    return _escaped(sendable(" ".join(text.split())))


def lines(text: str) -> str:
    """The text with its line breaks, for boxes and other Markdown bodies."""
    return "\n".join(_line(line) for line in sendable(text).splitlines())


def sendable(text: str) -> str:
    """What a browser can be sent: half of a character, left by a broken import, becomes a question mark."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def keyed(text: str) -> str:
    """A text as part of a widget's key, which can be sent too, and is like no other."""
    return text if text.isascii() else text.encode("utf-8", "backslashreplace").decode("utf-8")


def _line(text: str) -> str:
    """One line of a body: indents and empty lines stay, the break is a hard one."""
    indented = _INDENT.sub(lambda found: "\u00a0" * len(found.group().expandtabs(4)), text)
    return f"{_escaped(indented) or chr(0xA0)}  "


def _escaped(text: str) -> str:
    joined = _REPLACED_LATER.sub(lambda found: found.group() + JOINER, text)
    guarded = _SYNTAX.sub(lambda found: "\\" + found.group(), joined)
    return _NUMBERED.sub(r"\1\\\2", _BLOCK.sub(r"\g<indent>\\\g<mark>", guarded))


def in_badge(text: str) -> str:
    """The text for `st.badge`, which guards square brackets itself: guarding them twice would undo both."""
    return plain(text).replace("\\[", "[").replace("\\]", "]")


def in_html(text: str) -> str:
    """The text inside a piece of markup of ours, or inside quotes there."""
    return escape(sendable(text))
