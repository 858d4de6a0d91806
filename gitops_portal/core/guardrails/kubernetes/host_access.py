"""What pods reach of the node that they run on, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.kinds.each_pod import EachPod
from gitops_portal.core.rules.kinds.forbidden import Forbidden
from gitops_portal.core.rules.pod_examples import container, deployment, manifest, pod
from gitops_portal.core.rules.pods import TYPES
from gitops_portal.core.rules.rule import guardrail

BASELINE = "Pod Security Standards baseline"
SOCKETS = r"/|/var/?|(/var)?/run/?|(/var)?/run/(docker|containerd|crio|podman|dockershim|cri-dockerd)(/.*|\.sock)?"
"""The sockets of container runtimes, and the folders that hold them."""

host_access = (
    guardrail(
        "k8s-host-pid",
        "Pods do not see the processes of the node",
        Severity.HIGH,
        types=TYPES,
        why="A pod in the node's process namespace reads what other pods keep in their environment, and may end them.",
        remedy="Leave host_pid out.",
        references=("CKV_K8S_17", "CIS Kubernetes 1.8 5.2.3", BASELINE, "NIST AC-6"),
        examples=(
            pod("violated", host_pid=True),
            pod("passed", host_pid=False),
            pod("passed"),
            pod("undetermined", host_pid=UNKNOWN),
            deployment("violated", hostPID=True),
            deployment("passed"),
            manifest("passed", "Service", spec={"hostPID": True}),
            manifest("undetermined", "Pod", spec=UNKNOWN),
        ),
    )(EachPod(Attribute("host_pid", Operator.IS_NOT_TRUE, "it sees the processes of its node"))),
    guardrail(
        "k8s-host-ipc",
        "Pods do not share memory with the node",
        Severity.HIGH,
        types=TYPES,
        why="A pod in the node's IPC namespace reads and writes what other programs share by memory there.",
        remedy="Leave host_ipc out.",
        references=("CKV_K8S_18", "CIS Kubernetes 1.8 5.2.4", BASELINE, "NIST AC-6"),
        examples=(
            pod("violated", host_ipc=True),
            pod("passed", host_ipc=False),
            pod("undetermined", host_ipc=UNKNOWN),
            deployment("violated", hostIPC=True),
            manifest("violated", "CronJob", spec={"jobTemplate": {"spec": {"template": {"spec": {"hostIPC": True}}}}}),
        ),
    )(EachPod(Attribute("host_ipc", Operator.IS_NOT_TRUE, "it shares memory with its node"))),
    guardrail(
        "k8s-host-network",
        "Pods have a network of their own",
        Severity.HIGH,
        types=TYPES,
        why=(
            "In the node's network a pod reaches what listens there for the node alone, and hears its traffic; "
            "network policies mostly do not hold for it."
        ),
        remedy="Leave host_network out.",
        references=("CKV_K8S_19", "CIS Kubernetes 1.8 5.2.5", BASELINE, "NIST SC-7"),
        examples=(
            pod("violated", host_network=True),
            pod("passed", host_network=False),
            pod("undetermined", host_network=UNKNOWN),
            deployment("violated", hostNetwork=True),
            manifest("violated", "Pod", spec={"hostNetwork": True}),
        ),
    )(EachPod(Attribute("host_network", Operator.IS_NOT_TRUE, "it is in the network of its node"))),
    guardrail(
        "k8s-host-path",
        "Pods mount no files of the node",
        Severity.MEDIUM,
        types=TYPES,
        why="Files of the node hold credentials, also those of other pods; who may write them may take the node over.",
        remedy="Use a persistent volume claim, a config_map or an empty_dir in place of host_path.",
        references=("CIS Kubernetes 1.8 5.2.12", BASELINE, "NIST AC-6"),
        examples=(
            pod("violated", volume=[{"name": "logs", "host_path": [{"path": "/var/log"}]}]),
            pod("passed", volume=[{"name": "work", "host_path": [], "empty_dir": [{}]}]),
            pod("undetermined", volume=[{"name": "work", "host_path": UNKNOWN}]),
            deployment("violated", volumes=[{"name": "logs", "hostPath": {"path": "/var/log"}}]),
            deployment("passed", volumes=[{"name": "work", "emptyDir": {}}]),
        ),
    )(EachPod(Attribute("host_path", Operator.IS_ABSENT, "it mounts files of its node", each="volume"))),
    guardrail(
        "k8s-runtime-socket",
        "Pods do not reach the container runtime of the node",
        Severity.HIGH,
        types=TYPES,
        why="Who may write the socket of the runtime starts containers as root of the node, outside of all rules.",
        remedy="Do not mount it; build images with a tool that needs no daemon.",
        references=("CKV_K8S_27", BASELINE, "NIST AC-6"),
        examples=(
            pod("violated", volume=[{"name": "docker", "host_path": [{"path": "/var/run/docker.sock"}]}]),
            pod("violated", volume=[{"name": "all", "host_path": [{"path": "/"}]}]),
            pod("violated", volume=[{"name": "run", "host_path": [{"path": "/run/containerd/containerd.sock"}]}]),
            pod("passed", volume=[{"name": "logs", "host_path": [{"path": "/var/log"}]}]),
            pod("undetermined", volume=[{"name": "logs", "host_path": [{"path": UNKNOWN}]}]),
            deployment("violated", volumes=[{"name": "docker", "hostPath": {"path": "/run/docker.sock"}}]),
        ),
    )(
        EachPod(
            Forbidden(
                "it mounts the socket of its node's container runtime, or what holds it",
                (Condition("path", Operator.MATCHES, (SOCKETS,)),),
                each="volume.host_path",
            )
        )
    ),
    guardrail(
        "k8s-host-port",
        "Containers open no ports of the node",
        Severity.MEDIUM,
        types=TYPES,
        why="A port of the node is reached past services and most network policies, and one pod a node can have it.",
        remedy="Leave host_port out, and make a service for it.",
        references=("CKV_K8S_26", "CIS Kubernetes 1.8 5.2.13", BASELINE, "NIST SC-7"),
        examples=(
            container("violated", port=[{"container_port": 80, "host_port": 8080}]),
            container("passed", port=[{"container_port": 80, "host_port": None}]),
            container("passed", port=[{"container_port": 80, "host_port": 0}]),
            container("undetermined", port=[{"container_port": 80, "host_port": UNKNOWN}]),
            deployment("violated", containers=[{"ports": [{"containerPort": 80, "hostPort": 80}]}]),
            deployment("passed", containers=[{"ports": [{"containerPort": 80}]}]),
        ),
    )(EachContainer(Attribute("host_port", Operator.AT_MOST, "it opens a port of its node", (0,), 0, each="port"))),
    guardrail(
        "k8s-host-process",
        "Pods on Windows are kept apart from their node",
        Severity.HIGH,
        types=TYPES,
        why="A HostProcess container runs on the Windows node itself, with its rights and its files.",
        remedy="Leave host_process out of windows_options.",
        references=("CIS Kubernetes 1.8 5.2.11", BASELINE, "NIST AC-6"),
        examples=(
            pod("violated", security_context=[{"windows_options": [{"host_process": True}]}]),
            container("violated", security_context=[{"windows_options": [{"host_process": True}]}]),
            container("passed", security_context=[{"windows_options": []}]),
            container("passed"),
            container("undetermined", security_context=[{"windows_options": [{"host_process": UNKNOWN}]}]),
            deployment("violated", securityContext={"windowsOptions": {"hostProcess": True}}),
        ),
    )(
        EachPod(
            Attribute(
                "security_context.windows_options.host_process",
                Operator.IS_NOT_TRUE,
                "it runs as a process of its Windows node",
            ),
            containers=True,
        )
    ),
)
