"""Legal cases: who is accused before which court of what, and every step of it that reports tell.

A case has two sorts of accused: those blamed for an incident, and victims who are prosecuted for what they say or do.
Steps come from the statements of a reading (``proceedings``, mentions of legal action) and from the sentences about
the accused. Which mentions tell of one case: those of one incident and one sort of accused; across incidents those that
share an accused and whose charges do not differ.

Invariants: no step ends a case, so that a verdict is only the latest step known; an acquittal stands beside the
conviction that it follows; a step without words does not exist.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sijill.actors import wording
from sijill.actors.spoken import key_of
from sijill.types import Account, Case, CaseStep, MentionKey, PartyKey, Quoted, Span, Text
from sijill.values import edtf
from sijill.values.dates import find_dates
from sijill.values.folding import fold

#: steps in the order in which they are usually taken
ORDER = (
    "summoned", "sought", "arrested", "sued", "charged", "tried", "convicted", "sentenced", "acquitted", "upheld",
    "overturned", "released", "amnestied", "prosecuted",
)  # fmt: skip
#: finer acts of legal action that are steps
ACTS = {
    "summons": "summoned", "arrest_warrant": "sought", "criminal_charge": "charged", "defamation_suit": "sued",
    "civil_suit": "sued", "trial": "tried", "military_trial": "tried", "conviction": "convicted",
    "prison_sentence": "sentenced", "death_sentence": "sentenced", "fine": "sentenced", "leak_case": "charged",
}  # fmt: skip
#: steps that make a case of what is told of a victim; an arrest alone is no case
OPENING = frozenset({"sued", "charged", "tried", "convicted", "sentenced", "acquitted", "upheld", "overturned"})
#: years between two steps of one case at most, where no charge is told
YEARS = 8
#: code points from the accused to the words that tell a step
REACH = 220


@dataclass(frozen=True, slots=True)
class Unit:
    """What one incident tells of one sort of accused."""

    incident: str
    of_victim: bool
    mentions: tuple[MentionKey, ...]
    accused: tuple[PartyKey, ...]
    courts: tuple[str, ...]
    charges: tuple[str, ...]
    steps: tuple[CaseStep, ...]


def units(incident: str, accounts: Iterable[Account]) -> tuple[Unit, ...]:
    """What the accounts of an incident tell of legal cases; nothing where they tell of none.

    Args:
        incident: its id.
        accounts: of its mentions, with people's decisions laid over them.
    """
    found: dict[bool, list[tuple[MentionKey, _Told]]] = defaultdict(list)
    for account in sorted(accounts, key=lambda a: a.key):
        for of_victim in (False, True):
            told = _told(account, of_victim=of_victim)
            if told is not None:
                found[of_victim].append((account.key, told))
    made = []
    for of_victim, rows in sorted(found.items()):
        made.append(
            Unit(
                incident, of_victim,
                tuple(key for key, _ in rows),
                tuple(sorted({p for _, t in rows for p in t.accused})),
                tuple(dict.fromkeys(c for _, t in rows for c in t.courts)),
                tuple(dict.fromkeys(c for _, t in rows for c in t.charges)),
                tuple(dict.fromkeys(s for _, t in rows for s in t.steps)),
            )
        )  # fmt: skip
    return tuple(made)


def grouped(found: Iterable[Unit], holder: Mapping[PartyKey, str]) -> tuple[tuple[Unit, ...], ...]:
    """The units that are one case.

    Args:
        found: units of any incidents.
        holder: the actor of each party.

    Returns:
        Groups of units, by their first mentions, whatever the order of the units.
    """
    ordered = sorted(found, key=lambda u: (u.mentions, u.of_victim, u.incident))
    home = list(range(len(ordered)))
    by_actor: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for n, unit in enumerate(ordered):
        for actor in sorted({holder[p] for p in unit.accused if p in holder}):
            by_actor[actor, unit.of_victim].append(n)
    pairs = sorted({(i, j) for some in by_actor.values() for k, i in enumerate(some) for j in some[k + 1 :]})
    for i, j in pairs:
        first, second = (
            [ordered[n] for n in range(len(ordered)) if home[n] == side] for side in (home[i], home[j])
        )  # fmt: skip
        if home[i] != home[j] and all(_one_case(a, b) for a in first for b in second):
            keep, drop = sorted((home[i], home[j]))
            home = [keep if h == drop else h for h in home]
    groups: dict[int, list[Unit]] = defaultdict(list)
    for n, unit in enumerate(ordered):
        groups[home[n]].append(unit)
    return tuple(tuple(groups[n]) for n in sorted(groups))


def case(identity: str, told: Sequence[Unit], holder: Mapping[PartyKey, str], aliases: Sequence[str] = ()) -> Case:
    """A case from its units.

    Args:
        identity: its id.
        told: its units.
        holder: the actor of each party.
        aliases: ids that resolve to it.
    """
    steps: dict[tuple[str, str, str | None], CaseStep] = {}
    for step in (s for u in told for s in u.steps):
        key = (step.step, holder.get(step.accused, f"{step.accused.text}/{step.accused.party}"), step.date)
        known = steps.get(key)
        if known is None:
            steps[key] = step
        else:
            quotes = tuple({(q.text, q.words): q for q in (*known.quotes, *step.quotes)}.values())
            ids = tuple(dict.fromkeys((*known.statements, *step.statements)))
            steps[key] = replace(known, quotes=quotes, statements=ids)
    # a step without a date is that of the same name with one
    dated = {(step, who) for step, who, day in steps if day}
    kept = [s for (step, who, day), s in steps.items() if day or (step, who) not in dated]
    return Case(
        identity,
        _distinct(c for u in told for c in u.courts),
        _distinct(c for u in told for c in u.charges),
        tuple(sorted({holder[p] for u in told for p in u.accused if p in holder})),
        tuple(sorted(kept, key=_when)),
        tuple(dict.fromkeys(u.incident for u in told)),
        told[0].of_victim,
        tuple(aliases),
    )


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    """Words that fold alike once, and what is part of something longer not at all."""
    known: dict[str, str] = {}
    for w in words:
        known.setdefault(" ".join(fold(w).split()), w)
    return tuple(
        w
        for folded, w in known.items()
        if not any(folded != other and f" {folded} " in f" {other} " for other in known)
    )


def _when(step: CaseStep) -> tuple[date, int, PartyKey]:
    day = _first(step.date) or min((d for q in step.quotes if (d := _first(q.published))), default=date.max)
    return day, ORDER.index(step.step) if step.step in ORDER else len(ORDER), step.accused


def _first(value: str | None) -> date | None:
    try:
        return edtf.bounds(value)[0] if value else None
    except ValueError:
        return None


def _one_case(left: Unit, right: Unit) -> bool:
    """Whether two units that share an accused can be one case."""
    if left.of_victim != right.of_victim:
        return False
    if left.incident == right.incident:
        return True
    ours, theirs = (_telling(u.charges) for u in (left, right))
    if not left.of_victim:
        # what somebody is accused of elsewhere is another case, unless one sentence tells of both
        quotes = [{(q.text, q.span) for s in u.steps for q in s.quotes} for u in (left, right)]
        return bool(quotes[0] & quotes[1])
    if ours and theirs:
        return bool(ours & theirs)
    days = [sorted(d for s in u.steps if (d := _when(s)[0]) != date.max) for u in (left, right)]
    if not days[0] or not days[1]:
        return True
    gap = max((days[1][0] - days[0][-1]).days, (days[0][0] - days[1][-1]).days)
    return gap <= YEARS * 365


def _telling(charges: Iterable[str]) -> set[str]:
    return {w for c in charges for w in fold(c).split() if len(w) > 3}


# ---------------------------------------------------------------------------------------------------------
# What one account tells


@dataclass(frozen=True, slots=True)
class _Told:
    accused: tuple[PartyKey, ...]
    courts: tuple[str, ...]
    charges: tuple[str, ...]
    steps: tuple[CaseStep, ...]


def _told(account: Account, *, of_victim: bool) -> _Told | None:
    # a reader may take the court for who does it
    items = [i for i in account.mention.items("victim" if of_victim else "perpetrator") if not _is_court(account, i)]
    stated = list(_legal(account, items) if of_victim else _proceedings(account, items))
    worded, courts, charges = _worded(account, items)
    opened = any(s.step in OPENING for s in worded) and (of_victim or account.mention.first("type") != "legal_action")
    if not stated and not opened:
        return None
    if of_victim:
        # the sentence tells the step of the mention more exactly
        dated = {(s.step, s.accused) for s in worded if s.date}
        told = {s.accused for s in worded}
        stated = [
            s
            for s in stated
            if (s.date or (s.step, s.accused) not in dated) and not (s.step == "prosecuted" and s.accused in told)
        ]
    every = tuple(dict.fromkeys((*stated, *worded)))
    accused = tuple(sorted({s.accused for s in every}))
    return _Told(accused, tuple(courts), tuple(charges), every) if accused else None


def _is_court(account: Account, item: str) -> bool:
    told = [
        s.value for s in account.mention.statements
        if s.subject.item == item and s.field in ("name", "description") and isinstance(s.value, str)
    ]  # fmt: skip
    return any(w in _COURTLY for t in told for w in fold(t).replace("-", " ").split())


_COURTLY = frozenset({"court", "tribunal", "prosecutor", "prosecutors", "prosecution", "محكمه", "المحكمه", "النيابه"})


def _proceedings(account: Account, items: Sequence[str]) -> Iterator[CaseStep]:
    text = account.source.text
    for identity, s in zip(account.statement_ids, account.mention.statements, strict=True):
        if s.field == "proceedings" and s.subject.item in items and s.modality != "denied":
            quote = _quoted(text, _around(text, s.spans[0]), s.speaker)
            yield CaseStep(str(s.value), s.as_of, key_of(account, s.subject.item), (quote,), (identity,))


def _legal(account: Account, items: Sequence[str]) -> Iterator[CaseStep]:
    mention, text = account.mention, account.source.text
    if mention.first("type") != "legal_action" or mention.first("modality") in ("denied", "planned"):
        return
    act = str(mention.first("act") or "").partition(".")[2]
    step = ACTS.get(act, "" if act else "prosecuted")
    if not step:
        return  # bans, closures, refusals of access: no court is told of
    stated = mention.first("date")
    day = stated if isinstance(stated, str) else None
    ids = [i for i, s in zip(account.statement_ids, mention.statements, strict=True)
           if s.subject.role == "mention" and s.field in ("type", "act")]  # fmt: skip
    quote = _quoted(text, mention.evidence[0], None) if mention.evidence else None
    for item in items:
        party = account.party(item)
        here = [s for s in party.spans if any(s.within(e) for e in mention.evidence)] if party else []
        if here and all(_wronged(text, s) for s in here):
            continue
        if mention.first("outcome", role="victim", item=item) in (None, "sued", "unknown", "detained") and quote:
            yield CaseStep(step, day, key_of(account, item), (quote,), tuple(ids))


def _worded(account: Account, items: Sequence[str]) -> tuple[list[CaseStep], list[str], list[str]]:
    """Steps, courts and charges in the sentences about the accused."""
    text = account.source.text
    language = wording.language_of(text)
    steps: list[CaseStep] = []
    courts: list[str] = []
    charges: list[str] = []
    if language is None or not wording.known(language):
        return steps, courts, charges
    parties = {p.id: p for p in account.parties}
    where = sorted((span, p.id) for p in parties.values() for span in p.spans)
    pronouns = frozenset(wording.words(language, "course", "pronouns"))
    last: str | None = None
    for sentence in wording.sentences(text):
        inside = [(span, i) for span, i in where if span.within(sentence.span)]
        findings = list(wording.find(sentence, language, "proceedings", "steps"))
        told = False
        for n, finding in enumerate(findings):
            if any(f.start < finding.end and finding.start < f.end and f.name in _SURER.get(finding.name, ())
                   for m, f in enumerate(findings) if m != n):  # fmt: skip
                continue
            who = _whom(text, finding.span, inside, frozenset(items))
            if who is None and sentence.folded.strip().split(" ", 1)[0] in pronouns:
                who = last
            if who is None or who not in items:
                continue
            told = True
            day = _date(sentence, text, language, finding)
            steps.append(
                CaseStep(finding.name, day, key_of(account, who), (_quoted(text, sentence.span, None),))
            )  # fmt: skip
        if told:
            courts += _courts(sentence, text, language)
            charges += _charges(sentence, text, language)
        people = [i for _, i in inside if i in items]
        last = people[-1] if people else (last if not inside else None)
    return steps, courts, charges


#: a finding that is part of a surer one is left aside: "overturned a conviction" convicts nobody
_SURER: Mapping[str, tuple[str, ...]] = {
    "convicted": ("overturned", "upheld", "acquitted"), "sentenced": ("overturned", "upheld"),
    "released": ("acquitted",), "charged": ("acquitted",),
}  # fmt: skip


def _wronged(text: Text, span: Span) -> bool:
    """Whether somebody is told of as the victim of what is tried: "accused of killing the activist X"."""
    language = wording.language_of(text)
    before = fold(text.content[max(0, span.start - _NEAR) : span.start])
    return language is not None and any(
        re.search(rf"(?<!\w){re.escape(w)}\b(?:\W+\w+){{0,3}}\W*$", before)
        for w in wording.words(language, "proceedings", "victims")
    )


#: code points before a name in which it is told what was done to its bearer
_NEAR = 50
#: two words with capitals: somebody's name, who is no party of the incident
_NAME = re.compile(r"\b[A-Z][\w'’-]{1,20} [A-Z][\w'’-]{1,20}")


def _whom(text: Text, span: Span, inside: Sequence[tuple[Span, str]], items: frozenset[str]) -> str | None:
    """The accused whom a finding is about: the nearest behind "sentenced the", else the nearest before it."""
    mine = [
        (s, i)
        for s, i in inside
        if i in items
        and not _wronged(text, s)
        and not _NAME.search(text.content[min(s.end, span.end) : max(s.start, span.start)])
    ]
    overlapping = [i for s, i in mine if s.overlaps(span)]
    if overlapping:
        return overlapping[-1]
    before = [(span.start - s.end, i) for s, i in mine if s.end <= span.start and span.start - s.end <= REACH]
    behind = [(s.start - span.end, i) for s, i in mine if 0 <= s.start - span.end <= REACH]
    # "The court sentenced the editor X": nobody before, or only the court
    if before and (not behind or min(before)[0] <= min(behind)[0] + 20):
        return min(before)[1]
    return min(behind)[1] if behind else None


def _date(sentence: wording.Sentence, text: Text, language: str, finding: wording.Found) -> str | None:
    """The date that stands nearest to a step in its sentence."""
    words = text.quote(sentence.span)
    published = (text.metadata.published or "").split("T", 1)[0] or None
    told = [d for d in find_dates(words, language, published=published) if d.edtf]
    if not told:
        return None
    at = finding.span.start - sentence.span.start
    return min(told, key=lambda d: (min(abs(d.span.start - at), abs(d.span.end - at)), d.span)).edtf


def _courts(sentence: wording.Sentence, text: Text, language: str) -> Iterator[str]:
    starts = frozenset(wording.words(language, "proceedings", "court_starts"))
    ends = frozenset(wording.words(language, "proceedings", "court_ends"))
    generic = frozenset(wording.words(language, "proceedings", "no_court"))
    for found in wording.find(sentence, language, "proceedings", "courts"):
        words = text.quote(found.inner or found.span).split()
        # what stands before the last article or verb in front of "court" is no part of its name
        head = next((n for n, w in enumerate(words) if fold(w) in ("court", "tribunal")), 0)
        at = max((n + 1 for n, w in enumerate(words[:head]) if fold(w) in starts), default=0)
        words = words[at:]
        cut = next((n for n, w in enumerate(words) if n and fold(w) in ends), len(words))
        name = " ".join(words[:cut])
        if name and fold(name) not in generic:
            yield name


def _charges(sentence: wording.Sentence, text: Text, language: str) -> Iterator[str]:
    ends = frozenset(wording.words(language, "proceedings", "charge_ends"))
    for found in wording.find(sentence, language, "proceedings", "charges"):
        if found.inner is None:
            continue
        words = text.quote(found.inner).split()
        cut = next((n for n, w in enumerate(words) if n and fold(w) in ends), len(words))
        while cut and fold(words[cut - 1]) in ("and", "the", "a", "و"):
            cut -= 1
        if cut:
            yield " ".join(words[:cut])


def _around(text: Text, span: Span) -> Span:
    """The sentence around the words of a step."""
    sentence = wording.at(wording.sentences(text), span.start)
    return sentence.span if sentence is not None and span.within(sentence.span) else span


def _quoted(text: Text, span: Span, speaker: str | None) -> Quoted:
    published = (text.metadata.published or "").split("T", 1)[0] or None
    return Quoted(text.id, span, text.quote(span).strip(), text.uri, speaker, published)
