"""Mentions, brought together: incidents and what stands for each, of a register or of readings without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from sijill.incidents import candidates, decided, identity, linking, standing
from sijill.incidents.profile import profile
from sijill.register import Register
from sijill.settings import Settings, load
from sijill.statements import contract
from sijill.types import Account, Decision, Incident, MentionKey, Reading, Report, Source, Standing
from sijill.workflow.carding import Carder
from sijill.workflow.renewing import renew_actors
from sijill.workflow.updating import in_scope, linked_with, priority_of, scopes_of, update


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking came to."""

    incidents: int
    mentions: int
    #: whether anything differs from before
    changed: bool


@dataclass(frozen=True, slots=True)
class Linkage:
    """Incidents and what holds for each: a pure function of accounts, judgements and decisions."""

    incidents: tuple[Incident, ...]
    standings: tuple[Standing, ...]
    #: the mentions that stand, as people decided them
    accounts: tuple[Account, ...] = field(default=(), repr=False, compare=False)

    def keyed(self) -> Iterator[tuple[MentionKey, frozenset[str]]]:
        """Each mention with the keys by which it is found when only a little changes; worked out one by one."""
        return ((a.key, candidates.stored_keys(profile(a))) for a in self.accounts)


def derive_linkage(
    register: Register, settings: Settings, previous: Sequence[Incident], further: Sequence[Decision] = ()
) -> Linkage:
    """Work out incidents and standing values from what is kept, and from further decisions; writes nothing."""
    decisions = (*register.decisions(), *further)
    overlay = decided.Overlay(decisions)
    scopes = scopes_of(settings)
    accounts = [
        account
        for kept in register.accounts()
        if (account := overlay.apply(kept)) is not None and in_scope(account, scopes)
    ]
    groups = linking.group(accounts, register.judgements(), decisions)
    incidents = identity.reconcile(groups, previous, register.mint_incident)
    by_key = {account.key: account for account in accounts}
    rule, priority = settings.text("counting_rule"), priority_of(settings)
    standings = tuple(
        standing.stand(
            incident,
            [by_key[key] for key in incident.mentions],
            overlay.about(key.text for key in incident.mentions),
            rule,
            priority=priority,
        )
        for incident in incidents
    )
    return Linkage(incidents, standings, tuple(accounts))


def link(
    register: Register,
    *,
    by: str = "sijill",
    settings: Settings | None = None,
    previous: Sequence[Incident] | None = None,
) -> Linked:
    """Bring the mentions of one incident together and work out what holds, and who is who. Twice is once.

    Args:
        register: holds what is linked.
        by: who links.
        settings: the settings in force; loaded where not given.
        previous: the incidents whose ids are kept; by default those of the register.
    """
    settings = settings or load()
    upto = register.head()[0]
    linkage = derive_linkage(register, settings, register.incidents() if previous is None else previous)
    changed = save(register, linkage, settings, by=by, upto=upto)
    return Linked(len(linkage.incidents), sum(len(i.mentions) for i in linkage.incidents), changed)


def save(register: Register, linkage: Linkage, settings: Settings, *, by: str, upto: int | None = None) -> bool:
    """Make a linkage that of the register, and bring up to date who is who; whether anything differed.

    Args:
        register: that it was worked out from.
        linkage: all of it.
        settings: with which it was worked out.
        by: who links.
        upto: the last entry of the log when it was worked out; by default nothing came since.
    """
    changed = register.save_incidents(
        linkage.incidents, linkage.standings, by=by, carding=Carder.of(register), keyed=linkage.keyed(),
        linked_with=linked_with(settings), upto=upto,
    )  # fmt: skip
    return renew_actors(register, by=by) or changed


def link_new(register: Register, *, by: str = "sijill", settings: Settings | None = None) -> bool:
    """Bring the incidents up to date with what came since they were last linked; whether anything differs.

    The outcome is that of :func:`link`; what it costs is what the change reaches. Where nothing was linked before, or
    by another version or with other settings, or where a great part is new, all is linked.
    """
    settings = settings or load()
    changed = update(register, settings, by=by)
    if changed is None:
        return link(register, by=by, settings=settings).changed
    return renew_actors(register, by=by) or changed


def link_readings(readings: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Link readings of the contract without a register.

    Args:
        readings: objects valid against contract 1.

    Yields:
        ``{"incident": id, "mentions": [{"source": uri, "incident": id in the reading}, …]}``, one an incident.

    Raises:
        ContractError: an object is not a reading of the contract.
    """
    sources: dict[str, str] = {}

    def accounts() -> Iterator[Account]:
        for number, obj in enumerate(readings):
            text, reading = contract.from_json(obj)
            text = replace(text, id=f"{number:08d}-{text.id}")  # the same report twice stays two readings
            sources[text.id] = text.uri
            source = Source(Report(text.uri, text.uri, "article"), text, datetime.fromtimestamp(0, UTC))
            yield from (account_of(source, reading, mention.id) for mention in reading.mentions)

    for position, group in enumerate(linking.group_once(accounts()), start=1):
        told = [{"source": sources[key.text], "incident": key.mention} for key in group]
        yield {"incident": f"i{position}", "mentions": told}


def account_of(source: Source, reading: Reading, mention_id: str) -> Account:
    """One mention of a reading with what the linker needs; statements are numbered, for there is no register."""
    mention = next(m for m in reading.mentions if m.id == mention_id)
    named = {s.subject.item for s in mention.statements}
    claims = tuple(c for c in reading.claims if c.mention == mention_id)
    named |= {c.party for c in claims if c.party}
    ends = {f"i:{mention_id}", *(f"p:{item}" for item in named)}
    return Account(
        source=source,
        mention=mention,
        parties=tuple(p for p in reading.parties if p.id in named),
        claims=claims,
        relations=tuple(r for r in reading.relations if r.source in ends or r.target in ends),
        statement_ids=tuple(f"{source.text.id}/{mention_id}/{n}" for n in range(len(mention.statements))),
        reader=reading.reader,
        foremost=reading.foremost(mention),
    )
