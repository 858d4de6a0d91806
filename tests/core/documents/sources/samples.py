"""A sample of every source: a small document of its kind, ours, with a secret in it."""

from __future__ import annotations

from typing import Any, Final

from tests.portal import ROOT

SECRET: Final = "made-up-Secret-9f3b71"


def _plan() -> bytes:
    return (ROOT / "tests" / "plans" / "secrets" / "plan.json").read_bytes()


def state(*resources: dict[str, Any], **said: Any) -> dict[str, Any]:
    """A state file of version 4."""
    document = {"version": 4, "terraform_version": "1.9.5", "serial": 7, "lineage": "3f0e-lineage", "outputs": {}}
    return {**document, "resources": list(resources), "check_results": None, **said}


def resource(kind: str, name: str, *instances: dict[str, Any], **said: Any) -> dict[str, Any]:
    provider = f'provider["registry.terraform.io/hashicorp/{kind.partition("_")[0]}"]'
    return {"mode": "managed", "type": kind, "name": name, "provider": provider, "instances": list(instances), **said}


def instance(attributes: dict[str, Any], *sensitive: str, **said: Any) -> dict[str, Any]:
    paths = [[{"type": "get_attr", "value": name}] for name in sensitive]
    return {"schema_version": 0, "attributes": attributes, "sensitive_attributes": paths, "private": "bnVsbA==", **said}


STATE: Final = state(
    resource("aws_vpc", "main", instance({"id": "vpc-1", "cidr_block": "10.0.0.0/16"})),
    resource(
        "aws_db_instance",
        "orders",
        instance({"id": "db-1", "password": SECRET, "engine": "postgres"}, "password", dependencies=["aws_vpc.main"]),
        module='module.data["eu.west"]',
    ),
    resource(
        "aws_instance",
        "web",
        *(instance({"id": f"i-{n}", "user_data": f"token={SECRET}"}, index_key=n) for n in range(2)),
    ),
    resource("aws_region", "here", instance({"name": "eu-west-1"}), mode="data"),
    outputs={
        "url": {"value": "https://orders.example", "type": "string"},
        "key": {"value": SECRET, "type": "string", "sensitive": True},
    },
)
SHOWN: Final = {
    "format_version": "1.0",
    "terraform_version": "1.9.5",
    "values": {
        "outputs": {"key": {"sensitive": True, "value": SECRET, "type": "string"}},
        "root_module": {
            "resources": [
                {
                    "address": "aws_vpc.main",
                    "mode": "managed",
                    "type": "aws_vpc",
                    "name": "main",
                    "provider_name": "registry.terraform.io/hashicorp/aws",
                    "schema_version": 1,
                    "values": {"id": "vpc-1"},
                    "sensitive_values": {},
                }
            ],
            "child_modules": [
                {
                    "address": 'module.data["eu.west"]',
                    "resources": [
                        {
                            "address": 'module.data["eu.west"].aws_db_instance.orders',
                            "mode": "managed",
                            "type": "aws_db_instance",
                            "name": "orders",
                            "provider_name": "registry.terraform.io/hashicorp/aws",
                            "values": {"id": "db-1", "password": SECRET, "note": f"it is {SECRET}"},
                            "sensitive_values": {"password": True},
                            "depends_on": ["aws_vpc.main"],
                            "tainted": True,
                        }
                    ],
                }
            ],
        },
    },
}


_BOT: Final = f"https://bot:{SECRET}@git.example/acme/shop.git"
ARGOCD: Final[dict[str, Any]] = {
    "apiVersion": "argoproj.io/v1alpha1",
    "kind": "Application",
    "metadata": {"name": "shop", "namespace": "argocd", "uid": "0f5c"},
    "spec": {
        "project": "default",
        "source": {
            "repoURL": _BOT,
            "path": "deploy",
            "targetRevision": "main",
            "helm": {"parameters": [{"name": "db.password", "value": SECRET}]},
        },
        "destination": {"server": "https://kubernetes.default.svc", "namespace": "shop"},
    },
    "status": {
        "reconciledAt": "2026-11-29T10:00:00Z",
        "sync": {"status": "OutOfSync", "revision": "5f3c1f0a"},
        "health": {"status": "Degraded", "message": f"cannot pull: {_BOT}"},
        "resources": [
            {"version": "v1", "kind": "Service", "namespace": "shop", "name": "web", "status": "Synced"},
            {"group": "apps", "kind": "Deployment", "namespace": "shop", "name": "web", "status": "OutOfSync"},
            {"kind": "Namespace", "name": "shop", "status": "OutOfSync", "requiresPruning": True},
        ],
        "conditions": [{"type": "ComparisonError", "message": f"failed to fetch {_BOT}"}],
    },
}
KUSTOMIZATION: Final[dict[str, Any]] = {
    "apiVersion": "kustomize.toolkit.fluxcd.io/v1",
    "kind": "Kustomization",
    "metadata": {"name": "apps", "namespace": "flux-system", "generation": 3},
    "spec": {"interval": "10m", "path": "./apps", "postBuild": {"substitute": {"password": SECRET}}},
    "status": {
        "observedGeneration": 3,
        "conditions": [
            {
                "type": "Ready",
                "status": "True",
                "reason": "ReconciliationSucceeded",
                "message": f"Applied revision: main@sha1:5f3c of {_BOT}",
            }
        ],
        "lastAppliedRevision": "main@sha1:5f3c",
        "lastAttemptedRevision": "main@sha1:5f3c",
        "history": [
            {
                "lastReconciled": "2026-11-29T10:00:00Z",
                "lastReconciledStatus": "ReconciliationSucceeded",
                "totalReconciliations": 7,
                "metadata": {"revision": "main@sha1:5f3c"},
            }
        ],
    },
}
EVENT: Final[dict[str, Any]] = {
    "involvedObject": {
        "apiVersion": "helm.toolkit.fluxcd.io/v2",
        "kind": "HelmRelease",
        "namespace": "shop",
        "name": "web",
        "uid": "7a01",
    },
    "severity": "error",
    "timestamp": "2026-11-29T10:00:00Z",
    "message": f"Cluster state has drifted from {_BOT}",
    "reason": "DriftDetected",
    "metadata": {"helm.toolkit.fluxcd.io/revision": "6.5.4", "password": SECRET},
    "reportingController": "helm-controller",
}
TOFU: Final[dict[str, Any]] = {
    "apiVersion": "infra.contrib.fluxcd.io/v1alpha2",
    "kind": "Terraform",
    "metadata": {"name": "network", "namespace": "flux-system", "generation": 2},
    "spec": {"approvePlan": "", "vars": [{"name": "password", "value": SECRET}]},
    "status": {
        "observedGeneration": 2,
        "plan": {"pending": "plan-main-5f3c"},
        "conditions": [
            {"type": "Ready", "status": "Unknown", "reason": "TerraformPlannedWithChanges", "message": _BOT}
        ],
        "lastPlanAt": "2026-11-29T10:00:00Z",
        "lastAttemptedRevision": "main@sha1:5f3c",
    },
}
ASSESSMENT: Final[dict[str, Any]] = {
    "payload_version": "2",
    "notification_configuration_id": "nc-1",
    "trigger_scope": "assessment",
    "trigger": "assessment:drifted",
    "message": f"Drift detected in {_BOT}",
    "details": {
        "new_assessment_result": {
            "id": "asmtres-1",
            "url": "/api/v2/assessment-results/asmtres-1",
            "succeeded": True,
            "drifted": True,
            "resources_drifted": 2,
            "resources_undrifted": 9,
            "all_checks_succeeded": False,
            "created_at": "2026-11-29T10:00:00Z",
        },
        "prior_assessment_result": None,
        "workspace_id": "ws-1",
        "workspace_name": "network",
        "organization_name": "acme",
    },
}


def samples() -> dict[str, bytes]:
    """By source."""
    import json

    return {
        "terraform-plan": _plan(),
        "terraform-state": json.dumps(STATE).encode(),
        "state-show": json.dumps(SHOWN).encode(),
        "argocd-application": json.dumps(ARGOCD).encode(),
        "flux-object": json.dumps(KUSTOMIZATION).encode(),
        "flux-event": json.dumps(EVENT).encode(),
        "tofu-controller": json.dumps(TOFU).encode(),
        "hcp-assessment": json.dumps(ASSESSMENT).encode(),
    }
