"""A kept state in, what it says out."""

from __future__ import annotations

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.state import clean
from gitops_portal.core.model import Mode, Snapshot, Standing


def read(document: bytes) -> Snapshot:
    """What a kept state says."""
    with reader.decoding("the stored state"):
        return snapshot(reader.decode(document, clean.State))


def snapshot(state: clean.State) -> Snapshot:
    """What a state without its secrets says; its values go over, so call it once."""
    return Snapshot(
        terraform_version=state.terraform_version,
        resources=tuple(map(_standing, state.resources)),
        lineage=state.lineage,
        serial=state.serial,
        outputs={name: side.whole(texts=True) for name, side in state.outputs.items()},
    )


def _standing(kept: clean.Resource) -> Standing:
    attributes = kept.attributes.whole(texts=True) if kept.attributes else {}
    return Standing(
        address=kept.address,
        type=kept.type,
        name=kept.name,
        module=kept.module,
        index=kept.index,
        mode=Mode(kept.mode) if kept.mode in set(Mode) else Mode.UNKNOWN,
        provider=kept.provider,
        attributes=attributes if isinstance(attributes, dict) else {},
        dependencies=kept.dependencies,
        deposed=kept.deposed,
        tainted=kept.tainted,
    )
