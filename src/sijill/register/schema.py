"""The tables of a register, all of them, for SQLite and PostgreSQL alike.

Three sorts. *Kept* tables are append-only: a row once written is never changed and never deleted. *Derived* tables
can be worked out again from the kept ones and are replaced when these grow. The *log* says which rows every change
wrote. Words are stored once: a statement holds spans, never a copy of its quotation. Whatever has an inner shape
(a value, spans, an anchor) is canonical JSON (:mod:`sijill.register.encoding`), so that both databases hold the same
characters and a row's digest is the same on both.

``entry`` is everywhere the number of the log entry that brought the row in; "newest" means the highest entry.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()

# ---------------------------------------------------------------------------------------------------------
# About the register itself

#: version, secret (hex; keys all ids and digests), created, head ("SEQ HASH" of the last log entry)
meta = Table(
    "meta",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

migration = Table(
    "migration",
    METADATA,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("at", Text, nullable=False),
)

# ---------------------------------------------------------------------------------------------------------
# Kept: what was found

blob = Table(
    "blob",
    METADATA,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

report = Table(
    "report",
    METADATA,
    # keyed digest of the uri: a unique index over long addresses would be refused by PostgreSQL
    Column("id", Text, primary_key=True),
    Column("uri", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("entry", Integer, nullable=False),
)

capture = Table(
    "capture",
    METADATA,
    # keyed digest of sha256 and uri: the same bytes from the same place are one capture
    Column("id", Text, primary_key=True),
    Column("sha256", Text, ForeignKey("blob.sha256"), nullable=False),
    Column("uri", Text, nullable=False),
    # the same bytes found at a second place belong to the report of the first: a copy is no second source
    Column("report", Text, ForeignKey("report.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("captured_at", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("encoding", Text),
    Column("declared", Text, nullable=False),
    Column("custody", Text, nullable=False),
    Column("entry", Integer, nullable=False),
    # "where and when were these bytes found?"
    Index("capture_by_bytes", "sha256"),
)

text = Table(
    "text",
    METADATA,
    Column("id", Text, primary_key=True),
    # of the bytes, not of one capture: the same bytes give the same text wherever they were found
    Column("capture", Text, ForeignKey("blob.sha256"), nullable=False),
    Column("report", Text, ForeignKey("report.id"), nullable=False),
    Column("uri", Text, nullable=False),
    Column("extractor", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("title", Text),
    Column("publisher", Text),
    Column("author", Text),
    Column("language", Text),
    Column("published", Text),
    Column("url", Text),
    Column("pages", Text, nullable=False),
    Column("entry", Integer, nullable=False),
    # "which is the newest text of these bytes?"
    Index("text_by_capture", "capture", "entry"),
)

reading = Table(
    "reading",
    METADATA,
    # keyed digest of text and reader: the same reader finds nothing new
    Column("id", Text, primary_key=True),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("name", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("model", Text),
    Column("codebook", Text),
    Column("entry", Integer, nullable=False),
    # "which is the newest reading of this text?"
    Index("reading_by_text", "text", "entry"),
)

mention = Table(
    "mention",
    METADATA,
    Column("reading", Text, ForeignKey("reading.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("confidence", Float, nullable=False),
)

statement = Table(
    "statement",
    METADATA,
    # keyed digest of all columns but entry: who or what extracted it is no part of a statement
    Column("id", Text, primary_key=True),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("mention", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("item", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("spans", Text, nullable=False),
    Column("modality", Text, nullable=False),
    Column("speaker", Text),
    Column("as_of", Text),
    Column("entry", Integer, nullable=False),
    # "which statements of this text are known already?"
    Index("statement_by_text", "text"),
)

reading_statement = Table(
    "reading_statement",
    METADATA,
    Column("reading", Text, primary_key=True),
    # position of the mention in the reading
    Column("mention", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("statement", Text, ForeignKey("statement.id"), nullable=False),
    # where a reader saw the speaker named is no part of the statement, and two readers may differ in it
    Column("speaker_spans", Text, nullable=False),
    ForeignKeyConstraint(["reading", "mention"], ["mention.reading", "mention.position"]),
    # "which readings found this statement?"
    Index("reading_by_statement", "statement"),
)

party = Table(
    "party",
    METADATA,
    Column("reading", Text, ForeignKey("reading.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("name", Text),
    Column("spans", Text, nullable=False),
)

claim = Table(
    "claim",
    METADATA,
    Column("reading", Text, ForeignKey("reading.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("speaker_spans", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("span", Text, nullable=False),
    Column("party", Text),
    Column("mention", Text),
    Column("field", Text),
    Column("count", Text),
)

relation = Table(
    "relation",
    METADATA,
    Column("reading", Text, ForeignKey("reading.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("span", Text, nullable=False),
)

# ---------------------------------------------------------------------------------------------------------
# Kept: what was said of it

judgement = Table(
    "judgement",
    METADATA,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    # several judgements may be given at once
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("left", Text, nullable=False),
    Column("right", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("score", Float),
    Column("reason", Text, nullable=False),
)

decision = Table(
    "decision",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("anchor", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("before", Text),
    Column("after", Text),
    Column("undoes", Text, ForeignKey("decision.id")),
    # one decision an entry: its order is the order of the log
    Column("entry", Integer, nullable=False, unique=True),
)

#: ids once minted; they resolve for ever, and none is given twice
incident = Table(
    "incident",
    METADATA,
    Column("id", Text, primary_key=True),
    # the mention for which it was minted; where that mention is now, incident_mention tells
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("mention", Text, nullable=False),
    Column("entry", Integer, nullable=False),
)

#: who may use the workspace; the row with the highest entry holds for a name, so that a password that was changed and a
#: right that was taken away leave a trace
member = Table(
    "member",
    METADATA,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    # argon2id, or "" where none is set
    Column("password", Text, nullable=False),
    # base32, or "" where no second factor is asked for
    Column("totp", Text, nullable=False),
    # 1, or 0 for one who may not come in any more
    Column("active", Integer, nullable=False),
)

#: what people pin to a text, an incident or a statement in the workspace, and that is no decision about its content
slip = Table(
    "slip",
    METADATA,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("body", Text, nullable=False),
    # "what was pinned to this?"
    Index("slip_by_subject", "subject"),
    # "which texts are done, which publications wait?"
    Index("slip_by_kind", "kind"),
)

# ---------------------------------------------------------------------------------------------------------
# Derived

incident_mention = Table(
    "incident_mention",
    METADATA,
    Column("text", Text, ForeignKey("text.id"), primary_key=True),
    Column("mention", Text, primary_key=True),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False),
    Column("position", Integer, nullable=False),
    # "which mentions does this incident have?"
    Index("mention_by_incident", "incident"),
)

#: merged ids and the incident that they resolve to now
incident_alias = Table(
    "incident_alias",
    METADATA,
    Column("alias", Text, ForeignKey("incident.id"), primary_key=True),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False),
    Column("position", Integer, nullable=False),
)

standing = Table(
    "standing",
    METADATA,
    Column("incident", Text, ForeignKey("incident.id"), primary_key=True),
    Column("value", Text, nullable=False),
)

#: what the policy seals in the newest reading of each text; decisions are applied when it is asked for
seal = Table(
    "seal",
    METADATA,
    Column("text", Text, ForeignKey("text.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("anchor", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("rule", Text, nullable=False),
    # local ids of the mentions that the sealed party or place has a part in
    Column("mentions", Text, nullable=False),
)

#: the folded shadow that search reads, in parts; part 0 is the title. The index over it is search_index: an FTS5
#: table on SQLite, a table of tsvectors on PostgreSQL (sijill.register.search)
search_text = Table(
    "search_text",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("part", Integer, nullable=False),
    Column("words", Text, nullable=False),
    # "which parts does this text have?"
    Index("search_by_text", "text"),
)

# ---------------------------------------------------------------------------------------------------------
# The log

log = Table(
    "log",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("commitment", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

log_payload = Table(
    "log_payload",
    METADATA,
    Column("seq", Integer, ForeignKey("log.seq"), primary_key=True, autoincrement=False),
    Column("salt", LargeBinary, nullable=False),
    # zlib over canonical JSON: {"rows": [[table, key, digest or null], ...], "note": {...}}
    Column("payload", LargeBinary, nullable=False),
)

#: append-only: the log may enter a row once and never take it back
KEPT = (
    migration, blob, report, capture, text, reading, mention, statement, reading_statement, party, claim, relation,
    judgement, decision, incident, member, slip,
)  # fmt: skip
#: may be replaced and removed
DERIVED = (incident_mention, incident_alias, standing, seal, search_text)
#: everything of which the log knows each row; meta too, save for its head, which is compared with the log itself
LOGGED = (meta, *KEPT, *DERIVED)
