"""What was told and taken back: edited pages, correction notices, withdrawn reports, the dead who were found alive.

A retraction is a relation between statements: the ones that take back, and the one that is taken back. It removes
nothing: what is retracted stays against the value that holds, and the standing of the incident has a value of the field
"retracted" for each field of which something was taken back, with the reason as its rule, the statements that take
back behind it and those taken back against it.

Invariant: only its own side takes a statement back (the same page, the same outlet, the same speaker); that others
tell otherwise is a contradiction. The exception is death: who is found alive on a later day was not killed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sijill.incidents.rules import Told
from sijill.incidents.wording import pattern, says
from sijill.types import Account, Claim, Span, StandingValue, Text
from sijill.values.folding import fold, fold_with_offsets

#: code points before and behind a statement's words in which a word of another report is looked for
NEARBY = 160
#: code points of a text in which notices are looked for
MAX_CHARACTERS = 200_000
#: code points of a notice behind the words that make it one: longer sentences are no notices, and many of them without
#: an end would be looked through again and again
MAX_NOTICE = 600

_ENDS = re.compile(r"[.!?\n](?=\s|$)")


@dataclass(frozen=True, slots=True)
class Retraction:
    """One statement taken back."""

    #: id of the statement
    statement: str
    #: how: "edited", "corrected", "withdrawn", "found_alive"
    kind: str
    #: ids of statements of the text that takes it back
    by: tuple[str, ...]


def retractions(accounts: Sequence[Account], told: Mapping[str, Sequence[Told]]) -> tuple[Retraction, ...]:
    """What is taken back by edits, corrections and withdrawals.

    Args:
        accounts: the accounts of one incident.
        told: what each account's text tells, by the text's id.

    Returns:
        One retraction for each statement taken back, by the first way that applies, in the order of statement ids.
    """
    found: dict[str, Retraction] = {}
    for retraction in (*_withdrawn(accounts, told), *_corrected(accounts, told), *_edited(accounts, told)):
        found.setdefault(retraction.statement, retraction)
    return tuple(found[i] for i in sorted(found))


def marked(told: Iterable[Told], found: Iterable[Retraction]) -> list[Told]:
    """What was told, with what is taken back marked so."""
    kinds = {r.statement: r.kind for r in found}
    return [replace(t, retracted=kinds[t.id]) if t.id in kinds else t for t in told]


def standing_values(
    found: Iterable[Retraction], told: Iterable[Told], *, of_party: bool = False
) -> list[StandingValue]:
    """The values that say what was taken back: one for each field and way, in their order.

    Args:
        found: any retractions; those of other statements than *told* are left aside.
        told: statements of the event, or of one party.
        of_party: whether they are a party's; among those of the event a party's field is called "victim.outcome".
    """
    fields = {
        t.id: t.statement.field
        if of_party or t.statement.subject.role not in ("victim", "perpetrator")
        else f"{t.statement.subject.role}.{t.statement.field}"
        for t in told
    }
    by: dict[tuple[str, str], tuple[dict[str, None], dict[str, None]]] = defaultdict(lambda: ({}, {}))
    for r in found:
        if r.statement in fields:
            behind, against = by[fields[r.statement], r.kind]
            behind.update(dict.fromkeys(r.by))
            against[r.statement] = None
    return [
        StandingValue("retracted", field, kind, tuple(i for i in behind if i not in against), tuple(against))
        for (field, kind), (behind, against) in sorted(by.items())
    ]


# ---------------------------------------------------------------------------------------------------------
# Edited pages


def _edited(accounts: Sequence[Account], told: Mapping[str, Sequence[Told]]) -> Iterator[Retraction]:
    """What an earlier capture of a page says in words that no longer stand in its latest capture."""
    captures: dict[str, dict[str, Account]] = defaultdict(dict)
    for account in accounts:
        report = account.source.report.id or account.source.report.uri
        captures[report].setdefault(account.source.text.id, account)
    for texts in captures.values():
        by_age = sorted(texts.values(), key=lambda a: (a.source.captured_at, a.source.text.id))
        if len(by_age) < 2 or by_age[0].source.captured_at == by_age[-1].source.captured_at:
            continue
        latest = by_age[-1].source.text
        words = _squeezed(latest.content)
        for account in by_age[:-1]:
            text = account.source.text
            for t in told.get(text.id, ()):
                if not all(_squeezed(text.quote(span)) in words for span in t.statement.spans):
                    yield Retraction(t.id, "edited", _by(told.get(latest.id, ()), t))


def _squeezed(words: str) -> str:
    return " ".join(fold(words).split())


def _by(told: Sequence[Told], taken_back: Told) -> tuple[str, ...]:
    """The statements of a text that stand for its taking back: those of the same field, or else its first."""
    same = [t.id for t in told if t.statement.field == taken_back.statement.field and t.id != taken_back.id]
    return tuple(same or [t.id for t in told if t.id != taken_back.id][:1])


# ---------------------------------------------------------------------------------------------------------
# Corrections and withdrawals


def _side(account: Account) -> frozenset[str]:
    """Whose a text is: its outlet, or itself alone."""
    publisher = account.source.text.metadata.publisher
    return frozenset({_squeezed(publisher) if publisher else f"text {account.source.text.id}"})


def _before(t: Told, than: Told) -> bool:
    """Whether something was told no later than something else, as far as the days tell."""
    if t.on is None or than.on is None:
        return True
    if t.on == than.on and t.moment and than.moment:
        return t.moment <= than.moment
    return t.on <= than.on


def _corrected(accounts: Sequence[Account], told: Mapping[str, Sequence[Told]]) -> Iterator[Retraction]:
    for account in accounts:
        text = account.source.text
        own = told.get(text.id, ())
        for claim in account.claims:
            if claim.kind == "correction" and claim.field and claim.mention in (None, account.mention.id):
                yield from _by_claim(accounts, told, account, claim)
        wrong = [t for t in own if any(s.overlaps(w) for s in t.statement.spans for w in wrong_stretches(text))]
        for t in wrong:
            yield Retraction(t.id, "corrected", _by([o for o in own if o not in wrong], t))
            for other in accounts:
                if other.source.text.id == text.id or not _side(other) & _side(account):
                    continue
                for u in told.get(other.source.text.id, ()):
                    same = u.statement.field == t.statement.field and u.statement.value == t.statement.value
                    if same and u.statement.subject.role == t.statement.subject.role and _before(u, t):
                        yield Retraction(u.id, "corrected", _by([o for o in own if o not in wrong], u) or (t.id,))


def _by_claim(
    accounts: Sequence[Account], told: Mapping[str, Sequence[Told]], correcting: Account, claim: Claim
) -> Iterator[Retraction]:
    """Figures of the side that corrects itself which differ from what it now says."""
    own = told.get(correcting.source.text.id, ())
    here = next(iter(own), None)
    speaker = _squeezed(claim.speaker)
    for account in accounts:
        same_text = account.source.text.id == correcting.source.text.id
        for t in told.get(account.source.text.id, ()):
            if t.statement.field != claim.field or t.statement.value == claim.count:
                continue
            if (same_text and claim.count is None) or (here is not None and not _before(t, here)):
                continue
            said_by = _squeezed(t.statement.speaker) if t.statement.speaker else None
            if said_by == speaker or (said_by is None and _side(account) & _side(correcting)):
                yield Retraction(t.id, "corrected", _by(own, t))


def _withdrawn(accounts: Sequence[Account], told: Mapping[str, Sequence[Told]]) -> Iterator[Retraction]:
    """All that an outlet told before it took its report back, and what the notice repeats of it."""
    for account in accounts:
        text = account.source.text
        own = told.get(text.id, ())
        if not own or not _withdraws(text):
            continue
        for other in accounts:
            if not _side(other) & _side(account):
                continue
            for t in told.get(other.source.text.id, ()):
                if _before(t, own[0]):
                    yield Retraction(t.id, "withdrawn", (own[0].id,))


@lru_cache(maxsize=1024)
def _withdraws(text: Text) -> bool:
    return pattern("withdrawn").search(fold(text.content[:MAX_CHARACTERS])) is not None


@lru_cache(maxsize=64)
def _shadow(text: Text) -> tuple[str, tuple[int, ...]]:
    return fold_with_offsets(text.content[:MAX_CHARACTERS])


@lru_cache(maxsize=1024)
def wrong_stretches(text: Text) -> tuple[Span, ...]:
    """The stretches of a text that repeat what was told wrongly before: from a notice ("an earlier version said") to
    the end of its sentence, or to where it turns to what is right."""
    # most texts have none: the cheap look goes first
    if pattern("wrong").search(fold(text.content[:MAX_CHARACTERS])) is None:
        return ()
    shadow, offsets = _shadow(text)
    ends = [m.start() for m in _ENDS.finditer(shadow)]
    found = []
    for match in pattern("wrong").finditer(shadow):
        at = bisect_right(ends, match.end())
        end = min(ends[at] if at < len(ends) else len(shadow), match.end() + MAX_NOTICE)
        turn = pattern("turn").search(shadow, match.end(), end)
        semicolon = shadow.find(";", match.end(), end)
        end = min(end, turn.start() if turn else end, semicolon if semicolon >= 0 else end)
        if match.end() < end:
            found.append(Span(offsets[match.start()], offsets[end - 1] + 1))
    return tuple(found)


# ---------------------------------------------------------------------------------------------------------
# Found alive


def found_alive(told: Sequence[Told], texts: Mapping[str, Text]) -> tuple[Retraction, ...]:
    """The deaths of one victim that a later report takes back: "found alive", "still alive", "على قيد الحياة".

    Args:
        told: what all texts tell of the victim.
        texts: the texts by their ids.

    Returns:
        A retraction of each death told on an earlier day, or in the same text, than that the victim lives. Without
        days two texts contradict each other, and neither takes the other back.
    """
    living = [
        t
        for t in told
        if _lives(t) and not t.retracted and says("alive", around(texts[t.mention.text], t.statement.spans))
    ]
    found = []
    for t in told:
        if not dies(t):
            continue
        by = [u for u in living if _later(u, t)]
        if by:
            found.append(Retraction(t.id, "found_alive", tuple(u.id for u in by)))
    return tuple(found)


def dies(t: Told) -> bool:
    """Whether it says that a victim was killed."""
    return t.statement.field == "outcome" and t.statement.value == "killed" and t.statement.modality != "denied"


def _lives(t: Told) -> bool:
    if t.statement.field != "outcome":
        return False
    return t.statement.value in ("unharmed", "released", "injured") or (
        t.statement.value == "killed" and t.statement.modality == "denied"
    )


def _later(u: Told, t: Told) -> bool:
    """Whether the news that somebody lives (*u*) came after that of the death (*t*); in one text it stands behind."""
    if u.mention.text != t.mention.text or u.statement.as_of or t.statement.as_of:
        return _after(u, t)
    return u.statement.spans > t.statement.spans


def _after(u: Told, t: Told) -> bool:
    if u.on is None or t.on is None:
        return False
    return u.on > t.on or (u.on == t.on and bool(u.moment and t.moment and u.moment > t.moment))


def around(text: Text, spans: Sequence[Span]) -> str:
    """The words of some spans and what stands close to them."""
    return " … ".join(
        text.content[max(0, span.start - NEARBY) : min(len(text.content), span.end + NEARBY)] for span in spans
    )
