"""The first version of the metadata service hands its credentials to whoever makes the host ask for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.accounts import asks_for_tokens
from gitops_portal.core.rules.links import named
from gitops_portal.core.rules.part import any_of, one_of
from gitops_portal.core.rules.rule import Objection, expect, guardrail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gitops_portal.core.rules.facts import Facts, Subject
    from gitops_portal.core.rules.part import Part, Truth

MESSAGE = "nothing says that its metadata service asks for a token: unless the image or the account does, it does not"


@guardrail(
    "imdsv1-enabled",
    "Metadata of instances is read with a token only",
    Severity.MEDIUM,
    types={"aws_instance", "aws_launch_configuration", "aws_launch_template"},
    why="A flaw by which a program fetches any address is enough to read the credentials of its instance.",
    remedy='metadata_options {\n  http_tokens = "required"\n}',
    references=(
        "CKV_AWS_79",
        "CIS AWS 3.0.0 5.6",
        "CIS AWS 5.0.0 5.7",
        "FSBP EC2.8",
        "PCI DSS 4.0.1 2.2.6",
        "NIST AC-6",
    ),
)
def imdsv1_enabled(instance: Subject, facts: Facts) -> Iterator[Objection]:
    options = instance.blocks("metadata_options", computed=True)
    safe = any_of(*[_safe(each) for each in options])
    if safe is not True:
        safe = any_of(safe, _unless_said(instance, options, facts))
    yield from expect(safe, "metadata_options", MESSAGE)


def _safe(options: Part) -> Truth:
    """A token is asked for, or there is no such service at all."""
    if options.unknown:
        return UNKNOWN
    token = one_of(options.text("http_tokens"), {"required"})
    return any_of(token, one_of(options.text("http_endpoint"), {"disabled"}))


def _unless_said(instance: Subject, options: Sequence[Part], facts: Facts) -> Truth:
    """Where the instance does not say it, its template does, or what the account says of all new ones."""
    if any(each.text("http_tokens") for each in options):
        return False
    return any_of(asks_for_tokens(instance, facts), _by_template(instance, facts))


def _by_template(instance: Subject, facts: Facts) -> Truth:
    if not instance.blocks("launch_template"):
        return False
    template = named(facts, instance, "launch_template", ("aws_launch_template",)).only
    if template is None:
        return UNKNOWN
    return any_of(*(_safe(each) for each in template.blocks("metadata_options", computed=True)))
