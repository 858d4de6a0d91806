"""What web apps and function apps run, and what they tell of it: what each has to say, and examples of it."""

from __future__ import annotations

from typing import Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.apps import APPS, FLEX, WEB
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.diagnosed import Diagnosed
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

APP: Final = "/subscriptions/0/resourceGroups/a/providers/Microsoft.Web/sites/a"
SETTING: Final = "azurerm_monitor_diagnostic_setting.this"


def _stack(name: str, old: str, ended: str, image: str) -> tuple[Condition, ...]:
    """A language version, wherever it stands, that is none of those whose makers stopped supporting them by 2025.

    `ended` are the versions, and `image` is how `linux_fx_version` calls the language; both are patterns.
    """
    kept, other = rf"(?!({ended})([._]|$))(?s:.*)", rf"(?!{image}\|({ended})([._-]|$))(?s:.*)"
    return (
        Condition(f"site_config.application_stack.{name}", Operator.MATCHES, (kept,), unset="", computed=True),
        Condition(f"site_config.{old}", Operator.MATCHES, (kept,), unset="", computed=True),
        Condition("site_config.linux_fx_version", Operator.MATCHES, (other,), unset="", computed=True),
    )


PHP: Final = _stack("php_version", "php_version", r"5|7|8\.[01]", "php")
PYTHON: Final = _stack("python_version", "python_version", r"2|3\.\d", "python")
JAVA: Final = _stack("java_version", "java_version", r"(1\.)?7", "java")
DOTNET: Final = _stack("dotnet_version", "dotnet_framework_version", r"v?[3567]", r"dotnet(core|-isolated)?")

appservice_operation = (
    guardrail(
        "appservice-old-php",
        "Apps run a PHP that is still supported",
        Severity.MEDIUM,
        types=WEB,
        why="PHP before 8.2 gets no more fixes: its flaws are known to everybody, and stay.",
        remedy='site_config {\n  application_stack {\n    php_version = "8.4"\n  }\n}',
        references=("CKV_AZURE_81", "CIS Azure 2.1.0 9.5", "CIS Azure 3.0.0 9.7", "PCI DSS 4.0.1 6.3.3", "NIST SI-2"),
        examples=(
            violates({"site_config": [{"application_stack": [{"php_version": "7.4"}]}]}, type="azurerm_linux_web_app"),
            violates({"site_config": [{"application_stack": [{"php_version": "8.1"}]}]}, type="azurerm_linux_web_app"),
            violates({"site_config": [{"php_version": "5.6"}]}, type="azurerm_app_service"),
            violates({"site_config": [{"linux_fx_version": "PHP|7.2"}]}, type="azurerm_app_service"),
            passes({"site_config": [{"application_stack": [{"php_version": "8.3"}]}]}, type="azurerm_linux_web_app"),
            passes({"site_config": [{"application_stack": [{"php_version": "Off"}]}]}, type="azurerm_windows_web_app"),
            passes({"site_config": [{"linux_fx_version": "PYTHON|3.12"}]}, type="azurerm_app_service"),
            passes({}),
            undetermined({"site_config": [{"application_stack": [{"php_version": UNKNOWN}]}]}),
        ),
    )(Every(PHP, "this PHP gets no more fixes")),
    guardrail(
        "appservice-old-python",
        "Apps run a Python that is still supported",
        Severity.MEDIUM,
        types=APPS,
        why="Python before 3.10 gets no more fixes: its flaws are known to everybody, and stay.",
        remedy='site_config {\n  application_stack {\n    python_version = "3.13"\n  }\n}',
        references=("CKV_AZURE_82", "CIS Azure 2.1.0 9.6", "CIS Azure 3.0.0 9.8", "PCI DSS 4.0.1 6.3.3", "NIST SI-2"),
        examples=(
            violates(
                {"site_config": [{"application_stack": [{"python_version": "3.9"}]}]}, type="azurerm_linux_web_app"
            ),
            violates({"site_config": [{"python_version": "2.7"}]}, type="azurerm_app_service"),
            violates({"site_config": [{"linux_fx_version": "PYTHON|3.8"}]}, type="azurerm_function_app"),
            passes({"site_config": [{"application_stack": [{"python_version": "3.10"}]}]}),
            passes({"site_config": [{"application_stack": [{"python_version": "3.13"}]}]}),
            passes({"site_config": [{"linux_fx_version": "PYTHON|3.12"}]}, type="azurerm_function_app"),
            passes({"site_config": [{"linux_fx_version": "DOCKER|python:3.8"}]}, type="azurerm_app_service"),
            passes({}),
            undetermined({"site_config": [{"application_stack": [{"python_version": UNKNOWN}]}]}),
        ),
    )(Every(PYTHON, "this Python gets no more fixes")),
    guardrail(
        "appservice-old-java",
        "Apps run a Java that is still supported",
        Severity.MEDIUM,
        types=APPS,
        why="Java 7 gets no more fixes: its flaws are known to everybody, and stay.",
        remedy='site_config {\n  application_stack {\n    java_version = "21"\n  }\n}',
        references=("CKV_AZURE_83", "CIS Azure 2.1.0 9.7", "CIS Azure 3.0.0 9.9", "PCI DSS 4.0.1 6.3.3", "NIST SI-2"),
        examples=(
            violates({"site_config": [{"java_version": "1.7"}]}, type="azurerm_app_service"),
            violates({"site_config": [{"java_version": "1.7.0_80"}]}, type="azurerm_app_service"),
            violates({"site_config": [{"application_stack": [{"java_version": "7"}]}]}, type="azurerm_windows_web_app"),
            passes({"site_config": [{"java_version": "1.8"}]}, type="azurerm_app_service"),
            passes({"site_config": [{"java_version": "11"}]}, type="azurerm_function_app"),
            passes({"site_config": [{"application_stack": [{"java_version": "17"}]}]}),
            passes({"site_config": [{"linux_fx_version": "JAVA|8-jre8"}]}, type="azurerm_app_service"),
            passes({}),
            undetermined({"site_config": [{"application_stack": [{"java_version": UNKNOWN}]}]}),
        ),
    )(Every(JAVA, "this Java gets no more fixes")),
    guardrail(
        "appservice-old-dotnet",
        "Apps run a .NET that is still supported",
        Severity.MEDIUM,
        types=APPS,
        why=".NET Core 3 and .NET 5 to 7 get no more fixes: their flaws are known to everybody, and stay.",
        remedy='site_config {\n  application_stack {\n    dotnet_version = "10.0"\n  }\n}\nor "v10.0" on Windows.',
        references=("CKV_AZURE_80", "PCI DSS 4.0.1 6.3.3", "NIST SI-2"),
        examples=(
            violates(
                {"site_config": [{"application_stack": [{"dotnet_version": "3.1"}]}]}, type="azurerm_linux_web_app"
            ),
            violates(
                {"site_config": [{"application_stack": [{"dotnet_version": "v6.0"}]}]}, type="azurerm_windows_web_app"
            ),
            violates({"site_config": [{"dotnet_framework_version": "v5.0"}]}, type="azurerm_app_service"),
            violates({"site_config": [{"linux_fx_version": "DOTNETCORE|3.1"}]}, type="azurerm_app_service"),
            violates({"site_config": [{"linux_fx_version": "DOTNET-ISOLATED|7.0"}]}, type="azurerm_function_app"),
            passes({"site_config": [{"application_stack": [{"dotnet_version": "9.0"}]}]}, type="azurerm_linux_web_app"),
            passes({"site_config": [{"application_stack": [{"dotnet_version": "v10.0"}]}]}),
            passes({"site_config": [{"dotnet_framework_version": "v4.0"}]}, type="azurerm_app_service"),
            passes({}),
            undetermined({"site_config": [{"application_stack": [{"dotnet_version": UNKNOWN}]}]}),
        ),
    )(Every(DOTNET, "this .NET gets no more fixes")),
    guardrail(
        "appservice-http2-off",
        "Apps speak HTTP/2",
        Severity.LOW,
        types=APPS | FLEX,
        why="HTTP/2 needs fewer connections, and leaves out the odd framing of HTTP/1.1 that requests are smuggled by.",
        remedy="site_config {\n  http2_enabled = true\n}",
        references=("CKV_AZURE_18", "CKV_AZURE_67", "CIS Azure 2.1.0 9.8", "CIS Azure 3.0.0 9.10", "NIST SI-2"),
        examples=(
            violates({}),
            violates({"site_config": [{"http2_enabled": False}]}, type="azurerm_linux_web_app"),
            passes({"site_config": [{"http2_enabled": True}]}, type="azurerm_function_app"),
            undetermined({"site_config": [{"http2_enabled": UNKNOWN}]}),
        ),
    )(Attribute("site_config.http2_enabled", Operator.IS_TRUE, "it speaks HTTP/1.1 alone", computed=True)),
    guardrail(
        "appservice-no-health-check",
        "Web apps have a health check",
        Severity.LOW,
        types=WEB,
        why="Without one, App Service sends requests to instances that no longer answer.",
        remedy='site_config {\n  health_check_path = "/health"\n}',
        references=("CKV_AZURE_213", "NIST CP-10"),
        examples=(
            violates({}),
            violates({"site_config": [{"health_check_path": None}]}, type="azurerm_linux_web_app"),
            passes({"site_config": [{"health_check_path": "/health"}]}),
            undetermined({"site_config": [{"health_check_path": UNKNOWN}]}),
        ),
    )(Attribute("site_config.health_check_path", Operator.IS_SET, "nobody asks whether it is well", computed=True)),
    guardrail(
        "appservice-no-http-log",
        "Web apps log requests",
        Severity.LOW,
        types=WEB,
        why="Without a log of requests nobody can tell afterwards who called an app, and for what.",
        remedy=(
            "logs {\n  http_logs {\n    file_system {\n      retention_in_days = 30\n      retention_in_mb   = 35\n"
            "    }\n  }\n}\nor a diagnostic setting that sends AppServiceHTTPLogs."
        ),
        references=("CKV_AZURE_63", "CIS Azure 2.1.0 5.1.6", "CIS Azure 3.0.0 6.1.6", "NIST AU-12"),
        examples=(
            violates({}),
            violates({"logs": [{"http_logs": []}]}, type="azurerm_linux_web_app"),
            violates(
                {"id": APP}, beside={SETTING: {"target_resource_id": APP, "enabled_log": [{"category": "Other"}]}}
            ),
            passes({"logs": [{"http_logs": [{"file_system": [{"retention_in_days": 30, "retention_in_mb": 35}]}]}]}),
            passes(
                {"id": APP},
                beside={SETTING: {"target_resource_id": APP, "enabled_log": [{"category": "AppServiceHTTPLogs"}]}},
            ),
            undetermined({"logs": UNKNOWN}),
        ),
    )(
        Diagnosed(
            "nobody logs its requests",
            categories=("AppServiceHTTPLogs",),
            unless=(Condition("logs.http_logs", Operator.IS_PRESENT, computed=True),),
        )
    ),
    guardrail(
        "appservice-no-error-details",
        "Web apps keep the details of errors",
        Severity.LOW,
        types=WEB,
        why="The page that a caller got says what went wrong; without it an error is a number.",
        remedy="logs {\n  detailed_error_messages = true\n}",
        references=("CKV_AZURE_65", "NIST AU-3"),
        examples=(
            violates({}),
            violates({"logs": [{"detailed_error_messages": False}]}, type="azurerm_linux_web_app"),
            passes({"logs": [{"detailed_error_messages": True}]}, type="azurerm_windows_web_app"),
            passes({"logs": [{"detailed_error_messages_enabled": True}]}, type="azurerm_app_service"),
            undetermined({"logs": [{"detailed_error_messages": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("logs.detailed_error_messages", Operator.IS_TRUE, computed=True),
                Condition("logs.detailed_error_messages_enabled", Operator.IS_TRUE, computed=True),
            ),
            "it keeps no details of errors",
        )
    ),
    guardrail(
        "appservice-no-failed-request-tracing",
        "Web apps trace requests that fail",
        Severity.LOW,
        types=WEB,
        why="A trace tells where in the server a request failed, and how long each step took.",
        remedy="logs {\n  failed_request_tracing = true\n}",
        references=("CKV_AZURE_66", "NIST AU-3"),
        examples=(
            violates({}),
            violates({"logs": [{"failed_request_tracing": False}]}, type="azurerm_linux_web_app"),
            passes({"logs": [{"failed_request_tracing": True}]}, type="azurerm_windows_web_app"),
            passes({"logs": [{"failed_request_tracing_enabled": True}]}, type="azurerm_app_service"),
            undetermined({"logs": [{"failed_request_tracing": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("logs.failed_request_tracing", Operator.IS_TRUE, computed=True),
                Condition("logs.failed_request_tracing_enabled", Operator.IS_TRUE, computed=True),
            ),
            "it traces no request that fails",
        )
    ),
)
