"""One report as a member sees it: the words with every quotation marked, and every value beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sijill.register import Member
from sijill.types import Account, Decision
from sijill.values.folding import fold
from sijill.web import access
from sijill.web.desk import Desk
from sijill.web.graphic import passages
from sijill.web.marking import Paragraph, Quotation, paragraphs
from sijill.web.statement_view import ASIDE, StatementView, about, holding, view
from sijill.web.wording import Wording

#: order in which the roles of a mention are shown
_ROLES = ("mention", "victim", "perpetrator", "target", "weapon", "place")


@dataclass(frozen=True, slots=True)
class PartyView:
    """Somebody or something that a mention tells of."""

    role: str
    item: str
    #: name, else description, else "somebody"
    called: str


@dataclass(frozen=True, slots=True)
class MentionView:
    """What a text says about one event."""

    id: str
    #: the incident that it belongs to, or ""
    incident: str
    #: what was done
    act: str
    confidence: float
    statements: tuple[StatementView, ...]
    parties: tuple[PartyView, ...]


@dataclass(frozen=True, slots=True)
class SourceView:
    """A report."""

    report: str
    title: str
    publisher: str
    author: str
    published: str
    language: str
    direction: str
    kind: str
    #: where it was found, as the register has it
    uri: str
    #: whether that is an address of the web
    web: bool
    captured_at: str
    sha256: str
    extractor: str
    paragraphs: tuple[Paragraph, ...]
    mentions: tuple[MentionView, ...]
    #: whether words were struck out for this member
    struck: bool
    #: who said that nothing is missed in it, or ""
    done_by: str


def source_view(desk: Desk, member: Member, report: str, wording: Wording) -> SourceView:
    """A report's newest text. Raises NotFoundError where there is none for this member."""
    seen, kept, decisions = desk.source(member, report)
    text, told = seen.source.text, seen.source.text.metadata
    held: dict[str, Decision] = {}
    sight = desk.sight(member)
    raw = desk.register.accounts_of(kept.text.id)
    for account in raw:
        held |= {i: sight.decision(d) for i, d in holding(account, decisions).items()}
    incidents = {a.mention.id: desk.register.incident_of(a.key) or "" for a in raw}
    originals = {i: a.mention.id for a in raw for i in a.statement_ids}
    shown = [_mention(desk, a, held, wording, incidents.get(_home(a, originals), "")) for a in seen.accounts]
    if access.may_see_sealed(member):
        shown = [_with_rejected(desk, m, raw, held, wording) for m in shown]
    quotations = [
        Quotation(span, i, about(s.subject.role, s.field))
        for a in seen.accounts
        for i, s in zip(a.statement_ids, a.mention.statements, strict=True)
        if s.field not in ASIDE
        for span in s.spans
    ]
    done = desk.done(kept.text.id)
    report_uri = seen.source.report.uri
    return SourceView(
        report=report,
        title=told.title or "",
        publisher=told.publisher or "",
        author=told.author or "",
        published=wording.date(told.published[:10]) if told.published else "",
        language=told.language or "",
        direction=_direction(text.content),
        kind=kept.report.kind,
        uri=report_uri,
        web=report_uri.startswith(("http://", "https://")),
        captured_at=wording.moment(seen.source.captured_at),
        sha256=text.capture,
        extractor=text.extractor,
        paragraphs=tuple(paragraphs(text.content, quotations, passages(text.content))),
        mentions=tuple(sorted(shown, key=_first_word)),
        struck=seen.struck,
        done_by=done.by if done else "",
    )


def _home(account: Account, originals: dict[str, str]) -> str:
    """The mention's own id: what is struck out gives mentions other ids, statements keep theirs."""
    return next((originals[i] for i in account.statement_ids if i in originals), account.mention.id)


def _first_word(mention: MentionView) -> int:
    return min((at for s in mention.statements for at in s.at), default=0)


def _mention(desk: Desk, account: Account, held: dict[str, Decision], wording: Wording, incident: str) -> MentionView:
    rows = [
        view(account, s, i, wording, decision=held.get(i), proof=desk.proof(i))
        for i, s in zip(account.statement_ids, account.mention.statements, strict=True)
    ]
    family = account.mention.first("act") or account.mention.first("type")
    return MentionView(
        id=account.mention.id,
        incident=incident,
        act=wording.act(str(family)) if family else wording("incident.incident"),
        confidence=account.mention.confidence,
        statements=tuple(ordered(rows)),
        parties=tuple(_parties(account, wording)),
    )


def _with_rejected(
    desk: Desk, mention: MentionView, raw: Sequence[Account], held: dict[str, Decision], wording: Wording
) -> MentionView:
    account = next((a for a in raw if a.mention.id == mention.id), None)
    if account is None:
        return mention
    there = {s.id for s in mention.statements}
    gone = [
        view(account, s, i, wording, decision=held.get(i), proof=desk.proof(i))
        for i, s in zip(account.statement_ids, account.mention.statements, strict=True)
        if i not in there and i in held
    ]
    rows = tuple(ordered([*mention.statements, *gone]))
    return MentionView(mention.id, mention.incident, mention.act, mention.confidence, rows, mention.parties)


def ordered(rows: Sequence[StatementView]) -> list[StatementView]:
    """Statements in the order in which people ask: what, when, where, how many; then each victim, each doer."""
    fields = ("type", "act", "date", "place", "killed", "injured", "method", "name", "description", "outcome")
    items = list(dict.fromkeys(r.item for r in rows))
    return sorted(
        rows,
        key=lambda r: (
            r.field in ASIDE,
            _ROLES.index(r.role) if r.role in _ROLES else len(_ROLES),
            items.index(r.item),
            fields.index(r.field) if r.field in fields else len(fields),
            r.at,
        ),
    )


def _parties(account: Account, wording: Wording) -> list[PartyView]:
    found = []
    for role in ("victim", "perpetrator", "target", "weapon"):
        for item in account.mention.items(role):
            words = next(
                (
                    str(s.value) for field in ("name", "description", "text")
                    for s in account.mention.statements
                    if s.field == field and (s.subject.role, s.subject.item) == (role, item)
                ),
                "",
            )  # fmt: skip
            party = account.party(item)
            found.append(
                PartyView(role, item, words or (party.name if party and party.name else wording("who.somebody")))
            )
    return found


def _direction(content: str) -> str:
    """rtl where the first strong letters are Arabic or Hebrew."""
    letters = [c for c in fold(content[:400]) if c.isalpha()]
    return "rtl" if sum("\u0590" <= c <= "\u08ff" for c in letters) * 2 > len(letters) else "ltr"
