"""Plans that say two things: told, judged as the riskier of the two, and left to a person."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.evaluate import evaluate
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Action, Evaluation, Outcome, Status
from gitops_portal.core.pricing.price_book import PriceBook
from gitops_portal.core.rules.ruleset import RuleSet
from tests.documents import HARMLESS, NOTHING, OPEN_SSH, Json, entry, plan

DATABASE = "aws_db_instance.main"
KEPT = {"storage_encrypted": True, "publicly_accessible": False}
OPEN = json.loads(OPEN_SSH)["resource_changes"][0]
CLOSED = json.loads(OPEN_SSH.replace(b"0.0.0.0/0", b"10.0.0.0/8"))["resource_changes"][0]


def evaluated(body: bytes) -> Evaluation:
    mask = Mask(b"key")
    loaded = parse.load(body, mask)
    assert parse.read(loaded.clean, mask) == loaded.changes
    return evaluate(loaded.changes, RuleSet(guardrails()), PriceBook())


def data(*actions: str, **sides: Any) -> Json:
    return entry("data.aws_x.y", *actions, **sides)


def managed(*actions: str, **sides: Any) -> Json:
    return entry("aws_x.y", *actions, **sides)


def ephemeral(*actions: str) -> Json:
    return entry("aws_x.y", *actions) | {"address": "ephemeral.aws_x.y", "mode": "ephemeral"}


A: Json = {"a": 1}
B: Json = {"a": 2}

SAID: list[tuple[str, list[Json], str]] = [
    ("a data source that is created", [data("create", after=A)], "said to change, but is only read (data)"),
    ("a data source that is deleted", [data("delete", before=A)], "said to change, but is only read (data)"),
    ("an ephemeral resource that is created", [ephemeral("create")], "said to change, but is only read (ephemeral)"),
    ("an ephemeral resource that is deleted", [ephemeral("delete")], "said to change, but is only read (ephemeral)"),
    ("a managed resource that is read", [managed("read", after=A)], "said to be read, but is no data source"),
    ("read, with values before", [data("read", before=A, after=A)], "said to be read, but has values before"),
    ("created, with values before", [managed("create", before=A, after=B)], "said to be created, but has values before"),
    ("updated out of nothing", [managed("update", after=A)], "has no values before"),
    ("updated into nothing", [managed("update", before=A)], "has no values afterwards"),
    ("replaced out of nothing", [managed("delete", "create", after=A)], "has no values before"),
    ("deleted, with values afterwards", [managed("delete", before=A, after=A)], "to be gone, but has values afterwards"),
    ("forgotten, with values afterwards", [managed("forget", before=A, after=A)], "to be gone, but has values afterwards"),
    ("no change, with other values", [managed("no-op", before=A, after=B)], "before and after differ"),
    ("deleted, with no values before", [managed("delete")], "to be gone, but has no values before"),
    ("forgotten, with no values before", [managed("forget")], "to be gone, but has no values before"),
    ("created as nothing", [managed("create")], "to be created, but has no values afterwards"),
    ("twice", [managed("update", before=A, after=B), managed("delete", before=A)], "is 2 times"),
    ("another type than its address", [managed("update", before=A, after=B) | {"type": "aws_z"}], "does not agree"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "said"), [case[1:] for case in SAID], ids=[case[0] for case in SAID])
def test_contradictions_are_told_and_wait_for_a_person(entries: list[Json], said: str) -> None:
    found = evaluated(plan(*entries))
    assert any(said in reason for reason in found.verdict.reasons)
    assert found.verdict.outcome is not Outcome.PASSED


@pytest.mark.parametrize(
    "entries",
    [
        [data("read", after=A)],
        [managed("create", after=A)],
        [managed("create", unknown=True)],
        [managed("delete", before=A)],
        [managed("forget", before=A)],
        [managed("update", before=A, after=B)],
        [managed("delete", "create", before=A, after=B)],
        [managed("no-op", before=A, after=A)],
        [ephemeral("open")],
    ],
)
def test_what_agrees_with_itself_is_no_contradiction(entries: list[Json]) -> None:
    assert not any(" is said " in oddity for oddity in evaluated(plan(*entries)).changes.oddities)


# ── judged as the riskier ────────────────────────────────────────────────────────────────────────────────────────


def doubled(name: str, first: str, body: bytes) -> bytes:
    """The document with a member `name` before the one it has."""
    place = body.index(f'"{name}":'.encode())
    return body[:place] + f'"{name}": {first}, '.encode() + body[place:]


def kept(*actions: str) -> bytes:
    return plan(entry(DATABASE, *actions, before=KEPT, after=KEPT))


def planned(change: Json, values: Json, **said: Any) -> bytes:
    resource = {"address": change["address"], "mode": "managed", "values": values}
    return plan(change, planned_values={"root_module": {"resources": [resource]}}, **said)


RULES = {"ssh": "sg-open-ssh", "kept": "stateful-resource-destroyed"}
RISKY: list[tuple[str, bytes, str, str]] = [
    ("actions twice", doubled("actions", '["delete"]', kept("no-op")), "says two things", "kept"),
    ("actions twice, the worse one last", doubled("actions", '["no-op"]', kept("delete")), "says two things", "kept"),
    ("actions twice, written otherwise", kept("no-op").replace(b'"actions":', rb'"acti\u006fns": ["delete"], "actions":'), "says two things", "kept"),
    ("actions twice, with blanks", json.dumps(json.loads(kept("no-op")), indent=2).replace('"actions":', '"actions"  : ["delete"], "actions"\n:').encode(), "says two things", "kept"),
    ("the change twice", doubled("change", json.dumps({"actions": ["delete"], "before": KEPT, "after": None}), kept("no-op")), "says two things", "kept"),
    ("the values twice", doubled("after", json.dumps(OPEN["change"]["after"]), plan(CLOSED)), "says two things", "ssh"),
    ("the type twice", doubled("type", '"aws_security_group"', plan(OPEN | {"type": "aws_x"})), "says two things", "ssh"),
    ("an attribute twice", doubled("cidr_blocks", '["0.0.0.0/0"]', plan(CLOSED)), "says two things", "ssh"),
    ("an entry twice, closed last", plan(OPEN, CLOSED), "is 2 times", "ssh"),
    ("an entry twice, deleted first", plan(entry(DATABASE, "delete", before=KEPT), entry(DATABASE, "update", before=KEPT, after=KEPT)), "is 2 times", "kept"),
    ("planned otherwise", planned(CLOSED, OPEN["change"]["after"]), "not what its change leaves behind", "ssh"),
    ("planned as it says, and not changed so", planned(OPEN, CLOSED["change"]["after"]), "not what its change leaves behind", "ssh"),
    ("planned twice", planned(CLOSED, CLOSED["change"]["after"]).replace(b'"resources": [', b'"resources": [' + json.dumps({"address": CLOSED["address"], "mode": "managed", "values": OPEN["change"]["after"]}).encode() + b", ", 1), "more than once among the planned values", "ssh"),
    ("another type than its address", plan(OPEN | {"type": "aws_x"}), "of another type by its address", "ssh"),
    ("no change, to open", plan(OPEN | {"change": {"actions": ["no-op"], "before": CLOSED["change"]["after"], "after": OPEN["change"]["after"]}}), "differ", "ssh"),
    ("a data source that opens", plan(OPEN | {"mode": "data", "address": "data.aws_security_group.web"}), "only read", "ssh"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "said", "rule"), [case[1:] for case in RISKY], ids=[case[0] for case in RISKY])
def test_the_riskier_reading_is_judged(body: bytes, said: str, rule: str) -> None:
    found = evaluated(body)
    assert any(said in oddity for oddity in found.changes.oddities)
    violated = {each.guardrail for each in found.findings if each.status is Status.VIOLATED and not each.standing}
    assert RULES[rule] in violated
    assert found.verdict.outcome is not Outcome.PASSED
    assert len(found.changes.changes) == len(json.loads(body)["resource_changes"])


@pytest.mark.parametrize(
    "body",
    [
        HARMLESS,
        NOTHING,
        json.dumps(json.loads(HARMLESS), indent=1).encode(),
        plan(entry("aws_x.y", after={"a": {"b": 1, "c": {"b": 2}}, "text": '{"a":1,"a":2}', "<&>": 1.50, "é": -0.0})),
        planned(entry("aws_x.y", after=A), A),
        planned(entry("aws_x.y", after={}, unknown={"id": True}), {}),
        planned(entry("aws_x.y", "forget", before=A), A),
    ],
)
def test_what_says_one_thing_has_one_reading(body: bytes) -> None:
    for written in (body, json.dumps(json.loads(body), separators=(",", ":")).encode()):
        changes = evaluated(written).changes
        assert (changes.readings, changes.oddities) == ((), ())


def test_a_mark_that_stands_twice_hides_what_either_marks() -> None:
    secret = entry("aws_x.y", after={"pin": "a secret of ours", "size": 1}, sensitive={"pin": True})
    body = plan(secret)
    place = body.rindex(b'"pin": true')
    loaded = parse.load(body[:place] + b'"pin": true, "pin": false' + body[place + len(b'"pin": true') :], Mask(b"key"))
    assert b"a secret of ours" not in loaded.clean
    assert any("says two things" in oddity for oddity in loaded.changes.oddities)


def test_both_entries_of_an_address_are_shown() -> None:
    found = evaluated(plan(managed("update", before=A, after=B), managed("delete", before=A)))
    shown = [(each.entry, found.changes.changes[each.entry].action) for each in found.diffs]
    assert shown == [(1, Action.DELETE), (0, Action.UPDATE)]


NO_CHANGE = json.loads(NOTHING)["resource_changes"][0]


def output(action: str, before: Any, after: Any) -> Json:
    return {"o": {"actions": [action], "before": before, "after": after, "after_unknown": False}}


def said(outputs: Json, **values: Any) -> bytes:
    told = {"planned_values": {"outputs": {"o": {"value": values["planned"]}}}} if values else {}
    return plan(NO_CHANGE, output_changes=outputs, **told)


# ── too little to be checked ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("body", "lacks"),
    [
        (b'{"format_version":"1.2","resource_changes":[]}', "no configuration and planned values"),
        (b'{"format_version":"1.2","resource_changes":[],"configuration":{},"planned_values":{}}', "no configuration and"),
        (plan(configuration={"root_module": {}}), "no planned values"),
        (plan(planned_values={"root_module": {}}, configuration=None), "no configuration,"),
        (plan(entry("aws_x.y", after={}), configuration=None), "no configuration,"),
        (plan(output_changes={"o": {"actions": ["ponder"]}}, planned_values={"root_module": {}}), "action we do not know: ponder"),
        (said(output("delete", "a", "b")), "is said to be gone, but has a value afterwards"),
        (said(output("create", "a", "b")), "is said to be created, but has a value before"),
        (said(output("no-op", "a", "b")), "its values before and after differ"),
        (said(output("create", None, "b"), planned="c"), "another value than its change gives it"),
        (said(output("create", None, "b"), planned="b"), ""),
        (doubled("o", '{"actions": ["no-op"]}', said(output("create", None, "b"))), "`output_changes` says two things"),
        (doubled("root_module", "{}", NOTHING), "`configuration` says two things"),
        (plan(NO_CHANGE, resource_drift=[managed("no-op", before=A, after=B)]), "has drifted, and is said not to change"),
        (plan(NO_CHANGE, resource_drift=[managed("update", before=A, after=B)] * 2), "is 2 times in what drifted"),
        (plan(resource_drift=[managed("ponder", before=A, after=B)]), "drifted in a way we do not know: ponder"),
        (plan(managed("update", before=A, after=B) | {"mode": "quantum"}), "neither a resource nor a data source"),
        (plan(planned_values={"root_module": {}}), ""),
        (NOTHING, ""),
    ],
)  # fmt: skip
def test_a_plan_that_can_t_be_compared_with_itself_waits_for_a_person(body: bytes, lacks: str) -> None:
    verdict = evaluated(body).verdict
    assert (verdict.outcome is Outcome.PASSED) is (not lacks)
    assert not lacks or any(lacks in reason for reason in verdict.reasons)
