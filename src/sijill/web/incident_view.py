"""One incident as a member sees it: what holds and by which rule, for whose words, against which; who decided what.

Contradictions, tolls, ties between sources and grades are worked out where they belong (:mod:`sijill.incidents`); here
they are put into the words of the interface. Plain values only, so that a page and JSON show the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sijill.incidents import reconciling, regrouping, tolls
from sijill.incidents.decided import in_force
from sijill.incidents.grading import grade
from sijill.incidents.independence import Tie, independence
from sijill.incidents.listing import is_total, reports_of
from sijill.incidents.rules import Told
from sijill.incidents.standing import gather
from sijill.register import Member
from sijill.types import Account, Decision, Dossier, Relation, StandingParty, StandingValue, Statement
from sijill.web import access
from sijill.web.desk import Desk, Opened
from sijill.web.statement_view import ASIDE, StatementView, outlet, view
from sijill.web.wording import Wording

#: values of the incident in the order in which people ask; the others follow as they stand
_ORDER = ("type", "act", "date", "place", "killed", "injured", "method")
#: values of a party that are its heading already
_HEADING = ("name",)
#: code points of the words that tell of the event
_EVIDENCE = 360


@dataclass(frozen=True, slots=True)
class FigureView:
    """What one origin says of a toll, now and before."""

    origin: str
    now: str
    before: str


@dataclass(frozen=True, slots=True)
class ValueView:
    """What holds for one field."""

    field: str
    label: str
    value: str
    #: the rule that chose it, in words
    rule: str
    checked_by: tuple[str, ...]
    #: whether sources say otherwise
    differs: bool
    behind: tuple[StatementView, ...]
    against: tuple[StatementView, ...]
    figures: tuple[FigureView, ...] = ()
    #: of whom a toll is told: "3 by name", "child 2"
    told_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartyCard:
    """One victim or perpetrator."""

    role: str
    called: str
    named: bool
    #: by which it is sealed or unsealed: report's text and local id, as one word; "" where this member cannot
    key: str
    sealed: bool
    values: tuple[ValueView, ...]
    #: what befell a victim, in order of time
    course: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ClaimView:
    """What somebody says about it."""

    kind: str
    speaker: str
    quote: str
    report: str
    outlet: str


@dataclass(frozen=True, slots=True)
class RelationView:
    """A tie that a text states."""

    kind: str
    source: str
    target: str
    quote: str
    report: str
    outlet: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One report that tells of it."""

    report: str
    outlet: str
    title: str
    published: str
    language: str
    kind: str


@dataclass(frozen=True, slots=True)
class MentionLine:
    """One mention, by which it is split off or moved."""

    #: a statement of it, which names it
    key: str
    report: str
    outlet: str
    words: str


@dataclass(frozen=True, slots=True)
class DecisionView:
    """One decision."""

    id: str
    kind: str
    what: str
    change: str
    by: str
    at: str
    reason: str
    undone: bool
    may_undo: bool


@dataclass(frozen=True, slots=True)
class IncidentView:
    """An incident."""

    id: str
    aliases: tuple[str, ...]
    #: what was done
    act: str
    #: who, to whom, when and where, for the heading
    victims: tuple[str, ...]
    perpetrators: tuple[str, ...]
    date: str
    place: str
    #: whether it is a total over many events, and no incident
    total: bool
    reports: int
    independent: str
    grade: str
    grade_why: str
    grade_inputs: tuple[tuple[str, str], ...]
    published: bool
    #: who proposed to publish it and waits for a second person, or ""
    proposed_by: str
    #: whether this member may answer that
    may_second: bool
    sealed: bool
    #: how many fields sources differ on
    contradictions: int
    values: tuple[ValueView, ...]
    aside: tuple[ValueView, ...]
    parties: tuple[PartyCard, ...]
    taken_back: tuple[tuple[str, tuple[StatementView, ...]], ...]
    claims: tuple[ClaimView, ...]
    relations: tuple[RelationView, ...]
    sources: tuple[SourceLine, ...]
    #: why two reports are one source
    ties: tuple[str, ...]
    mentions: tuple[MentionLine, ...]
    history: tuple[DecisionView, ...]
    rejected: tuple[StatementView, ...]

    def statements(self) -> Iterable[StatementView]:
        """Every statement behind or against what holds, each once, in the order of the page."""
        seen: dict[str, StatementView] = {}
        for value in (*self.values, *(v for p in self.parties for v in p.values), *self.aside):
            for statement in (*value.against, *value.behind):
                seen.setdefault(statement.id, statement)
        return seen.values()


@dataclass(slots=True)
class _Telling:
    """What is needed to tell the parts of one incident."""

    desk: Desk
    t: Wording
    dossier: Dossier
    held: Mapping[str, Decision]
    said: dict[str, tuple[Account, Statement]] = field(default_factory=dict)

    def statements(self, ids: Iterable[str]) -> tuple[StatementView, ...]:
        return tuple(self.statement(i, *self.said[i]) for i in ids if i in self.said)

    def statement(self, identity: str, account: Account, statement: Statement) -> StatementView:
        proof = self.desk.proof(identity) if identity.startswith(("s_", "d_")) else ""
        return view(account, statement, identity, self.t, decision=self.held.get(identity), proof=proof)

    def value(
        self,
        role: str,
        held: StandingValue,
        *,
        figures: tuple[FigureView, ...] = (),
        told_of: tuple[str, ...] = (),
    ) -> ValueView:
        name = held.field
        return ValueView(
            name, self.t.field(role, "text" if role in ("target", "weapon") else name),
            self.t.value(role, name, held.value), self.t.rule(held.rule), held.checked_by, bool(held.against),
            self.statements(held.behind), self.statements(held.against), figures, told_of,
        )  # fmt: skip


def incident_view(desk: Desk, member: Member, words: str, wording: Wording) -> IncidentView:
    """An incident. Raises NotFoundError where there is none for this member."""
    opened = desk.open(member, words)
    dossier = opened.seen
    identity = opened.kept.incident.id
    telling = _Telling(desk, wording, dossier, opened.held)
    gathered = gather(dossier.incident, dossier.mentions)
    for account in dossier.mentions:
        for i, s in zip(account.statement_ids, account.mention.statements, strict=True):
            telling.said[i] = (account, s)
    by_key = {a.key: a for a in dossier.mentions}
    for some in gathered.told.values():
        for told in some:
            telling.said.setdefault(told.id, (by_key[told.mention], told.statement))

    standing = dossier.standing
    ranked = [v for v in standing.values if v.field != "retracted"]
    ranked.sort(key=lambda v: _ORDER.index(v.field) if v.field in _ORDER else len(_ORDER))
    values = []
    for v in ranked:
        if v.field in ASIDE:
            continue
        figures = _figures(gathered.told.get(("mention", v.field), ()), wording) if v.field in tolls.FIELDS else ()
        told_of = _told_of(v.field, dossier, wording) if v.field in tolls.FIELDS else ()
        role = v.field if v.field in ("target", "weapon") else "mention"
        values.append(telling.value(role, v, figures=figures, told_of=told_of))
    aside = [telling.value("mention", v) for v in ranked if v.field in ASIDE]
    parties = tuple(_party(telling, p, member) for role in ("victim", "perpetrator") for p in standing.parties
                    if p.role == role)  # fmt: skip
    given = grade(standing)
    act = standing.get("act") or standing.get("type")
    date, place = standing.get("date"), standing.get("place")
    waiting = desk.proposal(identity)
    every = (*standing.values, *(v for p in standing.parties for v in p.values))
    event = date.value if date is not None and isinstance(date.value, str) else None
    found = independence(dossier.mentions, event) if reports_of(dossier) > 1 else None
    outlets = {a.source.text.id: outlet(a.source.text) for a in dossier.mentions}
    return IncidentView(
        id=identity,
        aliases=dossier.incident.aliases,
        act=wording.act(str(act.value)) if act is not None and act.value else wording("incident.incident"),
        victims=tuple(p.called for p in parties if p.role == "victim"),
        perpetrators=tuple(p.called for p in parties if p.role == "perpetrator"),
        date=wording.value("mention", "date", date.value) if date is not None and date.value is not None else "",
        place=wording.value("mention", "place", place.value) if place is not None and place.value is not None else "",
        total=is_total(dossier),
        reports=reports_of(dossier),
        independent=wording.count(standing.independent),
        grade=wording(f"grade.{given.name}"),
        grade_why=given.why,
        grade_inputs=given.inputs,
        published=dossier.published,
        proposed_by=waiting.by if waiting is not None and not dossier.published else "",
        may_second=waiting is not None and access.may_second(member, waiting.by),
        sealed=bool(dossier.seals),
        contradictions=sum(bool(v.against) for v in every if v.field != "retracted"),
        values=tuple(values),
        aside=tuple(aside),
        parties=parties,
        taken_back=tuple(
            (wording(f"taken_back.{v.rule}"), telling.statements(v.against)) for v in every if v.field == "retracted"
        ),
        claims=tuple(_claims(telling)),
        relations=tuple(_relations(telling)),
        sources=tuple(_sources(dossier, wording)),
        ties=tuple(_tie(tie, outlets, wording) for tie in found.ties) if found is not None else (),
        mentions=tuple(_mentions(dossier)),
        history=tuple(_history(opened, member, wording)),
        rejected=tuple(
            telling.statement(i, a, s)
            for a in opened.rejected
            for i, s in zip(a.statement_ids, a.mention.statements, strict=True)
        ),
    )


def _party(telling: _Telling, party: StandingParty, member: Member) -> PartyCard:
    name, description = party.get("name"), party.get("description")
    count = party.get("count")
    called = next((str(v.value) for v in (name, description) if v is not None and v.value is not None), "")
    if not called and count is not None and count.value is not None:
        called = telling.t("who.people", n=telling.t.value("victim", "count", count.value))
    keys = {(k.text, k.party) for k in party.parties}
    sealed = any((s.anchor.text, s.anchor.item) in keys for s in telling.dossier.seals if s.anchor.item)
    date = telling.dossier.standing.get("date")
    steps = reconciling.course(
        party, telling.dossier.mentions, date.value if date is not None and isinstance(date.value, str) else None
    )  # fmt: skip
    values = [
        telling.value(party.role, v) for v in party.values
        if v.field != "retracted" and not (v.field in _HEADING and not v.against and v.value is None)
    ]  # fmt: skip
    return PartyCard(
        party.role,
        called or telling.t("who.somebody"),
        name is not None and name.value is not None,
        party.parties[0].party if access.may_see_sealed(member) else "",
        sealed,
        tuple(values),
        tuple(_step(step, telling.t) for step in steps),
    )


def _step(step: reconciling.Step, t: Wording) -> str:
    what = t.value("victim", "outcome", step.outcome)
    when = t.date(step.when) if step.when else t.date(step.told.isoformat()) if step.told else ""
    return f"{what}, {when}" if when else what


def _figures(told: Sequence[Told], t: Wording) -> tuple[FigureView, ...]:
    found = tolls.chains(told)
    if len(found) < 2 and not any(chain.replaced for chain in found):
        return ()

    def figure(one: Told) -> str:
        words = t.value("mention", "killed", one.statement.value)
        return f"{words} ({t.date(one.on.isoformat())})" if one.on else words

    return tuple(
        FigureView(
            chain.name.partition(" ")[2] or chain.name,
            "; ".join(dict.fromkeys(figure(x) for x in chain.latest)),
            "; ".join(dict.fromkeys(figure(x) for x in reversed(chain.replaced))),
        )
        for chain in found
    )


def _told_of(name: str, dossier: Dossier, t: Wording) -> tuple[str, ...]:
    counted = reconciling.tally(name, dossier.standing.parties, dossier.mentions)
    if counted is None:
        return ()
    parts = [t("toll.by_name", n=counted.named)] if counted.named else []
    kinds = reconciling.categories(dossier.standing.parties, dossier.mentions, (name,))
    parts += [f"{t.value('victim', k.field, k.value)} {t.count(k.count)}" for k in kinds]
    return tuple(parts)


def _claims(telling: _Telling) -> Iterable[ClaimView]:
    for account in telling.dossier.mentions:
        for claim in account.claims:
            yield ClaimView(
                telling.t.term("claim_kinds", claim.kind), claim.speaker,
                " ".join(account.source.text.quote(claim.span).split()), account.source.report.id,
                outlet(account.source.text),
            )  # fmt: skip


def _relations(telling: _Telling) -> Iterable[RelationView]:
    for account in telling.dossier.mentions:
        for relation in account.relations:
            yield RelationView(
                telling.t.term("relations", relation.kind), _end(telling, account, relation, relation.source),
                _end(telling, account, relation, relation.target),
                " ".join(account.source.text.quote(relation.span).split()), account.source.report.id,
                outlet(account.source.text),
            )  # fmt: skip


def _end(telling: _Telling, account: Account, relation: Relation, end: str) -> str:
    """One end of a tie: this incident, another event of the text, a party, or a name as written."""
    del relation
    kind, colon, local = end.partition(":")
    if colon and kind == "i":
        return telling.t("incident.this") if local == account.mention.id else telling.t("incident.another")
    if colon and kind == "p":
        party = account.party(local)
        return party.name if party is not None and party.name else telling.t("who.somebody")
    return end


def _sources(dossier: Dossier, t: Wording) -> Iterable[SourceLine]:
    for account in {a.source.report.id: a for a in dossier.mentions}.values():
        told = account.source.text.metadata
        yield SourceLine(
            account.source.report.id, outlet(account.source.text), told.title or "",
            t.date(told.published[:10]) if told.published else "", told.language or "", account.source.report.kind,
        )  # fmt: skip


def _tie(tie: Tie, outlets: Mapping[str, str], t: Wording) -> str:
    over = tie.over if len(tie.over) <= 60 else tie.over[:60].rsplit(" ", 1)[0] + " …"
    sure = t("tie.certain") if tie.certain else t("tie.perhaps")
    return t("tie.line", left=outlets.get(tie.left, "?"), right=outlets.get(tie.right, "?"), sure=sure,
             why=t(f"tie.{tie.kind}", over=over))  # fmt: skip


def _mentions(dossier: Dossier) -> Iterable[MentionLine]:
    for account in dossier.mentions:
        key = next((i for i in account.statement_ids if i.startswith("s_")), "")
        yield MentionLine(key, account.source.report.id, outlet(account.source.text), evidence(account))


def evidence(account: Account) -> str:
    """The words that tell of the event, in one line."""
    words = " ".join(" ".join(account.source.text.quote(span) for span in account.mention.evidence).split())
    return words if len(words) <= _EVIDENCE else words[: _EVIDENCE - 1].rsplit(" ", 1)[0] + " …"


def _history(opened: Opened, member: Member, t: Wording) -> Iterable[DecisionView]:
    counting = {d.id for d in in_force(opened.kept.decisions)}
    undone = {d.undoes for d in opened.kept.decisions if d.undoes and d.undoes not in counting}
    for d in opened.history:
        role, name = d.anchor.role or "mention", d.anchor.field
        change = ""
        if d.kind in ("correct", "add", "move") and name and (d.before is not None or d.after is not None):
            before = t.value(role, name, d.before) if d.before is not None else ""
            after = t.value(role, name, d.after) if d.after is not None and d.kind != "move" else ""
            change = " → ".join(x for x in (before, after) if x)
        elif name and d.before is not None:
            change = t.value(role, name, d.before)
        what = t.field(role, name) if name else ""
        if regrouping.regroups(d):
            what = ", ".join(i.id for i in regrouping.read_incidents(d.before))
        yield DecisionView(
            d.id, d.kind, what, change, d.by, t.moment(d.at), d.reason, d.id in undone,
            d.id not in undone and access.may_undo(member, d),
        )  # fmt: skip
