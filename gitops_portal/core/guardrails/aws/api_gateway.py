"""API Gateway: what stages and the settings of their methods have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

api_gateway = (
    guardrail(
        "apigateway-cache-unencrypted",
        "API Gateway encrypts what it caches",
        Severity.MEDIUM,
        types={"aws_api_gateway_method_settings"},
        why="Answers that are kept for the next one who asks lie readable in the cache.",
        remedy="Set cache_data_encrypted = true in settings.",
        references=("CKV_AWS_308", "FSBP APIGateway.5", "NIST SC-28"),
        examples=(
            violates({"settings": [{"caching_enabled": True}]}),
            violates({"settings": [{"caching_enabled": True, "cache_data_encrypted": False}]}),
            passes({"settings": [{"caching_enabled": True, "cache_data_encrypted": True}]}),
            passes({"settings": [{"caching_enabled": False}]}),
            passes({"settings": [{"logging_level": "INFO"}]}),
            undetermined({"settings": [{"caching_enabled": True, "cache_data_encrypted": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "cache_data_encrypted",
            Operator.IS_TRUE,
            "what it caches is not encrypted",
            each="settings",
            when=(Condition("caching_enabled", Operator.IS_TRUE),),
        )
    ),
    guardrail(
        "apigateway-no-execution-log",
        "API Gateway logs what goes wrong",
        Severity.LOW,
        types={"aws_api_gateway_method_settings"},
        why="Without it nobody can tell afterwards why a request failed, or was let through.",
        remedy='Set logging_level = "ERROR", or "INFO", in settings of method_path = "*/*".',
        references=("FSBP APIGateway.1", "NIST AU-2"),
        examples=(
            violates({"method_path": "*/*", "settings": [{"metrics_enabled": True}]}),
            violates({"method_path": "*/*", "settings": [{"logging_level": "OFF"}]}),
            passes({"method_path": "*/*", "settings": [{"logging_level": "ERROR"}]}),
            passes({"method_path": "orders/GET", "settings": [{"throttling_rate_limit": 5}]}),
            undetermined({"method_path": "*/*", "settings": [{"logging_level": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "settings.logging_level",
            Operator.IS,
            "its executions leave no log",
            expected=("ERROR", "INFO"),
            unset="OFF",
            when=(Condition("method_path", Operator.IS, ("*/*",)),),
        )
    ),
    guardrail(
        "apigateway-no-access-log",
        "Stages of API Gateway log requests",
        Severity.LOW,
        types={"aws_api_gateway_stage", "aws_apigatewayv2_stage"},
        why="Without a log nobody can tell afterwards who called the API, and what was answered.",
        remedy=(
            "access_log_settings {\n"
            "  destination_arn = aws_cloudwatch_log_group.api.arn\n"
            '  format          = jsonencode({ ip = "$context.identity.sourceIp", status = "$context.status" })\n'
            "}"
        ),
        references=("CKV_AWS_76", "CKV_AWS_95", "FSBP APIGateway.9", "PCI DSS 4.0.1 10.4.2", "NIST AU-2"),
        examples=(
            violates({"stage_name": "live"}, type="aws_api_gateway_stage"),
            violates({"name": "live", "access_log_settings": []}, type="aws_apigatewayv2_stage"),
            passes({"access_log_settings": [{"destination_arn": UNKNOWN, "format": "$context.requestId"}]}),
            undetermined({"access_log_settings": UNKNOWN}),
        ),
    )(Attribute("access_log_settings", Operator.IS_PRESENT, "nobody logs who calls it")),
    guardrail(
        "apigateway-no-client-certificate",
        "Stages of API Gateway say who they are to what is behind them",
        Severity.LOW,
        types={"aws_api_gateway_stage"},
        why="What is behind the API can't tell its requests from others that go past it.",
        remedy="Set client_certificate_id = aws_api_gateway_client_certificate.this.id.",
        references=("CKV2_AWS_51", "FSBP APIGateway.2", "NIST SC-8"),
        examples=(
            violates({"stage_name": "live"}),
            passes({"client_certificate_id": "a1b2c3"}),
            undetermined({"client_certificate_id": UNKNOWN}),
        ),
    )(Attribute("client_certificate_id", Operator.IS_SET, "it shows no certificate to what is behind it")),
)
