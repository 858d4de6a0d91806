"""The CI jobs of `docs/integrate.md`, run as they stand there: against a real portal, with a `terraform` that only writes a plan."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.portal import ROOT, Portal, plan, portal

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(not (shutil.which("curl") and shutil.which("bash")), reason="no curl or no bash on the PATH"),
]

JOBS = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")
GITHUB, GITLAB = (yaml.safe_load(found) for found in re.findall(r"```yaml\n(.*?)```", JOBS, re.DOTALL))

TERRAFORM = """#!/bin/sh
case "$1" in
  plan) date +%N > plan.bin ;;
  show) cat "$TEST_PLAN" ;;
  apply) echo applied ;;
esac
"""
GIT = "#!/bin/sh\ntest \"$*\" = 'show -s --format=%cI' && echo 2026-11-20T09:00:00+01:00\n"


def nothing_to_do() -> dict[str, Any]:
    """A plan that needs nobody: what stands is what is wanted."""
    made = plan()
    change = made["resource_changes"][0]["change"]
    change |= {"actions": ["no-op"], "before": change["after"]}
    return made


def public_instance() -> dict[str, Any]:
    """A plan that a mandatory guardrail blocks: an instance with a public address."""
    made = plan()
    entry = made["resource_changes"][0]
    entry |= {"address": "aws_instance.web", "type": "aws_instance", "name": "web"}
    entry["change"]["after"] = {"ami": "ami-1", "instance_type": "t3.micro", "associate_public_ip_address": True}
    made["configuration"]["root_module"]["resources"] = []
    return made


@pytest.fixture(scope="module")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    with portal(tmp_path_factory.mktemp("web"), "web") as running:
        yield running


@pytest.fixture(scope="module")
def token(web: Portal) -> str:
    return web.manage("token", "create", "--workspace", "network", "--create").strip()


class Pipeline:
    """A folder that scripts run in one after the other, as on a runner."""

    def __init__(self, web: Portal, token: str, folder: Path, document: dict[str, Any]) -> None:
        (folder / "plan-to-show.json").write_text(json.dumps(document), encoding="utf-8")
        commands = folder / "bin"
        commands.mkdir()
        for name, script in (("terraform", TERRAFORM), ("git", GIT)):
            (commands / name).write_text(script, encoding="utf-8")
            (commands / name).chmod(0o755)
        self.folder = folder
        self.web, self.token = web, token
        self.environment = {
            "PATH": f"{commands}:{web.environment['PATH']}",
            "PORTAL": f"{web.url}/api/v1",
            "PORTAL_TOKEN": token,
            "TEST_PLAN": str(folder / "plan-to-show.json"),
        }

    def run(self, script: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-eo", "pipefail", "-c", script],
            check=False,
            cwd=self.folder,
            env=self.environment | more,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def kept(self, run: str) -> dict[str, Any]:
        """The run as the portal tells it."""
        status, told = self.web.call(f"/api/v1/runs/{run}", self.token)
        assert status == 200, told
        return dict(told)

    def swap(self, what: str, document: dict[str, Any]) -> None:
        """Between the two jobs: another plan file, or one that says something else than what was uploaded."""
        if what == "plan file":
            (self.folder / "plan.bin").write_text("another", encoding="utf-8")
        else:
            (self.folder / "plan-to-show.json").write_text(json.dumps(document), encoding="utf-8")

    def told(self, name: str) -> dict[str, str]:
        """What a job hands on to the next, as `NAME=value` lines."""
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


CASES = pytest.mark.parametrize(
    ("document", "code"),
    [(nothing_to_do(), 0), (plan(), 22), (public_instance(), 22)],
    ids=["passes", "waits", "blocked"],
)


def judge(code: int, gate: subprocess.CompletedProcess[str]) -> None:
    assert gate.returncode == code, gate.stdout + gate.stderr
    assert gate.stdout.startswith("allowed: " if code == 0 else "refused: ")
    assert ("applied" in gate.stdout.splitlines()) == (code == 0)


@CASES
def test_github_actions(web: Portal, token: str, tmp_path: Path, document: dict[str, Any], code: int) -> None:
    pipeline = Pipeline(web, token, tmp_path, document)
    upload = next(step["run"] for step in GITHUB["jobs"]["plan"]["steps"] if step.get("id") == "upload")
    done = pipeline.run(
        upload,
        GITHUB_OUTPUT="outputs",
        GITHUB_SHA="4b825dc6",
        GITHUB_REF_NAME=f"feature/{code}&x#y",
        GITHUB_ACTOR="ada",
        GITHUB_RUN_NUMBER="7",
        GITHUB_RUN_ID=f"16{code}{len(str(document))}",
        GITHUB_RUN_ATTEMPT="1",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = pipeline.told("outputs")
    assert told.keys() == {"run"} == GITHUB["jobs"]["plan"]["outputs"].keys()
    apply = next(step["run"] for step in GITHUB["jobs"]["apply"]["steps"] if "run" in step)
    judge(code, pipeline.run(apply, RUN=told["run"], GITHUB_SHA="4b825dc6"))
    kept = pipeline.kept(told["run"])
    assert (kept["actor"], kept["pipeline"], kept["committed_at"]) == ("github:ada", 7, "2026-11-20T08:00:00+00:00")
    assert (kept["status"] == "applied") is (code == 0)


@CASES
def test_gitlab(web: Portal, token: str, tmp_path: Path, document: dict[str, Any], code: int) -> None:
    pipeline = Pipeline(web, token, tmp_path, document)
    done = pipeline.run(
        "\n".join(GITLAB["plan"]["script"]),
        CI_COMMIT_SHA="4b825dc6",
        CI_COMMIT_REF_NAME=f"lab & {code}",
        GITLAB_USER_LOGIN="ada",
        CI_PIPELINE_IID="7",
        CI_JOB_ID=f"17{code}{len(str(document))}",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = pipeline.told("run.env")
    judge(code, pipeline.run("\n".join(GITLAB["apply"]["script"]), CI_COMMIT_SHA="4b825dc6", **told))
    kept = pipeline.kept(told["RUN"])
    assert (kept["actor"], kept["pipeline"], kept["committed_at"]) == ("gitlab:ada", 7, "2026-11-20T08:00:00+00:00")
    assert (kept["status"] == "applied") is (code == 0)


@pytest.mark.parametrize("what", ["plan file", "plan", "commit"])
def test_what_is_not_what_was_uploaded_is_not_applied(web: Portal, token: str, tmp_path: Path, what: str) -> None:
    pipeline = Pipeline(web, token, tmp_path, nothing_to_do())
    commit = {"CI_COMMIT_SHA": "4b825dc6", "CI_COMMIT_REF_NAME": f"swapped {what}", "GITLAB_USER_LOGIN": "ada"}
    assert pipeline.run("\n".join(GITLAB["plan"]["script"]), **commit).returncode == 0
    if what != "commit":
        pipeline.swap(what, plan())
    asked = "4b825dc7" if what == "commit" else "4b825dc6"
    told = pipeline.told("run.env")
    done = pipeline.run("\n".join(GITLAB["apply"]["script"]), CI_COMMIT_SHA=asked, **told)
    judge(22, done)
    assert what.replace("plan", "plan_sha256" if what == "plan" else "plan") in done.stdout


def test_a_refused_upload_fails_the_job_and_says_why(web: Portal, token: str, tmp_path: Path) -> None:
    pipeline = Pipeline(web, token, tmp_path, {"version": 4, "terraform_version": "1.11.4", "resources": []})
    done = pipeline.run(
        "\n".join(GITLAB["plan"]["script"]), CI_COMMIT_SHA="", CI_COMMIT_REF_NAME="", GITLAB_USER_LOGIN=""
    )
    assert done.returncode == 1
    assert '"detail"' in done.stdout
