"""Names: pairs that are one and pairs that are two, of common parts put together for the purpose."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sijill.values.names import compare, keys, normalise

SAME = [
    ("Husham al-Jabiri", "هشام الجابري"),
    ("Hisham al-Jabiri", "Husham al-Jaberi"),
    ("Mohammed Abdul Rahman", "Muhammad Abdelrahman"),
    ("Mohamed Abd al-Rahman", "محمد عبد الرحمن"),
    ("Dr. Salim bin Abd al-Karim", "Salim Abdulkarim"),
    ("Abdurrahman Zaki", "Abd al-Rahman Zaki"),
    ("Abdullah Saleh", "عبد الله صالح"),
    ("Abdallah Salih", "Abdullah Saleh"),
    ("Salah al-Din Qasim", "Salaheddine Kassem"),
    ("Ziauddin Karimi", "Zia al-Din Karimi"),
    ("Qasim Jabbar", "Kassem Gabbar"),
    ("Omar Said", "Umar Saeed"),
    ("Nour al-Din Fares", "نور الدين فارس"),
    ("Dhafir Ramadan", "Zafir Ramazan"),
    ("Abu Bakr Salim", "Aboubakr Salim"),
    ("Abou Nasser Taher", "Abu Nasir Tahir"),
    ("Youssef Khoury", "يوسف خوري"),
    ("Yusuf al-Khouri", "Youssef Khoury"),
    ("Sami Nasser", "Sami Nasir"),
    ("Gamal Taher", "Jamal Tahir"),
    ("Wael Haddad", "Wa'il Hadad"),
    ("Iyad Fares", "Eyad Faris"),
    ("Walid Shukri", "Oualid Choukri"),
    ("Zaynab Haidar", "زينب حيدر"),
    ("Haydar Mousa", "Haider Musa"),
    ("Emad Tahir", "Imad Taher"),
    ("Ahmed Karim Jasim", "Ahmed Jassim"),
    ("Layla Mustafa", "ليلى مصطفى"),
    ("Nadhim Shakir", "Nazim Shaker"),
    ("Gen. Tariq Hadi", "Tarek Hady"),
    ("Maj. Gen. Tariq Hadi", "tariq hadi"),
    ("the journalist Rami Lutfi", "Rami Loutfi"),
    ("الصحفي رامي لطفي", "Rami Lutfi"),
    ("Mahdi al-Basri", "Mehdi Basri"),
    ("Khalil Ibrahim", "Khaleel Ebrahim"),
    ("Osama Daoud", "Usama Dawood"),
    ("Munir Ghanem", "Mounir Ghanim"),
    ("Farouk Qadir", "Faruq Kader"),
    ("Rasha Yunis", "Racha Younes"),
    ("Thamer Jawad", "Tamer Jawad"),
    ("Maryam Dhahir", "Mariam Zahir"),
    ("Ghazi Rifaat", "غازي رفعت"),
    ("Kata'ib al-Wadi", "Kataib al-Wadi"),
    ("Layth Hammoud", "Laith Hamoud"),
    ("Muthanna Salman", "Muthana Selman"),
    ("Ra'ad Shihab", "Raad Shehab"),
    ("SALIH Hamed", "Hamed Saleh"),
    ("Alwazzan Karim", "Karim al-Wazzan"),
    ("Bashir al Nuri", "Basheer An-Nouri"),
    ("Ivan Petrov", "Иван Петров"),
    ("Tariq Hadi's", "Tariq Hadi"),
    ("Ihab Jawad", "إيهاب جواد"),
    ("Salem al-Tai", "سالم الطائي"),
    ("Iyad Jabr", "إياد جبر"),
    ("Ayman Ghali", "أيمن غالي"),
    ("Aws Hadi", "أوس هادي"),
]  # fmt: skip

OTHER = [
    ("Hashim Karim", "Hisham Karim"),
    ("Hassan Ali", "Hussein Ali"),
    ("Ali al-Lami", "Ahmed al-Lami"),
    ("Jamal Karim", "Jamil Karim"),
    ("Mahmoud Karim", "Mohammed Karim"),
    ("Omar Khaled", "Amir Khaled"),
    ("Salim Hadi", "Sami Hadi"),
    ("Nasser Fares", "Nasrin Fares"),
    ("Karim Jabbar", "Karim Jassim"),
    ("Ali Hassan", "Ali Hussein"),
    ("Walid Taher", "Khaled Taher"),
    ("Rami Lutfi", "Rima Lutfi"),
    ("Samir Daoud", "Samira Daoud"),
    ("Zaid Munir", "Yazid Munir"),
    ("Abd al-Rahman Zaki", "Abd al-Rahim Zaki"),
    ("Abdullah Saleh", "Abd al-Salam Saleh"),
    ("Nabil Qasim", "Nabih Qasim"),
    ("Tariq Hadi", "Tariq Shadi"),
    ("هاشم كريم", "Hisham Karim"),
    ("حسن علي", "Hussein Ali"),
    ("جمال كريم", "Jamil Karim"),
    ("Layla Mustafa", "Lina Mustafa"),
    ("Farid Najm", "Fuad Najm"),
    ("Rashid Omar", "Rashad Omar"),
    ("Adel Hamid", "Adnan Hamid"),
    ("Ibrahim Musa", "Ismail Musa"),
    ("Yasser Amin", "Nasser Amin"),
    ("Hamza Rifaat", "Tamara Rifaat"),
    ("Ahmed", "Mahmoud"),
    ("Karim", "Karima Jabbar Saleh"),
    ("the Wadi Brigade", "the Hill Brigade"),
    ("", "Ahmed Karim"),
]  # fmt: skip


@pytest.mark.parametrize(("a", "b"), SAME, ids=[f"{a} = {b}" for a, b in SAME])
def test_one_name(a: str, b: str) -> None:
    compared = compare(a, b)
    assert compared.probability >= 0.75, compared.reasons
    assert keys(a) & keys(b)


@pytest.mark.parametrize(("a", "b"), OTHER, ids=[f"{a} / {b}" for a, b in OTHER])
def test_two_names(a: str, b: str) -> None:
    compared = compare(a, b)
    assert compared.probability <= 0.4, compared.reasons


def test_less_of_a_name_is_weaker() -> None:
    full = compare("Karim al-Wazzan", "Karim al-Wazzan").probability
    part = compare("Karim al-Wazzan", "Karim Jabbar al-Wazzan").probability
    surname = compare("al-Wazzan", "Karim al-Wazzan").probability
    given = compare("Ahmed", "Ahmed al-Wazzan").probability
    assert full > part > surname > given > 0


def test_another_tribe_is_doubtful_and_not_decisive() -> None:
    rare = compare("Ghazi Rifaat al-Lami", "Ghazi Rifaat al-Basri").probability
    common = compare("Ahmed Hassan al-Lami", "Ahmed Hassan al-Basri").probability
    two = compare("Ghazi al-Lami", "Ghazi al-Basri").probability
    assert 0.5 > rare > common > two


def test_reasons_name_the_parts() -> None:
    reasons = " ".join(compare("Ali al-Lami", "Ahmed al-Lami").reasons)
    assert "ali" in reasons
    assert "ahmed" in reasons


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("Dr. Salim bin Abd al-Karim", "salim abd-karim"),
        ("Maj. Gen. Ali al-Lami", "ali lami"),
        ("الدكتور هشام الجابري", "هشام جابري"),
        ("President", "president"),
        ("Mr. Thomas Whitlow King", "thomas whitlow king"),
        ("Thomas Whitlow, Jr.", "thomas whitlow"),
        ("Abdul Rahman", "abd-rahman"),
        ("", ""),
    ],
)
def test_normal_form(name: str, normal: str) -> None:
    assert normalise(name) == normal


PARTS = st.sampled_from("al- Abd Abu bin Dr. Ali Hassan عبد الله din al O - Иван".split())  # noqa: SIM905
NAMES = st.text() | st.lists(PARTS, max_size=8).map(" ".join)


@given(NAMES, NAMES)
@settings(deadline=None)
def test_symmetric_bounded_and_certain_of_itself(a: str, b: str) -> None:
    assert compare(a, b) == compare(b, a)
    assert 0 <= compare(a, b).probability <= 1
    assert compare(a, b).reasons
    if normalise(a):
        assert compare(a, a).probability >= 0.9
        assert keys(a)
