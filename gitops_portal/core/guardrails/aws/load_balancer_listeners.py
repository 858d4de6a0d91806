"""Listeners of load balancers: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

load_balancer_listeners = (
    guardrail(
        "lb-listener-old-tls",
        "Load balancers ask for TLS 1.2",
        Severity.MEDIUM,
        types={"aws_alb_listener", "aws_lb_listener"},
        why="TLS 1.0 and 1.1 are broken, and a client can be talked down to them.",
        remedy='Set ssl_policy = "ELBSecurityPolicy-TLS13-1-2-2021-06".',
        references=("CKV_AWS_103", "FSBP ELB.17", "NIST SC-8"),
        examples=(
            violates({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-2016-08"}),
            violates({"protocol": "TLS", "ssl_policy": "ELBSecurityPolicy-TLS-1-1-2017-01"}),
            violates({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-0-2021-06"}),
            violates({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-FS-2018-06"}),
            passes({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}),
            passes({"protocol": "HTTPS", "ssl_policy": "ELBSecurityPolicy-TLS13-1-3-2021-06"}),
            passes({"protocol": "TLS", "ssl_policy": "ELBSecurityPolicy-FS-1-2-Res-2020-10"}),
            passes({"protocol": "HTTP"}),
            # a default of the service, which has been another from time to time
            undetermined({"protocol": "HTTPS"}),
            undetermined({"protocol": UNKNOWN, "ssl_policy": "ELBSecurityPolicy-2016-08"}),
        ),
    )(
        Attribute(
            "ssl_policy",
            Operator.MATCHES,
            "it takes TLS 1.0 or 1.1",
            expected=("elbsecuritypolicy-(?:tls|fs|tls13)-1-[23](?:-.*)?",),
            unset=UNKNOWN,
            when=(Condition("protocol", Operator.IS, ("HTTPS", "TLS")),),
        )
    ),
)
