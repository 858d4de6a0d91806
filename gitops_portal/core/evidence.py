"""What a bundle of evidence is of in, the page that explains it to a stranger out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

FILES: Final = {
    "plan.json": "the plan as it was kept, its secrets masked; what CI uploaded has the SHA-256 `digest` of `run.json`",
    "run.json": "what CI reported, and the versions of guardrails, prices and code that concluded",
    "report.json": "the evaluation report: brief, graph, cost, findings",
    "changes.jsonl": "each change with its differences, in order of risk",
    "guardrails.json": "what was found, with the rules that found it, by version",
    "cost.json": "the estimate, with the version of the price book",
    "tools.json": "what other tools said of the plan, and the version of that which could decide about it",
    "decisions.json": "who decided what, why, on which evidence, accepting which sentences",
    "outcomes.json": "what CI reported of the apply",
    "trail.jsonl": "the workspace's audit trail from this run's first event on; the gate's answers stand in it",
    "checkpoint.jwt": "the hash of its last event, signed",
    "manifest.jwt": "the SHA-256 of every file, signed",
    "keys.json": "the portal's public keys, those included that sign no more",
    "check.py": "the check: short enough to be read",
}

_HOW: Final = """\
    pip install cryptography
    python3 check.py

It checks that every file is the one that was signed, that the events of the audit trail follow each other, that the
trail ends where the signed checkpoint says, and that this plan was uploaded in it. The keys are the portal's public
ones: compare them with those that it publishes at /.well-known/jwks.json, or check with a set that you got before
(`python3 check.py THAT-SET.json`): whoever sends you a bundle could have signed it with a key of their own."""


class Decided(NamedTuple):
    """A decision as the page tells it."""

    at: datetime
    name: str
    action: str
    reason: str


def readme(subject: str, headline: str, facts: str, decisions: Iterable[Decided]) -> str:
    """Markdown; what people and plans wrote stands in it with its control characters shown."""
    told = [
        f"- {one.at:%Y-%m-%d %H:%M} UTC, {_line(one.name)}: {one.action}, “{_line(one.reason)}”" for one in decisions
    ]
    files = [f"- `{name}`: {what}" for name, what in FILES.items()]
    parts = [f"# Evidence of {subject}", _line(headline), facts, "\n".join(told) or "Nobody decided it."]
    parts += ["## How to check it", _HOW, "## What is in it", "\n".join(files)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _line(text: str) -> str:
    return visible(" ".join(text.split()))
