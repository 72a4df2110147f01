"""Laws of saving and of the written schema, on forms and answers that chance has put together."""

from __future__ import annotations

import json
from functools import partial
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_forms import WORDS, choice, group, lines, schema, several, text

from suprovid.desk.trying import judged_as_stored
from suprovid.forms.answers import leaves
from suprovid.forms.compiling import compile_data
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.form import Form

FORMS = 40
CHECKER = Draft202012Validator.FORMAT_CHECKER
NODE = group({"k": choice("x", "y"), "w": text(**{"x-visible-if": "${k} = 'x'"}),
              "parts": {"type": "array", "title": "Частини", "items": {"$ref": "#/$defs/node"}}})  # fmt: skip
LEAVES: dict[str, tuple[list[dict[str, Any]], list[Any], list[str]]] = {
    "text": ([text(), text(minLength=2), text(pattern="^[a-z]+$"), text(default="q")],
             ["a", "abc", "Ї", "", 5],
             ["{} = ''", "{} != ''", "{} = 'a'", "coalesce({}, 'a') != 'a'",
              "string-length({}) > 2", "regex({}, '^[a-z].*')"]),
    "whole": ([{"type": "integer", "title": "Ч"}, {"type": "integer", "title": "Ч", "minimum": 2}],
              [0, 1, 5, 2.0, None],
              ["{} > 1", "{} != 5", "{} = ''", "not({} <= 1)"]),
    "yes": ([{"type": "boolean", "title": "Так?"}], [True, False, "yes"], ["{} = true()", "{} != true()"]),
    "day": ([text(format="date")], ["2026-01-02", "2025-12-31", "2026-02-30"],
            ["{} > '2026-01-01'", "{} = ''"]),
    "one": ([choice("x", "y", "z")], ["x", "y", "z", "w", ""],
            ["{} = 'x'", "{} != 'y'", "selected({}, 'z')"]),
    "some": ([several("x", "y"), several("x", "y", minItems=1)], [["x"], ["x", "y"], [], ["x", "x"], "x"],
             ["selected({}, 'x')", "count-selected({}) > 1", "{} != ''"]),
    "maybe": ([{"type": ["string", "null"], "title": "М"}], ["a", None, ""], ["{} = ''", "{} != ''"]),
    "tree": ([{"$ref": "#/$defs/node", "title": "Д"}],
             [{"k": "y", "w": "a"}, {"parts": [{"k": "x", "w": ""}]}, 3], []),
}  # fmt: skip
"""What there is to ask, what may be answered, and the conditions that may be put to it."""


def _alike(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(word) == other.get(word) for word in ("title", "type", "format"))


class Chance:
    """A form and its answers out of one seed."""

    def __init__(self, seed: int) -> None:
        self.pick, self.count = Random(seed), 0

    def form(self) -> dict[str, Any]:
        properties, required, _ = self.fields("", 0, [])
        return schema(properties, tuple(required), **{"$defs": {"node": NODE}}, **self.demands(properties))

    def fields(self, prefix: str, depth: int, asked: list[tuple[str, str]]) -> tuple[Any, list[str], Any]:
        properties, required, known = {}, [], list(asked)
        for _ in range(self.pick.randint(2, 5 if not depth else 3)):
            self.count += 1
            key, kind = f"f{self.count}", self.pick.choice([*LEAVES, "text", "one"])
            wide = self.pick.random() if depth < 2 else 1
            if wide < 0.3:
                inner, must, below = self.fields(f"{prefix}{key}.", depth + 1, known)
                make = group if wide < 0.15 else lines
                found = make(inner, tuple(must), **(self.demands(inner) if make is group else {}))
                later = below if make is group else []
            else:
                found, later = dict(self.pick.choice(LEAVES[kind][0])), [(f"{prefix}{key}", kind)]
            properties[key] = {**found, **self.rules(known)}
            known += later
            required += [key] if self.pick.random() < 0.3 else []
        shuffled = self.pick.sample(list(properties), len(properties))
        return {key: properties[key] for key in shuffled}, required, known[len(asked) :]

    def demands(self, properties: dict[str, Any]) -> dict[str, Any]:
        one, other = self.pick.sample(list(properties), 2)
        return {"dependentRequired": {one: [other]}} if self.pick.random() < 0.3 else {}

    def rules(self, known: list[tuple[str, str]]) -> dict[str, str]:
        words = {"x-visible-if": 0.3, "x-required-if": 0.2, "x-readonly-if": 0.1}
        asked = [each for each in known if LEAVES[each[1]][2]]
        return {
            word: self.condition(asked)
            for word, often in words.items()
            if asked and self.pick.random() < often
        }

    def condition(self, asked: list[tuple[str, str]], depth: int = 0) -> str:
        if depth < 2 and self.pick.random() < 0.3:
            parts = self.condition(asked, depth + 1), self.condition(asked, depth + 1)
            return f"({self.pick.choice([' and ', ' or ']).join(parts)})"
        name, kind = self.pick.choice(asked)
        return self.pick.choice(LEAVES[kind][2]).format(f"${{{name}}}")

    def answers(self, asked: dict[str, Any]) -> Any:
        return {key: self.answer(field) for key, field in asked.items() if self.pick.random() < 0.8}

    def answer(self, field: dict[str, Any]) -> Any:
        if "properties" in field:
            return self.answers(field["properties"])
        if "properties" in field.get("items", {}):
            return [self.answers(field["items"]["properties"]) for _ in range(self.pick.randint(0, 3))]
        kind = next(
            name for name, (schemas, _, _) in LEAVES.items() if any(map(partial(_alike, field), schemas))
        )
        values = LEAVES[kind][1]
        return self.pick.choice(values if self.pick.random() < 0.3 else values[:2])


def compiled(data: dict[str, Any]) -> Form:
    found = compile_data(data, "forms/sample.json", {}, WORDS)
    assert found.form is not None, [fault for fault in found.faults if not fault.warning]
    return found.form


def turned(value: Any) -> Any:
    """The same answers, every object written from its end."""
    if isinstance(value, dict):
        return {key: turned(inner) for key, inner in reversed(value.items())}
    return [turned(inner) for inner in value] if isinstance(value, list) else value


def told(problems: Any) -> set[tuple[Any, str]]:
    return {(problem.path, problem.keyword) for problem in problems}


@pytest.mark.parametrize("seed", range(FORMS))
def test_what_is_saved_stays_and_any_validator_judges_it_alike(seed: int) -> None:
    """Saving again changes nothing, the order of keys means nothing, and the written schema agrees."""
    chance = Chance(seed)
    data = chance.form()
    form = compiled(data)
    written = plain_schema(form, {})
    judge = Draft202012Validator(written.schema, format_checker=CHECKER)

    for _ in range(3):
        given = chance.answers(data["properties"])
        before = json.dumps(given)
        saved, problems = judged_as_stored(form, given, "en")
        again, still = judged_as_stored(form, saved, "en")
        other, same = judged_as_stored(form, turned(given), "en")

        assert json.dumps(given) == before
        assert len(list(leaves(saved))) <= len(list(leaves(given)))
        assert (again, told(still)) == (saved, told(problems))
        assert (other, told(same)) == (saved, told(problems))
        if not written.left_open:
            assert judge.is_valid(saved) == (not problems), (saved, told(problems))


def test_few_of_these_forms_ask_what_no_schema_can_say() -> None:
    """The law about validators is held for most of them, with sound answers and others."""
    forms = [compiled(Chance(seed).form()) for seed in range(FORMS)]
    said = [form for form in forms if not plain_schema(form, {}).left_open]
    assert len(said) > FORMS / 2
