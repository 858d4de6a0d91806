"""Waivers: what they cover, and that they never cover more than they name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gitops_portal.core import report
from gitops_portal.core.brief.answers import objections, waived
from gitops_portal.core.errors import Invalid
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import (
    Action,
    Cost,
    CostLine,
    CostStatus,
    Enforcement,
    Finding,
    Outcome,
    Severity,
    Status,
    Waived,
)
from gitops_portal.core.patterns import fits
from gitops_portal.core.rules import guard, waivers
from gitops_portal.core.rules.facts import Facts, Subject
from gitops_portal.core.rules.kinds.limits import CostLimit
from gitops_portal.core.rules.rule import Judges, Objection, guardrail, violated
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.verdict import decide
from gitops_portal.core.rules.waivers import Waiver
from tests.builders import change, change_set

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ADVISORY, SOFT, MANDATORY = Enforcement.ADVISORY, Enforcement.SOFT_MANDATORY, Enforcement.MANDATORY
FINDING = Finding("open", Severity.HIGH, MANDATORY, "x_thing.a", Status.VIOLATED, "on", "it is off")
WAIVER = Waiver("open", "x_thing.a", "ada", "migration", NOW + timedelta(days=9), approved_by="omar")
PLAN = change_set(change("x_thing.a", after={"name": "a"}))


@guardrail("open", "Things are closed", Severity.CRITICAL, types={"x_thing"}, why="-", remedy="-")
def opened(_thing: Subject, _facts: Facts) -> Iterator[Objection]:
    yield violated("on", "it is off")


@guardrail("broken", "Breaks", Severity.LOW, types={"x_thing"}, why="-", remedy="-")
def broken(thing: Subject, _facts: Facts) -> Iterator[Objection]:
    yield violated("on", str(thing.values["nothing of the kind"]))


LIMIT = guardrail("limit", "Cheap", Severity.HIGH, why="-", remedy="-", judges=Judges.PLAN)(CostLimit(Decimal(100)))
RULES = RuleSet.of([opened, broken, LIMIT, *guardrails().values()])


def under(*held: Waiver, finding: Finding = FINDING, cost: Cost | None = None) -> Finding:
    return waivers.apply([finding], replace(RULES, waivers=held), cost or Cost())[0]


@pytest.mark.parametrize(
    ("waiver", "finding", "whether"),
    [
        ({}, {}, True),
        ({}, {"status": Status.UNDETERMINED}, True),
        ({}, {"guardrail": "other"}, False),
        ({}, {"address": "x_thing.ab"}, False),
        ({}, {"crashed": True}, False),
        ({"approved_by": ""}, {}, False),
        ({"approved_by": ""}, {"enforcement": SOFT}, False),
        ({"approved_by": ""}, {"enforcement": ADVISORY}, True),
        ({"address": "x_thing.*"}, {}, False),
        ({"address": "x_thing.*", "pattern": True}, {}, True),
        ({"address": "x_thing.*", "pattern": True}, {"address": "module.b.x_thing.a"}, False),
        ({"address": 'x_thing.a["*"]'}, {"address": 'x_thing.a["prod"]'}, False),
        ({"address": 'x_thing.a["*"]'}, {"address": 'x_thing.a["*"]'}, True),
        ({"address": 'x_thing.a["*"]', "pattern": True}, {"address": 'x_thing.a["prod"]'}, True),
    ],
)
def test_what_is_covered(waiver: dict[str, Any], finding: dict[str, Any], whether: bool) -> None:
    found = under(replace(WAIVER, **waiver), finding=replace(FINDING, **finding))
    assert (found.status is Status.WAIVED) is whether
    assert (found.waived is not None) is whether


def test_what_is_waived_says_by_whom_until_when_and_why_and_stays_what_it_was() -> None:
    found = under(WAIVER)
    by = Waived("ada", WAIVER.until, "migration", "omar")
    assert found == replace(FINDING, status=Status.WAIVED, waived=by)
    assert report.finding(found)["waived"] == {
        "by": "ada",
        "until": "2026-12-09T12:00:00+00:00",
        "reason": "migration",
        "approved_by": "omar",
    }
    assert "waived" not in report.finding(FINDING)


def test_of_several_the_one_that_lasts_longest_is_named() -> None:
    longer = replace(WAIVER, by="rita", until=WAIVER.until + timedelta(days=1))
    assert (
        under(WAIVER, longer).waived
        == under(longer, WAIVER).waived
        == Waived("rita", longer.until, "migration", "omar")
    )


@pytest.mark.parametrize(("after", "holds"), [(-1, True), (0, False), (1, False)])
def test_one_that_ended_counts_for_nothing(after: int, holds: bool) -> None:
    assert bool(waivers.holding([WAIVER], WAIVER.until + timedelta(microseconds=after))) is holds


WORDS = st.lists(st.sampled_from(["a", "*", ".", "[", "x_thing", '"']), max_size=5).map("".join)
RULE = st.sampled_from(["open", "broken", "limit"])
FINDINGS = st.builds(
    Finding,
    RULE,
    st.just(Severity.HIGH),
    st.sampled_from(Enforcement),
    WORDS,
    st.sampled_from([Status.VIOLATED, Status.UNDETERMINED]),
    standing=st.booleans(),
    crashed=st.booleans(),
)
WAIVERS = st.builds(
    Waiver,
    RULE,
    WORDS,
    st.just("ada"),
    st.just("why"),
    st.just(WAIVER.until),
    pattern=st.booleans(),
    approved_by=st.sampled_from(["", "omar"]),
    ceiling=st.sampled_from([None, Decimal(50), Decimal(200)]),
)


@given(findings=st.lists(FINDINGS, max_size=4), held=st.lists(WAIVERS, max_size=4), after=st.integers(0, 300))
def test_never_wider_than_it_names(findings: list[Finding], held: list[Waiver], after: int) -> None:
    """Whatever is waived, one waiver names its guardrail and address; all else is as it was, in its place."""
    answers = waivers.apply(findings, replace(RULES, waivers=tuple(held)), Cost(after=Decimal(after)))
    for found, now in zip(findings, answers, strict=True):
        if now == found:
            continue
        assert replace(now, status=found.status, waived=None) == found
        assert not found.crashed
        naming = [one for one in held if one.guardrail == found.guardrail]
        if found.enforcement in {MANDATORY, SOFT}:
            naming = [one for one in naming if one.approved_by]
        if found.guardrail == "limit":
            naming = [one for one in naming if one.ceiling is not None and after <= one.ceiling]
        assert any(one.address == found.address or (one.pattern and fits(one.address, found.address)) for one in naming)


def line(status: CostStatus, action: Action = Action.CREATE) -> CostLine:
    return CostLine("x_thing.a", "x_thing", action, status)


@pytest.mark.parametrize(
    ("ceiling", "cost", "whether"),
    [
        (Decimal(200), Cost(after=Decimal(150)), True),
        (Decimal(150), Cost(after=Decimal(150)), True),
        (Decimal(149), Cost(after=Decimal(150)), False),
        (None, Cost(after=Decimal(150)), False),
        (Decimal(200), Cost(after=Decimal(150), lines=(line(CostStatus.UNPRICED),)), False),
        (Decimal(200), Cost(after=Decimal(150), lines=(line(CostStatus.UNPRICED, Action.NO_OP),)), True),
    ],
)
@pytest.mark.parametrize("rule", ["limit", "budget-exceeded"])
def test_a_cost_is_waived_up_to_its_ceiling(rule: str, ceiling: Decimal | None, cost: Cost, whether: bool) -> None:
    finding = replace(FINDING, guardrail=rule, address="", enforcement=SOFT)
    waiver = replace(WAIVER, guardrail=rule, address="", ceiling=ceiling)
    assert (under(waiver, finding=finding, cost=cost).status is Status.WAIVED) is whether


def test_a_guardrail_that_crashed_is_never_waived() -> None:
    found = guard.evaluate(RuleSet.of([broken]), Index(PLAN), Cost()).findings
    held = replace(WAIVER, guardrail="broken")
    assert found[0].crashed
    assert waivers.apply(found, RuleSet.of([broken], waivers=(held,)), Cost()) == found


def test_what_is_waived_neither_blocks_nor_asks_and_the_brief_says_who_answers_for_it() -> None:
    found = [under(WAIVER)]
    assert decide(PLAN, [FINDING]).outcome is Outcome.BLOCKED
    assert decide(PLAN, found).outcome is Outcome.PASSED
    assert not list(objections(found, RULES))
    (said,) = waived(found, RULES)
    assert said.text == (
        "“Things are closed” is waived for x_thing.a until 09 December 2026 by ada, approved by omar: migration"
    )


VERSION = RuleSet.of([opened]).version({"x_thing"})


@pytest.mark.parametrize(
    ("changed", "other"),
    [
        ({}, True),
        ({"guardrail": "another"}, False),
        ({"by": "rita", "reason": "other", "until": NOW}, True),
    ],
)
def test_a_waiver_makes_another_version_of_rules_where_it_may_decide(changed: dict[str, Any], other: bool) -> None:
    with_it = RuleSet.of([opened], waivers=(replace(WAIVER, **changed),)).version({"x_thing"})
    assert (with_it != VERSION) is other


@pytest.mark.parametrize(
    "changed", [{"address": "x_thing.b"}, {"pattern": True}, {"approved_by": ""}, {"ceiling": Decimal(1)}]
)
def test_whatever_decides_makes_another_version(changed: dict[str, Any]) -> None:
    one, two = (RuleSet.of([opened], waivers=(held,)) for held in (WAIVER, replace(WAIVER, **changed)))
    assert one.version({"x_thing"}) != two.version({"x_thing"})


def test_the_same_made_again_makes_none() -> None:
    again = replace(WAIVER, by="rita", reason="still", until=WAIVER.until + timedelta(days=1))
    one, two = (RuleSet.of([opened], waivers=held) for held in ((WAIVER,), (again, WAIVER)))
    assert one.version({"x_thing"}) == two.version({"x_thing"})


@pytest.mark.parametrize(
    ("days", "before"), [(1, timedelta(hours=12)), (14, timedelta(days=7)), (200, timedelta(days=7))]
)
def test_it_is_told_a_week_before_its_end_or_half_way(days: int, before: timedelta) -> None:
    until = NOW + timedelta(days=days)
    assert waivers.warned_at(NOW, until) == until - before


@pytest.mark.parametrize(
    ("rule", "changed", "why"),
    [
        (opened, {"address": " "}, "Name an address"),
        *(
            (opened, {"address": pattern, "pattern": True}, "without *")
            for pattern in (
                *("*", "**", "*.*", "*_*", "a*", "aws_*", "*.*[*]", '*["a"]', "*.", "..*", "module.*", "data.*.*"),
                *("module.*.data.*", 'module.*["web"].*', "ephemeral.*", "module.web*", "*[a.b"),
            )
        ),
        (opened, {"address": "x" * 1_001}, "at most 1,000"),
        (opened, {"reason": " "}, "Say why"),
        (opened, {"reason": "x" * 2_001}, "at most 2,000"),
        (opened, {"until": NOW}, "within the next 366 days"),
        (opened, {"until": NOW + timedelta(days=367)}, "within the next 366 days"),
        (opened, {"ceiling": Decimal(1)}, "not about cost"),
        (LIMIT, {"address": ""}, "up to how much"),
        (LIMIT, {"address": "", "ceiling": Decimal(0)}, "above 0"),
        (LIMIT, {"address": "", "ceiling": Decimal(10) ** 9}, "above 0"),
        (LIMIT, {"ceiling": Decimal(1)}, "the plan as a whole"),
    ],
)
def test_what_cannot_be_waived_so(rule: Any, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(Invalid, match=why.replace("*", r"\*")):
        waivers.check(replace(WAIVER, **changed), rule, NOW)


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        (opened, {}),
        (LIMIT, {"address": "", "ceiling": Decimal(500)}),
        *(
            (opened, {"address": pattern, "pattern": True})
            for pattern in (
                *("aws_instance.*", "module.web.*", "aws_instance.load_test[*]", "*.bastion", "*.aws_instance.*"),
                *("data.aws_ami.*", 'module.*.aws_instance.a["*"]', "aws_instance.a"),
            )
        ),
        (opened, {"address": 'aws_instance.a["*"]'}),
    ],
)
def test_what_can(rule: Any, changed: dict[str, Any]) -> None:
    waivers.check(replace(WAIVER, **changed), rule, NOW)
