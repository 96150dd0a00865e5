"""Patterns over incidents: whether a threat came before, whether anybody was charged, what resembles what, what is
claimed.

What is not reported to us is not known not to be: impunity is "no charge reported to us by a day", a threat share is a
least share, and a series is a set of candidates.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from sijill.figures import terms
from sijill.figures.entries import CHARGED, Entry
from sijill.figures.query import Query
from sijill.figures.table import Cell, Column, Figure, Row, Words
from sijill.types import Count
from sijill.values.folding import fold
from sijill.values.names import normalise

#: families of acts that kill or are meant to
LETHAL = frozenset({"killing", "bombing", "aerial_attack", "shelling", "armed_attack"})
#: families of acts in which somebody is warned
WARNING = frozenset({"threat", "attempted_killing"})
#: kilometres and days within which two incidents can be of one series, and the vagueness in days that a date may have.
#: What a working team would look at together: within reach of a city, within two months
NEAR_KM, NEAR_DAYS, VAGUE_DAYS = 30.0, 60, 31
#: methods that two incidents of a series share at least, and incidents that a series has at least
SHARED, SMALLEST = 2, 3
#: methods that stand in more than this share of all incidents tell nothing of a hand
COMMON = 0.5
#: rows of a figure of series
MOST_SERIES = 200

_EARTH_KM = 6371.0

_COUNT = Column("incidents", terms.INCIDENTS, "incidents")
_SHARE = Column("share", {"en": "share", "ar": "النسبة"}, "share")


def impunity(entries: Iterable[Entry], query: Query, as_of: date) -> Figure:
    """Lethal incidents by the furthest step of justice that reports tell of.

    Args:
        entries: the incidents.
        query: which of them.
        as_of: the day up to which reports were taken in.
    """
    day = as_of.isoformat()
    held = f"\u2066{day}\u2069"  # isolates keep the parts of a date in their order between Arabic words
    steps: dict[str, Words] = {
        "none": {"en": f"no charge reported to us by {day}", "ar": f"لم تبلغنا أي تهمة حتى {held}"},
        "sought": {"en": "sought or held, no charge reported", "ar": "مطلوب أو موقوف، ولم تبلغنا تهمة"},
        "charged": {"en": "charged or tried, no verdict reported", "ar": "متهم أو قيد المحاكمة، ولم يبلغنا حكم"},
        "acquitted": {"en": "acquitted, or the verdict set aside", "ar": "بُرّئ أو نُقض الحكم"},
        "convicted": {"en": "somebody convicted", "ar": "أُدين أحدهم"},
    }
    counts = Counter(_furthest(e) for e in _lethal(entries, query))
    every = sum(counts.values())
    rows = [Row(key, words, (counts[key], _share(counts[key], every))) for key, words in steps.items() if every]
    if every:
        rows.append(Row("total", {"en": "all killings", "ar": "حوادث القتل كلها"}, (every, 1.0)))
    return Figure(
        "impunity", {"en": f"Charges reported to us by {day}", "ar": f"التهم التي بلغتنا حتى {held}"},
        {"en": "furthest step reported", "ar": "أبعد خطوة بلغتنا"}, (_COUNT, _SHARE), tuple(rows),
        ({
            "en": "This tells what was reported to us, not what courts did: a case that no report here mentions counts "
            "as not reported, and is not called unpunished. One conviction does not mean that all who did it "
            "were tried.",
            "ar": "هذا ما بلغنا لا ما فعلته المحاكم: فالقضية التي لم يذكرها أي تقرير هنا تُعدّ غير مبلَّغ عنها، "
            "ولا نقول إنها "
            "بلا عقاب. وإدانة واحدة لا تعني محاكمة جميع الفاعلين.",
        },),
        query.command("impunity", "--as-of", day), "incidents",
    )  # fmt: skip


def _furthest(entry: Entry) -> str:
    steps = {s for d in entry.doers for s in d.proceedings}
    if "convicted" in steps and not steps & {"overturned"}:
        return "convicted"
    if steps & {"acquitted", "overturned"}:
        return "acquitted"
    if steps & CHARGED:
        return "charged"
    return "sought" if steps & {"sought", "arrested"} else "none"


def threats(entries: Sequence[Entry], query: Query) -> Figure:
    """Lethal incidents before which a threat is told, by the report itself or by an earlier incident."""
    warned: dict[str, list[date]] = defaultdict(list)
    for entry in entries:
        if entry.event and entry.family in WARNING and entry.first:
            for name in _names(entry):
                warned[name].append(entry.first)
    said = earlier = either = every = 0
    for entry in _lethal(entries, query):
        every += 1
        before = any(day < entry.last for name in _names(entry) for day in warned.get(name, ()) if entry.last)
        said += entry.threatened
        earlier += before
        either += entry.threatened or before
    rows = [
        Row("said", {"en": "a report says that a threat came "
        "before", "ar": "يذكر تقرير أن تهديدًا سبقه"}, (said, _share(said, every))),
        Row("earlier", {"en": "an earlier threat or attempt on somebody of that name", "ar": "تهديد أو محاولة "
        "سابقة ضد شخص بالاسم نفسه"}, (earlier, _share(earlier, every))),
        Row("either", {"en": "either of both", "ar": "أحدهما على الأقل"}, (either, _share(either, every))),
        Row("total", {"en": "all killings", "ar": "حوادث القتل كلها"}, (every, 1.0 if every else None)),
    ]  # fmt: skip
    return Figure(
        "threats", {"en": "Threats before killings", "ar": "التهديدات التي سبقت القتل"},
        {"en": "what is told", "ar": "ما يُروى"}, (_COUNT, _SHARE), tuple(rows) if every else (),
        ({
            "en": "A least share: most reports do not ask whether there was a threat. Somebody of the same name may be "
            "somebody else.",
            "ar": "نسبة دنيا: فمعظم التقارير لا تسأل هل سبق القتلَ تهديد. وقد يكون حامل الاسم نفسه شخصًا آخر.",
        },),
        query.command("threats"), "incidents",
    )  # fmt: skip


def series(entries: Iterable[Entry], query: Query) -> Figure:
    """Incidents alike in method, place and time: candidates for one hand, with what they share."""
    chosen = [e for e in entries if e.event and query.admits(e) and e.point and _dated(e)]
    rare = _telling(chosen)
    found = sorted(
        (g for g in _groups(chosen, rare) if len(g) >= SMALLEST),
        key=lambda g: (-len(g), g[0].first or date.min, g[0].id),
    )
    rows = [_series_row(number, group, rare) for number, group in enumerate(found[:MOST_SERIES], 1)]
    return Figure(
        "series", {"en": "Incidents alike in method, place and time", "ar": "حوادث متشابهة في الأسلوب والمكان والزمان"},
        {"en": "candidates", "ar": "مرشّحة"},
        (
            _COUNT, Column("between", {"en": "between", "ar": "بين"}, "words"),
            Column("place", {"en": "place", "ar": "المكان"}, "words"),
            Column("methods", {"en": "methods that all share", "ar": "الأساليب المشتركة"}, "words"),
            Column("ids", {"en": "incidents", "ar": "الحوادث"}, "words"),
        ),
        tuple(rows),
        (
            {
                "en": "Candidates for one hand, and no more: likeness is not proof. Common methods make series "
                "by chance, "
                "and reports of one outlet describe everything alike. Read the incidents before you say anything.",
                "ar": "مرشّحة لأن تكون من فعل جهة واحدة لا أكثر: فالتشابه ليس دليلًا. والأساليب الشائعة تتشابه مصادفةً، "
                "وتقارير الوسيلة الواحدة تصف كل شيء بالطريقة نفسها. اقرأ الحوادث قبل أن تقول شيئًا.",
            },
            {
                "en": f"Alike: the same act, at least {SHARED} methods in common that are not in more than "
                f"{COMMON:.0%} of all, within {NEAR_KM:.0f} km and {NEAR_DAYS} days of another of the series; at least "
                f"{SMALLEST} incidents.",
                "ar": f"التشابه: الفعل نفسه، وأسلوبان مشتركان على الأقل لا يردان في أكثر من {COMMON:.0%} من "
                f"الحوادث، ضمن "
                f"{NEAR_KM:.0f} كم و{NEAR_DAYS} يومًا من حادث آخر في السلسلة؛ {SMALLEST} حوادث على الأقل.",
            },
        ),
        query.command("series"),
    )  # fmt: skip


def _dated(entry: Entry) -> bool:
    return entry.first is not None and entry.last is not None and (entry.last - entry.first).days <= VAGUE_DAYS


def _telling(entries: Sequence[Entry]) -> frozenset[str]:
    """Methods that are not in nearly every incident; of a few incidents all tell something."""
    counts = Counter(m for e in entries for m in e.methods)
    if len(entries) < 2 * SMALLEST:
        return frozenset(counts)
    return frozenset(m for m, n in counts.items() if n <= COMMON * len(entries))


def _groups(entries: Sequence[Entry], rare: frozenset[str]) -> list[list[Entry]]:
    """Incidents linked by likeness. Compared are those of one act whose days are near, in squares of the map that
    touch."""
    size = NEAR_KM / 111.0  # degrees of latitude that are as far
    squares: dict[tuple[str | None, int, int], list[int]] = defaultdict(list)
    order = sorted(range(len(entries)), key=lambda n: (entries[n].first or date.min, entries[n].id))
    link = {n: n for n in order}

    def root(n: int) -> int:
        while link[n] != n:
            link[n] = link[link[n]]
            n = link[n]
        return n

    for n in order:
        entry = entries[n]
        methods = rare.intersection(entry.methods)
        if len(methods) < SHARED or entry.point is None or entry.first is None:
            continue
        row, column = math.floor(entry.point[0] / size), math.floor(entry.point[1] / size)
        # a degree of longitude is shorter the farther from the equator
        reach = min(math.ceil(1 / max(math.cos(math.radians(entry.point[0])), 0.02)), 60)
        for down in (-1, 0, 1):
            for across in range(-reach, reach + 1):
                for other in reversed(squares.get((entry.family, row + down, column + across), ())):
                    before = entries[other]
                    if before.last and (entry.first - before.last).days > NEAR_DAYS + VAGUE_DAYS:
                        break
                    if _alike(entry, before, methods):
                        link[root(n)] = root(other)
        squares[entry.family, row, column].append(n)
    groups: dict[int, list[Entry]] = defaultdict(list)
    for n in order:
        groups[root(n)].append(entries[n])
    return list(groups.values())


def _alike(entry: Entry, before: Entry, methods: frozenset[str]) -> bool:
    if not entry.first or not before.last or (entry.first - before.last).days > NEAR_DAYS:
        return False
    if len(methods.intersection(before.methods)) < SHARED or not entry.point or not before.point:
        return False
    return _kilometres(entry.point, before.point) <= NEAR_KM


def _kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    a, b = math.radians(one[0]), math.radians(other[0])
    half = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other[1] - one[1]) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half)))


def _series_row(number: int, group: Sequence[Entry], rare: frozenset[str]) -> Row:
    shared = [m for m in group[0].methods if all(m in e.methods for e in group)]
    links = [m for a, b in pairwise(group) for m in a.methods if m in b.methods and m in rare]
    methods = shared or [m for m, _ in Counter(links).most_common(3)]
    days = [d for e in group for d in (e.first, e.last) if d]
    places = Counter(e.city or e.admin1 or e.country or "" for e in group)
    act: Words = terms.act_words(group[0].family) if group[0].family else terms.NOT_TOLD
    return Row(
        str(number), {language: f"{number}: {words}" for language, words in act.items()},
        (
            len(group), f""
            f"{min(days).isoformat()}/{max(days).isoformat()}", ", ".join(p for p, _ in places.most_common(3)),
            ", ".join(methods), " ".join(e.id for e in group),
        ),
    )  # fmt: skip


def claimed(entries: Sequence[Entry], query: Query) -> Figure:
    """Totals that somebody claims, each beside what is documented here for the same time and place."""
    events = [e for e in entries if e.event]
    rows = []
    for total in sorted((e for e in entries if e.kind == "aggregate" and query.admits(e)), key=lambda e: e.id):
        if total.killed is None:
            continue
        least, most, count = 0, 0, 0
        open_end = False
        for event in events:
            if event.killed is None or not _belongs(event, total):
                continue
            count += 1
            least += event.killed.min if _surely(event, total) else 0
            open_end |= event.killed.max is None
            most += event.killed.max or 0
        documented: Cell = Count(least, None if open_end else max(most, least))
        rows.append(Row(total.id, _place_and_time(total), (documented, total.killed, count)))
    return Figure(
        "claimed", {"en": "Documented here, of what is claimed", "ar": "الموثَّق هنا مما يُذكر من حصائل"},
        {"en": "claim of a total", "ar": "الحصيلة المذكورة"},
        (
            Column("documented", {"en": "killed, documented here", "ar": "قتلى موثَّقون هنا"}, "people"),
            Column("claimed", {"en": "killed, as claimed", "ar": "القتلى بحسب المذكور"}, "people"),
            Column("incidents", {"en": "incidents documented", "ar": "حوادث موثَّقة"}, "incidents"),
        ),
        tuple(rows),
        ({
            "en": "What is claimed and what is documented need not be the same people: who is counted, when and "
            "where is "
            "for the one who claims to say. Neither number corrects the other.",
            "ar": "قد لا يكون من تشملهم الحصيلة المذكورة هم أنفسهم الموثَّقون: فصاحب الحصيلة وحده يعلم من عدّ "
            "ومتى وأين. ولا "
            "يصحّح أحد الرقمين الآخر.",
        },),
        query.command("claimed"), "documented",
    )  # fmt: skip


def _belongs(event: Entry, total: Entry) -> bool:
    for mine, theirs in ((event.country, total.country), (event.admin1, total.admin1), (event.city, total.city)):
        if theirs and (not mine or fold(mine) != fold(theirs)):
            return False
    if total.first and (event.last is None or event.last < total.first):
        return False
    return not (total.last and (event.first is None or event.first > total.last))


def _surely(event: Entry, total: Entry) -> bool:
    inside = not total.first or (event.first is not None and event.first >= total.first)
    return inside and (not total.last or (event.last is not None and event.last <= total.last))


def _place_and_time(entry: Entry) -> Words:
    place = ", ".join(dict.fromkeys(p for p in (entry.city, entry.admin1, entry.country) if p))
    told = ", ".join(p for p in (place, entry.dated) if p)
    return {"en": told} if told else terms.NOT_TOLD


def _names(entry: Entry) -> Iterator[str]:
    for victim in entry.victims:
        if victim.name and (folded := normalise(victim.name)):
            yield folded


def _lethal(entries: Iterable[Entry], query: Query) -> Iterator[Entry]:
    """Incidents in which somebody is told to have been killed."""
    for entry in entries:
        if not entry.event or not query.admits(entry):
            continue
        if any("killed" in v.outcomes for v in entry.victims) or (
            entry.killed is not None and entry.killed.min > 0 and entry.family in LETHAL
        ):
            yield entry


def _share(number: int, every: int) -> float | None:
    return round(number / every, 4) if every else None
