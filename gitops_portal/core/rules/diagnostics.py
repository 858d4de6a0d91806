"""A resource of Azure and categories of its logs in; whether a diagnostic setting of the plan sends them all, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.part import all_of, any_of, folded, one_of
from gitops_portal.core.rules.pointers import pointing

if TYPE_CHECKING:
    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

SETTING: Final = "azurerm_monitor_diagnostic_setting"


def sent(facts: Facts, subject: Subject, categories: tuple[str, ...] = (), below: str = "") -> Truth:
    """Whether these logs are sent, or any log where no category is named.

    `below` is what stands behind the id of the resource for a part of it, such as `/blobServices/default`.
    """
    settings = pointing(facts, subject, SETTING, "target_resource_id", below)
    told = facts.once(("sends", categories), lambda: _Sending(categories))
    surely = any_of(*map(told.of, settings.certain))
    if surely is not False:
        return surely
    return UNKNOWN if any(told.of(setting) for setting in settings.possible) else False


class _Sending:
    """Whether a setting sends these logs, asked once of each: one of which nobody knows the target may be anybody's."""

    def __init__(self, categories: tuple[str, ...]) -> None:
        self._categories = categories
        self._told: dict[tuple[str, str], Truth] = {}

    def of(self, setting: Subject) -> Truth:
        key = setting.change.address, setting.change.deposed
        if key not in self._told:
            self._told[key] = _sends(setting, self._categories)
        return self._told[key]


def _sends(setting: Part, categories: tuple[str, ...]) -> Truth:
    logs = [*setting.blocks("enabled_log"), *setting.blocks("log", computed=True)]
    if not categories:
        return any_of(*map(_on, logs))
    return all_of(*(any_of(*(all_of(_on(log), _holds(log, category)) for log in logs)) for category in categories))


def _on(log: Part) -> Truth:
    """Blocks of `log` may be there and off; those of `enabled_log` are on."""
    enabled = log.flag("enabled", unset=True)
    return True if enabled is None else enabled


def _holds(log: Part, category: str) -> Truth:
    """By its name, or by a group: all logs, or one of which the plan does not say what it holds."""
    group = log.text("category_group")
    grouped = one_of(folded(group), {"alllogs"})
    named = one_of(folded(log.text("category")), {category.lower()})
    return any_of(named, grouped, UNKNOWN if group else False)
