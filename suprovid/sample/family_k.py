"""Family K.: displaced, five problems, the whole way to the closing and the contact three months later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from suprovid.sample import family_k_plan as words
from suprovid.sample.client_n import DOMAINS, NOWHERE, RISKS, basic_needs, domain
from suprovid.sample.directory import CHILD_CENTRE, EMPLOYMENT, FUND, SCHOOL, SOCIAL, Directory, phone
from suprovid.sample.office import Office, key
from suprovid.store.register import Key

PSYCHOLOGIST = "Приватна дитяча психологиня"
"""Whom Oleksandra found herself; she is in no directory."""


@dataclass
class Story:
    """What is the family's: folders and documents, by the name that the story gives them."""

    office: Office
    directory: Directory
    client: Key = NOWHERE
    enquiry: Key = NOWHERE
    case: Key = NOWHERE
    intake: str = ""
    school: str = ""
    psychologist: str = ""
    employment: str = ""
    plan_1: str = ""
    plan_2: str = ""
    closure: str = ""


def february_03(story: Story) -> None:
    """Five problems, a permission from each, and money for food the same day."""
    office = story.office
    office.on("2026-02-03")
    story.client = key(office.found("oksana", "client", "client", CARD))
    office.add("oksana", story.client, "consent", consent(story))
    for name in ("nina", "maksym"):
        office.add("oksana", story.client, "consent", own_consent(story, name))
    done = office.found("oksana", "enquiry", "intake", intake(story))
    story.enquiry, story.intake = key(done), done.document or ""
    office.add("oksana", story.enquiry, "referral", fund(story))


def february_05(story: Story) -> None:
    """The fund has helped, and the case begins."""
    office = story.office
    office.on("2026-02-05")
    [referral] = office.of_form(story.enquiry, "referral")
    office.amend("oksana", story.enquiry, referral["id"], helped("2026-02-05"))
    done = office.add("oksana", story.enquiry, "start_check", words.check(story.office.people["oksana"]))
    story.case = done.opened[0]


def february_10(story: Story) -> None:
    """Money for what is needed most is there."""
    office = story.office
    office.on("2026-02-10")
    office.amend("oksana", story.enquiry, story.intake, {"basic_needs": basic_needs()})
    office.add(
        "oksana", story.case, "contact_note", talk("2026-02-10", "2026-02-17", summary="Є за що жити.")
    )


def february_17(story: Story) -> None:
    """The needs assessment."""
    story.office.on("2026-02-17")
    story.office.add("oksana", story.case, "needs_assessment", assessment())


def february_20(story: Story) -> None:
    """The first plan, and three ways to help that others have."""
    office = story.office
    office.on("2026-02-20")
    done = office.add("oksana", story.case, "individual_plan", words.plan(story.directory))
    story.plan_1 = done.document or ""
    story.school = office.add("oksana", story.case, "referral", school(story)).document or ""
    story.psychologist = office.add("oksana", story.case, "referral", centre(story)).document or ""


def february_24(story: Story) -> None:
    """The first move with the social office, on Oleksandra's written permission."""
    story.office.on("2026-02-24")
    story.office.add("oksana", story.case, "contact_note", negotiation("2026-02-24", "Подали скаргу разом."))


def march_02(story: Story) -> None:
    """The children's centre has no place."""
    office = story.office
    office.on("2026-03-02")
    refused = {"state": "refused", "provider_refusal": ["no_capacity"], "next_action": "new_offer"}
    office.amend("oksana", story.case, story.psychologist, refused)


def march_05(story: Story) -> None:
    """The school's psychologist has met Maksym; Oleksandra found another one; the second move."""
    office = story.office
    office.on("2026-03-05")
    office.amend("oksana", story.case, story.school, helped("2026-03-03"))
    office.amend("oksana", story.case, story.psychologist, found_herself(story))
    office.add(
        "oksana", story.case, "contact_note", negotiation("2026-03-05", "Зустріч з керівницею відділу.")
    )


def march_09(story: Story) -> None:
    """The first meeting with the private psychologist."""
    office = story.office
    office.on("2026-03-09")
    office.amend("oksana", story.case, story.psychologist, helped("2026-03-09"))


def march_12(story: Story) -> None:
    """The payment is restored."""
    office = story.office
    office.on("2026-03-12")
    done = [words.done(step, "Виплату поновлено") for step in ("s1", "s2")]
    note = negotiation("2026-03-12", "Виплату поновлено.", steps_update=done, change="better")
    office.add("oksana", story.case, "contact_note", note)
    referral = office.add("oksana", story.case, "referral", employment(story))
    story.employment = referral.document or ""


def march_16(story: Story) -> None:
    """Oleksandra has arrived at the employment centre: others lead there now."""
    office = story.office
    office.on("2026-03-16")
    changes = {"state": "in_service", "attended_on": "2026-03-16", "service_received": "ongoing"}
    office.amend("oksana", story.case, story.employment, changes)


def march_26(story: Story) -> None:
    """Nina is in hospital: an event that may change the plan."""
    event = {"_id": "hospital", "date": "2026-03-26", "event": "Ніна в лікарні", "influence": "yes"}
    note = talk("2026-03-26", "2026-04-02", summary="Ніна в лікарні.", life_event=[event], change="worse")
    story.office.on("2026-03-26")
    story.office.add("oksana", story.case, "contact_note", {**note, "review_needed": True})


def april_02(story: Story) -> None:
    """The review, and the second version of the plan: help at home, more time for work."""
    office = story.office
    office.on("2026-04-02")
    office.add("oksana", story.case, "plan_review", words.review())
    done = office.renew("oksana", story.case, story.plan_1, words.second_plan(story.directory))
    story.plan_2 = done.document or ""


def april_21(story: Story) -> None:
    """Oleksandra filed the application for compensation herself."""
    story.office.on("2026-04-21")
    note = talk(
        "2026-04-21",
        "2026-05-05",
        summary="Олександра сама подала заяву на компенсацію.",
        client_words="Сама все зробила, вийшло!",
        initiated_by="client",
        topics=["r2"],
        steps_update=[words.done("s4", "Заяву подано, є номер"), words.done("s5", "Подано онлайн")],
        change="better",
    )
    story.office.add("oksana", story.case, "contact_note", note)


def later_talks(story: Story) -> None:
    """A talk every two weeks until the summer."""
    for day, following in zip(TALKS, (*TALKS[1:], "2026-07-07"), strict=True):
        story.office.on(day)
        note = talk(day, following, change="better", topics=["r3", "r5"], summary="Максим ходить до школи.")
        story.office.add("oksana", story.case, "contact_note", note)


TALKS = ("2026-05-05", "2026-05-19", "2026-06-02", "2026-06-16", "2026-06-30")


def july_07(story: Story) -> None:
    """Closed: three problems solved together, two by the family; a contact in October is agreed."""
    office = story.office
    office.on("2026-07-07")
    changes = {**helped("2026-03-16"), "service_received": "partly"}
    office.amend("oksana", story.case, story.employment, changes)
    office.add("oksana", story.case, "plan_review", words.last_review())
    done = office.add("oksana", story.case, "closure", words.closure())
    story.closure = done.document or ""


def october_07(story: Story) -> None:
    """Three months later: stable."""
    result = [{"_id": "month_3", "date": "2026-10-07", "state": "stable", "note": "Син ходить до школи."}]
    story.office.on("2026-10-07")
    done = story.office.renew("oksana", story.case, story.closure, {"followup_result": result})
    story.closure = done.document or ""


DAYS = (
    *(february_03, february_05, february_10, february_17, february_20, february_24),
    *(march_02, march_05, march_09, march_12, march_16, march_26),
    *(april_02, april_21, later_talks, july_07),
)


def tell(office: Office, directory: Directory) -> Story:
    """The whole story, up to the closing."""
    story = Story(office, directory)
    for day in DAYS:
        day(story)
    return story


# -- the answers ----------------------------------------------------------------------------------------


def _member(id: str, name: str, relation: str, born: int, **more: Any) -> dict[str, Any]:
    return {"_id": id, "name": name, "relation": relation, "birth_year": born, "in_case": True, **more}


CARD = {
    "kind": "family",
    "display_name": "Родина К.",
    "identity_given": True,
    "first_name": "Олександра",
    "birth_date": "1991-09-12",
    "sex": "female",
    "displacement": "idp_registered",
    "categories": ["idp", "child_family"],
    "disability_status": "none",
    "contact_possible": True,
    "phone": "+380500000107",
    "safe_contact": "Телефонувати вдень",
    "address_area": "Громада «Лісова»",
    "origin_area": "Донецька область",
    "language": "uk",
    "other_languages": ["ru"],
    "interpreter_needed": False,
    "communication_needs": ["large_print", "quiet_place"],
    "legal_capacity": "self",
    "members": [
        _member("maksym", "Максим", "child", 2016, sex="male", categories=["idp"], agrees=True),
        _member("sofiia", "Софія", "child", 2021, sex="female", categories=["idp"]),
        _member(
            "nina",
            "Ніна",
            "parent",
            1958,
            sex="female",
            categories=["idp", "older", "disability"],
            agrees=True,
        ),
    ],
}


def consent(story: Story) -> dict[str, Any]:
    """What Oleksandra permits, for the family and towards whom."""
    shares = [story.directory.id(each) for each in (FUND, SCHOOL, CHILD_CENTRE, EMPLOYMENT)]
    permissions = [
        *(_permission(story, purpose) for purpose in ("process_data", "special_data", "case_work")),
        *(_permission(story, "share_provider", each, scope=SCOPE) for each in shares),
        _permission(story, "negotiate", story.directory.id(SOCIAL), scope=["identity", "documents"]),
        _permission(story, "post_followup"),
    ]
    return {
        "consent_date": "2026-02-03",
        "explained": ["who_we_are", "what_we_do", "voluntary", "data_kept", "who_sees", "how_long", "rights"],
        "explained_language": "uk",
        "permissions": permissions,
        "paper_location": "Папка родини, шафа 2",
        "copy_given": True,
        "limits_explained": True,
    }


SCOPE = ["identity", "contacts", "situation_summary", "family"]


def _permission(story: Story, purpose: str, recipient: str = "", **more: Any) -> dict[str, Any]:
    line = {
        "_id": f"{purpose} {recipient}".strip(),
        "purpose": purpose,
        "answer": "yes",
        "form": "written",
        "given_on": "2026-02-03",
        "valid_until": "2027-02-03",
        "witness": story.office.people["oksana"],
        **more,
    }
    return {**line, "recipient": recipient} if recipient else line


def own_consent(story: Story, member: str) -> dict[str, Any]:
    """What a member of the family says for themselves."""
    given = _permission(story, "process_data") | {"_id": f"data {member}", "form": "verbal"}
    return {
        "consent_date": "2026-02-03",
        "whose": member,
        "explained": ["who_we_are", "voluntary", "data_kept", "rights"],
        "explained_language": "ru" if member == "nina" else "uk",
        "understanding": "Пояснили великими літерами, у тихій кімнаті"
        if member == "nina"
        else "Розповів сам",
        "permissions": [given],
        "copy_given": True,
        "limits_explained": True,
    }


def _request(id: str, area: str, said: str, urgency: str, who: str, **more: Any) -> dict[str, Any]:
    reach = {"self_access": "cannot", "vital": True} | more
    line = {
        "_id": id,
        "words": said,
        "area": area,
        "nature": "problem",
        "origin": "asked",
        "person": who,
        "urgency": urgency,
        "in_competence": "partly",
        "state": "open",
    }
    return line | reach


REQUESTS = [
    _request("r1", "benefits", "Виплати ВПО припинено", "urgent", "Олександра", access_barriers=["refusal"],
             right_at_stake=["social_protection"]),
    _request("r2", "property", "Компенсація за зруйноване житло", "normal", "Олександра",
             access_barriers=["unclear_procedure", "digital"], right_at_stake=["property"]),
    _request("r3", "education", "Максим не ходить до школи, боїться", "urgent", "maksym",
             access_barriers=["fear_distrust"], linked_to="r5", right_at_stake=["education"]),
    _request("r4", "employment", "Робота для Олександри", "normal", "Олександра",
             self_access="with_hint", vital=False, right_at_stake=["work"]),
    _request("r5", "mental_health", "Максим прокидається вночі, тривога", "urgent", "maksym",
             origin="in_talk", access_barriers=["queue"], right_at_stake=["health"]),
]  # fmt: skip


def intake(story: Story) -> dict[str, Any]:
    """The enquiry at the partner's place."""
    return {
        "enquiry_date": "2026-02-03",
        "channel": "partner_place",
        "source": "partner_referral",
        "received_by": story.office.people["oksana"],
        "client": story.client[1],
        "for_whom": "family",
        "story": "Виїхали вчетверо, винаймають кімнату; виплату припинили без пояснень.",
        "desired_result": "Щоб було за що жити, а син спав і ходив до школи",
        "requests": REQUESTS,
        "basic_needs": basic_needs("money_now"),
        "safety_quick": "no",
        "discrimination_faced": "yes",
        "discrimination_detail": [
            {
                "_id": "d1",
                "ground": "displacement",
                "institution": SOCIAL.name,
                "what": "Працівниця сказала: «приїхали на все готове»",
            }
        ],
        "extra_resources_needed": "yes",
        "long_term": "yes",
        "help_given": [{"_id": "h1", "help_kind": "resource", "what": "Контакт фонду і запис на 05.02"}],
        "contacts_given": [
            {
                "_id": "k1",
                "partner": story.directory.id(FUND),
                "phone": phone(FUND),
                "for_what": "Продукти і грошова допомога",
            }
        ],
        "outcome": "propose_case",
        "client_decision": "Так, одна я вже не встигаю",
        "next_contact_date": "2026-02-05",
        "trust_initial": "5",
    }


def talk(day: str, following: str, **more: Any) -> dict[str, Any]:
    """A talk with Oleksandra."""
    return {
        "contact_at": f"{day}T10:30:00+03:00",
        "attempt_result": "yes",
        "channel": "phone",
        "initiated_by": "us",
        "with_whom": ["client"],
        "topics": ["r1"],
        "summary": "Говорили про те, що зроблено.",
        "change": "same",
        "safety_now": "ok",
        "trust_sign": "working",
        "review_needed": False,
        "next_contact_date": following,
        **more,
    }


def negotiation(day: str, summary: str, **more: Any) -> dict[str, Any]:
    """A talk with the social office about the payment."""
    given = [{"_id": f"h {day}", "help_kind": "service", "legal_service": "support_before_authority"}]
    said = {"with_whom": ["authority", "client"], "channel": "other", "channel_other": "зустріч в установі"}
    return talk(day, _two_weeks(day), **{"summary": summary, "help_given": given, **said, **more})


def _two_weeks(day: str) -> str:
    return {"2026-02-24": "2026-03-05", "2026-03-05": "2026-03-12"}.get(day, "2026-03-26")


def _referral(story: Story, entry: Any, request: str, area: str, **more: Any) -> dict[str, Any]:
    offer = {
        "_id": "o1",
        "date": "2026-02-20",
        "provider": story.directory.id(entry),
        "provider_kind": entry.kind,
        "format": "appointment_booked",
        "proposed_by": "coordinator",
        "answer": "agreed",
        "agreed_on": "2026-02-20",
    }
    return {
        "kind": "refer",
        "for_request": request,
        "area": area,
        "purpose": entry.service,
        "urgency": "urgent",
        "offers": [offer],
        "identity_shared": "name",
        "shared_data": ["identity", "contacts", "situation_summary"],
        "consent_ref": f"share_provider {story.directory.id(entry)}",
        "summary_for_provider": "Родина після переїзду, потрібна зустріч найближчими днями.",
        "state": "appointment_set",
        "sent_via": "phone",
        "sent_on": "2026-02-20",
        "feedback_expected_on": "2026-03-06",
        **more,
    }


def fund(story: Story) -> dict[str, Any]:
    """Food and money first."""
    made = _referral(story, FUND, "r1", "basic_needs", urgency="emergency")
    offer = made["offers"][0] | {"date": "2026-02-03", "agreed_on": "2026-02-03"}
    days = {"sent_on": "2026-02-03", "feedback_expected_on": "2026-02-06"}
    return made | days | {"offers": [offer], "appointment": "2026-02-05T11:00:00+02:00"}


def school(story: Story) -> dict[str, Any]:
    """The school's own psychologist."""
    return _referral(story, SCHOOL, "r3", "education", appointment="2026-03-03T14:00:00+02:00")


def centre(story: Story) -> dict[str, Any]:
    """The children's centre, which will turn out to be full."""
    return _referral(story, CHILD_CENTRE, "r5", "mental_health", state="sent")


def employment(story: Story) -> dict[str, Any]:
    """The employment centre takes this over."""
    made = _referral(story, EMPLOYMENT, "r4", "employment", kind="redirect", urgency="normal")
    offer = made["offers"][0] | {"date": "2026-03-12", "agreed_on": "2026-03-12"}
    return made | {"offers": [offer], "sent_on": "2026-03-12", "feedback_expected_on": "2026-03-26"}


def found_herself(story: Story) -> dict[str, Any]:
    """A second offer in the same referral: somebody whom Oleksandra found."""
    [first] = story.office.document(story.case, story.psychologist)["answers"]["offers"]
    second = {
        "_id": "o2",
        "date": "2026-03-05",
        "provider": PSYCHOLOGIST,
        "provider_kind": "private_professional",
        "format": "appointment_booked",
        "proposed_by": "client",
        "answer": "agreed",
        "agreed_on": "2026-03-05",
    }
    return {
        "offers": [first, second],
        "state": "appointment_set",
        "identity_shared": "none",
        "appointment": "2026-03-09T16:00:00+02:00",
    }


def helped(day: str) -> dict[str, Any]:
    """What is said of a referral that was of use."""
    return {
        "state": "closed_received",
        "attended_on": day,
        "feedback_from": "client",
        "feedback": "Були, допомогло.",
        "service_received": "yes",
        "client_rating": "5",
        "would_again": "yes",
        "outcome_need": "solved",
        "next_action": "none",
    }


LEVELS = {
    "benefits": ("critical", "unmet"),
    "property": ("unmet", "unmet"),
    "education": ("unmet", "unmet"),
    "employment": ("partly", "partly"),
    "mental_health": ("unmet", "partly"),
    "social_ties": ("partly", "unmet"),
}


def assessment() -> dict[str, Any]:
    """The first assessment: six domains of twenty need something."""
    return {
        "assessment_kind": "initial",
        "assessed_on": "2026-02-17",
        "participants": ["client", "other_kin", "coordinator"],
        "info_sources": ["client_words", "documents"],
        "situation_summary": "Родина з чотирьох осіб винаймає кімнату, виплати припинено.",
        "problem_history": [
            {
                "_id": "h1",
                "when": "березень 2024",
                "what": "Зруйновано дім, виїхали",
                "tried": "Подавали заяву на паперах",
                "result": "Відповіді немає",
                "source": "client_words",
            }
        ],
        "domains": [domain(area, *LEVELS.get(area, ("no_need",))) for area in DOMAINS],
        "strengths": [
            {"_id": "s1", "kind": "relation", "what": "Сестра в місті"},
            {"_id": "s2", "kind": "skill", "what": "Посвідчення бухгалтерки", "use": "Робота за фахом"},
            {"_id": "s3", "kind": "community", "what": "Ніна готує для сусідів"},
        ],
        "network": [
            {"_id": "n1", "who": "Сестра", "kind": "informal", "tie": "strong", "wish": "keep",
             "may_contact": True},
            {"_id": "n2", "who": "Сусіди", "kind": "group", "tie": "wanted", "wish": "start",
             "may_contact": False},
        ],
        "lonely": "one",
        "risk_asked": "yes",
        **{f"risk_{name}": "no" for name in RISKS},
        "risk_substance": "prefers_not_to_say",
        "risk_level": "low",
        "interpretation": "Без виплати немає житла, без сну сина немає школи.",
        "priorities": [
            {"_id": "p1", "subject": "r1", "why_first": "Немає за що жити"},
            {"_id": "p2", "subject_area": "education", "why_first": "Син втрачає рік"},
        ],
        "strategy": "Спершу виплата і психолог, далі школа; робота — ближче до літа.",
        "quality_of_life": "3",
        "self_efficacy": "2",
        "trust_level": "6",
        "contact_established": "working",
        "complexity": "medium",
        "client_seen": "yes_agrees",
    }  # fmt: skip
