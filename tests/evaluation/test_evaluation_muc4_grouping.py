"""Who and what of a whole text, by role, brought together to incidents. All wires are invented."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sijill.evaluation.muc4.filling import Filled, Human, Organisation, Thing
from sijill.evaluation.muc4.grouping import Entity, Fillers, completed, group
from sijill.types import Count, Span

WIRE = (
    "LIMA, 9 JAN 90 (EFE) -- [TEXT] MARIO QUISPE, MAYOR OF ACORA, WAS KIDNAPPED BY HOODED MEN ON SUNDAY. "
    "IN JULIACA A CAR BOMB EXPLODED OUTSIDE THE AYMARA BANK. THE RED CONDORS CLAIMED BOTH."
)


def found(content: str, **roles: list[str]) -> Fillers:
    """Entities with every place where their words stand."""

    def entity(words: str) -> Entity:
        places = [n for n in range(len(content)) if content.startswith(words, n)]
        return Entity(words, tuple(Span(n, n + len(words)) for n in places))

    return {role: [entity(words) for words in names] for role, names in roles.items()}


FILLERS = found(
    WIRE, PerpInd=["HOODED MEN"], PerpOrg=["THE RED CONDORS"], Target=["THE AYMARA BANK"], Victim=["MARIO QUISPE"],
    Weapon=["A CAR BOMB"],
)  # fmt: skip


def test_each_type_gets_what_stands_beside_its_words() -> None:
    for types in ({"kidnapping": 0.9, "bombing": 0.8, "attack": 0.1}, None):
        told = {incident.type: incident for incident in group(WIRE, FILLERS, types)}
        assert set(told) == {"kidnapping", "bombing"}
        assert told["kidnapping"].humans == (Human("mario quispe", None, None, None),)
        assert told["kidnapping"].individuals == ("hooded men",)
        assert told["bombing"].targets == (Thing("the aymara bank"),) and told["bombing"].weapons == (
            Thing("a car bomb"),
        )
        assert all(incident.organisations[0].name == "the red condors" for incident in told.values())
        assert {incident.date for incident in told.values()} == {"- 09 JAN 90"}


def test_one_type_takes_all() -> None:
    (one,) = group(WIRE, FILLERS, {"attack": 1.0})
    assert one.type == "attack" and one.humans and one.targets and one.weapons


def test_what_is_attacked_far_apart_is_attacked_twice() -> None:
    content = (
        f"MARIO QUISPE WAS MURDERED BY GUNMEN. {'NOTHING ELSE HAPPENED. ' * 60}ROSA CONDORI WAS MURDERED BY SOLDIERS."
    )
    fillers = found(content, Victim=["MARIO QUISPE", "ROSA CONDORI"], PerpInd=["GUNMEN", "SOLDIERS"])
    one, two = group(content, fillers, {"attack": 1.0})
    assert (one.humans[0].name, one.individuals) == ("mario quispe", ("gunmen",))
    assert (two.humans[0].name, two.individuals) == ("rosa condori", ("soldiers",))
    near = content.replace("NOTHING ELSE HAPPENED. " * 60, "")
    assert len(group(near, found(near, Victim=["MARIO QUISPE", "ROSA CONDORI"]), {"attack": 1.0})) == 1


def test_nobody_and_nothing_is_no_incident() -> None:
    assert group(WIRE, {}, {"attack": 1.0}) == []
    assert group("", {"Victim": [Entity("ghost", ())]})[0].type == "attack"


@given(
    st.dictionaries(
        st.sampled_from(["PerpInd", "PerpOrg", "Target", "Victim", "Weapon"]),
        st.lists(st.integers(0, len(WIRE) - 9), max_size=4),
    ),
    st.one_of(
        st.none(),
        st.dictionaries(st.sampled_from(["attack", "bombing", "arson", "robbery"]), st.floats(0, 1), min_size=1),
    ),
)
def test_nothing_is_lost(places: dict[str, list[int]], types: dict[str, float] | None) -> None:
    fillers = {role: [Entity(f"w{n}", (Span(n, n + 8),)) for n in starts] for role, starts in places.items()}
    told = group(WIRE, fillers, types)
    for role, name in (("PerpInd", "individuals"), ("Weapon", "weapons"), ("Target", "targets")):
        strings = {str(getattr(x, "words", x)) for incident in told for x in getattr(incident, name)}
        assert strings == {entity.words for entity in fillers.get(role, [])}


READ = Filled(
    "kidnapping", "ATTEMPTED", "07 JAN 90", "PERU: ACORA (CITY)", start=40,
    humans=(Human("mario quispe", "mayor of acora", Count(1, 1), "INJURY"), Human(None, "two drivers", None, "DEATH")),
    organisations=(Organisation("red condors", "CLAIMED OR ADMITTED"),),
)  # fmt: skip


def of_type(name: str) -> Filled:
    return next(one for one in group(WIRE, FILLERS, {"kidnapping": 0.9, "bombing": 0.8}) if one.type == name)


def test_a_reading_completes_what_it_tells_of() -> None:
    kidnapping = of_type("kidnapping")
    told = completed(kidnapping, [replace(READ, type="attack", humans=()), READ])
    assert (told.stage, told.date, told.location) == ("ATTEMPTED", "07 JAN 90", "PERU: ACORA (CITY)")
    assert told.humans == READ.humans
    assert told.organisations == (Organisation("the red condors", "CLAIMED OR ADMITTED"),)
    assert completed(kidnapping, []) == kidnapping


def test_another_event_lends_nothing() -> None:
    bombing = of_type("bombing")
    assert completed(bombing, [READ]) == bombing


def test_the_country_spoken_of_most() -> None:
    content = f"{WIRE} PERUVIAN POLICE SAID A CHILEAN AND A PERUVIAN WERE SEEN."
    assert {incident.location for incident in group(content, found(content, Victim=["MARIO QUISPE"]))} == {"PERU"}
