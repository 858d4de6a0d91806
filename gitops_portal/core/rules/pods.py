"""A resource in, the pods that it makes out, with their containers: the same of every workload and manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.part import any_of, one_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

_TEMPLATE: Final = ("spec", "template")
WORKLOADS: Final = {
    "CronJob": ("spec", "job_template", *_TEMPLATE),
    "DaemonSet": _TEMPLATE,
    "Deployment": _TEMPLATE,
    "Job": _TEMPLATE,
    "Pod": (),
    "ReplicaSet": _TEMPLATE,
    "ReplicationController": _TEMPLATE,
    "StatefulSet": _TEMPLATE,
}
"""Kinds of objects that make pods, and the blocks that lead to the pod."""
SERVING: Final = frozenset(WORKLOADS) - {"CronJob", "Job"}
"""Those whose pods are meant to go on running."""

TYPES: Final = manifests.types(*WORKLOADS)
SERVING_TYPES: Final = manifests.types(*SERVING)


class Pod(Struct, frozen=True):
    """One pod, or the template of many."""

    template: Part
    """What holds its `metadata` and its `spec`."""
    spec: Part

    @property
    def containers(self) -> tuple[Part, ...]:
        """Those that run as long as the pod does."""
        return self.spec.blocks("container")

    @property
    def all_containers(self) -> tuple[Part, ...]:
        """With those that run first."""
        return (*self.containers, *self.spec.blocks("init_container"))

    @property
    def on_windows(self) -> Truth:
        """Whether it says that it runs on Windows, where much of what a security context says has no meaning."""
        return any_of(*(one_of(each.text("name"), {"windows"}) for each in self.spec.blocks("os")))


def of(subject: Subject, facts: Facts, kinds: Iterable[str] = WORKLOADS) -> Iterator[Pod]:
    """The pods that a resource makes, when its object is of one of these kinds; mostly one."""
    wanted = frozenset(kinds)
    found = manifests.read(subject, facts)
    if found.kind is UNKNOWN:
        whole = manifests.Manifest(UNKNOWN, found.part.path)
        yield Pod(whole, whole)
    elif found.kind in wanted:
        templates: list[Part] = [found.part]
        for name in WORKLOADS[found.kind]:
            templates = [inner for outer in templates for inner in outer.blocks(name)]
        yield from (Pod(template, spec) for template in templates for spec in template.blocks("spec"))
