"""Drift is followed from plan to plan: opened, seen again, changed, and closed by the plan that no longer tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from gitops_portal.records.models import DriftItem
from tests import organisation as org
from tests.documents import Json, entry, plan

if TYPE_CHECKING:
    from gitops_portal.records.models import Run, Workspace

pytestmark = pytest.mark.django_db

WEB = "aws_instance.web"


def drifted(address: str = WEB, before: Any = "small", after: Any = "large") -> Json:
    return entry(address, "update", before={"instance_type": before}, after={"instance_type": after})


def seen(workspace: Workspace, *told: Json, **top: Any) -> Run:
    return org.uploaded(workspace, plan(resource_drift=list(told), **top), kind="drift")


@pytest.fixture
def workspace() -> Workspace:
    return org.workspace()


def test_an_item_from_its_first_plan_to_its_last(workspace: Workspace) -> None:
    first = seen(workspace, drifted())
    item = DriftItem.objects.get()
    assert (item.address, item.attributes, item.action) == (WEB, ["instance_type"], "update")
    assert [(row["path"], row["before"], row["after"]) for row in item.diff] == [
        ("instance_type", '"small"', '"large"')
    ]
    assert (item.opened_at, item.first_run, item.last_run) == (first.created_at, first, first)

    second = seen(workspace, drifted())
    item.refresh_from_db()
    assert (item.opened_at, item.changed_at, item.last_run) == (first.created_at, first.created_at, second)

    third = seen(workspace, drifted(after="huge"))
    item.refresh_from_db()
    assert (item.opened_at, item.changed_at, item.told_run) == (first.created_at, third.created_at, third)
    assert item.diff[0]["after"] == '"huge"'

    fourth = seen(workspace)
    item.refresh_from_db()
    assert (item.closed_at, item.closed_run, item.closing) == (fourth.created_at, fourth, "gone")
    assert item.last_seen_at == third.created_at

    seen(workspace, drifted())
    assert DriftItem.objects.filter(closed_at=None).get().pk != item.pk, "what comes again is another time"


def test_an_apply_since_puts_it_right(workspace: Workspace) -> None:
    run = seen(workspace, drifted())
    org.run(workspace, "applied", applied_at=timezone.now())
    seen(workspace)
    item = DriftItem.objects.get()
    assert (item.first_run, item.closing) == (run, "applied")


@pytest.mark.parametrize(
    ("top", "flags"),
    [({"complete": False}, ""), ({"errored": True}, ""), ({}, "-refresh=false"), ({}, "-target=aws_x.y")],
    ids=["a part", "planning failed", "it did not look", "a part, as CI tells"],
)
def test_a_plan_that_did_not_look_at_everything_closes_nothing(workspace: Workspace, top: Json, flags: str) -> None:
    seen(workspace, drifted())
    org.uploaded(workspace, plan(**top), kind="drift", flags=flags)
    assert DriftItem.objects.get().closed_at is None


def test_a_plan_of_a_part_opens_what_it_finds(workspace: Workspace) -> None:
    seen(workspace, drifted(), complete=False)
    assert DriftItem.objects.get().closed_at is None


def test_an_older_plan_that_is_late_says_nothing_of_now(workspace: Workspace) -> None:
    run = seen(workspace, drifted())
    assert run.number == 1
    org.uploaded(workspace, plan(), commit="b", committed_at="2026-01-02T00:00:00Z")
    org.uploaded(workspace, plan(resource_drift=[drifted()]), commit="a", committed_at="2026-01-01T00:00:00Z")
    assert DriftItem.objects.get().closed_at is not None


def test_workspaces_have_nothing_to_do_with_each_other(workspace: Workspace) -> None:
    other = org.workspace("other")
    seen(workspace, drifted())
    seen(other, drifted())
    seen(other)
    assert set(DriftItem.objects.values_list("workspace__slug", "closing")) == {("orders-prod", ""), ("other", "gone")}


def test_what_moved_since_the_last_apply_is_the_cause(workspace: Workspace) -> None:
    """The version that was asked for when something was applied is compared with the one that is asked for now."""
    org.run(workspace, "applied", applied_at=timezone.now(), summary={"versions": {"provider hashicorp/aws": "~> 5.0"}})
    provider = {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": "~> 6.0"}
    seen(workspace, drifted(), configuration={"provider_config": {"aws": provider}, "root_module": {}})
    item = DriftItem.objects.get()
    assert (item.cause_kind, item.cause) == ("provider", ["hashicorp/aws", "~> 5.0 → ~> 6.0", "aws_instance"])


def test_a_thousand_at_once(workspace: Workspace) -> None:
    many = [drifted(f"aws_instance.web[{number}]") for number in range(1_100)]
    seen(workspace, *many)
    seen(workspace, *many[:-1])
    assert DriftItem.objects.filter(closed_at=None).count() == 1_099
    seen(workspace)
    assert not DriftItem.objects.filter(closed_at=None).exists()
