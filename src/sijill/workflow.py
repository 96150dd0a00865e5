"""The steps in order: capture, extract, read, keep, link, decide, export, publish, verify.

The only module that knows them all. Each step is done by its room; here stands what comes after what, and that
one bad report never stops the others.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path, PurePath
from typing import Any, BinaryIO, Literal, TextIO

from sijill import codebook, sources, texts
from sijill.errors import DecisionError, Failure, NotFoundError, ReaderError, SijillError, UsageError
from sijill.incidents import decided, foreseeing, identity, linking, regrouping, selecting, standing
from sijill.publication import release
from sijill.publication.export import export as write_export
from sijill.publication.filter import Filter
from sijill.publication.formats import format_named
from sijill.register import Damage, Register
from sijill.settings import Settings, load
from sijill.statements import ManyReader, Reader, contract
from sijill.statements.baseline import BaselineReader
from sijill.statements.neural.reader import NeuralReader
from sijill.types import (
    Account,
    Anchor,
    Capture,
    Decision,
    Incident,
    MentionKey,
    Reading,
    Release,
    Report,
    Source,
    Standing,
    Text,
    Value,
)
from sijill.values import edtf

Audience = Literal["public", "keeper"]

#: reports that are read together: a network takes many at once faster than one by one
TOGETHER = 32


@dataclass(frozen=True, slots=True)
class ReadResult:
    """One report, read."""

    capture: Capture
    text: Text
    reading: Reading


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one report that was added."""

    uri: str
    #: whether bytes, text or reading were new to the register
    new: bool
    #: mentions in its reading
    mentions: int


@dataclass(frozen=True, slots=True)
class Linked:
    """What linking came to."""

    incidents: int
    mentions: int
    #: whether anything differs from before
    changed: bool


def codebook_of(settings: Settings) -> codebook.Codebook:
    """The codebook in force: the shipped one, and the user's own files over it."""
    folder = settings.text("codebook_dir")
    return codebook.load((Path(folder),) if folder else ())


def reader_for(settings: Settings, *, on_fallback: Callable[[str], None] | None = None) -> ManyReader:
    """The reader in force.

    Args:
        settings: the settings in force; ``reader`` chooses.
        on_fallback: told why rules alone read, where the neural reader would but cannot.

    Raises:
        ReaderError: the neural reader is asked for by name and cannot be loaded.
    """
    book, wanted, folder = codebook_of(settings), settings.text("reader"), settings.text("reader_weights")
    if wanted == "baseline":
        return BaselineReader(book)
    try:
        return NeuralReader(book, Path(folder) if folder else None)
    except ReaderError as error:
        if wanted == "neural" or folder:
            raise
        if on_fallback is not None:
            on_fallback(str(error))
        return BaselineReader(book)


def read(
    arguments: Sequence[str],
    *,
    published: str | None = None,
    input_format: str = "auto",
    settings: Settings | None = None,
    stdin: BinaryIO | None = None,
    on_contact: Callable[[str], None] | None = None,
    on_fallback: Callable[[str], None] | None = None,
) -> Iterator[ReadResult | Failure]:
    """Read reports; keep nothing.

    Args:
        arguments: files, folders, globs, "-" or web addresses.
        published: publication date (EDTF) of sources that do not tell it.
        input_format: "auto", or "jsonl" for records of the JSON Lines input.
        settings: the settings in force; loaded where not given.
        stdin: what "-" reads; the process's own by default.
        on_contact: told the name of each host before it is contacted.
        on_fallback: told why rules alone read, where they stand in for the neural reader.

    Yields:
        One result for each report, or the failure of one, in order.
    """
    settings = settings or load()
    reader = reader_for(settings, on_fallback=on_fallback)
    found = _texts(_captures(arguments, published, input_format, settings, stdin, on_contact), settings)
    while batch := list(islice(found, TOGETHER)):
        known = [row for row in batch if not isinstance(row, Failure)]
        readings = iter(_together(reader, [text for _, text in known]))
        for row in batch:
            if isinstance(row, Failure):
                yield row
                continue
            reading = next(readings)
            yield reading if isinstance(reading, Failure) else ReadResult(*row, reading)


def _texts(captures: Iterable[Capture | Failure], settings: Settings) -> Iterator[tuple[Capture, Text] | Failure]:
    for capture in captures:
        if isinstance(capture, Failure):
            yield capture
            continue
        try:
            yield capture, texts.extract(capture, max_characters=settings.integer("max_characters"))
        except SijillError as error:
            yield Failure(capture.uri, error)


def _together(reader: ManyReader, found: Sequence[Text]) -> list[Reading | Failure]:
    """The readings of some texts; a text that the reader fails on costs itself only."""
    try:
        return list(reader.read_many(found))
    except Exception:  # one of them: which, is found by reading them one by one
        rows: list[Reading | Failure] = []
        for text in found:
            try:
                rows.append(_reading(reader, text))
            except SijillError as error:
                rows.append(Failure(text.uri, error))
        return rows


def _captures(
    arguments: Sequence[str],
    published: str | None,
    input_format: str,
    settings: Settings,
    stdin: BinaryIO | None,
    on_contact: Callable[[str], None] | None,
) -> Iterator[Capture | Failure]:
    if published is not None:
        try:
            edtf.bounds(published)
        except ValueError:
            raise UsageError(published, "is not a publication date", "give it as 2020-07-13, 2020-07 or 2020") from None
    options = sources.SourceOptions(
        settings=settings,
        input_format=input_format,
        published=published,
        stdin=stdin or sys.stdin.buffer,
        on_contact=on_contact,
        clock=lambda: datetime.now(UTC),
    )
    return sources.capture(arguments, options)


def add(
    register: Register,
    arguments: Sequence[str],
    *,
    by: str = "sijill",
    published: str | None = None,
    input_format: str = "auto",
    settings: Settings | None = None,
    stdin: BinaryIO | None = None,
    on_contact: Callable[[str], None] | None = None,
    on_fallback: Callable[[str], None] | None = None,
) -> Iterator[Added | Failure]:
    """Capture, read and keep reports, one transaction each, then link. Safe to repeat and to interrupt.

    What is killed half-way has kept whole reports only; the same call again does the rest. Bytes without a
    readable text are kept as well, so that evidence is not lost, and told as a failure.

    Yields:
        What became of each report. Linking is done when the iterator is exhausted.
    """
    settings = settings or load()
    reader = reader_for(settings, on_fallback=on_fallback)
    for capture in _captures(arguments, published, input_format, settings, stdin, on_contact):
        yield capture if isinstance(capture, Failure) else _add_one(register, capture, reader, settings, by)
    link(register, by=by, settings=settings)


def _add_one(register: Register, capture: Capture, reader: Reader, settings: Settings, by: str) -> Added | Failure:
    try:
        text = texts.extract(capture, max_characters=settings.integer("max_characters"))
    except SijillError as error:
        register.keep(capture, None, None, by=by)
        return Failure(capture.uri, error)
    if register.has_reading(text.id, reader.identity) and register.has_capture(capture):
        return Added(capture.uri, new=False, mentions=0)
    try:
        reading = _reading(reader, text)
    except SijillError as error:
        register.keep(capture, text, None, by=by)
        return Failure(capture.uri, error)
    kept = register.keep(capture, text, reading, by=by)
    return Added(capture.uri, new=kept.anything, mentions=len(reading.mentions))


def _reading(reader: Reader, text: Text) -> Reading:
    """What the reader makes of a text. Whatever goes wrong in it costs this report only."""
    try:
        return reader.read(text)
    except Exception as error:
        raise ReaderError(
            text.uri, f"the reader failed on it ({type(error).__name__})", "a fault of sijill: please tell its makers"
        ) from error


def read_again(
    register: Register, *, by: str = "sijill", settings: Settings | None = None
) -> Iterator[Added | Failure]:
    """Read every kept text that the reader in force has not read; add the readings and link.

    A newer reader supersedes, never deletes: decisions carry over by the words they are anchored to.
    """
    settings = settings or load()
    reader = reader_for(settings)
    for text in register.unread_texts(reader.identity):
        try:
            reading = _reading(reader, text)
        except SijillError as error:
            yield Failure(text.uri, error)
            continue
        register.keep_reading(reading, by=by)
        yield Added(text.uri, new=True, mentions=len(reading.mentions))
    link(register, by=by, settings=settings)


@dataclass(frozen=True, slots=True)
class Linkage:
    """Incidents and what holds for each: a pure function of accounts, judgements and decisions."""

    incidents: tuple[Incident, ...]
    standings: tuple[Standing, ...]


def derive_linkage(
    register: Register, settings: Settings, previous: Sequence[Incident], further: Sequence[Decision] = ()
) -> Linkage:
    """Work out incidents and standing values from what is kept, and from further decisions; writes nothing."""
    decisions = (*register.decisions(), *further)
    overlay = decided.Overlay(decisions)
    scopes = {s.strip() for s in settings.text("scope").split(",")}
    accounts = [
        account
        for kept in register.accounts()
        if (account := overlay.apply(kept)) and account.mention.first("scope") in {*scopes, None}
    ]
    groups = linking.group(accounts, register.judgements(), decisions)
    incidents = identity.reconcile(groups, previous, register.mint_incident)
    by_key = {account.key: account for account in accounts}
    rule = settings.text("counting_rule")
    priority = [name.strip() for name in settings.text("priority_sources").split(",") if name.strip()]
    standings = tuple(
        standing.stand(
            incident,
            [by_key[key] for key in incident.mentions],
            overlay.about(key.text for key in incident.mentions),
            rule,
            priority=priority,
        )
        for incident in incidents
    )
    return Linkage(incidents, standings)


def link(
    register: Register,
    *,
    by: str = "sijill",
    settings: Settings | None = None,
    previous: Sequence[Incident] | None = None,
) -> Linked:
    """Bring the mentions of one incident together and work out what holds. Twice is once.

    Args:
        register: holds what is linked.
        by: who links.
        settings: the settings in force; loaded where not given.
        previous: the incidents whose ids are kept; by default those of the register.
    """
    settings = settings or load()
    linkage = derive_linkage(register, settings, register.incidents() if previous is None else previous)
    changed = register.save_incidents(linkage.incidents, linkage.standings, by=by)
    return Linked(len(linkage.incidents), sum(len(i.mentions) for i in linkage.incidents), changed)


def link_readings(readings: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Link readings of the contract without a register.

    Args:
        readings: objects valid against contract 1.

    Yields:
        ``{"incident": id, "mentions": [{"source": uri, "incident": id in the reading}, …]}``, one an incident.

    Raises:
        ContractError: an object is not a reading of the contract.
    """
    accounts: list[Account] = []
    for number, obj in enumerate(readings):
        text, reading = contract.from_json(obj)
        text = replace(text, id=f"{number:08d}-{text.id}")  # the same report twice stays two readings
        source = Source(Report(text.uri, text.uri, "article"), text, datetime.fromtimestamp(0, UTC))
        accounts += [account_of(source, reading, mention.id) for mention in reading.mentions]
    by_key = {account.key: account for account in accounts}
    for position, group in enumerate(linking.group(accounts), start=1):
        yield {
            "incident": f"i{position}",
            "mentions": [
                {"source": by_key[key].source.text.uri, "incident": key.mention} for key in group if key in by_key
            ],
        }


def account_of(source: Source, reading: Reading, mention_id: str) -> Account:
    """One mention of a reading with what the linker needs; statements are numbered, for there is no register."""
    mention = next(m for m in reading.mentions if m.id == mention_id)
    named = {s.subject.item for s in mention.statements}
    claims = tuple(c for c in reading.claims if c.mention == mention_id)
    named |= {c.party for c in claims if c.party}
    ends = {f"i:{mention_id}", *(f"p:{item}" for item in named)}
    return Account(
        source=source,
        mention=mention,
        parties=tuple(p for p in reading.parties if p.id in named),
        claims=claims,
        relations=tuple(r for r in reading.relations if r.source in ends or r.target in ends),
        statement_ids=tuple(f"{source.text.id}/{mention_id}/{n}" for n in range(len(mention.statements))),
        reader=reading.reader,
    )


#: stands for the id of a decision that is not taken yet; sorts after all ids, as it is the last one
PROVISIONAL = "~"


def decide(register: Register, decision: Decision, *, settings: Settings | None = None) -> Decision:
    """Append one decision and work out anew what holds. Returns it with its id.

    Raises:
        DecisionError: it lacks something, is undone already, or is about the grouping and another decision stands
            against it.
        NotFoundError: it names what is not there.
    """
    settings = settings or load()
    undone = _undone(register, decision)
    if not _about_grouping(register, decision):
        kept = register.decide(decision)
        link(register, by=decision.by, settings=settings)
        return kept
    foreseen, linkage = _foreseen(register, decision, settings)
    previous = _previous(register, settings, undone)
    latest = all(other.at < decision.at for other in register.decisions())
    kept = register.decide(foreseen.decision)
    if latest:  # what was foreseen is what has come
        register.save_incidents(linkage.incidents, linkage.standings, by=decision.by)
    else:
        link(register, by=decision.by, settings=settings, previous=previous)
    return kept


def foresee(register: Register, decision: Decision, *, settings: Settings | None = None) -> foreseeing.Foreseen:
    """What a decision would change; writes nothing.

    Returns:
        The decision, one about the grouping with the incidents that it changes as they are now in ``before``; the
        incidents that would be grouped otherwise; the values that would stand otherwise.

    Raises:
        DecisionError: it could not be taken.
    """
    return _foreseen(register, decision, settings or load())[0]


def _foreseen(register: Register, decision: Decision, settings: Settings) -> tuple[foreseeing.Foreseen, Linkage]:
    """What a decision would change, and the linkage with it."""
    undone = _undone(register, decision)
    now = _linkage(register, settings)
    if regrouping.regroups(decision):
        decision = replace(decision, before=regrouping.write_incidents(_touched(now.incidents, decision)))
    taken = replace(decision, id=PROVISIONAL)
    then = derive_linkage(register, settings, _previous(register, settings, undone), (taken,))
    if _about_grouping(register, decision):
        judgements, decisions = register.judgements(), register.decisions()
        foreseeing.check(
            foreseeing.Held(now.incidents, judgements, decisions),
            foreseeing.Held(then.incidents, judgements, (*decisions, taken)),
        )
        touched = {*_touched(now.incidents, decision), *(set(now.incidents) - set(then.incidents))}
        kept = [incident for incident in now.incidents if incident in touched]
        decision = replace(decision, before=regrouping.write_incidents(kept))
    found = foreseeing.Foreseen(
        decision,
        foreseeing.regrouped(now.incidents, then.incidents),
        foreseeing.revalued(now.standings, then.standings),
    )
    return found, then


def _linkage(register: Register, settings: Settings) -> Linkage:
    """The linkage as it is: as it is kept, where nothing came since."""
    stored, held = register.derived_linkage()
    if register.linkage_is_current():
        return Linkage(stored, tuple(held[i.id] for i in stored if i.id in held))
    return derive_linkage(register, settings, stored)


def _undone(register: Register, decision: Decision) -> Decision | None:
    """The decision that is to be undone, or None. Raises DecisionError where it is undone already."""
    if decision.kind != "undo" or not decision.undoes:
        return None
    found = find_decision(register, decision.undoes)
    if found.id in register.undone():
        raise DecisionError(found.id, "is undone already", "undo the undoing to bring it back")
    return found


def _about_grouping(register: Register, decision: Decision) -> bool:
    """Whether a decision is about the grouping, or undoes one that is."""
    while decision.undoes:
        decision = find_decision(register, decision.undoes)
    return regrouping.regroups(decision)


def _previous(register: Register, settings: Settings, undone: Decision | None) -> tuple[Incident, ...]:
    """The incidents whose ids are kept; where a decision is undone, as they were called before it."""
    incidents = _linkage(register, settings).incidents
    if undone is None or not (regrouping.regroups(undone) or undone.kind == "undo"):
        return incidents
    return identity.given_back(incidents, regrouping.read_incidents(undone.before))


def _touched(incidents: Sequence[Incident], decision: Decision) -> list[Incident]:
    """The incidents that hold a mention which a decision about the grouping names."""
    apart = regrouping.taken_apart(decision)
    if apart is None:
        return []
    named = {*apart.left, *(key for side in apart.others for key in side)}
    return [incident for incident in incidents if not named.isdisjoint(incident.mentions)]


@dataclass(frozen=True, slots=True)
class Explained:
    """Why two mentions or incidents are one, or are not."""

    left: regrouping.Side
    right: regrouping.Side
    #: the incident in which they are together, or None
    together: str | None
    #: mentions of the one against mentions of the other, what speaks loudest for one event first
    pairs: tuple[linking.Compared, ...]
    #: decisions in force that join or part them
    decisions: tuple[Decision, ...]


#: pairs of mentions that are compared at most to explain two incidents
EXPLAINED = 2_000


def explain(register: Register, one: str, other: str) -> Explained:
    """Why two mentions or incidents are one, or are not: field by field, and by whose decision.

    Args:
        register: where they are.
        one: an incident's id, or a mention as `find_mention` takes it.
        other: likewise. The same incident as *one*: how its mentions hold together.

    Raises:
        NotFoundError: one is not there.
    """
    left, right = _side(register, one), _side(register, other)
    ours, theirs = regrouping.mentions(left), regrouping.mentions(right)
    decisions = register.decisions()
    home = {key: i.id for i in register.incidents() for key in i.mentions}
    homes = {home.get(key) for key in (*ours, *theirs)}
    accounts = _accounts_of(register, homes, decisions)
    chosen = islice(dict.fromkeys((min(a, b), max(a, b)) for a in ours for b in theirs if a != b), EXPLAINED)
    pairs = [linking.compared(accounts[a], accounts[b]) for a, b in chosen if a in accounts and b in accounts]
    named = []
    for decision in decided.in_force(decisions):
        apart = regrouping.taken_apart(decision)
        across = {key for side in apart.others for key in side} if apart else set()
        if apart and any(
            not across.isdisjoint(x) and not set(apart.left).isdisjoint(y) for x, y in ((ours, theirs), (theirs, ours))
        ):
            named.append(decision)
    return Explained(
        left,
        right,
        together=homes.pop() if len(homes) == 1 else None,
        pairs=tuple(sorted(pairs, key=lambda p: (-p.comparison.log_odds, p.left, p.right))),
        decisions=tuple(named),
    )


def _accounts_of(
    register: Register, incidents: Iterable[str | None], decisions: Sequence[Decision]
) -> dict[MentionKey, Account]:
    """The accounts of some incidents as people have decided them."""
    found = (account for name in incidents if name for account in register.dossier(name).mentions)
    return {a.key: a for account in found if (a := decided.apply(account, decisions)) is not None}


def history(register: Register, words: str | None = None) -> tuple[Decision, ...]:
    """The decisions, oldest first, undone ones and undoings too.

    Args:
        register: where they are.
        words: an incident's id: only those about it, about a mention in it, or about an incident that it was, and what
            undoes them.

    Raises:
        NotFoundError: no such incident.
    """
    decisions = register.decisions()
    if words is None:
        return decisions
    incident = _incident(register, words)
    names, about = {incident.id, *incident.aliases}, {d.id for d in register.dossier(incident.id).decisions}
    for decision in decisions:
        apart = regrouping.taken_apart(decision)
        sides = (apart.left, *apart.others) if apart else ()
        if (
            decision.undoes in about
            or decision.anchor.incident in names
            or any(key in incident.mentions for side in sides for key in side)
        ):
            about.add(decision.id)
    return tuple(decision for decision in decisions if decision.id in about)


#: what people say of the grouping, as on the command line
Word = Literal["merge", "split", "move", "same", "not-same"]


def regrouped(register: Register, word: Word, things: Sequence[str], *, by: str, at: datetime, reason: str) -> Decision:
    """The decision, not taken yet, that a word about incidents and mentions means.

    Args:
        register: where they are.
        word: "merge" (incidents), "split" (an incident, its mentions that are to be another one), "move" (a mention,
            the incident to which it goes), "same" and "not-same" (two incidents or mentions).
        things: incidents by id; mentions as `find_mention` takes them.
        by: who decides.
        at: when.
        reason: why.

    Raises:
        DecisionError: it would be nonsense: an incident merged with itself, or split from nothing.
        NotFoundError: something is not there.
        UsageError: another number of things is needed.
    """
    needs = {"merge": 2, "split": 2, "move": 2, "same": 2, "not-same": 2}[word]
    if len(things) < needs or (len(things) > needs and word not in ("merge", "split")):
        raise UsageError(word, f"takes {'at least ' if word in ('merge', 'split') else ''}{needs} ids")
    kind: Literal["merge", "split", "move"] = "merge" if word == "same" else "split" if word == "not-same" else word
    if word == "merge":
        anchor, after = regrouping.merging([_incident(register, words) for words in things])
    elif word == "split":
        incident = _incident(register, things[0])
        anchor, after = regrouping.splitting(incident, [find_mention(register, w, incident) for w in things[1:]])
    elif word == "move":
        anchor, after = regrouping.moving(find_mention(register, things[0]), _incident(register, things[1]))
    else:
        anchor, after = regrouping.judging(*(_side(register, words) for words in things))
    return Decision("", kind, anchor, by, at, reason, after=after)


def _incident(register: Register, words: str) -> Incident:
    identity_ = register.resolve(words)
    return next(incident for incident in register.incidents() if incident.id == identity_)


def _side(register: Register, words: str) -> regrouping.Side:
    return find_mention(register, words) if _names_mention(words) else _incident(register, words)


def _names_mention(words: str) -> bool:
    return "/" in words or words.startswith("s_")


def find_mention(register: Register, words: str, incident: Incident | None = None) -> MentionKey:
    """The mention that somebody means.

    Args:
        register: where it is.
        words: the beginning of the text's id, a slash and the mention's own id ("3fa9c2/i412"); the id of a statement
            of it, or the beginning of one; within an incident also the file name or address of the only report that
            has one mention of it.
        incident: look in this one only.

    Raises:
        NotFoundError: none, or several.
    """
    advice = f"`sijill decide mentions {incident.id if incident else 'INCIDENT'}` lists them"
    if words.startswith("s_"):
        stated = register.statement(words)
        return MentionKey(stated.text, stated.statement.subject.mention)
    keys = incident.mentions if incident else tuple(key for i in register.incidents() for key in i.mentions)
    text, _, mention = words.rpartition("/")
    found = [key for key in keys if text and key.mention == mention and key.text.startswith(text)]
    if not found and incident:
        found = [
            account.key
            for account in register.dossier(incident.id).mentions
            if words in (account.source.text.uri, PurePath(account.source.text.uri).name)
        ]
    if len(found) != 1:
        where = f" in {incident.id}" if incident else ""
        raise NotFoundError(words, f"{len(found) or 'no'} mentions are called so{where}", advice)
    return found[0]


def replay(
    register: Register, entries: Sequence[selecting.Entry], *, at: datetime, settings: Settings | None = None
) -> Iterator[Decision | Failure]:
    """Take the decisions of a file, each anchored to what its entry describes. Those taken before are left aside.

    Yields:
        Each decision as it stands in the register, or the failure to place one; the others go on.
    """
    labels: dict[str, str] = {}
    for entry in entries:
        try:
            wanted = selecting.decision(entry, list(register.accounts()), labels, at)
            known = next((d for d in register.decisions() if same_decision(d, wanted)), None)
            kept = known or decide(register, wanted, settings=settings)
        except DecisionError as error:
            yield Failure(entry.label, error)
            continue
        if entry.id:
            labels[entry.id] = kept.id
        yield kept


def same_decision(left: Decision, right: Decision) -> bool:
    """Whether two decisions say the same, whenever and under whichever id they were taken."""
    return replace(left, id="", at=right.at) == replace(right, id="")


def export(register: Register, form: str, out: TextIO, *, audience: Audience = "public", by: str = "sijill") -> int:
    """Write incidents through the one filter. Returns how many went out.

    Logged before the first one leaves: an export that breaks off has let something out, too.
    """
    door = Filter(register.seals(), audience=audience)
    format_named(form)
    register.note("export", by=by, payload={"format": form, "audience": audience})
    return write_export(register.dossiers(), form, out, door)


def publish(
    register: Register, directory: Path, *, version: str, by: str = "sijill", created_at: datetime | None = None
) -> Release:
    """Write a release: only what a person decided to publish, nothing sealed. Logged.

    Raises:
        SijillError: a check before the release blocks it; the reasons are told.
    """
    written = release.write_release(
        register.dossiers(), directory, seals=register.seals(), version=version,
        created_at=created_at or datetime.now(UTC),
    )  # fmt: skip
    register.note("publish", by=by, payload={"version": version, "incidents": list(written.incidents)})
    return written


def verify(
    register: Register, *, settings: Settings | None = None, progress: Callable[[str, int, int], None] | None = None
) -> Iterator[Damage]:
    """Re-read every digest, re-find every quotation, walk the log, recompute every derived table.

    Yields:
        What does not hold, each by table, key and what is wrong. Nothing where all holds.
    """
    damaged = False
    for damage in register.verify(progress):
        damaged = True
        yield damage
    if damaged or not register.linkage_is_current():
        return  # what is derived from damaged rows, or not yet derived anew, is not compared
    stored = register.incidents()
    linkage = derive_linkage(register, settings or load(), stored)
    yield from register.compare_linkage(linkage.incidents, linkage.standings)


def find_statement(register: Register, prefix: str) -> tuple[Anchor, Value, None]:
    """The anchor and value of the statement whose id begins so.

    Raises:
        NotFoundError: none, or several.
    """
    found: dict[str, tuple[Anchor, Value, None]] = {}
    for account in register.accounts():
        for statement_id, s in zip(account.statement_ids, account.mention.statements, strict=True):
            if statement_id.startswith(prefix):
                anchor = Anchor(
                    account.source.text.id, account.mention.id, s.subject.role, s.subject.item, s.field, s.spans
                )
                found[statement_id] = (anchor, s.value, None)
    if len(found) != 1:
        raise NotFoundError(
            prefix, f"{len(found) or 'no'} statements begin so", "`sijill show INCIDENT` prints their ids"
        )
    return next(iter(found.values()))


def find_incident(register: Register, prefix: str, *, party: str | None = None) -> tuple[Anchor, None, None]:
    """The anchor of the incident whose id begins so, or of a party in it.

    Raises:
        NotFoundError: no such incident, or nobody of that name in it.
    """
    dossier = register.dossier(prefix)
    if party is None:
        first = dossier.mentions[0]
        return Anchor(first.source.text.id, first.mention.id, incident=dossier.incident.id), None, None
    for account in dossier.mentions:
        for s in account.mention.statements:
            if (
                s.field in {"name", "description"}
                and isinstance(s.value, str)
                and s.value.casefold() == party.casefold()
            ):
                anchor = Anchor(account.source.text.id, account.mention.id, s.subject.role, s.subject.item)
                return anchor, None, None
    names = sorted({str(s.value) for a in dossier.mentions for s in a.mention.statements if s.field == "name"})
    raise NotFoundError(party, f"nobody is called so in {dossier.incident.id}", f"there are: {'; '.join(names)}")


def find_decision(register: Register, prefix: str) -> Decision:
    """The decision whose id begins so. Raises NotFoundError for none or several."""
    found = [d for d in register.decisions() if d.id.startswith(prefix)]
    if len(found) != 1:
        raise NotFoundError(
            prefix, f"{len(found) or 'no'} decisions begin so", "`sijill show INCIDENT` prints their ids"
        )
    return found[0]
