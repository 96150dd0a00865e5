"""What of a text is struck from the shadow that stands open beside it. Pure.

The shadow is for search and for whoever has no key. It is as long as the text, so that every span still points to where
its words stood; where they are sealed it has a block for each character. How long a sealed name is, it therefore tells
to whoever has the file (and so do the spans of statements); nothing that leaves by the doors does.

Struck are the sealed words wherever they stand in the text, every part of a sealed name that tells who it is, and the
places that a seal points to. Rather too much is struck than too little: with a key, everything is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sijill.register.sealing import Sealing
from sijill.register.vocabulary import vocabulary
from sijill.types import Anchor, Reading, Span, Text, Value
from sijill.types import Place as Somewhere
from sijill.values.folding import fold, fold_with_offsets

#: stands for a character that is sealed
BLOCK = "▒"
#: words of a sealed name at most; longer ones are quotations, whose single words tell nobody
NAME = 6

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class ByHand:
    """What a person's decision seals in a text: words, or all of it."""

    words: tuple[str, ...] = ()
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Struck:
    """What is struck from one text."""

    #: whether all of it is sealed
    whole: bool = False
    #: stretches of the text, in order, apart from one another
    runs: tuple[Span, ...] = ()
    #: folded parts of sealed names: struck wherever they stand, in titles too
    parts: frozenset[str] = frozenset()
    #: folded words that stand in the stretches
    words: frozenset[str] = frozenset()

    @property
    def anything(self) -> bool:
        """Whether anything of the text is sealed."""
        return self.whole or bool(self.runs) or bool(self.parts)

    def shadow(self, text: str) -> str:
        """The text with a block for each sealed character; line breaks stay."""
        if self.whole:
            return _blocks(text)
        pieces, last = [], 0
        for run in self.runs:
            pieces += [text[last : run.start], _blocks(text[run.start : run.end])]
            last = run.end
        return "".join([*pieces, text[last:]])

    def heading(self, title: str | None) -> str | None:
        """A title or name with the parts of sealed names struck."""
        if title is None or self.whole:
            return None if title is None else BLOCK
        spans = [span for span, word in _tokens(title) if word in self.parts]
        return Struck(runs=tuple(spans)).shadow(title)

    def hides(self, said: Value | str | None, spans: Iterable[Span] = ()) -> bool:
        """Whether a value that stands in some places of the text shows something sealed."""
        if self.whole:
            return said is not None
        told = said.detail if isinstance(said, Somewhere) else said
        if isinstance(said, Somewhere) and self.parts & folded_words(said.city or ""):
            return True
        if not isinstance(told, str):
            return False
        words = folded_words(told)
        if words & self.parts:
            return True
        return bool(words & self.words) and any(s.overlaps(r) for s in spans for r in self.runs)


def struck(text: Text, reading: Reading | None, sealings: Sequence[Sealing], by_hand: Sequence[ByHand] = ()) -> Struck:
    """What is struck from a text.

    Args:
        text: the text.
        reading: its newest reading, or None.
        sealings: what the policy seals in it.
        by_hand: what people's decisions seal in it.
    """
    if any(b.whole for b in by_hand) or any(_whole(s.seal.anchor) and not s.seal.words for s in sealings):
        return Struck(whole=True)
    parties = {} if reading is None else {p.id: p for p in reading.parties}
    spans: list[Span] = []
    phrases: set[tuple[str, ...]] = set()
    parts: set[str] = set()
    for words, rule in _sealed_words(sealings, by_hand):
        folded = tuple(word for _, word in _tokens(words))
        if folded:
            phrases.add(folded)
        if rule != "home" and len(folded) <= NAME:
            parts |= _telling(words)
    for sealed in sealings:
        anchor = sealed.seal.anchor
        spans += anchor.spans
        party = parties.get(anchor.item)
        spans += party.spans if party is not None else ()
    tokens = list(_tokens(text.content))
    spans += [span for span, word in tokens if word in parts]
    spans += _places(tokens, phrases)
    runs = _merged(s for s in spans if s.end <= len(text.content))
    under = frozenset(w for run in runs for w in folded_words(text.content[run.start : run.end]) if _tells(w))
    return Struck(runs=runs, parts=frozenset(parts), words=under)


def named(words: str, name: Sequence[str]) -> bool:
    """Whether words (a text) have a name's folded parts one after the other."""
    return bool(_places(list(_tokens(words)), {tuple(name)}))


def parts_of(name: str) -> tuple[str, ...]:
    """The folded words of a name, in order."""
    return tuple(word for _, word in _tokens(name))


def _whole(anchor: Anchor) -> bool:
    return bool(anchor.text) and not (anchor.mention or anchor.role or anchor.item or anchor.field or anchor.spans)


def _sealed_words(sealings: Sequence[Sealing], by_hand: Sequence[ByHand]) -> Iterator[tuple[str, str]]:
    for sealed in sealings:
        yield from ((words, sealed.seal.rule) for words in sealed.seal.words)
    for given in by_hand:
        yield from ((words, "decision") for words in given.words)


def _telling(name: str) -> set[str]:
    """The folded words of a name that tell who it is: three letters or more, a capital where the script has them."""
    found = set()
    for token in _WORD.finditer(name):
        word = fold(token.group())
        if _tells(word) and (token.group()[0].isupper() or not token.group()[0].islower()) and not word.isdigit():
            found.add(word)
    return found


def _tells(word: str) -> bool:
    known = vocabulary()
    return len(word) > 2 and word not in known.particles | known.plain | known.kin | known.office


def _tokens(text: str) -> Iterator[tuple[Span, str]]:
    folded, offsets = fold_with_offsets(text)
    for m in _WORD.finditer(folded):
        yield Span(offsets[m.start()], offsets[m.end() - 1] + 1), m.group()


def folded_words(text: str) -> frozenset[str]:
    """The folded words of a text."""
    return frozenset(_WORD.findall(fold(text)))


def _places(tokens: Sequence[tuple[Span, str]], phrases: set[tuple[str, ...]]) -> list[Span]:
    """Where one of the phrases stands: from its first word to its last."""
    by_first: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        if phrase:
            by_first.setdefault(phrase[0], []).append(phrase)
    found = []
    for at, (span, word) in enumerate(tokens):
        for phrase in by_first.get(word, ()):
            if tuple(w for _, w in tokens[at : at + len(phrase)]) == phrase:
                found.append(Span(span.start, tokens[at + len(phrase) - 1][0].end))
    return found


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    runs: list[Span] = []
    for span in sorted(spans):
        if runs and span.start <= runs[-1].end:
            runs[-1] = Span(runs[-1].start, max(runs[-1].end, span.end))
        else:
            runs.append(span)
    return tuple(runs)


def _blocks(text: str) -> str:
    return "".join(c if c.isspace() else BLOCK for c in text)
