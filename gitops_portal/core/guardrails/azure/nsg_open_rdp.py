"""Remote desktop that is open to the internet is tried by every scanner there is."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.azure_ingress import TYPES
from gitops_portal.core.rules.kinds.open_azure_port import OpenAzurePort
from gitops_portal.core.rules.parameters import port
from gitops_portal.core.rules.rule import guardrail

nsg_open_rdp = guardrail(
    "nsg-open-rdp",
    "Remote desktop is not open to the internet in Azure",
    Severity.CRITICAL,
    types=TYPES,
    why="Whoever finds the port may try passwords and flaws, all day, from anywhere.",
    remedy=(
        'Name the networks that need it, such as source_address_prefix = "10.0.0.0/8", or go through Azure Bastion '
        "and open no port at all."
    ),
    references=(
        "CKV_AZURE_9",
        "CIS Azure 2.1.0 6.1",
        "CIS Azure 3.0.0 7.1",
        "PCI DSS 4.0.1 1.3.1",
        "PCI DSS 4.0.1 1.4.2",
        "NIST SC-7",
    ),
    parameters=(port("that RDP is spoken on"),),
)(OpenAzurePort(3389))
