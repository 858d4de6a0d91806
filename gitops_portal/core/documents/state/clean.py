"""The shape of a state without its secrets, as it is kept: values, and beside them where leaves stand for others."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from gitops_portal.core.documents.plan.clean import Side  # noqa: TC001 - the decoder reads it

FORM: Final = "state/1"

_ENCODER: Final = msgspec.json.Encoder(order="deterministic", decimal_format="number")


class Resource(Struct, gc=False, omit_defaults=True):
    address: str
    type: str
    name: str
    module: str = ""
    index: str | int | None = None
    mode: str = "managed"
    provider: str = ""
    attributes: Side | None = None
    dependencies: tuple[str, ...] = ()
    deposed: str = ""
    tainted: bool = False


class State(Struct, omit_defaults=True):
    form: str
    terraform_version: str = ""
    lineage: str = ""
    serial: int | None = None
    resources: list[Resource] = []
    outputs: dict[str, Side] = {}


def written(state: State) -> bytes:
    """The state as it is kept: equal states have equal bytes."""
    return _ENCODER.encode(state)
