"""What became of an actor: dated states, each with the words that say so, and until when it is known to have held.

Two sorts of evidence: the outcomes that a reading states of a victim, and what the sentences about the party say
besides ("is still being held", "was last seen", "all but one were freed"). A group carries numbers: fourteen arrested
and all but one freed are thirteen released and one last known held.

Invariants: nothing is concluded without words; states that contradict each other stand side by side, each with who
says so; nobody is free, or dead, because nothing more was heard.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sijill.actors import wording
from sijill.actors.spoken import key_of
from sijill.types import (
    Account,
    Count,
    Fate,
    Modality,
    PartyKey,
    Quoted,
    Span,
    Text,
)
from sijill.values import edtf
from sijill.values.folding import fold_with_offsets

#: states that outcomes of a victim are
OUTCOMES = {
    "threatened": "threatened", "abducted": "abducted", "detained": "detained", "injured": "injured",
    "tortured": "tortured", "released": "released", "killed": "killed", "displaced": "displaced", "sued": "prosecuted",
    "unharmed": "unharmed",
}  # fmt: skip
#: states in the order in which they follow one another where no day tells
ORDER = (
    "threatened", "displaced", "prosecuted", "abducted", "detained", "seen", "tortured", "injured", "held", "missing",
    "escaped", "released", "found_alive", "unharmed", "died_of_wounds", "killed", "body_found",
)  # fmt: skip
#: states in which somebody is in another's power, or not known to be anywhere
HOLDING = frozenset({"abducted", "detained", "held", "missing"})
#: ... and those that end it
FREEING = frozenset({"released", "escaped", "found_alive"})
DEAD = frozenset({"killed", "body_found", "died_of_wounds"})
#: states of somebody who lives
ALIVE = HOLDING | FREEING | {"seen", "threatened", "tortured", "injured", "displaced", "unharmed"}
#: states that come as often as they are told on other days
REPEATED = frozenset({"threatened", "seen", "held", "missing", "prosecuted", "tortured"})
#: days between two dates of one state
SLIP = 3
#: code points from somebody's name to the words that say what became of them
REACH = 250
#: acts of which the date of the mention is not that of the outcome "released"
#: two words with capitals: somebody's name
_NAME = re.compile(r"\b[A-Z][\w'’-]{1,20} [A-Z][\w'’-]{1,20}")
_TAKING = frozenset({"abduction", "detention", "enforced_disappearance", "raid"})


@dataclass(frozen=True, slots=True)
class Part:
    """An actor's part in one incident."""

    incident: str
    #: the actor's parties among those of the incident
    keys: frozenset[PartyKey]
    #: the incident's accounts, with people's decisions laid over them
    accounts: tuple[Account, ...]
    #: ids of statements that were taken back, each with how: "edited", "corrected", "withdrawn", "found_alive"
    retracted: Mapping[str, str]
    #: how many people the actor is, as far as this incident tells
    count: Count | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece of evidence of a state."""

    state: str
    date: str | None
    as_of: str | None
    modality: Modality
    incident: str
    quote: Quoted
    statement: str | None = None
    count: Count | None = None


def course(actor: str, parts: Sequence[Part]) -> tuple[Fate, ...]:
    """What the reports tell of an actor, in order of time.

    Args:
        actor: its id.
        parts: its parts as a victim, one an incident; the accounts of others are not looked at.

    Returns:
        The states; ``against`` of each holds the places of those that say otherwise.
    """
    return told(actor, (fact for part in parts for fact in evidence(part)))


def told(actor: str, facts: Iterable[Evidence]) -> tuple[Fate, ...]:
    """The course that some evidence tells; :func:`course` for who has gathered it before."""
    fates = sorted((_fate(actor, some) for some in _alike(_once(facts))), key=_when)
    return _contradictions(fates)


def held(fates: Sequence[Fate], size: Count | None = None) -> tuple[Count | None, str | None]:
    """How many are held or missing as far as is known, and the day for which that is told.

    Args:
        fates: an actor's course, in order.
        size: how many people the actor is; None: one.

    Returns:
        None where nobody is, as far as is known.
    """
    standing = [f for f in fates if f.modality != "denied" and (f.state in HOLDING or f.state in FREEING | DEAD)]
    taken = [f for f in standing if f.state in HOLDING]
    if not taken:
        return None, None
    as_of = max((d for f in taken for d in (f.as_of, f.date) if d), default=None)
    if size is None or size == Count(1, 1):
        return (Count(1, 1), as_of) if standing[-1].state in HOLDING else (None, None)
    explicit = [f for f in taken if f.state in ("held", "missing") and f.count is not None]
    if explicit:
        return explicit[-1].count, explicit[-1].as_of or as_of
    whole = next((f.count for f in reversed(taken) if f.count is not None), size)
    freed = [f.count or size for f in standing if f.state not in HOLDING]
    least = max(0, whole.min - _sum(freed, most=True))
    most = None if whole.max is None else max(0, whole.max - _sum(freed, most=False))
    return (Count(least, most), as_of) if most is None or most > 0 else (None, None)


def _sum(counts: Iterable[Count], *, most: bool) -> int:
    return sum((c.max if c.max is not None else 10**9) if most else c.min for c in counts)


def last_state(fates: Sequence[Fate]) -> tuple[str | None, str | None]:
    """The last state that is known and the day for which it is told; (None, None) where nothing befell."""
    standing = [f for f in fates if f.modality != "denied"]
    return (standing[-1].state, standing[-1].as_of or standing[-1].date) if standing else (None, None)


# ---------------------------------------------------------------------------------------------------------
# Evidence


def evidence(part: Part) -> list[Evidence]:
    """What the accounts of one incident say became of an actor's part in it."""
    found: list[Evidence] = []
    by_text: dict[str, list[Account]] = defaultdict(list)
    for account in sorted(part.accounts, key=lambda a: a.key):
        by_text[account.source.text.id].append(account)
        found += _stated(part, account)
    mine = {key.text for key in part.keys}
    for text, accounts in sorted(by_text.items()):
        if text in mine:
            found += _worded(part, accounts)
    return found


def _stated(part: Part, account: Account) -> list[Evidence]:
    text = account.source.text
    family = account.mention.first("type")
    stated = account.mention.first("date")
    day = stated if isinstance(stated, str) else None
    published = _day(text)
    counts = {
        s.subject.item: s.value for s in account.mention.statements
        if s.subject.role == "victim" and s.field == "count" and isinstance(s.value, Count)
    }  # fmt: skip
    told: Modality = "asserted"
    whole = account.mention.first("modality")
    if whole in ("alleged", "denied", "planned"):
        told = whole  # type: ignore[assignment]  # mypy does not narrow str to its literals
    several = part.count not in (None, Count(1, 1))
    found = []
    for identity, s in zip(account.statement_ids, account.mention.statements, strict=True):
        if s.field != "outcome" or s.subject.role != "victim" or key_of(account, s.subject.item) not in part.keys:
            continue
        state = OUTCOMES.get(str(s.value))
        if state is None:
            continue
        freed_later = state == "released" and family in _TAKING
        modality = s.modality if s.modality != "asserted" else told
        if identity in part.retracted:
            modality = "denied"
        if modality == "planned":
            continue  # feared, and not told as having happened
        date = s.as_of or (None if freed_later else day)
        known = published if state in HOLDING else None
        quote = _quoted(text, s.spans[0], s.speaker)
        count = counts.get(s.subject.item) if several else None
        found.append(Evidence(state, date, known, modality, part.incident, quote, identity, count))
    return found


def _worded(part: Part, accounts: Sequence[Account]) -> list[Evidence]:
    """What the sentences of one text say of the party besides its outcomes."""
    text = accounts[0].source.text
    language = wording.language_of(text)
    if language is None or not wording.known(language):
        return []
    parties = {p.id: p for a in accounts for p in a.parties}
    mine = {p.id for p in parties.values() if PartyKey(text.id, p.id) in part.keys}
    victims = {i for a in accounts for i in a.mention.items("victim")}
    where = sorted((span, p.id) for p in parties.values() for span in p.spans)
    pronouns = frozenset(wording.words(language, "course", "pronouns"))
    among = wording.sentences(text)
    found: list[Evidence] = []
    several = part.count is not None and part.count.max != 1
    last: str | None = None
    for sentence in among:
        inside = [(span, i) for span, i in where if span.within(sentence.span)]
        findings = list(wording.find(sentence, language, "course", "states"))
        parts = list(wording.find(sentence, language, "course", "parts"))
        if parts:
            about = _about(text, parts[0].span, inside, several=True) or last
            if about in mine and several and part.count is not None:
                found += _numbers(part, text, language, parts)
        for finding in findings if not parts else ():
            about = _about(text, finding.span, inside, several=several)
            if about is None and not inside and _opens_with(sentence, pronouns):
                about = last
            if about in mine and about in victims:
                published = _day(text)
                state = finding.name
                when = published if state in ("held", "missing", "seen") else None
                found.append(
                    Evidence(state, None, when, "asserted", part.incident, _quoted(text, sentence.span, None),
                          count=part.count if several else None)
                )  # fmt: skip
        people = [i for _, i in inside if i in victims]
        last = people[-1] if people else (last if not inside else None)
    return found


def _about(text: Text, span: Span, inside: Sequence[tuple[Span, str]], *, several: bool) -> str | None:
    """Whom a finding is about: the nearest party before it, or else right behind it."""
    before = [(s, i) for s, i in inside if s.end <= span.start + 1 and span.start - s.end <= REACH]
    overlapping = [i for s, i in inside if s.overlaps(span)]
    if overlapping:
        return overlapping[0]
    if before:
        nearest, who = before[-1]
        # a reading names those who have a part in the incident only: another name between is somebody else's
        return None if _NAME.search(text.content[nearest.end : span.start]) else who
    behind = [i for s, i in inside if 0 <= s.start - span.end <= (12 if several else 40)]
    return behind[0] if behind else None


def _opens_with(sentence: wording.Sentence, words: frozenset[str]) -> bool:
    first = sentence.folded.strip().split(" ", 1)[0]
    return first in words


def _numbers(part: Part, text: Text, language: str, found: Sequence[wording.Found]) -> list[Evidence]:
    """How many of a group were let go and how many are left: "all but one were freed"."""
    whole = part.count or Count(1, None)
    facts = []
    for finding in found:
        quote = _quoted(text, finding.span, None)
        n = None
        if finding.inner is not None:
            n = wording.number(language, fold_with_offsets(text.quote(finding.inner))[0])
        published = _day(text)

        def fact(state: str, count: Count, quote: Quoted = quote, published: str | None = published) -> Evidence:
            as_of = published if state in HOLDING else None
            return Evidence(state, None, as_of, "asserted", part.incident, quote, count=count)

        match finding.name:
            case "left_of_released" if n is not None and n <= whole.min:
                most = None if whole.max is None else whole.max - n
                facts += [fact("released", Count(whole.min - n, most)), fact("held", Count(n, n))]
            case "released" if n is not None:
                facts.append(fact("released", Count(n, n)))
            case "held" if n is not None:
                facts.append(fact("held", Count(n, n)))
            case "all_released":
                facts.append(fact("released", whole))
    return facts


def _quoted(text: Text, span: Span, speaker: str | None) -> Quoted:
    return Quoted(text.id, span, text.quote(span).strip(), text.uri, speaker, _day(text))


def _day(text: Text) -> str | None:
    return (text.metadata.published or "").split("T", 1)[0] or None


# ---------------------------------------------------------------------------------------------------------
# States


def _once(facts: Iterable[Evidence]) -> list[Evidence]:
    """The evidence, each sentence once: with the incident in which its report tells of what it follows from."""
    gathered = list(dict.fromkeys(facts))
    stated = {(f.quote.text, f.incident): f.state for f in gathered if f.statement and f.state not in ("threatened",)}
    kept: dict[tuple[str, str, Span], Evidence] = {}
    for fact in gathered:
        if fact.statement is None:
            key = (fact.state, fact.quote.text, fact.quote.span)
            known = kept.get(key)
            if known is None or (_follows(fact, stated), fact.incident) < (_follows(known, stated), known.incident):
                kept[key] = fact
    return [f for f in gathered if f.statement is not None or kept[f.state, f.quote.text, f.quote.span] == f]


def _follows(fact: Evidence, stated: Mapping[tuple[str, str], str]) -> int:
    before = stated.get((fact.quote.text, fact.incident))
    return 0 if before in HOLDING else 1 if before is not None else 2


def _alike(facts: Iterable[Evidence]) -> list[list[Evidence]]:
    """Facts that are one state: of one incident, one state, told or denied, on one day or on none."""
    groups: dict[tuple[str, str, bool], list[Evidence]] = defaultdict(list)
    for fact in dict.fromkeys(facts):
        groups[fact.incident, fact.state, fact.modality == "denied"].append(fact)
    found: list[list[Evidence]] = []
    for some in groups.values():
        dated: list[list[Evidence]] = []
        # the most precise first, so that vaguer dates go with them
        for fact in sorted((f for f in some if f.date), key=_precision):
            home = next((g for g in dated if _one_day(g[0].date, fact.date)), None)
            if home is None:
                dated.append([fact])
            else:
                home.append(fact)
        undated = [f for f in some if not f.date]
        if dated:
            dated[0] += undated
            found += dated
        else:
            found.append(undated)
    return found


def _precision(fact: Evidence) -> tuple[int, str, str, int, str]:
    first, last = _bounds(fact.date)
    days = (last - first).days if first and last else 10**6
    return days, fact.date or "", fact.quote.text, fact.quote.span.start, fact.statement or ""


def _one_day(left: str | None, right: str | None) -> bool:
    (a, b), (c, d) = _bounds(left), _bounds(right)
    if a is None or b is None or c is None or d is None:
        return True
    return (c - b).days <= SLIP and (a - d).days <= SLIP


def _bounds(value: str | None) -> tuple[date | None, date | None]:
    try:
        return edtf.bounds(value) if value else (None, None)
    except ValueError:
        return None, None


def _fate(actor: str, facts: Sequence[Evidence]) -> Fate:
    first = facts[0]
    told: Modality = "asserted" if any(f.modality == "asserted" for f in facts) else first.modality
    dates = [f.date for f in facts if f.date]
    known = [f.as_of for f in facts if f.as_of]
    counts = [f.count for f in facts if f.count is not None]
    upper = [c.max for c in counts if c.max is not None]
    count = Count(min(c.min for c in counts), max(upper) if len(upper) == len(counts) else None) if counts else None
    quotes = sorted({f.quote for f in facts}, key=lambda q: (q.published or "9999", q.text, q.span, q.speaker or ""))
    return Fate(
        actor, first.state, dates[0] if dates else None, max(known) if known else None,
        tuple(sorted({f.statement for f in facts if f.statement})), count,
        tuple(quotes), first.incident, told,
    )  # fmt: skip


def _when(fate: Fate) -> tuple[date, int, str, str]:
    """By when it began, else by when it was told."""
    first, _ = _bounds(fate.date)
    if first is None:
        told = [b for q in fate.quotes if (b := _bounds(q.published)[0]) is not None]
        first = _bounds(fate.as_of)[0] or min(told, default=date.max)
    rank = ORDER.index(fate.state) if fate.state in ORDER else len(ORDER)
    return first, rank, fate.incident, fate.state


def _contradictions(fates: Sequence[Fate]) -> tuple[Fate, ...]:
    against: dict[int, set[int]] = defaultdict(set)
    for i, one in enumerate(fates):
        for j in range(i + 1, len(fates)):
            if _contradict(one, fates[j]):
                against[i].add(j)
                against[j].add(i)
    return tuple(replace(fate, against=tuple(sorted(against[n]))) for n, fate in enumerate(fates))


def _contradict(one: Fate, other: Fate) -> bool:
    """Whether two states cannot both be, the first of them not later than the second."""
    if (one.modality == "denied") != (other.modality == "denied"):
        return one.state == other.state and one.incident == other.incident
    if one.modality == "denied" or one.count is not None:
        return False  # of a group some may be free and others dead
    if one.state == other.state:
        same = one.incident == other.incident or one.state in DEAD
        return same and one.state not in REPEATED and not _one_day(one.date, other.date)
    if one.state in DEAD and other.state in DEAD:
        return bool(one.date and other.date) and not _one_day(one.date, other.date) and other.state != "body_found"
    if other.state == "found_alive" or one.state == "found_alive":
        return one.state in DEAD or (other.state in DEAD and _before(other, one))
    if one.state in DEAD and other.state in ALIVE:
        return _before(one, other)
    if one.state in FREEING and other.state in ("held", "missing"):
        # told as free, and later as still held, with nothing between
        return _before(one, other) and one.incident == other.incident
    return False


def _before(one: Fate, other: Fate) -> bool:
    """Whether the dates tell that one was over before the other."""
    _, last = _bounds(one.date)
    first, _ = _bounds(other.date or other.as_of)
    return last is not None and first is not None and (first - last).days > SLIP


# ---------------------------------------------------------------------------------------------------------
# Threats


@dataclass(frozen=True, slots=True)
class Threat:
    """One threat of a series: how it came, from whom, when, and what followed."""

    incident: str
    date: str | None
    #: "phone", "message", "online", "letter", "visit"; empty: not told
    channels: tuple[str, ...]
    #: who is said to have sent it, as written
    authors: tuple[str, ...]
    quotes: tuple[Quoted, ...]
    #: what befell the person after it: places in the course
    followed_by: tuple[int, ...]


def threats(fates: Sequence[Fate], parts: Sequence[Part]) -> tuple[Threat, ...]:
    """The threats against an actor, in order of time.

    Args:
        fates: its course.
        parts: its parts, as for :func:`course`.
    """
    accounts = {part.incident: part.accounts for part in parts}
    found = []
    for n, fate in enumerate(fates):
        if fate.state != "threatened" or fate.modality == "denied":
            continue
        texts = {q.text for q in fate.quotes}
        told = [a for a in accounts.get(fate.incident, ()) if a.source.text.id in texts]
        channels = sorted({c for a in told for c in _channels(a)})
        authors = sorted({name for a in told for name in _authors(a)})
        later = tuple(
            m for m in range(n + 1, len(fates)) if fates[m].state in HARM and fates[m].modality != "denied"
        )  # fmt: skip
        found.append(Threat(fate.incident, fate.date, tuple(channels), tuple(authors), fate.quotes, later))
    return tuple(found)


#: what may follow a threat
HARM = frozenset({"abducted", "detained", "injured", "tortured", "killed", "displaced", "body_found"})


def _channels(account: Account) -> Collection[str]:
    text = account.source.text
    language = wording.language_of(text)
    found = {"online"} if "online" in {s.value for s in account.mention.said("method")} else set()
    if language is not None:
        told = " ".join(fold_with_offsets(text.quote(s))[0] for s in account.mention.evidence)[: wording.LONGEST]
        padded = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in told).split())} "
        for name in _CHANNELS:
            if any(f" {w} " in padded for w in wording.words(language, "course", name, "channels")):
                found.add(name)
    return found


_CHANNELS = ("phone", "message", "online", "letter", "visit")


def _authors(account: Account) -> Iterable[str]:
    for item in account.mention.items("perpetrator"):
        name = account.mention.first("name", role="perpetrator", item=item)
        described = account.mention.first("description", role="perpetrator", item=item)
        if isinstance(name or described, str):
            yield str(name or described)
