"""A resource in, what it says of its size, its images, its version or its copies out, and where; by its type.

The names of attributes are those of the providers' documentation. A type without a row says nothing here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gitops_portal.core import address as addresses
from gitops_portal.core.embedded import json_in
from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules import pods
from gitops_portal.core.rules.condition import inside, steps
from gitops_portal.core.rules.part import text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gitops_portal.core.model import Unknown
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part

_TASK: Final = "aws_ecs_task_definition"
_LONGEST: Final = 200_000
"""Characters of the containers of a task; AWS takes a third of it."""

SIZES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_dax_cluster": ("node_type",),
    "aws_db_instance": ("instance_class",),
    "aws_dms_replication_instance": ("replication_instance_class",),
    "aws_docdb_cluster_instance": ("instance_class",),
    "aws_eks_node_group": ("instance_types",),
    "aws_elasticache_cluster": ("node_type",),
    "aws_elasticache_replication_group": ("node_type",),
    "aws_elasticsearch_domain": ("cluster_config.instance_type",),
    "aws_instance": ("instance_type",),
    "aws_launch_configuration": ("instance_type",),
    "aws_launch_template": ("instance_type",),
    "aws_memorydb_cluster": ("node_type",),
    "aws_mq_broker": ("host_instance_type",),
    "aws_msk_cluster": ("broker_node_group_info.instance_type",),
    "aws_neptune_cluster_instance": ("instance_class",),
    "aws_opensearch_domain": ("cluster_config.instance_type",),
    "aws_rds_cluster_instance": ("instance_class",),
    "aws_redshift_cluster": ("node_type",),
    "aws_sagemaker_notebook_instance": ("instance_type",),
    "aws_spot_instance_request": ("instance_type",),
    "azurerm_kubernetes_cluster": ("default_node_pool.vm_size",),
    "azurerm_kubernetes_cluster_node_pool": ("vm_size",),
    "azurerm_linux_virtual_machine": ("size",),
    "azurerm_linux_virtual_machine_scale_set": ("sku",),
    "azurerm_mssql_database": ("sku_name",),
    "azurerm_mysql_flexible_server": ("sku_name",),
    "azurerm_postgresql_flexible_server": ("sku_name",),
    "azurerm_service_plan": ("sku_name",),
    "azurerm_virtual_machine": ("vm_size",),
    "azurerm_windows_virtual_machine": ("size",),
    "azurerm_windows_virtual_machine_scale_set": ("sku",),
    "google_compute_instance": ("machine_type",),
    "google_compute_instance_template": ("machine_type",),
    "google_compute_region_instance_template": ("machine_type",),
    "google_container_cluster": ("node_config.machine_type", "node_pool.node_config.machine_type"),
    "google_container_node_pool": ("node_config.machine_type",),
    "google_sql_database_instance": ("settings.tier",),
}
_REFERENCE: Final = "publisher:offer:sku:version"
"""As Azure writes an image of its market in one text."""
IMAGES: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_instance": ("ami",),
    "aws_lambda_function": ("image_uri",),
    "aws_launch_configuration": ("image_id",),
    "aws_launch_template": ("image_id",),
    "aws_spot_instance_request": ("ami",),
    "azurerm_container_app": ("template.container.image", "template.init_container.image"),
    "azurerm_container_group": ("container.image", "init_container.image"),
    "azurerm_linux_virtual_machine": ("source_image_id", f"source_image_reference.{_REFERENCE}"),
    "azurerm_linux_virtual_machine_scale_set": ("source_image_id", f"source_image_reference.{_REFERENCE}"),
    "azurerm_virtual_machine": ("storage_image_reference.id", f"storage_image_reference.{_REFERENCE}"),
    "azurerm_windows_virtual_machine": ("source_image_id", f"source_image_reference.{_REFERENCE}"),
    "azurerm_windows_virtual_machine_scale_set": ("source_image_id", f"source_image_reference.{_REFERENCE}"),
    "google_cloud_run_service": ("template.spec.containers.image",),
    "google_cloud_run_v2_job": ("template.template.containers.image",),
    "google_cloud_run_v2_service": ("template.containers.image",),
    "google_compute_disk": ("image",),
    "google_compute_instance": ("boot_disk.initialize_params.image",),
    "google_compute_instance_template": ("disk.source_image",),
    "google_compute_region_instance_template": ("disk.source_image",),
}
VERSIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "aws_db_instance": ("engine_version",),
    "aws_docdb_cluster": ("engine_version",),
    "aws_eks_cluster": ("version",),
    "aws_eks_node_group": ("version",),
    "aws_elasticache_cluster": ("engine_version",),
    "aws_elasticache_replication_group": ("engine_version",),
    "aws_elasticsearch_domain": ("elasticsearch_version",),
    "aws_lambda_function": ("runtime",),
    "aws_mq_broker": ("engine_version",),
    "aws_msk_cluster": ("kafka_version",),
    "aws_neptune_cluster": ("engine_version",),
    "aws_opensearch_domain": ("engine_version",),
    "aws_rds_cluster": ("engine_version",),
    "azurerm_kubernetes_cluster": ("kubernetes_version",),
    "azurerm_kubernetes_cluster_node_pool": ("orchestrator_version",),
    "azurerm_mssql_server": ("version",),
    "azurerm_mysql_flexible_server": ("version",),
    "azurerm_postgresql_flexible_server": ("version",),
    "google_cloudfunctions2_function": ("build_config.runtime",),
    "google_cloudfunctions_function": ("runtime",),
    "google_container_cluster": ("min_master_version",),
    "google_container_node_pool": ("version",),
    "google_redis_instance": ("redis_version",),
    "google_sql_database_instance": ("database_version",),
}
REPLICAS: Final[Mapping[str, tuple[str, str]]] = {
    "aws_dynamodb_table": ("replica", "region_name"),
    "aws_secretsmanager_secret": ("replica", "region"),
    "azurerm_container_registry": ("georeplications", "location"),
    "azurerm_cosmosdb_account": ("geo_location", "location"),
}
"""The blocks that keep a copy elsewhere, and what of them names the region."""
_FROM_IMAGES: Final = frozenset({"aws_lambda_function"})
"""Those that take no version where they are made of an image."""


class Stated(NamedTuple):
    """A size, an image or a version; UNKNOWN where nobody can tell, or nobody says which of what has one."""

    value: str | Unknown
    where: str


def types_with_images() -> frozenset[str]:
    return frozenset(IMAGES) | pods.TYPES | {_TASK}


def sizes(subject: Subject) -> Iterator[Stated]:
    yield from _stated(subject, SIZES)


def replicas(subject: Subject) -> Iterator[Stated]:
    """The regions of its copies, as `Change.region` writes them."""
    block, name = REPLICAS.get(subject.change.type, ("", ""))
    for part in subject.blocks(block, computed=True) if block else ():
        region = _text(part.get(name))
        yield Stated(region if region is UNKNOWN else str(region).lower().replace(" ", ""), part.at(name))


def versions(subject: Subject) -> Iterator[Stated]:
    for found in _stated(subject, VERSIONS):
        if not (subject.change.type in _FROM_IMAGES and subject.get("image_uri") and _unset(subject, "runtime")):
            yield found


def images(subject: Subject, facts: Facts) -> Iterator[Stated]:
    """What has no image says none: a function of an archive, or a disk that is empty."""
    if subject.change.type == _TASK:
        yield from _of_task(subject)
    elif subject.change.type in pods.TYPES:
        for pod in pods.of(subject, facts):
            for each in pod.all_containers:
                yield Stated(_text(each.get("image")), each.at("image"))
    else:
        yield from _stated(subject, IMAGES, needed=False)


def module_source(subject: Subject, facts: Facts) -> Iterator[Stated]:
    """Where the module comes from that the resource stands in; the root comes from nowhere."""
    if not subject.change.module:
        return
    names = addresses.names(subject.change.module)[1::2]  # module.a.module.b
    module, source = facts.changes.root, ""
    for name in names:
        call = module.calls.get(name)
        if call is None:
            yield Stated(UNKNOWN, "")
            return
        module, source = call.module, call.source
    yield Stated(source or UNKNOWN, "")


def _stated(subject: Subject, table: Mapping[str, tuple[str, ...]], *, needed: bool = True) -> Iterator[Stated]:
    for path in table.get(subject.change.type, ()):
        *blocks, name = steps(path)
        for part in inside(subject, blocks):
            yield from _of_part(part, name, needed=needed)


def _of_part(part: Part, name: str, *, needed: bool) -> Iterator[Stated]:
    names = name.split(":")
    if all(_unset(part, each) for each in names):
        if needed:
            yield Stated(UNKNOWN, part.at(name))
        return
    if len(names) > 1:
        words = [_text(part.get(each)) for each in names]
        yield Stated(UNKNOWN if UNKNOWN in words else ":".join(map(str, words)), part.at(names[0]))
        return
    value = part.get(name)
    for each in value if isinstance(value, list | tuple) else (value,):
        yield Stated(_text(each), part.at(name))


def _unset(part: Part, name: str) -> bool:
    return part.get(name) in (None, "", [], ()) or part.left_out(name)


def _of_task(task: Subject) -> Iterator[Stated]:
    written = task.text("container_definitions")
    containers = json_in(written) if isinstance(written, str) and len(written) <= _LONGEST else None
    if not isinstance(containers, list):
        yield Stated(UNKNOWN, "container_definitions")
        return
    for place, each in enumerate(containers):
        told = [value for name, value in each.items() if name.lower() == "image"] if isinstance(each, dict) else []
        yield Stated(_text(told[0] if told else UNKNOWN), f"container_definitions[{place}].image")


def _text(value: Any) -> str | Unknown:
    """A secret is one that nobody can tell."""
    found = text(value)
    return value if isinstance(value, str) and found is not UNKNOWN else UNKNOWN
