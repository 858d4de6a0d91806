"""Traces of requests: what functions and stages have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

tracing = (
    guardrail(
        "lambda-no-tracing",
        "Lambda functions trace requests",
        Severity.LOW,
        types={"aws_lambda_function"},
        why="Without traces nobody sees which call in a chain of services failed or took long.",
        remedy='tracing_config {\n  mode = "Active"\n}',
        references=("CKV_AWS_50", "NIST SI-4"),
        examples=(
            violates({"function_name": "orders"}),
            violates({"tracing_config": [{"mode": "PassThrough"}]}),
            passes({"tracing_config": [{"mode": "Active"}]}),
            undetermined({"tracing_config": [{"mode": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "tracing_config.mode",
            Operator.IS,
            "it traces only what its caller traces already",
            expected=("Active",),
            unset="PassThrough",
            computed=True,
        )
    ),
    guardrail(
        "apigateway-no-tracing",
        "Stages of API Gateway trace requests",
        Severity.LOW,
        types={"aws_api_gateway_stage"},
        why="Without traces nobody sees which call behind the API failed or took long.",
        remedy="Set xray_tracing_enabled = true.",
        references=("CKV_AWS_73", "FSBP APIGateway.3", "NIST SI-4"),
        examples=(
            violates({"stage_name": "live"}),
            violates({"xray_tracing_enabled": False}),
            passes({"xray_tracing_enabled": True}),
            undetermined({"xray_tracing_enabled": UNKNOWN}),
        ),
    )(Attribute("xray_tracing_enabled", Operator.IS_TRUE, "requests to it leave no trace")),
)
