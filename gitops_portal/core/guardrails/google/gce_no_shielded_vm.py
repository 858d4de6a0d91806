"""A machine that does not measure how it boots may have booted anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import Part, Truth, all_of, any_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "gce-no-shielded-vm",
    "Instances are shielded",
    Severity.LOW,
    types={"google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"},
    why="Nobody notices that the boot loader or the kernel was changed, and such a change outlives restarts.",
    remedy=(
        "shielded_instance_config {\n"
        "  enable_secure_boot          = true\n"
        "  enable_vtpm                 = true\n"
        "  enable_integrity_monitoring = true\n"
        "}"
    ),
    references=("CKV_GCP_39", "CIS GCP 3.0.0 4.8", "NIST SI-7"),
)
def gce_no_shielded_vm(instance: Subject, _facts: Facts) -> Iterator[Objection]:
    """It is off until there is a block; there both parts are on unless one is switched off."""
    shielded = any_of(*map(_measures, instance.blocks("shielded_instance_config", computed=True)))
    yield from expect(shielded, "shielded_instance_config", "nobody notices when it boots something else")


def _measures(config: Part) -> Truth:
    flags = [config.flag(name, unset=True) for name in ("enable_vtpm", "enable_integrity_monitoring")]
    return all_of(*(True if flag is None else flag for flag in flags))
