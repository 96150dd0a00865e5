from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_records import party, record
from sijill.errors import ContractError
from sijill.figures.entries import entry_of, read_records
from sijill.types import Count


def test_the_facts_of_a_record() -> None:
    told = entry_of(record(
        "i-7", party("victim", name="Salim Darwazi", outcome="killed", outcomes=["tortured"]),
        party("perpetrator", name="Karim Barakat", kind="individual", status="alleged", proceedings=["charged"]),
        date="2020-03", killed=(1, 2), method=["shooting", "motorcycle"], independent=2,
    ))  # fmt: skip
    assert (told.first, told.last) == (date(2020, 3, 1), date(2020, 3, 31))
    assert told.killed == Count(1, 2)
    assert told.methods == ("shooting", "motorcycle")
    assert told.victims[0].outcomes == ("killed", "tortured")
    assert told.doers[0].body is None
    assert told.doers[0].proceedings == ("charged",)
    assert told.independent == Count(2, 2)


def test_lines_that_are_no_records_are_named_by_their_number() -> None:
    lines = [json.dumps(record()), "", "{"]
    with pytest.raises(ContractError, match="line 3: is not JSON"):
        list(read_records(lines, "incidents.jsonl"))
    with pytest.raises(ContractError, match="line 1: is not a record"):
        list(read_records(['{"format": "other"}'], "incidents.jsonl"))


@settings(deadline=None)
@given(st.recursive(st.none() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)),
       st.sampled_from(["standing", "mentions", "incident"]))  # fmt: skip
def test_a_broken_record_is_told_and_never_a_traceback(junk: object, part: str) -> None:
    broken = {**record(), part: junk}
    try:
        entry_of(broken)
    except ContractError as error:
        assert "is broken" in str(error)
