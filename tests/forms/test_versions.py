"""The difference between two versions: safe, to check, or breaking."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_forms import SETTING, choice, form, lines, option, text

from suprovid.forms.versions import Rehearsal, differences, rehearsed
from suprovid.forms.words import Words

SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
NUMBER = {"type": "integer", "title": "n"}


def changes(before, after):
    return [
        (change.place, change.effect, change.key)
        for change in differences(form(before), form(after))
        if change.key != "layout"
    ]


@pytest.mark.parametrize(
    ("before", "after", "effect", "key"),
    [
        (text(), text("Інакше"), "safe", "text"),
        (text(), text(**{"x-widget": "long"}), "safe", "kind"),
        (text(maxLength=5), text(maxLength=9), "safe", "looser"),
        (text(pattern="^x$"), text(), "safe", "looser"),
        (choice("x"), choice("x", "y"), "safe", "choice_added"),
        (NUMBER, {"type": "number", "title": "n"}, "safe", "kind"),
        (text(maxLength=9), text(maxLength=5), "check", "tighter"),
        ({**NUMBER, "minimum": 1}, {**NUMBER, "minimum": 2}, "check", "tighter"),
        (text(), text(**{"x-visible-if": "${z} = 'x'"}), "check", "rule"),
        (text(), text(**{"x-required-if": "${z} = 'x'"}), "check", "rule"),
        (text(), text(**{"x-sensitivity": "special"}), "check", "sensitivity"),
        (text(), text(deprecated=True), "check", "retired"),
        (text(), text(format="email"), "check", "kind"),
        (choice("x"), {**choice(), "oneOf": [option("x", deprecated=True)]}, "check", "choice_retired"),
        (text(deprecated=True), text(), "safe", "offered_again"),
        ({**choice(), "oneOf": [option("x", deprecated=True)]}, choice("x"), "safe", "choice_offered_again"),
        (choice("x", "y"), choice("y"), "breaking", "choice_removed"),
        (text(), NUMBER, "breaking", "kind"),
        (choice("x"), {"type": "array", "title": "m", "items": choice("x")}, "breaking", "kind"),
        (NUMBER, lines({"n": NUMBER}), "breaking", "kind"),
    ],
)
def test_an_edit_of_a_field(before, after, effect, key):
    """Each edit is sorted by what it does to documents made before."""
    assert ("a", effect, key) in changes({"a": before, "z": text()}, {"a": after, "z": text()})


def test_removing_is_breaking_and_renaming_with_an_alias_is_safe():
    """An alias makes of a removal and an addition one safe edit; the children of lines likewise."""
    assert changes({"a": text(), "b": text()}, {"b": text()}) == [("a", "breaking", "removed")]
    assert changes({"a": text()}, {"b": text(**{"x-aliases": ["a"]})}) == [("b", "safe", "renamed")]
    old, new = {"r": lines({"a": text()})}, {"r": lines({"b": text(**{"x-aliases": ["a"]})})}
    assert changes(old, new) == [("r.b", "safe", "renamed")]


def test_a_lost_choice_with_an_alias_is_safe():
    """Merging choices keeps old answers readable."""
    merged = {**choice(), "oneOf": [option("y", **{"x-aliases": ["x"]})]}
    assert ("a", "safe", "choice_merged") in changes({"a": choice("x", "y")}, {"a": merged})


def test_adding_asks_only_when_it_requires():
    """A new optional field is safe; a new required one is rehearsed."""
    assert changes({"a": text()}, {"a": text(), "b": text()}) == [("b", "safe", "added")]
    found = differences(form({"a": text()}), form({"a": text(), "b": text()}, ("a", "b")))
    assert [(change.place, change.effect, change.key) for change in found if change.effect == "check"] == [
        ("a", "check", "now_required"),
        ("b", "check", "added_required"),
    ]


def test_a_lost_anchor_is_named():
    """Rules and reports find answers by tags: losing one is breaking, moving one is told."""
    tagged = text(**{"x-means": "request.area"})
    found = [
        change
        for change in differences(form({"a": tagged}), form({"a": text()}))
        if change.key == "tag_removed"
    ]
    assert found[0].effect == "breaking"
    assert "request.area" in found[0].sentence(SHIPPED, "en")
    assert ("b", "check", "tag_moved") in changes({"a": tagged, "b": text()}, {"a": text(), "b": tagged})


def test_the_gravest_comes_first_and_equal_versions_differ_in_nothing():
    """The list reads from what needs an action to what needs none."""
    old = {"a": text(), "b": text(maxLength=9), "c": text()}
    new = {"b": text(maxLength=3), "c": text("Інакше")}
    assert [effect for _, effect, _ in changes(old, new)] == ["breaking", "check", "safe"]
    assert changes(old, old) == []


def test_a_change_is_told_by_labels():
    """Whoever edits without reading JSON meets questions and choices by their labels, gone ones too."""
    old = form({"a": choice("x"), "gone": text("Зайве")})
    new = form({"a": choice("x", "y"), "b": text("Інтернет удома")})
    told = [change.sentence(SHIPPED, "uk", new, old) for change in differences(old, new)]
    assert any("«Зайве (gone)»" in each for each in told)
    assert any("«Інтернет удома (b)»" in each for each in told)
    assert any("«Це y»" in each for each in told)


def test_rules_are_told_without_their_keywords():
    """Whoever clicked a condition together has never seen what it is called in the file."""
    ruled = dict.fromkeys(("x-visible-if", "x-required-if", "x-readonly-if", "x-constraint"), "${b} = 'x'")
    rules = {**ruled, "x-calculate": "${b}", "minLength": 2, "pattern": "a"}
    bare, full = form({"a": text(), "b": text()}), form({"a": text(**rules), "b": text()})
    for old, new in ((bare, full), (full, bare)):
        told = [change.sentence(SHIPPED, "uk", new, old) for change in differences(old, new)]
        assert len(set(told)) == len(rules)
        assert all("(a)»" in each for each in told)
        assert not any(word in each for word in rules for each in told)


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_change_has_a_sentence(language):
    """Told in the reader's language, without gaps."""
    keys = [key for key in SHIPPED._languages["uk"] if key.startswith("change.")]
    assert len(keys) >= 23
    assert all("⟦" not in SHIPPED.say(key, language) for key in keys)


def test_a_rehearsal_counts_what_stored_documents_would_meet():
    """Counts only: how many would have problems, earlier answers, hidden answers."""
    new = form({"a": text(maxLength=3), "b": text(**{"x-visible-if": "${a} = 'x'"})}, ("a",))
    documents = [{"a": "x", "b": "y"}, {"a": "long text"}, {"gone": "1", "b": "y"}]
    assert rehearsed(new, documents, SETTING) == Rehearsal(
        documents=3, with_problems=2, with_earlier_answers=1, with_hidden_answers=1
    )
