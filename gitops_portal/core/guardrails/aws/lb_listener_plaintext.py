"""A listener that takes plain HTTP lets everybody on the way read along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import all_of, any_of, negate, one_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

SAFE = frozenset({"HTTPS", "TLS", "TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE"})
"""Encrypted, not HTTP at all, or of a gateway load balancer: what TCP carries is for both ends to encrypt."""
_KIND = re.compile(r":loadbalancer/(app|net|gwy)/")


@guardrail(
    "lb-listener-plaintext",
    "Load balancers do not listen in plain text",
    Severity.HIGH,
    types={"aws_alb_listener", "aws_lb_listener"},
    why="Traffic to an HTTP listener can be read and changed by everybody on the way.",
    remedy=(
        "Listen on HTTPS, and let port 80 redirect:\n"
        "default_action {\n"
        '  type = "redirect"\n'
        "  redirect {\n"
        '    port        = "443"\n'
        '    protocol    = "HTTPS"\n'
        '    status_code = "HTTP_301"\n'
        "  }\n"
        "}"
    ),
    references=("CKV_AWS_2", "FSBP ELB.1", "NIST SC-8"),
)
def lb_listener_plaintext(listener: Subject, facts: Facts) -> Iterator[Objection]:
    actions = listener.blocks("default_action")
    redirects = all_of(bool(actions), *map(_redirects, actions))
    safe = any_of(negate(_plain(listener, facts)), redirects)
    yield from expect(safe, "protocol", "the listener takes plain HTTP and does not redirect it to HTTPS")


def _plain(listener: Subject, facts: Facts) -> Truth:
    protocol = listener.text("protocol", unset=None)
    if not present(protocol):
        return _speaks_http(listener, facts)
    word = protocol.upper() if isinstance(protocol, str) else UNKNOWN
    return word == "HTTP" if word in SAFE | {"HTTP"} else UNKNOWN


def _speaks_http(listener: Subject, facts: Facts) -> Truth:
    """Where no protocol is named: HTTP with an application load balancer; a gateway has none, and no port either."""
    port = listener.number("port")
    if not port:
        return False
    arn = listener.text("load_balancer_arn")
    if isinstance(arn, str) and (kind := _KIND.search(arn)):
        return kind[1] == "app"
    balancer = named(facts, listener, "load_balancer_arn", ("aws_lb", "aws_alb")).only
    if balancer:
        return one_of(balancer.text("load_balancer_type", unset="application"), {"application", None})
    return UNKNOWN if port is UNKNOWN else True


def _redirects(action: Part) -> Truth:
    to_https = any_of(*(one_of(redirect.text("protocol"), {"HTTPS"}) for redirect in action.blocks("redirect")))
    return all_of(one_of(action.text("type"), {"redirect"}), to_https)
