"""Entry by hand: words that are pasted, an address, files; a note of what no report says; a file; an intervention.

What is brought in is read at once, and the page goes on to what was found in it. A note is sealed, and so is an
intervention: who was told of a danger, what was done, when somebody looks again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from starlette.datastructures import UploadFile
from starlette.responses import Response

from sijill.errors import Failure, SijillError, UsageError
from sijill.types import Metadata
from sijill.values import edtf
from sijill.web import access
from sijill.web.asking import Ask, route
from sijill.workflow import Added, add, attach, enter_file, enter_text

#: what may be fetched; where it may lead is checked where it is fetched
_ADDRESS = re.compile(r"https?://[^\s]{1,2000}")


def entry(ask: Ask) -> Response:
    """The forms."""
    ask.desk.require(access.may_record(ask.member), "adding reports")
    return ask.page("add.html", intervention=ask.query("intervention"), today=ask.desk.clock().date().isoformat())


def paste(ask: Ask) -> Response:
    """Keep and read what was pasted."""
    return _to(ask, [pasted(ask)])


def pasted(ask: Ask) -> Added | Failure:
    """What became of a pasted text."""
    ask.desk.require(access.may_record(ask.member), "adding reports")
    told = Metadata(
        title=_line(ask, "title"), publisher=_line(ask, "publisher"), published=_date(ask, "published"),
        url=_url(ask.text("url")),
    )  # fmt: skip
    with ask.desk.writing() as register:
        return enter_text(
            register, ask.text("words"), by=ask.member.name, at=ask.desk.clock(), told=told, settings=ask.desk.settings
        )  # fmt: skip


def fetch(ask: Ask) -> Response:
    """Fetch an address, by the rules that stand in sources.fetch: nothing inside, nothing that it refers to."""
    ask.desk.require(access.may_record(ask.member), "adding reports")
    address = ask.text("address").strip()
    if not _ADDRESS.fullmatch(address):
        raise UsageError(address[:60], "is not an address of the web", "it begins with https:// or http://")
    with ask.desk.writing() as register:
        done = list(add(register, [address], by=ask.member.name, settings=ask.desk.settings))
    return _to(ask, done)


def bring(ask: Ask) -> Response:
    """Keep and read files."""
    ask.desk.require(access.may_record(ask.member), "adding reports")
    files = ask.files("file")
    if not files:
        raise UsageError("", "there is no file", "choose one, or drop it on the page")
    done: list[Added | Failure] = []
    with ask.desk.writing() as register:
        for file in files:
            try:
                done.append(
                    enter_file(register, _content(file), file.filename or "", by=ask.member.name, at=ask.desk.clock(),
                               settings=ask.desk.settings)
                )  # fmt: skip
            except SijillError as error:
                done.append(Failure(file.filename or "", error))
    return _to(ask, done)


def note(ask: Ask) -> Response:
    """Keep what a recorder knows and no report says; sealed."""
    return _to(ask, [noted(ask)])


def noted(ask: Ask) -> Added | Failure:
    """What became of a note."""
    ask.desk.require(access.may_record(ask.member), "writing a note")
    title = _line(ask, "title")
    told = Metadata(title=title, author=ask.member.name, published=_date(ask, "published"))
    how = ask.text("how").strip()
    words = ask.text("words").strip() + (f"\n\n{ask.t('note.known_by')} {how}\n" if how else "")
    with ask.desk.writing() as register:
        return enter_text(
            register, words if ask.text("words").strip() else "", by=ask.member.name, at=ask.desk.clock(), told=told,
            kind="note", settings=ask.desk.settings,
        )  # fmt: skip


def intervene(ask: Ask) -> Response:
    """Keep who was told of a danger, what was done, and when somebody looks again; sealed, for keepers."""
    ask.desk.require(access.may_intervene(ask.member), "entering an intervention")
    incident = ask.desk.dossier(ask.member, ask.text("incident")).incident.id
    told, done = ask.text("told").strip(), ask.text("done").strip()
    if not told or not done:
        raise UsageError("", "lacks who was told, or what was done")
    following = _date(ask, "next")
    lines = [
        ask.t("intervention.title"),
        f"{ask.t('intervention.told')}: {told}",
        f"{ask.t('intervention.done')}: {done}",
    ]
    lines += [f"{ask.t('intervention.next')}: {following}"] if following else []
    with ask.desk.writing() as register:
        kept = enter_text(
            register, "\n\n".join([*lines, incident]), by=ask.member.name, at=ask.desk.clock(),
            told=Metadata(title=ask.t("intervention.title"), author=ask.member.name), kind="note", read=False,
            settings=ask.desk.settings,
        )  # fmt: skip
        report = report_of(ask, kept)
        register.pin(
            "intervention", incident, by=ask.member.name, body={"report": report, "next": following or ""}
        )  # fmt: skip
    return Ask.go(f"/incident/{incident}")


def attachment(ask: Ask) -> Response:
    """Keep a file beside an incident, unread, with its hash."""
    ask.desk.require(access.may_record(ask.member), "attaching a file")
    incident = ask.desk.dossier(ask.member, ask.path("id")).incident.id
    files = ask.files("file")
    if not files:
        raise UsageError("", "there is no file", "choose one")
    with ask.desk.writing() as register:
        for file in files:
            content = _content(file)
            digest = attach(
                register, content, file.filename or "", note=" ".join(ask.text("note").split())[:500],
                by=ask.member.name, at=ask.desk.clock(), settings=ask.desk.settings,
            )  # fmt: skip
            register.pin("attached", incident, by=ask.member.name, body={"sha256": digest, "size": len(content)})
    return Ask.go(f"/incident/{incident}")


def _content(file: UploadFile) -> bytes:
    file.file.seek(0)
    return file.file.read()


def _line(ask: Ask, name: str) -> str | None:
    return " ".join(ask.text(name).split())[:500] or None


def _date(ask: Ask, name: str) -> str | None:
    words = ask.text(name).strip()
    if not words:
        return None
    try:
        edtf.bounds(words)
    except ValueError:
        raise UsageError(words[:40], "is not a date", "give it as 2020-07-13, 2020-07 or 2020") from None
    return words


def _url(words: str) -> str | None:
    words = words.strip()
    if words and not _ADDRESS.fullmatch(words):
        raise UsageError(words[:60], "is not an address of the web", "it begins with https:// or http://")
    return words or None


def _to(ask: Ask, done: Iterable[Added | Failure]) -> Response:
    """On to what was found, or a word on what could not be read; the bytes are kept in any case."""
    results = list(done)
    failures = [r for r in results if isinstance(r, Failure)]
    sealed = ask.request.url.path == "/add/note" and not access.may_see_sealed(ask.member)
    if len(results) == 1 and not failures and not sealed:
        report = report_of(ask, results[0])
        if report:
            return Ask.go(f"/source/{report}")
    if len(results) == 1 and failures:
        raise failures[0].error
    return ask.page("added.html", results=[(_named(r), r) for r in results], failures=len(failures))


def _named(result: Added | Failure) -> str:
    name = result.uri if isinstance(result, Added) else result.source
    return name.rpartition("/")[2] or name


def report_of(ask: Ask, result: Added | Failure) -> str:
    """The id of the report that was just kept, or ""."""
    name = result.uri if isinstance(result, Added) else result.source
    found = (r for r in ask.desk.register.newest_reports(200) if r.uri == name)
    return next((r.id for r in found), "")


NAVIGATION = (20, "nav.add", "/add", access.may_record)
ROUTES = [
    route("/add", entry),
    route("/add/paste", paste, methods=("POST",)),
    route("/add/address", fetch, methods=("POST",)),
    route("/add/files", bring, methods=("POST",)),
    route("/add/note", note, methods=("POST",)),
    route("/add/intervention", intervene, methods=("POST",)),
    route("/incident/{id}/attach", attachment, methods=("POST",)),
]
