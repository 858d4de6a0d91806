"""A listener that takes plain HTTP lets everybody on the way read along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.guard import Objection, expect, guardrail
from gitops_portal.core.rules.part import all_of, any_of, negate, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

SAFE = frozenset({"HTTPS", "TLS", "TCP", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE"})
"""Encrypted, not HTTP at all, or of a gateway load balancer: what TCP carries is for both ends to encrypt."""


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
def lb_listener_plaintext(listener: Subject, _facts: Facts) -> Iterator[Objection]:
    protocol = listener.text("protocol")
    if isinstance(protocol, str):
        protocol = protocol.upper()
    actions = listener.blocks("default_action")
    redirects = all_of(bool(actions), *map(_redirects, actions))
    plain = any_of(one_of(protocol, {"HTTP", ""}), protocol is None)
    known = one_of(protocol, SAFE | {"HTTP", ""}) is True or protocol is None
    safe = any_of(negate(plain), redirects) if known else UNKNOWN
    yield from expect(safe, "protocol", "the listener takes plain HTTP and does not redirect it to HTTPS")


def _redirects(action: Part) -> Truth:
    to_https = any_of(*(one_of(redirect.text("protocol"), {"HTTPS"}) for redirect in action.blocks("redirect")))
    return all_of(one_of(action.text("type"), {"redirect"}), to_https)
