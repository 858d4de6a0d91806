"""A resource type in, what its provider adds to what is written: computed values, defaults, marks, what forces a replacement."""

# ruff: noqa: E501, S106  a table reads better wide; its templates are no secrets

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Schema:
    computed: Mapping[str, Any] = field(default_factory=lambda: {"id": "{hex:.20}"})
    """Attribute -> template over the other attributes, `hex`, `region` and `account`; in order, `id` among them."""
    force_new: frozenset[str] = frozenset()
    sensitive: frozenset[str] = frozenset()
    renewed: frozenset[str] = frozenset()
    """Computed attributes that an update makes unknown again."""
    defaults: Mapping[str, Any] = field(default_factory=dict)
    tagged: bool = False
    version: int = 0


def schema(kind: str) -> Schema:
    found = SCHEMAS.get(kind)
    if found is not None:
        return found
    return next((general for prefix, general in GENERAL.items() if kind.startswith(prefix)), Schema())


def _schema(
    id_: str,
    force: str = "",
    secret: str = "",
    renewed: str = "",
    /,
    *,
    tagged: bool = False,
    version: int = 0,
    defaults: Mapping[str, Any] | None = None,
    **computed: Any,
) -> Schema:
    return Schema(
        computed={"id": id_, **computed},
        force_new=frozenset(force.split()),
        sensitive=frozenset(secret.split()),
        renewed=frozenset(renewed.split()),
        defaults=defaults or {},
        tagged=tagged,
        version=version,
    )


def _aws(id_: str, arn: str = "", force: str = "", secret: str = "", renewed: str = "", /, **rest: Any) -> Schema:
    """An AWS type with tags; `arn` is what follows `arn:aws:`."""
    made = _schema(id_, force, secret, renewed, **rest)
    computed = {**made.computed, "arn": f"arn:aws:{arn}"} if arn else made.computed
    return replace(made, tagged=True, computed=computed)


def _azure(path: str, force: str = "", secret: str = "", /, **rest: Any) -> Schema:
    """`path` is the resource provider and kind below the resource group."""
    id_ = f"/subscriptions/{{account}}/resourceGroups/{{resource_group_name}}/providers/{path}/{{name}}"
    return _schema(id_, f"name resource_group_name location {force}", secret, **rest)


def _google(path: str, force: str = "", secret: str = "", /, **rest: Any) -> Schema:
    return _schema(
        f"projects/{{account}}/{path}/{{name}}", f"name project {force}", secret, project="{account}", **rest
    )


_EC2 = "ec2:{region}:{account}:"
_NO_DB_EXTRAS: Mapping[str, Any] = {
    "allow_major_version_upgrade": None, "apply_immediately": False, "auto_minor_version_upgrade": True,
    "backup_window": "02:10-03:10", "character_set_name": None, "copy_tags_to_snapshot": True,
    "customer_owned_ip_enabled": None, "dedicated_log_volume": False, "delete_automated_backups": True, "domain": None,
    "enabled_cloudwatch_logs_exports": ["postgresql", "upgrade"], "iam_database_authentication_enabled": False,
    "iops": None, "maintenance_window": "sun:03:30-sun:04:30", "max_allocated_storage": 0, "monitoring_interval": 60,
    "network_type": "IPV4", "password_wo": None, "performance_insights_enabled": True, "publicly_accessible": False,
    "replicate_source_db": None, "skip_final_snapshot": False, "snapshot_identifier": None, "timeouts": None,
}  # fmt: skip
_NO_INSTANCE_EXTRAS: Mapping[str, Any] = {
    "associate_public_ip_address": False, "credit_specification": [], "disable_api_stop": False,
    "disable_api_termination": False, "ebs_block_device": [], "ebs_optimized": True, "ephemeral_block_device": [],
    "force_destroy": False, "get_password_data": False, "hibernation": None, "iam_instance_profile": None,
    "instance_initiated_shutdown_behavior": "stop", "key_name": None, "launch_template": [], "monitoring": True,
    "network_interface": [], "placement_group": None, "source_dest_check": True, "tenancy": "default",
    "timeouts": None, "user_data": None, "user_data_replace_on_change": False, "volume_tags": None,
}  # fmt: skip
_SUBNET: Mapping[str, Any] = {
    "assign_ipv6_address_on_creation": False, "customer_owned_ipv4_pool": None, "enable_dns64": False,
    "ipv6_cidr_block": None, "ipv6_native": False, "map_public_ip_on_launch": False, "outpost_arn": None,
    "private_dns_hostname_type_on_launch": "ip-name", "timeouts": None,
}  # fmt: skip
_ALARM: Mapping[str, Any] = {
    "actions_enabled": True, "datapoints_to_alarm": None, "evaluate_low_sample_count_percentiles": None,
    "extended_statistic": None, "insufficient_data_actions": None, "metric_query": [], "threshold_metric_id": None,
    "treat_missing_data": "missing", "unit": None,
}  # fmt: skip
_LAMBDA: Mapping[str, Any] = {
    "architectures": ["arm64"], "code_signing_config_arn": None, "dead_letter_config": [], "description": "",
    "file_system_config": [], "image_config": [], "layers": None, "package_type": "Zip", "publish": False,
    "reserved_concurrent_executions": -1, "skip_destroy": False, "timeouts": None,
    "tracing_config": [{"mode": "Active"}],
}  # fmt: skip

SCHEMAS: Mapping[str, Schema] = {
    # AWS, network
    "aws_vpc": _aws("vpc-0{hex:.16}", _EC2 + "vpc/{id}", "cidr_block", version=1, owner_id="{account}",
                    default_security_group_id="sg-0{hex:.15}d", main_route_table_id="rtb-0{hex:.15}m",
                    defaults={"assign_generated_ipv6_cidr_block": False, "instance_tenancy": "default", "ipv6_cidr_block": "",
                              "enable_network_address_usage_metrics": False, "ipv4_ipam_pool_id": None}),
    "aws_subnet": _aws("subnet-0{hex:.16}", _EC2 + "subnet/{id}", "vpc_id cidr_block availability_zone", version=1,
                       owner_id="{account}", defaults=_SUBNET),
    "aws_internet_gateway": _aws("igw-0{hex:.16}", _EC2 + "internet-gateway/{id}", owner_id="{account}"),
    "aws_eip": _aws("eipalloc-0{hex:.16}", _EC2 + "elastic-ip/{id}", public_ip="52.18.40.17", allocation_id="{id}",
                    defaults={"domain": "vpc", "instance": None, "network_border_group": None, "timeouts": None}),
    "aws_nat_gateway": _aws("nat-0{hex:.16}", "", "allocation_id subnet_id", network_interface_id="eni-0{hex:.16}",
                            defaults={"connectivity_type": "public", "private_ip": None, "timeouts": None}),
    "aws_route_table": _aws("rtb-0{hex:.16}", _EC2 + "route-table/{id}", "vpc_id", owner_id="{account}"),
    "aws_route": _schema("r-rtb-{hex:.16}", "route_table_id destination_cidr_block", origin="CreateRoute", state="active"),
    "aws_route_table_association": _schema("rtbassoc-0{hex:.16}", "subnet_id"),
    "aws_vpc_endpoint": _aws("vpce-0{hex:.16}", _EC2 + "vpc-endpoint/{id}", "vpc_id service_name vpc_endpoint_type", state="available",
                             defaults={"auto_accept": None, "ip_address_type": "ipv4", "timeouts": None}),
    "aws_flow_log": _aws("fl-0{hex:.16}", _EC2 + "vpc-flow-log/{id}", "vpc_id log_destination traffic_type"),
    "aws_ec2_transit_gateway": _aws("tgw-0{hex:.16}", _EC2 + "transit-gateway/{id}", owner_id="{account}",
                                    association_default_route_table_id="tgw-rtb-0{hex:.15}a"),
    "aws_ec2_transit_gateway_vpc_attachment": _aws("tgw-attach-0{hex:.16}", "", "transit_gateway_id vpc_id", vpc_owner_id="{account}"),
    "aws_ec2_transit_gateway_route_table": _aws("tgw-rtb-0{hex:.16}", _EC2 + "transit-gateway-route-table/{id}", "transit_gateway_id"),
    "aws_vpn_connection": _aws("vpn-0{hex:.16}", _EC2 + "vpn-connection/{id}", "customer_gateway_id type",
                               "tunnel1_preshared_key tunnel2_preshared_key customer_gateway_configuration",
                               customer_gateway_configuration='<vpn_connection id="{id}"/>', tunnel1_address="34.240.11.9"),
    "aws_customer_gateway": _aws("cgw-0{hex:.16}", _EC2 + "customer-gateway/{id}", "bgp_asn ip_address type"),
    "aws_security_group": _aws("sg-0{hex:.16}", _EC2 + "security-group/{id}", "name description vpc_id", version=1, owner_id="{account}",
                               defaults={"ingress": [], "name_prefix": "", "revoke_rules_on_delete": False, "timeouts": None,
                                         "egress": [{"cidr_blocks": ["10.0.0.0/8"], "description": "to our own networks", "from_port": 443,
                                                     "ipv6_cidr_blocks": [], "prefix_list_ids": [], "protocol": "tcp",
                                                     "security_groups": [], "self": False, "to_port": 443}]}),
    "aws_vpc_security_group_ingress_rule": _aws("sgr-0{hex:.16}", _EC2 + "security-group-rule/{id}", "security_group_id",
                                                security_group_rule_id="{id}",
                                                defaults={"cidr_ipv4": None, "cidr_ipv6": None, "prefix_list_id": None,
                                                          "referenced_security_group_id": None}),
    "aws_vpc_security_group_egress_rule": _aws("sgr-0{hex:.16}", _EC2 + "security-group-rule/{id}", "security_group_id",
                                               security_group_rule_id="{id}",
                                               defaults={"cidr_ipv4": None, "cidr_ipv6": None, "prefix_list_id": None,
                                                         "referenced_security_group_id": None}),
    # AWS, compute
    "aws_instance": _aws("i-0{hex:.16}", _EC2 + "instance/{id}", "ami subnet_id availability_zone key_name user_data associate_public_ip_address",
                         version=1, private_ip="10.42.17.23", public_ip="", primary_network_interface_id="eni-0{hex:.16}",
                         private_dns="ip-10-42-17-23.{region}.compute.internal", instance_state="running", defaults=_NO_INSTANCE_EXTRAS),
    "aws_ebs_volume": _aws("vol-0{hex:.16}", _EC2 + "volume/{id}", "availability_zone encrypted kms_key_id",
                           defaults={"final_snapshot": False, "multi_attach_enabled": False, "snapshot_id": "", "throughput": 125, "iops": 3000}),
    "aws_launch_template": _aws("lt-0{hex:.16}", _EC2 + "launch-template/{id}", "name name_prefix", "", "latest_version",
                                default_version="1", latest_version="4"),
    "aws_autoscaling_group": _schema("{name}", "name", arn="arn:aws:autoscaling:{region}:{account}:autoScalingGroup:{hex:.12}:{name}",
                                     defaults={"capacity_rebalance": False, "default_cooldown": 300, "force_delete": False,
                                               "health_check_grace_period": 120, "metrics_granularity": "1Minute",
                                               "protect_from_scale_in": False, "wait_for_capacity_timeout": "10m"}),
    "aws_autoscaling_policy": _schema("{name}", "name", arn="arn:aws:autoscaling:{region}:{account}:scalingPolicy:{hex:.12}:{name}"),
    "aws_ecs_cluster": _aws("arn:aws:ecs:{region}:{account}:cluster/{name}", "ecs:{region}:{account}:cluster/{name}", "name"),
    "aws_ecs_task_definition": _aws("{family}", "ecs:{region}:{account}:task-definition/{family}:{hex:.2}",
                                    "family container_definitions cpu memory execution_role_arn task_role_arn network_mode", version=1, revision="27"),
    "aws_ecs_service": _aws("arn:aws:ecs:{region}:{account}:service/{name}", "", "name cluster launch_type",
                            defaults={"deployment_maximum_percent": 200, "deployment_minimum_healthy_percent": 100,
                                      "enable_ecs_managed_tags": True, "enable_execute_command": False, "force_new_deployment": False,
                                      "health_check_grace_period_seconds": 30, "propagate_tags": "SERVICE", "scheduling_strategy": "REPLICA",
                                      "wait_for_steady_state": False, "timeouts": None}),
    "aws_appautoscaling_target": _aws("{resource_id}", "application-autoscaling:{region}:{account}:scalable-target/{hex:.12}", "resource_id"),
    "aws_appautoscaling_policy": _schema("{name}", "name resource_id", arn="arn:aws:autoscaling:{region}:{account}:scalingPolicy:{hex:.12}"),
    "aws_ecr_repository": _aws("{name}", "ecr:{region}:{account}:repository/{name}", "name encryption_configuration",
                               registry_id="{account}", repository_url="{account}.dkr.ecr.{region}.amazonaws.com/{name}"),
    "aws_lambda_function": _aws("{function_name}", "lambda:{region}:{account}:function:{function_name}", "function_name", "",
                                "last_modified source_code_size qualified_arn", last_modified="2026-09-30T08:11:42.000+0000",
                                invoke_arn="arn:aws:apigateway:{region}:lambda:path/2015-03-31/functions/{function_name}/invocations",
                                defaults=_LAMBDA),
    "aws_lambda_permission": _schema("{statement_id}", "function_name principal action statement_id"),
    # AWS, clusters
    "aws_eks_cluster": _aws("{name}", "eks:{region}:{account}:cluster/{name}", "name role_arn encryption_config", version=1,
                            endpoint="https://{hex:.32}.gr7.{region}.eks.amazonaws.com", platform_version="eks.14", status="ACTIVE",
                            cluster_security_group_id="sg-0{hex:.15}c", identity=[{"oidc": [{"issuer": "https://oidc.eks.{region}.amazonaws.com/id/{hex:.32}"}]}],
                            certificate_authority=[{"data": "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSURCVENDQWUyZ0F3SUJBZ0lJ"}]),
    "aws_eks_node_group": _aws("{cluster_name}:{node_group_name}", "eks:{region}:{account}:nodegroup/{cluster_name}/{node_group_name}",
                               "cluster_name node_group_name instance_types ami_type capacity_type disk_size subnet_ids node_role_arn", status="ACTIVE",
                               defaults={"force_update_version": None, "remote_access": [], "taint": [], "timeouts": None}),
    "aws_eks_addon": _aws("{cluster_name}:{addon_name}", "eks:{region}:{account}:addon/{cluster_name}/{addon_name}", "cluster_name addon_name"),
    "aws_eks_access_entry": _aws("{cluster_name}:{principal_arn}", "", "cluster_name principal_arn"),
    "aws_iam_openid_connect_provider": _aws("arn:aws:iam::{account}:oidc-provider/{url}", "iam::{account}:oidc-provider/{url}", "url"),
    # AWS, data
    "aws_db_instance": _aws("db-{hex:.26}", "rds:{region}:{account}:db:{identifier}",
                            "identifier engine username db_name storage_encrypted kms_key_id availability_zone db_subnet_group_name", "password",
                            version=2, address="{identifier}.c{hex:.11}.{region}.rds.amazonaws.com",
                            endpoint="{identifier}.c{hex:.11}.{region}.rds.amazonaws.com:5432", hosted_zone_id="Z29XKXDKYMONMX",
                            resource_id="db-{hex:.26}", status="available", defaults=_NO_DB_EXTRAS),
    "aws_rds_cluster": _aws("{cluster_identifier}", "rds:{region}:{account}:cluster:{cluster_identifier}",
                            "cluster_identifier engine master_username storage_encrypted kms_key_id db_subnet_group_name", "master_password",
                            endpoint="{cluster_identifier}.cluster-c{hex:.11}.{region}.rds.amazonaws.com",
                            reader_endpoint="{cluster_identifier}.cluster-ro-c{hex:.11}.{region}.rds.amazonaws.com"),
    "aws_rds_cluster_instance": _aws("{identifier}", "rds:{region}:{account}:db:{identifier}", "identifier cluster_identifier engine",
                                     endpoint="{identifier}.c{hex:.11}.{region}.rds.amazonaws.com", defaults={"publicly_accessible": False}),
    "aws_db_subnet_group": _aws("{name}", "rds:{region}:{account}:subgrp:{name}", "name"),
    "aws_db_parameter_group": _aws("{name}", "rds:{region}:{account}:pg:{name}", "name family"),
    "aws_elasticache_replication_group": _aws("{replication_group_id}", "elasticache:{region}:{account}:replicationgroup:{replication_group_id}",
                                              "replication_group_id at_rest_encryption_enabled subnet_group_name", "auth_token", version=2,
                                              primary_endpoint_address="master.{replication_group_id}.{hex:.6}.euw1.cache.amazonaws.com"),
    "aws_elasticache_subnet_group": _aws("{name}", "elasticache:{region}:{account}:subnetgroup:{name}", "name"),
    "aws_dynamodb_table": _aws("{name}", "dynamodb:{region}:{account}:table/{name}", "name hash_key range_key", version=1),
    "aws_sqs_queue": _aws("https://sqs.{region}.amazonaws.com/{account}/{name}", "sqs:{region}:{account}:{name}", "name fifo_queue", url="{id}",
                          defaults={"content_based_deduplication": False, "delay_seconds": 0, "fifo_queue": False, "kms_master_key_id": None,
                                    "max_message_size": 262144, "receive_wait_time_seconds": 20, "sqs_managed_sse_enabled": True}),
    "aws_sns_topic": _aws("arn:aws:sns:{region}:{account}:{name}", "sns:{region}:{account}:{name}", "name"),
    "aws_sns_topic_subscription": _schema("arn:aws:sns:{region}:{account}:{hex:.16}", "topic_arn protocol endpoint"),
    "aws_s3_bucket": _aws("{bucket}", "s3:::{bucket}", "bucket", bucket_domain_name="{bucket}.s3.amazonaws.com",
                          bucket_regional_domain_name="{bucket}.s3.{region}.amazonaws.com", hosted_zone_id="Z1BKCTXD74EZPE", region="{region}",
                          defaults={"bucket_prefix": "", "force_destroy": False, "object_lock_enabled": False, "timeouts": None}),
    "aws_s3_bucket_versioning": _schema("{bucket}", "bucket", defaults={"expected_bucket_owner": "", "mfa": None}),
    "aws_s3_bucket_public_access_block": _schema("{bucket}", "bucket"),
    "aws_s3_bucket_server_side_encryption_configuration": _schema("{bucket}", "bucket", defaults={"expected_bucket_owner": ""}),
    "aws_s3_bucket_lifecycle_configuration": _schema("{bucket}", "bucket", version=1, defaults={"expected_bucket_owner": ""}),
    "aws_s3_bucket_logging": _schema("{bucket}", "bucket"),
    "aws_s3_bucket_policy": _schema("{bucket}", "bucket"),
    "aws_glue_catalog_database": _aws("{account}:{name}", "glue:{region}:{account}:database/{name}", "name", catalog_id="{account}"),
    "aws_glue_crawler": _aws("{name}", "glue:{region}:{account}:crawler/{name}", "name"),
    "aws_glue_job": _aws("{name}", "glue:{region}:{account}:job/{name}", "name",
                         defaults={"connections": [], "execution_class": "STANDARD", "max_retries": 1, "timeout": 120}),
    "aws_glue_trigger": _aws("{name}", "glue:{region}:{account}:trigger/{name}", "name type", state="ACTIVATED"),
    "aws_redshift_cluster": _aws("{cluster_identifier}", "redshift:{region}:{account}:namespace:{hex:.32}",
                                 "cluster_identifier encrypted kms_key_id cluster_subnet_group_name master_username", "master_password",
                                 endpoint="{cluster_identifier}.c{hex:.11}.{region}.redshift.amazonaws.com:5439"),
    "aws_redshift_subnet_group": _aws("{name}", "redshift:{region}:{account}:subnetgroup:{name}", "name"),
    "aws_opensearch_domain": _aws("arn:aws:es:{region}:{account}:domain/{domain_name}", "es:{region}:{account}:domain/{domain_name}", "domain_name",
                                  endpoint="vpc-{domain_name}-{hex:.24}.{region}.es.amazonaws.com"),
    "aws_efs_file_system": _aws("fs-0{hex:.16}", "elasticfilesystem:{region}:{account}:file-system/{id}", "encrypted kms_key_id performance_mode",
                                dns_name="{id}.efs.{region}.amazonaws.com"),
    "aws_kinesis_stream": _aws("arn:aws:kinesis:{region}:{account}:stream/{name}", "kinesis:{region}:{account}:stream/{name}", "name", version=1),
    "aws_kinesis_firehose_delivery_stream": _aws("arn:aws:firehose:{region}:{account}:deliverystream/{name}",
                                                 "firehose:{region}:{account}:deliverystream/{name}", "name destination", version=1),
    # AWS, identity, keys, logs
    "aws_iam_role": _aws("{name}", "iam::{account}:role/{name}", "name path", create_date="2025-04-02T09:14:55Z", unique_id="AROA{hex:.16}",
                         defaults={"description": "", "force_detach_policies": False, "max_session_duration": 3600, "name_prefix": "",
                                   "path": "/", "permissions_boundary": ""}),
    "aws_iam_policy": _aws("arn:aws:iam::{account}:policy/{name}", "iam::{account}:policy/{name}", "name path", policy_id="ANPA{hex:.16}",
                           attachment_count="1", defaults={"description": "", "name_prefix": "", "path": "/"}),
    "aws_iam_role_policy": _schema("{role}:{name}", "role name", defaults={"name_prefix": ""}),
    "aws_iam_role_policy_attachment": _schema("{role}-{hex:.12}", "role policy_arn"),
    "aws_iam_group": _schema("{name}", "name", arn="arn:aws:iam::{account}:group/{name}", unique_id="AGPA{hex:.16}", defaults={"path": "/"}),
    "aws_iam_group_policy_attachment": _schema("{group}-{hex:.12}", "group policy_arn"),
    "aws_iam_user": _aws("{name}", "iam::{account}:user/{name}", "name", unique_id="AIDA{hex:.16}", defaults={"force_destroy": False, "path": "/"}),
    "aws_iam_access_key": _schema("AKIA{hex:.16}", "user", "secret ses_smtp_password_v4", secret="{hex:.40}", ses_smtp_password_v4="B{hex:.43}",
                                  create_date="2025-04-02T09:15:10Z", defaults={"pgp_key": None, "status": "Active"}),
    "aws_iam_instance_profile": _aws("{name}", "iam::{account}:instance-profile/{name}", "name"),
    "aws_ssoadmin_permission_set": _aws("{name}", "sso:::permissionSet/ssoins-6804f5c1/ps-{hex:.16}", "name instance_arn"),
    "aws_ssoadmin_account_assignment": _schema("{hex:.32}", "principal_id target_id permission_set_arn"),
    "aws_kms_key": _aws("{hex:.8}-4c1e-4b7a-9d20-{hex:.12}", "kms:{region}:{account}:key/{id}", key_id="{id}",
                        defaults={"bypass_policy_lockout_safety_check": False, "custom_key_store_id": "", "is_enabled": True,
                                  "customer_master_key_spec": "SYMMETRIC_DEFAULT", "key_usage": "ENCRYPT_DECRYPT", "multi_region": False}),
    "aws_kms_alias": _schema("{name}", "name", arn="arn:aws:kms:{region}:{account}:{name}"),
    "aws_secretsmanager_secret": _aws("arn:aws:secretsmanager:{region}:{account}:secret:{name}-{hex:.6}",
                                      "secretsmanager:{region}:{account}:secret:{name}-{hex:.6}", "name"),
    "aws_secretsmanager_secret_version": _schema("{secret_id}|{hex:.16}", "secret_id secret_string", "secret_string secret_binary",
                                                 version_id="{hex:.32}", defaults={"secret_binary": ""}),
    "aws_ssm_parameter": _aws("{name}", "ssm:{region}:{account}:parameter{name}", "name", "value", "version", version="3",
                              defaults={"allowed_pattern": "", "data_type": "text", "tier": "Standard"}),
    "aws_cloudwatch_log_group": _aws("{name}", "logs:{region}:{account}:log-group:{name}", "name",
                                     defaults={"log_group_class": "STANDARD", "name_prefix": "", "skip_destroy": False}),
    "aws_cloudwatch_metric_alarm": _aws("{alarm_name}", "cloudwatch:{region}:{account}:alarm:{alarm_name}", "alarm_name", version=1, defaults=_ALARM),
    "aws_cloudtrail": _aws("{name}", "cloudtrail:{region}:{account}:trail/{name}", "name", home_region="{region}",
                           defaults={"enable_log_file_validation": True, "is_multi_region_trail": True, "include_global_service_events": True}),
    # AWS, edge
    "aws_lb": _aws("arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex:.16}",
                   "elasticloadbalancing:{region}:{account}:loadbalancer/app/{name}/{hex:.16}", "name internal load_balancer_type subnets",
                   dns_name="{name}-{hex:.9}.{region}.elb.amazonaws.com", zone_id="Z32O12XQLNTSW2",
                   defaults={"desync_mitigation_mode": "defensive", "drop_invalid_header_fields": True, "enable_http2": True,
                             "idle_timeout": 60, "ip_address_type": "ipv4", "timeouts": None}),
    "aws_lb_listener": _aws("{load_balancer_arn}/{hex:.16}", "elasticloadbalancing:{region}:{account}:listener/{hex:.16}", "load_balancer_arn"),
    "aws_lb_listener_rule": _aws("arn:aws:elasticloadbalancing:{region}:{account}:listener-rule/{hex:.16}", "", "listener_arn"),
    "aws_lb_target_group": _aws("arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:.16}",
                                "elasticloadbalancing:{region}:{account}:targetgroup/{name}/{hex:.16}", "name port protocol target_type vpc_id",
                                arn_suffix="targetgroup/{name}/{hex:.16}"),
    "aws_cloudfront_distribution": _aws("E{hex:.13}", "cloudfront::{account}:distribution/{id}", "", "", "etag last_modified_time", version=1,
                                        domain_name="d{hex:.13}.cloudfront.net", etag="E{hex:.12}", hosted_zone_id="Z2FDTNDATAQYW2",
                                        status="Deployed", last_modified_time="2026-08-14 10:02:11.482 +0000 UTC"),
    "aws_cloudfront_origin_access_control": _schema("E{hex:.13}", "", "", "etag", etag="ETVPDKIKX0DER"),
    "aws_cloudfront_cache_policy": _schema("{hex:.8}-1f0a-4c55-b1f2-{hex:.12}", "name", etag="E23ZP02F085DFQ"),
    "aws_acm_certificate": _aws("arn:aws:acm:{region}:{account}:certificate/{hex:.32}", "acm:{region}:{account}:certificate/{hex:.32}",
                                "domain_name subject_alternative_names", "private_key", status="ISSUED"),
    "aws_route53_zone": _aws("Z{hex:.20}", "route53:::hostedzone/{id}", "name", zone_id="{id}", primary_name_server="ns-1432.awsdns-51.org"),
    "aws_route53_record": _schema("{zone_id}_{name}_{type}", "zone_id name type set_identifier", version=2, fqdn="{name}",
                                  defaults={"alias": [], "allow_overwrite": None, "health_check_id": "", "multivalue_answer_routing_policy": None,
                                            "records": None, "set_identifier": "", "ttl": None}),
    "aws_route53_health_check": _aws("{hex:.8}-88c2-4a1d-a9f3-{hex:.12}", "route53:::healthcheck/{id}", "fqdn port type"),
    "aws_wafv2_web_acl": _aws("{hex:.32}", "wafv2:{region}:{account}:regional/webacl/{name}/{hex:.32}", "name scope", capacity="725"),
    # Azure
    "azurerm_resource_group": _schema("/subscriptions/{account}/resourceGroups/{name}", "name location"),
    "azurerm_virtual_network": _azure("Microsoft.Network/virtualNetworks", guid="{hex:.32}"),
    "azurerm_subnet": _schema("/subscriptions/{account}/resourceGroups/{resource_group_name}/providers/Microsoft.Network/virtualNetworks/"
                              "{virtual_network_name}/subnets/{name}", "name virtual_network_name"),
    "azurerm_network_security_group": _azure("Microsoft.Network/networkSecurityGroups"),
    "azurerm_nat_gateway": _azure("Microsoft.Network/natGateways", resource_guid="{hex:.32}"),
    "azurerm_public_ip": _azure("Microsoft.Network/publicIPAddresses", "sku zones", ip_address="20.61.114.8"),
    "azurerm_kubernetes_cluster": _azure("Microsoft.ContainerService/managedClusters", "dns_prefix private_cluster_enabled node_resource_group",
                                         "kube_config_raw kube_admin_config_raw", version=2, fqdn="{dns_prefix}-{hex:.8}.hcp.westeurope.azmk8s.io",
                                         kube_config_raw="apiVersion: v1\nclusters:\n- name: {name}\nusers:\n- token: {hex:.48}\n",
                                         oidc_issuer_url="https://westeurope.oic.prod-aks.azure.com/{hex:.32}/"),
    "azurerm_kubernetes_cluster_node_pool": _schema("{kubernetes_cluster_id}/agentPools/{name}", "name kubernetes_cluster_id vm_size os_type os_disk_size_gb",
                                                    version=1),
    "azurerm_mssql_server": _azure("Microsoft.Sql/servers", "administrator_login version", "administrator_login_password",
                                   fully_qualified_domain_name="{name}.database.windows.net"),
    "azurerm_mssql_database": _schema("{server_id}/databases/{name}", "name server_id collation", version=1),
    "azurerm_storage_account": _azure("Microsoft.Storage/storageAccounts", "account_kind",
                                      "primary_access_key secondary_access_key primary_connection_string", version=4,
                                      primary_access_key="{hex:.64}==", secondary_access_key="s{hex:.62}==",
                                      primary_connection_string="DefaultEndpointsProtocol=https;AccountName={name};AccountKey={hex:.64}==",
                                      primary_blob_endpoint="https://{name}.blob.core.windows.net/"),
    "azurerm_storage_container": _schema("https://{storage_account_name}.blob.core.windows.net/{name}", "name storage_account_name"),
    "azurerm_key_vault": _azure("Microsoft.KeyVault/vaults", "", "", version=2, vault_uri="https://{name}.vault.azure.net/"),
    "azurerm_key_vault_secret": _schema("{key_vault_id}/secrets/{name}", "name key_vault_id", "value", versionless_id="{key_vault_id}/secrets/{name}"),
    "azurerm_private_endpoint": _azure("Microsoft.Network/privateEndpoints", "subnet_id"),
    "azurerm_private_dns_zone": _azure("Microsoft.Network/privateDnsZones"),
    "azurerm_container_registry": _azure("Microsoft.ContainerRegistry/registries", "", "admin_password", version=2, login_server="{name}.azurecr.io"),
    "azurerm_log_analytics_workspace": _azure("Microsoft.OperationalInsights/workspaces", "", "primary_shared_key secondary_shared_key", version=3,
                                              primary_shared_key="{hex:.60}==", secondary_shared_key="w{hex:.58}==", workspace_id="{hex:.32}"),
    "azurerm_redis_cache": _azure("Microsoft.Cache/redis", "", "primary_access_key primary_connection_string", version=1, hostname="{name}.redis.cache.windows.net",
                                  primary_access_key="{hex:.43}=", primary_connection_string="{name}.redis.cache.windows.net:6380,password={hex:.43}="),
    "azurerm_linux_virtual_machine": _azure("Microsoft.Compute/virtualMachines", "admin_username source_image_reference zone", "admin_password custom_data",
                                            private_ip_address="10.60.4.5", virtual_machine_id="{hex:.32}"),
    "azurerm_network_interface": _azure("Microsoft.Network/networkInterfaces", private_ip_address="10.60.4.5"),
    "azurerm_managed_disk": _azure("Microsoft.Compute/disks", "create_option zone", version=1),
    "azurerm_user_assigned_identity": _azure("Microsoft.ManagedIdentity/userAssignedIdentities", principal_id="{hex:.32}", client_id="c{hex:.31}"),
    "azurerm_role_assignment": _schema("{scope}/providers/Microsoft.Authorization/roleAssignments/{hex:.32}", "scope role_definition_name principal_id"),
    # Google
    "google_compute_network": _google("global/networks", self_link="https://www.googleapis.com/compute/v1/projects/{account}/global/networks/{name}"),
    "google_compute_subnetwork": _google("regions/{region}/subnetworks", "network region", gateway_address="10.80.0.1",
                                         self_link="https://www.googleapis.com/compute/v1/projects/{account}/regions/{region}/subnetworks/{name}"),
    "google_compute_router": _google("regions/{region}/routers", "network region"),
    "google_compute_router_nat": _google("regions/{region}/routers/nat", "router region"),
    "google_compute_firewall": _google("global/firewalls", "network direction", version=1,
                                       defaults={"deny": [], "disabled": None, "log_config": [], "priority": 1000, "source_service_accounts": None}),
    "google_compute_instance": _google("zones/{zone}/instances", "zone machine_image boot_disk", version=6, instance_id="61{hex:.10}",
                                       defaults={"allow_stopping_for_update": True, "attached_disk": [], "deletion_protection": False,
                                                 "guest_accelerator": [], "hostname": "", "min_cpu_platform": ""}),
    "google_compute_disk": _google("zones/{zone}/disks", "zone type"),
    "google_compute_address": _google("regions/{region}/addresses", "region address_type", version=1, address="34.76.120.11"),
    "google_container_cluster": _google("locations/{location}/clusters", "location network subnetwork private_cluster_config", version=2, endpoint="10.90.0.2",
                                        master_version="1.32.4-gke.1353003",
                                        defaults={"default_max_pods_per_node": 110, "enable_legacy_abac": False, "enable_tpu": False}),
    "google_container_node_pool": _google("locations/{location}/clusters/{cluster}/nodePools", "cluster location node_config", version=1),
    "google_sql_database_instance": _google("instances", "region", "root_password", connection_name="{account}:{region}:{name}",
                                            private_ip_address="10.91.0.3", self_link="https://sqladmin.googleapis.com/sql/v1beta4/projects/{account}/instances/{name}"),
    "google_sql_database": _google("databases", "instance"),
    "google_sql_user": _schema("{name}/{instance}", "name instance", "password"),
    "google_bigquery_dataset": _schema("projects/{account}/datasets/{dataset_id}", "dataset_id location", project="{account}", etag="{hex:.22}=="),
    "google_bigquery_table": _schema("projects/{account}/datasets/{dataset_id}/tables/{table_id}", "dataset_id table_id time_partitioning", project="{account}"),
    "google_storage_bucket": _schema("{name}", "name location", version=3, self_link="https://www.googleapis.com/storage/v1/b/{name}", url="gs://{name}",
                                     project="{account}"),
    "google_storage_bucket_iam_member": _schema("b/{bucket}/{role}/{member}", "bucket role member", etag="CAI="),
    "google_service_account": _schema("projects/{account}/serviceAccounts/{account_id}@{account}.iam.gserviceaccount.com", "account_id",
                                      email="{account_id}@{account}.iam.gserviceaccount.com",
                                      member="serviceAccount:{account_id}@{account}.iam.gserviceaccount.com"),
    "google_service_account_key": _schema("projects/{account}/serviceAccounts/keys/{hex:.40}", "service_account_id", "private_key",
                                          private_key="eyJ0eXBlIjogInNlcnZpY2VfYWNjb3VudCIs{hex:.48}"),
    "google_project_iam_member": _schema("{account}/{role}/{member}", "role member", etag="BwYh"),
    "google_pubsub_topic": _google("topics"),
    "google_pubsub_subscription": _google("subscriptions", "topic"),
    "google_kms_key_ring": _google("locations/{location}/keyRings", "location"),
    "google_kms_crypto_key": _schema("{key_ring}/cryptoKeys/{name}", "name key_ring purpose", version=1,
                                     defaults={"destroy_scheduled_duration": "2592000s", "import_only": False, "purpose": "ENCRYPT_DECRYPT"}),
    # others
    "random_password": _schema("none", "length special", "result bcrypt_hash", version=3, result="{hex:.28}Aa!", bcrypt_hash="$2a$10${hex:.53}"),
    "random_id": _schema("{hex:.11}", "byte_length", hex="{hex:.8}"),
    "tls_private_key": _schema("{hex:.40}", "algorithm", "private_key_pem private_key_openssh", version=1,
                               private_key_pem="-----BEGIN EC PRIVATE KEY-----\n{hex:.64}\n-----END EC PRIVATE KEY-----\n",
                               private_key_openssh="-----BEGIN OPENSSH PRIVATE KEY-----\n{hex:.60}\n-----END OPENSSH PRIVATE KEY-----\n",
                               public_key_openssh="ecdsa-sha2-nistp256 {hex:.60}"),
    "helm_release": _schema("{name}", "name namespace", "repository_password set_sensitive", "metadata", version=1, status="deployed", metadata=[{"chart": "{chart}", "name": "{name}", "namespace": "{namespace}", "revision": "4", "version": "{version}"}],
                            defaults={"atomic": True, "cleanup_on_fail": False, "create_namespace": False, "dependency_update": False,
                                      "force_update": False, "max_history": 10, "timeout": 600, "verify": False, "wait": True}),
    "kubernetes_secret_v1": _schema("{metadata_id}", "", "data"),
    "datadog_monitor": _schema("48{hex:.6}", "type"),
}  # fmt: skip
"""Types whose providers answer something that the demo's plans show or refer to."""

GENERAL: Mapping[str, Schema] = {
    "azurerm_": _azure("Microsoft.Resources/deployments"),
    "kubernetes_": _schema("{hex:.20}"),
    "google_": _schema("projects/{account}/{hex:.20}", project="{account}"),
}
