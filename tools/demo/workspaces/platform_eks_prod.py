"""`platform-eks-prod`: the Kubernetes cluster everybody runs on. Its story: moved into a module, then a rise over budget awaits review."""

# ruff: noqa: E501  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.author import Block, Json, Place, Provider, Stack, join
from tools.demo.company import (
    GITHUB,
    HANNA,
    INGRID,
    ROUTE_PLANNER,
    TOMAS,
    Story,
    applied,
    approved,
    aws,
    backbone,
    state_address,
)
from tools.demo.modules import (
    Network,
    bucket,
    key,
    log_group,
    network,
    our,
    policy,
    role_for,
    rule,
    security_group,
)
from tools.demo.story import DemoStep, DemoWorkspace, Ending, Verb

if TYPE_CHECKING:
    from datetime import datetime

SLUG = "platform-eks-prod"
REGION = "eu-west-1"
ACCOUNT = "902733418856"
ADDONS = {
    "vpc-cni": "v1.19.3-eksbuild.1",
    "coredns": "v1.11.4-eksbuild.2",
    "kube-proxy": "v1.32.0-eksbuild.2",
    "aws-ebs-csi-driver": "v1.41.0-eksbuild.1",
}
CHARTS = {
    "ingress-nginx": ("ingress", "https://kubernetes.github.io/ingress-nginx", "4.12.1"),
    "external-dns": ("dns", "https://kubernetes-sigs.github.io/external-dns", "1.16.1"),
    "cert-manager": ("dns", "https://charts.jetstack.io", "v1.17.2"),
    "kube-prometheus-stack": ("monitoring", "https://prometheus-community.github.io/helm-charts", "70.4.2"),
    "external-secrets": ("secrets", "https://charts.external-secrets.io", "0.16.1"),
    "karpenter": ("nodes", "oci://public.ecr.aws/karpenter", "1.4.0"),
}
SERVICE_ACCOUNTS = {
    "external-dns": (
        ["route53:ChangeResourceRecordSets", "route53:ListResourceRecordSets"],
        "arn:aws:route53:::hostedzone/Z0427710EXAMPLE",
    ),
    "external-secrets": (["secretsmanager:GetSecretValue"], f"arn:aws:secretsmanager:{REGION}:{ACCOUNT}:secret:apps/*"),
    "karpenter": (
        ["ec2:RunInstances", "ec2:TerminateInstances", "ec2:CreateFleet"],
        f"arn:aws:ec2:{REGION}:{ACCOUNT}:*/*",
    ),
    "ebs-csi": (
        ["ec2:CreateVolume", "ec2:AttachVolume", "ec2:DeleteVolume"],
        f"arn:aws:ec2:{REGION}:{ACCOUNT}:volume/*",
    ),
    "loki": (["s3:GetObject", "s3:PutObject", "s3:ListBucket"], "arn:aws:s3:::nwf-loki-prod*"),
}
REPOSITORIES = (
    "orders-api",
    "orders-worker",
    "tracking-api",
    "quotes",
    "notifications",
    "web-shop",
    "driver-app",
    "route-planner",
)


def stack(
    *,
    version: str = "1.31",
    general: int = 6,
    memory: int = 2,
    gpu: int = 0,
    charts: dict[str, str] | None = None,
    logs_moved: bool = False,
) -> Stack:
    made = aws(REGION, env="prod", team="platform", account=ACCOUNT)
    root = made.root
    grafana = made.variable(
        "grafana_admin_password", "Harbour-crane-4471-quay", sensitive=True, description="Break-glass login of Grafana"
    )
    hook = made.variable(
        "alertmanager_slack_webhook", "https://hooks.slack.example/services/T02AB/B9XK1/wq8YtLm3Zs", sensitive=True
    )
    net = network(root, "platform-prod", prefix="10.60", region=REGION)
    encryption = key(root, "cluster", "platform-eks-prod")
    place = root.module("eks", our("eks-cluster"), name="platform-prod", kubernetes_version=version)
    cluster = _cluster(place, net, encryption)
    _nodes(place, net, cluster, general=general, memory=memory, gpu=gpu)
    issuer = place.resource(
        "aws_iam_openid_connect_provider",
        "this",
        url=cluster["identity.0.oidc.0.issuer"],
        client_id_list=["sts.amazonaws.com"],
        thumbprint_list=["9e99a48a9960b14926bb7f3b02e22da2b0ab7280"],
        tags=None,
    )
    roles = {name: _irsa(root, name, issuer, *statement) for name, statement in SERVICE_ACCOUNTS.items()}
    made.providers = (
        *made.providers,
        Provider("kubernetes", {"host": cluster["endpoint"]}),
        Provider("helm", {"kubernetes": [{"host": cluster["endpoint"]}]}),
    )
    _charts(root, roles, {"grafana": grafana, "slack": hook}, charts or {})
    if logs_moved:
        observability = root.module("observability", our("observability"), retention=30)
        log_group(observability, "audit", "/eks/platform-prod/audit", 30).was = "aws_cloudwatch_log_group.audit"
        log_group(observability, "apps", "/eks/platform-prod/apps", 30).was = "aws_cloudwatch_log_group.apps"
    else:
        log_group(root, "audit", "/eks/platform-prod/audit", 30)
        log_group(root, "apps", "/eks/platform-prod/apps", 30)
    bucket(root, "loki", "nwf-loki-prod", encryption=encryption, days=90)
    root.resource(
        "aws_ecr_repository",
        "this",
        each={name: {"name": f"apps/{name}"} for name in REPOSITORIES},
        image_tag_mutability="IMMUTABLE",
        force_delete=False,
        tags=None,
        image_scanning_configuration=[{"scan_on_push": True}],
        encryption_configuration=[{"encryption_type": "KMS", "kms_key": encryption["arn"]}],
    )
    made.output("cluster_endpoint", cluster["endpoint"])
    made.output("oidc_provider_arn", issuer["arn"])
    made.output("grafana_admin_password", grafana, sensitive=True)
    if gpu:
        made.output("gpu_pool", "gpu", description="Pods with this node selector get a GPU")
        made.output("transit_gateway_id", backbone(made, "transit_gateway_id")["outputs.transit_gateway_id"])
    return made


def _cluster(place: Place, net: Network, encryption: Block) -> Block:
    role = role_for(
        place, "cluster", "platform-prod-cluster", "eks.amazonaws.com", "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy"
    )
    group = security_group(
        place,
        "cluster",
        "platform-prod-control-plane",
        net.vpc,
        rule(443, "from the office and the VPN", cidrs=["10.0.0.0/8"]),
    )
    cluster = place.resource(
        "aws_eks_cluster",
        "this",
        name=place["name"],
        role_arn=role["arn"],
        version=place["kubernetes_version"],
        tags=None,
        upgrade_policy=[{"support_type": "STANDARD"}],
        enabled_cluster_log_types=["api", "audit", "authenticator", "controllerManager", "scheduler"],
        encryption_config=[{"provider": [{"key_arn": encryption["arn"]}], "resources": ["secrets"]}],
        vpc_config=[
            {
                "endpoint_private_access": True,
                "endpoint_public_access": False,
                "public_access_cidrs": [],
                "security_group_ids": [group["id"]],
                "subnet_ids": net.private.all(),
            }
        ],
    )
    place.resource(
        "aws_eks_addon",
        "this",
        each={name: {"addon_name": name, "addon_version": release} for name, release in ADDONS.items()},
        cluster_name=cluster["name"],
        resolve_conflicts_on_update="PRESERVE",
        tags=None,
    )
    place.resource(
        "aws_eks_access_entry",
        "this",
        each={
            name: {"principal_arn": f"arn:aws:iam::{ACCOUNT}:role/{name}"}
            for name in ("platform-admin", "platform-read", "deployer")
        },
        cluster_name=cluster["name"],
        type="STANDARD",
        tags=None,
    )
    return cluster


def _nodes(place: Place, net: Network, cluster: Block, *, general: int, memory: int, gpu: int) -> None:
    managed = [
        f"arn:aws:iam::aws:policy/{name}"
        for name in ("AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonEC2ContainerRegistryReadOnly")
    ]
    role = role_for(place, "nodes", "platform-prod-nodes", "ec2.amazonaws.com", *managed)
    pools = {"general": ("m6i.xlarge", general), "memory": ("r6i.xlarge", memory), "gpu": ("g4dn.xlarge", gpu)}
    place.resource(
        "aws_eks_node_group",
        "this",
        cluster_name=cluster["name"],
        node_role_arn=role["arn"],
        subnet_ids=net.private.all(),
        ami_type="AL2023_x86_64_STANDARD",
        capacity_type="ON_DEMAND",
        disk_size=80,
        tags=None,
        update_config=[{"max_unavailable_percentage": 25}],
        create_first=True,
        each={
            name: {
                "node_group_name": name,
                "instance_types": [kind],
                "labels": {"pool": name},
                "scaling_config": [{"desired_size": size, "max_size": size * 3, "min_size": max(1, size // 2)}],
            }
            for name, (kind, size) in pools.items()
            if size
        },
    )


def _irsa(root: Place, name: str, issuer: Block, actions: list[str], resource: str) -> Block:
    """A role that one service account in the cluster may take."""
    place = root.module(f"irsa_{name.replace('-', '_')}", our("irsa-role"), name=name)
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": issuer["arn"]},
    }
    role = place.resource(
        "aws_iam_role",
        "this",
        name=join("platform-prod-", place["name"]),
        assume_role_policy=Json({"Version": "2012-10-17", "Statement": [statement]}),
        tags=None,
    )
    allowed = place.resource(
        "aws_iam_policy", "this", name=f"platform-prod-{name}", policy=policy((actions, resource)), tags=None
    )
    place.resource("aws_iam_role_policy_attachment", "this", role=role["name"], policy_arn=allowed["arn"])
    return role


def _charts(root: Place, roles: dict[str, Block], secrets: dict[str, Any], newer: dict[str, str]) -> None:
    place = root.module("addons", our("cluster-addons"), cluster="platform-prod")
    spaces = place.resource(
        "kubernetes_namespace_v1",
        "this",
        wait_for_default_service_account=False,
        each={
            name: {"metadata": [{"name": name, "labels": {"owner": "platform"}, "annotations": {}}]}
            for name in sorted({space for space, _, _ in CHARTS.values()})
        },
    )
    place.resource(
        "kubernetes_secret_v1",
        "slack",
        metadata=[
            {
                "name": "alertmanager-slack",
                "namespace": spaces.at("monitoring", "metadata.0.name"),
                "labels": {},
                "annotations": {},
            }
        ],
        type="Opaque",
        data={"url": secrets["slack"]},
    )
    for name, (space, repository, version) in CHARTS.items():
        values = (
            [
                {
                    "name": "serviceAccount.annotations.eks\\.amazonaws\\.com/role-arn",
                    "type": "",
                    "value": roles[name]["arn"],
                }
            ]
            if name in roles
            else []
        )
        hidden = (
            [{"name": "grafana.adminPassword", "type": "", "value": secrets["grafana"]}]
            if name == "kube-prometheus-stack"
            else []
        )
        place.resource(
            "helm_release",
            name.replace("-", "_"),
            name=name,
            namespace=spaces.at(space, "metadata.0.name"),
            chart=name,
            repository=repository,
            version=newer.get(name, version),
            set=values,
            set_sensitive=hidden,
            values=[f"replicaCount: 2\nfullnameOverride: {name}\n"],
        )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, newer = stack(), {"cert-manager": "v1.17.2", "ingress-nginx": "4.12.3"}
    patched = stack(charts=newer)
    moved = stack(charts=newer, logs_moved=True)
    upgraded = stack(charts=newer, logs_moved=True, version="1.32")
    grown = stack(charts=newer, logs_moved=True, version="1.32", general=9, memory=4, gpu=2)
    return DemoWorkspace(
        slug=SLUG,
        name="Kubernetes platform (production)",
        labels={"env": "prod", "team": "platform", "cloud": "aws"},
        repository=f"{GITHUB}/infra-platform",
        branch="main",
        directory="clusters/prod",
        state_address=state_address(SLUG),
        budget=Decimal(2400),
        required_approvals=1,
        runs=(
            story.run(
                first,
                patched,
                "Patch ingress-nginx for CVE-2025-1974 follow-up",
                days_ago=40,
                actor=HANNA,
                pull_request=233,
                story=(approved(TOMAS, "Ran in staging since Monday.", 1), applied(1.3)),
            ),
            story.run(
                patched,
                moved,
                "Move log groups into the observability module",
                days_ago=29,
                actor=TOMAS,
                pull_request=240,
                story=(approved(HANNA, "Moves only, nothing is touched.", 0.6), applied(1)),
            ),
            story.run(
                moved,
                upgraded,
                "Kubernetes 1.32",
                days_ago=16,
                actor=HANNA,
                pull_request=251,
                story=(
                    approved(TOMAS, "API deprecations checked with pluto, none left.", 3),
                    DemoStep(Verb.APPLY_FAILED, "", "", 4),
                ),
                ends=Ending.APPLY_FAILED,
            ),
            story.run(
                moved,
                upgraded,
                "Kubernetes 1.32, after the quota was raised",
                days_ago=14,
                actor=HANNA,
                pull_request=253,
                story=(approved(INGRID, "Same plan as #251; the quota ticket is closed.", 1), applied(3)),
            ),
            story.run(
                upgraded,
                grown,
                "Room for the route planner: three more general nodes, a GPU pool",
                days_ago=0.6,
                actor=HANNA,
                pull_request=ROUTE_PLANNER,
                branch="route-planner",
                ends=Ending.AWAITING,
            ),
        ),
    )
