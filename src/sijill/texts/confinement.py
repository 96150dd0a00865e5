"""A process behind walls: what it runs can neither open a file nor reach a network, nor eat memory or time.

Whoever takes apart bytes that an adversary chose may be taken over by them. So it is done in a process of its own
that, before it sees the first byte, gives up what it does not need: on Linux by seccomp all calls to the system but
those for computing and for the two pipes to its parent; wherever there are resource limits, memory and processor time.
It answers in JSON, which its parent reads with a limit on length: nothing that comes out of it is ever run.

Each request has a process of its own, a copy of one that has loaded everything and never looked into a request, so
what takes hold of one document's parser is gone before the next document comes.

Invariant: a request is answered, or its process is ended and the next request meets a fresh one.
"""

from __future__ import annotations

import errno
import gc
import importlib
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from select import select
from types import TracebackType
from typing import Any, BinaryIO, Self

from sijill.errors import SijillError

#: calls to the system that computing takes; everything else is refused, so a parser that is taken over can read no
#: file, write none, start no program and open no connection
_ALLOWED = (
    "brk", "clock_getres", "clock_gettime", "clock_nanosleep", "close", "exit", "exit_group", "fstat", "futex",
    "getpid", "getrandom", "getrusage", "gettid", "gettimeofday", "lseek", "madvise", "mmap", "mprotect", "mremap",
    "munmap", "nanosleep", "poll", "ppoll", "prlimit64", "pselect6", "read", "readv", "restart_syscall", "rseq",
    "rt_sigaction", "rt_sigprocmask", "rt_sigreturn", "sched_getaffinity", "sched_yield", "select", "set_robust_list",
    "setrlimit", "getrlimit", "sigaltstack", "sysinfo", "tgkill", "times", "uname", "write", "writev",
)  # fmt: skip
#: seconds that a fresh process may take to get ready
_START = 60.0
#: seconds more than a request may take before its process is ended: its own limit, of processor time, comes first
_GRACE = 5.0
_LENGTH = struct.Struct(">Q")

#: what the walls keep out, in the order in which they are told of
WALLS = ("memory", "time", "files", "network")

Work = Callable[[Mapping[str, Any], bytes], Any]


class ConfinementError(Exception):
    """The process behind the walls gave no answer; the clause says why."""


class Confined:
    """Runs one function in a process behind walls, one request after the other. Close it, or use it in ``with``.

    Args:
        target: "module:function" of ``(header, bytes) -> JSON value``. Its module is loaded, and its function
            ``prepare()``, if it has one, called before the walls go up.
        seconds: time for one request.
        megabytes: memory of the process.
        longest: longest answer that is taken, in bytes.
    """

    def __init__(self, target: str, *, seconds: float, megabytes: int, longest: int) -> None:
        self._target = target
        self._seconds = seconds
        self._megabytes = megabytes
        self._longest = longest
        self._lock = threading.Lock()
        self._missing: tuple[str, ...] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._owner = os.getpid()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Start the process without waiting for it, so that it gets ready meanwhile."""
        if self._owner != os.getpid():
            self._process, self._owner = None, os.getpid()  # a copy of this process has no use for its parent's pipes
        if self._process is None:
            # a session of its own: an interrupt from the keyboard is for its parent to handle
            self._process = subprocess.Popen(  # noqa: S603  (this very interpreter)
                [sys.executable, "-m", __name__, self._target, str(self._megabytes), str(self._seconds),
                 str(self._longest)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
                start_new_session=True,
            )  # fmt: skip
            self._missing = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The walls that this system does not have, of :data:`WALLS`. Raises ConfinementError if it will not start."""
        with self._lock:
            return self._ready()[1]

    def ask(self, header: Mapping[str, Any], content: bytes = b"") -> Any:
        """What the function makes of a request.

        Args:
            header: plain JSON values.
            content: bytes beside them.

        Raises:
            SijillError: the function raised one.
            ConfinementError: the process died, took too long, wanted too much memory or answered nonsense.
        """
        with self._lock:
            process, _ = self._ready()
            try:
                told = json.dumps(header).encode()
                assert process.stdin is not None
                for part in (told, content):
                    process.stdin.write(_LENGTH.pack(len(part)))
                    process.stdin.write(part)
                process.stdin.flush()
                answer = self._answer(process, self._seconds + _GRACE, self._longest)
            except (OSError, ConfinementError, ValueError) as error:
                self._end()
                raise (
                    error if isinstance(error, ConfinementError) else ConfinementError("the process that read it died")
                ) from error
        if "raised" in answer:
            raise SijillError(*(str(words) for words in answer["raised"]))
        if "failed" in answer:
            raise ConfinementError(str(answer["failed"])[:200])
        return answer["value"]

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._end()

    def _ready(self) -> tuple[subprocess.Popen[bytes], tuple[str, ...]]:
        if self._owner == os.getpid() and self._process is not None and self._process.poll() is not None:
            self._end()
        self.start()
        assert self._process is not None
        if self._missing is None:
            try:
                self._missing = tuple(self._answer(self._process, _START, 10_000)["value"])
            except (OSError, ConfinementError, ValueError, KeyError) as error:
                self._end()
                raise ConfinementError("the process that should read it does not start") from error
        return self._process, self._missing

    def _answer(self, process: subprocess.Popen[bytes], seconds: float, longest: int) -> dict[str, Any]:
        until = time.monotonic() + seconds
        assert process.stdout is not None
        (length,) = _LENGTH.unpack(self._read(process, _LENGTH.size, until))
        if length > longest:
            raise ConfinementError("what was made of it is too long")
        answer = json.loads(self._read(process, length, until))
        if not isinstance(answer, dict):
            raise ConfinementError("the process that read it answered nonsense")
        return answer

    def _read(self, process: subprocess.Popen[bytes], length: int, until: float) -> bytes:
        assert process.stdout is not None
        parts: list[bytes] = []
        while length:
            left = until - time.monotonic()
            if left <= 0 or not select([process.stdout], [], [], left)[0]:
                raise ConfinementError(f"takes longer than {self._seconds:g} seconds to read")
            part = os.read(process.stdout.fileno(), min(length, 1 << 20))
            if not part:
                raise ConfinementError("the process that read it died, of it perhaps")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None or self._owner != os.getpid():
            return
        if hasattr(os, "killpg"):
            with suppress(OSError):  # gone already
                os.killpg(process.pid, signal.SIGKILL)  # with the one that it began for a request
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with suppress(OSError):  # what was still to be written has no reader
                    pipe.close()
        process.wait()


def _environment() -> dict[str, str]:
    """What the process needs of the environment; no names, addresses or tokens that stand there."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    # one thread: more cannot be started behind the walls
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "OPENBLAS_NUM_THREADS": "1"}


# ---------------------------------------------------------------------------------------------------------
# Behind the walls


def main(target: str, megabytes: str, seconds: str, longest: str) -> None:
    """Load, and answer until the parent is gone: each request in a process of its own, behind walls."""
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    module, _, name = target.partition(":")
    loaded = importlib.import_module(module)
    work: Work = getattr(loaded, name)
    getattr(loaded, "prepare", lambda: None)()
    limits = int(megabytes), float(seconds)
    _refusals()
    gc.collect()
    gc.freeze()  # so that children share the memory of all that is loaded
    alone = not hasattr(os, "fork")  # one process for all, as on Windows

    def walls(_: Mapping[str, Any], __: bytes) -> Any:
        return wall_in(*limits)

    _pass_on(answers, _answered(walls, b"{}", b"", 0) if alone else _apart(walls, b"{}", b"", limits, 10_000))
    while (header := _take(requests)) is not None:
        content = _take(requests) or b""
        if alone:
            _pass_on(answers, _answered(work, header, content, limits[0]))
        else:
            _pass_on(answers, _apart(work, header, content, limits, int(longest)))


def _apart(work: Work, header: bytes, content: bytes, limits: tuple[int, float], longest: int) -> bytes:
    """What a child makes of a request; it is gone after, with whatever took hold of it."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(ours)
            if work.__name__ != "walls":
                wall_in(*limits)
            with os.fdopen(theirs, "wb") as pipe:
                pipe.write(_answered(work, header, content, limits[0]))
        finally:
            os._exit(0)  # nothing of the parent's is done twice
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        answer = pipe.read(longest + 1)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    if answer:
        return answer
    timed_out = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
    why = "takes too much processor time to read" if timed_out else "the process that read it died, of it perhaps"
    return json.dumps({"failed": why}).encode()


def _answered(work: Work, header: bytes, content: bytes, megabytes: int) -> bytes:
    try:
        answer: dict[str, Any] = {"value": work(json.loads(header), content)}
    except SijillError as error:
        answer = {"raised": [error.subject, error.problem, error.advice]}
    except MemoryError:
        answer = {"failed": f"needs more than {megabytes} megabytes of memory to read"}
    except Exception as error:  # a parser that fails says so
        answer = {"failed": f"the parser failed on it ({type(error).__name__})"}
    return json.dumps(answer).encode()


def wall_in(megabytes: int, seconds: float) -> list[str]:
    """Give up all that is not needed. Returns the walls that this system does not have."""
    missing = list(WALLS)
    try:
        import resource  # not on Windows

        for limit, value in (
            (resource.RLIMIT_AS, megabytes << 20), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0),
        ):  # fmt: skip
            resource.setrlimit(limit, (value, value))
        # first a signal that tells of time, a second later the end
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        missing = missing[2:]
    except (ImportError, OSError, ValueError):
        pass
    walls = _refusals()
    if walls is not None:
        with suppress(OSError, RuntimeError):
            walls.load()
            missing = [wall for wall in missing if wall not in ("files", "network")]
    return missing


@cache
def _refusals() -> Any:
    """The filter of calls to the system, ready to be put up; None where there is none."""
    try:
        import pyseccomp  # only on Linux, and only where libseccomp is

        walls = pyseccomp.SyscallFilter(defaction=pyseccomp.ERRNO(errno.EPERM))
    except (ImportError, OSError, RuntimeError, AttributeError):
        return None
    for call in _ALLOWED:
        with suppress(OSError, RuntimeError, ValueError):  # this processor has no such call
            walls.add_rule(pyseccomp.ALLOW, call)
    return walls


def _take(pipe: BinaryIO) -> bytes | None:
    told = pipe.read(_LENGTH.size)
    if len(told) < _LENGTH.size:
        return None
    return pipe.read(_LENGTH.unpack(told)[0])


def _pass_on(pipe: BinaryIO, answer: bytes) -> None:
    pipe.write(_LENGTH.pack(len(answer)))
    pipe.write(answer)
    pipe.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
