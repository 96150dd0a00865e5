"""What staff are called in one release: by chance, so that nobody can be followed into the next.

Within a release the same person has the same pseudonym, so that a reader sees which values one person checked.
Invariant: nothing of a pseudonym depends on the name; without the object that gave it, nobody can go back.
"""

from __future__ import annotations

from random import Random

#: letters and digits that are not taken for one another when read aloud
_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"
#: 30^4: a register has some dozen people
_LENGTH = 4


class Pseudonyms:
    """The pseudonyms of one release."""

    def __init__(self, chance: Random) -> None:
        """With the source of chance; a release that leaves takes ``random.SystemRandom()``."""
        self._chance = chance
        self._given: dict[str, str] = {}

    def __call__(self, name: str) -> str:
        """The pseudonym of somebody: "checker K7QD"."""
        while name not in self._given:
            drawn = "checker " + "".join(self._chance.choice(_LETTERS) for _ in range(_LENGTH))
            if drawn not in self._given.values():
                self._given[name] = drawn
        return self._given[name]
