"""A dataset that names everybody is read by everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Severity
from gitops_portal.core.rules.kinds.granted import EVERYBODY, Granted
from gitops_portal.core.rules.part import any_of, negate, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

DATASET = "google_bigquery_dataset"
GRANTS = frozenset(f"google_bigquery_dataset_iam_{each}" for each in ("binding", "member", "policy"))
MESSAGE = "everybody may read the dataset"
PUBLIC = frozenset({"allUsers", "allAuthenticatedUsers"})


@guardrail(
    "bigquery-public",
    "BigQuery datasets are not readable by everybody",
    Severity.CRITICAL,
    types={DATASET, "google_bigquery_dataset_access", *GRANTS},
    why="Everybody, or everybody with an account at Google, can read every table in it.",
    remedy='access {\n  role           = "READER"\n  group_by_email = "analysts@example.com"\n}',
    references=("CKV_GCP_15", "CIS GCP 3.0.0 7.1", "PCI DSS 4.0.1 1.4.2", "PCI DSS 4.0.1 7.3.1", "NIST AC-3"),
)
def bigquery_public(dataset: Subject, facts: Facts) -> Iterator[Objection]:
    """An entry names its grantee by one of several attributes; two of them can mean everybody."""
    if dataset.change.type in GRANTS:
        yield from Granted(MESSAGE, EVERYBODY)(dataset, facts)
        return
    for entry in dataset.blocks("access", computed=True) if dataset.change.type == DATASET else (dataset,):
        named = {name: one_of(entry.text(name), PUBLIC) for name in ("special_group", "iam_member")}
        where = "special_group" if named["iam_member"] is False or named["special_group"] is True else "iam_member"
        yield from expect(negate(any_of(*named.values())), entry.at(where), MESSAGE)
