"""What a run says of those before it: the first one, versions that moved, what it goes back to, who reads what changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import outcome
from gitops_portal.records.models import StateRead, Workspace
from tests.actors import CI
from tests.documents import entry, plan

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.records.models import Run

    Upload = Callable[..., Run]


@pytest.fixture(autouse=True)
def nobody_asked(workspace: Workspace) -> None:
    workspace.required_approvals = 0
    workspace.state_address = "s3://states/orders"
    workspace.save()


def policy(before: str, after: str, bound: str = "~> 5.0", **told: Any) -> bytes:
    """A policy goes from one text to another; what the provider fills in differs with every plan."""
    before, after = (f'{{"Id": "{each}", "Statement": []}}' for each in (before, after))
    config = {"aws": {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws", "version_constraint": bound}}
    block = {
        "address": "aws_sns_topic_policy.a",
        "mode": "managed",
        "type": "aws_sns_topic_policy",
        "name": "a",
        "expressions": {"policy": {"constant_value": after}},
    }
    change = entry(
        "aws_sns_topic_policy.a",
        "update",
        before={"policy": before, "seen": before},
        after={"policy": after, "seen": f"{before}{after}"},
    )
    return plan(change, configuration={"provider_config": config, "root_module": {"resources": [block]}}, **told)


def said(run: Run, kind: str) -> list[str]:
    return [told["text"] for told in run.summary["brief"]["sentences"] if told["kind"] == kind]


def applied(run: Run) -> Run:
    return outcome.tell(run, CI, "applied")


def test_the_first_plan_of_a_workspace_says_so(upload: Upload) -> None:
    assert [said(upload(), "first") for _ in range(2)] == [["The first plan of this workspace."], []]


def test_a_plan_that_goes_back_names_where_it_goes(upload: Upload) -> None:
    applied(upload(policy("a", "b"), commit="abc1234def"))
    applied(upload(policy("b", "c")))
    back = upload(policy("c", "b"))
    assert said(back, "returns") == ["Returns to what run 1 applied, commit abc1234."]
    assert "returns to what run 1 applied" in back.headline
    assert said(upload(policy("c", "d")), "returns") == []


@pytest.mark.parametrize("told", [{"complete": False}, {"errored": True}])
def test_where_the_result_is_not_known_it_is_compared_with_nothing(upload: Upload, told: dict[str, Any]) -> None:
    applied(upload(policy("a", "b")))
    assert said(upload(policy("c", "b", **told)), "returns") == []


def test_what_changes_nothing_goes_nowhere(upload: Upload) -> None:
    still = plan(entry("aws_sns_topic_policy.a", "no-op", before={"policy": "a"}, after={"policy": "a"}))
    applied(upload(still))
    assert said(upload(still), "returns") == []


def test_what_was_never_applied_is_nothing_to_go_back_to(upload: Upload) -> None:
    upload(policy("a", "b"))
    assert said(upload(policy("c", "b")), "returns") == []


def test_versions_are_compared_with_the_run_applied_last(upload: Upload) -> None:
    applied(upload(policy("a", "b", "~> 4.0")))
    upload(policy("b", "c", "~> 9.0"))
    assert said(upload(policy("b", "d")), "versions") == ["Provider hashicorp/aws: ~> 4.0 → ~> 5.0."]


@pytest.mark.parametrize(
    ("reads", "told"),
    [
        (["vpc"], ["1 other workspace reads outputs that change."]),
        (["*"], ["1 other workspace may read outputs that change."]),
        ([], ["1 other workspace may read outputs that change."]),
        (["subnet"], []),
    ],
)
def test_who_reads_what_changes_is_counted(upload: Upload, reads: list[str], told: list[str]) -> None:
    other = Workspace.objects.create(slug="web", name="web")
    StateRead.objects.create(workspace=other, address="s3://states/orders", block="data.x.y", outputs=reads)
    changed = {"vpc": {"actions": ["update"], "before": "a", "after": "b"}}
    assert said(upload(plan(output_changes=changed)), "readers") == told


def test_an_equal_plan_has_equal_evidence_whatever_came_before(upload: Upload) -> None:
    one = applied(upload(policy("a", "b")))
    other = upload(policy("a", "b"))
    assert one.summary["brief"] != other.summary["brief"]
    assert one.evidence == other.evidence
