"""A resource type in, why nobody sends a bill for it out: providers that only set up what is paid for elsewhere."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

_HERE: Final = "It is made where Terraform runs, and costs nothing."
_CLUSTER: Final = (
    "It costs nothing by itself: nodes, disks and load balancers that a cluster takes for it are billed by its cloud."
)
_SEATS: Final = "It is billed by seat and by use, not for its settings."
_SERVER: Final = "It is a setting of a server, which is billed where it runs."
_OWN: Final = "It runs on equipment of one's own, or sets it up."
_DOCKER: Final = "It runs on a machine that is billed where it is."
_IDENTITY: Final = "It is billed by user and by licence, not for its settings."
_SENT: Final = "It is billed for hosts and for what is sent to it, not for its settings."

PROVIDERS: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "archive",
            "assert",
            "cloudinit",
            "corefunc",
            "ct",
            "external",
            "http",
            "htpasswd",
            "ignition",
            "jks",
            "local",
            "null",
            "pkcs12",
            "random",
            "shell",
            "sops",
            "template",
            "terraform",
            "tfcoremock",
            "time",
            "tls",
            "utils",
        ),
        _HERE,
    ),
    **dict.fromkeys(
        ("argocd", "flux", "helm", "istio", "k8s", "kubectl", "kubernetes", "kustomization"),
        _CLUSTER,
    ),
    **dict.fromkeys(("docker", "k3d", "kind", "libvirt", "minikube", "virtualbox"), _DOCKER),
    **dict.fromkeys(("bitbucket", "gitea", "github", "gitlab", "opsgenie", "pagerduty", "sentry"), _SEATS),
    **dict.fromkeys(("auth0", "azuread", "keycloak", "okta", "onelogin"), _IDENTITY),
    **dict.fromkeys(
        ("consul", "dns", "kafka", "minio", "mysql", "nomad", "postgresql", "powerdns", "rabbitmq", "vault"), _SERVER
    ),
    **dict.fromkeys(
        (
            "aci",
            "bigip",
            "esxi",
            "fortios",
            "iosxe",
            "junos",
            "maas",
            "mso",
            "nsxt",
            "nutanix",
            "nxos",
            "opnsense",
            "panos",
            "proxmox",
            "routeros",
            "unifi",
            "vsphere",
        ),
        _OWN,
    ),
}
"""By how the types of a provider begin."""

BILLED: Final = frozenset(
    {
        "github_actions_hosted_runner",
        "gitlab_user",
        "okta_user",
        "onelogin_users",
        "pagerduty_user",
        "opsgenie_user",
        "sentry_organization_member",
    }
)
"""What these providers do ask money for."""

TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            "datadog_dashboard",
            "datadog_dashboard_json",
            "datadog_dashboard_list",
            "datadog_downtime",
            "datadog_downtime_schedule",
            "datadog_monitor",
            "datadog_monitor_config_policy",
            "datadog_monitor_json",
            "datadog_role",
            "datadog_service_level_objective",
            "datadog_team",
            "datadog_user",
            "grafana_dashboard",
            "grafana_data_source",
            "grafana_folder",
            "grafana_rule_group",
            "newrelic_alert_condition",
            "newrelic_alert_policy",
            "newrelic_nrql_alert_condition",
            "newrelic_one_dashboard",
        ),
        _SENT,
    ),
    **dict.fromkeys(
        (
            "googleworkspace_group",
            "googleworkspace_group_member",
            "googleworkspace_group_members",
            "gsuite_domain",
            "gsuite_group",
            "gsuite_group_member",
            "gsuite_group_members",
            "gsuite_group_settings",
        ),
        _IDENTITY,
    ),
    **dict.fromkeys(
        (
            "aiven_governance_access",
            "aiven_kafka_acl",
            "aiven_kafka_topic",
            "aiven_organization",
            "aiven_organization_user_group",
            "aiven_organization_user_group_member",
            "aiven_project",
        ),
        "Aiven bills services, not what is set up in them.",
    ),
    **dict.fromkeys(
        (
            "ibm_iam_access_group",
            "ibm_iam_access_group_policy",
            "ibm_is_network_acl",
            "ibm_is_security_group",
            "ibm_is_security_group_rule",
            "ibm_is_ssh_key",
            "ibm_is_subnet",
            "ibm_is_vpc",
            "ibm_is_vpc_routing_table",
            "ibm_is_vpc_routing_table_route",
            "ibm_resource_group",
        ),
        "IBM Cloud bills what runs in a network, not the network.",
    ),
    **dict.fromkeys(
        ("tfe_project", "tfe_team", "tfe_team_access", "tfe_variable", "tfe_variable_set", "tfe_workspace"),
        "HCP Terraform bills the resources that it manages, not its own settings.",
    ),
    **dict.fromkeys(
        (
            "azuredevops_build_definition",
            "azuredevops_git_repository",
            "azuredevops_project",
            "azuredevops_serviceendpoint_azurerm",
            "azuredevops_variable_group",
        ),
        _SEATS,
    ),
}
"""Types of providers that send bills for others."""


@lru_cache(maxsize=4096)
def never_billed(kind: str) -> str:
    """Why nobody sends a bill for resources of this type; nothing where somebody may."""
    if kind in BILLED:
        return ""
    return TYPES.get(kind) or PROVIDERS.get(kind.partition("_")[0], "")
