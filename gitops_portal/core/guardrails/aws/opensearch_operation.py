"""Domains of OpenSearch and Elasticsearch: what they log and what they survive, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition, Operator
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.kinds.some_block import SomeBlock
from gitops_portal.core.rules.rule import guardrail

TYPES = frozenset({"aws_elasticsearch_domain", "aws_opensearch_domain"})
ON = Condition("enabled", Operator.IS_NOT_FALSE)

opensearch_operation = (
    guardrail(
        "opensearch-no-audit-log",
        "OpenSearch domains log who reads and writes",
        Severity.LOW,
        types=TYPES,
        why="Without it nobody can tell afterwards who searched for what, or changed it.",
        remedy=(
            "log_publishing_options {\n"
            '  log_type                 = "AUDIT_LOGS"\n'
            "  cloudwatch_log_group_arn = aws_cloudwatch_log_group.this.arn\n"
            "}"
        ),
        references=(
            "CKV_AWS_317",
            "FSBP ES.5",
            "FSBP Opensearch.5",
            "PCI DSS 4.0.1 10.2.1",
            "PCI DSS 4.0.1 10.4.2",
            "NIST AU-12",
        ),
        examples=(
            violates({}),
            violates({"log_publishing_options": [{"log_type": "INDEX_SLOW_LOGS"}]}),
            violates({"log_publishing_options": [{"log_type": "AUDIT_LOGS", "enabled": False}]}),
            passes({"log_publishing_options": [{"log_type": "INDEX_SLOW_LOGS"}, {"log_type": "AUDIT_LOGS"}]}),
            undetermined({"log_publishing_options": UNKNOWN}),
        ),
    )(
        SomeBlock(
            "log_publishing_options",
            (Condition("log_type", Operator.IS, ("AUDIT_LOGS",)), ON),
            "nothing records who reads and writes",
        )
    ),
    guardrail(
        "opensearch-no-error-log",
        "OpenSearch domains log their errors",
        Severity.LOW,
        types=TYPES,
        why="Without it nobody can tell why the domain refuses documents or loses a node.",
        remedy=(
            "log_publishing_options {\n"
            '  log_type                 = "ES_APPLICATION_LOGS"\n'
            "  cloudwatch_log_group_arn = aws_cloudwatch_log_group.this.arn\n"
            "}"
        ),
        references=("FSBP ES.4", "FSBP Opensearch.4", "NIST AU-12"),
        examples=(
            violates({}),
            violates({"log_publishing_options": [{"log_type": "AUDIT_LOGS"}]}),
            passes({"log_publishing_options": [{"log_type": "ES_APPLICATION_LOGS", "enabled": True}]}),
            undetermined({"log_publishing_options": [{"log_type": UNKNOWN}]}),
        ),
    )(
        SomeBlock(
            "log_publishing_options",
            (Condition("log_type", Operator.IS, ("ES_APPLICATION_LOGS",)), ON),
            "nothing records its errors",
        )
    ),
    guardrail(
        "opensearch-few-data-nodes",
        "OpenSearch domains have three data nodes in several zones",
        Severity.LOW,
        types=TYPES,
        why="With fewer nodes, or all of them in one zone, the loss of one takes the domain or its data away.",
        remedy="cluster_config {\n  instance_count         = 3\n  zone_awareness_enabled = true\n}",
        references=("FSBP ES.6", "FSBP Opensearch.6", "NIST CP-10"),
        examples=(
            violates({}),
            violates({"cluster_config": [{"instance_count": 2, "zone_awareness_enabled": True}]}),
            violates({"cluster_config": [{"instance_count": 3, "zone_awareness_enabled": False}]}),
            passes({"cluster_config": [{"instance_count": 3, "zone_awareness_enabled": True}]}),
            undetermined({"cluster_config": [{"instance_count": UNKNOWN, "zone_awareness_enabled": True}]}),
        ),
    )(
        Every(
            (
                Condition("cluster_config.instance_count", Operator.AT_LEAST, (3,), unset=1, computed=True),
                Condition("cluster_config.zone_awareness_enabled", Operator.IS_TRUE, computed=True),
            ),
            "it does not survive the loss of a node or zone",
        )
    ),
    guardrail(
        "opensearch-few-masters",
        "OpenSearch domains have three dedicated master nodes",
        Severity.LOW,
        types=TYPES,
        why="Without three there is no majority when one is lost, and the domain takes no writes.",
        remedy="cluster_config {\n  dedicated_master_enabled = true\n  dedicated_master_count   = 3\n}",
        references=("CKV_AWS_318", "FSBP ES.7", "FSBP Opensearch.11", "NIST CP-10"),
        examples=(
            violates({}),
            violates({"cluster_config": [{"dedicated_master_enabled": True, "dedicated_master_count": 2}]}),
            violates({"cluster_config": [{"dedicated_master_enabled": False, "dedicated_master_count": 3}]}),
            passes({"cluster_config": [{"dedicated_master_enabled": True, "dedicated_master_count": 3}]}),
            undetermined({"cluster_config": [{"dedicated_master_enabled": True, "dedicated_master_count": UNKNOWN}]}),
        ),
    )(
        Every(
            (
                Condition("cluster_config.dedicated_master_enabled", Operator.IS_TRUE, computed=True),
                Condition("cluster_config.dedicated_master_count", Operator.AT_LEAST, (3,), unset=0, computed=True),
            ),
            "the loss of a master node may stop it",
        )
    ),
)
