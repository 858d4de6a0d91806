"""Rulesets of GitHub: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

BRANCHES = Condition("target", Operator.IS, ("branch",))

rulesets = (
    guardrail(
        "github-ruleset-not-enforced",
        "Rulesets are enforced",
        Severity.MEDIUM,
        types={"github_organization_ruleset", "github_repository_ruleset"},
        why="A ruleset that is disabled or tried out looks like protection, and holds nobody back.",
        remedy='Set enforcement = "active".',
        references=("NIST CM-3",),
        examples=(
            violates({"enforcement": "disabled"}),
            violates({"enforcement": "evaluate"}),
            passes({"enforcement": "active"}),
            undetermined({"enforcement": UNKNOWN}),
        ),
    )(Attribute("enforcement", Operator.IS, "it holds nobody back", ("active",))),
    guardrail(
        "github-ruleset-bypassed",
        "Nobody passes by a ruleset at any time",
        Severity.MEDIUM,
        types={"github_organization_ruleset", "github_repository_ruleset"},
        why="Who may always pass by it pushes past reviews and checks, and so does whoever has one of their tokens.",
        remedy='Set bypass_mode = "pull_request", or take the actor out.',
        references=(
            "NIST AC-6",
            "NIST CM-3",
        ),
        examples=(
            violates({"bypass_actors": [{"actor_id": 5, "actor_type": "RepositoryRole", "bypass_mode": "always"}]}),
            passes({"bypass_actors": [{"actor_id": 5, "bypass_mode": "pull_request"}]}),
            passes({"bypass_actors": []}),
            undetermined({"bypass_actors": [{"bypass_mode": UNKNOWN}]}),
        ),
    )(Attribute("bypass_mode", Operator.IS_NOT, "some may always pass by it", ("always",), each="bypass_actors")),
    guardrail(
        "github-ruleset-no-approval",
        "Pull requests of a ruleset need somebody who approves",
        Severity.MEDIUM,
        types={"github_organization_ruleset", "github_repository_ruleset"},
        why="A pull request that needs no approval is merged by whoever wrote it.",
        remedy="pull_request {\n  required_approving_review_count = 1\n}",
        references=(
            "NIST CM-3",
            "NIST AC-5",
        ),
        examples=(
            violates({"rules": [{"pull_request": [{"required_approving_review_count": 0}]}]}),
            violates({"rules": [{"pull_request": [{}]}]}),
            passes({"rules": [{"pull_request": [{"required_approving_review_count": 2}]}]}),
            passes({"rules": [{"pull_request": []}]}),
            undetermined({"rules": [{"pull_request": [{"required_approving_review_count": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "required_approving_review_count",
            Operator.AT_LEAST,
            "it asks for no approval",
            (1,),
            0,
            each="rules.pull_request",
        )
    ),
    guardrail(
        "github-ruleset-stale-approvals",
        "Approvals of a ruleset end when the code changes",
        Severity.LOW,
        types={"github_organization_ruleset", "github_repository_ruleset"},
        why="What was approved is not what is merged: a commit may follow the approval.",
        remedy="pull_request {\n  dismiss_stale_reviews_on_push = true\n}",
        references=("NIST CM-3",),
        examples=(
            violates({"rules": [{"pull_request": [{"dismiss_stale_reviews_on_push": False}]}]}),
            passes({"rules": [{"pull_request": [{"dismiss_stale_reviews_on_push": True}]}]}),
            passes({"rules": [{"pull_request": []}]}),
            undetermined({"rules": [{"pull_request": [{"dismiss_stale_reviews_on_push": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "dismiss_stale_reviews_on_push",
            Operator.IS_TRUE,
            "an approval stays when the code changes",
            each="rules.pull_request",
        )
    ),
    guardrail(
        "github-ruleset-force-push",
        "Rulesets of branches keep their history",
        Severity.LOW,
        types={"github_organization_ruleset", "github_repository_ruleset"},
        why="A forced push takes commits away that were reviewed and applied.",
        remedy="rules {\n  non_fast_forward = true\n}",
        references=(
            "NIST SI-7",
            "NIST AU-10",
        ),
        examples=(
            violates({"target": "branch", "rules": [{"non_fast_forward": False}]}),
            passes({"target": "branch", "rules": [{"non_fast_forward": True}]}),
            passes({"target": "tag", "rules": [{"non_fast_forward": False}]}),
            undetermined({"target": "branch", "rules": [{"non_fast_forward": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "rules.non_fast_forward", Operator.IS_TRUE, "this ruleset lets history be rewritten", when=(BRANCHES,)
        )
    ),
    guardrail(
        "github-ruleset-deletable",
        "Rulesets of branches keep them",
        Severity.LOW,
        types={"github_organization_ruleset", "github_repository_ruleset"},
        why="Who may push may take the branch away.",
        remedy="rules {\n  deletion = true\n}",
        references=(
            "NIST SI-7",
            "NIST CP-9",
        ),
        examples=(
            violates({"target": "branch", "rules": [{"deletion": None}]}),
            passes({"target": "branch", "rules": [{"deletion": True}]}),
            passes({"target": "tag", "rules": [{"deletion": None}]}),
            undetermined({"target": UNKNOWN, "rules": [{"deletion": False}]}),
        ),
    )(Attribute("rules.deletion", Operator.IS_TRUE, "this ruleset lets branches be deleted", when=(BRANCHES,))),
)
