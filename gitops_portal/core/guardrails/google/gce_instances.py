"""Virtual machines of Compute Engine and their disks: what lets people in, and what keeps others from reading along."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

MADE = {"google_compute_instance", "google_compute_instance_template", "google_compute_region_instance_template"}
INSTANCES = {*MADE, "google_compute_instance_from_template"}
"""What an instance leaves to its template is judged at the template."""
IMAGE = [{"image": "debian-cloud/debian-12"}]
KEY = "projects/p/locations/l/keyRings/r/cryptoKeys/k"

gce_instances = (
    guardrail(
        "gce-serial-port",
        "Instances have no interactive serial port",
        Severity.MEDIUM,
        types={*INSTANCES, "google_compute_project_metadata"},
        why="The serial console asks no firewall where a connection comes from.",
        remedy='Remove serial-port-enable from the metadata, or set it to "FALSE".',
        references=("CKV_GCP_35", "CIS GCP 3.0.0 4.5", "NIST CM-7"),
        examples=(
            violates({"metadata": {"serial-port-enable": "TRUE"}}),
            violates({"metadata": {"serial-port-enable": "1"}}),
            violates({"metadata": {"serial-port-enable": True}}),
            passes({"metadata": {"serial-port-enable": "false"}}),
            passes({"metadata": {"enable-oslogin": "TRUE"}}),
            passes({}),
            undetermined({"metadata": UNKNOWN}),
        ),
    )(
        Attribute(
            "metadata.serial-port-enable",
            Operator.IS_NOT,
            "people may log in by its serial port",
            ("true", "1", "yes", "y"),
            computed=True,
        )
    ),
    guardrail(
        "gce-ip-forward",
        "Instances do not forward the traffic of others",
        Severity.MEDIUM,
        types=INSTANCES,
        why="A host that may send under any address can pass data on for others, and hide where it comes from.",
        remedy="Remove can_ip_forward, unless the instance is a gateway.",
        references=("CKV_GCP_36", "CIS GCP 3.0.0 4.6", "NIST SC-7"),
        examples=(
            violates({"can_ip_forward": True}),
            passes({"can_ip_forward": False}),
            passes({}),
            undetermined({"can_ip_forward": UNKNOWN}),
        ),
    )(Attribute("can_ip_forward", Operator.IS_NOT_TRUE, "it may send packets under addresses that are not its own")),
    guardrail(
        "gce-not-confidential",
        "Instances keep their memory encrypted",
        Severity.LOW,
        types=MADE,
        why="What is not encrypted while it is worked on can be read by whoever gets hold of the host.",
        remedy='confidential_instance_config {\n  confidential_instance_type = "SEV"\n}',
        references=("CIS GCP 3.0.0 4.11", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"confidential_instance_config": [{"enable_confidential_compute": False}]}),
            passes({"confidential_instance_config": [{"enable_confidential_compute": True}]}),
            passes({"confidential_instance_config": [{"confidential_instance_type": "SEV_SNP"}]}),
            undetermined({"confidential_instance_config": [{"enable_confidential_compute": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("confidential_instance_config.enable_confidential_compute", Operator.IS_TRUE, computed=True),
                Condition("confidential_instance_config.confidential_instance_type", Operator.IS_SET, computed=True),
            ),
            "its memory is not encrypted",
        )
    ),
    guardrail(
        "gce-boot-disk-no-key",
        "Boot disks are encrypted with a key of yours",
        Severity.LOW,
        types={"google_compute_instance"},
        why="Google encrypts every disk; only a key of yours can be taken away again, and says who used it.",
        remedy="boot_disk {\n  kms_key_self_link = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_38", "CIS GCP 3.0.0 4.7", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({"boot_disk": [{"initialize_params": IMAGE, "mode": "READ_WRITE"}]}),
            passes({"boot_disk": [{"initialize_params": IMAGE, "kms_key_self_link": KEY}]}),
            passes({"boot_disk": [{"initialize_params": IMAGE, "disk_encryption_key_raw": "c2VjcmV0LXNlY3JldA=="}]}),
            passes({"boot_disk": [{"source": "projects/p/zones/z/disks/d", "initialize_params": []}]}),
            undetermined({"boot_disk": [{"initialize_params": IMAGE, "kms_key_self_link": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("boot_disk.kms_key_self_link", Operator.IS_SET),
                Condition("boot_disk.disk_encryption_key_raw", Operator.IS_SET),
            ),
            "its boot disk is encrypted with a key of Google's",
            when=(Condition("boot_disk.initialize_params", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "gce-disk-no-key",
        "Disks are encrypted with a key of yours",
        Severity.LOW,
        types={"google_compute_disk", "google_compute_region_disk"},
        why="Google encrypts every disk; only a key of yours can be taken away again, and says who used it.",
        remedy="disk_encryption_key {\n  kms_key_self_link = google_kms_crypto_key.this.id\n}",
        references=("CKV_GCP_37", "CIS GCP 3.0.0 4.7", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({"disk_encryption_key": []}),
            passes({"disk_encryption_key": [{"kms_key_self_link": UNKNOWN}]}),
            passes({"disk_encryption_key_raw": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXM="}),
            undetermined({"disk_encryption_key": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("disk_encryption_key", Operator.IS_PRESENT),
                Condition("disk_encryption_key_raw", Operator.IS_SET),
            ),
            "it is encrypted with a key of Google's",
        )
    ),
)
