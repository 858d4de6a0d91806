"""`identity-prod`: who may do what. Its story: an administrator for a contractor is rejected, a user leaves management."""

# ruff: noqa: E501  a described infrastructure: wide lines, many switches, made-up secrets

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tools.demo.author import Json, Stack
from tools.demo.company import AISHA, GITHUB, INGRID, TOMAS, Story, applied, approved, aws, rejected
from tools.demo.modules import bucket, key, our, policy
from tools.demo.story import DemoWorkspace, Ending

if TYPE_CHECKING:
    from datetime import datetime

SLUG = "identity-prod"
ACCOUNT = "110495827743"
TEAMS = ("network", "orders", "platform", "data", "web", "billing", "analytics", "security")
ACCOUNTS = {
    "network": "418295573310",
    "orders": "734410926518",
    "platform": "902733418856",
    "data": "667120459932",
    "web": "550139284471",
}
ROBOTS = ("ci-orders", "ci-web", "ci-data", "backup-courier", "edi-gateway")
SCOPES = {
    "network": ["ec2:Describe*", "ec2:CreateRoute", "ec2:DeleteRoute"],
    "orders": ["ecs:UpdateService", "ecs:Describe*", "rds:Describe*"],
    "platform": ["eks:Describe*", "eks:List*"],
    "data": ["glue:*", "s3:List*"],
    "web": ["autoscaling:*", "cloudfront:CreateInvalidation"],
    "billing": ["ce:Get*"],
    "analytics": ["athena:*"],
    "security": ["iam:Get*", "iam:List*", "cloudtrail:LookupEvents"],
}


def stack(
    *, contractor: bool = False, robots: tuple[str, ...] = ROBOTS, session: str = "PT8H", boundary: bool = False
) -> Stack:
    made = aws("us-east-1", env="prod", team="security", account=ACCOUNT)
    root = made.root
    scim = made.variable(
        "scim_token",
        "scim-4f1c99ab72e04d0d8f6e1ab7",
        sensitive=True,
        description="Provisioning token of the identity provider",
    )
    encryption = key(root, "trail", "identity-trail")
    trail_logs = bucket(root, "trail", "nwf-organisation-trail", encryption=encryption, days=2555)
    root.resource(
        "aws_cloudtrail",
        "organisation",
        name="organisation",
        s3_bucket_name=trail_logs["id"],
        kms_key_id=encryption["arn"],
        is_organization_trail=True,
        enable_logging=True,
        tags=None,
        event_selector=[{"include_management_events": True, "read_write_type": "All", "data_resource": []}],
    )
    stored = root.resource(
        "aws_secretsmanager_secret",
        "scim",
        name="identity/scim-token",
        description="Read by the provisioner",
        recovery_window_in_days=7,
        tags=None,
    )
    root.resource(
        "aws_secretsmanager_secret_version",
        "scim",
        secret_id=stored["id"],
        secret_string=scim,
        version_stages=["AWSCURRENT"],
    )
    for team in TEAMS:
        _team(made, team, session, boundary=boundary)
    users = root.resource(
        "aws_iam_user", "robot", each={name: {"name": name} for name in robots}, path="/robots/", tags=None
    )
    root.resource(
        "aws_iam_access_key", "robot", over=users, each={name: {"user": users.at(name, "name")} for name in robots}
    )
    statement = {
        "Effect": "Allow",
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Principal": {"Federated": f"arn:aws:iam::{ACCOUNT}:oidc-provider/token.actions.githubusercontent.com"},
    }
    deployers = root.resource(
        "aws_iam_role",
        "deployer",
        each={team: {"name": f"deploy-{team}"} for team in TEAMS},
        assume_role_policy=Json({"Version": "2012-10-17", "Statement": [statement]}),
        max_session_duration=3600,
        tags=None,
    )
    scopes = root.resource(
        "aws_iam_policy",
        "deployer",
        over=deployers,
        each={
            team: {
                "name": f"deploy-{team}",
                "policy": policy((SCOPES[team], f"arn:aws:*:*:{ACCOUNTS.get(team, ACCOUNT)}:*")),
            }
            for team in TEAMS
        },
        tags=None,
    )
    root.resource(
        "aws_iam_role_policy_attachment",
        "deployer",
        over=deployers,
        each={team: {"role": deployers.at(team, "name"), "policy_arn": scopes.at(team, "arn")} for team in TEAMS},
    )
    if contractor:
        vendor = root.resource(
            "aws_iam_role",
            "vendor",
            name="wms-vendor-migration",
            assume_role_policy=Json(
                {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Action": "sts:AssumeRole",
                            "Principal": {"AWS": "arn:aws:iam::029384756102:root"},
                        }
                    ],
                }
            ),
            tags=None,
        )
        root.resource(
            "aws_iam_role_policy_attachment",
            "vendor",
            role=vendor["name"],
            policy_arn="arn:aws:iam::aws:policy/AdministratorAccess",
        )
        root.resource(
            "aws_iam_role_policy", "vendor", name="everything", role=vendor["id"], policy=policy((["*"], "*"))
        )
    made.output("deployer_role_arns", deployers.all("arn"))
    return made


def _team(made: Stack, team: str, session: str, *, boundary: bool) -> None:
    """A team's permission set, its group and where it counts."""
    place = made.root.module(f"team_{team}", our("team-access"), name=team, session=session)
    group = place.resource("aws_iam_group", "this", name=place["name"])
    allowed = place.resource(
        "aws_iam_policy",
        "this",
        name=f"team-{team}",
        description=f"What the {team} team does by hand",
        policy=policy((SCOPES[team], f"arn:aws:*:*:{ACCOUNTS.get(team, ACCOUNT)}:*")),
        tags=None,
    )
    place.resource("aws_iam_group_policy_attachment", "this", group=group["name"], policy_arn=allowed["arn"])
    chosen = place.resource(
        "aws_ssoadmin_permission_set",
        "this",
        name=team,
        description=f"{team} team",
        instance_arn="arn:aws:sso:::instance/ssoins-6804f5c1",
        session_duration=place["session"],
        relay_state="",
        tags=None,
    )
    if boundary:
        place.resource(
            "aws_iam_policy",
            "boundary",
            name=f"boundary-{team}",
            policy=policy((SCOPES[team], f"arn:aws:*:*:{ACCOUNTS.get(team, ACCOUNT)}:*")),
            tags=None,
        )
    place.resource(
        "aws_ssoadmin_account_assignment",
        "this",
        instance_arn="arn:aws:sso:::instance/ssoins-6804f5c1",
        permission_set_arn=chosen["arn"],
        principal_type="GROUP",
        target_type="AWS_ACCOUNT",
        each={
            account: {"target_id": number, "principal_id": f"{number[:8]}-6a1e-4b0c-9f7d-{account}"}
            for account, number in ACCOUNTS.items()
            if team in (account, "security")
        },
    )


def workspace(now: datetime) -> DemoWorkspace:
    story = Story(now, SLUG)
    first, shorter = stack(), stack(session="PT4H")
    fewer = stack(session="PT4H", robots=ROBOTS[:4])
    bounded = stack(session="PT4H", robots=ROBOTS[:4], boundary=True)
    gone = [f'aws_iam_{kind}.robot["edi-gateway"]' for kind in ("user", "access_key")]
    return DemoWorkspace(
        slug=SLUG,
        name="Identity (production)",
        labels={"env": "prod", "team": "security", "cloud": "aws"},
        repository=f"{GITHUB}/infra-identity",
        branch="main",
        directory="prod",
        budget=Decimal(50),
        required_approvals=2,
        runs=(
            story.run(
                first,
                shorter,
                "Sessions last four hours",
                days_ago=36,
                actor=AISHA,
                pull_request=77,
                story=(
                    approved(TOMAS, "Announced last week.", 2),
                    approved(INGRID, "Agreed, audit point 7.", 4),
                    applied(5),
                ),
            ),
            story.run(
                shorter,
                stack(session="PT4H", contractor=True),
                "Access for the warehouse migration vendor",
                days_ago=22,
                actor=TOMAS,
                pull_request=81,
                branch="wms-vendor",
                ends=Ending.REJECTED,
                story=(
                    rejected(
                        AISHA,
                        "AdministratorAccess for an outside account, and a policy of * on *. Come back with the three S3 prefixes they need and an end date.",
                        1.5,
                    ),
                ),
            ),
            story.run(
                shorter,
                fewer,
                "Hand the EDI gateway user over to the integration team",
                days_ago=13,
                actor=TOMAS,
                pull_request=84,
                forgotten=gone,
                story=(
                    approved(AISHA, "Leaves our state, stays alive in theirs: import seen in integration#19.", 1),
                    approved(INGRID, "Yes.", 2),
                    applied(2.5),
                ),
            ),
            story.run(
                fewer,
                bounded,
                "Permission boundaries for every team",
                days_ago=1.9,
                actor=AISHA,
                pull_request=90,
                branch="boundaries",
                ends=Ending.AWAITING,
                story=(approved(TOMAS, "Policies equal what the teams have today.", 4),),
            ),
        ),
    )
