"""Facts about the plan: goals, steps, services, the way to the advocate, and what was reached."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Line, day, truth

DONE = frozenset({"done", "done_partly"})
ENDED = DONE | {"failed", "cancelled"}
BY_CLIENT = frozenset({"client", "client_supported"})
DECIDED = {"achieved": "achieved", "drop": "dropped", "change": "changed"}
"""What a review decides about a goal, and the state that follows."""

RHO = 0.3
"""How much goals are expected to go together (Kiresuk and Sherman)."""

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


@fact("steps_by_client", "number", needs=("step.actor",))
def steps_by_client(facts: Facts) -> int:
    """How many steps the person does, alone or supported."""
    return sum(line["by_client"] for line in facts.lines("steps"))


@fact("goals_without_levels", "number", needs=("goal.goal",))
def goals_without_levels(facts: Facts) -> int:
    """How many goals lack the level by the person or by the worker."""
    return sum(line.get("level_client") is None or line.get("level") is None for line in facts.lines("goals"))


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


@fact("plan_date", "date")
def plan_date(facts: Facts) -> str | None:
    """When the plan in force was submitted."""
    paper = facts.known.paper_of("plan.agreement") or facts.known.paper_of("review_due")
    return paper.at[:10] or None if paper else None


DOMAIN = {
    "area": "choice",
    "level_client": "choice",
    "level_worker": "choice",
    "before_client": "choice",
    "before_worker": "choice",
    "changed": "boolean",
    "needs": "boolean",
    "difference": "number",
    "note": "text",
}


@fact("domains", "lines", needs=("domain.area", "domain.level_worker"), columns=DOMAIN)
def domains(facts: Facts) -> tuple[Line, ...]:
    """Each domain of life: the first and the newest levels, whether they changed, whether help lacks."""
    by_area: dict[str, list[Line]] = {}
    for line in sorted(facts.known.lines("domain"), key=lambda line: str(line["_at"])):
        by_area.setdefault(str(line.get("area", "")), []).append(line)
    return tuple(_domain(facts, lines) for area, lines in by_area.items() if area)


def _domain(facts: Facts, lines: Sequence[Line]) -> Line:
    first, last = lines[0], lines[-1]
    points = [level_points(facts, last.get(column)) for column in ("level_client", "level_worker")]
    known = [point for point in points if point is not None]
    levels = ("level_client", "level_worker")
    return {
        **first,
        **last,
        "before_client": first.get("level_client"),
        "before_worker": first.get("level_worker"),
        "changed": any(first.get(level) != last.get(level) for level in levels),
        "needs": max(known, default=0) >= 2,
        "difference": abs(known[0] - known[1]) if len(known) == 2 else None,
        "priority": any(p.get("subject") == last.get("area") for p in facts.known.lines("priority")),
    }


def level_points(facts: Facts, level: Any) -> int | None:
    """The points of a level; none for "not discussed"."""
    field = facts.known.field("domain.level_worker")
    choices = field.choices(facts.known.language) if field else ()
    points = next((choice.schema.get("x-points") for choice in choices if choice.value == level), None)
    return int(points) if isinstance(points, int | float) else LEVELS.get(str(level))


LEVELS = {"no_need": 0, "covered": 1, "partly": 2, "unmet": 3, "critical": 4}


@fact("differing_levels", "number", needs=("domain.level_client", "domain.level_worker"))
def differing_levels(facts: Facts) -> int:
    """How many domains the person and the worker see two or more steps apart without a comment."""
    return sum((line["difference"] or 0) >= 2 and not line.get("note") for line in facts.lines("domains"))


@fact("domains_changed", "number", needs=("domain.area", "domain.level_worker"))
def domains_changed(facts: Facts) -> int:
    """How many domains stand elsewhere than at the first assessment."""
    return sum(line["changed"] for line in facts.lines("domains"))


@fact("domains_before_after", "text", needs=("domain.area", "domain.level_worker"))
def domains_before_after(facts: Facts) -> str | None:
    """The domains that changed, as text: `Housing: 4/3 -> 1/1` (person/worker, in points)."""
    changed = [line for line in facts.lines("domains") if line["changed"]]
    return "; ".join(_before_after(facts, line) for line in changed) or None


def _before_after(facts: Facts, line: Line) -> str:
    columns = ("before_client", "before_worker", "level_client", "level_worker")
    points = [level_points(facts, line.get(column)) for column in columns]
    was_client, was_worker, client, worker = ("-" if each is None else str(each) for each in points)
    area = facts.known.label("domain.area", line.get("area"))
    return f"{area}: {was_client}/{was_worker} → {client}/{worker}"


@fact("current_plan", "text", needs=("plan.agreement",))
def current_plan(facts: Facts) -> str | None:
    """The plan in force: its number and its day."""
    paper = facts.known.paper_of("plan.agreement")
    if paper is None:
        return None
    on = day(facts.known.latest("plan.date") or paper.at)
    return f"№ {paper.document.get('number') or 1}" + (f", {on:%d.%m.%Y}" if on else "")


ATTAINED = {"goal": "text", "level": "number", "weight": "number", "baseline": "number", "change": "number"}


@fact("goal_levels", "lines", needs=("goal.goal",), columns=ATTAINED)
def goal_levels(facts: Facts) -> tuple[Line, ...]:
    """Where each goal ended on the scale -2 to +2, by the person or else by the worker, and its change."""
    found = []
    for line in facts.lines("goals"):
        level, start = _level(line, "level_client", "level"), _level(line, "baseline_level")
        if level is not None:
            change = level - start if start is not None else None
            found.append({**line, "level": level, "weight": line.get("weight") or 1, "change": change})
    return tuple(found)


def _level(line: Line, *columns: str) -> int | None:
    for column in columns:
        try:
            return int(str(line.get(column)).replace("−", "-"))
        except ValueError:
            continue
    return None


def gas_t(levels: Sequence[float], weights: Sequence[float], rho: float = RHO) -> float:
    """The weighted T-score of goal attainment (Kiresuk and Sherman): 50 is "as expected"."""
    total = sum(level * weight for level, weight in zip(levels, weights, strict=True))
    spread = (1 - rho) * sum(weight**2 for weight in weights) + rho * sum(weights) ** 2
    return 50 + 10 * total / sqrt(spread)


@fact("gas_score", "number", column=True, needs=("goal.goal",))
def gas_score(facts: Facts) -> float | None:
    """The combined score of the goals, to one decimal; not known without levels, or when switched off."""
    lines = facts.lines("goal_levels")
    if not lines or facts.known.ground.setting("gas") is False:
        return None
    return round(
        gas_t([x["level"] for x in lines], [x["weight"] for x in lines], facts.number("gas_rho", RHO)), 1
    )


@fact("gas_mean", "number", needs=("goal.goal",))
def gas_mean(facts: Facts) -> float | None:
    """The simple mean of the goals' levels."""
    lines = facts.lines("goal_levels")
    return round(sum(line["level"] for line in lines) / len(lines), 2) if lines else None


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
