"""Everyone who has a part in an incident, flat: what the tables of victims and the exchange formats tell of them.

Ids are made of what is published and of nothing else, so that they can be followed from one release to the next and
tell nothing of what is sealed: the incident's id, the part, what the person is called, and a number where several are
called the same. Whoever is called otherwise in a later release has another id there.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass

from sijill.publication.accused import accusation
from sijill.publication.filter import Cleared
from sijill.publication.redaction import SEALED_RULE
from sijill.publication.summary import called
from sijill.types import Count, PartyKind, Role, StandingParty, StandingValue

#: digits of the digest that an id ends in: 64 bits, so that among a million people two share one by a chance of 1e-7
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Involved:
    """One victim or perpetrator as an incident tells of them; None or empty: not stated."""

    id: str
    role: Role
    #: name, or else description, or else how many they are
    called: str
    #: as written; None where unnamed or sealed
    name: str | None
    description: str | None
    #: whether it is a person, a group or an organisation, as the texts have it
    kind: PartyKind
    #: whether who it is was left out because it would endanger them
    sealed: bool
    count: Count | None
    #: what became of a victim, in the order in which it stands
    outcomes: tuple[str, ...]
    values: tuple[StandingValue, ...]
    #: ids of the reports that tell of them
    reports: frozenset[str]
    #: of an individual who is blamed the sentence that stands where the name would; None for anybody else
    accusation: str | None = None

    def words(self, name: str) -> str | None:
        """The standing value of a field that is words or a code."""
        return next((v.value for v in self.values if v.field == name and isinstance(v.value, str)), None)

    @property
    def age(self) -> Count | None:
        """Age in years, as a range."""
        value = next((v.value for v in self.values if v.field == "age"), None)
        if isinstance(value, int):
            return Count(value, value) if value >= 0 else None
        return value if isinstance(value, Count) else None


def involved(cleared: Cleared) -> tuple[Involved, ...]:
    """The victims and perpetrators of a cleared dossier, in the order in which they stand."""
    dossier = cleared.dossier
    reports = {a.source.text.id: a.source.report.id for a in dossier.mentions}
    kinds = {(a.source.text.id, p.id): p.kind for a in dossier.mentions for p in a.parties}
    seen: Counter[str] = Counter()
    found: list[Involved] = []
    for party in dossier.standing.parties:
        name = called(party)
        key = f"{dossier.incident.id}\n{party.role}\n{name}"
        seen[key] += 1
        digest = hashlib.sha256(f"{key}\n{seen[key]}".encode("utf-8", "surrogatepass")).hexdigest()[:_DIGITS]
        count = party.get("count")
        found.append(
            Involved(
                id=f"{dossier.incident.id}-{party.role[0]}-{digest}",
                role=party.role,
                called=name,
                name=_words(party, "name"),
                description=_words(party, "description"),
                kind=_kind([kinds[k.text, k.party] for k in party.parties if (k.text, k.party) in kinds], party),
                sealed=any(v.rule == SEALED_RULE for v in party.values),
                count=count.value if count is not None and isinstance(count.value, Count) else None,
                outcomes=tuple(dict.fromkeys(
                    v.value for v in party.values if v.field == "outcome" and isinstance(v.value, str)
                )),
                values=party.values,
                reports=frozenset(reports[k.text] for k in party.parties if k.text in reports),
                accusation=accusation(dossier, party),
            )
        )  # fmt: skip
    return tuple(found)


def _words(party: StandingParty, name: str) -> str | None:
    value = party.get(name)
    return value.value if value is not None and isinstance(value.value, str) else None


def _kind(kinds: list[PartyKind], party: StandingParty) -> PartyKind:
    """What most texts have it for; the first of them where they are even."""
    if kinds:
        return max(dict.fromkeys(kinds), key=kinds.count)
    return "organisation" if _words(party, "kind") == "organisation" else "person"
