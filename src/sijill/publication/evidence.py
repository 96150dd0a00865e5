"""An evidence package: incidents together with the captured pages behind them, for others to check years later.

A folder after BagIt (RFC 8493): ``data/incidents.jsonl``, and ``data/captures.wacz`` (WACZ 1.1.1: a web archive with
index and list of pages, which replay programs open). Every file has its SHA-256 in the bag's manifests, every capture
in the archive.

What has gone through the filter says which captures go along (:func:`wanted`). To the public goes no capture out of
whose text, title, author or address anything was struck, none that tells of an incident that is not published, and
none that cannot be looked through: bytes that are no text, or text in an encoding that nobody told. What is left out
is not counted, since a number that grows would tell of somebody.

Invariant: the same incidents and captures give the same bytes.
"""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import shutil
import uuid
import zipfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from warcio.warcwriter import WARCWriter

from sijill.errors import ReleaseError
from sijill.publication.filter import Cleared
from sijill.publication.striking import MARKER
from sijill.types import Capture

#: media types that can be looked through for sealed words as they are
_LEGIBLE = ("text/", "application/xhtml+xml", "application/xml", "application/json")

ARCHIVE = "archive/data.warc.gz"
_STAMP = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A capture that may go along."""

    #: where it was found, as it may be told
    address: str
    title: str | None
    cleared: Cleared


def wanted(cleared: Cleared, withheld: Collection[str]) -> Iterator[tuple[str, Wanted]]:
    """The captures behind an incident that may go along, by their SHA-256.

    Args:
        cleared: what has gone through the filter.
        withheld: ids of texts that tell of something which does not go out.
    """
    for account in cleared.dossier.mentions:
        text = account.source.text
        address = text.metadata.url or account.source.report.uri
        if cleared.audience != "keeper" and (
            not text.capture or text.id in cleared.redacted or text.id in withheld or MARKER in address
        ):
            continue
        if text.capture:
            yield text.capture, Wanted(address, text.metadata.title, cleared)


def may_leave(capture: Capture, found: Wanted) -> bool:
    """Whether nothing sealed is in the bytes themselves: scripts, comments and side columns are in no text."""
    if found.cleared.terms is None:
        return True
    if not capture.media_type.startswith(_LEGIBLE):
        return False
    try:
        words = capture.content.decode(capture.encoding or "utf-8")
    except (UnicodeDecodeError, LookupError):
        return False
    terms = found.cleared.terms
    return not any(terms.stretches(reading) or terms.leaks(reading) for reading in (words, html.unescape(words)))


class Package:
    """Writes an evidence package into a new folder."""

    def __init__(self, directory: Path, *, title: str, created_at: datetime) -> None:
        """A package to be.

        Args:
            directory: a folder that is not there yet or is empty.
            title: what it is called.
            created_at: when it is made.

        Raises:
            ReleaseError: the folder holds something, or cannot be written.
        """
        self._directory = directory
        self._title = title
        self._made = created_at.astimezone(UTC).replace(microsecond=0)
        try:
            if directory.exists() and any(directory.iterdir()):
                raise ReleaseError(str(directory), "holds something already", "name a new folder")
            (directory / "data").mkdir(parents=True, exist_ok=True)
            self._archive: BinaryIO = (directory / "archive.part").open("w+b")
        except OSError as error:
            raise ReleaseError(str(directory), f"cannot be written: {error.strerror}", "name a new folder") from error
        self._writer = WARCWriter(self._archive, gzip=True)
        self._index: list[str] = []
        self._pages: list[str] = []
        self._taken: set[tuple[str, str]] = set()
        #: how many captures it holds
        self.captures = 0

    @property
    def records(self) -> Path:
        """Where the incidents are to be written, as JSON Lines."""
        return self._directory / "data" / "incidents.jsonl"

    def add(self, capture: Capture, found: Wanted) -> None:
        """A capture; the same bytes from the same place once."""
        address = _uri(found.address)
        if (capture.sha256, address) in self._taken:
            return
        self._taken.add((capture.sha256, address))
        keeper = found.cleared.audience == "keeper"
        # to the public the day: the hour tells when somebody sat at which desk
        at = capture.captured_at.astimezone(UTC)
        at = at if keeper else at.replace(hour=0, minute=0, second=0)
        stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")
        offset = self._archive.tell()
        charset = f"; charset={capture.encoding}" if capture.encoding else ""
        self._write("resource", address, stamp, capture.media_type + charset, capture.content)
        length = self._archive.tell() - offset
        if keeper and capture.custody:
            told = json.dumps(dict(capture.custody), ensure_ascii=False, sort_keys=True).encode("utf-8")
            self._write("metadata", address, stamp, "application/json", told)
        entry = {
            "url": address, "mime": capture.media_type, "status": "200", "digest": f"sha256:{capture.sha256}",
            "length": str(length), "offset": str(offset), "filename": Path(ARCHIVE).name,
        }  # fmt: skip
        self._index.append(f"{_key(address)} {at:%Y%m%d%H%M%S} {json.dumps(entry, ensure_ascii=False)}\n")
        page = {"id": _name(capture.sha256, address).hex, "url": address, "ts": stamp, "size": len(capture.content)}
        page |= {"title": found.title} if found.title else {}
        self._pages.append(json.dumps(page, ensure_ascii=False) + "\n")
        self.captures += 1

    def _write(self, kind: str, address: str, stamp: str, media_type: str, content: bytes) -> None:
        digest = hashlib.sha256(content).hexdigest()
        headers = {
            "WARC-Date": stamp,
            "WARC-Record-ID": f"<urn:uuid:{_name(digest, f'{kind} {address}')}>",
        }
        self._writer.write_record(
            self._writer.create_warc_record(
                address, kind, payload=BytesIO(content), length=len(content), warc_content_type=media_type,
                warc_headers_dict=headers,
            )
        )  # fmt: skip

    def end(self) -> None:
        """Close it: index, list of pages, manifests."""
        data = self._directory / "data"
        try:
            self._pack(data / "captures.wacz")
            self._archive.close()
            (self._directory / "archive.part").unlink()
            sums = {f"data/{p.name}": _sha256(p) for p in sorted(data.iterdir())}
            size = sum(p.stat().st_size for p in data.iterdir())
            _write(self._directory / "bagit.txt", "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
            _write(self._directory / "bag-info.txt", (
                f"External-Description: {_line(self._title)}\nBagging-Date: {self._made:%Y-%m-%d}\n"
                f"Payload-Oxum: {size}.{len(sums)}\nBag-Software-Agent: sijill\n"
            ))  # fmt: skip
            _write(self._directory / "manifest-sha256.txt", _sums(sums))
            tags = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
            _write(self._directory / "tagmanifest-sha256.txt", _sums({t: _sha256(self._directory / t) for t in tags}))
        except OSError as error:
            raise ReleaseError(str(self._directory), f"cannot be written: {error.strerror}", "make room") from error

    def _pack(self, path: Path) -> None:
        header = {"format": "json-pages-1.0", "id": "pages", "title": self._title, "hasText": False}
        small = {
            "indexes/index.cdx.gz": _zipped("".join(sorted(self._index)).encode("utf-8")),
            "pages/pages.jsonl": (json.dumps(header, ensure_ascii=False) + "\n" + "".join(self._pages)).encode("utf-8"),
        }
        self._archive.flush()
        self._archive.seek(0)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as out:
            with out.open(zipfile.ZipInfo(ARCHIVE, _STAMP), "w", force_zip64=True) as inside:
                shutil.copyfileobj(self._archive, inside, 1 << 20)
            self._archive.seek(0)
            resources = [_resource(ARCHIVE, *_digest_of(self._archive))]
            for name, content in small.items():
                out.writestr(zipfile.ZipInfo(name, _STAMP), content)
                resources.append(_resource(name, hashlib.sha256(content).hexdigest(), len(content)))
            package = _json({
                "profile": "data-package", "wacz_version": "1.1.1", "title": self._title, "software": "sijill",
                "created": self._made.strftime("%Y-%m-%dT%H:%M:%SZ"), "resources": resources,
            })  # fmt: skip
            out.writestr(zipfile.ZipInfo("datapackage.json", _STAMP), package)
            digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(package).hexdigest()}"}
            out.writestr(zipfile.ZipInfo("datapackage-digest.json", _STAMP), _json(digest))


def _resource(path: str, sha256: str, size: int) -> dict[str, Any]:
    return {"name": Path(path).name, "path": path, "hash": f"sha256:{sha256}", "bytes": size}


def _uri(address: str) -> str:
    """An address as web archives hold it; of what was no address a name."""
    try:
        known = urlsplit(address).scheme in ("http", "https", "ftp", "urn", "file")
    except ValueError:
        known = False
    plain = quote(address, safe="%/:=&?~#+!$,;'@()*[]-._")
    return plain if known else f"file:///{quote(address.replace(chr(92), '/').lstrip('/'), safe='/')}"


def _key(address: str) -> str:
    """The key by which an index of a web archive is ordered: the host turned round, then the path (SURT)."""
    split = urlsplit(address)
    host = ",".join(reversed((split.hostname or "").split(".")))
    query = f"?{split.query}" if split.query else ""
    return f"{host}){split.path or '/'}{query}".lower()


def _name(*parts: str) -> uuid.UUID:
    """An id made of what it names."""
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts))


def _digest_of(file: BinaryIO) -> tuple[str, int]:
    found, size = hashlib.sha256(), 0
    while block := file.read(1 << 20):
        found.update(block)
        size += len(block)
    return found.hexdigest(), size


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return _digest_of(file)[0]


def _zipped(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


def _json(value: Mapping[str, Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8")


def _line(words: str) -> str:
    return " ".join(words.split())


def _sums(sums: Mapping[str, str]) -> str:
    return "".join(f"{sha256}  {name}\n" for name, sha256 in sums.items())


def _write(path: Path, words: str) -> None:
    path.write_text(words, "utf-8", newline="\n")
