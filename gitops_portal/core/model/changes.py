"""What a plan intends: actions, changes, outputs, and the set of all of them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from typing import Final

from msgspec import Struct, field

from gitops_portal.core import address as addresses
from gitops_portal.core.model.configuration import Module, Provider
from gitops_portal.core.model.values import Attributes, Path, Value


class Action(StrEnum):
    """What happens to one object. A word that Terraform adds tomorrow is UNKNOWN: never milder than a delete."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    READ = "read"
    FORGET = "forget"
    NO_OP = "no-op"
    UNKNOWN = "unknown"

    @property
    def destroys(self) -> bool:
        """Whether the object that exists now may be gone afterwards."""
        return self in _DESTROYING

    @property
    def changes(self) -> bool:
        """Whether anything in the real world, or in what is managed, differs afterwards."""
        return self not in _IDLE

    @property
    def symbol(self) -> str:
        """The sign that stands beside the colour, everywhere."""
        return {
            Action.CREATE: "+",
            Action.UPDATE: "~",
            Action.REPLACE: "±",
            Action.DELETE: "−",
            Action.READ: "≤",
            Action.FORGET: "⊘",
            Action.NO_OP: "·",
            Action.UNKNOWN: "?",
        }[self]


_DESTROYING: Final = frozenset({Action.DELETE, Action.REPLACE, Action.UNKNOWN})
_IDLE: Final = frozenset({Action.NO_OP, Action.READ})
GRAVEST_ACTIONS: Final = (
    Action.UNKNOWN,
    Action.DELETE,
    Action.REPLACE,
    Action.UPDATE,
    Action.FORGET,
    Action.CREATE,
    Action.READ,
    Action.NO_OP,
)
"""What is looked at first: the one order of gravity, for lists, folds and colours alike, here and in the browser."""


class ReplaceOrder(StrEnum):
    """Which half of a replacement comes first."""

    DELETE_FIRST = "delete-first"
    CREATE_FIRST = "create-first"
    CREATE_AND_FORGET = "create-and-forget"
    FORGET_AND_CREATE = "forget-and-create"

    @property
    def keeps_old(self) -> bool:
        """Whether the old object lives on, no longer managed."""
        return self is ReplaceOrder.CREATE_AND_FORGET or self is ReplaceOrder.FORGET_AND_CREATE


class Mode(StrEnum):
    MANAGED = "managed"
    DATA = "data"
    EPHEMERAL = "ephemeral"
    UNKNOWN = "unknown"


class Change(Struct, frozen=True, gc=False):
    """One object before and after: an entry of `resource_changes` or `resource_drift`.

    `address` is the absolute instance address and opaque: never split it on dots. (`address`, `deposed`) is unique.
    """

    address: str
    type: str
    name: str
    action: Action
    module: str = ""
    """The absolute address of the module instance; empty in the root."""
    index: str | int | None = None
    mode: Mode = Mode.MANAGED
    provider: str = ""
    """The full source address, such as registry.terraform.io/hashicorp/aws, as far as the plan gives it."""
    region: str = ""
    """What the provider's configuration or the attributes say about where this stands; empty when not said."""
    before: Attributes | None = None
    after: Attributes | None = None
    """Secrets are `Sensitive` leaves on both sides, values not known until apply are `UNKNOWN` leaves in `after`."""
    raw_actions: tuple[str, ...] = ()
    order: ReplaceOrder | None = None
    reason: str = ""
    replace_paths: tuple[Path, ...] = ()
    previous_address: str = ""
    deposed: str = ""
    importing: bool = False
    import_id: str = ""
    import_mac: str = ""
    """Keyed as those of secrets are: of all that identifies what is imported, where the id alone does not."""
    identity_mac: str = ""
    """The same of what identifies the object before and after, such as an account and a region."""

    @property
    def block(self) -> str:
        """The address of the resource block: the instance address without any instance keys."""
        return addresses.block(addresses.block_of_module[self.module], self.mode, self.type, self.name)

    @property
    def differs(self) -> bool:
        """Whether its values before and after are not the same."""
        return self.before is not self.after and self.before != self.after

    @property
    def destroys(self) -> bool:
        """Whether the object that exists now may be gone afterwards: not where a replacement keeps it."""
        return self.action in _DESTROYING and not (self.order and self.order.keeps_old)

    @property
    def leaves_object(self) -> bool:
        """Whether the object that exists now lives on, no longer managed."""
        return self.action is Action.FORGET or (self.order is not None and self.order.keeps_old)

    @property
    def moved(self) -> bool:
        return bool(self.previous_address) and self.previous_address != self.address


class OutputChange(Struct, frozen=True, gc=False):
    """A root output before and after; secrets are `Sensitive`, unknown values `UNKNOWN`."""

    name: str
    action: Action
    before: Value = None
    after: Value = None
    sensitive: bool = False


class Invocation(Struct, frozen=True, gc=False):
    """An action of a provider that the apply invokes, with what it is told; secrets are `Sensitive`."""

    address: str
    type: str = ""
    provider: str = ""
    event: str = ""
    """When it is invoked, such as AfterCreate; empty when somebody asked for it."""
    triggered_by: str = ""
    order: tuple[int, int] = (0, 0)
    """Its place among the triggers and the actions of what triggers it."""
    deferred: str = ""
    """Why it is deferred to a later plan; empty where it is not."""
    values: Attributes = {}


class ChangeSet(Struct, frozen=True, dict=True):
    """Everything one plan intends, and who refers to whom. Holds no secret."""

    format_version: str
    changes: tuple[Change, ...]
    terraform_version: str = ""
    tool: str = ""
    """Terraform or OpenTofu, whose version that is; empty where the plan does not tell them apart."""
    drift: tuple[Change, ...] = ()
    """Entries of `resource_drift`, those that only move among them."""
    outputs: tuple[OutputChange, ...] = ()
    root: Module = field(default_factory=Module)
    providers: Mapping[str, Provider] = field(default_factory=dict)
    readings: tuple[Change, ...] = ()
    """Entries that say two things, read the other way: they are judged besides, and counted nowhere."""
    standing: frozenset[str] = frozenset()
    """Blocks of which the state or the planned values hold an instance that no entry of the plan tells about."""
    state_dependencies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Instance address in the prior state -> config addresses it depended on at its last apply (transitive closure)."""
    relevant: tuple[str, ...] = ()
    """Instance addresses named by `relevant_attributes`."""
    state_reads: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """`terraform_remote_state` instance, or block -> where it reads, as far as the plan says and it is no secret."""
    images: Mapping[str, str] = field(default_factory=dict)
    """EC2 image -> what it runs, as EC2 calls it, of the images that the plan looked up."""
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Data source that looked up an account, a network or a cluster -> the words that name it, as far as they are no
    secret."""
    timestamp: str = ""
    complete: bool | None = None
    """None when not stated (OpenTofu, Terraform before 1.8)."""
    flags: tuple[str, ...] = ()
    """With which flags it was made, as CI tells them: `core.cli_flags`. No plan tells them itself."""
    errored: bool = False
    applyable: bool | None = None
    deferred: tuple[tuple[str, Change], ...] = ()
    """Why a change is deferred to a later plan, and the change as far as it is known."""
    invocations: tuple[Invocation, ...] = ()
    configured: Mapping[str, str] = field(default_factory=dict)
    """Provider configuration -> a mac of all that it says, keyed as those of secrets are."""
    provisioned: Mapping[str, str] = field(default_factory=dict)
    """Resource block -> the same of its provisioners."""
    full: bool = True
    """Whether it holds all that counts for whether two plans do the same; what earlier portals kept does not."""
    oddities: tuple[str, ...] = ()
    """Sentences about shapes that should not be and may hide something: they never lower a risk."""
    judged: tuple[Change, ...] = ()
    """The changes, then the readings, as rules and prices read them: words stand in clear where they are marked. Never
    shown."""

    def __repr__(self) -> str:
        """Short: what is written into a log or a traceback must not hold what stands in `judged`."""
        return f"<ChangeSet of {len(self.changes)} changes>"

    @property
    def entries(self) -> dict[tuple[str, str], list[Change]]:
        """By address and deposed key: there should be one each."""
        found: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            found.setdefault((change.address, change.deposed), []).append(change)
        return found

    @cached_property
    def resources(self) -> tuple[Change, ...]:
        """Of managed and data resources. Nothing is left of an ephemeral one, unless an entry says that it changes."""
        return tuple(one for one in self.changes if one.mode is not Mode.EPHEMERAL or one.action.changes)

    @property
    def drifted(self) -> tuple[Change, ...]:
        """What differs from the state in the real world. What only moves in the state is no drift."""
        return tuple(change for change in self.drift if change.action is not Action.NO_OP)

    @property
    def moves(self) -> tuple[Change, ...]:
        """What moves to another address; a refresh-only plan tells of moves beside drift alone."""
        moved = {change.address: change for change in (*self.drift, *self.changes) if change.moved}
        return tuple(moved.values())
