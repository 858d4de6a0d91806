"""A listener must not speak HTTP, unless it only redirects to HTTPS."""

from __future__ import annotations

import pytest

from gitops_portal.core.model import UNKNOWN, Attributes, Block, Module
from tests.builders import change, change_set
from tests.judging import setting, verdict

ARN = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer"


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
        ({"protocol": None, "port": 80}, "violated"),
        ({"protocol": "", "port": "80"}, "violated"),
        ({"protocol": "", "port": UNKNOWN}, "undetermined"),
        # of a gateway load balancer: no protocol, and no port
        ({}, "passed"),
        ({"protocol": "", "port": 0}, "passed"),
        ({"protocol": "", "port": 6081, "load_balancer_arn": f"{ARN}/gwy/g/1"}, "passed"),
        ({"protocol": "", "port": 80, "load_balancer_arn": f"{ARN}/net/n/1"}, "passed"),
        ({"protocol": "", "port": UNKNOWN, "load_balancer_arn": f"{ARN}/app/a/1"}, "violated"),
        ({"protocol": UNKNOWN, "port": 0}, "undetermined"),
        ({"protocol": UNKNOWN}, "undetermined"),
        ({"protocol": "SPDY"}, "undetermined"),
        ({"protocol": ["HTTP"]}, "undetermined"),
    ],
)
def test_judges(after: Attributes, expected: str) -> None:
    assert verdict("lb-listener-plaintext", change_set(change("aws_lb_listener.this", after=after))) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("gateway", "passed"),
        ("network", "passed"),
        ("application", "violated"),
        (None, "violated"),
        (UNKNOWN, "undetermined"),
    ],
)
def test_the_load_balancer_decides_what_is_spoken_where_no_protocol_is_named(kind: object, expected: str) -> None:
    listener = change("aws_lb_listener.a", after={"protocol": UNKNOWN, "port": 80, "load_balancer_arn": UNKNOWN})
    written = Block("aws_lb_listener.a", arguments=frozenset({"port"}), links={"load_balancer_arn": ("aws_lb.b.arn",)})
    balancer = change("aws_lb.b", after={"load_balancer_type": kind})
    plan = change_set(listener, balancer, root=Module((written, *setting("aws_lb.b", "load_balancer_type").blocks)))
    assert verdict("lb-listener-plaintext", plan) == expected
