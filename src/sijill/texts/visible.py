"""What a report says of itself in plain sight: a header block, a title line, a dateline.

For texts and old pages that carry no metadata. Invariant: only what cannot be anything else is believed; a date must
name day, month and year and stand on a line with nothing but labels, near the top.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from sijill.texts.publication_dates import moment
from sijill.types import Metadata

#: lines at the top among which a title or a date is looked for, and the longest one looked at
_TOP = 12
_LINE = 300
#: words of a title at most
_TITLE_WORDS = 30
#: words in one part of a title line such as "Iraq News - Local News - Outlet", at most
_PART_WORDS = 5

_SEPARATOR = re.compile(r"\s+[-–—|»›:]{1,2}\s+|\s*(?:::|»|›)\s*")

#: what the lines of a header block may be called, in English and Arabic
_LABELS = {
    "title": "title", "headline": "title", "العنوان": "title",
    "published": "published", "date": "published", "publication date": "published", "تاريخ النشر": "published",
    "التاريخ": "published", "publisher": "publisher", "outlet": "publisher", "source": "publisher",
    "الناشر": "publisher", "المصدر": "publisher", "author": "author", "by": "author", "الكاتب": "author",
    "language": "language", "lang": "language", "اللغة": "language", "url": "url", "link": "url", "الرابط": "url",
}  # fmt: skip
_HEADER_LINE = re.compile(r"([^\W\d_][^:\n]{0,30}?)[ \t]?:[ \t]+(\S[^\n]*)")
#: a header block has at least so many lines: one alone may be the beginning of the report
_HEADER_LINES = 2

_DATE_LABEL = re.compile(
    r"(?:(?:first\s)?(?:published on|published|posted on|posted|dated|date)"
    r"|تاريخ النشر|نشر في|نُشر في|نشر بتاريخ|التاريخ)\s?[:：]?\s",
    re.I,
)
#: what else a line of a date may have: place or name before, a time or section after
_DATE_PARTS = re.compile(r"\s+[|•·–—-]\s+|\s*[|•·]\s*")


@dataclass(frozen=True, slots=True)
class Header:
    """A header block and where the text begins after it."""

    metadata: Metadata
    #: code point at which the report begins
    end: int


def header_block(text: str) -> Header | None:
    """The block of lines "Title: …", "Published: …" at the top, which ends with a blank line; None without one.

    All its lines must bear known labels, and it must have at least two; a text that begins with one such line is a
    text.
    """
    start = len(text) - len(text.lstrip("\n \t"))
    end = text.find("\n\n", start)
    if end < 0 or end - start > _TOP * _LINE:
        return None
    told: dict[str, str] = {}
    lines = text[start:end].split("\n")
    if len(lines) < _HEADER_LINES:
        return None
    for line in lines:
        match = _HEADER_LINE.fullmatch(line.strip())
        name = _LABELS.get(match[1].strip().lower()) if match else None
        if match is None or name is None:
            return None
        told.setdefault(name, match[2].strip())
    if "published" in told:
        told["published"] = moment(told["published"]) or ""
    after = len(text) - len(text[end:].lstrip("\n"))
    return Header(Metadata(**{name: words for name, words in told.items() if words}), after)


def in_sight(text: str) -> Metadata:
    """Title, publisher and publication date that the first lines of a text show."""
    blocks = [b for b in re.split(r"\n[ \t]*\n", text[: _TOP * _LINE].strip("\n")) if b.strip()]
    metadata = _titles([b.strip() for b in blocks[:3]])
    return replace(metadata, published=date_in_sight(text))


def breadcrumb(line: str) -> tuple[str, ...] | None:
    """The parts of a line such as "Iraq News - Local News - Outlet"; None for any other line."""
    if len(line) > _LINE or "\n" in line:
        return None
    parts = tuple(part.strip() for part in _SEPARATOR.split(line) if part.strip())
    short = all(len(part.split()) <= _PART_WORDS and not part.endswith(".") for part in parts)
    return parts if len(parts) >= 2 and short else None


def date_in_sight(text: str) -> str | None:
    """The full date that stands alone on one of the first lines ("Published: 7 July 2020"); None without one."""
    for line in [line.strip() for line in text[: 4 * _TOP * _LINE].split("\n") if line.strip()][:_TOP]:
        if len(line) > 100:
            continue
        bare = _DATE_LABEL.sub("", line, count=1) if _DATE_LABEL.match(line) else line
        for part in (bare, *_DATE_PARTS.split(bare)):
            told = moment(_DATE_LABEL.sub("", part, count=1) if _DATE_LABEL.match(part) else part)
            # a year or month alone may be a heading
            if told is not None and len(told) >= len("2020-07-07") and not part.strip().isdigit():
                return told
    return None


def _titles(blocks: list[str]) -> Metadata:
    if not blocks:
        return Metadata()
    parts = breadcrumb(blocks[0])
    if parts and len(blocks) > 2 and _is_title(blocks[1], blocks[2]):
        return Metadata(title=blocks[1], publisher=parts[-1])
    if len(blocks) > 1 and _is_title(blocks[0], blocks[1]):
        return Metadata(title=blocks[0])
    return Metadata()


def _is_title(block: str, after: str) -> bool:
    """A title is one line without a full stop, and what follows is longer, or a date or byline."""
    words = len(block.split())
    plain = "\n" not in block and len(block) <= _LINE and 2 <= words <= _TITLE_WORDS
    ends = block.endswith((".", "،", ",", ";", "؛", ":")) and not block.endswith("...")
    return plain and not ends and moment(block) is None and (len(after) > len(block) or moment(after) is not None)
