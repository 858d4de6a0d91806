"""Clusters of Google Kubernetes Engine: what they tell of themselves, and to whom."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

CLUSTER = {"google_container_cluster"}

gke_insight = (
    guardrail(
        "gke-no-logging",
        "GKE clusters write logs",
        Severity.MEDIUM,
        types=CLUSTER,
        why="Without logs nobody can tell afterwards what ran, and what somebody did to it.",
        remedy='Set logging_service = "logging.googleapis.com/kubernetes".',
        references=("CKV_GCP_1", "CIS GKE 1.4.0 5.7.1", "NIST AU-12"),
        examples=(
            violates({"logging_service": "none"}),
            passes({"logging_service": "logging.googleapis.com/kubernetes"}),
            passes({}),
            undetermined({"logging_service": UNKNOWN}),
        ),
    )(Attribute("logging_service", Operator.IS_NOT, "it writes no logs", ("none",))),
    guardrail(
        "gke-no-monitoring",
        "GKE clusters are monitored",
        Severity.LOW,
        types=CLUSTER,
        why="Without metrics nobody notices that something runs hot, or runs at all, before users do.",
        remedy='Set monitoring_service = "monitoring.googleapis.com/kubernetes".',
        references=("CKV_GCP_8", "CIS GKE 1.4.0 5.7.1", "NIST SI-4"),
        examples=(
            violates({"monitoring_service": "none"}),
            passes({"monitoring_service": "monitoring.googleapis.com/kubernetes"}),
            passes({}),
            undetermined({"monitoring_service": UNKNOWN}),
        ),
    )(Attribute("monitoring_service", Operator.IS_NOT, "it sends no metrics", ("none",))),
    guardrail(
        "gke-no-intranode-visibility",
        "GKE clusters show the network what passes between pods",
        Severity.LOW,
        types=CLUSTER,
        why="Traffic between pods of one node is in no flow log and under no firewall of the network otherwise.",
        remedy="Set enable_intranode_visibility = true.",
        references=("CKV_GCP_61", "CIS GKE 1.4.0 5.6.1", "NIST AU-12"),
        examples=(
            violates({"enable_intranode_visibility": False}),
            violates({}),
            passes({"enable_intranode_visibility": True}),
            passes({"enable_autopilot": True}),
            undetermined({"enable_intranode_visibility": UNKNOWN}),
        ),
    )(
        Attribute(
            "enable_intranode_visibility",
            Operator.IS_TRUE,
            "traffic between pods of one node is not seen by the network",
            when=(Condition("enable_autopilot", Operator.IS_NOT_TRUE),),
        )
    ),
    guardrail(
        "gke-no-labels",
        "GKE clusters carry labels",
        Severity.LOW,
        types=CLUSTER,
        why="Without labels nobody can tell whose cluster this is, and who pays for it.",
        remedy='resource_labels = {\n  owner = "payments"\n}',
        references=("CKV_GCP_21", "NIST CM-8"),
        examples=(
            violates({}),
            violates({"resource_labels": {}}),
            passes({"resource_labels": {"owner": "payments"}}),
            undetermined({"resource_labels": UNKNOWN}),
        ),
    )(Attribute("resource_labels", Operator.IS_PRESENT, "it carries no label")),
)
