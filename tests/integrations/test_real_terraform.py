"""`integrations/portal-ci` around the `terraform` command itself: planned, sent, approved by a person, applied, told."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.killing import Reviewer
from tests.pipeline import Runner, kept
from tests.portal import Portal

pytestmark = [
    pytest.mark.servers,
    pytest.mark.terraform,
    pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on the PATH"),
]

CONFIGURATION = 'resource "terraform_data" "kept" {\n  for_each = toset(["a b"])\n  input    = "x"\n}\n'


@pytest.fixture
def job(web: Portal, token: str, tmp_path: Path) -> Runner:
    """A folder that is initialised, in a Terraform workspace of its own, with a plan."""
    where = {"PORTAL": web.url, "PORTAL_TOKEN": token, "PORTAL_CREATE": "1", "PORTAL_REPOSITORY": "acme/real"}
    made = Runner(tmp_path, environment={**where, "HOME": str(tmp_path), "CHECKPOINT_DISABLE": "1"})
    (made.commands / "terraform").unlink()
    (tmp_path / "main.tf").write_text(CONFIGURATION, encoding="utf-8")
    for command in ("init -input=false", "workspace new blue", "plan -input=false -out=plan.bin"):
        done = made.run(["terraform", *command.split()])
        assert done.returncode == 0, done.stdout + done.stderr
    return made


def test_a_plan_of_terraform_from_upload_to_outcome(web: Portal, token: str, reviewer: Reviewer, job: Runner) -> None:
    sent = job.portal_ci("upload", "wait")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    number = job.told("plan.bin.portal")["PORTAL_RUN"]
    run = kept(web, token, number)
    assert (run["workspace"], run["changes"]["create"], run["status"]) == ("acme-real-blue", 1, "awaiting")
    assert job.portal_ci("apply").returncode == 3
    assert reviewer.approve(run)
    applied = job.portal_ci("apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert 'terraform_data.kept["a b"]: Creation complete' in applied.stdout
    told, state = kept(web, token, number), json.loads(job.run(["terraform", "state", "pull"]).stdout)
    assert (told["status"], told["apply"]["serial"], told["apply"]["lineage"]) == (
        *("applied", state["serial"], state["lineage"]),
    )
    assert [one["result"] for one in told["apply"]["resources"]] == ["done"]
