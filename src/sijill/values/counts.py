"""How many: words of a text to the least and most number of people (or things) that they allow.

What is counted is left to the reader; here stands only the number with what qualifies it. Words are taken
literally, by named rules:

========== ============================== ===================
rule       words                          count
========== ============================== ===================
exact      14, fourteen, 1,400            14..14
at-least   at least, more than, 14 or more 14.. (no upper bound)
up-to      up to, at most, fewer than     0..14
about      about, nearly, some            14..14 (the figure given; that it is rough is told by the rule)
range      12-14, between 12 and 14       12..14
vague      several, dozens, hundreds      3.., 24.., 200.. (the least that the plural means)
none       none, nobody, no casualties    0..0
further    another 14, 14 more            14..14, not part of a number before
except     all but one of the 14          13..13 (of an unknown whole: no count)
article    a, an                          1..1, only where asked for
========== ============================== ===================

A part is never more than its whole: "several of the 12" is 3..12. What the vague words mean at least is data, by named
rule: "literal" is the plural taken at its word and the default; others are in ``[counts.vague]`` of a language.

Invariant: a number that counts time, money, age, parts of a hundred or order, or that names something (Article 19,
Channel 4, M16), is no count, and :func:`refused_counts` says why; expressions never overlap and stand in the order of
the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sijill.errors import DataFileError, UnknownNameError
from sijill.languages import Language, load
from sijill.types import Count, Span
from sijill.values.dates import find_dates
from sijill.values.forms import REMEMBERED, Lexeme, Lexicon, SlotValue, Token, span_of, tokenise

#: nobody reported of is older
OLDEST = 120
#: nothing larger has ever been counted of people; longer digits are an identifier
LARGEST = 10_000_000_000
#: the rule for vague words that takes a plural at its word
LITERAL = "literal"


@dataclass(frozen=True, slots=True)
class CountExpression:
    """Words that tell how many."""

    #: where they stand, with what qualifies them: "at least 14"
    span: Span
    #: how many
    count: Count
    #: the rule that made it
    rule: str


@dataclass(frozen=True, slots=True)
class RefusedCount:
    """A number that is no count of people."""

    #: where it stands
    span: Span
    #: why it is none, as a clause
    reason: str


def find_counts(
    text: str, language: str | Language, *, articles: bool = False, vague: str = LITERAL
) -> list[CountExpression]:
    """All words of a text that tell how many.

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language; one without data for counts gives plain digits only.
        articles: whether "a" and "an" count as one.
        vague: the rule by which vague words have a least: "literal", or one of the language's ``[counts.vague]``.

    Returns:
        The expressions in the order of the text.

    Raises:
        UnknownNameError: there is no such language, or it has no such rule.
        DataFileError: its data cannot be read.
    """
    told = load(language) if isinstance(language, str) else language
    return list(_counts(text, told, articles, vague))


@lru_cache(maxsize=REMEMBERED)
def _counts(text: str, language: Language, articles: bool, vague: str) -> tuple[CountExpression, ...]:
    return tuple(_finder(text, language, vague).all(articles=articles))


def refused_counts(text: str, language: str | Language) -> list[RefusedCount]:
    """The numbers of a text that :func:`find_counts` does not take for counts, each with the reason.

    Args:
        text: any text; spans count its code points.
        language: BCP 47 code, or the language.

    Returns:
        The numbers in the order of the text.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: its data cannot be read.
    """
    finder = _finder(text, language, LITERAL)
    taken = finder.all(articles=False)
    refused = [r for r in finder.refused if not any(r.span.overlaps(c.span) for c in taken)]
    return sorted({r.span: r for r in reversed(refused)}.values(), key=lambda r: r.span)


def vague_rules(language: str | Language) -> tuple[str, ...]:
    """The names of the rules by which a language's vague words have a least, sorted."""
    known = load(language) if isinstance(language, str) else language
    return tuple(sorted({LITERAL, *known.section("counts").get("vague", {})}))


def _finder(text: str, language: str | Language, vague: str) -> _Finder:
    told = load(language) if isinstance(language, str) else language
    return _Finder(tokenise(text), _vocabulary(told, vague), _starts(text, told))


@lru_cache(maxsize=REMEMBERED)
def _starts(text: str, language: Language) -> frozenset[int]:
    """Every code point that lies in an expression of time."""
    return frozenset(i for d in find_dates(text, language) for i in range(d.span.start, d.span.end))


# ---------------------------------------------------------------------------------------------------------
# Language data


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    lexicon: Lexicon
    #: "and", where a language writes it together with the next word
    conjunction: str


@lru_cache(maxsize=16)
def _vocabulary(language: Language, vague: str) -> _Vocabulary:
    section = language.section("counts")
    if vague not in vague_rules(language):
        raise UnknownNameError("rule for vague words", vague, vague_rules(language))
    try:
        least = section["vague"][vague] if vague != LITERAL else {}
        plurals = {words: _least(words, value, least) for words, value in section.get("plurals", {}).items()}
        lexicon = Lexicon(_lexemes({**section, "plurals": plurals}), section.get("clitics", ()))
        return _Vocabulary(lexicon, section.get("conjunction", ""))
    except (TypeError, AttributeError, ValueError, KeyError) as error:
        raise DataFileError(f"languages/{language.code}.toml [counts]", f"cannot be read: {error!r}") from error


def _least(words: str, literal: int, least: Mapping[str, int]) -> int:
    """What a vague word means at least by a rule: "dozens of" as "dozens"; what the rule leaves out, literally."""
    return least.get(words, least.get(words.rpartition(" ")[0], literal))


def _lexemes(section: Mapping[str, Any]) -> Iterable[Lexeme]:
    tables = {
        "cardinals": "CARDINAL", "multipliers": "MULTIPLIER", "dozens": "DOZEN", "plurals": "PLURAL",
        "before": "BEFORE", "after": "AFTER", "collectives": "COLLECTIVE",
    }  # fmt: skip
    lists = {
        "none": "NONE", "no": "NO", "no_heads": "NOHEAD", "articles": "ARTICLE", "and": "AND", "between": "BETWEEN",
        "to": "TO", "or": "OR", "labels": "LABEL", "units": "UNIT", "half": "HALF", "not_before_one": "NOTBEFOREONE",
        "not_after_one": "NOTAFTERONE", "except": "EXCEPT", "minus": "MINUS", "halves": "HALVES", "of": "OF",
        "determiners": "DETERMINER", "figures_follow": "FIGURE",
    }  # fmt: skip
    for table, category in tables.items():
        for words, value in section.get(table, {}).items():
            yield _lexeme(words, category, value)
    for table, category in lists.items():
        for words in section.get(table, ()):
            yield _lexeme(words, category, 1)


def _lexeme(words: str, category: str, value: SlotValue) -> Lexeme:
    return Lexeme(tuple(t.key for t in tokenise(words)), category, value)


# ---------------------------------------------------------------------------------------------------------
# Finding


@dataclass(frozen=True, slots=True)
class _Number:
    """A number without its qualifier."""

    value: int
    #: one past its last token
    end: int
    #: "exact" or "vague"
    rule: str = "exact"
    #: an article that stands for "one" begins it: "a hundred"
    article: bool = False


class _Finder:
    def __init__(self, tokens: Sequence[Token], vocabulary: _Vocabulary, times: frozenset[int]) -> None:
        self._tokens = tokens
        self._lexicon = vocabulary.lexicon
        self._conjunction = vocabulary.conjunction
        self._times = times
        #: numbers that are no counts, and why
        self.refused: list[RefusedCount] = []
        #: what the lexicon says of a token, by category, once it was asked
        self._read: dict[int, dict[str, tuple[SlotValue, int]]] = {}

    def all(self, *, articles: bool) -> list[CountExpression]:
        """Everything found, in order."""
        found: list[CountExpression] = []
        index = 0
        while index < len(self._tokens):
            expression, after = self._at(index, articles)
            if expression is not None:
                found.append(expression)
            index = max(after, index + 1)
        return found

    def _at(self, index: int, articles: bool) -> tuple[CountExpression | None, int]:
        token = self._tokens[index]
        if token.kind in ("word", "other") and token.key not in self._lexicon:
            if not (self._lexicon.clitics and self._lexicon.unclitic(token.key)):
                return None, index + 1
        elif token.start in self._times:
            if token.kind != "word":
                self._refuse(index, index + 1, "it tells when")
            return None, index + 1
        before = self._lexeme(index, "BEFORE")
        if before is not None:
            number = self._quantity(before[1])
            if number is not None:
                return self._made(index, number, str(before[0]))
        number = self._quantity(index)
        if number is not None:
            return self._made(index, number, None)
        if token.kind not in ("word", "other"):
            when = token.kind in ("clock", "iso", "month", "numeric")
            self._refuse(index, index + 1, "it tells when" if when else "it is not written as a number of people is")
        return self._words(index, articles)

    def _refuse(self, first: int, end: int, reason: str) -> None:
        self.refused.append(RefusedCount(span_of(self._tokens, first, end, self._lexicon), reason))

    def _words(self, index: int, articles: bool) -> tuple[CountExpression | None, int]:
        """Words that are counts by themselves: nobody, both, no casualties, a."""
        collective = self._lexeme(index, "COLLECTIVE")
        if collective is not None and isinstance(collective[0], int) and not self._owns(collective[1]):
            return self._expression(index, collective[1], Count(collective[0], collective[0]), "exact")
        none = self._lexeme(index, "NONE")
        if none is not None:
            return self._expression(index, none[1], Count(0, 0), "none")
        no = self._lexeme(index, "NO")
        if no is not None:
            # "no further casualties": one word may stand between
            for head in (no[1], no[1] + 1):
                if head < len(self._tokens) and self._lexeme(head, "NOHEAD"):
                    return self._expression(index, no[1], Count(0, 0), "none")
        article = self._lexeme(index, "ARTICLE")
        if articles and article is not None and article[1] < len(self._tokens):
            return self._expression(index, article[1], Count(1, 1), "article")
        return None, index + 1

    # -- one expression

    def _made(self, first: int, number: _Number, qualifier: str | None) -> tuple[CountExpression | None, int]:
        """The expression of a number, its range and its qualifiers; None where the number counts something else."""
        named = self._named(first, number)
        if named is not None:
            self._refuse(first, number.end, named)
            return None, number.end
        end, least, most, rule = number.end, number.value, number.value, number.rule
        upper = self._upper(first, number)
        if upper is not None:
            end, most, rule = upper.end, upper.value, "range"
        if self._counts_something_else(number, upper or number, end):
            self._refuse(first, end, "it counts time, money, a measure or an order")
            return None, end
        after = self._lexeme(end, "AFTER") if end < len(self._tokens) else None
        if after is not None:
            end, qualifier = after[1], qualifier or str(after[0])
        elif qualifier is None:
            qualifier = self._bound_behind(end)
        if self._is_one(first, number) and upper is None and self._not_one(first, number.end):
            return None, end
        opened = self._opening(first, "EXCEPT") if upper is None else None
        whole = self._whole(end)
        if opened is not None:
            if whole is None or whole.rule != "exact" or whole.value < most:
                self._refuse(first, end, "it is left out of a whole that is not told")
                return None, end
            left = whole.value - most
            return self._expression(opened, whole.end, Count(left, left), "except")
        count = Count(least, None if rule == "vague" else most)
        if qualifier is not None and rule != "range":
            count, rule = _qualified(count, qualifier, rule)
        if count.max is None and whole is not None and whole.rule == "exact" and whole.value >= count.min:
            count = Count(count.min, whole.value)  # a part is no more than its whole
        return self._expression(first, end, count, rule)

    def _whole(self, end: int) -> _Number | None:
        """The number of whom the one that ends here is a part: "three of the 14"."""
        of = self._lexeme(end, "OF") or self._lexeme(end - 1, "OF")  # "dozens of" has it already
        determiner = self._lexeme(of[1], "DETERMINER") if of is not None else None
        return self._number(determiner[1]) if determiner is not None else None

    def _named(self, first: int, number: _Number) -> str | None:
        """Why a number is none of people, by what stands before it; None where nothing says so."""
        if number.value > LARGEST:
            return "nobody counts so many people"
        if self._opening(first, "MINUS") is not None:
            return "fewer than nobody cannot be"
        if self._lexeme(first, "BETWEEN") is None and self._is_label(first):
            return "it names, prices or numbers something"
        if self._is_second(first):
            return "it is the second part of a score or a name"
        if self._is_age(first, number):
            return "it tells how old somebody is"
        return None

    def _owns(self, end: int) -> bool:
        """ "the couple's daughter": what follows is theirs."""
        return end < len(self._tokens) and self._tokens[end].key in ("'", "’") and self._tokens[end].glued

    def _bound_behind(self, end: int) -> str | None:
        """A bound that stands behind what is counted: "14 people at least"."""
        for index in (end + 1, end + 2):
            if index >= len(self._tokens) or any(t.kind != "word" or t.fresh for t in self._tokens[end:index]):
                return None
            after = self._lexeme(index, "AFTER")
            if after is not None and after[1] - index > 1 and after[0] in ("at-least", "up-to"):
                # "14 people, at least 3 of them": the bound belongs to the next number
                return None if self._number(after[1]) is not None else str(after[0])
        return None

    def _expression(self, first: int, end: int, count: Count, rule: str) -> tuple[CountExpression, int]:
        return CountExpression(span_of(self._tokens, first, end, self._lexicon), count, rule), end

    def _quantity(self, index: int) -> _Number | None:
        """The number that begins at a token, "between" before it included."""
        if index >= len(self._tokens) or self._tokens[index].start in self._times:
            return None
        between = self._lexeme(index, "BETWEEN")
        if between is not None:
            low = self._number(between[1])
            if low is not None and low.end < len(self._tokens):
                joined = self._lexeme(low.end, "AND") or self._lexeme(low.end, "TO")
                if joined is not None and self._number(joined[1]) is not None:
                    return low
            return None
        return self._number(index)

    def _upper(self, first: int, low: _Number) -> _Number | None:
        """The upper end of a range, if one follows."""
        if low.end >= len(self._tokens):
            return None
        begun = self._lexeme(first, "BETWEEN") is not None
        joined = self._lexeme(low.end, "TO") or self._lexeme(low.end, "OR")
        if joined is None and begun:
            joined = self._lexeme(low.end, "AND")
        if joined is None or joined[1] >= len(self._tokens) or self._tokens[low.end].fresh:
            return None
        if self._tokens[low.end].key == "-" and not self._closed(low.end):
            return None
        high = self._number(joined[1])
        if high is None or high.value <= low.value or self._tokens[joined[1]].start in self._times:
            return None
        # "two or 300" is no range; "20 to 30" and "two or three" are
        return high if high.value <= 20 * max(low.value, 1) else None

    def _closed(self, dash: int) -> bool:
        """Whether a dash joins two numbers: "25-30" and not "25 - 30 more were ..."."""
        after = dash + 1 < len(self._tokens) and self._tokens[dash + 1].glued
        return self._tokens[dash].glued == after

    # -- numbers

    def _number(self, index: int) -> _Number | None:
        if index >= len(self._tokens):
            return None
        token = self._tokens[index]
        if token.kind in ("iso", "month", "numeric", "clock"):
            return None
        half = self._lexeme(index, "HALF")
        if half is not None and (dozen := self._dozen(half[1])):
            return _Number(int(dozen[0]) // 2, dozen[1], "vague")
        if half is not None and (many := self._many(half[1])):
            return _Number(many[0] // 2, many[1])
        plural = self._lexeme(index, "PLURAL")
        if plural is not None and isinstance(plural[0], int):
            return self._plural(plural[0], plural[1])
        article = self._lexeme(index, "ARTICLE")
        start = article[1] if article is not None else index
        if (dozen := self._dozen(start)) and article is not None:
            value, end = self._and_a_half(*dozen)
            return _Number(value, end, "vague")
        if article is not None:
            multiplier = self._lexeme(start, "MULTIPLIER")
            if multiplier is None:
                return None
            read = self._cardinal(start, 1)
            return None if read is None else _Number(*self._and_a_half(*read), article=True)
        read = self._cardinal(index, 0)
        if read is None:
            return None
        if dozen := self._dozen(read[1]):
            return _Number(read[0] * dozen[0], dozen[1], "vague")
        if halves := self._lexeme(read[1], "HALVES"):  # "one and a half dozen"
            if dozen := self._dozen(halves[1]):
                return _Number((2 * read[0] + 1) * dozen[0] // 2, dozen[1], "vague")
            if many := self._many(halves[1]):
                return _Number((2 * read[0] + 1) * many[0] // 2, many[1])
        return _Number(*read)

    def _and_a_half(self, value: int, end: int) -> tuple[int, int]:
        """ "a dozen and a half", "a million and a half"."""
        halves = self._lexeme(end, "HALVES")
        return (value * 3 // 2, halves[1]) if halves is not None else (value, end)

    def _many(self, index: int) -> tuple[int, int] | None:
        found = self._lexeme(index, "MULTIPLIER")
        return (found[0], found[1]) if found is not None and isinstance(found[0], int) else None

    def _plural(self, value: int, end: int) -> _Number:
        """ "several", "dozens", and "several hundred", "a few dozen"."""
        if value < 10 and (dozen := self._dozen(end)):
            return _Number(value * dozen[0], dozen[1], "vague")
        multiplier = self._lexeme(end, "MULTIPLIER") if end < len(self._tokens) else None
        if value < 10 and multiplier is not None and isinstance(multiplier[0], int):
            return _Number(value * multiplier[0], multiplier[1], "vague")
        return _Number(value, end, "vague")

    def _dozen(self, index: int) -> tuple[int, int] | None:
        found = self._lexeme(index, "DOZEN") if index < len(self._tokens) else None
        return (found[0], found[1]) if found is not None and isinstance(found[0], int) else None

    def _cardinal(self, index: int, current: int) -> tuple[int, int] | None:
        """A number in digits or words: its value and the token behind it."""
        total, at, read = 0, index, False
        tokens = self._tokens
        if tokens[index].kind in ("number", "thousands", "decimal"):
            value = self._digits(index)
            if value is None:
                return None
            current, at, read = int(value), index + 1, True
            multiplier = self._lexeme(at, "MULTIPLIER") if at < len(tokens) else None
            if multiplier is not None and isinstance(multiplier[0], int):
                return round(value * multiplier[0]), multiplier[1]
            return None if tokens[index].kind == "decimal" else (current, at)
        while at < len(tokens) and not (read and tokens[at].fresh):
            step = at
            joined = False
            if read and tokens[step].key == "-" and tokens[step].glued and step + 1 < len(tokens):
                step += 1
            elif read and (conjunction := self._lexeme(step, "AND")) and (current % 100 == 0):
                step, joined = conjunction[1], True
            if step >= len(tokens):
                break
            key = tokens[step].key
            joined = joined or bool(
                self._conjunction and key.startswith(self._conjunction) and key not in self._lexicon
            )
            cardinal = self._lexeme(step, "CARDINAL")
            multiplier = self._lexeme(step, "MULTIPLIER")
            if multiplier is not None and isinstance(multiplier[0], int) and (read or current) and step == at:
                if multiplier[0] == 100:
                    current *= 100
                else:
                    total, current = total + current * multiplier[0], 0
                at, read = multiplier[1], True
            elif (
                cardinal is not None
                and isinstance(cardinal[0], int)
                and self._adds(total, current, cardinal[0], read=read, joined=joined, plain=step == at)
            ):
                current, at, read = current + cardinal[0], cardinal[1], True
            else:
                break
            if total + current > LARGEST:
                return None
        return (total + current, at) if read else None

    def _adds(self, total: int, current: int, value: int, *, read: bool, joined: bool, plain: bool) -> bool:
        """Whether a number word goes on with the number before it."""
        if not read:
            return current == 0
        if joined and self._conjunction:  # "خمسة وعشرون", "مئة وخمسة"
            return value != current and (value > current or current % 10 == 0 or value < current)
        if current == 0 and total:
            return value < 1000
        if current % 100 == 0 and current:
            return value < 100
        # "twenty-five", "twenty five"
        return 20 <= current % 100 <= 90 and current % 10 == 0 and 0 < value < 10 and (plain or not joined)

    def _digits(self, index: int) -> float | None:
        token = self._tokens[index]
        if len(token.key) > 15 or (token.key[0] == "0" and len(token.key) > 1):
            return None
        if index and token.glued:
            before = self._tokens[index - 1]
            particle = before.kind == "word" and before.key in self._lexicon.clitics and not before.glued
            if not particle and (before.kind != "other" or before.key in ".:/+#_@&"):
                return None  # M16, 3.5.1, +964
            if before.key == "-" and before.glued and index > 1 and self._tokens[index - 2].kind == "word":
                return None  # AK-47, COVID-19
        digits = token.key.replace(",", "") if token.kind == "thousands" else token.key
        return float(digits)

    # -- what is no count

    def _counts_something_else(self, low: _Number, high: _Number, end: int) -> bool:
        """Whether time, money, order or a compound follows: "12 hours", "five-storey", "3rd", "40%"."""
        if end >= len(self._tokens):
            return False
        after = self._tokens[end]
        if after.fresh:
            return False
        if self._lexeme(end, "UNIT") is not None:
            return True
        if after.glued and after.kind == "word":
            return True  # 3rd, 5km
        if after.glued and after.key in "%/:°_":
            return True
        if after.key == "-" and after.glued and end + 1 < len(self._tokens) and self._tokens[end + 1].glued:
            return True  # five-storey, 22-year-old, 2-1
        return low is not high and self._lexeme(low.end, "UNIT") is not None

    def _is_age(self, first: int, number: _Number) -> bool:
        """Whether a number stands behind a name and between commas or in brackets: "Rami Lutfi, 49, was"."""
        if first < 2 or self._tokens[first].kind != "number" or not 1 <= number.value <= OLDEST:
            return False
        name, sign = self._tokens[first - 2], self._tokens[first - 1]
        if sign.key not in (",", "(") or name.kind != "word" or not name.capital or self._tokens[first].fresh:
            return False
        after = self._tokens[number.end] if number.end < len(self._tokens) else None
        return after is None or after.key in (",", ".", ";", ")", "-")

    def _is_second(self, first: int) -> bool:
        """Whether a number stands behind another and a dash, and they are no range: a score, "2-1"."""
        return (
            first > 1 and self._tokens[first].glued and self._tokens[first - 1].key == "-"
            and self._tokens[first - 1].glued and self._tokens[first - 2].kind == "number"
        )  # fmt: skip

    def _is_label(self, start: int) -> bool:
        """Whether the number names or prices something: "Article 19", "$500", "aged 22"."""
        if start == 0:
            return False
        before = self._tokens[start - 1]
        if self._tokens[start].fresh:
            return False
        if before.key in "$€£¥₪#№°":
            return True
        if self._lexeme_before(start, "LABEL"):
            return not self._lexeme_before(start, "FIGURE")
        return (
            before.key == "." and before.glued and start > 1 and self._lexeme(start - 2, "LABEL") is not None
        )  # "No. 5"

    def _is_one(self, first: int, number: _Number) -> bool:
        return number.value == 1 and self._tokens[first].kind == "word"

    def _not_one(self, first: int, end: int) -> bool:
        if first and self._lexeme_before(first, "NOTBEFOREONE"):
            return True
        return end < len(self._tokens) and self._lexeme(end, "NOTAFTERONE") is not None

    # -- the lexicon

    def _lexeme_before(self, index: int, category: str) -> bool:
        return self._opening(index, category) is not None

    def _opening(self, index: int, category: str) -> int | None:
        """Where an entry of a category begins that ends right before a token; None where none does."""
        return next((k for k in range(max(0, index - 3), index) if self._lexeme(k, category) == (1, index)), None)

    def _lexeme(self, index: int, category: str) -> tuple[SlotValue, int] | None:
        """The longest entry of a category that begins at a token: its value and the token behind it."""
        if index >= len(self._tokens):
            return None
        entries = self._read.get(index)
        if entries is None:
            entries = {}
            for found, value, end in self._lexicon.at(self._tokens, index):
                entries.setdefault(found, (value, end))
            self._read[index] = entries
        return entries.get(category)


def _qualified(count: Count, qualifier: str, rule: str) -> tuple[Count, str]:
    match qualifier:
        case "at-least":
            return Count(count.min, None), "at-least"
        case "up-to":
            return Count(0, count.min), "up-to"
        case "about" | "further":
            return count, qualifier if rule == "exact" else rule
        case _:
            return count, rule
