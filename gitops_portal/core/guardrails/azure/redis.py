"""Azure Cache for Redis: what each cache has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

redis = (
    guardrail(
        "azure-redis-plain-port",
        "Azure Cache for Redis takes TLS alone",
        Severity.HIGH,
        types={"azurerm_redis_cache"},
        why="On port 6379 the key and all that is cached cross the network in the clear.",
        remedy="Set non_ssl_port_enabled = false (enable_non_ssl_port before version 4 of the provider).",
        references=("CKV_AZURE_91", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"non_ssl_port_enabled": True}),
            violates({"enable_non_ssl_port": True}),
            passes({"non_ssl_port_enabled": False}),
            passes({}),
            undetermined({"enable_non_ssl_port": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("non_ssl_port_enabled", Operator.IS_NOT_TRUE),
                Condition("enable_non_ssl_port", Operator.IS_NOT_TRUE),
            ),
            "its port without TLS is open",
        )
    ),
    guardrail(
        "azure-redis-public-network",
        "Azure Cache for Redis stands in a network of yours",
        Severity.MEDIUM,
        types={"azurerm_redis_cache"},
        why="A cache whose endpoint faces the internet is one leaked key away from everybody.",
        remedy="Set public_network_access_enabled = false and use a private endpoint, or set subnet_id (Premium).",
        references=("CKV_AZURE_89", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"public_network_access_enabled": True, "subnet_id": None}),
            passes({"public_network_access_enabled": False}),
            passes({"sku_name": "Premium", "subnet_id": "/subnets/caches"}),
            undetermined({"subnet_id": UNKNOWN}),
            undetermined({"public_network_access_enabled": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("public_network_access_enabled", Operator.IS, ("false",)),
                Condition("subnet_id", Operator.IS_SET),
            ),
            "its endpoint faces the internet",
        )
    ),
)
