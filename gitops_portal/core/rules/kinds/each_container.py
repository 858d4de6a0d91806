"""A kind in; what it objects to in the containers of a workload out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Status
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.kinds.attribute import Attribute  # noqa: TC001 - a struct reads its annotations
from gitops_portal.core.rules.kinds.either import Either  # noqa: TC001
from gitops_portal.core.rules.kinds.forbidden import Forbidden  # noqa: TC001
from gitops_portal.core.rules.rule import undetermined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.pods import Pod
    from gitops_portal.core.rules.rule import Objection


class EachContainer(Struct, frozen=True):
    """What every container has to say, those that run first included.

    `serving`: only those that go on running, in workloads that do. `linux`: not in pods that say they run on Windows.
    Of a pod without containers nothing can be told.
    """

    asks: Attribute | Either | Forbidden
    serving: bool = False
    linux: bool = False

    def __call__(self, subject: Subject, facts: Facts) -> Iterator[Objection]:
        for pod in pods.of(subject, facts, pods.SERVING if self.serving else pods.WORKLOADS):
            windows = pod.on_windows if self.linux else False
            for objection in () if windows is True else self._objections(pod, facts):
                doubted = windows is UNKNOWN and objection.status is Status.VIOLATED
                yield undetermined(objection.attribute) if doubted else objection

    def _objections(self, pod: Pod, facts: Facts) -> Iterator[Objection]:
        found = pod.containers if self.serving else pod.all_containers
        for container in found:
            yield from self.asks(container, facts)
        if not found:
            yield undetermined(pod.spec.at("container"), "the plan shows no container of this pod")
