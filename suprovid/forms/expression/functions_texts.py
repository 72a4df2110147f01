"""Functions over texts; an empty text is no answer."""

from __future__ import annotations

from .function import MANY, each, function
from .patterns import fits
from .values import Value, is_missing, number, text

LONGEST = 100_000


@function("string", "any", "text")
def as_text(value: Value) -> str | None:
    return None if is_missing(value) else text(value)


@function("string-length", "text", "number")
def string_length(value: Value) -> int | None:
    return None if is_missing(value) else len(text(value))


@function("concat", "any", "text", least=1, most=MANY)
def concat(*values: Value) -> str | None:
    return "".join(text(value) for value in each(values)) or None


@function("join", "text any", "text", least=2, most=MANY)
def join(separator: Value, *values: Value) -> str | None:
    return text(separator).join(text(value) for value in each(values)) or None


@function("starts-with", "text text", "boolean")
def starts_with(value: Value, start: Value) -> bool | None:
    return None if is_missing(value) or is_missing(start) else text(value).startswith(text(start))


@function("contains", "text text", "boolean")
def contains(value: Value, part: Value) -> bool | None:
    return None if is_missing(value) or is_missing(part) else text(part) in text(value)


@function("regex", "text text", "boolean")
def regex(value: Value, pattern: Value) -> bool | None:
    return None if is_missing(value) or is_missing(pattern) else fits(text(pattern), text(value))


@function("ends-with", "text text", "boolean")
def ends_with(value: Value, end: Value) -> bool | None:
    return None if is_missing(value) or is_missing(end) else text(value).endswith(text(end))


@function("substr", "text number number", "text", least=2, most=3)
def part_of(value: Value, start: Value, end: Value = LONGEST) -> str | None:
    """From one place up to another, counted from 0; a negative one is counted from the end."""
    first, last = number(start), number(end)
    if first is None or last is None or max(abs(first), abs(last)) > LONGEST:
        return None
    return text(value)[int(first) : int(last)] or None


@function("substring-before", "text text", "text")
def before(value: Value, part: Value) -> str | None:
    found, mark, _ = text(value).partition(text(part) or "\0")
    return (found or None) if mark else None


@function("substring-after", "text text", "text")
def after(value: Value, part: Value) -> str | None:
    return text(value).partition(text(part) or "\0")[2] or None


@function("translate", "text text text", "text")
def translated(value: Value, old: Value, new: Value) -> str | None:
    """Each letter of the second text becomes the one at its place in the third, or is left out."""
    letters, others = text(old), text(new)
    table: dict[int, str | None] = {}
    for place, letter in enumerate(letters):
        table.setdefault(ord(letter), others[place] if place < len(others) else None)
    return text(value).translate(table) or None


@function("normalize-space", "text", "text")
def normal_space(value: Value) -> str | None:
    return " ".join(text(value).split()) or None


@function("lower-case", "text", "text")
def lower_case(value: Value) -> str | None:
    return text(value).lower() or None


@function("upper-case", "text", "text")
def upper_case(value: Value) -> str | None:
    return text(value).upper() or None
