"""What is uploaded by mistake is named, each with what to send instead; what is a plan comes out as one."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import zipfile
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import DamagedDocument, HostileDocument, NotAPlan, PortalError, UnsupportedFormat
from tests.documents import HARMLESS, WRITTEN, entry, plan

MASK = Mask(b"a key for tests")


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("tfplan", b"\x00\x01")
    return file.getvalue()


def text(**document: Any) -> bytes:
    return json.dumps(document).encode()


WHOLE = HARMLESS.decode()
PRETTY = json.dumps(json.loads(HARMLESS), indent=2)


def prefixed(prefix: str) -> bytes:
    return "".join(f"{prefix}{line}\n" for line in PRETTY.splitlines()).encode()


BAD: list[tuple[str, bytes, type[PortalError], str]] = [
    ("empty", b"", DamagedDocument, "is empty"),
    ("blank", b" \r\n\t", DamagedDocument, "is empty"),
    ("zip", archive(), NotAPlan, "zip archive"),
    ("gzip", gzip.compress(HARMLESS), NotAPlan, "Content-Encoding: gzip"),
    ("zstd", b"\x28\xb5\x2f\xfd\x00\x00", NotAPlan, "Content-Encoding: zstd"),
    ("binary plan of 0.11", b"tfplan\x02\x00", NotAPlan, "binary plan file"),
    ("zeroes", b"\0" * 100_000, NotAPlan, "binary file"),
    ("latin-1", b'{"a":"\xe9"}', DamagedDocument, "UTF-8"),
    ("truncated", HARMLESS[:-40], DamagedDocument, "cut off"),
    ("two plans", HARMLESS + HARMLESS, NotAPlan, "These are 2 plans"),
    ("three plans, one a line", b"\n".join([HARMLESS] * 3) + b"\n", NotAPlan, "These are 3 plans"),
    ("two plans, indented", (PRETTY + "\n" + PRETTY).encode(), NotAPlan, "These are 2 plans"),
    ("a plan and something else", HARMLESS + b"{}", DamagedDocument, "after the end"),
    ("a prefix of Terragrunt", b"[/srv/live/app] " + HARMLESS, NotAPlan, "Terragrunt has put a prefix"),
    ("a prefix of Terragrunt on each line", prefixed("[app] "), NotAPlan, "--tf-forward-stdout"),
    ("the log of Terragrunt", b"09:00:00.000 STDOUT [app] tofu: " + HARMLESS, NotAPlan, "Terragrunt has put a prefix"),
    ("the log of Terragrunt on each line", prefixed("09:00:00.000 STDOUT [app] terraform: "), NotAPlan, "Terragrunt has"),
    ("the log of Terragrunt, coloured", b"\x1b[90m09:00:00.000\x1b[0m STDOUT tofu: " + HARMLESS, NotAPlan, "Terragrunt has"),
    ("the log of Terragrunt by keys", b"time=09:00 level=stdout prefix=app msg=" + HARMLESS, NotAPlan, "Terragrunt has"),
    ("the log of Terragrunt as JSON", text(level="stdout", prefix="app", msg=WHOLE) + b"\n" + text(level="info", msg=""), NotAPlan, "log of Terragrunt"),
    ("the log of Terragrunt as JSON, one line", text(level="stdout", prefix="app", msg=WHOLE), NotAPlan, "one line of a log"),
    ("a time before it", b"2026-11-20T09:00:00.0000000Z " + HARMLESS, NotAPlan, "A log has put a prefix"),
    ("a container's name before each line", prefixed("plan-1  | "), NotAPlan, "A log has put a prefix"),
    ("the command before it", b"$ terraform show -json plan.bin\n" + HARMLESS, NotAPlan, "There is other output before the plan"),
    ("a warning before it", b"\nWarning: deprecated\n\n" + HARMLESS, NotAPlan, "There is other output before the plan"),
    ("one brace too many", HARMLESS + b"}", DamagedDocument, "after the end"),
    ("trailing comma", b'{"format_version":"1.2",}', DamagedDocument, "not valid JSON"),
    ("NaN", b'{"format_version":"1.2","resource_changes":[{"index":NaN}]}', DamagedDocument, "not valid JSON"),
    ("prose", b"hello", DamagedDocument, "not valid JSON"),
    ("list", b"[" + HARMLESS + b"]", NotAPlan, "a JSON list"),
    ("text", b'"a plan"', NotAPlan, "single JSON value"),
    ("number", b"12", NotAPlan, "single JSON value"),
    ("null", b"null", NotAPlan, "single JSON value"),
    ("wrapper", b"[command]/bin/terraform show -json\n" + HARMLESS, NotAPlan, "terraform_wrapper: false"),
    ("wrapper, end", b"::debug::Terraform exited\n" + HARMLESS, NotAPlan, "terraform_wrapper: false"),
    ("log", b'{"@level":"info","@message":"x"}\n{"@level":"info"}\n', NotAPlan, "log stream"),
    ("log, one line", b'{"@level":"info","@message":"x"}', NotAPlan, "log stream"),
    ("text for people", b"Terraform will perform the following actions:\n  + a.b\n", NotAPlan, "prints for people"),
    ("state v4", text(version=4, serial=1, lineage="x", resources=[]), NotAPlan, "state file"),
    ("state v3", text(version=3, serial=1, lineage="x", modules=[]), NotAPlan, "state file"),
    ("state, shown", text(format_version="1.0", values={}), NotAPlan, "This is a state"),
    ("empty state, shown", text(format_version="1.0"), NotAPlan, "nothing of a plan"),
    ("encrypted state", text(encrypted_data="eA==", encryption_version="v0"), NotAPlan, "encrypted OpenTofu"),
    ("schemas", text(format_version="1.0", provider_schemas={}), NotAPlan, "providers schema"),
    ("functions", text(format_version="1.0", function_signatures={}), NotAPlan, "metadata functions"),
    ("validate", text(format_version="1.0", valid=True, diagnostics=[]), NotAPlan, "validate"),
    ("bookmark", text(remote_plan_format=1, run_id="run-1"), NotAPlan, "bookmark"),
    ("redacted", text(plan_format_version="1.2", resource_changes=[]), UnsupportedFormat, "redacted"),
    ("no version", text(resource_changes=[]), UnsupportedFormat, "no `format_version`"),
    ("other JSON", text(hello="world"), NotAPlan, "neither a plan"),
    ("major 2", plan(format_version="2.0"), UnsupportedFormat, "format version 2.0"),
    ("major 10", plan(format_version="10.1"), UnsupportedFormat, "format version 10.1"),
    ("version is a word", plan(format_version="new"), UnsupportedFormat, "no version number"),
    ("version is a number", plan(format_version=1.2), UnsupportedFormat, "no version number"),
    ("changes are an object", plan(resource_changes={}), DamagedDocument, "`resource_changes`"),
    ("a change is a word", plan(resource_changes=["x"]), DamagedDocument, "`resource_changes`"),
    ("no actions", plan(resource_changes=[{"address": "a.b", "change": {}}]), DamagedDocument, "`actions`"),
    ("no address", plan(resource_changes=[{"change": {"actions": ["create"]}}]), DamagedDocument, "no address"),
    ("1e999", HARMLESS.replace(WRITTEN, b"1e999"), HostileDocument, "larger than any"),
    ("endless address", plan(entry("aws_x." + "y" * 20_000)), HostileDocument, "10,000 characters"),
    ("endless reference", plan(configuration={"root_module": {"outputs": {"o": {"depends_on": ["a." * 9_000]}}}}),
     HostileDocument, "10,000 characters"),
    ("a hundred thousand and one changes", plan(resource_changes=[{"change": {"actions": ["no-op"]}}] * 100_001),
     HostileDocument, "100,001 entries"),
    ("name twice", HARMLESS[:-1] + b',"complete":true}', HostileDocument, "is twice"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "error", "said"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
def test_what_is_no_plan_is_named(body: bytes, error: type[PortalError], said: str) -> None:
    with pytest.raises(error) as refusal:
        parse.load(body, MASK)
    assert said in str(refusal.value)
    assert 400 <= refusal.value.status < 500


@pytest.mark.parametrize(
    "body",
    [
        HARMLESS,
        b"\xef\xbb\xbf" + HARMLESS,
        ("\ufeff" + WHOLE).encode("utf-16-le"),
        ("\ufeff" + WHOLE).encode("utf-16-be"),
        WHOLE.replace('"1.2"', '"0.1"').encode(),
        WHOLE.replace('"1.2"', '"1.99"').encode(),
    ],
    ids=["utf-8", "utf-8 with BOM", "utf-16-le", "utf-16-be", "format 0.1", "format 1.99"],
)
def test_what_is_a_plan_is_read(body: bytes) -> None:
    loaded = parse.load(body, MASK)
    assert [change.address for change in loaded.changes.changes] == ["aws_sns_topic_policy.alerts"]
    assert loaded.source == "terraform-plan"
    assert loaded.digest == hashlib.sha256(body).hexdigest()


def test_what_is_kept_says_the_same_as_what_came_in() -> None:
    body = plan(
        entry("aws_db_instance.main", "update", before={"password": "a secret!"}, after={"password": "another"},
              sensitive={"password": True}, unknown={"address": True}),
        entry('module.n["a.b"].aws_subnet.s[0]', "no-op", before={"cidr": "10.0.0.0/24"}, after={"cidr": "10.0.0.0/24"}),
        resource_drift=[entry("aws_s3_bucket.logs", "delete", before={"tags": {"a": None}})],
        output_changes={"url": {"actions": ["create"], "before": None, "after": "x", "after_unknown": False}},
    )  # fmt: skip
    loaded = parse.load(body, MASK)
    assert parse.read(loaded.clean, MASK) == loaded.changes


def test_refusals_do_not_quote_values() -> None:
    body = plan(entry("aws_x.y", after={"a": "b"}), terraform_version={"password": "hunter2hunter2"})
    with pytest.raises(DamagedDocument) as refusal:
        parse.load(body, MASK)
    assert "hunter2" not in str(refusal.value)


def configured(*resources: dict[str, object]) -> dict[str, object]:
    return {"root_module": {"resources": [{"mode": "managed", "type": "t", "name": "x", **each} for each in resources]}}


@pytest.mark.parametrize(
    ("resource", "arguments"),
    [
        (
            {"expressions": {"ami": {"constant_value": "a"}, "disk": [{"size": {}}, {"kind": {"references": ["x"]}}]}},
            frozenset({"ami", "disk", "disk.size", "disk.kind"}),
        ),
        ({"expressions": {"one": {"inner": [{"size": {}}]}}}, frozenset({"one", "one.inner", "one.inner.size"})),
        ({"expressions": {}}, frozenset()),
        ({"expressions": None}, frozenset()),
        ({}, frozenset()),
        ({"expressions": ["ami"]}, None),
        ({"expressions": {"ami": {}, "correct-horse-1": {}}}, None),
        ({"expressions": {"ami": {}, "disk": [{"correct-horse-1": {}}]}}, None),
    ],
)
def test_what_a_block_sets_is_kept_by_name(resource: dict[str, object], arguments: frozenset[str] | None) -> None:
    secret = entry("aws_db_instance.main", after={"password": "correct-horse-1"}, sensitive={"password": True})
    loaded = parse.load(plan(secret, configuration=configured(resource)), MASK)
    assert loaded.changes.root.blocks[0].arguments == arguments
    assert parse.read(loaded.clean, MASK) == loaded.changes
    assert b"correct-horse-1" not in loaded.clean


def referring(*references: str) -> dict[str, object]:
    return {"references": list(references)}


@pytest.mark.parametrize(
    ("expressions", "for_each", "pending"),
    [
        ({"size": {"constant_value": 8}}, None, frozenset()),
        ({"size": referring("var.known")}, None, frozenset()),
        ({"size": referring("var.fed.size", "var.fed")}, None, frozenset({"size"})),
        ({"size": referring("local.size")}, None, frozenset({"size"})),
        ({"size": referring("aws_vpc.a.id", "aws_vpc.a")}, None, frozenset({"size"})),
        ({"size": referring("count.index", "path.module", "terraform.workspace")}, None, frozenset()),
        ({"size": referring("each.value.size", "each.value")}, referring("var.known"), frozenset()),
        ({"size": referring("each.value.size", "each.value")}, referring("local.all"), frozenset({"size"})),
        ({"size": referring("each.key")}, referring("local.all"), frozenset()),
        (
            {"disk": [{"size": referring("local.size"), "kind": {}}]},
            None,
            frozenset({"disk", "disk.size", "disk.kind"}),
        ),
        # a call of a function that needs no reference
        ({"size": {}}, None, frozenset({"size"})),
        ({"size": referring("var.called")}, None, frozenset({"size"})),
        ({"size": referring("var.lost")}, None, frozenset({"size"})),
        ({"size": referring("var.declared")}, None, frozenset()),
    ],
)
def test_what_may_be_known_after_apply_only(expressions: object, for_each: object, pending: frozenset[str]) -> None:
    block = {"address": "t.a", "mode": "managed", "type": "t", "name": "a", "expressions": expressions}
    inner = {"resources": [{**block, **({"for_each_expression": for_each} if for_each else {})}], "variables": {}}
    passed = {"known": "var.plain", "fed": "aws_vpc.a.id", "lost": "var.nowhere", "declared": "var.declared"}
    call = {"module": inner, "expressions": {"called": {}, **{name: referring(to) for name, to in passed.items()}}}
    root = {"module_calls": {"m": call}, "variables": {"declared": {}}}
    loaded = parse.load(
        plan(entry("t.b"), configuration={"root_module": root}, variables={"plain": {"value": 1}}), MASK
    )
    (found,) = loaded.changes.root.calls["m"].module.blocks
    assert found.pending == pending
    assert parse.read(loaded.clean, MASK) == loaded.changes


def test_equal_plans_are_kept_as_equal_bytes() -> None:
    names = [f"argument_{number}" for number in range(40)]
    one, other = (
        parse.load(plan(configuration=configured({"expressions": {name: {} for name in each}})), MASK).clean
        for each in (names, names[::-1])
    )
    assert one == other
