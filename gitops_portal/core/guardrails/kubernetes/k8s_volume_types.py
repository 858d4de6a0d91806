"""A pod that speaks to storage itself holds its address and its credentials, and reaches it past the cluster."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.rule import Objection, guardrail, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

KEPT = frozenset({
    "name", "configmap", "csi", "downwardapi", "emptydir", "ephemeral", "image", "persistentvolumeclaim", "projected",
    "secret",
})  # fmt: skip
"""Without underscores and in lower case: Terraform and manifests name the same. An image is read-only."""
OWN = "hostpath"
"""That is another guardrail's."""


@guardrail(
    "k8s-volume-types",
    "Pods use storage by way of claims",
    Severity.LOW,
    types=pods.TYPES,
    why="A volume that is defined in the pod holds where the storage lies, and is bound by no quota and no class.",
    remedy="Make a persistent volume and its claim, and name the claim in the pod.",
    references=("Pod Security Standards restricted", "NIST AC-6"),
)
def k8s_volume_types(workload: Subject, facts: Facts) -> Iterator[Objection]:
    for pod in pods.of(workload, facts):
        for volume in pod.spec.blocks("volume"):
            yield from _objections(volume)


def _objections(volume: Part) -> Iterator[Objection]:
    if not isinstance(volume.values, Mapping):
        yield undetermined(volume.path)
        return
    for name, value in volume.values.items():
        kind = str(name).replace("_", "").lower()
        if kind in KEPT or kind == OWN or value in (None, [], ()):
            continue
        if value is UNKNOWN:
            yield undetermined(f"{volume.path}.{name}")
        else:
            yield violated(f"{volume.path}.{name}", "it names storage itself, past any claim")
