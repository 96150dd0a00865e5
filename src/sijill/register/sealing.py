"""What is sealed without anybody asking: the policy, and how people's decisions change it. Pure.

The policy looks at one text and its newest reading and answers with seals. It would rather seal too much: a seal is
lifted by one decision, a name that has left comes back by none. Each rule is a function below; its docstring is the
policy's wording, and :data:`POLICY` lists them in order. :func:`in_force` lays the decisions over the policy, in the
order in which they were taken; one that was undone counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sijill.register.addresses import addresses
from sijill.register.bystanders import Bystander, bystanders
from sijill.register.decisions import effective
from sijill.register.vocabulary import names_no_person, vocabulary
from sijill.types import (
    Anchor,
    Decision,
    Mention,
    MentionKey,
    Party,
    Place,
    Reading,
    ReportKind,
    Role,
    Seal,
    Span,
    Text,
)
from sijill.values.folding import fold

#: age under which a person is a child (Convention on the Rights of the Child, art. 1)
CHILD = 18
#: people who must decide, each with a reason, that a living individual may be named as perpetrator
TO_NAME_ACCUSED = 2
#: code points around a speaker's name in which is looked for what he is ("..., a neighbour, said")
NEAR = 40

_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_AND = re.compile(r"\s*(?:,|;|&|/|\|| and | و(?=\S)|،)\s*")
_SENTENCE_END = re.compile(r"[.!?؟]\s+|\n")
_APPOSITION = re.compile(r"\s*[,،(]\s*([^,،()\n.;:]{1,60})")
#: words with capitals one after the other, with what may stand between them: "Ministry of the Interior"
_CAPITALISED = re.compile(
    r"[^\W\d_a-z][^\W_]*(?:[-'’.][^\W_]+)*(?:\.?[ ](?:(?:of|for|the|and|al|el|bin|ibn|de|van|von|der|la)[ -])*"
    r"[^\W\d_a-z][^\W_]*(?:[-'’][^\W_]+)*)*"
)


@dataclass(frozen=True, slots=True)
class Sealing:
    """A seal of the policy, and the mentions of its text in which what it seals has a part."""

    seal: Seal
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """A party of a text with what the reading says of it in all mentions."""

    id: str
    #: every form of the name that stands in the text, the fullest first; empty where unnamed
    names: tuple[str, ...]
    #: local ids of the mentions by role
    roles: Mapping[Role, tuple[str, ...]]
    #: what it suffered, by mentions that are neither planned nor denied
    outcomes: frozenset[str]
    killed: bool
    child: bool
    #: families of the acts that it is a victim of
    acts: frozenset[str]
    #: whether it speaks or acts in a public office
    office: bool
    #: whether a reading calls it an individual, or nothing says that it is not one
    individual: bool

    @property
    def mentions(self) -> tuple[str, ...]:
        """All mentions in which it has a part."""
        return tuple(dict.fromkeys(m for some in self.roles.values() for m in some))


@dataclass(frozen=True, slots=True)
class Page:
    """One text, what kind of report it is, and its newest reading, where there is one."""

    text: Text
    kind: ReportKind
    reading: Reading | None
    people: Mapping[str, Person] = field(default_factory=dict)
    #: what tells who it is in the last word of every longer name in the text
    last_names: frozenset[frozenset[str]] = frozenset()
    #: what tells who it is in the names of those who are told of with an office anywhere in the text
    office: frozenset[frozenset[str]] = frozenset()
    #: whom the words name as kin or witness or quote, whether the reading has them or not
    beside: tuple[Bystander, ...] = ()


def page(text: Text, kind: ReportKind, reading: Reading | None) -> Page:
    """A page, with its people worked out once for all rules."""
    beside = tuple(bystanders(text.content))
    people = {} if reading is None else {p.id: p for p in _people(text, reading)}
    last_names = frozenset(_last_names(text.content))
    office = _office_names(beside)
    return Page(text, kind, reading, people, last_names, office, beside)


def _office_names(beside: Iterable[Bystander]) -> frozenset[frozenset[str]]:
    """What tells who it is in the names of those in office, and in their last words where nobody else bears them."""
    named: dict[frozenset[str], frozenset[str]] = {}
    kin = {_distinctive(near.name) for near in beside if near.kind == "kin"}
    for near in beside:
        words = _TOKEN.findall(near.name)
        if len(words) > 1:
            named[_distinctive(near.name)] = _distinctive(words[-1])
    official = {_distinctive(near.name) for near in beside if near.kind == "office"} - kin - {frozenset()}
    lasts = {named[full] for full in official if full in named}
    shared = {last for full, last in named.items() if full not in official}
    return frozenset(official | (lasts - shared))


def policy(seen: Page) -> tuple[Sealing, ...]:
    """Everything that the policy seals on a page, rule by rule; the same for the same page."""
    return tuple(dict.fromkeys(s for rule in POLICY.values() for s in rule(seen)))


# ---------------------------------------------------------------------------------------------------------
# The rules


def living_victim(seen: Page) -> Iterator[Sealing]:
    """Named persons who were threatened, abducted, detained, tortured, injured, released, displaced, sued, left
    unharmed, or of whom nothing is told, unless the same text tells that they were killed."""
    for person in seen.people.values():
        if "victim" in person.roles and person.individual and not person.killed:
            yield from _sealed(seen, person, "victim", "living_victim")


def child(seen: Page) -> Iterator[Sealing]:
    """Named victims under 18 or called children, dead or alive."""
    for person in seen.people.values():
        if "victim" in person.roles and person.child:
            yield from _sealed(seen, person, "victim", "child")


def sexual_violence_victim(seen: Page) -> Iterator[Sealing]:
    """Named victims of sexual violence, dead or alive; and every named victim of whom the same sentence tells it, or
    where the text tells it of somebody whom it does not name."""
    suspected = _may_have_suffered_sexual_violence(seen)
    for person in seen.people.values():
        if person.individual and ("sexual_violence" in person.acts or person.id in suspected):
            yield from _sealed(seen, person, "victim", "sexual_violence_victim")


def _may_have_suffered_sexual_violence(seen: Page) -> frozenset[str]:
    """The victims of a text of whom a reader may have missed it: who is killed and who is raped may be one."""
    if seen.reading is None:
        return frozenset()
    told = [m for m in seen.reading.mentions if "sexual_violence" in _families(m)]
    unnamed = any(not (seen.people[i].names if i in seen.people else ()) for m in told for i in m.items("victim"))
    unnamed = unnamed or any(not m.items("victim") for m in told)
    found: set[str] = set()
    for mention in seen.reading.mentions:
        words = frozenset().union(*(_tokens(_quote(seen.text, s)) for s in mention.evidence))
        near = any(a.overlaps(b) for m in told for a in m.evidence for b in mention.evidence)
        if unnamed or near or words & vocabulary().sexual:
            found.update(mention.items("victim"))
    return frozenset(found)


def _families(mention: Mention) -> frozenset[str]:
    return frozenset(str(s.value).split(".")[0] for s in mention.statements if s.field in ("type", "act"))


def kin_and_witness(seen: Page) -> Iterator[Sealing]:
    """Named relatives of anybody, and whoever is named or quoted as relative, witness, neighbour, friend or
    colleague."""
    for near in seen.beside:
        if near.kind == "kin":
            yield from _sealed_bystander(seen, near, "kin_and_witness")
    reading = seen.reading
    if reading is None:
        return
    for tie in reading.relations:
        if tie.kind != "kin_of":
            continue
        for end in (tie.source, tie.target):
            person = seen.people.get(end[2:]) if end[:2] == "p:" else None
            if person is not None:
                if person.individual and not person.killed and not person.office:
                    yield from _sealed(seen, person, "", "kin_and_witness")
            elif end.strip() and end[:2] not in ("p:", "i:") and not (_is_body(end) or names_no_person(end)):
                yield Sealing(Seal(Anchor(seen.text.id, spans=(tie.span,)), (end,), "kin_and_witness"))
    for speaker in _speakers(seen):
        near_kin = speaker.near & vocabulary().kin and not speaker.title & vocabulary().office
        if near_kin and not _is_dead_or_in_office(seen, speaker):
            yield from _sealed_speaker(seen, speaker, "kin_and_witness")


def private_speaker(seen: Page) -> Iterator[Sealing]:
    """Quoted persons without public office. Officials, spokespersons and organisations stay."""
    for speaker in _speakers(seen):
        if not speaker.title & vocabulary().office and not _is_dead_or_in_office(seen, speaker):
            yield from _sealed_speaker(seen, speaker, "private_speaker")
    for near in seen.beside:
        several = len(_TOKEN.findall(near.name)) > 1
        if near.kind == "speaker" and (several or _distinctive(near.name) in seen.last_names):
            yield from _sealed_bystander(seen, near, "private_speaker")


def byline(seen: Page) -> Iterator[Sealing]:
    """The author of the report, unless it is the publisher itself or another body."""
    told = seen.text.metadata
    author = _without_by(told.author or "")
    own = fold(told.publisher or "")
    people = [p.strip() for p in _AND.split(author) if p.strip() and not _is_body(p) and fold(p.strip()) != own]
    if not people:
        return
    words = tuple(dict.fromkeys((author, *people)))
    yield Sealing(Seal(Anchor(seen.text.id, role="author"), words, "byline"))


def accused_individual(seen: Page) -> Iterator[Sealing]:
    """Named individuals who are blamed, whatever the blame rests on, unless the same text tells that they were
    killed."""
    for person in seen.people.values():
        if "perpetrator" in person.roles and person.individual and not person.killed:
            yield from _sealed(seen, person, "perpetrator", "accused_individual")


def home(seen: Page) -> Iterator[Sealing]:
    """What is finer than a city where it tells of a home, refuge, shelter, hide-out or hospital, and addresses beside
    such words: people still live there."""
    mentions = () if seen.reading is None else seen.reading.mentions
    for span in addresses(seen.text.content):
        told_in = [m.id for m in mentions if any(span.overlaps(s) for s in m.evidence)]
        for mention_id in told_in or [""]:
            anchor = Anchor(seen.text.id, mention_id, spans=(span,))
            words = (_quote(seen.text, span),)
            yield Sealing(Seal(anchor, words, "home"), (mention_id,) if mention_id else ())
    if seen.reading is None:
        return
    for mention in seen.reading.mentions:
        for said in mention.statements:
            if not isinstance(said.value, Place) or not said.value.detail:
                continue
            told = _tokens(said.value.detail)
            # "at his home" shows nobody the way, and striking it everywhere would only hide that it was struck
            if told & vocabulary().home and told - vocabulary().home - vocabulary().plain:
                anchor = Anchor(seen.text.id, mention.id, said.subject.role, said.subject.item, said.field, said.spans)
                yield Sealing(Seal(anchor, (said.value.detail,), "home"), (mention.id,))


def note(seen: Page) -> Iterator[Sealing]:
    """Notes wholly: what a recorder knows and no report says."""
    if seen.kind == "note":
        mentions = () if seen.reading is None else tuple(m.id for m in seen.reading.mentions)
        yield Sealing(Seal(Anchor(seen.text.id), (), "note"), mentions)


#: the rules by name, in the order in which they are applied
POLICY: Mapping[str, Callable[[Page], Iterator[Sealing]]] = {
    rule.__name__: rule
    for rule in (
        note,
        child,
        sexual_violence_victim,
        living_victim,
        kin_and_witness,
        private_speaker,
        accused_individual,
        byline,
        home,
    )
}


def _sealed(seen: Page, person: Person, role: Role | str, rule: str) -> Iterator[Sealing]:
    names = tuple(n for n in person.names if _may_be_a_person(seen, n))
    if names:
        anchor = Anchor(seen.text.id, role=role, item=person.id)  # type: ignore[arg-type]  # a Role or ""
        yield Sealing(Seal(anchor, names, rule), person.mentions)


def _may_be_a_person(seen: Page, name: str) -> bool:
    """Whether a party's name may be a person's: not a country, a day, an acronym or a body that was taken for one.

    A word that ends a longer name in the text is one in any case: "Chad" after "Ruth Chad".
    """
    if not (names_no_person(name) or _is_body(name)):
        return True
    return len(_TOKEN.findall(name)) == 1 and _distinctive(name) in seen.last_names


def _sealed_bystander(seen: Page, near: Bystander, rule: str) -> Iterator[Sealing]:
    """The seal of somebody whom the words name, unless the reading has them as dead, in office or no person."""
    found = _party_called(seen, near.name, near.span)
    if found is None:
        if _is_body(near.name) or _distinctive(near.name) in seen.office:
            return
        told = () if seen.reading is None else seen.reading.mentions
        mentions = tuple(m.id for m in told if any(near.span.overlaps(s) for s in m.evidence))
        yield Sealing(Seal(Anchor(seen.text.id, role="speaker", spans=(near.span,)), (near.name,), rule), mentions)
        return
    person = seen.people.get(found.id)
    if found.kind != "person" or (person is not None and (person.killed or person.office)):
        return
    names = tuple(dict.fromkeys((*(person.names if person else ()), *([found.name] if found.name else ()), near.name)))
    mentions = person.mentions if person else ()
    yield Sealing(Seal(Anchor(seen.text.id, role="speaker", item=found.id, spans=(near.span,)), names, rule), mentions)


def _party_called(seen: Page, name: str, span: Span) -> Party | None:
    """The party of the reading that a name in the text means: it stands there, or it bears that name or a longer one.

    A name of one word that several parties bear means none of them.
    """
    parties = () if seen.reading is None else seen.reading.parties
    mine = _distinctive(name)
    here = [p for p in parties if any(span.overlaps(s) for s in p.spans)]
    # "Ali Salim and his brother Omar": the stretch of one party may run over the name of another
    for party in here:
        if party.name and (mine <= _distinctive(party.name) or party.kind != "person"):
            return party
    bearing = [p for p in parties if p.name and mine and mine <= _distinctive(p.name)]
    return bearing[0] if len(bearing) == 1 else None


# ---------------------------------------------------------------------------------------------------------
# People


def _people(text: Text, reading: Reading) -> Iterator[Person]:
    parties = {p.id: p for p in reading.parties}
    speaking = {c.party for c in reading.claims if c.party}
    leading = {r.source[2:] for r in reading.relations if r.kind in ("leads", "speaks_for")}
    roles: dict[str, dict[Role, dict[str, None]]] = {i: {} for i in parties}
    for mention in reading.mentions:
        for said in mention.statements:
            if said.subject.role in ("victim", "perpetrator") and said.subject.item:
                roles.setdefault(said.subject.item, {}).setdefault(said.subject.role, {})[mention.id] = None
    for item, by_role in roles.items():
        party = parties.get(item)
        office = item in leading or bool(party and item in speaking and _title(text, party.spans) & vocabulary().office)
        played = {r: tuple(m) for r, m in by_role.items()}
        yield _person(text, reading, item, party=party, roles=played, office=office)


def _person(
    text: Text, reading: Reading, item: str, *, party: Party | None, roles: Mapping[Role, tuple[str, ...]], office: bool
) -> Person:
    names: list[str] = [party.name] if party and party.name else []
    outcomes: set[str] = set()
    acts: set[str] = set()
    occupations: set[str] = set()
    kinds: set[str] = set()
    killed = is_child = False
    for mention in reading.mentions:
        unreal = mention.first("modality") in ("planned", "denied")
        mine = [s for s in mention.statements if s.subject.item == item]
        for said in mine:
            value = said.value
            if said.field == "name" and isinstance(value, str):
                names += [value, *(_quote(text, s) for s in said.spans)]
            elif said.field == "outcome" and isinstance(value, str):
                outcomes.add(value)
                killed |= value == "killed" and not unreal and said.modality not in ("planned", "denied")
            elif said.field == "age" and isinstance(value, int):
                is_child |= value < CHILD
            elif said.field == "age_group":
                is_child |= value == "child"
            elif said.field == "occupation" and isinstance(value, str):
                occupations.add(value)
            elif said.field == "kind" and isinstance(value, str):
                kinds.add(value)
        if any(s.subject.role == "victim" for s in mine):
            acts |= {str(s.value).split(".")[0] for s in mention.statements
                     if s.subject.role == "mention" and s.field in ("type", "act")}  # fmt: skip
    if party and names:
        distinctive = set().union(*(_distinctive(n) for n in names))
        # a description ("the lawyer", "she") is no name; what shares a part with the name is one
        names += [q for s in party.spans if (q := _quote(text, s)) and _distinctive(q) & distinctive]
    individual = not (party and party.kind != "person") and not kinds & {"organisation", "unidentified"}
    return Person(
        id=item,
        names=tuple(dict.fromkeys(n.strip() for n in names if n.strip())),
        roles=roles,
        outcomes=frozenset(outcomes),
        killed=killed,
        child=is_child,
        acts=frozenset(acts),
        office=office or bool(occupations & {"politician", "official", "judge"}),
        individual=individual,
    )


def _quote(text: Text, span: Span) -> str:
    return text.content[span.start : span.end]


def _tokens(words: str) -> frozenset[str]:
    return frozenset(_TOKEN.findall(fold(words)))


def _distinctive(name: str) -> frozenset[str]:
    """The parts of a name that tell who it is: three letters or more, no particle, "al-" off."""
    parts = {p for token in _tokens(name) for p in token.split("-")}
    parts |= {p[2:] for p in parts if p.startswith("ال") and len(p) > 4}
    return frozenset(p for p in parts if len(p) > 2 and p not in vocabulary().particles)


# ---------------------------------------------------------------------------------------------------------
# Speakers


@dataclass(frozen=True, slots=True)
class _Speaker:
    words: str
    spans: tuple[Span, ...]
    party: str | None
    mentions: tuple[str, ...]
    #: the name within the words, "" where a party has it
    name: str
    #: folded words of the speaker as written and around where he is named: enough to take him for kin
    near: frozenset[str]
    #: folded words of the speaker as written and of his title: what it takes to be in office
    title: frozenset[str]


def _speakers(seen: Page) -> Iterator[_Speaker]:
    """Everyone quoted who may be a named person."""
    reading = seen.reading
    if reading is None:
        return
    for claim in reading.claims:
        mentions = (claim.mention,) if claim.mention else ()
        yield from _speaker(seen, claim.speaker, claim.speaker_spans, claim.party, mentions)
    for mention in reading.mentions:
        for said in mention.statements:
            if said.speaker:
                yield from _speaker(seen, said.speaker, said.speaker_spans, None, (mention.id,))


def _speaker(
    seen: Page, words: str, spans: tuple[Span, ...], party: str | None, mentions: tuple[str, ...]
) -> Iterator[_Speaker]:
    parties = () if seen.reading is None else seen.reading.parties
    found = next((p for p in parties if p.id == party), None) or next(
        (p for p in parties if p.name and (fold(p.name) == fold(words) or any(s in p.spans for s in spans))), None
    )
    if found is not None and found.kind != "person":
        return
    name = _name_in(words)
    if found is None and (not name or _is_body(name)):
        return
    if found is None and not _tells_a_person(seen, words, name):
        return
    if not name and not (found and found.name):
        return
    told = _tokens(words)
    yield _Speaker(
        words,
        spans,
        found.id if found else None,
        mentions,
        name,
        told | _near(seen.text, spans),
        told | _title(seen.text, spans),
    )


def _near(text: Text, spans: Iterable[Span]) -> frozenset[str]:
    """The folded words in front of and behind some places, within their sentence."""
    near: set[str] = set()
    for span in spans:
        before = text.content[max(span.start - NEAR, 0) : span.start]
        behind = text.content[span.end : span.end + NEAR]
        near |= _tokens(_SENTENCE_END.split(before)[-1]) | _tokens(_SENTENCE_END.split(behind)[0])
    return frozenset(near)


def _title(text: Text, spans: Iterable[Span]) -> frozenset[str]:
    """The folded words of a title right before a name ("Interior Minister X") or right behind ("X, a spokesman for").

    Narrow on purpose: "an officer shot X" and "X, whose house the police searched" give X no office.
    """
    titles: set[str] = set()
    for span in spans:
        before = text.content[max(span.start - NEAR, 0) : span.start]
        for match in reversed(list(_TOKEN.finditer(before))):
            word = fold(match.group())
            if before[match.end() :].strip() or not (match.group()[0].isupper() or word in vocabulary().office):
                break
            titles.add(word)
            before = before[: match.start()]
        behind = _APPOSITION.match(text.content[span.end : span.end + NEAR])
        if behind:
            words = [fold(w) for w in _TOKEN.findall(behind.group(1))]
            if words and words[0] not in vocabulary().clauses and not vocabulary().kin.intersection(words):
                titles.update(words[:4])
    return frozenset(titles)


def _name_in(words: str) -> str:
    """The name within the words for a speaker: "his brother Ali Salim" -> "Ali Salim"; "" where there is none."""
    known = vocabulary().kin | vocabulary().office | vocabulary().plain
    if any("\u0600" <= c <= "\u06ff" for c in words):  # no capitals to go by: all but what he is
        kept = [t for t in _TOKEN.finditer(words) if fold(t.group()) not in known]
        return words[kept[0].start() : kept[-1].end()] if any(_distinctive(t.group()) for t in kept) else ""
    name = ""
    for run in _CAPITALISED.finditer(words):
        tokens = list(_TOKEN.finditer(run.group()))
        while tokens and fold(tokens[0].group()) in known:
            tokens.pop(0)
        if any(_distinctive(t.group()) for t in tokens):
            name = run.group()[tokens[0].start() : tokens[-1].end()]
    return name


def _tells_a_person(seen: Page, words: str, name: str) -> bool:
    """Whether a name that no party of the reading has is a person's.

    One word alone may be a country, a month or an acronym as well. It is a person's where he is called kin or witness,
    or where the text has it as the last part of a longer name: "Fawaz" after "Ali al-Fawaz".
    """
    if not _may_be_a_person(seen, name):
        return False
    if len(_TOKEN.findall(name)) > 1 or _tokens(words) & vocabulary().kin:
        return True
    if name.isupper() and name.isascii():
        return False
    return _distinctive(name) in seen.last_names


def _last_names(words: str) -> Iterator[frozenset[str]]:
    known = vocabulary()
    for run in _CAPITALISED.finditer(words):
        tokens = _TOKEN.findall(run.group())
        if len(tokens) < 2 or _is_body(run.group()) or fold(tokens[-2]) in known.starters:
            continue
        # "Iraqi Kurdistan", "Eagles of the Levant" make no surnames; "Michael Jordan" does
        if fold(tokens[0]) in known.given or not (names_no_person(tokens[0]) or names_no_person(tokens[-1])):
            yield _distinctive(tokens[-1])


def _is_body(words: str) -> bool:
    """Whether words name an organisation rather than a person. "Ali Guard" is a person, "the National Guard" is not."""
    known = vocabulary()
    folded = fold(words)
    told = _tokens(words) & known.body
    if not told:
        return folded in known.bodies and folded not in known.given
    first = _TOKEN.search(folded)
    return not (first and first.group() in known.given and told <= known.names_too)


def _without_by(author: str) -> str:
    """A byline without "by"."""
    opening = r"^\s*(?:" + "|".join(re.escape(w) for w in vocabulary().by) + r")\s*:?\s+"
    return re.sub(opening, "", author, count=1, flags=re.IGNORECASE).strip()


def _is_dead_or_in_office(seen: Page, speaker: _Speaker) -> bool:
    person = seen.people.get(speaker.party or "")
    if person is not None and (person.killed or person.office):
        return True
    return not speaker.near & vocabulary().kin and _distinctive(speaker.name) in seen.office


def _sealed_speaker(seen: Page, speaker: _Speaker, rule: str) -> Iterator[Sealing]:
    person = seen.people.get(speaker.party or "")
    names = [*(person.names if person else ()), *([speaker.name] if speaker.name else ())]
    names = [n for n in names if _may_be_a_person(seen, n)]
    if names:
        anchor = Anchor(seen.text.id, role="speaker", item=speaker.party or "", spans=speaker.spans)
        mentions = (*speaker.mentions, *(person.mentions if person else ()))
        yield Sealing(Seal(anchor, tuple(dict.fromkeys(names)), rule), tuple(dict.fromkeys(mentions)))


# ---------------------------------------------------------------------------------------------------------
# Decisions over the policy


def in_force(
    sealed: Sequence[Sealing],
    decisions: Sequence[Decision],
    *,
    words_of: Callable[[Anchor], tuple[str, ...]],
    incident_of: Callable[[str, str], str | None],
    resolved: Callable[[str], str | None],
) -> tuple[Seal, ...]:
    """The seals that hold: the policy's, less those lifted, and those that people set.

    One person lifts a seal; that of an accused individual holds until a second one has decided the same.

    Args:
        sealed: what the policy seals, of all texts.
        decisions: all decisions, oldest first; only "seal", "unseal" and "undo" count here.
        words_of: the words that an anchor covers.
        incident_of: the incident of (text, mention), or None.
        resolved: the incident that an id or alias means now, or None.
    """
    in_order: list[tuple[Sealing, bool]] = [(s, True) for s in sealed]
    assenting: dict[Sealing, set[str]] = {}
    for decision in effective(decisions):
        anchor = decision.anchor
        if decision.kind == "seal":
            seal = Seal(anchor, words_of(anchor), f"decision {decision.id}")
            in_order.append((Sealing(seal, (anchor.mention,) if anchor.mention else ()), True))
        elif decision.kind == "unseal":
            meant = _Meant(anchor, incident_of, resolved(anchor.incident) if anchor.incident else None)
            lifted = [s for s, holds in in_order if holds and meant.directly(s)]
            for blamed in filter(_is_accused, lifted if decision.reason.strip() else ()):
                assenting.setdefault(blamed, set()).add(decision.by)
            lifted = [s for s in lifted if not _is_accused(s) or len(assenting.get(s, ())) >= TO_NAME_ACCUSED]
            names = {fold(w) for s in lifted for w in s.seal.words}
            accused = {fold(w) for s in filter(_is_accused, lifted) for w in s.seal.words}
            in_order = [
                (s, holds and s not in lifted and not meant.elsewhere(s, accused if _is_accused(s) else names))
                for s, holds in in_order
            ]
    return tuple(s.seal for s, holds in in_order if holds)


def _is_accused(sealed: Sealing) -> bool:
    return sealed.seal.rule == accused_individual.__name__


class _Meant:
    """What an anchor of a decision means among the seals."""

    def __init__(self, anchor: Anchor, incident_of: Callable[[str, str], str | None], incident: str | None) -> None:
        self.anchor = anchor
        self._incident_of = incident_of
        self._incident = incident

    def directly(self, sealed: Sealing) -> bool:
        """Whether every part that the decision gives is that of the seal."""
        mine, its = self.anchor, sealed.seal.anchor
        if not (mine.text or mine.incident):
            return False
        if not mine.text:
            if its.incident and not its.text:
                return its.incident == mine.incident
            return self._in_incident(sealed) and _agree(mine, its)
        if mine.text != its.text:
            return False
        if mine.mention and mine.mention != its.mention and mine.mention not in sealed.mentions:
            return False
        return _agree(mine, its)

    def elsewhere(self, sealed: Sealing, names: set[str]) -> bool:
        """Whether a seal in another report of the decision's incident covers a name that was lifted."""
        return (
            bool(names)
            and self._incident is not None
            and self._in_incident(sealed)
            and any(fold(w) in names for w in sealed.seal.words)
        )

    def _in_incident(self, sealed: Sealing) -> bool:
        text = sealed.seal.anchor.text
        return self._incident is not None and any(self._incident_of(text, m) == self._incident for m in sealed.mentions)


def _agree(mine: Anchor, its: Anchor) -> bool:
    """Whether item, role, field and spans do not contradict; a party's seal has no field and covers all of them."""
    if mine.item and mine.item != its.item:
        return False
    if mine.role in ("author", "title", "speaker", "claim") and mine.role != its.role:
        return False
    if not mine.item and mine.role and its.role and mine.role != its.role:
        return False
    if mine.field and its.field and mine.field != its.field:
        return False
    return not (mine.spans and its.spans) or any(a.overlaps(b) for a in mine.spans for b in its.spans)


def mention_keys(keys: Mapping[MentionKey, str]) -> Callable[[str, str], str | None]:
    """``incident_of`` over a table of mentions."""
    return lambda text, mention: keys.get(MentionKey(text, mention))


def words_at(text: Text, reading: Reading | None, anchor: Anchor) -> tuple[str, ...]:
    """The words of a text that an anchor covers; empty where it covers the whole text."""
    if anchor.role in ("author", "title") and not anchor.spans:
        told = text.metadata.author if anchor.role == "author" else text.metadata.title
        return (told,) if told else ()
    if anchor.spans and not anchor.item:
        return _words(_quote(text, s) for s in anchor.spans)
    if reading is None:
        return _words(_quote(text, s) for s in anchor.spans)
    if anchor.item and not anchor.field:
        person = page(text, "article", reading).people.get(anchor.item)
        if person is not None and person.names:
            return person.names
    said = [
        s
        for m in reading.mentions
        if anchor.mention in ("", m.id)
        for s in m.statements
        if (not anchor.item or s.subject.item == anchor.item) and (not anchor.field or s.field == anchor.field)
    ]
    if anchor.item or anchor.field:
        found = _words(_quote(text, span) for s in said for span in s.spans)
        details = tuple(s.value.detail for s in said if isinstance(s.value, Place) and s.value.detail)
        return tuple(dict.fromkeys((*details, *found, *(_quote(text, s) for s in anchor.spans))))
    if anchor.mention:
        return _words(_quote(text, span) for m in reading.mentions if m.id == anchor.mention for span in m.evidence)
    return ()


def _words(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(w for w in given if w.strip()))
