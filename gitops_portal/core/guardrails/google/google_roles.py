"""Roles on projects, folders and organizations of Google Cloud: who may do far more than one job needs."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.kinds.granted import Granted
from gitops_portal.core.rules.rule import Rule, guardrail

BASIC = "roles/(owner|editor|viewer)"
MANAGES = (
    "roles/iam[.](securityAdmin|serviceAccountAdmin|serviceAccountKeyAdmin|serviceAccountOpenIdTokenCreator|"
    "workloadIdentityUser)"
)
ACTS = "roles/iam[.](serviceAccountUser|serviceAccountTokenCreator)"
ADMIN = "roles/(owner|editor|.*admin)"
DEFAULT = (
    "serviceAccount:([0-9]+-compute@developer[.]gserviceaccount[.]com|.*@appspot[.]gserviceaccount[.]com|"
    "[0-9]+@cloudservices[.]gserviceaccount[.]com)"
)
ADA = "user:ada@example.com"
DEPLOYER = "serviceAccount:deployer@example.iam.gserviceaccount.com"


def policies(level: str) -> set[str]:
    """The types that grant roles on a project, a folder or an organization."""
    return {f"google_{level}_iam_{each}" for each in ("binding", "member", "policy")}


def _granted(role: str, *members: str) -> list[dict[str, object]]:
    """One grant in the shapes of a binding and of a policy."""
    listed = ", ".join(f'"{member}"' for member in members)
    return [
        {"role": role, "members": [*members]},
        {"policy_data": f'{{"bindings": [{{"role": "{role}", "members": [{listed}]}}]}}'},
    ]


def _basic(level: str, checkov: str) -> Rule:
    binding, policy = _granted("roles/editor", ADA)
    return guardrail(
        f"gcp-{level}-basic-role",
        f"Nobody has a basic role on a whole {level}",
        Severity.MEDIUM,
        types=policies(level),
        why="Owner, editor and viewer reach into every service, those that come later included.",
        remedy='Grant the role of the job instead, such as role = "roles/run.developer".',
        references=(checkov, "PCI DSS 4.0.1 7.2.1", "PCI DSS 4.0.1 7.2.2", "NIST AC-6"),
        examples=(
            violates(binding),
            violates(policy, type=f"google_{level}_iam_policy"),
            violates({"role": "roles/owner", "member": ADA}, type=f"google_{level}_iam_member"),
            passes({"role": "roles/run.developer", "members": [ADA]}),
            undetermined({"role": UNKNOWN, "members": [ADA]}),
        ),
    )(Granted(f"it grants a basic role on the whole {level}", roles=BASIC))


def _impersonation(level: str, checkov: str, roles: str) -> Rule:
    binding, policy = _granted("roles/iam.serviceAccountAdmin", ADA)
    return guardrail(
        f"gcp-{level}-service-account-control",
        f"Nobody controls all service accounts of a {level}",
        Severity.MEDIUM,
        types=policies(level),
        why="Who may manage every service account, or act as any, has what the strongest of them has.",
        remedy="Grant it on the one account that needs it, by google_service_account_iam_member.",
        references=(checkov, "NIST AC-6"),
        examples=(
            violates(binding),
            violates(policy, type=f"google_{level}_iam_policy"),
            passes({"role": "roles/iam.roleViewer", "members": [ADA]}),
            undetermined({"role": UNKNOWN, "members": [ADA]}),
        ),
    )(Granted(f"it gives control over all service accounts of the {level}", roles=roles))


def _default_account(level: str, checkov: str) -> Rule:
    binding, policy = _granted(
        "roles/storage.admin", DEPLOYER, "serviceAccount:1234-compute@developer.gserviceaccount.com"
    )
    return guardrail(
        f"gcp-{level}-default-account",
        f"Default service accounts have no role on a {level}",
        Severity.MEDIUM,
        types=policies(level),
        why="Everything that names no account of its own runs as the default one, and has its rights.",
        remedy="Make a google_service_account for each job, and grant the role to that.",
        references=(checkov, "NIST AC-6"),
        examples=(
            violates(binding),
            violates(policy, type=f"google_{level}_iam_policy"),
            violates(
                {"role": "roles/editor", "member": "serviceAccount:example@appspot.gserviceaccount.com"},
                type=f"google_{level}_iam_member",
            ),
            passes({"role": "roles/storage.admin", "members": [DEPLOYER, ADA]}),
            undetermined({"role": "roles/storage.admin", "members": [UNKNOWN]}),
        ),
    )(Granted(f"it grants a role on the {level} to a default service account", members=DEFAULT))


google_roles = (
    _basic("project", "CKV_GCP_117"),
    _basic("folder", "CKV_GCP_116"),
    _basic("organization", "CKV_GCP_115"),
    _impersonation("project", "CKV_GCP_49", MANAGES),
    _impersonation("folder", "CKV_GCP_44", f"{MANAGES}|{ACTS}"),
    _impersonation("organization", "CKV_GCP_45", f"{MANAGES}|{ACTS}"),
    _default_account("project", "CKV_GCP_46"),
    _default_account("folder", "CKV_GCP_48"),
    _default_account("organization", "CKV_GCP_47"),
    guardrail(
        "gcp-project-act-as",
        "Nobody may act as every service account of a project",
        Severity.MEDIUM,
        types=policies("project"),
        why="Who may act as any account of the project has what the strongest of them has.",
        remedy="Grant it on the one account that needs it, by google_service_account_iam_member.",
        references=("CKV_GCP_41", "CIS GCP 3.0.0 1.6", "NIST AC-6"),
        examples=(
            violates({"role": "roles/iam.serviceAccountUser", "members": [ADA]}),
            violates({"role": "roles/iam.serviceAccountTokenCreator", "member": ADA}, type="google_project_iam_member"),
            passes({"role": "roles/run.developer", "members": [ADA]}),
            undetermined({"role": UNKNOWN, "members": [ADA]}),
        ),
    )(Granted("it lets its members act as every service account of the project", roles=ACTS)),
    guardrail(
        "gcp-project-account-admin",
        "Service accounts administer no project",
        Severity.MEDIUM,
        types=policies("project"),
        why="A key or token of such an account, once lost, is enough to change or delete everything it administers.",
        remedy='Grant only what the program does, such as role = "roles/storage.objectCreator".',
        references=("CKV_GCP_42", "CIS GCP 3.0.0 1.5", "PCI DSS 4.0.1 7.2.1", "PCI DSS 4.0.1 7.2.2", "NIST AC-6"),
        examples=(
            violates({"role": "roles/editor", "members": [DEPLOYER]}),
            violates({"role": "roles/compute.admin", "member": DEPLOYER}, type="google_project_iam_member"),
            passes({"role": "roles/storage.objectCreator", "members": [DEPLOYER]}),
            passes({"role": "roles/compute.admin", "members": [ADA]}),
            passes({"role": "roles/storage.objectCreator", "members": [UNKNOWN]}),
            undetermined({"role": "roles/compute.admin", "members": [UNKNOWN]}),
            violates(
                {"role": "roles/compute.admin", "member": UNKNOWN},
                type="google_project_iam_member",
                links={
                    "google_project_iam_member.this": {
                        "member": ("google_service_account.ci.email", "google_service_account.ci")
                    }
                },
            ),
        ),
    )(Granted("it makes a service account an administrator", roles=ADMIN, members="serviceAccount:.*")),
    guardrail(
        "gcp-service-account-key",
        "Service accounts have no keys that lie around",
        Severity.MEDIUM,
        types={"google_service_account_key"},
        why="A key never expires by itself, lies in the state, and works from anywhere for whoever has a copy.",
        remedy="Use workload identity federation, or the account that is attached to where the program runs.",
        references=("CIS GCP 3.0.0 1.4", "PCI DSS 4.0.1 8.2.2", "PCI DSS 4.0.1 8.3.2", "NIST IA-5"),
        examples=(
            violates({"public_key_type": "TYPE_X509_PEM_FILE"}),
            passes({"account_id": "deployer"}, type="google_service_account"),
        ),
    )(Forbidden("it is a key that lasts until somebody deletes it")),
)
