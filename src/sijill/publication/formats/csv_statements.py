"""A table for spreadsheets: one row for each statement of a report, with the words that say so.

``stands`` tells whether the statement is behind the value that holds (``behind``, with its rule) or says otherwise
(``against``); empty where no value rests on it. Ranges and places have columns of their own beside the words.
An individual who is blamed is named in a sentence with who says so, the denial and the state of the case.
``offsets`` count code points of the text as it was extracted; empty where something was struck out of that text.
"""

from __future__ import annotations

from sijill.publication.accused import accusation
from sijill.publication.cells import ends, row, several
from sijill.publication.filter import Cleared
from sijill.publication.summary import address, count_words, place_words
from sijill.types import Account, Count, PartyKey, Place, Standing, Statement, Value

TITLE = "table, one row a statement with its quotation"
STEM = "statements"
SUFFIX = ".csv"
MEDIA_TYPE = "text/csv"
COLUMNS = (
    "id", "incident", "report", "publisher", "title", "published", "url", "mention", "role", "item", "field", "value",
    "value_min", "value_max", "city", "admin1", "country", "latitude", "longitude", "precision", "quote", "offsets",
    "modality", "speaker", "speaker_quote", "as_of", "stands", "rule", "reader",
)  # fmt: skip
HEAD = row(COLUMNS)
SEPARATOR = ""
TAIL = ""

#: between two stretches of one quotation that stand apart in the text
_APART = " … "


def record(cleared: Cleared, told: set[str]) -> str:  # noqa: ARG001 - a table tells each row in full
    """The statements of one incident, a row each."""
    dossier = cleared.dossier
    stands = _stands(dossier.standing)
    accused = {
        key: sentence
        for p in dossier.standing.parties if (sentence := accusation(dossier, p)) for key in p.parties
    }  # fmt: skip
    return "".join(
        _row(
            cleared,
            account,
            statement_id,
            statement,
            *stands.get(statement_id, (None, None)),
            accused=accused.get(PartyKey(account.source.text.id, statement.subject.item)),
        )
        for account in dossier.mentions
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True)
    )


def _row(
    cleared: Cleared, account: Account, statement_id: str, said: Statement, stands: str | None, rule: str | None,
    *, accused: str | None,
) -> str:  # fmt: skip
    text, subject, value = account.source.text, said.subject, said.value
    place = value if isinstance(value, Place) else Place()
    open_text = text.id not in cleared.redacted
    told = accused if accused and (subject.role, said.field) == ("perpetrator", "name") else _words(value)
    return row((
        statement_id, cleared.dossier.incident.id, account.source.report.id, text.metadata.publisher,
        text.metadata.title, text.metadata.published, address(text.metadata.url, account.source.report.uri),
        account.mention.id, subject.role, subject.item, said.field, told,
        *ends(value if isinstance(value, Count) else None),
        place.city, place.admin1, place.country, place.latitude, place.longitude, place.precision,
        _APART.join(text.quote(s) for s in said.spans),
        several(f"{s.start}–{s.end}" for s in said.spans) if open_text else None,
        said.modality, said.speaker, _APART.join(text.quote(s) for s in said.speaker_spans), said.as_of,
        stands, rule, f"{account.reader.name} {account.reader.version}",
    ))  # fmt: skip


def _stands(standing: Standing) -> dict[str, tuple[str, str]]:
    """Statement id -> whether it is behind or against the value that holds, and the rule of that value."""
    found: dict[str, tuple[str, str]] = {}
    for value in (*standing.values, *(v for p in standing.parties for v in p.values)):
        for statement_id in value.against:
            found.setdefault(statement_id, ("against", value.rule))
        for statement_id in value.behind:
            found[statement_id] = ("behind", value.rule)
    return found


def _words(value: Value) -> str:
    """A value as words; the parts of ranges and places have columns of their own."""
    if isinstance(value, Count):
        return count_words(value)
    if isinstance(value, Place):
        return place_words(value)
    return str(value)
