"""A form on the screen: sections, conditions, drafts, problems, repeats, what others changed, reading."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from drawn_forms import Case, MemoryDrafts, again, drawn, key_ending, opened, press, small_form
from streamlit.testing.v1 import AppTest

from suprovid.forms.fields import Choice

TEXT = {"type": "string"}
STEPS = {
    "type": "array",
    "title": "Кроки",
    "items": {
        "type": "object",
        "required": ["what"],
        "properties": {
            "what": {**TEXT, "title": "Що"},
            "note": {**TEXT, "title": "Примітка"},
        },
    },
}
FORM = small_form(
    {
        "name": {**TEXT, "title": "Ім'я"},
        "kind": {
            "type": "string",
            "title": "Вид",
            "oneOf": [{"const": "question", "title": "Питання"}, {"const": "problem", "title": "Проблема"}],
        },
        "why": {**TEXT, "title": "Чому", "x-visible-if": "${kind} = 'problem'"},
        "amount": {"type": "integer", "title": "Сума"},
        "double": {"type": "integer", "title": "Удвічі", "readOnly": True, "x-calculate": "${amount} * 2"},
        "steps": STEPS,
        "email": {**TEXT, "title": "Пошта", "format": "email"},
    },
    required=["name", "kind", "why"],
    settings={"identity": ["name"]},
    **{
        "x-layout": [
            {"key": "first", "title": "Перше", "fields": [["name", "kind"], "why", ["amount", "double"]]},
            {"key": "second", "title": "Друге", "note": "Пояснення", "fields": ["steps", "email"]},
        ]
    },
)


def keys(test: AppTest, kind: str) -> list[str]:
    """The last parts of the keys of the elements of a kind."""
    return [str(element.key).rpartition(".")[2] for element in test.get(kind) if element.key]


def texts(test: AppTest) -> str:
    """Everything that is said on the page."""
    kinds = ("markdown", "caption", "text", "error", "info", "warning", "html", "header")
    said = [
        str(getattr(found, "value", "") or found.proto.body) for kind in kinds for found in test.get(kind)
    ]
    return "\n".join([*said, *(str(button.label) for button in test.get("button"))])


def write(test: AppTest, ending: str, value: Any, kind: str = "text_input") -> AppTest:
    """Type into the box whose key ends so."""
    test = key_ending(test, kind, ending).set_value(value).run()
    assert not test.exception, test.exception
    return test


# Sections and conditions.


def test_only_the_open_section_is_drawn() -> None:
    """The first section is open; pressing another in the list opens that one instead."""
    test, _ = drawn("sections", opened(FORM))
    assert keys(test, "text_input") == ["name"]

    press(test, "section-second")

    assert keys(test, "text_input") == ["email"]
    assert "Пояснення" in texts(test)


def test_an_answer_shows_and_hides_questions_at_once() -> None:
    """There is no form to send: the next question appears with the answer that calls for it."""
    test, case = drawn("conditions", opened(FORM))

    key_ending(test, "button_group", ".kind").select("problem").run()
    assert "why" in keys(test, "text_input")

    write(test, ".why", "бо так")
    key_ending(test, "button_group", ".kind").select("question").run()
    assert "why" not in keys(test, "text_input")
    assert case.filling is not None
    assert case.filling.answers["why"] == "бо так"


def test_a_computed_answer_follows_and_cannot_be_typed() -> None:
    """A computed answer is text, and is there as soon as what it is computed from."""
    test, _ = drawn("computed", opened(FORM))

    write(test, ".amount", 21, "number_input")

    assert "<dt>Удвічі</dt><dd>42</dd>" in texts(test)
    assert "double" not in keys(test, "number_input")


def test_the_list_of_sections_tells_what_is_answered() -> None:
    """Each section says how many of its questions have an answer."""
    test, _ = drawn("progress", opened(FORM, {"name": "Ганна"}))

    assert "1/4" in key_ending(test, "button", "section-first").label
    assert "0/2" in key_ending(test, "button", "section-second").label


# Drafts.


def test_every_change_is_in_the_draft_and_comes_back() -> None:
    """A refreshed browser or a new server finds what was typed, in the section where it was typed."""
    test, case = drawn("draft", opened(FORM))
    press(test, "section-second")
    write(test, ".email", "a@b.example")

    test = again("draft", case)

    assert key_ending(test, "text_input", ".email").value == "a@b.example"
    assert "чернетку" in texts(test)


def test_a_draft_remembers_the_section_and_the_line_that_are_open() -> None:
    """Where nothing was typed yet too; without a draft there is nothing to remember."""
    test, case = drawn("section", opened(FORM))
    press(test, "section-second")
    assert not case.opened.drafts.kept

    write(press(test, "section-first"), ".name", "Ганна")
    press(test, "section-second")

    again, _ = drawn("section again", case.opened)
    assert [header.value for header in again.get("header")] == ["Друге"]


def test_what_a_browser_sends_again_wins_over_the_draft() -> None:
    """After a killed server the browser repeats what stands in its boxes, also what no draft has yet."""
    test, case = drawn("resent", opened(FORM))
    write(test, ".name", "Ганна")
    key_ending(test, "text_input", ".name").set_value("Ганна Петренко")

    fresh = again("resent", case)
    fresh._tree = test._tree
    fresh.run()

    assert case.opened.drafts.only.answers["name"] == "Ганна Петренко"
    assert key_ending(fresh, "text_input", ".name").value == "Ганна Петренко"


def test_a_draft_is_thrown_away_with_one_press() -> None:
    """The form is then as it was opened, and no draft is left."""
    test, case = drawn("thrown", opened(FORM, {"name": "Було"}))
    write(test, ".name", "Стало")
    test = again("thrown", case)

    press(test, "form-draft-throw")

    assert key_ending(test, "text_input", ".name").value == "Було"
    assert not case.opened.drafts.kept
    assert "form-draft-throw" not in keys(test, "button")


def test_a_draft_is_taken_up_with_one_press() -> None:
    """Continuing only takes the offer away: everything typed is there already."""
    test, case = drawn("taken", opened(FORM))
    write(test, ".name", "Ганна")
    test = again("taken", case)

    press(test, "form-draft-keep")

    assert key_ending(test, "text_input", ".name").value == "Ганна"
    assert case.opened.drafts.kept


def test_a_full_disk_is_told_and_loses_nothing() -> None:
    """When the draft cannot be written, the page says so and what is typed stays on the screen."""
    test, case = drawn("full", opened(FORM))
    case.opened.drafts.broken = True

    write(test, ".name", "Ганна")

    assert "Не вдалося записати чернетку" in texts(test)
    assert key_ending(test, "text_input", ".name").value == "Ганна"


def test_drafts_of_two_documents_are_two() -> None:
    """Another document of the same form begins from its own answers."""
    drafts = MemoryDrafts()
    test, _ = drawn("one", opened(FORM, drafts=drafts))
    write(test, ".name", "Перша")

    other, _ = drawn("two", opened(FORM, {"name": "Друга"}, document={"id": "d2"}, drafts=drafts))

    assert key_ending(other, "text_input", ".name").value == "Друга"


# Saving and problems.


def test_submitting_tells_what_is_missing_and_leads_there() -> None:
    """A list on top names each field and opens its section; the field has its sentence beside it."""
    test, case = drawn("missing", opened(FORM, {"email": "не пошта"}))
    press(test, "section-second")

    press(test, "form-submit")
    assert case.outcomes == []
    assert keys(test, "text_input") == ["name"]
    labels = [button.label for button in test.get("button") if "-problem-" in str(button.key)]
    assert [label.split("**")[1] for label in labels] == ["Ім'я", "Вид", "Пошта"]
    assert any(":red[" in markdown.value and "Потрібна" in markdown.value for markdown in test.markdown)

    press(test, "problem-2")
    assert keys(test, "text_input") == ["email"]


def test_nothing_is_called_missing_before_somebody_submits() -> None:
    """An empty form does not scold; a wrong answer is told at once."""
    test, _ = drawn("calm", opened(FORM))
    assert "Потрібна" not in texts(test)

    press(test, "section-second")
    write(test, ".email", "не пошта")

    assert any(":red[" in markdown.value for markdown in test.markdown)


def test_a_draft_document_needs_its_identity_only() -> None:
    """Saving unfinished work asks only for what the document cannot be found without."""
    test, case = drawn("identity", opened(FORM))
    press(test, "form-save")
    assert case.outcomes == []

    write(test, ".name", "Ганна")
    press(test, "form-save")

    (outcome,) = case.outcomes
    assert (outcome.act, outcome.answers, outcome.revision) == ("save", {"name": "Ганна"}, 3)
    assert not case.opened.drafts.kept


def test_submitting_gives_the_answers_to_keep() -> None:
    """Computed answers are in, those hidden by a condition are out; the revision is the one that was read."""
    stored = {"name": "Ганна", "kind": "question", "why": "сховане", "amount": 4}
    test, case = drawn("submit", opened(FORM, stored))

    press(test, "form-submit")

    (outcome,) = case.outcomes
    assert outcome.act == "submit"
    assert outcome.answers == {"name": "Ганна", "kind": "question", "amount": 4, "double": 8}


def test_a_retired_choice_survives_another_save() -> None:
    """Saving a document again keeps a choice that is offered no more."""
    form = small_form(
        {
            "state": {
                "type": "string",
                "title": "Стан",
                "oneOf": [
                    {"const": "new", "title": "Нове"},
                    {"const": "old", "title": "Старе", "deprecated": True},
                ],
            },
            "note": {**TEXT, "title": "Примітка"},
        }
    )
    test, case = drawn("retired", opened(form, {"state": "old"}))

    write(test, ".note", "ще раз")
    press(test, "form-submit")

    assert case.outcomes[0].answers == {"state": "old", "note": "ще раз"}


def test_answers_of_earlier_versions_are_shown_and_kept() -> None:
    """What this version has no question for is in a box of its own and is saved with the rest."""
    test, case = drawn("earlier", opened(FORM, {"name": "Ганна", "kind": "question", "shoe_size": 42}))
    assert "42" in texts(test)

    press(test, "form-submit")

    assert case.outcomes[0].answers["shoe_size"] == 42


def test_a_stored_answer_that_a_condition_hides_is_shown_before_it_goes() -> None:
    """A condition that came with a newer version: nobody loses an answer without having seen it."""
    stored = {"name": "Ганна", "kind": "question", "why": "бо так"}
    test, case = drawn("hidden", opened(FORM, stored))
    assert "Сховані відповіді: 1" in {each.label for each in test.expander}
    assert "бо так" in texts(test)

    press(test, "form-submit")
    assert "why" not in case.outcomes[0].answers

    test, _ = drawn("not hidden", opened(FORM, {**stored, "kind": "problem"}))
    assert not [each for each in test.expander if "Сховані" in each.label]


# Repeats.


def test_lines_are_added_changed_moved_removed_and_brought_back() -> None:
    """One line is open; the others are a row each; a removed line can be brought back to its place."""
    test, case = drawn("lines", opened(FORM))
    press(test, "section-second")
    for what in ("перше", "друге"):
        press(test, "steps.add")
        write(test, ".what", what)
    assert keys(test, "text_input") == ["what", "note", "email"]

    press(test, ".up")
    assert whats(case) == ["друге", "перше"]

    press(test, ".remove")
    assert whats(case) == ["перше"]

    press(test, "steps.undo")
    assert whats(case) == ["друге", "перше"]
    assert key_ending(test, "text_input", ".what").value == "друге"


def whats(case: Any) -> list[str]:
    return [line["what"] for line in case.opened.drafts.only.answers["steps"]]


def test_a_closed_line_is_a_summary_and_opens_when_pressed() -> None:
    """A line that is not open shows its first answers, with markup as typed."""
    lines = [{"_id": "l1", "what": "**перше**"}, {"_id": "l2", "what": "друге", "note": "з приміткою"}]
    test, _ = drawn("closed", opened(FORM, {"steps": lines}))
    press(test, "section-second")
    assert keys(test, "text_input") == ["email"]
    assert key_ending(test, "button", "l1.open").label == r"1. \*\*перше\*\*"
    assert key_ending(test, "button", "l2.open").label == "2. друге · з приміткою"

    press(test, "l2.open")

    assert key_ending(test, "text_input", "l2.what").value == "друге"


def test_a_problem_in_a_closed_line_opens_that_line() -> None:
    """The list on top says which line it is, and leads into it."""
    lines = [{"_id": "l1", "what": "перше"}, {"_id": "l2", "note": "порожнє"}]
    test, _ = drawn("inner", opened(FORM, {"name": "Ганна", "kind": "question", "steps": lines}))

    press(test, "form-submit")
    assert "Кроки 2 → Що" in key_ending(test, "button", "problem-0").label
    press(test, "problem-0")

    assert key_ending(test, "text_input", "l2.what").value is None


def test_a_line_changes_by_its_id_not_by_its_position() -> None:
    """A box and a move in one go: what was typed goes to the line it was typed in."""
    lines = [{"_id": "l1", "what": "перше"}, {"_id": "l2", "what": "друге"}]
    test, case = drawn("moved", opened(FORM, {"steps": lines}))
    press(test, "section-second")
    press(test, "l1.open")

    key_ending(test, "text_input", "l1.what").set_value("змінене")
    press(test, "l1.down")

    assert whats(case) == ["друге", "змінене"]


# What others changed.


def test_the_second_to_save_sees_what_the_other_changed() -> None:
    """Each answer that somebody else changed is shown beside mine; what only I changed stays mine."""
    stored = {"name": "Ганна", "kind": "question", "amount": 1}
    theirs = {"name": "Ганна П.", "kind": "question", "amount": 5}
    test, case = drawn("stale", opened(FORM, stored), stale=(theirs, 4))
    write(test, ".amount", 7, "number_input")

    press(test, "form-submit")
    sides = test.get("radio")
    assert [radio.value for radio in sides] == ["theirs", "mine"]
    assert sides[1].options == ["Збережене іншою людиною: 5", "Моє: 7"]

    press(test, "merge-apply")
    press(test, "form-submit")

    outcome = case.outcomes[-1]
    assert outcome.answers == {"name": "Ганна П.", "kind": "question", "amount": 7, "double": 14}
    assert outcome.revision == 4


def test_a_draft_of_an_older_revision_is_merged_on_opening() -> None:
    """Somebody saved while the draft waited: the differences are shown before anything else."""
    test, case = drawn("waited", opened(FORM, {"name": "Ганна", "kind": "question"}))
    write(test, ".name", "Ганна П.")
    case.opened = replace(case.opened, answers={"name": "Ганна", "kind": "problem"}, revision=4)

    test = again("waited", case)

    assert len(test.get("radio")) == 2
    assert not test.text_input


def test_a_change_elsewhere_in_the_folder_asks_nothing() -> None:
    """Somebody saved another document of the folder: saving is asked for again at the new revision."""
    stored = {"name": "Ганна", "kind": "question"}
    test, case = drawn("elsewhere", opened(FORM, stored), stale=(dict(stored), 9))
    write(test, ".amount", 7, "number_input")

    press(test, "form-submit")

    assert [outcome.revision for outcome in case.outcomes] == [3, 9]
    assert case.outcomes[-1].answers["amount"] == 7
    assert not test.get("radio")


def test_a_draft_waits_while_other_documents_change() -> None:
    """The folder has a new revision, this document has not changed: the draft just goes on."""
    test, case = drawn("patient", opened(FORM, {"name": "Ганна"}))
    write(test, ".name", "Ганна П.")
    case.opened = replace(case.opened, revision=8)

    test = again("patient", case)
    press(test, "form-save")

    assert case.outcomes[0].answers == {"name": "Ганна П."}
    assert case.outcomes[0].revision == 8


# Reading.


def test_a_document_to_read_is_text() -> None:
    """Nothing to type into: questions and answers, repeats as lists, hidden and empty ones left out."""
    answers = {
        "name": "<b>Ганна</b>",
        "kind": "problem",
        "why": "тому",
        "steps": [{"_id": "l1", "what": "![x](http://evil)"}],
    }
    test, _ = drawn("read", opened(FORM, answers, read_only=True))

    body = "".join(html.proto.body for html in test.get("html"))
    assert "&lt;b&gt;Ганна&lt;/b&gt;" in body
    assert "<dt>Вид</dt><dd>Проблема</dd>" in body
    assert "![x](http://evil)" in body
    assert "Пошта" not in body
    assert not [*test.text_input, *test.get("button")]


def test_a_document_to_read_never_shows_what_was_typed_and_not_saved() -> None:
    """Somebody approved the document meanwhile: what is read is what is stored."""
    test, case = drawn("approved", opened(FORM, {"name": "Збережене"}))
    write(test, ".name", "Недописане")
    case.opened = replace(case.opened, read_only=True)

    test.run()

    assert "Збережене" in texts(test)
    assert "Недописане" not in texts(test)


def test_masked_answers_are_dots_to_read_and_to_fill() -> None:
    """An answer that this reader may not see is dots, and cannot be changed."""
    masked = {"masked": lambda field: field.key == "name"}
    read, _ = drawn("masked", opened(FORM, {"name": "Ганна"}, read_only=True, **masked))
    fill, _ = drawn("filled", opened(FORM, {"name": "Ганна"}, **masked))

    for test in (read, fill):
        assert "Ганна" not in texts(test)
        assert "•••" in texts(test)
    assert not fill.text_input


def test_a_supervisors_comment_stands_beside_its_field() -> None:
    """A returned document shows what was asked, at the answer it is about, as typed."""
    comments = [{"path": ["name"], "text": "Уточніть **ім'я**", "by": "p7", "at": "2026-03-01"}]
    test, _ = drawn("comment", opened(FORM, comments=comments, who=lambda id: "Марія"))

    (info,) = test.info
    assert r"**Марія**: Уточніть \*\*ім'я\*\*" in info.value


def test_lines_made_from_choices_are_a_table() -> None:
    """A short repeat with a line for each choice is filled as rows of boxes, and read as a table."""
    needs = {
        "type": "array",
        "title": "Потреби",
        "x-lines-from": {"choices": "item"},
        "items": {
            "type": "object",
            "properties": {
                "item": {"type": "string", "title": "Що", "oneOf": [{"const": "food", "title": "Їжа"}]},
                "note": {**TEXT, "title": "Примітка"},
            },
        },
    }
    form = small_form({"needs": needs})
    lines = {"needs": [{"_id": "n1", "item": "food"}]}
    fill, case = drawn("table", opened(form, lines))

    box = key_ending(fill, "text_input", "n1.note")
    assert box.placeholder == "Примітка"
    assert "Їжа" in [markdown.value for markdown in fill.markdown]
    assert not [button for button in fill.button if str(button.key).endswith("needs.add")]

    write(fill, "n1.note", "на вечір")
    answers = case.opened.drafts.only.answers
    read, _ = drawn("table to read", opened(form, answers, read_only=True))
    assert "<tr><td>Їжа</td><td>на вечір</td></tr>" in texts(read)


def test_the_only_line_there_can_be_is_not_moved_or_removed() -> None:
    """Where exactly one line is wanted, it looks like a group of questions."""
    sex = {"type": "object", "properties": {"sex": {**TEXT, "title": "Стать"}}}
    profile = {"type": "array", "title": "Дані", "minItems": 1, "maxItems": 1, "items": sex}
    fill, _ = drawn("single", opened(small_form({"profile": profile}), {"profile": [{"_id": "p1"}]}))

    assert key_ending(fill, "text_input", "p1.sex").label == "Стать"
    ways = ("p1.up", "p1.down", "p1.remove", "p1.close", "profile.add")
    assert not [button for button in fill.button if str(button.key).endswith(ways)]


FILES = {"type": "array", "title": "Файли", "x-widget": "attachments", "maxItems": 2}


def test_attachments_wait_beside_the_draft_and_can_be_opened() -> None:
    """The bytes wait with the outcome until it is saved; a document to read leads to its files."""
    form = small_form({"files": FILES})
    test, case = drawn("files", opened(form, folder=None, document=None, revision=None))
    test.get("file_uploader")[0].set_value(("лист.txt", b"abc", "text/plain")).run()
    press(test, "form-submit")

    (outcome,) = case.outcomes
    (entry,) = outcome.answers["files"]
    assert outcome.pending == {entry["hash"]: b"abc"}

    read, _ = drawn("files to read", opened(form, outcome.answers, read_only=True))
    assert f'href="/file/case/c1/{entry["hash"]}"' in texts(read)
    assert not read.get("file_uploader")


def test_a_photograph_that_no_browser_shows_is_kept_and_says_what_to_do() -> None:
    """HEIC: there is no small picture and nothing to look at, only a way to keep it and a sentence."""
    test, case = drawn("heic", opened(small_form({"files": FILES})))
    photo = b"\x00\x00\x00\x18ftypheic" + bytes(20)
    test.get("file_uploader")[0].set_value(("IMG_1.HEIC", photo, "image/heic")).run()

    assert case.filling is not None
    assert [entry["type"] for entry in case.filling.answers["files"]] == ["image/heic"]
    assert "форматі HEIC збережено" in texts(test)
    assert "<img" not in texts(test)


def test_a_file_that_is_not_what_it_is_called_is_refused() -> None:
    """A program with the name of a certificate: a sentence says so, and the answer stays as it was."""
    test, case = drawn("refused file", opened(small_form({"files": FILES})))
    test.get("file_uploader")[0].set_value(("довідка.pdf", b"MZ" + bytes(50), "application/pdf")).run()

    assert "«довідка.pdf» сюди не підходить" in test.error[0].value
    assert case.filling is not None
    assert "files" not in case.filling.answers


def test_another_language_keeps_what_was_typed_and_is_remembered() -> None:
    """The switch draws the same answers in the other language; the draft opens in it again."""
    name = {**TEXT, "title": "Ім'я", "x-i18n-title": {"en": "Name"}}
    form = small_form({"name": name, "why": {**TEXT, "title": "Чому"}}, settings={"languages": ["uk", "en"]})
    opening = opened(form)
    test, case = drawn("languages", opening)
    write(test, ".name", "Оля")
    assert case.filling is not None
    case.filling.where.language = "en"
    case.filling.keep()
    test.run()

    box = key_ending(test, "text_input", ".name")
    assert (box.label, box.value) == ("Name", "Оля")
    assert key_ending(test, "text_input", ".why").label == r"Чому \[uk\]"
    fresh = again("languages again", Case(opening))
    assert key_ending(fresh, "text_input", ".name").label == "Name"


# Live things.


def test_references_are_chosen_by_name_and_stay_when_they_are_gone() -> None:
    """Live things are offered by name; a stored one that is gone stays, with its name and a mark."""
    form = small_form({"who": {**TEXT, "title": "Хто", "x-choices-from": {"from": "staff"}}})
    live = {
        "live": lambda field, answers, path: [Choice("p1", "Олена", False, {})],
        "names": lambda field, value: {"p1": "Олена", "p9": "Ірина"}.get(value),
    }

    test, _ = drawn("live", opened(form, {"who": "p9"}, **live))

    box = key_ending(test, "selectbox", ".who")
    assert box.options == ["Олена", "Ірина (більше не використовується)"]
    assert box.value == "p9"
