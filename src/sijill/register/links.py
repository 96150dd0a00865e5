"""What the linker asks of a register and gives back when only a little changed: all by index, in one state of it.

Invariant: what is saved was worked out against what is stored. Where another program saved incidents in between,
nothing is saved, and whoever worked it out does it again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice

from sqlalchemy import Connection, func, select

from sijill.register import blocking, cards, dossiers, linkage, log, readings, schema
from sijill.register.cards import Carding
from sijill.register.database import Database
from sijill.register.keys import Keys
from sijill.register.linkage import Delta, Pending
from sijill.register.readings import chunks
from sijill.types import Account, Decision, Incident, MentionKey, Seal, Standing

#: incidents whose dossiers are in memory at one time
TOGETHER = 50
#: kinds of decision that are about which mentions are one incident; a move may be about a statement instead
_OF_GROUPING = ("merge", "split", "move")


class LinkView:
    """One state of a register, as the linker sees it."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def pending(self) -> Pending:
        """What came since incidents were last saved."""
        connection = self._connection
        linked, linked_with = linkage.read_linked(connection)
        judgements = select(func.count()).select_from(schema.judgement).where(schema.judgement.c.entry > linked)
        return Pending(
            linked,
            linked_with,
            log.read_head(connection)[0],
            linkage.texts_after(connection, linked),
            dossiers.decisions_after(connection, linked),
            connection.execute(judgements).scalar_one(),
        )

    def mentions(self) -> int:
        """How many mentions stood when incidents were last saved."""
        found: int = self._connection.execute(select(func.count()).select_from(schema.linked_mention)).scalar_one()
        return found

    def accounts_in(self, texts: Iterable[str], upto: int | None = None) -> list[Account]:
        """The mentions of the current readings of some texts; with *upto*, of those current at an entry of the log."""
        current = readings.current_readings_of(self._connection, texts, upto)
        fetched = (k for some in chunks(sorted(current.values())) for k in readings.fetch(self._connection, some))
        return [account for kept in fetched for account in kept.accounts()]

    def accounts(self, keys: Iterable[MentionKey]) -> dict[MentionKey, Account]:
        """The accounts of some mentions, as far as current readings have them."""
        return dossiers.fetch_accounts(self._connection, keys)

    def decisions_about(self, texts: Iterable[str], upto: int | None = None) -> list[Decision]:
        """The decisions anchored in some texts, and what undoes them, oldest first; with *upto*, up to that entry."""
        return dossiers.decisions_about(self._connection, texts, (), (), upto)

    def decisions_on_grouping(self, upto: int | None = None) -> list[Decision]:
        """The decisions that may be about the grouping, and what undoes them, oldest first; with *upto*, up to it."""
        return dossiers.decisions_of_kinds(self._connection, _OF_GROUPING, upto)

    def decision(self, identity: str) -> Decision | None:
        """The decision of an id."""
        row = self._connection.execute(select(schema.decision).where(schema.decision.c.id == identity)).first()
        return None if row is None else dossiers.to_decision(row)

    def judgements_upto(self, upto: int) -> int:
        """How many judgements, oldest first, there were at an entry of the log."""
        chosen = select(func.count()).select_from(schema.judgement).where(schema.judgement.c.entry <= upto)
        found: int = self._connection.execute(chosen).scalar_one()
        return found

    def standing(self, keys: Iterable[MentionKey]) -> set[MentionKey]:
        """Those of some mentions that stood when incidents were last saved."""
        return blocking.standing(self._connection, keys)

    def sharing(self, words: Iterable[str]) -> set[MentionKey]:
        """The mentions of these that were kept under one of some keys."""
        return blocking.sharing(self._connection, self._keys, words)

    def holders(self, texts: Iterable[str]) -> dict[MentionKey, str]:
        """The id of the incident of each mention of some texts."""
        return dossiers.holders(self._connection, texts)

    def incidents(self, identities: Iterable[str]) -> list[Incident]:
        """The incidents of some ids, by id; those that are no more are left out."""
        return linkage.fetch_some(self._connection, identities)

    def bearing(self, names: Iterable[str]) -> list[Incident]:
        """The incidents that bear one of some names as their id or as one that was merged into it."""
        return self.incidents(set(dossiers.meant_by(self._connection, names).values()))

    def standings(self, identities: Iterable[str]) -> dict[str, Standing]:
        """Incident id -> what holds for it, of some."""
        return linkage.fetch_standings(self._connection, sorted(set(identities)))


class LinkShelf:
    """The linker's door to a register: `Register.links`."""

    def __init__(
        self,
        database: Database,
        keys: Keys,
        change: Callable[[str, str], AbstractContextManager[log.Change]],
        begun: dict[str, MentionKey],
    ) -> None:
        """Not for callers."""
        self._database = database
        self._keys = keys
        self._change = change
        self._begun = begun

    @contextmanager
    def view(self) -> Iterator[LinkView]:
        """One state of the register; nothing that is written meanwhile shows in it."""
        with self._database.reading() as connection:
            yield LinkView(connection, self._keys)

    def save(self, delta: Delta, *, by: str, linked_with: str, carding: Carding) -> bool | None:
        """Saves what differs; whether anything did, or None where another program saved incidents in between.

        Args:
            delta: what differs, and against what.
            by: who linked.
            linked_with: by which linker and settings.
            carding: makes the cards of the incidents that the change reached.

        Raises RegisterError where two incidents claim one mention or one id.
        """
        pending = delta.pending
        with self._change("link", by) as change:
            connection = change.connection
            if linkage.read_linked(connection)[0] != pending.linked:
                return None
            linkage.save_delta(change, delta, self._begun)
            blocking.put(change, self._keys, delta.keyed)
            far = dossiers.far_seals(connection)
            reached = _reached(connection, delta) | _struck(connection, far)
            # an incident that is no more has no card
            for some in chunks(sorted(reached | delta.gone), TOGETHER):
                found = dossiers.fetch(connection, linkage.fetch_some(connection, some))
                cards.replace_cards(change, some, [carding(d) for d in found])
            cards.heed(change, far)
            changed = not change.empty
            change.set_meta("linked", str(max(pending.upto, pending.linked)))
            if linked_with != pending.linked_with:
                change.set_meta("linked_with", linked_with)
        self._begun.clear()
        return changed


def _reached(connection: Connection, delta: Delta) -> set[str]:
    """The incidents whose cards a change may change."""
    pending = delta.pending
    anchors = [d.anchor for d in pending.decisions]
    for decision in pending.decisions:
        undone = decision.undoes
        while undone:
            row = connection.execute(select(schema.decision).where(schema.decision.c.id == undone)).one()
            anchors.append(dossiers.to_decision(row).anchor)
            undone = row.undoes
    texts = {*pending.texts, *(a.text for a in anchors if a.text)}
    named = set(dossiers.meant_by(connection, (a.incident for a in anchors if a.incident)).values())
    found = {i.id for i in delta.incidents} | {s.incident for s in delta.standings} | named
    found |= set(dossiers.holders(connection, texts).values())
    around = dossiers.Around(connection, texts, linkage.fetch_some(connection, found | delta.gone))
    if around.lifts:
        # who unseals somebody in an incident does so in all its reports, and in all that these tell of
        found |= set(dossiers.holders(connection, around.texts).values())
    return found


def _struck(connection: Connection, far: Sequence[Seal]) -> set[str]:
    """The incidents on whose cards may stand whom a seal that holds everywhere came to cover, or no more."""
    differing = set(cards.heeded(connection)) ^ set(far)
    return cards.with_words_of(connection, differing) if differing else set()


def keep_all(
    change: log.Change, keys: Keys, keyed: Iterable[tuple[MentionKey, frozenset[str]]], linked_with: str
) -> None:
    """Makes these the keys of all mentions, after all was linked. Holds the keys of a few at one time."""
    kept: set[MentionKey] = set()
    told = iter(keyed)
    while some := dict(islice(told, 500)):
        blocking.put(change, keys, some)
        kept.update(some)
    blocking.keep_only(change, kept)
    if linkage.read_linked(change.connection)[1] != linked_with:
        change.set_meta("linked_with", linked_with)
