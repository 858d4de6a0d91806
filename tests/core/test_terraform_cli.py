"""What we read from a plan, compared with what Terraform itself says of the same configuration."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import networkx as nx
import pytest

from gitops_portal.core.dependencies import dot, graph
from gitops_portal.core.dependencies.references import Kind
from gitops_portal.core.documents import parse
from gitops_portal.core.documents.secrecy.redact import Mask
from gitops_portal.core.index import Index
from gitops_portal.core.model import Action, ChangeSet, Origin

pytestmark = pytest.mark.terraform

CONFIGURATIONS = Path(__file__).parents[1] / "configurations"


@dataclass
class Terraform:
    """The command in a folder of its own, speaking to nothing but the provider that is built in."""

    folder: Path

    def __call__(self, *arguments: str) -> str:
        ran = subprocess.run(
            ["terraform", *arguments],
            cwd=self.folder,
            env={"PATH": f"{Path(shutil.which('terraform') or '').parent}:/usr/bin:/bin", "HOME": str(self.folder), "CHECKPOINT_DISABLE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        return ran.stdout

    def plan(self, *arguments: str) -> ChangeSet:
        self("plan", "-no-color", "-input=false", "-out=plan", *arguments)
        return parse.load(self("show", "-json", "plan").encode(), Mask(b"key")).changes


@pytest.fixture
def terraform(request: pytest.FixtureRequest, tmp_path: Path) -> Terraform:
    folder = tmp_path / "configuration"
    shutil.copytree(CONFIGURATIONS / request.param, folder)
    command = Terraform(folder)
    command("init", "-no-color", "-input=false")
    return command


def reduced(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return set(nx.transitive_reduction(nx.DiGraph(pairs)).edges)


def printed(text: str) -> set[tuple[str, str]]:
    """The arrows of plain `terraform graph`, which is already reduced."""
    return {
        (point.address, step.address)
        for point, steps in dot.read(text).items()
        for step in steps
        if point.kind is Kind.BLOCK
    }


def edges(changes: ChangeSet, text: str = "") -> set[tuple[str, str]]:
    return {(edge.dependant, edge.dependency) for edge in graph.build(Index(changes), text).edges}


@pytest.mark.parametrize("terraform", ["modules", "waiting", "instances", "whole"], indirect=True)
def test_references_lead_where_terraform_walks(terraform: Terraform) -> None:
    assert reduced(edges(terraform.plan())) == printed(terraform("graph"))


@pytest.mark.parametrize("terraform", ["modules", "waiting", "instances", "locals"], indirect=True)
@pytest.mark.parametrize("shape", [("graph",), ("graph", "-type=plan"), ("graph", "-plan=plan")])
def test_all_printed_shapes_say_the_same(terraform: Terraform, shape: tuple[str, ...]) -> None:
    changes = terraform.plan()
    assert reduced(edges(changes, terraform(*shape))) == printed(terraform("graph"))


@pytest.mark.parametrize("terraform", ["locals"], indirect=True)
def test_what_the_configuration_hides_is_told_and_mended(terraform: Terraform) -> None:
    changes = terraform.plan()
    alone = graph.build(Index(changes))
    assert (alone.edges, alone.unresolved) == ((), ("terraform_data.vault -> local.key",))
    completed = graph.build(Index(changes), terraform("graph"))
    assert {(edge.dependency, edge.origin) for edge in completed.edges} == {
        ("terraform_data.key", Origin.DOT),
        ("terraform_data.salt", Origin.DOT),
    }
    assert completed.unresolved == ()


@pytest.mark.parametrize("terraform", ["modules"], indirect=True)
def test_destroyed_resources_are_connected_as_they_were_when_they_stood(terraform: Terraform) -> None:
    before = printed(terraform("graph"))
    terraform("apply", "-auto-approve", "-no-color", "-input=false")
    (terraform.folder / "main.tf").write_text('resource "terraform_data" "region" {\n  input = "eu"\n}\n')
    changes = terraform.plan()
    built = graph.build(Index(changes))
    assert {change.action for change in changes.changes} == {Action.NO_OP, Action.DELETE}
    assert {edge.origin for edge in built.edges} == {Origin.STATE}
    assert {(edge.dependant, edge.dependency) for edge in built.edges} == before
    assert built.reach["module.network.terraform_data.vpc"] == 3


@pytest.mark.parametrize("terraform", ["locals"], indirect=True)
def test_what_stands_is_mended_by_the_state(terraform: Terraform) -> None:
    terraform("apply", "-auto-approve", "-no-color", "-input=false")
    built = graph.build(Index(terraform.plan()))
    assert {(edge.dependant, edge.dependency) for edge in built.edges} == printed(terraform("graph"))
    assert {edge.origin for edge in built.edges} == {Origin.STATE}
    assert (built.unresolved, built.recalled) == (("terraform_data.vault -> local.key",), 1)


@pytest.mark.parametrize("terraform", ["locals"], indirect=True)
def test_what_is_new_is_mended_by_the_values_it_used(terraform: Terraform) -> None:
    terraform("apply", "-auto-approve", "-no-color", "-input=false", "-target=terraform_data.key")
    built = graph.build(Index(terraform.plan()))
    assert {(edge.dependant, edge.dependency): edge.origin for edge in built.edges} == {
        ("terraform_data.vault", "terraform_data.key"): Origin.RELEVANT
    }


@pytest.mark.parametrize("terraform", ["modules"], indirect=True)
def test_what_was_moved_is_connected_as_before(terraform: Terraform) -> None:
    terraform("apply", "-auto-approve", "-no-color", "-input=false")
    main = terraform.folder / "main.tf"
    moved = "moved {\n  from = module.network\n  to = module.net\n}\n"
    main.write_text(
        main.read_text().replace('module "network"', 'module "net"').replace("module.network", "module.net") + moved
    )
    terraform("init", "-no-color", "-input=false")
    changes = terraform.plan()
    assert any(change.moved for change in changes.changes)
    assert reduced(edges(changes)) == printed(terraform("graph"))


@pytest.mark.parametrize("terraform", ["modules", "instances"], indirect=True)
def test_the_state_adds_nothing_to_a_configuration_that_says_all(terraform: Terraform) -> None:
    before = edges(terraform.plan())
    terraform("apply", "-auto-approve", "-no-color", "-input=false")
    assert edges(terraform.plan()) == before


@pytest.mark.parametrize("terraform", ["arguments"], indirect=True)
def test_only_what_is_not_written_at_all_counts_as_unset(terraform: Terraform) -> None:
    told = {block.address.rpartition(".")[2]: block.arguments for block in terraform.plan().root.blocks}
    assert told == {"text": {"input"}, "null": {"input"}, "variable": {"input"}, "unset": frozenset()}


@pytest.mark.parametrize("terraform", ["instances"], indirect=True)
def test_a_plan_file_says_the_same_bytes_each_time(terraform: Terraform, tmp_path: Path) -> None:
    """What the apply job sends as plan_sha256 is what the plan job uploaded: also in another folder, and after the apply."""
    terraform("plan", "-no-color", "-input=false", "-out=plan")
    uploaded = terraform("show", "-json", "plan")
    elsewhere = Terraform(tmp_path / "elsewhere")
    shutil.copytree(terraform.folder, elsewhere.folder, ignore=shutil.ignore_patterns(".terraform", "*.tf"))
    said = [terraform("show", "-json", "plan") for _ in range(3)] + [elsewhere("show", "-json", "plan")]
    terraform("apply", "-no-color", "-input=false", "plan")
    said.append(terraform("show", "-json", "plan"))
    assert set(said) == {uploaded}
    terraform("plan", "-no-color", "-input=false", "-out=plan", "-destroy")
    assert terraform("show", "-json", "plan") != uploaded
