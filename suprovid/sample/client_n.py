"""Client N.: from one question about a payment to a case, day by day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suprovid.sample.directory import HOSPITAL, SUPPORT, Directory, phone
from suprovid.sample.office import Office, key
from suprovid.store.register import Key

NOWHERE: Key = ("", "")


@dataclass
class Story:
    """What is N.'s: folders and documents, by the name that the story gives them."""

    office: Office
    directory: Directory
    client: Key = NOWHERE
    enquiry: Key = NOWHERE
    case: Key = NOWHERE
    intake: str = ""
    referral: str = ""
    july_check: str = ""
    august_check: str = ""
    plan: str = ""
    returned: Key = NOWHERE


def july_14(story: Story) -> None:
    """N. asks one question, and two problems come up; an offer is declined, another agreed; "later"."""
    july_14_enquiry(story)
    july_14_first_offer(story)
    july_14_second_offer(story)
    july_14_check(story)


def july_14_enquiry(story: Story) -> None:
    """The card with an initial only, what he permits, and the enquiry with its answer."""
    office = story.office
    office.on("2026-07-14")
    story.client = key(office.found("oksana", "client", "client", CARD))
    office.add("oksana", story.client, "consent", consent(office))
    done = office.found("oksana", "enquiry", "intake", intake(story))
    story.enquiry, story.intake = key(done), done.document or ""


def july_14_first_offer(story: Story) -> None:
    """The known service is declined for four reasons; its contact is left anyway."""
    done = story.office.add("oksana", story.enquiry, "referral", referral(offers=[first_offer(story)]))
    story.referral = done.document or ""


def july_14_second_offer(story: Story) -> None:
    """The same referral goes on: the hospital's psychologist will come to our office."""
    changes = {
        "offers": [first_offer(story), second_offer(story)],
        "state": "appointment_set",
        "sent_via": "phone",
        "sent_on": "2026-07-14",
        "appointment": "2026-07-21T11:00:00+03:00",
        "appointment_place": "У нас, кабінет 2",
    }
    story.office.amend("oksana", story.enquiry, story.referral, changes)


def july_14_check(story: Story) -> None:
    """The check says that a case may start; N. wants to see how it goes."""
    check = {
        "c1_plan": False,
        "worker_proposal": "start",
        "client_answer": "later",
        "client_words": "Подивлюся, як піде",
        "revisit_date": "2026-07-28",
    }
    done = story.office.add("oksana", story.enquiry, "start_check", check)
    story.july_check = done.document or ""


def july_21(story: Story) -> None:
    """The meeting takes place, and both sides say how it was."""
    story.office.on("2026-07-21", "15:00")
    changes = {
        "state": "closed_received",
        "attended_on": "2026-07-21",
        "feedback_from": "both",
        "feedback": "Зустріч відбулася, говорили годину.",
        "service_received": "yes",
        "client_rating": "4",
        "would_again": "yes",
        "outcome_need": "partly",
        "next_action": "none",
    }
    story.office.amend("oksana", story.enquiry, story.referral, changes)


def august_04(story: Story) -> None:
    """N. comes with a third problem; the same check is met now, and the case begins."""
    august_04_talk(story)
    august_04_check(story)


def august_04_talk(story: Story) -> None:
    """A talk about the disability status: he does not know where to begin, and it will take long."""
    office = story.office
    office.on("2026-08-04")
    office.add("oksana", story.enquiry, "contact_note", talk("2026-08-04", new_need=[DISABILITY]))
    office.amend("oksana", story.enquiry, story.intake, {"long_term": "yes"})


def august_04_check(story: Story) -> None:
    """A new check; the one of July stays as it was."""
    check = {
        "c1_plan": True,
        "worker_proposal": "start",
        "client_answer": "yes",
        "client_words": "Добре, давайте разом",
        "case_title": "Статус інвалідності та спокій удома",
        "coordinator": story.office.people["oksana"],
        "model_orientation": "client_requests",
        "model_client_role": "shared",
        "model_modules": ["coordination"],
        "complexity": "medium",
        "start_date": "2026-08-04",
    }
    done = story.office.add("oksana", story.enquiry, "start_check", check)
    story.august_check, story.case = done.document or "", done.opened[0]


def august_06(story: Story) -> None:
    """The needs assessment, and the lawyer joins the team."""
    office = story.office
    office.on("2026-08-06")
    [card] = office.of_form(story.case, "case")
    lawyer = {"_id": "lawyer", "who": office.people["dmytro"], "role": "юрист", "may_see": "full"}
    office.amend("oksana", story.case, card["id"], {"case_team": [{**lawyer, "since": "2026-08-06"}]})
    office.add("oksana", story.case, "needs_assessment", assessment())


def august_11(story: Story) -> None:
    """The first plan: two goals, five steps, nothing ready yet."""
    story.office.on("2026-08-11")
    done = story.office.add("oksana", story.case, "individual_plan", plan(story))
    story.plan = done.document or ""


def august_18(story: Story) -> None:
    """The hospital agrees to come once a month: an agreement that grew out of this case."""
    office = story.office
    office.on("2026-08-18")
    hospital = ("organisation", story.directory.id(HOSPITAL))
    [card] = office.of_form(hospital, "partner")
    agreement = {
        "_id": "visits",
        "kind": "memorandum",
        "subject": "Психологиня приймає в нас щомісяця, перший вівторок, 10:00-13:00, кабінет 2",
        "from": "2026-08-18",
        "review": "2027-02-18",
        "grew_out_of_case": str(office.work.links.about(*story.case).get("code", "")),
    }
    office.amend("iryna", hospital, card["id"], {"relation_state": "agreement", "agreements": [agreement]})


def august_25(story: Story) -> None:
    """Two papers of three."""
    story.office.on("2026-08-25")
    update = [_done("s1", "Довідка на руках"), _done("s2", "Виписка на руках")]
    note = talk("2026-08-25", topics=["r4"], steps_update=update, next_contact_date="2026-09-08")
    story.office.add("oksana", story.case, "contact_note", note)


def september_01(story: Story) -> None:
    """A woman who came to the hospital's day at our office wants more: an enquiry of her own."""
    office = story.office
    office.on("2026-09-01", "13:30")
    profile = {"sex": "female", "age_band": "25-59", "displacement": "non_displaced"}
    answers = {
        "enquiry_date": "2026-09-01",
        "channel": "visiting_day",
        "source": "visiting_day",
        "received_by": office.people["oksana"],
        "anon_profile": [{"_id": "a1", **profile, "categories": ["veteran_family"]}],
        "requests": [
            {
                "_id": "r1",
                "words": "Чи можна прийти до психологині ще раз?",
                "area": "mental_health",
                "nature": "question",
                "answer_given": "Так, першого вівторка кожного місяця, без запису.",
                "answered_on": "2026-09-01",
                "state": "answered",
            }
        ],
        "outcome": "info_given",
    }
    office.found("oksana", "enquiry", "intake", answers)


def september_08(story: Story) -> None:
    """The third paper: ready for the advocate."""
    story.office.on("2026-09-08")
    update = [_done("s3", "Лікар виписав направлення")]
    note = talk("2026-09-08", topics=["r4"], steps_update=update, next_contact_date="2026-09-15")
    note |= {"client_words": "Думав, за пів року не впораюся", "next_contact_purpose": "Зустріч з адвокатом"}
    story.office.add("oksana", story.case, "contact_note", note)


def next_february(story: Story) -> None:
    """Half a year later N. asks about the payment again; a hint is enough."""
    office = story.office
    office.on("2027-02-02")
    again = {
        "enquiry_date": "2027-02-02",
        "channel": "phone",
        "received_by": office.people["oksana"],
        "client": story.client[1],
        "requests": [
            {
                "_id": "again",
                "words": "Коли цього року буде виплата?",
                "area": "benefits",
                "nature": "question",
                "answer_given": "До 24 серпня, подавати нічого не треба.",
                "answered_on": "2027-02-02",
                "state": "answered",
            }
        ],
        "repeat_handling": "hint",
        "outcome": "info_given",
    }
    story.returned = key(office.found("oksana", "enquiry", "intake", again))


DAYS = (
    *(july_14, july_21, august_04, august_06, august_11),
    *(august_18, august_25, september_01, september_08),
)


def tell(office: Office, directory: Directory) -> Story:
    """The whole story, up to the day when the papers are ready."""
    story = Story(office, directory)
    for day in DAYS:
        day(story)
    return story


# -- the answers ----------------------------------------------------------------------------------------

CARD = {
    "kind": "person",
    "display_name": "Н.",
    "identity_given": False,
    "age_band": "25-59",
    "sex": "male",
    "displacement": "non_displaced",
    "categories": ["veteran"],
    "contact_possible": True,
    "messenger": "@n_zrazok",
    "safe_contact": "Писати будь-коли, не дзвонити",
    "address_area": "Громада «Лісова»",
    "language": "uk",
    "interpreter_needed": False,
    "legal_capacity": "self",
}

DISABILITY = {
    "_id": "r4",
    "words": "Інвалідність внаслідок війни: не знаю, з чого почати",
    "area": "disability_rehab",
    "nature": "problem",
    "origin": "asked",
    "urgency": "normal",
    "in_competence": "partly",
    "self_access": "cannot",
    "access_barriers": ["no_documents", "unclear_procedure"],
    "vital": True,
    "state": "open",
}

REASONS = ["bad_past_experience", "unfamiliar_place", "unfamiliar_person", "fear_disclosure"]
BASIC_NEEDS = (
    *("food", "water_hygiene", "shelter_tonight", "safety_now", "urgent_medical"),
    *("clothing_warmth", "money_now", "child_care_now", "phone_contact", "documents_now"),
)


def basic_needs(*unmet: str) -> list[dict[str, Any]]:
    """The ten basic needs, met but for some."""
    return [
        {"_id": item, "item": item, "state": "not_met" if item in unmet else "met"} for item in BASIC_NEEDS
    ]


def consent(office: Office) -> dict[str, Any]:
    """What N. permits: his data under an initial, and to call a colleague in."""
    given = {"form": "verbal", "given_on": "2026-07-14", "valid_until": "2027-07-14"}
    given["witness"] = office.people["oksana"]
    limited = {"purpose": "process_data", "answer": "limited", "reservation": "лише ініціал, без прізвища"}
    colleague = {
        "purpose": "invite_colleague",
        "recipient": "Ірина, інтеграторка",
        "why": "Знає людей, які допомагають ветеранам",
        "answer": "yes",
    }
    special = {"purpose": "special_data", "answer": "yes"}
    return {
        "consent_date": "2026-07-14",
        "explained": [
            "who_we_are",
            "what_we_do",
            "voluntary",
            "no_penalty",
            "data_kept",
            "who_sees",
            "rights",
        ],
        "explained_language": "uk",
        "permissions": [
            {"_id": "data", **limited, **given},
            {"_id": "colleague", **colleague, **given},
            {"_id": "special", **special, **given},
        ],
        "copy_given": True,
        "limits_explained": True,
    }


def intake(story: Story) -> dict[str, Any]:
    """The enquiry of July."""
    office = story.office
    return {
        "enquiry_date": "2026-07-14",
        "channel": "office",
        "source": "friend_relative",
        "received_by": office.people["oksana"],
        "client": story.client[1],
        "for_whom": "self",
        "desired_result": "Знати суму й більше не зриватися на людей",
        "requests": REQUESTS,
        "basic_needs": basic_needs(),
        "safety_quick": "no",
        "extra_resources_needed": "yes",
        "long_term": "unclear",
        "past_service_experience": [
            {
                "_id": "e1",
                "service": SUPPORT.name,
                "when": "2024",
                "how": "bad",
                "what": "Був там раз, більше не хоче",
            }
        ],
        "comfort_place": ["our_office"],
        "colleague_invited": [
            {
                "_id": "c1",
                "who": office.people["iryna"],
                "why": "Знає людей, які допомагають ветеранам",
                "answer": True,
                "date": "2026-07-14",
            }
        ],
        "contacts_given": [
            {
                "_id": "k1",
                "partner": story.directory.id(SUPPORT),
                "person": SUPPORT.contact,
                "phone": phone(SUPPORT),
                "for_what": "Розмова з психологом",
            }
        ],
        "outcome": "propose_case",
        "client_decision": "Подивлюся, як піде",
        "next_contact_date": "2026-07-28",
    }


REQUESTS: list[dict[str, Any]] = [
    {
        "_id": "r1",
        "words": "Яка цього року сума виплати?",
        "area": "benefits",
        "nature": "question",
        "origin": "asked",
        "urgency": "normal",
        "in_competence": "yes",
        "answer_given": "Назвали суму і строк; подавати нічого не треба.",
        "answered_on": "2026-07-14",
        "state": "answered",
    },
    {
        "_id": "r2",
        "words": "Зриваюся, не можу спокійно говорити з людьми",
        "area": "mental_health",
        "nature": "problem",
        "origin": "in_talk",
        "urgency": "normal",
        "in_competence": "no",
        "self_access": "cannot",
        "access_barriers": ["fear_distrust"],
        "vital": True,
        "state": "open",
    },
    {
        "_id": "r3",
        "words": "Дома через це сварки",
        "area": "social_ties",
        "nature": "problem",
        "origin": "in_talk",
        "urgency": "can_wait",
        "in_competence": "partly",
        "self_access": "with_hint",
        "vital": False,
        "linked_to": "r2",
        "state": "open",
    },
]


def referral(**more: Any) -> dict[str, Any]:
    """The referral to a psychologist, before anybody agreed."""
    return {
        "kind": "refer",
        "for_request": "r2",
        "area": "mental_health",
        "purpose": "Перша розмова з психологом, людина вирішить, чи продовжувати",
        "urgency": "normal",
        "identity_shared": "none",
        "state": "declined",
        "feedback_expected_on": "2026-07-28",
        **more,
    }


def first_offer(story: Story) -> dict[str, Any]:
    """The service that N. does not want again."""
    return {
        "_id": "o1",
        "no": 1,
        "date": "2026-07-14",
        "provider": story.directory.id(SUPPORT),
        "provider_kind": SUPPORT.kind,
        "person": SUPPORT.contact,
        "format": "contact_given",
        "proposed_by": "frontliner",
        "answer": "declined",
        "decline_reason": REASONS,
        "decline_words": "Був там раз, більше не хочу",
        "contact_left": "yes",
    }


def second_offer(story: Story) -> dict[str, Any]:
    """A psychologist who comes to a place that N. knows."""
    return {
        "_id": "o2",
        "no": 2,
        "date": "2026-07-14",
        "provider": story.directory.id(HOSPITAL),
        "provider_kind": HOSPITAL.kind,
        "person": HOSPITAL.contact,
        "format": "on_site_meeting",
        "proposed_by": "integrator",
        "answer": "agreed",
        "agreed_on": "2026-07-14",
    }


def talk(day: str, **more: Any) -> dict[str, Any]:
    """A talk with N. in our office."""
    return {
        "contact_at": f"{day}T10:00:00+03:00",
        "attempt_result": "yes",
        "channel": "office",
        "initiated_by": "client",
        "with_whom": ["client"],
        "topics": ["r2"],
        "summary": "Говорили про те, що зроблено і що далі.",
        "change": "better",
        "safety_now": "ok",
        "trust_sign": "working",
        "review_needed": False,
        "next_contact_date": "2026-08-11",
        **more,
    }


def _done(step: str, result: str) -> dict[str, Any]:
    return {"_id": f"done {step}", "step": step, "state": "done", "result": result}


LEVELS = {"mental_health": "unmet", "disability_rehab": "critical", "social_ties": "partly"}
DOMAINS = (
    *("documents_status", "legal_dispute", "benefits", "housing", "property", "basic_needs", "health"),
    *("mental_health", "disability_rehab", "employment", "income_debt", "education", "family_children"),
    *("safety_violence", "substance_use", "social_ties", "daily_living", "discrimination"),
    *("military_veteran", "missing_captivity"),
)


def domain(area: str, client: str, worker: str = "", **more: Any) -> dict[str, Any]:
    """One domain of life with both views of the need."""
    worker = worker or client
    line = {"_id": area, "area": area, "level_client": client, "level_worker": worker}
    if {client, worker} & {"partly", "unmet", "critical"}:
        return {**line, **NEEDED, **more}
    return {**line, **more}


NEEDED = {"needed": "Підтримка", "wanted": "Щоб стало легше", "available": "limited", "impact": ["social"]}


def assessment() -> dict[str, Any]:
    """The needs assessment before the plan."""
    return {
        "assessment_kind": "initial",
        "assessed_on": "2026-08-06",
        "participants": ["client", "coordinator"],
        "info_sources": ["client_words", "documents"],
        "situation_summary": "Живе з дружиною; після поранення не оформив статусу, уникає установ.",
        "problem_history": [
            {
                "_id": "h1",
                "when": "весна 2024",
                "what": "Поранення, лікування, звільнення",
                "tried": "Ходив до лікаря один раз",
                "result": "Не дочекався черги",
                "source": "client_words",
            }
        ],
        "domains": [domain(area, LEVELS.get(area, "no_need")) for area in DOMAINS],
        "strengths": [
            {"_id": "s1", "kind": "relation", "what": "Дружина поруч", "use": "Нагадує про зустрічі"}
        ],
        "network": [
            {
                "_id": "n1",
                "who": "Дружина",
                "kind": "informal",
                "tie": "strong",
                "wish": "keep",
                "may_contact": False,
            }
        ],
        "lonely": "one",
        "risk_asked": "yes",
        **{f"risk_{name}": "no" for name in RISKS},
        "risk_level": "low",
        "interpretation": "Напруга в установах заважає зібрати папери, а без паперів напруга росте.",
        "priorities": [{"_id": "p1", "subject": "r4", "why_first": "Від статусу залежить лікування"}],
        "strategy": "Спершу папери малими кроками, поруч — розмови з психологом.",
        "quality_of_life": "4",
        "self_efficacy": "3",
        "trust_level": "6",
        "contact_established": "working",
        "complexity": "medium",
        "client_seen": "yes_agrees",
    }


RISKS = ("self", "violence", "to_others", "child", "neglect", "exploitation", "substance")


def plan(story: Story) -> dict[str, Any]:
    """The first plan."""
    hospital = story.directory.id(HOSPITAL)
    return {
        "plan_date": "2026-08-11",
        "valid_until": "2027-02-11",
        "prepared_with": ["client", "coordinator", "lawyer"],
        "vision": "Знати суму й більше не зриватися на людей",
        "goals": GOALS,
        "steps": steps(story),
        "package": [
            {
                "_id": "k1",
                "service": HOSPITAL.service,
                "provider": hospital,
                "provider_kind": HOSPITAL.kind,
                "help_kind": "service",
                "amount": "двічі",
                "goal": "g2",
                "state": "planned",
                "chosen_by": "client_with_help",
                "options_offered": [
                    {"_id": "v1", "provider": hospital, "note": "у нас"},
                    {"_id": "v2", "provider": story.directory.id(SUPPORT), "client_opinion": "Не хоче"},
                ],
            }
        ],
        "responsibilities_client": "Беру довідки",
        "responsibilities_us": "Домовляємося про зустрічі, готуємо пакет для адвоката",
        "contact_rhythm": "two_weeks",
        "next_review": "2026-09-10",
        "crisis_agreement": "Пишу Оксані або телефоную на лінію підтримки",
        "understanding_check": "Спершу в частину, потім лікарня, потім лікар, тоді адвокат",
        "client_agreement": "agrees",
        "agreement_form": "signed_paper",
        "agreement_date": "2026-08-11",
        "copy_given": "paper",
        "participation_self": "8",
    }


GOALS = [
    {
        "_id": "g1",
        "goal": "Подано документи на встановлення інвалідності до 15.10",
        "kind": "access",
        "serves": ["r4"],
        "expected_result": "Заяву прийнято, є номер",
        "baseline": "Немає жодної довідки",
        "baseline_level": "-2",
        "target_date": "2026-10-15",
        "state": "active",
        "weight": 1,
    },
    {
        "_id": "g2",
        "goal": "Спокійно проводжу зустрічі в установах",
        "kind": "skill",
        "serves": ["r2", "r3"],
        "expected_result": "Дві зустрічі без зриву",
        "baseline": "Виходжу з кабінету за кілька хвилин",
        "baseline_level": "-1",
        "target_date": "2026-11-30",
        "state": "active",
        "weight": 1,
    },
]


def step(no: int, goal: str, actor: str, what: str, why: str, **more: Any) -> dict[str, Any]:
    """One step of the plan."""
    return {
        "_id": f"s{no}",
        "what": what,
        "why": why,
        "goal": goal,
        "actor": actor,
        "due": "2026-09-30",
        "expected_result": "Папір на руках",
        "state": "planned",
        **more,
    }


def steps(story: Story) -> list[dict[str, Any]]:
    """Five steps; the first three are N.'s, and the advocate waits for them."""
    people = story.office.people
    return [
        step(
            1,
            "g1",
            "client",
            "Взяти довідку про обставини поранення з військової частини",
            "Без неї комісія не пов'яже травму зі службою",
            start_here=True,
            bring="Паспорт, військовий квиток",
            needed_for_advocate=True,
        ),
        step(
            2,
            "g1",
            "client_supported",
            "Отримати виписку з лікарні",
            "Комісія дивиться на історію лікування",
            actor_name=people["oksana"],
            support="Оксана телефонує разом із людиною",
            bring="Паспорт",
            needed_for_advocate=True,
        ),
        step(
            3,
            "g1",
            "client",
            "Взяти направлення від лікаря",
            "Без направлення комісія не розглядає",
            depends_on=["s2"],
            bring="Виписка",
            needed_for_advocate=True,
        ),
        step(
            4,
            "g1",
            "lawyer",
            "Зустрітися з адвокатом",
            "Перевірить папери до подання",
            actor_name=people["dmytro"],
            depends_on=["s1", "s2", "s3"],
            expected_result="Готовий пакет",
        ),
        step(
            5,
            "g2",
            "psychologist",
            "Дві зустрічі з психологом",
            "Допоможе спокійно пройти крок 4",
            actor_name="Психологиня лікарні",
            expected_result="Знаю, що робити, коли накриває",
        ),
    ]
