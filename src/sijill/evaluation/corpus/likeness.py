"""Whether passages are alike: shared runs of words, sentences of one mould, people who come back.

A corpus of one mould teaches the mould. Two passages may share at most :data:`MOST_SHARED` of the shorter one's runs
of five words; a sentence frame, what is left of a sentence once names, numbers, times and places are taken out, may
stand :data:`MOST_USES` times.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import combinations

from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Problem
from sijill.types import Span
from sijill.values.folding import fold

#: length of a run of words; five are long enough that two writers seldom share many
RUN = 5
#: share of the shorter passage's runs
MOST_SHARED = 0.15
#: passages that one sentence frame may stand in
MOST_USES = 5
#: a shorter sentence ("NAME said.") has no frame
FEWEST_ITEMS, FEWEST_WORDS = 4, 2

#: what stands in a frame for marked words, by letter and part of the tag
_MASKS = {
    ("p", "n"): "NAME", ("o", "n"): "NAME", ("p", "age"): "NUMBER", ("g", "age"): "NUMBER", ("o", "age"): "NUMBER",
    ("p", "count"): "NUMBER", ("g", "count"): "NUMBER", ("o", "count"): "NUMBER",
    ("l", ""): "PLACE", ("l", "d"): "PLACE", ("t", ""): "TIME", ("c", ""): "NUMBER",
}  # fmt: skip
_WORD = re.compile(r"\w+(?:['’]\w+)*")


def twins(passages: Iterable[Passage]) -> list[Problem]:
    """Passages of one name in several folders."""
    uses = Counter(passage.id for passage in passages)
    return [
        Problem(f"{name}.txt", 0, f"there are {count} files of that name", "a passage's name is its id: rename one")
        for name, count in sorted(uses.items())
        if count > 1
    ]


def runs(text: str) -> frozenset[Hashable]:
    """The runs of :data:`RUN` words of a text, folded."""
    words = [fold(word) for word in _WORD.findall(text)]
    return frozenset(tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1))


def shared(passages: Sequence[Passage]) -> list[Problem]:
    """Pairs of passages that share too many runs of words; time grows with the runs that are shared."""
    own = [runs(passage.text) for passage in passages]
    holders: dict[Hashable, list[int]] = defaultdict(list)
    for number, found in enumerate(own):
        for run in found:
            holders[run].append(number)
    common: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        common.update(combinations(numbers, 2))
    problems = []
    for (a, b), count in sorted(common.items()):
        share = count / min(len(own[a]), len(own[b]))
        if share > MOST_SHARED:
            what = f"shares {share:.0%} of its runs of {RUN} words with {passages[b].id}.txt"
            problems.append(Problem(f"{passages[a].id}.txt", 0, what, "write one of them anew"))
    return problems


def frame(passage: Passage, sentence: Span) -> str | None:
    """A sentence without its names, numbers, times and places; None where too little is left to compare."""
    masked = [
        (mark.span, mask)
        for mark in passage.marks
        if mark.span.within(sentence) and (mask := _MASKS.get((mark.tag[0], mark.tag.partition(".")[2])))
    ]
    items: list[str] = []
    reached = sentence.start
    told = 0
    for match in _WORD.finditer(passage.text, sentence.start, sentence.end):
        if match.start() < reached:
            continue
        cover = next(((span, mask) for span, mask in masked if span.start <= match.start() < span.end), None)
        if cover is not None:
            items.append(cover[1])
            reached = cover[0].end
        elif match.group()[0].isdigit():
            items.append("NUMBER")
        else:
            items.append(fold(match.group()))
            told += 1
    return " ".join(items) if len(items) >= FEWEST_ITEMS and told >= FEWEST_WORDS else None


def moulds(passages: Sequence[Passage]) -> list[Problem]:
    """Sentence frames that stand in too many passages."""
    users: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        frames = (frame(passage, sentence) for sentence in passage.sentences)
        for found in dict.fromkeys(f for f in frames if f is not None):
            users[found].append(f"{passage.id}.txt")
    return [
        Problem(files[MOST_USES], 0, f"the sentence {found[:80]!r} stands in {len(files)} passages", _others(files))
        for found, files in sorted(users.items())
        if len(files) > MOST_USES
    ]


def namesakes(passages: Iterable[Passage]) -> list[Problem]:
    """People with the same full name in several passages, for a look: each story has its own people."""
    users: dict[str, list[str]] = defaultdict(list)
    for passage in passages:
        for name in dict.fromkeys(full_names(passage)):
            users[name].append(f"{passage.id}.txt")
    return [
        Problem(files[1], 0, f"{name} stands in {len(files)} passages", _others(files), warning=True)
        for name, files in sorted(users.items())
        if len(files) > 1 and " " in name
    ]


def full_names(passage: Passage) -> Iterator[str]:
    """The fullest name of each person that a passage names."""
    for party in dict.fromkeys(tag.partition(".")[0] for tag in passage.words if tag[0] == "p"):
        span = passage.name_span(party)
        if span is not None:
            yield " ".join(passage.quote(span).split())


def _others(files: Sequence[str]) -> str:
    told = ", ".join(files[:6])
    return f"in {told} and {len(files) - 6} more" if len(files) > 6 else f"in {told}"
