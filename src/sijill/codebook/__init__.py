"""What may be said: act families, finer acts, fields, and the terms that fields take. All of it is data.

    from sijill.codebook import load

    book = load()
    book.families["killing"].label["ar"]                # "قتل"
    book.crosswalk("killing.in_custody")["huridocs"]    # ("01010601",)
    book.field("victim", "outcome").values              # ("killed", "tortured", ...)

The name of a file is the name of the thing: ``acts/killing.toml`` is the family ``killing`` with the finer acts
below it, ``terms/outcomes.toml`` the list ``outcomes``. A user's own family is one more file in a folder's
``acts/``. Nothing here reads a report: the words for these things are in ``languages``.
"""

from __future__ import annotations

from sijill.codebook.book import Act, Codebook, Exclusion, Family, Field, Scheme, Term
from sijill.codebook.files import load

__all__ = ["Act", "Codebook", "Exclusion", "Family", "Field", "Scheme", "Term", "load"]
