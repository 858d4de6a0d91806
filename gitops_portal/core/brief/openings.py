"""A plan in, sentences about networks that let somebody in who did not come in before out.

Only what lets traffic in is looked at, in the types of `entries.FORMS`. What a group let in before stays unsaid; a new
group is spoken of only where it lets in the internet. A rule that denies is told when it goes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gitops_portal.core.attributes import truth
from gitops_portal.core.brief.entries import FORMS, MOST, Entry, Form, entries
from gitops_portal.core.brief.naming import capital, cut, kept, listed
from gitops_portal.core.brief.references import PREFIX_LIST
from gitops_portal.core.brief.sources import Source, Sources
from gitops_portal.core.model import UNKNOWN, Action, Change, Gravity, Kind, Mode, Sentence
from gitops_portal.core.rules.internet import are_internet, told, within

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gitops_portal.core.brief.ports import Ports
    from gitops_portal.core.brief.prefix_lists import Added
    from gitops_portal.core.index import Index

_STAYS: Final = frozenset({Action.CREATE, Action.UPDATE, Action.REPLACE})
_INTERNET: Final = "the internet"
_OPENING: Final = ("publicly_accessible", "public_network_access_enabled", "allow_nested_items_to_be_public")
_CLOSING: Final = ("block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets")


def openings(index: Index) -> Iterator[Sentence]:
    """Sentences in the order of the plan; those about prefix lists, which others use, at the end."""
    sources = Sources(index)
    managed = [change for change in index.changes.changes if change.mode is not Mode.DATA]
    for change in managed:
        if form := FORMS.get(change.type):
            yield from _networks(form, change, sources)
        if change.action in _STAYS:
            yield from _flags(change)
    yield from _widened(managed, sources)


def _networks(form: Form, change: Change, sources: Sources) -> Iterator[Sentence]:
    # with a group goes all that it lets in
    if change.action not in _STAYS and not (change.action is Action.DELETE and not form.blocks and not change.deposed):
        return
    if change.action is Action.UPDATE and form.blocks and (change.after or {}).get(form.blocks) is UNKNOWN:
        yield _sentence(change, f"What {cut(change.address)} lets in is known after apply")
        return
    before, after = (entries(form, change, sources, after=side) for side in (False, True))
    if max(len(before), len(after)) > MOST:
        if form.written(change.before) != form.written(change.after):
            said = f"{cut(change.address)} lets in more than {MOST} networks: which of them are new is not compared"
            yield _sentence(change, said)
        return
    yield from _opened(form, change, [entry for entry in after if not entry.among(before)])
    denied, denies = (entries(form, change, sources, after=side, denies=True) for side in (False, True))
    gone = [entry for entry in denied if not entry.among(denies)]
    for who, ports in _grouped(gone).items():
        yield _sentence(change, f"No longer denies {listed(ports)} from {who}: {cut(change.address)}")


def _opened(form: Form, change: Change, new: list[Entry]) -> Iterator[Sentence]:
    made = change.before is None
    if made and change.type == "aws_default_network_acl":
        return  # it is there before Terraform takes it over, and the plan does not tell what it lets in by then
    for surely in (True, False):
        for who, ports in _grouped(entry for entry in new if entry.told is surely).items():
            if made and form.blocks and not who.startswith(_INTERNET):
                continue
            does = _does(form, listed(ports), who, surely=surely or made)
            short = does if who == _INTERNET and not form.subnet else ""
            yield _sentence(change, f"{capital(does)}: {cut(change.address)}", short)


def _does(form: Form, ports: str, who: str, *, surely: bool) -> str:
    """A rule of a subnet opens nothing by itself: it allows what rules of the resources in it may open."""
    verb = "allow" if form.subnet else "open"
    verb = f"{verb}s" if surely else f"may {verb}"
    return f"{verb} {ports} from {who} in a network ACL" if form.subnet else f"{verb} {ports} to {who}"


def _grouped(found: Iterable[Entry]) -> dict[str, list[str]]:
    """From where -> which ports, both in words."""
    by_ports: dict[Ports, dict[str, Source]] = {}
    for entry in found:
        by_ports.setdefault(entry.ports, {})[entry.source.text] = entry.source
    told_of: dict[str, list[str]] = {}
    for ports, sources in by_ports.items():
        told_of.setdefault(_who(list(sources.values())), []).append(str(ports))
    return told_of


def _who(sources: list[Source]) -> str:
    if not are_internet([each for source in sources for each in source.ranges]):
        return listed([source.text for source in sorted(sources, key=lambda source: "," in source.text)])
    lists = [source for source in sources if source.key.startswith(PREFIX_LIST.word)]
    if are_internet([each for source in sources if source not in lists for each in source.ranges]):
        return _INTERNET
    return f"{_INTERNET}, by {listed([source.text for source in lists])}"


def _sentence(change: Change, said: str, short: str = "") -> Sentence:
    return Sentence(Gravity.OPENS, Kind.NETWORK, f"{said}.", (change.address,), short=short)


# ── prefix lists ─────────────────────────────────────────────────────────────────────────────────────────────────


def _widened(managed: list[Change], sources: Sources) -> Iterator[Sentence]:
    """Lists that hold more than they did: whoever lets them in lets in more, without a change of its own."""
    by_list: dict[str, list[Added]] = {}
    for added in sources.lists.added():
        here = told([added.network])[0] if isinstance(added.network, str) else []
        before = sources.lists.holds(added.to, after=False)
        if not here or not all(within(each, before.ranges if before else ()) for each in here):
            by_list.setdefault(added.to, []).append(added)
    users = _users(managed, sources) if by_list else {}
    for name, found in by_list.items():
        texts = dict.fromkeys(one.network if isinstance(one.network, str) else "networks not known" for one in found)
        said = f"Adds {listed(list(texts))} to prefix list {cut(name)}"
        using = users.get(f"{PREFIX_LIST.word} {name}", [])
        who = f"let in by {listed(using)}" if using else "and this plan does not tell who lets that in"
        addresses = kept(list(dict.fromkeys(one.by for one in found)))
        yield Sentence(Gravity.OPENS, Kind.NETWORK, f"{said}, {who}.", addresses)


def _users(managed: Iterable[Change], sources: Sources) -> dict[str, list[str]]:
    """The key of a source -> the addresses of what will let it in, and on which ports."""
    found: dict[str, list[str]] = {}
    for change in managed:
        form = FORMS.get(change.type)
        for entry in entries(form, change, sources, after=True) if form and not change.destroys else ():
            found.setdefault(entry.source.key, []).append(f"{cut(change.address)} to {entry.ports}")
    return found


# ── flags ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _flags(change: Change) -> Iterator[Sentence]:
    before, after = change.before or {}, change.after or {}
    if after.keys().isdisjoint(_OPENING) and before.keys().isdisjoint(_CLOSING):
        return  # as in most
    for name in _OPENING:
        if truth(after.get(name)) is True and truth(before.get(name)) is not True:
            said = f"{name} of {cut(change.address)} makes it reachable from the internet"
            yield _sentence(change, said, f"makes {cut(change.name)} public")
    for name in _CLOSING:
        if truth(before.get(name)) is True and truth(after.get(name)) is not True:
            yield _sentence(change, f"{name} of {cut(change.address)} no longer keeps the public out", f"stops {name}")
