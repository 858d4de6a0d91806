"""`network-prod`: the company's AWS backbone. Its story: reviewed, applied, and one change by hand that drift found."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tools.demo.author import join
from tools.demo.company import (
    GITHUB,
    INGRID,
    SAMUEL,
    TOMAS,
    Story,
    applied,
    approved,
    aws,
    rejected,
    state_address,
)
from tools.demo.modules import Network, log_group, network, our, role_for, rule, security_group
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

    from tools.demo.author import Block, Stack

SLUG = "network-prod"
REGION = "eu-west-1"
VPCS = {"core": "10.40", "workloads": "10.42", "data": "10.44", "shared": "10.46"}
ENDPOINTS = ("ecr.api", "ecr.dkr", "logs", "secretsmanager", "sts", "kms")


def stack(
    *,
    data_gateways: int = 1,
    endpoints: tuple[str, ...] = ENDPOINTS[:4],
    second_tunnel: bool = False,
    office: str = "185.17.204.0/24",
) -> Stack:
    made = aws(REGION, env="prod", team="network", account="418295573310")
    root = made.root
    preshared = made.variable(
        "vpn_preshared_key",
        "Nq7vT2xkR9_wLb4ZsE0hYpUc",
        sensitive=True,
        description="Pre-shared key of the Rotterdam terminal VPN",
    )
    hub = root.module("transit_hub", our("transit-gateway"), name="nwf-prod")
    tgw = hub.resource(
        "aws_ec2_transit_gateway",
        "this",
        description="Northwind Freight production",
        amazon_side_asn=64512,
        dns_support="enable",
        auto_accept_shared_attachments="disable",
        default_route_table_association="enable",
        tags={"Name": "nwf-prod"},
    )
    hub.resource(
        "aws_ec2_transit_gateway_route_table", "shared", transit_gateway_id=tgw["id"], tags={"Name": "shared-services"}
    )
    nets = {
        name: network(
            root,
            f"nwf-{name}",
            prefix=prefix,
            region=REGION,
            module=f"vpc_{name}",
            gateways=data_gateways if name == "data" else 3,
        )
        for name, prefix in VPCS.items()
    }
    for name, net in nets.items():
        hub.resource(
            "aws_ec2_transit_gateway_vpc_attachment",
            name,
            transit_gateway_id=tgw["id"],
            vpc_id=net.vpc["id"],
            subnet_ids=net.private.all(),
            dns_support="enable",
            ipv6_support="disable",
            tags={"Name": f"nwf-{name}"},
        )
        hub.resource(
            "aws_route",
            f"to_hub_{name}",
            destination_cidr_block="10.0.0.0/8",
            transit_gateway_id=tgw["id"],
            each={zone: {"route_table_id": net.tables.at(zone)} for zone in (net.tables.each or {})},
        )
    terminal = root.resource(
        "aws_customer_gateway",
        "rotterdam",
        bgp_asn="65010",
        ip_address="185.17.204.9",
        type="ipsec.1",
        tags={"Name": "rotterdam"},
    )
    vpns = ("rotterdam", "rotterdam_standby") if second_tunnel else ("rotterdam",)
    for name in vpns:
        tunnel = root.resource(
            "aws_vpn_connection",
            name,
            customer_gateway_id=terminal["id"],
            transit_gateway_id=tgw["id"],
            type="ipsec.1",
            static_routes_only=False,
            tunnel1_preshared_key=preshared,
            tunnel2_preshared_key=preshared,
            tags={"Name": name},
        )
    group = _shared_services(made, nets["shared"], endpoints, office)
    if second_tunnel:
        root.resource(
            "aws_vpc_security_group_ingress_rule",
            "terminal",
            security_group_id=group["id"],
            description="Crane controllers behind the standby tunnel",
            ip_protocol="tcp",
            from_port=22,
            to_port=22,
            cidr_ipv4=join(tunnel["tunnel1_address"], "/32"),
            tags=None,
        )
    role_for(
        root, "network_reader", "network-reader", "ec2.amazonaws.com", "arn:aws:iam::aws:policy/AmazonVPCReadOnlyAccess"
    )
    log_group(root, "vpn", "/vpn/rotterdam", 90)
    made.output("transit_gateway_id", tgw["id"], description="Attach new VPCs here")
    for name, net in nets.items():
        made.output(f"{name}_vpc_id", net.vpc["id"])
        made.output(f"{name}_private_subnet_ids", net.private.all())
    made.checks.append("flow_logs_deliver")
    return made


def _shared_services(made: Stack, net: Network, endpoints: tuple[str, ...], office: str) -> Block:
    root = made.root
    group = security_group(
        root,
        "endpoints",
        "nwf-endpoints",
        net.vpc,
        rule(443, "from our networks", cidrs=["10.0.0.0/8"]),
        description="Interface endpoints",
    )
    bastion = security_group(
        root,
        "bastion",
        "nwf-bastion",
        net.vpc,
        rule(22, "Rotterdam office", cidrs=[office]),
        description="Session entry for the network team",
    )
    root.resource(
        "aws_vpc_endpoint",
        "interface",
        vpc_id=net.vpc["id"],
        vpc_endpoint_type="Interface",
        private_dns_enabled=True,
        subnet_ids=net.private.all(),
        security_group_ids=[group["id"]],
        tags=None,
        each={name: {"service_name": f"com.amazonaws.{REGION}.{name}"} for name in endpoints},
    )
    root.resource(
        "aws_vpc_endpoint",
        "s3",
        vpc_id=net.vpc["id"],
        vpc_endpoint_type="Gateway",
        service_name=f"com.amazonaws.{REGION}.s3",
        route_table_ids=net.tables.all(),
        private_dns_enabled=False,
        subnet_ids=[],
        security_group_ids=[],
        tags=None,
    )
    return bastion


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, gateways, private = stack(), stack(data_gateways=3), stack(data_gateways=3, endpoints=ENDPOINTS)
    opened = [
        rule(22, "Rotterdam office", cidrs=["185.17.204.0/24"]),
        rule(3389, "vendor support, remove me", cidrs=["0.0.0.0/0"]),
    ]
    return DemoWorkspace(
        slug=SLUG,
        name="Network (production)",
        labels={"env": "prod", "team": "network", "cloud": "aws"},
        repository=f"{GITHUB}/infra-network",
        branch="main",
        directory="envs/prod",
        state_address=state_address(SLUG),
        budget=Decimal(1200),
        required_approvals=2,
        runs=(
            story.run(
                None,
                first,
                "Move the production backbone to Terraform",
                days_ago=47,
                actor=SAMUEL,
                pull_request=12,
                story=(
                    approved(TOMAS, "Matches the address plan agreed in RFC-18.", 3),
                    approved(INGRID, "Go. Cut-over window is Sunday 04:00 UTC.", 5),
                    applied(8),
                ),
            ),
            story.run(
                first,
                gateways,
                "Give the data VPC one NAT gateway per zone",
                days_ago=26,
                actor=SAMUEL,
                pull_request=31,
                story=(
                    approved(TOMAS, "Closes the finding of the zone-b outage. +70 USD a month is agreed.", 2),
                    approved(INGRID, "Agreed with Priya, her team pays for it.", 6),
                    applied(7),
                ),
            ),
            story.run(
                gateways,
                stack(data_gateways=3, office="0.0.0.0/0"),
                "Let the on-call engineers reach the bastion from anywhere",
                days_ago=15,
                actor=TOMAS,
                pull_request=36,
                branch="bastion-anywhere",
                ends=Ending.REJECTED,
                story=(rejected(SAMUEL, "Not from the whole internet. Use Session Manager, runbook NET-07.", 0.5),),
            ),
            story.run(
                gateways,
                private,
                "Reach STS and KMS through private endpoints",
                days_ago=9,
                actor=SAMUEL,
                pull_request=38,
                story=(
                    approved(TOMAS, "Last step to close egress on 443.", 4),
                    approved(INGRID, "Fine, see the cost note in the pull request.", 7),
                    applied(8),
                ),
            ),
            story.run(
                private,
                stack(data_gateways=3, endpoints=ENDPOINTS, second_tunnel=True),
                "A standby tunnel to the Rotterdam terminal",
                days_ago=2.6,
                actor=SAMUEL,
                pull_request=41,
                branch="standby-tunnel",
                ends=Ending.AWAITING,
                story=(
                    approved(TOMAS, "The carrier's maintenance window is on the 28th, I would like this before.", 5),
                ),
            ),
            story.drift(private, days_ago=1.4),
            story.drift(private, days_ago=0.4, drifted={"aws_security_group.bastion": {"ingress": opened}}),
        ),
    )
