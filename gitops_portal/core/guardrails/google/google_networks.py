"""Networks, subnetworks and DNS zones of Google Cloud."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

SUBNETWORK = {"google_compute_subnetwork"}
ORDINARY = Condition("purpose", Operator.IS, ("PRIVATE", "PRIVATE_RFC_1918"), unset="PRIVATE")
"""One that hosts stand in; others belong to proxies and gateways of Google's."""
PUBLIC = Condition("visibility", Operator.IS, ("public",), unset="public")

google_networks = (
    guardrail(
        "gcp-default-network",
        "Projects have no default network",
        Severity.MEDIUM,
        types={"google_project"},
        why="The default network opens SSH and remote desktop to the internet, in every region there is.",
        remedy="Set auto_create_network = false.",
        references=("CKV_GCP_27", "CIS GCP 3.0.0 3.1", "NIST SC-7"),
        examples=(
            violates({"auto_create_network": True}),
            violates({}),
            passes({"auto_create_network": False}),
            undetermined({"auto_create_network": UNKNOWN}),
        ),
    )(Attribute("auto_create_network", Operator.IS, "it comes with the default network", ("false",), unset=True)),
    guardrail(
        "gcp-automatic-subnetworks",
        "Networks have only subnetworks that somebody planned",
        Severity.LOW,
        types={"google_compute_network"},
        why="Automatic subnetworks stand in every region, with addresses that overlap those of other such networks.",
        remedy="Set auto_create_subnetworks = false.",
        references=("NIST SC-7",),
        examples=(
            violates({"auto_create_subnetworks": True}),
            violates({}),
            passes({"auto_create_subnetworks": False}),
            undetermined({"auto_create_subnetworks": UNKNOWN}),
        ),
    )(Attribute("auto_create_subnetworks", Operator.IS, "it has a subnetwork in every region", ("false",), unset=True)),
    guardrail(
        "subnetwork-no-flow-logs",
        "Subnetworks log who talks to whom",
        Severity.LOW,
        types=SUBNETWORK,
        why="Without flow logs nobody can tell afterwards where an attacker came from, and what was taken out.",
        remedy="log_config {\n  flow_sampling = 0.5\n}",
        references=("CKV_GCP_26", "CIS GCP 3.0.0 3.8", "PCI DSS 4.0.1 10.2.1", "NIST AU-12"),
        examples=(
            violates({"log_config": []}),
            passes({"log_config": [{"flow_sampling": 0.5}]}),
            passes({"enable_flow_logs": True}),
            passes({"log_config": [], "purpose": "REGIONAL_MANAGED_PROXY"}),
            undetermined({"log_config": UNKNOWN}),
        ),
    )(
        Either(
            (
                Condition("log_config", Operator.IS_PRESENT),
                Condition("enable_flow_logs", Operator.IS_TRUE),
            ),
            "nothing logs who talks to whom in it",
            when=(ORDINARY,),
        )
    ),
    guardrail(
        "subnetwork-no-google-access",
        "Subnetworks reach Google without public addresses",
        Severity.LOW,
        types=SUBNETWORK,
        why="Without it hosts need a public address, or a way through the internet, for Google's own services.",
        remedy="Set private_ip_google_access = true.",
        references=("CKV_GCP_74", "NIST SC-7"),
        examples=(
            violates({"private_ip_google_access": False}),
            violates({}),
            passes({"private_ip_google_access": True}),
            passes({"purpose": "PRIVATE_SERVICE_CONNECT"}),
            undetermined({"private_ip_google_access": UNKNOWN}),
        ),
    )(
        Attribute(
            "private_ip_google_access",
            Operator.IS_TRUE,
            "its hosts reach Google's services only with public addresses",
            when=(ORDINARY,),
        )
    ),
    guardrail(
        "subnetwork-no-google-access-ipv6",
        "Subnetworks with IPv6 reach Google without public addresses",
        Severity.LOW,
        types=SUBNETWORK,
        why="Without it hosts need a public address, or a way through the internet, for Google's own services.",
        remedy='Set private_ipv6_google_access = "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE".',
        references=("CKV_GCP_76", "NIST SC-7"),
        examples=(
            violates({"stack_type": "IPV4_IPV6", "private_ipv6_google_access": "DISABLE_GOOGLE_ACCESS"}),
            violates({"stack_type": "IPV4_IPV6"}),
            passes({"stack_type": "IPV4_IPV6", "private_ipv6_google_access": "ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE"}),
            passes({"stack_type": "IPV4_ONLY"}),
            undetermined({"stack_type": "IPV4_IPV6", "private_ipv6_google_access": UNKNOWN}),
        ),
    )(
        Attribute(
            "private_ipv6_google_access",
            Operator.IS,
            "its hosts reach Google's services by IPv6 only with public addresses",
            ("ENABLE_OUTBOUND_VM_ACCESS_TO_GOOGLE", "ENABLE_BIDIRECTIONAL_ACCESS_TO_GOOGLE"),
            when=(Condition("stack_type", Operator.IS, ("IPV4_IPV6", "IPV6_ONLY"), unset="IPV4_ONLY"),),
        )
    ),
    guardrail(
        "clouddns-no-dnssec",
        "Public DNS zones are signed",
        Severity.MEDIUM,
        types={"google_dns_managed_zone"},
        why="Without DNSSEC an attacker on the way can answer for the zone, and send visitors elsewhere.",
        remedy='dnssec_config {\n  state = "on"\n}',
        references=("CKV_GCP_16", "CIS GCP 3.0.0 3.3", "NIST SC-20"),
        examples=(
            violates({"visibility": "public", "dnssec_config": []}),
            violates({"dnssec_config": [{"state": "off"}]}),
            passes({"dnssec_config": [{"state": "on"}]}),
            passes({"visibility": "private"}),
            undetermined({"dnssec_config": [{"state": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "dnssec_config.state", Operator.IS, "its answers are not signed", ("on",), computed=True, when=(PUBLIC,)
        )
    ),
    guardrail(
        "clouddns-weak-signing",
        "DNS zones are not signed with SHA-1",
        Severity.MEDIUM,
        types={"google_dns_managed_zone"},
        why="Signatures with SHA-1 can be forged by now, and resolvers begin to refuse them.",
        remedy='dnssec_config {\n  default_key_specs {\n    algorithm = "rsasha256"\n  }\n}',
        references=("CKV_GCP_17", "CIS GCP 3.0.0 3.4", "CIS GCP 3.0.0 3.5", "NIST SC-13"),
        examples=(
            violates({"dnssec_config": [{"default_key_specs": [{"algorithm": "rsasha1", "key_type": "keySigning"}]}]}),
            violates(
                {
                    "dnssec_config": [
                        {
                            "default_key_specs": [
                                {"algorithm": "rsasha256", "key_type": "keySigning"},
                                {"algorithm": "rsasha1", "key_type": "zoneSigning"},
                            ]
                        }
                    ]
                }
            ),
            passes({"dnssec_config": [{"default_key_specs": [{"algorithm": "rsasha256"}]}]}),
            passes({"dnssec_config": [{"state": "on"}]}),
            undetermined({"dnssec_config": [{"default_key_specs": [{"algorithm": UNKNOWN}]}]}),
        ),
    )(
        Attribute(
            "dnssec_config.default_key_specs.algorithm",
            Operator.IS_NOT,
            "it is signed with SHA-1",
            ("rsasha1",),
            computed=True,
        )
    ),
)
