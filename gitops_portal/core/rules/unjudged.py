"""A plan and the guardrails in force in; what no guardrail knows or looks at, in sentences and by provider, out."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from gitops_portal.core.memo import Memo
from gitops_portal.core.model import Action, Change, ChangeSet, Mode
from gitops_portal.core.rules.rule import Judges, Rule

if TYPE_CHECKING:
    from collections.abc import Collection

    from gitops_portal.core.rules.ruleset import RuleSet

LOGICAL: Final = frozenset({"archive", "builtin", "local", "null", "random", "template", "terraform", "time", "tls"})
"""Providers that make nothing outside of the state, beside others not worth a word."""
_OF_WHAT_STANDS: Final = frozenset({Judges.STANDING, Judges.KNOWN})
_OF_WHAT_GOES: Final = frozenset({Judges.DESTROYED, Judges.KNOWN})


def unjudged(changes: ChangeSet, rules: RuleSet) -> tuple[str, ...]:
    """One sentence when nothing that changes is judged, else one about the providers that no guardrail knows."""
    judging = [rule for rule in rules.in_force if rule.judges in {*_OF_WHAT_STANDS, *_OF_WHAT_GOES}]
    changing = [change for change in changes.changes if change.action.changes and change.mode is not Mode.DATA]
    judged = _judged(changing, judging)
    none = "No guardrail" if judging else "No guardrail is in force: none"
    if changing and not judged:
        return (f"{none} knows what changes here ({_listed(changing)}){_beside(rules)}.",)
    known = {_provider(change) for change in judged}
    strange = [change for change in changing if _provider(change) not in known and _name(change) not in LOGICAL]
    return (f"{none} knows what changes here of other providers ({_listed(strange)}).",) if strange else ()


def nothing_of(changes: ChangeSet, seen: Collection[str]) -> tuple[str, ...]:
    """The providers of managed resources of which none is among the addresses `seen`, as `google_*`.

    Those with the most resources come first; providers that make nothing outside of the state are left out.
    """
    managed = [change for change in changes.resources if change.mode is not Mode.DATA]
    looked_at = {_prefix(kind) for kind in {change.type for change in managed if change.address in seen}}
    counts: Counter[str] = Counter()
    for kind, count in Counter(change.type for change in managed).items():
        counts[_prefix(kind)] += count
    return tuple(f"{name}_*" for name, _ in counts.most_common() if name not in looked_at and name not in LOGICAL)


def _prefix(kind: str) -> str:
    """By what a type's name begins with Terraform finds its provider, where the configuration names none."""
    return kind.partition("_")[0]


def _judged(changing: list[Change], rules: list[Rule]) -> list[Change]:
    """A rule about what is destroyed knows nothing of what is made."""
    standing = {kind for rule in rules if rule.judges in _OF_WHAT_STANDS for kind in rule.types}
    destroyed = {kind for rule in rules if rule.judges in _OF_WHAT_GOES for kind in rule.types}
    stays = {Action.CREATE, Action.UPDATE, Action.REPLACE, Action.UNKNOWN}
    return [
        change
        for change in changing
        if (change.type in standing and change.action in stays) or (change.type in destroyed and change.action.destroys)
    ]


def _beside(rules: RuleSet) -> str:
    if rules.budget is None:
        return ", and no budget is set"
    return "; only the budget was checked" if any(rule.judges is Judges.PLAN for rule in rules.in_force) else ""


def _listed(changing: list[Change]) -> str:
    """`12 of hashicorp/google, 1 of hashicorp/random`, the most first."""
    counts = Counter(map(_provider, changing)).most_common()
    named = ", ".join(f"{count} of {name}" for name, count in counts[:_SHOWN])
    rest = sum(count for _, count in counts[_SHOWN:])
    return f"{named}, {rest} of others" if rest else named


def _provider(change: Change) -> str:
    return _called[change.provider, change.type]


def _call(told: tuple[str, str]) -> str:
    """The provider as people name it, without the address of a public registry."""
    provider, kind = told
    host, _, name = provider.partition("/")
    public = host in {"registry.terraform.io", "registry.opentofu.org"}
    return (name if public else provider) or kind.partition("_")[0] or "an unknown provider"


_called: Final = Memo(_call, 4_096)


def _name(change: Change) -> str:
    return _provider(change).rpartition("/")[2]


_SHOWN: Final = 3
