"""The closed lists of MUC-4: what kind of instrument, target or person words stand for.

Each list is ordered: the first kind of which the words hold a sign is taken. Invariant: a sign is a whole word of
the trade (plural or not), never a name. Order and signs were chosen on the 1,300 training texts' gold, where given
the gold's own words they give the gold's kind in the shares that the constants tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_Signs = Sequence[tuple[str, re.Pattern[str]]]


def _signs(*kinds: tuple[str, str]) -> _Signs:
    """Kinds with the words that show them; a word stands for its plural too, an asterisk for any ending."""
    return [
        (kind, re.compile(r"\b(?:" + "|".join(word.replace("*", r"\w*") for word in words.split()) + r")(?:E?S)?\b"))
        for kind, words in kinds
    ]


def _kind(words: str, signs: _Signs, otherwise: str) -> str:
    told = re.sub(r"[-/]", " ", words.upper())
    return next((kind for kind, sign in signs if sign.search(told)), otherwise)


_EXPLODES = r"BOMB|EXPLOSIVE|DYNAMITE|CHARGE|TNT"
_INSTRUMENTS = _signs(
    ("MOLOTOV COCKTAIL", "MOLOTOV* GASOLINE(?:\\W+\\w+)?\\W+BOMB INCENDIARY\\W+BOMB FIREBOMB"),
    ("VEHICLE BOMB", rf"(?:CAR|TRUCK|VEHICLE|VAN|BUS)\W+(?:\w+\W+){{0,5}}?(?:{_EXPLODES}) CARBOMB"),
    ("AERIAL BOMB", r"AERIAL\W+BOMB AIR\W+BOMB"),
    ("DYNAMITE", "DYNAMITE"),
    ("GRENADE", "GRENADE"),
    ("MINE", "MINE"),
    ("MORTAR", "MORTAR"),
    ("ROCKET", "ROCKET"),
    ("MISSILE", "MISSILE"),
    ("EXPLOSIVE", "RPG"),
    ("MACHINE GUN", r"(?:SUB)?MACHINE\W?GUN AK\W?47 M\W?60 UZI GALIL"),
    ("RIFLE", r"RIFLE M\W?16 CARBINE"),
    ("HANDGUN", "PISTOL REVOLVER HANDGUN"),
    ("BOMB", "BOMB"),
    ("EXPLOSIVE", "EXPLOSIVE EXPLOSION CHARGE DEVICE TNT"),
    ("GUN", "GUN WEAPON FIREARM BULLET SHOT GUNSHOT GUNFIRE"),
    ("CUTTING DEVICE", "KNIFE KNIVE MACHETE DAGGER AXE BAYONET"),
    ("STONE", "STONE ROCK"),
    ("TORTURE", "TORTURE"),
    ("FIRE", "FIRE GASOLINE FUEL MATCH"),
)

_TARGETS = _signs(
    ("DIPLOMAT OFFICE OR RESIDENCE", "EMBASS* CONSULATE CONSULAR AMBASSADOR DIPLOMAT* CHANCELLERY"),
    ("COMMERCIAL", r"GAS\W+STATION SERVICE\W+STATION"),
    (
        "ENERGY",
        "PIPELINE POWER ELECTRIC* ENERGY PYLON TOWER OIL POLE TRANSFORMER REFINERY SUBSTATION HYDROELECTRIC "
        r"HIGH\W+VOLTAGE FUEL PETROLEUM (?:LAMP|LIGHT)\W?POST",
    ),
    ("FINANCIAL", "BANK BANCO BANKING SAVINGS FINANCIAL INSURANCE"),
    (
        "COMMUNICATIONS",
        "TELEPHONE RADIO NEWSPAPER TELEVISION TV TELECOMMUNICATION* PRESS DAILY MAGAZINE BROADCASTING "
        "ANTENNA TELEGRAPH NEWSROOM",
    ),
    (
        "TRANSPORT VEHICLE",
        "CAR BUS BUSE *TRUCK VEHICLE PLANE AIRPLANE AIRCRAFT HELICOPTER TRAIN BOAT JEEP MOTORCADE MOTORCYCLE "
        "TRANSPORTATION TAXI VAN AUTOMOBILE AMBULANCE SHIP LOCOMOTIVE TRUCKLOAD",
    ),
    (
        "LAW ENFORCEMENT FACILITY",
        r"POLICE JAIL PRISON PRECINCT PENITENTIARY CARABINERO (?:COMMAND|GUARD|SECURITY)\W+POST",
    ),
    ("TRANSPORTATION ROUTE", "BRIDGE ROAD HIGHWAY RAILROAD RAILWAY RUNWAY AIRPORT TRACK STREET AIRSTRIP ROADWAY"),
    ("WATER", "WATER AQUEDUCT DAM RESERVOIR"),
    (
        "COMMERCIAL",
        "STORE RESTAURANT HOTEL SHOP COMPANY COMPANIE FACTORY SUPERMARKET PHARMACY PHARMACIE COMMERCIAL BUSINESS* "
        "CINEMA THEATER MALL MARKET WAREHOUSE FARM DISCO* NIGHTCLUB CAFETERIA MOTEL PLANT MILL",
    ),
    (
        "GOVERNMENT OFFICE OR RESIDENCE",
        "MINISTRY MINISTRIE MINISTER GOVERNMENT MAYOR MUNICIPAL* HALL PRESIDENT PRESIDENTIAL CONGRESS COURT PALACE "
        "VOTING GOVERNOR COUNCIL* SENATE LEGISLATIVE COMPTROLLER REGISTRAR CUSTOMS",
    ),
    (
        "POLITICAL FIGURE OFFICE OR RESIDENCE",
        r"(?:LEADER|CANDIDATE|SENATOR|DEPUTY|POLITICIAN)(?:'?S)?\W+(?:\w+\W+){0,3}?(?:HOME|HOUSE|RESIDENCE|OFFICE) "
        r"(?:HOME|HOUSE|RESIDENCE|OFFICE)S?\W+OF\W+(?:\w+\W+){0,4}?(?:LEADER|CANDIDATE|SENATOR|DEPUTY|POLITICIAN)",
    ),
    (
        "ORGANIZATION OFFICE",
        "HEADQUARTER UNION PARTY FEDERATION ORGANIZATION INSTITUTE ASSOCIATION MOVEMENT CONFEDERATION COMMITTEE "
        "OFFICE FRONT",
    ),
    ("CIVILIAN RESIDENCE", "HOUSE HOME RESIDENCE APARTMENT DWELLING HUT"),
)

_MILITARY = (
    "SOLDIER TROOP ARMY SERGEANT LIEUTENANT CORPORAL COLONEL CAPTAIN MILITARY OFFICER MARINE BATTALION BRIGADE "
    r"NATIONAL\W+GUARD\w* (?<!ATTORNEY\W)(?<!SECRETARY\W)GENERAL ADMIRAL PATROL NAVY COMMANDER MAJOR"
)
_OFFICIAL = (
    "MAYOR MINISTER SENATOR GOVERNOR PRESIDENT DEPUTY DEPUTIE COUNCILM?N COUNCILMAN COUNCILMEN CONGRESSMAN "
    "CONGRESSMEN OFFICIAL REPRESENTATIVE GOVERNMENT LEGISLATOR PREFECT"
)
_FORMER = r"(?:FORMER|RETIRED|EX)\W+(?:\w+\W+){0,3}?"
_PEOPLE = _signs(
    ("FORMER ACTIVE MILITARY", rf"{_FORMER}(?:{'|'.join(_MILITARY.split())})"),
    ("FORMER GOVERNMENT OFFICIAL", rf"{_FORMER}(?:{'|'.join(_OFFICIAL.split())}|AMBASSADOR|JUDGE|JUSTICE)"),
    ("SECURITY GUARD", r"BODYGUARD ESCORT (?<!NATIONAL\W)(?<!CIVIL\W)GUARD WATCHMAN WATCHMEN"),
    ("LAW ENFORCEMENT", r"POLICE* DETECTIVE CIVIL\W+DEFENSE CIVIL\W+GUARD CARABINERO PATROLMAN PATROLMEN CUSTOMS"),
    ("LEGAL OR JUDICIAL", "JUDGE MAGISTRATE JUSTICE PROSECUTOR COURT JUDICIAL"),
    ("DIPLOMAT", "AMBASSADOR CONSUL DIPLOMAT* ATTACHE"),
    (
        "POLITICAL FIGURE",
        "CANDIDATE LEADER PARTY POLITICIAN POLITICAL HOPEFUL LEADERSHIP "
        r"SECRETARY\W+GENERAL",
    ),
    (
        "CIVILIAN",
        "RECTOR PRIEST JESUIT PEASANT STUDENT ENGINEER DRIVER WIFE SON DAUGHTER FATHER MOTHER REPORTER "
        "JOURNALIST BISHOP ARCHBISHOP NEWSMAN NEWSMEN CHILDREN CHILD WOMAN WOMEN",
    ),
    ("ACTIVE MILITARY", _MILITARY),
    ("GOVERNMENT OFFICIAL", f"{_OFFICIAL} SECRETARY ATTORNEY"),
)

_STATE = _signs(
    (
        "TERRORIST ACT",
        "GUERR?ILLA LIBERATION REBEL TERRORIST REVOLUTIONARY DRUG MAFIA CARTEL PARAMILITARY SUBVERSIVE EXTREMIST "
        r"INSURGENT PEOPLE'?S DEATH\W+SQUAD COMMANDO TRAFFICKER MILITIA",
    ),
    (
        "STATE-SPONSORED VIOLENCE",
        r"ARMY (?:ARMED|SECURITY|GOVERNMENT|GROUND)\W+FORCE AIR\W+FORCE GOVERNMENT MILITARY SOLDIER TROOP POLICE* "
        r"BATTALION BRIGADE NATIONAL\W+GUARD COLONEL LIEUTENANT CAPTAIN OFFICER GARRISON NAVY MARINE REGIME CADET",
    ),
)
_COMBATANTS = _signs(
    (
        "COMBATANT",
        "SOLDIER TROOP ARMY SERGEANT LIEUTENANT CORPORAL GUERR?ILLA REBEL TERRORIST SUBVERSIVE EXTREMIST INSURGENT "
        r"BATTALION BRIGADE PATROL COMBATANT FIGHTER MILITARY\W+PERSONNEL SERVICEM[AE]N",
    ),
)
_AUTHORITIES = _signs(
    ("AUTHORITIES", "POLICE* ARMY MILITARY GOVERNMENT AUTHORIT* OFFICIAL MINIST* ARMED\\W+FORCE COMMAND SECURITY"),
)
#: one thing for all its final S, and many things without one
_ONE = re.compile(r"(?:\bBUS|HEADQUARTERS|\bGAS|\w{2}SS)$")
_MASS = re.compile(r"\b(?:TRANSPORTATION|PROPERTY|EQUIPMENT|INFRASTRUCTURE)$")
_PHRASE = re.compile(r"^(.*?\w)(?:\W+(?:OF|IN|FROM|AT|ON|BELONGING|OWNED|THAT|WHICH|NEAR)\b.*)?$")
_NUMBERS = (
    "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE",
)  # fmt: skip


def instrument(words: str) -> str | None:
    """The kind of instrument, or None where the words show none. Right in .87 of the gold of the training texts."""
    return _kind(words, _INSTRUMENTS, "") or None


def target(words: str) -> str:
    """The kind of a thing attacked. Right in .80 of the gold of the training texts."""
    return _kind(words, _TARGETS, "OTHER")


def person(words: str) -> str:
    """The kind of person attacked, from a description. Right in .90 of the gold of the training texts."""
    return _kind(words, _PEOPLE, "CIVILIAN")


def sponsor(words: str) -> str | None:
    """Whether perpetrators are of the state or not; None where the words show neither."""
    return _kind(words, _STATE, "") or None


def combatant(words: str) -> bool:
    """Whether people attacked are soldiers or guerrillas: fighting between them is war and no incident of MUC-4."""
    return bool(_kind(words, _COMBATANTS, ""))


def authority(words: str) -> bool:
    """Whether a speaker is police, army or government."""
    return bool(_kind(words, _AUTHORITIES, ""))


def number(words: str) -> str:
    """How many things words name: "1", "3", "PLURAL"."""
    told = words.upper().strip()
    first = told.split(maxsplit=1)[0] if told else ""
    if first in _NUMBERS:
        return str(_NUMBERS.index(first) + 1)
    if first.isdigit():
        return first
    head = _PHRASE.match(told)
    named = head[1] if head else told
    return "PLURAL" if _MASS.search(named) or (named.endswith("S") and not _ONE.search(named)) else "1"
