"""Registries of images: what each has to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

registries = (
    guardrail(
        "ecr-mutable-tags",
        "Tags of ECR images stay with their image",
        Severity.MEDIUM,
        types={"aws_ecr_repository"},
        why="Whoever may push can put another image under a tag that runs already, and the next start takes it.",
        remedy='Set image_tag_mutability = "IMMUTABLE".',
        references=("CKV_AWS_51", "FSBP ECR.2", "NIST CM-2"),
        examples=(
            violates({"name": "orders"}),
            violates({"image_tag_mutability": "MUTABLE"}),
            violates({"image_tag_mutability": "MUTABLE_WITH_EXCLUSION"}),
            passes({"image_tag_mutability": "IMMUTABLE"}),
            passes({"image_tag_mutability": "IMMUTABLE_WITH_EXCLUSION"}),
            undetermined({"image_tag_mutability": UNKNOWN}),
        ),
    )(
        Attribute(
            "image_tag_mutability",
            Operator.IS,
            "a tag can be moved to another image",
            expected=("IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
            unset="MUTABLE",
        )
    ),
)
