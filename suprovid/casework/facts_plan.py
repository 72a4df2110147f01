"""Facts about the plan: goals, steps, services, and the way to the advocate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Line, day, truth

DONE = frozenset({"done", "done_partly"})
ENDED = DONE | {"failed", "cancelled"}
BY_CLIENT = frozenset({"client", "client_supported"})
DECIDED = {"achieved": "achieved", "drop": "dropped", "change": "changed"}
"""What a review decides about a goal, and the state that follows."""


GOAL = {
    "level": "choice",
    "level_client": "choice",
    "goal": "text",
    "kind": "choice",
    "serves": "choices",
    "state": "choice",
    "weight": "number",
    "target_date": "date",
    "has_step": "boolean",
    "active": "boolean",
}


@fact("goals", "lines", needs=("goal.goal",), columns=GOAL)
def goals(facts: Facts) -> tuple[Line, ...]:
    """The goals of the plan in force, with their newest state."""
    served = {str(step.get("goal", "")) for step in facts.known.lines("step")}
    return tuple(_goal(line, line["_id"] in served) for line in facts.known.lines("goal"))


def _goal(line: Line, has_step: bool) -> Line:
    state = line.get("state") or "active"
    if state == "active":
        state = DECIDED.get(str(line.get("decision")), state)
    serves = [*(line.get("serves") or ()), *(line.get("serves_areas") or ())]
    return {**line, "state": state, "active": state == "active", "has_step": has_step, "serves": serves}


STEP = {
    "what": "text",
    "why": "text",
    "goal": "text",
    "actor": "choice",
    "actor_name": "text",
    "due": "date",
    "state": "choice",
    "start_here": "boolean",
    "legal_deadline": "boolean",
    "needed_for_advocate": "boolean",
    "by_client": "boolean",
    "done": "boolean",
    "open": "boolean",
    "waits": "boolean",
    "blocked_on": "date",
}


@fact("steps", "lines", needs=("step.what",), columns=STEP)
def steps(facts: Facts) -> tuple[Line, ...]:
    """The steps of the plan, or of the enquiry while there is no plan, with their newest state."""
    lines = _of_the_plan(facts.known.lines("step"))
    done = {line["_id"] for line in lines if line.get("state") in DONE}
    return tuple(_step(line, done) for line in lines)


def _of_the_plan(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Steps that serve a goal, where there are any; else all."""
    planned = tuple(line for line in lines if line.get("goal"))
    adopted = {line["_id"] for line in planned} | {line.get("what") for line in planned}
    if not planned:
        return tuple(lines)
    return planned + tuple(x for x in lines if x not in planned and not {x["_id"], x.get("what")} & adopted)


def _step(line: Line, done: set[str]) -> Line:
    state = line.get("state") or "planned"
    return {
        **line,
        "state": state,
        "by_client": line.get("actor") in BY_CLIENT,
        "done": state in DONE,
        "open": state not in ENDED,
        "waits": any(each not in done for each in line.get("depends_on") or ()),
        "blocked_on": line["_at"][:10] if state == "blocked" else None,
    }


PACKAGE = {
    "delivery": "choice",
    "delivered": "choice",
    "received": "choice",
    "helped": "choice",
    "service": "text",
    "provider": "text",
    "state": "choice",
    "goal": "text",
    "chosen_by": "choice",
}


@fact("package", "lines", needs=("package.service",), columns=PACKAGE)
def package(facts: Facts) -> tuple[Line, ...]:
    """The services of the plan, with the newest word on each."""
    return facts.known.lines("package")


@fact("step_count", "number", column=True, needs=("step.what",))
def step_count(facts: Facts) -> int:
    """How many steps there are."""
    return len(facts.lines("steps"))


@fact("open_steps", "number", needs=("step.what",))
def open_steps(facts: Facts) -> int:
    """How many steps are still to be done."""
    return sum(line["open"] for line in facts.lines("steps"))


@fact("open_deadlines", "number", needs=("step.legal_deadline",))
def open_deadlines(facts: Facts) -> int:
    """How many steps with a statutory deadline are still to be done."""
    return sum(line["open"] and line.get("legal_deadline") is True for line in facts.lines("steps"))


@fact(
    "legal_matters", "lines", needs=("legal_matter.deadline",), columns={"matter": "text", "deadline": "date"}
)
def legal_matters(facts: Facts) -> tuple[Line, ...]:
    """The legal matters that the assessments name, with their deadlines."""
    return facts.known.lines("legal_matter")


@fact("steps_by_client", "number", needs=("step.actor",))
def steps_by_client(facts: Facts) -> int:
    """How many steps the person does, alone or supported."""
    return sum(line["by_client"] for line in facts.lines("steps"))


@fact("changes_without_goal", "number", needs=("change.action", "change.goal"))
def changes_without_goal(facts: Facts) -> int:
    """How many changes of the plan name no goal that they serve."""
    return sum(not line.get("goal") for line in facts.known.lines("change"))


@fact("share_by_client", "number", needs=("step.actor",))
def share_by_client(facts: Facts) -> float | None:
    """The share of steps that the person does, 0 to 1; not known without steps."""
    lines = facts.lines("steps")
    return round(sum(line["by_client"] for line in lines) / len(lines), 3) if lines else None


@fact("steps_with_owners", "number", needs=("step.actor", "step.due"))
def steps_with_owners(facts: Facts) -> int:
    """How many steps have somebody who does them and a date."""
    return sum(bool(line.get("actor") and line.get("due")) for line in facts.lines("steps"))


@fact("first_step", "text", needs=("step.start_here",))
def first_step(facts: Facts) -> str | None:
    """Where to begin."""
    lines = [line for line in facts.lines("steps") if line.get("start_here") is True]
    return str(lines[0].get("what", "")) if lines else None


@fact("advocate_needed", "number", needs=("step.needed_for_advocate",))
def advocate_needed(facts: Facts) -> int:
    """How many steps must be done before the advocate can enter."""
    return sum(line.get("needed_for_advocate") is True for line in facts.lines("steps"))


@fact("advocate_done", "number", needs=("step.needed_for_advocate",))
def advocate_done(facts: Facts) -> int:
    """How many of those are done."""
    needed = [line for line in facts.lines("steps") if line.get("needed_for_advocate") is True]
    return sum(line["state"] == "done" for line in needed)


@fact("advocate_ready", "text", column=True, needs=("step.needed_for_advocate",))
def advocate_ready(facts: Facts) -> str | None:
    """Readiness for the advocate as `2/3`; not known when no step is needed for it."""
    needed = facts.value("advocate_needed")
    return f"{facts.value('advocate_done')}/{needed}" if needed else None


@fact("goals_without_steps", "number", needs=("goal.goal", "step.goal"))
def goals_without_steps(facts: Facts) -> int:
    """How many goals no step serves."""
    return sum(line["active"] and not line["has_step"] for line in facts.lines("goals"))


@fact("open_goals", "number", needs=("goal.goal",))
def open_goals(facts: Facts) -> int:
    """How many goals are still worked on."""
    return sum(line["active"] for line in facts.lines("goals"))


@fact("priorities_without_goal", "number", needs=("priority.subject", "goal.serves"))
def priorities_without_goal(facts: Facts) -> int:
    """How many of the priorities agreed at the assessment no goal serves."""
    served = {each for line in facts.lines("goals") for each in line["serves"]}
    wanted = [line.get("subject") for line in facts.known.lines("priority")]
    return sum(subject is not None and subject not in served for subject in wanted)


@fact("goals_serving_nothing", "number", needs=("goal.serves",))
def goals_serving_nothing(facts: Facts) -> int:
    """How many goals name no request and no domain."""
    return sum(not line.get("serves") for line in facts.lines("goals"))


@fact("services_without_options", "number", needs=("package.service", "package.option.provider"))
def services_without_options(facts: Facts) -> int:
    """How many services were chosen without at least two options shown, unless there was only one."""
    shown: dict[str, int] = {}
    for option in facts.known.lines("package.option"):
        shown[option["_outer"]] = shown.get(option["_outer"], 0) + 1
    chosen = [line for line in facts.lines("package") if line.get("chosen_by") != "only_option"]
    return sum(shown.get(line["_id"], 0) < 2 for line in chosen)


@fact("next_review", "date", column=True, needs=("review_due",))
def next_review(facts: Facts) -> Any:
    """When the plan is to be looked at again."""
    return facts.known.latest("review_due")


@fact("valid_until", "date", column=True, needs=("plan.valid_until",))
def valid_until(facts: Facts) -> Any:
    """How long the plan holds."""
    return facts.known.latest("plan.valid_until")


@fact("plan_agreed_by_client", "choice", needs=("plan.agreement",))
def plan_agreed_by_client(facts: Facts) -> Any:
    """The person's word on the plan."""
    return facts.known.latest("plan.agreement")


@fact("plan_date", "date", column=True)
def plan_date(facts: Facts) -> str | None:
    """When the plan in force was submitted."""
    paper = facts.known.paper_of("plan.agreement") or facts.known.paper_of("review_due")
    return paper.at[:10] or None if paper else None


@fact("current_plan", "text", needs=("plan.agreement",))
def current_plan(facts: Facts) -> str | None:
    """The plan in force: its number and its day."""
    paper = facts.known.paper_of("plan.agreement")
    if paper is None:
        return None
    on = day(facts.known.latest("plan.date") or paper.at)
    return f"№ {paper.document.get('number') or 1}" + (f", {on:%d.%m.%Y}" if on else "")


@fact("network", "lines", needs=("network.who",), columns={"who": "text", "kind": "choice", "tie": "choice"})
def network(facts: Facts) -> tuple[Line, ...]:
    """The people, groups and institutions around the person."""
    return facts.known.lines("network")


@fact("copy_given", "boolean", needs=("plan.copy_given",))
def copy_given(facts: Facts) -> bool | None:
    """Whether the person has the plan in hand, or chose not to."""
    found = facts.known.latest("plan.copy_given")
    return truth(found) if isinstance(found, bool) or found is None else True


def late(value: Any, facts: Facts) -> bool:
    """Whether a day has passed."""
    on = day(value)
    return on is not None and on < facts.known.today
