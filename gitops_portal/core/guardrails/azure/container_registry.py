"""Container registries: what each has to say, and examples of it.

What only the Premium tier can do is asked of that tier alone; what leaves a registry open is asked of all.
"""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

REGISTRY = {"azurerm_container_registry"}
PREMIUM = (Condition("sku", Operator.IS, ("premium",)),)
CLOSED = Condition("public_network_access_enabled", Operator.IS, ("false",), unset=True)

container_registry = (
    guardrail(
        "acr-admin-user",
        "Container registries have no admin user",
        Severity.MEDIUM,
        types=REGISTRY,
        why="The admin user is one password for everybody, may push and pull everything, and shows nobody's name.",
        remedy="Leave admin_enabled out, and give identities the roles AcrPull and AcrPush.",
        references=("CKV_AZURE_137", "NIST AC-2"),
        examples=(
            violates({"admin_enabled": True}),
            passes({"admin_enabled": False}),
            passes({}),
            undetermined({"admin_enabled": UNKNOWN}),
        ),
    )(Attribute("admin_enabled", Operator.IS_NOT_TRUE, "its admin user is switched on")),
    guardrail(
        "acr-anonymous-pull",
        "Container registries let nobody pull without a name",
        Severity.HIGH,
        types=REGISTRY,
        why="Anybody can pull every image, and read the code and the secrets in it.",
        remedy="Leave anonymous_pull_enabled out.",
        references=("CKV_AZURE_138", "NIST AC-3"),
        examples=(
            violates({"sku": "Standard", "anonymous_pull_enabled": True}),
            passes({"sku": "Standard", "anonymous_pull_enabled": False}),
            passes({"sku": "Basic"}),
            undetermined({"anonymous_pull_enabled": UNKNOWN}),
        ),
    )(Attribute("anonymous_pull_enabled", Operator.IS_NOT_TRUE, "anybody can pull its images")),
    guardrail(
        "acr-open-network",
        "Container registries are reached from chosen networks only",
        Severity.MEDIUM,
        types=REGISTRY,
        why="A registry that everybody can reach is as safe as its weakest credential.",
        remedy=(
            'Set sku = "Premium" and public_network_access_enabled = false, or\n'
            'network_rule_set {\n  default_action = "Deny"\n  ip_rule {\n    action   = "Allow"\n'
            '    ip_range = "203.0.113.0/24"\n  }\n}'
        ),
        references=("NIST SC-7",),
        examples=(
            violates({"sku": "Basic"}),
            violates({"sku": "Premium", "network_rule_set": [{"default_action": "Allow"}]}),
            violates({"sku": "Premium", "public_network_access_enabled": True}),
            passes({"sku": "Premium", "network_rule_set": [{"default_action": "Deny"}]}),
            passes({"sku": "Premium", "public_network_access_enabled": False}),
            undetermined({"sku": "Premium", "network_rule_set": [{"default_action": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("network_rule_set.default_action", Operator.IS, ("Deny",), computed=True),
                CLOSED,
            ),
            "it can be reached from every network",
        )
    ),
    guardrail(
        "acr-public-network",
        "Container registries of the Premium tier have private endpoints alone",
        Severity.LOW,
        types=REGISTRY,
        why="With public access off, images travel through one's own networks and nowhere else.",
        remedy="Set public_network_access_enabled = false, and add an azurerm_private_endpoint.",
        references=("CKV_AZURE_139", "NIST SC-7"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "public_network_access_enabled": True}),
            passes({"sku": "Premium", "public_network_access_enabled": False}),
            passes({"sku": "Standard"}),
            undetermined({"sku": "Premium", "public_network_access_enabled": UNKNOWN}),
        ),
    )(
        Attribute(
            "public_network_access_enabled",
            Operator.IS,
            "its public endpoint is on",
            expected=("false",),
            unset=True,
            when=PREMIUM,
        )
    ),
    guardrail(
        "acr-no-own-key",
        "Container registries are encrypted with a key of one's own",
        Severity.LOW,
        types=REGISTRY,
        why="A key of one's own can be rotated and withdrawn; one of the platform cannot.",
        remedy=(
            "encryption {\n  key_vault_key_id   = azurerm_key_vault_key.this.id\n"
            "  identity_client_id = azurerm_user_assigned_identity.this.client_id\n}"
        ),
        references=("PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "encryption": []}),
            violates({"sku": "Premium", "encryption": [{"enabled": False}]}),
            passes({"sku": "Premium", "encryption": [{"key_vault_key_id": UNKNOWN}]}),
            passes({"sku": "Basic"}),
            undetermined({"sku": "Premium", "encryption": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("encryption", Operator.IS_PRESENT),
                Condition("encryption.enabled", Operator.IS_NOT_FALSE, computed=True),
            ),
            "it is encrypted with a key of the platform",
            when=PREMIUM,
        )
    ),
    guardrail(
        "acr-not-replicated",
        "Container registries stand in several regions",
        Severity.LOW,
        types=REGISTRY,
        why="When the only region is down, no cluster can pull an image and none can start a pod.",
        remedy='georeplications {\n  location = "northeurope"\n}',
        references=("CKV_AZURE_165", "NIST CP-6"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "georeplications": []}),
            passes({"sku": "Premium", "georeplications": [{"location": "northeurope"}]}),
            passes({"sku": "Premium", "georeplication_locations": ["northeurope"]}),
            passes({"sku": "Basic"}),
            undetermined({"sku": "Premium", "georeplications": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("georeplications", Operator.IS_PRESENT),
                Condition("georeplication_locations", Operator.IS_PRESENT),
            ),
            "it stands in one region",
            when=PREMIUM,
        )
    ),
    guardrail(
        "acr-not-zone-redundant",
        "Container registries are spread over zones",
        Severity.LOW,
        types=REGISTRY,
        why="A registry in one zone is lost with it, and with it every start of a pod.",
        remedy="Set zone_redundancy_enabled = true, in each block georeplications as well.",
        references=("CKV_AZURE_233", "NIST CP-10"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "zone_redundancy_enabled": False}),
            violates(
                {
                    "sku": "Premium",
                    "zone_redundancy_enabled": True,
                    "georeplications": [{"location": "northeurope", "zone_redundancy_enabled": False}],
                }
            ),
            passes({"sku": "Premium", "zone_redundancy_enabled": True}),
            passes({"sku": "Basic"}),
            undetermined({"sku": "Premium", "zone_redundancy_enabled": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("zone_redundancy_enabled", Operator.IS_TRUE),
                Condition("georeplications.zone_redundancy_enabled", Operator.IS_NOT_FALSE, computed=True),
            ),
            "it is not spread over zones",
            when=PREMIUM,
        )
    ),
    guardrail(
        "acr-no-quarantine",
        "Images stay in quarantine until they are scanned",
        Severity.LOW,
        types=REGISTRY,
        why="Without quarantine an image can be pulled before anything has looked into it.",
        remedy="Set quarantine_policy_enabled = true.",
        references=("CKV_AZURE_166", "NIST SI-3"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "quarantine_policy_enabled": False}),
            passes({"sku": "Premium", "quarantine_policy_enabled": True}),
            passes({"sku": "Standard"}),
            undetermined({"sku": "Premium", "quarantine_policy_enabled": UNKNOWN}),
        ),
    )(Attribute("quarantine_policy_enabled", Operator.IS_TRUE, "new images can be pulled at once", when=PREMIUM)),
    guardrail(
        "acr-no-retention",
        "Container registries remove untagged images",
        Severity.LOW,
        types=REGISTRY,
        why="Images that no tag names pile up with all their flaws, and cost.",
        remedy="Set retention_policy_in_days = 30 (a block retention_policy before version 4).",
        references=("CKV_AZURE_167", "NIST SI-12"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "retention_policy": [{"days": 7, "enabled": False}]}),
            violates({"sku": "Premium", "retention_policy_in_days": 0}),
            passes({"sku": "Premium", "retention_policy_in_days": 30}),
            passes({"sku": "Premium", "retention_policy": [{"days": 7, "enabled": True}]}),
            passes({"sku": "Basic"}),
            undetermined({"sku": "Premium", "retention_policy_in_days": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("retention_policy_in_days", Operator.AT_LEAST, (1,)),
                Condition("retention_policy.enabled", Operator.IS_TRUE, computed=True),
            ),
            "untagged images are kept for ever",
            when=PREMIUM,
        )
    ),
    guardrail(
        "acr-unsigned-images",
        "Container registries keep signatures of images",
        Severity.LOW,
        types=REGISTRY,
        why="Without content trust nobody can tell an image from one that was put in its place.",
        remedy="Set trust_policy_enabled = true (a block trust_policy before version 4).",
        references=("CKV_AZURE_164", "NIST SI-7"),
        examples=(
            violates({"sku": "Premium"}),
            violates({"sku": "Premium", "trust_policy": [{"enabled": False}]}),
            passes({"sku": "Premium", "trust_policy_enabled": True}),
            passes({"sku": "Premium", "trust_policy": [{"enabled": True}]}),
            passes({"sku": "Basic"}),
            undetermined({"sku": "Premium", "trust_policy_enabled": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("trust_policy_enabled", Operator.IS_TRUE),
                Condition("trust_policy.enabled", Operator.IS_TRUE, computed=True),
            ),
            "content trust is off",
            when=PREMIUM,
        )
    ),
)
