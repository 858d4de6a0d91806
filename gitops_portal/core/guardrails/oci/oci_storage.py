"""Buckets and volumes of Oracle Cloud Infrastructure."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

BUCKET = {"oci_objectstorage_bucket"}
KEY = "ocid1.key.oc1.eu-frankfurt-1.example"
WHOSE = "Oracle encrypts all data; only a key of yours can be taken away again, and says who used it."

oci_storage = (
    guardrail(
        "oci-bucket-public",
        "Buckets of Object Storage are not readable by everybody",
        Severity.CRITICAL,
        types=BUCKET,
        why="Everybody can read the objects, and with ObjectRead list them as well.",
        remedy='Set access_type = "NoPublicAccess", and share objects by pre-authenticated requests that expire.',
        references=("CKV_OCI_10", "NIST AC-3"),
        examples=(
            violates({"access_type": "ObjectRead"}),
            violates({"access_type": "ObjectReadWithoutList"}),
            passes({"access_type": "NoPublicAccess"}),
            passes({}),
            undetermined({"access_type": UNKNOWN}),
        ),
    )(
        Attribute(
            "access_type",
            Operator.IS_NOT,
            "everybody may read its objects",
            ("ObjectRead", "ObjectReadWithoutList"),
        )
    ),
    guardrail(
        "oci-bucket-no-versioning",
        "Buckets of Object Storage keep versions",
        Severity.LOW,
        types=BUCKET,
        why="Without versions nothing brings back an object that was overwritten, deleted or encrypted by an attacker.",
        remedy='Set versioning = "Enabled".',
        references=("CKV_OCI_8", "NIST CP-9"),
        examples=(
            violates({"versioning": "Disabled"}),
            violates({}),
            passes({"versioning": "Enabled"}),
            undetermined({"versioning": UNKNOWN}),
        ),
    )(Attribute("versioning", Operator.IS, "it keeps no versions of its objects", ("Enabled",))),
    guardrail(
        "oci-bucket-no-events",
        "Buckets of Object Storage tell what changes in them",
        Severity.LOW,
        types=BUCKET,
        why="Without events nothing can notice that objects are changed or deleted while it happens.",
        remedy="Set object_events_enabled = true.",
        references=("CKV_OCI_7", "NIST AU-12"),
        examples=(
            violates({"object_events_enabled": False}),
            violates({}),
            passes({"object_events_enabled": True}),
            undetermined({"object_events_enabled": UNKNOWN}),
        ),
    )(Attribute("object_events_enabled", Operator.IS_TRUE, "changes of its objects make no events")),
    guardrail(
        "oci-bucket-no-key",
        "Buckets of Object Storage are encrypted with a key of yours",
        Severity.LOW,
        types=BUCKET,
        why=WHOSE,
        remedy="Set kms_key_id = oci_kms_key.this.id.",
        references=("CKV_OCI_9", "NIST SC-28"),
        examples=(violates({}), passes({"kms_key_id": KEY}), undetermined({"kms_key_id": UNKNOWN})),
    )(Attribute("kms_key_id", Operator.IS_SET, "it is encrypted with a key of Oracle's")),
    guardrail(
        "oci-volume-no-key",
        "Block volumes are encrypted with a key of yours",
        Severity.LOW,
        types={"oci_core_volume"},
        why=WHOSE,
        remedy="Set kms_key_id = oci_kms_key.this.id.",
        references=("CKV_OCI_3", "NIST SC-28"),
        examples=(violates({}), passes({"kms_key_id": KEY}), undetermined({"kms_key_id": UNKNOWN})),
    )(Attribute("kms_key_id", Operator.IS_SET, "it is encrypted with a key of Oracle's")),
)
