"""Names of persons taken apart: invented people, one table for each custom."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values.persons import NAMES, TITLES, split

# a "?" behind a kind: told as uncertain
TABLE = [
    # titles
    ("Dr. Salim Haddad", "en", "honorific=Dr.; given=Salim; surname?=Haddad"),
    ("Maj. Gen. Ali al-Wardi", "en", "rank=Maj. Gen.; given=Ali; nisba=al-Wardi"),
    ("the late President Salah al-Din Nuri", "en", "state=the late; office=President; given=Salah al-Din; surname?=Nuri"),
    ("former Interior Minister Petra Nowak", "en", "state=former; office=Interior Minister; given?=Petra; surname?=Nowak"),
    ("photojournalist Rami Lutfi", "en", "trade=photojournalist; given=Rami; surname?=Lutfi"),
    ("Sheikh Abu Omar al-Wardi", "en", "honorific=Sheikh; kunya=Abu Omar; nisba=al-Wardi"),
    ("Mr. President", "en", "honorific=Mr.; office=President"),
    ("Mr. King", "en", "honorific=Mr.; name?=King"),
    ("Lt. Col. James Whitlow", "en", "rank=Lt. Col.; given=James; surname=Whitlow"),
    ("Sub-Inspector Rakesh Toral", "en", "rank=Sub-Inspector; given?=Rakesh; surname?=Toral"),
    ("Mullah Nazar Gul", "en", "faith=Mullah; given?=Nazar; surname?=Gul"),
    ("Father Thomas Ekwe", "en", "faith=Father; given=Thomas; surname=Ekwe"),
    ("الدكتور هشام الوردي", "ar", "honorific=الدكتور; given=هشام; nisba=الوردي"),
    ("اللواء الركن علي حسن محمد", "ar", "rank=اللواء; rank=الركن; given=علي; patronymic?=حسن; surname?=محمد"),
    ("الصحفية سعاد كريم", "ar", "trade=الصحفية; given=سعاد; surname?=كريم"),
    # generations, degrees
    ("John F. Whitlow Jr.", "en", "given=John; given=F.; surname=Whitlow; generation=Jr."),
    ("Robert Langdale III", "en", "given=Robert; surname=Langdale; generation=III"),
    ("Jane Ashworth, PhD", "en", "given=Jane; surname=Ashworth; earned=PhD"),
    ("Jane Ashworth Ph.D.", "en", "given=Jane; surname=Ashworth; earned=Ph.D."),
    ("Martin King, Jr.", "en", "given=Martin; surname=King; generation=Jr."),
    # nicknames
    ('Joaquín "El Zorro" Barrera', "en", "given=Joaquín; nickname=El Zorro; surname=Barrera"),
    ('Abu (Layth) Salim', "en", "kunya=Abu (Layth) Salim"),
    ("Khalil al-Haddad (Abu Layth)", "en", "given=Khalil; surname=al-Haddad; nickname=Abu Layth"),
    ("Tariq Nuri, also known as Abu Layth", "en", "given=Tariq; surname?=Nuri; nickname=Abu Layth"),
    ("Tariq Nuri, a.k.a. Abu Layth", "en", "given=Tariq; surname?=Nuri; nickname=Abu Layth"),
    ("Viktor «Bison» Orlan", "en", "given=Viktor; nickname=Bison; surname=Orlan"),
    ("سالم كريم الملقب بأبي ليث", "ar", "given=سالم; surname?=كريم; nickname=أبي ليث"),
    ("سالم الوردي المعروف باسم الصقر", "ar", "given=سالم; nisba=الوردي; nickname=الصقر"),
    # Arabic
    ("Salim bin Abd al-Karim al-Wardi", "en", "given=Salim; particle=bin; patronymic=Abd al-Karim; nisba=al-Wardi"),
    ("Ahmed Hassan Mahmoud", "en", "given=Ahmed; patronymic?=Hassan; surname?=Mahmoud"),
    ("Ahmed Hassan al-Wardi", "en", "given=Ahmed; patronymic=Hassan; nisba=al-Wardi"),
    ("Mohammed Abdul Rahman", "en", "given=Mohammed; surname?=Abdul Rahman"),
    ("Abdullah Saleh", "en", "given=Abdullah; surname?=Saleh"),
    ("Umm Salim", "en", "kunya=Umm Salim"),
    ("Abu Bakr Salim al-Wardi", "en", "kunya=Abu Bakr; given=Salim; nisba=al-Wardi"),
    ("Mahmoud Abu Zahra", "en", "given=Mahmoud; surname=Abu Zahra"),
    ("Osama bin Rashid", "en", "given=Osama; particle=bin; patronymic?=Rashid"),
    ("Sidi Ould Brahim", "en", "given=Sidi; particle=Ould; patronymic?=Brahim"),
    ("Nour al-Din Fares", "en", "given=Nour al-Din; surname?=Fares"),
    ("al-Wardi", "en", "nisba=al-Wardi"),
    ("Munir", "en", "name?=Munir"),
    ("أبو بكر سالم الوردي", "ar", "kunya=أبو بكر; given=سالم; nisba=الوردي"),
    ("محمد بن سالم آل رشيد", "ar", "given=محمد; particle=بن; patronymic=سالم; surname=آل رشيد"),
    ("عبد الكريم نوري", "ar", "given=عبد الكريم; surname?=نوري"),
    ("علي حسن الوردي", "ar", "given=علي; patronymic=حسن; nisba=الوردي"),
    ("أم سالم", "ar", "kunya=أم سالم"),
    # Spanish
    ("María del Carmen Ríos López", "en", "given=María del Carmen; surname=Ríos; surname=López"),
    ("Gustavo García Barrera", "en", "given=Gustavo; surname=García; surname=Barrera"),
    ("José Luis de la Cruz Vega", "en", "given=José; given=Luis; surname=de la Cruz; surname=Vega"),
    ("Juan Carlos Pérez", "en", "given=Juan; given?=Carlos; surname=Pérez"),
    ("Diego Ortega y Barrera", "en", "given=Diego; surname=Ortega; particle=y; surname=Barrera"),
    ("Martin Luther Ashworth", "en", "given=Martin; given?=Luther; surname=Ashworth"),
    # Russian and neighbours
    ("Anna Stepanovna Orlan", "en", "given=Anna; patronymic=Stepanovna; surname=Orlan"),
    ("Orlan Anna Stepanovna", "en", "surname=Orlan; given=Anna; patronymic=Stepanovna"),
    ("Anna Stepanovna", "en", "given=Anna; patronymic=Stepanovna"),
    ("Pavel Rubinovich", "en", "given=Pavel; patronymic?=Rubinovich"),
    ("Pavel Ilyich", "en", "given=Pavel; patronymic=Ilyich"),
    ("Иван Петрович Орлан", "ru", "given=Иван; patronymic=Петрович; surname=Орлан"),
    ("Rashad Heydar oglu Taghin", "en", "given=Rashad; patronymic=Heydar oglu; surname=Taghin"),
    # family name first
    ("Liu Xiaoping", "en", "surname=Liu; given=Xiaoping"),
    ("Wei Wang", "en", "surname?=Wei; given?=Wang"),
    ("Zhang Guo Ming", "en", "surname=Zhang; given=Guo Ming"),
    ("Kim Jong-su", "en", "surname=Kim; given=Jong-su"),
    ("Park Jae Min", "en", "surname=Park; given=Jae Min"),
    ("Jae-min Park", "en", "given=Jae-min; surname=Park"),
    ("Nguyen Van Phuc", "en", "surname=Nguyen; given=Van; given=Phuc"),
    ("Tran Thi Hoa", "en", "surname=Tran; given=Thi; given=Hoa"),
    ("Petrov, Anna", "en", "surname=Petrov; given=Anna"),
    ("NOVAK Petra", "en", "surname=NOVAK; given=Petra"),
    ("Petra NOVAK", "en", "given=Petra; surname=NOVAK"),
    ("Kovacs Viktor", "en", "name?=Kovacs; name?=Viktor"),
    # one name, no family
    ("Kyaw Zin Htet", "en", "given=Kyaw Zin Htet"),
    ("Daw Khin Myint", "en", "honorific=Daw; given=Khin Myint"),
    ("U Thaung", "en", "honorific?=U; given=Thaung"),
    ("Sudiyanto", "en", "given=Sudiyanto"),
    # given name first
    ("Emmanuel Okoro", "en", "given=Emmanuel; surname=Okoro"),
    ("Ludo van der Veen", "en", "given=Ludo; surname=van der Veen"),
    ("Chidi Okoro", "en", "given?=Chidi; surname?=Okoro"),
    ("Le Pen", "en", "given?=Le; surname?=Pen"),
    ("J. K. Ashworth", "en", "given=J.; given=K.; surname=Ashworth"),
]  # fmt: skip


def told(words: str, language: str) -> str:
    return "; ".join(f"{p.kind}{'' if p.certain else '?'}={p.text}" for p in split(words, language).parts)


@pytest.mark.parametrize(("words", "language", "expected"), TABLE, ids=[row[0] for row in TABLE])
def test_parts(words: str, language: str, expected: str) -> None:
    assert told(words, language) == expected


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("Maj. Gen. Ali al-Wardi", "Ali al-Wardi"),
        ("John F. Whitlow Jr.", "John F. Whitlow Jr."),
        ("Petrov, Anna", "Anna Petrov"),
        ('Joaquín "El Zorro" Barrera', "Joaquín Barrera"),
        ("Mr. President", ""),
        ("Jane Ashworth, PhD", "Jane Ashworth"),
    ],
)
def test_bare_name(words: str, bare: str) -> None:
    assert split(words).bare == bare


@pytest.mark.parametrize("words", ["", "  ", "12", "(", '"', "—", "؟"])
def test_no_name_no_parts(words: str) -> None:
    assert split(words).parts == ()
    assert split(words).bare == ""


def test_titles_belong_to_their_language() -> None:
    assert split("الدكتور هشام الوردي", "en").of("honorific") == ()
    assert split("Dr. Salim Haddad", "xx").of("honorific") == ()


def test_no_kind_is_title_and_name() -> None:
    assert not TITLES & NAMES


WORDS = st.sampled_from(
    'Dr. the late Abu Umm bin al- al Al-Wardi Abd ul-Haq al-Din Jr. III , ( ) " “ ” « » . - Kim Jong-su Liu Maria de la Cruz y Ли هشام أبو '  # noqa: SIM905
    "الوردي الملقب بأبي ب aka Petrovna oglu U Khin Nguyen Van X 7".split()
)
NAMED = st.text(max_size=60) | st.lists(WORDS, max_size=14).map(" ".join)


@given(NAMED, st.sampled_from(["en", "ar", "xx"]))
@settings(deadline=None)
def test_parts_quote_the_words_in_order(words: str, language: str) -> None:
    name = split(words, language)
    end = 0
    for part in name.parts:
        assert part.span.start >= end
        assert words[part.span.start : part.span.end] == part.text
        end = part.span.end


def test_a_text_is_cut_and_not_read() -> None:
    assert len(split("Salim bin " * 10_000).parts) <= 24
