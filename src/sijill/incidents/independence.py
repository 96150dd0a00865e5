"""How many independent origins an incident rests on: at least so many, at most so many, and why.

Two reports are not two sources if one copies the other, if both come from one outlet or are one agency's dispatch, if
both credit one agency, rest on one speaker, quote the same words, or one cites the other. What is certain narrows both
ends of the interval (copies, one outlet, one byline); what is only likely (an agency credited, a speaker, a citation;
a report that says nothing of where it knows it from) lowers the least and leaves the most. A report that recalls the
event long after adds nothing.

Invariant: 1 <= least <= most where there is a report, and a copy of a report changes neither.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, TypeAlias

from sijill.errors import DataFileError
from sijill.incidents.clustering import components
from sijill.incidents.profile import days
from sijill.types import Account, Count, Origin, Text
from sijill.values.folding import fold

#: words in a shingle: shorter ones are shared by reports written apart
SHINGLE = 5
#: share of the shorter text's shingles found in the other from which on it is a copy: agency copy is cut at the end
#: and given another first sentence, so that about half remains; retellings in other words share below a tenth
COPY = 0.5
#: words of a text that are looked at
MAX_WORDS = 3000
#: days after the event from which on a report recalls rather than reports
RECALLED = 60
#: words of a quotation from which on two texts that have it rest on one telling: shorter ones ("we will not forget")
#: are said by many
QUOTED = 6
#: folded code points at a text's beginning and end where a byline stands: "BASRA (AFP) -", "… (Reuters)"
HEAD, TAIL = 160, 60
#: letters of an outlet's name from which on it is looked for in other texts
LONG_ENOUGH = 4

_WORD = re.compile(r"\w+")
_QUOTATION = re.compile(r'"([^"\n]{20,600})"')

TieKind: TypeAlias = Literal["copy", "outlet", "report", "byline", "agency", "speaker", "quotation", "citation"]


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two reports may be one source."""

    kind: TieKind
    #: id of the text, and of the one that it shares an origin with
    left: str
    right: str
    #: what they have in common: the agency, the speaker, the outlet, the beginning of the quotation; "" for a copy
    over: str
    #: whether they are one source for certain, or only likely
    certain: bool


@dataclass(frozen=True, slots=True)
class Independence:
    """The interval, the origins behind its upper end, and the reasons for both ends."""

    count: Count
    origins: tuple[Origin, ...]
    #: why reports are one source: as few as tie them together, the certain ones first
    ties: tuple[Tie, ...] = ()
    #: ids of texts that recall the event long after and add nothing
    recalling: tuple[str, ...] = ()
    #: ids of texts of which nobody knows who published them; they count in the maximum only
    unknown: tuple[str, ...] = ()


@cache
def agencies() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """News agencies: id and folded names, from agencies.toml."""
    file = resources.files("sijill.incidents") / "agencies.toml"
    try:
        rows = tomllib.loads(file.read_text("utf-8"))["agency"]
        return tuple((str(row["id"]), tuple(fold(name) for name in row["names"])) for row in rows)
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise DataFileError("incidents/agencies.toml", advice=f"each [[agency]] has id and names: {error}") from error


@cache
def _agency_of() -> dict[str, str]:
    return {name: agency for agency, all_names in agencies() for name in all_names}


def _crediting(names: Iterable[str]) -> re.Pattern[str]:
    # somebody is credited by (AFP), "AFP -", "AFP reported", "told AFP", "according to AFP", "نقلت رويترز";
    # folded text has no capitals, so that short names count only in such company
    either = "|".join(re.escape(n) for n in sorted(names, key=len, reverse=True))
    before = r"(?:told|to|by|from|via|agency|agencies|نقلت|وكاله|لوكاله|عن|قالت|ذكرت)\s+(?:the\s+)?"
    verbs = "reported|reports|said|says|quoted|cited|quoting|citing"
    after = rf"(?:\s+(?:news\s+agency|agency))?(?:\s+(?:{verbs})|\s*[-–—)/])"
    return re.compile(rf"(?:[(\[]\s*({either})\b|\b{before}({either})\b|\b({either})\b{after})")


@cache
def _credit() -> re.Pattern[str]:
    return _crediting(_agency_of())


@cache
def _byline() -> re.Pattern[str]:
    names = "|".join(re.escape(n) for n in sorted(_agency_of(), key=len, reverse=True))
    return re.compile(rf"[(\[]\s*({names})\s*[)\]]")


@cache
def _dateline() -> re.Pattern[str]:
    names = "|".join(re.escape(n) for n in sorted(_agency_of(), key=len, reverse=True))
    return re.compile(rf"\s*({names})\s*[-:]")


@lru_cache(maxsize=1024)
def credited(text: Text) -> frozenset[str]:
    """Ids of the agencies that a text credits in its words or its byline."""
    shadow = fold(text.content[: 8 * MAX_WORDS])
    names = {name for match in _credit().finditer(shadow) for name in match.groups() if name}
    told = {fold(x) for x in (text.metadata.author, text.metadata.publisher) if x}
    return frozenset(_agency_of()[n] for n in names | told if n in _agency_of())


@lru_cache(maxsize=1024)
def bylined(text: Text) -> str | None:
    """The agency whose dispatch a text is: its author, its publisher, or the one in its dateline or at its end."""
    for told in (text.metadata.author, text.metadata.publisher):
        if told and fold(told) in _agency_of():
            return _agency_of()[fold(told)]
    content = text.content.strip()
    ends = fold(content[: 2 * HEAD])[:HEAD], fold(content[-2 * TAIL :])[-TAIL:]
    found = {_agency_of()[match[1]] for end in ends for match in _byline().finditer(end)}
    opening = _dateline().match(ends[0])
    if opening:
        found.add(_agency_of()[opening[1]])
    return found.pop() if len(found) == 1 else None


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of SHINGLE folded words, of a shorter text as a whole; the same in one process only."""
    words = [m.group() for m, _ in zip(_WORD.finditer(fold(text[: 20 * MAX_WORDS])), range(MAX_WORDS), strict=False)]
    return frozenset(hash(tuple(words[n : n + SHINGLE])) for n in range(max(1, len(words) - SHINGLE + 1)))


def copied(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether one text is a copy of the other, cut or not."""
    return len(a & b) >= COPY * min(len(a), len(b))


def quotations(text: str) -> frozenset[str]:
    """What stands between quotation marks, folded, if it has QUOTED words or more."""
    shadow = fold(text[: 20 * MAX_WORDS])
    found = (" ".join(_WORD.findall(match[1])) for match in _QUOTATION.finditer(shadow))
    return frozenset(words for words in found if words.count(" ") + 1 >= QUOTED)


def independence(accounts: Sequence[Account], event: str | None = None) -> Independence:
    """Count independent origins.

    Args:
        accounts: the accounts of one incident.
        event: its date as it stands, EDTF; reports published long after it recall it and add nothing, unless there is
            no other.
    """
    texts = sorted({a.source.text.id: a for a in accounts}.items())
    if not texts:
        return Independence(Count(0, 0), ())
    last_day = days(event)[1]
    recalling = tuple(i for i, a in texts if _recalls(a.source.text, last_day))
    if len(recalling) < len(texts):
        texts = [(i, a) for i, a in texts if i not in recalling]
    else:
        recalling = ()
    sources = [a.source for _, a in texts]
    contents = [s.text for s in sources]
    hashes = [shingles(t.content) for t in contents]
    ids = [i for i, _ in texts]

    certain = [Tie("copy", ids[j], ids[i], "", True) for i in range(len(ids)) for j in range(i)
               if copied(hashes[i], hashes[j])]  # fmt: skip
    certain += _shared("report", ids, [{s.report.id or s.report.uri} for s in sources], certain=True)
    certain += _shared("outlet", ids, [{outlet} if (outlet := _outlet(t)) else set() for t in contents], certain=True)
    certain += _shared("byline", ids, [{agency} if (agency := bylined(t)) else set() for t in contents], certain=True)
    # a text may rest on several speakers; two texts with one speaker in common may rest on one
    likely = _shared("agency", ids, [credited(t) for t in contents])
    likely += _shared("speaker", ids, [_speakers(accounts, i) for i in ids])
    likely += _shared("quotation", ids, [quotations(t.content) for t in contents])
    likely += _cited(ids, contents)

    number = {i: n for n, i in enumerate(ids)}
    most = components(len(ids), [(number[t.left], number[t.right]) for t in certain])
    parts = components(len(ids), [(number[t.left], number[t.right]) for t in (*certain, *likely)])
    unknown = tuple(i for i, t in zip(ids, contents, strict=True) if _outlet(t) is None and bylined(t) is None)
    least = sum(1 for part in parts if any(ids[n] not in unknown for n in part))
    origins = tuple(
        Origin(_origin_name([contents[n] for n in part]), tuple(sorted({sources[n].report.id for n in part})))
        for part in most
    )
    count = Count(max(1, least), len(most))
    return Independence(count, origins, _spanning([*certain, *likely], number), recalling, unknown)


def _spanning(ties: Sequence[Tie], number: dict[str, int]) -> tuple[Tie, ...]:
    """As many ties as it takes to bind what all of them bind, the first ones first."""
    home = {n: n for n in number.values()}

    def root(n: int) -> int:
        while home[n] != n:
            home[n] = home[home[n]]
            n = home[n]
        return n

    kept = []
    for tie in ties:
        left, right = root(number[tie.left]), root(number[tie.right])
        if left != right:
            home[max(left, right)] = min(left, right)
            kept.append(tie)
    return tuple(kept)


def _shared(kind: TieKind, ids: Sequence[str], keys: Sequence[Iterable[str]], *, certain: bool = False) -> list[Tie]:
    """A tie from the first text that has a key to each other one that has it."""
    first: dict[Hashable, str] = {}
    found = []
    for text, own in zip(ids, keys, strict=True):
        for key in sorted(own):
            holder = first.setdefault(key, text)
            if holder != text:
                found.append(Tie(kind, holder, text, key, certain))
    return found


def _cited(ids: Sequence[str], texts: Sequence[Text]) -> list[Tie]:
    """Texts that say that another one's outlet reported it."""
    outlets: dict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        outlet = (_outlet(text) or "").removeprefix("the ")
        if len(outlet) >= LONG_ENOUGH:
            outlets[outlet].append(n)
    if not outlets or len(texts) < 2:
        return []
    pattern = _crediting(outlets)
    found: list[Tie] = []
    for n, text in enumerate(texts):
        shadow = fold(text.content[: 8 * MAX_WORDS])
        names = {name for match in pattern.finditer(shadow) for name in match.groups() if name}
        found += [
            Tie("citation", ids[n], ids[other], name, False)
            for name in sorted(names)
            for other in outlets[name]
            if other != n and _outlet(texts[other]) != _outlet(text)
        ]
    return found


def _outlet(text: Text) -> str | None:
    return " ".join(fold(text.metadata.publisher).split()) or None if text.metadata.publisher else None


def _speakers(accounts: Sequence[Account], text_id: str) -> frozenset[str]:
    """Who is quoted by the statements of a text, if all that it states is somebody's word."""
    said = [s for a in accounts if a.source.text.id == text_id for s in a.mention.statements]
    if not said or any(s.speaker is None for s in said if s.field in ("type", "killed", "date")):
        return frozenset()
    return frozenset(fold(s.speaker) for s in said if s.speaker)


def _recalls(text: Text, event: date | None) -> bool:
    published = days((text.metadata.published or "").split("T", 1)[0] or None)[0]
    return event is not None and published is not None and (published - event).days > RECALLED


def _origin_name(texts: Sequence[Text]) -> str:
    agency = sorted({name for text in texts for name in credited(text)})
    if len(agency) == 1:
        return agency[0]
    return next((t.metadata.publisher for t in texts if t.metadata.publisher), texts[0].uri)
