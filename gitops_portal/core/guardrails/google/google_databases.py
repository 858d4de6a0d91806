"""BigQuery, Bigtable, Spanner and Memorystore: what protects the data from being read along, and from being lost."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k"
WHOSE = "Google encrypts all data; only a key of yours can be taken away again, and says who used it."
LOST = "What is deleted by mistake, or by a plan that nobody read, takes its data along."

google_databases = (
    guardrail(
        "bigquery-dataset-no-key",
        "BigQuery datasets encrypt new tables with a key of yours",
        Severity.LOW,
        types={"google_bigquery_dataset"},
        why=WHOSE,
        remedy="default_encryption_configuration {\n  kms_key_name = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_81", "CIS GCP 3.0.0 7.3", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({"default_encryption_configuration": []}),
            passes({"default_encryption_configuration": [{"kms_key_name": UNKNOWN}]}),
            undetermined({"default_encryption_configuration": UNKNOWN}),
        ),
    )(Attribute("default_encryption_configuration", Operator.IS_PRESENT, "new tables use a key of Google's")),
    guardrail(
        "bigquery-table-no-key",
        "BigQuery tables are encrypted with a key of yours",
        Severity.LOW,
        types={"google_bigquery_table"},
        why=WHOSE,
        remedy="encryption_configuration {\n  kms_key_name = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_80", "CIS GCP 3.0.0 7.2", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({"encryption_configuration": []}),
            passes({"encryption_configuration": [{"kms_key_name": UNKNOWN}]}),
            undetermined({"encryption_configuration": UNKNOWN}),
        ),
    )(Attribute("encryption_configuration", Operator.IS_PRESENT, "it is encrypted with a key of Google's")),
    guardrail(
        "bigquery-table-unprotected",
        "BigQuery tables are protected from deletion",
        Severity.LOW,
        types={"google_bigquery_table"},
        why=LOST,
        remedy="Remove deletion_protection = false.",
        references=("CKV_GCP_121", "NIST CP-10"),
        examples=(
            violates({"deletion_protection": False}),
            passes({"deletion_protection": True}),
            passes({}),
            undetermined({"deletion_protection": UNKNOWN}),
        ),
    )(Attribute("deletion_protection", Operator.IS_NOT_FALSE, "any plan may delete it")),
    guardrail(
        "bigtable-no-key",
        "Bigtable clusters are encrypted with a key of yours",
        Severity.LOW,
        types={"google_bigtable_instance"},
        why=WHOSE,
        remedy="cluster {\n  kms_key_name = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_85", "NIST SC-28"),
        examples=(
            violates({"cluster": [{"cluster_id": "a", "kms_key_name": KEY}, {"cluster_id": "b"}]}),
            passes({"cluster": [{"cluster_id": "a", "kms_key_name": KEY}]}),
            undetermined({"cluster": [{"cluster_id": "a", "kms_key_name": UNKNOWN}]}),
        ),
    )(Attribute("kms_key_name", Operator.IS_SET, "it is encrypted with a key of Google's", each="cluster")),
    guardrail(
        "bigtable-unprotected",
        "Bigtable instances are protected from deletion",
        Severity.LOW,
        types={"google_bigtable_instance"},
        why=LOST,
        remedy="Remove deletion_protection = false.",
        references=("CKV_GCP_122", "NIST CP-10"),
        examples=(
            violates({"deletion_protection": False}),
            passes({"deletion_protection": True}),
            passes({}),
            undetermined({"deletion_protection": UNKNOWN}),
        ),
    )(Attribute("deletion_protection", Operator.IS_NOT_FALSE, "any plan may delete it")),
    guardrail(
        "spanner-no-key",
        "Spanner databases are encrypted with a key of yours",
        Severity.LOW,
        types={"google_spanner_database"},
        why=WHOSE,
        remedy="encryption_config {\n  kms_key_name = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_93", "NIST SC-28"),
        examples=(
            violates({"encryption_config": []}),
            passes({"encryption_config": [{"kms_key_name": UNKNOWN}]}),
            undetermined({"encryption_config": UNKNOWN}),
        ),
    )(Attribute("encryption_config", Operator.IS_PRESENT, "it is encrypted with a key of Google's")),
    guardrail(
        "spanner-unprotected",
        "Spanner databases are protected from Terraform's deletion",
        Severity.LOW,
        types={"google_spanner_database"},
        why=LOST,
        remedy="Remove deletion_protection = false.",
        references=("CKV_GCP_119", "NIST CP-10"),
        examples=(
            violates({"deletion_protection": False}),
            passes({"deletion_protection": True}),
            passes({}),
            undetermined({"deletion_protection": UNKNOWN}),
        ),
    )(Attribute("deletion_protection", Operator.IS_NOT_FALSE, "any plan may delete it")),
    guardrail(
        "spanner-drop-unprotected",
        "Spanner databases are protected from being dropped",
        Severity.LOW,
        types={"google_spanner_database"},
        why="Without it the database can be dropped by a command of anybody who may administer it.",
        remedy="Set enable_drop_protection = true.",
        references=("CKV_GCP_120", "NIST CP-10"),
        examples=(
            violates({"enable_drop_protection": False}),
            violates({}),
            passes({"enable_drop_protection": True}),
            undetermined({"enable_drop_protection": UNKNOWN}),
        ),
    )(Attribute("enable_drop_protection", Operator.IS_TRUE, "it can be dropped by one command")),
    guardrail(
        "memorystore-no-auth",
        "Memorystore for Redis asks for a password",
        Severity.MEDIUM,
        types={"google_redis_instance"},
        why="Whoever reaches the network reads and changes everything that is kept in it.",
        remedy="Set auth_enabled = true.",
        references=("CKV_GCP_95", "NIST IA-2"),
        examples=(
            violates({"auth_enabled": False}),
            violates({}),
            passes({"auth_enabled": True}),
            undetermined({"auth_enabled": UNKNOWN}),
        ),
    )(Attribute("auth_enabled", Operator.IS_TRUE, "it asks for no password")),
    guardrail(
        "memorystore-plaintext",
        "Memorystore for Redis encrypts connections",
        Severity.MEDIUM,
        types={"google_redis_instance"},
        why="Keys, values and the password pass readable over the network.",
        remedy='Set transit_encryption_mode = "SERVER_AUTHENTICATION".',
        references=("CKV_GCP_97", "NIST SC-8"),
        examples=(
            violates({"transit_encryption_mode": "DISABLED"}),
            violates({}),
            passes({"transit_encryption_mode": "SERVER_AUTHENTICATION"}),
            undetermined({"transit_encryption_mode": UNKNOWN}),
        ),
    )(
        Attribute(
            "transit_encryption_mode", Operator.IS, "its connections are not encrypted", ("SERVER_AUTHENTICATION",)
        )
    ),
)
