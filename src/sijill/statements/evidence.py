"""How sure: what speaks for a mention and what against it, and how often such mentions were right.

One idea: every kind of evidence is a number between 0 and about 3 with a weight; their sum through the logistic curve
is the share of such mentions that were right. The weights were fitted (logistic regression; ridge 4, for the subjects
of texts 1) to the mentions that this reader found in annotated passages: two thirds of ``corpus/train`` (those whose
number three does not divide) and two sets of annotated articles, these counted twice. A mention counted as right where
the scorer of ``evaluation`` paired it with an annotated incident.

In the third of ``corpus/train`` that was kept out (331 mentions) this share was right of what was said to be sure

    ============  ====  ====  ====  ====  ====
    confidence    0-.2  -.4   -.6   -.8   -1
    mentions        33    49    44    77   128
    right          .06   .20   .43   .74   .89
    ============  ====  ====  ====  ====  ====

Invariant: equal evidence gives equal confidence; nothing here looks at names of people or places.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sijill.statements.document import Document
from sijill.statements.frames import Finding
from sijill.statements.grouping import Event
from sijill.statements.lexicon import Phrases
from sijill.statements.scope import AT_RISK
from sijill.statements.sentences import tokenise

#: subjects of texts that speak of violence and tell of none, and "grave", what is said where it is meant
SUBJECTS = ("game", "fiction", "drill", "nature", "illness", "mishap", "crime", "lifted", "bygone", "grave")

#: so many words of a text tell what it is about
READ_FOR_SUBJECT = 300

#: below this nothing is told: of what lay below it in the passages kept out, one in seven was right
LEAST = 0.4

#: a text is believed to tell of violence where its surest mention reaches this: of 107 passages without incident 79
#: then stay quiet (23 before there was a threshold), for one point of F1 lost on the others
LEAST_OF_TEXT = 0.64

#: what lies more years before the publication is history
HISTORY = 50
OF_HISTORY = 0.3

#: words of ordinary crime or mishap ("drunken", "crashed") outweighed by all other evidence leave the scope open
OUTWEIGHED = 0.6

#: weights of the evidence; see the module's head for how they came to be
WEIGHTS: Mapping[str, float] = {
    "aggregate": 1.43,
    "alleged": -0.37,
    "always": -1.16,
    "city": 0.82,
    "date": 0.95,
    "day": 0.29,
    "doer": 0.37,
    "doer blamed": -0.53,
    "doer of a body": 0.17,
    "doer unknown": 0.10,
    "everyday verb": 0.15,
    "is abduction": -0.26,
    "is aerial_attack": -0.19,
    "is armed_attack": 0.16,
    "is assault": 0.77,
    "is attempted_killing": -0.15,
    "is bombing": 0.20,
    "is detention": 0.06,
    "is displacement": -0.28,
    "is enforced_disappearance": 0.01,
    "is killing": 0.01,
    "is legal_action": -0.77,
    "is property_destruction": 0.09,
    "is raid": 0.09,
    "is release": -0.22,
    "is sexual_violence": 0.38,
    "is shelling": -0.21,
    "is threat": 0.20,
    "is torture": 0.10,
    "lead": -0.03,
    "long ago": -0.39,
    "named victim": 1.15,
    "near bygone": -0.88,
    "near crime": -1.05,
    "near drill": -0.98,
    "near fiction": 0.39,
    "near game": -0.73,
    "near grave": -0.30,
    "near illness": 0.24,
    "near lifted": -0.18,
    "near mishap": -0.20,
    "near nature": -0.31,
    "noun only": 0.24,
    "number of victims": 0.87,
    "only a pronoun": 0.20,
    "passive": 0.28,
    "place": 0.04,
    "planned": -0.09,
    "plural noun": 0.24,
    "present": -0.15,
    "quoted": -0.67,
    "scope out": -0.27,
    "scope unclear": -0.39,
    "second": -0.36,
    "text bygone": -1.64,
    "text crime": -0.49,
    "text drill": -0.73,
    "text fiction": -1.26,
    "text game": -0.88,
    "text grave": 0.03,
    "text illness": -0.51,
    "text lifted": -0.30,
    "text mishap": -1.07,
    "text nature": -1.38,
    "thing hit": 0.29,
    "told again": 0.04,
    "victim": 0.26,
    "victim at risk": 0.44,
    "victim with a noun": 0.04,
    "victim with age": -0.12,
    "weak words": 0.49,
}


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a text is about: how many different words of each subject it has."""

    counts: Mapping[str, int]

    @classmethod
    def of(cls, document: Document) -> Subjects:
        """The subjects of a text and its title."""
        title = [token.low for token in tokenise(document.text.metadata.title or "")[:60]]
        lows = title + document.lows[:READ_FOR_SUBJECT]
        tables = document.lexicon.scope
        return cls({name: len(_different(tables[name], lows)) for name in SUBJECTS if name in tables})


def _different(table: Phrases[bool], lows: Sequence[str]) -> set[tuple[str, ...]]:
    return {tuple(lows[first:last]) for first, last in table.within(lows, 0, len(lows))}


def evidence(
    document: Document,
    subjects: Subjects,
    event: Event,
    *,
    family: str,
    kind: str,
    modality: str,
    scope: str,
    doers: Sequence[str],
) -> dict[str, float]:
    """What speaks for and against an event, by name.

    Args:
        document: the analysed text.
        subjects: what it is about.
        event: the event.
        family: its act family.
        kind: "event" or "aggregate".
        modality: "asserted", "alleged", "denied" or "planned".
        scope: "in", "out" or "unclear".
        doers: how each perpetrator is blamed.
    """
    told: dict[str, float] = {"always": 1.0}
    for name, number in subjects.counts.items():
        told[f"text {name}"] = math.log1p(max(0, number - 1))  # a single word may be there by chance
    near = sorted({f.sentence.index for f in event.findings})
    lows = [low for n in near for low in document.lows[document.sentences[n].first : document.sentences[n].last]]
    for name in SUBJECTS:
        told[f"near {name}"] = math.log1p(len(_different(document.lexicon.scope[name], lows)))
    findings = [f for f in event.findings if not f.void] or event.findings
    told["named victim"] = float(any(e.name is not None and e.kind == "person" for _, e, _ in event.victims))
    told["victim at risk"] = float(any(e.occupation in AT_RISK for _, e, _ in event.victims))
    told["victim with a noun"] = float(any(p.nouned or p.name for p, _, _ in event.victims))
    told["victim"] = float(bool(event.victims))
    told["only a pronoun"] = float(bool(event.victims) and all(p.kind == "pronoun" for p, _, _ in event.victims))
    told["victim with age"] = float(any(p.age is not None for _, e, _ in event.victims for p in e.phrases))
    told["number of victims"] = float(any(p.count is not None for p, _, _ in event.victims))
    told["thing hit"] = float(any(f.targets for f in event.findings))
    told["doer"] = float(bool(doers))
    told["doer unknown"] = float("unidentified" in doers)
    told["doer blamed"] = float(bool({"alleged", "claimed", "denied", "convicted"} & set(doers)))
    told["doer of a body"] = float(any(p.code or p.kind == "body" for p, _, _ in event.doers))
    date, place = event.setting.date, event.setting.place
    told["date"] = float(date is not None and bool(date.edtf))
    told["day"] = float(date is not None and len((date.edtf or "").replace("~", "")) == 10)
    told["place"] = float(place is not None and event.setting.firm)
    told["city"] = float(place is not None and bool(place.place.city) and event.setting.firm)
    told["told again"] = math.log1p(len(event.findings) - 1)
    told["lead"] = float(near[0] == 0)
    told["second"] = float(near[0] in (1, 2))
    told["noun only"] = float(all(f.trigger.voice == "noun" for f in findings))
    told["passive"] = float(any(f.trigger.voice == "passive" for f in findings))
    told["weak words"] = float(all(f.frame.weak for f in findings))
    told["everyday verb"] = float(all(f.frame.close for f in findings))
    told["plural noun"] = float(all(f.trigger.voice == "noun" and f.trigger.plural for f in findings))
    told["quoted"] = float(all(_quoted(document, f) for f in findings))
    told["present"] = float(any(f.trigger.present for f in findings))
    told["long ago"] = float(_long_ago(document, event))
    told["aggregate"] = float(kind == "aggregate")
    told["planned"] = float(modality == "planned")
    told["alleged"] = float(modality == "alleged")
    told["scope out"] = float(scope == "out")
    told["scope unclear"] = float(scope == "unclear")
    told[f"is {family}"] = 1.0
    return told


def _quoted(document: Document, finding: Finding) -> bool:
    """Whether a trigger stands inside quotation marks."""
    marks = sum(
        document.tokens[n].text in ('"', "“", "”", "«", "»")
        for n in range(finding.sentence.first, finding.trigger.first)
    )
    return marks % 2 == 1


def rate(told: Mapping[str, float]) -> float:
    """The share of mentions with such evidence that were right, between 0 and 1."""
    total = sum(WEIGHTS.get(name, 0.0) * value for name, value in told.items())
    share = 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))
    return min(share, OF_HISTORY) if told.get("long ago") else share


def _long_ago(document: Document, event: Event) -> bool:
    """Whether an event lies so far before the publication that it is history."""
    date, published = event.setting.date, document.text.metadata.published or ""
    told = (date.edtf or "")[:4] if date is not None else ""
    return told.isdigit() and published[:4].isdigit() and int(published[:4]) - int(told) >= HISTORY
