"""A small organisation to try acts on: who works there, and the answers they give."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from suprovid.casework import acts, people
from suprovid.casework.acts import At, Done, Filled
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import NotSound

SCHEMAS = Path(__file__).parents[2] / "schemas"
STAFF = {
    "oksana": ("Оксана", ["frontliner", "coordinator"]),
    "iryna": ("Ірина", ["integrator"]),
    "dmytro": ("Дмитро", ["lawyer"]),
    "halyna": ("Галина", ["supervisor", "administrator"]),
    "marta": ("Марта", ["methodologist"]),
}


def on(day: str, hour: int = 10) -> datetime:
    """A moment of a day."""
    return datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC)


@dataclass
class House:
    """The organisation and the day it is; `oksana`, `iryna`, ... act today."""

    work: Workspace
    ids: dict[str, str]
    now: datetime

    def by(self, login: str) -> By:
        return By(people.find(self.work, self.ids[login]), self.now)

    def __getattr__(self, login: str) -> By:
        if login.startswith("_") or login not in self.ids:
            raise AttributeError(login)
        return self.by(login)

    def day(self, day: str, hour: int = 10) -> None:
        """Let it be that day."""
        self.now = on(day, hour)

    def hire(self, login: str, name: str, *roles: str, **more: Any) -> By:
        """One more person."""
        done = acts.add_person(
            self.work, self.halyna, {"name": name, "login": login, "roles": list(roles), **more}
        )
        self.ids[login] = done.id
        return self.by(login)

    def settings(self, **changes: Any) -> None:
        """Change the organisation's settings."""
        acts.change_settings(self.work, self.halyna, acts.settings_at(self.work), changes)

    def at(self, done: Done) -> At:
        """Where the next act in the same folder goes, as it is now."""
        return At(done.kind, done.id, self.work.read(done.kind, done.id).revision)

    def document(self, done: Done) -> dict[str, Any]:
        """The document that an act was about, as it is now."""
        return self.work.read(done.kind, done.id).documents[done.document or ""]

    def submit(
        self, by: By, form: str, answers: dict[str, Any], into: Done | None = None, kind: str = ""
    ) -> Done:
        """Submit a new document: into a folder, or founding one of that kind."""
        at = self.at(into) if into else At(kind)
        return told(lambda: acts.submit(self.work, by, at, Filled(form, answers)))

    def permit(self, by: By, into: Done, *purposes: str) -> Done:
        """The person permits to process data, and these."""
        return self.submit(by, "consent", permitted(self, "process_data", *purposes), into)

    def ready(self, by: By, count: int = 3, **more: Any) -> Done:
        """An enquiry after which a case may begin."""
        done = self.submit(by, "intake", with_problems(self, count, **more), kind="enquiry")
        self.permit(by, done)
        return done

    def draft(
        self, by: By, form: str, answers: dict[str, Any], into: Done | None = None, kind: str = ""
    ) -> Done:
        """Save a new draft."""
        at = self.at(into) if into else At(kind)
        return told(lambda: acts.save_draft(self.work, by, at, Filled(form, answers)))


def question(words: str = "Де переоформити пенсію?", **more: Any) -> dict[str, Any]:
    """A request that was answered on the spot."""
    return {
        "_id": "r1",
        "words": words,
        "area": "benefits",
        "nature": "question",
        "answer_given": "У відділенні фонду, вівторок",
        "answered_on": "2026-05-06",
        "state": "answered",
        **more,
    }


def problem(id: str, words: str, area: str = "housing", **more: Any) -> dict[str, Any]:
    """A request that needs work."""
    return {
        "_id": id,
        "words": words,
        "area": area,
        "nature": "problem",
        "origin": "asked",
        "urgency": "normal",
        "in_competence": "yes",
        "self_access": "cannot",
        "access_barriers": ["no_information"],
        "vital": True,
        "state": "open",
        **more,
    }


def one_question(house: House, **more: Any) -> dict[str, Any]:
    """The answers of a short anonymous enquiry."""
    return {
        "enquiry_date": house.now.date().isoformat(),
        "channel": "phone",
        "received_by": house.ids["oksana"],
        "anon_profile": [{"_id": "p1", "sex": "female", "age_band": "60+", "displacement": "non_displaced"}],
        "requests": [question()],
        "outcome": "info_given",
        **more,
    }


def with_problems(house: House, count: int = 3, **more: Any) -> dict[str, Any]:
    """The answers of a whole enquiry that may become a case."""
    return {
        "enquiry_date": house.now.date().isoformat(),
        "channel": "office",
        "source": "friend_relative",
        "received_by": house.ids["oksana"],
        "anon_profile": [{"_id": "p1", "sex": "male", "age_band": "25-59", "displacement": "non_displaced"}],
        "for_whom": "self",
        "desired_result": "Жити спокійно",
        "requests": [
            problem(f"r{n}", f"Проблема {n}", ["housing", "property", "education"][n % 3])
            for n in range(count)
        ],
        "basic_needs": [{"_id": "b1", "item": "food", "state": "met"}],
        "safety_quick": "no",
        "extra_resources_needed": "yes",
        "long_term": "yes",
        "outcome": "propose_case",
        "client_decision": "Так",
        "next_contact_date": "2026-05-20",
        **more,
    }


def started(house: House, **more: Any) -> dict[str, Any]:
    """The answers of a check after which the case begins."""
    return {
        "c1_plan": True,
        "worker_proposal": "start",
        "client_answer": "yes",
        "model_orientation": "client_requests",
        "case_title": "Житло і документи",
        "model_client_role": "shared",
        "model_modules": ["coordination"],
        "complexity": "medium",
        "coordinator": house.ids["oksana"],
        "start_date": house.now.date().isoformat(),
        **more,
    }


def permitted(house: House, *purposes: str) -> dict[str, Any]:
    """The answers of a consent to these purposes."""
    today = house.now.date().isoformat()
    return {
        "consent_date": today,
        "explained": ["voluntary", "data_kept", "rights"],
        "explained_language": "uk",
        "permissions": [
            {
                "_id": f"{purpose} {today}",
                "purpose": purpose,
                "answer": "yes",
                "form": "verbal",
                "given_on": today,
                "witness": house.ids["oksana"],
            }
            for purpose in purposes
        ],
        "copy_given": True,
        "limits_explained": True,
    }


CLIENT = {
    "kind": "person",
    "identity_given": True,
    "display_name": "Мар'яна",
    "surname": "Коваль",
    "birth_date": "1990-03-04",
    "sex": "female",
    "displacement": "idp_registered",
    "categories": ["veteran"],
    "contact_possible": True,
    "phone": "+380671234567",
    "safe_contact": "Удень",
    "address_area": "Лісова",
    "language": "uk",
    "interpreter_needed": False,
    "legal_capacity": "self",
}


def client(house: House, **more: object) -> acts.Done:
    return house.submit(house.oksana, "client", {**CLIENT, **more}, kind="client")


def told(act: Callable[[], Done]) -> Done:
    """Do an act; where a document is not sound, say which answers are to be mended."""
    try:
        return act()
    except NotSound as error:
        error.add_note("\n".join(f"{problem.path}: {problem.keyword}" for problem in error.problems))
        raise
