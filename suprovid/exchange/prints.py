"""What is printed for people: the algorithm of actions, a contact slip, and any document.

A print takes its labels from the forms and finds its answers by their tags; it carries only what the reader
of the page may see, and nothing restricted leaves on paper.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.casework import access, live
from suprovid.casework.fact import Facts
from suprovid.casework.known import Known, Line
from suprovid.casework.outside import setting_for
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing
from suprovid.exchange.paper import Block, Heading, Rows, Sheet, Signatures, Step, Table, Text
from suprovid.forms import dates
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.forms.look import View
from suprovid.store.folder import Folder, Json

RESTRICTED = "restricted"
PRINTED = "print"
WORDS = frozenset({"text", "long", "reference"})
"""The kinds of answer that a line is called by; a number or a tick says nothing."""
NARROW = 4
"""Lines with more columns than this are printed one under another instead of as a table."""
WIDE, SHORT = 6, 60
"""So many columns still make a table when no cell is longer than this."""

ABOUT_A_STEP = (
    "why",
    "where",
    "when",
    "due",
    "contact",
    "bring",
    "cost",
    "support",
    "actor_name",
    "expected_result",
    "plan_b",
)
"""What a client's step says besides what to do, in the order of doing it."""

ABOUT_A_CONTACT = ("person", "phone", "hours", "for_what")
OVER = frozenset({"done", "failed", "cancelled"})


@dataclass(frozen=True)
class Order:
    """What a print is made of: who asks, the folder, and for some prints one document."""

    work: Workspace
    by: By
    known: Known
    document: str = ""

    @property
    def language(self) -> str:
        return self.by.language

    @property
    def folder(self) -> Folder:
        return self.known.folder

    def say(self, key: str, **facts: object) -> str:
        """A sentence of the interface in the reader's language."""
        return self.work.library.words.say(key, self.language, **facts)

    def sheet(self, title: str, blocks: Sequence[Block], footer: str = "") -> Sheet:
        """A sheet with the organisation's head."""
        settings = self.work.settings
        head = [str(settings.value(name) or "") for name in ("address", "phone", "hours")]
        return Sheet(
            title,
            self.language,
            settings.name,
            ", ".join(part for part in head if part),
            tuple(blocks),
            footer,
        )


Print = Callable[[Order], Sheet]
PRINTS: dict[str, Print] = {}


def print_of(name: str) -> Callable[[Print], Print]:
    """Put a function into the table of prints."""

    def keep(make: Print) -> Print:
        PRINTS[name] = make
        return make

    return keep


def printed(work: Workspace, by: By, what: str, folder: Folder, document: str = "") -> Sheet:
    """The sheet of a print for a person who may read the folder; `Missing`, `NotAllowed`."""
    if what not in PRINTS:
        raise Missing(kind="print", id=what)
    access.require(work, by, "read", folder)
    sheet = PRINTS[what](Order(work, by, work.known_of(folder, by.today, by.language), document))
    work.journal.add(by.now, by.person.id, f"printed.{what}", folder.kind, folder.id)
    return sheet


PERMISSION = "consent.purpose"


@print_of("algorithm")
def algorithm(order: Order) -> Sheet:
    """The client's own steps in order, the first one marked; each with why and what to bring."""
    steps = [
        line for line in Facts(order.known).lines("steps") if line["by_client"] and line["state"] not in OVER
    ]
    steps.sort(key=lambda line: line.get("no") or 0)
    first = next((line for line in steps if line.get("start_here") is True), steps[0] if steps else None)
    wish = order.known.latest("plan.vision") or order.known.latest("enquiry.desired_result")
    blocks: list[Block] = [Text(f"«{wish}»", lead=True)] if wish else []
    blocks += [_step(order, number, line, line is first) for number, line in enumerate(steps, start=1)]
    if not steps:
        blocks.append(Text(order.say("print.no_steps")))
    worse = order.known.latest("plan.crisis_agreement")
    if worse:
        blocks += [Heading(order.say("print.if_worse")), Text(str(worse))]
    return order.sheet(order.say("print.algorithm"), blocks, _call_us(order))


@print_of("contacts")
def contacts(order: Order) -> Sheet:
    """Names, phones and hours to take away; never the reason."""
    blocks: list[Block] = []
    for name, rows in _once((*_contacts_given(order), *_offers_agreed(order))):
        blocks += [Heading(name), Rows(rows)]
    if not blocks:
        blocks.append(Text(order.say("print.no_contacts")))
    return order.sheet(order.say("print.contacts"), blocks, _call_us(order))


@print_of("document")
def document(order: Order) -> Sheet:
    """One document as it was answered, section by section, with lines for signatures."""
    try:
        found = order.folder.documents[order.document]
    except KeyError:
        raise Missing(kind="document", id=order.document) from None
    form = order.work.library.form(found["form"])
    reader = _Reader(order, form, found)
    blocks: list[Block] = []
    for section in reader.view.sections:
        answered = reader.blocks([field for field in section.fields if reader.prints(field)])
        if answered:
            blocks += [Heading(section.title(order.language)), *answered]
    if form.fields_meaning(PERMISSION):
        blocks += [Heading(order.say("print.withdraw.title")), Text(_how_to_withdraw(order))]
    blocks.append(Signatures([order.say("print.signature_client"), order.say("print.signature_worker")]))
    code = str(order.folder.about.get("code", ""))
    footer = order.say("print.document_footer", code=code, version=str(found["version"]))
    return order.sheet(form.title(order.language), blocks, footer)


class _Reader:
    """The answers of one document as text: what is shown, seen by this person, and meant for paper."""

    def __init__(self, order: Order, form: Form, document: Json) -> None:
        self.order, self.form = order, form
        seen = access.masked(order.work, order.by, order.folder, document, form)
        setting = setting_for(order.work, order.by, order.folder, document)
        self.view: View = form.look(seen.answers, setting)
        self.chosen = any(PRINTED in field.show for field in form.named.values())

    def prints(self, field: Field) -> bool:
        """Fields marked for print, or all where a form marks none; never restricted ones."""
        if field.sensitivity == RESTRICTED:
            return False
        return not self.chosen or any(PRINTED in each.show for each in field.walk())

    def blocks(self, fields: Iterable[Field]) -> list[Block]:
        """Plain answers gathered as labelled rows, lines as tables or as rows under a number."""
        found: list[Block] = []
        rows: list[tuple[str, str]] = []
        for field in fields:
            value = self.view.answers.get(field.key)
            if value is None:
                continue
            if field.kind == "lines":
                found += [Rows(rows)] if rows else []
                found += [Text(field.title(self.order.language)), *self._lines(field, value)]
                rows = []
            else:
                rows.append((field.title(self.order.language), self._text(field, value)))
        return [*found, Rows(rows)] if rows else found

    def _lines(self, field: Field, lines: Sequence[Mapping[str, Any]]) -> list[Block]:
        marked = [child for child in field.children if PRINTED in child.show]
        columns = [
            child
            for child in (marked or field.children)
            if child.sensitivity != RESTRICTED
            and any(line.get(child.key) is not None for line in lines)
            and not _counts(child, lines)
        ]
        titles = [child.title(self.order.language) for child in columns]
        cells = [[self._text(child, line.get(child.key)) for child in columns] for line in lines]
        if len(columns) <= NARROW or (len(columns) <= WIDE and _are_short(cells)):
            return [Table(titles, cells)]
        called = next((place for place, child in enumerate(columns) if child.kind in WORDS), 0)
        return [
            Step(number, row[called], [(title, text) for title, text in rest if text])
            for number, row in enumerate(cells, start=1)
            for rest in [
                [pair for place, pair in enumerate(zip(titles, row, strict=True)) if place != called]
            ]
        ]

    def _text(self, field: Field, value: Any) -> str:
        if value is None:
            return ""
        if field.kind in ("reference", "references"):
            return _names(self.order, field, value)
        if field.kind == "lines":
            return "\n".join("; ".join(self._inner(field, line)) for line in value)
        return field.reads(value, self.order.language)

    def _inner(self, field: Field, line: Mapping[str, Any]) -> Iterable[str]:
        return (
            self._text(child, line[child.key]) for child in field.children if line.get(child.key) is not None
        )


def _counts(field: Field, lines: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a column only repeats the position of each line, which is printed anyway."""
    numbers = [line.get(field.key) for line in lines]
    return (
        field.calculate is not None and field.kind == "integer" and numbers == list(range(1, len(lines) + 1))
    )


def _are_short(cells: Sequence[Sequence[str]]) -> bool:
    return all(len(text) <= SHORT for row in cells for text in row)


def _names(order: Order, field: Field, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    said = (live.label(order.work, order.by, field.source or {}, order.folder, each) for each in values)
    return ", ".join(said)


def _step(order: Order, number: int, line: Line, first: bool) -> Step:
    mark = order.say("print.start_here") if first else ""
    return Step(number, str(line.get("what", "")), _labelled(order, "step", ABOUT_A_STEP, line), mark)


def _labelled(order: Order, family: str, names: Iterable[str], line: Line) -> list[tuple[str, str]]:
    rows = []
    for name in names:
        field = order.known.field(f"{family}.{name}")
        if field is not None and line.get(name) is not None:
            reference = field.kind in ("reference", "references")
            text = _names(order, field, line[name]) if reference else field.reads(line[name], order.language)
            rows.append((field.title(order.language), text))
    return rows


def _once(
    found: Iterable[tuple[str, list[tuple[str, str]]]],
) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """One contact once, with all that was said of it anywhere."""
    joined: dict[str, list[tuple[str, str]]] = {}
    for name, rows in found:
        before = joined.setdefault(name, [])
        before += [row for row in rows if row not in before]
    return joined.items()


def _contacts_given(order: Order) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    partner = order.known.field("contact_given.partner")
    for line in order.known.lines("contact_given"):
        name = line.get("partner") or line.get("person") or ""
        title = _names(order, partner, name) if partner and line.get("partner") else str(name)
        yield title, _labelled(order, "contact_given", ABOUT_A_CONTACT, line)


def _offers_agreed(order: Order) -> Iterable[tuple[str, list[tuple[str, str]]]]:
    """Whom the client agreed to meet, or kept the contact of."""
    provider = order.known.field("referral.offer.provider")
    for line in Facts(order.known).lines("offers"):
        if (
            provider
            and line.get("provider")
            and (line.get("answer") == "agreed" or line.get("contact_left") == "yes")
        ):
            yield _names(order, provider, line["provider"]), [*_offer_rows(order, line)]


def _offer_rows(order: Order, line: Line) -> Iterable[tuple[str, str]]:
    yield from _labelled(order, "referral.offer", ("person",), line)
    provider = str(line["provider"])
    if order.work.links.about(live.ORGANISATION, provider):
        known = order.work.known_alone(order.work.read(live.ORGANISATION, provider), order.by.today)
        for phone in known.lines("organisation.phone"):
            yield order.say("print.phone"), str(phone.get("number", ""))


def _how_to_withdraw(order: Order) -> str:
    """What somebody who takes a consent home must be able to find there."""
    phone = str(order.work.settings.value("phone") or "")
    return " ".join(part for part in (order.say("print.withdraw"), phone) if part)


def _call_us(order: Order) -> str:
    phone = order.work.settings.value("phone")
    today = dates.written(order.by.today, order.language)
    return order.say("print.call_us", phone=str(phone), date=today) if phone else today
