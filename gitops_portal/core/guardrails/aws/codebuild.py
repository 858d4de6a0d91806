"""CodeBuild: what projects and their credentials have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.rule import guardrail

codebuild = (
    guardrail(
        "codebuild-credentials-in-clear",
        "CodeBuild projects hold no AWS credentials in clear",
        Severity.HIGH,
        types={"aws_codebuild_project"},
        why="Who may look at the project, its state or its builds reads the keys, and has what they may do.",
        remedy="Give the project a service_role instead; it needs no keys of its own.",
        references=("FSBP CodeBuild.2", "PCI DSS 4.0.1 8.3.2", "NIST IA-5"),
        examples=(
            violates({"environment": [{"environment_variable": [{"name": "AWS_SECRET_ACCESS_KEY"}]}]}),
            violates({"environment": [{"environment_variable": [{"name": "AWS_ACCESS_KEY_ID", "type": "PLAINTEXT"}]}]}),
            passes(
                {
                    "environment": [
                        {
                            "environment_variable": [
                                {"name": "AWS_SECRET_ACCESS_KEY", "type": "SECRETS_MANAGER", "value": "deploy"},
                                {"name": "STAGE", "type": "PLAINTEXT", "value": "test"},
                            ]
                        }
                    ]
                }
            ),
            passes({"environment": [{"image": "aws/codebuild/standard:7.0"}]}),
            undetermined({"environment": [{"environment_variable": [{"name": UNKNOWN, "type": "PLAINTEXT"}]}]}),
        ),
    )(
        Forbidden(
            "keys of AWS stand in its variables for all to read",
            (
                Condition("name", Operator.IS, ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")),
                Condition("type", Operator.IS, ("PLAINTEXT",), unset="PLAINTEXT"),
            ),
            each="environment.environment_variable",
        )
    ),
    guardrail(
        "codebuild-source-password",
        "CodeBuild reaches repositories by OAuth or a connection",
        Severity.LOW,
        types={"aws_codebuild_source_credential"},
        why="A password or a personal token stands in the state, belongs to one person, and is rarely changed.",
        remedy='Connect by auth_type = "CODECONNECTIONS", with the ARN of a connection as token.',
        references=("NIST IA-5",),
        examples=(
            violates({"auth_type": "PERSONAL_ACCESS_TOKEN", "server_type": "GITHUB"}),
            violates({"auth_type": "BASIC_AUTH", "server_type": "BITBUCKET"}),
            passes({"auth_type": "CODECONNECTIONS", "server_type": "GITHUB"}),
            passes({"auth_type": "OAUTH", "server_type": "GITHUB"}),
            undetermined({"auth_type": UNKNOWN}),
        ),
    )(
        Attribute(
            "auth_type",
            Operator.IS_NOT,
            "it holds a password or a personal token",
            expected=("BASIC_AUTH", "PERSONAL_ACCESS_TOKEN"),
        )
    ),
    guardrail(
        "codebuild-no-log",
        "CodeBuild projects log their builds",
        Severity.LOW,
        types={"aws_codebuild_project"},
        why="Without a log nobody can tell afterwards what a build did, or who it was that made it do so.",
        remedy='logs_config {\n  cloudwatch_logs {\n    status = "ENABLED"\n  }\n}',
        references=("CKV_AWS_314", "FSBP CodeBuild.4", "NIST AU-2"),
        examples=(
            violates({"logs_config": [{"cloudwatch_logs": [{"status": "DISABLED"}]}]}),
            violates(
                {"logs_config": [{"cloudwatch_logs": [{"status": "DISABLED"}], "s3_logs": [{"status": "DISABLED"}]}]}
            ),
            passes({"logs_config": []}),
            passes(
                {"logs_config": [{"cloudwatch_logs": [{"status": "DISABLED"}], "s3_logs": [{"status": "ENABLED"}]}]}
            ),
            undetermined({"logs_config": [{"cloudwatch_logs": [{"status": UNKNOWN}]}]}),
        ),
    )(
        Either(
            (
                Condition("logs_config.cloudwatch_logs.status", Operator.IS, ("ENABLED",), unset="ENABLED"),
                Condition("logs_config.s3_logs.status", Operator.IS, ("ENABLED",), unset="DISABLED"),
            ),
            "its builds leave no log",
        )
    ),
    guardrail(
        "codebuild-log-unencrypted",
        "CodeBuild encrypts the logs that it writes to S3",
        Severity.MEDIUM,
        types={"aws_codebuild_project"},
        why="Logs of builds tell much of what is built, and often more than was meant.",
        remedy="Leave encryption_disabled out of s3_logs, or set it to false.",
        references=("CKV_AWS_311", "FSBP CodeBuild.3", "PCI DSS 4.0.1 10.3.2", "NIST SC-28"),
        examples=(
            violates({"logs_config": [{"s3_logs": [{"status": "ENABLED", "encryption_disabled": True}]}]}),
            passes({"logs_config": [{"s3_logs": [{"status": "ENABLED", "encryption_disabled": False}]}]}),
            passes({"logs_config": [{"s3_logs": [{"status": "DISABLED", "encryption_disabled": True}]}]}),
            passes({"name": "orders"}),
            undetermined({"logs_config": [{"s3_logs": [{"status": "ENABLED", "encryption_disabled": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "encryption_disabled",
            Operator.IS_NOT_TRUE,
            "its logs in S3 are not encrypted",
            each="logs_config.s3_logs",
            when=(Condition("status", Operator.IS, ("ENABLED",), unset="DISABLED"),),
        )
    ),
    guardrail(
        "codebuild-no-cmk",
        "CodeBuild encrypts what it builds with a key of yours",
        Severity.LOW,
        types={"aws_codebuild_project"},
        why="With a key of your own you decide, and can prove, who reads what was built.",
        remedy="Set encryption_key = aws_kms_key.builds.arn.",
        references=("CKV_AWS_147", "NIST SC-28"),
        examples=(
            violates({"name": "orders"}),
            violates({"encryption_key": "arn:aws:kms:eu-west-1:111122223333:alias/aws/s3"}),
            passes({"encryption_key": "arn:aws:kms:eu-west-1:111122223333:alias/builds"}),
            undetermined({"encryption_key": UNKNOWN}),
        ),
    )(
        Attribute(
            "encryption_key",
            Operator.MATCHES,
            "no key of yours encrypts what it builds",
            expected=(r"(?!.*alias/aws/).+",),
        )
    ),
    guardrail(
        "codebuild-privileged",
        "CodeBuild projects are not privileged",
        Severity.MEDIUM,
        types={"aws_codebuild_project"},
        why="In privileged mode a build, and whoever gets code into it, reaches all devices of its host.",
        remedy="Set privileged_mode = false; build images without a Docker daemon, by Kaniko or Buildah.",
        references=("CKV_AWS_316", "NIST AC-6"),
        examples=(
            violates({"environment": [{"image": "aws/codebuild/standard:7.0", "privileged_mode": True}]}),
            passes({"environment": [{"image": "aws/codebuild/standard:7.0", "privileged_mode": False}]}),
            passes({"environment": [{"image": "aws/codebuild/standard:7.0"}]}),
            undetermined({"environment": [{"privileged_mode": UNKNOWN}]}),
        ),
    )(Attribute("environment.privileged_mode", Operator.IS_NOT_TRUE, "its builds run in privileged mode")),
)
