"""Nodes of Google Kubernetes Engine: those of pools, and those of the pool that a cluster begins with."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

POOL = {"google_container_node_pool"}
NODES = {"google_container_cluster", "google_container_node_pool"}
KEPT = (
    Condition("remove_default_node_pool", Operator.IS_NOT_TRUE),
    Condition("enable_autopilot", Operator.IS_NOT_TRUE),
)
"""A cluster whose first pool stays, and is not Google's to decide about; pools have neither attribute."""
REMOVED = {"remove_default_node_pool": True}

gke_nodes = (
    guardrail(
        "gke-no-auto-repair",
        "GKE nodes are repaired by themselves",
        Severity.LOW,
        types=POOL,
        why="A node that is broken takes pods along until somebody looks after it.",
        remedy="management {\n  auto_repair = true\n}",
        references=("CKV_GCP_9", "CIS GKE 1.4.0 5.5.2", "NIST SI-2"),
        examples=(
            violates({"management": [{"auto_repair": False, "auto_upgrade": True}]}),
            passes({"management": [{"auto_repair": True}]}),
            passes({}),
            undetermined({"management": [{"auto_repair": UNKNOWN}]}),
        ),
    )(Attribute("management.auto_repair", Operator.IS_NOT_FALSE, "broken nodes stay broken", computed=True)),
    guardrail(
        "gke-no-auto-upgrade",
        "GKE nodes are upgraded by themselves",
        Severity.LOW,
        types=POOL,
        why="Nodes that nobody upgrades keep the flaws that everybody knows by now.",
        remedy="management {\n  auto_upgrade = true\n}",
        references=("CKV_GCP_10", "CIS GKE 1.4.0 5.5.3", "NIST SI-2"),
        examples=(
            violates({"management": [{"auto_repair": True, "auto_upgrade": False}]}),
            passes({"management": [{"auto_upgrade": True}]}),
            passes({}),
            undetermined({"management": [{"auto_upgrade": UNKNOWN}]}),
        ),
    )(Attribute("management.auto_upgrade", Operator.IS_NOT_FALSE, "its nodes stay at their version", computed=True)),
    guardrail(
        "gke-node-image",
        "GKE nodes run Container-Optimized OS",
        Severity.LOW,
        types=NODES,
        why="Other images hold more software, so more flaws, and are not patched as soon.",
        remedy='node_config {\n  image_type = "COS_CONTAINERD"\n}',
        references=("CKV_GCP_22", "CIS GKE 1.4.0 5.5.1", "NIST CM-7"),
        examples=(
            violates({"node_config": [{"image_type": "UBUNTU_CONTAINERD"}]}),
            violates({"node_config": [{"image_type": "COS"}]}),
            passes({"node_config": [{"image_type": "cos_containerd"}]}),
            passes({"node_config": [{"image_type": "WINDOWS_LTSC_CONTAINERD"}]}),
            passes({"node_config": [{}]}),
            passes({"node_config": [{"image_type": "UBUNTU_CONTAINERD"}], **REMOVED}),
            passes({"node_config": [{"image_type": "UBUNTU_CONTAINERD"}], "enable_autopilot": True}),
            undetermined({"node_config": [{"image_type": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "node_config.image_type",
            Operator.MATCHES,
            "its image is not the one made for containers alone",
            ("cos_containerd|windows_.*",),
            unset="COS_CONTAINERD",
            computed=True,
            when=KEPT,
        )
    ),
    guardrail(
        "gke-no-metadata-server",
        "GKE nodes keep their own identity from pods",
        Severity.MEDIUM,
        types=NODES,
        why="Without the metadata server of GKE every pod can take the token of the node that it runs on.",
        remedy='node_config {\n  workload_metadata_config {\n    mode = "GKE_METADATA"\n  }\n}',
        references=("CKV_GCP_69", "NIST AC-6"),
        examples=(
            violates({"node_config": [{"workload_metadata_config": [{"mode": "GCE_METADATA"}]}]}),
            violates({"node_config": [{"workload_metadata_config": []}]}),
            passes({"node_config": [{"workload_metadata_config": [{"mode": "GKE_METADATA"}]}]}),
            passes({"node_config": [{}], **REMOVED}),
            passes({"node_config": [{}], "enable_autopilot": True}),
            undetermined({"node_config": [{"workload_metadata_config": [{"mode": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "node_config.workload_metadata_config.mode",
            Operator.IS,
            "pods on its nodes reach the credentials of the node",
            ("GKE_METADATA",),
            computed=True,
            when=KEPT,
        )
    ),
    guardrail(
        "gke-legacy-metadata",
        "GKE nodes have no legacy metadata endpoints",
        Severity.MEDIUM,
        types=NODES,
        why="The old endpoints ask for no header, so a pod can be tricked into reading the node's credentials.",
        remedy='node_config {\n  metadata = {\n    disable-legacy-endpoints = "true"\n  }\n}',
        references=("CKV_GCP_67", "NIST AC-6"),
        examples=(
            violates({"node_config": [{"metadata": {"disable-legacy-endpoints": "false"}}]}),
            passes({"node_config": [{"metadata": {"disable-legacy-endpoints": "true"}}]}),
            passes({"node_config": [{}]}),
            passes({"node_config": [{"metadata": {"disable-legacy-endpoints": "false"}}], **REMOVED}),
            passes({"node_config": [{"metadata": {"disable-legacy-endpoints": "false"}}], "enable_autopilot": True}),
            undetermined({"node_config": [{"metadata": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "node_config.metadata.disable-legacy-endpoints",
            Operator.IS_NOT_FALSE,
            "its nodes answer on the legacy metadata endpoints",
            computed=True,
            when=KEPT,
        )
    ),
    guardrail(
        "gke-no-integrity-monitoring",
        "GKE nodes watch how they boot",
        Severity.LOW,
        types=NODES,
        why="Without it nobody notices that what a node boots is no longer what it was.",
        remedy="node_config {\n  shielded_instance_config {\n    enable_integrity_monitoring = true\n  }\n}",
        references=("CKV_GCP_72", "CIS GKE 1.4.0 5.5.6", "NIST SI-7"),
        examples=(
            violates({"node_config": [{"shielded_instance_config": [{"enable_integrity_monitoring": False}]}]}),
            passes({"node_config": [{"shielded_instance_config": [{"enable_integrity_monitoring": True}]}]}),
            passes({"node_config": [{}]}),
            passes(
                {"node_config": [{"shielded_instance_config": [{"enable_integrity_monitoring": False}]}], **REMOVED}
            ),
            undetermined({"node_config": [{"shielded_instance_config": [{"enable_integrity_monitoring": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "node_config.shielded_instance_config.enable_integrity_monitoring",
            Operator.IS_NOT_FALSE,
            "nobody notices when its nodes boot something else",
            computed=True,
            when=KEPT,
        )
    ),
    guardrail(
        "gke-no-secure-boot",
        "GKE nodes boot only what is signed",
        Severity.LOW,
        types=NODES,
        why="Without secure boot a changed kernel or driver is loaded like any other, and outlives restarts.",
        remedy="node_config {\n  shielded_instance_config {\n    enable_secure_boot = true\n  }\n}",
        references=("CKV_GCP_68", "CIS GKE 1.4.0 5.5.7", "NIST SI-7"),
        examples=(
            violates({"node_config": [{"shielded_instance_config": [{"enable_secure_boot": False}]}]}),
            violates({"node_config": [{}]}),
            passes({"node_config": [{"shielded_instance_config": [{"enable_secure_boot": True}]}]}),
            passes({"node_config": [{}], **REMOVED}),
            undetermined({"node_config": [{"shielded_instance_config": [{"enable_secure_boot": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "node_config.shielded_instance_config.enable_secure_boot",
            Operator.IS_TRUE,
            "its nodes boot what nobody signed",
            computed=True,
            when=KEPT,
        )
    ),
)
