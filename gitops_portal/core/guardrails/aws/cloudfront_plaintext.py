"""A distribution that answers plain HTTP lets everybody on the way read along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import negate, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "cloudfront-plaintext",
    "CloudFront answers by HTTPS only",
    Severity.MEDIUM,
    types={"aws_cloudfront_distribution"},
    why="Answers to plain HTTP can be read and changed by everybody on the way.",
    remedy='Set viewer_protocol_policy = "redirect-to-https", or "https-only", in every cache behavior.',
    references=("CKV_AWS_34", "FSBP CloudFront.3", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
)
def cloudfront_plaintext(distribution: Subject, _facts: Facts) -> Iterator[Objection]:
    for name in ("default_cache_behavior", "ordered_cache_behavior"):
        for behavior in distribution.blocks(name):
            plain = one_of(behavior.text("viewer_protocol_policy"), {"allow-all"})
            where = behavior.at("viewer_protocol_policy")
            yield from expect(negate(plain), where, "it answers plain HTTP and does not redirect it to HTTPS")
