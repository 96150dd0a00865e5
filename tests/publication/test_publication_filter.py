"""What passes the filter, for whom, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publication.dossiers import HARBOUR, WHEN, Story, dossier, holds, person, raid, seal_party
from sijill.errors import SealedError
from sijill.publication import redaction
from sijill.publication.filter import Cleared, Filter, guard
from sijill.publication.formats import FORMATS, format_named
from sijill.publication.redaction import SOMEBODY
from sijill.publication.striking import MARKER
from sijill.publication.summary import summarise
from sijill.types import Anchor, Claim, Count, Decision, Dossier, Place, Relation, Seal


def public(whole: Dossier, *seals: Seal) -> Cleared:
    cleared = Filter(seals, audience="public").clear(whole)
    assert cleared is not None
    return cleared


def test_the_keeper_has_everything_as_it_is() -> None:
    whole, seals = raid()
    cleared = Filter(seals, audience="keeper").clear(replace(whole, published=False))
    assert cleared is not None and cleared.dossier == replace(whole, published=False)


def test_nothing_is_cleared_but_by_the_filter() -> None:
    whole, _ = raid()
    with pytest.raises(SealedError):
        Cleared(whole, "public", frozenset())


def test_what_nobody_decided_to_publish_stays() -> None:
    whole, seals = raid()
    assert Filter(seals, audience="public").clear(replace(whole, published=False)) is None


@pytest.mark.parametrize(
    "anchor",
    [
        Anchor(incident="i-7K3F9Q"), Anchor(incident="i-OLD"), Anchor(text="t2", mention="i0"),
        Anchor(text="t1", mention="i0", role="mention"), Anchor(text="t1", mention="i0", incident="i-7K3F9Q"),
    ],
)  # fmt: skip
def test_a_sealed_incident_stays(anchor: Anchor) -> None:
    whole, seals = raid()
    assert Filter((*seals, Seal(anchor, (), "decision d7")), audience="public").clear(whole) is None


def test_an_unsealed_dossier_passes_whole() -> None:
    whole, _ = raid()
    whole = replace(
        whole, mentions=whole.mentions[:1], incident=replace(whole.incident, mentions=whole.incident.mentions[:1])
    )
    cleared = public(whole)
    assert cleared.dossier.mentions == whole.mentions
    assert not cleared.redacted


def test_a_sealed_victim_is_told_of_without_name_and_the_dead_brother_keeps_his() -> None:
    whole, seals = raid()
    cleared = public(whole, *seals)
    dead, taken, _ = cleared.dossier.standing.parties
    assert [v.value for v in dead.values] == ["Nabil Haddad", "killed"]
    assert {v.field: v.value for v in taken.values} == {"outcome": "abducted", "description": SOMEBODY}
    first, second = (a.source.text for a in cleared.dossier.mentions)
    assert first.content == (
        f"Nabil Haddad was shot dead in Port Selin on 3 May 2024. His brother {MARKER}, {MARKER}, was abducted "
        f"by masked men. {MARKER} said two people were killed."
    )
    assert (
        second.content
        == f"Gunmen killed Nabil Haddad and took {MARKER} away. {MARKER} has not been seen; one man died."
    )
    assert first.metadata.title == f"Nabil Haddad killed, {MARKER} taken"
    assert first.metadata.author == MARKER


def test_spans_of_the_shadow_quote_what_they_quoted() -> None:
    whole, seals = raid()
    cleared = public(whole, *seals)
    before = {
        i: (a.source.text, s)
        for a in whole.mentions
        for i, s in zip(a.statement_ids, a.mention.statements, strict=True)
    }
    for account in cleared.dossier.mentions:
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True):
            text, old = before[statement_id]
            quote = account.source.text.quote(statement.spans[0])
            assert quote == text.quote(old.spans[0]) or MARKER in quote
    assert cleared.dossier.mentions[0].source.text.quote(cleared.dossier.mentions[0].parties[1].spans[0]) == MARKER


def test_nothing_tells_the_length_of_what_was_struck() -> None:
    def told(name: str) -> Dossier:
        story = Story(f"{name} was taken. Nabil Haddad was shot dead.")
        item, nabil = story.party(name), story.party("Nabil Haddad")
        kind = story.say("type", "killing", "shot dead")
        dead = story.say("name", "Nabil Haddad", "Nabil Haddad", role="victim", item=nabil)
        gone = story.say("outcome", "abducted", "taken", role="victim", item=item)
        whole = dossier([story], [holds("type", "killing", kind)], [
            person("victim", [("t1", nabil)], holds("name", "Nabil Haddad", dead)),
            person("victim", [("t1", item)], holds("outcome", "abducted", gone)),
        ])  # fmt: skip
        return public(whole, seal_party(story, item, name)).dossier

    assert told("Li Wu") == told("Maximilian von Hohenstein-Wittgenburg")


def test_staff_are_counted_and_not_named() -> None:
    whole, seals = raid()
    whole = replace(
        whole,
        decisions=(
            *whole.decisions,
            Decision("d2", "accept", Anchor(text="t1", mention="i0", field="date"), "Omar Checker", WHEN, "saw it"),
            Decision("d3", "accept", Anchor(text="t1", mention="i0", field="place"), "Zed Undone", WHEN, ""),
            Decision("d4", "undo", Anchor(), "Rana Staffer", WHEN, "", undoes="d3"),
        ),
        standing=replace(
            whole.standing,
            values=tuple(replace(v, checked_by=("Omar Checker", "Rana Staffer")) for v in whole.standing.values),
        ),
    )
    cleared = public(whole, *seals)
    assert cleared.people == 2
    assert cleared.dossier.decisions == () and cleared.dossier.seals == ()
    assert {v.checked_by for v in cleared.dossier.standing.values} == {("1", "2")}
    assert "Omar" not in repr(cleared.dossier) and "Rana" not in repr(cleared.dossier)


def test_a_note_and_a_sealed_text_are_left_out_and_what_rests_on_them_alone() -> None:
    whole, _ = raid()
    toll = next(v for v in whole.standing.values if v.field == "killed")
    for sealed in (Seal(Anchor(text="t1"), (), "note"), Seal(Anchor(text="t1"), (), "decision d9")):
        told = public(whole, sealed).dossier
        assert [a.source.text.id for a in told.mentions] == ["t2"]
        assert [v.field for v in told.standing.values] == ["killed"]
        assert toll.value == Count(1, 2) and told.standing.values[0].value == Count(1, 1)
    note = Story("A call from his mother.", kind="note")
    assert Filter((), audience="public").clear(dossier([note])) is None


def test_a_sealed_field_goes_and_the_others_stay() -> None:
    whole, _ = raid()
    cleared = public(whole, Seal(Anchor(text="t1", mention="i0", role="mention", field="date"), (), "decision d3"))
    assert [v.field for v in cleared.dossier.standing.values] == ["type", "place", "killed"]
    assert all(s.field != "date" for a in cleared.dossier.mentions for s in a.mention.statements)
    other = public(whole, Seal(Anchor(text="t1", mention="i99", role="mention", field="date"), (), "decision d3"))
    assert "date" in [v.field for v in other.dossier.standing.values]


def test_a_home_is_told_to_the_city() -> None:
    story = Story("Nabil Haddad was shot near his home in the Almond Quarter of Port Selin.")
    house = replace(
        HARBOUR, detail="near his home in the Almond Quarter", latitude=12.51, longitude=34.26, precision="site"
    )
    words = "near his home in the Almond Quarter"
    place = story.say("place", house, "near his home in the Almond Quarter of Port Selin")
    other = Story("Shots were heard in the Almond Quarter.", id="t2")
    whole = dossier([story, other], [holds("place", house, place)])
    seal = Seal(
        Anchor(text="t1", mention="i0", role="mention", field="place", spans=(story.span(words),)), (words,), "home"
    )
    told = public(whole, seal).dossier
    assert told.standing.values[0].value == Place(city="Port Selin", admin1="Selin", country="XS", precision="city")
    assert told.mentions[0].source.text.content == f"Nabil Haddad was shot {MARKER} of Port Selin."
    assert told.mentions[1].source.text.content == f"Shots were heard in the {MARKER}."
    assert "Almond" not in repr(told) and "34.26" not in repr(told)


def test_an_accused_individual_loses_the_name_and_keeps_the_status() -> None:
    story = Story("Police named Basil Krune as the gunman. A militia, the Krune Front, denied it.")
    krune, front = story.party("Basil Krune"), story.party("the Krune Front", kind="group")
    name = story.say("name", "Basil Krune", "Basil Krune", role="perpetrator", item=krune)
    status = story.say(
        "status", "alleged", "named Basil Krune as the gunman", role="perpetrator", item=krune, speaker="Police"
    )
    kind = story.say("kind", "individual", "gunman", role="perpetrator", item=krune)
    group = story.say("name", "the Krune Front", "the Krune Front", role="perpetrator", item=front)
    whole = dossier([story], (), [
        person("perpetrator", [("t1", krune)], holds("name", "Basil Krune", name), holds("status", "alleged", status), holds("kind", "individual", kind)),
        person("perpetrator", [("t1", front)], holds("name", "the Krune Front", group)),
    ])  # fmt: skip
    seal = seal_party(story, krune, "Basil Krune", rule="accused_individual", role="perpetrator")
    told = public(whole, seal).dossier
    values = {v.field: v.value for v in told.standing.parties[0].values}
    assert values == {"status": "alleged", "kind": "individual", "description": SOMEBODY}
    assert told.standing.parties[1].values[0].value == "the Krune Front"
    assert "Basil" not in repr(told)


def test_the_same_person_under_another_spelling_is_sealed_with_the_first() -> None:
    one = Story("Salma Orabi was released.")
    two = Story("Salmah Urabi was freed. Urabi, a lawyer, thanked her family.", id="t2")
    a, b = one.party("Salma Orabi"), two.party("Salmah Urabi")
    kind = one.say("type", "release", "released")
    names = [
        one.say("name", "Salma Orabi", "Salma Orabi", role="victim", item=a),
        two.say("name", "Salmah Urabi", "Salmah Urabi", role="victim", item=b),
    ]
    whole = dossier([one, two], [holds("type", "release", kind)], [
        person("victim", [("t1", a), ("t2", b)], holds("name", "Salma Orabi", *names)),
    ])  # fmt: skip
    told = public(whole, seal_party(one, a, "Salma Orabi")).dossier
    assert "rabi" not in repr(told) and "Salma" not in repr(told)


def test_a_surname_alone_that_the_reader_took_for_somebody_else_is_the_sealed_person() -> None:
    story = Story("Salma Orabi was released. Orabi said she was well.")
    full, alone = story.party("Salma Orabi"), "p26"
    story.parties.append(replace(story.parties[0], id=alone, name="Orabi", spans=(story.span("Orabi", 1),)))
    kind = story.say("type", "release", "released")
    whole = dossier([story], [holds("type", "release", kind)])
    told = public(whole, seal_party(story, full, "Salma Orabi")).dossier
    assert "Orabi" not in repr(told)


def test_claims_and_ties_do_not_tell_who() -> None:
    story = Story("Salma Orabi blamed the Dawn Brigade, which Salma Orabi's cousin Adil Zein leads.")
    salma, adil = story.party("Salma Orabi"), story.party("Adil Zein")
    brigade = story.party("the Dawn Brigade", kind="group")
    story.claims.append(
        Claim("c0", "Salma Orabi", story.spans("Salma Orabi")[:1], "blame", story.span("blamed"), salma, "i0")
    )
    story.relations += [
        Relation("kin_of", f"p:{adil}", f"p:{salma}", story.span("cousin")),
        Relation("kin_of", "Adil Zein", "salma orabi", story.span("cousin")),
        Relation("leads", f"p:{adil}", f"p:{brigade}", story.span("leads")),
    ]
    told = public(dossier([story]), seal_party(story, salma, "Salma Orabi")).dossier.mentions[0]
    assert told.claims[0].speaker == MARKER
    assert [r.kind for r in told.relations] == ["leads"]
    assert {told.party(told.relations[0].source[2:]), told.party(told.relations[0].target[2:])} <= set(told.parties)


def test_words_sealed_in_a_text_elsewhere_in_the_register_are_struck_here() -> None:
    whole, _ = raid()
    far = Seal(Anchor(text="another", mention="i1", role="victim", item="p1"), ("Nabil HADDAD",), "child")
    told = public(whole, far).dossier
    assert "Nabil Haddad" not in repr(told)


def test_a_standing_value_typed_by_a_person_is_struck_too() -> None:
    whole, seals = raid()
    party = replace(whole.standing.parties[2], values=(
        holds("description", "the men who took Samir Al Qadri Haddad", "s-t1-8", rule="decision"),
    ))  # fmt: skip
    whole = replace(whole, standing=replace(whole.standing, parties=(*whole.standing.parties[:2], party)))
    told = public(whole, *seals).dossier
    assert told.standing.parties[2].values[0].value == f"the men who took {MARKER}"


def test_the_guard_stops_what_a_format_would_let_slip() -> None:
    whole, seals = raid()
    cleared = public(whole, *seals)
    assert cleared.guard("Nabil Haddad") == "Nabil Haddad"
    for rendered in ("samir-al-qadri-haddad", "Samir\\nal-Qadri&#32;Haddad", "<b>SAMIR QADRI HADDAD</b>"):
        with pytest.raises(SealedError) as caught:
            cleared.guard(rendered)
        assert "adri" not in str(caught.value)
        with pytest.raises(SealedError):
            guard(rendered, seals)


def test_what_kind_of_thing_is_sealed_is_told_and_neither_rule_nor_words() -> None:
    whole, seals = raid()
    assert public(whole, *seals).seals == ("author", "person")


def test_a_name_of_one_part_is_struck_everywhere_unless_many_bear_it() -> None:
    story = Story("Zubayda fled, and Ali too. Police searched Ali Street.")
    whole = dossier([story])

    def far(n: int, *words: str) -> Seal:
        return Seal(Anchor(text=f"far{n}", item="p1"), words, "private_speaker")

    rare = (far(0, "Zubayda"), far(1, "Ali"))
    common = (*rare, far(2, "Ali Orabi"), far(3, "Hassan Ali", "Ali"))
    assert public(whole, *rare).dossier.mentions[0].source.text.content.startswith(f"{MARKER} fled, and {MARKER} too.")
    told = public(whole, *common).dossier.mentions[0].source.text.content
    assert told == f"{MARKER} fled, and Ali too. Police searched Ali Street."


def test_a_surname_among_the_words_of_a_seal_is_a_part_and_no_name() -> None:
    seal = Seal(Anchor(text="far", item="p1"), ("Salim Haddad", "Haddad"), "living_victim")
    story = Story("Haddad Square was shelled. Salim Haddad lives there.")
    assert (
        public(dossier([Story("Haddad Square was shelled.")]), seal)
        .dossier.mentions[0]
        .source.text.content.startswith("Haddad")
    )
    assert (
        public(dossier([story]), seal).dossier.mentions[0].source.text.content
        == f"{MARKER} Square was shelled. {MARKER} lives there."
    )


def test_the_words_of_a_sealed_figure_are_struck_in_its_own_text_only() -> None:
    one, two = Story("On 3 May 14 people died."), Story("A mine killed 14 people on 3 May.", id="t2")
    toll, day = one.say("killed", Count(14, 14), "14 people"), two.say("date", "2024-05-03", "3 May")
    whole = dossier([one, two], [holds("killed", Count(14, 14), toll), holds("date", "2024-05-03", day)])
    seal = Seal(Anchor(text="t1", mention="i0", role="mention", field="killed"), ("14 people",), "decision d1")
    told = public(whole, seal).dossier
    assert [a.source.text.content for a in told.mentions] == [
        f"On 3 May {MARKER} died.",
        "A mine killed 14 people on 3 May.",
    ]
    assert [v.field for v in told.standing.values] == ["date"]


def test_words_that_mean_a_sealed_party_without_naming_it_are_struck_by_their_place() -> None:
    story = Story("Salma Orabi was freed. The nurse of Ward Seven said nothing.")
    item = story.party("Salma Orabi")
    story.parties[0] = replace(story.parties[0], spans=(*story.parties[0].spans, story.span("The nurse of Ward Seven")))
    told = public(dossier([story]), seal_party(story, item, "Salma Orabi")).dossier
    assert told.mentions[0].source.text.content == f"{MARKER} was freed. {MARKER} said nothing."


def test_pages_of_a_text_stay_where_nothing_was_struck() -> None:
    whole, _ = raid()
    account = whole.mentions[1]
    paged = replace(account, source=replace(account.source, text=replace(account.source.text, pages=(0, 9))))
    told = public(replace(whole, mentions=(paged,))).dossier
    assert told.mentions[0].source.text.pages == (0, 9)


def test_the_last_look_finds_what_striking_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    whole, seals = raid()
    monkeypatch.setattr(redaction, "_party", lambda case, account, party: party)
    with pytest.raises(SealedError) as caught:
        public(whole, *seals)
    assert "Samir" not in str(caught.value)


def test_a_sealed_sentence_does_not_seal_every_name_beside_it() -> None:
    story = Story(
        "In Port Selin on Monday the Dawn Brigade took Adil Zein from the Market. In Port Selin Dalia Ferrand was shot."
    )
    sentence = "In Port Selin on Monday the Dawn Brigade took Adil Zein from the Market."
    seal = Seal(Anchor(text="t1", mention="i77"), (sentence,), "decision d4")
    told = public(dossier([story]), seal).dossier.mentions[0].source.text.content
    assert told == f"{MARKER}. In Port Selin Dalia Ferrand was shot."


def test_a_list_of_innocent_names_is_no_leak() -> None:
    seal = Seal(Anchor(text="far", item="p1"), ("Samir Qadri",), "living_victim")
    story = Story("Musa Samir died. So did Qadri Omar.")
    people = [story.party("Musa Samir"), story.party("Qadri Omar")]
    said = [
        story.say("name", n, n, role="victim", item=i)
        for n, i in zip(("Musa Samir", "Qadri Omar"), people, strict=True)
    ]
    parties = [
        person("victim", [("t1", i)], holds("name", n, s))
        for n, i, s in zip(("Musa Samir", "Qadri Omar"), people, said, strict=True)
    ]
    cleared = public(dossier([story], (), parties), seal)
    for name in FORMATS.names():
        cleared.guard(format_named(name).record(cleared, set()))


def test_reports_are_counted_though_their_addresses_became_one() -> None:
    seal = Seal(Anchor(text="far", item="p1"), ("Samir Qadri",), "living_victim")
    one = Story("A bomb.", uri="https://w.example/samir-qadri-1")
    two = Story("A bomb again.", id="t2", uri="https://w.example/samir-qadri-2")
    told = summarise(public(dossier([one, two]), seal))
    assert len(told.reports) == 2 and told.sources == (f"https://w.example/{MARKER}",)


def _killing_and_threat(rule: str, *, elsewhere: bool = True) -> tuple[Dossier, tuple[Seal, ...]]:
    """Somebody's killing, and a seal of their name: in the text of an earlier threat, or in that of the killing."""
    killing = Story("Farid Quandil, a baker, was shot dead in Port Selin.")
    item = killing.party("Farid Quandil")
    said = [killing.say("name", "Farid Quandil", "Farid Quandil", role="victim", item=item),
            killing.say("outcome", "killed", "shot dead", role="victim", item=item)]  # fmt: skip
    victim = person(
        "victim", [("t1", item)], holds("name", "Farid Quandil", said[0]), holds("outcome", "killed", said[1])
    )
    threat = Story("Farid Quandil was threatened.", id="t2")
    story = threat if elsewhere else killing
    seal = seal_party(story, story.party("Farid Quandil"), "Farid Quandil", "the baker Farid Quandil", rule=rule)
    return dossier([killing], [holds("type", "killing", killing.say("type", "killing", "shot dead"))], [victim]), (
        seal,
    )


@pytest.mark.parametrize("rule", ["living_victim", "kin_and_witness", "private_speaker", "accused_individual"])
def test_who_lived_when_others_wrote_is_named_where_they_are_killed(rule: str) -> None:
    whole, seals = _killing_and_threat(rule)
    door = Filter(seals, audience="public")
    cleared = door.clear(whole)
    assert cleared is not None and cleared.dossier.mentions[0].source.text.content == (
        "Farid Quandil, a baker, was shot dead in Port Selin."
    )
    assert door.guard(cleared.guard("Farid Quandil"), "a heading")
    # what has not been cleared by that dossier is held back as before
    with pytest.raises(SealedError):
        Filter(seals, audience="public").guard("Farid Quandil", "a heading")


@pytest.mark.parametrize("rule", ["child", "sexual_violence_victim", "decision d7"])
def test_what_holds_of_the_dead_too_is_struck(rule: str) -> None:
    whole, seals = _killing_and_threat(rule)
    assert "Quandil" not in repr(public(whole, *seals).dossier)


def test_the_dead_are_struck_where_their_own_text_seals_them_or_they_may_live() -> None:
    whole, seals = _killing_and_threat("living_victim", elsewhere=False)
    assert "Quandil" not in repr(public(whole, *seals).dossier)
    whole, seals = _killing_and_threat("living_victim")
    values = tuple(replace(v, value="injured") if v.field == "outcome" else v for v in whole.standing.parties[0].values)
    alive = replace(
        whole, standing=replace(whole.standing, parties=(replace(whole.standing.parties[0], values=values),))
    )
    assert "Quandil" not in repr(public(alive, *seals).dossier)
    planned = replace(whole.standing, values=(*whole.standing.values, holds("modality", "planned", "s-t1-0")))
    assert "Quandil" not in repr(public(replace(whole, standing=planned), *seals).dossier)


def test_a_sealed_home_stands_at_the_point_of_its_city() -> None:
    story = Story("He was shot in Basra at 14 Palm Street, his home.")
    at = Place("Basra", None, "IQ", "14 Palm Street", None, 30.123456, 47.654321, 1.0, "site")
    place = story.say("place", at, "Basra at 14 Palm Street")
    seal = Seal(Anchor(text="t1", mention="i0", spans=(story.span("14 Palm Street"),)), ("14 Palm Street",), "home")
    cleared = public(dossier([story], [holds("place", at, place)]), seal)
    (stands,) = (v.value for v in cleared.dossier.standing.values if v.field == "place")
    assert isinstance(stands, Place) and (stands.city, stands.detail, stands.precision) == ("Basra", None, "city")
    # Basra's own, told by no report
    assert stands.latitude == pytest.approx(30.51, abs=0.1) and stands.longitude == pytest.approx(47.78, abs=0.1)
