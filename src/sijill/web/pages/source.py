"""The source page: the words of a report with every quotation marked, every value beside them, and the way to more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from starlette.responses import JSONResponse, Response

from sijill.errors import AccessError, ConflictError, DecisionError, NotFoundError, UsageError
from sijill.types import Capture, Role, Span
from sijill.values.entered import value_of
from sijill.web import access, captured
from sijill.web.asking import Ask, inside, route
from sijill.web.source_view import source_view
from sijill.web.statement_view import StatementView
from sijill.web.suggesting import suggested
from sijill.web.wording import Wording
from sijill.workflow import begin_mention, tell

#: fields that selected words can be made a value of: the key that chooses each, what it is about, its name
FIELDS: tuple[tuple[str, Role, str], ...] = (
    ("n", "victim", "name"), ("v", "victim", "description"), ("o", "victim", "outcome"), ("y", "victim", "age"),
    ("w", "victim", "occupation"), ("b", "perpetrator", "name"), ("t", "mention", "type"), ("d", "mention", "date"),
    ("p", "mention", "place"), ("i", "mention", "killed"), ("h", "mention", "injured"), ("m", "mention", "method"),
    ("q", "target", "text"), ("e", "weapon", "text"),
)  # fmt: skip
#: longest list that is shown as a choice; a longer one is typed, with suggestions
CHOICES = 80


@dataclass(frozen=True, slots=True)
class FieldView:
    """A field that words can be made a value of."""

    key: str
    role: str
    name: str
    label: str


@dataclass(frozen=True, slots=True)
class CaptureView:
    """What is told of a capture."""

    size: int
    media_type: str
    custody: tuple[tuple[str, str], ...]
    #: whether it can be shown as a page
    page: bool


def fields(wording: Wording) -> list[FieldView]:
    """The fields that words can be made a value of."""
    return [
        FieldView(key, role, name, _label(wording, role, name)) for key, role, name in FIELDS
        if (role, name) in wording.book.fields
    ]  # fmt: skip


def _label(wording: Wording, role: str, name: str) -> str:
    label = wording.field(role, name)
    return label if role == "mention" else f"{wording(f'role_of.{role}')}: {label}"


def choices(wording: Wording) -> Callable[[StatementView], list[tuple[str, str]]]:
    """For a statement the values that its field can have, with their words; none where they are free."""

    def of(statement: StatementView) -> list[tuple[str, str]]:
        name = "outcome" if statement.field == "outcomes" else statement.field
        field = wording.book.fields.get((statement.role, name))
        if field is None or not field.values or len(field.values) > CHOICES:
            return []
        return [(code, wording.value(statement.role, name, code)) for code in field.values]

    return of


def source(ask: Ask) -> Response:
    """The page."""
    view = source_view(ask.desk, ask.member, ask.path("report"), ask.t)
    found: list[CaptureView] = []
    if access.may_see_sealed(ask.member):
        found = [
            CaptureView(len(c.content), c.media_type, c.custody, captured.is_page(c))
            for c in ask.desk.register.captures_of(view.report)
        ]
    return ask.page("source.html", v=view, captures=found, fields=fields(ask.t), choices=choices(ask.t))


def _capture(ask: Ask) -> Capture:
    """A capture, for who may see what is sealed: its bytes hold all of it."""
    ask.desk.require(access.may_see_sealed(ask.member), "the bytes as they came")
    found = ask.desk.register.captures_of(ask.path("report"))
    number = ask.path("number")
    if not number.isascii() or not number.isdigit() or int(number) >= len(found):
        raise NotFoundError(number[:20], "no capture of that report has that number")
    return found[int(number)]


def as_page(ask: Ask) -> Response:
    """A captured page without anything that acts, in a frame that may do nothing."""
    capture = _capture(ask)
    if not captured.is_page(capture):
        raise NotFoundError(capture.media_type, "is no page", "download the bytes")
    return ask.page("captured.html", report=ask.path("report"), number=ask.path("number"), uri=capture.uri)


def cleaned(ask: Ask) -> Response:
    """What stands in that frame."""
    capture = _capture(ask)
    return Response(
        captured.cleaned(capture),
        media_type="text/html",
        headers={"Content-Security-Policy": captured.POLICY, "X-Frame-Options": "SAMEORIGIN"},
    )


def as_bytes(ask: Ask) -> Response:
    """The bytes as they came, to be saved and never opened by the browser."""
    capture = _capture(ask)
    return Response(
        capture.content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{capture.sha256[:16]}.bin"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


def suggestion(ask: Ask) -> Response:
    """What selected words say, as JSON: the value as typed, and the values that the field can have."""
    ask.desk.require(access.may_record(ask.member), "making a statement")
    seen, kept, _ = ask.desk.source(ask.member, ask.path("report"))
    if seen.struck:
        raise AccessError("", "words of this text are sealed; a keeper can add to it")
    role, name = _field(ask.query("field"))
    words = kept.text.content[_number(ask.query("start")) : _number(ask.query("end"))]
    field = ask.desk.book.field(role, name)
    listed = [{"value": code, "words": ask.t.value(role, name, code)} for code in field.values[:CHOICES]]
    return JSONResponse({"value": suggested(ask.desk.book, role, name, words, kept.text), "values": listed})


def make(ask: Ask) -> Response:
    """Make a statement of words: those selected, or those that were typed and stand in the text."""
    identity = made(ask, ask.path("report"), ask.text)
    return Ask.go(f"/source/{ask.path('report')}#{identity}")


def made(ask: Ask, report: str, given: Callable[[str], str]) -> str:
    """Make a statement; the id under which it stands.

    Args:
        ask: who asks.
        report: the report's id.
        given: fields: words; start and end in code points, or none; field ("victim.name"); mention, "" for a new event;
            item ("victim/p12"), "" for a new one; value as typed, "" for what the words say.

    Raises:
        AccessError: not in this role, or words of the text are sealed for who asks.
        ConflictError: the words do not stand where they are said to stand.
        DecisionError: no value, or the words are not in the text.
    """
    desk = ask.desk
    desk.require(access.may_record(ask.member), "making a statement")
    seen, kept, _ = desk.source(ask.member, report)
    if seen.struck:
        raise AccessError("", "words of this text are sealed; a keeper can add to it")
    text = kept.text
    role, name = _field(given("field"))
    span = _span(text.content, given)
    words = text.quote(span)
    typed = given("value").strip() or suggested(desk.book, role, name, words, text)
    if not typed:
        raise DecisionError(" ".join(words.split())[:60], "do not say which value", "type the value")
    value = value_of(desk.book, role, name, typed)
    mention, item = given("mention"), given("item")
    if item:
        item_role, _, item = item.partition("/")
        if item_role != role:
            item = ""
    with desk.writing() as register:
        if not mention:
            family = str(value) if (role, name) == ("mention", "type") else ""
            if not family:
                raise DecisionError(name, "is about no event", "begin with what was done: choose the field of the act")
            return begin_mention(register, text.id, family, span, by=ask.member.name, settings=desk.settings)
        decision = tell(
            register, mention, role, name, value, span, text=text.id, item=item, by=ask.member.name, at=desk.clock(),
            reason=desk.reason("add", given("reason")), settings=desk.settings,
        )  # fmt: skip
    done = desk.done(text.id)
    if done is not None:
        desk.register.pin("missed", text.id, by=done.by, body={"found_by": ask.member.name, "field": f"{role}.{name}"})
    return decision.id


def _field(words: str) -> tuple[Role, str]:
    role, _, name = words.partition(".")
    for known in get_args(Role):
        if known == role:
            return known, name
    raise UsageError(words[:40], "is no field", "for example: mention.date, victim.name")


def _number(words: str) -> int:
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise UsageError(words[:20], "is no place in a text", "code points from its beginning")
    return int(words)


def _span(content: str, given: Callable[[str], str]) -> Span:
    """The words in the text: where they are said to stand, or the one place where they do."""
    words = given("words").replace("\r\n", "\n")
    if not words.strip():
        raise DecisionError("", "there are no words", "select them in the text, or copy them from it")
    if given("start"):
        start, end = _number(given("start")), _number(given("end"))
        if start >= end or content[start:end] != words:
            raise ConflictError(words[:60], "does not stand there in the text any more", "select the words again")
        return Span(start, end)
    words = words.strip()
    at = content.find(words)
    if at < 0:
        raise DecisionError(words[:60], "does not stand so in the text", "copy the words from it as they are")
    if content.find(words, at + 1) >= 0:
        raise DecisionError(words[:60], "stands in the text more than once", "copy some more of the words around it")
    return Span(at, at + len(words))


def finish(ask: Ask) -> Response:
    """The text was read to its end and nothing is missed; or it is to be read again."""
    reopen = bool(ask.text("reopen"))
    if not reopen and not ask.text("read"):
        raise DecisionError("", "is not finished", "say that you have read it to the end")
    ask.desk.finish(ask.member, ask.path("report"), reopen=reopen)
    return Ask.go(inside(ask.text("next"), f"/source/{ask.path('report')}"))


def judge(ask: Ask) -> Response:
    """Accept, reject or correct a statement."""
    kind = ask.path("kind")
    if kind not in ("accept", "reject", "correct"):
        raise NotFoundError(kind[:20], "nothing is decided so")
    ask.desk.judge(
        ask.member, ask.path("statement"), kind,  # type: ignore[arg-type]
        value=ask.text("value"), reason=ask.text("reason"), proof=ask.text("proof"),
        seen=ask.text("seen") if "seen" in ask.form else None,
    )  # fmt: skip
    return Ask.go(inside(ask.text("next")))


def undo(ask: Ask) -> Response:
    """Undo a decision."""
    ask.desk.undo(ask.member, ask.path("decision"), ask.text("reason"))
    return Ask.go(inside(ask.text("next")))


ROUTES = [
    route("/source/{report}", source),
    route("/source/{report}/page/{number}", as_page),
    route("/source/{report}/page/{number}/cleaned", cleaned),
    route("/source/{report}/bytes/{number}", as_bytes),
    route("/source/{report}/suggestion", suggestion),
    route("/source/{report}/statements", make, methods=("POST",)),
    route("/source/{report}/done", finish, methods=("POST",)),
    route("/statement/{statement}/{kind}", judge, methods=("POST",)),
    route("/decision/{decision}/undo", undo, methods=("POST",)),
]
