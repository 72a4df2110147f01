"""Hostile input, threat by threat: which tests hold the guard against each.

A guard without a test, or a test that was renamed or taken away, shows here.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent

THREATS: Mapping[str, tuple[str, ...]] = {
    "markup in names, labels, options, titles and imported texts": (
        "browser/test_markup.py::test_markup_is_shown_as_typed_on_every_page",
        "browser/test_markup.py::test_every_page_is_looked_at",
        "desk/test_widgets_escaping.py::test_markup_is_shown_as_typed",
        "desk/test_widgets_escaping.py::test_any_text_survives",
        "desk/test_widgets_escaping.py::test_a_badge_guards_brackets_itself",
        "desk/test_widgets.py::test_titles_and_options_are_escaped",
        "desk/test_sign_in_routes.py::test_markup_in_what_was_typed_is_shown_as_typed",
        "exchange/test_paper.py::test_markup_is_shown_as_typed",
        "test_house.py::test_raw_html_goes_through_one_door",
        "test_house.py::test_badges_are_escaped_for_badges",
    ),
    "formulas in tables that leave": (
        "exchange/test_sheets.py::test_a_formula_leaves_as_text_and_comes_back_unchanged",
        "exchange/test_sheets.py::test_any_table_comes_back_from_csv",
    ),
    "paths in ids, addresses, form keys and file names": (
        "store/test_store_contract.py::test_no_name_leads_out_of_the_store",
        "pages/test_hostile_addresses.py::test_a_hostile_address_leads_nowhere",
        "pages/test_hostile_addresses.py::test_a_hostile_kind_form_or_document_leads_nowhere",
        "casework/test_attaching.py::test_a_name_cannot_mislead",
        "store/test_backup.py::test_no_path_leads_out_of_the_place",
    ),
    "zip bombs, far cells, XML entities, wrong kinds of file": (
        "casework/test_attaching.py::test_a_file_is_what_its_content_says",
        "exchange/test_sheets.py::test_a_hostile_spreadsheet_is_refused_in_time",
        "exchange/test_sheets.py::test_a_sheet_that_lies_about_its_size_is_read_as_it_is",
        "store/test_backup.py::test_what_is_no_honest_backup_is_refused",
        "store/test_backup.py::test_more_entries_than_a_backup_may_have_are_refused",
        "forms/test_dialect.py::test_a_text_that_is_no_form",
    ),
    "references to other machines and to files": (
        "forms/test_plain_guards.py::test_no_reference_is_followed_out_of_the_file",
        "forms/test_dialect.py::test_a_reference_to_elsewhere_is_refused",
        "forms/test_importing.py::test_remote_and_file_references_are_refused_without_a_request",
    ),
    "slow patterns": (
        "forms/test_patterns.py::test_no_pattern_takes_long",
        "forms/test_patterns.py::test_what_cannot_be_bounded_is_refused",
    ),
    "recursion and blow-up": (
        "forms/test_plain_guards.py::test_what_blows_up_is_told_in_time",
        "forms/test_dialect.py::test_doubling_definitions_are_refused",
        "forms/test_dialect.py::test_a_reference_to_itself_is_refused_where_no_answer_stands_between",
        "forms/test_dialect.py::test_a_long_chain_of_conditions_is_no_circle_and_no_crash",
    ),
    "numbers that are none, thousands of digits, keys that stand twice": (
        "store/test_store_contract.py::test_what_would_come_back_changed_is_refused",
        "forms/test_dialect.py::test_a_text_that_is_no_form",
        "forms/test_plain_guards.py::test_what_blows_up_is_told_in_time",
        "desk/test_form_try.py::test_what_cannot_be_drawn_is_refused_in_a_line",
    ),
    "aliases in YAML, line breaks in calendars": (
        "desk/test_sign_in_providers.py::test_a_file_that_cannot_be_read_is_named",
        "exchange/test_calendar.py::test_no_text_breaks_out_of_its_line",
    ),
    "an error in a page with a client's data in its variables": (
        "desk/test_front.py::test_a_page_that_fails_tells_nothing",
    ),
    "answers in logs and in the journal": (
        "browser/test_markup.py::test_logs_and_journal_hold_nothing_that_was_planted",
    ),
    "a database that somebody else reads, or puts back": (
        "desk/test_vault_in_a_database.py::test_the_database_keeps_nothing_in_clear",
        "desk/test_vault_in_a_database.py::test_a_keyring_from_before_is_refused",
        "desk/test_vault_in_a_database.py::test_a_database_that_is_away_is_no_open_door",
        "desk/test_many_processes.py::test_the_database_has_no_secret",
        "store/test_postgres_trust.py::test_a_damaged_row_is_named_and_threads_go_on",
    ),
    "a surface wider than this machine": (
        "desk/test_config.py::test_the_shipped_value",
        "desk/test_config.py::test_the_shipped_values_win_over_a_folder_with_other_wishes",
        "desk/test_sign_in_guard.py::test_a_rebound_host_reaches_nothing",
    ),
}


@cache
def functions(file: str) -> frozenset[str]:
    """The names of the tests in a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("threat", THREATS)
def test_every_threat_has_its_guards_tested(threat: str) -> None:
    """Each named test is there."""
    assert THREATS[threat]
    for name in THREATS[threat]:
        file, _, function = name.partition("::")
        assert function in functions(file), name
