"""A resource of Google Cloud that grants roles in, who is granted which role out.

Three types stand for each thing that has a policy: `_iam_member` grants a role to one, `_iam_binding` to several, and
`_iam_policy` says everything that is granted, as JSON.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.embedded import json_in
from gitops_portal.core.model import UNKNOWN, Block, Unknown
from gitops_portal.core.rules.part import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

Word = str | Unknown | None

ACCOUNTS: Final = frozenset(
    {
        "google_service_account",
        "data.google_service_account",
        "google_project_service_identity",
        "data.google_storage_project_service_account",
    }
)
"""What has the e-mail of a service account that is nobody's default."""
_SOME_ACCOUNT: Final = "serviceAccount:(known after apply)"
_CUSTOM: Final = frozenset({"google_organization_iam_custom_role", "google_project_iam_custom_role"})
_SOME_ROLE: Final = "(known after apply)/roles/(known after apply)"
"""As a role of somebody's own is written: `projects/example/roles/deployer`."""


class Grant(NamedTuple):
    """One role to one member, and the attribute that says so."""

    role: Word
    member: Word
    where: str


def grants(subject: Subject, facts: Facts) -> Iterator[Grant]:
    """Everything that it grants; what can't be told is a grant of an unknown role, or to an unknown member."""
    if subject.change.type.endswith("_iam_policy"):
        yield from _of_policy(subject)
        return
    role = subject.text("role")
    if role is UNKNOWN and refers_to(subject, "role", _CUSTOM, facts):
        role = _SOME_ROLE
    if (member := subject.text("member")) is not None:
        yield Grant(role, _named(member, "member", subject, facts), "member")
    for place, member in enumerate(subject.texts("members")):
        yield Grant(role, _named(member, "members", subject, facts), f"members[{place}]")


def refers_to(subject: Subject, attribute: str, kinds: frozenset[str], facts: Facts) -> bool:
    """Whether an attribute, or blocks of that name, refer to resources of these types, and to nothing else unknown."""
    links = (facts.index.block(subject.change) or Block("")).links.get(attribute, ())
    found = {meant.kind for meant in facts.index.traced(subject.change.module, links)}
    return bool(found) and found <= kinds


def _named(member: str | Unknown, attribute: str, subject: Subject, facts: Facts) -> str | Unknown:
    """A member that is not known yet, and refers to accounts of the plan alone, is one of them."""
    return _SOME_ACCOUNT if member is UNKNOWN and refers_to(subject, attribute, ACCOUNTS, facts) else member


def _of_policy(subject: Subject) -> Iterator[Grant]:
    data = subject.text("policy_data")
    if data is None or data == "":
        return
    parsed = json_in(data) if isinstance(data, str) else None
    for binding in Part(UNKNOWN if parsed is None else parsed).blocks("bindings"):
        for member in binding.texts("members"):
            yield Grant(binding.text("role"), member, "policy_data")
