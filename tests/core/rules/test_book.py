"""A guardrails file is read whole, or its first mistake is told with its place."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from gitops_portal.core import address as addresses
from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.index import Index
from gitops_portal.core.model import (
    UNKNOWN,
    Action,
    Cost,
    CostLine,
    CostStatus,
    Enforcement,
    Module,
    ModuleCall,
    Status,
)
from gitops_portal.core.placed import Misplaced
from gitops_portal.core.rules import guard
from gitops_portal.core.rules.book import Book, kept, read, to_keep, written
from gitops_portal.core.rules.ruleset import RuleSet
from gitops_portal.core.rules.scope import Scope, ScopeKind
from tests.builders import change, change_set

SMALL: dict[str, Any] = {
    "title": "Instances are small",
    "severity": "high",
    "types": ["aws_instance"],
    "kind": "attribute",
    "parameters": {"path": "instance_type", "operator": "is one of", "expected": ["t3.micro"]},
    "message": "it is larger than what we use",
    "examples": {
        "violates": [{"instance_type": "m5.large"}],
        "passes": [{"instance_type": "t3.micro"}],
        "undetermined": [{"instance_type": "(known after apply)"}],
    },
}


def book(**rules: Any) -> Book:
    return read({"version": "1", "rules": rules}, guardrails())


def found(rule: dict[str, Any], *changes: Any, cost: Cost | None = None) -> list[tuple[str, str]]:
    """What one rule says of a plan."""
    rules = RuleSet(book(own={"title": "Own", "severity": "low", **rule}).rules)
    answers = guard.evaluate(rules, Index(change_set(*changes)), cost or Cost())
    return [(each.status, each.message) for each in answers.findings]


def test_the_short_form_is_a_file_too() -> None:
    told = read({"guardrails": {"rds-public": "off", "sg-open-ssh": "mandatory"}}, guardrails())
    assert [(each.guardrail, each.enforcement) for each in told.settings] == [
        ("rds-public", Enforcement.OFF),
        ("sg-open-ssh", Enforcement.MANDATORY),
    ]


def test_settings_hold_where_they_say() -> None:
    said = {
        "enforcement": "off",
        "scopes": [
            {"labels": {"env": "prod", "team": "a"}, "enforcement": "mandatory"},
            {"workspaces": ["one", "two"], "enforcement": "advisory"},
        ],
    }
    told = read({"guardrails": {"rds-public": said}}, guardrails())
    assert [each.scope for each in told.settings] == [
        Scope(),
        Scope(ScopeKind.LABELS, "env=prod,team=a"),
        Scope(ScopeKind.WORKSPACE, "one"),
        Scope(ScopeKind.WORKSPACE, "two"),
    ]


def test_a_setting_leaves_somebody_out_and_may_be_weaker() -> None:
    said = {
        "scopes": [
            {
                "organisation": "true",
                "exclude": {"workspaces": ["one"], "labels": {"env": "dev"}},
                "enforcement": "off",
            },
            {"workspaces": ["two"], "weaker": "true", "enforcement": "advisory"},
        ],
    }
    told = read({"guardrails": {"rds-public": said}}, guardrails()).settings
    left_out = (Scope(ScopeKind.LABELS, "env=dev"), Scope(ScopeKind.WORKSPACE, "one"))
    assert [(each.scope, each.exclude, each.weaker) for each in told] == [
        (Scope(), left_out, False),
        (Scope(ScopeKind.WORKSPACE, "two"), (), True),
    ]
    again = written(told, to_keep({}))
    assert read(again, guardrails()).settings == told
    assert again["guardrails"]["rds-public"]["scopes"][0]["exclude"] == {
        "workspaces": ["one"],
        "labels": {"env": "dev"},
    }


SCOPES: list[dict[str, Any]] = [
    {"organisation": "true", "exclude": {"workspaces": ["one", "two"]}, "enforcement": "off"},
    {"labels": {"env": "prod", "team": "web"}, "enforcement": "mandatory"},
    {"labels": {"env": "dev"}, "exclude": {"labels": {"team": "a", "of": "b"}}, "enforcement": "mandatory"},
    {"labels": {"team": "api"}, "enforcement": "advisory"},
    {"workspaces": ["three", "two"], "weaker": "true", "enforcement": "advisory"},
    {"workspaces": ["one"], "enforcement": "mandatory"},
]


def turned(said: Any) -> Any:
    """The same with its names and its lists of words the other way around."""
    if isinstance(said, dict):
        return {name: turned(said[name]) for name in reversed(said)}
    return said[::-1] if isinstance(said, list) else said


@given(scopes=st.permutations(SCOPES), turn=st.lists(st.booleans(), min_size=len(SCOPES), max_size=len(SCOPES)))
def test_the_order_in_which_a_file_says_its_scopes_is_no_difference(scopes: list[Any], turn: list[bool]) -> None:
    def again(scopes: list[Any]) -> Any:
        told = read({"guardrails": {"rds-public": {"scopes": scopes}}}, guardrails())
        return written(told.settings, to_keep({}))

    other = [turned(each) if other else each for each, other in zip(scopes, turn, strict=True)]
    assert again(other) == again(SCOPES)


def test_parameters_of_built_in_rules_are_set() -> None:
    def adjusted(**versions: Any) -> Any:
        said = {
            "eks-retired-version": {"parameters": versions},
            "redshift-short-backup": {"parameters": {"days": "14"}},
        }
        return read({"lists": {"old": ["1.33", "1.32"]}, "guardrails": said}, guardrails()).adjusted

    told = adjusted(versions={"list": "old"})
    assert told["eks-retired-version"].set_values == {"versions": ("1.33", "1.32")}
    assert told["eks-retired-version"].version != guardrails()["eks-retired-version"].version
    assert told["eks-retired-version"].version == adjusted(versions=["1.33", "1.32"])["eks-retired-version"].version
    assert told["redshift-short-backup"].title == "Redshift clusters keep their snapshots for 14 days"


def test_what_was_kept_is_read_without_what_there_is_no_more() -> None:
    said = {"rds-no-backup": {"days": 7, "hours": 1}, "rds-public": {"days": 7}, "gone": {"days": 7}}
    told = kept({"rules": {}, "lists": {}, "parameters": said}, guardrails())
    assert {name: rule.set_values for name, rule in told.items()} == {"rds-no-backup": {"days": 7}}


def test_an_own_rule_judges_as_a_built_in_one_does() -> None:
    rule = book(small=SMALL).rules["small"]
    assert (rule.id, rule.enforcement, rule.kind, rule.types) == (
        "small",
        Enforcement.SOFT_MANDATORY,
        "attribute",
        frozenset({"aws_instance"}),
    )
    large, small = (change("aws_instance.a", after={"instance_type": name}) for name in ("m5.large", "t3.micro"))
    told = {name: SMALL[name] for name in ("types", "kind", "parameters", "message")}
    assert found(told, large) == [(Status.VIOLATED, "it is larger than what we use")]
    assert found(told, small) == []


def own_of(name: str) -> dict[str, Any]:
    """A rule whose values are those of a list."""
    return {**SMALL, "parameters": {**SMALL["parameters"], "expected": {"list": name}}}


def test_parameters_take_their_values_from_lists() -> None:
    def small(**lists: list[str]) -> Any:
        return read({"lists": lists, "rules": {"small": own_of("sizes")}}, guardrails()).rules["small"]

    told = small(sizes=["t3.micro"])
    assert told.parameters == book(small=SMALL).rules["small"].parameters
    assert told.version == small(sizes=["t3.micro"], unused=["a"]).version
    assert told.version != small(sizes=["t3.micro", "t3.small"]).version


def test_a_tag_may_be_called_list() -> None:
    rule = {"kind": "required_tags", "parameters": {"tags": {"list": {}}}}
    assert [message for _, message in found(rule, change("t_x.a", after={"tags": None}))] == ["the tag list is missing"]


TAGS = {"kind": "required_tags", "parameters": {"tags": {"owner": {}, "env": {"values": ["prod", "dev"]}}}}


@pytest.mark.parametrize(
    ("after", "answers"),
    [
        ({"tags": {"owner": "a", "env": "prod"}}, []),
        ({"tags": {"owner": "a"}, "tags_all": {"owner": "a", "env": "dev"}}, []),
        ({"tags": None}, ["the tag owner is missing", "the tag env is missing"]),
        ({"tags": {"owner": "a", "env": "test"}}, ["the tag env says “test”, and may say prod, dev"]),
        ({"tags": {"owner": UNKNOWN, "env": "dev"}}, ["whether it has the tag owner, or what it says, is not known"]),
        ({"tags": {"owner": "a"}, "tags_all": UNKNOWN}, ["whether it has the tag env, or what it says, is not known"]),
        ({"labels": {"owner": "a", "env": "dev"}}, []),
        ({"name": "has no room for tags"}, []),
    ],
)
def test_required_tags(after: dict[str, Any], answers: list[str]) -> None:
    assert [message for _, message in found(TAGS, change("aws_thing.a", after=after))] == answers


@pytest.mark.parametrize(
    ("parameters", "fields", "answers"),
    [
        ({"what": "region", "allowed": ["eu-*"]}, {"region": "eu-west-1"}, []),
        (
            {"what": "region", "allowed": ["eu-*"]},
            {"region": "us-east-1"},
            [("violated", "its region is us-east-1, and may be eu-*")],
        ),
        ({"what": "region", "allowed": ["eu-*"]}, {}, [("undetermined", "the plan does not say its region")]),
        ({"what": "type", "forbidden": ["aws_iam_*"]}, {}, [("violated", "its type is aws_iam_user")]),
        ({"what": "provider", "allowed": ["*/hashicorp/*", "google"]}, {"provider": "r.io/hashicorp/aws"}, []),
        ({"what": "provider", "forbidden": ["aws"]}, {"provider": "x/aws"}, [("violated", "its provider is x/aws")]),
    ],
)
def test_membership(parameters: dict[str, Any], fields: dict[str, Any], answers: list[tuple[str, str]]) -> None:
    rule = {"kind": "membership", "parameters": parameters}
    assert found(rule, change("aws_iam_user.a", **fields)) == answers


@pytest.mark.parametrize(
    ("address", "after", "answers"),
    [
        (
            "aws_dynamodb_table.a",
            {"replica": [{"region_name": "eu-west-3"}, {"region_name": "us-east-1"}]},
            ["us-east-1"],
        ),
        ("aws_dynamodb_table.a", {"replica": []}, []),
        ("aws_secretsmanager_secret.a", {"replica": [{"region": "us-east-1"}]}, ["us-east-1"]),
        ("azurerm_cosmosdb_account.a", {"geo_location": [{"location": "East US"}]}, ["eastus"]),
        ("aws_s3_bucket.a", {"replica": [{"region": "us-east-1"}]}, []),
    ],
)
def test_copies_stand_in_their_own_regions(address: str, after: dict[str, Any], answers: list[str]) -> None:
    rule = {"kind": "membership", "parameters": {"what": "region", "allowed": ["eu-*"]}}
    told = [("violated", f"its region is {region}, and may be eu-*") for region in answers]
    assert found(rule, change(address, after=after, region="eu-west-1")) == told


def test_a_copy_in_a_region_that_is_not_known_is_told() -> None:
    rule = {"kind": "membership", "parameters": {"what": "region", "allowed": ["eu-*"]}}
    table = change("aws_dynamodb_table.a", after={"replica": [{"region_name": UNKNOWN}]}, region="eu-west-1")
    assert found(rule, table) == [("undetermined", "the plan does not say its region")]


def test_what_stands_in_the_state_alone_has_no_region() -> None:
    rule = {"kind": "membership", "parameters": {"what": "region", "allowed": ["eu-*"]}}
    assert found(rule, change("random_password.a"), change("null_resource.b")) == []


SIZES = {"what": "size", "allowed": ["t3.*"]}
IMAGES = {"what": "image", "forbidden": ["*:latest"]}
VERSIONS = {"what": "version", "allowed": ["1.3*"]}
TASK = '[{"name": "web", "image": "acme/web:latest"}, {"Image": "acme/web:1"}]'
REFERENCE = {"publisher": "Canonical", "offer": "jammy", "sku": "22_04", "version": "latest"}
POD = {"spec": [{"container": [{"image": "nginx:latest"}], "init_container": [{"image": UNKNOWN}]}]}


@pytest.mark.parametrize(
    ("parameters", "address", "after", "answers"),
    [
        (SIZES, "aws_instance.a", {"instance_type": "t3.micro"}, []),
        (SIZES, "aws_instance.a", {"instance_type": "M5.large"}, ["its size is M5.large, and may be t3.*"]),
        (SIZES, "aws_instance.a", {"instance_type": UNKNOWN}, ["the plan does not say its size"]),
        (SIZES, "aws_instance.a", {}, ["the plan does not say its size"]),
        (SIZES, "aws_eks_node_group.a", {"instance_types": ["t3.a", "m5.b"]}, ["its size is m5.b, and may be t3.*"]),
        (SIZES, "google_container_cluster.a", {"node_config": []}, []),
        (SIZES, "google_container_cluster.a", {"node_config": UNKNOWN}, ["the plan does not say its size"]),
        (SIZES, "aws_s3_bucket.a", {"size": "large"}, []),
        (
            {"what": "size", "forbidden": ["Standard_M*"]},
            "azurerm_linux_virtual_machine.a",
            {"size": "standard_m64"},
            ["its size is standard_m64"],
        ),
        (IMAGES, "aws_ecs_task_definition.a", {"container_definitions": TASK}, ["its image is acme/web:latest"]),
        (IMAGES, "aws_ecs_task_definition.a", {"container_definitions": "[{}]"}, ["the plan does not say its image"]),
        (IMAGES, "aws_ecs_task_definition.a", {"container_definitions": UNKNOWN}, ["the plan does not say its image"]),
        (IMAGES, "kubernetes_pod.a", POD, ["its image is nginx:latest", "the plan does not say its image"]),
        (
            IMAGES,
            "azurerm_linux_virtual_machine.a",
            {"source_image_reference": [REFERENCE]},
            ["its image is Canonical:jammy:22_04:latest"],
        ),
        (IMAGES, "aws_lambda_function.a", {"runtime": "python3.14"}, []),
        (VERSIONS, "aws_eks_cluster.a", {"version": "1.34"}, []),
        (VERSIONS, "aws_eks_cluster.a", {"version": "1.29"}, ["its version is 1.29, and may be 1.3*"]),
        (VERSIONS, "aws_eks_cluster.a", {"version": None}, ["the plan does not say its version"]),
        (VERSIONS, "aws_lambda_function.a", {"runtime": None, "image_uri": "x"}, []),
    ],
)
def test_sizes_images_and_versions(
    parameters: dict[str, Any], address: str, after: dict[str, Any], answers: list[str]
) -> None:
    rule = {"kind": "membership", "parameters": parameters}
    assert [message for _, message in found(rule, change(address, after=after))] == answers


def test_where_modules_come_from() -> None:
    rule = {"kind": "membership", "parameters": {"what": "module_source", "allowed": ["acme/*", "./*"]}}
    inner = Module(calls={"b": ModuleCall(Module(), source="git::https://example.org/b")})
    root = Module(calls={"a": ModuleCall(inner, source="acme/a/aws")})
    places = ("", "module.a", 'module.a["x"].module.b[0]', "module.gone")
    changes = [change(addresses.inside(place, "t_x.y"), module=place) for place in places]
    rules = RuleSet(book(own={"title": "Own", "severity": "low", **rule}).rules)
    answers = guard.evaluate(rules, Index(replace(change_set(*changes), root=root)), Cost())
    assert [(each.address, each.message) for each in answers.findings] == [
        (
            'module.a["x"].module.b[0].t_x.y',
            "its module source is git::https://example.org/b, and may be acme/*, ./*",
        ),
        ("module.gone.t_x.y", "the plan does not say its module source"),
    ]


def test_a_type_of_which_nobody_knows_where_it_says_it_is_refused() -> None:
    rule = {"kind": "membership", "types": ["aws_instance", "aws_s3_bucket"], "parameters": SIZES}
    with pytest.raises(Misplaced, match="where aws_s3_bucket says its size is not known here") as told:
        book(own={"title": "Own", "severity": "low", **rule})
    assert told.value.place == ("rules", "own", "types")


@pytest.mark.parametrize(
    ("action", "answers"),
    [
        (Action.DELETE, ["the plan would delete it"]),
        (Action.UNKNOWN, ["what the plan does to it has no word here"]),
        (Action.UPDATE, []),
    ],
)
def test_forbidden_actions(action: Action, answers: list[str]) -> None:
    rule = {"kind": "forbidden_actions", "types": ["aws_db_*"], "parameters": {"actions": ["delete", "replace"]}}
    gone, other = change("aws_db_instance.a", action, before={}), change("aws_instance.b", action, before={})
    assert [message for _, message in found(rule, gone, other)] == answers


@pytest.mark.parametrize(
    ("parameters", "answers"),
    [
        ({"changes": 3}, []),
        ({"changes": 2}, ["3 resources change, and at most 2 may"]),
        ({"destroys": 0}, ["1 resources are destroyed or replaced, and at most 0 may"]),
    ],
)
def test_how_much_may_change(parameters: dict[str, int], answers: list[str]) -> None:
    made = [change("t_x.a"), change("t_x.b"), change("t_x.c", Action.DELETE, before={})]
    assert [message for _, message in found({"kind": "change_limit", "parameters": parameters}, *made)] == answers


@pytest.mark.parametrize(
    ("parameters", "unpriced", "answers"),
    [
        ({"monthly": "100"}, False, [("violated", "150.00 USD a month is over 100.00")]),
        ({"monthly": "200"}, False, []),
        ({"monthly": "200"}, True, [("undetermined", "1 of the resources that change have no price")]),
        ({"increase": "40"}, True, [("violated", "50.00 USD a month more is over 40.00")]),
        ({"increase_percent": "49"}, False, [("violated", "50.00 USD a month more is over 49% of 100.00")]),
        ({"increase_percent": "50"}, False, []),
    ],
)
def test_what_it_may_cost(parameters: dict[str, str], unpriced: bool, answers: list[tuple[str, str]]) -> None:
    line = CostLine("t_x.b", "t_x", Action.CREATE, CostStatus.UNPRICED)
    priced = CostLine("t_x.a", "t_x", Action.UPDATE, CostStatus.PRICED, before=Decimal(100), after=Decimal(150))
    cost = Cost((priced, line) if unpriced else (priced,), before=Decimal(100), after=Decimal(150))
    assert found({"kind": "cost_limit", "parameters": parameters}, change("t_x.a"), cost=cost) == answers


def test_a_limit_of_cost_is_about_cost() -> None:
    """So a waiver of it has a ceiling."""
    limit = {"title": "Cheap", "severity": "low", "kind": "cost_limit", "parameters": {"monthly": "100"}}
    rules = RuleSet(book(limit=limit, small=SMALL).rules).rules
    assert (rules["limit"].costs, rules["small"].costs) == (True, False)


WEB, DATA, HIDDEN = {"tags": {"team": "web"}}, {"tags": {"team": "data"}}, {"tags": {"team": UNKNOWN}}


@pytest.mark.parametrize(
    ("parameters", "made", "priced", "answers"),
    [
        ({"monthly": "40"}, [WEB, DATA], 2, [("violated", "50.00 USD of team=web a month is over 40.00")]),
        ({"monthly": "60"}, [WEB, DATA], 2, []),
        ({"increase": "40"}, [DATA, DATA], 2, []),
        (
            {"increase_percent": "900"},
            [WEB],
            1,
            [("violated", "50.00 USD of team=web a month more is over 900% of 0.00")],
        ),
        (
            {"monthly": "60"},
            [WEB, HIDDEN],
            2,
            [("undetermined", "1 resources that have the tag team=web, or may have it, have no sum")],
        ),
        (
            {"monthly": "60"},
            [DATA, WEB],
            1,
            [("undetermined", "1 resources that have the tag team=web, or may have it, have no sum")],
        ),
        ({"monthly": "60"}, [WEB, DATA], 1, []),
    ],
)
def test_what_a_tag_may_cost(
    parameters: dict[str, str], made: list[dict[str, Any]], priced: int, answers: list[tuple[str, str]]
) -> None:
    changes = [change(f"t_x.r{number}", after=after) for number, after in enumerate(made)]
    lines = [
        CostLine(each.address, "t_x", Action.CREATE, CostStatus.PRICED, after=Decimal(50))
        if number < priced
        else CostLine(each.address, "t_x", Action.CREATE, CostStatus.UNPRICED)
        for number, each in enumerate(changes)
    ]
    cost = Cost(tuple(lines), after=Decimal(50 * priced))
    rule = {"kind": "cost_limit", "parameters": {**parameters, "tag": "team=web"}}
    assert found(rule, *changes, cost=cost) == answers


Mistake = tuple[Any, tuple[str | int, ...], str]
MISTAKES: list[Mistake] = [
    ([], (), "A guardrails file holds a mapping"),
    ({"version": "2"}, ("version",), "not version 1"),
    ({"rule": {}}, ("rule",), "no such part"),
    ({"lists": {"Sizes": ["a"]}}, ("lists", "Sizes"), "underscores"),
    ({"lists": {"sizes": "a"}}, ("lists", "sizes"), "expected `array`"),
    ({"lists": {"sizes": []}}, ("lists", "sizes"), "at least one value"),
    ({"guardrails": {"rds-public": "loud"}}, ("guardrails", "rds-public"), "“loud” is not an enforcement"),
    (
        {"guardrails": {"rds-public": {"scopes": [{"enforcement": "off"}]}}},
        ("guardrails", "rds-public", "scopes", 0),
        "one of them",
    ),
    (
        {"guardrails": {"rds-public": {"scopes": [{"organisation": "true", "weaker": "true", "enforcement": "off"}]}}},
        ("guardrails", "rds-public", "scopes", 0, "weaker"),
        "leave it out",
    ),
    (
        {"guardrails": {"rds-public": {"scopes": [{"workspaces": ["a"], "exclude": "b", "enforcement": "off"}]}}},
        ("guardrails", "rds-public", "scopes", 0, "exclude"),
        "expected `object`",
    ),
    ({"rules": {"Small": SMALL}}, ("rules", "Small"), "lower-case"),
    ({"rules": {"own": {**SMALL, "kind": "magic"}}}, ("rules", "own", "kind"), "there is no kind “magic”"),
    ({"rules": {"own": {**SMALL, "colour": "red"}}}, ("rules", "own", "colour"), "unknown field `colour`"),
    (
        {"rules": {"own": {**SMALL, "parameters": {**SMALL["parameters"], "when": [{"pth": "a"}]}}}},
        ("rules", "own", "parameters", "when", 0, "pth"),
        "unknown field `pth`",
    ),
    (
        {"rules": {"own": {**SMALL, "kind": "required_tags", "parameters": {"tags": {"a": {"vals": []}, "vals": {}}}}}},
        ("rules", "own", "parameters", "tags"),
        "unknown field `vals`",
    ),
    (
        {"guardrails": {"rds-public": {"scopes": [{"workspace": "a", "enforcement": "off"}]}}},
        ("guardrails", "rds-public", "scopes", 0, "workspace"),
        "unknown field `workspace`",
    ),
    ({"rules": {"own": {**SMALL, "message": " "}}}, ("rules", "own", "message"), "say what is wrong"),
    ({"rules": {"own": {**SMALL, "types": []}}}, ("rules", "own", "types"), "name the types"),
    (
        {"rules": {"own": {**SMALL, "parameters": {"path": "a", "operator": "smells"}}}},
        ("rules", "own", "parameters", "operator"),
        "smells",
    ),
    (
        {"rules": {"own": {**SMALL, "parameters": {"path": "a", "operator": "is one of"}}}},
        ("rules", "own", "parameters"),
        "takes values under expected",
    ),
    (
        {"rules": {"own": {**SMALL, "parameters": {"path": "a", "operator": "is at least", "expected": ["x"]}}}},
        ("rules", "own", "parameters"),
        "“is at least” takes a number under expected, and “x” is none",
    ),
    (
        {"guardrails": {"rds-no-backup": {"parameters": {"day": 7}}}},
        ("guardrails", "rds-no-backup", "parameters", "day"),
        "no parameter “day”: there are days",
    ),
    (
        {"guardrails": {"rds-public": {"parameters": {"days": 7}}}},
        ("guardrails", "rds-public", "parameters", "days"),
        "no parameter “days”: it has none",
    ),
    (
        {"guardrails": {"rds-no-backup": {"parameters": {"days": "many"}}}},
        ("guardrails", "rds-no-backup", "parameters", "days"),
        "expected `int`",
    ),
    (
        {"guardrails": {"rds-no-backup": {"parameters": {"days": 36}}}},
        ("guardrails", "rds-no-backup", "parameters", "days"),
        "a number from 1 to 35",
    ),
    (
        {"guardrails": {"eks-retired-version": {"parameters": {"versions": []}}}},
        ("guardrails", "eks-retired-version", "parameters", "versions"),
        "at least one value",
    ),
    (
        {"guardrails": {"own": {"parameters": {"days": 7}}}, "rules": {"own": SMALL}},
        ("guardrails", "own", "parameters"),
        "under rules",
    ),
]
"""Of shape, which the JSON Schema tells too."""
BEYOND_SHAPE: list[Mistake] = [
    (
        {"rules": {"own": {**SMALL, "kind": "cost_limit", "types": [], "parameters": {"monthly": "1", "tag": "web"}}}},
        ("rules", "own", "parameters"),
        "“web” is not a tag",
    ),
    (
        {
            "guardrails": {
                "rds-public": {"enforcement": "off", "scopes": [{"organisation": "true", "enforcement": "off"}]}
            }
        },
        ("guardrails", "rds-public", "scopes", 0),
        "the organisation has a setting already",
    ),
    (
        {"guardrails": {"rds-public": {"scopes": [{"labels": {"env": ""}, "enforcement": "off"}]}}},
        ("guardrails", "rds-public", "scopes", 0, "labels"),
        "not a label selector",
    ),
    (
        {"lists": {"sizes": ["a"]}, "rules": {"own": own_of("sizzes")}},
        ("rules", "own", "parameters", "expected", "list"),
        "there is no list “sizzes”: there are sizes",
    ),
    (
        {"rules": {"own": own_of("sizes")}},
        ("rules", "own", "parameters", "expected", "list"),
        "the file has no lists",
    ),
    ({"guardrails": {"nope": "off"}}, ("guardrails", "nope"), "no such guardrail"),
    ({"rules": {"rds-public": SMALL}}, ("rules", "rds-public"), "choose another"),
    (
        {"rules": {"own": {**SMALL, "parameters": {"path": "a", "operator": "matches", "expected": ["("]}}}},
        ("rules", "own", "parameters"),
        "“\\(” is not a regular expression",
    ),
    (
        {"rules": {"own": {**SMALL, "kind": "required_tags", "parameters": {"tags": {"a": {"pattern": "["}}}}}},
        ("rules", "own", "parameters", "tags"),
        "not a regular expression",
    ),
    *(
        (
            {"rules": {"own": {**SMALL, "kind": kind, "parameters": parameters, "types": [], "examples": {}}}},
            ("rules", "own", "parameters"),
            f"object to nothing: say {said}",
        )
        for kind, parameters, said in (
            ("required_tags", {"tags": {}}, "tags."),
            ("membership", {"what": "region"}, "allowed or forbidden."),
            ("forbidden_actions", {"actions": []}, "actions."),
            ("change_limit", {}, "changes or destroys."),
            ("cost_limit", {}, "monthly or increase or increase_percent."),
        )
    ),
    (
        {"rules": {"own": {**SMALL, "kind": "either", "parameters": {}, "examples": {}}}},
        ("rules", "own", "parameters"),
        "object to nothing: say conditions.",
    ),
    (
        {"rules": {"own": {**SMALL, "examples": {"passes": [{"instance_type": "m5.large"}]}}}},
        ("rules", "own", "examples", "passes", 0),
        "the rule says violated",
    ),
]


@pytest.mark.parametrize(("document", "place", "why"), [*MISTAKES, *BEYOND_SHAPE])
def test_a_mistake_is_told_with_its_place(document: Any, place: tuple[str | int, ...], why: str) -> None:
    with pytest.raises(Misplaced, match=why) as told:
        read(document, guardrails())
    assert told.value.place == place
