"""What a plan tells of drift: how it differs, why it may have, and what of it nobody may silence."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.drift import causes
from gitops_portal.core.drift.told import ToldRow, told
from gitops_portal.core.model import Action, Block, Module, Sensitive
from tests.builders import change, change_set

WEB = "aws_instance.web"
AWS = "registry.terraform.io/hashicorp/aws"


def update(before: dict[str, Any], after: dict[str, Any], address: str = WEB, **fields: Any) -> ToldRow:
    [row] = told(change_set(drift=(change(address, Action.UPDATE, before, after, **fields),)), {})
    return row


def why(row: ToldRow) -> str:
    return causes.said(row.cause_kind, row.cause)


# ── causes ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ({"instance_type": "a"}, {"instance_type": "b"}, "instance_type of aws_instance"),
        ({"b": 1, "a": 1}, {"b": 2, "a": 2}, "a, b of aws_instance"),
        ({"tags": {"a": "1"}, "tags_all": {"a": "1"}}, {"tags": {}, "tags_all": {}}, "tags of aws_instance"),
        ({"tags": {"LastModifiedBy": "a"}}, {"tags": {"LastModifiedBy": "ann"}}, "Changed by ann"),
        ({"last_modified_by": None, "n": 1}, {"last_modified_by": "ann", "n": 2}, "Changed by ann"),
        ({"last_modified_by": "ann", "n": 1}, {"last_modified_by": "ann", "n": 2}, "n of aws_instance"),
        (
            {"last_modified_by": "ann"},
            {"last_modified_by": Sensitive("mac")},
            "last_modified_by of aws_instance",
        ),
    ],
    ids=["one attribute", "several", "tags twice", "a tag says who", "an attribute does", "as before", "a secret"],
)
def test_what_it_goes_together_with(before: dict[str, Any], after: dict[str, Any], said: str) -> None:
    assert why(update(before, after)) == said


def test_the_same_attribute_of_the_same_type_is_one_cause_everywhere() -> None:
    rows = [
        update({"n": 1}, {"n": number}, address=f"module.m{number}.aws_instance.web[{number}]") for number in (2, 3)
    ]
    assert rows[0].cause_key == rows[1].cause_key
    assert rows[0].cause_key != update({"n": 1}, {"n": 2}, address="aws_other.web").cause_key


def test_what_people_set_leads() -> None:
    """What the provider fills in differs along with it, and otherwise in each place."""
    drifted = change(WEB, Action.UPDATE, {"n": 1, "etag": "a"}, {"n": 2, "etag": "b"})
    root = Module((Block(WEB, arguments=frozenset({"n"})),))
    [row] = told(change_set(drift=(drifted,), root=root), {})
    assert (why(row), row.attributes) == ("n of aws_instance", ["etag", "n"])


@pytest.mark.parametrize(
    ("address", "moves", "said"),
    [
        (WEB, {"provider hashicorp/aws": "5 → 6"}, "aws_instance since provider hashicorp/aws moved: 5 → 6"),
        (WEB, {"provider hashicorp/random": "5 → 6"}, "n of aws_instance"),
        (WEB, {"module.vpc": "x 1 → x 2"}, "n of aws_instance"),
        ("module.vpc[0].aws_instance.web", {"module.vpc": "x 1 → x 2"}, "Since a module moved: x 1 → x 2"),
        (
            "module.vpc.module.deep.aws_instance.web",
            {"module.vpc": "x 1 → x 2", "module.vpc.module.deep": "y 1 → y 2"},
            "Since a module moved: y 1 → y 2",
        ),
        ("module.vpc2.aws_instance.web", {"module.vpc": "x 1 → x 2"}, "n of aws_instance"),
    ],
)
def test_what_moved_since_the_last_apply(address: str, moves: dict[str, str], said: str) -> None:
    drifted = change(address, Action.UPDATE, {"n": 1}, {"n": 2}, provider=AWS)
    [row] = told(change_set(drift=(drifted,)), moves)
    assert why(row) == said


def test_what_is_gone_was_moved_by_no_provider() -> None:
    gone = change(WEB, Action.DELETE, {"n": 1}, None, provider=AWS)
    [row] = told(change_set(drift=(gone,)), {"provider hashicorp/aws": "5 → 6"})
    assert (why(row), row.attributes) == ("aws_instance deleted", [])


# ── what may not be silenced ─────────────────────────────────────────────────────────────────────────────────────

OPEN = {"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}


@pytest.mark.parametrize(
    ("address", "before", "after", "grave"),
    [
        (WEB, {"instance_type": "a"}, {"instance_type": "b"}, ""),
        (WEB, {"tags": {"a": "1"}}, {"tags": {"a": "2"}}, ""),
        ("aws_security_group.web", {"tags": {"a": "1"}}, {"tags": {"a": "2"}}, ""),
        ("aws_security_group.web", {"ingress": []}, {"ingress": [OPEN]}, "Opens SSH (port 22) to the internet"),
        ("aws_security_group.web", {"ingress": [OPEN]}, {"ingress": []}, "of weight for who can reach it"),
        ("aws_db_instance.db", {"deletion_protection": True}, {"deletion_protection": False}, "deletion protection"),
        ("aws_db_instance.db", {"publicly_accessible": False}, {"publicly_accessible": True}, "from the internet"),
        ("odd_thing.x", {"who_may": {"principal": "a"}}, {"who_may": {"principal": "*"}}, "of weight"),
    ],
)
def test_only_what_exposes_and_loses_nothing_may_be_silenced(
    address: str, before: dict[str, Any], after: dict[str, Any], grave: str
) -> None:
    found = update(before, after, address=address).grave
    assert (grave in found) if grave else not found


@pytest.mark.parametrize("action", [action for action in Action if action not in {Action.UPDATE, Action.NO_OP}])
def test_nothing_but_an_update_may_be_silenced(action: Action) -> None:
    [row] = told(change_set(drift=(change(WEB, action),)), {})
    assert row.grave


def test_what_only_moves_did_not_drift() -> None:
    assert told(change_set(drift=(change(WEB, Action.NO_OP, {"a": 1}, {"a": 1}),)), {}) == []


def test_an_address_that_stands_there_twice_is_two() -> None:
    twice = change(WEB, Action.UPDATE, {"n": 1}, {"n": 2}), change(WEB, Action.UPDATE, {"n": 1}, {"n": 3})
    rows = told(change_set(drift=twice), {})
    assert len({row.key for row in rows}) == 2
