"""Counts of incidents and of victims by one property, as ranges.

Events only: totals over many ("200 since 2003"), plans, and what is denied are counted nowhere here. An incident whose
date is vague is spread over the days that it may have fallen on; sums of minima and maxima are called what they are.

Invariant: in a count of incidents each event stands in at least one row, be it "not told"; a sealed person is counted
among those withheld and under nothing that is known of them.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from sijill.figures import terms
from sijill.figures.entries import Entry, Victim
from sijill.figures.query import Query
from sijill.figures.table import Cell, Column, Figure, Row, Words
from sijill.types import Count

#: fewer sealed persons than this are not told as a number: with the names that are told, the rest could be guessed.
#: Five is what statistical offices use for persons (Hundepool et al., Statistical Disclosure Control (2012) ch. 5)
FEWEST = 5
#: a date vaguer than this many days says nothing of any month and is not spread
VAGUEST = 3 * 366
#: a series of more months or years than this shows only those in which something happened
LONGEST = 1_200
#: independent origins from which on an incident is more than one source's word
TWO = 2

_EXTREME: Words = {
    "en": "Killed and injured are sums of all minima and of all maxima: extreme bounds. That every lowest figure is "
    "right, or every highest, is unlikely.",
    "ar": "أعداد القتلى والجرحى هي مجموع الحدود الدنيا كلها ومجموع الحدود العليا كلها، أي حدّان متطرفان؛ فمن المستبعد "
    "أن تصحّ الأرقام الدنيا كلها أو العليا كلها.",
}
_MANY: Words = {
    "en": "An incident stands in every row that fits it: rows do not add up.",
    "ar": "يُحسب الحادث في كل صف ينطبق عليه، فلا تُجمع الصفوف.",
}
_SPREAD: Words = {
    "en": "A vague date is spread over the days it may mean. The range counts what surely and what possibly "
    "fell into the "
    "period; 'expected' adds up the shares.",
    "ar": "يوزَّع التاريخ غير الدقيق على الأيام المحتملة كلها. يشمل المدى ما وقع في الفترة يقينًا وما قد يكون وقع فيها، "
    "أما «المتوقع» فهو مجموع الحصص.",
}
_BLAME: Words = {
    "en": "Blame is as reports put it and no finding; where it is denied it is not counted. Individuals are "
    "never named.",
    "ar": "نسبة المسؤولية كما وردت في التقارير وليست حكمًا، ولا تُحسب حيث نُفيت. ولا يُسمّى الأفراد أبدًا.",
}
_PEOPLE: Words = {
    "en": "Victims that reports tell of singly or in groups; a toll of unnamed dead is counted under killed, not here.",
    "ar": "الضحايا الذين تذكرهم التقارير أفرادًا أو جماعات؛ أما حصيلة القتلى غير المسمّين فتُحسب تحت «قتلى» لا هنا.",
}
_EXPECTED: Words = {"en": "expected", "ar": "المتوقع"}
_RATE: Words = {"en": "expected in 30 days", "ar": "المتوقع في 30 يومًا"}
_TOTAL: Words = {"en": "all", "ar": "المجموع"}
_FEWER: Words = {"en": f"fewer than {FEWEST}", "ar": f"أقل من {FEWEST}"}


@dataclass(slots=True)
class _Sum:
    """Minima and maxima added up."""

    least: int = 0
    most: int | None = 0
    #: incidents that tell a figure
    told: int = 0

    def add(self, count: Count | None, *, sure: bool = True) -> None:
        if count is None:
            return
        self.told += 1
        self.least += count.min if sure else 0
        self.most = None if self.most is None or count.max is None else self.most + count.max

    def count(self) -> Count | None:
        return Count(self.least, self.most) if self.told else None


@dataclass(slots=True)
class _Tally:
    """What one row counts."""

    sure: int = 0
    possible: int = 0
    expected: float = 0.0
    independent: int = 0
    killed: _Sum = field(default_factory=_Sum)
    injured: _Sum = field(default_factory=_Sum)

    def add(self, entry: Entry, share: float = 1.0) -> None:
        sure = share >= 1
        self.sure += sure
        self.possible += 1
        self.expected += share
        self.independent += entry.independent.min >= TWO
        self.killed.add(entry.killed, sure=sure)
        self.injured.add(entry.injured, sure=sure)

    def cells(self) -> tuple[Cell, ...]:
        return (Count(self.sure, self.possible), self.killed.count(), self.injured.count(), self.independent)


_COLUMNS = (
    Column("incidents", terms.INCIDENTS, "incidents"),
    Column("killed", {"en": "killed, extreme bounds", "ar": "قتلى (حدّان متطرفان)"}, "people"),
    Column("injured", {"en": "injured, extreme bounds", "ar": "جرحى (حدّان متطرفان)"}, "people"),
    Column("independent", terms.INDEPENDENT, "incidents"),
)


@dataclass(frozen=True, slots=True)
class Property:
    """One property by which incidents are counted."""

    title: Words
    #: heading of its values
    of: Words
    #: the keys of an incident; none: not told
    keys: Callable[[Entry], Iterable[str]]
    label: Callable[[str], Words]
    notes: tuple[Words, ...] = ()
    #: whether an incident can have several
    many: bool = False


def by_property(entries: Sequence[Entry], query: Query, name: str) -> Figure:
    """Incidents by a property: one of PROPERTIES."""
    prop = PROPERTIES[name]
    tallies: dict[str, _Tally] = {}
    every = _Tally()
    for entry in _events(entries, query):
        every.add(entry)
        for key in dict.fromkeys(prop.keys(entry)) or ("",):
            tallies.setdefault(key, _Tally()).add(entry)
    rows = [
        Row(key, prop.label(key) if key else terms.NOT_TOLD, tally.cells())
        for key, tally in sorted(tallies.items(), key=lambda t: (t[0] == "", -t[1].possible, t[0]))
    ]
    notes = [*prop.notes, *((_MANY,) if prop.many else ()), *_notes(every)]
    return Figure(
        name, prop.title, prop.of, _COLUMNS, (*rows, _total(every)) if rows else (), tuple(notes),
        query.command(name), "incidents",
    )  # fmt: skip


def by_time(entries: Sequence[Entry], query: Query, name: str) -> Figure:
    """Incidents by "month" or "year", vague dates spread over the days that they may mean."""
    tallies: dict[str, _Tally] = {}
    every, untold = _Tally(), _Tally()
    for entry in _events(entries, query):
        every.add(entry)
        shares = dict(_shares(entry, name))
        if not shares:
            untold.add(entry)
        for key, share in shares.items():
            if _within(key, query):
                tallies.setdefault(key, _Tally()).add(entry, share)
    rows = []
    for key in _through(sorted(tallies), name):
        tally = tallies.get(key, _Tally())
        first, last = _days_of(key)
        rate = tally.expected / ((last - first).days + 1) * 30
        incidents, *rest = tally.cells()
        rows.append(Row(key, {"en": key}, (incidents, round(tally.expected, 3), round(rate, 3), *rest)))
    added = (Column("expected", _EXPECTED, "incidents"), Column("rate", _RATE, "incidents"))
    columns = (_COLUMNS[0], *added, *_COLUMNS[1:])
    if untold.possible:
        incidents, *rest = untold.cells()
        rows.append(Row("", terms.NOT_TOLD, (incidents, None, None, *rest)))
    title: Words = {
        "month": {"en": "Incidents by month", "ar": "الحوادث بحسب الشهر"},
        "year": {"en": "Incidents by year", "ar": "الحوادث بحسب السنة"},
    }[name]
    of: Words = {"month": {"en": "month", "ar": "الشهر"}, "year": {"en": "year", "ar": "السنة"}}[name]
    if rows:
        incidents, *rest = _total(every).cells
        rows.append(Row("total", _TOTAL, (incidents, None, None, *rest)))
    return Figure(
        name, title, of, columns, tuple(rows), (_SPREAD, *_notes(every)), query.command(name), "incidents", timed=True
    )


def by_victims(entries: Sequence[Entry], query: Query, name: str) -> Figure:
    """Victims by "occupation", "status" or "outcome", in people; those sealed are counted apart."""
    about = _VICTIMS[name]
    people: dict[str, _Sum] = {}
    incidents: dict[str, set[str]] = {}
    sealed = _Sum()
    for entry in _events(entries, query):
        for victim in entry.victims:
            if victim.sealed:
                sealed.add(victim.count)
                continue
            for key in dict.fromkeys(about.keys(victim)) or ("",):
                people.setdefault(key, _Sum()).add(victim.count)
                incidents.setdefault(key, set()).add(entry.id)
    order = sorted(people, key=lambda k: (k == "", -people[k].least, k))
    rows = [
        Row(
            key,
            terms.term_words(about.list, key) if key else terms.NOT_TOLD,
            (people[key].count(), len(incidents[key])),
        )
        for key in order
    ]
    if sealed.told:
        few = sealed.most is not None and sealed.most < FEWEST
        rows.append(Row("withheld", terms.WITHHELD, (_FEWER["en"] if few else sealed.count(), None)))
    notes = [_PEOPLE, *((_MANY,) if about.many else ())]
    if sealed.told:
        notes.append({
            "en": f"People whose identity is sealed are counted together, and not as a number below {FEWEST}.",
            "ar": f"يُحسب من حُجبت هويتهم معًا، ولا يُذكر عددهم إن كان أقل من {FEWEST}.",
        })  # fmt: skip
    return Figure(
        name, about.title, about.of,
        (Column("victims", terms.VICTIMS, "people"), Column("incidents", terms.INCIDENTS, "incidents")),
        tuple(rows), tuple(notes), query.command(name), "victims",
    )  # fmt: skip


def totals(entries: Sequence[Entry], query: Query) -> Figure:
    """All incidents in one row, with the victims who are named."""
    tally, named = _Tally(), 0
    for entry in _events(entries, query):
        tally.add(entry)
        named += sum(1 for v in entry.victims if v.name and "killed" in v.outcomes)
    columns: tuple[Column, ...] = (
        *_COLUMNS,
        Column("named", {"en": "killed, by name", "ar": "قتلى معروفون بالاسم"}, "people"),
    )
    return Figure(
        "total", {"en": "Documented here", "ar": "الموثَّق هنا"}, _TOTAL, columns,
        (Row("total", _TOTAL, (*tally.cells(), named)),), tuple(_notes(tally)), query.command("total"),
    )  # fmt: skip


# ------------------------------------------------------------------------------------------------------------ parts


def _events(entries: Iterable[Entry], query: Query) -> Iterator[Entry]:
    return (e for e in entries if e.event and query.admits(e))


def _total(tally: _Tally) -> Row:
    return Row("total", _TOTAL, tally.cells())


def _notes(tally: _Tally) -> Iterator[Words]:
    if tally.killed.told or tally.injured.told:
        yield _EXTREME
    silent = tally.possible - tally.killed.told
    if silent:
        yield {
            "en": f"No figure of killed is told for {silent:,} of {tally.possible:,} incidents; they add "
            f"nothing, which is "
            "not the same as nobody.",
            "ar": f"لا يُذكر عدد القتلى في {silent:,} من {tally.possible:,} حادثًا؛ فلا تضيف شيئًا إلى المجموع، "
            f"وهذا لا يعني "
            "أن أحدًا لم يُقتل.",
        }


def _shares(entry: Entry, name: str) -> Iterator[tuple[str, float]]:
    """Periods on which the incident may have fallen, with the share of its days in each; none where that says
    nothing."""
    if entry.first is None or entry.last is None:
        return
    days = (entry.last - entry.first).days + 1
    if days > VAGUEST:
        return
    at = entry.first
    while at <= entry.last:
        key = f"{at.year:04d}-{at.month:02d}" if name == "month" else f"{at.year:04d}"
        end = min(_days_of(key)[1], entry.last)
        yield key, ((end - at).days + 1) / days
        if end == date.max:
            return
        at = end + timedelta(days=1)


def _days_of(key: str) -> tuple[date, date]:
    if len(key) == 4:
        return date(int(key), 1, 1), date(int(key), 12, 31)
    year, month = int(key[:4]), int(key[5:])
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _within(key: str, query: Query) -> bool:
    first, last = _days_of(key)
    return not ((query.since and last < query.since) or (query.until and first > query.until))


def _through(keys: Sequence[str], name: str) -> list[str]:
    """All periods from the first to the last, so that an empty one shows as empty."""
    if not keys:
        return []
    found = [keys[0]]
    while found[-1] < keys[-1]:
        if len(found) > LONGEST:
            return list(keys)
        year = int(found[-1][:4])
        if name == "year":
            found.append(f"{year + 1:04d}")
        else:
            month = int(found[-1][5:])
            found.append(f"{year + 1:04d}-01" if month == 12 else f"{year:04d}-{month + 1:02d}")
    return found


def _acts(entry: Entry) -> Iterator[str]:
    if entry.family:
        yield entry.family


def _finer(entry: Entry) -> Iterator[str]:
    if entry.act or entry.family:
        yield entry.act or entry.family or ""


def _countries(entry: Entry) -> Iterator[str]:
    if entry.country:
        yield entry.country


def _divisions(entry: Entry) -> Iterator[str]:
    if entry.admin1:
        yield f"{entry.admin1}, {entry.country}" if entry.country else entry.admin1


def _cities(entry: Entry) -> Iterator[str]:
    if entry.city:
        yield ", ".join(dict.fromkeys(p for p in (entry.city, entry.admin1, entry.country) if p))


def _blamed(entry: Entry) -> Iterator[str]:
    for doer in entry.doers:
        if doer.status == "denied":
            continue
        if doer.category:
            yield doer.category
        elif doer.kind == "individual":
            yield "individual"
        elif doer.kind == "unidentified" or doer.status == "unidentified":
            yield "unidentified"


def _doer_words(key: str) -> Words:
    if key in ("individual", "unidentified"):
        return terms.INDIVIDUALS if key == "individual" else terms.UNIDENTIFIED
    return terms.term_words("perpetrator_types", key)


def _bodies(entry: Entry) -> Iterator[str]:
    for doer in entry.doers:
        if doer.body and doer.status not in ("denied", "unidentified"):
            yield doer.body


def _plain(key: str) -> Words:
    return {"en": key}


#: properties of incidents
PROPERTIES: Mapping[str, Property] = {
    "act": Property(
        {"en": "Incidents by act", "ar": "الحوادث بحسب الفعل"}, {"en": "act", "ar": "الفعل"}, _acts, terms.act_words
    ),
    "finer-act": Property(
        {"en": "Incidents by finer act", "ar": "الحوادث بحسب الفعل المفصّل"}, {"en": "act", "ar": "الفعل"}, _finer,
        terms.act_words,
    ),
    "country": Property(
        {"en": "Incidents by country", "ar": "الحوادث بحسب البلد"}, {"en": "country", "ar": "البلد"}, _countries, _plain
    ),
    "place": Property(
        {"en": "Incidents by governorate or province", "ar": "الحوادث بحسب المحافظة"},
        {"en": "governorate or province", "ar": "المحافظة"}, _divisions, _plain,
    ),
    "city": Property(
        {"en": "Incidents by city", "ar": "الحوادث بحسب المدينة"}, {"en": "city", "ar": "المدينة"}, _cities, _plain
    ),
    "method": Property(
        {"en": "Incidents by method", "ar": "الحوادث بحسب الأسلوب"}, {"en": "method", "ar": "الأسلوب"},
        lambda entry: entry.methods, lambda key: terms.term_words("methods", key), many=True,
    ),
    "perpetrator": Property(
        {"en": "Incidents by kind of those blamed", "ar": "الحوادث بحسب نوع الجهة المتهمة"},
        {"en": "who is blamed", "ar": "الجهة المتهمة"}, _blamed, _doer_words, (_BLAME,), many=True,
    ),
    "body": Property(
        {"en": "Incidents by group or body blamed", "ar": "الحوادث بحسب الجماعة أو الجهة المتهمة"},
        {"en": "group or body", "ar": "الجماعة أو الجهة"}, _bodies, _plain, (_BLAME,), many=True,
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _About:
    title: Words
    of: Words
    #: the codebook's list
    list: str
    keys: Callable[[Victim], Iterable[str]]
    many: bool = False


_VICTIMS: Mapping[str, _About] = {
    "occupation": _About(
        {"en": "Victims by occupation", "ar": "الضحايا بحسب المهنة"},
        {"en": "occupation", "ar": "المهنة"}, "occupations",
        lambda v: (v.occupation,) if v.occupation else (),
    ),
    "status": _About(
        {"en": "Victims by status", "ar": "الضحايا بحسب الوضع"}, {"en": "status", "ar": "الوضع"}, "victim_statuses",
        lambda v: (v.status,) if v.status else (),
    ),
    "outcome": _About(
        {"en": "Victims by what became of them", "ar": "الضحايا بحسب المصير"},
        {"en": "outcome", "ar": "المصير"}, "outcomes",
        lambda v: v.outcomes, many=True,
    ),
}  # fmt: skip
#: properties of victims
VICTIM_PROPERTIES = tuple(_VICTIMS)
#: periods
PERIODS = ("month", "year")
