"""A sample of every source: a small document of its kind, ours, with a secret in it."""

from __future__ import annotations

from typing import Any, Final

from tests.portal import ROOT

SECRET: Final = "made-up-Secret-9f3b71"


def _plan() -> bytes:
    return (ROOT / "tests" / "plans" / "secrets" / "plan.json").read_bytes()


def state(*resources: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A state file of version 4."""
    document = {"version": 4, "terraform_version": "1.9.5", "serial": 7, "lineage": "3f0e-lineage", "outputs": {}}
    return {**document, "resources": list(resources), "check_results": None, **said}


def resource(kind: str, name: str, *instances: dict[str, Any], **said: Any) -> dict[str, Any]:
    provider = f'provider["registry.terraform.io/hashicorp/{kind.partition("_")[0]}"]'
    return {"mode": "managed", "type": kind, "name": name, "provider": provider, "instances": list(instances), **said}


def instance(attributes: dict[str, Any], *sensitive: str, **said: Any) -> dict[str, Any]:
    paths = [[{"type": "get_attr", "value": name}] for name in sensitive]
    return {"schema_version": 0, "attributes": attributes, "sensitive_attributes": paths, "private": "bnVsbA==", **said}


STATE: Final = state(
    resource("aws_vpc", "main", instance({"id": "vpc-1", "cidr_block": "10.0.0.0/16"})),
    resource(
        "aws_db_instance",
        "orders",
        instance({"id": "db-1", "password": SECRET, "engine": "postgres"}, "password", dependencies=["aws_vpc.main"]),
        module='module.data["eu.west"]',
    ),
    resource(
        "aws_instance",
        "web",
        *(instance({"id": f"i-{n}", "user_data": f"token={SECRET}"}, index_key=n) for n in range(2)),
    ),
    resource("aws_region", "here", instance({"name": "eu-west-1"}), mode="data"),
    outputs={
        "url": {"value": "https://orders.example", "type": "string"},
        "key": {"value": SECRET, "type": "string", "sensitive": True},
    },
)
SHOWN: Final = {
    "format_version": "1.0",
    "terraform_version": "1.9.5",
    "values": {
        "outputs": {"key": {"sensitive": True, "value": SECRET, "type": "string"}},
        "root_module": {
            "resources": [
                {
                    "address": "aws_vpc.main",
                    "mode": "managed",
                    "type": "aws_vpc",
                    "name": "main",
                    "provider_name": "registry.terraform.io/hashicorp/aws",
                    "schema_version": 1,
                    "values": {"id": "vpc-1"},
                    "sensitive_values": {},
                }
            ],
            "child_modules": [
                {
                    "address": 'module.data["eu.west"]',
                    "resources": [
                        {
                            "address": 'module.data["eu.west"].aws_db_instance.orders',
                            "mode": "managed",
                            "type": "aws_db_instance",
                            "name": "orders",
                            "provider_name": "registry.terraform.io/hashicorp/aws",
                            "values": {"id": "db-1", "password": SECRET, "note": f"it is {SECRET}"},
                            "sensitive_values": {"password": True},
                            "depends_on": ["aws_vpc.main"],
                            "tainted": True,
                        }
                    ],
                }
            ],
        },
    },
}


def samples() -> dict[str, bytes]:
    """By source."""
    import json

    return {
        "terraform-plan": _plan(),
        "terraform-state": json.dumps(STATE).encode(),
        "state-show": json.dumps(SHOWN).encode(),
    }
