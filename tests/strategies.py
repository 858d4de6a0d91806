"""Plan documents for properties, with every string that a mark makes secret told beside them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from tests.documents import entry, plan

Draw = Any
CANARIES = [f"canary/{number:03}" for number in range(60)]
"""Stand in attributes, marked or not: where one is marked anywhere, it must be found nowhere."""
VAULT = [f"vault/{number:03}" for number in range(20)]
"""Stand in variables, outputs and providers, and within longer strings elsewhere."""

names = st.sampled_from(["id", "name", "tags", "nested_block", "value", "key/with.odd chars"])
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=5),  # the reader replaces NUL
    st.sampled_from(CANARIES),
    st.sampled_from(VAULT).map("postgres://user:{}@host".format),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
attributes = st.dictionaries(names, values, min_size=1, max_size=5)
nothing_marked: st.SearchStrategy[Any] = st.sampled_from([False, {}, [], None])


@st.composite
def overlays(draw: Draw, value: Any) -> Any:
    """Marks over a value: exact, over a whole subtree, too short, too long, of the wrong shape, or none."""
    kind = draw(st.sampled_from(["none", "exact", "exact", "whole", "odd"]))
    if kind == "none":
        return draw(nothing_marked)
    if kind == "odd":
        return draw(st.recursive(st.booleans(), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=5))  # fmt: skip
    if kind == "exact" and isinstance(value, dict):
        return {name: draw(overlays(member)) for name, member in value.items() if draw(st.booleans())}
    if kind == "exact" and isinstance(value, list):
        marks = [draw(overlays(element)) for element in value]
        return marks[: draw(st.integers(0, len(marks)))]
    return True


def under(value: Any, marks: Any) -> list[str]:
    """The strings of a value that marks make secret, as the format's documentation says, with no help from our code."""
    if marks is True:
        return [text for text in leaves(value) if isinstance(text, str)]
    if isinstance(value, dict) and isinstance(marks, dict):
        return [text for name in value for text in under(value[name], marks.get(name))]
    if isinstance(value, list) and isinstance(marks, list):
        return [text for element, mark in zip(value, marks, strict=False) for text in under(element, mark)]
    return []


def leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for member in value.values() for leaf in leaves(member)]
    if isinstance(value, list):
        return [leaf for element in value for leaf in leaves(element)]
    return [value]


@dataclass
class Planted:
    """A document, and the strings in it that must not survive."""

    body: bytes
    secrets: set[str] = field(default_factory=set)


@st.composite
def changes(draw: Draw, address: str, secrets: set[str]) -> dict[str, Any]:
    before = draw(st.none() | attributes)
    after = draw(st.one_of(st.none(), attributes, st.just(before)))
    one, other = draw(overlays(before)), draw(overlays(after))
    for value in (before, after):
        for marks in (one, other):
            secrets.update(under(value, marks))
    made = entry(address, draw(st.sampled_from(["create", "update", "delete", "no-op", "ponder"])))
    made["change"] |= {"before": before, "after": after, "before_sensitive": one, "after_sensitive": other}
    made["change"]["after_unknown"] = draw(overlays(after))
    return made


@st.composite
def planted(draw: Draw) -> Planted:
    """A plan with secrets wherever plans hold them in clear."""
    secrets: set[str] = set()
    vault = st.sampled_from(VAULT)
    flags = st.booleans()
    entries = [draw(changes(f"aws_x.n{n}", secrets)) for n in range(draw(st.integers(0, 4)))]
    drift = [draw(changes(f"aws_x.d{n}", secrets)) for n in range(draw(st.integers(0, 2)))]
    deferred = [draw(changes("aws_x.later", secrets))] if draw(flags) else []

    variables, declared, outputs = {}, {}, {}
    for number in range(draw(st.integers(0, 3))):
        name, value, default, sensitive = f"v{number}", draw(vault), draw(vault), draw(flags)
        variables[name], declared[name] = {"value": {"in": [value]}}, {"default": default, "sensitive": sensitive}
        secrets.update({value, default} if sensitive else ())
    for number in range(draw(st.integers(0, 3))):
        before, after, sensitive = draw(vault), draw(vault), draw(flags)
        outputs[f"o{number}"] = {
            "actions": ["update"], "before": before, "after": [after], "after_unknown": False,
            "before_sensitive": sensitive, "after_sensitive": sensitive,
        }  # fmt: skip
        secrets.update({before, after} if sensitive else ())
    token = draw(vault)
    secrets.add(token)
    state = draw(attributes)
    state_marks = draw(overlays(state))
    secrets.update(under(state, state_marks))
    resource = {"address": "aws_x.n0", "values": state, "sensitive_values": state_marks, "depends_on": ["aws_y.z"]}
    body = plan(
        *entries,
        resource_drift=drift,
        deferred_changes=[{"reason": "unknown", "resource_change": change} for change in deferred],
        variables=variables,
        output_changes=outputs,
        prior_state={"values": {"root_module": {"resources": [resource]}}},
        planned_values={"root_module": {"child_modules": [{"resources": [resource]}]}},
        configuration={
            "provider_config": {"x": {"name": "x", "expressions": {"auth": [{"token": {"constant_value": token}}]}}},
            "root_module": {
                "variables": declared,
                "resources": [{"address": "aws_x.n0", "type": "aws_x", "name": "n0",
                               "provisioners": [{"type": "local-exec", "expressions": {"command": {"constant_value": token}}}],
                               "expressions": {"password": {"constant_value": token}}}],
            },
        },
        action_invocations=[{"address": "action.a.b", "config_values": {"p": token}, "config_sensitive": {"p": True}}],
    )  # fmt: skip
    # shorter strings are masked where they are marked, but not hunted elsewhere
    return Planted(body, {secret for secret in secrets if len(secret) >= 8 and json.dumps(secret)[1:-1] == secret})
