"""People whom a text names beside a word for kin, witness or neighbour, or quotes, whether a reader saw them or not.

A reader looks for events and those who have a part in them. The sister who is named in passing has none, and her name
would stand in a quotation. So the words themselves are searched, by what stands right before and right behind a name.
Where letters have no capitals (Arabic), a name is known by a given name at its beginning.

Invariant: one pass over the words; how far is looked around a name is bounded, so that no text takes long.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sijill.register.vocabulary import names_no_person, vocabulary
from sijill.types import Span
from sijill.values.folding import fold

#: words that one name has at most; a longer run of capitals is a headline
LONGEST_NAME = 6
#: and in a headline, where nothing tells where it ends
LONGEST_IN_HEADLINE = 2
#: words between a name and the kin word that tells who it is ("the dead man's eldest brother")
FAR = 7
#: code points of an apposition at most
LONGEST_APPOSITION = 80
#: words of a line of which nearly all have capitals, so that a capital tells nothing there
HEADLINE = 4

_WORD = re.compile(r"[^\W_]+(?:['’‘`-][^\W\d_]+)*")
_BLANK = re.compile(r"[^\S\n]*\n?[^\S\n]*")
_HYPHENATED = re.compile(r"[-‐\u00ad]\n[^\S\n]*")
_AGE = re.compile(r"\s*(?:aged\s+)?\d{1,3}\s*[,،)]")
_OPENING = re.compile(r"\s*[,،(–—]\s*|\s+-\s+")
_CLOSING = re.compile(r"\s*[,،.;:)–—\n\"”»]|\s+-\s|\s*$")
_QUOTED = re.compile(r"\s*[\"“”‘'(«]([^\W\d_][^\n\"“”’')»,.]{0,30})[\"”’')»]\s*")
_ARABIC = re.compile("[\u0621-\u064a]")


BystanderKind: TypeAlias = Literal["kin", "speaker", "office"]


@dataclass(frozen=True, slots=True)
class Bystander:
    """Somebody named in a text, and why it matters."""

    #: as written
    name: str
    span: Span
    #: kin: kin, witness, neighbour and the like; speaker: quoted; office: told of with a public office
    kind: BystanderKind


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    #: folded, without a possessive
    low: str
    start: int
    end: int
    capital: bool
    #: whether it stands in a line in which nearly every word has a capital
    headline: bool
    possessive: bool


def bystanders(content: str) -> Iterator[Bystander]:
    """Everyone whom the words of a text name as kin or witness, quote, or tell an office of, in order; each place once.

    Whether somebody is dead, in office or a body by what a reader found is not looked at here.
    """
    words = list(_words(content))
    yield from _capitalised(content, words)
    if _ARABIC.search(content):
        yield from _arabic(content, words)


def _words(content: str) -> Iterator[_Word]:
    start = 0
    for line in content.splitlines(keepends=True):
        found = list(_WORD.finditer(line))
        letters = [m.group() for m in found if m.group()[0].isalpha()]
        shouting = len(letters) >= HEADLINE and sum(w[0].isupper() for w in letters) > 0.8 * len(letters)
        for match in found:
            word = match.group()
            bare = re.sub(r"['’‘`][sS]$", "", word)
            end = start + match.start() + len(bare)
            article, _, rest = bare.partition("-")
            capital = bare[0].isupper() or (rest[:1].isupper() and fold(article) in vocabulary().particles)
            yield _Word(bare, fold(bare), start + match.start(), end, capital, shouting, bare != word)
        start += len(line)


# ------------------------------------------------------------------------------------------------ with capitals


def _capitalised(content: str, words: Sequence[_Word]) -> Iterator[Bystander]:
    at = 0
    kin_until = -1  # one past the last word of a name that was kin's, so that "Omar and Ali" are both
    while at < len(words):
        end = _name_end(content, words, at)
        if end is None:
            at += 1
            continue
        kind = _kind(content, words, at, end, listed=kin_until >= 0 and _is_listed(content, words, kin_until, at))
        if kind is not None:
            span = Span(words[at].start, words[end - 1].end)
            yield Bystander(content[span.start : span.end], span, kind)
        kin_until = end if kind == "kin" else -1
        at = end


def _name_end(content: str, words: Sequence[_Word], at: int) -> int | None:
    """One past the last word of the name that begins here; None where none does."""
    known = vocabulary()
    first = words[at]
    stop = known.saying | known.kin | known.office
    if not _may_begin(first) or first.low in stop or (first.headline and first.low not in known.given):
        return None
    end = at + 1
    longest = LONGEST_IN_HEADLINE if first.headline else LONGEST_NAME
    while end < len(words) and end - at < longest and not words[end - 1].possessive:
        gap = content[words[end - 1].end : words[end].start]
        initial = len(words[end - 1].text) == 1 or words[end - 1].low in known.titles
        if not (_joins(gap) or (initial and gap in (". ", ".")) or _nickname(content, words, end)):
            break
        word = words[end]
        following = words[end + 1] if end + 1 < len(words) else None
        if _HYPHENATED.fullmatch(gap) and not word.capital:
            end += 1  # the second half of a word broken at the end of its line
        elif word.capital and word.low not in stop and word.low not in known.calendar:
            end += 1
        elif word.low in known.particles and following and following.capital and following.low not in stop:
            end += 2
        else:
            break
    if words[end - 1].low in known.particles and end - at > 1:
        end -= 1
    name = content[first.start : words[end - 1].end]
    if end - at == 1 and (len(first.text) < 3 or first.low in known.titles):
        return None
    low = {w.low for w in words[at:end]}
    body = low & known.body
    if body and not (first.low in known.given and body <= known.names_too):
        return None
    return None if names_no_person(name) else end


def _may_begin(word: _Word) -> bool:
    known = vocabulary()
    if not word.text[0].isalpha() or word.low in known.starters or word.low in known.nobody:
        return False
    return word.capital


def _joins(gap: str) -> bool:
    return bool(gap) and (_BLANK.fullmatch(gap) is not None or _HYPHENATED.fullmatch(gap) is not None)


def _nickname(content: str, words: Sequence[_Word], end: int) -> bool:
    """Whether a name goes on with a nickname in quotes or the name after one: 'Omar "the Baker" Haddad'."""
    before = _QUOTED.match(content, words[end - 1].end)
    if before is not None and before.start(1) <= words[end].start < before.end(1):
        return True
    opened = content.rfind('"', max(0, words[end - 1].start - 40), words[end - 1].start)
    opened = max(opened, *(content.rfind(c, max(0, words[end - 1].start - 40), words[end - 1].start) for c in "“‘'("))
    if opened < 0:
        return False
    whole = _QUOTED.match(content, opened)
    return whole is not None and whole.end(1) == words[end - 1].end and whole.end() == words[end].start


def _is_listed(content: str, words: Sequence[_Word], last: int, at: int) -> bool:
    """Whether a name goes on a list: only "and" or a comma between."""
    between = words[last:at]
    if len(between) > 1 or any(w.low not in vocabulary().joins for w in between):
        return False
    gap = content[words[last - 1].end : words[at].start]
    return len(gap) < 12 and not re.search(r"[.;:()\n]", gap) and (bool(between) or "," in gap)


def _kind(content: str, words: Sequence[_Word], at: int, end: int, *, listed: bool) -> BystanderKind | None:
    behind = content[words[end - 1].end : words[end - 1].end + LONGEST_APPOSITION]
    apposed, after = _apposition(behind)
    office = _office_behind(apposed) or _in_office(content, words, at)
    if _kin_before(content, words, at, behind) or _kin_behind(apposed) or (listed and not office):
        return "kin"
    if office:
        return "office"
    if words[end - 1].possessive:
        return None
    if _says(after if apposed else behind) or _said_before(content, words, at):
        return "speaker"
    return None


def _apposition(behind: str) -> tuple[list[str], str]:
    """The folded words of what is told of somebody right behind a name, and what comes after that.

    What leads up to another name is not told of this one: "left for Beirut, his sister Rasha said".
    """
    known = vocabulary()
    opening = _OPENING.match(behind)
    if opening is None:
        copula = _WORD.search(behind)
        if copula is None or fold(copula.group()) not in known.copulas or behind[: copula.start()].strip():
            return [], behind
        rest = behind[copula.end() :]
    else:
        rest = behind[opening.end() :]
        age = _AGE.match(rest)
        rest = rest[age.end() :] if age else rest
    told = re.match(r"[^,،().;:\n–—]*", rest)
    inside = told.group() if told else ""
    words: list[str] = []
    for word in _WORD.findall(inside):
        if word[0].isupper() and words and words[-1] in known.kin:
            return [], behind
        words.append(fold(re.sub(r"['’‘`][sS]$", "", word)))
    return words, rest[len(inside) :].lstrip(" ,،)–—-")


def _kin_behind(told: Sequence[str]) -> bool:
    """Whether an apposition calls somebody kin: "a neighbour of theirs", not "a lawyer for the family"."""
    known = vocabulary()
    for word in told[:FAR]:
        if word in known.kin:
            return True
        if word in known.breaks or word in known.clauses:
            return False
    return False


def _office_behind(told: Sequence[str]) -> bool:
    """Whether an apposition gives somebody an office: "a spokesman for", not "whose house the police searched"."""
    known = vocabulary()
    for word in told[:FAR]:
        if word in known.office:
            return True
        if word in known.breaks or word in known.clauses:
            return False
    return False


def _kin_before(content: str, words: Sequence[_Word], at: int, behind: str) -> bool:
    """Whether a kin word leads up to a name: "his brother X", "his brother, X,", "a neighbour named X"."""
    known = vocabulary()
    place = at - 1
    while place >= 0 and at - place <= 4 and words[place].low in known.naming | known.titles - known.titles_too:
        place -= 1
    if place < 0 or words[place].low not in known.kin:
        return False
    kin = words[place]
    if kin.capital and kin.low in known.titles_too and not kin.headline and place > 0:
        gap = content[words[place - 1].end : kin.start]
        if not re.search(r"[.!?\n\"“]", gap):
            return False
    gap = content[kin.end : words[at].start] if place == at - 1 else " "
    if re.search(r"[.;:!?\"“”]|\n\s*\n", gap):
        return False
    if not re.search(r"[,،(–—]", gap):
        return True
    return _CLOSING.match(behind) is not None or _says(behind) or _joins_on(behind)


def _joins_on(behind: str) -> bool:
    word = _WORD.search(behind)
    return word is not None and fold(word.group()) in vocabulary().joins and not behind[: word.start()].strip()


def _says(behind: str) -> bool:
    word = _WORD.search(behind)
    if word is None or behind[: word.start()].strip(" \n,،)"):
        return False
    return fold(word.group()) in vocabulary().saying


def _said_before(content: str, words: Sequence[_Word], at: int) -> bool:
    """Whether somebody is quoted by a verb before the name: "said X", "according to X"."""
    known = vocabulary()
    if at == 0:
        return False
    gap = content[words[at - 1].end : words[at].start]
    if gap.strip():
        return False
    if words[at - 1].low in known.turned_round:
        # "she said Omar X fled" tells of Omar; "..., said Omar X" quotes him: then quotation marks or a comma go before
        before = content[max(0, words[at - 1].start - 3) : words[at - 1].start].rstrip()
        return before[-1:] in ("", ",", '"', "”", "»", "'", "’", "،")
    return at > 1 and words[at - 2].low in known.according


def _in_office(content: str, words: Sequence[_Word], at: int) -> bool:
    """Whether a title of office leads up to a name: "Police Chief X", "the information minister, X,"."""
    known = vocabulary()
    place = at - 1
    if place >= 0 and words[place].low in known.office:
        return content[words[place].end : words[at].start].strip() in ("", ",", "،")
    while place >= 0 and at - place <= 4 and (words[place].capital or words[place].low in known.office):
        if content[words[place].end : words[place + 1].start].strip():
            return False
        if words[place].low in known.office:
            return True
        place -= 1
    return False


# --------------------------------------------------------------------------------------------- without capitals


def _arabic(content: str, words: Sequence[_Word]) -> Iterator[Bystander]:
    known = vocabulary()
    done = 0
    for at, word in enumerate(words):
        kin = word.low in known.kin or word.low[1:] in known.kin
        if not _ARABIC.match(word.text) or not (kin or word.low in known.saying):
            continue
        first = at + 1
        while first < len(words) and first - at <= 2 and words[first].low in known.between | known.kin:
            kin = kin or words[first].low in known.kin
            first += 1
        end = _arabic_end(content, words, first)
        if end is not None and first >= done:
            span = Span(words[first].start, words[end - 1].end)
            yield Bystander(content[span.start : span.end], span, "kin" if kin else "speaker")
            done = end


def _arabic_end(content: str, words: Sequence[_Word], first: int) -> int | None:
    known = vocabulary()
    stop = known.breaks | known.saying | known.kin - known.openers
    if first >= len(words) or content[words[first - 1].end : words[first].start].strip(" ،"):
        return None
    if words[first].low not in known.given and words[first].low not in known.openers:
        return None
    end, opened, proper = first + 1, words[first].low in known.openers, 1
    while end < len(words) and (opened or proper < 3) and not content[words[end - 1].end : words[end].start].strip():
        low = words[end].low
        if low in stop:
            break
        # a third word is a part of the name only where it looks like one: an article, or another opener
        if proper == 2 and not opened and not (low.startswith("ال") or low in known.openers):
            break
        proper += not opened
        opened = low in known.openers
        end += 1
    return end if end - first > 1 else None
