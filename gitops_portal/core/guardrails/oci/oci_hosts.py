"""Instances, clusters and passwords of Oracle Cloud Infrastructure."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.parameters import number
from gitops_portal.core.rules.rule import guardrail

INSTANCE = {"oci_core_instance"}
CLUSTER = {"oci_containerengine_cluster"}
LEGACY = "are_legacy_imds_endpoints_disabled"

oci_hosts = (
    guardrail(
        "oci-instance-legacy-metadata",
        "Instances of Oracle's cloud have no legacy metadata endpoints",
        Severity.MEDIUM,
        types=INSTANCE,
        why="The old endpoints ask for no header, so a program can be tricked into giving the credentials away.",
        remedy=f"instance_options {{\n  {LEGACY} = true\n}}",
        references=("CKV_OCI_5", "NIST AC-6"),
        examples=(
            violates({"instance_options": [{LEGACY: False}]}),
            violates({"instance_options": []}),
            passes({"instance_options": [{LEGACY: True}]}),
            undetermined({"instance_options": [{LEGACY: UNKNOWN}]}),
        ),
    )(
        Attribute(
            f"instance_options.{LEGACY}", Operator.IS_TRUE, "it answers on the legacy metadata endpoints", computed=True
        )
    ),
    guardrail(
        "oci-instance-plain-volumes",
        "Instances of Oracle's cloud encrypt what passes between them and their volumes",
        Severity.LOW,
        types=INSTANCE,
        why="What is encrypted at rest still passes readable between the host and the disk.",
        remedy="Set is_pv_encryption_in_transit_enabled = true.",
        references=("CKV_OCI_4", "NIST SC-8"),
        examples=(
            violates({"is_pv_encryption_in_transit_enabled": False}),
            violates({}),
            passes({"is_pv_encryption_in_transit_enabled": True}),
            passes({"launch_options": [{"is_pv_encryption_in_transit_enabled": True}]}),
            undetermined({"is_pv_encryption_in_transit_enabled": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("is_pv_encryption_in_transit_enabled", Operator.IS_TRUE),
                Condition("launch_options.is_pv_encryption_in_transit_enabled", Operator.IS_TRUE, computed=True),
            ),
            "what passes to its volumes is not encrypted",
        )
    ),
    guardrail(
        "oci-instance-no-monitoring",
        "Instances of Oracle's cloud are monitored",
        Severity.LOW,
        types=INSTANCE,
        why="Without metrics nobody notices that a host runs hot, or not at all, before users do.",
        remedy="Remove is_monitoring_disabled = true from agent_config.",
        references=("CKV_OCI_6", "NIST SI-4"),
        examples=(
            violates({"agent_config": [{"is_monitoring_disabled": True}]}),
            passes({"agent_config": [{"is_monitoring_disabled": False}]}),
            passes({"agent_config": []}),
            undetermined({"agent_config": [{"is_monitoring_disabled": UNKNOWN}]}),
        ),
    )(Attribute("agent_config.is_monitoring_disabled", Operator.IS_NOT_TRUE, "it sends no metrics", computed=True)),
    guardrail(
        "oke-public-endpoint",
        "Clusters of Oracle's Kubernetes have no public endpoint",
        Severity.MEDIUM,
        types=CLUSTER,
        why="A public endpoint can be tried from outside as far as its security rules let anybody in.",
        remedy="endpoint_config {\n  is_public_ip_enabled = false\n}",
        references=("NIST SC-7",),
        examples=(
            violates({"endpoint_config": [{"is_public_ip_enabled": True}]}),
            passes({"endpoint_config": [{"is_public_ip_enabled": False}]}),
            passes({"endpoint_config": [{"subnet_id": "ocid1.subnet.oc1.example"}]}),
            undetermined({"endpoint_config": [{"is_public_ip_enabled": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "endpoint_config.is_public_ip_enabled",
            Operator.IS_NOT_TRUE,
            "its control plane has a public address",
            computed=True,
        )
    ),
    guardrail(
        "oke-secrets-no-key",
        "Clusters of Oracle's Kubernetes encrypt secrets with a key of yours",
        Severity.LOW,
        types=CLUSTER,
        why="Oracle encrypts all data; only a key of yours can be taken away again, and says who used it.",
        remedy="Set kms_key_id = oci_kms_key.this.id.",
        references=("NIST SC-28",),
        examples=(
            violates({}),
            passes({"kms_key_id": "ocid1.key.oc1.eu-frankfurt-1.example"}),
            undetermined({"kms_key_id": UNKNOWN}),
        ),
    )(Attribute("kms_key_id", Operator.IS_SET, "its secrets are encrypted with a key of Oracle's")),
    guardrail(
        "oci-short-passwords",
        "Passwords of a tenancy have at least {characters} characters",
        Severity.MEDIUM,
        types={"oci_identity_authentication_policy"},
        why="Short passwords are guessed, or found out from what leaked, within hours.",
        remedy="password_policy {\n  minimum_password_length = {characters}\n}",
        references=("CKV_OCI_18", "NIST IA-5"),
        examples=(
            violates({"password_policy": [{"minimum_password_length": 8}]}),
            passes({"password_policy": [{"minimum_password_length": 14}]}),
            undetermined({"password_policy": [{"minimum_password_length": UNKNOWN}]}),
            undetermined({"password_policy": []}),
        ),
        parameters=(number("characters", "how many characters a password has at least", most=100),),
    )(
        Attribute(
            "password_policy.minimum_password_length",
            Operator.AT_LEAST,
            "it takes passwords of fewer than {characters} characters",
            (14,),
            unset=UNKNOWN,
            computed=True,
        )
    ),
)
