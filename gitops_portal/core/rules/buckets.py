"""An S3 bucket, its ACL or its policy in; the resources that complete it, and whether they close it, out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN
from gitops_portal.core.rules.accounts import same_provider
from gitops_portal.core.rules.links import Companions, companions
from gitops_portal.core.rules.part import all_of, any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

BUCKET: Final = ("aws_s3_bucket",)
BLOCK: Final = "aws_s3_bucket_public_access_block"
_OF_ACCOUNT: Final = "aws_s3_account_public_access_block"


def beside(facts: Facts, bucket: Subject, kind: str) -> Companions:
    """Resources of `kind` that name this bucket, or the bucket of this ACL."""
    return companions(facts, bucket, kind, "bucket", BUCKET)


def blocked(facts: Facts, bucket: Subject, blocks: Callable[[Subject], Truth]) -> Truth:
    """Whether a block of public access, of this bucket or of its whole account, does what `blocks` asks of one."""
    found = beside(facts, bucket, BLOCK)
    return any_of(
        *map(blocks, found.certain),
        *[all_of(blocks(block), UNKNOWN) for block in found.possible],
        *[all_of(blocks(block), same_provider(facts, block, bucket)) for block in facts.standing(_OF_ACCOUNT)],
    )


def lifted(facts: Facts, bucket: Subject, closes: Mapping[str, Callable[[Subject], Truth]]) -> bool:
    """Whether the plan changes or takes away what closes the bucket now: by type, what is asked of one beside it, and
    of blocks of the account what is asked of those of a bucket.
    """
    now = (each for kind, asked in closes.items() for each in facts.touched(kind) if asked(each))
    of_account = any(map(closes[BLOCK], facts.touched(_OF_ACCOUNT)))
    return of_account or any(each.text("bucket") in (bucket.text("bucket"), UNKNOWN) for each in now)
