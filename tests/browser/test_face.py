"""The face of a form: by keys alone, what is wrong said aloud, in other tongues, with attachments."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import large_form
import pytest
from keyboard import Keyboard
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from running_app import Running, start
from street import PRESS, Visitor, visiting

from suprovid.casework.opening import open_workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import client_n, directory, staff
from suprovid.sample.client_n import Story
from suprovid.sample.directory import HOSPITAL, SUPPORT
from suprovid.sample.office import Office

pytestmark = pytest.mark.browser

SCHEMAS = Path(__file__).parents[2] / "schemas"
FORM = Path(__file__).with_name("form_arabic.json")
LOGIN, METHODOLOGIST = "oksana", "marta"
NAME = "محمد علي (Мухаммед)"
PLACE = "[class*='st-key'][class*='-words']"


SMALL = "small"


def _small(mood: str, *retired: str) -> dict[str, Any]:
    """A form of three questions; the first by the name that is given, some choices not offered any more."""
    choices = [
        {"const": const, "title": title, **({"deprecated": True} if const in retired else {})}
        for const, title in (("self", "Сама"), ("family", "Близькі"), ("school", "Школа"))
    ]
    asked = {
        mood: {"title": "Настрій", "type": "string"},
        "who": {"title": "Хто каже", "type": "string", "oneOf": choices},
        "when": {"title": "Коли", "type": "string", "format": "date-time"},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Мала форма",
        "type": "object",
        "x-form": {"id": SMALL, "version": "1", "languages": ["uk"], "subject": ["enquiry"]},
        "properties": {name: {**one, "x-sensitivity": "personal"} for name, one in asked.items()},
    }


@dataclass(frozen=True)
class Place:
    """The running application, who signs in there, and an enquiry to write in."""

    running: Running
    phrases: dict[str, str]
    enquiry: str
    large: str
    small: str

    @property
    def phrase(self) -> str:
        return self.phrases[LOGIN]

    @contextmanager
    def entered(self, browser: Browser, login: str = LOGIN) -> Iterator[Visitor]:
        with visiting(browser, self.running) as visitor:
            visitor.go("/auth/login")
            visitor.sign_in(login, self.phrases[login])
            yield visitor

    def blank(self, form: str) -> str:
        return f"/document?kind=enquiry&id={self.enquiry}&form={form}"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """An organisation whose forms speak Arabic and Hebrew too."""
    room = tmp_path_factory.mktemp("face")
    schemas, data, passwords = room / "schemas", room / "data", Passwords()
    shutil.copytree(SCHEMAS, schemas)
    shutil.copy(FORM, schemas / "forms" / "arabic.json")
    large_form.write(schemas / "forms")
    (schemas / "forms" / f"{SMALL}.json").write_text(json.dumps(_small("mood"), indent=1), encoding="utf-8")
    now = datetime.now(UTC).replace(microsecond=0)
    with open_workspace(data, schemas) as work:
        accounts = staff.found(work, now - timedelta(days=90), lambda phrase: credential(passwords, phrase))
        people = {account.worker.login: account.id for account in accounts}
        later = timedelta(days=(now.date() - datetime.fromisoformat("2026-07-14").date()).days)
        office = Office(work, people, now, later=later, seed="face")
        story = Story(office, directory.build(office, (HOSPITAL, SUPPORT)))
        client_n.july_14_enquiry(story)
        large = office.draft(LOGIN, story.enquiry, large_form.NAME, large_form.answers()).document
        small = office.draft(LOGIN, story.enquiry, SMALL, {"mood": "Тривожно", "who": "family"}).document
    phrases = {account.worker.login: account.passphrase for account in accounts}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SUPROVID_SCHEMAS", str(schemas))
        running = start(data)
    enquiry = story.enquiry[1]
    at = f"/document?kind=enquiry&id={enquiry}&document="
    yield Place(running, phrases, enquiry, f"{at}{large}", f"{at}{small}")
    running.kill()


def test_keys_alone_are_enough_for_a_whole_enquiry(browser: Browser, place: Place) -> None:
    """From the sign-in to the saved enquiry with its contacts; the cursor is in sight at every step."""
    with visiting(browser, place.running) as visitor:
        visitor.go("/auth/login")
        keys = Keyboard(visitor)
        keys.type(LOGIN)
        keys.write("[Фф]раза", place.phrase)
        keys.press("Enter")
        visitor.settle()
        keys.open("Нове звернення")
        keys.pick("^Спосіб звернення", "Телефон")
        keys.write("Запит словами клієнта", "Куди йти, щоб перевести пенсію?")
        keys.pick("^Сфера", "Пенсії")
        keys.to("Характер")
        keys.press("Space")
        visitor.settle()
        keys.write("Що відповіли", "Пенсійний фонд за новим місцем")
        keys.pick("Підсумок звернення", "Надано інформацію")
        keys.pick("^Стать", "Жінка")
        keys.pick("^Вік", "60")
        keys.pick("^Переміщення", "Не переміщена")
        keys.to("D. Перша відповідь", back=True)
        keys.press("Enter")
        visitor.settle()
        keys.open("Додати — Які контакти")
        expect(visitor.page.get_by_role("combobox", name="Організація *")).to_be_focused()
        keys.type("Пенсійний фонд")
        visitor.page.wait_for_timeout(250)
        keys.press("ArrowDown", "Enter")
        visitor.settle()
        keys.write("Години", "пн-пт 9-16")
        keys.open("Подати")
        expect(visitor.page.get_by_role("heading", name=re.compile(r"\d{4}-E-\d+"))).to_be_visible()


def test_what_is_wrong_is_read_out_and_leads_to_its_field(browser: Browser, place: Place) -> None:
    """The cursor goes to the list on top, from there into a closed line elsewhere; the field says why."""
    with place.entered(browser) as visitor:
        visitor.go(place.blank("arabic"))
        visitor.settle()
        page = visitor.page
        visitor.type("Ім'я *", "Оля")
        for lives in ("Київ", "Львів"):
            visitor.press("Додати")
            visitor.type("Де живе", lives)
        visitor.press(re.compile("^Слова"))
        visitor.type("Своїми словами *", "Так і сказала")
        visitor.press("Подати")

        expect(page.locator(".st-key-form-problems")).to_be_focused()
        expect(page.get_by_role("button", name=re.compile("^Хто .*2"))).to_be_visible()
        visitor.press(re.compile("Родина 1 → Хто"))
        wrong = page.get_by_role("textbox", name="Хто *", exact=True)
        expect(wrong).to_be_focused()
        expect(wrong).to_have_attribute("aria-invalid", "true")
        assert (
            described(page, wrong.get_attribute("aria-describedby")) == "Родина 1 → Хто: Потрібна відповідь."
        )
        visitor.type("Хто *", "Донька")
        expect(page.get_by_role("textbox", name="Хто *", exact=True)).not_to_have_attribute(
            "aria-invalid", "true"
        )


def test_a_calendar_is_there_for_who_points_and_covers_nothing_for_who_types(
    browser: Browser, place: Place
) -> None:
    """Typed and left, the next click lands on what stands below; its button and Alt+ArrowDown open it."""
    with place.entered(browser) as visitor:
        visitor.go(place.blank("arabic"))
        visitor.settle()
        page = visitor.page
        visitor.press("Додати — Родина")
        below = page.get_by_role("textbox", name="Де живе", exact=True)
        born = page.get_by_role("group", name="Народження")
        calendar = page.get_by_role("application", name="Обрати дату")
        page.get_by_role("textbox", name="Хто *", exact=True).click(delay=PRESS)
        page.keyboard.press("Tab")
        expect(born.get_by_role("spinbutton").first).to_be_focused()
        page.keyboard.type("14072026", delay=40)
        page.keyboard.press("Tab")
        expect(calendar).to_be_hidden()
        below.click(delay=PRESS)
        expect(below).to_be_focused()
        expect(born).to_have_text("14.07.2026")

        born.get_by_role("spinbutton").first.click(delay=PRESS)
        expect(calendar).to_be_visible()
        page.keyboard.type("03")
        expect(calendar).to_be_hidden()
        page.keyboard.press("Alt+ArrowDown")
        expect(calendar).to_be_visible()
        page.keyboard.press("Escape")
        expect(calendar).to_have_count(0)
        expect(born).to_have_text("03.07.2026")


def test_buttons_that_look_alike_sound_different(browser: Browser, place: Place) -> None:
    """Several tables on one page: each "add" says what it adds to; the eye sees the short word only."""
    with place.entered(browser) as visitor:
        visitor.go(place.blank("contact_note"))
        visitor.settle()
        visitor.press(re.compile("^Що змінилося"))
        alike = visitor.page.get_by_role("button", name=re.compile("^Додати —"))
        expect(alike.nth(1)).to_be_visible()
        assert len(set(alike.all_inner_texts())) == alike.count()
        about = alike.first.get_by_text("—")
        assert about.evaluate("one => one.getBoundingClientRect().width") <= 1


def described(page: Page, ids: str | None) -> str:
    """What is read out with a field."""
    return " ".join(str(page.locator(f"[id='{id}']").text_content()) for id in (ids or "").split())


def test_another_language_in_the_middle_of_a_form(browser: Browser, place: Place) -> None:
    """What was typed stays; Arabic and Hebrew run from the right without pushing anything off the page."""
    with place.entered(browser) as visitor:
        visitor.go(place.blank("arabic"))
        visitor.settle()
        visitor.page.get_by_role("textbox", name="Ім'я *", exact=True).fill(NAME)
        for language, label, way in (
            ("العربية", "الاسم *", "rtl"),
            ("עברית", "שם *", "rtl"),
            ("English", "Name *", "ltr"),
        ):
            speak(visitor, language)
            box = visitor.page.get_by_role("textbox", name=label, exact=True)
            expect(box).to_have_value(NAME)
            assert box.evaluate("box => getComputedStyle(box).direction") == way
            visitor.picture(f"form-{language}")
        speak(visitor, "עברית")
        visitor.see("Потреби [uk]")
        visitor.press("Подати")
        ring = "one => getComputedStyle(one).outlineStyle"
        expect(visitor.page.locator(".st-key-form-problems")).to_be_focused()
        assert visitor.page.locator(".st-key-form-problems").evaluate(ring) == "solid"
        told = visitor.page.locator(".st-key-form-problems p")
        assert {one.evaluate("one => getComputedStyle(one).textAlign") for one in told.all()} == {"right"}


def speak(visitor: Visitor, language: str) -> None:
    visitor.press(re.compile("Мова форми"))
    visitor.page.get_by_text(language, exact=True).last.click(delay=PRESS)
    visitor.settle()


def test_scans_are_looked_at_kept_and_removed(browser: Browser, place: Place) -> None:
    """A photograph, a false certificate, one too large: one is saved, the others are refused in words."""
    drawn = BytesIO()
    Image.effect_noise((900, 600), 50).convert("RGB").save(drawn, "JPEG")  # another one at every try
    photo = {"name": "довідка.png", "mimeType": "image/png", "buffer": drawn.getvalue()}
    large = {**photo, "name": "велике.jpg", "buffer": drawn.getvalue() + bytes(6 * 2**20)}
    program = {"name": "довідка.pdf", "mimeType": "application/pdf", "buffer": b"MZ" + bytes(300)}
    with place.entered(browser) as visitor:
        page = visitor.page
        visitor.go(place.blank("contact_note"))
        visitor.settle()
        visitor.press(re.compile("^Що змінилося"))
        page.locator("input[type=file]").first.set_input_files([photo, large, program])  # type: ignore[list-item]
        visitor.settle()
        visitor.see(
            re.compile("«довідка.pdf» сюди не підходить"), re.compile("«велике.jpg» не додано.* 5 МБ")
        )
        picture = page.locator("a.suprovid-file img")
        expect(picture).to_have_js_property("naturalWidth", 224)
        visitor.press(re.compile("^Контакт"))
        visitor.answer("Чи відбувся контакт", "Не відповіли")
        kept = place.running.data / "enquiry" / place.enquiry / "files"
        earlier = set(kept.glob("*"))
        visitor.press("Зберегти чернетку")
        until(page, lambda: len(set(kept.glob("*")) - earlier) == 1)
        visitor.follow(re.compile("Нотатка про контакт"))
        visitor.press(re.compile("^Що змінилося"))
        expect(page.locator("a.suprovid-file")).to_have_attribute("download", "довідка.jpg")
        visitor.press(re.compile("^Вилучити: довідка.jpg"))
        visitor.press("Зберегти чернетку")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        until(page, lambda: set(kept.glob("*")) == earlier)


def test_a_photo_is_taken_kept_and_found_again(browser: Browser, place: Place) -> None:
    """The camera is off until it is asked for; what it took lies in the folder and opens at its address."""
    with place.entered(browser) as visitor:
        page = visitor.page
        visitor.go(place.blank("contact_note"))
        visitor.settle()
        visitor.press(re.compile("^Що змінилося"))
        expect(page.locator("video")).to_have_count(0)
        visitor.press("Сфотографувати")
        expect(page.locator("video")).to_have_js_property("readyState", 4)
        visitor.picture("camera")
        visitor.press("Зробити знімок")
        expect(page.locator("a.suprovid-file img")).to_have_js_property("naturalWidth", 224)
        expect(page.locator("video")).to_have_count(0)
        visitor.press(re.compile("^Контакт"))
        visitor.answer("Чи відбувся контакт", "Не відповіли")
        kept = place.running.data / "enquiry" / place.enquiry / "files"
        earlier = set(kept.glob("*"))
        visitor.press("Зберегти чернетку")
        until(page, lambda: len(set(kept.glob("*")) - earlier) == 1)
        (photo,) = set(kept.glob("*")) - earlier
        address = f"{place.running.address}/file/enquiry/{place.enquiry}/{photo.name}"
        found = page.request.get(address)
        assert (found.status, found.headers["content-type"]) == (200, "image/jpeg")
        assert found.body() == photo.read_bytes()


def test_a_large_form_draws_the_open_section_and_the_open_line(browser: Browser, place: Place) -> None:
    """400 questions, 50 lines: a few dozen boxes at a time; what is typed far down is there again, and so is
    the section that was open, where nothing was typed."""
    with place.entered(browser) as visitor:
        page, boxes = visitor.page, visitor.page.locator(".stMain [data-testid='stTextInput']")
        line = re.compile(rf"^{large_form.FAR}\. рядок {large_form.FAR}")
        visitor.go(place.large)
        expect(boxes).to_have_count(large_form.EACH)
        visitor.press("Частина 10")
        expect(boxes).to_have_count(large_form.EACH)
        expect(page.get_by_role("button", name=re.compile(r"^\d+\. рядок"))).to_have_count(large_form.LINES)
        visitor.press(line)
        expect(boxes).to_have_count(large_form.EACH + large_form.COLUMNS)
        visitor.type("Стовпець 2", "далеко внизу")
        visitor.picture("large-line")
        visitor.press("Частина 3")
        expect(page.get_by_role("heading", name="Частина 3")).to_be_visible()

        page.goto("about:blank")
        visitor.go(place.large)
        expect(page.get_by_role("heading", name="Частина 3")).to_be_visible()
        expect(boxes).to_have_count(large_form.EACH)
        visitor.press("Зберегти чернетку")
        visitor.go(place.large)
        visitor.press("Частина 10")
        visitor.press(re.compile(rf"^{large_form.FAR}\. рядок {large_form.FAR} · далеко внизу"))
        expect(page.get_by_role("textbox", name="Стовпець 2", exact=True)).to_have_value("далеко внизу")
        expect(boxes).to_have_count(large_form.EACH + large_form.COLUMNS)


def test_a_breaking_edit_takes_a_decision_and_old_answers_stay(browser: Browser, place: Place) -> None:
    """A question renamed, a choice retired: counted, ticked, published; the document keeps both, also when it
    is saved again, and after the way back everything stands where it stood."""
    edited = json.dumps(_small("feeling", "family"), ensure_ascii=False)
    with place.entered(browser, METHODOLOGIST) as marta, place.entered(browser) as visitor:
        marta.go(f"/forms?form={SMALL}")
        marta.press_tab("Змінити")
        marta.page.get_by_text("Текст форми для досвідчених").click(delay=PRESS)
        marta.type("Текст форми (JSON Schema)", edited)
        marta.see("матимуть відповіді в «попередніх»: 1")
        publish = marta.page.get_by_role("button", name="Опублікувати як нову версію")
        expect(publish).to_be_disabled()
        marta.page.get_by_text("Лишити ці відповіді").click(delay=PRESS)
        marta.press("Опублікувати як нову версію")
        marta.see("Опубліковано версію")

        page, who = visitor.page, "Близькі (більше не використовується)"
        visitor.go(place.small)
        visitor.press_on(page.get_by_text("Раніші відповіді: 1"))
        expect(page.locator(".suprovid-reading")).to_have_text("НастрійТривожно")
        expect(page.get_by_role("textbox", name="Настрій")).to_have_value("")
        visitor.press("Зберегти чернетку")
        visitor.go(place.small)
        expect(page.get_by_text("Раніші відповіді: 1")).to_be_visible()
        expect(page.get_by_role("radio", name=who)).to_be_checked()

        marta.press_tab("Версії")
        marta.press_on(marta.page.locator("summary").last)
        marta.press("Повернути цю версію")
        marta.see("Опубліковано версію")
        visitor.go(place.small)
        expect(page.get_by_role("textbox", name="Настрій")).to_have_value("Тривожно")
        expect(page.get_by_role("radio", name="Близькі", exact=True)).to_be_checked()
        expect(page.get_by_text("Раніші відповіді")).to_have_count(0)


def test_a_date_that_is_not_finished_is_not_lost(browser: Browser, place: Place) -> None:
    """The hour is missing, then the year cannot be: the save waits and says what is wanted."""
    with place.entered(browser) as visitor:
        page = visitor.page
        visitor.go(place.small)
        when = page.get_by_role("group", name="Коли")
        when.get_by_role("spinbutton").first.click(delay=PRESS)
        page.keyboard.type("14072026", delay=20)
        page.get_by_role("button", name="Зберегти чернетку").click(delay=PRESS)
        told = page.locator(".suprovid-unfinished")
        expect(told).to_be_visible()
        expect(page.get_by_role("spinbutton", name="година, Коли")).to_be_focused()
        page.keyboard.type("0930", delay=20)
        expect(told).to_have_count(0)
        page.get_by_role("spinbutton", name="рік, Коли").click(delay=PRESS)
        page.keyboard.type("1788", delay=20)
        page.keyboard.press("Control+s")
        expect(told).to_be_visible()
        page.keyboard.type("1988", delay=20)
        page.keyboard.press("Tab")
        visitor.settle()
        visitor.press("Зберегти чернетку")
        visitor.go(place.small)
        expect(when).to_have_text("14.07.1988, 09:30")


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds on the disk; fail when it never does."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(200)
    assert holds()
