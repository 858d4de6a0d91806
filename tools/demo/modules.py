"""The company's own Terraform modules on AWS, as functions that write them into a stack."""

# ruff: noqa: PLR0913  what a Terraform block or module takes is many arguments, given by name

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tools.demo.author import Block, Json, Place, Ref, join

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE = "git::https://github.com/northwind-freight/terraform-modules.git//"
RELEASE = "?ref=v4.7.1"
Attrs = dict[str, Any]


def our(module: str) -> str:
    return f"{SOURCE}{module}{RELEASE}"


@dataclass(frozen=True, slots=True)
class Network:
    vpc: Block
    public: Block
    private: Block
    database: Block
    tables: Block
    place: Place


def network(root: Place, name: str, *, prefix: str, region: str, gateways: int = 3, module: str = "network") -> Network:
    """A VPC over three zones with public, private and database subnets; `prefix` is like `10.42`."""
    place = root.module(
        module,
        "terraform-aws-modules/vpc/aws",
        "5.19.0",
        name=name,
        cidr=f"{prefix}.0.0/16",
        single_nat_gateway=gateways == 1,
    )
    zones = [f"{region}{letter}" for letter in "abc"]

    def subnets(kind: str, first: int, size: int) -> Block:
        width = 24 if size == 1 else 20
        each: Mapping[str | int, Attrs] = {
            zone: {
                "availability_zone": zone,
                "cidr_block": f"{prefix}.{first + number * size}.0/{width}",
                "tags": {"Name": f"{name}-{kind}-{zone}", "tier": kind},
            }
            for number, zone in enumerate(zones)
        }
        return place.resource("aws_subnet", kind, each=each, vpc_id=vpc["id"])

    vpc = place.resource(
        "aws_vpc",
        "this",
        cidr_block=place["cidr"],
        enable_dns_hostnames=True,
        enable_dns_support=True,
        tags={"Name": name},
    )
    igw = place.resource("aws_internet_gateway", "this", vpc_id=vpc["id"], tags={"Name": name})
    public, private, database = subnets("public", 0, 1), subnets("private", 16, 16), subnets("database", 8, 1)
    wanted = zones[:gateways]
    eips = place.resource(
        "aws_eip", "nat", each={zone: {"tags": {"Name": f"{name}-nat-{zone}"}} for zone in wanted}, depends=[igw]
    )
    nats = place.resource(
        "aws_nat_gateway",
        "this",
        over=eips,
        each={
            zone: {"allocation_id": eips.at(zone), "subnet_id": public.at(zone), "tags": {"Name": f"{name}-{zone}"}}
            for zone in wanted
        },
    )
    public_table = place.resource("aws_route_table", "public", vpc_id=vpc["id"], tags={"Name": f"{name}-public"})
    place.resource(
        "aws_route",
        "internet",
        route_table_id=public_table["id"],
        destination_cidr_block="0.0.0.0/0",
        gateway_id=igw["id"],
    )
    tables = place.resource(
        "aws_route_table",
        "private",
        each={zone: {"tags": {"Name": f"{name}-private-{zone}"}} for zone in zones},
        vpc_id=vpc["id"],
    )
    place.resource(
        "aws_route",
        "nat",
        destination_cidr_block="0.0.0.0/0",
        each={
            zone: {"route_table_id": tables.at(zone), "nat_gateway_id": nats.at(zone if zone in wanted else wanted[0])}
            for zone in zones
        },
    )
    for subnet, table in ((public, None), (private, tables), (database, tables)):
        place.resource(
            "aws_route_table_association",
            subnet.name,
            over=subnet,
            each={
                zone: {"subnet_id": subnet.at(zone), "route_table_id": table.at(zone) if table else public_table["id"]}
                for zone in zones
            },
        )
    role = role_for(place, "flow_logs", f"{name}-flow-logs", "vpc-flow-logs.amazonaws.com")
    logs = log_group(place, "flow_logs", f"/vpc/{name}/flow-logs", 90)
    place.resource(
        "aws_flow_log",
        "this",
        iam_role_arn=role["arn"],
        log_destination=logs["arn"],
        traffic_type="ALL",
        vpc_id=vpc["id"],
        max_aggregation_interval=600,
        log_destination_type="cloud-watch-logs",
        tags=None,
    )
    return Network(vpc, public, private, database, tables, place)


def log_group(place: Place, name: str, path: str, days: int) -> Block:
    return place.resource("aws_cloudwatch_log_group", name, name=path, retention_in_days=days, kms_key_id="")


def trust(service: str) -> Json:
    statement = {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": service}}
    return Json({"Version": "2012-10-17", "Statement": [statement]})


def policy(*statements: tuple[list[str], Any]) -> Json:
    """A policy document of allowed actions on resources."""
    made = [{"Effect": "Allow", "Action": actions, "Resource": resources} for actions, resources in statements]
    return Json({"Version": "2012-10-17", "Statement": made})


def role_for(place: Place, name: str, full: str, service: str, *managed: str) -> Block:
    role = place.resource("aws_iam_role", name, name=full, assume_role_policy=trust(service), tags=None)
    for arn in managed:
        short = arn.rsplit("/", 1)[1].lower()
        place.resource("aws_iam_role_policy_attachment", f"{name}_{short}", role=role["name"], policy_arn=arn)
    return role


def rule(port: int, description: str, *, cidrs: list[str] | None = None, groups: list[Ref] | None = None) -> Attrs:
    """One entry of a security group's `ingress`."""
    return {
        "cidr_blocks": cidrs or [],
        "description": description,
        "from_port": port,
        "ipv6_cidr_blocks": [],
        "prefix_list_ids": [],
        "protocol": "tcp",
        "security_groups": groups or [],
        "self": False,
        "to_port": port,
    }


def security_group(place: Place, name: str, full: str, vpc: Block, *rules: Attrs, description: str = "") -> Block:
    return place.resource(
        "aws_security_group",
        name,
        name=full,
        description=description or f"Traffic to {full}",
        vpc_id=vpc["id"],
        ingress=list(rules),
        tags={"Name": full},
    )


def alarm(
    place: Place, name: str, full: str, namespace: str, metric: str, threshold: int, *, topic: Block, **dimensions: Any
) -> Block:
    return place.resource(
        "aws_cloudwatch_metric_alarm",
        name,
        alarm_name=full,
        namespace=namespace,
        metric_name=metric,
        threshold=threshold,
        comparison_operator="GreaterThanThreshold",
        evaluation_periods=3,
        period=60,
        statistic="Average",
        alarm_description=f"{metric} of {full} is above {threshold} for three minutes",
        alarm_actions=[topic["arn"]],
        ok_actions=[topic["arn"]],
        dimensions=dimensions,
        tags=None,
    )


def key(place: Place, name: str, alias: str) -> Block:
    made = place.resource(
        "aws_kms_key",
        name,
        description=f"Encrypts {alias}",
        deletion_window_in_days=30,
        enable_key_rotation=True,
        rotation_period_in_days=365,
        tags=None,
    )
    place.resource("aws_kms_alias", name, name=f"alias/{alias}", target_key_id=made["id"])
    return made


def bucket(
    parent: Place,
    module: str,
    name: str,
    *,
    encryption: Block,
    logs: Block | None = None,
    days: int = 365,
    key_: str | None = None,
    versioning: bool = True,
) -> Block:
    """A private, encrypted, versioned bucket with its companions."""
    place = parent.module(module, our("s3-bucket"), key=key_, name=name, expire_after_days=days)
    made = place.resource("aws_s3_bucket", "this", bucket=place["name"], tags={"Name": name})
    place.resource(
        "aws_s3_bucket_versioning",
        "this",
        bucket=made["id"],
        versioning_configuration=[{"mfa_delete": "", "status": "Enabled" if versioning else "Suspended"}],
    )
    place.resource(
        "aws_s3_bucket_public_access_block",
        "this",
        bucket=made["id"],
        block_public_acls=True,
        block_public_policy=True,
        ignore_public_acls=True,
        restrict_public_buckets=True,
    )
    place.resource(
        "aws_s3_bucket_server_side_encryption_configuration",
        "this",
        bucket=made["id"],
        rule=[
            {
                "apply_server_side_encryption_by_default": [
                    {"kms_master_key_id": encryption["arn"], "sse_algorithm": "aws:kms"}
                ],
                "bucket_key_enabled": True,
            }
        ],
    )
    place.resource(
        "aws_s3_bucket_lifecycle_configuration",
        "this",
        bucket=made["id"],
        rule=[
            {
                "id": "expire",
                "status": "Enabled",
                "expiration": [{"days": place["expire_after_days"]}],
                "filter": [{"prefix": ""}],
            }
        ],
    )
    if logs is not None:
        place.resource(
            "aws_s3_bucket_logging",
            "this",
            bucket=made["id"],
            target_bucket=logs["id"],
            target_prefix=join(made["id"], "/"),
        )
    return made


@dataclass(frozen=True, slots=True)
class Cluster:
    """What services run on: a cluster with a load balancer before it."""

    ecs: Block
    listener: Block
    balancer_group: Block
    execution_role: Block
    network: Network
    alarms: Block


def service(
    parent: Place,
    name: str,
    cluster: Cluster,
    *,
    image: str,
    cpu: int = 512,
    memory: int = 1024,
    desired: int = 2,
    priority: int = 100,
    environment: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Ref] | None = None,
    allowed: tuple[tuple[list[str], Any], ...] = (),
    path: str = "",
) -> Block:
    """A service on Fargate behind the shared load balancer. Returns its security group."""
    place = parent.module(name.replace("-", "_"), our("ecs-service"), name=name, image=image, desired_count=desired)
    logs = log_group(place, "this", f"/ecs/{name}", 30)
    role = role_for(place, "task", f"{name}-task", "ecs-tasks.amazonaws.com")
    if allowed:
        place.resource("aws_iam_role_policy", "task", name="task", role=role["id"], policy=policy(*allowed))
    rules = [rule(8080, "from the load balancer", groups=[cluster.balancer_group["id"]])]
    group = security_group(place, "this", f"{name}-service", cluster.network.vpc, *rules)
    container = {
        "name": name,
        "image": image,
        "cpu": cpu,
        "memory": memory,
        "essential": True,
        "readonlyRootFilesystem": True,
        "portMappings": [{"containerPort": 8080, "protocol": "tcp"}],
        "environment": [{"name": variable, "value": value} for variable, value in sorted((environment or {}).items())],
        "secrets": [{"name": variable, "valueFrom": value} for variable, value in sorted((secrets or {}).items())],
        "logConfiguration": {
            "logDriver": "awslogs",
            "options": {
                "awslogs-group": logs["name"],
                "awslogs-region": place.stack.region,
                "awslogs-stream-prefix": name,
            },
        },
    }
    task = place.resource(
        "aws_ecs_task_definition",
        "this",
        family=name,
        cpu=str(cpu),
        memory=str(memory),
        network_mode="awsvpc",
        requires_compatibilities=["FARGATE"],
        execution_role_arn=cluster.execution_role["arn"],
        task_role_arn=role["arn"],
        container_definitions=Json([container]),
        runtime_platform=[{"cpu_architecture": "X86_64", "operating_system_family": "LINUX"}],
        skip_destroy=False,
        volume=[],
        tags=None,
        create_first=True,
    )
    targets = place.resource(
        "aws_lb_target_group",
        "this",
        name=name,
        port=8080,
        protocol="HTTP",
        target_type="ip",
        vpc_id=cluster.network.vpc["id"],
        deregistration_delay="30",
        tags=None,
        create_first=True,
        health_check=[
            {
                "enabled": True,
                "path": "/healthz",
                "interval": 15,
                "matcher": "200",
                "healthy_threshold": 2,
                "timeout": 5,
            }
        ],
    )
    routing = place.resource(
        "aws_lb_listener_rule",
        "this",
        listener_arn=cluster.listener["arn"],
        priority=priority,
        tags=None,
        action=[{"type": "forward", "target_group_arn": targets["arn"]}],
        condition=[{"path_pattern": [{"values": [path or f"/{name}/*"]}]}],
    )
    running = place.resource(
        "aws_ecs_service",
        "this",
        name=name,
        cluster=cluster.ecs["id"],
        task_definition=task["arn"],
        desired_count=place["desired_count"],
        launch_type="FARGATE",
        platform_version="LATEST",
        tags=None,
        depends=[routing],
        deployment_circuit_breaker=[{"enable": True, "rollback": True}],
        network_configuration=[
            {"assign_public_ip": False, "security_groups": [group["id"]], "subnets": cluster.network.private.all()}
        ],
        load_balancer=[
            {"container_name": name, "container_port": 8080, "target_group_arn": targets["arn"], "elb_name": ""}
        ],
    )
    target = place.resource(
        "aws_appautoscaling_target",
        "this",
        min_capacity=desired,
        max_capacity=desired * 4,
        scalable_dimension="ecs:service:DesiredCount",
        service_namespace="ecs",
        resource_id=join("service/", cluster.ecs["name"], "/", running["name"]),
        tags=None,
    )
    place.resource(
        "aws_appautoscaling_policy",
        "cpu",
        name=f"{name}-cpu",
        policy_type="TargetTrackingScaling",
        resource_id=target["resource_id"],
        scalable_dimension=target["scalable_dimension"],
        service_namespace=target["service_namespace"],
        target_tracking_scaling_policy_configuration=[
            {
                "target_value": 60,
                "predefined_metric_specification": [{"predefined_metric_type": "ECSServiceAverageCPUUtilization"}],
            }
        ],
    )
    alarm(
        place,
        "errors",
        f"{name}-5xx",
        "AWS/ApplicationELB",
        "HTTPCode_Target_5XX_Count",
        10,
        topic=cluster.alarms,
        TargetGroup=targets["arn_suffix"],
    )
    return group


def postgres(
    parent: Place,
    module: str,
    name: str,
    net: Network,
    *,
    password: Any,
    size: str,
    storage: int,
    clients: list[Block],
    encryption: Block,
    alarms: Block,
    engine: str = "16.6",
    multi_az: bool = True,
    identifier: str = "",
    db_name: str = "app",
    extra: list[Attrs] | None = None,
    retention: int = 14,
    protected: bool = True,
) -> Block:
    """A PostgreSQL instance with its subnet group, parameters, security group and alarms."""
    place = parent.module(module, our("rds-postgres"), name=name, instance_class=size, allocated_storage=storage)
    subnets = place.resource(
        "aws_db_subnet_group",
        "this",
        name=name,
        subnet_ids=net.database.all(),
        description="Managed by Terraform",
        tags=None,
    )
    family = f"postgres{engine.split('.', maxsplit=1)[0]}"
    parameters = place.resource(
        "aws_db_parameter_group",
        "this",
        name=f"{name}-{family}",
        family=family,
        tags=None,
        create_first=True,
        description="Managed by Terraform",
        parameter=[
            {"apply_method": "immediate", "name": "log_min_duration_statement", "value": "500"},
            {"apply_method": "pending-reboot", "name": "rds.force_ssl", "value": "1"},
        ],
    )
    rules = [rule(5432, f"from {client.name}", groups=[client["id"]]) for client in clients]
    group = security_group(place, "this", f"{name}-db", net.vpc, *rules, *(extra or []))
    database = place.resource(
        "aws_db_instance",
        "this",
        identifier=identifier or name,
        engine="postgres",
        engine_version=engine,
        instance_class=place["instance_class"],
        allocated_storage=place["allocated_storage"],
        storage_type="gp3",
        storage_encrypted=True,
        kms_key_id=encryption["arn"],
        username="app_owner",
        password=password,
        db_name=db_name,
        port=5432,
        multi_az=multi_az,
        backup_retention_period=retention,
        deletion_protection=protected,
        db_subnet_group_name=subnets["name"],
        parameter_group_name=parameters["name"],
        vpc_security_group_ids=[group["id"]],
        tags={"Name": name, "data-class": "confidential"},
    )
    for metric, threshold in (("CPUUtilization", 80), ("DatabaseConnections", 400)):
        alarm(
            place,
            metric.lower(),
            f"{name}-{metric.lower()}",
            "AWS/RDS",
            metric,
            threshold,
            topic=alarms,
            DBInstanceIdentifier=database["identifier"],
        )
    return database


def secret(place: Place, name: str, full: str, value: Any) -> Block:
    """A secret with its current version; `value` comes from a sensitive variable or a generated password."""
    made = place.resource(
        "aws_secretsmanager_secret",
        name,
        name=full,
        description="Managed by Terraform",
        recovery_window_in_days=30,
        tags=None,
    )
    place.resource(
        "aws_secretsmanager_secret_version",
        name,
        secret_id=made["id"],
        secret_string=value,
        version_stages=["AWSCURRENT"],
    )
    return made
