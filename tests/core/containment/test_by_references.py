"""What a block stands in where only references are known, as in runs of earlier versions: never what it only uses."""

from __future__ import annotations

import pytest

from gitops_portal.core.view.areas import contained
from gitops_portal.core.view.folding import Choice
from gitops_portal.core.view.graph import Document
from gitops_portal.core.view.node import NodeRow
from gitops_portal.core.view.scene import scene

UNTOLD = "no container told"


def document(*blocks: str, edges: tuple[tuple[str, str], ...] = ()) -> Document:
    """Blocks by address, and edges as (dependant, dependency)."""
    places = {address: number for number, address in enumerate(blocks)}
    named = [(address, *address.partition(".")[::2]) for address in blocks]
    nodes = [NodeRow(one, kind, name, "", "create", 1, {"create": 1}, 0, "", "") for one, kind, name in named]
    return Document(nodes=nodes, edges=[[places[a], places[b], "configuration"] for a, b in edges])


VPC, ONE, TWO = "aws_vpc.main", "aws_subnet.one", "aws_subnet.two"
NETWORK = ((ONE, VPC), (TWO, VPC))


@pytest.mark.parametrize(
    ("block", "uses", "expected"),
    [
        ("aws_instance.web", [ONE], (VPC, ONE)),
        ("aws_security_group.web", [VPC], (VPC,)),
        ("aws_instance.web", [ONE, VPC], (VPC, ONE)),
        ("aws_lb.web", [ONE, TWO], (VPC,)),  # which of the two can't be told; both are in the network
        ("aws_iam_role.web", [ONE], (UNTOLD,)),  # uses it, and stands in none
        ("aws_instance.web", [], (UNTOLD,)),
        ("aws_instance.web", ["aws_ecs_cluster.apps"], (UNTOLD,)),
        ("aws_ecs_service.api", ["aws_ecs_cluster.apps"], ("aws_ecs_cluster.apps",)),
        ("helm_release.api", ["kubernetes_namespace.apps"], ("cluster not known", "kubernetes_namespace.apps")),
        ("aws_instance.web", ["kubernetes_namespace.apps"], (UNTOLD,)),
        ("azurerm_storage_account.logs", ["azurerm_resource_group.main"], ("azurerm_resource_group.main",)),
    ],
)
def test_a_block_stands_in_what_it_depends_on(block: str, uses: list[str], expected: tuple[str, ...]) -> None:
    others = ["aws_ecs_cluster.apps", "kubernetes_namespace.apps", "azurerm_resource_group.main"]
    found = document(VPC, ONE, TWO, *others, block, edges=(*NETWORK, *((block, one) for one in uses)))
    assert contained(found).chains()[-1] == expected


def test_a_container_that_holds_any_stands_in_itself_and_never_in_its_kind() -> None:
    found = contained(document(VPC, ONE, TWO, edges=(*NETWORK, (ONE, TWO))))
    assert found.chains() == [(VPC,), (VPC,), (VPC,)]
    assert contained(document(VPC)).chains() == [(UNTOLD,)]


def test_the_boxes_of_a_scene_are_containers_where_that_is_chosen() -> None:
    others = [f"aws_iam_role.r{number}" for number in range(9)]
    found = document(VPC, ONE, "aws_instance.web", *others, edges=((ONE, VPC), ("aws_instance.web", ONE)))
    drawn = scene(found, Choice(topology=True), {})
    assert [(frame.area, frame.title) for frame in drawn.frames] == [(VPC, "VPC main"), (ONE, "subnet one")]
    assert drawn.folded == [UNTOLD]  # what stands in no container is one tile, which says so
    assert [spot.told.name for spot in drawn.spots if spot.told] == [UNTOLD]
    assert drawn.around[:4] == [[VPC], [VPC, ONE], [VPC, ONE], [UNTOLD]]
    folded = scene(found, Choice(topology=True, closed=(ONE,)), {})
    assert {spot.told.name for spot in folded.spots if spot.told} == {UNTOLD, "subnet one"}
    assert scene(found, Choice(), {}).around == []
