"""How strictly each guardrail holds, and where: set and released, each with its line in the organisation's trail."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from msgspec.structs import replace

from gitops_portal.actions import audit, clock, scopes
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import cel, opa
from gitops_portal.core.errors import Invalid, Stale
from gitops_portal.core.events import Verb
from gitops_portal.core.model import Actor, Enforcement
from gitops_portal.core.payloads.organisation import Enforced
from gitops_portal.core.rules import book_settings
from gitops_portal.core.rules.rego import judging
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.scope import Scope, Scoped, ScopeKind, idle, resolve
from gitops_portal.records.models import GuardrailSetting, Workspace
from gitops_portal.records.queries import acting, budgets, locks, rulebook, waivers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.rules.rule import Rule
    from gitops_portal.core.rules.waivers import Waiver


@in_one_transaction()
def enforce(  # noqa: PLR0913 - the fields of a form, named
    by: Actor,
    guardrail: str,
    scope: str,
    selector: str,
    enforcement: str,
    reason: str = "",
    *,
    exclude: tuple[Scope, ...] | None = None,
    weaker: bool = False,
    onto: str = "",
) -> GuardrailSetting:
    """Set how strictly a guardrail holds in a scope. Raises Invalid for an unknown rule, scope, selector or level, and
    for what is weaker than the organisation's setting, or the default, where that is not allowed (`weaker`). Whom the
    setting leaves out stays as it was where `exclude` does not say.

    `onto` is the `digest` of the settings that whoever asks has seen; raises Stale where others hold by now.
    """
    _check_seen(guardrail, onto)
    before = acting.setting(guardrail, scope, selector)
    new = _checked(guardrail, scope, selector, enforcement, weaker=weaker)
    left_out = before.exclude if before else {}
    if exclude is not None:
        scopes.check_left_out(exclude, new.scope)
        left_out = book_settings.places(exclude)
    told = {"enforcement": enforcement, "weaker": new.weaker, "exclude": left_out}
    setting, _ = GuardrailSetting.objects.update_or_create(
        guardrail=guardrail,
        scope=scope,
        selector=selector,
        defaults={**told, "changed_by": by.name[:200], "changed_at": clock.now()},
    )
    was = before.enforcement if before else ""
    detail = Enforced(
        scope=scope, selector=selector, exclude=left_out, weaker=new.weaker, before=was, after=enforcement
    )
    audit.record(by, Verb.GUARDRAIL_ENFORCED, guardrail, reason=reason, detail=detail)
    return setting


def _checked(guardrail: str, scope: str, selector: str, enforcement: str, *, weaker: bool) -> Scoped:
    """The setting that is asked for; raises Invalid as `enforce` says."""
    rule = rulebook.known().get(guardrail)
    if rule is None:
        raise Invalid(f"There is no guardrail “{guardrail}”.")
    if enforcement not in set(Enforcement):
        raise Invalid(f"“{enforcement}” is not an enforcement: choose {', '.join(Enforcement)}.")
    scopes.check(scope, selector)
    weaker = weaker and scope != ScopeKind.ORGANISATION
    new = Scoped(guardrail, Enforcement(enforcement), Scope(ScopeKind(scope), selector), weaker=weaker)
    if new in idle([*rulebook.settings(guardrail), new], {guardrail: rule.enforcement}):
        raise Invalid("It is weaker than the organisation's setting: allow that, or choose a stricter one.")
    return new


def digest(guardrail: str) -> str:
    """One text for all that is set of a guardrail, wherever."""
    return hashlib.sha256(msgspec.json.encode(rulebook.settings(guardrail))).hexdigest()


def _check_seen(guardrail: str, onto: str) -> None:
    """Raises Stale where something is set of a guardrail that whoever saw `onto` has not seen."""
    locks.guardrail_settings(guardrail)
    if onto and onto != digest(guardrail):
        raise Stale("Somebody changed the settings of this guardrail meanwhile: open it again, and look at them.")


@in_one_transaction()
def release(by: Actor, setting: GuardrailSetting, onto: str = "") -> None:
    """Remove a scoped setting, so that the next wider one, or the guardrail's own default, holds again.

    Raises Stale, as `enforce` does.
    """
    _check_seen(setting.guardrail, onto)
    detail = Enforced(
        scope=setting.scope,
        selector=setting.selector,
        exclude=setting.exclude,
        weaker=setting.weaker,
        before=setting.enforcement,
        after="",
    )
    if GuardrailSetting.objects.filter(pk=setting.pk).delete()[0]:
        audit.record(by, Verb.GUARDRAIL_RELEASED, setting.guardrail, detail=detail)


def rules_of(workspace: Workspace) -> RuleSet:
    """What a workspace tolerates now: every rule, every setting that reaches it, its waivers, and the budgets."""
    rules, policies = rulebook.known(), opa.policies(settings.OPA) if settings.OPA else None
    if policies:
        rules = judging.with_policies(rules, policies)
    held = under(workspace, rules, rulebook.settings(), waivers.holding(workspace, clock.now()))
    return replace(held, budgets=budgets.shared(workspace), policies=policies)


def under(
    workspace: Workspace, rules: Mapping[str, Rule], settings: Iterable[Scoped], waived: tuple[Waiver, ...]
) -> RuleSet:
    """What a workspace tolerates under these rules, settings and waivers."""
    place = {"workspace": workspace.slug, "labels": workspace.labels}
    held = resolve(settings, **place, defaults={name: rule.enforcement for name, rule in rules.items()})
    return RuleSet.held(rules, held, budget=workspace.budget, waivers=waived, evaluators=cel.evaluators, **place)
