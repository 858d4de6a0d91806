"""`k8s-apps-prod`: what runs in the cluster, planned with OpenTofu. Its story: releases, and an application that moves out."""

# ruff: noqa: E501, PLR0913  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tools.demo.author import Block, Place, Provider, Stack
from tools.demo.company import (
    GITHUB,
    HANNA,
    MAREK,
    ROUTE_PLANNER,
    Story,
    applied,
    approved,
    overridden,
    state,
    state_address,
)
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

SLUG = "k8s-apps-prod"
REGISTRY = "902733418856.dkr.ecr.eu-west-1.amazonaws.com/apps"
APPS = {
    "quotes": ("orders", 3, 8080),
    "notifications": ("orders", 2, 8080),
    "web-shop": ("web", 4, 3000),
    "driver-app": ("fleet", 3, 8080),
    "route-planner": ("fleet", 2, 9000),
    "customs-forms": ("customs", 2, 8080),
    "edi-gateway": ("partners", 2, 8443),
}
CHARTS = {
    "redis": ("orders", "oci://registry-1.docker.io/bitnamicharts", "20.13.0"),
    "rabbitmq": ("fleet", "oci://registry-1.docker.io/bitnamicharts", "15.5.1"),
    "keycloak": ("partners", "oci://registry-1.docker.io/bitnamicharts", "24.6.0"),
}


def stack(
    *,
    releases: dict[str, str] | None = None,
    privileged: bool = False,
    replicas: int = 0,
    without: tuple[str, ...] = (),
    on_gpu: bool = False,
) -> Stack:
    made = Stack(
        Provider("kubernetes", {"config_context": "platform-prod"}),
        Provider("helm", {"kubernetes": [{"config_context": "platform-prod"}]}),
        tofu=True,
    )
    root = made.root
    secrets = {
        "edi-gateway": made.variable(
            "edi_private_key_passphrase",
            "antwerp-rope-kelp-55",
            sensitive=True,
            description="Opens the key that signs customs messages",
        ),
        "notifications": made.variable("smtp_password", "smtp-9X2w-Qp7r-Lk1v", sensitive=True),
        "quotes": made.variable(
            "quotes_database_url", "postgresql://quotes:Gb7-lantern-03@orders-prod.internal/quotes", sensitive=True
        ),
    }
    names = sorted({space for space, _, _ in APPS.values()} | {"platform"})
    spaces = root.resource(
        "kubernetes_namespace_v1",
        "this",
        each={
            name: {
                "metadata": [
                    {"name": name, "labels": {"pod-security.kubernetes.io/enforce": "baseline"}, "annotations": {}}
                ]
            }
            for name in names
        },
        wait_for_default_service_account=False,
    )
    root.resource(
        "kubernetes_network_policy_v1",
        "default_deny",
        over=spaces,
        each={
            name: {"metadata": [{"name": "default-deny", "namespace": spaces.at(name, "metadata.0.name")}]}
            for name in names
        },
        spec=[{"pod_selector": [{}], "policy_types": ["Ingress"], "ingress": []}],
    )
    root.resource(
        "kubernetes_resource_quota_v1",
        "this",
        over=spaces,
        each={
            name: {"metadata": [{"name": "quota", "namespace": spaces.at(name, "metadata.0.name")}]} for name in names
        },
        spec=[{"hard": {"limits.cpu": "40", "limits.memory": "80Gi", "pods": "120"}}],
    )
    for name, (space, count, port) in APPS.items():
        if name not in without:
            _app(
                root,
                name,
                spaces.at(space, "metadata.0.name"),
                port,
                count + replicas,
                (releases or {}).get(name, "1.14.2"),
                secrets.get(name),
                privileged=privileged and name == "route-planner",
            )
    for name, (space, repository, version) in CHARTS.items():
        if name in without:
            continue
        root.resource(
            "helm_release",
            name,
            name=name,
            namespace=spaces.at(space, "metadata.0.name"),
            chart=name,
            repository=repository,
            version=(releases or {}).get(name, version),
            values=["architecture: standalone\n"],
            set=[],
            set_sensitive=[],
        )
    made.output("namespaces", [spaces.at(name, "metadata.0.name") for name in names])
    if on_gpu:
        platform = state(made, "platform-eks-prod", "platform", gpu_pool="gpu")
        analytics = state(made, "analytics-gcp-prod", "analytics", route_model_bucket="nwf-analytics-models")
        made.output("route_planner_pool", platform["outputs.gpu_pool"])
        made.output("route_planner_model", analytics["outputs.route_model_bucket"])
    return made


def _app(
    root: Place, name: str, space: Any, port: int, replicas: int, release: str, hidden: Any, *, privileged: bool
) -> None:
    place = root.module(
        name.replace("-", "_"),
        "git::https://github.com/northwind-freight/terraform-modules.git//k8s-app?ref=v4.7.1",
        name=name,
        release=release,
        replicas=replicas,
    )
    labels = {"app.kubernetes.io/name": name, "app.kubernetes.io/managed-by": "terraform"}
    meta = [{"name": name, "namespace": space, "labels": labels, "annotations": {}}]
    account = place.resource(
        "kubernetes_service_account_v1", "this", metadata=meta, automount_service_account_token=False
    )
    settings = place.resource(
        "kubernetes_config_map_v1",
        "this",
        metadata=meta,
        data={"LOG_LEVEL": "info", "REGION": "eu-west-1", "PORT": str(port)},
        binary_data={},
        immutable=False,
    )
    env_from: list[dict[str, Any]] = [
        {"config_map_ref": [{"name": settings["metadata.0.name"], "optional": False}], "prefix": "", "secret_ref": []}
    ]
    if hidden is not None:
        kept: Block = place.resource(
            "kubernetes_secret_v1", "this", metadata=meta, type="Opaque", data={"SECRET": hidden}, immutable=False
        )
        env_from.append(
            {"config_map_ref": [], "prefix": "", "secret_ref": [{"name": kept["metadata.0.name"], "optional": False}]}
        )
    container = {
        "name": name,
        "image": f"{REGISTRY}/{name}:{release}",
        "image_pull_policy": "IfNotPresent",
        "port": [{"container_port": port, "name": "http", "protocol": "TCP"}],
        "env_from": env_from,
        "resources": [{"limits": {"cpu": "1", "memory": "1Gi"}, "requests": {"cpu": "250m", "memory": "512Mi"}}],
        "security_context": [
            {
                "allow_privilege_escalation": privileged,
                "privileged": privileged,
                "read_only_root_filesystem": True,
                "run_as_non_root": not privileged,
                "capabilities": [{"add": [], "drop": ["ALL"]}],
            }
        ],
        "liveness_probe": [{"http_get": [{"path": "/healthz", "port": str(port)}], "period_seconds": 10}],
    }
    pod = {
        "service_account_name": account["metadata.0.name"],
        "host_network": False,
        "host_pid": False,
        "container": [container],
        "termination_grace_period_seconds": 30,
    }
    place.resource(
        "kubernetes_deployment_v1",
        "this",
        metadata=meta,
        wait_for_rollout=True,
        spec=[
            {
                "replicas": str(replicas),
                "min_ready_seconds": 10,
                "selector": [{"match_labels": labels}],
                "strategy": [
                    {"type": "RollingUpdate", "rolling_update": [{"max_surge": "25%", "max_unavailable": "0"}]}
                ],
                "template": [{"metadata": [{"labels": labels, "annotations": {}}], "spec": [pod]}],
            }
        ],
    )
    place.resource(
        "kubernetes_service_v1",
        "this",
        metadata=meta,
        wait_for_load_balancer=False,
        spec=[
            {
                "type": "ClusterIP",
                "selector": labels,
                "port": [{"name": "http", "port": 80, "protocol": "TCP", "target_port": str(port)}],
            }
        ],
    )
    place.resource(
        "kubernetes_horizontal_pod_autoscaler_v2",
        "this",
        metadata=meta,
        spec=[
            {
                "min_replicas": replicas,
                "max_replicas": replicas * 4,
                "scale_target_ref": [{"api_version": "apps/v1", "kind": "Deployment", "name": name}],
            }
        ],
    )
    place.resource(
        "kubernetes_pod_disruption_budget_v1",
        "this",
        metadata=meta,
        spec=[{"max_unavailable": "1", "selector": [{"match_labels": labels}]}],
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    autumn = {"quotes": "1.15.0", "web-shop": "1.16.1"}
    planner = {**autumn, "route-planner": "2.0.0-rc1"}
    first, released, profiled, fixed = (
        stack(),
        stack(releases=autumn),
        stack(releases=planner, privileged=True),
        stack(releases={**planner, "route-planner": "2.0.0"}),
    )
    retired = stack(releases={**planner, "route-planner": "2.0.0"}, without=("edi-gateway",))
    on_gpu = stack(releases={**planner, "route-planner": "2.1.0"}, without=("edi-gateway", "rabbitmq"), on_gpu=True)
    return DemoWorkspace(
        slug=SLUG,
        name="Applications on Kubernetes (production)",
        labels={"env": "prod", "team": "apps", "cloud": "kubernetes"},
        repository=f"{GITHUB}/apps-deploy",
        branch="main",
        directory="prod",
        state_address=state_address(SLUG),
        budget=None,
        required_approvals=1,
        runs=(
            story.run(
                None,
                first,
                "All applications from one place",
                days_ago=45,
                actor=HANNA,
                pull_request=301,
                story=(approved(MAREK, "Same manifests as before, now planned.", 10), applied(12)),
            ),
            story.run(
                first,
                released,
                "quotes 1.15.0 and web-shop 1.16.1",
                days_ago=23,
                actor=MAREK,
                pull_request=356,
                story=(approved(HANNA, "Green in staging for two days.", 1), applied(1.2)),
            ),
            story.run(
                released,
                profiled,
                "Profile the route planner with perf",
                days_ago=8.2,
                actor=MAREK,
                pull_request=388,
                story=(
                    overridden(
                        HANNA,
                        "Privileged for one day to find the memory leak; the node pool is cordoned, reverted in #391.",
                        "k8s-privileged",
                        hours=1.5,
                    ),
                    applied(2),
                ),
            ),
            story.run(
                profiled,
                fixed,
                "Route planner 2.0.0, no longer privileged",
                days_ago=7.1,
                actor=MAREK,
                pull_request=391,
                story=(approved(HANNA, "As promised.", 0.5), applied(0.8)),
            ),
            story.run(
                fixed,
                retired,
                "The EDI gateway moves to the integration cluster",
                days_ago=2.4,
                actor=HANNA,
                pull_request=404,
                story=(approved(MAREK, "Traffic is at zero since Thursday.", 2), applied(2.2)),
            ),
            story.run(
                retired,
                on_gpu,
                "Route planner 2.1.0 on the GPU pool, without RabbitMQ",
                days_ago=0.2,
                actor=HANNA,
                pull_request=ROUTE_PLANNER,
                branch="route-planner",
                ends=Ending.AWAITING,
            ),
        ),
    )
