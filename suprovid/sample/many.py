"""Any number of invented cases at every stage, the same for the same seed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from suprovid.sample.client_n import basic_needs
from suprovid.sample.directory import Directory
from suprovid.sample.lives import Life
from suprovid.sample.office import Office, key
from suprovid.sample.plots import COMMENTS, QUESTIONS
from suprovid.store.register import Key

LONGEST = 600
"""How many days ago the first of them came."""
LASTS, FRESH, NEXT = 200, 20, 14
"""In days: what is older is over, what is younger has only begun, and so far away is the next talk."""
SELDOM = 5
"""One in so many of those that go on needs the supervisor now."""
REASONS = (
    "Домовилися з людиною повернутися до цього на наступній зустрічі.",
    "Надавач ще не відповів, строк — цей тиждень.",
    "Людина просила не поспішати.",
    "Обговорено на супервізії.",
)
"""Why a warning was passed."""
ENQUIRIES = 4
"""One enquiry that stays without a case for so many cases."""


@dataclass
class Telling:
    """One life on its way through the acts, up to `end`, the last day that has come."""

    office: Office
    life: Life
    worker: str
    end: date
    client: Key = ("", "")
    enquiry: Key = ("", "")
    case: Key = ("", "")
    due: dict[str, int] = field(default_factory=dict)

    @property
    def age(self) -> int:
        """How many days ago it began."""
        return (self.end - self.life.start).days

    def has_come(self, after: int) -> bool:
        """Go to the day so many days after the beginning, if it is not in the future."""
        day = self.life.start + timedelta(days=after)
        if day > self.end:
            return False
        self.office.on(
            day.isoformat(), f"{self.life.chance.randint(9, 16):02}:{self.life.chance.randint(0, 49):02}"
        )
        return True

    def say(self, form: str, answers: dict[str, object]) -> str:
        """One more document in the case."""
        reason = self.life.chance.choice(REASONS)
        return self.office.add(self.worker, self.case, form, answers, reason).document or ""


Ending = Callable[[Telling], None]


def tell(office: Office, directory: Directory, count: int, workers: tuple[str, ...]) -> None:
    """So many cases, the earliest first, and among them enquiries that stay without one."""
    today = office.now.date()
    chance = Random(f"{office.seed}/many")
    starts = sorted(today - timedelta(days=1 + int(LONGEST * chance.random() ** 1.6)) for _ in range(count))
    people = itertools.count()
    for number, start in enumerate(starts):
        worker = workers[number % len(workers)]
        if number % ENQUIRIES == 0:
            ask(office, chance, worker, start)
        for person in people:
            own = Random(f"{office.seed}/{person}")
            life = Life(own, person + 200, directory, office.people[worker], start)
            if begin(Telling(office, life, worker, today)):
                break


def ask(office: Office, chance: Random, worker: str, day: date) -> None:
    """Somebody without a name asks one question."""
    area, words, answer = chance.choice(QUESTIONS)
    office.on(day.isoformat(), "16:55")
    profile = {
        "_id": "a1",
        "sex": chance.choice(("female", "male", "prefers_not_to_say")),
        "age_band": chance.choice(("18-24", "25-59", "25-59", "60+", "unknown")),
        "displacement": chance.choice(("non_displaced", "idp_registered", "not_discussed")),
    }
    request = {"_id": "r1", "words": words, "area": area, "nature": "question", "answer_given": answer}
    answers = {
        "enquiry_date": day.isoformat(),
        "channel": chance.choice(("phone", "office", "messenger")),
        "received_by": office.people[worker],
        "anon_profile": [profile],
        "requests": [{**request, "answered_on": day.isoformat(), "state": "answered"}],
        "outcome": "info_given",
        "time_spent": chance.choice((2, 5, 10)),
    }
    office.found(worker, "enquiry", "intake", answers)


def begin(telling: Telling) -> bool:
    """From the first talk to the case; a few say no or later, and no case begins."""
    life, office, worker = telling.life, telling.office, telling.worker
    telling.has_come(0)
    telling.client = key(office.found(worker, "client", "client", life.card()))
    office.add(worker, telling.client, "consent", life.consent())
    intake = life.intake(telling.client[1])
    asked = office.found(worker, "enquiry", "intake", intake)
    telling.enquiry = key(asked)
    if telling.has_come(1) and telling.age > 3:
        office.amend(worker, telling.enquiry, asked.document or "", {"basic_needs": basic_needs()})
    answer = life.chance.choices(("yes", "later", "no"), (92, 5, 3))[0]
    if answer == "later" and telling.age > FRESH:
        answer = "no"
    opened = office.add(worker, telling.enquiry, "start_check", life.check(answer)).opened
    if opened:
        telling.case = opened[0]
        work(telling, _ending(telling))
    return bool(opened)


def _ending(telling: Telling) -> Ending:
    """How it goes on: old cases are over, only a fresh one still waits for its assessment."""
    if FRESH < telling.age <= LASTS and telling.life.number % SELDOM == 0:
        return SPECIAL[telling.life.number // SELDOM % len(SPECIAL)]
    endings = ENDED if telling.age > LASTS else GOING if telling.age > FRESH else FIRST
    return telling.life.chance.choices(tuple(endings), tuple(endings.values()))[0]


def work(telling: Telling, ending: Ending) -> None:
    """Assessment, plan, talks and referrals, as far as time allows; then it ends, or goes on."""
    life = telling.life
    if not telling.has_come(9):
        return
    if ending is waits:
        waits(telling)
        return
    telling.say("needs_assessment", life.assessment())
    _talk_at_first(telling, 9, 16)
    if not telling.has_come(16):
        return
    plan = life.plan()
    telling.say("individual_plan", plan)
    telling.due = {step["_id"]: (date.fromisoformat(step["due"]) - life.start).days for step in plan["steps"]}
    referral = refer(telling)
    _talk_at_first(telling, 16, 30)
    if not telling.has_come(30):
        return
    telling.say("contact_note", life.note(30, 45, _done(telling, 30)))
    if referral:
        telling.office.amend(telling.worker, telling.case, referral, life.outcome(28))
    ending(telling)


def _talk_at_first(telling: Telling, after: int, following: int) -> None:
    """The talks of the first month, told for those who are in it."""
    if telling.age < 30:
        telling.say("contact_note", telling.life.note(after, following))


def _done(telling: Telling, after: int) -> tuple[str, ...]:
    """The steps that are done by then; now and then one is late."""
    ready = [
        id for id, due in telling.due.items() if due <= after + NEXT and telling.life.chance.random() < 0.9
    ]
    for id in ready:
        del telling.due[id]
    return tuple(ready)


def refer(telling: Telling) -> str:
    """Most are referred: some agree, decline or are refused; the document that goes on, or nothing."""
    state = telling.life.chance.choices(("sent", "", "declined", "refused"), (50, 25, 15, 10))[0]
    if not state or (telling.age > LASTS and state in ("declined", "refused")):
        return ""
    document = telling.say("referral", telling.life.referral(state))
    known = telling.age > LASTS or telling.life.chance.random() < 0.8
    return document if state == "sent" and known else ""


# -- how they end ---------------------------------------------------------------------------------------


def goes_on(telling: Telling) -> None:
    """Talks every second week until today, each season a review; the newest may be a few days late."""
    _talk_until(telling, telling.age)


def _talk_until(telling: Telling, last: int) -> None:
    """From the first month on, steps are done and the plan is looked at again."""
    life, review, after = telling.life, 46, 45
    while after <= last and telling.has_come(after):
        following = after + life.chance.randint(10, NEXT)
        telling.say("contact_note", life.note(after, following, _done(telling, after)))
        if after >= review:
            telling.say("plan_review", life.review(after))
            review = after + 90
        after = following + life.chance.choices((0, 1, 4), (60, 25, 15))[0]


def is_sent_back(telling: Telling) -> None:
    """A review that came back with comments yesterday; before it, talks."""
    _talk_until(telling, telling.age - 3)
    if telling.has_come(telling.age - 1):
        review = telling.say("plan_review", telling.life.review(telling.age - 1))
        telling.office.send_back("halyna", telling.case, review, COMMENTS)


def is_silent(telling: Telling) -> None:
    """For three weeks nobody has answered: what next, the supervisor helps to decide."""
    age = telling.age
    _talk_until(telling, age - 26)
    for before, channel in ((20, "phone"), (12, "messenger"), (5, "letter_email")):
        if age - before > 30 and telling.has_come(age - before):
            telling.say("contact_note", telling.life.missed(age - before, channel))


def is_proposed(telling: Telling) -> None:
    """Not our competence: the closing waits for the supervisor since the day before yesterday."""
    _talk_until(telling, telling.age - 3)
    if telling.has_come(telling.age - 2):
        closing = telling.life.closure(telling.age - 2, "outside_competence")
        told = "Потрібне представництво в суді, якого ми не ведемо"
        telling.say("closure", {**closing, "reason_detail": told})


def is_closed(telling: Telling) -> None:
    """Closed with results after three to seven months."""
    after = telling.life.chance.randint(80, LASTS)
    if after > telling.age or not telling.has_come(after):
        goes_on(telling)
        return
    reason = telling.life.chance.choice(("goals_met", "goals_met", "enough_client_continues", "moved"))
    closing = telling.life.closure(after, reason)
    if telling.age > after + FRESH:
        closing["followup_agreed"] = "no"
    telling.say("closure", closing)


def is_lost(telling: Telling) -> None:
    """Nobody answers any more; the supervisor agrees to the closing, or has yet to."""
    for after, channel in ((45, "phone"), (49, "messenger"), (56, "letter_email")):
        if not telling.has_come(after):
            return
        telling.say("contact_note", telling.life.missed(after, channel))
    if not telling.has_come(95):
        return
    closure = telling.say("closure", telling.life.closure(95, "lost_contact"))
    if telling.has_come(99):
        telling.office.approve("halyna", telling.case, closure)


def waits(telling: Telling) -> None:
    """The assessment is still a draft."""
    answers = telling.life.assessment()
    begun = {name: answers[name] for name in ("assessment_kind", "assessed_on", "situation_summary")}
    telling.office.draft(telling.worker, telling.case, "needs_assessment", begun)
    telling.say("contact_note", telling.life.note(9, 9 + NEXT))


SPECIAL: tuple[Ending, ...] = (is_proposed, is_silent, is_sent_back)
FIRST: Mapping[Ending, int] = {goes_on: 70, waits: 30}
GOING: Mapping[Ending, int] = {goes_on: 58, is_closed: 42}
ENDED: Mapping[Ending, int] = {is_closed: 92, is_lost: 8}
"""How likely is what, by how long ago it began."""
