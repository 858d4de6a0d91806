"""What watches an account, and certificates of it: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

accounts = (
    guardrail(
        "guardduty-suspended",
        "GuardDuty watches",
        Severity.MEDIUM,
        types={"aws_guardduty_detector"},
        why="Stolen keys, mining and odd calls go unnoticed in a region where it does not.",
        remedy="Set enable = true.",
        references=("CKV_AWS_238", "FSBP GuardDuty.1", "PCI DSS 4.0.1 11.5.1", "NIST SI-4"),
        examples=(
            violates({"enable": False}),
            passes({"enable": True}),
            passes({"finding_publishing_frequency": "SIX_HOURS"}),
            undetermined({"enable": UNKNOWN}),
        ),
    )(Attribute("enable", Operator.IS_NOT_FALSE, "it does not watch")),
    guardrail(
        "acm-not-transparent",
        "Certificates stand in public logs",
        Severity.LOW,
        types={"aws_acm_certificate"},
        why="Browsers refuse certificates that no public log shows, and nobody sees one that was made by stealth.",
        remedy="Leave certificate_transparency_logging_preference out of options.",
        references=("CKV_AWS_234", "NIST AU-2"),
        examples=(
            violates({"options": [{"certificate_transparency_logging_preference": "DISABLED"}]}),
            passes({"options": [{"certificate_transparency_logging_preference": "ENABLED"}]}),
            passes({"domain_name": "www.example.org"}),
            undetermined({"options": [{"certificate_transparency_logging_preference": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "options.certificate_transparency_logging_preference",
            Operator.IS_NOT,
            "no public log will show it",
            expected=("DISABLED",),
            unset="ENABLED",
            computed=True,
        )
    ),
)
