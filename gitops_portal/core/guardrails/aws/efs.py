"""EFS: what file systems have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.rule import guardrail

efs = (
    guardrail(
        "efs-unencrypted",
        "EFS file systems are encrypted",
        Severity.MEDIUM,
        types={"aws_efs_file_system"},
        why="Files lie readable on disk and in backups. To encrypt them later takes a new file system.",
        remedy="Set encrypted = true.",
        references=("CKV_AWS_42", "CIS AWS 3.0.0 2.4.1", "CIS AWS 5.0.0 2.3.1", "FSBP EFS.1", "NIST SC-28"),
        examples=(
            violates({"creation_token": "files"}),
            violates({"encrypted": False}),
            passes({"encrypted": True}),
            undetermined({"encrypted": UNKNOWN}),
        ),
    )(Attribute("encrypted", Operator.IS_TRUE, "its files are not encrypted at rest")),
    guardrail(
        "efs-no-backup",
        "EFS file systems are backed up",
        Severity.LOW,
        types={"aws_efs_file_system"},
        why="What is deleted or overwritten in a file system is gone unless AWS Backup has a copy.",
        remedy=(
            'resource "aws_efs_backup_policy" "this" {\n'
            "  file_system_id = aws_efs_file_system.this.id\n"
            "  backup_policy {\n"
            '    status = "ENABLED"\n'
            "  }\n"
            "}"
        ),
        references=("FSBP EFS.2", "NIST CP-9"),
        examples=(
            violates({"id": "fs-1"}),
            violates(
                {"id": "fs-1"},
                beside={
                    "aws_efs_backup_policy.this": {
                        "file_system_id": "fs-1",
                        "backup_policy": [{"status": "DISABLED"}],
                    }
                },
            ),
            passes(
                {"id": "fs-1"},
                beside={
                    "aws_efs_backup_policy.this": {
                        "file_system_id": "fs-1",
                        "backup_policy": [{"status": "ENABLED"}],
                    }
                },
            ),
            passes({"availability_zone_name": "eu-west-1a"}),
            undetermined(
                {"id": UNKNOWN},
                beside={
                    "aws_efs_backup_policy.this": {
                        "file_system_id": UNKNOWN,
                        "backup_policy": [{"status": "ENABLED"}],
                    }
                },
            ),
        ),
    )(
        Companion(
            "aws_efs_backup_policy",
            "file_system_id",
            "the plan holds no backup policy for it",
            conditions=(Condition("backup_policy.status", Operator.IS, ("ENABLED",)),),
            unless=(Condition("availability_zone_name", Operator.IS_SET),),
        )
    ),
    guardrail(
        "efs-backup-off",
        "Backup policies of EFS are on",
        Severity.LOW,
        types={"aws_efs_backup_policy"},
        why="A policy that is off takes away the backups that EFS makes of file systems in one zone by itself.",
        remedy='backup_policy {\n  status = "ENABLED"\n}',
        references=("FSBP EFS.2", "NIST CP-9"),
        examples=(
            violates({"file_system_id": "fs-1", "backup_policy": [{"status": "DISABLED"}]}),
            passes({"file_system_id": "fs-1", "backup_policy": [{"status": "ENABLED"}]}),
            undetermined({"file_system_id": "fs-1", "backup_policy": [{"status": UNKNOWN}]}),
        ),
    )(Attribute("backup_policy.status", Operator.IS, "it switches backups off", expected=("ENABLED",))),
)
