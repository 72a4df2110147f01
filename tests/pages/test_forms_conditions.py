"""When a question is shown is changed by clicking: the condition goes into the text of the form."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from casework_house import House
from pages_house import Reader, Seen

from suprovid.desk import forms_conditions
from suprovid.forms.expression import parse
from suprovid.forms.expression.builder import from_expression, to_expression


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder of forms that may be changed."""
    return Path(shutil.copytree(Path(__file__).parents[2] / "schemas", tmp_path / "schemas"))


def opened(reader: Reader, form: str, field: str) -> Seen:
    """The page with the condition of a question."""
    seen = reader.open("forms", "marta", form=form)
    seen.ran.session_state["forms.tab"] = "Змінити"
    seen = reader.again(seen.ran)
    seen.ran.pills[0].set_value("condition")
    seen = reader.again(seen.ran)
    box = keyed(seen, "selectbox", ".easy.field")
    box.set_value(field)
    return reader.again(seen.ran)


def keyed(seen: Seen, kind: str, part: str) -> Any:
    """The widget of a kind with these words in its key."""
    return next(each for each in getattr(seen.ran, kind) if part in str(each.key))


def text_of(seen: Seen) -> dict[str, Any]:
    text = next(each.value for each in seen.ran.text_area if "JSON" in each.label)
    found: dict[str, Any] = json.loads(text)
    return found


def test_a_condition_is_changed_without_reading_json(reader: Reader) -> None:
    """The condition is drawn from the form, changed in a row, and written into the text."""
    seen = opened(reader, "intake", "channel_other")
    before = text_of(seen)["properties"]["channel_other"]["x-visible-if"]
    condition = keyed(seen, "text_area", ".condition.channel_other")
    assert condition.value == before

    keyed(seen, "selectbox", ":0.comparison.channel").set_value("answered")
    seen = reader.again(seen.ran)
    assert "«Спосіб звернення»" in seen.text
    seen = reader.press(seen, "Внести умову до форми")

    assert text_of(seen)["properties"]["channel_other"]["x-visible-if"] == "${channel} != ''"


def test_a_condition_is_taken_off(reader: Reader) -> None:
    """An empty condition removes the word from the form."""
    seen = opened(reader, "intake", "channel_other")

    seen.ran.button(key=keyed(seen, "button", ":0.remove").key).set_value(True)
    seen = reader.again(seen.ran)
    seen = reader.press(seen, "Внести умову до форми")

    assert "x-visible-if" not in text_of(seen)["properties"]["channel_other"]


def test_every_shipped_condition_can_be_drawn(house: House, reader: Reader) -> None:
    """Whatever a form says, the builder takes it up and changes nothing by being looked at."""

    desk = reader.desk("marta")
    for form in house.work.library.forms:
        for field in form.named.values():
            known = forms_conditions.vocabulary(desk, form, field)
            for word in forms_conditions.RULES:
                if text := field.schema.get(word):
                    group = from_expression(parse(text), known.kinds, known.within)
                    assert to_expression(group) == parse(text), (form.key, field.name)
                    assert not parse(text).faults(known.kinds, known.within), (form.key, field.name)
