"""Search over the folded shadow of titles and texts, the same on SQLite (FTS5) and PostgreSQL (tsvector).

Both databases get the words already cut and folded (:func:`words_of`), so that neither's own idea of a word, a stem or
a letter matters: *al-Hashimi*, *الهاشمي* with and without vowel signs, ``٢٠٢٠`` and
``2020`` are found alike.
Invariant: what a user types reaches the database only as letters and digits between quotation marks of ours.

A text is indexed in parts of :data:`PART` words (part 0 is its title), for PostgreSQL counts positions only to 16 383
and 255 to a word. Neighbouring parts overlap by :data:`OVERLAP` words, which is the longest phrase that can be found.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, func, literal_column, select
from sqlalchemy import text as sql
from sqlalchemy.exc import OperationalError

from sijill.register import schema
from sijill.register.covered import vault_of
from sijill.register.log import Change
from sijill.register.shadowing import Struck
from sijill.types import Span, Text
from sijill.values.folding import fold, fold_with_offsets

#: words of a part: "the" is 6 in 100 English words, so 255 positions suffice for it in 2000
PART = 2000
#: words that two neighbouring parts share
OVERLAP = 20
#: characters of a word that are indexed: longer ones are no words, and PostgreSQL refuses what has 2 kB
LONGEST = 100
#: words of a phrase of which some may be sealed and some not
MIXED = 3
#: code points shown on either side of a find
AROUND = 80

_WORD = re.compile(r"[^\W_]+")
_ASKED = re.compile(r'"([^"]*)"?|(\S+)')


@dataclass(frozen=True, slots=True)
class Hit:
    """A text that was found."""

    #: id of the text
    text: str
    uri: str
    title: str | None
    #: the stretch of the text to show: the first place found, with some words around it; None where only the title
    #: was found and the text is empty
    snippet: Span | None
    #: the words found, within the snippet
    found: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked for: words that must follow one another."""

    words: tuple[str, ...]
    #: whether the last word may go on
    prefix: bool = False
    #: what stands for each of the words where it is sealed; empty where nobody with a key asks
    blinded: tuple[str, ...] = ()

    def spellings(self) -> list[tuple[str, ...]]:
        """The words as they may stand in an index: each in the open or blinded; of long phrases all or none."""
        if not self.blinded:
            return [self.words]
        if len(self.words) > MIXED:
            return [self.words, self.blinded]
        return list(product(*zip(self.words, self.blinded, strict=True)))


def words_of(text: str) -> list[str]:
    """The folded words of a text, in order: runs of letters and digits of any script."""
    return [w[:LONGEST] for w in _WORD.findall(fold(text))]


def terms(query: str, blinded: Callable[[str], str | None] = lambda _word: None) -> tuple[Term, ...]:
    """What a query asks for, all of which must be in a text.

    ``word``, ``word*`` (what begins so), ``"several words"`` (one after the other). Every other sign only parts words.

    Args:
        query: as typed.
        blinded: what stands for a word where it is sealed; by default nothing sealed is looked for. A sealed word is
            found only as a whole: the beginning of one finds nothing.
    """
    asked = []
    for phrase, word in _ASKED.findall(query):
        given = phrase or word
        if words := words_of(given)[:OVERLAP]:
            hidden = tuple(b for w in words if (b := blinded(w)) is not None)
            asked.append(Term(tuple(words), prefix=not phrase and given.endswith("*"), blinded=hidden))
    return tuple(asked)


# ---------------------------------------------------------------------------------------------------------
# Indexing


def create_index(connection: Connection) -> None:
    """Makes the index of this kind of database. A step of the first migration: do not change."""
    if connection.dialect.name == "postgresql":
        connection.execute(sql("CREATE TABLE search_index (n integer PRIMARY KEY, words tsvector NOT NULL)"))
        # "in which parts do these words stand?"
        connection.execute(sql("CREATE INDEX search_words ON search_index USING gin (words)"))
    else:
        connection.execute(
            sql(
                "CREATE VIRTUAL TABLE search_index USING fts5"
                "(words, content='search_text', content_rowid='n', tokenize='unicode61 remove_diacritics 0')"
            )
        )


def shadow(text: Text, struck: Struck, blinded: Callable[[str], str | None]) -> list[tuple[int, str]]:
    """The parts of a text's shadow: (number, words with a blank between them). Part 0 is the title.

    Args:
        text: the text.
        struck: what of it is sealed; of a text that is sealed as a whole there is no word.
        blinded: what stands in the shadow for a sealed word.
    """
    words = _open_words(text.content, struck, blinded)
    parts = [(0, " ".join(_open_title(text.metadata.title or "", struck, blinded)))]
    for number, start in enumerate(range(0, max(len(words), 1), PART - OVERLAP), 1):
        parts.append((number, " ".join(words[start : start + PART])))
    return parts


def _open_words(text: str, struck: Struck, blinded: Callable[[str], str | None]) -> list[str]:
    if struck.whole:
        return []
    if not struck.runs:
        return words_of(text)
    folded, offsets = fold_with_offsets(text)
    found = []
    runs = iter(struck.runs)
    run = next(runs, None)
    for match in _WORD.finditer(folded):
        start, end = offsets[match.start()], offsets[match.end() - 1] + 1
        while run is not None and run.end <= start:
            run = next(runs, None)
        word = match.group()[:LONGEST]
        found.append(word if run is None or run.start >= end else blinded(word) or "")
    return found


def _open_title(title: str, struck: Struck, blinded: Callable[[str], str | None]) -> list[str]:
    if struck.whole:
        return []
    return [blinded(w) or "" if w in struck.parts else w for w in words_of(title)]


def unindex(change: Change, text: str) -> None:
    """Takes a text out of the index."""
    connection = change.connection
    stored = select(schema.search_text).where(schema.search_text.c.text == text).order_by("n")
    rows = [dict(r) for r in connection.execute(stored).mappings()]
    if connection.dialect.name == "postgresql":
        connection.execute(sql("DELETE FROM search_index WHERE n = ANY(:ns)"), {"ns": [r["n"] for r in rows]})
    elif rows:  # FTS5 takes a row out by being told what it had
        connection.execute(
            sql("INSERT INTO search_index (search_index, rowid, words) VALUES ('delete', :n, :words)"),
            [{"n": r["n"], "words": r["words"]} for r in rows],
        )
    change.remove(schema.search_text, rows)


def index(change: Change, text: Text, struck: Struck | None = None) -> None:
    """Enters a text into the index, what is sealed in it blinded."""
    connection = change.connection
    struck = change.enclosure.struck(text.id) if struck is None else struck
    last = connection.execute(select(func.coalesce(func.max(schema.search_text.c.n), 0))).scalar_one()
    rows = [
        {"n": last + i, "text": text.id, "part": part, "words": words}
        for i, (part, words) in enumerate(shadow(text, struck, vault_of(connection.dialect).blinded), 1)
    ]
    change.insert(schema.search_text, rows)
    if connection.dialect.name == "postgresql":
        connection.execute(
            sql("INSERT INTO search_index (n, words) VALUES (:n, CAST(:vector AS tsvector))"),
            [{"n": r["n"], "vector": vector(str(r["words"]))} for r in rows],
        )
    else:
        connection.execute(
            sql("INSERT INTO search_index (rowid, words) VALUES (:n, :words)"),
            [{"n": r["n"], "words": r["words"]} for r in rows],
        )


def vector(words: str) -> str:
    """Words with a blank between them as PostgreSQL writes a tsvector: 'word':1,5 ..."""
    places: dict[str, list[int]] = {}
    for place, word in enumerate(words.split(), 1):
        places.setdefault(word, []).append(place)
    return " ".join(f"'{w}':{','.join(map(str, p))}" for w, p in places.items())


def damage_of(connection: Connection, index: str, shadow: str) -> Iterator[tuple[str, str]]:
    """(key, what) of everything in an index of words that is not what the table behind it says.

    Args:
        connection: of a transaction.
        index: name of the index: an FTS5 table, or a table of tsvectors.
        shadow: name of the table whose column "words" it indexes, by "n".
    """
    if connection.dialect.name == "postgresql":
        yield from _damage_of_vectors(connection, index, shadow)
        return
    if [tuple(r) for r in connection.execute(sql(f"SELECT k, v FROM {index}_config"))] != [("version", 4)]:  # noqa: S608
        yield "", "is not the kind of index that was made"
    check = f"INSERT INTO {index} ({index}, rank) VALUES ('integrity-check', 1)"  # noqa: S608  # our own names
    try:
        try:
            connection.execute(sql(check))
        except OperationalError as error:
            if "readonly" not in str(error):
                raise
            # FTS5 checks by way of a write that changes nothing; a file that may not be written is checked as a copy
            with closing(sqlite3.connect(":memory:")) as copy:
                connection.connection.driver_connection.backup(copy)  # type: ignore[union-attr]  # it is connected
                copy.execute(check)
    except Exception as error:  # FTS5 raises whatever its damaged pages make of themselves
        yield "", f"is not the index of {shadow}: {str(error).splitlines()[0][:120]}"


def _damage_of_vectors(connection: Connection, index: str, shadow: str) -> Iterator[tuple[str, str]]:
    rows = connection.execute(
        sql(
            f"SELECT coalesce(s.n, i.n), s.words, i.words::text FROM {shadow} s"  # noqa: S608  # our own names
            f" FULL JOIN {index} i ON s.n = i.n ORDER BY 1"
        )
    )
    as_kept = sql("SELECT CAST(:vector AS tsvector)::text")
    for n, words, indexed in rows.all():
        if words is None:
            yield str(n), "indexes a part that is not there"
        elif indexed != connection.execute(as_kept, {"vector": vector(words)}).scalar():
            yield str(n), f"is not the index of {shadow}"


# ---------------------------------------------------------------------------------------------------------
# Finding


def find(
    connection: Connection, query: str, limit: int | None, current: Select[Any], *, sealed: bool = True
) -> list[str]:
    """Ids of the texts that have all that is asked for: those with it in the title first, then the newest.

    Args:
        connection: of a transaction.
        query: as typed (:func:`terms`). One without a letter or digit finds nothing.
        limit: how many at most; None: all.
        current: selects the ids of the texts that may be found.
        sealed: whether sealed words are looked for, too; without a key none is found.
    """
    vault = vault_of(connection.dialect)
    asked = terms(query, vault.blinded) if sealed else terms(query)
    if not asked:
        return []
    shadow_of, text = schema.search_text, schema.text
    chosen = select(text.c.id).where(text.c.id.in_(current))
    in_title: list[ColumnElement[bool]] = []
    for number, term in enumerate(asked):
        parts = _parts_with(connection, term, number)
        chosen = chosen.where(text.c.id.in_(select(shadow_of.c.text).where(shadow_of.c.n.in_(parts))))
        in_title.append(text.c.id.in_(select(shadow_of.c.text).where(shadow_of.c.part == 0, shadow_of.c.n.in_(parts))))
    chosen = chosen.order_by(and_(*in_title).desc(), text.c.entry.desc(), text.c.id).limit(limit)
    return [str(r.id) for r in connection.execute(chosen)]


def as_tsquery(asked: Sequence[Term]) -> str:
    """Terms, all of which are asked for, as PostgreSQL writes a tsquery."""
    found = []
    for term in asked:
        spelt = []
        for spelling in term.spellings():
            words = [f"'{w}'" for w in spelling]
            words[-1] += ":*" if term.prefix and spelling[-1] == term.words[-1] else ""
            spelt.append(f"({' <-> '.join(words)})")
        found.append(f"({' | '.join(spelt)})")
    return " & ".join(found)


def as_match(asked: Sequence[Term]) -> str:
    """Terms, all of which are asked for, as FTS5 takes them."""
    return " AND ".join(
        "("
        + " OR ".join(
            f'"{" ".join(s)}"' + (" *" if term.prefix and s[-1] == term.words[-1] else "") for s in term.spellings()
        )
        + ")"
        for term in asked
    )


def _parts_with(connection: Connection, term: Term, number: int) -> Any:
    name = f"term{number}"
    if connection.dialect.name == "postgresql":
        return select(literal_column("i.n")).select_from(sql("search_index i")).where(
            sql(f"i.words @@ CAST(:{name} AS tsquery)").bindparams(**{name: as_tsquery([term])})
        )  # fmt: skip
    return select(literal_column("search_index.rowid")).select_from(sql("search_index")).where(
        sql(f"search_index MATCH :{name}").bindparams(**{name: as_match([term])})
    )  # fmt: skip


def hit(text: Text, query: str) -> Hit:
    """A found text with the first stretch that holds the most of what was asked for."""
    folded, offsets = fold_with_offsets(text.content)
    words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(folded)]
    found = sorted(
        Span(offsets[words[first][1]], offsets[words[last][2] - 1] + 1)
        for term in terms(query)
        for first, last in _places([w[0][:LONGEST] for w in words], term)
    )
    if not found:
        end = min(len(text.content), 2 * AROUND)
        return Hit(text.id, text.uri, text.metadata.title, Span(0, end) if end else None, ())
    start = _word_start(text.content, found[0].start - AROUND)
    end = _word_end(text.content, found[0].end + AROUND)
    snippet = Span(start, end)
    return Hit(text.id, text.uri, text.metadata.title, snippet, tuple(s for s in found if s.within(snippet)))


def _places(words: Sequence[str], term: Term) -> Iterator[tuple[int, int]]:
    """First and last word of every place where the words of a term stand."""
    size = len(term.words)
    for first, word in enumerate(words):
        # the cheap test first: texts may have a million words
        if word != term.words[0] and not (size == 1 and term.prefix and word.startswith(term.words[0])):
            continue
        stretch = tuple(words[first : first + size])
        if stretch == term.words or (
            term.prefix
            and stretch[:-1] == term.words[:-1]
            and len(stretch) == size
            and stretch[-1].startswith(term.words[-1])
        ):
            yield first, first + size - 1


def _word_start(text: str, near: int) -> int:
    if near <= 0:
        return 0
    return next((i + 1 for i in range(near, max(near - 30, -1), -1) if text[i].isspace()), near)


def _word_end(text: str, near: int) -> int:
    if near >= len(text):
        return len(text)
    return next((i for i in range(near, min(near + 30, len(text))) if text[i].isspace()), near)
