"""What a container or a pod says in, a resource that makes such a pod out: for the examples beside rules."""

from __future__ import annotations

from typing import Any, Final

from gitops_portal.core.rules.examples import Example

_BLOCKS: Final = "kubernetes_pod"


def pod(answer: str, **spec: Any) -> Example:
    """Answered so, a `kubernetes_pod` whose `spec` says this, blocks as lists of objects."""
    return Example(answer, {"metadata": [{"name": "app"}], "spec": [spec]}, type=_BLOCKS)


def container(answer: str, **says: Any) -> Example:
    """Answered so, a `kubernetes_pod` with one container."""
    return pod(answer, container=[{"name": "app", **says}])


def manifest(answer: str, kind: str, **members: Any) -> Example:
    """Answered so, a `kubernetes_manifest` of an object of this kind, named as in its YAML."""
    whole = {"apiVersion": "v1", "kind": kind, "metadata": {"name": "app"}, **members}
    return Example(answer, {"manifest": whole}, type="kubernetes_manifest")


def deployment(answer: str, **spec: Any) -> Example:
    """Answered so, a manifest of a Deployment whose pods' `spec` says this, named as in its YAML."""
    return manifest(answer, "Deployment", spec={"template": {"spec": spec}})
