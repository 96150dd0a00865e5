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

from sijill.register.covered import SEALED, Digest, Sealable, SealableBytes

METADATA = MetaData()

# ---------------------------------------------------------------------------------------------------------
# About the register itself

#: version, register (its id), secret (hex; keys all ids and digests; encrypted), created, head ("SEQ HASH" of the last
#: log entry)
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

#: who may read what is sealed; replaced as they come and go (sijill.register.keepers)
keeper = Table(
    "keeper",
    METADATA,
    # age recipient: the public part of their key
    Column("recipient", Text, primary_key=True),
    Column("name", Text, nullable=False),
    # of the register's key
    Column("generation", Integer, nullable=False),
    # 1 where their own key is from before an erasure and is to be replaced
    Column("stale", Integer, nullable=False),
    # the register's key, as age encrypts it for them; base64
    Column("wrapped", Text, nullable=False),
    # that they were let in by one who had the register's key
    Column("proof", Text, nullable=False),
)

#: the keys of what is sealed, each wrapped with the register's key, which proves them; not in the log
data_key = Table(
    "data_key",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    # "register", "report ID", "incident ID"
    Column("scope", Text, nullable=False, unique=True),
    Column("generation", Integer, nullable=False),
    Column("wrapped", Text, nullable=False),
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
    # "which bytes does this report have?"
    Index("capture_by_report", "report"),
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
    # "what came last?"
    Index("text_by_entry", "entry"),
    # "which texts does this report have?"
    Index("text_by_report", "report"),
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
    # "what came last?"
    Index("reading_by_entry", "entry"),
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
    # "what undoes this decision?"
    Index("decision_by_undone", "undoes"),
)

#: what each decision is about, taken out of its anchor so that it can be looked for
decision_about = Table(
    "decision_about",
    METADATA,
    Column("decision", Text, ForeignKey("decision.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    # "" where none is given
    Column("text", Text, nullable=False),
    Column("mention", Text, nullable=False),
    Column("incident", Text, nullable=False),
    # "what was decided about this text?", "... this incident?", "what was decided about the grouping, about seals?"
    Index("about_by_text", "text"),
    Index("about_by_incident", "incident"),
    Index("about_by_kind", "kind"),
)

#: what people's seals cover in each text that they reach: words, or all of it, as it was when they decided
by_hand = Table(
    "by_hand",
    METADATA,
    Column("entry", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("words", Text, nullable=False),
    # 1 where all of the text is sealed
    Column("whole", Integer, nullable=False),
    # "what was sealed in this text?"
    Index("by_hand_by_text", "text"),
)

#: what was erased: keyed digests of a report's id and of its bytes, so that they are not taken in again
tombstone = Table(
    "tombstone",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("entry", Integer, nullable=False),
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

#: ids of actors once minted, with the party for which each was; they resolve for ever, and none is given twice
actor = Table(
    "actor",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("party", Text, nullable=False),
    Column("entry", Integer, nullable=False),
)

#: ids of legal cases once minted, with the mention for which each was
legal_case = Table(
    "legal_case",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("mention", Text, nullable=False),
    Column("entry", Integer, nullable=False),
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
    # "which ids were merged into this one?"
    Index("alias_by_incident", "incident"),
)

standing = Table(
    "standing",
    METADATA,
    Column("incident", Text, ForeignKey("incident.id"), primary_key=True),
    Column("value", Text, nullable=False),
)

#: the mentions that stood when incidents were last saved, with the keys by which the linker finds them: four bytes
#: each, under the register's secret (sijill.register.blocking)
linked_mention = Table(
    "linked_mention",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("text", Text, ForeignKey("text.id"), nullable=False),
    Column("mention", Text, nullable=False),
    Column("keys", LargeBinary, nullable=False),
    # "does this mention stand?"
    Index("linked_by_mention", "text", "mention", unique=True),
)

#: the same, by key
mention_key = Table(
    "mention_key",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, ForeignKey("linked_mention.n"), primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

#: incidents at a glance, one row for the keeper and one, without what is sealed, for readers (sijill.register.cards).
#: All columns but n and entry follow from value
card = Table(
    "card",
    METADATA,
    # also the row of card_index
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("incident", Text, ForeignKey("incident.id"), nullable=False),
    Column("audience", Text, nullable=False),
    # first day, else last, else one behind all others: what a list is ordered by
    Column("day", Text, nullable=False),
    Column("first", Text),
    Column("last", Text),
    Column("country", Text),
    Column("admin1", Text),
    Column("city", Text),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("precision", Text),
    Column("family", Text),
    Column("killed_min", Integer),
    Column("killed_max", Integer),
    Column("injured_min", Integer),
    Column("injured_max", Integer),
    # how many were killed, -1 where nobody tells
    Column("deaths", Integer, nullable=False),
    Column("reports", Integer, nullable=False),
    Column("sources_min", Integer, nullable=False),
    Column("sources_max", Integer),
    # place in the order of grades
    Column("grade", Integer, nullable=False),
    Column("confidence", Float, nullable=False),
    Column("kind", Text),
    Column("modality", Text),
    Column("scope", Text),
    # contradictions that nobody has decided
    Column("open", Integer, nullable=False),
    Column("checked", Integer, nullable=False),
    Column("fields", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("sealed", Integer, nullable=False),
    Column("telling", Integer, nullable=False),
    Column("value", Text, nullable=False),
    Column("entry", Integer, nullable=False),
    # "which is the card of this incident?"
    Index("card_by_incident", "incident", "audience", unique=True),
    # "which come first?" in each order in which cards are listed
    Index("card_by_day", "audience", "day", "reports", "incident"),
    Index("card_by_entry", "audience", "entry", "incident"),
    Index("card_by_confidence", "audience", "confidence", "incident"),
    Index("card_by_deaths", "audience", "deaths", "incident"),
    # "what happened here?", "what is in this part of the map?"
    Index("card_by_country", "audience", "country", "admin1", "city", "day"),
    Index("card_by_city", "audience", "city", "day"),
    Index("card_by_point", "audience", "latitude", "longitude"),
    # "what is still to be looked at?"
    Index("card_by_state", "audience", "state", "day"),
    Index("card_by_open", "audience", "open"),
)

#: act families and finer acts of each card
card_act = Table(
    "card_act",
    METADATA,
    Column("n", Integer, ForeignKey("card.n"), primary_key=True, autoincrement=False),
    Column("act", Text, primary_key=True),
    # "which cards tell of this act?"
    Index("card_by_act", "act", "n"),
)

#: the folded words of each card; the index over them is card_index
card_words = Table(
    "card_words",
    METADATA,
    Column("n", Integer, ForeignKey("card.n"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),
)

#: who appears in which incident (sijill.register.actors); no name or other word of a report stands in these tables
appearance = Table(
    "appearance",
    METADATA,
    Column("incident", Text, ForeignKey("incident.id"), primary_key=True),
    Column("text", Text, ForeignKey("text.id"), primary_key=True),
    Column("party", Text, primary_key=True),
    # number of the person or body within the incident: its parties are rows of one number
    Column("position", Integer, nullable=False),
    Column("roles", Text, nullable=False),
    # blind digest of what is compared; appearances of one profile are compared as one
    Column("profile", Text, nullable=False),
    Column("count_min", Integer),
    Column("count_max", Integer),
    # days of the incident
    Column("first", Text),
    Column("last", Text),
    # "in which incidents is this party?"
    Index("appearance_by_party", "text", "party"),
    # "who else is like this?"
    Index("appearance_by_profile", "profile"),
)

#: blind keys of the names of each profile; worked out again from the parties
actor_key = Table(
    "actor_key",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("profile", Text, primary_key=True),
    # "which keys does this profile have?"
    Index("actor_key_by_profile", "profile"),
)

actor_party = Table(
    "actor_party",
    METADATA,
    Column("text", Text, ForeignKey("text.id"), primary_key=True),
    Column("party", Text, primary_key=True),
    Column("actor", Text, ForeignKey("actor.id"), nullable=False),
    # "which parties is this actor?"
    Index("party_by_actor", "actor"),
)

#: merged ids and the actor that they resolve to now
actor_alias = Table(
    "actor_alias",
    METADATA,
    Column("alias", Text, ForeignKey("actor.id"), primary_key=True),
    Column("actor", Text, ForeignKey("actor.id"), nullable=False),
    # "what else was this actor called?"
    Index("alias_by_actor", "actor"),
)

#: actors at a glance, without names
actor_card = Table(
    "actor_card",
    METADATA,
    Column("actor", Text, ForeignKey("actor.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("named", Integer, nullable=False),
    Column("count_min", Integer),
    Column("count_max", Integer),
    Column("incidents", Integer, nullable=False),
    Column("as_victim", Integer, nullable=False),
    Column("as_perpetrator", Integer, nullable=False),
    Column("first", Text),
    Column("last", Text),
    Column("state", Text),
    Column("as_of", Text),
    Column("held_min", Integer),
    Column("held_max", Integer),
    # "who is in most incidents?", "who is held as far as is known?"
    Index("actor_card_by_incidents", "named", "incidents", "actor"),
    Index("actor_card_by_state", "state", "named"),
)

#: the mentions that tell of a legal case
case_mention = Table(
    "case_mention",
    METADATA,
    Column("text", Text, ForeignKey("text.id"), primary_key=True),
    Column("mention", Text, primary_key=True),
    # whether the accused are victims of the mention, and not blamed in it
    Column("of_victim", Integer, primary_key=True, autoincrement=False),
    Column("case", Text, ForeignKey("legal_case.id"), nullable=False),
    # "which mentions tell of this case?"
    Index("mention_by_case", "case"),
)

#: merged ids and the case that they resolve to now
case_alias = Table(
    "case_alias",
    METADATA,
    Column("alias", Text, ForeignKey("legal_case.id"), primary_key=True),
    Column("case", Text, ForeignKey("legal_case.id"), nullable=False),
    # "what else was this case called?"
    Index("alias_by_case", "case"),
)

#: the seals that hold everywhere, as the readers' cards were last made with them
card_seal = Table(
    "card_seal",
    METADATA,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("anchor", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("rule", Text, nullable=False),
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
    # "whom does the policy seal wherever they are named?"
    Index("seal_by_rule", "rule"),
)

#: the shadow of each text of which anything is sealed: what a reader without a key is shown in its place
shadow = Table(
    "shadow",
    METADATA,
    Column("text", Text, ForeignKey("text.id"), primary_key=True),
    Column("title", Text),
    Column("content", Text, nullable=False),
    # 1 where all of the text is sealed
    Column("whole", Integer, nullable=False),
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
    judgement, decision, by_hand, tombstone, incident, member, slip, actor, legal_case,
)  # fmt: skip
#: may be replaced and removed
DERIVED = (
    incident_mention, incident_alias, standing, linked_mention, card, card_seal, appearance, actor_party, actor_alias,
    actor_card, case_mention, case_alias, seal, shadow, search_text,
)  # fmt: skip
#: may be replaced and removed, and cannot be worked out again
REPLACED = (keeper,)
#: derived from one row of a derived table each, and worked out again from it; the log does not know of them
SHADOWS = (mention_key, card_act, card_words, decision_about, actor_key)
#: everything of which the log knows each row; meta too, save for its head, which is compared with the log itself
LOGGED = (meta, *REPLACED, *KEPT, *DERIVED)

# ---------------------------------------------------------------------------------------------------------
# What can be sealed

_NO_KEY = '{"mention":"","text":""}'
_NO_STANDING = '{"incident":"","independent":[0,null],"parties":[],"values":[]}'

#: columns that may be encrypted, with what a reader without a key gets instead; which rows are, `enclosing` decides
SEALABLE: dict[tuple[str, str], str] = {
    ("meta", "value"): SEALED,
    ("report", "uri"): SEALED,
    ("capture", "uri"): SEALED,
    ("capture", "declared"): "{}",
    ("capture", "custody"): "[]",
    ("text", "uri"): SEALED,
    ("text", "content"): SEALED,
    ("text", "title"): SEALED,
    ("text", "publisher"): SEALED,
    ("text", "author"): SEALED,
    ("text", "url"): SEALED,
    ("statement", "value"): f'"{SEALED}"',
    ("statement", "speaker"): SEALED,
    ("party", "name"): SEALED,
    ("claim", "speaker"): SEALED,
    ("relation", "source"): SEALED,
    ("relation", "target"): SEALED,
    ("judgement", "left"): _NO_KEY,
    ("judgement", "right"): _NO_KEY,
    ("judgement", "reason"): SEALED,
    ("decision", "anchor"): "{}",
    ("decision", "reason"): SEALED,
    ("decision", "before"): f'"{SEALED}"',
    ("decision", "after"): f'"{SEALED}"',
    ("by_hand", "words"): "[]",
    ("seal", "anchor"): "{}",
    ("seal", "words"): "[]",
    ("card_seal", "anchor"): "{}",
    ("card_seal", "words"): "[]",
    ("slip", "body"): "{}",
    ("standing", "value"): _NO_STANDING,
    ("card", "value"): "",
}

for (_table, _column), _stand_in in SEALABLE.items():
    METADATA.tables[_table].c[_column].type = Sealable(_table, _column, _stand_in)
blob.c.content.type = SealableBytes("blob", "content")
log_payload.c.payload.type = SealableBytes("log_payload", "payload")

#: ids of texts and digests of bytes are stored through a permutation of the register's (sijill.register.vault)
for _owned in METADATA.tables.values():
    for _held in _owned.columns:
        if any(key.target_fullname in ("text.id", "blob.sha256") for key in _held.foreign_keys):
            _held.type = Digest()
for _held in (text.c.id, blob.c.sha256, decision_about.c.text, slip.c.subject):
    _held.type = Digest()
