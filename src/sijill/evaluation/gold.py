"""Annotated texts of any kind that we can score, brought into one form: the text to read, and what is told of it.

What kind a path holds is seen from its content: a folder (or a file) of corpus passages, annotated articles in JSON
Lines (``{"id", "text", "incidents"}``), or MUC-4 in JSON Lines (``{"docid", "text", "templates"}``). Invariant: a
text is made just as `sijill read` makes it, and a record that cannot be had costs only itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from sijill import sources, texts
from sijill.errors import CorpusError, Failure, SijillError, UsageError
from sijill.evaluation.agreement import Row
from sijill.evaluation.corpus.files import ENDING, files, parse_file
from sijill.evaluation.muc4 import records as muc4
from sijill.settings import Settings
from sijill.types import Text

Kind = Literal["articles", "corpus", "muc4"]

#: said of a style or region that the annotation does not tell
NOT_TOLD = "not told"


@dataclass(frozen=True, slots=True)
class Annotated:
    """One text and what it tells."""

    text: Text = field(repr=False)
    #: an annotated article as :mod:`~sijill.evaluation.scoring` takes it, or a record of MUC-4
    told: Row = field(repr=False)
    #: manner of writing: "wire", "opinion", "ngo_report", ...
    style: str = NOT_TOLD
    #: part of the world
    region: str = NOT_TOLD

    @property
    def id(self) -> str:
        """The name under which it was annotated."""
        return self.text.uri


@dataclass(frozen=True, slots=True)
class Gold:
    """All annotated texts of one path."""

    #: the path as given
    name: str
    kind: Kind
    texts: tuple[Annotated, ...]
    #: what of it cannot be used
    failures: tuple[Failure, ...] = ()


def load(path: str | Path, settings: Settings) -> Gold:
    """The annotated texts of a path.

    Args:
        path: a folder or file of corpus passages, or a file of annotated articles or of MUC-4 in JSON Lines.
        settings: the settings in force: how long a text may be.

    Raises:
        UsageError: there is nothing there, or it is none of these.
    """
    where = Path(path)
    try:
        if where.is_dir() or (where.is_file() and where.suffix == ENDING):
            return _passages(where)
        with where.open(encoding="utf-8-sig") as file:
            first = next((line for line in file if line.strip()), "")
    except CorpusError as error:
        raise UsageError(str(path), error.problem, error.advice) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8"
        raise UsageError(str(path), f"cannot be read: {reason}", "name a file or folder of annotated texts") from error
    record = _record(first)
    if "docid" in record and "templates" in record:
        return _muc4(where)
    if "id" in record and isinstance(record.get("incidents"), list):
        return _articles(where, settings)
    raise UsageError(
        str(path),
        "holds no annotated texts that sijill knows",
        'a folder of corpus passages, or JSON Lines of {"id", "text", "incidents"} or of MUC-4 '
        '{"docid", "text", "templates"}',
    )


def _record(line: str) -> Mapping[str, Any]:
    """The JSON object on a line; an empty one where there is none."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _passages(folder: Path) -> Gold:
    found: list[Annotated] = []
    failures: list[Failure] = []
    for file in files(folder):
        passage, problems = parse_file(file)
        if passage is None:
            first = problems[0]
            failures.append(Failure(str(file), CorpusError(f"{file}:{first.line}", first.what, first.remedy)))
            continue
        found.append(Annotated(passage.text_object(), passage.article(), passage.style, passage.region))
    return Gold(str(folder), "corpus", tuple(found), tuple(failures))


def _articles(file: Path, settings: Settings) -> Gold:
    told = {str(row.get("id")): row for row in _records(file)}
    found: list[Annotated] = []
    failures: list[Failure] = []
    for capture in sources.capture([str(file)], sources.SourceOptions(settings=settings, input_format="jsonl")):
        if isinstance(capture, Failure):
            failures.append(capture)
            continue
        row = told.get(capture.uri, {})
        if not _is_list_of_records(row.get("incidents")):
            problem = UsageError(f"{file}: {capture.uri}", 'has no list "incidents"', "an article without any has []")
            failures.append(Failure(capture.uri, problem))
            continue
        try:
            text = texts.extract(capture, max_characters=settings.integer("max_characters"))
        except SijillError as error:
            failures.append(Failure(capture.uri, error))
            continue
        found.append(Annotated(text, row, str(row.get("style") or NOT_TOLD), str(row.get("region") or NOT_TOLD)))
    return Gold(str(file), "articles", tuple(found), tuple(failures))


def _is_list_of_records(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _muc4(file: Path) -> Gold:
    found: list[Annotated] = []
    failures: list[Failure] = []
    for number, row in enumerate(_records(file), start=1):
        try:
            found.append(Annotated(muc4.text_of(row), row, "wire", "americas"))
        except ValueError as error:
            failures.append(Failure(f"{file}:{number}", UsageError(f"{file}:{number}", str(error))))
    return Gold(str(file), "muc4", tuple(found), tuple(failures))


def _records(file: Path) -> Iterator[Mapping[str, Any]]:
    """The JSON objects of a file; other lines, which whoever captures it names, give empty ones."""
    with file.open(encoding="utf-8-sig", errors="replace") as lines:
        for line in lines:
            if line.strip():
                yield _record(line)
