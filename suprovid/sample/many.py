"""Any number of invented cases at every stage, the same for the same seed."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from suprovid.casework.links import Key
from suprovid.sample.directory import Directory
from suprovid.sample.lives import Life
from suprovid.sample.office import Office, key
from suprovid.sample.plots import COMMENTS, QUESTIONS

LONGEST = 600
"""How many days ago the first of them came."""
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
        return self.office.add(self.worker, self.case, form, answers).document or ""


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
    telling.enquiry = key(office.found(worker, "enquiry", "intake", intake))
    telling.has_come(1)
    answer = life.chance.choices(("yes", "later", "no"), (92, 5, 3))[0]
    opened = office.add(worker, telling.enquiry, "start_check", life.check(answer)).opened
    if opened:
        telling.case = opened[0]
        work(telling, life.chance.choices(ENDINGS, WEIGHTS)[0])
    return bool(opened)


def work(telling: Telling, ending: Ending) -> None:
    """Assessment, plan, talks and referrals, as far as time allows; then it ends, or goes on."""
    life = telling.life
    if not telling.has_come(9):
        return
    if ending is waits:
        waits(telling)
        return
    telling.say("needs_assessment", life.assessment())
    if not telling.has_come(16):
        return
    plan = life.plan()
    telling.say("individual_plan", plan)
    referral = refer(telling)
    steps = [str(step["_id"]) for step in plan["steps"]]
    if not telling.has_come(30):
        return
    telling.say("contact_note", life.note(30, 45, tuple(steps[:1])))
    if referral:
        telling.office.amend(telling.worker, telling.case, referral, life.outcome(28))
    ending(telling)


def refer(telling: Telling) -> str:
    """Most are referred: some agree, decline or are refused; the document that goes on, or nothing."""
    state = telling.life.chance.choices(("sent", "", "declined", "refused"), (50, 25, 15, 10))[0]
    if not state:
        return ""
    document = telling.say("referral", telling.life.referral(state))
    return document if state == "sent" and telling.life.chance.random() < 0.8 else ""


# -- how they end ---------------------------------------------------------------------------------------


def goes_on(telling: Telling) -> None:
    """Talks every few weeks until today; the newest may be overdue."""
    for after in _weeks(telling.life.chance):
        if not telling.has_come(after):
            return
        telling.say("contact_note", telling.life.note(after, after + 14))


def _weeks(chance: Random) -> Iterator[int]:
    after = 30
    for _ in range(chance.randint(1, 4)):
        after += chance.randint(12, 40)
        yield after


def is_reviewed(telling: Telling) -> None:
    """A review, some sent back with comments."""
    if not telling.has_come(46):
        return
    review = telling.say("plan_review", telling.life.review(46))
    if telling.life.chance.random() < 0.4 and telling.has_come(48):
        telling.office.send_back("halyna", telling.case, review, COMMENTS)


def is_closed(telling: Telling) -> None:
    """Closed with results after three to seven months."""
    after = telling.life.chance.randint(90, 210)
    if not telling.has_come(after):
        goes_on(telling)
        return
    reason = telling.life.chance.choice(("goals_met", "goals_met", "enough_client_continues", "moved"))
    telling.say("closure", telling.life.closure(after, reason))


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


ENDINGS: tuple[Ending, ...] = (goes_on, is_closed, is_reviewed, is_lost, waits)
WEIGHTS = (34, 42, 12, 6, 6)
