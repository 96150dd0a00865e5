"""Who, spelled how: whether two names of persons or groups may be one.

A name is taken apart into parts: titles go off, the article (al-, el-, ash-), bin and ibn are joints and no parts,
``Abd al-X``, ``Abu X``, ``X al-Din`` and ``X Allah`` are one part however they are written. Parts are compared
as sequences of sounds (values/sounds.py).

How the parts are put together (:func:`compare`): parts missing in one of the names weigh little if at least two agree,
a single part against a full name weighs half, and a given or family name that is *another* one decides against. Below
one half, where the rule says "two names", what is left tells how near they are: a slip of the keys stands above
another name.

Invariant: ``compare(a, b) == compare(b, a)``, and a name equals itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sijill import languages
from sijill.values.folding import fold
from sijill.values.sounds import alike, likeness, skeleton, sounds_of

#: parts more alike than this are one part. Swept on pairs of common given names: 0.5 keeps Hassan from Hussein and
#: Hashim from Hisham and lets Mohammed be Muhammad.
ALIKE = 0.5
#: names that are divided otherwise have as many sounds, give or take these
SLACK = 2
#: longest name that is looked at, in characters and parts; no name is longer
MAX_CHARACTERS = 200
MAX_PARTS = 12


@dataclass(frozen=True, slots=True)
class NameComparison:
    """How likely two names are one, and why."""

    #: 0..1, of the names alone: how common a name is and what else is known of the bearer is not in it
    probability: float
    #: what agreed and what did not, in words
    reasons: tuple[str, ...]


def normalise(name: str) -> str:
    """A name folded, without titles and joints, one word a part: "Dr. Salim bin Abd al-Karim" → "salim abd-karim".

    A name that consists of titles alone is only folded.
    """
    parts = parts_of(name)
    return " ".join(part.text for part in parts)


def keys(name: str) -> frozenset[str]:
    """Keys under which a name should be looked for: names that may be one share a key, with few exceptions.

    A key is the consonant skeleton of the last part, and of any that is not shared by half the world; for others, of
    two neighbouring parts, and of the first and the last, together.
    """
    parts = parts_of(name)
    if not parts:
        return frozenset()
    common = _words().common
    rare = {p.skeleton for p in parts if p.skeleton not in common}
    # a single name that is told elsewhere is most often the last
    rare.add(parts[-1].skeleton)
    rare |= {skeleton(sounds_of(m[1])) for p in parts if (m := _WITH_ARTICLE.fullmatch(p.text))} - common
    beside = [*pairwise(parts), (parts[0], parts[-1])] if len(parts) > 1 else []
    pairs = {".".join(sorted((a.skeleton, b.skeleton))) for a, b in beside}
    return frozenset(rare | pairs)


def compare(a: str, b: str) -> NameComparison:
    """How likely two names, as written, are the name of one bearer.

    Args:
        a: a name in Latin or Arabic script, with or without titles.
        b: another.

    Returns:
        The probability and its reasons; 0 where one of them is empty.
    """
    return _compare(a, b) if a <= b else _compare(b, a)


# ---------------------------------------------------------------------------------------------------------
# Parts


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a name."""

    #: folded, joints in it as hyphens: "abd-rahman"
    text: str
    #: sounds, one string each
    sounds: tuple[str, ...]
    #: written in a script without short vowels
    abjad: bool
    #: coarse consonants, for blocking
    skeleton: str


@dataclass(frozen=True, slots=True)
class _Words:
    """What the language files say of names."""

    #: titles as tuples of words
    titles: frozenset[tuple[str, ...]]
    longest_title: int
    #: Jr., PhD: behind a name
    behind: frozenset[str]
    #: haji, sayyid, mullah: within a name as well
    honorifics: frozenset[str]
    #: limited liability company, AG: of companies, as tuples of words, and those of letters ("llc")
    legal: frozenset[tuple[str, ...]]
    legal_letters: frozenset[str]
    longest_legal: int
    #: bin, ibn, van, de: between parts
    joints: frozenset[str]
    #: words that open a part of two words: abd, abu, umm
    openers: frozenset[str]
    #: articles that stand apart
    articles: frozenset[str]
    #: skeletons of given names that are no mark of anybody
    common: frozenset[str]


@lru_cache(maxsize=1)
def _words() -> _Words:
    sections = [languages.load(code).section("names") for code in languages.names()]

    def words(name: str) -> list[str]:
        return [fold(w) for section in sections for w in section.get(name, ())]

    kinds = [table for section in sections for table in section.get("titles", {}).values()]
    titles = frozenset(tuple(_split(fold(t))) for kind in kinds for t in kind)
    common = frozenset(skeleton(sounds_of(w)) for w in words("common"))
    legal = frozenset(tuple(_split(w)) for w in words("legal"))
    return _Words(
        titles, max(map(len, titles), default=0), frozenset((*words("generations"), *words("earned"))),
        frozenset(words("honorifics")), legal, frozenset(w[0] for w in legal if len(w) == 1),
        max(map(len, legal), default=0),
        frozenset(words("joints")), frozenset(words("openers")),
        frozenset(words("articles")), common,
    )  # fmt: skip


_SEPARATORS = re.compile(r"[\s\-_/,;.()\[\]\"&|]+")
_POSSESSIVE = re.compile(r"['’]s?\s*$")


def _split(folded: str) -> list[str]:
    return [w for w in _SEPARATORS.split(folded) if w]


@lru_cache(maxsize=16384)
def parts_of(name: str) -> tuple[Part, ...]:
    """The parts of a name as written, in order, without titles and joints."""
    words = _words()
    tokens = _split(fold(_POSSESSIVE.sub("", name[:MAX_CHARACTERS])))
    while len(tokens) > 1:
        for length in range(min(words.longest_title, len(tokens) - 1), 0, -1):
            if tuple(tokens[:length]) in words.titles:
                tokens = tokens[length:]
                break
        else:
            break
    while len(tokens) > 2 and tokens[-1] in words.behind:
        tokens = tokens[:-1]
    tokens = [t for i, t in enumerate(tokens) if not (0 < i < len(tokens) - 1 and t in words.honorifics)]
    tokens = _without_legal_form(tokens, words)
    return tuple(_part(text) for text in _joined(tokens, words)[:MAX_PARTS])


def _without_legal_form(tokens: list[str], words: _Words) -> list[str]:
    """ "Wadi Trading Limited Liability Company" and "OOO Wadi Trading" without what they are before the law."""
    changed = True
    while changed:
        changed = False
        for size in range(min(words.longest_legal, len(tokens) - 1), 0, -1):
            if tuple(tokens[-size:]) in words.legal or (size > 1 and "".join(tokens[-size:]) in words.legal_letters):
                tokens, changed = tokens[:-size], True
                break
            if tuple(tokens[:size]) in words.legal or (size > 1 and "".join(tokens[:size]) in words.legal_letters):
                tokens, changed = tokens[size:], True
                break
    return tokens


def _joined(tokens: Sequence[str], words: _Words) -> list[str]:
    """Parts as texts: joints out, what belongs together joined by a hyphen."""
    parts: list[str] = []
    opener = ""
    for index, written in enumerate(tokens):
        last = index == len(tokens) - 1
        token = _without_article(written)
        if opener and token in words.articles and not last:
            continue
        if opener:
            parts.append(f"{opener}-{token}")
            opener = ""
        elif token in words.openers and not last:
            opener = _OPENERS.get(token, token)
        elif (token in words.articles and not last) or (token in words.joints and parts and not last):
            continue
        elif parts and _DIN.fullmatch(token) and len(parts[-1]) > 2:
            parts[-1] = f"{parts[-1]}-din"
        elif parts and token in ("allah", "ullah", "ollah") and len(parts[-1]) > 2:
            parts[-1] = f"{parts[-1]}-allah"
        else:
            parts.append(_taken_apart(token))
    return parts


_OPENERS = {
    "abdul": "abd", "abdel": "abd", "abdal": "abd", "abdil": "abd", "abdoul": "abd", "abdur": "abd",
    "abed": "abd",
            "abou": "abu", "aboo": "abu", "bou": "abu", "oum": "umm", "um": "umm", "om": "umm", "عبد": "abd",
            "ابو": "abu", "ابي": "abu", "ام": "umm"}  # fmt: skip
_DIN = re.compile(r"(?:[aeiu]d)?-?d(?:i|ee|ii|ei)ne?|دين|الدين")
_ABD = re.compile(r"abd(?:[aeiou]{1,2}l?|)-?(?=[^aeiou])([a-z]{3,})")
_WITH_DIN = re.compile(r"([a-z]{3,}?)[aeiu]d?d(?:i|ee)ne?")
# Amanollah, عزيزالله; Abulfadl, Abolfazl, Abubakr
_WITH_ALLAH = re.compile(r"([a-z]{3,}?)(?:[uoiea]l)lah|([\u0621-\u064a]{2,}?)الله")
_WITH_ABU = re.compile(r"ab(?:ou|u|o)(?:al|l)-?([bcdfghjkmnpqrstvwxyz][a-z]{3,})|ab(?:ou|u)-?(bakr|bakar|baker|bakir)")
# The article written together with a name; the rest must still look like a name of two consonants or more.
_WITH_ARTICLE = re.compile(r"(?:al|el)([bcdfghjklmnpqrstvwxyz][a-z]*[aeiou][a-z]*[a-z]{2,})")
_ARABIC_ARTICLE = re.compile(r"(?:وال|بال|ال)(?=[\u0621-\u064a]{3,})")


def _without_article(token: str) -> str:
    """Arabic script writes the article together with its word."""
    return "allah" if token in ("الله", "لله") else _ARABIC_ARTICLE.sub("", token, count=1)


def _taken_apart(token: str) -> str:
    if match := _WITH_ALLAH.fullmatch(token):
        return f"{match[1] or match[2]}-allah"
    if match := _WITH_ABU.fullmatch(token):
        return f"abu-{match[1] or match[2]}"
    if token.startswith("عبد") and len(token) > 5:
        return f"abd-{_without_article(token[3:])}"
    if token.startswith(("abdall", "abdull", "abdoll", "abdell")) and token.endswith(("ah", "a")):
        return "abd-allah"
    if (match := _ABD.fullmatch(token)) and token not in ("abduh", "abdoh"):
        return f"abd-{match[1]}"
    if (match := _WITH_DIN.fullmatch(token)) and len(token) > 6:
        return f"{match[1]}-din"
    return token


def _part(text: str) -> Part:
    sounds = sounds_of(text)
    return Part(text, sounds, any("\u0600" <= c <= "\u06ff" for c in text), skeleton(sounds))


# ---------------------------------------------------------------------------------------------------------
# Whole names

# What is left of the probability when ...
#: ... the shorter name is one part, which is the last of the longer
_SINGLE_LAST = 0.6
#: ... or another one
_SINGLE_OTHER = 0.35
#: ... or the single part is a given name that half the world has
_SINGLE_COMMON = 0.25
#: ... both names are that one part
_SINGLE_BOTH = 0.8
#: ... both have a part that the other has not, and it is the first or the last
_CONFLICT = 0.06
#: ... or one in between
_MIDDLE_CONFLICT = 0.35
#: ... or the first or last, where two parts or more agree, names of tribes and noms de guerre come and go ...
_OUTNUMBERED_CONFLICT = 0.25
#: ... and where one of those that agree is not common. Above a half it costs precision on pairs of brothers and cousins
_OUTNUMBERED_BY_RARE = 0.4
#: ... the shorter name lacks the first part of the longer, or the last, or one in between
_FIRST_MISSING = 0.75
_LAST_MISSING = 0.88
_MIDDLE_MISSING = 0.95
#: ... the parts stand in another order
_REORDERED = 0.9
#: below one half: what the nearness of all parts gives at most, and what is kept of the rule's own number. Chosen
#: on labelled pairs (bench/names cases, AUC .796 -> .886) among those that leave pairs of Hashim and Hisham below 0.4
DOUBTFUL = 0.4
RULED = 0.1
#: an initial that agrees
_INITIAL = 0.8


@lru_cache(maxsize=65536)
def _compare(a: str, b: str) -> NameComparison:
    return compare_parts(parts_of(a), parts_of(b))


def compare_parts(a: tuple[Part, ...], b: tuple[Part, ...]) -> NameComparison:
    """:func:`compare` of two names that are taken apart already."""
    short, long = sorted((a, b), key=lambda p: (len(p), [x.text for x in p]))
    if not short:
        return NameComparison(0.0, ("no name",))
    if short == long:
        alone = len(short) == 1
        return NameComparison(0.9 if alone else 0.99, ("the same name, of one part" if alone else "the same name",))
    matched = _matched(short, long)
    left = [i for i in range(len(short)) if i not in matched]
    right = [j for j in range(len(long)) if j not in {j for j, _ in matched.values()}]
    reasons = [f"{short[i].text} ~ {long[j].text} {p:.2f}" for i, (j, p) in sorted(matched.items())]
    whole = _whole(short, long)
    if left and len(short) != len(long) and whole > ALIKE:
        # written together in one and apart in the other
        return NameComparison(round(0.93 * whole, 4), ("the same sounds, divided otherwise",))
    if not matched:
        # a single part says half as much
        near = DOUBTFUL * _nearness(short, long) ** 2 * (1.0 if len(short) > 1 else 0.5)
        return NameComparison(round(max(0.01, near), 4), ("no part agrees",))
    probability = 1.0
    for _, p in matched.values():
        probability *= p
    probability **= 1 / max(1, len(matched) - 1)
    if left:
        decisive = any(i in (0, len(short) - 1) for i in left)
        outnumbered = len(matched) >= 2 and len(left) == 1
        rare = any(short[i].skeleton not in _words().common for i in matched)
        weight = _OUTNUMBERED_BY_RARE if rare else _OUTNUMBERED_CONFLICT
        probability *= (weight if outnumbered else _CONFLICT) if decisive else _MIDDLE_CONFLICT
        reasons.append(
            f"{' '.join(short[i].text for i in left)} is not {' '.join(long[j].text for j in right) or 'there'}"
        )
    elif len(short) == 1 and len(long) == 1:
        probability *= _SINGLE_BOTH
        reasons.append("a single part each")
    elif len(short) == 1:
        ((_, (j, _)),) = matched.items()
        common = short[0].skeleton in _words().common and j != len(long) - 1
        probability *= _SINGLE_COMMON if common else _SINGLE_LAST if j == len(long) - 1 else _SINGLE_OTHER
        reasons.append("a single part against a full name")
    else:
        for j in right:
            probability *= _FIRST_MISSING if j == 0 else _LAST_MISSING if j == len(long) - 1 else _MIDDLE_MISSING
        if right:
            reasons.append(f"without {' '.join(long[j].text for j in right)}")
        order = [j for _, (j, _) in sorted(matched.items())]
        if order != sorted(order):
            probability *= _REORDERED
            reasons.append("in another order")
    if probability < ALIKE and len(short) > 1:
        probability = DOUBTFUL * _nearness(short, long) ** 2 + RULED * probability
    return NameComparison(round(min(probability, 0.98), 4), tuple(reasons))


def _nearness(short: Sequence[Part], long: Sequence[Part]) -> float:
    """How near two names are that are not one, 0..1: mean and least likeness of the shorter one's parts, half each."""
    scored = sorted(
        ((-_part_likeness(x, y), i, j) for i, x in enumerate(short) for j, y in enumerate(long)),
    )
    rows: set[int] = set()
    columns: set[int] = set()
    found: list[float] = []
    for negative, i, j in scored:
        if i not in rows and j not in columns:
            rows.add(i)
            columns.add(j)
            found.append(-negative)
    return (sum(found) / len(short) + min(found)) / 2


def _part_likeness(a: Part, b: Part) -> float:
    return 1.0 if a.text == b.text else likeness(a.sounds, b.sounds, a.abjad != b.abjad)


def _matched(short: Sequence[Part], long: Sequence[Part]) -> dict[int, tuple[int, float]]:
    """Parts of the shorter name with the part of the longer that each agrees with best, one to one."""
    scored = sorted(
        (
            (-part_alike(x, y), abs(i - j), i, j)
            for i, x in enumerate(short)
            for j, y in enumerate(long)
        )
    )  # fmt: skip
    matched: dict[int, tuple[int, float]] = {}
    taken: set[int] = set()
    for negative, _, i, j in scored:
        if -negative < ALIKE:
            break
        if i not in matched and j not in taken:
            matched[i] = (j, -negative)
            taken.add(j)
    return matched


def variants(part: Part) -> list[tuple[str, ...]]:
    """The sounds of a part, and those without an article that is written together with it."""
    match = _WITH_ARTICLE.fullmatch(part.text)
    return [part.sounds, sounds_of(match[1])] if match else [part.sounds]


def part_alike(a: Part, b: Part) -> float:
    """Whether two parts are one, 0..1; :data:`ALIKE` or more is."""
    if a.text == b.text:
        return 1.0
    if min(len(a.text), len(b.text)) == 1:
        return _INITIAL if a.text[0] == b.text[0] or a.skeleton[:1] == b.skeleton[:1] else 0.0
    best = alike(a.sounds, b.sounds, a.abjad != b.abjad)
    for x, y in ((a, b), (b, a)):
        # "Alhashemi": the article may be written together with the name
        if (match := _WITH_ARTICLE.fullmatch(x.text)) and not y.text.startswith(("al", "el")):
            best = max(best, 0.97 * alike(sounds_of(match[1]), y.sounds, a.abjad != b.abjad))
    return best


def _whole(a: Sequence[Part], b: Sequence[Part]) -> float:
    x, y = (tuple(s for part in parts for s in part.sounds) for parts in (a, b))
    mixed = any(p.abjad for p in a) != any(p.abjad for p in b)
    return alike(x, y, mixed) if abs(len(x) - len(y)) <= SLACK else 0.0
