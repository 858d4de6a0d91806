"""`data-lake-prod`: four hundred resources, most of them buckets. Its story: an approved change that nobody applied yet."""

# ruff: noqa: E501  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.company import AISHA, GITHUB, LUCA, PRIYA, TOMAS, Story, applied, approved, aws, backbone
from tools.demo.modules import (
    Network,
    alarm,
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
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

    from tools.demo.author import Block, Stack

SLUG = "data-lake-prod"
REGION = "us-east-1"
ACCOUNT = "667120459932"
LAYERS = {"raw": 400, "clean": 730, "marts": 1095}
DOMAINS = (
    "orders",
    "shipments",
    "tracking",
    "billing",
    "fleet",
    "weather",
    "customers",
    "warehouse",
    "telemetry",
    "partners",
    "customs",
    "tolls",
    "energy",
    "crew",
    "hr",
)


def stack(
    *,
    domains: tuple[str, ...] = DOMAINS,
    redshift: int = 3,
    search: str = "r6g.xlarge.search",
    telemetry_days: int = 400,
    versions_off: str = "",
) -> Stack:
    made = aws(REGION, env="prod", team="data", account=ACCOUNT)
    root = made.root
    master = made.variable(
        "redshift_master_password",
        "Wq3-Kestrel-Lagoon-92x",
        sensitive=True,
        description="Administrator of the warehouse",
    )
    source = made.variable("orders_replica_password", "rpl_7hG2xVn5TcY8", sensitive=True)
    net = network(root, "data-prod", prefix="10.80", region=REGION)
    encryption = key(root, "lake", "data-lake-prod")
    alarms = root.resource(
        "aws_sns_topic", "alarms", name="data-lake-alarms", kms_master_key_id=encryption["id"], tags=None
    )
    logs = bucket(root, "access_logs", "nwf-lake-access-logs", encryption=encryption, days=180)
    lake: dict[str, Block] = {}
    for layer, days in LAYERS.items():
        for domain in domains:
            name = f"{layer}-{domain}"
            kept = telemetry_days if name == "raw-telemetry" else days
            lake[name] = bucket(
                root,
                "lake_bucket",
                f"nwf-lake-{name}",
                encryption=encryption,
                logs=logs,
                days=kept,
                key_=name,
                versioning=name != versions_off,
            )
    _catalogue(made, lake, domains, encryption)
    _ingestion(made, lake, domains, encryption, source)
    _warehouse(made, net, encryption, master, redshift, alarms)
    _search(made, net, encryption, search, alarms)
    made.output("transit_gateway_id", backbone(made, "transit_gateway_id")["outputs.transit_gateway_id"])
    made.output("lake_buckets", [found["id"] for found in lake.values()])
    made.output("redshift_master_password", master, sensitive=True)
    made.checks.append("raw_layer_not_empty")
    return made


def _catalogue(made: Stack, lake: dict[str, Block], domains: tuple[str, ...], encryption: Block) -> None:
    place = made.root.module("catalogue", our("glue-catalogue"), domains=list(domains))
    role = role_for(
        place, "glue", "data-lake-glue", "glue.amazonaws.com", "arn:aws:iam::aws:policy/service-role/AWSGlueServiceRole"
    )
    place.resource(
        "aws_iam_role_policy",
        "lake",
        name="lake",
        role=role["id"],
        policy=policy(
            (["s3:GetObject", "s3:PutObject"], [found["arn"] for found in lake.values()]),
            (["kms:Decrypt", "kms:GenerateDataKey"], encryption["arn"]),
        ),
    )
    databases = place.resource(
        "aws_glue_catalog_database",
        "this",
        each={layer: {"name": f"lake_{layer}", "description": f"The {layer} layer"} for layer in LAYERS},
        tags=None,
    )
    place.resource(
        "aws_glue_crawler",
        "raw",
        role=role["arn"],
        database_name=databases.at("raw", "name"),
        schedule="cron(15 3 * * ? *)",
        tags=None,
        each={
            domain: {
                "name": f"raw-{domain}",
                "s3_target": [{"path": lake[f"raw-{domain}"]["bucket"], "exclusions": ["_tmp/**"]}],
            }
            for domain in domains
        },
    )
    jobs = place.resource(
        "aws_glue_job",
        "clean",
        role_arn=role["arn"],
        glue_version="4.0",
        worker_type="G.1X",
        number_of_workers=4,
        tags=None,
        each={
            domain: {
                "name": f"clean-{domain}",
                "command": [
                    {
                        "name": "glueetl",
                        "python_version": "3",
                        "script_location": f"s3://nwf-lake-code/clean/{domain}.py",
                    }
                ],
            }
            for domain in domains
        },
    )
    place.resource(
        "aws_glue_trigger",
        "clean",
        over=jobs,
        type="SCHEDULED",
        schedule="cron(0 4 * * ? *)",
        tags=None,
        each={
            domain: {"name": f"clean-{domain}", "actions": [{"job_name": jobs.at(domain, "name")}]}
            for domain in domains
        },
    )


def _ingestion(made: Stack, lake: dict[str, Block], domains: tuple[str, ...], encryption: Block, source: Any) -> None:
    place = made.root.module("ingestion", our("firehose-ingestion"), buffer_seconds=300)
    role = role_for(place, "firehose", "data-lake-firehose", "firehose.amazonaws.com")
    streams = place.resource(
        "aws_kinesis_stream",
        "this",
        each={
            name: {"name": f"events-{name}", "shard_count": shards}
            for name, shards in (("tracking", 4), ("telemetry", 6), ("orders", 2))
        },
        encryption_type="KMS",
        kms_key_id=encryption["arn"],
        retention_period=48,
        stream_mode_details=[{"stream_mode": "PROVISIONED"}],
        tags=None,
    )
    place.resource(
        "aws_kinesis_firehose_delivery_stream",
        "this",
        destination="extended_s3",
        tags=None,
        over=streams,
        each={
            name: {
                "name": f"to-lake-{name}",
                "kinesis_source_configuration": [
                    {"kinesis_stream_arn": streams.at(name, "arn"), "role_arn": role["arn"]}
                ],
                "extended_s3_configuration": [
                    {
                        "bucket_arn": lake[f"raw-{name}"]["arn"],
                        "role_arn": role["arn"],
                        "buffering_interval": 300,
                        "compression_format": "GZIP",
                    }
                ],
            }
            for name in ("tracking", "telemetry", "orders")
        },
    )
    for domain in domains:
        log_group(place, f"firehose_{domain}", f"/firehose/{domain}", 30)
    place.resource(
        "aws_lambda_function",
        "snapshot",
        function_name="orders-snapshot",
        role=role["arn"],
        handler="snapshot.handler",
        runtime="python3.13",
        memory_size=1024,
        timeout=300,
        filename="dist/snapshot.zip",
        kms_key_arn=encryption["arn"],
        environment=[
            {
                "variables": {
                    "SOURCE_HOST": "orders-replica.internal",
                    "SOURCE_PASSWORD": source,
                    "TARGET": lake["raw-orders"]["bucket"],
                }
            }
        ],
        tags=None,
    )


def _warehouse(made: Stack, net: Network, encryption: Block, master: Any, nodes: int, alarms: Block) -> None:
    place = made.root.module("warehouse", our("redshift"), node_type="dc2.large", nodes=nodes)
    subnets = place.resource(
        "aws_redshift_subnet_group", "this", name="warehouse", subnet_ids=net.database.all(), tags=None
    )
    group = security_group(place, "this", "warehouse", net.vpc, rule(5439, "analysts on the VPN", cidrs=["10.0.0.0/8"]))
    cluster = place.resource(
        "aws_redshift_cluster",
        "this",
        cluster_identifier="warehouse-prod",
        node_type=place["node_type"],
        number_of_nodes=place["nodes"],
        cluster_type="multi-node",
        master_username="admin_nwf",
        master_password=master,
        encrypted="true",
        kms_key_id=encryption["arn"],
        publicly_accessible=False,
        enhanced_vpc_routing=True,
        automated_snapshot_retention_period=14,
        cluster_subnet_group_name=subnets["name"],
        vpc_security_group_ids=[group["id"]],
        skip_final_snapshot=False,
        tags={"data-class": "confidential"},
    )
    alarm(
        place,
        "disk",
        "warehouse-disk",
        "AWS/Redshift",
        "PercentageDiskSpaceUsed",
        80,
        topic=alarms,
        ClusterIdentifier=cluster["cluster_identifier"],
    )


def _search(made: Stack, net: Network, encryption: Block, size: str, alarms: Block) -> None:
    place = made.root.module("search", our("opensearch"), instance_type=size)
    group = security_group(place, "this", "lake-search", net.vpc, rule(443, "from our networks", cidrs=["10.0.0.0/8"]))
    domain = place.resource(
        "aws_opensearch_domain",
        "this",
        domain_name="lake-search",
        engine_version="OpenSearch_2.17",
        tags=None,
        ebs_options=[{"ebs_enabled": True, "volume_size": 200, "volume_type": "gp3", "iops": 3000, "throughput": 125}],
        cluster_config=[
            {
                "instance_type": place["instance_type"],
                "instance_count": 3,
                "dedicated_master_enabled": False,
                "zone_awareness_enabled": True,
                "zone_awareness_config": [{"availability_zone_count": 3}],
            }
        ],
        encrypt_at_rest=[{"enabled": True, "kms_key_id": encryption["arn"]}],
        node_to_node_encryption=[{"enabled": True}],
        domain_endpoint_options=[{"enforce_https": True, "tls_security_policy": "Policy-Min-TLS-1-2-PFS-2023-10"}],
        vpc_options=[{"security_group_ids": [group["id"]], "subnet_ids": net.private.all()}],
    )
    alarm(
        place,
        "red",
        "lake-search-red",
        "AWS/ES",
        "ClusterStatus.red",
        0,
        topic=alarms,
        DomainName=domain["domain_name"],
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, wide, longer = stack(domains=DOMAINS[:-1]), stack(), stack(telemetry_days=730)
    bigger = stack(telemetry_days=730, redshift=4, search="r6g.2xlarge.search")
    return DemoWorkspace(
        slug=SLUG,
        name="Data lake (production)",
        labels={"env": "prod", "team": "data", "cloud": "aws", "data": "confidential"},
        repository=f"{GITHUB}/data-platform",
        branch="main",
        directory="terraform/lake",
        budget=Decimal(3600),
        required_approvals=1,
        runs=(
            story.run(
                None,
                first,
                "The lake, second edition",
                days_ago=52,
                actor=PRIYA,
                pull_request=401,
                story=(
                    approved(AISHA, "Every bucket private and encrypted; reviewed with the checklist.", 20),
                    applied(24),
                ),
            ),
            story.run(
                first,
                wide,
                "Open the lake for personnel data",
                days_ago=24,
                actor=PRIYA,
                pull_request=433,
                story=(approved(AISHA, "Works council agreed on 2 October, minutes in LEGAL-118.", 6), applied(7)),
            ),
            story.run(
                wide,
                longer,
                "Keep raw telemetry for two years",
                days_ago=12,
                actor=LUCA,
                pull_request=447,
                story=(approved(PRIYA, "Needed for the ageing model of the brakes.", 1), applied(2)),
            ),
            story.run(
                longer,
                bigger,
                "Larger search nodes and a fourth warehouse node",
                days_ago=1.6,
                actor=PRIYA,
                pull_request=459,
                branch="q4-capacity",
                story=(
                    approved(
                        TOMAS,
                        "Agreed in the capacity meeting. Apply on Sunday, the resize takes the warehouse down for minutes.",
                        3,
                    ),
                ),
                ends=Ending.APPROVED,
            ),
        ),
    )
