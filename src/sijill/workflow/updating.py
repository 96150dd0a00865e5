"""Incidents brought up to date after a change: only what the change reaches is looked up, compared and grouped anew.

A text that is new or was read anew, a statement that was decided about, a word on the grouping: from these the linker
looks up, by the keys it shares, what may tell of the same events, and from there whatever is connected. Incidents
of which something else holds stand anew, and get new cards. All else is as it was.

Invariant: after any changes, in any order, what is kept is what :func:`sijill.workflow.linking.derive_linkage` works
out from the whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sijill
from sijill.incidents import candidates, decided, growing, identity, linking, regrouping, standing
from sijill.incidents.profile import Profile, profile
from sijill.register import Delta, LinkView, Pending, Register
from sijill.settings import Settings
from sijill.types import Account, Decision, Incident, Judgement, MentionKey, Standing
from sijill.workflow.carding import Carder

#: changes to which at least one of so many mentions belongs are linked as a whole: that is faster then
SHARE = 4
#: changes of fewer texts are never linked as a whole, however small the register
FEW = 40
#: how often it is worked out again where other programs save at the same time
ATTEMPTS = 20
#: mentions that are kept in memory while a change is worked out
_HELD = 20_000


def linked_with(settings: Settings) -> str:
    """By which linker and with which settings incidents are worked out: where it differs, all of them are anew."""
    rule, priority = settings.text("counting_rule"), ",".join(priority_of(settings))
    return f"{linking.LINKER}; sijill {sijill.__version__}; {','.join(sorted(scopes_of(settings)))}; {rule}; {priority}"


def scopes_of(settings: Settings) -> frozenset[str]:
    """The scopes of which mentions become incidents."""
    return frozenset(s.strip() for s in settings.text("scope").split(","))


def priority_of(settings: Settings) -> list[str]:
    """The sources whose figures go first."""
    return [name.strip() for name in settings.text("priority_sources").split(",") if name.strip()]


def in_scope(account: Account, scopes: Iterable[str]) -> bool:
    """Whether a mention is of a scope that becomes incidents."""
    return account.mention.first("scope") in {*scopes, None}


#: lays decisions over accounts
_Overlaid: TypeAlias = Callable[[Iterable[Account]], dict[MentionKey, Account]]


@dataclass(frozen=True, slots=True)
class Updated:
    """What a change comes to."""

    delta: Delta
    #: the incidents that are replaced, as they were
    before: tuple[Incident, ...]
    #: what held for these, and for those of which something else holds
    standings_before: Mapping[str, Standing]

    @property
    def after(self) -> tuple[Incident, ...]:
        """The incidents in their place."""
        return self.delta.incidents


def update(register: Register, settings: Settings, *, by: str) -> bool | None:
    """Bring the incidents of a register up to date with what came since they were last saved.

    Returns:
        Whether anything differs; None where all must be linked as a whole, because nothing was linked before, or by
        another linker, with other settings, or so much came that it is faster.
    """
    version = linked_with(settings)
    for _ in range(ATTEMPTS):
        with register.links.view() as view:
            pending = view.pending()
            if not small(pending, view, version):
                return None
            if not pending.anything:
                return False
            delta = work_out(register, view, pending, settings).delta
        saved = register.links.save(delta, by=by, linked_with=version, carding=Carder.of(register))
        if saved is not None:
            return saved
    return None


def small(pending: Pending, view: LinkView, version: str) -> bool:
    """Whether a change can be worked out by itself."""
    if not pending.linked or pending.linked_with != version:
        return False
    return len(pending.texts) <= max(FEW, view.mentions() // SHARE)


def work_out(
    register: Register, view: LinkView, pending: Pending, settings: Settings, further: Sequence[Decision] = ()
) -> Updated:
    """What came since incidents were last saved, and further decisions, come to; writes nothing."""
    return _Change(register, view, pending, settings, further).result()


class _Change:
    def __init__(
        self,
        register: Register,
        view: LinkView,
        pending: Pending,
        settings: Settings,
        further: Sequence[Decision],
    ) -> None:
        self._register = register
        self._view = view
        self._pending = pending
        self._settings = settings
        self._scopes = scopes_of(settings)
        self._further = tuple(further)
        self._decisions = (*pending.decisions, *further)
        #: texts whose statements may be others than before
        self._texts = frozenset(pending.texts) | self._decided_about()

    def _decided_about(self) -> set[str]:
        """Texts in which somebody decided, or took back a decision, about a statement."""
        found = set()
        for decision in self._decisions:
            meant: Decision | None = decision
            while meant is not None and meant.undoes:
                meant = self._view.decision(meant.undoes)
            if meant is not None and meant.kind in decided.OF_STATEMENTS and not regrouping.regroups(meant):
                found.add(meant.anchor.text)
        return found

    # -- mentions -----------------------------------------------------------------------------------------

    def _overlaid(self, accounts: Iterable[Account], upto: int | None = None) -> dict[MentionKey, Account]:
        """The accounts as people decided them, those that stand."""
        told = list(accounts)
        texts = {a.key.text for a in told}
        decisions = self._view.decisions_about(texts, upto)
        if upto is None:
            decisions += [d for d in self._further if d.anchor.text in texts or d.undoes]
        overlay = decided.Overlay(decisions)
        standing_now = ((a.key, overlay.apply(a)) for a in told)
        return {key: a for key, a in standing_now if a is not None and in_scope(a, self._scopes)}

    def said(self, upto: int | None = None) -> growing.Said:
        """What people said of the grouping, now or up to an entry of the log."""
        judgements = self._judgements()
        decisions = self._view.decisions_on_grouping(upto)
        if upto is not None:
            judgements = judgements[: self._view.judgements_upto(upto)]
        else:
            decisions += self._further
        return growing.Said(judgements, decided.in_force(decisions))

    def _judgements(self) -> Sequence[Judgement]:
        return self._register.judgements()

    # -- what it comes to ---------------------------------------------------------------------------------

    def result(self) -> Updated:
        linked = self._pending.linked
        old = self._overlaid(self._view.accounts_in(self._texts, linked), linked)
        new = self._overlaid(self._view.accounts_in(self._texts))
        profiles = {key: profile(account) for key, account in new.items()}
        known = _InRegister(self._view, self._overlaid, self._texts)
        changed = growing.regroup(
            known, {key: profile(a) for key, a in old.items()}, profiles, self.said(linked), self.said()
        )
        before, after, kept = self._named(changed)
        stored = {i.id: i for i in before}
        # of what is grouped as before something else holds where a statement or what was decided about one differs
        again = [i for i in kept if any(key.text in self._texts for key in i.mentions)]
        same = [i for i in after if stored.get(i.id) == i and not any(key.text in self._texts for key in i.mentions)]
        held = self._view.standings({i.id for i in (*before, *again)})
        standings = self._stood([i for i in (*after, *again) if i not in same])
        keyed = {key: candidates.stored_keys(p) for key, p in profiles.items()}
        delta = Delta(
            self._pending,
            frozenset(stored),
            after,
            (*standings, *(held[i.id] for i in same if i.id in held)),
            {**dict.fromkeys(old), **keyed},
        )
        return Updated(delta, before, held)

    def _named(self, changed: growing.Regroup) -> tuple[tuple[Incident, ...], tuple[Incident, ...], list[Incident]]:
        """The incidents that are replaced, those in their place, and those of the touched texts that stay."""
        groups = {key: group for group in changed.come for key in group}
        gone = {key for group in changed.gone for key in group}
        restored = self._given_back()
        names = {name for some in restored for i in some for name in (i.id, *i.aliases)}
        keys = {*groups, *gone, *(key for some in restored for i in some for key in i.mentions)}
        before = {i.id: i for i in self._view.bearing(names)}
        while True:
            # whoever shares a mention with a group that is named anew is named anew
            holder = self._view.holders({key.text for key in keys})
            met = {i for key in keys if (i := holder.get(key)) is not None} - before.keys()
            before.update((i.id, i) for i in self._view.incidents(met))
            more = {key for i in before.values() for key in i.mentions} - keys
            if not more and not met:
                break
            keys |= more
        for incident in before.values():
            for key in incident.mentions:
                if key not in groups and key not in gone:
                    groups[key] = incident.mentions
        previous: tuple[Incident, ...] = tuple(before.values())
        for as_they_were in restored:
            previous = identity.given_back(previous, as_they_were)
        after = identity.reconcile(sorted(set(groups.values())), previous, self._register.mint_incident)
        around = self._view.holders(self._texts)
        kept = self._view.incidents(set(around.values()) - before.keys())
        return tuple(before.values()), after, kept

    def _given_back(self) -> list[tuple[Incident, ...]]:
        """For each decision about the grouping that is undone, the incidents as they were called before it."""
        found = []
        for decision in self._decisions:
            undone = self._view.decision(decision.undoes) if decision.kind == "undo" and decision.undoes else None
            if undone is not None and (regrouping.regroups(undone) or undone.kind == "undo"):
                found.append(regrouping.read_incidents(undone.before))
        return [some for some in found if some]

    def _stood(self, incidents: Sequence[Incident]) -> list[Standing]:
        """What holds for some incidents."""
        keys = {key for i in incidents for key in i.mentions}
        accounts = self._overlaid(self._view.accounts(keys).values())
        texts = {key.text for key in keys}
        decisions = self._view.decisions_about(texts)
        decisions += [d for d in self._further if d.anchor.text in texts or d.undoes]
        overlay = decided.Overlay(decisions)
        rule, priority = self._settings.text("counting_rule"), priority_of(self._settings)
        return [
            standing.stand(
                i,
                [accounts[key] for key in i.mentions],
                overlay.about(key.text for key in i.mentions),
                rule,
                priority=priority,
            )
            for i in incidents
        ]


class _InRegister:
    """The mentions that a change does not touch, looked up as they are asked for."""

    def __init__(self, view: LinkView, overlaid: _Overlaid, touched: frozenset[str]) -> None:
        self._view = view
        self._overlaid = overlaid
        #: texts whose mentions are touched
        self._touched = touched
        self._profiles: dict[MentionKey, Profile] = {}

    def standing(self, keys: Iterable[MentionKey]) -> set[MentionKey]:
        return self._view.standing(key for key in keys if key.text not in self._touched)

    def profiles(self, keys: Iterable[MentionKey]) -> dict[MentionKey, Profile]:
        wanted = {key for key in keys if key.text not in self._touched}
        missing = wanted - self._profiles.keys()
        if missing:
            if len(self._profiles) > _HELD:
                self._profiles.clear()
                missing = wanted
            found = self._overlaid(self._view.accounts(self._view.standing(missing)).values())
            self._profiles.update((key, profile(account)) for key, account in found.items())
        return {key: self._profiles[key] for key in wanted if key in self._profiles}

    def near(self, asking: Sequence[Profile]) -> list[list[Profile]]:
        found = []
        for p in asking:
            sharing = self._view.sharing(candidates.asked_keys(p)) - {p.key}
            index = candidates.Index()
            for other in self.profiles(sharing).values():
                index.put(other)
            found.append(index.near(p))
        return found

    def groups(self, keys: Iterable[MentionKey]) -> dict[MentionKey, growing.Group]:
        wanted = set(keys)
        holder = self._view.holders({key.text for key in wanted})
        incidents = {i.id: i.mentions for i in self._view.incidents(holder[key] for key in wanted if key in holder)}
        return {key: incidents[holder[key]] for key in wanted if key in holder}
