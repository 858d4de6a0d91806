"""What containers may do, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.kinds.each_pod import EachPod
from gitops_portal.core.rules.pod_examples import container, deployment, manifest, pod
from gitops_portal.core.rules.pods import BASELINE_CAPABILITIES, TYPES
from gitops_portal.core.rules.rule import guardrail

BASELINE = "Pod Security Standards baseline"
RESTRICTED = "Pod Security Standards restricted"

privileges = (
    guardrail(
        "k8s-privileged",
        "Containers are not privileged",
        Severity.CRITICAL,
        types=TYPES,
        why="A privileged container is root of its node: it leaves the container at will.",
        remedy="Leave privileged out, and add the one capability that is needed.",
        references=("CKV_K8S_16", "CIS Kubernetes 1.8 5.2.2", BASELINE, "NIST AC-6"),
        examples=(
            container("violated", security_context=[{"privileged": True}]),
            pod("violated", container=[{"name": "a"}], init_container=[{"security_context": [{"privileged": True}]}]),
            container("passed", security_context=[{"privileged": False}]),
            container("passed", security_context=[]),
            container("undetermined", security_context=[{"privileged": UNKNOWN}]),
            pod("undetermined", container=UNKNOWN),
            deployment("violated", containers=[{"name": "app", "securityContext": {"privileged": True}}]),
            deployment("violated", containers=[{}], initContainers=[{"securityContext": {"privileged": True}}]),
            deployment("passed", containers=[{"name": "app"}]),
            manifest("passed", "ConfigMap", data={"privileged": "true"}),
        ),
    )(EachContainer(Attribute("security_context.privileged", Operator.IS_NOT_TRUE, "it is root of its node"))),
    guardrail(
        "k8s-privilege-escalation",
        "Containers do not gain rights as they run",
        Severity.HIGH,
        types=TYPES,
        why=(
            "A program in it may gain more rights than the one that started it, by sudo for one. "
            "A security_context that says nothing of it allows it."
        ),
        remedy="security_context {\n  allow_privilege_escalation = false\n}",
        references=("CKV_K8S_20", "CIS Kubernetes 1.8 5.2.6", RESTRICTED, "NIST AC-6"),
        examples=(
            container("violated", security_context=[{"allow_privilege_escalation": True}]),
            container("passed", security_context=[{"allow_privilege_escalation": False}]),
            container("passed", security_context=[]),
            container("undetermined", security_context=[{"allow_privilege_escalation": UNKNOWN}]),
            pod(
                "passed",
                os=[{"name": "windows"}],
                container=[{"security_context": [{"allow_privilege_escalation": True}]}],
            ),
            pod(
                "undetermined",
                os=[{"name": UNKNOWN}],
                container=[{"security_context": [{"allow_privilege_escalation": True}]}],
            ),
            deployment("violated", containers=[{"securityContext": {"allowPrivilegeEscalation": True}}]),
        ),
    )(
        EachContainer(
            Attribute(
                "security_context.allow_privilege_escalation",
                Operator.IS_NOT_TRUE,
                "programs in it may gain rights",
            ),
            linux=True,
        )
    ),
    guardrail(
        "k8s-escalation-not-ruled-out",
        "Containers say that they do not gain rights as they run",
        Severity.LOW,
        types=TYPES,
        why="Kubernetes lets programs gain rights where nobody says otherwise.",
        remedy="security_context {\n  allow_privilege_escalation = false\n}",
        references=("CIS Kubernetes 1.8 5.2.6", RESTRICTED, "NIST AC-6"),
        examples=(
            container("violated", security_context=[]),
            container("passed", security_context=[{"allow_privilege_escalation": False}]),
            container("undetermined", security_context=UNKNOWN),
            pod("passed", os=[{"name": "windows"}], container=[{"security_context": []}]),
            deployment("violated", containers=[{"securityContext": {"privileged": False}}]),
        ),
    )(
        EachContainer(
            Attribute(
                "security_context.allow_privilege_escalation",
                Operator.IS_PRESENT,
                "it does not say that programs in it gain no rights, and so they may",
            ),
            linux=True,
        )
    ),
    guardrail(
        "k8s-capabilities-added",
        "Containers get no capabilities beyond the usual ones",
        Severity.HIGH,
        types=TYPES,
        why="Capabilities such as SYS_ADMIN or NET_ADMIN are most of what root of the node may do.",
        remedy="Take it out of capabilities.add; few programs need more than NET_BIND_SERVICE.",
        references=("CKV_K8S_24", "CIS Kubernetes 1.8 5.2.9", BASELINE, "NIST AC-6"),
        examples=(
            container("violated", security_context=[{"capabilities": [{"add": ["SYS_ADMIN"]}]}]),
            container("violated", security_context=[{"capabilities": [{"add": ["CHOWN", "ALL"]}]}]),
            container("passed", security_context=[{"capabilities": [{"add": ["CHOWN", "NET_BIND_SERVICE"]}]}]),
            container("passed", security_context=[{"capabilities": [{"add": None}]}]),
            container("undetermined", security_context=[{"capabilities": [{"add": UNKNOWN}]}]),
            deployment("violated", containers=[{"securityContext": {"capabilities": {"add": ["NET_RAW"]}}}]),
        ),
    )(
        EachContainer(
            Attribute(
                "security_context.capabilities.add",
                Operator.HAS_ONLY,
                "it gets capabilities beyond the usual ones",
                BASELINE_CAPABILITIES,
            ),
            linux=True,
        )
    ),
    guardrail(
        "k8s-capabilities-kept",
        "Containers give up all capabilities",
        Severity.LOW,
        types=TYPES,
        why="A container keeps fourteen capabilities of root that most programs never use, and attackers do.",
        remedy='capabilities {\n  drop = ["ALL"]\n}',
        references=("CKV_K8S_37", "CIS Kubernetes 1.8 5.2.10", RESTRICTED, "NIST AC-6"),
        examples=(
            container("violated", security_context=[{"capabilities": [{"drop": ["NET_RAW"]}]}]),
            container("violated", security_context=[]),
            container("passed", security_context=[{"capabilities": [{"drop": ["ALL"]}]}]),
            container("undetermined", security_context=[{"capabilities": [{"drop": [UNKNOWN]}]}]),
            deployment("passed", containers=[{"securityContext": {"capabilities": {"drop": ["all"]}}}]),
            deployment("violated", containers=[{"name": "app"}]),
        ),
    )(
        EachContainer(
            Attribute(
                "security_context.capabilities.drop",
                Operator.HAS,
                "it keeps capabilities of root",
                ("ALL",),
            ),
            linux=True,
        )
    ),
    guardrail(
        "k8s-capabilities-added-back",
        "Containers take back one capability at most",
        Severity.LOW,
        types=TYPES,
        why="To open a port below 1024 is all that a program without root may need.",
        remedy='capabilities {\n  drop = ["ALL"]\n  add  = ["NET_BIND_SERVICE"]\n}',
        references=("CKV_K8S_25", RESTRICTED, "NIST AC-6"),
        examples=(
            container("violated", security_context=[{"capabilities": [{"add": ["CHOWN"]}]}]),
            container("passed", security_context=[{"capabilities": [{"add": ["NET_BIND_SERVICE"]}]}]),
            container("undetermined", security_context=[{"capabilities": UNKNOWN}]),
        ),
    )(
        EachContainer(
            Attribute(
                "security_context.capabilities.add",
                Operator.HAS_ONLY,
                "it gets more than NET_BIND_SERVICE",
                ("NET_BIND_SERVICE",),
            ),
            linux=True,
        )
    ),
    guardrail(
        "k8s-user-root",
        "Nothing says that a container runs as root",
        Severity.MEDIUM,
        types=TYPES,
        why="Root in a container is root of the node as soon as it gets out, and owns all that is mounted.",
        remedy="Set run_as_user to a number above 0, or leave it out and set run_as_non_root = true.",
        references=("CIS Kubernetes 1.8 5.2.7", RESTRICTED, "NIST AC-6"),
        examples=(
            container("violated", security_context=[{"run_as_user": "0"}]),
            pod("violated", security_context=[{"run_as_user": 0}]),
            container("passed", security_context=[{"run_as_user": "1000"}]),
            container("passed", security_context=[{"run_as_user": None}]),
            container("undetermined", security_context=[{"run_as_user": UNKNOWN}]),
            deployment("violated", containers=[{"securityContext": {"runAsUser": 0}}]),
        ),
    )(
        EachPod(
            Attribute("security_context.run_as_user", Operator.IS_NOT, "it says that it runs as root", ("0",)),
            containers=True,
        )
    ),
    guardrail(
        "k8s-writable-root",
        "The file system of an image is read-only",
        Severity.LOW,
        types=TYPES,
        why="What gets into a container can change its programs and stay as long as the container does.",
        remedy="Set read_only_root_filesystem = true and mount an empty_dir where it has to write.",
        references=("CKV_K8S_22", "NIST CM-7"),
        examples=(
            container("violated", security_context=[{"read_only_root_filesystem": False}]),
            container("violated", security_context=[{"privileged": False}]),
            container("passed", security_context=[{"read_only_root_filesystem": True}]),
            container("passed", security_context=[]),
            container("undetermined", security_context=[{"read_only_root_filesystem": UNKNOWN}]),
            deployment("violated", containers=[{"securityContext": {"privileged": False}}]),
            deployment("passed", containers=[{"securityContext": {"readOnlyRootFilesystem": True}}]),
        ),
    )(
        EachContainer(
            Attribute(
                "read_only_root_filesystem",
                Operator.IS_TRUE,
                "programs in it can change its own files",
                each="security_context",
            )
        )
    ),
    guardrail(
        "k8s-no-security-context",
        "Containers say what they may do",
        Severity.LOW,
        types=TYPES,
        why="Without a security_context a container may do all that the cluster lets it: mostly run as root.",
        remedy=(
            "security_context {\n"
            "  allow_privilege_escalation = false\n"
            "  read_only_root_filesystem  = true\n"
            "  run_as_non_root            = true\n"
            "}"
        ),
        references=("CKV_K8S_30", "CIS Kubernetes 1.8 5.7.3", "NIST CM-6"),
        examples=(
            container("violated", security_context=[]),
            container("passed", security_context=[{"privileged": False}]),
            container("undetermined", security_context=UNKNOWN),
            deployment("violated", containers=[{"name": "app"}]),
            deployment("passed", containers=[{"securityContext": {"privileged": False}}]),
        ),
    )(EachContainer(Attribute("security_context", Operator.IS_PRESENT, "it has no security context"))),
)
