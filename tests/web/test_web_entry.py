"""Entry by hand: what is pasted, fetched, dropped, written down; and what must not be fetched."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from invented_reports import LOCAL, THREAT, WIRE
from web.serving import Workspace, workspace

PASTED = """Gunmen on motorcycles shot dead the teacher Rawand Tayfour in Kirkuk on 3 May 2021, police said."""


def to(answer: object) -> str:
    return str(answer.headers["location"])  # type: ignore[attr-defined]


def test_from_an_empty_register_to_a_checked_incident(tmp_path: Path) -> None:
    """What a new user does: sign in by the link, paste, see what was found, accept a value of it."""
    with workspace(tmp_path / "r.sijill", members=False) as served, served.client() as client:
        assert client.get(f"/enter/{served.sessions.print_link()}").status_code == 303
        assert to(client.get("/")) == "/add"
        given = {
            "words": PASTED,
            "title": "Teacher shot dead",
            "publisher": "Kirkuk Courier",
            "published": "2021-05-04",
        }
        source = to(client.post("/add/paste", data=given))
        page = client.get(source).text
        assert "Rawand Tayfour" in page and "Kirkuk Courier" in page and "4 May 2021" in page
        assert to(client.get("/")) == "/queue"
        assert "Rawand Tayfour" in client.get("/queue").text
        assert list(served.register.verify()) == []


def test_pasting_twice_is_once(worked_at: Workspace) -> None:
    with worked_at.client("recorder") as client:
        first = to(client.post("/add/paste", data={"words": PASTED}))
        head = worked_at.register.head()
        assert to(client.post("/add/paste", data={"words": PASTED})) == first
        assert worked_at.register.head() == head
        assert client.post("/add/paste", data={"words": "  \n "}).status_code == 400
        assert client.post("/add/paste", data={"words": PASTED, "published": "soon"}).status_code == 400
        assert client.post("/add/paste", data={"words": PASTED, "url": "javascript:alert(1)"}).status_code == 400
        assert client.post("/add/paste", data={"words": "1 2 3"}).status_code == 422, "no words; kept all the same"


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("http://127.0.0.1:1/", 422), ("http://localhost/", 422), ("http://169.254.169.254/latest/meta-data/", 422),
        ("http://[::1]/", 422), ("http://10.0.0.1/", 422), ("http://0x7f000001/", 422), ("http://2130706433/", 422),
        ("file:///etc/passwd", 400), ("/etc/passwd", 400), ("-", 400), ("ftp://example.org/", 400),
        ("gopher://127.0.0.1/", 400), ("https://", 400), ("", 400), ("*.txt", 400), ("http://a b", 400),
    ],
)  # fmt: skip
def test_what_is_inside_is_not_fetched(looked_at: Workspace, address: str, status: int) -> None:
    with looked_at.client("recorder") as client:
        before = looked_at.register.head()
        answer = client.post("/add/address", data={"address": address})
        assert answer.status_code == status and "root:" not in answer.text
        assert looked_at.register.counts()["texts"] == 4 and looked_at.register.head()[0] <= before[0] + 1


def test_files_are_kept_and_read(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill") as served, served.client("recorder") as client:
        one = [("file", ("wire.html", WIRE.encode(), "text/html"))]
        assert "/source/r_" in to(client.post("/add/files", files=one))
        several = [("file", ("../../etc/local.txt", LOCAL.encode(), "text/plain")), ("file", ("x.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 64, "image/png")),
                   ("file", ("<img src=x onerror=alert(1)>.txt", THREAT.encode(), "text/plain")), ("file", ("empty.txt", b"", ""))]  # fmt: skip
        page = client.post("/add/files", files=several)
        assert page.status_code == 200 and "<img" not in page.text and "kept all the same" in page.text
        uris = [r.uri for r in served.register.reports()]
        assert not any("/etc" in uri or ".." in uri for uri in uris) and len(uris) == 4
        assert client.post("/add/files", data={"x": "1"}).status_code == 400
        assert list(served.register.verify()) == []


def test_a_note_is_sealed_and_seen_by_keepers_only(worked_at: Workspace) -> None:
    given = {"words": "Rawand Tayfour was abducted in Kirkuk on 3 May 2021.", "how": "his mother called"}
    with worked_at.client("recorder") as client:
        page = client.post("/add/note", data=given)
        assert page.status_code == 200, "whoever wrote it is not led to it"
        report = next(r for r in worked_at.register.reports() if r.kind == "note")
        assert client.get(f"/source/{report.id}").status_code == 404
        assert "Tayfour" not in client.get("/reports").text + client.get("/queue?why=all").text
    with worked_at.client("keeper") as client:
        told = client.get(f"/source/{report.id}").text
        assert "Rawand Tayfour" in told and "his mother called" in told
        assert client.post("/add/note", data={"words": " ", "how": "x"}).status_code == 400


def test_a_file_beside_an_incident(worked_at: Workspace) -> None:
    incident, photo = worked_at.incident("wire"), b"\xff\xd8\xff" + bytes(range(256))
    sent = [("file", ("C:\\cams\\gate 4.jpg", photo, "image/jpeg"))]
    with worked_at.client("recorder") as client:
        done = client.post(f"/incident/{incident}/attach", files=sent, data={"note": "from the shop <b>opposite</b>"})
        assert to(done) == f"/incident/{incident}"
        assert "gate 4.jpg" not in client.get(f"/incident/{incident}").text, "files may show who must not be seen"
        assert client.post("/incident/i-NONE/attach", files=sent).status_code == 404
    with worked_at.client("keeper") as client:
        page = client.get(f"/incident/{incident}").text
        assert hashlib.sha256(photo).hexdigest() in page and "gate 4.jpg" in page and "cams" not in page
        assert "from the shop &lt;b&gt;" in page
        report = worked_at.register.report_with(hashlib.sha256(photo).hexdigest())
        assert report is not None
        saved = client.get(f"/source/{report.id}/bytes/0")
        assert saved.content == photo and "attachment" in saved.headers["content-disposition"]
        assert saved.headers["content-type"] == "application/octet-stream"
    assert list(worked_at.register.verify()) == []


def test_an_intervention_is_always_sealed(worked_at: Workspace) -> None:
    incident = worked_at.incident("threat")
    given = {"incident": incident, "told": "the bar association", "done": "she was moved", "next": "2021-06-01"}
    with worked_at.client("reviewer") as client:
        assert client.post("/add/intervention", data=given).status_code == 403
    with worked_at.client("keeper") as client:
        incidents = len(worked_at.register.incidents())
        assert to(client.post("/add/intervention", data=given)) == f"/incident/{incident}"
        page = client.get(f"/incident/{incident}").text
        assert "1 June 2021" in page
        report = next(r for r in worked_at.register.reports() if r.kind == "note")
        assert "the bar association" in client.get(f"/source/{report.id}").text
        assert len(worked_at.register.incidents()) == incidents, "nobody reads an incident into it"
        assert client.post("/add/intervention", data={**given, "done": ""}).status_code == 400
    with worked_at.client("reviewer") as client:
        assert "1 June" not in client.get(f"/incident/{incident}").text


def test_a_spreadsheet_is_tried_then_imported(worked_at: Workspace) -> None:
    table = "Name,When,Town\nRawand Tayfour,2021-05-03,Kirkuk\n<img src=x onerror=alert(1)>,2021-05-04,Tikrit\n"
    mapping = """label = "Ours"
heading = "A killing, as a table of ours tells of it"
publisher = "Kirkuk Centre"
[[fields]]
field = "type"
value = "killing"
[[fields]]
field = "date"
column = "When"
[[fields]]
role = "victim"
field = "name"
column = "Name"
"""
    sent = [("file", ("..\\..\\dead.csv", table.encode(), "text/csv"))]
    with worked_at.client("recorder") as client:
        assert "nothing is written" in client.get("/add/table").text.lower()
        head = worked_at.register.head()
        first = client.post("/add/table", files=sent)
        assert "no mapping knows these columns" in first.text and "[[fields]]" in first.text, "something to begin with"
        token = first.text.split('name="token" value="')[1].split('"')[0]
        tried = client.post("/add/table", data={"token": token, "own": mapping})
        assert "2 rows are understood" in tried.text and "Rawand Tayfour" in tried.text and "<img" not in tried.text
        assert worked_at.register.head() == head, "nothing was written"
        token = tried.text.split('name="token" value="')[1].split('"')[0]
        with worked_at.client("keeper") as somebody:
            assert somebody.post("/add/table/import", data={"token": token}).status_code == 404, "held for its owner"
        done = client.post("/add/table/import", data={"token": token})
        assert "2 rows are new" in done.text
        assert client.post("/add/table/import", data={"token": token}).status_code == 404
        assert client.post("/add/table", files=[("file", ("x.exe", b"MZ", ""))]).status_code == 400
        assert client.post("/add/table", files=sent, data={"mapping": "../../etc/passwd"}).status_code == 400
        assert client.post("/add/table", files=sent, data={"own": "not = [toml"}).status_code == 200
    assert not any(".." in r.uri for r in worked_at.register.reports())
    assert list(worked_at.register.verify()) == []
