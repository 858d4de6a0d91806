"""What a resource states and what changes its price is in the price, or told: beside the sum, or why there is none."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN, CostStatus
from tests.priced import line, monthly

LINUX = {"size": "Standard_D2s_v3", "os_disk": [{"storage_account_type": "Standard_LRS"}]}
MACHINES = {**LINUX, "sku": "Standard_D2s_v3", "instances": 2}
FLEXIBLE = {"sku_name": "GP_Standard_D2ads_v5", "location": "westus"}
SERVER = {"sku_name": "GP_Standard_D2ds_v5", "storage_mb": 131072}
GOOGLE = {"machine_type": "e2-medium", "boot_disk": [{"initialize_params": [{"image": "debian-12"}]}]}
SERVICE = {"launch_type": "FARGATE", "desired_count": 1}
TASK = {"cpu": "256", "memory": "512"}


@pytest.mark.parametrize(
    ("kind", "plain", "stated", "told"),
    [
        ("aws_eks_cluster", {"version": "1.34"}, {"version": "1.29"}, "Extended support of an old version"),
        (
            "aws_eks_cluster",
            {"version": "1.34"},
            {"compute_config": [{"enabled": True}]},
            "Instances that the cluster starts by itself",
        ),
        ("aws_kinesis_stream", {"shard_count": 2}, {"retention_period": 168}, "Retention beyond a day, by use"),
        (
            "aws_lb",
            {},
            {"minimum_load_balancer_capacity": [{"capacity_units": 100}]},
            "Capacity units that are reserved",
        ),
        ("aws_vpn_connection", {}, {"enable_acceleration": True}, "Acceleration: two accelerators, and data by use"),
        ("aws_rds_cluster", {}, {"database_insights_mode": "advanced"}, "Database Insights, advanced"),
        (
            "aws_dynamodb_table",
            {"billing_mode": "PAY_PER_REQUEST"},
            {"replica": [{"region_name": "eu-west-1"}]},
            "Writes and storage of replicas in other regions, by use",
        ),
        ("aws_lambda_function", {}, {"ephemeral_storage": [{"size": 1024}]}, "Ephemeral storage over 512 MB"),
        (
            "aws_lambda_function",
            {},
            {"snap_start": [{"apply_on": "PublishedVersions"}]},
            "Snapshots to start from, by use",
        ),
        (
            "aws_opensearch_domain",
            {"cluster_config": [{"instance_type": "m5.large.search"}]},
            {"ebs_options": [{"ebs_enabled": True, "volume_type": "gp3", "volume_size": 100, "iops": 4000}]},
            "IOPS over 3,000 a node",
        ),
        (
            "aws_instance",
            {"instance_type": "t3.large"},
            {"credit_specification": [{"cpu_credits": "unlimited"}]},
            "CPU credits beyond those earned",
        ),
        ("aws_kms_key", {}, {"enable_key_rotation": True}, "Rotated key material, for the first two rotations"),
        (
            "azurerm_linux_virtual_machine",
            LINUX,
            {"source_image_reference": [{"publisher": "RedHat"}]},
            "Licence of Red Hat Enterprise Linux",
        ),
        (
            "azurerm_linux_virtual_machine_scale_set",
            MACHINES,
            {"source_image_reference": [{"publisher": "SUSE"}]},
            "Licence of SUSE Linux Enterprise",
        ),
        (
            "azurerm_windows_virtual_machine",
            LINUX,
            {"source_image_reference": [{"publisher": "MicrosoftSQLServer"}]},
            "Licence of SQL Server",
        ),
        (
            "azurerm_linux_virtual_machine",
            LINUX,
            {"plan": [{"publisher": "kinvolk"}]},
            "The publisher's price for the image",
        ),
        (
            "azurerm_managed_disk",
            {"storage_account_type": "Premium_LRS", "disk_size_gb": 256},
            {"max_shares": 2},
            "Mounts of a shared disk beyond the first",
        ),
        (
            "azurerm_mysql_flexible_server",
            {**FLEXIBLE, "storage": [{"size_gb": 20}]},
            {"storage": [{"size_gb": 20, "iops": 1000}]},
            "IOPS above those included",
        ),
        ("azurerm_postgresql_flexible_server", SERVER, {"storage_tier": "P30"}, "Storage of the faster tier P30"),
        (
            "google_compute_instance",
            GOOGLE,
            {"boot_disk": [{"initialize_params": [{"image": "windows-cloud/windows-2022"}]}]},
            "Licence of Windows Server",
        ),
        (
            "google_compute_instance",
            GOOGLE,
            {"network_interface": [{"access_config": [{"network_tier": "PREMIUM"}]}]},
            "External address",
        ),
        (
            "google_compute_disk",
            {"type": "pd-balanced", "size": 10},
            {"provisioned_throughput": 300},
            "Provisioned throughput",
        ),
        (
            "google_container_cluster",
            {"location": "us-central1-a", "initial_node_count": 1},
            {"cluster_autoscaling": [{"enabled": True}]},
            "Nodes that the cluster provisions by itself",
        ),
    ],
)
def test_what_has_no_price_comes_on_top(kind: str, plain: dict[str, Any], stated: dict[str, Any], told: str) -> None:
    before, after = ({part.name for part in line(kind, one).components} for one in (plain, {**plain, **stated}))
    assert told in after - before
    assert line(kind, {**plain, **stated}).status in {CostStatus.PRICED, line(kind, plain).status}


@pytest.mark.parametrize(
    ("kind", "attributes", "beside", "costs"),
    [
        ("aws_eip", {"public_ipv4_pool": "ipv4pool-ec2-0"}, {}, "free"),
        ("aws_instance", {"ami": "ami-1", "instance_type": "m5.large"}, {}, "70.88"),  # 730*0.096 + 8*0.1
        ("aws_instance", {"ami": "ami-1", "instance_type": "m5.large", "get_password_data": True}, {}, "138.04"),
        ("aws_eip", {"public_ipv4_pool": "amazon"}, {}, "3.65"),
        ("aws_ecs_service", SERVICE, {"aws_ecs_task_definition": TASK}, "9.01"),  # 0.25*29.55 + 0.5*3.245
        ("aws_ecs_service", SERVICE, {"aws_ecs_task_definition": {"cpu": ".25 vCPU", "memory": "0.5GB"}}, "9.01"),
        ("aws_ecs_service", SERVICE, {"aws_ecs_task_definition": {"cpu": "0.25 vcpu", "memory": "0.5GB"}}, "9.01"),
        (
            "aws_ecs_service",
            {"desired_count": 1, "capacity_provider_strategy": [{"capacity_provider": "FARGATE"}]},
            {"aws_ecs_task_definition": TASK},
            "9.01",
        ),
        ("aws_redshift_cluster", {"node_type": "dc2.large", "number_of_nodes": 2}, {}, "365.00"),
        ("aws_redshift_cluster", {"node_type": "dc2.large", "number_of_nodes": 2, "multi_az": True}, {}, "730.00"),
        ("aws_cloudfront_distribution", {}, {}, "usage_based"),
        ("aws_cloudfront_distribution", {"viewer_certificate": [{"ssl_support_method": "vip"}]}, {}, "600.00"),
        ("azurerm_windows_virtual_machine", LINUX, {}, "138.78"),  # 730*0.188 + 1.54
        ("azurerm_windows_virtual_machine", {**LINUX, "license_type": "Windows_Server"}, {}, "71.62"),
        ("azurerm_windows_virtual_machine_scale_set", {**MACHINES, "license_type": "None"}, {}, "277.56"),
        ("azurerm_windows_virtual_machine_scale_set", {**MACHINES, "license_type": "Windows_Server"}, {}, "143.24"),
        ("azurerm_managed_disk", {"storage_account_type": "Premium_LRS", "disk_size_gb": 128}, {}, "19.71"),
        (
            "azurerm_managed_disk",
            {"storage_account_type": "Premium_LRS", "disk_size_gb": 128, "tier": "P20"},
            {},
            "73.22",
        ),
        ("google_compute_disk", {"type": "pd-extreme", "size": 100, "provisioned_iops": 1000}, {}, "77.50"),
        ("google_compute_instance", {**GOOGLE, "desired_status": "TERMINATED"}, {}, "0.40"),
        ("google_secret_manager_secret_version", {}, {}, "0.06"),
        (
            "google_secret_manager_secret_version",
            {},
            {"google_secret_manager_secret": {"replication": [{"user_managed": [{"replicas": [{}, {}, {}]}]}]}},
            "0.18",
        ),
        (
            "google_sql_database_instance",
            {"settings": [{"tier": "db-f1-micro", "activation_policy": "NEVER"}]},
            {},
            "1.70",
        ),  # 10*0.17
        (
            "google_container_node_pool",
            {"location": "us-central1", "autoscaling": [{"total_min_node_count": 2}]},
            {},
            "56.92",
        ),  # 2*(730*0.033506 + 100*0.04)
        (
            "google_container_node_pool",
            {
                "location": "us-central1-a",
                "node_count": 1,
                "node_config": [{"ephemeral_storage_local_ssd_config": [{"local_ssd_count": 1}]}],
            },
            {},
            "58.46",
        ),  # 730*0.033506 + 375*0.08 + 100*0.04
    ],
)
def test_a_month(kind: str, attributes: dict[str, Any], beside: dict[str, Any], costs: str) -> None:
    assert monthly(kind, attributes, **beside) == costs


@pytest.mark.parametrize(
    ("kind", "attributes", "beside", "note"),
    [
        (
            "aws_ecs_service",
            SERVICE,
            {"aws_ecs_task_definition": {**TASK, "runtime_platform": [{"operating_system_family": "WINDOWS_SERVER"}]}},
            "Windows on Fargate",
        ),
        (
            "aws_ecs_service",
            {"capacity_provider_strategy": [{"capacity_provider": "FARGATE_SPOT"}]},
            {},
            "Spot prices vary",
        ),
        (
            "aws_rds_cluster_instance",
            {"instance_class": "db.r6g.large", "engine": "aurora-mysql"},
            {"aws_rds_cluster": {"storage_type": "aurora-iopt1"}},
            "Instances of I/O-optimized clusters",
        ),
        ("aws_wafv2_web_acl", {"rule_json": "[]"}, {}, "Rules written as JSON"),
        ("aws_cloudwatch_log_group", {"log_group_class": "INFREQUENT_ACCESS"}, {}, "Log groups of infrequent access"),
        ("aws_ecs_service", {}, {"aws_ecs_task_definition": TASK}, "It names no launch type"),
        (
            "aws_lambda_provisioned_concurrency_config",
            {"provisioned_concurrent_executions": 5},
            {},
            "Provisioned concurr",
        ),
        ("azurerm_cosmosdb_gremlin_database", {"throughput": 400}, {}, "Which azurerm_cosmosdb_account it refers to"),
        ("azurerm_storage_share", {"access_tier": "Premium", "quota": 100}, {}, "Premium file shares"),
        ("azurerm_linux_virtual_machine", {**LINUX, "dedicated_host_id": "/host"}, {}, "It runs on a dedicated host"),
        (
            "google_compute_instance",
            {**GOOGLE, "scheduling": [{"node_affinities": [{"key": "k"}]}]},
            {},
            "It runs on a sole-tenant node",
        ),
        (
            "google_cloud_run_v2_service",
            {"template": [{"scaling": [{"min_instance_count": 1}]}]},
            {},
            "Instances that are kept",
        ),
        (
            "google_compute_instance_group_manager",
            {},
            {"google_compute_instance_template": {"machine_type": "e2-medium"}},
            "target_size is not set",
        ),
    ],
)
def test_why_there_is_no_price(kind: str, attributes: dict[str, Any], beside: dict[str, Any], note: str) -> None:
    found = line(kind, attributes, **beside)
    assert found.status is CostStatus.UNPRICED
    assert found.note.startswith(note)


@pytest.mark.parametrize(
    ("kind", "attributes", "part", "note"),
    [
        (
            "aws_opensearch_domain",
            {},
            "Data nodes (m4.large.search)",
            "assumed, not stated in the plan: instance_type m4.large.search, instance_count 1",
        ),
        (
            "aws_opensearch_domain",
            {"ebs_options": [{"ebs_enabled": True, "volume_size": 10}]},
            "Storage (gp2)",
            "assumed, not stated in the plan: volume_type gp2",
        ),
        (
            "aws_msk_cluster",
            {"number_of_broker_nodes": 3, "broker_node_group_info": [{"instance_type": "kafka.t3.small"}]},
            "Storage",
            "the plan states no size, so it comes on top of the sum",
        ),
    ],
)
def test_what_is_assumed_is_told(kind: str, attributes: dict[str, Any], part: str, note: str) -> None:
    assert {one.name: one.note for one in line(kind, attributes).components}[part] == note


GKE = "google_container_cluster"
TEMPLATE = {"aws_launch_template": {"instance_type": "t3.micro"}}


@pytest.mark.parametrize(
    ("kind", "attributes", "beside", "note"),
    [
        ("aws_autoscaling_group", {"launch_template": [{}], "min_size": 3}, TEMPLATE, "desired_capacity 3"),
        ("aws_autoscaling_group", {"launch_template": [{}], "desired_capacity": 3}, TEMPLATE, ""),
        ("azurerm_kubernetes_cluster_node_pool", {"vm_size": "Standard_D2s_v3", "min_count": 2}, {}, "node_count 2"),
        ("azurerm_kubernetes_cluster_node_pool", {"vm_size": "Standard_D2s_v3", "node_count": 2}, {}, ""),
        (GKE, {"location": "us-central1-a", "node_config": [{}]}, {}, "initial_node_count 3 a zone"),
        (GKE, {"location": "us-central1-a", "initial_node_count": 1}, {}, ""),
        ("google_container_node_pool", {"location": "us-central1"}, {}, "9 nodes"),
        ("google_container_node_pool", {"location": "us-central1", "initial_node_count": 1}, {}, ""),
    ],
)
def test_how_many_were_assumed_is_told(
    kind: str, attributes: dict[str, Any], beside: dict[str, Any], note: str
) -> None:
    machines = next(part for part in line(kind, attributes, **beside).components if part.name.startswith("Instance"))
    told = [each for each in machines.note.split("; ") if each.startswith("assumed")]
    assert told == ([f"assumed, not stated in the plan: {note}"] if note else [])


def test_the_least_capacity_of_a_serverless_cluster_is_told() -> None:
    cluster = {"serverlessv2_scaling_configuration": [{"min_capacity": 2, "max_capacity": 8}]}
    instance = {"instance_class": "db.serverless", "engine": "aurora-postgresql"}
    (part,) = line("aws_rds_cluster_instance", instance, aws_rds_cluster=cluster).components
    assert part.note.startswith("at least 2 units an hour")


@pytest.mark.parametrize(
    ("written", "costs"),
    [({"vpc_endpoint_type"}, "7.30"), ({"vpc_endpoint_type", "subnet_ids"}, "unpriced")],  # 730*0.01
)
def test_subnets_that_nobody_names(written: set[str], costs: str) -> None:
    endpoint = {"vpc_endpoint_type": "Interface", "subnet_ids": UNKNOWN}
    assert monthly("aws_vpc_endpoint", endpoint, "", written) == costs
