"""A figure that only a claim gives leaves with its claim, and stays where the claim stays."""

from __future__ import annotations

from invented_writing import Written, accounts
from sijill.incidents.standing import stand
from sijill.publication.checks import problems
from sijill.publication.filter import Cleared, Filter
from sijill.types import Anchor, Count, Dossier, Incident, Seal, StandingValue


def cleared(*seals: Seal, only_claim: bool = False) -> Cleared:
    a = Written("a", "A bomb killed 4 people.", "The Crier", "2031-03-03")
    if not only_claim:
        a.says("killed", Count(4, 4), "4 people")
    b = Written("b", "Noor Halabi wrote it down. At least six died, said the governor.", "The Bell", "2031-03-04")
    b.claim("figure", "the governor", "six died", "killed", 6)
    told = tuple(accounts(a, b))
    incident = Incident("i-1", tuple(t.key for t in told))
    found = Filter(seals, audience="public").clear(
        Dossier(incident, told, stand(incident, told), seals=seals, published=True)
    )
    assert found is not None
    return found


def killed(of: Cleared) -> StandingValue | None:
    return of.dossier.standing.get("killed")


def test_unsealed_it_leaves_and_is_evidence() -> None:
    for only_claim, value in ((False, Count(4, 6)), (True, Count(6, 6))):
        found = cleared(only_claim=only_claim)
        toll = killed(found)
        assert toll is not None
        assert (toll.value, "b/c0" in toll.behind) == (value, True)
        assert problems(found) == ()


def test_of_a_sealed_text_it_stays() -> None:
    toll = killed(cleared(Seal(Anchor("b"), (), "decision d1")))
    assert toll is not None
    assert (toll.value, toll.behind) == (Count(4, 4), ("a/1",))
    assert killed(cleared(Seal(Anchor("b"), (), "decision d1"), only_claim=True)) is None


def test_behind_struck_words_it_is_called_as_its_claim_is() -> None:
    found = cleared(Seal(Anchor("b", role="author"), ("Noor Halabi",), "byline"))
    toll = killed(found)
    assert toll is not None
    assert toll.value == Count(4, 6)
    (account,) = (a for a in found.dossier.mentions if a.claims)
    assert "Noor" not in account.source.text.content
    assert toll.behind == ("a/1", f"{account.source.text.id}/{account.claims[0].id}")
    assert problems(found) == ()
