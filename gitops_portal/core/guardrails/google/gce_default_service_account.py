"""An instance with the default account may do what everything in its project may do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.google_grants import ACCOUNTS, refers_to
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

DEFAULT: Final = re.compile(r"[0-9]+-compute@developer\.gserviceaccount\.com")


@guardrail(
    "gce-default-service-account",
    "Instances have a service account of their own",
    Severity.MEDIUM,
    types={
        "google_compute_instance",
        "google_compute_instance_from_template",
        "google_compute_instance_template",
        "google_compute_region_instance_template",
    },
    why="The default account mostly may edit the whole project: who gets into the instance gets into everything.",
    remedy='service_account {\n  email  = google_service_account.this.email\n  scopes = ["cloud-platform"]\n}',
    references=("CKV_GCP_30", "CIS GCP 3.0.0 4.1", "NIST AC-6"),
)
def gce_default_service_account(instance: Subject, facts: Facts) -> Iterator[Objection]:
    """Without a block it has no account at all; in a block that names none, Google takes the default."""
    for account in instance.blocks("service_account", computed=True):
        email = account.text("email")
        own: Truth = bool(email) and not DEFAULT.fullmatch(str(email))
        if email is UNKNOWN:
            own = refers_to(instance, "service_account", ACCOUNTS, facts) or UNKNOWN
        yield from expect(own, account.at("email"), "it runs as the default account of Compute Engine")
