"""What people decided, laid over what was read.

A decision is anchored to content: a text, a mention in it, a subject, a field, the words. It is laid over whatever
reading is current, and where it finds nothing to lie on it is reported and never guessed at. Decisions are taken in the
order in which they were made; of two about the same thing the later holds; an undone one does not count, unless
its undoing was undone.

Invariant: laying the same decisions over an account twice is laying them over once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sijill.incidents.profile import subject_of
from sijill.incidents.regrouping import read_key, regroups, taken_apart
from sijill.types import Account, Decision, MentionKey, Statement

#: kinds of decision that are about what one text states
OF_STATEMENTS = frozenset({"accept", "reject", "correct", "add", "move"})


@dataclass(frozen=True, slots=True)
class Decided:
    """A statement as it is once people have spoken."""

    statement: Statement
    id: str
    #: the decision that holds for it; None: nobody has decided
    decision: Decision | None = None


def in_force(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """The decisions that nobody has undone, oldest first, without the undoings themselves."""
    ordered = sorted({d.id: d for d in decisions}.values(), key=lambda d: (d.at, d.id))
    undone: set[str] = set()
    # from the last to the first: an undoing counts only if no later one undid it
    for decision in reversed(ordered):
        if decision.kind == "undo" and decision.id not in undone and decision.undoes:
            undone.add(decision.undoes)
    return tuple(d for d in ordered if d.kind != "undo" and d.id not in undone)


class Overlay:
    """Decisions by the text that they are about: lays them over many accounts without looking through all for each."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self._about: dict[str, list[Decision]] = defaultdict(list)
        #: undoings, and what is about no text: they may concern any
        self._further: list[Decision] = []
        for decision in decisions:
            (self._about[decision.anchor.text] if decision.anchor.text else self._further).append(decision)

    def about(self, texts: Iterable[str]) -> list[Decision]:
        """All decisions that may concern some texts."""
        found = [d for text in sorted(set(texts)) for d in self._about.get(text, ())]
        return [*found, *self._further]

    def apply(self, account: Account) -> Account | None:
        """The account as people have decided it: see `apply`."""
        text = account.source.text.id
        return apply(account, self.about((text,))) if text in self._about else account


def apply(account: Account, decisions: Sequence[Decision]) -> Account | None:
    """The account as people have decided it.

    Rejected statements are gone, corrected ones have their new value and keep their id and words, added ones stand at
    the end under the id of their decision. Values added without words to rest on are not taken over. A statement that
    is moved leaves the one mention and comes to another one of the same text, under the id of the decision; the
    decision's `before` holds its value.

    Args:
        account: as read, or with the same decisions laid over already.
        decisions: any; those about other texts, undone or about something else are left aside.

    Returns:
        The same object where nothing changed; None where people rejected the mention as a whole.
    """
    found = decide(account, decisions)
    if found is None:
        return None
    statements = tuple(d.statement for d in found)
    ids = tuple(d.id for d in found)
    if statements == account.mention.statements and ids == account.statement_ids:
        return account
    return replace(account, mention=replace(account.mention, statements=statements), statement_ids=ids)


def decide(account: Account, decisions: Sequence[Decision]) -> tuple[Decided, ...] | None:
    """The statements of an account that hold, each with the decision about it; None where the mention is rejected."""
    text = account.source.text.id
    # looked through for every account: what is plainly about another text goes first
    near = [d for d in decisions if d.anchor.text == text or d.kind == "undo"]
    about = [d for d in in_force(near) if _concerns(d, account)]
    whole = [d for d in about if _whole(d)]
    if whole and whole[-1].kind == "reject":
        return None
    # what decisions added before is added anew, each at its time: only later decisions are about it
    additions = {d.id for d in near if d.kind in ("add", "move")}
    rows = [
        _Row(statement, statement, statement_id)
        for statement, statement_id in zip(account.mention.statements, account.statement_ids, strict=True)
        if statement_id not in additions
    ]
    for decision in about:
        if _whole(decision):
            continue
        added = _added(decision, account.key)
        if added is None:
            for row in rows:
                if _fits(decision, row.original, row.now):
                    row.decision = decision
                    if decision.kind == "correct" and decision.after is not None:
                        row.now = replace(row.now, value=decision.after)
        else:
            rows.append(_Row(added, added, decision.id, decision))
    # what comes to say the same of the same words is one statement
    kept: dict[Statement, Decided] = {}
    for row in rows:
        if row.rejected:
            continue
        first = kept.get(row.now)
        if first is None:
            kept[row.now] = Decided(row.now, row.id, row.decision)
        else:
            kept[row.now] = replace(first, decision=row.decision or first.decision)
    return tuple(kept.values())


@dataclass(slots=True)
class _Row:
    """A statement while decisions are laid over it."""

    original: Statement
    now: Statement
    id: str
    decision: Decision | None = None

    @property
    def rejected(self) -> bool:
        decision = self.decision
        return decision is not None and (
            decision.kind == "reject" or (decision.kind == "move" and decision.id != self.id)
        )


def unplaced(decisions: Iterable[Decision], accounts: Iterable[Account]) -> tuple[Decision, ...]:
    """The decisions in force that find nothing to lie on: for people to look at again.

    Args:
        decisions: all that were made.
        accounts: all accounts of the texts they are about, as read (without decisions laid over).
    """
    by_key = {a.key: a for a in accounts}
    return tuple(d for d in in_force(decisions) if not _placed(d, by_key))


def _placed(decision: Decision, by_key: dict[MentionKey, Account]) -> bool:
    anchor = decision.anchor
    if not anchor.text or not anchor.mention:
        return True  # about an incident or a text, which stay
    regrouping = taken_apart(decision)
    if regrouping is not None:
        # each side is held by any mention of it that is still there
        sides = (regrouping.left, *regrouping.others)
        return len(sides) > 1 and all(any(key in by_key for key in side) for side in sides)
    account = by_key.get(MentionKey(anchor.text, anchor.mention))
    if account is None:
        return False
    if decision.kind == "move" and other_mention(decision) not in by_key:
        return False
    if decision.kind not in OF_STATEMENTS or _whole(decision):
        return True
    if decision.kind == "add":
        return _added(decision, account.key) is not None
    return any(_fits(decision, s, s) for s in account.mention.statements)


def other_mention(decision: Decision) -> MentionKey | None:
    """The mention to which a statement is moved ("TEXT_ID/LOCAL_ID"), or None."""
    return read_key(decision.after) if isinstance(decision.after, str) else None


def _concerns(decision: Decision, account: Account) -> bool:
    """Whether a decision is about statements of an account: those it has or those that it is given."""
    if decision.kind not in OF_STATEMENTS or regroups(decision):
        return False
    anchor = decision.anchor
    here = MentionKey(anchor.text, anchor.mention) == account.key
    return here or (decision.kind == "move" and other_mention(decision) == account.key)


def _whole(decision: Decision) -> bool:
    anchor = decision.anchor
    return (
        decision.kind in ("accept", "reject")
        and anchor.role in ("", "mention")
        and not (anchor.item or anchor.field or anchor.spans)
    )


def _fits(decision: Decision, original: Statement, now: Statement) -> bool:
    """Whether a decision is about a statement; parts of the anchor that are empty fit everything."""
    anchor, subject = decision.anchor, original.subject
    if (
        (anchor.role and anchor.role != subject.role)
        or (anchor.item and anchor.item != subject.item)
        or (anchor.field and anchor.field != original.field)
    ):
        return False
    if (
        decision.before is not None
        and decision.before not in (original.value, now.value)
        and not (
            # laid over already
            decision.kind == "correct" and decision.after == original.value
        )
    ):
        return False
    if not anchor.spans or set(anchor.spans) == set(original.spans):
        return True
    # a newer reader may cut the words a little differently: then the value must be the one decided about
    return decision.before is not None and any(a.overlaps(s) for a in anchor.spans for s in original.spans)


def _added(decision: Decision, to: MentionKey) -> Statement | None:
    """The statement that a decision gives to a mention: one that is added, or moved there from another mention."""
    anchor = decision.anchor
    if decision.kind == "add":
        value = decision.after
    elif decision.kind == "move" and other_mention(decision) == to:
        value = decision.before
    else:
        return None
    if value is None or not anchor.field or not anchor.spans:
        return None
    return Statement(subject_of(anchor.role, to.mention, anchor.item), anchor.field, value, anchor.spans)
