"""What another tool says of a plan, as it is kept and shown: bounded, without the plan's secrets, and never ours."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from gitops_portal.core.documents.secrecy.quoted import SPAN
from gitops_portal.core.model import ToolFinding, ToolReport, ToolStatus
from gitops_portal.core.text import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gitops_portal.core.documents.secrecy.quoted import Quoted
    from gitops_portal.core.model import ToolKind

MOST: Final = 1_000
"""Findings of one tool that are kept; how many there are of each status is kept of all of them."""
MOST_TOOLS: Final = 10
LONGEST: Final = 400
LONGEST_NAME: Final = 200
LONGEST_ADDRESS: Final = 2_000


def made(
    kind: ToolKind, tool: str, found: Iterable[ToolFinding], quoted: Quoted, told: Iterable[str] = ()
) -> ToolReport:
    """The gravest of what was found, without the secrets of the plan, and how many there are."""
    every = list(found)
    order = list(ToolStatus)
    said = (one for one in every if one.status is not ToolStatus.PASSED)
    listed = sorted(said, key=lambda one: order.index(one.status))
    left = len(listed) - MOST
    more = [f"{left:,} more are not kept here."] if left > 0 else []
    return ToolReport(
        kind=kind,
        tool=name(tool) or "a tool without a name",
        findings=[_clean(one, quoted) for one in listed[:MOST]],
        counts={str(status): count for status, count in Counter(one.status for one in every).items()},
        told=[*more, *told],
    )


def unsure(why: str) -> ToolFinding:
    """Of a tool that did not look, or not at all of it: that it objects to nothing says nothing then."""
    return ToolFinding(ToolStatus.UNDETERMINED, "", "", "", why)


def _clean(one: ToolFinding, quoted: Quoted) -> ToolFinding:
    """Secrets are taken out before a text is cut: a half of one is not known any more."""
    words = quoted.summary(" ".join(one.text[: LONGEST + SPAN].split()))
    return ToolFinding(
        status=one.status,
        level=name(one.level),
        rule=name(quoted.summary(one.rule[: LONGEST_NAME + SPAN])),
        address=visible(quoted.address(one.address[:LONGEST_ADDRESS])),
        text=visible(words[:LONGEST]),
    )


def name(text: str) -> str:
    return visible(" ".join(text[:LONGEST_NAME].split()))


def words(value: Any) -> str:
    """A text of a document; anything else is none."""
    return value if isinstance(value, str) else ""


def rows(value: Any) -> list[Mapping[str, Any]]:
    """The objects of a list; anything else holds none."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def inner(value: Any, *names: str) -> Mapping[str, Any]:
    """The object under these names, one in the other; an empty one where there is none."""
    for each in names:
        value = value.get(each) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}
