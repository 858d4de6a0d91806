"""The demo organisation: its documents read back as they were meant, its stories hang together, its secrets stay marked."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

import orjson
import pytest

from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action
from tools.demo.organisation import organisation
from tools.demo.story import DemoOrganisation, DemoRun, DemoWorkspace, Ending, Verb

MASK = Mask(b"a key for tests only, 32 bytes...")


@cache
def company() -> DemoOrganisation:
    return organisation()


RUNS = [
    pytest.param(workspace, run, id=f"{workspace.slug}-{number}")
    for workspace in company().workspaces
    for number, run in enumerate(workspace.runs, 1)
]
EACH_RUN = pytest.mark.parametrize(("workspace", "run"), RUNS)
SPELLED = {
    ("no-op",): Action.NO_OP,
    ("create",): Action.CREATE,
    ("update",): Action.UPDATE,
    ("delete",): Action.DELETE,
    ("delete", "create"): Action.REPLACE,
    ("create", "delete"): Action.REPLACE,
    ("forget",): Action.FORGET,
    ("read",): Action.READ,
}


@EACH_RUN
def test_reads_back_as_meant(workspace: DemoWorkspace, run: DemoRun) -> None:
    loaded = parse.load(orjson.dumps(run.plan), MASK).changes
    meant = Counter(SPELLED[tuple(entry["change"]["actions"])] for entry in run.plan["resource_changes"])
    assert Counter(change.action for change in loaded.changes) == meant
    assert len(loaded.drift) == len(run.plan.get("resource_drift", []))
    assert {output.name for output in loaded.outputs} == set(run.plan.get("output_changes", {}))
    assert loaded.oddities == ()


@EACH_RUN
def test_every_reference_leads_somewhere(workspace: DemoWorkspace, run: DemoRun) -> None:
    drawn = graph.build(Index(parse.load(orjson.dumps(run.plan), MASK).changes))
    dangling = [found for found in drawn.unresolved if " -> local." not in found]
    assert dangling == []
    assert len(drawn.edges) > len(drawn.nodes) / 3


@EACH_RUN
def test_no_secret_is_kept(workspace: DemoWorkspace, run: DemoRun) -> None:
    body = orjson.dumps(run.plan)
    clean = parse.load(body, MASK).clean
    for secret in secrets(run):
        written = orjson.dumps(secret)[1:-1]
        assert written in body
        assert written not in clean


def secrets(run: DemoRun) -> list[str]:
    declared = run.plan["configuration"]["root_module"].get("variables", {})
    made_up = [run.plan["variables"][name]["value"] for name, said in declared.items() if said.get("sensitive")]
    marked: list[str] = []
    for entry in run.plan["resource_changes"]:
        for side in ("before", "after"):
            marked += under(entry["change"][side], entry["change"][f"{side}_sensitive"])
    return [*made_up, *(value for value in marked if len(value) > 7)]


def under(value: Any, marks: Any) -> list[str]:
    """The strings that stand under a mark."""
    if marks is True:
        if isinstance(value, dict | list):
            inner = value.values() if isinstance(value, dict) else value
            return [text for item in inner for text in under(item, marks)]
        return [value] if isinstance(value, str) else []
    if isinstance(marks, dict) and isinstance(value, dict):
        return [text for name, mark in marks.items() for text in under(value.get(name), mark)]
    if isinstance(marks, list) and isinstance(value, list):
        return [text for item, mark in zip(value, marks, strict=True) for text in under(item, mark)]
    return []


@EACH_RUN
def test_the_state_before_is_what_the_planned_values_build_on(workspace: DemoWorkspace, run: DemoRun) -> None:
    standing = {entry["address"] for entry in run.plan["resource_changes"] if entry["change"]["before"] is not None}
    assert standing - addresses(run.plan["prior_state"].get("values", {}).get("root_module", {})) <= {
        entry["address"] for entry in run.plan["resource_changes"] if "previous_address" in entry
    }
    planned = {entry["address"] for entry in run.plan["resource_changes"] if entry["change"]["after"] is not None}
    assert planned == addresses(run.plan["planned_values"]["root_module"])


def addresses(module: dict[str, Any]) -> set[str]:
    here = {resource["address"] for resource in module.get("resources", []) if resource["mode"] == "managed"}
    return here.union(*(addresses(child) for child in module.get("child_modules", [])))


def test_there_is_a_company_to_look_at() -> None:
    assert len(company().workspaces) >= 8
    assert {workspace.labels["cloud"] for workspace in company().workspaces} == {"aws", "azure", "gcp", "kubernetes"}
    for workspace in company().workspaces:
        assert 3 <= len(workspace.runs) <= 8
        assert 20 <= len(workspace.runs[-1].plan["resource_changes"]) <= 400


def test_every_situation_stands_somewhere() -> None:
    assert {run.ends for workspace in company().workspaces for run in workspace.runs} >= set(Ending)
    verbs = {step.verb for workspace in company().workspaces for run in workspace.runs for step in run.story}
    assert verbs == set(Verb)


@pytest.mark.parametrize("workspace", company().workspaces, ids=lambda workspace: workspace.slug)
def test_a_history_hangs_together(workspace: DemoWorkspace) -> None:
    assert [run.days_ago for run in workspace.runs] == sorted((run.days_ago for run in workspace.runs), reverse=True)
    known = {person.email for person in company().people}
    for run in workspace.runs:
        assert re.fullmatch(r"[0-9a-f]{40}", run.commit)
        assert {run.actor, *(step.by for step in run.story if step.by)} <= known
        approvers = {step.by for step in run.story if step.verb is Verb.APPROVE}
        assert run.actor not in approvers, "nobody approves their own change"
        overruled = any(step.verb is Verb.OVERRIDE for step in run.story)
        if run.ends in {Ending.APPLIED, Ending.APPROVED} and not overruled:
            assert len(approvers) >= workspace.required_approvals


@pytest.mark.parametrize("workspace", company().workspaces, ids=lambda workspace: workspace.slug)
def test_who_decides_may_decide(workspace: DemoWorkspace) -> None:
    people = {person.email: person for person in company().people}
    for run in workspace.runs:
        for step in run.story:
            if step.by:
                person = people[step.by]
                role = person.roles.get(workspace.slug)
                assert person.owner or (role is not None and role.covers(role.REVIEWER)), f"{step.by}: {run.title}"


def test_is_the_same_each_time() -> None:
    assert organisation() == company()
