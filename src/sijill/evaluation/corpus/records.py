"""What a passage's records say, as plain values. Words are named by their tags; the passage knows where they stand.

A tag is a letter, a number and, for parties and places, what the words are: ``e1``, ``p2.n``, ``l1.d``. Records name
a party by its tag without the part: ``p2``.
"""

from __future__ import annotations

from dataclasses import dataclass

from sijill.types import Count, Place

#: a person
ONE = Count(1, 1)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with a passage: where, what, and what to do."""

    #: name of the file
    file: str
    #: line within it, from 1; 0 where the whole file is meant
    line: int
    #: one clause
    what: str
    #: what to do about it
    remedy: str = ""
    #: may be right all the same: shown, but no failure
    warning: bool = False

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        told = f"{where}: {'(look) ' if self.warning else ''}{self.what}"
        return f"{told} ({self.remedy})" if self.remedy else told


@dataclass(frozen=True, slots=True)
class Victim:
    """A person or group to whom it was done."""

    party: str
    #: the gravest
    outcome: str
    #: all of them, the gravest first
    outcomes: tuple[str, ...]
    count: Count = ONE
    occupation: str | None = None
    status: str | None = None
    age: int | None = None
    age_group: str | None = None
    sex: str | None = None
    #: ISO 3166-1 alpha-2
    nationality: str | None = None


@dataclass(frozen=True, slots=True)
class Perpetrator:
    """Who is said to have done it, and how the blame is put."""

    party: str
    kind: str
    status: str
    #: tag of the party who says so; None: the text itself
    according_to: str | None = None
    count: Count | None = None
    #: steps of justice: (step, tags of the words)
    proceedings: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """A thing attacked."""

    #: its ``x`` tags
    words: tuple[str, ...]
    kind: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """What the text tells of one event."""

    #: its ``e`` tag
    id: str
    #: line of its record in the file
    line: int
    type: str
    act: str | None = None
    kind: str = "event"
    modality: str = "asserted"
    scope: str = "in"
    #: the text is about it; False: recalled in the background
    central: bool = True
    #: tag of the party whose word the whole of it is
    according_to: str | None = None
    modality_words: tuple[str, ...] = ()
    #: EDTF
    date: str | None = None
    date_words: tuple[str, ...] = ()
    #: city, admin1, country; what is finer stands in detail
    place: Place | None = None
    place_words: tuple[str, ...] = ()
    #: tags of what is finer than the city
    detail: tuple[str, ...] = ()
    victims: tuple[Victim, ...] = ()
    targets: tuple[Target, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    #: ``w`` tags
    weapons: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    killed: Count | None = None
    injured: Count | None = None
    toll_words: tuple[str, ...] = ()
    #: other families that careful people would accept
    type_alt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody is quoted as saying."""

    line: int
    #: tag of the party who says it
    speaker: str
    kind: str
    words: tuple[str, ...]
    incident: str | None = None
    field: str | None = None
    range: Count | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """A tie between two incidents or two parties."""

    line: int
    kind: str
    source: str
    target: str
    words: tuple[str, ...]
