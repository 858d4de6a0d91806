"""A plan in; the account and region that each resource stands in, as far as the plan says so, out.

One configuration of a provider works in one account and, as AWS's does, in one region: what some of its resources say
of themselves holds for those that say nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.containment.stated import LONGEST
from gitops_portal.core.model import Mode

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.index import Index
    from gitops_portal.core.model import Change


class Cloud(Struct, frozen=True, gc=False):
    """What a cloud calls the account that its resources stand in."""

    account: str
    place: tuple[str, ...]
    """Attributes that say where a resource stands; with none of them it stands in no region."""


CLOUDS: Final = {
    "aws": Cloud("AWS account", ()),
    "azurerm": Cloud("Azure subscription", ("location",)),
    "google": Cloud("Google project", ("region", "zone", "location")),
}
"""By the first word of a type."""


class Place(Struct, frozen=True, gc=False):
    """Where a resource stands. What is not known is empty."""

    cloud: str = ""
    account: str = ""
    region: str = ""
    regional: bool = True
    """Whether it stands in any region at all."""
    why: str = ""
    """Where the region is not known: that, and why."""


_GLOBAL: Final = (
    *("aws_iam_", "aws_cloudfront_", "aws_organizations_", "aws_waf_", "aws_shield_", "aws_globalaccelerator_"),
    *("aws_route53_zone", "aws_route53_record", "aws_route53_health_check", "aws_route53_delegation_set"),
    *("aws_budgets_", "aws_ce_", "aws_account_", "aws_caller_identity", "aws_partition", "aws_canonical_user_id"),
)
"""Types of AWS that are the same in all regions."""
_OTHERS: Final = ("aws_organizations_", "aws_ram_", "aws_guardduty_invite")
"""Types whose ARN may name another account than the one they are managed in."""
_IDENTITIES: Final = {
    "aws_caller_identity": "account_id",
    "azurerm_client_config": "subscription_id",
    "google_client_config": "project",
}
"""Data sources that say whom their provider works for, and by which attribute."""
_ACCOUNT_OF_ARN: Final = re.compile(r"\Aarn:aws[a-z-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):")
_OWN_ACCOUNT: Final = re.compile(r"\A([0-9]{12})\Z")
_SUBSCRIPTION: Final = re.compile(r"/subscriptions/([0-9a-fA-F-]{36})(?:/|\Z)")
_PROJECT: Final = re.compile(r"(?:\A|/)projects/([a-z0-9:.-]{1,63})/")


class Places:
    """Asked for one resource at a time; what its provider's other resources say is read once."""

    def __init__(self, index: Index, resources: Iterable[Change]) -> None:
        self._index = index
        self._providers = index.changes.providers
        self._accounts: defaultdict[str, set[str]] = defaultdict(set)
        self._regions: defaultdict[str, set[str]] = defaultdict(set)
        self._own: dict[tuple[str, str], str] = {}
        self._keys: defaultdict[str, set[str]] = defaultdict(set)
        for key, provider in self._providers.items():
            self._accounts[key].update({provider.account} - {""})
            if not provider.module:
                self._keys[provider.full_name].add(key)
        for change in resources:
            if change.type in _IDENTITIES:
                self._accounts[self._key(change)].update(_texts(change, _IDENTITIES[change.type]))
            elif change.mode is Mode.MANAGED and not change.type.startswith(_OTHERS):
                self._own[change.address, change.deposed] = _account(change)
                self._learn(change)

    def of(self, change: Change) -> Place:
        cloud = CLOUDS.get(word := change.type.partition("_")[0])
        if cloud is None:
            return Place()
        key = self._key(change)
        account = self._own.get((change.address, change.deposed)) or _only(self._accounts[key])
        if change.region == "global" or not self._stands_in_a_region(change, cloud):
            return Place(word, account, regional=False)
        where = change.region or (_only(self._regions[key]) if word == "aws" else "")
        return Place(word, account, where, why="" if where else self._why(key, word))

    def _learn(self, change: Change) -> None:
        key = self._key(change)
        if (account := self._own[change.address, change.deposed]) and not self._sets(change, "project"):
            self._accounts[key].add(account)
        if change.region and not self._sets(change, "region"):
            self._regions[key].add(change.region)

    def _sets(self, change: Change, name: str) -> bool:
        """Whether the configuration may set an attribute: what a provider fills in, it fills in for all."""
        block = self._index.block(change)
        return block is None or block.arguments is None or name in block.arguments

    def _key(self, change: Change) -> str:
        """Its provider configuration: a module that has none of its own uses its caller's. Where its block is gone, it
        is the only one of its provider."""
        block = self._index.block(change)
        key = block.provider_key if block else _only(self._keys[change.provider])
        return key if key in self._providers else key.rpartition(":")[2]

    def _stands_in_a_region(self, change: Change, cloud: Cloud) -> bool:
        if not cloud.place:
            return not change.type.startswith(_GLOBAL)
        sides = (side for side in (change.before, change.after) if isinstance(side, dict))
        return any(name in side for side in sides for name in cloud.place)

    def _why(self, key: str, word: str) -> str:
        provider = self._providers.get(key)
        if word != "aws":
            return "region known after apply"
        if provider is None:
            return "region not known: the plan does not show its provider's configuration"
        named = ", ".join(provider.region_from)
        why = f"set by {named}" if named else "its provider's configuration sets none"
        return f"region not known: {why}"


def together(places: Iterable[Place]) -> Place:
    """Where all instances of a block stand."""
    distinct = list(dict.fromkeys(places))
    if len(distinct) <= 1:
        return distinct[0] if distinct else Place()
    accounts, regions = {place.account for place in distinct}, {place.region for place in distinct}
    where = _only(regions)
    why = "" if where else "in several regions" if "" not in regions else next(p.why for p in distinct if not p.region)
    return Place(distinct[0].cloud, _only(accounts), where, any(place.regional for place in distinct), why)


def _account(change: Change) -> str:
    """The account that a resource says it stands in."""
    if change.type.startswith("aws_"):
        return _found(change, _OWN_ACCOUNT, "owner_id") or _found(change, _ACCOUNT_OF_ARN, "arn", "id")
    if change.type.startswith("google_"):
        return next(iter(_texts(change, "project")), "") or _found(change, _PROJECT, "id", "self_link")
    return _found(change, _SUBSCRIPTION, "id").lower() if change.type.startswith("azurerm_") else ""


def _found(change: Change, pattern: re.Pattern[str], *names: str) -> str:
    for text in _texts(change, *names):
        if match := pattern.search(text):
            return match[1]
    return ""


def _texts(change: Change, *names: str) -> list[str]:
    sides = (change.after,) if change.after is change.before else (change.after, change.before)
    return [
        text
        for side in sides
        if side is not None
        for name in names
        if isinstance(text := side.get(name), str) and len(text) <= LONGEST
    ]


def _only(found: set[str]) -> str:
    return next(iter(found)) if len(found) == 1 else ""
