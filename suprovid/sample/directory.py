"""The organisations and services around the sample, in an invented community."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.sample.office import Office, key

CITY = "Лісове"


@dataclass(frozen=True)
class Entry:
    """An organisation with one service; `phone` is the last digits of an invented number."""

    name: str
    kind: str
    areas: tuple[str, ...]
    service: str
    description: str
    groups: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("contact_given", "appointment_booked")
    phone: str = "00"
    relation: str = "cooperating"
    contact: str = ""


HOSPITAL = Entry(
    "Міська лікарня",
    "health_facility",
    ("health", "mental_health"),
    "Розмова з психологом",
    "Перша зустріч без направлення.",
    ("veteran", "veteran_family"),
    ("on_site_meeting", "appointment_booked", "visiting_day"),
    "12",
    contact="психологиня відділення",
)
SUPPORT = Entry(
    "Служба психологічної підтримки",
    "state_municipal",
    ("mental_health",),
    "Психологічне консультування",
    "До десяти зустрічей, запис телефоном.",
    ("veteran", "life_circumstances"),
    phone="13",
    contact="двоє фахівців, знайомі з робочої групи",
)
FUND = Entry(
    "Фонд «Дім»",
    "ngo",
    ("basic_needs", "housing", "income_debt"),
    "Продукти і грошова допомога",
    "Одноразова допомога родинам, які втратили житло.",
    ("idp", "child_family"),
    phone="14",
)
SOCIAL = Entry(
    "Управління соціального захисту",
    "state_municipal",
    ("benefits", "income_debt"),
    "Прийом заяв на виплати",
    "Призначення і поновлення соціальних виплат.",
    ("idp", "low_income", "older"),
    phone="15",
)
SCHOOL = Entry(
    "Школа № 3, психологиня",
    "education",
    ("education", "mental_health"),
    "Підтримка дитини у школі",
    "Зустрічі з дитиною, батьками і вчителями.",
    ("child_family",),
    phone="16",
)
CHILD_CENTRE = Entry(
    "Центр дитячої психології",
    "ngo",
    ("mental_health", "family_children"),
    "Дитячий психолог",
    "Індивідуальні зустрічі з дитиною.",
    ("child_family", "idp"),
    phone="17",
)
EMPLOYMENT = Entry(
    "Центр зайнятості",
    "state_municipal",
    ("employment", "education"),
    "Пошук роботи і навчання",
    "Вакансії, навчання, оцінка навичок.",
    ("unemployed", "idp"),
    phone="18",
)
PENSION = Entry(
    "Пенсійний фонд, сервісний центр",
    "state_municipal",
    ("benefits", "disability_rehab"),
    "Пенсійне обслуговування",
    "Призначення і переведення пенсій.",
    ("older", "disability"),
    phone="19",
)
LEGAL_AID = Entry(
    "Бюро правової допомоги",
    "legal_aid",
    ("legal_dispute", "documents_status", "property"),
    "Безоплатна правова допомога",
    "Консультації, складання документів, адвокат у суді.",
    ("low_income", "idp", "veteran"),
    phone="20",
    relation="agreement",
)
SHELTER = Entry(
    "Прихисток «Тепло»",
    "ngo",
    ("safety_violence", "housing"),
    "Безпечне проживання",
    "Адресу повідомляють телефоном.",
    ("gbv_survivor", "child_family"),
    phone="21",
)
HOME_HELP = Entry(
    "Територіальний центр «Турбота»",
    "state_municipal",
    ("daily_living", "social_ties"),
    "Допомога вдома",
    "Соціальний робітник двічі на тиждень.",
    ("older", "disability"),
    phone="22",
)
VETERANS = Entry(
    "Спілка «Побратими громади»",
    "peer_volunteer",
    ("military_veteran", "social_ties"),
    "Рівний рівному",
    "Супровід побратима на комісію чи до лікаря.",
    ("veteran", "veteran_family"),
    ("peer_escort", "contact_given"),
    "23",
)
REGISTRY = Entry(
    "Центр надання послуг громади",
    "state_municipal",
    ("documents_status", "property"),
    "Документи і реєстрація",
    "Відновлення документів, реєстрація місця проживання, заяви на компенсацію.",
    ("idp", "war_affected_local"),
    phone="24",
)
RECOVERY = Entry(
    "Група взаємодопомоги «Крок»",
    "self_help_group",
    ("substance_use", "social_ties"),
    "Зустрічі групи",
    "Двічі на тиждень, без запису, без імен.",
    phone="25",
    relation="contacted",
)
ENTRIES = (
    *(HOSPITAL, SUPPORT, FUND, SOCIAL, SCHOOL, CHILD_CENTRE, EMPLOYMENT, PENSION),
    *(LEGAL_AID, SHELTER, HOME_HELP, VETERANS, REGISTRY, RECOVERY),
)


@dataclass(frozen=True)
class Directory:
    """The organisations of the sample, each with its id."""

    ids: Mapping[str, str]

    def id(self, entry: Entry) -> str:
        """The folder of an organisation."""
        return self.ids[entry.name]

    def serving(self, area: str) -> Entry | None:
        """An organisation that works in an area; None where nobody does."""
        return next((entry for entry in ENTRIES if area in entry.areas), None)


def build(office: Office, entries: Iterable[Entry] = ENTRIES) -> Directory:
    """Let the integrator enter organisations, each with its service."""
    return Directory({entry.name: _enter(office, entry) for entry in entries})


def phone(entry: Entry) -> str:
    """An invented number of an organisation."""
    return f"+3804400000{entry.phone}"


def _enter(office: Office, entry: Entry) -> str:
    folder = key(office.found("iryna", "organisation", "partner", partner(entry)))
    office.add("iryna", folder, "service", service(office, entry))
    return folder[1]


def partner(entry: Entry) -> dict[str, Any]:
    """The answers about an organisation."""
    who = entry.contact or "черговий фахівець"
    return {
        "name": entry.name,
        "description": entry.description,
        "provider_kind": entry.kind,
        "areas": list(entry.areas),
        "phones": [{"_id": "phone", "number": phone(entry), "purpose": "запис"}],
        "contacts": [{"_id": "contact", "name": who, "agreed_to_be_listed": True}],
        "locations": [
            {"_id": "place", "location_type": "physical", "address_1": "вул. Вигадана", "city": CITY}
        ],
        "languages": ["uk"],
        "relation_state": entry.relation,
        "data_sharing_ok": "yes" if entry.relation == "agreement" else "not_needed",
    }


def service(office: Office, entry: Entry) -> dict[str, Any]:
    """The answers about what an organisation offers."""
    return {
        "name": entry.service,
        "description": entry.description,
        "status": "active",
        "areas": list(entry.areas),
        **({"target_groups": list(entry.groups)} if entry.groups else {}),
        "application_process": "Зателефонувати або прийти у години прийому.",
        "cost_options": "free",
        "schedules": [
            {
                "_id": "open",
                "freq": "weekly",
                "byday": ["tu", "th"],
                "opens_at": "10:00",
                "closes_at": "16:00",
            }
        ],
        "formats": list(entry.formats),
        "languages": ["uk"],
        "service_areas": "громада «Лісова»",
        "assured_date": office.today,
        "assurer": office.people["iryna"],
    }
