"""Which drift is ignored: rules made and ended, each with its line in the trail; and what they silence of a plan."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from django.db.models import F

from gitops_portal.actions import audit, clock, scopes
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core.drift.silencing import Item, check, silence
from gitops_portal.core.errors import Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.drift import RuleTold
from gitops_portal.core.rules.scope import ScopeKind
from gitops_portal.records.models import DriftRule
from gitops_portal.records.queries import drift_rules as queries
from gitops_portal.records.queries import drifting, operator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from gitops_portal.core.model import Actor
    from gitops_portal.records.models import Run
    from gitops_portal.records.queries.drift_rules import Judged


@in_one_transaction()
def add(  # noqa: PLR0913 - the fields of a form, named
    by: Actor,
    *,
    scope: str,
    selector: str,
    ends_at: datetime,
    reason: str,
    address: str = "",
    type: str = "",  # noqa: A002 - a resource's
    attribute: str = "",
) -> DriftRule:
    """Ignore drift from now on. Raises Invalid where it would cover everything, or has no end, reason or such scope."""
    now = clock.now()
    scopes.check(scope, selector)
    check(address, type, reason, ends_at, now)
    rule = DriftRule.objects.create(
        scope=scope,
        selector=selector,
        address=address.strip(),
        type=type.strip(),
        attribute=attribute.strip(),
        reason=reason.strip(),
        made_by=by.name[:200],
        made_at=now,
        ends_at=ends_at,
    )
    silenced, held_back = _judge(queries.about(rule), now)
    _count({rule.pk: silenced[rule.pk]}, {rule.pk: held_back[rule.pk]}, now)
    _record(by, Verb.DRIFT_RULE_ADDED, rule, reason)
    return rule


@in_one_transaction()
def end(by: Actor, pk: int) -> None:
    """What it silenced is told again. Raises Stale where it has ended."""
    now = clock.now()
    rule = queries.living(pk, now)
    if rule is None or not DriftRule.objects.filter(pk=pk, ended_at=None).update(ended_at=now, ended_by=by.name[:200]):
        raise Stale("That rule has ended already.")
    _judge(queries.about(rule), now)
    _record(by, Verb.DRIFT_RULE_ENDED, rule, "")


def told(run: Run) -> None:
    """A plan told of its drift, in the caller's transaction: what rules silence of it is silenced, each use counted."""
    now = clock.now()
    _count(*_judge(queries.of_run(run), now), now)


def _judge(items: Iterable[Judged], now: datetime) -> tuple[Counter[int], Counter[int]]:
    """Write by which rule each is silenced and until when; how often each rule does, and how often it would have."""
    rules = queries.rules(now)
    became: defaultdict[tuple[int | None, datetime | None], list[int]] = defaultdict(list)
    silenced: Counter[int] = Counter()
    held_back: Counter[int] = Counter()
    for one in items:
        here = [rule for rule in rules if rule.scope.covers(one.workspace, one.labels)]
        found = silence(here, Item(one.address, one.type, one.attributes, bool(one.grave)))
        (silenced if found.until else held_back).update(found.rules)
        said = (found.rules[0] if found.rules else None, found.until)
        if said != (one.rule, one.until):
            became[said].append(one.pk)
    for (rule, until), keys in became.items():
        for some in drifting.items(keys):
            some.update(rule=rule, ignored_until=until)
    return silenced, held_back


def _count(silenced: Mapping[int, int], held_back: Mapping[int, int], now: datetime) -> None:
    """One statement for each rule that was of use: there are few."""
    for rule in sorted(silenced.keys() | held_back.keys()):
        told = {"uses": F("uses") + silenced.get(rule, 0), "held_back": F("held_back") + held_back.get(rule, 0)}
        used = {"used_at": now} if silenced.get(rule) else {}
        DriftRule.objects.filter(pk=rule).update(**told, **used)


def _record(by: Actor, verb: Verb, rule: DriftRule, reason: str) -> None:
    """In the trail of the one workspace that it is about, else in the organisation's."""
    detail = RuleTold(
        scope=rule.scope,
        selector=rule.selector,
        address=rule.address,
        type=rule.type,
        attribute=rule.attribute,
        ends_at=audit.rfc3339(rule.ends_at),
    )
    place = operator.workspace(rule.selector) if rule.scope == ScopeKind.WORKSPACE else None
    audit.record(by, verb, str(rule), workspace=place, reason=reason, detail=detail)
