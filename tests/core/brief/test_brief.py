"""The brief of a judgement: its sentences in order, and its headline."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.brief.brief import LONGEST, MOST, Past, brief
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import (
    Action,
    ChangeSet,
    Cost,
    CostLine,
    CostStatus,
    Downstream,
    Enforcement,
    Finding,
    Graph,
    Gravity,
    Invocation,
    Judgement,
    Kind,
    OutputChange,
    Severity,
    Status,
)
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.verdict import decide
from tests.builders import change, change_set

RULES = RuleSet(guardrails(), budget=Decimal(1000))
DATABASE = change("module.db.aws_db_instance.this", Action.REPLACE, before={"identifier": "orders-prod"})
GROUP = change(
    "aws_security_group.web",
    Action.UPDATE,
    {"ingress": []},
    {"ingress": [{"from_port": 22, "to_port": 22, "protocol": "tcp", "cidr_blocks": ["0.0.0.0/0"]}]},
)


def finding(guardrail: str, address: str, **more: Any) -> Finding:
    told = {"enforcement": Enforcement.MANDATORY, "status": Status.VIOLATED, "message": "it is so"}
    return Finding(guardrail, Severity.HIGH, address=address, **(told | more))


def judged(changes: ChangeSet, *findings: Finding, cost: Cost | None = None, **more: Any) -> Judgement:
    verdict = decide(changes, findings, more.get("unjudged", ()))
    return Judgement(changes=changes, verdict=verdict, findings=findings, evaluated=1, cost=cost or Cost(), **more)


def costing(before: str, after: str, *others: CostStatus, told_by: str = "") -> Cost:
    lines = [CostLine(f"t.a{place}", "t", Action.UPDATE, status) for place, status in enumerate(others)]
    priced = CostLine("t.b", "t", Action.UPDATE, CostStatus.PRICED, Decimal(before), Decimal(after))
    return Cost((priced, *lines), before=Decimal(before), after=Decimal(after), told_by=told_by)


FORGOTTEN = CostLine("t.c", "t", Action.FORGET, CostStatus.PRICED, Decimal(10), left_behind=True)

SSH = finding("sg-open-ssh", "aws_security_group.web", message="port 22 is open to the internet")


def test_the_gravest_stands_first_and_the_headline_says_it() -> None:
    found = brief(
        judged(change_set(GROUP, DATABASE), SSH, cost=costing("2612", "2662.80")),
        Graph(downstream=20, destroyed=Downstream(1, 2, 2)),
        RULES,
        Past(returns_to="run 12 applied, commit abc1234"),
    )
    assert [(str(each.gravity), str(each.kind), each.text) for each in found.sentences] == [
        (
            "loses_data",
            "destroyed",
            "Replaces database orders-prod (module.db.aws_db_instance.this), which holds data.",
        ),
        (
            "blocks",
            "violated",
            "“SSH is not open to the internet” is violated by aws_security_group.web: port 22 is open to the internet.",
        ),
        ("opens", "network", "Opens SSH (port 22) to the internet: aws_security_group.web."),
        ("informs", "cost", "Costs $50.80 a month more ($2,612.00 → $2,662.80); 266% of the budget."),
        (
            "informs",
            "reach",
            "20 unchanged resources depend on what changes; 2 instances of them on what is destroyed or replaced.",
        ),
        ("informs", "returns", "Returns to what run 12 applied, commit abc1234."),
    ]
    assert found.headline == (
        "Blocked: violates “SSH is not open to the internet”; replaces database orders-prod (holds data); 2 more; +$50.80/month"
    )


@pytest.mark.parametrize(
    ("changes", "findings", "more", "headline"),
    [
        (change_set(), (), {}, "No changes"),
        (change_set(change("t.a", Action.NO_OP)), (), {}, "No changes"),
        (change_set(change("t.a"), change("t.b", Action.DELETE)), (), {}, "1 to create, 1 to destroy"),
        (change_set(outputs=(OutputChange("a", Action.UPDATE, 1, 2),)), (), {}, "1 output to change"),
        (change_set(errored=True), (), {}, "Blocked: planning failed"),
        (change_set(complete=False), (), {}, "Needs approval: not complete"),
        (change_set(complete=False, flags=("-target=a.b",)), (), {}, "Needs approval: partial"),
        (change_set(flags=("-refresh=false",)), (), {}, "No changes; made without a refresh"),
        (change_set(GROUP), (), {}, "Opens SSH (port 22) to the internet"),
        (
            change_set(change("t.a")),
            (),
            {"unjudged": ("No guardrail knows what changes here (1 of x/y).",)},
            "1 to create; not all checked by a guardrail",
        ),
        (
            change_set(change("t.a", Action.UNKNOWN)),
            (),
            {},
            "Needs approval: an unknown action on 1 resource",
        ),
        (
            change_set(change("t.a")),
            (finding("kms-rotation-off", "t.a", status=Status.UNDETERMINED),),
            {},
            "Needs approval: 1 to create; “KMS keys rotate” is undetermined",
        ),
        (
            change_set(change("t.a")),
            (finding("kms-rotation-off", "t.a", enforcement=Enforcement.ADVISORY),),
            {},
            "1 to create",
        ),
        (change_set(change("t.a")), (finding("gone-by-now", "t.a"),), {}, "Blocked: violates “gone-by-now”"),
        (
            change_set(change("t.a"), invocations=(Invocation("action.x.y"),)),
            (),
            {},
            "1 to create; runs 1 action",
        ),
    ],
)
def test_headlines(changes: ChangeSet, findings: tuple[Finding, ...], more: dict[str, Any], headline: str) -> None:
    assert brief(judged(changes, *findings, **more), Graph(), RULES).headline == headline


def test_what_the_plan_does_not_touch_and_what_is_waived_is_no_news() -> None:
    quiet = (finding("sg-open-ssh", "t.a", standing=True), finding("sg-open-ssh", "t.b", status=Status.WAIVED))
    assert not brief(judged(change_set(), *quiet), Graph(), RULES).sentences


@pytest.mark.parametrize(
    ("cost", "said"),
    [
        (Cost(), None),
        (costing("10", "10"), "Costs $10.00 a month, as before; 1% of the budget."),
        (costing("10", "4"), "Costs $6.00 a month less ($10.00 → $4.00); 0% of the budget."),
        (
            Cost((FORGOTTEN,), before=Decimal(10)),
            "Costs $10.00 a month less ($10.00 → $0.00); 0% of the budget; what is forgotten still costs $10.00.",
        ),
        (
            costing("0", "4", CostStatus.UNPRICED, CostStatus.USAGE_BASED, CostStatus.USAGE_BASED),
            (
                "Costs $4.00 a month more ($0.00 → $4.00); 0% of the budget; 1 unpriced resource;"
                " 2 usage-based resources."
            ),
        ),
        (
            Cost((CostLine("t.a", "t", Action.CREATE, CostStatus.UNPRICED),)),
            "What it costs is not known: 1 unpriced resource.",
        ),
        (
            costing("0", "4", CostStatus.UNPRICED, told_by="Infracost"),
            "Costs $4.00 a month more ($0.00 → $4.00); 0% of the budget; as Infracost says; 1 resource unpriced here.",
        ),
        (
            costing("0", "4", CostStatus.UNPRICED, CostStatus.UNPRICED, told_by="Infracost"),
            "Costs $4.00 a month more ($0.00 → $4.00); 0% of the budget; as Infracost says; 2 resources unpriced here.",
        ),
    ],
)
def test_cost_says_what_it_leaves_out(cost: Cost, said: str | None) -> None:
    told = [each.text for each in brief(judged(change_set(), cost=cost), Graph(), RULES).sentences]
    assert told == ([said] if said else [])


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (Past(first=True), "The first plan of this workspace."),
        (Past(readers=1), "1 other workspace reads outputs that change."),
        (Past(may_read=1), "1 other workspace may read outputs that change."),
        (Past(readers=2), "2 other workspaces read outputs that change."),
        (Past(moved=("provider aws: ~> 4.0 → ~> 5.0",)), "Provider aws: ~> 4.0 → ~> 5.0."),
    ],
)
def test_what_earlier_runs_tell(past: Past, said: str) -> None:
    assert [each.text for each in brief(judged(change_set()), Graph(), RULES, past).sentences] == [said]


def test_what_runs_beside_the_resources() -> None:
    plan = change_set(
        change("t.a[0]"),
        change("t.b", Action.UPDATE),
        provisioned={"t.a": "mac", "t.b": "mac"},
        invocations=(Invocation("action.x.y"), Invocation("action.x.z")),
    )
    assert [each.text for each in brief(judged(plan), Graph(), RULES).sentences] == [
        "The apply runs 2 provider actions: action.x.y, action.x.z.",
        "The apply may run provisioners of t.a[0].",
    ]


def test_very_many_sentences_of_one_gravity_are_counted() -> None:
    plan = change_set(oddities=tuple(f"{number} is odd." for number in range(MOST + 5)))
    odd = [each for each in brief(judged(plan), Graph(), RULES).sentences if each.kind is Kind.ODD]
    assert (len(odd), odd[-1].text) == (MOST + 1, "5 more of this kind, not listed here.")


names = st.text(min_size=1, max_size=300)


@given(st.lists(st.tuples(names, st.sampled_from(Action)), max_size=8), st.lists(names, max_size=5))
def test_a_headline_is_one_short_line(told: list[tuple[str, Action]], oddities: list[str]) -> None:
    changes = [change("aws_db_instance.a", action, {"identifier": name}, {}) for name, action in told]
    found = brief(judged(change_set(*changes, oddities=tuple(oddities)), SSH), Graph(), RULES)
    assert 0 < len(found.headline) <= LONGEST
    assert found.headline.isprintable()
    assert list(found.sentences) == sorted(found.sentences, key=lambda each: [*Gravity].index(each.gravity))
    assert all(each.text.isprintable() for each in found.sentences)
