"""The shipped codebook: complete, in step with the contract, and in both languages."""

from __future__ import annotations

import json
import pickle
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import Any, get_args

import pytest

from sijill import types
from sijill.codebook import Act, Family, Field, Term, load
from sijill.codebook.book import ACTS, COUNTRIES, FAMILIES
from sijill.errors import UnknownNameError
from sijill.types import Count, Place

BOOK = load()
CONTRACT = json.loads((resources.files("sijill.statements") / "reading.schema.json").read_text("utf-8"))
INCIDENT = CONTRACT["$defs"]["incident"]["properties"]
VICTIM = CONTRACT["$defs"]["victim"]["properties"]
PERPETRATOR = CONTRACT["$defs"]["perpetrator"]["properties"]
ENTRIES: list[Family | Act] = [*BOOK.families.values(), *BOOK.acts.values()]
TERMS = [(name, term) for name in BOOK.term_lists for term in BOOK.terms(name)]
ARABIC = re.compile("[\u0621-\u064a]")


def enumeration(values: list[str | None]) -> set[str]:
    return {v for v in values if v is not None}


def test_the_families_are_those_of_the_contract_in_name_and_number() -> None:
    assert set(BOOK.families) == enumeration(INCIDENT["type"]["anyOf"][0]["enum"])


@pytest.mark.parametrize(
    ("terms", "values"),
    [
        ("mention_kinds", INCIDENT["kind"]["enum"]),
        ("modalities", INCIDENT["modality"]["enum"]),
        ("scopes", INCIDENT["scope"]["enum"]),
        ("methods", INCIDENT["methods"]["items"]["enum"]),
        ("target_outcomes", INCIDENT["targets"]["items"]["properties"]["outcome"]["enum"]),
        ("place_roles", INCIDENT["places"]["items"]["properties"]["role"]["enum"]),
        ("outcomes", VICTIM["outcome"]["enum"]),
        ("occupations", VICTIM["occupation"]["enum"]),
        ("victim_statuses", VICTIM["status"]["enum"]),
        ("age_groups", VICTIM["age_group"]["enum"]),
        ("sexes", VICTIM["sex"]["enum"]),
        ("perpetrator_kinds", PERPETRATOR["kind"]["enum"]),
        ("blame_statuses", PERPETRATOR["status"]["enum"]),
        ("proceedings", PERPETRATOR["proceedings"]["items"]["properties"]["step"]["enum"]),
        ("claim_kinds", CONTRACT["$defs"]["claim"]["properties"]["kind"]["enum"]),
        ("relations", CONTRACT["$defs"]["relation"]["properties"]["kind"]["enum"]),
    ],
)
def test_each_list_is_the_contracts(terms: str, values: list[str | None]) -> None:
    assert {t.id for t in BOOK.terms(terms)} == enumeration(values)


def test_lists_and_types_agree() -> None:
    assert {t.id for t in BOOK.terms("modalities")} == set(get_args(types.Modality))
    assert {t.id for t in BOOK.terms("claim_kinds")} == set(get_args(types.ClaimKind))
    assert {t.id for t in BOOK.terms("relations")} == set(get_args(types.RelationKind))


def test_there_are_at_least_sixty_finer_acts() -> None:
    assert len(BOOK.acts) >= 60
    assert all(family.acts for family in BOOK.families.values())


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda e: e.id)
def test_every_family_and_act_has_everything(entry: Family | Act) -> None:
    assert set(entry.label) == {"en", "ar"}
    assert ARABIC.search(entry.label["ar"])
    assert not ARABIC.search(entry.label["en"])
    assert len(entry.definition) > 15
    assert entry.definition.endswith(".")
    assert entry.outcome in BOOK.field("victim", "outcome").values
    assert BOOK.crosswalk(entry.id), "no other scheme knows it"
    assert {"huridocs", "huridocs_mt25"} & set(BOOK.crosswalk(entry.id))


@pytest.mark.parametrize("act", BOOK.acts.values(), ids=lambda a: a.id)
def test_a_finer_act_is_named_below_its_family(act: Act) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", act.id)
    assert BOOK.family_of(act.id).id == act.family == act.id.partition(".")[0]
    assert act in BOOK.families[act.family].acts


def test_no_two_labels_of_a_family_are_the_same() -> None:
    for family in BOOK.families.values():
        for language in ("en", "ar"):
            labels = [family.label[language], *(a.label[language] for a in family.acts)]
            assert len(labels) == len(set(labels)), f"{family.id}: {labels}"


@pytest.mark.parametrize("family", BOOK.families.values(), ids=lambda f: f.id)
def test_a_family_says_what_belongs_to_it_and_what_does_not(family: Family) -> None:
    assert family.includes
    assert any(e.see for e in family.excludes)
    assert all(e.see is None or BOOK.family_of(e.see).id != family.id for e in family.excludes)
    assert family.contract_type == family.id


@pytest.mark.parametrize(("name", "term"), TERMS, ids=lambda p: p if isinstance(p, str) else p.id)
def test_every_term_has_everything(name: str, term: Term) -> None:
    assert set(term.label) == {"en", "ar"}
    assert ARABIC.search(term.label["ar"])
    assert term.definition.endswith(".")
    assert (term.gravity is not None) == (name == "outcomes")


@pytest.mark.parametrize("scheme", BOOK.schemes)
def test_every_code_of_a_scheme_has_the_form_of_that_scheme(scheme: str) -> None:
    form = {
        "huridocs": r"(\d\d){1,5}|sj:[a-z_]+(\.[a-z_]+)?",
        "plover": r"[A-Z]+(/[a-z-]+)?|historical|future|hypothetical|negation",
        "plover_sector": r"[A-Z]{3}",
        "acled": r"[A-Z][^/]+(/Remote violence)?/[A-Z].*",
        "ucdp": r"[123]",
    }.get(scheme, r"(\d\d){1,4}" if scheme.startswith("huridocs_") else r".+")
    assert BOOK.schemes[scheme].source
    assert BOOK.schemes[scheme].codes
    for code, term in BOOK.schemes[scheme].codes.items():
        assert re.fullmatch(form, code), code
        assert term


def test_plover_codes_are_events_of_plover_with_modes_of_that_event() -> None:
    # events and modes as in the manual, 2.0 draft
    modes = {
        "RETREAT": "withdraw release disarm ceasefire access resign",
        "REJECT": "assist change yield meet",
        "ACCUSE": "disapprove investigate allege",
        "THREATEN": "restrict arrest relations expel territory violence",
        "PROTEST": "demo riot strike hunger boycott obstruct vandalize",
        "SANCTION": "convict expel withdraw discontinue",
        "COERCE": "seize restrict censor curfew martial-law arrest deport withhold misinformation cyber",
        "ASSAULT": (
            "abduct beat torture sexual targeted destroy primitive firearms explosives suicide-attack aerial drone"
            " heavy-weapons crowd-control unconventional"
        ),
    }
    for code in BOOK.schemes["plover"].codes:
        if code.isupper() or "/" in code:
            event, _, mode = code.partition("/")
            assert not mode or mode in modes[event].split()
            assert event in modes


def test_perpetrator_types_are_all_of_the_schemes() -> None:
    types_ = {t.id for t in BOOK.terms("perpetrator_types")}
    assert types_ == set(BOOK.schemes["huridocs_mt24"].codes)
    assert all(t.crosswalk["huridocs_mt24"] == (t.id,) for t in BOOK.terms("perpetrator_types"))
    assert all(len(t) == 2 or t[:-2] in types_ for t in types_), "a code without the one above it"


def test_a_finer_act_has_its_familys_codes_where_it_says_nothing() -> None:
    assert BOOK.crosswalk("killing.assassination")["acled"] == BOOK.families["killing"].crosswalk["acled"]
    assert BOOK.crosswalk("killing.in_custody")["huridocs"] == ("01010601",)


def test_an_empty_list_takes_the_familys_codes_away() -> None:
    assert "acled" in BOOK.crosswalk("killing")
    assert "acled" not in BOOK.crosswalk("killing.honour")


def test_outcomes_are_ordered_by_gravity() -> None:
    gravities = [t.gravity or 0 for t in BOOK.terms("outcomes")]
    assert gravities == sorted(gravities, reverse=True)
    assert len(set(gravities)) == len(gravities)
    assert BOOK.gravest(["released", "tortured", "killed", "abducted"]) == "killed"
    assert BOOK.gravest(["released", "abducted"]) == "abducted"
    assert BOOK.gravest([]) == "unknown"


def test_family_of_takes_families_finer_acts_and_contract_types() -> None:
    assert BOOK.family_of("killing").id == BOOK.family_of("killing.massacre").id == "killing"
    with pytest.raises(UnknownNameError, match=r"killing\.bananas: no act of that name"):
        BOOK.family_of("killing.bananas")


def test_labels_fall_back_to_english() -> None:
    assert BOOK.label("threat.death") == "death threat"
    assert BOOK.label("threat.death", "ar") == "تهديد بالقتل"
    assert BOOK.label("threat", "tlh") == "threat"


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="occupations"):
        BOOK.terms("jobs")
    with pytest.raises(UnknownNameError, match="journalist"):
        BOOK.term("occupations", "juggler")
    with pytest.raises(UnknownNameError, match="outcome"):
        BOOK.field("victim", "mood")


# ---------------------------------------------------------------------------------------------------- fields


def test_every_role_has_fields_and_no_other() -> None:
    assert {role for role, _ in BOOK.fields} == set(get_args(types.Role))


def test_only_what_people_decide_stands_in_no_reading() -> None:
    assert {(f.role, f.name) for f in BOOK.fields.values() if not f.contract} == {("victim", "work_related")}


@pytest.mark.parametrize("field", [f for f in BOOK.fields.values() if f.contract], ids=lambda f: f"{f.role}.{f.name}")
def test_every_field_stands_in_the_contract(field: Field) -> None:
    """Its path leads to a property of the schema."""
    path = field.contract.partition(",")[0]
    node: Any = {"$ref": "#"}
    for step in path.split("."):
        name = step.removesuffix("[]")
        node = resolved(node)["properties"][name]
        if step.endswith("[]"):
            node = resolved(node)["items"]
    assert resolved(node)


def resolved(node: Any) -> Any:
    if "$ref" in node:
        target: Any = CONTRACT
        for part in node["$ref"].removeprefix("#").split("/")[1:]:
            target = target[part]
        return resolved(target)
    if "anyOf" in node:
        return resolved(node["anyOf"][0])
    return node


@pytest.mark.parametrize("field", BOOK.fields.values(), ids=lambda f: f"{f.role}.{f.name}")
def test_a_field_accepts_its_values_and_no_other(field: Field) -> None:
    assert set(field.label) == {"en", "ar"}
    good: dict[str, Any] = {"edtf": "2020-07", "count": Count(1, 2), "place": Place(city="Basra"), "integer": 7}
    value = good.get(field.kind, field.values[0] if field.values else "IQ" if field.of == COUNTRIES else "some words")
    assert field.accepts(value)
    for other in (3.5, None, True, ["x"]):
        assert not field.accepts(other)  # type: ignore[arg-type]
    if field.kind in ("enum", "code"):
        assert field.of
        assert not field.accepts("no such value")
        assert all(field.accepts(v) for v in field.values)
    if field.kind in ("count", "place", "integer"):
        assert not field.accepts("words")


def test_codes_come_from_the_book_itself() -> None:
    assert BOOK.field("mention", "type").of == FAMILIES
    assert BOOK.field("mention", "type").values == tuple(BOOK.families)
    assert BOOK.field("mention", "act").of == ACTS
    assert BOOK.field("mention", "act").values == tuple(BOOK.acts)
    nationality = BOOK.field("victim", "nationality")
    assert nationality.accepts("LB")
    assert not nationality.accepts("lb")
    assert not nationality.accepts("Lebanon")


def test_names_of_people_and_places_are_never_harmless() -> None:
    for (role, name), field in BOOK.fields.items():
        if name in ("name", "place"):
            assert field.sensitivity == "endangering", (role, name)
        if role == "victim" and name not in ("count", "name"):
            assert field.sensitivity == "personal", (role, name)


# ------------------------------------------------------------------------------------------- the whole


def test_the_shipped_book_is_read_once() -> None:
    assert load() is load()
    assert re.fullmatch(r"[0-9a-f]{64}", BOOK.digest)


def named_in(node: Any, key: str) -> Iterator[str]:
    """Every string that stands under a key, however deep."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key and isinstance(value, str):
                yield value
            yield from named_in(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from named_in(value, key)


def test_language_data_names_only_what_the_codebook_has() -> None:
    checked = 0
    for file in resources.files("sijill.languages").iterdir():
        if not file.name.endswith(".toml"):
            continue
        data = tomllib.loads(file.read_text("utf-8"))
        for family in named_in(data, "family"):
            assert family in BOOK.families, f"{file.name}: {family}"
            checked += 1
        for act in named_in(data, "act"):
            assert act in BOOK.acts, f"{file.name}: {act}"
            checked += 1
    assert checked > 10, "no language names any act: this test looks in the wrong place"


def test_a_codebook_can_be_sent_to_another_process() -> None:
    sent = pickle.loads(pickle.dumps(BOOK))
    assert sent.digest == BOOK.digest
    assert dict(sent.families) == dict(BOOK.families)
    assert dict(sent.fields) == dict(BOOK.fields)
