"""Annotated passages for tests, and pieces to make more of. Everybody in them is invented."""

from __future__ import annotations

HEAD = """\
style = "local"
region = "mena"
published = "2019-06-12"
title = "Bakery owner shot outside his shop in Tripoli"
publisher = "The Mina Lantern"
"""

TEXT = """\
[p1.n Nadim Sabbouha], [p1.d a [p1.age 52]-year-old baker] who had led the quarter's traders, was [e1 shot dead] by
[g1.d two men on [w1 a motorcycle]] outside [l1.d his shop in the old market] of [l1 Tripoli], north Lebanon, late on
[t1 Monday], [o1.n the Mina police post] said on Wednesday. [p2.n Rula Sabbouha], [p2.d his sister], was [e1 hit] in
the arm \\[the left\\] and is out of danger.

[p1.n Mr Sabbouha] had received [e2 a written threat] [t2 in May] after he refused to pay [o2.n the Cedar Street Guard],
a gang of the quarter, neighbours told this paper. [q1 "We sell fruit, not bullets,"] [p3.n Ziad Hallouk], [p3.d who
speaks for [o2.r the group]], said by telephone. [p1.r He] leaves a widow and four children. The market stayed shut.
"""

RECORDS = """\
[[incident]]
id = "e1"
type = "killing"
date = "2019-06-10"
date_words = ["t1"]
place = { city = "Tripoli", country = "LB" }
place_words = ["l1"]
detail = ["l1.d"]
killed = { min = 1, max = 1 }
injured = { min = 1, max = 1 }
victims = [
  { party = "p1", outcome = "killed", occupation = "business", age = 52, sex = "m" },
  { party = "p2", outcome = "injured", sex = "f" },
]
perpetrators = [{ party = "g1", kind = "unidentified", status = "alleged", according_to = "o1" }]
weapons = ["w1"]
methods = ["shooting", "motorcycle"]
type_alt = ["armed_attack"]

[[incident]]
id = "e2"
type = "threat"
central = false
modality = "alleged"
date = "2019-05"
date_words = ["t2"]
victims = [{ party = "p1", outcome = "threatened", sex = "m" }]
perpetrators = [{ party = "o2", kind = "organisation", status = "denied", according_to = "p3" }]

[[claim]]
speaker = "p3"
kind = "denial"
incident = "e1"
words = ["q1"]

[[relation]]
kind = "kin_of"
from = "p2"
to = "p1"
words = ["p2.d"]

[[relation]]
kind = "follows_threat"
from = "e1"
to = "e2"
words = ["e2"]
"""


def file_of(head: str = HEAD, text: str = TEXT, records: str = RECORDS) -> str:
    """A passage's file of its three parts."""
    return f"{head}---\n{text}---\n{records}"


def with_line(line: str, instead_of: str) -> str:
    """The passage with one stretch of its file written otherwise."""
    source = file_of()
    assert source.count(instead_of) >= 1, instead_of
    return source.replace(instead_of, line, 1)
