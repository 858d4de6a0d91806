"""What a plan says, and in which words it may say it: actions, shapes that break naive readers, references, regions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from gitops_portal.core.documents import parse
from gitops_portal.core.documents.plan.configuration import traversals
from gitops_portal.core.documents.plan.reading import OF_BEFORE
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Change,
    ChangeSet,
    Mode,
    Module,
    OutputChange,
    ReplaceOrder,
    Sensitive,
)
from tests.documents import Json, entry, plan

MASK = Mask(b"a key for tests")


def read(*entries: Json, **top: Any) -> ChangeSet:
    return parse.load(plan(*entries, **top), MASK).changes


def one(*entries: Json, **top: Any) -> Change:
    return read(*entries, **top).changes[0]


# ── changes ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "action", "order"),
    [
        (["no-op"], Action.NO_OP, None),
        (["create"], Action.CREATE, None),
        (["read"], Action.READ, None),
        (["update"], Action.UPDATE, None),
        (["delete"], Action.DELETE, None),
        (["forget"], Action.FORGET, None),
        (["delete", "create"], Action.REPLACE, ReplaceOrder.DELETE_FIRST),
        (["create", "delete"], Action.REPLACE, ReplaceOrder.CREATE_FIRST),
        (["create", "forget"], Action.REPLACE, ReplaceOrder.CREATE_AND_FORGET),
        (["ponder"], Action.UNKNOWN, None),
        (["create", "create"], Action.UNKNOWN, None),
        (["forget", "create"], Action.REPLACE, ReplaceOrder.FORGET_AND_CREATE),
        (["open"], Action.UNKNOWN, None),
        (["NO-OP"], Action.UNKNOWN, None),
        ([], Action.UNKNOWN, None),
    ],
)
def test_actions_are_read_from_the_whole_list(words: list[str], action: Action, order: ReplaceOrder | None) -> None:
    body = entry("aws_x.y", before={}, after={})
    body["change"]["actions"] = words
    change = one(body)
    assert (change.action, change.order, change.raw_actions) == (action, order, tuple(words))


@pytest.mark.parametrize(
    ("word", "action"),
    [("open", Action.NO_OP), ("renew", Action.NO_OP), ("close", Action.NO_OP), ("ponder", Action.UNKNOWN)],
)
def test_nothing_is_left_of_what_is_ephemeral(word: str, action: Action) -> None:
    opened = entry("aws_x.y", word) | {"address": "ephemeral.aws_x.y", "mode": "ephemeral"}
    changes = read(opened)
    assert (changes.changes[0].action, changes.changes[0].block) == (action, "ephemeral.aws_x.y")
    assert bool(changes.oddities) is (action is Action.UNKNOWN)


def test_everything_said_beside_the_values_is_read() -> None:
    body = entry(
        'module.n["a.b"].aws_x.y[2]', "delete", "create", before={"a": 1}, after={"a": 2},
        previous_address="aws_x.old", deposed="a1b2c3d4", action_reason="replace_because_cannot_update",
    )  # fmt: skip
    body["change"] |= {"replace_paths": [["a"], ["l", 0, "b"]], "importing": {"id": "i-1"}}
    change = one(body)
    assert (change.module, change.type, change.name, change.index) == ('module.n["a.b"]', "aws_x", "y", 2)
    assert change.provider == "registry.terraform.io/hashicorp/aws"
    assert change.replace_paths == (("a",), ("l", 0, "b"))
    assert (change.previous_address, change.moved, change.deposed) == ("aws_x.old", True, "a1b2c3d4")
    assert (change.reason, change.importing, change.import_id) == ("replace_because_cannot_update", True, "i-1")
    assert (change.before, change.after) == ({"a": 1}, {"a": 2})


@pytest.mark.parametrize(
    "digits", ["0.12345678901234567891", "9223372036854773263", "1180591620717411303424", "-1E-400", "0.1"]
)
def test_numbers_keep_their_digits_also_where_they_are_kept(digits: str) -> None:
    body = plan(entry("aws_x.y", "update", before={"a": ["here"]}, after={"a": ["here"]}))
    loaded = parse.load(body.replace(b'"here"', digits.encode()), MASK)
    for changes in (loaded.changes, parse.read_plan(loaded.clean, MASK)):
        assert Decimal(str(changes.changes[0].after["a"][0])) == Decimal(digits)  # type: ignore[index]  # it has one


def test_a_change_that_says_little_is_read() -> None:
    change = one({"address": "data.aws_x.y", "type": "aws_x", "name": "y", "change": {"actions": ["read"]}})
    assert (change.mode, change.before, change.after, change.index) == (Mode.DATA, None, None, None)


@pytest.mark.parametrize(
    ("told", "read_as"),
    [
        ({"deposed": True}, {"deposed": "true"}),
        ({"deposed": False}, {"deposed": ""}),
        ({"index": 0}, {"index": 0}),
        ({"index": "0"}, {"index": "0"}),
        ({"index": True}, {"index": None}),
        ({"index": {"a": 1}}, {"index": None}),
        ({"mode": "ephemeral"}, {"mode": Mode.EPHEMERAL}),
        ({"mode": "quantum"}, {"mode": Mode.UNKNOWN}),
        ({"mode": None}, {"mode": Mode.MANAGED}),
        ({"provider_name": None}, {"provider": ""}),
        ({"action_reason": "because_tomorrow"}, {"reason": "because_tomorrow"}),
        ({"surprise": [1]}, {}),
    ],
)
def test_odd_words_beside_a_change_are_read_as_far_as_they_go(told: Json, read_as: Json) -> None:
    change = one(entry("aws_x.y", after={}) | told)
    assert {name: getattr(change, name) for name in read_as} == read_as


@pytest.mark.parametrize(
    ("parts", "address"),
    [
        ({}, "aws_x.y"),
        ({"index": 1}, "aws_x.y[1]"),
        ({"index": 'a"b'}, 'aws_x.y["a\\"b"]'),
        ({"module_address": "module.m[0]", "mode": "data"}, "module.m[0].data.aws_x.y"),
    ],
)
def test_drift_without_an_address_is_given_one(parts: Json, address: str) -> None:
    drifted = entry("aws_x.y", "update", before={}, after={}) | parts
    del drifted["address"]
    assert [change.address for change in read(resource_drift=[drifted]).drift] == [address]


@pytest.mark.parametrize("value", ["text", ["list"], 7, True])
def test_attributes_that_are_no_object_are_told_and_not_kept(value: Any) -> None:
    body = entry("aws_x.y", after={})
    body["change"]["after"] = value
    changes = read(body)
    assert changes.changes[0].after is None
    assert "aws_x.y has attributes that are not an object." in changes.oddities


def test_parts_that_are_absent_or_null_are_nothing() -> None:
    document: Json = {"resource_changes": None, "resource_drift": None, "configuration": None, "prior_state": {}}
    assert read(**document, planned_values={"root_module": {}}, output_changes=None).changes == ()


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, (True, False, True)),
        ({"complete": None, "errored": None, "applyable": None}, (None, False, None)),
        ({"complete": False, "errored": True, "applyable": False}, (False, True, False)),
    ],
)
def test_how_far_the_plan_came_is_read(told: Json, expected: tuple[object, ...]) -> None:
    changes = read(**told)
    assert (changes.complete, changes.errored, changes.applyable) == expected


def test_outputs_are_read_with_their_marks() -> None:
    outputs = {
        "plain": {"actions": ["update"], "before": "a", "after": {"b": 1}, "after_unknown": {}},
        "later": {"actions": ["create"], "before": None, "after_unknown": True},
        "partly": {"actions": ["create"], "before": None, "after": [1, None], "after_unknown": [False, True]},
        "secret": {
            "actions": ["no-op"],
            "before": "s",
            "after": "s",
            "before_sensitive": True,
            "after_sensitive": True,
        },
    }
    assert read(output_changes=outputs).outputs == (
        OutputChange("plain", Action.UPDATE, "a", {"b": 1}),
        OutputChange("later", Action.CREATE, None, UNKNOWN),
        OutputChange("partly", Action.CREATE, None, [1, UNKNOWN]),
        OutputChange("secret", Action.NO_OP, Sensitive(MASK("s").mac), Sensitive(MASK("s").mac), sensitive=True),
    )


def test_prior_state_is_read_for_who_depended_on_whom() -> None:
    state = {"resources": [{"address": "aws_x.a", "values": {"p": 1}, "depends_on": ["aws_x.b", "module.m.aws_x.c"]}],
             "child_modules": [{"address": "module.m", "resources": [{"address": "module.m.aws_x.c"}]}]}  # fmt: skip
    changes = read(prior_state={"values": {"root_module": state}})
    assert changes.state_dependencies == {"aws_x.a": ("aws_x.b", "module.m.aws_x.c")}


def test_relevant_attributes_are_read_once_each() -> None:
    told = [{"resource": "aws_x.a", "attribute": ["id"]}, {"resource": "aws_x.a", "attribute": ["b", 0]}, {}]
    assert read(relevant_attributes=told).relevant == ("aws_x.a",)


# ── configuration ────────────────────────────────────────────────────────────────────────────────────────────────


def refers(*references: str) -> Json:
    return {"references": list(references)}


def configured(**module: Any) -> Module:
    return read(configuration={"root_module": module}).root


def test_references_are_collected_at_any_depth_without_constants() -> None:
    root = configured(
        resources=[
            {
                "address": "aws_x.a", "mode": "managed", "type": "aws_x", "name": "a", "provider_config_key": "aws.west",
                "expressions": {
                    "plain": {"constant_value": "no"},
                    "direct": refers("aws_y.b.id", "aws_y.b"),
                    "block": [{"inner": {"deep": refers("data.aws_z.c[0].id", "data.aws_z.c[0]", "data.aws_z.c")}}],
                    "named": {"constant_value": {"references": ["aws_forged.x"]}},
                },
                "count_expression": refers("var.n"),
                "for_each_expression": refers("local.all"),
                "provisioners": [{"type": "local-exec", "expressions": {"command": refers("self.id", "self")}}],
                "depends_on": ["module.m"],
            },
            {"mode": "data", "type": "aws_z", "name": "c"},
        ]
    )  # fmt: skip
    block, data = root.blocks
    assert (block.address, block.provider_key, data.address) == ("aws_x.a", "aws.west", "data.aws_z.c")
    assert set(block.references) == {
        "aws_y.b.id", "data.aws_z.c[0].id", "var.n", "local.all", "self.id", "module.m",
    }  # fmt: skip


def test_what_a_block_sets_is_read_by_name_also_inside_of_its_blocks() -> None:
    root = configured(
        resources=[
            {
                "type": "aws_x",
                "name": "a",
                "expressions": {
                    "bucket": refers("aws_y.b.id", "aws_y.b"),
                    "subnet_id": {"constant_value": "subnet-1"},
                    "list": {"constant_value": [{"not": "a block"}]},
                    "disk": [{"size": {"constant_value": 1}}, {"type": refers("var.type")}],
                },
            },
            {"type": "aws_x", "name": "b"},
            {"type": "aws_x", "name": "c", "expressions": ["odd"]},
        ]
    )
    a, b, c = root.blocks
    assert a.arguments == frozenset({"bucket", "subnet_id", "list", "disk", "disk.size", "disk.type"})
    assert a.counts == {"disk": 2}
    assert a.links == {"bucket": ("aws_y.b.id",), "disk": ("var.type",)}
    assert (b.arguments, b.counts, b.links) == (frozenset(), {}, {})
    assert (c.arguments, c.counts, c.links) == (None, {}, {})


def test_module_calls_and_outputs_are_read_with_their_own_references() -> None:
    root = configured(
        module_calls={
            "m": {
                "expressions": {"vpc": refers("aws_vpc.main.id", "aws_vpc.main"), "size": {"constant_value": 3}},
                "for_each_expression": refers("var.zones"),
                "depends_on": ["aws_iam_role.r"],
                "module": {
                    "outputs": {"id": {"expression": refers("aws_x.a.id", "aws_x.a"), "depends_on": ["aws_x.b"]}}
                },
            },
            "gone": {},
        }
    )
    call = root.calls["m"]
    assert call.arguments == {"vpc": ("aws_vpc.main.id",), "size": ()}
    assert call.references == ("var.zones", "aws_iam_role.r")
    assert call.module.outputs == {"id": ("aws_x.a.id", "aws_x.b")}
    assert root.calls["gone"].module == Module()


@pytest.mark.parametrize(
    ("references", "expected"),
    [
        ([], []),
        (["a.b"], ["a.b"]),
        (["a.b[0].id", "a.b[0]", "a.b"], ["a.b[0].id"]),
        (['a.b["x.y]"].id', 'a.b["x.y]"]', "a.b", "a.c"], ['a.b["x.y]"].id', "a.c"]),
        (["module.m.out", "module.m", "var.x"], ["module.m.out", "var.x"]),
        (["module.m.out.deep[0]", "module.m.out.deep", "module.m.out", "module.m"], ["module.m.out.deep[0]"]),
        (["a.b-c.id", "a.b-c", "a.b.id", "a.b"], ["a.b-c.id", "a.b.id"]),
        (["a.bc", "a.b"], ["a.bc", "a.b"]),
        (["b.z", "a.y.id", "a.y"], ["b.z", "a.y.id"]),
        (["var.x.y", "var.x", "var.x.y", "var.x"], ["var.x.y"]),
        # named whole as well, before or behind
        (["module.m", "module.m.out", "module.m"], ["module.m", "module.m.out"]),
        (["module.m.out", "module.m", "module.m"], ["module.m.out", "module.m"]),
        (["module.m.a", "module.m", "module.m", "module.m.b", "module.m"], ["module.m.a", "module.m", "module.m.b"]),
        (['module.m["k"].out', 'module.m["k"]', "module.m"], ['module.m["k"].out', "module.m"]),
        (['module.m["k"]', "module.m"], ['module.m["k"]']),
        (['module.m["k"]', "module.m", "module.m"], ['module.m["k"]', "module.m"]),
        (["a.b", 'a.b["k"].id', 'a.b["k"]', "a.b"], ["a.b", 'a.b["k"].id']),
        (["a.b[0].id", "a.b[0]", "a.b", "a.b", "count.index"], ["a.b[0].id", "a.b", "count.index"]),
        # not as Terraform writes it
        (["a.b", "a.b.id"], ["a.b", "a.b.id"]),
        (["", ".", "[", "odd"], ["", ".", "[", "odd"]),
    ],
)
def test_each_traversal_is_kept_whole_and_once(references: list[str], expected: list[str]) -> None:
    assert traversals(references) == expected


# ── regions ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("kind", "after", "region"),
    [
        ("aws_x", {"region": "eu-central-1"}, "eu-central-1"),
        ("aws_x", {"availability_zone": "us-east-1a"}, "us-east-1"),
        ("aws_x", {"availability_zone": "us-west-2-lax-1a"}, "us-west-2"),
        ("aws_x", {"arn": "arn:aws-cn:ec2:cn-north-1:1:instance/i"}, "cn-north-1"),
        ("aws_x", {"arn": "arn:aws:iam::1:role/r"}, "eu-west-1"),
        ("aws_x", {"region": None}, "eu-west-1"),
        ("aws_x", {"region": ["us-east-1"]}, "eu-west-1"),
        ("aws_x", {}, "eu-west-1"),
        ("azurerm_x", {"location": "West Europe"}, "westeurope"),
        ("google_x", {"region": "us-central1"}, "us-central1"),
        ("google_x", {"zone": "europe-west1-b"}, "europe-west1"),
        ("google_x", {"zone": "https://www.googleapis.com/compute/v1/projects/p/zones/europe-west1-b"}, "europe-west1"),
        ("google_x", {"location": "EU"}, "eu"),
    ],
)
def test_where_a_resource_stands(kind: str, after: Json, region: str) -> None:
    provider = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}}
    block = {"type": "aws_x", "name": "y", "provider_config_key": "aws"}
    configuration = {"provider_config": provider, "root_module": {"resources": [block]}}
    assert one(entry(f"{kind}.y", after=after), configuration=configuration).region == region


def test_a_region_that_is_not_known_or_secret_is_the_provider_s() -> None:
    block = {"type": "aws_x", "name": "y", "provider_config_key": "aws"}
    provider = {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}
    configuration = {"provider_config": provider, "root_module": {"resources": [block]}}
    later = entry("aws_x.y", after={}, unknown={"region": True})
    secret = entry("aws_x.y", after={"region": "somewhere"}, sensitive={"region": True})
    assert one(later, configuration=configuration).region == "eu-west-1"
    assert one(secret, configuration=configuration).region == "eu-west-1"


@pytest.mark.parametrize(
    ("others", "region"),
    [
        ({}, "eu-west-1"),
        ({"module.m:aws": {"module_address": "module.m"}}, "eu-west-1"),
        ({"aws.b": {"alias": "b", "expressions": {"region": {"constant_value": "eu-west-1"}}}}, "eu-west-1"),
        ({"aws.b": {"alias": "b", "expressions": {"region": {"constant_value": "us-east-1"}}}}, ""),
        ({"aws.b": {"alias": "b", "expressions": {"region": {"references": ["local.region"]}}}}, ""),
    ],
)
@pytest.mark.parametrize("full_name", ["registry.terraform.io/hashicorp/aws", None])
def test_where_a_resource_stands_whose_block_is_gone(others: Json, region: str, full_name: str | None) -> None:
    own = {"aws": {"expressions": {"region": {"constant_value": "eu-west-1"}}}}
    configs = {key: {"name": "aws", "full_name": full_name, **config} for key, config in {**own, **others}.items()}
    gone = entry("module.m.aws_x.y", "delete", before={"name": "y"})
    assert one(gone, configuration={"provider_config": configs, "root_module": {}}).region == region


REGION = refers("var.region")


@pytest.mark.parametrize(
    ("expression", "declared", "given", "region"),
    [
        ({"region": {"constant_value": "eu-west-3"}}, {}, {}, "eu-west-3"),
        ({"zone": {"constant_value": "us-central1-f"}}, {}, {}, "us-central1"),
        ({"region": REGION}, {"region": {}}, {"region": {"value": "eu-west-3"}}, "eu-west-3"),
        ({"region": REGION}, {"region": {"default": "eu-west-2"}}, {}, "eu-west-2"),
        ({"region": REGION}, {"region": {"sensitive": True}}, {"region": {"value": "eu-west-3"}}, ""),
        ({"region": REGION}, {"region": {}}, {"region": {"value": "prod"}}, ""),
        ({"region": REGION}, {"region": {}}, {"region": {"value": ["eu-west-3"]}}, ""),
        ({"region": refers("var.a", "var.b")}, {}, {"a": {"value": "eu-west-3"}}, ""),
        ({"region": refers("data.aws_region.r.name", "data.aws_region.r")}, {}, {}, ""),
        ({"region": {"constant_value": "<b>eu</b>"}}, {}, {}, ""),
        ({"region": "eu-west-3"}, {}, {}, ""),
        ({}, {}, {}, ""),
    ],
)
def test_the_region_of_a_provider(expression: Json, declared: Json, given: Json, region: str) -> None:
    configuration = {
        "provider_config": {"aws.x": {"name": "aws", "alias": "x", "expressions": expression}},
        "root_module": {"variables": declared},
    }
    assert read(configuration=configuration, variables=given).providers["aws.x"].region == region


def test_the_region_of_a_provider_inside_a_module_comes_through_its_call() -> None:
    inner = {
        "variables": {"region": {}},
        "resources": [{"type": "aws_x", "name": "y", "provider_config_key": "module.m:aws"}],
    }
    configuration = {
        "provider_config": {
            "module.m:aws": {"name": "aws", "module_address": "module.m", "expressions": {"region": REGION}}
        },
        "root_module": {
            "variables": {"where": {}},
            "module_calls": {"m": {"expressions": {"region": refers("var.where")}, "module": inner}},
        },
    }
    changes = read(
        entry('module.m["a"].aws_x.y', after={}),
        configuration=configuration,
        variables={"where": {"value": "eu-west-3"}},
    )
    assert changes.providers["module.m:aws"].module == "module.m"
    assert changes.changes[0].region == "eu-west-3"


# ── oddities ─────────────────────────────────────────────────────────────────────────────────────────────────────

PLANNED = {"root_module": {"resources": [{"address": "aws_x.other"}]}}

ODD: list[tuple[str, list[Json], Json, str]] = [
    ("no-op that changes", [entry("aws_x.y", "no-op", before={"a": 1}, after={"a": 2})], {}, "said not to change"),
    ("no-op on a secret", [entry("aws_x.y", "no-op", before={"a": "x"}, after={"a": "y"}, sensitive={"a": True})], {}, "said not to change"),
    ("no-op to unknown", [entry("aws_x.y", "no-op", before={"a": 1}, after={"a": 1}, unknown={"a": True})], {}, "said not to change"),
    ("unknown action", [entry("aws_x.y", "ponder", before={}, after={})], {}, "an action we do not know: ponder"),
    ("twice", [entry("aws_x.y", after={}), entry("aws_x.y", "delete", before={})], {}, "is 2 times"),
    ("not planned", [entry("aws_x.y", after={})], {"planned_values": PLANNED}, "missing from its planned values"),
    ("other module", [entry("aws_x.y", after={}) | {"module_address": "module.m"}], {}, "does not agree"),
    ("other type", [entry("aws_x.y", after={}) | {"type": "aws_z"}], {}, "does not agree"),
    ("other mode", [entry("aws_x.y", after={}) | {"mode": "data"}], {}, "does not agree"),
    ("other key", [entry('aws_x.y["a"]', after={}) | {"index": "b"}], {}, "does not agree"),
    ("a key that ends the address", [entry("aws_x.y", after={}) | {"address": 'aws_x.y["a"].module.m.aws_x.y["a"]', "index": "a"}], {}, "does not agree"),
    ("right to left", [entry("aws_x.y", after={}) | {"address": "aws_x.\u202ey", "name": "\u202ey"}], {}, "<RIGHT-TO-LEFT OVERRIDE>"),
    ("line break in a key", [entry('aws_x.y["a"]', after={}) | {"address": 'aws_x.y["a\nb"]', "index": "a\nb"}], {}, "<U+000A>"),
    ("look-alike letters", [entry("aws_x.y", after={}) | {"address": "aws_x.\u0443", "name": "\u0443"}], {}, "may pass for others"),
    ("all unknown", [entry("aws_x.y", before={"a": 1}, unknown=True)], {}, "not known at all until apply"),
    ("deferred", [], {"deferred_changes": [{"reason": "unknown", "resource_change": entry("aws_x.y")}]}, "deferred to a later plan (unknown)"),
    ("deferred action", [], {"deferred_action_invocations": [{"action_invocation": {"address": "action.a.b"}}]}, "action.a.b is deferred to a later plan (unknown)"),
    ("failing check", [], {"checks": [{"address": {"to_display": "check.c"}, "status": "fail"}]}, "check.c does not pass"),
]  # fmt: skip


@pytest.mark.parametrize(("entries", "top", "said"), [case[1:] for case in ODD], ids=[case[0] for case in ODD])
def test_what_may_hide_something_is_told(entries: list[Json], top: Json, said: str) -> None:
    oddities = read(*entries, **top).oddities
    assert any(said in sentence for sentence in oddities)
    assert all(sentence.isprintable() for sentence in oddities)


@pytest.mark.parametrize(
    "entries",
    [
        [entry("aws_x.y", after={})],
        [entry("aws_x.y", "no-op", before={"a": [1]}, after={"a": [1]})],
        [entry("aws_x.y", "update", before={}, after={}), entry("aws_x.y", "delete", before={}, deposed="a1")],
        [entry('module.m["a.b"].data.aws_x.y[0]', "read", after={})],
        [entry('aws_x.y["a"]', after={}) | {"address": r'aws_x.y["q\"\\"]', "index": 'q"\\'}],
        [entry('aws_x.y["a"]', after={}) | {"address": 'aws_x.y["$${x}"]', "index": "${x}"}],
        [entry('aws_x.y["é /:"]', after={})],
    ],
)
def test_what_is_as_it_should_be_is_not_odd(entries: list[Json]) -> None:
    assert read(*entries).oddities == ()


def test_what_earlier_portals_kept_does_not_hold_all_that_counts() -> None:
    loaded = parse.load(plan(entry("aws_x.y", after={"a": 1})), MASK)
    assert loaded.changes.full
    assert OF_BEFORE not in loaded.changes.oddities
    old = parse.read_plan(loaded.clean.replace(b"terraform-plan/2", b"terraform-plan/1"), MASK)
    assert not old.full
    assert OF_BEFORE in old.oddities, "so it waits for a person"
