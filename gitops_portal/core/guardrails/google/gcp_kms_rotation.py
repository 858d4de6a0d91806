"""A key that never changes gives away everything once it is lost."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.part import any_of, negate, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

DAY: Final = 24 * 60 * 60
"""In seconds."""


class Rotated(Struct, frozen=True):
    """Within how many days.

    Google rotates symmetric keys of its own: no others, none that are imported, and none that lie elsewhere.
    """

    days: int
    message: str

    def __call__(self, key: Subject, _facts: Facts) -> Iterator[Objection]:
        symmetric = one_of(key.text("purpose"), {None, "", "ENCRYPT_DECRYPT"})
        levels = [template.text("protection_level") for template in key.blocks("version_template", computed=True)]
        elsewhere = any_of(*(one_of(level, {"EXTERNAL", "EXTERNAL_VPC"}) for level in levels))
        exempt = any_of(negate(symmetric), key.flag("import_only"), elsewhere)
        yield from expect(any_of(self._in_time(key), exempt), "rotation_period", self.message)

    def _in_time(self, key: Subject) -> Truth:
        """A period is written in seconds, as in `7776000s`."""
        period = key.text("rotation_period")
        if not isinstance(period, str) or not period:
            return UNKNOWN if period is UNKNOWN else False
        seconds = re.fullmatch(r"([0-9]{1,12})(\.[0-9]+)?s", period, re.ASCII)
        return int(seconds[1]) <= self.days * DAY if seconds else UNKNOWN


gcp_kms_rotation = guardrail(
    "gcp-kms-rotation",
    "Cloud KMS keys rotate within {days} days",
    Severity.MEDIUM,
    types={"google_kms_crypto_key"},
    why="The longer one key is in use, the more a single leak gives away.",
    remedy='Set rotation_period to {days} days at most, in seconds: "7776000s" are 90.',
    references=("CKV_GCP_43", "CIS GCP 3.0.0 1.10", "PCI DSS 4.0.1 3.7.4", "NIST SC-12"),
    parameters=(number("days", "within how many days a key is rotated", "days", most=36_500),),
)(Rotated(90, "it is not rotated within {days} days"))
