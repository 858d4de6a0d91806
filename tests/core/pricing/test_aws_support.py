"""Which versions of caches and search domains pay for extended support: the line says so, and what it is not known."""

from __future__ import annotations

from typing import Any

import pytest

from gitops_portal.core.model import UNKNOWN
from tests.priced import line

NAME = "Extended support of an old version"
CACHE = {"node_type": "cache.m5.large", "num_cache_nodes": 1, "engine": "redis"}
GROUP = {"node_type": "cache.m5.large", "num_cache_clusters": 2}
DOMAIN = {"cluster_config": [{"instance_type": "m5.large.search", "instance_count": 1}]}


@pytest.mark.parametrize(
    ("kind", "attributes", "pays"),
    [
        *(("aws_elasticache_cluster", CACHE | {"engine_version": old}, True) for old in ("4.0.10", "5.0.6")),
        *(("aws_elasticache_cluster", CACHE | {"engine_version": new}, False) for new in ("6.2", "7.1", UNKNOWN, None)),
        ("aws_elasticache_cluster", CACHE | {"engine": "memcached", "engine_version": "4.0"}, False),
        ("aws_elasticache_replication_group", GROUP | {"engine_version": "5.0.6"}, True),
        ("aws_elasticache_replication_group", GROUP | {"engine": "valkey", "engine_version": "7.2"}, False),
        ("aws_elasticache_replication_group", GROUP | {"engine_version": "6.x"}, False),
        ("aws_opensearch_domain", DOMAIN | {"engine_version": "Elasticsearch_6.7"}, True),
        ("aws_opensearch_domain", DOMAIN | {"engine_version": "OpenSearch_1.1"}, True),
        ("aws_opensearch_domain", DOMAIN | {"engine_version": "OpenSearch_2.19"}, False),
        ("aws_opensearch_domain", DOMAIN | {"engine_version": "Elasticsearch_7.10"}, False),
        ("aws_elasticsearch_domain", DOMAIN | {"elasticsearch_version": "5.5"}, True),
        ("aws_elasticsearch_domain", DOMAIN | {"elasticsearch_version": "7.10"}, False),
    ],
)
def test_a_version_past_its_standard_support_is_told(kind: str, attributes: dict[str, Any], pays: bool) -> None:
    assert (NAME in {part.name for part in line(kind, attributes).components}) is pays
