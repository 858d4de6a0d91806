"""The words of the portal, each with what it means: one word for one thing. `docs/glossary.md` says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

GLOSSARY: Final[Mapping[str, str]] = {
    "action": (
        "what happens to a resource: create, update, replace, delete, read, forget, no-op; unknown for a word of a "
        "newer Terraform"
    ),
    "advisory": "an enforcement: a violation is a warning, and nobody has to approve it",
    "apply": "carrying out a plan; CI does it, the gate allows it",
    "blast radius": "the resources that depend on what a plan changes, directly or through others",
    "approval rule": "who must approve a run, beside how many, because of what it does; or that nobody has to",
    "auditor": "a role: reads everything, decides nothing and comments nothing",
    "backtest": (
        "evaluating the plans of the last days again with another guardrails file, to see which would be blocked, "
        "need approval, be undetermined or pass; it decides nothing"
    ),
    "block": (
        "a resource or data block of the configuration; with count or for_each it has several instances, or none"
    ),
    "blocking": "of a finding: violated, mandatory, and about something that the plan changes; the run is blocked",
    "brief": (
        "what a run comes to: a headline and ranked sentences, each of a gravity: loses data, blocks, needs "
        "approval, not understood, opens up, undetermined, note"
    ),
    "change": "what a plan does to one resource",
    "change request": "all runs of one pull request, or without one of one commit, in every workspace",
    "comment": (
        "what somebody wrote about a run, a resource that it changes, or an attribute of one; in a thread that is "
        "resolved and reopened"
    ),
    "cost": "the price of a plan's resources per month, before and after the apply",
    "decision": "a person's approval, request for changes, rejection or override of a run, with a reason",
    "drift": "what differs between the state and the real world",
    "enforcement": "how strictly a guardrail holds: off, advisory, soft-mandatory or mandatory",
    "evaluation": "everything concluded about one plan: verdict, cost, findings, graph, differences",
    "finding": "what a guardrail says of one resource that did not pass: violated, undetermined or waived",
    "freeze": "a time window in which nothing may be applied, except what named people approve",
    "gate": "what CI asks before an apply: it says whether this run may be applied",
    "guardrail": "a rule about what a plan may do, defined once for every workspace",
    "instance": "one object of a block, with its own address: aws_instance.web[0]",
    "lineage, serial": "the ID that a state keeps from its creation; its number, which goes up with each change",
    "mandatory": "an enforcement: a violation blocks the run, until an owner overrides it",
    "masked": "replaced by a keyed digest: equal secrets look equal, nobody can read them",
    "observation": "what was seen of the real world: a state",
    "own prices": "what the organisation pays other than list prices: discounts, prices by contract, reserved shares",
    "plan": "what terraform show -json PLANFILE prints: what an apply would do",
    "posture": "what is known of a workspace: in sync, drifted, or unverified, because nothing compared it lately",
    "requested changes": (
        "a decision that holds a run: the gate refuses it until the reviewer who asked, or another one, resolves "
        "it, or a newer plan replaces it"
    ),
    "resource": "an instance, unless stated otherwise",
    "run": "one uploaded plan and what became of it",
    "snapshot": "a state at one serial",
    "soft-mandatory": "an enforcement: a violation needs the approval of a reviewer",
    "standing": "of a finding: about a resource that the plan does not change; it informs, and never blocks",
    "team": "people who are asked together, and who have roles together: in a workspace, by labels, or everywhere",
    "undetermined": (
        "of a finding: whether the guardrail is violated is not known before the apply, or not from the plan alone"
    ),
    "unpriced": "of a resource: the portal has no price for it; not in the totals, and never zero",
    "usage file": "monthly usage of what is billed by use, by resource, pattern or type",
    "usage-based": "of a resource: its cost depends on use, which no plan tells; not in the totals",
    "verdict": "what an evaluation comes to: passed, needs approval or blocked",
    "violated": "of a finding: the resource breaks the guardrail",
    "waiver": "what lets findings of one guardrail pass at an address of a workspace, for a reason, until an end",
    "workspace": "one Terraform state, with its runs, members and settings",
}
