"""A key that never changes gives away everything once it is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.part import all_of, any_of, negate, one_of, present
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject


@guardrail(
    "kms-rotation-off",
    "KMS keys rotate",
    Severity.MEDIUM,
    types={"aws_kms_key"},
    why="The longer one key is in use, the more a single leak gives away.",
    remedy="Set enable_key_rotation = true.",
    references=(
        "CKV_AWS_7",
        "CIS AWS 3.0.0 3.6",
        "CIS AWS 5.0.0 3.6",
        "FSBP KMS.4",
        "PCI DSS 4.0.1 3.7.4",
        "NIST SC-12",
    ),
)
def kms_rotation_off(key: Subject, _facts: Facts) -> Iterator[Objection]:
    """AWS rotates symmetric keys of its own: no others, and none in a store of yours."""
    spec = one_of(key.text("customer_master_key_spec"), {None, "", "SYMMETRIC_DEFAULT"})
    usage = one_of(key.text("key_usage"), {None, "", "ENCRYPT_DECRYPT"})
    fixed = negate(all_of(spec, usage))
    elsewhere = any_of(present(key.text("custom_key_store_id")), present(key.text("xks_key_id")))
    rotates = any_of(key.flag("enable_key_rotation"), fixed, elsewhere)
    yield from expect(rotates, "enable_key_rotation", "the key is symmetric and never rotated")
