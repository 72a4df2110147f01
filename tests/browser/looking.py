"""Looking with axe-core: what it finds on a page that would shut somebody out."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

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
RUN = "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"


def axe() -> str:
    """The script; where it is not installed, the test is skipped, or fails if browser tests are required."""
    if AXE.exists():
        return AXE.read_text(encoding="utf-8")
    told = "no axe-core found: npm install --prefix .ci/node axe-core"
    if "browser" in os.environ.get("SUPROVID_REQUIRE", ""):
        pytest.fail(told)
    pytest.skip(told)


def findings(page: Page, script: str) -> list[str]:
    """What shuts people out on the page as it stands: rule, element, and what is wrong with it."""
    if not page.evaluate("!!window.axe"):
        page.evaluate(script)
    grave = [found for found in page.evaluate(RUN) if found["impact"] in GRAVE or found["id"] in HELD]
    return [
        f"{found['id']}: {node['html'][:160]} {_why(node)}"
        for found in grave
        if found["id"] not in NOT_OURS
        for node in found["nodes"]
    ]


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return str(checks[0]["message"]) if checks else ""
