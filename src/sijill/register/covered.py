"""The columns of the schema that can be sealed: what is encrypted in them is opened on the way out of the database.

Whoever reads a row need not know whether it is sealed. What a select of such a column delivers is the stored string
and, where it is encrypted, the key of the row in which it was found, so that it opens only in its own place. Encrypted
on the way in it is by :class:`sijill.register.log.Change`, through which all rows go and which alone knows under which
key (:mod:`sijill.register.enclosing`).

Invariant: without a key a column gives its stand-in and never fails; with one, what does not open is an error.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Dialect, Label, LargeBinary, Text, case, cast, func, literal, type_coerce
from sqlalchemy.types import TypeDecorator

from sijill.errors import LockedError, RegisterError
from sijill.register.vault import MAGIC, MARK, ROW, Place, Vault

#: what a reader without a key gets in the place of words
SEALED = "(sealed)"

#: where a dialect (there is one for each opened register) has its vault
_VAULT = "sijill_vault"


def give_vault(dialect: Dialect, vault: Vault) -> None:
    """From now on columns are read with the keys of this vault."""
    setattr(dialect, _VAULT, vault)


def vault_of(dialect: Dialect) -> Vault:
    """The vault behind a connection. Raises LockedError where there is none yet."""
    vault = _vault(dialect)
    if vault is None:
        raise LockedError()
    return vault


def _vault(dialect: Dialect) -> Vault | None:
    return getattr(dialect, _VAULT, None)


class Digest(TypeDecorator[str]):
    """A digest that was made without the register's secret; stored through the register's own permutation."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """The stored form."""
        vault = _vault(dialect)
        return value if value is None or vault is None else vault.covered(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """The digest itself."""
        vault = _vault(dialect)
        return value if not isinstance(value, str) or vault is None else vault.uncovered(value)


class Sealable(TypeDecorator[str]):
    """A string that may be encrypted."""

    impl = Text
    cache_ok = True

    def __init__(self, table: str, column: str, stand_in: str = SEALED) -> None:
        """Of a column of a table; ``stand_in`` is what a reader without a key gets."""
        super().__init__()
        self.table = table
        self.column = column
        self.stand_in = stand_in

    def column_expression(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """The stored string; where it is encrypted, with the key of its row behind it."""
        element: Any = column.element if isinstance(column, Label) else column
        key: Any = None
        for part in element.table.primary_key:
            text = cast(part, Text)
            key = text if key is None else key.concat(literal("/")).concat(text)
        stored = type_coerce(element, Text())
        told = case((func.substr(stored, 1, 1) == literal(MARK), stored.concat(literal(ROW)).concat(key)), else_=stored)
        return type_coerce(told, self)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """The string, opened."""
        if not isinstance(value, str) or value[:1] != MARK:
            return value  # type: ignore[no-any-return]  # damaged, perhaps: what it is, verification tells
        vault = _vault(dialect)
        if vault is None or vault.locked:
            return self.stand_in
        stored, _, row = value.partition(ROW)
        try:
            return vault.unseal(stored, Place(self.table, row, self.column))
        except RegisterError:
            if vault.lenient:
                return stored
            raise


class SealableBytes(TypeDecorator[bytes]):
    """Bytes that may be encrypted. They are of the place that they name; who reads them compares their digest."""

    impl = LargeBinary
    cache_ok = True

    def __init__(self, table: str, column: str) -> None:
        """Of a column of a table."""
        super().__init__()
        self.table = table
        self.column = column

    def process_result_value(self, value: Any, dialect: Dialect) -> bytes | None:
        """The bytes, opened; none where there is no key."""
        if not isinstance(value, bytes) or not value.startswith(MAGIC):
            return value  # type: ignore[no-any-return]
        vault = _vault(dialect)
        if vault is None or vault.locked:
            return b""
        try:
            return vault.unseal_bytes(value, self.table, self.column)
        except RegisterError:
            if vault.lenient:
                return value
            raise
