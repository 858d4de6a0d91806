"""A module of a Git branch is whatever was pushed there last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import calls
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

BRANCHES = frozenset({"main", "master", "develop", "development", "dev", "trunk", "head"})
"""Names that are branches; of others the plan does not tell whether they are tags."""


@guardrail(
    "module-from-branch",
    "Modules in Git are taken at a tag or a commit",
    Severity.MEDIUM,
    why="Whoever may push to the branch changes what the next plan does, without a change to this configuration.",
    remedy='source = "git::https://example.com/network.git?ref=v1.4.2"',
    references=("CKV_TF_1", "NIST CM-2", "NIST SR-3"),
    judges=Judges.PLAN,
)
def module_from_branch(_plan: Subject, facts: Facts) -> Iterator[Objection]:
    for address, call in calls.own(facts):
        if not calls.from_git(call):
            continue
        revision = calls.revision(call).lower()
        if not revision:
            yield violated(f"{address}.source", "it names no revision of a module in Git: the default branch is taken")
        elif revision in BRANCHES or revision.startswith("refs/heads/"):
            yield violated(f"{address}.source", "a module in Git is taken from a branch")
