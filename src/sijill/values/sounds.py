"""How names sound: spellings to sounds, and what it costs to take one sequence of sounds for another.

The costs follow how Arabic, Persian, Turkish and Slavic names are spelled in Latin letters: cheap where spellings vary
(``q`` and ``k``, ``ou`` and ``u``, ``ee`` and ``i``, doubled letters), dear where they tell names apart (``a`` and
``i``: Hashim is not Hisham). Arabic script writes no short vowels: there they cost little, long ones must agree. The
method is a weighted edit distance with transpositions (Damerau, 1964).

Invariant: costs are symmetric and never negative, and equal sounds cost nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from math import exp, log
from typing import Any

#: a part that costs this much is one half alike: one vowel of another class in a short name
HALF_COST = 0.55
#: of the longer of two parts, the share of its sounds that may cost before nothing is alike (:func:`likeness`).
#: Fitted with names.DOUBTFUL
HOPELESS = 0.45

# Spellings, longest first, and the sound they stand for.
_LATIN = {
    "tch": "C", "sch": "S", "ssh": "S", "shsh": "S", "dsch": "j", "khkh": "x",
    "sh": "S", "ch": "C", "kh": "x", "gh": "G", "dh": "D", "th": "T", "ph": "f", "zh": "Z", "dj": "j",
    "dz": "z", "dg": "j",
    "ou": "u", "oo": "u", "ee": "i", "ea": "i", "ii": "i", "uu": "u", "aa": "a",
    "ck": "k", "ie": "i", "iy": "i", "cz": "C", "tz": "ts", "hs": "hs",
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
VOWELS = frozenset("aeiouAUI")
_CONSONANT_CLASSES = {
    "q": "k", "x": "k", "g": "g", "G": "g", "j": "g", "C": "S", "Z": "d", "z": "d", "D": "d", "T": "t",
    "p": "b", "v": "f",
}  # fmt: skip


@lru_cache(maxsize=65536)
def sounds_of(text: str) -> tuple[str, ...]:
    """The sounds of a folded part, one string each. Doubled sounds are one; the ends of women's names have a sign."""
    sounds: list[str] = []
    index = 0
    while index < len(text):
        character = text[index]
        if character in _ARABIC:
            sound = _ARABIC[character]
            if sound in "UI" and index == 0:
                sound = "w" if sound == "U" else "y"
            if sound == "h" and index == len(text) - 1 and len(text) > 2:
                sound = "E"
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
                sound = "H"
            if spelling == "c" and text[index + 1 : index + 2] in ("e", "i", "y"):
                sound = "s"
            if spelling in ("x", "hs") and index == 0:
                sound = "S"  # Xi, Hsi
            index += len(spelling)
        for single in sound.strip("-"):
            # a doubled letter is one sound, except a consonant of Arabic script, which doubles none
            long = single in VOWELS
            if not sounds or sounds[-1] != single or (character in _ARABIC and not long):
                sounds.append(single)
    return tuple(sounds)


def skeleton(sounds: Sequence[str]) -> str:
    """Coarse consonants: alike for every spelling of a name, and for some names that are not one."""
    if not sounds:
        return ""
    letters = ["a" if sounds[0] in VOWELS or sounds[0] == "'" else ""]
    for index, sound in enumerate(sounds):
        if sound in VOWELS or sound in "'EH" or (sound in "wy" and index):
            continue
        letters.append(_CONSONANT_CLASSES.get(sound, sound))
    coarse = "".join(letters)
    return coarse if len(coarse) > 1 else "".join(sounds).lower()


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
    "wu": 0.05, "wo": 0.15, "wU": 0.0, "wv": 0.2, "vU": 0.1, "yi": 0.05, "yI": 0.0, "ye": 0.15, "yj": 0.4,
    "'a": 0.05, "'e": 0.1, "'i": 0.15, "'o": 0.1, "'u": 0.1, "'A": 0.2,
    # consonants
    "kq": 0.05, "kg": 0.4, "qg": 0.15, "kx": 0.3, "xh": 0.3, "xq": 0.6, "gj": 0.2, "gG": 0.1, "qG": 0.3,
    "jG": 0.5, "xG": 0.5,
    "dD": 0.1, "zD": 0.15, "dz": 0.35, "TD": 0.4, "tT": 0.1, "Ts": 0.25, "td": 0.4, "sz": 0.25, "sS": 0.45,
    "SC": 0.1,
    # what ends a woman's name: E in Arabic script, H the Latin h behind a vowel
    "Ea": 0.0, "Ee": 0.05, "Eh": 0.1, "EH": 0.05, "Hh": 0.05, "Ei": 0.35, "Eo": 0.4, "EA": 0.1,
    "zZ": 0.2, "jZ": 0.15, "jC": 0.35, "bp": 0.15, "fv": 0.1, "pf": 0.5, "bv": 0.3, "zj": 0.4, "kC": 0.4,
    "hG": 0.6,
})  # fmt: skip
#: the same by the first of the two
_SWAPS: dict[str, dict[str, float]] = {}
for (_one, _other), _price in _SWAP.items():
    _SWAPS.setdefault(_one, {})[_other] = _price
_NONE: dict[str, float] = {}
_DROP = {
    "h": 0.45, "w": 0.3, "y": 0.2, "'": 0.05, "a": 0.4, "e": 0.25, "i": 0.35, "o": 0.4, "u": 0.4, "A": 0.4,
    "I": 0.4, "U": 0.4, "E": 0.7, "H": 0.05,
}  # fmt: skip
#: against a script without short vowels: a short one costs next to nothing
_DROP_SHORT = {"a": 0.03, "e": 0.03, "i": 0.06, "o": 0.06, "u": 0.06, "A": 0.7, "I": 0.7, "U": 0.7}


_DROP_MIXED = {**_DROP, **_DROP_SHORT}

#: an alif that only carries the long vowel behind it: Ihab, Iyad
_CARRIER = 0.03
#: a final a more or less is a woman's name or a man's: Samira is not Samir
_FEMININE = 0.7
#: two neighbouring sounds in the other order: a slip of the keys
TRANSPOSED = 0.5
#: alif maqsura is folded to yāʾ and read a: Mustafa, Layla, Mortaza
_FINALS = ({"a", "I"}, {"a", "e"}, {"e", "I"})


def alike(a: tuple[str, ...], b: tuple[str, ...], mixed: bool) -> float:
    """Whether two sequences of sounds are one part of a name, 0..1; one half at :data:`HALF_COST`.

    *mixed*: one of them is in a script without short vowels.
    """
    if a == b:
        return 1.0
    if not a or not b or abs(len(a) - len(b)) > max(4, len(a), len(b)) * 0.6 + 1:
        return 0.0
    # a slip in a long name says less
    scaled = cost(a, b, mixed) * 6 / max(6, min(len(a), len(b)) + 1)
    return 1 / (1 + exp(5.0 * (scaled - HALF_COST) / HALF_COST)) * _AT_ZERO


def likeness(a: tuple[str, ...], b: tuple[str, ...], mixed: bool) -> float:
    """How near two sequences of sounds are, 0..1: 1 for no cost, falling evenly.

    Tells more than :func:`alike` of what is not alike: a slip of the keys from another name.
    """
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    return max(0.0, 1 - cost(a, b, mixed) / (HOPELESS * max(len(a), len(b), 3)))


#: so that no cost is certainty
_AT_ZERO = 1 + exp(-5.0)


def drop_costs(sounds: tuple[str, ...], mixed: bool) -> list[float]:
    """What it costs to leave out each sound of a part that is not empty."""
    drop = _DROP_MIXED if mixed else _DROP
    drops = [drop.get(sound, 1.0) for sound in sounds]
    end = len(sounds) - (sounds[-1] == "H")
    if end > 2 and sounds[end - 1] == "a" and sounds[end - 2] not in VOWELS:
        drops[end - 1] = _FEMININE
    if sounds[0] == "A" and len(sounds) > 1 and sounds[1] in "IU":
        drops[0] = _CARRIER
    return drops


def swap_cost(left: str, right: str, first: bool, last: bool) -> float:
    """What it costs to write one sound for another; *first*, *last*: both begin, or end, their part."""
    if left == right:
        return 0.0
    swap = _SWAP.get((left, right), 1.0)
    if last and {left, right} in _FINALS:
        swap = 0.1
    if first and left in VOWELS and right in VOWELS:
        swap *= 0.7  # hamza carries any vowel: Ibrahim, Ebrahim; Usama, Osama
    return swap


@lru_cache(maxsize=262_144)
def cost(a: tuple[str, ...], b: tuple[str, ...], mixed: bool) -> float:
    """The least cost of taking one sequence of sounds for another.

    *mixed*: one of them is in a script without short vowels. Neither may be empty. What costs so much that nothing is
    alike is not worked out to the end and costs just so much.
    """
    hopeless = max(HOPELESS * max(len(a), len(b), 3), 3 * HALF_COST)
    drops_a, drops_b = drop_costs(a, mixed), drop_costs(b, mixed)
    ends = len(a) - 1, len(b) - 1
    above: list[float] = []
    row = [0.0]
    for dropped in drops_b:
        row.append(row[-1] + dropped)
    for i, left in enumerate(a):
        dropped = drops_a[i]
        swaps = _SWAPS.get(left, _NONE)
        current = row[0] + dropped
        before, above, row = above, row, [current]
        for j, right in enumerate(b):
            if left == right:
                best = above[j]
            elif i == j == 0 or (i, j) == ends:
                best = above[j] + swap_cost(left, right, i == j == 0, (i, j) == ends)
            else:
                best = above[j] + swaps.get(right, 1.0)
            other = above[j + 1] + dropped
            best = min(best, other)
            other = current + drops_b[j]
            best = min(best, other)
            if i and j and left == b[j - 1] and right == a[i - 1] and left != right:
                best = min(best, before[j - 1] + TRANSPOSED)
            row.append(best)
            current = best
        if min(row) > hopeless and min(above) > hopeless:
            return hopeless
    return min(row[-1], hopeless)


#: what an operation costs at least that changes how often :func:`consonants` of a class are there
CHEAPEST_CHANGE = 0.3


@cache
def all_sounds() -> tuple[str, ...]:
    """Every sound that a spelling of a script that is known can give."""
    told = {*_LATIN.values(), *_ARABIC.values(), *_CYRILLIC.values(), *"abcdefghijklmnopqrstuvwxyzEHIU'"}
    return tuple(sorted({s for sound in told for s in sound}))


@cache
def consonants() -> Mapping[str, int]:
    """Sounds that can be counted, and their class: what turns into another for less than :data:`CHEAPEST_CHANGE` is of
    its class, and what can be dropped for less, or turn into what can, is not counted."""
    single = all_sounds()
    root = {sound: sound for sound in single}

    def top(sound: str) -> str:
        while root[sound] != sound:
            sound = root[sound]
        return sound

    for (a, b), price in _SWAP.items():
        if price < CHEAPEST_CHANGE and a in root and b in root:
            root[top(a)] = top(b)
    free = {top(s) for s in single if s in VOWELS or min(_DROP.get(s, 1.0), _DROP_MIXED.get(s, 1.0)) < CHEAPEST_CHANGE}
    classes = sorted({top(s) for s in single} - free)
    return {s: classes.index(top(s)) for s in single if top(s) not in free}


def most_cost(shorter: Any, least: float) -> Any:
    """What two sequences may cost at most to be alike by *least*; *shorter*: the length of the shorter one, or an array
    of such lengths."""
    scaled = HALF_COST * (1 + log(_AT_ZERO / least - 1) / 5.0) + 1e-9
    return scaled * ((shorter + 1 > 6) * (shorter - 5) + 6) / 6
