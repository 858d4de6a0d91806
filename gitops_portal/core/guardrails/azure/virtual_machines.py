"""Virtual machines and scale sets: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.kinds.every import Every
from gitops_portal.core.rules.rule import guardrail

LINUX = {"azurerm_linux_virtual_machine", "azurerm_linux_virtual_machine_scale_set"}
WINDOWS = {"azurerm_windows_virtual_machine", "azurerm_windows_virtual_machine_scale_set"}
OLD = {"azurerm_virtual_machine", "azurerm_virtual_machine_scale_set"}
EXTENSION = "azurerm_virtual_machine_extension"
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/v"

virtual_machines = (
    guardrail(
        "linux-vm-password-login",
        "Linux machines of Azure have an SSH key",
        Severity.MEDIUM,
        types=LINUX,
        why="A machine without a key can be entered by its password alone, and passwords are guessed.",
        remedy='admin_ssh_key {\n  username   = "adminuser"\n  public_key = file("id_ed25519.pub")\n}',
        references=("CKV_AZURE_178", "NIST IA-2"),
        examples=(
            violates({"admin_username": "adminuser"}),
            violates({"admin_ssh_key": []}),
            passes({"admin_ssh_key": [{"username": "adminuser", "public_key": "ssh-ed25519 AAAA"}]}),
            passes({"admin_ssh_key": [{"username": "adminuser", "public_key": UNKNOWN}]}),
            undetermined({"admin_ssh_key": UNKNOWN}),
        ),
    )(Attribute("admin_ssh_key", Operator.IS_PRESENT, "it has no SSH key, so a password opens it")),
    guardrail(
        "linux-vm-password-allowed",
        "Linux machines of Azure refuse passwords",
        Severity.MEDIUM,
        types={*LINUX, *OLD},
        why="As long as passwords are taken, somebody tries them, all day.",
        remedy="Leave disable_password_authentication out, or set it to true.",
        references=("CKV_AZURE_1", "CKV_AZURE_49", "CKV_AZURE_149", "NIST IA-2"),
        examples=(
            violates({"disable_password_authentication": False}),
            violates(
                {"os_profile_linux_config": [{"disable_password_authentication": False}]},
                type="azurerm_virtual_machine",
            ),
            passes({"disable_password_authentication": True}),
            passes({}),
            passes(
                {"os_profile_linux_config": [{"disable_password_authentication": True}]},
                type="azurerm_virtual_machine_scale_set",
            ),
            passes({"os_profile_windows_config": [{}]}, type="azurerm_virtual_machine"),
            undetermined({"disable_password_authentication": UNKNOWN}),
        ),
    )(
        Every(
            (
                Condition("disable_password_authentication", Operator.IS_NOT_FALSE),
                Condition(
                    "os_profile_linux_config.disable_password_authentication", Operator.IS_NOT_FALSE, computed=True
                ),
            ),
            "it can be entered with a password",
        )
    ),
    guardrail(
        "vm-no-host-encryption",
        "Machines of Azure encrypt temporary disks and caches on the host",
        Severity.MEDIUM,
        types={*LINUX, *WINDOWS},
        why="What a machine writes to temporary disks and caches lies on the host, outside of the encryption of disks.",
        remedy="Set encryption_at_host_enabled = true; the subscription must have the feature.",
        references=("CKV_AZURE_97", "CKV_AZURE_151", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"encryption_at_host_enabled": False}),
            passes({"encryption_at_host_enabled": True}),
            undetermined({"encryption_at_host_enabled": UNKNOWN}),
        ),
    )(
        Attribute(
            "encryption_at_host_enabled", Operator.IS_TRUE, "temporary disks and caches are not encrypted on the host"
        )
    ),
    guardrail(
        "windows-vm-no-updates",
        "Windows machines of Azure update themselves",
        Severity.MEDIUM,
        types={*WINDOWS, "azurerm_virtual_machine"},
        why="A machine that nobody updates keeps every flaw that was found since it was made.",
        remedy="Leave automatic_updates_enabled out, or set it to true (enable_automatic_updates in older versions).",
        references=("CKV_AZURE_177", "PCI DSS 4.0.1 6.3.3", "NIST SI-2"),
        examples=(
            violates({"automatic_updates_enabled": False}, type="azurerm_windows_virtual_machine"),
            violates({"enable_automatic_updates": False}, type="azurerm_windows_virtual_machine"),
            violates(
                {"os_profile_windows_config": [{"enable_automatic_upgrades": False}]}, type="azurerm_virtual_machine"
            ),
            passes({"enable_automatic_updates": True}, type="azurerm_windows_virtual_machine_scale_set"),
            passes({}, type="azurerm_windows_virtual_machine"),
            passes({"os_profile_linux_config": [{}]}, type="azurerm_virtual_machine"),
            undetermined({"automatic_updates_enabled": UNKNOWN}, type="azurerm_windows_virtual_machine"),
        ),
    )(
        Every(
            (
                Condition("automatic_updates_enabled", Operator.IS_NOT_FALSE),
                Condition("enable_automatic_updates", Operator.IS_NOT_FALSE),
                Condition("os_profile_windows_config.enable_automatic_upgrades", Operator.IS_NOT_FALSE),
            ),
            "it does not update itself",
        )
    ),
    guardrail(
        "windows-vm-no-antimalware",
        "Windows machines of Azure have Microsoft Antimalware",
        Severity.LOW,
        types={"azurerm_virtual_machine", "azurerm_windows_virtual_machine"},
        why="The extension scans a machine and reports to Azure; nobody sees what is found on one without it.",
        remedy=(
            f'resource "{EXTENSION}" "this" {{\n'
            '  name                 = "antimalware"\n'
            "  virtual_machine_id   = azurerm_windows_virtual_machine.this.id\n"
            '  publisher            = "Microsoft.Azure.Security"\n'
            '  type                 = "IaaSAntimalware"\n'
            '  type_handler_version = "1.3"\n}'
        ),
        references=("PCI DSS 4.0.1 5.2.1", "PCI DSS 4.0.1 5.2.2", "PCI DSS 4.0.1 5.2.3", "NIST SI-3"),
        examples=(
            violates({"id": ID}, type="azurerm_windows_virtual_machine"),
            violates(
                {"id": ID},
                type="azurerm_windows_virtual_machine",
                beside={f"{EXTENSION}.a": {"virtual_machine_id": ID, "type": "CustomScriptExtension"}},
            ),
            passes(
                {"id": ID},
                type="azurerm_windows_virtual_machine",
                beside={f"{EXTENSION}.a": {"virtual_machine_id": ID, "type": "IaaSAntimalware"}},
            ),
            passes({"id": ID, "os_profile_linux_config": [{}]}, type="azurerm_virtual_machine"),
            undetermined(
                {"id": UNKNOWN},
                type="azurerm_windows_virtual_machine",
                beside={f"{EXTENSION}.a": {"virtual_machine_id": UNKNOWN, "type": "IaaSAntimalware"}},
            ),
        ),
    )(
        Companion(
            EXTENSION,
            "virtual_machine_id",
            "the plan holds no extension IaaSAntimalware for it",
            conditions=(Condition("type", Operator.IS, ("IaaSAntimalware",)),),
            unless=(Condition("os_profile_linux_config", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "vm-no-guest-configuration",
        "Machines of Azure have the extension for guest configuration",
        Severity.LOW,
        types={"azurerm_linux_virtual_machine", "azurerm_virtual_machine", "azurerm_windows_virtual_machine"},
        why="Azure Policy sees the settings inside of a machine only through this extension.",
        remedy=(
            f'resource "{EXTENSION}" "this" {{\n'
            '  name                 = "guest-configuration"\n'
            "  virtual_machine_id   = azurerm_linux_virtual_machine.this.id\n"
            '  publisher            = "Microsoft.GuestConfiguration"\n'
            '  type                 = "ConfigurationforLinux"\n'
            '  type_handler_version = "1.0"\n}'
        ),
        references=("NIST CM-6",),
        examples=(
            violates({"id": ID}),
            violates(
                {"id": ID},
                beside={f"{EXTENSION}.a": {"virtual_machine_id": ID, "publisher": "Microsoft.Azure.Security"}},
            ),
            passes(
                {"id": ID},
                beside={f"{EXTENSION}.a": {"virtual_machine_id": ID, "publisher": "Microsoft.GuestConfiguration"}},
            ),
            undetermined({"id": UNKNOWN}, beside={f"{EXTENSION}.a": {"virtual_machine_id": UNKNOWN}}),
        ),
    )(
        Companion(
            EXTENSION,
            "virtual_machine_id",
            "the plan holds no extension for guest configuration for it",
            conditions=(Condition("publisher", Operator.IS, ("Microsoft.GuestConfiguration",)),),
        )
    ),
    guardrail(
        "vm-no-agent",
        "Machines of Azure have its agent",
        Severity.LOW,
        types={*LINUX, *WINDOWS},
        why="Without the agent no extension runs: no monitoring, no backup, no reset of a lost key.",
        remedy="Leave provision_vm_agent out, or set it to true.",
        references=("CKV_AZURE_179", "NIST CM-6"),
        examples=(
            violates({"provision_vm_agent": False}),
            passes({"provision_vm_agent": True}),
            passes({}),
            undetermined({"provision_vm_agent": UNKNOWN}),
        ),
    )(Attribute("provision_vm_agent", Operator.IS_NOT_FALSE, "it has no agent")),
    guardrail(
        "vm-extensions-allowed",
        "Machines of Azure take no extensions",
        Severity.LOW,
        types={*LINUX, *WINDOWS},
        why="An extension runs as root: whoever may add one to a machine owns it.",
        remedy="Set allow_extension_operations = false (extension_operations_enabled in scale sets).",
        references=("CKV_AZURE_50", "NIST CM-7"),
        examples=(
            violates({}),
            violates({"allow_extension_operations": True}),
            passes({"allow_extension_operations": False}),
            passes({"extension_operations_enabled": False}, type="azurerm_linux_virtual_machine_scale_set"),
            undetermined({"allow_extension_operations": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("allow_extension_operations", Operator.IS, ("false",), unset=True),
                Condition("extension_operations_enabled", Operator.IS, ("false",), unset=True),
            ),
            "extensions can be added to it",
        )
    ),
)
