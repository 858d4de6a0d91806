"""Every real plan reads, with the counts of an index made apart from us; every bad upload is refused."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from gitops_portal.adapters import prices
from gitops_portal.core.brief.brief import LONGEST, brief
from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.common import common
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import PortalError
from gitops_portal.core.evaluate import judge
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, Downstream, Gravity, Outcome
from gitops_portal.core.rules.ruleset import RuleSet
from tests.strategies import leaves, under

CORPUS = Path(os.environ.get("PLAN_CORPUS") or "/nonexistent")
MASK = Mask(b"a key for tests")

pytestmark = pytest.mark.corpus


def rows(index: str) -> list[dict[str, str]]:
    path = CORPUS / index
    if not path.exists():
        return []
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def named(row: dict[str, str]) -> str:
    return row["path"]


PLANS = rows("INDEX.csv")
BAD = rows("bad/INDEX.csv")

COUNTED = {
    "n_create": ("create",),
    "n_update": ("update",),
    "n_delete": ("delete",),
    "n_replace_delete_create": ("delete", "create"),
    "n_replace_create_delete": ("create", "delete"),
    "n_replace_create_forget": ("create", "forget"),
    "n_read": ("read",),
    "n_noop": ("no-op",),
    "n_forget": ("forget",),
}

SAID = {
    "truncated-upload.json": "cut off",
    "setup-terraform-wrapper-output.json": "terraform_wrapper: false",
    "extra-closing-brace.json": "after the end",
    "hand-mangled-nesting.json": "after the end",
    "ui-log-stream.ndjson": "log stream",
    "cloud-plan-log.ndjson": "log stream",
    "state-v4.json": "state file",
    "state-v3-terraform-0.11.json": "state file",
    "show-json-of-a-state.json": "a state",
    "corrupted-tfplan.json": "a state",
    "provider-schemas.json": "providers schema",
    "metadata-functions.json": "metadata functions",
    "validate-output.json": "validate",
    "hcp-redacted-plan.json": "redacted",
    "saved-cloud-plan-bookmark.json": "bookmark",
    "binary-planfile.tfplan": "zip archive",
    "resource-changes-only-no-format-version.json": "no `format_version`",
    "change-without-actions.json": "no `format_version`",
    "every-action-at-once.json": "no version number",
    "terraform-0.11-plan-text.txt": "prints for people",
    "terraform-0.11-parsed-by-tool.json": "0.11",
    "unsupported-major-format-version.json": "format version 2.0",
}


def test_the_corpus_is_whole() -> None:
    assert (len(PLANS), len(BAD)) == (161, 24)


@pytest.mark.parametrize("row", PLANS, ids=named)
def test_counts_are_those_of_the_index(row: dict[str, str]) -> None:
    loaded = parse.load((CORPUS / row["path"]).read_bytes(), MASK)
    changes = loaded.changes
    actions = Counter(change.raw_actions for change in changes.changes)
    counted = {column: actions[words] for column, words in COUNTED.items()} | {
        "n_resource_changes": len(changes.changes),
        "n_other": sum(change.action is Action.UNKNOWN for change in changes.changes),
        "n_drifted": len(changes.drift),
        "n_outputs_changed": sum(output.action is not Action.NO_OP for output in changes.outputs),
        "n_module_instances_in_changes": len({change.module for change in changes.changes} - {""}),
        "n_moved": sum(change.moved for change in changes.changes),
        "n_import": sum(change.importing for change in changes.changes),
        "n_deposed": sum(bool(change.deposed) for change in changes.changes),
    }
    assert counted == {column: int(row[column] or 0) for column in counted}
    assert (said(changes.errored), said(changes.complete)) == (row["errored"] or "false", row["complete"])
    assert parse.read(loaded.clean, MASK) == changes


@pytest.mark.parametrize("row", PLANS, ids=named)
def test_no_marked_value_is_shown(row: dict[str, str]) -> None:
    body = (CORPUS / row["path"]).read_bytes()
    document = json.loads(body.decode("utf-8-sig"))
    changes = parse.load(body, MASK).changes
    secrets: set[str] = set()
    for entry in (document.get("resource_changes") or []) + (document.get("resource_drift") or []):
        change = entry["change"]
        for value in (change.get("before"), change.get("after")):
            secrets.update(under(value, change.get("before_sensitive")), under(value, change.get("after_sensitive")))
    shown = {leaf for change in (*changes.changes, *changes.drift) for leaf in leaves([change.before, change.after])}
    assert not {secret for secret in secrets if not common(secret)} & shown


def said(flag: bool | None) -> str:
    return "" if flag is None else str(flag).lower()


@pytest.mark.parametrize("row", PLANS, ids=named)
def test_what_depends_on_a_change_and_stays_as_it_is_stands_already(row: dict[str, str]) -> None:
    changes = parse.load((CORPUS / row["path"]).read_bytes(), MASK).changes
    built = graph.build(Index(changes))
    assert built.downstream + built.changed + len(built.empty) <= len(built.nodes)
    if {change.action for change in changes.changes} <= {Action.CREATE, Action.READ} and not changes.drift:
        assert (built.downstream, built.destroyed) == (0, Downstream())


@pytest.mark.parametrize("row", BAD, ids=named)
def test_bad_uploads_are_refused_with_a_sentence_of_their_own(row: dict[str, str]) -> None:
    body = (CORPUS / row["path"]).read_bytes()
    name = Path(row["path"]).name
    if name.startswith("ACCEPT-"):
        assert parse.load(body, MASK).changes.changes
        return
    with pytest.raises(PortalError) as refusal:
        parse.load(body, MASK)
    assert SAID[name] in str(refusal.value)
    assert 400 <= refusal.value.status < 500


@pytest.mark.parametrize("row", PLANS, ids=named)
def test_its_brief_is_short_shown_and_in_order(row: dict[str, str]) -> None:
    """Whatever a plan says, a headline is one line; what every verdict rests on is among the sentences."""
    changes = parse.load((CORPUS / row["path"]).read_bytes(), MASK).changes
    index, rules = Index(changes), RuleSet(guardrails())
    judgement = judge(index, rules, prices.load(settings.PRICES_DIR))
    told = brief(judgement, graph.build(index), rules)
    assert 0 < len(told.headline) <= LONGEST
    gravities = [each.gravity for each in told.sentences]
    assert gravities == sorted(gravities, key=[*Gravity].index)
    assert all(each.text.isprintable() for each in told.sentences)
    assert (Gravity.BLOCKS in gravities) is (judgement.verdict.outcome is Outcome.BLOCKED)
    if judgement.verdict.outcome is Outcome.PASSED:
        assert not {Gravity.BLOCKS, Gravity.NEEDS_APPROVAL, Gravity.NOT_UNDERSTOOD} & {*gravities}
