"""Which images containers run, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.pod_examples import container, deployment, pod
from gitops_portal.core.rules.pods import TYPES
from gitops_portal.core.rules.rule import guardrail

NAMED = Condition("image", Operator.IS_SET)
DIGEST = r".*@sha256:[0-9a-f]{64}"
FIXED = rf"{DIGEST}|(.*/)?[^/:@]+:(?!latest$)[^/:@]+"
"""A digest, or a tag behind the last slash: what stands before it may be a registry and its port."""
_SOME = "0123456789abcdef" * 4

images = (
    guardrail(
        "k8s-floating-tag",
        "Images have a tag that stays",
        Severity.MEDIUM,
        types=TYPES,
        why="What latest names changes without any plan, and each node may run another image.",
        remedy='image = "registry.example.com/app:1.4.2"',
        references=("CKV_K8S_14", "NIST CM-2"),
        examples=(
            container("violated", image="nginx"),
            container("violated", image="nginx:latest"),
            container("violated", image="nginx:"),
            container("violated", image="registry.example.com:5000/app"),
            container("passed", image="registry.example.com:5000/app:1.4.2"),
            container("passed", image=f"nginx@sha256:{_SOME}"),
            container("passed", image=f"nginx:latest@sha256:{_SOME}"),
            container("passed"),
            container("undetermined", image=UNKNOWN),
            pod("violated", container=[{"image": "app:1"}], init_container=[{"image": "busybox"}]),
            deployment("violated", containers=[{"image": "nginx:LATEST"}]),
            deployment("passed", containers=[{"image": "nginx:1.27"}]),
        ),
    )(
        EachContainer(
            Attribute(
                "image",
                Operator.MATCHES,
                "its image has no tag, or latest, which names another one tomorrow",
                (FIXED,),
                when=(NAMED,),
            )
        )
    ),
    guardrail(
        "k8s-image-no-digest",
        "Images are named by their digest",
        Severity.LOW,
        types=TYPES,
        why="A tag can be moved to another image by whoever may push; a digest names one image for good.",
        remedy='image = "registry.example.com/app@sha256:…"',
        references=("CKV_K8S_43", "NIST SI-7"),
        examples=(
            container("violated", image="nginx:1.27"),
            container("passed", image=f"nginx:1.27@sha256:{_SOME}"),
            container("passed"),
            container("undetermined", image=UNKNOWN),
            deployment("violated", containers=[{"image": "nginx:1.27"}]),
        ),
    )(
        EachContainer(
            Attribute("image", Operator.MATCHES, "its image is named by a tag alone", (DIGEST,), when=(NAMED,))
        )
    ),
)
