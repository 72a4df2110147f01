"""The code knows no form by its name: with every form called otherwise, a case begins as before."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from casework_house import House, on

from suprovid.casework import acts, programme_check
from suprovid.casework.acts import At, Filled
from suprovid.casework.facts import Facts
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.forms import checking

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "samples"


def other(key: str) -> str:
    return f"{key}_2"


@pytest.fixture
def renamed(tmp_path: Path) -> Iterator[House]:
    """The shipped schemas with another key for each form, wherever a form is meant."""
    schemas = tmp_path / "schemas"
    shutil.copytree(ROOT / "schemas", schemas)
    keys = sorted(path.stem for path in (schemas / "forms").glob("*.json"))
    for key in keys:
        file = schemas / "forms" / f"{key}.json"
        data = json.loads(file.read_text(encoding="utf-8"))
        data["x-form"]["id"] = other(key)
        if "opens" in data["x-form"]:
            data["x-form"]["opens"]["form"] = other(data["x-form"]["opens"]["form"])
        file.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        file.rename(file.with_stem(other(key)))
    rules = (schemas / "programme.json").read_text(encoding="utf-8")
    names = "|".join(keys)
    rules = re.sub(rf"(\$\{{document\.)({names})\b", lambda found: found[1] + other(found[2]), rules)
    rules = re.sub(rf'("remedy": )"({names})"', lambda found: f'{found[1]}"{other(found[2])}"', rules)
    rules = re.sub(r'("forms": )\[([^\]]*)\]', lambda found: _each(found[1], found[2]), rules)
    rules = re.sub(rf"(\$\{{form\}} = )'({names})'", lambda found: f"{found[1]}'{other(found[2])}'", rules)
    (schemas / "programme.json").write_text(rules, encoding="utf-8")
    work = open_workspace(tmp_path / "data", schemas)
    who = {"name": "Галина", "login": "halyna", "roles": ["supervisor", "administrator"]}
    first = acts.setup(work, By(Person("", ""), on("2026-08-04")), {"name": "Центр"}, who)
    house = House(work, {"halyna": first.id}, on("2026-08-04"))
    house.hire("oksana", "Оксана", "frontliner", "coordinator")
    yield house
    work.close()


def _each(head: str, inside: str) -> str:
    return head + "[" + re.sub(r'"(\w+)"', lambda found: f'"{other(found[1])}"', inside) + "]"


def sample(house: House, name: str) -> dict[str, object]:
    """Sample answers, with the people of this house in them."""
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    text = text.replace('"oksana"', json.dumps(house.ids["oksana"]))
    answers: dict[str, object] = json.loads(text)["answers"]
    return answers


def test_a_case_begins_whatever_forms_are_called(renamed: House) -> None:
    """Enquiry, start check and case follow each other by tags and settings; stages and thread are found."""
    work, by = renamed.work, renamed.oksana
    assert not [fault for fault in checking.check(work.schemas) if not fault.warning]
    assert not [fault for fault in programme_check.faults(work.ground) if not fault.warning]

    client = acts.submit(work, by, At("client"), Filled(other("client"), sample(renamed, "e1_client")))
    acts.submit(work, by, client.at, Filled(other("consent"), sample(renamed, "e1_consent")))
    intake = {**sample(renamed, "e1_intake"), "client": client.id}
    enquiry = acts.submit(work, by, At("enquiry"), Filled(other("intake"), intake))
    check = sample(renamed, "e1_start_check_august")
    started = acts.submit(work, by, enquiry.at, Filled(other("start_check"), check))

    (kind, id) = started.opened[0]
    facts = Facts(work.known(kind, id, by.today))
    assert kind == "case"
    assert facts.value("stage") == "engaged"
    assert facts.value("coordinator") == renamed.ids["oksana"]
    assert len(facts.lines("requests")) == 3

    assessment = sample(renamed, "e2_assessment")
    at = At(kind, id, work.read(kind, id).revision)
    acts.save_draft(work, by, at, Filled(other("needs_assessment"), assessment))
    assert Facts(work.known(kind, id, by.today)).value("stage") == "assessment"
