"""The state file of Terraform since 0.12 and of OpenTofu, version 4: what `terraform state pull` prints."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import Raw, Struct

from gitops_portal.core import address as addresses
from gitops_portal.core.documents import reader, uploads
from gitops_portal.core.documents.plan.document import NULL, Text
from gitops_portal.core.documents.source import Kind, Source
from gitops_portal.core.documents.state import clean
from gitops_portal.core.documents.state.instances import Instance, Opened, Output, index_of, named
from gitops_portal.core.documents.state.redaction import redacted
from gitops_portal.core.errors import UnsupportedFormat

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gitops_portal.core.documents.secrecy.marks import Marks
    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.source import Members
    from gitops_portal.core.model import Snapshot

VERSION: Final = 4
_PROVIDER: Final = re.compile(r'provider(?:\["([^"]+)"\]|\.([\w-]+))')


class _Instance(Struct, gc=False):
    index_key: Any = None
    status: Text = None
    deposed: Text = None
    attributes: Raw = NULL
    attributes_flat: Raw = NULL
    sensitive_attributes: Any = None
    dependencies: Any = None
    depends_on: Any = None
    """What Terraform 0.12 called it at first."""


class _Resource(Struct, gc=False):
    module: Text = None
    mode: Text = None
    type: Text = None
    name: Text = None
    provider: Text = None
    instances: list[_Instance] | None = None


class _State(Struct):
    version: int
    terraform_version: Text = None
    serial: int | None = None
    lineage: Text = None
    outputs: dict[str, Output] | None = None
    resources: list[_Resource] | None = None


def recognises(members: Members) -> bool:
    """Every version of it: older ones are told with a sentence."""
    return "version" in members and "format_version" not in members and not _NAMES.isdisjoint(members)


_NAMES: Final = frozenset({"lineage", "serial", "modules"})
_ENCRYPTED: Final = frozenset({"encrypted_data", "encryption_version"})


def redact(members: Members, mask: Mask) -> tuple[bytes, Snapshot, Callable[[bytes], bytes]]:
    return redacted(_opened(members), mask)


def _opened(members: Members) -> Opened:
    if not _ENCRYPTED.isdisjoint(members):
        raise uploads.no_state(members)
    version: object = reader.decode(members["version"], object)
    if version != VERSION:
        raise UnsupportedFormat(
            f"This is a state file of version {str(version)[:20]}, and we read version {VERSION}, which Terraform "
            "writes since 0.12. Let a newer Terraform write it once (`terraform refresh`), and send what "
            "`terraform state pull` prints."
        )
    values = {
        field.name: reader.decode(members[field.name], field.type, what=f"`{field.name}`")
        for field in msgspec.structs.fields(_State)
        if field.name in members
    }
    state = _State(**values)
    return Opened(
        terraform_version=state.terraform_version or "",
        instances=[one for resource in state.resources or () for one in _instances(resource)],
        outputs=named(state.outputs),
        lineage=state.lineage or "",
        serial=state.serial,
    )


def _instances(resource: _Resource) -> Iterator[Instance]:
    kind, name, module, mode = (resource.type or "", resource.name or "", resource.module or "", resource.mode or "")
    block = addresses.block(module, mode, kind, name)
    found = _PROVIDER.search(resource.provider or "")
    provider = (found[1] or found[2]) if found else ""
    reader.check_names(block, provider)
    for one in resource.instances or ():
        index = index_of(one.index_key)
        kept = clean.Resource(
            address=reader.bounded(block + addresses.bracketed(index)),
            type=kind,
            name=name,
            module=module,
            index=index,
            mode=mode or "managed",
            provider=provider,
            dependencies=reader.names(one.dependencies or one.depends_on),
            deposed=one.deposed or "",
            tainted=one.status == "tainted",
        )
        values = one.attributes if bytes(one.attributes) != b"null" else one.attributes_flat
        yield Instance(kept, values, _marks(one.sensitive_attributes))


def _marks(paths: Any) -> Marks:
    """Paths of steps, `[{"type": "get_attr", "value": "password"}]`, as marks on whole attributes.

    What stands deeper in a marked attribute is hidden with it, and what is no such path marks everything: better once
    too often.
    """
    if not isinstance(paths, list):
        return None if paths is None else True
    names = [_first(path) for path in paths]
    return True if None in names else dict.fromkeys(names, True) or None


def _first(path: Any) -> str | None:
    """The attribute that a path begins with."""
    step = path[0] if isinstance(path, list) and path else None
    value = step.get("value") if isinstance(step, dict) else None
    return value if isinstance(value, str) else None


TERRAFORM_STATE = Source("terraform-state", Kind.STATE, recognises, redact)
