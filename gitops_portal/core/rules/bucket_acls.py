"""A bucket, or its ACL, in; an objection wherever it gives everybody one of some permissions out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.buckets import BLOCK, BUCKET, beside, blocked, lifted
from gitops_portal.core.rules.part import all_of, any_of, negate, one_of, present
from gitops_portal.core.rules.rule import Objection, expect, undetermined, violated

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

_OWNERS: Final = "aws_s3_bucket_ownership_controls"
_GROUPS: Final = frozenset({"AllUsers", "AuthenticatedUsers"})
"""Everybody, and everybody with any AWS account."""


def given_to_all(
    bucket: Subject, facts: Facts, acls: Collection[str], permissions: Collection[str], message: str
) -> Iterator[Objection]:
    """`acls` are the ready-made ones that do it, `permissions` those of a grant that do."""
    ignored = _ignored(bucket, facts)
    for where, public in _public(bucket, facts, acls, permissions):
        given = all_of(public, negate(ignored))
        if public is True and given is UNKNOWN:
            yield undetermined(
                where, f"{message}, unless what blocks public access in this plan makes it ignore its ACL"
            )
        elif given is True:
            yield violated(where, message, brought=lifted(facts, bucket, {BLOCK: _ignores, _OWNERS: _disabled}))
        else:
            yield from expect(negate(given), where, message)


def _public(
    bucket: Subject, facts: Facts, acls: Collection[str], permissions: Collection[str]
) -> Iterator[tuple[str, Truth]]:
    """What gives access, by attribute: an ACL, or grants in its place."""
    elsewhere = bucket.change.type in BUCKET and bool(beside(facts, bucket, "aws_s3_bucket_acl").certain)
    acl = bucket.text("acl")
    if not (elsewhere and acl is UNKNOWN):
        yield "acl", one_of(acl, acls)
    chosen = elsewhere or present(acl) is True
    for grant in _grants(bucket):
        if not (chosen and grant.values is UNKNOWN):
            yield grant.path, _gives_all(grant, permissions)


def _ignored(bucket: Subject, facts: Facts) -> Truth:
    """Whether the bucket, or the whole account, ignores what an ACL says."""
    owners = beside(facts, bucket, _OWNERS)
    return any_of(
        blocked(facts, bucket, _ignores),
        *map(_disabled, owners.certain),
        *[all_of(_disabled(owner), UNKNOWN) for owner in owners.possible],
    )


def _ignores(block: Subject) -> Truth:
    return block.flag("ignore_public_acls")


def _disabled(owner: Subject) -> Truth:
    """With this ownership a bucket has no ACL at all."""
    return any_of(*(one_of(rule.text("object_ownership"), {"BucketOwnerEnforced"}) for rule in owner.blocks("rule")))


def _grants(bucket: Subject) -> Iterator[Part]:
    """An ACL and grants exclude each other: beside a chosen ACL, grants that are not known yet follow from it."""
    yield from bucket.blocks("grant", computed=True)
    for policy in bucket.blocks("access_control_policy", computed=True):
        yield from policy.blocks("grant")


def _gives_all(grant: Part, permissions: Collection[str]) -> Truth:
    grantees = grant.blocks("grantee") or (grant,)
    uris = [grantee.text("uri") for grantee in grantees]
    everybody = any_of(*(one_of(uri.rpartition("/")[2] if isinstance(uri, str) else uri, _GROUPS) for uri in uris))
    words = (*grant.texts("permissions"), grant.text("permission"))
    return all_of(everybody, any_of(*(one_of(word, permissions) for word in words)))
