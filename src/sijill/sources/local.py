"""Files of this computer: found without going in circles, opened without hanging, read without filling the memory.

Invariants: only regular files are opened; the size is asked before a byte is read, and no more than the limit is
read even if the file grows; every folder is entered once, whatever links lead to it.
"""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import PurePath
from typing import BinaryIO

from sijill.errors import Failure, SourceError
from sijill.sources.making import printable, too_large

#: what a path can be instead of a file or folder
_OTHER_KINDS = {
    stat.S_IFIFO: "a pipe",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFSOCK: "a socket",
    stat.S_IFDIR: "a folder",
}

#: parts of pages and programs, which no person would call a report. Pictures are not among them: a picture may be
#: a scanned report, and whoever reads a folder must learn that it was not read.
_NO_REPORTS = frozenset(
    {".css", ".js", ".mjs", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".ico"}
    | {".py", ".pyc", ".so", ".dll", ".exe", ".sh", ".toml", ".yaml", ".yml", ".lock", ".license"}
    | {".db", ".sqlite", ".sqlite3", ".tmp", ".bak", ".swp", ".part"}
)

#: files about a folder and not of it
_ABOUT_THE_FOLDER = re.compile(r"(?:licen[cs]e|copying|notice|readme|changelog|authors|thumbs)(?:\.\w{1,8})?", re.I)

#: "page_files" holds the pictures, styles and advertisements of "page.html"
_COMPANION = re.compile(r"(.+)(?:_files|_fichiers|-Dateien|_archivos|_bestanden|\.files)", re.I)


def open_regular(path: str, limit: int) -> BinaryIO:
    """A regular file, opened for reading; never waits, as opening a pipe would.

    Args:
        path: the path, odd bytes included.
        limit: largest size in bytes; 0 for none.

    Raises:
        SourceError: no such file, not permitted, not a file, or too large.
    """
    name = printable(path)
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | getattr(os, "O_NONBLOCK", 0))
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from error
    status = os.fstat(descriptor)
    problem: SourceError | None = None
    if not stat.S_ISREG(status.st_mode):
        kind = _OTHER_KINDS.get(stat.S_IFMT(status.st_mode), "something else")
        problem = SourceError(
            name, f"is {kind}, not a file", "copy what it holds into a file, or pipe it in and read -"
        )
    elif limit and status.st_size > limit:
        problem = too_large(name, status.st_size, limit)
    if problem:
        os.close(descriptor)
        raise problem
    return os.fdopen(descriptor, "rb")


def read_regular(path: str, limit: int) -> bytes:
    """The bytes of a regular file of at most ``limit`` bytes. Raises SourceError as :func:`open_regular` does."""
    with open_regular(path, limit) as file:
        return read_at_most(file, limit, printable(path))


def read_at_most(stream: BinaryIO, limit: int, subject: str) -> bytes:
    """All bytes of a stream that has at most ``limit`` bytes; SourceError naming ``subject`` where it has more."""
    try:
        content = stream.read(limit + 1)
    except OSError as error:
        raise SourceError(subject, f"cannot be read: {_reason(error)}") from error
    if len(content) > limit:
        raise too_large(subject, None, limit)
    return content


def cannot_open(path: str, error: OSError | ValueError) -> SourceError:
    """The error to show for one that the operating system gave for a path."""
    if isinstance(error, FileNotFoundError):
        return SourceError(printable(path), "no such file or folder", "check the name; quote it if it has spaces")
    if isinstance(error, PermissionError):
        return SourceError(printable(path), "may not be read by you", "ask its owner, or change its permissions")
    return SourceError(printable(path), f"cannot be opened: {_reason(error)}")


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


def is_pattern(argument: str) -> bool:
    """Whether an argument that is no path is a pattern such as ``reports/*.html``."""
    return glob.has_magic(argument)


def matches(pattern: str) -> list[str]:
    """The paths that a pattern stands for, sorted. ``**`` stands for any folders, and for files only."""
    base, double, _ = pattern.partition("**")
    if not double:
        return sorted(glob.glob(pattern))  # noqa: PTH207 (a pattern may be absolute)
    # glob.glob would follow circles of links below **, so the folder is walked and the names are matched here
    folder = base.rpartition("/")[0] or ("/" if base.startswith("/") else ".")
    roots = sorted(glob.glob(folder)) if glob.has_magic(folder) else [folder]  # noqa: PTH207
    rest = pattern[len(base) - len(base.rpartition("/")[2]) :].split("/")
    found = []
    for root in roots:
        for entry in walk(root, everything=True):
            if isinstance(entry, str) and _fits(list(PurePath(os.path.relpath(entry, root)).parts), rest):
                found.append(os.path.normpath(entry))
    return sorted(found)


def _fits(parts: list[str], pattern: list[str]) -> bool:
    if not pattern:
        return not parts
    if pattern[0] == "**":
        return any(_fits(parts[skipped:], pattern[1:]) for skipped in range(len(parts) + 1))
    return bool(parts) and fnmatchcase(parts[0], pattern[0]) and _fits(parts[1:], pattern[1:])


def walk(folder: str, *, everything: bool = False) -> Iterator[str | Failure]:
    """The files of a folder and the folders below it, sorted by name at every level, depth first.

    Hidden files, files about the folder (LICENSE, README), parts of programs and saved pages (*.css, page_files/)
    are left out, unless ``everything`` asks for all but the hidden ones. Linked folders are entered, each once; a
    link that leads back up is a Failure, as is a folder that cannot be read.
    """
    # a folder is known by its device and inode: finding its real path takes ever longer the deeper it lies
    seen: set[tuple[int, int]] = set()
    # (path, the folders above it); a stack, so that no depth of folders exhausts Python's own
    pending: list[tuple[str, frozenset[tuple[int, int]]]] = [(folder, frozenset())]
    while pending:
        path, above = pending.pop()
        try:
            status = os.stat(path)  # noqa: PTH116 (its answer is needed, not a Path)
        except (OSError, ValueError):
            # whoever opens it will learn why it cannot be
            yield path
            continue
        if not stat.S_ISDIR(status.st_mode):
            yield path
            continue
        real = (status.st_dev, status.st_ino)
        if real in above:
            advice = "it was left out; the files are read where they lie"
            error = SourceError(printable(path), "leads back to a folder above it", advice)
            yield Failure(printable(path), error)
            continue
        if real in seen:
            continue
        seen.add(real)
        try:
            with os.scandir(path) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError as problem:
            yield Failure(printable(path), cannot_open(path, problem))
            continue
        kept = names if everything else _reports(names)
        below = above | {real}
        pending.extend((os.path.join(path, n), below) for n in reversed(kept) if not n.startswith("."))  # noqa: PTH118


def _reports(names: list[str]) -> list[str]:
    pages = {PurePath(n).stem for n in names if PurePath(n).suffix.lower() in {".html", ".htm", ".xhtml"}}
    return [
        n
        for n in names
        if PurePath(n).suffix.lower() not in _NO_REPORTS
        and not _ABOUT_THE_FOLDER.fullmatch(n)
        and not ((m := _COMPANION.fullmatch(n)) and m[1] in pages)
    ]
