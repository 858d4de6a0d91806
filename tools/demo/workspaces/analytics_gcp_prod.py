"""`analytics-gcp-prod`: reporting on Google Cloud. Its story: a notebook machine whose exposure cannot be told before apply."""

# ruff: noqa: E501  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.author import Block, Place, Provider, Stack, join
from tools.demo.company import (
    AISHA,
    GITHUB,
    LUCA,
    PRIYA,
    ROUTE_PLANNER,
    Story,
    applied,
    approved,
    state,
    state_address,
)
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

SLUG = "analytics-gcp-prod"
PROJECT = "nwf-analytics-prod"
REGION = "europe-west1"
LABELS = {"environment": "prod", "owner": "analytics", "cost-centre": "4360"}
DATASETS = {"finance": 6, "operations": 8, "sustainability": 4, "sandbox": 2}
BUCKETS = ("landing", "models", "reports", "notebooks", "archive", "terraform-tmp")
TOPICS = ("shipment-scanned", "truck-position", "invoice-issued", "report-ready")
_OIDC = "arn:aws:iam::902733418856:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLE0D2F6C"
ROBOTS = ("loader", "dbt", "looker", "notebooks")


def stack(
    *,
    nodes: int = 2,
    tier: str = "db-custom-2-7680",
    notebooks: int = 0,
    datasets: dict[str, int] | None = None,
    key: bool = True,
) -> Stack:
    made = Stack(Provider("google", {"project": PROJECT, "region": REGION}), region=REGION, account=PROJECT)
    root = made.root
    password = made.variable("looker_database_password", "lk-Vy7Qe2mT0sPz", sensitive=True)
    place = root.module("network", "terraform-google-modules/network/google", "10.0.0", project=PROJECT)
    vpc = place.resource(
        "google_compute_network",
        "this",
        name="analytics",
        auto_create_subnetworks=False,
        routing_mode="GLOBAL",
        project=place["project"],
    )
    subnet = place.resource(
        "google_compute_subnetwork",
        "main",
        name="analytics-euw1",
        network=vpc["id"],
        region=REGION,
        ip_cidr_range="10.140.0.0/20",
        private_ip_google_access=True,
        secondary_ip_range=[
            {"range_name": "pods", "ip_cidr_range": "10.144.0.0/14"},
            {"range_name": "services", "ip_cidr_range": "10.148.0.0/20"},
        ],
    )
    router = place.resource("google_compute_router", "this", name="analytics", network=vpc["id"], region=REGION)
    place.resource(
        "google_compute_router_nat",
        "this",
        name="analytics",
        router=router["name"],
        region=REGION,
        nat_ip_allocate_option="AUTO_ONLY",
        source_subnetwork_ip_ranges_to_nat="ALL_SUBNETWORKS_ALL_IP_RANGES",
        log_config=[{"enable": True, "filter": "ERRORS_ONLY"}],
    )
    for name, ports, ranges in (
        ("internal", ["0-65535"], ["10.140.0.0/14"]),
        ("iap_ssh", ["22"], ["35.235.240.0/20"]),
        ("health", ["8080"], ["130.211.0.0/22", "35.191.0.0/16"]),
    ):
        place.resource(
            "google_compute_firewall",
            name,
            name=f"analytics-{name.replace('_', '-')}",
            network=vpc["name"],
            direction="INGRESS",
            source_ranges=ranges,
            allow=[{"protocol": "tcp", "ports": ports}],
            target_tags=None,
        )
    ring = root.resource("google_kms_key_ring", "this", name="analytics", location=REGION)
    encryption = root.resource(
        "google_kms_crypto_key", "data", name="data", key_ring=ring["id"], rotation_period="7776000s", labels=LABELS
    )
    robots = root.resource(
        "google_service_account",
        "this",
        each={name: {"account_id": f"analytics-{name}", "display_name": f"Analytics {name}"} for name in ROBOTS},
        disabled=False,
        description="Managed by Terraform",
    )
    if key:
        root.resource(
            "google_service_account_key",
            "looker",
            service_account_id=robots.at("looker", "email"),
            key_algorithm="KEY_ALG_RSA_2048",
            public_key_type="TYPE_X509_PEM_FILE",
        )
    root.resource(
        "google_project_iam_member",
        "jobs",
        project=PROJECT,
        role="roles/bigquery.jobUser",
        each={name: {"member": robots.at(name, "member")} for name in ROBOTS},
    )
    _warehouse(root, robots, encryption, datasets or DATASETS)
    _buckets(root, robots, encryption)
    _events(root)
    _cluster(root, vpc, subnet, robots, nodes)
    _database(root, vpc, password, tier)
    if notebooks:
        _notebooks(root, subnet, robots, notebooks)
        platform = state(made, "platform-eks-prod", "platform", oidc_provider_arn=_OIDC)
        made.output("route_model_bucket", "nwf-analytics-models", description="Where the route planner finds its model")
        made.output("trusted_issuer", platform["outputs.oidc_provider_arn"])
    made.output("looker_database_password", password, sensitive=True)
    made.output("robots", robots.all("email"))
    return made


def _warehouse(root: Place, robots: Block, encryption: Block, datasets: dict[str, int]) -> None:
    place = root.module("warehouse", "terraform-google-modules/bigquery/google", "10.0.2", location="EU")
    for name, tables in datasets.items():
        dataset = place.resource(
            "google_bigquery_dataset",
            name,
            dataset_id=name,
            friendly_name=name.title(),
            location=place["location"],
            delete_contents_on_destroy=False,
            labels=LABELS,
            default_encryption_configuration=[{"kms_key_name": encryption["id"]}],
            access=[
                {"role": "OWNER", "special_group": "projectOwners"},
                {"role": "WRITER", "user_by_email": robots.at("dbt", "email")},
                {"role": "READER", "user_by_email": robots.at("looker", "email")},
            ],
        )
        place.resource(
            "google_bigquery_table",
            name,
            each={number: {"table_id": f"{name}_{number:02}"} for number in range(tables)},
            dataset_id=dataset["dataset_id"],
            deletion_protection=True,
            labels=LABELS,
            schema='[{"name":"day","type":"DATE"},{"name":"depot","type":"STRING"},{"name":"amount","type":"NUMERIC"}]',
            time_partitioning=[{"type": "DAY", "field": "day", "require_partition_filter": True}],
        )


def _buckets(root: Place, robots: Block, encryption: Block) -> None:
    made = root.resource(
        "google_storage_bucket",
        "this",
        each={
            name: {"name": f"{PROJECT}-{name}", "storage_class": "NEARLINE" if name == "archive" else "STANDARD"}
            for name in BUCKETS
        },
        location="EUROPE-WEST1",
        uniform_bucket_level_access=True,
        public_access_prevention="enforced",
        force_destroy=False,
        labels=LABELS,
        versioning=[{"enabled": True}],
        encryption=[{"default_kms_key_name": encryption["id"]}],
        logging=[],
    )
    root.resource(
        "google_storage_bucket_iam_member",
        "loader",
        over=made,
        role="roles/storage.objectAdmin",
        each={name: {"bucket": made.at(name, "name"), "member": robots.at("loader", "member")} for name in BUCKETS},
    )


def _events(root: Place) -> None:
    topics = root.resource(
        "google_pubsub_topic",
        "this",
        each={name: {"name": name} for name in TOPICS},
        message_retention_duration="604800s",
        labels=LABELS,
    )
    root.resource(
        "google_pubsub_subscription",
        "lake",
        over=topics,
        each={name: {"name": f"{name}-to-lake", "topic": topics.at(name)} for name in TOPICS},
        ack_deadline_seconds=60,
        message_retention_duration="604800s",
        retain_acked_messages=False,
        enable_message_ordering=False,
        labels=LABELS,
        expiration_policy=[{"ttl": ""}],
    )


def _cluster(root: Place, vpc: Block, subnet: Block, robots: Block, nodes: int) -> None:
    place = root.module(
        "gke",
        "terraform-google-modules/kubernetes-engine/google//modules/private-cluster",
        "36.1.0",
        region=REGION,
        nodes=nodes,
    )
    cluster = place.resource(
        "google_container_cluster",
        "this",
        name="analytics",
        location=place["region"],
        network=vpc["id"],
        subnetwork=subnet["id"],
        remove_default_node_pool=True,
        initial_node_count=1,
        deletion_protection=True,
        private_cluster_config=[
            {"enable_private_nodes": True, "enable_private_endpoint": True, "master_ipv4_cidr_block": "172.16.8.0/28"}
        ],
        release_channel=[{"channel": "REGULAR"}],
        master_authorized_networks_config=[
            {"cidr_blocks": [{"cidr_block": "10.0.0.0/8", "display_name": "our networks"}]}
        ],
        workload_identity_config=[{"workload_pool": f"{PROJECT}.svc.id.goog"}],
        resource_labels=LABELS,
        ip_allocation_policy=[{"cluster_secondary_range_name": "pods", "services_secondary_range_name": "services"}],
        network_policy=[{"enabled": True, "provider": "CALICO"}],
    )
    place.resource(
        "google_container_node_pool",
        "main",
        name="main",
        cluster=cluster["name"],
        location=place["region"],
        node_count=place["nodes"],
        management=[{"auto_repair": True, "auto_upgrade": True}],
        node_config=[
            {
                "machine_type": "n2-standard-4",
                "disk_size_gb": 100,
                "disk_type": "pd-balanced",
                "service_account": robots.at("dbt", "email"),
                "shielded_instance_config": [{"enable_secure_boot": True, "enable_integrity_monitoring": True}],
                "labels": LABELS,
                "oauth_scopes": ["https://www.googleapis.com/auth/cloud-platform"],
            }
        ],
    )


def _database(root: Place, vpc: Block, password: Any, tier: str) -> None:
    place = root.module(
        "looker_database", "terraform-google-modules/sql-db/google//modules/postgresql", "25.2.2", tier=tier
    )
    database = place.resource(
        "google_sql_database_instance",
        "this",
        name="looker",
        database_version="POSTGRES_16",
        region=REGION,
        deletion_protection=True,
        settings=[
            {
                "tier": place["tier"],
                "availability_type": "REGIONAL",
                "disk_type": "PD_SSD",
                "disk_size": 100,
                "disk_autoresize": True,
                "edition": "ENTERPRISE",
                "user_labels": LABELS,
                "backup_configuration": [
                    {
                        "enabled": True,
                        "point_in_time_recovery_enabled": True,
                        "start_time": "02:00",
                        "transaction_log_retention_days": 7,
                    }
                ],
                "ip_configuration": [
                    {
                        "ipv4_enabled": False,
                        "private_network": vpc["id"],
                        "ssl_mode": "TRUSTED_CLIENT_CERTIFICATE_REQUIRED",
                        "authorized_networks": [],
                    }
                ],
            }
        ],
    )
    place.resource(
        "google_sql_database",
        "looker",
        name="looker",
        instance=database["name"],
        charset="UTF8",
        collation="en_US.UTF8",
    )
    place.resource(
        "google_sql_user", "looker", name="looker", instance=database["name"], password=password, type="BUILT_IN"
    )


def _notebooks(root: Place, subnet: Block, robots: Block, count: int) -> None:
    place = root.module("notebooks", "./modules/notebook", count=count)
    address = place.resource(
        "google_compute_address",
        "proxy",
        name="notebook-proxy",
        region=REGION,
        address_type="EXTERNAL",
        network_tier="PREMIUM",
        labels=LABELS,
    )
    place.resource(
        "google_compute_firewall",
        "proxy",
        name="analytics-notebook-proxy",
        network="analytics",
        direction="INGRESS",
        source_ranges=[join(address["address"], "/32")],
        allow=[{"protocol": "tcp", "ports": ["22", "8888"]}],
        target_tags=["notebook"],
    )
    place.resource(
        "google_compute_instance",
        "this",
        each={number: {"name": f"notebook-{number}"} for number in range(count)},
        zone=f"{REGION}-b",
        machine_type="n2-highmem-8",
        tags=["notebook"],
        labels=LABELS,
        can_ip_forward=False,
        boot_disk=[
            {
                "auto_delete": True,
                "initialize_params": [
                    {
                        "image": "projects/deeplearning-platform-release/global/images/family/common-cpu-debian-12",
                        "size": 200,
                        "type": "pd-balanced",
                    }
                ],
            }
        ],
        network_interface=[{"subnetwork": subnet["id"], "access_config": []}],
        service_account=[{"email": robots.at("notebooks", "email"), "scopes": ["cloud-platform"]}],
        shielded_instance_config=[
            {"enable_secure_boot": True, "enable_vtpm": True, "enable_integrity_monitoring": True}
        ],
        metadata={"enable-oslogin": "TRUE", "block-project-ssh-keys": "TRUE"},
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, grown = stack(), stack(tier="db-custom-4-15360", nodes=3)
    fewer = stack(tier="db-custom-4-15360", nodes=3, datasets={"finance": 6, "operations": 8, "sustainability": 4})
    keyless = stack(
        tier="db-custom-4-15360", nodes=3, datasets={"finance": 6, "operations": 8, "sustainability": 4}, key=False
    )
    notebooks = stack(
        tier="db-custom-4-15360",
        nodes=3,
        datasets={"finance": 6, "operations": 8, "sustainability": 4},
        key=False,
        notebooks=2,
    )
    return DemoWorkspace(
        slug=SLUG,
        name="Analytics (production)",
        labels={"env": "prod", "team": "analytics", "cloud": "gcp"},
        repository=f"{GITHUB}/analytics",
        branch="main",
        directory="terraform",
        state_address=state_address(SLUG),
        budget=Decimal(2800),
        required_approvals=1,
        runs=(
            story.run(
                first,
                grown,
                "A larger Looker database for quarter end",
                days_ago=37,
                actor=LUCA,
                pull_request=89,
                story=(approved(PRIYA, "Dashboards time out, see the graph in the ticket.", 3), applied(4)),
            ),
            story.run(
                grown,
                fewer,
                "Drop the sandbox dataset",
                days_ago=21,
                actor=LUCA,
                pull_request=96,
                story=(
                    approved(PRIYA, "Empty since August; I asked everyone twice. The tables go with it.", 6),
                    applied(7),
                ),
            ),
            story.run(
                fewer,
                keyless,
                "Looker signs in with workload identity, delete its key",
                days_ago=10,
                actor=LUCA,
                pull_request=102,
                story=(approved(AISHA, "At last. Closes SEC-204.", 0.4), applied(1)),
            ),
            story.run(
                keyless,
                notebooks,
                "Two notebook machines for the route model",
                days_ago=0.25,
                actor=LUCA,
                pull_request=ROUTE_PLANNER,
                branch="route-planner",
                ends=Ending.AWAITING,
            ),
        ),
    )
