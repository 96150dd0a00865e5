"""Words for a moment → EDTF: when a report says it was published, as exactly as it says and no more exactly.

Invariant: what comes out was told. Nothing is completed: a year stays a year, a day without a time has none, a time
without a zone has none; and numbers that can be read in two ways ("03/04/2020") are no date at all.
"""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone

#: earliest year that a report is believed to be from; 0001 and 1970-01-01 are what programs write for "unknown"
_FIRST_YEAR = 1900

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2})"
    r"(?:[T ]\s?(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"\s?(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?)?)?",
    re.I,
)
_SLASHED = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})")

#: names of the months in English and Arabic. Arabic has two sets, and the Maghreb its own spellings
_MONTH_NAMES = (
    "january|jan|يناير|جانفي|كانون الثاني",
    "february|feb|فبراير|فيفري|شباط",
    "march|mar|مارس|آذار|اذار",
    "april|apr|أبريل|ابريل|إبريل|أفريل|نيسان",
    "may|مايو|ماي|أيار|ايار",
    "june|jun|يونيو|جوان|حزيران",
    "july|jul|يوليو|جويلية|تموز",
    "august|aug|أغسطس|اغسطس|غشت|أوت|آب|اب",
    "september|sept|sep|سبتمبر|شتنبر|أيلول|ايلول",
    "october|oct|أكتوبر|اكتوبر|تشرين الأول|تشرين الاول",
    "november|nov|نوفمبر|نونبر|تشرين الثاني",
    "december|dec|ديسمبر|دجنبر|كانون الأول|كانون الاول",
)
_MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, 1) for name in names.split("|")}
_MONTH = "|".join(sorted((re.escape(name) for name in _MONTHS), key=len, reverse=True))
_WEEKDAY = (
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?"
    r"|(?:ال)?(?:اثنين|إثنين|ثلاثاء|أربعاء|اربعاء|خميس|جمعة|سبت|أحد|احد)"
)
_TIME = (
    r"(?:\s?(?:,|،|-|–|at|\||الساعة)?\s?(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
    r"\s?(?P<half>[ap]\.?m\.?)?\s?(?P<zone>Z\b|UTC|GMT|[+-]\d{2}:?\d{2}|\((?:UTC|GMT)\))?)?"
)
#: "7 July 2020", "Tuesday, 7th of July, 2020", "7 تموز 2020", "7 تموز/يوليو 2020", each with or without a time
_DAY_FIRST = re.compile(
    rf"(?:(?:{_WEEKDAY})\s?[,،]?\s)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s|-)(?:of\s)?(?P<name>{_MONTH})\.?"
    rf"(?:\s?[/(]\s?(?:{_MONTH})\)?)?\s?[,،-]?\s?(?P<year>\d{{4}}){_TIME}",
    re.I,
)
#: "July 7, 2020", "Tuesday, July 7th 2020"
_MONTH_FIRST = re.compile(
    rf"(?:(?:{_WEEKDAY})\s?[,،]?\s)?(?P<name>{_MONTH})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?"
    rf"(?:\s|,\s?)(?P<year>\d{{4}}){_TIME}",
    re.I,
)
_ARABIC_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")

#: longest string that is looked at
_LENGTH = 80


def moment(words: str) -> str | None:
    """The date or moment that a string as a whole names, as EDTF; None where it names none or more than one.

    "2020-07-06T18:40:00Z", "2020-07-06", "2020-07", "Mon, 06 Jul 2020 18:40:00 GMT", "July 6, 2020", "٦ تموز ٢٠٢٠".
    Fractions of a second are left out; "+0300" becomes "+03:00".
    """
    if len(words) > _LENGTH:
        return None
    words = " ".join(words.translate(_ARABIC_DIGITS).split())
    iso = _ISO.fullmatch(words)
    if iso:
        return _written(iso)
    slashed = _SLASHED.fullmatch(words)
    if slashed:
        return _day(*(int(part) for part in slashed.groups()))
    named = _DAY_FIRST.fullmatch(words) or _MONTH_FIRST.fullmatch(words)
    return _written(named, _MONTHS[named["name"].lower()]) if named else None


def finer(first: str | None, second: str | None) -> str | None:
    """The first moment, or the second where it is the first one told more exactly."""
    if first is not None and second is not None and len(second) > len(first) and second.startswith(first):
        return second
    return first


def _day(year: int, month: int, day: int) -> str | None:
    try:
        told = date(year, month, day)
    except ValueError:
        return None
    return None if year < _FIRST_YEAR or told == date(1970, 1, 1) else told.isoformat()


def _written(match: re.Match[str], month: int | None = None) -> str | None:
    parts = match.groupdict()
    year = int(parts["year"])
    if month is None:
        month = int(parts["month"]) if parts["month"] else None
    if month is None or parts["day"] is None:
        if not _FIRST_YEAR <= year < 2200 or (month is not None and not 1 <= month <= 12):
            return None
        return f"{year:04}" if month is None else f"{year:04}-{month:02}"
    day = _day(year, month, int(parts["day"]))
    if day is None or parts["hour"] is None:
        return day
    hour, minute, second = int(parts["hour"]), int(parts["minute"]), int(parts["second"] or 0)
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return day
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    if hour > 23 or minute > 59 or second > 59:
        return day
    return f"{day}T{hour:02}:{minute:02}:{second:02}{_zone(parts['zone'])}"


def _zone(told: str | None) -> str:
    name = (told or "").strip("()").upper()
    if not name:
        return ""
    if name in {"Z", "UTC", "GMT"}:
        return "Z"
    hours, minutes = int(name[1:3]), int(name[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        return ""
    offset = timezone(timedelta(hours=hours, minutes=minutes) * (-1 if name[0] == "-" else 1))
    return "Z" if hours == minutes == 0 else str(offset).removeprefix("UTC")
