"""What HCP Terraform and Terraform Enterprise ask a run task and notify it of, signed by its key; 200: it arrived."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from gitops_portal.actions import task_news, task_requests
from gitops_portal.records.queries import run_tasks
from gitops_portal.web.api import body
from gitops_portal.web.api.runs import PROBLEMS
from gitops_portal.web.limits import SMALL

if TYPE_CHECKING:
    from gitops_portal.records.models import RunTask

router = Router()


@router.post(
    "/run-tasks/{uuid:key}",
    response={200: None, **PROBLEMS},
    auth=None,
    url_name="asked",
    summary="A request to a run task",
)
def asked(request: HttpRequest, key: UUID) -> HttpResponse:
    """For HCP Terraform alone: `X-TFC-Task-Signature` is the HMAC-SHA512 of the body by the key of this run task.

    The answer goes to the address that the request names. The same request may come twice.
    """
    signature = request.headers.get("X-TFC-Task-Signature", "")
    task_requests.receive(_task(key), body.small(request, SMALL), signature)
    return HttpResponse(status=200)


@router.post(
    "/run-tasks/{uuid:key}/notifications",
    response={200: None, **PROBLEMS},
    auth=None,
    url_name="notified",
    summary="A notification of HCP Terraform",
)
def notified(request: HttpRequest, key: UUID) -> HttpResponse:
    """For HCP Terraform alone: `X-TFE-Notification-Signature` is the HMAC-SHA512 of the body by the key of this run
    task. A health assessment says how far a workspace is from what is declared; a run that was applied, its outcome.
    Other notifications are answered, and change nothing.
    """
    signature = request.headers.get("X-TFE-Notification-Signature", "")
    task_news.receive(_task(key), body.small(request, SMALL), signature)
    return HttpResponse(status=200)


def _task(key: UUID) -> RunTask:
    try:
        return run_tasks.run_task_at(key)
    except ObjectDoesNotExist as error:
        raise Http404 from error
