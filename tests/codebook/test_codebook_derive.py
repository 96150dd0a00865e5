"""Codes follow from what is stated, and only from that."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.codebook import load
from sijill.codebook.derive import ACLED_ORDER, RULES_VERSION, acled_columns, derive
from sijill.errors import UnknownNameError
from sijill.types import Count

BOOK = load()
ONE = Count(1, 1)
NONE = Count(0, 0)
ACTS = sorted({*BOOK.families, *BOOK.acts})


def test_rules_have_a_version() -> None:
    assert RULES_VERSION.isdigit()


@pytest.mark.parametrize(
    ("category", "code"),
    [("010103", "01010102"), ("03", "01010102"), ("020101", "01010104"), ("02", "01010104"), (None, "010101")],
)
def test_huridocs_killing_depends_on_who_did_it(category: str | None, code: str) -> None:
    assert derive(["killing"], perpetrator_category=category)["huridocs"] == code


def test_a_finer_act_goes_before_its_family() -> None:
    assert derive(["killing", "killing.in_custody"])["huridocs"] == "01010601"


@pytest.mark.parametrize(
    ("acts", "facts", "code"),
    [
        (["detention"], {}, "COERCE/arrest"),
        (["detention"], {"victim_status": "combatant"}, "ASSAULT/abduct"),
        (["abduction"], {}, "ASSAULT/abduct"),
        (["enforced_disappearance"], {"perpetrator_category": "010106"}, "COERCE/arrest"),
        (["enforced_disappearance"], {"perpetrator_category": "020101"}, "ASSAULT/abduct"),
        (["threat.death"], {}, "THREATEN/violence"),
        (["legal_action.defamation_suit"], {}, "ACCUSE/allege"),
        (["legal_action.conviction"], {}, "SANCTION/convict"),
        (["release"], {}, "RETREAT/release"),
        (["armed_attack"], {"methods": ["stabbing"]}, "ASSAULT/primitive"),
        (["bombing"], {"methods": ["car_bomb", "suicide"]}, "ASSAULT/suicide-attack"),
        (["killing"], {"methods": ["shooting"]}, "ASSAULT/targeted"),
    ],
)
def test_plover(acts: list[str], facts: dict[str, object], code: str) -> None:
    assert derive(acts, **facts)["plover"] == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("acts", "facts", "code"),
    [
        (["killing"], {}, "Violence against civilians/Attack"),
        (["killing"], {"victim_status": "security_forces"}, "Battles/Armed clash"),
        (["killing"], {"victim_status": "hors_de_combat"}, "Violence against civilians/Attack"),
        (["killing"], {"methods": ["car_bomb"]}, "Explosions/Remote violence/Remote explosive/landmine/IED"),
        (["armed_attack"], {"victim_status": "civilian"}, "Violence against civilians/Attack"),
        (["armed_attack"], {"victim_status": "combatant"}, "Battles/Armed clash"),
        (["armed_attack.clash"], {}, "Battles/Armed clash"),
        (["killing", "armed_attack"], {"victim_status": "civilian"}, "Violence against civilians/Attack"),
        (["abduction"], {}, "Violence against civilians/Abduction/forced disappearance"),
        (["abduction"], {"deaths": ONE}, "Violence against civilians/Attack"),
        (["detention"], {}, "Strategic developments/Arrests"),
        (
            ["detention"],
            {"perpetrator_category": "020201"},
            "Violence against civilians/Abduction/forced disappearance",
        ),
        (["killing.in_protest"], {"deaths": ONE}, "Protests/Excessive force against protesters"),
        (["assault.at_protest"], {}, "Protests/Protest with intervention"),
        (["assault.at_protest"], {"injured": Count(2, None)}, "Protests/Excessive force against protesters"),
        (["bombing"], {"methods": ["suicide", "car_bomb"]}, "Explosions/Remote violence/Suicide bomb"),
        (
            ["bombing"],
            {"victim_status": "security_forces"},
            "Explosions/Remote violence/Remote explosive/landmine/IED",
        ),
        (["aerial_attack", "killing"], {}, "Explosions/Remote violence/Air/drone strike"),
        (["torture", "sexual_violence"], {}, "Violence against civilians/Sexual violence"),
    ],
)
def test_acled(acts: list[str], facts: dict[str, object], code: str) -> None:
    assert derive(acts, **facts)["acled"] == code  # type: ignore[arg-type]


@pytest.mark.parametrize("act", ["threat", "threat.death", "legal_action", "raid", "release", "killing.death_penalty"])
def test_what_acled_does_not_code_gets_no_code(act: str) -> None:
    assert "acled" not in derive([act])


@pytest.mark.parametrize(
    ("acts", "category", "status", "code"),
    [
        (["killing"], "010103", "civilian", "3"),
        (["killing"], "010103", None, "3"),
        (["killing"], "020201", "security_forces", "1"),
        (["armed_attack"], "010103", "combatant", "1"),
        (["armed_attack"], "020201", "combatant", "2"),
        (["killing.crossfire"], "010104", "civilian", "1"),
        (["killing.crossfire"], "020201", "civilian", None),
        (["killing"], "02", "civilian", None),
        (["killing"], "0205", "civilian", None),
        (["killing"], "99", "civilian", None),
        (["killing"], None, "civilian", None),
        (["killing"], "010103", "disputed", None),
        (["killing.honour"], "010103", "civilian", None),
    ],
)
def test_ucdp(acts: list[str], category: str | None, status: str | None, code: str | None) -> None:
    found = derive(acts, deaths=ONE, perpetrator_category=category, victim_status=status)
    assert found.get("ucdp") == code


@pytest.mark.parametrize("deaths", [None, NONE, Count(0, 5)])
def test_without_a_certain_death_there_is_no_ucdp_type(deaths: Count | None) -> None:
    assert "ucdp" not in derive(["killing"], deaths=deaths, perpetrator_category="010103")


@pytest.mark.parametrize(
    ("act", "cpj", "uspft"),
    [
        ("killing", "Murder", None),
        ("killing.crossfire", "Crossfire/Combat", None),
        ("killing.on_assignment", "Dangerous Assignment", None),
        ("abduction", "captive", "other"),
        ("detention.border", "Imprisoned", "border-stop"),
        ("legal_action.summons", "Legal Action", "subpoena/legal-order"),
        ("raid.equipment_seizure", None, "equipment-search-seizure"),
    ],
)
def test_press_freedom_schemes_speak_of_journalists_alone(act: str, cpj: str | None, uspft: str | None) -> None:
    codes = derive([act], occupations=["student", "journalist"])
    assert (codes.get("cpj"), codes.get("uspft")) == (cpj, uspft)
    assert not {"cpj", "uspft", "mmf", "coe"} & set(derive([act], occupations=["student"]))


def test_no_acts_no_codes() -> None:
    assert derive([]) == {}


def test_an_unknown_act_or_method_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="juggling"):
        derive(["juggling"])
    with pytest.raises(UnknownNameError, match="juggling"):
        derive(["killing"], methods=["juggling"])


counts = st.none() | st.builds(lambda least, more: Count(least, least + more), st.integers(0, 9), st.integers(0, 9))


@given(
    acts=st.lists(st.sampled_from(ACTS), max_size=3),
    deaths=counts,
    injured=counts,
    category=st.none() | st.sampled_from([t.id for t in BOOK.terms("perpetrator_types")]),
    status=st.none() | st.sampled_from([t.id for t in BOOK.terms("victim_statuses")]),
    occupations=st.lists(st.sampled_from([t.id for t in BOOK.terms("occupations")]), max_size=2),
    methods=st.lists(st.sampled_from([t.id for t in BOOK.terms("methods")]), max_size=3),
)
def test_every_code_is_one_of_its_scheme(
    *,
    acts: list[str],
    deaths: Count | None,
    injured: Count | None,
    category: str | None,
    status: str | None,
    occupations: list[str],
    methods: list[str],
) -> None:
    codes = derive(
        acts,
        deaths=deaths,
        injured=injured,
        perpetrator_category=category,
        victim_status=status,
        occupations=occupations,
        methods=methods,
    )
    for scheme, code in codes.items():
        assert code in BOOK.schemes[scheme].codes
    if "acled" in codes:
        assert set(acled_columns(codes["acled"])) == {"disorder_type", "event_type", "sub_event_type"}


def test_the_order_of_acled_is_the_whole_scheme() -> None:
    assert set(ACLED_ORDER) == set(BOOK.schemes["acled"].codes)


@pytest.mark.parametrize("code", ACLED_ORDER)
def test_acled_columns_put_the_code_together_again(code: str) -> None:
    columns = acled_columns(code)
    assert f"{columns['event_type']}/{columns['sub_event_type']}" == code
    assert columns["event_type"] in {
        "Battles",
        "Protests",
        "Riots",
        "Explosions/Remote violence",
        "Violence against civilians",
        "Strategic developments",
    }


def test_acled_columns_refuse_what_is_no_code() -> None:
    with pytest.raises(ValueError, match="Tea party"):
        acled_columns("Tea party")
