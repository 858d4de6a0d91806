"""What keeps containers apart from the kernel, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.each_container import EachContainer
from gitops_portal.core.rules.kinds.each_pod import EachPod
from gitops_portal.core.rules.pod_examples import container, deployment, pod
from gitops_portal.core.rules.pods import TYPES
from gitops_portal.core.rules.rule import guardrail

BASELINE = "Pod Security Standards baseline"
LABELS = ("container_t", "container_init_t", "container_kvm_t", "container_engine_t")
"""Types of SELinux that are meant for containers."""
HARMLESS = (
    "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_local_reserved_ports",
    "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ping_group_range", "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_rmem", "net.ipv4.tcp_syncookies", "net.ipv4.tcp_wmem",
)  # fmt: skip
"""Settings of the kernel that Kubernetes calls safe: they hold for one pod."""

isolation = (
    guardrail(
        "k8s-seccomp-off",
        "System calls are filtered",
        Severity.MEDIUM,
        types=TYPES,
        why="Without a filter a container may ask the kernel for anything, and most ways out of it begin there.",
        remedy='seccomp_profile {\n  type = "RuntimeDefault"\n}',
        references=("CIS Kubernetes 1.8 5.7.2", BASELINE, "NIST SC-39"),
        examples=(
            pod("violated", security_context=[{"seccomp_profile": [{"type": "Unconfined"}]}]),
            container("violated", security_context=[{"seccomp_profile": [{"type": "Unconfined"}]}]),
            container("passed", security_context=[{"seccomp_profile": [{"type": "RuntimeDefault"}]}]),
            container("passed", security_context=[]),
            container("undetermined", security_context=[{"seccomp_profile": [{"type": UNKNOWN}]}]),
            deployment("violated", securityContext={"seccompProfile": {"type": "Unconfined"}}),
        ),
    )(
        EachPod(
            Attribute(
                "security_context.seccomp_profile.type",
                Operator.IS_NOT,
                "its system calls are not filtered",
                ("Unconfined",),
            ),
            containers=True,
        )
    ),
    guardrail(
        "k8s-selinux-type",
        "Containers keep a type of SELinux that is meant for them",
        Severity.MEDIUM,
        types=TYPES,
        why="Types such as spc_t lift what SELinux keeps containers from.",
        remedy="Leave se_linux_options out.",
        references=(BASELINE, "NIST AC-3"),
        examples=(
            pod("violated", security_context=[{"se_linux_options": [{"type": "spc_t"}]}]),
            container("violated", security_context=[{"se_linux_options": [{"type": "spc_t"}]}]),
            container("passed", security_context=[{"se_linux_options": [{"type": "container_t"}]}]),
            container("passed", security_context=[{"se_linux_options": []}]),
            container("undetermined", security_context=[{"se_linux_options": [{"type": UNKNOWN}]}]),
            deployment("violated", containers=[{"securityContext": {"seLinuxOptions": {"type": "spc_t"}}}]),
        ),
    )(
        EachPod(
            Attribute(
                "security_context.se_linux_options.type",
                Operator.IS,
                "its type of SELinux is none that is meant for containers",
                LABELS,
                "container_t",
            ),
            containers=True,
        )
    ),
    guardrail(
        "k8s-selinux-user",
        "Containers choose no user of SELinux",
        Severity.MEDIUM,
        types=TYPES,
        why="Another user of SELinux may be allowed what containers are kept from.",
        remedy="Leave user out of se_linux_options.",
        references=(BASELINE, "NIST AC-3"),
        examples=(
            pod("violated", security_context=[{"se_linux_options": [{"user": "system_u"}]}]),
            pod("passed", security_context=[{"se_linux_options": [{"user": ""}]}]),
            pod("undetermined", security_context=[{"se_linux_options": [{"user": UNKNOWN}]}]),
            deployment("violated", containers=[{"securityContext": {"seLinuxOptions": {"user": "system_u"}}}]),
        ),
    )(
        EachPod(
            Attribute("security_context.se_linux_options.user", Operator.IS_NOT_SET, "it chooses a user of SELinux"),
            containers=True,
        )
    ),
    guardrail(
        "k8s-selinux-role",
        "Containers choose no role of SELinux",
        Severity.MEDIUM,
        types=TYPES,
        why="Another role of SELinux may be allowed what containers are kept from.",
        remedy="Leave role out of se_linux_options.",
        references=(BASELINE, "NIST AC-3"),
        examples=(
            pod("violated", security_context=[{"se_linux_options": [{"role": "sysadm_r"}]}]),
            pod("passed", security_context=[{"se_linux_options": [{"role": None}]}]),
            pod("undetermined", security_context=[{"se_linux_options": [{"role": UNKNOWN}]}]),
        ),
    )(
        EachPod(
            Attribute("security_context.se_linux_options.role", Operator.IS_NOT_SET, "it chooses a role of SELinux"),
            containers=True,
        )
    ),
    guardrail(
        "k8s-proc-mount",
        "Containers see a masked /proc",
        Severity.MEDIUM,
        types=TYPES,
        why="The files that the runtime hides in /proc tell much of the node, and change some of it.",
        remedy="Leave procMount out.",
        references=(BASELINE, "NIST AC-6"),
        examples=(
            deployment("violated", containers=[{"securityContext": {"procMount": "Unmasked"}}]),
            deployment("passed", containers=[{"securityContext": {"procMount": "Default"}}]),
            deployment("passed", containers=[{"name": "app"}]),
            deployment("undetermined", containers=[{"securityContext": {"procMount": UNKNOWN}}]),
        ),
    )(
        EachContainer(
            Attribute("security_context.proc_mount", Operator.IS, "it sees all of /proc", ("Default",), "Default")
        )
    ),
    guardrail(
        "k8s-unsafe-sysctls",
        "Pods change settings of the kernel only for themselves",
        Severity.MEDIUM,
        types=TYPES,
        why="Other settings of the kernel hold for all pods of the node, or lift what keeps them apart.",
        remedy="Leave the sysctl out, or set it on the node.",
        references=(BASELINE, "NIST CM-7"),
        examples=(
            pod("violated", security_context=[{"sysctl": [{"name": "kernel.msgmax", "value": "65536"}]}]),
            pod("passed", security_context=[{"sysctl": [{"name": "net.ipv4.tcp_syncookies", "value": "1"}]}]),
            pod("passed", security_context=[{"sysctl": []}]),
            pod("undetermined", security_context=[{"sysctl": [{"name": UNKNOWN, "value": "1"}]}]),
            deployment("violated", securityContext={"sysctls": [{"name": "kernel.msgmax", "value": "65536"}]}),
        ),
    )(
        EachPod(
            Attribute(
                "name",
                Operator.IS,
                "it changes a setting of the kernel beyond itself",
                HARMLESS,
                each="security_context.sysctl",
            )
        )
    ),
)
