"""IoT hubs: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.pointed_at import PointedAt
from gitops_portal.core.rules.rule import guardrail

SETTING = "azurerm_monitor_diagnostic_setting"
ID = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Devices/iotHubs/h"

iot_hub = (
    guardrail(
        "iothub-no-diagnostics",
        "IoT hubs have a diagnostic setting",
        Severity.LOW,
        types={"azurerm_iothub"},
        why="Without one nobody can say afterwards which device connected, and what it was told to do.",
        remedy=(
            f'resource "{SETTING}" "this" {{\n'
            '  name                       = "audit"\n'
            "  target_resource_id         = azurerm_iothub.this.id\n"
            "  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id\n"
            '  enabled_log {\n    category = "Connections"\n  }\n}'
        ),
        references=("PCI DSS 4.0.1 10.2.2", "PCI DSS 4.0.1 10.3.3", "NIST AU-12"),
        examples=(
            violates({"id": ID}),
            passes({"id": ID}, beside={f"{SETTING}.a": {"target_resource_id": ID}}),
            undetermined({"id": UNKNOWN}, beside={f"{SETTING}.a": {"target_resource_id": UNKNOWN}}),
            violates(
                {"id": UNKNOWN},
                beside={f"{SETTING}.a": {"target_resource_id": UNKNOWN}, "azurerm_key_vault.a": {"id": UNKNOWN}},
                links={
                    f"{SETTING}.a": {"target_resource_id": ("azurerm_key_vault.a.id", "azurerm_key_vault.a")},
                },
            ),
        ),
    )(PointedAt(SETTING, "target_resource_id", "the plan holds no diagnostic setting for it")),
)
