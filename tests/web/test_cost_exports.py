"""Costs as CSV: of a run, with the columns of FOCUS, and of all workspaces that somebody sees."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.html import strip_tags

from gitops_portal.actions import evaluate, usage
from gitops_portal.core.model import Role
from gitops_portal.records.models import RunDocument, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from django.test import Client

    from tests.documents import Json

pytestmark = pytest.mark.django_db
QUEUE = {"name": "jobs", "region": "eu-west-1", "tags": {"team": "=web"}}
GATEWAY = {"region": "us-east-1"}
TOLD = "version: 1\ntypes:\n  aws_sqs_queue:\n    requests: {low: 0, typical: 2000000, high: 5000000}\n"


def rows(client: Client, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.text)))


def test_of_a_run() -> None:
    place = org.workspace()
    usage.save(OPERATOR, place, TOLD)
    run = org.uploaded(Workspace.objects.get(pk=place.pk), plan(entry("aws_sqs_queue.jobs", after=QUEUE)))
    client = org.signed_in(org.member(place, Role.VIEWER))
    address = f"/workspaces/orders-prod/runs/{run.number}/cost/export/"
    first, second = rows(client, address)
    assert (first["address"], first["monthly_low_after"], second["component"]) == (
        "aws_sqs_queue.jobs",
        "0",
        "Requests",
    )
    assert float(first["monthly_after"]) == float(second["component_monthly"]) > 0
    (focus,) = rows(client, f"{address}?format=focus")
    assert (focus["ServiceName"], focus["RegionId"], focus["Tags"]) == ("Amazon SQS", "eu-west-1", '{"team": "=web"}')
    assert focus["BilledCost"] == first["monthly_after"]
    assert client.get(f"{address}?format=pdf").status_code == 404


@pytest.mark.parametrize(
    ("sides", "side", "columns"),
    [
        ({"after": GATEWAY}, "after", ["—", "$32.85", "+$32.85"]),
        ({"before": GATEWAY}, "before", ["$32.85", "—", "−$32.85"]),
    ],
)
def test_components_stand_on_the_side_on_which_they_are_paid(
    sides: dict[str, Any], side: str, columns: list[str]
) -> None:
    place = org.workspace()
    does = "create" if side == "after" else "delete"
    run = org.uploaded(place, plan(entry("aws_nat_gateway.out", does, **sides)))
    client = org.signed_in(org.member(place, Role.VIEWER))
    line, *parts = rows(client, f"/workspaces/orders-prod/runs/{run.number}/cost/export/")
    assert {part["component_side"] for part in parts} == {side}
    assert float(line[f"monthly_{side}"]) == sum(float(part["component_monthly"] or 0) for part in parts) > 0
    page = client.get(f"/workspaces/orders-prod/runs/{run.number}/?tab=cost").text
    assert [row[-3:] for row in cells(page) if row[-1] != "—"] == [columns]
    report = client.get(f"/workspaces/orders-prod/runs/{run.number}/report.html").text
    assert [row[-3:] for row in cells(report) if row[-1] != "—"] == [columns]


def cells(page: str) -> list[list[str]]:
    """The text of each cell, of each component."""
    parts = re.findall(r'<tr class="cost-part">(.*?)</tr>', page, re.DOTALL)
    told = [[strip_tags(cell) for cell in re.findall(r"<td.*?</td>", part, re.DOTALL)] for part in parts]
    return [[" ".join(cell.split()) for cell in row] for row in told]


SMALL = {"instance_type": "t3.medium", "root_block_device": [{"volume_type": "gp3", "volume_size": 50}]}
LARGE = {"instance_type": "t3.large", "root_block_device": [{"volume_type": "gp3", "volume_size": 200}]}
MORE = {**SMALL, "monitoring": True}


def resized(before: Json, after: Json) -> tuple[Client, str]:
    place = org.workspace()
    sides = {"before": before | GATEWAY, "after": after | GATEWAY}
    run = org.uploaded(place, plan(entry("aws_instance.web", "update", **sides)))
    return org.signed_in(org.member(place, Role.VIEWER)), f"/workspaces/orders-prod/runs/{run.number}/"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (
            SMALL,
            LARGE,
            [
                ["Instance (t3.medium → t3.large)", "730", "$0.0416 → $0.0832", "$30.37", "$60.74", "+$30.37"],
                ["Root volume (gp3)", "50 → 200", "$0.08", "$4.00", "$16.00", "+$12.00"],
            ],
        ),
        (SMALL, MORE, [["Detailed monitoring", "7", "$0.30", "—", "$2.10", "+$2.10"]]),
        (MORE, SMALL, [["Detailed monitoring", "7", "$0.30", "$2.10", "—", "−$2.10"]]),
        (SMALL, {**SMALL, "tags": {"a": "b"}}, [["Root volume (gp3)", "50", "$0.08", "$4.00", "$4.00", "$0.00"]]),
    ],
)
def test_a_component_costs_so_much_before_and_after(before: Json, after: Json, told: list[list[str]]) -> None:
    client, run = resized(before, after)
    shown = [[name.partition(" ·")[0], *rest] for name, *rest in cells(client.get(f"{run}?tab=cost").text)]
    found = {row[0]: row for row in ([name, quantity, *rest] for name, quantity, _, *rest in shown)}
    assert [found[row[0]] for row in told] == told
    report = client.get(f"{run}report.html").text
    assert [row[-3:] for row in cells(report)] == [row[-3:] for row in shown]
    assert f"{told[0][1]} {shown[list(found).index(told[0][0])][2]} at {told[0][2]}" in " ".join(report.split())


def test_a_run_of_an_earlier_version_is_shown_as_it_was() -> None:
    client, run = resized(SMALL, LARGE)
    (kept,) = RunDocument.objects.all()
    for line in kept.cost_lines + kept.report["cost"]["resources"]:
        assert line.pop("component_changes")
    kept.save()
    rows_ = cells(client.get(f"{run}?tab=cost").text)
    assert [row[1:2] + row[-3:] for row in rows_[:2]] == [["730", "", "$60.74", ""], ["200", "", "$16.00", ""]]
    assert [row[-3:] for row in cells(client.get(f"{run}report.html").text)][:2] == [
        ["", "$60.74", ""],
        ["", "$16.00", ""],
    ]


def test_a_plan_is_read_again_only_where_regions_and_tags_were_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    place = org.workspace()
    run = org.uploaded(place, plan(entry("aws_sqs_queue.jobs", after=QUEUE)))
    client = org.signed_in(org.member(place, Role.VIEWER))
    address = f"/workspaces/orders-prod/runs/{run.number}/cost/export/?format=focus"
    with monkeypatch.context() as patched:
        patched.setattr(evaluate, "planned", None)  # whoever calls it fails
        kept = rows(client, address)
    RunDocument.objects.update(stands=None)
    assert rows(client, address) == kept


def test_of_the_workspaces_that_somebody_sees() -> None:
    place, _ = org.workspace(), org.workspace("other")
    usage.save(OPERATOR, place, TOLD)
    org.uploaded(Workspace.objects.get(pk=place.pk), plan(entry("aws_sqs_queue.jobs", after=QUEUE)))
    (own,) = rows(org.signed_in(org.member(place, Role.VIEWER)), "/costs/export/")
    assert (own["workspace"], own["run"], own["monthly_now"], own["monthly_low_after"]) == (
        "orders-prod",
        "1",
        "0",
        "0",
    )
    assert float(own["monthly_high_after"]) > float(own["monthly_after"]) > 0
    assert (own["priced"], own["unpriced"]) == ("1", "0")
    every = rows(org.signed_in(org.person(organisation_role=Role.AUDITOR)), "/costs/export/")
    assert [(row["workspace"], row["run"]) for row in every] == [("orders-prod", "1"), ("other", "")]
