"""RQ's worker with the portal's defaults: its queues, JSON instead of pickles, and no fork per job."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django_rq.management.commands.rqworker import Command as Worker

from gitops_portal.adapters.queue import MESSAGES, QUEUE

if TYPE_CHECKING:
    from django.core.management.base import CommandParser


class Command(Worker):
    help = "Evaluate uploaded plans, and send messages; or one of these, by the name of its queue: default, messages."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)  # type: ignore[no-untyped-call]  # the package has no types
        # RQ's own defaults read pickles and call what a job names: whoever reaches the Redis could run code in every
        # worker. Ours reads JSON, and runs our own jobs.
        parser.set_defaults(
            serializer="rq.serializers.JSONSerializer",
            worker_class="rq.worker.SimpleWorker",
            job_class="gitops_portal.adapters.queue.OwnJob",
        )

    def handle(self, *queues: str, **options: Any) -> None:
        super().handle(*(queues or (QUEUE, MESSAGES)), **options)  # type: ignore[no-untyped-call]  # as above
