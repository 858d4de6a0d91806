"""What the documentation says is there: links and anchors, variables, commands, make targets, addresses of the API."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from gitops_portal import __version__
from gitops_portal.core.events import Verb
from gitops_portal.core.glossary import GLOSSARY
from gitops_portal.core.model import Gravity
from gitops_portal.web.api import api
from tests.portal import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "prices" / "README.md"])
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)
COMMANDS = {path.stem for path in (ROOT / "gitops_portal/commands/management/commands").glob("[!_]*.py")} | {
    "migrate",
    "collectstatic",
    "createsuperuser",
}
TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", FENCE.sub("", text(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in headings}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_link_leads_somewhere(path: Path) -> None:
    for found in LINK.findall(FENCE.sub("", text(path))):
        if found.startswith(("http:", "https:", "mailto:")):
            continue
        place, _, anchor = found.partition("#")
        target = (path.parent / place).resolve() if place else path
        assert target.exists(), found
        assert not anchor or anchor in anchors(target), found


@pytest.mark.parametrize("path", PAGES, ids=named)
def test_every_command_is(path: Path) -> None:
    for language, block in FENCE.findall(text(path)):
        if language not in {"sh", ""}:
            continue
        for command in re.findall(r"(?:manage\.py|gitops-portal) ([a-z][a-z-]*)", block):
            assert command in COMMANDS, command
        for target in re.findall(r"^make ([a-z]+)", block, re.MULTILINE):
            assert target in TARGETS, target


def test_every_variable_and_command_of_the_tables_is() -> None:
    code = "".join(text(ROOT / "gitops_portal" / name) for name in ("settings.py", "environment.py"))
    operate = text(ROOT / "docs" / "operate.md")
    table = operate[operate.index("## Configuration") :]
    variables = re.findall(r"^\| (.+?) \|", table, re.MULTILINE)[2:]
    assert len(variables) > 10
    for variable in variables:
        for name in re.findall(r"`([A-Z_]+)`", variable):
            assert f'"{name}"' in code, name
    told = text(ROOT / "docs" / "api.md").partition("\n## Commands\n")[2]
    commands = {found.split()[0] for found in re.findall(r"^\| `([a-z-]+.*?)`", told, re.MULTILINE)}
    assert commands <= COMMANDS
    assert len(commands) > 6


def test_every_field_that_people_and_scripts_send_is_described() -> None:
    told, schema = text(ROOT / "docs" / "api.md"), api.get_openapi_schema()
    for section, sent in (("Deciding", "DecisionIn"), ("Comments", "CommentIn")):
        part = told[told.index(f"### {section}") :].partition("\n### ")[0]
        rows = re.findall(r"^\| `(\w+)` \|", part, re.MULTILINE)
        assert set(rows) == set(schema["components"]["schemas"][sent]["properties"])
    asked = schema["paths"]["/api/v1/workspaces/{slug}/state"]["get"]["parameters"]
    part = told[told.index("### The newest state") :].partition("\n### ")[0]
    assert {each["name"] for each in asked if each["in"] == "query"} <= set(re.findall(r"`(\w+)`", part))
    part = told[told.index("### The brief") :].partition("\n### ")[0]
    assert set(Gravity) <= set(re.findall(r"`(\w+)`", part))


def test_every_address_of_the_api_is_described() -> None:
    told = text(ROOT / "docs" / "api.md")
    for path in api.get_openapi_schema()["paths"]:
        names = re.sub(r"\{\w+\}", "", path.removeprefix("/api/v1")).strip("/").split("/")
        assert names[-1] in told, path


def test_every_verb_of_the_trail_is_described_with_what_it_tells() -> None:
    told = re.findall(r"^\| `([a-z._]+)` \| .+ \| (.+) \|$", text(ROOT / "docs" / "audit-trail.md"), re.MULTILINE)
    assert {verb: set(re.findall(r"`(\w+)`", names)) for verb, names in told} == {
        str(verb): set(verb.names) for verb in Verb
    }


def test_workflows_pin_their_actions_and_may_only_read() -> None:
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        used = re.findall(r"uses: (\S+)(.*)", text(path))
        assert used
        for action, comment in used:
            assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", action), action
            assert re.fullmatch(r" # v\d+(\.\d+)*", comment), action
        assert yaml.safe_load(text(path))["permissions"] == {"contents": "read"}


def test_the_changelog_has_dated_sections_and_this_version() -> None:
    headings = re.findall(r"^## (.+)$", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert all(re.fullmatch(r"\d+\.\d+\.\d+ · \d{4}-\d{2}-\d{2}", heading) for heading in headings[1:])
    assert headings[1].startswith(f"{__version__} ")


def test_the_site_builds(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, check=False, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "glossary" / "index.html").is_file()
    pages = [page.read_text(encoding="utf-8") for page in tmp_path.rglob("*.html")]
    outside = {host for page in pages for host in re.findall(r'(?:src|href)="(https?://[^/"]+)', page)}
    assert outside <= {"https://www.mkdocs.org", "https://github.com", "https://readthedocs.org"}


def test_the_glossary_is_the_one_that_the_portal_shows() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| (.+?) \|$", text(ROOT / "docs" / "glossary.md"), re.MULTILINE)
    assert {word: re.sub("[*`]", "", meaning) for word, meaning in rows} == GLOSSARY
