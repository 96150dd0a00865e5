"""What selected words say, as a reviewer would type it: a first answer to be looked at, never a decision."""

from __future__ import annotations

from sijill import languages
from sijill.codebook import Codebook
from sijill.types import Text
from sijill.values.attributes import attributes
from sijill.values.counts import find_counts
from sijill.values.dates import find_dates
from sijill.values.folding import fold
from sijill.values.places import find_places
from sijill.web.wording import Wording

#: words that are looked at; nobody selects more as a value
LONGEST = 500


def suggested(book: Codebook, role: str, name: str, words: str, text: Text) -> str:
    """The value of a field that words tell, as it is typed; "" where they tell none.

    Args:
        book: the codebook in force.
        role: what the field is about.
        name: the field.
        words: as selected.
        text: from which they are: its language and publication date give them their meaning.

    Raises:
        UnknownNameError: there is no such field.
    """
    field = book.field(role, name)
    words = " ".join(words.split())[:LONGEST]
    code = (text.metadata.language or "en").split("-")[0]
    language = languages.load(code if code in languages.names() else "en")
    match field.kind:
        case "edtf":
            found = (d.edtf for d in find_dates(words, language, published=text.metadata.published) if d.edtf)
            return next(found, "")
        case "count":
            return next((Wording.typed(c.count) for c in find_counts(words, language)), "")
        case "place":
            return next((Wording.typed(p.place) for p in find_places(words, language) if not p.demonym), "")
        case "integer":
            age = attributes(words, language).age
            if age is not None and age.years.min == age.years.max:
                return str(age.years.min)
            return next((word for word in words.split() if word.isdecimal()), "")
        case "text":
            return words
    if field.of in book.term_lists:
        folded = fold(words)
        for term in book.terms(field.of):
            if any(fold(label) in folded or folded in fold(label) for label in term.label.values()):
                return term.id
    return ""
