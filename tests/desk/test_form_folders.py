"""`suprovid form schema` and `form import` over a folder of schemas: one line of JSON for each."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from suprovid.__main__ import main
from suprovid.commands.folders import encodable
from suprovid.forms.plain.lenient import speaks_ours

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
NAMES = sorted(path.stem for path in SCHEMAS.glob("*.json") if not path.name.endswith(".answers.json"))
OTHERWISE = {"only_judging", "undeclared"}
"""Where the library divides binary fractions and we decimals, or does not read old words of no draft."""
APART = {
    "draft_4": "to that draft 1.0 is no integer, which no later one can say",
    "dynamic": "a form has no references that depend on who asks",
    "formats": "an e-mail of ours has a dot, a time of ours may be HH:MM",
    "moments_at_the_edge": "a leap second is no time of ours",
}


def read(name: str, ending: str = ".json") -> Any:
    return json.loads((SCHEMAS / f"{name}{ending}").read_text(encoding="utf-8"))


def is_plain(name: str) -> bool:
    schema = read(name)
    return not (isinstance(schema, dict) and speaks_ours(schema)) and name not in OTHERWISE


def has_answers(name: str) -> bool:
    return (SCHEMAS / f"{name}.answers.json").exists()


def lines(*arguments: str) -> dict[str, dict[str, Any]]:
    """What a command prints for every schema, worked through in one process."""
    printed: list[str] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("builtins.print", lambda text, **more: printed.append(text))
        main([*arguments])
    return {line["name"]: line for line in map(json.loads, (text for text in printed if text[:1] == "{"))}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return lines("form", "schema", str(SCHEMAS), "-o", str(tmp_path_factory.mktemp("schemas")))


@pytest.fixture(scope="module")
def brought(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    return lines("form", "import", str(SCHEMAS), "-o", str(tmp_path_factory.mktemp("forms")))


@pytest.mark.parametrize("name", NAMES)
def test_a_written_schema_is_one_of_draft_2020_12_with_our_verdict(
    name: str, written: dict[str, dict[str, Any]]
) -> None:
    """Any validator says of the saved answers what we say, conditions of ours included."""
    line = written[name]
    Draft202012Validator.check_schema(line["schema"])
    if not has_answers(name) or name in {"only_judging", "draft_4"}:
        pytest.skip("no answers, or decimals, or an integer of draft 4")
    judge = Draft202012Validator(line["schema"], format_checker=Draft202012Validator.FORMAT_CHECKER)

    assert judge.is_valid(line["answers"]) == (not line["problems"])


@pytest.mark.parametrize("name", [name for name in NAMES if is_plain(name)])
def test_an_imported_form_judges_as_the_schema_did(name: str, brought: dict[str, dict[str, Any]]) -> None:
    """The form is sound, and its verdict is that of the draft that the schema was written in."""
    line, schema = brought[name], read(name)
    assert line["form"], "true and false are schemas too"
    assert line["faults"] == []
    if not has_answers(name) or name in APART:
        pytest.skip(APART.get(name, "no answers"))
    draft = validator_for(schema, default=Draft202012Validator)

    fits = draft(schema, format_checker=draft.FORMAT_CHECKER).is_valid(read(name, ".answers.json"))

    assert bool(line["problems"]) != fits


# What cannot be read or written.

COMMANDS = ("try", "schema", "import")
OK = '{"type": "object", "title": "\\ud800", "properties": {"\\ud801": {"type": "string"}}}'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Sound forms, and between them what is none."""
    for name, text in {"a": OK, "b": "{", "c": OK, "c.answers": "[1, 1", "d": OK, "d.answers": "{}"}.items():
        (tmp_path / f"{name}.json").write_text(text, encoding="utf-8")
    (tmp_path / "e.json").symlink_to("e.json")
    (tmp_path / "f.json").mkdir()
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_a_broken_file_keeps_no_other_from_its_line(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line of JSON for each form, one on standard error for each that cannot be read, status 2."""
    assert main(["form", command, str(folder)]) == 2

    said = capsys.readouterr()
    told = {line["name"]: line for line in map(json.loads, said.out.splitlines())}
    assert list(told) == ["a", "b", "c", "d", "e", "f"]
    assert [bool(told[name].get("problems") or told[name].get("faults")) for name in "abcdef"] == [
        False, True, True, False, True, True,
    ]  # fmt: skip
    assert len(said.err.splitlines()) == 4


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_that_cannot_begin_says_so_in_a_line(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty folder, no such file, endless input, a place that cannot be written: status 2."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    form, empty, full = tmp_path / "form.json", tmp_path / "empty", tmp_path / "full"
    empty.mkdir(), full.mkdir()
    form.write_text(OK, encoding="utf-8")
    (full / "form.json").write_text(OK, encoding="utf-8")
    asked = [[str(empty)], [str(tmp_path / "none.json")], ["/dev/zero"], ["/dev/null"]]
    if command == "try":
        asked += [[str(form), str(empty)], [str(full), str(form)], [str(form), "/dev/zero"]]
    else:
        asked += [[str(each), "-o", f"{form}/x"] for each in (form, full)] + [[str(form), "-o", str(empty)]]

    for arguments in asked:
        assert main(["form", command, *arguments]) == 2, arguments
        said = capsys.readouterr()
        assert (said.out, len(said.err.splitlines())) == ("", 1), arguments
        assert said.err[0].isupper() or said.err.startswith(("/", "none.json", "zero", "null")), said.err


@pytest.mark.parametrize("command", ["schema", "import"])
def test_half_of_a_character_is_written_as_an_escape(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No file and no terminal holds it otherwise; whoever reads the result reads the same."""
    form, out = tmp_path / "form.json", tmp_path / "out.json"
    form.write_text(OK, encoding="utf-8")

    assert main(["form", command, str(form), "-o", str(out)]) == 0
    assert main(["form", command, str(form)]) == 0

    written = json.loads(out.read_text(encoding="utf-8"))
    printed = capsys.readouterr().out
    assert list(written["properties"]) == ["\ud801"]
    assert json.loads(printed)["properties"] == written["properties"]
    assert encodable('{"ї": "\ud800"}', "cp1251") == '{"ї": "\\ud800"}'
    assert encodable('{"є": "𝒳ї"}', "latin-1") == '{"\\u0454": "\\ud835\\udcb3\\u0457"}'


BROKEN = {
    "try": "suprovid.desk.trying.compile_any",
    "schema": "suprovid.commands.form_schema.compile_any",
    "import": "suprovid.commands.form_import.imported",
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_fault_of_ours_is_told_like_one_of_the_form(
    command: str, folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Never a trace: the form is named, and the others go on."""
    monkeypatch.setattr(BROKEN[command], lambda *_, **__: 1 / 0)

    assert main(["form", command, str(folder)]) == 2

    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 6
    assert all(len(line) < 400 for line in said.err.splitlines())
