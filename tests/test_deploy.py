"""What is shipped for servers holds together: compose file, image, proxies, the page that explains them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import behind_nginx
import pytest
import yaml

from suprovid.__main__ import COMMANDS
from suprovid.store import statements

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
GROW = (ROOT / "docs" / "grow.md").read_text(encoding="utf-8")
IMAGE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")


def test_everything_that_a_service_names_is_there() -> None:
    """Volumes, networks, secrets, other services, and files of ours."""
    for name, service in SERVICES.items():
        assert set(service["secrets"]) <= COMPOSE["secrets"].keys(), name
        assert set(service["networks"]) <= COMPOSE["networks"].keys(), name
        assert set(service.get("depends_on", {})) <= SERVICES.keys(), name
        for volume in service["volumes"]:
            source = volume.split(":")[0]
            assert source in COMPOSE["volumes"] or (ROOT / source).exists(), (name, source)


def test_only_the_proxy_can_be_reached() -> None:
    """The database and the application have no port, and no way out to the internet."""
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert SERVICES["proxy"]["ports"] == ["80:80", "443:443"]
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["proxy"]


def test_no_password_is_in_it() -> None:
    """Secrets are files that the operator makes; nothing works by default with a known word."""
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
        assert not (ROOT / secret["file"]).exists()
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            is_file = name.endswith("_FILE") and str(value).startswith("/run/secrets/")
            assert is_file or not re.search("PASSWORD|SECRET|TOKEN", name), name
            assert not re.search(r"//\w+:[^@]+@", str(value)), name
    assert "secrets" in (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert "/secrets/" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_every_service_says_whether_it_is_well() -> None:
    """And waits for what it needs to be well."""
    assert all(service["healthcheck"]["test"] for service in SERVICES.values())
    waits = {name: service.get("depends_on", {}) for name, service in SERVICES.items()}
    assert waits["app"]["database"] == waits["proxy"]["app"] == {"condition": "service_healthy"}


def test_images_have_a_version_and_no_host() -> None:
    """What is fetched is said by name."""
    images = [service["image"] for service in SERVICES.values() if "image" in service]
    images += re.findall(r"^FROM (\S+)", IMAGE, re.MULTILINE)
    assert all(re.fullmatch(r"[a-z]+:\d[\w.-]*", image) for image in images)


def test_the_variables_are_ours() -> None:
    """Each `SUPROVID_...` that the compose file, the image or the page names is read by the code."""
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "suprovid").rglob("*.py"))
    told = re.findall(r"SUPROVID_[A-Z_]+", IMAGE + GROW + str(SERVICES["app"]["environment"]))
    read = {*re.findall(r"SUPROVID_[A-Z_]+", code), "SUPROVID_HOST", "SUPROVID_DATA", "SUPROVID_SCHEMAS"}
    assert set(told) <= read


def test_the_image_has_what_the_application_needs() -> None:
    """Each thing that is copied exists; each part of the application is copied; it is not root's."""
    copied = [name for line in re.findall(r"^COPY (.*)", IMAGE, re.MULTILINE) for name in line.split()[1:-1]]
    assert all((ROOT / name).exists() for name in copied), copied
    assert {"suprovid", "pages", "schemas", "app.py", ".streamlit", "pyproject.toml"} <= set(copied)
    assert IMAGE.index("USER suprovid") < IMAGE.index("uv sync")
    command = re.findall(r"^CMD (.*)", IMAGE, re.MULTILINE)[-1]
    assert shlex.split(command.strip("[]").replace(",", " "))[0].endswith("/suprovid")


def test_the_page_names_what_is_there() -> None:
    """Files, commands, tables and headings."""
    for name in re.findall(r"`((?:deploy|docs|tests|suprovid)/[\w./]+)`", GROW):
        assert (ROOT / name).exists(), name
    for command in re.findall(r"suprovid (\w+)(?: |`)", GROW):
        assert command in COMMANDS or command in {"suprovid", "is"}, command
    made = {name for table in statements.TABLES for name in re.findall(r"(?:EXISTS|ON) (\w+) \(", table)}
    for table in re.findall(r"create_distributed_table\('(\w+)'", GROW):
        assert table in made
    headings = {
        re.sub(r"[^\w -]", "", line.lower()).replace(" ", "-") for line in re.findall(r"^#+ (.*)", GROW, re.M)
    }
    assert set(re.findall(r"\]\(#([\w-]+)\)", GROW)) <= headings


def test_split_tables_are_those_of_the_store() -> None:
    """The same columns, each table that has a folder's key split into three by the folder's id."""
    said = (ROOT / "docs" / "split.sql").read_text(encoding="utf-8")
    for statement in statements.TABLES:
        table = re.search(r"EXISTS (\w+) \((.*?)(?:, PRIMARY|\))", statement)
        if table and not statement.startswith("CREATE INDEX"):
            there = re.search(rf"CREATE TABLE {table[1]} \((.*?)(?:, PRIMARY KEY .*)?\)", said, re.DOTALL)
            assert there, table[1]
            assert " ".join(there[1].split()).startswith(table[2].split(" PRIMARY")[0]), table[1]
            parts = 3 if " kind " in statement else 0
            assert said.count(f"PARTITION OF {table[1]} ") == parts


@pytest.mark.skipif(not shutil.which("caddy"), reason="no Caddy here: apt-get install caddy")
def test_caddy_understands_its_file(tmp_path: Path) -> None:
    """As it is shipped, without a warning of a word that does nothing."""
    names = {"SUPROVID_HOST": "cases.example.org", "SUPROVID_APP_NAME": "app", "HOME": str(tmp_path)}
    command = ["caddy", "validate", "--adapter", "caddyfile", "--config", ROOT / "deploy" / "Caddyfile"]
    found = subprocess.run(command, env={**os.environ, **names}, capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr
    assert '"caddyfile"' not in found.stderr.replace('"config_adapter":"caddyfile"', ""), found.stderr


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here: apt-get install nginx-light")
def test_nginx_understands_its_file(tmp_path: Path) -> None:
    """With a certificate of the test's own, and a process to send people to."""
    behind_nginx.certificate(tmp_path)
    (tmp_path / "nginx.conf").write_text(behind_nginx.filled(tmp_path, "cases.example.org", ["app:8501"]))
    found = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", tmp_path / "nginx.conf"], capture_output=True, text=True
    )
    assert found.returncode == 0 or "host not found in upstream" in found.stderr, found.stderr
