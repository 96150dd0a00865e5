"""Which incident is which after grouping anew: ids outlive regrouping.

An incident that was there before goes on in the group that holds most of its mentions, and each group is called by
the earlier incident of which it holds most. So an id stays when reports are added; after a merge the other ids stay as
aliases; after a split the larger part keeps the id. Ties go to what holds the smallest mention.

Invariant: no id, alias or not, is ever borne by two incidents of one result.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace

from sijill.errors import RegisterError
from sijill.types import Incident, MentionKey

#: how often another id is asked for where the one minted is borne already
ATTEMPTS = 100


def reconcile(
    groups: Sequence[Sequence[MentionKey]],
    previous: Sequence[Incident],
    mint: Callable[[MentionKey], str],
) -> tuple[Incident, ...]:
    """Incidents for groups of mentions, by what they were called before.

    Args:
        groups: as `linking.group` gives them; no mention is in two.
        previous: the incidents as they were; one of whose mentions none is left has no heir and is not returned.
        mint: makes the id of a new incident from its first mention. If it gives an id that another incident bears (as
            one that works out ids from mentions does after a split), it is asked again with the mention's id
            followed by "/2", "/3" and so on. If it gives an alias of an incident that was split, the id comes back
            to life.

    Returns:
        One incident for each group, in the order of their first mentions.

    Raises:
        RegisterError: `mint` gives no free id.
    """
    wanted = sorted(tuple(sorted(group)) for group in groups if group)
    home = {key: n for n, group in enumerate(wanted) for key in group}
    # group -> what it inherits: (mentions in common, smallest of them, incident)
    heirs: dict[int, list[tuple[int, MentionKey, Incident]]] = defaultdict(list)
    for incident in previous:
        kept = Counter(home[key] for key in incident.mentions if key in home)
        if not kept:
            continue
        smallest: dict[int, MentionKey] = {}
        for key in sorted(incident.mentions, reverse=True):
            if key in home:
                smallest[home[key]] = key
        heir = min(kept, key=lambda n: (-kept[n], smallest[n]))
        heirs[heir].append((kept[heir], smallest[heir], incident))

    found: list[Incident] = []
    for n, group in enumerate(wanted):
        inherited = sorted(heirs[n], key=lambda t: (-t[0], t[1], t[2].id))
        if inherited:
            named, *others = (t[2] for t in inherited)
            aliases = {*named.aliases}.union(*({o.id, *o.aliases} for o in others)) - {named.id}
            found.append(Incident(named.id, group, tuple(sorted(aliases))))
        else:
            found.append(Incident("", group))

    borne = {i.id for i in found if i.id}
    aliases_of = {alias: n for n, i in enumerate(found) for alias in i.aliases}
    for n, incident in enumerate(found):
        if incident.id:
            continue
        new = _free(mint, incident.mentions[0], borne)
        borne.add(new)
        found[n] = replace(incident, id=new)
        if new in aliases_of:
            other = aliases_of.pop(new)
            found[other] = replace(found[other], aliases=tuple(a for a in found[other].aliases if a != new))
    return tuple(found)


def given_back(previous: Sequence[Incident], as_they_were: Sequence[Incident]) -> tuple[Incident, ...]:
    """The incidents to reconcile with once a decision is undone: those it changed bear their names again.

    Args:
        previous: the incidents as they are.
        as_they_were: those that the decision changed, as they were before it (`regrouping.read_incidents`).

    Returns:
        The incidents as they were, in place of those that bear their names now. An id that came up since stays with
        its mentions, so that it becomes an alias where these find home, and goes on resolving.
    """
    named = {name: n for n, incident in enumerate(as_they_were) for name in (incident.id, *incident.aliases)}
    restored = list(as_they_were)
    untouched: list[Incident] = []
    for incident in previous:
        known = [named[name] for name in (incident.id, *incident.aliases) if name in named]
        if not known:
            untouched.append(incident)
            continue
        strange = [name for name in (incident.id, *incident.aliases) if name not in named]
        if incident.id not in named:
            # minted since, and merged with what bore a name before
            untouched.append(Incident(incident.id, incident.mentions))
            strange.remove(incident.id)
        if strange:
            heir = restored[known[0]]
            restored[known[0]] = replace(heir, aliases=tuple(sorted({*heir.aliases, *strange})))
    return (*untouched, *restored)


def _free(mint: Callable[[MentionKey], str], key: MentionKey, borne: set[str]) -> str:
    new = mint(key)
    for n in range(2, ATTEMPTS):
        if new not in borne:
            return new
        new = mint(MentionKey(key.text, f"{key.mention}/{n}"))
    if new in borne:
        raise RegisterError(new, "is borne by another incident", "the ids minted for new incidents must be new")
    return new
