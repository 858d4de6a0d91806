"""A resource in, the object of Kubernetes that it makes out: blocks of Terraform, or a manifest, read alike.

The provider for Kubernetes writes a name as `host_network`, and each block of a list by itself; a manifest writes
`hostNetwork`, and the list as a whole. Here both are read by Terraform's names, and told by those that people wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.memo import Memo
from gitops_portal.core.model import UNKNOWN, Unknown
from gitops_portal.core.rules.condition import steps
from gitops_portal.core.rules.part import Part, text

if TYPE_CHECKING:
    from collections.abc import Collection

    from gitops_portal.core.model import Value
    from gitops_portal.core.rules.facts import Facts, Subject

BLOCKS: Final = {
    "ClusterRole": ("kubernetes_cluster_role", "kubernetes_cluster_role_v1"),
    "ClusterRoleBinding": ("kubernetes_cluster_role_binding", "kubernetes_cluster_role_binding_v1"),
    "ConfigMap": ("kubernetes_config_map", "kubernetes_config_map_v1"),
    "CronJob": ("kubernetes_cron_job", "kubernetes_cron_job_v1"),
    "DaemonSet": ("kubernetes_daemonset", "kubernetes_daemon_set_v1"),
    "Deployment": ("kubernetes_deployment", "kubernetes_deployment_v1"),
    "Ingress": ("kubernetes_ingress", "kubernetes_ingress_v1"),
    "Job": ("kubernetes_job", "kubernetes_job_v1"),
    "Namespace": ("kubernetes_namespace", "kubernetes_namespace_v1"),
    "NetworkPolicy": ("kubernetes_network_policy", "kubernetes_network_policy_v1"),
    "Pod": ("kubernetes_pod", "kubernetes_pod_v1"),
    "ReplicationController": ("kubernetes_replication_controller", "kubernetes_replication_controller_v1"),
    "Role": ("kubernetes_role", "kubernetes_role_v1"),
    "RoleBinding": ("kubernetes_role_binding", "kubernetes_role_binding_v1"),
    "Secret": ("kubernetes_secret", "kubernetes_secret_v1"),
    "Service": ("kubernetes_service", "kubernetes_service_v1"),
    "ServiceAccount": ("kubernetes_service_account", "kubernetes_service_account_v1"),
    "StatefulSet": ("kubernetes_stateful_set", "kubernetes_stateful_set_v1"),
}
"""Which types of resources make an object of a kind, from blocks."""
_KINDS: Final = {type_: kind for kind, types in BLOCKS.items() for type_ in types}

MANIFESTS: Final = frozenset({"kubernetes_manifest", "kubectl_manifest"})
"""Types that make an object of any kind, from a manifest: an object, and a text in YAML."""

_LISTS: Final = {
    "container": "containers",
    "external_ips": "externalIPs",
    "host_ipc": "hostIPC",
    "host_pid": "hostPID",
    "init_container": "initContainers",
    "port": "ports",
    "rule": "rules",
    "subject": "subjects",
    "sysctl": "sysctls",
    "volume": "volumes",
}
"""Names of Terraform's that are more than another way to write those of a manifest."""


class Manifest(Part, frozen=True, gc=False):
    """A part of a manifest, which is asked by the names that Terraform has for the same."""

    def get(self, name: str) -> object:
        return super().get(_written[name])

    def at(self, name: str) -> str:
        return super().at(_written[name])

    def blocks(self, name: str, *, computed: bool = False) -> tuple[Part, ...]:
        return tuple(Manifest(each.values, each.path) for each in super().blocks(name, computed=computed))

    def missing(self, name: str) -> Part:
        return Manifest({}, self.at(name))


class Object(Struct, frozen=True):
    """An object of Kubernetes. `kind` is as in a manifest, UNKNOWN where that can't be told.

    Of an API that is not Kubernetes' own, the kind stands behind its group: `cilium.io/CiliumNetworkPolicy`.
    """

    kind: str | Unknown
    part: Part


def types(*kinds: str) -> frozenset[str]:
    """The types of resources that make objects of these kinds."""
    return frozenset(type_ for kind in kinds for type_ in BLOCKS.get(kind, ())) | MANIFESTS


def read(subject: Subject, facts: Facts) -> Object:
    """The object that a resource makes; the same one, whichever guardrail asks."""
    return facts.once(("object", id(subject)), lambda: (subject, _read(subject, facts)))[1]


def _read(subject: Subject, facts: Facts) -> Object:
    kind = _KINDS.get(subject.change.type)
    if kind is not None:
        return Object(kind, subject)
    if subject.change.type == "kubernetes_manifest":
        whole = Manifest(subject.get("manifest"), "manifest")
        return Object(_kind(whole), whole)
    # the provider tells both beside the text, which may be secret; sensitive_fields are left out of what it parsed
    parsed = subject.text("yaml_body_parsed", unset=UNKNOWN)
    body = parsed if isinstance(parsed, str) else subject.text("yaml_body")
    said: Value = in_body(body, facts) if isinstance(body, str) else None
    whole = Manifest(UNKNOWN if said is None else said, "yaml_body")
    return Object(_kind(whole if said is not None else subject), whole)


def in_body(body: str, facts: Facts) -> Value:
    """The object that a text in YAML writes; None where it can't be read."""
    return facts.once(("yaml", body), lambda: _in_yaml(body))


def _in_yaml(body: str) -> Value:
    from gitops_portal.core.in_yaml import yaml_in  # the reader takes long to load, and few plans hold any

    return yaml_in(body)


def _kind(whole: Part) -> str | Unknown:
    kind, version = whole.text("kind"), whole.text("api_version")
    if kind is UNKNOWN or version is UNKNOWN:
        return UNKNOWN
    group = (version or "").rpartition("/")[0]
    foreign = "." in group and not group.endswith(".k8s.io")
    return f"{group}/{kind}" if foreign else kind or ""


def read_if(subject: Subject, facts: Facts, kinds: Collection[str]) -> Part | None:
    """The same, where it is of one of these kinds; unknown in all that it holds, where that can't be told."""
    found = read(subject, facts)
    if found.kind is UNKNOWN:
        return Manifest(UNKNOWN, found.part.path)
    return found.part if found.kind in kinds else None


def annotation(part: Part, *names: str) -> str | Unknown | None:
    """What the metadata of an object says under the first of these annotations that it has."""
    return _under(part, "annotations", names)


def label(part: Part, *names: str) -> str | Unknown | None:
    """The same of its labels."""
    return _under(part, "labels", names)


def _under(part: Part, name: str, keys: tuple[str, ...]) -> str | Unknown | None:
    for metadata in part.blocks("metadata"):
        held = metadata.get(name)
        if held is None or (held is UNKNOWN and metadata.left_out(name)):
            continue
        if not isinstance(held, Mapping):
            return UNKNOWN
        for key in keys:
            if held.get(key) is not None:
                return text(held[key])
    return None


def _camel(path: str) -> str:
    return ".".join(map(_camel_step, steps(path)))


def _camel_step(name: str) -> str:
    first, *others = name.split("_")
    return _LISTS.get(name) or first + "".join(map(str.capitalize, others))


_written: Final = Memo[str, str](_camel, 1_024)
