"""In a namespace without a network policy every pod speaks to every other one, and to the internet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.model import Unknown
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

POLICIES = ("NetworkPolicy", "cilium.io/CiliumNetworkPolicy", "crd.projectcalico.org/NetworkPolicy")
ANYWHERE = ("cilium.io/CiliumClusterwideNetworkPolicy", "crd.projectcalico.org/GlobalNetworkPolicy")


@guardrail(
    "k8s-namespace-no-network-policy",
    "Namespaces have a network policy",
    Severity.LOW,
    types=manifests.types("Namespace"),
    why="Whoever gets into one pod reaches all others; the plan shows no policy that keeps them apart.",
    remedy=(
        'resource "kubernetes_network_policy_v1" "this" {\n'
        "  metadata {\n"
        '    name      = "default-deny"\n'
        "    namespace = kubernetes_namespace_v1.this.metadata[0].name\n"
        "  }\n"
        "  spec {\n"
        "    pod_selector {}\n"
        '    policy_types = ["Ingress"]\n'
        "  }\n"
        "}"
    ),
    references=("CIS Kubernetes 1.8 5.3.2", "NIST SC-7"),
)
def k8s_namespace_no_network_policy(namespace: Subject, facts: Facts) -> Iterator[Objection]:
    whole = manifests.read_if(namespace, facts, ("Namespace",))
    if whole:
        policed = facts.once("k8s-namespaces-with-policy", lambda: frozenset(_policed(facts)))
        yield from expect(_among(_named(whole, "name"), policed), "NetworkPolicy", "the plan holds no policy for it")


def _among(name: str | Unknown | None, policed: frozenset[str | Unknown | None]) -> Truth:
    if not policed:
        return False
    return True if name in policed and name is not UNKNOWN else UNKNOWN if {name, *policed} & {UNKNOWN, None} else False


def _policed(facts: Facts) -> Iterator[str | Unknown | None]:
    """The namespaces that policies of the plan stand in; UNKNOWN where that can't be told, or they hold anywhere."""
    for type_ in sorted(manifests.types("NetworkPolicy")):
        for subject in facts.standing(type_):
            found = manifests.read(subject, facts)
            if found.kind in ANYWHERE or found.kind is UNKNOWN:
                yield UNKNOWN
            elif found.kind in POLICIES:
                yield _named(found.part, "namespace")


def _named(whole: Part, attribute: str) -> str | Unknown | None:
    names = [metadata.text(attribute) for metadata in whole.blocks("metadata")]
    return names[0] if names else UNKNOWN
