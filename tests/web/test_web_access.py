"""Every right for every role: who may what is asked in one place, and the pages keep to it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sijill.register import ROLES, Member
from sijill.types import Anchor, Decision
from sijill.web import access
from web.serving import Workspace

#: the least role that each right wants
RIGHTS = {
    access.may_read: "reader",
    access.may_record: "recorder",
    access.may_seal: "recorder",
    access.may_decide: "reviewer",
    access.may_publish: "reviewer",
    access.may_see_sealed: "keeper",
    access.may_see_threats: "keeper",
    access.may_unseal: "keeper",
    access.may_intervene: "keeper",
    access.may_manage: "keeper",
}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("right", RIGHTS, ids=lambda r: r.__name__)
def test_every_right_for_every_role(right: object, role: str) -> None:
    least = RIGHTS[right]  # type: ignore[index]
    has = ROLES.index(role) >= ROLES.index(least)
    assert right(Member("A", role)) is has  # type: ignore[arg-type, operator]
    assert right(Member("A", role, active=False)) is False  # type: ignore[arg-type, operator]


def test_all_questions_are_asked_here() -> None:
    questions = {name for name in vars(access) if name.startswith("may_")}
    assert questions == {r.__name__ for r in RIGHTS} | {"may_undo", "may_second"}


def test_nobody_seconds_themselves() -> None:
    assert access.may_second(Member("A", "reviewer"), "B")
    assert not access.may_second(Member("A", "keeper"), "A")
    assert not access.may_second(Member("A", "recorder"), "B")


@pytest.mark.parametrize(
    ("role", "kind", "by", "may"),
    [
        ("reader", "add", "A", False), ("recorder", "add", "A", True), ("recorder", "add", "B", False),
        ("recorder", "accept", "A", False), ("reviewer", "accept", "B", True), ("reviewer", "unseal", "B", False),
        ("reviewer", "seal", "A", False), ("keeper", "seal", "B", True), ("keeper", "merge", "B", True),
    ],
)  # fmt: skip
def test_who_may_undo_what(role: str, kind: str, by: str, may: bool) -> None:
    decision = Decision("d", kind, Anchor(), by, datetime(2021, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
    assert access.may_undo(Member("A", role), decision) is may  # type: ignore[arg-type]


def test_pages_keep_to_the_rights(looked_at: Workspace) -> None:
    """Every page and every change, by every role: heard or refused as the table says, and nothing in between."""
    report = looked_at.report("wire")
    asked = {
        ("GET", f"/source/{report}"): "reader",
        ("GET", "/mine"): "reader",
        ("GET", "/team"): "keeper",
        ("POST", "/team"): "keeper",
        ("GET", f"/source/{report}/bytes/0"): "keeper",
        ("GET", f"/source/{report}/page/0"): "keeper",
        ("GET", f"/source/{report}/page/0/cleaned"): "keeper",
        ("GET", f"/source/{report}/suggestion?field=mention.date&start=0&end=4"): "recorder",
        ("POST", f"/source/{report}/statements"): "recorder",
        ("GET", "/add"): "recorder",
        ("GET", "/add/table"): "recorder",
        ("POST", "/add/paste"): "recorder",
        ("POST", "/add/address"): "recorder",
        ("POST", "/add/files"): "recorder",
        ("POST", "/add/note"): "recorder",
        ("POST", "/add/table"): "recorder",
        ("POST", "/add/table/import"): "recorder",
        ("POST", "/add/intervention"): "keeper",
        ("POST", "/incident/i-NONE/attach"): "recorder",
        ("POST", "/incident/i-NONE/publish"): "reviewer",
        ("POST", "/incident/i-NONE/withdraw"): "reviewer",
        ("POST", "/incident/i-NONE/seal"): "recorder",
        ("POST", "/incident/i-NONE/unseal"): "keeper",
        ("GET", "/incident/i-NONE/alike"): "reviewer",
        ("GET", "/regroup?word=merge&thing=a&thing=b"): "reviewer",
        ("POST", "/queue/s_none/accept"): "reviewer",
        ("GET", "/measures"): "reviewer",
        ("GET", "/queue"): "reader",
        ("GET", "/reports"): "reader",
        ("GET", "/queue?why=threats"): "keeper",
        ("POST", "/statement/s_none/accept"): "reviewer",
        ("POST", "/statement/s_none/reject"): "reviewer",
        ("POST", "/statement/s_none/correct"): "reviewer",
    }
    for role in ROLES:
        with looked_at.client(role) as client:
            for (method, path), least in asked.items():
                status = client.request(method, path).status_code
                refused = ROLES.index(role) < ROLES.index(least)
                assert (status == 403) is refused or (status == 403 and "suggestion" in path), (
                    role,
                    method,
                    path,
                    status,
                )
                assert status < 500


def test_who_is_not_in_sees_nothing(looked_at: Workspace) -> None:
    with looked_at.client() as client:
        for path in ("/", "/team", f"/source/{looked_at.report('wire')}", "/mine"):
            answer = client.get(path)
            assert answer.status_code in (303, 404) and "Nouman" not in answer.text
        assert client.post("/team").status_code == 401
        assert client.get("/enter").status_code == 200
