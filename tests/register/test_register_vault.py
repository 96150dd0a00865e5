"""Encryption: test vectors, values bound to their place, digests that cannot be guessed."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sijill.errors import LockedError, RegisterError
from sijill.register.vault import MARK, Place, Vault, WrappedKey, decrypt, encrypt, new_key

_HERE = Place("party", "g_1/0", "name")


def vault(register: str = "r1") -> Vault:
    kept: list[WrappedKey] = []
    made = Vault(register, lambda first, behind: [w for w in kept if first <= w.number < behind])
    made.unlock(bytes(range(32)), 1)
    kept += [made.wrap(1, "register", b"\x01" * 32), made.wrap(2, "report r_a", b"\x02" * 32)]
    made.forget_data_keys()
    made.cover_digests(b"\x03" * 32)
    return made


def test_vectors_of_the_cipher() -> None:
    # test cases 14 and 16 of McGrew and Viega, "The Galois/Counter Mode of Operation" (AES-256)
    told = encrypt(bytes(32), bytes(12), bytes(16), b"")
    assert told[12:].hex() == "cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919"
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    place = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    told = encrypt(key, bytes.fromhex("cafebabefacedbaddecaf888"), plain, place)
    assert told[12:].hex() == (
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b"
    )
    assert decrypt(key, told, place) == plain


def test_a_vector_of_a_stored_value() -> None:
    """What is stored can be read by another program that follows docs/decisions/0011-sealing.md."""
    assert _HERE.bound_to("r1") == b'["r1","party","g_1/0","name"]'
    stored = MARK + "2.AAECAwQFBgcICQoLBWmblrBpwSVZ/yF4wlx0qOeAh2hPzXJRT5pfxQ=="
    assert vault().unseal(stored, _HERE) == "Layla Marwan"


@given(st.text(), st.sampled_from([1, 2]))
def test_what_is_sealed_is_read_back_and_never_shows(plain: str, number: int) -> None:
    shut = vault()
    told = shut.seal(number, _HERE, plain)
    assert shut.unseal(told, _HERE) == plain
    assert told.startswith(MARK)
    assert shut.seal(number, _HERE, plain) != told
    if len(plain) > 3 and plain.isalpha():
        assert plain not in told


@pytest.mark.parametrize(
    "elsewhere",
    [Place("claim", "g_1/0", "name"), Place("party", "g_1/1", "name"), Place("party", "g_1/0", "speaker")],
)
def test_a_value_moved_elsewhere_does_not_open(elsewhere: Place) -> None:
    shut = vault()
    told = shut.seal(2, _HERE, "Layla Marwan")
    with pytest.raises(RegisterError) as caught:
        shut.unseal(told, elsewhere)
    assert "Layla" not in str(caught.value)
    with pytest.raises(RegisterError):
        vault("r2").unseal(told, _HERE)  # the same keys in another register
    with pytest.raises(RegisterError):
        shut.unseal(told.replace("2.", "1.", 1), _HERE)
    for at in (3, 20, len(told) - 8):
        other = told[:at] + ("A" if told[at] != "A" else "B") + told[at + 1 :]
        with pytest.raises(RegisterError):
            shut.unseal(other, _HERE)


def test_bytes() -> None:
    shut = vault()
    place = Place("blob", "ab" * 32, "content")
    told = shut.seal_bytes(2, place, b"Layla Marwan \x00\xff")
    assert shut.unseal_bytes(told, "blob", "content") == b"Layla Marwan \x00\xff"
    with pytest.raises(RegisterError):
        shut.unseal_bytes(told, "blob", "other")
    with pytest.raises(RegisterError):
        shut.unseal_bytes(told[:-1] + bytes([told[-1] ^ 1]), "blob", "content")


def test_without_a_key_nothing_opens_and_nothing_shows() -> None:
    shut = vault()
    told = shut.seal(2, _HERE, "Layla Marwan")
    key = shut.key
    shut.lock()
    assert shut.locked
    with pytest.raises(LockedError):
        _ = shut.key
    with pytest.raises(RegisterError):
        shut.unseal(told, _HERE)
    assert key.hex() not in repr(shut)
    assert shut.blinded("layla") is None


def test_a_data_key_is_that_of_its_scope() -> None:
    shut = vault()
    wrapped = shut.wrap(5, "report r_b", new_key())
    for other in (
        WrappedKey(6, wrapped.scope, wrapped.generation, wrapped.wrapped),
        WrappedKey(5, "report r_c", wrapped.generation, wrapped.wrapped),
        WrappedKey(5, wrapped.scope, 2, wrapped.wrapped),
    ):
        with pytest.raises(ValueError, match="does not open"):
            shut.unwrap(other)


@given(st.binary(max_size=40))
def test_digests_go_forth_and_back(plain: bytes) -> None:
    shut = vault()
    digest = hashlib.sha256(plain).hexdigest()
    stored = shut.covered(digest)
    assert len(stored) == 64
    assert stored != digest
    assert shut.uncovered(stored) == digest
    other = vault()
    other.cover_digests(b"\x04" * 32)
    assert other.covered(digest) != stored


@pytest.mark.parametrize("odd", ["", "x", "ab" * 31, "AB" * 32, "é" * 64, "zz" * 32])
def test_what_is_no_digest_stays(odd: str) -> None:
    assert vault().covered(odd) == odd
    assert vault().uncovered(odd) == odd
