"""One language of the site: its words, its way of telling values, its templates, and where each of its pages stands.

Invariant: what comes out of a dossier is escaped here or by the templates, and each name is set apart from the
direction of the text around it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, ClassVar, cast

from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from sijill.codebook import load as load_codebook
from sijill.publication.redaction import SOMEBODY
from sijill.publication.site import drawing
from sijill.publication.site.about import About
from sijill.publication.site.incident import SHOWN, Blame, From, Sheet, Shown
from sijill.publication.site.mapping import Spot
from sijill.publication.site.rows import Called, Row, called_of
from sijill.publication.site.telling import Telling
from sijill.publication.site.words import LANGUAGES, load
from sijill.types import Count, Place

#: the folder of the site in a release
FOLDER = "site"
#: the front page of a language's folder; that of the first language is the release's own
FRONT = "index.html"
#: people of whom what was rendered is kept for the page that follows
MAX_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a page stands, and what leads from it to others."""

    #: the language's folder, the assets and the release, each as seen from the page; "" or ending in "/"
    lang: str
    assets: str
    root: str
    home: str
    #: the same page in the other language
    other: str
    other_language: str
    #: what leads to the other parts of the site
    navigation: Markup
    #: what to name when something is to be corrected
    id: str | None = None

    @property
    def up(self) -> str:
        """The language's folder as seen from the page."""
        return self.lang


@dataclass(frozen=True, slots=True)
class Listed:
    """A row as one language shows it."""

    page: str
    date: str | None
    what: str
    notes: str
    whom: Markup
    where: Markup
    killed: str
    injured: str
    reports: int
    strip: Markup


class _Compiled(BytecodeCache):
    """Templates as they were compiled for an earlier site of this process."""

    _code: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what is there."""
        if code := self._code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._code[bucket.key] = bucket.bytecode_to_string()


@dataclass(frozen=True, slots=True)
class Head:
    """What the heading of an incident tells."""

    what: str
    whom: str
    headline: Markup


class Voice:
    """One language: its words, its way of telling values, its templates."""

    def __init__(self, language: str, about: About, *, version: str, made: str, licence: str) -> None:
        self.language = language
        self.w = load(language)
        self.v = Telling(self.w, load_codebook())
        #: by the language's folder as seen from a page, and the part that it belongs to
        self._navigations: dict[tuple[str, str], Markup] = {}
        title = about.title.get(language) or self.w.plain("site_title")
        templates = resources.files("sijill.publication.site") / "templates"
        self._environment = Environment(
            loader=FileSystemLoader(str(templates)), autoescape=True, trim_blocks=True, lstrip_blocks=True,
            undefined=StrictUndefined, auto_reload=False, cache_size=50, bytecode_cache=_Compiled(),
        )  # fmt: skip
        self._environment.globals.update(
            w=self.w, v=self.v, shown=SHOWN, site_title=title, version=version, made=made, licence=licence,
            contact=_contact(about.contact), citation=about.citation or title, names=self.v.several,
            figures=self.figures,
            called=lambda person: self.called(called_of(person.who)), blame=lambda person: self.blame(person.blame),
            grouped=_by_field, values_of=self.values_of, quote=_quote, outlet=lru_cache(2048)(self._outlet),
            sealed_kinds=lambda kinds: self.w.listed([self.w.plain(f"sealed_{kind}") for kind in kinds]),
        )  # fmt: skip
        self.template = self._environment.get_template
        self._frame = cast(Any, self.template("frame.html").module)
        self._values: Callable[[list[list[Shown]], Frame], Markup] = self.template("parts.html").module.values  # type: ignore[attr-defined]
        self._environment.globals.update(terms=self._frame.terms())
        #: the values of somebody, which stand on two pages of the same depth
        self._shown: dict[int, tuple[Sequence[Shown], Markup]] = {}

    def values_of(self, values: Sequence[Shown], frame: Frame) -> Markup:
        """Somebody's values as they stand on the incident's page and on their own."""
        found = self._shown.get(id(values))
        if found is None or found[0] is not values:
            if len(self._shown) > MAX_PEOPLE:
                self._shown.clear()
            found = self._shown[id(values)] = values, self._values(_by_field(values), frame)
        return found[1]

    def _outlet(self, source: From, up: str) -> Markup:
        """Who published something, with what leads to their page, and when."""
        link = Markup('<a href="{}{}#{}">{}</a>').format(up, source.page, source.anchor, self.v.isolated(source.outlet))
        when = Markup('<span class="dot"> · </span>') + self.v.day(source.published) if source.published else Markup()
        return link + when

    def frame(self, address: str, here: str, identifier: str | None, *, memorial: bool) -> Frame:
        """Where a page stands."""
        depth = address.count("/")
        first = self.language == LANGUAGES[0]
        other = LANGUAGES[1] if first else LANGUAGES[0]
        if address == FRONT:
            lang = f"{FOLDER}/{self.language}/" if first else ""
            assets = f"{FOLDER}/assets/" if first else "../assets/"
            twin = f"{FOLDER}/{other}/{FRONT}" if first else f"../../{FRONT}"
            root, home = ("", FRONT) if first else ("../../", FRONT)
        else:
            lang = "../" * depth
            assets = f"{lang}../assets/"
            root = f"{lang}../../"
            home = f"{root}{FRONT}" if first else f"{lang}{FRONT}"
            twin = f"{lang}../{other}/{address}"
        navigation = self._navigations.get((lang, here))
        if navigation is None:
            keys = ["incidents", "places", "people", "organisations", "sources", "memorial", "search", "about"]
            items = [("home", home), *((key, f"{lang}{key}.html") for key in keys if memorial or key != "memorial")]
            navigation = self._navigations[lang, here] = self._frame.navigation(items, here)
        return Frame(lang, assets, root, home, twin, other, navigation, identifier)

    def called(self, called: Called) -> str:
        """What somebody is called."""
        if called is None:
            return self.w.plain("unnamed")
        if isinstance(called, Count):
            one = called == Count(1, 1)
            return self.w.plain("persons_one") if one else self.w.plain("people_n", n=self.v.count(called))
        return self.w.plain("somebody_sealed") if called == SOMEBODY else called

    def whom(self, row: Row) -> str:
        """To whom it was done, or to what, in one line."""
        names = self._whom(row)
        return self.w.listed(names) if names else row.target

    def _whom(self, row: Row) -> list[str]:
        names = list(dict.fromkeys(self.called(c) for c in row.victims if c != SOMEBODY))
        sealed = sum(1 for c in row.victims if c == SOMEBODY)
        names += [str(self.w.n("sealed_n", sealed))] if sealed else []
        if row.more:
            names.append(str(self.w.n("more_n", row.more)))
        return names

    def whom_shown(self, row: Row) -> Markup:
        """The same as markup, each name set apart from the direction of the others."""
        names = self._whom(row)
        return self.w.listed_shown([self.v.isolated(n) for n in names]) if names else self.v.isolated(row.target)

    def what(self, row: Row) -> str:
        """What was done, the finer act behind its family."""
        family = self.v.act(row.type)
        if not row.act or not row.type:
            return family
        finer = self.v.act(row.act)
        return family if finer.casefold() == family.casefold() else f"{family}: {finer[:1].lower()}{finer[1:]}"

    def title(self, row: Row) -> str:
        """An incident in one line, without when and where."""
        whom = self.whom(row)
        return f"{self.v.act(row.type)}: {whom}" if whom else self.v.act(row.type)

    def below(self, row: Row) -> str:
        """When and where, in one line."""
        return " · ".join(p for p in (self.v.date(row.date) if row.date else "", self.where(row)) if p)

    def where(self, row: Row) -> str:
        """Where, to the city."""
        return self.v.area(row.place) if row.place else ""

    def head(self, told: Sheet, row: Row) -> Head:
        """What the heading of an incident tells."""
        targets = self.v.several(told.summary.targets[:3])
        headline = self.whom_shown(row) if row.victims else targets or self.v.place_shown(told.summary.place)
        return Head(self.what(row), self.whom(row), headline or self.v.isolated(row.id))

    def listed(self, row: Row, *, year: int | None = None, blame: str | None = None) -> Listed:
        """A row of a table.

        Args:
            row: the incident.
            year: of the page, for a line with the days on which it may have happened.
            blame: how blame is put on the organisation whose page it is.
        """
        notes = [
            self._blame_word(blame) if blame is not None else "",
            self.w.plain("aggregate") if row.aggregate else "",
            self.v.term("modalities", row.modality) if row.modality and row.modality != "asserted" else "",
            self.w.plain("state_differ") if row.differs else "",
        ]
        return Listed(
            page=row.page, date=row.date, what=self.what(row), notes=self.w.plain("comma").join(n for n in notes if n),
            whom=self.whom_shown(row), where=self.v.area_shown(row.place), killed=self.v.count(row.killed),
            injured=self.v.count(row.injured), reports=row.reports,
            strip=drawing.strip(year, row.first, row.last) if year is not None else Markup(),
        )  # fmt: skip

    def blame(self, blame: Blame) -> Markup:
        """How somebody is blamed, by whom, what is said against it, and the state of the case: the rest of a sentence
        that begins with the name."""
        w, apart = self.w, escape(self.w.plain("semicolon"))
        parts = [escape(self._blame_word(blame.status))]
        if blame.by:
            parts[0] += " " + w("blame_by", who=self._people(blame.by))
        if blame.denied_by:
            denying = [name or self.w.plain("denied_by_accused") for name in blame.denied_by]
            parts.append(w("denied_by", who=self._people(denying)))
        else:
            parts.append(w("denied_somehow") if blame.denied else w("no_denial"))
        steps = w.plain("comma").join(self.v.term("proceedings", step) for step in blame.steps)
        parts.append(w("case_steps", steps=steps) if steps else w("no_steps"))
        return apart.join(parts) + "."

    def _people(self, names: Sequence[str]) -> Markup:
        return self.w.listed_shown([self.v.isolated(name) for name in names])

    def _blame_word(self, status: str) -> str:
        key = f"blame_{status}"
        return self.w.plain(key if self.w.has(key) else "blame_named")

    def figures(self, shown: Shown) -> dict[str, Any]:
        """The differing figures of a value, on one scale."""
        drawn = drawing.spread(shown.spread, shown.value if isinstance(shown.value, Count) else None)
        told = self.w.plain("comma").join(self.v.count(count) for count, _ in shown.spread)
        return {"rows": drawn.rows, "holds": drawn.holds, "ticks": drawn.ticks, "told": told}

    def spot(self, spot: Spot) -> str:
        """A spot's name."""
        return self.v.area(Place(spot.city or None, spot.admin1 or None, spot.country or None))

    def near(self, spots: Sequence[Spot], incidents: int) -> str:
        """What a dot stands for: the place where most of it happened, and how many more."""
        number = str(self.w.n("incidents_n", incidents))
        first = self.spot(spots[0])
        if len(spots) == 1:
            return self.w.plain("map_near", place=first, incidents=number)
        return self.w.plain("map_several", place=first, n=len(spots) - 1, incidents=number)


def _quote(words: str, language: str = "") -> Markup:
    """Words of a report, as a quotation."""
    told = f' lang="{escape(language)}"' if language else ""
    return Markup(f'<q dir="auto"{told}>{escape(words)}</q>')  # noqa: S704 - escaped


def _by_field(values: Sequence[Shown]) -> list[list[Shown]]:
    """Values with those of one field together, in the order in which the fields come."""
    found: dict[str, list[Shown]] = {}
    for value in values:
        found.setdefault(value.field, []).append(value)
    return list(found.values())


def _contact(told: str) -> Markup:
    """An address to write to, which can be followed where it is one of the web or of mail."""
    if re.fullmatch(r"https://[^\s\"<>]+", told):
        return Markup('<a href="{0}" rel="noreferrer noopener"><bdi>{0}</bdi></a>').format(told)
    if re.fullmatch(r"[^\s@<>\"&?]+@[^\s@<>\"&?]+\.[^\s@<>\"&?]+", told):
        return Markup('<a href="mailto:{0}"><bdi>{0}</bdi></a>').format(told)
    return Markup("<bdi>{}</bdi>").format(told) if told else Markup()
