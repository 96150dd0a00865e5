"""What another site, a guesser or a thief tries."""

from __future__ import annotations

import re
from pathlib import Path

import pyotp
import pytest
from argon2 import PasswordHasher

from sijill.register import Member, Register
from sijill.web import passwords
from sijill.web.asking import inside
from sijill.web.passwords import Throttle, hashed, proves
from sijill.web.sessions import COOKIE, IDLE, LONGEST, Sessions
from web.serving import PASSWORD, Clock, Workspace, workspace

#: as strong as the shipped one is slow
FAST = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_HASHER", FAST)
    passwords._nobody.cache_clear()


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"}, {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ],
)  # fmt: skip
def test_what_another_site_sends_changes_nothing(worked_at: Workspace, headers: dict[str, str]) -> None:
    with worked_at.client("keeper") as client:
        if not headers["Sec-Fetch-Site"]:
            del client.headers["Sec-Fetch-Site"]
            headers = {k: v for k, v in headers.items() if v}
        before = worked_at.register.head()
        answer = client.post(f"/source/{worked_at.report('wire')}/done", data={"read": "1"}, headers=headers)
        assert answer.status_code == 403 and worked_at.register.head() == before


def test_our_own_page_is_heard(worked_at: Workspace) -> None:
    with worked_at.client("keeper") as client:
        path = f"/source/{worked_at.report('wire')}/done"
        assert client.post(path, data={"read": "1"}).status_code == 303
        del client.headers["Sec-Fetch-Site"]
        old = client.post(path, data={"reopen": "1"}, headers={"Origin": worked_at.address})
        assert old.status_code == 303, "browsers without Sec-Fetch-Site tell the origin"


def test_another_name_for_this_machine_is_refused(looked_at: Workspace) -> None:
    with looked_at.client("keeper") as client:
        for host in ("evil.example", "127.0.0.1.evil.example", "", "[::1"):
            assert client.get("/team", headers={"Host": host}).status_code in (400, 403)


def test_every_answer_tells_the_browser_what_it_may_do(looked_at: Workspace) -> None:
    with looked_at.client("keeper") as client:
        for path in ("/enter", "/team", "/nowhere", "/static/workspace.css", f"/source/{looked_at.report('wire')}"):
            headers = client.get(path).headers
            policy = headers["content-security-policy"]
            assert "script-src 'self';" in policy and "unsafe" not in policy and "frame-ancestors 'none'" in policy
            assert headers["x-frame-options"] == "DENY" and headers["referrer-policy"] == "no-referrer"
            assert headers["x-content-type-options"] == "nosniff"
            assert ("no-store" in headers["cache-control"]) is not path.startswith("/static/")


def test_nobody_leaves_the_folder_of_files(looked_at: Workspace) -> None:
    with looked_at.client("keeper") as client:
        for path in ("/static/../app.py", "/static/..%2fapp.py", "/static/%2e%2e/app.py", "/static//etc/passwd",
                     "/static/..%5capp.py", "/static/vendor/../../app.py"):  # fmt: skip
            answer = client.get(path)
            assert answer.status_code in (404, 405) and "Starlette" not in answer.text
        for report in ("..%2f..%2fetc", "r_%00", "'", "r_none"):
            for number in ("0", "-1", "9999999999", "..", "%00", "²"):
                assert client.get(f"/source/{report}/bytes/{number}").status_code == 404


def test_a_session_that_was_handed_out_before_is_not_taken(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill", members=False) as served:
        served.register.admit(Member("Amal", "keeper", hashed(PASSWORD)), by="A")
        with served.client() as client:
            client.cookies.set(COOKIE, "chosen-by-somebody-else")
            answer = client.post("/enter", data={"name": "Amal", "password": PASSWORD})
            cookie = answer.headers["set-cookie"]
            assert answer.status_code == 303 and "chosen" not in cookie
            assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower()
            first = answer.cookies[COOKIE]
            again = client.post("/enter", data={"name": "Amal", "password": PASSWORD})
            assert again.cookies[COOKIE] != first and served.sessions.find(first) is None, "renewed at each sign-in"
            client.post("/leave")
            assert served.sessions.find(again.cookies[COOKIE]) is None


def test_guessers_wait(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill", members=False) as served:
        served.register.admit(Member("Amal", "keeper", hashed(PASSWORD)), by="A")
        with served.client() as client:
            wrong = {"name": "Amal", "password": "wrong"}
            statuses = [client.post("/enter", data=wrong).status_code for _ in range(7)]
            assert statuses == [403] * 5 + [429] * 2
            right = {"name": "Amal", "password": PASSWORD}
            assert client.post("/enter", data=right).status_code == 429, "not even the right one is heard now"
            served.clock.ticks += 3
            assert client.post("/enter", data=right).status_code == 303


def test_names_that_are_none_cost_as_much() -> None:
    assert not proves(None, PASSWORD)
    assert not proves(Member("A", "keeper"), "")
    assert not proves(Member("A", "keeper", hashed(PASSWORD), active=False), PASSWORD)
    assert not proves(Member("A", "keeper", "no hash"), PASSWORD)
    assert proves(Member("A", "keeper", hashed(PASSWORD)), PASSWORD)


def test_a_code_of_the_second_factor_is_good_once() -> None:
    secret = pyotp.random_base32()
    member = Member("A", "keeper", hashed(PASSWORD), secret)
    used: set[tuple[str, str]] = set()
    code = pyotp.TOTP(secret).now()
    assert not proves(member, PASSWORD, used=used)
    assert not proves(member, PASSWORD, "²²²²²²", used=used)
    assert proves(member, PASSWORD, f"{code[:3]} {code[3:]}", used=used)
    assert not proves(member, PASSWORD, code, used=used)


def test_waits_double_and_end() -> None:
    clock = Clock()
    throttle = Throttle(clock.seconds)
    waits = []
    for _ in range(20):
        throttle.wrong("a")
        waits.append(throttle.wait("a", "b"))
    assert waits[3] == 0 and waits[4:7] == [2, 4, 8] and waits[-1] == 900
    throttle.right("a")
    assert throttle.wait("a") == 0


def test_sessions_end() -> None:
    clock = Clock()
    sessions = Sessions(clock.seconds)
    token = sessions.begin("A")
    clock.ticks += IDLE - 1
    assert sessions.find(token)
    for _ in range(3):
        clock.ticks += IDLE - 1
        found = sessions.find(token)
    assert found is None, f"in any case after {LONGEST} seconds"
    other = sessions.begin("A")
    clock.ticks += IDLE + 1
    assert sessions.find(other) is None and sessions.find("x") is None and sessions.find(None) is None


def test_the_owner_comes_in_by_the_link_once_and_until_there_are_accounts(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill", members=False) as served, served.client() as client:
        assert "sijill serve" in client.get("/enter").text
        link = served.sessions.print_link()
        assert client.get("/enter/wrong").status_code == 403
        assert client.get(f"/enter/{link}").status_code == 303
        assert client.get("/team").status_code == 200
        with served.client() as thief:
            assert thief.get(f"/enter/{link}").status_code == 403
        given = {"name": "Zaid", "role": "reviewer", "password": PASSWORD}
        assert client.post("/team", data=given).status_code == 400, "the first must be a keeper"
        assert client.post("/team", data={**given, "role": "keeper", "password": "short"}).status_code == 400
        assert client.post("/team", data={**given, "role": "keeper"}).status_code == 303
        assert client.get("/team").status_code == 303, "the owner's time without an account is over"
        assert client.get(f"/enter/{served.sessions.print_link()}").status_code == 403
        client.post("/enter", data={"name": "Zaid", "password": PASSWORD})
        assert client.post("/team", data={**given, "role": "reader"}).status_code == 400, "the last keeper stays"
        assert client.post("/team", data={**given, "name": "Nour"}).status_code == 303
        assert [m.role for m in served.register.members()] == ["reviewer", "keeper"]


def test_a_new_password_ends_the_old_sessions(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill", members=False) as served:
        served.register.admit(Member("Amal", "keeper", hashed(PASSWORD)), by="A")
        with served.client() as client, served.client() as elsewhere:
            for one in (client, elsewhere):
                one.post("/enter", data={"name": "Amal", "password": PASSWORD})
            changed = {"password": PASSWORD, "new": "another long password"}
            assert client.post("/mine/password", data={**changed, "password": "wrong"}).status_code == 403
            assert client.post("/mine/password", data=changed).status_code == 303
            assert client.get("/mine").status_code == 200
            assert elsewhere.get("/mine").status_code == 303
            own = pyotp.random_base32()
            forged = {"secret": own, "code": pyotp.TOTP(own).now()}
            assert client.post("/mine/factor/keep", data=forged).status_code == 403, "the password was not given"
            page = client.post("/mine/factor", data={"password": "another long password"}).text
            told = dict(re.findall(r'type="hidden" name="(secret|begun)" value="([^"]+)"', page))
            assert client.post("/mine/factor/keep", data={**forged, "begun": told["begun"]}).status_code == 403
            secret = told["secret"]
            kept = {**told, "code": pyotp.TOTP(secret).now()}
            assert client.post("/mine/factor/keep", data={**kept, "code": "000000x"}).status_code == 400
            assert client.post("/mine/factor/keep", data=kept).status_code == 303
            assert served.register.members()[0].totp == secret


def test_the_owner_without_an_account_makes_none_by_a_second_factor(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill", members=False) as served, served.client() as client:
        client.get(f"/enter/{served.sessions.print_link()}")
        secret = pyotp.random_base32()
        given = {"secret": secret, "code": pyotp.TOTP(secret).now()}
        assert client.post("/mine/factor/keep", data=given).status_code == 403
        assert served.register.members() == ()
        assert client.get("/team").status_code == 200, "nobody is locked out"


def test_what_is_too_large_is_not_taken_in(tmp_path: Path) -> None:
    with workspace(tmp_path / "r.sijill", max_bytes=10_000) as served, served.client("keeper") as client:
        assert client.post("/team", content=b"x" * 2_000_000).status_code == 413

        def stream() -> object:
            for _ in range(200):
                yield b"x" * 10_000

        assert client.post("/team", content=stream()).status_code in (400, 413)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("address", "is_inside"),
    [
        ("/team", True), ("/queue?why=new&at=i-1", True), ("/a#s_1", True), ("https://evil.example", False),
        ("//evil.example", False), ("/\\evil.example", False), ("javascript:alert(1)", False), ("", False),
        ("/a\r\nSet-Cookie: x", False), ("\\\\evil", False), ("/a\\..\\b", False),
    ],
)  # fmt: skip
def test_no_link_leads_elsewhere(address: str, is_inside: bool) -> None:
    assert inside(address) == (address if is_inside else "/")


def test_the_register_is_whole_after_all_this(worked_at: Workspace) -> None:
    with worked_at.client("keeper") as client:
        client.post(f"/source/{worked_at.report('wire')}/done", data={"read": "1"})
    assert isinstance(worked_at.register, Register) and list(worked_at.register.verify()) == []
