"""The table of phrases that count (values/count_phrases.tsv): language, phrase, and what it tells, told by hand.

What a phrase tells is either counts ("count 14..14 exact; count 3.. vague", or "no count") or whom something befell
("killed 14..14 exact; injured 30.. at-least", or "no toll"): least..most, nothing for no upper bound, and the rule.
"""

from __future__ import annotations

from pathlib import Path

TABLE = Path(__file__).parent / "values" / "count_phrases.tsv"


def rows(*, counts: bool) -> list[tuple[str, str, str]]:
    """The rows about counts, or those about whom something befell."""
    lines = [line for line in TABLE.read_text("utf-8").splitlines() if not line.startswith("#")]
    table = [(language, phrase, told) for language, phrase, told in (line.split("\t") for line in lines)]
    return [row for row in table if row[2].startswith(("count ", "no count")) is counts]
