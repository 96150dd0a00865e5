"""Every error raised on purpose. ``str(error)`` is fit to show: what, which input, what to do next.

The command line turns a :class:`SijillError` into one line and an exit status; nothing a user can cause ends in
a traceback. A report that cannot be read is a :class:`Failure` among the results, so that the rest goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class SijillError(Exception):
    """The base of all errors raised on purpose.

    ``subject`` is the input at fault, ``problem`` one clause saying what is wrong with it, ``advice`` what to do.
    """

    #: the clause used when none is given
    default = "something is wrong"

    def __init__(self, subject: str = "", problem: str = "", advice: str = "") -> None:
        self.subject = subject
        self.problem = problem or self.default
        self.advice = advice
        super().__init__(subject, problem, advice)

    def __str__(self) -> str:
        line = f"{self.subject}: {self.problem}" if self.subject else self.problem
        return f"{line} ({self.advice})" if self.advice else line


class UsageError(SijillError):
    """The command or call itself is wrong: exit status 2."""

    default = "cannot be used so"


class UnknownNameError(UsageError):
    """A name that is not among the known ones; the known ones are told."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        super().__init__(name, f"no {kind} of that name", f"there are: {', '.join(sorted(known)) or 'none'}")


class SettingError(UsageError):
    """A setting that does not exist or does not have such a value."""

    default = "no such setting"


class DataFileError(SijillError):
    """A file of the codebook, of a language or of an extension is broken."""

    default = "is not a valid data file"


class SourceError(SijillError):
    """A source cannot be captured."""

    default = "cannot be captured"


class FetchError(SourceError):
    """An address cannot be fetched, or may not be."""

    default = "cannot be fetched"


class TextError(SijillError):
    """No text can be taken from a capture."""

    default = "no text can be read from it"


class ReaderError(SijillError):
    """A reader failed on a text. Always a fault of ours; what was captured is kept, and the other reports go on."""

    default = "the reader failed on it"


class ContractError(SijillError):
    """JSON that is not valid against the contract."""

    default = "is not a reading of contract 1"


class CorpusError(SijillError):
    """A passage of the annotated corpus is not in the format of corpus/FORMAT.md."""

    default = "is not an annotated passage"


class RegisterError(SijillError):
    """The register cannot be opened, read or written: all that a database can throw becomes this."""

    default = "the register cannot be used"


class LockedError(RegisterError):
    """Something needs a key that is not at hand."""

    default = "is locked: none of your keys opens it"

    def __init__(self, subject: str = "", problem: str = "", advice: str = "") -> None:
        super().__init__(subject, problem, advice or "`sijill keys` tells which keys you have, and who may let you in")


class TracesError(RegisterError):
    """A change was made, and traces of what it sealed or erased are left in the file."""

    default = "is changed, but others are using it, and traces are left of what was sealed or erased"

    def __init__(self, subject: str = "", problem: str = "", advice: str = "") -> None:
        super().__init__(subject, problem, advice or "close it everywhere else, then run: sijill keys scrub")


class KeysError(SijillError):
    """A key cannot be made, read, given or taken away."""

    default = "is not a key that can be used"


class NewerRegisterError(RegisterError):
    """A register made by a newer version."""

    default = "was made by a newer version of sijill"


class NotFoundError(SijillError):
    """No incident, statement or decision has that id."""

    default = "is not in the register"


class DecisionError(SijillError):
    """A decision cannot be taken as it stands."""

    default = "cannot be decided so"


class ConflictError(DecisionError):
    """Somebody decided about the same thing since it was shown."""

    default = "was decided by somebody else meanwhile"


class AccessError(SijillError):
    """Something that a member of the workspace may not do."""

    default = "may not be done in this role"


class SealedError(SijillError):
    """Something sealed would have left. Always a fault of ours: the door stays shut."""

    default = "something sealed would have left"


class ReleaseError(SijillError):
    """A release cannot be written, or a check before it blocks it."""

    default = "the release cannot be written"


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that could not be read; the others go on."""

    #: the input as given
    source: str
    error: SijillError
