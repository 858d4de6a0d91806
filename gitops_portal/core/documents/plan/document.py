"""The shape of a plan as `terraform show -json` writes it. What is not named here is never decoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw, Struct

from gitops_portal.core.documents import reader
from gitops_portal.core.errors import HostileDocument, UnsupportedFormat

if TYPE_CHECKING:
    from collections.abc import Mapping

Text = str | None
"""Text that real documents leave out, or write as null."""
NULL = Raw(b"null")

MAX_CHANGES: Final = 100_000
"""Resource instances in one plan; the biggest estates that are reported have about 50,000 in one state."""

_VERSION: Final = re.compile(r"(\d{1,9})\.\d+")


class Change(Struct, gc=False, omit_defaults=True):
    """All members in the order in which Terraform writes them, so that encoding gives back what it wrote."""

    actions: list[str]
    before: Raw = NULL
    after: Raw = NULL
    after_unknown: Raw = NULL
    before_sensitive: Raw = NULL
    after_sensitive: Raw = NULL
    replace_paths: Any = None
    importing: Any = None
    generated_config: Raw = NULL
    before_identity: Raw = NULL
    after_identity: Raw = NULL


class ResourceChange(Struct, gc=False, kw_only=True, omit_defaults=True):
    """The same of an entry."""

    address: Text = None
    previous_address: Text = None
    module_address: Text = None
    mode: Text = None
    type: Text = None
    name: Text = None
    index: Any = None
    index_unknown: Raw = NULL
    provider_name: Text = None
    deposed: Any = None
    change: Change
    action_reason: Text = None


class Deferred(Struct):
    resource_change: ResourceChange
    reason: Text = None


class Resource(Struct, gc=False):
    """A resource of `planned_values` or `prior_state`."""

    address: Text = None
    mode: Text = None
    type: Text = None
    index: Any = None
    values: Raw = NULL
    sensitive_values: Raw = NULL
    depends_on: Raw = NULL


class Resources(Struct):
    address: Text = None
    resources: list[Resource] | None = None
    child_modules: list[Resources] | None = None


class Output(Struct):
    value: Raw = NULL
    sensitive: Any = None


class Values(Struct):
    root_module: Resources | None = None
    outputs: dict[str, Output] | None = None


class PriorState(Struct):
    values: Values | None = None


class Variable(Struct):
    value: Any = None


class Relevant(Struct):
    resource: Text = None


class CheckAddress(Struct):
    to_display: Text = None


class Check(Struct):
    address: CheckAddress | None = None
    status: Text = None


class Invocation(Struct):
    address: Text = None
    type: Text = None
    provider_name: Text = None
    config_values: Raw = NULL
    config_sensitive: Raw = NULL
    config_unknown: Raw = NULL
    lifecycle_action_trigger: Any = None
    invoke_action_trigger: Any = None


class DeferredInvocation(Struct):
    action_invocation: Invocation | None = None
    reason: Text = None


# ── configuration ────────────────────────────────────────────────────────────────────────────────────────────────


class ConfiguredResource(Struct):
    address: Text = None
    mode: Text = None
    type: Text = None
    name: Text = None
    provider_config_key: Text = None
    expressions: Any = None
    count_expression: Any = None
    for_each_expression: Any = None
    provisioners: Any = None
    depends_on: Any = None


class ConfiguredOutput(Struct):
    expression: Any = None
    sensitive: Any = None
    depends_on: Any = None


class ConfiguredVariable(Struct):
    default: Any = None
    sensitive: Any = None


class ModuleCall(Struct):
    source: Text = None
    version_constraint: Text = None
    expressions: dict[str, Any] | None = None
    count_expression: Any = None
    for_each_expression: Any = None
    depends_on: Any = None
    module: ConfiguredModule | None = None


class ConfiguredModule(Struct):
    resources: list[ConfiguredResource] | None = None
    module_calls: dict[str, ModuleCall] | None = None
    outputs: dict[str, ConfiguredOutput] | None = None
    variables: dict[str, ConfiguredVariable] | None = None


class ProviderConfig(Struct):
    name: Text = None
    full_name: Text = None
    version_constraint: Text = None
    module_address: Text = None
    expressions: dict[str, Any] | None = None


class Configuration(Struct):
    provider_config: dict[str, ProviderConfig] | None = None
    root_module: ConfiguredModule | None = None


class Plan(Struct):
    """The document with its bags of attributes still as bytes."""

    format_version: str
    terraform_version: Text = None
    timestamp: Text = None
    complete: bool | None = None
    errored: bool | None = None
    applyable: bool | None = None
    resource_changes: list[ResourceChange] | None = None
    resource_drift: list[ResourceChange] | None = None
    deferred_changes: list[Deferred] | None = None
    output_changes: dict[str, Change] | None = None
    planned_values: Values | None = None
    prior_state: PriorState | None = None
    configuration: Configuration | None = None
    variables: dict[str, Variable] | None = None
    relevant_attributes: list[Relevant] | None = None
    checks: list[Check] | None = None
    action_invocations: list[Invocation] | None = None
    deferred_action_invocations: list[DeferredInvocation] | None = None


# ── opening ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def opened(members: Mapping[str, Raw]) -> Plan:
    """The plan of a document, when it is of a version we read and no bigger than we read."""
    _check_version(members)
    values = {}
    for field in msgspec.structs.fields(Plan):
        if field.name in members:
            values[field.name] = reader.decode(members[field.name], field.type, what=f"`{field.name}`")
    plan = Plan(**values)
    for name in ("resource_changes", "resource_drift", "deferred_changes"):
        count = len(getattr(plan, name) or ())
        if count > MAX_CHANGES:
            raise HostileDocument(f"The plan has {count:,} entries in `{name}`; we read up to {MAX_CHANGES:,}.")
    return plan


def _check_version(members: Mapping[str, Raw]) -> None:
    version: object = reader.decode(members["format_version"], object)
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match is None:
        raise UnsupportedFormat(
            "The `format_version` of this plan is no version number, so nobody can say how to read it. "
            "Send exactly what `terraform show -json PLANFILE` wrote."
        )
    if int(match[1]) > 1:
        raise UnsupportedFormat(
            f"This plan has format version {match[0]}, and the newest we read is 1.x. "
            "Make it with a Terraform or OpenTofu that writes 1.x, or update the portal."
        )
