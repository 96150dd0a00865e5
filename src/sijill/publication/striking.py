"""Finding sealed words wherever they stand: other spellings of case, accents, hyphens, spaces and script forms too.

A text is cut into tokens (runs of letters, runs of digits), each folded by :func:`sijill.values.folding.fold`. A name
is compared by its *compact* form, its tokens joined without what stood between them, so that ``Abd al-Rahman``,
``Abdal-Rahman`` and ``abdalrahman`` are one. It is compared twice, as it stands and without its articles, and with
its last part first as well (``Rahman, Abd al-``). Arabic words are also compared without the letters that Arabic
writes onto the front of a word (``وسمير``, "and Samir").

Invariant: what :meth:`Terms.stretches` finds does not depend on case, accents or separators, and striking a text
twice is striking it once.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple, overload
from urllib.parse import unquote, urlsplit

from sijill import languages
from sijill.types import Span
from sijill.values.folding import fold
from sijill.values.gazetteer import gazetteer, key_of

#: what stands where something was struck out; its length is fixed and tells nothing
MARKER = "█████"

#: most characters between two tokens of one name: ", " and the like, with room for a line break and its indent
MAX_GAP = 4

#: a single part of a name is struck only if it is at least so long; shorter ones are initials and particles
MIN_PART = 3

#: a sealed phrase of more tokens is a sentence, the capitalised words of which are not parts of somebody's name
LONGEST_NAME = 10

#: one word of at most so many capitals is taken for an acronym
_LONGEST_ACRONYM = 5

#: between two struck parts of a name, at most so many words with a capital go with them ("Samir [Hadi] al-Qadri")
_LONGEST_BRIDGE = 2

#: words of which a set of names remembers what it has to do with them: those of some thousand reports
_REMEMBERED = 1 << 17

#: what a word promises that may be a name, or hold one, by itself
_ALONE = 2

#: strings in which one set of terms remembers that there was nothing: those of an incident
_REMEMBERED_CLEAN = 1 << 10

#: written in one word, a name is recognised only if its compact form is at least so long ("Li Na" is not "Lina")
MIN_JOINED = 8

_MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069"  # noqa: E501
_WORD = re.compile(rf"[^\W\d_]+(?:[{_MARKS}]+[^\W\d_]*)*|\d+")
#: what makes the word behind it a handle or a hash tag
_TAGGED = re.compile(r"[@#_]")
#: between two struck stretches of one name
_BINDING = " -‐‑–'’\n\t\u00a0"
#: what does not stand within one name
_NO_BRIDGE = re.compile(r"[^\w\s'’‐‑–-]")
#: what follows a name and is none: ", a Shiite cleric"
_APPOSITION = re.compile(r"[,،]\s+(?=[a-z])")
_HARD = re.compile(r'["<>{}\[\]|;█]')
_HARD_IN_LISTS = re.compile(r'["<>{}\[\]|;█,،]')


def _list(words: str) -> frozenset[str]:
    return frozenset(words.split())


#: written before or between the parts of a name and as often left out
_ARTICLES = _list("al el ul ad ar as at az an ash adh ath esh er ed es bin ibn ben bint la le lo")
#: parts of so many names that they name nobody
_COMMON_PARTS = _ARTICLES | _list(
    "abu abou abo aboo umm oum abd abdul abdel von van der den del della dos das the and for mrs"
    " ابو ام عبد بن ابن بنت ال"
)
_TITLES = _list(
    "mr mrs ms miss dr prof professor sheikh shaikh sheik sayyid sayed seyyed hajji haji imam mullah ayatollah judge"
    " general gen colonel col captain capt major maj lieutenant lt sergeant sgt president prime minister deputy sir"
    " lady"
    " الدكتور دكتور الشيخ شيخ السيد السيده الحاج الحاجه القاضي العميد العقيد اللواء النقيب"
)
#: what a description begins with and a name does not
_DETERMINERS = _list(
    "a an the his her their its my our your one two three four five some several many no another other this that these"
    " those who he she they"
)
_PROCLITICS = ("و", "ف", "ب", "ل", "ك")


class Token(NamedTuple):
    """One run of letters or digits of a text."""

    #: folded
    text: str
    #: folded, without the Arabic article; "" for an article that stands alone
    lean: str
    start: int
    end: int
    #: whether a name may run on from the token before
    joined: bool
    #: whether it may begin a name: does not begin with a lower-case letter, or stands in an address or a handle
    capital: bool
    #: whether it is a handle or a hash tag
    tag: bool


@lru_cache(maxsize=1 << 17)
def _folded(word: str) -> str:
    return "".join(c for c in fold(word) if c.isalnum())


@lru_cache(maxsize=1 << 17)
def _lean(token: str) -> str:
    if token in _ARTICLES:
        return ""
    return token[2:] if token.startswith("ال") and len(token) > 4 else token


def tokens(text: str, *, lists: bool = False) -> Sequence[Token]:
    """The tokens of a text, in order; spans count its code points.

    In *lists*, what our own formats put together, a comma parts names; in a sentence it may stand within one.
    """
    if len(text) > _LONG:
        return _cut(text, lists)
    return (_cut_short if len(text) <= _SHORT else _cut_text)(text, lists)


def _stream(text: str, lists: bool, start: int = 0) -> Iterator[Token]:
    """The tokens of a text as they come, from the beginning of one of them."""
    hard = _HARD_IN_LISTS if lists else _HARD
    before = -1
    for match in _WORD.finditer(text, start):
        word = match.group()
        folded = _folded(word)
        if not folded:
            continue
        first, end = match.span()
        gap = text[before:first] if before >= 0 else ""
        tag = first > 0 and text[first - 1] in "@#_"
        joined = gap == " " or (before >= 0 and len(gap) <= MAX_GAP and not hard.search(gap))
        yield Token(folded, _lean(folded), first, end, joined, tag or not word[0].islower(), tag)
        before = end


def _cut(text: str, lists: bool) -> tuple[Token, ...]:
    return tuple(_stream(text, lists))


#: the same words of one incident are looked at again and again: its names some thousand times in a release, its texts
#: four times each. What is longer than a report is looked at once
_SHORT, _LONG = 200, 50_000
_cut_short = lru_cache(maxsize=1 << 13)(_cut)
_cut_text = lru_cache(maxsize=32)(_cut)


@lru_cache(maxsize=1 << 10)
def _words_of(text: str) -> frozenset[str]:
    """The words of a text, folded, each once."""
    return frozenset(folded for word in set(_WORD.findall(text)) if (folded := _folded(word)))


def _openings(token: str) -> tuple[str, ...]:
    """A token, and what it is if its first letter is a word of its own, as Arabic writes it."""
    if len(token) > 3 and token[0] in _PROCLITICS:
        bare = token[1:]
        # لل is ل and the article
        forms = {token, bare, _lean(bare), bare[1:] if token.startswith("لل") else bare}
        return tuple(f for f in sorted(forms) if f)
    return (token,)


class _Following(Sequence[Token]):
    """Tokens from one place of a text on, taken apart only as far as somebody asks."""

    def __init__(self, stream: Iterator[Token]) -> None:
        self._stream = stream
        self._found: list[Token] = []

    @property
    def reached(self) -> int:
        """Up to where the text was looked at."""
        return self._found[-1].end if self._found else 0

    def _reach(self, at: int) -> bool:
        while len(self._found) <= at:
            token = next(self._stream, None)
            if token is None:
                return False
            self._found.append(token)
        return True

    @overload
    def __getitem__(self, at: int) -> Token: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[Token]: ...

    def __getitem__(self, at: int | slice) -> Token | Sequence[Token]:
        self._reach(at if isinstance(at, int) else at.stop)
        return self._found[at]

    def __len__(self) -> int:
        # one more than was looked at, so that whoever goes on token by token goes on
        self._reach(len(self._found))
        return len(self._found)


class _Keys:
    """A set of compact forms that can be looked for in a run of tokens.

    However many keys there are, a token costs a look into a table or two.
    """

    def __init__(self) -> None:
        self.keys: dict[str, set[frozenset[str]]] = {}
        self._longest = 0
        #: the keys in order, to find those that begin so; worked out anew where keys came
        self._sorted: list[str] = []
        self._inside: dict[str, tuple[str, ...]] = {}
        self._beginnings: set[str] = set()

    def add(self, key: str, parts: frozenset[str]) -> None:
        """One more key."""
        if key not in self.keys:
            self._sorted = []
            self._inside.clear()
            self._beginnings.add(key[:4])
            self._longest = max(self._longest, len(key))
        self.keys.setdefault(key, set()).add(parts)

    def begins(self, token: str) -> bool:
        """Whether a key may begin with a token, or with what is left of it without a letter that Arabic puts before."""
        return any(self.has_beginning(opening) for opening in _openings(token))

    def has_beginning(self, letters: str) -> bool:
        """Whether a key begins so."""
        if not self._sorted:
            self._sorted = sorted(self.keys)
        at = bisect_left(self._sorted, letters)
        return at < len(self._sorted) and self._sorted[at].startswith(letters)

    def runs(self, found: Sequence[Token], *, lean: bool) -> Iterator[tuple[int, int, str]]:
        """First and last token of each run whose compact form is a key, with the key."""
        return (run for i in range(len(found)) for run in self.runs_at(found, i, lean=lean)) if self.keys else iter(())

    def runs_at(self, found: Sequence[Token], i: int, *, lean: bool) -> Iterator[tuple[int, int, str]]:
        """The runs that begin with one token."""
        for opening in _openings(found[i].lean if lean else found[i].text):
            compact, j = opening, i
            while self.has_beginning(compact):
                if compact in self.keys:
                    yield i, j, compact
                j += 1
                if j >= len(found) or not found[j].joined or len(compact) >= self._longest:
                    break
                compact += found[j].lean if lean else found[j].text

    def inside(self, token: str, freed: AbstractSet[str] = frozenset(), *, shortest: int = MIN_JOINED) -> bool:
        """Whether a key that is long enough stands inside one token, as in an address or a handle.

        *shortest* is the same in all calls.
        """
        if len(token) < shortest:
            return False
        known = self._inside.get(token)
        if known is None:
            known = tuple(self._within(token, shortest))
            if len(self._inside) < _REMEMBERED:
                self._inside[token] = known
        return any(key not in freed for key in known)

    def _within(self, token: str, shortest: int) -> Iterator[str]:
        for i in range(len(token) - shortest + 1):
            if token[i : i + 4] in self._beginnings:
                for j in range(i + shortest, min(len(token), i + self._longest) + 1):
                    if token[i:j] in self.keys:
                        yield token[i:j]


def _bare(found: Sequence[Token]) -> Sequence[Token]:
    """A name without what leads up to it: "the photographer Prime Minister X" is X. A mere description stays whole."""
    at = 0
    while at < len(found) - 1:
        token = found[at]
        leads = token.text in _TITLES or token.text in _DETERMINERS
        leads = leads or (not token.capital and token.text not in _COMMON_PARTS)
        if not leads or not any(t.capital for t in found[at + 1 :]):
            break
        at += 1
    return found[at:]


@lru_cache(maxsize=1 << 14)
def _names_nobody(word: str) -> bool:
    """Whether a word by itself is a country, a people, a month, a day of the week or an acronym.

    Readers take such words for speakers ("Iraq said", "PKK said"); struck everywhere they would blot out half of all
    quotes. Within a longer name they count as any other part.
    """
    if word.isascii() and word.isupper() and len(word) <= _LONGEST_ACRONYM:
        return True
    return _folded(word) in _calendar() or any(t.kind == "country" for t in gazetteer().named(key_of(word)))


@cache
def _calendar() -> frozenset[str]:
    """The months and days of the week of all languages, folded."""
    words: set[str] = set()
    for code in languages.names():
        dates = languages.load(code).section("dates")
        for spellings in (*dates.get("months", ()), *dates.get("weekdays", ())):
            words.update(_folded(w) for w in spellings)
    return frozenset(words)


@dataclass(frozen=True, slots=True)
class Name:
    """The tokens of one sealed name or phrase."""

    plain: tuple[str, ...]
    #: without articles and titles
    lean: tuple[str, ...]
    #: which of its tokens could name somebody by themselves
    parts: frozenset[str]
    #: a description ("a neighbour", "his brother"): it names nobody and is struck only where it was sealed
    generic: bool

    @staticmethod
    def of(words: str) -> Name:
        """The name that some words are, as written."""
        return _name(words)

    @property
    def several(self) -> bool:
        """Whether it has more than one part, so that it tells of one person and no other."""
        return len(self.lean) > 1 or (len(self.plain) > 1 and self.plain[0] not in _ARTICLES)


@lru_cache(maxsize=1 << 14)
def _name(words: str) -> Name:
    words = _APPOSITION.split(words, maxsplit=1)[0]
    found = _bare(tokens(words))
    lean = [t for t in found if t.lean]
    parts = frozenset(
        t.lean for t in lean
        if t.capital and len(t.lean) >= MIN_PART and t.text not in _COMMON_PARTS and not t.lean.isdigit()
    )  # fmt: skip
    if len(found) > LONGEST_NAME:
        parts = frozenset()
    lower = not any(t.capital for t in found)
    generic = not found or (lower and (len(found) == 1 or found[0].text in _DETERMINERS))
    if len(lean) == 1 and _names_nobody(words[lean[0].start : lean[0].end]):
        generic, parts = True, frozenset()
    return Name(tuple(t.text for t in found), tuple(t.lean for t in lean), parts, generic)


@lru_cache(maxsize=1 << 14)
def _forms(words: str) -> tuple[Name, tuple[str, ...], tuple[str, ...]]:
    """A name of several parts, and its compact forms as written and without articles, each turned round as well."""
    name = Name.of(words)
    if name.generic or not name.several:
        return name, (), ()
    whole = tokens(words)

    def compact(*kinds: tuple[str, ...]) -> tuple[str, ...]:
        forms = [f for kind in sorted(set(kinds)) if len(kind) > 1 for f in (kind, (*kind[-1:], *kind[:-1]))]
        return tuple("".join(f) for f in forms)

    plain = compact(name.plain, tuple(t.text for t in whole))
    return name, plain, compact(name.lean, tuple(t.lean for t in whole if t.lean))


def compact_forms(words: str) -> frozenset[str]:
    """All compact forms by which a name of several parts is struck; none for a single word or a description."""
    _, plain, lean = _forms(words)
    return frozenset((*plain, *lean))


@dataclass(slots=True)
class Terms:
    """The words to be struck out, ready to be looked for.

    ``full`` names are found anywhere. ``singles``, names of one part, are found where they are written like a name.
    ``parts`` of names likewise, for the texts where their bearer stands. A single or part inside the name of
    somebody who is not sealed (``spared``), or which is also a part of such a name (``shared``), is left.
    """

    _plain: _Keys = field(default_factory=_Keys)
    _lean: _Keys = field(default_factory=_Keys)
    singles: set[str] = field(default_factory=set)
    parts: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()
    #: compact forms that are not struck here, though a layer below has them
    freed: frozenset[str] = frozenset()
    _spared: _Keys = field(default_factory=_Keys)
    #: terms that hold as well, and are not changed
    base: Terms | None = None
    #: the singles as keys, to find them inside addresses and handles; made when first asked for
    _inner: _Keys | None = None
    #: addresses -> what they become
    _addresses: dict[str, str] = field(default_factory=dict)
    #: folded words -> whether a full name of this layer may begin with them or stand inside
    _promises: dict[str, int] = field(default_factory=dict)
    #: two of them, one behind the other -> whether a full name may begin so
    _pairs: dict[tuple[str, str], bool] = field(default_factory=dict)
    #: what was looked through and had nothing to strike; the names of an incident are looked at some ten times
    _clean: set[tuple[str, bool]] = field(default_factory=set)

    def add(self, words: str) -> None:
        """Seal a name of several parts, or a phrase, as written and without what leads up to it and follows it.

        What names nobody by itself is passed over.
        """
        name, plain, lean = _forms(words)
        self._clean.clear()
        self._promises.clear()
        self._pairs.clear()
        self._addresses.clear()
        for keys, forms in ((self._plain, plain), (self._lean, lean)):
            for form in forms:
                keys.add(form, name.parts)

    @property
    def all_singles(self) -> set[str]:
        """The names of one part of all layers."""
        return {word for layer in self._layers() for word in layer.singles}

    def freeing(self, names: frozenset[str]) -> Terms:
        """Terms for one incident that strike what these do, but for some compact forms."""
        return Terms(base=self, freed=names) if names else self

    def within(self, *, parts: frozenset[str], shared: frozenset[str], spared: Iterable[str]) -> Terms:
        """Terms for one incident: these, and the parts of the names of those who stand in it."""
        inner = Terms(base=self, parts=parts - shared, shared=shared)
        for words in spared:
            compact = "".join(Name.of(words).plain)
            if compact:
                inner._spared.add(compact, frozenset())
        return inner

    def _layers(self) -> Iterator[Terms]:
        layer: Terms | None = self
        while layer is not None:
            yield layer
            layer = layer.base

    def names_in(self, text: str) -> tuple[list[Span], set[str]]:
        """Where full names stand in a text, and all parts of these names."""
        return self._names(tokens(text)) if self._may_strike(text, parts=False) else ([], set())

    def _may_strike(self, text: str, *, parts: bool) -> bool:
        """Whether a text has a word with which a name may begin, has one inside, or is a part of one.

        It looks at each word once, and takes no text apart: most have none.
        """
        words = _words_of(text)
        for layer in self._layers():
            if layer._plain.keys or layer._lean.keys:
                known = layer._promises
                for word in words:
                    if known[word] if word in known else layer._promises_name(word):
                        return True
        loose = self._loose_words() if parts else ()
        if not loose:
            return False
        if _TAGGED.search(text):
            return True
        return any(
            form in some for word in words for form in (_lean(word), *(_lean(f) for f in _openings(word)))
            for some in loose
        )  # fmt: skip

    def _names(self, found: Sequence[Token]) -> tuple[list[Span], set[str]]:
        spans: list[Span] = []
        parts: set[str] = set()
        freed: frozenset[str] = frozenset()
        for layer in self._layers():
            if layer._plain.keys or layer._lean.keys:
                for i in layer._promising(found):
                    for keys, lean in ((layer._plain, False), (layer._lean, True)):
                        for _, j, key in keys.runs_at(found, i, lean=lean):
                            if key not in freed and (j > i or len(key) >= MIN_JOINED):
                                spans.append(Span(found[i].start, found[j].end))
                                parts.update(*keys.keys[key])
                        if keys.inside(found[i].text, freed):
                            spans.append(Span(found[i].start, found[i].end))
            freed |= layer.freed
        return spans, parts

    def _promising(self, found: Sequence[Token]) -> list[int]:
        """The tokens with which a full name of this layer may begin, or which may have one inside."""
        known, count = self._promises, len(found)
        some: list[int] = []
        for i, t in enumerate(found):
            promise = known[t.text] if t.text in known else self._promises_name(t.text)
            if not promise:
                continue
            alone = promise == _ALONE
            if alone or (i + 1 < count and found[i + 1].joined and self._promises_pair(t.text, found[i + 1].text)):
                some.append(i)
        return some

    def _promises_name(self, folded: str) -> int:
        """Whether a name may begin with a word (1), or it may be or hold one by itself (:data:`_ALONE`)."""
        lean = _lean(folded)
        if any(k in keys.keys for keys, w in ((self._plain, folded), (self._lean, lean)) for k in _openings(w)) or (
            self._plain.inside(folded) or self._lean.inside(folded)
        ):
            promise = _ALONE
        else:
            promise = int(self._plain.begins(folded) or self._lean.begins(lean))
        if len(self._promises) < _REMEMBERED:
            self._promises[folded] = promise
        return promise

    def _promises_pair(self, first: str, second: str) -> bool:
        """Whether a name may begin with two words, one behind the other."""
        known = self._pairs.get((first, second))
        if known is None:
            lean = _lean(second)
            # an article between the two is passed over, and then it is the third that tells
            known = not lean or not _lean(first) or any(
                self._plain.has_beginning(opening + second) for opening in _openings(first)
            ) or any(self._lean.has_beginning(opening + lean) for opening in _openings(_lean(first)))  # fmt: skip
            if len(self._pairs) < _REMEMBERED:
                self._pairs[first, second] = known
        return known

    def _first_name(self, text: str) -> Span | None:
        """Where some full name stands in what our own formats put together; None where there is none.

        The same as the first of :meth:`_names` over ``tokens(text, lists=True)``, in less time: a word that begins no
        name is not taken apart.
        """
        layers = [layer for layer in self._layers() if layer._plain.keys or layer._lean.keys]
        if not layers:
            return None
        hot: dict[str, tuple[str, bool]] = {}
        for word in set(_WORD.findall(text)):
            folded = _folded(word)
            promises = [
                layer._promises[folded] if folded in layer._promises else layer._promises_name(folded)
                for layer in layers if folded
            ]  # fmt: skip
            if any(promises):
                hot[word] = folded, _ALONE in promises
        if not hot:
            return None
        # the same words stand in a record some ten times; what follows them is looked at once, as far as it matters
        seen: dict[str, set[str]] = {word: set() for word in hot}
        matches = list(_WORD.finditer(text))
        for number, match in enumerate(matches):
            word = match[0]
            if word not in hot:
                continue
            folded, alone = hot[word]
            start = match.start()
            if not alone and number + 1 < len(matches):
                following = _folded(matches[number + 1][0])
                apart = matches[number + 1].start() - match.end() > MAX_GAP
                if following and (apart or not any(layer._promises_pair(folded, following) for layer in layers)):
                    continue
            if any(text.startswith(passed, start) for passed in seen[word]):
                continue
            found = _Following(_stream(text, True, start))
            name = self._name_at_first(found)
            if name is not None:
                return name
            seen[word].add(text[start : found.reached + 1])
        return None

    def _name_at_first(self, found: _Following) -> Span | None:
        freed: frozenset[str] = frozenset()
        for layer in self._layers():
            for keys, lean in ((layer._plain, False), (layer._lean, True)):
                for _, j, key in keys.runs_at(found, 0, lean=lean) if keys.keys else ():
                    if key not in freed and (j > 0 or len(key) >= MIN_JOINED):
                        return Span(found[0].start, found[j].end)
                if keys.inside(found[0].text, freed):
                    return Span(found[0].start, found[0].end)
            freed |= layer.freed
        return None

    def _spared_in(self, found: Sequence[Token]) -> list[Span]:
        return [Span(found[i].start, found[j].end) for i, j, _ in self._spared.runs(found, lean=False)]

    def _is_part(self, token: Token, words: Sequence[AbstractSet[str]], *, anywhere: bool = False) -> bool:
        if not (token.capital or anywhere):
            return False
        forms = (token.lean, *(_lean(f) for f in _openings(token.text)))
        if any(form in some and form not in self.shared for some in words for form in forms):
            return True
        if token.tag or anywhere:
            if any(len(w) > MIN_PART and w in token.text and w not in self.shared for w in self.parts):
                return True
            return any(layer._has_single_inside(token.text, self.shared) for layer in self._layers() if layer.singles)
        return False

    def _has_single_inside(self, token: str, shared: AbstractSet[str]) -> bool:
        if self._inner is None:
            self._inner = _Keys()
            for word in self.singles:
                if len(word) > MIN_PART:
                    self._inner.add(word, frozenset())
        return self._inner.inside(token, shared, shortest=MIN_PART + 1)

    def _loose_words(self) -> list[AbstractSet[str]]:
        return [some for some in (self.parts, *(layer.singles for layer in self._layers())) if some]

    def stretches(self, text: str, extra: Iterable[Span] = (), *, parts: bool = True) -> list[Span]:
        """What is to be struck out of a text, merged and in order.

        Args:
            text: any words.
            extra: stretches that are sealed in this very text; the names of the spared inside are left.
            parts: whether single parts of names count, or only full names.
        """
        given = [s for s in extra if s.start < len(text)]
        if not given:
            if (text, parts) in self._clean:
                return []
            if not self._may_strike(text, parts=parts):
                return self._nothing_in(text, parts=parts)
        found = tokens(text)
        sealed, _ = self._names(found)
        spared: list[Span] = []
        loose = [_whole(s, found) for s in given]
        if parts:
            words = self._loose_words()
            loose += [Span(t.start, t.end) for t in found if self._is_part(t, words)] if words else []
        if loose or len(sealed) > 1:
            # a name through which a sealed one runs is spared no longer
            spared = [s for s in self._spared_in(found) if not any(s.overlaps(full) for full in sealed)]
            for span in loose:
                sealed += _without(span, spared)
        if parts and len(sealed) > 1:
            sealed += _bridges(merged(sealed, text), found, text, spared)
        return merged(sealed, text) if sealed else self._nothing_in(text, parts=parts)

    def _nothing_in(self, text: str, *, parts: bool) -> list[Span]:
        if len(self._clean) < _REMEMBERED_CLEAN:
            self._clean.add((text, parts))
        return []

    def strike(self, text: str, *, parts: bool = True) -> str:
        """A text with the marker where sealed words stood."""
        return struck(text, self.stretches(text, parts=parts))

    def address(self, uri: str) -> str:
        """An address fit to leave: of a local file its name only; where a sealed word is in it, its host only.

        Credentials go in any case: they are not part of where a report is found.
        """
        known = self._addresses.get(uri)
        if known is None:
            known = self._address(uri)
            if len(self._addresses) < _REMEMBERED_CLEAN:
                self._addresses[uri] = known
        return known

    def _address(self, uri: str) -> str:
        try:
            split = urlsplit(uri)
            host = split.hostname or ""
            port = f":{split.port}" if split.port else ""
        except ValueError:
            return MARKER if self._in_address(uri) else uri
        if split.scheme not in ("http", "https"):
            name = uri.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
            return MARKER if self._in_address(name) else name
        if self._in_address(host):
            return MARKER
        clean = uri.replace(split.netloc, host + port, 1) if "@" in split.netloc else uri
        return f"{split.scheme}://{host}{port}/{MARKER}" if self._in_address(clean) else clean

    def _in_address(self, address: str) -> bool:
        plain = decoded(address)
        found = tokens(plain)
        words = self._loose_words()
        return bool(self._names(found)[0]) or any(self._is_part(t, words, anywhere=True) for t in found)

    def leaks(self, rendered: str) -> str | None:
        """A full sealed name in something ready to leave, as it stands or decoded; None if there is none."""
        readings = {rendered}
        if any(sign in rendered for sign in "%&\\"):
            readings.add(decoded(_unescaped(rendered)))
        for reading in sorted(readings):
            found = self._first_name(reading)
            if found is not None:
                return reading[found.start : found.end]
        return None


def decoded(address: str) -> str:
    """An address with its percent signs and entities resolved, as often as they were applied (at most thrice)."""
    for _ in range(3):
        plain = html.unescape(unquote(address))
        if plain == address:
            break
        address = plain
    return address


_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|[nrtbf/])")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else " ", text)


def _whole(span: Span, found: Sequence[Token]) -> Span:
    """A stretch with the tokens that it cuts through made whole, so that no half of a name is left."""
    start, end = span.start, span.end
    at = bisect_left(found, span.start, key=lambda t: t.end)
    while at < len(found) and found[at].start < span.end:
        if found[at].end > span.start:
            start, end = min(start, found[at].start), max(end, found[at].end)
        at += 1
    return Span(start, end)


def _bridges(struck_out: Sequence[Span], found: Sequence[Token], text: str, spared: Iterable[Span]) -> Iterator[Span]:
    """Words with a capital between two struck stretches with nothing else between: a middle name that no seal has."""
    for left, right in pairwise(struck_out):
        at = bisect_left(found, left.end, key=lambda t: t.start)
        end = bisect_left(found, right.start, key=lambda t: t.start)
        between = [t for t in found[at:end] if t.lean]
        if not 0 < len(between) <= _LONGEST_BRIDGE or not all(text[t.start].isupper() for t in between):
            continue
        inside = text[left.end : right.start]
        bridge = Span(left.end, right.start)
        if not _NO_BRIDGE.search(inside) and not any(bridge.overlaps(s) for s in spared):
            yield bridge


def _without(span: Span, spared: Iterable[Span]) -> list[Span]:
    """A stretch less other ones."""
    left = [span]
    for hole in spared:
        pieces: list[Span] = []
        for piece in left:
            if not piece.overlaps(hole):
                pieces.append(piece)
                continue
            if piece.start < hole.start:
                pieces.append(Span(piece.start, hole.start))
            if hole.end < piece.end:
                pieces.append(Span(hole.end, piece.end))
        left = pieces
    return left


def merged(spans: Iterable[Span], text: str) -> list[Span]:
    """Stretches in order, those that touch or have only a little white space or a hyphen between them made one.

    One marker then stands for a whole name, and does not tell of how many parts it is.
    """
    result: list[Span] = []
    for span in sorted(spans):
        end = min(span.end, len(text))
        if span.start >= end:
            continue
        if result and (
            span.start <= result[-1].end or text[result[-1].end : span.start].strip(" -‐‑–'’\n\t\u00a0") == ""
        ):
            result[-1] = Span(result[-1].start, max(result[-1].end, end))
        else:
            result.append(Span(span.start, end))
    return result


def struck(text: str, stretches: Iterable[Span]) -> str:
    """A text with the marker in place of each stretch."""
    pieces: list[str] = []
    at = 0
    for span in stretches:
        pieces += [text[at : span.start], MARKER]
        at = span.end
    return "".join([*pieces, text[at:]])
