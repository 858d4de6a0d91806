"""A state arrives: checked at the door, stored clean, and kept as evidence of what stands."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from django.conf import settings

from gitops_portal.actions import audit, bypass, clock
from gitops_portal.actions.masking import mask_of
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.adapters import beside
from gitops_portal.adapters.artifacts import store
from gitops_portal.core import address, lineage
from gitops_portal.core.documents import parse
from gitops_portal.core.errors import PortalError
from gitops_portal.core.events import Verb
from gitops_portal.core.lineage import Seen
from gitops_portal.core.payloads.runs import DocumentRefused, StateObserved
from gitops_portal.records import bulk
from gitops_portal.records.models import Snapshot, StandingResource, Workspace
from gitops_portal.records.queries import locks, newest_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.model import Actor, Standing

log = logging.getLogger(__name__)
LONGEST: Final = {"lineage": 200, "terraform_version": 100}
LARGEST_SERIAL: Final = 2**63 - 1


class Arrival(NamedTuple):
    """How a state came in."""

    digest: str
    """SHA-256 of its bytes as they came."""
    artifact: str
    read_from: str


class Row(NamedTuple):
    """One object of a state. Names are those of its columns."""

    place: int
    address: str
    type: str
    module: str
    provider: str
    mode: str
    deposed: str
    tainted: bool


@dataclass(frozen=True, slots=True)
class Arrived:
    """What is read of an upload, where it is large in a process of its own."""

    body: bytes
    mask: Mask


@dataclass(frozen=True, slots=True)
class Read:
    """What a state says, as far as rows hold it."""

    source: str
    clean: bytes
    lineage: str
    serial: int | None
    terraform_version: str
    rows: list[Row]


def accept(body: bytes, *, workspace: Workspace, by: Actor, read_from: str = "") -> Snapshot:
    """The one way in for states. Raises PortalError when the body is none; a refusal stands in the trail.

    `read_from` is the object that the portal itself read: the same content once more is then no further state.
    """
    digest = hashlib.sha256(body).hexdigest()
    arrived = Arrived(body, mask_of(workspace))
    try:
        found: Read = beside.call(_READ, arrived) if beside.takes(len(body)) else read(arrived)
    except PortalError as error:
        refuse(workspace, by, error, digest)
        raise
    artifact = store(settings.ARTIFACTS_URL).put(found.clean)
    standing = bulk.rows(StandingResource, found.rows, snapshot_id=None)
    return _keep(workspace, by, found, standing, Arrival(digest, artifact, read_from))


def read(arrived: Arrived) -> Read:
    """A state without its secrets, and what rows hold of it. Raises PortalError where it is no usable one."""
    observed = parse.observe(arrived.body, arrived.mask)
    said = observed.snapshot
    return Read(
        source=observed.source,
        clean=observed.clean,
        lineage=said.lineage[: LONGEST["lineage"]],
        serial=said.serial if said.serial is None or 0 <= said.serial <= LARGEST_SERIAL else None,
        terraform_version=said.terraform_version[: LONGEST["terraform_version"]],
        rows=_rows(said.resources),
    )


_READ: Final = f"{read.__module__}.{read.__name__}"


def _rows(resources: Iterable[Standing]) -> list[Row]:
    ordered = sorted(resources, key=lambda one: (address.parse(one.address).order, one.deposed))
    return [
        Row(place, one.address, one.type, one.module, one.provider, str(one.mode), one.deposed, one.tainted)
        for place, one in enumerate(ordered)
    ]


@in_one_transaction()
def refuse(workspace: Workspace, by: Actor, error: PortalError, digest: str = "") -> None:
    """Let a refusal stand in the trail; nothing else of the upload is kept."""
    detail = DocumentRefused(digest=digest, title=error.title)
    audit.record(by, Verb.STATE_REFUSED, workspace.slug, workspace=workspace, reason=str(error), detail=detail)
    log.info("event=state_refused workspace=%s kind=%s", workspace.slug, type(error).__name__)


@in_one_transaction()
def _keep(workspace: Workspace, by: Actor, found: Read, standing: bulk.Rows, came: Arrival) -> Snapshot:
    held, digest = locks.workspace(workspace.pk), came.digest
    last = newest_snapshot(held)
    if came.read_from and last and last.digest == digest:
        return last
    before = Seen(last.digest, last.lineage, last.serial) if last else None
    snapshot = Snapshot.objects.create(
        workspace=held,
        source=found.source,
        digest=digest,
        artifact=came.artifact,
        lineage=found.lineage,
        serial=found.serial,
        terraform_version=found.terraform_version,
        resources=len(found.rows),
        told=lineage.told(Seen(digest, found.lineage, found.serial), before),
        uploaded_by=by.name[:200],
        read_from=came.read_from,
        created_at=clock.now(),
    )
    StandingResource.objects.filter(snapshot__workspace=held).delete()
    standing.write(snapshot_id=snapshot.pk)
    audit.record(
        by,
        Verb.STATE_OBSERVED,
        workspace.slug,
        workspace=held,
        reason=" ".join(snapshot.told),
        detail=StateObserved(
            source=found.source,
            digest=digest,
            lineage=found.lineage,
            serial=found.serial,
            resources=len(found.rows),
        ),
    )
    bypass.state_moved(held, by)
    return snapshot
