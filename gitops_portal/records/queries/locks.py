"""What an action is about to change in, the same rows locked out: in one order, so that no two wait for each other.

tries → people → links, tokens, memberships, settings, views, channels → a workspace → its runs, by age → their rows
→ requests to run tasks, backtests → a chain → messages

Whoever needs rows of several of these locks them from left to right; the chain, which `audit.record` locks, comes last
but for the messages that it writes.
A lock leaves keys alone (`no_key`), so that rows that refer to a locked one can be written beside it. SQLite has one
lock for everything; there these functions only read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import Role
from gitops_portal.records.models import (
    AuditChain,
    Backtest,
    Channel,
    Delivery,
    GuardrailSetting,
    Person,
    Run,
    RunTask,
    SavedView,
    SignInTries,
    TaskRequest,
    Workspace,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import Q


def owners() -> list[int]:
    """The ids of everybody who owns the organisation and may come in."""
    found = Person.objects.select_for_update(no_key=True).filter(organisation_role=Role.OWNER, is_active=True)
    return list(found.order_by("pk").values_list("pk", flat=True))


def people() -> list[Person]:
    """Everybody, with the names that are one person's alone."""
    return list(Person.objects.select_for_update(no_key=True).order_by("pk").only("email", "name", "ci_names"))


def person(pk: int) -> Person:
    return Person.objects.select_for_update(no_key=True).get(pk=pk)


def workspace(pk: int) -> Workspace:
    return Workspace.objects.select_for_update(no_key=True).get(pk=pk)


def workspaces(keys: Collection[int]) -> list[Workspace]:
    return list(Workspace.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))


def runs(place: Workspace, which: Q) -> list[Run]:
    """Runs of a locked workspace, without the documents they carry."""
    found = Run.objects.select_for_update(no_key=True).filter(which, workspace=place).order_by("number")
    for run in (locked := list(found)):
        run.workspace = place
    return locked


def run(pk: int) -> Run:
    """A run and, before it, its workspace."""
    own = Run.objects.filter(pk=pk).values("workspace")[:1]
    place = Workspace.objects.select_for_update(no_key=True).get(pk=own)
    held = Run.objects.select_for_update(no_key=True).get(pk=pk)
    held.workspace = place
    return held


def tries(key: str) -> SignInTries | None:
    """What was counted under a key; None where nothing was."""
    return SignInTries.objects.select_for_update(no_key=True).filter(key=key).first()


def view(pk: int) -> SavedView | None:
    """A saved view; None where it was removed."""
    return SavedView.objects.select_for_update(no_key=True).filter(pk=pk).first()


def guardrail_settings(guardrail: str) -> list[GuardrailSetting]:
    """How strictly one guardrail holds, wherever something is set of it."""
    found = GuardrailSetting.objects.select_for_update(no_key=True).filter(guardrail=guardrail)
    return list(found.order_by("pk"))


def chain(name: str) -> AuditChain:
    """The end of a chain: two writers never share a place. Raises AuditChain.DoesNotExist."""
    return AuditChain.objects.select_for_update().get(name=name)


def run_task(pk: int) -> RunTask | None:
    """A run task; None where it was removed."""
    return RunTask.objects.select_for_update(no_key=True).filter(pk=pk).first()


def task_request(pk: int) -> TaskRequest | None:
    """A request to a run task; None where it is gone."""
    return TaskRequest.objects.select_for_update(of=("self",), no_key=True).select_related("task").filter(pk=pk).first()


def backtest(pk: int) -> Backtest | None:
    """A backtest; None where it is gone."""
    return Backtest.objects.select_for_update(no_key=True).filter(pk=pk).first()


def channel(pk: int) -> Channel | None:
    """A channel; None where it was removed."""
    return Channel.objects.select_for_update(no_key=True).filter(pk=pk).first()


def message(pk: int) -> Delivery | None:
    """A message that nobody else holds, and before it its channel; None where somebody does, or it is gone."""
    of = Delivery.objects.filter(pk=pk).values_list("channel", flat=True).first()
    if of is None or (held := channel(of)) is None:
        return None
    found = Delivery.objects.select_for_update(no_key=True, skip_locked=True).filter(pk=pk).first()
    if found:
        found.channel = held
    return found
