"""What is written down is read back, and one value has one spelling."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.reports import invented
from sijill.register import Register, encoding
from sijill.types import (
    Anchor,
    Claim,
    Count,
    Mention,
    MentionKey,
    Metadata,
    Party,
    PartyKey,
    Place,
    ReaderIdentity,
    Reading,
    Relation,
    Span,
    Statement,
    Subject,
)

# what both databases can hold: no half characters, no NUL
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
counts = st.builds(
    lambda a, b: Count(a, None if b is None else a + b), st.integers(0, 10**9), st.none() | st.integers(0, 99)
)
coordinate = st.none() | st.floats(-180, 180, allow_nan=False)
places = st.builds(
    Place,
    city=st.none() | words,
    admin1=st.none() | words,
    country=st.none() | words,
    detail=st.none() | words,
    geonameid=st.none() | st.integers(0, 2**31),
    latitude=coordinate,
    longitude=coordinate,
    radius_km=coordinate,
    precision=st.none() | st.sampled_from(["site", "city", "country"]),
)
values = words | st.integers(-(2**40), 2**40) | counts | places
spans = st.builds(lambda a, b: Span(a, a + b), st.integers(0, 60), st.integers(1, 30))
many_spans = st.lists(spans, max_size=3).map(tuple)
ids = st.sampled_from(["p1", "p2", "p3b", ""])
statements = st.builds(
    Statement,
    subject=st.builds(Subject, st.just("i0"), st.sampled_from(["mention", "victim", "place"]), ids),
    field=words,
    value=values,
    spans=st.lists(spans, min_size=1, max_size=3).map(tuple),
    modality=st.sampled_from(["asserted", "alleged", "denied", "planned"]),
    speaker=st.none() | words,
    speaker_spans=many_spans,
    as_of=st.none() | words,
)
# the same statement said twice is one; its speaker may be seen elsewhere all the same
mentions = st.builds(
    Mention, id=words, evidence=many_spans, statements=st.lists(statements, max_size=4).map(tuple),
    confidence=st.floats(0, 1, allow_nan=False),
)  # fmt: skip
parties = st.builds(Party, words, st.sampled_from(["person", "group"]), st.none() | words, many_spans)
claims = st.builds(
    Claim, words, words, many_spans, st.sampled_from(["blame", "figure"]), spans, st.none() | ids,
    st.none() | words, st.none() | words, st.none() | counts,
)  # fmt: skip
relations = st.builds(Relation, st.sampled_from(["kin_of", "part_of"]), words, words, spans)
readings = st.builds(
    Reading,
    reader=st.builds(ReaderIdentity, words, words, st.none() | words, st.none() | words),
    text=st.just(invented().text.id),
    mentions=st.lists(mentions, max_size=3).map(tuple),
    parties=st.lists(parties, max_size=3).map(tuple),
    claims=st.lists(claims, max_size=2).map(tuple),
    relations=st.lists(relations, max_size=2).map(tuple),
)


@given(values)
def test_a_value_comes_back(value: object) -> None:
    told = encoding.value(value)  # type: ignore[arg-type]
    again = encoding.to_value(told)
    assert again == value
    assert type(again) is type(value)
    assert encoding.value(again) == told == encoding.canonical(json.loads(told))


@given(st.builds(Anchor, text=words, mention=words, item=words, field=words, spans=many_spans, incident=words))
def test_an_anchor_comes_back(anchor: Anchor) -> None:
    assert encoding.to_anchor(encoding.anchor(anchor)) == anchor


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_moment_comes_back(at: datetime) -> None:
    assert encoding.to_moment(encoding.moment(at)) == at
    assert encoding.moment(at.replace(tzinfo=None)) == encoding.moment(at)


def test_small_records_come_back() -> None:
    for key in (MentionKey("t", "i1"), PartyKey("t", "p1")):
        assert encoding.to_key(encoding.key(key)) == key
    for told in (Metadata(), Metadata("أ", None, "b", "ar", "2020", "u")):
        assert encoding.to_metadata(encoding.metadata(told)) == told
    with pytest.raises(ValueError, match="not a value"):
        encoding.to_value("[1]")
    with pytest.raises(ValueError, match="JSON compliant"):
        encoding.value(Place(latitude=float("nan")))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(reading=readings)
def test_a_reading_comes_back(register: Register, reading: Reading) -> None:
    report = invented()
    long = replace(report.text, content=report.text.content + " " * 100)
    register.keep(report.capture, long, None, by="A. Recorder")
    if not register.keep_reading(reading, by="A. Recorder"):
        return  # this reader was here before
    assert register.reading(report.text.id) == reading
