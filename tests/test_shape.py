"""The promises of the tree: one plug-in a file, each with its test; every job leads somewhere; nothing is marked safe."""

from __future__ import annotations

import ast
import re
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from typing import Any

import pytest
from django.utils.module_loading import import_string

from gitops_portal.adapters.queue import Job
from gitops_portal.celery import app
from gitops_portal.records import queries
from gitops_portal.records.queries import acting, api, entering, locks, operator
from tests.portal import ROOT

CORE = ROOT / "gitops_portal" / "core"
PLUGINS = [
    path.relative_to(CORE)
    for folder in ("documents/sources", "cost_models", "guardrails")
    for path in sorted((CORE / folder).rglob("*.py"))
    if path.stem != "__init__"
]
PYTHON = sorted((ROOT / "gitops_portal").rglob("*.py"))
SIZED = [
    path
    for path in [*PYTHON, *sorted((ROOT / "scripts").rglob("*.py"))]
    if not {"demo", "migrations"} & {*path.relative_to(ROOT).parts}
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PLUGINS, ids=str)
def test_a_plug_in_has_its_test(path: Path) -> None:
    """The rules of a pack have examples instead, which tests/core/guardrails/test_examples.py judges."""
    assert (ROOT / "tests" / "core" / path.parent / f"test_{path.name}").is_file() or pack(path)


def pack(path: Path) -> tuple[Any, ...]:
    """The rules of a file that is named after a service; nothing where the file is a plug-in of its own."""
    module = import_module(".".join(("gitops_portal.core", *path.with_suffix("").parts)))
    held = getattr(module, path.stem, None)
    return held if isinstance(held, tuple) else ()


@pytest.mark.parametrize("path", [path for path in PLUGINS if path.parts[0] != "documents"], ids=str)
def test_a_file_is_one_plug_in_named_after_it(path: Path) -> None:
    if pack(path):
        return
    module = import_module(".".join(("gitops_portal.core", *path.with_suffix("").parts)))
    plugin = getattr(module, path.stem)
    assert [value for value in vars(module).values() if isinstance(value, type(plugin))] == [plugin]
    if path.parts[0] == "guardrails":
        assert plugin.id == path.stem.replace("_", "-")
    else:
        assert path.stem in plugin.ids


@pytest.mark.parametrize("path", sorted((ROOT / "gitops_portal/adapters/notifiers").glob("[!_]*.py")), ids=named)
def test_a_kind_of_channel_is_named_after_its_file_and_has_its_test(path: Path) -> None:
    kind = getattr(import_module(f"gitops_portal.adapters.notifiers.{path.stem}"), path.stem)
    assert kind.id == path.stem
    assert (ROOT / "tests" / "adapters" / "notifiers" / f"test_{path.name}").is_file()


@pytest.mark.parametrize("job", Job)
def test_a_job_leads_to_a_function(job: Job) -> None:
    assert callable(import_string(job.value))


def test_the_timetable_names_tasks_that_are() -> None:
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


@pytest.mark.parametrize("path", PYTHON, ids=named)
def test_code_keeps_its_promises(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(mark_safe|TODO|FIXME|XXX)\b|\bSafeString\(", text)
    if not (path.name == "__init__.py" or "migrations" in path.parts):
        assert re.match(r'(#!.*\n)?"""', text), "a module begins by saying what goes in and what comes out"


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_keep_their_promises(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|{%\s*autoescape\s+off", text), "what a plan says is never marked safe"
    style = r"\sstyle=" if path.name == "report.html" else r"<style\b|\sstyle="  # the report carries its styles with it
    assert not re.search(style, text), "styles stand in frontend/css"
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "scripts stand in frontend; data goes through json_script"
    assert not re.search(r"""\son[a-z]+\s*=\s*["']""", text), "behaviour stands in frontend/elements"
    assert not re.search(r"""(src|href)=["'](https?:)?//(?![^"']*{{)""", text), "no page calls another host"
    assert not re.search(r"\b(TODO|FIXME|XXX)\b", text)
    assert not [line for line in text.splitlines() if len(line) > 160], "a line that long hides what it decides"


@pytest.mark.parametrize("path", sorted((ROOT / "frontend").rglob("*.js")), ids=named)
def test_scripts_keep_their_promises(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\b(eval|document\.write)\s*\(|new Function\b", text)
    markup = re.findall(r"(?:innerHTML|outerHTML)\s*\+?=\s*([^;]*);|(insertAdjacentHTML)", text)
    assert all(found == ("await answer.text()", "") for found in markup), "only the server's own parts go in as markup"


def test_the_graph_fetches_all_its_modules_at_once() -> None:
    """A module that the page does not name is found only once another has come."""
    wanted, waiting = set(), [ROOT / "frontend" / "elements" / "plan-graph.js"]
    while waiting:
        path = waiting.pop()
        for name in re.findall(r'from "([^"]+)"', path.read_text(encoding="utf-8")):
            found = (path.parent / name).resolve()
            if found.name not in wanted:
                wanted.add(found.name)
                waiting.append(found)
    page = (ROOT / "templates" / "runs" / "detail.html").read_text(encoding="utf-8")
    assert sorted(re.findall(r"modulepreload\" href=\"{% static 'lib/([^']+)'", page)) == sorted(wanted)


def test_the_report_carries_every_style_sheet_in_the_order_of_the_pages() -> None:
    css = ROOT / "frontend" / "css"
    wanted: list[str] = []
    for sheet in ("tokens.css", "base.css", "parts.css", "run.css", "report.css"):
        imported = re.findall(r'@import url\("([^"]+)"\);', (css / sheet).read_text(encoding="utf-8"))
        wanted += imported or [sheet]
    styles = (ROOT / "templates" / "runs" / "_report_styles.html").read_text(encoding="utf-8")
    assert re.findall(r'{% include "css/([^"]+)" %}', styles) == wanted
    assert {path.relative_to(css).as_posix() for path in css.rglob("*.css")} == {*wanted, "parts.css", "run.css"}


@pytest.mark.parametrize(
    "path", [path for suffix in ("js", "css") for path in sorted((ROOT / "frontend").rglob(f"*.{suffix}"))], ids=named
)
def test_a_script_or_style_sheet_is_at_most_300_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize("path", SIZED, ids=named)
def test_a_module_is_at_most_300_lines_and_a_function_40(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    assert [node.name for node in functions if (node.end_lineno or 0) - node.lineno >= 40] == []


def test_no_question_is_answered_by_a_query_set() -> None:
    """What a page is given is read already: whoever holds a query set asks the database wherever it is used."""
    rooms = (api, operator, acting, entering, locks)
    answers = [
        *(getattr(queries, name) for name in queries.__all__),
        *(one for room in rooms for one in vars(room).values()),
    ]
    functions = [each for each in answers if isfunction(each) and not each.__name__.startswith("_")]
    assert len(functions) > 50
    assert [each.__qualname__ for each in functions if "QuerySet" in str(each.__annotations__["return"])] == []


ASKING = [
    path
    for room in ("web", "commands", "demo", "jobs", "adapters")
    for path in (ROOT / "gitops_portal" / room).rglob("*.py")
]


@pytest.mark.parametrize("path", sorted(ASKING), ids=named)
def test_pages_commands_and_jobs_ask_the_database_through_records_alone(path: Path) -> None:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    names = {ast.unparse(node) for node in nodes if isinstance(node, ast.Attribute)} - {"register.filter"}
    asking = {"objects", "filter", "exclude", "values_list", "aggregate", "annotate", "select_related", "order_by"}
    assert [name for name in names if name.rpartition(".")[2] in asking] == []


WRITES = {"create", "update", "delete", "get_or_create", "update_or_create", "bulk_create", "create_user", "write"}


@pytest.mark.parametrize("path", sorted((ROOT / "gitops_portal" / "actions").rglob("*.py")), ids=named)
def test_actions_write_and_leave_reading_to_records(path: Path) -> None:
    """A manager is asked for to write; a condition of an update or a removal goes with it, in one statement."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inner = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or id(node) in inner or not isinstance(node.func, ast.Attribute):
            continue
        chain = ast.unparse(node)
        assert ".objects." not in chain.partition("(")[0] or node.func.attr in WRITES, chain


TAKES_APART = re.compile(r"""\.r?(?:split|partition)\(["'][.\[]["']|["']module\.|removeprefix\(["']data""")
OTHER_DOTS = {
    "adapters/notifiers/webhook.py": "the name of a host",
    "core/documents/plan/provider_keys.py": "the key of a provider configuration",
    "core/pricing/selectors.py": "a path of attributes",
    "core/rules/code.py": "a module of Python",
    "core/rules/condition.py": "a path of attributes",
    "core/rules/rego/reading.py": "the name of a rule in Rego",
    "core/rules/rule.py": "a module of Python",
    "web/templatetags/portal.py": "the name of a page",
    "web/templatetags/runs.py": "an amount of money",
}


@pytest.mark.parametrize("path", [path for path in PYTHON if "migrations" not in path.parts], ids=named)
def test_nobody_else_takes_addresses_apart(path: Path) -> None:
    """What an address is made of is known in `core/address.py` alone."""
    name = str(path.relative_to(ROOT / "gitops_portal"))
    allowed = name == "core/address.py" or name in OTHER_DOTS
    assert bool(TAKES_APART.search(path.read_text(encoding="utf-8"))) is allowed, name
