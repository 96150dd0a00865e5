"""Phrases about people and bodies: "22-year-old social media star Tara X", "three protesters", "masked men", "he".

A phrase is a head (a noun for people, a name, a number standing for people, a pronoun) with what belongs to it: the
words before it, a name beside it, an apposition, an age. Invariant: the phrases of a sentence are in order and do
not overlap; every value of a phrase has the stretch of words that says it.

The method is a chunker without parts of speech: closed word classes and the codebook's nouns mark where a phrase
can begin and end (compare Abney, *Parsing by chunks*, 1991).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from sijill.statements.document import Document
from sijill.statements.lexicon import Kind
from sijill.statements.names import Name, find_names
from sijill.statements.sentences import Sentence
from sijill.types import Count

#: a phrase reaches at most this many words to the left of its head
LONGEST_REACH = 8

#: what may stand between a group and the list of its members
_BEFORE_LIST = frozenset(("", ",", ":", "—", "–", "-", ", including", "named", "identified as", "including"))

#: so many names after the first make a list though no "and" joins them
ASYNDETIC = 2

#: a word shorter than this has no ending to tell people by
LEAST_OF_AGENT = 6

PhraseKind = Literal["person", "group", "body", "place", "thing", "pronoun"]
Stretch = tuple[int, int]

#: what a phrase tells of a person, and where it says so
_ATTRIBUTES = (
    ("occupation", "occupied"), ("sex", "sexed"), ("age", "aged"), ("age_group", "grouped"),
    ("nationality", "national"),
)  # fmt: skip

_PRONOUNS: dict[str, tuple[str | None, bool]] = {
    "he": ("m", False), "him": ("m", False), "she": ("f", False), "her": ("f", False),
    "they": (None, True), "them": (None, True), "himself": ("m", False), "herself": ("f", False),
    "themselves": (None, True),
}  # fmt: skip

#: after a number these stand for people already told of, or for more of them
_OTHERS = frozenset(("more", "other", "others", "additional", "further"))


@dataclass(slots=True)
class Phrase:
    """A phrase about people or a body; positions are tokens."""

    first: int
    last: int
    kind: PhraseKind
    #: where the name stands
    name: Stretch | None = None
    #: the describing words, head included: "a civil society activist", "three protesters"
    described: Stretch | None = None
    #: further descriptions: appositions, titles
    also: list[Stretch] = field(default_factory=list)
    count: Count | None = None
    counted: Stretch | None = None
    plural: bool = False
    definite: bool = False
    occupation: str | None = None
    occupied: Stretch | None = None
    sex: Literal["f", "m"] | None = None
    sexed: Stretch | None = None
    age: int | None = None
    aged: Stretch | None = None
    age_group: Literal["child", "adult", "elderly"] | None = None
    grouped: Stretch | None = None
    nationality: str | None = None
    national: Stretch | None = None
    unidentified: bool = False
    code: str | None = None
    #: "others", "more": people besides those already told of
    others: bool = False
    #: it has a noun for people, not only a number
    nouned: bool = False
    #: "many of the country's figures - A, B, C": each by himself
    each: bool = False
    #: several phrases joined by "and": the parts, in order
    parts: list[Phrase] = field(default_factory=list)

    def members(self) -> list[Phrase]:
        """The parts of a list, or the phrase itself."""
        return self.parts or [self]


def find_phrases(document: Document, sentence: Sentence) -> list[Phrase]:
    """The phrases of one sentence, in order, lists already joined."""
    names = find_names(document, sentence)
    simple = _simple(document, sentence, names)
    return _lists(document, _appositions(document, sentence, simple))


# ---------------------------------------------------------------------------------------------------------
# heads and what stands before them


def _simple(document: Document, sentence: Sentence, names: list[Name]) -> list[Phrase]:
    lexicon, lows, tokens = document.lexicon, document.lows, document.tokens
    name_at = {(name.title[0] if name.title else name.first): name for name in names}
    covered = {n for start, name in name_at.items() for n in range(start, name.last)}
    phrases: list[Phrase] = []
    place = sentence.first
    while place < sentence.last:
        floor = phrases[-1].last if phrases else sentence.first
        name = name_at.get(place)
        if name is not None and name.kind != "demonym":
            # "Al-Forat TV reporter Ahmed Hassan": a body's or place's name may describe the person after it
            after = name.last
            if (
                after < sentence.last
                and name.kind != "person"
                and _person_noun(document, after, sentence)
                and after not in covered
            ):
                place = after
                continue
            named = _named(document, name, floor)
            if phrases and phrases[-1].last == named.first and _titles_for(phrases[-1], named):
                _absorb(phrases.pop(), named)
            phrases.append(named)
            place = name.last
            continue
        if name is not None:
            after = name.last
            if after < sentence.last and (
                after in name_at or _person_noun(document, after, sentence) or tokens[after].text[:1].islower()
            ):
                plural_people = lows[name.first].endswith("s") and not (
                    after < sentence.last and (_person_noun(document, after, sentence) or after in name_at)
                )
                if not plural_people:
                    place = after
                    continue
            phrases.append(_people_by_origin(document, name, floor))
            place = name.last
            continue
        pronoun = _PRONOUNS.get(lows[place])
        phrase: Phrase | None
        if pronoun is not None and not (lows[place] == "her" and _possessive_her(document, place, sentence)):
            sex, plural = pronoun
            phrase = Phrase(place, place + 1, "pronoun", plural=plural, definite=True)
            phrase.sex = "m" if sex == "m" else "f" if sex == "f" else None
            phrase.sexed = (place, place + 1) if sex else None
            phrases.append(phrase)
            place += 1
            continue
        noun = _person_noun(document, place, sentence)
        if noun is not None and place not in covered:
            size, kind = noun
            if _is_noun_here(document, sentence, place, size):
                described = _described(document, sentence, place, size, kind, floor)
                if phrases and _goes_on(document, phrases[-1], described):
                    _join_descriptions(phrases[-1], described)
                else:
                    phrases.append(described)
                place = max(place + size, phrases[-1].last)
                continue
        if lows[place] in ("those", "others", "many", "several", "some") and place + 1 < sentence.last:
            following = lows[place + 1]
            if following in lexicon.verbs or following in lexicon.be or following == "who":
                phrases.append(Phrase(place, place + 1, "group", described=(place, place + 1), plural=True))
                place += 1
                continue
        counted = document.count_at.get(place)
        if counted is not None and counted.first == place:
            phrase = _number_alone(document, sentence, counted.last, floor, place)
            if phrase is not None:
                phrases.append(phrase)
                place = phrase.last
                continue
        place += 1
    return phrases


def _person_noun(document: Document, place: int, sentence: Sentence) -> tuple[int, Kind] | None:
    found = document.lexicon.people.at(document.lows, place)
    if found is None:
        return _by_its_ending(document, place)
    if place + found[0] > sentence.last or document.date_at.get(place) is not None:
        return None
    size, kinds = found
    return size, kinds[0]


def _by_its_ending(document: Document, place: int) -> tuple[int, Kind] | None:
    """A noun that no list has but whose ending makes people: "geologist", "shoemakers", "a cattle-herder"."""
    token = document.tokens[place]
    if token.capital or len(token.low) < LEAST_OF_AGENT or place in document.date_at:
        return None
    phrasing = document.lexicon.phrasing
    if not token.low.endswith(_endings(phrasing["agents"])) or token.low in phrasing["no_agents"]:
        return None
    for ending in phrasing["agents"]:
        for plural, form in ((False, ending), (True, plural_of(ending))):
            if token.low.endswith(form) and len(token.low) > len(form) + 1:
                return 1, Kind(token.low, plural=plural)
    return None


@lru_cache(maxsize=4)
def _endings(agents: frozenset[str]) -> tuple[str, ...]:
    """The endings of one and of many."""
    return (*agents, *(plural_of(ending) for ending in agents))


def plural_of(ending: str) -> str:
    """The plural of an ending: "maker" gives "makers", "man" gives "men"."""
    return ending[:-2] + "en" if ending.endswith("man") else ending + "s"


def _possessive_her(document: Document, place: int, sentence: Sentence) -> bool:
    if place + 1 >= sentence.last:
        return False
    low = document.lows[place + 1]
    lexicon = document.lexicon
    closed = low in lexicon.prepositions or low in lexicon.conjunctions or low in lexicon.subordinators
    return low[:1].isalpha() and not closed and low not in lexicon.adverbs and low not in ("dead", "to")


def _is_noun_here(document: Document, sentence: Sentence, place: int, size: int) -> bool:
    """Nouns that are verbs too ("guards", "heads", "stars", "fighting") and words within longer names."""
    lexicon, lows, tokens = document.lexicon, document.lows, document.tokens
    low = lows[place + size - 1]
    before = lows[place - 1] if place > sentence.first else ""
    if before in ("to", "'d", "'ll") or (before in lexicon.modals):
        return False
    if low == "head" and before in ("his", "her", "their", "my"):
        return False
    if (
        low == "head"
        and place >= 2
        and before in ("the", "his", "her")
        and lows[place - 2] in ("in", "into", "to", "at")
    ):
        return False
    after = tokens[place + size] if place + size < sentence.last else None
    if low in lexicon.phrasing["adjectives_too"] and after is not None and after.text[:1].islower():
        closed = (
            after.low in lexicon.prepositions or after.low in lexicon.conjunctions or after.low in lexicon.be
            or after.low in lexicon.have or after.low in lexicon.modals or after.low in lexicon.saying
            or after.low in lexicon.subordinators
        )  # fmt: skip
        if not closed:
            return False
    if low in ("states", "state") and (low == "states" or (after is not None and after.capital)):
        return False
    if low in ("figure", "figures") and before in ("casualty", "toll", "unemployment"):
        return False
    if after is not None and after.text == "-":
        return False
    # "police station", "security forces said", "government building": a noun used before another
    following = lexicon.people.at(lows, place + size) if place + size < sentence.last else None
    if following is not None and after is not None and not after.capital and low != "dead":
        return False
    return after is None or after.low not in lexicon.phrasing["belongings"]


def _stops(document: Document, place: int) -> bool:
    """Whether a word cannot stand inside a phrase before its head."""
    lexicon, token = document.lexicon, document.tokens[place]
    low = token.low
    if low in lexicon.participles:
        return False
    if not (token.text[:1].isalnum()):
        return True
    return (
        low in lexicon.prepositions or low in lexicon.conjunctions or low in lexicon.subordinators or low in lexicon.be
        or low in lexicon.have or low in lexicon.modals or low in lexicon.saying or low in _PRONOUNS
        or (low in lexicon.verb_forms and not low.endswith("ing") and not token.capital)
        or (low in lexicon.adverbs and low not in ("several", "further", "more", "then", "former"))
        or low in ("not", "it", "we", "i", "you", "dead")
        or (low.endswith("ed") and len(low) > 4 and "-" not in low and not token.capital)
        or (low.endswith("ing") and (low in lexicon.verbs or low in lexicon.verb_forms or low in lexicon.nouns))
        or place in document.date_at
    )  # fmt: skip


def _reach(document: Document, head: int, floor: int) -> int:
    """The first word of the phrase whose head stands at a place."""
    lexicon, lows, tokens = document.lexicon, document.lows, document.tokens
    first = head
    while first > floor and head - first < LONGEST_REACH:
        before = first - 1
        low = lows[before]
        if low in ("'s", "'") and before > floor:
            # a possessor: "Lebanon's former prime minister"; its whole name belongs to the phrase
            start = before - 1
            while start > floor and tokens[start - 1].capital and tokens[start].capital:
                start -= 1
            if start > floor and lows[start - 1] in lexicon.determiners:
                start -= 1
            return start
        if low in ("that", "no") or (low == "this" and lows[head].endswith("s")):
            break
        if low in lexicon.determiners or low in lexicon.possessives:
            first = before
            if (
                low in ("one", "other", "another", "more", "such", "many", "all", "few", "several", "both")
                and first > floor
                and (
                    lows[first - 1] in lexicon.determiners
                    or first - 1 in document.count_at
                    or lows[first - 1] in lexicon.possessives
                )
            ):
                continue
            if first - 1 >= floor and first - 1 in document.count_at and low in _OTHERS:
                continue
            break
        if before in document.count_at:
            first = max(floor, document.count_at[before].first)
            owned = lows[first - 1] in lexicon.determiners or lows[first - 1] in lexicon.possessives
            if first > floor and owned and lows[first - 1] != "that":
                first -= 1
            break
        if (
            low in lexicon.participles
            and (low in lexicon.verbs or low in lexicon.verb_forms)
            and before > 0
            and not tokens[before].capital
        ):
            prior = lows[before - 1]
            opens = (
                (prior in lexicon.determiners and prior not in lexicon.relatives)
                or prior in lexicon.possessives
                or prior in lexicon.prepositions
            )
            beside = prior == "and" and before > 1 and lows[before - 2] not in lexicon.verbs
            if not opens and prior not in lexicon.participles and before - 1 not in document.count_at and not beside:
                break  # "gunmen murdered activists": a verb
        located = document.place_at.get(before)
        plural = lows[head].endswith(("s", "men", "people"))
        own = located is not None and not located.demonym and located.first > 0 and plural
        if own and located is not None and lows[located.first - 1] in ("in", "at", "near", "from"):
            break  # "in Najaf masked men": the place is where, not whose
        if _stops(document, before):
            # "lawyer and activist", "an activist and former judge": "and" between two nouns of one person is left
            # to the lists; "prominent, outspoken" is one phrase
            break
        first = before
    return first


def _fill(document: Document, phrase: Phrase, first: int, last: int) -> None:
    """Read number, age, nationality and definiteness off the words of a phrase."""
    lexicon, lows = document.lexicon, document.lows
    if lows[first] in ("the", "this", "that", "these", "those", "his", "her", "their", "its", "both"):
        phrase.definite = True
    for place in range(first, last):
        counted = document.count_at.get(place)
        if counted is not None and phrase.count is None and counted.first >= first:
            phrase.count, phrase.counted = counted.count, (counted.first, counted.last)
        low = lows[place]
        if low in _OTHERS or low == "another":
            phrase.others = True
        if phrase.age is None and "-" in low:
            number, _, rest = low.partition("-")
            if number.isdigit() and rest in ("year-old", "years-old", "yearold") and int(number) < 130:
                phrase.age, phrase.aged = int(number), (place, place + 1)
        if low.isdigit() and place + 1 < last and lows[place + 1] in ("year-old", "years-old") and int(low[:4]) < 130:
            phrase.age, phrase.aged = int(low), (place, place + 2)
        located = document.place_at.get(place)
        if located is not None and located.demonym and phrase.nationality is None and located.place.country:
            phrase.nationality, phrase.national = located.place.country, (located.first, located.last)
        noun = lexicon.people.at(lows, place)
        if noun is not None and place + noun[0] <= last:
            phrase.nouned = True
            _adopt(phrase, noun[1][0], (place, place + noun[0]))


def _adopt(phrase: Phrase, kind: Kind, stretch: Stretch) -> None:
    if kind.occupation and phrase.occupation is None:
        phrase.occupation, phrase.occupied = kind.occupation, stretch
    if kind.sex and phrase.sex is None:
        phrase.sex, phrase.sexed = kind.sex, stretch
    if kind.age_group and phrase.age_group is None:
        phrase.age_group, phrase.grouped = kind.age_group, stretch
    phrase.unidentified = phrase.unidentified or kind.unidentified
    phrase.code = phrase.code or kind.code


def _described(document: Document, sentence: Sentence, head: int, size: int, kind: Kind, floor: int) -> Phrase:
    first = _reach(document, head, floor)
    last = head + size
    lexicon, lows, tokens = document.lexicon, document.lows, document.tokens
    # "member of the security forces", "leader of the group", "masked men on motorcycles"
    if last + 1 < sentence.last and lows[last] == "of" and kind.noun in lexicon.phrasing["of_somebody"]:
        end = last + 1
        while end < sentence.last and end - last < 7:
            token = tokens[end]
            if (
                token.capital
                or token.low in ("the", "an", "a", "of", "al", "el", "his", "her", "their", "its")
                or (token.text[:1].islower() and not _stops(document, end) and end not in document.date_at)
            ):
                end += 1
                continue
            break
        while end > last and (lows[end - 1] in ("the", "of", "a", "an")):
            end -= 1
        if end > last + 1:
            last = end
    last = _allegiance(document, sentence, last)
    phrase = Phrase(first, last, "group" if kind.plural or kind.collective else "person", described=(first, last))
    phrase.plural = kind.plural or kind.collective
    _fill(document, phrase, first, head + size)
    if kind.body:
        phrase.kind = "body"
        phrase.code = kind.code
    if phrase.count is not None and (phrase.count.max or 2) > 1 and phrase.kind == "person":
        phrase.kind, phrase.plural = "group", True
    if (
        phrase.kind == "person"
        and not phrase.plural
        and lows[first] in ("the", "a", "an", "his", "her", "another", "their")
    ):
        phrase.count, phrase.counted = Count(1, 1), (first, last)
    if lows[head - 1 if head > first else head] in lexicon.adverbs and head == first:
        phrase.first = head
    return phrase


def _allegiance(document: Document, sentence: Sentence, last: int) -> int:
    """One past "backed by X", "linked to X" after a noun for people, or the same place where there is none."""
    lows, tokens = document.lows, document.tokens
    at = last
    if at < sentence.last and lows[at] in document.lexicon.adverbs:
        at += 1
    if at + 2 >= sentence.last or lows[at] not in document.lexicon.allegiance:
        return last
    if lows[at + 1] not in ("by", "to", "with"):
        return last
    end = at + 2
    while end < sentence.last and end - at < 6 and lows[end] in ("the", "a", "an"):
        end += 1
    named = end
    while end < sentence.last and tokens[end].capital and end not in document.date_at:
        end += 1
    return end if end > named else last


def _named(document: Document, name: Name, floor: int) -> Phrase:
    """A name with the title and the describing words right before it: "photojournalist Ahmed Al-Lami"."""
    lows, tokens, lexicon = document.lows, document.tokens, document.lexicon
    first = name.first
    start = name.title[0] if name.title else first
    kind: PhraseKind = {"person": "person", "body": "body", "place": "place"}.get(name.kind, "person")  # type: ignore[assignment]
    phrase = Phrase(start, name.last, kind, name=(first, name.last))
    if name.kind == "unknown":
        phrase.kind = "thing"
    if name.title:
        if lows[name.title[0]] not in ("mr", "mrs", "ms", "miss"):
            phrase.also.append(name.title)
        _fill(document, phrase, *name.title)
    before = start - 1
    if before >= floor and kind != "place" and phrase.kind != "place":
        reached = start
        noun_ends = _noun_ending(document, before, floor)
        if noun_ends is not None and noun_ends > 0 and lows[noun_ends - 1] == "to":
            noun_ends = None  # "to convict X"
        if noun_ends is not None and tokens[before].text[:1].islower():
            reached = _reach(document, noun_ends, floor)
            described = (reached, start)
            phrase.described = described
            phrase.kind = "person" if phrase.kind in ("thing", "person") else phrase.kind
            _fill(document, phrase, reached, start)
            phrase.first = reached
        elif lows[before] == "the" and phrase.kind in ("body", "thing"):
            phrase.first = before
    if phrase.kind == "person":
        phrase.count = Count(1, 1)
        phrase.counted = phrase.name
        given = lexicon.given.get(lows[first])
        if given and phrase.sex is None:
            phrase.sex, phrase.sexed = given, (first, first + 1)
        if lows[start] in ("mr",):
            phrase.sex, phrase.sexed = "m", (start, start + 1)
        if lows[start] in ("mrs", "ms", "miss"):
            phrase.sex, phrase.sexed = "f", (start, start + 1)
        phrase.plural = False
    else:
        phrase.count = phrase.counted = None
    return phrase


def _noun_ending(document: Document, place: int, floor: int) -> int | None:
    """Where the person noun begins that ends at a place (inclusive), or None."""
    for size in (4, 3, 2, 1):
        start = place - size + 1
        if start < floor:
            continue
        found = document.lexicon.people.at(document.lows, start)
        if found is not None and found[0] == size and not found[1][0].body:
            return start
    return None


def _titles_for(described: Phrase, named: Phrase) -> bool:
    """Whether a description stands right before the name that it describes: "photojournalist Ahmed Al-Lami"."""
    return (
        described.name is None
        and described.kind in ("person", "group")
        and named.kind in ("person", "thing")
        and (described.count is None or described.count.max == 1)
        and described.described is not None
        and not described.others
    )


def _absorb(described: Phrase, named: Phrase) -> None:
    """Make a description part of the named phrase after it."""
    if named.described is None:
        named.described = described.described
    elif described.described is not None:
        named.also.append(described.described)
    named.also.extend(described.also)
    named.first = described.first
    if named.kind == "thing":
        named.kind = "person"
        named.count, named.counted = Count(1, 1), named.name
    for value, where in _ATTRIBUTES:
        if getattr(named, value) is None:
            setattr(named, value, getattr(described, value))
            setattr(named, where, getattr(described, where))
    named.code = named.code or described.code
    named.plural = False


def _goes_on(document: Document, before: Phrase, phrase: Phrase) -> bool:
    """ "an activist and novelist": two nouns for one person, where the second has no determiner of its own."""
    opens = document.lows[phrase.first]
    lexicon = document.lexicon
    return (
        before.kind == phrase.kind == "person" and before.name is None and not before.plural and not phrase.plural
        and _gap(document, before, phrase) == ["and"] and opens not in lexicon.determiners
        and opens not in lexicon.possessives and phrase.count is None and before.described is not None
    )  # fmt: skip


def _join_descriptions(before: Phrase, phrase: Phrase) -> None:
    if before.described is not None:
        before.described = (before.described[0], phrase.last)
    before.last = phrase.last
    for value, where in _ATTRIBUTES:
        if getattr(before, value) is None:
            setattr(before, value, getattr(phrase, value))
            setattr(before, where, getattr(phrase, where))


def _people_by_origin(document: Document, name: Name, floor: int) -> Phrase:
    """ "Iraqis", "an Australian", "two Frenchmen"."""
    first = _reach(document, name.first, floor)
    plural = document.lows[name.last - 1].endswith(("s", "men", "ese", "sh", "ch"))
    phrase = Phrase(first, name.last, "group" if plural else "person", described=(first, name.last), plural=plural)
    _fill(document, phrase, first, name.last)
    return phrase


def _number_alone(document: Document, sentence: Sentence, last: int, floor: int, first: int) -> Phrase | None:
    """A number that stands for people: "killed nine and wounded 19", "two others", "25 dead"."""
    lexicon, lows, tokens = document.lexicon, document.lows, document.tokens
    end = last
    while end < sentence.last and lows[end] in _OTHERS:
        end += 1
    following = tokens[end] if end < sentence.last else None
    ends = (
        following is None
        or not following.text[:1].isalnum()
        or following.low in lexicon.phrasing["after_number"]
        or end in document.date_at
    )
    if not ends:
        # a number of things unless what follows is an unknown word before people: left to the heads
        return None
    if (
        following is not None
        and following.low == "of"
        and end + 1 < sentence.last
        and lows[end + 1] not in ("the", "them", "his", "her", "their", "these", "those", "whom")
    ):
        return None
    if following is not None and following.text in ("%", "$", "°", "/", ":"):
        return None
    start = first
    if start > floor and (lows[start - 1] in lexicon.determiners or lows[start - 1] in lexicon.possessives):
        start -= 1
    if start > sentence.first and tokens[start - 1].text in ("$", "€", "£", "(", "/", "-", "#"):
        return None
    if following is not None and following.low == "lives":
        end += 1
    phrase = Phrase(start, end, "group", described=(start, end), plural=True)
    _fill(document, phrase, start, end)
    if phrase.count is None:
        counted = document.count_at[first]
        phrase.count, phrase.counted = counted.count, (counted.first, counted.last)
    return phrase


# ---------------------------------------------------------------------------------------------------------
# appositions and lists


def _appositions(document: Document, sentence: Sentence, phrases: list[Phrase]) -> list[Phrase]:
    """Join "Name, a lawyer,", "a lawyer, Name,", "Name, 22,", "Name (28)", "a man named Name"."""
    lows, tokens = document.lows, document.tokens
    joined: list[Phrase] = []
    for phrase in phrases:
        _read_age(document, sentence, phrase)
        before = joined[-1] if joined else None
        if before is not None and before.last > phrase.first:
            continue  # a number that was the age of the person before it
        if before is not None and _is_age(document, phrase, before):
            before.age, before.aged = int(lows[phrase.first]), (phrase.first, phrase.first + 1)
            before.last = phrase.last
            if before.last < sentence.last and tokens[before.last].text == ")":
                before.last += 1
            continue
        if before is not None and _apposed(document, sentence, before, phrase):
            _merge(document, before, phrase)
            continue
        joined.append(phrase)
    return joined


def _gap(document: Document, one: Phrase, two: Phrase) -> list[str]:
    return document.lows[one.last : two.first]


def _read_age(document: Document, sentence: Sentence, phrase: Phrase) -> None:
    """ "Name, 58," "Name (58)", "Name, aged 58": take the age into the phrase."""
    if phrase.kind not in ("person", "thing") or phrase.age is not None or phrase.plural:
        return
    lows = document.lows
    at = phrase.last
    opened = lows[at] if at < sentence.last else ""
    if opened in (",", "("):
        at += 1
    worded = at < sentence.last and lows[at] in ("aged", "age", "now")
    if worded:
        at += 1
    if not (opened in (",", "(") or worded) or at >= sentence.last:
        return
    number = lows[at]
    after = lows[at + 1] if at + 1 < sentence.last else "."
    closes = {",": (",", ".", ";", "and"), "(": (")",)}.get(opened, (",", ".", ";", "and", "was", "of"))
    if (
        number.isdigit()
        and len(number) <= 3
        and 0 < int(number) < 115
        and at not in document.date_at
        and after in closes
    ):
        phrase.age, phrase.aged = int(number), (at, at + 1)
        phrase.last = at + (2 if opened == "(" else 1)


def _is_age(document: Document, phrase: Phrase, before: Phrase) -> bool:
    if before.kind != "person" or phrase.name is not None or phrase.last - phrase.first != 1:
        return False
    number = document.lows[phrase.first]
    gap = _gap(document, before, phrase)
    after = document.lows[phrase.last] if phrase.last < len(document.lows) else ""
    fits = number.isdigit() and len(number) <= 3 and 0 < int(number) < 115
    return fits and (
        (gap == [","] and after in (",", ".", ";", ")", "and", "who")) or (gap == ["("] and after == ")")
        or gap in ([",", "aged"], [",", "age"], ["aged"], [",", "now"], ["of"])
    )  # fmt: skip


def _apposed(document: Document, sentence: Sentence, before: Phrase, phrase: Phrase) -> bool:
    gap = _gap(document, before, phrase)
    lows = document.lows
    if before.parts or phrase.kind == "pronoun" or before.kind == "pronoun":
        return False
    if gap in (
        ["named"],
        ["identified", "as"],
        ["called"],
        [",", "named"],
        [",", "identified", "as"],
        ["by", "the", "name", "of"],
    ):
        return before.kind == "person" and phrase.name is not None and not before.plural
    if gap == ["("] and phrase.last < sentence.last and lows[phrase.last] == ")":
        return before.name is not None and phrase.kind in ("body", "thing")
    if len(gap) == 2 and gap[0] == "," and gap[1] in document.lexicon.adverbs:
        gap = [","]
    if gap != [","]:
        return False
    after = lows[phrase.last] if phrase.last < sentence.last else "."
    closes = (
        after in (",", ".", ";", "-", "–", "—", ")", "who", "which", ":")
        or after in document.lexicon.be
        or after in (document.lexicon.prepositions)
        or after in ("and", "said", "told")
        or after in document.lexicon.verbs
    )
    if before.name is not None and before.kind == "person" and phrase.name is None and phrase.kind == "person":
        # "X, a lawyer": a description of its own that is not counted besides
        opens = lows[phrase.first]
        return (
            closes
            and not phrase.plural
            and (
                opens in ("a", "an", "the", "his", "her", "one", "another", "their")
                or document.tokens[phrase.first].text[:1].islower()
                or phrase.occupation is not None
            )
            and not phrase.others
        )
    if (
        before.name is None
        and before.kind == "person"
        and not before.plural
        and phrase.name is not None
        and phrase.kind in ("person", "thing")
    ):
        single = (
            lows[before.first] in ("the", "his", "her", "their", "a", "an", "another", "its", "our", "whose")
            or "'s" in lows[before.first : before.last]
            or (before.first == sentence.first)
        )
        return single and phrase.described is None and after in (",", ".", ";", ")", "-", "—", "–", "and", "was")
    return False


def _merge(document: Document, before: Phrase, phrase: Phrase) -> None:
    """Make the second phrase part of the first."""
    if before.name is None and phrase.name is not None:
        before.name = phrase.name
        before.count, before.counted = Count(1, 1), phrase.name
        before.kind = "person" if before.kind in ("person", "thing") else before.kind
    elif phrase.described is not None and before.described is None:
        before.described = phrase.described
    elif phrase.described is not None:
        before.also.append(phrase.described)
    elif phrase.name is not None:
        before.also.append(phrase.name)
    before.also.extend(phrase.also)
    for value, where in (
        ("occupation", "occupied"),
        ("sex", "sexed"),
        ("age", "aged"),
        ("age_group", "grouped"),
        ("nationality", "national"),
    ):
        if getattr(before, value) is None:
            setattr(before, value, getattr(phrase, value))
            setattr(before, where, getattr(phrase, where))
    before.code = before.code or phrase.code
    before.last = max(before.last, phrase.last)
    if before.last < len(document.lows) and document.lows[before.last] == ")":
        before.last += 1


def _lists(document: Document, phrases: list[Phrase]) -> list[Phrase]:
    """Join "A and B", "A, B and C", "A as well as B" into one phrase with parts."""
    lists: list[Phrase] = []
    place = 0
    while place < len(phrases):
        run = [phrases[place]]
        linked = distributive = False
        pending: list[Phrase] = []
        ahead = place + 1
        while ahead < len(phrases):
            gap = _gap(document, (pending or run)[-1], phrases[ahead])
            alone = len(run) == 1 and not pending and run[0].plural and run[0].name is None and not run[0].others
            if alone and gap == [","] and phrases[ahead].name is not None:
                break  # "two activists, A and B": the list is theirs
            if not _listable((pending or run)[-1], phrases[ahead]):
                break
            if gap in (
                ["and"],
                [",", "and"],
                ["as", "well", "as"],
                ["along", "with"],
                [",", "along", "with"],
                ["together", "with"],
                ["and", "also"],
                ["and", "of"],
                ["or"],
                ["&"],
                [",", "or"],
            ):
                pending.append(phrases[ahead])
                run += pending
                pending = []
                linked = True
                ahead += 1
                continue
            if gap == [","] and (
                phrases[ahead].name is not None or phrases[ahead].count is not None or phrases[ahead].plural
            ):
                pending.append(phrases[ahead])
                ahead += 1
                continue
            break
        if (
            not linked
            and len(pending) >= ASYNDETIC
            and all(p.name is not None and p.kind == "person" for p in [*run, *pending])
        ):
            run += pending  # "A, B, C - because ..."
            linked = True
        if len(run) > 1 or (linked and run):
            group = lists[-1] if lists else None
            if group is not None and _heads_list(document, group, run):
                lists.pop()
                for part in run:
                    _share(group, part)
                before = document.lows[max(0, group.first - 5) : group.first]
                distributive = "of" in before and any(low in ("many", "several", "some", "most") for low in before)
                run[0].first = group.first
            whole = Phrase(run[0].first, run[-1].last, "group", plural=True, parts=run)
            whole.each = distributive
            whole.unidentified = all(part.unidentified for part in run)
            if all(part.kind in ("body", "place") for part in run):
                whole.kind = "body"
            lists.append(whole)
        else:
            lists.append(run[0])
        place += len(run)
    return lists


def _heads_list(document: Document, group: Phrase, run: list[Phrase]) -> bool:
    """Whether a group is the list after it: "two activists, A and B"."""
    if group.parts or group.name is not None or not group.plural or group.others:
        return False
    if " ".join(_gap(document, group, run[0])) not in _BEFORE_LIST:
        return False
    if any(part.name is None for part in run):
        return False
    return group.count is None or group.count == Count(len(run), len(run))


def _share(group: Phrase, part: Phrase) -> None:
    """What is said of a group holds for each of its members."""
    if part.occupation is None:
        part.occupation, part.occupied = group.occupation, group.occupied
    if part.nationality is None:
        part.nationality, part.national = group.nationality, group.national
    if part.kind == "thing":
        part.kind = "person"
        part.count, part.counted = Count(1, 1), part.name


def _listable(one: Phrase, two: Phrase) -> bool:
    if "pronoun" in (two.kind,) or one.parts or two.parts:
        return False
    if {one.kind, two.kind} <= {"person", "group", "thing", "pronoun"}:
        return True
    if {one.kind, two.kind} == {"body", "person"}:
        return one.name is not None and two.name is not None
    return {one.kind, two.kind} <= {"body", "place"} or {one.kind, two.kind} <= {"body", "group"}
