"""The contracts of `lint-imports`, with what is imported by name counted in: texts that name a module of ours."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest

from tests.portal import ROOT

NAMED = re.compile(r"gitops_portal(\.\w+)+")
BY_NAME = {"import_module", "__import__", "import_string", "walk_packages", "iter_modules", "find_spec"}
IMPORTERS = {
    "core/registry.py": "collects a folder of plug-ins, for that folder",
    "adapters/beside.py": "runs a function in a process beside this one",
    "adapters/queue.py": "runs a job, whose name is all that a queue can carry",
    "core/rules/code.py": "looks where a module lies, to read its code, and imports none",
    "wsgi.py": "imports the addresses before the first request comes",
}
"""Who may import by name, and why."""
HANDED_ON = {
    "gitops_portal.adapters.queue": {
        "gitops_portal.jobs.argocd",
        "gitops_portal.jobs.backtests",
        "gitops_portal.jobs.delivery",
        "gitops_portal.jobs.ingestion",
        "gitops_portal.jobs.run_tasks",
        "gitops_portal.jobs.states",
    },  # a job's name, sent to whoever works
    "gitops_portal.celery": {"gitops_portal.jobs.reconciliation", "gitops_portal.settings"},  # Celery loads them
    "gitops_portal.wsgi": {"gitops_portal.settings"},  # Django loads them
}
"""Names that a module hands on, and does not import itself."""
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
PYTHON = sorted((ROOT / "gitops_portal").rglob("*.py"))


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports_by_name(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in BY_NAME:
                yield called


def named_in(tree: ast.AST, modules: frozenset[str]) -> Iterator[str]:
    """The modules that texts name, whole or as the beginning of `module.function`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and NAMED.fullmatch(node.value):
            name = node.value
            while name not in modules and "." in name:
                name = name.rpartition(".")[0]
            yield name


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    found = grimp.build_graph("gitops_portal", exclude_type_checking_imports=True)
    modules = frozenset(found.modules)
    for path in PYTHON:
        own = module_of(path)
        for name in named_in(ast.parse(path.read_text(encoding="utf-8")), modules):
            if own != "gitops_portal.settings" and name not in {own, "gitops_portal", *HANDED_ON.get(own, ())}:
                found.add_import(importer=own, imported=name)
    return found


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_those_named_here_import_by_name(path: Path) -> None:
    found = list(imports_by_name(ast.parse(path.read_text(encoding="utf-8"))))
    assert not found or str(path.relative_to(ROOT / "gitops_portal")) in IMPORTERS


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_folder_collects_only_itself(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "collect":
            assert path.name == "__init__.py"
            assert [ast.unparse(argument) for argument in node.args[:2]] == ["__name__", "__path__"]


@pytest.mark.parametrize(
    "contract", [one for one in CONTRACTS if one["type"] == "layers"], ids=lambda contract: contract["name"]
)
def test_the_layers_hold_with_what_is_imported_by_name(contract: dict[str, Any], graph: grimp.ImportGraph) -> None:
    layers = [
        grimp.Layer(*(name.strip() for name in re.split(r"[|:]", line)), independent=":" not in line, closed=False)
        for line in contract["layers"]
    ]
    broken = graph.find_illegal_dependencies_for_layers(layers=layers, containers=set(contract["containers"]))
    assert not {(one.importer, one.imported) for one in broken}


def test_what_is_handed_on_by_name_is_there() -> None:
    modules = {module_of(path) for path in PYTHON}
    assert {*HANDED_ON, *(name for names in HANDED_ON.values() for name in names)} <= modules
