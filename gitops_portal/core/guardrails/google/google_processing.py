"""Services of Google Cloud that move and work on data: Pub/Sub, Dataproc, Dataflow, Data Fusion and Vertex AI."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
WHOSE = "Google encrypts all data; only a key of yours can be taken away again, and says who used it."
EXPOSED = "What has a public address can be reached from anywhere, and goes out to anywhere."

google_processing = (
    guardrail(
        "pubsub-no-key",
        "Pub/Sub topics are encrypted with a key of yours",
        Severity.LOW,
        types={"google_pubsub_topic"},
        why=WHOSE,
        remedy="Set kms_key_name = google_kms_crypto_key.this.id.",
        references=("CKV_GCP_83", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(violates({}), passes({"kms_key_name": KEY}), undetermined({"kms_key_name": UNKNOWN})),
    )(Attribute("kms_key_name", Operator.IS_SET, "its messages are encrypted with a key of Google's")),
    guardrail(
        "artifactregistry-no-key",
        "Repositories of Artifact Registry are encrypted with a key of yours",
        Severity.LOW,
        types={"google_artifact_registry_repository"},
        why=WHOSE,
        remedy="Set kms_key_name = google_kms_crypto_key.this.id.",
        references=("CKV_GCP_84", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(violates({}), passes({"kms_key_name": KEY}), undetermined({"kms_key_name": UNKNOWN})),
    )(Attribute("kms_key_name", Operator.IS_SET, "it is encrypted with a key of Google's")),
    guardrail(
        "dataproc-no-key",
        "Dataproc clusters are encrypted with a key of yours",
        Severity.LOW,
        types={"google_dataproc_cluster"},
        why=WHOSE,
        remedy=("cluster_config {\n  encryption_config {\n    kms_key_name = google_kms_crypto_key.this.id\n  }\n}"),
        references=("CKV_GCP_91", "CIS GCP 3.0.0 8.1", "NIST SC-28"),
        examples=(
            violates({"cluster_config": [{"encryption_config": []}]}),
            passes({"cluster_config": [{"encryption_config": [{"kms_key_name": KEY}]}]}),
            undetermined({"cluster_config": [{"encryption_config": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "cluster_config.encryption_config",
            Operator.IS_PRESENT,
            "its disks are encrypted with a key of Google's",
            computed=True,
        )
    ),
    guardrail(
        "dataproc-public-ip",
        "Dataproc clusters have no public addresses",
        Severity.MEDIUM,
        types={"google_dataproc_cluster"},
        why=EXPOSED,
        remedy="cluster_config {\n  gce_cluster_config {\n    internal_ip_only = true\n  }\n}",
        references=("CKV_GCP_103", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
        examples=(
            violates({"cluster_config": [{"gce_cluster_config": [{"internal_ip_only": False}]}]}),
            passes({"cluster_config": [{"gce_cluster_config": [{"internal_ip_only": True}]}]}),
            undetermined({"cluster_config": [{"gce_cluster_config": [{"internal_ip_only": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "cluster_config.gce_cluster_config.internal_ip_only",
            Operator.IS_TRUE,
            "its machines get public addresses",
            unset=UNKNOWN,
            computed=True,
        )
    ),
    guardrail(
        "dataflow-no-key",
        "Dataflow jobs are encrypted with a key of yours",
        Severity.LOW,
        types={"google_dataflow_job"},
        why=WHOSE,
        remedy="Set kms_key_name = google_kms_crypto_key.this.id.",
        references=("CKV_GCP_90", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(violates({}), passes({"kms_key_name": KEY}), undetermined({"kms_key_name": UNKNOWN})),
    )(Attribute("kms_key_name", Operator.IS_SET, "what it keeps is encrypted with a key of Google's")),
    guardrail(
        "dataflow-public-ip",
        "Dataflow workers have no public addresses",
        Severity.MEDIUM,
        types={"google_dataflow_job", "google_dataflow_flex_template_job"},
        why=EXPOSED,
        remedy='Set ip_configuration = "WORKER_IP_PRIVATE".',
        references=("CKV_GCP_94", "NIST SC-7"),
        examples=(
            violates({"ip_configuration": "WORKER_IP_PUBLIC"}),
            violates({}),
            passes({"ip_configuration": "WORKER_IP_PRIVATE"}),
            undetermined({"ip_configuration": UNKNOWN}),
        ),
    )(Attribute("ip_configuration", Operator.IS, "its workers get public addresses", ("WORKER_IP_PRIVATE",))),
    guardrail(
        "datafusion-public",
        "Data Fusion instances are private",
        Severity.MEDIUM,
        types={"google_data_fusion_instance"},
        why=EXPOSED,
        remedy="Set private_instance = true with a network_config block.",
        references=("CKV_GCP_87", "NIST SC-7"),
        examples=(
            violates({"private_instance": False}),
            violates({}),
            passes({"private_instance": True}),
            undetermined({"private_instance": UNKNOWN}),
        ),
    )(Attribute("private_instance", Operator.IS_TRUE, "it has public addresses")),
    guardrail(
        "datafusion-no-logging",
        "Data Fusion instances write logs",
        Severity.LOW,
        types={"google_data_fusion_instance"},
        why="Without logs nobody can tell afterwards what a pipeline did with the data.",
        remedy="Set enable_stackdriver_logging = true.",
        references=("CKV_GCP_104", "NIST AU-12"),
        examples=(
            violates({}),
            passes({"enable_stackdriver_logging": True}),
            undetermined({"enable_stackdriver_logging": UNKNOWN}),
        ),
    )(Attribute("enable_stackdriver_logging", Operator.IS_TRUE, "it writes no logs")),
    guardrail(
        "datafusion-no-monitoring",
        "Data Fusion instances are monitored",
        Severity.LOW,
        types={"google_data_fusion_instance"},
        why="Without metrics nobody notices that a pipeline stands still before its results are missed.",
        remedy="Set enable_stackdriver_monitoring = true.",
        references=("CKV_GCP_105", "NIST SI-4"),
        examples=(
            violates({}),
            passes({"enable_stackdriver_monitoring": True}),
            undetermined({"enable_stackdriver_monitoring": UNKNOWN}),
        ),
    )(Attribute("enable_stackdriver_monitoring", Operator.IS_TRUE, "it sends no metrics")),
    guardrail(
        "vertex-dataset-no-key",
        "Datasets of Vertex AI are encrypted with a key of yours",
        Severity.LOW,
        types={"google_vertex_ai_dataset"},
        why=WHOSE,
        remedy="encryption_spec {\n  kms_key_name = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_92", "NIST SC-28"),
        examples=(
            violates({"encryption_spec": []}),
            passes({"encryption_spec": [{"kms_key_name": KEY}]}),
            undetermined({"encryption_spec": UNKNOWN}),
        ),
    )(Attribute("encryption_spec", Operator.IS_PRESENT, "it is encrypted with a key of Google's")),
    guardrail(
        "vertex-notebook-public",
        "Notebooks of Vertex AI have no public address",
        Severity.MEDIUM,
        types={"google_notebooks_instance", "google_workbench_instance"},
        why=EXPOSED,
        remedy="Set no_public_ip = true, or disable_public_ip = true in gce_setup of a Workbench instance.",
        references=("CKV_GCP_89", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
        examples=(
            violates({"no_public_ip": False}),
            violates({}),
            violates({"gce_setup": [{"disable_public_ip": False}]}, type="google_workbench_instance"),
            passes({"no_public_ip": True}),
            passes({"gce_setup": [{"disable_public_ip": True}]}, type="google_workbench_instance"),
            undetermined({"no_public_ip": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("no_public_ip", Operator.IS_TRUE),
                Condition("gce_setup.disable_public_ip", Operator.IS_TRUE, computed=True),
            ),
            "it gets a public address",
        )
    ),
)
