"""Two people changed one document: what the other saved beside what is typed here, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from suprovid.desk.drafting import Filling, position_of
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_sheet import Sheet
from suprovid.forms.answers import Answers, copied, unanswered

Steps = tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Difference:
    """One answer that is not the same here and there; `both` when both sides changed it."""

    steps: Steps
    mine: Any
    theirs: Any
    both: bool


def differences(before: Answers | None, mine: Answers, theirs: Answers) -> Iterator[Difference]:
    """Every answer that the other person changed, or added, or took away, and that is different here.

    Lines of a repeat are matched by their ids; a line that only one side has is one difference.
    When nobody knows how it was `before`, everything that is different counts.
    """
    base, here, there = (dict(leaves(answers or {})) for answers in (before, mine, theirs))
    for steps in dict.fromkeys((*here, *there)):
        old, ours, other = base.get(steps), here.get(steps), there.get(steps)
        if ours != other and (before is None or other != old):
            yield Difference(steps, ours, other, both=ours != old)


def clash(filling: Filling, theirs: Answers) -> bool:
    """Has somebody made this very document other than it is here? The folder alone does not count."""
    return any(True for _ in differences(filling.base, filling.answers, theirs))


def leaves(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """(steps, answer) of every answer; the lines of a repeat by their ids."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if key != "_id":
                yield from leaves(inner, (*steps, key))
    elif isinstance(value, list) and value and all(isinstance(v, Mapping) and "_id" in v for v in value):
        for line in value:
            yield (*steps, str(line["_id"])), line["_id"]
            yield from leaves(line, (*steps, str(line["_id"])))
    elif not unanswered(value):
        yield steps, value


def merged(mine: Answers, theirs: Answers, taken: list[Steps]) -> Answers:
    """My answers, with those at `taken` as the other person has them."""
    result: Answers = copied(mine)
    for steps in taken:
        _take(result, theirs, steps)
    return result


def _take(mine: Any, theirs: Any, steps: Steps) -> None:
    """Make one answer, or one line, as the other person has it, with what it stands in if I have none."""
    for step in steps[:-1]:
        inner, other = _inside(mine, step), _inside(theirs, step)
        if inner is None:
            _put(mine, step, copied(other))
            return
        mine, theirs = inner, other
    _put(mine, steps[-1], copied(_inside(theirs, steps[-1])))


def _inside(answers: Any, step: str) -> Any:
    """What is under a key, or the line with that id; None if there is none."""
    if isinstance(answers, list):
        position = position_of(answers, step)
        return None if position is None else answers[position]
    return answers.get(step) if isinstance(answers, Mapping) else None


def _put(answers: Any, step: str, value: Any) -> None:
    if isinstance(answers, list):
        position = position_of(answers, step)
        place = slice(len(answers), None) if position is None else slice(position, position + 1)
        answers[place] = [] if value is None else [value]
    elif value is None:
        answers.pop(step, None)
    else:
        answers[step] = value


def draw_merge(sheet: Sheet) -> None:
    """What the other person changed, with a choice for each; nothing typed here is lost meanwhile."""
    filling = sheet.filling
    found = list(differences(filling.base, filling.answers, filling.theirs or {}))
    st.warning(plain(sheet.say("form.stale", count=len(found))), icon=":material/group:")
    for number, difference in enumerate(found):
        with st.container(border=True, key=f"{sheet.token}-merge-{number}"):
            st.markdown(f"**{plain(name_of(sheet, difference.steps))}**")
            st.radio(
                sheet.say("form.stale_which"),
                ["theirs", "mine"],
                index=1 if difference.both else 0,
                format_func=lambda side, difference=difference: side_text(sheet, difference, side),
                key=_key(sheet, number),
                label_visibility="collapsed",
            )
    st.button(
        sheet.say("form.stale_apply"),
        key=f"{sheet.token}-merge-apply",
        type="primary",
        on_click=_apply,
        args=(filling, [(_key(sheet, number), d.steps) for number, d in enumerate(found)]),
    )


def _key(sheet: Sheet, number: int) -> str:
    return f"{sheet.token}-merge-side-{number}"


def _apply(filling: Filling, sides: list[tuple[str, Steps]]) -> None:
    theirs = filling.theirs or {}
    taken = [steps for key, steps in sides if st.session_state.get(key) == "theirs"]
    filling.answers = merged(filling.answers, theirs, taken)
    filling.rebase(theirs, filling.theirs_revision)
    filling.renewed()


def side_text(sheet: Sheet, difference: Difference, side: str) -> str:
    """An answer of one side with whose it is."""
    value = difference.mine if side == "mine" else difference.theirs
    text = _text(sheet, difference.steps, value)
    return f"{plain(_whose(sheet, side))}: {plain(text) or '—'}"


def _whose(sheet: Sheet, side: str) -> str:
    """Mine, or the name of whoever was first; somebody else's where nobody knows."""
    by = sheet.filling.theirs_by
    name = sheet.opened.who(by) if by else ""
    return name if side == "theirs" and name else sheet.say(f"form.stale_{side}")


def _text(sheet: Sheet, steps: Steps, value: Any) -> str:
    name = field_name(sheet, steps)
    form = sheet.opened.form
    if value is None:
        return ""
    if form.has(name) and form.field(name).kind != "lines":
        return sheet.read(form.field(name), value)
    return sheet.say("form.line_there")


def field_name(sheet: Sheet, steps: Steps) -> str:
    """The dotted name of the field at some steps: the steps without the ids of lines."""
    name = ""
    for step in steps:
        longer = f"{name}.{step}" if name else step
        name = longer if sheet.opened.form.has(longer) else name
    return name


def name_of(sheet: Sheet, steps: Steps) -> str:
    """The titles on the way to an answer."""
    form, titles, name = sheet.opened.form, [], ""
    for step in steps:
        longer = f"{name}.{step}" if name else step
        if form.has(longer):
            name = longer
            titles.append(form.field(longer).title(sheet.language))
    return " → ".join(titles) or ".".join(steps)
