"""docker-compose.yml and the Dockerfile say what the portal can do, without asking a Docker engine."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.portal import COMMANDS, ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ONCE = {"migrate", "bucket"}
"""Services that do one thing and end."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_every_process_has_its_service() -> None:
    assert OURS.keys() - ONCE == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_compose_readme_and_tests_start_it_alike(name: str) -> None:
    assert SERVICES[name]["command"].startswith(COMMANDS[name])
    assert COMMANDS[name] in text("README.md")


def test_the_image_starts_the_web_process() -> None:
    said = re.findall(r"^CMD (\[.*\])$", text("Dockerfile"), re.MULTILINE)
    assert yaml.safe_load(said[-1]) == shlex.split(SERVICES["web"]["command"])


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - ONCE))
def test_has_a_health_check(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


@pytest.mark.parametrize("name", SERVICES)
def test_waits_for_what_can_come_about(name: str) -> None:
    for other, told in SERVICES[name].get("depends_on", {}).items():
        match told["condition"]:
            case "service_healthy":
                assert "healthcheck" in SERVICES[other]
            case "service_completed_successfully":
                assert other in ONCE
            case unknown:
                pytest.fail(f"{name} waits for {other} to be {unknown}")


@pytest.mark.parametrize("name", SERVICES)
def test_the_image_is_pinned(name: str) -> None:
    _, _, tag = SERVICES[name]["image"].rpartition(":")
    assert re.search(r"\d+\.\d+|\d{4}-\d{2}-\d{2}", tag), f"{tag} moves"


def test_the_base_image_is_pinned() -> None:
    bases = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)
    assert len(set(bases)) == 1
    assert re.search(r":\d+\.\d+\.\d+-", bases[0])


@pytest.mark.parametrize("name", OURS)
def test_tells_settings_nothing_they_do_not_read(name: str) -> None:
    read = set(re.findall(r'(?:env\.\w+|_\w+)\(\s*"([A-Z][A-Z0-9_]+)"', text("gitops_portal/settings.py")))
    ours = {told for told in OURS[name]["environment"] if not told.startswith("AWS_")}  # those are boto3's own
    assert ours <= read


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_has_a_default(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        for variable, rest in re.findall(r"\$\{([A-Z_]+)(.*?)\}", str(value)):
            if re.search("SECRET|PASSWORD", variable):
                assert rest.startswith(":?"), f"{key} of {name}"
        if re.search("SECRET|PASSWORD", key):
            assert str(value).startswith("${"), f"{key} of {name} is written out"


def test_only_the_web_is_reached_from_outside() -> None:
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["web"]
    assert all(service["networks"] == ["back"] for name, service in SERVICES.items() if name != "web")


def test_every_volume_is_declared() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == set(COMPOSE["volumes"])


def test_new_env_makes_every_secret_that_is_asked_for() -> None:
    made = subprocess.run(
        [sys.executable, "scripts/new_env.py"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    names = {line.partition("=")[0] for line in made.splitlines() if "=" in line}
    assert set(re.findall(r"\$\{([A-Z_]+):\?", text("docker-compose.yml"))) <= names


def test_the_image_holds_what_the_dockerfile_copies_and_no_more() -> None:
    let_in = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    copied = {found for found in re.findall(r"^COPY (\S+) ", text("Dockerfile"), re.MULTILINE) if found[0] != "-"}
    assert let_in == copied
    assert all((ROOT / Path(name)).exists() for name in copied)


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (\S+)", text("Dockerfile"), re.MULTILINE)[-1] == "portal"
