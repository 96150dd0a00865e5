"""Deciding in the workspace: with the words in view, by one after the other, and never over somebody's head."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from sijill.errors import AccessError, ConflictError, DecisionError, NotFoundError
from sijill.register import Member
from sijill.types import Anchor, Decision, PartyKey, Place, Text
from sijill.web.incident_view import IncidentView, incident_view
from sijill.web.queue_view import queue_view
from sijill.web.seeding import drawn, measures
from sijill.web.source_view import source_view
from sijill.web.wording import Wording, names
from sijill.workflow.by_hand import carried_over
from web.serving import Workspace, workspace


def wording(served: Workspace, language: str = "en") -> Wording:
    return Wording.of(language, served.desk.book)


def shown(served: Workspace, part: str = "wire", role: str = "keeper") -> IncidentView:
    return incident_view(served.desk, served.member(role), served.incident(part), wording(served))


@pytest.fixture
def seeded(filled: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copy(filled, tmp_path / "r.sijill")
    with workspace(tmp_path / "r.sijill", seeded_errors=1.0, second_person=True) as served:
        yield served


def test_to_accept_is_to_have_had_the_words(worked_at: Workspace) -> None:
    desk, reviewer = worked_at.desk, worked_at.member("reviewer")
    killed = next(s for s in shown(worked_at).statements() if s.field == "type")
    with pytest.raises(DecisionError, match="not in view"):
        desk.judge(reviewer, killed.id, "accept")
    decision = desk.judge(reviewer, killed.id, "accept", proof=killed.proof, seen="")
    assert (decision.by, decision.reason) == ("Reviewer One", "read in the source: the words say so")
    after = next(s for s in shown(worked_at).statements() if s.id == killed.id)
    assert (after.state, after.by, after.decision) == ("accepted", "Reviewer One", decision.id)
    value = next(v for v in shown(worked_at).values if v.field == "type")
    assert value.checked_by == ("Reviewer One",)
    desk.undo(reviewer, decision.id)
    assert next(s for s in shown(worked_at).statements() if s.id == killed.id).state == "machine"
    assert list(worked_at.register.verify()) == []


def test_who_decided_meanwhile_is_told(worked_at: Workspace) -> None:
    desk, keeper, reviewer = worked_at.desk, worked_at.member("keeper"), worked_at.member("reviewer")
    date = next(s for s in shown(worked_at).statements() if s.field == "date")
    desk.judge(keeper, date.id, "reject", seen="")
    with pytest.raises(ConflictError, match="decided by Keeper One"):
        desk.judge(reviewer, date.id, "accept", proof=date.proof, seen="")
    with worked_at.client("reviewer") as client:
        answer = client.post(f"/statement/{date.id}/accept", data={"proof": date.proof, "seen": "", "next": "/queue"})
        assert answer.status_code == 409 and "Keeper One" in answer.text


def test_ten_reviewers_at_once_lose_nothing(worked_at: Workspace) -> None:
    """Each statement is decided by one of ten; the nine others are told; the log is whole."""
    todo = [s for s in shown(worked_at).statements() if s.state == "machine"][:4]
    for n in range(10):
        worked_at.register.admit(Member(f"Reviewer {n}", "reviewer", "hash"), by="A. Keeper")
    members = [m for m in worked_at.register.members() if re.fullmatch(r"Reviewer \d", m.name)]

    def work(member: Member) -> list[str]:
        told = []
        for statement in todo:
            try:
                worked_at.desk.judge(member, statement.id, "accept", proof=statement.proof, seen="")
                told.append("decided")
            except ConflictError:
                told.append("conflict")
        return told

    with ThreadPoolExecutor(10) as threads:
        answers = [a for some in threads.map(work, members) for a in some]
    assert answers.count("decided") == len(todo) and answers.count("conflict") == 9 * len(todo)
    assert sum(d.kind == "accept" for d in worked_at.register.decisions()) == len(todo)
    assert list(worked_at.register.verify()) == []


def test_a_correction_keeps_what_was_read(worked_at: Workspace) -> None:
    desk, reviewer = worked_at.desk, worked_at.member("reviewer")
    injured = next(s for s in shown(worked_at).statements() if s.field == "injured")
    with pytest.raises(DecisionError, match="number of people"):
        desk.judge(reviewer, injured.id, "correct", value="many")
    with pytest.raises(DecisionError, match="already"):
        desk.judge(reviewer, injured.id, "correct", value=injured.typed)
    desk.judge(reviewer, injured.id, "correct", value="2-3", reason="a  third \n one")
    after = next(s for s in shown(worked_at).statements() if s.id == injured.id)
    assert (after.state, after.value, after.before) == ("corrected", "2–3", injured.value)
    assert worked_at.register.decisions()[-1].reason == "a third one"


def test_what_is_rejected_is_kept_in_sight(worked_at: Workspace) -> None:
    age = next(s for s in shown(worked_at).statements() if s.field == "age")
    worked_at.desk.judge(worked_at.member("reviewer"), age.id, "reject")
    view = shown(worked_at)
    assert age.id not in {s.id for s in view.statements()}
    assert [s.state for s in view.rejected if s.id == age.id] == ["rejected"]


def test_sealed_names_are_on_no_page_for_who_may_not_see_them(looked_at: Workspace) -> None:
    """The living victim of a threat: nowhere, for nobody but keepers, whatever is asked."""
    report, incident = looked_at.report("threat"), looked_at.incident("threat")
    paths = [f"/source/{report}", f"/incident/{incident}", "/queue?why=all", f"/queue?why=all&at={incident}", "/queue",
             "/measures", "/queue?why=duplicates", "/queue?why=uncertain", "/reports", f"/api/incidents/{incident}",
             f"/api/sources/{report}", "/api/incidents", "/api/queue?why=all"]  # fmt: skip
    for role in ("reader", "recorder", "reviewer"):
        with looked_at.client(role) as client:
            for path in paths:
                told = client.get(path).text
                assert "Haddadin" not in told and "Salma" not in told, (role, path)
            assert client.get("/queue?why=threats").status_code == 403
    with looked_at.client("keeper") as client:
        assert "Haddadin" in client.get(f"/source/{report}").text
        assert "Haddadin" in client.get(f"/incident/{incident}").text
        assert "death threat" in client.get("/queue?why=threats").text


def test_a_reviewer_decides_about_what_they_see_and_not_about_what_they_do_not(worked_at: Workspace) -> None:
    desk, reviewer = worked_at.desk, worked_at.member("reviewer")
    name = next(s for s in shown(worked_at, "threat").statements() if s.typed == "Salma Haddadin")
    with pytest.raises(NotFoundError):
        desk.judge(reviewer, name.id, "reject")
    seen = shown(worked_at, "wire", "reviewer")
    victim = next(s for s in seen.statements() if s.field == "name" and s.role == "victim")
    assert "Nouman" in victim.value or "Noaman" in victim.value, "the dead are named"
    desk.judge(reviewer, victim.id, "accept", proof=victim.proof)


def test_an_incident_that_is_sealed_is_not_there(worked_at: Workspace) -> None:
    desk, keeper, recorder = worked_at.desk, worked_at.member("keeper"), worked_at.member("recorder")
    incident = worked_at.incident("wire")
    with pytest.raises(DecisionError, match="reason"):
        desk.seal(recorder, incident, None, lift=False, reason=" ")
    decision = desk.seal(recorder, incident, None, lift=False, reason="the family asks")
    with pytest.raises(NotFoundError):
        desk.dossier(recorder, incident)
    assert desk.dossier(keeper, incident).incident.id == incident
    with pytest.raises(AccessError):
        desk.undo(recorder, decision.id)
    desk.undo(keeper, decision.id)
    assert desk.dossier(recorder, incident).incident.id == incident


def test_an_incident_that_is_sealed_is_not_told_by_whom_it_has(worked_at: Workspace) -> None:
    incident = worked_at.incident("wire")
    worked_at.desk.seal(worked_at.member("keeper"), incident, None, lift=False, reason="the family asks")
    with worked_at.client("recorder") as client:
        there = client.post(f"/incident/{incident}/seal", data={"party": "p999", "reason": "x"})
        nowhere = client.post("/incident/i-000000/seal", data={"party": "p999", "reason": "x"})
    assert there.status_code == nowhere.status_code == 404
    assert there.text.replace(incident, "") == nowhere.text.replace("i-000000", "")


def test_what_is_sealed_is_answered_like_what_is_not_there(worked_at: Workspace) -> None:
    incident = worked_at.incident("wire")
    with worked_at.client("keeper") as client:
        kept = client.post("/api/sources", json={"words": "A woman was abducted in Basra.", "note": True}).json()
    worked_at.desk.seal(worked_at.member("keeper"), incident, None, lift=False, reason="the family asks")
    asked = [
        ("GET", "/incident/{}", incident), ("GET", "/api/incidents/{}", incident), ("POST", "/incident/{}/seal", incident),
        ("GET", "/source/{}", kept["source"]), ("GET", "/api/sources/{}", kept["source"]),
    ]  # fmt: skip
    with worked_at.client("reviewer") as client:
        for method, path, there in asked:
            nowhere = "i-ZZZZZZ" if there == incident else "r_ffffffffffffffffffffffff"
            told = [
                (a.status_code, a.text.replace(name, "X"))
                for name in (there, nowhere)
                for a in [client.request(method, path.format(name), data={"reason": "x"} if method == "POST" else None)]
            ]
            assert told[0] == told[1] and told[0][0] == 404, path
        assert incident not in client.get("/incident/i-").text, "the beginning of an id tells none"


def test_what_was_corrected_is_told_without_what_is_sealed(worked_at: Workspace) -> None:
    """The value that was read stands beside the one that holds; it can hold what the new one does not."""
    sealed = "Salma Haddadin"
    held = Decision(
        "d_1", "correct", Anchor(), "A.", datetime(2024, 5, 3, tzinfo=UTC), f"not {sealed}",
        before=f"driver of {sealed}", after="driver",
    )  # fmt: skip
    home = replace(held, before=Place(city="Mosul", country="IQ", detail="Orchard Street 4"))
    for role in ("reader", "recorder", "reviewer"):
        sight = worked_at.desk.sight(worked_at.member(role))
        assert "Haddadin" not in repr(sight.decision(held)) and sight.decision(held).after == "driver"
        assert sight.decision(home).before == Place(city="Mosul", country="IQ")
    assert worked_at.desk.sight(worked_at.member("keeper")).decision(home) is home


def test_what_a_page_tells_of_decisions_comes_through_the_same_sight(worked_at: Workspace) -> None:
    age = next(s for s in shown(worked_at).statements() if s.field == "age")
    reason = "Salma Haddadin knows it"
    worked_at.desk.judge(worked_at.member("keeper"), age.id, "correct", value="42", reason=reason)
    opened = worked_at.desk.open(worked_at.member("reader"), worked_at.incident("wire"))
    assert "Haddadin" not in opened.held[age.id].reason
    assert worked_at.desk.open(worked_at.member("keeper"), worked_at.incident("wire")).held[age.id].reason == reason


def test_a_person_is_sealed_by_whom_the_page_names(worked_at: Workspace) -> None:
    desk, incident = worked_at.desk, worked_at.incident("wire")
    party = next(
        p for p in worked_at.register.dossier(incident).standing.parties if p.role == "victim" and p.get("name")
    )
    desk.seal(worked_at.member("recorder"), incident, party.parties[0], lift=False, reason="asked for")
    told = shown(worked_at, "wire", "reader")
    assert not any("Nouman" in v or "Noaman" in v for v in told.victims)
    with pytest.raises(NotFoundError):
        desk.seal(worked_at.member("keeper"), incident, PartyKey("none", "p1"), lift=True, reason="x")


def test_merging_is_foreseen_done_and_undone(worked_at: Workspace) -> None:
    one, other = worked_at.incident("wire"), worked_at.incident("threat")
    with worked_at.client("reviewer") as client:
        asked = {"word": "merge", "thing": [one, other]}
        seen = client.get("/regroup", params=asked)
        assert seen.status_code == 200 and one in seen.text and other in seen.text
        assert worked_at.register.resolve(other) == other, "nothing was written"
        done = client.post("/regroup", data={**asked, "reason": "a test", "next": f"/incident/{one}"})
        assert done.status_code == 303
        assert worked_at.register.resolve(one) == worked_at.register.resolve(other)
        merged = worked_at.register.resolve(one)
        assert len(worked_at.register.incident(merged).mentions) > 1
        decision = worked_at.register.decisions()[-1]
        client.post(f"/decision/{decision.id}/undo", data={"next": "/"})
        assert worked_at.register.resolve(other) == other
        assert client.post("/regroup", data={**asked, "word": "divorce", "reason": "x"}).status_code == 400
        assert client.post("/regroup", data={"word": "merge", "thing": [one], "reason": "x"}).status_code == 400
        assert client.post("/regroup", data={**asked, "reason": ""}).status_code == 409


def test_a_mention_is_split_off_by_a_statement_of_it(worked_at: Workspace) -> None:
    view = shown(worked_at)
    assert len(view.mentions) > 1
    worked_at.desk.regroup(worked_at.member("reviewer"), "split", [view.id, view.mentions[1].key], "another event")
    assert len(worked_at.register.incident(view.id).mentions) == len(view.mentions) - 1


def test_publishing_a_death_takes_two(seeded: Workspace) -> None:
    desk, reviewer, keeper = seeded.desk, seeded.member("reviewer"), seeded.member("keeper")
    incident = seeded.incident("wire")
    desk.publish(reviewer, incident, "the death is public")
    assert not desk.dossier(keeper, incident).published
    view = shown(seeded, role="reviewer")
    assert (view.proposed_by, view.may_second) == ("Reviewer One", False)
    with pytest.raises(AccessError):
        desk.publish(reviewer, incident, "me again")
    assert queue_view(desk, keeper, "waiting", wording(seeded)).lines[0].incident == incident
    desk.publish(keeper, incident, "read it too")
    assert desk.dossier(keeper, incident).published
    assert "proposed by Reviewer One: the death is public" in seeded.register.decisions()[-1].reason
    assert queue_view(desk, keeper, "waiting", wording(seeded)).lines == ()
    desk.withdraw(reviewer, incident, "asked for")
    desk.publish(reviewer, incident, "again")
    desk.withdraw(reviewer, incident, "no")
    assert desk.proposal(incident) is None


def test_one_person_is_enough_where_the_setting_says_so(worked_at: Workspace) -> None:
    incident = worked_at.incident("wire")
    worked_at.desk.publish(worked_at.member("reviewer"), incident, "the death is public")
    assert shown(worked_at).published


def test_seeded_errors_decide_nothing_and_are_counted(seeded: Workspace) -> None:
    desk, reviewer = seeded.desk, seeded.member("reviewer")
    incident = seeded.incident("wire")
    true = {s.id: s for s in shown(seeded, role="reviewer").statements()}
    view = queue_view(desk, reviewer, "all", wording(seeded), at=incident)
    wrong = [s for s in view.todo if s.typed != true[s.id].typed]
    assert len(wrong) > 3
    with seeded.client("reviewer") as client:
        for n, s in enumerate(wrong[:3]):
            kind = "accept" if n == 0 else "reject"
            sent = {"incident": incident, "proof": s.proof, "seen": "", "next": f"/queue?why=all&at={incident}"}
            to = client.post(f"/queue/{s.id}/{kind}", data=sent).headers["location"]
            assert ("seed_missed" if n == 0 else "seed_caught") in to
            assert true[s.id].value.split()[0] in client.get(to).text
        assert seeded.register.decisions() == ()
        again = queue_view(desk, reviewer, "all", wording(seeded), at=incident)
        assert not {s.id for s in wrong[:3]} & {s.id for s in again.todo if s.typed != true[s.id].typed}, "once each"
        right = next(s for s in again.todo if s.id == wrong[0].id)
        sent = {"incident": incident, "proof": right.proof, "seen": "", "next": "/queue"}
        assert client.post(f"/queue/{right.id}/accept", data=sent).status_code == 303
        page = client.get("/measures").text
    assert [d.kind for d in seeded.register.decisions()] == ["accept"]
    measure = measures(seeded.register)[0]
    assert (measure.shown, measure.accepted) == (3, 1) and 0 < measure.least < 33 < measure.most < 100
    assert f"{measure.least}–{measure.most} %" in page


def test_the_share_of_seeded_errors_is_as_set() -> None:
    share = sum(drawn("chance", "A", f"s_{n}", 0.02) for n in range(20_000)) / 20_000
    assert 0.017 < share < 0.023
    assert not any(drawn("chance", "A", f"s_{n}", 0.0) for n in range(100))


def test_the_queue_says_why(looked_at: Workspace) -> None:
    keeper = looked_at.member("keeper")
    for language in names():
        told = queue_view(looked_at.desk, keeper, "all", wording(looked_at, language))
        assert told.lines and all(line.reasons for line in told.lines)
    contradictory = queue_view(looked_at.desk, keeper, "contradictory", wording(looked_at))
    assert contradictory.incident is not None and contradictory.incident.contradictions
    assert contradictory.todo[0].id in contradictory.disputed, "first what sources differ on"


def words_at(served: Workspace, words: str, part: str = "local") -> tuple[str, Text, int]:
    report = served.report(part)
    text = served.register.sources(report)[0].text
    return report, text, text.content.index(words)


def make(client: httpx.Client, report: str, **given: object) -> httpx.Response:
    return client.post(f"/source/{report}/statements", data={k: str(v) for k, v in given.items()})


def test_selected_words_become_a_statement(worked_at: Workspace) -> None:
    report, text, at = words_at(worked_at, "unknown gunmen")
    mention = worked_at.register.accounts_of(text.id)[0].mention.id
    given = {"words": "unknown gunmen", "start": at, "end": at + 14, "field": "victim.description", "mention": mention}
    with worked_at.client("keeper") as client:
        assert make(client, report, **given).status_code == 303
        decision = worked_at.register.decisions()[-1]
        assert (decision.kind, decision.after, decision.anchor.spans[0].start) == ("add", "unknown gunmen", at)
        view = source_view(worked_at.desk, worked_at.member("keeper"), report, wording(worked_at))
        made = next(s for m in view.mentions for s in m.statements if s.id == decision.id)
        assert (made.state, made.by, made.quotes) == ("added", "Keeper One", ("unknown gunmen",))
        assert make(client, report, **{**given, "start": at + 1, "end": at + 15}).status_code == 409, "not those words"
        assert make(client, report, **{**given, "start": "", "words": "no such words"}).status_code == 409
        assert make(client, report, **{**given, "field": "victim.shoe_size"}).status_code == 400
        assert make(client, report, **{**given, "field": "victim.age"}).status_code == 409, "the words tell no age"
        assert make(client, report, **{**given, "start": "", "field": "victim.age", "value": "30"}).status_code == 303
        # a reviewer sees a text with sealed words struck out and cannot count in it
    with worked_at.client("reviewer") as client:
        assert make(client, report, **given).status_code in (303, 403, 409)
    assert list(worked_at.register.verify()) == []


def test_an_event_that_no_reader_found_outlives_the_next_reader(worked_at: Workspace) -> None:
    report, text, at = words_at(worked_at, "blamed")
    before = worked_at.register.reading(text.id)
    with worked_at.client("keeper") as client:
        given = {"words": "blamed", "start": at, "end": at + 6, "mention": ""}
        assert make(client, report, **given, field="mention.date", value="2021").status_code == 409, (
            "begin with the act"
        )
        assert make(client, report, **given, field="mention.type", value="assault").status_code == 303
    account = next(a for a in worked_at.register.accounts_of(text.id) if a.mention.id == f"i{at}h")
    assert worked_at.register.incident_of(account.key)
    assert before is not None
    newer = carried_over(worked_at.register.reading(text.id), before)
    assert account.mention in newer.mentions and len(newer.mentions) == len(before.mentions) + 1
    assert carried_over(newer, newer) == newer
    assert list(worked_at.register.verify()) == []


def test_a_text_is_done_once_nothing_is_missed(worked_at: Workspace) -> None:
    report, text, _ = words_at(worked_at, "unknown gunmen")
    mention = worked_at.register.accounts_of(text.id)[0].mention.id
    with worked_at.client("keeper") as client:
        assert client.post(f"/source/{report}/done", data={}).status_code == 409
        client.post(f"/source/{report}/done", data={"read": "1"})
        assert "Keeper One has read it to its end" in client.get(f"/source/{report}").text
        make(client, report, words="unknown gunmen", field="victim.description", mention=mention)
        client.post(f"/source/{report}/done", data={"reopen": "1"})
        assert worked_at.desk.done(text.id) is None
    told = measures(worked_at.register)[0]
    assert (told.finished, told.missed) == (1, 1)
