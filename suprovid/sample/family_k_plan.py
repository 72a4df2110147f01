"""What family K. plans, reviews and closes with: goals, steps and their results."""

from __future__ import annotations

from typing import Any

from suprovid.sample.client_n import DOMAINS
from suprovid.sample.directory import HOME_HELP, SCHOOL, Directory


def check(coordinator: str) -> dict[str, Any]:
    """The check after which the case begins."""
    return {
        "c1_plan": True,
        "worker_proposal": "start",
        "client_answer": "yes",
        "client_words": "Так, одна я вже не встигаю",
        "case_title": "Виплата, школа, житло",
        "coordinator": coordinator,
        "model_orientation": "client_requests",
        "model_client_role": "shared",
        "model_modules": ["coordination"],
        "complexity": "medium",
        "start_date": "2026-02-05",
    }


def _goal(no: int, kind: str, goal: str, serves: list[str], level: str, weight: int, **more: Any) -> Any:
    return {
        "_id": f"g{no}",
        "goal": goal,
        "kind": kind,
        "serves": serves,
        "expected_result": goal,
        "baseline": "Поки що ні",
        "baseline_level": level,
        "weight": weight,
        "target_date": "2026-06-30",
        "state": "active",
        **more,
    }


GOALS = [
    _goal(1, "solve", "Виплату відновлено", ["r1"], "-2", 3, right="social_protection"),
    _goal(2, "access", "Заяву на компенсацію подано", ["r2"], "-1", 2, right="property"),
    _goal(3, "skill", "Олександра сама подає заяви онлайн", ["r2"], "-2", 1),
    _goal(4, "solve", "Максим ходить до школи чотири дні на тиждень", ["r3", "r5"], "-2", 2),
    _goal(5, "access", "Робота або навчання", ["r4"], "-1", 2, right="work", target_date="2026-05-31"),
]


def _step(no: int, goal: int, actor: str, what: str, **more: Any) -> dict[str, Any]:
    line = {
        "_id": f"s{no}",
        "what": what,
        "why": "Без цього наступний крок не зробити",
        "goal": f"g{goal}",
        "actor": actor,
        "due": "2026-04-30",
        "expected_result": "Зроблено, є підтвердження",
        "state": "planned",
    }
    return line | more


def _steps(directory: Directory) -> list[dict[str, Any]]:
    """Eleven steps, five of them Oleksandra's."""
    school = {"actor_name": directory.id(SCHOOL)}
    return [
        _step(
            1, 1, "client", "Взяти письмову відмову в управлінні", start_here=True, bring="Паспорт, довідка"
        ),
        _step(2, 1, "coordinator", "Піти на прийом разом і подати скаргу"),
        _step(3, 2, "coordinator", "Скласти перелік документів на дім"),
        _step(4, 2, "client", "Подати заяву на компенсацію"),
        _step(5, 3, "client", "Подати одну заяву онлайн без допомоги", learn="Кабінет послуг"),
        _step(6, 3, "coordinator", "Показати, як подають заяви онлайн"),
        _step(7, 4, "partner", "Зустрічі Максима зі шкільною психологинею", **school),
        _step(8, 4, "client", "Домовитися з учителькою про короткі дні"),
        _step(9, 4, "partner", "Дитячий психолог двічі на місяць", **school),
        _step(10, 5, "client", "Записатися до центру зайнятості"),
        _step(11, 5, "coordinator", "Переглянути резюме"),
    ]


def _service(id: str, name: str, goal: str, directory: Directory, **more: Any) -> dict[str, Any]:
    entry = HOME_HELP if id == "k2" else SCHOOL
    return {
        "_id": id,
        "service": name,
        "provider": directory.id(entry),
        "provider_kind": entry.kind,
        "help_kind": "service",
        "goal": goal,
        "state": "active",
        "chosen_by": "client_with_help",
        "options_offered": [
            {"_id": "v1", "provider": directory.id(entry), "client_opinion": "Близько"},
            {"_id": "v2", "provider": "Приватний центр у місті", "client_opinion": "Дорого"},
        ],
        **more,
    }


def plan(directory: Directory) -> dict[str, Any]:
    """The first plan."""
    return {
        "plan_date": "2026-02-20",
        "valid_until": "2026-08-20",
        "prepared_with": ["client", "family", "coordinator"],
        "vision": "Щоб було за що жити, а син спав і ходив до школи",
        "goals": GOALS,
        "steps": _steps(directory),
        "package": [_service("k1", "Розмови Максима з психологинею", "g4", directory)],
        "responsibilities_client": "Подаю заяви, воджу сина",
        "responsibilities_us": "Ходимо на прийом разом, шукаємо психолога",
        "contact_rhythm": "two_weeks",
        "next_review": "2026-03-22",
        "crisis_agreement": "Телефоную Оксані, вночі на лінію підтримки",
        "understanding_check": "Спершу відмова на папері, тоді скарга, потім компенсація",
        "client_agreement": "agrees",
        "agreement_form": "signed_paper",
        "agreement_date": "2026-02-20",
        "copy_given": "paper",
        "participation_self": "7",
    }


def second_plan(directory: Directory) -> dict[str, Any]:
    """What changes in the second version: help at home, a step for it, more time for work."""
    goals = [*GOALS[:4], {**GOALS[4], "target_date": "2026-09-30"}]
    moved = [{**step, "due": "2026-08-31"} if step["goal"] == "g5" else step for step in _steps(directory)]
    help_at_home = _step(
        12, 5, "partner", "Допомога вдома для Ніни", actor_name=directory.id(HOME_HELP), due="2026-04-16"
    )
    return {
        "plan_date": "2026-04-02",
        "valid_until": "2026-10-02",
        "goals": goals,
        "steps": [*moved, help_at_home],
        "package": [
            _service("k1", "Розмови Максима з психологинею", "g4", directory),
            _service("k2", "Допомога вдома", "g5", directory),
        ],
        "next_review": "2026-07-01",
        "agreement_date": "2026-04-02",
        "agreement_form": "verbal_witness",
    }


def review() -> dict[str, Any]:
    """The review after Nina's stay in hospital."""
    progress = {"g1": ("0", "achieved"), "g2": ("-1", "keep"), "g3": ("-1", "keep"), "g4": ("-1", "keep")}
    return {
        "review_date": "2026-04-02",
        "trigger": ["life_event"],
        "participants": ["client", "coordinator"],
        "client_view": "Іде добре, але свекруха в лікарні, на роботу зараз не встигну",
        "what_helped": "Розмови з психологинею у школі",
        "goals_progress": [
            *({"_id": f"p {g}", "goal": g, "level": level, "decision": decision}
              for g, (level, decision) in progress.items()),
            {"_id": "p g5", "goal": "g5", "level": "-2", "decision": "change", "why": "Догляд за Ніною"},
        ],
        "services_effect": [
            {"_id": "e1", "service": "k1", "delivered": "yes", "helped": "5", "decision": "keep"}
        ],
        "assessment_repeat": "not_needed",
        "change_needed": "yes",
        "changes": [
            {"_id": "c1", "action": "add", "subject": "service", "subject_service": "Допомога вдома",
             "goal": "g5", "reason": "Ніна в лікарні, потрібен догляд"},
            {"_id": "c2", "action": "change", "subject": "goal", "subject_goal": "g5", "goal": "g5",
             "reason": "Перенести дату"},
        ],
        "model_client_role": "shared",
        "complexity": "medium",
        "risk_level": "low",
        "client_agreement": "agrees",
        "agreement_form": "verbal_witness",
        "next_review": "2026-07-01",
    }  # fmt: skip


def done(step: str, result: str) -> dict[str, Any]:
    """A step that is done, as a note says it."""
    return {"_id": f"done {step}", "step": step, "state": "done", "result": result}


REQUEST_RESULTS = {
    "r1": ("solved", "together"),
    "r2": ("solved", "client"),
    "r3": ("solved", "together"),
    "r4": ("partly_solved", "client"),
    "r5": ("solved", "partner"),
}
GOAL_RESULTS = {"g1": "0", "g2": "1", "g3": "1", "g4": "0", "g5": "-1"}
DOMAINS_AFTER = {
    "benefits": "covered",
    "property": "partly",
    "education": "covered",
    "employment": "covered",
    "mental_health": "covered",
    "social_ties": "covered",
}


def last_review() -> dict[str, Any]:
    """The domains at the end, as a review says them: six of twenty have changed."""
    return {
        **review(),
        "review_date": "2026-07-07",
        "goals_progress": [
            {"_id": f"q {id}", "goal": id, "level": level, "decision": "achieved" if level >= "0" else "keep"}
            for id, level in GOAL_RESULTS.items()
        ],
        "trigger": ["goal_met_early"],
        "assessment_repeat": "short_domains",
        "domains_now": [
            {"_id": f"now {area}", "domain": area, "level_client": level, "level_worker": level}
            for area in DOMAINS
            for level in (DOMAINS_AFTER.get(area, "no_need"),)
        ],
        "change_needed": "close",
        "client_view": "Далі впораємося самі",
    }


def closure() -> dict[str, Any]:
    """What the case closes with."""
    return {
        "closed_on": "2026-07-07",
        "reason": "goals_met",
        "decided_with": ["client", "coordinator"],
        "client_opinion": "Далі ми самі",
        "requests_result": [
            {"_id": f"x {id}", "request": id, "result": result, "by": by, "right_realised": "yes"}
            for id, (result, by) in REQUEST_RESULTS.items()
        ],
        "goals_result": [
            {"_id": f"y {id}", "goal": id, "achieved": "За шкалою", "gas_client": level, "gas_worker": level}
            for id, level in GOAL_RESULTS.items()
        ],
        "services_result": [
            {"_id": "z1", "service": "k1", "received": "yes", "helped": "5"},
            {"_id": "z2", "service": "k2", "received": "partly", "helped": "4"},
        ],
        "skills_gained": [
            {"_id": "s1", "skill": "Подає заяви онлайн", "example": "Компенсація", "use": "Інші заяви"},
            {"_id": "s2", "skill": "Знає, куди скаржитися"},
        ],
        "can_do_next_time": "knows_where",
        "access_to_justice": "achieved",
        "quality_of_life": "6",
        "self_efficacy": "7",
        "trust_level": "8",
        "adaptation": "better",
        "contacts_left": [
            {"_id": "c1", "partner": "Лінія правової допомоги", "phone": "+380440000099",
             "for_what": "Нові правові питання"}
        ],
        "safety_checked": "ok",
        "way_back_explained": True,
        "followup_agreed": "month_3",
        "feedback_offered": "given",
        "data_plan": "keep_until",
        "retention_until": "2029-07-07",
    }  # fmt: skip
