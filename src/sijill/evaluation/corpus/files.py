"""Files of the corpus → passages. Strict: a passage that can be had is whole and consistent in itself.

Invariant: every tag that a record names stands in the text, every value is one of the codebook's. What is wrong is
told all at once, each with its line and what to do (:func:`parse`); :func:`load` raises with the first of it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from sijill import codebook
from sijill.codebook import Codebook
from sijill.errors import CorpusError
from sijill.evaluation.corpus.marks import LETTERS, PARTIES, unmark
from sijill.evaluation.corpus.passage import Passage
from sijill.evaluation.corpus.records import Claim, Incident, Perpetrator, Problem, Relation, Target, Victim
from sijill.types import Count, Place
from sijill.values import edtf

STYLES = ("wire", "local", "alert", "statement", "opinion", "chronicle", "country_report")
REGIONS = ("africa", "americas", "asia", "europe", "mena")
#: ending of a passage's file
ENDING = ".txt"
#: longest file that is read, in characters: four hundred words with their records are a tenth of it
MAX_CHARACTERS = 200_000

_FORMS = {
    str: 'words in quotes: "..."',
    int: "a number",
    bool: "true or false",
    list: "a list: [...]",
    dict: "a table: { ... }",
}
_ANY = "".join(LETTERS)
_EVENT_TIES = ("retaliation_for", "follows_threat", "part_of")
_TOML_LINE = re.compile(r" ?\(at line (\d+), column \d+\)")


def load(path: str | Path) -> Passage:
    """One passage.

    Raises:
        CorpusError: naming file, line and remedy of the first thing wrong with it, and how many more there are.
    """
    passage, problems = parse(Path(path).name, _read(Path(path)))
    if passage is None:
        first = problems[0]
        more = f"; {len(problems) - 1} more" if len(problems) > 1 else ""
        raise CorpusError(f"{path}:{first.line}", first.what, f"{first.remedy}{more}".removeprefix("; "))
    return passage


def passages(folder: str | Path) -> Iterator[Passage]:
    """All passages of a folder and the folders in it, in the order of their paths.

    Raises:
        CorpusError: a file is not in the format, or there are no passages.
    """
    for path in files(folder):
        yield load(path)


def files(folder: str | Path) -> list[Path]:
    """The files of passages in a folder and the folders in it, sorted; a file is itself.

    Raises:
        CorpusError: there are none.
    """
    folder = Path(folder)
    found = [folder] if folder.is_file() else sorted(p for p in folder.rglob(f"*{ENDING}") if p.is_file())
    if not found:
        raise CorpusError(str(folder), "has no passages", f"name a folder with {ENDING} files")
    return found


def parse_file(path: Path) -> tuple[Passage | None, tuple[Problem, ...]]:
    """:func:`parse` of a file; a file that cannot be read is a problem."""
    try:
        return parse(path.name, _read(path))
    except CorpusError as error:
        return None, (Problem(path.name, 0, error.problem, error.advice),)


def _read(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", newline=None) as file:
            source = file.read(MAX_CHARACTERS + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is not UTF-8"
        raise CorpusError(str(path), f"cannot be read: {reason}", "passages are text files in UTF-8") from error
    if len(source) > MAX_CHARACTERS:
        raise CorpusError(str(path), f"is longer than {MAX_CHARACTERS} characters", "a passage has 80 to 400 words")
    return source


def parse(name: str, source: str) -> tuple[Passage | None, tuple[Problem, ...]]:
    """A passage from the content of its file.

    Args:
        name: name of the file; without its ending it is the passage's id.
        source: the content.

    Returns:
        The passage, or None where something is wrong; and what is wrong, in the order of the file.
    """
    lines = source.split("\n")
    cuts = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(cuts) != 2:
        line = cuts[2] + 1 if len(cuts) > 2 else 1
        what = f"has {len(cuts)} lines of three hyphens"
        return None, (Problem(name, line, what, "head, text and records are divided by two of them"),)
    reader = _File(name, _book())
    head = reader.toml(lines, 0, cuts[0])
    words, marks, faults = unmark("\n".join(lines[cuts[0] + 1 : cuts[1]]), cuts[0] + 2)
    reader.problems += (Problem(name, fault.line, fault.what, fault.remedy) for fault in faults)
    reader.tags = frozenset(mark.tag for mark in marks)
    reader.whole = frozenset(mark.tag.partition(".")[0] for mark in marks)
    data = reader.toml(lines, cuts[1] + 1, len(lines))
    if not words:
        reader.problem(cuts[0] + 2, "has no text", "write it between the lines of three hyphens")
    passage = reader.passage(Path(name).stem, head, words, data)
    if reader.problems:
        return None, tuple(sorted(reader.problems, key=lambda problem: problem.line))
    return Passage(**passage, marks=marks), ()


@cache
def _book() -> Codebook:
    return codebook.load()


def _known(names: Iterable[str]) -> str:
    return f"there are: {', '.join(names) or 'none'}"


class _File:
    """Reads one file; collects what is wrong with it."""

    def __init__(self, name: str, book: Codebook) -> None:
        self.name = name
        self.book = book
        self.problems: list[Problem] = []
        #: tags of the text as they stand there, and without their parts
        self.tags: frozenset[str] = frozenset()
        self.whole: frozenset[str] = frozenset()
        self.lines: Mapping[str, Sequence[int]] = {}
        self.source: Sequence[str] = ()

    def problem(self, line: int, what: str, remedy: str = "") -> None:
        self.problems.append(Problem(self.name, line, what, remedy))

    def toml(self, lines: Sequence[str], start: int, end: int) -> dict[str, Any]:
        """A part of the file as TOML; remembers on which lines its records begin."""
        found: dict[str, list[int]] = {}
        for number in range(start, end):
            header = re.match(r"\s*\[\[\s*(\w+)\s*\]\]", lines[number])
            if header:
                found.setdefault(header[1], []).append(number + 1)
        self.lines, self.source = found, lines
        try:
            return tomllib.loads("\n".join(lines[start:end]))
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            at = _TOML_LINE.search(str(error))
            what = f"is not TOML: {_TOML_LINE.sub('', str(error))}"
            self.problem(start + int(at[1]) if at else start + 1, what, "strings stand in quotes, { } on one line")
            return {}

    def passage(self, name: str, head: dict[str, Any], words: str, data: dict[str, Any]) -> dict[str, Any]:
        """The arguments of a Passage; meaningful only where no problem was met."""
        top = _Table(self, head, "head", 1)
        told: dict[str, Any] = {
            "id": name,
            "text": words,
            "style": top.choice("style", STYLES, required=True),
            "region": top.choice("region", REGIONS, required=True),
            "published": top.edtf("published"),
            "title": top.text("title"),
            "publisher": top.text("publisher"),
            "language": top.text("language") or "en",
            "traps": tuple(str(trap) for trap in top.take("traps", list) or ()),
        }
        top.finish()
        tables = {kind: list(self._tables(data, kind)) for kind in ("incident", "claim", "relation")}
        for kind in data:
            self.problem(1, f"no records {kind!r}", "there are: incident, claim, relation")
        told["incidents"] = tuple(table.incident() for table in tables["incident"])
        known = [incident.id for incident in told["incidents"]]
        told["claims"] = tuple(table.claim(known) for table in tables["claim"])
        told["relations"] = tuple(table.relation(known) for table in tables["relation"])
        for number, incident in enumerate(told["incidents"]):
            if incident.id and incident.id in known[:number]:
                self.problem(incident.line, f"{incident.id} has two records", "one record an incident")
        return told

    def _tables(self, data: dict[str, Any], kind: str) -> Iterator[_Table]:
        records = data.pop(kind, [])
        if not isinstance(records, list):
            self.problem(1, f"{kind} is no list of records", f"write [[{kind}]]")
            return
        starts = self.lines.get(kind, ())
        for number, record in enumerate(records):
            line = starts[number] if number < len(starts) else 1
            if isinstance(record, dict):
                yield _Table(self, record, f"{kind} {record.get('id') or number + 1}", line)


class _Table:
    """One table of a record: takes values by name, tells what is wrong with them and what is left over."""

    def __init__(self, file: _File, data: dict[str, Any], what: str, line: int) -> None:
        self.file = file
        self.data = dict(data)
        self.what = what
        self.start = line
        self.known: list[str] = []

    # -- single values

    def line(self, name: str) -> int:
        """Line of a key of this record; the record's first line where it is not found."""
        for number in range(self.start - 1, len(self.file.source)):
            line = self.file.source[number]
            if number >= self.start and (line.startswith("[[") or line.rstrip() == "---"):
                break
            if re.match(rf"\s*{re.escape(name)}\s*=", line):
                return number + 1
        return self.start

    def wrong(self, name: str, what: str, remedy: str = "") -> None:
        self.file.problem(self.line(name), f"{self.what}: {name} {what}", remedy)

    def take(self, name: str, kind: type, *, required: bool = False) -> Any:
        """A value of a type, or None."""
        self.known.append(name)
        value = self.data.pop(name, None)
        if value is None:
            if required:
                self.wrong(name, "is missing", f"write {name} = ...")
            return None
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.wrong(name, f"= {value!r} has another form", f"it takes {_FORMS[kind]}")
            return None
        return value

    def text(self, name: str, *, required: bool = False) -> str | None:
        found: str | None = self.take(name, str, required=required)
        if found is not None and not found.strip():
            self.wrong(name, "is empty", "leave it out")
            return None
        return found

    def choice(self, name: str, values: Sequence[str], *, required: bool = False) -> str:
        """One of a list; "" where it is left out or wrong."""
        found = self.text(name, required=required)
        if found is not None and found not in values:
            self.wrong(name, f"= {found!r} is not known", _known(values))
        return found if found is not None and found in values else ""

    def term(self, role: str, name: str, field: str | None = None, *, required: bool = False) -> str | None:
        """A value of a field of the codebook."""
        field_of = self.file.book.field(role, field or name)
        found = self.text(name, required=required)
        if found is None or field_of.accepts(found):
            return found
        self.wrong(
            name,
            f"= {found!r} is not in the codebook",
            _known(field_of.values or ("ISO 3166-1 alpha-2 codes",)),
        )
        return None

    def terms(self, role: str, name: str, field: str) -> tuple[str, ...]:
        """Values of a field of the codebook."""
        field_of = self.file.book.field(role, field)
        found = tuple(self.take(name, list) or ())
        for value in found:
            if not field_of.accepts(value):
                self.wrong(name, f"{value!r} is not in the codebook", _known(field_of.values))
        return tuple(v for v in found if field_of.accepts(v))

    def edtf(self, name: str) -> str | None:
        found = self.text(name)
        if found is not None:
            try:
                edtf.parse(found)
            except ValueError as error:
                self.wrong(name, f"is no EDTF date: {error}", "2021-03-14, 2021-03, 2021, 2021-03-01/2021-03-05")
                return None
        return found

    def count(self, name: str) -> Count | None:
        found = self.take(name, dict)
        if found is None:
            return None
        least, most = found.get("min"), found.get("max")
        if set(found) - {"min", "max"} or type(least) is not int or (most is not None and type(most) is not int):
            self.wrong(name, f"= {found!r} is no count", "{ min = 3, max = 3 }; leave max out where none is stated")
            return None
        if least < 0 or (most is not None and most < least):
            self.wrong(name, "has max below min, or is below 0", "min is the least, max the most")
            return None
        return Count(least, most)

    # -- tags

    def tag(self, name: str, letters: str, value: Any) -> str:
        """A tag that stands in the text; "" where it is none."""
        marked = self.file.tags | self.file.whole
        if not isinstance(value, str) or value[:1] not in letters or value not in marked:
            same = sorted(tag for tag in marked if tag[:1] in letters)
            self.wrong(
                name,
                f"names {value!r}, which is not marked in the text",
                _known(same),
            )
            return ""
        return value

    def tags(self, name: str, letters: str, *, required: bool = False) -> tuple[str, ...]:
        found = self.take(name, list, required=required) or ()
        if required and not found and name not in self.data:
            self.wrong(name, "is empty", "name the tag of the words that say so")
        return tuple(tag for value in found if (tag := self.tag(name, letters, value)))

    def party(self, name: str, *, required: bool = False) -> str | None:
        """The tag of a party, without a part."""
        found = self.text(name, required=required)
        if found is None:
            return None
        if found not in self.file.whole or found[0] not in PARTIES:
            known = sorted(tag for tag in self.file.whole if tag[:1] in PARTIES)
            self.wrong(name, f"names {found!r}, which is no party of the text", _known(known))
            return None
        return found

    def below(self, name: str) -> Iterator[_Table]:
        """The tables of a list."""
        for number, value in enumerate(self.take(name, list) or (), 1):
            if isinstance(value, dict):
                yield _Table(self.file, value, f"{self.what}, {name} {number}", self.line(name))
            else:
                self.wrong(name, f"{value!r} is no table", "{ party = ..., outcome = ... }")

    def finish(self) -> None:
        """Tell of what nobody took."""
        for name in self.data:
            self.wrong(name, "is not known", _known(self.known))

    # -- records

    def incident(self) -> Incident:
        """The record of an incident."""
        book = self.file.book
        name = self.text("id", required=True) or ""
        if name and (name[0] != "e" or name not in self.file.tags):
            self.wrong("id", f"= {name!r} is not marked in the text", f"mark what tells of it: [{name} ...]")
        family = self.choice("type", tuple(book.families), required=True)
        act = self.text("act")
        if act is not None and (act not in book.acts or book.acts[act].family != family):
            acts = [a.id for a in book.families[family].acts] if family else []
            self.wrong("act", f"= {act!r} is no act of {family or 'a family'}", _known(acts))
            act = None
        alternatives = tuple(self.take("type_alt", list) or ())
        for other in alternatives:
            if other not in book.families or other == family:
                self.wrong("type_alt", f"has {other!r}", "it takes other families than type")
        central = self.take("central", bool)
        incident = Incident(
            id=name,
            line=self.start,
            type=family,
            act=act,
            kind=self.term("mention", "kind") or "event",
            modality=self.term("mention", "modality") or "asserted",
            scope=self.term("mention", "scope") or "in",
            central=True if central is None else central,
            according_to=self.party("according_to"),
            modality_words=self.tags("modality_words", "m"),
            date=self.edtf("date"),
            date_words=self.tags("date_words", "t"),
            place=self._place(),
            place_words=self.tags("place_words", "l"),
            detail=self.tags("detail", "lpogx"),
            victims=tuple(table.victim() for table in self.below("victims")),
            targets=tuple(table.target() for table in self.below("targets")),
            perpetrators=tuple(table.perpetrator() for table in self.below("perpetrators")),
            weapons=self.tags("weapons", "w"),
            methods=self.terms("mention", "methods", "method"),
            killed=self.count("killed"),
            injured=self.count("injured"),
            toll_words=self.tags("toll_words", _ANY),
            type_alt=alternatives,
        )
        self.finish()
        return incident

    def _place(self) -> Place | None:
        found = self.take("place", dict)
        if found is None:
            return None
        table = _Table(self.file, found, f"{self.what}, place", self.line("place"))
        place = Place(table.text("city"), table.text("admin1"), table.text("country"))
        if place.country is not None and not self.file.book.field("victim", "nationality").accepts(place.country):
            table.wrong("country", f"= {place.country!r} is no country code", "ISO 3166-1 alpha-2: SO, LB")
        table.finish()
        return place

    def victim(self) -> Victim:
        """One of an incident's victims."""
        outcome = self.term("victim", "outcome", required=True) or "unknown"
        outcomes = self.terms("victim", "outcomes", "outcome")
        if outcomes and self.file.book.gravest(outcomes) != outcome:
            what = f"= {list(outcomes)} against outcome = {outcome!r}"
            self.wrong("outcomes", what, "outcome is the gravest of them")
        victim = Victim(
            party=self.party("party", required=True) or "",
            outcome=outcome,
            outcomes=tuple(dict.fromkeys((outcome, *outcomes))),
            count=self.count("count") or Count(1, 1),
            occupation=self.term("victim", "occupation"),
            status=self.term("victim", "status"),
            age=self.take("age", int),
            age_group=self.term("victim", "age_group"),
            sex=self.term("victim", "sex"),
            nationality=self.term("victim", "nationality"),
        )
        self.finish()
        return victim

    def perpetrator(self) -> Perpetrator:
        """One of those who are blamed."""
        steps = []
        for table in self.below("proceedings"):
            step = table.term("perpetrator", "step", "proceedings", required=True)
            steps.append((step or "", table.tags("words", _ANY)))
            table.finish()
        perpetrator = Perpetrator(
            party=self.party("party", required=True) or "",
            kind=self.term("perpetrator", "kind", required=True) or "",
            status=self.term("perpetrator", "status", required=True) or "",
            according_to=self.party("according_to"),
            count=self.count("count"),
            proceedings=tuple(steps),
        )
        self.finish()
        return perpetrator

    def target(self) -> Target:
        """A thing attacked."""
        target = Target(
            words=self.tags("words", "x", required=True),
            kind=self.text("kind"),
            outcome=self.term("target", "outcome"),
        )
        self.finish()
        return target

    def claim(self, incidents: Sequence[str]) -> Claim:
        """The record of a claim."""
        claim = Claim(
            line=self.start,
            speaker=self.party("speaker", required=True) or "",
            kind=self.choice("kind", self._list("claim_kinds"), required=True),
            words=self.tags("words", _ANY, required=True),
            incident=self._incident("incident", incidents),
            field=self.text("field"),
            range=self.count("range"),
        )
        fields = [name for role, name in self.file.book.fields if role == "mention"]
        if claim.field is not None and claim.field not in fields:
            self.wrong("field", f"= {claim.field!r} is no field of an incident", _known(fields))
        self.finish()
        return claim

    def relation(self, incidents: Sequence[str]) -> Relation:
        """The record of a relation."""
        kind = self.choice("kind", self._list("relations"), required=True)
        ends = []
        for name in ("from", "to"):
            if kind in _EVENT_TIES:
                ends.append(self._incident(name, incidents, required=True) or "")
            else:
                ends.append(self.party(name, required=True) or "")
        words = self.tags("words", _ANY, required=True)
        self.finish()
        return Relation(self.start, kind, ends[0], ends[1], words)

    def _list(self, name: str) -> tuple[str, ...]:
        return tuple(term.id for term in self.file.book.terms(name))

    def _incident(self, name: str, incidents: Sequence[str], *, required: bool = False) -> str | None:
        found = self.text(name, required=required)
        if found is not None and found not in incidents:
            self.wrong(name, f"names {found!r}, which has no record", _known(incidents))
            return None
        return found
