"""The same as JSON, under /api, described in OpenAPI at /api/openapi.json.

Each operation is a row of :data:`OPERATIONS`: its description, what it takes, and the function that answers, which asks
the same functions as the pages. What is taken is checked against the description before anything is done with it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, is_dataclass
from functools import cache
from typing import Any

import jsonschema
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from sijill import __version__
from sijill.errors import AccessError, Failure, SijillError, UsageError
from sijill.register import Slip
from sijill.types import Decision
from sijill.web import access
from sijill.web.asking import Ask, ask_of, status_of
from sijill.web.incident_view import incident_view
from sijill.web.likeness import alike
from sijill.web.pages import entrance, entry, incident, queue, reports, source
from sijill.web.queue_view import WHYS, queue_view
from sijill.web.sessions import COOKIE
from sijill.web.source_view import source_view

#: longest body, in bytes: a pasted text and what is told of it
LONGEST = 20_000_000

_STRING = {"type": "string"}
_REASON = {"type": "string", "maxLength": 2000, "description": "Why."}
Answer = Callable[[Ask], Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing that can be asked."""

    method: str
    path: str
    #: one line
    summary: str
    answer: Answer
    #: properties of the body, and which are needed; no body where there are none
    body: Mapping[str, Any] = field(default_factory=dict)
    needed: tuple[str, ...] = ()
    #: parameters after the question mark
    query: Mapping[str, Any] = field(default_factory=dict)
    #: status of an answer that went well
    status: int = 200
    #: whether it is open to who is not in
    everybody: bool = False

    @property
    def schema(self) -> dict[str, Any]:
        """What the body must be."""
        return {
            "type": "object", "properties": dict(self.body), "required": list(self.needed),
            "additionalProperties": False,
        }  # fmt: skip


def _enter(ask: Ask) -> Any:
    token = entrance.proven(ask)
    return {"member": ask.text("name").strip()}, token


def _leave(ask: Ask) -> Any:
    ask.request.app.state.sessions.end(ask.request.cookies.get(COOKIE))
    return {}


def _me(ask: Ask) -> Any:
    rights = {
        name: bool(question(ask.member)) for name, question in vars(access).items()
        if name.startswith("may_") and name not in ("may_undo", "may_second")
    }  # fmt: skip
    return {"name": ask.member.name, "role": ask.member.role, "rights": rights}


def _queue(ask: Ask) -> Any:
    view = queue_view(ask.desk, ask.member, ask.query("why", "all"), ask.t, begin=_begin(ask), at=ask.query("at"))
    return {"why": view.why, "incidents": view.lines, "more": view.more, "todo": view.todo}


def _incidents(ask: Ask) -> Any:
    view = queue_view(ask.desk, ask.member, "all", ask.t, begin=_begin(ask))
    return {"incidents": view.lines, "more": view.more}


def _begin(ask: Ask) -> int:
    words = ask.query("begin", "0")
    if not words.isascii() or not words.isdigit() or len(words) > 9:
        raise UsageError(words[:20], "is no place in a list")
    return int(words)


def _incident(ask: Ask) -> Any:
    return incident_view(ask.desk, ask.member, ask.path("id"), ask.t)


def _alike(ask: Ask) -> Any:
    ask.desk.require(access.may_decide(ask.member), "what may be the same")
    return {"alike": alike(ask.desk, ask.member, ask.desk.dossier(ask.member, ask.path("id")), ask.t)}


def _sources(ask: Ask) -> Any:
    lines, more = reports.report_lines(ask.desk, ask.member, ask.t, begin=_begin(ask))
    return {"sources": lines, "more": more}


def _source(ask: Ask) -> Any:
    return source_view(ask.desk, ask.member, ask.path("report"), ask.t)


def _paste(ask: Ask) -> Any:
    kept = entry.noted(ask) if ask.form.get("note") else entry.pasted(ask)
    if isinstance(kept, Failure):
        raise kept.error
    return {"new": kept.new, "mentions": kept.mentions, "source": entry.report_of(ask, kept)}


def _make(ask: Ask) -> Any:
    def given(name: str) -> str:
        value = ask.form.get(name, "")
        return value if isinstance(value, str) else str(value)

    return {"statement": source.made(ask, ask.path("report"), given)}


def _finish(ask: Ask) -> Any:
    return ask.desk.finish(ask.member, ask.path("report"), reopen=bool(ask.form.get("reopen")))


def _judge(ask: Ask) -> Any:
    return ask.desk.judge(
        ask.member, ask.path("statement"), ask.form["kind"], value=ask.text("value"), reason=ask.text("reason"),
        proof=ask.text("proof"), seen=ask.text("seen") if "seen" in ask.form else None,
    )  # fmt: skip


def _undo(ask: Ask) -> Any:
    return ask.desk.undo(ask.member, ask.path("decision"), ask.text("reason"))


def _publish(ask: Ask) -> Any:
    do = ask.desk.publish if ask.form["word"] == "publish" else ask.desk.withdraw
    return do(ask.member, ask.path("id"), ask.text("reason"))


def _regroup(ask: Ask) -> Any:
    word, things = ask.form["word"], list(ask.form["things"])
    if ask.form.get("foresee"):
        foreseen = ask.desk.foresee(ask.member, word, things)
        return {"groups": [
            {"before": [i.id for i in g.before], "after": [i.id for i in g.after]} for g in foreseen.groups
        ]}  # fmt: skip
    return ask.desk.regroup(ask.member, word, things, ask.text("reason"))


def _measures(ask: Ask) -> Any:
    return {"measures": queue.measured_for(ask)}


_PROOF = {"type": "string", "description": "As it was given with the statement: to accept is to have had its words."}
_SEEN = {"type": "string", "description": "The decision about it that was seen, or empty."}
_PAGED = {"begin": {"type": "integer", "minimum": 0, "maximum": 999_999_999}}

OPERATIONS: tuple[Operation, ...] = (
    Operation("POST", "/api/session", "Sign in; the answer sets a cookie.", _enter,
              {"name": _STRING, "password": _STRING, "code": _STRING}, ("name", "password"), everybody=True),
    Operation("DELETE", "/api/session", "Sign out.", _leave),
    Operation("GET", "/api/me", "Who is in, and what they may.", _me),
    Operation("GET", "/api/queue", "What to look at next, and why.", _queue,
              query={"why": {"type": "string", "enum": list(WHYS)}, "at": _STRING, **_PAGED}),
    Operation("GET", "/api/incidents", "Incidents by date.", _incidents, query=_PAGED),
    Operation("GET", "/api/incidents/{id}", "One incident, every value with its words.", _incident),
    Operation("GET", "/api/incidents/{id}/alike", "Incidents that may be the same, with reasons.", _alike),
    Operation("POST", "/api/incidents/{id}/publishing", "Publish, propose, second or withdraw.", _publish,
              {"word": {"type": "string", "enum": ["publish", "withdraw"]}, "reason": _REASON}, ("word", "reason")),
    Operation("POST", "/api/grouping", "Merge, split, move, say the same or not the same; or foresee it.", _regroup,
              {"word": {"type": "string", "enum": list(incident.WORDS)}, "reason": _REASON,
               "foresee": {"type": "boolean"},
               "things": {"type": "array", "items": _STRING, "minItems": 1, "maxItems": 100}}, ("word", "things")),
    Operation("GET", "/api/sources", "Reports, the last kept first.", _sources, query=_PAGED),
    Operation("POST", "/api/sources", "Keep and read a pasted text, or a sealed note.", _paste,
              {"words": _STRING, "title": _STRING, "publisher": _STRING, "published": _STRING, "url": _STRING,
               "how": _STRING, "note": {"type": "boolean"}}, ("words",), status=201),
    Operation("GET", "/api/sources/{report}", "One report, every quotation marked.", _source),
    Operation("POST", "/api/sources/{report}/statements", "Make a statement of words of the text.", _make,
              {"words": _STRING, "start": {"type": "integer", "minimum": 0}, "end": {"type": "integer", "minimum": 0},
               "field": _STRING, "mention": _STRING, "item": _STRING, "value": _STRING, "reason": _REASON},
              ("words", "field"), status=201),
    Operation("POST", "/api/sources/{report}/done", "Say that it was read to its end, or is to be read again.", _finish,
              {"reopen": {"type": "boolean"}}),
    Operation("POST", "/api/statements/{statement}/decision", "Accept, reject or correct a statement.", _judge,
              {"kind": {"type": "string", "enum": ["accept", "reject", "correct"]}, "value": _STRING, "reason": _REASON,
               "proof": _PROOF, "seen": _SEEN}, ("kind",)),
    Operation("POST", "/api/decisions/{decision}/undo", "Undo a decision.", _undo, {"reason": _REASON}),
    Operation("GET", "/api/measures", "How well values are checked.", _measures),
)  # fmt: skip


def plain(told: Any) -> Any:
    """Anything that an answer holds as plain JSON values."""
    if isinstance(told, Decision):
        return {"decision": told.id, "kind": told.kind, "by": told.by, "at": told.at.isoformat(), "reason": told.reason}
    if isinstance(told, Slip):
        return {"pinned": told.kind, "by": told.by, "at": told.at.isoformat()}
    if is_dataclass(told) and not isinstance(told, type):
        return asdict(told)
    if isinstance(told, Mapping):
        return {key: plain(value) for key, value in told.items()}
    if isinstance(told, list | tuple | frozenset):
        return [plain(value) for value in told]
    return told


@cache
def description() -> dict[str, Any]:
    """The interface in OpenAPI 3.1."""
    paths: dict[str, Any] = {}
    for operation in OPERATIONS:
        names = [part[1:-1] for part in operation.path.split("/") if part.startswith("{")]
        parameters = [{"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names]
        parameters += [{"name": n, "in": "query", "schema": s} for n, s in operation.query.items()]
        told: dict[str, Any] = {
            "operationId": operation.answer.__name__.strip("_"),
            "summary": operation.summary,
            "parameters": parameters,
            "responses": {
                str(operation.status): {"description": "done", "content": {"application/json": {"schema": {}}}},
                "default": {
                    "description": "not done, and why",
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
                },
            },
        }
        if operation.body:
            told["requestBody"] = {
                "required": bool(operation.needed), "content": {"application/json": {"schema": operation.schema}}
            }  # fmt: skip
        paths.setdefault(operation.path, {})[operation.method.lower()] = told
    error = {"type": "object", "properties": {"error": {"type": "string"}}, "required": ["error"]}
    return {
        "openapi": "3.1.0",
        "info": {"title": "sijill", "version": __version__, "description": "The workspace of a register, as JSON."},
        "paths": paths,
        "components": {
            "schemas": {"Error": error},
            "securitySchemes": {"session": {"type": "apiKey", "in": "cookie", "name": COOKIE}},
        },
        "security": [{"session": []}],
    }


def routes() -> list[BaseRoute]:
    """The routes under /api."""
    found: list[BaseRoute] = [Route("/api/openapi.json", _described, methods=["GET"])]
    found += [Route(o.path, _endpoint(o), methods=[o.method], name=f"api.{o.answer.__name__}") for o in OPERATIONS]
    return found


async def _described(request: Request) -> Response:  # noqa: ARG001  (Starlette's signature)
    return JSONResponse(description())


def _endpoint(operation: Operation) -> Callable[[Request], Any]:
    async def endpoint(request: Request) -> Response:
        raw = b""
        if operation.body:
            async for some in request.stream():
                raw += some
                if len(raw) > LONGEST:
                    return JSONResponse({"error": "too large"}, 413)
        return await run_in_threadpool(_answered, request, operation, raw)

    return endpoint


def _answered(request: Request, operation: Operation, raw: bytes) -> Response:
    try:
        ask = ask_of(request, _body(operation, raw))
        if ask.somebody is None and not operation.everybody:
            return _refused(AccessError("", "you are not signed in", "POST /api/session"), 401)
        told = operation.answer(ask)
    except SijillError as error:
        return _refused(error, status_of(error))
    token = ""
    if operation.answer is _enter:
        told, token = told
    answer = Response(json.dumps(plain(told), ensure_ascii=False), operation.status, media_type="application/json")
    if token:
        entrance.set_cookie(answer, token, secure=request.app.state.secure)
    return answer


def _body(operation: Operation, raw: bytes) -> Mapping[str, Any]:
    if not operation.body or (not raw.strip() and not operation.needed):
        return {}
    try:
        told = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UsageError("the body", "is not JSON in UTF-8") from None
    problem = next(iter(jsonschema.Draft202012Validator(operation.schema).iter_errors(told)), None)
    if problem is not None:
        where = "/".join(str(part) for part in problem.absolute_path) or "the body"
        raise UsageError(where, problem.message[:200])
    try:
        json.dumps(told, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise UsageError("the body", "holds half of a character") from None
    checked: Mapping[str, Any] = told
    return checked


def _refused(error: SijillError, status: int) -> Response:
    return JSONResponse({"error": str(error)}, status)
