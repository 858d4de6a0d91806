"""What stands and what is described in, a plan document out: the difference between the two, as the tool writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tools.demo.configuration import configuration, full_name
from tools.demo.settle import (
    UNKNOWN,
    Instance,
    Instances,
    Secret,
    Settler,
    holds,
    is_unknown,
    revealed,
    settled,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tools.demo.author import Output, Stack

Document = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Import:
    """An object that exists but is not managed yet: its id, and where it differs from what is described."""

    id: str
    differs: Mapping[str, Any] = field(default_factory=dict)


def derive(
    before: Stack | None,
    after: Stack,
    at: datetime,
    *,
    drifted: Mapping[str, Mapping[str, Any]] | None = None,
    imports: Mapping[str, Import] | None = None,
    forgotten: Collection[str] = (),
) -> Document:
    """The plan that turns `before` into `after`, made at this time.

    `drifted` holds, by address, what somebody changed by hand; `forgotten` names what leaves management but stays.
    """
    return _Plan(before, after, at, drifted or {}, imports or {}, frozenset(forgotten)).document()


@dataclass(slots=True)
class _Plan:
    before: Stack | None
    after: Stack
    at: datetime
    drifted: Mapping[str, Mapping[str, Any]]
    imports: Mapping[str, Import]
    forgotten: frozenset[str]
    recorded: Instances = field(default_factory=dict)
    """What the state said before the refresh."""
    prior: Instances = field(default_factory=dict)
    """What the refresh found."""
    planned: Instances = field(default_factory=dict)
    changes: dict[str, Document] = field(default_factory=dict)

    def document(self) -> Document:
        self.recorded = settled(self.before) if self.before else {}
        self.prior = self._refreshed()
        self.planned = Settler(self.after, self._plan_one).run()
        for address in self.prior.keys() - self.planned.keys() - {one.was for one in self.planned.values()}:
            if not self.prior[address].block.data:
                self.changes[address] = self._removal(self.prior[address])
        changes = [self.changes[address] for address in sorted(self.changes)]
        outputs = self._outputs()
        document: Document = {
            "format_version": "1.2",
            "terraform_version": "1.10.6" if self.after.tofu else "1.11.4",
            "variables": {name: {"value": var.value} for name, var in sorted(self.after.variables.items())},
            "planned_values": _values(self.planned, _planned_outputs(self.planned, self.after), planned=True),
            "resource_drift": [self._drift(address) for address in sorted(self.drifted)],
            "resource_changes": changes,
            "output_changes": outputs,
            "prior_state": self._prior_state(),
            "configuration": configuration(self.after),
            "relevant_attributes": self._relevant(changes),
            "checks": [_check(name) for name in self.after.checks],
            "timestamp": self.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "applyable": any(map(_does_something, [*(entry["change"] for entry in changes), *outputs.values()])),
            "complete": True,
            "errored": False,
        }  # fmt: skip
        if self.after.tofu:
            del document["applyable"], document["complete"]
        optional = ("resource_drift", "checks", "variables", "output_changes", "relevant_attributes")
        return {name: value for name, value in document.items() if value or name not in optional}

    def _refreshed(self) -> Instances:
        found = dict(self.recorded)
        for address, differences in self.drifted.items():
            found[address] = _with(found[address], differences)
        if self.imports:
            described = settled(self.after)
            for address, wanted in self.imports.items():
                found[address] = _with(described[address], wanted.differs)
        return found

    def _plan_one(self, instance: Instance) -> None:
        """Decide what happens to one described object, and complete it with what the provider computes."""
        if instance.block.data:
            self._read(instance)
            return
        found = self.prior.get(instance.address) or self.prior.get(instance.was)
        attributes, computed = instance.attributes, instance.schema.computed
        if found is None:
            actions, forced = ["create"], []
        else:
            differs = [
                name
                for name, value in attributes.items()
                if value != found.attributes.get(name) and not (name in computed and value is None)
            ]
            forced = sorted(instance.schema.force_new.intersection(differs))
            actions = self._actions(instance, differs, forced)
        fresh = found is None or bool(forced)
        for name in computed:
            if attributes.get(name) is None:
                renewed = fresh or (actions == ["update"] and name in instance.schema.renewed)
                value: Any = UNKNOWN if renewed or found is None else found.attributes.get(name)
                attributes[name] = Secret(value) if value is UNKNOWN and name in instance.schema.sensitive else value
        entry = self._entry(instance, actions, found, instance)
        if found is not None and found.address != instance.address:
            entry["previous_address"] = found.address
        if forced:
            entry["action_reason"] = "replace_because_cannot_update"
            entry["change"]["replace_paths"] = [[name] for name in forced]
        if instance.address in self.imports:
            entry["change"]["importing"] = {"id": self.imports[instance.address].id}
        self.changes[instance.address] = entry

    @staticmethod
    def _actions(instance: Instance, differs: list[str], forced: list[str]) -> list[str]:
        if forced:
            return ["create", "delete"] if instance.block.create_first else ["delete", "create"]
        return ["update"] if differs else ["no-op"]

    def _read(self, instance: Instance) -> None:
        """A data source is read while planning, or later when what it asks for is not known yet."""
        late = any(holds(value, is_unknown) for value in instance.attributes.values())
        instance.attributes.update({name: UNKNOWN if late else value for name, value in instance.block.reads.items()})
        if late:
            entry = self._entry(instance, ["read"], None, instance)
            entry["action_reason"] = "read_because_config_unknown"
            self.changes[instance.address] = entry
        else:
            self.prior[instance.address] = instance

    def _removal(self, found: Instance) -> Document:
        forget = found.address in self.forgotten
        entry = self._entry(found, ["forget"] if forget else ["delete"], found, None)
        entry["action_reason"] = self._why_removed(found)
        return entry

    def _why_removed(self, found: Instance) -> str:
        place = found.block.place
        if place.name and all(other.address != place.address for other in self.after.places):
            return "delete_because_no_module"
        if all(block.config_address != found.block.config_address for block in self.after.blocks):
            return "delete_because_no_resource_config"
        return "delete_because_count_index" if isinstance(found.key, int) else "delete_because_each_key"

    def _drift(self, address: str) -> Document:
        return self._entry(self.prior[address], ["update"], self.recorded[address], self.prior[address])

    def _entry(
        self, instance: Instance, actions: list[str], before: Instance | None, after: Instance | None
    ) -> Document:
        place = instance.block.place.address
        then, _, then_sensitive = split(before.attributes) if before else (None, False, False)
        now, unknown, now_sensitive = split(after.attributes) if after else (None, {}, False)
        return {
            "address": instance.address,
            **({"module_address": place} if place else {}),
            "mode": "data" if instance.block.data else "managed",
            "type": instance.block.type,
            "name": instance.block.name,
            **({"index": instance.key} if instance.key is not None else {}),
            "provider_name": full_name(instance.block.type, tofu=self.after.tofu),
            "change": {
                "actions": actions,
                "before": then,
                "after": now,
                "after_unknown": unknown,
                "before_sensitive": then_sensitive,
                "after_sensitive": now_sensitive,
            },
        }

    def _outputs(self) -> Document:
        before = {output.name: (output, value) for output, value in _outputs(self.before, self.recorded)}
        after = {output.name: (output, value) for output, value in _outputs(self.after, self.planned)}
        found = {}
        for name in sorted(before.keys() | after.keys()):
            then, now = before.get(name), after.get(name)
            sensitive = (now or then)[0].sensitive  # type: ignore[index]  # the name is in one of the two
            clean, unknown, _ = split(now[1]) if now else (None, False, False)
            if then is None or now is None:
                actions = ["create"] if then is None else ["delete"]
            else:
                actions = ["no-op"] if then[1] == now[1] else ["update"]
            found[name] = {
                "actions": actions,
                "before": revealed(then[1]) if then else None,
                **({} if clean is None and unknown is True else {"after": clean}),
                "after_unknown": unknown,
                "before_sensitive": sensitive,
                "after_sensitive": sensitive,
            }
        return found

    def _prior_state(self) -> Document:
        if not self.prior:
            return {"format_version": "1.0"}
        outputs = _planned_outputs(self.recorded, self.before) if self.before else {}
        return {
            "format_version": "1.0",
            "terraform_version": "1.10.6" if self.after.tofu else "1.11.4",
            "values": _values(self.prior, outputs, planned=False),
        }

    def _relevant(self, changes: list[Document]) -> list[Document]:
        """What exists already and is referred to by what changes."""
        changing = {entry["address"] for entry in changes if _does_something(entry["change"])}
        standing = {one.block.config_address: one for one in self.prior.values() if one.address not in changing}
        named = {name for address in changing & self.planned.keys() for name in self.planned[address].depends}
        return [{"resource": standing[name].address, "attribute": ["id"]} for name in sorted(named & standing.keys())]


def _with(instance: Instance, differences: Mapping[str, Any]) -> Instance:
    attributes = {**instance.attributes, **differences}
    block, key = instance.block, instance.key
    return Instance(instance.address, block, key, attributes, instance.schema, instance.was, instance.depends)


def _outputs(stack: Stack | None, instances: Instances) -> list[tuple[Output, Any]]:
    if stack is None:
        return []
    reader = Settler(stack, lambda _: None, done=instances)
    return [(output, reader.value(output.value)) for output in stack.outputs]


def _planned_outputs(instances: Instances, stack: Stack) -> Document:
    found = {}
    for output, value in _outputs(stack, instances):
        clean, unknown, _ = split(value)
        known = {} if unknown is True else {"value": clean, "type": _type(clean)}
        found[output.name] = {"sensitive": output.sensitive, **known}
    return found


def _type(value: Any) -> Any:
    if isinstance(value, list):
        return ["list", "string"]
    if isinstance(value, dict):
        return ["map", "string"]
    return {bool: "bool", int: "number"}.get(type(value), "string")


def split(value: Any) -> tuple[Any, Any, Any]:
    """A value as the document writes it: what is known, what is unknown, what is sensitive."""
    kind = type(value)
    if kind is Secret:
        clean, unknown, _ = split(value.value)
        return clean, unknown, True
    if kind is dict:
        return _split_object(value)
    if kind is list:
        parts = [split(item) for item in value]
        return [part[0] for part in parts], [part[1] for part in parts], [part[2] for part in parts]
    return (None, True, False) if value is UNKNOWN else (value, False, False)


def _split_object(value: Mapping[str, Any]) -> tuple[Any, Any, Any]:
    clean, unknown, sensitive = {}, {}, {}
    for name in sorted(value):
        item = value[name]
        if item is None or type(item) in _PLAIN:
            clean[name] = item
            continue
        known, not_known, secret = split(item)
        if not_known is not True:
            clean[name] = known
        if not_known is not False:
            unknown[name] = not_known
        if secret is not False:
            sensitive[name] = secret
    return clean, unknown, sensitive


_PLAIN = frozenset({str, int, bool, float})


def _values(instances: Instances, outputs: Document, *, planned: bool) -> Document:
    """The tree of modules with their resources, as `planned_values` and a state write it."""
    modules: dict[str, Document] = {"": {}}
    for address in sorted(instances):
        one = instances[address]
        if planned and one.block.data:
            continue
        clean, _, sensitive = split(one.attributes)
        resource = {
            "address": address,
            "mode": "data" if one.block.data else "managed",
            "type": one.block.type,
            "name": one.block.name,
            **({"index": one.key} if one.key is not None else {}),
            "provider_name": full_name(one.block.type, tofu=one.block.place.stack.tofu),
            "schema_version": one.schema.version,
            "values": clean,
            "sensitive_values": sensitive,
            **({} if planned or not one.depends else {"depends_on": list(one.depends)}),
        }
        place, above = one.block.place, one.block.place.parent
        fresh = place.address not in modules
        modules.setdefault(place.address, {"address": place.address}).setdefault("resources", []).append(resource)
        while fresh and above is not None:
            inner = modules[place.address]
            fresh = above.address not in modules
            modules.setdefault(above.address, {"address": above.address} if above.address else {})
            modules[above.address].setdefault("child_modules", []).append(inner)
            place, above = above, above.parent
    return {**({"outputs": outputs} if outputs else {}), "root_module": modules[""]}


def _check(name: str) -> Document:
    address = {"kind": "check", "name": name, "to_display": f"check.{name}"}
    return {
        "address": address,
        "status": "pass",
        "instances": [{"address": {"to_display": f"check.{name}"}, "status": "pass"}],
    }


def _does_something(change: Document) -> bool:
    return change["actions"] not in (["no-op"], ["read"])
