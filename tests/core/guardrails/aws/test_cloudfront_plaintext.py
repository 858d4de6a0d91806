"""Every cache behavior of a distribution answers by HTTPS, or leads to it."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.builders import change, change_set
from tests.judging import answers, verdict

SAFE, PLAIN = {"viewer_protocol_policy": "redirect-to-https"}, {"viewer_protocol_policy": "allow-all"}


@pytest.mark.parametrize(
    ("default", "ordered", "expected"),
    [
        ([SAFE], [], "passed"),
        ([{"viewer_protocol_policy": "https-only"}], None, "passed"),
        ([PLAIN], [], "violated"),
        ([SAFE], [SAFE, PLAIN], "violated"),
        ([SAFE], UNKNOWN, "undetermined"),
        ([{"viewer_protocol_policy": UNKNOWN}], [], "undetermined"),
        (UNKNOWN, [], "undetermined"),
    ],
)
def test_every_behavior_counts(default: object, ordered: object, expected: str) -> None:
    after = {"default_cache_behavior": default, "ordered_cache_behavior": ordered}
    plan = change_set(change("aws_cloudfront_distribution.this", after=after))
    assert verdict("cloudfront-plaintext", plan) == expected


def test_it_says_which_one() -> None:
    after = {"default_cache_behavior": [SAFE], "ordered_cache_behavior": [SAFE, PLAIN]}
    plan = change_set(change("aws_cloudfront_distribution.this", after=after))
    assert answers("cloudfront-plaintext", plan) == [
        ("aws_cloudfront_distribution.this", "violated", "ordered_cache_behavior[1].viewer_protocol_policy")
    ]
