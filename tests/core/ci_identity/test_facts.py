"""What is kept of an upload where the job's identity says something of it, and what is refused."""

from __future__ import annotations

import pytest

from gitops_portal.core.ci_identity.facts import contradicts, settled, verified
from gitops_portal.core.errors import Invalid, Refused
from tests.core.ci_identity.test_claims import GITLAB_COM, job
from tests.issuer import GITHUB, GITLAB, PULL_REQUEST

SHA = GITHUB["sha"]
PUSHED, PULLED = job(GITHUB), job(PULL_REQUEST)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, {}),
        ({"commit": SHA}, {}),
        ({"commit": SHA.upper()}, {}),
        ({"commit": SHA[:7]}, {}),
        ({"actor": "ana"}, {}),
        ({"actor": "github:Ana"}, {}),
        ({"branch": "refs/heads/main"}, {}),
        ({"title": "Bigger disks", "pull_request": "17"}, {"title": "Bigger disks", "pull_request": "17"}),
    ],
)
def test_what_is_proved_takes_the_place_of_what_is_said(told: dict[str, str], kept: dict[str, str]) -> None:
    assert settled(told, PUSHED) == {"commit": SHA, "actor": "github:ana", "branch": "main", **kept}


@pytest.mark.parametrize(
    ("told", "of_pull_request", "why"),
    [
        ({"commit": "a" * 40}, False, "commit is"),
        ({"commit": SHA[:6]}, False, "commit is"),
        ({"actor": "github:bob"}, False, "actor is “github:bob”, and the job's identity says “github:ana”"),
        ({"actor": "gitlab:ana"}, False, "actor is"),
        ({"actor": "@"}, False, "actor is"),
        ({"branch": "other"}, False, "branch is"),
        ({"branch": "17/merge"}, False, "branch is"),
        ({"pull_request": "18"}, True, "pull_request is"),
        ({"pull_request": "117"}, True, "pull_request is"),
        ({"pull_request": "none"}, True, "pull_request is"),
        ({"branch": "main"}, True, "branch is"),
    ],
)
def test_what_contradicts_is_refused(told: dict[str, str], of_pull_request: bool, why: str) -> None:
    with pytest.raises(Invalid, match=why):
        settled(told, PULLED if of_pull_request else PUSHED)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ({}, "17"),
        ({"pull_request": "17"}, "17"),
        ({"pull_request": "https://github.com/acme/infra/pull/17"}, "https://github.com/acme/infra/pull/17"),
        ({"branch": "17/merge", "commit": "a" * 40}, "17"),
    ],
)
def test_a_pull_request_is_known_by_its_number_and_not_by_the_merge_commit(told: dict[str, str], kept: str) -> None:
    found = settled(told, PULLED)
    assert (found["pull_request"], found["branch"], found.get("commit")) == (kept, "bigger-disks", told.get("commit"))
    assert "commit" not in verified(PULLED)


def test_a_merge_request_is_never_taken_for_its_branch() -> None:
    """GitLab's token does not say which merge request it is, and a fork's branch may be called main."""
    merge = job(GITLAB | {"pipeline_source": "merge_request_event"}, GITLAB_COM)
    with pytest.raises(Invalid, match="send pull_request"):
        settled({}, merge)
    assert settled({"pull_request": "5"}, merge)["pull_request"] == "5"


@pytest.mark.parametrize("of_pull_request", [True, False])
def test_the_real_world_is_told_by_jobs_of_branches_alone(of_pull_request: bool) -> None:
    if not of_pull_request:
        assert settled({"kind": "drift"}, PUSHED)["kind"] == "drift"
        return
    with pytest.raises(Refused, match="real world"):
        settled({"kind": "drift"}, PULLED)


@pytest.mark.parametrize(
    ("commit", "of_pull_request", "found"),
    [
        ("", False, False),
        (SHA, False, False),
        (SHA[:8], False, False),
        ("a" * 40, False, True),
        ("a" * 40, True, False),
    ],
)
def test_a_commit_that_the_job_does_not_run_for(commit: str, of_pull_request: bool, found: bool) -> None:
    assert contradicts(commit, PULLED if of_pull_request else PUSHED) is found
