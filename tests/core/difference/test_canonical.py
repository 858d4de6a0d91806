"""What makes two plans the same: every value, and nothing that is only said beside it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.difference.canonical import Part, counts, digests, of_change
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    ChangeSet,
    Invocation,
    Mode,
    OutputChange,
    Provider,
    Sensitive,
)
from tests.builders import change, change_set

UPDATE = change("aws_x.y", Action.UPDATE, {"a": [1, 2], "b": None}, {"a": [1, 3], "b": None})


def updated(before: Any = None, after: Any = None, **fields: Any) -> str:
    said = {"a": [1, 2], "b": None}
    return of_change(change("aws_x.y", Action.UPDATE, before or said, after or {"a": [1, 3], "b": None}, **fields))


@pytest.mark.parametrize(
    "other",
    [
        updated(after={"a": [3, 1], "b": None}),
        updated(after={"a": [1, 3, 3], "b": None}),
        updated(after={"a": [1, 3]}),
        updated(after={"a": [1, 3], "b": ""}),
        updated(after={"a": [1, 3], "b": UNKNOWN}),
        updated(after={"a": [1, 3], "b": "known after apply"}),
        updated(after={"a": [1, 3], "b": Sensitive("m")}),
        updated(after={"a": [1, 3], "b": Sensitive("n")}),
        updated(after={"a": [1, 3], "b": {"mac": "m", "suspected": False}}),
        updated(after={"a": [1, True], "b": None}),
        updated(after={"a": [1, "3"], "b": None}),
        updated(after={"a": [1, Decimal("3.00000000000000000001")], "b": None}),
        updated(after={"a": [1, "3.00000000000000000001"], "b": None}),
        updated(after={"a": [1, 3], "b": "x" * 5_000 + "y"}),
        updated(after={"a": [1, 3], "b": "x" * 5_000 + "z"}),
        updated({"a": [1, 4], "b": None}),
        updated(raw_actions=("ponder",)),
        updated(raw_actions=("delete", "create")),
        updated(raw_actions=("create", "delete")),
        updated(raw_actions=("create", "forget")),
        updated(replace_paths=(("a",),)),
        updated(replace_paths=(("a", 0),)),
        updated(replace_paths=(("a", "0"),)),
        updated(previous_address="aws_x.z"),
        updated(previous_address="aws_x.zz"),
        updated(importing=True),
        updated(importing=True, import_id="i-1"),
        updated(importing=True, import_mac="i-1"),
        updated(identity_mac="i-1"),
        updated(deposed="00000001"),
        updated(mode=Mode.DATA),
        updated(provider="registry.terraform.io/hashicorp/aws"),
        updated(provider="registry.opentofu.org/hashicorp/aws"),
        updated(region="eu-west-1"),
        updated(region="us-east-1"),
    ],
)
def test_a_change_is_like_no_other(other: str, request: pytest.FixtureRequest) -> None:
    assert other != of_change(UPDATE)
    _SEEN.setdefault(other, request.node.name)
    assert _SEEN[other] == request.node.name


_SEEN: dict[str, str] = {}


@pytest.mark.parametrize(
    "same",
    [
        updated({"b": None, "a": [1, 2]}, {"b": None, "a": [1, 3]}),
        updated(reason="replace_by_request"),
        updated(previous_address="aws_x.y"),
    ],
)
def test_what_is_said_beside_a_change_does_not_count(same: str) -> None:
    assert same == of_change(UPDATE)


PLAN: dict[str, Any] = {
    "outputs": (OutputChange("url", Action.UPDATE, "a", "b"),),
    "invocations": (Invocation("action.x.y", values={"function_name": "warm"}),),
    "providers": {"aws": Provider("aws", "registry.terraform.io/hashicorp/aws", region="eu-west-1")},
    "configured": {"aws": "m"},
    "provisioned": {"aws_x.y": "m", "aws_x.elsewhere": "m"},
    "deferred": (("unknown", change("aws_x.later")),),
    "drift": (change("aws_x.adrift", Action.UPDATE, {"a": 1}, {"a": 2}),),
}


def whole(**fields: Any) -> ChangeSet:
    changes = fields.pop("changes", (UPDATE, change("aws_x.z"), change("data.aws_x.d", Action.READ)))
    return change_set(*changes, **(PLAN | fields))


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        ({"changes": (UPDATE,)}, Part.CHANGES),
        ({"changes": (UPDATE, change("aws_x.z", after={"a": 1}))}, Part.CHANGES),
        ({"readings": (change("aws_x.y", Action.DELETE, {"a": 1}),)}, Part.CHANGES),
        ({"outputs": ()}, Part.OUTPUTS),
        ({"outputs": (OutputChange("url", Action.UPDATE, "a", "c"),)}, Part.OUTPUTS),
        ({"outputs": (OutputChange("url", Action.UPDATE, "a", Sensitive("m"), sensitive=True),)}, Part.OUTPUTS),
        ({"invocations": ()}, Part.INVOCATIONS),
        ({"invocations": (Invocation("action.x.y", values={"function_name": "drop"}),)}, Part.INVOCATIONS),
        (
            {"invocations": (Invocation("action.x.y", event="AfterCreate", values={"function_name": "warm"}),)},
            Part.INVOCATIONS,
        ),
        (
            {"providers": {"aws": Provider("aws", "registry.terraform.io/hashicorp/aws", region="us-east-1")}},
            Part.PROVIDERS,
        ),
        ({"configured": {"aws": "n"}}, Part.PROVIDERS),
        ({"provisioned": {"aws_x.y": "n", "aws_x.elsewhere": "m"}}, Part.PROVISIONERS),
        ({"deferred": (("unknown", change("aws_x.later", after={"a": 1})),)}, Part.DEFERRED),
        ({"drift": ()}, Part.DRIFT),
        ({"oddities": ("The check of aws_x.y does not pass: fail.",)}, Part.ODDITIES),
        ({"complete": False}, Part.ODDITIES),
    ],
)
def test_one_part_alone_is_another(fields: dict[str, Any], part: Part) -> None:
    one, other = digests(whole()), digests(whole(**fields))
    assert one.whole != other.whole
    assert [name for name in Part if one.parts[name] != other.parts[name]] == [part]


@pytest.mark.parametrize(
    "fields",
    [
        {"changes": (change("aws_x.z"), UPDATE, change("aws_x.same", Action.NO_OP))},
        {"outputs": (*PLAN["outputs"], OutputChange("same", Action.NO_OP, 1, 1))},
        {"provisioned": {"aws_x.y": "m", "aws_x.elsewhere": "n"}},
        {"timestamp": "2030-01-01T00:00:00Z", "terraform_version": "9.9.9", "errored": True},
    ],
)
def test_what_does_nothing_does_not_count(fields: dict[str, Any]) -> None:
    assert digests(whole()) == digests(whole(**fields))


def test_what_moves_or_is_imported_counts_though_nothing_of_it_changes() -> None:
    unchanged = change("aws_x.y", Action.NO_OP)
    moved = change("aws_x.y", Action.NO_OP, previous_address="aws_x.z")
    imported = change("aws_x.y", Action.NO_OP, importing=True)
    assert [counts(one) for one in (unchanged, moved, imported)] == [False, True, True]
