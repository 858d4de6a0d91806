"""`edge-dns`: public names and certificates. Its story: nothing has verified it for twenty days."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tools.demo.company import GITHUB, JONAS, SAMUEL, TOMAS, Story, applied, approved, aws
from tools.demo.plan import Import
from tools.demo.story import DemoWorkspace

if TYPE_CHECKING:
    from datetime import datetime

    from tools.demo.author import Block, Stack

SLUG = "edge-dns"
ZONES = {
    "northwind-freight.example": "public",
    "northwind-freight.test": "rehearsals",
    "nwf-tracking.example": "parcel tracking",
}
HOSTS = (
    "www",
    "shop",
    "orders",
    "track",
    "api",
    "status",
    "careers",
    "docs",
    "partners",
    "billing",
    "mail",
    "sso",
    "cdn",
    "assets",
)


def stack(*, tracking_txt: bool = False, status_page: str = "203.0.113.80", adopted: bool = False) -> Stack:
    made = aws("us-east-1", env="prod", team="network", account="418295573310")
    root = made.root
    zones = root.resource(
        "aws_route53_zone",
        "this",
        each={name: {"name": name, "comment": text} for name, text in ZONES.items()},
        force_destroy=False,
        tags=None,
    )
    main = zones.at("northwind-freight.example", "zone_id")
    logs = root.resource(
        "aws_cloudwatch_log_group", "queries", name="/route53/queries", retention_in_days=30, kms_key_id=""
    )
    for number, host in enumerate(HOSTS):
        if number % 3:
            root.resource(
                "aws_route53_record",
                host,
                zone_id=main,
                name=f"{host}.northwind-freight.example",
                type="CNAME",
                ttl=300,
                records=[f"{host}.edge.northwind-freight.example"],
            )
        else:
            _site(made, host, main)
    checks = root.resource(
        "aws_route53_health_check",
        "this",
        each={host: {"fqdn": f"{host}.northwind-freight.example"} for host in ("orders", "track", "api")},
        type="HTTPS",
        port=443,
        resource_path="/healthz",
        failure_threshold=3,
        request_interval=30,
        tags=None,
    )
    for host in ("origin-orders", "origin-track", "origin-api"):
        root.resource(
            "aws_route53_record",
            host.replace("-", "_"),
            zone_id=main,
            name=f"{host}.northwind-freight.example",
            type="A",
            ttl=60,
            records=["198.51.100.23"],
            set_identifier="primary",
            health_check_id=checks.at(host.removeprefix("origin-")),
        )
    root.resource(
        "aws_route53_record",
        "status_page",
        zone_id=main,
        name="status-page.northwind-freight.example",
        type="A",
        ttl=60,
        records=[status_page],
    )
    for name, text in (
        ("mx", ["10 mx1.mail.northwind-freight.example", "20 mx2.mail.northwind-freight.example"]),
        ("spf", ["v=spf1 include:_spf.mail.northwind-freight.example -all"]),
    ):
        root.resource(
            "aws_route53_record",
            name,
            zone_id=main,
            name="northwind-freight.example",
            type="MX" if name == "mx" else "TXT",
            ttl=3600,
            records=text,
        )
    if tracking_txt:
        root.resource(
            "aws_route53_record",
            "tracking_verification",
            zone_id=zones.at("nwf-tracking.example", "zone_id"),
            name="nwf-tracking.example",
            type="TXT",
            ttl=3600,
            records=["carrier-verify=81f2c09ab7"],
        )
    if adopted:
        root.resource(
            "aws_route53_record",
            "legacy_ftp",
            zone_id=main,
            name="ftp.northwind-freight.example",
            type="A",
            ttl=3600,
            records=["198.51.100.77"],
        )
    made.output("name_servers", zones.all("primary_name_server"))
    made.output("query_log_group", logs["arn"])
    return made


def _site(made: Stack, host: str, zone: Any) -> None:
    """A name with its certificate and its content network."""
    root, name = made.root, f"{host}.northwind-freight.example"
    place = root.module(
        f"site_{host}",
        "git::https://github.com/northwind-freight/terraform-modules.git//edge-site?ref=v4.7.1",
        domain=name,
    )
    certificate = place.resource(
        "aws_acm_certificate",
        "this",
        domain_name=place["domain"],
        subject_alternative_names=[name],
        validation_method="DNS",
        tags=None,
        create_first=True,
    )
    place.resource(
        "aws_route53_record",
        "validation",
        zone_id=zone,
        name=f"_acme.{name}",
        type="CNAME",
        ttl=60,
        records=[f"_{host}.acm-validations.aws"],
    )
    edge: Block = place.resource(
        "aws_cloudfront_distribution",
        "this",
        enabled=True,
        comment=name,
        price_class="PriceClass_100",
        aliases=[name],
        http_version="http2and3",
        is_ipv6_enabled=True,
        web_acl_id="",
        tags=None,
        origin=[{"origin_id": "origin", "domain_name": f"origin-{host}.northwind-freight.example", "origin_path": ""}],
        default_cache_behavior=[
            {
                "allowed_methods": ["GET", "HEAD"],
                "cached_methods": ["GET", "HEAD"],
                "target_origin_id": "origin",
                "viewer_protocol_policy": "redirect-to-https",
                "compress": True,
            }
        ],
        restrictions=[{"geo_restriction": [{"restriction_type": "none", "locations": []}]}],
        viewer_certificate=[
            {
                "acm_certificate_arn": certificate["arn"],
                "minimum_protocol_version": "TLSv1.2_2021",
                "ssl_support_method": "sni-only",
            }
        ],
    )
    for kind in ("A", "AAAA"):
        place.resource(
            "aws_route53_record",
            kind.lower(),
            zone_id=zone,
            name=name,
            type=kind,
            alias=[{"evaluate_target_health": False, "name": edge["domain_name"], "zone_id": edge["hosted_zone_id"]}],
        )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, moved, verified, adopted = (
        stack(),
        stack(status_page="203.0.113.91"),
        stack(status_page="203.0.113.91", tracking_txt=True),
        stack(status_page="203.0.113.91", tracking_txt=True, adopted=True),
    )
    return DemoWorkspace(
        slug=SLUG,
        name="Edge and DNS",
        labels={"env": "prod", "team": "network", "cloud": "aws"},
        repository=f"{GITHUB}/infra-edge",
        branch="main",
        directory=".",
        budget=Decimal(150),
        required_approvals=1,
        runs=(
            story.run(
                first,
                moved,
                "Move the status page to its new host",
                days_ago=44,
                actor=JONAS,
                pull_request=58,
                story=(approved(SAMUEL, "New address answers, old one redirects.", 0.3), applied(0.5)),
            ),
            story.run(
                moved,
                verified,
                "Prove to the carrier that the tracking domain is ours",
                days_ago=33,
                actor=JONAS,
                pull_request=61,
                story=(approved(TOMAS, "One TXT record.", 1), applied(1.1)),
            ),
            story.run(
                verified,
                adopted,
                "Adopt the old FTP record before we retire it",
                days_ago=20,
                actor=SAMUEL,
                pull_request=64,
                imports={
                    "aws_route53_record.legacy_ftp": Import(
                        "Z1R8UBAEXAMPLE_ftp.northwind-freight.example_A", {"ttl": 86400}
                    )
                },
                story=(
                    approved(TOMAS, "Imported as it is; only the TTL comes down so that the switch is quick.", 1),
                    applied(1.4),
                ),
            ),
        ),
    )
