"""The answers of an invented life: card, permissions, enquiry, assessment, plan, notes, closing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from suprovid.sample import names
from suprovid.sample.client_n import DOMAINS, RISKS, basic_needs, domain
from suprovid.sample.directory import Directory, phone
from suprovid.sample.plots import DECLINES, PLOTS, Aim, Plot, Trouble


@dataclass
class Life:
    """One person and what they came with; the same `chance` tells the same life."""

    chance: Random
    number: int
    directory: Directory
    worker: str
    start: date

    def __post_init__(self) -> None:
        self.plot: Plot = self.chance.choice(PLOTS)
        women = "gbv_survivor" in self.plot.categories
        self.sex = "female" if women else self.chance.choice(("female", "female", "male"))
        self.name = names.first_name(self.chance, self.sex)
        self.given = self.chance.random() < 0.8
        self.risk = self.chance.choices(("low", "medium", "high"), (70, 25, 5))[0]
        self.complexity = self.chance.choices(("low", "medium", "high"), (30, 50, 20))[0]
        self.level = self.chance.randint(1, 4)

    def day(self, after: int) -> str:
        """So many days after the beginning."""
        return (self.start + timedelta(days=after)).isoformat()

    # -- who ------------------------------------------------------------------------------------------

    def card(self) -> dict[str, Any]:
        """The client card, with a full name or without."""
        idp = "idp" in self.plot.categories
        named = {
            "surname": self.chance.choice(names.SURNAMES),
            "first_name": self.name,
            "birth_date": self._born(),
        }
        return {
            "kind": "person",
            "display_name": self.name,
            "identity_given": self.given,
            **(named if self.given else {"age_band": "60+" if "older" in self.plot.categories else "25-59"}),
            "sex": self.sex,
            "displacement": "idp_registered" if idp else "non_displaced",
            **({"origin_area": self.chance.choice(names.ORIGINS)} if idp else {}),
            "categories": list(self.plot.categories),
            "disability_status": "group_2" if "disability" in self.plot.categories else "none",
            "contact_possible": True,
            "phone": names.phone(self.number),
            "safe_contact": self.chance.choice(("Удень", "Після 18:00", "Лише повідомлення", "Будь-коли")),
            "address_area": self.chance.choice(names.PLACES),
            "language": self.chance.choices(("uk", "ru", "rom"), (85, 13, 2))[0],
            "interpreter_needed": False,
            "communication_needs": self.chance.choice((["simple_language"], ["quiet_place"], ["breaks"])),
            "legal_capacity": "self",
        }

    def _born(self) -> str:
        old = "older" in self.plot.categories
        year = self.start.year - self.chance.randint(*((61, 82) if old else (20, 58)))
        return date(year, self.chance.randint(1, 12), self.chance.randint(1, 28)).isoformat()

    def consent(self) -> dict[str, Any]:
        """Permissions: always for the data, often for more."""
        purposes = ["process_data", "special_data", "case_work"]
        purposes += [each for each in ("post_followup", "contact_me") if self.chance.random() < 0.6]
        shared = {"recipient": self.helper, "scope": ["identity", "contacts", "situation_summary"]}
        lines = [self._permission(purpose) for purpose in purposes]
        return {
            "consent_date": self.day(0),
            "explained": ["who_we_are", "what_we_do", "voluntary", "data_kept", "rights", "limits"],
            "explained_language": "uk",
            "permissions": [*lines, {**self._permission("share_provider"), **shared}],
            "paper_location": "Шафа 1",
            "copy_given": True,
            "limits_explained": True,
        }

    def _permission(self, purpose: str) -> dict[str, Any]:
        return {
            "_id": purpose,
            "purpose": purpose,
            "answer": "yes",
            "form": "written",
            "given_on": self.day(0),
            "valid_until": self.day(365),
            "witness": self.worker,
        }

    @property
    def helper(self) -> str:
        """The organisation that helps in this plot."""
        return self.directory.id(self.plot.helper)

    # -- what they came with --------------------------------------------------------------------------

    def intake(self, client: str, outcome: str = "propose_case") -> dict[str, Any]:
        """The enquiry with all its problems."""
        answers = {
            "enquiry_date": self.day(0),
            "channel": self.chance.choice(
                ("office", "phone", "partner_place", "mobile_outreach", "messenger")
            ),
            "source": self.chance.choice(
                ("friend_relative", "partner_referral", "hotline", "social_media", "outreach", "visiting_day")
            ),
            "received_by": self.worker,
            "client": client,
            "for_whom": "self",
            "desired_result": self.plot.wish,
            "requests": [self._request(no, each) for no, each in enumerate(self.plot.troubles)],
            "basic_needs": basic_needs(*self.chance.choice(((), (), (), ("money_now",), ("phone_contact",)))),
            "safety_quick": "unsure" if "gbv_survivor" in self.plot.categories else "no",
            "safety_kind": ["violence_from_other"],
            "extra_resources_needed": "yes",
            "long_term": self.chance.choice(("yes", "yes", "yes", "unclear")),
            "contacts_given": [
                {
                    "_id": "c1",
                    "partner": self.helper,
                    "phone": phone(self.plot.helper),
                    "for_what": self.plot.helper.service,
                }
            ],
            "outcome": outcome,
            "client_decision": "Так, давайте разом" if outcome == "propose_case" else "Подзвоню сама чи сам",
            "next_contact_date": self.day(7),
            "trust_initial": str(self.chance.randint(3, 8)),
            "time_spent": self.chance.choice((30, 45, 60)),
        }
        if answers["safety_quick"] == "no":
            answers.pop("safety_kind")
        return answers

    def _request(self, no: int, trouble: Trouble) -> dict[str, Any]:
        return {
            "_id": f"r{no + 1}",
            "words": trouble.words,
            "area": trouble.area,
            "nature": "problem",
            "origin": "asked" if no == 0 else "in_talk",
            "urgency": self.chance.choice(("urgent", "normal", "normal", "can_wait")),
            "client_priority": no + 1,
            "in_competence": self.chance.choice(("yes", "yes", "partly", "no")),
            "self_access": "cannot",
            "access_barriers": list(trouble.barriers),
            "vital": trouble.vital,
            "state": "open",
        }

    def check(self, answer: str = "yes") -> dict[str, Any]:
        """The start check."""
        said = {"c1_plan": answer == "yes", "worker_proposal": "start", "client_answer": answer}
        if answer == "later":
            return {**said, "client_words": "Подумаю", "revisit_date": self.day(14)}
        if answer == "no":
            return {**said, "client_words": "Спробую без вас"}
        return {
            **said,
            "case_title": self.plot.title,
            "coordinator": self.worker,
            "model_orientation": "client_requests",
            "model_client_role": self.chance.choice(("shared", "shared", "client_leads", "worker_leads")),
            "model_modules": ["coordination"],
            "complexity": self.complexity,
            "start_date": self.day(1),
        }

    def referral(self, state: str) -> dict[str, Any]:
        """A referral to whoever helps in this plot, as far as it has come."""
        reasons, said = self.chance.choice(DECLINES)
        offer: dict[str, Any] = {
            "_id": "o1",
            "date": self.day(3),
            "provider": self.helper,
            "provider_kind": self.plot.helper.kind,
            "format": self.chance.choice(self.plot.helper.formats),
            "proposed_by": "coordinator",
        }
        if state == "declined":
            no = {
                "answer": "declined",
                "decline_reason": reasons,
                "decline_words": said,
                "contact_left": "yes",
            }
            return self._referral(offers=[{**offer, **no}], identity_shared="none", state=state)
        offer |= {"answer": "agreed", "agreed_on": self.day(3)}
        shared = {
            "identity_shared": "name",
            "shared_data": ["identity", "contacts"],
            "consent_ref": "share_provider",
            "summary_for_provider": "Потрібна зустріч найближчими тижнями.",
            "sent_via": "phone",
            "sent_on": self.day(4),
            **({"accompanied_by": self.worker} if offer["format"] in TOGETHER else {}),
        }
        refused = (
            {"provider_refusal": ["no_capacity"], "next_action": "new_offer"} if state == "refused" else {}
        )
        return self._referral(offers=[offer], state=state, **shared, **refused)

    def _referral(self, **more: Any) -> dict[str, Any]:
        return {
            "kind": "refer",
            "for_request": "r1",
            "area": self.plot.troubles[0].area,
            "purpose": self.plot.helper.service,
            "urgency": "normal",
            "feedback_expected_on": self.day(17),
            **more,
        }

    def outcome(self, after: int) -> dict[str, Any]:
        """How a referral ended."""
        well = self.chance.random() < 0.75
        return {
            "state": "closed_received" if well else "closed_partly",
            "attended_on": self.day(after),
            "feedback_from": self.chance.choice(("client", "provider", "both")),
            "feedback": "Допомогли." if well else "Прийняли, але не все вирішили.",
            "service_received": "yes" if well else "partly",
            "client_rating": str(self.chance.randint(3, 5)),
            "would_again": "yes" if well else "maybe",
            "outcome_need": "solved" if well else "partly",
            "next_action": "none",
        }

    # -- the case -------------------------------------------------------------------------------------

    def assessment(self) -> dict[str, Any]:
        """The needs assessment."""
        troubled = {each.area for each in self.plot.troubles}
        return {
            "assessment_kind": "initial",
            "assessed_on": self.day(9),
            "participants": ["client", "coordinator"],
            "info_sources": ["client_words", "documents"],
            "situation_summary": f"{self.plot.title}. {self.plot.troubles[0].words}.",
            "problem_history": [
                {"_id": "h1", "when": "торік", "what": self.plot.troubles[0].words, "source": "client_words"}
            ],
            "domains": [self._domain(area, area in troubled) for area in DOMAINS],
            "strengths": [{"_id": "s1", "kind": "skill", "what": "Доводить розпочате до кінця"}],
            "network": [
                {"_id": "n1", "who": "Сестра", "kind": "informal", "tie": "working", "wish": "keep",
                 "may_contact": True}
            ],
            "lonely": self.chance.choice(("several", "one", "none")),
            "risk_asked": "yes",
            **{f"risk_{name}": "no" for name in RISKS},
            "risk_level": self.risk,
            **({"safety_plan_needed": self.risk == "high"} if self.risk != "low" else {}),
            "interpretation": "Одне тягне за собою інше: почати варто з першого запиту.",
            "priorities": [{"_id": "p1", "subject": "r1", "why_first": "Від цього залежить решта"}],
            "strategy": "Малі кроки, перший — сьогодні.",
            "quality_of_life": str(self.level + 1),
            "self_efficacy": str(self.level),
            "trust_level": str(self.chance.randint(4, 8)),
            "contact_established": self.chance.choice(("working", "working", "fragile")),
            "complexity": self.complexity,
            "client_seen": "yes_agrees",
        }  # fmt: skip

    def _domain(self, area: str, troubled: bool) -> dict[str, Any]:
        if not troubled:
            return domain(area, self.chance.choice(("no_need", "no_need", "covered")))
        return domain(area, self.chance.choice(("partly", "unmet", "critical")), "unmet")

    def plan(self) -> dict[str, Any]:
        """The first plan: one goal for each trouble."""
        steps = [
            self._step(f"s{no + 1}{part}", no, step)
            for no, aim in enumerate(self.plot.aims)
            for part, step in enumerate(aim.steps)
        ]
        steps[0]["start_here"] = True
        return {
            "plan_date": self.day(16),
            "valid_until": self.day(16 + 183),
            "prepared_with": ["client", "coordinator"],
            "vision": self.plot.wish,
            "goals": [self._goal(no, aim) for no, aim in enumerate(self.plot.aims)],
            "steps": steps,
            "package": [self._service()],
            "responsibilities_client": "Роблю свої кроки, кажу, коли важко",
            "responsibilities_us": "Домовляємося з установами, телефонуємо раз на два тижні",
            "contact_rhythm": "two_weeks",
            "next_review": self.day(46),
            "crisis_agreement": "Телефонувати координаторці, вночі — на лінію підтримки",
            "understanding_check": f"Спершу: {steps[0]['what'].lower()}",
            "client_agreement": self.chance.choice(("agrees", "agrees", "agrees", "partly")),
            "agreement_form": "signed_paper",
            "agreement_date": self.day(16),
            "copy_given": "paper",
            "participation_self": str(self.chance.randint(5, 10)),
        }

    def _goal(self, no: int, aim: Aim) -> dict[str, Any]:
        return {
            "_id": f"g{no + 1}",
            "goal": aim.goal,
            "kind": aim.kind,
            "serves": [f"r{no + 1}"],
            "expected_result": aim.goal,
            "baseline": "Поки що ні",
            "baseline_level": self.chance.choice(("-2", "-1")),
            "weight": self.chance.randint(1, 3),
            "target_date": self.day(self.chance.randint(90, 170)),
            "state": "active",
        }

    def _step(self, id: str, no: int, step: tuple[str, str, str]) -> dict[str, Any]:
        actor, what, why = step
        by = {"lawyer": "Дмитро", "partner": self.helper, "client_supported": "Фахівчиня"}.get(actor)
        return {
            "_id": id,
            "what": what,
            "why": why,
            "goal": f"g{no + 1}",
            "actor": actor,
            **({"actor_name": by} if by else {}),
            **({"support": "Підемо разом"} if actor == "client_supported" else {}),
            "due": self.day(self.chance.randint(25, 80)),
            "expected_result": "Зроблено, є підтвердження",
            "state": "planned",
        }

    def _service(self) -> dict[str, Any]:
        offered = {"_id": "v1", "provider": self.helper, "client_opinion": "Підходить"}
        other = {"_id": "v2", "provider": "Приватний фахівець у місті", "client_opinion": "Дорого"}
        return {
            "_id": "k1",
            "service": self.plot.helper.service,
            "provider": self.helper,
            "provider_kind": self.plot.helper.kind,
            **({"competence_basis": "recommended"} if self.plot.helper.kind in UNPROVEN else {}),
            "help_kind": "service",
            "goal": "g1",
            "state": "active",
            "chosen_by": "client_with_help",
            "options_offered": [offered, other],
        }

    def note(self, after: int, following: int, steps: tuple[str, ...] = ()) -> dict[str, Any]:
        """A talk; some steps are done by then."""
        done = [{"_id": f"u {id}", "step": id, "state": "done", "result": "Зроблено"} for id in steps]
        return {
            "contact_at": f"{self.day(after)}T11:00:00+02:00",
            "attempt_result": "yes",
            "channel": self.chance.choice(("phone", "office", "messenger")),
            "initiated_by": self.chance.choice(("us", "client")),
            "with_whom": ["client"],
            "topics": ["r1"],
            "summary": self.chance.choice(SUMMARIES),
            **({"steps_update": done} if done else {}),
            "change": self.chance.choice(("better", "same", "same", "worse")),
            "safety_now": "ok",
            "trust_sign": self.chance.choice(("working", "working", "fragile")),
            "review_needed": False,
            "next_contact_date": self.day(following),
        }

    def missed(self, after: int, channel: str = "phone") -> dict[str, Any]:
        """Nobody answered."""
        return {
            "contact_at": f"{self.day(after)}T12:00:00+02:00",
            "attempt_result": "no_answer",
            "channel": channel,
            "initiated_by": "us",
            "review_needed": False,
            "next_contact_date": self.day(after + 3),
        }

    def review(self, after: int) -> dict[str, Any]:
        """A planned review without a change."""
        goals = range(1, len(self.plot.aims) + 1)
        return {
            "review_date": self.day(after),
            "trigger": ["planned"],
            "participants": ["client", "coordinator"],
            "client_view": "Йде повільно, але йде",
            "what_helped": "Знати, що далі",
            "goals_progress": [
                {"_id": f"p{no}", "goal": f"g{no}", "level": self.chance.choice(("-2", "-1", "0")),
                 "decision": "keep"}
                for no in goals
            ],
            "services_effect": [
                {"_id": "e1", "service": "k1", "delivered": "yes", "helped": "4", "decision": "keep"}
            ],
            "assessment_repeat": "not_needed",
            "change_needed": "no",
            "model_client_role": "shared",
            "complexity": self.complexity,
            "risk_level": self.risk,
            "client_agreement": "agrees",
            "agreement_form": "verbal_witness",
            "next_review": self.day(after + 90),
        }  # fmt: skip

    def closure(self, after: int, reason: str = "goals_met") -> dict[str, Any]:
        """The results, and what is left in the person's hands."""
        lost = reason == "lost_contact"
        numbers = range(1, len(self.plot.aims) + 1)
        results = ("not_solved", "partly_solved") if lost else ("solved", "solved", "partly_solved")
        levels = ("-2", "-1") if lost else ("-1", "0", "0", "1")
        return {
            "closed_on": self.day(after),
            "reason": reason,
            "decided_with": ["coordinator"] if lost else ["client", "coordinator"],
            **({} if lost else {"client_opinion": "Далі впораємося"}),
            "requests_result": [
                {"_id": f"x{no}", "request": f"r{no}", "result": self.chance.choice(results),
                 "by": self.chance.choice(("client", "together", "partner")), "right_realised": "yes"}
                for no in numbers
            ],
            "goals_result": [self._attained(no, self.chance.choice(levels)) for no in numbers],
            "services_result": [{"_id": "z1", "service": "k1", "received": "partly" if lost else "yes"}],
            **self._skills(lost),
            "access_to_justice": "partly" if lost else "achieved",
            "quality_of_life": str(self.level + (1 if lost else 4)),
            "self_efficacy": str(self.level + (0 if lost else 4)),
            "trust_level": "5" if lost else "8",
            **({} if lost else self._goodbye()),
            "safety_checked": "unknown" if lost else "ok",
            "followup_agreed": "no" if lost else self.chance.choice(("month_1", "month_3", "no")),
            "feedback_offered": "later" if lost else "given",
            "data_plan": "keep_until",
            "retention_until": self.day(after + 1095),
        }  # fmt: skip

    def _attained(self, no: int, level: str) -> dict[str, Any]:
        return {"_id": f"y{no}", "goal": f"g{no}", "achieved": "За шкалою", "gas_client": level,
                "gas_worker": level}  # fmt: skip

    def _skills(self, lost: bool) -> dict[str, Any]:
        if lost:
            return {"skills_none_because": "Не встигли", "can_do_next_time": "unclear"}
        gained = [{"_id": "s1", "skill": self.plot.learned, "use": "Наступного разу"}]
        return {"skills_gained": gained, "can_do_next_time": self.chance.choice(("alone", "knows_where"))}

    def _goodbye(self) -> dict[str, Any]:
        contact = {"_id": "c1", "partner": self.helper, "phone": phone(self.plot.helper)}
        contacts = [{**contact, "for_what": self.plot.helper.service}]
        return {"contacts_left": contacts, "way_back_explained": True, "adaptation": "better"}


TOGETHER = ("accompanied", "peer_escort")
UNPROVEN = ("private_professional", "peer_volunteer", "self_help_group", "community_person", "other")
SUMMARIES = (
    "Обговорили, що зроблено; домовилися про наступний крок.",
    "Подзвонили разом до установи, записалися на прийом.",
    "Говорили, як минула зустріч; стало спокійніше.",
    "Перевірили документи, бракує однієї довідки.",
    "Говорили про втому; вирішили йти повільніше.",
)
