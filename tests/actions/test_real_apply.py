"""What Terraform itself writes while it applies: read to its end, with no secret kept."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import outcome
from gitops_portal.actions.decide import decide
from gitops_portal.records.models import Outcome
from tests.actors import CI

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Person, Run

pytestmark = pytest.mark.terraform

SECRET = "correct-horse-battery"
CONFIGURATION = """
variable "word" {
  type      = string
  sensitive = true
  default   = "SECRET"
}
resource "terraform_data" "kept" {
  input = var.word
}
resource "terraform_data" "broken" {
  input = "x"
  provisioner "local-exec" {
    command = "echo ${var.word}; exit CODE"
  }
}
resource "terraform_data" "waiting" {
  for_each = toset(["a b"])
  input    = terraform_data.broken.id
}
"""


def terraform(folder: Path, *arguments: str) -> bytes:
    path = f"{Path(shutil.which('terraform') or '').parent}:/usr/bin:/bin"
    environment = {"PATH": path, "HOME": str(folder), "CHECKPOINT_DISABLE": "1"}
    return subprocess.run(
        ["terraform", *arguments], cwd=folder, env=environment, capture_output=True, check=False
    ).stdout


@pytest.mark.parametrize(
    ("code", "told", "counts", "results"),
    [
        (0, "applied", (3, 0, 0), {"kept": "done", "broken": "done", 'waiting["a b"]': "done"}),
        (3, "apply_failed", (1, 1, 1), {"kept": "done", "broken": "failed", 'waiting["a b"]': "not_reached"}),
    ],
)
def test_an_apply_of_terraform(
    upload: Callable[..., Run],
    reviewer: Person,
    tmp_path: Path,
    settings: Any,
    code: int,
    told: str,
    counts: tuple[int, ...],
    results: dict[str, str],
) -> None:
    settings.ARTIFACTS_URL = f"file://{tmp_path}/artifacts"
    written = CONFIGURATION.replace("SECRET", SECRET).replace("CODE", str(code))
    (tmp_path / "main.tf").write_text(written, encoding="utf-8")
    terraform(tmp_path, "init", "-input=false")
    terraform(tmp_path, "plan", "-input=false", "-out=plan.bin")
    run = upload(terraform(tmp_path, "show", "-json", "plan.bin"))
    decide(run, by=reviewer, action="approve", reason="fine", evidence=run.evidence)
    stream = terraform(tmp_path, "apply", "-json", "plan.bin")
    serial = json.loads(tmp_path.joinpath("terraform.tfstate").read_bytes())["serial"]
    outcome.report(run, CI, stream, serial=serial)
    kept = Outcome.objects.get()
    assert (kept.outcome, kept.serial, kept.done, kept.failed, kept.not_reached) == (told, serial, *counts)
    assert dict(kept.resources.values_list("address", "result")) == {
        f"terraform_data.{name}": result for name, result in results.items()
    }
    assert (kept.tool.startswith("Terraform 1."), kept.seconds is not None, kept.told) == (True, True, [])
    assert SECRET not in str(kept.diagnostics)
    assert bool(kept.diagnostics) is (code != 0)
    assert (SECRET in stream.decode()) is (code != 0), "else it proves nothing"
