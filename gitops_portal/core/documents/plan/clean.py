"""The shape of a plan without its secrets, as it is kept: values, and beside them where a leaf stands in their place.

Leaves are told by places, never by a marker among the values: nothing that a plan says can pass for one.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import Struct

from gitops_portal.core.documents.secrecy.redact import placed
from gitops_portal.core.documents.secrecy.told import Told  # noqa: TC001 - the decoder reads it
from gitops_portal.core.model import UNKNOWN, Module, Path, Provider, Sensitive, Value

FORM = "terraform-plan/2"
"""Documents of the first form say nothing of what invoked actions are told, nor of providers and provisioners."""

_ENCODER = msgspec.json.Encoder(order="deterministic", decimal_format="number")


def written(plan: Plan) -> bytes:
    """The plan as it is kept: equal plans have equal bytes, though sets have no order of their own."""
    return _ENCODER.encode(plan)


def is_kept_so(value: Value, document: msgspec.Raw) -> bool:
    """Whether a value is kept, byte by byte, as it stands in a document."""
    return msgspec.Raw(_ENCODER.encode(value)) == document


class Side(Struct, gc=False, omit_defaults=True):
    """A value before or after."""

    value: Any = None
    hidden: list[tuple[list[str | int], str]] = []
    unknown: list[list[str | int]] = []
    suspected: list[tuple[list[str | int], str]] = []

    def whole(self, *, texts: bool) -> Value:
        """The value with its leaves. Call it once: the leaves are put in place. `texts`: what is told of them is so."""
        value = self.value
        for path, mac in self.hidden:
            value = placed(value, tuple(path), Sensitive(mac, text=texts))
        for path, mac in self.suspected:
            value = placed(value, tuple(path), Sensitive(mac, suspected=True, text=texts))
        for path in self.unknown:
            value = placed(value, tuple(path), UNKNOWN)
        return value


class Sealed(Struct, array_like=True, gc=False):
    """What judging may read of a secret: in which change and on which side it stands, and where there."""

    change: int
    after: bool
    path: list[str | int]
    told: Told


class Change(Struct, gc=False, omit_defaults=True):
    address: str
    actions: tuple[str, ...]
    module: str = ""
    mode: str = ""
    type: str = ""
    name: str = ""
    index: str | int | None = None
    provider: str = ""
    before: Side | None = None
    after: Side | None = None
    same: bool = False
    """Whether `after` stands for both sides."""
    reason: str = ""
    replace_paths: tuple[Path, ...] = ()
    previous_address: str = ""
    deposed: str = ""
    importing: bool = False
    import_id: str = ""
    import_mac: str = ""
    """Of all that identifies what is imported; only where the id alone does not."""
    identity_mac: str = ""
    """Of what identifies the object before and after, where its provider tells that and something changes."""
    oddities: tuple[str, ...] = ()


class Output(Struct, omit_defaults=True):
    name: str
    actions: tuple[str, ...]
    before: Side | None = None
    after: Side | None = None
    sensitive: bool = False


class Invocation(Struct, omit_defaults=True):
    """An action of a provider that the apply invokes."""

    address: str
    type: str = ""
    provider: str = ""
    event: str = ""
    """When it is invoked, such as AfterCreate; empty when somebody asked for it."""
    triggered_by: str = ""
    order: tuple[int, int] = (0, 0)
    deferred: str = ""
    values: Side | None = None


class Plan(Struct, omit_defaults=True):
    form: str
    format_version: str
    terraform_version: str = ""
    timestamp: str = ""
    complete: bool | None = None
    errored: bool = False
    applyable: bool | None = None
    changes: list[Change] = []
    drift: list[Change] = []
    deferred: list[tuple[str, Change]] = []
    outputs: list[Output] = []
    root: Module | None = None
    providers: dict[str, Provider] = {}
    state_dependencies: dict[str, tuple[str, ...]] = {}
    readings: list[Change] = []
    """Entries that say two things, read the other way: to be judged besides."""
    has_configuration: bool = True
    has_planned: bool = True
    standing: list[str] = []
    """Blocks of which the state or the planned values hold an instance that no change tells about."""
    planned: list[str] = []
    """Addresses in `planned_values`."""
    unlisted: list[str] = []
    """Those of them that no entry tells about, and that did not exist before."""
    contradictions: list[str] = []
    """Sentences about what says two things, beside the changes."""
    relevant: tuple[str, ...] = ()
    state_reads: dict[str, dict[str, str]] = {}
    images: dict[str, str] = {}
    lookups: dict[str, dict[str, str]] = {}
    """Data source that looked up an account, a network or a cluster -> the words that name it."""
    checks: list[tuple[str, str]] = []
    invoked: list[Invocation] = []
    configured: dict[str, str] = {}
    """Provider configuration -> mac of all that it says."""
    provisioned: dict[str, str] = {}
    """Resource block -> mac of its provisioners."""
    sealed: str | None = None
    """A list of `Sealed` that the key of the mask opens; None in plans that were kept before there was one."""
    quotable: list[str] | None = None
    """Macs of its secrets, to find them again in what its apply says; None where they are too many, or not kept."""
    secrets_later: bool = False
    """Whether more of them are known only after the apply."""
