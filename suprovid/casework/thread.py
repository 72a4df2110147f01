"""The thread of a case: request, need, goal, steps, services, result, with its breaks marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.casework.fact import Facts
from suprovid.casework.known import Line

NO_GOAL, NO_STEP = "need_without_goal", "goal_without_step"
NO_OWNER, NO_RESULT = "step_without_owner", "service_without_result"
SILENT = frozenset({"solved", "withdrawn", "answered", "not_solved", "partly_solved"})
WITH_RESULT = ("received", "delivered", "helped")
ENDED = frozenset({"ended", "not_delivered", "refused"})


@dataclass(frozen=True)
class StepThread:
    """A step on the thread; broken when nobody does it or no day is named."""

    step: Line
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class ServiceThread:
    """A service or a referral on the thread; broken when it ended and nobody said what came of it."""

    service: Line
    result: str = ""
    breaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class GoalThread:
    """A goal with its steps and services."""

    goal: Line
    steps: tuple[StepThread, ...] = ()
    services: tuple[ServiceThread, ...] = ()
    breaks: tuple[str, ...] = ()


def _of_goals(goals: Iterable[GoalThread]) -> Iterator[str]:
    for goal in goals:
        yield from goal.breaks
        yield from (each for step in goal.steps for each in step.breaks)
        yield from (each for service in goal.services for each in service.breaks)


@dataclass(frozen=True)
class RequestThread:
    """A request, or a need that nobody asked about, with all that hangs on it."""

    request: Line | None
    need: Line | None
    goals: tuple[GoalThread, ...] = ()
    services: tuple[ServiceThread, ...] = ()
    result: str = ""
    breaks: tuple[str, ...] = ()

    @property
    def all_breaks(self) -> tuple[str, ...]:
        """Its own breaks and those of everything on it."""
        return (
            *self.breaks,
            *_of_goals(self.goals),
            *(b for service in self.services for b in service.breaks),
        )


@dataclass(frozen=True)
class Thread:
    """All requests in the client's order, then needs without a request, then goals that serve nothing."""

    requests: tuple[RequestThread, ...]
    loose: tuple[GoalThread, ...] = ()
    loose_steps: tuple[StepThread, ...] = ()

    @property
    def breaks(self) -> tuple[str, ...]:
        """Every break, in the order of reading."""
        found = [each for request in self.requests for each in request.all_breaks]
        return (*found, *_of_goals(self.loose), *(b for step in self.loose_steps for b in step.breaks))


def thread(facts: Facts) -> Thread:
    """The thread of a case or of an enquiry."""
    requests = sorted(facts.lines("requests"), key=_rank)
    needs = {line.get("area"): line for line in facts.lines("domains")}
    goals = [_goal(facts, goal) for goal in facts.lines("goals")]
    asked = [_request(facts, line, needs.get(line.get("area")), goals) for line in requests]
    areas = {line.get("area") for line in requests}
    surfaced = [_need(need, goals) for area, need in needs.items() if need["needs"] and area not in areas]
    hung = {id(goal) for part in (*asked, *surfaced) for goal in part.goals}
    loose = tuple(goal for goal in goals if id(goal) not in hung)
    steps = tuple(_step(line) for line in facts.lines("steps") if not _serves_goal(line, goals))
    return Thread((*asked, *surfaced), loose, steps)


def _rank(line: Line) -> tuple[float, bool]:
    """The client's own rank first; what is settled last."""
    rank = line.get("priority")
    return (float(rank) if isinstance(rank, int | float) else 1000.0, bool(line.get("settled")))


def _request(facts: Facts, line: Line, need: Line | None, goals: Sequence[GoalThread]) -> RequestThread:
    own = tuple(goal for goal in goals if _serves(goal.goal, line["_id"], line.get("area")))
    silent = line["state"] in SILENT or not line["problem"]
    breaks = (NO_GOAL,) if facts.lines("goals") and not own and not silent else ()
    referrals = [r for r in facts.lines("referrals") if r.get("request") == line["_id"]]
    return RequestThread(line, need, own, tuple(map(_referral, referrals)), line["state"], breaks)


def _need(need: Line, goals: Sequence[GoalThread]) -> RequestThread:
    own = tuple(goal for goal in goals if need.get("area") in goal.goal["serves"])
    return RequestThread(None, need, own, breaks=() if own else (NO_GOAL,))


def _serves(goal: Line, request: str, area: Any) -> bool:
    """A goal names the request; or its area, where it names no request at all."""
    serves = goal["serves"]
    return request in serves or (area in serves and not goal.get("serves_requests"))


def _goal(facts: Facts, goal: Line) -> GoalThread:
    steps = tuple(_step(line) for line in facts.lines("steps") if line.get("goal") == goal["_id"])
    services = tuple(_service(line) for line in facts.lines("package") if line.get("goal") == goal["_id"])
    of_steps = {step.step["_id"] for step in steps} | {step.step.get("referral") for step in steps}
    referrals = [r for r in facts.lines("referrals") if {r.get("request"), r["_document"]} & of_steps]
    breaks = (NO_STEP,) if goal["active"] and not steps else ()
    return GoalThread(goal, steps, (*services, *map(_referral, referrals)), breaks)


def _step(line: Line) -> StepThread:
    whole = bool(line.get("actor") and line.get("due")) or not line["open"]
    return StepThread(line, () if whole else (NO_OWNER,))


def _service(line: Line) -> ServiceThread:
    result = str(next((line[word] for word in WITH_RESULT if line.get(word) is not None), ""))
    return ServiceThread(line, result, (NO_RESULT,) if line.get("state") in ENDED and not result else ())


def _referral(line: Line) -> ServiceThread:
    result = str(line.get("service_received") or "")
    closed = str(line["state"]).startswith("closed_")
    return ServiceThread(
        line, result or (str(line["state"]) if closed else ""), _unheard(line, closed, result)
    )


def _unheard(line: Line, closed: bool, result: str) -> tuple[str, ...]:
    told = bool(result or line.get("feedback_from") or line["state"] == "closed_declined")
    return (NO_RESULT,) if closed and not told else ()


def _serves_goal(step: Line, goals: Iterable[GoalThread]) -> bool:
    return any(goal.goal["_id"] == step.get("goal") for goal in goals)
