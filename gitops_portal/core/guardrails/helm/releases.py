"""Releases of Helm, as far as plain settings tell, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Sensitive, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.rule import guardrail

PRIVILEGED = r"(.*[.])?privileged"
HOST = r"(.*[.])?host(network|pid|ipc)"
HIDDEN = (
    r"(?!.*automount)(.*[._-])?[a-z]*(password|passwd|passphrase|token|apikey|api_key|secretkey|accesskey|privatekey)"
)
"""What the name of a setting ends with that holds a secret."""

releases = (
    guardrail(
        "helm-repository-in-clear",
        "Charts are fetched by an encrypted connection",
        Severity.HIGH,
        types={"helm_release"},
        why="Whoever is on the way changes the chart, which then runs in the cluster.",
        remedy='repository = "https://charts.example.com"',
        references=(
            "NIST SC-8",
            "NIST SR-3",
        ),
        examples=(
            violates({"repository": "http://charts.example.com"}),
            passes({"repository": "https://charts.example.com"}),
            passes({"repository": "oci://registry.example.com/charts"}),
            passes({"chart": "./chart"}),
            undetermined({"repository": UNKNOWN}),
        ),
    )(
        Forbidden(
            "its chart is fetched by HTTP, without encryption",
            (Condition("repository", Operator.MATCHES, ("http://.*",)),),
        )
    ),
    guardrail(
        "helm-chart-in-clear",
        "Charts at an address are fetched by an encrypted connection",
        Severity.HIGH,
        types={"helm_release"},
        why="Whoever is on the way changes the chart, which then runs in the cluster.",
        remedy='chart = "https://charts.example.com/app-1.4.2.tgz"',
        references=(
            "NIST SC-8",
            "NIST SR-3",
        ),
        examples=(
            violates({"chart": "http://charts.example.com/app-1.4.2.tgz"}),
            passes({"chart": "https://charts.example.com/app-1.4.2.tgz"}),
            passes({"chart": "app"}),
            undetermined({"chart": UNKNOWN}),
        ),
    )(
        Forbidden(
            "its chart is fetched by HTTP, without encryption", (Condition("chart", Operator.MATCHES, ("http://.*",)),)
        )
    ),
    guardrail(
        "helm-no-version",
        "Charts of a repository have a version",
        Severity.MEDIUM,
        types={"helm_release"},
        why="The newest chart is installed, whatever it does, and each apply may take another one.",
        remedy='version = "1.4.2"',
        references=(
            "NIST CM-2",
            "NIST SR-3",
        ),
        examples=(
            violates({"repository": "https://charts.example.com", "version": None}),
            passes({"repository": "https://charts.example.com", "version": "1.4.2"}),
            passes({"chart": "./chart", "version": None}),
            undetermined({"repository": "https://charts.example.com", "version": UNKNOWN}),
        ),
    )(
        Forbidden(
            "the newest chart is taken",
            (Condition("version", Operator.IS_NOT_SET), Condition("repository", Operator.IS_SET)),
        )
    ),
    guardrail(
        "helm-privileged",
        "Releases set nothing to privileged",
        Severity.MEDIUM,
        types={"helm_release"},
        why="A privileged container is root of its node: it leaves the container at will.",
        remedy="Take the setting out.",
        references=("NIST AC-6",),
        examples=(
            violates({"set": [{"name": "controller.securityContext.privileged", "value": "true"}]}),
            passes({"set": [{"name": "controller.securityContext.privileged", "value": "false"}]}),
            passes({"set": [{"name": "replicas", "value": "2"}]}),
            passes({"set": []}),
            undetermined({"set": [{"name": "privileged", "value": UNKNOWN}]}),
        ),
    )(
        Forbidden(
            "it sets containers to privileged",
            (Condition("value", Operator.IS_TRUE), Condition("name", Operator.MATCHES, (PRIVILEGED,))),
            each="set",
        )
    ),
    guardrail(
        "helm-host-namespaces",
        "Releases leave the namespaces of the node alone",
        Severity.MEDIUM,
        types={"helm_release"},
        why="In a namespace of the node a pod sees its processes, its memory or its network.",
        remedy="Take the setting out.",
        references=(
            "NIST AC-6",
            "NIST SC-7",
        ),
        examples=(
            violates({"set": [{"name": "hostNetwork", "value": "true"}]}),
            violates({"set": [{"name": "agent.hostPID", "value": "true"}]}),
            passes({"set": [{"name": "hostNetwork", "value": "false"}]}),
            undetermined({"set": [{"name": "hostIPC", "value": UNKNOWN}]}),
        ),
    )(
        Forbidden(
            "it puts pods into a namespace of their node",
            (Condition("value", Operator.IS_TRUE), Condition("name", Operator.MATCHES, (HOST,))),
            each="set",
        )
    ),
    guardrail(
        "helm-secret-in-plan",
        "Releases mark the secrets that they set",
        Severity.MEDIUM,
        types={"helm_release"},
        why="A value of set stands in plans and in the state as any other, for whoever may look at them.",
        remedy='set_sensitive {\n  name  = "adminPassword"\n  value = var.admin_password\n}',
        references=("NIST IA-5",),
        examples=(
            violates({"set": [{"name": "adminPassword", "value": Sensitive("mac", suspected=True, text=True)}]}),
            violates({"set": [{"name": "auth.token", "value": "abc"}]}),
            passes({"set": [{"name": "auth.existingSecret", "value": "db"}]}),
            passes({"set": [{"name": "automountServiceAccountToken", "value": "true"}]}),
            passes({"set_sensitive": [{"name": "adminPassword", "value": "abc"}]}),
            undetermined({"set": [{"name": "adminPassword", "value": UNKNOWN}]}),
        ),
    )(
        Forbidden(
            "it sets a secret, by its name, that is not marked as one",
            (Condition("value", Operator.IS_SET), Condition("name", Operator.MATCHES, (HIDDEN,))),
            each="set",
        )
    ),
)
