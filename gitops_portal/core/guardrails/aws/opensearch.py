"""Domains of OpenSearch and Elasticsearch: what guards their data, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.rule import guardrail

TYPES = frozenset({"aws_elasticsearch_domain", "aws_opensearch_domain"})

opensearch = (
    guardrail(
        "opensearch-unencrypted",
        "OpenSearch domains are encrypted at rest",
        Severity.HIGH,
        types=TYPES,
        why="Whoever gets hold of its disks, indices or snapshots reads all that was ever indexed.",
        remedy="encrypt_at_rest {\n  enabled = true\n}",
        references=("CKV_AWS_5", "FSBP ES.1", "FSBP Opensearch.1", "NIST SC-28"),
        examples=(
            violates({}),
            violates({"encrypt_at_rest": [{"enabled": False}]}, type="aws_opensearch_domain"),
            passes({"encrypt_at_rest": [{"enabled": True}]}),
            undetermined({"encrypt_at_rest": [{"enabled": UNKNOWN}]}),
        ),
    )(Attribute("encrypt_at_rest.enabled", Operator.IS_TRUE, "its data is not encrypted", computed=True)),
    guardrail(
        "opensearch-default-key",
        "OpenSearch domains are encrypted with a key of your own",
        Severity.LOW,
        types=TYPES,
        why="Who may use the default key of the service cannot be restricted, and it cannot be revoked.",
        remedy="Set kms_key_id in encrypt_at_rest to the ARN of a key of your own.",
        references=("CKV_AWS_247", "NIST SC-12"),
        examples=(
            violates({"encrypt_at_rest": [{"enabled": True}]}),
            passes({"encrypt_at_rest": [{"enabled": True, "kms_key_id": "arn:aws:kms:eu-west-1:1:key/2"}]}),
            passes({"encrypt_at_rest": [{"enabled": False}]}),
            undetermined({"encrypt_at_rest": [{"enabled": True, "kms_key_id": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "encrypt_at_rest.kms_key_id",
            Operator.IS_SET,
            "the default key of the service encrypts it",
            computed=True,
            when=(Condition("encrypt_at_rest.enabled", Operator.IS_TRUE, computed=True),),
        )
    ),
    guardrail(
        "opensearch-public",
        "OpenSearch domains stand in a VPC",
        Severity.HIGH,
        types=TYPES,
        why="The internet reaches the endpoint of a domain outside of a VPC; an access policy is all that guards it.",
        remedy="vpc_options {\n  subnet_ids         = var.private_subnets\n  security_group_ids = [var.group]\n}",
        references=("CKV_AWS_137", "FSBP ES.2", "FSBP Opensearch.2", "PCI DSS 4.0.1 1.4.4", "NIST SC-7"),
        examples=(
            violates({}),
            violates({"vpc_options": []}),
            passes({"vpc_options": [{"subnet_ids": ["subnet-1"]}]}),
            passes({"vpc_options": [{"subnet_ids": UNKNOWN}]}),
            undetermined({"vpc_options": UNKNOWN}),
        ),
    )(Attribute("vpc_options", Operator.IS_PRESENT, "the internet reaches its endpoint")),
    guardrail(
        "opensearch-nodes-unencrypted",
        "Nodes of OpenSearch domains talk encrypted",
        Severity.MEDIUM,
        types=TYPES,
        why="What nodes tell each other, documents among it, can be read on the network between them.",
        remedy="node_to_node_encryption {\n  enabled = true\n}",
        references=("CKV_AWS_6", "FSBP ES.3", "FSBP Opensearch.3", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({}),
            violates({"node_to_node_encryption": [{"enabled": False}]}),
            passes({"node_to_node_encryption": [{"enabled": True}]}),
            undetermined({"node_to_node_encryption": [{"enabled": UNKNOWN}]}),
        ),
    )(Attribute("node_to_node_encryption.enabled", Operator.IS_TRUE, "its nodes talk in plain text", computed=True)),
    guardrail(
        "opensearch-plaintext",
        "OpenSearch domains take HTTPS alone",
        Severity.HIGH,
        types=TYPES,
        why="Queries, documents and credentials that come by HTTP can be read and changed on the way.",
        remedy="domain_endpoint_options {\n  enforce_https = true\n}",
        references=("CKV_AWS_83", "NIST SC-8"),
        examples=(
            violates({"domain_endpoint_options": [{"enforce_https": False}]}),
            passes({"domain_endpoint_options": [{"enforce_https": True}]}),
            # what the service then does is not documented
            undetermined({}),
            undetermined({"domain_endpoint_options": UNKNOWN}),
        ),
    )(
        Attribute(
            "domain_endpoint_options.enforce_https",
            Operator.IS_TRUE,
            "it takes plain HTTP",
            unset=UNKNOWN,
            computed=True,
        )
    ),
    guardrail(
        "opensearch-old-tls",
        "OpenSearch domains ask for TLS 1.2",
        Severity.MEDIUM,
        types=TYPES,
        why="TLS 1.0 and 1.1 are broken, and a client can be talked down to them.",
        remedy='Set tls_security_policy = "Policy-Min-TLS-1-2-2019-07" in domain_endpoint_options.',
        references=("CKV_AWS_228", "FSBP ES.8", "FSBP Opensearch.8", "PCI DSS 4.0.1 4.2.1", "NIST SC-8"),
        examples=(
            violates({"domain_endpoint_options": [{"tls_security_policy": "Policy-Min-TLS-1-0-2019-07"}]}),
            passes({"domain_endpoint_options": [{"tls_security_policy": "Policy-Min-TLS-1-2-2019-07"}]}),
            passes({"domain_endpoint_options": [{"tls_security_policy": "Policy-Min-TLS-1-2-PFS-2023-10"}]}),
            undetermined({"domain_endpoint_options": [{"enforce_https": True}]}),
            undetermined({}),
        ),
    )(
        Attribute(
            "domain_endpoint_options.tls_security_policy",
            Operator.MATCHES,
            "it takes TLS 1.0",
            expected=("policy-min-tls-1-[23]-.*",),
            unset=UNKNOWN,
            computed=True,
        )
    ),
    guardrail(
        "opensearch-default-security-group",
        "OpenSearch domains have a security group of their own",
        Severity.LOW,
        types=TYPES,
        why="Everything that nobody gave a group to shares the default one of the VPC, and may reach the domain.",
        remedy="Set security_group_ids in vpc_options.",
        references=("CKV_AWS_248", "NIST SC-7"),
        examples=(
            violates({"vpc_options": [{"subnet_ids": ["subnet-1"]}]}),
            violates({"vpc_options": [{"subnet_ids": ["subnet-1"], "security_group_ids": []}]}),
            passes({"vpc_options": [{"subnet_ids": ["subnet-1"], "security_group_ids": ["sg-1"]}]}),
            passes({}),
            undetermined({"vpc_options": [{"subnet_ids": ["subnet-1"], "security_group_ids": UNKNOWN}]}),
            undetermined({"vpc_options": UNKNOWN}),
        ),
    )(
        Attribute(
            "vpc_options.security_group_ids",
            Operator.IS_PRESENT,
            "it has the default security group of its VPC",
            when=(Condition("vpc_options", Operator.IS_PRESENT),),
        )
    ),
)
