"""Organizations of GitHub: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

organizations = (
    guardrail(
        "github-members-publish",
        "Members make no public repositories",
        Severity.MEDIUM,
        types={"github_organization_settings"},
        why="Each member may publish code of the organization, by a wrong choice in a form.",
        remedy="members_can_create_public_repositories = false",
        references=("NIST AC-22",),
        examples=(
            violates({"members_can_create_public_repositories": True}),
            violates({}),
            passes({"members_can_create_public_repositories": False}),
            passes({"members_can_create_repositories": False, "members_can_create_public_repositories": None}),
            undetermined({"members_can_create_public_repositories": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("members_can_create_public_repositories", Operator.IS_NOT_TRUE, unset=True),
                Condition("members_can_create_repositories", Operator.IS_NOT_TRUE, unset=True),
            ),
            "any member may make a public repository",
        )
    ),
    guardrail(
        "github-members-write-all",
        "Members do not write to every repository",
        Severity.MEDIUM,
        types={"github_organization_settings"},
        why="Each member changes the code of all teams, and so does whoever gets one account.",
        remedy='default_repository_permission = "read"',
        references=("NIST AC-6",),
        examples=(
            violates({"default_repository_permission": "write"}),
            violates({"default_repository_permission": "admin"}),
            passes({"default_repository_permission": "none"}),
            passes({}),
            undetermined({"default_repository_permission": UNKNOWN}),
        ),
    )(
        Attribute(
            "default_repository_permission",
            Operator.IS_NOT,
            "any member may change any repository",
            ("write", "admin"),
            "read",
        )
    ),
    guardrail(
        "github-members-fork",
        "Private repositories are not forked",
        Severity.LOW,
        types={"github_organization_settings"},
        why="A fork belongs to the member, and stays when the member leaves.",
        remedy="members_can_fork_private_repositories = false",
        references=("NIST AC-4",),
        examples=(
            violates({"members_can_fork_private_repositories": True}),
            passes({"members_can_fork_private_repositories": False}),
            passes({}),
            undetermined({"members_can_fork_private_repositories": UNKNOWN}),
        ),
    )(
        Attribute(
            "members_can_fork_private_repositories", Operator.IS_NOT_TRUE, "members may copy private repositories"
        )
    ),
    guardrail(
        "github-new-repositories-no-alerts",
        "New repositories tell of vulnerable dependencies",
        Severity.LOW,
        types={"github_organization_settings"},
        why="Nobody hears that a library of a new repository has a known hole.",
        remedy="dependabot_alerts_enabled_for_new_repositories = true",
        references=(
            "NIST SI-2",
            "NIST RA-5",
        ),
        examples=(
            violates({"dependabot_alerts_enabled_for_new_repositories": False}),
            violates({}),
            passes({"dependabot_alerts_enabled_for_new_repositories": True}),
            undetermined({"dependabot_alerts_enabled_for_new_repositories": UNKNOWN}),
        ),
    )(
        Attribute(
            "dependabot_alerts_enabled_for_new_repositories",
            Operator.IS_TRUE,
            "nobody hears of vulnerable dependencies of new repositories",
        )
    ),
    guardrail(
        "github-new-repositories-take-secrets",
        "New repositories refuse secrets",
        Severity.LOW,
        types={"github_organization_settings"},
        why="Once a secret is pushed it counts as known, and has to be renewed.",
        remedy="secret_scanning_push_protection_enabled_for_new_repositories = true",
        references=("NIST IA-5",),
        examples=(
            violates({"secret_scanning_push_protection_enabled_for_new_repositories": False}),
            violates({}),
            passes({"secret_scanning_push_protection_enabled_for_new_repositories": True}),
            undetermined({"secret_scanning_push_protection_enabled_for_new_repositories": UNKNOWN}),
        ),
    )(
        Attribute(
            "secret_scanning_push_protection_enabled_for_new_repositories",
            Operator.IS_TRUE,
            "secrets can be pushed to new repositories",
        )
    ),
)
