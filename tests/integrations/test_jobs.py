"""The CI jobs of `docs/integrate.md` and the whole files of `integrations/`, run as they stand there: with the shipped action,
template and script, against a real portal, with a `terraform` that only writes a plan.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import pytest
import yaml

from scripts.carry_portal_ci import TEMPLATE, carrying
from tests.pipeline import GITLAB as TEMPLATE_OF_GITLAB
from tests.pipeline import PORTAL_CI, Runner, kept, nothing_to_do, of_gitlab, public_instance
from tests.portal import ROOT, Portal, plan

INTEGRATIONS: Final = ROOT / "integrations"
JOBS = (ROOT / "docs" / "integrate.md").read_text(encoding="utf-8")
GITHUB, GITLAB = (yaml.safe_load(found) for found in re.findall(r"```yaml\n(.*?)```", JOBS, re.DOTALL))
ACTION = yaml.safe_load((INTEGRATIONS / "github" / "action.yml").read_text(encoding="utf-8"))
JENKINS = (INTEGRATIONS / "jenkins" / "Jenkinsfile").read_text(encoding="utf-8")
AZURE = yaml.safe_load((INTEGRATIONS / "azure" / "portal.yml").read_text(encoding="utf-8"))
ATLANTIS = yaml.safe_load((INTEGRATIONS / "atlantis" / "repos.yaml").read_text(encoding="utf-8"))
SAMPLE: Final = "https://portal.example.org"

NEEDED = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="no curl or no bash on the PATH"
)


class Job:
    """What a CI does with a file of it. The portal's address takes the place of the sample's; nobody waits for people."""

    def __init__(self, web: Portal, token: str, runner: Runner) -> None:
        self.url, self.token, self.runner = web.url, token, runner
        self.slug = f"job-{uuid4().hex}"
        runner.environment |= {"PORTAL_CREATE": "1", "PORTAL_WORKSPACE": self.slug, "PORTAL_APPROVAL_TIMEOUT": "0"}

    def shell(self, text: str, **more: str) -> subprocess.CompletedProcess[str]:
        environment = {name: value.replace(SAMPLE, self.url) for name, value in more.items()}
        return self.runner.script(text, **environment)

    def all(self, texts: list[str], **more: str) -> subprocess.CompletedProcess[str]:
        """Steps in turn, the first that fails ends them: what they all said, and the last code."""
        done = [self.shell(texts[0], **more)]
        for text in texts[1:]:
            if done[-1].returncode:
                break
            done.append(self.shell(text, **more))
        told = "".join(each.stdout + each.stderr for each in done)
        return subprocess.CompletedProcess([], done[-1].returncode, told, "")

    def stages(self) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
        """The job that plans and the one that applies."""
        raise NotImplementedError


class GitHub(Job):
    def step(self, step: dict[str, Any]) -> str:
        """A step as a shell's text, with what `with` says in the place of the action's inputs."""
        if "run" in step:
            return str(step["run"])
        if not step["uses"].startswith("acme/gitops-portal/integrations/github@"):
            return ":"
        said = {name: str(each.get("default", "")) for name, each in ACTION["inputs"].items()}
        given = {"token": self.token, "workspace": self.slug, "create": "true", **step["with"]}
        assert given.keys() <= said.keys()
        said |= {name: str(value) for name, value in given.items()} | {"approval-timeout": "0"}
        (inner,) = ACTION["runs"]["steps"]
        values = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: said[found[1]], value)
            for name, value in {**inner["env"], "FOLDER": inner["working-directory"]}.items()
        }
        exported = "".join(f"export {name}='{value.replace(SAMPLE, self.url)}'\n" for name, value in values.items())
        return f'{exported}cd "$FOLDER"\n{inner["run"]}'

    def stages(self) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
        said = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ACTION_PATH": str(INTEGRATIONS / "github"),
            "GITHUB_OUTPUT": "outputs",
            "GITHUB_REPOSITORY": "acme/infra",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_REF_NAME": "main",
            "GITHUB_SHA": "4b825dc6",
            "GITHUB_ACTOR": "ada",
            "GITHUB_RUN_NUMBER": "7",
        }
        first, second = ([self.step(step) for step in GITHUB["jobs"][name]["steps"]] for name in ("plan", "apply"))
        return self.all(first, **said), self.all(second, **said)


class GitLab(Job):
    def stages(self) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
        said = {
            **{name: str(value) for name, value in GITLAB["variables"].items()},
            "PORTAL_APPROVAL_TIMEOUT": "0",
            "PORTAL_ID_TOKEN": self.token,
            "GITLAB_CI": "true",
            "CI_COMMIT_SHA": "4b825dc6",
            "CI_COMMIT_REF_NAME": "main",
            "CI_PIPELINE_IID": "7",
            "GITLAB_USER_LOGIN": "ada",
            "TMPDIR": str(self.runner.folder / "bin"),
        }
        assert TEMPLATE_OF_GITLAB[".portal"]["id_tokens"].keys() == {"PORTAL_ID_TOKEN"}
        (first, begun), (second, ended) = (of_gitlab(GITLAB[name]["extends"]) for name in ("plan", "apply"))
        return self.shell(begun, **first | said), self.shell(ended, **second | said)


class Jenkins(Job):
    def stages(self) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
        said = {"JENKINS_URL": "x", "GIT_COMMIT": "4b825dc6", "PORTAL_TOKEN": self.token, "BUILD_NUMBER": "7"}
        said |= {"PORTAL": re.findall(r"\bPORTAL = '(.+)'", JENKINS)[0], "CHANGE_AUTHOR": "ada"}
        first, second = (re.findall(r"sh '(.+)'", stage) for stage in JENKINS.split("stage('")[1:])
        return self.all(first, **said), self.all(second, **said)


class Azure(Job):
    def stages(self) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
        said = {"TF_BUILD": "True", "BUILD_SOURCEVERSION": "4b825dc6", "BUILD_REQUESTEDFOREMAIL": "ada"}
        said |= {"PORTAL": AZURE["variables"]["PORTAL"], "PORTAL_TOKEN": self.token, "BUILD_BUILDID": "7"}
        scripts = [step["script"] for step in AZURE["steps"]]
        return self.all(scripts[:-1], **said), self.all(scripts[-1:], **said)


class Atlantis(Job):
    def stages(self) -> tuple[subprocess.CompletedProcess[str], subprocess.CompletedProcess[str]]:
        said = {"PORTAL": self.url, "PORTAL_TOKEN": self.token, "PLANFILE": "plan.bin", "HEAD_COMMIT": "4b825dc6"}
        said |= {
            "BASE_REPO_OWNER": "acme",
            "BASE_REPO_NAME": "infra",
            "HEAD_BRANCH_NAME": "bigger",
            "PULL_AUTHOR": "ada",
        }
        said |= {"WORKSPACE": "default", "PULL_URL": "https://github.com/acme/infra/pull/42"}
        workflow = ATLANTIS["workflows"][ATLANTIS["repos"][0]["workflow"]]
        steps = {
            name: [step["run"] for step in workflow[name]["steps"] if isinstance(step, dict)]
            for name in ("plan", "apply")
        }
        return self.all(["terraform plan", *steps["plan"]], **said), self.all(steps["apply"], **said)


AUTHORS = {GitHub: "github:ada", GitLab: "gitlab:ada", Jenkins: "ada", Azure: "ada", Atlantis: "ada"}


@pytest.mark.servers
@NEEDED
@pytest.mark.parametrize("ci", AUTHORS, ids=lambda ci: ci.__name__)
@pytest.mark.parametrize(
    ("document", "status"),
    [(nothing_to_do(), "applied"), (plan(), "awaiting"), (public_instance(), "blocked")],
    ids=["passes", "waits", "blocked"],
)
def test_a_plan_is_sent_and_applied_where_the_gate_allows_it(
    web: Portal, token: str, tmp_path: Path, ci: type[Job], document: dict[str, Any], status: str
) -> None:
    runner = Runner(tmp_path, document)
    (runner.commands / "portal-ci").symlink_to(PORTAL_CI)
    planned, applied = ci(web, token, runner).stages()
    assert planned.returncode == 0, planned.stdout + planned.stderr
    assert applied.returncode == (0 if status == "applied" else 3), applied.stdout + applied.stderr
    run = kept(web, token, runner.told("plan.bin.portal")["PORTAL_RUN"])
    assert (run["status"], run["actor"], run["commit"]) == (status, AUTHORS[ci], "4b825dc6")
    assert run["url"] in planned.stdout
    assert token not in planned.stdout + planned.stderr + applied.stdout + applied.stderr


def test_the_template_of_gitlab_carries_the_script_as_it_is() -> None:
    template = TEMPLATE.read_text(encoding="utf-8")
    assert template == carrying(template, PORTAL_CI.read_text(encoding="utf-8")), (
        "run python scripts/carry_portal_ci.py"
    )
    carried = yaml.safe_load(template)[".portal"]["before_script"][0]
    assert carried.partition("\n")[2].rpartition("PORTAL_CI_ENDS")[0] == PORTAL_CI.read_text(encoding="utf-8")


def test_the_action_describes_its_inputs_as_the_documentation_does() -> None:
    rows = re.findall(
        r"^\| ((?:`[\w-]+`(?:, )?)+) \|", JOBS[JOBS.index("| input | is |") :].partition("\n\n")[0], re.MULTILINE
    )
    assert {name for row in rows for name in re.findall(r"`([\w-]+)`", row)} == ACTION["inputs"].keys()
    assert all(each["description"] for each in [*ACTION["inputs"].values(), *ACTION["outputs"].values()])
    told = JOBS[JOBS.index("\nOutputs: ") :].partition("\n\n")[0]
    assert set(ACTION["outputs"]) <= set(re.findall(r"`(\w+)`", told))
    (step,) = ACTION["runs"]["steps"]
    used = re.findall(r"\$\{\{ inputs\.([\w-]+) \}\}", " ".join([*step["env"].values(), step["working-directory"]]))
    assert sorted(used) == sorted(ACTION["inputs"]), "nothing of an input stands in a script's text"
