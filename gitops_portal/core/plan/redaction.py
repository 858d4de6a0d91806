"""A plan as Terraform wrote it in; the same plan without its secrets, and without what we do not read, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, cast

import msgspec

from gitops_portal.core import reader
from gitops_portal.core.errors import DamagedDocument
from gitops_portal.core.model import without_keys
from gitops_portal.core.plan import clean, configuration, document, effects, images, provider_keys, state_reads
from gitops_portal.core.plan.values import resources
from gitops_portal.core.secrecy.known import Secrets
from gitops_portal.core.secrecy.leaks import leaked
from gitops_portal.core.secrecy.marks import marked, merged, trimmed
from gitops_portal.core.secrecy.redact import Cut, Mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gitops_portal.core.model import Path, Value
    from gitops_portal.core.secrecy.marks import Marks

_NULL: Final = b"null"


def redacted(members: Mapping[str, msgspec.Raw], mask: Mask) -> tuple[bytes, clean.Plan]:
    """What may be kept, as bytes and as values.

    First learn every secret that is marked anywhere, then cut, so that order hides nothing. Then look once more: a
    marked secret that still stands inside a longer text is learnt as a part of texts, and everything is cut again.
    """
    plan = document.opened(members)
    with reader.decoding("the plan"):
        redaction = _Redaction(plan, mask)
        cut = redaction.plan()
        kept = clean.written(cut)
        if found := leaked(redaction.secrets.whole, kept):
            cut = _Redaction(plan, mask, found).plan()
            kept = clean.written(cut)
    return kept, cut


_opened: Final = reader.value


class _Redaction:
    """One plan on its way through."""

    def __init__(self, plan: document.Plan, mask: Mask, leaking: Iterable[str] = ()) -> None:
        self.written = plan
        self.secrets = Secrets()
        self._cut = Cut(mask, self.secrets)
        self.secrets.learn(list(leaking), inside=True)
        self.standing = resources(plan.prior_state.values if plan.prior_state else None)
        self.planned = resources(plan.planned_values)
        self._seen: dict[bytes, Marks] = {}
        self.configuration = plan.configuration or document.Configuration()
        self.variables = {name: variable.value for name, variable in (plan.variables or {}).items()}
        self.secret_variables = configuration.learn_secrets(self.configuration, self.variables, self.secrets)
        self.secret_outputs = set(self._secret_outputs())
        self._learn()

    def _marks(self, overlay: msgspec.Raw) -> Marks:
        """Resources of one type have the same few overlays, thousands of times."""
        written = bytes(overlay)
        try:
            return self._seen[written]
        except KeyError:
            marks = self._seen[written] = trimmed(_opened(written))
            return marks

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _secret_outputs(self) -> Iterator[str]:
        plan, root = self.written, self.configuration.root_module
        for name, change in (plan.output_changes or {}).items():
            if self._marks(change.before_sensitive) is not None or self._marks(change.after_sensitive) is not None:
                yield name
        for values in self._values():
            yield from (name for name, output in (values.outputs or {}).items() if trimmed(output.sensitive))
        if root:
            yield from (name for name, output in (root.outputs or {}).items() if trimmed(output.sensitive))

    def _values(self) -> Iterator[document.Values]:
        plan = self.written
        yield from (v for v in (plan.planned_values, plan.prior_state.values if plan.prior_state else None) if v)

    def _learn(self) -> None:
        plan = self.written
        for name in self.secret_outputs:
            if change := (plan.output_changes or {}).get(name):
                self._learn_output(change.before, change.after)
            for values in self._values():
                if output := (values.outputs or {}).get(name):
                    self._learn_output(output.value)
        for entry in self._entries():
            self._learn_change(entry.change)
        for resource in (*self.standing, *self.planned):
            if (marks := self._marks(resource.sensitive_values)) is not None:
                self._learn_marked(_opened(resource.values), marks)
        for invocation, _ in self._invocations():
            self._learn_marked(_opened(invocation.config_values), self._marks(invocation.config_sensitive))

    def _learn_output(self, *values: msgspec.Raw) -> None:
        for value in values:
            self.secrets.learn(_opened(value), inside=True)

    def _learn_change(self, change: document.Change) -> None:
        one, other = self._marks(change.before_sensitive), self._marks(change.after_sensitive)
        if one is None and other is None:
            return
        before, after = _opened(change.before), _opened(change.after)
        marks = merged(one, other, before, after)
        self._learn_marked(before, marks)
        self._learn_marked(after, marks)

    def _learn_marked(self, value: Value, marks: Marks) -> None:
        for part in marked(value, marks):
            self.secrets.learn(part)

    def _entries(self) -> Iterator[document.ResourceChange]:
        plan = self.written
        yield from plan.resource_changes or ()
        yield from plan.resource_drift or ()
        yield from (deferred.resource_change for deferred in plan.deferred_changes or ())

    def _invocations(self) -> Iterator[tuple[document.Invocation, str]]:
        """With the reason why it is put off; empty where it is not."""
        plan = self.written
        yield from ((invocation, "") for invocation in plan.action_invocations or ())
        for deferred in plan.deferred_action_invocations or ():
            if deferred.action_invocation:
                yield deferred.action_invocation, deferred.reason or "unknown"

    # ── cutting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def plan(self) -> clean.Plan:
        plan = self.written
        plain = {name: value for name, value in self.variables.items() if name not in self.secret_variables}
        return clean.Plan(
            form=clean.FORM,
            format_version=plan.format_version,
            terraform_version=plan.terraform_version or "",
            timestamp=plan.timestamp or "",
            complete=plan.complete,
            errored=bool(plan.errored),
            applyable=plan.applyable,
            changes=self._changes(plan.resource_changes),
            drift=self._changes(plan.resource_drift),
            deferred=[
                (deferred.reason or "", self._change(deferred.resource_change))
                for deferred in plan.deferred_changes or ()
            ],
            outputs=[self._output(name, change) for name, change in (plan.output_changes or {}).items()],
            root=provider_keys.resolved(
                configuration.module(self.configuration.root_module, self.secrets),
                self.configuration.provider_config or {},
            ),
            providers=configuration.providers(self.configuration, plain, self.secrets),
            state_dependencies=self._remembered(),
            standing=sorted({without_keys(r.address) for r in (*self.standing, *self.planned) if r.address}),
            planned=[r.address for r in self.planned if r.address],
            unlisted=self._unlisted(),
            relevant=tuple(dict.fromkeys(r.resource for r in plan.relevant_attributes or () if r.resource)),
            state_reads=state_reads.kept(self.configuration.root_module, self.standing, self.secrets),
            images=images.kept(self.standing, self.secrets),
            checks=[((c.address and c.address.to_display) or "", c.status or "") for c in plan.checks or ()],
            invoked=[self._invocation(*found) for found in self._invocations()],
            configured=effects.configured(self.configuration, self.variables, self._cut.mask),
            provisioned=effects.provisioned(self.configuration, self.variables, self._cut.mask),
        )

    def _remembered(self) -> dict[str, tuple[str, ...]]:
        """What each instance depended on at its last apply; instances of one block have the same list."""
        known: dict[bytes, tuple[str, ...]] = {}
        found = {}
        for resource in self.standing:
            written = bytes(resource.depends_on)
            if written not in known:
                known[written] = reader.names(_opened(written))
            if resource.address and known[written]:
                found[resource.address] = known[written]
        return found

    def _unlisted(self) -> list[str]:
        """With `-target`, what exists may go untold; what is to exist may not."""
        told = {_address(entry) for entry in self._entries()}
        told.update(r.address for r in self.standing if r.address)
        planned = (r for r in self.planned if r.mode in {None, "", "managed"})
        return [r.address for r in planned if r.address and r.address not in told]

    def _changes(self, entries: Iterable[document.ResourceChange] | None) -> list[clean.Change]:
        return [self._change(entry) for entry in entries or ()]

    def _change(self, entry: document.ResourceChange) -> clean.Change:
        change = entry.change
        unknown = self._marks(change.after_unknown)
        same = unknown is None and bytes(change.before) == bytes(change.after) != _NULL
        after = _opened(change.after)
        before = None if same else _opened(change.before)
        marks = merged(
            self._marks(change.before_sensitive), self._marks(change.after_sensitive), after if same else before, after
        )
        kept = _described(entry)
        kept.same = same
        names = before if isinstance(before, dict) else {}
        kept.before, odd_before = self._side(before, marks, None, names)
        kept.after, odd_after = self._side(after, marks, unknown, names)
        if odd_before or odd_after:
            kept.oddities = tuple(dict.fromkeys((*odd_before, *odd_after)))
        if change.replace_paths:
            kept.replace_paths = _cut_paths(change.replace_paths, kept.before, kept.after)
        kept.importing, kept.import_id = self._import(change.importing)
        if kept.importing and change.importing != {"id": kept.import_id}:
            kept.import_mac = self._cut.mask(change.importing).mac
        return kept

    def _side(
        self, value: Value, marks: Marks, unknown: Marks, names: Iterable[str]
    ) -> tuple[clean.Side | None, tuple[str, ...]]:
        """The attributes on one side. A mark on all at once is a mark on each: names of attributes are no secret."""
        odd: tuple[str, ...] = ()
        if not isinstance(value, dict) and value is not None:
            value, odd = None, ("has attributes that are not an object",)
        if unknown is not None and not isinstance(unknown, dict):
            unknown, odd = dict.fromkeys(names, True), (*odd, "is not known at all until apply")
            value = value or {}
        if value is None and unknown is None:
            return None, odd
        value = value or {}
        if marks is not None and not isinstance(marks, dict):
            marks = dict.fromkeys(value, True)
        return self._kept(value, marks, unknown), odd

    def _kept(self, value: Value, marks: Marks, unknown: Marks = None) -> clean.Side:
        cut = self._cut
        side = clean.Side(cut(value, marks, unknown))
        if cut.hidden:
            side.hidden, cut.hidden = [(list(path), mac) for path, mac in cut.hidden], []
        if cut.unknown:
            side.unknown, cut.unknown = [list(path) for path in cut.unknown], []
        if cut.suspected:
            side.suspected, cut.suspected = [(list(path), mac) for path, mac in cut.suspected], []
        return side

    def _output(self, name: str, change: document.Change) -> clean.Output:
        marks = True if name in self.secret_outputs else None
        return clean.Output(
            name=name,
            actions=tuple(change.actions),
            before=self._kept(_opened(change.before), marks),
            after=self._kept(_opened(change.after), marks, self._marks(change.after_unknown)),
            sensitive=marks is True,
        )

    def _invocation(self, written: document.Invocation, deferred: str) -> clean.Invocation:
        address, trigger = written.address or "", written.lifecycle_action_trigger
        trigger = trigger if isinstance(trigger, dict) else {}
        event, by = (str(trigger.get(name) or "") for name in ("action_trigger_event", "triggering_resource_address"))
        places = (trigger.get(name) for name in ("action_trigger_block_index", "actions_list_index"))
        reader.check_names(address, written.type or "", written.provider_name or "", event, by, deferred)
        values, _ = self._side(
            _opened(written.config_values),
            self._marks(written.config_sensitive),
            self._marks(written.config_unknown),
            (),
        )
        block, place = (number if isinstance(number, int) else 0 for number in places)
        return clean.Invocation(
            address=address,
            type=written.type or "",
            provider=written.provider_name or "",
            event=event,
            triggered_by=by,
            order=(block, place),
            deferred=deferred,
            values=values,
        )

    def _import(self, importing: Any) -> tuple[bool, str]:
        identity = importing.get("id") if isinstance(importing, dict) else None
        known = isinstance(identity, str) and not self.secrets.know(identity)
        return importing is not None and importing is not False, cast("str", identity) if known else ""


def _described(entry: document.ResourceChange) -> clean.Change:
    address, module, previous = _address(entry), entry.module_address or "", entry.previous_address or ""
    reader.check_names(address, module, entry.type or "", entry.name or "", previous)
    return clean.Change(
        address=address,
        actions=tuple(entry.change.actions),
        module=module,
        mode=_mode(entry),
        type=entry.type or "",
        name=entry.name or "",
        index=entry.index if isinstance(entry.index, str | int) and not isinstance(entry.index, bool) else None,
        provider=entry.provider_name or "",
        reason=entry.action_reason or "",
        previous_address=previous,
        deposed=entry.deposed if isinstance(entry.deposed, str) else "true" if entry.deposed else "",
    )


def _mode(entry: document.ResourceChange) -> str:
    """Entries edited by hand may lack it; an address tells it as well."""
    if entry.mode:
        return entry.mode
    own = (entry.address or "").removeprefix(f"{entry.module_address}.")
    return "data" if own.startswith("data.") else "managed"


def _address(entry: document.ResourceChange) -> str:
    """Terraform 0.15 and 1.0 left it out of drift, but gave all of its parts."""
    if entry.address:
        return entry.address
    if not (entry.type and entry.name):
        raise DamagedDocument("A change in the plan has no address, and no type and name to make one from.")
    own = f"{entry.type}.{entry.name}" if _mode(entry) == "managed" else f"{_mode(entry)}.{entry.type}.{entry.name}"
    key = "" if entry.index is None else f"[{msgspec.json.encode(entry.index).decode()}]"
    return f"{entry.module_address}.{own}{key}" if entry.module_address else own + key


def _cut_paths(paths: Any, *sides: clean.Side | None) -> tuple[Path, ...]:
    """Paths that force a replacement, no deeper than to what is hidden: names inside a secret are secret too."""
    hidden = {tuple(path) for side in sides if side for path, _ in side.hidden}
    cut = []
    for path in paths if isinstance(paths, list) else ():
        if isinstance(path, list) and all(isinstance(step, str | int) for step in path):
            ends = (end for end in range(1, len(path)) if tuple(path[:end]) in hidden)
            cut.append(tuple(path[: next(ends, len(path))]))
    return tuple(dict.fromkeys(cut))
