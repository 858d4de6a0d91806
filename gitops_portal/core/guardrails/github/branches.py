"""Protected branches of GitHub: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

branches = (
    guardrail(
        "github-branch-no-review",
        "Changes to protected branches are reviewed",
        Severity.MEDIUM,
        types={"github_branch_protection", "github_branch_protection_v3"},
        why="Whoever may push changes what is built and applied, and nobody else has seen it.",
        remedy="required_pull_request_reviews {\n  required_approving_review_count = 1\n}",
        references=(
            "NIST CM-3",
            "NIST SA-11",
        ),
        examples=(
            violates({"required_pull_request_reviews": []}),
            violates({}),
            passes({"required_pull_request_reviews": [{"dismiss_stale_reviews": True}]}),
            undetermined({"required_pull_request_reviews": UNKNOWN}),
        ),
    )(Attribute("required_pull_request_reviews", Operator.IS_PRESENT, "changes to it need no review")),
    guardrail(
        "github-branch-no-approval",
        "A review of a protected branch needs somebody who approves",
        Severity.MEDIUM,
        types={"github_branch_protection", "github_branch_protection_v3"},
        why="A pull request that needs no approval is merged by whoever wrote it.",
        remedy="required_pull_request_reviews {\n  required_approving_review_count = 1\n}",
        references=(
            "NIST CM-3",
            "NIST AC-5",
        ),
        examples=(
            violates({"required_pull_request_reviews": [{"required_approving_review_count": 0}]}),
            passes({"required_pull_request_reviews": [{"required_approving_review_count": 1}]}),
            passes({"required_pull_request_reviews": [{}]}),
            passes({"required_pull_request_reviews": []}),
            undetermined({"required_pull_request_reviews": [{"required_approving_review_count": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "required_approving_review_count",
            Operator.AT_LEAST,
            "it asks for no approval",
            (1,),
            1,
            each="required_pull_request_reviews",
        )
    ),
    guardrail(
        "github-branch-stale-approvals",
        "Approvals end when the code changes",
        Severity.LOW,
        types={"github_branch_protection", "github_branch_protection_v3"},
        why="What was approved is not what is merged: a commit may follow the approval.",
        remedy="required_pull_request_reviews {\n  dismiss_stale_reviews = true\n}",
        references=("NIST CM-3",),
        examples=(
            violates({"required_pull_request_reviews": [{"dismiss_stale_reviews": False}]}),
            violates({"required_pull_request_reviews": [{}]}),
            passes({"required_pull_request_reviews": [{"dismiss_stale_reviews": True}]}),
            passes({"required_pull_request_reviews": []}),
            undetermined({"required_pull_request_reviews": [{"dismiss_stale_reviews": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "dismiss_stale_reviews",
            Operator.IS_TRUE,
            "an approval stays when the code changes",
            each="required_pull_request_reviews",
        )
    ),
    guardrail(
        "github-branch-admins-exempt",
        "Protection of branches holds for administrators",
        Severity.MEDIUM,
        types={"github_branch_protection", "github_branch_protection_v3"},
        why="Administrators push past reviews and checks, and so does whoever has one of their tokens.",
        remedy="Set enforce_admins = true.",
        references=(
            "NIST AC-6",
            "NIST CM-3",
        ),
        examples=(
            violates({"enforce_admins": False}),
            violates({}),
            passes({"enforce_admins": True}),
            undetermined({"enforce_admins": UNKNOWN}),
        ),
    )(Attribute("enforce_admins", Operator.IS_TRUE, "administrators are not bound by it")),
    guardrail(
        "github-branch-force-push",
        "Nobody rewrites protected branches",
        Severity.MEDIUM,
        types={"github_branch_protection"},
        why="A forced push takes commits away that were reviewed and applied.",
        remedy="Leave allows_force_pushes out.",
        references=(
            "NIST SI-7",
            "NIST AU-10",
        ),
        examples=(
            violates({"allows_force_pushes": True}),
            passes({"allows_force_pushes": False}),
            passes({}),
            undetermined({"allows_force_pushes": UNKNOWN}),
        ),
    )(Attribute("allows_force_pushes", Operator.IS_NOT_TRUE, "its history can be rewritten")),
    guardrail(
        "github-branch-deletable",
        "Nobody deletes protected branches",
        Severity.MEDIUM,
        types={"github_branch_protection"},
        why="Who may push may take the branch away, and its protection with it.",
        remedy="Leave allows_deletions out.",
        references=(
            "NIST SI-7",
            "NIST CP-9",
        ),
        examples=(
            violates({"allows_deletions": True}),
            passes({"allows_deletions": False}),
            passes({}),
            undetermined({"allows_deletions": UNKNOWN}),
        ),
    )(Attribute("allows_deletions", Operator.IS_NOT_TRUE, "it can be deleted")),
    guardrail(
        "github-branch-unsigned",
        "Commits of protected branches are signed",
        Severity.LOW,
        types={"github_branch_protection", "github_branch_protection_v3"},
        why="Anybody who may push writes any name into a commit.",
        remedy="Set require_signed_commits = true.",
        references=(
            "CKV_GIT_6",
            "NIST AU-10",
        ),
        examples=(
            violates({"require_signed_commits": False}),
            violates({}),
            passes({"require_signed_commits": True}),
            undetermined({"require_signed_commits": UNKNOWN}),
        ),
    )(Attribute("require_signed_commits", Operator.IS_TRUE, "nothing shows who wrote its commits")),
    guardrail(
        "github-branch-no-checks",
        "Protected branches wait for checks",
        Severity.LOW,
        types={"github_branch_protection", "github_branch_protection_v3"},
        why="What does not build or pass its tests is merged all the same.",
        remedy="required_status_checks {\n  strict = true\n}",
        references=(
            "NIST CM-3",
            "NIST SA-11",
        ),
        examples=(
            violates({"required_status_checks": []}),
            passes({"required_status_checks": [{"strict": True}]}),
            undetermined({"required_status_checks": UNKNOWN}),
        ),
    )(Attribute("required_status_checks", Operator.IS_PRESENT, "no check has to pass")),
)
