"""A web test: one of several steps by the month; a ping test costs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import ONE, Component, Resource, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELF = "azurerm_application_insights_web_test"


@cost_model(SHELF)
def azurerm_application_insights_web_test(test: Resource) -> Iterator[Component]:
    if test.text("kind") == "multistep" and test.flag("enabled", default=True):
        yield Component("Multi-step web test", SHELF, "multi_step_web_test", ONE, "tests")
