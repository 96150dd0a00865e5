"""Which phrases of a text name the same person, group or body: "Hisham Al-X" … "X" … "the cleric" … "he".

Invariant: every part of every phrase belongs to exactly one entity, except pronouns that nothing answers to; an
entity's name is the fullest form in the text. Rules in order of trust: a name that is part of a fuller name, an
apposition (joined earlier), a definite description, a pronoun, each looking backward for the nearest that fits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.fuzz import ratio

from sijill.statements.document import Document
from sijill.statements.phrases import Phrase, Stretch
from sijill.types import Count, PartyKind

#: likeness (0 to 100) of two spellings of one word of a name; 75 still takes Hasan for Hassan, not Hisham for Hashim
SAME_WORD = 80

#: a pronoun looks back over this many sentences
REACH_OF_PRONOUN = 3

#: "the victims" looks back over this many
REACH_OF_LIST = 6

_ARTICLES = frozenset(
    ("al", "el", "ul", "ash", "as", "ad", "ar", "an", "at", "az", "bin", "ibn", "abu", "de", "la", "van", "von", "the")
)


@dataclass(slots=True)
class Entity:
    """A person, group or body as the text tells of it."""

    index: int
    kind: PartyKind
    phrases: list[Phrase] = field(default_factory=list)
    name: Stretch | None = None
    keys: frozenset[str] = frozenset()
    occupation: str | None = None
    sex: str | None = None
    plural: bool = False
    #: the head nouns of its descriptions: "protesters"
    nouns: set[str] = field(default_factory=set)
    #: sentence of the latest phrase
    seen: int = 0


@dataclass(slots=True)
class Cast:
    """All entities of a text, and which entities each phrase stands for."""

    entities: list[Entity]
    #: id() of a phrase part -> entities (several for "they")
    of: dict[int, list[Entity]]
    #: the latest list of persons and the number of its sentence, for "they"
    latest_list: tuple[int, list[Entity]] | None = None

    def identify(self, unnamed: Entity, named: Entity) -> None:
        """Make one of two entities: somebody told of without a name, and the name."""
        for found in self.of.values():
            for place, entity in enumerate(found):
                if entity is named:
                    found[place] = unnamed
        unnamed.phrases = sorted([*unnamed.phrases, *named.phrases], key=lambda p: p.first)
        unnamed.name, unnamed.keys = named.name, named.keys
        unnamed.occupation = unnamed.occupation or named.occupation
        unnamed.sex = unnamed.sex or named.sex
        named.phrases = [named.phrases[0]]

    def resolve(self, phrases: Iterable[Phrase]) -> list[tuple[Phrase, Entity]]:
        """The entities of some phrases, lists taken apart, each once."""
        found: list[tuple[Phrase, Entity]] = []
        for phrase in phrases:
            for part in phrase.members():
                for entity in self.of.get(id(part), ()):
                    if all(entity is not known for _, known in found):
                        found.append((part, entity))
        return found


def resolve(document: Document, phrases: Sequence[tuple[int, Sequence[Phrase]]]) -> Cast:
    """Tell who is who.

    Args:
        document: the analysed text.
        phrases: for every sentence its number and its phrases.
    """
    cast = Cast([], {})
    _adopt_single_names(document, phrases)
    for number, found in phrases:
        for phrase in found:
            for part in phrase.members():
                _place(document, cast, part, number)
            if phrase.parts:
                listed = [e for part in phrase.parts for e in cast.of.get(id(part), ())]
                cast.of[id(phrase)] = listed
                if listed and all(e.kind == "person" for e in listed):
                    cast.latest_list = (number, listed)
    return cast


def name_keys(document: Document, name: Stretch) -> frozenset[str]:
    """The distinctive words of a name: lower case, article off ("al-Hashimi" gives "hashimi")."""
    keys = set()
    for at in range(*name):
        low = document.lows[at].replace("'", "").replace(".", "")
        head, dash, tail = low.partition("-")
        if dash and head in _ARTICLES:
            low = tail
        if len(low) > 1 and low not in _ARTICLES:
            keys.add(low)
    return frozenset(keys)


def _adopt_single_names(document: Document, phrases: Sequence[tuple[int, Sequence[Phrase]]]) -> None:
    """A lone capitalised word is a person's name where the text has a fuller name that holds it."""
    people: set[str] = set()
    bodies: set[str] = set()
    for _, found in phrases:
        for phrase in found:
            for part in phrase.members():
                if part.name is not None and part.kind == "person":
                    people |= name_keys(document, part.name)
                elif part.name is not None and part.kind == "body":
                    bodies |= name_keys(document, part.name)
    for _, found in phrases:
        for phrase in found:
            for part in phrase.members():
                if part.kind in ("thing", "place") and part.name is not None:
                    keys = name_keys(document, part.name)
                    if (
                        keys
                        and keys <= people
                        and not keys <= bodies
                        and (part.kind == "thing" or not _located(document, part))
                    ):
                        part.kind = "person"
                    elif part.kind == "thing" and keys and keys <= bodies:
                        part.kind = "body"


def _located(document: Document, part: Phrase) -> bool:
    return part.first > 0 and document.lows[part.first - 1] in ("in", "at", "near", "of", "from", "to")


def _place(document: Document, cast: Cast, part: Phrase, sentence: int) -> None:
    entity: Entity | None = None
    if part.kind == "pronoun":
        found = _pronoun(cast, part, sentence)
        if found:
            cast.of[id(part)] = found
        return
    listed = _the_listed(document, cast, part, sentence)
    if listed:
        cast.of[id(part)] = listed
        return
    if part.kind == "place":
        kind: PartyKind = "organisation"
    elif part.kind == "body":
        kind = "organisation"
    else:
        kind = "group" if part.plural else "person"
    keys: frozenset[str] = frozenset()
    if part.name is not None:
        keys = name_keys(document, part.name)
        entity = _namesake(cast, keys, kind, part)
    elif part.definite and kind == "person" and part.described is not None:
        entity = _description(cast, part, sentence, document)
    elif part.definite and part.plural and not part.others and part.described is not None:
        entity = _group(cast, part, sentence, document)
    if entity is None:
        entity = Entity(len(cast.entities), kind)
        cast.entities.append(entity)
    entity.phrases.append(part)
    if part.described is not None:
        entity.nouns.add(document.lows[part.described[1] - 1].removesuffix("s"))
    entity.seen = sentence
    entity.occupation = entity.occupation or part.occupation
    entity.sex = entity.sex or part.sex
    entity.plural = part.plural if len(entity.phrases) == 1 else entity.plural
    if part.name is not None:
        fuller = entity.name is None or len(keys) > len(name_keys(document, entity.name))
        if fuller:
            entity.name = part.name
        entity.keys |= keys
        if kind == "person":
            entity.kind = "person"
    cast.of[id(part)] = [entity]


def _the_listed(document: Document, cast: Cast, part: Phrase, sentence: int) -> list[Entity]:
    """ "the victims", "the two", "the men" after a list of names: those listed."""
    if not (part.definite and part.plural and part.name is None and part.described and cast.latest_list):
        return []
    at, listed = cast.latest_list
    if sentence - at > REACH_OF_LIST or document.lows[part.first] not in ("the", "both", "these"):
        return []
    if part.count is not None and part.count != Count(len(listed), len(listed)):
        return []
    head = document.lows[part.described[1] - 1]
    shared = bool(part.occupation) and all(e.occupation == part.occupation for e in listed)
    return (
        listed
        if shared
        or head in document.lexicon.phrasing["standing_for"]
        or (part.described[1] - part.described[0] == 2 and not part.nouned)
        else []
    )


def _namesake(cast: Cast, keys: frozenset[str], kind: PartyKind, part: Phrase) -> Entity | None:
    if not keys:
        return None
    for entity in reversed(cast.entities):
        if not entity.keys:
            continue
        if entity.kind != kind:
            continue
        if kind == "organisation":
            if keys == entity.keys:  # a part of a body's name may be another body
                return entity
            continue
        if keys <= entity.keys or entity.keys <= keys or _spelled_otherwise(keys, entity.keys):
            smaller = min(len(keys), len(entity.keys))
            if (
                smaller == 1
                and len(keys | entity.keys) > 1
                and len(keys) > 1
                and part.described is not None
                and entity.name is not None
                and entity.sex
                and part.sex
                and entity.sex != part.sex
            ):
                continue  # "his wife Hanan Saleh" is not "Saleh"
            return entity
    return None


def _spelled_otherwise(one: frozenset[str], two: frozenset[str]) -> bool:
    """ "Hamza bin Ladin" and "Hamza bin Laden": two names of several words, each word like one of the other."""
    if min(len(one), len(two)) < 2:
        return False
    few, many = sorted((one, two), key=len)
    return all(any(ratio(a, b) >= SAME_WORD for b in many) for a in few)


def _description(cast: Cast, part: Phrase, sentence: int, document: Document) -> Entity | None:
    first = document.lows[part.first]
    if first not in ("the", "this", "that"):
        return None
    head = document.lows[part.last - 1]
    for entity in reversed(cast.entities):
        if entity.plural or entity.kind != "person" or sentence - entity.seen > 12:
            continue
        if entity.sex and part.sex and entity.sex != part.sex:
            continue
        if any(p.described and document.lows[p.described[1] - 1] == head for p in entity.phrases):
            return entity
        if part.occupation and entity.occupation == part.occupation and entity.name is not None:
            return entity
    return None


def _group(cast: Cast, part: Phrase, sentence: int, document: Document) -> Entity | None:
    head = document.lows[part.last - 1]
    for entity in reversed(cast.entities):
        if (
            entity.plural
            and sentence - entity.seen <= 8
            and any(p.described and document.lows[p.described[1] - 1] == head for p in entity.phrases)
            and (part.count is None or entity.phrases[0].count is None or part.count == entity.phrases[0].count)
        ):
            return entity
    return None


def _pronoun(cast: Cast, part: Phrase, sentence: int) -> list[Entity]:
    candidates = [e for e in cast.entities if sentence - e.seen <= REACH_OF_PRONOUN and e.phrases]
    if part.plural:
        groups = [e for e in candidates if e.plural and e.kind != "organisation"]
        group = max(groups, key=lambda e: e.phrases[-1].first, default=None)
        if cast.latest_list and sentence - cast.latest_list[0] <= REACH_OF_PRONOUN:
            listed = cast.latest_list[1]
            if group is None or group.phrases[-1].first < listed[-1].phrases[-1].first:
                return listed
        return [group] if group is not None else []
    people = [
        e
        for e in candidates
        if e.kind == "person" and not e.plural and (not e.sex or not part.sex or e.sex == part.sex)
    ]
    if not people:
        return []
    named = [e for e in people if e.name is not None]
    # the subject of the latest sentence: what its first phrase names
    best = max(named or people, key=lambda e: (e.seen, -_first_in(e, part)))
    if best.sex is None and part.sex:
        best.sex = part.sex
        for phrase in best.phrases[:1]:
            if phrase.sex is None:
                phrase.sex, phrase.sexed = part.sex, part.sexed
    best.seen = sentence
    return [best]


def _first_in(entity: Entity, part: Phrase) -> int:
    """Where the entity's latest sentence names it first; a later phrase than the pronoun is none."""
    return min((p.first for p in entity.phrases[-2:] if p.first < part.first), default=10**9)
