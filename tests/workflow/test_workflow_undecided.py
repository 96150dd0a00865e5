"""Whom only a later report names is published by a decision of its own, and not by that about the incident."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sijill.register import Register
from sijill.settings import load
from sijill.types import Decision
from sijill.workflow import add, decide, export, find_incident, regrouped

AT = datetime(2026, 5, 1, tzinfo=UTC)
FIRST = """Title: Activist shot dead in Basra
Published: 2026-04-20

Gunmen shot dead the activist Salim Darwish, 41, outside his house in Basra on Sunday, police said. A guard was wounded.
"""
LATER = """Title: Two named after Basra shooting
Published: 2026-04-22

Gunmen shot dead the activists Salim Darwish and Karim Haddad in Basra on Sunday, a lawyer said on Wednesday.
"""


def public(register: Register) -> str:
    out = io.StringIO()
    export(register, "incidents-jsonl", out)
    return out.getvalue()


def test_who_is_named_only_later_waits_for_a_decision(tmp_path: Path) -> None:
    settings = load({"reader": "baseline"}, environment={})
    for name, words in (("first.txt", FIRST), ("later.txt", LATER)):
        (tmp_path / name).write_text(words, "utf-8")
    with Register.open(tmp_path / "r.sijill", create=True) as register:
        list(add(register, [str(tmp_path / "first.txt")], settings=settings))
        killing = next(d for d in register.dossiers() if "Darwish" in str(d.standing))
        anchor, _, _ = find_incident(register, killing.incident.id)
        decide(
            register, Decision("", "publish", anchor, "A. Recorder", AT, "his family asked for it"), settings=settings
        )
        assert "Darwish" in public(register)

        list(add(register, [str(tmp_path / "later.txt")], settings=settings))
        others = [d.incident.id for d in register.dossiers() if "Haddad" in str(d.standing)]
        for n, other in enumerate(o for o in others if o != register.resolve(killing.incident.id)):
            joined = regrouped(register, "merge", [killing.incident.id, other], by="A. Recorder",
                               at=AT + timedelta(hours=n + 1), reason="one shooting")  # fmt: skip
            decide(register, joined, settings=settings)
        whole = register.dossier(killing.incident.id)
        assert "Haddad" in str(whole.standing), "the later report belongs to the incident"
        told = public(register)
        assert "Darwish" in told
        assert "Haddad" not in told

        anchor, _, _ = find_incident(register, killing.incident.id)
        again = Decision("", "publish", anchor, "A. Recorder", AT + timedelta(days=1), "both families asked for it")
        decide(register, again, settings=settings)
        assert "Haddad" in public(register)
