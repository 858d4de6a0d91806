"""The EC2 images that a plan looked up in, what each of them runs out: licences cost by the hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.documents.plan import document
    from gitops_portal.core.documents.secrecy.known import Secrets

LONGEST: Final = 100
"""No image has a longer id, and no system a longer name."""

_NAMES: Final = ("id", "platform_details", "platform")


def kept(standing: Iterable[document.Resource], secrets: Secrets) -> dict[str, str]:
    found = {}
    for resource in standing:
        if ".data.aws_ami." in f".{resource.address}":
            image, details, platform = _texts(resource)
            runs = details or platform.replace("windows", "Windows")
            if image and runs and secrets.spares(image) and secrets.spares(runs):
                found[image] = runs
    return found


def _texts(resource: document.Resource) -> list[str]:
    """What is no usable text, or marked as secret, is empty."""
    values, marks = (msgspec.json.decode(side) for side in (resource.values, resource.sensitive_values))
    marks = marks or {}
    if not isinstance(values, dict) or not isinstance(marks, dict):
        return ["", "", ""]
    plain = (None if marks.get(name) else values.get(name) for name in _NAMES)
    return [text if isinstance(text, str) and len(text) <= LONGEST else "" for text in plain]
