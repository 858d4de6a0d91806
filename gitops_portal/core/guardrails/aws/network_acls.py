"""Network ACLs: the ports that they let the internet reach, and examples of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.ingress import EVERY_PORT
from gitops_portal.core.rules.kinds.open_acl_port import OpenAclPort
from gitops_portal.core.rules.network_acls import TYPES
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.rules.rule import Rule

RULE = "aws_network_acl_rule"


EC2_21: Final = ("CIS AWS 3.0.0 5.1", "CIS AWS 5.0.0 5.2", "FSBP EC2.21", "PCI DSS 4.0.1 1.3.1")
"""What AWS says that its control answers, and the control."""


def _closed(name: str, port: int, what: str, severity: Severity, references: tuple[str, ...]) -> Rule:
    """A port that lists of a subnet keep from the internet."""
    entry = {"protocol": "tcp", "from_port": port, "to_port": port, "cidr_block": "0.0.0.0/0"}
    inline, rule = {**entry, "action": "allow", "rule_no": 100}, {**entry, "rule_action": "allow", "rule_number": 100}
    return guardrail(
        f"nacl-open-{name}",
        f"Network ACLs do not open {what} to the internet",
        severity,
        types=TYPES,
        why="The list is what is left when a security group is opened by mistake; one that allows it guards nothing.",
        remedy='Name the networks that need it, such as cidr_block = "10.0.0.0/8", or deny the port before.',
        references=(*references, "NIST SC-7"),
        examples=(
            violates({"ingress": [inline]}),
            violates({**rule, "egress": False}, type=RULE),
            violates({"ingress": [{**inline, "protocol": "-1", "from_port": 0, "to_port": 0}]}),
            passes({"ingress": [{**inline, "rule_no": 90, "action": "deny"}, inline]}),
            passes({**rule, "egress": True}, type=RULE),
            passes({**rule, "cidr_block": "10.0.0.0/8"}, type=RULE),
            passes({"ingress": []}),
            undetermined({**rule, "cidr_block": UNKNOWN}, type=RULE),
        ),
    )(OpenAclPort(port, port))


network_acls = (
    _closed("ssh", 22, "SSH", Severity.MEDIUM, ("CKV_AWS_232", *EC2_21)),
    _closed("rdp", 3389, "RDP", Severity.MEDIUM, ("CKV_AWS_231", *EC2_21)),
    _closed("ftp", 21, "FTP", Severity.LOW, ("CKV_AWS_229",)),
    _closed("ftp-data", 20, "the data port of FTP", Severity.LOW, ("CKV_AWS_230",)),
    guardrail(
        "nacl-open-all",
        "Network ACLs do not open every port to the internet",
        Severity.LOW,
        types=TYPES,
        why="A list that allows everything is no list: security groups are all that guards the subnet.",
        remedy="Allow the ports that are served, and 1024 to 65535 for answers.",
        references=("CKV_AWS_352", "CIS AWS 3.0.0 5.1", "CIS AWS 5.0.0 5.2", "NIST SC-7"),
        examples=(
            violates({"ingress": [{"protocol": "-1", "action": "allow", "rule_no": 100, "cidr_block": "0.0.0.0/0"}]}),
            violates({"protocol": "-1", "rule_action": "allow", "ipv6_cidr_block": "::/0"}, type=RULE),
            passes({"protocol": "-1", "rule_action": "deny", "cidr_block": "0.0.0.0/0"}, type=RULE),
            passes(
                {
                    "protocol": "tcp",
                    "from_port": 1024,
                    "to_port": 65535,
                    "rule_action": "allow",
                    "cidr_block": "0.0.0.0/0",
                },
                type=RULE,
            ),
            undetermined({"protocol": UNKNOWN, "rule_action": "allow", "cidr_block": "0.0.0.0/0"}, type=RULE),
        ),
    )(OpenAclPort(*EVERY_PORT)),
)
