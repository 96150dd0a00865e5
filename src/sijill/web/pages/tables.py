"""Spreadsheets: what the columns mean is said or recognised, tried without writing anything, then imported.

Between trying and importing the file is held in memory, for its owner only; what is imported is each row as a report
of its own whose values quote their cells (:mod:`sijill.workflow.importing`).
"""

from __future__ import annotations

import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePath

from starlette.responses import Response

from sijill.errors import Failure, NotFoundError, SijillError, UsageError
from sijill.sources.tables import read_table
from sijill.statements import mapping as mappings
from sijill.types import Report, ReportKind, Source
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.web.statement_view import StatementView, view
from sijill.web.wording import Wording
from sijill.workflow import Table, account_of, import_table, skeleton
from sijill.workflow.importing import ImportedRow

#: files that are held at one time, of all members; the oldest goes first
MOST = 8
#: rows that are shown, and rows that are tried
SHOWN, TRIED = 5, 2_000
#: longest mapping, in code points
LONGEST = 50_000
SUFFIXES = (".csv", ".tsv", ".xlsx")


@dataclass(frozen=True, slots=True)
class Held:
    """A spreadsheet between trying and importing."""

    owner: str
    name: str
    content: bytes
    #: name of a mapping of the program, or "" for one's own
    mapping: str
    own: str


@dataclass(frozen=True, slots=True)
class RowView:
    """A row as it would be kept."""

    number: int
    statements: tuple[StatementView, ...]


def table(ask: Ask) -> Response:
    """The form."""
    ask.desk.require(access.may_record(ask.member), "importing")
    return ask.page("table.html", held=None, token="", names=mappings.names(), own="", chosen="", rows=[], failures=[],
                    good=0, problem=None)  # fmt: skip


def attempt(ask: Ask) -> Response:
    """What the rows would be understood as; writes nothing."""
    ask.desk.require(access.may_record(ask.member), "importing")
    held = _given(ask)
    token = secrets.token_urlsafe(16)
    shelf = _shelf(ask)
    shelf[token] = held
    while len(shelf) > MOST:
        del shelf[next(iter(shelf))]
    rows: list[RowView] = []
    failures: list[Failure] = []
    good = 0
    problem: SijillError | None = None
    own, chosen = held.own, held.mapping
    with _at_path(held) as (path, mapping):
        try:
            opened = Table(path, mapping, settings=ask.desk.settings)
            chosen = chosen or ("" if own else opened.mapping.name)
            for row in islice(opened.rows(), TRIED):
                if isinstance(row, Failure):
                    failures.append(row)
                    continue
                good += 1
                if len(rows) < SHOWN:
                    rows.append(_row(row, ask.t))
        except SijillError as error:
            problem = error
            if not own:
                columns, _ = read_table(path, max_bytes=ask.desk.settings.integer("max_bytes"))
                own = skeleton(columns)
    return ask.page(
        "table.html", held=held, token=token, names=mappings.names(), own=own, chosen=chosen, rows=rows,
        failures=failures[:SHOWN], good=good, problem=problem,
    )  # fmt: skip


def take(ask: Ask) -> Response:
    """Import what was tried."""
    ask.desk.require(access.may_record(ask.member), "importing")
    shelf = _shelf(ask)
    held = shelf.get(ask.text("token"))
    if held is None or held.owner != ask.member.name:
        raise NotFoundError("", "the spreadsheet is not held any more", "choose it again")
    kind: ReportKind = "note" if ask.text("note") else "article"
    with _at_path(held) as (path, mapping), ask.desk.writing() as register:
        opened = Table(path, mapping, settings=ask.desk.settings)
        done = list(import_table(register, opened, by=ask.member.name, kind=kind, settings=ask.desk.settings))
    shelf.pop(ask.text("token"), None)
    failures = [r for r in done if isinstance(r, Failure)]
    new = sum(1 for r in done if not isinstance(r, Failure) and r.new)
    return ask.page("imported.html", new=new, known=len(done) - len(failures) - new, failures=failures[:50],
                    failed=len(failures))  # fmt: skip


def _shelf(ask: Ask) -> dict[str, Held]:
    state = ask.request.app.state
    if not hasattr(state, "tables"):
        state.tables = {}
    shelf: dict[str, Held] = state.tables
    return shelf


def _given(ask: Ask) -> Held:
    """The file that was sent, or the one that is held; with the mapping that was chosen or written."""
    mapping, own = ask.text("mapping"), ask.text("own").replace("\r\n", "\n")
    if mapping and mapping not in mappings.names():
        raise UsageError(mapping[:40], "is no mapping of the program", f"there are: {', '.join(mappings.names())}")
    if len(own) > LONGEST:
        raise UsageError("the mapping", "is too long")
    files = ask.files("file")
    if files:
        file = files[0]
        name = PurePath((file.filename or "").replace("\\", "/")).name
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise UsageError(name[:60], "is no spreadsheet", f"it ends with {', '.join(SUFFIXES)}")
        file.file.seek(0)
        return Held(ask.member.name, name, file.file.read(), mapping, "" if mapping else own)
    held = _shelf(ask).pop(ask.text("token"), None)
    if held is None or held.owner != ask.member.name:
        raise UsageError("", "there is no file", "choose one")
    return Held(held.owner, held.name, held.content, mapping, "" if mapping else own)


@contextmanager
def _at_path(held: Held) -> Iterator[tuple[Path, str | None]]:
    """The spreadsheet and its mapping as files, for as long as they are read."""
    with tempfile.TemporaryDirectory(prefix="sijill-") as folder:
        # the rows' addresses hold the file's name; nothing of it leads out of the folder
        path = Path(folder) / ("".join(c for c in held.name if c.isprintable())[-100:] or "rows.csv")
        path.write_bytes(held.content)
        mapping: str | None = held.mapping or None
        if held.own:
            written = Path(folder) / "mapping.toml"
            written.write_text(held.own, "utf-8")
            mapping = str(written)
        yield path, mapping


def _row(row: ImportedRow, wording: Wording) -> RowView:
    source = Source(Report(row.text.uri, row.text.uri, "article"), row.text, row.capture.captured_at)
    statements: list[StatementView] = []
    for mention in row.reading.mentions:
        account = account_of(source, row.reading, mention.id)
        statements += [
            view(account, s, i, wording) for i, s in zip(account.statement_ids, mention.statements, strict=True)
        ]  # fmt: skip
    return RowView(row.number, tuple(statements))


ROUTES = [
    route("/add/table", table),
    route("/add/table", attempt, methods=("POST",)),
    route("/add/table/import", take, methods=("POST",)),
]
