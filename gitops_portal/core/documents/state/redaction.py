"""A state with its secrets in; the same state without them, as bytes and as values, out.

As with a plan: first learn every secret that is marked anywhere, then cut, then search what was left for what is secret
in whichever form, and cut again where something was found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan.clean import Side
from gitops_portal.core.documents.secrecy import unmarked
from gitops_portal.core.documents.secrecy.known import Secrets
from gitops_portal.core.documents.secrecy.marks import Marks, marked, merged
from gitops_portal.core.documents.secrecy.names import veiled
from gitops_portal.core.documents.secrecy.redact import Cut, Mask
from gitops_portal.core.documents.state import clean, reading
from gitops_portal.core.errors import HostileDocument

if TYPE_CHECKING:
    from collections.abc import Callable

    from gitops_portal.core.documents.state.instances import Instance, Opened
    from gitops_portal.core.model import Snapshot, Value

MAX_INSTANCES: Final = 100_000
_opened: Final = reader.value


def redacted(state: Opened, mask: Mask) -> tuple[bytes, Snapshot, Callable[[bytes], bytes]]:
    """What may be kept, as bytes and as what it says; what hides secrets in a file beside it, and states have none."""
    if len(state.instances) > MAX_INSTANCES:
        raise HostileDocument(f"The state has {len(state.instances):,} instances; we read up to {MAX_INSTANCES:,}.")
    secrets = Secrets()
    with reader.decoding("the state"):
        _learn(state, secrets)
        kept = _cut(state, mask, secrets)
        if secrets.hunt():
            kept = _cut(state, mask, secrets)
        written = clean.written(kept)
        schema = {name for one in state.instances for name in (one.kept.type, one.kept.provider) if name}
        said = veiled(written, secrets.marked(), schema | secrets.schema(), mask.stand_in)
        return said, reading.snapshot(kept if said == written else reader.decode(said, clean.State)), bytes


def _marks(one: Instance, value: Value) -> Marks:
    """What the state marks, and what is always secret in resources of its type."""
    always = unmarked.always(one.kept.type, value) if one.kept.type in unmarked.KNOWN else None
    return one.marks if always is None else merged(one.marks, always, None, None)


def _learn(state: Opened, secrets: Secrets) -> None:
    for one in state.instances:
        if one.marks is not None or one.kept.type in unmarked.KNOWN:
            value = _opened(one.values)
            for part in marked(value, _marks(one, value)):
                secrets.learn(part)
    for output in state.outputs.values():
        if output.sensitive:
            secrets.learn(_opened(output.value))


def _cut(state: Opened, mask: Mask, secrets: Secrets) -> clean.State:
    cut = Cut(mask, secrets)
    for one in state.instances:
        value = _opened(one.values)
        value = value if isinstance(value, dict) else {}
        marks = _marks(one, value)
        one.kept.attributes = _side(cut, value, dict.fromkeys(value, True) if marks is True else marks)
    return clean.State(
        form=clean.FORM,
        terraform_version=state.terraform_version,
        lineage=state.lineage,
        serial=state.serial,
        resources=[one.kept for one in state.instances],
        outputs={
            name: _side(cut, _opened(each.value), True if each.sensitive else None)
            for name, each in state.outputs.items()
        },
    )


def _side(cut: Cut, value: Value, marks: Marks) -> Side:
    """The value without its secrets, and where they were."""
    side = Side(cut(value, marks))
    side.hidden = [(list(path), mac) for path, mac in cut.hidden]
    side.suspected = [(list(path), mac) for path, mac in cut.suspected]
    cut.hidden, cut.suspected, cut.unknown, cut.told = [], [], [], []
    return side
