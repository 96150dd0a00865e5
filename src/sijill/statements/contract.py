"""A reading as JSON, and back: the contract that outside programs rely on (reading.schema.json).

Invariant: what :func:`to_json` returns is valid against the schema, and every value in it that is not null has a
quotation whose words are ``source.text[start:end]``. ``to_json(*from_json(obj)) == obj`` for whatever
:func:`to_json` made.

Two things the JSON does not hold: who is quoted for a single value (claims tell that), and figures that differ
within one text; of these it gives the hull, the least and the most that anybody says.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, cast

from sijill.errors import ContractError
from sijill.types import (
    Claim,
    ClaimKind,
    Count,
    Mention,
    Metadata,
    Modality,
    Party,
    PartyKind,
    Place,
    Precision,
    ReaderIdentity,
    Reading,
    Relation,
    RelationKind,
    Role,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator


#: the extractor's name of a text that came with a reading
EXTRACTOR = "contract 1"

_PLACE_FIELDS = ("city", "admin1", "country", "detail", "geonameid", "latitude", "longitude", "radius_km", "precision")
_VICTIM_FIELDS = ("name", "description", "occupation", "status", "age", "age_group", "sex", "nationality")
_PERPETRATOR_FIELDS = ("name", "description", "kind", "category", "status", "according_to")

Json = dict[str, Any]


@cache
def schema() -> Mapping[str, Any]:
    """The JSON Schema of the contract, as published."""
    return cast(
        Mapping[str, Any],
        json.loads((resources.files("sijill.statements") / "reading.schema.json").read_text("utf-8")),
    )


@cache
def _validator() -> Draft202012Validator:
    from jsonschema import Draft202012Validator  # a tenth of a second: only who is given readings pays it

    return Draft202012Validator(schema())


@cache
def _families() -> frozenset[str]:
    return frozenset(schema()["$defs"]["incident"]["properties"]["type"]["anyOf"][0]["enum"])


@cache
def _outcomes() -> frozenset[str]:
    return frozenset(schema()["$defs"]["victim"]["properties"]["outcome"]["enum"])


# ---------------------------------------------------------------------------------------------------------
# Reading -> JSON


def to_json(text: Text, reading: Reading) -> Json:
    """The reading as one JSON object of contract 1.

    Args:
        text: the text that was read.
        reading: what was found in it; its spans lie within the text.

    Returns:
        A new object, valid against the schema.
    """
    known = {party.id for party in reading.parties}
    source: Json = {
        "id": text.capture,
        "uri": text.uri,
        "publisher": text.metadata.publisher,
        "author": text.metadata.author,
        "title": text.metadata.title,
        "published": text.metadata.published,
        "language": text.metadata.language,
        "text": text.content,
    }
    if text.pages:
        source["pages"] = list(text.pages)
    reader = reading.reader
    return {
        "contract": "1",
        "reader": {
            "name": reader.name,
            "version": reader.version,
            "model": reader.model,
            "codebook": reader.codebook,
        },
        "source": source,
        "incidents": [_incident(text, mention, known) for mention in reading.mentions],
        "claims": [_claim(text, claim) for claim in reading.claims],
        "relations": [
            {"kind": r.kind, "from": r.source, "to": r.target, "quote": _quote(text, r.span)}
            for r in reading.relations
        ],
    }  # fmt: skip


def _quote(text: Text, span: Span) -> Json:
    return {"start": span.start, "end": span.end, "text": text.quote(span)}


def _spans(statements: Iterable[Statement]) -> list[Span]:
    return list(dict.fromkeys(span for s in statements for span in s.spans))


class _Quotes:
    """Collects the words behind the values of one object."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.found: dict[str, list[Json]] = {}

    def add(self, name: str, spans: Sequence[Span]) -> None:
        if spans:
            self.found[name] = [_quote(self.text, span) for span in spans]


def _incident(text: Text, mention: Mention, known: set[str]) -> Json:
    evidence = mention.evidence or tuple(_spans(mention.statements)[:1])
    quotes = _Quotes(text)

    def one(name: str, default: str | None = None) -> Any:
        said = mention.said(name)
        if said:
            quotes.add(name, _spans(said[:1]))
            return said[0].value
        if default is not None:
            quotes.add(name, evidence[:1])
        return default

    family = str(one("type", "x_unclassified"))
    if family not in _families() and not re.fullmatch(r"x_[a-z_]+", family):
        family = "x_" + (re.sub(r"[^a-z]+", "_", family.lower()).strip("_") or "unclassified")
    incident: Json = {
        "id": mention.id,
        "kind": one("kind", "event"),
        "type": family,
        "act": one("act"),
        "modality": one("modality", "asserted"),
        "scope": one("scope", "unclear"),
        "date": one("date"),
        "date_quote": quotes.found["date"][0] if "date" in quotes.found else None,
        "place": _place(text, next(iter(mention.said("place")), None)),
        "places": [_further_place(text, mention, item) for item in mention.items("place")],
        "victims": [_victim(text, mention, item, known) for item in mention.items("victim")],
        "targets": [_target(text, mention, item) for item in mention.items("target")],
        "perpetrators": [_perpetrator(text, mention, item, known) for item in mention.items("perpetrator")],
        "weapons": [_weapon(text, mention, item) for item in mention.items("weapon")],
        "methods": list(dict.fromkeys(s.value for s in mention.said("method"))),
    }
    quotes.add("place", _spans(mention.said("place")[:1]))
    quotes.add("methods", _spans(mention.said("method")))
    for name in ("killed", "injured"):
        said = [s for s in mention.said(name) if isinstance(s.value, Count)]
        incident[name] = _hull(said)
        quotes.add(name, _spans(said))
    incident["evidence"] = [_quote(text, span) for span in evidence]
    incident["quotes"] = quotes.found
    incident["confidence"] = min(1.0, max(0.0, mention.confidence))
    return incident


def _hull(said: Sequence[Statement]) -> Json | None:
    counts = [s.value for s in said if isinstance(s.value, Count) and s.modality != "denied"]
    counts = counts or [s.value for s in said if isinstance(s.value, Count)]
    if not counts:
        return None
    uppers = [c.max for c in counts if c.max is not None]
    return {"min": min(c.min for c in counts), "max": max(uppers) if len(uppers) == len(counts) else None}


def _place(text: Text, statement: Statement | None) -> Json | None:
    if statement is None or not isinstance(statement.value, Place):
        return None
    place: Json = {"quote": _quote(text, statement.spans[0])}
    for name in _PLACE_FIELDS:
        place[name] = getattr(statement.value, name)
    return place


def _further_place(text: Text, mention: Mention, item: str) -> Json:
    said = mention.said("place", role="place", item=item)
    role = mention.first("place_role", role="place", item=item) or "also"
    place = _place(text, next(iter(said), None))
    return {"role": role, "place": place or {"quote": None, "city": None, "admin1": None, "country": None}}


def _victim(text: Text, mention: Mention, item: str, known: set[str]) -> Json:
    quotes = _Quotes(text)

    def said(name: str) -> tuple[Statement, ...]:
        return mention.said(name, role="victim", item=item)

    victim: Json = {"party": item if item in known else None}
    for name in _VICTIM_FIELDS:
        found = said(name)
        victim[name] = found[0].value if found else None
        quotes.add(name, _spans(found[:1]))
    counted = [s for s in said("count") if isinstance(s.value, Count)]
    own = (
        _spans(said("name")[:1]) or _spans(said("description")[:1]) or _spans(counted) or _own(mention, "victim", item)
    )
    victim["count"] = _hull(counted) or {"min": 1, "max": None}
    quotes.add("count", _spans(counted) or own)
    outcomes = [s for s in said("outcome") if s.value in _outcomes()]
    victim["outcome"] = outcomes[0].value if outcomes else "unknown"
    quotes.add("outcome", _spans(outcomes[:1]) or own)
    several = list(dict.fromkeys(s.value for s in outcomes))
    if len(several) > 1:
        victim["outcomes"] = several
        quotes.add("outcomes", _spans(outcomes))
    victim["quote"] = _quote(text, own[0]) if own else None
    victim["quotes"] = quotes.found
    return victim


def _perpetrator(text: Text, mention: Mention, item: str, known: set[str]) -> Json:
    quotes = _Quotes(text)

    def said(name: str) -> tuple[Statement, ...]:
        return mention.said(name, role="perpetrator", item=item)

    perpetrator: Json = {"party": item if item in known else None}
    own = _spans(said("name")[:1]) or _spans(said("description")[:1]) or _own(mention, "perpetrator", item)
    for name in _PERPETRATOR_FIELDS:
        found = said(name)
        perpetrator[name] = found[0].value if found else None
        quotes.add(name, _spans(found[:1]))
    for name, default in (("kind", "unidentified"), ("status", "asserted")):
        if perpetrator[name] is None:
            perpetrator[name] = default
            quotes.add(name, own)
    counted = [s for s in said("count") if isinstance(s.value, Count)]
    perpetrator["count"] = _hull(counted)
    quotes.add("count", _spans(counted))
    steps = said("proceedings")
    if steps:
        perpetrator["proceedings"] = [
            {"step": s.value, "date": s.as_of, "quote": _quote(text, s.spans[0])} for s in steps
        ]
    perpetrator["quote"] = _quote(text, own[0]) if own else None
    perpetrator["quotes"] = quotes.found
    return perpetrator


def _own(mention: Mention, role: Role, item: str) -> list[Span]:
    return _spans(s for s in mention.statements if s.subject.role == role and s.subject.item == item)[:1]


def _target(text: Text, mention: Mention, item: str) -> Json:
    words = mention.said("text", role="target", item=item)
    span = (_spans(words) or _own(mention, "target", item))[0]
    return {
        "text": text.quote(span) if not words else words[0].value,
        "kind": mention.first("kind", role="target", item=item),
        "outcome": mention.first("outcome", role="target", item=item),
        "quote": _quote(text, span),
    }


def _weapon(text: Text, mention: Mention, item: str) -> Json:
    words = mention.said("text", role="weapon", item=item)
    span = (_spans(words) or _own(mention, "weapon", item))[0]
    return {"text": text.quote(span) if not words else words[0].value, "quote": _quote(text, span)}


def _claim(text: Text, claim: Claim) -> Json:
    return {
        "speaker": claim.speaker,
        "party": claim.party,
        "kind": claim.kind,
        "incident": claim.mention,
        "field": claim.field,
        "range": None if claim.count is None else {"min": claim.count.min, "max": claim.count.max},
        "quote": _quote(text, claim.span),
    }


# ---------------------------------------------------------------------------------------------------------
# JSON -> Reading


def validate(obj: Any) -> None:
    """Check an object against the contract: its schema, that quotes say what the text has, that ids resolve.

    Raises:
        ContractError: with the path of what is wrong ("incidents.3.victims.0.outcome").
    """
    from jsonschema.exceptions import best_match  # see _validator

    worst = best_match(_validator().iter_errors(obj))
    if worst is not None:
        raise ContractError(_path(worst.absolute_path), f"{worst.message[:300]}", "see reading.schema.json")
    words = obj["source"]["text"]
    for path, quote in _walk_quotes(obj, ()):
        if quote["start"] >= quote["end"] or words[quote["start"] : quote["end"]] != quote["text"]:
            problem = f"the text does not have {quote['text'][:60]!r} at {quote['start']}..{quote['end']}"
            raise ContractError(_path(path), problem, "offsets count Unicode code points")
    ids = [incident["id"] for incident in obj["incidents"]]
    for number, name in enumerate(ids):
        if name in ids[:number]:
            raise ContractError(f"incidents.{number}.id", f"{name!r} stands twice", "ids are unique within a reading")
    for number, incident in enumerate(obj["incidents"]):
        for name in ("killed", "injured"):
            _check_range(incident[name], f"incidents.{number}.{name}")
        for place, victim in enumerate(incident["victims"]):
            _check_range(victim["count"], f"incidents.{number}.victims.{place}.count")
        for place, perpetrator in enumerate(incident["perpetrators"]):
            _check_range(perpetrator.get("count"), f"incidents.{number}.perpetrators.{place}.count")
    for number, claim in enumerate(obj["claims"]):
        _check_range(claim.get("range"), f"claims.{number}.range")


def _path(parts: Iterable[Any]) -> str:
    return ".".join(str(part) for part in parts) or "reading"


def _check_range(found: Mapping[str, Any] | None, path: str) -> None:
    if found and found["max"] is not None and found["max"] < found["min"]:
        raise ContractError(path, f"at most {found['max']} is less than at least {found['min']}", "")


def _walk_quotes(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Json]]:
    """Every quote object below a value; the text of the source itself is not walked."""
    if isinstance(value, dict):
        if value.keys() == {"start", "end", "text"}:
            yield path, value
            return
        for key, below in value.items():
            if key != "source" or path:
                yield from _walk_quotes(below, (*path, key))
    elif isinstance(value, list):
        for number, below in enumerate(value):
            yield from _walk_quotes(below, (*path, number))


def from_json(obj: Any) -> tuple[Text, Reading]:
    """A reading of the contract, ours or another program's, as text and reading.

    Another program's ids are kept as they are. A value without a quotation of its own rests on the evidence of
    its incident.

    Raises:
        ContractError: the object is not valid, see :func:`validate`.
    """
    validate(obj)
    text = _text(obj["source"])
    reader = obj["reader"]
    identity = ReaderIdentity(reader["name"], reader["version"], reader.get("model"), reader.get("codebook"))
    parties: dict[str, Party] = {}
    mentions = tuple(_mention(incident, parties) for incident in obj["incidents"])
    claims = tuple(_claim_from(claim, text, f"c{number}") for number, claim in enumerate(obj["claims"]))
    relations = tuple(
        Relation(cast(RelationKind, r["kind"]), r["from"], r["to"], _span(r["quote"])) for r in obj["relations"]
    )
    return text, Reading(identity, text.id, mentions, tuple(parties.values()), claims, relations)


def _text(source: Json) -> Text:
    words: str = source["text"]
    content = hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    name = "\n".join((source["id"], EXTRACTOR, content))
    metadata = Metadata(
        title=source["title"],
        publisher=source.get("publisher"),
        author=source.get("author"),
        language=source["language"],
        published=source["published"],
    )
    return Text(
        id=hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest(),
        capture=source["id"],
        uri=source.get("uri") or "",
        extractor=EXTRACTOR,
        content=words,
        metadata=metadata,
        pages=tuple(source.get("pages", ())),
    )


def _span(quote: Json) -> Span:
    return Span(quote["start"], quote["end"])


def _listed(quotes: Json, name: str) -> tuple[Span, ...]:
    return tuple(_span(quote) for quote in quotes.get(name, ()))


class _Told:
    """Collects the statements of one mention."""

    def __init__(self, mention: str, evidence: tuple[Span, ...]) -> None:
        self.mention = mention
        self.evidence = evidence
        self.statements: list[Statement] = []

    def say(
        self,
        name: str,
        value: Value | None,
        spans: tuple[Span, ...],
        *,
        role: Role = "mention",
        item: str = "",
        modality: Modality = "asserted",
        as_of: str | None = None,
    ) -> None:
        if value is not None:
            subject = Subject(self.mention, role, item)
            spans = spans or self.evidence[:1]
            self.statements.append(Statement(subject, name, value, spans, modality, as_of=as_of))


def _mention(incident: Json, parties: dict[str, Party]) -> Mention:
    evidence = tuple(_span(quote) for quote in incident["evidence"])
    quotes = incident["quotes"]
    told = _Told(incident["id"], evidence)
    told.say("type", incident["type"], _listed(quotes, "type"))
    for name in ("kind", "act", "modality", "scope"):
        told.say(name, incident.get(name), _listed(quotes, name))
    date_spans = _listed(quotes, "date") or ((_span(incident["date_quote"]),) if incident.get("date_quote") else ())
    told.say("date", incident["date"], date_spans)
    if incident["place"]:
        told.say("place", _place_from(incident["place"]), _place_spans(incident["place"], _listed(quotes, "place")))
    for method, spans in _shared(incident["methods"], _listed(quotes, "methods")):
        told.say("method", method, spans)
    for name in ("killed", "injured"):
        told.say(name, _count_from(incident[name]), _listed(quotes, name))
    for number, further in enumerate(incident.get("places", ())):
        item = f"l{number}"
        spans = _place_spans(further["place"], ())
        told.say("place", _place_from(further["place"]), spans, role="place", item=item)
        told.say("place_role", further["role"], spans, role="place", item=item)
    for number, victim in enumerate(incident["victims"]):
        _say_victim(told, victim, victim.get("party") or f"v{number}")
        _meet(parties, victim, "person" if victim["count"] == {"min": 1, "max": 1} else "group")
    for number, perpetrator in enumerate(incident["perpetrators"]):
        _say_perpetrator(told, perpetrator, perpetrator.get("party") or f"a{number}")
        kind: PartyKind = {"individual": "person", "organisation": "organisation"}.get(perpetrator["kind"], "group")  # type: ignore[assignment]
        _meet(parties, perpetrator, kind)
    for number, target in enumerate(incident["targets"]):
        spans = (_span(target["quote"]),)
        for name in ("text", "kind", "outcome"):
            told.say(name, target.get(name), spans, role="target", item=f"t{number}")
    for number, weapon in enumerate(incident["weapons"]):
        told.say("text", weapon["text"], (_span(weapon["quote"]),), role="weapon", item=f"w{number}")
    return Mention(incident["id"], evidence, tuple(told.statements), incident["confidence"])


def _shared(values: Sequence[str], spans: tuple[Span, ...]) -> Iterator[tuple[str, tuple[Span, ...]]]:
    if len(values) == len(spans):
        yield from ((value, (span,)) for value, span in zip(values, spans, strict=True))
    else:
        yield from ((value, spans) for value in values)


def _place_from(place: Json) -> Place:
    return Place(
        city=place["city"],
        admin1=place["admin1"],
        country=place["country"],
        detail=place.get("detail"),
        geonameid=place.get("geonameid"),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
        radius_km=place.get("radius_km"),
        precision=cast(Precision | None, place.get("precision")),
    )


def _place_spans(place: Json, listed: tuple[Span, ...]) -> tuple[Span, ...]:
    return listed or ((_span(place["quote"]),) if place.get("quote") else ())


def _count_from(found: Json | None) -> Count | None:
    return None if found is None else Count(found["min"], found["max"])


def _own_spans(party: Json) -> tuple[Span, ...]:
    return (_span(party["quote"]),) if party.get("quote") else ()


def _say_victim(told: _Told, victim: Json, item: str) -> None:
    quotes, own = victim.get("quotes", {}), _own_spans(victim)
    for name in _VICTIM_FIELDS:
        told.say(name, victim.get(name), _listed(quotes, name) or own, role="victim", item=item)
    told.say("count", _count_from(victim["count"]), _listed(quotes, "count") or own, role="victim", item=item)
    outcomes = list(dict.fromkeys((victim["outcome"], *victim.get("outcomes", ()))))
    several = _listed(quotes, "outcomes")
    first = _listed(quotes, "outcome") or own
    for number, (outcome, spans) in enumerate(_shared(outcomes, several)):
        told.say("outcome", outcome, first if number == 0 and first else spans or own, role="victim", item=item)


def _say_perpetrator(told: _Told, perpetrator: Json, item: str) -> None:
    quotes, own = perpetrator.get("quotes", {}), _own_spans(perpetrator)
    for name in _PERPETRATOR_FIELDS:
        told.say(name, perpetrator.get(name), _listed(quotes, name) or own, role="perpetrator", item=item)
    told.say(
        "count", _count_from(perpetrator.get("count")), _listed(quotes, "count") or own, role="perpetrator", item=item
    )
    for step in perpetrator.get("proceedings", ()):
        told.say(
            "proceedings",
            step["step"],
            (_span(step["quote"]),),
            role="perpetrator",
            item=item,
            as_of=step.get("date"),
        )  # fmt: skip


def _meet(parties: dict[str, Party], found: Json, kind: PartyKind) -> None:
    name = found.get("party")
    if not name:
        return
    known = parties.get(name)
    spans = _own_spans(found)
    if known is None:
        parties[name] = Party(name, kind, found["name"], spans)
    else:
        joined = tuple(dict.fromkeys((*known.spans, *spans)))
        longest = max((n for n in (known.name, found["name"]) if n), key=len, default=None)
        parties[name] = Party(name, known.kind, longest, joined)


def _claim_from(claim: Json, text: Text, name: str) -> Claim:
    span = _span(claim["quote"])
    speaker = claim["speaker"]
    at = text.content.find(speaker, span.start, span.end) if speaker else -1
    at = at if at >= 0 or not speaker else text.content.find(speaker)
    return Claim(
        id=name,
        speaker=speaker,
        speaker_spans=(Span(at, at + len(speaker)),) if at >= 0 else (),
        kind=cast(ClaimKind, claim["kind"]),
        span=span,
        party=claim.get("party"),
        mention=claim["incident"],
        field=claim.get("field"),
        count=_count_from(claim.get("range")),
    )
