"""Services that move, keep or work on data: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

data_movers = (
    guardrail(
        "dms-public",
        "DMS instances have no public address",
        Severity.HIGH,
        types={"aws_dms_replication_instance"},
        why="It holds the passwords of both databases and reads all of them; the internet has no business with it.",
        remedy="Set publicly_accessible = false.",
        references=("CKV_AWS_89", "FSBP DMS.1", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
        examples=(
            violates({"publicly_accessible": True}),
            passes({"publicly_accessible": False}),
            passes({"replication_instance_id": "orders"}),
            undetermined({"publicly_accessible": UNKNOWN}),
        ),
    )(Attribute("publicly_accessible", Operator.IS_NOT_TRUE, "it has an address on the internet")),
    guardrail(
        "backup-vault-no-cmk",
        "Backup vaults are encrypted with a key of yours",
        Severity.LOW,
        types={"aws_backup_vault"},
        why="With a key of your own you decide, and can prove, who restores a backup.",
        remedy="Set kms_key_arn = aws_kms_key.backups.arn.",
        references=("CKV_AWS_166", "NIST SC-28"),
        examples=(
            violates({"name": "nightly"}),
            passes({"kms_key_arn": "arn:aws:kms:eu-west-1:111122223333:key/0a1b2c3d-0000-4000-8000-000000000000"}),
            undetermined({"kms_key_arn": UNKNOWN}),
        ),
    )(Attribute("kms_key_arn", Operator.IS_SET, "no key of yours encrypts its backups")),
    guardrail(
        "elasticache-no-backup",
        "ElastiCache keeps backups",
        Severity.LOW,
        types={"aws_elasticache_replication_group"},
        why="Sessions and queues that are kept in a cache are gone when it fails, or is emptied by mistake.",
        remedy="Set snapshot_retention_limit = 7, in days.",
        references=("FSBP ElastiCache.1", "NIST CP-9"),
        examples=(
            violates({"replication_group_id": "orders"}),
            violates({"snapshot_retention_limit": 0}),
            passes({"snapshot_retention_limit": 1}),
            undetermined({"snapshot_retention_limit": UNKNOWN}),
        ),
    )(Attribute("snapshot_retention_limit", Operator.AT_LEAST, "no backup of it is kept", expected=(1,), unset=0)),
    guardrail(
        "emr-no-kerberos",
        "EMR clusters ask who somebody is",
        Severity.LOW,
        types={"aws_emr_cluster"},
        why="Without Kerberos whoever reaches the cluster is whoever they say they are.",
        remedy=(
            "kerberos_attributes {\n"
            '  realm              = "EC2.INTERNAL"\n'
            "  kdc_admin_password = var.kdc_admin_password\n"
            "}\n"
            "and a security_configuration that has Kerberos on."
        ),
        references=("NIST IA-2",),
        examples=(
            violates({"name": "reports"}),
            violates({"kerberos_attributes": []}),
            passes({"kerberos_attributes": [{"realm": "EC2.INTERNAL"}]}),
            undetermined({"kerberos_attributes": UNKNOWN}),
        ),
    )(Attribute("kerberos_attributes", Operator.IS_PRESENT, "it has no Kerberos")),
)
