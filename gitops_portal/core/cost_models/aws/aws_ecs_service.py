"""An ECS service on Fargate: vCPUs and memory of its tasks. On EC2 the instances pay."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, always, cost_model, on_top

if TYPE_CHECKING:
    from collections.abc import Iterator


SHELF = "aws_ecs_service"
INCLUDED = 20
"""GB of ephemeral storage that a task has without further charge."""

_IN_WORDS = re.compile(r"(?i)(\d{1,4}(?:\.\d{1,3})?|\.\d{1,3}) ?(vcpu|gb)")


@cost_model(SHELF, keeps=always)
def aws_ecs_service(service: Resource) -> Iterator[Component]:
    if not _on_fargate(service):
        return
    task, count = service.related("aws_ecs_task_definition"), service.number("desired_count", 0)
    platform = task.first("runtime_platform")
    if platform.text("cpu_architecture", "X86_64") != "X86_64":
        raise UnpricedError("Fargate on ARM is not in the price book.")
    if platform.text("operating_system_family", "LINUX") != "LINUX":
        raise UnpricedError("Windows on Fargate is not in the price book.")
    yield Component("vCPU", SHELF, "per_vcpu_per_hour", _units(task, "cpu") * count, "vCPU")
    yield Component("Memory", SHELF, "per_gb_per_hour", _units(task, "memory") * count, "GB")
    storage = task.first("ephemeral_storage").number("size_in_gib", INCLUDED)
    if storage > INCLUDED:
        yield on_top(f"Ephemeral storage over {INCLUDED} GB")


def _on_fargate(service: Resource) -> bool:
    providers = {one.text("capacity_provider") for one in service.blocks("capacity_provider_strategy", computed=True)}
    if "FARGATE_SPOT" in providers:
        raise UnpricedError("Spot prices vary, so Fargate Spot is not priced.")
    if providers and providers != {"FARGATE"}:
        raise UnpricedError("A capacity provider strategy leaves open what the tasks run on.")
    if not providers and not service.says("launch_type"):
        raise UnpricedError("It names no launch type, so its cluster decides what the tasks run on.")
    return bool(providers) or service.text("launch_type") not in {"EC2", "EXTERNAL"}


def _units(task: Resource, name: str) -> Decimal:
    """vCPUs or GB: a task names them in words, or in units of which 1024 make one."""
    words = _IN_WORDS.fullmatch(task.text(name)) if isinstance(task.get(name), str) else None
    return Decimal(words[1]) if words else task.number(name) / 1024
