"""A plan in, a runner of CI out: a folder with made-up `terraform` and `git` on its PATH, where scripts run one after another."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.portal import ROOT, Portal, plan

PORTAL_CI = ROOT / "integrations" / "portal-ci"
GITLAB = yaml.safe_load((ROOT / "integrations" / "gitlab" / "portal.yml").read_text(encoding="utf-8"))
"""The jobs to extend, by name."""

TERRAFORM = """#!/bin/sh
case "$1" in
  plan) date +%N > plan.bin ;;
  show) cat "$TEST_PLAN" ;;
  graph) echo 'digraph G { "aws_ebs_volume.data_0"; }' ;;
  apply) test "${TEST_APPLY:-0}" = 0 && cat "$(dirname "$0")/apply.ndjson" || exit "$TEST_APPLY" ;;
  workspace) echo "${TEST_WORKSPACE:-default}" ;;
  state) test -f state.json && cat state.json ;;
esac
"""
"""It plans, shows and applies nothing; `state.json`, where there is one, is its state."""
APPLIED = r"""{"@level":"info","@message":"Terraform 1.11.4","type":"version","terraform":"1.11.4","ui":"1.2"}
{"@level":"info","@message":"aws_ebs_volume.data[\"a\"]: Creation complete \u2713","type":"apply_complete","hook":{"resource":{"addr":"aws_ebs_volume.data[\"a\"]"},"action":"create"}}
{"@level":"info","@message":"Apply complete!","type":"change_summary","changes":{"add":1,"change":0,"remove":0,"operation":"apply"}}
"""
"""What `terraform apply -json` writes; it writes nothing where TEST_APPLY says that it fails."""
GIT = """#!/bin/sh
case "$*" in
  'show -s --format=%cI') echo 2026-11-20T09:00:00+01:00 ;;
  'cat-file -p 4b825dc6') printf 'tree 1\\nparent aaaaaaa1\\nparent bbbbbbb2\\n' ;;
  *) exit 1 ;;
esac
"""
STATE = """{
  "version": 4,
  "serial": 12,
  "lineage": "6f1c7a8e-0f0e-4b63-9d6a-0d8a4f3a5a11",
  "outputs": {"lineage": {"value": "of another", "type": "string"}},
  "resources": []
}
"""


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


def of_gitlab(job: str) -> tuple[dict[str, str], str]:
    """The variables and the script of a job of the template, with what it extends."""
    lineage = [job]
    variables: dict[str, str] = {}
    scripts: dict[str, list[str]] = {}
    while parent := GITLAB[lineage[-1]].get("extends"):
        lineage.append(parent)
    for name in reversed(lineage):
        variables |= {key: str(value) for key, value in GITLAB[name].get("variables", {}).items()}
        scripts |= {key: GITLAB[name][key] for key in ("before_script", "script") if key in GITLAB[name]}
    return variables, "\n".join(scripts["before_script"] + scripts["script"])


@dataclass
class Runner:
    """A folder that scripts run in. `shell` is what runs `portal-ci`, `path` where commands are found besides ours."""

    folder: Path
    document: dict[str, Any] = field(default_factory=nothing_to_do)
    environment: dict[str, str] = field(default_factory=dict)
    shell: tuple[str, ...] = ("sh",)
    path: str = os.environ["PATH"]

    def __post_init__(self) -> None:
        (self.folder / "plan-to-show.json").write_text(json.dumps(self.document) + "\n", encoding="utf-8")
        self.commands = self.folder / "bin"
        self.commands.mkdir(parents=True)
        (self.commands / "apply.ndjson").write_text(APPLIED, encoding="utf-8")
        for name, script in (("terraform", TERRAFORM), ("git", GIT)):
            self.command(name, script)

    def command(self, name: str, script: str) -> None:
        """Put a command on the PATH, before all others."""
        (self.commands / name).write_text(script, encoding="utf-8")
        (self.commands / name).chmod(0o755)

    def run(self, command: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        known = {"PATH": f"{self.commands}:{self.path}", "TEST_PLAN": str(self.folder / "plan-to-show.json")}
        return subprocess.run(
            command,
            check=False,
            cwd=self.folder,
            env={**known, **self.environment, **more},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def script(self, text: str, **more: str) -> subprocess.CompletedProcess[str]:
        """As GitHub Actions and GitLab run a step."""
        return self.run(["bash", "-eo", "pipefail", "-c", text], **more)

    def portal_ci(self, *commands: str, **more: str) -> subprocess.CompletedProcess[str]:
        return self.run([*self.shell, str(PORTAL_CI), *commands], **more)

    def plan(self, document: dict[str, Any] | None = None) -> None:
        """As `terraform plan -out=plan.bin`, of this document."""
        if document is not None:
            (self.folder / "plan-to-show.json").write_text(json.dumps(document) + "\n", encoding="utf-8")
        assert self.run([str(self.commands / "terraform"), "plan"]).returncode == 0

    def told(self, name: str) -> dict[str, str]:
        """What a job hands on to the next, as `NAME=value` lines."""
        lines = (self.folder / name).read_text(encoding="utf-8").splitlines()
        return dict(line.split("=", 1) for line in lines)


def kept(web: Portal, token: str, run: str) -> dict[str, Any]:
    """A run as the portal tells it."""
    status, told = web.call(f"/api/v1/runs/{run}", token)
    assert status == 200, told
    return dict(told)
