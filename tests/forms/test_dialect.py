"""The closed dialect: each fault says where, what is wrong and what to write instead."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_forms import WORDS, choice, group, lines, option, schema, text

from suprovid.forms.checking import check
from suprovid.forms.compiling import compile_data, compile_text
from suprovid.forms.words import Words

SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")


def faults(data, lists=None):
    compiled = compile_data(data, "forms/sample.json", lists or {}, WORDS)
    assert (compiled.form is None) == any(not fault.warning for fault in compiled.faults)
    return [fault for fault in compiled.faults if not fault.warning]


def told(data, lists=None):
    return [(fault.place, fault.key) for fault in faults(data, lists)]


def with_field(**words):
    return schema({"a": text(**words), "b": choice("yes", "no")})


@pytest.mark.parametrize(
    ("words", "place", "key", "nearest"),
    [
        ({"x-requierd-if": "true()"}, "x-requierd-if", "unknown_word", "x-required-if"),
        ({"requried": True}, "requried", "unknown_word", "required"),
        ({"x-zzzz": 1}, "x-zzzz", "unknown_word_far", ""),
        ({"x-widget": "pill"}, "x-widget", "unknown_value", "pills"),
        ({"x-widget": {"name": "pills"}}, "x-widget", "wrong_value.text", None),
        ({"x-show": ["lists"]}, "x-show/0", "unknown_value", "list"),
        ({"x-show": "list"}, "x-show", "wrong_value.texts", None),
        ({"x-sensitivity": "secret"}, "x-sensitivity", "unknown_value_far", None),
        ({"format": "e-mail"}, "format", "unknown_value", "email"),
        ({"maxLength": "3"}, "maxLength", "wrong_value.count", None),
        ({"maxLength": -1}, "maxLength", "wrong_value.count", None),
        ({"deprecated": "yes"}, "deprecated", "wrong_value.bool", None),
        ({"multipleOf": 0}, "multipleOf", "wrong_value.positive", None),
        ({"x-i18n-title": "Name"}, "x-i18n-title", "wrong_value.texts_by_language", None),
        ({"x-i18n-title": {"English": "x"}}, "x-i18n-title", "wrong_value.texts_by_language", None),
        ({"x-means": "Request Area"}, "x-means", "wrong_value.tag", None),
        ({"x-visible-if": True}, "x-visible-if", "wrong_value.expression", None),
        ({"x-visible-if": "${b} = "}, "x-visible-if", "expression", None),
        ({"x-visible-if": "${bb} = 'yes'"}, "x-visible-if", "expression", None),
        ({"x-visible-if": "${b} = 'perhaps'"}, "x-visible-if", "expression", None),
        ({"pattern": "(?=a)b"}, "pattern", "pattern_slow", None),
        ({"pattern": "(a"}, "pattern", "pattern_broken", None),
        ({"default": 5}, "default", "bad_default", None),
        ({"x-choices-from": {"form": "staff"}}, "x-choices-from/form", "unknown_word", "from"),
        ({"x-choices-from": {"from": "staf"}}, "x-choices-from/from", "unknown_value", "staff"),
        ({"x-choices-from": {"from": "lines", "of": "b"}}, "x-choices-from/of", "unknown_name_far", None),
        ({"x-lines-from": {"choices": "b"}}, "x-lines-from", "lines_from_without_lines", None),
        ({"x-layout": ["b"]}, "x-layout", "layout_without_fields", None),
    ],
)
def test_a_slip_in_a_field(words, place, key, nearest):
    """Silence is what hurts: every slip is a fault, with the nearest word where there is one."""
    found = faults(with_field(**words))
    assert (f"/properties/a/{place}", key) in [(fault.place, fault.key) for fault in found]
    if nearest is not None:
        assert nearest in {fault.facts.get("nearest", "") for fault in found}


@pytest.mark.parametrize(
    ("change", "place", "key"),
    [
        ({"required": ["aa"]}, "/required/0", "unknown_name"),
        ({"title": " "}, "", "no_title"),
        ({"type": "array"}, "/type", "root_not_object"),
        ({"x-form": {"id": "other", "version": "1", "subject": ["case"]}}, "/x-form/id", "id_is_not_name"),
        ({"x-form": {"id": "sample", "version": "1"}}, "/x-form", "missing_word"),
        ({"x-form": {"id": "sample", "version": "../1"}}, "/x-form/version", "wrong_value.version"),
        ({"x-layout": [{"key": "s", "title": "s", "fields": ["a"]}]}, "/x-layout", "not_in_layout"),
        ({"x-layout": [{"key": "s", "title": "s", "fields": ["a", ["b", "a"]]}]}, "/x-layout/0/fields/1",
         "twice_in_layout"),
        ({"x-layout": [{"key": "s", "title": "s", "fields": ["a", "b", "needs"]}]}, "/x-layout/0/fields/2",
         "unknown_name_far"),
        ({"x-layout": [{"key": "s", "fields": ["a", "b"]}]}, "/x-layout/0", "missing_word"),
        ({"x-layout": {"a": 1}}, "/x-layout", "wrong_value.list"),
        ({"x-form": {"id": "sample", "version": "1", "subject": ["case"], "links": {"client": "bb"}}},
         "/x-form/links/client", "unknown_name"),
        ({"x-form": {"id": "sample", "version": "1", "subject": ["case"], "identity": ["zzz"]}},
         "/x-form/identity/0", "unknown_name_far"),
        ({"x-form": {"id": "sample", "version": "1", "subject": ["case"], "approval-if": "${zzz} = 1"}},
         "/x-form/approval-if", "expression"),
        ({"properties": {"a": True}}, "/properties/a", "not_a_schema"),
    ],
)  # fmt: skip
def test_a_slip_in_the_form(change, place, key):
    """The form as a whole: its name, version, title, layout and required fields."""
    assert (place, key) in told({**with_field(), **change})


@pytest.mark.parametrize(
    ("inner", "place", "key"),
    [
        ({"type": "string"}, "/properties/a", "no_title"),
        (choice("x", "x"), "/properties/a/oneOf/1/const", "duplicate_choice"),
        (choice("two words"), "/properties/a/oneOf/0/const", "bad_choice_key"),
        ({"type": "string", "title": "t", "oneOf": [{"const": "x"}]}, "/properties/a/oneOf/0", "no_title"),
        (lines({"c": text()}, ("d",)), "/properties/a/items/required/0", "unknown_name_far"),
        (lines({"c": text(**{"x-visible-if": "${d} = 1"})}), "/properties/a/items/properties/c/x-visible-if",
         "expression"),
        (group({"a.b": text()}), "/properties/a/properties/a.b", "bad_key"),
        (lines({"c": text()}, **{"x-lines-from": {"choices": "c"}}), "/properties/a/x-lines-from/choices",
         "lines_from_without_choices"),
        (lines({"c": text()}, **{"x-lines-from": {"fact": "requests"}}), "/properties/a/x-lines-from",
         "missing_word"),
        ("text", "/properties/a", "not_a_schema"),
    ],
)  # fmt: skip
def test_a_slip_inside_a_field(inner, place, key):
    """Choices, lines and groups are read as closely as the form itself."""
    assert (place, key) in told(schema({"a": inner}))


@pytest.mark.parametrize(
    "ref", ["https://example.org/a.json", "file:///etc/passwd", "../../secret.json", "x.json"]
)
def test_a_reference_to_elsewhere_is_refused(ref, monkeypatch):
    """Nothing is fetched, over the network or from the disk."""
    monkeypatch.setattr("socket.socket.connect", lambda *_: pytest.fail("a request was made"))
    assert told(schema({"a": {"title": "a", "$ref": ref}})) == [("/properties/a/$ref", "foreign_ref")]


def test_lists_and_definitions_are_put_in_place():
    """A field may have its own title beside a shared list; the list's translation does not cover it."""
    area = {"title": "Сфера", "x-i18n-title": {"en": "Area"}, "type": "string", "oneOf": [option("x")]}
    data = schema(
        {
            "a": {"$ref": "../lists/areas.json"},
            "b": {"$ref": "../lists/areas.json", "title": "Інша"},
            "c": {"$ref": "#/$defs/choices_c"},
        },
        **{"$defs": {"choices_c": choice("y")}},
    )
    compiled = compile_data(data, "forms/sample.json", {"areas": area}, WORDS)
    assert compiled.form is not None
    assert compiled.form.field("a").title("en") == "Area"
    assert compiled.form.field("b").title("en") == "Інша"
    assert [item.value for item in compiled.form.field("c").choices("uk")] == ["y"]
    assert told(data) == [("/properties/a/$ref", "unknown_ref")]


@pytest.mark.parametrize("ref", ["#/x-form", "#/properties/a/default", "#/$defs", "#/nowhere", "#/$defs/9/x"])
def test_a_reference_leads_to_a_schema_and_never_to_data(ref):
    """What stands in a default or a setting is not read as the description of a field."""
    data = schema({"a": {**text(), "default": {"type": "string"}}, "b": {"title": "b", "$ref": ref}})
    assert ("/properties/b/$ref", "unknown_ref") in told(data)


def test_a_reference_to_itself_is_refused_where_no_answer_stands_between():
    """A circle is a fault with its place, not a crash; a tree of answers is none, nor are two uses of one."""
    loop = {"node": {"allOf": [{"$ref": "#/$defs/node"}]}}
    assert told(schema({"a": {"$ref": "#/$defs/node"}}, **{"$defs": loop}))[0][1] == "recursive"
    tree = {"node": group({"more": {"$ref": "#/$defs/node", "title": "More"}})}
    assert told(schema({"a": {"$ref": "#/$defs/node"}}, **{"$defs": tree})) == []
    shared = {"x": text()}
    data = schema({"a": {"$ref": "#/$defs/x"}, "b": {"$ref": "#/$defs/x"}}, **{"$defs": shared})
    assert told(data) == []


def test_doubling_definitions_are_refused():
    """A small file that would grow without end is stopped."""
    defs = {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(30)}
    defs["d30"] = text()
    found = told(schema({"a": {"title": "a", "$ref": "#/$defs/d0"}}, **{"$defs": defs}))
    assert [key for _, key in found] == ["too_large"]


def test_circles_are_told_with_their_names():
    """Visibility and calculation that need each other cannot be worked out."""
    data = schema({
        "a": text(**{"x-visible-if": "${b} = 'x'"}),
        "b": text(readOnly=True, **{"x-calculate": "concat(${c}, 'x')"}),
        "c": text(**{"x-visible-if": "${a} != ''"}),
    })  # fmt: skip
    found = faults(data)
    assert [fault.key for fault in found] == ["circle"]
    assert {*str(found[0].facts["names"]).split(" → ")} == {"a", "b", "c"}


def test_a_long_chain_of_conditions_is_no_circle_and_no_crash():
    """Depth of dependencies is bounded by the form only."""
    fields = {"f0": text()} | {
        f"f{n}": text(**{"x-visible-if": f"${{f{n - 1}}} = 'x'"}) for n in range(1, 1200)
    }
    assert told(schema(fields)) == []


@pytest.mark.parametrize(
    ("raw", "key", "line"),
    [
        ('{\n  "a": 1,\n}', "syntax", 3),
        ('{"a": 1, "a": 2}', "duplicate_key", 0),
        ("[1]", "not_an_object", 0),
        ('{"minimum": NaN}', "not_a_number", 0),
        ('{"minimum": 1' + "0" * 5000 + "}", "not_a_number", 0),
        ("[" * 100_000, "too_deep", 0),
        ('{"a":' * 300 + "1" + "}" * 300, "too_deep", 0),
        ("", "syntax", 1),
        ("# a comment\n---\ntype: object\n", "yaml", 1),
        ("type: object\nproperties:\n", "yaml", 1),
        ("[type: object]", "syntax", 1),
    ],
)
def test_a_text_that_is_no_form(raw, key, line):
    """Broken syntax is told with line and column; nothing crashes."""
    found = compile_text(raw, "forms/sample.json", {}, WORDS).faults
    assert (found[0].key, found[0].line) == (key, line)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-5, 5), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["type", "properties", "oneOf", "const", "items", "x-form", "a"]), inner
        ),
    ),
    max_leaves=8,
)
RICH = schema(
    {
        "a": choice("yes", "no", default="yes"),
        "b": text(pattern="^x$", **{"x-visible-if": "${a} = 'yes'", "x-errors": {"required": "!"}}),
        "rows": lines({"c": choice("x"), "d": text()}, ("c",), **{"x-lines-from": {"choices": "c"}}),
        "g": group({"e": {"$ref": "#/$defs/e"}}),
        "r": text(**{"x-choices-from": {"from": "lines", "of": "rows", "typed": True}}),
    },
    ("a",),
    **{"$defs": {"e": {"type": "array", "title": "e", "items": choice("x")}}},
    settings={"identity": ["a"], "opens": {"kind": "case", "form": "other", "when": "${a} = 'yes'"}},
)


def spots(data, spot=()):
    yield spot
    for key, inner in (
        data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    ):
        yield from spots(inner, (*spot, key))


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(list(spots(RICH))), JSON)
def test_whatever_stands_anywhere_is_judged_without_a_crash(spot, value):
    """Any JSON at any place of a form gives faults or a form, and every fault has its sentences."""
    data = json.loads(json.dumps(RICH))
    if not spot:
        data = value
    else:
        holder = data
        for step in spot[:-1]:
            holder = holder[step]
        holder[spot[-1]] = value
    compiled = compile_data(data, "forms/sample.json", {}, WORDS)
    for language in ("uk", "en"):
        for fault in compiled.faults:
            assert "⟦" not in fault.told(SHIPPED, language)


def test_the_rich_form_is_sound():
    """The form that the test above spoils has no fault of its own."""
    assert told(RICH) == []


def test_a_folder_is_checked_file_by_file(tmp_path):
    """`check` reads forms and lists; each fault is one line for people, or data for machines."""
    for part in ("forms", "lists"):
        (tmp_path / part).mkdir()
    (tmp_path / "forms" / "sample.json").write_text(json.dumps(with_field(**{"x-visibel-if": "1"})))
    (tmp_path / "lists" / "empty.json").write_text('{"title": "x"}')
    (tmp_path / "lists" / "broken.json").write_text("{")
    found = check(tmp_path)
    assert [(fault.file, fault.key) for fault in found if not fault.warning] == [
        ("lists/broken.json", "syntax"),
        ("lists/empty.json", "no_choices"),
        ("forms/sample.json", "unknown_word"),
    ]
    shown = [fault.told(SHIPPED, "en") for fault in found]
    assert shown[0].startswith("lists/broken.json:1:2: ")
    assert any("/properties/a/x-visibel-if: " in line and "“x-visible-if”?" in line for line in shown)
    data = found[0].data(SHIPPED, "uk")
    assert data.keys() >= {"file", "place", "line", "column", "what", "instead", "warning"}


def test_a_form_that_opens_an_unknown_form_is_told(tmp_path):
    """Forms are checked against each other; a broken language file and an untold sentence are told too."""
    for part in ("forms", "languages"):
        (tmp_path / part).mkdir()
    opening = schema({"a": text()}, settings={"opens": {"kind": "case", "form": "cases"}})
    (tmp_path / "forms" / "sample.json").write_text(json.dumps(opening))
    (tmp_path / "languages" / "uk.json").write_text('{"a": "а", "b": 5}')
    (tmp_path / "languages" / "en.json").write_text('{"a": "a",}')
    assert {(fault.file, fault.key) for fault in check(tmp_path) if not fault.warning} == {
        ("forms/sample.json", "unknown_form"),
        ("languages/uk.json", "no_sentence"),
        ("languages/en.json", "syntax"),
    }


def test_missing_translations_are_a_warning():
    """A form stays in force while somebody still translates it."""
    compiled = compile_data(with_field(), "forms/sample.json", {}, WORDS)
    assert compiled.form is not None
    assert [(fault.key, fault.warning, fault.facts["language"]) for fault in compiled.faults] == [
        ("untranslated", True, "en")
    ]


def test_a_form_that_starts_in_english_still_needs_ukrainian_labels():
    """The default language of a form may be another; the Ukrainian label is not optional then."""
    data = schema({"a": text()}, settings={"languages": ["en", "uk"]})
    assert ("/properties/a", "no_uk_title") in told(data)


def test_a_constant_that_looks_like_a_schema_is_data():
    """P9: words inside `const`, `enum`, `default`, `examples` are not read as words of the dialect."""
    data = schema(
        {"a": text(examples=[{"titel": 1}])}, **{"if": {"properties": {"a": {"const": {"titel": 1}}}}}
    )
    assert told(data) == []


def test_faults_are_told_together():
    """Nobody mends a form one fault at a time: words, names, layout and conditions come in one list."""
    data = with_field(**{"x-visibel-if": "1", "x-required-if": "${bb} = 'yes'"})
    data = {**data, "required": ["zzz"], "x-layout": [{"key": "s", "title": "s", "fields": ["a"]}]}
    assert {key for _, key in told(data)} == {
        "unknown_word",
        "unknown_name_far",
        "not_in_layout",
        "expression",
    }
