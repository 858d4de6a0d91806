"""Chains of containers and the places of blocks in; the same chains with account and region around them out."""

from __future__ import annotations

from collections import Counter, defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from gitops_portal.core.containment.kinds import GROUP, KIND_OF, NAMESPACE
from gitops_portal.core.containment.places import CLOUDS, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gitops_portal.core.containment.containers import Found


class Sort(StrEnum):
    """Kinds of boxes."""

    ACCOUNT = "account"
    REGION = "region"
    CONTAINER = "container"
    LOST = "lost"
    """The cluster of which nothing is known but a namespace in it."""
    MODULE = "module"
    ASIDE = "aside"
    """What stands in no container."""


class Level(NamedTuple):
    """One of the boxes around a block."""

    area: str
    """What it is asked for by; two boxes never share it."""
    word: str
    """What kind of box it is, as `region`; empty where its name says it all."""
    name: str
    sort: Sort = Sort.CONTAINER

    @property
    def title(self) -> str:
        return f"{self.word} {self.name}".strip()


Levels = tuple[Level, ...]

UNTOLD: Final = Level("no container told", "", "no container told", Sort.ASIDE)
"""What stands in no container, as far as the plan tells."""

_LOST: Final = Level("cluster not known", "", "cluster not known", Sort.LOST)


def around(
    found: Found, blocks: Mapping[str, str], places: Mapping[str, Place], titles: Mapping[str, tuple[str, str]]
) -> dict[str, Levels]:
    """Per block. Account and region are those of the outermost container: as it says, or all that stands in it."""
    inside: defaultdict[str, list[Place]] = defaultdict(list)
    for block in blocks:
        for key in found.chains[block][:1]:
            inside[key].append(places.get(block, Place()))
    outer: dict[str, Levels] = {}
    for key, members in inside.items():
        type_ = found.beyond[key].kind.types[0] if key in found.beyond else blocks[key]
        outer[key] = _outer(_of_container(type_, places.get(key, Place()), members), contains=True)
        if KIND_OF[type_].depth == NAMESPACE:
            outer[key] = (_LOST,)
    levels = {}
    for block in blocks:
        chain = found.chains[block]
        outermost = chain[0] if chain else block
        own = outer.get(outermost) or _outer(places.get(block, Place()))
        levels[block] = (*own, *(Level(key, *titles[key]) for key in chain)) or (UNTOLD,)
    return levels


def _of_container(type_: str, own: Place, inside: Iterable[Place]) -> Place:
    """Resource groups and Google's networks span regions: theirs is one only where everything in them has the same."""
    cloud = type_.partition("_")[0]
    members = [place for place in inside if place.cloud == cloud]
    if not own.cloud and not members:
        return Place()
    accounts, regions = _known(place.account for place in members), _known(place.region for place in members)
    spans = KIND_OF[type_].depth == GROUP or type_ == "google_compute_network"
    if own.region:
        regions = regions | {own.region} if spans else {own.region}
    account = own.account or (accounts.pop() if len(accounts) == 1 else "")
    if len(regions) == 1:
        return Place(cloud, account, regions.pop())
    why = own.why or next((place.why for place in members if place.why), "")
    return Place(cloud, account, regional=bool(why) and not regions, why=why)


def _known(names: Iterable[str]) -> set[str]:
    return {name for name in names if name}


def _outer(place: Place, *, contains: bool = False) -> Levels:
    """The boxes of an account and a region, as far as a resource of that cloud, or a container, stands in them."""
    cloud = CLOUDS.get(place.cloud)
    if cloud is None:
        return ()
    word, name = (cloud.account, place.account) if place.account else ("", f"{cloud.account} not known")
    account = Level(f"{word} {name}".strip(), word, name, Sort.ACCOUNT)
    if place.regional:
        word, name = ("region", place.region) if place.region else ("", place.why)
        return account, Level(f"{account.area} / {f'{word} {name}'.strip()}", word, name, Sort.REGION)
    return (account,) if contains else (account, _aside(account, "no region"))


def _aside(outer: Level, title: str) -> Level:
    return Level(f"{outer.area} / {title}", "", title, Sort.ASIDE)


# ── what need not be drawn ───────────────────────────────────────────────────────────────────────────────────────


def told_once(chains: Sequence[Levels]) -> tuple[str, list[Levels]]:
    """The account and the region that everything stands in that stands in any, as a line; and the chains without."""
    told: list[str] = []
    left = list(chains)
    for sort in (Sort.ACCOUNT, Sort.REGION):
        outermost = {chain[0] for chain in left if chain and chain[0].sort not in {Sort.ASIDE, Sort.LOST}}
        one = {level for level in outermost if level.sort is sort}
        if len(one) != 1 or (sort is Sort.ACCOUNT and len(outermost) > 1) or len(told) != (sort is Sort.REGION):
            break
        told.append(next(iter(one)).title)
        left = [chain[1:] if chain and chain[0] in one else chain for chain in left]
    return " · ".join(told), left


MOST_LOOSE: Final = 24
"""More blocks than this that stand in a region and in nothing inside of it have a box, which can be folded."""
MOST: Final = 60
"""More blocks than this that stand in one box stand in it by modules."""


def gathered(chains: Sequence[Levels], modules: Sequence[str]) -> list[Levels]:
    """The chains with boxes for what is too much to stand in one. `modules`: the outermost one around each block."""
    loose = Counter(chain for chain in chains if not chain or chain[-1].sort in {Sort.ACCOUNT, Sort.REGION})
    found = [(*chain, _loose(chain)) if loose[chain] > MOST_LOOSE else chain for chain in chains]
    counts, together = Counter(found), Counter(zip(found, modules, strict=True))
    split = {pair for pair, count in together.items() if count > 1 and counts[pair[0]] > MOST and all(pair)}
    return [(*pair[0], _module(*pair)) if pair in split else pair[0] for pair in zip(found, modules, strict=True)]


def _module(chain: Levels, module: str) -> Level:
    return Level(f"{chain[-1].area} / {module}", "", module, Sort.MODULE)


def _loose(chain: Levels) -> Level:
    title = "no network"
    return _aside(chain[-1], title) if chain else Level(title, "", title, Sort.ASIDE)
