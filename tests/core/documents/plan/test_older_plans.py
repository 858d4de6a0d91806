"""What plans of Terraform 0.12 to 1.1 leave out or name otherwise: providers of modules, addresses of the state."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.model import ChangeSet
from tests.documents import Json, entry, plan


def read(*entries: Json, **top: Any) -> ChangeSet:
    return parse.load(plan(*entries, **top), Mask(b"key")).changes


def config(region: str = "", module: str = "") -> Json:
    expressions = (
        {"expressions": {"region": {"constant_value": region}}} if region else {"version_constraint": ">= 3.0"}
    )
    return {"name": "aws", **expressions, **({"module_address": module} if module else {})}


ROOT = {"aws": config("eu-west-1")}
OWN = {**ROOT, "module.a:aws": config("eu-west-2", "module.a")}
DEEP = {**ROOT, "module.a.module.b:aws": config("eu-west-3", "module.a.module.b")}
STUB = {**ROOT, "module.a:aws": config(module="module.a"), "module.a.module.b:aws": config(module="module.a.module.b")}
OF_0_12 = {**ROOT, "a.b:aws": config("eu-west-3", "a.b"), "b:aws": config("eu-north-1", "b")}
STUB_OF_0_12 = {**ROOT, "a.b:aws": config(module="a.b"), "b:aws": config(module="b")}
PARIS = {**ROOT, "aws.paris": config("eu-west-3")}

CASES: list[tuple[str, Json, str | None, str]] = [
    ("by the name of the module", ROOT, "b:aws", "eu-west-1"),
    ("not at all", ROOT, "", "eu-west-1"),
    ("left out", ROOT, None, "eu-west-1"),
    ("as 0.12 did at first", ROOT, "provider.aws", "eu-west-1"),
    ("configured by the caller", OWN, "b:aws", "eu-west-2"),
    ("configured in the module itself", DEEP, "b:aws", "eu-west-3"),
    ("only required there", STUB, "b:aws", "eu-west-1"),
    ("configured in the module itself, as 0.12 names it", OF_0_12, "b:aws", "eu-west-3"),
    ("only required there, as 0.12 names it", STUB_OF_0_12, "b:aws", "eu-west-1"),
    ("by an alias", PARIS, "b:aws.paris", "eu-west-3"),
    ("by an alias that is nowhere configured", ROOT, "b:aws.paris", ""),
    ("as newer ones do", PARIS, "aws.paris", "eu-west-3"),
    ("configured nowhere", {}, "b:aws", ""),
]


@pytest.mark.parametrize(("configs", "key", "region"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_the_provider_of_a_nested_module(configs: Json, key: str | None, region: str) -> None:
    block = {"mode": "managed", "type": "aws_sqs_queue", "name": "q", "provider_config_key": key}
    inner = {"module_calls": {"b": {"module": {"resources": [block]}}}}
    changes = read(
        entry("module.a.module.b.aws_sqs_queue.q", after={}),
        configuration={"provider_config": configs, "root_module": {"module_calls": {"a": {"module": inner}}}},
    )
    assert changes.changes[0].region == region


def test_addresses_of_the_state_get_their_module_and_key() -> None:
    inside = [
        {"address": "aws_x.a", "index": 0, "depends_on": ["aws_x.b", "aws_x.root", "module.m.aws_x.c"]},
        {"address": 'aws_x.b["k"]', "index": "k", "depends_on": ["aws_x.gone"]},
    ]
    state = {
        "resources": [{"address": "aws_x.root", "index": 1, "depends_on": ["aws_x.b"]}],
        "child_modules": [{"address": 'module.m["x"]', "resources": inside}],
    }
    assert read(prior_state={"values": {"root_module": state}}).state_dependencies == {
        "aws_x.root[1]": ("aws_x.b",),
        'module.m["x"].aws_x.a[0]': ("module.m.aws_x.b", "aws_x.root", "module.m.aws_x.c"),
        'module.m["x"].aws_x.b["k"]': ("aws_x.gone",),
    }


def test_addresses_that_are_whole_stay_as_they_are() -> None:
    inside = {"address": "module.m.aws_x.a", "depends_on": ["aws_x.b"]}
    other = {"address": "module.m.aws_x.b"}
    state = {"child_modules": [{"address": "module.m", "resources": [inside, other]}]}
    assert read(prior_state={"values": {"root_module": state}}).state_dependencies == {"module.m.aws_x.a": ("aws_x.b",)}
