from __future__ import annotations

import json
from pathlib import Path

from sijill.evaluation import corpus
from sijill.evaluation.corpus import Passage
from sijill.statements.neural.labels import ACTS, BEGINS, INSIDE, QUALITIES
from sijill.training import examples
from sijill.training.examples import UNSAID, Example

SOURCE = """style = "wire"
region = "africa"
published = "2021-03-15"
title = "Radio host shot dead"
traps = []
---
[p1.n Farah Warsame], [p1.d a radio host], was [e1 shot dead] by [g1.d two men] in [l1 Garowe] on [t1 Sunday], [o1.n the
Nugaal police] said. [p1.r He] had received [e2 threats] [t2 last month]. A lorry was [e3 robbed] near [l2 Burao].
---
[[incident]]
id = "e1"
type = "killing"
date = "2021-03-14"
date_words = ["t1"]
place = { city = "Garowe", admin1 = "Nugaal", country = "SO" }
place_words = ["l1"]
killed = { min = 1, max = 1 }
victims = [{ party = "p1", outcome = "killed", occupation = "journalist" }]
perpetrators = [{ party = "g1", kind = "unidentified", status = "unidentified", according_to = "o1" }]

[[incident]]
id = "e2"
type = "threat"
central = false
modality = "alleged"
date = "2021-02"
date_words = ["t2"]
victims = [{ party = "p1", outcome = "threatened" }]

[[incident]]
id = "e3"
type = "property_destruction"
scope = "out"
"""


def _passage() -> Passage:
    passage, problems = corpus.parse("xx-001", SOURCE)
    assert passage is not None, problems
    return passage


def _words(example: Example, layer: str) -> list[str]:
    found: list[str] = []
    for word, label in zip(example.words, example.layers[layer], strict=True):
        if label == BEGINS:
            found.append(word)
        elif label == INSIDE:
            found[-1] += f" {word}"
    return found


def test_a_passage_says_which_words_are_what() -> None:
    example = examples.of_passage(_passage())
    assert _words(example, "victim") == ["Farah Warsame", "a radio host", "He"]
    assert _words(example, "perpetrator") == ["two men"]
    assert _words(example, "speaker") == ["the Nugaal police"]
    assert _words(example, "person") == ["Farah Warsame"]
    assert _words(example, "described") == ["a radio host", "two men"]
    assert _words(example, "pronoun") == ["He"]
    assert _words(example, "location") == ["Garowe", "Burao"]
    told = {w: ACTS[a] for w, a in zip(example.words, example.acts, strict=True) if a}
    assert told == {
        "shot": "killing", "dead": "killing", "threats": "threat", "robbed": "property_destruction",
    }  # fmt: skip
    assert example.relevant == 1
    assert example.title == ["Radio", "host", "shot", "dead"]
    assert all(label == UNSAID for label in example.layers["muc_victim"])


def test_qualities_stand_at_the_words_that_have_them() -> None:
    example = examples.of_passage(_passage())
    values = dict(QUALITIES)
    at = {word: n for n, word in enumerate(example.words)}

    def told(quality: str, word: str) -> str | None:
        label = int(example.qualities[quality][at[word]])
        return None if label == UNSAID else values[quality][label]

    assert told("scope", "robbed") == "out"
    assert told("scope", "shot") == "in"
    assert told("modality", "threats") == "alleged"
    assert told("central", "threats") == "recalled"
    assert told("status", "men") == "unidentified"
    assert told("outcome", "police") is None


def test_pairs_join_an_act_with_its_own() -> None:
    example = examples.of_passage(_passage())

    def joined(relation: str) -> set[tuple[str, str]]:
        words = [
            (" ".join(example.words[slice(*one)]), " ".join(example.words[slice(*two)]))
            for one, two, label in example.pairs[relation]
            if label
        ]
        return set(words)

    assert joined("victim") == {
        (act, party) for act in ("shot dead", "threats") for party in ("Farah Warsame", "a radio host", "He")
    }
    assert joined("perpetrator") == {("shot dead", "two men")}
    assert joined("time") == {("shot dead", "Sunday"), ("threats", "last month")}
    assert joined("place") == {("shot dead", "Garowe")}
    assert ("Farah Warsame", "He") in joined("same_party")
    assert joined("same_event") == set()
    assert len(example.pairs["same_event"]) == 6


def test_muc_says_who_and_what_and_nothing_about_words_of_acts(tmp_path: Path) -> None:
    told = {
        "docid": "X-1",
        "text": "THE GUERRILLAS ATTACKED THE TOWN HALL. THE GUERRILLAS KILLED MAYOR JUAN PEREZ.",
        "templates": [
            {
                "slots": {
                    "hum_tgt_name": [{"alts": ["JUAN PEREZ"]}],
                    "phys_tgt_id": "*",
                    "hum_tgt_effect": [{"alts": ["DEATH"], "ref": ["JUAN PEREZ"]}],
                }
            }
        ],
        "gtt_templates": [
            {
                "incident_type": "attack",
                "PerpInd": [[["guerrillas", 4]]],
                "PerpOrg": [],
                "Target": [[["town hall", 28]]],
                "Victim": [[["juan perez", 60]]],
                "Weapon": [],
            }
        ],
    }
    path = tmp_path / "muc.jsonl"
    path.write_text(json.dumps(told) + "\n", encoding="utf-8")
    (example,) = examples.muc4(path)
    assert [w.lower() for w in _words(example, "muc_individual")] == ["guerrillas", "guerrillas"]
    assert [w.lower() for w in _words(example, "muc_target")] == ["town hall"]
    assert [w.lower() for w in _words(example, "victim")] == ["juan perez"]
    assert all(label == UNSAID for label in example.acts)
    assert example.muc_types[0] == 1
    killed = dict(QUALITIES)["outcome"].index("killed")
    assert (example.qualities["outcome"] == killed).sum() == 2
    assert all(label == 1 for *_, label in example.pairs["same_template"])
