"""Keys and certificates that Terraform makes, and examples of them."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.rule import guardrail

RSA = Condition("algorithm", Operator.IS, ("RSA",))

keys = (
    guardrail(
        "tls-key-short",
        "RSA keys have {bits} bits",
        Severity.MEDIUM,
        types={"tls_private_key"},
        why="Shorter keys have been broken, and no authority signs them.",
        remedy="rsa_bits = 4096",
        references=("NIST SC-12", "NIST SC-13"),
        examples=(
            violates({"algorithm": "RSA", "rsa_bits": 1024}),
            passes({"algorithm": "RSA", "rsa_bits": 4096}),
            passes({"algorithm": "RSA", "rsa_bits": None}),
            passes({"algorithm": "ED25519", "rsa_bits": 1024}),
            undetermined({"algorithm": "RSA", "rsa_bits": UNKNOWN}),
        ),
        parameters=(number("bits", "how many bits an RSA key has at least"),),
    )(Attribute("rsa_bits", Operator.AT_LEAST, "its key has less than {bits} bits", (2048,), 2048, when=(RSA,))),
    guardrail(
        "tls-certificate-long",
        "Certificates that are made end within 398 days",
        Severity.LOW,
        types={"tls_self_signed_cert", "tls_locally_signed_cert"},
        why="A key that got out is good until its certificate ends, and what is renewed rarely is renewed badly.",
        remedy="validity_period_hours = 2160",
        references=("NIST SC-12", "NIST SC-17"),
        examples=(
            violates({"validity_period_hours": 87600}),
            passes({"validity_period_hours": 8760}),
            passes({"validity_period_hours": 87600, "is_ca_certificate": True}),
            undetermined({"validity_period_hours": UNKNOWN}),
        ),
    )(
        Attribute(
            "validity_period_hours",
            Operator.AT_MOST,
            "it is good for more than 398 days",
            (9552,),
            when=(Condition("is_ca_certificate", Operator.IS_NOT_TRUE),),
        )
    ),
)
