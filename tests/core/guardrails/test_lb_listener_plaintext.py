"""A listener must not speak HTTP, unless it only redirects to HTTPS."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes
from tests.builders import change, change_set
from tests.judging import verdict


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"protocol": "HTTPS"}, "passed"),
        ({"protocol": "TLS"}, "passed"),
        ({"protocol": "TCP"}, "passed"),
        ({"protocol": "UDP"}, "passed"),
        ({"protocol": "TCP_UDP"}, "passed"),
        ({"protocol": "GENEVE"}, "passed"),
        ({"protocol": "HTTP"}, "violated"),
        ({"protocol": "http"}, "violated"),
        ({"protocol": "HTTP", "default_action": [{"type": "forward", "redirect": []}]}, "violated"),
        (
            {
                "protocol": "HTTP",
                "default_action": [{"type": "redirect", "redirect": [{"protocol": "HTTPS", "port": "443"}]}],
            },
            "passed",
        ),
        (
            {"protocol": "HTTP", "default_action": [{"type": "redirect", "redirect": [{"protocol": "#{protocol}"}]}]},
            "violated",
        ),
        ({"protocol": "HTTP", "default_action": UNKNOWN}, "undetermined"),
        ({"protocol": "HTTP", "default_action": "forward"}, "undetermined"),
        ({}, "violated"),
        ({"protocol": None}, "violated"),
        ({"protocol": ""}, "violated"),
        ({"protocol": UNKNOWN}, "undetermined"),
        ({"protocol": "SPDY"}, "undetermined"),
        ({"protocol": ["HTTP"]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("lb-listener-plaintext", change_set(change("aws_lb_listener.this", after=after))) == expected
