"""FollowTheMoney, one entity a line, for OpenAleph, Datashare and nomenklatura.

An incident is an ``Event``, a report an ``Article`` that ``Documentation`` ties to it, a victim or perpetrator a
``Person`` or ``Organization`` (somebody unnamed goes by their description), tied by an ``UnknownLink`` whose ``role``
and ``status`` say how, and whose ``summary`` says by whom the blame is put. The model holds no ranges, rules or quotes
of single values: they stand as words in ``notes``, and dates that are vague as ``startDate`` and ``endDate``. Whoever
is sealed is no entity, which others would try to match with people of theirs, and stands in the incident's notes. Every
entity stands once, and its id is the same in the next release.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from sijill.publication.cells import writable
from sijill.publication.filter import Cleared
from sijill.publication.involved import Involved, involved
from sijill.publication.striking import MARKER
from sijill.publication.summary import Summary, address, count_words, place_words, summarise
from sijill.types import Place, Source

TITLE = "FollowTheMoney entities"
STEM = "entities"
SUFFIX = ".ftm.json"
MEDIA_TYPE = "application/json+ftm"
HEAD = ""
SEPARATOR = ""
TAIL = ""

DATASET = "sijill"
#: digits of the digest in an id: 96 bits
_DIGITS = 24

#: dates as the model takes them
_PLAIN_DATE = re.compile(r"[12]\d{3}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")
_MOMENT = re.compile(r"([12]\d{3}-\d\d-\d\d)T")
#: what the model takes out of words
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_CODE = re.compile("[A-Z]{2}")
#: occupation -> the model's topic, where it has one that says the same
_TOPICS = {"journalist": "role.journo", "activist": "role.act", "lawyer": "role.lawyer", "judge": "role.judge"}
_GENDERS = {"f": "female", "m": "male"}
_LINE_ENDS = re.compile("[\u2028\u2029\u0085]")


def record(cleared: Cleared, told: set[str]) -> str:
    """One incident as one line for each entity that no earlier record has told."""
    lines: list[str] = []
    for entity in _entities(cleared):
        if entity["id"] not in told:
            told.add(entity["id"])
            lines.append(_line(entity))
    return "".join(lines)


def _entities(cleared: Cleared) -> Iterator[dict[str, Any]]:
    s = summarise(cleared)
    yield _entity(
        s.id, "Event", name=[s.title], recordId=[s.id], keywords=[k for k in (s.type, s.act, *s.methods) if k],
        location=[place_words(s.place)], country=_country(s.place), sourceUrl=_urls(s.sources),
        notes=_notes(cleared, s), **_when(s),
    )  # fmt: skip
    place = s.place
    if place is not None and (place.city or place.admin1):
        point = s.coordinates
        spot = _id("place", place_words(place), place.country or "", str(point))
        yield _entity(
            spot, "Address", name=[place_words(place)], full=[place_words(place)], city=[place.city],
            region=[place.admin1], country=_country(place), latitude=[str(point[0])] if point else [],
            longitude=[str(point[1])] if point else [],
        )  # fmt: skip
        yield _entity(_id("at", s.id, spot), "UnknownLink", subject=[s.id], object=[spot], role=["place"])
    for account in {a.source.report.id: a for a in cleared.dossier.mentions}.values():
        article = _id("article", account.source.report.id)
        yield _article(article, account.source)
        yield _entity(
            _id("documents", article, s.id), "Documentation", document=[article], entity=[s.id], role=["reports it"]
        )  # fmt: skip
    for who in involved(cleared):
        if who.sealed:
            continue
        yield _who(who)
        yield _entity(
            f"{who.id}-in", "UnknownLink", subject=[who.id], object=[s.id], role=[who.role],
            status=[*who.outcomes, *([who.words("status")] if who.role == "perpetrator" else [])],
            summary=_blame(who), **_when(s),
        )  # fmt: skip


def _article(entity_id: str, source: Source) -> dict[str, Any]:
    metadata, where = source.text.metadata, address(source.text.metadata.url, source.report.uri)
    published = metadata.published or ""
    moment = _MOMENT.match(published)
    return _entity(
        entity_id, "Article", name=[metadata.title or where], title=[metadata.title], fileName=[where],
        author=[metadata.author], publisher=[metadata.publisher], sourceUrl=_urls([where]),
        publishedAt=[moment[1]] if moment else [published] if _PLAIN_DATE.fullmatch(published) else [],
    )  # fmt: skip


def _who(who: Involved) -> dict[str, Any]:
    count: list[str] = [f"number: {count_words(who.count)}"] if who.count and who.count.max != 1 else []
    age = [f"age: {count_words(who.age)}"] if who.age else []
    of_person: dict[str, Iterable[str | None]] = {}
    if who.kind == "person":
        of_person = {
            "gender": [_GENDERS.get(who.words("sex") or "")],
            "nationality": _codes(who.words("nationality")),
            "position": [who.words("occupation")],
        }
    return _entity(
        who.id, {"person": "Person", "organisation": "Organization"}.get(who.kind, "LegalEntity"), name=[who.called],
        description=[who.description], topics=[_TOPICS.get(who.words("occupation") or "")],
        notes=[*count, *age, who.accusation], **of_person,
    )  # fmt: skip


def _blame(who: Involved) -> list[str]:
    """In one sentence who is blamed, how, and by whom; nothing for a victim."""
    if who.role != "perpetrator":
        return []
    if who.accusation:
        return [who.accusation]
    by = who.words("according_to")
    return [f"{who.called}: {who.words('status') or 'named'} as perpetrator" + (f", according to {by}" if by else "")]


def _notes(cleared: Cleared, s: Summary) -> list[str]:
    """What the model has no room for, as words with the rule by which each value stands."""
    told = [f"{v.field}: {v.rule}" for v in cleared.dossier.standing.values]
    notes = [f"{name}: {count_words(c)}" for name, c in (("killed", s.killed), ("injured", s.injured)) if c]
    notes += [f"{who.called}, {who.role}: {', '.join(who.outcomes)}" for who in involved(cleared) if who.sealed]
    notes += [f"date (EDTF): {s.date}"] if s.date else []
    notes += [f"kind: {s.kind}"] if s.kind else []
    notes += [f"told as: {s.modality}"] if s.modality else []
    notes += [f"sources disagree on: {', '.join(s.contradictions)}"] if s.contradictions else []
    return [*notes, f"independent sources: {count_words(s.independent)}", f"rules: {'; '.join(dict.fromkeys(told))}"]


def _when(s: Summary) -> dict[str, list[str | None]]:
    if s.date and _PLAIN_DATE.fullmatch(s.date):
        return {"date": [s.date]}
    return {"startDate": [s.date_start], "endDate": [s.date_end]}


def _country(place: Place | None) -> list[str]:
    return _codes(place.country) if place else []


def _codes(code: str | None) -> list[str]:
    """A country's code as the model writes it; none for the ranges that ISO leaves to users, which it does not know."""
    if not code or not _CODE.fullmatch(code) or code in ("AA", "ZZ") or code[0] == "X" or "QM" <= code <= "QZ":
        return ["xk"] if code == "XK" else []
    return [code.lower()]


def _urls(addresses: Iterable[str]) -> list[str]:
    """Those that are web addresses and hold no mark of something struck."""
    found = []
    for where in addresses:
        try:
            split = urlsplit(where)
        except ValueError:
            continue
        if split.scheme in ("http", "https") and split.hostname and "." in split.hostname and "█" not in where:
            found.append(where)
    return found


def _id(*parts: str) -> str:
    """An id made of what is published."""
    return (
        f"{DATASET}-{parts[0]}-{hashlib.sha256(chr(10).join(parts).encode('utf-8', 'surrogatepass')).hexdigest()[:24]}"
    )


def _entity(entity_id: str, schema: str, **properties: Iterable[str | None]) -> dict[str, Any]:
    told = {
        name: list(dict.fromkeys(w for v in values if v and _shows(w := _CONTROLS.sub(" ", v).strip()) and w != MARKER))
        for name, values in properties.items()
    }
    if "name" in told and not told["name"]:
        told["name"] = ["unnamed"]
    return {
        "id": entity_id,
        "schema": schema,
        "properties": {name: values for name, values in told.items() if values},
        "datasets": [DATASET],
    }


def _shows(words: str) -> bool:
    """Whether there is anything to be seen in some words: marks of direction and the like alone are no words there."""
    return any(unicodedata.category(c)[0] not in "CZ" for c in words)


def _line(entity: dict[str, Any]) -> str:
    line = writable(json.dumps(entity, ensure_ascii=False, separators=(",", ":")))
    return _LINE_ENDS.sub(lambda m: f"\\u{ord(m[0]):04x}", line) + "\n"
