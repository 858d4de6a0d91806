"""Load balancers of the classic kind, and how others spread and pass on requests: what each has to say."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

elastic_load_balancing = (
    guardrail(
        "elb-listener-plaintext",
        "Classic load balancers do not listen in plain text",
        Severity.HIGH,
        types={"aws_elb"},
        why="Traffic to an HTTP listener can be read and changed by everybody on the way.",
        remedy=(
            "listener {\n"
            "  lb_port            = 443\n"
            '  lb_protocol        = "https"\n'
            "  ssl_certificate_id = aws_acm_certificate.this.arn\n"
            "  instance_port      = 8080\n"
            '  instance_protocol  = "http"\n'
            "}"
        ),
        references=("FSBP ELB.3", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"listener": [{"lb_port": 80, "lb_protocol": "http"}]}),
            violates({"listener": [{"lb_port": 443, "lb_protocol": "https"}, {"lb_protocol": "HTTP"}]}),
            passes({"listener": [{"lb_port": 443, "lb_protocol": "HTTPS"}]}),
            passes({"listener": [{"lb_port": 5432, "lb_protocol": "tcp"}]}),
            undetermined({"listener": [{"lb_port": 80, "lb_protocol": UNKNOWN}]}),
        ),
    )(Attribute("lb_protocol", Operator.IS_NOT, "the listener takes plain HTTP", expected=("http",), each="listener")),
    guardrail(
        "elb-foreign-certificate",
        "Classic load balancers use certificates of ACM",
        Severity.LOW,
        types={"aws_elb"},
        why="ACM renews its certificates by itself; one that was uploaded runs out when nobody thinks of it.",
        remedy="Set ssl_certificate_id = aws_acm_certificate.this.arn.",
        references=("CKV_AWS_127", "FSBP ELB.2", "NIST SC-8"),
        examples=(
            violates(
                {
                    "listener": [
                        {
                            "lb_protocol": "https",
                            "ssl_certificate_id": "arn:aws:iam::111122223333:server-certificate/www",
                        }
                    ]
                }
            ),
            passes(
                {
                    "listener": [
                        {
                            "lb_protocol": "https",
                            "ssl_certificate_id": "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d",
                        }
                    ]
                }
            ),
            passes({"listener": [{"lb_protocol": "tcp"}]}),
            undetermined({"listener": [{"lb_protocol": "https", "ssl_certificate_id": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "ssl_certificate_id",
            Operator.MATCHES,
            "the listener's certificate is none of ACM's",
            expected=(r"arn:aws[a-z-]*:acm:.*",),
            each="listener",
            when=(Condition("lb_protocol", Operator.IS, ("https", "ssl")),),
        )
    ),
    guardrail(
        "elb-no-draining",
        "Classic load balancers drain connections",
        Severity.LOW,
        types={"aws_elb"},
        why="Without it, requests that are under way fail whenever an instance is taken out.",
        remedy="Set connection_draining = true.",
        references=("FSBP ELB.7", "NIST SC-5"),
        examples=(
            violates({"name": "orders"}),
            violates({"connection_draining": False}),
            passes({"connection_draining": True}),
            undetermined({"connection_draining": UNKNOWN}),
        ),
    )(Attribute("connection_draining", Operator.IS_TRUE, "requests under way are cut off")),
    guardrail(
        "elb-single-zone-balancing",
        "Classic load balancers balance across zones",
        Severity.LOW,
        types={"aws_elb"},
        why="Without it a zone with few instances gets as much to do as one with many.",
        remedy="Set cross_zone_load_balancing = true.",
        references=("CKV_AWS_138", "FSBP ELB.9", "NIST CP-10"),
        examples=(
            violates({"cross_zone_load_balancing": False}),
            passes({"cross_zone_load_balancing": True}),
            passes({"name": "orders"}),
            undetermined({"cross_zone_load_balancing": UNKNOWN}),
        ),
    )(Attribute("cross_zone_load_balancing", Operator.IS_NOT_FALSE, "each zone serves by itself alone")),
    guardrail(
        "elb-lets-desync-through",
        "Classic load balancers refuse requests that readers take differently",
        Severity.MEDIUM,
        types={"aws_elb"},
        why="Requests that load balancer and application part in different places are how others' sessions are stolen.",
        remedy='Set desync_mitigation_mode = "defensive", or "strictest".',
        references=("CKV_AWS_328", "FSBP ELB.14", "PCI DSS 4.0.1 6.2.4", "NIST SC-7"),
        examples=(
            violates({"desync_mitigation_mode": "monitor"}),
            passes({"desync_mitigation_mode": "strictest"}),
            passes({"name": "orders"}),
            undetermined({"desync_mitigation_mode": UNKNOWN}),
        ),
    )(
        Attribute(
            "desync_mitigation_mode",
            Operator.IS,
            "ambiguous requests reach what is behind it",
            expected=("defensive", "strictest"),
            unset="defensive",
        )
    ),
    guardrail(
        "alb-lets-desync-through",
        "Application load balancers refuse requests that readers take differently",
        Severity.MEDIUM,
        types={"aws_lb", "aws_alb"},
        why="Requests that load balancer and application part in different places are how others' sessions are stolen.",
        remedy='Set desync_mitigation_mode = "defensive", or "strictest".',
        references=("CKV_AWS_328", "FSBP ELB.12", "PCI DSS 4.0.1 6.2.4", "NIST SC-7"),
        examples=(
            violates({"desync_mitigation_mode": "monitor"}),
            passes({"desync_mitigation_mode": "defensive"}),
            passes({"load_balancer_type": "application"}),
            passes({"load_balancer_type": "network", "desync_mitigation_mode": "monitor"}),
            undetermined({"desync_mitigation_mode": UNKNOWN}),
        ),
    )(
        Attribute(
            "desync_mitigation_mode",
            Operator.IS,
            "ambiguous requests reach what is behind it",
            expected=("defensive", "strictest"),
            unset="defensive",
            when=(Condition("load_balancer_type", Operator.IS, ("application",), unset="application"),),
        )
    ),
    guardrail(
        "nlb-single-zone-balancing",
        "Network and gateway load balancers balance across zones",
        Severity.LOW,
        types={"aws_lb", "aws_alb"},
        why="Without it a zone with few targets gets as much to do as one with many.",
        remedy="Set enable_cross_zone_load_balancing = true.",
        references=("CKV_AWS_152", "NIST CP-10"),
        examples=(
            violates({"load_balancer_type": "network"}),
            violates({"load_balancer_type": "gateway", "enable_cross_zone_load_balancing": False}),
            passes({"load_balancer_type": "network", "enable_cross_zone_load_balancing": True}),
            passes({"load_balancer_type": "application"}),
            undetermined({"load_balancer_type": "network", "enable_cross_zone_load_balancing": UNKNOWN}),
        ),
    )(
        Attribute(
            "enable_cross_zone_load_balancing",
            Operator.IS_TRUE,
            "each zone serves by itself alone",
            when=(Condition("load_balancer_type", Operator.IS, ("network", "gateway"), unset="application"),),
        )
    ),
)
