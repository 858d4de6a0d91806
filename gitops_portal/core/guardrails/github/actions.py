"""Workflows of GitHub: what each resource has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Sensitive, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

ON = Condition("enabled", Operator.IS_NOT_FALSE)

actions = (
    guardrail(
        "github-all-actions-allowed",
        "Workflows run only actions that were chosen",
        Severity.MEDIUM,
        types={"github_actions_organization_permissions", "github_actions_repository_permissions"},
        why="An action is a program of somebody else, and runs with the secrets of the workflow.",
        remedy='allowed_actions = "selected"',
        references=(
            "NIST CM-7",
            "NIST SR-3",
        ),
        examples=(
            violates({"allowed_actions": "all"}),
            passes({"allowed_actions": "selected"}),
            passes({"allowed_actions": "local_only"}),
            passes({"allowed_actions": "all", "enabled": False}, type="github_actions_repository_permissions"),
            undetermined({"allowed_actions": None}),
            undetermined({"allowed_actions": UNKNOWN}),
        ),
    )(
        Attribute(
            "allowed_actions", Operator.IS_NOT, "workflows run any action there is", ("all",), UNKNOWN, when=(ON,)
        )
    ),
    guardrail(
        "github-workflow-token-writes",
        "The token of a workflow reads only",
        Severity.MEDIUM,
        types={"github_actions_organization_workflow_permissions", "github_workflow_repository_permissions"},
        why="Any step of a workflow, and any action in it, may push code with this token.",
        remedy='default_workflow_permissions = "read"',
        references=("NIST AC-6",),
        examples=(
            violates({"default_workflow_permissions": "write"}),
            passes({"default_workflow_permissions": "read"}),
            passes({}),
            undetermined({"default_workflow_permissions": UNKNOWN}),
        ),
    )(Attribute("default_workflow_permissions", Operator.IS_NOT, "its workflows may change code", ("write",))),
    guardrail(
        "github-workflow-approves",
        "Workflows do not approve pull requests",
        Severity.MEDIUM,
        types={"github_actions_organization_workflow_permissions", "github_workflow_repository_permissions"},
        why="A workflow that approves takes the place of the person who should have looked.",
        remedy="can_approve_pull_request_reviews = false",
        references=(
            "NIST AC-5",
            "NIST CM-3",
        ),
        examples=(
            violates({"can_approve_pull_request_reviews": True}),
            passes({"can_approve_pull_request_reviews": False}),
            passes({}),
            undetermined({"can_approve_pull_request_reviews": UNKNOWN}),
        ),
    )(Attribute("can_approve_pull_request_reviews", Operator.IS_NOT_TRUE, "its workflows may approve pull requests")),
    guardrail(
        "github-secret-in-state",
        "Secrets of GitHub are handed over encrypted",
        Severity.MEDIUM,
        types={
            "github_actions_environment_secret",
            "github_actions_organization_secret",
            "github_actions_secret",
            "github_codespaces_secret",
            "github_dependabot_organization_secret",
            "github_dependabot_secret",
        },
        why="The plain value stands in the state, for whoever may read that.",
        remedy="Set encrypted_value in place of plaintext_value.",
        references=(
            "CKV_GIT_4",
            "NIST IA-5",
            "NIST SC-28",
        ),
        examples=(
            violates({"plaintext_value": Sensitive("mac", text=True)}),
            passes({"encrypted_value": "SGVsbG8="}),
            passes({"plaintext_value": None}),
            undetermined({"plaintext_value": UNKNOWN}),
        ),
    )(Attribute("plaintext_value", Operator.IS_ABSENT, "its plain value stands in the state")),
    guardrail(
        "github-environment-no-reviewer",
        "Environments ask somebody before a deployment",
        Severity.LOW,
        types={"github_repository_environment"},
        why="A workflow deploys there, with its secrets, without anybody who looked.",
        remedy="reviewers {\n  teams = [github_team.operations.id]\n}",
        references=("NIST CM-3",),
        examples=(
            violates({"reviewers": []}),
            passes({"reviewers": [{"teams": [1]}]}),
            undetermined({"reviewers": UNKNOWN}),
        ),
    )(Attribute("reviewers", Operator.IS_PRESENT, "nobody is asked before a deployment")),
    guardrail(
        "github-runners-for-public",
        "Own runners do not run public repositories",
        Severity.MEDIUM,
        types={"github_actions_runner_group"},
        why="Whoever opens a pull request in a public repository runs programs on them.",
        remedy="Set allows_public_repositories = false.",
        references=(
            "NIST SC-7",
            "NIST CM-7",
        ),
        examples=(
            violates({"allows_public_repositories": True}),
            passes({"allows_public_repositories": False}),
            passes({}),
            undetermined({"allows_public_repositories": UNKNOWN}),
        ),
    )(Attribute("allows_public_repositories", Operator.IS_NOT_TRUE, "public repositories may use its runners")),
)
