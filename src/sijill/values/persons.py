"""What the words of a person's name are: title, kunya, given name, father's name, family name.

A name is read word by word. What stands around it comes off first: titles before it, generation and degrees behind
it, a nickname in quotation marks. Then the custom by which it was made is looked for in the words themselves
(values/data/names.toml): Chinese, Korean and Vietnamese names begin with the family's, Russian ones have a patronymic,
Spanish ones two family names, Burmese ones none, Arabic ones a chain of fathers. A custom that the words do not show is
not assumed.

Invariant: every part is a stretch of the words given, parts are in order and do not overlap, and only what a rule
bears is ``certain``: of "Ahmed Hassan" the second word may be a father's or a family's name, and the part says so.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from sijill import languages
from sijill.languages import Language
from sijill.types import Span
from sijill.values.folding import fold

#: no name is longer; what is longer is no name but a text, and is cut
MAX_CHARACTERS = 200
MAX_WORDS = 24

#: honorific, faith, rank, office, trade and state are titles ("state": former, late); a kunya is a name by a child
#: (Abu Salim, Umm Salim); "name" is a word of the name that no rule places
PartKind: TypeAlias = Literal[
    "honorific", "faith", "rank", "office", "trade", "state", "kunya", "given", "patronymic", "particle", "surname",
    "nisba", "generation", "earned", "nickname", "name",
]  # fmt: skip

#: rule of a name in the order of an index: "Petrov, Anna"
BEFORE_A_COMMA = "family name before a comma"
#: kinds that stand before a name and are no part of it
TITLES: frozenset[PartKind] = frozenset(("honorific", "faith", "rank", "office", "trade", "state"))
_DOTTED = TITLES | {"generation", "earned"}
#: kinds that are the name itself
NAMES: frozenset[PartKind] = frozenset(("kunya", "given", "patronymic", "particle", "surname", "nisba", "name"))


@dataclass(frozen=True, slots=True)
class NamePart:
    """A stretch of a name and what it is."""

    kind: PartKind
    #: where it stands in the words given
    span: Span
    #: the words
    text: str
    #: whether a rule bears it; otherwise it is the likeliest reading
    certain: bool = True


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name taken apart."""

    #: as given
    words: str
    #: in order
    parts: tuple[NamePart, ...]
    #: the rule that told the order: "chinese", "russian", "given name first", "one word", ...
    rule: str

    def of(self, *kinds: PartKind) -> tuple[str, ...]:
        """The words of all parts of those kinds, in order."""
        return tuple(part.text for part in self.parts if part.kind in kinds)

    def part(self, kind: PartKind) -> NamePart | None:
        """The first part of a kind, or None."""
        return next((part for part in self.parts if part.kind == kind), None)

    @property
    def bare(self) -> str:
        """The name without titles, degrees and nicknames, as written; "" where nothing is left."""
        inside = [p for p in self.parts if p.kind in NAMES or p.kind == "generation"]
        if self.rule == BEFORE_A_COMMA:
            inside.sort(key=lambda p: p.kind == "surname")
        return " ".join(p.text for p in inside)


def split(words: str, language: str | Language = "en") -> PersonName:
    """A person's name taken apart.

    Args:
        words: the name as written, in Latin, Arabic or Cyrillic letters, with titles or without.
        language: of the text it stands in (BCP 47 or the language), for its titles; one without a file knows none.

    Returns:
        The parts with their stretches of *words*; no parts where there are no letters.
    """
    tokens = _tokens(words[:MAX_CHARACTERS])
    table = _table(_code(language))
    nicknames, tokens = _nicknames(words, tokens, table)
    titles, tokens = _titles(words, tokens, table)
    behind, tokens = _behind(words, tokens, table)
    rule, core = _core(words, tokens)
    named = (*titles, *core, *behind)
    # a nickname within another part ("Abd 'Lion' al-Karim") is a word of it
    apart = [n for n in nicknames if not any(n.span.overlaps(p.span) for p in named)]
    parts = sorted((*named, *apart), key=lambda p: p.span)
    return PersonName(words, tuple(parts), rule)


# ---------------------------------------------------------------------------------------------------------
# The tables


@dataclass(frozen=True, slots=True)
class _Customs:
    """values/data/names.toml, folded."""

    chinese: frozenset[str]
    pinyin: re.Pattern[str]
    korean: frozenset[str]
    korean_words: frozenset[str]
    vietnamese: frozenset[str]
    vietnamese_words: frozenset[str]
    burmese: frozenset[str]
    burmese_honorifics: frozenset[str]
    patronymics: tuple[str, ...]
    whole_patronymics: frozenset[str]
    sons: frozenset[str]
    spanish: frozenset[str]
    spanish_joined: frozenset[tuple[str, ...]]
    spanish_shared: frozenset[str]
    spanish_endings: tuple[str, ...]
    javanese: tuple[str, ...]
    arabic: frozenset[str]
    particles: frozenset[tuple[str, ...]]
    #: given names of any custom
    given: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Table:
    """What one language says of what stands around a name."""

    titles: Mapping[tuple[str, ...], PartKind]
    longest: int
    generations: frozenset[str]
    earned: frozenset[str]
    #: "also known as", as tuples of words
    called: tuple[tuple[str, ...], ...]


@cache
def _customs() -> _Customs:
    data: Mapping[str, Any] = tomllib.loads(
        (resources.files("sijill.values") / "data" / "names.toml").read_text("utf-8")
    )

    def folded(section: str, key: str) -> list[str]:
        return [fold(word) for word in data[section][key]]

    syllable = f"(?:{'|'.join(data['chinese']['initials'])})(?:{'|'.join(data['chinese']['finals'])})"
    given = {*folded("arabic", "given"), *folded("spanish", "given")}
    for code in languages.names():
        language = languages.load(code)
        given |= {fold(word) for words in language.section("given").values() for word in words}
        given |= {fold(word) for word in language.section("names").get("common", ())}
        given |= {fold(word) for word in language.section("sealing").get("given", ())}
    return _Customs(
        frozenset(folded("chinese", "surnames")), re.compile(f"{syllable}(?:-?{syllable})?"),
        frozenset(folded("korean", "surnames")), frozenset(folded("korean", "syllables")),
        frozenset(folded("vietnamese", "surnames")), frozenset(folded("vietnamese", "words")),
        frozenset(folded("burmese", "syllables")), frozenset(folded("burmese", "honorifics")),
        tuple(folded("russian", "patronymics")), frozenset(folded("russian", "whole")),
        frozenset(folded("russian", "sons")), frozenset(folded("spanish", "given")),
        frozenset(tuple(w.split()) for w in folded("spanish", "given_joined")),
        frozenset(folded("spanish", "shared")), tuple(folded("spanish", "endings")),
        tuple(folded("javanese", "endings")),
        frozenset(folded("arabic", "given")), frozenset(tuple(w.split()) for w in folded("particles", "words")),
        frozenset(given),
    )  # fmt: skip


def _code(language: str | Language) -> str:
    return language if isinstance(language, str) else language.code


@cache
def _table(code: str) -> _Table:
    section = languages.load(code).section("names") if code in languages.names() else {}
    titles: dict[tuple[str, ...], PartKind] = {}
    for kind, words in section.get("titles", {}).items():
        titles |= {tuple(_keys(word)): kind for word in words}
    # the longest first: "known as" before "known"
    called = sorted(
        {tuple(_keys(word)) for word in section.get("called", ())}, key=lambda w: (-len(w), -sum(map(len, w)), w)
    )
    return _Table(
        titles, max(map(len, titles), default=0), frozenset(fold(w) for w in section.get("generations", ())),
        frozenset(fold(w) for w in section.get("earned", ())), tuple(called),
    )  # fmt: skip


def _keys(words: str) -> list[str]:
    return [token.key for token in _tokens(words) if token.word]


# ---------------------------------------------------------------------------------------------------------
# Words


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    #: folded
    key: str
    #: letters, not a sign
    word: bool
    #: written in capitals throughout, longer than an initial
    shouted: bool
    #: the first letter is a capital, or has no case
    capital: bool


# One class repeated, then single joints each followed by the class: linear. Marks belong to their letters.
_WORD = re.compile(
    r"(?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640])+"
    r"(?:[-‐‑'’ʼʻʾʿ`´](?:[^\W_]|[\u0300-\u036f\u064b-\u065f\u0670\u0640])+)*|[^\s\u200e\u200f\u00ad]"
)  # fmt: skip


def _tokens(words: str) -> list[_Token]:
    tokens = []
    for match in _WORD.finditer(words):
        text = match.group()
        letters = [c for c in text if c.isalpha()]
        word = bool(letters)
        shouted = len(letters) > 1 and all(c.isupper() for c in letters)
        tokens.append(_Token(match.start(), match.end(), fold(text), word, shouted, not text[0].islower()))
        if len(tokens) == MAX_WORDS:
            break
    return tokens


def _part(words: str, kind: PartKind, tokens: Sequence[_Token], certain: bool = True) -> NamePart:
    end = tokens[-1].end
    if words[end : end + 1] == "." and (kind in _DOTTED or (tokens[-1].key.isalpha() and len(tokens[-1].key) == 1)):
        end += 1  # "Dr.", "Jr.", "F."
    span = Span(tokens[0].start, end)
    return NamePart(kind, span, words[span.start : span.end], certain)


_OPENING = {'"': '"', "“": "”", "„": "“”", "«": "»", "‘": "’", "'": "'", "(": ")", "[": "]"}


def _nicknames(words: str, tokens: list[_Token], table: _Table) -> tuple[list[NamePart], list[_Token]]:
    """Names in quotation marks or brackets, or behind "known as"; and the words without them."""
    found: list[NamePart] = []
    rest: list[_Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        called = _called(tokens, place, table)
        if called:
            last = called
            while last < len(tokens) and (tokens[last].word or words[tokens[last].start] in "\"“'‘«"):
                last += 1
            inside = [t for t in tokens[called:last] if t.word]
            if inside:
                found.append(_part(words, "nickname", _without_clitic(inside)))
                place = last
                while place < len(tokens) and not tokens[place].word:
                    place += 1
                continue
        closing = _OPENING.get(words[token.start]) if not token.word else None
        if closing:
            ahead = place + 1
            while ahead < len(tokens) and words[tokens[ahead].start] not in closing:
                ahead += 1
            inside = [t for t in tokens[place + 1 : ahead] if t.word]
            named = ahead < len(tokens) and inside and not inside[0].key.isdigit()
            if named and (token.key != "(" or not _called(tokens, place + 1, table)):
                found.append(_part(words, "nickname", inside))
                place = ahead + 1
                continue
        rest.append(token)
        place += 1
    return found, rest


def _called(tokens: Sequence[_Token], place: int, table: _Table) -> int:
    """One past "also known as" where it begins here, or 0. A name begins with none."""
    if place == 0:
        return 0
    for phrase in table.called:
        keys: list[str] = []
        at = place
        while at < len(tokens) and len(keys) < len(phrase):
            if tokens[at].word:
                key = tokens[at].key
                # Arabic writes "by" together with the nickname: "الملقب بأبي"
                if len(keys) == len(phrase) - 1 and phrase[-1] == "ب" and key.startswith("ب") and len(key) > 2:
                    if tuple(keys) == phrase[:-1]:
                        return at
                    break
                keys.append(key)
            elif tokens[at].key not in ".,":
                break
            at += 1
        if tuple(keys) == phrase:
            while at < len(tokens) and tokens[at].key == ".":
                at += 1
            return at
    return 0


def _without_clitic(tokens: Sequence[_Token]) -> Sequence[_Token]:
    first = tokens[0]
    if first.key.startswith("ب") and len(first.key) > 2 and first.end - first.start > 2:
        moved = _Token(first.start + 1, first.end, first.key[1:], True, False, True)
        return [moved, *tokens[1:]]
    return tokens


def _titles(words: str, tokens: list[_Token], table: _Table) -> tuple[list[NamePart], list[_Token]]:
    """What stands before the name: the longest title each time, while something is left that can be a name."""
    found: list[NamePart] = []
    place = 0
    while True:
        while place < len(tokens) and not tokens[place].word:
            place += 1
        hit = None
        for size in range(table.longest, 0, -1):
            stretch, end = _stretch(tokens, place, size)
            kind = table.titles.get(tuple(t.key for t in stretch)) if len(stretch) == size else None
            # "Mr. President" names nobody, "Mr. King" does
            if kind and (any(t.word for t in tokens[end:]) or (found and kind == "office")):
                hit = (kind, stretch, end)
                break
        if hit is None:
            return found, tokens[place:]
        kind, stretch, place = hit
        found.append(_part(words, kind, stretch))


def _stretch(tokens: Sequence[_Token], place: int, size: int) -> tuple[list[_Token], int]:
    """The next words, over the dots of abbreviations, and where they end."""
    stretch: list[_Token] = []
    while place < len(tokens) and len(stretch) < size:
        if tokens[place].word:
            stretch.append(tokens[place])
        elif tokens[place].key not in ".-":
            break
        place += 1
    while place < len(tokens) and tokens[place].key == ".":
        place += 1
    return stretch, place


def _behind(words: str, tokens: list[_Token], table: _Table) -> tuple[list[NamePart], list[_Token]]:
    """Generation and degrees behind the name, while at least one word is left before them."""
    found: list[NamePart] = []
    tokens = list(tokens)
    while True:
        while tokens and not tokens[-1].word:
            tokens.pop()
        if len([t for t in tokens if t.word]) < 2:
            return found, tokens
        # "Ph.D.", "M.D."
        key, size = tokens[-1].key, 1
        if len(tokens) > 3 and tokens[-2].key == "." and tokens[-3].word and len(key) < 3:
            joined = tokens[-3].key + key
            if joined in table.earned:
                key, size = joined, 3
        before = tokens[-size - 1]
        after_comma = before.key == ","
        kind: PartKind | None = "generation" if key in table.generations else "earned" if key in table.earned else None
        if kind is None or (kind == "earned" and not (after_comma or tokens[-1].shouted or size > 1)):
            return found, tokens
        found.append(_part(words, kind, tokens[-size:]))
        del tokens[-size:]


# ---------------------------------------------------------------------------------------------------------
# The name itself


def _core(words: str, tokens: Sequence[_Token]) -> tuple[str, list[NamePart]]:
    named = [t for t in tokens if t.word]
    if not named:
        return "no name", []
    comma = next((i for i, t in enumerate(tokens) if t.key == ","), None)
    if comma is not None:
        before, after = [t for t in tokens[:comma] if t.word], [t for t in tokens[comma + 1 :] if t.word]
        if before and after and len(before) <= 3:
            family = [_part(words, "surname", before)]
            return BEFORE_A_COMMA, [*family, *_given_names(words, after, certain=True)]
    for rule, custom in _CUSTOMS:
        parts = custom(words, named)
        if parts:
            return rule, parts
    units = _units(named)
    if any(u.arabic for u in units) or units[0].key in _customs().arabic or _in_arabic(named[0].key):
        return "arabic", _arabic_parts(words, units)
    if len(units) == 1:
        customs = _customs()
        key = units[0].key
        if len(key) > 5 and key.endswith(customs.javanese):
            return "javanese", [_part(words, "given", units[0].tokens)]
        if units[0].kind:
            return "one word", [_part(words, units[0].kind, units[0].tokens, False)]
        return "one word", [_part(words, "name", units[0].tokens, certain=False)]
    return _western(words, units)


def _in_arabic(key: str) -> bool:
    return any("\u0600" <= c <= "\u06ff" for c in key)


def _given_names(words: str, tokens: Sequence[_Token], certain: bool) -> list[NamePart]:
    return [_part(words, "given", [t], certain) for t in tokens]


# Customs that begin with the family name, or have none --------------------------------------------------


def _chinese(words: str, named: Sequence[_Token]) -> list[NamePart]:
    customs = _customs()
    if not 2 <= len(named) <= 3 or named[0].key not in customs.chinese:
        return []
    rest = [t.key for t in named[1:]]
    if not all(customs.pinyin.fullmatch(key) for key in rest) or sum(len(k.replace("-", "")) for k in rest) > 12:
        return []
    if any(key in customs.given for key in rest) or _korean(words, named) or _burmese_words(named):
        return []
    # "Wei Wang": both can be a family's name
    certain = rest[-1] not in customs.chinese and not (len(named) == 2 and named[1].shouted)
    if len(named) == 3:
        if len(rest[0]) > 5 or len(rest[1]) > 5:
            return []
        return [_part(words, "surname", named[:1], True), _part(words, "given", named[1:], True)]
    return [_part(words, "surname", named[:1], certain), _part(words, "given", named[1:], certain)]


def _korean(words: str, named: Sequence[_Token]) -> list[NamePart]:
    customs = _customs()
    if not 2 <= len(named) <= 3:
        return []
    syllables = [s for t in named[1:] for s in t.key.split("-")]
    if named[0].key in customs.korean and len(syllables) == 2 and all(s in customs.korean_words for s in syllables):
        return [_part(words, "surname", named[:1]), _part(words, "given", named[1:])]
    first = named[0].key.split("-")
    # "Jong-un Kim"
    if len(named) == 2 and named[1].key in customs.korean and len(first) == 2 and all(
        s in customs.korean_words for s in first
    ):  # fmt: skip
        return [_part(words, "given", named[:1]), _part(words, "surname", named[1:])]
    return []


def _vietnamese(words: str, named: Sequence[_Token]) -> list[NamePart]:
    customs = _customs()
    if not 2 <= len(named) <= 5 or named[0].key not in customs.vietnamese:
        return []
    rest = [t.key for t in named[1:]]
    known = sum(key in customs.vietnamese_words for key in rest)
    if known < min(2, len(rest)):
        return []
    middle = _given_names(words, named[1:-1], certain=True)
    return [_part(words, "surname", named[:1]), *middle, _part(words, "given", named[-1:])]


def _burmese_words(named: Sequence[_Token]) -> bool:
    return len(named) >= 2 and all(t.key in _customs().burmese for t in named)


def _burmese(words: str, named: Sequence[_Token]) -> list[NamePart]:
    customs = _customs()
    if len(named) >= 2 and named[0].key in customs.burmese_honorifics:
        rest = named[1:]
        # "U Thant" and "Ma Ba": one word left is enough behind what is no name by itself
        sure = all(t.key in customs.burmese for t in rest)
        if sure and (len(rest) >= 2 or named[0].key in ("u", "daw", "ko", "saw", "naw", "sai")):
            return [_part(words, "honorific", named[:1], len(rest) >= 2), _part(words, "given", rest)]
    if _burmese_words(named):
        # "Kyaw Min", "Aung San Suu Kyi": the words are one name
        return [_part(words, "given", named)]
    return []


def _russian(words: str, named: Sequence[_Token]) -> list[NamePart]:
    customs = _customs()
    son = next((i for i, t in enumerate(named) if t.key in customs.sons and i >= 2), None)
    if son is not None:
        rest = [_part(words, "surname", [t]) for t in named[son + 1 :]]
        return [
            *_given_names(words, named[: son - 1], certain=True),
            _part(words, "patronymic", named[son - 1 : son + 1]), *rest,
        ]  # fmt: skip
    marks = [
        i
        for i, t in enumerate(named)
        if i and (t.key in customs.whole_patronymics or (len(t.key) > 6 and t.key.endswith(customs.patronymics)))
    ]
    if len(named) == 3 and marks and marks[0] == 1:
        # "Anna Petrovna Orlova"; "Petar Ivanovich" with a second such word behind it has it for family name
        return [_part(words, kind, [t]) for kind, t in zip(_RUSSIAN, named, strict=True)]
    if len(named) == 3 and marks == [2]:
        family, given, father = named
        return [_part(words, "surname", [family]), _part(words, "given", [given]), _part(words, "patronymic", [father])]
    if len(named) == 2 and marks == [1]:
        # "Ivan Petrovich" and "Anna Rubinovich": both exist
        certain = named[1].key.endswith(("ovna", "evna", "ivna", "ichna", "овна", "евна", "івна", "ична"))
        certain = certain or named[1].key in customs.whole_patronymics
        return [_part(words, "given", [named[0]]), _part(words, "patronymic", [named[1]], certain)]
    return []


_RUSSIAN: tuple[PartKind, ...] = ("given", "patronymic", "surname")


def _spanish(words: str, named: Sequence[_Token]) -> list[NamePart]:
    customs = _customs()
    if len(named) < 3 or named[0].key not in customs.spanish or not _looks_spanish(words, named):
        return []
    place, given = 1, [_part(words, "given", named[:1])]
    while place < len(named) - 1:
        joined = _joined_given(named, place)
        if joined:
            given[-1] = _part(words, "given", named[place - 1 : joined])
            place = joined
        elif named[place].key in customs.spanish and len(named) - place > 1:
            # "Juan Martín Pérez" and "Luis Alonso Ríos": a second given name, or a family name that is one as well
            sure = len(named) - place > 2
            given.append(_part(words, "given", [named[place]], sure))
            place += 1
        else:
            break
    units = _units(named[place:], joints=False)
    names = [u for u in units if not u.joint]
    if not 1 <= len(names) <= 2:
        return []
    if len(names) == 1 and all(p.certain for p in given) and len(given) == 1:
        return []
    family = [_part(words, "particle" if u.joint else "surname", u.tokens) for u in units]
    return [*given, *family]


def _looks_spanish(words: str, named: Sequence[_Token]) -> bool:
    customs = _customs()
    keys = [t.key for t in named]
    return (
        any(key in customs.spanish and key not in customs.spanish_shared for key in keys)
        or any(key.endswith(customs.spanish_endings) for key in keys[1:])
        or any(c in "áéíóúñÁÉÍÓÚÑ" for c in words[named[0].start : named[-1].end])
        or any(pair in (("de", "la"), ("de", "los"), ("de", "las")) for pair in pairwise(keys))
    )


def _joined_given(named: Sequence[_Token], place: int) -> int:
    """One past "del Carmen", "de Jesús", "de los Ángeles" behind a given name, or 0."""
    key = named[place].key
    if key not in ("de", "del"):
        return 0
    for size in (2, 1):
        after = tuple(t.key for t in named[place + 1 : place + 1 + size])
        end = place + 1 + size
        if len(after) == size and after in _customs().spanish_joined and end < len(named):
            return end
    return 0


_Custom: TypeAlias = Callable[[str, Sequence[_Token]], list[NamePart]]
# in this order: a Korean or Burmese name can look Chinese, never the other way round
_CUSTOMS: tuple[tuple[str, _Custom], ...] = (
    ("korean", _korean), ("vietnamese", _vietnamese), ("burmese", _burmese), ("chinese", _chinese),
    ("russian", _russian), ("spanish", _spanish),
)  # fmt: skip


# Customs that begin with the given name -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Unit:
    """Words that are one part: "Abd al-Karim", "van der Berg", "al-Basri"."""

    tokens: tuple[_Token, ...]
    #: its words, folded, joined by blanks
    key: str
    #: what its form tells that it is
    kind: PartKind | None = None
    #: bin, ibn: between parts
    joint: bool = False

    @property
    def arabic(self) -> bool:
        """Its form is that of Arabic and kindred names alone."""
        return (
            (self.joint and self.key in _JOINTS) or self.kind in ("kunya", "nisba")
            or self.key.startswith(("abd ", "abd-", "abdul")) or self.key.endswith(" din") or " ul-" in self.key
        )  # fmt: skip


_ARTICLES = frozenset(
    "al el ul il as es ash esh ad ed ar er an en az ez at et ath adh ad ud ur uz us".split()  # noqa: SIM905
)
_JOINTS = frozenset((
    "bin", "ibn", "ben", "bint", "bte", "binti", "binte", "ould", "wuld", "mint", "b", "بن", "ابن", "بنت", "ولد",
))  # fmt: skip
_KUNYA = frozenset(("abu", "abou", "aboo", "umm", "um", "oum", "om", "ابو", "ابي", "ابا", "ام"))
_ABD = frozenset(("abd", "abdul", "abdel", "abdal", "abdoul", "abdur", "abdus", "عبد"))
_JOINED_ARTICLE = re.compile(r"(?:al|el|as|es|ash|esh|ad|ed|ar|er|an|en|az|ez|at|et|ath|adh|ech|ach)-.+")
# a relation to a place, tribe or trade: -i, -y, -iyya; in Arabic script -ي, -ية
_RELATION = re.compile(r".{2,}(?:i|y|iy|ii|iya|iyya|iyah|ia|ieh|ي|يه)")
_COMPOUND_END = re.compile(r"(?:al|el|ad|ed|ud|id)[- ]?d(?:i|ee)ne?|eddine?|uddin|الدين|الله|allah|ullah|ollah")


def _units(named: Sequence[_Token], joints: bool = True) -> list[_Unit]:
    """Words put together to parts, with what their form tells."""
    units: list[_Unit] = []
    place = 0
    particles = _customs().particles
    while place < len(named):
        token, last = named[place], place + 1
        key = token.key
        more = last < len(named)
        if joints and key in _JOINTS and units and more:
            units.append(_Unit((token,), key, "particle", joint=True))
        elif joints and more and (key in _KUNYA or key in _ABD):
            while last < len(named) - 1 and named[last].key in _ARTICLES:
                last += 1
            last += 1
            kind: PartKind | None = "kunya" if key in _KUNYA else None
            prefix = "kunya " if kind else "abd "
            units.append(_Unit(tuple(named[place:last]), prefix + named[last - 1].key, kind))
        elif joints and "-" in key and key.split("-")[0] in _KUNYA:
            units.append(_Unit((token,), key, "kunya"))
        elif joints and units and _ends_compound(named, place):
            last += key in ("al", "el", "ud")
            before = units.pop()
            units.append(_Unit((*before.tokens, *named[place:last]), before.key + " din", before.kind))
        elif units and key.startswith(("ul-", "ur-", "ud-", "uz-", "us-")) and not units[-1].joint:
            before = units.pop()  # Zia ul-Haq
            units.append(_Unit((*before.tokens, token), before.key + " " + key, before.kind))
        elif joints and more and _is_article(token, place):
            last += 1
            units.append(_related(tuple(named[place:last]), named[last - 1].key))
        elif joints and _JOINED_ARTICLE.fullmatch(key):
            units.append(_related((token,), key.partition("-")[2]))
        elif joints and key.startswith("ال") and len(key) > 4 and key not in ("الله", "الدين"):
            units.append(_related((token,), key[2:]))
        elif joints and key == "ال" and more:
            last += 1  # آل سعود
            units.append(_Unit(tuple(named[place:last]), named[last - 1].key, "surname"))
        else:
            size = next(
                (n for n in (3, 2, 1) if tuple(t.key for t in named[place : place + n]) in particles
                 and place + n < len(named)), 0,
            )  # fmt: skip
            if size and (place or not joints):
                last = place + size
                if key in ("y", "e") and size == 1:
                    units.append(_Unit((token,), key, "particle", joint=True))
                else:
                    last += 1
                    units.append(_Unit(tuple(named[place:last]), named[last - 1].key, "surname"))
            else:
                units.append(_Unit((token,), key))
        place = last
    return units


def _ends_compound(named: Sequence[_Token], place: int) -> bool:
    """Whether "al-Din", "ud Din" or "Allah" stands here, the end of a part begun before."""
    key, after = named[place].key, named[place + 1].key if place + 1 < len(named) else ""
    return bool(_COMPOUND_END.fullmatch(key)) or (key in ("al", "el", "ud") and after in ("din", "deen", "dine"))


def _is_article(token: _Token, place: int) -> bool:
    """An article that stands apart: "Al Basri", "ash Shami"; a name begins with no rarer one."""
    return token.key in ("al", "el") or (place > 0 and token.key in _ARTICLES and not token.capital)


def _related(tokens: tuple[_Token, ...], stem: str) -> _Unit:
    kind: PartKind = "nisba" if _RELATION.fullmatch(stem) else "surname"
    return _Unit(tokens, stem, kind)


def _arabic_parts(words: str, units: Sequence[_Unit]) -> list[NamePart]:
    """Kunya, own name, father's, grandfather's, then tribe, town or family."""
    customs = _customs()
    parts: list[NamePart] = []
    seen_given = False
    after_joint = False
    for index, unit in enumerate(units):
        last = index == len(units) - 1
        if unit.joint:
            parts.append(_part(words, "particle", unit.tokens))
            after_joint = True
            continue
        kind: PartKind
        certain = True
        if after_joint:
            # "Salim bin Hamad" is Hamad's son; "the bin Hamad family" is called so too
            kind, certain = "patronymic", not last or any(u.kind in ("nisba", "surname") for u in units)
        elif unit.kind == "kunya":
            kind = "kunya" if not seen_given else "surname"
            certain = not seen_given or last
        elif unit.kind in ("nisba", "surname") and (index or len(units) == 1 or not unit.key):
            kind = unit.kind
        elif not seen_given:
            known = unit.key in customs.given or unit.key.startswith("abd") or unit.key.endswith(" din")
            followed = index + 1 < len(units) and units[index + 1].joint
            kind, certain = "given", (known or followed or index > 0) and len(units) > 1
            if len(units) == 1:
                kind = "name"
            seen_given = True
        elif last:
            kind, certain = "surname", False
        else:
            # a chain that ends in a nisba or a family is one of fathers; else a second own name is possible
            ahead = [u for u in units[index + 1 :] if not u.joint]
            closed = bool(ahead) and ahead[-1].kind in ("nisba", "surname")
            kind, certain = "patronymic", closed and unit.key in customs.given
        after_joint = False
        parts.append(_part(words, kind, unit.tokens, certain))
    return parts


def _western(words: str, units: Sequence[_Unit]) -> tuple[str, list[NamePart]]:
    """Given names, then one family name, unless the words themselves say that it is the other way round."""
    customs = _customs()
    shouted = [all(t.shouted for t in u.tokens) for u in units]
    if any(shouted) and not all(shouted) and (shouted[0] or shouted[-1]) and shouted == sorted(
        shouted, reverse=shouted[0]
    ):  # fmt: skip
        # "Petra NOVAK", "NOVAK Petra": the family's name is the one in capitals; initials do not count
        kinds: list[PartKind] = ["surname" if s else "given" for s in shouted]
        return "family name in capitals", [
            _part(words, k, u.tokens) for k, u in zip(kinds, units, strict=True)
        ]  # fmt: skip
    known = [u.key in customs.given for u in units]
    initial = [len(u.key) == 1 for u in units]
    first, last = known[0] or initial[0], known[-1]
    if last and not first and units[-1].kind is None:
        # "Kovacs Viktor": perhaps the family first, perhaps a given name of which we do not know
        return "undecided", [_part(words, "name", u.tokens, certain=False) for u in units]
    # "Ludo van der Veen": what stands before a family name that shows itself is given
    first = first or (units[-1].kind == "surname" and len(units) > 1)
    parts: list[NamePart] = []
    for index, unit in enumerate(units):
        if unit.joint:
            parts.append(_part(words, "particle", unit.tokens))
        elif index == 0:
            parts.append(_part(words, "given", unit.tokens, first))
        elif unit.kind == "surname":
            parts.append(_part(words, "surname", unit.tokens, first or index == len(units) - 1))
        elif index == len(units) - 1:
            parts.append(_part(words, "surname", unit.tokens, first and not last))
        else:
            parts.append(_part(words, "given", unit.tokens, known[index] or initial[index]))
    return "given name first", parts
