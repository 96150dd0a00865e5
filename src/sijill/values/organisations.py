"""Which organisation a name stands for: armed groups, state forces, media, parties, rights and relief bodies.

The table (values/data/organisations/*.toml) holds for each its usual English name, other spellings, Arabic names,
abbreviations, what it is, its countries, and the public source that tells so. It states what the sources state: a kind
("guerrilla") is what a body is called there, and HURIDOCS' type of perpetrator follows from the kind and says nothing
of guilt.

A name is compared folded, without its article and hyphens ("al-Qa'ida" is "Al Qaida"). An abbreviation is taken as
written (IS is not "is"), and a text's own introduction of one ("Free Wadi Movement (FWM)") goes before the table.

Invariant: a name that two organisations share is told as theirs both and resolved to neither, unless the country or
the text itself decides; nothing is guessed from likeness alone but a spelling of one whole name.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

from sijill.errors import DataFileError
from sijill.languages import Language
from sijill.types import Span
from sijill.values.folding import fold
from sijill.values.names import compare, keys

#: a spelling that is not in the table stands for a name in it from this probability on. Names of two parts or more
#: only: measured on the table itself, no two organisations' names reach it (tests/values)
SAME_NAME = 0.93
#: no name has more words
LONGEST_NAME = 16
#: words without a letter in the abbreviation: "Front for the Liberation of the Hills (FLH)"
SMALL_WORDS = 5
#: longest text that is searched at once, in code points; texts are cut to this before (settings.max_characters)
MAX_CHARACTERS = 5_000_000

_KEYS: Final = frozenset(("name", "also", "ar", "short", "kind", "country", "from", "to", "parent", "source"))
_REQUIRED: Final = ("name", "kind", "source")


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row of the table."""

    #: its key in the table
    id: str
    #: usual English name
    name: str
    #: other names in Latin script
    also: tuple[str, ...]
    #: names in Arabic script, the usual one first
    arabic: tuple[str, ...]
    #: as written: "ISIL"
    abbreviations: tuple[str, ...]
    #: what it is, a key of [kinds]: "guerrilla", "police", "media", ...
    kind: str
    #: HURIDOCS type of perpetrator (micro-thesaurus 24) for its kind; None where that has none
    type: str | None
    #: ISO 3166-1 alpha-2 codes of the countries it belongs to or acts in foremost; empty: of many or none
    countries: tuple[str, ...]
    #: year it began, and year it ended or went on under another name; None: not plainly known, or it goes on
    since: int | None
    until: int | None
    #: id of the organisation that it is an undisputed part of
    parent: str | None
    #: title of the public source that tells so
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """All its names, the usual one first; no abbreviations."""
        return (self.name, *self.also, *self.arabic)


@dataclass(frozen=True, slots=True)
class OrganisationMention:
    """A name of an organisation in a text."""

    span: Span
    #: whose name it is; None where it is several's and nothing decides, or where the text introduces it for another
    organisation: Organisation | None
    #: all whose name it is, by id
    candidates: tuple[str, ...]
    #: "name", "abbreviation", or "introduced": by the text itself
    rule: str


@dataclass(frozen=True, slots=True)
class Introduction:
    """A text's own introduction of an abbreviation: "Free Wadi Movement (FWM)"."""

    #: where the name stands
    name: Span
    #: where the abbreviation stands, without the bracket
    abbreviation: Span


def load(extra: Sequence[Path] = ()) -> Organisations:
    """The table, with a user's own rows over it.

    Args:
        extra: folders of a user's own, each with an ``organisations/`` of TOML files, read in this order. A row of an
            id that exists takes the place of that row.

    Raises:
        DataFileError: a file is broken; it names the file, the row and the remedy.
    """
    return Organisations(_read(tuple(extra))) if extra else _shipped()


def find(text: str, language: str | Language, *, country: str | None = None) -> list[OrganisationMention]:
    """The shipped table's :meth:`Organisations.find`."""
    return _shipped().find(text, language, country=country)


def resolve(name: str, *, country: str | None = None) -> Organisation | None:
    """The shipped table's :meth:`Organisations.resolve`."""
    return _shipped().resolve(name, country=country)


@cache
def _shipped() -> Organisations:
    return Organisations(_read(()))


# ---------------------------------------------------------------------------------------------------------
# The files


@dataclass(frozen=True, slots=True)
class _Files:
    rows: Mapping[str, Organisation]
    weak_abbreviations: frozenset[str]
    weak_names: frozenset[str]


def _read(extra: Sequence[Path]) -> _Files:
    folder = resources.files("sijill.values") / "data" / "organisations"
    told = _parsed(folder / "_kinds.toml")
    rows: dict[str, Organisation] = {}
    own = [f for path in extra for f in sorted((Path(path) / "organisations").glob("*.toml"))]
    shipped = sorted(
        (f for f in folder.iterdir() if f.name.endswith(".toml") and f.name[0] != "_"), key=lambda f: f.name
    )
    for file in (*shipped, *own):
        for identifier, row in _parsed(file).items():
            rows[identifier] = _organisation(identifier, row, told, f"{file}")
    for identifier, row in rows.items():
        if row.parent is not None and row.parent not in rows:
            raise DataFileError(identifier, f"has the parent {row.parent!r}, which is no organisation of the table")
    weak = told["weak"]
    return _Files(rows, frozenset(weak["abbreviations"]), frozenset(weak["names"]))


def _parsed(file: Traversable | Path) -> Mapping[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise DataFileError(str(file), f"cannot be read: {error}") from error


def _organisation(identifier: str, row: Any, told: Mapping[str, Any], file: str) -> Organisation:
    where = f"{file}: {identifier}"
    if not isinstance(row, Mapping):
        raise DataFileError(
            where, "is no row of an organisation", 'write id = { name = "…", kind = "…", source = "…" }'
        )
    if unknown := sorted(set(row) - _KEYS):
        raise DataFileError(where, f"has the unknown key {unknown[0]!r}", f"there are: {', '.join(sorted(_KEYS))}")
    for key in _REQUIRED:
        if not isinstance(row.get(key), str) or not row[key].strip():
            raise DataFileError(where, f"has no {key}")
    if row["kind"] not in told["kinds"]:
        raise DataFileError(where, f"is of the unknown kind {row['kind']!r}", f"there are: {', '.join(told['kinds'])}")
    lists = {key: _words(row, key, where) for key in ("also", "ar", "short")}
    countries = tuple(str(row.get("country", "")).split())
    if not all(len(c) == 2 and c.isascii() and c.isupper() for c in countries):
        raise DataFileError(where, f"has the country {row['country']!r}", 'write ISO 3166-1 codes: "IQ" or "IQ SY"')
    years = [row.get("from"), row.get("to")]
    if not all(y is None or (isinstance(y, int) and 1000 <= y <= 2999) for y in years):
        raise DataFileError(where, "has a year that is none", "write from = 1988, to = 2013")
    began, ended = years
    if began is not None and ended is not None and began > ended:
        raise DataFileError(where, "ends before it begins")
    return Organisation(
        identifier, row["name"], lists["also"], lists["ar"], lists["short"], row["kind"],
        told["kinds"][row["kind"]] or None, countries, began, ended, row.get("parent"),
        told["sources"].get(row["source"], row["source"]),
    )  # fmt: skip


def _words(row: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    words = row.get(key, [])
    if not isinstance(words, list) or not all(isinstance(w, str) and w.strip() for w in words):
        raise DataFileError(where, f"{key} is not a list of names", f'write {key} = ["…", "…"]')
    return tuple(words)


# ---------------------------------------------------------------------------------------------------------
# Words of names

# "U.N.", then letters and digits with inner apostrophes. Single classes repeated: linear.
_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}|[^\W_][\u0300-\u036f\u064b-\u065f\u0670\u0640]*"
    r"(?:['’ʼʻʾʿ`´]?[^\W_][\u0300-\u036f\u064b-\u065f\u0670\u0640]*)*"
)
# the same in a folded name, and whether a hyphen follows
_FOLDED_WORD = re.compile(r"((?:[^\W\d_]\.){2,}|[^\W_]+)(-?)")
_POSSESSIVE = re.compile(r"['’]s\b")
# what may stand between two words of one name
_GAP = re.compile(r"[\s\-‐‑‒–—&/()'’\"“”.]*")
_ARTICLES = frozenset(("al", "el", "ul"))
_SUN_ARTICLES = frozenset(("as", "ash", "ad", "ar", "at", "an", "az", "adh", "ath", "ed", "es", "ez"))
_ARABIC_ARTICLE = re.compile(r"ال(?=[\u0621-\u064a]{2})")
#: letters that Arabic writes together with the next word
_CLITICS = ("و", "ف", "ب", "ل", "ك")


class _Word(NamedTuple):
    start: int
    end: int
    #: folded, dots out
    key: str
    text: str


def _text_words(text: str) -> list[_Word]:
    words = []
    for match in _WORD.finditer(text):
        written = match.group()
        if written[-2:] in ("'s", "’s"):
            written = written[:-2]
        start = match.start()
        key = written.lower() if written.isascii() else fold(written)
        words.append(_Word(start, start + len(written), key.replace("'", "").replace(".", ""), written))
    return words


def _is_article(words: Sequence[_Word], index: int, text: str) -> bool:
    word = words[index]
    if word.key in _ARTICLES:
        return True
    hyphen = text[word.end : word.end + 1] in ("-", "‐", "‑")
    return word.key in _SUN_ARTICLES and hyphen


def _key(name: str) -> tuple[str, ...]:
    """The words that a name is found by: articles out where two words or more are left, "'s" out."""
    words = _FOLDED_WORD.findall(fold(_POSSESSIVE.sub("", name)))
    bare = [
        word for index, (word, hyphen) in enumerate(words)
        if not (word in _ARTICLES or (hyphen and word in _SUN_ARTICLES) or (word == "the" and not index))
    ]  # fmt: skip
    if len(bare) >= 2:
        return tuple(_ARABIC_ARTICLE.sub("", word, count=1).replace(".", "") for word in bare)
    return tuple("al" if word in _ARTICLES else word.replace(".", "") for word, _ in words)


def _is_abbreviation(text: str) -> bool:
    letters = text.replace(".", "")
    return 2 <= len(letters) <= 10 and sum(c.isupper() for c in letters) >= 2 and sum(c.islower() for c in letters) <= 2


#: abbreviation -> where the text introduces it, and for whom
_Introduced: TypeAlias = Mapping[str, Sequence[tuple[int, Organisation | None]]]


# ---------------------------------------------------------------------------------------------------------
# The table


@dataclass(slots=True)
class Organisations:
    """Organisations by name; made by :func:`load`."""

    _files: _Files
    #: name -> ids
    _names: dict[tuple[str, ...], list[str]] = field(default_factory=dict)
    _abbreviations: dict[str, list[str]] = field(default_factory=dict)
    #: first word of a name -> how many words names have that begin with it, the most first
    _lengths: dict[str, list[int]] = field(default_factory=dict)
    #: names that a text has in another sense as often
    _weak: set[tuple[str, ...]] = field(default_factory=set)
    #: key of a spelling -> (name, id); made when first asked for
    _spellings: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for row in self._files.rows.values():
            for name in row.names:
                self._enter(self._names, _key(name), row.id)
            for short in row.abbreviations:
                self._enter(self._abbreviations, short.replace(".", ""), row.id)
        lengths: dict[str, set[int]] = {}
        for key in self._names:
            lengths.setdefault(key[0], set()).add(len(key))
        self._lengths = {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}
        self._weak = {_key(name) for name in self._files.weak_names}

    @staticmethod
    def _enter(table: dict[Any, list[str]], key: Any, identifier: str) -> None:
        ids = table.setdefault(key, [])
        if key and identifier not in ids:
            ids.append(identifier)

    def __len__(self) -> int:
        return len(self._files.rows)

    def __iter__(self) -> Iterator[Organisation]:
        return iter(self._files.rows.values())

    def get(self, identifier: str) -> Organisation | None:
        """The organisation of an id, or None."""
        return self._files.rows.get(identifier)

    def candidates(self, name: str) -> tuple[Organisation, ...]:
        """All organisations of a name or abbreviation, as it is written, in the order of the table."""
        name = name.strip()
        ids = list(self._abbreviations.get(name.replace(".", ""), ())) or list(self._names.get(_key(name), ()))
        if not ids and (match := _IN_BRACKETS.fullmatch(name)):
            # "Islamic State (IS)": both are said, and both must agree
            outer, inner = (self.candidates(match[g]) for g in (1, 2))
            return tuple(o for o in outer if not inner or o in inner)
        return tuple(self._files.rows[i] for i in ids)

    def resolve(self, name: str, *, country: str | None = None) -> Organisation | None:
        """The organisation that a name stands for.

        Args:
            name: a name or an abbreviation, in Latin or Arabic script, or both: "Islamic State (IS)".
            country: ISO code of the country told of; decides between several of one name.

        Returns:
            None where nobody has the name, or where several have and the country does not decide.
        """
        found = self.candidates(name)
        if not found and len(name) <= 200:
            found = self._spelled(name)
        return self._decided(found, country)

    @staticmethod
    def _decided(found: Sequence[Organisation], country: str | None) -> Organisation | None:
        if len(found) > 1 and country:
            found = [o for o in found if country in o.countries]
        return found[0] if len(found) == 1 else None

    def _spelled(self, name: str) -> tuple[Organisation, ...]:
        """Organisations whose whole name is this one in another spelling."""
        if not self._spellings:
            for row in self._files.rows.values():
                for own in row.names:
                    for key in keys(own) if len(_key(own)) > 1 else ():
                        self._spellings.setdefault(key, []).append((own, row.id))
        words = len(_key(name))
        if words < 2:
            return ()
        near = dict.fromkeys(pair for key in sorted(keys(name)) for pair in self._spellings.get(key, ()))
        same = {
            identifier for own, identifier in near
            if len(_key(own)) == words and compare(own, name).probability >= SAME_NAME
        }  # fmt: skip
        return tuple(self._files.rows[i] for i in sorted(same))

    # in a text -------------------------------------------------------------------------------------------

    def find(self, text: str, language: str | Language, *, country: str | None = None) -> list[OrganisationMention]:
        """The names of organisations in a text.

        Args:
            text: any text; spans count its code points.
            language: BCP 47 code or the language; Arabic has no capitals and joins small words to the next.
            country: ISO code of the country that the text tells of; decides between several of one name.

        Returns:
            Mentions in order, none overlapping another. A mention that several may be has no organisation, unless
            the text elsewhere gives the full name of just one of them.
        """
        code = language if isinstance(language, str) else language.code
        text = text[:MAX_CHARACTERS]
        words = _text_words(text)
        introduced = self._introduced(text, words)
        found: list[OrganisationMention] = []
        index = 0
        while index < len(words):
            mention, after = self._at(text, words, index, introduced, country, code.startswith("ar"))
            if mention is not None:
                found.append(mention)
            index = after
        named = {m.organisation.id for m in found if m.organisation}
        return [self._by_the_text(m, named) for m in found]

    def _by_the_text(self, mention: OrganisationMention, named: set[str]) -> OrganisationMention:
        only = [i for i in mention.candidates if i in named]
        if mention.organisation is not None or len(only) != 1 or len(mention.candidates) < 2:
            return mention
        return OrganisationMention(mention.span, self._files.rows[only[0]], mention.candidates, mention.rule)

    def _introduced(self, text: str, words: Sequence[_Word]) -> _Introduced:
        told: dict[str, list[tuple[int, Organisation | None]]] = {}
        for index in _bracketed(text, words):
            word = words[index]
            short = word.text.replace(".", "")
            own = self._abbreviations.get(short, ())
            # "Reporters Without Borders (RSF)": the table knows a pair whose letters do not agree
            paired = next((i for i in self._before_bracket(text, words, index) if i in own), None)
            first = _long_form(words, index, short, text)
            if paired is None and first is None:
                continue
            name = text[words[first or 0].start : words[index - 1].end]
            ids = [paired] if paired else self._names.get(_key(name), ())
            row = self._files.rows[ids[0]] if len(ids) == 1 else None
            told.setdefault(short, []).append((word.start, row))
        return told

    def _before_bracket(self, text: str, words: Sequence[_Word], index: int) -> Sequence[str]:
        """Whose name ends before a bracket; the longest name counts."""
        for first in range(max(0, index - LONGEST_NAME), index):
            ids = self._names.get(_key(text[words[first].start : words[index - 1].end]))
            if ids:
                return ids
        return ()

    def _at(
        self, text: str, words: Sequence[_Word], index: int, introduced: _Introduced,
        country: str | None, joined: bool,
    ) -> tuple[OrganisationMention | None, int]:  # fmt: skip
        word = words[index]
        short = word.text.replace(".", "")
        for first, cut in self._firsts(word, joined):
            if first not in self._lengths and not (first in _ARTICLES or first in _SUN_ARTICLES):
                continue
            hit = self._longest(text, words, index, first)
            if hit is None:
                continue
            ids, last = hit
            span = Span(word.start + cut, words[last - 1].end)
            if span.end - span.start == len(short) and short in self._abbreviations:
                break  # "UNICEF" is as much its abbreviation: below
            rows = [self._files.rows[i] for i in ids]
            return OrganisationMention(span, self._decided(rows, country), tuple(ids), "name"), last
        if short in introduced:
            # the last introduction so far; before the first one, that one
            before = [told for at, told in introduced[short] if at <= word.start]
            row = before[-1] if before else introduced[short][0][1]
            span = Span(word.start, word.end)
            return OrganisationMention(span, row, (row.id,) if row else (), "introduced"), index + 1
        if short in self._abbreviations and short not in self._files.weak_abbreviations:
            ids = self._abbreviations[short]
            end = word.end - (word.text.endswith(".") and not word.text[:-1].count("."))
            rows = [self._files.rows[i] for i in ids]
            decided = self._decided(rows, country)
            return OrganisationMention(Span(word.start, end), decided, tuple(ids), "abbreviation"), index + 1
        return None, index + 1

    def _firsts(self, word: _Word, joined: bool) -> Iterable[tuple[str, int]]:
        """A first word as names have it, and how many letters of the written one go off before it."""
        yield word.key, 0
        if not "\u0600" <= word.key[:1] <= "\u06ff":
            return
        bare = _ARABIC_ARTICLE.sub("", word.key, count=1)
        if bare != word.key:
            yield bare, 0
        if joined and len(word.key) == word.end - word.start:
            for size in (1, 2):
                if len(word.key) > size + 2 and all(c in _CLITICS for c in word.key[:size]):
                    rest = word.key[size:]
                    yield rest, size
                    yield _ARABIC_ARTICLE.sub("", rest, count=1), size
                    if rest.startswith("ل") and word.key[size - 1] == "ل":
                        yield rest[1:], size + 1  # "للجيش"

    def _longest(self, text: str, words: Sequence[_Word], index: int, first: str) -> tuple[list[str], int] | None:
        """The longest name that begins here: whose it is, and where it ends."""
        sizes = self._lengths.get(first, ())
        start = index
        taken = [first]
        ends = [index + 1]
        if _is_article(words, index, text):
            # "Al-Nusra Front": the article is a part of the stretch and not of the name
            start += 1
            if start >= len(words):
                return None
            alone = ("al", words[start].key)
            joint = self._names.get(alone)
            taken, ends = [words[start].key], [start + 1]
            sizes = self._lengths.get(taken[0], ())
            if joint and self._told(words, index, start + 1, alone):
                longer = self._grown(text, words, index, start, taken, ends, sizes)
                return longer or (list(joint), start + 1)
        return self._grown(text, words, index, start, taken, ends, sizes)

    def _grown(
        self, text: str, words: Sequence[_Word], index: int, start: int, taken: list[str], ends: list[int],
        sizes: Sequence[int],
    ) -> tuple[list[str], int] | None:  # fmt: skip
        at = start + 1
        while sizes and len(taken) < min(sizes[0], LONGEST_NAME) and at < len(words):
            between = text[words[at - 1].end : words[at].start]
            if len(between) > 3 or not _GAP.fullmatch(between) or "\n\n" in between or ". " in between:
                break
            if not _is_article(words, at, text):
                taken.append(_ARABIC_ARTICLE.sub("", words[at].key, count=1))
                ends.append(at + 1)
            at += 1
        for size in sizes:
            if size > len(taken):
                continue
            key = tuple(taken[:size])
            ids = self._names.get(key)
            if ids and self._told(words, index, ends[size - 1], key):
                return list(ids), ends[size - 1]
        return None

    def _told(self, words: Sequence[_Word], first: int, last: int, key: tuple[str, ...]) -> bool:
        """Whether a stretch is written as a name is, and the name is not one of those that mean much else."""
        if key in self._weak:
            return False
        written = [w for w in words[first:last] if w.text[0].isalpha()]
        arabic = "\u0600" <= key[0][:1] <= "\u06ff"
        # joined by "of" and "for", but begun and ended with a capital: the "islamic state" of a country is none
        return arabic or not written or (
            _raised(written[-1]) and any(_raised(w) for w in written[:2])
        )  # fmt: skip


def _raised(word: _Word) -> bool:
    return any(c.isupper() for c in word.text)


_IN_BRACKETS = re.compile(r"([^()]{2,120}?)\s*\(([^()]{1,40})\)")

# ---------------------------------------------------------------------------------------------------------
# Abbreviations that a text introduces


def introductions(text: str) -> list[Introduction]:
    """Where a text introduces an abbreviation: "Free Wadi Movement (FWM)".

    The method is Schwartz and Hearst's (*A simple algorithm for identifying abbreviation definitions in biomedical
    text*, 2003): each letter of the abbreviation, from the last to the first, must be found in the words before it,
    and the first one at the start of a word.
    """
    return list(_introductions(text, _text_words(text)))


def _introductions(text: str, words: Sequence[_Word]) -> Iterable[Introduction]:
    for index in _bracketed(text, words):
        word = words[index]
        first = _long_form(words, index, word.text.replace(".", ""), text)
        if first is not None:
            yield Introduction(Span(words[first].start, words[index - 1].end), Span(word.start, word.end))


def _bracketed(text: str, words: Sequence[_Word]) -> Iterator[int]:
    """Words that look like abbreviations and open a bracket."""
    for index, word in enumerate(words):
        opened = index and text[word.start - 1 : word.start] == "(" and text[word.end : word.end + 1] in (")", ",", ";")
        if opened and _is_abbreviation(word.text):
            yield index


def _long_form(words: Sequence[_Word], index: int, short: str, text: str) -> int | None:
    """The first word of the name before the bracket, or None. One with a capital goes before one without."""
    first = _matched_from(words, index, short, text, capital=True)
    return _matched_from(words, index, short, text, capital=False) if first is None else first


def _matched_from(words: Sequence[_Word], index: int, short: str, text: str, *, capital: bool) -> int | None:
    letters = [c for c in fold(short) if c.isalnum()]
    floor = max(0, index - len(letters) - SMALL_WORDS)
    at, place = index - 1, len(letters) - 1
    inside = len(words[at].key) - 1 if at >= floor else -1
    while place >= 0:
        while True:
            if at < floor or (at < index - 1 and not _GAP.fullmatch(text[words[at].end : words[at + 1].start])):
                return None
            key = words[at].key
            start_needed = place == 0
            while inside >= 0 and (key[inside] != letters[place] or (start_needed and inside > 0)):
                inside -= 1
            if inside >= 0 and not (start_needed and capital and not _raised(words[at])):
                break
            at -= 1
            inside = len(words[at].key) - 1 if at >= 0 else -1
        if place == 0:
            return at
        place -= 1
        inside -= 1
    return None
