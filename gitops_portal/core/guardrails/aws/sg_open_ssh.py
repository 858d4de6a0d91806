"""SSH that is open to the internet is tried by every scanner there is."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.ingress import TYPES
from gitops_portal.core.rules.kinds.open_port import OpenPort
from gitops_portal.core.rules.parameters import port
from gitops_portal.core.rules.rule import guardrail

sg_open_ssh = guardrail(
    "sg-open-ssh",
    "SSH is not open to the internet",
    Severity.CRITICAL,
    types=TYPES,
    why="Whoever finds the port may try passwords and flaws, all day, from anywhere.",
    remedy=(
        'Name the networks that need it, such as cidr_blocks = ["10.0.0.0/8"], or go through Session Manager '
        "and open no port at all."
    ),
    references=(
        "CKV_AWS_24",
        "CIS AWS 3.0.0 5.2",
        "CIS AWS 3.0.0 5.3",
        "CIS AWS 5.0.0 5.3",
        "CIS AWS 5.0.0 5.4",
        "FSBP EC2.13",
        "PCI DSS 4.0.1 1.3.1",
        "NIST SC-7",
    ),
    parameters=(port("that SSH is spoken on"),),
)(OpenPort(22))
