"""Ids and digests under the register's own secret.

What can be sealed must not be guessed back from its id: whoever steals an export or a log and suspects a name could
otherwise compute the id of "this name, this field" and compare. All ids made here are HMAC-SHA-256 with a secret that
never leaves the register. ``Text.id`` and the SHA-256 of captured bytes are plain digests, made before a register is
known; to test a guess against them one needs the whole page to the byte.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from sijill.errors import LockedError
from sijill.register import encoding
from sijill.types import MentionKey, PartyKey, ReaderIdentity, Statement

#: hex digits of a row's digest in the log. 128 bits: nobody without the secret can search, and whoever has the
#: secret has the register
_DIGEST = 32
#: hex digits of the ids of statements, decisions, readings, captures, reports: 96 bits; a collision among a
#: thousand million statements has a chance of 1 in 10^11
_ID = 24
#: Crockford's base 32 has no I, L, O, U: ids are read aloud and typed
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#: characters of an incident's id after "i-": 30 bits; on a collision the next id is tried
_INCIDENT = 6
#: hex digits of words in a blind index: 64 bits; two that meet by chance cost one comparison in vain
_BLIND = 16


class Keys:
    """Everything that needs the secret."""

    def __init__(self, secret: bytes | None) -> None:
        """Of a register's secret; None where it cannot be read: whoever then asks for an id is told so."""
        self._secret = secret

    def take(self, secret: bytes | None) -> None:
        """Takes the register's secret, or forgets it."""
        self._secret = secret

    @property
    def locked(self) -> bool:
        """Whether there is no secret at hand."""
        return self._secret is None

    def derived(self, purpose: str) -> bytes:
        """A key of 32 bytes for some purpose, derived from the secret."""
        return bytes.fromhex(self._mac(["derive", purpose]))

    def _mac(self, plain: Any) -> str:
        if self._secret is None:
            raise LockedError("the register")
        return hmac.digest(self._secret, encoding.canonical(plain).encode(), "sha256").hex()

    def row(self, table: str, values: Sequence[Any]) -> str:
        """The digest of a row: its table and the values of all its columns in the schema's order."""
        return self._mac([table, [_plain(v) for v in values]])[:_DIGEST]

    def report(self, uri: str) -> str:
        """The id of the report at an address."""
        return "r_" + self._mac(["report", uri])[:_ID]

    def capture(self, sha256: str, uri: str) -> str:
        """The id of these bytes from this place."""
        return "c_" + self._mac(["capture", sha256, uri])[:_ID]

    def reading(self, text: str, reader: ReaderIdentity) -> str:
        """The id of one reader's reading of one text."""
        return "g_" + self._mac(["reading", text, reader.name, reader.version, reader.model, reader.codebook])[:_ID]

    def statement(self, text: str, said: Statement) -> str:
        """The id of a statement: over what makes it that statement (types.Statement) and nothing else."""
        subject = said.subject
        return "s_" + self._mac([
            "statement", text, subject.mention, subject.role, subject.item, said.field,
            encoding.plain_value(said.value), [[s.start, s.end] for s in said.spans],
            said.modality, said.speaker, said.as_of,
        ])[:_ID]  # fmt: skip

    def decision(self, entry: int, values: Sequence[Any]) -> str:
        """The id of the decision that a log entry brings."""
        return "d_" + self._mac(["decision", entry, list(values)])[:_ID]

    def block(self, word: str) -> int:
        """32 bits of the digest of a key by which mentions are looked for, as a signed number."""
        if self._secret is None:
            raise LockedError("the register")
        digest = hmac.digest(self._secret, b"block " + word.encode("utf-8", "replace"), "sha256")
        return int.from_bytes(digest[:4], "big", signed=True)

    def incident(self, key: MentionKey, attempt: int) -> str:
        """The id minted for a mention, at the first, second, ... attempt."""
        number = int(self._mac(["incident", key.text, key.mention, attempt])[:16], 16)
        return "i-" + "".join(_CROCKFORD[(number >> 5 * i) & 31] for i in range(_INCIDENT))

    def tombstone(self, words: str) -> str:
        """What stands for a report, or for captured bytes, that was erased."""
        return "e_" + self._mac(["tombstone", words])[:_ID]

    def actor(self, key: PartyKey, attempt: int) -> str:
        """The id minted for an actor by its first party, at the first, second, ... attempt."""
        return "a-" + self._short(["actor", key.text, key.party, attempt])

    def case(self, key: MentionKey, attempt: int) -> str:
        """The id minted for a legal case by the first mention that tells of it, at the first, second, ... attempt."""
        return "k-" + self._short(["case", key.text, key.mention, attempt])

    def blind(self, kind: str, words: str) -> str:
        """What stands for words in an index: equal for equal words, and no guess can be tested without the secret."""
        return self._mac(["blind", kind, words])[:_BLIND]

    def _short(self, plain: list[Any]) -> str:
        number = int(self._mac(plain)[:16], 16)
        return "".join(_CROCKFORD[(number >> 5 * i) & 31] for i in range(_INCIDENT))


def typed_incident(words: str) -> str:
    """What a person typed as an incident's id, as it is written: upper case, I and L as 1, O as 0, "i-" before."""
    return typed(words, "i-")


def typed(words: str, prefix: str) -> str:
    """What a person typed as an id, as it is written: upper case, I and L as 1, O as 0, the prefix before."""
    bare = words.strip()
    bare = bare[2:] if bare[:2].lower() == prefix else bare
    return prefix + bare.upper().translate(str.maketrans("ILO", "110"))


def _plain(value: Any) -> Any:
    return {"sha256": hashlib.sha256(value).hexdigest()} if isinstance(value, bytes | memoryview) else value
