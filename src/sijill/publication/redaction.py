"""One dossier made fit for strangers: what is sealed is struck, what rests on it is dropped, the rest is whole.

Deciding what is sealed in a dossier (:func:`_sealed_parties`, :func:`_terms`) comes first and is done once; after
that each kind of thing has one function that makes its public form. Where it is doubtful whether something would
give a sealed person away, it goes: too much struck can be asked for, too much told cannot be taken back.

Invariant: no string of the result holds a sealed word, by the same search that struck them (:func:`assert_clean`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sijill.errors import SealedError
from sijill.publication.accused import unvouched
from sijill.publication.striking import MARKER, Name, Terms, compact_forms, struck
from sijill.publication.undecided import undecided
from sijill.types import (
    Account,
    Claim,
    Count,
    Dossier,
    Mention,
    MentionKey,
    Metadata,
    Party,
    PartyKey,
    Place,
    Precision,
    Relation,
    Report,
    Seal,
    Source,
    Span,
    Standing,
    StandingParty,
    StandingValue,
    Statement,
    Subject,
    Text,
    Value,
)
from sijill.values.gazetteer import gazetteer, key_of

#: what is still told of somebody who is sealed: that there was somebody, and what happened to them or how blamed
KEPT = {
    "victim": frozenset({"outcome", "count", "status"}),
    "perpetrator": frozenset({"kind", "status", "count"}),
}
#: what is said of somebody sealed in their stead
SOMEBODY = "a person (sealed)"
#: name of the rule by which :data:`SOMEBODY` stands
SEALED_RULE = "sealed"

#: statements about a sealed person whose words describe the person, and are struck from the text with the name
_DESCRIBING = frozenset({"name", "description", "age", "age_group", "occupation", "nationality", "sex"})
#: a longer quotation is a sentence that tells of the event rather than a description of the person
_LONGEST_DESCRIPTION = 80

#: fields whose values are words as written; others are codes, dates and numbers, in which a part of a name is chance
_WORDS = frozenset({"name", "description", "text", "according_to", "detail"})

#: fields whose sealed words name somebody; the words of other sealed fields ("3 May", "14 people") are struck only in
#: the text they were sealed in, as elsewhere they tell of something else
_NAMING = frozenset({"", *_WORDS})

#: rules by which a name is sealed for what its bearer was before being killed, as others told it. Who was killed is
#: named in the incident of the killing all the same; children and victims of sexual violence are not, and a
#: person's decision holds everywhere
_OUTLIVED = frozenset({"living_victim", "kin_and_witness", "private_speaker", "byline", "accused_individual"})

#: what is told of a seal by its rule; every other is told as that of a person. By which rule, or whether by a
#: decision, and how many there are would tell who is a child, what was done to whom, and who is newly in danger
_KIND_OF = {"home": "home", "byline": "author", "note": "note"}

#: this many sealed bearers make a name of one part common
COMMON = 3

#: precisions that tell of a house or a street
_FINER_THAN_CITY: frozenset[Precision | None] = frozenset({"site", "district"})


def whole_text(seal: Seal) -> bool:
    """Whether a seal covers all that a text says."""
    a = seal.anchor
    bare = bool(a.text) and not (a.mention or a.role or a.item or a.field or a.spans or a.incident)
    return bare and (not seal.words or seal.rule == "note" or seal.rule.startswith("decision"))


def whole_incident(seal: Seal, dossier: Dossier) -> bool:
    """Whether a seal covers this whole incident: by one of its ids, or by a decision about one of its mentions."""
    a = seal.anchor
    if a.item or a.field or a.spans or a.role not in ("", "mention"):
        return False
    if a.incident and a.incident in (dossier.incident.id, *dossier.incident.aliases):
        return True
    decided = not seal.words or seal.rule.startswith("decision")
    return bool(a.mention) and decided and MentionKey(a.text, a.mention) in dossier.incident.mentions


def names_somebody(seal: Seal) -> bool:
    """Whether a seal's words tell of somebody or of a home wherever they stand, and not only of a date or a figure."""
    return seal.rule == "home" or seal.anchor.field in _NAMING


def register_terms(seals: Iterable[Seal]) -> Terms:
    """The words that are struck in every text, of all seals of a register.

    A name of one part ("Zubayda") is struck everywhere too, if it is nobody's but the bearer's: one that several
    sealed people bear in their names tells of none of them, and is struck where they stand.
    """
    terms = Terms()
    bearers: Counter[str] = Counter()
    singles: set[str] = set()
    for seal in seals:
        if not names_somebody(seal):
            continue
        names = [Name.of(words) for words in seal.words]
        for words in seal.words:
            terms.add(words)
        bearers.update({token for name in names for token in name.parts})
        fuller = {token for name in names if name.several for token in name.lean}
        if seal.anchor.item or seal.anchor.role == "author":
            # a speaker of one word whom the reader could tie to nobody is as often no name at all
            singles |= mononyms(names) - fuller
    terms.singles = {token for token in singles if bearers[token] < COMMON}
    return terms


@dataclass(frozen=True, slots=True)
class Sealed:
    """All seals of a register, ready to be asked about one dossier after another."""

    terms: Terms
    #: by the text that they are anchored to; "" for those on an incident
    by_text: Mapping[str, Sequence[Seal]]
    #: by each compact form of the names that they strike
    by_form: Mapping[str, Sequence[Seal]]

    @classmethod
    def of(cls, seals: Sequence[Seal]) -> Sealed:
        """The seals of a register, indexed."""
        by_text: dict[str, list[Seal]] = {}
        by_form: dict[str, list[Seal]] = {}
        for seal in seals:
            by_text.setdefault(seal.anchor.text, []).append(seal)
            if names_somebody(seal):
                for form in {f for words in seal.words for f in compact_forms(words)}:
                    by_form.setdefault(form, []).append(seal)
        return cls(register_terms(seals), by_text, by_form)


def named_dead(dossier: Dossier, sealed: Sealed, here: Sequence[Seal]) -> frozenset[str]:
    """The compact forms of names that are not struck in a dossier, because it tells that who bears them was killed.

    Somebody was threatened, and one report of that sealed the name; then they were killed, and a person decided to
    publish that. Such a name stays unless one of this dossier's own texts seals it, or a decision anywhere, or any
    text because the bearer was a child or suffered sexual violence.
    """
    modality = dossier.standing.get("modality")
    if modality is not None and modality.value in ("planned", "denied"):
        return frozenset()
    names = {
        PartyKey(a.source.text.id, p.id): (p.name, *_called(a, p))
        for a in dossier.mentions for p in a.parties if p.name
    }  # fmt: skip
    local = frozenset(here)
    freed: set[str] = set()
    for party in dossier.standing.parties:
        outcome, name = party.get("outcome"), party.get("name")
        if party.role != "victim" or outcome is None or outcome.value != "killed":
            continue
        called = [words for k in party.parties if k in names for words in names[k]]
        called += [name.value] if name is not None and isinstance(name.value, str) else []
        forms = {f for words in called for f in compact_forms(words)}
        seals = {s for f in forms for s in sealed.by_form.get(f, ())}
        if any(s in local or s.rule not in _OUTLIVED for s in seals):
            continue
        # the other ways in which those seals write the same name ("the photographer X") go with it
        forms |= {f for s in seals for words in s.words for f in compact_forms(words)}
        freed |= {f for f in forms if seals.issuperset(sealed.by_form.get(f, ()))}
    return frozenset(freed)


def _called(account: Account, party: Party) -> Iterator[str]:
    """The places where a text names a party, as written, where they have at least two parts of its name.

    A headline that runs on ("NABIL FERRAND KILLED") makes a name that no other text has.
    """
    parts = Name.of(party.name or "").parts
    for span in party.spans:
        if span.end <= len(account.source.text.content):
            # an age or a trade behind a comma is no part of the name
            words = re.split("[,،(]", account.source.text.quote(span), maxsplit=1)[0]
            if len(Name.of(words).parts & parts) > 1 and Name.of(words).parts <= parts:
                yield words


def mononyms(names: Iterable[Name]) -> set[str]:
    """The names of one part among some names."""
    return {token for name in names if not name.several and not name.generic for token in name.parts}


def _whole_party(seal: Seal) -> bool:
    return bool(seal.anchor.text and seal.anchor.item) and seal.anchor.field in ("", "name") and seal.rule != "home"


@dataclass(slots=True)
class _Case:
    """What is sealed in one dossier, worked out once."""

    accounts: tuple[Account, ...]
    #: seals anchored to one of its texts
    here: tuple[Seal, ...]
    sealed: frozenset[PartyKey]
    terms: Terms
    #: a home or refuge is sealed: places are told to the city
    home: bool
    #: fields of the incident that are sealed, whichever report tells them
    closed: frozenset[str]
    #: ids of statements that do not leave
    dropped: set[str] = field(default_factory=set)
    #: text id -> what it has become
    shadows: dict[str, _Shadow] = field(default_factory=dict)
    #: who checked a value that leaves
    checkers: set[str] = field(default_factory=set)
    #: what staff are called outside
    staff: Callable[[str], str] | None = None
    #: statements that leave, as they were
    surviving: dict[str, Statement] = field(default_factory=dict)
    #: figures of claims that leave, by the id under which they support a standing value
    figures: dict[str, Count] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A dossier without what is sealed."""

    dossier: Dossier
    #: texts out of which words were struck; offsets into them are not told
    texts: frozenset[str]
    #: what kinds of thing are sealed in it, sorted
    kinds: tuple[str, ...]
    terms: Terms
    #: compact forms of the names of the dead that other incidents' seals would strike and that stay here
    freed: frozenset[str]
    #: who checked a value of it; counted, never written
    checkers: frozenset[str]


def redact(dossier: Dossier, sealed: Sealed, staff: Callable[[str], str] | None = None) -> Redacted | None:
    """The public form of a dossier, or None if nothing of it may be told.

    Args:
        dossier: a dossier that a person has decided to publish.
        sealed: all seals of the register.
        staff: what somebody who checked a value is called outside; None: they are numbered value by value, so that
            no two can be told to be one person's.

    Raises:
        SealedError: something sealed is still there; a fault of ours, and the door stays shut.
    """
    texts = dict.fromkeys(a.source.text.id for a in dossier.mentions)
    here = tuple(dict.fromkeys([*(s for t in texts for s in sealed.by_text.get(t, ())), *dossier.seals]))
    if any(whole_incident(s, dossier) for s in (*here, *sealed.by_text.get("", ()))):
        return None
    closed = {s.anchor.text for s in here if whole_text(s)}
    accounts = tuple(
        a for a in dossier.mentions if a.source.text.id not in closed and a.source.report.kind != "note"
    )  # fmt: skip
    if not accounts:
        return None
    freed = named_dead(dossier, sealed, here)
    case = _case(dossier, accounts, here, sealed.terms.freeing(freed))
    case.staff = staff
    _drop(case, dossier)
    for text_id in dict.fromkeys(a.source.text.id for a in accounts):
        case.shadows[text_id] = _shadow(case, text_id)
    mentions = tuple(_account(case, a) for a in accounts)
    standing = _standing(case, dossier)
    result = Dossier(
        incident=replace(dossier.incident, mentions=tuple(a.key for a in mentions)),
        mentions=mentions,
        standing=standing,
        published=dossier.published,
    )
    assert_clean(result, case.terms)
    return Redacted(
        dossier=result,
        texts=frozenset(s.text.id for s in case.shadows.values() if s.cut),
        kinds=_kinds(s for s in here if _about(s, dossier)),
        terms=case.terms,
        freed=freed,
        checkers=frozenset(case.checkers),
    )


def checkers(standing: Standing) -> frozenset[str]:
    """Who checked a value that stands. Their names are counted and never leave."""
    values = (*standing.values, *(v for p in standing.parties for v in p.values))
    return frozenset(by for v in values for by in v.checked_by)


def _kinds(seals: Iterable[Seal]) -> tuple[str, ...]:
    return tuple(sorted({_KIND_OF.get(s.rule, "person") for s in seals}))


# ------------------------------------------------------------------------------------------- what is sealed here


def _case(dossier: Dossier, accounts: tuple[Account, ...], here: tuple[Seal, ...], register: Terms) -> _Case:
    extra = Terms(base=register)  # names sealed by what stands in this dossier: other spellings of the same person
    standing_parts: set[str] = set()
    for seal in here:
        if not names_somebody(seal) or whole_text(seal):
            continue
        for words in seal.words:
            extra.add(words)
            standing_parts |= Name.of(words).parts
    for account in accounts:
        text = account.source.text
        for words in (text.content, text.metadata.title or ""):
            standing_parts |= extra.names_in(words)[1]
    sealed = _sealed_parties(dossier, accounts, here, extra)
    for account in accounts:
        for party in account.parties:
            if party.name and PartyKey(account.source.text.id, party.id) in sealed:
                extra.add(party.name)
                standing_parts |= Name.of(party.name).parts
    for standing in dossier.standing.parties:
        held = standing.get("name")
        if held and isinstance(held.value, str) and sealed & set(standing.parties):
            extra.add(held.value)
            standing_parts |= Name.of(held.value).parts
    home = any(s.rule == "home" and _about(s, dossier) for s in here)
    spared = [
        p for a in accounts for p in a.parties
        if p.name and PartyKey(a.source.text.id, p.id) not in sealed and not extra.names_in(p.name)[0]
    ]  # fmt: skip
    shared = frozenset(part for p in spared if p.kind == "person" and p.name for part in Name.of(p.name).parts)
    terms = extra.within(
        parts=frozenset(standing_parts) - _places(accounts),
        shared=shared,
        spared=(p.name for p in spared if p.name),
    )
    closed = frozenset(
        s.anchor.field for s in here
        if s.anchor.field and not s.anchor.item and not s.anchor.spans and s.rule != "home" and _about(s, dossier)
        and s.anchor.role in ("", "mention")
    )  # fmt: skip
    return _Case(accounts, here, sealed, terms, home, closed)


def _about(seal: Seal, dossier: Dossier) -> bool:
    """Whether a seal on one of its texts is about this incident and not about another that the text tells of."""
    a = seal.anchor
    return not a.mention or MentionKey(a.text, a.mention) in dossier.incident.mentions


def _places(accounts: Iterable[Account]) -> frozenset[str]:
    """Tokens of the cities and provinces told of, which are not to be taken for parts of somebody's name."""
    names: set[str] = set()
    for account in accounts:
        for statement in account.mention.statements:
            if isinstance(statement.value, Place):
                for word in (statement.value.city, statement.value.admin1):
                    names |= Name.of(word or "").parts
    return frozenset(names)


def _sealed_parties(
    dossier: Dossier, accounts: Sequence[Account], here: Iterable[Seal], terms: Terms
) -> frozenset[PartyKey]:
    sealed = {PartyKey(s.anchor.text, s.anchor.item) for s in here if _whole_party(s)} | unvouched(dossier)
    sealed |= undecided(dossier)
    named = {
        PartyKey(a.source.text.id, p.id): (p, frozenset(Name.of(p.name).lean))
        for a in accounts for p in a.parties if p.name
    }  # fmt: skip
    singles = mononyms(Name.of(w) for s in here if names_somebody(s) for w in s.words)
    singles |= terms.all_singles
    for key, (party, parts) in named.items():
        if party.kind == "person" and party.name and (
            terms.names_in(party.name)[0] or (len(parts) == 1 and parts <= singles)
        ):  # fmt: skip
            sealed.add(key)
    while True:
        before = len(sealed)
        for standing in dossier.standing.parties:
            if sealed & set(standing.parties):
                sealed |= set(standing.parties)
        # "Qadri", by itself, is the sealed Samir Qadri, unless somebody of that name stands here who is not sealed
        whole = [parts for key, (_, parts) in named.items() if key in sealed]
        whole += [frozenset(Name.of(words).lean) for s in here if _whole_party(s) for words in s.words]
        for key, (party, parts) in named.items():
            if key in sealed or party.kind != "person" or not parts:
                continue
            others = (
                p for k, (q, p) in named.items() if k not in sealed and q.kind == "person" and len(p) > len(parts)
            )
            if any(parts < w for w in whole) and not any(parts < o for o in others):
                sealed.add(key)
        if len(sealed) == before:
            return frozenset(sealed)


def _drop(case: _Case, dossier: Dossier) -> None:
    """Note which statements leave and which do not."""
    kept = {id(a) for a in case.accounts}
    for account in dossier.mentions:
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True):
            if id(account) in kept and _passes(case, account, statement):
                case.surviving[statement_id] = statement
            else:
                case.dropped.add(statement_id)
        # a figure that only a claim gives supports a standing value under the id "TEXT/CLAIM"
        for claim in account.claims:
            if id(account) in kept and claim.count is not None:
                case.figures[f"{account.source.text.id}/{claim.id}"] = claim.count
            else:
                case.dropped.add(f"{account.source.text.id}/{claim.id}")


def _passes(case: _Case, account: Account, statement: Statement) -> bool:
    text, subject = account.source.text.id, statement.subject
    if subject.role == "mention" and statement.field in case.closed:
        return False
    if PartyKey(text, subject.item) in case.sealed and statement.field not in KEPT.get(subject.role, frozenset()):
        return False
    for seal in case.here:
        a = seal.anchor
        if a.text != text or seal.rule == "home" or not a.field or a.field != statement.field:
            continue
        if a.mention in ("", subject.mention) and a.item in ("", subject.item) and (
            not a.spans or any(s.overlaps(t) for s in a.spans for t in statement.spans)
        ):  # fmt: skip
            return False
    return True


# ------------------------------------------------------------------------------------------------ texts and words


@dataclass(frozen=True, slots=True)
class _Shadow:
    """A text after striking, and how what pointed into the old one points into the new."""

    text: Text
    report: Report
    #: the stretches struck out of the content
    cuts: tuple[Span, ...]
    #: old local id -> new one: an anchor is an offset, and would tell the length of what was struck
    ids: Mapping[str, str]

    @property
    def cut(self) -> bool:
        """Whether words of the content were struck."""
        return bool(self.cuts)

    def span(self, span: Span) -> Span:
        """Where a stretch of the old text stands in the new one; the marker counts as a whole."""
        start, end = self._point(span.start, last=False), self._point(span.end, last=True)
        return Span(start, max(end, start + 1))

    def _point(self, at: int, *, last: bool) -> int:
        shift = 0
        for cut in self.cuts:
            if at <= cut.start and not (at == cut.start and last is False):
                break
            if at < cut.end:
                return cut.start + shift + (len(MARKER) if last else 0)
            shift += len(MARKER) - (cut.end - cut.start)
        return at + shift

    def id(self, local: str) -> str:
        """The local id that something has now."""
        return self.ids.get(local, local)


def _shadow(case: _Case, text_id: str) -> _Shadow:
    accounts = [a for a in case.accounts if a.source.text.id == text_id]
    source = accounts[0].source
    text = source.text
    cuts = tuple(case.terms.stretches(text.content, _own_words(case, accounts)))
    metadata = _metadata(case, text)
    uri = case.terms.address(source.report.uri)
    changed = bool(cuts) or metadata != replace(text.metadata, url=metadata.url)
    changed = changed or MARKER in uri or MARKER in (metadata.url or "")
    # a register's ids of reports are keyed and tell nothing; its ids of texts are digests, against which words that
    # were struck could be guessed
    report = Report(case.terms.strike(source.report.id), uri, source.report.kind)
    siblings = list(dict.fromkeys(a.source.text.id for a in case.accounts if a.source.report.id == source.report.id))
    new = Text(
        id=f"{report.id}/{siblings.index(text_id) + 1}" if changed else text.id,
        capture="" if changed else text.capture,
        uri=case.terms.address(text.uri),
        extractor=text.extractor,
        content=struck(text.content, cuts),
        metadata=metadata,
        pages=() if cuts else text.pages,
    )
    return _Shadow(new, report, cuts, _renumbered(accounts) if cuts else {})


def _own_words(case: _Case, accounts: Sequence[Account]) -> list[Span]:
    """The stretches of one text that are sealed by their place, whatever their words."""
    text = accounts[0].source.text
    spans: list[Span] = []
    for seal in case.here:
        # the spans of a title's seal count in the title
        if seal.anchor.text != text.id or seal.anchor.role == "title" or whole_text(seal):
            continue
        inside = [s for s in seal.anchor.spans if s.end <= len(text.content)]
        if seal.rule == "home" or not names_somebody(seal):
            # the quotation of a home also tells the city, which stays where the words sealed can be found in it
            found = [at for words in seal.words for at in _everywhere(text.content, words)]
            spans += [s for s in inside if not any(f.overlaps(s) for f in found)]
            spans += [f for f in found if not inside or any(f.overlaps(s) for s in inside)]
        else:
            spans += inside
    for account in accounts:
        for party in account.parties:
            if PartyKey(text.id, party.id) in case.sealed:
                spans += party.spans
        for statement in account.mention.statements:
            if PartyKey(text.id, statement.subject.item) in case.sealed and statement.field in _DESCRIBING:
                spans += [s for s in statement.spans if s.end - s.start <= _LONGEST_DESCRIPTION]
            if case.home and isinstance(statement.value, Place) and statement.value.detail:
                spans += _everywhere(text.content, statement.value.detail)
    return spans


def _everywhere(text: str, words: str) -> list[Span]:
    """Where some words stand in a text, as they are written."""
    if not words.strip():
        return []
    return [Span(m.start(), m.end()) for m in re.finditer(re.escape(words), text)]


def _renumbered(accounts: Sequence[Account]) -> dict[str, str]:
    ids: set[str] = set()
    for account in accounts:
        ids.add(account.mention.id)
        ids.update(s.subject.item for s in account.mention.statements if s.subject.item)
        ids.update(p.id for p in account.parties)
        for claim in account.claims:
            ids.update(i for i in (claim.id, claim.party, claim.mention) if i)
        for relation in account.relations:
            ids.update(end[2:] for end in (relation.source, relation.target) if end[:2] in ("i:", "p:"))
    new: dict[str, str] = {}
    seen: dict[str, int] = {}
    for old in sorted(ids, key=_position):
        kind = old[:1] if old[:1].isalpha() else "x"
        seen[kind] = seen.get(kind, 0) + 1
        new[old] = f"{kind}{seen[kind]}"
    return new


def _position(local: str) -> tuple[int, str]:
    digits = "".join(c for c in local if c in "0123456789")
    return (int(digits[:12]) if digits else 0, local)


def _metadata(case: _Case, text: Text) -> Metadata:
    old = text.metadata
    closed = {s.anchor.role for s in case.here if s.anchor.text == text.id and s.anchor.role in ("author", "title")}
    strike = case.terms.strike
    return Metadata(
        title=MARKER if old.title and "title" in closed else old.title and strike(old.title),
        publisher=old.publisher and strike(old.publisher, parts=False),
        author=MARKER if old.author and "author" in closed else old.author and strike(old.author),
        language=old.language and strike(old.language, parts=False),
        published=old.published and strike(old.published, parts=False),
        url=old.url and case.terms.address(old.url),
    )


def _value(case: _Case, name: str, value: Value) -> Value:
    if isinstance(value, str):
        return case.terms.strike(value, parts=name in _WORDS)
    if isinstance(value, Place):
        return _place(case, value)
    return value


def _place(case: _Case, place: Place) -> Place:
    city, admin1 = (None if w and case.terms.names_in(w)[0] else w for w in (place.city, place.admin1))
    detail = place.detail and case.terms.strike(place.detail)
    hidden = case.home or (place.detail and detail != place.detail) or city != place.city
    if not hidden:
        return replace(place, admin1=admin1)
    precision: Precision | None = "city" if city else "admin1" if admin1 else "country" if place.country else None
    if place.precision in _FINER_THAN_CITY or city != place.city:
        # the coordinates are the house's or street's; those of the city tell no more than its name
        return _town(city, admin1, place.country) or Place(
            city=city, admin1=admin1, country=place.country, precision=precision
        )
    return replace(place, city=city, admin1=admin1, detail=None)


def _town(city: str | None, admin1: str | None, country: str | None) -> Place | None:
    """A city as the gazetteer knows it, or None where none or several bear the name there."""
    if not city or not country:
        return None
    known = gazetteer()
    found = [t for t in known.named(key_of(city)) if t.kind == "city" and t.country == country and not t.demonym]
    if admin1:
        found = [t for t in found if known.division_name(country, t.division) == admin1]
    if len(found) != 1:
        return None
    place = found[0].place
    return Place(
        city, admin1, country, None, place.geonameid, place.latitude, place.longitude, place.radius_km, "city"
    )  # fmt: skip


def _speaker(case: _Case, account: Account, speaker: str, spans: tuple[Span, ...]) -> str:
    """Who is quoted, or the marker: if any of it is struck, or the words that name them are, nothing of it stays."""
    content = case.shadows[account.source.text.id]
    if case.terms.stretches(speaker) or any(c.overlaps(s) for s in spans for c in content.cuts):
        return MARKER
    return speaker


# ------------------------------------------------------------------------------------------------------ accounts


def _account(case: _Case, account: Account) -> Account:
    shadow = case.shadows[account.source.text.id]
    pairs = [
        (statement_id, _statement(case, account, statement))
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True)
        if statement_id not in case.dropped
    ]
    mention = Mention(
        id=shadow.id(account.mention.id),
        evidence=tuple(shadow.span(s) for s in account.mention.evidence),
        statements=tuple(s for _, s in pairs),
        confidence=account.mention.confidence,
    )
    return Account(
        source=Source(shadow.report, shadow.text, account.source.captured_at),
        mention=mention,
        parties=tuple(_party(case, account, p) for p in account.parties),
        claims=tuple(_claim(case, account, c) for c in account.claims),
        relations=tuple(r for r in (_relation(case, account, r) for r in account.relations) if r),
        statement_ids=tuple(i for i, _ in pairs),
        reader=account.reader,
    )


def _statement(case: _Case, account: Account, statement: Statement) -> Statement:
    shadow = case.shadows[account.source.text.id]
    subject = statement.subject
    speaker = statement.speaker and _speaker(case, account, statement.speaker, statement.speaker_spans)
    return Statement(
        subject=Subject(shadow.id(subject.mention), subject.role, shadow.id(subject.item) if subject.item else ""),
        field=statement.field,
        value=_value(case, statement.field, statement.value),
        spans=tuple(shadow.span(s) for s in statement.spans),
        modality=statement.modality,
        speaker=speaker,
        speaker_spans=tuple(shadow.span(s) for s in statement.speaker_spans),
        as_of=statement.as_of,
    )


def _party(case: _Case, account: Account, party: Party) -> Party:
    shadow = case.shadows[account.source.text.id]
    name = party.name
    if name is not None:
        name = None if PartyKey(account.source.text.id, party.id) in case.sealed else case.terms.strike(name)
    return Party(shadow.id(party.id), party.kind, name, tuple(shadow.span(s) for s in party.spans))


def _claim(case: _Case, account: Account, claim: Claim) -> Claim:
    shadow = case.shadows[account.source.text.id]
    sealed = claim.party is not None and PartyKey(account.source.text.id, claim.party) in case.sealed
    return Claim(
        id=shadow.id(claim.id),
        speaker=MARKER if sealed else _speaker(case, account, claim.speaker, claim.speaker_spans),
        speaker_spans=tuple(shadow.span(s) for s in claim.speaker_spans),
        kind=claim.kind,
        span=shadow.span(claim.span),
        party=claim.party and shadow.id(claim.party),
        mention=claim.mention and shadow.id(claim.mention),
        field=claim.field,
        count=claim.count,
    )


def _relation(case: _Case, account: Account, relation: Relation) -> Relation | None:
    """A tie, or None where one of its ends is sealed: whose brother somebody is tells who he is."""
    shadow = case.shadows[account.source.text.id]
    ends: list[str] = []
    for end in (relation.source, relation.target):
        prefix, local = end[:2], end[2:]
        if prefix == "p:":
            if PartyKey(account.source.text.id, local) in case.sealed:
                return None
            ends.append(prefix + shadow.id(local))
        elif prefix == "i:":
            ends.append(prefix + shadow.id(local))
        elif case.terms.stretches(end):
            return None
        else:
            ends.append(end)
    return Relation(relation.kind, ends[0], ends[1], shadow.span(relation.span))


# ------------------------------------------------------------------------------------------------------ standing


def _standing(case: _Case, dossier: Dossier) -> Standing:
    old = dossier.standing
    values = tuple(
        v for v in (_standing_value(case, v) for v in old.values if v.field not in case.closed) if v is not None
    )  # fmt: skip
    parties = tuple(p for p in (_standing_party(case, p) for p in old.parties) if p is not None)
    return Standing(old.incident, values, parties, old.independent)


def _standing_party(case: _Case, party: StandingParty) -> StandingParty | None:
    """A party as it may be told, or None where all texts that tell of it are sealed."""
    keys = tuple(k for k in party.parties if k.text in case.shadows)
    if not keys:
        return None
    sealed = bool(case.sealed & set(party.parties))
    closed = {
        s.anchor.field for s in case.here
        if s.anchor.field and not s.anchor.spans and PartyKey(s.anchor.text, s.anchor.item) in party.parties
    }  # fmt: skip
    values: list[StandingValue] = []
    for value in party.values:
        if value.field in closed or (sealed and value.field not in KEPT[party.role]):
            continue
        told = _standing_value(case, value)
        if told is not None:
            values.append(told)
    if sealed:
        values.append(StandingValue("description", SOMEBODY, SEALED_RULE, ()))
    new = tuple(PartyKey(case.shadows[k.text].text.id, case.shadows[k.text].id(k.party)) for k in keys)
    return StandingParty(party.role, new, tuple(values))


def _standing_value(case: _Case, value: StandingValue) -> StandingValue | None:
    """A value with what still supports it, or None where only sealed words did."""
    behind = tuple(i for i in value.behind if i not in case.dropped)
    against = tuple(i for i in value.against if i not in case.dropped)
    told = value.value
    if len(behind) < len(value.behind):
        supports = [case.surviving[i].value for i in behind if i in case.surviving]
        supports += [case.figures[i] for i in behind if i in case.figures]
        if not supports:
            return None
        if told is not None and told not in supports:
            told = _hull(supports) if isinstance(told, Count) else None
            if told is None:
                return None
    case.checkers.update(value.checked_by)
    # names of staff never leave; how many of them checked a value does
    checked = tuple(str(n) for n in range(1, len(set(value.checked_by)) + 1))
    if case.staff is not None:
        checked = tuple(sorted({case.staff(by) for by in value.checked_by}))
    return replace(
        value, value=None if told is None else _value(case, value.field, told),
        behind=tuple(_told_id(case, i) for i in behind), against=tuple(_told_id(case, i) for i in against),
        checked_by=checked,
    )  # fmt: skip


def _told_id(case: _Case, told: str) -> str:
    """The id of a statement, or of a claim as it is called once words before it are struck out."""
    text, _, claim = told.rpartition("/")
    if told not in case.figures or text not in case.shadows:
        return told
    shadow = case.shadows[text]
    return f"{shadow.text.id}/{shadow.id(claim)}"


def _hull(values: Iterable[Value]) -> Count | None:
    """The least and the most of what is still told."""
    counts = [v for v in values if isinstance(v, Count)]
    if not counts:
        return None
    maxima = [c.max for c in counts]
    return Count(min(c.min for c in counts), None if None in maxima else max(m for m in maxima if m is not None))


# ---------------------------------------------------------------------------------------------------- the last look


def _strings(dossier: Dossier) -> Iterator[tuple[str, bool]]:
    """Every string that says something, and whether parts of names count in it."""
    for account in dossier.mentions:
        metadata = account.source.text.metadata
        yield account.source.text.content, True
        for words in (metadata.title, metadata.author):
            yield words or "", True
        yield metadata.publisher or "", False
        for party in account.parties:
            yield party.name or "", True
        for claim in account.claims:
            yield claim.speaker, True
        for relation in account.relations:
            for end in (relation.source, relation.target):
                yield ("" if end[:2] in ("i:", "p:") else end), True
        for statement in account.mention.statements:
            yield statement.speaker or "", True
            yield from _told(statement.field, statement.value)
    for value in (*dossier.standing.values, *(v for p in dossier.standing.parties for v in p.values)):
        yield from _told(value.field, value.value)


def _told(name: str, value: Value | None) -> Iterator[tuple[str, bool]]:
    if isinstance(value, str):
        yield value, name in _WORDS
    elif isinstance(value, Place):
        yield value.detail or "", True
        yield value.city or "", False
        yield value.admin1 or "", False


def assert_clean(dossier: Dossier, terms: Terms) -> None:
    """Look once more for everything sealed.

    Raises:
        SealedError: something is still there. The message does not repeat it.
    """
    for words, parts in _strings(dossier):
        if words and words != SOMEBODY and terms.stretches(words, parts=parts):
            raise SealedError(dossier.incident.id, advice="this is a fault of sijill; please tell its makers")
    for account in dossier.mentions:
        for uri in (account.source.report.uri, account.source.text.uri, account.source.text.metadata.url or ""):
            if uri and terms.address(uri) != uri:
                raise SealedError(dossier.incident.id, advice="this is a fault of sijill; please tell its makers")
