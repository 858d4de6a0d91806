"""Celery: what happens because time passed. Each task calls one action; `gitops_portal.celery` has the timetable."""

from __future__ import annotations

from celery import shared_task

from gitops_portal.actions import (
    afterwards,
    argocd,
    backtests,
    cloud_metrics,
    deliver,
    reconcile,
    state_sources,
    task_requests,
    waivers,
)


@shared_task(ignore_result=True)
def sweep() -> None:
    reconcile.sweep()
    reconcile.give_up()


@shared_task(ignore_result=True)
def mark_unverified() -> None:
    reconcile.mark_unverified()


@shared_task(ignore_result=True)
def expire() -> None:
    reconcile.expire()


@shared_task(ignore_result=True)
def lapse() -> None:
    reconcile.lapse()


@shared_task(ignore_result=True)
def verify() -> None:
    reconcile.verify()


@shared_task(ignore_result=True)
def send_messages() -> None:
    deliver.turn()
    deliver.forget()


@shared_task(ignore_result=True)
def read_states() -> None:
    state_sources.turn()


@shared_task(ignore_result=True)
def read_argocd() -> None:
    argocd.turn()


@shared_task(ignore_result=True)
def judge_again() -> None:
    afterwards.turn()


@shared_task(ignore_result=True)
def answer_run_tasks() -> None:
    task_requests.turn()


@shared_task(ignore_result=True)
def go_on_with_backtests() -> None:
    backtests.turn()


@shared_task(ignore_result=True)
def end_waivers() -> None:
    waivers.turn()


@shared_task(ignore_result=True)
def send_metrics() -> None:
    cloud_metrics.turn()
