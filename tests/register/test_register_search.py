"""Words are found in any spelling that folds alike, on both databases alike, and nothing typed is a command."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from register.reports import capture, text_of
from sijill.register import Register
from sijill.register.search import Term, hit, shadow, terms, words_of
from sijill.register.shadowing import Struck
from sijill.types import Metadata

_TEXTS = {
    "en": ("Protest in Basra", "Two people were hurt near al-Tahrir when the Café Nawras burned; Müller's van too. 14 died."),
    "ar": ("احتجاج في البصرة", "قُتِلَ ناشطٌ في مدينة كـــربلاء يوم ٢٥ تشرين الأول ٢٠١٩ قرب مستشفى الإمام، وأُصيب أحمد آخر."),
    "other": ("Weather", "Nothing happened near the river. The prime minister spoke to the minister of trade."),
}  # fmt: skip


@pytest.fixture
def told(register: Register) -> Register:
    for name, (title, words) in _TEXTS.items():
        taken = capture(words.encode(), name)
        register.keep(taken, text_of(taken, Metadata(title=title)), None, by="A. Recorder")
    return register


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("hurt", ["en"]),
        ("HURT people", ["en"]),
        ("cafe", ["en"]),
        ("mullers", ["en"]),
        ("al-tahrir", ["en"]),
        ("tahr*", ["en"]),
        ("tahr", []),
        ('"were hurt near"', ["en"]),
        ('"hurt were"', []),
        ("14", ["en"]),
        ("١٤", ["en"]),
        ("basra", ["en"]),
        ("near", ["other", "en"]),
        ("near -river", ["other"]),
        ('"prime minister"', ["other"]),
        ('"prime minister" trade', ["other"]),
        ("قتل", ["ar"]),
        ("كربلاء", ["ar"]),
        ("الأمام", ["ar"]),
        ("الامام", ["ar"]),
        ("2019", ["ar"]),
        ("٢٠١٩", ["ar"]),
        ("مستشفي", ["ar"]),
        ("اخر", ["ar"]),
        ("البصره", ["ar"]),
        ("كرب*", ["ar"]),
        ('"مدينة كربلاء"', ["ar"]),
        ("", []),
        ('"', []),
        ("*", []),
        ("' OR 1=1 --", []),
        ("hurt OR river", []),
        ("words:hurt", []),
        ("NEAR(hurt river)", []),
        ("hurt) UNION", []),
        ("{words}: hurt^2", []),
        ("\\", []),
        ("'hurt'", ["en"]),
        ("hurt & ! | <-> :*", ["en"]),
    ],
)
def test_found(told: Register, query: str, found: list[str]) -> None:
    assert [h.uri for h in told.search(query)] == found


def test_a_hit_shows_where(told: Register) -> None:
    (hit_,) = told.search('"al tahrir"')
    text = told.text(hit_.text)
    assert [text.quote(s) for s in hit_.found] == ["al-Tahrir"]
    assert hit_.snippet is not None
    assert "al-Tahrir" in text.quote(hit_.snippet)
    (hit_,) = told.search("كربلاء")
    assert [told.text(hit_.text).quote(s) for s in hit_.found] == ["كـــربلاء"]


def test_a_hit_in_the_title_goes_first(told: Register) -> None:
    taken = capture(b"Nothing of it in here", "late")
    told.keep(taken, text_of(taken, Metadata(title="Near the end")), None, by="A. Recorder")
    assert [h.uri for h in told.search("near", limit=2)] == ["late", "other"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(['"', "*", "(", ")", "near", "OR", "'", ":", "-", " ", "\x00"])).map("".join)
)
def test_nothing_typed_is_a_command(told: Register, query: str) -> None:
    for found in told.search(query):
        assert found.uri in _TEXTS


@given(st.text(max_size=300))
def test_every_word_of_a_text_is_in_its_shadow_and_shown(content: str) -> None:
    text = text_of(capture(content.encode("utf-8", "ignore")), Metadata())
    words = words_of(text.content)
    open_words = shadow(text, Struck(), lambda _word: None)
    assert " ".join(w for part, w in open_words if part) == " ".join(words)
    for word in words[:5]:
        found = hit(text, word).found
        assert all(word in words_of(text.quote(s)) for s in found)
        assert found


def test_a_phrase_across_two_parts_is_found(register: Register) -> None:
    words = [f"w{i}" for i in range(5000)]
    taken = capture(" ".join(words).encode(), "long")
    register.keep(taken, text_of(taken, Metadata()), None, by="A. Recorder")
    for start in range(1970, 2010):
        assert register.search(f'"{" ".join(words[start : start + 10])}"')


def test_terms() -> None:
    assert terms('one "two three" fou* fi-ve "open end') == (
        Term(("one",)), Term(("two", "three")), Term(("fou",), prefix=True), Term(("fi", "ve")), Term(("open", "end")),
    )  # fmt: skip
