"""A register that is kept in memory, for properties that need hundreds of them: what the linker and decisions use of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace

from sijill.errors import NotFoundError
from sijill.incidents.decided import in_force
from sijill.register import Pending
from sijill.register.actors import Altered
from sijill.types import Account, Decision, Dossier, Incident, Judgement, MentionKey, Standing


class NoActors:
    """Stands for the actors of a register in memory, which has none: what is linked there is only incidents."""

    def altered(self) -> Altered:
        return Altered(frozenset(), 0)


class _Unlinked:
    """Tells the linker that nothing was linked before, so that it links all."""

    @contextmanager
    def view(self) -> Iterator[_Unlinked]:
        yield self

    def pending(self) -> Pending:
        return Pending(0, "", 0, (), (), 0)


class MemoryRegister:
    """Accounts, decisions and what was linked of them. Ids are numbered and never given twice, as a register's are."""

    def __init__(self, accounts: Iterable[Account] = ()) -> None:
        self.kept = list(accounts)
        self._decisions: list[Decision] = []
        self._incidents: tuple[Incident, ...] = ()
        self._standings: tuple[Standing, ...] = ()
        self._begun: dict[MentionKey, str] = {}
        self._minted = 0
        self._current = False
        self.actors = NoActors()

    def add(self, account: Account) -> None:
        self.kept.append(account)
        self._current = False

    def accounts(self) -> Iterator[Account]:
        return iter(self.kept)

    def decisions(self, kinds: Sequence[str] = ()) -> tuple[Decision, ...]:
        return tuple(d for d in self._decisions if not kinds or d.kind in (*kinds, "undo"))

    def decided_texts(self, kinds: Sequence[str]) -> frozenset[str]:
        return frozenset(d.anchor.text for d in self._decisions if d.kind in kinds)

    def judgements(self) -> tuple[Judgement, ...]:
        return ()

    def undone(self) -> frozenset[str]:
        holding = {d.id for d in in_force(self._decisions)}
        return frozenset(d.undoes for d in self._decisions if d.undoes and d.undoes not in holding)

    def decide(self, decision: Decision) -> Decision:
        kept = replace(decision, id=f"d_{len(self._decisions):04}")
        self._decisions.append(kept)
        self._current = False
        return kept

    def mint_incident(self, key: MentionKey) -> str:
        if key not in self._begun:
            self._minted += 1
            self._begun[key] = f"i-{self._minted:06}"
        return self._begun[key]

    def incidents(self) -> tuple[Incident, ...]:
        return self._incidents

    def derived_linkage(self) -> tuple[tuple[Incident, ...], Mapping[str, Standing]]:
        return self._incidents, {s.incident: s for s in self._standings}

    def linkage_is_current(self) -> bool:
        return self._current

    def save_incidents(
        self, incidents: Iterable[Incident], standings: Iterable[Standing], *, by: str, **_how: object
    ) -> bool:
        assert by
        self._incidents, self._standings = tuple(sorted(incidents, key=lambda i: i.id)), tuple(standings)
        self._begun.clear()
        self._current = True
        return True

    def far_seals(self) -> tuple[()]:
        return ()

    @property
    def links(self) -> _Unlinked:
        return _Unlinked()

    def head(self) -> tuple[int, str]:
        return len(self.kept) + len(self._decisions), ""

    def decision(self, words: str) -> Decision:
        found = [d for d in self._decisions if d.id.startswith(words)]
        if len(found) != 1:
            raise NotFoundError(words, "no decision has that id")
        return found[0]

    def is_undone(self, identity: str) -> bool:
        return identity in self.undone()

    def incident(self, words: str) -> Incident:
        return next(i for i in self._incidents if i.id == self.resolve(words))

    def incident_of(self, key: MentionKey) -> str | None:
        return next((i.id for i in self._incidents if key in i.mentions), None)

    def mentions_of(self, text: str) -> tuple[MentionKey, ...]:
        return tuple(sorted(k for i in self._incidents for k in i.mentions if k.text.startswith(text)))

    def resolve(self, words: str) -> str:
        for incident in self._incidents:
            if words in (incident.id, *incident.aliases):
                return incident.id
        raise NotFoundError(words, "no incident has that id")

    def dossier(self, words: str) -> Dossier:
        incident = next(i for i in self._incidents if i.id == self.resolve(words))
        by_key = {account.key: account for account in self.kept}
        standing = next(s for s in self._standings if s.incident == incident.id)
        return Dossier(incident, tuple(by_key[key] for key in incident.mentions), standing)

    @property
    def groups(self) -> Sequence[tuple[MentionKey, ...]]:
        return sorted(incident.mentions for incident in self._incidents)
