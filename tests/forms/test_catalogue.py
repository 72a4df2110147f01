"""The catalogue of problems: a sentence for every keyword, format and type, in three languages."""

from __future__ import annotations

from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from jsonschema_specifications import REGISTRY
from small_forms import SETTING, schema, text

from suprovid.forms.compiling import compile_data
from suprovid.forms.problems import KEYWORDS, KINDS, SAME, sentence_key
from suprovid.forms.validator import FORMATS, JUDGE, Finding
from suprovid.forms.words import Words, placeholders

SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
LANGUAGES = ("uk", "en", "ru")
INNER = {
    "$ref", "$dynamicRef", "allOf", "dependentSchemas", "if", "then", "else", "properties",
    "patternProperties",
}  # fmt: skip
"""Keywords that never speak themselves: what is inside them does."""
LIMITS = {
    "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "minItems",
    "maxItems", "multipleOf", "minProperties", "maxProperties", "minContains", "maxContains",
}  # fmt: skip


def meta_schema(part: str) -> dict:
    """One vocabulary of the draft, as the library brings it."""
    return REGISTRY.contents(f"https://json-schema.org/draft/2020-12/meta/{part}")


def keywords() -> set[str]:
    """Every keyword that the draft or our judge gives a verdict on, and our own."""
    of_draft = set(meta_schema("validation")["properties"])
    return (of_draft | set(JUDGE.VALIDATORS) | {"constraint"}) - INNER - {"type", "format"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("keyword", sorted(keywords()))
def test_every_keyword_has_a_sentence_of_its_own(keyword, language):
    """No keyword of the draft or of the judge ends at "does not follow the rules"."""
    key = sentence_key(Finding((), keyword))
    assert key != "problem.other"
    assert key in SHIPPED.sentences[language]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", sorted({*FORMATS.checkers, *Draft202012Validator.FORMAT_CHECKER.checkers}))
def test_every_format_has_a_sentence(name, language):
    """Those that we judge, and all that the library knows for the draft."""
    key = sentence_key(Finding((), "format", {"format": name}))
    assert key in SHIPPED.sentences[language]
    if name in KINDS["format"]:
        assert key == f"problem.format.{name}"


def test_every_format_of_the_draft_has_its_own_sentence():
    """The list of the draft's section 7.3, to the letter."""
    assert KINDS["format"] == {
        "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4",
        "ipv6", "uri", "uri-reference", "iri", "iri-reference", "uuid", "uri-template", "json-pointer",
        "relative-json-pointer", "regex",
    }  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_type_has_a_sentence(language):
    """The seven types of the draft, and one for whatever is none of them."""
    simple = meta_schema("validation")["$defs"]["simpleTypes"]["enum"]
    for name in (*simple, "unheard-of"):
        key = sentence_key(Finding((), "type", {"type": name}))
        assert key in SHIPPED.sentences[language]
        assert key.endswith("other") == (name not in simple)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_asks_for_more_than_a_limit(language):
    """A sentence can name the limit of the form, and nothing that a client said."""
    for key, sentence in SHIPPED.sentences[language].items():
        if key.startswith("problem."):
            name = key.removeprefix("problem.")
            facts = {"limit", "count"} if name in LIMITS else {"value"} if name == "const.value" else set()
            assert placeholders(sentence) <= facts, key


def test_synonyms_lead_to_sentences():
    """What says the same as another keyword points to one that has a sentence."""
    assert set(SAME.values()) <= KEYWORDS
    assert not set(SAME) & KEYWORDS


def test_a_language_of_a_part_is_no_language_of_the_interface():
    """Russian has the problems only: it is not offered, and only its part is missed."""
    assert SHIPPED.languages == ("uk", "en")
    assert SHIPPED.gaps() == ()
    assert SHIPPED.say("problem.required", "ru") == "Нужен ответ."
    assert SHIPPED.say("form.yes", "ru") == SHIPPED.say("form.yes", "uk")
    words = Words({"uk": {"a.x": "1", "b.y": "2"}, "ru": {"language.only": "a."}})
    assert words.gaps() == (("ru", "a.x"),)


def test_problems_are_told_in_russian_and_own_sentences_come_first():
    """The reader's language, then what the form itself says, also for what is required by another answer."""
    own = {"x-errors": {"required": "Спитайте."}, "x-i18n-errors": {"ru": {"required": "Спросите."}}}
    data = schema({"a": text(), "b": text(**own), "c": text(maxLength=2)}, dependentRequired={"a": ["b"]})
    form = compile_data(data, "forms/sample.json", {}, SHIPPED).form
    found = form.look({"a": "x", "c": "xxx"}, SETTING).problems("ru")
    assert [problem.sentence for problem in found] == ["Спросите.", "Можно не больше 2 знаков."]
