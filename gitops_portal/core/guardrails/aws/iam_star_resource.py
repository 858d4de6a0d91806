"""Rights on every resource, where some would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.model import UNKNOWN, Severity
from gitops_portal.core.rules.part import Truth, all_of, any_of, negate
from gitops_portal.core.rules.policies import GRANTING, Statement, matches
from gitops_portal.core.rules.policy_documents import granted
from gitops_portal.core.rules.rule import Objection, expect, guardrail, undetermined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gitops_portal.core.rules.facts import Facts, Subject

_LISTING: Final = ("list", "describe")
"""What names of actions begin with that only say what there is; most of them take no resource but `*`."""
_SCOPED: Final = (
    *("ec2:attachvolume", "ec2:authorizesecuritygroup*", "ec2:createtags", "ec2:deletesecuritygroup"),
    *("ec2:deletetags", "ec2:deletevolume", "ec2:detachvolume", "ec2:rebootinstances"),
    *("ec2:revokesecuritygroup*", "ec2:runinstances", "ec2:startinstances", "ec2:stopinstances"),
    *("ec2:terminateinstances", "logs:createloggroup", "logs:createlogstream", "logs:deleteloggroup"),
    *("logs:putlogevents", "logs:putretentionpolicy"),
    *("dynamodb:*", "iam:*", "kinesis:*", "kms:*", "lambda:*", "s3:*", "secretsmanager:*", "sns:*", "sqs:*"),
    *("ssm:deleteparameter*", "ssm:getparameter*", "ssm:putparameter", "ssm:sendcommand", "ssm:startsession"),
    *("states:*", "sts:assumerole*"),
)
"""Actions that take the name of a resource, but for those below."""
_UNSCOPED: Final = (
    *("cloudwatch:getmetric*", "cloudwatch:putmetricdata", "ec2messages:*", "ecr:getauthorizationtoken"),
    *("iam:*account*", "iam:generatecredentialreport", "iam:getcredentialreport", "iam:simulatecustompolicy"),
    *("iam:getcontextkeysforcustompolicy", "iam:setsecuritytokenservicepreferences"),
    *("kms:createkey", "kms:*customkeystore", "kms:generaterandom", "lambda:createcodesigningconfig"),
    *("lambda:createeventsourcemapping", "lambda:getaccountsettings", "s3:*accountpublicaccessblock"),
    *("secretsmanager:batchgetsecretvalue", "secretsmanager:getrandompassword", "sns:*smsattributes"),
    *("sns:checkifphonenumberisoptedout", "sns:optinphonenumber", "sns:unsubscribe", "ssmmessages:*"),
    *("sts:decodeauthorizationmessage", "sts:getcalleridentity", "sts:getsessiontoken", "sts:getservicebearertoken"),
    *("xray:getsampling*", "xray:puttelemetryrecords", "xray:puttracesegments"),
)
"""Actions that take no resource but `*`."""


@guardrail(
    "iam-star-resource",
    "Policies name the resources that they are about",
    Severity.MEDIUM,
    types=GRANTING,
    why="Whoever gets hold of these rights has them on everything of the account, not only on what was meant.",
    remedy='Name the resources, such as resources = ["${aws_s3_bucket.this.arn}/*"].',
    references=("CKV_AWS_355", "NIST AC-6"),
)
def iam_star_resource(holder: Subject, facts: Facts) -> Iterator[Objection]:
    for where, statements in granted(holder, facts):
        if statements is UNKNOWN:
            yield undetermined(where)
            continue
        for each in statements:
            message = "it allows actions on every resource that could be allowed on some"
            yield from expect(negate(_too_wide(each)), f"{where}.{each.place}", message)


def _too_wide(statement: Statement) -> Truth:
    """What a condition narrows is not every resource; all actions but some are more than those that take only `*`."""
    if not (statement.allows and statement.every_resource) or statement.conditions:
        return False
    wide = True if statement.not_actions else any_of(*map(_scoped, statement.actions))
    return all_of(statement.every_resource, wide)


def _scoped(action: str) -> Truth:
    """Whether it could be allowed on some resources; UNKNOWN for services that nothing is known of here."""
    word = action.lower()
    if word.strip("*:") == "":
        return True
    if matches(_UNSCOPED, word) or word.partition(":")[2].startswith(_LISTING):
        return False
    return True if matches(_SCOPED, word) else UNKNOWN
