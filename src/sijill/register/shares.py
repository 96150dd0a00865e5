"""Recovery shares: a key as words on paper, of which two of three bring it back (SLIP-39, Shamir's scheme).

One share alone tells nothing. An age secret key is 32 bytes in Bech32 (BIP 173); the bytes are what is shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyrage
from pyrage import x25519
from shamir_mnemonic import MnemonicError, combine_mnemonics, generate_mnemonics

from sijill.errors import KeysError
from sijill.register.keyring import Identity

#: shares that are printed, and how many of them bring the key back
SHARES, NEEDED = 3, 2

_PREFIX = "age-secret-key-"
_ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def split(identity: Identity) -> list[str]:
    """The shares of an identity, each one line of words."""
    return list(generate_mnemonics(1, [(NEEDED, SHARES)], _to_bytes(identity.secret))[0])


def join(shares: Iterable[str]) -> Identity:
    """The identity of some shares. Raises KeysError where they are too few, mistyped, or not of one key."""
    given = [" ".join(s.lower().split()) for s in shares if s.strip()]
    try:
        secret = _to_secret(combine_mnemonics(given))
        return Identity(str(x25519.Identity.from_str(secret).to_public()), secret)
    except MnemonicError as error:
        problem = f"do not make a key: {str(error).split('.', maxsplit=1)[0]}"
        advice = f"{NEEDED} of {SHARES} are needed, each as it was printed"
        raise KeysError("the shares", problem, advice) from None
    except (pyrage.IdentityError, ValueError):
        raise KeysError("the shares", "are not those of a key of sijill") from None


def _to_bytes(secret: str) -> bytes:
    words = [_ALPHABET.index(c) for c in secret.lower().rpartition("1")[2]][:-6]
    return bytes(_regrouped(words, 5, 8))


def _to_secret(raw: bytes) -> str:
    words = list(_regrouped(raw, 8, 5, pad=True))
    spread = [ord(c) >> 5 for c in _PREFIX] + [0] + [ord(c) & 31 for c in _PREFIX]
    check = _checksum([*spread, *words, 0, 0, 0, 0, 0, 0]) ^ 1
    words += [(check >> 5 * (5 - i)) & 31 for i in range(6)]
    return (_PREFIX + "1" + "".join(_ALPHABET[w] for w in words)).upper()


def _checksum(values: Iterable[int]) -> int:
    check = 1
    for value in values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for i, generator in enumerate(_GENERATOR):
            check ^= generator if (top >> i) & 1 else 0
    return check


def _regrouped(values: Sequence[int], have: int, want: int, *, pad: bool = False) -> Iterable[int]:
    """The bits of values of some bits each, as values of others."""
    held = bits = 0
    for value in values:
        held = held << have | value
        bits += have
        while bits >= want:
            bits -= want
            yield held >> bits & (1 << want) - 1
    if pad and bits:
        yield held << want - bits & (1 << want) - 1
