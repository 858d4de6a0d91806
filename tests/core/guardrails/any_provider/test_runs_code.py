"""Provisioners and programs are told wherever an apply may run them."""

from __future__ import annotations

import json

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Block, Cost, Enforcement, Mode, Module, ModuleCall, Outcome
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.ruleset import RuleSet
from tests.builders import change, change_set
from tests.documents import entry, plan

RULE = [guardrails()["runs-code"]]


def _answers(address: str, action: Action, root: Module, **fields: object) -> list[str]:
    changes = change_set(change(address, action, **fields), root=root)  # type: ignore[arg-type] # any field
    return [str(found.status) for found in guard.evaluate(RuleSet.of(RULE), Index(changes), Cost()).findings]


@pytest.mark.parametrize(
    ("action", "expected"),
    [
        (Action.CREATE, ["violated"]),
        (Action.REPLACE, ["violated"]),
        (Action.UNKNOWN, ["violated"]),
        (Action.DELETE, ["undetermined"]),
        (Action.UPDATE, []),
        (Action.NO_OP, []),
        (Action.FORGET, []),
    ],
)
@pytest.mark.parametrize("kind", ["local-exec", "remote-exec", "chef", "unknown"])
def test_a_provisioner_runs_when_its_resource_comes_or_goes(kind: str, action: Action, expected: list[str]) -> None:
    root = Module((Block("terraform_data.a", provisioners=(kind,)), Block("terraform_data.b")))
    assert _answers("terraform_data.a[0]", action, root) == expected
    assert _answers("terraform_data.b", action, root) == []
    inside = Module(calls={"m": ModuleCall(root)})
    assert _answers('module.m["x"].terraform_data.a', action, inside) == expected
    # a block that is gone from the configuration takes its provisioners with it
    assert _answers("terraform_data.a", action, Module()) == []


def test_a_provisioner_that_copies_files_runs_nothing() -> None:
    assert _answers("null_resource.a", Action.CREATE, Module((Block("null_resource.a", provisioners=("file",)),))) == []


@pytest.mark.parametrize(
    ("address", "action", "mode", "expected"),
    [
        ("data.external.a", Action.READ, Mode.DATA, ["violated"]),
        ("data.local_command.a", Action.READ, Mode.DATA, ["violated"]),
        ("ssh_resource.a", Action.CREATE, Mode.MANAGED, ["violated"]),
        ("data.http.a", Action.READ, Mode.DATA, []),
        ("shell_script.a", Action.UPDATE, Mode.MANAGED, ["violated"]),
        ("shell_script.a", Action.NO_OP, Mode.MANAGED, []),
        ("shell_script.a", Action.FORGET, Mode.MANAGED, []),
        ("aws_lambda_invocation.a", Action.CREATE, Mode.MANAGED, ["violated"]),
    ],
)
def test_what_does_nothing_but_run(address: str, action: Action, mode: Mode, expected: list[str]) -> None:
    assert _answers(address, action, Module(), mode=mode) == expected


def test_a_person_is_asked_and_no_command_is_kept() -> None:
    command = {"command": {"constant_value": "deploy --token s3cr3t-t0ken-of-mine"}}
    written = {
        "root_module": {
            "resources": [
                {
                    "mode": "managed",
                    "type": "null_resource",
                    "name": "a",
                    "provisioners": [
                        {"type": "local-exec", "expressions": command},
                        {"type": "s3cr3t"},
                        {"type": {"odd": 1}},
                        7,
                    ],
                }
            ]
        }
    }
    body = plan(entry("null_resource.a", after={}), configuration=written)
    loaded = parse.load(body, Mask(b"key"))
    found = evaluate(loaded.changes, RuleSet(guardrails()), PriceBook({}))
    assert found.verdict.outcome is Outcome.NEEDS_APPROVAL
    assert [(each.enforcement, each.message) for each in found.findings] == [
        (
            Enforcement.SOFT_MANDATORY,
            "a local-exec provisioner runs commands on the machine that applies the plan",
        ),
        (Enforcement.SOFT_MANDATORY, "a provisioner (unknown) runs something that no plan shows"),
    ]
    assert b"s3cr3t" not in loaded.clean and json.loads(loaded.clean)


def test_an_action_that_is_invoked_is_told_and_one_that_is_put_off_is_no_finding() -> None:
    body = plan(
        action_invocations=[{"address": "action.aws_lambda_invoke.a", "type": "aws_lambda_invoke"}],
        deferred_action_invocations=[{"action_invocation": {"address": "action.aws_lambda_invoke.b"}}],
    )
    found = evaluate(parse.load(body, Mask(b"key")).changes, RuleSet(guardrails()), PriceBook({}))
    assert [(each.guardrail, each.address, each.status) for each in found.findings] == [
        ("runs-code", "action.aws_lambda_invoke.a", "violated")
    ]
    assert found.verdict.outcome is Outcome.NEEDS_APPROVAL
