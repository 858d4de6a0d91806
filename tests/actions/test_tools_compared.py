"""What other programs found of two runs, side by side: several things at one address are several, not one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from gitops_portal.actions import guardrail_book
from gitops_portal.core.difference import compare
from gitops_portal.core.model import Role
from gitops_portal.records import queries
from gitops_portal.records.models import Run, RunFinding
from tests import organisation as org
from tests.actions.test_tool_findings import ADDRESS, BOOK, sarif
from tests.actors import OPERATOR
from tests.documents import entry, plan
from tests.policies import judged_by, kept, python, stand_in

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Upload = Callable[..., Run]
    Pair = Callable[[list[str], list[str]], tuple[Run, Run]]


@pytest.fixture
def scanned(db: None, upload: Upload, tell: Callable[[Run, bytes], Run]) -> Pair:
    """Two runs of one plan, and the rules that a scanner says each breaks."""
    guardrail_book.apply(OPERATOR, BOOK)

    def made(before: list[str], after: list[str]) -> tuple[Run, Run]:
        earlier, later = (tell(upload(), sarif(*rules)) for rules in (before, after))
        return later, earlier

    return made


def as_kept_before(run: Run) -> None:
    """The keys of a run that an earlier portal judged."""
    for found in run.findings.all():
        said = (found.guardrail, found.address, found.attribute, found.status, str(found.standing))
        RunFinding.objects.filter(pk=found.pk).update(key=compare.key(*said))


def came_and_went(later: Run, earlier: Run) -> tuple[str, str]:
    client = org.signed_in(org.person("chief", Role.OWNER))
    page = client.get(reverse("runs.compare", args=[later.workspace.slug, later.number, earlier.number])).text
    came, _, went = page.partition("Findings that are gone")
    return came.partition("New findings")[2], went


ONE, TWO, THREE = (f"CKV_AWS_{number}: open" for number in (1, 2, 3))


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize(
    ("before", "after", "new", "gone"),
    [
        (["CKV_AWS_1"], ["CKV_AWS_1", "CKV_AWS_2"], [TWO], []),
        (["CKV_AWS_1", "CKV_AWS_2"], ["CKV_AWS_2"], [], [ONE]),
        (["CKV_AWS_1", "CKV_AWS_2"], ["CKV_AWS_3", "CKV_AWS_2"], [THREE], [ONE]),
        (["CKV_AWS_1", "CKV_AWS_2"], ["CKV_AWS_2", "CKV_AWS_1"], [], []),
    ],
)
def test_several_rules_of_a_tool_at_one_address_are_several_findings(
    scanned: Pair, old: bool, before: list[str], after: list[str], new: list[str], gone: list[str]
) -> None:
    later, earlier = scanned(before, after)
    if old:
        as_kept_before(earlier)
    assert [each.message for each in queries.findings_apart(later, earlier)[0]] == new
    assert [each.message for each in queries.findings_apart(earlier, later)[0]] == gone
    came, went = came_and_went(later, earlier)
    for text in (ONE, TWO, THREE):
        assert (text in came, text in went) == (text in new, text in gone)


def test_what_two_programs_say_alike_is_one_guardrail_each(scanned: Pair) -> None:
    later, earlier = scanned(["CKV_AWS_1"], ["CKV_AWS_1"])
    earlier.findings.update(guardrail="other", key=compare.key("other", ADDRESS))
    assert [each.message for each in queries.findings_apart(later, earlier)[0]] == [ONE]


def test_rules_of_policies_are_told_apart_as_well(upload: Upload, settings: Any, tmp_path: Path) -> None:
    body = plan(entry("aws_x.a", after={"b": 1}))
    policies = [
        python("found['deny'] = [{'msg': 'too large', 'address': 'aws_x.a', 'more': more} for more in (1, 2)]"),
        python("found['deny'] = [{'msg': said, 'address': 'aws_x.a'} for said in ('too large', 'public')]"),
    ]
    runs = []
    for policy in policies:
        settings.OPA = judged_by(stand_in(tmp_path), kept(tmp_path, policy))
        runs.append(upload(body))
    assert [each.message for each in runs[0].findings.filter(guardrail="opa-deny")] == ["deny: too large"]
    assert [each.message for each in queries.findings_apart(runs[1], runs[0])[0]] == ["deny: public"]
