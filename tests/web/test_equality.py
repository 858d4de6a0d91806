"""Two plans that are almost the same: what the run page, the page of the comparison and the API say of them."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from msgspec.structs import replace

from gitops_portal.core.difference import canonical
from gitops_portal.core.difference.diff import diff
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.view import rows
from gitops_portal.records import queries
from gitops_portal.records.models import Run, RunChange
from tests import organisation as org
from tests.documents import Json, entry, plan

if TYPE_CHECKING:
    from django.test import Client

    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db

CASES = Path(__file__).parent.parent / "cases"


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


@pytest.fixture
def client() -> Client:
    return org.signed_in(org.person("chief", Role.OWNER))


def case(name: str) -> bytes:
    return (CASES / f"{name}.json").read_bytes()


def updated(**sides: Json) -> bytes:
    return plan(entry("aws_x.y", "update", **sides))


def with_change(said: Json, **told: Any) -> bytes:
    found = entry("aws_x.y", "update", before={"a": 1}, after={"a": 2}, **told)
    found["change"] |= said
    return plan(found)


def configured(options: Json, key: str = "aws") -> bytes:
    aws = {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "expressions": options}
    document = json.loads(updated(before={"a": 1}, after={"a": 2}))
    document["configuration"]["provider_config"] = {key: aws}
    return json.dumps(document).encode()


def provisioned(command: Json, value: str = "a") -> bytes:
    document = json.loads(plan(entry("aws_x.y", after={"a": 2}), variables={"v": {"value": value}}))
    block: Json = {"address": "aws_x.y", "mode": "managed", "type": "aws_x", "name": "y", "expressions": {}}
    block["provisioners"] = [{"type": "local-exec", "expressions": {"command": command}}]
    document["configuration"]["root_module"] = {"resources": [block], "variables": {"v": {}}}
    return json.dumps(document).encode()


def invoking(**said: Any) -> bytes:
    action = {
        "address": "action.aws_lambda_invoke.x",
        "type": "aws_lambda_invoke",
        "config_values": {"function_name": "warm", "payload": "x" * 400},
        "config_sensitive": {},
        "lifecycle_action_trigger": {"triggering_resource_address": "aws_x.y", "action_trigger_event": "AfterCreate"},
    }
    return plan(entry("aws_x.y", after={"a": 2}), action_invocations=[action | said])


def output(after: Any, **said: Any) -> bytes:
    return plan(output_changes={"doc": {"actions": ["create"], "before": None, "after": after, **said}})


def provided(key: str) -> bytes:
    document = json.loads(plan(entry("module.m.aws_x.y", after={"a": 2})))
    block = {"address": "aws_x.y", "mode": "managed", "type": "aws_x", "name": "y", "provider_config_key": key}
    module = {"module": {"resources": [block]}, "source": "./m"}
    document["configuration"]["root_module"] = {"module_calls": {"m": module}}
    return json.dumps(document).encode()


LONG = "word " * 200
MANY = {f"k{number:04}": number for number in range(2_500)}

PAIRS: dict[str, tuple[bytes, bytes, tuple[str, ...]]] = {
    "the end of a policy": (case("long-policy-first"), case("long-policy-second"), ("s3:GetObject", "iam:PassRole")),
    "a line of a script": (case("user-data-first"), case("user-data-second"), ("curl x | bash",)),
    "what becomes of the old object": (case("replace-keeps-old"), case("replace-destroys-old"), ("create-and-forget", "delete-first")),
    "an output": (case("outputs-first"), case("outputs-second"), ("https://b.example.org", "https://evil.example.net")),
    "what an action is told": (case("action-first"), case("action-second"), ("warm-cache", "drop-all-tables")),
    "a region": (case("region-first"), case("region-second"), ("eu-west-1", "us-east-1")),
    "the order of a list": (case("order-one"), case("order-two"), ("order", "allow-all")),
    "which half comes first": (
        plan(entry("aws_x.y", "create", "delete", before={"a": 1}, after={"a": 2})),
        plan(entry("aws_x.y", "delete", "create", before={"a": 1}, after={"a": 2})),
        ("create-first", "delete-first"),
    ),
    "what forces the replacement": (
        with_change({"actions": ["delete", "create"], "replace_paths": [["a"]]}),
        with_change({"actions": ["delete", "create"], "replace_paths": [["b"]]}),
        ("(forces the replacement)",),
    ),
    "where it moves from": (
        with_change({}, previous_address="aws_x.one"),
        with_change({}, previous_address="aws_x.two"),
        ("aws_x.one", "aws_x.two"),
    ),
    "what is imported": (with_change({"importing": {"id": "i-1"}}), with_change({"importing": {"id": "i-2"}}), ("i-1", "i-2")),
    "what is imported by its identity": (
        with_change({"importing": {"identity": {"arn": "a"}}}),
        with_change({"importing": {"identity": {"arn": "b"}}}),
        ("(identity of what is imported)",),
    ),
    "which object it is": (
        with_change({"before_identity": {"account_id": "1"}, "after_identity": {"account_id": "1"}}),
        with_change({"before_identity": {"account_id": "2"}, "after_identity": {"account_id": "2"}}),
        ("(identity)",),
    ),
    "the first of two values": (
        updated(before={"a": 1}, after={"a": 7}).replace(b'"a": 7', b'"a": 7891, "a": 7'),
        updated(before={"a": 1}, after={"a": 7}).replace(b'"a": 7', b'"a": 7892, "a": 7'),
        ("differ in what is not shown",),
    ),
    "a provider": (
        plan(entry("aws_x.y", after={"a": 1}, provider_name="registry.terraform.io/hashicorp/aws")),
        plan(entry("aws_x.y", after={"a": 1}, provider_name="registry.terraform.io/other/aws")),
        ("hashicorp/aws", "other/aws"),
    ),
    "whose account": (
        configured({"assume_role": [{"role_arn": {"constant_value": "arn:a"}}]}),
        configured({"assume_role": [{"role_arn": {"constant_value": "arn:b"}}]}),
        ("Providers", "configuration"),
    ),
    "which of two accounts": (provided("aws.one"), provided("aws.two"), ("module.m.aws_x.y (its provider)", "aws.one", "aws.two")),
    "a command": (
        provisioned({"constant_value": "echo"}),
        provisioned({"constant_value": "rm -rf /"}),
        ("Provisioners", "aws_x.y"),
    ),
    "a command by a variable": (
        provisioned({"references": ["var.v"]}),
        provisioned({"references": ["var.v"]}, "b"),
        ("Provisioners", "aws_x.y"),
    ),
    "when an action is invoked": (
        invoking(),
        invoking(lifecycle_action_trigger={"triggering_resource_address": "aws_x.y", "action_trigger_event": "BeforeCreate"}),
        ("AfterCreate", "BeforeCreate"),
    ),
    "the end of what an action is told": (
        invoking(),
        invoking(config_values={"function_name": "warm", "payload": "x" * 399 + "y"}),
        ("Invocations", "xy"),
    ),
    "the end of an output": (output(f"{LONG}safe"), output(f"{LONG}evil"), ("safe", "evil")),
    "an output inside": (output({"a": {"b": f"{LONG}safe"}}), output({"a": {"b": f"{LONG}evil"}}), ("safe", "evil")),
    "a secret": (
        updated(before={"p": "x"}, after={"p": "hunter2 one"}) .replace(b'"after_sensitive": {}', b'"after_sensitive": {"p": true}'),
        updated(before={"p": "x"}, after={"p": "hunter2 two"}) .replace(b'"after_sensitive": {}', b'"after_sensitive": {"p": true}'),
        ("(sensitive, changed)",),
    ),
    "a value that neither changes": (
        updated(before={"a": 1, "id": "i-1"}, after={"a": 2, "id": "i-1"}),
        updated(before={"a": 1, "id": "i-2"}, after={"a": 2, "id": "i-2"}),
        ("i-1", "i-2"),
    ),
    "a text that only reads as unknown": (
        plan(entry("aws_x.y", after={"a": 1}, unknown={"b": True})),
        plan(entry("aws_x.y", after={"a": 1, "b": "known after apply"})),
        ("known after apply",),
    ),
    "what is beyond the list": (
        plan(entry("aws_x.y", after=MANY | {"k2499": 0})),
        plan(entry("aws_x.y", after=MANY | {"k2499": 1})),
        ("k2499",),
    ),
    "an old object beside the new one": (
        plan(entry("aws_x.y[0]", "update", before={"a": 1}, after={"a": 2}), entry("aws_x.y[0]", "delete", before={"a": 0}, deposed="abcd1234")),
        plan(entry("aws_x.y[0]", "update", before={"a": 1}, after={"a": 2})),
        ("deposed", "abcd1234"),
    ),
    "a check that fails": (
        plan(entry("aws_x.y", after={"a": 1}), checks=[{"address": {"to_display": "check.health"}, "status": "pass"}]),
        plan(entry("aws_x.y", after={"a": 1}), checks=[{"address": {"to_display": "check.health"}, "status": "fail"}]),
        ("The check of check.health does not pass: fail.",),
    ),
    "whether it is complete": (
        plan(entry("aws_x.y", after={"a": 1})),
        plan(entry("aws_x.y", after={"a": 1}), complete=False),
        ("is not complete",),
    ),
    "an output of nothing": (
        output(None),
        output(None, after_unknown=True),
        ("known after apply",),
    ),
    "digits behind the 17th": (
        updated(before={"a": 1}, after={"a": 7}).replace(b'"a": 7', b'"a": 0.12345678901234567891'),
        updated(before={"a": 1}, after={"a": 7}).replace(b'"a": 7', b'"a": 0.12345678901234567899'),
        ("0.12345678901234567891", "0.12345678901234567899"),
    ),
    "the end of a whole list": (
        plan(entry("aws_x.y", "update", before={"l": [str(n) for n in range(300)]}, after={}, unknown={"l": True})),
        plan(entry("aws_x.y", "update", before={"l": [str(n) for n in range(299)] + ["x"]}, after={}, unknown={"l": True})),
        ("299", "x"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("swapped", [False, True])
def test_almost_the_same_is_not_the_same_and_says_where(
    client: Client, workspace: Workspace, name: str, swapped: bool
) -> None:
    first, second, told = PAIRS[name]
    run, earlier = upload_both(workspace, *((second, first) if swapped else (first, second)))
    page = client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
    assert "The same changes" not in page
    assert "New since run 1" in page
    compared = client.get(reverse("runs.compare", args=[workspace.slug, run.number, earlier.number])).text
    compared = re.sub("</?(wbr|ins|del)>", "", compared)
    assert "The same changes" not in compared
    for words in told:
        assert words in compared, words
    assert changes(client, run) != changes(client, earlier)


def upload_both(workspace: Workspace, first: bytes, second: bytes) -> tuple[Run, Run]:
    earlier = org.uploaded(workspace, first)
    Run.objects.filter(pk=earlier.pk).update(state=State.APPROVED, decided_at=timezone.now())
    return org.uploaded(workspace, second), earlier


def changes(client: Client, run: Run) -> Json:
    found: Json = client.get(f"/api/v1/runs/{run.pk}/changes").json()
    return found


@pytest.mark.parametrize("body", [pair[0] for pair in PAIRS.values()], ids=PAIRS)
def test_the_same_plan_twice_is_the_same(client: Client, workspace: Workspace, body: bytes) -> None:
    again = json.loads(body) | {"timestamp": "2030-01-01T00:00:00Z"}
    run, earlier = upload_both(workspace, body, body if b"7891" in body else json.dumps(again).encode())
    assert "The same changes" in client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
    compared = client.get(reverse("runs.compare", args=[workspace.slug, run.number, earlier.number])).text
    assert "The same changes" in compared
    here, there = (changes(client, one) for one in (run, earlier))
    assert here["digest"] == there["digest"]
    assert [row["digest"] for row in here["changes"]] == [row["digest"] for row in there["changes"]]


def test_what_was_evaluated_before_digests_were_kept_is_never_the_same(client: Client, workspace: Workspace) -> None:
    run, earlier = upload_both(workspace, case("order-one"), case("order-one"))
    Run.objects.filter(pk=earlier.pk).update(change_digest="", change_parts={})
    RunChange.objects.filter(run=earlier).update(digest="")
    earlier.refresh_from_db()
    assert not queries.since(run, earlier).known
    page = client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
    assert "The same changes" not in page
    assert "is not known" in page
    compared = client.get(reverse("runs.compare", args=[workspace.slug, run.number, earlier.number])).text
    assert "whether everything else is the same is unknown" in compared


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("yaml-no-becomes-false", "NO", "false"),
        ("yaml-on-becomes-true", "on", "true"),
        ("digits-beyond-a-float", "0.12345678901234567891", "0.12345678901234567899"),
        ("large-integers", "9223372036854773256", "9223372036854773263"),
        ("order-one", '["deny-admin", "allow-app", "allow-all"]', '["deny-admin", "allow-all", "allow-app"]'),
    ],
)
def test_an_update_says_what_differs(client: Client, workspace: Workspace, name: str, before: str, after: str) -> None:
    run = org.uploaded(workspace, case(name))
    assert not run.summary["noise"]
    page = client.get(reverse("runs.detail", args=[workspace.slug, run.number], query={"tab": "changes"})).text
    page = re.sub("</?(wbr|ins|del)>", "", page)
    assert escape(before) in page
    assert escape(after) in page
    told = json.dumps(changes(client, run)["changes"])
    assert json.dumps(before)[1:-1] in told
    assert json.dumps(after)[1:-1] in told


def test_an_update_without_a_difference_says_so(client: Client, workspace: Workspace) -> None:
    run = org.uploaded(workspace, updated(before={"a": 1}, after={"a": 1}))
    page = client.get(reverse("runs.detail", args=[workspace.slug, run.number], query={"tab": "changes"})).text
    assert "every value that can be shown is the same on both sides" in page
    history = client.get(reverse("resources.detail", args=[workspace.slug], query={"address": "aws_x.y"})).text
    assert "every value that can be shown is the same on both sides" in history


def test_a_deposed_object_stands_in_the_history_of_its_address(client: Client, workspace: Workspace) -> None:
    org.uploaded(workspace, PAIRS["an old object beside the new one"][0])
    history = client.get(reverse("resources.detail", args=[workspace.slug], query={"address": "aws_x.y[0]"})).text
    assert "2 changes in all runs" in history
    assert "abcd1234" in history


@pytest.mark.parametrize("full", [True, False])
def test_what_an_earlier_portal_kept_gets_no_digest(workspace: Workspace, full: bool) -> None:
    (changed,) = org.CONCLUDED.changes.changes
    concluded = replace(org.CONCLUDED, changes=replace(org.CONCLUDED.changes, full=full), diffs=(diff(changed),))
    assert bool(rows.columns(concluded, canonical.digests(concluded.changes))["change_digest"]) is full
    (row,) = rows.changes(concluded, canonical.digests(concluded.changes))
    assert bool(row.digest) is full


def test_an_output_of_nothing_shows_nothing(client: Client, workspace: Workspace) -> None:
    run = org.uploaded(workspace, output(None))
    assert [(found["before"], found["after"]) for found in run.summary["outputs"]] == [(None, None)]
    assert "Absent" not in client.get(reverse("runs.detail", args=[workspace.slug, run.number])).text
