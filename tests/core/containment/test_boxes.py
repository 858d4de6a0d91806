"""What each block of a plan stands in: by its attributes, by what they refer to, and said where it is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gitops_portal.core.containment.boxes import Containment, of_plan
from gitops_portal.core.dependencies import graph
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.view.folding import INSTANCES, Choice
from gitops_portal.core.view.graph import Document, drawable
from gitops_portal.core.view.node import NodeRow
from gitops_portal.core.view.scene import Scene, scene
from tests.documents import Json, entry, plan

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gitops_portal.core.model import Graph

ACCOUNT = "AWS account not known"
REGION = f"{ACCOUNT} / region eu-west-1"


def contained(document: bytes) -> dict[str, tuple[str, ...]]:
    """Titles of the boxes around each block, from the outermost; what holds everything comes first."""
    found, names = boxes(document)
    titles = {box.area: box.title for box in found.boxes}
    return {name: tuple(titles[area] for area in chain) for name, chain in zip(names, found.chains(), strict=True)}


def boxes(document: bytes) -> tuple[Containment, list[str]]:
    changes = parse.load(document, Mask(b"key")).changes
    whole = graph.build(Index(changes))
    names = [node.address for node in whole.nodes if node.address not in whole.empty]
    return of_plan(Index(changes), whole, names), names


def still(address: str, **values: Any) -> Json:
    return entry(address, "no-op", before=values, after=values)


def made(address: str, *unknown: str, **values: Any) -> Json:
    return entry(address, after=values, unknown=dict.fromkeys(unknown, True))


def block(kind: str, name: str, provider: str = "aws", **expressions: Any) -> Json:
    told = {"mode": "managed", "type": kind, "name": name, "provider_config_key": provider}
    return {"address": f"{kind}.{name}", **told, "expressions": expressions}


def refers(*references: str) -> Json:
    return {"references": list(references)}


def configured(*blocks: Json, **providers: Json) -> Json:
    own = {"aws": {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-1"}}}}
    return {"provider_config": own | providers, "root_module": {"resources": list(blocks)}}


NETWORK = (
    still("aws_vpc.main", id="vpc-1", tags={"Name": "prod"}),
    still("aws_subnet.a", id="subnet-a", vpc_id="vpc-1"),
    still("aws_subnet.b", id="subnet-b", vpc_id="vpc-1"),
)
GROUP = "/subscriptions/01234567-89ab-cdef-0123-456789abcdef/resourceGroups/rg-net"
VNET = f"{GROUP}/providers/Microsoft.Network/virtualNetworks/hub"
LINK = "https://www.googleapis.com/compute/v1/projects/p-host/regions/europe-west1/subnetworks/nodes"


@pytest.mark.parametrize(
    ("address", "values", "around"),
    [
        # a value that a resource of the plan is named by
        ("aws_instance.x", {"subnet_id": "subnet-a"}, ["VPC prod", "subnet a"]),
        ("aws_security_group.x", {"vpc_id": "vpc-1"}, ["VPC prod"]),
        ("aws_lambda_function.x", {"vpc_config": [{"subnet_ids": ["subnet-b"]}]}, ["VPC prod", "subnet b"]),
        ("aws_lb.x", {"subnets": ["subnet-a", "subnet-b"]}, ["VPC prod"]),
        ("aws_lb.x", {"subnet_mapping": [{"subnet_id": "subnet-a"}]}, ["VPC prod", "subnet a"]),
        (
            "aws_eks_node_group.x",
            {"cluster_name": "apps", "subnet_ids": ["subnet-a", "subnet-b"]},
            ["EKS cluster apps"],
        ),
        ("aws_ecs_service.x", {"cluster": "arn:aws:ecs:eu-west-1:1:cluster/jobs"}, ["ECS cluster jobs"]),
        ("aws_iam_role.x", {"vpc_id": "vpc-1"}, ["no region"]),  # uses it, and stands in none
        # a value that nothing in the plan is named by
        ("aws_instance.x", {"subnet_id": "subnet-9"}, ["subnet subnet-9, not in this plan"]),
        ("aws_security_group.x", {"vpc_id": "vpc-9"}, ["VPC vpc-9, not in this plan"]),
        (
            "aws_eks_cluster.x",
            {"vpc_config": [{"vpc_id": "vpc-9", "subnet_ids": ["subnet-9"]}]},
            ["VPC vpc-9, not in this plan", "subnet subnet-9, not in this plan"],
        ),
        ("aws_lb.x", {"subnets": ["subnet-a", "subnet-9"]}, []),  # which network holds both is not told
        ("aws_eks_addon.x", {"cluster_name": "other"}, ["EKS cluster other, not in this plan"]),
        ("kubernetes_deployment.x", {"metadata": [{"namespace": "web"}]}, ["cluster not known", "namespace web"]),
        (
            "helm_release.x",
            {"namespace": "kube-system"},
            ["cluster not known", "namespace kube-system, not in this plan"],
        ),
        # values that name nothing
        ("aws_instance.x", {"subnet_id": None}, []),
        ("aws_instance.x", {"subnet_id": ""}, []),
        ("aws_instance.x", {"subnet_id": ["", 7, {"a": "subnet-a"}]}, []),
    ],
)
def test_a_block_stands_in_what_its_attributes_name(address: str, values: Json, around: list[str]) -> None:
    others = [
        still("aws_eks_cluster.main", name="apps", arn="arn:aws:eks:eu-west-1:1:cluster/apps"),
        still("aws_ecs_cluster.main", arn="arn:aws:ecs:eu-west-1:1:cluster/jobs", name="jobs"),
        still("kubernetes_namespace.main", metadata=[{"name": "web"}]),
    ]
    found = contained(plan(*NETWORK, *others, made(address, **values), configuration=configured()))
    assert found[address] == tuple(around)


@pytest.mark.parametrize(
    ("address", "values", "around"),
    [
        ("azurerm_storage_account.x", {"resource_group_name": "RG-APP"}, ["resource group rg-app"]),
        ("azurerm_storage_account.x", {"resource_group_name": "rg-9"}, ["resource group rg-9, not in this plan"]),
        (
            "azurerm_subnet.x",
            {"resource_group_name": "rg-app", "virtual_network_name": "spoke"},
            ["resource group rg-app", "virtual network spoke, not in this plan"],
        ),
        (
            "azurerm_public_ip_prefix.x",
            {"subnet_id": f"{VNET}/subnets/apps"},
            [
                "resource group rg-net, not in this plan",
                "virtual network hub, not in this plan",
                "subnet apps, not in this plan",
            ],
        ),
        # it belongs to its own group, whatever network it is tied to
        (
            "azurerm_network_interface.x",
            {"resource_group_name": "rg-app", "ip_configuration": [{"subnet_id": f"{VNET}/subnets/apps"}]},
            ["resource group rg-app"],
        ),
        (
            "azurerm_kubernetes_cluster_node_pool.x",
            {"kubernetes_cluster_id": f"{GROUP}/providers/Microsoft.ContainerService/managedClusters/aks"},
            ["resource group rg-net, not in this plan", "AKS cluster aks, not in this plan"],
        ),
    ],
)
def test_a_block_of_azure_stands_in_its_resource_group(address: str, values: Json, around: list[str]) -> None:
    group = still("azurerm_resource_group.app", name="rg-app", id=f"{GROUP[:-4]}-app", location="westeurope")
    found = contained(plan(group, made(address, **values), configuration=configured()))
    assert [one for one in found[address] if not one.startswith(("Azure", "region"))] == around


@pytest.mark.parametrize(
    ("address", "values", "around"),
    [
        ("google_compute_firewall.x", {"network": "shared"}, ["network shared"]),
        ("google_compute_firewall.x", {"network": "projects/p/global/networks/shared"}, ["network shared"]),
        ("google_compute_instance.x", {"network_interface": [{"subnetwork": LINK}]}, ["network shared", "subnet nodes"]),
        ("google_compute_instance.x", {"network_interface": [{"network": "default"}]}, ["network default, not in this plan"]),
        ("google_container_node_pool.x", {"cluster": "apps"}, ["network shared", "GKE cluster apps"]),
        ("google_container_node_pool.x", {"cluster": "other"}, ["GKE cluster other, not in this plan"]),
    ],
)  # fmt: skip
def test_a_block_of_google_stands_in_what_it_names_by_name_or_link(
    address: str, values: Json, around: list[str]
) -> None:
    others = [
        still("google_compute_network.main", name="shared"),
        still("google_compute_subnetwork.main", name="nodes", network="shared", region="europe-west1"),
        still("google_container_cluster.main", name="apps", network="shared", location="europe-west1"),
    ]
    found = contained(plan(*others, made(address, **values), configuration=configured()))
    assert [one for one in found[address] if not one.startswith(("Google", "region", "no region"))] == around


def test_what_is_not_known_until_apply_stands_in_what_its_argument_refers_to() -> None:
    found = contained(
        plan(
            made("aws_vpc.main", "id"),
            made("aws_vpc.other", "id"),
            made("aws_subnet.a", "id", "vpc_id"),
            made("aws_instance.web", "subnet_id"),
            made("aws_instance.lost", "subnet_id"),
            configuration=configured(
                block("aws_vpc", "main"),
                block("aws_vpc", "other"),
                block("aws_subnet", "a", vpc_id=refers("aws_vpc.main.id", "aws_vpc.main")),
                block("aws_instance", "web", subnet_id=refers("aws_subnet.a.id", "aws_subnet.a")),
                block("aws_instance", "lost", subnet_id=refers("local.subnet")),
            ),
        )
    )
    assert found["aws_instance.web"] == ("VPC main", "subnet a")
    assert found["aws_instance.lost"] == ()


@pytest.mark.parametrize(
    ("others", "around"),
    [
        ([], ("VPC main",)),
        ([made("aws_vpc.second", "id")], ()),  # either may be meant
        ([still("aws_vpc.second", id="vpc-2")], ("VPC main",)),  # its id would be known
        ([entry("data.aws_vpc.later", "read", after={}, unknown={"id": True})], ()),
    ],
)
def test_a_network_that_only_a_local_names_is_the_only_one_that_the_plan_makes(
    others: list[Json], around: tuple[str, ...]
) -> None:
    document = plan(
        made("aws_vpc.main", "id"),
        made("aws_internet_gateway.out", "vpc_id"),
        *others,
        configuration=configured(
            block("aws_vpc", "main"), block("aws_internet_gateway", "out", vpc_id=refers("local.vpc"))
        ),
    )
    assert contained(document)["aws_internet_gateway.out"] == around
    notes = boxes(document)[0].notes
    assert notes.get("aws_internet_gateway.out", "") == ("in the only VPC that this plan makes" if around else "")


def test_what_is_tied_to_several_says_so() -> None:
    found, _ = boxes(plan(*NETWORK, made("aws_lb.x", subnets=["subnet-a", "subnet-b"]), configuration=configured()))
    assert found.notes["aws_lb.x"] == "tied to subnets aws_subnet.a, aws_subnet.b"


def test_parts_stand_where_the_whole_does() -> None:
    document = plan(
        *NETWORK,
        made("aws_security_group.web", vpc_id="vpc-1"),
        made("aws_security_group_rule.in", "security_group_id"),
        made("aws_db_instance.main", "vpc_security_group_ids"),
        made("aws_s3_bucket.logs"),
        configuration=configured(
            block("aws_security_group", "web"),
            block("aws_security_group_rule", "in", security_group_id=refers("aws_security_group.web.id")),
            block("aws_db_instance", "main", vpc_security_group_ids=refers("aws_security_group.web.id")),
            block("aws_s3_bucket", "logs", bucket=refers("aws_security_group.web.id")),
        ),
    )
    found = contained(document)
    assert [found[one] for one in ("aws_security_group_rule.in", "aws_db_instance.main")] == [("VPC prod",)] * 2
    assert found["aws_s3_bucket.logs"] == ()


def test_what_was_looked_up_is_a_container_too_and_one_in_the_plan_where_it_is_that() -> None:
    def looked_up(kind: str, name: str, **values: Any) -> Json:
        told = {"address": f"data.{kind}.{name}", "mode": "data", "type": kind, "values": values}
        return told | {"sensitive_values": {}}

    data = [
        looked_up("aws_vpc", "shared", id="vpc-9"),
        looked_up("aws_subnet", "shared", id="subnet-9", vpc_id="vpc-9"),
        looked_up("aws_vpc", "same", id="vpc-1"),
        looked_up("aws_caller_identity", "me", account_id="123456789012"),
    ]
    blocks = [one | {"name": one["address"].rpartition(".")[2], "provider_config_key": "aws"} for one in data]
    document = plan(
        *NETWORK,
        made("aws_instance.web", subnet_id="subnet-9"),
        made("aws_security_group.web", vpc_id="vpc-1"),
        prior_state={"values": {"root_module": {"resources": data}}},
        configuration=configured(*blocks),
    )
    found = contained(document)
    assert found["aws_instance.web"] == ("VPC shared", "subnet shared")
    assert found["aws_security_group.web"] == found["data.aws_vpc.same"] == ("VPC prod",)
    assert boxes(document)[0].everywhere == "AWS account 123456789012 · region eu-west-1"


# ── accounts and regions ─────────────────────────────────────────────────────────────────────────────────────────

WEST, NO_REGION = {"region": {"constant_value": "eu-west-1"}}, "its provider's configuration sets none"


@pytest.mark.parametrize(
    ("provider", "values", "everywhere"),
    [
        (WEST, {}, "AWS account not known · region eu-west-1"),
        (WEST, {"arn": "arn:aws:sqs:eu-west-1:123456789012:q"}, "AWS account 123456789012 · region eu-west-1"),
        (WEST, {"owner_id": "123456789012"}, "AWS account 123456789012 · region eu-west-1"),
        (WEST, {"arn": "arn:aws:s3:::bucket"}, "AWS account not known · region eu-west-1"),
        ({}, {"availability_zone": "eu-west-2a"}, "AWS account not known · region eu-west-2"),
        ({}, {}, f"AWS account not known · region not known: {NO_REGION}"),
        (
            {"region": {"references": ["local.region"]}},
            {},
            "AWS account not known · region not known: set by local.region",
        ),
        (
            WEST | {"allowed_account_ids": {"constant_value": ["123456789012"]}},
            {},
            "AWS account 123456789012 · region eu-west-1",
        ),
        (
            WEST | {"allowed_account_ids": {"constant_value": ["123456789012", "210987654321"]}},
            {},
            "AWS account not known · region eu-west-1",
        ),
        (
            WEST | {"assume_role": [{"role_arn": {"constant_value": "arn:aws:iam::123456789012:role/ci"}}]},
            {},
            "AWS account 123456789012 · region eu-west-1",
        ),
        (
            WEST | {"allowed_account_ids": {"constant_value": ["210987654321"]}},  # and its resource says another
            {"arn": "arn:aws:sqs:eu-west-1:123456789012:q"},
            "AWS account 123456789012 · region eu-west-1",
        ),
    ],
)
def test_the_account_and_the_region_of_everything_are_told_once(provider: Json, values: Json, everywhere: str) -> None:
    configuration = configured(block("aws_sqs_queue", "q"), aws={"name": "aws", "expressions": provider})
    found, _ = boxes(plan(still("aws_sqs_queue.q", **values), configuration=configuration))
    assert (found.everywhere, found.boxes) == (everywhere, [])


def test_several_regions_and_accounts_are_boxes_and_what_is_global_stands_in_none() -> None:
    paris = {"name": "aws", "expressions": {"region": {"constant_value": "eu-west-3"}}}
    document = plan(
        still("aws_sqs_queue.here", arn="arn:aws:sqs:eu-west-1:123456789012:q"),
        still("aws_sqs_queue.there"),
        still("aws_sns_topic.there", arn="arn:aws:sns:eu-west-3:210987654321:t"),
        still("aws_iam_role.all"),
        still("random_id.x"),
        configuration=configured(
            block("aws_sqs_queue", "here"),
            block("aws_sqs_queue", "there", "aws.paris"),
            block("aws_sns_topic", "there", "aws.paris"),
            block("aws_iam_role", "all"),
            block("random_id", "x", "random"),
            **{"aws.paris": paris},
        ),
    )
    assert contained(document) == {
        "aws_sqs_queue.here": ("AWS account 123456789012", "region eu-west-1"),
        "aws_sqs_queue.there": ("AWS account 210987654321", "region eu-west-3"),  # as the topic of its provider says
        "aws_sns_topic.there": ("AWS account 210987654321", "region eu-west-3"),
        "aws_iam_role.all": ("AWS account 123456789012", "no region"),
        "random_id.x": ("no container told",),
    }


@pytest.mark.parametrize(
    ("inside", "around"),
    [
        ("westeurope", ["Azure subscription not known", "region westeurope", "resource group rg"]),
        ("northeurope", ["Azure subscription not known", "resource group rg"]),  # it spans both
    ],
)
def test_a_resource_group_stands_in_a_region_where_all_in_it_does(inside: str, around: list[str]) -> None:
    found = contained(
        plan(
            still("azurerm_resource_group.main", name="rg", location="westeurope"),
            still("azurerm_storage_account.a", resource_group_name="rg", location=inside),
            still("azurerm_resource_group.other", name="rg2", location="uksouth"),
            still("aws_sqs_queue.q"),
            configuration=configured(block("aws_sqs_queue", "q")),
        )
    )
    assert found["azurerm_storage_account.a"] == tuple(around)


@pytest.mark.parametrize(
    ("values", "unknown", "place"),
    [
        ({"project": "p-1", "region": "europe-west1"}, [], "Google project p-1 · region europe-west1"),
        ({"project": "p-1", "zone": "europe-west1-b"}, [], "Google project p-1 · region europe-west1"),
        ({"project": "p-1", "location": "global"}, [], "Google project p-1"),
        ({"project": "p-1"}, [], "Google project p-1"),
        ({"project": "p-1"}, ["region"], "Google project p-1 · region known after apply"),
        ({"id": "projects/p-2/topics/t"}, [], "Google project p-2"),
        ({}, [], "Google project not known"),
    ],
)
def test_where_a_resource_of_google_stands(values: Json, unknown: list[str], place: str) -> None:
    document = plan(made("google_x.y", *unknown, **values), configuration={"root_module": {}})
    assert boxes(document)[0].everywhere == place


def test_a_secret_names_no_container_and_no_account() -> None:
    values = {"vpc_id": "vpc-secret", "owner_id": "123456789012"}
    hidden = entry("aws_security_group.x", after=values, sensitive={"vpc_id": True, "owner_id": True})
    found, _ = boxes(plan(hidden, configuration=configured()))
    assert (found.boxes, found.everywhere) == ([], "AWS account not known · region eu-west-1")


def test_another_s_image_that_was_looked_up_says_nothing_of_the_account() -> None:
    image = entry("data.aws_ami.base", "no-op", before={"owner_id": "099720109477"}, after={"owner_id": "099720109477"})
    assert boxes(plan(image, configuration=configured()))[0].everywhere == "AWS account not known · region eu-west-1"


def test_what_is_gone_from_the_configuration_stands_where_its_only_provider_does() -> None:
    config = {"name": "aws", "full_name": "registry.terraform.io/hashicorp/aws"} | {
        "expressions": WEST | {"allowed_account_ids": {"constant_value": ["123456789012"]}}
    }
    gone = entry("aws_sqs_queue.old", "delete", before={"name": "old"})
    found, _ = boxes(plan(gone, configuration=configured(aws=config)))
    assert found.everywhere == "AWS account 123456789012 · region eu-west-1"


@pytest.mark.parametrize(("count", "around"), [(24, ()), (25, ("no network",))])
def test_much_that_stands_in_a_region_alone_has_a_box(count: int, around: tuple[str, ...]) -> None:
    queues = [made(f"aws_sqs_queue.q{number}") for number in range(count)]
    assert set(contained(plan(*queues, configuration=configured())).values()) == {around}


def test_what_is_too_much_for_one_box_stands_in_it_by_modules() -> None:
    groups = [made(f"module.m{number // 2}.aws_security_group.g{number}", vpc_id="vpc-9") for number in range(61)]
    found = contained(plan(*groups, configuration=configured()))
    network = "VPC vpc-9, not in this plan"
    assert found["module.m0.aws_security_group.g1"] == (network, "module.m0")
    assert found["module.m30.aws_security_group.g60"] == (network,)  # alone in its module
    assert set(contained(plan(*groups[:60], configuration=configured())).values()) == {(network,)}


def test_a_block_tells_all_that_it_stands_in() -> None:
    roles, other = made("aws_iam_role.r"), made("random_id.x")
    found, names = boxes(plan(*NETWORK, roles, other, configuration=configured()))
    told = {name: found.told(position) for position, name in enumerate(names)}
    assert told["aws_subnet.a"] == ["AWS account not known · region eu-west-1", "VPC prod"]
    assert told["aws_iam_role.r"] == ["no region"]
    assert told["random_id.x"] == ["no container told"]


# ── real plans ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.corpus
def test_every_block_of_a_real_plan_stands_in_one_box_and_boxes_nest(corpus: Path) -> None:
    plans = [path for path in sorted(corpus.glob("*/*.json")) if path.parent.name != "bad"]
    assert plans
    for path in plans:
        changes = parse.load(path.read_bytes(), Mask(b"key")).changes
        whole = graph.build(Index(changes))
        document = _document(Index(changes), whole)
        for choice in (Choice(topology=True, everything=True), Choice(topology=True, everything=True, level=INSTANCES)):
            found = scene(document, choice, {})
            shown = sorted(place for spot in found.spots for place in spot.of)
            assert shown == list(range(len(document.nodes))), path
            assert all(any(_inside(spot, one) for one in _of(found, spot.path)) for spot in found.spots if spot.path)
            assert not list(_crossing(found)), path


def _document(index: Index, whole: Graph) -> Document:
    from gitops_portal.core.drawing.chosen import choose

    def told(node: Any) -> NodeRow:
        return NodeRow(node.address, node.type, node.name, node.module, str(node.action), 1, {}, 0, "", "")

    drawn = drawable(whole, choose(whole), told)
    stands = of_plan(index, whole, [node.address for node in drawn.nodes])
    return Document(nodes=drawn.nodes, edges=drawn.edges, hub_edges=drawn.hub_edges, containment=stands)


def _of(found: Scene, path: tuple[str, ...]) -> list[Any]:
    return [frame for frame in found.frames if frame.area == path[-1]]


def _inside(spot: Any, frame: Any) -> bool:
    return bool(frame.x0 < spot.x < frame.x1 and frame.y0 < spot.y < frame.y1)


def _crossing(found: Scene) -> Iterator[tuple[str, str]]:
    """Frames that meet, and of which neither holds the other."""
    for number, one in enumerate(found.frames):
        for other in found.frames[number + 1 :]:
            apart = one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 or other.y1 <= one.y0
            holds = one.x0 <= other.x0 and one.y0 <= other.y0 and one.x1 >= other.x1 and one.y1 >= other.y1
            if not apart and not holds:
                yield one.area, other.area
