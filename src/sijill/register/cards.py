"""Cards, kept so that a page of them costs what the page holds: by day, place, act, state and words, all by index.

There are two cards of an incident: the keeper's, and the reader's, which has gone through the filter; of an incident
that is sealed as a whole there is no reader's. Who asks for readers' cards filters, searches and counts over them
alone, so that no count tells of what is sealed.

Invariant: columns, acts and search words follow from the card in ``value`` (:func:`damage`), and that from the dossier.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any, get_args

from sqlalchemy import ColumnElement, Connection, Select, and_, delete, func, insert, literal_column, or_, select
from sqlalchemy import text as sql

from sijill.errors import NotFoundError, UsageError
from sijill.register import encoding, schema, search
from sijill.register.covered import vault_of
from sijill.register.log import Change
from sijill.types import Card, CardAudience, CardFacet, CardParty, CardQuery, Count, Dossier, Place, Seal
from sijill.values.names import compare, keys

#: the keeper's and the reader's card of a dossier; None: it has none
Carding = Callable[[Dossier], tuple[Card, Card | None]]

#: a day behind all others, for what has no date: NULL sorts first on one database and last on the other
NO_DAY = "9999-12-31"
#: grades from the least to the best
GRADES = ("discounted", "contested", "weak", "fair", "confirmed")
#: a spelling at least this probably the same name is found; whoever reads the list decides
SAME_NAME = 0.5
#: ids that one condition may list: SQLite takes 32 766 values
MOST_IDS = 20_000
#: words of at most so many letters may be articles, which names have and have not
_ARTICLE = 2
#: keys of a name are words of the search index that nobody types
_KEY = "kxq"

_CARD = schema.card
_ORDERS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "date": (_CARD.c.day, _CARD.c.reports.desc(), _CARD.c.incident),
    "changed": (_CARD.c.entry.desc(), _CARD.c.incident),
    "confidence": (_CARD.c.confidence.desc(), _CARD.c.incident),
    "uncertainty": (_CARD.c.confidence, _CARD.c.incident),
    "killed": (_CARD.c.deaths.desc(), _CARD.c.incident),
}


# ---------------------------------------------------------------------------------------------------------
# Card ⇄ row


def encode(card: Card) -> str:
    """A card as canonical JSON, without the entry that changed it and what is empty."""
    plain = {f.name: _plain(getattr(card, f.name)) for f in fields(card) if f.name != "entry"}
    return encoding.canonical({name: told for name, told in plain.items() if told is not None and told != []})


def _plain(told: Any) -> Any:
    if isinstance(told, Count | Place):
        return encoding.plain_value(told)
    if isinstance(told, CardParty):
        party = {f.name: _plain(getattr(told, f.name)) for f in fields(told)}
        return {name: value for name, value in party.items() if value not in (None, False)}
    return [_plain(t) for t in told] if isinstance(told, tuple) else told


_COUNTS = ("killed", "injured", "independent")
_LISTS = ("families", "acts", "contradictions", "titles", "names")
_PARTIES = ("victims", "perpetrators")


def decode(told: str, entry: int) -> Card:
    """The card written by :func:`encode`. Raises ValueError, TypeError or KeyError where it is none."""
    plain: dict[str, Any] = dict.fromkeys(f.name for f in fields(Card))
    plain.update(dict.fromkeys((*_LISTS, *_PARTIES), ()))
    plain.update(encoding.parse(told))
    for name in _COUNTS:
        plain[name] = None if plain[name] is None else Count(**plain[name])
    for name in _LISTS:
        plain[name] = tuple(plain[name])
    for name in _PARTIES:
        plain[name] = tuple(_party(p) for p in plain[name])
    plain["place"] = None if plain["place"] is None else Place(**plain["place"])
    return Card(**{**plain, "entry": entry})


def _party(plain: Mapping[str, Any]) -> CardParty:
    count = plain.get("count")
    return CardParty(**{"called": None, **plain, "count": None if count is None else Count(**count)})


def _row(card: Card, audience: CardAudience) -> dict[str, Any]:
    """The columns of a card but for its number and entry."""
    place = card.place or Place()
    killed, injured = card.killed, card.injured
    return {
        "incident": card.incident,
        "audience": audience,
        "day": card.first or card.last or NO_DAY,
        "first": card.first,
        "last": card.last,
        "country": place.country,
        "admin1": place.admin1,
        "city": place.city,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "precision": place.precision,
        "family": card.families[0] if card.families else None,
        "killed_min": killed.min if killed else None,
        "killed_max": killed.max if killed else None,
        "injured_min": injured.min if injured else None,
        "injured_max": injured.max if injured else None,
        # what cards are ordered by: an open range counts as what it is at least
        "deaths": -1 if killed is None else killed.min if killed.max is None else killed.max,
        "reports": card.reports,
        "sources_min": card.independent.min,
        "sources_max": card.independent.max,
        "grade": GRADES.index(card.grade),
        "confidence": float(card.confidence),
        "kind": card.kind,
        "modality": card.modality,
        "scope": card.scope,
        "open": card.open,
        "checked": card.checked,
        "fields": card.values,
        "state": card.state,
        "sealed": int(card.sealed),
        "telling": int(card.telling),
        "value": encode(card),
    }


def _acts(card: Card) -> set[str]:
    return {*card.families, *card.acts}


def words(card: Card) -> str:
    """What of a card is searched, folded: names, places, titles; then the keys of names in other spellings."""
    place = card.place or Place()
    told = [
        *card.titles, *card.names, *(p.called for p in (*card.victims, *card.perpetrators)),
        place.city, place.admin1, place.country, place.detail, *sorted(_acts(card)),
    ]  # fmt: skip
    found = [w for t in told if t for w in search.words_of(t)]
    return " ".join((*found, *sorted({key for name in called(card) for key in name_keys(name)})))


def indexed_words(connection: Connection, card: Card, audience: str) -> str:
    """The words of a card as they are indexed: of a keeper's card with something sealed on it, all of them blinded."""
    if audience == "reader" or not card.sealed:
        return words(card)
    blinded = vault_of(connection.dialect).blinded
    return " ".join(blinded(word) or "" for word in words(card).split())


def called(card: Card) -> tuple[str, ...]:
    """Every name of a party."""
    standing = (p.called for p in (*card.victims, *card.perpetrators) if p.named and p.called)
    return tuple(dict.fromkeys((*standing, *card.names)))


def name_keys(name: str) -> list[str]:
    """The words of the search index by which a name is found in other spellings."""
    return [_key_word(key) for key in sorted(keys(name))]


def _key_word(key: str) -> str:
    return _KEY + hashlib.blake2b(key.encode(), digest_size=6).hexdigest()


# ---------------------------------------------------------------------------------------------------------
# Keeping


def create_index(connection: Connection) -> None:
    """Makes the index over the words of cards, in this kind of database. A step of a migration: do not change."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("CREATE TABLE card_index (n integer PRIMARY KEY, words tsvector NOT NULL)"))
        # "on which cards do these words stand?"
        connection.execute(sql("CREATE INDEX card_index_words ON card_index USING gin (words)"))
    else:
        connection.execute(
            sql(
                "CREATE VIRTUAL TABLE card_index USING fts5"
                "(words, content='card_words', content_rowid='n', tokenize='unicode61 remove_diacritics 0')"
            )
        )


def replace_cards(change: Change, incidents: Sequence[str], told: Iterable[tuple[Card, Card | None]]) -> None:
    """Makes these the cards of some incidents, writing only what differs.

    Args:
        change: to write through.
        incidents: whose cards are replaced; those of which none is told have none any more.
        told: the keeper's and the reader's card of each.
    """
    new: dict[tuple[str, str], Card] = {}
    for keeper, reader in told:
        new[keeper.incident, "keeper"] = keeper
        if reader is not None:
            new[keeper.incident, "reader"] = reader
    gone: list[Mapping[str, Any]] = []
    for some in _chunks(incidents):
        for row in change.connection.execute(select(_CARD).where(_CARD.c.incident.in_(some))).mappings():
            card = new.get((row["incident"], row["audience"]))
            if card is not None and _row(card, row["audience"]) == {k: row[k] for k in row if k not in ("n", "entry")}:
                del new[row["incident"], row["audience"]]
            else:
                gone.append(dict(row))
    _remove(change, gone)
    _insert(change, new)


def remove_all_but(change: Change, incidents: Iterable[str]) -> None:
    """Takes away the cards of all other incidents."""
    kept = set(incidents)
    stored = change.connection.execute(select(_CARD.c.n, _CARD.c.incident))
    gone = [n for n, incident in stored if incident not in kept]
    for some in _chunks(gone):
        _remove(
            change, [dict(r) for r in change.connection.execute(select(_CARD).where(_CARD.c.n.in_(some))).mappings()]
        )


def _remove(change: Change, rows: Sequence[Mapping[str, Any]]) -> None:
    connection = change.connection
    for some in _chunks([r["n"] for r in rows]):
        _unindex(connection, some)
        for table in (schema.card_act, schema.card_words):
            connection.execute(delete(table).where(table.c.n.in_(some)))
    change.remove(_CARD, rows)


def _insert(change: Change, cards: Mapping[tuple[str, str], Card]) -> None:
    connection = change.connection
    n: int = connection.execute(select(func.coalesce(func.max(_CARD.c.n), 0))).scalar_one()
    rows, acts, indexed = [], [], []
    for (_, audience), card in sorted(cards.items()):
        n += 1
        rows.append({"n": n, **_row(card, "keeper" if audience == "keeper" else "reader"), "entry": change.entry})
        acts += [{"n": n, "act": act} for act in sorted(_acts(card))]
        indexed.append({"n": n, "words": indexed_words(connection, card, audience)})
    change.insert(_CARD, rows)
    if acts:
        connection.execute(insert(schema.card_act), acts)
    if indexed:
        connection.execute(insert(schema.card_words), indexed)
        _index(connection, indexed)


def _index(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(
            sql("INSERT INTO card_index (n, words) VALUES (:n, CAST(:vector AS tsvector))"),
            [{"n": r["n"], "vector": search.vector(str(r["words"]))} for r in rows],
        )
    else:
        connection.execute(sql("INSERT INTO card_index (rowid, words) VALUES (:n, :words)"), list(rows))


def _unindex(connection: Connection, numbers: Sequence[int]) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sql("DELETE FROM card_index WHERE n = ANY(:ns)"), {"ns": list(numbers)})
        return
    # FTS5 takes a row out by being told what it had
    stored = connection.execute(select(schema.card_words).where(schema.card_words.c.n.in_(numbers))).mappings().all()
    if stored:
        connection.execute(
            sql("INSERT INTO card_index (card_index, rowid, words) VALUES ('delete', :n, :words)"),
            [dict(r) for r in stored],
        )


def _chunks(things: Sequence[Any], size: int = 500) -> Iterator[Sequence[Any]]:
    for start in range(0, len(things), size):
        yield things[start : start + size]


# ---------------------------------------------------------------------------------------------------------
# Finding


def find(
    connection: Connection, query: CardQuery, audience: CardAudience, limit: int, offset: int, after: str | None
) -> list[Card]:
    """Some cards, in the query's order; see `Register.cards`."""
    order = _ORDERS.get(query.order)
    if order is None:
        raise UsageError(query.order, "is no order of cards", f"there are: {', '.join(_ORDERS)}")
    chosen = _where(connection, select(_CARD.c.value, _CARD.c.entry), query, audience).order_by(*order)
    if after is not None:
        chosen = chosen.where(_behind(connection, order, audience, after))
    found = connection.execute(chosen.limit(limit).offset(offset))
    return [decode(r.value, r.entry) for r in found]


def count(connection: Connection, query: CardQuery, audience: CardAudience) -> int:
    """How many cards a query finds."""
    found: int = connection.execute(
        _where(connection, select(func.count()).select_from(_CARD), query, audience)
    ).scalar_one()
    return found


def counts(connection: Connection, by: CardFacet, query: CardQuery, audience: CardAudience) -> dict[str, int]:
    """How many of the cards that a query finds there are of each value; "" counts those without."""
    if by not in get_args(CardFacet):
        raise UsageError(by, "is nothing that cards are counted by", f"there are: {', '.join(get_args(CardFacet))}")
    if by in ("month", "year"):
        column: ColumnElement[Any] = func.substr(_CARD.c.first, 1, 7 if by == "month" else 4)
    elif by == "act":
        column = schema.card_act.c.act
    else:
        column = _CARD.c[by]
    chosen = select(column.label("what"), func.count().label("number"))
    joined = _CARD.outerjoin(schema.card_act, schema.card_act.c.n == _CARD.c.n) if by == "act" else _CARD
    chosen = _where(connection, chosen.select_from(joined), query, audience).group_by(column)
    found = {r.what: int(r.number) for r in connection.execute(chosen)}
    if by == "grade":
        return {GRADES[int(what)]: number for what, number in sorted(found.items(), reverse=True)}
    return {("" if what is None else str(what)): number for what, number in sorted(found.items(), key=_by_name)}


def _by_name(item: tuple[Any, int]) -> tuple[bool, str]:
    return item[0] is None, str(item[0])


def by_incident(connection: Connection, incidents: Sequence[str], audience: CardAudience) -> dict[str, Card]:
    """Incident id -> its card."""
    found: dict[str, Card] = {}
    for some in _chunks(incidents):
        chosen = select(_CARD.c.incident, _CARD.c.value, _CARD.c.entry)
        rows = connection.execute(chosen.where(_CARD.c.incident.in_(some), _CARD.c.audience == audience))
        found.update((r.incident, decode(r.value, r.entry)) for r in rows)
    return found


def _behind(
    connection: Connection, order: Sequence[ColumnElement[Any]], audience: CardAudience, after: str
) -> ColumnElement[bool]:
    """What comes behind the card of an incident."""
    last = connection.execute(select(_CARD).where(_CARD.c.incident == after, _CARD.c.audience == audience)).first()
    if last is None:
        raise NotFoundError(after, "has no card to go on from")
    ties: list[ColumnElement[bool]] = []
    steps: list[ColumnElement[bool]] = []
    for column in order:
        down = not hasattr(column, "name")  # a column turned round is no column any more
        plain: ColumnElement[Any] = column.element if down else column
        value = getattr(last, plain.name)
        steps.append(and_(*ties, plain < value if down else plain > value))
        ties.append(plain == value)
    return or_(*steps)


def _where(connection: Connection, chosen: Select[Any], query: CardQuery, audience: CardAudience) -> Select[Any]:
    conditions: list[ColumnElement[bool]] = [_CARD.c.audience == audience]
    same = {"country": query.country, "admin1": query.admin1, "city": query.city}
    conditions += [_CARD.c[name] == value for name, value in same.items() if value is not None]
    if query.act is not None:
        acts = schema.card_act
        conditions.append(_CARD.c.n.in_(select(acts.c.n).where(acts.c.act == query.act)))
    if query.since is not None or query.until is not None:
        conditions.append(_CARD.c.day != NO_DAY)
    if query.since is not None:
        conditions.append(or_(_CARD.c.last.is_(None), _CARD.c.last >= query.since))
    if query.until is not None:
        conditions.append(or_(_CARD.c.first.is_(None), _CARD.c.first <= query.until))
    if query.states:
        conditions.append(_CARD.c.state.in_(query.states))
    if query.grade is not None:
        if query.grade not in GRADES:
            raise UsageError(query.grade, "is no grade", f"there are: {', '.join(GRADES)}")
        conditions.append(_CARD.c.grade >= GRADES.index(query.grade))
    if query.contradictory:
        conditions.append(_CARD.c.open > 0)
    if query.changed_after is not None:
        conditions.append(_CARD.c.entry > query.changed_after)
    if query.box is not None:
        conditions += _inside(query.box)
    if query.ids is not None:
        conditions.append(_CARD.c.incident.in_(query.ids[:MOST_IDS]))
    if query.reports > 1:
        conditions.append(_CARD.c.reports >= query.reports)
    if query.telling:
        conditions.append(_CARD.c.telling == 1)
    if query.text:
        vault = vault_of(connection.dialect)
        asked = search.terms(query.text, vault.blinded) if audience == "keeper" else search.terms(query.text)
        conditions.append(_CARD.c.n.in_(_with_words(connection, asked)) if asked else _CARD.c.n < 0)
    if query.name:
        conditions.append(_CARD.c.n.in_(_with_name(connection, query.name, audience)[:MOST_IDS]))
    return chosen.where(*conditions)


def _inside(box: tuple[float, float, float, float]) -> list[ColumnElement[bool]]:
    south, west, north, east = box
    lon = _CARD.c.longitude
    across = lon.between(west, east) if west <= east else or_(lon >= west, lon <= east)
    return [_CARD.c.latitude.between(south, north), across]


def _with_words(connection: Connection, asked: Sequence[search.Term]) -> Any:
    """Selects the numbers of the cards on which all that is asked for stands."""
    if connection.dialect.name == "postgresql":
        return select(literal_column("i.n")).select_from(sql("card_index i")).where(
            sql("i.words @@ CAST(:cardwords AS tsquery)").bindparams(cardwords=search.as_tsquery(asked))
        )  # fmt: skip
    return select(literal_column("card_index.rowid")).select_from(sql("card_index")).where(
        sql("card_index MATCH :cardwords").bindparams(cardwords=search.as_match(asked))
    )  # fmt: skip


def _with_name(connection: Connection, name: str, audience: CardAudience) -> list[int]:
    """The numbers of the cards on which somebody is called so, in any spelling."""
    wanted = name_keys(name)
    if not wanted:
        return []
    if audience == "keeper":
        blinded = vault_of(connection.dialect).blinded
        wanted += [b for key in wanted if (b := blinded(key)) is not None]
    if connection.dialect.name == "postgresql":
        found = sql("SELECT n FROM card_index WHERE words @@ CAST(:wanted AS tsquery)")
        asked = " | ".join(f"'{w}'" for w in wanted)
    else:
        found = sql("SELECT rowid FROM card_index WHERE card_index MATCH :wanted")
        asked = " OR ".join(f'"{w}"' for w in wanted)
    numbers = [int(n) for (n,) in connection.execute(found, {"wanted": asked})]
    fitting = []
    for some in _chunks(numbers):
        chosen = select(_CARD.c.n, _CARD.c.value).where(_CARD.c.n.in_(some), _CARD.c.audience == audience)
        for n, told in connection.execute(chosen):
            if any(compare(other, name).probability >= SAME_NAME for other in called(decode(told, 0))):
                fitting.append(n)
    return fitting


# ---------------------------------------------------------------------------------------------------------
# Seals that hold everywhere


def standing_on(card: Card, seals: Sequence[Seal]) -> list[Seal]:
    """The seals whose words may stand on a card: all words of one of their names do, or two neighbouring parts of it in
    another spelling."""
    if not seals:
        return []
    told = set(words(card).split())
    return [s for s in seals if any(told.issuperset(some) for some in _signs(s))]


@lru_cache(maxsize=1 << 16)
def _signs(seal: Seal) -> tuple[frozenset[str], ...]:
    """Words of the search index by which the names that a seal covers are found: all of any of these."""
    found: dict[frozenset[str], None] = {}
    for name in seal.words:
        parts = search.words_of(name)
        if parts := [p for p in parts if len(p) > _ARTICLE] or parts:
            found[frozenset(parts)] = None
        told = keys(name)
        pairs = [key for key in told if "." in key]
        found.update((frozenset([_key_word(key)]), None) for key in sorted(pairs or told))
    return tuple(found)


def heeded(connection: Connection) -> tuple[Seal, ...]:
    """The seals that hold everywhere as the cards were last made with them."""
    table = schema.card_seal
    return tuple(
        Seal(encoding.to_anchor(r.anchor), encoding.to_strings(r.words), r.rule)
        for r in connection.execute(select(table).order_by(table.c.n))
    )


def heed(change: Change, seals: Sequence[Seal]) -> None:
    """Notes with which seals that hold everywhere the cards are made."""
    rows = [
        {"n": n, "anchor": encoding.anchor(s.anchor), "words": encoding.strings(s.words), "rule": s.rule}
        for n, s in enumerate(seals)
    ]
    table = schema.card_seal
    stored = {r["n"]: dict(r) for r in change.connection.execute(select(table)).mappings()}
    fresh = {r["n"]: r for r in rows}
    change.remove(table, [r for n, r in stored.items() if fresh.get(n) != r])
    change.insert(table, [r for n, r in fresh.items() if stored.get(n) != r])


def with_words_of(connection: Connection, seals: Iterable[Seal]) -> set[str]:
    """The incidents on whose cards the words of some seals may stand."""
    blinded = vault_of(connection.dialect).blinded
    plain = {signs for seal in seals for signs in _signs(seal)}
    blind = {frozenset(b for w in signs if (b := blinded(w)) is not None) for signs in plain}
    found: set[str] = set()
    for some in _chunks(sorted(sorted(signs) for signs in plain | blind if signs), 50):
        chosen = select(_CARD.c.incident).where(_CARD.c.n.in_(_with_any(connection, some)))
        found.update(r.incident for r in connection.execute(chosen))
    return found


def _with_any(connection: Connection, some: Sequence[Sequence[str]]) -> Any:
    """Selects the numbers of the cards on which all words of one of several lists stand."""
    if connection.dialect.name == "postgresql":
        asked = " | ".join("(" + " & ".join(f"'{w}'" for w in signs) + ")" for signs in some)
        return select(literal_column("i.n")).select_from(sql("card_index i")).where(
            sql("i.words @@ CAST(:signs AS tsquery)").bindparams(signs=asked)
        )  # fmt: skip
    asked = " OR ".join("(" + " AND ".join(f'"{w}"' for w in signs) + ")" for signs in some)
    return select(literal_column("card_index.rowid")).select_from(sql("card_index")).where(
        sql("card_index MATCH :signs").bindparams(signs=asked)
    )  # fmt: skip


# ---------------------------------------------------------------------------------------------------------
# Checking


def stored(connection: Connection) -> dict[str, Card]:
    """ "INCIDENT AUDIENCE" -> the card, without its entry."""
    chosen = select(_CARD.c.incident, _CARD.c.audience, _CARD.c.value)
    return {f"{r.incident} {r.audience}": decode(r.value, 0) for r in connection.execute(chosen)}


def wanted(told: Iterable[tuple[Card, Card | None]]) -> dict[str, Card]:
    """The cards that there must be, as :func:`stored` gives those that there are."""
    found: dict[str, Card] = {}
    for keeper, reader in told:
        found[f"{keeper.incident} keeper"] = replace(keeper, entry=0)
        if reader is not None:
            found[f"{reader.incident} reader"] = replace(reader, entry=0)
    return found


def damage(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """(table, key, what) of every column, act and word that does not follow from the card it belongs to."""
    acts: dict[int, set[str]] = {}
    for n, act in connection.execute(select(schema.card_act.c.n, schema.card_act.c.act)):
        acts.setdefault(n, set()).add(act)
    shadow = {r.n: r.words for r in connection.execute(select(schema.card_words))}
    # closed even where a row cannot be read: a cursor on the server would outlive its transaction
    with connection.execute(select(_CARD).execution_options(yield_per=1000)) as rows:
        for row in rows.mappings():
            n, key = row["n"], str(row["n"])
            card = decode(row["value"], 0)
            if _row(card, row["audience"]) != {k: row[k] for k in row if k not in ("n", "entry")}:
                yield "card", key, "its columns are not those of its card"
            if acts.pop(n, set()) != _acts(card):
                yield "card_act", key, "are not the acts of its card"
            if shadow.pop(n, None) != indexed_words(connection, card, row["audience"]):
                yield "card_words", key, "are not the words of its card"
    yield from (("card_act", str(n), "belongs to no card") for n in sorted(acts))
    yield from (("card_words", str(n), "belongs to no card") for n in sorted(shadow))
    yield from (("card_index", key, what) for key, what in search.damage_of(connection, "card_index", "card_words"))
