"""What people said of who is who: "the same person", "not the same person", each with a reason and undoable.

Such a word is a decision of kind ``merge`` or ``split`` whose anchor names a text, a party in it (``item``) and the
field :data:`FIELD`; ``after`` names the other party as "TEXT/PARTY". Judgements on two parties count as well, a
linker's own do not. Of two words on one pair the later holds.

Invariant: :class:`Said` depends on what was said and when, not on the order in which it is handed over.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sijill.types import Account, Anchor, Decision, Judgement, PartyKey

#: field of the anchor of a decision about who is who; no field of the codebook is called so
FIELD = "actor"

Pair = tuple[PartyKey, PartyKey]


def ordered(left: PartyKey, right: PartyKey) -> Pair:
    """The pair with the smaller key first."""
    return (left, right) if left <= right else (right, left)


@dataclass(frozen=True, slots=True)
class Said:
    """The last word on each pair of parties that people spoke of."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()

    @property
    def spoken_of(self) -> frozenset[PartyKey]:
        """Every party that a word in force is about."""
        return frozenset(key for pair in (*self.same, *self.different) for key in pair)

    def parts(self, one: Iterable[PartyKey], other: Iterable[PartyKey]) -> bool:
        """Whether anybody said of somebody on one side that it is nobody on the other."""
        if not self.different:
            return False
        right = tuple(other)
        return any(ordered(a, b) in self.different for a in one for b in right)


def key_of(account: Account, item: str) -> PartyKey:
    """How a victim or perpetrator of a mention is named from outside.

    A party of the text is the same in all its mentions. What is no party there (a reading taken over from elsewhere may
    number the victims of each mention anew) is somebody of this mention only: "i412:v0".
    """
    text = account.source.text.id
    return PartyKey(text, item if account.party(item) is not None else f"{account.mention.id}:{item}")


def stated_key(key: PartyKey) -> PartyKey:
    """The key under which the statements and the standing parties of an incident have it."""
    return PartyKey(key.text, key.party.rpartition(":")[2])


def is_about_actors(decision: Decision) -> bool:
    """Whether a decision says who is who."""
    anchor = decision.anchor
    return decision.kind in ("merge", "split") and anchor.field == FIELD and bool(anchor.text and anchor.item)


def write_key(key: PartyKey) -> str:
    """A party as decisions name it: "TEXT/PARTY"."""
    return f"{key.text}/{key.party}"


def read_key(words: object) -> PartyKey | None:
    """A party as decisions name it, or None."""
    text, slash, party = str(words).strip().rpartition("/")
    return PartyKey(text, party) if slash and text and party else None


def saying(left: PartyKey, right: PartyKey, *, same: bool, by: str, at: datetime, reason: str) -> Decision:
    """The decision, not taken yet, that two parties are one person or body, or are not."""
    anchor = Anchor(text=left.text, item=left.party, field=FIELD)
    return Decision("", "merge" if same else "split", anchor, by, at, reason, after=write_key(right))


def heard(judgements: Iterable[Judgement], in_force: Iterable[Decision]) -> Said:
    """What people said.

    Args:
        judgements: any; those about mentions, and a linker's own, are left aside.
        in_force: decisions that nobody has undone; those about something else are left aside.
    """
    words: list[tuple[datetime, str, Pair, str]] = []
    for word in judgements:
        left, right = word.left, word.right
        if isinstance(left, PartyKey) and isinstance(right, PartyKey) and not word.by.startswith("linker"):
            words.append((word.at, word.by, ordered(left, right), word.answer))
    for decision in in_force:
        other = read_key(decision.after) if is_about_actors(decision) else None
        if other is not None:
            first = PartyKey(decision.anchor.text, decision.anchor.item)
            words.append((decision.at, decision.id, ordered(first, other), "yes" if decision.kind == "merge" else "no"))
    last: dict[Pair, str] = {}  # "unsure" takes back what was said before
    for _, _, pair, answer in sorted(words):
        if pair[0] != pair[1]:
            last[pair] = answer
    return Said(
        frozenset(pair for pair, answer in last.items() if answer == "yes"),
        frozenset(pair for pair, answer in last.items() if answer == "no"),
    )
