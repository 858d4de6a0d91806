"""What builds and deploys on Google Cloud: workers of Cloud Build, and who may come in from other platforms."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

GITHUB = {"issuer_uri": "https://token.actions.githubusercontent.com"}

google_builds = (
    guardrail(
        "cloudbuild-public-ip",
        "Workers of Cloud Build have no public address",
        Severity.MEDIUM,
        types={"google_cloudbuild_worker_pool"},
        why="What has a public address goes out to anywhere, with whatever a build holds.",
        remedy="worker_config {\n  no_external_ip = true\n}",
        references=("CKV_GCP_86", "NIST SC-7"),
        examples=(
            violates({"worker_config": [{"machine_type": "e2-medium", "no_external_ip": False}]}),
            violates({"worker_config": []}),
            passes({"worker_config": [{"no_external_ip": True}]}),
            undetermined({"worker_config": [{"no_external_ip": UNKNOWN}]}),
        ),
    )(Attribute("worker_config.no_external_ip", Operator.IS_TRUE, "its workers get public addresses", computed=True)),
    guardrail(
        "gcp-federation-unconditional",
        "Workload identity federation says whose tokens it takes",
        Severity.MEDIUM,
        types={"google_iam_workload_identity_pool_provider"},
        why="Issuers such as GitHub sign tokens for everybody; without a condition those of strangers are taken, too.",
        remedy="Set attribute_condition = \"assertion.repository_owner == 'example'\".",
        references=("CKV_GCP_118", "NIST IA-9"),
        examples=(
            violates({"oidc": [GITHUB]}),
            violates({"oidc": [GITHUB], "attribute_condition": ""}),
            passes({"oidc": [GITHUB], "attribute_condition": "assertion.repository_owner == 'example'"}),
            passes({"aws": [{"account_id": "123456789012"}]}),
            undetermined({"oidc": [GITHUB], "attribute_condition": UNKNOWN}),
        ),
    )(
        Attribute(
            "attribute_condition",
            Operator.IS_SET,
            "it takes every token of its issuer",
            when=(Condition("oidc", Operator.IS_PRESENT),),
        )
    ),
)
