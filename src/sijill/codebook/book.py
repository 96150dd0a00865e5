"""The codebook once it is read: what there is, and how it hangs together.

Every id that one entry names exists among the others; a :class:`Codebook` with a loose end cannot be loaded. A
finer act says of a crosswalk only what differs from its family; what it does not say it has from the family.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from sijill.errors import UnknownNameError
from sijill.types import Count, Place, Role, Value

#: what a field's value can be, and the Python type that it is then
KINDS: Final[Mapping[str, type]] = {
    "edtf": str,
    "count": Count,
    "place": Place,
    "text": str,
    "integer": int,
    "enum": str,
    "code": str,
}

#: how much harm a field can do in the wrong hands, from the least
SENSITIVITIES: Final = ("public", "personal", "endangering")

#: lists that a code can be taken from besides those in terms/
FAMILIES, ACTS, COUNTRIES = "families", "acts", "countries"


@dataclass(frozen=True, slots=True)
class Term:
    """One entry of a list: an occupation, a method, an outcome."""

    #: as it stands in a reading: "aid_worker"; a HURIDOCS code where the list is HURIDOCS' own
    id: str
    #: language -> words to show
    label: Mapping[str, str]
    #: what it means here
    definition: str
    #: scheme -> its codes for this
    crosswalk: Mapping[str, tuple[str, ...]]
    #: rank where the list is ordered by gravity (greater is graver), or None
    gravity: int | None = None


@dataclass(frozen=True, slots=True)
class Exclusion:
    """What does not belong to a family, and where it belongs instead."""

    what: str
    #: family or finer act that it belongs to; None: nowhere, it is out of scope
    see: str | None


@dataclass(frozen=True, slots=True)
class Act:
    """A finer act below a family."""

    #: "killing.in_custody"
    id: str
    #: "killing"
    family: str
    #: language -> words to show
    label: Mapping[str, str]
    definition: str
    #: what usually becomes of the victim; the family's where the act does not say
    outcome: str
    #: scheme -> its codes, only what differs from the family; ask Codebook.crosswalk for all
    crosswalk: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Family:
    """A family of acts: the type of an event."""

    #: name of its file: "enforced_disappearance"
    id: str
    #: language -> words to show
    label: Mapping[str, str]
    definition: str
    #: what also belongs to it
    includes: tuple[str, ...]
    excludes: tuple[Exclusion, ...]
    #: what usually becomes of the victim
    outcome: str
    #: scheme -> its codes
    crosswalk: Mapping[str, tuple[str, ...]]
    #: the finer acts, in the order of the file
    acts: tuple[Act, ...]
    #: whether it comes from a user's own file
    own: bool = False

    @property
    def contract_type(self) -> str:
        """The type under which a reading of the contract has it: a user's own as x_name."""
        return f"x_{self.id}" if self.own else self.id


@dataclass(frozen=True, slots=True)
class Field:
    """A field that statements about one kind of subject can have."""

    #: what the statement is about
    role: Role
    name: str
    #: one of KINDS
    kind: str
    #: name of the list that its values are from, or "" where they are free
    of: str
    #: all its possible values, in the list's order; empty where they are free
    values: tuple[str, ...]
    #: whether several values stand beside one another without contradiction
    many: bool
    #: language -> words to show
    label: Mapping[str, str]
    #: what a statement with it says
    says: str
    #: one of SENSITIVITIES
    sensitivity: str
    #: where it stands in a reading of the contract; "": no reader tells it, a person decides
    contract: str

    def accepts(self, value: Value) -> bool:
        """Whether a value is of the right kind and, where there is a list, on it. Does not parse EDTF."""
        if isinstance(value, bool) or not isinstance(value, KINDS[self.kind]):
            return False
        if self.of == COUNTRIES:
            return (
                isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha() and value.isupper()
            )
        return not self.of or value in self.values


@dataclass(frozen=True, slots=True)
class Scheme:
    """Somebody else's coding scheme, as far as the crosswalks use it."""

    id: str
    label: str
    #: who keeps it, and on what terms its codes stand here
    source: str
    #: code -> its short term
    codes: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Codebook:
    """Everything that may be said. Get one from :func:`sijill.codebook.load`."""

    families: Mapping[str, Family]
    #: all finer acts, by dotted id
    acts: Mapping[str, Act]
    #: all fields, by role and name
    fields: Mapping[tuple[str, str], Field]
    schemes: Mapping[str, Scheme]
    #: SHA-256 over the content of all files, comments and layout aside
    digest: str
    _terms: Mapping[str, tuple[Term, ...]]

    @property
    def term_lists(self) -> tuple[str, ...]:
        """The names of all lists of terms, sorted."""
        return tuple(sorted(self._terms))

    def terms(self, name: str) -> tuple[Term, ...]:
        """The entries of a list ("occupations", "methods", "outcomes", ...), in its order.

        Raises:
            UnknownNameError: there is no such list.
        """
        if name not in self._terms:
            raise UnknownNameError("list of terms", name, self._terms)
        return self._terms[name]

    def term(self, name: str, term_id: str) -> Term:
        """One entry of a list. Raises UnknownNameError for an unknown list or entry."""
        for term in self.terms(name):
            if term.id == term_id:
                return term
        raise UnknownNameError(f"entry of {name}", term_id, (t.id for t in self.terms(name)))

    def field(self, role: str, name: str) -> Field:
        """The field of that name for subjects of that role. Raises UnknownNameError, which tells the known ones."""
        try:
            return self.fields[role, name]
        except KeyError:
            known = (n for r, n in self.fields if r == role)
            raise UnknownNameError(f"field of a {role}", name, known) from None

    def family_of(self, act_id: str) -> Family:
        """The family that a finer act belongs to; a family's own id or contract type gives the family itself.

        Raises:
            UnknownNameError: no act or family has that id.
        """
        if act_id in self.acts:
            return self.families[self.acts[act_id].family]
        if act_id in self.families:
            return self.families[act_id]
        for family in self.families.values():
            if family.contract_type == act_id:
                return family
        raise UnknownNameError("act", act_id, (*self.families, *self.acts))

    def label(self, act_id: str, language: str = "en") -> str:
        """The words to show for an act or family; English where the language has none."""
        entry: Act | Family = self.acts.get(act_id) or self.family_of(act_id)
        return entry.label.get(language, entry.label["en"])

    def outcome(self, act_id: str) -> str:
        """What usually becomes of the victim of an act or family."""
        entry: Act | Family = self.acts.get(act_id) or self.family_of(act_id)
        return entry.outcome

    def crosswalk(self, act_id: str) -> Mapping[str, tuple[str, ...]]:
        """Scheme -> codes of an act or family, most fitting first. A scheme that has no code for it is left out.

        What a finer act says of a scheme goes before what its family says; an empty list there means that the
        scheme has no code for it, although it has one for the family.
        """
        family = self.family_of(act_id)
        own = self.acts[act_id].crosswalk if act_id in self.acts else {}
        return {scheme: codes for scheme, codes in {**family.crosswalk, **own}.items() if codes}

    def gravest(self, outcomes: Iterable[str]) -> str:
        """The gravest of a victim's outcomes; "unknown" where there are none.

        Raises:
            UnknownNameError: one of them is not in terms/outcomes.toml.
        """
        terms = [self.term("outcomes", o) for o in outcomes]
        return max(terms, key=lambda t: t.gravity or 0).id if terms else "unknown"
