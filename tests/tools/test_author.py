"""Plans are derived from descriptions: what differs, what is unknown, what is marked, and how references travel."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from tools.demo.author import Json, Place, Provider, Stack, join
from tools.demo.plan import Import, derive

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def stack(**differences: Any) -> Stack:
    made = Stack(
        Provider("aws", {"region": "eu-west-1"}), region="eu-west-1", account="123456789012", tags={"env": "prod"}
    )
    password = made.variable("password", "hunter2-hunter2", sensitive=True)
    net = made.root.module("net", "./net")
    vpc = net.resource("aws_vpc", "this", cidr_block=differences.get("cidr", "10.0.0.0/16"), tags=None)
    data = made.root.module("data", "./data")
    group = data.resource("aws_security_group", "this", name="db", description="db", vpc_id=vpc["id"], tags=None)
    keys: dict[str | int, dict[str, Any]] = {name: {"name": name} for name in differences.get("queues", ("a", "b"))}
    data.resource("aws_sqs_queue", "this", each=keys, tags=differences.get("queue_tags"))
    database: dict[str, Any] = {"identifier": differences.get("identifier", "db"), "password": password}
    data.resource(
        "aws_db_instance", "this", engine="postgres", vpc_security_group_ids=[group["id"]], tags=None,
        create_first=differences.get("create_first", False), **database,
    )  # fmt: skip
    made.output("group", group["id"])
    return made


def changes(document: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {entry["address"]: entry for entry in document["resource_changes"]}


def actions(document: dict[str, Any]) -> dict[str, list[str]]:
    return {
        address: entry["change"]["actions"]
        for address, entry in changes(document).items()
        if entry["change"]["actions"] != ["no-op"]
    }


DATABASE = "module.data.aws_db_instance.this"


@pytest.mark.parametrize(
    ("differences", "expected"),
    [
        ({}, {}),
        ({"queue_tags": {"a": "b"}}, {f'module.data.aws_sqs_queue.this["{key}"]': ["update"] for key in "ab"}),
        ({"queues": ("a",)}, {'module.data.aws_sqs_queue.this["b"]': ["delete"]}),
        ({"queues": ("a", "b", "c")}, {'module.data.aws_sqs_queue.this["c"]': ["create"]}),
        ({"identifier": "db2"}, {DATABASE: ["delete", "create"]}),
        ({"identifier": "db2", "create_first": True}, {DATABASE: ["create", "delete"]}),
        (
            {"cidr": "10.1.0.0/16"},
            {
                "module.net.aws_vpc.this": ["delete", "create"],
                "module.data.aws_security_group.this": ["delete", "create"],
                DATABASE: ["update"],
            },
        ),
    ],
)
def test_actions_follow_from_what_differs(differences: dict[str, Any], expected: dict[str, list[str]]) -> None:
    assert actions(derive(stack(), stack(**differences), AT)) == expected


def test_everything_is_created_where_nothing_stood() -> None:
    document = derive(None, stack(), AT)
    assert set(map(tuple, actions(document).values())) == {("create",)}
    assert document["prior_state"] == {"format_version": "1.0"}
    assert document["output_changes"]["group"]["after_unknown"] is True


def test_a_replacement_says_what_forces_it() -> None:
    entry = changes(derive(stack(), stack(identifier="db2"), AT))[DATABASE]
    assert entry["change"]["replace_paths"] == [["identifier"]]
    assert entry["action_reason"] == "replace_because_cannot_update"
    assert entry["change"]["after_unknown"]["arn"] is True


def test_what_is_unknown_is_left_out_and_keeps_its_place_in_lists() -> None:
    change = changes(derive(None, stack(), AT))[DATABASE]["change"]
    assert "arn" not in change["after"]
    assert change["after"]["vpc_security_group_ids"] == [None]
    assert change["after_unknown"]["vpc_security_group_ids"] == [True]


def test_a_secret_is_marked_wherever_its_value_stands() -> None:
    document = derive(stack(), stack(), AT)
    assert changes(document)[DATABASE]["change"]["before_sensitive"]["password"] is True
    assert document["configuration"]["root_module"]["variables"]["password"] == {"sensitive": True}
    call = document["configuration"]["root_module"]["module_calls"]["data"]
    assert call["module"]["variables"]["password"] == {"sensitive": True}


def test_a_reference_travels_through_outputs_and_variables() -> None:
    root = derive(None, stack(), AT)["configuration"]["root_module"]
    net, data = root["module_calls"]["net"], root["module_calls"]["data"]
    assert net["module"]["outputs"]["vpc_id"]["expression"]["references"] == ["aws_vpc.this.id", "aws_vpc.this"]
    assert data["expressions"]["vpc_id"]["references"] == ["module.net.vpc_id", "module.net"]
    group = next(block for block in data["module"]["resources"] if block["type"] == "aws_security_group")
    assert group["expressions"]["vpc_id"] == {"references": ["var.vpc_id"]}


def test_a_move_touches_nothing() -> None:
    def place(name: str, was: str = "") -> Stack:
        made = Stack()
        made.root.resource("aws_sns_topic", name, name="alarms", was=was, tags=None)
        return made

    entry = changes(derive(place("old"), place("new", "aws_sns_topic.old"), AT))["aws_sns_topic.new"]
    assert entry["change"]["actions"] == ["no-op"]
    assert entry["previous_address"] == "aws_sns_topic.old"


def test_an_import_brings_what_exists() -> None:
    address = 'module.data.aws_sqs_queue.this["c"]'
    imports = {address: Import("https://sqs/c", {"max_message_size": 1024})}
    entry = changes(derive(stack(), stack(queues=("a", "b", "c")), AT, imports=imports))[address]
    assert entry["change"]["actions"] == ["update"]
    assert entry["change"]["importing"] == {"id": "https://sqs/c"}


def test_what_is_forgotten_is_not_deleted() -> None:
    address = 'module.data.aws_sqs_queue.this["b"]'
    document = derive(stack(), stack(queues=("a",)), AT, forgotten=[address])
    assert actions(document) == {address: ["forget"]}


def test_drift_is_told_and_undone() -> None:
    document = derive(
        stack(), stack(), AT, drifted={"module.data.aws_security_group.this": {"ingress": [{"self": True}]}}
    )
    (found,) = document["resource_drift"]
    assert (found["change"]["before"]["ingress"], found["change"]["after"]["ingress"]) == ([], [{"self": True}])
    assert actions(document) == {"module.data.aws_security_group.this": ["update"]}


def test_a_data_source_waits_for_what_is_not_known_yet() -> None:
    def with_data() -> Stack:
        made = Stack()
        topic = made.root.resource("aws_sns_topic", "this", name="alarms", tags=None)
        document = made.root.data("aws_iam_policy_document", "this", reads={"json": "{}"}, resource=topic["arn"])
        made.root.resource("aws_sns_topic_policy", "this", policy=document["json"])
        return made

    late, known = derive(None, with_data(), AT), derive(with_data(), with_data(), AT)
    assert actions(late)["data.aws_iam_policy_document.this"] == ["read"]
    assert "policy" not in changes(late)["aws_sns_topic_policy.this"]["change"]["after"]
    assert actions(known) == {}


def test_templates_and_json_text_are_as_unknown_and_as_secret_as_their_parts() -> None:
    def of(place: Place) -> None:
        secret = place.stack.variable("token", "tok-123456789", sensitive=True)
        topic = place.resource("aws_sns_topic", "this", name="alarms", tags=None)
        place.resource("aws_ssm_parameter", "text", name="t", description=join("to ", topic["arn"]), tags=None)
        place.resource("aws_sqs_queue", "json", name="q", policy=Json({"token": secret}), tags=None)

    made = Stack()
    of(made.root)
    found = changes(derive(None, made, AT))
    assert found["aws_ssm_parameter.text"]["change"]["after_unknown"]["description"] is True
    assert found["aws_sqs_queue.json"]["change"]["after_sensitive"]["policy"] is True


def test_opentofu_leaves_out_what_it_does_not_write() -> None:
    document = derive(None, Stack(tofu=True), AT)
    assert "applyable" not in document
    assert "complete" not in document
