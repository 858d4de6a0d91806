"""Which claims are believed, and what they tell of a job."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.ci_identity.claims import LEEWAY, LONGEST_LIFE, MOST_CLAIMS, Job, Kind, Trust, objection, read
from tests.issuer import GITHUB, GITLAB, PULL_REQUEST

NOW = 1_800_000_000
GITHUB_COM = Trust("https://github.example", Kind.GITHUB, "github", "https://portal.example")
GITLAB_COM = Trust("https://gitlab.example", Kind.GITLAB, "gitlab", "https://portal.example")
TIMES = {"iat": NOW, "nbf": NOW, "exp": NOW + 300, "jti": "one", "aud": "https://portal.example"}


def job(said: dict[str, Any], trust: Trust = GITHUB_COM, **more: Any) -> Job:
    return read({**TIMES, "iss": trust.url, **said, **more}, trust)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, ""),
        ({"aud": ["https://portal.example"]}, ""),
        ({"aud": "https://github.example/acme"}, "another audience"),
        ({"aud": ["https://portal.example", "https://other.example"]}, "another audience"),
        ({"aud": "https://portal.example/"}, "another audience"),
        ({"aud": None}, "another audience"),
        ({"aud": {"https://portal.example": 1}}, "another audience"),
        ({"iss": "https://github.example/"}, "another issuer"),
        ({"exp": NOW - LEEWAY + 1}, ""),
        ({"exp": NOW - LEEWAY}, "expired"),
        ({"nbf": NOW + LEEWAY}, ""),
        ({"nbf": NOW + LEEWAY + 1}, "later time"),
        ({"iat": NOW + LEEWAY, "nbf": None}, "does not say"),
        ({"iat": NOW + LEEWAY}, ""),
        ({"iat": NOW + LEEWAY + 1}, "later time"),
        ({"exp": NOW + LONGEST_LIFE}, ""),
        ({"exp": NOW + LONGEST_LIFE + 1}, "more than 24 hours"),
        ({"exp": None}, "does not say"),
        ({"exp": "1800000300"}, "does not say"),
        ({"exp": True}, "does not say"),
        ({"exp": 1 << 60}, "does not say"),
        ({"iat": None}, "does not say"),
        ({"iat": -1}, "does not say"),
        ({"jti": ""}, "no name of its own"),
        ({"jti": 7}, "no name of its own"),
        (dict.fromkeys(map(str, range(MOST_CLAIMS)), "x"), "more than"),
    ],
)
def test_what_is_not_believed(more: dict[str, Any], why: str) -> None:
    told = objection({**TIMES, "iss": GITHUB_COM.url, **more}, GITHUB_COM, NOW)
    assert why in told
    assert bool(told) is bool(why)


def test_no_nbf_is_fine() -> None:
    claims = {**TIMES, "iss": GITHUB_COM.url}
    del claims["nbf"]
    assert not objection(claims, GITHUB_COM, NOW)


def test_a_job_of_github() -> None:
    found = job(GITHUB)
    assert (found.repository, found.repository_id, found.run) == ("acme/infra", "42", "1001")
    assert (found.author, found.branch, found.pull_request) == ("github:ana", "main", "")
    assert not found.may_be_a_strangers
    assert found.name == "github:ana in CI of acme/infra"


def test_a_job_of_a_pull_request() -> None:
    found = job(PULL_REQUEST)
    assert (found.author, found.branch, found.pull_request) == ("github:ana", "bigger-disks", "17")
    assert found.of_pull_request
    assert found.may_be_a_strangers


def test_a_job_of_gitlab() -> None:
    found = job(GITLAB, GITLAB_COM)
    assert (found.repository, found.repository_id, found.run) == ("acme/infra", "42", "2002")
    assert (found.author, found.branch) == ("gitlab:ana.k", "main")
    assert not found.may_be_a_strangers


@pytest.mark.parametrize(
    ("said", "trust", "strangers"),
    [
        ({"event_name": "workflow_dispatch"}, GITHUB_COM, False),
        ({"event_name": "schedule"}, GITHUB_COM, False),
        ({"event_name": "issue_comment"}, GITHUB_COM, True),
        ({"event_name": "workflow_run"}, GITHUB_COM, True),
        ({"event_name": "pull_request_target"}, GITHUB_COM, True),
        ({"event_name": "a_new_event"}, GITHUB_COM, True),
        ({"event_name": ""}, GITHUB_COM, True),
        ({"event_name": "push", "ref": "refs/pull/9/merge"}, GITHUB_COM, True),
        ({"event_name": "push", "head_ref": "patch"}, GITHUB_COM, True),
        ({"pipeline_source": "merge_request_event"}, GITLAB_COM, True),
        ({"pipeline_source": "external_pull_request_event"}, GITLAB_COM, True),
        ({"pipeline_source": "parent_pipeline"}, GITLAB_COM, True),
        ({"pipeline_source": ""}, GITLAB_COM, True),
        ({"pipeline_source": "schedule"}, GITLAB_COM, False),
    ],
)
def test_who_may_have_started_a_job(said: dict[str, str], trust: Trust, strangers: bool) -> None:
    usual = GITHUB if trust is GITHUB_COM else GITLAB
    assert job(usual | said, trust).may_be_a_strangers is strangers


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("x", "x"),
        (True, "true"),
        (7, "7"),
        (1.5, ""),
        (None, ""),
        (["x"], ""),
        ({"x": 1}, ""),
        ("x" * 1001, ""),
        ("\n", ""),
    ],
)
def test_claims_are_single_texts(value: Any, told: str) -> None:
    assert job(GITHUB, environment=value).claims.get("environment", "") == told


@pytest.mark.parametrize("login", ["", "@", "\u200b"])
def test_a_name_that_is_none_is_no_author(login: str) -> None:
    assert job(GITHUB, actor=login).author == ""


def test_another_installation_of_a_forge_has_names_of_its_own() -> None:
    own = Trust("https://git.acme.example", Kind.GITHUB, "acme-git", "https://portal.example")
    assert job(GITHUB, own).author == "acme-git:ana"
