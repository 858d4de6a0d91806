"""How web apps and function apps are reached: what each has to say, and examples of it."""

from __future__ import annotations

from typing import Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.apps import APPS, FLEX, NEW_FUNCTIONS, NEW_WEB, WEB
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.kinds.pointed_at import PointedAt
from gitops_portal.core.rules.parameters import texts
from gitops_portal.core.rules.rule import guardrail

SWIFT: Final = "azurerm_app_service_virtual_network_swift_connection"
APP: Final = "/subscriptions/0/resourceGroups/a/providers/Microsoft.Web/sites/a"
KEPT_TLS: Final = ("1.2", "1.3")
EVERY_TLS: Final = ("conditions.0.expected", "conditions.1.expected")

appservice = (
    guardrail(
        "appservice-http-allowed",
        "Apps send HTTP on to HTTPS",
        Severity.MEDIUM,
        types=APPS | FLEX,
        why="Over plain HTTP, sessions and data can be read and changed by anybody on the way.",
        remedy="Set https_only = true.",
        references=(
            "CKV_AZURE_14",
            "CKV_AZURE_70",
            "CKV_AZURE_153",
            "CIS Azure 2.1.0 9.2",
            "CIS Azure 3.0.0 9.1",
            "PCI DSS 4.0.1 4.2.1",
            "NIST SC-8",
        ),
        examples=(
            violates({}),
            violates({"https_only": False}, type="azurerm_linux_web_app"),
            passes({"https_only": True}, type="azurerm_windows_function_app"),
            undetermined({"https_only": UNKNOWN}),
        ),
    )(Attribute("https_only", Operator.IS_TRUE, "it answers plain HTTP too")),
    guardrail(
        "appservice-old-tls",
        "Apps refuse old versions of TLS",
        Severity.MEDIUM,
        types=APPS | FLEX,
        why="TLS 1.0 and 1.1 are broken: who sits on the way can have a connection fall back to them and read it.",
        remedy='site_config {\n  minimum_tls_version = "{versions.0}"\n}',
        references=(
            "CKV_AZURE_15",
            "CKV_AZURE_145",
            "CKV_AZURE_154",
            "CIS Azure 2.1.0 9.3",
            "CIS Azure 3.0.0 9.4",
            "NIST SC-8",
        ),
        examples=(
            violates({"site_config": [{"minimum_tls_version": "1.1"}]}, type="azurerm_linux_web_app"),
            violates({"site_config": [{"min_tls_version": "1.0"}]}, type="azurerm_app_service"),
            passes({"site_config": [{"minimum_tls_version": "1.3"}]}, type="azurerm_linux_function_app"),
            passes({"site_config": [{"min_tls_version": "1.2"}]}, type="azurerm_function_app"),
            passes({}),
            undetermined({"site_config": [{"minimum_tls_version": UNKNOWN}]}, type="azurerm_linux_web_app"),
        ),
        parameters=(texts("versions", "which versions of TLS may be the lowest, as 1.2", *EVERY_TLS),),
    )(
        Every(
            (
                Condition("site_config.minimum_tls_version", Operator.IS, KEPT_TLS, unset="1.2", computed=True),
                Condition("site_config.min_tls_version", Operator.IS, KEPT_TLS, unset="1.2", computed=True),
            ),
            "the lowest version of TLS that it takes is none of {versions}",
        )
    ),
    guardrail(
        "appservice-plain-ftp",
        "Apps take no files over plain FTP",
        Severity.MEDIUM,
        types=APPS,
        why="FTP sends the password that deploys the app in the clear.",
        remedy='site_config {\n  ftps_state = "Disabled"\n}\nor "FtpsOnly", where files have to come by FTP.',
        references=("CKV_AZURE_78", "CIS Azure 2.1.0 9.9", "CIS Azure 3.0.0 9.3", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({}, type="azurerm_app_service"),
            violates({"site_config": [{"ftps_state": "AllAllowed"}]}, type="azurerm_linux_web_app"),
            passes({"site_config": [{"ftps_state": "Disabled"}]}, type="azurerm_windows_web_app"),
            passes({"site_config": [{"ftps_state": "FtpsOnly"}]}, type="azurerm_function_app"),
            undetermined({"site_config": [{"ftps_state": UNKNOWN}]}, type="azurerm_linux_function_app"),
        ),
    )(
        Attribute(
            "site_config.ftps_state",
            Operator.IS,
            "files and passwords may come over plain FTP",
            expected=("Disabled", "FtpsOnly"),
            unset="AllAllowed",
            computed=True,
        )
    ),
    guardrail(
        "appservice-cors-any-origin",
        "Apps do not answer scripts of every site",
        Severity.MEDIUM,
        types=APPS | FLEX,
        why="With * among the origins, a script on any page that a user visits may call the app and read its answers.",
        remedy='site_config {\n  cors {\n    allowed_origins = ["https://www.example.com"]\n  }\n}',
        references=("CKV_AZURE_57", "CKV_AZURE_62", "NIST AC-4"),
        examples=(
            violates({"site_config": [{"cors": [{"allowed_origins": ["*"]}]}]}),
            violates({"site_config": [{"cors": [{"allowed_origins": ["https://www.example.com", "*"]}]}]}),
            passes({"site_config": [{"cors": [{"allowed_origins": ["https://www.example.com"]}]}]}),
            passes({"site_config": [{"cors": []}]}, type="azurerm_linux_web_app"),
            undetermined({"site_config": [{"cors": [{"allowed_origins": [UNKNOWN]}]}]}),
        ),
    )(
        Attribute(
            "site_config.cors.allowed_origins",
            Operator.HAS_NONE,
            "scripts of every site may call it",
            expected=("*",),
            computed=True,
        )
    ),
    guardrail(
        "appservice-remote-debugging",
        "Apps cannot be debugged from afar",
        Severity.MEDIUM,
        types=WEB | NEW_FUNCTIONS | FLEX,
        why="A debugger reads memory and runs code in the app, and its ports stay open after the work is done.",
        remedy="site_config {\n  remote_debugging_enabled = false\n}",
        references=("CKV_AZURE_72", "CKV_AZURE_155", "CIS Azure 3.0.0 9.12", "NIST CM-7"),
        examples=(
            violates({"site_config": [{"remote_debugging_enabled": True}]}),
            passes({"site_config": [{"remote_debugging_enabled": False}]}),
            passes({}),
            undetermined({"site_config": [{"remote_debugging_enabled": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "site_config.remote_debugging_enabled",
            Operator.IS_NOT_TRUE,
            "a debugger may attach from afar",
            computed=True,
        )
    ),
    guardrail(
        "appservice-no-authentication",
        "Apps ask who calls before they answer",
        Severity.LOW,
        types=APPS | FLEX,
        why="App Service can ask everybody to sign in before a request reaches the code; otherwise the code has to.",
        remedy="auth_settings_v2 {\n  auth_enabled           = true\n  require_authentication = true\n  login {}\n}",
        references=(
            "CKV_AZURE_13",
            "CKV_AZURE_56",
            "CIS Azure 2.1.0 9.1",
            "CIS Azure 3.0.0 9.2",
            "PCI DSS 4.0.1 8.2.1",
            "NIST IA-2",
        ),
        examples=(
            violates({}),
            violates({"auth_settings": [{"enabled": False}], "auth_settings_v2": []}, type="azurerm_linux_web_app"),
            passes({"auth_settings": [{"enabled": True}]}, type="azurerm_app_service"),
            passes({"auth_settings_v2": [{"auth_enabled": True}]}, type="azurerm_windows_web_app"),
            undetermined({"auth_settings_v2": [{"auth_enabled": UNKNOWN}]}, type="azurerm_linux_function_app"),
        ),
    )(
        Either(
            (
                Condition("auth_settings.enabled", Operator.IS_TRUE, computed=True),
                Condition("auth_settings_v2.auth_enabled", Operator.IS_TRUE),
            ),
            "requests reach its code without a sign-in",
        )
    ),
    guardrail(
        "appservice-no-client-certificate",
        "Apps ask callers for a certificate",
        Severity.LOW,
        types={"azurerm_app_service", "azurerm_function_app"} | NEW_WEB | NEW_FUNCTIONS | FLEX,
        why="With client certificates only callers that you gave one get an answer.",
        remedy='Set client_certificate_enabled = true and client_certificate_mode = "Required".',
        references=("CKV_AZURE_17", "NIST IA-3"),
        examples=(
            violates({}),
            violates({"client_certificate_enabled": False}, type="azurerm_linux_web_app"),
            violates({"client_cert_mode": "Optional"}, type="azurerm_function_app"),
            passes({"client_cert_enabled": True}, type="azurerm_app_service"),
            passes({"client_cert_mode": "Required"}, type="azurerm_function_app"),
            passes({"client_certificate_enabled": True}, type="azurerm_linux_function_app"),
            undetermined({"client_certificate_enabled": UNKNOWN}, type="azurerm_linux_web_app"),
        ),
    )(
        Either(
            (
                Condition("client_certificate_enabled", Operator.IS_TRUE),
                Condition("client_cert_enabled", Operator.IS_TRUE),
                Condition("client_cert_mode", Operator.IS, ("Required",)),
            ),
            "callers need no certificate",
        )
    ),
    guardrail(
        "appservice-no-identity",
        "Apps have a managed identity",
        Severity.LOW,
        types=APPS | FLEX,
        why="Without one, an app keeps passwords and keys for what it calls, and those leak and grow old.",
        remedy='identity {\n  type = "SystemAssigned"\n}',
        references=("CKV_AZURE_16", "CKV_AZURE_71", "CIS Azure 2.1.0 9.4", "CIS Azure 3.0.0 9.5", "NIST IA-5"),
        examples=(
            violates({}),
            violates({"identity": []}, type="azurerm_linux_web_app"),
            passes({"identity": [{"type": "SystemAssigned"}]}),
            passes({"identity": [{"type": "UserAssigned", "identity_ids": UNKNOWN}]}),
            undetermined({"identity": UNKNOWN}),
        ),
    )(Attribute("identity", Operator.IS_PRESENT, "it has no identity of its own in Entra ID")),
    guardrail(
        "appservice-no-virtual-network",
        "Apps call out through a virtual network",
        Severity.LOW,
        types=(APPS | FLEX) - {"azurerm_app_service_slot", "azurerm_function_app_slot"},
        why="Outside your networks an app reaches databases and vaults only over their public doors.",
        remedy="Set virtual_network_subnet_id = azurerm_subnet.apps.id.",
        references=("PCI DSS 4.0.1 1.3.2", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"virtual_network_subnet_id": None}, type="azurerm_linux_web_app"),
            passes({"virtual_network_subnet_id": "/subnets/apps"}, type="azurerm_linux_web_app"),
            passes({"id": APP}, type="azurerm_app_service", beside={f"{SWIFT}.this": {"app_service_id": APP}}),
            violates(
                {"id": UNKNOWN},
                type="azurerm_app_service",
                beside={f"{SWIFT}.this": {"app_service_id": UNKNOWN}},
                links={f"{SWIFT}.this": {"app_service_id": ("azurerm_function_app.this.id",)}},
            ),
            undetermined({"virtual_network_subnet_id": UNKNOWN}, type="azurerm_windows_function_app"),
        ),
    )(
        PointedAt(
            SWIFT,
            "app_service_id",
            "it stands in no virtual network",
            unless=(Condition("virtual_network_subnet_id", Operator.IS_SET),),
        )
    ),
)
