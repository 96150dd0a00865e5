"""What words about a person tell of the person: age, sex, occupation, standing in the conflict, nationality.

The words are a description as a report has it ("the 34-year-old cameraman", "a teacher whom the army called a
militant"); whom they are about is known to the caller. Each value is read by a named rule from data in
languages/*.toml ([persons], and [people] where a language has it) and keeps the words that say it.

Invariant: what belongs to somebody else in the words is not taken for the person ("his wife", "the son of a judge", "an
Iraqi army officer" has no nationality); a standing that somebody tells keeps who tells it; where nothing is said
there is nothing, never a default.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Literal, TypeAlias

from sijill import codebook
from sijill.errors import DataFileError
from sijill.languages import Language, load
from sijill.types import Count, Span
from sijill.values.edtf import born
from sijill.values.folding import fold
from sijill.values.forms import Grammar, Lexeme, Lexicon, Match, NumberReader, Token, span_of, tokenise

#: nobody reported of is older
OLDEST = 115
#: a child is younger than this, by the Convention on the Rights of the Child
ADULT = 18
#: called elderly from here on where no word says so, as the codebook has it
ELDERLY = 65
#: longest description that is looked at; longer ones are texts
MAX_CHARACTERS = 5_000
#: a denial reaches so many words on
DENIAL_REACH = 4
#: a speaker is named in so many words at most
SPEAKER_WORDS = 8

Sex: TypeAlias = Literal["f", "m"]


@dataclass(frozen=True, slots=True)
class Trait:
    """A value and the words that say it."""

    #: a code: "m", "journalist", "IQ", "child"
    value: str
    #: where the words stand
    span: Span
    #: the rule that read them: "noun", "pronoun", "title", "age", ...
    rule: str


@dataclass(frozen=True, slots=True)
class Age:
    """How old, in completed years, as the words bound it."""

    #: at least and at most; "about 40" is told as 40 by the rule "about"
    years: Count
    span: Span
    #: exact, range, least, below, most, about, decade, months, named, beside (a number between commas or in brackets)
    rule: str
    #: days between which the person was born, EDTF; None without a date, or where the age is rough
    born: str | None = None


@dataclass(frozen=True, slots=True)
class StatusClaim:
    """What somebody was in the conflict, and who says so."""

    #: civilian, combatant, security_forces or hors_de_combat
    value: str
    span: Span
    #: where whoever says so is named; None: the text itself
    speaker: Span | None = None


@dataclass(frozen=True, slots=True)
class Attributes:
    """All that the words tell of a person."""

    age: Age | None = None
    age_group: Trait | None = None
    sex: Trait | None = None
    #: in the order of the words
    occupations: tuple[Trait, ...] = ()
    statuses: tuple[StatusClaim, ...] = ()
    #: ISO 3166-1 alpha-2 codes; two for "British-Iranian"
    nationalities: tuple[Trait, ...] = ()

    @property
    def occupation(self) -> Trait | None:
        """The most telling occupation: the one that stands first in the codebook's list."""
        return min(self.occupations, key=lambda t: (_rank(t.value), t.span), default=None)

    @property
    def status(self) -> str | None:
        """The standing, "disputed" where two sides say different things of a civilian, or None."""
        if not self.statuses:
            return None
        values = {s.value for s in self.statuses}
        if "civilian" in values and len(values) > 1 and len({s.speaker for s in self.statuses}) > 1:
            return "disputed"
        return "hors_de_combat" if "hors_de_combat" in values else self.statuses[0].value


def attributes(words: str, language: str | Language, *, on: str | None = None) -> Attributes:
    """What a description tells of one person or one group.

    Args:
        words: the words about the person, with the name or without.
        language: BCP 47 code or the language; one without data for persons tells nothing.
        on: the day on which it is told, EDTF (publication date); ages then bound the date of birth.

    Returns:
        The values with the stretches of *words* that say them.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
        ValueError: *on* is no EDTF date with two ends.
    """
    told = load(language) if isinstance(language, str) else language
    return _Reading(tokenise(words[:MAX_CHARACTERS]), _vocabulary(told), on).all()


# ---------------------------------------------------------------------------------------------------------
# Language data

_Phrase: TypeAlias = tuple[str, ...]


class _Nouns:
    """Phrases with a value, the longest found first; the article is no part of them."""

    def __init__(self, rows: Iterable[tuple[str, str]], article: str = "", clitics: Sequence[str] = ()) -> None:
        self._article, self._clitics = article, clitics
        self._values: dict[_Phrase, str] = {}
        self._lengths: dict[str, set[int]] = {}
        for words, value in rows:
            phrase = tuple(self._bare(t.key) for t in tokenise(words))
            if phrase:
                self._values.setdefault(phrase, value)
                self._lengths.setdefault(phrase[0], set()).add(len(phrase))

    def _bare(self, key: str) -> str:
        cut = key.removeprefix(self._article) if self._article else key
        return cut if len(cut) > 1 else key

    def _heads(self, key: str) -> Iterator[str]:
        yield self._bare(key)
        for clitic in self._clitics:
            if key.startswith(clitic) and len(key) - len(clitic) > 2:
                rest = key[len(clitic) :]
                # "للصحفي": the article's alif is not written behind the preposition
                yield self._bare(rest)
                if clitic == "ل" and rest.startswith("ل"):
                    yield rest[1:]

    def at(self, tokens: Sequence[Token], index: int) -> tuple[str, int] | None:
        """The value of the longest phrase that begins at a token, and where it ends; or None."""
        for head in self._heads(tokens[index].key):
            for length in sorted(self._lengths.get(head, ()), reverse=True):
                if index + length > len(tokens):
                    continue
                rest = tuple(self._bare(t.key) for t in tokens[index + 1 : index + length])
                value = self._values.get((head, *rest))
                if value is not None:
                    return value, index + length
        return None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    ages: Grammar | None
    years_lexicon: Lexicon | None
    occupations: _Nouns
    sexes: _Nouns
    statuses: _Nouns
    nationalities: _Nouns
    elderly: _Nouns
    children: _Nouns
    lists: Mapping[str, frozenset[str]]
    #: "according to", "described by": folded words
    according: tuple[_Phrase, ...]
    described_by: tuple[_Phrase, ...]
    pronouns: Mapping[str, str]
    titles: Mapping[str, str]
    given: Mapping[str, str]
    adjectives_follow: bool


_LISTS = (
    "possessives", "kin", "nationals", "governing", "counting", "bodies", "origins", "saying", "clauses",
    "not_speakers", "denials",
)  # fmt: skip


@lru_cache(maxsize=16)
def _vocabulary(language: Language) -> _Vocabulary:
    section, people = language.section("persons"), language.section("people")
    irregular = language.section("words").get("plurals", {})
    article, clitics = section.get("article", ""), tuple(section.get("clitics", ()))

    def nouns(rows: Iterable[tuple[str, str]]) -> _Nouns:
        return _Nouns(rows, article, clitics)

    try:
        told = [*people.get("occupations", {}).items(), *section.get("occupations", {}).items()]
        occupations = [
            (form, value) for value, words in told for word in words
            for form in ((word, plural(word, irregular)) if people else (word,))
        ]  # fmt: skip
        sexes = [(w, s) for key, s in (("male", "m"), ("female", "f")) for w in people.get(key, ())]
        sexes += [(plural(w, irregular), s) for w, s in sexes]
        sexes += section.get("sexes", {}).items()
        given = {
            fold(w): s for key, s in (("male", "m"), ("female", "f")) for w in language.section("given").get(key, ())
        }
        ages, lexicon = _ages(section.get("ages", {}), language)
        return _Vocabulary(
            ages, lexicon, nouns(occupations), nouns(sexes),
            nouns((w, value) for value, words in section.get("statuses", {}).items() for w in words),
            nouns((w, code) for code, words in _demonyms().items() for w in words),
            nouns((w, "elderly") for w in section.get("elderly", ())),
            nouns((w, "child") for w in section.get("children", ())),
            {name: frozenset(fold(w) for w in section.get(name, ())) for name in _LISTS},
            _phrases(section.get("according", ())), _phrases(section.get("described_by", ())),
            {fold(w): s for w, s in section.get("pronouns", {}).items()},
            {fold(w): s for w, s in section.get("titles", {}).items()}, given,
            bool(section.get("adjectives_follow", False)),
        )  # fmt: skip
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        raise DataFileError(f"languages/{language.code}.toml [persons]", f"cannot be read: {error!r}") from error


def _phrases(words: Iterable[str]) -> tuple[_Phrase, ...]:
    return tuple(sorted((tuple(t.key for t in tokenise(w)) for w in words), key=len, reverse=True))


def plural(noun: str, irregular: Mapping[str, str]) -> str:
    """The English plural of a noun or of a phrase that ends in one; of "head of state" the first word's."""
    head, of, tail = noun.partition(" of ")
    if of:
        return plural(head, irregular) + of + tail
    before, gap, last = noun.rpartition(" ")
    made = irregular.get(last)
    if made is None and last.endswith("man"):
        made = last[:-3] + "men"
    elif made is None and last.endswith("y") and last[-2:-1] not in ("a", "e", "o", "u"):
        made = last[:-1] + "ies"
    elif made is None:
        made = last + ("es" if last.endswith(("s", "x", "ch", "sh")) else "s")
    return before + gap + made


@lru_cache(maxsize=1)
def _demonyms() -> Mapping[str, Sequence[str]]:
    """Country code -> the adjectives and nouns for its people, of every language."""
    layer = tomllib.loads((resources.files("sijill.values") / "data" / "places.toml").read_text("utf-8"))
    return {code: told.get("demonyms", ()) for code, told in layer["countries"].items()}


@lru_cache(maxsize=1)
def _ranks() -> Mapping[str, int]:
    return {term.id: rank for rank, term in enumerate(codebook.load().terms("occupations"))}


def _rank(occupation: str) -> int:
    return _ranks().get(occupation, len(_ranks()))


def _ages(section: Mapping[str, Any], language: Language) -> tuple[Grammar | None, Lexicon | None]:
    if not section:
        return None, None
    lexemes = [_lexeme(w, "YEAR", 1) for w in section["years"]]
    lexemes += [_lexeme(w, "MONTH", n) for w, n in section["months"].items()]
    lexemes += [_lexeme(w, "DECADE", n) for w, n in section["decades"].items()]
    lexemes += [_lexeme(w, "PART", part) for w, part in section["parts"].items()]
    lexemes += [_lexeme(w, "NAMED", (least, most)) for w, (least, most) in section["named"].items()]
    lexemes += _numbers(language.section("counts"))
    lexicon = Lexicon(lexemes, language.section("persons").get("clitics", ()))
    forms = [(rule, form) for rule, told in section["forms"].items() for form in told]
    where = f"languages/{language.code}.toml [persons.ages.forms]"
    return Grammar(forms, lexicon, macros={}, numbers=NumberReader((), ("s",)), where=where), lexicon


def _lexeme(words: str, category: str, value: int | str | tuple[int, int]) -> Lexeme:
    return Lexeme(tuple(t.key for t in tokenise(words)), category, value)


def _numbers(counts: Mapping[str, Any]) -> list[Lexeme]:
    """Numbers in words up to 99: "thirty-four", "أربعة وثلاثين"."""
    cardinals: Mapping[str, int] = counts.get("cardinals", {})
    conjunction = counts.get("conjunction", "")
    lexemes = [_lexeme(word, "NUMBER", n) for word, n in cardinals.items()]
    tens = {w: n for w, n in cardinals.items() if n >= 20 and n % 10 == 0}
    units = {w: n for w, n in cardinals.items() if 0 < n < 10}
    for ten, high in tens.items():
        for unit, low in units.items():
            joined = (f"{unit} {conjunction}{ten}",) if conjunction else (f"{ten} {unit}", f"{ten}-{unit}")
            lexemes += [_lexeme(words, "NUMBER", high + low) for words in joined]
    return lexemes


# ---------------------------------------------------------------------------------------------------------
# Reading


class _Reading:
    def __init__(self, tokens: list[Token], vocabulary: _Vocabulary, on: str | None) -> None:
        self._tokens = tokens
        self._keys = [t.key for t in tokens]
        self._told = vocabulary
        self._on = on
        #: tokens that belong to somebody else
        self._others = self._of_others()

    def all(self) -> Attributes:
        """Everything that the words tell."""
        age = self._age()
        return Attributes(
            age, self._age_group(age), self._sex(), tuple(self._occupations()), tuple(self._statuses()),
            tuple(self._nationalities()),
        )  # fmt: skip

    def _span(self, first: int, last: int) -> Span:
        return span_of(self._tokens, first, last)

    def _in(self, index: int, name: str) -> bool:
        return 0 <= index < len(self._keys) and self._keys[index] in self._told.lists[name]

    # whose -----------------------------------------------------------------------------------------------

    def _of_others(self) -> frozenset[int]:
        """Tokens of phrases about somebody else: "his wife" (unless the words begin so), "the son of a judge"."""
        others: set[int] = set()
        for index in range(len(self._tokens)):
            if self._in(index, "possessives") and index and self._in(index + 1, "kin"):
                others.update(self._phrase(index))
            elif self._in(index, "governing") and index and not self._counts(index):
                if self._keys[index - 1] in ("age", "years", "year"):
                    continue
                others.update(self._phrase(index))
            elif self._keys[index] == "s" and index and self._keys[index - 1] in ("", "'", "’"):
                others.update(range(max(0, index - 3), index))
        return frozenset(others)

    def _counts(self, index: int) -> bool:
        """Whether "of" only counts: "two of the journalists", "members of the police"."""
        before = self._tokens[index - 1]
        return self._keys[index] == "of" and (before.kind == "number" or self._in(index - 1, "counting"))

    def _phrase(self, index: int) -> Iterator[int]:
        """The words from a governing word to the end of its phrase."""
        at = index + 1
        yield index
        while at < len(self._tokens) and not self._in(at, "clauses") and self._keys[at] not in ("and", "or"):
            if at > index + 1 and self._in(at, "governing"):
                break
            yield at
            at += 1

    def _found(self, nouns: _Nouns) -> Iterator[tuple[str, int, int]]:
        """Phrases of a list about the person: value, first token, one past the last."""
        index = 0
        while index < len(self._tokens):
            hit = nouns.at(self._tokens, index) if self._tokens[index].kind == "word" else None
            if hit is None:
                index += 1
                continue
            value, last = hit
            owned = last < len(self._keys) and self._tokens[last].key == "s" and self._tokens[last].glued
            possessed = any(k in ("'", "’") for k in self._keys[last : last + 1]) or owned
            if index not in self._others and not possessed:
                yield value, index, last
            index = last

    # how old ---------------------------------------------------------------------------------------------

    def _age(self) -> Age | None:
        found = [*self._told_ages(), *self._ages_beside()]
        return min(found, key=lambda age: (age.rule == "named", age.span), default=None)

    def _told_ages(self) -> Iterator[Age]:
        if self._told.ages is None:
            return
        for match in self._told.ages.matches(self._tokens):
            if self._is_somebody_elses(match.first):
                continue
            years = _years(match)
            if years is not None:
                span = span_of(self._tokens, match.first, match.last, self._told.years_lexicon)
                yield Age(years, span, match.rule, self._born(years, match.rule))

    def _is_somebody_elses(self, first: int) -> bool:
        """ "the mother of a 3-year-old"; but "a man of about 40"."""
        if first not in self._others:
            return False
        start = first
        while start > 0 and not self._in(start, "governing") and not self._in(start, "possessives"):
            start -= 1
        if start == first:
            return False  # "at the age of 19"
        return self._keys[start] != "of" or self._in(start - 1, "kin")

    def _ages_beside(self) -> Iterator[Age]:
        """ "Name, 34," and "Name (34)"."""
        for index in range(2, len(self._tokens)):
            token = self._tokens[index]
            if token.kind != "number" or len(token.key) > 3 or not 0 < int(token.key) <= OLDEST:
                continue
            opened, before = self._keys[index - 1], self._tokens[index - 2]
            after = self._keys[index + 1] if index + 1 < len(self._keys) else ""
            closed = (
                after == ")" if opened == "(" else opened == "," and after in ("", ",", ".", ";", "and", "who", ")")
            )
            if (
                opened in (",", "(")
                and closed
                and before.kind == "word"
                and before.capital
                and index - 2 not in self._others
            ):
                years = Count(int(token.key), int(token.key))
                yield Age(years, self._span(index, index + 1), "beside", self._born(years, "beside"))

    def _born(self, years: Count, rule: str) -> str | None:
        if self._on is None or rule == "about":
            return None
        return born(years.min, self._on, OLDEST if years.max is None else years.max)

    def _age_group(self, age: Age | None) -> Trait | None:
        if age is not None:
            years = age.years
            most = OLDEST if years.max is None else years.max
            if most < ADULT:
                return Trait("child", age.span, "age")
            if years.min >= ELDERLY:
                return Trait("elderly", age.span, "age")
        for nouns in (self._told.elderly, self._told.children):
            for value, first, last in self._found(nouns):
                # "teenage" with "18-year-old": the number goes before the word
                if value == "elderly" or age is None or age.rule == "named" or age.years.min < ADULT:
                    return Trait(value, self._span(first, last), "noun")
        if age is not None and age.years.min >= ADULT:
            return Trait("adult", age.span, "age")
        return None

    # what ------------------------------------------------------------------------------------------------

    def _sex(self) -> Trait | None:
        told: list[Trait] = []
        for value, first, last in self._found(self._told.sexes):
            told.append(Trait(value, self._span(first, last), "noun"))
        if len({t.value for t in told}) > 1:
            return None  # "men and women"
        if told:
            return told[0]
        begins_with_kin = bool(self._keys) and self._in(0, "possessives") and self._in(1, "kin")
        for rule, table in (("title", self._told.titles), ("pronoun", self._told.pronouns)):
            if rule == "pronoun" and begins_with_kin:
                continue
            found = [
                Trait(table[key], self._span(i, i + 1), rule) for i, key in enumerate(self._keys)
                if key in table and (rule == "pronoun" or i not in self._others)
            ]  # fmt: skip
            if found:
                return found[0] if len({t.value for t in found}) == 1 else None
        for index, token in enumerate(self._tokens):
            sex = self._told.given.get(token.key) if token.capital and index not in self._others else None
            first_of_name = index == 0 or not (
                self._tokens[index - 1].kind == "word" and _named(self._tokens[index - 1])
            )
            if sex and first_of_name and index + 1 < len(self._tokens) and _named(self._tokens[index + 1]):
                return Trait(sex, self._span(index, index + 1), "given name")
        return None

    def _occupations(self) -> Iterator[Trait]:
        seen: set[str] = set()
        for value, first, last in self._found(self._told.occupations):
            if value not in seen:
                seen.add(value)
                yield Trait(value, self._span(first, last), "noun")

    def _nationalities(self) -> Iterator[Trait]:
        seen: set[str] = set()
        for value, first, last in self._found(self._told.nationalities):
            if not self._tokens[first].capital or value in seen:
                continue
            beside = first - 1 if self._told.adjectives_follow else last
            hyphen = beside < len(self._keys) and self._keys[beside] == "-"
            if hyphen and self._in(beside + 1, "origins"):
                continue
            if (
                beside >= 0
                and not self._in(beside, "nationals")
                and (self._in(beside, "bodies") or self._in(beside, "origins"))
            ):
                continue
            if self._told.adjectives_follow and self._in(first - 1, "origins"):
                continue
            seen.add(value)
            yield Trait(value, self._span(first, last), "demonym")

    # standing, and who says so ---------------------------------------------------------------------------

    def _statuses(self) -> Iterator[StatusClaim]:
        index = 0
        while index < len(self._tokens):
            hit = self._told.statuses.at(self._tokens, index) if self._tokens[index].kind == "word" else None
            if hit is None:
                index += 1
                continue
            value, last = hit
            speaker = self._speaker(index, last)
            inside = speaker is not None and speaker[0] <= index < speaker[1]
            own = index not in self._others or speaker is not None or self._as_such(index)
            if own and not inside and not self._denied(index) and not self._speaks(index, last):
                yield StatusClaim(value, self._span(index, last), self._span(*speaker) if speaker else None)
            index = last

    def _as_such(self, index: int) -> bool:
        return index > 0 and self._keys[index - 1] == "as"

    def _speaks(self, first: int, last: int) -> bool:
        """Whether the phrase is the one that speaks: "police officers said"."""
        return self._in(last, "saying") or any(
            tuple(self._keys[first - len(p) - k : first - k]) == p
            for p in (*self._told.according, *self._told.described_by) for k in (0, 1) if first - len(p) - k >= 0
        )  # fmt: skip

    def _denied(self, index: int) -> bool:
        for at in range(index - 1, max(-1, index - 1 - DENIAL_REACH), -1):
            if self._in(at, "denials"):
                return True
            if self._in(at, "clauses"):
                return False
        return False

    def _speaker(self, first: int, last: int) -> tuple[int, int] | None:
        """Who says what stands there: behind it "according to X", before it "X said", "described by X"."""
        for at in range(last, len(self._tokens)):
            phrase = self._phrase_at(at, self._told.according)
            if phrase:
                return self._to_clause_end(at + phrase)
            if (self._in(at, "clauses") and at > last) or self._keys[at] == "and":
                break
        return self._speaker_before(first) or self._speaker_behind(last)

    def _speaker_before(self, first: int) -> tuple[int, int] | None:
        """Who says it, where that stands before it."""
        for at in range(first - 1, -1, -1):
            phrase = self._phrase_at(at, self._told.described_by)
            if phrase:
                end = next((e for e in range(at + phrase, first) if self._keys[e] == "as"), first)
                return (at + phrase, end) if end > at + phrase else None
            if self._in(at, "saying"):
                return self._before(at, 0) or self._behind(at, first)
            phrase = self._phrase_at(at, self._told.according)
            if phrase:
                return self._to_clause_end(at + phrase)
            # "the army said that he", "the man who, the army said, was"
            if (self._in(at, "clauses") and self._keys[at] not in ("that", ",", '"')) or self._keys[at] == "and":
                break
        return None

    def _speaker_behind(self, last: int) -> tuple[int, int] | None:
        """Who says it in "a civilian, residents said"."""
        for at in range(last, len(self._tokens)):
            if self._in(at, "saying") and at > last:
                return self._before(at, last)
            if (self._in(at, "clauses") and at > last) or self._keys[at] == "and":
                break
        return None

    def _phrase_at(self, at: int, phrases: Sequence[_Phrase]) -> int:
        return next((len(p) for p in phrases if tuple(self._keys[at : at + len(p)]) == p), 0)

    def _to_clause_end(self, first: int) -> tuple[int, int] | None:
        end = first
        while end < len(self._keys) and end - first < SPEAKER_WORDS and not self._in(end, "clauses"):
            if self._keys[end] == "and":
                break
            end += 1
        return (first, end) if end > first else None

    def _before(self, verb: int, floor: int) -> tuple[int, int] | None:
        """The noun phrase that ends before a verb of saying."""
        start = verb
        while start > floor and verb - start < SPEAKER_WORDS and not self._in(start - 1, "clauses"):
            if self._in(start - 1, "not_speakers"):
                break
            start -= 1
        return (start, verb) if start < verb else None

    def _behind(self, verb: int, end: int) -> tuple[int, int] | None:
        """Where verbs come first, the noun phrase behind one: "وصفتهم الشرطة بأنهم"."""
        last = verb + 1
        while last < end and last - verb <= SPEAKER_WORDS and not self._in(last, "not_speakers"):
            if self._in(last, "clauses"):
                break
            last += 1
        return (verb + 1, last) if last > verb + 1 and self._told.adjectives_follow else None


def _named(token: Token) -> bool:
    return token.kind == "word" and token.capital


_PARTS: Mapping[str, tuple[int, int]] = {"early": (0, 3), "mid": (4, 6), "late": (7, 9)}
#: "teens" are the years that end in -teen
_FIRST_TEEN = 13


def _years(match: Match) -> Count | None:
    """Completed years that a find allows, or None where nobody is so old."""
    slots = {slot.category: slot.value for slot in match.slots}
    numbers = [slot.value for slot in match.slots if slot.category == "NUMBER" and isinstance(slot.value, int)]
    least, most = numbers[0] if numbers else 0, numbers[-1] if numbers else None
    bounds: tuple[int, int | None]
    match match.rule:
        case "least":
            bounds = least, None
        case "below":
            bounds = 0, least - 1
        case "most":
            bounds = 0, least
        case "months":
            per_year = slots["MONTH"]
            assert isinstance(per_year, int)
            bounds = (least // per_year, least // per_year) if numbers else (0, 1)
        case "named":
            named = slots["NAMED"]
            assert isinstance(named, tuple)
            bounds = named
        case "decade":
            decade = slots.get("DECADE", slots.get("SHORTDECADE", least))
            assert isinstance(decade, int)
            first, last = _PARTS.get(str(slots.get("PART")), (0, 9))
            bounds = max(decade + first, _FIRST_TEEN) if decade == 10 else decade + first, decade + last
            if decade % 10:
                return None
        case _:
            bounds = least, most
    low, high = bounds
    if low < 0 or low > OLDEST or (high is not None and not low <= high <= OLDEST):
        return None
    return Count(low, high)
