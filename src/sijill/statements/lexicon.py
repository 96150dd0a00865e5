"""A language's reader sections as tables that can be asked word by word.

One idea: the language file holds lemmas and singulars; here their forms are made once, so that reading is look-up.
Invariant: every key is lower case with straight apostrophes, as :class:`sijill.statements.sentences.Token` has it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Generic, Literal, TypeVar

from sijill import languages
from sijill.errors import DataFileError

Payload = TypeVar("Payload")

#: base (kill), s (kills), past (killed), part (killed), ing (killing)
Tense = Literal["base", "s", "past", "part", "ing"]
Takes = Literal["person", "thing", "any"]

_VOWELS = "aeiou"
#: verbs of more than one syllable whose last consonant is doubled all the same
_DOUBLING = frozenset((
    "kidnap", "commit", "compel", "control", "expel", "occur", "prefer", "refer", "regret", "transfer", "travel",
    "cancel", "equip", "permit", "submit", "admit", "label", "pummel", "worship",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Frame:
    """What one group of triggers tells."""

    family: str
    act: str | None
    #: what becomes of the person it is done to; None where the words around must tell ("attack")
    outcome: str | None
    methods: tuple[str, ...]
    takes: Takes
    #: the subject of the active verb is the victim: "died"
    victim_subject: bool
    #: no event by itself
    weak: bool
    #: an attack: whether anyone was hurt must be told elsewhere
    neutral: bool
    #: takes no object, so that its past tense is no participle: "opened fire"
    intransitive: bool
    #: prepositions that lead to the object
    after: frozenset[str]
    #: an everyday verb ("held", "struck"): only of people who stand right beside it
    close: bool = False


@dataclass(frozen=True, slots=True)
class VerbForm:
    """One inflected form of a trigger verb."""

    lemma: str
    tense: Tense
    frame: Frame


@dataclass(frozen=True, slots=True)
class NounForm:
    """One form of a trigger noun."""

    lemma: str
    plural: bool
    frame: Frame


@dataclass(slots=True)
class Kind:
    """What a noun for people tells of them; several sections of the file may tell of one noun."""

    noun: str
    plural: bool = False
    occupation: str | None = None
    sex: Literal["f", "m"] | None = None
    age_group: Literal["child", "adult", "elderly"] | None = None
    #: names a doer whose identity is not known: "gunman"
    unidentified: bool = False
    #: HURIDOCS' code of the body that the doers belong to
    code: str | None = None
    #: a whole group: "family"
    collective: bool = False
    #: a body rather than people: "the army"
    body: bool = False


#: codes of doers who are people rather than bodies: civilians, criminals
_PEOPLE_CODES = frozenset(("0202", "0203"))


class Phrases(Generic[Payload]):
    """Phrases of one word or more, found at a place in a list of words; the longest wins."""

    def __init__(self) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], list[Payload]]]] = {}

    def add(self, words: Sequence[str], payload: Payload) -> None:
        """Enter a phrase; one phrase may have several payloads."""
        key = tuple(words)
        rows = self._by_first.setdefault(key[0], [])
        for known, payloads in rows:
            if known == key:
                payloads.append(payload)
                return
        rows.append((key, [payload]))
        rows.sort(key=lambda row: -len(row[0]))

    def at(self, words: Sequence[str], place: int) -> tuple[int, list[Payload]] | None:
        """Length and payloads of the longest phrase that begins at a place, or None."""
        rows = self._by_first.get(words[place])
        if rows is None:
            return None
        for key, payloads in rows:
            size = len(key)
            if size == 1 or tuple(words[place : place + size]) == key:
                return size, payloads
        return None

    def within(self, words: Sequence[str], first: int, last: int) -> list[tuple[int, int]]:
        """Where phrases stand in a stretch of words: of each place the longest that begins there and ends within."""
        known = self._by_first
        sizes = [(at, self.at(words, at)) for at in range(first, last) if words[at] in known]
        return [(at, at + hit[0]) for at, hit in sizes if hit is not None and at + hit[0] <= last]

    def rows(self) -> list[tuple[tuple[str, ...], list[Payload]]]:
        """Every phrase with what was entered for it."""
        return [row for rows in self._by_first.values() for row in rows]

    def payloads(self) -> list[Payload]:
        """Everything that was entered."""
        return [payload for rows in self._by_first.values() for _, found in rows for payload in found]

    def __contains__(self, word: str) -> bool:
        return word in self._by_first


@dataclass(slots=True)
class Lexicon:
    """All that the reader knows of one language's words."""

    code: str
    digest: str
    abbreviations: frozenset[str]
    determiners: frozenset[str]
    possessives: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    subordinators: frozenset[str]
    relatives: frozenset[str]
    be: frozenset[str]
    have: frozenset[str]
    modals: frozenset[str]
    negations: frozenset[str]
    adverbs: frozenset[str]
    participles: frozenset[str]
    #: "backed (by)", "linked (to)", "loyal (to)"
    allegiance: frozenset[str]
    #: what is fired or thrown, and the act family that it makes
    projectiles: Mapping[str, Frame]
    #: lemmas of firing and throwing, by form
    firing: Mapping[str, Tense]
    openers: frozenset[str]
    titles: frozenset[str]
    particles: frozenset[str]
    heads: frozenset[str]
    sites: frozenset[str]
    #: "town", "village": what a name beside them names
    settlements: frozenset[str]
    #: lower-case names of known bodies, as tuples of words
    bodies: Phrases[str]
    #: forms of frequent verbs and of trigger verbs
    verb_forms: frozenset[str]
    people: Phrases[Kind]
    verbs: Phrases[VerbForm]
    nouns: Phrases[NounForm]
    #: "set … on fire": first word -> the words after the object, and the form
    split: Mapping[str, list[tuple[tuple[str, ...], list[VerbForm]]]]
    figurative: Mapping[str, frozenset[str]]
    weapons: Phrases[bool]
    methods: Phrases[str]
    allowed_methods: Mapping[str, frozenset[str]]
    targets: Phrases[tuple[str, bool]]
    saying: frozenset[str]
    #: "the lawsuit names X", "threats forced X to flee"
    #: "carry out", "orchestrate": before a noun of violence
    committing: frozenset[str]
    citing: frozenset[str]
    #: "named the dead as A and B"
    naming: frozenset[str]
    blaming: Phrases[bool]
    denying: frozenset[str]
    condemning: frozenset[str]
    claiming: Phrases[bool]
    speakers: Phrases[bool]
    hedges: frozenset[str]
    planned: Phrases[bool]
    foiled: frozenset[str]
    plots: frozenset[str]
    demands: Phrases[bool]
    #: small sets of words that mark a construction, by the name that the file gives them
    phrasing: Mapping[str, frozenset[str]]
    scope: Mapping[str, Phrases[bool]]
    given: Mapping[str, Literal["f", "m"]]
    #: all words that are no names even where a sentence begins with them
    common: frozenset[str] = field(default_factory=frozenset)


def plain(word: str) -> str:
    """Lower case, straight apostrophes: the shape of all keys."""
    return word.lower().replace("’", "'")


class _Morphology:
    """Makes the forms of verbs and nouns."""

    def __init__(self, irregular: Mapping[str, Sequence[str]], plurals: Mapping[str, str]) -> None:
        self.irregular = irregular
        self.plurals = plurals

    def verb(self, lemma: str) -> dict[str, set[Tense]]:
        """All forms of a verb, each with what it can be. Of a phrase the first word changes, and what follows "and"."""
        first, *rest = plain(lemma).split()
        if rest[:1] == ["and"] and len(rest) > 1:
            other = self._word(rest[1])
            tail = rest[2:]
            forms: dict[str, set[Tense]] = {}
            for one, tenses in self._word(first).items():
                for two, others in other.items():
                    if tenses & others:
                        forms.setdefault(" ".join([one, "and", two, *tail]), set()).update(tenses & others)
            return forms
        return {" ".join([form, *rest]): tenses for form, tenses in self._word(first).items()}

    def _word(self, lemma: str) -> dict[str, set[Tense]]:
        past, part, ing = self._parts(lemma)
        forms: dict[str, set[Tense]] = {}
        made: list[tuple[str, Tense]] = [
            (lemma, "base"), (self._s(lemma), "s"), (past, "past"), (part, "part"), (ing, "ing"),
        ]  # fmt: skip
        for extra in self.irregular.get(lemma, ())[3:]:
            made += [(extra, "past"), (extra, "part")]
        for form, tense in made:
            forms.setdefault(form, set()).add(tense)
        return forms

    def _parts(self, lemma: str) -> tuple[str, str, str]:
        given = self.irregular.get(lemma, ())
        if lemma.endswith("ie"):
            ing = lemma[:-2] + "ying"
        elif lemma.endswith("e") and not lemma.endswith(("ee", "oe", "ye")):
            ing = lemma[:-1] + "ing"
        else:
            ing = self._doubled(lemma) + "ing"
        if lemma.endswith("e"):
            past = lemma + "d"
        elif lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
            past = lemma[:-1] + "ied"
        else:
            past = self._doubled(lemma) + "ed"
        if given:
            return given[0], given[1], given[2] if len(given) > 2 else ing
        return past, past, ing

    @staticmethod
    def _doubled(lemma: str) -> str:
        last = lemma.rsplit("-", 1)[-1]
        short = (
            len(last) >= 3
            and last[-1] not in "aeiouwxyh"
            and last[-2] in _VOWELS
            and last[-3] not in _VOWELS
            and sum(c in _VOWELS for c in last) == 1
        )
        return lemma + lemma[-1] if short or last in _DOUBLING else lemma

    @staticmethod
    def _s(lemma: str) -> str:
        if lemma.endswith(("s", "sh", "ch", "x", "z", "o")):
            return lemma + "es"
        if lemma.endswith("y") and lemma[-2:-1] not in _VOWELS:
            return lemma[:-1] + "ies"
        return lemma + "s"

    def plural(self, noun: str) -> str:
        """The plural of a noun or of a phrase that ends in one; "X of Y" changes X."""
        noun = plain(noun)
        if noun in self.plurals:
            return self.plurals[noun]
        for link in (" of ", " on ", " in ", " to "):
            head, found, tail = noun.partition(link)
            if found:
                return self.plural(head) + found + tail
        before, gap, last = noun.rpartition(" ")
        made = self.plurals.get(last)
        if made is None:
            front, dash, end = last.rpartition("-")
            made = front + dash + self.plurals[end] if dash and end in self.plurals else self._s(last)
        return before + gap + made


def _read(code: str) -> Lexicon:
    language = languages.load(code)
    words, people, bodies = language.section("words"), language.section("people"), language.section("bodies")
    manner, said = language.section("manner"), language.section("attribution")
    modality, scope = language.section("modality"), language.section("scope")
    morphology = _Morphology(words["irregular"], {plain(k): plain(v) for k, v in words["plurals"].items()})

    def words_of(values: Iterable[str]) -> frozenset[str]:
        return frozenset(plain(value) for value in values)

    def forms_of(lemmas: Iterable[str]) -> frozenset[str]:
        return frozenset(form for lemma in lemmas for form in morphology.verb(lemma))

    def phrases(values: Iterable[str], inflect: Callable[[str], Iterable[str]]) -> Phrases[bool]:
        table: Phrases[bool] = Phrases()
        for value in values:
            for form in inflect(plain(value)):
                table.add(form.split(), True)
        return table

    def as_is(value: str) -> tuple[str, ...]:
        return (value,)

    def numbers(value: str) -> tuple[str, ...]:
        return (value, morphology.plural(value))

    known: Phrases[str] = Phrases()
    for name in bodies["heads"]["known"]:
        known.add(plain(name).split(), name)
    verbs, nouns, trigger_forms = _triggers(language.section("triggers"), morphology)
    figurative: dict[str, frozenset[str]] = {}
    for lemma, neighbours in language.section("triggers")["figurative"].items():
        found = words_of(neighbours)
        for form in (*morphology.verb(lemma), morphology.plural(lemma)):
            figurative[form] = figurative.get(form, frozenset()) | found
    methods: Phrases[str] = Phrases()
    for method, told in manner["methods"].items():
        for phrase in dict.fromkeys(form for value in told for form in numbers(plain(value))):
            methods.add(phrase.replace("'s ", "'s ").split(), method)
    targets: Phrases[tuple[str, bool]] = Phrases()
    for kind, told in language.section("targets").items():
        for noun in told:
            targets.add(plain(noun).split(), (kind, False))
            targets.add(morphology.plural(noun).split(), (kind, True))
    kinds = _people(people, bodies, morphology)
    lexicon = Lexicon(
        code=code,
        digest=language.digest,
        abbreviations=words_of(language.section("sentences")["abbreviations"]),
        determiners=words_of(words["determiners"]),
        possessives=words_of(words["possessives"]),
        prepositions=words_of(words["prepositions"]),
        conjunctions=words_of(words["conjunctions"]),
        subordinators=words_of(words["subordinators"]),
        relatives=words_of(words["relatives"]),
        be=words_of(words["be"]),
        have=words_of(words["have"]),
        modals=words_of(words["modals"]),
        negations=words_of(words["negations"]),
        adverbs=words_of(words["adverbs"]),
        participles=words_of(words["participles"]),
        allegiance=words_of(words["allegiance"]),
        projectiles=_projectiles(language.section("triggers")["projectiles"], morphology),
        firing={
            form: tense
            for lemma in language.section("triggers")["projectiles"]["verbs"]
            for form, tenses in morphology.verb(lemma).items()
            for tense in sorted(tenses)
        },
        openers=words_of(words["openers"] if "openers" in words else words["verbs"]["openers"]),
        titles=words_of(people["titles"]),
        particles=words_of(people["particles"]),
        heads=words_of(bodies["heads"]["words"]),
        settlements=words_of(bodies["heads"]["settlements"]),
        sites=words_of(bodies["heads"]["sites"]),
        bodies=known,
        verb_forms=forms_of(words["verbs"]["common"]) | trigger_forms,
        people=kinds,
        verbs=verbs,
        nouns=nouns,
        split=_split(verbs, [tuple(plain(tail).split()) for tail in language.section("triggers")["split"]]),
        figurative=figurative,
        weapons=phrases(manner["weapons"], numbers),
        methods=methods,
        allowed_methods={family: frozenset(allowed) for family, allowed in manner["families"].items()},
        targets=targets,
        committing=frozenset(form.split()[0] for form in forms_of(said["committing"])),
        citing=forms_of(said["citing"]),
        naming=forms_of(said["naming"]),
        saying=forms_of(said["saying"]),
        blaming=phrases(said["blaming"], morphology.verb),
        denying=forms_of(said["denying"]),
        condemning=forms_of(said["condemning"]),
        claiming=phrases(said["claiming"], as_is),
        speakers=phrases(said["speakers"], numbers),
        hedges=words_of(said["hedges"]),
        planned=phrases(modality["planned"], as_is),
        foiled=words_of(modality["foiled"]),
        plots=words_of(modality["plots"]),
        demands=phrases(modality["demands"], as_is),
        scope={name: phrases(told, numbers) for name, told in scope.items()},
        phrasing={name: words_of(told) for name, told in language.section("phrasing").items()},
        given=_given(language.section("given")),
    )
    lexicon.common = (
        lexicon.determiners | lexicon.possessives | lexicon.prepositions | lexicon.conjunctions
        | lexicon.subordinators | lexicon.be | lexicon.have | lexicon.modals | lexicon.negations | lexicon.adverbs
        | lexicon.openers | lexicon.verb_forms | lexicon.participles | lexicon.saying
        | frozenset(("i", "he", "she", "it", "we", "you", "they", "him", "them", "us", "me"))
    )  # fmt: skip
    return lexicon


def _split(
    verbs: Phrases[VerbForm], tails: Sequence[tuple[str, ...]]
) -> dict[str, list[tuple[tuple[str, ...], list[VerbForm]]]]:
    table: dict[str, list[tuple[tuple[str, ...], list[VerbForm]]]] = {}
    for words, forms in verbs.rows():
        if len(words) > 1 and words[1:] in tails:
            table.setdefault(words[0], []).append((words[1:], forms))
    return table


def _projectiles(section: Mapping[str, Any], morphology: _Morphology) -> dict[str, Frame]:
    table: dict[str, Frame] = {}
    for family, nouns in section["nouns"].items():
        person = family == "attempted_killing"
        methods = {"attempted_killing": ("shooting",), "shelling": ("rocket",), "bombing": ("grenade",)}.get(family, ())
        frame = Frame(
            family, None, "injured" if person else None, methods, "any", False, False, not person, False, frozenset()
        )  # fmt: skip
        for noun in nouns:
            table[plain(noun)] = table[morphology.plural(noun)] = frame
    return table


def _given(section: Mapping[str, Any]) -> dict[str, Literal["f", "m"]]:
    table: dict[str, Literal["f", "m"]] = {plain(name): "m" for name in section["male"]}
    table.update({plain(name): "f" for name in section["female"]})
    return table


def _triggers(
    section: Mapping[str, Any], morphology: _Morphology
) -> tuple[Phrases[VerbForm], Phrases[NounForm], frozenset[str]]:
    verbs: Phrases[VerbForm] = Phrases()
    nouns: Phrases[NounForm] = Phrases()
    forms: set[str] = set()
    for row in section["frames"]:
        frame = Frame(
            family=row["family"],
            act=row.get("act"),
            outcome=row.get("outcome"),
            methods=tuple(row.get("methods", ())),
            takes=row.get("takes", "person"),
            victim_subject=row.get("subject") == "victim",
            weak=row.get("weak", False),
            neutral=row.get("neutral", False),
            intransitive=row.get("intransitive", False),
            after=frozenset(row.get("after", ())),
            close=row.get("close", False),
        )
        for lemma in row.get("verbs", ()):
            for form, tenses in morphology.verb(lemma).items():
                forms.add(form.split()[0])
                for tense in sorted(tenses):
                    verbs.add(form.split(), VerbForm(lemma, tense, frame))
        for adjective in row.get("adjectives", ()):
            verbs.add(plain(adjective).split(), VerbForm(adjective, "part", frame))
        for noun in row.get("nouns", ()):
            nouns.add(plain(noun).split(), NounForm(noun, False, frame))
            nouns.add(morphology.plural(noun).split(), NounForm(noun, True, frame))
    return verbs, nouns, frozenset(forms)


def _people(people: Mapping[str, Any], bodies: Mapping[str, Any], morphology: _Morphology) -> Phrases[Kind]:
    kinds: dict[str, tuple[Kind, Kind]] = {}

    def both(noun: str) -> tuple[Kind, Kind]:
        return kinds.setdefault(plain(noun), (Kind(plain(noun)), Kind(plain(noun), plural=True)))

    for occupation, nouns in people["occupations"].items():
        for noun in nouns:
            for kind in both(noun):
                kind.occupation = kind.occupation or occupation
    for section, name, value in (
        ("male", "sex", "m"), ("female", "sex", "f"), ("child", "age_group", "child"),
        ("elderly", "age_group", "elderly"), ("collective", "collective", True), ("generic", "noun", None),
    ):  # fmt: skip
        for noun in people[section]:
            if section in ("male", "female") and plain(noun) in ("mr", "mrs", "ms", "miss", "king", "queen"):
                continue
            for kind in both(noun):
                if value is not None:
                    setattr(kind, name, value)
    for noun in bodies["unidentified"]:
        for kind in both(noun):
            kind.unidentified = True
    for code, nouns in bodies["organised"].items():
        for noun in nouns:
            for kind in both(noun):
                kind.code = kind.code or code
                kind.body = kind.occupation is None and code[:4] not in _PEOPLE_CODES
    table: Phrases[Kind] = Phrases()
    for noun, (one, many) in kinds.items():
        plural = morphology.plural(noun)
        table.add(noun.split(), one)
        if plural != noun:
            table.add(plural.split(), many)
    return table


@cache
def load(code: str) -> Lexicon:
    """The lexicon of a language.

    Raises:
        UnknownNameError: there is no such language.
        DataFileError: a section that the reader needs is missing or has the wrong shape.
    """
    try:
        return _read(code)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise DataFileError(f"languages/{code}.toml", f"the reader's sections cannot be used: {error!r}") from error


def readable(code: str) -> bool:
    """Whether a language has the sections that the reader needs."""
    return code in languages.names() and bool(languages.load(code).section("triggers"))
