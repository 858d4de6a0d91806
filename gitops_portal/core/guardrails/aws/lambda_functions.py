"""Functions of Lambda: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.parameters import texts
from gitops_portal.core.rules.rule import guardrail

FUNCTIONS = frozenset({"aws_lambda_function"})
OLD_RUNTIMES = (
    *("dotnetcore1.0", "dotnetcore2.0", "dotnetcore2.1", "dotnetcore3.1", "dotnet5.0", "dotnet6", "dotnet7"),
    *("nodejs", "nodejs4.3", "nodejs6.10", "nodejs8.10", "nodejs10.x", "nodejs12.x", "nodejs14.x", "nodejs16.x"),
    *("nodejs18.x", "python2.7", "python3.6", "python3.7", "python3.8", "python3.9"),
    *("ruby2.5", "ruby2.7", "java8", "go1.x", "provided"),
)
"""Runtimes that AWS has deprecated, by its runtime support policy."""

lambda_functions = (
    guardrail(
        "lambda-public-invoke",
        "Functions cannot be called by everybody",
        Severity.HIGH,
        types={"aws_lambda_permission"},
        why="Everybody with an AWS account can call the function, with whatever they send it.",
        remedy="Name the account or service in principal, and its resource in source_arn.",
        references=("CKV_AWS_301", "FSBP Lambda.1", "PCI DSS 4.0.1 7.2.1", "NIST AC-3"),
        examples=(
            violates({"principal": "*"}),
            violates({"principal": "*", "function_url_auth_type": "NONE"}),
            passes({"principal": "*", "source_arn": "arn:aws:s3:::uploads"}),
            passes({"principal": "*", "source_account": "111122223333"}),
            passes({"principal": "*", "principal_org_id": "o-abcdefghij"}),
            passes({"principal": "s3.amazonaws.com"}),
            undetermined({"principal": UNKNOWN}),
            undetermined({"principal": "*", "source_arn": UNKNOWN}),
        ),
    )(
        Forbidden(
            "everybody may call the function",
            (
                Condition("principal", Operator.IS, ("*",)),
                Condition("source_arn", Operator.IS_NOT_SET),
                Condition("source_account", Operator.IS_NOT_SET),
                Condition("principal_org_id", Operator.IS_NOT_SET),
            ),
        )
    ),
    guardrail(
        "lambda-url-public",
        "Addresses of functions ask who calls",
        Severity.HIGH,
        types={"aws_lambda_function_url"},
        why="Everybody on the internet who learns the address can call the function, with whatever they send it.",
        remedy='Set authorization_type to "AWS_IAM", or put the function behind an API with an authorizer.',
        references=("CKV_AWS_258", "NIST AC-3"),
        examples=(
            violates({"authorization_type": "NONE"}),
            passes({"authorization_type": "AWS_IAM"}),
            undetermined({"authorization_type": UNKNOWN}),
        ),
    )(
        Forbidden(
            "everybody on the internet may call the function",
            (Condition("authorization_type", Operator.IS, ("NONE",)),),
        )
    ),
    guardrail(
        "lambda-env-default-key",
        "Environment variables of functions are encrypted with a key of your own",
        Severity.LOW,
        types=FUNCTIONS,
        why="What stands in the environment is readable to whoever may read the function, unless a key says otherwise.",
        remedy="Set kms_key_arn to the ARN of a key of your own.",
        references=("CKV_AWS_173", "NIST SC-28"),
        examples=(
            violates({"environment": [{"variables": {"STAGE": "prod"}}]}),
            violates({"environment": [{"variables": {"STAGE": "prod"}}], "kms_key_arn": ""}),
            passes({"environment": [{"variables": {"STAGE": "prod"}}], "kms_key_arn": "arn:aws:kms:eu-west-1:1:key/2"}),
            passes({"environment": []}),
            passes({}),
            undetermined({"environment": UNKNOWN}),
            undetermined({"environment": [{"variables": {"STAGE": "prod"}}], "kms_key_arn": UNKNOWN}),
        ),
    )(
        Attribute(
            "kms_key_arn",
            Operator.IS_SET,
            "the default key of Lambda encrypts its environment",
            when=(Condition("environment.variables", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "lambda-old-runtime",
        "Functions run on a runtime that is kept up",
        Severity.MEDIUM,
        types=FUNCTIONS,
        why="A deprecated runtime gets no fixes any more, and one day functions on it can be neither made nor changed.",
        remedy='Set runtime to a current one, such as "python3.13", after a test.',
        references=("CKV_AWS_363", "FSBP Lambda.2", "PCI DSS 4.0.1 12.3.4", "NIST SI-2"),
        examples=(
            violates({"runtime": "python3.8"}),
            violates({"runtime": "nodejs16.x"}),
            passes({"runtime": "python3.13"}),
            passes({"package_type": "Image"}),
            undetermined({"runtime": UNKNOWN}),
        ),
        parameters=(texts("runtimes", "what counts as deprecated"),),
    )(Attribute("runtime", Operator.IS_NOT, "its runtime is deprecated", expected=OLD_RUNTIMES)),
    guardrail(
        "lambda-no-dead-letter-queue",
        "Functions keep events that they fail on",
        Severity.LOW,
        types=FUNCTIONS,
        why="An event that fails is tried again for a while, and is lost then.",
        remedy="dead_letter_config {\n  target_arn = aws_sqs_queue.failed.arn\n}",
        references=("CKV_AWS_116", "NIST SI-11"),
        examples=(
            violates({}),
            violates({"dead_letter_config": []}),
            passes({"dead_letter_config": [{"target_arn": "arn:aws:sqs:eu-west-1:1:failed"}]}),
            passes(
                {"function_name": "resize"},
                beside={
                    "aws_lambda_function_event_invoke_config.this": {
                        "function_name": "resize",
                        "destination_config": [{"on_failure": [{"destination": "arn:aws:sqs:eu-west-1:1:failed"}]}],
                    }
                },
            ),
            violates(
                {"function_name": "resize"},
                beside={"aws_lambda_function_event_invoke_config.this": {"function_name": "resize"}},
            ),
            undetermined({"dead_letter_config": [{"target_arn": UNKNOWN}]}),
        ),
    )(
        Companion(
            "aws_lambda_function_event_invoke_config",
            "function_name",
            "events that fail are lost",
            conditions=(Condition("destination_config.on_failure.destination", Operator.IS_SET),),
            unless=(Condition("dead_letter_config.target_arn", Operator.IS_SET),),
        )
    ),
    guardrail(
        "lambda-no-concurrency-limit",
        "Functions have a limit of their own",
        Severity.LOW,
        types=FUNCTIONS,
        why="A function without one can use up what all functions of the account share, and its bill has no end.",
        remedy="Set reserved_concurrent_executions, such as 50.",
        references=("CKV_AWS_115", "NIST SC-6"),
        examples=(
            violates({}),
            violates({"reserved_concurrent_executions": -1}),
            passes({"reserved_concurrent_executions": 50}),
            passes({"reserved_concurrent_executions": 0}),
            undetermined({"reserved_concurrent_executions": UNKNOWN}),
        ),
    )(
        Attribute(
            "reserved_concurrent_executions",
            Operator.AT_LEAST,
            "nothing limits how often it runs at once",
            expected=(0,),
            unset=-1,
        )
    ),
    guardrail(
        "lambda-no-vpc",
        "Functions run in a VPC",
        Severity.LOW,
        types=FUNCTIONS,
        why="Outside of a VPC no security group, route or flow log says where a function may connect to.",
        remedy=(
            "vpc_config {\n"
            "  subnet_ids         = var.private_subnets\n"
            "  security_group_ids = [aws_security_group.this.id]\n"
            "}"
        ),
        references=("CKV_AWS_117", "FSBP Lambda.3", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"vpc_config": []}),
            passes({"vpc_config": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}]}),
            undetermined({"vpc_config": UNKNOWN}),
        ),
    )(Attribute("vpc_config", Operator.IS_PRESENT, "it runs outside of any VPC")),
    guardrail(
        "lambda-unsigned-code",
        "Functions run signed code alone",
        Severity.LOW,
        types=FUNCTIONS,
        why="Without a signature whoever may upload a package decides what the function does.",
        remedy="Set code_signing_config_arn to the ARN of an aws_lambda_code_signing_config.",
        references=("CKV_AWS_272", "NIST SI-7"),
        examples=(
            violates({}),
            passes({"code_signing_config_arn": "arn:aws:lambda:eu-west-1:1:code-signing-config:csc-1"}),
            passes({"package_type": "Image"}),
            undetermined({"package_type": UNKNOWN}),
            undetermined({"code_signing_config_arn": UNKNOWN}),
        ),
    )(
        Attribute(
            "code_signing_config_arn",
            Operator.IS_SET,
            "nobody checks who made its code",
            when=(Condition("package_type", Operator.IS, ("Zip",), unset="Zip"),),
        )
    ),
)
