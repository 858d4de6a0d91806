"""The JSON that `terraform show -json` and `tofu show -json` write of a state: without a plan file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Raw, Struct

from gitops_portal.core.address import absolute
from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan.document import NULL, Text
from gitops_portal.core.documents.secrecy.marks import trimmed
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.documents.state import clean
from gitops_portal.core.documents.state.instances import Instance, Opened, Output, index_of, named
from gitops_portal.core.documents.state.redaction import redacted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members
    from gitops_portal.core.model import Snapshot


class _Resource(Struct, gc=False):
    address: Text = None
    mode: Text = None
    type: Text = None
    name: Text = None
    index: Any = None
    provider_name: Text = None
    values: Raw = NULL
    sensitive_values: Raw = NULL
    depends_on: Any = None
    deposed_key: Text = None
    tainted: Any = None


class _Module(Struct):
    address: Text = None
    resources: list[_Resource] | None = None
    child_modules: list[_Module] | None = None


class _Values(Struct):
    root_module: _Module | None = None
    outputs: dict[str, Output] | None = None


class _State(Struct):
    terraform_version: Text = None
    values: _Values | None = None


_OF_PLANS = frozenset({"planned_values", "resource_changes", "output_changes", "resource_drift", "provider_schemas"})


def recognises(members: Members) -> bool:
    """A state without any resource has nothing but its version."""
    return "format_version" in members and _OF_PLANS.isdisjoint(members)


def redact(members: Members, mask: Mask) -> tuple[bytes, Snapshot, Callable[[bytes], bytes]]:
    return redacted(_opened(members), mask)


def _opened(members: Members) -> Opened:
    told = {name: members[name] for name in ("terraform_version", "values") if name in members}
    state = reader.decode(msgspec.json.encode(told), _State, what="the state")
    values = state.values or _Values()
    return Opened(
        terraform_version=state.terraform_version or "",
        instances=[_instance(resource, module) for resource, module in _all(values.root_module)],
        outputs=named(values.outputs),
    )


def _all(root: _Module | None) -> Iterator[tuple[_Resource, str]]:
    waiting = [root]
    while waiting:
        if module := waiting.pop():
            yield from ((resource, module.address or "") for resource in module.resources or ())
            waiting += reversed(module.child_modules or ())


def _instance(resource: _Resource, module: str) -> Instance:
    index = index_of(resource.index)
    address = absolute(module, resource.address or "", index)
    reader.check_names(address, module, resource.type or "", resource.provider_name or "")
    kept = clean.Resource(
        address=address,
        type=resource.type or "",
        name=resource.name or "",
        module=module,
        index=index,
        mode=resource.mode or "managed",
        provider=resource.provider_name or "",
        dependencies=reader.names(resource.depends_on),
        deposed=resource.deposed_key or "",
        tainted=bool(resource.tainted),
    )
    return Instance(kept, resource.values, trimmed(reader.value(resource.sensitive_values)))


STATE_SHOW = Source("state-show", Kind.STATE, recognises, redact)
