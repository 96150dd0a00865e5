"""One statement as a page or an answer of the interface shows it: value, words, who says so, who checked it.

Plain values only, so that a page and JSON show the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sijill.incidents import decided
from sijill.types import Account, Decision, Statement, Text
from sijill.web.marking import around
from sijill.web.wording import Wording

#: read by machine; accepted, corrected or added by a person; rejected by one
State: TypeAlias = Literal["machine", "accepted", "corrected", "added", "rejected"]
_STATES: Mapping[str, State] = {"accept": "accepted", "correct": "corrected", "add": "added", "move": "added"}

#: what a statement is about, for the colour of its quotation
_ABOUT = {
    "date": "when", "place": "where", "killed": "toll", "injured": "toll", "count": "toll", "according_to": "said",
    "modality": "said", "type": "what", "act": "what", "method": "what",
}  # fmt: skip
_ABOUT_ROLE = {"victim": "who", "perpetrator": "by", "target": "who", "weapon": "what", "place": "where"}

#: fields that say how a text was read rather than what happened; shown, and asked about last
ASIDE = frozenset({"kind", "scope", "modality"})


@dataclass(frozen=True, slots=True)
class StatementView:
    """One statement."""

    id: str
    role: str
    item: str
    field: str
    #: what the field is called
    label: str
    #: the value as people say it
    value: str
    #: the value as it is typed
    typed: str
    quotes: tuple[str, ...]
    #: the quotations with words around them: stretches, and whether each is quoted
    context: tuple[tuple[str, bool], ...]
    #: first code point of each quotation, in the text as it is shown
    at: tuple[int, ...]
    about: str
    modality: str
    speaker: str | None
    as_of: str | None
    #: id of the report, and how it is called in one line
    report: str
    outlet: str
    language: str | None
    state: State
    #: who decided about it, and the id of that decision
    by: str
    decision: str
    #: the value that was read, where it was corrected
    before: str
    #: what is sent back to accept it: whoever has it was shown the words
    proof: str


def about(role: str, field: str) -> str:
    """What a statement is about, for the colour of its quotation."""
    if role == "mention" or field in ("place", "count"):
        return _ABOUT.get(field, "what")
    return _ABOUT_ROLE.get(role, "what")


def outlet(text: Text) -> str:
    """Who published a text: outlet, else title, else the name under which it was found."""
    told = text.metadata
    return told.publisher or told.title or text.uri


def holding(account: Account, decisions: Sequence[Decision]) -> dict[str, Decision]:
    """Statement id -> the decision in force about it, the ids of rejected statements too.

    Args:
        account: as read.
        decisions: all that may concern its text.
    """
    rows = decided.decide(account, decisions)
    found = {row.id: row.decision for row in rows or () if row.decision is not None}
    standing = {row.id for row in rows or ()}
    gone = [(i, s) for i, s in zip(account.statement_ids, account.mention.statements, strict=True) if i not in standing]
    if gone:
        against = [
            d for d in decided.in_force(decisions)
            if d.kind in ("reject", "move")
            and (d.anchor.text, d.anchor.mention) == (account.source.text.id, account.mention.id)
        ]  # fmt: skip
        for identity, statement in gone:
            for decision in against:
                if _meant(decision, statement):
                    found[identity] = decision
    return found


def _meant(decision: Decision, statement: Statement) -> bool:
    anchor = decision.anchor
    return (
        (not anchor.field or anchor.field == statement.field)
        and (not anchor.item or anchor.item == statement.subject.item)
        and (not anchor.role or anchor.role in ("mention", statement.subject.role) or not anchor.field)
        and (not anchor.spans or any(a.overlaps(s) for a in anchor.spans for s in statement.spans))
    )


def view(
    account: Account,
    statement: Statement,
    identity: str,
    wording: Wording,
    *,
    decision: Decision | None = None,
    proof: str = "",
) -> StatementView:
    """One statement, to be shown.

    Args:
        account: the account that it stands in, as the member sees it.
        statement: of it.
        identity: the statement's id.
        wording: the language of the interface.
        decision: the decision in force about it.
        proof: what is sent back to accept it.
    """
    text, subject = account.source.text, statement.subject
    quotes = tuple(text.quote(span) for span in statement.spans if span.end <= len(text.content))
    state: State = "machine"
    before = ""
    if decision is not None:
        state = _STATES.get(decision.kind, "rejected")
        if decision.kind == "move" and decision.id != identity:
            state = "rejected"
        if decision.kind == "correct":
            before = wording.value(subject.role, statement.field, decision.before)
    return StatementView(
        id=identity,
        role=subject.role,
        item=subject.item,
        field=statement.field,
        label=wording.field(subject.role, statement.field),
        value=wording.value(subject.role, statement.field, statement.value),
        typed=wording.typed(statement.value),
        quotes=quotes,
        context=tuple(around(text.content, [s for s in statement.spans if s.end <= len(text.content)])),
        at=tuple(s.start for s in statement.spans),
        about=about(subject.role, statement.field),
        modality=statement.modality,
        speaker=statement.speaker,
        as_of=wording.date(statement.as_of) if statement.as_of else None,
        report=account.source.report.id,
        outlet=outlet(text),
        language=text.metadata.language,
        state=state,
        by=decision.by if decision is not None else "",
        decision=decision.id if decision is not None else "",
        before=before,
        proof=proof,
    )
