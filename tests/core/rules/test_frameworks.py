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
        ("PCI DSS 4.0.1 8.3.6", ("PCI DSS 4.0.1", "8.3.6")),
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
    assert {slug(name) for name in found} >= {
        *("cis-aws-3-0-0", "cis-aws-5-0-0", "cis-azure-2-1-0", "cis-azure-3-0-0", "cis-gcp-3-0-0"),
        *("pci-dss-4-0-1", "nist-800-53-r5", "aws-foundational-security-best-practices"),
    }


def test_rules_of_one_control_of_aws_name_the_same_requirements_of_pci() -> None:
    """Which AWS says that the control answers; a rule of several controls names those of all of them."""
    named: dict[str, set[str]] = {}
    for rule in guardrails().values():
        controls = [each for each in rule.references if each.startswith("FSBP ")]
        if len(controls) == 1:
            told = ", ".join(sorted(each for each in rule.references if each.startswith("PCI ")))
            named.setdefault(controls[0], set()).add(told)
    assert {control: told for control, told in named.items() if len(told) > 1} == {}


def test_every_reference_to_a_benchmark_says_its_version() -> None:
    unversioned = {
        (rule.id, reference)
        for rule in guardrails().values()
        for reference in rule.references
        if reference.startswith("CIS ") and not any(char.isdigit() for char in (of(reference) or ("",))[0])
    }
    assert unversioned == set()
