"""The provider configurations of a plan in; the account and region that each works in out; other constants stay."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.address import without_keys
from gitops_portal.core.documents.plan.configuration import references, spared, traversals
from gitops_portal.core.documents.plan.document import Configuration, ConfiguredModule, ConfiguredVariable
from gitops_portal.core.documents.reader import names
from gitops_portal.core.documents.secrecy.marks import trimmed
from gitops_portal.core.model import Provider

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.documents.secrecy.known import Secrets
    from gitops_portal.core.model import Value

_PLAIN_REGION: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_REGION: Final = re.compile(r"[a-z]{2,}(-[a-z]+)+-?[0-9]+|[a-z]+-[a-z]+[0-9]+-[a-z]")
_ACCOUNT: Final = re.compile(r"[0-9]{12}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ROLE: Final = re.compile(r"arn:aws[a-z-]*:iam::([0-9]{12}):role/.+")
_PROJECT: Final = re.compile(r"[a-z][a-z0-9:.-]{3,61}[a-z0-9]")
_NOTHING: Final = re.compile(r"(?!)")
_ZONE: Final = re.compile(r"([a-z]+-[a-z]+[0-9]+)-[a-z]")
_VARIABLE: Final = re.compile(r"var\.([^.\[]+)")


def read(written: Configuration, variables: Mapping[str, Value], secrets: Secrets) -> dict[str, Provider]:
    """Provider configurations by key. `variables` are the values of root variables that are no secret."""
    found = {}
    for key, config in (written.provider_config or {}).items():
        place = without_keys(config.module_address or "")
        scopes, expressions = _scopes(written.root_module, place), config.expressions or {}
        region = _region(expressions, scopes, variables)
        account = _account(expressions, scopes, variables)
        found[key] = Provider(
            key=key,
            full_name=config.full_name or config.name or "",
            module=place,
            region=region if secrets.spares(region) else "",
            region_from=() if region else tuple(traversals(references(expressions.get("region")))),
            account=account if secrets.spares(account) else "",
            references=tuple(dict.fromkeys(references(list(expressions.values())))),
            version=spared(config.version_constraint or "", secrets),
        )
    return found


Chain = tuple[ConfiguredModule, "document.ModuleCall | None"]


def _scopes(root: ConfiguredModule | None, address: str) -> list[Chain]:
    """The modules from the root to the one at `address`, each with the call that leads there; empty when not there."""
    scopes: list[Chain] = [(root or ConfiguredModule(), None)]
    told = addresses.parse(address)
    for name in told.names or [step.name for step in told.inside]:  # 0.12 writes it without `module`
        call = (scopes[-1][0].module_calls or {}).get(name)
        if call is None or call.module is None:
            return []
        scopes.append((call.module, call))
    return scopes


def _region(expressions: Mapping[str, Any], scopes: list[Chain], variables: Mapping[str, Value]) -> str:
    for option in ("region", "location", "zone"):
        if value := _constant(expressions.get(option), scopes, variables, _Text(_PLAIN_REGION, _REGION)):
            zone = _ZONE.fullmatch(value)
            return zone[1] if zone else value
    return ""


def _account(expressions: Mapping[str, Any], scopes: list[Chain], variables: Mapping[str, Value]) -> str:
    """The one account that a provider is allowed, or takes a role in; a subscription; a project."""
    for option in ("allowed_account_ids", "subscription_id"):
        if value := _constant(expressions.get(option), scopes, variables, _Text(_ACCOUNT, _ACCOUNT, listed=True)):
            return value.lower()
    role = expressions.get("assume_role")
    role = role[-1].get("role_arn") if isinstance(role, list) and role and isinstance(role[-1], dict) else None
    if found := _ROLE.fullmatch(_constant(role, scopes, variables, _Text(_ROLE, _ROLE))):
        return found[1]
    return _constant(expressions.get("project"), scopes, variables, _Text(_PROJECT, _NOTHING))


class _Text(NamedTuple):
    """What a text must look like where it is written, and where a variable brings it: the expression may do more to the
    variable than pass it on, which the plan does not show."""

    written: re.Pattern[str]
    brought: re.Pattern[str]
    listed: bool = False
    """Whether it may be the only one of a list."""


def _constant(expression: Any, scopes: list[Chain], variables: Mapping[str, Value], text: _Text) -> str:
    """The text an expression stands for: written there, or brought by variables that are passed on unchanged."""
    if not isinstance(expression, dict) or not scopes:
        return ""
    if "constant_value" in expression:
        return _fitting(expression["constant_value"], text.written, text)
    named = [_VARIABLE.fullmatch(text) for text in traversals(names(expression.get("references")))]
    if len(named) != 1 or named[0] is None:
        return ""
    return _fitting(_variable(named[0][1], scopes, variables, text), text.brought, text)


def _fitting(value: Value, pattern: re.Pattern[str], text: _Text) -> str:
    """Nothing where it does not look as it should."""
    only = value[0] if text.listed and isinstance(value, list) and len(value) == 1 else value
    return only if isinstance(only, str) and pattern.fullmatch(only) else ""


def _variable(name: str, scopes: list[Chain], variables: Mapping[str, Value], text: _Text) -> Value:
    here, call = scopes[-1]
    declared = (here.variables or {}).get(name) or ConfiguredVariable()
    if trimmed(declared.sensitive):
        return None
    if call is None:
        return variables.get(name, declared.default)
    passed = (call.expressions or {}).get(name)
    return _constant(passed, scopes[:-1], variables, text) if passed else declared.default
