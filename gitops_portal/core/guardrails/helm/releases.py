"""Releases of Helm, as far as their values tell, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Sensitive, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Operator
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.kinds.release_sets import sets
from gitops_portal.core.rules.pods import BASELINE_CAPABILITIES
from gitops_portal.core.rules.rule import guardrail

PRIVILEGED = r"(.*[.])?privileged"
HOST = r"(.*[.])?host(network|pid|ipc)"
ESCALATION = r"(.*[.])?allowprivilegeescalation"
USER = r"(.*[.])?runasuser"
ADDED = r"(.*[.])?capabilities[.]add(\[[0-9]+\])?"
PATH = r"(.*[.])?hostpath[.]path"
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
            violates({"values": ["controller:\n  securityContext:\n    privileged: true\n"]}),
            violates({"values": ['{"containers": [{"securityContext": {"privileged": true}}]}']}),
            passes({"values": ["privileged: true\n"], "set": [{"name": "privileged", "value": "false"}]}),
            passes({"values": ["privileged: true\n", "privileged: false\n"]}),
            undetermined({"values": [UNKNOWN]}),
        ),
    )(sets(PRIVILEGED, Operator.IS_TRUE, "it sets containers to privileged")),
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
            violates({"values": ["hostNetwork: true\n"]}),
            passes({"values": ["hostNetwork: false\n", ""]}),
        ),
    )(sets(HOST, Operator.IS_TRUE, "it puts pods into a namespace of their node")),
    guardrail(
        "helm-privilege-escalation",
        "Releases let no program gain rights",
        Severity.MEDIUM,
        types={"helm_release"},
        why="A program that may gain rights becomes root by any file with the setuid bit.",
        remedy="Set allowPrivilegeEscalation to false.",
        references=("NIST AC-6",),
        examples=(
            violates({"values": ["securityContext:\n  allowPrivilegeEscalation: true\n"]}),
            passes({"values": ["securityContext:\n  allowPrivilegeEscalation: false\n"]}),
            undetermined({"set": [{"name": "securityContext.allowPrivilegeEscalation", "value": UNKNOWN}]}),
        ),
    )(sets(ESCALATION, Operator.IS_TRUE, "it lets programs gain rights")),
    guardrail(
        "helm-user-root",
        "Releases do not run as root",
        Severity.MEDIUM,
        types={"helm_release"},
        why="What runs as root in a container is root on the node where it gets out.",
        remedy="Set runAsUser to another number than 0.",
        references=("NIST AC-6",),
        examples=(
            violates({"values": ["podSecurityContext:\n  runAsUser: 0\n"]}),
            violates({"set": [{"name": "securityContext.runAsUser", "value": "0"}]}),
            passes({"values": ["podSecurityContext:\n  runAsUser: 1000\n"]}),
            undetermined({"set": [{"name": "securityContext.runAsUser", "value": UNKNOWN}]}),
        ),
    )(sets(USER, Operator.IS, "it says that it runs as root", "0")),
    guardrail(
        "helm-capabilities-added",
        "Releases add no capabilities beyond the usual ones",
        Severity.MEDIUM,
        types={"helm_release"},
        why="Capabilities such as SYS_ADMIN or NET_ADMIN are half of what root may do on the node.",
        remedy="Take it out of capabilities.add.",
        references=("NIST AC-6",),
        examples=(
            violates({"values": ["securityContext:\n  capabilities:\n    add:\n    - SYS_ADMIN\n"]}),
            violates({"set": [{"name": "securityContext.capabilities.add", "value": "{CHOWN,NET_ADMIN}"}]}),
            passes({"values": ["securityContext:\n  capabilities:\n    add:\n    - NET_BIND_SERVICE\n"]}),
            undetermined({"set": [{"name": "securityContext.capabilities.add[0]", "value": UNKNOWN}]}),
        ),
    )(sets(ADDED, Operator.IS_NOT, "it gives containers capabilities beyond the usual ones", *BASELINE_CAPABILITIES)),
    guardrail(
        "helm-host-path",
        "Releases mount no files of their node",
        Severity.MEDIUM,
        types={"helm_release"},
        why="Whoever writes to files of the node can take it over, and whoever reads them finds the keys of others.",
        remedy="Take the volume out, or use a volume claim.",
        references=("NIST AC-6",),
        examples=(
            violates({"values": ["extraVolumes:\n- name: logs\n  hostPath:\n    path: /var/log\n"]}),
            passes({"values": ["extraVolumes:\n- name: logs\n  emptyDir: {}\n"]}),
            undetermined({"set": [{"name": "extraVolumes[0].hostPath.path", "value": UNKNOWN}]}),
        ),
    )(sets(PATH, Operator.IS_SET, "it mounts files of its node")),
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
