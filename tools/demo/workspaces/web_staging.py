"""`web-staging`: the web shop's rehearsal stage. Its story: a test machine with a public address is blocked, then superseded."""

# ruff: noqa: E501, PLR0913  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.author import Block, Provider, Stack
from tools.demo.company import (
    GITHUB,
    HANNA,
    INGRID,
    JONAS,
    TOMAS,
    Story,
    applied,
    approved,
    aws,
    backbone,
    overridden,
)
from tools.demo.modules import (
    Network,
    bucket,
    key,
    log_group,
    network,
    our,
    policy,
    postgres,
    role_for,
    rule,
    security_group,
)
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

SLUG = "web-staging"
REGION = "eu-west-1"
AMI = "ami-0c38b837cd80f13bb"


def stack(
    *,
    instance_type: str = "t3.large",
    desired: int = 2,
    release: str = "r418",
    load_test: bool = False,
    public_load_test: bool = False,
    price_class: str = "PriceClass_100",
) -> Stack:
    made = aws(
        REGION,
        env="staging",
        team="web",
        account="550139284471",
        more=(Provider("aws.us_east_1", {"region": "us-east-1"}),),
    )
    root = made.root
    password = made.variable("database_password", "Sx4-purple-otter-81", sensitive=True)
    session = made.variable(
        "session_signing_key",
        "b64:5Jm0Zk9aQ2xvdWRzQXJlV2F0ZXI",
        sensitive=True,
        description="Signs the shop's session cookies",
    )
    net = network(root, "web-staging", prefix="10.70", region=REGION, gateways=1)
    encryption = key(root, "web", "web-staging")
    alarms = root.resource(
        "aws_sns_topic", "alarms", name="web-staging-alarms", kms_master_key_id=encryption["id"], tags=None
    )
    balancer_group = security_group(
        root, "balancer", "web-staging-alb", net.vpc, rule(443, "from the content network", cidrs=["0.0.0.0/0"])
    )
    web_group = security_group(
        root, "web", "web-staging-web", net.vpc, rule(8080, "from the load balancer", groups=[balancer_group["id"]])
    )
    listener, targets = _balancer(made, net, balancer_group)
    _fleet(made, net, web_group, targets, session, instance_type=instance_type, desired=desired, release=release)
    postgres(
        root,
        "database",
        "web-staging",
        net,
        password=password,
        size="db.t4g.medium",
        storage=50,
        clients=[web_group],
        encryption=encryption,
        alarms=alarms,
        multi_az=False,
        retention=3,
        protected=False,
        db_name="shop",
    )
    _edge(made, listener, encryption, price_class)
    if load_test or public_load_test:
        group = security_group(root, "load_test", "web-staging-load-test", net.vpc)
        root.resource(
            "aws_instance",
            "load_test",
            each={0: {"tags": {"Name": "load-test-0"}}, 1: {"tags": {"Name": "load-test-1"}}},
            ami=AMI,
            instance_type="c6i.2xlarge",
            subnet_id=net.public.at("eu-west-1a") if public_load_test else net.private.at("eu-west-1a"),
            associate_public_ip_address=public_load_test,
            vpc_security_group_ids=[group["id"]],
            monitoring=not public_load_test,
            metadata_options=[
                {
                    "http_endpoint": "enabled",
                    "http_put_response_hop_limit": 1,
                    "http_tokens": "required",
                    "instance_metadata_tags": "disabled",
                }
            ],
            root_block_device=[
                {
                    "volume_type": "gp3",
                    "volume_size": 50,
                    "encrypted": True,
                    "delete_on_termination": True,
                    "iops": 3000,
                    "throughput": 125,
                }
            ],
        )
    made.output("shared_vpc_id", backbone(made, "shared_vpc_id")["outputs.shared_vpc_id"])
    made.output("shop_url", "https://staging.northwind-freight.example")
    return made


def _balancer(made: Stack, net: Network, group: Block) -> tuple[Block, Block]:
    root = made.root
    balancer = root.resource(
        "aws_lb",
        "web",
        name="web-staging",
        internal=False,
        load_balancer_type="application",
        security_groups=[group["id"]],
        subnets=net.public.all(),
        enable_deletion_protection=False,
        access_logs=[{"bucket": "nwf-access-logs-staging", "enabled": True, "prefix": "web"}],
        tags=None,
    )
    targets = root.resource(
        "aws_lb_target_group",
        "web",
        name="web-staging",
        port=8080,
        protocol="HTTP",
        target_type="instance",
        vpc_id=net.vpc["id"],
        tags=None,
        health_check=[
            {
                "enabled": True,
                "path": "/healthz",
                "interval": 15,
                "matcher": "200",
                "healthy_threshold": 2,
                "timeout": 5,
            }
        ],
    )
    certificate = root.resource(
        "aws_acm_certificate",
        "web",
        domain_name="staging.northwind-freight.example",
        subject_alternative_names=["staging.northwind-freight.example"],
        validation_method="DNS",
        tags=None,
    )
    root.resource(
        "aws_lb_listener",
        "https",
        load_balancer_arn=balancer["arn"],
        port=443,
        protocol="HTTPS",
        ssl_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
        certificate_arn=certificate["arn"],
        default_action=[{"type": "forward", "target_group_arn": targets["arn"]}],
        tags=None,
    )
    return balancer, targets


def _fleet(
    made: Stack,
    net: Network,
    group: Block,
    targets: Block,
    session: Any,
    *,
    instance_type: str,
    desired: int,
    release: str,
) -> None:
    place = made.root.module(
        "fleet", our("autoscaled-web"), name="web-staging", instance_type=instance_type, desired_capacity=desired
    )
    role = role_for(
        place, "web", "web-staging-web", "ec2.amazonaws.com", "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore"
    )
    profile = place.resource("aws_iam_instance_profile", "web", name="web-staging-web", role=role["name"], tags=None)
    parameter = place.resource(
        "aws_ssm_parameter", "session", name="/web-staging/session-key", type="SecureString", value=session, tags=None
    )
    place.resource(
        "aws_iam_role_policy",
        "parameters",
        name="read-parameters",
        role=role["id"],
        policy=policy((["ssm:GetParameter"], parameter["arn"])),
    )
    log_group(place, "web", "/web-staging/nginx", 14)
    template = place.resource(
        "aws_launch_template",
        "web",
        name="web-staging",
        image_id=AMI,
        instance_type=place["instance_type"],
        update_default_version=True,
        ebs_optimized="true",
        user_data=f"IyEvYmluL3NoCmV4cG9ydCBSRUxFQVNFPQ=={release}",
        vpc_security_group_ids=[group["id"]],
        iam_instance_profile=[{"arn": profile["arn"], "name": ""}],
        monitoring=[{"enabled": True}],
        metadata_options=[{"http_endpoint": "enabled", "http_put_response_hop_limit": 1, "http_tokens": "required"}],
        network_interfaces=[],
        block_device_mappings=[
            {
                "device_name": "/dev/xvda",
                "ebs": [
                    {
                        "delete_on_termination": "true",
                        "encrypted": "true",
                        "volume_size": 30,
                        "volume_type": "gp3",
                        "iops": 3000,
                        "throughput": 125,
                    }
                ],
            }
        ],
        tags=None,
    )
    fleet = place.resource(
        "aws_autoscaling_group",
        "web",
        name="web-staging",
        min_size=2,
        max_size=8,
        desired_capacity=place["desired_capacity"],
        vpc_zone_identifier=net.private.all(),
        target_group_arns=[targets["arn"]],
        health_check_type="ELB",
        launch_template=[{"id": template["id"], "name": "web-staging", "version": template["latest_version"]}],
        tag=[{"key": "Name", "propagate_at_launch": True, "value": "web-staging"}],
    )
    for name, target in (("cpu", 55), ("requests", 900)):
        metric = "ASGAverageCPUUtilization" if name == "cpu" else "ALBRequestCountPerTarget"
        place.resource(
            "aws_autoscaling_policy",
            name,
            name=f"web-staging-{name}",
            autoscaling_group_name=fleet["name"],
            policy_type="TargetTrackingScaling",
            target_tracking_configuration=[
                {"target_value": target, "predefined_metric_specification": [{"predefined_metric_type": metric}]}
            ],
        )


def _edge(made: Stack, balancer: Block, encryption: Block, price_class: str) -> None:
    root = made.root
    assets = bucket(root, "assets", "nwf-web-assets-staging", encryption=encryption, days=90)
    access = root.resource(
        "aws_cloudfront_origin_access_control",
        "assets",
        name="web-staging-assets",
        origin_access_control_origin_type="s3",
        signing_behavior="always",
        signing_protocol="sigv4",
    )
    waf = root.resource(
        "aws_wafv2_web_acl",
        "web",
        name="web-staging",
        scope="CLOUDFRONT",
        provider="aws.us_east_1",
        default_action=[{"allow": [{}], "block": []}],
        tags=None,
        rule=[
            {
                "name": "common",
                "priority": 1,
                "statement": [
                    {"managed_rule_group_statement": [{"name": "AWSManagedRulesCommonRuleSet", "vendor_name": "AWS"}]}
                ],
            }
        ],
        visibility_config=[
            {"cloudwatch_metrics_enabled": True, "metric_name": "web-staging", "sampled_requests_enabled": True}
        ],
    )
    root.resource(
        "aws_cloudfront_distribution",
        "shop",
        enabled=True,
        comment="staging.northwind-freight.example",
        price_class=price_class,
        aliases=["staging.northwind-freight.example"],
        web_acl_id=waf["arn"],
        http_version="http2and3",
        is_ipv6_enabled=True,
        default_root_object="",
        tags=None,
        origin=[
            {"origin_id": "shop", "domain_name": balancer["dns_name"], "origin_path": ""},
            {
                "origin_id": "assets",
                "domain_name": assets["bucket_regional_domain_name"],
                "origin_access_control_id": access["id"],
                "origin_path": "",
            },
        ],
        default_cache_behavior=[
            {
                "allowed_methods": ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
                "cached_methods": ["GET", "HEAD"],
                "target_origin_id": "shop",
                "viewer_protocol_policy": "redirect-to-https",
                "compress": True,
            }
        ],
        restrictions=[{"geo_restriction": [{"restriction_type": "none", "locations": []}]}],
        viewer_certificate=[
            {
                "cloudfront_default_certificate": False,
                "minimum_protocol_version": "TLSv1.2_2021",
                "ssl_support_method": "sni-only",
            }
        ],
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, rolled, bigger = stack(), stack(release="r425"), stack(release="r431", instance_type="m6i.large", desired=3)
    return DemoWorkspace(
        slug=SLUG,
        name="Web shop (staging)",
        labels={"env": "staging", "team": "web", "cloud": "aws"},
        repository=f"{GITHUB}/web-shop",
        branch="main",
        directory="infra/staging",
        budget=Decimal(900),
        required_approvals=1,
        runs=(
            story.run(
                None,
                first,
                "Build the staging stage from scratch",
                days_ago=42,
                actor=JONAS,
                pull_request=1204,
                story=(approved(HANNA, "Looks like production, only smaller.", 4), applied(5)),
            ),
            story.run(
                first,
                rolled,
                "Release r425 to staging",
                days_ago=18,
                actor=JONAS,
                pull_request=1288,
                story=(approved(HANNA, "Template only.", 1), applied(1.2)),
            ),
            story.run(
                rolled,
                stack(release="r425", public_load_test=True),
                "Two machines for the penetration testers",
                days_ago=13.4,
                actor=JONAS,
                pull_request=1301,
                story=(
                    overridden(
                        INGRID,
                        "Castellan attacks from outside on the 9th and 10th and needs to be reached; gone by #1309.",
                        "ec2-public-ip",
                        hours=2,
                    ),
                    applied(3),
                ),
            ),
            story.run(
                stack(release="r425", public_load_test=True),
                rolled,
                "Remove the penetration testers' machines",
                days_ago=10.8,
                actor=JONAS,
                pull_request=1309,
                story=(approved(TOMAS, "Report received, SEC-212.", 0.5), applied(1)),
            ),
            story.run(
                rolled,
                bigger,
                "Move staging to m6i, three machines",
                days_ago=7,
                actor=JONAS,
                pull_request=1317,
                story=(approved(TOMAS, "t3 ran out of credits in every rehearsal.", 2), applied(3)),
            ),
            story.run(
                bigger,
                stack(release="r431", instance_type="m6i.large", desired=3, public_load_test=True),
                "Two load generators for Black Friday",
                days_ago=3.1,
                actor=JONAS,
                pull_request=1342,
                branch="load-test",
                ends=Ending.SUPERSEDED,
            ),
            story.run(
                bigger,
                stack(release="r433", instance_type="m6i.large", desired=3, public_load_test=True),
                "Two load generators for Black Friday, second try",
                days_ago=1.2,
                actor=JONAS,
                pull_request=1342,
                branch="load-test",
                ends=Ending.BLOCKED,
            ),
        ),
    )
