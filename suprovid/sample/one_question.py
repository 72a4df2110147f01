"""One question by telephone: answered in two minutes, and no case."""

from __future__ import annotations

from typing import Any

from suprovid.sample.office import Office, key
from suprovid.store.register import Key

WORDS = "Куди йти і які папери потрібні, щоб перевести пенсію?"


def may_06(office: Office) -> Key:
    """A woman of sixty or more asks where a pension is moved; nobody asks for her name."""
    office.on("2026-05-06")
    return key(office.found("oksana", "enquiry", "intake", intake(office, WORDS)))


def may_20(office: Office) -> Key:
    """She calls again with another question: a second enquiry."""
    office.on("2026-05-20")
    again = intake(office, "Чи можна подати заяву поштою?", enquiry_date="2026-05-20")
    return key(office.found("oksana", "enquiry", "intake", again))


def tell(office: Office) -> Key:
    """The whole story."""
    return may_06(office)


def intake(office: Office, words: str, **more: Any) -> dict[str, Any]:
    """The answers of two minutes."""
    return {
        "enquiry_date": "2026-05-06",
        "channel": "phone",
        "received_by": office.people["oksana"],
        "anon_profile": [{"_id": "a1", "sex": "female", "age_band": "60+", "displacement": "non_displaced"}],
        "requests": [
            {
                "_id": "r1",
                "words": words,
                "area": "benefits",
                "nature": "question",
                "answer_given": "Сервісний центр за новим місцем проживання; паспорт, код, заява на місці.",
                "answered_on": more.get("enquiry_date", "2026-05-06"),
                "state": "answered",
            }
        ],
        "contacts_given": [
            {
                "_id": "k1",
                "partner": "Пенсійний фонд, сервісний центр",
                "hours": "пн-пт 9:00-16:00",
                "for_what": "Переведення пенсії",
            }
        ],
        "outcome": "info_given",
        "time_spent": 2,
        **more,
    }
