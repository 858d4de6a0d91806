"""The nouns of the portal: what a plan says, and what is concluded from it. Read it to learn the language.

Nouns are frozen dataclasses. Those that a plan has by the ten thousand are frozen structs: the same to read, and made
in a third of the time. None of them refers to itself, so the garbage collector need not look at them (`gc=False`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final, NamedTuple

from msgspec import Struct

from gitops_portal.core.memo import Memo

# ── values ───────────────────────────────────────────────────────────────────────────────────────────────────────


class Unknown(Enum):
    """The type of the one leaf that stands where a value is not known until apply."""

    AFTER_APPLY = "known after apply"


UNKNOWN: Final = Unknown.AFTER_APPLY


@dataclass(frozen=True, slots=True)
class Sensitive:
    """A leaf that stands where a secret was. `mac` is keyed per workspace: equal macs mean equal secrets."""

    mac: str
    suspected: bool = field(default=False, compare=False)
    """Nobody marked it; it only looks like one."""
    text: bool = field(default=False, compare=False, repr=False)
    """Known to be a text that is written, and none of the words that rules and prices ask for."""


@dataclass(frozen=True, slots=True)
class Bare:
    """A word of a document that readers take for different things: `NO`, `012`, `1.10`. Equal only as it is written."""

    text: str


Value = Any
"""A JSON value: str, int, float, bool, None, list, dict, and at any depth the leaves `UNKNOWN` and `Sensitive`.

A number with more digits than a float can hold is a `Decimal`.
In documents that stand in texts there are `Bare` leaves as well.
"""

Attributes = Mapping[str, Value]
"""The attributes of one resource, by name."""

Path = tuple[str | int, ...]
"""Where a value stands inside attributes: names and positions."""


# ── what a plan says ─────────────────────────────────────────────────────────────────────────────────────────────


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
        return self is Action.DELETE or self is Action.REPLACE or self is Action.UNKNOWN

    @property
    def changes(self) -> bool:
        """Whether anything in the real world, or in what is managed, differs afterwards."""
        return self is not Action.NO_OP and self is not Action.READ

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
        inside = f"{self.type}.{self.name}"
        if self.mode is Mode.DATA or self.mode is Mode.EPHEMERAL:
            inside = f"{self.mode}.{inside}"
        return f"{_module_without_keys[self.module]}.{inside}" if self.module else inside

    @property
    def differs(self) -> bool:
        """Whether its values before and after are not the same."""
        return self.before is not self.after and self.before != self.after

    @property
    def destroys(self) -> bool:
        """Whether the object that exists now may be gone afterwards: not where a replacement keeps it."""
        return self.action.destroys and not (self.order and self.order.keeps_old)

    @property
    def moved(self) -> bool:
        return bool(self.previous_address) and self.previous_address != self.address


def without_keys(address: str) -> str:
    """An address without its instance keys: `module.a["x.y"].aws_b.c[0]` -> `module.a.aws_b.c`."""
    return _KEY.sub("", address) if "[" in address else address


_module_without_keys = Memo(without_keys, 4_096)  # thousands of resources stand in one module
_KEY: Final = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\[\]"]*)\]')


@dataclass(frozen=True, slots=True)
class OutputChange:
    """A root output before and after; secrets are `Sensitive`, unknown values `UNKNOWN`."""

    name: str
    action: Action
    before: Value = None
    after: Value = None
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Invocation:
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
    """Why it is put off to a later plan; empty where it is not."""
    values: Attributes = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """A resource or data block of the configuration. `references` holds each traversal it uses, once and whole."""

    address: str
    """Relative to its module: `type.name` or `data.type.name`."""
    provider_key: str = ""
    references: tuple[str, ...] = ()
    arguments: frozenset[str] | None = None
    """Names of the arguments and blocks that are set in it, `block.name` inside a block; None when that is not told.

    `dynamic` blocks never are."""
    pending: frozenset[str] = frozenset()
    """Those of them whose value may be known after apply only: it hangs on more than constants and plain variables."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many blocks of each name are written in it, as far as that is told; without `dynamic` ones."""
    links: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the arguments refer to by which one resource completes another, such as `bucket`."""
    provisioners: tuple[str, ...] = ()
    """Their types, such as local-exec. A plan does not tell whether they run at the creation or the destruction."""


@dataclass(frozen=True, slots=True)
class ModuleCall:
    """A `module` block: what its arguments, count, for_each and depends_on refer to in the caller's scope."""

    module: Module
    arguments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the configuration: its blocks, its calls, and what each output refers to (depends_on included)."""

    blocks: tuple[Block, ...] = ()
    calls: Mapping[str, ModuleCall] = field(default_factory=dict)
    outputs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider configuration, found by its opaque key. `module` is the address of the module it is configured in."""

    key: str
    full_name: str = ""
    module: str = ""
    region: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeSet:
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
    timestamp: str = ""
    complete: bool | None = None
    """None when not stated (OpenTofu, Terraform before 1.8)."""
    errored: bool = False
    applyable: bool | None = None
    deferred: tuple[tuple[str, Change], ...] = ()
    """Why a change is put off to a later plan, and the change as far as it is known."""
    invocations: tuple[Invocation, ...] = ()
    configured: Mapping[str, str] = field(default_factory=dict)
    """Provider configuration -> a mac of all that it says, keyed as those of secrets are."""
    provisioned: Mapping[str, str] = field(default_factory=dict)
    """Resource block -> the same of its provisioners."""
    full: bool = True
    """Whether it holds all that counts for whether two plans do the same; what earlier portals kept does not."""
    oddities: tuple[str, ...] = ()
    """Sentences about shapes that should not be and may hide something: they never lower a risk."""
    judged: tuple[Change, ...] = field(default=(), compare=False, repr=False)
    """The changes, then the readings, as rules and prices read them: words stand in clear where they are marked. Never
    shown."""

    @property
    def entries(self) -> dict[tuple[str, str], list[Change]]:
        """By address and deposed key: there should be one each."""
        found: dict[tuple[str, str], list[Change]] = {}
        for change in self.changes:
            found.setdefault((change.address, change.deposed), []).append(change)
        return found

    @property
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


# ── who depends on whom ──────────────────────────────────────────────────────────────────────────────────────────


class Origin(StrEnum):
    """Where an edge was learnt; the firmest first."""

    CONFIGURATION = "configuration"
    PROVIDER = "provider"
    DOT = "terraform graph"
    STATE = "state"
    RELEVANT = "relevant attributes"


@dataclass(frozen=True, slots=True)
class Node:
    """One resource block with all its instances."""

    address: str
    type: str
    name: str
    module: str = ""
    """The module's address without instance keys; empty in the root."""
    mode: Mode = Mode.MANAGED
    instances: tuple[str, ...] = ()
    actions: Mapping[Action, int] = field(default_factory=dict)
    destroyed: bool = False
    """Whether an instance may be gone afterwards."""

    @property
    def action(self) -> Action:
        """The most serious action among the instances; NO_OP when there are none."""
        return max(self.actions, key=_SERIOUSNESS.index, default=Action.NO_OP)


_SERIOUSNESS: Final = (
    Action.NO_OP,
    Action.READ,
    Action.CREATE,
    Action.FORGET,
    Action.UPDATE,
    Action.REPLACE,
    Action.DELETE,
    Action.UNKNOWN,
)


class Edge(Struct, frozen=True, gc=False):
    """`dependant` needs `dependency`; both are block addresses."""

    dependant: str
    dependency: str
    origin: Origin = Origin.CONFIGURATION
    """The firmest source that tells of it."""
    also: tuple[Origin, ...] = ()
    """The others that do."""

    @property
    def origins(self) -> tuple[Origin, ...]:
        return (self.origin, *self.also)


@dataclass(frozen=True, slots=True)
class Downstream:
    """What stays as it is, and depends at any distance on what is destroyed or replaced."""

    destroyed: int = 0
    """Blocks of which an instance is destroyed or replaced."""
    blocks: int = 0
    """Blocks without any change that depend on them."""
    instances: int = 0
    """Instances without a change in all blocks that depend on them: some may depend on another instance only."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Blocks and dependencies, in order of address. `reach` counts, per changed block, the blocks that depend on it."""

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    empty: frozenset[str] = frozenset()
    """Blocks without an instance, in the plan or the state: their count is 0, or they are not made yet."""
    unresolved: tuple[str, ...] = ()
    """References that lead nowhere we can see (locals): `block -> local.x`. A printed graph of the block settles it."""
    recalled: int = 0
    """Of these, how many stand in blocks of which the state tells what they depended on at their last apply."""
    changed: int = 0
    downstream: int = 0
    """Blast radius of the run: managed blocks that stay as they are and depend, at any distance, on one that changes.

    Empty blocks are none of them, here and below, and nothing reaches through them.
    """
    reach: Mapping[str, int] = field(default_factory=dict)
    dependants: Mapping[str, int] = field(default_factory=dict)
    """Per block on which any depends: how many do, at any distance, whether or not it changes."""
    left_out: int = 0
    """How many more edges there are than are listed; where there are any, every reach is a lower bound."""
    destroyed: Downstream = field(default_factory=Downstream)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands on the page, in units of one node: x grows with what must exist first, y downwards."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """The frame around a module's nodes, in the same units."""

    module: str
    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Places of the drawn nodes. `left_out` names nodes that are not drawn, `hubs` those whose edges are not."""

    places: Mapping[str, Place] = field(default_factory=dict)
    boxes: tuple[Box, ...] = ()
    hubs: tuple[str, ...] = ()
    implied: tuple[tuple[str, str], ...] = ()
    """(dependant, dependency) of drawn nodes whose edge is not drawn, since a path of other edges says the same."""
    left_out: tuple[str, ...] = ()


# ── what differs ─────────────────────────────────────────────────────────────────────────────────────────────────


class Noise(StrEnum):
    """Why an update is hardly worth a look. What destroys, exposes, is secret or has a finding is never noise."""

    TAGS = "tags"
    COMPUTED = "computed"
    FORMATTING = "formatting"
    NORMALISED = "normalised"
    MOVED = "moved"

    @property
    def rule(self) -> str:
        """What holds of every change of this class, as a sentence."""
        return {
            Noise.TAGS: "Only tags or labels change, and values that the provider computes.",
            Noise.COMPUTED: "Nothing that the configuration sets changes: the provider computes it anew.",
            Noise.FORMATTING: "Only the way JSON or YAML is written changes: both sides say the same.",
            Noise.NORMALISED: "What was not set becomes an empty text, list or map, or the other way round.",
            Noise.MOVED: "Only the address changes: nothing happens to the object itself.",
        }[self]


class Difference(NamedTuple):
    """One attribute, before and after, as text that may be shown: no secret, `known after apply` spelled out."""

    path: str
    before: str | None
    after: str | None
    """None where the attribute does not stand on that side."""
    sensitive: bool = False
    unknown: bool = False
    forces_replacement: bool = False
    suspected: bool = False
    """Hidden because it looks like a secret, though nobody marked it."""
    cut: tuple[Value, Value] | None = None
    """Both values where not all of them stands in the texts; None on a side where nothing stands."""


class Diff(Struct, frozen=True, gc=False):
    """What changes on one resource; `unchanged` counts the attributes that do not."""

    address: str
    differences: tuple[Difference, ...] = ()
    unchanged: int = 0
    deposed: str = ""
    entry: int = 0
    """Which of several entries with this address and deposed key it is of; there should be one."""
    left_out: int = 0
    """How many more differences there are than are listed."""
    equivalent: tuple[str, ...] = ()
    """Where elements only stand in another order, or one stands for a list of one: no difference, but told."""
    orders: Mapping[str, tuple[str, str]] = {}
    """Both sides of each of these, as far as they may be shown."""
    noise: Noise | None = None
    secrets: int = 0
    """How many of the unchanged values are secret."""


# ── what it costs ────────────────────────────────────────────────────────────────────────────────────────────────


class CostStatus(StrEnum):
    PRICED = "priced"
    FREE = "free"
    USAGE_BASED = "usage_based"
    UNPRICED = "unpriced"


@dataclass(frozen=True, slots=True)
class PricedComponent:
    """A billable part of a resource. `quantity` is in `unit` per month; None means it depends on use."""

    name: str
    unit: str
    quantity: Decimal | None
    unit_price: Decimal | None
    monthly: Decimal | None
    note: str = ""
    """An assumption that a reader must know, such as an estimated region or a default size."""


class CostLine(Struct, frozen=True, gc=False):
    """One resource instance, per month. `before`/`after` are None where it does not stand or is not priced."""

    address: str
    type: str
    action: Action
    status: CostStatus
    before: Decimal | None = None
    after: Decimal | None = None
    components: tuple[PricedComponent, ...] = ()
    """Of the resource afterwards; of the resource before when it is gone afterwards."""
    note: str = ""
    """Why a resource is unpriced, in a sentence."""

    @property
    def delta(self) -> Decimal:
        return (self.after or Decimal(0)) - (self.before or Decimal(0))


@dataclass(frozen=True, slots=True)
class Cost:
    """The monthly cost of everything in the plan, before and after, and what that leaves out."""

    lines: tuple[CostLine, ...] = ()
    currency: str = "USD"
    before: Decimal = Decimal(0)
    after: Decimal = Decimal(0)
    price_date: str = ""
    """The oldest and newest price used, as `2021-08-03 to 2026-08-03`; one date when they are equal."""

    @property
    def delta(self) -> Decimal:
        return self.after - self.before

    @property
    def coverage(self) -> Mapping[CostStatus, int]:
        counts = dict.fromkeys(CostStatus, 0)
        for line in self.lines:
            counts[line.status] += 1
        return counts


# ── what it breaks ───────────────────────────────────────────────────────────────────────────────────────────────


class Severity(StrEnum):
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Status(StrEnum):
    """A guardrail's answer for one resource. `passed` is counted, not listed."""

    VIOLATED = "violated"
    UNDETERMINED = "undetermined"
    WAIVED = "waived"


class Enforcement(StrEnum):
    OFF = "off"
    ADVISORY = "advisory"
    SOFT_MANDATORY = "soft_mandatory"
    MANDATORY = "mandatory"


@dataclass(frozen=True, slots=True)
class Finding:
    """Which guardrail, where, why. `standing` marks what this plan does not touch: it informs and never blocks."""

    guardrail: str
    severity: Severity
    enforcement: Enforcement
    address: str
    status: Status
    attribute: str = ""
    message: str = ""
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Policy:
    """What a workspace tolerates: the enforcement of each guardrail where it differs from the guardrail's default."""

    enforcement: Mapping[str, Enforcement] = field(default_factory=dict)
    budget: Decimal | None = None
    """Per month, in the currency of the price book; None when no budget is set."""
    version: str = ""
    """A digest of everything above, so that a decision can say under which rules it was taken."""


class Outcome(StrEnum):
    PASSED = "passed"
    NEEDS_APPROVAL = "needs_approval"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules conclude, and every reason as a sentence; the first reason is the gravest."""

    outcome: Outcome
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything concluded about one plan."""

    changes: ChangeSet
    verdict: Verdict
    findings: tuple[Finding, ...]
    evaluated: int
    """How many answers (guardrail x resource) were given, the passed ones included."""
    cost: Cost
    graph: Graph
    layout: Layout
    diffs: tuple[Diff, ...]
    unjudged: tuple[str, ...] = ()
    """Sentences about what changes and no guardrail knows."""


# ── who asks ─────────────────────────────────────────────────────────────────────────────────────────────────────


class Role(StrEnum):
    """What a person may do in a workspace; each includes the one before."""

    VIEWER = "viewer"
    REVIEWER = "reviewer"
    OWNER = "owner"

    def covers(self, other: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(other)


class ActorKind(StrEnum):
    PERSON = "person"
    TOKEN = "token"  # noqa: S105 - a kind of actor
    PORTAL = "portal"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asked: a person, a token, or the portal itself. Names are copied as text wherever they are recorded."""

    kind: ActorKind
    name: str
    id: int | None = None
    address: str = ""
    """The network address the request came from; empty for the command line and the clock."""
