"""An operator lets CI jobs in, and out again, on the command line."""

from __future__ import annotations

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gitops_portal.records.models import AuditEvent, CiRule, TrustedIssuer
from tests import organisation as org

GITHUB = "https://token.actions.githubusercontent.com"


def ci(*arguments: str) -> str:
    out = io.StringIO()
    call_command("ci", *arguments, stdout=out)
    return out.getvalue()


def test_jobs_are_let_in_and_out(db: None) -> None:
    org.workspace("network")
    ci("trust", GITHUB, "--kind", "github")
    allowed = ("--claim", "repository_id=42", "--claim", "ref=refs/heads/main", "--scopes", "upload, gate")
    assert "network" in ci("allow", "--workspace", "network", "--issuer", GITHUB, *allowed)
    rule = CiRule.objects.get()
    assert (rule.claims, rule.scopes) == ({"repository_id": "42", "ref": "refs/heads/main"}, ["gate", "upload"])
    assert "ref=refs/heads/main, repository_id=42" in ci("list")
    ci("disallow", str(rule.pk))
    ci("distrust", GITHUB)
    assert not TrustedIssuer.objects.exists()
    told = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert [verb for verb in told if "ci_rule" in verb or "issuer" in verb] == [
        *("issuer.trusted", "ci_rule.added", "ci_rule.removed", "issuer.removed"),
    ]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("trust", "http://token.example", "--kind", "github"), "https address"),
        (("trust", GITHUB, "--kind", "github", "--forge", "Git Hub"), "can't be a prefix"),
        (("trust", GITHUB, "--kind", "git"), "invalid choice"),
        (("distrust", GITHUB), "Nobody trusts"),
        (("allow", "--workspace", "network", "--issuer", GITHUB), "no workspace"),
        (("disallow", "7"), "no rule 7"),
    ],
)
def test_what_is_refused(db: None, arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        ci(*arguments)
