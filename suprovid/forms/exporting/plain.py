"""The standard part of a schema: without `x-` words, with what our formats mean said as patterns."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from suprovid.forms.dialect import are_choices
from suprovid.forms.exporting import addresses
from suprovid.forms.exporting.left_open import is_broken
from suprovid.forms.exporting.patterns import portable
from suprovid.forms.exporting.softening import either
from suprovid.forms.plain.drafts import SAFE
from suprovid.forms.references import ANNOTATED, LISTED, SINGLE

MONTHS = (
    "(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8])"
)
YEAR = "([1-9][0-9]{3}|0[1-9][0-9]{2}|00[1-9][0-9]|000[1-9])"
LEAP = "([0-9][0-9](0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)"
DATE = f"({YEAR}-({MONTHS})|{LEAP}-02-29)"
CLOCK = "([01][0-9]|2[0-3]):[0-5][0-9]"
CLOCK_OF_DRAFT = rf"{CLOCK}:[0-5][0-9](\.[0-9]+)?"
ZONE = rf"([Zz]|[+-]{CLOCK})"
HEX = "[0-9a-fA-F]"
WHITE = r"\t-\r\x1c-\x20\x85\xa0" + "\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""What parts words, as people and Python see it."""
PATTERNS = {
    "date": f"^{DATE}$",
    "time": f"^({CLOCK}(:[0-5][0-9])?|{CLOCK_OF_DRAFT}{ZONE})$",
    "date-time": f"^{DATE}[Tt]({CLOCK}|{CLOCK_OF_DRAFT}){ZONE}$",
    "email": rf"^[^@{WHITE}]+@[^@.{WHITE}]+(\.[^@.{WHITE}]+)+$",
    "uri": addresses.URI,
    "uuid": f"^{HEX}{{8}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{4}}-{HEX}{{12}}$",
}
"""What answers look like as they are stored, for validators that only take note of a format."""
SPELT = f"{SAFE}#%[]"
"""What stands in a reference as it is; whatever else there is, not every validator takes."""
RULES = {name: portable(pattern).rule for name, pattern in PATTERNS.items()}  # type: ignore[union-attr]
OURS = frozenset({"time", "date-time", "email"})
"""Formats that we judge otherwise than the draft: 09:30 without seconds and offset, ї@пошта.укр."""
ASKING = frozenset({"if", "not", "contains", "propertyNames"})
"""Words whose schema judges nobody: it is only asked whether it fits."""
DEFINED = "#/$defs/"
AS_IT_STANDS = ".as-it-stands"


def readable(words: dict[str, Any]) -> dict[str, Any]:
    """The words of a schema as every validator reads them: without those that some would judge otherwise."""
    words = {word: value for word, value in words.items() if word != "multipleOf" or not is_broken(value)}
    if words.get("enum") == []:  # to some, a fault of the schema
        words = joined({word: value for word, value in words.items() if word != "enum"}, {"not": {}})
    if isinstance(pattern := words.get("pattern"), str):
        rule = found.rule if (found := portable(pattern)) else {}
        if not rule or any(words.get(word) != value for word, value in rule.items()):
            del words["pattern"]
            words = joined(words, rule)
    for word in ("$ref", "$dynamicRef"):
        if isinstance(words.get(word), str):
            words[word] = quote(words[word], SPELT)
    if isinstance(named := words.get("patternProperties"), Mapping):
        words["patternProperties"] = dict(_named(named))
    return words


def _named(rules: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for pattern, rule in rules.items():
        if found := portable(pattern):
            yield found.text, rule


def joined(words: dict[str, Any], rule: Mapping[str, Any]) -> dict[str, Any]:
    """The words with a rule that must hold as well."""
    if words.keys().isdisjoint(rule):
        return {**words, **rule}
    return {**words, "allOf": [*words.get("allOf", ()), dict(rule)]}


class Writer:
    """Writes schemas plainly; shared lists of choices become `$defs`."""

    def __init__(self, lists: Mapping[str, Mapping[str, Any]], keep: bool) -> None:
        self._names = {_key(entry["oneOf"]): name for name, entry in lists.items() if "oneOf" in entry}
        self._lists, self._keep = lists, keep
        self.defs: dict[str, Any] = {}
        self.instead: dict[int, Mapping[str, Any]] = {}
        """What is written in place of a schema of the form, by its identity."""
        self._asking: Literal | None = None

    def schema(self, schema: Any) -> Any:
        """A schema and everything inside it, written plainly."""
        if not isinstance(schema, Mapping):
            return schema
        schema = self.instead.get(id(schema), schema)
        found = {word: self._word(word, value) for word, value in readable(self.words(schema)).items()}
        chosen = self._with_branches(self._with_list(found, schema), schema)
        return self.with_format(chosen)

    def literal(self, schema: Any) -> Any:
        """A schema that only asks, as in `if`: hidden or not, nothing is written in place of it."""
        if not self.instead:
            return self.schema(schema)
        if self._asking is None:
            self._asking = Literal(self)
        return self._asking.schema(schema)

    def definitions(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """What references lead to; `kept` are the definitions of the form."""
        found = {name: self.schema(inner) for name, inner in kept.items()}
        return {**found, **(self._asking.asked(kept) if self._asking else {}), **self.defs}

    def words(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The words of a schema that are kept."""
        return {word: value for word, value in schema.items() if self._keep or not word.startswith("x-")}

    def with_format(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The format said as a pattern too; a time of ours is no time of the draft."""
        name = schema.get("format")
        if name not in PATTERNS:
            return schema
        rest = {word: value for word, value in schema.items() if word != "format" or name not in OURS}
        return joined(rest, RULES[name])

    def _word(self, word: str, value: Any) -> Any:
        if word in ANNOTATED and isinstance(value, Mapping):
            return {name: self.schema(inner) for name, inner in value.items()}
        if word in LISTED and isinstance(value, list | tuple):
            return [self.schema(inner) for inner in value]
        if word in ASKING:
            return self.literal(value)
        return self.schema(value) if word in SINGLE else value

    def _with_branches(self, found: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        """Which one of several fits is asked of what they say to the letter."""
        if "oneOf" not in found or not self.instead:
            return found
        return either(found, [self.literal(branch) for branch in schema["oneOf"]])

    def _with_list(self, found: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
        name = self._names.get(_key(schema["oneOf"])) if are_choices(schema.get("oneOf")) else None
        if name is None:
            return found
        if name not in self.defs:
            self.defs[name] = {}
            entry = self._lists[name]
            self.defs[name] = {"title": entry.get("title", name), "oneOf": found["oneOf"]}
        return {
            **{word: value for word, value in found.items() if word != "oneOf"},
            "$ref": f"#/$defs/{name}",
        }


class Literal(Writer):
    """Writes what is only asked; what refers to itself has a second definition for that."""

    def __init__(self, writer: Writer) -> None:
        self._names, self._lists, self._keep = writer._names, writer._lists, writer._keep
        self.defs, self.instead, self._asking = writer.defs, {}, None
        self._wanted: list[str] = []

    def words(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        """The words of a schema that are kept; its references lead to what is only asked."""
        found = super().words(schema)
        reference = found.get("$ref")
        if isinstance(reference, str) and reference.startswith(DEFINED):
            name = reference.removeprefix(DEFINED)
            if name not in self._wanted:
                self._wanted.append(name)
            found["$ref"] = f"{reference}{AS_IT_STANDS}"
        return found

    def asked(self, kept: Mapping[str, Any]) -> dict[str, Any]:
        """The definitions that were referred to, as they stand."""
        found: dict[str, Any] = {}
        for name in self._wanted:
            found[f"{name}{AS_IT_STANDS}"] = self.schema(kept[name])
        return found


def _key(entries: Any) -> str:
    return json.dumps(entries, sort_keys=True, ensure_ascii=False)
