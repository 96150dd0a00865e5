"""Forms: how a language puts words together to say a value, read from its data and matched in linear time.

A form is a line such as ``"WEEKDAY [,] DAY [of] MONTH [[,] YEAR]"``: words in lower case stand for themselves
(``a|b``: one of them), words in capitals for a category of the lexicon, ``[…]`` may be left out, ``{NAME}`` is
another form by name, and a first word ``<in|on>`` must stand before the find and is no part of it. All forms are
spelled out into one tree, so that every word of a text is looked up once; of all forms that match at a word
the longest wins, and among equals the earlier one.

Invariant: the work for one word is bounded by the longest form, whatever the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from sijill.errors import DataFileError
from sijill.types import Span
from sijill.values.folding import fold

#: forms spelled out of one line at most: a slip in a data file must not eat the memory
MAX_EXPANSIONS = 20_000
#: texts whose words are kept at hand: dates, counts and tolls of one text are asked for one after the other
REMEMBERED = 12

# One alternative each: ISO date (with time), numeric date, number with thousands separators, number, word, other.
# Every quantifier is bounded or runs over one class, so that no input makes it go back far.
_TOKEN = re.compile(
    r"(?P<iso>\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?)?(?![\d-]))"
    r"|(?P<month>\d{4}-\d{2}(?![\d-]))"
    r"|(?P<numeric>\d{1,4}(?P<sign>[/.-])\d{1,2}(?P=sign)\d{2,4}(?![\d/-]))"
    r"|(?P<clock>\d{1,2}[:٫]\d{2}(?::\d{2})?(?!\d))"
    r"|(?P<thousands>\d{1,3}(?:[,٬]\d{3})+(?![\d]))"
    r"|(?P<decimal>\d+[.٫]\d+)"
    r"|(?P<number>\d+)"
    r"|(?P<word>[^\W\d_][^\W\d_\u0300-\u036f\u064b-\u065f\u0670\u0640]*"
    r"(?:[\u0300-\u036f\u064b-\u065f\u0670\u0640]+[^\W\d_\u0300-\u036f\u064b-\u065f\u0670\u0640]*)*)"
    r"|(?P<other>[^\s\u200e\u200f\u00ad])"
)


class Token(NamedTuple):
    """One word, number or sign of a text."""

    start: int
    end: int
    #: folded
    key: str
    #: "iso", "month", "numeric", "clock", "thousands", "decimal", "number", "word" or "other"
    kind: str
    #: begins with a capital letter, or has no case
    capital: bool
    #: stands directly after the token before, without white space
    glued: bool
    #: a paragraph begins here
    fresh: bool


def tokenise(text: str) -> list[Token]:
    """The words, numbers and signs of a text, in order. White space and direction marks are no tokens."""
    return list(_tokens(text))


@lru_cache(maxsize=REMEMBERED)
def _tokens(text: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    before = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup or "other"
        if kind == "sign":
            kind = "numeric"
        words = match.group()
        first = words[0]
        fresh = start - before > 1 and text.count("\n", before, start) > 1
        key = words.lower() if words.isascii() else fold(words)
        tokens.append(Token(start, end, key, kind, not first.islower(), start == before, fresh))
        before = end
    return tuple(tokens)


SlotValue: TypeAlias = int | str | tuple[int, int]


class Slot(NamedTuple):
    """One category that a form found: ``Slot("MONTH", 7)``."""

    category: str
    value: SlotValue


class Lexeme(NamedTuple):
    """One entry of a lexicon."""

    #: its folded words
    words: tuple[str, ...]
    category: str
    value: SlotValue
    #: must be written with a capital letter
    capital: bool = False
    #: an abbreviation: a full stop behind it belongs to it
    abbreviation: bool = False


class Match(NamedTuple):
    """A form found in a text."""

    rule: str
    slots: tuple[Slot, ...]
    #: first token of the find
    first: int
    #: one past its last token
    last: int


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    categories: dict[str, _Node] = field(default_factory=dict)
    rule: str | None = None
    order: int = 0


class Lexicon:
    """What single words (or fixed sequences of words) mean."""

    def __init__(self, lexemes: Iterable[Lexeme], clitics: Sequence[str] = ()) -> None:
        self._entries: dict[str, list[Lexeme]] = {}
        for lexeme in lexemes:
            self._entries.setdefault(lexeme.words[0], []).append(lexeme)
        for entries in self._entries.values():
            entries.sort(key=lambda e: -len(e.words))
        self._single = {key: [e for e in entries if len(e.words) == 1] for key, entries in self._entries.items()}
        #: entries of several words, and how many words those have that begin with one: a word that begins hundreds
        #: ("two thousand ...") costs no more than one that begins a few
        self._phrases: dict[tuple[str, ...], list[Lexeme]] = {}
        lengths: dict[str, set[int]] = {}
        for entries in self._entries.values():
            for entry in entries:
                if len(entry.words) > 1:
                    self._phrases.setdefault(entry.words, []).append(entry)
                    lengths.setdefault(entry.words[0], set()).add(len(entry.words))
        self._lengths = {key: tuple(sorted(found, reverse=True)) for key, found in lengths.items()}
        #: letters that a language writes together with the next word ("و", "ب")
        self.clitics = tuple(clitics)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def entries(self, key: str) -> Sequence[Lexeme]:
        """All entries that begin with a folded word."""
        return self._entries.get(key, ())

    def unclitic(self, key: str) -> str | None:
        """The known word that is left when a prefixed particle is taken off, or None."""
        for clitic in self.clitics:
            if key.startswith(clitic) and key[len(clitic) :] in self._entries:
                return key[len(clitic) :]
        return None

    def at(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[str, SlotValue, int]]:
        """What begins at a token: category, value and the index of the token behind it."""
        token = tokens[index]
        key = token.key
        singles = self._single.get(key)
        if singles is None:
            bare = self.unclitic(key) if self.clitics else None
            if bare is None:
                return
            key = bare
            singles = self._single[key]
        for length in self._lengths.get(key, ()):
            if index + length > len(tokens):
                continue
            words = (key, *(t.key for t in tokens[index + 1 : index + length]))
            for entry in self._phrases.get(words, ()):
                yield from self._one(entry, tokens, index, index + length)
        for entry in singles:
            yield from self._one(entry, tokens, index, index + 1)

    def _one(
        self, entry: Lexeme, tokens: Sequence[Token], index: int, end: int
    ) -> Iterator[tuple[str, SlotValue, int]]:
        if entry.capital and not tokens[index].capital:
            return
        if entry.abbreviation and end < len(tokens) and tokens[end].key == "." and tokens[end].glued:
            end += 1
        yield entry.category, entry.value, end


class Grammar:
    """The forms of one language for one kind of value."""

    def __init__(
        self,
        forms: Iterable[tuple[str, str]],
        lexicon: Lexicon,
        *,
        macros: Mapping[str, str],
        numbers: NumberReader | None = None,
        where: str = "",
    ) -> None:
        """Spell out the forms.

        Args:
            forms: pairs of rule and form, in order of precedence.
            lexicon: the categories that single words have.
            macros: forms by name, for ``{NAME}``.
            numbers: reads the categories of a token of digits.
            where: the data file, for errors.

        Raises:
            DataFileError: a form cannot be read.
        """
        self.lexicon = lexicon
        self._numbers = numbers
        self._root = _Node()
        #: forms that need a word before them, by that word
        self._after: dict[str, _Node] = {}
        for order, (rule, form) in enumerate(forms):
            for elements in _spelled_out(form, macros, where):
                self._enter(elements, rule, order)

    def _enter(self, elements: Sequence[str], rule: str, order: int) -> None:
        if elements[0].startswith("<"):
            word = elements[0][1:-1]
            node = self._after.setdefault(fold(word), _Node())
            elements = elements[1:]
        else:
            node = self._root
        for element in elements:
            if element.isupper() and element.isascii():
                node = node.categories.setdefault(element, _Node())
            else:
                node = node.literals.setdefault(element.lower() if element.isascii() else fold(element), _Node())
        if node.rule is None:
            node.rule, node.order = rule, order

    def matches(self, tokens: Sequence[Token]) -> Iterator[Match]:
        """All finds in a text, in order, none overlapping another."""
        index = 0
        while index < len(tokens):
            found = self._at(tokens, index)
            if found is None:
                index += 1
            else:
                yield found
                index = found.last

    def _at(self, tokens: Sequence[Token], index: int) -> Match | None:
        key = tokens[index].key
        kind = tokens[index].kind
        if (
            kind in ("word", "other")
            and key not in self._root.literals
            and key not in self.lexicon
            and not (self.lexicon.clitics and self.lexicon.unclitic(key))
        ):
            return None
        best, order = self._walk(tokens, index, self._root)
        if index and not tokens[index].fresh and (after := self._after.get(tokens[index - 1].key)):
            other, other_order = self._walk(tokens, index, after)
            if other is not None and (best is None or (other.last, -other_order) > (best.last, -order)):
                best = other
        return best

    def _walk(self, tokens: Sequence[Token], index: int, root: _Node) -> tuple[Match | None, int]:
        best: Match | None = None
        best_key = (0, 0)
        stack: list[tuple[_Node, int, tuple[Slot, ...]]] = [(root, index, ())]
        while stack:
            node, at, slots = stack.pop()
            if node.rule is not None and (at, -node.order) > best_key:
                best, best_key = Match(node.rule, slots, index, at), (at, -node.order)
            if at >= len(tokens) or (tokens[at].fresh and at > index):
                continue
            literal = node.literals.get(tokens[at].key)
            if literal is not None:
                stack.append((literal, at + 1, slots))
            if node.categories:
                for category, value, end in self._categories(tokens, at):
                    child = node.categories.get(category)
                    if child is not None:
                        stack.append((child, end, (*slots, Slot(category, value))))
        return best, -best_key[1]

    def _categories(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[str, SlotValue, int]]:
        kind = tokens[index].kind
        if kind in ("word", "other"):
            yield from self.lexicon.at(tokens, index)
        elif self._numbers is not None:
            yield from self._numbers.at(tokens, index)


class NumberReader:
    """The categories of digits: DAY, YEAR, NUMBER, DECADE, ISO, NUMERIC."""

    def __init__(self, ordinal_suffixes: Iterable[str] = (), decade_suffixes: Iterable[str] = ()) -> None:
        self._ordinal = frozenset(ordinal_suffixes)
        self._decade = frozenset(decade_suffixes)

    def at(self, tokens: Sequence[Token], index: int) -> Iterator[tuple[str, SlotValue, int]]:
        """What a token of digits may be: category, value, and the index of the token behind it."""
        token = tokens[index]
        if token.kind == "month":
            yield "YEARMONTH", fold(token.key), index + 1
            return
        if token.kind in ("iso", "numeric"):
            yield token.kind.upper(), fold(token.key), index + 1
            return
        if token.kind == "thousands":
            yield "NUMBER", int(re.sub(r"[,٬]", "", token.key)[:12]), index + 1
            return
        if token.kind == "clock":
            hour, minute = re.split(r"[:٫]", fold(token.key))[:2]
            yield "CLOCK", (int(hour), int(minute)), index + 1
            return
        if token.kind != "number" or len(token.key) > 9:
            return
        value = int(token.key)
        suffix = tokens[index + 1].key if index + 1 < len(tokens) and tokens[index + 1].glued else ""
        if suffix in self._ordinal:
            if len(token.key) <= 2:
                yield "DAY", value, index + 2
            yield "ORDINAL", value, index + 2
            return
        if suffix in self._decade and value % 10 == 0:
            yield "DECADE" if value >= 1000 else "SHORTDECADE", value, index + 2
            return
        if len(token.key) <= 2:
            # a day that does not exist is read as one, so that it can be refused with a reason
            yield "DAY", value, index + 1
        if len(token.key) == 4 and 1000 <= value <= 2999:
            yield "YEAR", value, index + 1
        yield "NUMBER", value, index + 1


def span_of(tokens: Sequence[Token], first: int, last: int, lexicon: Lexicon | None = None) -> Span:
    """The stretch of text from token *first* to the one before *last*.

    With a lexicon, without the particle that a language writes together with the first word ("وأمس").
    """
    token, start = tokens[first], tokens[first].start
    if lexicon is not None and lexicon.clitics and token.key not in lexicon:
        bare = lexicon.unclitic(token.key)
        if bare is not None and len(token.key) == token.end - token.start:
            start += len(token.key) - len(bare)
    return Span(start, tokens[last - 1].end)


def _spelled_out(form: str, macros: Mapping[str, str], where: str) -> list[list[str]]:
    for _ in range(8):
        if "{" not in form:
            break
        try:
            form = re.sub(r"\{([A-Z_]+)\}", lambda m: macros[m[1]], form)
        except KeyError as error:
            raise DataFileError(where, f"no form is named {error} in {form!r}") from None
    parts = form.replace("[", " [ ").replace("]", " ] ").split()
    spelled, rest = _sequence(parts, 0, form, where)
    if rest != len(parts):
        raise DataFileError(where, f"a bracket too many in the form {form!r}")
    return [elements for elements in spelled if elements]


def _sequence(parts: Sequence[str], index: int, form: str, where: str) -> tuple[list[list[str]], int]:
    spelled: list[list[str]] = [[]]
    while index < len(parts) and parts[index] != "]":
        if parts[index] == "[":
            inner, index = _sequence(parts, index + 1, form, where)
            if index >= len(parts):
                raise DataFileError(where, f"a bracket is missing in the form {form!r}")
            choices = [[], *inner]
        elif parts[index].startswith("<"):
            choices = [[f"<{word}>"] for word in parts[index].strip("<>").split("|")]
        else:
            choices = [[word] for word in parts[index].split("|")]
        spelled = [left + right for left in spelled for right in choices]
        if len(spelled) > MAX_EXPANSIONS:
            raise DataFileError(where, f"a form with too many variants: {form!r}")
        index += 1
    return spelled, index
