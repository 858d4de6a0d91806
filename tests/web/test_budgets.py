"""Budgets that workspaces share: kept by owners of the organisation, told on a page and to scripts, asked once."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gitops_portal.actions import budgets, tokens
from gitops_portal.actions.guardrails import rules_of
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.lifecycle import State
from gitops_portal.core.model import Role
from gitops_portal.core.rules.budgets import MOST
from gitops_portal.records.models import AuditEvent, Budget, Run, RunTag
from gitops_portal.records.queries import budgets as queries
from tests import organisation as org
from tests.actors import OPERATOR
from tests.documents import HARMLESS

if TYPE_CHECKING:
    from gitops_portal.core.rules.budgets import Standing
    from gitops_portal.records.models import Workspace

pytestmark = pytest.mark.django_db

FORM = {"name": "Shop", "amount": "100", "scope": "labels", "selector": "env=prod", "tag_key": "", "tag_value": ""}


def kept(name: str = "Shop", **fields: Any) -> Budget:
    told: dict[str, Any] = {"name": name, "amount": Decimal(100), "scope": "organisation"}
    return budgets.keep(OPERATOR, **(told | fields))


def run(workspace: Workspace, state: str, before: int | None, after: int | None, *tags: tuple[Any, ...]) -> Run:
    """With the sums of its tags: kind, key, value, before, after."""
    found = org.run(workspace, state, cost_before=before, cost_after=after)
    found.summary = {"cost": {"coverage": {"priced": 2, "unpriced": 1}}}
    found.save(update_fields=["summary"])
    for kind, key, value, was, becomes in tags:
        RunTag.objects.create(run=found, kind=kind, key=key, value=value, before=was, after=becomes, priced=1)
    return found


def stands(**fields: Any) -> Standing:
    (held,) = queries.stand([queries.noun(kept(**fields))])
    return held


def test_what_stands_and_what_is_to_come() -> None:
    """The newest plan that says a cost; where it was applied, what it left. What waits for a person is not to come."""
    one, two, three = (org.workspace(name, labels={"env": "prod"}) for name in ("one", "two", "three"))
    run(one, State.APPLIED, 10, 40)
    run(one, State.APPROVED, 40, 45)
    run(two, State.APPLIED, 0, 5)
    run(two, State.AWAITING, 5, 500)
    run(two, State.ERRORED, None, None)
    run(three, State.AUTO_APPROVED, None, None)
    org.workspace("empty")
    held = stands()
    assert [int(each) for each in (held.sums.now, held.forecast, held.workspaces, held.empty)] == [45, 50, 4, 1]
    assert (held.sums.priced, held.sums.unpriced) == (6, 3)


def test_by_tag() -> None:
    one, two, three = map(org.workspace, ("one", "two", "three"))
    sums = ("untold", "", "", 0, 0), ("sum", "team", "web", 10, 20)
    run(one, State.APPLIED, 100, 100, *sums)
    run(one, State.APPROVED, 100, 110, ("untold", "", "", 0, 0), ("sum", "team", "web", 20, 30))
    run(two, State.APPLIED, 50, 50, ("untold", "", "", 0, 0), ("sum", "team", "shop", 50, 50))
    run(three, State.APPLIED, 7, 7)
    held = stands(tag_key="team", tag_value="web")
    assert [int(each) for each in (held.sums.now, held.forecast, held.apart, held.apart_forecast)] == [20, 30, 1, 7]


@pytest.mark.parametrize("tag", ["", "team"])
def test_both_ends_of_what_usage_files_tell(tag: str) -> None:
    place = org.workspace("one")
    run(place, State.APPLIED, 10, 40)
    rows = ("untold", "", "", 0, 0), ("sum", "team", "web", 40, 45), ("low", "team", "web", 30, 35)
    newest = run(place, State.APPROVED, 40, 45, *rows, ("high", "team", "web", 70, 75))
    newest.summary["cost"] |= {"low": {"before": "30", "after": "35"}, "high": {"before": "70.5", "after": "75.5"}}
    newest.save(update_fields=["summary"])
    held = stands(tag_key=tag, tag_value="web" if tag else "")
    found = [held.sums.low_now, held.sums.now, held.sums.high_now, held.sums.low_forecast, held.forecast, held.high]
    assert [int(each) for each in found] == [30, 40, 70, 35, 45, 75]
    page = org.signed_in(org.person(organisation_role=Role.AUDITOR)).get("/budgets/").text
    assert "$30.00 to $70." in page
    assert "up to 75%" in page


def test_a_plan_is_judged_beside_all_other_workspaces() -> None:
    own, other = org.workspace("own"), org.workspace("other")
    run(own, State.APPLIED, 1, 1)
    run(other, State.APPLIED, 70, 70)
    kept()
    kept("dev", scope="labels", selector="env=dev")
    (held,) = rules_of(own).budgets
    assert (held.budget.name, int(held.forecast)) == ("Shop", 70)


def test_asks_as_often_for_many_as_for_one() -> None:
    counts = []
    for number in (1, 6):
        for each in range(number):
            place = org.workspace(f"w{number}-{each}")
            run(place, State.APPLIED, 1, 1, ("untold", "", "", 0, 0))
            run(place, State.APPROVED, 1, 2, ("untold", "", "", 0, 0))
            kept(f"b{number}-{each}", tag_key="team", tag_value=f"t{each}")
        with CaptureQueriesContext(connection) as asked:
            queries.stand([queries.noun(row) for row in queries.rows()])
        counts.append(len(asked))
    assert counts == [4, 4]


def test_owners_keep_them_and_the_trail_tells() -> None:
    owner = org.signed_in(org.person(organisation_role=Role.OWNER))
    assert owner.post("/budgets/new/", FORM).status_code == 302
    budget = Budget.objects.get()
    assert owner.post(f"/budgets/{budget.pk}/", FORM | {"amount": "120"}).status_code == 302
    assert owner.post(f"/budgets/{budget.pk}/", FORM | {"amount": "120"}).status_code == 302
    assert owner.get(f"/budgets/{budget.pk}/").text.count('value="120.00"') == 1
    assert owner.post("/budgets/remove/", {"budget": budget.pk}).status_code == 302
    told = list(AuditEvent.objects.filter(verb__startswith="budget.").order_by("pk"))
    assert [event.verb for event in told] == ["budget.added", "budget.changed", "budget.removed"]
    assert told[1].detail["before"]["amount"] == "100.00"
    assert told[1].detail["after"]["amount"] == "120.00"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"amount": "0"}, "above 0"),
        ({"amount": "many"}, "Enter a number"),
        ({"tag_key": "team"}, "a key and a value"),
        ({"selector": "prod"}, "is not a label selector"),
        ({"scope": "workspace", "selector": "gone"}, "There is no workspace"),
        ({"name": "taken"}, "already"),
    ],
)
def test_what_is_wrong_gets_a_sentence_and_keeps_nothing(wrong: dict[str, str], told: str) -> None:
    kept("taken")
    owner = org.signed_in(org.person(organisation_role=Role.OWNER))
    response = owner.post("/budgets/new/", FORM | wrong)
    assert response.status_code == 422
    assert told in response.text
    assert Budget.objects.count() == 1


def test_is_bounded_and_never_half_done() -> None:
    Budget.objects.bulk_create(Budget(name=f"b{each}", amount=1, changed_at=timezone.now()) for each in range(MOST))
    with pytest.raises(Invalid, match="remove one first"):
        kept()
    with pytest.raises(Stale):
        budgets.remove(OPERATOR, 10**9)


def test_the_page_tells_each_with_what_no_sum_holds() -> None:
    run(org.workspace("one"), State.APPLIED, 0, 130)
    kept("<b>Shop</b>")
    page = org.signed_in(org.person(organisation_role=Role.AUDITOR)).get("/budgets/").text
    assert "&lt;b&gt;Shop&lt;/b&gt;" in page
    assert "over budget" in page
    assert "leaves out 1 resource of" in page
    assert "Add a budget" not in page


def test_scripts_read_them_where_they_see_everything() -> None:
    place = org.workspace("one")
    run(place, State.APPROVED, 60, 80)
    kept(tag_key="team", tag_value="web")
    kept("all")
    everywhere, here = (tokens.create(OPERATOR, name="CI", workspace=each)[1] for each in (None, place))
    client = org.signed_in(org.person("stranger"))
    assert client.get("/api/v1/budgets").status_code == 403
    client.logout()
    assert client.get("/api/v1/budgets", headers={"Authorization": f"Bearer {here}"}).status_code == 403
    tagged, whole = client.get("/api/v1/budgets", headers={"Authorization": f"Bearer {everywhere}"}).json()["budgets"]
    assert (tagged["tag"], tagged["tag_not_known"]) == ("team=web", 1)
    assert {name: whole[name] for name in ("name", "amount", "now", "forecast", "state", "left_out")} == {
        "name": "all",
        "amount": "100.00",
        "now": "60.00",
        "forecast": "80.00",
        "state": "unclear",
        "left_out": 1,
    }


def test_an_evaluation_keeps_what_tags_cost() -> None:
    found = org.uploaded(org.workspace(), HARMLESS)
    assert RunTag.objects.filter(run=found, kind="untold", key="").count() == 1


@pytest.mark.parametrize(("role", "sees"), [(None, False), (Role.AUDITOR, True)])
def test_a_run_names_the_budgets_that_it_counts_to(role: Role | None, sees: bool) -> None:
    """How full they are tells of other workspaces: it is for who sees all of them."""
    place = org.workspace()
    run = org.uploaded(place, HARMLESS)
    kept("<b>Shop</b>")
    kept("dev", scope="labels", selector="env=dev")
    who = org.signed_in(org.person(organisation_role=role) if role else org.member(place, Role.REVIEWER))
    address = f"/workspaces/orders-prod/runs/{run.number}/?tab=cost"
    assert f'href="{address}"' in who.get("/workspaces/orders-prod/").text
    page = who.get(address)
    assert [str(held.budget.name) for held in page.context["shared"]] == ["<b>Shop</b>"]
    assert "&lt;b&gt;Shop&lt;/b&gt;" in page.text
    assert ("<progress" in page.text) is sees
