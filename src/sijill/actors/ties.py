"""Ties of people and bodies as reports state them: who leads, speaks for, belongs to, is backed by or loyal to whom.

What a reading states comes first; besides it, what stands right behind or before a name ("X, leader of the Y",
"the Z-backed Y"). Each tie keeps its words, who is quoted as saying so and the days on which it was stated; nothing is
concluded from two of them, and that a tie is old is for the reader to see.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache

from sijill import languages
from sijill.actors import wording
from sijill.types import Account, Party, PartyKey, Quoted, RelationKind, Span, Text, Tie
from sijill.values.folding import fold, fold_with_offsets

#: ties between parties; those between incidents are no business of actors
KINDS: tuple[RelationKind, ...] = (
    "leads", "speaks_for", "member_of", "works_for", "backed_by", "loyal_to", "kin_of",
)  # fmt: skip
#: code points behind a name in which a tie is looked for, and words of a body's name
REACH, LONGEST_NAME = 90, 8

#: (kind, source, target, quote): an end is a party, or a name as written
_Row = tuple[RelationKind, PartyKey | str, PartyKey | str, Quoted]

_BODY = re.compile(
    r"\s+(?:(?:the|an?|its|their|his|her|al)[\s]+){0,2}"
    r"([^\W\d_a-z][\w'’.-]{0,30}(?:\s(?:[^\W\d_a-z][\w'’.-]{0,30}|of|for|the|and|al-[^\W\d]{1,20})){0,7})"
)
_TRAILING = re.compile(r"(?:\s(?:of|for|the|and))+$|['’]s$|[.,;:]+$")
_ARABIC = re.compile(r"\s*([\u0621-\u064a]{2,20}(?:\s[\u0621-\u064a]{2,20}){0,4})")
_TITLED = re.compile(r"([^\W\d_a-z]\w{1,20})$")


def ties(
    parties: Iterable[PartyKey],
    accounts: Iterable[Account],
    holder: Mapping[PartyKey, str],
    find: Callable[[str], str | None] = lambda _: None,
) -> tuple[Tie, ...]:
    """The ties that have one of some parties at an end.

    Args:
        parties: of one actor.
        accounts: of all incidents in which it appears.
        holder: the actor of each party.
        find: the actor that a name of a body stands for, or None.

    Returns:
        One tie for each kind and pair of ends, in the order of KINDS, with all words that state it.
    """
    mine = frozenset(parties)
    texts: dict[str, dict[str, Party]] = defaultdict(dict)
    sources: dict[str, Text] = {}
    rows: set[_Row] = set()
    for account in accounts:
        text = account.source.text
        sources[text.id] = text
        texts[text.id].update({p.id: p for p in account.parties})
    for account in accounts:
        rows.update(_related(account, texts[account.source.text.id]))
    for identity, named in texts.items():
        rows.update(_described(sources[identity], named))
    found: dict[tuple[RelationKind, str, str], set[Quoted]] = defaultdict(set)
    for kind, source, target, quote in rows:
        if source in mine or target in mine:
            ends = (_end(source, holder, find), _end(target, holder, find))
            if ends[0] != ends[1]:
                found[kind, *ends].add(quote)
    return tuple(
        _tie(kind, source, target, quotes)
        for (kind, source, target), quotes in sorted(found.items(), key=lambda t: (KINDS.index(t[0][0]), t[0]))
    )


def _tie(kind: RelationKind, source: str, target: str, quotes: set[Quoted]) -> Tie:
    told = tuple(sorted(quotes, key=lambda q: (q.published or "9999", q.text, q.span)))
    days = sorted(q.published for q in told if q.published)
    return Tie(kind, source, target, days[0] if days else None, days[-1] if days else None, told)


def _end(end: PartyKey | str, holder: Mapping[PartyKey, str], find: Callable[[str], str | None]) -> str:
    if isinstance(end, PartyKey):
        return holder.get(end, "")
    return find(end) or end


def _related(account: Account, named: Mapping[str, Party]) -> Iterator[_Row]:
    """What the reading states."""
    text = account.source.text
    by_name = {_plain(p.name): p.id for p in named.values() if p.name}
    for relation in account.relations:
        if relation.kind not in KINDS:
            continue
        ends: list[PartyKey | str] = []
        for end in (relation.source, relation.target):
            item = end[2:] if end.startswith("p:") else by_name.get(_plain(end))
            ends.append(PartyKey(text.id, item) if item in named and item else end.removeprefix("p:"))
        yield relation.kind, ends[0], ends[1], _quoted(text, _whole(text, relation.span))


def _described(text: Text, named: Mapping[str, Party]) -> Iterator[_Row]:
    """What stands right behind or before a name."""
    language = wording.language_of(text)
    if language is None or not wording.known(language):
        return
    by_name = {_plain(p.name): p.id for p in named.values() if p.name}

    def body(span: Span) -> PartyKey | str:
        words = text.quote(span)
        item = by_name.get(_plain(words))
        return PartyKey(text.id, item) if item else words

    for party in named.values():
        if party.name is None:
            continue
        key = PartyKey(text.id, party.id)
        for span in party.spans:
            for kind, other, words in (*_behind(text, span, language), *_before(text, span, language)):
                yield kind, key, body(other), _quoted(text, words)


@cache
def _phrases(language: str, table: str) -> tuple[tuple[RelationKind, re.Pattern[str]], ...]:
    told = languages.load(language).section("ties").get(table, {})
    rows = []
    for kind in KINDS:
        words = sorted({fold(str(w)) for w in told.get(kind, ())}, key=lambda w: (-len(w), w))
        if words:
            joined = "|".join(map(re.escape, words))
            rows.append((kind, re.compile(rf"(?<!\w)(?:{joined})" if table == "behind" else rf"(?:{joined})\s$")))
    return tuple(rows)


def _behind(text: Text, span: Span, language: str) -> Iterator[tuple[RelationKind, Span, Span]]:
    """ "X, leader of the Y": tie, stretch of the body's name, all the words."""
    stretch = text.content[span.end : span.end + REACH]
    stretch = re.split(r"[.!?;\n]\s|\n", stretch, maxsplit=1)[0]
    shadow, offsets = fold_with_offsets(stretch)
    for kind, pattern in _phrases(language, "behind"):
        match = pattern.search(shadow)
        if match is None or not _apposed(shadow[: match.start()]):
            continue
        at = span.end + offsets[match.end() - 1] + 1
        name = _name(text, at, language)
        if name is not None:
            yield kind, name, Span(span.start, name.end)


def _apposed(between: str) -> bool:
    """Whether what stands between a name and the tie is a comma, an article, an adjective and no other clause."""
    bare = between.strip(" ,(-–")
    return between[:1] in " ,(،-" and len(bare.split()) <= 3 and "," not in bare and "and" not in bare.split()


def _before(text: Text, span: Span, language: str) -> Iterator[tuple[RelationKind, Span, Span]]:
    """ "the Z-backed Y": tie, stretch of the backer's name, all the words."""
    start = max(0, span.start - 40)
    shadow, offsets = fold_with_offsets(text.content[start : span.start])
    for kind, pattern in _phrases(language, "before"):
        match = pattern.search(shadow)
        if match is None or not match.start():
            continue
        at = start + offsets[match.start() - 1] + 1
        name = _TITLED.search(text.content[start:at])
        if name is not None:
            yield kind, Span(start + name.start(), at), Span(start + name.start(), span.end)


def _name(text: Text, at: int, language: str) -> Span | None:
    """The name of a body that begins at a place."""
    stretch = text.content[at : at + 140]
    if languages.load(language).direction == "rtl":
        match = _ARABIC.match(stretch)
        if match is None:
            return None
        stops = frozenset(wording.words(language, "ties", "stops"))
        words = []
        for word in match[1].split(" "):
            if fold(word) in stops:
                break
            words.append(word)
        length = len(" ".join(words))
        return Span(at + match.start(1), at + match.start(1) + length) if length else None
    match = _BODY.match(stretch)
    if match is None:
        return None
    words_told = match[1]
    while (shorter := _TRAILING.sub("", words_told)) != words_told:
        words_told = shorter
    if not words_told or len(words_told.split()) > LONGEST_NAME:
        return None
    return Span(at + match.start(1), at + match.start(1) + len(words_told))


def _whole(text: Text, span: Span) -> Span:
    """The sentence around the words of a tie: "spokesman" alone says too little."""
    sentence = wording.at(wording.sentences(text), span.start)
    return sentence.span if sentence is not None and span.within(sentence.span) else span


def _plain(name: str) -> str:
    words = " ".join(fold(name).replace("-", " ").split())
    return words.removeprefix("the ")


def _quoted(text: Text, span: Span) -> Quoted:
    published = (text.metadata.published or "").split("T", 1)[0] or None
    return Quoted(text.id, span, text.quote(span).strip(), text.uri, None, published)
