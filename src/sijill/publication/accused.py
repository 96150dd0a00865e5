"""Individuals who are blamed: who may be named at all, and the one sentence in which they then are.

A living individual stands as perpetrator in nothing that leaves unless two people have decided so, each with a reason
(decisions ``unseal`` of that party, or of the whole incident). Who is named so is named in one sentence with who says
so, the denial, and the state of the case (:func:`accusation`); formats write that sentence where they would write the
name. Organisations and the dead are not meant.

Invariant: :func:`unvouched` looks at decisions and statements only, so that it holds whatever the register's seals say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sijill.types import Account, Claim, Decision, Dossier, PartyKey, StandingParty, Statement

#: people who must have decided that a living individual may be named as perpetrator
NEEDED = 2

#: what a party is that is no individual
_NO_INDIVIDUAL = frozenset({"organisation", "unidentified"})

#: steps of justice as a sentence tells them, in the order in which they are usually taken
_STEPS = {
    "sought": "sought", "arrested": "arrested", "charged": "charged", "tried": "tried", "convicted": "convicted",
    "acquitted": "acquitted", "overturned": "verdict overturned", "released": "released", "amnestied": "amnestied",
}  # fmt: skip


def unvouched(dossier: Dossier) -> frozenset[PartyKey]:
    """The parties of living individuals who are blamed and whom fewer than two people decided to name.

    Args:
        dossier: as the register has it, with its decisions.
    """
    counting = effective(dossier.decisions)
    found: set[PartyKey] = set()
    for party in dossier.standing.parties:
        if party.role != "perpetrator" or not _is_individual(dossier.mentions, party):
            continue
        assenting = {d.by for d in counting if d.kind == "unseal" and d.reason.strip() and _about(d, party)}
        if len(assenting) < NEEDED:
            found |= set(party.parties)
    return frozenset(found)


def effective(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that count: without those undone; an undoing that is itself undone undoes nothing."""
    told = list(decisions)
    gone: set[str] = set()
    for decision in reversed(told):
        if decision.kind == "undo" and decision.undoes and decision.id not in gone:
            gone.add(decision.undoes)
    return [d for d in told if d.id not in gone]


def _about(decision: Decision, party: StandingParty) -> bool:
    """Whether a decision is about a party, or about the whole incident."""
    anchor = decision.anchor
    if anchor.item:
        return PartyKey(anchor.text, anchor.item) in party.parties and anchor.field in ("", "name")
    return not anchor.field and not anchor.spans and anchor.role in ("", "mention")


def _is_individual(accounts: Iterable[Account], party: StandingParty) -> bool:
    """Whether a party is one named person who, as far as the reports tell, lives."""
    keys = set(party.parties)
    named = False
    for account in accounts:
        text = account.source.text.id
        named |= any(p.kind == "person" and p.name and PartyKey(text, p.id) in keys for p in account.parties)
    kinds = {v.value for v in party.values if v.field == "kind"}
    return named and "individual" in kinds and not kinds & _NO_INDIVIDUAL and not _killed(accounts, keys)


def _killed(accounts: Iterable[Account], keys: set[PartyKey]) -> bool:
    for account in accounts:
        if account.mention.first("modality") in ("planned", "denied"):
            continue
        for said in account.mention.statements:
            fell = said.field == "outcome" and said.value == "killed" and said.modality not in ("planned", "denied")
            if fell and PartyKey(account.source.text.id, said.subject.item) in keys:
                return True
    return False


def accusation(dossier: Dossier, party: StandingParty) -> str | None:
    """The one sentence in which an individual is named as perpetrator; None for anybody else.

    Args:
        dossier: one that has gone through the filter.
        party: one of its standing parties.
    """
    name = party.get("name")
    if party.role != "perpetrator" or name is None or not isinstance(name.value, str):
        return None
    kinds = [p.kind for a in dossier.mentions for p in a.parties if _key(a, p.id) in party.parties]
    if any(v.field == "kind" and v.value in _NO_INDIVIDUAL for v in party.values) or not (
        "person" in kinds or any(v.field == "kind" and v.value == "individual" for v in party.values)
    ):
        return None
    blamed_by = list(dict.fromkeys(_blaming(dossier, party)))
    return (
        f"{name.value} is {_stance(party)} by {_joined(blamed_by) or 'a report'}; "
        f"{_denial(dossier, party)}; {_proceedings(party)}"
    )


def _key(account: Account, local: str) -> PartyKey:
    return PartyKey(account.source.text.id, local)


def _stance(party: StandingParty) -> str:
    stances = {v.value for v in party.values if v.field == "status"}
    if "convicted" in stances:
        return "told of as convicted"
    return "said to have claimed it" if "claimed" in stances else "accused"


def _about_party(dossier: Dossier, party: StandingParty) -> Iterator[tuple[Account, Statement]]:
    for account in dossier.mentions:
        for said in account.mention.statements:
            if said.subject.role == "perpetrator" and _key(account, said.subject.item) in party.parties:
                yield account, said


def _blaming(dossier: Dossier, party: StandingParty) -> Iterator[str]:
    """Who says so: the quoted, or else the publisher or address of the report that says it itself."""
    told = False
    for value in party.values:
        if value.field == "according_to" and isinstance(value.value, str):
            told = True
            yield value.value
    for account in dossier.mentions:
        for claim in account.claims:
            if claim.kind == "blame" and _names(account, claim, party):
                told = True
                yield claim.speaker
    for account, said in _about_party(dossier, party):
        if said.speaker and said.modality != "denied":
            told = True
            yield said.speaker
        elif not told and said.field == "name":
            yield account.source.text.metadata.publisher or account.source.report.uri


def _names(account: Account, claim: Claim, party: StandingParty) -> bool:
    """Whether a claim of a mention is about this party: it is the only one blamed there."""
    blamed = {s.subject.item for s in account.mention.statements if s.subject.role == "perpetrator"}
    return claim.mention == account.mention.id and len(blamed) == 1 and _key(account, blamed.pop()) in party.parties


def _denial(dossier: Dossier, party: StandingParty) -> str:
    denying: list[str] = []
    for account in dossier.mentions:
        for claim in account.claims:
            if claim.kind == "denial" and claim.mention in (None, account.mention.id):
                mine = claim.party is not None and _key(account, claim.party) in party.parties
                denying.append("the accused" if mine else claim.speaker)
    if denying:
        return f"denied by {_joined(list(dict.fromkeys(denying)))}"
    stances = {v.value for v in party.values if v.field == "status"}
    said = any(s.modality == "denied" for _, s in _about_party(dossier, party))
    return "denied" if said or "denied" in stances else "no denial is told of in the reports"


def _proceedings(party: StandingParty) -> str:
    """The state of the case, as far as the reports tell it: "not charged" is never said."""
    steps = {v.value for v in party.values if v.field == "proceedings" and isinstance(v.value, str)}
    steps |= {v.value for v in party.values if v.field == "status" and v.value == "convicted"}
    told = [words for step, words in _STEPS.items() if step in steps]
    return f"state of the case: {', '.join(told)}" if told else "no step of justice is told of in the reports"


def _joined(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
