"""References are told by framework and control."""

from __future__ import annotations

import pytest

from gitops_portal.core.guardrails import guardrails
from gitops_portal.core.rules.frameworks import frameworks, of, slug


@pytest.mark.parametrize(
    ("reference", "told"),
    [
        ("CIS AWS 3.0.0 2.3.3", ("CIS AWS 3.0.0", "2.3.3")),
        ("FSBP RDS.2", ("AWS Foundational Security Best Practices", "RDS.2")),
        ("NIST SC-8", ("NIST 800-53 r5", "SC-8")),
        ("Pod Security Standards baseline", ("Pod Security Standards", "baseline")),
        ("CKV_AWS_17", None),
    ],
)
def test_a_reference_names_a_control(reference: str, told: tuple[str, str] | None) -> None:
    assert of(reference) == told


def test_controls_stand_in_the_order_of_their_numbers() -> None:
    found = frameworks(guardrails().values())
    controls = list(found["AWS Foundational Security Best Practices"])
    assert controls.index("EC2.8") < controls.index("EC2.19") if "EC2.8" in controls else controls
    assert {slug(name) for name in found} >= {"cis-aws-3-0-0", "nist-800-53-r5"}


def test_every_reference_to_a_benchmark_says_its_version() -> None:
    unversioned = {
        (rule.id, reference)
        for rule in guardrails().values()
        for reference in rule.references
        if reference.startswith("CIS ") and not any(char.isdigit() for char in (of(reference) or ("",))[0])
    }
    assert unversioned == set()
