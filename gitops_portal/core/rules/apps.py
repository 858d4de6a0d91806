"""What App Service of Azure runs: the types of resources, those before version 3 of the provider included."""

from __future__ import annotations

from typing import Final

OLD_WEB: Final = frozenset({"azurerm_app_service", "azurerm_app_service_slot"})
NEW_WEB: Final = frozenset(
    {
        "azurerm_linux_web_app",
        "azurerm_linux_web_app_slot",
        "azurerm_windows_web_app",
        "azurerm_windows_web_app_slot",
    }
)
OLD_FUNCTIONS: Final = frozenset({"azurerm_function_app", "azurerm_function_app_slot"})
NEW_FUNCTIONS: Final = frozenset(
    {
        "azurerm_linux_function_app",
        "azurerm_linux_function_app_slot",
        "azurerm_windows_function_app",
        "azurerm_windows_function_app_slot",
    }
)
WEB: Final = OLD_WEB | NEW_WEB
APPS: Final = WEB | OLD_FUNCTIONS | NEW_FUNCTIONS
FLEX: Final = frozenset({"azurerm_function_app_flex_consumption"})
"""Function apps that take no files by FTP and name their language elsewhere."""
