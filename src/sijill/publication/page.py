"""The page that people open: one file, no script, nothing fetched, everything escaped.

A table of all incidents, then a section for each: what holds, by which rule, in whose words, and what is said
otherwise, side by side. Sections are made one at a time, so that the page never stands in memory as a whole.

Invariant: nothing of a dossier reaches the page but through :func:`_e`, which escapes it.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib import resources

from sijill.publication.filter import Cleared
from sijill.publication.redaction import SEALED_RULE
from sijill.publication.striking import MARKER
from sijill.publication.summary import Summary, address, called, checked_words, count_words, place_words, summarise
from sijill.types import Account, Claim, Count, Place, StandingParty, StandingValue, Statement, Value

#: incidents that get a section; beyond it a browser takes seconds to open the page, and the data files have them all
MAX_SECTIONS = 2_000
#: a quotation is shown to this length; the whole of it is in the data files
MAX_QUOTE = 400
#: statements shown at once for one side of a value; the rest can be unfolded
SHOWN = 3

_MONTHS = tuple(month_name)[1:]
_WHOLE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_LABELS = {
    "type": "What", "act": "More exactly", "date": "When", "place": "Where", "method": "How", "killed": "Killed",
    "injured": "Injured", "modality": "Told as", "kind": "Kind", "scope": "Scope", "according_to": "According to",
    "age_group": "Age group", "status": "Status",
}  # fmt: skip
#: for people who look at an incident first; what is not named follows in the order in which it stands
_ORDER = ("type", "act", "date", "place", "killed", "injured", "method", "modality", "kind")


@dataclass(frozen=True, slots=True)
class _Row:
    """What the table at the front needs of one incident."""

    summary: Summary
    section: bool


class Page:
    """The page of one release: :meth:`add` incidents, then :meth:`head`, sections by :meth:`order`, :meth:`foot`."""

    def __init__(self, version: str, made: datetime) -> None:
        self._version = version
        self._made = made
        self._rows: list[_Row] = []
        self._reports: set[str] = set()

    def add(self, cleared: Cleared) -> str:
        """The section of an incident; empty beyond :data:`MAX_SECTIONS`. Its row is kept for the head."""
        section = len(self._rows) < MAX_SECTIONS
        summary = summarise(cleared)
        self._rows.append(_Row(summary, section))
        self._reports.update(summary.reports)
        return _section(cleared, summary) if section else ""

    def order(self) -> list[int]:
        """The numbers of the incidents added so far (from 0) in the order in which they are shown: by date."""

        def key(number: int) -> tuple[str, str, str]:
            summary = self._rows[number].summary
            return summary.date_start or "9", summary.date or "", summary.id

        return sorted(range(len(self._rows)), key=key)

    def head(self) -> str:
        """Everything before the sections, the table included."""
        rows = [self._rows[n] for n in self.order()]
        checked = sum(r.summary.checked for r in self._rows)
        differ = sum(1 for r in self._rows if r.summary.contradictions)
        figures = (
            (len(self._rows), "incident" if len(self._rows) == 1 else "incidents"),
            (len(self._reports), "report" if len(self._reports) == 1 else "reports"),
            (checked, ("value" if checked == 1 else "values") + " checked by a person"),
            (differ, "with sources that differ"),
        )
        css = resources.files("sijill.publication").joinpath("page.css").read_text("utf-8")
        beyond = (
            f"<p>The first {MAX_SECTIONS} incidents have a section below; the data files have all.</p>"
            if len(self._rows) > MAX_SECTIONS else ""
        )  # fmt: skip
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>Register of political violence, release {_e(self._version)}</title>\n<style>\n{css}</style>\n"
            '</head>\n<body>\n<div class="page">\n<header>\n'
            '<p class="over"><b>Sijill</b> · <span lang="ar" dir="rtl">سجلّ</span> · '
            f"release <bdi>{_e(self._version)}</bdi> · {_day(self._made.date().isoformat())}</p>\n"
            "<h1>Register of political violence</h1>\n"
            '<p class="lede">Each value below is what holds by a named rule over what reports say, with the words that '
            "say so. Where reports differ, both are shown. What would endanger somebody is sealed.</p>\n"
            '<ul class="figures">'
            + "".join(f"<li><b>{number:,}</b> <span>{_e(label)}</span></li>" for number, label in figures)
            + "</ul>\n</header>\n<main>\n"
            + _table(rows)
            + beyond
            + "\n"
        )

    def foot(self) -> str:
        """Everything after the sections."""
        return (
            '</main>\n<footer>\n<h2 id="correct">To correct or withdraw</h2>\n'
            "<p>Write to whoever gave you this release, or sent you to it, and name the incident’s id. A spelling that "
            "a family asks for goes before the press’s. Who asks for their own name, or a relative’s, to be taken out "
            "need not say why; the list of withdrawals gives no reasons.</p>\n"
            "<h2>How to read this</h2>\n"
            f"<p><b>{MARKER}</b> stands where something is sealed: people who live in danger, children, witnesses and "
            "kin, private people who were quoted, authors, homes. Its length tells nothing. An allegation is told as "
            "one, with who makes it. A date may be an interval; “at least” means that no upper bound is stated; what "
            "is not stated is left out and is never zero. Values were read by machine; where a person has checked one, "
            "it says so. What no report in the register tells is not here.</p>\n"
            "<p>The same in data: see README.txt beside this page.</p>\n"
            "</footer>\n</div>\n</body>\n</html>\n"
        )


def _e(text: str) -> str:
    """Text made safe to stand in the page, attributes included; characters that no page may hold are left out."""
    return escape("".join(c for c in text if c in "\t\n\r" or (c >= " " and not "\ud800" <= c <= "\udfff")), quote=True)


# --------------------------------------------------------------------------------------------------------- the table


def _table(rows: Sequence[_Row]) -> str:
    if not rows:
        return "<p>Nothing has been published yet.</p>"
    heads = (
        ("When", ""),
        ("What", ""),
        ("To whom", ""),
        ("Where", ""),
        ("Killed", "n"),
        ("Injured", "n"),
        ("Reports", "n"),
    )
    head = "".join(f'<th scope="col"{f" class={c}" if c else ""}>{_e(h)}</th>' for h, c in heads)
    return (
        f'<table id="incidents">\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
        + "".join(_row(r) for r in rows)
        + "</tbody>\n</table>"
    )


def _row(row: _Row) -> str:
    s = row.summary
    what = _words(s.act.split(".", 1)[-1] if s.act else s.type or "incident")
    family = _words(s.type or "incident")
    label = f"{family}" + (f", {what}" if s.act and what.lower() != family.lower() else "")
    name = f'<a href="#{_anchor(s.id)}">{_e(label)}</a>' if row.section else _e(label)
    states = [
        *(["a total over many events"] if s.kind == "aggregate" else []),
        *([s.modality] if s.modality and s.modality != "asserted" else []),
        *(["sources differ"] if s.contradictions else []),
    ]
    state = f'<span class="state">{_e(", ".join(states))}</span>' if states else ""
    whom = _listed(s.victims, 3) or _listed(s.targets, 2)
    return (
        f'<tr><td class="d">{_day(s.date)}</td><td class="w">{name}{state}</td>'
        f"<td>{f'<bdi>{_e(whom)}</bdi>' if whom else ''}</td>"
        f"<td>{f'<bdi>{_e(place_words(s.place))}</bdi>' if s.place else ''}</td>"
        f'<td class="n" data-label="killed">{_e(count_words(s.killed))}</td>'
        f'<td class="n" data-label="injured">{_e(count_words(s.injured))}</td>'
        f'<td class="n" data-label="reports">{len(s.reports)}</td></tr>\n'
    )


def _anchor(incident: str) -> str:
    return "i-" + re.sub(r"[^A-Za-z0-9_-]", "-", incident)


# -------------------------------------------------------------------------------------------------------- a section


@dataclass(frozen=True, slots=True)
class _Said:
    """The statements of an incident, by their ids, with whom they come from."""

    by_id: Mapping[str, tuple[Account, Statement]]

    def of(self, ids: Iterable[str]) -> list[tuple[Account, Statement]]:
        """The statements of some ids, in order; ids of statements that did not pass the filter are not there."""
        return [self.by_id[i] for i in ids if i in self.by_id]


def _section(cleared: Cleared, s: Summary) -> str:
    dossier = cleared.dossier
    said = _Said({
        i: (a, st) for a in dossier.mentions for i, st in zip(a.statement_ids, a.mention.statements, strict=True)
    })  # fmt: skip
    values = sorted(
        (v for v in dossier.standing.values if v.value is not None or v.against),
        key=lambda v: _ORDER.index(v.field) if v.field in _ORDER else len(_ORDER),
    )
    values = [v for v in values if v.against or (v.field, v.value) not in _USUAL]
    head = "".join((
        f'<article id="{_anchor(s.id)}">\n<p class="over"><b>{_e(_words(s.type or "incident"))}</b>',
        f" · {_day(s.date)}" if s.date else "",
        f" · <bdi>{_e(place_words(s.place))}</bdi>" if s.place else "",
        f'</p>\n<h2 dir="auto">{_e(_headline(s))}</h2>\n',
        f"<p>{_plural(len(s.reports), 'report')}, {_e(count_words(s.independent))} independent; ",
        f"read by machine; {_e(checked_words(s.checked, s.people, published=s.published))}.</p>\n",
    ))  # fmt: skip
    parts = [head]
    parts += _told(dossier.mentions)
    if values:
        parts.append("<h3>What happened</h3>\n<dl>\n" + "".join(_value(v, said) for v in values) + "</dl>\n")
    for role, title in (("victim", "To whom"), ("perpetrator", "By whom")):
        people = [p for p in dossier.standing.parties if p.role == role]
        if people:
            parts.append(
                f'<h3>{title}</h3>\n<div class="people">\n' + "".join(_party(p, said) for p in people) + "</div>\n"
            )
    claims = list(dict.fromkeys((a, c) for a in dossier.mentions for c in a.claims))
    if claims:
        parts.append(
            '<h3>What is said about it</h3>\n<ul class="plain">\n'
            + "".join(_claim(a, c) for a, c in claims)
            + "</ul>\n"
        )
    parts.append('<h3>Reports</h3>\n<ul class="plain">\n' + "".join(_sources(dossier.mentions)) + "</ul>\n")
    parts.append(_sealed(cleared.seals))
    parts.append(
        f'<p class="up"><span>id <bdi>{_e(s.id)}</bdi></span><a href="#correct">Correct or withdraw</a>'
        '<a href="#incidents">All incidents</a></p>\n</article>\n'
    )
    return "".join(parts)


def _told(accounts: Iterable[Account]) -> list[str]:
    """The sentences that tell of it, the first of each report below its headline: the event before its parts."""
    rows: dict[str, str] = {}
    for account in accounts:
        text = account.source.text
        sentences = [text.quote(span) for span in account.mention.evidence]
        # the list of reports has the headline
        body = [s for s in sentences if " ".join(s.split()) != (text.metadata.title or "").strip()] or sentences
        if body:
            quote = _quote(body[0])
            rows.setdefault(quote, f'<p class="told">{quote}<span class="from">{_outlet(account)}</span></p>\n')
    first, rest = list(rows.values())[:SHOWN], list(rows.values())[SHOWN:]
    more = [f"<details><summary>{len(rest)} more</summary>{''.join(rest)}</details>\n"] if rest else []
    return first + more


#: what is so of nearly every incident and is told only where it is not
_USUAL = (("kind", "event"), ("modality", "asserted"), ("scope", "in"))


def _headline(s: Summary) -> str:
    return _listed(s.victims, 4) or ", ".join(s.targets[:3]) or place_words(s.place) or s.id


def _value(value: StandingValue, said: _Said) -> str:
    """One value: what holds, by which rule, in whose words, and what is said otherwise."""
    if value.rule == SEALED_RULE:
        return ""
    person = len(set(value.checked_by))
    chips = [f'<span class="rule">rule: {_e(_plain(value.rule))}</span>']
    if person:
        chips.append(f'<span class="rule checked">checked by {person}</span>')
    if value.against:
        chips.append('<span class="rule differ">sources differ</span>')
    holds = _shown(value.field, value.value) if value.value is not None else "not settled"
    behind, against = said.of(value.behind), said.of(value.against)
    sides = ""
    if against:
        sides = (
            '<div class="sides">'
            + _side("behind", "Behind it", behind, True)
            + _side("against", "Otherwise", against, True)
            + "</div>"
        )
    elif behind:
        sides = '<div class="sides">' + _side("behind", "", behind, False) + "</div>"
    return (
        f'<div class="value"><dt>{_e(_label(value.field))}</dt><dd><span class="holds"><bdi>{holds}</bdi></span>'
        f"{''.join(chips)}{sides}</dd></div>\n"
    )


def _side(kind: str, title: str, statements: Sequence[tuple[Account, Statement]], tell: bool) -> str:
    rows = list(dict.fromkeys(_statement(a, s, tell) for a, s in statements))
    first, rest = rows[:SHOWN], rows[SHOWN:]
    more = f"<details><summary>{len(rest)} more</summary>{''.join(rest)}</details>" if rest else ""
    return f'<div class="side {kind}">{f"<strong>{_e(title)}</strong>" if title else ""}{"".join(first)}{more}</div>'


def _statement(account: Account, statement: Statement, tell: bool) -> str:
    what = f'<bdi class="what">{_shown(statement.field, statement.value)}</bdi> ' if tell else ""
    doubt = f" ({_e(statement.modality)})" if statement.modality != "asserted" else ""
    speaker = f"according to <bdi>{_e(statement.speaker)}</bdi>, in " if statement.speaker else ""
    as_of = f", as of {_day(statement.as_of)}" if statement.as_of else ""
    quotes = " … ".join(_quote(account.source.text.quote(span)) for span in statement.spans)
    return (
        f'<p class="said">{what}{quotes}{doubt}<span class="from">{speaker}{_outlet(account)}{as_of}</span></p>'
    )  # fmt: skip


def _quote(words: str) -> str:
    words = " ".join(words.split())
    if len(words) > MAX_QUOTE:
        words = words[:MAX_QUOTE].rsplit(" ", 1)[0] + " …"
    return f'<q dir="auto">{_e(words)}</q>'


def _outlet(account: Account) -> str:
    """Who published it and when; short, as the list of reports has the rest."""
    metadata = account.source.text.metadata
    name = metadata.publisher or metadata.title or _site(address(metadata.url, account.source.report.uri))
    when = f", {_day(metadata.published[:10])}" if metadata.published else ""
    return f"<bdi>{_e(name)}</bdi>{when}"


def _site(uri: str) -> str:
    match = re.match(r"https?://([^/?#]+)", uri)
    return match[1].removeprefix("www.") if match else uri


def _party(party: StandingParty, said: _Said) -> str:
    sealed = any(v.rule == SEALED_RULE for v in party.values)
    name = party.get("name")
    values = [v for v in party.values if v.value is not None or v.against]
    return (
        f'<section class="person {party.role}"><h4 dir="auto">{_e(called(party))}</h4>\n'
        f"{'' if name or sealed else '<p class=from>not named</p>'}"
        f"<dl>{''.join(_value(v, said) for v in values)}</dl></section>\n"
    )


def _claim(account: Account, claim: Claim) -> str:
    figure = f" ({_e(count_words(claim.count))})" if claim.count else ""
    return (
        f"<li>{_e(_plain(claim.kind).capitalize())}{figure}, <bdi>{_e(claim.speaker)}</bdi>: "
        f'{_quote(account.source.text.quote(claim.span))}<span class="from">{_outlet(account)}</span></li>\n'
    )


def _sources(accounts: Iterable[Account]) -> list[str]:
    rows: dict[str, str] = {}
    for account in accounts:
        metadata, report = account.source.text.metadata, account.source.report
        uri = address(metadata.url, report.uri)
        name = metadata.title or metadata.publisher or _site(uri)
        link = _e(uri)
        if re.match(r"https?://", uri) and MARKER not in uri:
            link = f'<a href="{_e(uri)}" rel="noreferrer noopener nofollow">{_e(uri)}</a>'
        told = [f"<bdi>{_e(metadata.publisher)}</bdi>"] if metadata.publisher and metadata.publisher != name else []
        told += [_day(metadata.published[:10])] if metadata.published else []
        told.append(link)
        language = f' lang="{_e(metadata.language)}"' if metadata.language else ""
        rows.setdefault(
            report.id,
            f'<li><span dir="auto"{language}>{_e(name)}</span><span class="from">{", ".join(told)}</span></li>\n',
        )
    return list(rows.values())


def _sealed(kinds: Sequence[str]) -> str:
    if not kinds:
        return ""
    return f'<p class="from">Sealed here: {_e(", ".join(_plain(kind) for kind in kinds))}.</p>\n'


# ------------------------------------------------------------------------------------------------------------ words


def _shown(name: str, value: Value | None) -> str:
    """A value as a reader would say it, escaped."""
    if isinstance(value, Count):
        return _e(count_words(value))
    if isinstance(value, Place):
        return _e(place_words(value))
    if name == "date" and isinstance(value, str):
        return _day(value)
    if isinstance(value, str) and re.fullmatch(r"[a-z]+(?:[_.][a-z]+)*", value):
        return _e(_plain(value.split(".", 1)[-1]))
    return _e("" if value is None else str(value))


def _plain(code: str) -> str:
    return code.replace("_", " ").replace(".", ", ")


def _words(code: str) -> str:
    plain = _plain(code)
    return plain[:1].upper() + plain[1:]


def _label(name: str) -> str:
    return _LABELS.get(name, _words(name))


def _listed(names: Sequence[str], most: int) -> str:
    """Some names in one line: "A, B and C", "A, B and 3 more"."""
    shown = [*names[:most], *([f"{len(names) - most} more"] if len(names) > most else [])]
    return ", ".join(shown[:-1]) + (" and " if len(shown) > 1 else "") + "".join(shown[-1:])


def _plural(number: int, noun: str) -> str:
    if number == 1:
        return f"{number} {noun}"
    return f"{number} {'people' if noun == 'person' else noun + 's'}"


def _day(edtf: str | None) -> str:
    """A date for people, escaped, with the exact EDTF behind it: "4 October 2019", "between … and …"."""
    if not edtf:
        return ""
    words = _date_words(edtf)
    return f'<time title="{_e(edtf)}">{_e(words)}</time>' if words != edtf else f"<time>{_e(edtf)}</time>"


def _date_words(edtf: str) -> str:
    if edtf.count("/") == 1:
        first, last = edtf.split("/")
        if {first, last} <= {"", ".."}:
            return edtf
        if first in ("", "..") and last not in ("", ".."):
            return f"until {_date_words(last)}"
        if last in ("", "..") and first not in ("", ".."):
            return f"since {_date_words(first)}"
        if _WHOLE_DAY.fullmatch(first) and _WHOLE_DAY.fullmatch(last) and first[:7] == last[:7]:
            return f"{int(first[8:])}–{_date_words(last)}"
        return f"{_date_words(first)} to {_date_words(last)}"
    if edtf[:1] == "[" and edtf[-1:] == "]" and ".." not in edtf:
        days = edtf[1:-1].split(",")
        if all(_WHOLE_DAY.fullmatch(d) and d[:7] == days[0][:7] for d in days):
            return " or ".join([*(str(int(d[8:])) for d in days[:-1]), _date_words(days[-1])])
        return " or ".join(_date_words(part) for part in days)
    about = "about " if edtf[-1:] in "~%" else "perhaps " if edtf[-1:] == "?" else ""
    match = _DAY.fullmatch(edtf.rstrip("~%?"))
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return edtf
    month = _MONTHS[int(match[2]) - 1] if match[2] else ""
    return about + " ".join(p for p in (match[3].lstrip("0") if match[3] else "", month, match[1]) if p)
