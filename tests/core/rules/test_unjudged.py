"""What passes because no guardrail knows it says so."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from gitops_portal.core import report
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Action, Change, Enforcement, Outcome, Severity
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.kinds.cel import Cel
from gitops_portal.core.rules.rule import Judges, Rule
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.unjudged import unjudged
from tests.builders import change, change_set

RULES = RuleSet(guardrails())
GOOGLE = "registry.terraform.io/hashicorp/google"
AWS = "registry.terraform.io/hashicorp/aws"
BUDGET = RuleSet(guardrails(), budget=Decimal(10))

NETWORK = change("google_compute_route.a", provider=GOOGLE)
PROFILE = change("aws_iam_instance_profile.a", provider=AWS)
BUCKET = change("aws_s3_bucket.a", provider=AWS)
PET = change("random_pet.a", provider="registry.opentofu.org/hashicorp/random")


@pytest.mark.parametrize(
    ("changes", "rules", "expected"),
    [
        ([NETWORK], BUDGET, "knows what changes here (1 of hashicorp/google); only the budget was checked."),
        (
            [NETWORK],
            RULES,
            "knows what changes here (1 of hashicorp/google), and no budget is set.",
        ),
        (
            [NETWORK, PROFILE, PROFILE],
            BUDGET,
            "knows what changes here (2 of hashicorp/aws, 1 of hashicorp/google); only",
        ),
        ([PET], BUDGET, "knows what changes here (1 of hashicorp/random); only"),
        ([change("x_thing.a", provider="registry.example/acme/x")], BUDGET, "(1 of registry.example/acme/x)"),
        ([change("google_filestore_instance.a", provider=GOOGLE)], BUDGET, "knows what changes here"),
        ([BUCKET, NETWORK], BUDGET, "knows what changes here of other providers (1 of hashicorp/google)."),
        # one that is destroyed is judged
        ([change("google_filestore_instance.a", Action.DELETE, provider=GOOGLE)], BUDGET, None),
        ([BUCKET, PROFILE], BUDGET, None),
        ([BUCKET, PET], BUDGET, None),
        ([change("google_compute_route.a", Action.NO_OP, provider=GOOGLE)], BUDGET, None),
        ([change("data.google_project.a", Action.READ, provider=GOOGLE)], BUDGET, None),
        ([], BUDGET, None),
    ],
)
def test_says(changes: list[Change], rules: RuleSet, expected: str | None) -> None:
    sentences = unjudged(change_set(*changes), rules)
    assert len(sentences) == (expected is not None)
    for sentence in sentences:
        assert sentence.startswith("No guardrail knows ")
        assert expected and expected in sentence


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([BUCKET, NETWORK], "looked at 1 of 2 resources; none looked at google_*."),
        ([BUCKET, PROFILE], "looked at 1 of 2 resources."),
        # one that is made is not what a guardrail about destroying looks at
        ([change("google_filestore_instance.a", provider=GOOGLE)], "0 of 1 resource; none looked at google_*."),
        ([change("google_filestore_instance.a", Action.DELETE, provider=GOOGLE)], "looked at 1 of 1 resource."),
        ([change("google_dns_zone.a", Action.NO_OP, provider=GOOGLE)], "0 of 1 resource; none looked at google_*."),
        ([NETWORK, change("google_dns_zone.a"), change("azurerm_x.a")], "none looked at google_*, azurerm_*."),
        ([BUCKET, PET], "looked at 1 of 2 resources."),
        ([BUCKET, change("data.google_project.a", Action.READ, provider=GOOGLE)], "looked at 1 of 2 resources."),
        ([change(f"p{n}_x.a") for n in range(7)], "none looked at p0_*, p1_*, p2_*, p3_*, p4_* and 2 more."),
    ],
)
def test_how_far_guardrails_reach(changes: list[Change], said: str) -> None:
    judged = evaluate(change_set(*changes), RULES, PriceBook({}))
    told = report.covers(judged)
    assert said in told
    meant = RULES.meant_for({change.type for change in changes})
    assert 0 < len(meant) < len(RULES.in_force)
    assert re.match(rf"\d+ of {len(meant)} guardrails for its providers looked at ", told)


def test_providers_are_listed_up_to_a_bound_and_the_rest_is_counted() -> None:
    told = report.guardrails(evaluate(change_set(*(change(f"p{n}_x.a") for n in range(22))), RULES, PriceBook({})))
    assert (told["nothing_of"][:2], len(told["nothing_of"]), told["nothing_of_left_out"]) == (["p0_*", "p1_*"], 20, 2)


@pytest.mark.parametrize("action", [Action.CREATE, Action.UPDATE, Action.DELETE])
def test_an_own_condition_knows_what_is_made_and_what_goes(action: Action) -> None:
    told = ("Own", Severity.LOW, Enforcement.ADVISORY, frozenset({"google_compute_route"}), "", "", ())
    rule = Rule("own", *told, Judges.KNOWN, Cel("after.a == 1", "it is so"))
    assert unjudged(change_set(change("google_compute_route.a", action, provider=GOOGLE)), RuleSet.of([rule])) == ()


def test_guardrails_that_are_off_know_nothing() -> None:
    off = RuleSet(guardrails(), dict.fromkeys(guardrails(), Enforcement.OFF), Decimal(10))
    assert unjudged(change_set(BUCKET), off) == (
        "No guardrail is in force: none knows what changes here (1 of hashicorp/aws).",
    )


def test_a_verdict_says_so_only_when_it_has_nothing_graver_to_say() -> None:
    passed = evaluate(change_set(NETWORK), RuleSet(guardrails()), PriceBook({}))
    assert (passed.verdict.outcome, passed.verdict.reasons) == (Outcome.PASSED, passed.unjudged)
    asked = evaluate(change_set(NETWORK, complete=False), RuleSet(guardrails()), PriceBook({}))
    assert asked.verdict.outcome is Outcome.NEEDS_APPROVAL
    assert asked.unjudged == passed.unjudged and not set(asked.unjudged) & set(asked.verdict.reasons)
