"""Buckets of Cloud Storage: who reads them, and what is left of what was in them."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

BUCKET = {"google_storage_bucket"}

cloud_storage = (
    guardrail(
        "gcs-no-uniform-access",
        "Cloud Storage buckets have one list of permissions",
        Severity.MEDIUM,
        types=BUCKET,
        why="With permissions for single objects nobody can see from the bucket who may read what.",
        remedy="Set uniform_bucket_level_access = true.",
        references=("CKV_GCP_29", "CIS GCP 3.0.0 5.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
        examples=(
            violates({"uniform_bucket_level_access": False}),
            violates({}),
            passes({"uniform_bucket_level_access": True}),
            passes({"bucket_policy_only": True}),
            undetermined({"uniform_bucket_level_access": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("uniform_bucket_level_access", Operator.IS_TRUE),
                Condition("bucket_policy_only", Operator.IS_TRUE),
            ),
            "single objects may have permissions of their own",
        )
    ),
    guardrail(
        "gcs-public-not-prevented",
        "Cloud Storage buckets refuse to be made public",
        Severity.MEDIUM,
        types=BUCKET,
        why="One line in a policy or an ACL, today or later, is enough to show the objects to everybody.",
        remedy='Set public_access_prevention = "enforced".',
        references=("CKV_GCP_114", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
        examples=(
            violates({"public_access_prevention": "inherited"}),
            violates({}),
            passes({"public_access_prevention": "enforced"}),
            undetermined({"public_access_prevention": UNKNOWN}),
        ),
    )(Attribute("public_access_prevention", Operator.IS, "nothing keeps it from being made public", ("enforced",))),
    guardrail(
        "gcs-no-access-log",
        "Cloud Storage buckets log who reads them",
        Severity.LOW,
        types=BUCKET,
        why="Without a log nobody can tell afterwards who read or deleted what.",
        remedy='logging {\n  log_bucket = "access-logs"\n}',
        references=("CKV_GCP_62", "PCI DSS 4.0.1 10.2.1", "NIST AU-12"),
        examples=(
            violates({}),
            violates({"logging": []}),
            passes({"logging": [{"log_bucket": "access-logs"}]}),
            undetermined({"logging": UNKNOWN}),
        ),
    )(Attribute("logging", Operator.IS_PRESENT, "access to it is not logged")),
    guardrail(
        "gcs-no-versioning",
        "Cloud Storage buckets keep versions",
        Severity.LOW,
        types=BUCKET,
        why="Without versions nothing brings back an object that was overwritten, deleted or encrypted by an attacker.",
        remedy="versioning {\n  enabled = true\n}",
        references=("CKV_GCP_78", "NIST CP-9"),
        examples=(
            violates({"versioning": [{"enabled": False}]}),
            violates({}),
            passes({"versioning": [{"enabled": True}]}),
            undetermined({"versioning": [{"enabled": UNKNOWN}]}),
        ),
    )(Attribute("versioning.enabled", Operator.IS_TRUE, "it keeps no versions of its objects", computed=True)),
)
