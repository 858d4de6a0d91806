"""An ECS service on Fargate: vCPUs and memory of its tasks. On EC2 the instances pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.pricing.bill import Component, Resource, UnpricedError, cost_model

if TYPE_CHECKING:
    from collections.abc import Iterator


@cost_model("aws_ecs_service")
def aws_ecs_service(service: Resource) -> Iterator[Component]:
    if service.blocks("capacity_provider_strategy"):
        raise UnpricedError("A capacity provider strategy leaves open what the tasks run on.")
    launch = service.text("launch_type")
    if launch in {"EC2", "EXTERNAL"}:
        return
    task, count = service.related("aws_ecs_task_definition"), service.number("desired_count", 0)
    if task.block("runtime_platform").text("cpu_architecture", "X86_64") != "X86_64":
        raise UnpricedError("Fargate on ARM is not in the price book.")
    cpu, memory = task.number("cpu") / 1024, task.number("memory") / 1024
    yield Component("vCPU", "aws_ecs_service", "per_vcpu_per_hour", cpu * count, "vCPU")
    yield Component("Memory", "aws_ecs_service", "per_gb_per_hour", memory * count, "GB")
