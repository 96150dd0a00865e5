"""The site, page by page: those of an incident as it comes, and at the end those that need all of them.

What is kept of an incident is a row (:mod:`sijill.publication.site.rows`); its page is on the disk before the next one
comes. Each file is listed in ``site.sha256`` with its digest as it is written.

Invariants: what is told of an incident passes its guard before a character of it is written; each page stands in both
languages under the same address below ``en/`` and ``ar/``, but for the English front page, which is the release's
``index.html``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any, Protocol, Self, TextIO, TypeVar

from markupsafe import Markup

from sijill.publication.filter import Cleared, Filter
from sijill.publication.site import addresses, drawing, searching
from sijill.publication.site.about import About
from sijill.publication.site.incident import Change, Person, Sheet, sheet, strings
from sijill.publication.site.mapping import Dot, Picture, Spot
from sijill.publication.site.rows import Body, Named, Outlet, ReportLine, Row, row_of
from sijill.publication.site.timeline import Timeline, years
from sijill.publication.site.voice import FOLDER, FRONT, Listed, Voice
from sijill.publication.site.words import LANGUAGES
from sijill.publication.striking import MARKER
from sijill.publication.summary import Summary
from sijill.types import Count, Place, Standing
from sijill.values.folding import fold

#: the list of the site's files
SUMS = "site.sha256"
#: incidents, reports or names on one page of a list
LIST, NAMES = 500, 1000
#: years that an incident of uncertain date may stand under
MOST_YEARS = 3
#: an incident is found by the words of so many of its reports
SEARCHED_REPORTS = 5

#: what no page may hold: control characters, lone surrogates, noncharacters
_UNWRITABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(chr(plane * 0x10000 + end) for plane in range(1, 17) for end in (0xFFFE, 0xFFFF))
    + "]"
)
#: figures of the front page that stand there whatever they are; others are told where there is something to tell
LEADING = 6

#: what counts the figures of the front page again, in the folder of a release
TOTAL, BY_PLACE, BY_ACT = (f"sijill figures . --by {name}" for name in ("total", "place", "act"))
BY_MONTH, BY_YEAR = (f"sijill figures . --by {name}" for name in ("month", "year"))
_RECORDS = "python3 -c \"import json; R = [json.loads(l) for l in open('incidents.jsonl', encoding='utf-8')]; {}\""
REPORTS = _RECORDS.format("print(len({m['report']['id'] for r in R for m in r['mentions']}))")
DIFFER = _RECORDS.format(
    "print(sum(any(v['against'] for p in [r['standing'], *r['standing']['parties']] for v in p['values']) for r in R))"
)
CHECKED = _RECORDS.format("print(sum(r['checked']['values'] for r in R))")
TOTALS = _RECORDS.format("print(sum(any(v['value'] == 'aggregate' for v in r['standing']['values']) for r in R))")
UNHAPPENED = _RECORDS.format(
    "S = [{v['field']: v['value'] for v in r['standing']['values']} for r in R]; "
    "print(sum(s.get('kind') != 'aggregate' and s.get('modality') in ('planned', 'denied') for s in S))"
)

#: stands between strings that are looked through together, so that two of them never make one name
_APART = "\n|||||||\n"

_T = TypeVar("_T")


class Graded(Protocol):
    """A grade of how well an incident is attested (``incidents.grading.Grade``)."""

    @property
    def name(self) -> str:
        """One of Airwars' grades."""
        ...


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of several this is."""

    number: int = 1
    pages: int = 1
    before: str | None = None
    after: str | None = None


ONE = Pages()


@dataclass(slots=True)
class _Counts:
    """What the front page and the list of gaps tell."""

    incidents: int = 0
    totals: int = 0
    killed_least: int = 0
    killed_most: int = 0
    #: planned, foiled, feared or denied: no incident that happened
    unhappened: int = 0
    #: whether some figure has no upper bound
    killed_open: bool = False
    named_dead: int = 0
    differ: int = 0
    checked: int = 0
    undated: int = 0
    unplaced: int = 0
    single: int = 0
    acts: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)


class Site:
    """The site of one release: :meth:`add` every incident, then :meth:`finish`."""

    def __init__(
        self,
        release: Path,
        about: About,
        door: Filter,
        *,
        version: str,
        made: datetime,
        licence: str,
        grade: Callable[[Standing], Graded] | None = None,
        previous: bool = False,
    ) -> None:
        """A site.

        Args:
            release: the folder of the release; the site's own folder is made in it.
            about: what its makers say of it.
            door: the filter, for the last look at what is about no one incident.
            version: what the release is called.
            made: when, in UTC.
            licence: what others may do with it.
            grade: how well an incident is attested; None: no page tells.
            previous: whether there was a release before; in a first one, nothing is told to be new.
        """
        self._previous = previous
        self._release = release
        self._about = about
        self._door = door
        self._grade = grade
        self._folders: set[str] = set()
        self._sums: TextIO = (release / SUMS).open("w", encoding="utf-8", newline="")
        made_on = made.date().isoformat()
        #: what those who make the release told of it
        self._told = _APART.join([version, licence, about.contact, about.citation, *about.title.values(),
                                  *about.introduction.values()])  # fmt: skip
        #: whether anything has a character that no page may hold; rare, and looking for it in every page takes long
        self._unwritable = bool(_UNWRITABLE.search(self._told))
        self._voices = {
            language: Voice(language, about, version=version, made=made_on, licence=licence) for language in LANGUAGES
        }
        self._rows: list[Row] = []
        self._places: dict[Place, Place] = {}
        self._index = searching.Index()
        self._picture = Picture()
        self._timeline = Timeline()
        self._counts = _Counts()
        self._people: list[Named] = []
        #: years that have a page
        self._years_told: frozenset[int] = frozenset()
        self._reports: set[str] = set()
        self._outlets: defaultdict[str, Outlet] = defaultdict(Outlet)
        self._bodies: defaultdict[str, Body] = defaultdict(Body)
        self._countries: set[str] = set()

    # ------------------------------------------------------------------------------------------- one incident

    def add(self, cleared: Cleared, change: Change = None) -> None:
        """Write the pages of one incident, and keep its row.

        Args:
            cleared: what has gone through the filter.
            change: what is new of it since the release before.

        Raises:
            SealedError: something sealed is in it; nothing of it is written.
        """
        told = sheet(cleared, change if self._previous else None)
        words = _APART.join(strings(told))
        cleared.guard(words)
        self._unwritable = self._unwritable or bool(_UNWRITABLE.search(words))
        row = row_of(told)
        if row.place is not None:
            row = replace(row, place=self._places.setdefault(row.place, row.place))
        number = len(self._rows)
        self._rows.append(row)
        grade = self._grade(cleared.dossier.standing) if self._grade else None
        for language in LANGUAGES:
            self._incident_page(language, told, row, grade)
            for person in told.victims:
                if person.page and person.page.startswith("people/"):
                    self._person_page(language, person, told, row)
        self._count(told)
        self._keep(told, number)

    def _incident_page(self, language: str, told: Sheet, row: Row, grade: Graded | None) -> None:
        voice = self._voices[language]
        s = told.summary
        where = drawing.locator(s.place) if s.kind != "aggregate" else None
        locator = None
        if where is not None and s.place is not None:
            self._countries.add(where.country)
            place = _page_of_place(s.place)
            label = voice.v.area_shown(s.place)
            precision = s.place.precision or "country"
            locator = {
                "country": where.country, "x": where.x, "y": where.y, "r": where.r, "area": where.area,
                "label": label, "told": voice.v.area(s.place), "page": place,
                "precision": precision,
            }  # fmt: skip
        self._write(
            language, row.page, "incident.html", "incidents", identifier=s.id, sheet=told, s=s,
            head=voice.head(told, row), grade=grade, locator=locator,
        )  # fmt: skip

    def _person_page(self, language: str, person: Person, told: Sheet, row: Row) -> None:
        voice = self._voices[language]
        assert person.page is not None
        self._write(
            language, person.page, "person.html", "people", identifier=person.who.id, person=person, s=told.summary,
            head=voice.head(told, row), page=row.page,
        )  # fmt: skip

    def _count(self, told: Sheet) -> None:
        s, counts = told.summary, self._counts
        counts.checked += s.checked
        counts.rules.update(v.rule for v in told.values)
        counts.rules.update(v.rule for p in (*told.victims, *told.perpetrators) for v in p.values)
        counts.undated += not s.date_start or not s.date_end
        counts.unplaced += s.coordinates is None
        counts.single += s.independent.min <= 1
        counts.differ += bool(s.contradictions)
        if s.kind == "aggregate":
            counts.totals += 1
            return
        if s.modality in ("planned", "denied"):
            counts.unhappened += 1
            return
        counts.incidents += 1
        counts.acts[s.type or ""] += 1
        if s.killed is not None:
            counts.killed_least += s.killed.min
            counts.killed_most += s.killed.max if s.killed.max is not None else s.killed.min
            counts.killed_open |= s.killed.max is None
        self._timeline.add(s.date_start, s.date_end)
        self._map(s.place, s)

    def _map(self, place: Place | None, s: Summary) -> None:
        point = s.coordinates
        if point is not None and place is not None and place.precision is not None:
            finer = place.precision in ("site", "district")
            city = f"{point[0]:.2f} {point[1]:.2f}" if finer else place.city or ""
            key = (place.country or "", place.admin1 or "", city, place.precision)
            spot = self._picture.spots.get(key)
            if spot is None:
                spot = self._picture.spots[key] = Spot(
                    point[0], point[1], place.radius_km or 0.0, place.precision, place.country or "",
                    place.admin1 or "", place.city or "",
                )  # fmt: skip
            spot.incidents += 1
        elif place is not None and place.country:
            self._picture.broad[place.country] = self._picture.broad.get(place.country, 0) + 1
        else:
            self._picture.nowhere += 1

    def _keep(self, told: Sheet, number: int) -> None:
        s = told.summary
        happened = s.kind != "aggregate" and s.modality not in ("planned", "denied")
        names: list[str] = [s.id]
        for person in told.victims:
            who = person.who
            names += [who.name or who.description or "", *person.spellings] if not who.sealed else []
            self._counts.named_dead += bool(happened and who.name and "killed" in who.outcomes)
            if person.page and person.page.startswith("people/") and who.name:
                killed = happened and "killed" in who.outcomes
                self._people.append(
                    Named(who.name, fold(who.name), person.page, number, killed, who.age, who.words("occupation"))
                )
        for person in (*told.victims, *told.perpetrators):
            if person.page and person.page.startswith("organisations/") and person.who.name:
                body = self._bodies[person.page]
                body.names.update([person.who.name, *person.spellings])
                body.parts.append((number, person.who.role, person.who.words("status") or ""))
        for person in told.perpetrators:
            who = person.who
            names += [who.name or who.description or "", *person.spellings] if not who.sealed else []
        self._reports.update(s.reports)
        for report in told.reports:
            outlet = self._outlets[report.source.page]
            outlet.names[report.source.outlet] += 1
            line = outlet.reports.get(report.source.anchor)
            if line is None:
                line = outlet.reports[report.source.anchor] = ReportLine(
                    report.title, report.language, report.source.published, report.address, report.link, []
                )
            line.rows.append(number)
        if s.place:
            names += [p for p in (s.place.detail, s.place.city, s.place.admin1) if p]
        for voice in self._voices.values():
            names += [voice.v.act(s.type), voice.v.act(s.act)]
            names += [voice.v.country(s.place.country)] if s.place and s.place.country else []
            names += [voice.v.term("occupations", o) for p in told.victims if (o := p.who.words("occupation"))]
        sentences = [t.quote for t in told.told[:SEARCHED_REPORTS]]
        sentences += [w for r in told.reports[:SEARCHED_REPORTS] for w in (r.title or "", r.source.outlet)]
        self._index.add(number, [*names, *s.targets], sentences)

    # --------------------------------------------------------------------------------------------- all of them

    def finish(
        self,
        *,
        deleted: Sequence[str] = (),
        files: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Write the lists, the map, the timeline, the index and the front pages.

        Args:
            deleted: ids of incidents that went since the release before.
            files: (name, what it is) of the data files beside the site.

        Raises:
            SealedError: what its makers say of the release has a sealed name in it.
        """
        self._door.guard(self._told, "the site")
        order = sorted(range(len(self._rows)), key=lambda n: self._rows[n].order, reverse=True)
        self._assets()
        for language in LANGUAGES:
            self._years(language, order)
            self._place_pages(language, order)
            self._names_pages(language)
            self._bodies_pages(language, order)
            self._sources(language)
            self._changes(language, order, deleted)
            self._about_page(language, files)
            self._write(language, "search.html", "search.html", "search", chunk=searching.CHUNK)
            self._front(language, deleted)
        self._search(order)
        self._sums.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of the list of files, finished or not."""
        self._sums.close()

    def _front(self, language: str, deleted: Sequence[str]) -> None:
        voice = self._voices[language]
        w, counts = voice.w, self._counts
        killed = Count(counts.killed_least, None if counts.killed_open else counts.killed_most)
        shown = [
            _Figure(w("figure_incidents"), w.number(counts.incidents), TOTAL),
            _Figure(w("figure_killed"), voice.v.count(killed), TOTAL, w("figure_killed_note")),
            _Figure(w("figure_named"), w.number(counts.named_dead), TOTAL),
            _Figure(w("figure_reports"), w.number(len(self._reports)), REPORTS),
            _Figure(w("figure_differ"), w.number(counts.differ), DIFFER),
            _Figure(w("figure_checked"), w.number(counts.checked), CHECKED),
            _Figure(w("figure_totals"), w.number(counts.totals), TOTALS),
            _Figure(w("figure_unhappened"), w.number(counts.unhappened), UNHAPPENED),
        ]
        shown = [f for n, f in enumerate(shown) if n < LEADING or f.value != "0"]
        commands: dict[str, list[str]] = defaultdict(list)
        for figure in shown:
            commands[figure.command].append(str(figure.label))
        commands[BY_PLACE].append(w.plain("map_title"))
        commands[BY_YEAR if self._timeline.by_year else BY_MONTH].append(w.plain("timeline_title"))
        commands[BY_ACT].append(w.plain("by_act"))
        listed = [(w.listed(what), line) for line, what in commands.items()]
        most = max(counts.acts.values(), default=1)
        acts = [
            (voice.v.act(code or None), w.number(n), round(100 * n / most, 1)) for code, n in counts.acts.most_common()
        ]
        changed = Counter(row.change for row in self._rows if row.change)
        told = [
            (w("changes_new"), w.number(changed["new"])), (w("changes_changed"), w.number(changed["changed"])),
            (w("changes_deleted"), w.number(len(deleted))),
        ]  # fmt: skip
        introduction = [part for part in re.split(r"\n\s*\n", self._about.introduction.get(language, "")) if part]
        self._write(
            language, FRONT, "front.html", "home", figures_shown=shown, commands=listed, map=self._map_shown(voice),
            bars=self._bars(voice), acts=acts, introduction=introduction,
            changes={"any": bool(changed or deleted), "counts": told},
        )  # fmt: skip

    # ----------------------------------------------------------------------------------------- map and timeline

    @cached_property
    def _drawn(self) -> tuple[Any, ...]:
        frame = self._picture.frame()
        return frame, self._picture.lands(frame), self._picture.areas(frame), self._picture.dots(frame)

    def _map_shown(self, voice: Voice) -> dict[str, Any]:
        frame, lands, areas, dots = self._drawn
        spots = [
            [*(round(c, 1) for c in frame.at(s.longitude, s.latitude)), s.incidents,
             round(frame.units(s.radius_km), 2), voice.spot(s), _page_of_spot(s),
             addresses.country(s.country) if s.country else "places.html"]
            for s in self._picture.spots.values() if s.precision != "admin1"
        ]  # fmt: skip
        several = voice.w.plain("map_several", place="{place}", n="{n}", incidents="{incidents}")
        script = f"sijill.map({_json({'spots': spots, 'other': several})})\n"
        self._file(f"{FOLDER}/assets/map-{voice.language}.js", script)
        broad = sorted(self._picture.broad.items(), key=lambda item: -item[1])
        return {
            "lands": lands,
            "areas": [
                {"x": round(a.x, 1), "y": round(a.y, 1), "r": round(a.r, 1), "n": a.spot.incidents,
                 "label": voice.near([a.spot], a.spot.incidents), "page": _page_of_spot(a.spot)}
                for a in areas
            ],
            "dots": [
                {"x": round(d.x, 1), "y": round(d.y, 1), "r": round(d.r, 1), "n": d.incidents,
                 "label": voice.near(d.spots, d.incidents), "page": _page_of_dot(d)}
                for d in dots
            ],
            "broad": [(voice.v.country(code), addresses.country(code), n) for code, n in broad],
            "nowhere": self._picture.nowhere,
            "nowhere_page": "places/none.html",
        }  # fmt: skip

    def _bars(self, voice: Voice) -> dict[str, Any] | None:
        drawn = drawing.drawn_time(self._timeline.bars(), rightward=voice.w.direction == "ltr")
        if drawn is None:
            return None
        bars = []
        for bar in drawn.bars:
            period = voice.v.date(bar.period)
            label = voice.w.plain("timeline_bar", period=period, certain=bar.certain, possible=bar.possible)
            bars.append({
                "x": bar.x, "width": bar.width, "step": bar.step, "top": bar.top, "sure": bar.sure,
                "certain": bar.certain, "possible": bar.possible, "period": period, "label": label,
                # what may have happened in more years than a few stands with the undated
                "page": addresses.year(year) if (year := int(bar.period[:4])) in self._years_told else "incidents.html",
            })  # fmt: skip
        return {"bars": bars, "lines": drawn.lines, "ticks": drawn.ticks, "undated": self._timeline.undated}

    # ------------------------------------------------------------------------------------------------- lists

    def _years(self, language: str, order: Sequence[int]) -> None:
        voice = self._voices[language]
        by_year: defaultdict[int, list[int]] = defaultdict(list)
        undated: list[int] = []
        for number in order:
            row = self._rows[number]
            found = years(row.first, row.last, most=MOST_YEARS)
            for year in found:
                by_year[year].append(number)
            if not found:
                undated.append(number)
        over = (voice.w("incidents"), "incidents.html")
        self._years_told = frozenset(by_year)
        for year, numbers in by_year.items():
            self._list(language, addresses.year(year), str(year), numbers, over=over, year=year,
                       note=f"{voice.w('year_note')} {voice.w('possible_only')}")  # fmt: skip
        links = [(str(y), addresses.year(y), voice.w.number(len(by_year[y]))) for y in sorted(by_year, reverse=True)]
        if undated:
            title = voice.w.plain("open_dates")
            self._list(language, "years/open.html", title, undated, over=over)
            links.append((title, "years/open.html", voice.w.number(len(undated))))
        whole = order if len(order) <= LIST else ()
        self._list(language, "incidents.html", voice.w.plain("incidents"), whole, links=links)

    def _place_pages(self, language: str, order: Sequence[int]) -> None:
        voice = self._voices[language]
        tree: defaultdict[str, defaultdict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        nowhere: list[int] = []
        for number in order:
            place = self._rows[number].place
            if place is None or not place.country:
                nowhere.append(number)
            else:
                tree[place.country][place.admin1 or ""].append(number)
        top = (voice.w("places"), "places.html")
        links = []
        for code in sorted(tree, key=lambda c: fold(voice.v.country(c))):
            provinces = tree[code]
            page, country = addresses.country(code), voice.v.country(code)
            links.append((country, page, voice.w.number(sum(map(len, provinces.values())))))
            inside = []
            for name in sorted((n for n in provinces if n), key=fold):
                address = addresses.province(code, name)
                inside.append((name, address, voice.w.number(len(provinces[name]))))
                self._list(language, address, name, provinces[name], over=(country, page))
            self._list(language, page, country, provinces.get("", ()), over=top, links=inside,
                       heading=voice.w("elsewhere") if inside else None)  # fmt: skip
        if nowhere:
            links.append((voice.w.plain("no_place"), "places/none.html", voice.w.number(len(nowhere))))
            self._list(language, "places/none.html", voice.w.plain("no_place"), nowhere, over=top)
        self._list(language, "places.html", voice.w.plain("places"), (), links=links, lede=voice.w("places_lede"))

    def _list(
        self, language: str, address: str, title: str, numbers: Sequence[int], *,
        over: tuple[str, str] | None = None, links: Sequence[tuple[str, str, str]] = (), lede: str | None = None,
        heading: str | None = None, note: str | None = None, year: int | None = None,
    ) -> None:  # fmt: skip
        voice = self._voices[language]
        here = address.split("/", maxsplit=1)[0].removesuffix(".html").replace("years", "incidents")
        for number, part, pages in _paged(numbers, LIST, address):
            self._write(
                language, addresses.page(address, number), "listing.html", here, title=title, over=over,
                links=links if number == 1 else (), lede=lede, heading=heading, note=note, page=pages,
                rows=[voice.listed(self._rows[n], year=year) for n in part],
            )  # fmt: skip

    def _names_pages(self, language: str) -> None:
        voice = self._voices[language]
        people = sorted(self._people, key=lambda p: (p.key, p.page))
        for number, part, pages in _paged(people, NAMES, "people.html"):
            groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
            for person in part:
                row = self._rows[person.row]
                groups[_initial(person.key)].append({
                    "name": person.name, "page": person.page,
                    "note": voice.w.plain("comma").join(x for x in (voice.v.date(row.date) if row.date else "",
                                                                    row.place.city if row.place else "") if x),
                })  # fmt: skip
            self._write(language, addresses.page("people.html", number), "names.html", "people", page=pages,
                        title=voice.w("people"), lede=voice.w("people_lede"), groups=list(groups.items()))  # fmt: skip
        if self._about.memorial:
            self._memorial(language)

    def _memorial(self, language: str) -> None:
        voice = self._voices[language]
        dead = [p for p in self._people if p.killed and self._about.in_memorial(p.name, self._rows[p.row].id)]

        def when(person: Named) -> tuple[str, str, str]:
            row = self._rows[person.row]
            return row.first or "9999", row.last or "", person.key

        for number, part, pages in _paged(sorted(dead, key=when), NAMES, "memorial.html"):
            groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
            for person in part:
                row = self._rows[person.row]
                year = row.first[:4] if row.first else voice.w.plain("memorial_undated")
                told = [
                    voice.w.plain("aged", age=voice.v.count(person.age)) if person.age else "",
                    voice.v.term("occupations", person.occupation) if person.occupation else "",
                    row.place.city or row.place.admin1 or "" if row.place else "",
                    voice.v.date(row.date) if row.date else "",
                ]
                line = voice.w.plain("comma").join(t for t in told if t)
                groups[year].append({"name": person.name, "page": person.page, "line": line})
            self._write(language, addresses.page("memorial.html", number), "memorial.html", "memorial", page=pages,
                        groups=list(groups.items()))  # fmt: skip

    def _bodies_pages(self, language: str, order: Sequence[int]) -> None:
        voice = self._voices[language]
        rank = {number: place for place, number in enumerate(order)}
        entries = []
        for address, body in self._bodies.items():
            name = body.names.most_common(1)[0][0]
            entries.append((fold(name), name, address, len({n for n, _, _ in body.parts})))
            parts = sorted(dict.fromkeys(body.parts), key=lambda part: rank[part[0]])
            for number, some, pages in _paged(parts, LIST, address):
                blamed = [voice.listed(self._rows[n], blame=status) for n, role, status in some if role != "victim"]
                hit = [voice.listed(self._rows[n]) for n, role, _ in some if role == "victim"]
                self._write(
                    language, addresses.page(address, number), "organisation.html", "organisations", name=name,
                    spellings=[n for n, _ in body.names.most_common() if n != name], page=pages,
                    identifier=address.rsplit("/", 1)[-1].removesuffix(".html"),
                    parts_of=[(voice.w("org_blamed"), blamed), (voice.w("org_victim"), hit)],
                )  # fmt: skip
        self._directory(language, "organisations", entries)

    def _sources(self, language: str) -> None:
        voice = self._voices[language]
        entries = []
        for address, outlet in self._outlets.items():
            name = outlet.names.most_common(1)[0][0]
            entries.append((fold(name), name, address, len(outlet.reports)))
            lines = sorted(outlet.reports.items(), key=lambda item: (item[1].published or "", item[0]), reverse=True)
            for number, some, pages in _paged(lines, LIST, address):
                reports = [
                    {
                        "anchor": anchor, "title": line.title, "language": line.language, "published": line.published,
                        "address": line.address, "link": line.link,
                        "incidents": [(voice.title(self._rows[n]), self._rows[n].page) for n in line.rows],
                    }
                    for anchor, line in some
                ]  # fmt: skip
                self._write(language, addresses.page(address, number), "source.html", "sources", name=name,
                            count=len(lines), reports=reports, page=pages)  # fmt: skip
        self._directory(language, "sources", entries)

    def _directory(self, language: str, key: str, entries: Iterable[tuple[str, str, str, int]]) -> None:
        """An alphabetical list of pages, with a number to each."""
        voice = self._voices[language]
        for number, part, pages in _paged(sorted(entries), NAMES, f"{key}.html"):
            groups: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
            for folded, name, address, count in part:
                groups[_initial(folded)].append({"name": name, "page": address, "note": voice.w.number(count)})
            self._write(language, addresses.page(f"{key}.html", number), "names.html", key, page=pages,
                        title=voice.w(key), lede=voice.w(f"{key}_lede"), groups=list(groups.items()))  # fmt: skip

    def _changes(self, language: str, order: Sequence[int], deleted: Sequence[str]) -> None:
        voice = self._voices[language]
        groups: list[tuple[Markup, Sequence[Listed], Sequence[str], int]] = []
        for change in ("new", "changed"):
            numbers = [n for n in order if self._rows[n].change == change]
            if numbers:
                rows = [voice.listed(self._rows[n]) for n in numbers[:LIST]]
                groups.append((voice.w(f"changes_{change}"), rows, (), max(len(numbers) - LIST, 0)))
        if deleted:
            ids = sorted(deleted)
            groups.append((voice.w("changes_deleted"), (), ids[:LIST], max(len(ids) - LIST, 0)))
        self._write(language, "changes.html", "changes.html", "home", groups=groups)

    def _about_page(self, language: str, files: Sequence[tuple[str, str]]) -> None:
        voice, counts = self._voices[language], self._counts
        rules = voice.w.plain("semicolon").join(
            dict.fromkeys(voice.v.rule(rule) for rule, _ in counts.rules.most_common() if rule)
        )
        gaps = [
            (voice.w("gap_undated"), voice.w.number(counts.undated)),
            (voice.w("gap_unplaced"), voice.w.number(counts.unplaced)),
            (voice.w("gap_single"), voice.w.number(counts.single)),
            (voice.w("gap_differ"), voice.w.number(counts.differ)),
        ]
        self._write(language, "about.html", "about.html", "about", rules=rules, gaps=gaps, files=files, marker=MARKER)

    def _search(self, order: Sequence[int]) -> None:
        folder = self._release / FOLDER / "assets" / "search"
        self._index.write(folder, order)
        for voice in self._voices.values():
            searching.write_results(
                folder, voice.language,
                ((self._rows[n].page, voice.title(self._rows[n]), voice.below(self._rows[n])) for n in order),
            )  # fmt: skip
        for path in sorted(folder.iterdir()):
            self._listed(path.relative_to(self._release).as_posix(), path.read_bytes())

    def _assets(self) -> None:
        static = resources.files("sijill.publication.site") / "static"
        for file in sorted(static.iterdir(), key=lambda f: f.name):
            self._file(f"{FOLDER}/assets/{file.name}", file.read_text("utf-8"))
        for code in sorted(self._countries):
            picture = drawing.land(code)
            if picture is not None:
                self._file(f"{FOLDER}/assets/land/{code}.svg", picture)

    # ------------------------------------------------------------------------------------------------ writing

    def _write(
        self, language: str, address: str, template: str, here: str, *, identifier: str | None = None, **told: Any
    ) -> None:
        voice = self._voices[language]
        front = address == FRONT
        frame = voice.frame(address, here, identifier, memorial=self._about.memorial)
        page = voice.template(template).render(p=frame, **told)
        name = FRONT if front and language == LANGUAGES[0] else f"{FOLDER}/{language}/{address}"
        self._file(name, _UNWRITABLE.sub("", page) if self._unwritable else page)

    def _file(self, name: str, text: str) -> None:
        folder = name.rpartition("/")[0]
        if folder not in self._folders:
            (self._release / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        content = text.encode("utf-8", "replace")
        with open(f"{self._release}/{name}", "wb") as file:  # noqa: PTH123 - a path object for each page takes long
            file.write(content)
        self._listed(name, content)

    def _listed(self, name: str, content: bytes) -> None:
        if name != FRONT:
            self._sums.write(f"{hashlib.sha256(content).hexdigest()}  {name}\n")


@dataclass(frozen=True, slots=True)
class _Figure:
    label: Markup
    value: str
    #: what counts it again
    command: str
    note: str = ""


def _page_of_place(place: Place) -> str:
    if place.country and place.admin1:
        return addresses.province(place.country, place.admin1)
    return addresses.country(place.country) if place.country else "places/none.html"


def _page_of_spot(spot: Spot) -> str:
    return _page_of_place(Place(None, spot.admin1 or None, spot.country or None))


def _page_of_dot(dot: Dot) -> str:
    """The list that has all incidents of a dot: its province's, or its country's, or that of all places."""
    if len({(s.country, s.admin1) for s in dot.spots}) == 1:
        return _page_of_spot(dot.spots[0])
    countries = {s.country for s in dot.spots}
    return addresses.country(countries.pop()) if len(countries) == 1 and "" not in countries else "places.html"


def _paged(things: Sequence[_T], size: int, address: str) -> Iterator[tuple[int, Sequence[_T], Pages]]:
    """A list in pages: at least one, with what leads to the one before and the one after."""
    count = max(1, -(-len(things) // size))
    if count == 1:
        yield 1, things, ONE
        return
    own = address.rsplit("/", 1)[-1]
    for number in range(1, count + 1):
        before = addresses.page(own, number - 1) if number > 1 else None
        after = addresses.page(own, number + 1) if number < count else None
        yield number, things[(number - 1) * size : number * size], Pages(number, count, before, after)


def _initial(key: str) -> str:
    """The letter that a name stands under."""
    letter = next((c for c in key if c.isalnum()), "")
    return "#" if not letter or letter.isdigit() else letter.upper()


def _json(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
