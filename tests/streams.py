"""What `terraform apply -json` writes, in a line each."""

from __future__ import annotations

import json
from typing import Any

Json = dict[str, Any]


def line(kind: str, at: int = 0, message: str = "", **told: Any) -> Json:
    moment = f"2026-11-29T07:{at // 60:02d}:{at % 60:02d}.000000Z"
    return {
        "@level": "info",
        "@message": message,
        "@module": "terraform.ui",
        "@timestamp": moment,
        "type": kind,
        **told,
    }


def version() -> Json:
    return line("version", message="Terraform 1.11.4", terraform="1.11.4", ui="1.2")


def planned(address: str, action: str = "create") -> Json:
    return line("planned_change", change={"resource": {"addr": address}, "action": action})


def step(kind: str, address: str, action: str = "create", at: int = 0, **told: Any) -> Json:
    return line(f"apply_{kind}", at, hook={"resource": {"addr": address}, "action": action, **told})


def done(address: str, action: str = "create", seconds: int = 1, at: int = 0) -> list[Json]:
    return [
        step("start", address, action, at),
        step("complete", address, action, at + seconds, id_key="id", id_value="i-1", elapsed_seconds=seconds),
    ]


def failed(address: str, action: str = "create", seconds: int = 1, why: str = "it did not work") -> list[Json]:
    return [
        step("start", address, action),
        step("errored", address, action, elapsed_seconds=seconds),
        error(why, address=address),
    ]


def error(summary: str, detail: str = "", address: str = "", severity: str = "error") -> Json:
    return line(
        "diagnostic", diagnostic={"severity": severity, "summary": summary, "detail": detail, "address": address}
    )


def summary(at: int = 0, operation: str = "apply") -> Json:
    return line("change_summary", at, changes={"add": 1, "change": 0, "import": 0, "remove": 0, "operation": operation})


def stream(*lines: Json | list[Json]) -> bytes:
    """One event a line, as the command writes them."""
    every = [one for each in lines for one in (each if isinstance(each, list) else [each])]
    return b"".join(json.dumps(one).encode() + b"\n" for one in every)
