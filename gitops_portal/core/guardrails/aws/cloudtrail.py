"""CloudTrail: what trails have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

cloudtrail = (
    guardrail(
        "cloudtrail-single-region",
        "CloudTrail records every region",
        Severity.MEDIUM,
        types={"aws_cloudtrail"},
        why="Whoever has stolen credentials works in a region that nobody watches.",
        remedy="Set is_multi_region_trail = true.",
        references=("CKV_AWS_67", "CIS AWS 3.0.0 3.1", "CIS AWS 5.0.0 3.1", "FSBP CloudTrail.1", "NIST AU-12"),
        examples=(
            violates({"name": "audit"}),
            violates({"is_multi_region_trail": False}),
            passes({"is_multi_region_trail": True}),
            undetermined({"is_multi_region_trail": UNKNOWN}),
        ),
    )(Attribute("is_multi_region_trail", Operator.IS_TRUE, "it records one region only")),
    guardrail(
        "cloudtrail-no-cmk",
        "CloudTrail encrypts its files with a key of yours",
        Severity.MEDIUM,
        types={"aws_cloudtrail"},
        why="With a key of your own, who may read the bucket does not read the trail by that alone.",
        remedy="Set kms_key_id = aws_kms_key.trail.arn.",
        references=(
            "CKV_AWS_35",
            "CIS AWS 3.0.0 3.5",
            "CIS AWS 5.0.0 3.5",
            "FSBP CloudTrail.2",
            "PCI DSS 4.0.1 10.3.2",
            "NIST SC-28",
        ),
        examples=(
            violates({"name": "audit"}),
            passes({"kms_key_id": "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000"}),
            undetermined({"kms_key_id": UNKNOWN}),
        ),
    )(Attribute("kms_key_id", Operator.IS_SET, "no key of yours encrypts its files")),
)
