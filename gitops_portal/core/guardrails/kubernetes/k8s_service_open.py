"""A service of type LoadBalancer gets an address that the whole internet reaches, unless something says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.part import all_of, any_of, negate, one_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

INTERNAL = (
    "service.beta.kubernetes.io/aws-load-balancer-internal",
    "service.beta.kubernetes.io/azure-load-balancer-internal",
    "service.beta.kubernetes.io/oci-load-balancer-internal",
    "networking.gke.io/load-balancer-type",
    "cloud.google.com/load-balancer-type",
)
"""Annotations that make it internal when they say true, Internal, or, of old in AWS, 0.0.0.0/0."""
SCHEME = "service.beta.kubernetes.io/aws-load-balancer-scheme"
CONTROLLER = "service.beta.kubernetes.io/aws-load-balancer-type"
RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges"
WORLD = frozenset({"0.0.0.0/0", "::/0"})


@guardrail(
    "k8s-service-open",
    "Load balancers of services are not open to everybody",
    Severity.MEDIUM,
    types=manifests.types("Service"),
    why="What answers there is reached by the whole internet, past ingresses and web firewalls.",
    remedy='Set load_balancer_source_ranges = ["10.0.0.0/8"], or make it internal by an annotation of your cloud.',
    references=("NIST SC-7",),
)
def k8s_service_open(service: Subject, facts: Facts) -> Iterator[Objection]:
    whole = manifests.read_if(service, facts, ("Service",))
    if whole:
        for spec in whole.blocks("spec"):
            other = negate(one_of(spec.text("type"), {"LoadBalancer"}))
            closed = any_of(other, _internal(whole, spec), _bounded(whole, spec))
            yield from expect(closed, spec.at("type"), "the whole internet reaches its load balancer")


def _internal(whole: Part, spec: Part) -> Truth:
    said = [manifests.annotation(whole, name) for name in INTERNAL]
    words = [word.lower() if isinstance(word, str) else word for word in said]
    scheme = manifests.annotation(whole, SCHEME)
    if isinstance(scheme, str):
        return scheme == "internal"
    # the controller of AWS makes them internal where no scheme is given; of other classes it is not known
    controller = one_of(manifests.annotation(whole, CONTROLLER), {"external", "nlb-ip"})
    other = all_of(present(spec.text("load_balancer_class")), UNKNOWN)
    annotated = (one_of(word, {"true", "internal", "0.0.0.0/0"}) for word in words)
    return any_of(*annotated, controller, other, UNKNOWN if scheme is UNKNOWN else False)


def _bounded(whole: Part, spec: Part) -> Truth:
    """Whether it says who may reach it, and not that everybody may."""
    annotated = manifests.annotation(whole, RANGES)
    ranges = spec.texts("load_balancer_source_ranges") or (
        (UNKNOWN,) if annotated is UNKNOWN else tuple((annotated or "").replace(",", " ").split())
    )
    return all_of(bool(ranges), *(negate(one_of(each, WORLD)) for each in ranges))
