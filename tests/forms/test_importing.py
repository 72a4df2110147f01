"""Plain schemas of every draft made into forms: what comes out, what is told, what is refused."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from random import Random

import pytest
from jsonschema import Draft3Validator, Draft4Validator, Draft7Validator, Draft202012Validator
from small_forms import SETTING

from suprovid.__main__ import main
from suprovid.forms import vocabulary
from suprovid.forms.checking import check
from suprovid.forms.compiling import compile_data
from suprovid.forms.importing.changes import Refused
from suprovid.forms.importing.form import imported, key_of
from suprovid.forms.importing.names import Names, slug, titled
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.tidy import tidy
from suprovid.forms.words import Words

SAID = ("uk", "en")
SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")


def brought(properties=None, **words):
    """An imported schema; our dialect must hold it."""
    data = {"type": "object", "properties": properties or {}, **words}
    found = imported(data, "sample", ["case"], SHIPPED)
    assert found.faults == (), found.faults
    return found


def keys(found):
    return [change.key for change in found.changes if change.key != "title"]


def field(properties, name="a", **words):
    return brought(properties, **words).form["properties"][name]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True},
         {"type": "number", "exclusiveMinimum": 1}, ["boolean_bound"]),
        ({"type": "number", "maximum": 1, "exclusiveMaximum": False},
         {"type": "number", "maximum": 1}, ["boolean_bound"]),
        ({"type": "number", "divisibleBy": 5}, {"type": "number", "multipleOf": 5}, ["renamed"]),
        ({"type": "array", "items": [{"type": "string"}], "additionalItems": False},
         {"type": "array", "prefixItems": [{"type": "string"}], "items": False}, ["renamed"]),
        ({"type": "array", "items": {"type": "string"}, "additionalItems": False},
         {"type": "array", "items": {"type": "string"}}, ["meaningless"]),
        ({"enum": ["x", "y"], "enumNames": ["Ікс", "Ігрек"]},
         {"oneOf": [{"const": "x", "title": "Ікс"}, {"const": "y", "title": "Ігрек"}]}, ["enum"]),
        ({"enum": ["x", None]}, {"enum": ["x", None]}, ["bare_enum"]),
        ({"enum": []}, {"not": {}}, ["no_values"]),
        ({"type": "string", "enum": ["with space"]}, {"type": "string", "enum": ["with space"]},
         ["bare_enum"]),
        ({"type": "string", "oneOf": [{"const": "x", "type": "string"}, {"enum": ["y"], "title": "Y"}]},
         {"type": "string", "oneOf": [{"const": "x", "title": "x"}, {"const": "y", "title": "Y"}]},
         ["choice_titles"]),
        ({"type": "string", "format": "datetime"}, {"type": "string", "format": "date-time"},
         ["format", "formats_judged"]),
        ({"type": "string", "format": "email"}, {"type": "string", "format": "email"},
         ["format_email", "formats_judged"]),
        ({"type": "string", "format": "time"}, {"type": "string", "format": "time"},
         ["format_time", "formats_judged"]),
        ({"type": "string", "format": "textarea"}, {"type": "string", "x-widget": "long"}, ["format"]),
        ({"type": "string", "format": "color"}, {"type": "string"}, ["unknown_format"]),
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}, ["renamed"]),
        ({"type": "any"}, {}, ["any_type"]),
        ({"type": ["string", "integer"]}, {"type": ["string", "integer"]}, ["several_types"]),
        ({"type": "string", "pattern": r"(a)\1$"}, {"type": "string"}, ["pattern_slow"]),
        ({"type": "string", "pattern": "^a{2,2000}$"}, {"type": "string"}, ["pattern_repeated"]),
        ({"type": "object", "properties": {"b": {"title": "B"}},
          "patternProperties": {"(a)\\1": {}, "^x": True}},
         {"type": "object", "properties": {"b": {"title": "B"}}, "patternProperties": {"^x": True}},
         ["pattern_slow"]),
        ({"type": "string", "pattern": r"^(?=.*\d)(?!0).{3,}$"},
         {"type": "string", "allOf": [{"pattern": r"^(?:.*\d)"},
          {"not": {"type": "string", "pattern": "^(?:0)"}}, {"pattern": "^.{3,}$"}]},
         ["pattern_apart", "patterns_wide"]),
        ({"type": "string", "minLength": 3.0}, {"type": "string", "minLength": 3}, []),
        ({"type": "string", "readonly": True}, {"type": "string", "readOnly": True}, ["renamed"]),
        ({"type": "string", "ui:widget": "fancy", "propertyOrder": 3}, {"type": "string"}, ["dropped",
         "dropped"]),
        ({"type": "string", "contentEncoding": "base64"},
         {"type": "string", "contentEncoding": "base64"}, []),
        ({"type": "integer", "default": "x"}, {"type": "integer"}, ["bad_default"]),
        ({"type": "integer", "default": 0}, {"type": "integer", "default": 0}, []),
        ({"$id": "#here", "type": "string"}, {"type": "string"}, ["not_needed"]),
    ],
)  # fmt: skip
def test_each_word_is_upgraded_and_told(before, after, told):
    """One word, one line, and nothing else changes."""
    found = brought({"a": {"title": "A", **before}})
    assert found.form["properties"]["a"] == {"title": "A", **after}
    assert keys(found) == told
    assert not [change for change in found.changes if "⟦" in change.told(SHIPPED, "en")]


def test_an_integer_of_draft_4_is_told_to_be_another():
    """There 1.0 is none; it is told once, and of no later draft."""
    for draft, told in (("draft-04", ["whole_fractions"]), ("draft-07", [])):
        schema = {"$schema": f"http://json-schema.org/{draft}/schema#", "type": "object"}
        fields = {name: {"type": "integer", "title": name} for name in ("a", "b")}
        assert keys(imported({**schema, "properties": fields}, "x", ["case"], SHIPPED)) == told


@pytest.mark.parametrize(
    ("schema", "told"),
    [
        ({"properties": {"a": {}}}, "root_object"),
        ({"type": "object", "$schema": "https://example.org/ours"}, "own_dialect"),
        ({"type": "object", "properties": {"a": {"type": "number", "multipleOf": 0.1}}}, "steps_decimal"),
        ({"type": "object", "properties": {"a": {"format": "date"}, "b": {"format": "uri"}}},
         "formats_judged"),
        ({"type": "object", "$dynamicAnchor": "x", "properties": {"a": {"$dynamicRef": "#x"}},
          "$defs": {"b": {"$id": "b", "$dynamicAnchor": "x"}}}, "dynamic"),
        ({"type": "object", "$schema": "https://json-schema.org/draft/2020-12/schema",
          "dependencies": {"a": ["b"]}}, "dependencies_unknown"),
    ],
)  # fmt: skip
def test_where_a_form_judges_otherwise_is_told_once(schema, told):
    """Whatever nothing had to be written anew for; an ordinary schema hears nothing of it."""
    found = imported(schema, "x", ["case"], SHIPPED)
    assert keys(found).count(told) == 1
    assert "⟦" not in "".join(change.told(SHIPPED, language) for change in found.changes for language in SAID)

    plain = {"type": "object", "$dynamicAnchor": "x", "properties": {"a": {"$dynamicRef": "#x"}}}
    assert told not in keys(imported(plain, "x", ["case"], SHIPPED))


def test_what_stands_in_itself_under_an_odd_name_is_found_again():
    """A name with signs that a reference would have to spell otherwise."""
    name = "/лист~%25 а"
    node = {"type": "object", "properties": {"in": {"$ref": "#/$defs/~1лист~0%2525%20а"}}}
    found = brought({"a": {"$ref": "#/$defs/~1лист~0%2525%20а"}}, **{"$defs": {name: node}})
    form = compile_data(found.form, "forms/sample.json", {}, SHIPPED).form
    assert form is not None
    assert [each.keyword for each in form.look({"a": {"in": {"in": 1}}}, SETTING).problems("en")] == ["type"]


def test_lists_of_what_they_stand_in_are_no_circle():
    """An answer stands between: each list has an end."""
    found = imported({"type": ["array", "string"], "items": {"$ref": "#"}}, "x", ["case"], SHIPPED)
    assert found.faults == ()
    assert found.wrapped == "answer"


def test_a_null_among_choices_is_a_variant_of_its_own():
    """It cannot be the key of a choice; the form holds it as it is."""
    assert field({"a": {"title": "A", "anyOf": [{"const": 1, "title": "One"}, {"const": None}]}}) == {
        "title": "A", "anyOf": [{"const": 1, "title": "One"}, {"enum": [None]}]
    }  # fmt: skip


def test_definitions_and_the_references_to_them_move_together():
    """Also through a list that became `prefixItems`, and a key that got another name."""
    found = brought(
        {
            "a": {"$ref": "#/definitions/one"},
            "b": {"$ref": "#/definitions/two/items/0"},
            "c": {"$ref": "#/definitions/three/properties/firstName"},
        },
        definitions={
            "one": {"type": "integer", "title": "One"},
            "two": {"type": "array", "items": [{"type": "boolean", "title": "Two"}]},
            "three": {"properties": {"firstName": {"type": "string"}}},
        },
    )
    assert [each["$ref"] for each in found.form["properties"].values()] == [
        "#/$defs/one", "#/$defs/two/prefixItems/0", "#/$defs/three/properties/firstName"
    ]  # fmt: skip
    sample = compile_data(found.form, "forms/sample.json", {}, SHIPPED).form
    assert [sample.field(name).kind for name in "abc"] == ["integer", "boolean", "text"]


def test_references_by_id_and_anchor_become_pointers():
    """Draft 4 names schemas by `id`, 2019-09 by `$anchor`; both stay inside the file."""
    found = brought(
        {"a": {"$ref": "#money"}, "b": {"$ref": "item.json"},
         "c": {"$ref": "https://example.org/x.json#/$defs/m"}},
        **{"$id": "https://example.org/x.json", "$defs": {
            "m": {"$anchor": "money", "type": "number"}, "i": {"$id": "item.json", "type": "boolean"},
        }},
    )  # fmt: skip
    assert [each["$ref"] for each in found.form["properties"].values()] == [
        "#/$defs/m",
        "#/$defs/i",
        "#/$defs/m",
    ]


def test_what_is_referred_to_outside_the_schemas_is_brought_in():
    """`components` of OpenAPI are no place of a schema."""
    found = brought(
        {"a": {"$ref": "#/components/schemas/Name"}}, components={"schemas": {"Name": {"type": "boolean"}}}
    )
    assert found.form["properties"]["a"]["$ref"] == "#/$defs/Name"
    assert "adopted" in keys(found)


@pytest.mark.parametrize(
    "reference",
    ["https://example.org/a.json", "http://169.254.169.254/", "file:///etc/passwd", "other.json#/a",
     "../b.json",
     "//example.org/a", "urn:x:y"],
)  # fmt: skip
@pytest.mark.parametrize("word", ["$ref", "$recursiveRef", "$dynamicRef"])
def test_remote_and_file_references_are_refused_without_a_request(reference, word, monkeypatch):
    """Nothing is ever fetched: not even a name is looked up."""

    def refuse(*_):
        raise AssertionError("a request")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    with pytest.raises(Refused) as refused:
        brought({"a": {"items": {word: reference}}})
    assert refused.value.facts["place"] == f"/properties/a/items/{word}"


def test_dependencies_are_split():
    """Names and schemas have a word each."""
    found = brought(
        {"a": {}, "b": {}, "c": {}},
        dependencies={"a": ["b"], "b": "c", "c": {"required": ["a"]}},
    )
    assert found.form["dependentRequired"] == {"a": ["b"], "b": ["c"]}
    assert found.form["dependentSchemas"] == {"c": {"required": ["a"]}}


def test_required_said_by_the_field_is_said_by_the_object():
    """Draft 3."""
    found = brought({"a": {"type": "string", "required": True}, "b": {"type": "string", "required": False}})
    assert found.form["required"] == ["a"]
    assert keys(found) == ["boolean_required"]


def test_keys_stay_except_those_that_no_answer_can_stand_under():
    """A renamed field is renamed wherever it is mentioned, and its answers are not lost."""
    found = brought(
        {"first.name": {"type": "string"}, "Прізвище": {"type": "string"}, "firstName": {"type": "string"}},
        required=["first.name"], dependentRequired={"first.name": ["Прізвище"]},
        **{"if": {"properties": {"first.name": {"const": "x"}}}, "then": {"required": ["Прізвище"]}},
    )  # fmt: skip
    form = found.form
    assert list(form["properties"]) == ["first_name", "Прізвище", "firstName"]
    assert form["required"] == ["first_name"]
    assert form["dependentRequired"] == {"first_name": ["Прізвище"]}
    assert form["if"]["properties"] == {"first_name": {"const": "x"}}
    assert form["properties"]["Прізвище"]["title"] == "Прізвище"
    sample = compile_data(form, "forms/sample.json", {}, SHIPPED).form
    assert sample.upgraded({"first.name": "x", "Прізвище": "y"}) == {"first_name": "x", "Прізвище": "y"}


def test_the_root_may_be_a_reference_a_list_or_parts():
    """Whatever a schema begins with, a form begins with fields."""
    whole = {"$ref": "#/definitions/person", "definitions": {"person": {
        "title": "Person", "type": "object", "properties": {"name": {"type": "string"}}}}}  # fmt: skip
    assert list(imported(whole, "a", ["case"], SHIPPED).form["properties"]) == ["name"]
    found = imported({"type": "array", "items": {"type": "string"}, "title": "L"}, "a", ["case"], SHIPPED)
    assert found.form["properties"]["answer"]["items"] == {"type": "string"}
    parts = {"allOf": [
        {"properties": {"a": {"type": "string"}}, "required": ["a"]}, {"$ref": "#/$defs/b"},
         {"required": ["b"]},
    ], "$defs": {"b": {"properties": {"b": {"type": "string"}}}}}  # fmt: skip
    found = imported(parts, "a", ["case"], SHIPPED)
    assert list(found.form["properties"]) == ["a", "b"]
    assert found.form["allOf"] == [{"required": ["b"]}]
    assert found.faults == ()


def test_a_form_has_settings_labels_and_sections():
    """Plain questions stand together; a group and a repeat have a section each."""
    form = brought(
        {"one": {}, "twoWords": {"type": "string"}, "g": {"type": "object", "properties": {"x": {}},
         "title": "Група"},
         "rows": {"type": "array", "items": {"type": "object", "properties": {"y": {}}}}, "last": {}},
        title="Sample",
    ).form  # fmt: skip
    assert form["x-form"] == {"id": "sample", "version": "2026.1", "languages": ["uk"], "subject": ["case"]}
    assert [(each["title"], each["fields"]) for each in form["x-layout"]] == [
        ("Sample", ["one", "twoWords"]), ("Група", ["g"]), ("Rows", ["rows"]), ("Last", ["last"])
    ]  # fmt: skip
    assert form["properties"]["g"]["properties"]["x"]["title"] == "X"


def test_a_label_is_told_where_the_field_stands():
    """Inside a group, inside lines, and behind a reference."""
    found = brought(
        {"g": {"title": "G", "properties": {"a": {}}}, "r": {"title": "R", "$ref": "#/$defs/rows"}},
        **{"$defs": {"rows": {"type": "array", "items": {"type": "object", "properties": {"b": {}}}}}},
    )
    assert [change.place for change in found.changes if change.key == "title"] == [
        ("properties", "g", "properties", "a"), ("$defs", "rows", "items", "properties", "b")
    ]  # fmt: skip


def test_what_a_form_cannot_hold_is_named():
    """Schemas that contain themselves: the form is written, and the place is told."""
    data = {"type": "object", "properties": {"a": {"$ref": "#/$defs/n"}}, "$defs": {
        "n": {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}}}}  # fmt: skip
    found = imported(data, "sample", ["case"], SHIPPED)
    assert [fault.key for fault in found.faults] in ([], ["recursive"])


BROUGHT = [
    {"type": "object", "properties": {"firstName": {"enum": ["a", "b"]}, "n": {"type": "number"}}},
    {"type": "object", "properties": {"city": {"enum": ["Біла Церква", "Київ"], "title": "Місто"}}},
    {"type": "array", "items": {"$ref": "#/definitions/t"},
     "definitions": {"t": {"properties": {"b": {"$ref": "#"}}}}},
    {"type": "object", "properties": {"city": {"enum": [f"c{number}" for number in range(10_000)]}}},
]  # fmt: skip


@pytest.mark.parametrize("data", BROUGHT, ids=["choices", "values", "recursive", "many"])
def test_what_was_brought_in_is_a_form_that_stays_as_it_is(data):
    """Bringing it in again changes and tells nothing, and it can be drawn, also with 10,000 choices."""
    once = imported(data, "sample", ["case"], SHIPPED)
    again = imported(once.form, "other", ["client"], SHIPPED)
    assert tidy(again.form) == tidy(once.form)
    assert (list(again.changes), again.faults) == ([], ())
    assert compile_any(once.form, "sample.json", {}, SHIPPED).form is not None


def test_what_a_reference_brings_from_outside_the_schemas_is_told_and_not_called_dropped():
    """`components` of OpenAPI: moved, with every change inside it."""
    pet = {"type": "object", "xml": {"name": "p"}, "properties": {"a": {"type": "string", "nullable": True}}}
    found = imported({"$ref": "#/components/schemas/Pet", "components": {"schemas": {"Pet": pet}}},
                     "sample", ["case"], SHIPPED)  # fmt: skip
    told = {(each.key, each.place[-1] if each.place else "") for each in found.changes}
    assert {("adopted", "Pet"), ("dropped", "xml"), ("renamed", "nullable")} <= told
    assert ("dropped", "components") not in told


@pytest.mark.parametrize(
    ("data", "key", "said"),
    [
        ({"openapi": "3.0.0", "components": {"schemas": {"Pet": {"type": "object"}}}}, "said_inside",
         "/components/schemas/Pet"),
        ({"definitions": {"a": {"properties": {}}}}, "said_inside", '"$ref": "#/definitions/a"'),
        ({"@context": "https://schema.org", "name": "x"}, "nothing_said", "JSON Schema"),
        ({"$vocabulary": {}, "type": "object"}, "vocabulary", "2020-12"),
    ],
)  # fmt: skip
def test_a_file_that_asks_nothing_says_where_its_schemas_are(data, key, said):
    """One clear sentence instead of a form that takes anything in silence."""
    changes = {each.key: each for each in imported(data, "sample", ["case"], SHIPPED).changes}
    assert all(said in changes[key].told(SHIPPED, language) for language in SAID)


JUNK = [
    None, True, 3, 2.5, "", "a", "#", "#/definitions/a", "string", [], ["a"], [{}], [None], {}, {"a": 1},
    {"a": {}}, {"a": ["b"]}, [{"const": 1}], [{"properties": {"q": {}}}],
]  # fmt: skip
READ = sorted({
    *vocabulary.FIELD, "definitions", "dependencies", "additionalItems", "enumNames", "id", "divisibleBy",
    "extends", "disallow", "readonly", "example", "nullable", "$recursiveRef", "$anchor", "x-form",
})  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_no_schema_ends_in_a_traceback(seed):
    """Words with values that no draft allows: a form with its changes and faults, or a refusal."""
    pick = Random(seed)

    def junk(depth):
        words = {word: pick.choice(JUNK) for word in pick.sample(READ, 4)}
        names = pick.sample(["a", "b", "firstName", "Я"], 2)
        return {**words, "properties": {name: junk(depth - 1) if depth else {} for name in names}}

    for _ in range(20):
        try:
            found = imported(junk(2), "sample", ["case"], SHIPPED)
        except Refused:
            continue
        assert not [change for change in found.changes if "⟦" in change.told(SHIPPED, "uk")]


@pytest.mark.parametrize(
    ("theirs", "label", "key"),
    [("firstName", "First name", "first_name"), ("birth_date", "Birth date", "birth_date"), ("URL",
     "URL", "url"),
     ("HTTPServer", "HTTP server", "http_server"), ("Ім'я", "Ім'я", "im_ia"), ("é-mail", "É mail", "e_mail"),
     ("дата народження", "Дата народження", "data_narodzhennia")],
)  # fmt: skip
def test_labels_and_keys(theirs, label, key):
    """What people read and what is stored, from one name."""
    assert (titled(theirs), slug(theirs)) == (label, key)


def test_keys_never_meet():
    """Two names that would become one stay two; a name of signs only gets one too."""
    theirs = ["ab", "aB", "a-b", "a.b", "a.b.", "{!}", "1.st", "_id"]
    names = Names(theirs)
    assert [names.of(each) for each in theirs] == [
        "ab", "aB", "a-b", "a_b", "a_b_2", "field", "field_1_st", "_id"
    ]  # fmt: skip
    assert key_of("My Form.schema.json") == "my_form"
    assert key_of("2026.json") == "form_2026"


SAMPLES = {
    "draft3": (Draft3Validator, {
        "$schema": "http://json-schema.org/draft-03/schema#", "type": "object",
        "properties": {"name": {"type": "string", "required": True}, "n": {"type": "number",
         "divisibleBy": 2}},
    }, [{"name": "a"}, {"name": "a", "n": 4}, {}, {"name": "a", "n": 3}]),
    "draft4": (Draft4Validator, {
        "$schema": "http://json-schema.org/draft-04/schema#", "id": "http://example.org/p", "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 2}, "age": {"type": "integer", "minimum": 0,
             "exclusiveMinimum": True},
            "kind": {"enum": ["a", "b"], "enumNames": ["A", "B"]}, "pair": {"$ref": "#/definitions/pair"},
            "card": {"type": "string"}, "address": {"type": "string"},
        },
        "required": ["name"], "dependencies": {"card": ["address"], "kind": {"required": ["age"]}},
        "definitions": {"pair": {"type": "array", "items": [{"type": "string"}, {"type": "integer"}],
                                 "additionalItems": False}},
    }, [{"name": "ab"}, {"name": "a"}, {"name": "ab", "age": 0}, {"name": "ab", "age": 1, "kind": "a"},
        {"name": "ab", "kind": "a"}, {"name": "ab", "kind": "c", "age": 2}, {"name": "ab", "pair": ["x", 1]},
        {"name": "ab", "pair": ["x", "y"]}, {"name": "ab", "pair": ["x", 1, 2]}, {"name": "ab", "card": "1"},
        {"name": "ab", "card": "1", "address": "2"}]),
    "draft7": (Draft7Validator, {
        "$schema": "http://json-schema.org/draft-07/schema#", "$id": "https://example.org/d7",
         "type": "object",
        "properties": {
            "country": {"type": "string", "enum": ["ua", "pl"]}, "zip": {"type": "string"},
            "rows": {"type": "array", "items": {"type": "object",
             "properties": {"a": {"type": "string"}}, "required": ["a"]}},
        },
        "if": {"properties": {"country": {"const": "ua"}}, "required": ["country"]},
        "then": {"required": ["zip"], "properties": {"zip": {"pattern": "^[0-9]{5}$"}}},
    }, [{}, {"country": "ua"}, {"country": "ua", "zip": "01001"}, {"country": "ua", "zip": "1"},
    {"country": "pl"},
        {"rows": [{"a": "x"}]}, {"rows": [{"b": "x"}]}]),
    "2020-12": (Draft202012Validator, {
        "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
        "properties": {"a": {"type": "string"}, "b": {"type": ["integer", "null"], "exclusiveMinimum": 3}},
        "dependentRequired": {"b": ["a"]}, "$defs": {"x": {"$anchor": "x", "type": "string"}},
    }, [{}, {"b": 4}, {"b": 4, "a": "x"}, {"b": 3, "a": "x"}]),
}  # fmt: skip


@pytest.mark.parametrize("draft", SAMPLES)
def test_the_form_judges_as_the_schema_did(draft):
    """The verdict of the draft's own validator on the schema is the form's verdict."""
    judge, data, given = SAMPLES[draft]
    found = imported(data, "sample", ["case"], SHIPPED)
    assert found.faults == ()
    sample = compile_data(found.form, "forms/sample.json", {}, SHIPPED).form
    for answers in given:
        is_sound = not sample.look(sample.upgraded(answers), SETTING).problems("uk")
        assert is_sound == judge(data).is_valid(answers), answers


# -- the command -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("draft", SAMPLES)
def test_the_check_passes_on_what_the_command_writes(draft, tmp_path, capsys, monkeypatch):
    """Import, put among the forms, check: no fault, no warning of a missing label."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    (tmp_path / "forms").mkdir()
    source, form = tmp_path / "source.json", tmp_path / "forms" / "fromElse where.json"
    source.write_text(json.dumps(SAMPLES[draft][1]), encoding="utf-8")
    form = form.with_name("from_elsewhere.json")
    assert main(["form", "import", str(source), "-o", str(form), "--subject", "client", "case"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert all(line.startswith("/") for line in told[:-1])
    assert told[-1].endswith((" changes.", " change."))
    assert check(tmp_path) == []
    written = json.loads(form.read_text("utf-8"))
    assert (written["x-form"]["id"], written["x-form"]["subject"]) == ("from_elsewhere", ["client", "case"])


def test_the_command_refuses_with_one_line_and_writes_nothing(tmp_path, capsys):
    """A remote reference, no object, no JSON: status 2 and one sentence."""
    out = tmp_path / "out.json"
    for text in ('{"properties": {"a": {"$ref": "https://example.org/a"}}}', "[]", "{", '{"a": 1, "a": 2}'):
        source = tmp_path / "source.json"
        source.write_text(text, encoding="utf-8")
        assert main(["form", "import", str(source), "-o", str(out)]) == 2
        assert len(capsys.readouterr().err.splitlines()) == 1
        assert not out.exists()
