"""Plain HTTP that is open to the internet is read by everybody on the way."""

from __future__ import annotations

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.ingress import TYPES
from gitops_portal.core.rules.kinds.open_port import OpenPort
from gitops_portal.core.rules.parameters import port
from gitops_portal.core.rules.rule import guardrail

sg_open_http = guardrail(
    "sg-open-http",
    "Plain HTTP is not open to the internet",
    Severity.MEDIUM,
    types=TYPES,
    why="What goes over port 80 can be read and changed by everybody on the way.",
    remedy="Open 443 instead; only a load balancer that redirects to HTTPS needs port 80.",
    references=("CKV_AWS_260", "FSBP EC2.18", "NIST SC-7"),
    parameters=(port("that plain HTTP is spoken on"),),
)(OpenPort(80))
