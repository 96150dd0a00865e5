"""Spreadsheets, imported: each row a report whose text is the row, every value quoting its cell. Then linked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sijill import texts
from sijill.codebook import Codebook
from sijill.errors import Failure, SijillError, SourceError, UsageError
from sijill.register import Register
from sijill.settings import Settings, load
from sijill.sources.making import make
from sijill.sources.options import SourceOptions
from sijill.sources.tables import Row, read_table
from sijill.statements import mapping as mappings
from sijill.statements import rows
from sijill.statements.mapping import TableMapping
from sijill.types import Capture, Metadata, Reading, ReportKind, Text
from sijill.values import edtf
from sijill.workflow.adding import Added
from sijill.workflow.linking import link_new
from sijill.workflow.reading import codebook_of


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One row as it would be kept."""

    #: as the program shows it that made the table; the heading row is 1
    number: int
    capture: Capture
    text: Text
    reading: Reading


class Table:
    """A spreadsheet with what its columns mean, opened once."""

    def __init__(
        self, path: Path, mapping: str | None = None, *, settings: Settings | None = None, sheet: str | None = None
    ) -> None:
        """Open a spreadsheet.

        Args:
            path: a .csv, .tsv or .xlsx.
            mapping: name of a mapping of the program, or path of a file of one's own; None: the one that fits.
            settings: the settings in force; loaded where not given.
            sheet: name of the sheet of a workbook; the first by default.

        Raises:
            SourceError: it cannot be read.
            UsageError: no mapping fits, or the one named looks at columns that are not there.
        """
        self._settings = settings or load()
        self._book: Codebook = codebook_of(self._settings)
        self._path = path
        self._sheet = sheet
        self._limit = self._settings.integer("max_bytes")
        #: names of the columns, in order
        self.columns, _ = read_table(path, max_bytes=self._limit, sheet=sheet)
        #: what they mean
        self.mapping: TableMapping = self._mapped(mapping)

    def _mapped(self, name: str | None) -> TableMapping:
        if name is None:
            found = mappings.recognised(self.columns, self._book)
            if found is None:
                raise UsageError(
                    str(self._path), f"no mapping knows these columns: {', '.join(self.columns)}",
                    f"say what they mean with --mapping FILE.toml, or name one of {', '.join(mappings.names())}; "
                    "--skeleton prints a file to begin with",
                )  # fmt: skip
            return found
        found = mappings.load(name, self._book)
        missing = [c for c in found.columns if c not in self.columns]
        # a table need not have every column that a scheme has, but one at least of those that tell what happened
        if len(missing) == len(found.columns) or (found.id and found.id in missing):
            raise UsageError(
                str(self._path), f"has no column {missing[0]!r}, which the mapping {found.name} looks at",
                f"its columns are: {', '.join(self.columns)}",
            )  # fmt: skip
        return found

    def rows(self) -> Iterator[ImportedRow | Failure]:
        """The rows in order, each as it would be kept, or what is wrong with it."""
        _, lines = read_table(self._path, max_bytes=self._limit, sheet=self._sheet)
        try:
            for row in lines:
                try:
                    yield self._row(row)
                except SijillError as error:
                    yield Failure(self._name(row), error)
        except SourceError as error:
            yield Failure(str(self._path), error)

    def _name(self, row: Row) -> str:
        return f"{self._path.name}, row {row.number}"

    def _row(self, row: Row) -> ImportedRow:
        mapping, where = self.mapping, self._name(row)
        content = rows.text_of_row(row.cells, mapping).encode("utf-8")
        # a row without a number of its own is told from others by what is in it; where rows are moved it stays itself
        own = row.cells.get(mapping.id or "") or hashlib.sha256(content).hexdigest()[:12]
        capture = make(
            content, SourceOptions(settings=self._settings), uri=f"{self._path.name}#{own}", kind="table",
            media_type="text/plain", encoding="utf-8", declared=self._declared(row), custody=(("row", where),),
        )  # fmt: skip
        text = texts.extract(capture, max_characters=self._settings.integer("max_characters"))
        reading = rows.read_row(text, row.cells, mapping, self._book, where)
        if not any(s.field == "type" for m in reading.mentions for s in m.statements):
            raise SourceError(where, "does not say what happened", "the mapping leaves such rows out")
        return ImportedRow(row.number, capture, text, reading)

    def _declared(self, row: Row) -> Metadata:
        mapping, cells = self.mapping, row.cells
        published = cells.get(mapping.published or "")
        if published is not None:
            try:
                edtf.bounds(published)
            except ValueError:
                published = None
        publisher = cells.get(mapping.publisher_column or "") or mapping.publisher
        return Metadata(
            title=cells.get(mapping.title or ""), publisher=publisher, published=published,
            url=cells.get(mapping.url or ""),
        )  # fmt: skip


def import_table(
    register: Register,
    table: Table,
    *,
    by: str = "sijill",
    kind: ReportKind = "article",
    settings: Settings | None = None,
) -> Iterator[Added | Failure]:
    """Keep the rows of a table as reports, one transaction each, then link. Safe to repeat and to interrupt.

    Args:
        register: where they are kept.
        table: opened.
        by: who imports.
        kind: article: what others have published. note: what you know yourselves; sealed whole.
        settings: the settings in force; loaded where not given.

    Yields:
        What became of each row, or what is wrong with it. Linking is done when the iterator is exhausted.
    """
    settings = settings or load()
    for row in table.rows():
        if isinstance(row, Failure):
            yield row
        elif register.has_capture(row.capture) and register.has_reading(row.text.id, row.reading.reader):
            yield Added(row.capture.uri, new=False, mentions=0)
        else:
            kept = register.keep(row.capture, row.text, row.reading, by=by, kind=kind)
            yield Added(row.capture.uri, new=kept.anything, mentions=len(row.reading.mentions))
    link_new(register, by=by, settings=settings)


def skeleton(columns: Sequence[str]) -> str:
    """A mapping to begin with, for a table of some columns."""
    listed = "".join(f"#   {column}\n" for column in columns)
    return f"""# What the columns of this table mean. Its columns are:
{listed}
label = "My table"
# the first line of every row's text, in words that are true of every row
heading = "A killing, as a table of ours tells of it"
publisher = "who made the table"
# id = "the column with a number for each row"

[[fields]]
field = "type"
value = "killing"            # or: column = "…" with codes = {{ "what it says" = "killing" }}

[[fields]]
field = "date"
column = "{columns[0] if columns else "date"}"
# forms = ["%d/%m/%Y"]       # how dates are written, where they are not 2024-05-03

# [[fields]]
# field = "place"
# place = {{ city = "…", admin1 = "…", country = "…" }}

# [[fields]]
# role = "victim"
# field = "name"
# column = "…"
"""
