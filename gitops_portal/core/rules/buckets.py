"""An S3 bucket, or its ACL, in; the resources beside it that complete it, since AWS provider 4 took them apart, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.rules.links import Companions, companions

if TYPE_CHECKING:
    from gitops_portal.core.rules.facts import Facts, Subject

BUCKET: Final = ("aws_s3_bucket",)


def beside(facts: Facts, bucket: Subject, kind: str) -> Companions:
    """Resources of `kind` that name this bucket, or the bucket of this ACL."""
    return companions(facts, bucket, kind, "bucket", BUCKET)
