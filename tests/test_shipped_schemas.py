"""The shipped forms and lists: sound, complete, in both languages, bound to facts that exist, fillable."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from suprovid.casework.facts import FACTS, FAMILIES, missing_tags, plain_kind
from suprovid.casework.settings import CHOSEN
from suprovid.forms.checking import check
from suprovid.forms.expression import parse
from suprovid.forms.fields import RULES, Field
from suprovid.forms.form import Form
from suprovid.forms.library import Library
from suprovid.forms.problems import Problem
from suprovid.forms.setting import Setting
from suprovid.forms.tidy import tidy

ROOT = Path(__file__).parent.parent
SCHEMAS = ROOT / "schemas"
SAMPLES = sorted((ROOT / "tests" / "samples").glob("*.json"))
LIBRARY = Library.read(SCHEMAS)

EXPECTED = {
    "client": """
        client_code kind display_name surname first_name patronymic identity_given birth_date
        age_band sex displacement categories disability_status phone messenger email
        contact_possible safe_contact trusted_contact address_area address_exact origin_area
        language other_languages interpreter_needed communication_needs cultural_notes pronoun_form
        legal_capacity representative members
        members: name relation birth_year sex categories in_case agrees
    """,
    "consent": """
        consent_date whose explained explained_language understanding permissions child_assent
        paper_location copy_given limits_explained
        permissions: purpose recipient scope reservation why answer form given_on valid_until
            withdrawn_on witness
    """,
    "intake": """
        enquiry_date channel source received_by client anon_profile for_whom story desired_result
        requests is_repeat repeat_handling basic_needs safety_quick safety_kind discrimination_faced
        discrimination_detail past_service_experience comfort_place extra_resources_needed long_term
        colleague_invited help_given steps understanding_check contacts_given outcome
        client_decision next_contact_date trust_initial time_spent
        anon_profile: sex age_band displacement categories address_area
        requests: words area nature origin person urgency client_priority right_at_stake linked_to
            in_competence self_access access_barriers vital answer_given answered_on state
        basic_needs: item state note
        discrimination_detail: ground institution what
        past_service_experience: service when how what
        colleague_invited: who why answer date
        help_given: help_kind legal_service what minutes
        steps: no start_here what why actor actor_name support where contact when due legal_deadline
            bring cost expected_result plan_b depends_on needed_for_advocate learn state done_on
            result referral
        contacts_given: partner person phone hours for_what
    """,
    "start_check": """
        problem_requests c1_requests c1_long c1_plan c1 c2_basic c2_extra c2 c3 c3_service result
        explanation worker_proposal override_reason client_answer client_words model_orientation
        case_title model_client_role model_modules complexity coordinator programme start_date
        revisit_date supervisor_ok
    """,
    "case": """
        case_no client enquiries title stage flags hold_reason hold_until coordinator deputy
        case_team model_orientation model_client_role model_modules complexity risk_level programme
        current_plan next_review next_contact_date function_lamps task_lamps load_points paper_file
        case_team: who role organisation since until may_see
    """,
    "needs_assessment": """
        assessment_kind assessed_on participants places info_sources situation_summary
        problem_history life_events living_with housing_kind income_sources education_work
        health_notes functioning documents legal_matters current_services past_service_experience
        domains strengths network network_none_because lonely risk_asked risk_not_asked_why
        risk_self risk_violence risk_to_others risk_child risk_neglect risk_exploitation
        risk_substance risk_weapons protective risk_level safety_plan_needed interpretation
        hypotheses client_disagrees priorities strategy options_considered quality_of_life
        self_efficacy trust_level contact_established complexity client_seen
        problem_history: when what tried result source
        life_events: when event meaning
        functioning: activity level
        documents: document state note
        legal_matters: matter body deadline stage
        current_services: provider what since satisfied
        past_service_experience: service when how what
        domains: area level_client level_worker needed wanted available help_now impact note
        strengths: kind what use
        network: who kind gives tie direction wish may_contact
        hypotheses: hypothesis check
        priorities: rank subject subject_area why_first
        options_considered: option pros cons client_opinion
    """,
    "individual_plan": """
        plan_version plan_date valid_until prepared_with vision goals steps advocate_ready package
        responsibilities_client responsibilities_us contact_rhythm next_review crisis_agreement
        disagreements understanding_check client_agreement agreement_form agreement_date copy_given
        participation_self
        goals: goal kind serves serves_areas right expected_result baseline gas_levels
            baseline_level weight target_date state
        goals.gas_levels: level text
        steps: no start_here what why goal actor actor_name support where contact when due
            legal_deadline bring cost expected_result plan_b depends_on needed_for_advocate learn
            state done_on result referral
        package: service provider provider_kind help_kind amount from to payer goal state
            options_offered chosen_by competence_basis
        package.options_offered: provider note client_opinion
    """,
    "referral": """
        referral_no kind for_request area purpose urgency offers consent_ref consent_exception
        shared_data identity_shared summary_for_provider language_for_provider needs_for_provider
        sent_via sent_on appointment appointment_place attended_on no_show_reason accompanied_by
        state provider_refusal feedback_expected_on feedback_from feedback service_received
        client_rating worker_rating would_again outcome_need next_action
        offers: no date provider provider_kind person format proposed_by answer agreed_on
            decline_reason decline_words suggested contact_left
    """,
    "partner": """
        name alternate_name description provider_kind areas website email phones contacts locations
        accessibility languages relation_state common_ground agreements data_sharing_ok warnings
        stats
        phones: number purpose languages
        contacts: name role phone email prefers source since agreed_to_be_listed
        locations: location_type address_1 city region postal_code country transport_note safe_route
        agreements: kind subject from to review signed_by file_place grew_out_of_case
    """,
    "service": """
        name description status alert areas target_groups eligibility_description minimum_age
        maximum_age application_process required_documents cost_options fees_description wait_time
        schedules service_areas languages interpretation_services formats gender_of_specialist
        assured_date assurer
        required_documents: document
        schedules: freq byday bymonthday opens_at closes_at valid_from
    """,
    "contact_note": """
        contact_at attempt_result channel initiated_by with_whom topics topics_goals summary
        client_words worker_view steps_update services_check help_given change new_need life_event
        safety_now trust_sign review_needed next_contact_date next_contact_purpose minutes
        steps_update: step state result
        services_check: service state note
        help_given: help_kind legal_service what minutes
        new_need: words area nature origin person urgency client_priority right_at_stake
            in_competence self_access access_barriers vital state
        life_event: date event influence
    """,
    "plan_review": """
        review_date trigger participants client_view what_helped what_hindered what_hindered_words
        goals_progress services_effect network_change assessment_repeat domains_now quality_of_life
        self_efficacy trust_level change_needed changes model_client_role complexity risk_level
        client_agreement agreement_form next_review new_plan
        goals_progress: goal level decision why
        services_effect: service delivered helped quality decision
        network_change: who tie_before tie_now
        domains_now: domain level_client level_worker
        changes: action subject subject_goal subject_step subject_service goal reason
    """,
    "closure": """
        closed_on reason reason_detail lost_attempts decided_with client_opinion requests_result
        goals_result gas_score domains_before_after services_result skills_gained
        skills_none_because can_do_next_time self_plan network_after access_to_justice
        quality_of_life self_efficacy trust_level adaptation open_matters contacts_left
        safety_checked way_back_explained handover followup_agreed feedback_offered data_plan
        retention_until supervisor_check worker_reflection followup_result
        requests_result: request result by right_realised
        goals_result: goal planned achieved gas_client gas_worker
        services_result: service received helped comment
        skills_gained: skill example use
        network_after: who tie_before tie_now
        open_matters: matter holder date
        contacts_left: partner person phone hours for_what
        followup_result: date state note
    """,
}


TAGS = """
    request: words area nature urgency priority state origin self_access vital barriers in_competence answer
        answered_on person linked_to right
    basic_need: item state
    : extra_resources long_term plan_agreed next_contact review_due feedback_expected
    domain: area level_client level_worker needed wanted available
    risk: level immediate
    goal: goal kind serves right expected_result baseline weight target_date state
    step: no start_here what why goal actor actor_name support where contact when due legal_deadline bring
        cost expected_result plan_b depends_on needed_for_advocate learn state done_on result referral
    package: service provider provider_kind help_kind amount from to payer goal state chosen_by
        competence_basis
    referral: state kind area purpose urgency for appointment attended_on
    referral.offer: no date provider provider_kind person format proposed_by answer agreed_on
        decline_reason decline_words suggested contact_left
    review: change
    outcome: request goal skill self_efficacy trust quality_of_life
    demographic: sex age birth_date displacement disability category area
    consent: purpose answer recipient valid_until scope withdrawn_on reservation
    enquiry: date outcome channel source received_by client story desired_result
    case: coordinator deputy title flags
    client: display_name phone email language communication_needs interpreter safe_contact surname
        first_name patronymic
    experience: service how when
    start: proposal answer words revisit complexity
    closure: reason closed_on
    plan: valid_until agreement vision
    contact: at result
    colleague: who answer
    organisation: name relation areas
    service: name areas target_groups status formats cost languages
"""
"""The meanings that rules, reports and prints rely on: `family: names`."""

STARRED = {
    "enquiry_date", "channel", "received_by", "anon_profile", "requests", "requests.words", "requests.area",
    "requests.nature", "outcome",
}  # fmt: skip
"""All that an enquiry with one question asks for."""

ASKED_OF_PEOPLE = """
    client: sex displacement categories disability_status communication_needs legal_capacity
        members.sex members.relation members.categories
    consent: child_assent
    intake: for_whom safety_quick safety_kind discrimination_faced comfort_place requests.self_access
        requests.access_barriers basic_needs.state past_service_experience.how trust_initial
        anon_profile.sex anon_profile.age_band anon_profile.displacement anon_profile.categories
    needs_assessment: housing_kind income_sources functioning.level documents.state lonely risk_self
        risk_violence risk_to_others risk_child risk_neglect risk_exploitation risk_substance risk_weapons
        domains.level_client network.tie network.wish network.gives quality_of_life self_efficacy
        trust_level
    contact_note: change safety_now
    closure: adaptation quality_of_life self_efficacy trust_level
"""
"""Questions that a person may always leave unanswered by saying so."""


def named_in(block: str) -> Iterator[tuple[str, str]]:
    """(family or form, name) of a block of `head: names`, each going on over indented lines."""
    head = ""
    for word in block.split():
        if word.endswith(":"):
            head = word[:-1]
        else:
            yield head, word


def expected_names(form: str) -> set[str]:
    """The dotted names that a form must have."""
    block = EXPECTED[form].strip()
    return {f"{group}.{name}" if group else name for group, name in named_in(block)}


def every_field() -> Iterator[tuple[Form, Field]]:
    for form in LIBRARY.forms:
        for field in form.named.values():
            yield form, field


def schemas_in(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every object in a file that has a title: forms, sections, fields, choices."""
    if isinstance(value, Mapping):
        if isinstance(value.get("title"), str):
            yield value
        for inner in value.values():
            yield from schemas_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from schemas_in(inner)


def files() -> list[Path]:
    return sorted([*(SCHEMAS / "forms").glob("*.json"), *(SCHEMAS / "lists").glob("*.json")])


def by_name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def setting_on(day: date, outside: Mapping[str, Any] | None = None, profile: str = "full") -> Setting:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    return Setting(day, noon, (outside or {}).get, profile=profile)


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((ROOT / "tests" / "samples" / f"{name}.json").read_text("utf-8"))
    return found


def problems_of(name: str, profile: str = "full", **changed: Any) -> list[tuple[str, str]]:
    """(dotted path, keyword) of what is wrong with a sample, with some answers changed or taken out."""
    told = sample(name)
    answers = {key: value for key, value in {**told["answers"], **changed}.items() if value is not None}
    setting = setting_on(date.fromisoformat(told["today"]), told["outside"], profile)
    found = LIBRARY.form(told["form"]).look(answers, setting).problems("uk")
    return [(".".join(map(str, problem.path)), problem.keyword) for problem in found]


# -- the files ----------------------------------------------------------------------------------------


def test_the_check_finds_nothing() -> None:
    """Every shipped form and list is sound and fully translated: no fault and no warning."""
    assert [(fault.file, fault.place, fault.key, dict(fault.facts)) for fault in check(SCHEMAS)] == []


def test_all_forms_are_in_force() -> None:
    """A form that failed to compile would silently be missing."""
    assert {form.key for form in LIBRARY.forms} >= set(EXPECTED)


@pytest.mark.parametrize("path", files(), ids=by_name)
def test_every_label_is_said_in_both_languages(path: Path) -> None:
    """Forms, sections, fields, choices, hints and notes speak Ukrainian and English."""
    data = json.loads(path.read_text("utf-8"))
    silent = [
        (word, each[word])
        for each in schemas_in(data)
        for word in ("title", "description", "note")
        if word in each and not each.get(f"x-i18n-{word}", {}).get("en")
    ]
    latin = [each["title"] for each in schemas_in(data) if re.search("[A-Za-z]{4}", each["title"])]

    assert silent == []
    assert latin == []


@pytest.mark.parametrize("path", files(), ids=by_name)
def test_files_are_tidy(path: Path) -> None:
    """A file is written as publishing writes it, so that a difference shows the edit alone."""
    text = path.read_text("utf-8")

    assert tidy(json.loads(text)) == text


def test_every_list_is_used() -> None:
    """A list that no form uses is one that the programme or a page names."""
    used = set()
    for path in (SCHEMAS / "forms").glob("*.json"):
        used |= set(re.findall(r"\.\./lists/(\w+)\.json", path.read_text("utf-8")))

    assert set(LIBRARY.lists) - used == {"document_state", "other_ways"}


# -- what is asked -------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_no_question_is_missing(key: str) -> None:
    """Each form asks everything that the method needs."""
    form = LIBRARY.form(key)

    assert expected_names(key) - set(form.named) == set()


@pytest.mark.parametrize(("family", "name"), sorted(named_in(TAGS)))
def test_every_meaning_is_carried(family: str, name: str) -> None:
    """Each meaning that logic may rely on stands on a field of some form."""
    tag = ".".join(filter(None, (family, name)))

    assert LIBRARY.forms_meaning(tag), tag


def test_no_fact_is_switched_off() -> None:
    """The shipped forms carry every tag that a fact needs."""
    assert missing_tags(LIBRARY) == {}


def test_forms_name_facts_and_settings_that_exist() -> None:
    """A condition that reaches outside its form finds something there."""
    settings = {*json.loads((SCHEMAS / "programme.json").read_text("utf-8"))["settings"], *CHOSEN}
    unknown = []
    for form, field in every_field():
        for word in RULES:
            for name in parse(field.schema[word]).names if field.schema.get(word) else ():
                prefix, _, rest = name.partition(".")
                fact = rest in FACTS or rest.partition(".")[0] in FAMILIES
                if (prefix == "fact" and not fact) or (prefix == "setting" and rest not in settings):
                    unknown.append((form.key, field.name, name))

    assert unknown == []


def test_computed_answers_are_of_the_kind_of_their_fact() -> None:
    """A question that shows a fact can hold what the fact says."""
    wrong = []
    for form, field in every_field():
        alone = re.fullmatch(r"\$\{fact\.(\w+)\}", field.schema.get("x-calculate", ""))
        if alone and FACTS[alone[1]].kind != plain_kind(field.kind):
            wrong.append((form.key, field.name, field.kind, FACTS[alone[1]].kind))

    assert wrong == []


def test_latest_answers_are_asked_for_somewhere() -> None:
    """`fact.latest.TAG` names a tag that a form carries."""
    tags = {field.means for _, field in every_field()}
    texts = "".join(path.read_text("utf-8") for path in (SCHEMAS / "forms").glob("*.json"))

    assert set(re.findall(r"\$\{fact\.latest\.([\w.]+)\}", texts)) <= tags


def test_other_opens_a_text() -> None:
    """Whoever chooses "Other" can say what, in a field beside it that opens only then."""
    for form, field in every_field():
        if not field.readonly and any(choice.value == "other" for choice in field.choices("uk")):
            beside = form.field(f"{field.name}_other")

            assert beside.kind == "text"
            assert beside.visible_if is not None


@pytest.mark.parametrize(("key", "name"), sorted(named_in(ASKED_OF_PEOPLE)))
def test_people_may_keep_silent(key: str, name: str) -> None:
    """Questions about a person offer "not discussed" and "prefers not to say"."""
    values = {choice.value for choice in LIBRARY.form(key).field(name).choices("uk")}

    assert values >= {"not_discussed", "prefers_not_to_say"}


def test_dangerous_answers_are_restricted() -> None:
    """What harms a person when the wrong one sees it is marked so, choice by choice where need be."""
    risky = {"client.safe_contact", "intake.safety_quick", "needs_assessment.risk_self",
             "needs_assessment.risk_level", "contact_note.safety_now", "case.flags"}  # fmt: skip
    marks = {f"{form.key}.{field.name}": field.sensitivity for form, field in every_field()}
    categories = {
        c.value: c.schema.get("x-sensitivity")
        for c in LIBRARY.form("client").field("categories").choices("uk")
    }

    assert {marks[name] for name in risky} == {"restricted"}
    assert {key for key, mark in categories.items() if mark == "restricted"} == {
        "serving", "missing_family", "ex_captive", "gbv_survivor"
    }  # fmt: skip
    assert all("x-sensitivity" in field.schema for form, field in every_field())


def test_declines_suggest_ways_that_have_words() -> None:
    """Each suggestion after a decline is a format or another way that lists can name."""
    ways = {c["const"] for name in ("referral_format", "other_ways") for c in LIBRARY.lists[name]["oneOf"]}
    reasons = {c["const"]: c.get("x-suggests", []) for c in LIBRARY.lists["decline_reason"]["oneOf"]}

    assert {way for suggested in reasons.values() for way in suggested} <= ways
    assert "on_site_meeting" in reasons["unfamiliar_place"]
    assert LIBRARY.form("referral").field("offers.format").schema.get("default") is None


def test_the_short_profile_keeps_what_facts_need() -> None:
    """Nothing that a fact, a gate or a criterion reads is hidden in the short profile."""
    needed = {tag for fact in FACTS.values() for tag in fact.needs}

    assert [
        f"{form.key}.{field.name}"
        for form, field in every_field()
        if field.means in needed and not field.core
    ] == []


def test_each_kind_of_folder_is_founded_by_one_form() -> None:
    """A client, an enquiry, a case and an organisation each begin with one form."""
    founds = [form.settings["founds"] for form in LIBRARY.forms if "founds" in form.settings]

    assert sorted(founds) == ["case", "client", "enquiry", "organisation"]


def test_forms_belong_to_stages_that_exist() -> None:
    """Every stage that a form names is one of the programme's stages."""
    stages = {stage["key"] for stage in json.loads((SCHEMAS / "programme.json").read_text("utf-8"))["stages"]}

    assert {stage for form in LIBRARY.forms for stage in form.settings.get("stages", ())} <= stages


@pytest.mark.parametrize("reason", ["lost_contact", "safety_staff", "outside_competence", "goals_met"])
def test_some_closures_wait_for_approval(reason: str) -> None:
    """A closure for a reason that weighs on the person is looked at by a second pair of eyes."""
    form = LIBRARY.form("closure")
    view = form.look({"reason": reason}, setting_on(date(2026, 7, 7)))

    assert form.approval_if is not None
    assert form.approval_if.holds(view.scope()) is (reason != "goals_met")
    assert LIBRARY.form("contact_note").settings["approval"] == "never"


# -- what is filled in ---------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", ["short", "full"])
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_sound(path: Path, profile: str) -> None:
    """Answers as people give them pass, lose nothing on saving, and are all known to the form."""
    told = json.loads(path.read_text("utf-8"))
    form = LIBRARY.form(told["form"])
    view = form.look(told["answers"], setting_on(date.fromisoformat(told["today"]), told["outside"], profile))

    assert view.problems("uk") == ()
    assert view.pruned() == ()
    assert form.unknown(told["answers"]) == ()


def test_one_question_needs_nine_answers() -> None:
    """An enquiry with one question asks the starred questions and the answer to it, nothing else."""
    told = sample("e4_intake")
    form = LIBRARY.form("intake")
    view = form.look(told["answers"], setting_on(date.fromisoformat(told["today"]), told["outside"]))
    required = {
        name
        for name, field in form.named.items()
        for path in [tuple(name.split("."))]
        if view.requires(path if len(path) == 1 else (path[0], 0, path[1]))
    }

    profile = {"anon_profile.sex", "anon_profile.age_band", "anon_profile.displacement"}
    assert required - profile - {"requests.answer_given", "contacts_given.partner"} == STARRED


def test_a_problem_asks_for_more() -> None:
    """As soon as one request is a problem, the questions that the start criteria need are required."""
    requests = [
        *sample("e4_intake")["answers"]["requests"],
        {"_id": "r2", "words": "Немає де жити", "area": "housing", "nature": "problem"},
    ]
    asked = {path for path, keyword in problems_of("e4_intake", requests=requests) if keyword == "required"}

    assert asked >= {
        "source",
        "desired_result",
        "safety_quick",
        "basic_needs",
        "long_term",
        "extra_resources_needed",
    }
    assert asked >= {"requests.1.self_access", "requests.1.vital"}


def test_a_client_takes_the_place_of_the_anonymous_profile() -> None:
    """Nobody is asked for an anonymous profile when there is a client, and both are never asked for."""
    assert problems_of("e4_intake", anon_profile=None) == [("anon_profile", "required")]
    assert problems_of("e4_intake", anon_profile=None, client="c1") == []


def test_three_valued_criteria() -> None:
    """Two problem requests do not meet criterion 1; an unknown part leaves it unknown, never false."""
    form, told = LIBRARY.form("start_check"), sample("e1_start_check_july")
    day = date.fromisoformat(told["today"])
    july = form.look(told["answers"], setting_on(day, told["outside"])).answers
    three = {**told["outside"], "fact.problem_requests": 3}
    unclear = form.look({**told["answers"], "c1_plan": True}, setting_on(day, three)).answers

    assert (july["c1"], july["c2"], july["c3"]) == (False, True, True)
    assert "c1" not in unclear


def test_a_start_opens_a_case() -> None:
    """Only the worker's proposal together with the person's yes begins a case."""
    form = LIBRARY.form("start_check")
    names = form.opens_when.names if form.opens_when else frozenset()

    assert form.settings["opens"]["kind"] == "case"
    assert names == {"worker_proposal", "client_answer"}
    assert problems_of("e1_start_check_august", coordinator=None) == [("coordinator", "required")]


def test_an_answer_against_the_conclusion_needs_a_reason() -> None:
    """Whoever decides otherwise than the criteria says why."""
    assert problems_of("e1_start_check_august", worker_proposal="not_now") == [
        ("override_reason", "required")
    ]


def test_a_plan_has_one_first_step() -> None:
    """Exactly one step is where to begin."""
    steps = [{**step, "start_here": True} for step in sample("e1_plan")["answers"]["steps"]]

    assert problems_of("e1_plan", steps=steps) == [("steps", "constraint")]


def test_a_goal_serves_something() -> None:
    """A goal names a request or an area."""
    goals = [
        {k: v for k, v in goal.items() if k != "serves"} for goal in sample("e1_plan")["answers"]["goals"]
    ]

    assert problems_of("e1_plan", goals=goals) == [
        ("goals.0.serves", "required"), ("goals.0.serves_areas", "required")
    ]  # fmt: skip


def test_sharing_a_name_needs_a_permission_or_a_ground() -> None:
    """A referral with a name that goes out names the permission, or the ground without one."""
    shared = {"identity_shared": "name", "shared_data": ["identity"]}

    assert problems_of("e1_referral", **shared) == [("consent_ref", "required")]
    assert problems_of("e1_referral", **shared, consent_ref="p1") == []
    assert problems_of("e1_referral", **shared, consent_exception="vital_interest") == []


def test_a_new_document_begins_with_what_is_known() -> None:
    """An enquiry begins today, by whoever writes it, with a line for each basic need."""
    form, ids = LIBRARY.form("intake"), count()
    begun = form.start(setting_on(date(2026, 7, 14), {"this.person": "oksana"}), lambda: str(next(ids)))

    assert begun["enquiry_date"] == "2026-07-14"
    assert begun["received_by"] == "oksana"
    assert len(begun["basic_needs"]) == 10


@pytest.mark.parametrize(("nature", "state"), [("question", "answered"), ("problem", "open")])
def test_a_request_gets_its_state_from_its_nature(nature: str, state: str) -> None:
    """What is answered on the spot is answered, what needs work is open; nobody has to say so."""
    form, setting = LIBRARY.form("intake"), setting_on(date(2026, 7, 14))
    line = form.start_line("requests", {}, setting, lambda: "r1")
    before = form.look({"requests": [line]}, setting)
    after = form.appeared(before, {"requests": [{**line, "nature": nature}]}, setting)

    assert "state" not in line
    assert after["requests"][0]["state"] == state


def test_an_assessment_begins_with_twenty_domains() -> None:
    """Each domain of life has its line, so that none is forgotten."""
    form, ids = LIBRARY.form("needs_assessment"), count()
    begun = form.start(setting_on(date(2026, 2, 17)), lambda: str(next(ids)))

    assert len(begun["domains"]) == 20
    assert len(begun["functioning"]) == 6


def test_a_closure_begins_with_the_requests_and_goals() -> None:
    """Each request and goal of the case has its line for the result."""
    outside = {
        "fact.requests": [{"_id": "r1"}, {"_id": "r2"}],
        "fact.goals": [{"_id": "g1"}],
        "fact.package": [],
    }
    ids = count()
    begun = LIBRARY.form("closure").start(setting_on(date(2026, 7, 7), outside), lambda: str(next(ids)))

    assert [line["request"] for line in begun["requests_result"]] == ["r1", "r2"]
    assert [line["goal"] for line in begun["goals_result"]] == ["g1"]


PLAIN = {
    "text": "слова", "long": "слова", "phone": "+380441112233", "email": "a@example.org", "integer": 1,
    "number": 1, "boolean": True, "date": "2026-07-14", "time": "10:00",
    "datetime": "2026-07-14T10:00:00+03:00",
    "reference": "x1", "references": ["x1"],
}  # fmt: skip
KNOWN = {
    "fact.code": "2026-0001", "this.number": 1, "this.person": "oksana", "fact.start_result": "start",
    "fact.client_kind": "family", "setting.min_requests": 2, "setting.gas": True, "fact.problem_requests": 3,
    "fact.long_term": True, "setting.revisit_days": 14, "setting.feedback_normal": 14, "fact.open": True,
    "fact.requests": [{"_id": "r1"}], "fact.goals": [{"_id": "g1"}], "fact.package": [{"_id": "k1"}],
    "fact.permitted.special_data": True, "fact.areas": ["benefits"], "setting.feedback_emergency": 1,
    "setting.feedback_urgent": 3,
}  # fmt: skip


class Filler:
    """Answers whatever a form says is missing, always with the same choice of each list."""

    def __init__(self, form: Form, pick: int) -> None:
        self.form, self.pick, self.setting = form, pick, setting_on(date(2026, 7, 14), KNOWN)
        self._ids = count()

    def filled(self) -> tuple[dict[str, Any], tuple[Problem, ...]]:
        """The answers, and what is still wrong after many rounds."""
        answers = self.form.start(self.setting, self.new_id)
        found: tuple[Problem, ...] = ()
        for _ in range(40):
            view = self.form.look(answers, self.setting)
            answers, found = view.kept(), view.problems("uk")
            if not found:
                break
            for problem in found:
                self.mend(answers, problem)
        return answers, found

    def new_id(self) -> str:
        return f"line{next(self._ids)}"

    def mend(self, answers: dict[str, Any], problem: Problem) -> None:
        holder: Any = answers
        for step in problem.path[:-1]:
            holder = holder[step]
        field = self.form.field(".".join(step for step in problem.path if isinstance(step, str)))
        if problem.keyword == "required":
            holder[problem.path[-1]] = self.value(field, answers)
        elif problem.keyword == "constraint" and field.kind == "lines":
            holder[problem.path[-1]][0]["start_here"] = True

    def value(self, field: Field, answers: dict[str, Any]) -> Any:
        if field.kind == "lines":
            return [self.form.start_line(field.name, answers, self.setting, self.new_id)]
        choices = [choice.value for choice in field.choices("uk")]
        if choices:
            chosen = choices[self.pick % len(choices)]
            return [chosen] if field.kind == "choices" else chosen
        return PLAIN[field.kind]


@pytest.mark.parametrize("pick", range(4))
@pytest.mark.parametrize("key", sorted(EXPECTED))
def test_every_form_can_be_filled(key: str, pick: int) -> None:
    """Answering what is asked for, whatever is chosen, always ends in a sound document."""
    form = LIBRARY.form(key)
    answers, problems = Filler(form, pick).filled()

    assert problems == ()
    assert form.unknown(answers) == ()
    assert form.look(answers, setting_on(date(2026, 7, 14), KNOWN)).kept() == answers
