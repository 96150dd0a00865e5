"""Appearances of people who do not exist in incidents that never happened, and whole incidents for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from invented_accounts import account
from sijill.actors.appearing import Appearance, Profile, appearances
from sijill.actors.spoken import Said
from sijill.incidents import standing
from sijill.types import Account, Incident, PartyKey, PartyKind, Standing

NOBODY_SPOKE = Said()


def seen(
    number: int,
    name: str | None = None,
    *,
    kind: PartyKind = "person",
    role: str = "victim",
    city: str | None = "basra",
    country: str | None = "IQ",
    on: str | None = "2031-03-01",
    text: str | None = None,
    party: str = "p0",
    sex: str | None = None,
    born: tuple[int, int] | None = None,
    trade: str | None = None,
    killed: bool = False,
    organisation: str | None = None,
) -> Appearance:
    """Somebody in the incident of a number, told of by one text."""
    days = (date.fromisoformat(on), date.fromisoformat(on)) if on else None
    victim = role == "victim"
    profile = Profile(
        kind, (name,) if name else (), organisation, sex=sex, born=born,
        occupations=frozenset((trade,)) if trade else frozenset(), country=country,
        admin1=city if victim else None, city=city if victim else None, days=days if victim else None, killed=killed,
        speaks=role == "speaker",
    )  # fmt: skip
    key = PartyKey(text or f"text{number}", party)
    return Appearance(f"i-{number:06}", (key,), frozenset((role,)), profile, None, days)


def standing_of(accounts: Sequence[Account], incident: str = "i-000001") -> Standing:
    """What holds for an incident that these accounts tell of."""
    return standing.stand(Incident(incident, tuple(sorted(a.key for a in accounts))), accounts)


def within(accounts: Sequence[Account], said: Said = NOBODY_SPOKE) -> tuple[Appearance, ...]:
    """Who appears in an incident that these accounts tell of."""
    return appearances("i-000001", standing_of(accounts), accounts, said)


__all__ = ["NOBODY_SPOKE", "account", "seen", "standing_of", "within"]
