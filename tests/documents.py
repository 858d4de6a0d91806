"""Plan documents in a line each, as `terraform show -json` would write them: for tests that upload."""

from __future__ import annotations

import json
from typing import Any

from tests.builders import change

Json = dict[str, Any]


def entry(address: str, *actions: str, before: Json | None = None, after: Json | None = None, **told: Any) -> Json:
    """An entry of `resource_changes`."""
    known = change(address)
    unknown, after_sensitive = told.pop("unknown", {}), told.pop("sensitive", {})
    return {
        "address": address,
        **({"module_address": known.module} if known.module else {}),
        "mode": str(known.mode),
        "type": known.type,
        "name": known.name,
        **({"index": known.index} if known.index is not None else {}),
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {
            "actions": list(actions) or ["create"],
            "before": before,
            "after": after,
            "after_unknown": unknown,
            "before_sensitive": after_sensitive if before else False,
            "after_sensitive": after_sensitive,
        },
        **told,
    }


def plan(*entries: Json, **top: Any) -> bytes:
    """A whole document around entries of `resource_changes`."""
    document: Json = {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": list(entries),
        "configuration": {
            "provider_config": {
                "aws": {
                    "name": "aws",
                    "full_name": "registry.terraform.io/hashicorp/aws",
                    "version_constraint": "~> 5.0",
                    "expressions": {"region": {"constant_value": "eu-west-1"}},
                }
            },
            "root_module": {},
        },
        "timestamp": "2026-11-20T09:00:00Z",
        "applyable": True,
        "complete": True,
        "errored": False,
        **top,
    }
    return json.dumps(document).encode()


EMPTY = '{"Statement": []}'
"""A policy that gives nobody anything."""
WRITTEN = json.dumps(EMPTY).encode()
"""As it stands in a document: for tests that put something else there."""

HARMLESS = plan(entry("aws_sns_topic_policy.alerts", after={"policy": EMPTY}))
"""Creates one thing that no guardrail objects to."""

NOTHING = plan(entry("aws_sns_topic_policy.alerts", "no-op", before={"policy": EMPTY}, after={"policy": EMPTY}))

OPEN_SSH = plan(
    entry(
        "aws_security_group.web",
        after={
            "name": "web",
            "description": "web",
            "ingress": [
                {
                    "from_port": 22,
                    "to_port": 22,
                    "protocol": "tcp",
                    "cidr_blocks": ["0.0.0.0/0"],
                    "ipv6_cidr_blocks": [],
                    "description": "ssh",
                }
            ],
            "egress": [],
        },
    )
)
"""Breaks a mandatory guardrail."""
