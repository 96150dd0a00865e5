"""The reports, the last kept first: which were read to their end, and which no text could be taken from."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.responses import Response

from sijill.register import Member
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.web.desk import Desk
from sijill.web.statement_view import outlet
from sijill.web.wording import Wording

#: reports on a page
PAGE = 25


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One report."""

    report: str
    title: str
    outlet: str
    published: str
    language: str
    kind: str
    mentions: int
    #: who has read it to its end, or ""
    done_by: str
    #: whether a text could be taken from it
    readable: bool


def report_lines(
    desk: Desk, member: Member, wording: Wording, *, begin: int = 0
) -> tuple[list[ReportLine], int | None]:
    """A page of reports as a member sees them, and where the list goes on."""
    sight = desk.sight(member)
    lines = []
    kept = desk.register.newest_reports(PAGE + 1, offset=begin)
    for report in kept[:PAGE]:
        sources = desk.register.sources(report.id)
        if report.kind == "note" and not sight.whole:
            continue
        if not sources:
            if sight.whole:
                lines.append(ReportLine(report.id, report.uri, "", "", "", report.kind, 0, "", readable=False))
            continue
        source = sources[0]
        accounts = desk.register.accounts_of(source.text.id)
        seen = sight.source(source, accounts)
        if seen is None:
            continue
        told, done = seen.source.text.metadata, desk.done(source.text.id)
        lines.append(
            ReportLine(
                report.id, told.title or "", outlet(seen.source.text),
                wording.date(told.published[:10]) if told.published else "", told.language or "", report.kind,
                len(accounts), done.by if done is not None else "", readable=True,
            )
        )  # fmt: skip
    return lines, begin + PAGE if len(kept) > PAGE else None


def reports(ask: Ask) -> Response:
    """The page."""
    begin = ask.query("begin", "0")
    number = int(begin) if begin.isascii() and begin.isdigit() and len(begin) < 10 else 0
    lines, more = report_lines(ask.desk, ask.member, ask.t, begin=number)
    return ask.page("reports.html", lines=lines, more=more)


NAVIGATION = (15, "nav.texts", "/reports", access.may_read)
ROUTES = [route("/reports", reports)]
