"""Facts about weight: complexity, risk, flags, and how heavy a folder weighs on its coordinator."""

from __future__ import annotations

from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import day


@fact("complexity", "choice", column=True)
def complexity(facts: Facts) -> Any:
    """How complex the case is: by the newest assessment or review, else as seen at the beginning."""
    return facts.known.latest("case.complexity") or facts.known.latest("start.complexity")


@fact("risk_level", "choice", column=True, needs=("risk.level",))
def risk_level(facts: Facts) -> Any:
    """The newest judgement of risk."""
    return facts.known.latest("risk.level")


@fact("danger", "boolean", column=True)
def danger(facts: Facts) -> bool | None:
    """Whether the newest word on safety is that there is danger now."""
    found = facts.known.latest("risk.immediate")
    if isinstance(found, bool) or found is None:
        return found
    return {"yes": True, "danger": True, "no": False, "ok": False}.get(str(found))


@fact("flags", "choices", column=True)
def flags(facts: Facts) -> list[str]:
    """Crisis, on hold, lost contact, restricted, transferred out."""
    forms, known = facts.known.ground.tags.answers.get("case.flags", {}), facts.known
    cards = [paper for paper in known.said if paper.form in forms and paper.folder == known.place]
    if not cards:
        return list(known.folder.about.get("flags") or [])
    return [str(each) for each in next(known.answers_in(cards[-1], "case.flags"), [])]


@fact("hold_until", "date", needs=("case.hold_until",))
def hold_until(facts: Facts) -> Any:
    """Until when the case pauses."""
    return facts.known.latest("case.hold_until") if "on_hold" in facts.value("flags") else None


@fact("load_points", "number", column=True)
def load_points(facts: Facts) -> float:
    """How heavy the folder weighs on its coordinator (settings `load_*`)."""
    if not facts.value("open"):
        return 0.0
    if facts.known.folder.kind == "enquiry":
        return facts.number("load_enquiry", 0.25)
    return round(_weight(facts) * (facts.number("load_half", 0.5) if _waits(facts) else 1), 2)


def _waits(facts: Facts) -> bool:
    return "on_hold" in facts.value("flags") or facts.value("stage") == "evaluation"


def _weight(facts: Facts) -> float:
    levels = {"low": 1, "medium": 2, "high": 3}
    points = facts.number(f"load_{facts.value('complexity')}", levels.get(str(facts.value("complexity")), 1))
    opened = day(facts.value("open_since"))
    if "crisis" in facts.value("flags"):
        points += facts.number("load_crisis", 2)
    if opened and 0 <= (facts.known.today - opened).days < 30:
        points += facts.number("load_new", 1)
    if facts.value("risk_level") in ("high", "immediate"):
        points += facts.number("load_high_risk", 1)
    if facts.value("interpreter_needed") is True:
        points += facts.number("load_interpreter", 0.5)
    return points + facts.number("load_member", 0.5) * max(0, int(facts.value("people_reached")) - 2)


@fact("coordinator_has_room", "boolean")
def coordinator_has_room(facts: Facts) -> bool | None:
    """Whether the coordinator is below capacity, by what the house counts (`elsewhere`: load, capacity)."""
    load, capacity = (facts.known.elsewhere.get(word) for word in ("load", "capacity"))
    return None if load is None or capacity is None else bool(load < capacity)
