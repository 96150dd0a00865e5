"""What words tell of a person: one table for each value, in English and Arabic. All people are invented."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.errors import UnknownNameError
from sijill.types import Count
from sijill.values.attributes import attributes
from sijill.values.edtf import bounds

# words, language, least, most, rule
AGES = [
    ("the 34-year-old cameraman", "en", 34, 34, "exact"),
    ("a 34 year old man", "en", 34, 34, "exact"),
    ("Rami Lutfi, who is 34 years old", "en", 34, 34, "exact"),
    ("thirty-four-year-old Rami Lutfi", "en", 34, 34, "exact"),
    ("a nine-year-old boy", "en", 9, 9, "exact"),
    ("the twenty one year old", "en", 21, 21, "exact"),
    ("aged 22", "en", 22, 22, "exact"),
    ("Rami Lutfi, aged twenty", "en", 20, 20, "exact"),
    ("age 41", "en", 41, 41, "exact"),
    ("killed at the age of 19", "en", 19, 19, "exact"),
    ("died at age 80", "en", 80, 80, "exact"),
    ("34 years of age", "en", 34, 34, "exact"),
    ("who had turned 18", "en", 18, 18, "exact"),
    ("Age: 27", "en", 27, 27, "exact"),
    ("Rami Lutfi, 34, a baker", "en", 34, 34, "beside"),
    ("Rami Lutfi (34)", "en", 34, 34, "beside"),
    ("Rami Lutfi, 34", "en", 34, 34, "beside"),
    ("the brothers Rami, 34, and Sami", "en", 34, 34, "beside"),
    ("aged between 18 and 25", "en", 18, 25, "range"),
    ("men between the ages of 18 and 25", "en", 18, 25, "range"),
    ("18 to 25-year-old men", "en", 18, 25, "range"),
    ("18-25 year old men", "en", 18, 25, "range"),
    ("children aged 4 to 12", "en", 4, 12, "range"),
    ("aged 14-17", "en", 14, 17, "range"),
    ("boys aged 14 or 15", "en", 14, 15, "range"),
    ("ranging in age from 7 to 70", "en", 7, 70, "range"),
    ("a man over 60 years old", "en", 60, None, "least"),
    ("women over the age of 60", "en", 60, None, "least"),
    ("people aged 65 and over", "en", 65, None, "least"),
    ("at least 70 years old", "en", 70, None, "least"),
    ("older than 50", "en", 50, None, "least"),
    ("aged over 80", "en", 80, None, "least"),
    ("children under the age of 5", "en", 0, 4, "below"),
    ("under 18 years old", "en", 0, 17, "below"),
    ("aged under 12", "en", 0, 11, "below"),
    ("younger than 16", "en", 0, 15, "below"),
    ("an under-18", "en", 0, 17, "below"),
    ("aged 12 and under", "en", 0, 12, "most"),
    ("no older than 20", "en", 0, 20, "most"),
    ("about 40 years old", "en", 40, 40, "about"),
    ("aged around 40", "en", 40, 40, "about"),
    ("a man in his twenties", "en", 20, 29, "decade"),
    ("a woman in her early thirties", "en", 30, 33, "decade"),
    ("a man in his mid-40s", "en", 44, 46, "decade"),
    ("in his late 50s", "en", 57, 59, "decade"),
    ("youths in their late teens", "en", 17, 19, "decade"),
    ("in their teens", "en", 13, 19, "decade"),
    ("a 30-something man", "en", 30, 39, "decade"),
    ("a six-month-old baby", "en", 0, 0, "months"),
    ("an 18-month-old girl", "en", 1, 1, "months"),
    ("a three-week-old infant", "en", 0, 0, "months"),
    ("a girl 10 days old", "en", 0, 0, "months"),
    ("a months-old baby", "en", 0, 1, "months"),
    ("a teenager", "en", 13, 19, "named"),
    ("a teenage girl", "en", 13, 19, "named"),
    ("an octogenarian", "en", 80, 89, "named"),
    ("a newborn", "en", 0, 0, "named"),
    ("a 17-year-old teenager", "en", 17, 17, "exact"),
    ("يبلغ من العمر 34 عاما", "ar", 34, 34, "exact"),
    ("البالغ من العمر ٣٤ عاماً", "ar", 34, 34, "exact"),
    ("الشاب رامي لطفي (34 عاما)", "ar", 34, 34, "exact"),
    ("عمره 22 سنة", "ar", 22, 22, "exact"),
    ("عمرها خمسة وعشرون عاما", "ar", 25, 25, "exact"),
    ("ابن ال12 عاما", "ar", 12, 12, "exact"),
    ("عن عمر ناهز 70 عاما", "ar", 70, 70, "exact"),
    ("في الـ 17 من عمره", "ar", 17, 17, "exact"),
    ("تتراوح أعمارهم بين 18 و25 عاما", "ar", 18, 25, "range"),
    ("دون سن 18", "ar", 0, 17, "below"),
    ("لم يتجاوز 20 عاما", "ar", 0, 20, "most"),
    ("عمره نحو 40 عاما", "ar", 40, 40, "about"),
    ("رجل في العشرينات من عمره", "ar", 20, 29, "decade"),
    ("في أوائل الثلاثينات من العمر", "ar", 30, 33, "decade"),
    ("في العقد الثالث من العمر", "ar", 20, 29, "decade"),
    ("طفل عمره ستة أشهر", "ar", 0, 0, "months"),
    ("رجل خمسيني", "ar", 50, 59, "named"),
    ("فتاة مراهقة", "ar", 13, 19, "named"),
]  # fmt: skip

NO_AGES = [
    ("a cameraman", "en"), ("34 journalists", "en"), ("a 300-year-old mosque", "en"),
    ("the mother of a 3-year-old", "en"), ("held for 34 years", "en"), ("Channel 4", "en"), ("the father of a six-month-old baby", "en"),
    ("on 7 October, 2023", "en"), ("in 2019, 34 people", "en"), ("ناشط من بغداد", "ar"), ("قبل 20 عاما", "ar"),
]  # fmt: skip

SEXES = [
    ("a woman", "en", "f"), ("two men", "en", "m"), ("the actress", "en", "f"), ("a policewoman", "en", "f"),
    ("a schoolboy", "en", "m"), ("three girls", "en", "f"), ("a pregnant civilian", "en", "f"), ("a female student", "en", "f"),
    ("male prisoners", "en", "m"), ("Mrs Haddad", "en", "f"), ("Mr. Haddad", "en", "m"), ("Ms Okoro", "en", "f"),
    ("the teacher, who left her home", "en", "f"), ("the teacher was shot in his car", "en", "m"), ("his wife", "en", "f"),
    ("her husband, a baker", "en", "m"), ("the teacher and his wife", "en", "m"), ("the wife of a judge", "en", "f"),
    ("the widow of the mayor", "en", "f"), ("Rami Lutfi, father of two daughters", "en", "m"), ("Fatima Nuri", "en", "f"),
    ("Ahmed Nuri", "en", "m"), ("the businessman's mother", "en", "f"), ("a nun", "en", "f"), ("a housewife", "en", "f"),
    ("امرأة", "ar", "f"), ("رجل مسن", "ar", "m"), ("الصحفية سعاد كريم", "ar", "f"), ("شاب", "ar", "m"), ("طفلة", "ar", "f"),
    ("ناشطة مدنية", "ar", "f"), ("السيدة نوري", "ar", "f"), ("فتاتين وطفلة", "ar", "f"), ("الطبيبة", "ar", "f"),
]  # fmt: skip
NO_SEX = [
    ("a teacher", "en"),
    ("men and women", "en"),
    ("Okoro", "en"),
    ("a boy and a girl", "en"),
    ("صحفي", "ar"),
    ("", "en"),
]

OCCUPATIONS = [
    ("the 34-year-old cameraman", "en", "journalist"), ("journalists", "en", "journalist"), ("citizen journalists", "en", "journalist"),
    ("an editor-in-chief", "en", "journalist"), ("human rights defenders", "en", "activist"), ("activists", "en", "activist"),
    ("a student protester", "en", "protester"), ("a trade unionist", "en", "activist"), ("two lawmakers", "en", "politician"),
    ("the mayor", "en", "politician"), ("a diplomat", "en", "official"), ("civil servants", "en", "official"),
    ("a human rights lawyer", "en", "lawyer"), ("prosecutors", "en", "judge"), ("a university lecturer", "en", "academic"),
    ("a poet", "en", "writer"), ("priests", "en", "cleric"), ("a singer", "en", "artist"), ("a beauty queen", "en", "celebrity"),
    ("a nurse", "en", "medic"), ("paramedics", "en", "medic"), ("aid workers", "en", "aid_worker"), ("a schoolteacher", "en", "teacher"),
    ("university students", "en", "student"), ("shopkeepers", "en", "business"), ("businessmen", "en", "business"),
    ("taxi drivers", "en", "worker"), ("a farmer", "en", "farmer"), ("fishermen", "en", "farmer"), ("two police officers", "en", "security_forces"),
    ("policemen", "en", "security_forces"), ("members of the security forces", "en", "security_forces"), ("rebels", "en", "armed_group"),
    ("an inmate", "en", "prisoner"), ("asylum seekers", "en", "refugee"), ("a politician and businessman", "en", "politician"),
    ("a former soldier turned activist", "en", "activist"), ("one of the journalists", "en", "journalist"),
    ("a group of lawyers", "en", "lawyer"), ("the wife of a judge, a teacher", "en", "teacher"),
    ("صحفي", "ar", "journalist"), ("الصحفيين", "ar", "journalist"), ("ناشطة", "ar", "activist"), ("متظاهرين", "ar", "protester"),
    ("المحامية", "ar", "lawyer"), ("والطبيب", "ar", "medic"), ("رجل الأعمال", "ar", "business"), ("للصحفي", "ar", "journalist"),
    ("أستاذ جامعي", "ar", "academic"), ("طلاب", "ar", "student"), ("ضابط في الجيش", "ar", "security_forces"), ("عارضة أزياء", "ar", "celebrity"),
    ("نازحين", "ar", "refugee"), ("إمام مسجد", "ar", "cleric"),
]  # fmt: skip
NO_OCCUPATION = [
    ("the wife of a judge", "en"), ("the son of a journalist", "en"), ("a man killed by soldiers", "en"), ("the lawyer's brother", "en"),
    ("a resident", "en"), ("a man with his driver", "en"), ("شاب", "ar"),
]  # fmt: skip

STATUSES = [
    ("a civilian", "en", "civilian", None), ("two bystanders", "en", "civilian", None), ("an unarmed man", "en", "civilian", None),
    ("a non-combatant", "en", "civilian", None), ("fighters", "en", "combatant", None), ("a militia member", "en", "combatant", None),
    ("gunmen", "en", "combatant", None), ("a police officer", "en", "security_forces", None), ("soldiers", "en", "security_forces", None),
    ("prisoners of war", "en", "hors_de_combat", None), ("a wounded fighter", "en", "hors_de_combat", None),
    ("captured soldiers", "en", "hors_de_combat", None), ("fighters who had surrendered", "en", "hors_de_combat", None),
    ("a civilian, according to his family", "en", "civilian", "his family"),
    ("a militant according to the army", "en", "combatant", "the army"),
    ("a man whom the army described as a militant", "en", "combatant", "the army"),
    ("described by the ministry as a terrorist", "en", "combatant", "the ministry"),
    ("a man who, the army said, was a militant", "en", "combatant", "the army"),
    ("the army said he was a militant", "en", "combatant", "the army"),
    ("what the police called terrorists", "en", "combatant", "the police"),
    ("his relatives insisted he was a civilian", "en", "civilian", "his relatives"),
    ("a civilian, residents said", "en", "civilian", "residents"),
    ("مدنيين", "ar", "civilian", None), ("مقاتل", "ar", "combatant", None), ("جندي", "ar", "security_forces", None),
    ("رجل أمن", "ar", "security_forces", None), ("أسرى حرب", "ar", "hors_de_combat", None), ("مدني بحسب عائلته", "ar", "civilian", "عائلته"),
    ("وصفته الشرطة بأنه إرهابي", "ar", "combatant", "الشرطة"),
]  # fmt: skip
DISPUTED = [
    "a civilian according to his family but a militant according to the army",
    "a man whom the army described as a militant, his relatives said he was a civilian",
    "a civilian, whom the police called a terrorist",
]
NO_STATUS = [
    ("a teacher", "en"), ("not a combatant", "en"), ("who was never a fighter", "en"), ("a man killed by militants", "en"),
    ("the family denied he was a fighter", "en"), ("a boy, police officers said", "en"), ("معلم", "ar"),
]  # fmt: skip

NATIONALITIES = [
    ("an Iraqi journalist", "en", "IQ"), ("two Syrians", "en", "SY"), ("a French national", "en", "FR"), ("Egyptian students", "en", "EG"),
    ("a British-Iranian academic", "en", "GB IR"), ("an Iraqi-born Dutch singer", "en", "NL"), ("a Norwegian of Iraqi origin", "en", "NO"),
    ("a Lebanese", "en", "LB"), ("an Afghan", "en", "AF"), ("الصحفي العراقي", "ar", "IQ"), ("ناشطة سورية", "ar", "SY"), ("طالب مصري", "ar", "EG"),
    ("an Iraqi army officer", "en", ""), ("the wife of a French diplomat", "en", ""), ("a Saudi-led coalition", "en", ""),
    ("an iraqi", "en", ""), ("ضابط في الجيش العراقي", "ar", ""), ("a teacher", "en", ""),
]  # fmt: skip

GROUPS = [
    ("a boy", "en", "child"), ("an elderly man", "en", "elderly"), ("a 12-year-old", "en", "child"), ("a 70-year-old farmer", "en", "elderly"),
    ("a 34-year-old", "en", "adult"), ("infants", "en", "child"), ("a teenager", "en", "child"), ("an 18-year-old", "en", "adult"),
    ("a 19-year-old teenager", "en", "adult"), ("a man", "en", None), ("رضيع", "ar", "child"), ("رجل مسن", "ar", "elderly"),
    ("قاصر", "ar", "child"), ("شاب", "ar", None),
]  # fmt: skip


def test_tables_are_long_enough() -> None:
    tables = (
        AGES,
        NO_AGES,
        SEXES,
        NO_SEX,
        OCCUPATIONS,
        NO_OCCUPATION,
        STATUSES,
        DISPUTED,
        NO_STATUS,
        NATIONALITIES,
        GROUPS,
    )
    assert sum(len(table) for table in tables) >= 200


@pytest.mark.parametrize(("words", "language", "least", "most", "rule"), AGES, ids=[row[0] for row in AGES])
def test_age(words: str, language: str, least: int, most: int | None, rule: str) -> None:
    age = attributes(words, language).age
    assert age is not None
    assert (age.years, age.rule) == (Count(least, most), rule)


@pytest.mark.parametrize(("words", "language"), NO_AGES)
def test_no_age(words: str, language: str) -> None:
    assert attributes(words, language).age is None


@pytest.mark.parametrize(("words", "language", "sex"), SEXES)
def test_sex(words: str, language: str, sex: str) -> None:
    told = attributes(words, language).sex
    assert told is not None
    assert told.value == sex


@pytest.mark.parametrize(("words", "language"), NO_SEX)
def test_no_sex(words: str, language: str) -> None:
    assert attributes(words, language).sex is None


@pytest.mark.parametrize(("words", "language", "occupation"), OCCUPATIONS)
def test_occupation(words: str, language: str, occupation: str) -> None:
    told = attributes(words, language).occupation
    assert told is not None
    assert told.value == occupation


@pytest.mark.parametrize(("words", "language"), NO_OCCUPATION)
def test_no_occupation(words: str, language: str) -> None:
    assert attributes(words, language).occupation is None


@pytest.mark.parametrize(("words", "language", "status", "speaker"), STATUSES)
def test_status_and_who_says_so(words: str, language: str, status: str, speaker: str | None) -> None:
    told = attributes(words, language)
    assert told.status == status
    claim = next(c for c in told.statuses if c.value == status)
    assert (claim.speaker and words[claim.speaker.start : claim.speaker.end]) == speaker


@pytest.mark.parametrize("words", DISPUTED)
def test_two_sides_make_it_disputed(words: str) -> None:
    assert attributes(words, "en").status == "disputed"


@pytest.mark.parametrize(("words", "language"), NO_STATUS)
def test_no_status(words: str, language: str) -> None:
    assert attributes(words, language).statuses == ()


@pytest.mark.parametrize(("words", "language", "codes"), NATIONALITIES)
def test_nationality(words: str, language: str, codes: str) -> None:
    assert [t.value for t in attributes(words, language).nationalities] == codes.split()


@pytest.mark.parametrize(("words", "language", "group"), GROUPS)
def test_age_group(words: str, language: str, group: str | None) -> None:
    told = attributes(words, language).age_group
    assert (told and told.value) == group


@pytest.mark.parametrize(
    ("words", "on", "days"),
    [
        ("a 34-year-old", "2020-07-13", "1985-07-14/1986-07-13"),
        ("in his twenties", "2020-07-13", "1990-07-14/2000-07-13"),
        ("under the age of 5", "2020-07-13", "2015-07-14/2020-07-13"),
        ("about 40 years old", "2020-07-13", None),
        ("a 34-year-old", None, None),
    ],
)
def test_an_age_bounds_the_birth(words: str, on: str | None, days: str | None) -> None:
    age = attributes(words, "en", on=on).age
    assert age is not None
    assert age.born == days


def test_at_least_so_old_has_an_earliest_birth_all_the_same() -> None:
    age = attributes("aged 65 and over", "en", on="2020-07-13").age
    assert age is not None
    assert age.born is not None
    first, last = bounds(age.born)
    assert first is not None
    assert last is not None
    assert (first.year, last.isoformat()) == (1904, "1955-07-13")


def test_the_words_are_kept() -> None:
    words = "the 34-year-old Iraqi photojournalist Ahmed Lutfi"
    told = attributes(words, "en")
    assert told.age
    assert told.sex
    assert told.occupation
    quoted = [words[s.start : s.end] for s in (told.age.span, told.sex.span, told.occupation.span)]
    assert quoted == ["34-year-old", "Ahmed", "photojournalist"]


def test_a_language_without_data_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="xx"):
        attributes("a man", "xx")


WORDS = st.sampled_from(
    "the a his her wife of son 34 - year old aged between and 18 in twenties 40s ( ) , . journalist Iraqi army said according to civilian "  # noqa: SIM905
    "militant not عاما عمره 22 رجل صحفي ال مدني بحسب 999999999999999".split()
)


@given(st.text(max_size=80) | st.lists(WORDS, max_size=25).map(" ".join), st.sampled_from(["en", "ar"]))
@settings(deadline=None)
def test_any_words_give_values_that_quote_them(words: str, language: str) -> None:
    told = attributes(words, language, on="2020-07-13")
    spans = [
        t.span
        for t in (told.age, told.age_group, told.sex, *told.occupations, *told.statuses, *told.nationalities)
        if t
    ]
    spans += [s.speaker for s in told.statuses if s.speaker]
    for span in spans:
        assert words[span.start : span.end].strip()
    assert told.status in (None, "civilian", "combatant", "security_forces", "hors_de_combat", "disputed")


def test_a_long_text_is_cut() -> None:
    assert attributes("a man " * 2_000 + "aged 34", "en").age is None
