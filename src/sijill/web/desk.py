"""The desk: what members of the workspace ask of the register, with what each may see and do.

Pages and the JSON interface ask here and nowhere else. Reading goes on side by side; changes go one after the other,
since each works out anew what holds. Whoever decides sends along what they had seen: where somebody else decided about
the same thing meanwhile, nothing is written and they are told.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock, RLock
from typing import Literal

from sijill.codebook import Codebook
from sijill.errors import AccessError, ConflictError, DecisionError, NotFoundError
from sijill.incidents import decided
from sijill.incidents.foreseeing import Foreseen
from sijill.publication.redaction import Sealed
from sijill.register import Member, Register, Slip
from sijill.settings import Settings
from sijill.types import Account, Anchor, Decision, DecisionKind, Dossier, PartyKey, Role, Source, Value
from sijill.values.entered import value_of
from sijill.web import access
from sijill.web.sight import SeenSource, Sight
from sijill.web.statement_view import holding
from sijill.workflow import (
    Word,
    codebook_of,
    decide,
    find_decision,
    find_incident,
    find_mention,
    foresee,
    regrouped,
)

#: why, where a reviewer gives no reason of their own
REASONS: Mapping[str, str] = {
    "accept": "read in the source: the words say so",
    "reject": "the words do not say so",
    "correct": "the words say otherwise",
    "add": "read in the source",
}
#: longest reason, in code points
LONGEST_REASON = 2_000


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class Desk:
    """One register, opened for the workspace."""

    register: Register
    settings: Settings
    clock: Callable[[], datetime] = now
    #: chance by which errors are seeded in the queue; another one each time the workspace starts
    chance: str = field(default_factory=lambda: secrets.token_hex(16))
    book: Codebook = field(init=False)
    _writing: RLock = field(default_factory=RLock)
    _sealed: tuple[int, Sealed] | None = None
    _sealing: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self.book = codebook_of(self.settings)

    # -- rights -------------------------------------------------------------------------------------------

    @staticmethod
    def require(answer: bool, what: str) -> None:
        """Raises AccessError where a right is not there; *what* names what was asked for."""
        if not answer:
            raise AccessError(what)

    @contextmanager
    def writing(self) -> Iterator[Register]:
        """The register, for one change at a time."""
        with self._writing:
            yield self.register

    def sight(self, member: Member) -> Sight:
        """What a member sees."""
        self.require(access.may_read(member), "reading")
        return Sight(member, self._all_sealed)

    def _all_sealed(self) -> Sealed:
        """All seals, made ready once for each state of the register."""
        head, _ = self.register.head()
        with self._sealing:
            if self._sealed is None or self._sealed[0] != head:
                self._sealed = head, Sealed.of(self.register.seals())
            return self._sealed[1]

    # -- seeing -------------------------------------------------------------------------------------------

    def dossier(self, member: Member, words: str) -> Dossier:
        """An incident as a member sees it, with decisions laid over. Raises NotFoundError."""
        return self.open(member, words).seen

    def open(self, member: Member, words: str) -> Opened:
        """An incident as a member sees it, and what was decided in it. Raises NotFoundError."""
        sight = self.sight(member)
        try:
            kept = self.register.dossier(words)
        except NotFoundError:
            if sight.whole:
                raise
            # the register would tell ids that begin so, and an incident that is sealed is answered in the same words
            raise NotFoundError(words, "no incident has that id") from None
        laid = laid_over(kept)
        seen = sight.dossier(laid)
        if seen is None:
            raise NotFoundError(words, "no incident has that id")
        held: dict[str, Decision] = {}
        for account in kept.mentions:
            held |= {i: sight.decision(d) for i, d in holding(account, kept.decisions).items()}
        standing = {i for a in laid.mentions for i in a.statement_ids}
        gone: tuple[Account, ...] = ()
        if any(i not in standing for a in kept.mentions for i in a.statement_ids):
            as_read = sight.dossier(kept)
            gone = tuple(_only(a, lambda i: i not in standing) for a in as_read.mentions) if as_read else ()
        history = kept.decisions if sight.whole else tuple(_shown(d, sight) for d in kept.decisions)
        return Opened(kept, seen, gone, held, history)

    def source(self, member: Member, report: str) -> tuple[SeenSource, Source, tuple[Decision, ...]]:
        """A report's newest text as a member sees it, as it is kept, and the decisions about what it states.

        Raises NotFoundError: no such report, one without a text, or one that the member may not see.
        """
        sight = self.sight(member)
        sources = self.register.sources(report)
        if not sources:
            problem = "no text could be taken from that report" if sight.whole else "no report has that id"
            raise NotFoundError(report, problem)
        source = sources[0]
        decisions = self.register.decisions_on(source.text.id)
        accounts = self.register.accounts_of(source.text.id)
        laid = tuple(a for kept in accounts if (a := decided.apply(kept, decisions)) is not None)
        seen = sight.source(source, laid)
        if seen is None:
            raise NotFoundError(report, "no report has that id")
        return seen, source, decisions

    # -- deciding about statements ------------------------------------------------------------------------

    def judge(
        self,
        member: Member,
        statement: str,
        kind: Literal["accept", "reject", "correct"],
        *,
        value: str = "",
        reason: str = "",
        proof: str = "",
        seen: str | None = None,
    ) -> Decision:
        """Accept, reject or correct a statement.

        Args:
            member: who decides.
            statement: its id.
            kind: what is decided.
            value: the right value as typed, for a correction.
            reason: why; there is a usual one.
            proof: the statement's :meth:`proof`; to accept is to have had its words in view.
            seen: id of the decision about it that the member had seen, "" for none; None: not asked.

        Raises:
            AccessError: not in this role.
            NotFoundError: no such statement, or one that the member may not see.
            ConflictError: somebody else decided meanwhile.
            DecisionError: it was not in view, or the value cannot be.
        """
        self.require(access.may_decide(member), kind)
        with self._writing:
            found = self._statement(member, statement)
            if seen is not None and seen != found.decision:
                raise ConflictError(
                    statement,
                    f"was decided by {found.by} since you had it before you" if found.by else "is decided no more",
                    "look again, then decide",
                )
            if kind == "accept" and proof != self.proof(statement):
                raise DecisionError(statement, "was not in view", "its words must be before whoever accepts it")
            after: Value | None = None
            if kind == "correct":
                after = value_of(self.book, found.anchor.role, found.anchor.field, value)
                if after == found.value:
                    raise DecisionError(value, "is what was read already", "accept it, or give another value")
            return self._take(member, kind, found.anchor, reason, before=found.before, after=after)

    def _statement(self, member: Member, identity: str) -> _Found:
        """A statement with what holds for it. Raises NotFoundError, also for what the member may not see."""
        text, mention = self._place(identity)
        kept = next((a for a in self.register.accounts_of(text) if a.mention.id == mention), None)
        if kept is None:
            raise NotFoundError(identity, "its mention is in no current reading")
        decisions = self.register.decisions_on(text)
        rows = {row.id: row for row in decided.decide(kept, decisions) or ()}
        as_read = dict(zip(kept.statement_ids, kept.mention.statements, strict=True))
        row = rows.get(identity)
        statement = row.statement if row is not None else as_read.get(identity)
        if statement is None:
            raise NotFoundError(identity, "no statement has that id")
        self._must_see(member, identity, kept, decisions)
        held = holding(kept, decisions).get(identity)
        original = as_read.get(identity, statement)
        subject = original.subject
        anchor = Anchor(text, mention, subject.role, subject.item, original.field, original.spans)
        return _Found(
            anchor, original.value, statement.value, held.id if held else "", held.by if held else ""
        )  # fmt: skip

    def proof(self, statement: str) -> str:
        """What is sent back to accept a statement: whoever has it was shown the statement with its words."""
        return hmac.digest(self.chance.encode(), statement.encode(), "sha256").hex()[:16]

    def _must_see(self, member: Member, identity: str, kept: Account, decisions: Sequence[Decision]) -> None:
        """Raises NotFoundError where a member sees a statement neither in its incident nor in its source."""
        sight = self.sight(member)
        if sight.whole:
            return
        incident = self.register.incident_of(kept.key)
        if incident is not None:
            whole = self.register.dossier(incident)
            for dossier in (whole, laid_over(whole)):
                seen = sight.dossier(dossier)
                if seen is not None and any(identity in a.statement_ids for a in seen.mentions):
                    return
        for account in (kept, decided.apply(kept, decisions) or kept):
            shown = sight.source(kept.source, self._with(kept.source.text.id, account))
            if shown is not None and any(identity in a.statement_ids for a in shown.accounts):
                return
        raise NotFoundError(identity, "no statement has that id")

    def _place(self, identity: str) -> tuple[str, str]:
        """Text and mention of a statement or of one that a decision added. Raises NotFoundError."""
        if identity.startswith("d_"):
            anchor = find_decision(self.register, identity).anchor
            return anchor.text, anchor.mention
        stated = self.register.statement(identity)
        return stated.text, stated.statement.subject.mention

    def _with(self, text: str, account: Account) -> tuple[Account, ...]:
        """All accounts of a text, one of them as given: what is sealed in a text depends on all that it tells."""
        return tuple(account if a.key == account.key else a for a in self.register.accounts_of(text))

    def _take(
        self,
        member: Member,
        kind: DecisionKind,
        anchor: Anchor,
        reason: str,
        *,
        before: Value | None = None,
        after: Value | None = None,
        undoes: str | None = None,
    ) -> Decision:
        words = self.reason(kind, reason)
        wanted = Decision("", kind, anchor, member.name, self.clock(), words, before, after, undoes)
        return decide(self.register, wanted, settings=self.settings)

    @staticmethod
    def reason(kind: str, words: str) -> str:
        """Why, in one line; the usual words where a reviewer gives none and there are usual ones.

        Raises DecisionError where there are none, or too many words.
        """
        told = " ".join(words.split())
        if len(told) > LONGEST_REASON:
            raise DecisionError(kind, "has too long a reason", f"{LONGEST_REASON} characters at most")
        if not told and kind not in REASONS:
            raise DecisionError(kind, "needs a reason", "whoever reads the decision later must learn why")
        return told or REASONS[kind]

    # -- deciding about incidents -------------------------------------------------------------------------

    def foresee(self, member: Member, word: Word, things: Sequence[str]) -> Foreseen:
        """What a word about the grouping would change; writes nothing. Raises as :meth:`regroup` does."""
        self.require(access.may_decide(member), word)
        self._visible(member, things)
        wanted = regrouped(self.register, word, things, by=member.name, at=self.clock(), reason="foreseen")
        return foresee(self.register, wanted, settings=self.settings)

    def regroup(self, member: Member, word: Word, things: Sequence[str], reason: str) -> Decision:
        """Merge, split, move, say the same or not the same.

        Raises:
            AccessError: not in this role.
            DecisionError: it cannot be, or another decision stands against it.
            NotFoundError: something is not there, or not for this member.
        """
        self.require(access.may_decide(member), word)
        with self._writing:
            self._visible(member, things)
            words = self.reason(word, reason)
            wanted = regrouped(self.register, word, things, by=member.name, at=self.clock(), reason=words)
            return decide(self.register, wanted, settings=self.settings)

    def _visible(self, member: Member, things: Sequence[str]) -> None:
        """Raises NotFoundError where one of these incidents is not for a member's eyes."""
        for words in things:
            if "/" in words or words.startswith("s_"):
                key = find_mention(self.register, words)
                words = self.register.incident_of(key) or words  # noqa: PLW2901  (the incident of the mention)
            self.dossier(member, words)

    def undo(self, member: Member, decision: str, reason: str = "") -> Decision:
        """Undo a decision. Raises AccessError, DecisionError, NotFoundError."""
        with self._writing:
            found = find_decision(self.register, decision)
            self.require(access.may_undo(member, found), "undo")
            words = reason.strip() or f"undone by {member.name}"
            return self._take(member, "undo", Anchor(), words, undoes=found.id)

    def seal(self, member: Member, incident: str, party: PartyKey | None, *, lift: bool, reason: str) -> Decision:
        """Seal an incident or a party in it, or lift the seal.

        Raises:
            AccessError: not in this role.
            DecisionError: no reason.
            NotFoundError: no such incident or party.
        """
        self.require(access.may_unseal(member) if lift else access.may_seal(member), "unseal" if lift else "seal")
        with self._writing:
            kept = self.open(member, incident).kept
            if party is None:
                anchor, _, _ = find_incident(self.register, kept.incident.id)
            else:
                account = next(
                    (a for a in kept.mentions if a.source.text.id == party.text and a.party(party.party)), None
                )
                if account is None:
                    raise NotFoundError(party.party, "nobody in this incident is called so")
                role: Role = next(
                    (s.subject.role for s in account.mention.statements if s.subject.item == party.party), "victim"
                )
                anchor = Anchor(party.text, account.mention.id, role, party.party)
            return self._take(member, "unseal" if lift else "seal", anchor, self.reason("seal", reason))

    # -- publishing ---------------------------------------------------------------------------------------

    def proposal(self, incident: str) -> Slip | None:
        """The proposal to publish an incident that waits for a second person, or None."""
        open_ = [s for s in self.register.slips(subject=incident) if s.kind in ("proposed", "answered")]
        return open_[-1] if open_ and open_[-1].kind == "proposed" else None

    def needs_second(self, dossier: Dossier) -> bool:
        """Whether publishing an incident takes a second person: the setting asks for it, and somebody died in it."""
        if not self.settings.flag("second_person"):
            return False
        outcomes = {v.value for p in dossier.standing.parties for v in p.values if v.field in ("outcome", "outcomes")}
        return "killed" in outcomes or dossier.standing.get("killed") is not None

    def publish(self, member: Member, incident: str, reason: str) -> Decision | Slip:
        """Let an incident into releases; where a second person is needed, propose it or second the proposal.

        Returns:
            The decision, or the proposal that now waits.

        Raises:
            AccessError: not in this role, or the proposal is one's own.
            NotFoundError: no such incident.
        """
        self.require(access.may_publish(member), "publish")
        with self._writing:
            kept = self.open(member, incident).kept
            identity = kept.incident.id
            words = self.reason("publish", reason)
            if self.needs_second(kept):
                waiting = self.proposal(identity)
                if waiting is None:
                    return self.register.pin("proposed", identity, by=member.name, body={"reason": words})
                self.require(access.may_second(member, waiting.by), "seconding one's own proposal")
                words = f"{words} (proposed by {waiting.by}: {waiting.body.get('reason', '')})"
                self.register.pin("answered", identity, by=member.name, body={"answer": "publish"})
            anchor, _, _ = find_incident(self.register, identity)
            return self._take(member, "publish", anchor, words)

    def withdraw(self, member: Member, incident: str, reason: str) -> Decision | Slip:
        """Take an incident out of releases to come, or take a waiting proposal back."""
        self.require(access.may_publish(member), "withdraw")
        with self._writing:
            kept = self.open(member, incident).kept
            identity = kept.incident.id
            if self.proposal(identity) is not None and not kept.published:
                return self.register.pin("answered", identity, by=member.name, body={"answer": "withdraw"})
            anchor, _, _ = find_incident(self.register, identity)
            return self._take(member, "withdraw", anchor, self.reason("withdraw", reason))

    # -- texts read to their end --------------------------------------------------------------------------

    def done(self, text: str) -> Slip | None:
        """Who last said that nothing is missed in a text, or None."""
        told = [s for s in self.register.slips(subject=text) if s.kind in ("done", "reopened")]
        return told[-1] if told and told[-1].kind == "done" else None

    def finish(self, member: Member, report: str, *, reopen: bool = False) -> Slip:
        """Say that a report was read to its end and nothing is missed, or that it is to be read again."""
        self.require(access.may_record(member), "done")
        _, source, _ = self.source(member, report)
        with self._writing:
            return self.register.pin("reopened" if reopen else "done", source.text.id, by=member.name)


@dataclass(frozen=True, slots=True)
class Opened:
    """An incident, opened by a member."""

    #: as it is kept: not for the member's eyes
    kept: Dossier
    #: as the member sees it, with decisions laid over
    seen: Dossier
    #: with the statements only that people rejected, as the member sees them
    rejected: tuple[Account, ...]
    #: statement id -> decision in force, as the member sees it
    held: Mapping[str, Decision]
    #: the decisions about it, oldest first, as the member sees them
    history: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    """A statement, to be decided about."""

    anchor: Anchor
    #: the value that was read
    before: Value
    #: the value that holds
    value: Value
    #: the decision in force about it, and who took it
    decision: str
    by: str


def laid_over(kept: Dossier) -> Dossier:
    """A dossier whose accounts are as people have decided them; mentions that were rejected whole are not in it."""
    accounts = tuple(a for m in kept.mentions if (a := decided.apply(m, kept.decisions)) is not None)
    return Dossier(kept.incident, accounts, kept.standing, kept.decisions, kept.seals, kept.published)


def _only(account: Account, wanted: Callable[[str], bool]) -> Account:
    """An account with some of its statements only."""
    pairs = [
        (i, s) for i, s in zip(account.statement_ids, account.mention.statements, strict=True) if wanted(i)
    ]  # fmt: skip
    mention = account.mention
    return Account(
        account.source,
        type(mention)(mention.id, mention.evidence, tuple(s for _, s in pairs), mention.confidence),
        account.parties, account.claims, account.relations, tuple(i for i, _ in pairs), account.reader,
    )  # fmt: skip


def _shown(decision: Decision, sight: Sight) -> Decision:
    """A decision for whoever may not see what is sealed: that it was taken, by whom and when; values are left out."""
    anchor = decision.anchor
    return Decision(
        decision.id, decision.kind, Anchor(field=anchor.field, incident=anchor.incident),
        decision.by, decision.at, sight.words(decision.reason), undoes=decision.undoes,
    )  # fmt: skip
