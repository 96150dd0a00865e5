"""How many independent origins an incident rests on: at least so many, at most so many.

Two reports are not two sources if one copies the other, if both come from one outlet, if both credit one agency or
rest on one speaker. What is certain narrows both ends of the interval (copies, one outlet); what is only likely (one
agency, one speaker; a report that says nothing of where it knows it from) lowers the least and leaves the most.

Invariant: 1 <= least <= most where there is a report, and a copy of a report changes neither.
"""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

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

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Independence:
    """The interval, and the origins behind its upper end."""

    count: Count
    origins: tuple[Origin, ...]


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
def _credit() -> re.Pattern[str]:
    # an agency is credited by (AFP), "AFP -", "AFP reported", "told AFP", "according to AFP", "نقلت رويترز";
    # folded text has no capitals, so that short names count only in such company
    names = "|".join(re.escape(n) for _, all_names in agencies() for n in sorted(all_names, key=len, reverse=True))
    before = r"(?:told|to|by|from|via|agency|agencies|نقلت|وكاله|لوكاله|عن|قالت|ذكرت)\s+(?:the\s+)?"
    verbs = "reported|reports|said|says|quoted|cited|quoting|citing"
    after = rf"(?:\s+(?:news\s+agency|agency))?(?:\s+(?:{verbs})|\s*[-–—)/])"
    return re.compile(rf"(?:[(\[]\s*({names})\b|\b{before}({names})\b|\b({names})\b{after})")


def credited(text: Text) -> frozenset[str]:
    """Ids of the agencies that a text credits in its words or its byline."""
    shadow = fold(text.content[: 8 * MAX_WORDS])
    names = {name for match in _credit().finditer(shadow) for name in match.groups() if name}
    of = {name: agency for agency, all_names in agencies() for name in all_names}
    told = {fold(x) for x in (text.metadata.author, text.metadata.publisher) if x}
    return frozenset(of[n] for n in names | told if n in of)


def shingles(text: str) -> frozenset[int]:
    """Hashes of all runs of SHINGLE folded words, of a shorter text as a whole; the same in one process only."""
    words = [m.group() for m, _ in zip(_WORD.finditer(fold(text[: 20 * MAX_WORDS])), range(MAX_WORDS), strict=False)]
    return frozenset(hash(tuple(words[n : n + SHINGLE])) for n in range(max(1, len(words) - SHINGLE + 1)))


def copied(a: frozenset[int], b: frozenset[int]) -> bool:
    """Whether one text is a copy of the other, cut or not."""
    return len(a & b) >= COPY * min(len(a), len(b))


def independence(accounts: Sequence[Account], event: str | None = None) -> Independence:
    """Count independent origins.

    Args:
        accounts: the accounts of one incident.
        event: its date as it stands, EDTF; reports published long after it recall it and add nothing to the least.
    """
    texts = sorted({a.source.text.id: a for a in accounts}.items())
    if not texts:
        return Independence(Count(0, 0), ())
    sources = [a.source for _, a in texts]
    hashes = [shingles(s.text.content) for s in sources]
    certain = [(i, j) for i in range(len(texts)) for j in range(i) if copied(hashes[i], hashes[j])]
    certain += _shared([_outlet(s.text) for s in sources])
    certain += _shared([s.report.id or s.report.uri for s in sources])
    likely = [*certain]
    # a text may rest on several speakers; two texts with one speaker in common may rest on one
    for rests_on in ([credited(s.text) for s in sources], [_speakers(accounts, text_id) for text_id, _ in texts]):
        holders: dict[str, list[int]] = defaultdict(list)
        for n, names in enumerate(rests_on):
            for name in sorted(names):
                holders[name].append(n)
        likely += [(members[0], n) for members in holders.values() for n in members[1:]]

    last_day = days(event)[1]
    fresh = [n for n, s in enumerate(sources) if not _recalls(s.text, last_day)] or [0]
    most = components(len(texts), certain)
    known = {n for n in fresh if _outlet(sources[n].text) is not None} or {fresh[0]}
    least = sum(1 for part in components(len(texts), likely) if known.intersection(part))
    origins = tuple(
        Origin(_origin_name([sources[n].text for n in part]), tuple(sorted({sources[n].report.id for n in part})))
        for part in most
    )
    return Independence(Count(max(1, least), len(most)), origins)


def _shared(keys: Iterable[Hashable | None]) -> list[tuple[int, int]]:
    first: dict[Hashable, int] = {}
    return [(first.setdefault(key, n), n) for n, key in enumerate(keys) if key]


def _outlet(text: Text) -> str | None:
    return fold(text.metadata.publisher).strip() or None if text.metadata.publisher else None


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
