"""Six functions and six tasks of case management: which are lit, and by what."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from suprovid.casework import evidence, lamps
from suprovid.casework.lamps import Light
from suprovid.casework.rules import Lamp, say
from suprovid.desk.escaping import plain
from suprovid.desk.folder_view import Open


def draw(look: Open) -> None:
    """Functions on the left, tasks on the right; on a phone one under another."""
    rules, language = look.desk.work.programme, look.desk.language
    left, right = st.columns(2, gap="medium")
    with left:
        _column(look, "functions", lamps.functions(look.facts, language), rules.functions)
    with right:
        _column(look, "tasks", lamps.tasks(look.facts, language), rules.tasks)


def _column(look: Open, name: str, lights: Sequence[Light], rules: Sequence[Lamp]) -> None:
    lit = sum(light.lit for light in lights)
    title = look.desk.say(f"case.lamps.{name}")
    st.header(f"{plain(title)} :gray-badge[{lit}/{len(lights)}]", anchor=False)
    by_key = {rule.key: rule for rule in rules}
    for number, light in enumerate(lights, 1):
        _light(look, name, number, by_key[light.key], light.lit)


def _light(look: Open, name: str, number: int, rule: Lamp, lit: bool) -> None:
    """One lamp, with what lit it below."""
    label = plain(say(rule.label, look.desk.language))
    if not lit:
        said = plain(look.desk.say("case.lamps.dark"))
        st.markdown(f":gray[:material/radio_button_unchecked: {number}\\. {label} — {said}]")
        return
    with st.container(key=f"lamp-{name}-{rule.key}", gap=None):
        st.markdown(f":green[:material/check_circle: **{number}\\. {label}**]")
        if why := "; ".join(evidence.evidence(look.facts, rule, look.desk.language)):
            st.caption(plain(why))
