"""Plans of Microsoft Defender for Cloud, one for each kind of resource: which have to be on, and examples of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

if TYPE_CHECKING:
    from gitops_portal.core.rules.rule import Rule


def _on(name: str, what: str, kinds: tuple[str, ...], why: str, *references: str) -> Rule:
    """The rule that the plan for these kinds is bought; a setting that names no kind is about machines."""
    kind = kinds[0]
    return guardrail(
        name,
        f"Microsoft Defender watches over {what}",
        Severity.LOW,
        types={"azurerm_security_center_subscription_pricing"},
        why=why,
        remedy=f'Set tier = "Standard" where resource_type = "{kind}".',
        references=(*references, "NIST SI-4"),
        examples=(
            violates({"tier": "Free", "resource_type": kind}),
            passes({"tier": "Standard", "resource_type": kind}),
            passes({"tier": "Free", "resource_type": "CloudPosture"}),
            undetermined({"tier": UNKNOWN, "resource_type": kind}),
            undetermined({"tier": "Free", "resource_type": UNKNOWN}),
        ),
    )(
        Attribute(
            "tier",
            Operator.IS,
            f"the plan for {what} is off",
            expected=("Standard",),
            when=(Condition("resource_type", Operator.IS, kinds, unset="VirtualMachines"),),
        )
    )


defender = (
    _on(
        "defender-servers-off",
        "machines",
        ("VirtualMachines",),
        "Nobody is told when a machine is attacked, or runs what it should not.",
        "CKV_AZURE_55",
        "CIS Azure 2.0.0 2.1.1",
        "CIS Azure 2.1.0 2.1.1",
        "CIS Azure 3.0.0 3.1.3.1",
    ),
    _on(
        "defender-appservice-off",
        "App Service",
        ("AppServices",),
        "Nobody is told when an application is scanned, or taken over.",
        "CKV_AZURE_61",
        "CIS Azure 2.0.0 2.1.2",
        "CIS Azure 2.1.0 2.1.2",
        "CIS Azure 3.0.0 3.1.6.1",
    ),
    _on(
        "defender-sql-off",
        "Azure SQL",
        ("SqlServers",),
        "Nobody is told when somebody injects SQL, or guesses passwords.",
        "CKV_AZURE_69",
        "CIS Azure 2.0.0 2.1.4",
        "CIS Azure 2.1.0 2.1.3",
        "CIS Azure 3.0.0 3.1.7.3",
    ),
    _on(
        "defender-storage-off",
        "storage accounts",
        ("StorageAccounts",),
        "Nobody is told when files are taken away in bulk, or malware is put in.",
        "CKV_AZURE_84",
        "CIS Azure 2.0.0 2.1.7",
        "CIS Azure 2.1.0 2.1.7",
        "CIS Azure 3.0.0 3.1.5.1",
    ),
    _on(
        "defender-kubernetes-off",
        "Kubernetes",
        ("KubernetesService", "Containers"),
        "Nobody is told when a container breaks out, or mines coins.",
        "CKV_AZURE_85",
        "CIS Azure 2.0.0 2.1.8",
        "CIS Azure 2.1.0 2.1.8",
        "CIS Azure 3.0.0 3.1.4.1",
    ),
    _on(
        "defender-registries-off",
        "container registries",
        ("ContainerRegistry",),
        "Nobody is told of known flaws in the images that are pushed.",
        "CKV_AZURE_86",
        "CIS Azure 2.0.0 2.1.8",
        "CIS Azure 2.1.0 2.1.8",
        "CIS Azure 3.0.0 3.1.4.1",
    ),
    _on(
        "defender-keyvault-off",
        "key vaults",
        ("KeyVaults",),
        "Nobody is told when secrets are read in a way, or from a place, that is unusual.",
        "CKV_AZURE_87",
        "CIS Azure 2.0.0 2.1.10",
        "CIS Azure 2.1.0 2.1.9",
        "CIS Azure 3.0.0 3.1.8.1",
    ),
    _on(
        "defender-dns-off",
        "DNS",
        ("Dns",),
        "Nobody is told when a machine asks for the names of attackers, or sends data out in queries.",
        "CIS Azure 2.0.0 2.1.11",
        "CIS Azure 2.1.0 2.1.10",
        "CIS Azure 3.0.0 3.1.16",
    ),
)
