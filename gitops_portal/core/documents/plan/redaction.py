"""A plan as Terraform wrote it in; the same plan without its secrets, and without what we do not read, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import msgspec

from gitops_portal.core.documents import reader
from gitops_portal.core.documents.plan import (
    clean,
    configuration,
    configured_secrets,
    contradictions,
    document,
    effects,
    entries,
    images,
    lookups,
    provider_keys,
    providers,
    readings,
    state_reads,
    twins,
    values,
)
from gitops_portal.core.documents.plan.overlays import Overlays
from gitops_portal.core.documents.reader import value as _opened
from gitops_portal.core.documents.secrecy import quoted, unmarked
from gitops_portal.core.documents.secrecy.known import Secrets
from gitops_portal.core.documents.secrecy.marks import marked, meets, merged, trimmed
from gitops_portal.core.documents.secrecy.names import veiled
from gitops_portal.core.documents.secrecy.redact import Cut, Mask

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gitops_portal.core.documents.secrecy.marks import Marks
    from gitops_portal.core.model import Value


def redacted(members: Mapping[str, msgspec.Raw], mask: Mask) -> tuple[bytes, clean.Plan, Callable[[bytes], bytes]]:
    """What may be kept, as bytes and as values, and what takes the secrets of the plan out of the names in a graph.

    First learn every secret that is marked anywhere, then cut, so that order hides nothing. Then search what was left:
    what holds a secret, in whichever form, is one from now on, and everything is cut again. What still stands then
    stands in names.
    """
    plan = document.opened(members)
    with reader.decoding("the plan"):
        contradicted = contradictions.beside(members, plan)  # first: it opens a lot, and lets go of it again
        redaction = _Redaction(plan, mask, members.get("resource_changes", document.NULL))
        cut = redaction.plan()
        if redaction.secrets.hunt():
            cut = redaction.plan()
        cut.contradictions = contradicted
        cut.quotable, cut.secrets_later = quoted.macs(redaction.secrets.marked(), mask), redaction.secrets.later
        veil, as_written = redaction.veil(), redaction.as_written
        del plan, redaction  # half as large as the document, and it is written now in its place
        kept = clean.written(cut)
        for side, value in as_written:
            side.value = value
        if (said := veil(kept)) != kept:
            kept, cut = said, reader.decode(said, clean.Plan)
    return kept, cut, veil


class _Redaction:
    """One plan on its way through."""

    def __init__(self, plan: document.Plan, mask: Mask, entries: msgspec.Raw) -> None:
        self.written = plan
        self.entries = entries
        self.mask = mask
        self.secrets = Secrets()
        self._cut = Cut(mask, self.secrets)
        self._judging: int | None = None
        self._sealed: list[clean.Sealed] = []
        self.as_written: list[tuple[clean.Side, Value]] = []
        """Sides that hold the document's own bytes until the plan is written, and what they say."""
        self.standing = values.resources(plan.prior_state.values if plan.prior_state else None)
        self.planned = values.resources(plan.planned_values)
        self._marks = Overlays()
        self.configuration = plan.configuration or document.Configuration()
        self.variables = {name: variable.value for name, variable in (plan.variables or {}).items()}
        self.secret_variables = configured_secrets.learn(self.configuration, self.variables, self.secrets)
        self.secret_outputs = set(self._secret_outputs())
        self._learn()

    # ── learning ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _secret_outputs(self) -> Iterator[str]:
        plan, root = self.written, self.configuration.root_module
        for name, change in (plan.output_changes or {}).items():
            if (
                self._marks[bytes(change.before_sensitive)] is not None
                or self._marks[bytes(change.after_sensitive)] is not None
            ):
                yield name
        for found in self._values():
            yield from (name for name, output in (found.outputs or {}).items() if trimmed(output.sensitive))
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
            for found in self._values():
                if output := (found.outputs or {}).get(name):
                    self._learn_output(output.value)
        for entry in entries.told_by(self.written):
            self._learn_change(entry)
        for resource in (*self.standing, *self.planned):
            if (marks := self._marks[bytes(resource.sensitive_values)]) is not None or resource.type in unmarked.KNOWN:
                value = _opened(resource.values)
                self._learn_marked(value, merged(marks, unmarked.always(resource.type, value), None, None))
        for invocation, _ in entries.invoked_by(self.written):
            self._learn_marked(_opened(invocation.config_values), self._marks[bytes(invocation.config_sensitive)])

    def _learn_output(self, *written: msgspec.Raw) -> None:
        for value in written:
            self.secrets.learn(_opened(value))

    def _learn_change(self, entry: document.ResourceChange) -> None:
        change = entry.change
        one, other = self._marks[bytes(change.before_sensitive)], self._marks[bytes(change.after_sensitive)]
        if one is None and other is None and entry.type not in unmarked.KNOWN:
            return
        before = _opened(change.before)
        after = before if change.before == change.after else _opened(change.after)
        self._learn_marked([before, after], [marks := self._marks_of(entry, before, after)] * 2)
        self.secrets.later |= meets(marks, self._marks[bytes(change.after_unknown)])

    def _marks_of(self, entry: document.ResourceChange, before: Value, after: Value) -> Marks:
        """Of both sides together, and what is always secret in resources of its type."""
        change = entry.change
        marks = merged(
            self._marks[bytes(change.before_sensitive)], self._marks[bytes(change.after_sensitive)], before, after
        )
        always = unmarked.always(entry.type, before, after) if entry.type in unmarked.KNOWN else None
        return marks if always is None else merged(marks, always, None, None)

    def _learn_marked(self, value: Value, marks: Marks) -> None:
        for part in marked(value, marks):
            self.secrets.learn(part)

    # ── cutting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def plan(self) -> clean.Plan:
        plan = self.written
        self._sealed.clear()
        self.as_written.clear()
        changes, other = self._judged()
        plain = {name: value for name, value in self.variables.items() if name not in self.secret_variables}
        return clean.Plan(
            form=clean.FORM,
            format_version=plan.format_version,
            terraform_version=plan.terraform_version or "",
            timestamp=plan.timestamp or "",
            complete=plan.complete,
            errored=bool(plan.errored),
            applyable=plan.applyable,
            changes=changes,
            readings=other,
            has_configuration=self.configuration.root_module is not None,
            has_planned=plan.planned_values is not None and plan.planned_values.root_module is not None,
            drift=[self._change(entry) for entry in plan.resource_drift or ()],
            deferred=[(each.reason or "", self._change(each.resource_change)) for each in plan.deferred_changes or ()],
            outputs=[self._output(name, change) for name, change in (plan.output_changes or {}).items()],
            root=provider_keys.resolved(
                configuration.module(self.configuration.root_module, self.secrets, self.variables),
                self.configuration.provider_config or {},
            ),
            providers=providers.read(self.configuration, plain, self.secrets),
            state_dependencies=values.remembered(self.standing),
            standing=values.untold([*self.standing, *self.planned], plan.resource_changes or ()),
            planned=[r.address for r in self.planned if r.address],
            unlisted=values.unlisted(self.planned, self.standing, entries.told_by(self.written)),
            relevant=tuple(dict.fromkeys(r.resource for r in plan.relevant_attributes or () if r.resource)),
            state_reads=state_reads.kept(self.configuration.root_module, self.standing, self.secrets),
            images=images.kept(self.standing, self.secrets),
            lookups=lookups.kept(self.standing, self.secrets),
            checks=[((c.address and c.address.to_display) or "", c.status or "") for c in plan.checks or ()],
            invoked=[self._invocation(*found) for found in entries.invoked_by(self.written)],
            configured=effects.configured(self.configuration, self.variables, self._cut.mask),
            provisioned=effects.provisioned(self.configuration, self.variables, self._cut.mask),
            sealed=self.mask.seal(msgspec.json.encode(self._sealed, order="deterministic")) if self._sealed else "",
        )

    def veil(self) -> Callable[[bytes], bytes]:
        """What takes out of a document the secrets that may stand in its names. It holds nothing of the plan."""
        told = {name for entry in entries.told_by(self.written) for name in (entry.type, entry.provider_name) if name}
        marked, schema, stand_in = self.secrets.marked(), told | self.secrets.schema(), self.mask.stand_in
        return lambda text: veiled(text, marked, schema, stand_in)

    def _judged(self) -> tuple[list[clean.Change], list[clean.Change]]:
        """The changes that rules look at, and those that say two things once more, read the other way.

        Of those it is kept what may be read of the secrets in them.
        """
        kept: list[clean.Change] = []
        other: list[clean.Change] = []
        for entry in self.written.resource_changes or ():
            self._judging = len(kept)
            kept.append(self._change(entry))
        for place, entry, told in readings.other(self.written, self.entries, kept, self.planned):
            self._judging = len(kept) + len(other)
            other.append(self._change(entry))
            one, two = kept[place], other[-1]
            one.oddities = tuple(dict.fromkeys((*one.oddities, told)))
            if one.actions != two.actions:
                one.actions = (" or ".join(", ".join(each.actions) for each in (two, one)),)
        self._judging = None
        return kept, other

    def _change(self, entry: document.ResourceChange) -> clean.Change:
        change = entry.change
        unknown = self._marks[bytes(change.after_unknown)]
        same = unknown is None and change.before == change.after != document.NULL
        after = _opened(change.after)
        before = None if same else _opened(change.before)
        self._cut.altered = False
        as_kept = (same or clean.is_kept_so(before, change.before), clean.is_kept_so(after, change.after))
        odd = (twins.TOLD,) if twins.in_change(change, before, after, as_kept, self._marks.doubled) else ()
        marks = self._marks_of(entry, after if same else before, after)
        kept = entries.described(entry)
        kept.same = same
        kept.before, odd_before = self._side(before, marks, None, None, after=False)
        kept.after, odd_after = self._side(after, marks, unknown, before, after=True)
        if as_kept[0]:
            self._leave(kept.before, before, change.before)
        if as_kept[1]:
            self._leave(kept.after, after, change.after)
        if odd_before or odd_after or odd:
            kept.oddities = tuple(dict.fromkeys((*odd_before, *odd_after, *odd)))
        if change.replace_paths:
            kept.replace_paths = entries.cut_paths(change.replace_paths, kept.before, kept.after)
        kept.importing, kept.import_id = self._import(change.importing)
        if kept.importing and change.importing != {"id": kept.import_id}:
            kept.import_mac = self._cut.mask(change.importing).mac
        identity = (change.before_identity, change.after_identity)
        if kept.actions != ("no-op",) and any(map(_opened, identity)):
            kept.identity_mac = self._cut.mask([_opened(part) for part in identity]).mac
        return kept

    def _side(
        self, value: Value, marks: Marks, unknown: Marks, before: Value, *, after: bool
    ) -> tuple[clean.Side | None, tuple[str, ...]]:
        """The attributes on one side, and what is odd about them."""
        value, marks, unknown, odd = entries.attributes(value, marks, unknown, before)
        return None if value is None else self._kept(value, marks, unknown, after=after), odd

    def _kept(self, value: Value, marks: Marks, unknown: Marks = None, *, after: bool) -> clean.Side:
        cut = self._cut
        side = clean.Side(cut(value, marks, unknown))
        if cut.hidden:
            side.hidden, cut.hidden = [(list(path), mac) for path, mac in cut.hidden], []
        if cut.unknown:
            side.unknown, cut.unknown = [list(path) for path in cut.unknown], []
        if cut.suspected:
            side.suspected, cut.suspected = [(list(path), mac) for path, mac in cut.suspected], []
        if cut.told:
            told, cut.told = cut.told, []
            if self._judging is not None:
                self._sealed += [clean.Sealed(self._judging, after, list(path), said) for path, said in told]
        return side

    def _leave(self, side: clean.Side | None, value: Value, written: msgspec.Raw) -> None:
        """Where nothing was cut out of a side that was written as we keep it, its bytes are there already."""
        if side and side.value is value and not (self._cut.altered or side.hidden or side.unknown or side.suspected):
            self.as_written.append((side, value))
            side.value = written

    def _output(self, name: str, change: document.Change) -> clean.Output:
        marks = True if name in self.secret_outputs else None
        return clean.Output(
            name=name,
            actions=tuple(change.actions),
            before=self._kept(_opened(change.before), marks, after=False),
            after=self._kept(_opened(change.after), marks, self._marks[bytes(change.after_unknown)], after=True),
            sensitive=marks is True,
        )

    def _invocation(self, written: document.Invocation, deferred: str) -> clean.Invocation:
        kept = entries.invocation(written, deferred)
        value, marks = _opened(written.config_values), self._marks[bytes(written.config_sensitive)]
        kept.values, _ = self._side(value, marks, self._marks[bytes(written.config_unknown)], None, after=True)
        return kept

    def _import(self, importing: Any) -> tuple[bool, str]:
        identity = importing.get("id") if isinstance(importing, dict) else None
        known = isinstance(identity, str) and self.secrets.spares(identity)
        return importing is not None and importing is not False, cast("str", identity) if known else ""
