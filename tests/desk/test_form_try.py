"""`suprovid form try` over many small schemas from elsewhere: nothing is filled in, lost or left untold."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from suprovid.__main__ import main
from suprovid.desk.trying import judged_as_stored
from suprovid.forms.answers import copied
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.words import Words

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
WORDS = Words.read(SCHEMAS.parents[1] / "schemas" / "languages")
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.json") if not path.name.endswith(".answers.json"))
OTHERWISE = {"only_judging", "undeclared"}
"""Where the library divides binary fractions and we decimals, or does not read old words of no draft."""


@pytest.fixture(scope="module")
def results() -> dict[str, dict[str, Any]]:
    """What the command says of every schema, worked through in one process."""
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda text, **more: printed.append(text))
        assert main(["form", "try", str(SCHEMAS), "--language", "en"]) == 0
    return {line["name"]: line for line in map(json.loads, (text for text in printed if text[:1] == "{"))}


def read(name: str, ending: str = ".json") -> Any:
    return json.loads((SCHEMAS / f"{name}{ending}").read_text(encoding="utf-8"))


def given(name: str) -> Any:
    """The answers beside a schema; without any, an object begins empty."""
    if (SCHEMAS / f"{name}.answers.json").exists():
        return read(name, ".answers.json")
    schema = read(name)
    return {} if isinstance(schema, Mapping) and schema.get("type") == "object" else None


def put_back(answers: Any, whole: Any, path: list[Any]) -> None:
    """Put what was pruned where it was."""
    for step in path[:-1]:
        answers, whole = answers[step], whole[step]
    answers[path[-1]] = whole[path[-1]]


@pytest.mark.parametrize("name", NAMES)
def test_an_untouched_save_gives_back_what_was_given(name: str, results: Mapping[str, Any]) -> None:
    """Byte for byte after sorting keys, except what is told as pruned."""
    saved, before = copied(results[name]["answers"]), given(name)

    for path in results[name]["pruned"]:
        put_back(saved, before, path)

    assert json.dumps(saved, sort_keys=True) == json.dumps(before, sort_keys=True)


@pytest.mark.parametrize("name", NAMES)
def test_the_verdict_is_that_of_any_validator(name: str, results: Mapping[str, Any]) -> None:
    """There are problems exactly when the saved answers do not fit the schema, as its own draft reads it."""
    nothing = given(name) is None and results[name]["answers"] is None
    if nothing or name in OTHERWISE or name.startswith("own_"):
        pytest.skip("our own words, or no answers at all")
    draft = validator_for(read(name), default=Draft202012Validator)
    validator = draft(read(name), format_checker=draft.FORMAT_CHECKER)

    fits = validator.is_valid(results[name]["answers"])

    assert bool(results[name]["problems"]) != fits


@pytest.mark.parametrize("name", NAMES)
def test_every_problem_has_a_sentence(name: str, results: Mapping[str, Any]) -> None:
    """A sentence of ours in the reader's language, and not the library's text."""
    for problem in results[name]["problems"]:
        assert problem["sentence"]
        assert "⟦" not in problem["sentence"]
        assert "is not valid under" not in problem["sentence"]


# What single schemas show.


def test_hidden_answers_are_pruned_by_their_condition_and_told(results: Mapping[str, Any]) -> None:
    """One hidden answer hides the next; what is to be kept when hidden, and what no field asks, stays."""
    told = results["own_visible"]

    assert told["pruned"] == [["b"], ["c"]]
    assert told["answers"] == {"a": "ні", "k": "z", "earlier": {"v": None}}
    assert told["problems"] == []


def test_branches_that_do_not_hold_are_pruned_until_nothing_changes(results: Mapping[str, Any]) -> None:
    """An answer of a branch that closes may close another branch."""
    assert results["if_chain_pruned"]["pruned"] == [["b"], ["c"]]
    assert results["one_of_marked"]["pruned"] == []


def test_a_problem_names_the_answer_that_is_missing(results: Mapping[str, Any]) -> None:
    """The path of what is required leads to the question, not to the group around it."""
    (problem,) = results["nested_objects"]["problems"]

    assert (problem["path"], problem["keyword"]) == (["a", "b", "c", "d"], "required")
    assert problem["sentence"] == "An answer is needed."


def test_only_the_chosen_branch_speaks(results: Mapping[str, Any]) -> None:
    """The constant in the answers tells which branch was meant."""
    (problem,) = results["one_of_marked"]["problems"]

    assert (problem["path"], problem["keyword"]) == (["code"], "pattern")


def test_a_form_may_have_a_sentence_of_its_own(results: Mapping[str, Any]) -> None:
    """`x-errors` comes first, also in a schema that is no form of ours."""
    assert [problem["sentence"] for problem in results["strange_words"]["problems"]] == ["Напишіть більше."]


def test_old_words_are_understood_without_a_draft(results: Mapping[str, Any]) -> None:
    """Whoever writes `dependencies` or a list in `items` means what they meant, also without `$schema`."""
    told = {(tuple(each["path"]), each["keyword"]) for each in results["undeclared"]["problems"]}

    assert told == {(("pair", 1), "type"), (("pair",), "additionalItems"), (("n",), "dependencies")}


def test_a_root_that_refers_to_itself_is_judged_alike_all_the_way_down(results: Mapping[str, Any]) -> None:
    """A declared draft does not bring the library's own judge in: missing answers are told at their place."""
    told = {(tuple(each["path"]), each["keyword"]) for each in results["draft_2020_roots"]["problems"]}

    assert told == {(("kids", 0, "v"), "pattern"), (("kids", 1, "v"), "required")}


def test_the_shipped_forms_are_drawn(capsys: pytest.CaptureFixture[str]) -> None:
    """Every form of ours, empty: nothing is filled in, and what is required is told."""
    assert main(["form", "try", str(SCHEMAS.parents[1] / "schemas" / "forms")]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) > 5
    assert all(line["answers"] == {} and line["problems"] for line in lines)


# What cannot be read or drawn.

REFUSED: dict[str, tuple[str, str]] = {
    "broken": ("{", "syntax"),
    "twice": ('{"type": "string", "type": "number"}', "duplicate_key"),
    "nan": ('{"const": NaN}', "not_a_number"),
    "infinite": ('{"minimum": 1e999}', "not_a_number"),
    "digits": ('{"minimum": ' + "9" * 5000 + "}", "not_a_number"),
    "deep": ('{"not":' * 300 + "{}" + "}" * 300, "too_deep"),
    "no_schema": ("[1]", "not_an_object"),
    "remote": ('{"$ref": "http://127.0.0.1:9/x"}', "foreign_ref"),
    "file": ('{"properties": {"a": {"$ref": "file:///etc/hostname"}}}', "foreign_ref"),
    "beside": ('{"$ref": "../other.json"}', "foreign_ref"),
    "nowhere": ('{"$ref": "#/$defs/a"}', "unknown_ref"),
    "itself": ('{"$ref": "#"}', "recursive"),
    "circle": ('{"$ref": "#/$defs/a", "$defs": {"a": {"allOf": [{"$ref": "#"}]}}}', "recursive"),
    "no_condition": ('{"properties": {"a": {"x-visible-if": true}}}', "wrong_value.expression"),
    "broken_off": ('{"properties": {"a": {"x-required-if": "${a} >"}}}', "expression"),
    "nobodys_name": ('{"properties": {"a": {"x-visible-if": "${nobodys} = 1"}}}', "expression"),
    "each_other": (
        json.dumps({"properties": {a: {"x-visible-if": f"${{{b}}} = 1"} for a, b in ("ab", "ba")}}),
        "circle",
    ),
    "malformed": ('{"type": "text"}', "malformed"),
    "no_patterns": ('{"patternProperties": -1}', "malformed"),
    "doubling": (
        json.dumps(
            {
                "$ref": "#/$defs/a0",
                "$defs": {
                    **{f"a{n}": {"allOf": [{"$ref": f"#/$defs/a{n + 1}"}] * 2} for n in range(60)},
                    "a60": {"type": "string"},
                },
            }
        ),
        "too_large",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_drawn_is_refused_in_a_line(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit status 2, one line on standard error, never a trace; a schema that was read says which fault."""
    text, fault = REFUSED[name]
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "f.json").write_text(text, encoding="utf-8")

    began = process_time()
    status = main(["form", "try", str(tmp_path / "forms"), "--language", "en"])
    took = process_time() - began

    said = capsys.readouterr()
    assert status == 2
    assert len(said.err.splitlines()) == 1
    assert "Traceback" not in said.err
    (line,) = map(json.loads, said.out.splitlines())
    assert [problem["keyword"] for problem in line["problems"]] == [fault]
    assert took < 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"x-form": {"id": "f", "version": 1, "subject": "case"}}, ["/x-form/version", "/x-form/subject"]),
        ({"x-layout": [{"key": "s", "title": "S", "fields": ["a", "b", "c"]}]},
         ["/x-layout/0/fields/2"]),
        ({"requird": ["a"]}, ["/requird"]),
        ({"properties": {"b": {"x-visible-if": "${a} = 'two'"}}}, ["/properties/b/x-visible-if"]),
        ({}, []),
    ],
)  # fmt: skip
def test_a_condition_holds_whatever_else_is_wrong_with_the_form(
    words: dict[str, Any], told: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The faults are told on standard error; the form is drawn, and what a condition hides is pruned."""
    hidden = words.get("properties", {"b": {"x-visible-if": "${a} = 2"}})
    schema = {**words, "properties": {"a": {"type": "integer"}, **hidden}}
    (tmp_path / "f.json").write_text(json.dumps(schema), encoding="utf-8")
    (tmp_path / "f.answers.json").write_text('{"a": 1, "b": "hidden"}', encoding="utf-8")

    status = main(["form", "try", str(tmp_path / "f.json"), str(tmp_path / "f.answers.json")])

    said = capsys.readouterr()
    assert status == 0
    assert json.loads(said.out) == {"answers": {"a": 1}, "problems": [], "pruned": [["b"]]}
    assert [line.split(": ")[0].split()[-1] for line in said.err.splitlines()] == told


@pytest.mark.parametrize("command", ["try", "import", "schema"])
def test_no_command_asks_the_network_or_another_file(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A reference that leads out is refused; not even a name is looked up."""

    def refuse(*_: object) -> None:
        raise AssertionError("a request")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    for number, reference in enumerate(
        ("http://127.0.0.1:9/a", "file:///etc/hostname", "other.json", "//x/y")
    ):
        schema = {"properties": {"a": {"items": {"$ref": reference}}}}
        (tmp_path / f"f{number}.json").write_text(json.dumps(schema), encoding="utf-8")

    assert main(["form", command, str(tmp_path)]) == 2

    said = capsys.readouterr()
    assert len(said.err.splitlines()) == 4
    assert len(said.out.splitlines()) == 4


def test_answers_that_cannot_be_read_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The file of answers is read as carefully as the form."""
    form, answers = tmp_path / "f.json", tmp_path / "a.json"
    form.write_text("{}", encoding="utf-8")
    answers.write_text('{"n": ' + "9" * 5000 + "}", encoding="utf-8")

    assert main(["form", "try", str(form), str(answers)]) == 2
    assert main(["form", "try", str(form), str(tmp_path / "none.json")]) == 2
    assert main(["form", "try", str(tmp_path / "none.json")]) == 2

    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 3


@pytest.mark.parametrize(
    ("words", "given", "told"),
    [
        ({"dependencies": {"a": ["b"]}}, {"a": 1}, [(("b",), "dependencies")]),
        ({"items": [{"type": "string"}], "additionalItems": False}, ["a", 2], [((), "additionalItems")]),
        ({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}, [(("b",), "required")]),
        ({"items": [{"minimum": 5}], "additionalItems": {"minimum": 3}}, [1, 2],
         [((0,), "minimum"), ((1,), "minimum")]),
        ({"items": False}, [1], [((), "items")]),
    ],
)  # fmt: skip
def test_a_problem_has_the_word_that_the_author_wrote(
    words: dict[str, Any], given: Any, told: list[Any]
) -> None:
    """A word of an older draft, although it is judged by that of the present one; `x-errors` know it too."""
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", **words}
    own = {word: f"Own: {word}" for word in ("dependencies", "additionalItems")}
    for errors, start in ({}, ""), ({"x-errors": own}, "Own: "):
        form = compile_any({**schema, **errors}, "old.json", {}, WORDS).form
        _, problems = judged_as_stored(form, given, "en")
        assert [(each.path[1:], each.keyword) for each in problems] == told
        assert all(each.sentence.startswith(start) for each in problems if each.keyword in own)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("import", ["/properties/n: A label from", "change"]),
        ("schema", ["# n: the step 0.1"]),
        ("try", ["An answer is needed."]),
    ],
)
def test_each_command_about_forms_speaks_the_language_asked_for(command, said, tmp_path, capsys, monkeypatch):
    """Also where the terminal speaks another one; and a missing file is told in it too."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "uk")
    schema = {"title": "T", "type": "object", "properties": {"n": {"type": "number", "multipleOf": 0.1}}}
    (tmp_path / "a.json").write_text(json.dumps({**schema, "required": ["n"]}), "utf-8")
    assert main(["form", command, str(tmp_path / "a.json"), "--language", "en"]) == 0
    told = capsys.readouterr()
    assert all(each.lower() in (told.out + told.err).lower() for each in said), told.err
    assert main(["form", command, str(tmp_path / "no.json"), "--language", "en"]) == 2
    assert "cannot be read" in capsys.readouterr().err
    assert main(["form", command, str(tmp_path / "no.json")]) == 2
    assert "не вдається прочитати" in capsys.readouterr().err
