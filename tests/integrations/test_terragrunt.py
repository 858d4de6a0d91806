"""`portal-ci` for every unit of `terragrunt run --all`, with files laid out as Terragrunt documents it, by one that has no more."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.integrations.test_portal_ci import SHELLS, runner
from tests.killing import Reviewer
from tests.pipeline import GITLAB, STATE, Runner, kept, nothing_to_do, of_gitlab, public_instance
from tests.portal import Portal, plan

pytestmark = [
    pytest.mark.servers,
    pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on the PATH"),
]

TERRAGRUNT = r"""#!/bin/sh
# run -- COMMAND: in the folder of the unit, or in the copy of its source. run --all: for each unit in turn; with --out-dir
# FOLDER/UNIT/tfplan.tfplan is its plan file, and --report-file tells what became of each.
echo "$*" >> "$TEST_ASKED"
here=$PWD all='' out='' report=''
while [ "$1" != -- ]; do
  case $1 in --all) all=1 ;; --out-dir) out=$2; shift ;; --report-file) report=$2; shift ;; esac
  shift
done
shift
within() {
  [ ! -f plan-to-show.json ] || TEST_PLAN=$PWD/plan-to-show.json && export TEST_PLAN
  [ ! -f source ] || { mkdir -p .terragrunt-cache/a/b && cp -f state.json .terragrunt-cache/a/b && cd .terragrunt-cache/a/b; }
}
if [ -z "$all" ]; then
  test "$TG_TF_FORWARD_STDOUT" = true || sed 's/^/[unit] /' | exit 1
  within && exec terraform "$@"
fi
comma='' code=0
[ -z "$report" ] || echo '[' > "$report"
for unit in $(find . -name terragrunt.hcl -not -path '*/.terragrunt-cache/*' | sed -e 's,/[^/]*$,,' -e 's,^\./,,' | sort); do
  cd "$here/$unit" && mkdir -p "$here/$out/$unit"
  case $1 in
    plan) [ -z "$out" ] || set -- plan -input=false "-out=$here/$out/$unit/tfplan.tfplan"; (within && terraform "$@") ;;
    apply) case " $TEST_FAILS " in *" $unit "*) result=failed reason=', "Reason": "run error", "Cause": "a } and \"Name\": {"' code=1 ;;
      *" ($unit) "*) result=succeeded reason=', "Reason": "error ignored", "Cause": "x"' ;;
      *" -$unit "*) result='early exit' reason=', "Reason": "ancestor error"' ;;
      *) result=succeeded reason=''; (within && terraform apply -input=false "${out:+$out/$unit/tfplan.tfplan}") ;; esac
      printf '%s{"Name": "%s", "Started": "2026-11-20T08:00:00Z"%s, "Result": "%s"}\n' "$comma" "$unit" "$reason" "$result" >> "$report"
      comma=, ;;
  esac
done
[ -z "$report" ] || echo ']' >> "$report"
exit "$code"
"""
TERRAFORM = """#!/bin/sh
case "$1" in
  plan) for word; do case $word in -out=*) date +%N > "${word#-out=}" ;; esac; done ;;
  show) test -f "$3" && cat "$TEST_PLAN" ;;
  graph) echo 'digraph G { "aws_ebs_volume.data_0"; }' ;;
  apply) echo 'Apply complete!' ;;
  workspace) echo default ;;
  state) cat state.json ;;
esac
"""
UNITS = ("app1", "app2", "project-2/project-2-app1")


def stack(made: Runner, documents: dict[str, dict[str, Any]]) -> Runner:
    """A folder of units, each with its plan to show."""
    made.command("terragrunt", TERRAGRUNT)
    made.command("terraform", TERRAFORM)
    made.environment |= {"TEST_ASKED": str(made.folder / "bin" / "asked"), "PORTAL_ALL": "1"}
    for unit, document in documents.items():
        folder = made.folder / unit
        folder.mkdir(parents=True)
        (folder / "terragrunt.hcl").touch()
        (folder / "state.json").write_text(STATE, encoding="utf-8")
        (folder / "plan-to-show.json").write_text(json.dumps(document) + "\n", encoding="utf-8")
    return made


def at(web: Portal, token: str) -> dict[str, str]:
    repository = f"tg-{uuid4().hex[:12]}"
    return {"PORTAL": web.url, "PORTAL_TOKEN": token, "PORTAL_CREATE": "1", "PORTAL_REPOSITORY": repository}


def planned(job: Runner, *flags: str) -> None:
    done = job.run(["terragrunt", "run", "--all", *flags])
    assert done.returncode == 0, done.stderr


def standing(web: Portal, token: str, job: Runner, place: str = "plans/{}/tfplan.tfplan") -> dict[str, Any]:
    """The run of each unit, by what upload left beside its plan file."""
    units = [path.parent.relative_to(job.folder).as_posix() for path in job.folder.rglob("terragrunt.hcl")]
    return {
        unit: kept(web, token, job.told(f"{place.format(unit)}.portal")["PORTAL_RUN"])
        for unit in sorted(units)
        if (job.folder / f"{place.format(unit)}.portal").exists()
    }


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("layout", ["--out-dir", "-out", "-out of a copied source"])
def test_every_unit_from_upload_to_outcome(
    web: Portal, token: str, tmp_path: Path, shell: tuple[str, ...], layout: str
) -> None:
    job = stack(runner(shell, tmp_path, nothing_to_do(), **at(web, token)), dict.fromkeys(UNITS, nothing_to_do()))
    job.environment["GITHUB_OUTPUT"] = str(tmp_path / "outputs")
    place = {"--out-dir": "plans/{}/tfplan.tfplan", "-out": "{}/plan.bin"}.get(
        layout, "{}/.terragrunt-cache/a/b/plan.bin"
    )
    if layout == "--out-dir":
        job.environment["TG_OUT_DIR"] = "plans"
    elif "source" in layout:
        for unit in UNITS:
            (tmp_path / unit / "source").touch()
    planned(job, *(("--out-dir", "plans", "--", "plan") if layout == "--out-dir" else ("--", "plan", "-out=plan.bin")))
    sent = job.portal_ci("upload", "wait", "gate")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    runs, repository = standing(web, token, job, place), job.environment["PORTAL_REPOSITORY"]
    assert {unit: run["workspace"] for unit, run in runs.items()} == {
        unit: f"{repository}-{unit.replace('/', '-')}" for unit in UNITS
    }
    numbers = " ".join(str(run["id"]) for run in runs.values())
    assert job.told("outputs") == {"runs": f"{numbers} ", "allowed": "true"}
    assert all(f"portal: {unit}: allowed: " in sent.stdout for unit in UNITS)
    applied = job.portal_ci("apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    assert {run["status"] for run in standing(web, token, job, place).values()} == {"applied"}
    assert token not in sent.stdout + sent.stderr + applied.stdout + applied.stderr


def test_the_jobs_of_gitlab_for_every_unit(web: Portal, token: str, tmp_path: Path) -> None:
    """The folder that the template names goes from the job that plans to the one that applies; nothing else does."""
    said = {**at(web, token), "GITLAB_CI": "true", "PORTAL_ID_TOKEN": token, "TMPDIR": str(tmp_path / "bin")}
    del said["PORTAL_TOKEN"]
    job = stack(Runner(tmp_path, environment=said), dict.fromkeys(UNITS, nothing_to_do()))
    variables, script = of_gitlab(".portal-plan-all")
    sent = job.script(script, **variables)
    assert sent.returncode == 0, sent.stdout + sent.stderr
    assert "init" not in (tmp_path / "bin" / "asked").read_text(encoding="utf-8"), "no unit stands in the first folder"
    folder = f"{variables['PORTAL_DIRECTORY']}/{variables['PORTAL_OUT_DIR']}"
    assert GITLAB[".portal-plan-all"]["artifacts"]["paths"] == ["$PORTAL_DIRECTORY/$PORTAL_OUT_DIR"]
    shutil.copytree(tmp_path / folder, tmp_path / "artifacts")
    shutil.rmtree(tmp_path / folder)
    shutil.move(tmp_path / "artifacts", tmp_path / folder)
    variables, script = of_gitlab(".portal-apply-all")
    applied = job.script(script, **variables)
    assert applied.returncode == 0, applied.stdout + applied.stderr
    runs = standing(web, token, job, "portal-plans/{}/tfplan.tfplan")
    assert [run["status"] for run in runs.values()] == ["applied"] * len(UNITS)


def test_none_is_applied_where_one_may_not(web: Portal, token: str, tmp_path: Path) -> None:
    """Each is asked all the same, and the gravest answer is the job's."""
    documents = {"app1": nothing_to_do(), "app2": public_instance(), "app3": plan()}
    job = stack(Runner(tmp_path, environment={**at(web, token), "PORTAL_OUT_DIR": "plans"}), documents)
    planned(job, "--out-dir", "plans", "--", "plan")
    done = job.portal_ci("upload", "wait", "apply", GITHUB_OUTPUT="outputs")
    assert done.returncode == 3, done.stdout + done.stderr
    said = [
        f"portal: {unit}: {word}: " in done.stdout
        for unit, word in (("app1", "allowed"), ("app2", "refused"), ("app3", "refused"))
    ]
    assert said == [True] * 3
    assert job.told("outputs")["allowed"] == "false"
    assert {run["status"] for run in standing(web, token, job).values()} == {"auto_approved", "blocked", "awaiting"}
    assert "--report-file" not in (tmp_path / "bin" / "asked").read_text(encoding="utf-8")


def test_what_became_of_each_is_what_the_report_says(web: Portal, token: str, tmp_path: Path) -> None:
    units = ("app1", "app2", "app3", "app4")
    job = stack(
        Runner(tmp_path, environment={**at(web, token), "PORTAL_OUT_DIR": "plans"}),
        dict.fromkeys(units, nothing_to_do()),
    )
    planned(job, "--out-dir", "plans", "--", "plan")
    assert job.portal_ci("upload").returncode == 0
    done = job.portal_ci("apply", TEST_FAILS="app1 -app2 (app3)")
    assert done.returncode == 1, done.stdout + done.stderr
    assert {unit: run["status"] for unit, run in standing(web, token, job).items()} == {
        "app1": "apply_failed",
        "app2": "auto_approved",
        "app3": "apply_failed",
        "app4": "applied",
    }
    assert "portal: app2: not applied (early exit ancestor error): nothing to tell" in done.stdout


def test_a_unit_that_fails_holds_no_other_up(web: Portal, token: str, tmp_path: Path) -> None:
    documents = {"app1": {"version": 4, "terraform_version": "1.11.4", "resources": []}, "app2": nothing_to_do()}
    job = stack(Runner(tmp_path, environment={**at(web, token), "PORTAL_OUT_DIR": "plans"}), documents)
    planned(job, "--out-dir", "plans", "--", "plan")
    done = job.portal_ci("upload", "wait")
    assert done.returncode == 1, done.stdout + done.stderr
    assert "portal: app1: " in done.stderr
    assert list(standing(web, token, job)) == ["app2"]


@pytest.mark.parametrize(
    ("environment", "why"),
    [
        ({"PORTAL_OUT_DIR": "nowhere"}, "There is no folder nowhere"),
        ({}, "No unit has a plan file below "),
        ({"PORTAL_OUT_DIR": "bin"}, "--json-out-dir alone leaves none"),
        ({"PORTAL_WORKSPACE": "network"}, "with PORTAL_ALL each unit has its own"),
        ({"PORTAL_RUN": "5"}, "with PORTAL_ALL each unit has its own"),
        ({"PORTAL_PLAN": "plans/plan.bin"}, "PORTAL_PLAN is a name without a folder"),
        ({"PORTAL_OUT_DIR": "of-another"}, "There is no folder elsewhere below "),
        ({"PORTAL_PLAN": "old.bin"}, "app1 has several files old.bin"),
        ({"PORTAL_PLAN": "same.bin"}, "Another unit comes to the name acme-a-b, too"),
    ],
)
def test_what_goes_wrong_is_said(
    web: Portal, token: str, tmp_path: Path, environment: dict[str, str], why: str
) -> None:
    where = {**at(web, token), "PORTAL_REPOSITORY": "acme"}
    job = stack(Runner(tmp_path, environment=where), dict.fromkeys(("app1", "a-b", "a_b"), nothing_to_do()))
    for path in (
        "of-another/elsewhere/tfplan.tfplan",
        "app1/old.bin",
        "app1/.terragrunt-cache/a/b/old.bin",
        "a-b/same.bin",
        "a_b/same.bin",
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text("plan", encoding="utf-8")
    done = job.portal_ci("upload", **environment)
    assert done.returncode == 2, done.stdout + done.stderr
    assert why in done.stderr


@pytest.mark.terraform
def test_units_of_terraform_itself(web: Portal, token: str, reviewer: Reviewer, tmp_path: Path) -> None:
    units = ("app1", "app2")
    job = stack(
        Runner(tmp_path, environment={**at(web, token), "PORTAL_OUT_DIR": "plans"}),
        dict.fromkeys(units, nothing_to_do()),
    )
    job.environment |= {"HOME": str(tmp_path), "CHECKPOINT_DISABLE": "1"}
    (job.commands / "terraform").unlink()
    for unit in units:
        (tmp_path / unit / "main.tf").write_text(f'resource "terraform_data" "{unit}" {{}}\n', encoding="utf-8")
        assert job.run(["terraform", f"-chdir={unit}", "init", "-input=false"]).returncode == 0
    planned(job, "--out-dir", "plans", "--", "plan")
    sent = job.portal_ci("upload", "wait")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    first, second = standing(web, token, job).values()
    assert reviewer.approve(first)
    assert job.portal_ci("apply").returncode == 3, "the other waits"
    assert reviewer.approve(second)
    applied = job.portal_ci("apply")
    assert applied.returncode == 0, applied.stdout + applied.stderr
    told = [(run["status"], run["apply"]["serial"]) for run in standing(web, token, job).values()]
    assert told == [("applied", 1), ("applied", 1)]
