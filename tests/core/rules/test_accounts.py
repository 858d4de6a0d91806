"""What an account does by itself: encrypt new disks, in one region; and which resources stand in one account."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.index import Index
from gitops_portal.core.model import UNKNOWN, Action, Attributes, Block, Module
from gitops_portal.core.rules.accounts import encrypts_new_disks
from gitops_portal.core.rules.facts import Facts
from tests.builders import change, change_set

DEFAULT = "aws_ebs_encryption_by_default.d"
HERE = {"region": "eu-west-1"}


def _blocks(default: str = "", volume: str = "", references: tuple[str, ...] = ()) -> Module:
    return Module((Block(DEFAULT, default), Block("aws_ebs_volume.v", volume, references)))


@pytest.mark.parametrize(
    ("action", "before", "enabled", "root", "places", "expected"),
    [
        (Action.NO_OP, None, True, _blocks(), (HERE, HERE), True),
        (Action.NO_OP, None, None, _blocks(), (HERE, HERE), True),
        (Action.NO_OP, None, False, _blocks(), (HERE, HERE), False),
        (Action.NO_OP, None, UNKNOWN, _blocks(), (HERE, HERE), UNKNOWN),
        (Action.NO_OP, None, True, _blocks(), (HERE, {"region": "us-east-1"}), False),
        (Action.NO_OP, None, True, _blocks("aws", "aws.us"), (HERE, {"region": "us-east-1"}), False),
        (Action.NO_OP, None, True, _blocks(), (HERE, {}), UNKNOWN),
        (Action.NO_OP, None, True, _blocks(), ({}, {}), UNKNOWN),
        # one configuration of a provider is one account and one region
        (Action.NO_OP, None, True, _blocks("aws", "aws"), ({}, {}), True),
        (Action.NO_OP, None, True, _blocks("aws", "module.disks:aws"), (HERE, HERE), True),
        (Action.NO_OP, None, True, _blocks("aws", "aws.backup"), (HERE, HERE), UNKNOWN),
        # what is only switched on by this plan may come after the disk
        (Action.CREATE, None, True, _blocks(), (HERE, HERE), UNKNOWN),
        (Action.CREATE, None, False, _blocks(), (HERE, HERE), False),
        (Action.CREATE, None, True, _blocks(references=(DEFAULT,)), (HERE, HERE), True),
        (Action.CREATE, None, True, _blocks(references=(f"{DEFAULT}[0].id",)), (HERE, HERE), True),
        (Action.CREATE, None, True, _blocks(references=(f"{DEFAULT}2",)), (HERE, HERE), UNKNOWN),
        (Action.UPDATE, {"enabled": False}, True, _blocks(), (HERE, HERE), UNKNOWN),
        (Action.UPDATE, {"enabled": True}, True, _blocks(), (HERE, HERE), True),
        (Action.DELETE, {"enabled": True}, None, _blocks(), (HERE, HERE), False),
    ],
)
def test_new_disks(
    action: Action, before: Attributes | None, enabled: Any, root: Module, places: tuple[Any, Any], expected: Any
) -> None:
    after = None if action is Action.DELETE else {"enabled": enabled}
    default = change(DEFAULT, action, before=before, after=after, **places[0])
    volume = change("aws_ebs_volume.v", after={}, **places[1])
    facts = Facts(Index(change_set(default, volume, root=root)))
    assert encrypts_new_disks(facts.standing("aws_ebs_volume")[0], facts) is expected
