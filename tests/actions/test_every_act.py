"""Every act and every refusal that matters has its event: the list, and where each of its verbs is recorded."""

from __future__ import annotations

from pathlib import Path

import pytest

from gitops_portal.core.events import Verb

ACTIONS = Path(__file__).parents[2] / "gitops_portal" / "actions"
WRITTEN = "\n".join(path.read_text(encoding="utf-8") for path in sorted(ACTIONS.rglob("*.py")))

ACTS = {
    "an upload": ["run.uploaded", "run.identified", "state.observed", "workspace.observed"],
    "a state in a bucket": ["workspace.state_source_changed", "state.read_asked", "state.read_failed"],
    "a server of Argo CD that is asked": ["argocd.read_failed"],
    "a refused upload": ["plan.refused", "state.refused", "outcome.refused"],
    "a CI job that is kept out": ["ci.refused"],
    "an evaluation": ["run.evaluated", "run.errored"],
    "a decision": ["run.approved", "run.rejected", "run.overridden", "run.changes_requested", "run.changes_resolved"],
    "a refused decision": ["run.decision_refused"],
    "a decision's end": ["run.superseded", "run.outdated", "run.expired", "run.reopened"],
    "a comment": ["run.comment_added", "run.comment_edited", "run.comment_removed"],
    "a thread": ["run.thread_resolved", "run.thread_reopened"],
    "an answer of the gate": ["run.gate_allowed", "run.gate_refused"],
    "an outcome": ["run.applied", "run.apply_failed", "run.apply_reported", "run.judged_again"],
    "a bypass": ["workspace.bypassed", "workspace.bypass_acknowledged"],
    "a change of a rule": ["guardrail.enforced", "guardrail.released"],
    "a backtest": ["backtest.started", "backtest.stopped"],
    "a waiver": ["waiver.made", "waiver.approved", "waiver.withdrawn", "waiver.ended"],
    "a change of prices": ["prices.changed", "own_prices.changed"],
    "a change of a setting": [
        "workspace.created",
        "workspace.changed",
        "workspace.usage_changed",
        "workspace.unverified",
    ],
    "a change of members": ["member.changed", "person.invited", "person.role_changed", "person.ci_names_changed"],
    "an account": ["person.deactivated", "person.reactivated", "person.password_set", "person.link_made"],
    "a sign-in": ["person.signed_in"],
    "a failed sign-in": ["person.sign_in_failed"],
    "a token": ["token.created", "token.scoped", "token.rotated", "token.revoked"],
    "a key": ["key.rotated"],
    "an issuer": ["issuer.trusted", "issuer.removed", "ci_rule.added", "ci_rule.removed"],
    "an export": ["audit.exported"],
    "a channel": ["channel.added", "channel.changed", "channel.paused", "channel.resumed", "channel.removed"],
    "what a channel is told of": ["channel.subscribed", "channel.unsubscribed"],
    "a message by hand": ["channel.tested", "channel.sent_again"],
    "a shared view": ["view.shared", "view.renamed", "view.removed"],
}
"""By what people call it."""


@pytest.mark.parametrize(("act", "verb"), [(act, verb) for act, verbs in ACTS.items() for verb in verbs])
def test_it_is_recorded(act: str, verb: str) -> None:
    assert f"Verb.{Verb(verb).name}" in WRITTEN, act


@pytest.mark.parametrize("verb", list(Verb))
def test_no_verb_is_only_a_promise(verb: Verb) -> None:
    assert f"Verb.{verb.name}" in WRITTEN
