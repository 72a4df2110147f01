"""The start criteria: three values, reasons in words, the threshold and the rule as settings."""

from __future__ import annotations

from typing import Any

import pytest
from knowing import Pile, answers_of_n, enquiry_of_n, family_k, ground, problem, source

from suprovid.casework import criteria
from suprovid.casework.facts import Facts


def lines(pile: Pile, day: str, language: str = "en", **chosen: Any) -> list[str]:
    return [x.sentence for x in criteria.outcomes(pile.facts(day, ground(**chosen)), language)]


def test_client_n_on_the_first_day() -> None:
    """Two problem requests are not more than two; the other criteria are met, each said in one line."""
    assert lines(enquiry_of_n(), "2026-07-14") == [
        "2 problem requests, more than 2 needed: not met",
        "basic needs met, extra resources needed: met",
        "vital service out of reach: met (психологічна допомога; fear, distrust)",
    ]


def test_the_same_lines_in_ukrainian() -> None:
    """The reader's language changes the sentences and labels, never the person's words."""
    assert lines(enquiry_of_n(), "2026-07-14", "uk") == [
        "2 проблемні запити, потрібно більше ніж 2: не виконано",
        "базові потреби задоволено, потрібні додаткові ресурси: виконано",
        "життєво необхідна послуга недоступна самостійно: виконано (психологічна допомога; страх, недовіра)",
    ]


def test_client_n_three_weeks_later() -> None:
    """With a third problem, long work and an agreed plan the first criterion is met."""
    pile = enquiry_of_n()
    answers = answers_of_n()
    answers["requests"].append(problem("r4", "статус інвалідності", "disability_rehab", vital=True))
    pile.documents["intake"]["answers"] = {**answers, "long_term": "yes"}
    pile.add("start_check", "2026-08-04", {"c1_plan": True})
    facts = pile.facts("2026-08-04")
    assert facts.value("problem_requests") == 3
    assert criteria.outcomes(facts, "en")[0].sentence == (
        "3 problem requests, more than 2 needed, long joint work expected, "
        "the person agrees to an individual plan: met"
    )


@pytest.mark.parametrize(
    ("questions", "withdrawn", "expected"), [(0, 0, True), (2, 0, True), (3, 0, False), (0, 3, False)]
)
def test_family_k_counts_problems_only(questions: int, withdrawn: int, expected: bool) -> None:
    """Five problems meet the criterion, three do, two do not; questions and withdrawn ones do not count."""
    answers = family_k()
    for request in answers["requests"][:questions]:
        request["nature"] = "question"
    for request in answers["requests"][:withdrawn]:
        request["state"] = "withdrawn"
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", answers)
    pile.add("start_check", "2026-02-03", {"c1_plan": True})
    assert criteria.outcomes(pile.facts("2026-02-03"))[0].met is expected


def test_an_unmet_basic_need_comes_first() -> None:
    """The criterion is not met, and the line says what to cover first."""
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", family_k())
    line = criteria.outcomes(pile.facts("2026-02-03"), "uk")[1].sentence
    assert line == ("є незадоволені базові потреби (спершу закрити: гроші на найнеобхідніше): не виконано")


@pytest.mark.parametrize(
    ("long_term", "plan", "met"),
    [
        ("yes", True, True),
        ("yes", None, None),
        ("unclear", True, None),
        (None, True, None),
        ("no", None, False),
        ("yes", False, False),
    ],
)
def test_unknown_is_not_false(long_term: str | None, plan: bool | None, met: bool | None) -> None:
    """An unanswered or unclear part leaves the criterion open; a no settles it, whatever else is unknown."""
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", {**family_k(), "long_term": long_term})
    pile.add("start_check", "2026-02-03", {"c1_plan": plan})
    assert criteria.outcomes(pile.facts("2026-02-03"))[0].met is met


def test_the_missing_question_is_named() -> None:
    """Where information lacks, the line names the question that nobody has answered."""
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", {**family_k(), "long_term": None})
    pile.add("start_check", "2026-02-03", {"c1_plan": True})
    outcome = criteria.outcomes(pile.facts("2026-02-03"), "en")[0]
    assert outcome.missing == ("Long joint work expected",)
    assert outcome.sentence == "no answer to “Long joint work expected”: not enough information"


def test_an_unclear_answer_is_not_called_no_answer() -> None:
    """Somebody asked, and it is not clear yet: the line says that."""
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", {**family_k(), "long_term": "unclear"})
    pile.add("start_check", "2026-02-03", {"c1_plan": True})
    outcome = criteria.outcomes(pile.facts("2026-02-03"), "en")[0]
    assert outcome.sentence == "not clear yet: “Long joint work expected”: not enough information"
    assert outcome.missing == ("Long joint work expected",)


def test_two_problems_in_a_single_question_enquiry() -> None:
    """The check says two problem requests, not met, while the enquiry is still being written."""
    pile = Pile("enquiry")
    answers = {"requests": [problem("a", "одне"), problem("b", "друге")]}
    known = pile.known("2026-05-06").considering({"id": "d", "form": "intake", "answers": answers})
    found = criteria.outcomes(Facts(known), "en")
    assert found[0].sentence == "2 problem requests, more than 2 needed: not met"


@pytest.mark.parametrize(("rule", "result"), [("any", "start"), ("all", "not_now")])
def test_any_or_all_is_a_setting(rule: str, result: str) -> None:
    """One criterion is enough, or all are needed, as the organisation chose."""
    facts = enquiry_of_n().facts("2026-07-14", ground(start_rule=rule))
    assert facts.value("start_result") == result


def test_the_threshold_is_a_setting() -> None:
    """More than one, once the organisation says so; the sentence says the new number."""
    assert lines(enquiry_of_n(), "2026-07-14", min_requests=1)[0].startswith("not clear yet")
    pile = enquiry_of_n()
    pile.documents["intake"]["answers"]["long_term"] = "yes"
    pile.add("start_check", "2026-07-14", {"c1_plan": True})
    assert lines(pile, "2026-07-14", min_requests=1)[0].startswith("2 problem requests, more than 1 needed")


def test_the_conclusion_of_no_information() -> None:
    """An enquiry without answers gives no conclusion."""
    pile = Pile("enquiry")
    pile.add("intake", "2026-05-06", {"requests": [problem("a", "одне", vital=None)]})
    facts = pile.facts("2026-05-06", ground(start_rule="any"))
    assert facts.value("start_result") == "unclear"
    assert facts.value("start_allowed") is None


def test_a_criterion_changes_by_data_only() -> None:
    """Another organisation asks for two requests of any nature: a changed rule, no code."""
    rules = source()
    rules["criteria"][0]["parts"] = rules["criteria"][0]["parts"][:1]
    rules["criteria"][0]["parts"][0]["when"] = "${request_count} >= 3"
    facts = enquiry_of_n().facts("2026-07-14", ground(rules))
    assert criteria.outcomes(facts)[0].met is True
