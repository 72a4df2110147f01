"""The house is in order: no form is known by name, pages begin with their guard, git keeps no data."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from pathlib import Path

import pytest

from suprovid.desk.menu import OPENED_FROM

ROOT = Path(__file__).parent.parent
PAGES = sorted((ROOT / "pages").glob("*.py"))
KINDS = {"client", "enquiry", "case", "organisation", "person", "workspace"}
SHOWN = {"partner"}
"""A word of `x-show`: the print for a partner."""
CODE = sorted(
    path
    for path in [*(ROOT / "suprovid").rglob("*.py"), *PAGES, ROOT / "app.py"]
    if "sample" not in path.relative_to(ROOT).parts
)


def form_keys() -> set[str]:
    """The keys of the shipped forms, but for words that also name a kind of folder or a family of tags."""
    forms = sorted((ROOT / "schemas" / "forms").glob("*.json"))
    text = "".join(path.read_text(encoding="utf-8") for path in forms)
    families = set(re.findall(r'"x-means": "(\w+)[."]', text))
    return {path.stem for path in forms} - KINDS - families - SHOWN


def test_forms_are_told_from_tags() -> None:
    """What is left to look for are the names that only a form has."""
    assert {"intake", "start_check", "needs_assessment", "individual_plan", "contact_note"} <= form_keys()


def literals(path: Path) -> set[str]:
    """The string literals of a module, its docstrings left out."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@pytest.mark.parametrize("path", CODE, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_code_knows_no_form_by_its_name(path: Path) -> None:
    """A form is data: its key stands nowhere in the code but in the sample data."""
    assert not literals(path) & form_keys()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_page_begins_with_its_guard(path: Path) -> None:
    """The first statement of a page, after its docstring and imports, is the front desk."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    statements = [
        node
        for node in body
        if not isinstance(node, ast.Import | ast.ImportFrom)
        and not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
    ]
    assert ast.unparse(statements[0]) == "desk = front_desk(__file__)"


def test_every_page_has_a_title_and_a_way_to_it() -> None:
    """It is called in both languages, and in the menu of a role or opened from another page."""
    roles = json.loads((ROOT / "schemas" / "roles.json").read_text(encoding="utf-8"))["roles"].values()
    reached = {page for role in roles for page in role.get("pages", ())} | OPENED_FROM.keys()
    for code in ("uk", "en"):
        said = json.loads((ROOT / "schemas" / "languages" / f"{code}.json").read_text(encoding="utf-8"))
        assert [page.stem for page in PAGES if f"page.{page.stem}.title" not in said] == []
    assert [page.stem for page in PAGES if page.stem not in reached] == []


def test_modules_have_no_names_that_say_nothing() -> None:
    """No module is called utils, helpers, common, manager or base."""
    assert not {path.stem for path in CODE} & {"utils", "helpers", "common", "manager", "base"}


def test_raw_html_goes_through_one_door() -> None:
    """Pages never switch off escaping; markup is written only by the desk's own style modules."""
    allowed = {"style.py", "chrome.py", "escaping.py"}
    for path in CODE:
        if "unsafe_allow_html" in path.read_text(encoding="utf-8"):
            assert path.name in allowed, path


def test_badges_are_escaped_for_badges() -> None:
    """`st.badge` guards square brackets itself, so text that was guarded before would be read as a link."""
    for path in CODE:
        assert not re.findall(r"st\.badge\((?!\s*in_badge\()", path.read_text(encoding="utf-8")), path


def test_both_languages_say_the_same_sentences() -> None:
    """Ukrainian and English have the same keys and the same places to fill in."""
    uk, en = (
        json.loads((ROOT / "schemas" / "languages" / f"{code}.json").read_text(encoding="utf-8"))
        for code in ("uk", "en")
    )
    assert uk.keys() == en.keys()
    for key, sentence in uk.items():
        places = [set(re.findall(r"\{(\w+)\}", json.dumps(text))) - {"count"} for text in (sentence, en[key])]
        assert places[0] == places[1], key


def test_data_and_secrets_are_not_in_git() -> None:
    """Git keeps nothing of data/ but its README, no lock file, no secrets, no caches."""
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    kept = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert [name for name in kept if name.startswith("data/")] == ["data/README.md"]
    assert not [
        name for name in kept if re.search(r"(^|/)(uv\.lock|secrets\.toml|__pycache__|\.venv)(/|$)", name)
    ]
