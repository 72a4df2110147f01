"""E1, client N.: from one question to a case, check by check; the visiting day (10) has no form yet."""

from __future__ import annotations

import re
from collections import Counter
from copy import deepcopy

import pytest

from suprovid.casework import criteria, lists, naming, referrals
from suprovid.casework.lists import Query
from suprovid.casework.outside import setting_for
from suprovid.exchange import prints
from suprovid.exchange.paper import Step
from suprovid.forms.answers import Answers
from suprovid.sample import client_n, directory
from suprovid.sample.client_n import REASONS, Story
from suprovid.sample.directory import HOSPITAL, SUPPORT
from suprovid.sample.office import Office
from suprovid.store.folder import Json
from suprovid.store.questions import Filter


@pytest.fixture
def story(office: Office) -> Story:
    return Story(office, directory.build(office, (HOSPITAL, SUPPORT)))


def tell(story: Story, *days: object) -> None:
    """Let these days of the story pass; all of them without a name."""
    for day in days or client_n.DAYS:
        day(story)  # type: ignore[operator]


def in_july(story: Story) -> None:
    tell(story, client_n.july_14, client_n.july_21)


def in_case(story: Story) -> None:
    in_july(story)
    tell(story, client_n.august_04, client_n.august_06, client_n.august_11)


def test_e1_01_the_enquiry_is_saved_before_any_case_exists(story: Story) -> None:
    """The enquiry is complete and saved before any case exists; one information answer counts that day."""
    tell(story, client_n.july_14_enquiry)

    work, office = story.office.work, story.office
    assert office.document(story.enquiry, story.intake)["state"] == "submitted"
    assert list(work.store.folders("case")) == []
    answered = [
        Filter("line", "=", "request"),
        Filter("state", "=", "answered"),
        Filter("on", "=", "2026-07-14"),
    ]
    assert work.index.find(answered, of="lines").count == 1
    assert office.facts(story.enquiry).value("unanswered_questions") == 0


def test_e1_02_a_colleague_is_invited_with_a_why_an_answer_and_a_date(story: Story) -> None:
    """`colleague_invited` holds who, why, answer, date; the permission to do so stands beside it."""
    tell(story, client_n.july_14_enquiry)

    [invited] = story.office.document(story.enquiry, story.intake)["answers"]["colleague_invited"]
    assert invited["who"] == story.office.people["iryna"]
    assert (invited["why"], invited["answer"], invited["date"]) == (
        "Знає людей, які допомагають ветеранам",
        True,
        "2026-07-14",
    )
    assert story.office.facts(story.enquiry).value("permitted.invite_colleague") is True
    assert story.office.facts(story.enquiry).value("permitted.share_provider") is None


def test_e1_03_the_declined_offer_stays_in_the_same_referral(story: Story) -> None:
    """After the decline the referral is one record with two offers; offer 1 unchanged, contact left."""
    tell(story, client_n.july_14_enquiry, client_n.july_14_first_offer)
    [before] = deepcopy(story.office.document(story.enquiry, story.referral)["answers"]["offers"])

    tell(story, client_n.july_14_second_offer)

    facts = story.office.facts(story.enquiry)
    [referral] = facts.lines("referrals")
    first, second = referrals.chain(facts, referral["_document"])
    assert story.office.document(story.enquiry, story.referral)["answers"]["offers"][0] == before
    assert first["decline_reason"] == REASONS
    assert len(REASONS) == 4
    assert (first["decline_words"], first["contact_left"]) == ("Був там раз, більше не хочу", "yes")
    assert (second["answer"], second["format"]) == ("agreed", "on_site_meeting")


def test_e1_04_formats_are_suggested_and_none_is_chosen(story: Story) -> None:
    """Suggested formats include a meeting on site; a new offer preselects no format."""
    tell(story, client_n.july_14_enquiry, client_n.july_14_first_offer)

    office = story.office
    formats = [found.format for found in referrals.suggested(office.work.ground, REASONS)]
    assert "on_site_meeting" in formats
    document = office.document(story.enquiry, story.referral)
    form = office.work.library.form("referral")
    setting = setting_for(office.work, office.by("oksana"), office.work.read(*story.enquiry), document)
    line = form.start_line("offers", document["answers"], setting, lambda: "new")
    assert line["date"] == "2026-07-14"
    assert "format" not in line


def test_e1_05_the_criteria_are_explained_line_by_line(story: Story) -> None:
    """In July: two problem requests are not more than two; resources met; a vital service out of reach."""
    tell(story, client_n.july_14)

    first, second, third = criteria.outcomes(story.office.facts(story.enquiry), "en")
    assert (first.met, second.met, third.met) == (False, True, True)
    assert "2 problem requests, more than 2 needed" in first.sentence
    assert first.sentence.endswith("not met")
    assert second.sentence == "basic needs met, extra resources needed: met"
    uk = criteria.outcomes(story.office.facts(story.enquiry), "uk")[2].sentence
    assert third.sentence.startswith("vital service out of reach: met (")
    assert "Зриваюся, не можу спокійно говорити з людьми; страх, недовіра" in uk
    assert criteria.conclusion(story.office.facts(story.enquiry)) is True


def test_e1_06_in_august_the_criterion_is_met_and_the_snapshot_unchanged(story: Story) -> None:
    """On 4 August the same page says 3 and met; what July's check said is unchanged."""
    in_july(story)
    july = deepcopy(story.office.document(story.enquiry, story.july_check)["answers"])

    tell(story, client_n.august_04)

    assert story.office.facts(story.case).value("problem_requests") == 3
    [first, *_] = criteria.outcomes(story.office.facts(story.case))
    assert first.met is True
    now = story.office.document(story.enquiry, story.july_check)
    assert now["answers"] == july
    assert (july["problem_requests"], july["c1"], now["state"]) == (2, False, "superseded")
    assert read_again(story, now)["problem_requests"] == 2
    august = story.office.document(story.enquiry, story.august_check)["answers"]
    assert (august["problem_requests"], august["c1"], august["result"]) == (3, True, "start")


def read_again(story: Story, document: Json) -> Answers:
    """The answers of a document as a page shows them today."""
    work, by = story.office.work, story.office.by("oksana")
    setting = setting_for(work, by, work.read(*story.enquiry), document)
    return work.library.form(document["form"]).look(document["answers"], setting).answers


def test_e1_06_the_reminder_to_return_fires_on_the_day(story: Story) -> None:
    """ "Later" is promised for 28 July: on that day the enquiry waits for whoever received it."""
    in_july(story)
    story.office.on("2026-07-28")

    day = lists.my_day(story.office.work, story.office.by("oksana"))
    assert "revisit" in {due.task.rule for due in (*day.overdue, *day.today)}


def test_e1_07_agreed_and_attended_are_two_numbers(story: Story) -> None:
    """Agreed on the 14th, attended on the 21st."""
    tell(story, client_n.july_14)
    facts = story.office.facts(story.enquiry)
    assert (facts.value("offers_agreed"), facts.value("referrals_attended")) == (1, 0)

    tell(story, client_n.july_21)
    facts = story.office.facts(story.enquiry)
    assert (facts.value("offers_agreed"), facts.value("referrals_attended")) == (1, 1)
    [referral] = facts.lines("referrals")
    assert referrals.loop_closed(referral)
    [_, agreed] = referrals.chain(facts, referral["_document"])
    assert (agreed["agreed_on"], referral["attended_on"]) == ("2026-07-14", "2026-07-21")


def test_e1_08_the_route_sheet_has_only_his_own_steps(story: Story) -> None:
    """Three steps of the client, the first one marked, each with why and what to bring."""
    in_case(story)
    office = story.office

    sheet = prints.printed(office.work, office.by("oksana"), "algorithm", office.work.read(*story.case))

    steps = [block for block in sheet.blocks if isinstance(block, Step)]
    assert len(steps) == 3
    assert [step.mark for step in steps] == ["Почніть звідси", "", ""]
    titles = {
        tag: office.facts(story.case).known.field(f"step.{tag}").title("uk") for tag in ("why", "bring")
    }  # type: ignore[union-attr]
    for step in steps:
        assert set(titles.values()) <= {label for label, _ in step.rows}


def test_e1_09_readiness_for_the_advocate_grows(story: Story) -> None:
    """0/3, then 2/3, then 3/3."""
    in_case(story)
    said = [story.office.facts(story.case).value("advocate_ready")]
    for day in (client_n.august_25, client_n.september_08):
        tell(story, day)
        said.append(story.office.facts(story.case).value("advocate_ready"))

    assert said == ["0/3", "2/3", "3/3"]


def test_e1_11_the_first_service_warns_when_chosen_again(story: Story) -> None:
    """Choosing the first service again shows the bad experience of 2024, however it is named."""
    in_case(story)
    facts, work = story.office.facts(story.case), story.office.work

    by_name = referrals.warning(facts, SUPPORT.name)
    by_id = referrals.warning(facts, *naming.called(work, story.directory.id(SUPPORT)))

    assert by_name is not None
    assert by_name == by_id
    assert (by_name["how"], by_name["when"]) == ("bad", "2024")
    assert referrals.warning(facts, *naming.called(work, story.directory.id(HOSPITAL))) is None


def test_e1_12_sources_of_contact_are_counted_by_month(story: Story) -> None:
    """Sources by month include friends and the visiting day (trust comes with the feedback form)."""
    tell(story)
    found: Counter[tuple[str, str]] = Counter()
    for key in story.office.work.store.folders("enquiry"):
        facts = story.office.facts(key)
        found[str(facts.value("opened_on"))[:7], str(facts.value("source"))] += 1

    assert found["2026-07", "friend_relative"] == 1
    assert found["2026-09", "visiting_day"] == 1


def test_e1_13_lists_can_show_the_code_instead_of_the_name(story: Story) -> None:
    """The initial where names are shown, a code like 2026-0041 where they are not."""
    tell(story, client_n.july_14_enquiry)
    office = story.office
    assert lists.folders(office.work, office.by("oksana"), Query("client")).rows[0]["shown"] == "Н."

    office.settings("bohdan", show_codes=True)

    [row] = lists.folders(office.work, office.by("oksana"), Query("client")).rows
    assert re.fullmatch(r"2026-\d{4}", row["shown"])
    assert "Н." not in row.values()


def test_e1_repeat_half_a_year_later_a_hint_is_enough(story: Story) -> None:
    """E9.7: N. asks about the payment again; the earlier answer is found, and a hint was enough."""
    in_july(story)
    tell(story, client_n.next_february)

    facts = story.office.facts(story.returned)
    assert facts.value("is_repeat") is True
    [earlier] = facts.lines("earlier_requests")
    assert (earlier["on"], earlier["state"]) == ("2026-07-14", "answered")
    assert facts.known.latest("enquiry.repeat_handling") == "hint"
