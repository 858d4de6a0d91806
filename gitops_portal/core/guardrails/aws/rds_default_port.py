"""A database on the port that everybody tries first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity, Unknown
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Truth

_PORTS: Final = {
    "aurora": 3306,
    "aurora-mysql": 3306,
    "aurora-postgresql": 5432,
    "mariadb": 3306,
    "mysql": 3306,
    "postgres": 5432,
}
_FAMILIES: Final = {"oracle": 1521, "custom-oracle": 1521, "sqlserver": 1433, "custom-sqlserver": 1433}
"""Of engines that have editions, by what their names begin with."""


@guardrail(
    "rds-default-port",
    "RDS databases do not listen on the default port of their engine",
    Severity.LOW,
    types={"aws_db_instance", "aws_rds_cluster"},
    why="Scanners try the default port first; another one keeps the crudest of them away, and no more than that.",
    remedy="Set port to one that is not the default of the engine, such as 5433.",
    references=("FSBP RDS.23", "NIST SC-7"),
)
def rds_default_port(database: Subject, _facts: Facts) -> Iterator[Objection]:
    usual, port = _usual(database.text("engine", unset=UNKNOWN)), database.number("port")
    yield from expect(_another(port, usual), "port", "it listens on the default port of its engine")


def _another(port: int | Unknown | None, usual: int | Unknown | None) -> Truth:
    if usual is None:  # an engine of which no default port is known
        return True
    if port is UNKNOWN:
        return UNKNOWN
    if usual is UNKNOWN:
        return True if port is not None and port not in {*_PORTS.values(), *_FAMILIES.values()} else UNKNOWN
    return port is not None and port != usual


def _usual(engine: str | Unknown | None) -> int | Unknown | None:
    if not isinstance(engine, str):
        return UNKNOWN
    families = (port for family, port in _FAMILIES.items() if engine.startswith(f"{family}-"))
    return _PORTS.get(engine) or next(families, None)
