"""How many were killed, injured, missing, detained, abducted: the numbers of a text with what befell those counted.

A *group* is what a sentence counts together ("two brothers and their father", "at least 14, among them a medic"): its
members are added, what is only a part of it is not. A *marker* is a word that says what befell somebody; it stands
before its group ("killing 14"), behind it ("14 people were killed") or is counted itself ("14 deaths"). The words are
data (``[counts.tolls]`` of a language), the numbers those of :mod:`sijill.values.counts`.

Invariant: a sum is made only within one group; a number that two outcomes share ("50 killed and wounded") only
bounds either, and "30 casualties" says neither; what is denied, feared or only possible is no toll.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property, lru_cache
from typing import Any, Literal, TypeAlias

from sijill.errors import DataFileError
from sijill.languages import Language, load
from sijill.types import Count, Span
from sijill.values.counts import LITERAL, CountExpression, find_counts
from sijill.values.folding import fold
from sijill.values.forms import Lexeme, Lexicon, Token, span_of, tokenise

#: words of a description behind its number, at most
LONGEST_HEAD = 8
#: words of a part ("among them a medic from the north and ...") at most
LONGEST_PART = 24
#: words between a group and the verb that tells what befell it, at most
LONGEST_GAP = 14
#: words between "the death toll" and its number, at most
LONGEST_LEAD = 9
#: members of one group at most: more are a table
MOST_MEMBERS = 24

_STOPS = frozenset(".!?؟…")
_HARD = frozenset(";؛")
_COMMAS = frozenset(",،")


@dataclass(frozen=True, slots=True)
class TollExpression:
    """Words that tell how many people something befell."""

    #: the words that count them: "at least 14 people"
    span: Span
    #: what befell them: "killed", "injured", "missing", "detained", "abducted"
    outcome: str
    count: Count
    #: the rule that made the count: one of counts', or "one" (a soldier), "plural" (civilians), "sum" (two brothers
    #: and their father), "total" (the toll rose to 31), "shared" (30 killed and wounded), "reference" (the cleric)
    rule: str
    #: the words that say what befell them
    marker: Span
    #: "two others": besides people told of before
    besides: bool = False
    #: "one of eight people killed": somebody told of before is among them
    inclusive: bool = False
    #: the people named who are counted in it
    names: tuple[Span, ...] = ()
    #: words about some of those counted: "among them a medic"
    parts: tuple[Span, ...] = ()


def find_tolls(
    text: str, language: str | Language, *, references: bool = False, vague: str = LITERAL
) -> list[TollExpression]:
    """All numbers of a text that tell how many people were killed, injured and so on.

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language; one without data for tolls gives none.
        references: whether one person who is named or told of before ("Omar Bello", "the cleric", "him") counts as one,
            by the rule "reference"; otherwise only what the words themselves count.
        vague: the rule for vague words, as in :func:`sijill.values.counts.find_counts`.

    Returns:
        The expressions in the order of the words that count.

    Raises:
        UnknownNameError: there is no such language, or it has no such rule.
        DataFileError: its data cannot be read.
    """
    told = load(language) if isinstance(language, str) else language
    words = _vocabulary(told)
    if words is None:
        return []
    tokens = tokenise(text)
    counts = find_counts(text, told, vague=vague)
    return _Finder(tokens, words, counts, references).all()


@dataclass(frozen=True, slots=True)
class Befalling:
    """A word that says what befell somebody, whether a number stands beside it or not."""

    span: Span
    outcome: str
    #: told as done: not denied, feared or only possible
    real: bool
    #: what follows from it rather than what it says: "stitches", "funeral"
    sign: bool = False


def find_befallings(text: str, language: str | Language) -> list[Befalling]:
    """The words of a text that say what befell somebody: "killed", "wounded", "the deaths of".

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language; one without data for tolls gives none.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
    """
    told = load(language) if isinstance(language, str) else language
    words = _vocabulary(told)
    return [] if words is None else _Finder(tokenise(text), words, (), False).befallings()


def sentence_starts(text: str, language: str | Language) -> list[int]:
    """Where the sentences of a text begin, as tolls are found within them."""
    told = load(language) if isinstance(language, str) else language
    words = _vocabulary(told)
    if words is None:
        return [0]
    tokens = tokenise(text)
    limits = _limits(tokens, words.abbreviations)
    return [0, *(tokens[n].start for n in range(1, len(tokens)) if limits[n] != limits[n - 1])]


# ---------------------------------------------------------------------------------------------------------
# Language data


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    markers: Lexicon
    phrases: Lexicon
    #: written names begin with a capital letter
    capitals: bool
    #: what ends like this behind those counted is a verb
    verb_endings: tuple[str, ...]
    past_endings: tuple[str, ...]
    #: "a", "an"
    articles: frozenset[str]
    #: "another", "more", "others": besides those told of before
    others: frozenset[str]
    #: "or": before another figure for the same
    alternatives: frozenset[str]
    #: words for numbers
    cardinals: frozenset[str]
    #: "month", "kilometre": what is counted is nobody
    units: frozenset[str]
    #: months and weekdays: no names
    calendar: frozenset[str]
    #: a full stop behind one ends no sentence
    abbreviations: frozenset[str]
    #: the lists of ``[counts.tolls]``, explained there
    words: _Words


@dataclass(frozen=True, slots=True)
class _Words:
    """The plain lists of ``[counts.tolls]``, under their names there."""

    be: frozenset[str]
    have: frozenset[str]
    adverbs: frozenset[str]
    relatives: frozenset[str]
    unreal: frozenset[str]
    infinitive: frozenset[str]
    conditions: frozenset[str]
    told: frozenset[str]
    negations: frozenset[str]
    stops: frozenset[str]
    clauses: frozenset[str]
    locating: frozenset[str]
    of: frozenset[str]
    possessives: frozenset[str]
    definite: frozenset[str]
    pronouns: frozenset[str]
    plurals: frozenset[str]
    ones: frozenset[str]
    things: frozenset[str]
    bands: frozenset[str]
    toll_leads: frozenset[str]
    toll_exceeds: frozenset[str]
    joined: frozenset[str]
    particles: frozenset[str]


_KINDS = {
    "takes": "TAKES", "both": "BOTH", "befalls": "BEFALLS", "nouns": "NOUN", "counted": "COUNTED", "tolls": "TOLL",
    "signs": "SIGN",
}  # fmt: skip
_LISTS = {
    "joints": "JOINT", "companions": "COMPANION", "parts": "PART", "of_those": "OFTHOSE", "number_of": "NUMBEROF",
}  # fmt: skip


@lru_cache(maxsize=16)
def _vocabulary(language: Language) -> _Vocabulary | None:
    counts, dates = language.section("counts"), language.section("dates")
    section: Mapping[str, Any] = counts.get("tolls", {})
    if not section:
        return None

    def folded(words: Iterable[str]) -> frozenset[str]:
        return frozenset(fold(w) for w in words)

    try:
        clitics = section.get("clitics", ())
        # "14 people or more": the bound that stands behind those counted
        behind = [words for words, rule in counts.get("after", {}).items() if " " in words and rule != "further"]
        lists = [(category, section.get(key, ())) for key, category in _LISTS.items()] + [("BEHIND", behind)]
        qualifiers = {**counts.get("before", {}), **counts.get("after", {})}
        calendar = ("months", "weekdays", "weekday_abbreviations")
        return _Vocabulary(
            markers=Lexicon(_markers(section["outcomes"]), clitics),
            phrases=Lexicon((_lexeme(w, category, 1) for category, words in lists for w in words), clitics),
            capitals=bool(section.get("capitals", False)),
            verb_endings=tuple(section.get("verb_endings", ())),
            past_endings=tuple(section.get("past_endings", ())),
            articles=folded(counts.get("articles", ())),
            others=folded(words.split()[-1] for words, rule in qualifiers.items() if rule == "further"),
            alternatives=folded(counts.get("or", ())),
            cardinals=folded(counts.get("cardinals", ())),
            units=folded(counts.get("units", ())),
            calendar=folded(name for key in calendar for names in dates.get(key, ()) for name in names),
            abbreviations=folded(language.section("sentences").get("abbreviations", ())),
            words=_Words(**{f.name: folded(section.get(f.name, ())) for f in fields(_Words)}),
        )
    except (TypeError, AttributeError, ValueError, KeyError, IndexError) as error:
        raise DataFileError(f"languages/{language.code}.toml [counts.tolls]", f"cannot be read: {error!r}") from error


def _markers(outcomes: Mapping[str, Mapping[str, Sequence[str]]]) -> Iterable[Lexeme]:
    for outcome, lists in outcomes.items():
        for key, category in _KINDS.items():
            for words in lists.get(key, ()):
                yield _lexeme(words, category, outcome)


def _lexeme(words: str, category: str, value: int | str) -> Lexeme:
    return Lexeme(tuple(t.key for t in tokenise(words)), category, value)


# ---------------------------------------------------------------------------------------------------------
# Groups

_Kind: TypeAlias = Literal["count", "none", "one", "own", "plural", "definite", "name", "pronoun", "thing"]


@dataclass(frozen=True, slots=True)
class _Member:
    """One phrase of a group: "two brothers", "their father"."""

    first: int
    last: int
    kind: _Kind
    count: Count | None
    rule: str = ""
    besides: bool = False
    inclusive: bool = False
    #: names follow its number directly: "two activists Omar Bello and ..."
    listed: bool = False


@dataclass(slots=True)
class _Group:
    """What is counted together."""

    members: list[_Member]
    #: one past its last token, parts and closing comma included
    last: int
    #: tokens of its parts, which count nobody besides
    parts: list[tuple[int, int]] = field(default_factory=list)

    @property
    def first(self) -> int:
        return self.members[0].first


@dataclass(frozen=True, slots=True)
class _Marker:
    first: int
    last: int
    category: str
    outcome: str


def _limits(tokens: Sequence[Token], abbreviations: frozenset[str]) -> list[int]:
    """For every token one past the last token of its sentence."""
    limits = [0] * len(tokens)
    first = 0
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if following is None or following.fresh or token.key in _HARD or _stops(tokens, index, abbreviations):
            limits[first : index + 1] = [index + 1] * (index + 1 - first)
            first = index + 1
    return limits


def _stops(tokens: Sequence[Token], index: int, abbreviations: frozenset[str]) -> bool:
    """Whether a sign that is not the last token ends a sentence."""
    token, following = tokens[index], tokens[index + 1]
    if token.key not in _STOPS or following.key in _STOPS:
        return False
    before = tokens[index - 1] if index else None
    short = (
        token.key == "." and before is not None and token.glued and before.kind == "word"
        and (before.end - before.start == 1 or before.key in abbreviations)
    )  # fmt: skip
    return not short and (not following.glued or following.kind == "other")


class _Finder:
    def __init__(
        self, tokens: Sequence[Token], known: _Vocabulary, counts: Sequence[CountExpression], references: bool
    ) -> None:
        self._tokens = tokens
        self._references = references
        self._known = known
        self._words = known.words
        starts = [t.start for t in tokens]
        ends = [t.end for t in tokens]
        #: the count that begins at a token, with the token behind it
        self._counts: dict[int, tuple[CountExpression, int]] = {}
        for count in counts:
            first = bisect_right(ends, count.span.start)
            self._counts[first] = (count, max(first + 1, bisect_left(starts, count.span.end)))
        self._limit = _limits(tokens, self._known.abbreviations)
        self._markers = self._find_markers()
        self._marker_at = {m.first: m for m in self._markers}
        #: markers that only say who is meant
        self._nominal: set[int] = set()
        #: tokens within a marker of several words
        self._inside = frozenset(n for m in self._markers for n in range(m.first + 1, m.last))
        #: where the longest phrase of each category that begins at a token ends, once it was asked
        self._phrased: dict[int, dict[str, int]] = {}
        #: groups that a marker before them took, with the place of what was found
        self._taken: dict[int, int] = {}
        self._found: list[TollExpression] = []

    # -- markers

    def _find_markers(self) -> list[_Marker]:
        found: list[_Marker] = []
        index = 0
        while index < len(self._tokens):
            best: _Marker | None = None
            if self._tokens[index].kind == "word":
                for category, value, end in self._known.markers.at(self._tokens, index):
                    if end <= self._limit[index] and (best is None or end > best.last):
                        best = _Marker(index, end, category, str(value))
            if best is None:
                index += 1
                continue
            found.append(best)
            index = best.last
        return found

    def _categories(self, marker: _Marker) -> dict[str, str]:
        """What all a marker may be: "deaths" is counted itself, and has a toll behind it."""
        return {
            category: str(value)
            for category, value, end in self._known.markers.at(self._tokens, marker.first)
            if end == marker.last
        }

    # -- groups: asked for tolls, not for what befell somebody

    @cached_property
    def _groups(self) -> list[_Group]:
        return self._find_groups()

    @cached_property
    def _ending(self) -> dict[int, _Group]:
        return {g.last: g for g in self._groups} | {g.members[-1].last: g for g in self._groups}

    @cached_property
    def _starting(self) -> dict[int, _Group]:
        return {g.first: g for g in self._groups}

    @cached_property
    def _order(self) -> list[int]:
        return [g.first for g in self._groups]

    def _find_groups(self) -> list[_Group]:
        groups: list[_Group] = []
        index = 0
        while index < len(self._tokens):
            group = self._group(index) if index not in self._inside else None
            if group is None:
                index += 1
            else:
                groups.append(group)
                index = max(group.last, index + 1)
        return groups

    def _group(self, index: int) -> _Group | None:
        first = self._member(index)
        if first is None:
            return None
        limit = self._limit[index]
        group = _Group([first], first.last)
        naming, apposed = first.listed, False
        #: members that only commas join so far, and where the group ends without them
        loose, end = 0, first.last
        for _ in range(MOST_MEMBERS):
            tail = self._part(group.last, limit)
            if tail is not None:
                group.parts.append((group.last, tail))
                group.last = tail
            joined = self._joined(group, limit)
            if joined is None:
                break
            member, comma = joined
            before = group.members[-1]
            described = apposed and not comma and before.kind == "name" and not naming and group.last > before.last
            if (
                (comma and self._apposed(before, member))
                or (naming and member.kind == "name")
                or (
                    described
                    and member.kind in ("one", "definite", "own")
                    and self._tokens[group.last - 1].key not in _COMMAS
                )
            ):
                naming = naming or (before.kind in ("count", "plural") and member.kind == "name")
                apposed = True
                if not loose:
                    end = member.last
                group.last = self._past_comma(member.last, limit, comma)
                continue
            if self._acts(member, limit):
                break
            naming = False
            group.members.append(member)
            group.last = member.last
            if comma:
                loose += 1
            else:
                loose, end = 0, group.last
        if loose:  # "nine tourists, the youngest of them": no list without "and"
            del group.members[-loose:]
            group.last, apposed = end, False
        if (
            apposed
            and group.last < limit
            and self._tokens[group.last].key in _COMMAS
            and self._suffers(group.last + 1, limit)
        ):
            group.last += 1
        return group

    def _joined(self, group: _Group, limit: int) -> tuple[_Member, bool] | None:
        """The member that goes on with a group, and whether only a comma joins it."""
        at = group.last
        comma = False
        if at < limit and self._tokens[at].key in _COMMAS:
            comma, at = True, at + 1
        elif at and self._tokens[at - 1].key in _COMMAS and group.parts:
            comma = True
        joint = self._phrase(at, "JOINT")
        if joint is not None:
            comma, at = False, joint
        else:
            companion = self._phrase(at, "COMPANION")
            if companion is not None and companion < limit and self._tokens[companion].key in self._words.possessives:
                comma, at = False, companion
            elif not comma:
                return None
        if joint is not None and at < limit and self._tokens[at].key in self._words.of:
            at += 1  # "the lives of his driver and of two others"
        member = self._member(at) if at < limit else None
        if member is None or member.kind in ("thing", "none"):
            return None
        return member, comma

    def _apposed(self, before: _Member, member: _Member) -> bool:
        """ "Omar Bello, a lawyer", "his driver, Ali Saleh", "two activists, Omar Bello and Ali Saleh"."""
        if before.kind == "name":
            return member.kind in ("one", "definite", "own") or (member.kind == "count" and member.count == Count(1, 1))
        return member.kind == "name" and (before.kind in ("one", "own", "definite") or before.count != Count(1, 1))

    def _past_comma(self, at: int, limit: int, comma: bool) -> int:
        closes = comma and at + 1 < limit and self._tokens[at].key in _COMMAS
        return at + 1 if closes and self._member(at + 1) is None and self._phrase(at + 1, "JOINT") is None else at

    def _acts(self, member: _Member, limit: int) -> bool:
        """Whether a member is rather the subject of what follows: "and two gunmen escaped", "and the army has"."""
        if member.last < limit:
            after = self._tokens[member.last].key
            if after in self._words.be or after in self._words.have or after in self._words.unreal:
                # "... and a civilian was wounded" is taken apart when its own marker comes
                return not self._suffers(member.last, limit)
        # "and two gunmen escaped"
        last = member.last - 1
        return (
            last > member.first and last not in self._marker_at and self._key(last).endswith(self._known.past_endings)
        )

    def _suffers(self, at: int, limit: int) -> bool:
        while at < min(limit, len(self._tokens)):
            if at in self._marker_at:
                return True
            key = self._tokens[at].key
            if key not in self._words.be and key not in self._words.have and key not in self._words.adverbs:
                return False
            at += 1
        return False

    def _part(self, at: int, limit: int) -> int | None:
        """One past the part of a group that begins here (", among them a medic,"), or None."""
        if at >= limit:
            return None
        opened = self._tokens[at].key
        start = at + 1 if opened in (",", "،", "(", "-", "–", "—") else at
        if start >= limit:
            return None
        told = self._phrase(start, "PART")
        if told is None and start > at:
            count = self._counts.get(start)
            told = self._phrase(count[1], "OFTHOSE") if count is not None else None
        if told is None:
            return None
        closing = ")" if opened == "(" else None
        for end in range(told, min(limit, told + LONGEST_PART)):
            key = self._tokens[end].key
            if closing is not None:
                if key == closing:
                    return end + 1
            elif (key in (",", "،", "-", "–", "—") and not self._tokens[end].glued) or key in _COMMAS:
                return end if self._goes_on(end + 1, limit) else end + 1
            elif end > told and self._ends_part(end, behind_comma=start > at):
                return end
        return min(limit, told + LONGEST_PART) if told < limit else None

    def _ends_part(self, at: int, *, behind_comma: bool) -> bool:
        """Whether a verb goes on about the whole group: "(…), were killed", ", wounding"."""
        taking = at in self._marker_at and self._marker_at[at].category == "TAKES"
        return taking or (behind_comma and self._tokens[at].key in self._words.be)

    def _goes_on(self, at: int, limit: int) -> bool:
        """Whether the group itself goes on behind a part's comma."""
        return at < limit and self._phrase(at, "JOINT") is not None

    def _member(self, index: int) -> _Member | None:
        """The phrase about people that begins at a token."""
        tokens, words = self._tokens, self._words
        if index >= len(tokens):
            return None
        limit = self._limit[index]
        token = tokens[index]
        counted = self._counts.get(index)
        if counted is not None and counted[1] <= limit:
            return self._counted(index, *counted)
        if token.kind != "word" or (index in self._marker_at and self._marker_at[index].category != "NOUN"):
            return None
        if token.key in self._known.articles:
            one = self._of_many(index) or self._headed(index, index + 1, "one", Count(1, 1), "one")
            band = one is not None and one.kind == "one" and self._tokens[one.last - 1].key in words.bands
            return replace(one, kind="plural", count=Count(2, None), rule="plural") if one is not None and band else one
        if token.key in words.possessives:
            inner = self._counts.get(index + 1)
            if inner is not None and inner[1] <= limit:
                return self._counted(index, *inner)
            own = self._headed(index, index + 1, "own", Count(1, 1), "one")
            if own is not None:
                return replace(own, kind="plural", count=Count(2, None), rule="plural") if self._is_plural(own) else own
            return self._headed_pronoun(index)
        if token.key in words.definite:
            inner = self._counts.get(index + 1)
            if inner is not None and inner[1] <= limit:
                return self._counted(index, *inner)
            the = self._headed(index, index + 1, "definite", Count(1, 1), "one")
            if the is not None and self._is_plural(the):
                return replace(the, count=Count(2, None), rule="plural")
            return the
        if token.key in words.pronouns:
            return _Member(index, index + 1, "pronoun", Count(1, 1), "one")
        if token.key in words.ones or self._bare(token.key) in words.ones:
            return self._headed(index, index, "one", Count(1, 1), "one")
        return self._bare_phrase(index, limit) if self._known.capitals else None

    def _bare(self, key: str) -> str:
        """A word without the particle written together with it."""
        for clitic in self._known.markers.clitics:
            if key.startswith(clitic) and len(key) > len(clitic) + 1:
                return key[len(clitic) :]
        return key

    def _headed_pronoun(self, index: int) -> _Member | None:
        if self._tokens[index].key in self._words.pronouns:
            return _Member(index, index + 1, "pronoun", Count(1, 1), "one")
        return None

    def _counted(self, first: int, count: CountExpression, end: int) -> _Member | None:
        limit = self._limit[first]
        told, rule = count.count, count.rule
        if rule == "none":
            return _Member(first, self._head(end, limit), "none", told, rule)
        if end < limit and self._tokens[end].key in self._words.of:
            whole = self._counts.get(end + 1)
            if whole is not None and told == Count(1, 1) and whole[1] <= limit:
                # "one of eight people killed": eight
                inner = self._counted(first, whole[0], whole[1])
                return replace(inner, inclusive=True) if inner is not None else None
            if end + 1 < limit and self._tokens[end + 1].key in self._words.definite:
                whole = self._counts.get(end + 2)
                if whole is not None and whole[1] <= limit:
                    end = whole[1]
                    if end in self._marker_at and self._marker_at[end].category == "BOTH":
                        self._nominal.add(end)  # "two of the 14 injured died"
                        end = self._marker_at[end].last
        if self._phrase(end, "OFTHOSE") is not None:
            return None
        last = self._head(end, limit)
        if self._is_thing(end, last):
            return _Member(first, last, "thing", None)
        last = self._phrase(last, "BEHIND") or last
        beside = self._tokens[end - 1].key, self._tokens[end].key if end < last else ""
        besides = rule == "further" or any(key in self._known.others for key in beside)
        listed = (told.min > 1 or told.max != 1) and any(
            self._tokens[n].capital and not self._tokens[n - 1].capital for n in range(end + 1, last)
        )
        return _Member(first, last, "count", told, rule, besides, listed=listed and self._known.capitals)

    def _of_many(self, index: int) -> _Member | None:
        """ "a family of five", "a group of 12 men"."""
        limit = self._limit[index]
        for at in range(index + 2, min(limit - 1, index + 4)):
            if self._tokens[at].key in self._words.of:
                inner = self._counts.get(at + 1)
                if inner is not None and inner[1] <= limit and self._tokens[at - 1].key in self._words.bands:
                    member = self._counted(at + 1, *inner)
                    return replace(member, first=index) if member is not None else None
        return None

    def _headed(self, first: int, start: int, kind: _Kind, count: Count, rule: str) -> _Member | None:
        last = self._head(start, self._limit[first])
        if last == start and first == start:
            last = start + 1
        if last == start or self._is_thing(start, last) or self._key(start) in self._known.units:
            return None  # "a car", "a month later"
        return _Member(first, last, kind, count, rule)

    def _bare_phrase(self, index: int, limit: int) -> _Member | None:
        """ "civilians", "Iraqi soldiers", "Omar Bello"."""
        token = self._tokens[index]
        if token.key in self._words.stops or token.key in self._known.calendar or index in self._marker_at:
            return None
        if index and self._tokens[index - 1].kind != "other" and not self._opens(index):
            return None
        last = self._head(index, limit)
        plural = next((n + 1 for n in range(index, last) if self._tokens[n].key in self._words.plurals), last)
        if plural < last and self._tokens[plural].key.endswith(self._known.verb_endings):
            last = plural  # "persons suspected of", "militants assaulted"
        if last == index or self._is_thing(index, last) or self._is_number(index, last):
            return None
        if self._tokens[last - 1].key in self._words.plurals:
            besides = any(self._tokens[n].key in self._known.others for n in range(index, last))
            return _Member(index, last, "plural", Count(2, None), "plural", besides)
        if not token.capital:
            behind = any(m.last == index for m in self._near(index))
            if behind and self._tokens[last - 1].capital and self._tokens[last - 1].kind == "word":
                return _Member(index, last, "name", Count(1, 1), "one")  # "killed former minister Omar Bello"
            return None
        end = index
        while end < last and (
            self._tokens[end].capital
            or self._tokens[end].key in self._words.particles
            or self._tokens[end].kind != "word"
        ):
            end += 1
        initial = index == 0 or self._limit[index - 1] <= index
        if end < last or (initial and end - index < 2):
            return None
        return _Member(index, end, "name", Count(1, 1), "one")

    def _opens(self, index: int) -> bool:
        """Whether a phrase without article may begin here: behind a stop word, a marker or a joint."""
        before = self._tokens[index - 1]
        if before.kind == "number":  # "in 2019 civilians", but not "minus 3 civilians"
            return self._key(index - 2) in self._words.locating or self._key(index - 2) in self._known.calendar
        return (
            before.key in self._words.stops or before.key in self._words.be or before.key in self._words.adverbs
            or self._limit[index - 1] <= index or any(m.last == index for m in self._near(index))
            or self._phrase_before(index)
        )  # fmt: skip

    def _near(self, index: int) -> Iterable[_Marker]:
        return (self._marker_at[n] for n in range(max(0, index - 5), index) if n in self._marker_at)

    def _phrase_before(self, index: int) -> bool:
        return any(
            self._phrase(n, "JOINT") == index or self._phrase(n, "PART") == index
            for n in range(max(0, index - 3), index)
        )

    def _head(self, start: int, limit: int) -> int:
        """One past the words that say who is counted: "people", "members of the family"."""
        tokens, words = self._tokens, self._words
        at = start
        while at < min(limit, start + LONGEST_HEAD):
            token = tokens[at]
            if token.glued and at > start and tokens[at - 1].key == "-":
                at += 1  # "passers-by"
                continue
            if token.kind == "word":
                if token.key in words.of and at > start:
                    owner = self._owner(at + 1, limit)
                    if owner is None:
                        return at
                    at = owner
                    continue
                if self._ends_head(at):
                    return at
            elif not (token.key in "-'’." and token.glued and at > start and at + 1 < limit and tokens[at + 1].glued):
                return at
            at += 1
        return at

    def _owner(self, at: int, limit: int) -> int | None:
        """The noun behind "of", its determiner skipped: "members of | their family"."""
        if self._key(at) in self._words.definite or self._key(at) in self._words.possessives:
            at += 1
        return at if at < limit and self._tokens[at].kind == "word" and self._key(at) not in self._words.stops else None

    def _ends_head(self, at: int) -> bool:
        """Whether a word goes no further with a description of people."""
        key = self._key(at)
        ends = key in self._words.stops or key in self._known.calendar or at in self._marker_at or at in self._counts
        return ends or self._phrase(at, "JOINT") is not None or self._phrase(at, "PART") is not None

    def _is_number(self, first: int, last: int) -> bool:
        """Whether there is a number in a phrase that none was found in: "minus three people"."""
        tokens = [t for t in self._tokens[first:last] if t.key not in "-'’."]
        return any(t.key in self._known.cardinals or t.kind != "word" for t in tokens)

    def _is_thing(self, first: int, last: int) -> bool:
        return any(self._tokens[n].key in self._words.things for n in range(first, last)[-1:]) or (
            last > first and self._tokens[first].key in self._words.things
        )

    def _is_plural(self, member: _Member) -> bool:
        key = self._tokens[member.last - 1].key
        return key in self._words.plurals

    def _phrase(self, index: int, category: str) -> int | None:
        """One past the longest phrase of a category that begins at a token."""
        if index >= len(self._tokens):
            return None
        ends = self._phrased.get(index)
        if ends is None:
            ends = self._phrased[index] = {}
            for found, _, end in self._known.phrases.at(self._tokens, index):
                ends[found] = max(end, ends.get(found, 0))
        if category not in ends and self._known.phrases.clitics and category == "JOINT":
            return self._clitic(index)
        return ends.get(category)

    def _clitic(self, index: int) -> int | None:
        """ "وثلاثة": a joint that is written together with what it joins."""
        key = self._tokens[index].key
        glued = index in self._counts and self._counts[index][0].span.start > self._tokens[index].start
        joined = self._bare(key) in self._words.ones and key not in self._words.ones
        return index if glued or joined else None

    # -- what befell whom

    def all(self) -> list[TollExpression]:
        """Everything found, in the order of the text."""
        skip = -1
        assert self._groups is not None  # finding them tells which markers only say who is meant
        for number, marker in enumerate(self._markers):
            if marker.first < skip or marker.first in self._nominal:
                continue
            following = self._markers[number + 1] if number + 1 < len(self._markers) else None
            if following is not None and self._coupled(marker, following):
                if marker.outcome == following.outcome:
                    continue
                if {marker.outcome, following.outcome} == {"killed", "injured"}:
                    skip = following.last
                    self._share(marker, following)
                    continue
            self._tell(marker)
        self._nobody()
        return sorted(self._found, key=lambda t: (t.span.start, t.span.end, t.outcome))

    def befallings(self) -> list[Befalling]:
        """The markers themselves, in the order of the text."""
        return [
            Befalling(span_of(self._tokens, m.first, m.last), m.outcome, self._is_real(m), m.category == "SIGN")
            for m in self._markers
            if set(self._categories(m)) - {"TOLL", "COUNTED"}
        ]

    def _nobody(self) -> None:
        """ "no casualties": nobody was killed, and nobody injured."""
        for group in self._groups:
            at = group.members[0].last
            if group.members[0].kind == "none" and any(
                t.key in self._words.joined for t in self._tokens[at - 1 : at + 1]
            ):
                span = span_of(self._tokens, group.first, at)
                joined = next(n for n in (at - 1, at) if self._tokens[n].key in self._words.joined)
                marker = span_of(self._tokens, joined, joined + 1)
                self._found += [TollExpression(span, o, Count(0, 0), "none", marker) for o in ("injured", "killed")]

    def _share(self, marker: _Marker, following: _Marker) -> None:
        """ "killed and wounded 30": at least one of each; "killed or wounded": up to 30 of each."""
        before = len(self._found)
        if not self._is_real(marker):
            return
        behind = not self._after_be(marker) and self._takes(replace(following, category="BOTH"))
        if not behind:
            self._befalls(replace(marker, last=following.last, category="BEFALLS"))
        told = self._found[before:]
        del self._found[before:]
        both = self._tokens[marker.last].key not in self._known.alternatives
        for toll in told:
            least = 1 if both and toll.count.min > 1 else 0
            most = None if toll.count.max is None else toll.count.max - least
            if most is not None or least:
                shared = replace(toll, count=Count(least, most), rule="shared", besides=False)
                self._found += [replace(shared, outcome=m.outcome) for m in (marker, following)]

    def _coupled(self, marker: _Marker, following: _Marker) -> bool:
        between = [self._tokens[n].key for n in range(marker.last, following.first)]
        return len(between) == 1 and (
            between[0] in ("or", "and", "/", "او", "و") or self._phrase(marker.last, "JOINT") == following.first
        )

    def _tell(self, marker: _Marker) -> None:
        categories = self._categories(marker)
        owned = "NOUN" in categories and self._key(marker.last) in self._words.of
        if "TOLL" in categories and not owned and self._total(marker, categories["TOLL"]):
            return
        if not self._is_real(marker) or self._number_of(marker):
            return
        for category, outcome in categories.items():
            told = replace(marker, category=category, outcome=outcome)
            match category:
                case "TAKES":
                    done = self._takes(told)
                case "BOTH":
                    done = self._takes(told) if not self._after_be(told) else False
                    done = done or self._befalls(told)
                case "BEFALLS":
                    done = self._befalls(told)
                case "NOUN":
                    done = self._counted_itself(told) or self._takes_of(told)
                case "COUNTED":
                    done = self._counted_itself(told)
                case _:
                    done = False
            if done:
                return

    def _key(self, index: int) -> str:
        """The folded word at a place; "" outside the text."""
        return self._tokens[index].key if 0 <= index < len(self._tokens) else ""

    def _is_real(self, marker: _Marker) -> bool:
        """Whether it is told as done: not denied, feared or only possible."""
        at, infinitive = marker.first - 1, True
        for _ in range(5):
            if at < 0 or self._limit[at] <= marker.first - 1:
                return True
            key = self._tokens[at].key
            if key in self._words.negations:
                return False
            if key == "t" and self._tokens[at].glued:  # "didn't"
                return False
            if key in self._words.unreal:
                return False
            if key in self._words.infinitive:
                # "is believed to have killed 12", "is reported to be dead" are told as done
                return not infinitive or (at > 0 and self._tokens[at - 1].key in self._words.told)
            if key in self._words.have:
                infinitive = False
            elif key not in self._words.be and key not in self._words.adverbs:
                return True
            at -= 1
        return True

    def _after_be(self, marker: _Marker) -> bool:
        at = marker.first - 1
        while at >= 0 and (self._tokens[at].key in self._words.adverbs):
            at -= 1
        return at >= 0 and self._tokens[at].key in self._words.be and self._limit[at] > marker.first

    def _takes(self, marker: _Marker) -> bool:
        """ "killing at least 14 people": the group right behind."""
        at = marker.last
        limit = self._limit[marker.first]
        before = self._tokens[marker.first - 1].key if marker.first and self._limit[marker.first - 1] == limit else ""
        if marker.category == "BOTH" and (before in self._words.definite or before in self._words.of):
            return False  # "the wounded men"
        counted = self._ending.get(marker.first)
        following = self._starting.get(marker.last)
        if (
            marker.category == "BOTH" and counted is not None and counted.members[-1].kind == "count"
            and following is not None and following.members[0].kind == "plural"
        ):  # fmt: skip
            return False  # "three wounded men": they are counted before
        while at < limit and at not in self._starting and self._tokens[at].key in self._words.adverbs:
            at += 1
        if at < limit and self._tokens[at].key in self._words.of and marker.category == "TAKES":
            at += 1
        if at < limit and self._tokens[at].key == ":":
            at += 1
        group = self._starting.get(at)
        if group is None or at >= limit or group.members[0].kind == "thing":
            return False
        own = self._marker_at.get(group.members[-1].last)
        if (
            marker.category == "TAKES"
            and own is not None
            and "NOUN" in self._categories(own)
            and own.outcome != marker.outcome
        ):
            return False
        self._add(marker, group.members, group)
        self._alternative(marker, group)
        return True

    def _alternative(self, marker: _Marker, group: _Group) -> None:
        """ "killing 46 civilians, according to the army, or 216, according to residents"."""
        limit = self._limit[marker.first]
        for at in range(group.last, min(limit, group.last + LONGEST_GAP)):
            if at in self._marker_at:
                return
            if self._tokens[at].key in self._known.alternatives:
                other = self._starting.get(at + 1)
                if other is not None and other.members[0].kind == "count" and len(other.members) == 1:
                    behind = self._tokens[other.last].key if other.last < limit else "."
                    if behind in _COMMAS or behind in _STOPS or behind in self._words.locating:
                        self._add(marker, other.members, other)
                return

    def _takes_of(self, marker: _Marker) -> bool:
        if marker.last < self._limit[marker.first] and self._tokens[marker.last].key in self._words.of:
            group = self._starting.get(marker.last + 1)
            if group is not None and group.members[0].kind != "thing":
                self._add(marker, group.members, group)
                return True
        return False

    def _counted_itself(self, marker: _Marker) -> bool:
        """ "14 deaths", "no fatalities", "عشرات القتلى"."""
        group = self._ending.get(marker.first)
        if group is None:
            return False
        member = group.members[-1]
        owned = any(self._tokens[n].key in self._words.of for n in range(member.first + 1, member.last))
        if member.kind not in ("count", "none") or member.last != marker.first or owned:
            return False
        self._last_of(group, marker)
        return True

    def _befalls(self, marker: _Marker) -> bool:
        """ "14 people were killed": the group before, with what may stand between."""
        at = marker.first
        first = self._sentence_start(marker.first)
        auxiliary = False
        while at > first:
            key = self._tokens[at - 1].key
            if key in self._words.be or key in self._words.have:
                auxiliary = True
            elif key not in self._words.adverbs and key not in self._words.relatives:
                break
            if self._ending.get(at) is not None:
                break
            at -= 1
        group = self._ending.get(at)
        if auxiliary and (group is None or self._is_located(group, first)):
            group = self._farther(at, first) or group
        if group is not None and group.members[0].kind == "definite" and self._key(group.first - 1) in _COMMAS:
            earlier = self._ending.get(group.first - 1)
            if earlier is not None and earlier.members[-1].kind == "count":
                group = earlier  # "nine tourists, the youngest of them a baby, were killed"
        if group is None or group.members[0].kind == "thing":
            return False
        if (
            not self._references
            and not auxiliary
            and marker.category == "BOTH"
            and any(m.kind in ("definite", "name", "own") for m in group.members[-1:])
            and group.first not in self._taken
        ):
            return False
        self._last_of(group, marker)
        return True

    def _last_of(self, group: _Group, marker: _Marker) -> None:
        """Give a marker the group before it, or only its last member where a marker before took the group."""
        if group.first not in self._taken:
            self._add(marker, group.members, group)
            return
        number = self._taken[group.first]
        if len(group.members) < 2:
            return
        earlier = self._found[number]
        kept = group.members[:-1]
        rest = self._told(earlier.outcome, kept, earlier.marker)
        if rest is not None:
            self._found[number] = rest
        self._add(marker, group.members[-1:], None)
        group.members.pop()

    def _farther(self, at: int, first: int) -> _Group | None:
        """The group before a verb with other words between: "12 people in the market were killed"."""
        number = bisect_left(self._order, at) - 1
        commas = 0
        seen = at
        while number >= 0:
            group = self._groups[number]
            if group.first < first or at - group.last > LONGEST_GAP:
                return None
            between = [self._tokens[n].key for n in range(group.last, seen)]
            if any(k in self._words.clauses or k == ":" for k in between) or any(
                n in self._marker_at for n in range(group.last, at)
            ):
                return None
            commas += sum(k in _COMMAS for k in between)
            if not self._is_located(group, first) and commas % 2 == 0:
                return group if group.members[0].kind in ("count", "none", "plural", "one") else None
            seen = group.first
            number -= 1
        return None

    def _is_located(self, group: _Group, first: int) -> bool:
        return group.first > first and self._tokens[group.first - 1].key in self._words.locating

    def _sentence_start(self, index: int) -> int:
        limit = self._limit[index]
        low, high = 0, index
        while low < high:
            middle = (low + high) // 2
            if self._limit[middle] < limit:
                low = middle + 1
            else:
                high = middle
        return low

    def _number_of(self, marker: _Marker) -> bool:
        """ "the number of protesters killed rose to 12"."""
        first = max(self._sentence_start(marker.first), marker.first - LONGEST_LEAD)
        told = any(self._phrase(n, "NUMBEROF") is not None for n in range(first, marker.first))
        return told and self._total(marker, marker.outcome)

    def _total(self, marker: _Marker, outcome: str) -> bool:
        """ "raising the death toll to 31", "toll passes 100", "death toll: 12"."""
        limit = min(self._limit[marker.first], marker.last + LONGEST_LEAD)
        exceeds = False
        for at in range(marker.last, limit):
            counted = self._counts.get(at)
            key = self._tokens[at].key
            if counted is not None:
                led = (
                    self._tokens[at - 1].key in self._words.toll_leads
                    or exceeds
                    or self._tokens[at].key in self._words.toll_leads
                )
                if not led:
                    return False
                count, end = counted
                if count.rule == "none" or self._is_thing(end, self._head(end, self._limit[at])):
                    return False
                told = count.count
                if count.rule == "range" and self._tokens[at].key in self._words.toll_leads:
                    told = Count(told.max or told.min, told.max)  # "from 20 to 31"
                if exceeds:
                    told = Count(told.min, None)
                self._found.append(
                    TollExpression(count.span, outcome, told, "total", span_of(self._tokens, marker.first, marker.last))
                )
                self._taken[at] = len(self._found) - 1
                return True
            exceeds = exceeds or key in self._words.toll_exceeds
            if key in _COMMAS or at in self._marker_at:
                return False
        return False

    def _add(self, marker: _Marker, members: Sequence[_Member], group: _Group | None) -> None:
        before = members[0].first - 1
        if self._key(before) in self._words.conditions and self._limit[before] > members[0].first:
            return  # "if 12 people are killed"
        told = self._told(marker.outcome, members, span_of(self._tokens, marker.first, marker.last))
        if told is None:
            return
        self._found.append(told)
        if group is not None:
            parts = tuple(span_of(self._tokens, first, last) for first, last in group.parts)
            self._found[-1] = replace(told, parts=parts)
            self._taken[group.first] = len(self._found) - 1

    def _told(self, outcome: str, members: Sequence[_Member], marker: Span) -> TollExpression | None:
        """What some members amount to, or None where they tell no number."""
        known = [m for m in members if m.count is not None]
        reference = len(known) == 1 and known[0].kind in ("definite", "name", "pronoun")
        if not known or (reference and not self._references):
            return None
        joined = [self._tokens[m.last - 1].key for m in known if m.kind == "count"]
        if any(k in self._words.joined for k in joined):
            return None
        uppers = [m.count.max for m in known if m.count is not None and m.count.max is not None]
        least = sum(m.count.min for m in known if m.count is not None)
        count = Count(least, sum(uppers) if len(uppers) == len(known) else None)
        rule = "reference" if reference else known[0].rule if len(known) == 1 else "sum"
        span = span_of(self._tokens, known[0].first, known[-1].last)
        if known[0].first in self._counts:  # a particle written together with a number is no part of it
            span = Span(self._counts[known[0].first][0].span.start, span.end)
        names = tuple(span_of(self._tokens, m.first, m.last) for m in known if m.kind == "name")
        return TollExpression(span, outcome, count, rule, marker, known[0].besides, known[0].inclusive, names)
