"""The attributes of a resource in; the region they say it stands in out, as price lists write it, or nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from gitops_portal.core.model import Value

_AWS_ZONE: Final = re.compile(r"([a-z]{2,}(?:-[a-z]+)+-\d+)(?:-[a-z]+-\d+)?[a-z]")
_AWS_ARN: Final = re.compile(r"arn:aws[a-z-]*:[a-z0-9-]+:([a-z]{2,}(?:-[a-z]+)+-\d+):")
_GOOGLE_ZONE: Final = re.compile(r"([a-z]+-[a-z]+\d+)-[a-z]")
_AZURE: Final = ("location",)
_GOOGLE: Final = ("region", "zone", "location")
_SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def region(kind: str, *sides: Mapping[str, Value] | None) -> str:
    """By what the first side that says anything says; unknown and secret values say nothing."""
    find = _FIND.get(kind.partition("_")[0])
    if find is None:
        return ""
    for side in sides:
        if side and (found := find(side)):
            return found
    return ""


def told_later(kind: str, attributes: Mapping[str, Value] | None, pending: Collection[str]) -> bool:
    """Whether the configuration says where a resource will stand by what is known after the apply alone.

    `pending` are the attributes that it sets by such references.
    """
    held, names = attributes or {}, _NAMES.get(kind.partition("_")[0], ())
    return any(held.get(name) is UNKNOWN and name in pending for name in names)


def _aws(attributes: Mapping[str, Value]) -> str:
    own, zone, arn = attributes.get("region"), attributes.get("availability_zone"), attributes.get("arn")
    if isinstance(own, str) and _SLUG.fullmatch(own):
        return own
    if isinstance(zone, str) and (found := _AWS_ZONE.fullmatch(zone)):
        return found[1]
    told = _AWS_ARN.match(arn) if isinstance(arn, str) else None
    return told[1] if told else ""


def _azure(attributes: Mapping[str, Value]) -> str:
    return _slug(_text(attributes, "location").lower().replace(" ", ""))


def _google(attributes: Mapping[str, Value]) -> str:
    for name in _GOOGLE:
        # a region or zone may be given by its address, which ends in its name
        place = _text(attributes, name).rpartition("/")[2].lower()
        zone = _GOOGLE_ZONE.fullmatch(place)
        if place:
            return zone[1] if zone else _slug(place)
    return ""


def _slug(text: str) -> str:
    return text if _SLUG.fullmatch(text) else ""


def _text(attributes: Mapping[str, Value], name: str) -> str:
    value = attributes.get(name)
    return value if isinstance(value, str) else ""


_NAMES: Final = {"aws": ("region",), "azurerm": _AZURE, "azapi": _AZURE, "google": _GOOGLE}
_FIND: Final = {"aws": _aws, "azurerm": _azure, "azapi": _azure, "google": _google}
