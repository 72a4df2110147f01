"""A real browser against the application, started as the README says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

HERE = Path(__file__).parent
expect.set_options(timeout=20_000)  # a machine with much to do is slow, and that is no fault
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A browser on a machine with much to do may miss a click: what fails three times is at fault."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.flaky(reruns=2, reruns_delay=2))


def chromium() -> str | None:
    """Where a Chromium is on this machine, or None."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
    return next((path for path in map(shutil.which, names) if path), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One headless Chromium for a module; its event loop must not run on under the tests that come after."""
    path = chromium()
    if path is None:
        if "browser" in os.environ.get("SUPROVID_REQUIRE", ""):
            pytest.fail("browser tests are required here, and no Chromium is installed")
        pytest.skip("no Chromium found: install one to run the browser tests")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        yield started
        started.close()
