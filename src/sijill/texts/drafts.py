"""What a format takes out of a capture: the words, what the document says of itself, and what its first lines show."""

from __future__ import annotations

from dataclasses import dataclass, field, fields

from sijill.types import Metadata

_NOTHING = Metadata()


@dataclass(frozen=True, slots=True)
class Draft:
    """A text that has no id yet."""

    #: the words, settled (see texts.characters)
    content: str = field(repr=False)
    #: what the document says of itself expressly, in its markup or header block
    told: Metadata = _NOTHING
    #: what its first lines show and nothing says expressly; goes last
    seen: Metadata = _NOTHING


def merged(*sources: Metadata) -> Metadata:
    """Each field from the first of the sources that has it."""
    names = [f.name for f in fields(Metadata)]
    return Metadata(**{n: next((v for s in sources if (v := getattr(s, n))), None) for n in names})
