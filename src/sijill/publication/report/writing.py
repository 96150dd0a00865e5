"""The report as one HTML page: what is counted, from what, how, and what is missing.

Invariant: the page holds nothing that is not in the public records, fetches nothing, and the same records give the same
bytes; every word from a record is escaped by the template.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources

import jinja2
from markupsafe import Markup

from sijill.figures import making, terms
from sijill.figures.charts import Drawing, drawing
from sijill.figures.counting import FEWEST
from sijill.figures.entries import Entry
from sijill.figures.query import Query
from sijill.figures.table import Cell, Figure, cells_shown, condensed, said, shown

#: what stands in it, in this order; series are for those who investigate and not for print
FIGURES = (
    "total", "month", "place", "act", "method", "perpetrator", "occupation", "status", "outcome", "impunity", "threats",
    "claimed",
)  # fmt: skip
LANGUAGES = ("en", "ar")
#: incidents and sources listed at most, some hundred pages; the rest is in the data of the release
MOST_LISTED = 2_000
#: pixels; fits between the margins of a page of paper
_CHART_WIDTH = 640
#: bars over time beyond which months are too thin to print, and years are drawn
MOST_MONTHS = 120


@dataclass(frozen=True, slots=True)
class About:
    """What a report says of itself."""

    #: "en" or "ar"
    language: str
    #: the day on which it is made
    made: date
    #: the day up to which reports were taken in
    as_of: date
    #: what it is made from: a release's folder, a register's name
    where: str
    #: a title of the user's own, or ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class _Drawn:
    name: str
    title: str
    chart: Drawing | None
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    query: str


@dataclass(frozen=True, slots=True)
class _Line:
    id: str
    day: str
    where: str
    what: str
    named: str
    killed: str
    injured: str
    told_by: str


@dataclass(frozen=True, slots=True)
class _Source:
    publisher: str
    title: str
    published: str
    address: str
    used: int


def html_of(entries: Sequence[Entry], query: Query, about: About) -> str:
    """The report as an HTML page.

    Args:
        entries: all incidents of the release.
        query: period, place and act of the report.
        about: language, days, where it comes from.
    """
    words = _words(about.language)
    events = sorted((e for e in entries if e.event and query.admits(e)), key=lambda e: (str(e.first or "9"), e.id))
    sources = _sources(events, words)
    total = making.make("total", entries, query, about.as_of)
    cells = dict(zip((c.id for c in total.columns), total.rows[0].cells, strict=True))
    incidents = words["incidents_one"] if len(events) == 1 else words["incidents_other"].format(n=f"{len(events):,}")
    return _template().render(
        language=about.language,
        words=words,
        title=about.title or words["title"],
        style=Markup(_asset("report.css")),  # noqa: S704  (a file of ours)
        facts=_facts(query, words, about.language),
        made=words["made"].format(date=_held(about.made.isoformat()), where=about.where),
        lede=words["lede_without" if cells["killed"] is None else "lede"].format(
            incidents=incidents,
            killed=shown(cells["killed"], about.language),
            named=shown(cells["named"], about.language),
        ),
        figures=[_drawn(f, about.language) for f in _figures(entries, query, about)],
        rows=[_line(e, about.language, words) for e in events[:MOST_LISTED]],
        rows_more=_more(len(events), words),
        sources=sources[:MOST_LISTED],
        sources_more=_more(len(sources), words),
        methods=[
            words[f"method_{n}"].format(
                checked=sum(e.checked > 0 for e in events), incidents=len(events), fewest=FEWEST
            )
            for n in range(1, 7)
        ],
        gaps_lede=words["gaps_lede"].format(incidents=len(events)),
        gaps=[(words[f"gap_{name}"], number) for name, number in _gaps(events).items()],
    )


def _figures(entries: Sequence[Entry], query: Query, about: About) -> list[Figure]:
    made = [making.make(name, entries, query, about.as_of) for name in FIGURES]
    months = next(f for f in made if f.name == "month")
    if len(months.rows) > MOST_MONTHS:
        made[made.index(months)] = making.make("year", entries, query, about.as_of)
    return [f for f in made if any(r.key not in ("", "total") for r in f.rows) or f.name == "total"]


def _drawn(figure: Figure, language: str) -> _Drawn:
    heads = (said(figure.of, language), *(said(c.title, language) for c in figure.columns))
    rows = tuple((said(r.label, language), *cells_shown(figure, r, language)) for r in condensed(figure))
    return _Drawn(
        figure.name, said(figure.title, language),
        drawing(figure, language, width=_CHART_WIDTH, prefix="report"),
        heads, rows, tuple(said(n, language) for n in figure.notes), figure.query,
    )  # fmt: skip


def _facts(query: Query, words: Mapping[str, str], language: str) -> list[tuple[str, str]]:
    first, last = (d.isoformat() if d else None for d in (query.since, query.until))
    match first, last:
        case None, None:
            period = words["everything"]
        case _, None:
            period = words["from"].format(date=_held(first or ""))
        case None, _:
            period = words["to"].format(date=_held(last or ""))
        case _:
            period = words["between"].format(first=_held(first or ""), last=_held(last or ""))
    facts = [(words["period"], period)]
    if query.place:
        facts.append((words["place"], query.place))
    if query.act:
        facts.append((words["act"], said(terms.act_words(query.act), language)))
    return facts


def _line(entry: Entry, language: str, words: Mapping[str, str]) -> _Line:
    act = entry.act or entry.family
    place = ", ".join(dict.fromkeys(p for p in (entry.city, entry.admin1, entry.country) if p))
    return _Line(
        entry.id, entry.dated or words["not_told"], place or words["not_told"],
        said(terms.act_words(act), language) if act else words["not_told"],
        "، ".join(_named(entry)) if language == "ar" else ", ".join(_named(entry)),
        _number(entry.killed, language), _number(entry.injured, language), _number(entry.independent, language),
    )  # fmt: skip


def _named(entry: Entry) -> list[str]:
    return [v.name for v in entry.victims if v.name and not v.sealed]


def _number(cell: Cell, language: str) -> str:
    return shown(cell, language)


def _sources(events: Sequence[Entry], words: Mapping[str, str]) -> list[_Source]:
    used: Counter[tuple[str, str, str, str]] = Counter()
    for entry in events:
        for key in {(c.publisher, c.title, c.published[:10], c.address) for c in entry.reports}:
            used[key] += 1
    return [
        _Source(publisher or words["not_told"], title, published, address, number)
        for (publisher, title, published, address), number in sorted(used.items())
    ]


def _more(number: int, words: Mapping[str, str]) -> str:
    return words["more"].format(n=f"{number - MOST_LISTED:,}") if number > MOST_LISTED else ""


def _gaps(events: Sequence[Entry]) -> dict[str, int]:
    return {
        "date": sum(e.dated is None for e in events),
        "place": sum(e.admin1 is None and e.city is None for e in events),
        "one": sum(e.independent.min <= 1 for e in events),
        "disagree": sum(e.disagree for e in events),
        "toll": sum(e.killed is None for e in events),
        "unnamed": sum(not _named(e) for e in events),
    }


def _held(day: str) -> str:
    """A date whose parts stay in their order between Arabic words."""
    return f"\u2066{day}\u2069"


def _asset(name: str) -> str:
    return (resources.files(__package__) / name).read_text("utf-8")


@cache
def _words(language: str) -> Mapping[str, str]:
    return tomllib.loads(_asset(f"{language}.toml"))


@cache
def _template() -> jinja2.Template:
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(_asset("report.html"))
