"""A whole form as a plain schema of draft 2020-12, with the list of what it had to leave open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suprovid.forms.exporting import leaves
from suprovid.forms.exporting.conditions import Translation
from suprovid.forms.exporting.formula import ROOT, Formula, atom, every, negated
from suprovid.forms.exporting.left_open import Open, Plain, read_apart
from suprovid.forms.exporting.lifting import Lifted
from suprovid.forms.exporting.plain import PATTERNS, Writer
from suprovid.forms.exporting.rules import Rules, below, levels_of
from suprovid.forms.exporting.softening import Softening
from suprovid.forms.exporting.trees import Twig, agree, owed, twigs, with_rules
from suprovid.forms.exporting.truth import Truth, sure
from suprovid.forms.expression import Expression
from suprovid.forms.fields import Field
from suprovid.forms.files import entry_schema
from suprovid.forms.form import Form
from suprovid.forms.node_forms import form_of, opened

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ALWAYS = sure(True, False)
NOTHING: Mapping[str, Any] = {}
DROPPED = frozenset({"required", "$schema", "$id", "$defs"})
CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})


def plain_schema(form: Form, lists: Mapping[str, Mapping[str, Any]], keep: bool = False) -> Plain:
    """The schema that any validator puts to saved answers; `keep` leaves the `x-` words beside it."""
    document = Document(form, Writer(lists, keep))
    document.grow()
    return document.written()


class Document:
    """Writes one form: the fields as they are, then the rules that depend on answers."""

    def __init__(self, form: Form, writer: Writer, stored: Mapping[str, Any] | None = None) -> None:
        """`stored` has the schemas of fields that are written as they stand there, and no others."""
        self._form, self._writer, self._stored = form, writer, stored or {}
        self._known = opened(form) if form.trees else form
        self._fields = [each for each in form.named.values() if stored is None or each.name in stored]
        self._rules = Rules()
        self._required: dict[str, list[str]] = {}
        self._open: dict[tuple[str, str], Open] = {}
        self._shown = {name: self._visibility(field) for name, field in form.named.items()}
        for field in self._fields:
            self._rule(field)
        self._softening = Softening(form.named, self._when_shown, self._leave_open)

    def grow(self) -> None:
        """Put the conditions inside trees beside the questions that they rule."""
        told: set[tuple[str, str, str]] = set()
        lifted = {tree: Lifted(self._form, tree, grove) for tree, grove in self._form.groves.items()}
        for twig in twigs(self._form, lifted):
            judged = twig.asked.keys() - twig.loose
            form = form_of(self._form, twig.bough, judged, twig.needed | twig.asked.keys(), twig.full)
            node = Document(form, self._writer, twig.asked)
            node._owe(twig)
            node._judge_later()
            later = twig.kept_aside | {
                key for key in twig.asked if node._is_judged_later(node._form.field(key))
            }
            ruled = with_rules(twig, node._rules.whole(), node._required.get(ROOT, []), later)
            known = self._writer.instead.get(id(twig.part.schema), ruled)
            is_same = agree(known, ruled) and not twig.is_torn
            self._writer.instead[id(twig.part.schema)] = ruled if is_same else with_rules(twig, [], [], later)
            for key, word, text in twig.untold:
                self._open[twig.named(key), word] = Open(twig.named(key), word, text)
            for each in node._open.values() if is_same else node._told_all():
                if (each.name, each.word, each.text) not in told:
                    told.add((each.name, each.word, each.text))
                    name = twig.named(each.name)
                    self._open[name, each.word] = Open(name, each.word, each.text)
        for tree, outside in lifted.items():
            self._say_outside(tree, outside)

    def _say_outside(self, tree: str, lifted: Lifted) -> None:
        """The conditions in a tree that ask for what stands around it."""
        asked = {name: self._writer.schema(schema) for name, schema in lifted.outside.items()}
        if asked:
            around = Document(opened(self._form, asked), self._writer, asked)
            around._judge_later()
            self._rules.take(around._rules, levels_of(self._form.field(tree)))
            self._open.update(around._open)

    def _owe(self, twig: Twig) -> None:
        """What a schema of a tree asks for is asked for where it is shown."""
        for given, key in owed(twig.part.words):
            if key in twig.needed:
                asking = atom(ROOT, {"required": [given]} if given else True)
                self._require(every(asking, self._shown[key].yes), self._form.field(key))

    def _judge_later(self) -> None:
        """What is kept when hidden is judged while it is shown."""
        for field in reversed(self._fields):
            if self._is_judged_later(field):
                whole = {"properties": {field.key: self._judged(field)}}
                self._add(self._shown[field.name].yes, field, whole, "x-visible-if")

    def _when_shown(self, name: str) -> Formula:
        return self._shown[name].yes if name in self._shown else True

    def _told_all(self) -> list[Open]:
        """All conditions of the form, for one that cannot say any."""
        fields = self._form.named.values()
        return [Open(field.name, word, rule.text) for field in fields for word, rule in field.rules.all()]

    def written(self) -> Plain:
        """The schema and what is left open in it."""
        self._judge_later()
        head = {"$schema": DIALECT, "$comment": f"{self._form.key} {self._form.version}"}
        body = self._object(self._form.schema, self._form.fields, "", "")
        # What is kept of `$defs` is for references that lead back to themselves.
        defs = self._writer.definitions(self._form.schema.get("$defs", {}))
        whole = {**head, **body, **({"$defs": defs} if defs else {})}
        apart = read_apart(self._form.schema, PATTERNS)
        return Plain(whole, (*self._open.values(), *dict.fromkeys(apart)))

    # Fields.

    def _object(
        self, schema: Mapping[str, Any], fields: tuple[Field, ...], name: str, level: str
    ) -> dict[str, Any]:
        """The document, a group or a line; a line that is closed still has its id."""
        by_key = {field.key: field for field in fields}
        found = self._writer.schema({**schema, "properties": {}})
        found = {word: value for word, value in found.items() if word not in DROPPED}
        found, debts = self._softening.soft(found, name)
        for debt in debts:
            self._add(debt.formula, debt.field, debt.consequence, "x-visible-if")
        found["properties"] = {
            key: self._field(by_key[key]) if key in by_key else self._writer.schema(inner)
            for key, inner in schema.get("properties", {}).items()
        }
        if name and name == level and not CLOSING.isdisjoint(found):
            found["properties"] = {"_id": True, **found["properties"]}
        if required := self._required.get(name):
            found["required"] = required
        rules = [*found.pop("allOf", ()), *(self._rules.at(level) if name == level else ())]
        return {**found, **({"allOf": rules} if rules else {})}

    def _field(self, field: Field) -> Any:
        """A field as it stands among the properties; one that is kept when hidden is judged when shown."""
        if self._is_judged_later(field):
            texts = ("title", "description", "deprecated", "readOnly", "examples")
            return {word: field.schema[word] for word in texts if word in field.schema}
        return self._judged(field)

    def _judged(self, field: Field) -> Any:
        if field.name in self._stored:
            return self._stored[field.name]
        if field.kind == "group":
            return self._object(field.schema, field.children, field.name, levels_of(field)[-1])
        whole = self._writer.schema(field.schema)
        if field.kind == "lines":
            items = self._object(field.schema["items"], field.children, field.name, field.name)
            whole = {**whole, "items": items}
        return {**whole, "items": entry_schema(field.schema)} if field.kind == "attachments" else whole

    def _is_judged_later(self, field: Field) -> bool:
        return field.keeps_hidden and field.visible_if is not None

    # Rules.

    def _rule(self, field: Field) -> None:
        own, shown = self._own(field, "x-visible-if", field.visible_if), self._shown[field.name]
        if not field.keeps_hidden:
            hidden = every(self._above(field), own.not_yes)
            self._add(hidden, field, {"properties": {field.key: False}}, "x-visible-if")
        if not field.retired:
            must = ALWAYS if field.required else self._own(field, "x-required-if", field.required_if, False)
            is_kept_empty = field.name in self._stored and not field.required
            self._require(every(shown.yes, must.yes), field, leaves.answered(field) if is_kept_empty else {})
        if field.constraint is not None:
            broken = self._own(field, "x-constraint", field.constraint, current=field).no
            answered = self._translation(field).present(field)
            is_judged = own.yes if field.keeps_hidden or not own.exact else True
            self._add(
                every(answered, is_judged, self._above(field), broken),
                field,
                {"properties": {field.key: False}},
                "x-constraint",
            )

    def _require(self, formula: Formula, field: Field, least: Mapping[str, Any] = NOTHING) -> None:
        """An answer is due; where empty ones are kept, `least` tells one from them."""
        is_written_here = field.name not in self._stored or "." not in field.name
        if formula is True and is_written_here:
            self._required.setdefault(field.name.rpartition(".")[0], []).append(field.key)
        else:
            consequence = {"required": [field.key], **({"properties": {field.key: least}} if least else {})}
            self._add(formula, field, consequence, "x-required-if")

    def _add(self, formula: Formula, field: Field, consequence: Any, word: str) -> None:
        level, holder = levels_of(field)[-1], field.name.rpartition(".")[0]
        if not self._rules.add(formula, field, below(level, holder, consequence)):
            self._leave_open(field, word)

    def _visibility(self, field: Field) -> Truth:
        """When a field is shown, with what it stands in."""
        own = self._own(field, "x-visible-if", field.visible_if)
        shown = every(own.yes, self._above(field))
        return sure(shown, negated(shown))

    def _above(self, field: Field) -> Formula:
        """What a field stands in is shown, as far as its presence does not say so already."""
        formulas: list[Formula] = []
        for name, _ in field.inside:
            above = self._form.field(name)
            outcome = self._own(above, "x-visible-if", above.visible_if)
            if above.keeps_hidden or not outcome.exact:
                formulas.append(outcome.yes)
        return every(*formulas)

    def _own(
        self,
        field: Field,
        word: str,
        expression: Expression | None,
        otherwise: bool = True,
        current: Field | None = None,
    ) -> Truth:
        """The outcomes of one condition of a field; without it, `otherwise`."""
        if expression is None:
            return sure(otherwise, not otherwise)
        found = self._translation(field, current).truth(expression.tree)
        if not found.exact:
            self._leave_open(field, word)
        return found

    def _translation(self, field: Field, current: Field | None = None) -> Translation:
        return Translation(self._known, levels_of(field)[1:], current)

    def _leave_open(self, field: Field, word: str) -> None:
        expression = dict(field.rules.all()).get(word)
        if expression is not None:
            self._open[field.name, word] = Open(field.name, word, expression.text)
