"""The steps in order: capture, extract, read, keep, link, decide, export, publish, verify.

The only room that knows all others, below the faces. Each step is done by its room; here stands what comes after what,
and that one bad report never stops the others.

Names are loaded when first asked for, so that reading one report does not load what keeps a register.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sijill.workflow.actors import actors_of, case, cases, count_people, people, person, who_is_who
    from sijill.workflow.adding import Added, add, read_again
    from sijill.workflow.copying import import_register
    from sijill.workflow.deciding import Word, decide, foresee, history, regrouped, replay, same_decision
    from sijill.workflow.entering import attach, begin_mention, enter_file, enter_text, tell
    from sijill.workflow.explaining import Explained, explain
    from sijill.workflow.figures import Counted, counted_in_register, counted_in_release
    from sijill.workflow.finding import find_decision, find_incident, find_mention, find_statement
    from sijill.workflow.importing import Table, import_table, skeleton
    from sijill.workflow.linking import Linkage, Linked, account_of, derive_linkage, link, link_new, link_readings
    from sijill.workflow.packing import pack_evidence
    from sijill.workflow.reading import ReadResult, codebook_of, read, reader_for
    from sijill.workflow.releasing import Audience, export, faults, publish, verify
    from sijill.workflow.renewing import derive_actors, renew_actors
    from sijill.workflow.safekeeping import confirm_erasure, erase_together, pack, request_erasure, sealing_of

__all__ = [
    "Added",
    "Audience",
    "Counted",
    "Explained",
    "Linkage",
    "Linked",
    "ReadResult",
    "Table",
    "Word",
    "account_of",
    "actors_of",
    "add",
    "attach",
    "begin_mention",
    "case",
    "cases",
    "codebook_of",
    "confirm_erasure",
    "count_people",
    "counted_in_register",
    "counted_in_release",
    "decide",
    "derive_actors",
    "derive_linkage",
    "enter_file",
    "enter_text",
    "erase_together",
    "explain",
    "export",
    "faults",
    "find_decision",
    "find_incident",
    "find_mention",
    "find_statement",
    "foresee",
    "history",
    "import_register",
    "import_table",
    "link",
    "link_new",
    "link_readings",
    "pack",
    "pack_evidence",
    "people",
    "person",
    "publish",
    "read",
    "read_again",
    "reader_for",
    "regrouped",
    "renew_actors",
    "replay",
    "request_erasure",
    "same_decision",
    "sealing_of",
    "skeleton",
    "tell",
    "verify",
    "who_is_who",
]

_HOMES = {
    "actors": (
        "actors_of",
        "case",
        "cases",
        "count_people",
        "people",
        "person",
        "who_is_who",
    ),
    "adding": (
        "Added",
        "add",
        "read_again",
    ),
    "copying": ("import_register",),
    "deciding": (
        "Word",
        "decide",
        "foresee",
        "history",
        "regrouped",
        "replay",
        "same_decision",
    ),
    "entering": (
        "attach",
        "begin_mention",
        "enter_file",
        "enter_text",
        "tell",
    ),
    "explaining": (
        "Explained",
        "explain",
    ),
    "figures": (
        "Counted",
        "counted_in_register",
        "counted_in_release",
    ),
    "finding": (
        "find_decision",
        "find_incident",
        "find_mention",
        "find_statement",
    ),
    "importing": (
        "Table",
        "import_table",
        "skeleton",
    ),
    "linking": (
        "Linkage",
        "Linked",
        "account_of",
        "derive_linkage",
        "link",
        "link_new",
        "link_readings",
    ),
    "packing": ("pack_evidence",),
    "reading": (
        "ReadResult",
        "codebook_of",
        "read",
        "reader_for",
    ),
    "releasing": (
        "Audience",
        "export",
        "faults",
        "publish",
        "verify",
    ),
    "renewing": (
        "derive_actors",
        "renew_actors",
    ),
    "safekeeping": (
        "confirm_erasure",
        "erase_together",
        "pack",
        "request_erasure",
        "sealing_of",
    ),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        return getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
