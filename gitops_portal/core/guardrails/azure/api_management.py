"""Gateways of API Management: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

OLD = ("ssl30", "tls10", "tls11")
PROTOCOLS = tuple(
    name
    for side in ("backend", "frontend")
    for protocol in OLD
    for name in (f"{side}_{protocol}_enabled", f"enable_{side}_{protocol}")
)

api_management = (
    guardrail(
        "apim-old-tls",
        "API Management refuses SSL 3.0, TLS 1.0 and TLS 1.1",
        Severity.MEDIUM,
        types={"azurerm_api_management"},
        why="These are broken: who sits on the way can have a connection fall back to them and read it.",
        remedy="Leave them out of the security block, or set them to false.",
        references=("CKV_AZURE_173", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"security": [{"frontend_tls10_enabled": True}]}),
            violates({"security": [{"backend_ssl30_enabled": True}]}),
            violates({"security": [{"enable_frontend_tls11": True, "enable_backend_tls10": False}]}),
            passes({}),
            passes({"security": [{"frontend_tls10_enabled": False, "triple_des_ciphers_enabled": False}]}),
            undetermined({"security": [{"backend_tls11_enabled": UNKNOWN}]}),
        ),
    )(
        Every(
            tuple(Condition(f"security.{name}", Operator.IS_NOT_TRUE, computed=True) for name in PROTOCOLS),
            "a broken version of TLS or SSL is on",
        )
    ),
    guardrail(
        "apim-no-virtual-network",
        "API Management stands in a virtual network",
        Severity.LOW,
        types={"azurerm_api_management"},
        why="Outside your networks the gateway reaches what is behind it over the internet only.",
        remedy=(
            'virtual_network_type = "Internal"\n'
            "virtual_network_configuration {\n"
            "  subnet_id = azurerm_subnet.apis.id\n"
            "}"
        ),
        references=("CKV_AZURE_107", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"virtual_network_type": "None"}),
            passes({"virtual_network_type": "Internal"}),
            passes({"virtual_network_type": "External"}),
            undetermined({"virtual_network_type": UNKNOWN}),
        ),
    )(
        Attribute(
            "virtual_network_type",
            Operator.IS,
            "it stands in no virtual network",
            expected=("External", "Internal"),
            unset="None",
        )
    ),
    guardrail(
        "apim-public-network",
        "API Management is managed over private endpoints",
        Severity.LOW,
        types={"azurerm_api_management"},
        why="Its management endpoint faces the internet: one leaked token is enough to change every API.",
        remedy="Set public_network_access_enabled = false once it exists: Azure makes it with a public endpoint only.",
        references=("CKV_AZURE_174", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"public_network_access_enabled": True, "virtual_network_type": "External"}),
            passes({"public_network_access_enabled": False}),
            passes({"virtual_network_type": "Internal"}),
            undetermined({"public_network_access_enabled": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("public_network_access_enabled", Operator.IS, ("false",)),
                Condition("virtual_network_type", Operator.IS, ("Internal",)),
            ),
            "its management endpoint faces the internet",
        )
    ),
    guardrail(
        "apim-no-client-certificate",
        "API Management without servers of its own asks for client certificates",
        Severity.LOW,
        types={"azurerm_api_management"},
        why="In the Consumption tier this is the one setting that keeps strangers from the gateway itself.",
        remedy="Set client_certificate_enabled = true.",
        references=("CKV_AZURE_152", "NIST IA-3"),
        examples=(
            violates({"sku_name": "Consumption_0"}),
            violates({"sku_name": "Consumption_0", "client_certificate_enabled": False}),
            passes({"sku_name": "Consumption_0", "client_certificate_enabled": True}),
            passes({"sku_name": "Premium_1"}),
            undetermined({"sku_name": UNKNOWN}),
        ),
    )(
        Attribute(
            "client_certificate_enabled",
            Operator.IS_TRUE,
            "callers need no certificate",
            when=(Condition("sku_name", Operator.MATCHES, ("consumption(_.*)?",)),),
        )
    ),
)
