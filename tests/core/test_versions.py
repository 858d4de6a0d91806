"""What a configuration asks for: versions and sources, without secrets; and what moved between two of them."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core import versions
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from tests.documents import plan

TOKEN = "ghp_" + "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"


def asked(calls: dict[str, Any], **providers: str) -> dict[str, str]:
    config = {
        key: {"name": key, "full_name": f"registry.terraform.io/hashicorp/{key}", "version_constraint": bound}
        for key, bound in providers.items()
    }
    body = plan(configuration={"provider_config": config, "root_module": {"module_calls": calls}})
    return versions.asked(parse.load(body, Mask(b"k" * 32)).changes)


def test_what_is_asked_for_stands_by_its_address() -> None:
    inner = {"module": {"module_calls": {"deep": {"source": "./deep"}}}}
    vpc = {"source": "terraform-aws-modules/vpc/aws", "version_constraint": "~> 5.0", **inner}
    assert asked({"vpc": vpc}, aws="~> 5.0", random="") == {
        "module.vpc": "terraform-aws-modules/vpc/aws ~> 5.0",
        "module.vpc.module.deep": "./deep",
        "provider hashicorp/aws": "~> 5.0",
        "provider hashicorp/random": "",
    }


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("../common", "../common"),
        ("git::https://example.org/vpc.git?ref=v1.2.0", "git::https://example.org/vpc.git?ref=v1.2.0"),
        ("git::https://ci:secret@example.org/vpc.git?ref=v1", "git::https://example.org/vpc.git?ref=v1"),
        ("git::ssh://git@example.org/vpc.git//net", "git::ssh://example.org/vpc.git//net"),
        ("https://example.org/vpc.zip?X-Signature=abcdef&ref=v2", "https://example.org/vpc.zip?ref=v2"),
        (f"https://example.org/{TOKEN}/vpc.zip", ""),
        ("./" + "a" * 400, ""),
    ],
)
def test_a_source_lets_nobody_in(written: str, kept: str) -> None:
    assert asked({"m": {"source": written}}) == {"module.m": kept}


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ({"module.a": "x 1"}, {"module.a": "x 2"}, ("module.a: x 1 → x 2",)),
        ({"provider aws": "~> 4.0"}, {"provider aws": ""}, ("provider aws: ~> 4.0 → any version",)),
        ({"provider aws": ""}, {"provider aws": "5.0"}, ("provider aws: any version → 5.0",)),
        ({"module.a": "x"}, {"module.a": "x"}, ()),
        ({"module.a": "x"}, {"module.b": "x"}, ()),
    ],
)
def test_what_moved(before: dict[str, str], after: dict[str, str], told: tuple[str, ...]) -> None:
    assert versions.moved(before, after) == told


def test_very_many_are_bounded() -> None:
    calls = {f"m{number:04}": {"source": "./m"} for number in range(versions.KEPT + 10)}
    assert len(asked(calls)) == versions.KEPT
