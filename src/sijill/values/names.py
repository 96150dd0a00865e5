"""Who, spelled how: whether two names of persons or groups may be one.

A name is taken apart into parts: titles go off, the article (al-, el-, ash-), bin and ibn are joints and no parts,
``Abd al-X``, ``Abu X``, ``X al-Din`` and ``X Allah`` are one part however they are written. Parts are compared
as sequences of sounds with costs that follow how Arabic, Persian and Turkish names are spelled in Latin letters:
cheap where spellings vary (``q`` and ``k``, ``ou`` and ``u``, ``ee`` and ``i``, doubled letters), dear where they
tell names apart (``a`` and ``i``: Hashim is not Hisham). Arabic script writes no short vowels: there they cost
little, long ones must agree.

How the parts are put together (:func:`compare`): parts missing in one of the names weigh little if at least two agree,
a single part against a full name weighs half, and a given or family name that is *another* one decides against.

Invariant: ``compare(a, b) == compare(b, a)``, and a name equals itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import exp

from sijill import languages
from sijill.values.folding import fold

#: parts more alike than this are one part. Swept on pairs of common given names: 0.5 keeps Hassan from Hussein and
#: Hashim from Hisham and lets Mohammed be Muhammad.
ALIKE = 0.5
#: a part that costs this much is one half alike: one vowel of another class in a short name
HALF_COST = 0.55
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
    parts = _parts(name)
    return " ".join(part.text for part in parts)


def keys(name: str) -> frozenset[str]:
    """Keys under which a name should be looked for: names that may be one share a key, with few exceptions.

    A key is the consonant skeleton of the last part, and of any that is not shared by half the world; for others, of
    two neighbouring parts, and of the first and the last, together.
    """
    parts = _parts(name)
    if not parts:
        return frozenset()
    common = _words().common
    rare = {p.skeleton for p in parts if p.skeleton not in common}
    # a single name that is told elsewhere is most often the last
    rare.add(parts[-1].skeleton)
    rare |= {_skeleton(_sounds(m[1])) for p in parts if (m := _WITH_ARTICLE.fullmatch(p.text))} - common
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
class _Part:
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
    common = frozenset(_skeleton(_sounds(w)) for w in words("common"))
    return _Words(
        titles, max(map(len, titles), default=0), frozenset((*words("generations"), *words("earned"))),
        frozenset(words("joints")), frozenset(words("openers")),
        frozenset(words("articles")), common,
    )  # fmt: skip


_SEPARATORS = re.compile(r"[\s\-_/,;.()\[\]\"&|]+")
_POSSESSIVE = re.compile(r"['’]s?\s*$")


def _split(folded: str) -> list[str]:
    return [w for w in _SEPARATORS.split(folded) if w]


@lru_cache(maxsize=16384)
def _parts(name: str) -> tuple[_Part, ...]:
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
    return tuple(_part(text) for text in _joined(tokens, words)[:MAX_PARTS])


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
# The article written together with a name; the rest must still look like a name of two consonants or more.
_WITH_ARTICLE = re.compile(r"(?:al|el)([bcdfghjklmnpqrstvwxyz][a-z]*[aeiou][a-z]*[a-z]{2,})")
_ARABIC_ARTICLE = re.compile(r"(?:وال|بال|ال)(?=[\u0621-\u064a]{3,})")


def _without_article(token: str) -> str:
    """Arabic script writes the article together with its word."""
    return "allah" if token in ("الله", "لله") else _ARABIC_ARTICLE.sub("", token, count=1)


def _taken_apart(token: str) -> str:
    if token.startswith("عبد") and len(token) > 5:
        return f"abd-{_without_article(token[3:])}"
    if token.startswith(("abdall", "abdull", "abdoll", "abdell")) and token.endswith(("ah", "a")):
        return "abd-allah"
    if (match := _ABD.fullmatch(token)) and token not in ("abduh", "abdoh"):
        return f"abd-{match[1]}"
    if (match := _WITH_DIN.fullmatch(token)) and len(token) > 6:
        return f"{match[1]}-din"
    return token


def _part(text: str) -> _Part:
    sounds = _sounds(text)
    return _Part(text, sounds, any("\u0600" <= c <= "\u06ff" for c in text), _skeleton(sounds))


# ---------------------------------------------------------------------------------------------------------
# Sounds

# Spellings, longest first, and the sound they stand for.
_LATIN = {
    "tch": "C", "sch": "S", "ssh": "S", "shsh": "S", "dsch": "j", "khkh": "x",
    "sh": "S", "ch": "C", "kh": "x", "gh": "G", "dh": "D", "th": "T", "ph": "f", "zh": "Z", "dj": "j",
    "dz": "z", "dg": "j",
    "ou": "u", "oo": "u", "ee": "i", "ea": "i", "ii": "i", "uu": "u", "aa": "a",
    "ck": "k", "ie": "i", "iy": "i",
    "q": "q", "c": "k", "x": "ks", "j": "j", "g": "g", "v": "v", "w": "w", "y": "y", "p": "p",
}  # fmt: skip
_ARABIC = {
    "ا": "A", "ب": "b", "ت": "t", "ث": "T", "ج": "j", "ح": "h", "خ": "x", "د": "d", "ذ": "D", "ر": "r",
    "ز": "z", "س": "s",
    "ش": "S", "ص": "s", "ض": "D", "ط": "t", "ظ": "D", "ع": "'", "غ": "G", "ف": "f", "ق": "q", "ك": "k",
    "ل": "l", "م": "m",
    "ن": "n", "ه": "h", "و": "U", "ي": "I", "ء": "", "پ": "p", "چ": "C", "گ": "g", "ژ": "Z", "ڤ": "v",
}  # fmt: skip
_CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "Z", "з": "z", "и": "i", "к": "k",
    "л": "l",
    "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "x",
    "ц": "ts", "ч": "C",
    "ш": "S", "щ": "SC", "ъ": "", "ы": "i", "ь": "", "э": "e", "ю": "yu", "я": "ya", "і": "i", "ї": "yi",
    "є": "ye", "ґ": "g",
    "қ": "q", "ғ": "G", "ң": "n", "ө": "o", "ү": "u", "ұ": "u", "ә": "a", "һ": "h", "ў": "u", "ҳ": "h",
    "ҷ": "j", "ј": "y",
}  # fmt: skip
_VOWELS = frozenset("aeiouAUI")
_CONSONANT_CLASSES = {
    "q": "k", "x": "k", "g": "g", "G": "g", "j": "g", "C": "S", "Z": "d", "z": "d", "D": "d", "T": "t",
    "p": "b", "v": "f",
}  # fmt: skip


@lru_cache(maxsize=65536)
def _sounds(text: str) -> tuple[str, ...]:
    """The sounds of a folded part. Doubled sounds are one; a final h of Arabic feminine names is none."""
    sounds: list[str] = []
    index = 0
    while index < len(text):
        character = text[index]
        if character in _ARABIC:
            sound = _ARABIC[character]
            if sound in "UI" and index == 0:
                sound = "w" if sound == "U" else "y"
            if sound == "h" and index == len(text) - 1 and len(text) > 2:
                sound = ""
            index += 1
        elif character in _CYRILLIC:
            sound = _CYRILLIC[character]
            index += 1
        else:
            for length in (4, 3, 2, 1):
                spelling = text[index : index + length]
                if len(spelling) == length and (length == 1 or spelling in _LATIN):
                    break
            sound = _LATIN.get(spelling, spelling)
            if spelling == "ou" and index == 0 and len(text) > 2 and text[2:3] in tuple("aei"):
                sound = "w"  # Oualid
            if sound == "y" and index and (index == len(text) - 1 or text[index + 1] not in "aeiou"):
                sound = "i"
            if sound == "i" and length == 1 and text[index - 1 : index] in ("a", "e"):
                sound = "I"  # Hussein, Haydar: a diphthong, which every script writes
            if sound == "h" and index == len(text) - 1 and index > 1 and text[index - 1] in "aeiou":
                sound = ""
            index += len(spelling)
        for single in sound.strip("-"):
            # a doubled letter is one sound, except a consonant of Arabic script, which doubles none
            long = single in _VOWELS
            if not sounds or sounds[-1] != single or (character in _ARABIC and not long):
                sounds.append(single)
    return tuple(sounds)


def _skeleton(sounds: Sequence[str]) -> str:
    """Coarse consonants: alike for every spelling of a name, and for some names that are not one."""
    if not sounds:
        return ""
    letters = ["a" if sounds[0] in _VOWELS or sounds[0] == "'" else ""]
    for index, sound in enumerate(sounds):
        if sound in _VOWELS or sound == "'" or (sound in "wy" and index):
            continue
        letters.append(_CONSONANT_CLASSES.get(sound, sound))
    skeleton = "".join(letters)
    return skeleton if len(skeleton) > 1 else "".join(sounds).lower()


def _pairs(table: dict[str, float]) -> dict[tuple[str, str], float]:
    both = {(k[0], k[1]): v for k, v in table.items()}
    return both | {(b, a): v for (a, b), v in both.items()}


# What it costs to write one sound for another, both ways. 0.1: the same sound in another spelling; 0.3: dialects and
# transliterations differ; 0.6: mostly another name. All others cost 1.
_SWAP = _pairs({
    # vowels; capitals are the long ones of Arabic script
    "ae": 0.2, "aA": 0.0, "eA": 0.15, "ei": 0.1, "eI": 0.1, "iI": 0.0, "ou": 0.1, "oU": 0.05, "uU": 0.0,
    "iu": 0.3, "eu": 0.35, "eo": 0.45, "ao": 0.45, "au": 0.6, "ai": 0.6, "aI": 0.6, "aU": 0.6, "iA": 0.7,
    "uA": 0.7,
    "oA": 0.4, "uI": 0.6, "iU": 0.6, "io": 0.5, "AI": 0.8, "AU": 0.6, "IU": 0.6, "eU": 0.6, "oI": 0.6,
    # half vowels and the voice of the throat
    "wu": 0.05, "wo": 0.15, "wU": 0.0, "wv": 0.2, "yi": 0.05, "yI": 0.0, "ye": 0.15, "yj": 0.4,
    "'a": 0.05, "'e": 0.1, "'i": 0.15, "'o": 0.1, "'u": 0.1, "'A": 0.2,
    # consonants
    "kq": 0.05, "kg": 0.4, "qg": 0.15, "kx": 0.3, "xh": 0.3, "xq": 0.6, "gj": 0.2, "gG": 0.1, "qG": 0.3,
    "jG": 0.5, "xG": 0.5,
    "dD": 0.1, "zD": 0.15, "dz": 0.35, "TD": 0.4, "tT": 0.1, "Ts": 0.25, "td": 0.4, "sz": 0.25, "sS": 0.45,
    "SC": 0.1,
    "zZ": 0.2, "jZ": 0.15, "jC": 0.35, "bp": 0.15, "fv": 0.1, "pf": 0.5, "bv": 0.3, "zj": 0.4, "kC": 0.4,
    "hG": 0.6,
})  # fmt: skip
_DROP = {
    "h": 0.45, "w": 0.3, "y": 0.2, "'": 0.05, "a": 0.4, "e": 0.25, "i": 0.35, "o": 0.4, "u": 0.4, "A": 0.4,
    "I": 0.4, "U": 0.4,
}  # fmt: skip
#: against a script without short vowels: a short one costs next to nothing
_DROP_SHORT = {"a": 0.03, "e": 0.03, "i": 0.06, "o": 0.06, "u": 0.06, "A": 0.7, "I": 0.7, "U": 0.7}


#: an alif that only carries the long vowel behind it: Ihab, Iyad
_CARRIER = 0.03
#: a final a more or less is a woman's name or a man's: Samira is not Samir
_FEMININE = 0.7
#: alif maqsura is folded to yāʾ and read a: Mustafa, Layla, Mortaza
_FINALS = ({"a", "I"}, {"a", "e"}, {"e", "I"})


@lru_cache(maxsize=65536)
def _alike(a: tuple[str, ...], b: tuple[str, ...], mixed: bool) -> float:
    """How alike two sequences of sounds are, 0..1. *mixed*: one is in a script without short vowels."""
    if a == b:
        return 1.0
    if not a or not b or abs(len(a) - len(b)) > max(4, len(a), len(b)) * 0.6 + 1:
        return 0.0
    cost = _cost(a, b, mixed)
    # a slip in a long name says less
    scaled = cost * 6 / max(6, min(len(a), len(b)) + 1)
    return 1 / (1 + exp(5.0 * (scaled - HALF_COST) / HALF_COST)) * _AT_ZERO


#: so that no cost is certainty
_AT_ZERO = 1 + exp(-5.0)


def _cost(a: Sequence[str], b: Sequence[str], mixed: bool) -> float:
    drop = {**_DROP, **_DROP_SHORT} if mixed else _DROP
    drops_a = [drop.get(sound, 1.0) for sound in a]
    drops_b = [drop.get(sound, 1.0) for sound in b]
    for sounds, drops in ((a, drops_a), (b, drops_b)):
        if sounds[-1] == "a" and len(sounds) > 2 and sounds[-2] not in _VOWELS:
            drops[-1] = _FEMININE
        if sounds[0] == "A" and len(sounds) > 1 and sounds[1] in "IU":
            drops[0] = _CARRIER

    row = [0.0]
    for cost in drops_b:
        row.append(row[-1] + cost)
    for i, left in enumerate(a):
        above, row = row, [row[0] + drops_a[i]]
        for j, right in enumerate(b):
            swap = 0.0 if left == right else _SWAP.get((left, right), 1.0)
            if i == len(a) - 1 and j == len(b) - 1 and {left, right} in _FINALS:
                swap = 0.1
            if i == 0 and j == 0 and left in _VOWELS and right in _VOWELS:
                swap *= 0.7  # hamza carries any vowel: Ibrahim, Ebrahim; Usama, Osama
            row.append(min(above[j] + swap, above[j + 1] + drops_a[i], row[j] + drops_b[j]))
    return row[-1]


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
#: an initial that agrees
_INITIAL = 0.8


@lru_cache(maxsize=65536)
def _compare(a: str, b: str) -> NameComparison:
    short, long = sorted((_parts(a), _parts(b)), key=lambda p: (len(p), [x.text for x in p]))
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
        return NameComparison(0.01, ("no part agrees",))
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
    return NameComparison(round(min(probability, 0.98), 4), tuple(reasons))


def _matched(short: Sequence[_Part], long: Sequence[_Part]) -> dict[int, tuple[int, float]]:
    """Parts of the shorter name with the part of the longer that each agrees with best, one to one."""
    scored = sorted(
        (
            (-_part_alike(x, y), abs(i - j), i, j)
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


def _part_alike(a: _Part, b: _Part) -> float:
    if a.text == b.text:
        return 1.0
    if min(len(a.text), len(b.text)) == 1:
        return _INITIAL if a.text[0] == b.text[0] or a.skeleton[:1] == b.skeleton[:1] else 0.0
    best = _alike(a.sounds, b.sounds, a.abjad != b.abjad)
    for x, y in ((a, b), (b, a)):
        # "Alhashemi": the article may be written together with the name
        if (match := _WITH_ARTICLE.fullmatch(x.text)) and not y.text.startswith(("al", "el")):
            best = max(best, 0.97 * _alike(_sounds(match[1]), y.sounds, a.abjad != b.abjad))
    return best


def _whole(a: Sequence[_Part], b: Sequence[_Part]) -> float:
    x, y = (tuple(s for part in parts for s in part.sounds) for parts in (a, b))
    mixed = any(p.abjad for p in a) != any(p.abjad for p in b)
    return _alike(x, y, mixed) if abs(len(x) - len(y)) <= 2 else 0.0
