"""The library: the last good version stays in force, every version can be read again."""

from __future__ import annotations

import json
import os
import threading

import pytest
from small_forms import TODAY, choice, option, schema, text

from suprovid.errors import BadForm, Damaged, Missing, Stale
from suprovid.forms.library import Library


@pytest.fixture
def schemas(tmp_path):
    for part in ("forms", "lists", "languages"):
        (tmp_path / "schemas" / part).mkdir(parents=True)
    write(tmp_path / "schemas", schema({"a": text()}))
    return tmp_path / "schemas"


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "data" / "forms"


def write(schemas, data, name="forms/sample.json"):
    path = schemas / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    state = path.stat()
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns + 1_000_000))


def faults(library):
    return [fault.key for fault in library.faults if not fault.warning]


def test_a_faulty_file_never_replaces_a_good_one(schemas, archive):
    """While the server runs and after a restart, workers get the last good version; the fault is told."""
    library = Library.read(schemas, archive)
    write(schemas, "{ not json")
    assert library.refreshed()
    assert library.form("sample").has("a")
    assert faults(library) == ["syntax"]
    again = Library.read(schemas, archive)
    assert again.form("sample").version == "2026.1"
    assert faults(again) == ["syntax"]


def test_without_any_good_version_a_faulty_form_is_not_offered(schemas):
    """A form that never passed the check does not exist for workers."""
    write(schemas, schema({"a": text(**{"x-visibel-if": "1"})}))
    library = Library.read(schemas)
    assert library.forms == ()
    with pytest.raises(Missing):
        library.form("sample")


def test_a_changed_file_under_an_old_version_becomes_a_new_one(schemas, archive):
    """Published versions never change: the edit gets the next free version, going back finds the first."""
    library = Library.read(schemas, archive)
    write(schemas, schema({"a": text(), "b": text()}))
    library.refreshed()
    assert library.form("sample").version == "2026.1-2"
    write(schemas, schema({"a": text(), "c": text()}))
    library.refreshed()
    assert library.form("sample").version == "2026.1-3"
    assert not library.form("sample", "2026.1").has("b")
    assert library.form("sample", "2026.1-2").has("b")
    write(schemas, schema({"a": text()}))
    library.refreshed()
    assert library.form("sample").version == "2026.1"
    assert library.versions("sample") == ("2026.1", "2026.1-2", "2026.1-3")


def test_a_changed_list_makes_a_new_version_of_the_forms_that_use_it(schemas, archive):
    """Old documents keep the choices of their time, although the list is a file of its own."""
    areas = {"title": "Сфери", "type": "string", "oneOf": [option("x")]}
    write(schemas, areas, "lists/areas.json")
    write(schemas, schema({"a": {"$ref": "../lists/areas.json"}}))
    library = Library.read(schemas, archive)
    write(schemas, {**areas, "oneOf": [option("x"), option("y")]}, "lists/areas.json")
    assert library.refreshed()
    assert library.form("sample").version == "2026.1-2"
    assert [item.value for item in library.form("sample", "2026.1").field("a").choices("uk")] == ["x"]


def test_a_faulty_list_keeps_the_last_good_form(schemas, archive):
    """A list with a fault is not put in place; the form that uses it stays as it was."""
    areas = {"title": "Сфери", "type": "string", "oneOf": [option("x")]}
    write(schemas, areas, "lists/areas.json")
    write(schemas, schema({"a": {"$ref": "../lists/areas.json"}}))
    library = Library.read(schemas, archive)
    write(schemas, {**areas, "oneOf": [option("x"), option("x")]}, "lists/areas.json")
    library.refreshed()
    assert [item.value for item in library.form("sample").field("a").choices("uk")] == ["x"]
    assert faults(library) == ["duplicate_choice", "unknown_ref"]


def test_publishing_gives_a_version_and_replaces_the_file(schemas, archive):
    """`year.number`, higher than any before; the file on disk says the same."""
    library = Library.read(schemas, archive)
    version = library.publish("sample", json.dumps(schema({"b": text()})), "2026.1", TODAY)
    assert version == "2026.2"
    assert library.form("sample").has("b")
    assert json.loads((schemas / "forms" / "sample.json").read_text())["x-form"]["version"] == "2026.2"
    assert Library.read(schemas, archive).form("sample").version == "2026.2"
    assert library.form("sample", "2026.1").has("a")


def test_publishing_a_faulty_text_changes_nothing(schemas, archive):
    """BadForm carries the faults; the form in force stays."""
    library = Library.read(schemas, archive)
    before = (schemas / "forms" / "sample.json").read_text()
    with pytest.raises(BadForm) as caught:
        library.publish("sample", json.dumps(schema({"b": choice("x", "x")})), "2026.1", TODAY)
    assert [fault.key for fault in caught.value.faults if not fault.warning] == ["duplicate_choice"]
    assert (schemas / "forms" / "sample.json").read_text() == before
    assert library.versions("sample") == ("2026.1",)


def test_the_second_of_two_publishers_is_told(schemas, archive):
    """Nobody overwrites an edit that they have not seen."""
    library = Library.read(schemas, archive)
    library.publish("sample", json.dumps(schema({"b": text()})), "2026.1", TODAY)
    with pytest.raises(Stale):
        library.publish("sample", json.dumps(schema({"c": text()})), "2026.1", TODAY)


def test_rolling_back_is_publishing_the_old_text_again(schemas, archive):
    """History only grows."""
    library = Library.read(schemas, archive)
    library.publish("sample", json.dumps(schema({"b": text()})), "2026.1", TODAY)
    assert library.rollback("sample", "2026.1", "2026.2", TODAY) == "2026.3"
    assert list(library.form("sample").named) == ["a"]
    assert library.versions("sample") == ("2026.1", "2026.2", "2026.3")


@pytest.mark.parametrize("key", ["../x", "CON/x", "", "Ім'я", "a" * 300, "a\0b"])
def test_a_key_is_never_a_path(schemas, archive, key):
    """Keys that could leave the folder do not exist."""
    library = Library.read(schemas, archive)
    with pytest.raises((BadForm, Missing)):
        library.publish(key, json.dumps(schema({"b": text()})), "", TODAY)
    with pytest.raises(Missing):
        library.form(key, "../../2026.1")


def test_reading_writes_no_archive_twice(schemas, archive):
    """A restart leaves the archive untouched."""
    Library.read(schemas, archive)
    before = {path: path.stat().st_mtime_ns for path in archive.rglob("*")}
    Library.read(schemas, archive)
    assert {path: path.stat().st_mtime_ns for path in archive.rglob("*")} == before


def test_a_broken_language_file_keeps_the_words(schemas):
    """An unfinished translation never empties the screens of those who work."""
    write(schemas, {"a": "а"}, "languages/uk.json")
    library = Library.read(schemas)
    write(schemas, '{"a": "а",', "languages/uk.json")
    assert library.refreshed()
    assert library.words.say("a", "uk") == "а"
    assert faults(library) == ["syntax"]


def test_a_disk_that_refuses_the_archive_does_not_stop_the_work(schemas, tmp_path):
    """The form is in force, and somebody is told that its version was not kept."""
    (tmp_path / "file").write_text("no folder")
    library = Library.read(schemas, tmp_path / "file")
    assert library.form("sample").has("a")
    assert "not_archived" in [fault.key for fault in library.faults]


def test_a_damaged_archive_is_told(schemas, archive):
    """One version that cannot be read again takes nothing else with it."""
    Library.read(schemas, archive)
    kept = archive / "sample" / "2026.1.json"
    kept.write_text(kept.read_text().replace('"title": "Текст"', '"x-visible-if": "(("'))
    write(schemas, "{")
    library = Library.read(schemas, archive)
    assert library.forms == ()
    assert faults(library) == ["syntax", "archive_damaged"]
    with pytest.raises(Damaged):
        library.form("sample", "2026.1")


def test_nothing_changed_means_nothing_is_read(schemas):
    """`refreshed` says no, and the forms are the same objects."""
    library = Library.read(schemas)
    form = library.form("sample")
    assert not library.refreshed()
    assert library.form("sample") is form


def test_threads_share_a_library_while_it_changes(schemas, archive):
    """Whoever asks during a reading gets a whole form, the old one or the new one."""
    library, wrong = Library.read(schemas, archive), []

    def ask():
        for _ in range(200):
            library.refreshed()
            if len(library.form("sample").named) != 1:
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for name in "bcdef":
        write(schemas, schema({name: text()}))
    for thread in threads:
        thread.join()
    assert not wrong


def test_forms_are_found_by_the_meaning_of_their_fields(schemas):
    """Logic binds to tags: `request` finds `request.area`, and not `requested`."""
    write(schemas, schema({"a": text(**{"x-means": "request.area"}), "b": text(**{"x-means": "requested"})}))
    library = Library.read(schemas)
    assert [form.key for form in library.forms_meaning("request")] == ["sample"]
    assert [field.key for field in library.form("sample").fields_meaning("request")] == ["a"]
    assert library.forms_meaning("goal") == ()
