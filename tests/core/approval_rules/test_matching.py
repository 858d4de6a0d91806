"""What approval rules ask of a run, and what they approve in everybody's place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

from gitops_portal.core.approval_rules.book import AutoRule, Book, Need, Rule, When
from gitops_portal.core.approval_rules.facts import Beside, Facts, Found, Touched, beside, facts
from gitops_portal.core.approval_rules.matching import approved_by, requirements
from gitops_portal.core.model import (
    Action,
    Cost,
    CostLine,
    CostStatus,
    Enforcement,
    Evaluation,
    Finding,
    Graph,
    Node,
    Outcome,
    Severity,
    Status,
    Verdict,
)
from gitops_portal.core.patterns import fits
from tests import builders, organisation

ROUTE = Touched("module.net.aws_route_table.main", "aws_route_table", "module.net", "update")
BUCKET = Touched("aws_s3_bucket.b", "aws_s3_bucket", "", "create")
READ = Touched("data.aws_route_table.x", "aws_route_table", "", "read")
ODD = Touched("aws_x.y", "aws_x", "", "unknown")
FACTS = Facts((ROUTE, BUCKET), (), Decimal(10), Beside({"aws_vpc": ("aws_vpc.main", 12)}, Decimal(1)))
NETWORK = (Need("network"),)


@pytest.mark.parametrize(
    ("when", "changed", "why"),
    [
        ({}, {}, "the plan changes something"),
        ({}, {"beside": Beside(applies=False)}, ""),
        ({"types": ["aws_route*"]}, {}, "module.net.aws_route_table.main is updated"),
        ({"types": ["aws_*"]}, {}, "module.net.aws_route_table.main is updated, and 1 more change"),
        ({"types": ["aws_route"]}, {}, ""),
        ({"types": ["aws_route*"]}, {"touched": (READ,)}, ""),
        ({"types": ["aws_route*"], "actions": ["delete"]}, {}, ""),
        ({"types": ["aws_x"], "actions": ["delete"]}, {"touched": (ODD,)}, "in a way that nobody here knows"),
        ({"addresses": ["module.net.*"]}, {}, "is updated"),
        ({"modules": ["module.net"], "types": ["aws_s3_bucket"]}, {}, ""),
        ({"providers": ["google"]}, {}, ""),
        ({"providers": ["aws"], "actions": ["create"]}, {}, "aws_s3_bucket.b is created"),
        ({"downstream_of": ["aws_vpc"]}, {}, "aws_vpc.main changes, and 12 depend on it"),
        ({"downstream_of": ["aws_subnet"]}, {}, ""),
        ({"cost_delta": "10"}, {}, "the cost rises by $10.00 a month"),
        ({"cost_delta": "10.01"}, {}, ""),
        ({"cost_delta": "500"}, {"cost_delta": None}, "the cost is not known"),
        (
            {"findings": ["sg-open-ssh"]},
            {"found": (Found("sg-open-ssh", "high", "violated"),)},
            "sg-open-ssh is violated",
        ),
        ({"findings": ["sg-open-ssh"]}, {"found": (Found("other", "high", "violated"),)}, ""),
        ({"severities": ["high"]}, {"found": (Found("x", "high", "undetermined"),)}, "x is undetermined"),
        ({"types": ["aws_route*"], "cost_delta": "11"}, {}, ""),
        ({"types": ["aws_route*"], "cost_delta": "9"}, {}, "is updated and the cost rises"),
    ],
)
def test_when_a_rule_asks(when: dict[str, Any], changed: dict[str, Any], why: str) -> None:
    told: dict[str, Any] = {
        name: Decimal(value) if name == "cost_delta" else tuple(value) for name, value in when.items()
    }
    book = Book({"network": Rule(NETWORK, when=(When(**told),))})
    found = requirements(book, replace(FACTS, **changed))
    assert why in found[0].why if why else not found


def test_any_of_several_conditions_is_enough_and_every_need_is_asked() -> None:
    rule = Rule((Need("network", count=2), Need(people=("Ana@example.org",))), when=(When(types=("x",)), When()))
    one, other = requirements(Book({"network": rule}), FACTS)
    assert (one.team, one.count, other.people, other.count) == ("network", 2, ("ana@example.org",), 1)


@pytest.mark.parametrize(
    ("pattern", "text", "whether"),
    [
        ("a", "a", True),
        ("a", "ab", False),
        ("a*", "ab", True),
        ("*b", "ab", True),
        ("a*a", "a", False),
        ("a*b*c", "a-b-c", True),
        ("a*b*c", "a-c", False),
        ("a*bc*c", "abc", False),
        ("*", "", True),
        ("a?[b].c", "a?[b].c", True),
        ("*a" * 200 + "*", "a" * 199 + "b" * 100_000, False),
    ],
)
def test_a_star_is_any_text_and_nothing_else_is_special(pattern: str, text: str, whether: bool) -> None:
    assert fits(pattern, text) is whether


TAGS = AutoRule(types=("aws_*",), cost_delta_at_most=Decimal(50), coverage_at_least=Decimal("0.9"))
BOT = AutoRule(authors=("github:Renovate",))


@pytest.mark.parametrize(
    ("rule", "changed", "approves"),
    [
        (TAGS, {}, True),
        (TAGS, {"touched": (ROUTE, READ)}, True),
        (TAGS, {"touched": (Touched("google_x.y", "google_x", "", "update"),)}, False),
        (TAGS, {"touched": (ROUTE._replace(action="delete"),)}, False),
        (TAGS, {"touched": (ROUTE._replace(action="replace"),)}, False),
        (TAGS, {"touched": (ROUTE._replace(action="forget"),)}, False),
        (TAGS, {"touched": (ROUTE._replace(action="unknown"),)}, False),
        (TAGS, {"found": (Found("x", "low", "violated"),)}, False),
        (TAGS, {"found": (Found("x", "low", "undetermined"),)}, False),
        (TAGS, {"cost_delta": Decimal("50.01")}, False),
        (TAGS, {"cost_delta": None}, False),
        (TAGS, {"beside": Beside(coverage=Decimal("0.89"))}, False),
        (TAGS, {"beside": Beside(coverage=None)}, True),
        (TAGS, {"beside": Beside(unsettled="the plan is not complete")}, False),
        (BOT, {}, False),
        (BOT, {"author": "github:renovate"}, True),
        (BOT, {"author": "renovate"}, False),
        (BOT, {"author": "gitlab:renovate"}, False),
    ],
)
def test_what_a_rule_approves(rule: AutoRule, changed: dict[str, Any], approves: bool) -> None:
    assert approved_by(Book(auto_approve={"small": rule}), replace(FACTS, **changed)) == ("small" if approves else "")


def evaluation(**changed: Any) -> Evaluation:
    said = {"verdict": Verdict(Outcome.PASSED), "cost": Cost()} | changed
    return replace(organisation.CONCLUDED, **said)


FINDING = Finding("x", Severity.LOW, Enforcement.MANDATORY, "aws_x.y", Status.UNDETERMINED)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"changes": builders.change_set(builders.change("aws_x.y"), errored=True)}, "planning failed"),
        ({"changes": builders.change_set(builders.change("aws_x.y"), complete=False)}, "not complete"),
        (
            {"changes": builders.change_set(deferred=(("why", builders.change("aws_x.y")),))},
            "deferred",
        ),
        ({"changes": builders.change_set(builders.change("aws_x.y", Action.UNKNOWN))}, "nobody here knows"),
        ({"verdict": Verdict(Outcome.NEEDS_APPROVAL)}, "asks for a person"),
        ({"verdict": Verdict(Outcome.BLOCKED)}, "asks for a person"),
        ({"findings": (FINDING,)}, "can't be told"),
        ({"findings": (replace(FINDING, standing=True),)}, ""),
    ],
)
def test_what_no_rule_may_approve(changed: dict[str, Any], why: str) -> None:
    found = beside(evaluation(**changed)).unsettled
    assert why in found if why else not found


@pytest.mark.parametrize(("forgotten", "rises"), [(False, None), (True, Decimal(90))])
def test_the_cost_rises_by_more_where_something_is_forgotten(forgotten: bool, rises: Decimal | None) -> None:
    gone = CostLine("a.b", "a", Action.FORGET, CostStatus.PRICED, Decimal(100), left_behind=forgotten)
    cost = Cost((gone,), before=Decimal(100), after=Decimal(90))
    assert beside(evaluation(cost=cost)).rises_up_to == rises


def test_downstream_is_what_depends_on_what_changes() -> None:
    nodes = (
        Node("aws_vpc.a", "aws_vpc", "a", actions={Action.UPDATE: 1}),
        Node("aws_vpc.b", "aws_vpc", "b", actions={Action.UPDATE: 1}),
        Node("aws_subnet.c", "aws_subnet", "c", actions={Action.NO_OP: 1}),
        Node("aws_x.d", "aws_x", "d", actions={Action.CREATE: 1}),
    )
    graph = Graph(nodes=nodes, dependants={"aws_vpc.a": 2, "aws_vpc.b": 5, "aws_subnet.c": 1})
    assert beside(evaluation(graph=graph)).downstream == {"aws_vpc": ("aws_vpc.b", 5)}


@pytest.mark.parametrize(
    ("identity", "author"),
    [
        ({}, ""),
        ({"actor": "github:ana"}, ""),
        ({"actor": "github:ana", "proves": ["branch"]}, ""),
        ({"actor": "github:ana", "proves": ["actor"]}, "github:ana"),
    ],
)
def test_an_author_is_known_where_the_identity_proves_it(identity: dict[str, Any], author: str) -> None:
    assert facts([], [], (None, None), Beside(), identity).author == author
