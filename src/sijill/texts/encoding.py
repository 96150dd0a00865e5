"""Bytes → characters: which encoding a report is in, said by itself, by its deliverer, or by its letters.

The order: a byte order mark; UTF-8, if all bytes are valid UTF-8 (bytes above 127 are that by accident about never, so
that this goes before what a server says); what the deliverer says; what the document says; what the letters say. An
encoding that is told but does not fit is passed over. Invariant: whatever is not binary can be decoded; sequences that
are no characters become U+FFFD.
"""

from __future__ import annotations

import codecs
import math
import re
from itertools import pairwise

#: how far into the bytes a declaration or a telling letter is looked for
_HEAD = 4096
_SAMPLE = 200_000

#: share of U+FFFD among characters above which a told encoding is taken to be wrong. A page in windows-1256 read as
#: UTF-8 has 30 to 80 %; a UTF-8 page with a cut-off or a foreign advertisement below 0.5 %.
_WRONG_ABOVE = 0.02

#: share of bytes above 127 that stand beside another one, above which they spell words of a non-Latin script. Arabic
#: pages have 0.9 and more (one-letter words are rare); French, Spanish and Turkish ones below 0.1.
_SCRIPT_ABOVE = 0.5

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

#: what pages call encodings, and what they mean by it (WHATWG Encoding Standard: Latin 1 and ASCII are windows-1252)
_MEANT = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874",
    "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949",
}  # fmt: skip

#: encodings that a report may be in; others of Python's (utf-7, unicode_escape, rot13) are tricks
_ALLOWED = re.compile(
    r"utf-8|utf-8-sig|utf-16(?:-[lb]e)?|iso8859-\d{1,2}|cp125\d|cp874|cp86[46]|koi8-[ru]|mac-\w{3,10}|gb18030|big5"
    r"|cp932|euc_jp|iso2022_jp|cp949|ascii|gb2312|gbk|shift_jis|euc_kr"
)

_META = re.compile(rb"<meta[^>]{0,300}?charset\s{0,9}=\s{0,9}[\"']?\s{0,9}([A-Za-z0-9._:-]{2,40})", re.I)
_XML = re.compile(rb"\A\s{0,99}<\?xml[^>]{0,200}?encoding\s{0,9}=\s{0,9}[\"']([A-Za-z0-9._:-]{2,40})", re.I)

#: occurrences in 1000 Arabic letters, counted over 606,512 letters of Arabic news and encyclopaedia text
_ARABIC = {
    "ا": 155.4, "ل": 115.4, "ي": 80.0, "م": 62.1, "و": 54.1, "ن": 53.8, "ر": 49.4, "ت": 43.8, "ب": 35.4, "ة": 32.8,
    "ع": 31.6, "د": 30.7, "س": 25.9, "ف": 25.7, "ه": 23.1, "ق": 22.6, "ك": 18.3, "ح": 17.4, "أ": 16.5, "ج": 14.7,
    "ش": 10.1, "ط": 9.5, "ص": 9.0, "خ": 7.8, "ى": 7.5, "إ": 7.0, "ض": 6.4, "ز": 6.4, "ذ": 5.8, "ث": 5.6, "ئ": 4.4,
    "غ": 4.3, "ء": 3.1, "ظ": 2.0, "ؤ": 1.1, "آ": 1.0, "ـ": 0.4, "،": 8.0, "؟": 0.5, "؛": 0.5,
}  # fmt: skip

#: weight of a character above 127 that is none of these letters
_OTHER = 0.05

_MAGIC = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document (Word, Excel)"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"OggS", "a sound recording"),
    (b"ID3", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"\x1aE\xdf\xa3", "a film"),
    (b"WARC/", "a web archive (WARC)"),
)


def binary_kind(content: bytes) -> str | None:
    """What kind of binary data the bytes are ("a PDF document"), or None where they may be text.

    Known by their first bytes; otherwise by NUL and control bytes, of which text in any allowed encoding but UTF-16
    has none to speak of.
    """
    head = content[:_HEAD]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF":
        return "a picture, sound recording or film"
    if head[4:8] == b"ftyp":
        return "a film or picture"
    if _marked(head) or _wide(head):
        return None
    if not head:
        return None
    controls = sum(byte < 32 and byte not in b"\t\n\f\r\x1b" for byte in head)
    # a stray control character or two is an accident of old editors
    return "binary data" if head.count(0) > 2 or controls > max(4, len(head) // 50) else None


def decode(content: bytes, told: str | None = None) -> tuple[str, str]:
    """The characters of a report, and the name of the encoding they were in. Never raises.

    Args:
        content: bytes that :func:`binary_kind` finds to be no binary data.
        told: the encoding told by whoever delivered them, or None.
    """
    mark = _marked(content)
    if mark is not None:
        return content[mark[0] :].decode(mark[1], "replace"), mark[1]
    wide = _wide(content[:_HEAD])
    if wide:
        return content.decode(wide, "replace"), wide
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # ISO-2022-JP looks like ASCII and is not; all else that is valid UTF-8 is UTF-8
        if "\x1b" not in text[:_HEAD] or "iso2022_jp" not in (_known(told), _declared(content)):
            return text, "utf-8"
    for name in (_known(told), _declared(content)):
        if name is not None:
            text = content.decode(name, "replace")
            if text.count("\ufffd") <= _WRONG_ABOVE * len(text):
                return text, name
    name = _by_letters(content)
    return content.decode(name, "replace"), name


def _marked(content: bytes) -> tuple[int, str] | None:
    return next(((len(mark), name) for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), None)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of its spaces, digits, line ends and markup is NUL."""
    if len(head) < 8:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > len(head) // 20 and even * 20 < odd:
        return "utf-16-le"
    if even > len(head) // 20 and odd * 20 < even:
        return "utf-16-be"
    return None


def _known(name: str | None) -> str | None:
    """Python's name for an encoding that may be used; None for others."""
    if not name:
        return None
    try:
        found = codecs.lookup(name.strip()).name
    except (LookupError, ValueError, UnicodeError):
        return None
    if not _ALLOWED.fullmatch(found):
        return None
    return _MEANT.get(found, found)


def _declared(content: bytes) -> str | None:
    head = content[:_HEAD]
    found = _XML.search(head) or _META.search(head)
    name = _known(found[1].decode("ascii")) if found else None
    # a declaration that can be read as ASCII is not in UTF-16, whatever it says
    return None if name is None or name.startswith("utf-16") else name


def _by_letters(content: bytes) -> str:
    sample = content[:_SAMPLE]
    high = sum(byte > 127 for byte in sample)
    if high == 0:
        return "utf-8"
    paired = sum(a > 127 and b > 127 for a, b in pairwise(sample))
    broken_utf8 = sample.decode("utf-8", "replace")
    if broken_utf8.count("\ufffd") <= _WRONG_ABOVE * len(broken_utf8):
        return "utf-8"
    if paired < _SCRIPT_ABOVE * high:
        return "cp1252"
    return max(("cp1256", "iso8859-6", "cp1252"), key=lambda name: _arabic_likelihood(sample, name))


def _arabic_likelihood(sample: bytes, name: str) -> float:
    """Mean logarithm of how often Arabic uses the characters that the bytes above 127 would be in an encoding."""
    characters = [c for c in sample.decode(name, "replace") if c > "\x7f"]
    total = sum(math.log(_ARABIC.get(c, _OTHER if c != "\ufffd" else _OTHER / 50)) for c in characters)
    return total / max(1, len(characters))
