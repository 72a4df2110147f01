"""Named conditions for lists: shipped ones are sound and fast, and nobody finds what they may not see."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from casework_house import SCHEMAS, House, started

from suprovid.casework import filters, programme_check
from suprovid.casework.asking import condition
from suprovid.casework.filters import Named
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.forms.expression import Scope, parse
from suprovid.store.questions import Filter

SHIPPED = filters.read(SCHEMAS)[0]


def named(when: str, of: str = "case") -> Named:
    return Named("x", of, parse(when), "filters/x.json", {"title": "X"})


def found(work: Workspace, by: By, kind: str, filter: Named) -> set[str]:
    """The codes of the folders that a filter finds for somebody."""
    asked = filters.asked(work, by, kind, filter)
    return {row["code"] for row in work.index.find([Filter("kind", "=", kind), *asked]).rows}


def shipped(key: str) -> Named:
    return next(filter for filter in SHIPPED if filter.key == key)


@pytest.fixture
def busy(house: House) -> House:
    """One case, and one enquiry with a need that is not met."""
    house.submit(house.oksana, "start_check", started(house), house.ready(house.oksana))
    house.ready(house.oksana, basic_needs=[{"_id": "b", "item": "food", "state": "not_met"}])
    return house


def test_shipped_filters_are_sound() -> None:
    """They name facts that exist, in both languages, and every list has some."""
    assert len(SHIPPED) >= 6
    assert {filter.of for filter in SHIPPED} == {"case", "enquiry"}
    assert not [fault for fault in programme_check.check(SCHEMAS) if fault.file.startswith("filters/")]
    assert all(filter.title("uk") != filter.title("en") for filter in SHIPPED)


@pytest.mark.parametrize("filter", SHIPPED, ids=lambda filter: filter.key)
def test_the_index_answers_shipped_filters(house: House, filter: Named) -> None:
    """None of them has to open folders."""
    names = [name for name in filter.when.names if name.startswith(("setting.", "this."))]
    when = filter.when.bound(filters.known_names(house.work.ground))

    condition(when, filters.columns(house.work), Scope({}, house.now.date()), names)


@pytest.mark.parametrize("filter", SHIPPED, ids=lambda filter: filter.key)
@pytest.mark.parametrize("day", ["2026-05-06", "2026-07-30"])
def test_index_and_folders_agree(busy: House, filter: Named, day: str) -> None:
    """Asked of the index or of each folder, a filter finds the same."""
    busy.day(day)
    work, by = busy.work, busy.halyna
    rows = work.index.find([Filter("kind", "=", filter.of)]).rows
    when = filter.when.bound(filters.known_names(work.ground))

    one_by_one = {row["code"] for row in rows if filters._holds(work, by, filter.of, row["id"], when)}

    assert found(work, by, filter.of, filter) == one_by_one


def test_what_they_find(busy: House) -> None:
    """A new case has no plan; an unmet need is found; a month later the case is quiet."""
    work = busy.work

    assert found(work, busy.oksana, "case", shipped("case_no_plan")) == {"2026-C-001"}
    assert found(work, busy.oksana, "case", shipped("case_quiet")) == set()
    assert found(work, busy.oksana, "enquiry", shipped("enquiry_basic_needs")) == {"2026-E-0002"}
    busy.day("2026-06-20")
    assert found(work, busy.oksana, "case", shipped("case_quiet")) == {"2026-C-001"}


def test_what_the_index_cannot_answer_is_asked_of_each_folder(busy: House) -> None:
    """Any fact may stand in a filter, also one that lists do not keep."""
    some = named("some(${requests}, ${area} = 'property')", "enquiry")

    assert found(busy.work, busy.oksana, "enquiry", some) == {"2026-E-0001", "2026-E-0002"}
    assert found(busy.work, busy.oksana, "enquiry", named("${document.intake.count} > 1", "enquiry")) == set()


def test_settings_and_the_reader_are_names(busy: House) -> None:
    """`this.person` is whoever looks, `setting.X` what the organisation chose."""
    mine = named("${coordinator} = ${this.person} and ${opened_on} > today() - ${setting.silence}")

    assert found(busy.work, busy.oksana, "case", mine) == {"2026-C-001"}
    assert found(busy.work, busy.halyna, "case", mine) == set()


def test_nobody_finds_a_case_by_what_they_may_not_see(busy: House) -> None:
    """A filter over what is restricted or personal finds only folders in which one sees that."""
    risky = named("${danger} = false() or ${danger} = '' or ${danger}")
    stage = named("${stage} != ''")

    assert found(busy.work, busy.oksana, "case", risky) == {"2026-C-001"}
    assert found(busy.work, busy.marta, "case", risky) == set()
    assert found(busy.work, busy.oksana, "case", stage) == {"2026-C-001"}


@pytest.mark.parametrize(
    ("change", "key", "place"),
    [
        ({"when": "${risk_levl} = 'high'"}, "expression", "/when"),
        ({"when": "${risk_level} == 'high'"}, "expression", "/when"),
        ({"when": ""}, "filter_lacks", ""),
        ({"of": "cases"}, "programme_unknown_folder", "/of"),
        ({"if": "x"}, "programme_unknown_word", "/if"),
        ({"x-i18n-title": {}}, "programme_unsaid", "/title"),
        ({"key": "case_no_plan"}, "filter_twice", "/key"),
    ],
)
def test_faults(tmp_path: Path, change: dict[str, Any], key: str, place: str) -> None:
    """A slip in a filter is told with file and place; the other filters stay."""
    shutil.copytree(SCHEMAS, tmp_path / "schemas")
    good = {"key": "mine", "title": "Мій", "x-i18n-title": {"en": "Mine"}, "of": "case", "when": "${open}"}
    file = tmp_path / "schemas" / "filters" / "zz.json"
    file.write_text(json.dumps({**good, **change}), encoding="utf-8")

    faults = [f for f in programme_check.check(tmp_path / "schemas") if f.file == "filters/zz.json"]

    assert [(fault.key, fault.place) for fault in faults] == [(key, place)]
    assert len(filters.read(tmp_path / "schemas")[0]) >= len(SHIPPED)


def test_a_file_that_is_no_filter_is_told() -> None:
    """Broken JSON and lists are faults, not crashes."""
    assert filters.read(Path("/nowhere")) == ((), ())
