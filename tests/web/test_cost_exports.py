"""Costs as CSV: of a run, with the columns of FOCUS, and of all workspaces that somebody sees."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.actions import evaluate, usage
from gitops_portal.core.model import Role
from gitops_portal.records.models import RunDocument, Workspace
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import entry, plan

if TYPE_CHECKING:
    from django.test import Client

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
        ({"after": GATEWAY}, "after", ["", "sum", ""]),
        ({"before": GATEWAY}, "before", ["sum", "", ""]),
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
    row = page.partition('<tr class="cost-part">')[2].partition("</tr>")[0]
    cells = re.findall(r'<td class="(blank|num soft)"', row)
    assert ["sum" if each == "num soft" else "" for each in cells] == columns


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
