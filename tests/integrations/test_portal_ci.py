"""`integrations/portal-ci` under the shells that runners have: against a real portal, and against one that makes difficulties."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.pipeline import PORTAL_CI, STATE, Runner, kept, nothing_to_do, public_instance
from tests.portal import Portal, plan

pytestmark = pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on the PATH")

SHELLS = [
    pytest.param(
        (name,), marks=pytest.mark.skipif(shutil.which(name) is None, reason=f"no {name} on the PATH"), id=name
    )
    for name in ("dash", "bash", "busybox")
]


def runner(shell: tuple[str, ...], folder: Path, document: dict[str, Any], **environment: str) -> Runner:
    """Under BusyBox, with its own awk, sed, tr and the like before those of the machine."""
    found = Runner(folder, document, environment, shell)
    if shell == ("busybox",):
        found.shell = ("busybox", "sh")
        for applet in ("awk", "sed", "tr", "cut", "head", "tail", "mktemp", "sha256sum", "date", "tee", "cat", "rm"):
            found.command(applet, f'#!/bin/sh\nexec {shutil.which("busybox")} {applet} "$@"\n')
    return found


GITHUB = {
    "GITHUB_ACTIONS": "true",
    "GITHUB_REPOSITORY": "acme/infra",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_SHA": "4b825dc6",
    "GITHUB_REF": "refs/heads/feature/1&x#y",
    "GITHUB_REF_NAME": "feature/1&x#y",
    "GITHUB_ACTOR": "ada",
    "GITHUB_RUN_NUMBER": "7",
    "GITHUB_RUN_ID": "1600",
}
GITLAB = {
    "GITLAB_CI": "true",
    "CI_PROJECT_PATH": "acme/net/infra",
    "CI_COMMIT_SHA": "4b825dc6",
    "CI_COMMIT_REF_NAME": "lab & 1",
    "GITLAB_USER_LOGIN": "ada",
    "CI_PIPELINE_IID": "7",
    "CI_JOB_URL": "https://gitlab.example.org/acme/net/infra/-/jobs/17",
}
AZURE = {
    "TF_BUILD": "True",
    "BUILD_REPOSITORY_URI": "https://acme@dev.azure.com/acme/net/_git/infra",
    "BUILD_SOURCEVERSION": "4b825dc6",
    "BUILD_SOURCEBRANCH": "refs/heads/main",
    "BUILD_REQUESTEDFOREMAIL": "ada@example.org",
    "BUILD_BUILDID": "7",
    "SYSTEM_COLLECTIONURI": "https://dev.azure.com/acme/",
    "SYSTEM_TEAMPROJECTID": "11",
}
JENKINS = {
    "JENKINS_URL": "https://ci.example.org/",
    "GIT_URL": "git@git.example.org:acme/infra.git",
    "GIT_COMMIT": "4b825dc6",
    "GIT_BRANCH": "origin/main",
    "BUILD_NUMBER": "7",
    "BUILD_URL": "https://ci.example.org/job/infra/7/",
}
SAID = {
    "a branch on GitHub": (
        GITHUB,
        ("acme-infra", "4b825dc6", "feature/1&x#y", "", "github:ada", "https://github.com/acme/infra/actions/runs/1600"),
    ),
    "a pull request on GitHub": (
        {**GITHUB, "GITHUB_REF": "refs/pull/42/merge", "GITHUB_HEAD_REF": "bigger", "GITHUB_REF_NAME": "42/merge"},
        ("acme-infra", "bbbbbbb2", "bigger", "https://github.com/acme/infra/pull/42", "github:ada", None),
    ),
    "a branch on GitLab": (
        GITLAB,
        ("acme-net-infra", "4b825dc6", "lab & 1", "", "gitlab:ada", GITLAB["CI_JOB_URL"]),
    ),
    "a merge request on GitLab": (
        {
            **GITLAB,
            "CI_MERGE_REQUEST_IID": "42",
            "CI_MERGE_REQUEST_PROJECT_URL": "https://gitlab.example.org/acme/net/infra",
            "CI_MERGE_REQUEST_SOURCE_BRANCH_NAME": "bigger",
        },
        ("acme-net-infra", "4b825dc6", "bigger", "https://gitlab.example.org/acme/net/infra/-/merge_requests/42", "gitlab:ada", None),
    ),
    "a branch on Azure": (
        AZURE,
        ("acme-net-git-infra", "4b825dc6", "main", "", "ada@example.org", "https://dev.azure.com/acme/11/_build/results?buildId=7"),
    ),
    "a pull request on Azure": (
        {
            **AZURE,
            "SYSTEM_PULLREQUEST_PULLREQUESTID": "42",
            "SYSTEM_PULLREQUEST_SOURCEBRANCH": "refs/heads/bigger",
            "SYSTEM_PULLREQUEST_SOURCECOMMITID": "bbbbbbb2",
        },
        ("acme-net-git-infra", "bbbbbbb2", "bigger", "https://dev.azure.com/acme/net/_git/infra/pullrequest/42", "ada@example.org", None),
    ),
    "a branch on Jenkins": (JENKINS, ("acme-infra", "4b825dc6", "main", "", "", JENKINS["BUILD_URL"])),
    "somewhere else": (
        {"PORTAL_REPOSITORY": "acme/infra", "PORTAL_COMMIT": "4b825dc6", "PORTAL_BRANCH": "main", "PORTAL_ACTOR": "ada", "PORTAL_PIPELINE": "7", "PORTAL_CI_URL": "https://ci.example.org/7"},
        ("acme-infra", "4b825dc6", "main", "", "ada", "https://ci.example.org/7"),
    ),
}  # fmt: skip


@pytest.mark.servers
@pytest.mark.parametrize("case", SAID)
def test_what_ci_says_goes_with_the_plan(web: Portal, token: str, tmp_path: Path, case: str) -> None:
    environment, wanted = SAID[case]
    job = Runner(
        tmp_path, nothing_to_do(), {**environment, "PORTAL": web.url, "PORTAL_TOKEN": token, "PORTAL_CREATE": "1"}
    )
    (tmp_path / "state.json").write_text(STATE, encoding="utf-8")
    job.plan()
    done = job.portal_ci("upload", "wait", GITHUB_OUTPUT="outputs")
    assert done.returncode == 0, done.stdout + done.stderr
    run = kept(web, token, job.told("plan.bin.portal")["PORTAL_RUN"])
    workspace, commit, branch, pull_request, actor, ci_url = wanted
    said = (run["workspace"], run["commit"], run["branch"], run["pull_request"], run["actor"])
    assert said == (workspace, commit, branch, pull_request, actor)
    assert run["ci_url"] == ci_url or ci_url is None
    assert (run["pipeline"], run["committed_at"]) == (7, "2026-11-20T08:00:00+00:00")
    assert job.told("outputs") == {
        "run": str(run["id"]),
        "url": run["url"],
        "status": "auto_approved",
        "verdict": "passed",
        "headline": run["brief"]["headline"],
    }
    assert f"portal: {run['brief']['headline']}" in done.stdout
    assert run["url"] in done.stdout


@pytest.mark.servers
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("document", "status", "code"),
    [(nothing_to_do(), "applied", 0), (plan(), "awaiting", 3), (public_instance(), "blocked", 3)],
    ids=["passes", "waits", "blocked"],
)
def test_from_upload_to_outcome(
    web: Portal,
    token: str,
    tmp_path: Path,
    shell: tuple[str, ...],
    document: dict[str, Any],
    status: str,
    code: int,
) -> None:
    where = {"PORTAL": f"{web.url}/", "PORTAL_TOKEN": token, "PORTAL_CREATE": "1"}
    job = runner(shell, tmp_path, document, **where, PORTAL_WORKSPACE=f"shell-{shell[0]}-{status}")
    (tmp_path / "state.json").write_text(STATE, encoding="utf-8")
    job.plan()
    sent = job.portal_ci("upload", "wait")
    assert sent.returncode == 0, sent.stdout + sent.stderr
    applied = job.portal_ci("apply")
    assert applied.returncode == code, applied.stdout + applied.stderr
    assert ("portal: allowed: " if code == 0 else "portal: refused: ") in applied.stdout
    assert ('aws_ebs_volume.data["a"]: Creation complete ✓' in applied.stdout.splitlines()) is (code == 0)
    run = kept(web, token, job.told("plan.bin.portal")["PORTAL_RUN"])
    assert run["status"] == status
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["bin", "plan-to-show.json", "plan.bin", "plan.bin.portal", "state.json"]
    assert token not in sent.stdout + sent.stderr + applied.stdout + applied.stderr


@pytest.mark.servers
@pytest.mark.parametrize("shell", SHELLS)
def test_flags_and_what_other_tools_say_go_with_the_plan(
    web: Portal, token: str, tmp_path: Path, shell: tuple[str, ...]
) -> None:
    """Of the flags those that make a plan less than the whole, and no value of another; a bad report holds nothing up."""
    where = {"PORTAL": web.url, "PORTAL_TOKEN": token, "PORTAL_CREATE": "1"}
    job = runner(shell, tmp_path, nothing_to_do(), **where, PORTAL_WORKSPACE=f"flags-{shell[0]}")
    (tmp_path / "state.json").write_text(STATE, encoding="utf-8")
    (tmp_path / "found.sarif").write_text(
        json.dumps(
            {"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "checkov"}}, "results": [{"ruleId": "R"}]}]}
        ),
        encoding="utf-8",
    )
    (tmp_path / "empty.json").write_text("{}", encoding="utf-8")
    job.plan()
    done = job.portal_ci(
        "upload",
        "wait",
        TF_CLI_ARGS='-lock=false -var "password=hunter2 -target=x"',
        TF_CLI_ARGS_plan="--target='module.a[\"k 1\"].b' -refresh=false",
        PORTAL_FLAGS="-replace aws_x.y -var=token=s3cr3t",
        PORTAL_REPORTS="none.json empty.json found.sarif",
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "empty.json was not taken" in done.stderr
    assert "There is no file none.json" in done.stderr
    pk = job.told("plan.bin.portal")["PORTAL_RUN"]
    assert kept(web, token, pk)["flags"] == "'-target=module.a[\"k 1\"].b' -refresh=false -replace=aws_x.y"
    status, told = web.call(f"/api/v1/runs/{pk}/reports", token)
    assert (status, [one["tool"] for one in told["reports"]]) == (200, ["checkov"])


@pytest.fixture
def passed(web: Portal, token: str, tmp_path: Path) -> Runner:
    """A job whose plan was uploaded and may be applied."""
    where = {"PORTAL": web.url, "PORTAL_TOKEN": token, "PORTAL_CREATE": "1", "PORTAL_COMMIT": "4b825dc6"}
    job = Runner(tmp_path, nothing_to_do(), where | {"PORTAL_WORKSPACE": f"passed-{uuid4().hex}"})
    (tmp_path / "state.json").write_text(STATE, encoding="utf-8")
    job.plan()
    assert job.portal_ci("upload").returncode == 0
    return job


@pytest.mark.servers
@pytest.mark.parametrize(
    ("what", "why"),
    [
        ("plan file", "another plan file"),
        ("plan", "plan_sha256"),
        ("commit", "commit 4b825dc7"),
        ("serial", "serial 13"),
        ("lineage", "lineage"),
    ],
)
def test_what_is_not_what_was_uploaded_is_not_applied(passed: Runner, what: str, why: str) -> None:
    match what:
        case "plan file":
            (passed.folder / "plan.bin").write_text("another", encoding="utf-8")
        case "plan":
            (passed.folder / "plan-to-show.json").write_text(json.dumps(plan()), encoding="utf-8")
        case "commit":
            passed.environment["PORTAL_COMMIT"] = "4b825dc7"
        case "serial":
            (passed.folder / "state.json").write_text(STATE.replace("12,", "13,"), encoding="utf-8")
        case "lineage":
            (passed.folder / "state.json").write_text(STATE.replace("6f1c7a8e", "00000000"), encoding="utf-8")
    done = passed.portal_ci("apply", GITHUB_OUTPUT="outputs")
    assert done.returncode == 3, done.stdout + done.stderr
    assert "refused: " in done.stdout
    assert why in done.stdout
    assert "Creation complete" not in done.stdout
    assert passed.told("outputs") == {"allowed": "false"}


@pytest.mark.servers
def test_an_apply_that_fails_is_told_and_ends_as_the_command_did(web: Portal, token: str, passed: Runner) -> None:
    done = passed.portal_ci("apply", TEST_APPLY="7")
    assert done.returncode == 7, done.stdout + done.stderr
    run = kept(web, token, passed.told("plan.bin.portal")["PORTAL_RUN"])
    assert run["status"] == "apply_failed"


@pytest.mark.servers
@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"PORTAL_OUTCOME": "applied"}, "applied", 0),
        ({"PORTAL_OUTCOME": "apply_failed", "PORTAL_STREAM": "apply.ndjson"}, "apply_failed", 0),
        ({"PORTAL_OUTCOME": "perhaps"}, "auto_approved", 2),
        ({}, "auto_approved", 2),
    ],
    ids=["a word", "a word and lines", "another word", "nothing"],
)
def test_an_outcome_by_itself(
    web: Portal, token: str, passed: Runner, said: dict[str, str], status: str, code: int
) -> None:
    (passed.folder / "apply.ndjson").write_text('{"@level":"info","@message":"x","type":"version"}\n', encoding="utf-8")
    done = passed.portal_ci("outcome", **said)
    assert done.returncode == code, done.stdout + done.stderr
    assert kept(web, token, passed.told("plan.bin.portal")["PORTAL_RUN"])["status"] == status


@pytest.mark.servers
def test_a_refused_upload_fails_the_job_and_says_why(web: Portal, token: str, tmp_path: Path) -> None:
    job = Runner(tmp_path, {"version": 4, "terraform_version": "1.11.4", "resources": []})
    job.plan()
    where = {"PORTAL": web.url, "PORTAL_TOKEN": token, "PORTAL_WORKSPACE": "refused", "PORTAL_CREATE": "1"}
    done = job.portal_ci("upload", **where)
    assert done.returncode == 1
    assert "(HTTP 4" in done.stderr
    assert "state" in done.stderr


NAMES = {
    "the repository alone": ({"PORTAL_REPOSITORY": "acme/infra"}, "", "acme-infra"),
    "a directory": ({"GITHUB_ACTIONS": "1", "GITHUB_REPOSITORY": "Acme/infra"}, "envs/Prod_eu", "acme-infra-envs-prod-eu"),
    "a Terraform workspace": ({"PORTAL_REPOSITORY": "acme/infra", "TEST_WORKSPACE": "blue"}, "", "acme-infra-blue"),
    "TF_WORKSPACE": ({"PORTAL_REPOSITORY": "acme/infra", "TF_WORKSPACE": "blue"}, "", "acme-infra-blue"),
    "one that is said": ({"PORTAL_WORKSPACE": "network", "GITHUB_ACTIONS": "1"}, "", "network"),
    "an address over ssh": ({"JENKINS_URL": "x", "GIT_URL": "git@host:acme/infra.git"}, "", "acme-infra"),
    "an address over https": ({"JENKINS_URL": "x", "GIT_URL": "https://u:p@host/acme/infra.git/"}, "", "acme-infra"),
    "a long one": (
        {"PORTAL_REPOSITORY": "acme/" + "infra-" * 12},
        "",
        "acme-infra-infra-infra-infra-infra-infra-infra-infra-i-",
    ),
}  # fmt: skip


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("case", NAMES)
def test_the_name_of_a_workspace(tmp_path: Path, shell: tuple[str, ...], case: str) -> None:
    environment, directory, wanted = NAMES[case]
    job = runner(shell, tmp_path, nothing_to_do(), **environment, GITHUB_WORKSPACE=str(tmp_path))
    (tmp_path / directory).mkdir(parents=True, exist_ok=True)
    done = job.run(
        ["sh", "-c", 'cd "$1" && shift && exec "$@"', "sh", f"./{directory}", *job.shell, str(PORTAL_CI), "name"]
    )
    assert done.returncode == 0, done.stderr
    name = done.stdout.strip()
    assert name.startswith(wanted) if case == "a long one" else name == wanted
    assert len(name) == 63 if case == "a long one" else len(name) < 63


class Odd:
    """A portal that answers as it is told, by path, the last answer again and again, and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, list[tuple[int, dict[str, str], str]]] = {}
        self.asked: list[tuple[str, str]] = []
        self.url = ""

    def answer(self, path: str) -> tuple[int, dict[str, str], str]:
        known = self.answers.get(path) or [(404, {}, '{"detail": "There is no such thing."}')]
        return known.pop(0) if len(known) > 1 else known[0]


@contextmanager
def answering() -> Iterator[Odd]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            odd.asked.append((self.path, self.headers["Authorization"]))
            status, headers, body = odd.answer(self.path.partition("?")[0])
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body.encode())))
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *_: Any) -> None:
            pass

    odd = Odd()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    odd.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield odd
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(name="odd")
def odd_portal() -> Iterator[Odd]:
    with answering() as server:
        yield server


def told(**more: Any) -> tuple[int, dict[str, str], str]:
    """A run, as the portal tells it."""
    said = {"id": 5, "number": 1, "url": "https://portal.example.org/workspaces/network/runs/1/", "status": "awaiting"}
    return 200, {}, json.dumps({**said, "verdict": None, "error": "", "brief": {"headline": "Nothing changes"}} | more)


def job(odd: Odd, folder: Path, shell: tuple[str, ...] = ("sh",), /, **environment: str) -> Runner:
    known = {"PORTAL": odd.url, "PORTAL_TOKEN": "gop_secret", "PORTAL_WORKSPACE": "network"}
    made = runner(shell, folder, nothing_to_do(), **{**known, **environment})
    made.plan()
    return made


@pytest.mark.parametrize("status", [429, 502, 503])
def test_an_upload_is_sent_again_when_the_portal_says_when(odd: Odd, tmp_path: Path, status: int) -> None:
    path = "/api/v1/workspaces/network/runs"
    odd.answers[path] = [(status, {"Retry-After": "1"}, "{}"), (201, {}, told()[2])]
    done = job(odd, tmp_path).portal_ci("upload")
    assert done.returncode == 0, done.stderr
    assert [asked for asked, _ in odd.asked] == [path, path]


def test_waiting_ends(odd: Odd, tmp_path: Path) -> None:
    odd.answers["/api/v1/runs/5"] = [told(status="evaluating")]
    done = job(odd, tmp_path).portal_ci("wait", PORTAL_RUN="5", PORTAL_TIMEOUT="2")
    assert (done.returncode, done.stdout) == (4, "")
    assert "Not evaluated in 2 s" in done.stderr
    assert len(odd.asked) < 6


def test_the_gate_waits_for_people_as_long_as_it_is_told(odd: Odd, tmp_path: Path) -> None:
    odd.answers["/api/v1/runs/5"] = [told(), told(), told(status="approved")]
    odd.answers["/api/v1/runs/5/gate"] = [(200, {}, "allowed: network run 1 is approved.\n")]
    waiting = job(odd, tmp_path)
    waiting.command("sleep", "#!/bin/sh\n")
    done = waiting.portal_ci("gate", PORTAL_RUN="5", PORTAL_APPROVAL_TIMEOUT="60")
    assert done.returncode == 0, done.stderr
    assert [path.partition("?")[0] for path, _ in odd.asked] == ["/api/v1/runs/5"] * 3 + ["/api/v1/runs/5/gate"]


@pytest.mark.parametrize("shell", SHELLS)
def test_what_a_plan_says_is_no_command_of_a_runner(odd: Odd, tmp_path: Path, shell: tuple[str, ...]) -> None:
    hostile = 'Déjà \u2212 "vu"\n::set-env name=A::b\x1b[31m ##vso[task.setvariable variable=A]b \\ {"url": "x"}'
    odd.answers["/api/v1/runs/5"] = [told(brief={"headline": hostile})]
    odd.answers["/api/v1/runs/5/gate"] = [(409, {}, "refused: no\n::error::x\n")]
    asking = job(odd, tmp_path, shell, PORTAL_RUN="5", GITHUB_OUTPUT="outputs")
    done = asking.portal_ci("wait", "gate")
    assert done.returncode == 3, done.stderr
    first, second, third = done.stdout.splitlines()
    assert (
        first
        == 'portal: Déjà \u2212 "vu" ::set-env name=A::b?[31m # #vso[task.setvariable variable=A]b \\ {"url": "x"}'
    )
    assert second.startswith("portal: awaiting: https://")
    assert third == "portal: refused: no ::error::x"
    assert asking.told("outputs").keys() == {"status", "verdict", "headline", "allowed"}


@pytest.mark.parametrize(
    ("commands", "environment", "code", "why"),
    [
        (["upload"], {"PORTAL_TOKEN": ""}, 2, "There is no token"),
        (["upload"], {"PORTAL_TOKEN": 'a"\nurl = "http://x'}, 2, "is no token"),
        (["upload"], {"PORTAL": ""}, 2, "PORTAL is the address"),
        (["upload"], {"PORTAL": "ftp://x"}, 2, "PORTAL is the address"),
        (["upload"], {"PORTAL_PLAN": "missing.bin"}, 2, "There is no plan file missing.bin"),
        (["upload"], {"TF": "false"}, 1, "false init"),
        (["upload"], {"PORTAL_WORKSPACE": ""}, 2, "no repository"),
        (["upload"], {}, 1, "There is no such thing. (HTTP 404)"),
        (["wait"], {}, 2, "Which run?"),
        (["gate"], {"PORTAL_RUN": "5/../6"}, 2, "Which run?"),
        (["wait"], {"PORTAL_RUN": "5"}, 1, "It is no plan. https://"),
        (["wait", "fetch"], {}, 2, "There is no command fetch"),
        ([], {}, 2, "Say what to do"),
        (["wait"], {"PORTAL_TIMEOUT": "10m"}, 2, "PORTAL_TIMEOUT is 10m: it is a number of seconds"),
        (["gate"], {"PORTAL_APPROVAL_TIMEOUT": "1h"}, 2, "PORTAL_APPROVAL_TIMEOUT is 1h"),
        (["upload"], {"PORTAL": "http://127.0.0.1:1"}, 1, "does not answer"),
    ],
)
def test_what_goes_wrong_is_said(
    odd: Odd, tmp_path: Path, commands: list[str], environment: dict[str, str], code: int, why: str
) -> None:
    odd.answers["/api/v1/runs/5"] = [told(status="errored", error="It is no plan.")]
    asking = job(odd, tmp_path)
    asking.command("curl", f'#!/bin/sh\nexec {shutil.which("curl")} "$@" --retry 0\n')
    done = asking.portal_ci(*commands, **environment)
    assert (done.returncode, done.stdout) == (code, ""), done.stderr
    assert why in done.stderr
    assert "gop_secret" not in done.stderr


def test_the_token_stands_on_no_command_line_and_in_no_trace(odd: Odd, tmp_path: Path) -> None:
    odd.answers["/api/v1/runs/5"] = [told()]
    asking = job(odd, tmp_path)
    asking.command("curl", f'#!/bin/sh\necho "$@" >> arguments\nexec {shutil.which("curl")} "$@"\n')
    done = asking.run(["sh", "-x", str(PORTAL_CI), "wait"], PORTAL_RUN="5")
    assert done.returncode == 0, done.stderr
    assert odd.asked[0][1] == "Bearer gop_secret"
    assert "gop_secret" not in done.stdout + done.stderr + (tmp_path / "arguments").read_text(encoding="utf-8")


def test_a_job_of_github_shows_who_it_is_without_a_stored_token(odd: Odd, tmp_path: Path) -> None:
    odd.answers["/token"] = [(200, {}, '{"count":1,"value":"head.claims.signature"}')]
    odd.answers["/api/v1/runs/5"] = [told()]
    asked = {
        "ACTIONS_ID_TOKEN_REQUEST_URL": f"{odd.url}/token?api-version=2.0",
        "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "theirs",
    }
    done = job(odd, tmp_path, PORTAL_TOKEN="", PORTAL_RUN="5", **asked).portal_ci("wait")
    assert done.returncode == 0, done.stderr
    (path, bearer), (_, shown) = odd.asked
    audience = odd.url.replace(":", "%3A").replace("/", "%2F")
    assert (path.lower(), bearer) == (f"/token?api-version=2.0&audience={audience}".lower(), "Bearer theirs")
    assert shown == "Bearer head.claims.signature"


def test_a_wrapper_of_the_command_may_write_around_the_plan(odd: Odd, tmp_path: Path) -> None:
    """As that of hashicorp/setup-terraform does: what is sent is the document alone."""
    odd.answers["/api/v1/workspaces/network/runs"] = [(201, {}, told()[2])]
    asking = job(odd, tmp_path)
    asking.command("wrapped", "#!/bin/sh\necho '[command]/x/terraform-bin'\nterraform \"$@\"\necho '::debug::exited'\n")
    asking.command(
        "curl",
        f'#!/bin/sh\ncp "$(dirname "$(find "${{TMPDIR:-/tmp}}" -name graph.dot)")"/plan.json sent.json\nexec {shutil.which("curl")} "$@"\n',
    )
    (tmp_path / "tmp").mkdir()
    done = asking.portal_ci("upload", TF="wrapped", TMPDIR=str(tmp_path / "tmp"))
    assert done.returncode == 0, done.stderr
    assert json.loads((tmp_path / "sent.json").read_text(encoding="utf-8")) == nothing_to_do()
    assert list((tmp_path / "tmp").iterdir()) == []


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="no shellcheck on the PATH")
def test_shellcheck_finds_nothing() -> None:
    done = subprocess.run(["shellcheck", "--shell", "sh", PORTAL_CI], check=False, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_help_names_every_variable() -> None:
    variable = re.compile(r"\bPORTAL_[A-Z_]+\b")
    shown = subprocess.run(["sh", PORTAL_CI, "--help"], check=True, capture_output=True, text=True).stdout
    assert set(variable.findall(PORTAL_CI.read_text(encoding="utf-8"))) == set(variable.findall(shown))
