"""A cache that is not encrypted leaves what it holds on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import one_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth


@guardrail(
    "elasticache-unencrypted",
    "ElastiCache is encrypted at rest",
    Severity.MEDIUM,
    types={"aws_elasticache_replication_group"},
    why="Caches hold sessions and personal data, and write them to disk for backups and synchronisation.",
    remedy="Set at_rest_encryption_enabled = true. It cannot be switched on for an existing group: make a new one.",
    references=("CKV_AWS_29", "FSBP ElastiCache.4", "NIST SC-28"),
)
def elasticache_unencrypted(cache: Subject, _facts: Facts) -> Iterator[Objection]:
    encrypted = cache.flag("at_rest_encryption_enabled", unset=_by_engine(cache))
    yield from expect(encrypted, "at_rest_encryption_enabled", "the cache is not encrypted at rest")


def _by_engine(cache: Subject) -> Truth:
    """Redis is not encrypted unless it is asked for, Valkey is; a member of a global group is as its group is."""
    if present(cache.text("global_replication_group_id")):
        return UNKNOWN
    return one_of(cache.text("engine", unset="redis"), {"valkey"})
