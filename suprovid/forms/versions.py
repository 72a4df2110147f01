"""The difference between two versions of a form, and what each edit does to documents made before.

Safe edits need nothing; what is to check is rehearsed on the stored documents; a breaking edit needs an
action: an alias, retiring instead of removing, or leaving the value under "earlier answers".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.forms.answers import Answers
from suprovid.forms.fields import Field, choice_schemas
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.forms.words import Words

SAFE, CHECK, BREAKING = "safe", "check", "breaking"
EFFECTS = (BREAKING, CHECK, SAFE)


@dataclass(frozen=True)
class Change:
    """One edit: `place` is the dotted name of a field, empty for the form itself."""

    place: str
    effect: str
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def sentence(self, words: Words, language: str, *forms: Form) -> str:
        """What changed and what it means for earlier documents.

        Questions and choices are called as the first of these forms that has them calls them; without
        forms by their keys.
        """
        facts = {"name": self.place, **self.facts}
        fields = [form.field(self.place) for form in forms if form.has(self.place)]
        if fields and self.key != "renamed":
            facts["name"] = f"{fields[0].title(language)} ({self.place})"
        titles = {choice.value: choice.title for field in fields[::-1] for choice in field.choices(language)}
        if (choice := self.facts.get("choice")) in titles:
            facts["choice"] = titles[choice]
        word = str(self.facts.get("word", ""))
        if words.has(f"change.word.{word}", language):
            facts["word"] = words.say(f"change.word.{word}", language)
        own = f"change.{self.key}.{word}"
        return words.say(own if words.has(own, language) else f"change.{self.key}", language, **facts)


@dataclass(frozen=True)
class Rehearsal:
    """What stored documents would meet under another version: counts, never answers."""

    documents: int
    with_problems: int
    with_earlier_answers: int
    with_hidden_answers: int


def differences(old: Form, new: Form) -> tuple[Change, ...]:
    """The edits from one version to another, the gravest first."""
    found = [*_form_changes(old, new), *_field_changes(old, new), *_tag_changes(old, new)]
    return tuple(sorted(found, key=lambda change: EFFECTS.index(change.effect)))


def rehearsed(form: Form, documents: Iterable[Answers], setting: Setting) -> Rehearsal:
    """How many of these documents would have problems, earlier answers or hidden answers in this form."""
    count = problems = earlier = hidden = 0
    for answers in documents:
        upgraded = form.upgraded(answers)
        view = form.look(upgraded, setting)
        count += 1
        problems += bool(view.problems(setting.language))
        earlier += bool(form.unknown(upgraded))
        hidden += bool(view.pruned())
    return Rehearsal(count, problems, earlier, hidden)


def _form_changes(old: Form, new: Form) -> Iterator[Change]:
    if _texts(old.schema) != _texts(new.schema):
        yield Change("", SAFE, "form_text")
    if old.schema.get("x-layout") != new.schema.get("x-layout"):
        yield Change("", SAFE, "layout")
    for word in ("identity", "subject", "founds", "approval", "approval-if", "current", "opens", "links"):
        if old.settings.get(word) != new.settings.get(word):
            yield Change("", CHECK, "setting", {"word": word})
    for word in (
        "if",
        "then",
        "else",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "dependentRequired",
        "dependentSchemas",
    ):
        if old.schema.get(word) != new.schema.get(word):
            yield Change("", CHECK, "rule", {"word": word})


def _field_changes(old: Form, new: Form) -> Iterator[Change]:
    renamed: set[str] = set()
    for name, before in old.named.items():
        if new.has(name):
            yield from _edits(before, new.field(name))
            continue
        after = _heir(before, new)
        if after is not None:
            renamed.add(after.name)
            yield Change(after.name, SAFE, "renamed", {"old": name})
            yield from _edits(before, after)
        elif not before.inside or new.has(before.inside[-1][0]):
            yield Change(name, BREAKING, "removed")
    for name, after in new.named.items():
        if not old.has(name) and name not in renamed and not _inside_new(after, old):
            must = after.required or after.required_if is not None
            yield Change(name, CHECK if must else SAFE, "added_required" if must else "added")


def _heir(before: Field, new: Form) -> Field | None:
    """The field of the new version that knows the old one by an alias."""
    parent = before.name.rpartition(".")[0]
    for after in new.named.values():
        if before.key in after.aliases and after.name.rpartition(".")[0] == parent:
            return after
    return None


def _inside_new(after: Field, old: Form) -> bool:
    return bool(after.inside) and not old.has(after.inside[-1][0])


def _tag_changes(old: Form, new: Form) -> Iterator[Change]:
    """Tags that rules and reports look for, and that no field carries any more or another one does."""
    before = {item.means: item.name for item in old.named.values() if item.means}
    after = {item.means: item.name for item in new.named.values() if item.means}
    for tag, name in before.items():
        if tag not in after:
            yield Change(name, BREAKING, "tag_removed", {"tag": tag})
        elif after[tag] != name and name in new.named:
            yield Change(after[tag], CHECK, "tag_moved", {"tag": tag, "old": name})


def _edits(before: Field, after: Field) -> Iterator[Change]:
    """The edits of one field."""
    name = after.name
    if before.kind != after.kind:
        yield Change(name, _effect_of_kind(before.kind, after.kind), "kind")
    if _texts(before.schema) != _texts(after.schema):
        yield Change(name, SAFE, "text")
    if after.retired and not before.retired:
        yield Change(name, CHECK, "retired")
    if before.retired and not after.retired:
        yield Change(name, SAFE, "offered_again")
    if before.sensitivity != after.sensitivity:
        yield Change(name, CHECK, "sensitivity", {"old": before.sensitivity, "new": after.sensitivity})
    yield from _rule_edits(before, after)
    yield from _limit_edits(before.schema, after.schema, name)
    yield from _choice_edits(before, after)


def _effect_of_kind(before: str, after: str) -> str:
    if (before, after) in SAFE_KINDS:
        return SAFE
    return CHECK if (before, after) in CHECKED_KINDS else BREAKING


TEXTS = ("text", "long", "phone", "email")
SAFE_KINDS = {
    *((one, other) for one in TEXTS for other in ("text", "long")),
    ("integer", "number"), ("choice", "scale"), ("scale", "choice"), ("reference", "text"),
}  # fmt: skip
CHECKED_KINDS = {
    *((one, other) for one in TEXTS for other in ("phone", "email", "choice", "reference")),
    ("number", "integer"), ("choice", "text"), ("choice", "long"), ("texts", "choices"), ("choices", "texts"),
    ("references", "texts"), ("texts", "references"),
}  # fmt: skip


def _rule_edits(before: Field, after: Field) -> Iterator[Change]:
    if after.required and not before.required:
        yield Change(after.name, CHECK, "now_required")
    if before.required and not after.required:
        yield Change(after.name, SAFE, "now_optional")
    olds, news = dict(before.rules.all()), dict(after.rules.all())
    for word in sorted({*olds, *news}):
        if word == "x-prefill":
            continue
        if word not in news:
            yield Change(after.name, CHECK if word == "x-calculate" else SAFE, "rule_gone", {"word": word})
        elif word not in olds or olds[word].text != news[word].text:
            yield Change(after.name, CHECK, "rule", {"word": word})


LOWER = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties")
UPPER = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")
EXACT = (
    "pattern",
    "format",
    "multipleOf",
    "uniqueItems",
    "const",
    "contains",
    "allOf",
    "if",
    "then",
    "else",
    "not",
)


def _limit_edits(before: Mapping[str, Any], after: Mapping[str, Any], name: str) -> Iterator[Change]:
    for word in (*LOWER, *UPPER, *EXACT):
        old, new = before.get(word), after.get(word)
        if old != new:
            tighter = _is_tighter(word, old, new)
            yield Change(name, CHECK if tighter else SAFE, "tighter" if tighter else "looser", {"word": word})


def _is_tighter(word: str, old: Any, new: Any) -> bool:
    if new is None:
        return False
    if old is None or word in EXACT:
        return True
    return bool(new > old) if word in LOWER else bool(new < old)


def _choice_edits(before: Field, after: Field) -> Iterator[Change]:
    olds = {entry["const"]: entry for entry in choice_schemas(before.schema)}
    news = {entry["const"]: entry for entry in choice_schemas(after.schema)}
    if not olds or not news:
        return
    aliases = {alias for entry in news.values() for alias in entry.get("x-aliases", ())}
    for key, entry in olds.items():
        facts = {"choice": key}
        if key not in news:
            known = key in aliases
            yield Change(
                after.name, SAFE if known else BREAKING, "choice_merged" if known else "choice_removed", facts
            )
        elif news[key].get("deprecated") and not entry.get("deprecated"):
            yield Change(after.name, CHECK, "choice_retired", facts)
        elif entry.get("deprecated") and not news[key].get("deprecated"):
            yield Change(after.name, SAFE, "choice_offered_again", facts)
        elif _texts(entry) != _texts(news[key]):
            yield Change(after.name, SAFE, "choice_text", facts)
    for key in news:
        if key not in olds:
            yield Change(after.name, SAFE, "choice_added", {"choice": key})


def _texts(schema: Mapping[str, Any]) -> dict[str, Any]:
    words = ("title", "description", "x-help", "x-placeholder", "x-unit", "x-errors")
    return {word: text for word, text in schema.items() if word in words or word.startswith("x-i18n-")}
