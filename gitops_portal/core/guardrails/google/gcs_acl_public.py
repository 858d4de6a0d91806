"""A bucket, or an object, whose list of permissions names everybody is read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import negate, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

EVERYBODY = frozenset({"allUsers", "allAuthenticatedUsers"})
PUBLIC = frozenset({"publicRead", "publicReadWrite", "authenticatedRead"})


@guardrail(
    "gcs-acl-public",
    "Cloud Storage ACLs do not name everybody",
    Severity.CRITICAL,
    types={
        "google_storage_bucket_access_control",
        "google_storage_bucket_acl",
        "google_storage_default_object_access_control",
        "google_storage_default_object_acl",
        "google_storage_object_access_control",
        "google_storage_object_acl",
    },
    why="Everybody, or everybody with an account at Google, can list or read the objects.",
    remedy="Name who may read them, and set public_access_prevention on the bucket.",
    references=("CIS GCP 3.0.0 5.1", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
)
def gcs_acl_public(acl: Subject, _facts: Facts) -> Iterator[Objection]:
    for where, public in _public(acl):
        yield from expect(negate(public), where, "everybody may list or read what it is for")


def _public(acl: Subject) -> Iterator[tuple[str, Truth]]:
    """One entity; or an ACL that Google knows by name; or pairs of a role and an entity, such as `READER:allUsers`."""
    yield "entity", one_of(acl.text("entity"), EVERYBODY)
    yield "predefined_acl", one_of(acl.text("predefined_acl"), PUBLIC)
    for place, pair in enumerate(acl.texts("role_entity")):
        entity = pair.partition(":")[2] if isinstance(pair, str) else UNKNOWN
        yield f"role_entity[{place}]", one_of(entity, EVERYBODY)
