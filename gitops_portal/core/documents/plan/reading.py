"""A plan without its secrets in, as it is kept; what it intends, as a ChangeSet, out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec import Struct, structs

from gitops_portal.core import address as addresses
from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan import clean
from gitops_portal.core.documents.plan.oddities import oddities, of_drift, of_outputs, shown
from gitops_portal.core.documents.plan.tool import tool
from gitops_portal.core.documents.secrecy.told import replaced
from gitops_portal.core.model import (
    Action,
    Change,
    ChangeSet,
    Invocation,
    Mode,
    Module,
    OutputChange,
    Provider,
    ReplaceOrder,
)
from gitops_portal.core.regions import region, told_later

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.documents.secrecy.redact import Mask
    from gitops_portal.core.documents.secrecy.told import Told
    from gitops_portal.core.model import Attributes, Block, Path

_ACTIONS: Final[Mapping[tuple[str, ...], tuple[Action, ReplaceOrder | None]]] = {
    ("no-op",): (Action.NO_OP, None),
    ("create",): (Action.CREATE, None),
    ("read",): (Action.READ, None),
    ("update",): (Action.UPDATE, None),
    ("delete",): (Action.DELETE, None),
    ("forget",): (Action.FORGET, None),
    ("delete", "create"): (Action.REPLACE, ReplaceOrder.DELETE_FIRST),
    ("create", "delete"): (Action.REPLACE, ReplaceOrder.CREATE_FIRST),
    ("create", "forget"): (Action.REPLACE, ReplaceOrder.CREATE_AND_FORGET),
    ("forget", "create"): (Action.REPLACE, ReplaceOrder.FORGET_AND_CREATE),
}
_OF_EPHEMERAL: Final = frozenset({("open",), ("renew",), ("close",)})
"""What OpenTofu does to an ephemeral resource while it plans and applies; nothing is left of it."""
_MODES: Final[Mapping[str, Mode]] = {mode.value: mode for mode in Mode}


CLOSED: Final = (
    "What judging may read of the plan's secrets was sealed with another SECRET_KEY: rules and prices can't tell what "
    "they say. Upload the plan again."
)
OF_BEFORE: Final = (
    "An earlier version of the portal kept this plan, without all that is checked today, such as what runs programs. "
    "Upload the plan again."
)


def read(document: bytes, mask: Mask) -> ChangeSet:
    """What a kept plan says."""
    with reader.decoding("the stored plan"):
        return changes(reader.decode(document, clean.Plan), mask)


def changes(plan: clean.Plan, mask: Mask) -> ChangeSet:
    """What a plan without its secrets says; its values go over, so call it once."""
    place = _Places(plan.root or Module(), plan.providers)
    sealed = mask.open(plan.sealed) if plan.sealed else b"[]"
    read = _Reading(place, told=plan.sealed is not None and sealed is not None)
    entries, other = tuple(map(read.change, plan.changes)), tuple(map(read.change, plan.readings))
    drift, outputs = tuple(map(read.change, plan.drift)), tuple(map(read.output, plan.outputs))
    return ChangeSet(
        format_version=plan.format_version,
        terraform_version=plan.terraform_version,
        tool=tool(plan),
        changes=entries,
        drift=drift,
        outputs=outputs,
        root=plan.root or Module(),
        providers=plan.providers,
        readings=other,
        standing=frozenset(plan.standing),
        state_dependencies=plan.state_dependencies,
        relevant=plan.relevant,
        state_reads=plan.state_reads,
        images=plan.images,
        lookups=plan.lookups,
        timestamp=plan.timestamp,
        complete=plan.complete,
        errored=plan.errored,
        applyable=plan.applyable,
        deferred=tuple((reason, read.change(change)) for reason, change in plan.deferred),
        invocations=tuple(map(read.invocation, plan.invoked)),
        configured=plan.configured,
        provisioned=plan.provisioned,
        full=plan.form == clean.FORM,
        oddities=(
            *oddities(entries, plan.planned),
            *of_drift(drift),
            *of_outputs(outputs),
            *_of_plan(plan, closed=sealed is None),
        ),
        judged=_judged((*entries, *other), plan, reader.decode(sealed, list[clean.Sealed]), place) if sealed else (),
    )


def _of_plan(plan: clean.Plan, *, closed: bool) -> Iterator[str]:
    """What is odd about the plan as a whole, or about how it was kept."""
    yield from plan.contradictions
    yield from _unchecked(plan)
    yield from _told(plan)
    if closed:
        yield CLOSED
    if plan.form != clean.FORM:
        yield OF_BEFORE


def _judged(
    entries: tuple[Change, ...], plan: clean.Plan, sealed: list[clean.Sealed], places: _Places
) -> tuple[Change, ...]:
    """The changes and other readings with what may be read of their secrets; those without any are the same."""
    leaves: dict[int, dict[bool, dict[Path, Told]]] = {}
    for one in sealed:
        sides = leaves.setdefault(one.change, {False: {}, True: {}})
        sides[one.after][tuple(one.path)] = one.told
    if not leaves:
        return ()
    judged, kept = list(entries), [*plan.changes, *plan.readings]
    for place, sides in leaves.items():
        judged[place] = _opened(entries[place], kept[place], sides, places)
    return tuple(judged)


def _opened(change: Change, kept: clean.Change, told: Mapping[bool, Mapping[Path, Told]], places: _Places) -> Change:
    macs = {True: _macs(kept.after), False: _macs(kept.before)}
    sides = {
        side: replaced(value, {path: one.leaf(macs[side][path]) for path, one in told[side].items()})
        for side, value in ((True, change.after), (False, change.before))
    }
    before = sides[True] if kept.same else sides[False]
    where = places.of(kept, change.mode, sides[True], before)
    return structs.replace(change, before=before, after=sides[True], region=where)


def _macs(side: clean.Side | None) -> dict[Path, str]:
    return {tuple(path): mac for path, mac in (*side.hidden, *side.suspected)} if side else {}


class _Reading(Struct, frozen=True):
    """Entries of a kept plan in, what they say out. `told`: what judging may read of its secrets was told."""

    places: _Places
    told: bool

    def change(self, kept: clean.Change) -> Change:
        return _change(kept, self.places, texts=self.told)

    def output(self, kept: clean.Output) -> OutputChange:
        action, _ = _ACTIONS.get(kept.actions, (Action.UNKNOWN, None))
        before, after = (side.whole(texts=self.told) if side else None for side in (kept.before, kept.after))
        return OutputChange(kept.name, action, before, after, kept.sensitive)

    def invocation(self, kept: clean.Invocation) -> Invocation:
        return Invocation(
            address=kept.address,
            type=kept.type,
            provider=kept.provider,
            event=kept.event,
            triggered_by=kept.triggered_by,
            order=kept.order,
            deferred=kept.deferred,
            values=kept.values.whole(texts=self.told) if kept.values else {},
        )


def _change(kept: clean.Change, places: _Places, *, texts: bool) -> Change:
    mode = _MODES.get(kept.mode, Mode.UNKNOWN)
    action, order = _action(kept.actions, mode)
    after = kept.after.whole(texts=texts) if kept.after else None
    before = after if kept.same else kept.before.whole(texts=texts) if kept.before else None
    return Change(
        address=kept.address,
        type=kept.type,
        name=kept.name,
        action=action,
        module=kept.module,
        index=kept.index,
        mode=mode,
        provider=kept.provider,
        region=places.of(kept, mode, after, None if kept.same else before),
        before=before,
        after=after,
        raw_actions=kept.actions,
        order=order,
        reason=kept.reason,
        replace_paths=kept.replace_paths,
        previous_address=kept.previous_address,
        deposed=kept.deposed,
        importing=kept.importing,
        import_id=kept.import_id,
        import_mac=kept.import_mac,
        identity_mac=kept.identity_mac,
    )


def _action(words: tuple[str, ...], mode: Mode) -> tuple[Action, ReplaceOrder | None]:
    if mode is Mode.EPHEMERAL and words in _OF_EPHEMERAL:
        return Action.NO_OP, None
    return _ACTIONS.get(words, (Action.UNKNOWN, None))


def _unchecked(plan: clean.Plan) -> Iterator[str]:
    """Where a plan says something that we don't know, or too little to be compared with itself."""
    for output in plan.outputs:
        if output.actions not in _ACTIONS:
            yield f"The output {shown(output.name)} has an action we do not know: {shown(', '.join(output.actions))}."
    tells = plan.changes or plan.drift or plan.deferred or plan.has_planned
    parts = {"configuration": plan.has_configuration, "planned values": tells}
    if lacks := [name for name, stands in parts.items() if not stands and not plan.errored]:
        told = " and ".join(lacks)
        yield f"The plan holds no {told}, so it can't be checked; Terraform and OpenTofu write them into every plan."


def _told(plan: clean.Plan) -> Iterator[str]:
    """What a plan says of itself, and nobody should overlook."""
    for change in (*plan.changes, *plan.drift):
        for oddity in change.oddities:
            yield f"{shown(change.address)} {oddity}."
    if plan.unlisted:
        others = f" and {len(plan.unlisted) - 1} more" if len(plan.unlisted) > 1 else ""
        yield f"{shown(plan.unlisted[0])}{others} would exist after the apply, but no change of the plan makes it."
    for reason, change in plan.deferred:
        yield f"{shown(change.address)} is deferred to a later plan ({shown(reason) or 'no reason given'})."
    for invocation in plan.invoked:
        if invocation.deferred:
            name = shown(invocation.address) or "An action"
            yield f"{name} is deferred to a later plan ({shown(invocation.deferred)})."
    for address, status in plan.checks:
        if status not in {"pass", "unknown"}:
            yield f"The check of {shown(address)} does not pass: {shown(status)}."


class _Places:
    """Where the configuration says that a resource stands: the region of the provider of its block.

    One whose block is gone still has a provider: which, is only told where all its configurations name one region.
    """

    def __init__(self, root: Module, providers: Mapping[str, Provider]) -> None:
        self._providers = providers
        self._regions: dict[str, set[str]] = defaultdict(set)
        for provider in providers.values():
            if provider.region or not provider.module:  # that of a module may only name what its caller passes on
                self._regions[provider.full_name].add(provider.region)
        self._blocks: dict[tuple[str, str], Block] = {}
        self._walk(root, "")

    def of(self, change: clean.Change, mode: Mode, after: Attributes | None, before: Attributes | None) -> str:
        """By its own attributes, as they will be or are, else by its provider; empty where that is not known yet."""
        if found := region(change.type, after):
            return found
        block = self._block(change, mode)
        if block and told_later(change.type, after, block.pending):
            return ""
        return region(change.type, before) or self._of_provider(change, block)

    def _block(self, change: clean.Change, mode: Mode) -> Block | None:
        own = addresses.block("", mode, change.type, change.name)
        return self._blocks.get((addresses.block_of_module[change.module], own))

    def _of_provider(self, change: clean.Change, block: Block | None) -> str:
        if block is None:
            full = change.provider
            regions = self._regions.get(full) or self._regions.get(full.rpartition("/")[2]) or {""}
            return next(iter(regions)) if len(regions) == 1 else ""
        provider = self._providers.get(block.provider_key)
        return provider.region if provider else ""

    def _walk(self, module: Module, path: str) -> None:
        for block in module.blocks:
            self._blocks[path, block.address] = block
        for name, call in module.calls.items():
            self._walk(call.module, addresses.call(path, name))
