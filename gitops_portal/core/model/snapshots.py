"""What a state holds: the resources that stand, as their last apply left them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from gitops_portal.core.model.changes import ChangeSet, Mode
from gitops_portal.core.model.observations import Observation
from gitops_portal.core.model.values import Attributes, Value


class Standing(Struct, frozen=True, gc=False):
    """One object of a state. Secrets in its attributes are `Sensitive` leaves."""

    address: str
    """The absolute instance address."""
    type: str
    name: str
    module: str = ""
    """The absolute address of the module instance; empty in the root."""
    index: str | int | None = None
    mode: Mode = Mode.MANAGED
    provider: str = ""
    """The full source address, as far as the state gives it."""
    attributes: Attributes = {}
    dependencies: tuple[str, ...] = ()
    """Configuration addresses that it depended on at its last apply."""
    deposed: str = ""
    tainted: bool = False
    """Whether the next apply replaces it."""


class Snapshot(Struct, frozen=True):
    """A state at one serial. Holds no secret."""

    terraform_version: str
    resources: tuple[Standing, ...]
    lineage: str = ""
    """Fixed when the state was born; empty where the document does not tell it."""
    serial: int | None = None
    """Counts up with every written change; None where the document does not tell it."""
    outputs: Mapping[str, Value] = field(default_factory=dict)


Document = ChangeSet | Snapshot | Observation
"""What a document of any source says."""
