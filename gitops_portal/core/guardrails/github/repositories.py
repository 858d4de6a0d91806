"""Repositories of GitHub: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Sensitive, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

IN_USE = Condition("archived", Operator.IS_NOT_TRUE)
"""An archive changes no more."""

repositories = (
    guardrail(
        "github-repository-public",
        "Repositories are not public",
        Severity.MEDIUM,
        types={"github_repository"},
        why="Everybody reads the code and its whole history, and what was once in it cannot be taken back.",
        remedy='Set visibility = "private".',
        references=(
            "CKV_GIT_1",
            "NIST AC-22",
        ),
        examples=(
            violates({"visibility": "public"}),
            violates({"visibility": "public", "private": None}),
            violates({}),
            passes({"visibility": "private"}),
            passes({"visibility": "internal"}),
            passes({"private": True}),
            undetermined({"visibility": UNKNOWN}),
        ),
    )(
        Either(
            (Condition("visibility", Operator.IS, ("private", "internal")), Condition("private", Operator.IS_TRUE)),
            "everybody reads it",
        )
    ),
    guardrail(
        "github-no-vulnerability-alerts",
        "Repositories tell of vulnerable dependencies",
        Severity.MEDIUM,
        types={"github_repository"},
        why="Nobody hears that a library of it has a known hole.",
        remedy="Set vulnerability_alerts = true.",
        references=(
            "CKV_GIT_3",
            "NIST SI-2",
            "NIST RA-5",
        ),
        examples=(
            violates({"vulnerability_alerts": False}),
            passes({"vulnerability_alerts": True}),
            passes({"vulnerability_alerts": False, "archived": True}),
            undetermined({"vulnerability_alerts": None}),
            undetermined({"vulnerability_alerts": UNKNOWN}),
        ),
    )(
        Attribute(
            "vulnerability_alerts",
            Operator.IS_TRUE,
            "nobody hears of its vulnerable dependencies",
            unset=UNKNOWN,
            when=(IN_USE,),
        )
    ),
    guardrail(
        "github-secret-scanning-off",
        "Repositories are searched for secrets",
        Severity.MEDIUM,
        types={"github_repository"},
        why="A token that was pushed by mistake stays there until somebody else finds it.",
        remedy='security_and_analysis {\n  secret_scanning {\n    status = "enabled"\n  }\n}',
        references=(
            "NIST IA-5",
            "NIST RA-5",
        ),
        examples=(
            violates({"security_and_analysis": [{"secret_scanning": [{"status": "disabled"}]}]}),
            passes({"security_and_analysis": [{"secret_scanning": [{"status": "enabled"}]}]}),
            passes({}),
            undetermined({"security_and_analysis": [{"secret_scanning": [{"status": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "security_and_analysis.secret_scanning.status",
            Operator.IS_NOT,
            "nobody searches it for secrets",
            ("disabled",),
            computed=True,
        )
    ),
    guardrail(
        "github-push-protection-off",
        "Secrets are refused as they are pushed",
        Severity.LOW,
        types={"github_repository"},
        why="Once a secret is pushed it counts as known, and has to be renewed.",
        remedy='security_and_analysis {\n  secret_scanning_push_protection {\n    status = "enabled"\n  }\n}',
        references=("NIST IA-5",),
        examples=(
            violates({"security_and_analysis": [{"secret_scanning_push_protection": [{"status": "disabled"}]}]}),
            passes({"security_and_analysis": [{"secret_scanning_push_protection": [{"status": "enabled"}]}]}),
            passes({"security_and_analysis": []}),
            undetermined({"security_and_analysis": UNKNOWN}),
        ),
    )(
        Attribute(
            "security_and_analysis.secret_scanning_push_protection.status",
            Operator.IS_NOT,
            "secrets can be pushed to it",
            ("disabled",),
            computed=True,
        )
    ),
    guardrail(
        "github-repository-lost-on-destroy",
        "Repositories are archived when they are destroyed",
        Severity.LOW,
        types={"github_repository"},
        why="A block that is taken out by mistake deletes the code, its issues and its history.",
        remedy="Set archive_on_destroy = true.",
        references=("NIST CP-9",),
        examples=(
            violates({"archive_on_destroy": None}),
            violates({"archive_on_destroy": False}),
            passes({"archive_on_destroy": True}),
            undetermined({"archive_on_destroy": UNKNOWN}),
        ),
    )(Attribute("archive_on_destroy", Operator.IS_TRUE, "a destroy deletes it with its history")),
    guardrail(
        "github-deploy-key-writes",
        "Deploy keys read only",
        Severity.MEDIUM,
        types={"github_repository_deploy_key"},
        why="Whoever gets the key changes the code, and a key belongs to nobody and does not end.",
        remedy="Set read_only = true.",
        references=("NIST AC-6",),
        examples=(
            violates({"read_only": False}),
            violates({"read_only": "false"}),
            passes({"read_only": True}),
            passes({}),
            undetermined({"read_only": UNKNOWN}),
        ),
    )(Attribute("read_only", Operator.IS_NOT_FALSE, "its holder may change the code")),
    guardrail(
        "github-webhook-unverified",
        "Webhooks check whom they speak to",
        Severity.MEDIUM,
        types={"github_organization_webhook", "github_repository_webhook"},
        why="Whoever is on the way reads what is sent, and takes the place of its receiver.",
        remedy="configuration {\n  insecure_ssl = false\n}",
        references=(
            "CKV_GIT_2",
            "NIST SC-8",
        ),
        examples=(
            violates({"configuration": [{"insecure_ssl": True}]}),
            violates({"configuration": [{"insecure_ssl": "1"}]}),
            passes({"configuration": [{"insecure_ssl": False}]}),
            passes({"configuration": [{"content_type": "json"}]}),
            undetermined({"configuration": [{"insecure_ssl": UNKNOWN}]}),
        ),
    )(Attribute("configuration.insecure_ssl", Operator.IS_NOT_TRUE, "it takes any certificate")),
    guardrail(
        "github-webhook-unsigned",
        "Webhooks sign what they send",
        Severity.LOW,
        types={"github_organization_webhook", "github_repository_webhook"},
        why="Its receiver cannot tell a message of GitHub from one that somebody made up.",
        remedy="configuration {\n  secret = var.webhook_secret\n}",
        references=(
            "NIST SC-8",
            "NIST IA-9",
        ),
        examples=(
            violates({"configuration": [{"secret": None}]}),
            violates({"configuration": [{"content_type": "json"}]}),
            passes({"configuration": [{"secret": Sensitive("mac", text=True)}]}),
            undetermined({"configuration": [{"secret": UNKNOWN}]}),
        ),
    )(Attribute("configuration.secret", Operator.IS_SET, "its receiver cannot tell who sent it")),
)
