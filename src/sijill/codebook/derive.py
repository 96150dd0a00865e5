"""Codes of other schemes, derived from what is stated by numbered rules; never stored as truth.

The acts are the truth and a crosswalk says which codes an act can have; which of them an event gets depends on who
did it, to whom, with what, and whether anybody died. A code that the statements do not carry is left out: an event
without deaths has no UCDP type, and neither has one whose perpetrator nobody knows. Whoever writes codes down writes
:data:`RULES_VERSION` beside them; the same statements and the same version give the same codes.

Sources: HURIDOCS micro-thesauri 4 and 24; PLOVER manual 2.0 draft (captured fighters are ASSAULT/abduct, not
COERCE/arrest); ACLED codebook (the order of :data:`ACLED_ORDER`, abduction that ends in death is an attack, armed
victims make a clash); UCDP GED codebook (organised actor, at least one death, three types of violence).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sijill.codebook.book import Codebook
from sijill.codebook.files import load
from sijill.types import Count

#: raised whenever a rule below changes what it answers
RULES_VERSION: Final = "1"

_CLASH: Final = "Battles/Armed clash"
_EXCESSIVE: Final = "Protests/Excessive force against protesters"
_INTERVENTION: Final = "Protests/Protest with intervention"
_EXPLOSIONS: Final = "Explosions/Remote violence"
_ATTACK: Final = "Violence against civilians/Attack"
_TAKEN: Final = "Violence against civilians/Abduction/forced disappearance"
_ARRESTS: Final = "Strategic developments/Arrests"

#: ACLED's hierarchy: of the sub-event types that apply, the first is taken
ACLED_ORDER: Final = (
    "Battles/Government regains territory",
    "Battles/Non-state actor overtakes territory",
    _CLASH,
    _EXCESSIVE,
    _INTERVENTION,
    "Protests/Peaceful protest",
    "Riots/Violent demonstration",
    "Riots/Mob violence",
    f"{_EXPLOSIONS}/Chemical weapon",
    f"{_EXPLOSIONS}/Air/drone strike",
    f"{_EXPLOSIONS}/Suicide bomb",
    f"{_EXPLOSIONS}/Shelling/artillery/missile attack",
    f"{_EXPLOSIONS}/Remote explosive/landmine/IED",
    f"{_EXPLOSIONS}/Grenade",
    "Violence against civilians/Sexual violence",
    _ATTACK,
    _TAKEN,
    "Strategic developments/Agreement",
    _ARRESTS,
    "Strategic developments/Change to group/activity",
    "Strategic developments/Disrupted weapons use",
    "Strategic developments/Headquarters or base established",
    "Strategic developments/Looting/property destruction",
    "Strategic developments/Non-violent transfer of territory",
    "Strategic developments/Other",
)

#: schemes that record what is done to journalists and to nobody else
_PRESS: Final = ("cpj", "uspft", "mmf", "coe")

#: victims who could fight back: their killing is a clash to ACLED and no one-sided violence to UCDP
_ARMED: Final = frozenset({"combatant", "security_forces"})

#: MT24 codes that begin so are a state: governmental entities, occupying forces
_STATE: Final = ("01", "03")
#: MT24 codes that begin so are organised armed bodies that are no state. "02" alone ("gunmen") is none: nobody
#: knows whether they are organised; guards (0204) and crowds (0205) are none to UCDP either.
_ORGANISED: Final = ("0201", "0202", "0203", "0290")


def derive(
    act_ids: Iterable[str],
    *,
    deaths: Count | None = None,
    injured: Count | None = None,
    perpetrator_category: str | None = None,
    victim_status: str | None = None,
    occupations: Iterable[str] = (),
    methods: Iterable[str] = (),
    book: Codebook | None = None,
) -> dict[str, str]:
    """One code in each scheme for an event, as far as its statements carry one.

    Args:
        act_ids: families or finer acts of the event, the chief one first.
        deaths: people killed; None: not stated.
        injured: people injured; None: not stated.
        perpetrator_category: HURIDOCS MT24 code of the perpetrator; None: not stated.
        victim_status: an entry of terms/victim_statuses.toml; None: not stated.
        occupations: entries of terms/occupations.toml, of all victims.
        methods: entries of terms/methods.toml.
        book: the codebook; the shipped one by default.

    Returns:
        scheme -> code: "huridocs", "plover", "acled", "ucdp", and where a journalist is among the victims "cpj",
        "uspft", "mmf", "coe"; a scheme without a code is left out.

    Raises:
        UnknownNameError: an act or method is not in the codebook.
    """
    book = book or load()
    acts = _finest_first(act_ids)
    if not acts:
        return {}
    category = perpetrator_category or ""
    died = deaths is not None and deaths.min > 0
    hurt = died or (injured is not None and injured.min > 0)
    means = [book.term("methods", m).crosswalk for m in methods]
    codes = {
        "huridocs": _huridocs(acts, category, book),
        "plover": _plover(acts, category, victim_status, means, book),
        "acled": _acled(acts, category, victim_status, means, book, died=died, hurt=hurt),
        "ucdp": _ucdp(acts, category, victim_status, book) if died else None,
    }
    if "journalist" in occupations:
        codes |= {scheme: _first(acts, scheme, book) for scheme in _PRESS}
    return {scheme: code for scheme, code in codes.items() if code}


def acled_columns(code: str) -> dict[str, str]:
    """The columns disorder_type, event_type and sub_event_type of a derived ACLED code.

    Raises:
        ValueError: it is not one of ACLED_ORDER.
    """
    if code not in ACLED_ORDER:
        raise ValueError(f"not an ACLED code: {code!r}")
    event = _EXPLOSIONS if code.startswith(_EXPLOSIONS) else code.partition("/")[0]
    disorder = "Political violence"
    if event == "Strategic developments":
        disorder = event
    elif code == _EXCESSIVE:
        disorder = "Political violence; Demonstrations"
    elif event == "Protests" or code == "Riots/Violent demonstration":
        disorder = "Demonstrations"
    return {"disorder_type": disorder, "event_type": event, "sub_event_type": code.removeprefix(f"{event}/")}


def _finest_first(act_ids: Iterable[str]) -> tuple[str, ...]:
    """Without repetition and without a family of which a finer act is given; the caller's order otherwise."""
    acts = tuple(dict.fromkeys(act_ids))
    refined = {a.partition(".")[0] for a in acts if "." in a}
    return tuple(a for a in acts if a not in refined)


def _huridocs(acts: tuple[str, ...], category: str, book: Codebook) -> str | None:
    # MT4 tells killings of specific people apart by who did it; our family does not, the perpetrator does
    if acts[0] in ("killing", "killing.assassination"):
        if category.startswith(_STATE):
            return "01010102"
        if category.startswith("02"):
            return "01010104"
    return _first(acts, "huridocs", book)


def _plover(
    acts: tuple[str, ...],
    category: str,
    victim_status: str | None,
    means: list[Mapping[str, tuple[str, ...]]],
    book: Codebook,
) -> str | None:
    family = book.family_of(acts[0]).id
    if family == "detention" and victim_status in ("combatant", "hors_de_combat"):
        return "ASSAULT/abduct"
    if family == "enforced_disappearance" and category.startswith(_STATE):
        return "COERCE/arrest"
    # only where the act leaves the means open; a killing stays ASSAULT/targeted whatever it was done with
    if acts[0] in ("armed_attack", "bombing", "aerial_attack", "shelling"):
        told = [code for m in means for code in m.get("plover", ())]
        fitting = [c for c in told if c.startswith("ASSAULT/")]
        if "ASSAULT/suicide-attack" in fitting:
            return "ASSAULT/suicide-attack"
        if fitting:
            return fitting[0]
    return _first(acts, "plover", book)


def _acled(
    acts: tuple[str, ...],
    category: str,
    victim_status: str | None,
    means: list[Mapping[str, tuple[str, ...]]],
    book: Codebook,
    *,
    died: bool,
    hurt: bool,
) -> str | None:
    # the first code of each act speaks; its further ones are alternatives, between which the rules here choose
    found = []
    for act in acts:
        codes = book.crosswalk(act).get("acled", ())
        if codes and codes[0] == _CLASH and book.family_of(act).id == "armed_attack" and act != "armed_attack.clash":
            # an attack is a clash only where the victims could fight back
            found.append(_CLASH if victim_status in _ARMED else _ATTACK)
        elif codes:
            found.append(codes[0])
    if not found:
        return None
    if any(code in (_ATTACK, _CLASH) or code.startswith(_EXPLOSIONS) for code in found):
        found += [code for m in means for code in m.get("acled", ()) if code.startswith(_EXPLOSIONS)]
    if _TAKEN in found and died:
        found.append(_ATTACK)
    if _ARRESTS in found and category.startswith("02"):
        found[found.index(_ARRESTS)] = _TAKEN
    if _EXCESSIVE in found and not hurt:
        found[found.index(_EXCESSIVE)] = _INTERVENTION
    if _ATTACK in found and victim_status in _ARMED:
        found[found.index(_ATTACK)] = _CLASH
    explosions = [code for code in found if code.startswith(_EXPLOSIONS)]
    if explosions and _CLASH in found and acts[0] not in ("armed_attack.clash", "killing.in_combat"):
        found.remove(_CLASH)  # a bomb under a patrol is remote violence: nobody fought
    return min(found, key=ACLED_ORDER.index)


def _ucdp(acts: tuple[str, ...], category: str, victim_status: str | None, book: Codebook) -> str | None:
    possible = book.crosswalk(acts[0]).get("ucdp", ())
    state = category.startswith(_STATE)
    if not possible or not (state or category.startswith(_ORGANISED)):
        return None
    if victim_status == "security_forces" or (victim_status == "combatant" and state):
        kind = "1"
    elif victim_status == "combatant":
        kind = "2"
    elif victim_status == "disputed":
        return None
    else:
        kind = "3"
    if kind in possible:
        return kind
    # a death in crossfire counts with the conflict, whoever died; only a state's part in it tells which type it is
    return "1" if state and "1" in possible else None


def _first(acts: tuple[str, ...], scheme: str, book: Codebook) -> str | None:
    """The first code that the chief act has, or else the next one."""
    return next((codes[0] for codes in (book.crosswalk(a).get(scheme, ()) for a in acts) if codes), None)
