"""A form, compiled once per version: its fields, sections, order of dependencies and validator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from suprovid.errors import Missing
from suprovid.forms.aliases import unknown, upgraded
from suprovid.forms.answers import Answers, Path
from suprovid.forms.expression import Expression, parse
from suprovid.forms.expression.binding import contexts
from suprovid.forms.fields import RULES, Field, Rules, Schema, is_growing, kind_of
from suprovid.forms.look import View
from suprovid.forms.order import ordered, owner
from suprovid.forms.plain.groves import Grove, speaks_of_rules
from suprovid.forms.plain.growing import MORE
from suprovid.forms.plain.judging import OwnJudge
from suprovid.forms.plain.parts import Part, root_of
from suprovid.forms.sections import sections_of
from suprovid.forms.setting import Setting
from suprovid.forms.starting import appeared, start, start_line
from suprovid.forms.validator import Validator
from suprovid.forms.words import Words, said


class Form:
    """A compiled form: immutable, shared by all threads."""

    plain = False
    """Is this a schema from elsewhere? Its answers are kept to the letter: no ids, nothing left out."""

    def __init__(self, schema: Schema, words: Words, source: Schema | None = None) -> None:
        """Compile a schema whose references are resolved and which has passed the check."""
        self.schema = schema
        self.source = source if source is not None else schema
        self.words = words
        self.settings: Schema = schema.get("x-form", {})
        self.key = str(self.settings.get("id", ""))
        self.version = str(self.settings.get("version", ""))
        self.languages: tuple[str, ...] = tuple(self.settings.get("languages", (words.default,)))
        self.identity = frozenset(self.settings.get("identity", ()))
        first = self.languages[0] if self.settings.get("languages") else ""
        self._known = known_names(schema)
        builder = Builder(self.identity, words, self._known, first)
        self.fields = (*builder.children(schema, "", ()), *more_of(schema, words, first))
        self._named = {field.name: field for top in self.fields for field in top.walk()}
        self.sections = tuple(sections_of(schema, [field.key for field in self.fields], self._part))
        self._section_of = {name: section.key for section in self.sections for name in section.names}
        self.trees = tuple(field for field in self._named.values() if field.kind == "tree")
        self.groves = dict(self._grown())
        self.order = ordered(self._named, self.tree_needs)
        self.ruled = tuple(field for field in self.order if is_ruled(field) or field.name in self.groves)
        self.foldable = tuple(each for each in self.order[::-1] if each.retired or each.kind == "group")
        self.filled_late = tuple(each for each in self._named.values() if is_filled_late(each))
        self.demanding = tuple(field for field in self.ruled if is_demanding(field))
        self.constrained = tuple(field for field in self._named.values() if field.constraint is not None)

    def _part(self, number: int) -> Schema:
        """What a part is called that no layout has named, in the languages of the interface."""
        said = {code: self.words.say("form.part", code, number=number) for code in self.words.languages}
        return {"title": said[self.words.default], "x-i18n-title": said}

    def _grown(self) -> Iterator[tuple[str, Grove]]:
        """The trees in which conditions stand, by the name of their question."""
        known = frozenset(self.schema.get("properties", {}))
        for field in () if self.plain else self.trees:
            seed = self.seed(field.name)
            if seed is not None and speaks_of_rules(seed):
                yield field.name, Grove(seed, known if field.name == MORE else ())

    @cached_property
    def tree_needs(self) -> Mapping[str, frozenset[str]]:
        """The names that the conditions inside each tree ask for, as they are found from where it stands."""
        return {
            name: frozenset(self._from(name, asked) for asked in grove.asked_outside())
            for name, grove in self.groves.items()
        }

    def _from(self, tree: str, asked: str) -> str:
        """The question that a name means outside a tree: of the line or group around it, or of the form."""
        around = contexts(tree.rpartition(".")[0])
        candidates = (*(f"{each}.{asked}" for each in around), asked)
        return next((each for each in candidates if owner(each, self._named)), asked)

    def __repr__(self) -> str:
        return f"Form({self.key!r}, {self.version!r})"

    def title(self, language: str) -> str:
        return said(self.schema, "title", language) or self.key

    def description(self, language: str) -> str:
        return said(self.schema, "description", language)

    @property
    def named(self) -> Mapping[str, Field]:
        """Every field by its dotted name, parents before children."""
        return self._named

    def has(self, name: str) -> bool:
        return name in self._named

    def asks(self, name: str) -> bool:
        """Is this the name of a field, or of what stands in one that is a tree?"""
        return name in self._known

    def field(self, name: str) -> Field:
        """The field of a dotted name; raises Missing."""
        try:
            return self._named[name]
        except KeyError:
            raise Missing(kind="field", id=name) from None

    def fields_meaning(self, tag: str) -> tuple[Field, ...]:
        """The fields with this tag, or with a tag below it: `request` finds `request.area`."""
        if tag not in self._meaning:
            below = f"{tag}."
            self._meaning[tag] = tuple(
                field for field in self._named.values() if f"{field.means}.".startswith(below)
            )
        return self._meaning[tag]

    @cached_property
    def _meaning(self) -> dict[str, tuple[Field, ...]]:
        return {}

    def section_of(self, name: str) -> str:
        """The key of the section that a field is drawn in."""
        return self._section_of.get(name.partition(".")[0], self.sections[0].key if self.sections else "")

    @cached_property
    def validator(self) -> Validator:
        """The judge of answers, made at the first use."""
        return OwnJudge(self.schema)

    @cached_property
    def literal_validator(self) -> Validator:
        """The judge of answers to whom a closed form is closed to earlier answers too."""
        return OwnJudge(self.schema, closed=True)

    def seed(self, name: str) -> Part | None:
        """What the tree of a question grows from, when it is more than one question; None for any other."""
        if name == MORE:
            return self._root
        field = self._named[name]
        return self._root.inner(field.schema) if field.kind == "tree" else None

    @cached_property
    def _root(self) -> Part:
        return root_of(self.schema)

    @property
    def grows(self) -> bool:
        """Do conditions of JSON Schema itself bring up questions beside those of `properties`?"""
        return MORE in self._named

    def nothing(self) -> Answers:
        """The answers of a document in which nothing is answered."""
        return {}

    def look(self, answers: Answers, setting: Setting) -> View:
        """What is shown, required, locked, computed and wrong for these answers now."""
        return View(self, answers, setting)

    def start(self, setting: Setting, make_id: Callable[[], str], answers: Answers | None = None) -> Answers:
        """The answers of a new document: those given, with defaults, prefills and first lines."""
        return start(self, setting, make_id, answers or {})

    def start_line(
        self, name: str, answers: Answers, setting: Setting, make_id: Callable[[], str]
    ) -> Answers:
        """A new line of a repeat, with its `_id`, defaults and prefills; it is not put into the answers."""
        return start_line(self, name, answers, setting, make_id)

    def appeared(self, before: View, answers: Answers, setting: Setting) -> Answers:
        """The answers with defaults for the conditional fields that were not shown in `before`."""
        return appeared(self, before, answers, setting)

    def upgraded(self, answers: Answers) -> Answers:
        """The answers with old names of fields and choices read as the present ones."""
        return upgraded(self, answers)

    def unknown(self, answers: Answers) -> tuple[tuple[Path, Any], ...]:
        """Earlier answers: (path, value) of everything that this version has no field for."""
        return unknown(self, answers)

    @property
    def approval_if(self) -> Expression | None:
        """When a document of this form needs an approval, for `approval: optional`."""
        return self._expression("approval-if")

    @property
    def opens_when(self) -> Expression | None:
        """When submitting a document opens the next folder (`x-form.opens.when`)."""
        opens = self.settings.get("opens")
        text = opens.get("when") if isinstance(opens, Mapping) else None
        return parse(text).bound(self._known) if text else None

    def _expression(self, word: str) -> Expression | None:
        text = self.settings.get(word)
        return parse(text).bound(self._known) if text else None


def is_ruled(field: Field) -> bool:
    """Is there anything to settle about this field, whatever the answers are?"""
    rules = (field.visible_if, field.calculate, field.required_if, field.readonly_if)
    return field.required or field.readonly or field.lock or any(rule is not None for rule in rules)


def is_demanding(field: Field) -> bool:
    """Does a condition say when it must be answered, or when it is locked?"""
    return field.required_if is not None or field.readonly_if is not None


def is_filled_late(field: Field) -> bool:
    """Has it an answer to begin with, when a condition brings it up?"""
    return field.visible_if is not None and (field.prefill is not None or "default" in field.schema)


def more_of(schema: Schema, words: Words, language: str) -> Iterator[Field]:
    """That tree, if the form has such conditions."""
    if is_growing({key: value for key, value in schema.items() if key != "type"}, "object"):
        yield Field(MORE, "tree", {"title": "", "x-core": True}, Rules(), words=words, language=language)


Spot = tuple[str, Path, Schema]


class Names(frozenset[str]):
    """Every dotted name in a form; what stands inside a tree is known by the tree."""

    trees: tuple[str, ...] = ()

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or is_below(name, self.trees)


def is_below(name: object, trees: tuple[str, ...]) -> bool:
    """Does a name lead into one of these trees?"""
    return bool(trees) and isinstance(name, str) and name.startswith(trees)


def known_names(schema: Schema) -> Names:
    """Every dotted name in a form."""
    found = {name: inner for name, _, inner in spots(schema)}
    names = Names(found)
    names.trees = tuple(f"{name}." for name, inner in found.items() if kind_of(inner) == "tree")
    return names


def spots(schema: Schema, within: str = "", place: Path = ()) -> Iterator[Spot]:
    """(dotted name, place in the file, schema) of every field, parents first."""
    for key, inner in schema.get("properties", {}).items():
        if isinstance(inner, Mapping) and key != "_id":
            name, spot = (f"{within}.{key}" if within else key), (*place, "properties", key)
            yield name, spot, inner
            holder = holder_of(inner)
            if holder:
                yield from spots(holder, name, spot if holder is inner else (*spot, "items"))


def holder_of(schema: Schema) -> Schema:
    """The object with the properties of a group or of the lines of a repeat; empty for a plain field."""
    kind = kind_of(schema)
    if kind == "group":
        return schema
    items = schema.get("items")
    return items if kind == "lines" and isinstance(items, Mapping) else {}


class Builder:
    """Builds the fields of a form from its resolved schema."""

    def __init__(self, identity: frozenset[str], words: Words, known: Names, language: str) -> None:
        self._identity, self._words, self._known, self._language = identity, words, known, language

    def children(self, schema: Schema, within: str, inside: tuple[tuple[str, str], ...]) -> Iterator[Field]:
        """The fields of an object; `inside` lists the (name, kind) of what they stand in, outermost first."""
        required = schema.get("required", ())
        for key, inner in schema.get("properties", {}).items():
            if isinstance(inner, Mapping) and key != "_id":
                yield self._field(f"{within}.{key}" if within else key, inner, key in required, inside)

    def _field(self, name: str, schema: Schema, required: bool, inside: tuple[tuple[str, str], ...]) -> Field:
        kind = kind_of(schema)
        within = inside[-1][0] if inside else ""
        return Field(
            name=name,
            kind=kind,
            schema=schema,
            rules=self._rules(schema, within),
            required=required,
            identity=name in self._identity,
            children=tuple(self.children(holder_of(schema), name, (*inside, (name, kind)))),
            inside=inside,
            words=self._words,
            language=self._language,
        )

    def _rules(self, schema: Schema, within: str) -> Rules:
        return Rules(
            **{
                rule: parse(schema[word]).bound(self._known, within)
                for word, rule in RULES.items()
                if schema.get(word)
            }
        )
