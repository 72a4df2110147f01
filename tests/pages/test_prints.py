"""What a person takes home on paper: no number twice, nothing that is only ours."""

from __future__ import annotations

from casework_house import House, client, permitted
from test_case import Story, story  # noqa: F401  (a fixture)

from suprovid.casework.acts import Done
from suprovid.exchange.paper import Sheet, Step, Table
from suprovid.exchange.prints import printed


def sheet(house: House, done: Done) -> Sheet:
    """A document as Oksana prints it."""
    folder = house.work.read(done.kind, done.id)
    return printed(house.work, house.oksana, "document", folder, done.document or "")


def test_steps_are_numbered_once(story: Story) -> None:  # noqa: F811
    """The number before a step is not said once more among its rows."""
    story.assessed()
    done = story.planned()
    number = story.house.work.library.form("individual_plan").field("steps.no").title("uk")

    steps = [block for block in sheet(story.house, done).blocks if isinstance(block, Step)]

    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert len(steps) > 1
    assert not [step for step in steps if number in dict(step.rows) or step.what == str(step.number)]


def test_a_consent_says_what_the_person_needs(house: House) -> None:
    """Permissions as short rows with their answers; where we keep the paper is ours."""
    answers = permitted(house, "process_data", "share_provider")
    answers["permissions"][0]["form"] = "written"
    answers["permissions"][1] |= {"recipient": "Центр права", "scope": ["contacts"]}
    done = house.submit(
        house.oksana, "consent", {**answers, "paper_location": "Шафа 3"}, client(house), kind="client"
    )

    found = sheet(house, done)

    [table] = [block for block in found.blocks if isinstance(block, Table)]
    assert table.rows[0][0] == "Обробка персональних даних для допомоги"
    assert "Центр права" in table.rows[1]
    assert "Шафа 3" not in str(found)
