"""An ingress without a certificate is spoken to in clear."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.part import any_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

TLS = Condition("spec.tls", Operator.IS_PRESENT)
CERTIFICATES = (
    "alb.ingress.kubernetes.io/certificate-arn",
    "networking.gke.io/managed-certificates",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "networking.gke.io/certmap",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
)
"""Annotations by which the load balancer of a cloud gets its certificate in place of a secret."""


@guardrail(
    "k8s-ingress-plaintext",
    "Ingresses are encrypted",
    Severity.MEDIUM,
    types=manifests.types("Ingress"),
    why="Passwords and cookies are readable on the way.",
    remedy='tls {\n  hosts       = ["app.example.com"]\n  secret_name = "app-tls"\n}',
    references=("NIST SC-8",),
)
def k8s_ingress_plaintext(ingress: Subject, facts: Facts) -> Iterator[Objection]:
    whole = manifests.read_if(ingress, facts, ("Ingress",))
    if whole:
        annotated = present(manifests.annotation(whole, *CERTIFICATES))
        yield from expect(any_of(TLS.holds(whole), annotated), whole.at("spec.tls"), "it has no certificate")
