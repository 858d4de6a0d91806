"""Which state a block reads, as tables of backends; what stays of it in a kept plan, secrets apart."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.dependencies.remote_state import EVERY, StateRead, address_of, declared, reads
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import Invalid
from gitops_portal.core.index import Index
from gitops_portal.core.model import Block, ChangeSet, Module, ModuleCall, Provider
from tests.builders import change_set
from tests.documents import entry, plan

S3 = {"backend": "s3", "bucket": "b", "key": "net/prod.tfstate"}
BLOB = {"backend": "azurerm", "storage_account_name": "acc", "container_name": "c", "key": "k"}


@pytest.mark.parametrize(
    ("config", "address"),
    [
        (S3, "s3://b/net/prod.tfstate"),
        (S3 | {"key": "/net//prod.tfstate"}, "s3://b/net/prod.tfstate"),
        (S3 | {"workspace": "default"}, "s3://b/net/prod.tfstate"),
        (S3 | {"workspace": "eu"}, "s3://b/env:/eu/net/prod.tfstate"),
        (S3 | {"workspace": "eu", "workspace_key_prefix": "ws"}, "s3://b/ws/eu/net/prod.tfstate"),
        ({"backend": "s3", "bucket": "b"}, ""),
        ({"backend": "gcs", "bucket": "b", "prefix": "net"}, "gcs://b/net"),
        ({"backend": "gcs", "bucket": "b", "prefix": "net", "workspace": "eu"}, "gcs://b/net/eu"),
        ({"backend": "gcs", "bucket": "b"}, "gcs://b/default"),
        (BLOB, "azurerm://acc/c/k"),
        (BLOB | {"workspace": "eu"}, "azurerm://acc/c/kenv:eu"),
        ({"backend": "azurerm", "key": "k"}, ""),
        ({"backend": "remote", "organization": "o", "workspaces.name": "net"}, "remote://o/net"),
        ({"backend": "remote", "organization": "o", "workspaces.prefix": "net-", "workspace": "eu"}, "remote://o/net-eu"),
        ({"backend": "remote", "organization": "o", "workspaces.prefix": "net-"}, ""),
        ({"backend": "local", "path": "../net/terraform.tfstate"}, "local://../net/terraform.tfstate"),
        ({"backend": "local", "path": "/net/terraform.tfstate"}, "local:///net/terraform.tfstate"),
        ({"backend": "consul", "path": "net"}, ""),
        ({}, ""),
    ],
)  # fmt: skip
def test_the_address_of_a_state(config: dict[str, str], address: str) -> None:
    assert address_of(config) == address
    assert not address or declared(address) == address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("", ""),
        ("  ", ""),
        (" s3://b/k/ ", "s3://b/k"),
        ("gs://b/p", "gcs://b/p"),
        ("tfe://o/w", "remote://o/w"),
        ("azurerm://a/c/k/e/y", "azurerm://a/c/k/e/y"),
    ],
)
def test_an_address_as_it_is_written(text: str, address: str) -> None:
    assert declared(text) == address


@pytest.mark.parametrize(
    "text", ["net", "s3://bucket", "azurerm://a/c", "ftp://a/b", "s3://a/b c", "s3:///", "local://"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not an address of a state"):
        declared(text)


def reading(root: Module, *names: str, **fields: Any) -> ChangeSet:
    where = {f"data.terraform_remote_state.{name}": S3 for name in names}
    return change_set(root=root, state_reads=where, **fields)


NET = "data.terraform_remote_state.net"


@pytest.mark.parametrize(
    ("references", "outputs"),
    [
        ((), ()),
        ((f"{NET}.outputs.vpc_id",), ("vpc_id",)),
        ((f"{NET}.outputs.subnets[0]", f"{NET}.outputs.vpc_id", f"{NET}.outputs.vpc_id.x"), ("subnets", "vpc_id")),
        ((f"{NET}.outputs",), (EVERY,)),
        ((NET,), (EVERY,)),
        ((f'{NET}["eu"].outputs.vpc_id',), ("vpc_id",)),
        (("data.terraform_remote_state.network.outputs.x",), ()),
    ],
)
def test_outputs_that_are_read(references: tuple[str, ...], outputs: tuple[str, ...]) -> None:
    found = reads(Index(reading(Module((Block(NET), Block("t.a", "", references))), "net")))
    assert found == (StateRead(NET, "s3://b/net/prod.tfstate", outputs),)


def test_outputs_are_read_by_whatever_stands_in_the_same_module() -> None:
    inner = Module((Block(NET), Block("t.x", "", (f"{NET}.outputs.inner",))))
    root = Module(
        (Block(NET),),
        {"m": ModuleCall(inner, {"in": (f"{NET}.outputs.argument",)}, (f"{NET}.outputs.each",))},
        {"out": (f"{NET}.outputs.output",)},
    )
    feeding = {"p": Provider("p", references=(f"{NET}.outputs.endpoint",))}
    changes = change_set(root=root, providers=feeding, state_reads={NET: S3, f'module.m["k"].{NET}[0]': S3})
    assert [(read.block, read.outputs) for read in reads(Index(changes))] == [
        (NET, ("argument", "each", "endpoint", "output")),
        (f"module.m.{NET}", ("inner",)),
    ]


def configured(**config: Any) -> dict[str, Any]:
    expressions = {"backend": {"constant_value": "s3"}, "config": {"constant_value": config}}
    data = {"address": NET, "mode": "data", "type": "terraform_remote_state", "name": "net", "expressions": expressions}
    return {"configuration": {"root_module": {"resources": [data]}}}


def standing(marks: Any = None, **values: Any) -> dict[str, Any]:
    resource = {"address": NET, "type": "terraform_remote_state", "values": values, "sensitive_values": marks or {}}
    return {"prior_state": {"values": {"root_module": {"resources": [resource]}}}}


@pytest.mark.parametrize(
    ("document", "kept"),
    [
        (configured(bucket="b", key="k", secret_key="hush", access_key="hush"), {"backend": "s3", "bucket": "b", "key": "k"}),
        (standing(backend="s3", config={"bucket": "b", "key": 7, "token": "hush"}, outputs={"a": "hush"}), {"backend": "s3", "bucket": "b"}),
        (standing({"outputs": {"a": True}}, backend="s3", config={"key": "k"}, workspace="eu"), {"backend": "s3", "key": "k", "workspace": "eu"}),
        (standing({"config": {"key": True}}, backend="s3", config={"key": "hush"}), {"backend": "s3"}),
        (standing(True, backend="s3", config={"key": "hush"}), None),
        (standing(backend="remote", config={"organization": "o", "workspaces": [{"name": "net"}]}), {"backend": "remote", "organization": "o", "workspaces.name": "net"}),
        (standing(backend=["s3"], config="odd"), None),
        (configured(bucket="b" * 2000), {"backend": "s3"}),
        (configured(bucket="b") | standing(backend="s3", config={"bucket": "resolved"}), {"backend": "s3", "bucket": "resolved"}),
    ],
)  # fmt: skip
def test_what_is_kept_of_where_a_block_reads(document: dict[str, Any], kept: dict[str, str] | None) -> None:
    loaded = parse.load(plan(entry("t.a"), **document), Mask(b"key"))
    assert loaded.changes.state_reads == ({NET: kept} if kept else {})
    assert b"hush" not in loaded.clean


def test_what_is_known_to_be_secret_is_not_kept() -> None:
    root = configured(bucket="b", key="canary/000")["configuration"]["root_module"]
    root["variables"] = {"token": {"sensitive": True, "default": "canary/000"}}
    loaded = parse.load(plan(entry("t.a"), configuration={"root_module": root}), Mask(b"key"))
    assert loaded.changes.state_reads == {NET: {"backend": "s3", "bucket": "b"}}
