"""A trail that cannot be verified proves nothing."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

cloudtrail_no_validation = guardrail(
    "cloudtrail-no-validation",
    "CloudTrail logs can be verified",
    Severity.HIGH,
    types={"aws_cloudtrail"},
    why="Whoever covers their tracks in the log goes unnoticed.",
    remedy="Set enable_log_file_validation = true.",
    references=(
        "CKV_AWS_36",
        "CIS AWS 3.0.0 3.2",
        "CIS AWS 5.0.0 3.2",
        "FSBP CloudTrail.4",
        "PCI DSS 4.0.1 10.3.2",
        "NIST AU-9",
    ),
)(Attribute("enable_log_file_validation", Operator.IS_TRUE, "changes to the trail's files would go unnoticed"))
