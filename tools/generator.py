"""How many resources in, a plan of that size out: a large AWS estate of many services, always the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson

from tools.demo.author import Json, Place, Provider, Stack
from tools.demo.modules import Network, key, network, policy, role_for, rule, security_group
from tools.demo.plan import derive

if TYPE_CHECKING:
    from tools.demo.author import Block

AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
REGION = "eu-west-1"
TAGS = {
    "environment": "prod",
    "owner": "platform-engineering",
    "managed-by": "terraform",
    "repository": "https://github.com/example/estate/tree/main/services",
    "data-classification": "internal",
    "cost-centre": "4100-platform-shared",
    "backup-plan": "daily-35-days",
    "service-level": "gold",
}
SERVICES_PER_MODULE = 8
FATES = {"create": 0.4, "delete": 0.1, "retag": 0.45, "resize": 0.2, "replace": 0.25}
"""What happens to a service, and how often; more than one in all: in most of them only a part of it changes."""


def plan(resources: int, *, seed: int = 0, changed: float = 0.35) -> bytes:
    """A plan document of exactly this many entries in `resource_changes`, about this share of which is not a no-op."""
    fates = random.Random(seed)
    probe = _stack(0, 1, [""], now=True)
    base = sum(len(block.instances()) for block in _stack(0, 0, [], now=True).blocks)
    each = sum(len(block.instances()) for block in probe.blocks) - base
    services, rest = divmod(max(resources - base, 0), each)
    chosen = [fate for fate, share in FATES.items() for _ in range(round(services * changed * share))]
    chosen = (chosen or ["replace"])[:services]
    chosen += [""] * (services - len(chosen))
    fates.shuffle(chosen)
    before = _stack(rest, services, chosen, now=False)
    after = _stack(rest, services, chosen, now=True)
    return orjson.dumps(derive(before, after, AT))


def _stack(parameters: int, services: int, fates: list[str], *, now: bool) -> Stack:
    stack = Stack(Provider("aws", {"region": REGION}), region=REGION, account="123456789012", tags=TAGS)
    root = stack.root
    password = stack.variable("database_password", "made-up-Generated-Secret-1", sensitive=True)
    net = network(root, "estate", prefix="10.0", region=REGION)
    encryption = key(root, "estate", "estate")
    alarms = root.resource("aws_sns_topic", "alarms", name="alarms", kms_master_key_id=encryption["id"], tags=None)
    ecs = root.resource(
        "aws_ecs_cluster", "this", name="estate", setting=[{"name": "containerInsights", "value": "enabled"}], tags=None
    )
    if parameters:
        each: dict[str | int, dict[str, Any]] = {
            number: {"name": f"/estate/setting-{number}"} for number in range(parameters)
        }
        root.resource("aws_ssm_parameter", "setting", each=each, type="String", value="on", tags=None)
    for number in range(services):
        fate = fates[number]
        if fate == ("delete" if now else "create"):
            continue
        group, inside = divmod(number, SERVICES_PER_MODULE)
        keyed = inside >= SERVICES_PER_MODULE // 2
        place = root.module(
            f"services_{group}" if keyed else f"service_{number}",
            "./modules/service",
            key=f"svc-{number}" if keyed else None,
            name=f"svc-{number}",
        )
        _service(place, number, net, encryption, alarms, ecs, password, fate if now else "")
    return stack


def _service(  # noqa: PLR0913, PLR0917 - what a service is made of
    place: Place, number: int, net: Network, encryption: Block, alarms: Block, ecs: Block, password: Any, fate: str
) -> None:
    name = f"svc-{number}"
    tags = {"Name": name, "release": "2026.11.2" if fate == "retag" else "2026.11.1"}
    size = "db.m6g.xlarge" if fate == "resize" else "db.m6g.large"
    group = security_group(place, "this", name, net.vpc, rule(8080, "from our networks", cidrs=["10.0.0.0/8"]))
    role = role_for(place, "task", name, "ecs-tasks.amazonaws.com")
    queues = place.resource(
        "aws_sqs_queue",
        "this",
        each={kind: {"name": f"{name}-{kind}"} for kind in ("in", "out", "dead")},
        kms_master_key_id=encryption["id"],
        visibility_timeout_seconds=60,
        tags=tags,
    )
    bucket = place.resource("aws_s3_bucket", "this", bucket=f"estate-{name}", tags=tags)
    place.resource(
        "aws_s3_bucket_public_access_block",
        "this",
        bucket=bucket["id"],
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    allowed = [(["sqs:SendMessage", "sqs:ReceiveMessage"], queues.all("arn")), (["s3:GetObject"], bucket["arn"])]
    place.resource("aws_iam_role_policy", "this", name="task", role=role["id"], policy=policy(*allowed))
    logs = place.resource(
        "aws_cloudwatch_log_group", "this", name=f"/ecs/{name}", retention_in_days=30, kms_key_id="", tags=tags
    )
    variables = [{"name": f"SETTING_{n}", "value": f"https://internal.example/{name}/{n}"} for n in range(24)]
    container = {"name": name, "image": f"registry.example/{name}:1", "environment": variables, "logs": logs["name"]}
    task = place.resource(
        "aws_ecs_task_definition",
        "this",
        family=name,
        cpu="512",
        memory="1024",
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        execution_role_arn=role["arn"],
        task_role_arn=role["arn"],
        container_definitions=Json([container]),
        create_first=True,
        tags=tags,
    )
    place.resource(
        "aws_ecs_service",
        "this",
        name=place["name"],
        cluster=ecs["id"],
        task_definition=task["arn"],
        desired_count=2,
        launch_type="FARGATE",
        tags=tags,
        network_configuration=[
            {"assign_public_ip": False, "security_groups": [group["id"]], "subnets": net.private.all()}
        ],
    )
    database = place.resource(
        "aws_db_instance",
        "this",
        identifier=name,
        engine="postgres",
        engine_version="16.6",
        instance_class=size,
        allocated_storage=100,
        storage_type="gp3",
        storage_encrypted=True,
        kms_key_id=encryption["arn"],
        username="owner",
        password=password,
        multi_az=True,
        backup_retention_period=14,
        deletion_protection=True,
        vpc_security_group_ids=[group["id"]],
        tags=tags,
    )
    machines = place.resource(
        "aws_instance",
        "this",
        each={index: {"tags": {**tags, "index": str(index)}} for index in range(4)},
        ami="ami-0f1e2d3c4b5a69788" if fate == "replace" else "ami-0c38b837cd80f13bb",
        instance_type="m6i.xlarge" if fate == "resize" else "m6i.large",
        subnet_id=net.private.at("eu-west-1a"),
        vpc_security_group_ids=[group["id"]],
        user_data="IyEvYmluL3NoCg==" * 60,
        metadata_options=[{"http_endpoint": "enabled", "http_put_response_hop_limit": 1, "http_tokens": "required"}],
        root_block_device=[{"volume_type": "gp3", "volume_size": 50, "encrypted": True, "delete_on_termination": True}],
    )
    volumes: dict[str | int, dict[str, Any]] = {
        index: {"availability_zone": "eu-west-1a", "tags": {**tags, "instance": machines.at(index)}}
        for index in range(4)
    }
    place.resource(
        "aws_ebs_volume",
        "this",
        each=volumes,
        size=200,
        type="gp3",
        encrypted=True,
        kms_key_id=encryption["arn"],
    )
    watched = {f"db-{metric}": database["identifier"] for metric in ("CPUUtilization", "FreeStorageSpace", "ReadIOPS")}
    watched |= {f"machine-{index}": machines.at(index) for index in range(4)}
    alarms_each: dict[str | int, dict[str, Any]] = {
        metric: {"alarm_name": f"{name}-{metric}", "dimensions": {"Target": target}}
        for metric, target in watched.items()
    }
    place.resource(
        "aws_cloudwatch_metric_alarm",
        "this",
        each=alarms_each,
        namespace="AWS/EC2",
        metric_name="CPUUtilization",
        threshold=80,
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=3,
        period=60,
        statistic="Average",
        alarm_description=f"Watch {name} and call the team that owns it; see the runbook in the repository",
        alarm_actions=[alarms["arn"]],
        ok_actions=[alarms["arn"]],
        tags=tags,
    )
