"""How strictly each guardrail holds, and where: set and released, each with its line in the organisation's trail."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from gitops_portal.actions import audit
from gitops_portal.core.errors import Invalid
from gitops_portal.core.guard import guardrails
from gitops_portal.core.model import Actor, Enforcement, Policy
from gitops_portal.core.scope import ScopeKind, Scoped, policy
from gitops_portal.records.models import GuardrailSetting, Workspace


def enforce(by: Actor, guardrail: str, scope: str, selector: str, enforcement: str) -> GuardrailSetting:
    """Set how strictly a guardrail holds in a scope. Raises Invalid for an unknown rule, scope, selector or level."""
    if guardrail not in guardrails():
        raise Invalid(f"There is no guardrail “{guardrail}”.")
    try:
        Scoped(guardrail, Enforcement(enforcement), ScopeKind(scope), selector)
    except ValueError as error:
        raise Invalid(f"“{enforcement}” in “{scope} {selector}” is no setting: {error}") from error
    with transaction.atomic():
        before = GuardrailSetting.objects.filter(guardrail=guardrail, scope=scope, selector=selector).first()
        setting, _ = GuardrailSetting.objects.update_or_create(
            guardrail=guardrail,
            scope=scope,
            selector=selector,
            defaults={"enforcement": enforcement, "changed_by": by.name[:200], "changed_at": timezone.now()},
        )
        audit.record(
            by,
            "guardrail.enforced",
            guardrail,
            detail={
                "scope": scope,
                "selector": selector,
                "before": before.enforcement if before else "",
                "after": enforcement,
            },
        )
    return setting


def release(by: Actor, setting: GuardrailSetting) -> None:
    """Remove a scoped setting, so that the next wider one, or the guardrail's own default, holds again."""
    with transaction.atomic():
        detail = {"scope": setting.scope, "selector": setting.selector, "before": setting.enforcement, "after": ""}
        setting.delete()
        audit.record(by, "guardrail.released", setting.guardrail, detail=detail)


def policy_of(workspace: Workspace) -> Policy:
    """What a workspace tolerates now: every setting that reaches it, and its budget."""
    settings = [
        Scoped(row.guardrail, Enforcement(row.enforcement), ScopeKind(row.scope), row.selector)
        for row in GuardrailSetting.objects.all()
    ]
    return policy(settings, workspace=workspace.slug, labels=workspace.labels, budget=workspace.budget)
