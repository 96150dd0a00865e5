"""The workspace as JSON: the same as the pages, described, and never a fault of ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from sijill.register import ROLES, Member
from sijill.web import passwords
from sijill.web.api import OPERATIONS, description
from web.serving import PASSWORD, Workspace, workspace
from web.test_web_guard import FAST


def test_a_day_of_work(worked_at: Workspace) -> None:
    with worked_at.client("reviewer") as client:
        me = client.get("/api/me").json()
        assert me["role"] == "reviewer" and me["rights"]["may_decide"] and not me["rights"]["may_see_sealed"]
        queue = client.get("/api/queue?why=contradictory").json()
        incident = queue["incidents"][0]["incident"]
        told = client.get(f"/api/incidents/{incident}").json()
        assert told["id"] == incident and told["contradictions"] and told["values"][0]["behind"][0]["quotes"]
        statement = queue["todo"][0]
        path = f"/api/statements/{statement['id']}/decision"
        assert client.post(path, json={"kind": "accept"}).status_code == 409
        done = client.post(path, json={"kind": "accept", "proof": statement["proof"], "seen": ""})
        assert done.status_code == 200 and done.json()["by"] == "Reviewer One"
        assert client.post(path, json={"kind": "reject", "seen": ""}).status_code == 409, "decided meanwhile"
        assert client.post(f"/api/decisions/{done.json()['decision']}/undo", json={}).status_code == 200
        other = next(
            i["incident"] for i in client.get("/api/incidents").json()["incidents"] if i["incident"] != incident
        )
        foreseen = client.post("/api/grouping", json={"word": "merge", "things": [incident, other], "foresee": True})
        assert [len(g["before"]) for g in foreseen.json()["groups"]] == [2]
        assert client.get(f"/api/incidents/{incident}/alike").status_code == 200
        assert (
            client.post(f"/api/incidents/{incident}/publishing", json={"word": "publish", "reason": "x"}).status_code
            == 200
        )
        assert client.get("/api/measures").json()["measures"][0]["shown"] == 0
        kept = client.post("/api/sources", json={"words": "Gunmen shot dead Rawand Tayfour in Kirkuk on 3 May 2021."})
        assert kept.status_code == 201 and kept.json()["new"]
        source = client.get(f"/api/sources/{kept.json()['source']}").json()
        assert source["paragraphs"][0]["pieces"] and source["mentions"]
        assert client.post(f"/api/sources/{kept.json()['source']}/done", json={}).json()["pinned"] == "done"


def test_rights_hold_here_too(looked_at: Workspace) -> None:
    least = {
        "/api/incidents/{id}/publishing": "reviewer", "/api/grouping": "reviewer", "/api/sources": "recorder",
        "/api/sources/{report}/statements": "recorder", "/api/sources/{report}/done": "recorder",
        "/api/statements/{statement}/decision": "reviewer", "/api/measures": "reviewer", "/api/incidents/{id}/alike": "reviewer",
    }  # fmt: skip
    bodies: dict[str, Any] = {
        "/api/incidents/{id}/publishing": {"word": "publish", "reason": "x"}, "/api/grouping": {"word": "merge", "things": ["i-NONE"]},
        "/api/sources": {"words": " "}, "/api/sources/{report}/statements": {"words": "x", "field": "mention.date"},
        "/api/statements/{statement}/decision": {"kind": "reject"},
    }  # fmt: skip
    for role in (None, *ROLES):
        with looked_at.client(role) as client:
            for operation in OPERATIONS:
                if operation.path == "/api/session":
                    continue
                path = operation.path.format(id="i-NONE", report="r_none", statement="s_none", decision="d_none")
                status = client.request(operation.method, path, json=bodies.get(operation.path, {})).status_code
                if role is None:
                    assert status == 401, path
                elif operation.method == "POST" or operation.path in ("/api/measures", "/api/incidents/{id}/alike"):
                    wanted = least.get(operation.path)
                    if wanted:
                        assert (status == 403) is (ROLES.index(role) < ROLES.index(wanted)), (role, path, status)
                assert status < 500


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b'"x"', b'{"kind": "accept", "more": 1}', b'{"kind": 1}', b"\xff\xfe", b"[" * 100_000,
             b'{"kind": "reject", "reason": "\\ud800"}', b'{"kind": "love"}', b'{"kind": "reject", "reason": "' + b"x" * 3000 + b'"}']
)  # fmt: skip
def test_bodies_that_are_none(looked_at: Workspace, body: bytes) -> None:
    with looked_at.client("keeper") as client:
        answer = client.post(
            "/api/statements/s_none/decision", content=body, headers={"Content-Type": "application/json"}
        )
        assert answer.status_code == 400 and answer.json()["error"]


def test_signing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", FAST)
    with workspace(tmp_path / "r.sijill", members=False) as served:
        served.register.admit(Member("Amal", "keeper", passwords.hashed(PASSWORD)), by="A")
        with served.client() as client:
            del client.headers["Sec-Fetch-Site"]
            assert client.post("/api/session", json={"name": "Amal", "password": "no"}).status_code == 403
            answer = client.post("/api/session", json={"name": "Amal", "password": PASSWORD})
            assert answer.json() == {"member": "Amal"} and "httponly" in answer.headers["set-cookie"].lower()
            assert client.get("/api/me").json()["name"] == "Amal"
            assert client.post("/leave", data={}).status_code == 403, "a form must say where it comes from"
            assert (
                client.request("DELETE", "/api/session", headers={"Content-Type": "application/json"}).status_code
                == 200
            )
            assert client.get("/api/me").status_code == 401


def test_an_answer_is_json_that_anybody_can_read(looked_at: Workspace) -> None:
    def never(name: str) -> None:
        raise AssertionError(name)

    with looked_at.client("keeper") as client:
        for path in ("/api/openapi.json", "/api/incidents", "/api/sources", f"/api/incidents/{looked_at.incident('wire')}/alike",
                     f"/api/incidents/{looked_at.incident('wire')}", f"/api/sources/{looked_at.report('arabic')}"):  # fmt: skip
            answer = client.get(path)
            assert answer.status_code == 200 and "application/json" in answer.headers["content-type"]
            json.loads(answer.text, parse_constant=never)
        assert client.get("/api/nothing").json()["error"]


@pytest.fixture(scope="module")
def fuzzed(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    path = tmp_path_factory.mktemp("fuzzed") / "r.sijill"
    shutil.copy(filled, path)
    with workspace(path) as served:
        yield served
        assert list(served.register.verify()) == [], "whatever was sent, the register is whole"


@pytest.mark.parametrize(
    "operation", [o for o in OPERATIONS if "session" not in o.path], ids=lambda o: f"{o.method} {o.path}"
)
def test_nothing_that_is_sent_is_a_fault_of_ours(fuzzed: Workspace, operation: Any) -> None:
    """schemathesis: what the description allows and what it does not; no answer says 5xx."""
    schemathesis = pytest.importorskip("schemathesis")
    schema = schemathesis.openapi.from_dict(description())
    found = schema[operation.path][operation.method]
    incident, report = fuzzed.incident("wire"), fuzzed.report("wire")
    statement = fuzzed.register.accounts_of(fuzzed.register.sources(report)[0].text.id)[0].statement_ids[0]
    known = {"id": incident, "report": report, "statement": statement, "decision": "d_none"}

    with fuzzed.client("keeper") as client:

        @hypothesis.given(case=found.as_strategy())
        @hypothesis.settings(
            max_examples=12, deadline=None, database=None, derandomize=True, suppress_health_check=list(hypothesis.HealthCheck)
        )  # fmt: skip
        def ask(case: Any) -> None:
            for real in (False, True):
                if real:
                    case.path_parameters = {n: known[n] for n in (case.path_parameters or {})}
                sent = case.as_transport_kwargs(base_url=fuzzed.address)
                sent.pop("cookies", None)
                headers = {k: v for k, v in dict(sent.pop("headers", {}) or {}).items() if k.lower() == "content-type"}
                answer = client.request(**sent, headers=headers)
                assert answer.status_code < 500, answer.text

        ask()
