"""`orders-prod`: the ordering system on ECS and RDS. Its story: a hurried change that is blocked."""

# ruff: noqa: PLR0913  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.company import AISHA, GITHUB, MAREK, TOMAS, Story, applied, approved, aws, backbone
from tools.demo.modules import (
    Cluster,
    Network,
    bucket,
    key,
    network,
    policy,
    postgres,
    role_for,
    rule,
    secret,
    security_group,
    service,
)
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

    from tools.demo.author import Block, Stack

SLUG = "orders-prod"
REGION = "eu-west-1"


def stack(
    *,
    api_tasks: int = 4,
    api_image: str = "2026.9.3",
    tracking: bool = False,
    cache_nodes: int = 2,
    database: str = "db.r6g.2xlarge",
    storage: int = 400,
    identifier: str = "orders-prod",
    debug_ssh: bool = False,
    legacy_export: bool = True,
) -> Stack:
    made = aws(REGION, env="prod", team="orders", account="734410926518")
    root = made.root
    password = made.variable(
        "database_password", "t8!Vq2nRz#Lw6yKd", sensitive=True, description="Owner of the orders database"
    )
    token = made.variable("cache_auth_token", "9fKx3mQpT7vWcB2nL8sJdR5h", sensitive=True)
    carrier = made.variable(
        "carrier_api_key", "nwf_live_4c8d21e7b9f04a6f8e35", sensitive=True, description="Parcel carrier gateway"
    )
    net = network(root, "orders-prod", prefix="10.50", region=REGION)
    encryption = key(root, "orders", "orders-prod")
    alarms = root.resource(
        "aws_sns_topic", "alarms", name="orders-prod-alarms", kms_master_key_id=encryption["id"], tags=None
    )
    root.resource(
        "aws_sns_topic_subscription",
        "pager",
        topic_arn=alarms["arn"],
        protocol="https",
        endpoint="https://events.pager.northwind-freight.example/orders",
        raw_message_delivery=False,
    )
    cluster = _cluster(made, net, alarms, debug_ssh=debug_ssh)
    queues = root.resource(
        "aws_sqs_queue",
        "this",
        kms_master_key_id=encryption["id"],
        sqs_managed_sse_enabled=None,
        visibility_timeout_seconds=120,
        message_retention_seconds=1209600,
        tags=None,
        each={
            name: {"name": f"orders-{name}"}
            for name in ("placed", "placed-dead", "paid", "paid-dead", "shipped", "shipped-dead")
        },
    )
    documents = bucket(root, "documents", "nwf-orders-documents-prod", encryption=encryption, days=2555)
    carrier_secret = secret(root, "carrier", "orders/carrier-api-key", carrier)
    sends = ["sqs:SendMessage", "sqs:ReceiveMessage", "sqs:DeleteMessage"]
    images = "734410926518.dkr.ecr.eu-west-1.amazonaws.com"
    api = service(
        root,
        "orders-api",
        cluster,
        image=f"{images}/orders-api:{api_image}",
        cpu=1024,
        memory=2048,
        desired=api_tasks,
        priority=10,
        path="/v2/orders/*",
        environment={"QUEUE_PLACED": queues.at("placed", "url"), "BUCKET": documents["id"], "LOG_LEVEL": "info"},
        allowed=((sends, queues.all("arn")), (["s3:GetObject", "s3:PutObject"], documents["arn"])),
    )
    worker = service(
        root,
        "orders-worker",
        cluster,
        image=f"{images}/orders-worker:2026.9.1",
        cpu=1024,
        memory=2048,
        desired=3,
        priority=20,
        environment={"QUEUE_PAID": queues.at("paid", "url")},
        secrets={"CARRIER_API_KEY": carrier_secret["arn"]},
        allowed=((sends, queues.all("arn")),),
    )
    clients = [api, worker]
    if tracking:
        clients.append(
            service(
                root,
                "tracking-api",
                cluster,
                image=f"{images}/tracking-api:1.0.2",
                priority=30,
                path="/v1/track/*",
                environment={"QUEUE_SHIPPED": queues.at("shipped", "url")},
            )
        )
    postgres(
        root,
        "database",
        "orders-prod",
        net,
        password=password,
        size=database,
        storage=storage,
        clients=clients,
        encryption=encryption,
        alarms=alarms,
        identifier=identifier,
        db_name="orders",
    )
    _cache(made, net, clients, token, cache_nodes, encryption)
    if legacy_export:
        root.resource(
            "aws_dynamodb_table",
            "export_cursor",
            name="orders-export-cursor",
            billing_mode="PAY_PER_REQUEST",
            hash_key="partner",
            range_key=None,
            attribute=[{"name": "partner", "type": "S"}],
            point_in_time_recovery=[{"enabled": True, "recovery_period_in_days": 35}],
            server_side_encryption=[{"enabled": True, "kms_key_arn": encryption["arn"]}],
            deletion_protection_enabled=False,
            tags=None,
        )
    network_state = backbone(made, "transit_gateway_id", "shared_vpc_id")
    made.output("orders_api_security_group_id", api["id"])
    made.output("transit_gateway_id", network_state["outputs.transit_gateway_id"])
    made.output("shared_vpc_id", network_state["outputs.shared_vpc_id"])
    made.output("database_password", password, sensitive=True)
    made.checks.append("orders_api_healthy")
    return made


def _cluster(made: Stack, net: Network, alarms: Block, *, debug_ssh: bool) -> Cluster:
    root = made.root
    place = root.module(
        "cluster",
        "git::https://github.com/northwind-freight/terraform-modules.git//ecs-cluster?ref=v4.7.1",
        name="orders-prod",
    )
    ecs = place.resource(
        "aws_ecs_cluster",
        "this",
        name=place["name"],
        setting=[{"name": "containerInsights", "value": "enabled"}],
        tags=None,
    )
    execution = role_for(
        place,
        "execution",
        "orders-prod-execution",
        "ecs-tasks.amazonaws.com",
        "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy",
    )
    place.resource(
        "aws_iam_role_policy",
        "secrets",
        name="read-secrets",
        role=execution["id"],
        policy=policy(
            (["secretsmanager:GetSecretValue"], "arn:aws:secretsmanager:eu-west-1:734410926518:secret:orders/*")
        ),
    )
    entries = [rule(443, "customers and partners", cidrs=["0.0.0.0/0"])]
    if debug_ssh:
        entries.append(rule(22, "debug checkout latency, MD", cidrs=["0.0.0.0/0"]))
    group = security_group(place, "balancer", "orders-prod-alb", net.vpc, *entries)
    logs = place.resource("aws_s3_bucket", "access_logs", bucket="nwf-orders-alb-logs-prod", tags=None)
    place.resource(
        "aws_s3_bucket_public_access_block",
        "access_logs",
        bucket=logs["id"],
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    balancer = place.resource(
        "aws_lb",
        "this",
        name="orders-prod",
        internal=False,
        load_balancer_type="application",
        security_groups=[group["id"]],
        subnets=net.public.all(),
        enable_deletion_protection=True,
        access_logs=[{"bucket": logs["id"], "enabled": True, "prefix": "orders"}],
        tags=None,
    )
    certificate = place.resource(
        "aws_acm_certificate",
        "this",
        domain_name="orders.northwind-freight.example",
        subject_alternative_names=["orders.northwind-freight.example"],
        validation_method="DNS",
        tags=None,
        create_first=True,
    )
    listener = place.resource(
        "aws_lb_listener",
        "https",
        load_balancer_arn=balancer["arn"],
        port=443,
        protocol="HTTPS",
        ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificate_arn=certificate["arn"],
        default_action=[
            {
                "type": "fixed-response",
                "fixed_response": [{"content_type": "text/plain", "message_body": "not here", "status_code": "404"}],
            }
        ],
        tags=None,
    )
    place.resource(
        "aws_lb_listener",
        "http",
        load_balancer_arn=balancer["arn"],
        port=80,
        protocol="HTTP",
        ssl_policy="",
        certificate_arn=None,
        default_action=[
            {
                "type": "redirect",
                "redirect": [
                    {
                        "host": "#{host}",
                        "path": "/#{path}",
                        "port": "443",
                        "protocol": "HTTPS",
                        "query": "#{query}",
                        "status_code": "HTTP_301",
                    }
                ],
            }
        ],
        tags=None,
    )
    return Cluster(ecs, listener, group, execution, net, alarms)


def _cache(made: Stack, net: Network, clients: list[Block], token: Any, nodes: int, encryption: Block) -> None:
    root = made.root
    subnets = root.resource(
        "aws_elasticache_subnet_group",
        "cache",
        name="orders-prod",
        subnet_ids=net.database.all(),
        description="Managed by Terraform",
        tags=None,
    )
    group = security_group(
        root,
        "cache",
        "orders-prod-cache",
        net.vpc,
        *(rule(6379, "from a service", groups=[client["id"]]) for client in clients),
    )
    root.resource(
        "aws_elasticache_replication_group",
        "cache",
        replication_group_id="orders-prod",
        description="Baskets and quotes",
        engine="redis",
        engine_version="7.1",
        node_type="cache.r6g.large",
        num_cache_clusters=nodes,
        automatic_failover_enabled=True,
        multi_az_enabled=True,
        at_rest_encryption_enabled=True,
        transit_encryption_enabled=True,
        kms_key_id=encryption["arn"],
        auth_token=token,
        port=6379,
        subnet_group_name=subnets["name"],
        security_group_ids=[group["id"]],
        snapshot_retention_limit=7,
        tags=None,
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first = stack()
    scaled = stack(api_tasks=6, api_image="2026.10.1")
    tracked = stack(api_tasks=6, api_image="2026.10.4", tracking=True, cache_nodes=3)
    trimmed = stack(api_tasks=6, api_image="2026.10.4", tracking=True, cache_nodes=3, legacy_export=False)
    hurried = stack(
        api_tasks=6,
        api_image="2026.11.2",
        tracking=True,
        cache_nodes=3,
        legacy_export=False,
        identifier="orders-prod-v2",
        storage=600,
        debug_ssh=True,
    )
    return DemoWorkspace(
        slug=SLUG,
        name="Orders (production)",
        labels={"env": "prod", "team": "orders", "cloud": "aws"},
        repository=f"{GITHUB}/orders",
        branch="main",
        directory="deploy/terraform/prod",
        budget=Decimal(3200),
        required_approvals=1,
        runs=(
            story.run(
                first,
                scaled,
                "Six API tasks before the autumn peak",
                days_ago=38,
                actor=MAREK,
                pull_request=812,
                story=(approved(TOMAS, "Load test of 28 September supports six.", 2), applied(2.5)),
            ),
            story.run(
                scaled,
                tracked,
                "Add the parcel tracking API",
                days_ago=20,
                actor=MAREK,
                pull_request=847,
                story=(approved(AISHA, "Threat model reviewed. The public path only reads.", 5), applied(6)),
            ),
            story.run(
                tracked,
                trimmed,
                "Retire the partner export",
                days_ago=11,
                actor=MAREK,
                pull_request=861,
                story=(
                    approved(
                        TOMAS,
                        "The table was exported to the archive bucket yesterday, checksum in the ticket OPS-2291.",
                        3,
                    ),
                    applied(4),
                ),
            ),
            story.run(
                trimmed,
                hurried,
                "Try to find the checkout latency",
                days_ago=0.9,
                actor=MAREK,
                pull_request=879,
                branch="checkout-latency",
                ends=Ending.BLOCKED,
            ),
        ),
    )
