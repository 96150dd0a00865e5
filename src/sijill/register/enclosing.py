"""Which rows are kept encrypted, and under whose key.

A report of which anything is sealed is enclosed whole: its captured bytes, addresses and texts, the policy's seals, and
of its statements, parties, claims and relations those that carry sealed words. It has one data key. What is brought
together from several reports (standing values, cards) is enclosed under a key of the incident where one of them is
enclosed; people's decisions and judgements, the log's payloads and the register's secret always are. Once enclosed, a
report stays so: an unsealing is a decision of whom to tell, not how to store.

Digests in the log are taken over the plain values, so that enclosing a row later changes no digest.

Invariant: :meth:`Enclosure.stored` is the only way from a plain row to a stored one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, func, insert, literal, select, update

from sijill.register import encoding, schema
from sijill.register.covered import Digest, Sealable
from sijill.register.shadowing import BLOCK, Struck, folded_words
from sijill.register.vault import MAGIC, MARK, Place, Vault, WrappedKey, new_key
from sijill.types import Span

#: scope of the key for what belongs to the register as a whole, and its number
REGISTER, FIRST = "register", 1

_SOME = 500

Row = Mapping[str, Any]

_ALWAYS: Mapping[str, tuple[str, ...]] = {
    "decision": ("anchor", "reason", "before", "after"),
    "judgement": ("left", "right", "reason"),
    "card_seal": ("anchor", "words"),
    "slip": ("body",),
}
#: of an enclosed report: the columns that are encrypted, whatever stands in them
_OF_REPORT: Mapping[str, tuple[str, ...]] = {
    "report": ("uri",),
    "capture": ("uri", "declared", "custody"),
    "text": ("uri", "content", "title", "publisher", "author", "url"),
    "seal": ("anchor", "words"),
    "by_hand": ("words",),
}
_OF_INCIDENT: Mapping[str, tuple[str, ...]] = {"standing": ("value",), "card": ("value",)}


def report_scope(report: str) -> str:
    """The scope of a report's key."""
    return f"report {report}"


def incident_scope(incident: str) -> str:
    """The scope of an incident's key."""
    return f"incident {incident}"


def stored_key(vault: Vault, table: Table, row: Row) -> str:
    """A row's primary key as it is stored, parts parted by a slash."""
    return "/".join(
        vault.covered(str(row[c.name])) if isinstance(c.type, Digest) else str(row[c.name]) for c in table.primary_key
    )


class Enclosure:
    """What one change encloses."""

    def __init__(self, connection: Connection, vault: Vault) -> None:
        self._connection = connection
        self._vault = vault
        #: scope -> number of its key, None where it has none
        self._numbers: dict[str, int | None] = {REGISTER: FIRST}
        self._next = 0
        self._report_of: dict[tuple[str, str], str] = {}
        self._struck: dict[str, Struck] = {}
        #: reports that were open before and are enclosed by this change
        self.late: set[str] = set()

    # -- keys ---------------------------------------------------------------------------------------------

    def number(self, scope: str) -> int | None:
        """The number of a scope's key, or None where it has none."""
        return self.numbers([scope])[scope]

    def numbers(self, scopes: Sequence[str]) -> dict[str, int | None]:
        """The same for many."""
        asked = [s for s in scopes if s not in self._numbers]
        for start in range(0, len(asked), _SOME):
            some = asked[start : start + _SOME]
            self._numbers.update(dict.fromkeys(some))
            kept = select(schema.data_key.c.scope, schema.data_key.c.n).where(schema.data_key.c.scope.in_(some))
            self._numbers.update({r.scope: r.n for r in self._connection.execute(kept)})
        return {s: self._numbers[s] for s in scopes}

    def make_keys(self, scopes: Iterable[str]) -> None:
        """Makes a key for each scope that has none."""
        wanted = list(dict.fromkeys(scopes))
        missing = [s for s, n in self.numbers(wanted).items() if n is None]
        if not missing:
            return
        if not self._next:
            last = self._connection.execute(select(func.coalesce(func.max(schema.data_key.c.n), FIRST))).scalar_one()
            self._next = last + 1
        made = []
        for scope in missing:
            made.append(self._vault.wrap(self._next, scope, new_key()))
            self._numbers[scope] = self._next
            self._next += 1
        self._connection.execute(insert(schema.data_key), [key_row(w) for w in made])

    def forget(self, scopes: Iterable[str]) -> None:
        """Forgets the keys of some scopes, which were destroyed."""
        for scope in scopes:
            self._numbers.pop(scope, None)

    def encloses(self, report: str) -> bool:
        """Whether a report is enclosed."""
        return self.number(report_scope(report)) is not None

    # -- texts --------------------------------------------------------------------------------------------

    def tell(self, text: str, report: str, struck: Struck, *, capture: str = "") -> None:
        """What is known of a text that this change writes, so that it need not be looked up."""
        self._report_of["text", text] = report
        if capture:
            self._report_of["blob", capture] = report
        self._struck[text] = struck

    def tell_capture(self, sha256: str, report: str) -> None:
        """The report that captured bytes belong to."""
        self._report_of["blob", sha256] = report

    def struck(self, text: str) -> Struck:
        """What is struck from a text; where this change was not told, as its shadow shows it."""
        found = self._struck.get(text)
        if found is None:
            found = self._struck[text] = self._as_shown(text)
        return found

    def _as_shown(self, text: str) -> Struck:
        shadow, kept = schema.shadow, schema.text
        row = self._connection.execute(
            select(shadow.c.content.label("shown"), shadow.c.whole, kept.c.content)
            .join(kept, kept.c.id == shadow.c.text)
            .where(shadow.c.text == text)
        ).first()
        if row is None:
            return Struck()
        if row.whole:
            return Struck(whole=True)
        runs, at = [], 0
        while (start := row.shown.find(BLOCK, at)) >= 0:
            at = start
            while at < len(row.shown) and row.shown[at] == BLOCK:
                at += 1
            runs.append(Span(start, at))
        words = frozenset(w for r in runs for w in folded_words(row.content[r.start : r.end]))
        return Struck(runs=tuple(runs), parts=words, words=words)

    def report_of(self, kind: str, identity: str) -> str:
        """The report that a blob, text or reading belongs to; "" where none is known."""
        found = self._report_of.get((kind, identity))
        if found is None:
            if kind == "reading":
                text = self._connection.execute(
                    select(schema.reading.c.text).where(schema.reading.c.id == identity)
                ).scalar()
                found = self.report_of("text", text) if text else ""
            else:
                column, key = (
                    (schema.text.c.report, schema.text.c.id)
                    if kind == "text"
                    else (schema.capture.c.report, schema.capture.c.sha256)
                )
                found = self._connection.execute(select(column).where(key == identity).limit(1)).scalar() or ""
            self._report_of[kind, identity] = found
        return found

    def _text_of(self, reading: str) -> str:
        found = self._report_of.get(("text of", reading))
        if found is None:
            found = self._connection.execute(
                select(schema.reading.c.text).where(schema.reading.c.id == reading)
            ).scalar_one()
            self._report_of["text of", reading] = found
        return found

    # -- rows ---------------------------------------------------------------------------------------------

    def stored(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        """Rows as they are stored: encrypted where they must be."""
        name = table.name
        if name == "reading":
            self._report_of.update({("text of", r["id"]): r["text"] for r in rows})
        if name in _OF_INCIDENT:
            return self._of_incidents(table, rows)
        if name == "blob":
            return [self._blob(row) for row in rows]
        sealable = [c.name for c in table.columns if isinstance(c.type, Sealable)]
        if not sealable:
            return list(rows)
        return [self._stored(table, row, sealable) for row in rows]

    def _stored(self, table: Table, row: Row, sealable: Sequence[str]) -> Row:
        number, columns = self._rule(table.name, row)
        wanted = {c for c in columns if isinstance(row[c], str)} if number is not None else set()
        odd = [c for c in sealable if c not in wanted and isinstance(row[c], str) and row[c][:1] == MARK]
        if not (wanted or odd):
            return row
        key = stored_key(self._vault, table, row)
        told = dict(row)
        for column in wanted:
            told[column] = self._vault.seal(number or FIRST, Place(table.name, key, column), row[column])
        for column in odd:
            told[column] = self._vault.seal(FIRST, Place(table.name, key, column), row[column])
        return told

    def _rule(self, table: str, row: Row) -> tuple[int | None, Sequence[str]]:
        """Under which key which columns of a row are encrypted; None: none."""
        if table == "meta":
            return (FIRST, ("value",)) if row["name"] == "secret" else (None, ())
        if table in ("judgement", "card_seal", "slip"):
            return FIRST, _ALWAYS[table]
        if table == "decision":
            text = encoding.to_anchor(row["anchor"]).text
            number = self.number(report_scope(self.report_of("text", text))) if text else None
            return number or FIRST, _ALWAYS[table]
        if table in _OF_REPORT:
            return self.number(report_scope(self._report(table, row))), _OF_REPORT[table]
        if table == "statement":
            number = self.number(report_scope(self.report_of("text", row["text"])))
            if number is None:
                return None, ()
            struck = self.struck(row["text"])
            value, spans = encoding.to_value(row["value"]), encoding.to_spans(row["spans"])
            hidden = [c for c, told in (("value", value), ("speaker", row["speaker"])) if struck.hides(told, spans)]
            return number, hidden
        if table in ("party", "claim", "relation"):
            number = self.number(report_scope(self.report_of("text", self._text_of(row["reading"]))))
            if number is None:
                return None, ()
            return number, self._of_reading(table, row, self.struck(self._text_of(row["reading"])))
        return None, ()

    def _report(self, table: str, row: Row) -> str:
        if table == "report":
            return str(row["id"])
        if table in ("capture", "text"):
            return str(row["report"])
        return self.report_of("text", row["text"])

    @staticmethod
    def _of_reading(table: str, row: Row, struck: Struck) -> list[str]:
        if table == "party":
            return ["name"] if struck.hides(row["name"], encoding.to_spans(row["spans"])) else []
        if table == "claim":
            return ["speaker"] if struck.hides(row["speaker"], encoding.to_spans(row["speaker_spans"])) else []
        spans = encoding.to_spans(row["span"])
        return [c for c in ("source", "target") if row[c][:2] not in ("p:", "i:") and struck.hides(row[c], spans)]

    def _blob(self, row: Row) -> Row:
        report = self.report_of("blob", row["sha256"])
        number = self.number(report_scope(report)) if report else None
        if number is None and not bytes(row["content"]).startswith(MAGIC):
            return row
        place = Place("blob", self._vault.covered(row["sha256"]), "content")
        return {**row, "content": self._vault.seal_bytes(number or FIRST, place, bytes(row["content"]))}

    def _of_incidents(self, table: Table, rows: Sequence[Row]) -> list[Row]:
        enclosed = self.enclosed_incidents([r["incident"] for r in rows])
        self.make_keys(incident_scope(i) for i in enclosed)
        told = []
        for row in rows:
            number = self._numbers.get(incident_scope(row["incident"])) if row["incident"] in enclosed else None
            if number is None or row.get("audience") == "reader":
                told.append(row)
                continue
            key = stored_key(self._vault, table, row)
            columns = _OF_INCIDENT[table.name]
            told.append({**row, **{c: self._vault.seal(number, Place(table.name, key, c), row[c]) for c in columns}})
        return told

    def enclosed_incidents(self, incidents: Sequence[str]) -> set[str]:
        """Those of some incidents that an enclosed report tells of."""
        member, text, key = schema.incident_mention, schema.text, schema.data_key
        found: set[str] = set()
        wanted = list(dict.fromkeys(incidents))
        for start in range(0, len(wanted), _SOME):
            chosen = (
                select(member.c.incident)
                .distinct()
                .join(text, text.c.id == member.c.text)
                .join(key, key.c.scope == literal("report ").concat(text.c.report))
                .where(member.c.incident.in_(wanted[start : start + _SOME]))
            )
            found |= {str(r.incident) for r in self._connection.execute(chosen)}
        return found

    # -- later --------------------------------------------------------------------------------------------

    def enclose(self, report: str) -> None:
        """Encloses a report that was kept in the open: what is stored of it is written again, encrypted.

        The rows stay what they are, digests too. Traces are for :meth:`sijill.register.database.Database.scrub`.
        """
        self.make_keys([report_scope(report)])
        texts = [str(t) for t in self._ids(schema.text.c.id, schema.text.c.report, [report])]
        readings = self._ids(schema.reading.c.id, schema.reading.c.text, texts)
        blobs = self._ids(schema.capture.c.sha256, schema.capture.c.report, [report])
        for table, column, among in (
            (schema.report, schema.report.c.id, [report]),
            (schema.capture, schema.capture.c.report, [report]),
            (schema.blob, schema.blob.c.sha256, blobs),
            (schema.text, schema.text.c.report, [report]),
            (schema.statement, schema.statement.c.text, texts),
            (schema.party, schema.party.c.reading, readings),
            (schema.claim, schema.claim.c.reading, readings),
            (schema.relation, schema.relation.c.reading, readings),
            (schema.seal, schema.seal.c.text, texts),
            (schema.by_hand, schema.by_hand.c.text, texts),
        ):
            self.write_again(table, column, among)
        incidents = self._ids(schema.incident_mention.c.incident, schema.incident_mention.c.text, texts)
        for table in (schema.standing, schema.card):
            self.write_again(table, table.c.incident, incidents)

    def _ids(self, column: Any, where: Any, among: Sequence[str]) -> list[str]:
        found: dict[str, None] = {}
        for start in range(0, len(among), _SOME):
            chosen = select(column).distinct().where(where.in_(among[start : start + _SOME]))
            found.update({r[0]: None for r in self._connection.execute(chosen)})
        return list(found)

    def write_again(self, table: Table, column: Any, among: Sequence[Any]) -> None:
        """Stores rows anew, those of which a column is one of some values: encrypted where they must be."""
        for start in range(0, len(among), _SOME):
            chosen = select(table).where(column.in_(among[start : start + _SOME]))
            rows = [dict(r) for r in self._connection.execute(chosen).mappings()]
            for plain, told in zip(rows, self.stored(table, rows), strict=True):
                changed = {c: v for c, v in told.items() if v is not plain[c]}
                if changed:
                    same = [c == plain[c.name] for c in table.primary_key]
                    self._connection.execute(update(table).where(*same).values(changed))


def key_row(wrapped: WrappedKey) -> dict[str, Any]:
    """The row of a wrapped data key."""
    return {
        "n": wrapped.number, "scope": wrapped.scope, "generation": wrapped.generation, "wrapped": wrapped.wrapped,
    }  # fmt: skip


def to_wrapped(row: Any) -> WrappedKey:
    """The wrapped data key of a row."""
    return WrappedKey(row.n, row.scope, row.generation, row.wrapped)
