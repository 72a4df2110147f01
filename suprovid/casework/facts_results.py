"""Facts about what changed: domains of life before and after, and how far the goals were reached."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Line

RHO = 0.3
"""How much goals are expected to go together (Kiresuk and Sherman)."""

LEVELS = {"no_need": 0, "covered": 1, "partly": 2, "unmet": 3, "critical": 4}
"""The points of a need's level, where the list of levels gives none."""

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


@fact("goals_without_levels", "number", needs=("goal.goal",))
def goals_without_levels(facts: Facts) -> int:
    """How many goals lack the level by the person or by the worker."""
    return sum(line.get("level_client") is None or line.get("level") is None for line in facts.lines("goals"))


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
