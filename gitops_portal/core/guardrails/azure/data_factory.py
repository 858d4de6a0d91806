"""Data factories: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

data_factory = (
    guardrail(
        "data-factory-no-customer-key",
        "Data factories are encrypted with a key of your own",
        Severity.LOW,
        types={"azurerm_data_factory"},
        why="Azure encrypts pipelines with a key of Microsoft, which you can neither rotate nor withdraw.",
        remedy=(
            "customer_managed_key_id          = azurerm_key_vault_key.this.id\n"
            "customer_managed_key_identity_id = azurerm_user_assigned_identity.this.id"
        ),
        references=("PCI DSS 4.0.1 3.5.1", "NIST SC-12", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"customer_managed_key_id": ""}),
            passes({"customer_managed_key_id": "https://a.vault.azure.net/keys/a/1"}),
            undetermined({"customer_managed_key_id": UNKNOWN}),
        ),
    )(Attribute("customer_managed_key_id", Operator.IS_SET, "it names no key of your own")),
)
