"""Clusters of Google Kubernetes Engine: how they let people in, keep apart what runs in them, and stay up to date."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

CLUSTER = {"google_container_cluster"}
STANDARD = Condition("enable_autopilot", Operator.IS_NOT_TRUE)
"""Autopilot decides for itself about nodes and networks, and cannot be told otherwise."""

gke_clusters = (
    guardrail(
        "gke-legacy-abac",
        "GKE clusters do without legacy authorization",
        Severity.HIGH,
        types=CLUSTER,
        why="Legacy rights are the same for everything in the cluster, whatever RBAC and IAM say.",
        remedy="Remove enable_legacy_abac, or set it to false.",
        references=("CKV_GCP_7", "NIST AC-3"),
        examples=(
            violates({"enable_legacy_abac": True}),
            passes({"enable_legacy_abac": False}),
            passes({}),
            undetermined({"enable_legacy_abac": UNKNOWN}),
        ),
    )(Attribute("enable_legacy_abac", Operator.IS_NOT_TRUE, "every account in the cluster has the same coarse rights")),
    guardrail(
        "gke-client-certificate",
        "GKE clusters issue no client certificate",
        Severity.MEDIUM,
        types=CLUSTER,
        why="A client certificate cannot be revoked: it is good until the authority of the cluster is replaced.",
        remedy="master_auth {\n  client_certificate_config {\n    issue_client_certificate = false\n  }\n}",
        references=("CKV_GCP_13", "NIST IA-5"),
        examples=(
            violates({"master_auth": [{"client_certificate_config": [{"issue_client_certificate": True}]}]}),
            passes({"master_auth": [{"client_certificate_config": [{"issue_client_certificate": False}]}]}),
            passes({"master_auth": []}),
            undetermined({"master_auth": [{"client_certificate_config": [{"issue_client_certificate": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "master_auth.client_certificate_config.issue_client_certificate",
            Operator.IS_NOT_TRUE,
            "it issues a client certificate that nobody can revoke",
            computed=True,
        )
    ),
    guardrail(
        "gke-no-network-policy",
        "GKE clusters can keep pods apart",
        Severity.MEDIUM,
        types=CLUSTER,
        why="Without network policies every pod reaches every other, so one that is broken into reaches them all.",
        remedy='Set datapath_provider = "ADVANCED_DATAPATH", or network_policy {\n  enabled = true\n}',
        references=("CKV_GCP_12", "CIS GKE 1.4.0 5.6.7", "NIST SC-7"),
        examples=(
            violates({"network_policy": [{"enabled": False}]}),
            violates({"network_policy": []}),
            passes({"network_policy": [{"enabled": True}]}),
            passes({"datapath_provider": "ADVANCED_DATAPATH"}),
            passes({"enable_autopilot": True}),
            undetermined({"network_policy": [{"enabled": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("network_policy.enabled", Operator.IS_TRUE, computed=True),
                Condition("datapath_provider", Operator.IS, ("ADVANCED_DATAPATH",)),
            ),
            "network policies are not enforced in it",
            when=(STANDARD,),
        )
    ),
    guardrail(
        "gke-no-binary-authorization",
        "GKE clusters run only images that were attested",
        Severity.LOW,
        types=CLUSTER,
        why="Without Binary Authorization whoever may deploy can run any image from anywhere.",
        remedy='binary_authorization {\n  evaluation_mode = "PROJECT_SINGLETON_POLICY_ENFORCE"\n}',
        references=("CKV_GCP_66", "NIST CM-7"),
        examples=(
            violates({}),
            violates({"binary_authorization": [{"evaluation_mode": "DISABLED"}]}),
            passes({"binary_authorization": [{"evaluation_mode": "PROJECT_SINGLETON_POLICY_ENFORCE"}]}),
            passes({"enable_binary_authorization": True}),
            undetermined({"binary_authorization": [{"evaluation_mode": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("binary_authorization.evaluation_mode", Operator.IS, ("PROJECT_SINGLETON_POLICY_ENFORCE",)),
                Condition("enable_binary_authorization", Operator.IS_TRUE),
            ),
            "it runs images that nobody attested",
        )
    ),
    guardrail(
        "gke-no-shielded-nodes",
        "GKE clusters have shielded nodes",
        Severity.MEDIUM,
        types=CLUSTER,
        why="Without them a stolen bootstrap credential is enough to pass for a node of the cluster.",
        remedy="Remove enable_shielded_nodes = false.",
        references=("CKV_GCP_71", "CIS GKE 1.4.0 5.5.5", "NIST SI-7"),
        examples=(
            violates({"enable_shielded_nodes": False}),
            passes({"enable_shielded_nodes": True}),
            passes({}),
            passes({"enable_shielded_nodes": False, "enable_autopilot": True}),
            undetermined({"enable_shielded_nodes": UNKNOWN}),
        ),
    )(
        Attribute(
            "enable_shielded_nodes", Operator.IS_NOT_FALSE, "its nodes do not prove who they are", when=(STANDARD,)
        )
    ),
    guardrail(
        "gke-no-release-channel",
        "GKE clusters follow a release channel",
        Severity.LOW,
        types=CLUSTER,
        why="Outside of a channel somebody has to remember every upgrade, until the version is no longer supported.",
        remedy='release_channel {\n  channel = "REGULAR"\n}',
        references=("CKV_GCP_70", "CIS GKE 1.4.0 5.5.4", "NIST SI-2"),
        examples=(
            violates({"release_channel": [{"channel": "UNSPECIFIED"}]}),
            violates({"release_channel": []}),
            passes({"release_channel": [{"channel": "STABLE"}]}),
            passes({"enable_autopilot": True}),
            undetermined({"release_channel": [{"channel": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "release_channel.channel",
            Operator.IS,
            "it follows no release channel",
            ("RAPID", "REGULAR", "STABLE", "EXTENDED"),
            computed=True,
            when=(STANDARD,),
        )
    ),
    guardrail(
        "gke-no-google-groups",
        "GKE clusters know the groups of Google Workspace",
        Severity.LOW,
        types=CLUSTER,
        why="Rights given to persons one by one outlive their jobs; those of a group end when someone leaves it.",
        remedy='authenticator_groups_config {\n  security_group = "gke-security-groups@example.com"\n}',
        references=("CKV_GCP_65", "NIST AC-2"),
        examples=(
            violates({}),
            passes({"authenticator_groups_config": [{"security_group": "gke-security-groups@example.com"}]}),
            undetermined({"authenticator_groups_config": [{"security_group": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "authenticator_groups_config.security_group",
            Operator.IS_SET,
            "roles in it can't be given to groups",
            computed=True,
        )
    ),
    guardrail(
        "gke-routes-network",
        "GKE clusters use alias addresses for their pods",
        Severity.LOW,
        types=CLUSTER,
        why="With routes, pods have addresses that firewalls and anti-spoofing checks of the network know nothing of.",
        remedy='Set networking_mode = "VPC_NATIVE" with an ip_allocation_policy block.',
        references=("CKV_GCP_23", "CIS GKE 1.4.0 5.6.2", "NIST SC-7"),
        examples=(
            violates({"networking_mode": "ROUTES"}),
            passes({"networking_mode": "VPC_NATIVE"}),
            passes({}),
            undetermined({"networking_mode": UNKNOWN}),
        ),
    )(Attribute("networking_mode", Operator.IS_NOT, "its pods are reached by routes", ("ROUTES",))),
    guardrail(
        "gke-not-private",
        "GKE control planes have no public endpoint",
        Severity.MEDIUM,
        types=CLUSTER,
        why="A public endpoint can be tried from outside once one network too many is authorised, or a flaw is found.",
        remedy="private_cluster_config {\n  enable_private_nodes    = true\n  enable_private_endpoint = true\n}",
        references=("CKV_GCP_25", "CIS GKE 1.4.0 5.6.4", "PCI DSS 4.0.1 1.3.1", "PCI DSS 4.0.1 1.4.2", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"private_cluster_config": [{"enable_private_nodes": True, "enable_private_endpoint": False}]}),
            passes({"private_cluster_config": [{"enable_private_nodes": True, "enable_private_endpoint": True}]}),
            passes({"control_plane_endpoints_config": [{"ip_endpoints_config": [{"enabled": False}]}]}),
            undetermined({"private_cluster_config": [{"enable_private_endpoint": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("private_cluster_config.enable_private_endpoint", Operator.IS_TRUE, computed=True),
                Condition(
                    "control_plane_endpoints_config.ip_endpoints_config.enabled",
                    Operator.IS,
                    ("false",),
                    computed=True,
                ),
            ),
            "its control plane has a public address",
        )
    ),
    guardrail(
        "gke-secrets-no-key",
        "GKE clusters encrypt secrets with a key of yours",
        Severity.LOW,
        types=CLUSTER,
        why="Whoever gets hold of the cluster's database, or of a backup of it, reads its secrets as they are.",
        remedy='database_encryption {\n  state    = "ENCRYPTED"\n  key_name = google_kms_crypto_key.this.id\n}',
        references=("CIS GKE 1.4.0 5.3.1", "PCI DSS 4.0.1 3.5.1", "NIST SC-28"),
        examples=(
            violates({"database_encryption": [{"state": "DECRYPTED", "key_name": ""}]}),
            violates({"database_encryption": []}),
            passes({"database_encryption": [{"state": "ENCRYPTED", "key_name": UNKNOWN}]}),
            undetermined({"database_encryption": [{"state": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "database_encryption.state",
            Operator.IS,
            "its secrets are not encrypted with a key of yours",
            ("ENCRYPTED",),
            computed=True,
        )
    ),
)
