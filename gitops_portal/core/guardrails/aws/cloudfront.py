"""CloudFront: what distributions have to say, and examples of it."""

from __future__ import annotations

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.condition import Condition
from gitops_portal.core.rules.examples import passes, undetermined, violates
from gitops_portal.core.rules.kinds.attribute import Attribute, Operator
from gitops_portal.core.rules.kinds.companion import Companion
from gitops_portal.core.rules.kinds.either import Either
from gitops_portal.core.rules.rule import guardrail

cloudfront = (
    guardrail(
        "cloudfront-no-failover",
        "CloudFront has a second origin to turn to",
        Severity.LOW,
        types={"aws_cloudfront_distribution"},
        why="When the only origin is down, so is everything that is not in the cache.",
        remedy="Put two origins into an origin_group, and let the behavior's target_origin_id be the group's.",
        references=("CKV_AWS_310", "FSBP CloudFront.4", "NIST CP-10"),
        examples=(
            violates({"origin": [{"origin_id": "a"}]}),
            violates({"origin_group": []}),
            passes({"origin_group": [{"origin_id": "both", "member": [{"origin_id": "a"}, {"origin_id": "b"}]}]}),
            undetermined({"origin_group": UNKNOWN}),
        ),
    )(Attribute("origin_group", Operator.IS_PRESENT, "it has no group of origins to fail over in")),
    guardrail(
        "cloudfront-no-root-object",
        "CloudFront answers its root with an object that is named",
        Severity.LOW,
        types={"aws_cloudfront_distribution"},
        why="Without one, who asks for the root is passed on to the origin, which may list all it holds.",
        remedy='Set default_root_object = "index.html".',
        references=("CKV_AWS_305", "FSBP CloudFront.1", "PCI DSS 4.0.1 2.2.6", "NIST SC-7"),
        examples=(
            violates({"enabled": True}),
            violates({"default_root_object": ""}),
            passes({"default_root_object": "index.html"}),
            undetermined({"default_root_object": UNKNOWN}),
        ),
    )(Attribute("default_root_object", Operator.IS_SET, "no object is named for its root")),
    guardrail(
        "cloudfront-no-log",
        "CloudFront logs requests",
        Severity.LOW,
        types={"aws_cloudfront_distribution"},
        why="Without a log nobody can tell afterwards who asked for what.",
        remedy='logging_config {\n  bucket = "logs.s3.amazonaws.com"\n}',
        references=("CKV_AWS_86", "FSBP CloudFront.5", "PCI DSS 4.0.1 10.4.2", "NIST AU-2"),
        examples=(
            violates({"arn": "arn:aws:cloudfront::111122223333:distribution/E1"}),
            passes({"logging_config": [{"bucket": "logs.s3.amazonaws.com"}]}),
            passes(
                {"arn": "arn:aws:cloudfront::111122223333:distribution/E1"},
                beside={
                    "aws_cloudwatch_log_delivery_source.this": {
                        "log_type": "ACCESS_LOGS",
                        "resource_arn": "arn:aws:cloudfront::111122223333:distribution/E1",
                    }
                },
            ),
            undetermined({"arn": "arn:aws:cloudfront::111122223333:distribution/E1", "logging_config": UNKNOWN}),
        ),
    )(
        Companion(
            "aws_cloudwatch_log_delivery_source",
            "resource_arn",
            "the plan holds no log of what it is asked for",
            unless=(Condition("logging_config", Operator.IS_PRESENT),),
        )
    ),
    guardrail(
        "cloudfront-bucket-unidentified",
        "CloudFront says who it is to buckets",
        Severity.MEDIUM,
        types={"aws_cloudfront_distribution"},
        why="A bucket that can't tell CloudFront from others has to be open to all, past the distribution.",
        remedy="Set origin_access_control_id = aws_cloudfront_origin_access_control.this.id in the origin.",
        references=("NIST AC-3",),
        examples=(
            violates({"origin": [{"domain_name": "site.s3.amazonaws.com"}]}),
            violates({"origin": [{"s3_origin_config": [{"origin_access_identity": ""}]}]}),
            passes({"origin": [{"origin_access_control_id": "E2QWRUHAPOMQZL"}]}),
            passes(
                {"origin": [{"s3_origin_config": [{"origin_access_identity": "origin-access-identity/cloudfront/E1"}]}]}
            ),
            passes({"origin": [{"custom_origin_config": [{"origin_protocol_policy": "https-only"}]}]}),
            passes({"origin": [{"vpc_origin_config": [{"vpc_origin_id": "vo-1"}]}]}),
            undetermined({"origin": [{"origin_access_control_id": UNKNOWN}]}),
        ),
    )(
        Either(
            (
                Condition("origin_access_control_id", Operator.IS_SET),
                Condition("s3_origin_config.origin_access_identity", Operator.IS_SET),
            ),
            "the origin is a bucket that can't tell CloudFront from others",
            each="origin",
            when=(
                Condition("custom_origin_config", Operator.IS_ABSENT),
                Condition("vpc_origin_config", Operator.IS_ABSENT),
            ),
        )
    ),
    guardrail(
        "cloudfront-no-firewall",
        "CloudFront has a web firewall",
        Severity.LOW,
        types={"aws_cloudfront_distribution"},
        why="Without a web ACL nothing stands between the internet and flaws of the application behind it.",
        remedy="Set web_acl_id = aws_wafv2_web_acl.this.arn.",
        references=("CKV_AWS_68", "FSBP CloudFront.6", "PCI DSS 4.0.1 6.4.2", "NIST SC-7"),
        examples=(
            violates({"enabled": True}),
            passes({"web_acl_id": "arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/0a1b2c3d"}),
            undetermined({"web_acl_id": UNKNOWN}),
        ),
    )(Attribute("web_acl_id", Operator.IS_SET, "no web ACL stands before it")),
    guardrail(
        "cloudfront-default-certificate",
        "CloudFront uses a certificate of yours",
        Severity.LOW,
        types={"aws_cloudfront_distribution"},
        why="With CloudFront's own certificate clients may speak TLS 1.0, whatever else is said.",
        remedy=(
            "viewer_certificate {\n"
            "  acm_certificate_arn      = aws_acm_certificate.this.arn\n"
            '  minimum_protocol_version = "TLSv1.2_2021"\n'
            '  ssl_support_method       = "sni-only"\n'
            "}"
        ),
        references=("CKV2_AWS_42", "FSBP CloudFront.7", "NIST SC-8"),
        examples=(
            violates({"viewer_certificate": [{"cloudfront_default_certificate": True}]}),
            passes({"viewer_certificate": [{"acm_certificate_arn": UNKNOWN, "ssl_support_method": "sni-only"}]}),
            undetermined({"viewer_certificate": [{"cloudfront_default_certificate": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "viewer_certificate.cloudfront_default_certificate",
            Operator.IS_NOT_TRUE,
            "it uses CloudFront's own certificate",
        )
    ),
    guardrail(
        "cloudfront-old-tls",
        "CloudFront asks for TLS 1.2",
        Severity.MEDIUM,
        types={"aws_cloudfront_distribution"},
        why="Older versions of TLS have flaws by which others on the way read along.",
        remedy='Set minimum_protocol_version = "TLSv1.2_2021" in viewer_certificate.',
        references=("CKV_AWS_174", "NIST SC-8"),
        examples=(
            violates({"viewer_certificate": [{"acm_certificate_arn": "arn:aws:acm:us-east-1:1:certificate/a"}]}),
            violates({"viewer_certificate": [{"minimum_protocol_version": "TLSv1.1_2016"}]}),
            passes({"viewer_certificate": [{"minimum_protocol_version": "TLSv1.2_2021"}]}),
            passes({"viewer_certificate": [{"minimum_protocol_version": "TLSv1.3_2025"}]}),
            passes({"viewer_certificate": [{"cloudfront_default_certificate": True}]}),
            undetermined({"viewer_certificate": [{"minimum_protocol_version": UNKNOWN}]}),
        ),
    )(
        Attribute(
            "minimum_protocol_version",
            Operator.MATCHES,
            "clients may speak a version of TLS before 1.2",
            expected=(r"TLSv1\.[23]_.*",),
            unset="TLSv1",
            each="viewer_certificate",
            when=(Condition("cloudfront_default_certificate", Operator.IS_NOT_TRUE),),
        )
    ),
)
