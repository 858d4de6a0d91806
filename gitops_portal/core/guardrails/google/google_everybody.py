"""Grants of Google Cloud to everybody: `allUsers` is the internet, and the others are whoever has an account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.granted import EVERYBODY, Granted
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.rules.examples import Example

ADA = "user:ada@example.com"


def grants(*things: str) -> set[str]:
    """The types that grant roles on these."""
    return {f"google_{thing}_iam_{each}" for thing in things for each in ("binding", "member", "policy")}


def shown(thing: str, role: str) -> tuple[Example, ...]:
    """A role to everybody, in each of the shapes, and to somebody."""
    return (
        violates({"role": role, "members": [ADA, "allUsers"]}, type=f"google_{thing}_iam_binding"),
        violates({"role": role, "member": "allAuthenticatedUsers"}, type=f"google_{thing}_iam_member"),
        violates(
            {"policy_data": f'{{"bindings": [{{"role": "{role}", "members": ["allUsers"]}}]}}'},
            type=f"google_{thing}_iam_policy",
        ),
        passes({"role": role, "members": [ADA]}, type=f"google_{thing}_iam_binding"),
        passes({"role": role, "member": ADA}, type=f"google_{thing}_iam_member"),
        passes({"policy_data": '{"bindings": []}'}, type=f"google_{thing}_iam_policy"),
        undetermined({"role": role, "members": UNKNOWN}, type=f"google_{thing}_iam_binding"),
        undetermined({"policy_data": UNKNOWN}, type=f"google_{thing}_iam_policy"),
    )


google_everybody = (
    guardrail(
        "gcs-public",
        "Cloud Storage buckets are not readable by everybody",
        Severity.CRITICAL,
        types=grants("storage_bucket", "storage_managed_folder"),
        why="Everybody, or everybody with an account at Google, can list or read the objects.",
        remedy='Name who may read them, such as member = "group:readers@example.com".',
        references=("CKV_GCP_28", "CIS GCP 3.0.0 5.1", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
        examples=shown("storage_bucket", "roles/storage.objectViewer"),
    )(Granted("everybody may read the bucket", EVERYBODY)),
    guardrail(
        "gcp-kms-public",
        "Cloud KMS keys are not open to everybody",
        Severity.HIGH,
        types=grants("kms_crypto_key", "kms_key_ring"),
        why="Who may use a key reads everything that it encrypts.",
        remedy='Name who may use it, such as member = "serviceAccount:app@example.iam.gserviceaccount.com".',
        references=("CIS GCP 3.0.0 1.9", "PCI DSS 4.0.1 3.6.1.3", "PCI DSS 4.0.1 7.2.1", "NIST AC-3"),
        examples=shown("kms_crypto_key", "roles/cloudkms.cryptoKeyDecrypter"),
    )(Granted("everybody has a role on the key", EVERYBODY)),
    guardrail(
        "pubsub-public",
        "Pub/Sub topics and subscriptions are not open to everybody",
        Severity.HIGH,
        types=grants("pubsub_topic", "pubsub_subscription"),
        why="Everybody may publish messages that your programs act on, or read those that they send.",
        remedy='Name who may, such as member = "serviceAccount:app@example.iam.gserviceaccount.com".',
        references=("CKV_GCP_99", "NIST AC-3"),
        examples=shown("pubsub_topic", "roles/pubsub.publisher"),
    )(Granted("everybody has a role on it", EVERYBODY)),
    guardrail(
        "bigquery-table-public",
        "BigQuery tables are not readable by everybody",
        Severity.CRITICAL,
        types=grants("bigquery_table"),
        why="Everybody, or everybody with an account at Google, can read the rows.",
        remedy='Name who may read them, such as member = "group:analysts@example.com".',
        references=("CKV_GCP_100", "NIST AC-3"),
        examples=shown("bigquery_table", "roles/bigquery.dataViewer"),
    )(Granted("everybody has a role on the table", EVERYBODY)),
    guardrail(
        "artifactregistry-public",
        "Repositories of Artifact Registry are not open to everybody",
        Severity.HIGH,
        types=grants("artifact_registry_repository"),
        why="Images and packages hold code, settings and mostly a secret or two that somebody forgot.",
        remedy='Name who may pull, such as member = "serviceAccount:nodes@example.iam.gserviceaccount.com".',
        references=("CKV_GCP_101", "NIST AC-3"),
        examples=shown("artifact_registry_repository", "roles/artifactregistry.reader"),
    )(Granted("everybody has a role on the repository", EVERYBODY)),
    guardrail(
        "cloudrun-public",
        "Cloud Run services ask who calls them",
        Severity.MEDIUM,
        types=grants("cloud_run_service", "cloud_run_v2_service", "cloud_run_v2_job"),
        why="Everybody may call the service; what it does is then only as safe as its own code.",
        remedy='Name who may call it, such as member = "serviceAccount:web@example.iam.gserviceaccount.com".',
        references=("CKV_GCP_102", "NIST AC-3"),
        examples=shown("cloud_run_service", "roles/run.invoker"),
    )(Granted("everybody has a role on the service", EVERYBODY)),
    guardrail(
        "cloudfunctions-public",
        "Cloud Functions ask who calls them",
        Severity.MEDIUM,
        types=grants("cloudfunctions_function", "cloudfunctions2_function"),
        why="Everybody may call the function; what it does is then only as safe as its own code.",
        remedy='Name who may call it, such as member = "serviceAccount:web@example.iam.gserviceaccount.com".',
        references=("CKV_GCP_107", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
        examples=shown("cloudfunctions_function", "roles/cloudfunctions.invoker"),
    )(Granted("everybody has a role on the function", EVERYBODY)),
    guardrail(
        "dataproc-public",
        "Dataproc clusters are not open to everybody",
        Severity.HIGH,
        types=grants("dataproc_cluster"),
        why="Everybody may see the jobs of the cluster, or run some of their own.",
        remedy='Name who may, such as member = "group:analysts@example.com".',
        references=("CKV_GCP_98", "NIST AC-3"),
        examples=shown("dataproc_cluster", "roles/dataproc.editor"),
    )(Granted("everybody has a role on the cluster", EVERYBODY)),
    guardrail(
        "gcp-secret-public",
        "Secrets are not open to everybody",
        Severity.CRITICAL,
        types=grants("secret_manager_secret"),
        why="What everybody may read is no secret.",
        remedy='Name who may read it, such as member = "serviceAccount:app@example.iam.gserviceaccount.com".',
        references=("NIST AC-3",),
        examples=shown("secret_manager_secret", "roles/secretmanager.secretAccessor"),
    )(Granted("everybody has a role on the secret", EVERYBODY)),
)
