"""JSON-LD 1.1 for the web of data: incidents in schema.org's terms, each statement a W3C Web Annotation.

The context is in the file; nothing is fetched to read it. Killed and injured are ``PropertyValue`` with ``minValue``,
``maxValue`` and, as ``measurementTechnique``, the rule by which they hold. An annotation's body is a field and its
value; its target is the text, with a ``TextQuoteSelector`` and, where nothing was struck out of the text, a
``TextPositionSelector`` that counts code points of the text as it was extracted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from sijill.publication.cells import writable
from sijill.publication.filter import Cleared
from sijill.publication.involved import Involved, involved
from sijill.publication.record import value_json
from sijill.publication.summary import Summary, address, place_words, summarise
from sijill.types import Account, Count, Span, Statement, Text

TITLE = "JSON-LD, incidents and Web Annotations"
STEM = "incidents"
SUFFIX = ".jsonld"
MEDIA_TYPE = "application/ld+json"

#: characters before and after a quotation that help to find it again in an edited page
AROUND = 32

_IRI = {"@type": "@id"}
CONTEXT: dict[str, Any] = {
    "@version": 1.1,
    "@vocab": "https://schema.org/",
    "oa": "http://www.w3.org/ns/oa#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "sijill": "urn:sijill:vocabulary:",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "id": "@id",
    "type": "@type",
    "earliest": {"@id": "sijill:earliest", "@type": "xsd:date"},
    "latest": {"@id": "sijill:latest", "@type": "xsd:date"},
    "edtf": "sijill:edtf",
    "rule": "sijill:rule",
    "field": "sijill:field",
    "stated": {"@id": "sijill:value", "@type": "@json"},
    "modality": "sijill:modality",
    "speaker": "sijill:speaker",
    "involved": _IRI | {"@id": "sijill:involved"},
    "role": "sijill:role",
    "outcome": "sijill:outcome",
    "sealed": "sijill:sealed",
    "subjectOf": _IRI,
    "target": _IRI | {"@id": "oa:hasTarget"},
    "source": _IRI | {"@id": "oa:hasSource"},
    "body": _IRI | {"@id": "oa:hasBody"},
    "selector": _IRI | {"@id": "oa:hasSelector"},
    "motivation": {"@id": "oa:motivatedBy", "@type": "@id"},
    "exact": "oa:exact",
    "prefix": "oa:prefix",
    "suffix": "oa:suffix",
    "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
    "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
    "Annotation": "oa:Annotation",
    "SpecificResource": "oa:SpecificResource",
    "TextQuoteSelector": "oa:TextQuoteSelector",
    "TextPositionSelector": "oa:TextPositionSelector",
    "Statement": "sijill:Statement",
}

HEAD = '{"@context":' + json.dumps(CONTEXT, separators=(",", ":")) + ',"@graph":[\n'
SEPARATOR = ",\n"
TAIL = "\n]}\n"


def record(cleared: Cleared, told: set[str]) -> str:
    """One incident as nodes of the graph: the event, its people, its reports not told before, its annotations."""
    nodes = [*_event(cleared), *_reports(cleared, told), *_annotations(cleared)]
    return ",\n".join(writable(json.dumps(n, ensure_ascii=False, separators=(",", ":"))) for n in nodes)


def iri(kind: str, *ids: str) -> str:
    """The name of something in the graph."""
    return ":".join(("urn:sijill", kind, *(quote(writable(i), safe="") for i in ids)))


def _event(cleared: Cleared) -> Iterator[dict[str, Any]]:
    s = summarise(cleared)
    people = involved(cleared)
    rules = {v.field: v.rule for v in cleared.dossier.standing.values}
    event = {
        "id": iri("incident", s.id),
        "type": "Event",
        "identifier": s.id,
        "name": s.title,
        "additionalType": [t for t in (s.type, s.act) if t],
        "sijill:kind": s.kind,
        "modality": s.modality,
        "edtf": s.date,
        "earliest": s.date_start,
        "latest": s.date_end,
        "location": _place(s),
        "keywords": list(s.methods),
        "additionalProperty": [
            *_toll("killed", s.killed, rules.get("killed")),
            *_toll("injured", s.injured, rules.get("injured")),
            *_toll("independent sources", s.independent, None),
        ],
        "involved": [iri("involved", p.id) for p in people],
        "subjectOf": sorted({iri("report", a.source.report.id) for a in cleared.dossier.mentions}),
    }
    yield _told(event)
    yield from (_told(_person(p)) for p in people)


def _person(who: Involved) -> dict[str, Any]:
    return {
        "id": iri("involved", who.id),
        "type": "Organization" if who.kind == "organisation" else "Person" if who.kind == "person" else "Thing",
        "name": who.called,
        "description": who.accusation or who.description,
        "role": who.role,
        "outcome": list(who.outcomes),
        "sealed": True if who.sealed else None,
        "additionalProperty": [
            _told({
                "type": "PropertyValue", "name": v.field, "value": v.value if isinstance(v.value, str | int) else None,
                **(_ends(v.value) if isinstance(v.value, Count) else {}), "measurementTechnique": v.rule,
            })
            for v in who.values if v.field not in ("name", "description", "outcome")
        ],
    }  # fmt: skip


def _place(s: Summary) -> dict[str, Any] | None:
    place = s.place
    if place is None:
        return None
    point = s.coordinates
    geo = {"type": "GeoCoordinates", "latitude": point[0], "longitude": point[1]} if point else None
    parts = {
        "type": "PostalAddress", "addressLocality": place.city, "addressRegion": place.admin1,
        "addressCountry": place.country,
    }  # fmt: skip
    return _told({
        "type": "Place", "name": place_words(place), "address": _told(parts), "geo": geo,
        "sijill:precision": place.precision,
    })  # fmt: skip


def _toll(name: str, count: Count | None, rule: str | None) -> Iterator[dict[str, Any]]:
    if count is not None:
        yield _told({"type": "PropertyValue", "name": name, **_ends(count), "measurementTechnique": rule})


def _ends(count: Count) -> dict[str, int | None]:
    return {"minValue": count.min, "maxValue": count.max}


def _reports(cleared: Cleared, told: set[str]) -> Iterator[dict[str, Any]]:
    for account in cleared.dossier.mentions:
        text, report = account.source.text, account.source.report
        if iri("report", report.id) not in told:
            told.add(iri("report", report.id))
            yield _told({
                "id": iri("report", report.id), "type": "Article", "headline": text.metadata.title,
                "author": text.metadata.author, "publisher": text.metadata.publisher,
                "datePublished": text.metadata.published, "inLanguage": text.metadata.language,
                "url": address(text.metadata.url, report.uri),
            })  # fmt: skip
        if _text(text) not in told:
            told.add(_text(text))
            yield {"id": _text(text), "type": "DigitalDocument", "isBasedOn": {"id": iri("report", report.id)}}


def _annotations(cleared: Cleared) -> Iterator[dict[str, Any]]:
    for account in cleared.dossier.mentions:
        for statement_id, said in zip(account.statement_ids, account.mention.statements, strict=True):
            yield _told({
                "id": iri("statement", statement_id),
                "type": "Annotation",
                "motivation": "oa:identifying",
                "body": _body(cleared, account, said),
                "target": [_target(cleared, account.source.text, span) for span in said.spans],
            })  # fmt: skip


def _body(cleared: Cleared, account: Account, said: Statement) -> dict[str, Any]:
    return _told({
        "type": "Statement", "about": {"id": iri("incident", cleared.dossier.incident.id)},
        "role": said.subject.role, "sijill:mention": account.mention.id, "sijill:item": said.subject.item or None,
        "field": said.field, "stated": value_json(said.value), "modality": said.modality, "speaker": said.speaker,
        "sijill:asOf": said.as_of,
    })  # fmt: skip


def _target(cleared: Cleared, text: Text, span: Span) -> dict[str, Any]:
    struck = text.id in cleared.redacted
    words: dict[str, Any] = {"type": "TextQuoteSelector", "exact": text.quote(span)}
    selectors = [words]
    if not struck:
        words["prefix"] = text.content[max(0, span.start - AROUND) : span.start]
        words["suffix"] = text.content[span.end : span.end + AROUND]
        selectors.append({"type": "TextPositionSelector", "start": span.start, "end": span.end})
    return {"type": "SpecificResource", "source": _text(text), "selector": [_told(s) for s in selectors]}


def _text(text: Text) -> str:
    return iri("text", text.id)


def _told(node: dict[str, Any]) -> dict[str, Any]:
    """A node without what is not stated; a zero and an end that lies at the beginning are stated."""
    return {name: value for name, value in node.items() if value is not None and value not in ("", [], {})}
