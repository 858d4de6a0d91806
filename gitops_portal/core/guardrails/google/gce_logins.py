"""Who may log in to machines of Compute Engine: keys in metadata, or accounts with their roles (OS Login)."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

YES = ("true", "1", "yes", "y")
NO = ("false", "0", "no", "n")
INSTANCES = {"google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"}

gce_logins = (
    guardrail(
        "gce-project-ssh-keys",
        "Instances do not take the SSH keys of the whole project",
        Severity.LOW,
        types=INSTANCES,
        why="A key that lies in the project's metadata opens every instance that does not refuse it.",
        remedy='metadata = {\n  block-project-ssh-keys = "TRUE"\n}',
        references=("CKV_GCP_32", "CIS GCP 3.0.0 4.3", "NIST AC-6"),
        examples=(
            violates({"metadata": {"block-project-ssh-keys": "false"}}),
            violates({}),
            passes({"metadata": {"block-project-ssh-keys": "TRUE"}}),
            passes({"metadata": {"enable-oslogin": "TRUE"}}),
            undetermined({"metadata": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("metadata.block-project-ssh-keys", Operator.IS, YES),
                Condition("metadata.enable-oslogin", Operator.IS, YES),
            ),
            "it takes every SSH key of the project",
        )
    ),
    guardrail(
        "gce-os-login-off",
        "Instances do not switch OS Login off",
        Severity.MEDIUM,
        types=INSTANCES,
        why="Without OS Login keys outlive the people they were given to, and no role says who may log in.",
        remedy='metadata = {\n  enable-oslogin = "TRUE"\n}',
        references=("CKV_GCP_34", "CIS GCP 3.0.0 4.4", "PCI DSS 4.0.1 8.2.1", "NIST AC-2"),
        examples=(
            violates({"metadata": {"enable-oslogin": "FALSE"}}),
            passes({"metadata": {"enable-oslogin": "TRUE"}}),
            passes({}),
            undetermined({"metadata": UNKNOWN}),
        ),
    )(Attribute("metadata.enable-oslogin", Operator.IS_NOT, "it switches OS Login off", NO)),
    guardrail(
        "gcp-project-no-os-login",
        "Projects use OS Login",
        Severity.LOW,
        types={"google_compute_project_metadata"},
        why="Without OS Login keys outlive the people they were given to, and no role says who may log in.",
        remedy='metadata = {\n  enable-oslogin = "TRUE"\n}',
        references=("CKV_GCP_33", "CIS GCP 3.0.0 4.4", "PCI DSS 4.0.1 8.2.1", "NIST AC-2"),
        examples=(
            violates({"metadata": {"foo": "bar"}}),
            violates({"metadata": {"enable-oslogin": "FALSE"}}),
            passes({"metadata": {"enable-oslogin": "TRUE"}}),
            undetermined({"metadata": UNKNOWN}),
        ),
    )(Attribute("metadata.enable-oslogin", Operator.IS, "its instances do not use OS Login", YES)),
)
