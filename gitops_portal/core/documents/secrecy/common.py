"""A value in, whether it is a common word out: one that everybody could guess, so that nothing is lost in reading it.

What is common is masked where it is marked, and nowhere else; judging and pricing may read it there. Everything else
is hunted through the whole document, and read by nobody.
"""

from __future__ import annotations

import re
from ipaddress import ip_network
from typing import TYPE_CHECKING, Final

from gitops_portal.core.documents.secrecy.guessable import PROVIDERS, VERBS, WORDS

if TYPE_CHECKING:
    from gitops_portal.core.model import Value

SHORTEST: Final = 4
"""Characters; what is shorter is tried out in no time, and stands everywhere by chance."""
LONGEST: Final = 100
_PORTS: Final = 65_535
_LARGEST: Final = 10**12
_DIGITS: Final = 4

_RANDOM: Final = re.compile(r"[A-Za-z0-9]{14,}")
"""No pattern below is as long without a sign in it; told at once, since most secrets are of this form."""
_NETWORK: Final = re.compile(r"[0-9a-fA-F.:]{2,39}(?:/[0-9]{1,3})?")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,13}(?:\.[0-9]{1,6})?")
_PATTERNS: Final = re.compile(
    r"""
      # regions and zones
      (?:af|africa|ap|asia|australia|ca|cn|eu|europe|il|me|mx|northamerica|sa|southamerica|us)(?:-(?:gov|iso[a-z]?))?
        -(?:central|north|south|(?:north|south)?(?:east|west))-?[0-9]{1,2}(?:-?[a-z])?
    | (?:east|west|central|north|south|southeast|northeast)?[ ]?(?:us|uk|europe|asia|india|japan|korea|canada|brazil)
        [ ]?(?:east|west|central|north|south)?[ ]?[0-9]?(?:-[0-9])?
      # classes and sizes of machines
    | (?:(?:db|cache|ml|mq|dax|kafka|dms|search)\.)?[a-z][a-z0-9-]{1,12}\.(?:nano|micro|small|medium|x?large|xlplus
        |[0-9]{1,3}xlarge|metal(?:-[0-9]{1,3}xl)?|[0-9]{1,2}xlarge\.tpc[0-9].*)(?:\.(?:search|elasticsearch))?
    | (?:(?:standard|basic|premium|gp|mo|b|bc|hs|gen[0-9])_){1,3}[a-z]{0,12}[0-9]{0,3}(?:-[0-9]{1,2})?[a-z]{0,4}
        (?:_[a-z][a-z0-9]{1,5})?(?:_v?[0-9]{1,3})?
    | (?:standard|basic)(?:_[a-z0-9-]{1,16}){1,5}
    | [a-z]{1,2}[0-9]{1,2}(?:mv?[0-9]|v[0-9]|s|ms)?(?:_v[0-9])?
    | (?:db-)?[a-z][0-9][a-z]?-(?:standard|high[a-z]{3}|micro|small|medium|(?:mega|ultra|hyper)[a-z]{3}|custom|node)
        (?:-[0-9]{1,6}g?){0,2}(?:-[a-z]{3,12}){0,2}
    | (?:db-)?(?:custom|perf-optimized-n)-[0-9]{1,3}(?:-[0-9]{1,7})?(?:-ext)?
    | db-(?:lite|pro|standard|highmem)-.{1,12}
      # resource types, providers, data sources
    | (?:PROVIDERS)(?:_[a-z0-9]{1,30}){1,8}
    | (?:registry\.(?:terraform\.io|opentofu\.org)/)?[a-z0-9-]{2,40}/(?:PROVIDERS)
      # versions and dates of APIs
    | v?[0-9]{1,5}(?:\.[0-9]{1,5}){1,4}(?:[-.+_]?(?:x|lts|alpha|beta|rc|eks|gke|k3s)[-.]?[0-9]{0,4})?
    | [0-9]{1,2}\.[0-9]{1,2}\.mysql_aurora(?:\.[0-9]{1,3}){1,4}
    | [0-9]{2}(?:\.[0-9]{1,4}){1,4}\.(?:v1|ru-.{10,40})
    | [><=~!]{1,2}[ ]?v?[0-9]{1,4}(?:\.[0-9]{1,4}){0,3}
    | (?:default[.:-])?(?:aurora-|custom-)?(?:mysql|postgres|postgresql|mariadb|redis|valkey|memcached|docdb|neptune
        |oracle|sqlserver)(?:-[a-z]{2,3}[0-9]?)?[-_.]?[0-9]{1,2}(?:[._][0-9x]{1,2}){0,2}(?:-[0-9.]{1,6})?(?:\.cluster\.on)?
    | (?:mysql|postgres|sqlserver)_[0-9_]{1,8}(?:_(?:standard|enterprise|express|web))?
    | (?:elasticsearch|opensearch|elasticache|redis|kubernetes|tls|k8s)_[0-9]{1,2}(?:[._][0-9]{1,2})?
    | (?:python|nodejs|java|dotnet|dotnetcore|go|ruby|node|php|corretto)[-|:]?[0-9]{1,2}(?:\.[0-9x]{1,2})?
        (?:-lts|\.al2)?
    | (?:python|node|dotnet(?:-isolated)?|java|powershell)\|[0-9.]{1,6}
    | (?:1[89]|2[0-9])[0-9]{2}-[01][0-9]-[0-3][0-9](?:-preview)?
    | (?:[a-z0-9-]{2,30}(?:\.[a-z0-9-]{2,30}){0,4}/)?v[0-9]{1,2}(?:(?:alpha|beta)[0-9]{1,2})?
      # permissions: actions, principals, managed policies
    | (?-i:[a-z][a-z0-9-]{1,30}:(?:\*|(?:VERBS)(?:[A-Z][A-Za-z]{0,50})?\*?))
    | microsoft\.[a-z]{3,30}(?:/[a-z*]{1,40}){1,5}
    | arn:aws[a-z-]{0,10}:[a-z0-9-]{1,30}:[a-z0-9*-]{0,20}:(?:aws|\*)?:[A-Za-z0-9*/_+=,.@-]{0,3}
    | arn:aws[a-z-]{0,10}:(?:iam::(?:aws|\*):|s3:::)(?:policy/|role/|user/|root|\*)[A-Za-z/_*-]{0,60}
    | [a-z0-9-]{2,30}\.amazonaws\.com(?:\.cn)?
    | https?://acs\.amazonaws\.com/groups/(?:global|s3)/[A-Za-z]{5,20}
    | roles/[a-z]{2,20}(?:\.[a-zA-Z]{2,40})?
    | (?:all|authenticated)users | system:[a-z:-]{3,40}
    | elbsecuritypolicy-[a-z0-9-]{2,60} | alias/aws/[a-z0-9-]{2,30}
      # how much, how long, how often
    | [0-9]{1,7}(?:\.[0-9]{1,3})?[ ]?(?:%|ms|s|sec|m|min|h|hrs?|d|days?|w|b|[kmgt]i?b?|[kmgt]bps|vcpus?|cpu|iops
        |seconds|minutes|hours)
    | p(?:[0-9]{1,4}[ymwd])?(?:t(?:[0-9]{1,4}[hms]){1,3})?
    | (?:rate|cron)\([A-Za-z0-9 ,/*?#-]{1,60}\)
    | (?:[0-9*/,?-]{1,9}[ ]){4,6}[0-9*/,?-]{1,9}
    | (?:(?:mon|tue|wed|thu|fri|sat|sun):)?[0-2][0-9]:[0-5][0-9]
        (?:-(?:(?:mon|tue|wed|thu|fri|sat|sun):)?[0-2][0-9]:[0-5][0-9])?
    | [*?/:.,;_ -]{1,40}
    """.replace("PROVIDERS", "|".join(sorted(PROVIDERS))).replace("VERBS", "|".join(sorted(VERBS))),
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)


def common(value: Value) -> bool:
    """Whether a scalar is one that everybody could guess; objects and lists are none, however little stands in them."""
    if isinstance(value, str):
        return _word(value)
    if isinstance(value, bool) or value is None:
        return True
    return isinstance(value, int | float) and _figure(value)


def _word(text: str) -> bool:
    if len(text) > LONGEST:
        return False
    text = text.strip()
    if len(text) < SHORTEST:
        return True
    plain = text.casefold()
    if plain in WORDS or plain.replace(" ", "") in WORDS:
        return True
    if _RANDOM.fullmatch(text):
        return False
    if _NUMBER.fullmatch(text):
        return _figure(float(text))
    return _PATTERNS.fullmatch(text) is not None or _is_network(text)


def _figure(number: float) -> bool:
    """Ports, small numbers and round ones: four digits that count, or a multiple of what computers count in."""
    size = abs(number)
    if not size <= _LARGEST:  # infinity neither
        return False
    if size != int(size):
        return float(f"{size:.{_DIGITS}g}") == size
    return size <= _PORTS or size % 1000 == 0 or size % 1024 == 0


def _is_network(text: str) -> bool:
    if not _NETWORK.fullmatch(text):
        return False
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
