"""How the linker's time and quality grow with the number of mentions, on invented events with known truth.

    python benchmarks/linking_growth.py [MENTIONS ...]      default: 1000 3000 10000

Every event has an act, a day within twenty years, one of 12,000 cities of 167 countries (few see most events: by Zipf's
law every tenth event is in the first) and a victim of a name put together from common parts, or a toll without names.
Its reports vary as reports do: the name is spelt differently, cut to the surname or left out, the date is a day off,
only a month or missing, the place only a province, the toll rises. Each account is profiled as it comes and then
forgotten, as `sijill link --readings` does. Printed for each size: seconds of processor time and by the clock, peak
memory of the process so far, and pairwise precision, recall and F1 against the truth.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from sijill.incidents.linking import grouped
from sijill.incidents.profile import Profile, profile
from sijill.incidents.regrouping import Words
from sijill.types import (
    Account,
    Count,
    Mention,
    Metadata,
    Place,
    ReaderIdentity,
    Report,
    Role,
    Source,
    Span,
    Statement,
    Subject,
    Text,
    Value,
)

READER = ReaderIdentity("invented", "1", None, None)
GIVEN = """
    Ahmad Ali Hasan Husayn Karim Salim Yusuf Omar Khalid Mahmud Nadia Fatima Layla Zaynab Sara Mariam Huda Rana Tariq
    Walid Samir Nabil Jamal Faysal Bilal Anwar Majid Rashid Qasim Idris Ibrahim Ismail Musa Dawud Ayman Basim Hadi Jabir
    Latif Munir Nasir Rafiq Sabah Talal Usama Wisam Yasin Ziyad Amal Dina
""".split()  # noqa: SIM905
#: family names have two of these and an end, so that there are thousands, as there are
SYLLABLES = """
    dar waz tam bul oba rik hal daw kar mash ras mun sha wir mal zad qad win far jul sab rut nad gha lis hay dun jaw
    zub man sur taj gim bak ruz tik lam yaz nim
""".split()  # noqa: SIM905
FAMILY_ENDS = ("i", "oul", "an", "awi", "ani", "iya", "ar", "ous")
COUNTRIES = [f"{a}{b}" for a in "ABCDEFGHIJKLM" for b in "NOPQRSTUVWXYZ"]
#: spread so that the busiest are of different countries
CITIES = [(f"City{n}", f"Province{n % 2004}", COUNTRIES[n % 167]) for n in range(12_000)]
DAYS = 7300
ACTS = ("killing", "killing", "killing", "bombing", "armed_attack", "abduction", "detention", "threat", "raid")
OUTCOMES = {"abduction": "abducted", "detention": "detained", "threat": "threatened", "raid": "detained"}
SPELLINGS = (("y", "i"), ("u", "o"), ("i", "e"), ("q", "k"), ("aw", "ou"), ("ss", "s"), ("m", "mm"))


def respelt(name: str, chance: random.Random) -> str:
    """The name as another writer might spell it."""
    for old, new in chance.sample(SPELLINGS, 2):
        if chance.random() < 0.5:
            name = name.replace(old, new, 1)
    return name


def full_name(chance: random.Random) -> str:
    """Given name, father's name, family name."""
    family = "".join(chance.choices(SYLLABLES, k=2)) + chance.choice(FAMILY_ENDS)
    return f"{chance.choice(GIVEN)} {chance.choice(GIVEN)} al-{family.capitalize()}"


def accounts(mentions: int, seed: int = 7) -> tuple[list[Account], list[int]]:
    """Accounts and, for each, the number of its event."""
    found, truth = zip(*stream(mentions, seed), strict=True)
    return list(found), list(truth)


def stream(mentions: int, seed: int = 7) -> Iterator[tuple[Account, int]]:
    """Accounts, one at a time, each with the number of its event."""
    chance = random.Random(seed)
    made = 0
    event = 0
    places = random.Random(1).choices(CITIES, [1 / (n + 1) for n in range(len(CITIES))], k=mentions)
    while made < mentions:
        act = chance.choice(ACTS)
        day = date(2005, 1, 1) + timedelta(chance.randrange(DAYS))
        city, admin1, country = places[event]
        named = chance.random() < 0.85
        names = [full_name(chance) for _ in range(chance.choice((1, 1, 1, 2)))]
        toll = len(names) if named else chance.randrange(4, 90)
        for _ in range(min(chance.choice((1, 1, 1, 2, 2, 3, 4, 6, 10)), mentions - made)):
            yield told(made, act, day, (city, admin1, country), names if named else [], toll, chance), event
            made += 1
        event += 1


def told(
    number: int, act: str, day: date, where: tuple[str, str, str], names: list[str], toll: int, chance: random.Random
) -> Account:
    """One report of an event."""
    city, admin1, country = where
    rows: list[tuple[Role, str, str, Value]] = [("mention", "", "type", act), ("mention", "", "kind", "event")]
    roll = chance.random()
    if roll < 0.65:
        rows.append(("mention", "", "date", day.isoformat()))
    elif roll < 0.75:
        rows.append(("mention", "", "date", (day + timedelta(chance.choice((-1, 1)))).isoformat()))
    elif roll < 0.9:
        rows.append(("mention", "", "date", day.isoformat()[:7]))
    rows.append(("mention", "", "place", Place(city if chance.random() < 0.8 else None, admin1, country)))
    lethal = act in ("killing", "bombing", "armed_attack")
    if not names or chance.random() < 0.3:
        rows.append(("mention", "", "killed", Count(toll, toll if chance.random() < 0.7 else None)))
    for n, name in enumerate(names):
        given, middle, family = name.split()
        form = chance.choice((name, f"{given} {family}", f"{given} {family}", f"{given} {middle} {family}"))
        item = f"p{n}"
        rows += [
            ("victim", item, "outcome", "killed" if lethal else OUTCOMES[act]),
            ("victim", item, "count", Count(1, 1)),
        ]
        if chance.random() < 0.93:
            rows.append(("victim", item, "name", respelt(form, chance)))
    span = (Span(0, 1),)
    statements = tuple(Statement(Subject("i0", role, item), field, value, span) for role, item, field, value in rows)
    published = (day + timedelta(chance.choice((0, 0, 1, 2, 400)))).isoformat()
    text = Text(f"t{number:07}", "", f"t{number}", "invented 1", "-", Metadata(language="en", published=published))
    source = Source(Report(text.id, text.uri, "article"), text, datetime(2031, 1, 1, tzinfo=UTC))
    ids = tuple(f"{text.id}/{n}" for n in range(len(statements)))
    return Account(source, Mention("i0", (Span(0, 1),), statements), (), (), (), ids, READER)


def pairs(sizes: Counter[object]) -> int:
    """Pairs within groups of these sizes."""
    return sum(n * (n - 1) // 2 for n in sizes.values())


def main() -> None:
    """Print one line for each size."""
    for size in [int(a) for a in sys.argv[1:]] or [1000, 3000, 10000]:
        profiles: list[Profile] = []
        truth: list[int] = []
        making = 0.0
        start, clock = time.process_time(), time.perf_counter()
        given = stream(size)
        while True:
            begun = time.process_time()
            told_now = next(given, None)
            making += time.process_time() - begun
            if told_now is None:
                break
            profiles.append(profile(told_now[0]))
            truth.append(told_now[1])
        profiled = time.process_time() - start - making
        groups = grouped(profiles, Words())
        seconds, by_clock = time.process_time() - start - making, time.perf_counter() - clock
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        event_of = {p.key: e for p, e in zip(profiles, truth, strict=True)}
        both = pairs(Counter((n, event_of[key]) for n, keys in enumerate(groups) for key in keys))
        precision = both / max(1, pairs(Counter({n: len(keys) for n, keys in enumerate(groups)})))
        recall = both / max(1, pairs(Counter(truth)))
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        print(
            f"{size:8} mentions {seconds:8.1f} s of a core ({profiled:.1f} s of it for profiles), {by_clock:.1f} s by "
            f"the clock with making them up, {memory:.2f} GB   P {precision:.3f} R {recall:.3f} F1 {f1:.3f}   "
            f"{len(groups)} groups, {truth[-1] + 1} events",
            flush=True,
        )


if __name__ == "__main__":
    main()
