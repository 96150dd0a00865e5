"""Mentions that a person made: they stand in a reading like those of readers, and carry over to newer readings."""

from __future__ import annotations

from dataclasses import replace

from sijill.types import Reading

#: ends the local id of a mention that a person made; readers give no such ids
BY_HAND = "h"


def carried_over(before: Reading | None, now: Reading) -> Reading:
    """A newer reading with the mentions that a person had made in the text: no reader takes them away."""
    known = {m.id for m in now.mentions}
    kept = [m for m in before.mentions if m.id.endswith(BY_HAND) and m.id not in known] if before is not None else []
    return replace(now, mentions=(*now.mentions, *kept)) if kept else now
