"""How many there were whom no list names: multiple systems estimation, on lists that a person declares.

The order of the work: lists are declared (`declaring`), every person becomes a pattern of lists (`tables`), it is asked
whether the data can bear an estimate (`bearing`), and three methods answer beside each other (`loglinear`, `chao`,
`latent`), by stratum and over the pairs of names that may or may not be one person (`estimating`).

Invariant: what is documented and what is estimated never stand in one number.
"""

from sijill.figures.undercount.declaring import (
    Declared,
    declared_in,
    listed_in_columns,
    of_columns,
    pairs_in,
    readable_lists,
)
from sijill.figures.undercount.estimating import BIAS, Estimate, Stratum, Undercount, undercount
from sijill.figures.undercount.naming import STRATA, Named, named_on_lists
from sijill.figures.undercount.tables import Listed, Pair, Table, table_of

__all__ = [
    "BIAS",
    "STRATA",
    "Declared",
    "Estimate",
    "Listed",
    "Named",
    "Pair",
    "Stratum",
    "Table",
    "Undercount",
    "declared_in",
    "listed_in_columns",
    "named_on_lists",
    "of_columns",
    "pairs_in",
    "readable_lists",
    "table_of",
    "undercount",
]
