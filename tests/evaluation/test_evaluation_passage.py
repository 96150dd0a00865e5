"""A passage as text, reading and article."""

from __future__ import annotations

from invented_passages import file_of, with_line
from sijill.evaluation.corpus import Passage, parse
from sijill.statements import contract
from sijill.types import Count, Place


def passage_of(source: str) -> Passage:
    passage, problems = parse("me-001.txt", source)
    assert passage is not None, problems
    return passage


def test_the_fullest_name_is_the_name() -> None:
    passage = passage_of(file_of())
    name = passage.name_span("p1")
    assert name is not None and passage.quote(name) == "Nadim Sabbouha"
    assert passage.name_span("g1") is None
    assert passage.quote(passage.called("g1")) == "two men on a motorcycle"
    assert len(passage.spans("p1")) == 5


def test_the_text_is_the_words() -> None:
    passage = passage_of(file_of())
    text = passage.text_object()
    assert text.content == passage.text
    assert text.uri == "me-001"
    assert (text.metadata.published, text.metadata.publisher) == ("2019-06-12", "The Mina Lantern")
    assert text.id != passage_of(with_line("in June", "in May")).text_object().id


def test_the_reading_is_valid_and_says_what_is_annotated() -> None:
    passage = passage_of(file_of())
    reading = contract.to_json(passage.text_object(), passage.reading())
    contract.validate(reading)
    first, second = reading["incidents"]
    assert first["type"] == "killing"
    assert first["place"]["detail"] == "his shop in the old market"
    assert first["place"]["quote"]["text"] == "Tripoli"
    assert first["killed"] == {"min": 1, "max": 1}
    assert [v["name"] for v in first["victims"]] == ["Nadim Sabbouha", "Rula Sabbouha"]
    assert first["victims"][0]["quotes"]["age"][0]["text"] == "52"
    assert first["perpetrators"][0]["description"] == "two men on a motorcycle"
    assert first["perpetrators"][0]["according_to"] == "the Mina police post"
    assert first["weapons"][0]["text"] == "a motorcycle"
    assert [q["text"] for q in first["quotes"]["date"]] == ["Monday"]
    assert len(first["evidence"]) == 2
    assert (second["modality"], second["date"]) == ("alleged", "2019-05")
    assert reading["claims"][0]["party"] == "p" + str(passage.text.index("Ziad"))
    assert reading["claims"][0]["incident"] == first["id"]
    assert [r["from"] for r in reading["relations"]] == [f"p:{first['victims'][1]['party']}", f"i:{first['id']}"]


def test_the_reading_survives_the_contract() -> None:
    passage = passage_of(file_of())
    reading = contract.to_json(passage.text_object(), passage.reading())
    assert contract.to_json(*contract.from_json(reading)) == reading


def test_local_ids_are_anchors_and_unique() -> None:
    source = with_line("[g1.d [o3.n Harbour Watch] men", "[g1.d two men")
    reading = passage_of(source).reading()
    ids = [party.id for party in reading.parties]
    assert len(set(ids)) == len(ids)
    starts = {party.id: party.spans[0].start for party in reading.parties}
    assert all(name.rstrip("bc") == f"p{start}" for name, start in starts.items())
    assert any(name.endswith("b") for name in ids)


def test_whose_word_it_is() -> None:
    source = with_line('id = "e1"\naccording_to = "o1"', 'id = "e1"')
    statements = passage_of(source).reading().mentions[0].statements
    assert {s.speaker for s in statements} == {"the Mina police post"}
    assert {s.speaker for s in passage_of(file_of()).reading().mentions[0].statements} == {None}


def test_several_outcomes_and_proceedings() -> None:
    source = with_line('outcome = "killed", outcomes = ["abducted", "killed"],', 'outcome = "killed",').replace(
        'according_to = "o1" }',
        'according_to = "o1", count = { min = 2, max = 2 }, proceedings = [{ step = "sought", words = ["o1.n"] }] }',
    )
    mention = passage_of(source).reading().mentions[0]
    (first, _) = mention.items("victim")
    assert [s.value for s in mention.said("outcome", role="victim", item=first)] == ["killed", "abducted"]
    blamed = mention.items("perpetrator")[0]
    assert mention.first("proceedings", role="perpetrator", item=blamed) == "sought"
    assert mention.first("count", role="perpetrator", item=blamed) == Count(2, 2)


def test_targets_and_places_without_a_town() -> None:
    text = file_of().replace("his shop in the old market", "[x1 his shop] in the old market")
    source = text.replace(
        'weapons = ["w1"]', 'weapons = ["w1"]\ntargets = [{ words = ["x1"], kind = "shop", outcome = "damaged" }]'
    )
    source = source.replace('place = { city = "Tripoli", country = "LB" }', 'place = { country = "LB" }')
    passage = passage_of(source)
    incident = contract.to_json(passage.text_object(), passage.reading())["incidents"][0]
    assert incident["targets"][0]["text"] == "his shop"
    assert incident["place"]["precision"] == "country"
    where = passage.reading().mentions[0].first("place")
    assert isinstance(where, Place) and where.city is None


def test_the_article_is_flat() -> None:
    article = passage_of(file_of()).article()
    assert (article["id"], article["language"], article["published"]) == ("me-001", "en", "2019-06-12")
    first, second = article["incidents"]
    assert first["place"] == {"quote": "Tripoli", "city": "Tripoli", "admin1": None, "country": "LB"}
    assert first["victims"][0]["count_max"] == 1
    assert first["weapons"] == ["a motorcycle"]
    assert first["type_alt"] == ["armed_attack"]
    assert second["central"] is False
    assert second["killed"] is None


def test_the_article_leaves_out_what_is_out_of_scope() -> None:
    source = with_line('type = "threat"\nscope = "out"', 'type = "threat"')
    assert [i["id"] for i in passage_of(source).article()["incidents"]] == ["e1"]
    assert len(passage_of(source).reading().mentions) == 2


def test_totals_and_what_is_unclear_are_optional() -> None:
    assert [i["optional"] for i in passage_of(file_of()).article()["incidents"]] == [False, False]
    for line in ('kind = "aggregate"', 'scope = "unclear"'):
        source = with_line(f'type = "threat"\n{line}', 'type = "threat"')
        assert [i["optional"] for i in passage_of(source).article()["incidents"]] == [False, True]
