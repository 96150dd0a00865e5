"""What the linker looks at in one account of an event, worked out once so that millions of pairs compare fast.

Invariant: a profile is a pure function of its account; what the account does not state is None or empty here and
weighs nothing for or against.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from sys import intern
from typing import Literal, TypeAlias

from sijill.incidents.rarity import rarity
from sijill.types import Account, Count, MentionKey, Place, Statement, Subject
from sijill.values import edtf, names
from sijill.values.folding import fold

#: act families that careful people exchange for one another when they tell of one event, by group. A family that
#: is not listed (a user's own) is a group by itself.
GROUPS = {
    "killing": "kill", "attempted_killing": "kill",
    "armed_attack": "attack", "bombing": "attack", "aerial_attack": "attack", "shelling": "attack",
    "abduction": "liberty", "enforced_disappearance": "liberty", "detention": "liberty",
    "torture": "hurt", "assault": "hurt", "sexual_violence": "hurt",
    "property_destruction": "property",
    "legal_action": "law",
}  # fmt: skip

#: groups between which one event may be told: a gunman's attack is "an attack" here and "the killing of" there.
#: Killing and loss of liberty are not among them: who is abducted and then killed is a victim of two events.
NEAR = frozenset(
    frozenset(pair)
    for pair in (
        ("kill", "attack"), ("hurt", "kill"), ("hurt", "liberty"), ("raid", "liberty"), ("raid", "attack"),
        ("law", "liberty"), ("property", "attack"), ("hurt", "attack"),
    )
)  # fmt: skip

#: groups of acts from which the victim of an outcome "killed" died: a person suffers this once
LETHAL = frozenset({"kill", "attack"})

#: words of evidence looked at; a longer account says nothing more about which event it is
MAX_WORDS = 400
#: code points of evidence and of what stands around it whose words are compared: evidence alone is a sentence or two,
#: and the whole of a long text tells of more than one event
CONTEXT = 900
#: the same for names and numbers, which say more by far. Of 1,100 news reports of shootings names within 900 code
#: points brought pairs of one shooting together with an F of .58, within 3,000 of .64, of the whole text of .68
WIDE_CONTEXT = 4000
#: what is less rare than this (`rarity`) says nothing of which event it is
LEAST_RARITY = 2.0
#: rarity of an age, and of a number of three digits or more (of a house, a street, a road)
AGE_RARITY, NUMBER_RARITY = 3.5, 5.0
#: names from which on a text is known by them; scripts without capitals have none
NAMED = 4
#: names of a mention's surroundings by which it is searched, the rarest
NEWS_NAMES = 8
#: victims looked at in one mention; a list of a thousand names is compared by its first ones
MAX_PEOPLE = 60

_WORD = re.compile(r"[^\W\d_]{4,}")
#: a capitalised word that does not begin a sentence; an age; a number of three digits or more
_PROPER = re.compile(
    r"""(?<=[a-z,;:)0-9"”’-] )[A-Z][\w’'-]{2,}|\b\d{1,2}(?=-year-old)|(?<=, )\d{1,2}(?=,)|\b\d{3,5}\b(?![,.]\d)"""
)
_POSSESSIVE = re.compile(r"['’]s?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_YEARLESS = re.compile(r"[X]{4}-(\d\d)(?:-(\d\d))?[~?%]?")
#: words of four letters or more that stand in most sentences, or in most reports of violence, of either language
_COMMON = frozenset(
    fold(word)
    for word in """
        about after against also amid among been before being between could during from have into later
        like made more most near only other over said says since some such than that their them then
        there these they this those three through told under until were what when where which while
        whose will with would year years people person persons member members several many country city
        province district area killed kill killing death died dead attack attacked wounded injured
        arrested detained gunmen armed police security forces group government report reported
        according authorities statement incident الذي التي هذا هذه ذلك بعد قبل عند خلال على الى إلى حيث
        كان كانت قال قالت وقال بين أحد تم قتل مقتل مدينة محافظة القوات الأمنية مسلحون مسلحين مجهولون
        مجهولين
    """.split()  # noqa: SIM905
)

Span: TypeAlias = tuple[date | None, date | None]
Level: TypeAlias = Literal["city", "admin1", "country", "none"]


def rarity_of(proper: str) -> float:
    """How rare one of a profile's `proper` is."""
    return _name_word(proper)[1]


@dataclass(frozen=True, slots=True)
class Person:
    """A named victim, as far as the linker compares it."""

    #: as written
    name: str
    #: keys under which a differently spelt form of the name is found
    keys: frozenset[str]
    #: the key of its last part
    last: str
    #: whether the name has two parts or more: a surname alone fits many
    full: bool
    #: whether the text says this person was killed
    killed: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """One account, ready to be compared."""

    key: MentionKey
    family: str
    group: str
    act: str | None
    aggregate: bool
    #: first and last day on which it may have happened; (None, None) where no date is stated
    days: Span
    #: month and perhaps day where the year is not known
    yearless: tuple[int, int | None] | None
    #: last day on which it can have been published
    published: date | None
    country: str | None
    admin1: str | None
    city: str | None
    point: tuple[float, float] | None
    people: tuple[Person, ...]
    #: whether the named people are all the victims
    all_named: bool
    #: how many were harmed at most, as far as the parties tell; None: open
    harmed: int | None
    killed: Count | None
    #: how many of the victims the text tells of were killed; None: it tells of none
    dead: Count | None
    injured: Count | None
    #: occupations, ages and sexes stated of victims
    occupations: frozenset[str]
    ages: frozenset[int]
    sexes: frozenset[str]
    perpetrators: tuple[str, ...]
    #: each target as the set of its telling words
    targets: tuple[frozenset[str], ...]
    methods: frozenset[str]
    language: str | None
    #: telling words of the evidence and around it, folded, without the names
    words: frozenset[str]
    #: words of names, ages and numbers of the evidence, the title and far around, folded
    proper: frozenset[str]
    #: how much the rarity of these is, all together: the root of the sum of squares
    told: float
    #: the rarest of them, by which it is searched
    rarest: tuple[str, ...]
    #: how sure the reading is that the text reports the event
    confidence: float
    #: whether it is what the text is surest of; None: of others it is as sure
    lead: bool | None

    @property
    def dated(self) -> bool:
        """Whether the year is known, be it only as one end of an interval."""
        return self.days != (None, None)

    @property
    def length(self) -> int | None:
        """Days that the date leaves open; None without a date or with an open end."""
        first, last = self.days
        return None if first is None or last is None else (last - first).days + 1

    @property
    def level(self) -> Level:
        """How finely the place is known."""
        return "city" if self.city else "admin1" if self.admin1 else "country" if self.country else "none"


def near(left: str, right: str) -> bool:
    """Whether two groups of act families can tell of one event."""
    return left == right or frozenset((left, right)) in NEAR


def days(value: str | None) -> Span:
    """The first and last day that an EDTF date leaves open, (None, None) where it cannot be read or has no year."""
    if not value or _YEARLESS.fullmatch(value):
        return (None, None)
    try:
        return edtf.bounds(value)
    except ValueError:
        return (None, None)


@lru_cache(maxsize=100_000)
def _person(name: str, killed: bool) -> Person:
    parts = names.parts_of(name)
    return Person(name, names.keys(name), intern(parts[-1].skeleton) if parts else "", len(parts) > 1, killed)


def telling(text: str) -> frozenset[str]:
    """The words of a text that say which event it tells of: folded, four letters or more, not in every report."""
    found = (match.group() for match in _WORD.finditer(fold(text)))
    return frozenset(word for word, _ in zip((w for w in found if w not in _COMMON), range(MAX_WORDS), strict=False))


def _around(account: Account, size: int) -> str:
    """The evidence, and of a short one what stands before and behind."""
    evidence = account.mention.evidence
    content = account.source.text.content
    more = max(0, size - sum(span.end - span.start for span in evidence)) // (2 * max(1, len(evidence)))
    stretches: list[str] = []
    seen = 0
    for span in sorted(evidence):
        start, end = max(seen, span.start - more), span.end + more
        stretches.append(content[start:end])
        seen = max(seen, end)
    return " ".join(stretches)[: 20 * MAX_WORDS]


@lru_cache(maxsize=200_000)
def _name_word(word: str) -> tuple[str, float]:
    """A word of a name, an age or a number as it is compared, and how rare it is."""
    if word[0].isdigit():
        return word, 0.0 if _YEAR.fullmatch(word) else AGE_RARITY if len(word) < 3 else NUMBER_RARITY
    folded = intern(fold(_POSSESSIVE.sub("", word)))
    return folded, 0.0 if folded in _COMMON else rarity(folded)


def _proper(text: str) -> dict[str, float]:
    """The words of names, ages and numbers of a text with how rare they are, in the order of the text."""
    found = dict(_name_word(match.group()) for match in _PROPER.finditer(text))
    return {w: r for (w, r), _ in zip(found.items(), range(MAX_WORDS), strict=False) if r >= LEAST_RARITY}


def _size(words: dict[str, float]) -> float:
    return math.sqrt(sum(r * r for r in words.values()))


def profile(account: Account) -> Profile:
    """What the linker compares of an account. Statements that deny a value are left aside."""
    mention = account.mention
    said: dict[tuple[str, str, str], list[Statement]] = {}
    for statement in mention.statements:
        if statement.modality != "denied":
            subject = statement.subject
            said.setdefault((subject.role, subject.item, statement.field), []).append(statement)

    def words(field: str, role: str = "mention", item: str = "") -> list[str]:
        return [s.value for s in said.get((role, item, field), ()) if isinstance(s.value, str)]

    def count(field: str, role: str = "mention", item: str = "") -> Count | None:
        return next((s.value for s in said.get((role, item, field), ()) if isinstance(s.value, Count)), None)

    people: list[Person] = []
    occupations: set[str] = set()
    ages: set[int] = set()
    sexes: set[str] = set()
    harmed: int | None = 0
    unnamed = False
    dead: list[Count] = []
    for item in mention.items("victim"):
        outcomes = words("outcome", "victim", item)
        if outcomes and set(outcomes) <= {"unharmed"}:
            continue
        number = count("count", "victim", item)
        name = _name(account, item, words("name", "victim", item))
        if name:
            if len(people) < MAX_PEOPLE:
                people.append(_person(name, "killed" in outcomes))
            size = 1
        else:
            unnamed = True
            size = number.max if number else 1  # type: ignore[assignment]  # None: open
        if "killed" in outcomes:
            dead.append(Count(1, 1) if name else number or Count(1, 1))
        harmed = None if harmed is None or size is None else harmed + size
        occupations.update(words("occupation", "victim", item))
        sexes.update(words("sex", "victim", item))
        ages.update(s.value for s in said.get(("victim", item, "age"), ()) if isinstance(s.value, int))

    family = next(iter(words("type")), "")
    stated = next(iter(words("date")), None)
    yearless = _YEARLESS.fullmatch(stated) if stated else None
    place = next((s.value for s in said.get(("mention", "", "place"), ()) if isinstance(s.value, Place)), Place())
    text = account.source.text
    proper = _proper(f"{_around(account, WIDE_CONTEXT)} . {(text.metadata.title or '')[:CONTEXT]}")
    return Profile(
        key=account.key,
        family=family,
        group=GROUPS.get(family, family),
        act=next(iter(words("act")), None),
        aggregate="aggregate" in words("kind"),
        days=days(stated),
        yearless=(int(yearless[1]), int(yearless[2]) if yearless[2] else None) if yearless else None,
        published=days(_day(text.metadata.published))[1],
        country=place.country,
        admin1=fold(place.admin1) if place.admin1 else None,
        city=fold(place.city) if place.city else None,
        point=None if place.latitude is None or place.longitude is None else (place.latitude, place.longitude),
        people=tuple(people),
        all_named=bool(people) and not unnamed,
        harmed=harmed,
        killed=count("killed"),
        dead=_sum(dead),
        injured=count("injured"),
        occupations=frozenset(occupations),
        ages=frozenset(ages),
        sexes=frozenset(sexes),
        perpetrators=tuple(
            dict.fromkeys(
                name
                for item in mention.items("perpetrator")
                if (name := _name(account, item, words("name", "perpetrator", item)))
            )
        ),
        targets=tuple(
            found for item in mention.items("target") for t in words("text", "target", item) if (found := telling(t))
        ),
        methods=frozenset(words("method")),
        language=text.metadata.language,
        words=telling(_around(account, CONTEXT)).difference(proper),
        proper=frozenset(proper),
        told=_size(proper),
        rarest=tuple(sorted(proper, key=lambda w: (-proper[w], w))[:NEWS_NAMES]),
        confidence=mention.confidence,
        lead=account.foremost,
    )


def _sum(counts: list[Count]) -> Count | None:
    if not counts:
        return None
    upper = [c.max for c in counts if c.max is not None]
    return Count(sum(c.min for c in counts), sum(upper) if len(upper) == len(counts) else None)


def _name(account: Account, item: str, stated: list[str]) -> str | None:
    # a person's correction is a statement; the party's name is what the text first gave
    if stated:
        return stated[0]
    party = account.party(item)
    return party.name if party else None


def _day(published: str | None) -> str | None:
    # publication dates may carry time and zone, which no interval of days needs
    return published.split("T", 1)[0] if published else None


def subject_of(role: str, mention: str, item: str) -> Subject:
    """The subject that an anchor's parts name; an anchor without a role is about the mention itself."""
    match role:
        case "victim" | "perpetrator" | "target" | "weapon" | "place":
            return Subject(mention, role, item)
        case _:
            return Subject(mention)
