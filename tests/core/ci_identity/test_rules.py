"""Which jobs a rule lets in, and which rules may be kept."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.ci_identity.claims import Kind, Trust
from gitops_portal.core.ci_identity.rules import LONGEST_PATTERN, MOST, Rule, matches, objection, objection_to_keeping
from tests.core.ci_identity.test_claims import GITLAB_COM, job
from tests.issuer import GITHUB, GITLAB, PULL_REQUEST

MAIN = {"repository_id": "42", "ref": "refs/heads/main"}
ANY_PULL = {"repository_id": "42", "ref": "refs/pull/*/merge", "event_name": "pull_request"}


@pytest.mark.parametrize(
    ("claims", "said", "why"),
    [
        (MAIN, GITHUB, ""),
        (MAIN, GITHUB | {"repository_id": "43"}, "repository_id is “43”, and the rule asks for “42”"),
        (MAIN, GITHUB | {"ref": "refs/heads/other"}, "ref is “refs/heads/other”"),
        (MAIN, GITHUB | {"ref": "refs/tags/main"}, "ref is"),
        (MAIN, GITHUB | {"repository_id": ""}, "no claim repository_id"),
        (MAIN | {"environment": "production"}, GITHUB, "no claim environment"),
        (MAIN | {"environment": "production"}, GITHUB | {"environment": "production"}, ""),
        (MAIN, PULL_REQUEST, "ref is “refs/pull/17/merge”"),
        # whatever a fork's pull request can make a token say, a rule for the branch does not let it in
        (MAIN, PULL_REQUEST | {"ref": "refs/heads/main"}, "fork's pull request"),
        (MAIN, GITHUB | {"event_name": "pull_request_target"}, "base branch"),
        (MAIN | {"event_name": "pull_request_target"}, GITHUB | {"event_name": "pull_request_target"}, "base branch"),
        (MAIN, GITHUB | {"event_name": "workflow_run"}, "base branch"),
        (MAIN, GITHUB | {"event_name": "issue_comment"}, "fork's pull request"),
        (MAIN, GITHUB | {"event_name": ""}, "does not say why"),
        (MAIN, GITHUB | {"head_ref": "main"}, "fork's pull request"),
        ({"repository_id": "42", "environment": "production"}, PULL_REQUEST | {"environment": "production"}, "fork"),
        (ANY_PULL, PULL_REQUEST, ""),
        (ANY_PULL, PULL_REQUEST | {"repository_id": "43"}, "repository_id"),
        (ANY_PULL, GITHUB, "ref is"),
    ],
)
def test_which_jobs_of_github_come_in(claims: dict[str, str], said: dict[str, str], why: str) -> None:
    told = objection(Rule(claims), job(said))
    assert why in told
    assert bool(told) is bool(why)


@pytest.mark.parametrize(
    ("claims", "said", "why"),
    [
        ({"project_id": "42", "ref": "main"}, GITLAB, ""),
        ({"project_id": "42", "ref": "main", "ref_protected": "true"}, GITLAB, ""),
        ({"project_id": "42", "ref": "main", "ref_protected": "true"}, GITLAB | {"ref_protected": "false"}, "ref_prot"),
        ({"project_id": "42", "ref": "main"}, GITLAB | {"project_id": "43"}, "project_id"),
        # a fork's branch may have the name of the protected one
        ({"project_id": "42", "ref": "main"}, GITLAB | {"pipeline_source": "merge_request_event"}, "fork"),
        ({"project_id": "42", "ref": "main"}, GITLAB | {"pipeline_source": "parent_pipeline"}, "fork"),
    ],
)
def test_which_jobs_of_gitlab_come_in(claims: dict[str, str], said: dict[str, str], why: str) -> None:
    told = objection(Rule(claims), job(said, GITLAB_COM))
    assert why in told
    assert bool(told) is bool(why)


@pytest.mark.parametrize(
    ("claims", "kind", "why"),
    [
        (MAIN, Kind.GITHUB, ""),
        (ANY_PULL, Kind.GITHUB, ""),
        ({"project_id": "42", "environment": "production"}, Kind.GITLAB, ""),
        ({"repository_id": "42", "workflow_ref": "acme/infra/.github/workflows/*@refs/heads/main"}, Kind.GITHUB, ""),
        ({"repository_owner_id": "7", "repository": "acme/*", "ref": "refs/heads/main"}, Kind.GITHUB, ""),
        ({"namespace_id": "7", "project_path": "acme/**", "ref": "main"}, Kind.GITLAB, ""),
        ({}, Kind.GITHUB, "1 to 20"),
        ({f"c{n}": "x" for n in range(MOST)} | MAIN, Kind.GITHUB, "1 to 20"),
        ({"ref": "refs/heads/main"}, Kind.GITHUB, "names no repository"),
        ({"repository": "acme/infra", "ref": "refs/heads/main"}, Kind.GITHUB, "names no repository"),
        ({"repository_owner_id": "7", "ref": "refs/heads/main"}, Kind.GITHUB, "names no repository"),
        ({"repository_owner_id": "*", "repository": "acme/infra", "ref": "r"}, Kind.GITHUB, "names no repository"),
        (
            {"repository_owner_id": "7", "repository": "**", "ref": "refs/heads/main"},
            Kind.GITHUB,
            "names no repository",
        ),
        ({"repository_id": "4*", "ref": "refs/heads/main"}, Kind.GITHUB, "one number"),
        ({"repository_id": "*", "ref": "refs/heads/main"}, Kind.GITHUB, "one number"),
        ({"sub": "repo:acme/infra:ref:refs/heads/main"}, Kind.GITHUB, "names no repository"),
        ({"repository_id": "42"}, Kind.GITHUB, "every job of the repository"),
        ({"repository_id": "42", "ref": "*"}, Kind.GITHUB, "every job of the repository"),
        ({"repository_id": "42", "ref": "**/*"}, Kind.GITHUB, "every job of the repository"),
        ({"repository_id": "42", "environment": "?*"}, Kind.GITHUB, "every job of the repository"),
        ({"repository_id": "42", "actor": "ana"}, Kind.GITHUB, "every job of the repository"),
        (MAIN | {"event_name": "pull*"}, Kind.GITHUB, "one word"),
        (MAIN | {"pipeline_source": "*"}, Kind.GITLAB, "one word"),
        (MAIN | {"event_name": "pull_request_target"}, Kind.GITHUB, "use pull_request"),
        (MAIN | {"Ref": "x"}, Kind.GITHUB, "not a name of a claim"),
        (MAIN | {"environment": ""}, Kind.GITHUB, "needs 1 to"),
        (MAIN | {"environment": "x" * (LONGEST_PATTERN + 1)}, Kind.GITHUB, "needs 1 to"),
        (MAIN | {"environment": "a\nb"}, Kind.GITHUB, "needs 1 to"),
        ({"sub": "org:1:project:2:branch:main"}, Kind.OTHER, ""),
        ({"sub": "org:1:*"}, Kind.OTHER, "sub without a *"),
        ({"project": "x", "ref": "main"}, Kind.OTHER, "names no repository"),
    ],
)
def test_which_rules_may_be_kept(claims: dict[str, str], kind: Kind, why: str) -> None:
    told = objection_to_keeping(Rule(claims), kind)
    assert why in told
    assert bool(told) is bool(why)


@pytest.mark.parametrize(
    ("pattern", "value", "found"),
    [
        ("refs/heads/main", "refs/heads/main", True),
        ("refs/heads/main", "refs/heads/Main", False),
        ("refs/heads/main", "refs/heads/main\n", False),
        ("refs/heads/*", "refs/heads/main", True),
        ("refs/heads/*", "refs/heads/release/1", False),
        ("refs/heads/**", "refs/heads/release/1", True),
        ("refs/heads/*", "refs/heads/", True),
        ("refs/heads/release-?", "refs/heads/release-1", True),
        ("refs/heads/release-?", "refs/heads/release-12", False),
        ("refs/heads/release?1", "refs/heads/release/1", False),
        ("**/main", "refs/heads/main", True),
        ("**a*b", "a/ab", True),
        ("**a*b", "a/b", False),
        ("acme/*", "acme-evil/infra", False),
        ("acme/infra/.github/workflows/*@refs/heads/main", "acme/infra/.github/workflows/a.yml@refs/heads/main", True),
        (  # a branch of this name can be pushed by whoever may push any branch
            "acme/infra/.github/workflows/*@refs/heads/main",
            "acme/infra/.github/workflows/a.yml@refs/heads/x@refs/heads/main",
            False,
        ),
        ("[a-z]*", "b", False),
        ("a.c*", "abc", False),
        ("**", "x" * 1_001, False),
    ],
)
def test_patterns(pattern: str, value: str, found: bool) -> None:
    assert matches(pattern, value) is found


def test_no_pattern_tries_every_way() -> None:
    """By trying every way to spread the letters over the stars, neither would be answered in a lifetime."""
    assert not matches("*a" * 140 + "b", "a" * 1_000)
    assert not matches("**a" * 99 + "b", "a/" * 500)


def test_another_issuer_may_be_named_by_its_subject() -> None:
    trust = Trust("https://ci.example", Kind.OTHER, "ci", "https://portal.example")
    said: dict[str, Any] = {"sub": "org:1:project:2"}
    assert not objection(Rule(said), job(said, trust))
    assert "fork" in objection(Rule(said), job(said | {"event_name": "pull_request"}, trust))
    assert "sub is" in objection(Rule(said), job({"sub": "org:1:project:3"}, trust))
