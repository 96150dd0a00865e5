"""One incident as plain JSON values, complete; and the keeper's record back into a dossier, without loss.

The public and the keeper's record have one shape. The public one has no names of staff, no seals but what kind of
thing they seal, no text but the quotes, and no offset into a text out of which something was struck. The keeper's has
all of it.

Invariant: for every dossier, ``dossier_of(record_of(keeper's clearance)) == dossier``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sijill.errors import ContractError
from sijill.publication.accused import accusation
from sijill.publication.filter import Cleared
from sijill.types import (
    Account,
    Anchor,
    Claim,
    Count,
    Decision,
    Dossier,
    Incident,
    Mention,
    MentionKey,
    Metadata,
    Party,
    PartyKey,
    Place,
    ReaderIdentity,
    Relation,
    Report,
    Seal,
    Source,
    Span,
    Standing,
    StandingParty,
    StandingValue,
    Statement,
    Subject,
    Text,
    Value,
)

#: name and version of the shape
FORMAT = "sijill incident 1"


def value_json(value: Value | None) -> Any:
    """A value as JSON: a Count is {"min", "max"}, a Place its known parts, the rest as it is."""
    if isinstance(value, Count):
        return {"min": value.min, "max": value.max}
    if isinstance(value, Place):
        return {name: part for name, part in asdict(value).items() if part is not None}
    return value


def value_of(json: Any) -> Value | None:
    """The value that :func:`value_json` wrote."""
    if isinstance(json, dict):
        return Count(json["min"], json["max"]) if "min" in json else Place(**json)
    if json is None or isinstance(json, str | int):
        return json
    raise ContractError("a value", f"is neither words, number, count nor place: {type(json).__name__}")


# -------------------------------------------------------------------------------------------------------- writing


def record_of(cleared: Cleared, told: set[str]) -> dict[str, Any]:
    """One incident as JSON values.

    Args:
        cleared: what has gone through the filter.
        told: ids of texts whose words stand in an earlier record of the same file; the keeper's record gives the
            words of a text once, and adds its id here.
    """
    dossier = cleared.dossier
    keeper = cleared.audience == "keeper"
    record: dict[str, Any] = {
        "format": FORMAT,
        "audience": cleared.audience,
        "incident": dossier.incident.id,
        "aliases": list(dossier.incident.aliases),
        "published": dossier.published,
        "checked": {"values": cleared.checked, "people": cleared.people},
        "mentions": [_mention(cleared, a) for a in dossier.mentions],
        "standing": {
            "values": [_standing_value(cleared, v) for v in dossier.standing.values],
            "parties": [
                {
                    "role": p.role,
                    "parties": [{"text": k.text, "party": k.party} for k in p.parties],
                    "values": [_standing_value(cleared, v) for v in p.values],
                    **_accusation(cleared, p),
                }
                for p in dossier.standing.parties
            ],
            "independent": value_json(dossier.standing.independent),
        },
        "statements": [
            _statement(cleared, account.source.text, statement_id, statement)
            for account in dossier.mentions
            for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True)
        ],
    }
    if not keeper:
        record["sealed"] = list(cleared.seals)
        return record
    record["grouping"] = [{"text": k.text, "mention": k.mention} for k in dossier.incident.mentions]
    record["decisions"] = [_decision(d) for d in dossier.decisions]
    record["seals"] = [{"anchor": _anchor(s.anchor), "words": list(s.words), "rule": s.rule} for s in dossier.seals]
    record["texts"] = {}
    for account in dossier.mentions:
        text = account.source.text
        if text.id not in told:
            told.add(text.id)
            record["texts"][text.id] = {
                "capture": text.capture, "uri": text.uri, "extractor": text.extractor, "content": text.content,
                "metadata": asdict(text.metadata), "pages": list(text.pages),
            }  # fmt: skip
    return record


def _accusation(cleared: Cleared, party: StandingParty) -> dict[str, str]:
    """The sentence beside the name of an individual who is blamed; the keeper's record needs none."""
    sentence = None if cleared.audience == "keeper" else accusation(cleared.dossier, party)
    return {"accusation": sentence} if sentence else {}


def quote_json(cleared: Cleared, text: Text, span: Span) -> dict[str, Any]:
    """The words of a span, and where they stand unless something was struck out of the text."""
    if text.id in cleared.redacted:
        return {"text": text.quote(span)}
    return {"text": text.quote(span), "start": span.start, "end": span.end}


def _quotes(cleared: Cleared, text: Text, spans: Iterable[Span]) -> list[dict[str, Any]]:
    return [quote_json(cleared, text, span) for span in spans]


def _mention(cleared: Cleared, account: Account) -> dict[str, Any]:
    source, mention = account.source, account.mention
    text, report = source.text, source.report
    told = {
        "report": {"id": report.id, "uri": report.uri, "kind": report.kind},
        "source": {"uri": text.uri, **asdict(text.metadata)},
        "text": text.id,
        "capture": text.capture or None,
        "extractor": text.extractor,
        "mention": mention.id,
        "confidence": mention.confidence,
        "reader": asdict(account.reader),
        "evidence": _quotes(cleared, text, mention.evidence),
        "statements": list(account.statement_ids),
        "parties": [
            {"id": p.id, "kind": p.kind, "name": p.name, "quotes": _quotes(cleared, text, p.spans)}
            for p in account.parties
        ],
        "claims": [_claim(cleared, text, c) for c in account.claims],
        "relations": [
            {"kind": r.kind, "from": r.source, "to": r.target, "quote": quote_json(cleared, text, r.span)}
            for r in account.relations
        ],
    }
    if cleared.audience == "keeper":
        told["captured_at"] = source.captured_at.isoformat()
        told["foremost"] = account.foremost
    return told


def _claim(cleared: Cleared, text: Text, claim: Claim) -> dict[str, Any]:
    return {
        "id": claim.id,
        "kind": claim.kind,
        "speaker": claim.speaker,
        "speaker_quotes": _quotes(cleared, text, claim.speaker_spans),
        "quote": quote_json(cleared, text, claim.span),
        "party": claim.party,
        "mention": claim.mention,
        "field": claim.field,
        "count": value_json(claim.count),
    }


def _statement(cleared: Cleared, text: Text, statement_id: str, statement: Statement) -> dict[str, Any]:
    return {
        "id": statement_id,
        "text": text.id,
        "subject": asdict(statement.subject),
        "field": statement.field,
        "value": value_json(statement.value),
        "quotes": _quotes(cleared, text, statement.spans),
        "modality": statement.modality,
        "speaker": statement.speaker,
        "speaker_quotes": _quotes(cleared, text, statement.speaker_spans),
        "as_of": statement.as_of,
    }


def _standing_value(cleared: Cleared, value: StandingValue) -> dict[str, Any]:
    told: dict[str, Any] = {
        "field": value.field,
        "value": value_json(value.value),
        "rule": value.rule,
        "behind": list(value.behind),
        "against": list(value.against),
        "checked": len(set(value.checked_by)),
    }
    if cleared.audience == "keeper" or cleared.pseudonyms:
        told["checked_by"] = list(value.checked_by)
    return told


def _anchor(anchor: Anchor) -> dict[str, Any]:
    return {**asdict(anchor), "spans": [[s.start, s.end] for s in anchor.spans]}


def _decision(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.id,
        "kind": decision.kind,
        "anchor": _anchor(decision.anchor),
        "by": decision.by,
        "at": decision.at.isoformat(),
        "reason": decision.reason,
        "before": value_json(decision.before),
        "after": value_json(decision.after),
        "undoes": decision.undoes,
    }


# -------------------------------------------------------------------------------------------------------- reading


def dossier_of(record: Mapping[str, Any], texts: dict[str, Text]) -> Dossier:
    """The dossier that a keeper's record was written from.

    Args:
        record: one line of the keeper's ``incidents-jsonl``, parsed.
        texts: the texts of earlier lines of the same file, by id; those of this line are added.

    Raises:
        ContractError: it is not a keeper's record, or is broken.
    """
    name = str(record.get("incident", "a record"))
    if record.get("format") != FORMAT or record.get("audience") != "keeper":
        raise ContractError(name, f"is not a keeper's record of {FORMAT}", "export it with --audience keeper")
    try:
        return _dossier(record, texts)
    except (KeyError, TypeError, ValueError) as error:
        raise ContractError(name, f"is broken: {type(error).__name__} {error}") from error


def _dossier(record: Mapping[str, Any], texts: dict[str, Text]) -> Dossier:
    for text_id, t in record["texts"].items():
        texts[text_id] = Text(
            text_id, t["capture"], t["uri"], t["extractor"], t["content"], Metadata(**t["metadata"]), tuple(t["pages"])
        )  # fmt: skip
    statements = {(s["text"], s["id"]): _statement_of(s) for s in record["statements"]}
    standing = record["standing"]
    return Dossier(
        incident=Incident(
            record["incident"],
            tuple(MentionKey(k["text"], k["mention"]) for k in record["grouping"]),
            tuple(record["aliases"]),
        ),
        mentions=tuple(_account_of(m, texts[m["text"]], statements) for m in record["mentions"]),
        standing=Standing(
            record["incident"],
            tuple(_standing_value_of(v) for v in standing["values"]),
            tuple(
                StandingParty(
                    p["role"],
                    tuple(PartyKey(k["text"], k["party"]) for k in p["parties"]),
                    tuple(_standing_value_of(v) for v in p["values"]),
                )
                for p in standing["parties"]
            ),
            Count(**standing["independent"]),
        ),
        decisions=tuple(_decision_of(d) for d in record["decisions"]),
        seals=tuple(Seal(_anchor_of(s["anchor"]), tuple(s["words"]), s["rule"]) for s in record["seals"]),
        published=record["published"],
    )


def _spans(quotes: Iterable[Mapping[str, Any]]) -> tuple[Span, ...]:
    return tuple(Span(q["start"], q["end"]) for q in quotes)


def _statement_of(s: Mapping[str, Any]) -> Statement:
    value = value_of(s["value"])
    if value is None:
        raise ValueError(f"statement {s['id']} has no value")
    return Statement(
        Subject(**s["subject"]), s["field"], value, _spans(s["quotes"]), s["modality"], s["speaker"],
        _spans(s["speaker_quotes"]), s["as_of"],
    )  # fmt: skip


def _account_of(m: Mapping[str, Any], text: Text, statements: Mapping[tuple[str, str], Statement]) -> Account:
    return Account(
        source=Source(Report(**m["report"]), text, datetime.fromisoformat(m["captured_at"])),
        mention=Mention(
            m["mention"], _spans(m["evidence"]), tuple(statements[text.id, i] for i in m["statements"]), m["confidence"]
        ),
        parties=tuple(Party(p["id"], p["kind"], p["name"], _spans(p["quotes"])) for p in m["parties"]),
        claims=tuple(_claim_of(c) for c in m["claims"]),
        relations=tuple(
            Relation(r["kind"], r["from"], r["to"], Span(r["quote"]["start"], r["quote"]["end"]))
            for r in m["relations"]
        ),
        statement_ids=tuple(m["statements"]),
        reader=ReaderIdentity(**m["reader"]),
        foremost=m.get("foremost"),
    )


def _claim_of(c: Mapping[str, Any]) -> Claim:
    count = value_of(c["count"])
    if count is not None and not isinstance(count, Count):
        raise ValueError(f"claim {c['id']}: {c['count']!r} is no count")
    return Claim(
        c["id"], c["speaker"], _spans(c["speaker_quotes"]), c["kind"], Span(c["quote"]["start"], c["quote"]["end"]),
        c["party"], c["mention"], c["field"], count,
    )  # fmt: skip


def _standing_value_of(v: Mapping[str, Any]) -> StandingValue:
    return StandingValue(
        v["field"], value_of(v["value"]), v["rule"], tuple(v["behind"]), tuple(v["against"]), tuple(v["checked_by"])
    )


def _anchor_of(a: Mapping[str, Any]) -> Anchor:
    return Anchor(**{**a, "spans": tuple(Span(start, end) for start, end in a["spans"])})


def _decision_of(d: Mapping[str, Any]) -> Decision:
    return Decision(
        d["id"], d["kind"], _anchor_of(d["anchor"]), d["by"], datetime.fromisoformat(d["at"]), d["reason"],
        value_of(d["before"]), value_of(d["after"]), d["undoes"],
    )  # fmt: skip
