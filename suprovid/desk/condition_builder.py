"""A condition put together by clicking, its text beside it; whichever is changed, the other follows.

The model is `forms.expression.builder`; here it is drawn with Streamlit's own widgets.
What no row can say stays a line of text among the rows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import streamlit as st

from suprovid.desk.condition_values import VALUES, Place, words_for
from suprovid.desk.condition_words import Subject, Vocabulary
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.style import TOOLS
from suprovid.errors import BadExpression
from suprovid.forms.expression import parse, told
from suprovid.forms.expression.builder import (
    JOINS,
    QUANTIFIERS,
    Group,
    Lines,
    Part,
    Path,
    TextRow,
    added,
    at,
    changed,
    from_expression,
    to_expression,
)
from suprovid.forms.expression.builder_rows import COMPARISONS, OFFERED, Row
from suprovid.forms.words import Words

DEEPEST = 3
"""So many groups inside each other can be clicked; deeper ones are drawn where a text brings them."""
ROWS, TEXT = 700, 360
"""Widths that stand side by side where there is room, and under each other where there is little."""


def draw(desk: Desk, words: Words, key: str, text: str, vocabulary: Vocabulary) -> str | None:
    """The condition to click, its text and its meaning beside it, or below where there is little room.

    Answers the text as it is now (empty: no condition), or None while it cannot be read.
    """
    builder = Builder(desk, words, key, vocabulary)
    builder.begin(text)
    with st.container(horizontal=True, gap="medium"):
        with st.container(width=ROWS):
            builder.group((), vocabulary.within)
        with st.container(width=TEXT):
            return builder.beside()


@dataclass(frozen=True)
class Builder:
    """One condition on the screen: its group and its text, both kept in the session."""

    desk: Desk
    words: Words
    key: str
    vocabulary: Vocabulary

    def begin(self, text: str) -> None:
        """Take up a text when the condition is first drawn; without one, a first row waits to be filled."""
        if self._text not in st.session_state:
            st.session_state[self._text] = text
            self._read()
            if not self.whole.parts:
                self.put(added(self.whole, (), Row()))

    def say(self, key: str, **facts: object) -> str:
        return self.desk.say(f"builder.{key}", **facts)

    @property
    def whole(self) -> Group:
        """The condition as it is clicked together."""
        found: Group = st.session_state[f"{self.key}.group"]
        return found

    @cached_property
    def _text(self) -> str:
        return f"{self.key}.text"

    def name(self, path: Path, what: str) -> str:
        """The key of a widget; widgets begin anew when parts move or the text is written by hand."""
        turn = st.session_state.get(f"{self.key}.turn", 0)
        return f"{self.key}.{turn}:{'.'.join(map(str, path))}.{what}"

    # -- both in step ---------------------------------------------------------------------------------

    def put(self, whole: Group, anew: bool = False) -> None:
        """Another condition: its text follows, unless a line of text cannot be read."""
        st.session_state[f"{self.key}.group"] = whole
        if anew:
            self._turn()
        try:
            found = to_expression(whole)
        except BadExpression:
            return
        st.session_state[self._text] = found.text if found else ""

    def _read(self) -> None:
        """The group follows the text, as soon as it can be read."""
        said = str(st.session_state[self._text]).strip()
        try:
            group = from_expression(parse(said), self.vocabulary.kinds, self.vocabulary.within)
        except BadExpression:
            group = Group() if not said else st.session_state.get(f"{self.key}.group", Group())
        st.session_state[f"{self.key}.group"] = group
        self._turn()

    def _turn(self) -> None:
        st.session_state[f"{self.key}.turn"] = st.session_state.get(f"{self.key}.turn", 0) + 1

    def _change(self, path: Path, name: str, change: Any) -> None:
        """What a widget says goes into the part at a place."""
        part = change(at(self.whole, path), st.session_state[name])
        self.put(changed(self.whole, path, part))

    # -- drawing --------------------------------------------------------------------------------------

    def beside(self) -> str | None:
        """The text, what it means in words, and what is wrong with it."""
        text = st.text_area(
            self.say("text"), key=self._text, on_change=self._read, height=130, help=self.say("text_help")
        ).strip()
        if not text:
            st.caption(plain(self.say("empty")))
            return ""
        try:
            expression = parse(text)
        except BadExpression as fault:
            st.error(plain(told(fault, self.words, self.desk.language)))
            return None
        kinds, within = self.vocabulary.kinds, self.vocabulary.within
        faults = expression.faults(kinds, within)
        for wrong in faults:
            st.error(plain(told(wrong, self.words, self.desk.language)))
        bound = expression.bound(kinds, within)
        meaning = bound.explain(self.vocabulary.title, self.words, self.desk.language, self.vocabulary.days)
        st.caption(plain(self.say("means", told=meaning)))
        return None if faults else text

    def group(self, path: Path, within: str) -> None:
        """A group: how its parts are joined, the parts, and what can be added."""
        part = at(self.whole, path)
        group = part.inside if isinstance(part, Lines) else part
        assert isinstance(group, Group)
        join, off = st.columns([11, 1], vertical_alignment="top")
        with join:
            self._join(path, group)
        if path and not isinstance(part, Lines):
            with off:
                self._remove(path, "remove_group")
        for place, inner in enumerate(group.parts):
            self._part((*path, place), inner, within)
        self._adding(path, within)

    def _join(self, path: Path, group: Group) -> None:
        name = self.name(path, "join")
        st.segmented_control(
            self.say("join"),
            list(JOINS),
            default=group.join,
            format_func=lambda join: self.say(f"join.{join}"),
            key=name,
            required=True,
            wrap=True,
            label_visibility="collapsed",
            on_change=self._change,
            args=(path, name, _joined),
        )

    def _part(self, path: Path, part: Part, within: str) -> None:
        match part:
            case Row():
                with st.container(border=True):
                    self._row(path, part, within)
            case TextRow():
                self._text_row(path, part)
            case Group():
                with st.container(border=True):
                    self.group(path, within)
            case Lines():
                with st.container(border=True):
                    self._lines(path, part, within)

    def _row(self, path: Path, row: Row, within: str) -> None:
        subjects = self.vocabulary.visible(within)
        field, off = st.columns([11, 1], vertical_alignment="top")
        with field:
            name = self.name(path, "field")
            st.selectbox(
                self.say("field"),
                list(subjects),
                index=list(subjects).index(row.field) if row.field in subjects else None,
                format_func=lambda key: subjects[key].label,
                placeholder=self.say("choose"),
                key=name,
                label_visibility="collapsed",
                on_change=self._change,
                args=(path, name, lambda part, said: _of_field(subjects, said)),
            )
            subject = subjects.get(row.field)
            if subject is not None:
                self._compared(path, row, subject)
        with off:
            self._remove(path, "remove")

    def _compared(self, path: Path, row: Row, subject: Subject) -> None:
        """Under the question, which may be long: the comparison and the value."""
        comparison, value = st.columns([2, 3], vertical_alignment="top")
        with comparison:
            self._comparison(path, row)
        with value:
            self._value(path, row, subject)

    def _comparison(self, path: Path, row: Row) -> None:
        offered = list(OFFERED.get(row.kind, OFFERED["any"]))
        offered += [row.comparison] if row.comparison and row.comparison not in offered else []
        name = self.name(path, f"comparison.{row.field}")
        st.selectbox(
            self.say("comparison"),
            offered,
            index=offered.index(row.comparison) if row.comparison in offered else None,
            format_func=lambda key: words_for(self.words, self.desk.language, row.kind, key),
            key=name,
            label_visibility="collapsed",
            on_change=self._change,
            args=(path, name, _with_comparison),
        )

    def _value(self, path: Path, row: Row, subject: Subject) -> None:
        compared = COMPARISONS.get(row.comparison)
        if compared is None or compared.takes == "none":
            return
        how = "several" if compared.takes == "several" else "choice" if subject.choices else row.kind
        name = self.name(path, f"value.{row.field}.{row.comparison}")

        def put(values: Sequence[str]) -> None:
            now = at(self.whole, path)
            assert isinstance(now, Row)
            self.put(changed(self.whole, path, replace(now, values=tuple(values))))

        VALUES.get(how, VALUES["text"])(Place(self.say, name, self.desk.by.today, put), row, subject)

    def _text_row(self, path: Path, row: TextRow) -> None:
        text, off = st.columns([11, 1], vertical_alignment="top")
        name = self.name(path, "text")
        with text:
            st.text_input(
                self.say("as_text"),
                row.text,
                key=name,
                label_visibility="collapsed",
                on_change=self._change,
                args=(path, name, lambda part, said: TextRow(str(said))),
            )
            try:
                parse(row.text or "''")
            except BadExpression as fault:
                st.error(plain(told(fault, self.words, self.desk.language)))
        with off:
            self._remove(path, "remove")

    def _lines(self, path: Path, part: Lines, within: str) -> None:
        repeats = self.vocabulary.repeats(within)
        how, which, off = st.columns([4, 7, 1], vertical_alignment="center")
        with how:
            name = self.name(path, "quantifier")
            st.selectbox(
                self.say("quantifier"),
                list(QUANTIFIERS),
                index=QUANTIFIERS.index(part.quantifier),
                format_func=lambda key: self.say(f"quantifier.{key}"),
                key=name,
                label_visibility="collapsed",
                on_change=self._change,
                args=(path, name, lambda part, said: replace(part, quantifier=said)),
            )
        which.markdown(f"**{plain(repeats[part.name].label if part.name in repeats else part.name)}**")
        with off:
            self._remove(path, "remove_group")
        self.group(path, self.vocabulary.absolute(part.name, within))

    def _adding(self, path: Path, within: str) -> None:
        """A row, a group, lines: one button each."""
        with st.container(horizontal=True, gap="small"):
            self._add(path, "add_row", Row(), ":material/add:")
            if len(path) < DEEPEST:
                self._add(path, "add_group", Group("any", (Row(),)), ":material/account_tree:")
                self._add_lines(path, self.vocabulary.repeats(within))

    def _add_lines(self, path: Path, repeats: Mapping[str, Subject]) -> None:
        """Lines of a repeat, behind one button, for there may be many repeats."""
        if not repeats:
            return
        with st.popover(self.say("add_lines"), type="tertiary", icon=":material/list:"):
            for name, subject in repeats.items():
                lines = Lines("some", name, Group("all", (Row(),)))
                self._add(path, f"add_lines.{name}", lines, "", subject.label)

    def _add(self, path: Path, what: str, part: Part, icon: str, label: str = "") -> None:
        st.button(
            plain(label or self.say(what)),
            key=self.name(path, what),
            icon=icon or None,
            type="tertiary",
            on_click=lambda: self.put(added(self.whole, path, part)),
        )

    def _remove(self, path: Path, what: str) -> None:
        with st.container(key=self.name(path, TOOLS)):
            st.button(
                plain(self.say(what)),
                key=self.name(path, what),
                icon=":material/close:",
                help=self.say(what),
                type="tertiary",
                on_click=lambda: self.put(changed(self.whole, path, None), anew=True),
            )


def _joined(part: Part, said: str) -> Part:
    if isinstance(part, Lines):
        return replace(part, inside=replace(part.inside, join=said))
    assert isinstance(part, Group)
    return replace(part, join=said or part.join)


def _of_field(subjects: Mapping[str, Subject], said: str | None) -> Row:
    """A row about another field begins with the comparison that comes first for its kind."""
    subject = subjects.get(said or "")
    if subject is None:
        return Row()
    return Row(said or "", OFFERED.get(subject.kind, OFFERED["any"])[0], (), subject.kind)


def _with_comparison(part: Part, said: str | None) -> Part:
    """Another comparison keeps the value where it takes one as before."""
    assert isinstance(part, Row)
    before, after = COMPARISONS.get(part.comparison), COMPARISONS.get(said or "")
    kept = before is not None and after is not None and before.takes == after.takes
    return replace(part, comparison=said or "", values=part.values if kept else ())
