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

from gitops_portal import __version__
from tests.portal import COMMANDS, ROOT

COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
ONCE = {"migrate"}
"""Services that do one thing and end."""


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_image_is_called_by_the_version() -> None:
    assert {service["image"] for service in OURS.values()} == {f"gitops-portal:{__version__}"}


def test_every_process_has_its_service() -> None:
    assert OURS.keys() - ONCE == COMMANDS.keys()


@pytest.mark.parametrize("name", COMMANDS)
def test_compose_readme_and_tests_start_it_alike(name: str) -> None:
    assert SERVICES[name]["command"].startswith(COMMANDS[name])
    assert COMMANDS[name] in text("docs/operate.md")


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


DIGEST = r":v?\d+\.\d+\.?\d*[^@]*@sha256:[0-9a-f]{64}$"


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - OURS.keys()))
def test_the_image_is_pinned_by_digest(name: str) -> None:
    assert re.search(DIGEST, SERVICES[name]["image"])


def test_the_image_holds_its_code_compiled() -> None:
    """Nobody can write it later: the root of a container is read-only."""
    steps = [line for line in text("Dockerfile").splitlines() if line.startswith(("COPY", "RUN", "USER"))]
    compiled = steps.index("RUN python -m compileall -q gitops_portal")
    assert steps.index("COPY gitops_portal gitops_portal") < compiled < steps.index("USER portal")


def test_the_base_image_is_pinned_by_digest() -> None:
    bases = re.findall(r"^FROM (\S+)", text("Dockerfile"), re.MULTILINE)
    assert len(set(bases)) == 1
    assert re.search(DIGEST, bases[0])


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_can_do_little_beside_its_work(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert "cap_add" not in service


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_its_share_of_the_machine_and_no_more(name: str) -> None:
    service = SERVICES[name]
    assert re.fullmatch(r"\d+[mg]", service["mem_limit"])
    assert 0 < service["pids_limit"] <= 500


@pytest.mark.parametrize("name", OURS)
def test_tells_settings_nothing_they_do_not_read(name: str) -> None:
    read = set(re.findall(r'(?:env\.\w+|_\w+)\(\s*"([A-Z][A-Z0-9_]+)"', text("gitops_portal/settings.py")))
    others = ("AWS_", "TMPDIR")  # boto3's own, and Python's
    ours = {told for told in OURS[name]["environment"] if not told.startswith(others)}
    assert ours <= read


@pytest.mark.parametrize("name", SERVICES)
def test_no_secret_has_a_default(name: str) -> None:
    for key, value in SERVICES[name].get("environment", {}).items():
        for variable, rest in re.findall(r"\$\{([A-Z_0-9]+)(.*?)\}", str(value)):
            if re.search("SECRET|PASSWORD", variable):
                assert rest.startswith(":?"), f"{key} of {name}"
        if re.search("SECRET|PASSWORD", key):
            assert str(value).startswith("${"), f"{key} of {name} is written out"


def test_only_the_front_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["front"]["ports"])
    private = {name for name, network in COMPOSE["networks"].items() if (network or {}).get("internal")}
    assert private == COMPOSE["networks"].keys() - {"outside"}
    assert all(set(service["networks"]) <= private for name, service in SERVICES.items() if name != "front")


NEEDS = {
    "front": {"outside", "front"},
    "web": {"front", "database", "queue", "bucket"},
    "rq-worker": {"database", "queue", "bucket"},
    "celery-worker": {"database", "queue", "bucket"},
    "celery-beat": {"queue"},
    "migrate": {"database"},
    "postgres": {"database"},
    "valkey": {"queue"},
    "garage": {"bucket"},
}
OPENS = {"DATABASE_URL": "database", "REDIS_URL": "queue", "AWS_SECRET_ACCESS_KEY": "bucket"}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_reaches_what_it_needs_and_holds_no_other_key(name: str) -> None:
    service = SERVICES[name]
    assert set(service["networks"]) == NEEDS[name]
    held = {network for key, network in OPENS.items() if key in service.get("environment", {})}
    assert held == (NEEDS[name] & set(OPENS.values()) if name in OURS else set())


def test_who_asks_others_is_let_out_and_nobody_let_in() -> None:
    """By a file of its own: without it nothing of ours leaves."""
    added = yaml.safe_load(text("deploy/outward.yml"))
    assert added["services"].keys() == {"web", "rq-worker", "celery-worker"} < OURS.keys()
    for service in added["services"].values():
        assert service == {"networks": ["outward"], "env_file": [{"path": "portal.env", "required": False}]}
    assert added["networks"] == {"outward": None}
    assert "--file deploy/outward.yml up --detach" in text("docs/operate.md")
    assert "portal.env" in text(".gitignore").splitlines()


def test_the_portal_holds_nobody_s_master_key() -> None:
    given = {
        variable for name in OURS for variable in re.findall(r"\$\{([A-Z_0-9]+)", str(SERVICES[name]["environment"]))
    }
    assert not given & {"POSTGRES_PASSWORD", "GARAGE_RPC_SECRET"}
    assert "NOSUPERUSER" in text("deploy/postgres-role.sh")
    secrets = [line.partition("=")[2] for line in new_env().splitlines() if "=" in line]
    assert len(secrets) == len(set(secrets)), "every service has a secret of its own"


def test_every_volume_and_file_is_there() -> None:
    used = {volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    files = {name for name in used if name.startswith("./")}
    assert used - files == set(COMPOSE["volumes"])
    assert all((ROOT / name).is_file() for name in files)
    assert {
        volume.rpartition(":")[2] for s in SERVICES.values() for volume in s.get("volumes", []) if volume[0] == "."
    } == {"ro"}


def new_env() -> str:
    return subprocess.run(
        [sys.executable, "scripts/new_env.py"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout


def test_new_env_makes_every_secret_that_is_asked_for() -> None:
    names = {line.partition("=")[0] for line in new_env().splitlines() if "=" in line}
    assert set(re.findall(r"\$\{([A-Z_0-9]+):\?", text("docker-compose.yml"))) <= names


def test_the_image_holds_what_the_dockerfile_copies_and_no_more() -> None:
    let_in = {line[1:] for line in text(".dockerignore").splitlines() if line.startswith("!")}
    copied = {found for found in re.findall(r"^COPY (\S+) ", text("Dockerfile"), re.MULTILINE) if found[0] != "-"}
    assert let_in == copied
    assert all((ROOT / Path(name)).exists() for name in copied)


def test_the_image_does_not_run_as_root() -> None:
    assert re.findall(r"^USER (\S+)", text("Dockerfile"), re.MULTILINE)[-1] == "portal"
