"""Looking with axe-core: what it finds on a page that would shut somebody out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
AXE = ROOT / ".ci" / "node" / "node_modules" / "axe-core" / "axe.min.js"
"""Where `npm install --prefix .ci/node axe-core` puts it; README, "Test it"."""
GRAVE = frozenset({"serious", "critical"})
HELD = frozenset({"heading-order", "document-title", "html-has-lang", "skip-link", "tabindex"})
"""Lesser findings that are held all the same."""
NOT_OURS: dict[str, str] = {}
"""Rules that Streamlit's own frame breaks where neither style nor script of ours can mend it, with why."""
IS_DARK = "matchMedia('(prefers-color-scheme: dark)').matches"
COLOURED = """scheme => {
  const app = document.querySelector(".stApp")
  const moves = document.getAnimations().some(one =>
    one.playState === "running" && one.effect.getComputedTiming().iterations !== Infinity)
  return !moves && (!app || getComputedStyle(app).colorScheme === scheme)
}"""
"""Has everything taken on the colours of a scheme?"""
RUN = "async (options) => (await axe.run(document, options)).violations"
WHOLE = {"resultTypes": ["violations"]}
COLOURS = {**WHOLE, "runOnly": ["color-contrast"]}
"""All that another colour scheme can change."""
SCHEMES: dict[str, dict[str, list[str]]] = {"light": WHOLE, "dark": COLOURS}


def axe() -> str:
    """The script; where it is not installed, the test is skipped, or fails if browser tests are required."""
    if AXE.exists():
        return AXE.read_text(encoding="utf-8")
    told = "no axe-core found: npm install --prefix .ci/node axe-core"
    if "browser" in os.environ.get("SUPROVID_REQUIRE", ""):
        pytest.fail(told)
    pytest.skip(told)


def looked(page: Page, script: str) -> Iterator[str]:
    """What shuts people out on the page as it stands, and what else in the other colours, which then stay."""
    was = page.evaluate(IS_DARK)
    for is_dark, options in ((was, WHOLE), (not was, COLOURS)):
        scheme: Literal["dark", "light"] = "dark" if is_dark else "light"
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(COLOURED, arg=scheme)
        yield from (f"{scheme}: {found}" for found in findings(page, script, options))


def findings(page: Page, script: str, options: dict[str, list[str]]) -> list[str]:
    """What axe finds that is grave: rule, element, and what is wrong with it."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(script)
    grave = [each for each in page.evaluate(RUN, options) if each["impact"] in GRAVE or each["id"] in HELD]
    return [
        f"{found['id']}: {node['html'][:160]} {_why(node)}"
        for found in grave
        if found["id"] not in NOT_OURS
        for node in found["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return str(checks[0]["message"]) if checks else ""
