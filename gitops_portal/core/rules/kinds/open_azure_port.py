"""A port in; an objection out to every network security group or rule of Azure that lets the internet reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from gitops_portal.core.rules.azure_ingress import open_to_world

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.rule import Objection


class OpenAzurePort(Struct, frozen=True):
    """A port that not everybody may reach."""

    port: int

    def __call__(self, subject: Subject, facts: Facts) -> Iterable[Objection]:
        return open_to_world(subject, facts, self.port)
