"""Run tasks of HCP Terraform: added, changed and removed; and their HMAC keys, shown once and never read again."""

from __future__ import annotations

import re
import secrets as random
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import IntegrityError

from gitops_portal.actions import audit, clock, validate
from gitops_portal.actions.sealed_settings import opened, sealed
from gitops_portal.actions.transactions import in_one_transaction
from gitops_portal.core import run_tasks
from gitops_portal.core.errors import Invalid, Stale, Unrecognised
from gitops_portal.core.events import Verb
from gitops_portal.core.payloads.run_tasks import RunTaskTold
from gitops_portal.records.models import RunTask
from gitops_portal.records.queries import locks
from gitops_portal.records.queries import run_tasks as of_tasks

if TYPE_CHECKING:
    from gitops_portal.core.model import Actor

CHANGEABLE: Final = ("name", "host", "organization", "patterns", "rule", "may_create")
_RULE: Final = re.compile(r"(?:[A-Za-z0-9_.-]|\{workspace\}|\{organization\})+")


@in_one_transaction()
def add(by: Actor, **told: str | bool) -> tuple[RunTask, str]:
    """A new run task, and the key that HCP signs with, which is shown once. Raises Invalid."""
    task, key = RunTask(created_by=by.name[:200], created_at=clock.now()), _fresh()
    _put(task, told)
    task.sealed = sealed(task, {"hmac": key})
    _save(task)
    audit.record(by, Verb.RUN_TASK_ADDED, _called(task), detail=_told(task))
    return task, key


@in_one_transaction()
def change(by: Actor, pk: int, **told: str | bool) -> None:
    """Other settings; the key stays. Raises Invalid, Stale."""
    task = _held(pk)
    before = _told(task)
    _put(task, told)
    _save(task)
    if (after := _told(task)) != before:
        audit.record(by, Verb.RUN_TASK_CHANGED, _called(task), detail=after)


@in_one_transaction()
def new_key(by: Actor, pk: int) -> str:
    """Another key in place of the one before, from now on; shown once."""
    task, key = _held(pk), _fresh()
    task.sealed, task.verified_at = sealed(task, {"hmac": key}), None
    task.save(update_fields=["sealed", "verified_at"])
    audit.record(by, Verb.RUN_TASK_KEY_REPLACED, _called(task))
    return key


@in_one_transaction()
def remove(by: Actor, pk: int) -> None:
    """What it was asked is forgotten; runs that came by it stay."""
    task = _held(pk)
    task.delete()
    audit.record(by, Verb.RUN_TASK_REMOVED, _called(task))


def check_signature(task: RunTask, body: bytes, signature: str) -> None:
    """Raises Unrecognised where a request was not signed with the key of this run task."""
    if not signature:
        raise Unrecognised("The request has no signature: set the HMAC key of this run task in HCP.")
    if not run_tasks.signed(body, signature, opened(task)["hmac"]):
        raise Unrecognised("The signature does not match the HMAC key of this run task: set that key in HCP.")


def reseal(by: Actor) -> int:
    """Seal the keys with the present SECRET_KEY, whichever sealed them. Returns how many there are."""
    found = [one.pk for one in of_tasks.run_tasks()]
    for pk in found:
        _reseal(by, pk)
    return len(found)


@in_one_transaction()
def _reseal(by: Actor, pk: int) -> None:
    task = _held(pk)
    task.sealed = sealed(task, opened(task))
    task.save(update_fields=["sealed"])
    audit.record(by, Verb.CHANNEL_SEALED, _called(task))


def _put(task: RunTask, told: dict[str, str | bool]) -> None:
    """Raises Invalid."""
    for name in CHANGEABLE:
        value = told.get(name, getattr(task, name))
        setattr(task, name, value.strip() if isinstance(value, str) else value)
    task.host = task.host.lower()
    if task.host not in settings.TERRAFORM_HOSTS:
        allowed = ", ".join(settings.TERRAFORM_HOSTS)
        raise Invalid(f"{task.host} is not a host that the operator allows (TERRAFORM_HOSTS): choose {allowed}.")
    if not _RULE.fullmatch(task.rule):
        raise Invalid("The rule is made of letters, digits, hyphens, {organization} and {workspace}.")


def _save(task: RunTask) -> None:
    validate.fields(task)
    try:
        task.save()
    except IntegrityError as error:
        raise Invalid(f"There is already a run task “{task.name}”.") from error


def _told(task: RunTask) -> RunTaskTold:
    return RunTaskTold(
        host=task.host,
        organization=task.organization,
        patterns=task.patterns,
        rule=task.rule,
        may_create=task.may_create,
    )


def _held(pk: int) -> RunTask:
    found = locks.run_task(pk)
    if found is None:
        raise Stale("This run task was removed.")
    return found


def _fresh() -> str:
    return random.token_hex(32)


def _called(task: RunTask) -> str:
    return f"run task {task.name}"
