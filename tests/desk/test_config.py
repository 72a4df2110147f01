"""What we ship about our own surface, value by value, and that it is in force wherever the app starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from streamlit.web.server.app_discovery import discover_asgi_app

from suprovid.desk import shipped

ROOT = Path(__file__).parents[2]

PROMISED = {
    "server.address": "127.0.0.1",
    "server.headless": True,
    "server.allowedHosts": ["localhost", "127.0.0.1"],
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.enableStaticServing": False,
    "server.enableAgentApi": False,
    "server.maxUploadSize": 10,
    "server.fileWatcherType": "none",
    "server.disconnectedSessionTTL": 120,
    "browser.gatherUsageStats": False,
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "runner.magicEnabled": False,
    "runner.postScriptGC": False,
    "logger.enableRich": False,
}

ASK = """
import json, os, sys
from pathlib import Path
os.environ["SUPROVID_DATA"] = sys.argv[1]
import app
from streamlit import config
print(json.dumps({name: config.get_option(name) for name in json.loads(sys.argv[2])}))
"""


@pytest.mark.parametrize("name", PROMISED)
def test_the_shipped_value(name: str) -> None:
    """Each promise stands in the file as it was made."""
    assert shipped.settings()[name] == PROMISED[name]


def in_force(tmp_path: Path, cwd: Path, **environment: str) -> dict[str, object]:
    """The settings of an app that was imported in another process, from another working directory."""
    said = subprocess.run(
        [sys.executable, "-c", ASK, str(tmp_path / "data"), json.dumps(list(PROMISED))],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return json.loads(said.stdout.splitlines()[-1])


def test_the_shipped_values_win_over_a_folder_with_other_wishes(tmp_path: Path) -> None:
    """Started elsewhere, beside somebody's own `.streamlit/config.toml`."""
    other = tmp_path / "elsewhere" / ".streamlit"
    other.mkdir(parents=True)
    (other / "config.toml").write_text(
        '[server]\naddress = "0.0.0.0"\nenableStaticServing = true\n[client]\nshowErrorDetails = "full"\n'
    )
    assert in_force(tmp_path, other.parent) == PROMISED


def test_a_public_name_is_answered_too(tmp_path: Path) -> None:
    """Behind another server the name in the public address reaches us, and nothing else changes."""
    found = in_force(tmp_path, tmp_path, SUPROVID_ADDRESS="https://case.example.org")
    assert found == {**PROMISED, "server.allowedHosts": ["localhost", "127.0.0.1", "case.example.org"]}


def test_streamlit_knows_the_front_door_for_an_application() -> None:
    """Otherwise `streamlit run app.py` would run it as a script, and nothing would stand before the pages."""
    found = discover_asgi_app(ROOT / "app.py")
    assert found.is_asgi_app
    assert found.import_string == "app:app"


# -- colours and fonts ----------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["theme.light", "theme.dark"])
def test_text_can_be_read(theme: str) -> None:
    """AA, 4.5 to 1: every text colour on every ground of the theme, links and accents too."""
    values = shipped.settings()
    grounds = [
        values[f"{theme}{part}.{name}"]
        for part, name in product(("", ".sidebar"), ("backgroundColor", "secondaryBackgroundColor"))
    ]
    texts = ("textColor", "linkColor", "primaryColor", "redColor", "grayColor")
    for name, ground in product(texts, grounds):
        assert contrast(values[f"{theme}.{name}"], ground) >= 4.5, (name, ground)


def test_fonts_are_those_of_the_system() -> None:
    """No address in any font, so that nothing is asked of anybody's server."""
    values = shipped.settings()
    fonts = [value for name, value in values.items() if name.lower().endswith("font")]
    assert fonts
    assert not [font for font in fonts if "http" in font or "/" in font or ":" in font]
    assert not [name for name in values if "fontFaces" in name]
