"""A run and who asks in, what people write about it out: threads with their replies, and whom they may mention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.db.models import F, Prefetch, Q

from gitops_portal.core.address import without_keys
from gitops_portal.core.comments import Known
from gitops_portal.core.difference import compare
from gitops_portal.records.models import Comment, Person, Run, RunChange, Token, Workspace
from gitops_portal.records.queries.acting import of_same_target
from gitops_portal.records.queries.sight import reach, team_roles_in

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from typing import Any

    from django.db.models import QuerySet

    from gitops_portal.records.queries.requests import Request
    from gitops_portal.records.queries.sight import Places


def threads(run: Run, caller: Person | Token | Places, page: int | str = 1, size: int = 50) -> Page[Comment]:
    """The threads of a run, and those of earlier runs of the same target that nobody resolved: open ones first."""
    return Paginator(_whole(_of(run, caller)), size).get_page(page)


def threads_at(run: Run, caller: Person | Token | Places, addresses: Collection[str], limit: int) -> list[Comment]:
    """The threads about these resources: open ones first, then the oldest."""
    found = _of(run, caller).filter(address__in=addresses).exclude(address="")
    return list(_whole(found)[:limit])


def commented(run: Run, caller: Person | Token | Places) -> set[str]:
    """The addresses that open threads are about."""
    return set(_of(run, caller).filter(resolved_at=None).exclude(address="").values_list("address", flat=True))


def threads_of_request(
    found: Request, caller: Person | Token | Places, page: int | str = 1, size: int = 50
) -> Page[Comment]:
    """The threads of the newest runs of a change request, and those of its earlier runs that nobody resolved."""
    wanted = Q(run__in=[run.pk for run in found.runs]) | Q(resolved_at=None)
    of_request = Run.objects.filter(reach(caller), request=found.key, kind="plan")
    threads = Comment.objects.filter(wanted, run__in=of_request.order_by().values("pk"), thread=None)
    return Paginator(_whole(threads), size).get_page(page)


def open_threads(run: Run, caller: Person | Token | Places) -> int:
    """How many threads of this run, or of earlier ones, nobody resolved."""
    return _of(run, caller).filter(resolved_at=None).count()


def _of(run: Run, caller: Person | Token | Places) -> QuerySet[Comment]:
    """Each part finds its comments by their runs: an index has them, however many comments there are."""
    earlier = Run.objects.filter(of_same_target(run), workspace=run.workspace_id, number__lt=run.number)
    wanted = Q(run=run) | Q(run__in=earlier.order_by().values("pk"), resolved_at=None)
    if run.request:
        of_request = Run.objects.filter(reach(caller), request=run.request)
        wanted |= Q(run__in=of_request.order_by().values("pk"), whole_request=True)
    return Comment.objects.filter(wanted, thread=None)


def _whole(found: QuerySet[Comment]) -> QuerySet[Comment]:
    """With whatever a page shows of each, in three queries however many there are."""
    replies = Comment.objects.order_by("pk").prefetch_related("mentioned")
    shown = found.select_related("run__workspace").defer("run__summary")
    return shown.prefetch_related("mentioned", Prefetch("replies", replies)).order_by(
        F("resolved_at").asc(nulls_first=True), "pk"
    )


def comment(run: Run, pk: int) -> Comment:
    """A comment, or a reply, on just this run. Raises Comment.DoesNotExist."""
    return run.comments.select_related("thread").get(pk=pk)


def replies(thread: Comment) -> int:
    """How many there are in a thread."""
    return thread.replies.count()


def diffs(run: Run, addresses: Iterable[str]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What a run changes in each of these resources, by address; nothing of one that it leaves alone."""
    wanted = set(addresses)
    blocks = {compare.key(without_keys(address)) for address in wanted}  # a short index: addresses may have any length
    found = RunChange.objects.filter(run=run, block_key__in=blocks, address__in=wanted)
    return dict(found.values_list("address", "diff"))


def mentionable(workspace: Workspace) -> list[Known]:
    """Everybody who may see a workspace: whom a comment there can mention."""
    by_team = Person.objects.filter(team_memberships__team__roles__in=team_roles_in(workspace))
    member = Q(memberships__workspace=workspace) | Q(pk__in=by_team.order_by().values("pk"))
    found = Person.objects.filter(~Q(organisation_role="") | member, is_active=True).distinct()
    return [Known(*row) for row in found.order_by("name", "pk").values_list("pk", "email", "name")]
