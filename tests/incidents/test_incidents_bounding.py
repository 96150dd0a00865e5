from __future__ import annotations

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from invented_accounts import BASRA, MOSUL, account, victim
from sijill.incidents.bounding import hopeful
from sijill.incidents.comparing import log_odds
from sijill.incidents.profile import profile
from sijill.types import Account, Count

NAMES = (None, "Salim Darwazi", "Saleem al-Darwazi", "Yusra Tamboul", "Darwazi", "Nabil Obadi")
WORDS = (
    "",
    "The guard of the Obadi mill fired at a tractor beneath the Shawmat ridge near Qarnan, Tuesday, the 19-year-old said.",
    "A tractor beneath the Shawmat ridge was hit as the guard of the Obadi mill fired, said Qarnan and the 19-year-old.",
)


@st.composite
def accounts(draw: st.DrawFn) -> list[Account]:
    return [
        account(
            f"t{n}",
            draw(st.sampled_from(("killing", "armed_attack", "bombing", "abduction"))),
            date=draw(st.sampled_from((None, "2031-03-01", "2031-03-02", "2031-03", "2031", "XXXX-03-01"))),
            place=draw(st.sampled_from((None, BASRA, MOSUL))),
            victims=[
                victim(name, occupation=draw(st.sampled_from(("journalist", "farmer"))))
                for name in draw(st.lists(st.sampled_from(NAMES), max_size=2))
            ],
            targets=draw(st.lists(st.sampled_from(("the Halwani bakery", "a checkpoint")), max_size=1)),
            killed=draw(st.sampled_from((Count(1, 1), Count(2, 2), Count(30, None)))),
            published=draw(st.sampled_from((None, "2031-03-02", "2031-06-02"))),
            words=draw(st.sampled_from(WORDS)),
        )
        for n in range(draw(st.integers(2, 5)))
    ]


@settings(max_examples=200, deadline=None)
@given(accounts())
def test_what_is_left_out_could_not_support(told: list[Account]) -> None:
    profiles = [profile(a) for a in told]
    all_pairs = list(combinations(range(len(profiles)), 2))
    first, second = (np.array(side, np.int64) for side in zip(*all_pairs, strict=True))
    kept = set(hopeful(profiles, first, second))
    for i, j in all_pairs:
        assert (i, j) in kept or log_odds(profiles[i], profiles[j])[0] <= 0


def test_two_who_are_named_otherwise_are_left_out() -> None:
    told = [
        account(f"t{n}", date="2031-03-01", victims=[victim(name)])
        for n, name in enumerate(("Salim Darwazi", "Yusra Tamboul", "Saleem al-Darwazi"))
    ]
    profiles = [profile(a) for a in told]
    first, second = np.array([0, 0, 1], np.int64), np.array([1, 2, 2], np.int64)
    assert list(hopeful(profiles, first, second)) == [(0, 2)]
