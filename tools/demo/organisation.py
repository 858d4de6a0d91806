"""A point in time in, the whole demo organisation out: people, workspaces with their histories, guardrail settings."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from gitops_portal.core.model import Enforcement, Role
from tools.demo import company
from tools.demo.story import DemoBudget, DemoGuardrailSetting, DemoOrganisation, DemoPerson, DemoWaiver
from tools.demo.workspaces import (
    analytics_gcp_prod,
    billing_azure_prod,
    data_lake_prod,
    edge_dns,
    identity_prod,
    k8s_apps_prod,
    network_prod,
    orders_prod,
    platform_eks_prod,
    web_staging,
)

WORKSPACES = (
    network_prod,
    orders_prod,
    platform_eks_prod,
    k8s_apps_prod,
    data_lake_prod,
    identity_prod,
    billing_azure_prod,
    analytics_gcp_prod,
    web_staging,
    edge_dns,
)
EPOCH = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Stands for the present when none is given."""


def organisation(now: datetime = EPOCH) -> DemoOrganisation:
    """The same `now` gives the same documents; every date in them is counted back from it."""
    return DemoOrganisation(
        name="Northwind Freight",
        people=PEOPLE,
        workspaces=tuple(module.workspace(now) for module in WORKSPACES),
        guardrail_settings=GUARDRAIL_SETTINGS,
        rules=RULES,
        waivers=WAIVERS,
        budgets=BUDGETS,
    )


VIEWER, REVIEWER, OWNER = Role.VIEWER, Role.REVIEWER, Role.OWNER


def _person(name: str, email: str, *, owner: bool = False, **roles: Role) -> DemoPerson:
    return DemoPerson(name, email, owner, {slug.replace("_", "-"): role for slug, role in roles.items()})


PEOPLE = (
    _person("Ingrid Solheim", company.INGRID, owner=True),
    _person("Tomás Ferreira", company.TOMAS, platform_eks_prod=OWNER, edge_dns=OWNER, network_prod=REVIEWER,
            orders_prod=REVIEWER, data_lake_prod=REVIEWER, identity_prod=REVIEWER, web_staging=REVIEWER,
            billing_azure_prod=REVIEWER),
    _person("Samuel Okafor", company.SAMUEL, network_prod=OWNER, edge_dns=REVIEWER, billing_azure_prod=VIEWER),
    _person("Marek Dvořák", company.MAREK, orders_prod=OWNER, k8s_apps_prod=REVIEWER, platform_eks_prod=VIEWER),
    _person("Aisha Bello", company.AISHA, identity_prod=OWNER, orders_prod=REVIEWER, network_prod=REVIEWER,
            billing_azure_prod=REVIEWER, analytics_gcp_prod=REVIEWER, data_lake_prod=REVIEWER),
    _person("Priya Raman", company.PRIYA, data_lake_prod=OWNER, analytics_gcp_prod=REVIEWER),
    _person("Jonas Lindqvist", company.JONAS, web_staging=OWNER, edge_dns=REVIEWER),
    _person("Wei-Ling Chen", company.WEILING, billing_azure_prod=OWNER),
    _person("Luca Moretti", company.LUCA, analytics_gcp_prod=OWNER, data_lake_prod=REVIEWER),
    _person("Hanna Kowalczyk", company.HANNA, k8s_apps_prod=OWNER, platform_eks_prod=REVIEWER, web_staging=REVIEWER),
    _person("Ruth Abrams", company.RUTH, network_prod=VIEWER, orders_prod=VIEWER, platform_eks_prod=VIEWER,
            data_lake_prod=VIEWER, identity_prod=VIEWER, web_staging=VIEWER, billing_azure_prod=VIEWER,
            analytics_gcp_prod=VIEWER, k8s_apps_prod=VIEWER, edge_dns=VIEWER),
)  # fmt: skip

GUARDRAIL_SETTINGS = (
    DemoGuardrailSetting("sg-open-ssh", Enforcement.MANDATORY, "organisation",
                         reason="Incident 2025-11: a forgotten rule was found by scanners in nine minutes."),
    DemoGuardrailSetting("stateful-resource-destroyed", Enforcement.SOFT_MANDATORY, "label", "env=prod",
                         reason="The owner of the data signs for it."),
    DemoGuardrailSetting("ec2-public-ip", Enforcement.MANDATORY, "workspace", "web-staging",
                         reason="Staging holds copies of customer data; it is reached through the load balancer."),
    DemoGuardrailSetting("ec2-no-detailed-monitoring", Enforcement.ADVISORY, "organisation",
                         reason="Worth knowing, costs 2.10 USD a month per instance."),
    DemoGuardrailSetting("s3-no-access-log", Enforcement.OFF, "label", "env=staging",
                         reason="Nobody reads the access logs of staging.", weaker=True),
    DemoGuardrailSetting("staging-stays-small", Enforcement.ADVISORY, "label", "env=staging",
                         reason="Staging costs a third of production, and waits most of the day."),
)  # fmt: skip

RULES = {
    "owner-and-cost-centre": {
        "title": "Everything has an owner and a cost centre",
        "severity": "medium",
        "enforcement": "advisory",
        "kind": "required_tags",
        "parameters": {"tags": {"owner": {}, "cost-centre": {"pattern": "[0-9]{4}"}}},
        "why": "Finance books what runs to a cost centre, and asks its owner when it grows.",
        "remedy": "Let default_tags of the provider set both.",
    },
    "staging-stays-small": {
        "title": "Machines of staging are small",
        "severity": "medium",
        "enforcement": "off",
        "types": ["aws_instance"],
        "kind": "cel",
        "condition": 'after.instance_type.matches("[0-9]+xlarge$")',
        "message": "it is larger than staging needs",
        "why": "Staging shows that a release works, not how much it carries.",
        "remedy": "Take a size up to large, or ask the owner of the workspace for a waiver.",
        "examples": {
            "violates": [{"after": {"instance_type": "m6i.4xlarge"}}],
            "passes": [{"after": {"instance_type": "t3.large"}}],
            "undetermined": [{"unknown": ["instance_type"]}],
        },
    },
}

WAIVERS = (
    DemoWaiver("web-staging", "staging-stays-small", "aws_instance.load_test[*]", company.JONAS,
               "The load test before the winter sale needs the size of production.", days_ago=3.4, days=28),
)  # fmt: skip

BUDGETS = (
    DemoBudget("All of production", Decimal(20_000), "labels", "env=prod"),
)  # fmt: skip
