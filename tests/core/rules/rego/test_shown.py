"""Policies are shown a plan as Terraform writes it, without what is secret and without what is not known."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.errors import PortalError
from gitops_portal.core.model import UNKNOWN, Action, OutputChange, Sensitive
from gitops_portal.core.model.values import Bare
from gitops_portal.core.rules.rego.shown import HIDDEN, shown
from tests.builders import change, change_set
from tests.documents import entry, plan

SECRET = Sensitive("1f" * 16)


def of(*changes: Any, **fields: Any) -> Any:
    return json.loads(shown(change_set(*changes, **fields)))


def test_an_entry_is_as_terraform_writes_it() -> None:
    (told,) = of(
        change(
            'module.a["x"].aws_instance.web[1]',
            Action.REPLACE,
            before={"size": 1, "key": SECRET, "gone": None},
            after={"size": 2, "key": SECRET, "id": UNKNOWN, "disk": [{"id": UNKNOWN, "gb": 1}, {"gb": 2}]},
            provider="registry.terraform.io/hashicorp/aws",
            replace_paths=(("disk", 0, "gb"),),
            reason="replace_because_cannot_update",
        )
    )["resource_changes"]
    assert told == {
        "address": 'module.a["x"].aws_instance.web[1]',
        "module_address": 'module.a["x"]',
        "mode": "managed",
        "type": "aws_instance",
        "name": "web",
        "index": 1,
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "action_reason": "replace_because_cannot_update",
        "change": {
            "actions": ["delete", "create"],
            "before": {"size": 1, "key": HIDDEN, "gone": None},
            "after": {"size": 2, "key": HIDDEN, "disk": [{"gb": 1}, {"gb": 2}]},
            "after_unknown": {"id": True, "disk": [{"id": True}, False]},
            "before_sensitive": {"key": True},
            "after_sensitive": {"key": True},
            "replace_paths": [["disk", 0, "gb"]],
        },
    }


def test_a_side_that_is_not_there_is_null() -> None:
    made, gone = of(change("a_b.new"), change("a_b.old", Action.DELETE))["resource_changes"]
    assert (made["change"]["before"], made["change"]["before_sensitive"]) == (None, False)
    assert (gone["change"]["after"], gone["change"]["after_sensitive"]) == (None, False)
    assert gone["change"]["actions"] == ["delete"]


def test_what_will_stand_is_in_the_module_that_makes_it() -> None:
    changes = [
        change("a_b.root", after={"n": 1, "id": UNKNOWN}),
        change("module.x.module.y[0].a_b.deep", after={"n": 2}),
        change("module.x.a_b.gone", Action.DELETE),
    ]
    root = of(*changes)["planned_values"]["root_module"]
    assert [(each["address"], each["values"]) for each in root["resources"]] == [("a_b.root", {"n": 1})]
    (outer,) = root["child_modules"]
    (inner,) = outer["child_modules"]
    assert (outer["address"], outer["resources"], inner["address"]) == ("module.x", [], "module.x.module.y[0]")
    assert [each["address"] for each in inner["resources"]] == ["module.x.module.y[0].a_b.deep"]


def test_outputs() -> None:
    outputs = (
        OutputChange("a", Action.CREATE, after=1),
        OutputChange("b", Action.UPDATE, before=SECRET, after=SECRET, sensitive=True),
        OutputChange("c", Action.CREATE, after=UNKNOWN),
    )
    told = of(outputs=outputs)
    assert told["planned_values"]["outputs"] == {
        "a": {"sensitive": False, "value": 1},
        "b": {"sensitive": True, "value": HIDDEN},
        "c": {"sensitive": False},
    }
    assert told["output_changes"]["c"]["after_unknown"] is True
    assert told["output_changes"]["b"]["before_sensitive"] is True


LEAVES: st.SearchStrategy[Any] = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.floats(allow_nan=False), st.builds(Bare, st.text())
)
VALUES = st.recursive(
    LEAVES | st.sampled_from([UNKNOWN, SECRET]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=3))
def test_whatever_a_plan_holds_is_written_and_no_secret(after: dict[str, Any]) -> None:
    body = shown(change_set(change("a_b.c", after=after)))
    assert b"1f1f" not in body
    (told,) = json.loads(body)["resource_changes"]
    assert told["change"]["after"].keys() == {name for name, held in after.items() if held is not UNKNOWN}


def test_a_secret_of_a_plan_is_not_in_it() -> None:
    body = plan(entry("aws_db_instance.a", after={"password": "hunter-2-hunter"}, after_sensitive={"password": True}))
    told = shown(parse.load(body, Mask(bytes(32))).changes)
    assert b"hunter-2" not in told
    assert HIDDEN.encode() in told


@pytest.mark.corpus
def test_of_real_plans_it_says_what_they_say() -> None:
    """Address, actions and what is neither secret nor unknown, of every entry."""
    compared = 0
    for path in sorted(Path(os.environ["PLAN_CORPUS"]).rglob("*.json"))[:60]:
        try:
            loaded = parse.load(path.read_bytes(), Mask(bytes(32)))
        except PortalError:
            continue
        ours = {each["address"]: each for each in json.loads(shown(loaded.changes))["resource_changes"]}
        for theirs in json.loads(path.read_bytes()).get("resource_changes", []):
            own = ours[theirs["address"]]
            if own.get("deposed") == theirs.get("deposed"):
                assert own["change"]["actions"] == theirs["change"]["actions"]
                assert (own["type"], own["name"], own.get("index")) == (
                    *(theirs["type"], theirs["name"]),
                    theirs.get("index"),
                )
                compared += sum(map(_same, *_known(theirs["change"], own["change"])))
    assert compared > 100


def _known(theirs: dict[str, Any], ours: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """What will stand of both, where nothing in it is unknown."""
    after, unknown = theirs["after"] or {}, ours["after_unknown"]
    known = {name: held for name, held in (ours["after"] or {}).items() if name not in unknown}
    assert known.keys() <= after.keys()
    return [after[name] for name in known], list(known.values())


def _same(theirs: Any, ours: Any) -> bool:
    """Whether nothing of it is hidden; then it is what stands in the plan."""
    if HIDDEN in json.dumps(ours):
        return False
    assert ours == theirs
    return True
