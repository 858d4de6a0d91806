"""A run in, its brief as pages show it out: each sentence with its word, its tone, and where it can be seen."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from gitops_portal.core import report, words
from gitops_portal.core.address import without_keys
from gitops_portal.core.model import Gravity, Kind
from gitops_portal.core.view import older
from gitops_portal.web.currency import current
from gitops_portal.web.templatetags.portal import money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.records.queries import Decision, Run

ROWS: Final = 4
"""Sentences that stand open; of more, the last row says which they are."""
_TONES: Final = {
    Gravity.LOSES_DATA: "bad",
    Gravity.BLOCKS: "bad",
    Gravity.NEEDS_APPROVAL: "warn",
    Gravity.NOT_UNDERSTOOD: "warn",
    Gravity.OPENS: "warn",
    Gravity.CANNOT_BE_TOLD: "info",
    Gravity.INFORMS: "quiet",
}
_TABS: Final = {
    Kind.COST: "cost",
    Kind.UNJUDGED: "guardrails",
    Kind.VERSIONS: "history",
    Kind.RETURNS: "history",
    Kind.FIRST: "history",
    Kind.REACH: "graph",
    Kind.READERS: "outputs",
}
"""Where a sentence that speaks of no single resource can be seen; of the others, among the changes."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence. `query` leads to where it can be seen, from the address of the run's page."""

    gravity: Gravity
    text: str
    query: str
    nodes: str = ""
    """The blocks that it speaks of, in JSON, as the graph walks them; empty where it speaks of none."""
    accepted_by: str = ""
    """Who let it through, by name."""

    @property
    def word(self) -> str:
        return words.GRAVITIES[self.gravity]

    @property
    def tone(self) -> str:
        return _TONES[self.gravity]


@dataclass(frozen=True, slots=True)
class Told:
    """A brief: the sentences that stand open, the others, and what a decision names."""

    headline: str
    sentences: Sequence[Said]

    @property
    def open(self) -> Sequence[Said]:
        return self.sentences if len(self.sentences) <= ROWS else self.sentences[: ROWS - 1]

    @property
    def folded(self) -> Sequence[Said]:
        return self.sentences[len(self.open) :]

    @property
    def fold(self) -> str:
        """What is folded, by its gravity: `2 opens up, 3 note`."""
        counts = Counter(said.word for said in self.folded)
        return ", ".join(f"{count} × {word.lower()}" for word, count in counts.items())

    @property
    def named(self) -> Sequence[Said]:
        """What a decision that lets the run through names."""
        return [said for said in self.sentences if said.gravity.named]


def of(run: Run, decisions: Iterable[Decision] = ()) -> Told:
    """The brief of a run, with what these decisions accepted."""
    return told(run.summary, run.verdict, decisions)


def told(summary: Mapping[str, Any], verdict: str, decisions: Iterable[Decision] = ()) -> Told:
    """The same of what a summary says."""
    found = older.brief(summary, verdict)
    by = {text: decision.name for decision in decisions for text in decision.sentences}
    sentences = [
        Said(
            gravity=Gravity(one["gravity"]),
            text=_in_currency(one, summary),
            query=_seen(one["kind"], next(iter(one["addresses"]), ""), one.get("guardrail", "")),
            nodes=json.dumps(list(blocks)) if (blocks := dict.fromkeys(map(without_keys, one["addresses"]))) else "",
            accepted_by=by.get(one["text"], ""),
        )
        for one in found["sentences"]
    ]
    return Told(found["headline"], sentences)


def _in_currency(one: Mapping[str, Any], summary: Mapping[str, Any]) -> str:
    """A sentence; that of the cost, which is kept in US dollars, with the sums as people read them."""
    cost, rate = summary.get("cost", {}), current()
    known = report.cost_known(cost.get("coverage", {}), cost.get("told_by", ""))
    if rate is None or one["kind"] != Kind.COST or not known:
        return str(one["text"])
    before, after = (money(cost[side], cost["currency"]) for side in ("before", "after"))
    return f"{one['text']} In {rate.code}: {before} → {after}."


def _seen(kind: str, address: str, guardrail: str) -> str:
    if guardrail:
        return urlencode({"tab": "guardrails", "rule": guardrail})
    if tab := _TABS.get(Kind(kind)):
        return urlencode({"tab": tab})
    if address and kind not in {Kind.DRIFTED, Kind.RUNS, Kind.DEFERRED}:
        return urlencode({"node": without_keys(address)})
    return urlencode({"tab": "changes"})
