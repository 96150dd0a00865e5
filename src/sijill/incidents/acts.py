"""Acts and involvements: who suffered what, and who is said to have had part in it (HURIDOCS' Events Standard Formats).

Both are derived from the standing values whenever asked for and never kept as truth.
Invariant: each rests on statements; no statement, no act.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sijill.types import Account, Act, Involvement, Standing

#: victims' outcomes that are no harm
UNHARMED = frozenset({"unharmed", "unknown"})


def acts(standing: Standing) -> tuple[Act, ...]:
    """One act for each victim who was harmed; one without victim where nobody in particular was.

    The act is the finer one where it stands, else the family.
    """
    finest = standing.get("act") or standing.get("type")
    if finest is None or finest.value is None:
        return ()
    found = []
    for party in standing.parties:
        outcome = party.get("outcome")
        if party.role != "victim" or (outcome is not None and (outcome.value is None or outcome.value in UNHARMED)):
            continue
        rests_on = (*finest.behind, *(outcome.behind if outcome else ()))
        found.append(Act(standing.incident, str(finest.value), party.parties[0], rests_on))
    return tuple(found) or (Act(standing.incident, str(finest.value), None, finest.behind),)


def involvements(standing: Standing, accounts: Sequence[Account]) -> tuple[Involvement, ...]:
    """Every part that a perpetrator is said to have had: one for each way in which the blame is put, side by side.

    Args:
        standing: the incident's standing values.
        accounts: its accounts, which hold the statements' values.
    """
    said = {
        statement_id: statement.value
        for account in accounts
        for statement_id, statement in zip(account.statement_ids, account.mention.statements, strict=True)
    }
    found = []
    for party in standing.parties:
        status = party.get("status")
        if party.role != "perpetrator" or status is None:
            continue
        by_status: dict[str, list[str]] = defaultdict(list)
        for statement_id in (*status.behind, *status.against):
            # what a person corrected stands under its decided value
            value = status.value if statement_id in status.behind else said.get(statement_id)
            if value is not None:
                by_status[str(value)].append(statement_id)
        found += [
            Involvement(standing.incident, party.parties[0], value, tuple(ids)) for value, ids in by_status.items()
        ]
    return tuple(found)
