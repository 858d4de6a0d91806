"""Instances of Cloud SQL: how they are reached, kept, and of which age they are."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.parameters import texts
from gitops_portal.core.rules.rule import guardrail

INSTANCE = {"google_sql_database_instance"}
ITSELF = Condition("clone", Operator.IS_ABSENT)
"""A clone has the settings of the instance that it is made of."""
MAIN = Condition("master_instance_name", Operator.IS_NOT_SET)

cloudsql = (
    guardrail(
        "cloudsql-ssl-off",
        "Cloud SQL takes only encrypted connections",
        Severity.MEDIUM,
        types=INSTANCE,
        why="Clients that forget to encrypt send passwords and rows readable over the network.",
        remedy='settings {\n  ip_configuration {\n    ssl_mode = "ENCRYPTED_ONLY"\n  }\n}',
        references=("CKV_GCP_6", "CIS GCP 3.0.0 6.4", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"settings": [{"ip_configuration": [{"ssl_mode": "ALLOW_UNENCRYPTED_AND_ENCRYPTED"}]}]}),
            violates({"settings": [{"tier": "db-custom-2-7680", "ip_configuration": []}]}),
            passes({"settings": [{"ip_configuration": [{"ssl_mode": "ENCRYPTED_ONLY"}]}]}),
            passes({"settings": [{"ip_configuration": [{"ssl_mode": "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"}]}]}),
            passes({"settings": [{"ip_configuration": [{"require_ssl": True}]}]}),
            passes({"clone": [{"source_instance_name": "main"}]}),
            undetermined({"settings": [{"ip_configuration": [{"ssl_mode": UNKNOWN}]}]}),
        ),
    )(
        Either(
            (
                Condition(
                    "settings.ip_configuration.ssl_mode",
                    Operator.IS,
                    ("ENCRYPTED_ONLY", "TRUSTED_CLIENT_CERTIFICATE_REQUIRED"),
                    computed=True,
                ),
                Condition("settings.ip_configuration.require_ssl", Operator.IS_TRUE, computed=True),
            ),
            "it takes connections that are not encrypted",
            when=(ITSELF,),
        )
    ),
    guardrail(
        "cloudsql-no-backup",
        "Cloud SQL makes backups",
        Severity.MEDIUM,
        types=INSTANCE,
        why="Without backups a table that is dropped, or overwritten, is gone.",
        remedy="settings {\n  backup_configuration {\n    enabled = true\n  }\n}",
        references=("CKV_GCP_14", "CIS GCP 3.0.0 6.7", "NIST CP-9"),
        examples=(
            violates({"settings": [{"backup_configuration": [{"enabled": False}]}]}),
            violates({"settings": [{"backup_configuration": []}]}),
            passes({"settings": [{"backup_configuration": [{"enabled": True}]}]}),
            passes({"settings": [{"backup_configuration": []}], "master_instance_name": "main"}),
            passes({"clone": [{"source_instance_name": "main"}]}),
            undetermined({"settings": [{"backup_configuration": [{"enabled": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "settings.backup_configuration.enabled",
            Operator.IS_TRUE,
            "nothing is kept to restore it from",
            computed=True,
            when=(ITSELF, MAIN),
        )
    ),
    guardrail(
        "cloudsql-old-version",
        "Cloud SQL runs versions that their makers still repair",
        Severity.MEDIUM,
        types=INSTANCE,
        why="A version that its makers gave up gets no more repairs of flaws, and costs extra at Google.",
        remedy='Set database_version to a version in support, such as "POSTGRES_17" or "MYSQL_8_4".',
        references=("CKV_GCP_79", "NIST SI-2"),
        examples=(
            violates({"database_version": "POSTGRES_11"}),
            violates({"database_version": "MYSQL_5_7"}),
            passes({"database_version": "POSTGRES_17"}),
            passes({"database_version": "MYSQL_8_4"}),
            undetermined({"database_version": UNKNOWN}),
        ),
        parameters=(texts("versions", "what counts as no longer repaired"),),
    )(
        Attribute(
            "database_version",
            Operator.IS_NOT,
            "the makers of this version no longer repair it",
            (
                "MYSQL_5_5",
                "MYSQL_5_6",
                "MYSQL_5_7",
                "POSTGRES_9_6",
                "POSTGRES_10",
                "POSTGRES_11",
                "POSTGRES_12",
                "POSTGRES_13",
            ),
        )
    ),
    guardrail(
        "cloudsql-public-ip",
        "Cloud SQL has no public address",
        Severity.MEDIUM,
        types=INSTANCE,
        why="With a public address one network too many that is authorised opens the database to strangers.",
        remedy="Set ipv4_enabled = false and a private_network in ip_configuration.",
        references=("CKV_GCP_60", "CIS GCP 3.0.0 6.6", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
        examples=(
            violates({"settings": [{"ip_configuration": [{"ipv4_enabled": True}]}]}),
            violates({"settings": [{"ip_configuration": []}]}),
            passes({"settings": [{"ip_configuration": [{"ipv4_enabled": False}]}]}),
            passes({"clone": [{"source_instance_name": "main"}]}),
            undetermined({"settings": [{"ip_configuration": [{"ipv4_enabled": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "settings.ip_configuration.ipv4_enabled",
            Operator.IS,
            "it has a public address",
            ("false",),
            unset=True,
            computed=True,
            when=(ITSELF,),
        )
    ),
)
