"""Branches and inner conditions of a form, at every place: any validator judges saved answers as we do."""

from __future__ import annotations

import itertools
import json
from random import Random
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from small_forms import SETTING, choice, form, group, lines, several, text

from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.form import Form

FORMS = 60
NUMBER = {"type": "integer", "title": "Число"}
CONDITIONS = ["${k} = 'x'", "${n} > 2", "${w} != ''", "selected(${s}, 'p')", "not(${k} = 'y')",
              "${k} = 'x' or ${n} = 1", "${g.m} = 'x'", "some(${rows}, ${c} = 'x')"]  # fmt: skip
AROUND = ["${k} = 'x'", "${n} > 2", "${q} = 'x'", "${q} = 'x' or ${n} = 1"]
"""Conditions of what stands further in, which ask for what stands around it."""
CONSTRAINTS = ["${k} != 'y'", ". != '1'", "string-length(.) > 1 or ${n} < 3"]
PLACES = ("root", "group", "lines", "tree", "deep")


def placed(place: str, properties: dict[str, Any], **words: Any) -> Form:
    """A form that has these questions and demands at one of the places."""
    node = {"type": "object", "title": "Вузол", "properties": properties, **words}
    outside = {"q": choice("x", "y")}
    many = {"type": "array", "title": "Частини"}
    match place:
        case "root":
            return form({**outside, **properties}, **words)
        case "group":
            return form({**outside, "top": node})
        case "lines":
            return form({**outside, "top": {**many, "items": node}})
    refers = {"$ref": "#/$defs/node", "title": "Верх"}
    node["properties"] = {**properties, "parts": {**many, "items": refers}}
    return form({**outside, "top": refers}, **{"$defs": {"node": node}})


def put_at(place: str, answers: dict[str, Any]) -> dict[str, Any]:
    found = {"root": answers, "lines": {"top": [answers]}, "deep": {"top": {"parts": [answers]}}}
    return found.get(place, {"top": answers})


def told(view: Any) -> list[tuple[Any, str]]:
    return [(problem.path, problem.keyword) for problem in view.problems("en")]


# -- one word at a time -----------------------------------------------------------------------------------

HIDDEN = text(**{"x-visible-if": "${a} = 'x'"})
EITHER = [{"required": ["b"]}, {"required": ["c"]}]
ASKING = [{"required": ["c"]}, {"required": ["b"]}]
DEMANDS = {
    "anyOf": {"anyOf": EITHER},
    "oneOf": {"oneOf": EITHER},
    "anyOf in oneOf": {"oneOf": [{"anyOf": EITHER}, {"required": ["a", "c"]}]},
    "allOf": {"allOf": [{"required": ["b"]}]},
    "then": {"if": ASKING[0], "then": ASKING[1]},
    "else": {"if": ASKING[0], "else": ASKING[1]},
    "if in allOf": {"allOf": [{"if": ASKING[0], "then": ASKING[1]}]},
    "dependentSchemas": {"dependentSchemas": {"c": ASKING[1]}},
    "dependentRequired": {"dependentRequired": {"c": ["b"]}},
    "not": {"not": {"required": ["b"]}},
    "a question of one branch": {"anyOf": [{"properties": {"d": HIDDEN}, "required": ["d"]}, ASKING[0]]},
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("demand", DEMANDS)
def test_a_demand_asks_for_nothing_hidden_in_any_validator(demand: str, place: str) -> None:
    """And for all that is shown; what only asks whether something is there is asked to the letter."""
    sample = placed(place, {"a": choice("x", "y"), "b": HIDDEN, "c": text()}, **DEMANDS[demand])
    written = plain_schema(sample, {})
    judge = Draft202012Validator(written.schema)
    assert written.left_open == ()

    verdicts = set()
    for values in itertools.product(("", "x", "y"), ("", "1"), ("", "1")):
        answers = {key: value for key, value in zip("abc", values, strict=True) if value}
        view = sample.look(put_at(place, answers), SETTING)
        assert judge.is_valid(view.kept()) == (not told(view)), (answers, told(view), written.schema)
        verdicts.add(judge.is_valid(view.kept()))
    assert verdicts == {True, False}


# -- many at once -----------------------------------------------------------------------------------------


class Chance:
    """A form with demands, and answers to it, out of one seed."""

    def __init__(self, seed: int) -> None:
        self.pick = Random(seed)
        self.place = self.pick.choice(PLACES)

    def is_so(self, often: float) -> bool:
        return self.pick.random() < often

    def form(self) -> Form:
        inside = {
            "m": choice("x", "y"),
            "h": self.further_in("${m} = 'x'"),
        }
        columns = {
            "c": choice("x", "y"),
            "d": self.further_in("${c} = 'x'"),
        }
        inner = group(inside, **({"x-visible-if": "${n} > 2"} if self.is_so(0.2) else {}))
        properties = {
            "k": choice("x", "y"), "n": NUMBER, "w": text(), "s": several("p", "q"), "rows": lines(columns),
            "g": inner, "v": self.question(), "t": self.bound(), "z": self.question(),
        }  # fmt: skip
        required = {"required": [self.pick.choice("vtz")]} if self.is_so(0.3) else {}
        return placed(self.place, properties, **required, **self.demands())

    def further_in(self, own: str) -> dict[str, Any]:
        """A question whose condition asks beside it or around it."""
        asked = own if self.place in ("tree", "deep") else self.pick.choice([own, *AROUND])
        return text(**({"x-visible-if": asked} if self.is_so(0.5) else {}))

    def question(self) -> dict[str, Any]:
        words: dict[str, Any] = {"x-visible-if": self.pick.choice(CONDITIONS)} if self.is_so(0.7) else {}
        words |= {"x-required-if": self.pick.choice(CONDITIONS)} if self.is_so(0.3) else {}
        return text(**words, **({"x-keep-hidden": True, "maxLength": 2} if self.is_so(0.25) else {}))

    def bound(self) -> dict[str, Any]:
        words = {"x-visible-if": self.pick.choice(CONDITIONS)} if self.is_so(0.6) else {}
        return text(**words, **({"x-constraint": self.pick.choice(CONSTRAINTS)} if self.is_so(0.3) else {}))

    def demands(self, depth: int = 0) -> dict[str, Any]:
        """Words that ask for answers, in one another."""
        found: dict[str, Any] = {}
        for _ in range(self.pick.choice([1, 1, 2])):
            word = self.pick.choice(
                ["anyOf", "oneOf", "if", "allOf", "dependentSchemas", "dependentRequired", "not"]
            )
            if word in ("anyOf", "oneOf", "allOf"):
                found[word] = [self.demand(depth) for _ in range(self.pick.choice([2, 2, 3]))]
            elif word == "if":
                found |= {"if": self.demand(2), "then": self.demand(depth), "else": self.demand(depth)}
            elif word == "dependentSchemas":
                found[word] = {self.pick.choice("wvk"): self.demand(depth)}
            else:
                found[word] = self.demand(2) if word == "not" else self.depending()
        return found

    def demand(self, depth: int) -> dict[str, Any]:
        kind = {"const": self.pick.choice("xy")}
        found = self.pick.choice([
            {"required": self.pick.sample("vzwtk", self.pick.choice([1, 1, 2]))},
            {"required": self.pick.sample("vzwtk", self.pick.choice([1, 1, 2]))},
            {"properties": {self.pick.choice("vzw"): {"minLength": 2}}},
            {"properties": {"k": kind}, "required": [self.pick.choice("vzw")]},
            {"properties": {"g": {"required": ["h"]}}},
            {"properties": {"g": {"anyOf": [{"required": ["h"]}, {"required": ["m"]}]}}},
            {"properties": {"rows": {"items": {"required": [self.pick.choice("cd")]}}}},
            {"properties": {"k": kind, "b": self.question()}, "required": ["b"]},
            {"dependentRequired": self.depending()},
        ])  # fmt: skip
        return found | (self.demands(depth + 1) if depth < 1 and self.is_so(0.25) else {})

    def depending(self) -> dict[str, list[str]]:
        return {self.pick.choice("wvk"): [self.pick.choice("vzt")]}

    def answers(self) -> dict[str, Any]:
        """Some of the answers that a person may have given."""
        words, few = ["1", "abc"], ["x", "y"]
        row = {"c": self.pick.choice(few)} | ({"d": "1"} if self.is_so(0.5) else {})
        found = {
            "k": self.pick.choice(few), "n": self.pick.randint(0, 4), "s": self.pick.sample("pq", 1),
            "rows": self.pick.choice([[], [row], [{}, row]]), "b": "1",
            "g": {"m": self.pick.choice(few)} | ({"h": "1"} if self.is_so(0.5) else {}),
            **{key: self.pick.choice(words) for key in "wvtz"},
        }  # fmt: skip
        return {key: value for key, value in found.items() if self.is_so(0.55)}


@pytest.mark.parametrize("seed", range(FORMS))
def test_any_validator_gives_our_verdict_on_branches_put_together_by_chance(seed: int) -> None:
    """Unless a condition is told as left open: then nothing is refused that we accept."""
    chance = Chance(seed)
    sample = chance.form()
    written = plain_schema(sample, {})
    Draft202012Validator.check_schema(written.schema)
    judge = Draft202012Validator(written.schema)

    for _ in range(6):
        answers = {"q": chance.pick.choice("xy"), **put_at(chance.place, chance.answers())}
        view = sample.look(answers, SETTING)
        verdict, ours = judge.is_valid(view.kept()), not told(view)
        assert verdict == ours or (written.left_open and verdict), (
            json.dumps(written.schema, ensure_ascii=False), view.kept(), told(view),
        )  # fmt: skip


def test_chance_leaves_little_open() -> None:
    """Otherwise the law above would say nothing."""
    opened = [seed for seed in range(FORMS) if plain_schema(Chance(seed).form(), {}).left_open]

    assert len(opened) < FORMS / 4
