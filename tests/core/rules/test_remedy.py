"""A guardrail's remedy, fitted to one resource."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.model import Severity
from gitops_portal.core.rules.remedy import fitted
from gitops_portal.core.rules.rule import Rule, guardrail

BUCKET, DISK, PODS = "aws_s3_bucket", "aws_instance", "kubernetes_deployment"


def rule(remedy: str, *types: str) -> Rule:
    made = guardrail("x", "X", Severity.LOW, why="", remedy=remedy, types=types or (DISK,))
    return made(lambda _subject, _facts: ())


BLOCK = "root_block_device {\n  encrypted = true\n}"
BESIDE = (
    f'resource "aws_s3_bucket_logging" "this" {{\n  bucket = {BUCKET}.this.id\n  target_bucket = {BUCKET}.logs.id\n}}'
)

FITS = [
    ("an attribute in words", rule("Set monitoring = true."), "aws_instance.web", "monitoring",
     'resource "aws_instance" "web" {\n  monitoring = true\n}'),
    ("with what it is measured in", rule("Set backup = 7 (days). It has to be restarted."), "aws_instance.web", "backup",
     'resource "aws_instance" "web" {\n  backup = 7\n}'),
    ("of two ways the first", rule('Set key = "alias/aws/sns" or a key of your own.'), "aws_instance.web", "key",
     'resource "aws_instance" "web" {\n  key = "alias/aws/sns"\n}'),
    ("a block", rule(BLOCK), "aws_instance.web[0]", "root_block_device[0].encrypted",
     'resource "aws_instance" "web" {\n  root_block_device {\n    encrypted = true\n  }\n}'),
    ("before what is said of it", rule(f"{BLOCK}\nor encrypt all disks of the account."), "aws_instance.web", "root_block_device",
     'resource "aws_instance" "web" {\n  root_block_device {\n    encrypted = true\n  }\n}'),
    ("in a module", rule("Set monitoring = true."), 'module.a["x"].aws_instance.web', "monitoring",
     '# in module.a["x"]\nresource "aws_instance" "web" {\n  monitoring = true\n}'),
    ("in the blocks that hold it", rule('image = "a@sha256:…"', PODS), f"{PODS}.web", "spec[0].container[1].image",
     f'resource "{PODS}" "web" {{\n  spec {{\n    container {{\n      image = "a@sha256:…"\n    }}\n  }}\n}}'),
    ("beside", rule(BESIDE, BUCKET), f'{BUCKET}.data["eu"]', "logging",
     f'resource "aws_s3_bucket_logging" "data" {{\n  bucket = {BUCKET}.data["eu"].id\n  target_bucket = {BUCKET}.logs.id\n}}'),
    ("a data source", rule("Set a = true."), "data.aws_instance.web", "a", 'data "aws_instance" "web" {\n  a = true\n}'),
    ("here, for what may stand beside", rule("Set object_lock_enabled = true.", BUCKET), f"{BUCKET}.a", "aws_s3_bucket_object_lock",
     f'resource "{BUCKET}" "a" {{\n  object_lock_enabled = true\n}}'),
]  # fmt: skip

STAYS = [
    ("nothing to set", rule("Leave it out."), "aws_instance.web", "a"),
    ("a value that is not told", rule("Set runtime to a current one."), "aws_instance.web", "runtime"),
    ("no place for it", rule("Set b = true."), "aws_instance.web", "a"),
    ("a place in what may be a map", rule("b = true"), "aws_instance.web", "a.b"),
    ("the plan as a whole", rule("Set a = true."), "", "a"),
    ("a resource that it is not about", rule("Set a = true."), "aws_lb.web", "a"),
    ("another document", rule("Set a = true.", "kubernetes_manifest"), "kubernetes_manifest.web", "a"),
    ("a name that is none", rule("Set a = true."), 'aws_instance.we"b', "a"),
    ("a key that HCL would work out", rule("Set a = true."), 'aws_instance.web["${file(x)}"]', "a"),
    ("a key that ends the text", rule("Set a = true."), 'aws_instance.web["""]', "a"),
    ("a resource beside that says nothing of this", rule('module "a" {\n}'), "aws_instance.web", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("told", "address", "attribute", "fix"), [case[1:] for case in FITS], ids=[c[0] for c in FITS])
def test_it_is_written_for_this_resource(told: Rule, address: str, attribute: str, fix: str) -> None:
    assert fitted(told, address, attribute) == fix


@pytest.mark.parametrize(
    ("told", "address", "attribute"), [case[1:] for case in STAYS], ids=[case[0] for case in STAYS]
)
def test_where_that_is_not_certain_the_sentence_stays(told: Rule, address: str, attribute: str) -> None:
    assert fitted(told, address, attribute) == ""


def test_the_remedies_of_most_guardrails_fit() -> None:
    """For an attribute named as the remedy begins; what fits is whole, and of the resource."""
    fits = 0
    for each in guardrails().values():
        for kind in sorted(each.types)[:1]:
            begins = each.remedy.removeprefix("Set ").split()[0] if each.remedy else ""
            fix = fitted(each, f"module.a.{kind}.web", begins)
            assert fix.count("{") == fix.count("}"), each.id
            assert not fix or fix.startswith("# in module.a\n"), each.id
            assert f"{kind}.this" not in fix, each.id
            fits += bool(fix)
    assert fits > len(guardrails()) / 2


@given(address=st.text(max_size=40), attribute=st.text(max_size=40))
def test_hostile_names_are_not_put_into_hcl(address: str, attribute: str) -> None:
    assert fitted(rule("Set a = true."), f"aws_instance.{address}", attribute) == "" or address.isascii()
