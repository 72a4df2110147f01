"""What two people made of one document, put together without losing what either of them wrote."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from suprovid.desk.form_view_merge import Difference, differences, leaves, merged

BEFORE = {"name": "Ганна", "steps": [{"_id": "a", "what": "перше"}, {"_id": "b", "what": "друге"}]}


def found(mine: dict, theirs: dict) -> list[tuple]:
    return [(each.steps, each.mine, each.theirs, each.both) for each in differences(BEFORE, mine, theirs)]


def test_what_only_one_side_changed_is_no_conflict() -> None:
    """What they changed and I did not is theirs by default; what only I changed is not even asked."""
    mine = {**BEFORE, "phone": "102"}
    theirs = {**BEFORE, "name": "Ганна П."}

    assert found(mine, theirs) == [(("name",), "Ганна", "Ганна П.", False)]


def test_lines_are_matched_by_their_ids() -> None:
    """A line that moved is not a changed line; a changed column is found in its line."""
    mine = {**BEFORE, "steps": list(reversed(BEFORE["steps"]))}
    theirs = {**BEFORE, "steps": [{"_id": "a", "what": "перше!"}, {"_id": "b", "what": "друге"}]}

    assert found(mine, theirs) == [(("steps", "a", "what"), "перше", "перше!", False)]


def test_a_line_can_be_taken_over_or_taken_away() -> None:
    """A line that only they have comes over whole; one that they removed goes."""
    mine = {"name": "Ганна", "steps": [{"_id": "a", "what": "перше"}, {"_id": "b", "what": "друге"}]}
    theirs = {"name": "Ганна", "steps": [{"_id": "b", "what": "друге"}, {"_id": "c", "what": "третє"}]}
    taken = [each.steps for each in differences(BEFORE, mine, theirs)]

    assert merged(mine, theirs, taken) == theirs


def test_without_the_beginning_everything_different_counts() -> None:
    """When a draft waited so long that nobody knows how it began, every difference is asked."""
    assert list(differences(None, {"a": 1, "b": 2}, {"a": 1, "b": 3})) == [Difference(("b",), 2, 3, True)]


ANSWERS = st.dictionaries(
    st.sampled_from("abc"),
    st.one_of(
        st.integers(1, 3),
        st.lists(st.sampled_from(["x", "y", "z"]), unique=True, min_size=1).map(
            lambda ids: [{"_id": id, "what": f"{id}!"} for id in ids]
        ),
    ),
)


@given(ANSWERS, ANSWERS)
def test_taking_everything_gives_theirs_and_taking_nothing_gives_mine(mine: dict, theirs: dict) -> None:
    """With nothing taken all of mine stays; with every difference taken nothing of theirs is missing."""
    every = [each.steps for each in differences(None, mine, theirs)]

    assert merged(mine, theirs, []) == mine
    assert dict(leaves(merged(mine, theirs, every))) == dict(leaves(theirs))
