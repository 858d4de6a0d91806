"""A resource in, the pods that it makes out, with their containers: the same of every workload and manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules import manifests
from gitops_portal.core.rules.condition import inside
from gitops_portal.core.rules.part import Part, Truth, any_of, one_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.manifests import Object

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
BASELINE_CAPABILITIES: Final = (
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
)  # fmt: skip
"""What the baseline of the Pod Security Standards lets a container add."""


class Pod(Struct, frozen=True):
    """One pod, or the template of many."""

    template: Part
    """What holds its `metadata` and its `spec`."""
    spec: Part
    containers: tuple[Part, ...]
    """Those that run as long as the pod does."""
    all_containers: tuple[Part, ...]
    """With those that run first."""
    on_windows: Truth
    """Whether it says that it runs on Windows, where much of what a security context says has no meaning."""


def of(subject: Subject, facts: Facts, kinds: Collection[str] = WORKLOADS) -> tuple[Pod, ...]:
    """The pods that a resource makes, when its object is of one of these kinds; mostly one."""
    found = manifests.read(subject, facts)
    if found.kind is not UNKNOWN and found.kind not in kinds:
        return ()
    # forty guardrails ask; the object read is the same each time, and is kept beside its pods
    return facts.once(("pods", id(found)), lambda: (found, tuple(_made(found))))[1]


def _made(found: Object) -> Iterator[Pod]:
    if found.kind is UNKNOWN:
        whole = manifests.Manifest(UNKNOWN, found.part.path)
        yield _pod(whole, whole)
        return
    templates = inside(found.part, WORKLOADS[found.kind])
    yield from (_pod(template, spec) for template in templates for spec in template.blocks("spec"))


def _pod(template: Part, spec: Part) -> Pod:
    containers = spec.blocks("container")
    windows = any_of(*(one_of(each.text("name"), {"windows"}) for each in spec.blocks("os")))
    return Pod(template, spec, containers, (*containers, *spec.blocks("init_container")), windows)
