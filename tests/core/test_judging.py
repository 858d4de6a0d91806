"""Judging and pricing see what the plan says; pages and what is kept do not: marks never make a verdict milder."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.adapters import prices
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.plan import clean
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import CostStatus, Evaluation, Outcome, Status
from gitops_portal.core.rules.ruleset import RuleSet
from tests.documents import entry, plan
from tests.strategies import overlays

MASK = Mask(b"a key for tests")
OTHER = Mask(b"another key")
RULE: dict[str, Any] = {
    "from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"], "ipv6_cidr_blocks": [],
    "description": "ssh", "prefix_list_ids": [], "security_groups": [], "self": False,
}  # fmt: skip
GROUP = {"name": "web-9f2c", "description": "web", "ingress": [RULE], "egress": []}
BUCKET = {"bucket": "orders-9f2c", "acl": "public-read"}
DATABASE = {
    "identifier": "orders-9f2c", "availability_zone": "eu-west-1a", "engine": "postgres",
    "engine_version": "16.3", "instance_class": "db.m6g.large", "allocated_storage": 100, "storage_type": "gp3", "multi_az": False, "username": "postgres",
    "password": "example-only-9012", "storage_encrypted": True, "publicly_accessible": False,
}  # fmt: skip
VOLUME = {"size": 500, "type": "gp3", "availability_zone": "eu-west-1a", "encrypted": False}
RANK = {Outcome.PASSED: 0, Outcome.NEEDS_APPROVAL: 1, Outcome.BLOCKED: 2}


def judged(body: bytes, mask: Mask = MASK) -> Evaluation:
    """As a worker does it: from what was kept."""
    kept = parse.read_plan(parse.load(body, MASK).clean, mask)
    return evaluate(kept, RuleSet(guardrails()), prices.load(settings.PRICES_DIR))


def created(address: str, after: dict[str, Any], marks: Any = None) -> dict[str, Any]:
    return entry(address, after=after, sensitive=marks or {})


@pytest.mark.parametrize(
    "marks",
    [
        {},
        True,
        {"ingress": True},
        {"ingress": [True]},
        {"ingress": [{"cidr_blocks": True}]},
        {"ingress": [{"cidr_blocks": [True]}]},
        {"ingress": [{"from_port": True, "to_port": True, "protocol": True}]},
    ],
)
def test_a_port_open_to_the_world_is_found_behind_any_mark(marks: Any) -> None:
    evaluation = judged(plan(created("aws_security_group.web", GROUP, marks)))
    assert evaluation.verdict.outcome is Outcome.BLOCKED
    (found,) = (found for found in evaluation.findings if found.guardrail == "sg-open-ssh")
    assert found.status is Status.VIOLATED
    assert "0.0.0.0/0" not in found.message


@pytest.mark.parametrize("secret", ["0.0.0.0/0", "public-read", "tcp", "orders-9f2c"])
@pytest.mark.parametrize(
    ("kind", "after", "rule"),
    [("aws_security_group", GROUP, "sg-open-ssh"), ("aws_s3_bucket_acl", BUCKET, "s3-acl-public-read")],
)
def test_a_secret_of_the_same_text_elsewhere_changes_no_answer(kind: str, after: Any, rule: str, secret: str) -> None:
    beside = created("aws_ssm_parameter.x", {"name": "/x", "value": secret}, {"value": True})
    evaluation = judged(plan(created(f"{kind}.a", after), beside))
    assert rule in {found.guardrail for found in evaluation.findings if found.status is Status.VIOLATED}
    assert evaluation.verdict.outcome is Outcome.BLOCKED


def test_what_is_priced_is_priced_behind_a_mark_and_not_told() -> None:
    alone = judged(plan(created("aws_db_instance.orders", DATABASE)))
    marked = judged(plan(created("aws_db_instance.orders", DATABASE, True)))
    assert marked.cost.after == alone.cost.after > 0
    told = json.dumps([[part.name, part.note] for line in marked.cost.lines for part in line.components])
    assert "db.m6g.large" not in told
    assert "postgres" not in told
    assert "(sensitive)" in told


@pytest.mark.parametrize(("becomes", "same"), [("db.m6g.large", True), ("db.m6g.xlarge", False)])
def test_what_a_component_was_is_not_told_behind_a_mark(becomes: str, same: bool) -> None:
    sides = {"before": DATABASE, "after": {**DATABASE, "instance_class": becomes}}
    marked = judged(plan(entry("aws_db_instance.orders", "update", **sides, sensitive=True)))
    (line,) = marked.cost.lines
    assert (line.components_before is line.components) is same
    names = json.dumps([[part.name, part.note] for part in (*line.components, *(line.components_before or ()))])
    assert names.count("(sensitive)") >= 2
    assert "db.m6g" not in names
    assert (line.delta > 0) is not same


def test_an_engine_in_clear_is_told_beside_a_user_of_the_same_name() -> None:
    evaluation = judged(plan(created("aws_db_instance.orders", DATABASE, {"username": True, "password": True})))
    (line,) = evaluation.cost.lines
    assert line.status is CostStatus.PRICED
    assert line.components[0].name == "Instance (db.m6g.large, postgres)"
    (diff,) = evaluation.diffs
    shown = {row.path: row.after for row in diff.differences}
    assert (shown["engine"], shown["username"], shown["password"]) == ('"postgres"', "(sensitive)", "(sensitive)")


def test_a_marked_region_is_used_and_not_told() -> None:
    placed = {"name": "v", "location": "westeurope", "size": "Standard_D4s_v3",
              "os_disk": [{"storage_account_type": "Premium_LRS", "disk_size_gb": 64}], "priority": "Regular"}  # fmt: skip
    lines = [
        judged(plan(created("azurerm_linux_virtual_machine.v", placed, marks))).cost.lines[0]
        for marks in ({}, {"location": True})
    ]
    assert lines[0].after == lines[1].after
    assert lines[1].after


def test_an_open_policy_is_read_behind_a_mark() -> None:
    policy = json.dumps({"Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Sid": "own-9f2c"}]})
    loaded = parse.load(plan(created("aws_sqs_queue_policy.p", {"policy": policy}, {"policy": True})), MASK)
    (change,) = loaded.changes.judged
    (statement,) = json.loads(change.after["policy"])["Statement"]  # type: ignore[index]
    assert statement == {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Sid": "(sensitive)"}
    assert "Principal" not in repr(loaded.changes)
    assert b"Principal" not in loaded.clean


def test_companions_find_each_other_by_a_hidden_name() -> None:
    name = "orders-9f2c"
    versions = created(
        "aws_s3_bucket_versioning.v", {"bucket": name, "versioning_configuration": [{"status": "Enabled"}]}
    )
    beside = created("aws_ssm_parameter.x", {"name": "/x", "value": name}, {"value": True})
    bucket = created("aws_s3_bucket.a", {"bucket": name})
    for others in ([versions], [versions, beside]):
        found = {one.guardrail: one.status for one in judged(plan(bucket, *others)).findings}
        assert "s3-no-versioning" not in found


def test_what_is_only_suspected_does_not_pass() -> None:
    """A text under the name of a secret is hidden though nobody marked it, and read all the same."""
    entries = {**RULE, "token": RULE["cidr_blocks"][0]}
    evaluation = judged(plan(created("aws_security_group.web", {**GROUP, "ingress": [entries]})))
    assert evaluation.verdict.outcome is Outcome.BLOCKED


def test_what_is_not_known_stays_so_behind_a_mark() -> None:
    disk = {"device_name": "a", "encrypted": True}
    made = entry("aws_instance.a", after={"root_block_device": [disk]}, sensitive={"root_block_device": True},
                 unknown={"root_block_device": [{"encrypted": True}]})  # fmt: skip
    statuses = {found.guardrail: found.status for found in judged(plan(made)).findings}
    assert statuses["instance-disk-unencrypted"] is Status.UNDETERMINED


# ── at rest ──────────────────────────────────────────────────────────────────────────────────────────────────────

HIDDEN = plan(created("aws_security_group.web", GROUP, {"ingress": [{"cidr_blocks": True}]}))


def test_nothing_that_is_marked_stands_in_clear() -> None:
    loaded = parse.load(HIDDEN, MASK)
    assert b"0.0.0.0" not in loaded.clean
    assert "cidr_blocks': ['0" not in repr(loaded.changes)
    assert loaded.clean == parse.load(HIDDEN, MASK).clean


def test_only_what_has_a_common_word_is_sealed() -> None:
    marked = created("aws_ssm_parameter.x", {"name": "/x", "value": "hunter2-9f2c"}, {"value": True})
    assert msgspec.json.decode(parse.load(plan(marked), MASK).clean)["sealed"] == ""


def test_a_plan_that_was_kept_before_anything_was_sealed_is_read_as_then() -> None:
    kept = msgspec.json.decode(parse.load(HIDDEN, MASK).clean, type=clean.Plan)
    kept.sealed = None
    evaluation = evaluate(
        parse.read_plan(clean.written(kept), MASK), RuleSet(guardrails()), prices.load(settings.PRICES_DIR)
    )
    assert {found.guardrail: found.status for found in evaluation.findings}["sg-open-ssh"] is Status.UNDETERMINED


def test_another_key_opens_nothing_and_says_so() -> None:
    evaluation = judged(HIDDEN, OTHER)
    assert evaluation.verdict.outcome is Outcome.NEEDS_APPROVAL
    assert any("SECRET_KEY" in reason for reason in evaluation.verdict.reasons)


# ── laws ─────────────────────────────────────────────────────────────────────────────────────────────────────────

RESOURCES: list[tuple[str, dict[str, Any]]] = [
    ("aws_security_group.web", GROUP),
    ("aws_s3_bucket_acl.a", BUCKET),
    ("aws_db_instance.orders", {**DATABASE, "publicly_accessible": True, "storage_encrypted": False}),
    ("aws_ebs_volume.v", VOLUME),
    ("aws_lb_listener.l", {"protocol": "HTTP", "port": 80, "default_action": [{"type": "forward"}]}),
    ("aws_kms_key.k", {"enable_key_rotation": False}),
    ("aws_sns_topic.t", {"name": "t", "kms_master_key_id": None}),
    ("aws_eks_cluster.c", {"vpc_config": [{"endpoint_public_access": True, "public_access_cidrs": ["0.0.0.0/0"]}]}),
]


@given(st.data())
def test_marks_never_make_a_verdict_milder(data: st.DataObject) -> None:
    chosen = data.draw(st.lists(st.sampled_from(RESOURCES), min_size=1, max_size=3, unique_by=lambda one: one[0]))
    texts = ["0.0.0.0/0", "public-read", "postgres", "web-9f2c", "HTTP", "db.m6g.large", "example-only-9012"]
    beside = created("aws_ssm_parameter.x", {"value": data.draw(st.sampled_from(texts))}, {"value": True})
    clear = judged(plan(*(created(address, after) for address, after in chosen)))
    marked = judged(plan(*(created(a, after, data.draw(overlays(after))) for a, after in chosen), beside))
    assert RANK[marked.verdict.outcome] >= RANK[clear.verdict.outcome]
    of = {address for address, _ in chosen}
    answers = [{(f.guardrail, f.address, f.status) for f in one.findings if f.address in of} for one in (clear, marked)]
    violated = [{answer for answer in found if answer[2] is Status.VIOLATED} for found in answers]
    assert violated[0] <= violated[1]
    assert marked.cost.after == clear.cost.after
