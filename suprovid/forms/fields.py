"""One question of a form: what it asks, in which words, and which conditions rule it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from suprovid.forms.expression import Expression
from suprovid.forms.reading import read_value
from suprovid.forms.words import chain, said

Schema = Mapping[str, Any]
CHOOSING = frozenset({"choice", "choices", "scale"})
RULES = {
    "x-visible-if": "visible_if",
    "x-required-if": "required_if",
    "x-readonly-if": "readonly_if",
    "x-calculate": "calculate",
    "x-constraint": "constraint",
    "x-prefill": "prefill",
}


class Says(Protocol):
    """The words of the interface, as far as a field needs them (`Words`)."""

    def say(self, key: str, language: str, /, **facts: object) -> str: ...


@dataclass(frozen=True)
class Choice:
    """One thing that can be chosen; a retired one is not offered any more, and stays where it is stored."""

    value: Any
    title: str
    retired: bool
    schema: Schema


@dataclass(frozen=True)
class Rules:
    """The expressions of one field, with names made absolute."""

    visible_if: Expression | None = None
    required_if: Expression | None = None
    readonly_if: Expression | None = None
    calculate: Expression | None = None
    constraint: Expression | None = None
    prefill: Expression | None = None

    def all(self) -> Iterator[tuple[str, Expression]]:
        """(word, expression) of every rule there is."""
        for word, rule in RULES.items():
            expression = getattr(self, rule)
            if expression is not None:
                yield word, expression


@dataclass(frozen=True, eq=False)
class Field:
    """A question; `name` is dotted without positions, `children` are the columns of lines or of a group."""

    name: str
    kind: str
    schema: Schema
    rules: Rules
    required: bool = False
    identity: bool = False
    children: tuple[Field, ...] = ()
    inside: tuple[tuple[str, str], ...] = ()
    words: Says | None = None
    language: str = "uk"

    @cached_property
    def key(self) -> str:
        """The last part of the name: the key in the answers."""
        return self.name.rpartition(".")[2]

    @property
    def visible_if(self) -> Expression | None:
        return self.rules.visible_if

    @property
    def required_if(self) -> Expression | None:
        return self.rules.required_if

    @property
    def readonly_if(self) -> Expression | None:
        return self.rules.readonly_if

    @property
    def calculate(self) -> Expression | None:
        return self.rules.calculate

    @property
    def constraint(self) -> Expression | None:
        return self.rules.constraint

    @property
    def prefill(self) -> Expression | None:
        return self.rules.prefill

    @cached_property
    def means(self) -> str:
        """The semantic tag that rules, reports and prints bind to; empty when it has none."""
        return str(self.schema.get("x-means", ""))

    @cached_property
    def sensitivity(self) -> str:
        return str(self.schema.get("x-sensitivity", "personal"))

    @cached_property
    def show(self) -> frozenset[str]:
        """Where it shows besides the form: list, card, print, partner, report, client."""
        return frozenset(self.schema.get("x-show", ()))

    @cached_property
    def core(self) -> bool:
        """Is it in the short profile in any case?"""
        return self.required or self.identity or bool(self.schema.get("x-core"))

    @cached_property
    def widget(self) -> str:
        """The widget that the form asks for; empty leaves it to the kind."""
        return str(self.schema.get("x-widget", ""))

    @cached_property
    def source(self) -> Schema | None:
        """`x-choices-from`: where the things to choose come from, for references."""
        found = self.schema.get("x-choices-from") or _items(self.schema).get("x-choices-from")
        return found if isinstance(found, Mapping) else None

    @cached_property
    def retired(self) -> bool:
        """Is the field deprecated: not offered any more, shown where stored?"""
        return bool(self.schema.get("deprecated"))

    @cached_property
    def readonly(self) -> bool:
        return bool(self.schema.get("readOnly")) or self.calculate is not None

    @cached_property
    def lock(self) -> bool:
        """`x-lock`: once stored in a submitted document, it is not edited any more."""
        return bool(self.schema.get("x-lock"))

    @cached_property
    def keeps_hidden(self) -> bool:
        return bool(self.schema.get("x-keep-hidden"))

    @cached_property
    def aliases(self) -> tuple[str, ...]:
        return tuple(self.schema.get("x-aliases", ()))

    @cached_property
    def lines_from(self) -> Schema | None:
        found = self.schema.get("x-lines-from")
        return found if isinstance(found, Mapping) else None

    @cached_property
    def rows(self) -> tuple[tuple[Field, ...], ...]:
        """The children as they are arranged: one tuple is side by side (`x-layout` of the object)."""
        holder = _items(self.schema) if self.kind == "lines" else self.schema
        by_key = {child.key: child for child in self.children}
        rows = [
            tuple(by_key.pop(key) for key in ([row] if isinstance(row, str) else row) if key in by_key)
            for row in holder.get("x-layout", ())
        ]
        return (*(row for row in rows if row), *((child,) for child in by_key.values()))

    def title(self, language: str) -> str:
        return said(self.schema, "title", language) or self.key

    def description(self, language: str) -> str:
        """The short hint under the label."""
        return said(self.schema, "description", language)

    def help(self, language: str) -> str:
        """The long help, or the hint when there is no long one."""
        return said(self.schema, "x-help", language) or self.description(language)

    def placeholder(self, language: str) -> str:
        return said(self.schema, "x-placeholder", language)

    def unit(self, language: str) -> str:
        return said(self.schema, "x-unit", language)

    def error(self, keyword: str, language: str) -> str:
        """The form's own sentence for a problem of this keyword; empty when it has none."""
        return own_error(self.schema, keyword, language)

    @cached_property
    def old_choices(self) -> Mapping[Any, Any]:
        """The choice that each old key stands for now."""
        entries = choice_schemas(self.schema)
        return {alias: entry["const"] for entry in entries for alias in entry.get("x-aliases", ())}

    def choices(self, language: str) -> tuple[Choice, ...]:
        """Everything that can be chosen or once could, in the order of the form; the same tuple each time."""
        if language not in self._choices:
            self._choices[language] = self._read_choices(language)
        return self._choices[language]

    @cached_property
    def _choices(self) -> dict[str, tuple[Choice, ...]]:
        return {}

    def _read_choices(self, language: str) -> tuple[Choice, ...]:
        return tuple(
            Choice(
                value=entry["const"],
                title=said(entry, "title", language) or str(entry["const"]),
                retired=bool(entry.get("deprecated")),
                schema=entry,
            )
            for entry in choice_schemas(self.schema)
        )

    def offered(self, language: str, stored: Any = None) -> tuple[Choice, ...]:
        """The choices to offer: without the retired ones, except those that are stored already."""
        kept = stored if isinstance(stored, list) else [stored]
        return tuple(
            choice for choice in self.choices(language) if not choice.retired or choice.value in kept
        )

    def untranslated(self, language: str) -> bool:
        """Is the label shown in the default language because nobody has written it in this one?"""
        given = self.schema.get("x-i18n-title")
        texts = given if isinstance(given, Mapping) else {}
        return not any(code in texts or code == self.language for code in chain(language))

    def reads(self, value: Any, language: str) -> str:
        """An answer as text for summaries and prints: dates dd.mm.yyyy, yes or no, choices by label."""
        if self.schema.get("writeOnly") and value is not None:
            return "•••"
        return read_value(self, value, language)

    def walk(self) -> Iterator[Field]:
        """The field and everything inside it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()


def own_error(schema: Schema, keyword: str, language: str) -> str:
    """The sentence that a schema has for a keyword in a language; empty when it has none."""
    texts, own = schema.get("x-i18n-errors"), schema.get("x-errors")
    if isinstance(texts, Mapping):
        for code in chain(language):
            if isinstance(texts.get(code), Mapping) and keyword in texts[code]:
                return str(texts[code][keyword])
    return str(own.get(keyword, "")) if isinstance(own, Mapping) else ""


def _items(schema: Schema) -> Schema:
    items = schema.get("items")
    return items if isinstance(items, Mapping) else {}


def choice_schemas(schema: Schema) -> tuple[Schema, ...]:
    """The choices of a schema or of its items: `oneOf` of constants, or a bare `enum`."""
    for holder in (schema, _items(schema)):
        for word in ("oneOf", "anyOf"):
            entries = holder.get(word, ())
            if _are_choices(entries):
                return tuple(entries)
        if isinstance(holder.get("enum"), list):
            return tuple({"const": value} for value in holder["enum"] if value is not None)
    return ()


def _are_choices(entries: Any) -> bool:
    return (
        isinstance(entries, list | tuple)
        and bool(entries)
        and all(isinstance(entry, Mapping) and "const" in entry for entry in entries)
    )


TEXTS = {"date": "date", "time": "time", "date-time": "datetime", "email": "email"}


def kind_of(schema: Schema) -> str:
    """The kind of a field, from its type, format, choices and widget."""
    widget, kind = schema.get("x-widget"), type_of(schema)
    if widget in ("attachments", "tree"):
        return str(widget)
    if is_growing(schema, kind):
        return "tree"
    if kind == "array":
        return _kind_of_array(schema)
    if kind == "object":
        return "group"
    if schema.get("x-choices-from"):
        return "reference"
    if choice_schemas(schema):
        return "scale" if widget == "scale" else "choice"
    if kind != "string":
        return "scale" if widget == "scale" else kind
    if widget in ("long", "phone"):
        return str(widget)
    return TEXTS.get(str(schema.get("format")), "text")


BRANCHING = frozenset({"if", "allOf", "dependentSchemas", "$ref", "$dynamicRef"})
OPEN = frozenset({"patternProperties", "additionalProperties", "propertyNames", "unevaluatedProperties"})


def is_growing(schema: Schema, kind: str) -> bool:
    """Do its questions depend on the answers, or nest in a way that only a tree can draw?"""
    if schema.get("x-choices-from") or _items(schema).get("x-choices-from"):
        return False
    if "$ref" in schema or "$dynamicRef" in schema:
        return True
    types = schema.get("type")
    if types in ("null", ["null"]):
        return True
    if isinstance(types, list) and len([name for name in types if name != "null"]) > 1:
        return True
    if any(word in schema and not _are_choices(schema[word]) for word in ("oneOf", "anyOf")):
        return True
    if kind == "object":
        return not BRANCHING.isdisjoint(schema) or any(is_open(schema, word) for word in OPEN)
    return kind == "array" and _is_growing_list(schema)


def is_open(schema: Schema, word: str) -> bool:
    """Does a word let answers of any name be added?"""
    return word in schema and schema[word] is not False


def _is_growing_list(schema: Schema) -> bool:
    items = _items(schema)
    kind = type_of(items)
    if "prefixItems" in schema or kind == "array" or is_growing(items, kind):
        return True
    return bool(items) and kind not in ("string", "object") and not choice_schemas(schema)


def _kind_of_array(schema: Schema) -> str:
    items = _items(schema)
    if schema.get("x-choices-from") or items.get("x-choices-from"):
        return "references"
    if type_of(items) == "object":
        return "lines"
    return "choices" if choice_schemas(schema) else "texts"


def type_of(schema: Schema) -> str:
    """The one type of a schema; a type beside `null` reads as optional; without a type, the likeliest."""
    kind = schema.get("type")
    if isinstance(kind, list):
        kind = next((name for name in kind if name != "null"), None)
    if isinstance(kind, str):
        return kind
    if "properties" in schema:
        return "object"
    if "items" in schema or "prefixItems" in schema:
        return "array"
    constants = [entry["const"] for entry in choice_schemas(schema)]
    if constants and all(isinstance(value, int) and not isinstance(value, bool) for value in constants):
        return "integer"
    return "string"
