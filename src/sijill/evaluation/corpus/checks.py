"""What one passage says, held against itself, the calendar, the gazetteer and the contract.

A passage that was read (:mod:`~sijill.evaluation.corpus.files`) is well formed; here it is asked whether it can be
true. What may be right all the same is a warning. Checks across passages stand in ``likeness``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from sijill import languages
from sijill.errors import ContractError
from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Incident, Perpetrator, Problem, Victim
from sijill.incidents.independence import credited
from sijill.statements import contract
from sijill.types import Count
from sijill.values import edtf
from sijill.values.folding import fold
from sijill.values.gazetteer import gazetteer, key_of

FEWEST_WORDS, MOST_WORDS = 80, 400
#: a weekday alone tells a day of the last week; eight days, as "Sunday" on a Monday may be yesterday week
WEEKDAY_REACHES = 8
#: the last word of a person's name, if it stands alone, is looked for from this length on
SHORTEST_SURNAME = 4

_ADDRESS = re.compile(
    r"https?://[^\s\"'<>]+|\bwww\.[^\s\"'<>]+|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|info|news|tv|co|io|gov|int)\b[^\s\"'<>]*",
    re.IGNORECASE,
)
#: top-level names that are set aside for examples (RFC 2606)
_INVENTED = re.compile(r"(?:^|\.)(?:example|test|invalid)(?:[/:.,;]|$)|\bexample\.(?:com|org|net)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
#: words with a weekday that may lie further back: "Sunday, 3 May", "Good Friday", "the Saturday before last"
_MORE_THAN_A_DAY = re.compile(
    r"\d|\b(?:Good|Holy|Palm|Easter|Ash|Maundy|Black|Bloody|Sweet)\s+\w+day\b|\b\w+day (?:of|before|after|in) ",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
#: bodies that a passage may name
_STATES = frozenset(("un", "eu", "nato"))
_HE = frozenset(("he", "him", "his", "himself"))
_SHE = frozenset(("she", "her", "hers", "herself"))

Found = Iterator[tuple[str, str, bool]]


def check(passage: Passage) -> list[Problem]:
    """What is wrong with a passage, and what deserves a look, in the order of its records."""
    name = f"{passage.id}.txt"
    found = [Problem(name, 0, what, remedy, warning) for what, remedy, warning in _of_the_whole(passage)]
    for incident in passage.incidents:
        for part in _OF_AN_INCIDENT:
            for what, remedy, warning in part(passage, incident):
                found.append(Problem(name, incident.line, f"{incident.id}: {what}", remedy, warning))
    return found


# -- the whole passage


def _of_the_whole(passage: Passage) -> Found:
    count = len(passage.text.split())
    if not FEWEST_WORDS <= count <= MOST_WORDS:
        yield f"has {count} words", f"a passage has {FEWEST_WORDS} to {MOST_WORDS}", False
    try:
        contract.validate(contract.to_json(passage.text_object(), passage.reading()))
    except ContractError as error:
        yield f"its reading breaks the contract: {error.subject} {error.problem}", error.advice, False
    for words in (passage.text, passage.title or "", passage.publisher or ""):
        for match in _ADDRESS.finditer(words):
            if not _INVENTED.search(match.group()):
                yield f"{match.group()!r} may be somebody's address", "invented addresses end in .example", False
    records = {incident.id for incident in passage.incidents}
    for tag in passage.words:
        if tag[0] == "e" and tag not in records:
            yield f"{tag} is marked and has no record", f'write [[incident]] id = "{tag}", or take the mark away', False
    for tag in sorted(_unused(passage)):
        yield f"{tag} is marked and no record names it", "name it, or take the mark away", True
    for what in _real(passage):
        yield what, "everybody is invented; bodies of states may be named in general terms", True
    for what in _unmarked(passage):
        yield what, "mark each place, unless another is meant", True
    if not passage.traps and all(incident.scope == "out" for incident in passage.incidents):
        yield "has nothing in scope and names no trap", 'say what misleads: traps = ["crime"]', True


def _real(passage: Passage) -> Iterator[str]:
    """Groups, bodies and agencies of the real world."""
    code = passage.language if passage.language in languages.names() else "en"
    bodies = languages.load(code).section("bodies").get("heads", {}).get("known", ())
    known = {fold(name) for name in bodies} - _STATES
    for tag, spans in passage.words.items():
        if tag.endswith(".n"):
            for name in dict.fromkeys(passage.quote(span) for span in spans):
                if fold(name).removeprefix("the ") in known:
                    yield f"{tag} {name!r} is somebody real"
    for agency in sorted(credited(passage.text_object())):
        yield f"credits the agency {agency!r}, which is real"


def _unmarked(passage: Passage) -> Iterator[str]:
    """Names of parties that also stand in the text without any mark, with the words around them."""
    covered = [mark.span for mark in passage.marks]
    names = {passage.quote(s): tag for tag, spans in passage.words.items() if tag.endswith(".n") for s in spans}
    for name, tag in list(names.items()):
        last = name.split()[-1]
        if tag[0] == "p" and len(last) >= SHORTEST_SURNAME:
            names.setdefault(last, tag)
    for name, tag in names.items():
        if not name[0].isupper():
            continue
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", passage.text):
            if not any(span.start < match.end() and match.start() < span.end for span in covered):
                around = passage.text[max(0, match.start() - 15) : match.end() + 15]
                yield f"{name!r} stands unmarked: {' '.join(around.split())!r}; it is {tag} elsewhere"


def _unused(passage: Passage) -> set[str]:
    """Marks of times, places, weapons, things, tolls and claims that no record names."""
    named: set[str] = set()
    for incident in passage.incidents:
        named.update(incident.date_words, incident.place_words, incident.detail, incident.weapons, incident.toll_words)
        for target in incident.targets:
            named.update(target.words)
        for perpetrator in incident.perpetrators:
            named.update(tag for _, tags in perpetrator.proceedings for tag in tags)
    for claim in passage.claims:
        named.update(claim.words)
    for relation in passage.relations:
        named.update(relation.words)
    return {tag for tag in passage.words if tag[0] in "wxcq" and tag not in named}


# -- one incident


def _dates(passage: Passage, incident: Incident) -> Found:
    if incident.date is None:
        return
    first, last = edtf.bounds(incident.date)
    published = edtf.bounds(passage.published)[1] if passage.published else None
    if first and published and first > published and incident.modality != "planned":
        yield f"date {incident.date} is after publication, {passage.published}", "only what is planned may be", False
    if not incident.date_words:
        yield f"date {incident.date} names no words", "date_words = [...]; leave date out where nothing tells it", True
    if not (first and last) or (last - first).days > 6:
        return
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    stretches = [passage.quote(span) for span in passage.spans(*incident.date_words)]
    # "on Friday" with "eight days after" tells another day than a Friday
    counted = any(not _weekdays(words, passage.language) for words in stretches)
    for words in stretches:
        told = _weekdays(words, passage.language)
        if not told:
            continue
        if not told & {day.weekday() for day in days}:
            yield f"{words!r} against {incident.date}, a {first:%A}", "give the day that the words mean", counted
        elif published and not _MORE_THAN_A_DAY.search(words) and (published - last).days > WEEKDAY_REACHES:
            yield f"{words!r} for {incident.date}, {(published - last).days} days before publication", "", True


def _weekdays(words: str, language: str) -> set[int]:
    """The weekdays that words name, Monday 0."""
    code = language if language in languages.names() else "en"
    names = languages.load(code).section("dates").get("weekdays", ())
    folded = f" {' '.join(_WORD.findall(fold(words)))} "
    return {
        number
        for number, forms in enumerate(names)
        if any(f" {fold(form)} " in folded or f" {fold(form)}s " in folded for form in forms)
    }


def _places(_passage: Passage, incident: Incident) -> Found:
    place = incident.place
    if place is None:
        return
    if not incident.place_words and not incident.detail:
        yield "place names no words", "place_words = [...]", True
    if place.city is None:
        return
    known = gazetteer()
    places = [p for p in known.named(key_of(place.city)) if p.kind not in ("country", "division")] or list(
        known.named(key_of(place.city))
    )
    here = [p for p in places if place.country is None or p.country == place.country]
    if not here:
        elsewhere = ", ".join(dict.fromkeys(p.country for p in places)) or "nowhere"
        yield (
            f"city {place.city!r} is not known in {place.country}, but in {elsewhere}",
            "spell it as GeoNames does",
            True,
        )
    elif place.admin1 is not None:
        divisions = {name for p in here if (name := known.division_name(p.country, p.division))}
        own = f" {fold(place.admin1)} "
        if divisions and not any(f" {fold(name)} " in own or own in f" {fold(name)} " for name in divisions):
            told = ", ".join(sorted(divisions))
            yield f"{place.city} lies in {told}, not in {place.admin1!r}", "spell it as GeoNames does", True


def _tolls(_passage: Passage, incident: Incident) -> Found:
    for name, toll in (("killed", incident.killed), ("injured", incident.injured)):
        victims = [v for v in incident.victims if v.outcome == name]
        if not victims:
            elsewhere = any(name in v.outcomes for v in incident.victims)
            if toll is not None and toll.min > 0 and incident.victims and not elsewhere:
                yield f"{name} = {_told(toll)}, and no victim's outcome is {name!r}", "say who they are", True
            continue
        if incident.modality == "planned":
            continue
        largest = max(v.count.min for v in victims)
        if toll is None:
            yield (
                f"{name} is left out, and there are victims with that outcome",
                f"{name} = {{ min = {largest} }}",
                False,
            )
        elif toll.max is not None and largest > toll.max:
            yield f"{name} = {_told(toll)}, and one victim alone counts {largest}", "count again", False
        elif toll.min < largest and incident.kind == "event" and all(v.count.max != v.count.min for v in victims):
            yield f"{name} = {_told(toll)}, and one victim alone counts {largest}", "count again", True
        elif toll.max is not None and sum(v.count.min for v in victims) > toll.max:
            yield f"{name} = {_told(toll)}, and its victims add up to more", "right if some are part of others", True


def _told(count: Count) -> str:
    if count.max is None:
        return f"{count.min}+"
    return str(count.min) if count.min == count.max else f"{count.min}-{count.max}"


def _victims(passage: Passage, incident: Incident) -> Found:
    for victim in incident.victims:
        yield from _victim(passage, incident, victim)
    parties = [v.party for v in incident.victims]
    for party in sorted({p for p in parties if parties.count(p) > 1}):
        yield f"victim {party} stands twice", "one entry a party; several outcomes in outcomes = [...]", True


def _victim(passage: Passage, incident: Incident, victim: Victim) -> Found:
    party = victim.party
    ages = [int(n) for n in _numbers(passage, f"{party}.age") if n < 120]
    told = incident.central or victim.age is not None
    if party[0] == "p" and ages and victim.age not in ages and told:
        # the text may tell the age at another event
        yield f"{party} is {ages[0]} in the text, age = {victim.age} in the record", "age is that at the event", True
    counts = _numbers(passage, f"{party}.count")
    if counts and victim.count.min not in counts and victim.count.max not in counts:
        yield f"{party} counts {counts[0]} in the text, {_told(victim.count)} in the record", "", True
    if party[0] == "g" and victim.count == Count(1, 1):
        yield f"{party} is a group and counts one", "count = { min = 2 } for a plural without number", True
    if party[0] == "p" and victim.count != Count(1, 1):
        yield f"{party} is a person and counts {_told(victim.count)}", "a group is a g", False
    pronouns = {passage.quote(s).lower() for s in passage.words.get(f"{party}.r", ())}
    for own, others, sex in ((_HE, _SHE, "m"), (_SHE, _HE, "f")):
        if party[0] == "p" and victim.sex not in (None, sex) and pronouns & own and not pronouns & others:
            yield f"{party} is {sorted(pronouns & own)[0]!r} in the text, sex = {victim.sex!r} in the record", "", False
    if incident.modality == "planned" and victim.outcome == "killed":
        yield f"{party} is killed in an event that did not happen", 'outcome = "unharmed" or "threatened"', True


def _numbers(passage: Passage, tag: str) -> list[int]:
    return [
        int(n.replace(",", "")) for s in passage.words.get(tag, ()) for n in _NUMBER.findall(passage.quote(s))
    ]  # fmt: skip


def _perpetrators(passage: Passage, incident: Incident) -> Found:
    victims = {v.party for v in incident.victims}
    for perpetrator in incident.perpetrators:
        yield from _perpetrator(passage, perpetrator)
        if perpetrator.party in victims:
            yield f"{perpetrator.party} is victim and perpetrator", "", True


def _perpetrator(passage: Passage, perpetrator: Perpetrator) -> Found:
    party, kind = perpetrator.party, perpetrator.kind
    if (party[0], kind) in (("o", "individual"), ("p", "organisation")):
        yield f"perpetrator {party} is of kind {kind!r}", "an o is an organisation, a p an individual", False
    if kind == "unidentified" and passage.name_span(party):
        yield f"perpetrator {party} has a name and is unidentified", 'kind = "individual" or "organisation"', False
    if perpetrator.according_to == party and perpetrator.status not in ("claimed", "denied"):
        yield f"perpetrator {party} is blamed by itself", 'status = "claimed"', True


_OF_AN_INCIDENT: tuple[Callable[[Passage, Incident], Found], ...] = (_dates, _places, _tolls, _victims, _perpetrators)
