"""A kind in; what it objects to in the pod of a workload out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules import pods
from gitops_portal.core.rules.kinds.attribute import Attribute  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.kinds.either import Either  # noqa: TC001
from gitops_portal.core.rules.kinds.forbidden import Forbidden  # noqa: TC001

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class EachPod(Struct, frozen=True):
    """What the `spec` of every pod has to say: of `kubernetes_pod`, of every workload, and of manifests of them.

    `containers`: and each of its containers besides, where a security context stands in both.
    """

    asks: Attribute | Either | Forbidden
    containers: bool = False

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        for pod in pods.of(subject, facts):
            for part in (pod.spec, *(pod.all_containers if self.containers else ())):
                yield from self.asks(part, facts)
