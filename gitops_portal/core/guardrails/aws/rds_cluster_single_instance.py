"""An Aurora cluster of one instance has nobody to take over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.links import companions
from gitops_portal.core.rules.part import Truth, all_of, negate, one_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

_CLUSTER = "aws_rds_cluster"


@guardrail(
    "rds-cluster-single-instance",
    "RDS clusters have an instance that can take over",
    Severity.LOW,
    types={_CLUSTER},
    why="When the only instance or its zone fails, the service stops until another one is made.",
    remedy="Make two aws_rds_cluster_instance of the cluster; they are put into different zones.",
    references=("CIS AWS 5.0.0 2.2.4", "FSBP RDS.15", "NIST CP-10"),
)
def rds_cluster_single_instance(cluster: Subject, facts: Facts) -> Iterator[Objection]:
    alone = all_of(_has_instances(cluster), _one(cluster, facts))
    yield from expect(negate(alone), "", "one instance is all that it has")


def _has_instances(cluster: Subject) -> Truth:
    """Serverless clusters of the first version have none; clusters with a class of their own stand in three zones."""
    serverless = one_of(cluster.text("engine_mode"), {"serverless"})
    return all_of(negate(serverless), negate(present(cluster.text("db_cluster_instance_class"))))


def _one(cluster: Subject, facts: Facts) -> Truth:
    """Where the plan holds none of its instances they stand elsewhere, and are not judged."""
    found = companions(facts, cluster, "aws_rds_cluster_instance", "cluster_identifier", (_CLUSTER,))
    if len(found.certain) != 1:
        return False
    return UNKNOWN if found.possible else True
