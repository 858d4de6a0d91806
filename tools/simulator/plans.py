"""The story's infrastructure: what stands, what a pull request wants, and what somebody does by hand, as documents."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from tools.demo.author import Provider, Stack
from tools.demo.modules import network, rule, security_group
from tools.demo.plan import derive, split
from tools.demo.settle import settled

Document = dict[str, Any]

REGION: Final = "eu-west-1"
INSTANCE: Final = "aws_instance.web"
GROUP: Final = "aws_security_group.web"


def stack(size: str = "", *, public: bool = False) -> Stack:
    """A network and a firewall; with a size, a server in it."""
    made = Stack(Provider("aws", {"region": REGION}), region=REGION, account="123456789012", tags={"env": "prod"})
    net = network(made.root, "acme", prefix="10.20", region=REGION, gateways=1)
    group = security_group(made.root, "web", "acme-web", net.vpc, _from_inside(443))
    if size:
        made.root.resource(
            "aws_instance",
            "web",
            ami="ami-0c38b837cd80f13bb",
            instance_type=size,
            subnet_id=net.public.at(f"{REGION}a") if public else net.private.at(f"{REGION}a"),
            associate_public_ip_address=public,
            vpc_security_group_ids=[group["id"]],
            metadata_options=[
                {"http_endpoint": "enabled", "http_put_response_hop_limit": 1, "http_tokens": "required"}
            ],
            root_block_device=[
                {"volume_type": "gp3", "volume_size": 50, "encrypted": True, "delete_on_termination": True}
            ],
            tags={"Name": "acme-web"},
        )
    return made


def wanted(size: str, *, public: bool = False) -> Document:
    """The plan of a pull request that adds the server."""
    return derive(stack(), stack(size, public=public), datetime.now(UTC))


def drifted(size: str) -> Document:
    """The plan of a look at what stands: somebody made the server larger and opened SSH, in the console."""
    standing = stack(size)
    changed: dict[str, dict[str, Any]] = {
        INSTANCE: {"instance_type": "m6i.2xlarge"},
        GROUP: {"ingress": [_from_inside(443), rule(22, "just for a minute", cidrs=["0.0.0.0/0"])]},
    }
    return derive(standing, standing, datetime.now(UTC), drifted=changed)


def _from_inside(port: int) -> dict[str, Any]:
    return rule(port, "from inside", cidrs=["10.20.0.0/16"])


def state(size: str, serial: int, lineage: str) -> str:
    """A state file of version 4 of what stands: with a size, with the server."""
    blocks: dict[str, Document] = {}
    for one in settled(stack(size)).values():
        place = one.block.place
        block = blocks.setdefault(
            f"{place.address} {one.block.local}",
            {
                **({"module": place.address} if place.address else {}),
                "mode": "managed",
                "type": one.block.type,
                "name": one.block.name,
                "provider": 'provider["registry.terraform.io/hashicorp/aws"]',
                "instances": [],
            },
        )
        key = {} if one.key is None else {"index_key": one.key}
        attributes = split(one.attributes)[0]
        block["instances"].append({**key, "schema_version": one.schema.version, "attributes": attributes})
    head = {"version": 4, "terraform_version": "1.11.4", "serial": serial, "lineage": lineage, "outputs": {}}
    return json.dumps(head | {"resources": list(blocks.values())}, indent=2) + "\n"


def applied() -> str:
    """The lines of `terraform apply -json`."""
    hook = {"resource": {"addr": INSTANCE}, "action": "create"}
    changes = {"add": 1, "change": 0, "remove": 0, "operation": "apply"}
    lines: tuple[Document, ...] = (
        {"@level": "info", "@message": "Terraform 1.11.4", "type": "version", "terraform": "1.11.4", "ui": "1.2"},
        {
            "@level": "info",
            "@message": f"{INSTANCE}: Creation complete after 13s",
            "type": "apply_complete",
            "hook": hook,
        },
        {"@level": "info", "@message": "Apply complete!", "type": "change_summary", "changes": changes},
    )
    return "".join(f"{json.dumps(line)}\n" for line in lines)
