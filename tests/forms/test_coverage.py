"""How much of a form is written in each of its languages."""

from __future__ import annotations

import json

from small_forms import choice, form, schema, text

from suprovid.__main__ import main
from suprovid.forms.coverage import coverage, spoken


def english(title: str) -> dict[str, dict[str, str]]:
    return {"x-i18n-title": {"en": title}}


def sample():
    data = schema(
        {"a": text(**english("A")), "b": choice("x", **english("B"), description="Підказка")},
        **english("Sample"),
        settings={"languages": ["uk", "en", "ru"]},
    )
    data["x-layout"][0]["x-i18n-title"] = {"en": "All"}
    return data


def test_each_missing_text_is_named_by_its_place():
    """One hint has no English; nothing at all has Russian."""
    found = {each.language: each for each in coverage(sample(), "forms/sample.json", ("uk", "en", "ru"))}
    assert found["en"].missing == (("properties", "b", "description"),)
    assert found["en"].percent == 83
    assert len(found["ru"].missing) == found["ru"].texts == 6


def test_a_language_of_a_country_is_covered_by_the_language():
    """`en-GB` falls back to `en`, so nothing is missing that `en` has."""
    (found,) = coverage(schema({"a": text(**english("A"))}), "", ("uk", "en-GB"))
    assert ("properties", "a", "title") not in found.missing


def test_a_constant_that_looks_like_a_text_is_data():
    """P9: texts stand at schema positions only."""
    (found,) = coverage({"title": "A", "const": {"title": "B"}, **english("A")}, "", ("", "en"))
    assert (found.texts, found.missing) == (1, ())


def test_a_form_says_its_languages_and_a_list_shows_them():
    """A form names them; in a list they are those that any of its choices has."""
    assert spoken(sample()) == ("uk", "en", "ru")
    assert spoken({"title": "L", "oneOf": [{"const": "a", "title": "A", **english("A")}]}) == ("", "en")


def test_a_missing_label_is_shown_in_the_default_language_and_known_as_such():
    """P9: the reader sees the default text, and the page knows that it must mark it."""
    field = form({"a": text("Текст", **english("Text"))}).field("a")
    assert (field.title("en"), field.untranslated("en")) == ("Text", False)
    assert (field.title("ru"), field.untranslated("ru")) == ("Текст", True)


def test_the_command_tells_one_line_for_each_file_and_language(tmp_path, capsys, monkeypatch):
    """With --all also the places."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "sample.json").write_text(json.dumps(sample()), encoding="utf-8")
    (tmp_path / "forms" / "broken.json").write_text("{", encoding="utf-8")
    assert main(["form", "languages", str(tmp_path), "--all"]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == [
        "forms/sample.json en: 83 %, 1 text of 6 is missing.",
        "    /properties/b/description",
    ]
    assert main(["form", "languages", str(tmp_path / "nowhere")]) == 2
