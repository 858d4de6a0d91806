"""A node with room for few pods is paid for and stays empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of, negate, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

_CLUSTER: Final = "azurerm_kubernetes_cluster"
_LEAST: Final = 50


@guardrail(
    "aks-few-pods",
    "Nodes of AKS have room for 50 pods",
    Severity.LOW,
    types={_CLUSTER, "azurerm_kubernetes_cluster_node_pool"},
    why="Pods of the system alone take a dozen places of each node, and the number cannot be changed in place.",
    remedy="Set max_pods = 50 or more in each pool.",
    references=("CKV_AZURE_168", "NIST SC-6"),
)
def aks_few_pods(subject: Subject, facts: Facts) -> Iterator[Objection]:
    if subject.change.type == _CLUSTER:
        for pool in subject.blocks("default_node_pool"):
            yield from _judged(pool, subject)
    else:
        yield from _judged(subject, named(facts, subject, "kubernetes_cluster_id", (_CLUSTER,)).only)


def _judged(pool: Part, cluster: Subject | None) -> Iterator[Objection]:
    most = pool.number("max_pods")
    enough: Truth = most >= _LEAST if isinstance(most, int) else UNKNOWN if most is UNKNOWN else _unset(cluster)
    yield from expect(enough, pool.at("max_pods"), f"its nodes have room for fewer than {_LEAST} pods")


def _unset(cluster: Subject | None) -> Truth:
    """Azure gives 30 to nodes whose pods have addresses of the subnet, and 110 or more to all others."""
    if cluster is None:
        return UNKNOWN
    profiles = cluster.blocks("network_profile", computed=True)
    return any_of(not profiles, *(any_of(_elsewhere(each), _overlay(each)) for each in profiles))


def _elsewhere(profile: Part) -> Truth:
    return negate(one_of(profile.text("network_plugin"), {"azure"}))


def _overlay(profile: Part) -> Truth:
    mode = profile.text("network_plugin_mode")
    return one_of(mode.lower() if isinstance(mode, str) else mode, {"overlay"})
