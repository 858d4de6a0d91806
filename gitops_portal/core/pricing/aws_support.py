"""What caches and search domains pay for a version whose standard support has ended: a charge that no book here holds.

Redis OSS 4 and 5 are past it since February 2026 ("ElastiCache Extended Support" in the documentation of AWS). Which
versions of Elasticsearch and OpenSearch are is told by the pages of the service; those meant here are the older ones.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.pricing.bill import Component, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.pricing.bill import Resource

_NAME: Final = "Extended support of an old version"
_REDIS: Final = re.compile(r"[45](\.[0-9x]+)*")
_SEARCH: Final = re.compile(r"(Elasticsearch_)?([1-5]\.[0-9]+|6\.[0-7]|7\.[0-8])|OpenSearch_(1\.[0-2]|2\.[1-9])")


def of_cache(cache: Resource, engine: str) -> Iterator[Component]:
    if engine == "redis" and _REDIS.fullmatch(str(cache.get("engine_version"))):
        yield on_top(_NAME, "Redis OSS 4 and 5 are past their standard support: a charge by the node comes on top")


def of_search(domain: Resource) -> Iterator[Component]:
    name = "engine_version" if domain.type == "aws_opensearch_domain" else "elasticsearch_version"
    if _SEARCH.fullmatch(str(domain.get(name))):
        yield on_top(_NAME, "where it is past its standard support, a charge by the node comes on top")
