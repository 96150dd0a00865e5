"""Stretches: what some cover together, held against the plain definition."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sijill.types import Span
from sijill.values.stretches import Covered

SPANS = st.builds(lambda start, size: Span(start, start + size), st.integers(0, 60), st.integers(1, 9))


@given(st.lists(SPANS, max_size=12), SPANS)
def test_covered_is_what_the_stretches_cover(spans: list[Span], asked: Span) -> None:
    points = {n for s in spans for n in range(s.start, s.end)}
    covered = Covered(spans)
    assert covered.hold(asked) is all(n in points for n in range(asked.start, asked.end))
    assert covered.overlap(asked) is any(n in points for n in range(asked.start, asked.end))
