"""Accounts of Azure Batch: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.diagnosed import Diagnosed
from gitops_portal.core.rules.rule import guardrail

ACCOUNT = "/subscriptions/0/resourceGroups/a/providers/Microsoft.Batch/batchAccounts/a"
SETTING = "azurerm_monitor_diagnostic_setting.this"

batch = (
    guardrail(
        "batch-account-no-log",
        "Batch accounts send their logs",
        Severity.LOW,
        types={"azurerm_batch_account"},
        why="Without logs nobody can tell afterwards who ran which job, and why it failed.",
        remedy=(
            'resource "azurerm_monitor_diagnostic_setting" "batch" {\n'
            '  name                       = "batch"\n'
            "  target_resource_id         = azurerm_batch_account.this.id\n"
            "  log_analytics_workspace_id = azurerm_log_analytics_workspace.this.id\n"
            "  enabled_log {\n"
            '    category_group = "allLogs"\n'
            "  }\n"
            "}"
        ),
        references=("PCI DSS 4.0.1 10.2.2", "PCI DSS 4.0.1 10.3.3", "NIST AU-12"),
        examples=(
            violates({}),
            violates({"id": ACCOUNT}, beside={SETTING: {"target_resource_id": ACCOUNT, "enabled_log": []}}),
            passes(
                {"id": ACCOUNT},
                beside={SETTING: {"target_resource_id": ACCOUNT, "enabled_log": [{"category": "ServiceLog"}]}},
            ),
            passes(
                {"id": UNKNOWN},
                beside={SETTING: {"target_resource_id": UNKNOWN, "enabled_log": [{"category_group": "allLogs"}]}},
                links={SETTING: {"target_resource_id": ("azurerm_batch_account.this.id",)}},
            ),
            undetermined(
                {"id": UNKNOWN},
                beside={SETTING: {"target_resource_id": UNKNOWN, "enabled_log": [{"category_group": "allLogs"}]}},
            ),
        ),
    )(Diagnosed("no diagnostic setting of the plan sends its logs")),
)
