"""ECS: what clusters, services and tasks have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Attributes, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.parameters import texts
from gitops_portal.core.rules.rule import guardrail


def _logging(configuration: Attributes) -> Attributes:
    """A cluster whose commands are logged so."""
    return {"configuration": [{"execute_command_configuration": [{"log_configuration": [configuration]}]}]}


ecs = (
    guardrail(
        "ecs-old-fargate",
        "ECS services run on a current version of Fargate",
        Severity.MEDIUM,
        types={"aws_ecs_service"},
        why="Old versions of the platform get no fixes of their kernel and their runtime.",
        remedy='Set platform_version = "LATEST".',
        references=("CKV_AWS_332", "FSBP ECS.10", "PCI DSS 4.0.1 6.3.3", "NIST SI-2"),
        examples=(
            violates({"launch_type": "FARGATE", "platform_version": "1.3.0"}),
            passes({"launch_type": "FARGATE", "platform_version": "LATEST"}),
            passes({"launch_type": "FARGATE", "platform_version": "1.4.0"}),
            passes({"launch_type": "EC2"}),
            undetermined({"launch_type": "FARGATE", "platform_version": UNKNOWN}),
        ),
        parameters=(texts("versions", "what counts as out of date"),),
    )(
        Attribute(
            "platform_version",
            Operator.IS_NOT,
            "it stays on a version of Fargate that is out of date",
            expected=("1.1.0", "1.2.0", "1.3.0"),
            unset="LATEST",
        )
    ),
    guardrail(
        "ecs-efs-plaintext",
        "ECS tasks encrypt what they read and write in EFS",
        Severity.MEDIUM,
        types={"aws_ecs_task_definition"},
        why="NFS without TLS lets everybody on the way between task and file system read along.",
        remedy='Set transit_encryption = "ENABLED" in efs_volume_configuration.',
        references=("CKV_AWS_97", "NIST SC-8"),
        examples=(
            violates({"volume": [{"efs_volume_configuration": [{"file_system_id": "fs-1"}]}]}),
            violates({"volume": [{"efs_volume_configuration": [{"transit_encryption": "DISABLED"}]}]}),
            passes({"volume": [{"efs_volume_configuration": [{"transit_encryption": "ENABLED"}]}]}),
            passes({"volume": [{"name": "scratch", "efs_volume_configuration": []}]}),
            passes({"family": "orders"}),
            undetermined({"volume": [{"efs_volume_configuration": [{"transit_encryption": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "transit_encryption",
            Operator.IS,
            "it reads and writes files without TLS",
            expected=("ENABLED",),
            unset="DISABLED",
            each="volume.efs_volume_configuration",
        )
    ),
    guardrail(
        "ecs-no-insights",
        "ECS clusters have Container Insights",
        Severity.LOW,
        types={"aws_ecs_cluster"},
        why="Without it nobody sees which task takes all memory, or is started over and over.",
        remedy='setting {\n  name  = "containerInsights"\n  value = "enhanced"\n}',
        references=("CKV_AWS_65", "FSBP ECS.12", "NIST SI-4"),
        examples=(
            violates({"name": "main"}),
            violates({"setting": [{"name": "containerInsights", "value": "disabled"}]}),
            passes({"setting": [{"name": "containerInsights", "value": "enabled"}]}),
            passes({"setting": [{"name": "containerInsights", "value": "enhanced"}]}),
            undetermined({"setting": [{"name": "containerInsights", "value": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "setting.value",
            Operator.IS,
            "Container Insights is not switched on for it",
            expected=("enabled", "enhanced"),
            unset="disabled",
            computed=True,
        )
    ),
    guardrail(
        "ecs-exec-no-log",
        "ECS logs what is done inside of containers",
        Severity.LOW,
        types={"aws_ecs_cluster"},
        why="Commands that people run in a container by ECS Exec are seen nowhere else.",
        remedy=('configuration {\n  execute_command_configuration {\n    logging = "DEFAULT"\n  }\n}'),
        references=("CKV_AWS_223", "NIST AU-2"),
        examples=(
            violates({"configuration": [{"execute_command_configuration": [{"logging": "NONE"}]}]}),
            passes({"configuration": [{"execute_command_configuration": [{"logging": "OVERRIDE"}]}]}),
            passes({"configuration": []}),
            undetermined({"configuration": [{"execute_command_configuration": [{"logging": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "configuration.execute_command_configuration.logging",
            Operator.IS_NOT,
            "commands that are run in its containers leave no log",
            expected=("NONE",),
            unset="DEFAULT",
        )
    ),
    guardrail(
        "ecs-exec-log-group-unencrypted",
        "ECS encrypts logs of commands in CloudWatch",
        Severity.LOW,
        types={"aws_ecs_cluster"},
        why="What people type in a container, and read there, is often more than was meant for a log.",
        remedy="Set cloud_watch_encryption_enabled = true in log_configuration, with a kms_key_id beside it.",
        references=("CKV_AWS_224", "NIST SC-28"),
        examples=(
            violates(_logging({"cloud_watch_log_group_name": "/ecs/exec"})),
            passes(_logging({"cloud_watch_log_group_name": "/ecs/exec", "cloud_watch_encryption_enabled": True})),
            passes(_logging({"s3_bucket_name": "logs"})),
            passes({"name": "main"}),
            undetermined(
                _logging({"cloud_watch_log_group_name": "/ecs/exec", "cloud_watch_encryption_enabled": UNKNOWN})
            ),
        ),
    )(
        Attribute(
            "cloud_watch_encryption_enabled",
            Operator.IS_TRUE,
            "the log of commands is written without encryption",
            each="configuration.execute_command_configuration.log_configuration",
            when=(Condition("cloud_watch_log_group_name", Operator.IS_SET),),
        )
    ),
    guardrail(
        "ecs-exec-bucket-unencrypted",
        "ECS encrypts logs of commands in S3",
        Severity.LOW,
        types={"aws_ecs_cluster"},
        why="What people type in a container, and read there, is often more than was meant for a log.",
        remedy="Set s3_bucket_encryption_enabled = true in log_configuration.",
        references=("CKV_AWS_224", "NIST SC-28"),
        examples=(
            violates(_logging({"s3_bucket_name": "logs"})),
            passes(_logging({"s3_bucket_name": "logs", "s3_bucket_encryption_enabled": True})),
            passes(_logging({"cloud_watch_log_group_name": "/ecs/exec"})),
            undetermined(_logging({"s3_bucket_name": "logs", "s3_bucket_encryption_enabled": UNKNOWN})),
        ),
    )(
        Attribute(
            "s3_bucket_encryption_enabled",
            Operator.IS_TRUE,
            "the log of commands is written without encryption",
            each="configuration.execute_command_configuration.log_configuration",
            when=(Condition("s3_bucket_name", Operator.IS_SET),),
        )
    ),
)
